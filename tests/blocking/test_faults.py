"""What the old design got wrong, and must not come back. One test or more per fault, in OpenFlow 1.0 and 1.3."""

from __future__ import annotations

import logging
import os
import random
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oftwist import loxi
from oftwist.blocking import Controller
from oftwist.errors import Disconnected, RequestTimeout
from tests.support.blocking_support import FOREVER, PATIENCE, VERSIONS, Peer, connected, eventually, running
from tests.support.counting import waits


@pytest.fixture(params=VERSIONS, ids=lambda version: loxi.version_names[version])
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def pair(version: int) -> Iterator[tuple[Controller, Peer]]:
    with connected(version=version) as both:
        yield both


# --- transactions ----------------------------------------------------------------------------------------------


def test_a_timed_out_transaction_harms_no_later_one(version: int) -> None:
    def answer(msg: Any) -> list[Any]:
        ofp = loxi.protocol(version)
        if type(msg).__name__ == "barrier_request":
            return [ofp.message.barrier_reply(xid=msg.xid)]
        return []

    with connected(answer, version=version) as (controller, _):
        for _ in range(3):
            silent = controller.ofp.message.get_config_request()
            assert controller.transact(silent, 0.02) == (None, None)
            assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None
        assert controller.transactions.waiting == {}


def test_a_late_reply_is_queued_not_taken_for_another(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    msg = controller.ofp.message.barrier_request()
    assert controller.transact(msg, 0.02) == (None, None)
    peer.send(peer.ofp.message.barrier_reply(xid=msg.xid))
    assert controller.poll(peer.ofp.OFPT_BARRIER_REPLY, PATIENCE)[0].xid == msg.xid


def test_transactions_of_many_threads_at_once(version: int) -> None:
    """Answered in the wrong order, each thread gets its own."""
    held: list[Any] = []

    def answer(msg: Any) -> list[Any]:
        held.append(loxi.protocol(version).message.barrier_reply(xid=msg.xid))
        if len(held) < 8:
            return []
        out = held[::-1]
        held.clear()
        return out

    with connected(answer, version=version) as (controller, _):
        results: list[bool] = []

        def ask() -> None:
            msg = controller.ofp.message.barrier_request()
            reply, _ = controller.transact(msg, PATIENCE)
            results.append(reply is not None and reply.xid == msg.xid)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert results == [True] * 8


def test_xid_0_is_matched(version: int) -> None:
    with connected(None, version=version) as (controller, _):
        reply, _ = controller.transact(controller.ofp.message.barrier_request(xid=0), PATIENCE)
        assert reply.xid == 0


def test_the_same_xid_twice_at_once(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    got: list[Any] = []

    def ask() -> None:
        got.append(controller.transact(controller.ofp.message.barrier_request(xid=5), PATIENCE)[0])

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert [peer.recv().xid, peer.recv().xid] == [5, 5]
    peer.send(peer.ofp.message.barrier_reply(xid=5))
    peer.send(peer.ofp.message.barrier_reply(xid=5))
    for thread in threads:
        thread.join(PATIENCE)
    assert [reply.xid for reply in got] == [5, 5]


def test_transact_in_a_handler_while_the_test_transacts(version: int) -> None:
    with connected(None, version=version) as (controller, peer):
        ok: list[bool] = []

        def handler(_: Controller, msg: Any, raw: bytes) -> bool:
            ok.append(controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None)
            return True

        controller.register(controller.ofp.OFPT_PACKET_IN, handler)
        for _ in range(20):
            peer.send(peer.packet_in())
            assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None
        assert eventually(lambda: len(ok) == 20)
        assert all(ok)


# --- malformed input is the normal case ------------------------------------------------------------------------


def still_works(controller: Controller, peer: Peer) -> bool:
    peer.send(peer.ofp.message.packet_in(xid=424242))
    msg, _ = controller.poll(peer.ofp.OFPT_PACKET_IN, PATIENCE)
    return msg is not None and msg.xid == 424242


def test_a_failing_handler_costs_nothing_else(pair: tuple[Controller, Peer], caplog: pytest.LogCaptureFixture) -> None:
    controller, peer = pair

    def handler(*args: Any) -> Any:
        raise KeyError("oops")

    controller.register(peer.ofp.OFPT_ECHO_REPLY, handler)
    with caplog.at_level(logging.ERROR, "controller"):
        for number in range(3):
            peer.send(peer.ofp.message.echo_reply(xid=number))
            assert controller.poll(peer.ofp.OFPT_ECHO_REPLY, PATIENCE)[0].xid == number
    assert "echo_reply" in caplog.text
    assert "oops" in caplog.text
    assert still_works(controller, peer)


@pytest.mark.parametrize(
    "body",
    [
        "{v:02x}0600090000000101",  # a features reply of one byte
        "{v:02x}0a000900000001ff",  # a packet-in of one byte
        "{v:02x}01000900000001ff",  # an error of one byte
        "7f0000080000000a",  # a version nobody has, not a HELLO (type 0 is)
        "7f0a00080000000a",
        "000a00080000000a",
        "ff0a00080000000a",
    ],
)
def test_a_bad_body_or_version_is_counted_and_passed_over(
    body: str, pair: tuple[Controller, Peer], caplog: pytest.LogCaptureFixture
) -> None:
    controller, peer = pair
    raw = bytes.fromhex(body.format(v=peer.version))
    with caplog.at_level(logging.WARNING, "controller"):
        peer.sock.sendall(raw)
        assert still_works(controller, peer)
    assert controller.parse_errors == (0 if raw[1] == 0 else 1)
    if controller.parse_errors:
        assert "Could not parse message" in caplog.text
        assert raw[:8].hex(" ") in caplog.text


def cut(version: int, number: int, xid: int) -> bytes:
    """A message of a type with one byte of a body that is longer."""
    return struct.pack("!BBHLB", version, number, 9, xid, 0)


def saying(peer: Peer, *raws: Any) -> Peer:
    """Answer everything with bytes: ``raw(xid)`` each."""

    def answer(msg: Any) -> None:
        peer.sock.sendall(b"".join(raw(msg.xid) for raw in raws))

    return peer.answering(answer)


@pytest.mark.parametrize("kind", ["get_config_reply", "error_msg", "experimenter", "stats_reply"])
def test_a_malformed_answer_ends_its_transaction_at_once(
    kind: str, pair: tuple[Controller, Peer], caplog: pytest.LogCaptureFixture
) -> None:
    controller, peer = pair
    number = getattr(peer.ofp.message, kind).type
    saying(peer, lambda xid: cut(peer.version, number, xid))
    msg = controller.ofp.message.get_config_request()
    with caplog.at_level(logging.WARNING, "controller"):
        assert controller.transact(msg, FOREVER) == (None, None)
    assert f"No response for xid {msg.xid} (get_config_request): the answer is malformed: {kind}" in caplog.text
    assert "at offset" in caplog.text
    assert "Could not parse message of 9 bytes" in caplog.text
    assert controller.parse_errors == 1
    assert controller.transactions.waiting == {}
    assert still_works(controller, peer)


@pytest.mark.parametrize("name", ["packet_in", "flow_removed", "port_status", "flow_mod", "packet_out"])
def test_what_is_malformed_and_no_reply_ends_no_transaction(name: str, pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    number = getattr(peer.ofp.message, name).type
    saying(
        peer,
        lambda xid: cut(peer.version, number, xid),
        lambda xid: cut(0x7F, 8, xid),  # no reply of any version
        lambda xid: cut(peer.version, 8, xid + 1),  # of another request
        lambda xid: peer.ofp.message.get_config_reply(xid=xid).pack(),
    )
    msg = controller.ofp.message.get_config_request()
    assert controller.transact(msg, PATIENCE)[0].xid == msg.xid
    assert controller.parse_errors == 3


def test_a_malformed_answer_ends_one_of_two_with_the_same_xid(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    got: list[Any] = []

    def ask() -> None:
        got.append(controller.transact(controller.ofp.message.get_config_request(xid=5), PATIENCE))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert [peer.recv().xid, peer.recv().xid] == [5, 5]
    peer.sock.sendall(cut(peer.version, 8, 5))
    assert eventually(lambda: got == [(None, None)])
    peer.send(peer.ofp.message.get_config_reply(xid=5))
    for thread in threads:
        thread.join(PATIENCE)
    assert got[1][0].xid == 5


def test_a_malformed_answer_in_a_handler(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    got: list[Any] = []

    def handler(_: Controller, msg: Any, raw: bytes) -> bool:
        got.append(controller.transact(controller.ofp.message.get_config_request(xid=5), 60))
        return True

    controller.register(controller.ofp.OFPT_PACKET_IN, handler)
    saying(peer, lambda xid: cut(peer.version, 8, xid))
    peer.send(peer.packet_in())
    assert eventually(lambda: got == [(None, None)])


@pytest.mark.parametrize("length", [0, 1, 7])
def test_a_length_below_8_ends_the_connection_with_that_reason(length: int, pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.packet_in(xid=1))
    peer.sock.sendall(struct.pack("!BBHL", peer.version, 10, length, 1))
    assert controller.wait_disconnected(PATIENCE)
    assert controller.disconnect_reason is not None
    assert str(length) in controller.disconnect_reason
    assert controller.socket_errors == 1
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, 0)[0].xid == 1
    assert controller.poll(timeout=PATIENCE) == (None, None)  # at once


def test_random_input_never_hangs(version: int) -> None:
    random_bytes = random.Random(version).randbytes
    for size in (1, 9, 300, 5000):
        with connected(version=version) as (controller, peer):
            peer.sock.sendall(bytes([version]) + random_bytes(size))
            peer.close()
            assert controller.wait_disconnected(PATIENCE)
            controller.clear_queue()
            assert controller.poll(timeout=PATIENCE) == (None, None)


def test_messages_in_pieces_and_in_one_piece(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    data = b"".join(peer.packet_in(xid=number).pack() for number in range(5))
    for byte in data:
        peer.sock.sendall(bytes([byte]))
    peer.sock.sendall(data)
    got = [controller.poll(timeout=PATIENCE)[0].xid for _ in range(10)]
    assert got == [*range(5), *range(5)]


# --- the end of a connection -----------------------------------------------------------------------------------


def test_an_error_followed_by_a_close_can_be_polled(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.ofp.message.hello_failed_error_msg(xid=3, code=0))
    peer.close()
    assert controller.wait_disconnected(PATIENCE)
    error, _ = controller.poll(peer.ofp.OFPT_ERROR, PATIENCE)
    assert error.xid == 3


def test_the_queue_lives_until_the_next_connection(version: int) -> None:
    with connected(version=version, reaccept=True) as (controller, peer):
        peer.send(peer.packet_in())
        peer.close()
        assert controller.wait_disconnected(PATIENCE)
        assert len(controller.packets) == 1
        with Peer.to(controller):
            assert controller.connect(PATIENCE)
            assert controller.packets == []


@pytest.mark.parametrize("what", ["poll", "transact", "wait_disconnected"])
def test_waiters_return_at_once_when_the_connection_ends(what: str, pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    call = {
        "poll": lambda: controller.poll(peer.ofp.OFPT_PACKET_IN, FOREVER),
        "transact": lambda: controller.transact(controller.ofp.message.barrier_request(), FOREVER),
        "wait_disconnected": lambda: controller.wait_disconnected(FOREVER),
    }[what]
    timer = threading.Timer(0.05, peer.close)
    timer.start()
    result = call()
    assert result == (True if what == "wait_disconnected" else (None, None))
    assert controller.disconnect_reason == "closed by the switch"
    timer.join()
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, FOREVER) == (None, None)
    assert not controller.connect(FOREVER)


@pytest.mark.parametrize("what", ["poll", "transact", "connect"])
def test_waiters_return_at_once_on_shutdown(what: str, version: int) -> None:
    with connected(version=version, reaccept=True) as (controller, peer):
        if what == "connect":
            controller.disconnect()
        timer = threading.Timer(0.05, controller.shutdown)
        timer.start()
        if what == "poll":
            assert controller.poll(timeout=FOREVER) == (None, None)
        elif what == "transact":
            assert controller.transact(peer.ofp.message.barrier_request(), FOREVER) == (None, None)
        else:
            assert controller.connect(FOREVER) is False
        timer.join()


def test_the_end_says_what_was_pending(pair: tuple[Controller, Peer], caplog: pytest.LogCaptureFixture) -> None:
    controller, peer = pair
    timer = threading.Timer(0.05, peer.close)
    timer.start()
    with caplog.at_level(logging.WARNING, "controller"):
        controller.transact(controller.ofp.message.barrier_request(xid=77), PATIENCE)
    assert "closed by the switch; pending: barrier_request xid=77" in caplog.text
    timer.join()


def test_a_reset_is_a_reason(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.sock.close()
    assert controller.wait_disconnected(PATIENCE)
    assert controller.disconnect_reason
    assert controller.socket_errors == 1


def test_leftover_input_does_not_survive_a_disconnect(version: int) -> None:
    with connected(version=version, reaccept=True) as (controller, peer):
        peer.sock.sendall(peer.packet_in().pack()[:-3])
        peer.close()
        assert controller.wait_disconnected(PATIENCE)
        with Peer.to(controller) as again:
            assert controller.connect(PATIENCE)
            again.send(again.packet_in(xid=5))
            assert controller.poll(timeout=PATIENCE)[0].xid == 5
            assert controller.parse_errors == 0


def test_more_than_one_connection_per_life_active(version: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with running(switch="127.0.0.1", port=server.getsockname()[1], version=version) as controller:
            for _ in range(3):
                assert controller.connect(PATIENCE)
                with Peer(server.accept()[0], version) as peer:
                    assert type(peer.recv()).__name__ == "hello"
                    peer.send(peer.packet_in())
                    assert controller.poll(peer.ofp.OFPT_PACKET_IN, PATIENCE)[0] is not None
                assert controller.wait_disconnected(PATIENCE)


# --- sending ---------------------------------------------------------------------------------------------------


def test_full_buffers_are_no_deadlock(version: int) -> None:
    """The peer sends and does not read; what it sends arrives, and sends fail after their timeout."""
    with connected(version=version, max_pkts=None) as (controller, peer):
        controller.send_timeout = 0.1
        assert controller.switch_socket
        message = controller.ofp.message.echo_request(xid=1, data=bytes(60000))
        with pytest.raises(RequestTimeout, match="takes nothing"):
            for _ in range(1000):
                controller.message_send(message)
        for number in range(100):
            peer.send(peer.packet_in(xid=number))
        assert [controller.poll(timeout=PATIENCE)[0].xid for _ in range(100)] == list(range(100))
        assert controller.transact(controller.ofp.message.barrier_request(), 0.1) == (None, None)
        assert "takes nothing" not in (controller.disconnect_reason or "")


def test_backpressure_lets_everything_through(version: int) -> None:
    """A slow reader slows the sender down; nothing is lost, nothing grows without bound."""
    with connected(version=version) as (controller, peer):
        count, size = 600, 60000
        got = []

        def read() -> None:
            for _ in range(count):
                got.append(peer.recv_raw())

        timer = threading.Timer(0.1, read)
        timer.start()
        highest = 0
        for number in range(count):
            controller.message_send(controller.ofp.message.echo_request(xid=number, data=bytes(size)))
            link = controller._link
            assert link is not None
            highest = max(highest, link.outgoing.queued)
        timer.join(30)
        assert [int.from_bytes(raw[4:8], "big") for raw in got] == list(range(count))
        assert highest <= controller.send_limit + size + 8


def test_answers_to_somebody_who_does_not_read_do_not_pile_up(version: int) -> None:
    with connected(version=version) as (controller, peer):
        controller.keep_alive = True
        request = peer.ofp.message.echo_request(xid=1, data=bytes(60000)).pack()
        for _ in range(400):
            peer.sock.sendall(request)
        peer.send(peer.packet_in(xid=2))
        assert controller.poll(controller.ofp.OFPT_PACKET_IN, PATIENCE)[0].xid == 2
        assert controller._link is not None
        assert controller._link.outgoing.queued < controller.send_limit + 70000


def test_sending_on_a_dead_connection_is_an_exception(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    held = controller.switch_socket
    assert held
    peer.close()
    assert controller.wait_disconnected(PATIENCE)
    with pytest.raises(Disconnected, match=r"^no socket$"):
        controller.message_send(controller.ofp.message.echo_request())
    with pytest.raises(OSError, match="closed by the switch"):
        held.sendall(b"x")


def test_a_sender_that_waits_is_released_by_the_end(version: int) -> None:
    with connected(version=version) as (controller, peer):
        controller.send_timeout = FOREVER
        message = controller.ofp.message.echo_request(xid=1, data=bytes(60000))
        timer = threading.Timer(0.5, peer.close)
        timer.start()
        with pytest.raises(Disconnected):
            for _ in range(1000):
                controller.message_send(message)
        timer.join()


# --- the queue -------------------------------------------------------------------------------------------------


def test_a_full_queue_keeps_replies_and_errors(version: int, caplog: pytest.LogCaptureFixture) -> None:
    with connected(version=version, max_pkts=100) as (controller, peer):
        with caplog.at_level(logging.WARNING, "controller"):
            peer.send(peer.ofp.message.bad_request_error_msg(xid=1, code=0))
            peer.send(peer.ofp.message.barrier_reply(xid=2))
            for number in range(1600):
                peer.send(peer.packet_in(xid=1000 + number))
            assert eventually(lambda: controller.packets_total == 1602)
        assert controller.packets_expired == 1502
        assert caplog.text.count("queue is full") == 1
        assert controller.poll(peer.ofp.OFPT_ERROR, 0)[0].xid == 1
        assert controller.poll(peer.ofp.OFPT_BARRIER_REPLY, 0)[0].xid == 2
        assert controller.poll(timeout=0)[0].xid == 1000 + 1600 - 98


def test_replies_give_way_to_replies(version: int) -> None:
    with connected(version=version, max_pkts=2) as (controller, peer):
        for number in range(4):
            peer.send(peer.ofp.message.barrier_reply(xid=number))
        peer.send(peer.packet_in(xid=9))
        assert eventually(lambda: controller.packets_total == 5)
        assert [msg.xid for msg, _ in controller.packets] == [2, 3]
        assert controller.packets_expired == 3


def test_max_pkts_0_keeps_nothing(version: int) -> None:
    with connected(version=version, max_pkts=0) as (controller, peer):
        peer.send(peer.packet_in())
        peer.send(peer.ofp.message.barrier_reply())
        assert eventually(lambda: controller.packets_expired == 2)
        assert controller.packets == []


def test_an_unbounded_queue(version: int) -> None:
    with connected(version=version, max_pkts=None) as (controller, peer):
        peer.sock.sendall(peer.packet_in().pack() * 3000)
        assert eventually(lambda: len(controller.packets) == 3000)
        assert controller.packets_expired == 0


# --- errors ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wire_version", sorted(loxi.version_names))
def test_every_error_type_and_code_has_its_name_in_the_log(wire_version: int, caplog: pytest.LogCaptureFixture) -> None:
    ofp = loxi.protocol(wire_version)
    expected = []
    with connected(version=wire_version, max_pkts=None) as (controller, peer):
        request = ofp.message.echo_request(xid=5)
        for err_type, type_name in ofp.ofp_error_type_map.items():
            codes = getattr(ofp, f"ofp_{type_name[6:].lower()}_code_map", {})
            for code, code_name in codes.items():
                expected.append(
                    f"Received error message: xid=5 type={type_name} ({err_type}) "
                    f"code={code_name} ({code}) answers echo_request"
                )
                header = struct.pack("!BBHLHH", wire_version, 1, 12 + len(request.pack()), 5, err_type, code)
                peer.sock.sendall(header + request.pack())
        with caplog.at_level(logging.WARNING, "controller"):
            assert eventually(lambda: controller.packets_total == len(expected))
        assert len(expected) > 20
        logged = [record.getMessage() for record in caplog.records]
        assert [line for line in expected if line not in logged] == []
        assert "unknown" not in caplog.text


def test_an_unknown_error_is_logged_too(pair: tuple[Controller, Peer], caplog: pytest.LogCaptureFixture) -> None:
    controller, peer = pair
    with caplog.at_level(logging.WARNING, "controller"):
        peer.sock.sendall(struct.pack("!BBHLHH", peer.version, 1, 12, 9, 0x7777, 3))
        assert controller.poll(peer.ofp.OFPT_ERROR, PATIENCE)[0] is not None
    assert "xid=9 type=unknown (30583)" in caplog.text


def test_errors_are_tied_to_their_requests(version: int, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(msg: Any) -> list[Any]:
        ofp = loxi.protocol(version)
        # Without the request in its data, so that only our own memory can tell.
        return [ofp.message.flow_mod_failed_error_msg(xid=msg.xid, code=0)]

    with connected(refuse, version=version) as (controller, _):
        first = controller.ofp.message.flow_add()
        second = controller.ofp.message.flow_delete()
        with caplog.at_level(logging.WARNING, "controller"):
            controller.message_send(first)
            assert controller.transact(second, PATIENCE)[0] is not None
        assert [error.xid for error in controller.errors_for(first.xid)] == [first.xid]
        assert [error.xid for error in controller.errors_for(second.xid)] == [second.xid]
        assert controller.errors_for(12345) == []
        assert "answers flow_add" in caplog.text
        assert "answers flow_delete" in caplog.text
        controller.clear_errors()
        assert controller.errors == []


# --- where it listens, where it connects -----------------------------------------------------------------------


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 here")
def test_ipv6_both_ways(version: int) -> None:
    with running(host="::1", version=version) as passive:
        with running(switch="::1", port=passive.port, version=version) as active:
            assert active.connect(PATIENCE)
            assert passive.connect(PATIENCE)
            assert passive.switch_addr is not None
            assert passive.switch_addr[0] == "::1"
            talk(passive, active)


def talk(one: Controller, other: Controller) -> None:
    """Two controllers, each the other's switch."""
    assert one.poll("hello", PATIENCE)[0] is not None
    assert other.poll("hello", PATIENCE)[0] is not None
    other.keep_alive = True
    assert one.transact(one.ofp.message.echo_request(data=b"x"), PATIENCE)[0].data == b"x"
    other.message_send(other.ofp.message.packet_in(data=b"frame"))
    assert one.poll("packet_in", PATIENCE)[0].data == b"frame"


@pytest.mark.parametrize("spelling", ["unix:{}", "{}"])
def test_unix_sockets_both_ways(spelling: str, version: int, tmp_path: Path) -> None:
    path = tmp_path / "control"
    where = spelling.format(path)
    with running(host=where, version=version) as passive:
        with running(switch=where, version=version) as active:
            assert active.connect(PATIENCE)
            assert passive.connect(PATIENCE)
            talk(passive, active)
    assert not path.exists()
    # A socket file that a killed process left behind is in nobody's way; a live one and a plain file are.
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))
    with running(host=where):
        with pytest.raises(OSError, match="in use"):
            Controller(host=where)
    path.write_text("precious")
    with pytest.raises(OSError, match="in use"):
        Controller(host=where)
    assert path.read_text() == "precious"


def test_active_connect_tries_again_until_it_works(version: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    accepted: list[Any] = []

    def late() -> None:
        with socket.create_server(("127.0.0.1", port)) as again:
            again.settimeout(PATIENCE)
            accepted.append(again.accept()[0])

    timer = threading.Timer(0.2, late)
    timer.start()
    with running(switch="localhost", port=port, version=version) as controller:
        assert controller.connect(PATIENCE)
        timer.join()
        accepted[0].close()


def test_active_connect_gives_up_in_time() -> None:
    """A full backlog swallows connections without an answer."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        port = server.getsockname()[1]
        fillers = []
        for _ in range(3):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
            fillers.append(filler)
        with running(switch="127.0.0.1", port=port) as controller:
            assert controller.connect(0.3) is False
        for filler in fillers:
            filler.close()


def test_shutdown_ends_an_active_connect() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with running(switch="127.0.0.1", port=port) as controller:
        threading.Timer(0.1, controller.shutdown).start()
        assert controller.connect(FOREVER) is False


def test_tls_both_ways(version: int, tmp_path: Path) -> None:
    trustme = pytest.importorskip("trustme")
    pytest.importorskip("OpenSSL")
    from oftwist.endpoints import TLS

    authority = trustme.CA()
    server, client = authority.issue_cert("127.0.0.1"), authority.issue_cert("switch.example")
    files: dict[str, str] = {}
    for name, cert in (("server", server), ("client", client)):
        files[name] = str(tmp_path / f"{name}.pem")
        cert.private_key_and_cert_chain_pem.write_to_path(files[name])
    ca = str(tmp_path / "ca.pem")
    authority.cert_pem.write_to_path(ca)
    tls = TLS(certificate=files["server"], ca=ca)
    with running(tls=tls, version=version) as passive:
        with running(
            switch="127.0.0.1", port=passive.port, tls=TLS(certificate=files["client"], ca=ca), version=version
        ) as active:
            assert active.connect(PATIENCE)
            assert passive.connect(PATIENCE)
            talk(passive, active)
            for number in range(500):
                passive.message_send(passive.ofp.message.echo_request(xid=number, data=bytes(20000)))
                with passive.tx_lock:
                    assert passive.switch_socket
                    passive.switch_socket.sendall(passive.ofp.message.barrier_request(xid=number).pack())
            passive.disconnect()
            assert active.wait_disconnected(PATIENCE)
            assert passive.disconnect_reason == "disconnect() was called"


def test_tls_to_somebody_who_speaks_plain(version: int, tmp_path: Path) -> None:
    trustme = pytest.importorskip("trustme")
    pytest.importorskip("OpenSSL")
    from oftwist.endpoints import TLS

    authority = trustme.CA()
    pem = str(tmp_path / "server.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(pem)
    with running(tls=TLS(certificate=pem), version=version) as controller, Peer.to(controller) as peer:
        peer.send(peer.ofp.message.hello())
        controller.connect(PATIENCE)
        assert eventually(lambda: controller.disconnect_reason)
        assert controller.disconnect_reason
        assert controller.disconnect_reason.startswith("TLS")


# --- resources -------------------------------------------------------------------------------------------------


def test_more_than_1024_descriptors() -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1400:
        pytest.skip("not enough descriptors allowed")
    if soft < 1400:
        resource.setrlimit(resource.RLIMIT_NOFILE, (1400, hard))
    held = []
    try:
        while not held or held[-1] < 1100:
            held.append(os.open(os.devnull, os.O_RDONLY))
        with connected(None) as (controller, _):
            assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None
        with running() as passive, running(switch="127.0.0.1", port=passive.port) as active:
            assert active.connect(PATIENCE)
    finally:
        for descriptor in held:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_waits_do_not_depend_on_the_wall_clock(pair: tuple[Controller, Peer], monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    controller, _ = pair
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert controller.poll(timeout=0.05) == (None, None)


def test_usable_without_any_test_runner() -> None:
    import subprocess
    import sys

    code = (
        "from oftwist.blocking import Controller\n"
        "import sys, threading\n"
        "one = Controller(port=0); one.start()\n"
        "two = Controller(switch='127.0.0.1', port=one.port); two.start()\n"
        "assert two.connect(10) and one.connect(10)\n"
        "assert one.poll('hello', 10)[0] is not None\n"
        "assert 'twisted.internet.reactor' not in sys.modules, 'the global reactor was touched'\n"
        "print('ok')\n"  # and no shutdown: the process must end all the same
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "ok", "")


def test_closing_does_not_wait_for_a_switch_that_does_not_read(version: int) -> None:
    for size, count in ((1_000, 60), (20_000, 400)):  # what the system takes, and what it does not
        with connected(version=version) as (controller, peer):
            peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            for number in range(count):
                controller.message_send(controller.ofp.message.echo_request(xid=number, data=bytes(size)))
            assert max(waits(controller.shutdown), default=0) <= 2
            if size == 1_000:
                assert [peer.recv().xid for _ in range(count)] == list(range(count))
                assert peer.recv() is None
