"""The surface of `oftwist.blocking.Controller`, line by line, in OpenFlow 1.0 and 1.3, against a plain socket."""

from __future__ import annotations

import errno
import logging
import socket
import sys
import threading
from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
from blocking_support import PATIENCE, VERSIONS, Peer, connected, eventually, running

from oftwist import loxi
from oftwist.blocking import Controller
from oftwist.errors import Disconnected


@pytest.fixture(params=VERSIONS, ids=lambda version: loxi.version_names[version])
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def ofp(version: int) -> Any:
    return loxi.protocol(version)


@pytest.fixture
def pair(version: int) -> Iterator[tuple[Controller, Peer]]:
    """A controller and a peer whose messages the test reads."""
    with connected(version=version) as both:
        yield both


@pytest.fixture
def answering(version: int) -> Iterator[tuple[Controller, Peer]]:
    """A controller and a peer that answers barriers and such in a thread."""
    with connected(None, version=version) as both:
        yield both


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
        begin = monotonic()
        assert controller.connect(0.1) is False
        assert 0.09 < monotonic() - begin < 1.9
        begin = monotonic()
        assert controller.connect(0) is False
        assert controller.connect(-7) is False
        assert monotonic() - begin < 1.9


def test_minus_one_means_the_default_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Controller.default_timeout == 2.0
    monkeypatch.setattr(Controller, "default_timeout", 0.2)
    with running() as controller:
        begin = monotonic()
        assert not controller.connect()
        assert 0.19 < monotonic() - begin < 1.9
        controller.transact_to = 99  # for show only
        begin = monotonic()
        assert controller.poll(timeout=-1) == (None, None)
        assert 0.19 < monotonic() - begin < 1.9


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


# --- sending ---------------------------------------------------------------------------------------------------


def test_message_send(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    msg = controller.ofp.message.echo_request(data=b"x")
    assert msg.xid is None
    assert controller.message_send(msg) == 0
    assert msg.xid is not None
    assert peer.recv_raw() == msg.pack()


def test_xid_0_is_kept(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    controller.message_send(controller.ofp.message.echo_request(xid=0))
    assert peer.recv().xid == 0


def test_message_send_without_a_connection() -> None:
    with running() as controller:
        for call in (controller.message_send, controller.transact):
            with pytest.raises(Exception, match=r"^no socket$") as caught:
                call(controller.ofp.message.echo_request())
            assert isinstance(caught.value, Disconnected)


class Illegal:
    """Nothing but what the surface asks for."""

    def __init__(self, data: bytes) -> None:
        self.xid = None
        self.version = data[0]
        self._data = data

    def pack(self) -> bytes:
        return self._data


@pytest.mark.parametrize(
    "data",
    [
        bytes.fromhex("7f00000800000001"),  # a version nobody has
        bytes.fromhex("04e7000800000001"),  # a type nobody has
        bytes.fromhex("040e000900000001ff"),  # a flow mod of one byte
        bytes.fromhex("0400000300000001"),  # a length that cannot be
        b"\xff" * 5,  # no message at all
    ],
)
def test_illegal_messages_leave_unaltered(data: bytes, pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    msg = Illegal(data)
    assert controller.message_send(msg) == 0
    assert msg.xid is not None
    assert peer.sock.recv(100) == data


def test_bytes_can_be_sent(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    controller.message_send(b"anything")
    assert peer.sock.recv(100) == b"anything"


def test_sendall_under_tx_lock_keeps_the_order(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    for number in range(50):
        controller.message_send(controller.ofp.message.echo_request(xid=3 * number))
        with controller.tx_lock:
            assert controller.switch_socket
            raw = controller.ofp.message.echo_request(xid=3 * number + 1).pack()
            controller.switch_socket.sendall(raw[:3])
            controller.switch_socket.sendall(raw[3:])
        controller.message_send(controller.ofp.message.echo_request(xid=3 * number + 2))
    assert [peer.recv().xid for _ in range(150)] == list(range(150))


def test_tx_lock_keeps_other_senders_out(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    with controller.tx_lock:
        assert controller.switch_socket is not None
        other = threading.Thread(target=controller.message_send, args=(controller.ofp.message.echo_request(xid=2),))
        other.start()
        other.join(0.05)
        assert other.is_alive()
        controller.switch_socket.sendall(controller.ofp.message.echo_request(xid=1).pack())
    other.join(PATIENCE)
    assert [peer.recv().xid, peer.recv().xid] == [1, 2]


def test_tx_lock_is_not_needed_by_the_reactor(pair: tuple[Controller, Peer]) -> None:
    """Whoever holds it may wait for messages, and echo requests are answered meanwhile."""
    controller, peer = pair
    controller.keep_alive = True
    with controller.tx_lock:
        peer.send(peer.ofp.message.echo_request(xid=8))
        assert peer.recv().xid == 8
        peer.send(peer.packet_in())
        assert controller.poll(controller.ofp.OFPT_PACKET_IN, PATIENCE)[0] is not None


# --- transact --------------------------------------------------------------------------------------------------


def test_transact(answering: tuple[Controller, Peer]) -> None:
    controller, _ = answering
    msg = controller.ofp.message.barrier_request()
    reply, raw = controller.transact(msg, PATIENCE)
    assert isinstance(reply, controller.ofp.message.barrier_reply)
    assert reply.xid == msg.xid
    assert raw == reply.pack()
    assert controller.packets == []


def test_transact_times_out(pair: tuple[Controller, Peer]) -> None:
    controller, _ = pair
    begin = monotonic()
    assert controller.transact(controller.ofp.message.barrier_request(), 0.1) == (None, None)
    assert 0.09 < monotonic() - begin < 1.9
    assert controller.transact(controller.ofp.message.barrier_request(), -5) == (None, None)


def test_an_error_message_is_a_reply(version: int, ofp: Any) -> None:
    def refuse(msg: Any) -> list[Any]:
        return [ofp.message.bad_request_error_msg(xid=msg.xid, code=ofp.OFPBRC_BAD_TYPE, data=msg.pack())]

    with connected(refuse, version=version) as (controller, _):
        reply, _ = controller.transact(ofp.message.barrier_request(), PATIENCE)
        assert isinstance(reply, ofp.message.error_msg)
        assert controller.packets == []


def test_of_a_multipart_reply_the_first_part(version: int, ofp: Any) -> None:
    def parts(msg: Any) -> list[Any]:
        reply = ofp.message.port_stats_reply
        more = ofp.OFPSF_REPLY_MORE
        return [
            reply(xid=msg.xid, flags=more, entries=[ofp.port_stats_entry(port_no=1)]),
            reply(xid=msg.xid, flags=more, entries=[ofp.port_stats_entry(port_no=2)]),
            reply(xid=msg.xid, flags=0, entries=[ofp.port_stats_entry(port_no=3)]),
        ]

    with connected(parts, version=version) as (controller, _):
        first, _ = controller.transact(ofp.message.port_stats_request(port_no=1), PATIENCE)
        rest = [controller.poll(ofp.OFPT_STATS_REPLY, PATIENCE)[0] for _ in range(2)]
        assert [part.entries[0].port_no for part in [first, *rest]] == [1, 2, 3]


def test_what_is_no_reply(version: int, ofp: Any) -> None:
    """HELLO, echo requests and asynchronous messages with the waiting xid are queued."""
    message = ofp.message
    desc = ofp.port_desc(port_no=1, name="eth1", hw_addr=[0, 1, 2, 3, 4, 5])

    def answer(msg: Any) -> list[Any]:
        return [
            message.hello(xid=msg.xid),
            message.echo_request(xid=msg.xid),
            message.packet_in(xid=msg.xid),
            message.flow_removed(xid=msg.xid),
            message.port_status(xid=msg.xid, desc=desc),
            message.barrier_reply(xid=msg.xid),
        ]

    with connected(answer, version=version) as (controller, _):
        reply, _ = controller.transact(message.barrier_request(), PATIENCE)
        assert type(reply).__name__ == "barrier_reply"
        names = [type(msg).__name__ for msg, _ in controller.packets]
        assert names == ["hello", "echo_request", "packet_in", "flow_removed", "port_status"]


@pytest.mark.parametrize(
    ("wire_version", "name"),
    [
        (5, "role_status"),
        (5, "table_status"),
        (5, "requestforward"),
        (6, "controller_status"),
    ],
)
def test_what_is_no_reply_in_later_versions(wire_version: int, name: str) -> None:
    ofp = loxi.protocol(wire_version)

    def answer(msg: Any) -> list[Any]:
        return [getattr(ofp.message, name)(xid=msg.xid), ofp.message.barrier_reply(xid=msg.xid)]

    with connected(answer, version=wire_version) as (controller, _):
        reply, _ = controller.transact(ofp.message.barrier_request(), PATIENCE)
        assert type(reply).__name__ == "barrier_reply"


def test_a_reply_nobody_waits_for_is_queued(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.ofp.message.barrier_reply(xid=77))
    reply, _ = controller.poll(peer.ofp.OFPT_BARRIER_REPLY, PATIENCE)
    assert reply.xid == 77


# --- poll ------------------------------------------------------------------------------------------------------


def test_poll_takes_the_first_match_and_leaves_the_others(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    message = peer.ofp.message
    peer.send(message.echo_request(xid=1))
    peer.send(message.packet_in(xid=2))
    peer.send(message.echo_request(xid=3))
    peer.send(message.packet_in(xid=4))
    assert eventually(lambda: len(controller.packets) == 4)
    assert controller.poll(peer.ofp.OFPT_PACKET_IN)[0].xid == 2
    assert controller.poll(message.packet_in)[0].xid == 4
    assert controller.poll()[0].xid == 1
    msg, raw = controller.poll()
    assert (msg.xid, raw) == (3, message.echo_request(xid=3).pack())
    assert controller.poll(timeout=0) == (None, None)


def test_poll_waits(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    timer = threading.Timer(0.05, lambda: (peer.send(peer.ofp.message.hello()), peer.send(peer.packet_in())))
    timer.start()
    msg, _ = controller.poll(peer.ofp.OFPT_PACKET_IN, PATIENCE)
    assert type(msg).__name__ == "packet_in"
    timer.join()
    assert len(controller.packets) == 1


def test_poll_times_out(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.ofp.message.hello())
    begin = monotonic()
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, 0.1) == (None, None)
    assert 0.09 < monotonic() - begin < 1.9
    begin = monotonic()
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, 0) == (None, None)
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, -0.5) == (None, None)
    assert monotonic() - begin < 1.9


def test_a_negative_rest_time_still_looks(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.packet_in())
    assert eventually(lambda: controller.packets)
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, -0.001)[0] is not None


def test_poll_by_virtual_class(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.ofp.message.bad_action_error_msg(xid=1, code=0))
    peer.send(peer.ofp.message.bad_request_error_msg(xid=2, code=0))
    message = controller.ofp.message
    assert controller.poll(message.bad_request_error_msg, PATIENCE)[0].xid == 2
    assert controller.poll(message.error_msg, PATIENCE)[0].xid == 1


def test_poll_matches_the_kind_whatever_the_version() -> None:
    """A switch says HELLO with 1.5 and goes on with 1.3; type numbers moved between 1.0 and 1.3."""
    import oftwist.loxi.of10 as of10
    import oftwist.loxi.of13 as of13
    import oftwist.loxi.of15 as of15

    with connected(version=1) as (controller, peer):
        peer.send(of15.message.hello())
        peer.send(of13.message.barrier_reply(xid=13))  # type 21, which 1.0 gives to queue_get_config_reply
        peer.send(of10.message.queue_get_config_reply(xid=10))
        assert controller.poll(of10.OFPT_HELLO, PATIENCE)[0].version == 6
        assert controller.poll(of10.OFPT_QUEUE_GET_CONFIG_REPLY, PATIENCE)[0].xid == 10
        assert controller.poll(of10.OFPT_BARRIER_REPLY, PATIENCE)[0].xid == 13
        peer.send(of13.message.barrier_reply(xid=14))
        assert controller.poll(of10.message.barrier_reply, PATIENCE)[0].xid == 14
    with connected(version=4) as (controller, peer):
        peer.send(of15.message.hello())
        assert controller.poll(of13.message.hello, PATIENCE)[0].version == 6


def test_poll_for_a_number_nobody_has(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.sock.sendall(bytes([peer.version, 0xC8, 0, 8, 0, 0, 0, 9]))
    msg, raw = controller.poll(0xC8, PATIENCE)
    assert (msg.type, msg.xid, len(raw)) == (0xC8, 9, 8)


def test_poll_for_nonsense(pair: tuple[Controller, Peer]) -> None:
    controller, _ = pair
    with pytest.raises(TypeError):
        controller.poll(3.5)
    with pytest.raises(ValueError, match="no_such_message"):
        controller.poll("no_such_message")


def test_hello_is_queued_like_anything_else(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.ofp.message.hello(xid=3))
    assert controller.poll(peer.ofp.OFPT_HELLO, PATIENCE)[0].xid == 3


def test_two_threads_poll(pair: tuple[Controller, Peer]) -> None:
    """Each message goes to one of them."""
    controller, peer = pair
    got: list[int] = []

    def take() -> None:
        for _ in range(10):
            got.append(controller.poll(peer.ofp.OFPT_PACKET_IN, PATIENCE)[0].xid)

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(20):
        peer.send(peer.packet_in(xid=number))
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(got) == list(range(20))


# --- packets, handlers -----------------------------------------------------------------------------------------


def test_packets_is_a_real_list(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    packets = controller.packets
    assert type(packets) is list
    for number in range(4):
        peer.send(peer.packet_in(xid=number))
    assert eventually(lambda: len(packets) == 4)
    msg, raw = controller.packets.pop(1)
    assert (msg.xid, raw) == (1, peer.packet_in(xid=1).pack())
    del packets[0]
    assert [controller.poll()[0].xid, controller.poll()[0].xid] == [2, 3]
    controller.packets.append((msg, raw))
    assert controller.poll(peer.ofp.OFPT_PACKET_IN)[0] is msg
    controller.packets = [(msg, raw)]
    assert controller.poll() == (msg, raw)


def test_clear_queue_returns_the_count(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    for _ in range(3):
        peer.send(peer.packet_in())
    assert eventually(lambda: len(controller.packets) == 3)
    assert controller.clear_queue() == 3
    assert controller.clear_queue() == 0
    assert controller.packets == []


def test_register(pair: tuple[Controller, Peer]) -> None:
    """handler(controller, msg, raw); truthy consumes; the specific one before "all"; None removes."""
    controller, peer = pair
    seen: list[Any] = []

    def specific(*args: Any) -> bool:
        seen.append(("specific", *args))
        return args[1].xid == 1

    def everything(*args: Any) -> Any:
        seen.append(("all", *args))
        return 1 if args[1].xid == 2 else None

    controller.register(peer.ofp.OFPT_PACKET_IN, specific)
    controller.register("all", everything)
    raws = [peer.send(peer.packet_in(xid=number)) for number in (1, 2, 3)]
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, PATIENCE)[0].xid == 3
    assert [(who, msg.xid) for who, _, msg, _ in seen] == [
        ("specific", 1),
        ("specific", 2),
        ("all", 2),
        ("specific", 3),
        ("all", 3),
    ]
    assert all(entry[1] is controller for entry in seen)
    assert seen[0][3] == raws[0]
    assert controller.packets_handled == 2
    controller.register(peer.ofp.OFPT_PACKET_IN, None)
    controller.register("all", None)
    controller.register("all", None)
    peer.send(peer.packet_in(xid=4))
    assert controller.poll(timeout=PATIENCE)[0].xid == 4
    assert len(seen) == 5


def test_one_handler_per_type(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    calls: list[str] = []
    controller.register(peer.ofp.OFPT_PACKET_IN, lambda *args: calls.append("first"))
    controller.register(peer.ofp.OFPT_PACKET_IN, lambda *args: calls.append("second"))
    peer.send(peer.packet_in())
    assert controller.poll(timeout=PATIENCE)[0] is not None
    assert calls == ["second"]


def test_handlers_run_in_one_thread_of_their_own(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    threads: list[threading.Thread] = []
    xids: list[int] = []

    def handler(_: Controller, msg: Any, raw: bytes) -> bool:
        threads.append(threading.current_thread())
        xids.append(msg.xid)
        return True

    before = threading.active_count()
    controller.register(peer.ofp.OFPT_PACKET_IN, handler)
    assert threading.active_count() == before
    for number in range(100):
        peer.send(peer.packet_in(xid=number))
    assert eventually(lambda: controller.packets_handled == 100)
    assert xids == list(range(100))
    assert len(set(threads)) == 1
    assert threads[0] not in (threading.main_thread(), threading.current_thread())
    assert threads[0].name != "oftwist-reactor"


def test_transact_and_poll_in_a_handler(answering: tuple[Controller, Peer]) -> None:
    controller, peer = answering
    results: list[Any] = []

    def handler(_: Controller, msg: Any, raw: bytes) -> bool:
        reply, _ = controller.transact(controller.ofp.message.barrier_request(), PATIENCE)
        results.append(type(reply).__name__)
        polled, _ = controller.poll(controller.ofp.OFPT_ECHO_REPLY, PATIENCE)
        results.append(polled.xid)
        return True

    controller.register(peer.ofp.OFPT_PACKET_IN, handler)
    peer.send(peer.packet_in())
    assert eventually(lambda: results)
    peer.send(peer.ofp.message.echo_reply(xid=4))
    assert eventually(lambda: len(results) == 2)
    assert results == ["barrier_reply", 4]


def test_what_comes_behind_a_handler_keeps_its_place(pair: tuple[Controller, Peer]) -> None:
    """The queue has the order of arrival, whatever handlers look at on the way."""
    controller, peer = pair
    gate = threading.Event()
    controller.register(peer.ofp.OFPT_PACKET_IN, lambda *args: not gate.wait(PATIENCE))
    for number in range(3):
        peer.send(peer.packet_in(xid=2 * number))
        peer.send(peer.ofp.message.hello(xid=2 * number + 1))
    gate.set()
    assert [controller.poll(timeout=PATIENCE)[0].xid for _ in range(6)] == list(range(6))


def test_a_barrier_waits_for_the_handlers_before_it(version: int) -> None:
    """When transact returns, the handlers of what arrived before its reply have run."""

    def answer(msg: Any) -> list[Any]:
        ofp = loxi.protocol(version)
        return [ofp.message.packet_in(xid=1), ofp.message.barrier_reply(xid=msg.xid)]

    seen = []
    with connected(answer, version=version) as (controller, _):

        def handler(_: Controller, msg: Any, raw: bytes) -> bool:
            threading.Event().wait(0.05)
            seen.append(msg.xid)
            return True

        controller.register(controller.ofp.OFPT_PACKET_IN, handler)
        assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None
        assert seen == [1]


# --- echo, versions --------------------------------------------------------------------------------------------


def test_without_keep_alive_echo_requests_are_queued(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.ofp.message.echo_request(xid=6))
    assert controller.poll(peer.ofp.OFPT_ECHO_REQUEST, PATIENCE)[0].xid == 6
    assert peer.silent()


def test_keep_alive_answers_and_queues_nothing(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    controller.keep_alive = True
    peer.send(peer.ofp.message.echo_request(xid=6, data=b"payload"))
    reply = peer.recv()
    assert (type(reply).__name__, reply.xid, reply.data) == ("echo_reply", 6, b"payload")
    assert controller.packets == []


def test_nothing_is_sent_unasked(pair: tuple[Controller, Peer]) -> None:
    """No features request, no error answers, whatever comes."""
    controller, peer = pair
    peer.send(peer.ofp.message.hello())
    peer.sock.sendall(bytes([peer.version, 0xC8, 0, 8, 0, 0, 0, 9]))  # an unknown type
    peer.sock.sendall(bytes([peer.version, 6, 0, 9, 0, 0, 0, 9, 1]))  # a short features reply
    peer.send(peer.ofp.message.features_request(xid=1))  # none of a switch's business
    assert peer.silent(0.1)
    assert controller.switch_socket


def test_initial_hello_off(version: int) -> None:
    controller = Controller(port=0, version=version)
    controller.initial_hello = False
    controller.start()
    try:
        with Peer.to(controller) as peer:
            assert controller.connect(PATIENCE)
            assert peer.silent()
    finally:
        controller.shutdown()


def test_an_older_version_disconnects(caplog: pytest.LogCaptureFixture) -> None:
    import oftwist.loxi.of10 as of10

    with connected(version="1.3") as (controller, peer):
        with caplog.at_level(logging.ERROR, "controller"):
            peer.send(of10.message.hello())
            assert peer.recv() is None
            assert controller.wait_disconnected(PATIENCE)
        assert "1.0" in caplog.text
        assert "1.3" in caplog.text
        assert controller.disconnect_reason is not None
        assert "1.0" in controller.disconnect_reason
        assert "1.3" in controller.disconnect_reason


def test_the_version_from_the_registered_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ofp", loxi.protocol(5))
    controller = Controller(port=0)
    other = Controller(port=0, version="1.0")
    controller.shutdown()
    other.shutdown()
    assert controller.ofp is loxi.protocol(5)
    assert other.ofp is loxi.protocol(1)


@pytest.mark.parametrize("version", ["1.4", 5, loxi.protocol(5)])
def test_ways_to_say_a_version(version: Any) -> None:
    controller = Controller(port=0, version=version)
    controller.shutdown()
    assert controller.wire_version == 5


def test_no_such_version() -> None:
    with pytest.raises(ValueError, match=r"1\.9"):
        Controller(port=0, version="1.9")


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


def test_counters(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    for _ in range(3):
        peer.send(peer.packet_in())
    peer.send(peer.ofp.message.hello())
    peer.sock.sendall(bytes([peer.version, 6, 0, 9, 0, 0, 0, 9, 1]))
    assert eventually(lambda: controller.parse_errors == 1)
    assert (controller.packet_in_count, controller.packets_total) == (3, 4)
    assert (controller.packets_expired, controller.packets_handled, controller.poll_discards) == (0, 0, 0)
    controller.packets_total = controller.packets_expired = controller.packet_in_count = 0
    peer.send(peer.packet_in())
    assert eventually(lambda: controller.packets_total == 1)
    assert controller.packet_in_count == 1


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


def test_max_pkts_drops_the_oldest(version: int) -> None:
    with connected(version=version, max_pkts=5) as (controller, peer):
        for number in range(8):
            peer.send(peer.packet_in(xid=number))
        assert eventually(lambda: controller.packets_total == 8)
        assert [msg.xid for msg, _ in controller.packets] == [3, 4, 5, 6, 7]
        assert controller.packets_expired == 3
        controller.max_pkts = 1
        peer.send(peer.packet_in(xid=8))
        assert eventually(lambda: [msg.xid for msg, _ in controller.packets] == [8])
        assert controller.packets_expired == 8


def test_filter_packet_in(version: int) -> None:
    with connected(version=version) as (controller, peer):
        controller.filter_packet_in = True
        controller.pkt_in_filter_limit = 10
        for _ in range(30):
            peer.send(peer.packet_in(xid=1))
        peer.send(peer.ofp.message.barrier_reply(xid=2))
        for _ in range(5):
            peer.send(peer.packet_in(xid=3))
        assert eventually(lambda: controller.packet_in_count == 35)
        assert [msg.xid for msg, _ in controller.packets] == [1] * 10 + [2] + [3] * 5
        assert (controller.pkt_in_dropped, controller.pkt_in_run) == (20, 5)


def test_an_expected_packet_in_is_not_filtered(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    controller.filter_packet_in = True
    controller.pkt_in_filter_limit = 0
    timer = threading.Timer(0.05, lambda: peer.send(peer.packet_in(xid=9)))
    timer.start()
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, PATIENCE)[0].xid == 9
    timer.join()


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


def test_dbg_state_while_closing(pair: tuple[Controller, Peer], monkeypatch: pytest.MonkeyPatch) -> None:
    controller, _ = pair
    seen: list[str] = []
    close = controller._close_everything

    def watched() -> Any:
        seen.append(controller.dbg_state)
        return close()

    monkeypatch.setattr(controller, "_close_everything", watched)
    controller.shutdown()
    assert seen == ["closing"]
    assert controller.dbg_state == "down"


def test_hello_and_echo_are_of_the_configured_version() -> None:
    import oftwist.loxi.of13 as of13

    with connected(version="1.0") as (controller, peer):
        controller.keep_alive = True
        peer.send(of13.message.echo_request(xid=3, data=b"x"))
        reply = peer.recv()
        assert (reply.version, reply.xid, reply.data) == (1, 3, b"x")


def test_incoming_messages_are_parsed_by_their_own_version() -> None:
    import oftwist.loxi.of10 as of10
    import oftwist.loxi.of14 as of14

    with connected(version="1.0") as (controller, peer):
        for ofp in (of10, of14):
            peer.send(ofp.message.barrier_reply(xid=1))
            assert type(controller.poll(timeout=PATIENCE)[0]) is ofp.message.barrier_reply


def test_rcv_size_is_what_is_read_at_a_time(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    controller.rcv_size = 5
    assert controller._link is not None
    protocol = controller._link.protocol
    sizes: list[int] = []
    received = protocol.dataReceived

    def watched(data: bytes) -> None:
        sizes.append(len(data))
        received(data)

    protocol.dataReceived = watched  # type: ignore[method-assign]
    for number in range(3):
        peer.send(peer.packet_in(xid=number))
        assert controller.poll(timeout=PATIENCE)[0].xid == number
    assert max(sizes) == 5


def test_as_a_context_manager(version: int) -> None:
    with Controller(port=0, version=version) as controller:
        assert controller.is_alive()
        port = controller.port
    assert not controller.is_alive()
    with Controller(port=port) as controller:
        pass
