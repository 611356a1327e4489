"""What `oftwist.blocking.Controller` sends, transacts and answers, and in which version, against a plain socket."""

from __future__ import annotations

import logging
import sys
import threading
from typing import Any

import pytest

from oftwist import loxi
from oftwist.blocking import Controller
from oftwist.errors import Disconnected
from tests.support.blocking_support import PATIENCE, Peer, connected, running
from tests.support.counting import waits

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
    answers: list[Any] = []
    asked = waits(lambda: answers.append(controller.transact(controller.ofp.message.barrier_request(), 0.1)))
    assert answers == [(None, None)] and 0 < max(asked) <= 0.1
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
