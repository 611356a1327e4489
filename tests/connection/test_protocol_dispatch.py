"""OFProtocol and who gets a message: turns, inbox, observers, handlers, and requests in every version."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from oftwist.connection.factory import OFServerFactory
from oftwist.connection.options import Options
from oftwist.errors import Disconnected, ProtocolError, RequestFailed, RequestTimeout
from tests.support.core_peer import Peer
from tests.support.watching import Watching

VERSIONS = range(1, 7)


class Fairness(SynchronousTestCase):
    def test_frames_per_turn(self) -> None:
        peer = Peer(4, Options(frames_per_turn=128)).handshake()
        got: list[int] = []
        peer.protocol.register("packet_in", lambda owner, msg: got.append(msg.xid))
        peer.send(*[peer.packet_in(n) for n in range(300)])
        self.assertEqual(len(got), 128)
        self.assertTrue(peer.transport.paused)
        peer.feed(peer.packet_in(300).pack())
        self.assertEqual(len(got), 128)
        peer.clock.advance(0)
        self.assertEqual(got, list(range(301)))
        self.assertFalse(peer.transport.paused)
        self.assertEqual(peer.protocol.counters.messages, 304)

    def test_what_waits_is_handled_when_the_peer_closes(self) -> None:
        peer = Peer(4, Options(frames_per_turn=64)).handshake()
        got: list[int] = []
        peer.protocol.register("packet_in", lambda owner, msg: got.append(msg.xid))
        peer.send(*[peer.packet_in(n) for n in range(300)])
        peer.transport.end()
        self.assertEqual(got, list(range(300)))

    def test_turn_time(self) -> None:
        peer = Peer(4).handshake()
        got: list[int] = []

        def slow(owner: Any, msg: Any) -> None:
            peer.clock.rightNow += 0.001
            got.append(msg.xid)

        peer.protocol.register("packet_in", slow)
        peer.send(*[peer.packet_in(n) for n in range(250)])
        self.assertEqual(len(got), 32)
        peer.clock.pump([0] * 8)
        self.assertEqual(len(got), 250)

    def test_packet_in_rate(self) -> None:
        peer = Peer(4, Options(packet_in_rate=10, inbox=True)).handshake()
        peer.send(*[peer.packet_in(n) for n in range(25)])
        self.assertEqual(len(peer.protocol.inbox), 10)
        self.assertEqual(peer.protocol.counters.packet_ins_limited, 15)
        peer.clock.advance(0.5)
        peer.send(*[peer.packet_in(n) for n in range(25)])
        self.assertEqual(len(peer.protocol.inbox), 15)
        peer.send(*[peer.ofp.message.port_status(xid=n, desc=peer.port(1)) for n in range(25)])
        self.assertEqual(len(peer.protocol.inbox), 40)


class Inbox(SynchronousTestCase):
    def test_bytes_of_the_wire_count(self) -> None:
        """Of any kind, on any way into the inbox: with handlers, without, limited, observed."""
        for options in (
            Options(inbox=True, inbox_bytes=10_000),
            Options(inbox=True, inbox_bytes=10_000, packet_in_rate=1000),
            Options(inbox_bytes=10_000, handshake=False),
        ):
            for observed in (False, True):
                peer = Peer(4, options)
                if options.handshake:
                    peer.handshake()
                if observed:
                    peer.protocol.observe(Watching())
                peer.protocol.register("port_status", lambda owner, msg: None)
                inbox = peer.protocol.inbox
                peer.send(peer.packet_in(1, data=b"x" * 5000), peer.packet_in(2, data=b"x" * 3000))
                self.assertEqual([msg.xid for msg in inbox.pending], [1, 2])
                peer.send(peer.ofp.message.desc_stats_reply(xid=3))
                self.assertEqual([msg.xid for msg in inbox.pending], [1, 2, 3])
                peer.send(peer.ofp.message.port_status(xid=4, desc=peer.port(1)))
                peer.send(peer.ofp.message.echo_reply(xid=5, data=b"x" * 5000))
                self.assertEqual([msg.xid for msg in inbox.pending], [2, 3, 4, 5])
                self.assertEqual(inbox.bytes, sum(len(msg.pack()) for msg in inbox.pending))


class Observers(SynchronousTestCase):
    def test_sees_everything_first(self) -> None:
        peer = Peer(4, Options(handshake=False))
        watching = Watching()
        peer.protocol.observe(watching)
        peer.protocol.register("packet_in", lambda owner, msg: watching.seen.append("handler"))
        peer.feed(peer.hello() + b"\x04\x0a\x00\x09\0\0\0\x04\0" + peer.packet_in(7).pack())
        hello, bad, packet_in, handler = watching.seen
        self.assertEqual(hello, ("received", 0, False, False))
        self.assertEqual(bad, ("received", 10, True, True))
        self.assertEqual((packet_in, handler), (("received", 10, False, False), "handler"))
        self.assertEqual(len(peer.protocol.inbox), 2)

    def test_is_told_why_something_cannot_be_decoded(self) -> None:
        peer = Peer(4, Options(handshake=False))
        errors: list[Any] = []
        watching = Watching()
        watching.received = lambda connection, msg, raw, error: errors.append(error)  # type: ignore[method-assign]
        peer.protocol.observe(watching)
        peer.feed(b"\x04\x0a\x00\x09\0\0\0\x04\0")
        self.assertIsInstance(errors[0], ProtocolError)
        self.assertIn("packet_in", str(errors[0]))

    def test_keeps_what_it_takes(self) -> None:
        peer = Peer(4, Options(handshake=False))
        peer.protocol.observe(Watching(lambda raw: raw[1] == 10))
        peer.feed(peer.hello() + peer.packet_in(7).pack())
        self.assertEqual(len(peer.protocol.inbox), 1)

    def test_all_see_what_one_takes(self) -> None:
        peer = Peer(4, Options(handshake=False))
        both = Watching(lambda raw: True), Watching()
        for one in both:
            peer.protocol.observe(one)
        peer.feed(peer.packet_in(7).pack())
        self.assertEqual([len(one.seen) for one in both], [1, 1])
        self.assertEqual(len(peer.protocol.inbox), 0)

    def test_failing_costs_nothing(self) -> None:
        peer = Peer(4, Options(handshake=False))
        watching = Watching(lambda raw: 1 / 0)
        watching.sent = lambda connection, raw: {}[raw]  # type: ignore[method-assign]
        peer.protocol.observe(watching)
        peer.feed(peer.hello())
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertEqual(len(peer.protocol.inbox), 1)
        peer.protocol.send_raw(b"12345678")
        self.assertEqual(len(self.flushLoggedErrors(KeyError)), 1)
        self.assertEqual(peer.raw(), b"12345678")

    def test_sees_what_is_sent_when_it_is_sent(self) -> None:
        """In and outside of a turn, by us and by apps, message by message and in the order of the wire."""
        watching = Watching()
        peer = Peer(4, OFServerFactory(None, clock=Clock(), connected=lambda protocol: protocol.observe(watching)))
        self.assertEqual(watching.seen, [("sent", 0)])
        peer.protocol.unobserve(watching)
        peer.handshake()
        self.assertEqual(watching.seen, [("sent", 0)])
        peer.protocol.observe(watching)
        del watching.seen[:]
        message = peer.ofp.message

        def answer(owner: Any, msg: Any) -> None:
            owner.send(message.packet_out())
            owner.send(message.flow_add())

        peer.protocol.register("packet_in", answer)
        peer.send(peer.packet_in(), message.echo_request(xid=9))
        self.assertEqual([entry[:2] for entry in watching.seen], [
            ("received", 10), ("received", 2), ("sent", 13), ("sent", 14), ("sent", 3),
        ])  # fmt: skip
        del watching.seen[:]
        peer.protocol.send(message.barrier_request())
        self.assertEqual(watching.seen, [("sent", 20)])
        peer.protocol.disconnect()
        with self.assertRaises(Disconnected):
            peer.protocol.send(message.barrier_request())
        self.assertEqual(watching.seen, [("sent", 20)])


class Handlers(SynchronousTestCase):
    def test_isolation_and_order(self) -> None:
        peer = Peer(4, Options(inbox=True)).handshake()
        got: list[str] = []

        def bad(owner: Any, msg: Any) -> None:
            got.append("bad")
            raise RuntimeError("oops")

        peer.protocol.register("packet_in", bad)
        peer.protocol.register("all", lambda owner, msg: got.append("all"))
        peer.send(peer.packet_in(1))
        self.assertEqual(got, ["bad", "all"])
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)
        self.assertEqual(peer.protocol.counters.handler_failures, 1)
        self.assertEqual(len(peer.protocol.inbox), 1)
        peer.protocol.register("packet_in", lambda owner, msg: True)
        peer.send(peer.packet_in(2))
        self.assertEqual((got, len(peer.protocol.inbox)), (["bad", "all"], 1))
        peer.protocol.register("packet_in", None)
        peer.protocol.register("all", None)
        peer.send(peer.packet_in(3))
        self.assertEqual((got, len(peer.protocol.inbox)), (["bad", "all"], 2))

    def test_failures_are_logged_once_in_a_while(self) -> None:
        peer = Peer(4).handshake()
        peer.protocol.register("packet_in", lambda owner, msg: 1 / 0)
        peer.send(*[peer.packet_in() for _ in range(200)])
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertEqual(peer.protocol.counters.handler_failures, 200)
        peer.clock.advance(11)
        peer.send(peer.packet_in())
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_what_a_switch_answers_is_no_traceback(self) -> None:
        peer = Peer(4).handshake()

        async def ask(owner: Any, msg: Any) -> None:
            await owner.barrier()

        peer.protocol.register("packet_in", ask)
        peer.send(peer.packet_in())
        peer.send(peer.error(peer.take("barrier_request").xid))
        self.assertEqual(self.flushLoggedErrors(), [])
        self.assertEqual(peer.protocol.counters.handler_failures, 1)

    def test_by_number_and_class(self) -> None:
        peer = Peer(4, Options(inbox=True)).handshake()
        got: list[int] = []
        peer.protocol.register(10, lambda owner, msg: got.append(10))
        peer.protocol.register(peer.ofp.message.port_status, lambda owner, msg: got.append(12))
        peer.send(peer.packet_in(), peer.ofp.message.port_status(xid=0, desc=peer.port(1)))
        self.assertEqual(got, [10, 12])

    def test_unknown_name(self) -> None:
        with self.assertRaisesRegex(ValueError, "did you mean 'packet_in'"):
            Peer(4).protocol.register("packetin", lambda owner, msg: None)

    def test_coroutines(self) -> None:
        peer = Peer(4, Options(inbox=True)).handshake()
        got: list[Any] = []

        async def work(owner: Any, msg: Any) -> None:
            reply = await owner.barrier()
            got.append(type(reply).__name__)

        peer.protocol.register("packet_in", work)
        peer.send(peer.packet_in())
        xid = peer.take("barrier_request").xid
        self.assertEqual(len(peer.protocol.inbox), 0)
        peer.send(peer.ofp.message.barrier_reply(xid=xid))
        self.assertEqual(got, ["barrier_reply"])
        peer.send(peer.packet_in())
        peer.transport.end()
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_failing_coroutine(self) -> None:
        peer = Peer(4).handshake()

        async def work(owner: Any, msg: Any) -> None:
            raise RuntimeError("oops")

        peer.protocol.register("packet_in", work)
        peer.send(peer.packet_in())
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)

    def test_async_backlog(self) -> None:
        peer = Peer(4, Options(async_backlog=3, inbox=True)).handshake()

        async def work(owner: Any, msg: Any) -> None:
            await owner.barrier()

        peer.protocol.register("packet_in", work)
        peer.send(*[peer.packet_in() for _ in range(5)])
        self.assertEqual(peer.protocol.counters.packet_ins_dropped, 2)
        requests = peer.received()
        self.assertEqual(len(requests), 3)
        peer.send(peer.ofp.message.barrier_reply(xid=requests[0].xid))
        peer.send(peer.packet_in())
        peer.take("barrier_request")

    def test_slow_handler_is_named(self) -> None:
        peer = Peer(4).handshake()
        lines: list[str] = []

        def sleepy(owner: Any, msg: Any) -> None:
            peer.clock.rightNow += 0.3

        from twisted.logger import formatEvent, globalLogPublisher

        def observe(event: Any) -> None:
            lines.append(formatEvent(event))

        globalLogPublisher.addObserver(observe)
        self.addCleanup(globalLogPublisher.removeObserver, observe)
        peer.protocol.register("packet_in", sleepy)
        peer.protocol.register("all", lambda owner, msg: None)
        peer.send(peer.packet_in(3))
        peer.send(peer.packet_in(4))
        self.assertIn("sleepy", lines[0])
        self.assertRegex(lines[1], "handler .*sleepy blocked the reactor for 300 ms")


@pytest.mark.parametrize("version", VERSIONS)
def test_requests_in_every_version(version: int) -> None:
    peer = Peer(version).handshake()
    results: list[Any] = []
    peer.protocol.request(peer.ofp.message.desc_stats_request()).addBoth(results.append)
    xid = peer.take("desc_stats_request").xid
    peer.send(peer.ofp.message.desc_stats_reply(xid=xid, mfr_desc="we"))
    assert results[0].mfr_desc == "we"
    peer.protocol.request(peer.ofp.message.barrier_request()).addBoth(results.append)
    xid = peer.take("barrier_request").xid
    peer.send(peer.error(xid))
    assert results[1].check(RequestFailed)
    peer.protocol.transact(peer.ofp.message.barrier_request(), timeout=1).addBoth(results.append)
    peer.clock.advance(1)
    assert results[2].check(RequestTimeout)
