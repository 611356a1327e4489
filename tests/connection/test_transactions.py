"""Transactions: xids, replies, errors, parts, limits, timeouts, loss."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import CancelledError, Deferred, ensureDeferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from oftwist import loxi, wire
from oftwist.connection.options import Options
from oftwist.connection.transactions import Deadlines, Transactions
from oftwist.connection.xids import MAX_XID, Xids
from oftwist.errors import (
    Disconnected,
    MessageError,
    ProtocolError,
    RequestFailed,
    RequestTimeout,
    UnexpectedReply,
)
from tests.support.core_peer import Peer

ofp: Any = loxi.protocol(4)
message = ofp.message


class Case(SynchronousTestCase):
    def make(self, **options: Any) -> Transactions:
        self.clock = Clock()
        self.sent: list[Any] = []
        self.xids = Xids()
        self.transactions = Transactions(
            self.clock, lambda data: self.sent.append(wire.decode(data)), self.xids, Options(**options)
        )
        return self.transactions

    def answer(self, msg: Any) -> bool:
        return self.transactions.received(msg, len(msg.pack()))


class Numbers(Case):
    def test_skip_zero_and_waiting(self) -> None:
        transactions = self.make()
        self.xids.last = MAX_XID - 2
        transactions.transact(message.barrier_request(xid=1))
        xids = [transactions.next_xid() for _ in range(4)]
        self.assertEqual(xids, [MAX_XID - 1, MAX_XID, 2, 3])

    def test_given_xid(self) -> None:
        transactions = self.make()
        for xid in (0, 5, MAX_XID):
            done = transactions.transact(message.barrier_request(xid=xid))
            self.assertEqual(self.sent[-1].xid, xid)
            self.assertTrue(self.answer(message.barrier_reply(xid=xid)))
            self.assertEqual(self.successResultOf(done).xid, xid)

    def test_xid_in_use(self) -> None:
        transactions = self.make()
        transactions.transact(message.barrier_request(xid=5))
        self.failureResultOf(transactions.request(message.barrier_request(xid=5)), MessageError)
        self.assertEqual(len(self.sent), 1)

    def test_xid_of_a_late_reply_is_not_reused(self) -> None:
        transactions = self.make()
        self.failureResultOf(self.expire(transactions), RequestTimeout)
        self.xids.last = MAX_XID
        self.assertEqual(transactions.next_xid(), 2)

    def test_numbers_ahead_that_others_chose_are_passed_over(self) -> None:
        transactions = self.make()
        self.assertEqual(transactions.next_xid(), 1)
        for xid in (3, 4, 70, 200, MAX_XID):
            transactions.transact(message.barrier_request(xid=xid))
        done = transactions.request(message.barrier_request(xid=100), 1)
        self.clock.advance(2)
        self.failureResultOf(done, RequestTimeout)
        xids = [transactions.next_xid() for _ in range(300)]
        self.assertEqual(xids, [n for n in range(2, 307) if n not in (3, 4, 70, 100, 200)][:300])

    def test_what_ends_is_free_again(self) -> None:
        transactions = self.make()
        transactions.transact(message.barrier_request(xid=2))
        self.assertTrue(self.answer(message.barrier_reply(xid=2)))
        self.assertEqual([transactions.next_xid() for _ in range(3)], [1, 2, 3])

    def expire(self, transactions: Transactions) -> Deferred[Any]:
        done = transactions.request(message.barrier_request(), 1)
        self.clock.advance(1)
        return done


class Requests(Case):
    def test_any_number_in_any_order(self) -> None:
        transactions = self.make()
        waits = [transactions.request(message.barrier_request()) for _ in range(1000)]
        for request in reversed(self.sent):
            self.answer(message.barrier_reply(xid=request.xid))
        self.assertEqual([self.successResultOf(wait).xid for wait in waits], [r.xid for r in self.sent])
        self.assertEqual(transactions.waiting, {})

    def test_error(self) -> None:
        transactions = self.make()
        request = message.port_desc_stats_request()
        done = transactions.request(request)
        error = message.bad_request_error_msg(xid=self.sent[0].xid, code=ofp.OFPBRC_BAD_STAT)
        self.answer(error)
        failed = self.failureResultOf(done, RequestFailed).value
        self.assertEqual((failed.errors, failed.requests), ([error], [request]))
        self.assertIn("OFPBRC_BAD_MULTIPART", str(failed))  # as the specification of 1.3 says

    def test_error_with_another_xid_that_quotes_the_request(self) -> None:
        transactions = self.make()
        done = transactions.request(message.barrier_request())
        self.answer(message.bad_request_error_msg(xid=999, code=1, data=self.sent[0].pack()))
        self.failureResultOf(done, RequestFailed)

    def test_wrong_class(self) -> None:
        transactions = self.make()
        done = transactions.request(message.barrier_request())
        self.answer(message.echo_reply(xid=self.sent[0].xid))
        failed = self.failureResultOf(done, UnexpectedReply).value
        self.assertEqual(type(failed.reply).__name__, "echo_reply")
        self.assertEqual(transactions.unexpected_replies, 1)
        self.assertTrue(self.answer(message.barrier_reply(xid=self.sent[0].xid)))
        self.assertEqual(transactions.late_replies, 1)

    def test_other_multipart_type(self) -> None:
        transactions = self.make()
        done = transactions.request(message.flow_stats_request())
        self.answer(message.port_stats_reply(xid=self.sent[0].xid))
        self.failureResultOf(done, UnexpectedReply)

    def test_nothing_answers_it(self) -> None:
        failure = self.failureResultOf(self.make().request(message.flow_add()), MessageError)
        self.assertIn("apply()", str(failure.value))

    def test_cannot_be_packed(self) -> None:
        transactions = self.make()
        self.failureResultOf(transactions.transact(message.echo_request(data=5)), MessageError)
        self.assertEqual((self.sent, transactions.waiting), ([], {}))

    def test_transact_takes_errors(self) -> None:
        transactions = self.make()
        done = transactions.transact(message.flow_add())
        error = message.flow_mod_failed_error_msg(xid=self.sent[0].xid, code=0)
        self.answer(error)
        self.assertIs(self.successResultOf(done), error)

    def test_cancel(self) -> None:
        transactions = self.make()
        done = transactions.request(message.barrier_request())
        done.cancel()
        self.failureResultOf(done, CancelledError)
        self.assertEqual(transactions.waiting, {})
        self.assertTrue(self.answer(message.barrier_reply(xid=self.sent[0].xid)))
        self.assertEqual(transactions.late_replies, 1)

    def test_late_reply_of_transact_goes_on(self) -> None:
        transactions = self.make()
        done = transactions.transact(message.barrier_request(), 1)
        self.clock.advance(1)
        self.failureResultOf(done, RequestTimeout)
        self.assertFalse(self.answer(message.barrier_reply(xid=self.sent[0].xid)))
        self.assertEqual(transactions.late_replies, 1)

    def test_experimenter(self) -> None:
        transactions = self.make()
        done = transactions.request(message.bsn_get_interfaces_request())
        self.answer(message.bsn_get_interfaces_reply(xid=self.sent[0].xid))
        self.successResultOf(done)


class Timeouts(Case):
    def test_one_timer(self) -> None:
        transactions = self.make()
        waits = [transactions.request(message.barrier_request(), timeout) for timeout in (3, 1, 2, 3, 1)]
        self.assertEqual(len(self.clock.getDelayedCalls()), 1)
        self.clock.advance(1)
        self.failureResultOf(waits[1], RequestTimeout)
        self.failureResultOf(waits[4], RequestTimeout)
        self.clock.advance(1)
        self.failureResultOf(waits[2], RequestTimeout)
        self.assertNoResult(waits[0])
        self.answer(message.barrier_reply(xid=self.sent[0].xid))
        self.clock.advance(1)
        self.successResultOf(waits[0])
        failure = self.failureResultOf(waits[3], RequestTimeout)
        self.assertIn("barrier_request", str(failure.value))
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_default(self) -> None:
        done = self.make(request_timeout=7).request(message.barrier_request())
        self.clock.advance(6.9)
        self.assertNoResult(done)
        self.clock.advance(0.2)
        self.failureResultOf(done, RequestTimeout)

    def test_loss(self) -> None:
        transactions = self.make(max_in_flight=2)
        order: list[int] = []
        for n in range(4):
            transactions.request(message.barrier_request()).addErrback(
                lambda failure, n=n: order.append(n) if failure.check(Disconnected) else failure
            )
        transactions.fail_all(Disconnected("gone"))
        self.assertEqual(order, [0, 1, 2, 3])
        self.assertEqual(len(self.sent), 2)
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.failureResultOf(transactions.transact(message.barrier_request()), Disconnected)

    def test_loss_while_an_errback_asks_again(self) -> None:
        transactions = self.make()
        again: list[Any] = []
        transactions.request(message.barrier_request()).addErrback(
            lambda _: again.append(transactions.request(message.barrier_request()))
        )
        transactions.fail_all(Disconnected("gone"))
        self.failureResultOf(again[0], Disconnected)

    def test_one_that_expires_may_end_others(self) -> None:
        transactions = self.make()
        first = transactions.request(message.barrier_request(), 1)
        first.addErrback(lambda _: transactions.fail_all(Disconnected("gone")))
        second = transactions.request(message.barrier_request(), 1)
        self.clock.advance(1)
        self.failureResultOf(second, Disconnected)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_deadlines_keep_nothing(self) -> None:
        clock = Clock()
        deadlines = Deadlines(clock)

        class Item:
            timeout = 1.0

            def expire(self) -> None:
                raise AssertionError

        for _ in range(10):
            item = Item()
            deadlines.add(item)
            deadlines.discard(item)
        clock.advance(2)
        self.assertEqual(deadlines._groups, {})


class InFlight(Case):
    def test_further_ones_wait(self) -> None:
        transactions = self.make(max_in_flight=2)
        waits = [transactions.request(message.barrier_request()) for _ in range(5)]
        self.assertEqual(len(self.sent), 2)
        self.answer(message.barrier_reply(xid=self.sent[0].xid))
        self.assertEqual(len(self.sent), 3)
        waits[3].cancel()
        self.failureResultOf(waits[3], CancelledError)
        self.answer(message.barrier_reply(xid=self.sent[1].xid))
        self.answer(message.barrier_reply(xid=self.sent[2].xid))
        self.assertEqual(len(self.sent), 4)
        self.answer(message.barrier_reply(xid=self.sent[3].xid))
        self.successResultOf(waits[4])
        self.assertEqual(transactions._in_flight, 0)

    def test_waiting_counts_for_the_timeout(self) -> None:
        transactions = self.make(max_in_flight=1)
        waits = [transactions.request(message.barrier_request(), 1) for _ in range(2)]
        self.clock.advance(1)
        for wait in waits:
            self.failureResultOf(wait, RequestTimeout)
        self.assertLessEqual(len(self.sent), 2)
        self.assertEqual(transactions._in_flight, 0)


def part(xid: int, numbers: range, more: bool) -> Any:
    entries = [ofp.port_desc(port_no=number) for number in numbers]
    return message.port_desc_stats_reply(xid=xid, flags=int(more), entries=entries)


class Multipart(Case):
    def test_joined(self) -> None:
        done = self.make().request(message.port_desc_stats_request())
        other = self.transactions.request(message.port_desc_stats_request())
        xid, xid2 = (request.xid for request in self.sent)
        self.answer(part(xid, range(0, 3), True))
        self.answer(part(xid2, range(100, 101), True))
        self.answer(part(xid, range(3, 5), True))
        self.answer(part(xid2, range(101, 102), False))
        self.answer(part(xid, range(0), False))
        reply = self.successResultOf(done)
        self.assertEqual([port.port_no for port in reply.entries], [0, 1, 2, 3, 4])
        self.assertEqual(reply.flags, 0)
        self.assertEqual([port.port_no for port in self.successResultOf(other).entries], [100, 101])
        self.assertFalse(self.answer(part(xid, range(0), False)))

    def test_parts_cap(self) -> None:
        done = self.make(multipart_parts=3).request(message.port_desc_stats_request())
        for _ in range(4):
            self.answer(part(self.sent[0].xid, range(1), True))
        self.assertIn("more than 3 parts", str(self.failureResultOf(done, ProtocolError).value))
        self.assertTrue(self.answer(part(self.sent[0].xid, range(1), True)))

    def test_bytes_cap(self) -> None:
        done = self.make(multipart_bytes=200).request(message.port_desc_stats_request())
        self.answer(part(self.sent[0].xid, range(2), True))
        self.answer(part(self.sent[0].xid, range(2), True))
        self.failureResultOf(done, ProtocolError)

    def test_idle(self) -> None:
        done = self.make(multipart_idle=60).request(message.port_desc_stats_request(), 5)
        self.clock.advance(4)
        for _ in range(5):
            self.answer(part(self.sent[0].xid, range(1), True))
            self.clock.advance(59)
        self.assertNoResult(done)
        self.clock.advance(1)
        self.failureResultOf(done, RequestTimeout)

    def test_single_thing_in_two_parts(self) -> None:
        done = self.make().request(message.desc_stats_request())
        xid = self.sent[0].xid
        self.answer(message.desc_stats_reply(xid=xid, flags=1, mfr_desc="a"))
        self.answer(message.desc_stats_reply(xid=xid, flags=0))
        self.assertEqual(self.successResultOf(done).mfr_desc, "a")

    def test_error_between_parts(self) -> None:
        done = self.make().request(message.port_desc_stats_request())
        xid = self.sent[0].xid
        self.answer(part(xid, range(1), True))
        self.answer(message.bad_request_error_msg(xid=xid, code=1))
        self.failureResultOf(done, RequestFailed)

    def test_transact_gets_the_first_part(self) -> None:
        done = self.make().transact(message.port_desc_stats_request())
        xid = self.sent[0].xid
        self.assertTrue(self.answer(part(xid, range(1), True)))
        self.assertEqual(len(self.successResultOf(done).entries), 1)
        self.assertFalse(self.answer(part(xid, range(1), False)))


class Streams(Case):
    def collect(self, stream: Any, into: list[int], stop: int = 1000) -> Deferred[Any]:
        async def run() -> str:
            async with stream:
                async for port in stream:
                    into.append(port.port_no)
                    if len(into) == stop:
                        break
            return "done"

        return ensureDeferred(run())

    def test_part_by_part(self) -> None:
        stream = self.make().stream(message.port_desc_stats_request())
        got: list[int] = []
        done = self.collect(stream, got)
        xid = self.sent[0].xid
        self.answer(part(xid, range(0, 2), True))
        self.assertEqual(got, [0, 1])
        self.answer(part(xid, range(2, 3), False))
        self.assertEqual(got, [0, 1, 2])
        self.assertEqual(self.successResultOf(done), "done")

    def test_no_cap_on_what_was_read(self) -> None:
        stream = self.make(multipart_parts=3, multipart_bytes=200).stream(message.port_desc_stats_request())
        got: list[int] = []
        done = self.collect(stream, got)
        for _ in range(100):
            self.answer(part(self.sent[0].xid, range(1), True))
        self.assertEqual(len(got), 100)
        self.assertNoResult(done)

    def test_cap_on_what_is_kept(self) -> None:
        stream = self.make(multipart_bytes=200).stream(message.port_desc_stats_request())
        for _ in range(4):
            self.answer(part(self.sent[0].xid, range(1), True))
        got: list[int] = []
        self.failureResultOf(self.collect(stream, got), ProtocolError)
        self.assertEqual(len(got), 2)

    def test_error_and_timeout(self) -> None:
        stream = self.make().stream(message.port_desc_stats_request())
        done = self.collect(stream, [])
        self.answer(message.bad_request_error_msg(xid=self.sent[0].xid, code=1))
        self.failureResultOf(done, RequestFailed)
        done = self.collect(self.transactions.stream(message.port_desc_stats_request(), 1), [])
        self.clock.advance(1)
        self.failureResultOf(done, RequestTimeout)

    def test_leaving_early(self) -> None:
        stream = self.make().stream(message.port_desc_stats_request())
        done = self.collect(stream, [], 1)
        self.answer(part(self.sent[0].xid, range(2), True))
        self.assertEqual(self.successResultOf(done), "done")
        self.assertEqual(self.transactions.waiting, {})
        self.assertTrue(self.answer(part(self.sent[0].xid, range(2), False)))

    def test_loss(self) -> None:
        stream = self.make().stream(message.port_desc_stats_request())
        done = self.collect(stream, [])
        self.transactions.fail_all(Disconnected("gone"))
        self.failureResultOf(done, Disconnected)
        late = self.transactions.stream(message.port_desc_stats_request())
        self.failureResultOf(self.collect(late, []), Disconnected)

    def test_no_parts(self) -> None:
        with self.assertRaises(MessageError):
            self.make().stream(message.barrier_request())


class OnTheWire(SynchronousTestCase):
    def test_asynchronous_messages_answer_nothing(self) -> None:
        peer = Peer(4, Options(inbox=True)).handshake()
        done = peer.protocol.transact(message.barrier_request(xid=5))
        peer.send(peer.packet_in(5), message.echo_request(xid=5), peer.hello()[:4] + b"\0\0\0\5")
        peer.send(message.port_status(xid=5, desc=peer.port(1)))
        self.assertNoResult(done)
        peer.send(message.barrier_reply(xid=5))
        self.assertEqual(type(self.successResultOf(done)).__name__, "barrier_reply")

    def test_stats(self) -> None:
        peer = Peer(4).handshake()
        ports = peer.protocol.stats(message.port_desc_stats_request())
        peer.send(part(peer.take("port_desc_stats_request").xid, range(2), False))
        self.assertEqual([port.port_no for port in self.successResultOf(ports)], [0, 1])
        desc = peer.protocol.stats(message.desc_stats_request())
        peer.send(message.desc_stats_reply(xid=peer.take("desc_stats_request").xid))
        self.assertEqual([type(one).__name__ for one in self.successResultOf(desc)], ["desc_stats_reply"])

    def test_late_replies_are_counted(self) -> None:
        peer = Peer(4, Options(inbox=True)).handshake()
        done = peer.protocol.request(message.barrier_request(xid=9), 1)
        peer.clock.advance(1)
        self.failureResultOf(done, RequestTimeout)
        peer.send(message.barrier_reply(xid=9))
        self.assertEqual(peer.protocol.update_counters().late_replies, 1)
        self.assertEqual(len(peer.protocol.inbox), 0)
        peer.send(message.barrier_reply(xid=10))
        self.assertEqual(len(peer.protocol.inbox), 1)
