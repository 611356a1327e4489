"""Confirmed changes: messages nothing answers, confirmed by a barrier, and bundles.

Knows the connection's transactions and the module of its version; no transport. Everything runs in the reactor thread.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred, fail
from twisted.python.failure import Failure

from oftwist import text
from oftwist.connection.bundling import CLOSE, COMMIT, DISCARD, OPEN, BundleMessages
from oftwist.errors import MessageError, OFTwistError, RequestFailed, RequestTimeout
from oftwist.wire import kinds

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded, Message
    from oftwist.connection.transactions import Transactions


class _Watch:
    """Messages on their way whose errors belong together."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self.messages: dict[int, Message] = {}
        self.errors: list[Decoded] = []
        self.requests: list[Message | None] = []
        self.broken: BaseException | None = None  # what was wrong with an error that could not be decoded

    def add(self, xid: int, msg: Message) -> None:
        """Watch for errors about a message."""
        self.messages[xid] = msg
        self._transactions.watch(xid, self)

    def received(self, msg: Decoded, size: int) -> bool:
        """Keep an error about one of the messages; replies are not for us."""
        if "error_msg" not in kinds.names_of(msg):
            return False
        request = self.messages.get(msg.xid)
        if request is None and len(msg.data) >= 8:
            request = self.messages.get(int.from_bytes(msg.data[4:8], "big"))
        self.errors.append(msg)
        self.requests.append(request)
        return True

    def fail(self, error: BaseException) -> None:
        """The connection is down, or what came about one of the messages could not be decoded."""
        self.broken = self.broken or error

    def forget(self) -> None:
        """Watch no longer."""
        self._transactions.unwatch(self.messages, self)

    def failure(self, what: str) -> RequestFailed:
        """Make one error of all that came."""
        first = kinds.error_text(self.errors[0])
        if self.requests[0] is not None:
            first += f": {text.describe(self.requests[0])}"
        told = f"{len(self.errors)} of {len(self.messages)} {what} failed: {first}"
        return RequestFailed(told + (", ..." if len(self.errors) > 1 else ""), self.errors, self.requests)


class _Batch(_Watch):
    """One ``apply()``."""

    def __init__(self, transactions: Transactions, timeout: float) -> None:
        super().__init__(transactions)
        self.timeout = timeout
        self.deferred: Deferred[None] = Deferred(lambda _: self._give_up())

    def _end(self) -> None:
        self.forget()
        self._transactions.deadlines.discard(self)

    def _give_up(self) -> None:
        self._end()
        self._transactions.late(self.messages, drop=False)

    def confirm(self) -> None:
        """A barrier behind all messages was answered."""
        if self.deferred.called:
            return
        self._end()
        if self.errors:
            self.deferred.errback(self.failure("changes"))
        else:
            self.deferred.callback(None)

    def fail(self, error: BaseException) -> None:
        if not self.deferred.called:
            self._give_up()
            self.deferred.errback(error)

    def expire(self) -> None:
        self.fail(RequestTimeout(f"{len(self.messages)} changes were not confirmed within {self.timeout:g} s"))


class Changes:
    """The unconfirmed changes of one connection.

    Barriers are shared: while one is on its way, all changes made meanwhile wait for the one after it.

    Args:
        transactions: of the connection.
        ofp: the loxi module of its version.
        write_all: sends the bytes of several messages together.
    """

    def __init__(
        self, transactions: Transactions, ofp: ModuleType, write_all: Callable[[Sequence[bytes]], object]
    ) -> None:
        self.transactions = transactions
        self.ofp = ofp
        self._write_all = write_all
        self._uncovered: list[_Batch] = []
        self._barrier_out = False
        self._bundle_id = 0

    def apply(self, msgs: Iterable[Message], timeout: float | None = None) -> Deferred[None]:
        """Send messages and confirm them with a barrier. See ``Switch.apply``."""
        transactions = self.transactions
        if timeout is None:
            timeout = transactions.options.request_timeout or math.inf
        batch = _Batch(transactions, timeout)
        packed: list[bytes] = []
        try:
            for msg in msgs:
                if msg.xid is None or transactions.in_use(msg.xid):
                    msg.xid = transactions.next_xid()
                packed.append(msg.pack())
                batch.add(msg.xid, msg)
            self._write_all(packed)
        except OFTwistError:
            batch.forget()
            return fail()
        batch.timeout += math.ceil(transactions.delay())
        transactions.deadlines.add(batch)
        self._uncovered.append(batch)
        if not self._barrier_out:
            self._send_barrier()
        return batch.deferred

    def write(self, data: bytes) -> None:
        """Send the bytes of one message."""
        self._write_all((data,))

    def _send_barrier(self) -> None:
        batches, self._uncovered = self._uncovered, []
        self._barrier_out = True
        self.transactions.request(self.ofp.message.barrier_request()).addBoth(self._barrier_done, batches)

    def _barrier_done(self, result: object, batches: list[_Batch]) -> None:
        self._barrier_out = False
        failed = result.value if isinstance(result, Failure) else None
        if failed is None and any(not batch.deferred.called for batch in self._uncovered):
            self._send_barrier()  # the next one is on its way while those of this one are told
        for batch in batches:
            if failed is None:
                batch.confirm()
            else:
                batch.fail(failed)
        if self._uncovered and not self._barrier_out:
            self._send_barrier()

    def next_bundle_id(self) -> int:
        """Return an id for a bundle that this connection has not used."""
        self._bundle_id = self._bundle_id % 0xFFFFFFFF + 1
        return self._bundle_id


class Bundle:
    """Changes that take effect together: see ``Switch.bundle``.

    Attributes:
        bundle_id: its number.
        state: ``"new"``, ``"open"``, ``"committed"``, ``"discarded"`` or ``"failed"``.
    """

    def __init__(
        self,
        changes: Changes,
        *,
        atomic: bool,
        ordered: bool,
        timeout: float | None,
        extended: Callable[[], Deferred[bool]],
    ) -> None:
        self._changes = changes
        self._transactions = changes.transactions
        self._messages = BundleMessages(changes.ofp, changes.next_bundle_id(), atomic=atomic, ordered=ordered)
        self._extended = extended
        self.bundle_id = self._messages.bundle_id
        self.state = "new"
        self._timeout = timeout
        self._watch = _Watch(changes.transactions)

    async def open(self) -> Bundle:
        """Open the bundle on the switch.

        Raises:
            MessageError: it speaks 1.3 and does not have the extension.
        """
        if self._messages.by_extension:
            self._messages.need(await self._extended())
        await self._control(OPEN)
        self.state = "open"
        return self

    def add(self, *msgs: Message) -> None:
        """Put messages into the bundle. Nothing is waited for: errors are reported by ``commit``.

        Raises:
            MessageError: one cannot be packed, or is of another version; it and those after it are not in the bundle.
        """
        if self.state != "open":
            raise MessageError(f"the bundle is {self.state}, not open")
        transactions = self._transactions
        for msg in msgs:
            self._messages.fits(msg)
            if msg.xid is None or transactions.in_use(msg.xid):
                msg.xid = transactions.next_xid()
            self._changes.write(self._messages.add(msg).pack())
            self._watch.add(msg.xid, msg)

    async def commit(self) -> None:
        """Make all changes at once.

        The bundle is closed first: then every message in it has been looked at, and if one was refused the
        whole bundle is discarded. A switch would commit the others.

        Raises:
            RequestFailed: the switch refused some; ``errors`` and ``requests`` tell which.
            ProtocolError: what the switch said about one of them cannot be decoded.
            RequestTimeout, Disconnected: nobody knows whether it took place.
        """
        watch = self._watch
        try:
            await self._control(CLOSE)
            if watch.errors or watch.broken is not None:
                await self._control(DISCARD)
            else:
                await self._control(COMMIT)
        except RequestFailed as failed:
            self.state = "failed"
            if watch.errors:
                watch.errors += failed.errors
                watch.requests += failed.requests
                raise watch.failure("messages of a bundle")
            raise
        except OFTwistError:
            self.state = "failed"
            raise
        finally:
            watch.forget()
        if watch.errors:
            self.state = "failed"
            raise watch.failure("messages of a bundle") from watch.broken
        if watch.broken is not None:
            self.state = "failed"
            raise watch.broken
        self.state = "committed"

    async def discard(self) -> None:
        """Forget the bundle; nothing of it takes effect."""
        self._watch.forget()
        self.state = "discarded"
        await self._control(DISCARD)

    async def _control(self, kind: int) -> None:
        reply = await self._transactions.request(self._messages.control(kind), self._timeout)
        self._messages.check(kind, reply)

    async def __aenter__(self) -> Bundle:
        return await self.open()

    async def __aexit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if self.state != "open":
            return
        if error is None:
            await self.commit()
            return
        try:
            await self.discard()
        except OFTwistError:
            pass  # what ended the block is the error to see
