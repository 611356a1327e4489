"""What a connection counts: messages by type both ways, errors by name, latencies, and a sample of handlers' times."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.connection.delivery import SAMPLE
from oftwist.connection.options import Options
from tests.support.core_peer import Peer

PACKET_IN, PORT_STATUS, FLOW_REMOVED, ECHO_REQUEST = 10, 12, 11, 2


def counted(types: list[int]) -> dict[int, int]:
    return {number: count for number, count in enumerate(types) if count}


class Observing:
    def received(self, *args: object) -> None: ...
    def sent(self, *args: object) -> None: ...


@pytest.mark.parametrize("observed", [False, True])
@pytest.mark.parametrize("version", range(1, 7))
def test_messages_by_type(version: int, observed: bool) -> None:
    peer = Peer(version).handshake()
    protocol, message = peer.protocol, peer.ofp.message
    if observed:
        protocol.observe(Observing())
    before = counted(protocol.counters.received)
    broken = bytearray(peer.packet_in().pack())
    broken[2:4] = (9).to_bytes(2, "big")
    flow_removed = message.flow_removed(xid=5).pack()
    many = [peer.packet_in(n) for n in range(3)]
    peer.send(*many, flow_removed, message.echo_request(xid=6), *many, bytes(broken[:9]), flow_removed, *many * 20)
    got = counted(protocol.counters.received)
    added = {number: got[number] - before.get(number, 0) for number in got if got[number] != before.get(number, 0)}
    assert added == {PACKET_IN: 67, FLOW_REMOVED: 2, ECHO_REQUEST: 1}
    assert protocol.counters.malformed == 1


@pytest.mark.parametrize("up", [False, True])
def test_messages_before_the_switch_is_up_and_of_dropped_kinds_count_too(up: bool) -> None:
    peer = Peer(4, Options(packet_in_rate=1))
    peer.send(peer.hello())
    if up:
        peer = Peer(4, Options(packet_in_rate=1)).handshake()
    before = peer.protocol.counters.received[PACKET_IN]
    peer.send(*[peer.packet_in(n) for n in range(50)])
    assert peer.protocol.counters.received[PACKET_IN] - before == 50


def test_messages_sent_by_type() -> None:
    peer = Peer(4).handshake()
    protocol, message = peer.protocol, peer.ofp.message
    before = list(protocol.counters.sent)
    for _ in range(3):
        protocol.send(message.flow_add())
    protocol.barrier().addErrback(lambda _: None)
    protocol.send_raw(message.echo_request(xid=1).pack() + message.packet_out(xid=2).pack() + b"\x04\x05")
    protocol.writer.write_all([message.flow_add(xid=3).pack(), message.group_add(xid=4).pack()])
    peer.send(message.echo_request(xid=9))
    sent = [now - then for now, then in zip(protocol.counters.sent, before, strict=True)]
    assert counted(sent) == {14: 4, 20: 1, 2: 1, 13: 1, 15: 1, 3: 1}


def test_what_was_not_sent_is_not_counted() -> None:
    peer = Peer(4).handshake()
    before = list(peer.protocol.counters.sent)

    def no(raw: bytes) -> None:
        raise RuntimeError("not master")

    peer.protocol.fence(no)
    for send in (peer.protocol.send, lambda msg: peer.protocol.send_raw(msg.pack())):
        with pytest.raises(RuntimeError):
            send(peer.ofp.message.flow_add(xid=1))
    assert peer.protocol.counters.sent == before


def test_errors_by_name() -> None:
    peer = Peer(4).handshake()
    for _ in range(2):
        peer.send(peer.error(77))
    counters = peer.protocol.counters
    assert counters.errors == 2 and list(counters.error_names.values()) == [2]
    assert next(iter(counters.error_names)).count("/") == 1


def test_how_long_answers_take() -> None:
    peer = Peer(4).handshake()
    had = peer.protocol.update_counters().requests.count
    peer.protocol.barrier()
    peer.clock.advance(0.02)
    peer.send(peer.ofp.message.barrier_reply(xid=peer.take("barrier_request").xid))
    peer.protocol.barrier(timeout=1).addErrback(lambda _: None)
    peer.clock.advance(2)  # never answered: no latency
    peer.protocol.ping()
    peer.clock.advance(0.2)
    peer.take("barrier_request")
    peer.send(peer.ofp.message.echo_reply(xid=peer.take("echo_request").xid))
    counters = peer.protocol.update_counters()
    assert counters.requests.count - had == 2
    assert counters.echoes.count == 1 and counters.echoes.seconds == pytest.approx(0.2)


def test_why_packet_ins_are_dropped() -> None:
    peer = Peer(4)
    peer.take("hello")
    peer.send(peer.hello())
    peer.send(peer.features(peer.take("features_request").xid))
    for number in range(1030):
        peer.send(peer.packet_in(number))
    counters = peer.protocol.counters
    assert (counters.packet_ins_early, counters.packet_ins_unread) == (6, 0)
    peer = Peer(4).handshake()
    peer.transport.producer.pauseProducing()
    peer.send(*[peer.packet_in(n) for n in range(7)])
    counters = peer.protocol.counters
    assert (counters.packet_ins_dropped, counters.packet_ins_unread, counters.packet_ins_early) == (7, 7, 0)


@pytest.mark.parametrize("size", [1, 7, 32])
def test_a_sample_of_handlers_stands_for_all(size: int) -> None:
    """Each message is handled once and in order, and the times of those that are timed add up to those of all."""
    peer = Peer(4).handshake()
    got: list[int] = []

    def takes_a_millisecond(owner: Any, msg: Any) -> None:
        peer.clock.rightNow += 0.001
        got.append(msg.xid)

    peer.protocol.register("packet_in", takes_a_millisecond)
    turns = 4 * SAMPLE
    for turn in range(turns):
        peer.send(*[peer.packet_in(turn * size + n) for n in range(size)])
    assert got == list(range(turns * size))
    times = peer.protocol.admission.times.by_name
    (name,) = times
    assert name.endswith("takes_a_millisecond")
    assert times[name].count == turns * size
    assert times[name].seconds == pytest.approx(0.001 * turns * size)


def test_a_handler_that_fails_is_timed_too() -> None:
    peer = Peer(4).handshake()
    peer.protocol.register("packet_in", lambda owner, msg: (_ for _ in ()).throw(ValueError("no")))
    peer.protocol.admission.limiter._seen.clear()
    for _ in range(SAMPLE):
        peer.send(peer.packet_in())
    assert [one.count for one in peer.protocol.admission.times.by_name.values()] == [SAMPLE]
    assert peer.protocol.counters.handler_failures == SAMPLE
