"""MessageQueue: polling by kind, bounds, timeouts."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import CancelledError
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from oftwist import loxi
from oftwist.connection.inbox import MessageQueue
from oftwist.connection.selecting import matcher
from oftwist.errors import Disconnected, RequestTimeout

ofp10: Any = loxi.protocol(1)
ofp13: Any = loxi.protocol(4)
message = ofp13.message


def packet_in(xid: int) -> Any:
    return message.packet_in(xid=xid)


def error(xid: int) -> Any:
    return message.bad_request_error_msg(xid=xid, code=1)


class Matching(SynchronousTestCase):
    def test_what(self) -> None:
        queue = MessageQueue(Clock())
        hello15 = loxi.protocol(6).message.hello(xid=1)
        barrier10 = ofp10.message.barrier_reply(xid=2)
        flow_stats = message.flow_stats_reply(xid=3)
        for what, found in (
            (None, hello15),
            (0, hello15),
            (message.hello, hello15),
            ("hello", hello15),
            (message.barrier_reply, barrier10),
            (19, barrier10),  # OFPT_BARRIER_REPLY of 1.0, the multipart reply of 1.3
            ("stats_reply", flow_stats),
            (message.flow_stats_reply, flow_stats),
            (message.message, hello15),
            (lambda msg: msg.xid == 3, flow_stats),
        ):
            for msg in (hello15, barrier10, flow_stats):
                queue.put(msg)
            self.assertIs(self.successResultOf(queue.poll(what)), found)
            self.assertEqual(queue.clear(), 2)

    def test_nonsense(self) -> None:
        for what in ("packetin", 1.5, b"x"):
            with self.assertRaises(ValueError):
                matcher(what)

    def test_others_stay_in_order(self) -> None:
        queue = MessageQueue(Clock())
        for msg in (packet_in(1), error(2), packet_in(3)):
            queue.put(msg)
        self.assertEqual(self.successResultOf(queue.poll("error_msg")).xid, 2)
        self.assertEqual(self.successResultOf(queue.get()).xid, 1)
        self.assertEqual(self.successResultOf(queue.poll()).xid, 3)


class Waiting(SynchronousTestCase):
    def test_first_matching_waiter(self) -> None:
        queue = MessageQueue(Clock())
        first, second, third = queue.poll("error_msg"), queue.poll(), queue.poll()
        queue.put(packet_in(1))
        self.assertEqual(self.successResultOf(second).xid, 1)
        queue.put(error(2))
        self.assertEqual(self.successResultOf(first).xid, 2)
        self.assertNoResult(third)

    def test_timeout(self) -> None:
        clock = Clock()
        queue = MessageQueue(clock)
        self.failureResultOf(queue.poll("packet_in", 0), RequestTimeout)
        self.failureResultOf(queue.poll("packet_in", -3), RequestTimeout)
        wait = queue.poll("packet_in", 2)
        in_time = queue.poll(timeout=2)
        clock.advance(1)
        queue.put(error(1))
        self.successResultOf(in_time)
        clock.advance(1)
        self.assertEqual(str(self.failureResultOf(wait, RequestTimeout).value), "no packet_in within 2 s")
        self.assertEqual(clock.getDelayedCalls(), [])
        queue.put(packet_in(1))
        self.assertEqual(len(queue), 1)

    def test_cancel(self) -> None:
        clock = Clock()
        queue = MessageQueue(clock)
        wait = queue.poll(timeout=5)
        wait.cancel()
        self.failureResultOf(wait, CancelledError)
        self.assertEqual(clock.getDelayedCalls(), [])
        queue.put(error(1))
        self.assertEqual(len(queue), 1)

    def test_close(self) -> None:
        queue = MessageQueue(Clock())
        queue.put(error(1))
        wait = queue.poll("packet_in")
        queue.close(Disconnected("gone"))
        self.failureResultOf(wait, Disconnected)
        self.assertEqual(self.successResultOf(queue.poll()).xid, 1)
        self.failureResultOf(queue.poll(), Disconnected)


class Bounds(SynchronousTestCase):
    def test_packet_ins_go_first(self) -> None:
        queue = MessageQueue(Clock(), 4)
        for msg in (error(1), packet_in(2), packet_in(3), error(4), packet_in(5), error(6)):
            queue.put(msg)
        self.assertEqual([msg.xid for msg in queue.pending], [1, 4, 5, 6])
        self.assertEqual(queue.dropped, 2)
        queue.put(error(7))
        queue.put(packet_in(8))
        self.assertEqual([msg.xid for msg in queue.pending], [1, 4, 6, 7])
        queue.put(error(9))
        self.assertEqual([msg.xid for msg in queue.pending], [4, 6, 7, 9])
        self.assertEqual(queue.dropped, 5)

    def test_counts_survive_polling(self) -> None:
        queue = MessageQueue(Clock(), 2)
        queue.put(packet_in(1))
        queue.put(error(2))
        self.successResultOf(queue.poll("packet_in"))
        queue.put(error(3))
        queue.put(packet_in(4))
        self.assertEqual([msg.xid for msg in queue.pending], [2, 3])

    def test_size_0_keeps_nothing(self) -> None:
        queue = MessageQueue(Clock(), 0)
        queue.put(error(1))
        self.assertEqual((len(queue), queue.dropped), (0, 1))

    def test_bytes(self) -> None:
        queue = MessageQueue(Clock(), 100, max_bytes=1000)
        for n in range(5):
            queue.put(packet_in(n), 200)
        queue.put(error(5), 500)  # three packet-ins go
        self.assertEqual(([msg.xid for msg in queue.pending], queue.bytes, queue.dropped), ([3, 4, 5], 900, 3))
        queue.put(error(6), 700)  # the others too, and the oldest error
        self.assertEqual(([msg.xid for msg in queue.pending], queue.bytes, queue.dropped), ([6], 700, 6))
        queue.put(packet_in(7), 301)
        self.assertEqual(([msg.xid for msg in queue.pending], queue.dropped), ([6], 7))
        queue.put(packet_in(8), 300)
        queue.put(error(9), 5000)  # more than fits at all
        self.assertEqual(([msg.xid for msg in queue.pending], queue.bytes), ([9], 5000))
        self.successResultOf(queue.poll())
        self.assertEqual(queue.bytes, 0)
        queue.put(error(10), 1000)
        self.assertEqual(queue.clear(), 1)
        queue.put(error(11), 1000)
        self.assertEqual([msg.xid for msg in queue.pending], [11])

    def test_no_bound(self) -> None:
        queue = MessageQueue(Clock(), None)
        for n in range(100_000):
            queue.put(n)
        self.assertEqual(queue.dropped, 0)
        for n in range(100_000):
            self.assertEqual(self.successResultOf(queue.get()), n)
