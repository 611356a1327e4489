"""The life of a request: issue, resolve, time out, fail all on loss. Knows kinds of messages; no transport.

Everything runs in the reactor thread.
"""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from twisted.internet.defer import Deferred, fail

from oftwist import text
from oftwist.connection.counters import Distribution
from oftwist.connection.deadlines import Deadlines
from oftwist.connection.xids import Xids
from oftwist.errors import (
    Disconnected,
    MessageError,
    OFTwistError,
    ProtocolError,
    RequestFailed,
    RequestTimeout,
    UnexpectedReply,
)
from oftwist.wire import kinds

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime
    from twisted.python.failure import Failure

    from oftwist.connection.interfaces import Decoded, Message
    from oftwist.connection.options import Options


class Waiting(Protocol):
    """What may stand in ``Transactions.waiting`` for an xid."""

    def received(self, msg: Decoded, size: int) -> bool:
        """Take a reply or an error of that xid; False if it is not meant for this."""

    def fail(self, error: BaseException) -> None:
        """The answer will not come."""


class _Request:
    """One request that waits for the first reply of its xid, whatever it is."""

    #: A reply that comes too late is dropped, rather than given to handlers and inbox.
    drop_late = False

    def __init__(self, owner: Transactions, msg: Message, timeout: float | None) -> None:
        self.owner = owner
        self.request = msg
        self.xid = 0  # until it is issued
        self.timeout = (owner.options.request_timeout or math.inf) if timeout is None else timeout
        self.sent = False
        self.began = 0.0  # when it was sent
        self.deferred: Deferred[Decoded] = Deferred(self._cancelled)

    def received(self, msg: Decoded, size: int) -> bool:
        self.finish(msg)
        return True

    def finish(self, result: Decoded) -> None:
        self.owner.answered(self)
        self.owner.forget(self)
        self.deferred.callback(result)

    def fail(self, error: BaseException) -> None:
        self.owner.forget(self)
        self.deferred.errback(error)

    def expire(self) -> None:
        self.owner.expect_late(self)
        self.fail(RequestTimeout(f"no answer to {self._asked()} within {self.timeout:g} s"))

    def _asked(self) -> str:
        """The request, for a person: what it is, its xid, and its text if it has one."""
        words = text.words_of(self.request)
        return f"{kinds.title(self.request)} xid {self.xid}" + (f" ({words})" if words else "")

    def _cancelled(self, _: Deferred[Decoded]) -> None:
        self.owner.expect_late(self)
        self.owner.forget(self)


class _Checked(_Request):
    """A request whose errors and wrong replies fail it, and whose parts are joined."""

    drop_late = True

    def __init__(self, owner: Transactions, msg: Message, timeout: float | None, reply: type) -> None:
        super().__init__(owner, msg, timeout)
        self.reply = reply
        self.parts: list[Decoded] = []
        self.count = 0
        self.bytes = 0

    def received(self, msg: Decoded, size: int) -> bool:
        names = kinds.lineage(type(msg))
        if "error_msg" in names:
            self.owner.answered(self)
            failed = f"{self._asked()} failed: {kinds.error_text(msg)}"
            self.fail(RequestFailed(failed, [msg], [self.request]))
        elif not isinstance(msg, self.reply):
            self.owner.expect_late(self)
            self.owner.unexpected_replies += 1
            told = f"{self._asked()} was answered by {kinds.title(msg)}"
            self.fail(UnexpectedReply(told, msg))
        elif "stats_reply" in names:
            self.part(msg, size)
        else:
            self.finish(msg)
        return True

    def part(self, msg: Decoded, size: int) -> None:
        """Take one part of a multipart reply."""
        options = self.owner.options
        more = kinds.reply_more(msg)
        self.count += 1
        self.bytes += size
        if options.multipart_parts and self.count > options.multipart_parts:
            return self.too_much(f"more than {options.multipart_parts} parts")
        if options.multipart_bytes and self.bytes > options.multipart_bytes:
            return self.too_much(f"more than {options.multipart_bytes} bytes")
        if more:
            idle = options.multipart_idle or math.inf
            self.owner.deadlines.discard(self)
            self.timeout = idle
            self.owner.deadlines.add(self)
        self.take(msg, size, more)

    def take(self, msg: Decoded, size: int, more: bool) -> None:
        self.parts.append(msg)
        if not more:
            self.finish(_join(self.parts))

    def too_much(self, what: str) -> None:
        self.owner.expect_late(self)
        self.fail(ProtocolError(f"the answer to {kinds.title(self.request)} xid {self.xid} has {what}"))


class Stream(_Checked):
    """An asynchronous iterator over the entries of a multipart reply, fed part by part.

    ``close()`` (or leaving an ``async with`` block) gives up; the parts that still come are dropped.
    """

    def __init__(self, owner: Transactions, msg: Message, timeout: float | None, reply: type) -> None:
        super().__init__(owner, msg, timeout, reply)
        self._kept: deque[tuple[deque[Decoded], int]] = deque()
        self._ended = False
        self._wakeup: Deferred[None] | None = None
        self.deferred.addCallbacks(lambda _: None, self._failed)
        self._error: BaseException | None = None

    def take(self, msg: Decoded, size: int, more: bool) -> None:
        entries = kinds.entries_of(msg)
        self._kept.append((deque([msg] if entries is None else entries), size))
        self.count = 0  # what was read is no load: only what is kept counts
        if not more:
            self._ended = True
            self.finish(msg)
        self._wake()

    def _failed(self, failure: Failure) -> None:
        self._ended = True
        self._error = failure.value
        self._wake()

    def _wake(self) -> None:
        wakeup, self._wakeup = self._wakeup, None
        if wakeup is not None:
            wakeup.callback(None)

    def close(self) -> None:
        """Give up. Iterating further ends."""
        self._kept.clear()
        if not self._ended:
            self._ended = True
            self.deferred.cancel()
            self._error = None
            self._wake()

    def __aiter__(self) -> Stream:
        return self

    async def __anext__(self) -> Decoded:
        while True:
            while self._kept:
                entries, size = self._kept[0]
                if entries:
                    return entries.popleft()
                self._kept.popleft()
                self.bytes -= size
            if self._error is not None:
                error, self._error = self._error, None
                raise error
            if self._ended:
                raise StopAsyncIteration
            self._wakeup = Deferred()
            try:
                await self._wakeup
            finally:
                self._wakeup = None

    async def __aenter__(self) -> Stream:
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.close()


def _join(parts: list[Decoded]) -> Decoded:
    """Make one reply of its parts: lists (or opaque bytes) in order, everything else as in the first."""
    first = parts[0]
    if len(parts) == 1:
        return first
    member = kinds.list_member(type(first))
    if hasattr(first, member):
        joined: list[Decoded] = []
        for part in parts:
            joined += getattr(part, member)
        setattr(first, member, joined)
    else:
        for member in ("data", "extra"):
            if hasattr(first, member):
                setattr(first, member, b"".join(getattr(part, member) for part in parts))
    first.flags &= ~1
    return first


class Transactions:
    """The requests of one connection by xid.

    Args:
        clock: for timeouts.
        write: sends bytes.
        xids: gives numbers to messages, none that stands here.
        options: ``max_in_flight``, ``request_timeout`` and the multipart limits.

    Attributes:
        waiting: xid to what waits for replies and errors of that xid.
        late_replies: replies to requests that had timed out or been cancelled.
        unexpected_replies: replies of the wrong class.
        latency: how long it took from a request to its answer, of several parts to the last.
        delay: tells how many seconds what is written now waits before it is sent: time-outs begin then.
    """

    #: How many xids of given-up requests are remembered.
    LATE = 4096

    def __init__(self, clock: IReactorTime, write: Callable[[bytes], object], xids: Xids, options: Options) -> None:
        self.options = options
        self.deadlines = Deadlines(clock)
        self.waiting: dict[int, Waiting] = {}
        self.late_replies = 0
        self.unexpected_replies = 0
        self.latency = Distribution()
        self.delay: Callable[[], float] = float
        self._seconds = clock.seconds
        self._write = write
        self._late: OrderedDict[int, bool] = OrderedDict()
        self._xids = xids
        xids.in_use = self.waiting, self._late
        self._in_flight = 0
        self._held: deque[tuple[_Request, bytes]] = deque()
        self._closed: Disconnected | None = None

    def next_xid(self) -> int:
        """Return an xid that is not 0 and that nothing waits for."""
        return self._xids.next()

    def transact(self, msg: Message, timeout: float | None = None) -> Deferred[Decoded]:
        """Send; fire with the first reply or error of that xid. See ``OFProtocol.transact``."""
        return self._issue(_Request(self, msg, timeout))

    def request(self, msg: Message, timeout: float | None = None) -> Deferred[Decoded]:
        """Send; fire with the checked and joined reply. See ``OFProtocol.request``."""
        reply = kinds.reply_class(type(msg))
        if reply is None:
            return fail(MessageError("nothing answers it: send() it, or apply() it", cls=type(msg).__name__))
        return self._issue(_Checked(self, msg, timeout, reply))

    def stream(self, msg: Message, timeout: float | None = None) -> Stream:
        """Send; iterate over the entries of the reply. See ``OFProtocol.stream``."""
        reply = kinds.reply_class(type(msg))
        if reply is None or not kinds.is_multipart(reply):
            raise MessageError("its answer does not come in parts", cls=type(msg).__name__)
        stream = Stream(self, msg, timeout, reply)
        issued = self._issue(stream)
        if issued is not stream.deferred:
            issued.addErrback(stream._failed)
        return stream

    def _issue(self, request: _Request) -> Deferred[Decoded]:
        """Send a request and return its Deferred; another one, that has failed, if that cannot be done."""
        if self._closed is not None:
            return fail(self._closed)
        msg = request.request
        xid = msg.xid
        if xid is None:
            xid = msg.xid = self.next_xid()
        elif xid in self.waiting:
            return fail(MessageError(f"another request with xid {xid} is waiting", cls=type(msg).__name__))
        else:
            self._late.pop(xid, None)
        try:
            data = msg.pack()
        except OFTwistError:
            return fail()
        request.xid = xid
        self.waiting[xid] = request
        self._xids.take(xid)
        if request.timeout != math.inf and self.options.flow_mod_rate:
            request.timeout += math.ceil(self.delay())
        self.deadlines.add(request)
        if self.options.max_in_flight and self._in_flight >= self.options.max_in_flight:
            self._held.append((request, data))
        else:
            self._start(request, data)
        return request.deferred

    def answered(self, request: _Request) -> None:
        """Count how long a request took; one that is answered before it is sent was answered by its peer's guess."""
        if request.sent:
            self.latency.add(self._seconds() - request.began)

    def forget(self, request: _Request) -> None:
        """Take a request out: it is answered, failed or given up."""
        if self.waiting.get(request.xid) is not request:
            return
        del self.waiting[request.xid]
        self.deadlines.discard(request)
        if not request.sent:
            return  # it stays among the held ones, and is passed over there
        self._in_flight -= 1
        while self._held and self._closed is None:
            held, data = self._held.popleft()
            if self.waiting.get(held.xid) is held:
                self._start(held, data)
                break

    def _start(self, request: _Request, data: bytes) -> None:
        request.sent = True
        request.began = self._seconds()
        self._in_flight += 1
        try:
            self._write(data)
        except Disconnected:
            pass  # the connection is closing: ``fail_all`` tells it, like all others that wait

    def watch(self, xid: int, waiting: Waiting) -> None:
        """Give everything that comes with this xid, or about it, to somebody until ``unwatch``."""
        self.waiting[xid] = waiting
        self._xids.take(xid)

    def unwatch(self, xids: Iterable[int], waiting: Waiting) -> None:
        """End that, where it is still the same one."""
        for xid in xids:
            if self.waiting.get(xid) is waiting:
                del self.waiting[xid]

    def in_use(self, xid: int) -> bool:
        """Tell whether something with this xid is on its way, or was given up and may still be answered."""
        return xid in self.waiting or xid in self._late

    def expect_late(self, request: _Request) -> None:
        """Remember that the answer to a given-up request may still come."""
        self.late((request.xid,), request.drop_late)

    def late(self, xids: Iterable[int], drop: bool) -> None:
        """Remember that something may still come about these; ``drop`` it then, or let it go on to the handlers."""
        late = self._late
        for xid in xids:
            if len(late) >= self.LATE:
                late.popitem(last=False)
            late[xid] = drop
            self._xids.take(xid)

    def received(self, msg: Decoded, size: int) -> bool:
        """Give a reply or an error to who waits for it.

        An error whose xid nobody waits for is looked up by the xid in the message it quotes.

        Args:
            msg: the decoded message.
            size: its bytes on the wire.

        Returns:
            True if it was somebody's answer, or comes too late for anybody.
        """
        waiting = self.waiting.get(msg.xid)
        if waiting is not None:
            return waiting.received(msg, size)
        if msg.xid in self._late:
            self.late_replies += 1
            return self._late[msg.xid]
        request = kinds.request_in(msg)
        if request:
            waiting = self.waiting.get(int.from_bytes(request[4:8], "big"))
            if waiting is not None:
                return waiting.received(msg, size)
        return False

    def fail_one(self, xid: int, error: Exception) -> bool:
        """Fail what waits for this xid, because its answer cannot be decoded.

        Returns:
            False if nothing does.
        """
        waiting = self.waiting.get(xid)
        if waiting is None:
            return False
        if isinstance(waiting, _Checked):
            self.expect_late(waiting)  # it may have been one part of many
        waiting.fail(error)
        return True

    def fail_all(self, reason: Disconnected) -> None:
        """Fail everything that waits, in the order it was issued, and everything issued from now on."""
        self._closed = reason
        self._held.clear()
        self.deadlines.stop()
        for xid, waiting in list(self.waiting.items()):
            if self.waiting.get(xid) is waiting:  # else it ended with one that failed before
                waiting.fail(reason)
                self.waiting.pop(xid, None)
