"""`oftwist.blocking.Controller` from construction to shutdown, and its attributes, against a plain socket."""

from __future__ import annotations

import errno
import logging
import socket
import threading
from typing import Any

import pytest

from oftwist import loxi
from oftwist.blocking import Controller
from tests.support.blocking_support import PATIENCE, Peer, connected, eventually, running
from tests.support.counting import waits


def refused(controller: Controller) -> bool:
    try:
        socket.create_connection((controller.host, controller.port), 1).close()
    except ConnectionRefusedError:
        return True
    return False


# --- construction, start, connect ------------------------------------------------------------------------------


def test_defaults() -> None:
    controller = Controller(port=0)
    try:
        assert (controller.switch, controller.host, controller.max_pkts) == (None, "127.0.0.1", 1024)
        assert (controller.keep_alive, controller.initial_hello) == (False, True)
        assert (controller.active, controller.passive, controller.dbg_state) == (True, True, "init")
        assert controller.switch_addr is None
        assert not controller.switch_socket
        assert controller.ofp is loxi.protocol(4)
    finally:
        controller.shutdown()
    import inspect

    assert inspect.signature(Controller.__init__).parameters["port"].default == 6653


def test_passive_binds_in_the_constructor_and_tells_a_busy_port() -> None:
    with running() as controller:
        assert controller.port != 0
        with pytest.raises(OSError) as caught:
            Controller(port=controller.port)
        assert caught.value.errno == errno.EADDRINUSE


def test_accepts_only_after_start(version: int) -> None:
    controller = Controller(port=0, version=version)
    try:
        with Peer.to(controller) as peer:
            assert not controller.connect(0.05)
            assert peer.silent()
            controller.start()
            assert controller.connect(PATIENCE)
            assert type(peer.recv()).__name__ == "hello"
    finally:
        controller.shutdown()


def test_start_only_once() -> None:
    with running() as controller, pytest.raises(RuntimeError):
        controller.start()


def test_join_needs_start() -> None:
    controller = Controller(port=0)
    try:
        with pytest.raises(RuntimeError):
            controller.join()
    finally:
        controller.shutdown()


def test_thread_like() -> None:
    controller = Controller(port=0)
    assert not controller.is_alive()
    controller.daemon = True
    controller.name = "mine"
    controller.start()
    assert controller.is_alive()
    controller.join(0.01)
    assert controller.is_alive()
    controller.shutdown()
    controller.join(PATIENCE)
    assert not controller.is_alive()


def test_connect_needs_no_handshake(version: int) -> None:
    """True as soon as TCP is up and our HELLO is sent; the peer says nothing."""
    with running(version=version) as controller, Peer.to(controller) as peer:
        assert controller.connect(PATIENCE)
        hello = peer.recv()
        assert type(hello).__name__ == "hello"
        assert hello.version == version


def test_connect_times_out() -> None:
    with running() as controller:
        connected: list[bool] = []
        asked = waits(lambda: connected.append(controller.connect(0.1)))
        assert connected == [False] and 0 < max(asked) <= 0.1
        for past in (0, -7):
            asked = waits(lambda past=past: connected.append(controller.connect(past)))  # type: ignore[misc]
            assert connected.pop() is False and max(asked, default=0) <= 0


def test_minus_one_means_the_default_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Controller.default_timeout == 2.0
    monkeypatch.setattr(Controller, "default_timeout", 0.2)
    with running() as controller:
        got: list[Any] = []
        asked = waits(lambda: got.append(controller.connect()))
        assert 0 < max(asked) <= 0.2
        controller.transact_to = 99  # for show only
        asked = waits(lambda: got.append(controller.poll(timeout=-1)))
        assert 0 < max(asked) <= 0.2
        assert got == [False, (None, None)]


def test_connect_again_is_true_at_once(pair: tuple[Controller, Peer]) -> None:
    controller, _ = pair
    assert controller.connect(0)


def test_attributes_set_before_start(version: int) -> None:
    controller = Controller(port=0, version=version)
    controller.initial_hello = False
    controller.keep_alive = True
    controller.start()
    try:
        with Peer.to(controller) as peer:
            assert controller.connect(PATIENCE)
            peer.send(peer.ofp.message.echo_request(xid=5, data=b"abc"))
            reply = peer.recv()
            assert (type(reply).__name__, reply.xid, reply.data) == ("echo_reply", 5, b"abc")
    finally:
        controller.shutdown()


def test_active_connects_inside_connect(version: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with running(switch="127.0.0.1", port=port, version=version) as controller:
            server.settimeout(0.05)
            with pytest.raises(TimeoutError):
                server.accept()
            server.settimeout(PATIENCE)
            assert controller.connect(PATIENCE)
            assert controller.switch_addr == ("127.0.0.1", port)
            with Peer(server.accept()[0], version) as peer:
                assert type(peer.recv()).__name__ == "hello"


def test_failed_active_connect() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    controller = Controller(switch="127.0.0.1", port=port)
    controller.start()
    try:
        assert controller.connect(0.1) is False
        assert controller.active is False
        controller.join(PATIENCE)
        assert not controller.is_alive()
    finally:
        controller.shutdown()


def test_port_closes_after_the_first_accept(pair: tuple[Controller, Peer]) -> None:
    controller, _ = pair
    assert refused(controller)


def test_reaccept_keeps_the_port_and_turns_a_second_switch_away(version: int, caplog: pytest.LogCaptureFixture) -> None:
    with connected(version=version, reaccept=True) as (controller, peer):
        with caplog.at_level(logging.WARNING, "controller"), Peer.to(controller) as second:
            assert second.recv() is None
        assert "already connected" in caplog.text
        assert controller.switch_addr == peer.sock.getsockname()
        peer.close()
        assert controller.wait_disconnected(PATIENCE)
        with Peer.to(controller) as third:
            assert controller.connect(PATIENCE)
            assert type(third.recv()).__name__ == "hello"
            third.answering()
            assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None


def test_a_second_switch_in_the_backlog_is_closed(version: int, caplog: pytest.LogCaptureFixture) -> None:
    controller = Controller(port=0, version=version)
    try:
        with Peer.to(controller), Peer.to(controller) as second, caplog.at_level(logging.WARNING, "controller"):
            controller.start()
            assert controller.connect(PATIENCE)
            assert second.recv() is None
        assert "already connected" in caplog.text
    finally:
        controller.shutdown()


# --- disconnect, shutdown --------------------------------------------------------------------------------------


def test_disconnect(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.packet_in())
    assert eventually(lambda: controller.packets)
    controller.disconnect()
    assert (controller.switch_socket, controller.switch_addr, controller.packets) == (None, None, [])
    assert peer.recv() is None
    assert controller.wait_disconnected(0)
    assert controller.disconnect_reason == "disconnect() was called"
    controller.disconnect()


def test_wait_disconnected(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    assert controller.wait_disconnected(0.05) is False
    peer.close()
    assert controller.wait_disconnected(PATIENCE) is True
    assert controller.switch_addr is None


def test_what_was_sent_before_a_disconnect_arrives(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    for number in range(200):
        controller.message_send(controller.ofp.message.echo_request(xid=number))
    controller.disconnect()
    assert [peer.recv().xid for _ in range(200)] == list(range(200))
    assert peer.recv() is None


def test_shutdown_frees_the_port_and_can_be_repeated(version: int) -> None:
    with connected(version=version) as (controller, peer):
        port = controller.port
        controller.shutdown()
        assert peer.recv() is None
        controller.shutdown()
        controller.kill()
        again = Controller(port=port)
        again.shutdown()
    unstarted = Controller(port=port)
    unstarted.shutdown()
    Controller(port=port).kill()
    Controller(port=port).shutdown()


def test_shutdown_from_any_thread(pair: tuple[Controller, Peer]) -> None:
    controller, _ = pair
    threads = [threading.Thread(target=controller.shutdown) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert controller.dbg_state == "down"
    assert refused(controller)


def test_shutdown_in_a_handler(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    controller.register("all", lambda controller, msg, raw: controller.shutdown())
    peer.send(peer.packet_in())
    controller.join(PATIENCE)
    assert eventually(lambda: controller.dbg_state == "down")


def test_shutdown_in_the_reactor_thread(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    controller.bridge.call(controller.shutdown, timeout=PATIENCE)
    assert controller.dbg_state == "down"
    assert peer.recv() is None


def test_kill_stops_and_joins(pair: tuple[Controller, Peer]) -> None:
    controller, _ = pair
    controller.kill()
    assert not controller.is_alive()
    assert not controller.active


def test_active_set_to_false_stops_it(pair: tuple[Controller, Peer]) -> None:
    controller, _ = pair
    controller.active = False
    controller.join(PATIENCE)
    assert eventually(lambda: controller.dbg_state == "down")


def test_dbg_state() -> None:
    controller = Controller(port=0)
    states = [controller.dbg_state]
    controller.start()
    states.append(controller.dbg_state)
    controller.shutdown()
    states.append(controller.dbg_state)
    assert states == ["init", "running", "down"]


def test_dbg_state_while_closing(pair: tuple[Controller, Peer], monkeypatch: pytest.MonkeyPatch) -> None:
    controller, _ = pair
    seen: list[str] = []
    close = controller.lifecycle._close_everything

    def watched() -> Any:
        seen.append(controller.dbg_state)
        return close()

    monkeypatch.setattr(controller.lifecycle, "_close_everything", watched)
    controller.shutdown()
    assert seen == ["closing"]
    assert controller.dbg_state == "down"


def test_as_a_context_manager(version: int) -> None:
    with Controller(port=0, version=version) as controller:
        assert controller.is_alive()
        port = controller.port
    assert not controller.is_alive()
    with Controller(port=port) as controller:
        pass


# --- attributes, report ----------------------------------------------------------------------------------------


def test_switch_addr_and_socket(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    assert controller.switch_addr == peer.sock.getsockname()
    assert controller.switch_socket
    assert controller.switch_socket.getpeername() == peer.sock.getsockname()
    assert controller.switch_socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    controller.switch_socket.close()
    assert peer.recv() is None
    assert controller.wait_disconnected(PATIENCE)


def test_any_other_attribute(pair: tuple[Controller, Peer]) -> None:
    controller: Any = pair[0]
    controller.my_attribute = 3
    assert controller.my_attribute == 3


def test_every_setting_can_be_set(pair: tuple[Controller, Peer]) -> None:
    controller, _ = pair
    names = (
        "packet_in_count packets_total packets_expired packets_handled parse_errors socket_errors "
        "poll_discards pkt_in_run pkt_in_dropped pkt_in_filter_limit filter_packet_in transact_to max_pkts "
        "dbg_state rcv_size keep_alive initial_hello host port"
    )
    for name in names.split():
        setattr(controller, name, 7)
        assert getattr(controller, name) == 7
    controller.host = "127.0.0.1"


def test_str_and_show(pair: tuple[Controller, Peer], capsys: pytest.CaptureFixture[str]) -> None:
    controller, _ = pair
    text = str(controller)
    assert text.startswith("Controller:\n")
    for word in (
        "state             running",
        f"switch_addr       {controller.switch_addr}",
        "max pkts          1024",
        "parse errors",
        "keep_alive        False",
        "pkt_in_dropped",
    ):
        assert word in text
    controller.show()
    assert capsys.readouterr().out.strip() == text.strip()


def test_logs_to_the_classic_logger(pair: tuple[Controller, Peer], caplog: pytest.LogCaptureFixture) -> None:
    controller, peer = pair
    assert controller.logger is logging.getLogger("controller")
    with caplog.at_level(logging.WARNING, "controller"):
        peer.close()
        assert controller.wait_disconnected(PATIENCE)
    assert "Disconnected: closed by the switch" in caplog.text


def test_two_controllers_at_once(version: int) -> None:
    with connected(None, version=version) as (one, peer1), connected(None, version=version) as (two, peer2):
        peer1.send(peer1.packet_in(xid=1))
        peer2.send(peer2.packet_in(xid=2))
        assert one.poll(one.ofp.OFPT_PACKET_IN, PATIENCE)[0].xid == 1
        assert two.poll(two.ofp.OFPT_PACKET_IN, PATIENCE)[0].xid == 2
        assert one.transact(one.ofp.message.barrier_request(), PATIENCE)[0] is not None
        one.shutdown()
        assert two.transact(two.ofp.message.barrier_request(), PATIENCE)[0] is not None
        names = [thread.name for thread in threading.enumerate()]
        assert names.count("oftwist-reactor") == 1
