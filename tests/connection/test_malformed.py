"""Malformed input against a Controller with the learning switch in it, in memory, on a fake clock.

Every case of ``tests.support.malformed``: the connection kept or closed, the OpenFlow error that answers, one
clear line in the log and never a traceback, the other switches untouched, little work, no memory kept.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from twisted.internet.defer import Deferred

from oftwist import packet
from oftwist.errors import Disconnected, ProtocolError, RequestTimeout, UnexpectedReply
from oftwist.wire import decode
from tests.support import malformed
from tests.support.core_peer import Peer
from tests.support.counting import work
from tests.support.malformed import Case, frame, packet_in, reply
from tests.support.scene import Scene, resident
from tests.support.specimens import VERSIONS, specimens

MEMORY = 60 * 2**20
CASES = list(malformed.table())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.cls} {case.name} ({case.version})")
def test_table(case: Case, scene: Callable[..., Scene], before: int) -> None:
    one = scene(case.version, case.at)
    peer = one.peer
    peer.feed(case.data)
    one.check_log()
    const = peer.ofp.const
    kept = case.outcome in (malformed.BAD_LEN, malformed.BAD_TYPE, malformed.BAD_VERSION, malformed.NOTED)
    if case.outcome == malformed.FINE:
        assert one.got, "no app saw it"
        assert one.lines == [] or all("is at port" in line for line in one.lines)
        assert not [msg for msg in peer.received() if msg.type == 1]
        one.check_alive()
    elif case.outcome == malformed.AGREED:
        assert type(peer.received()[0]).__name__ == "features_request"
        assert one.lines == []
    elif kept:
        code = {
            malformed.BAD_LEN: const.OFPBRC_BAD_LEN,
            malformed.BAD_TYPE: const.OFPBRC_BAD_TYPE,
            malformed.BAD_VERSION: const.OFPBRC_BAD_VERSION,
        }.get(case.outcome)
        xid = int.from_bytes(case.data[4:8], "big")
        assert one.errors() == ([] if code is None else [(xid, code, case.data[:64])])
        (line,) = one.lines
        assert case.says in line and "192.0.2.1:40000" in line
        one.check_alive()
    else:
        sent = peer.received()
        if case.outcome == malformed.BROKEN:
            assert sent[-1].code == const.OFPBRC_BAD_LEN
        elif case.outcome == malformed.HELLO_FAILED:
            assert [type(msg).__name__ for msg in sent] == ["hello_failed_error_msg"]
            assert sent[0].code == 0 and b"no common OpenFlow version" in sent[0].data
        else:
            assert sent == []
        assert not peer.protocol.connected
        (line,) = one.lines
        assert case.says in line and "192.0.2.1:40000" in line
        assert list(one.controller.switches) == [0x9999]
    one.check_quiet()


@pytest.mark.parametrize("version", VERSIONS)
def test_sweep(version: int, scene: Callable[..., Scene], before: int) -> None:
    """The cases by the thousand, all over one connection: the same for each, but few lines in the log."""
    one = scene(version)
    peer, clock = one.peer, one.controller.clock
    bad_len = peer.ofp.OFPBRC_BAD_LEN
    dear, count, partly = [], 0, 0
    for case in malformed.sweep():
        if case.version != version:
            continue
        count += 1
        if work(lambda case=case: peer.feed(case.data)) > affordable(case.data):  # type: ignore[misc]
            dear.append(case)
        sent = peer.transport.value()
        kind = sent[1] if sent else None  # of the first of them: an app that is told of a port may send several
        if case.outcome == malformed.PARTLY:
            partly += 1
            if kind == 1:  # it is not a switch's to send
                assert decode(peer.raw()).code == peer.ofp.OFPBRC_BAD_TYPE, case
            peer.received()
        elif kind is not None:
            answer = decode(peer.raw())
            assert (answer.xid, answer.code) == (int.from_bytes(case.data[4:8], "big"), bad_len), case
            assert answer.data == case.data[:64]
        else:
            assert case.data[1] == 1, f"nothing answers {case}"  # an error never answers an error
        assert peer.protocol.disconnect_reason is None, case
        clock.advance(0.02)  # type: ignore[attr-defined]
        if count % 200 == 0:
            one.quiet.feed(frame(4, 3))
    counters = peer.protocol.counters
    assert count > 100 and counters.malformed == count - partly and counters.set_aside >= partly > 0
    assert dear == []
    one.check_log()
    types = {(case.data[1], case.outcome) for case in malformed.sweep() if case.version == version}
    assert 0 < len(one.lines) <= len(types) * (1 + count * 0.02 / 10)  # a line each 10 s for each type
    assert "malformed" in one.lines[0] and "at offset" in one.lines[0]
    assert count < 600 or any("more of the same before" in line for line in one.lines)
    peer.received()
    one.check_alive()
    one.quiet.received()  # it was asked for a sign of life
    one.check_quiet()


def affordable(data: bytes) -> int:
    """The steps, as ``work`` counts them, that one message may take: a line in the log, and some for each byte."""
    return 3000 + 6 * len(data)


@pytest.mark.slow
def test_work_of_every_case_in_the_table() -> None:
    dear = []
    for case in CASES:
        spent = []
        for _ in range(2):  # the first time also compiles
            with Scene(case.version, case.at) as one:
                spent.append(work(lambda one=one, case=case: one.peer.feed(case.data)))  # type: ignore[misc]
        if spent[1] > affordable(case.data):
            dear.append((case.cls, case.name, spent[1]))
    assert dear == []


# --- H: framing ------------------------------------------------------------------------------------------------


def test_h2_a_message_that_never_ends(scene: Callable[..., Scene]) -> None:
    for at in (malformed.START, malformed.FEATURES, malformed.UP):
        for pause in (1000.0, 1.0):
            one = scene(4, at)
            one.peer.feed(b"\x04\x0a\xff\xff")
            for _ in range(35):
                if one.peer.protocol.connected:
                    one.peer.feed(b"\0")
                    one.controller.clock.advance(pause)  # type: ignore[attr-defined]
                    one.quiet.send(one.quiet.ofp.message.echo_reply(xid=0))
            assert not one.peer.protocol.connected, at
            one.check_log()


def test_h3_however_it_is_cut() -> None:
    """All specimens of a version in one segment, byte by byte, at random: the same answers, the same messages."""
    rnd = random.Random(3)
    for version in VERSIONS:
        stream = b"".join(msg.pack() for name, msg in specimens(version).items() if name not in ("features_reply",))
        outcomes = []
        for low, high in ((len(stream), len(stream)), (1, 1), (1, 200), (1, 12)):
            with Scene(version) as one:
                at = 0
                while at < len(stream):
                    size = rnd.randint(low, high)
                    one.peer.feed(stream[at : at + size])
                    at += size
                outcomes.append((one.peer.raw(), one.got, one.peer.protocol.disconnect_reason))
        assert outcomes[0][1] and outcomes[0][2] is None
        assert outcomes.count(outcomes[0]) == 4


def test_e5_datapath_ids(scene: Callable[..., Scene]) -> None:
    one = scene()
    for number, dpid in enumerate((0, 0xFFFFFFFFFFFFFFFF, 1 << 63)):
        Peer(4, one.controller, dpid=dpid, port=100 + number).handshake()
        assert one.controller.switches[dpid].dpid == f"{dpid:016x}"
    orphan = Peer(4, one.controller, dpid=0x5555, aux=1, port=200).handshake()
    assert not orphan.protocol.connected
    assert 0x5555 not in one.controller.switches
    assert "auxiliary connection 1 without a main connection" in one.lines[-1]
    one.check_log()
    one.check_quiet()


def test_a_stream_of_nothing_but_bad_messages_is_answered_and_logged_in_moderation(scene: Callable[..., Scene]) -> None:
    one = scene()
    bad = frame(4, 10, b"\0") + frame(4, 255) + frame(9, 2) + frame(4, 14, bytes(40)) + frame(4, 19, b"\0")
    for _ in range(500):
        one.peer.feed(bad)
    assert len(one.errors()) <= 101
    assert len(one.lines) <= 5
    one.check_log()
    counters = one.peer.protocol.update_counters()
    assert (counters.malformed, counters.bad_type, counters.messages) == (2000, 500, 2503)  # with the handshake
    one.controller.clock.advance(1)  # type: ignore[attr-defined]
    one.check_alive()
    one.check_quiet()


# --- M: multipart, replies -------------------------------------------------------------------------------------


class Ask:
    """A request waiting on the misbehaving switch."""

    def __init__(self, one: Scene, name: str = "flow_stats_request", **more: Any) -> None:
        self.one = one
        self.results: list[Any] = []
        msg = getattr(one.peer.ofp.message, name)(**more)
        self.deferred: Deferred[Any] = one.controller.switches[1].request(msg)
        self.deferred.addBoth(self.results.append)
        self.xid: int = one.peer.take(name).xid

    def failure(self) -> BaseException:
        (result,) = self.results
        error: BaseException = result.value
        return error

    def part(self, more: bool, entries: int = 0) -> bytes:
        ofp = self.one.peer.ofp
        made = [ofp.flow_stats_entry(cookie=number) for number in range(entries)]
        msg = ofp.message.flow_stats_reply(xid=self.xid, flags=int(more), entries=made)
        data: bytes = msg.pack()
        return data


def test_m1_parts_without_end(scene: Callable[..., Scene]) -> None:
    for options, limit in (({"multipart_parts": 50}, "50 parts"), ({"multipart_bytes": 5000}, "5000 bytes")):
        one = scene(**options)
        ask = Ask(one)
        for _ in range(1000):
            one.peer.feed(ask.part(True, 2))
        assert isinstance(ask.failure(), ProtocolError) and limit in str(ask.failure())
        assert one.peer.protocol.transactions.waiting == {}
        one.check_log()
        one.check_alive()
        one.check_quiet()


def test_m1_the_last_part_never_comes(scene: Callable[..., Scene]) -> None:
    one = scene()
    ask = Ask(one)
    one.peer.feed(ask.part(True, 2))
    for _ in range(61):
        one.controller.clock.advance(1)  # type: ignore[attr-defined]
        one.peer.feed(frame(4, 3, xid=0x999))
        one.quiet.feed(frame(4, 3, xid=0x999))
    assert isinstance(ask.failure(), RequestTimeout)
    one.peer.feed(ask.part(False, 2))  # too late
    assert one.peer.protocol.update_counters().late_replies == 1
    one.check_log()


def test_m1_two_at_once_and_empty_parts(scene: Callable[..., Scene]) -> None:
    one = scene()
    first, second = Ask(one), Ask(one)
    one.peer.feed(first.part(True, 2) + second.part(True, 1) + first.part(True, 0))
    one.peer.feed(second.part(False, 3) + first.part(False, 0))
    assert (len(first.results[0].entries), len(second.results[0].entries)) == (2, 4)
    one.peer.feed(first.part(False, 1))  # the last part twice: to the apps, as unasked
    one.peer.feed(specimens(4)["flow_stats_reply"].pack())  # never asked for
    one.check_log()
    one.check_alive()


def test_m1_another_type_with_the_same_xid(scene: Callable[..., Scene]) -> None:
    one = scene()
    ask = Ask(one)
    one.peer.feed(ask.part(True, 1))
    wrong = one.peer.ofp.message.port_stats_reply(xid=ask.xid, entries=[])
    one.peer.send(wrong)
    assert isinstance(ask.failure(), UnexpectedReply)
    one.peer.feed(ask.part(False, 1))
    one.check_log()
    one.check_alive()


def test_m2_replies_of_the_wrong_kind(scene: Callable[..., Scene]) -> None:
    for name in ("echo_reply", "barrier_reply", "get_config_reply", "desc_stats_reply", "async_get_reply"):
        one = scene()
        ask = Ask(one, "role_request", role=2)
        msg = getattr(one.peer.ofp.message, name)(xid=ask.xid)
        one.peer.send(msg)
        error = ask.failure()
        assert isinstance(error, UnexpectedReply) and type(error.reply).__name__ == name
        assert one.peer.protocol.update_counters().unexpected_replies == 1
        one.check_log()
        one.check_alive()


def test_m2_asynchronous_messages_are_no_replies(scene: Callable[..., Scene]) -> None:
    one = scene()
    ask = Ask(one, "barrier_request")
    for name in ("packet_in", "port_status", "flow_removed"):
        raw = specimens(4)[name].pack()
        one.peer.feed(raw[:4] + ask.xid.to_bytes(4, "big") + raw[8:])
    assert ask.results == [] and one.got == ["packet_in", "port_status", "flow_removed"]
    one.peer.send(one.peer.ofp.message.barrier_reply(xid=ask.xid))
    assert type(ask.results[0]).__name__ == "barrier_reply"
    one.check_log()


def test_m2_errors_out_of_order_late_and_unasked(scene: Callable[..., Scene]) -> None:
    one = scene()
    first, second = Ask(one, "barrier_request"), Ask(one, "barrier_request")
    one.peer.send(one.peer.ofp.message.barrier_reply(xid=second.xid), one.peer.error(first.xid))
    assert type(second.results[0]).__name__ == "barrier_reply"
    assert type(first.failure()).__name__ == "RequestFailed"
    third = Ask(one, "barrier_request")
    third.deferred.cancel()
    one.peer.send(one.peer.ofp.message.barrier_reply(xid=third.xid), one.peer.error(third.xid))
    one.peer.send(one.peer.error(0xDEADBEEF), one.peer.ofp.message.barrier_reply(xid=0xDEADBEEF))
    one.check_log()
    one.check_alive()


def test_a_malformed_answer_fails_its_request_only(scene: Callable[..., Scene]) -> None:
    for version in VERSIONS:
        one = scene(version)
        ask, other = Ask(one, "desc_stats_request"), Ask(one, "desc_stats_request")
        raw = specimens(version)["desc_stats_reply"].pack()
        cut = raw[:2] + (100).to_bytes(2, "big") + ask.xid.to_bytes(4, "big") + raw[8:100]
        one.peer.feed(cut)
        assert isinstance(ask.failure(), ProtocolError) and other.results == []
        one.check_log()
        one.peer.transport.end()
        assert isinstance(other.failure(), Disconnected)
        one.check_quiet()


# --- P: what is in a packet-in ---------------------------------------------------------------------------------


def test_p1_any_packet_goes_through_the_learning_switch(scene: Callable[..., Scene]) -> None:
    rnd = random.Random(1)
    one = scene()
    frames = [specimens(4)["packet_in"].data] + [packet.build_udp(n, 0x0B, 1, 2, 3, 4, b"x" * n) for n in range(1, 9)]
    for _ in range(1500):
        data = bytearray(rnd.choice(frames))
        for _ in range(rnd.randrange(5)):
            data[rnd.randrange(len(data))] = rnd.getrandbits(8)
        one.peer.feed(packet_in(data=bytes(data[: rnd.randrange(len(data) + 1)])))
    assert one.got.count("packet_in") == 1500
    one.check_log()
    one.peer.received()
    one.check_alive()
    one.check_quiet()


# --- what may not grow -----------------------------------------------------------------------------------------


def test_switch_table_and_ports_do_not_grow_without_end(scene: Callable[..., Scene], before: int) -> None:
    """A switch that invents a port with every message."""
    one = scene()
    ofp = one.peer.ofp
    status = ofp.message.port_status(xid=0, reason=0, desc=ofp.port_desc(port_no=1, name="x"))
    raw = status.pack()
    for start in range(0, 70_000, 1000):
        one.peer.feed(b"".join(raw[:16] + (n + 10).to_bytes(4, "big") + raw[20:] for n in range(start, start + 1000)))
        one.controller.clock.advance(0)  # type: ignore[attr-defined]
        one.got.clear()
        while one.peer.transport.paused:
            one.controller.clock.advance(0)  # type: ignore[attr-defined]
    assert len(one.controller.switches[1].ports) <= 65536
    one.check_log()


def test_a_port_description_with_too_many_ports(scene: Callable[..., Scene]) -> None:
    one = scene(4, malformed.FEATURES)
    peer = one.peer
    peer.send(peer.features(2))
    ask = peer.take("port_desc_stats_request")
    ports = peer.ofp.message.port_desc_stats_reply(xid=ask.xid, flags=1, entries=[peer.port(n) for n in range(1000)])
    raw = ports.pack()
    for _ in range(70):
        if peer.protocol.connected:
            peer.feed(raw)
    assert "more than 65536 ports" in peer.protocol.disconnect_reason
    one.check_log()
    one.check_quiet()


def test_t2_a_scanner_is_logged_once(scene: Callable[..., Scene]) -> None:
    one = scene()
    for number in range(100):
        peer = Peer(4, one.controller, port=5000 + number)
        peer.received()
        peer.feed(b"GET /%d HTTP/1.1\r\n\r\n" % number)
        assert not peer.protocol.connected and peer.raw() == b""
    (line,) = one.lines
    assert "HTTP" in line
    one.controller.clock.advance(11)  # type: ignore[attr-defined]
    Peer(4, one.controller, port=6000).feed(b"GET / HTTP/1.1\r\n\r\n")
    assert "99 more of the same" in one.lines[-1]
    one.quiet.received()
    one.check_quiet()


def test_a_flood_before_the_handshake_is_done(scene: Callable[..., Scene], before: int) -> None:
    """Packet-ins are dropped, anything else ends the connection; neither may fill the memory."""
    (flows,) = [data for name, data, _ in malformed.storms() if name == "1000 flows"]
    for data, kept in ((packet_in(data=bytes(60000)), True), (flows, False)):
        one = scene(4, malformed.FEATURES)
        start = resident()
        for _ in range(300):
            if one.peer.protocol.connected:
                one.peer.feed(data)
        assert bool(one.peer.protocol.connected) == kept
        assert resident() - start < 20 * 2**20
        one.check_log()
        one.check_quiet()


def test_refusals_in_many_words_are_logged_once(scene: Callable[..., Scene]) -> None:
    """Each connection is refused with another text: they are the same reason."""
    one = scene()
    for number in range(200):
        peer = Peer(4, one.controller, port=2000 + number)
        peer.send(peer.ofp.message.hello_failed_error_msg(xid=1, code=0, data=b"reason %d" % number))
        assert not peer.protocol.connected
    for number in range(200):
        peer = Peer(4, one.controller, port=3000 + number)
        peer.send(peer.hello())
        peer.send(peer.features(2, dpid=7), peer.features(3, dpid=1000 + number))
        assert not peer.protocol.connected
    assert len(one.lines) == 2, one.lines
    one.check_log()


def test_memory_over_all_cases(before: int) -> None:
    """What all cases above leave behind, and once more all storms, over connections that stay open."""
    scenes = []
    for _ in range(3):
        one = Scene()
        scenes.append(one)
        for _name, data, _outcome in malformed.storms():
            one.peer.feed(data)
            one.got.clear()
            one.peer.received()
    growth = resident() - before
    for one in scenes:
        one.end()
    assert growth < MEMORY, f"{growth / 2**20:.0f} MB"


def test_the_reply_helper_makes_what_it_says() -> None:
    assert type(decode(reply(bytes(1056), 0))).__name__ == "desc_stats_reply"
