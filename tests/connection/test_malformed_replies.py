"""Replies that cannot be decoded: who waits for one is told at once, and nobody else is."""

from __future__ import annotations

import struct
from typing import Any

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.trial.unittest import SynchronousTestCase

from oftwist import loxi
from oftwist.connection.options import Options
from oftwist.errors import ProtocolError
from oftwist.wire import decode, kinds
from oftwist.wire.kinds import Kind
from tests.support.core_peer import Peer
from tests.support.watching import Watching

VERSIONS = range(1, 7)
#: Modes of a connection: with a handshake, and raw.
MODES = {"handshake": Options(inbox=True), "raw": Options(handshake=False)}


def broken(version: int, number: int, xid: int) -> bytes | None:
    """A message of a type that cannot be decoded, one byte long inside; None if that type takes any byte."""
    raw = struct.pack("!BBHIB", version, number, 9, xid, 0)
    try:
        decode(raw)
    except ProtocolError:
        return raw
    return None


class Case(SynchronousTestCase):
    def make(self, version: int = 4, mode: str = "handshake") -> Peer:
        self.peer = peer = Peer(version, MODES[mode])
        if mode == "handshake":
            peer.handshake()
        self.ofp: Any = peer.ofp
        self.message: Any = peer.ofp.message
        self.protocol = peer.protocol
        return peer

    def failed(self, done: Deferred[Any]) -> ProtocolError:
        """The error of a request that has failed; nothing waits any more, and no timer runs for it."""
        error = self.failureResultOf(done, ProtocolError).value
        self.assertEqual(self.protocol.transactions.waiting, {})
        self.assertEqual(self.protocol.transactions.deadlines._groups.get(1000), {})
        assert isinstance(error, ProtocolError)
        return error

    def part(self, xid: int, numbers: range, more: bool) -> bytes:
        entries = [self.peer.port(number) for number in numbers]
        data: bytes = self.message.port_desc_stats_reply(xid=xid, flags=int(more), entries=entries).pack()
        return data

    def cut_part(self, xid: int, more: bool = True) -> bytes:
        """A part whose last port is cut off."""
        whole = self.part(xid, range(2), more)[:-8]
        return whole[:2] + struct.pack("!H", len(whole)) + whole[4:]


class Kinds(Case):
    """Which frames count."""

    def test_every_type_of_every_version(self) -> None:
        for version in VERSIONS:
            subtypes = loxi.protocol(version).message.message.subtypes
            for mode in MODES:
                tried = set()
                for number, cls in subtypes.items():
                    peer = self.make(version, mode)
                    raw = broken(version, number, 77)
                    if raw is None:
                        continue
                    done = self.protocol.transact(self.message.barrier_request(xid=77), 1000)
                    counted = self.protocol.counters.malformed
                    peer.feed(raw)
                    self.assertEqual(self.protocol.counters.malformed, counted + 1)
                    if kinds.kind_of(cls) is Kind.REPLY:
                        tried.add(cls.__name__)
                        self.assertIn(f"{cls.__name__}", str(self.failed(done)) + " async_get_reply")
                    else:
                        self.assertNoResult(done)
                        peer.send(self.message.barrier_reply(xid=77))
                        self.assertEqual(self.successResultOf(done).xid, 77)
                self.assertTrue({"error_msg", "experimenter", "features_reply", "stats_reply"} <= tried, tried)
                self.assertEqual("bundle_ctrl_msg" in tried, version >= 5)

    def test_only_what_has_the_xid(self) -> None:
        for mode in MODES:
            peer = self.make(4, mode)
            done = self.protocol.transact(self.message.get_config_request(xid=77), 1000)
            peer.feed(broken(4, 8, 78) or b"")
            self.assertNoResult(done)
            peer.feed(broken(4, 8, 77) or b"")
            self.failed(done)

    def test_types_are_those_of_the_version_in_the_header(self) -> None:
        """19 is a barrier reply in 1.0 and a multipart reply in 1.3, 18 a multipart request in 1.3."""
        peer = self.make(4, "raw")
        done = self.protocol.transact(self.message.desc_stats_request(xid=77), 1000)
        for version, number in ((1, 16), (4, 18), (0, 19), (7, 19), (255, 1), (4, 255)):
            peer.feed(struct.pack("!BBHIB", version, number, 9, 77, 0))
        names = []
        while len(self.protocol.inbox):
            names.append(type(self.successResultOf(self.protocol.poll(timeout=0))).__name__)
        self.assertEqual(names, ["message"])  # type 255: nobody knows it, so nothing is wrong with it
        self.assertNoResult(done)
        peer.feed(struct.pack("!BBHIB", 1, 17, 9, 77, 0))
        self.assertEqual(self.failed(done).cls, "stats_reply")

    def test_another_version_than_the_agreed_one_answers_nothing(self) -> None:
        peer = self.make(4)
        done = self.protocol.transact(self.message.desc_stats_request(xid=77), 1000)
        peer.feed(broken(1, 17, 77) or b"")
        peer.feed(broken(6, 19, 77) or b"")
        peer.send(loxi.protocol(6).message.desc_stats_reply(xid=77))
        self.assertNoResult(done)
        self.assertEqual(self.protocol.counters.bad_version, 3)


class Asking(Case):
    """Every way to ask."""

    def test_the_error_is_the_one_of_the_decoder(self) -> None:
        for mode in MODES:
            for name in ("transact", "request"):
                peer = self.make(4, mode)
                done = getattr(self.protocol, name)(self.message.get_config_request(xid=5), 1000)
                peer.feed(struct.pack("!BBHIB", 4, 8, 9, 5, 0))
                error = self.failed(done)
                self.assertEqual((error.cls, error.field, error.offset), ("get_config_reply", "flags", 9))
                with self.assertRaises(ProtocolError) as caught:
                    decode(struct.pack("!BBHIB", 4, 8, 9, 5, 0))
                self.assertEqual(str(error), str(caught.exception))

    def test_other_requests_go_on(self) -> None:
        peer = self.make(4)
        done = [self.protocol.request(self.message.get_config_request(), 1000) for _ in range(3)]
        xids = [msg.xid for msg in peer.received()]
        peer.feed(broken(4, 8, xids[1]) or b"")
        self.failureResultOf(done[1], ProtocolError)
        for xid in (xids[2], xids[0]):
            peer.send(self.message.get_config_reply(xid=xid))
        self.assertEqual([self.successResultOf(done[0]).xid, self.successResultOf(done[2]).xid], [xids[0], xids[2]])

    def test_it_makes_room_for_one_that_was_held(self) -> None:
        peer = Peer(4, Options(max_in_flight=1)).handshake()
        first = peer.protocol.request(peer.ofp.message.get_config_request())
        peer.protocol.request(peer.ofp.message.barrier_request())
        xid = peer.take("get_config_request").xid
        peer.nothing()
        peer.feed(broken(4, 8, xid) or b"")
        self.failureResultOf(first, ProtocolError)
        self.assertEqual({msg.type for msg in peer.received()}, {1, 20})  # our error about it, and the next request

    def test_an_errback_may_ask_again_with_the_same_xid(self) -> None:
        peer = self.make(4)
        again: list[Deferred[Any]] = []
        done = self.protocol.request(self.message.desc_stats_request(xid=9), 1000)
        done.addErrback(lambda _: again.append(self.protocol.request(self.message.desc_stats_request(xid=9), 1000)))
        peer.feed(broken(4, 19, 9) or b"")
        peer.send(self.message.desc_stats_reply(xid=9))
        self.assertEqual(self.successResultOf(again[0]).xid, 9)

    def test_one_part_of_many(self) -> None:
        for mode in MODES:
            for ask in ("request", "stats"):
                for position in range(3):
                    peer = self.make(4, mode)
                    done = getattr(self.protocol, ask)(self.message.port_desc_stats_request(xid=5), 1000)
                    for number in range(position):
                        peer.feed(self.part(5, range(number, number + 1), True))
                    self.assertNoResult(done)
                    peer.feed(self.cut_part(5))
                    error = self.failureResultOf(done, ProtocolError).value
                    self.assertEqual(error.cls, "port_desc")
                    self.assertEqual(self.protocol.transactions.waiting, {})
                    peer.feed(self.part(5, range(3), True) + self.part(5, range(1), False))
                    self.assertEqual(len(self.protocol.inbox), 0)  # what belongs to a failed reply is nobody's
                    self.assertEqual(self.protocol.update_counters().late_replies, 2)

    def test_transact_takes_the_first_part_only(self) -> None:
        for mode in MODES:
            peer = self.make(4, mode)
            done = self.protocol.transact(self.message.port_desc_stats_request(xid=5), 1000)
            peer.feed(self.cut_part(5) + self.part(5, range(1), False))
            self.failed(done)
            self.assertEqual(self.successResultOf(self.protocol.poll(timeout=0)).xid, 5)
            done = self.protocol.transact(self.message.port_desc_stats_request(xid=6), 1000)
            peer.feed(self.part(6, range(1), True) + self.cut_part(6, False))
            self.assertEqual(len(self.successResultOf(done).entries), 1)

    def test_stream(self) -> None:
        for mode in MODES:
            peer = self.make(4, mode)
            stream = self.protocol.stream(self.message.port_desc_stats_request(xid=5), 1000)
            got: list[int] = []

            async def read(stream: Any = stream, got: list[int] = got) -> None:
                async for port in stream:
                    got.append(port.port_no)

            peer.feed(self.part(5, range(0, 2), True))
            done = ensureDeferred(read())
            peer.feed(self.part(5, range(2, 3), True) + self.cut_part(5) + self.part(5, range(9, 10), False))
            self.failureResultOf(done, ProtocolError)
            self.assertEqual(got, [0, 1, 2])
            self.assertEqual(self.protocol.transactions.waiting, {})
            self.assertEqual(len(self.protocol.inbox), 0)

    def test_ping(self) -> None:
        peer = self.make(4)
        done = self.protocol.ping(1000)
        xid = peer.take("echo_request").xid
        peer.feed(broken(4, 1, xid) or b"")
        self.failed(done)
        peer.nothing()  # an error is never answered by one

    def test_it_is_answered_counted_and_logged_as_ever(self) -> None:
        from twisted.logger import formatEvent, globalLogPublisher

        events: list[Any] = []
        peer = self.make(4)
        done = self.protocol.request(self.message.get_config_request(xid=5), 1000)
        peer.received()
        observe: Any = events.append
        globalLogPublisher.addObserver(observe)
        self.addCleanup(globalLogPublisher.removeObserver, observe)
        peer.feed(broken(4, 8, 5) or b"")
        self.failed(done)
        self.assertEqual(peer.take("bad_request_error_msg").xid, 5)
        self.assertEqual(self.protocol.counters.malformed, 1)
        (line,) = map(formatEvent, events)
        self.assertIn("malformed get_config_reply (xid 5): get_config_reply.flags at offset 9", line)


class Observed(Case):
    def test_an_observer_lets_it_pass(self) -> None:
        peer = self.make(4)
        watching = Watching()
        self.protocol.observe(watching)
        done = self.protocol.request(self.message.get_config_request(xid=5), 1000)
        raw = broken(4, 8, 5) or b""
        peer.feed(raw)
        self.failed(done)
        self.assertIn(("received", raw[1], True, True), watching.seen)


class Handshakes(Case):
    """What the handshake waits for is not waited for any longer once it came and cannot be decoded."""

    def begin(self) -> tuple[Peer, Any]:
        peer = Peer(4, Options(inbox=True))
        self.peer, self.ofp, self.message, self.protocol = peer, peer.ofp, peer.ofp.message, peer.protocol
        peer.take("hello")
        peer.send(peer.hello())
        return peer, peer.take("features_request")

    def test_features(self) -> None:
        peer, request = self.begin()
        raw = peer.features(xid=request.xid).pack()[:-4]
        peer.send(raw[:2] + struct.pack("!H", len(raw)) + raw[4:])
        reason = self.protocol.disconnect_reason
        assert reason is not None
        self.assertIn("the answer to the features request cannot be decoded: features_reply", reason)
        peer.take("bad_request_error_msg")

    def test_features_nobody_asked_for(self) -> None:
        peer, request = self.begin()
        raw = peer.features(xid=request.xid + 1).pack()[:-4]
        peer.send(raw[:2] + struct.pack("!H", len(raw)) + raw[4:])
        self.assertIsNone(self.protocol.disconnect_reason)
        peer.send(peer.features(xid=request.xid))
        peer.take("bad_request_error_msg")
        peer.take("port_desc_stats_request")

    def test_ports(self) -> None:
        peer, request = self.begin()
        packet_in = self.message.packet_in(xid=0, data=b"early")
        peer.send(peer.features(xid=request.xid), packet_in)
        request = peer.take("port_desc_stats_request")
        ready = self.protocol.when_ready()
        peer.send(self.cut_part(request.xid))
        self.assertIs(self.successResultOf(ready), self.protocol)
        self.assertEqual(self.successResultOf(self.protocol.poll("packet_in", 0)).data, b"early")
