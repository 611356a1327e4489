"""Confirmed changes: shared barriers, errors tied to messages, bundles."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import CancelledError, Deferred, ensureDeferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from oftwist import loxi
from oftwist.connection.options import Options
from oftwist.controller.controller import Controller
from oftwist.errors import (
    Disconnected,
    MessageError,
    ProtocolError,
    RequestFailed,
    RequestTimeout,
    UnexpectedReply,
)
from tests.support.core_peer import Peer


class Case(SynchronousTestCase):
    def make(self, version: int = 4, **options: Any) -> Any:
        controller = Controller(Options(**options), Clock())
        self.peer = Peer(version, controller).handshake()
        self.clock = self.peer.clock
        self.message = self.peer.ofp.message
        self.switch = controller.switches[1]
        return self.switch

    def cut_error(self, xid: int) -> None:
        """Send an error about something that ends before it says which."""
        self.peer.feed(bytes([self.peer.version, 1, 0, 9]) + xid.to_bytes(4, "big") + b"\0")

    def confirm(self, xid: int) -> None:
        self.peer.send(self.message.barrier_reply(xid=xid))


class Apply(Case):
    def test_confirmed_in_every_version(self) -> None:
        for version in range(1, 7):
            switch = self.make(version)
            done = switch.apply(self.message.flow_add(priority=1), self.message.flow_add(priority=2))
            first, second = self.peer.take("flow_add"), self.peer.take("flow_add")
            self.assertNotEqual(first.xid, second.xid)
            self.assertEqual((first.priority, second.priority), (1, 2))
            barrier = self.peer.take("barrier_request")
            self.assertNoResult(done)
            self.confirm(barrier.xid)
            self.assertIsNone(self.successResultOf(done))
            self.assertEqual(switch.protocol.transactions.waiting, {})

    def test_errors_with_their_messages(self) -> None:
        switch = self.make()
        msgs = [self.message.flow_add(priority=n) for n in range(5)]
        done = switch.apply(*msgs)
        self.peer.send(self.peer.error(msgs[1].xid, kind="flow_mod_failed", code=1))
        self.peer.send(self.peer.error(0, msgs[3], kind="flow_mod_failed", code=2))  # only the quoted bytes tell
        self.confirm(self.peer.received()[-1].xid)
        failed = self.failureResultOf(done, RequestFailed).value
        self.assertEqual(failed.requests, [msgs[1], msgs[3]])
        self.assertIn("2 of 5 changes failed: flow_mod_failed/OFPFMFC_TABLE_FULL", str(failed))

    def test_barriers_are_shared(self) -> None:
        switch = self.make()
        waits = [switch.apply(self.message.flow_add()) for _ in range(1000)]
        sent = self.peer.received()
        self.assertEqual(len(sent), 1001)
        self.assertEqual(type(sent[1]).__name__, "barrier_request")
        self.peer.send(self.peer.error(waits and sent[500].xid))
        self.confirm(sent[1].xid)
        self.successResultOf(waits[0])
        self.assertNoResult(waits[1])
        late = switch.apply(self.message.flow_add())
        second = self.peer.take("barrier_request")
        self.peer.take("flow_add")
        self.confirm(second.xid)
        results: list[Any] = []
        for wait in waits[1:]:
            wait.addBoth(results.append)
        self.assertEqual(len([one for one in results if one is not None]), 1)
        self.assertNoResult(late)
        self.confirm(self.peer.take("barrier_request").xid)
        self.successResultOf(late)

    def test_apply_from_a_callback(self) -> None:
        switch = self.make()
        done = switch.apply(self.message.flow_add())
        chained = done.addCallback(lambda _: switch.apply(self.message.flow_add()))
        self.confirm(self.peer.received()[-1].xid)
        self.assertNoResult(chained)
        self.confirm(self.peer.received()[-1].xid)
        self.successResultOf(chained)

    def test_nothing_is_sent_if_one_cannot_be_packed(self) -> None:
        switch = self.make()
        done = switch.apply(self.message.flow_add(), self.message.flow_add(priority=1 << 20))
        self.failureResultOf(done, MessageError)
        self.peer.nothing()
        self.assertEqual(switch.protocol.transactions.waiting, {})

    def test_timeout_cancel_loss(self) -> None:
        switch = self.make()
        slow = switch.apply(self.message.flow_add(), timeout=1)
        given_up = switch.apply(self.message.flow_add())
        lost = switch.apply(self.message.flow_add())
        given_up.cancel()
        self.failureResultOf(given_up, CancelledError)
        self.clock.advance(1)
        self.failureResultOf(slow, RequestTimeout)
        self.peer.transport.end()
        self.failureResultOf(lost, Disconnected)
        self.failureResultOf(switch.apply(self.message.flow_add()), Disconnected)
        self.assertEqual(switch.protocol.transactions.waiting, {})
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_barrier_that_never_comes_does_not_stop_the_next(self) -> None:
        switch = self.make(request_timeout=5, echo_interval=0)
        first = switch.apply(self.message.flow_add())
        self.peer.received()
        self.clock.advance(4)
        second = switch.apply(self.message.flow_add())
        self.peer.take("flow_add")
        self.clock.advance(1.1)
        self.failureResultOf(first, RequestTimeout)
        self.confirm(self.peer.take("barrier_request").xid)
        self.successResultOf(second)

    def test_barrier_refused(self) -> None:
        switch = self.make()
        done = switch.apply(self.message.flow_add())
        self.peer.send(self.peer.error(self.peer.received()[-1].xid))
        self.failureResultOf(done, RequestFailed)

    def test_the_same_message_again(self) -> None:
        switch = self.make()
        msg = self.message.flow_add()
        switch.apply(msg)
        switch.apply(msg)
        xids = [one.xid for one in self.peer.received() if type(one).__name__ == "flow_add"]
        self.assertEqual(len(set(xids)), 2)

    def test_an_error_that_comes_too_late_is_not_that_of_the_next_attempt(self) -> None:
        switch = self.make()
        msg = self.message.flow_add()
        first = switch.apply(msg, timeout=1)
        old = msg.xid
        self.clock.advance(1)
        self.failureResultOf(first, RequestTimeout)
        self.confirm(self.peer.received()[-1].xid)
        again = switch.apply(msg)
        self.assertNotEqual(msg.xid, old)
        self.peer.send(self.peer.error(old, kind="flow_mod_failed", code=1))
        self.confirm(self.peer.received()[-1].xid)
        self.assertIsNone(self.successResultOf(again))
        self.assertEqual(switch.counters.late_replies, 1)

    def test_an_error_that_cannot_be_decoded(self) -> None:
        switch = self.make()
        msgs = [self.message.flow_add(priority=n) for n in range(3)]
        done = switch.apply(*msgs)
        other = switch.apply(self.message.flow_add())
        barrier = self.peer.received()[3]
        self.cut_error(msgs[1].xid)
        self.assertEqual(self.failureResultOf(done, ProtocolError).value.cls, "error_msg")
        old = msgs[2].xid
        again = switch.apply(*msgs)
        self.assertNotIn(old, [msg.xid for msg in msgs])
        self.peer.send(self.peer.error(old, kind="flow_mod_failed", code=1))  # of the first attempt
        self.confirm(barrier.xid)
        self.confirm(self.peer.received()[-1].xid)
        self.assertIsNone(self.successResultOf(other))
        self.assertIsNone(self.successResultOf(again))
        self.assertEqual(switch.protocol.transactions.waiting, {})

    def test_a_great_many(self) -> None:
        switch = self.make()
        done = switch.apply(*[self.message.flow_add() for _ in range(32678)])
        sent = self.peer.received()
        self.assertEqual(len(sent), 32679)
        self.confirm(sent[-1].xid)
        self.successResultOf(done)


class Bundles(Case):
    def run_bundle(self, *msgs: Any, error: Exception | None = None, **how: Any) -> Deferred[Any]:
        async def run() -> str:
            async with self.switch.bundle(**how) as bundle:
                bundle.add(*msgs)
                if error is not None:
                    raise error
            return bundle.state

        return ensureDeferred(run())

    def reply(self, kind: int, off: int = 1) -> Any:
        control = self.peer.take("bundle_ctrl_msg")
        self.assertEqual(control.bundle_ctrl_type, kind)
        self.peer.send(
            self.message.bundle_ctrl_msg(
                xid=control.xid, bundle_id=control.bundle_id, bundle_ctrl_type=kind + off, flags=control.flags
            )
        )
        return control

    def test_commit(self) -> None:
        for version in (5, 6):
            self.make(version)
            msgs = [self.message.flow_add(priority=n) for n in range(3)]
            done = self.run_bundle(*msgs)
            control = self.reply(0)
            self.assertEqual(control.flags, self.peer.ofp.OFPBF_ATOMIC | self.peer.ofp.OFPBF_ORDERED)
            for msg in msgs:
                add = self.peer.take("bundle_add_msg")
                self.assertEqual((add.xid, add.bundle_id), (msg.xid, control.bundle_id))
                self.assertIn(msg.pack(), add.pack())
            self.assertNoResult(done)
            self.reply(2)
            self.reply(4)
            self.assertEqual(self.successResultOf(done), "committed")
            self.assertEqual(self.switch.protocol.transactions.waiting, {})

    def test_discard(self) -> None:
        self.make(5)
        done = self.run_bundle(self.message.flow_add(), error=KeyError("x"), atomic=False, ordered=False)
        self.assertEqual(self.reply(0).flags, 0)
        self.peer.take("bundle_add_msg")
        self.reply(6)
        self.failureResultOf(done, KeyError)
        self.peer.nothing()

    def test_failures_per_message(self) -> None:
        self.make(5)
        msgs = [self.message.flow_add(priority=n) for n in range(3)]
        done = self.run_bundle(*msgs)
        self.reply(0)
        self.peer.send(self.peer.error(msgs[1].xid, kind="flow_mod_failed", code=1))
        for _ in msgs:
            self.peer.take("bundle_add_msg")
        self.reply(2)
        self.reply(6)  # never a commit: it would take the other two
        failed = self.failureResultOf(done, RequestFailed).value
        self.assertEqual(failed.requests, [msgs[1]])
        self.assertEqual([type(error).__name__ for error in failed.errors], ["flow_mod_failed_error_msg"])
        self.assertEqual(self.switch.protocol.transactions.waiting, {})

    def test_failure_of_the_commit(self) -> None:
        self.make(5)
        msgs = [self.message.flow_add(priority=n) for n in range(3)]
        done = self.run_bundle(*msgs)
        self.reply(0)
        for _ in msgs:
            self.peer.take("bundle_add_msg")
        self.reply(2)
        self.peer.send(self.peer.error(msgs[2].xid, kind="flow_mod_failed", code=1))
        commit = self.peer.take("bundle_ctrl_msg")
        self.peer.send(self.peer.error(commit.xid, kind="bundle_failed", code=13))
        failed = self.failureResultOf(done, RequestFailed).value
        self.assertIs(failed.requests[0], msgs[2])
        self.assertEqual([type(error).__name__ for error in failed.errors][1], "bundle_failed_error_msg")

    def test_a_message_refused_at_once_discards_the_bundle(self) -> None:
        self.make(5)
        msgs = [self.message.flow_add(priority=n) for n in range(3)]
        done = self.run_bundle(*msgs)
        self.reply(0)
        self.peer.send(self.peer.error(msgs[2].xid, kind="bad_match", code=1))
        for _ in msgs:
            self.peer.take("bundle_add_msg")
        self.reply(2)
        self.reply(6)
        failed = self.failureResultOf(done, RequestFailed).value
        self.assertEqual(failed.requests, [msgs[2]])
        self.peer.nothing()

    def test_an_error_that_cannot_be_decoded_discards_the_bundle(self) -> None:
        for refused in (False, True):
            self.make(5)
            msgs = [self.message.flow_add(priority=n) for n in range(3)]
            done = self.run_bundle(*msgs)
            self.reply(0)
            self.cut_error(msgs[1].xid)
            if refused:
                self.peer.send(self.peer.error(msgs[2].xid, kind="bad_match", code=1))
            for _ in msgs:
                self.peer.take("bundle_add_msg")
            self.reply(2)
            self.reply(6)  # never a commit: something was refused
            if refused:
                failed = self.failureResultOf(done, RequestFailed).value
                self.assertEqual(failed.requests, [msgs[2]])
                self.assertIsInstance(failed.__cause__, ProtocolError)
            else:
                self.assertEqual(self.failureResultOf(done, ProtocolError).value.cls, "error_msg")
            self.peer.nothing()
            self.assertEqual(self.switch.protocol.transactions.waiting, {})

    def test_an_answer_that_cannot_be_decoded(self) -> None:
        self.make(5)
        done = self.run_bundle(self.message.flow_add())
        xid = self.peer.take("bundle_ctrl_msg").xid
        self.peer.feed(b"\x05\x21\x00\x09" + xid.to_bytes(4, "big") + b"\0")
        self.assertEqual(self.failureResultOf(done, ProtocolError).value.cls, "bundle_ctrl_msg")

    def test_refused(self) -> None:
        self.make(5)
        done = self.run_bundle(self.message.flow_add())
        self.peer.send(self.peer.error(self.peer.take("bundle_ctrl_msg").xid, kind="bundle_failed", code=5))
        self.failureResultOf(done, RequestFailed)
        self.peer.nothing()

    def test_wrong_answer(self) -> None:
        self.make(5)
        done = self.run_bundle()
        self.reply(0, off=3)
        self.failureResultOf(done, UnexpectedReply)

    def test_loss(self) -> None:
        self.make(5)
        done = self.run_bundle(self.message.flow_add())
        self.reply(0)
        self.peer.transport.end()
        self.failureResultOf(done, Disconnected)

    def test_before_13(self) -> None:
        with self.assertRaises(MessageError):
            self.make(3).bundle()

    def test_a_message_of_another_version(self) -> None:
        self.make(5)
        done = self.run_bundle(loxi.protocol(4).message.flow_add())
        self.reply(0)
        self.reply(6)
        self.assertIn("OpenFlow 1.4", str(self.failureResultOf(done, MessageError).value))
        self.peer.nothing()

    def test_closed(self) -> None:
        bundle = self.make(5).bundle()
        with self.assertRaises(MessageError):
            bundle.add(self.message.flow_add())
