"""What suites know from the classic controller besides its methods: names, and settings on the class."""

from __future__ import annotations

import inspect
import socket
import threading
from typing import Any

import pytest

import oftwist.blocking
import oftwist.blocking.controller
from oftwist.blocking import Bridge, Controller
from oftwist.blocking.settings import Settings
from tests.support.blocking_support import PATIENCE, Peer, connected, eventually, running
from tests.support.fresh import told_by

# The attributes of an instance of the original, its thread's included, and the names in its module.
ATTRIBUTES = """
active active_connect buffered_input clear_queue connect connect_cv daemon dbg_state disconnect filter_packet
filter_packet_in getName handlers host ident initial_hello isAlive isDaemon is_alive join keep_alive kill listen_socket
logger max_pkts message_cv message_send name packet_in_count packets packets_cv packets_expired packets_handled
packets_total parse_errors passive pkt_in_dropped pkt_in_filter_limit pkt_in_run poll poll_discards port rcv_size
register run setDaemon setName show shutdown socket_errors sockets start switch switch_addr switch_socket sync transact
transact_to tx_lock wait_disconnected wakeup waker xid xid_cv xid_response
"""
MODULE = ["Controller", "FILTER", "LISTEN_QUEUE_SIZE", "RCV_SIZE_DEFAULT", "hex_dump_buffer", "sample_handler"]


def test_every_name_is_there() -> None:
    controller = Controller(port=0)
    try:
        assert [name for name in ATTRIBUTES.split() if not hasattr(controller, name)] == []
    finally:
        controller.shutdown()
    for module in (oftwist.blocking, oftwist.blocking.controller):
        assert [name for name in MODULE if not hasattr(module, name)] == []
    assert len(oftwist.blocking.FILTER) == 256 and oftwist.blocking.FILTER[65] == "A"
    assert oftwist.blocking.FILTER[10] == "."
    assert list(inspect.signature(oftwist.blocking.sample_handler).parameters) == ["controller", "msg", "pkt"]


# --- settings on the class -------------------------------------------------------------------------------------

#: Every setting, and another value than it has.
OTHERS: dict[str, Any] = {
    "switch": "192.0.2.1",
    "host": "127.0.0.2",
    "port": 6654,
    "version": "1.0",
    "tls": object(),
    "reaccept": True,
    "max_pkts": None,
    "keep_alive": True,
    "initial_hello": False,
    "filter_packet_in": True,
    "pkt_in_filter_limit": 3,
    "default_timeout": 5.0,
    "send_timeout": 1.0,
    "send_limit": 1000,
    "transact_to": 20,
    "rcv_size": 100,
}


def test_every_setting_counts_on_the_class_and_on_one() -> None:
    names = {name for name, value in vars(Settings).items() if name[0] != "_" and not inspect.isfunction(value)}
    assert names == set(OTHERS)
    for name, other in OTHERS.items():
        own = type("Own", (Controller,), {name: other})
        controller = own(port=0) if name not in ("port", "switch", "host") else own()
        try:
            assert getattr(controller, name) == other, name
            with running() as another:
                assert getattr(another, name) != other, name
                if name not in ("switch", "host", "port", "version", "tls"):
                    setattr(another, name, other)
                    assert getattr(another, name) == other, name
        finally:
            controller.shutdown()


def test_what_is_set_on_the_class_is_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for those that exist already, and taken back it is gone."""
    with connected() as (controller, peer):
        monkeypatch.setattr(Controller, "keep_alive", True)
        monkeypatch.setattr(Controller, "max_pkts", 2)
        monkeypatch.setattr(Controller, "default_timeout", 0.01)
        peer.send(peer.ofp.message.echo_request(xid=5))
        assert peer.recv().xid == 5
        for number in range(4):
            peer.send(peer.packet_in(xid=number))
        assert eventually(lambda: controller.packets_expired == 2)
        controller.clear_queue()
        assert controller.poll() == (None, None)
    monkeypatch.setattr(Controller, "reaccept", True)
    monkeypatch.setattr(Controller, "initial_hello", False)
    monkeypatch.setattr(Controller, "rcv_size", 5)
    with connected() as (controller, peer):
        peer.close()
        assert controller.wait_disconnected(PATIENCE)
        with Peer.to(controller) as again:
            assert controller.connect(PATIENCE)
            sizes: list[int] = []
            assert controller.lifecycle.connection is not None
            protocol = controller.lifecycle.connection.protocol
            received = protocol.dataReceived

            def noted(data: bytes, received: Any = received) -> None:
                sizes.append(len(data))
                received(data)

            protocol.dataReceived = noted  # type: ignore[method-assign]
            again.send(again.packet_in())
            assert controller.poll(timeout=PATIENCE)[0] is not None
            assert max(sizes) == 5
    assert Controller(port=0, reaccept=False).reaccept is False


def test_the_version_that_was_installed() -> None:
    """Before anybody has imported ``ofp``, after that, and after another was installed."""
    told = told_by("""
import oftwist.loxi
from oftwist.blocking import Controller
def speaks():
    controller = Controller(port=0)
    told.append(controller.wire_version)
    controller.shutdown()
speaks()
for version in ("1.0", "1.4"):
    oftwist.loxi.install(version)
    speaks()
    import ofp
    told.append(ofp.OFP_VERSION)
    speaks()
    del ofp
Controller.version = "1.2"
speaks()
""")
    assert told == [4, 1, 1, 1, 5, 5, 5, 3]


# --- what the names mean ---------------------------------------------------------------------------------------


def test_as_a_thread() -> None:
    controller = Controller(port=0)
    assert controller.ident is None and not controller.isAlive()
    controller.setName("mine")
    controller.setDaemon(True)
    assert (controller.getName(), controller.name, controller.isDaemon()) == ("mine", "mine", True)
    thread = threading.Thread(target=controller.run)  # starts it, and returns when it was stopped
    thread.start()
    assert eventually(controller.isAlive)
    assert isinstance(controller.ident, int)
    controller.shutdown()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_a_connection_may_come_while_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """``run()`` in a thread and ``connect()`` at once: it waits, also when the port is not the reactor's yet."""
    may_come: list[bool] = []
    controller = Controller(port=0)
    call = Bridge.call

    def asked(bridge: Bridge, *args: Any, **kwargs: Any) -> Any:
        may_come.append(controller.lifecycle.started and controller.lifecycle.may_come)
        return call(bridge, *args, **kwargs)

    monkeypatch.setattr(Bridge, "call", asked)
    controller.start()
    assert may_come == [True]
    controller.shutdown()


def test_the_condition_of_the_queue(pair: tuple[Controller, Peer]) -> None:
    """The way suites look into the queue themselves: hold the condition, look, wait, look again."""
    controller, peer = pair
    timer = threading.Timer(0.02, lambda: peer.send(peer.packet_in(xid=4)))
    timer.start()
    with controller.packets_cv:
        found = controller.packets_cv.wait_for(lambda: [m for m, _ in controller.packets if m.xid == 4], PATIENCE)
        assert found and controller.poll(timeout=0)[0] is found[0]  # also while it is held
    timer.join()
    assert controller.message_cv is controller.packets_cv


def test_the_condition_of_transactions(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    assert controller.xid is None and controller.xid_response is None
    replies: list[Any] = []
    request = controller.ofp.message.barrier_request(xid=77)
    thread = threading.Thread(target=lambda: replies.append(controller.transact(request, PATIENCE)[0]))
    thread.start()
    assert eventually(lambda: controller.xid == 77)
    with controller.xid_cv:
        peer.send(peer.ofp.message.barrier_reply(xid=77))
        assert controller.xid_cv.wait_for(lambda: controller.xid is None, PATIENCE)
    thread.join(PATIENCE)
    assert replies[0].xid == 77


def test_a_suite_may_replace_message_send(pair: tuple[Controller, Peer]) -> None:
    """On one, or in a class of its own: `transact` sends by it."""
    sent: list[int] = []

    class Own(Controller):
        def message_send(self, msg: Any) -> int:
            sent.append(msg.xid)
            return super().message_send(msg)

    controller, _ = pair
    original = controller.message_send
    controller.message_send = lambda msg: (sent.append(msg.xid), original(msg))[1]  # type: ignore[method-assign, func-returns-value]
    controller.transact(controller.ofp.message.barrier_request(xid=5), 0)
    with Own(port=0) as own, Peer.to(own):
        assert own.connect(PATIENCE)
        own.transact(own.ofp.message.barrier_request(xid=6), 0)
    assert sent == [5, 6]


def test_the_condition_of_connections(version: int) -> None:
    """Suites hold it while they call what waits for it."""
    with running(version=version) as controller, controller.connect_cv, Peer.to(controller) as peer:
        assert controller.connect(PATIENCE)
        peer.close()
        assert controller.connect_cv.wait_for(lambda: not controller.switch_socket, PATIENCE)
        assert controller.wait_disconnected(PATIENCE)


def test_sync_keeps_handlers_waiting(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    ran = threading.Event()
    controller.register("all", lambda *_: ran.set())
    with controller.sync:
        peer.send(peer.packet_in())
        assert eventually(lambda: controller.packet_in_count == 1)
        assert not ran.wait(0.02)
    assert ran.wait(PATIENCE)


def test_the_loop_and_its_sockets(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    controller.wakeup()
    controller.waker.notify()
    controller.waker.wait()
    assert controller.sockets() == [controller.switch_socket]
    whole = peer.packet_in(xid=3).pack()
    peer.sock.sendall(whole[:11])
    assert eventually(lambda: controller.buffered_input == whole[:11])
    peer.sock.sendall(whole[11:])
    assert controller.poll(timeout=PATIENCE)[0].xid == 3
    assert controller.buffered_input == b""


def test_active_connect_gives_a_socket() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with running(switch="127.0.0.1", port=server.getsockname()[1]) as controller:
            sock = controller.active_connect()
            assert sock is not None
            with sock, server.accept()[0] as other:
                other.sendall(b"hi")
                assert sock.recv(2) == b"hi"
    with running(switch="127.0.0.1", port=1) as controller:
        controller.default_timeout = 0
        assert controller.active_connect() is None
    with running() as controller:
        assert controller.active_connect() is None


def test_filter_packet_tells_what_the_filter_would_do(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    controller.pkt_in_filter_limit = 2
    raw, other = peer.packet_in().pack(), peer.ofp.message.barrier_reply(xid=0).pack()
    assert not controller.filter_packet(raw)
    controller.filter_packet_in = True
    for number in range(2):
        assert not controller.filter_packet(raw)
        peer.send(peer.packet_in(xid=number))
        assert eventually(lambda number=number: controller.pkt_in_run == number + 1)
    assert controller.filter_packet(raw, None)
    assert not controller.filter_packet(other) and not controller.filter_packet(b"nonsense")
