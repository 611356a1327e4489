"""MessageQueue: the messages nobody handled, polled by kind. Knows the kinds of messages; no connection.

Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, DeferredQueue, fail, succeed
from twisted.logger import Logger

from oftwist.connection.selecting import Predicate, called, matcher
from oftwist.errors import Disconnected, RequestTimeout

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

log = Logger()


class _Waiter:
    """One poll that has not found its message."""

    __slots__ = ("deferred", "matches", "timer")

    def __init__(self, matches: Predicate | None, deferred: Deferred[Any]) -> None:
        self.matches = matches
        self.deferred = deferred
        self.timer: Any = None

    def stop(self) -> None:
        if self.timer is not None and self.timer.active():
            self.timer.cancel()


class MessageQueue(DeferredQueue[Any]):
    """A bounded queue of messages that can be polled by kind.

    When there are too many messages, or too many bytes, the oldest packet-in goes; errors, replies and everything
    else go only when no packet-in is left to drop, oldest first, and a new packet-in is dropped rather than one of
    them.

    Args:
        clock: for the timeouts of ``poll``.
        size: messages kept, None for no bound.
        label: what the log calls it, e.g. the peer.
        max_bytes: bytes kept, as far as ``put`` is told them, 0 for no bound. One message is kept in any case.

    Attributes:
        pending: the messages, oldest first.
        bytes: how many they are.
        dropped: how many were dropped.
    """

    pending: deque[Any]  # type: ignore[assignment]

    def __init__(self, clock: IReactorTime, size: int | None = 1024, label: str = "", max_bytes: int = 0) -> None:
        super().__init__()
        self.clock = clock
        self.size = size
        self.label = label
        self.max_bytes = max_bytes
        self.bytes = 0
        self.pending = deque()
        self._sizes: deque[int] = deque()  # of those pending
        self.dropped = 0
        self._waiters: list[_Waiter] = []
        self._packet_ins = 0
        self._closed: Disconnected | None = None

    def __len__(self) -> int:
        return len(self.pending)

    def put(self, obj: Any, size: int = 0) -> None:
        """Give a message to the first poll that waits for such a one, or keep it.

        Args:
            obj: the message.
            size: its bytes on the wire.
        """
        for index, waiter in enumerate(self._waiters):
            if waiter.matches is None or waiter.matches(obj):
                del self._waiters[index]
                waiter.stop()
                waiter.deferred.callback(obj)
                return
        packet_in = type(obj).__name__ == "packet_in"
        while self._is_full(size):
            if not self._make_room(packet_in):
                return
        self._packet_ins += packet_in
        self.bytes += size
        self._sizes.append(size)
        self.pending.append(obj)

    def _is_full(self, size: int) -> bool:
        if self.size is not None and len(self.pending) >= self.size:
            return True
        return bool(self.pending) and self.bytes + size > self.max_bytes > 0

    def _take(self, index: int) -> Any:
        """Take one of those pending out."""
        msg = self.pending[index]
        del self.pending[index]
        self.bytes -= self._sizes[index]
        del self._sizes[index]
        self._packet_ins -= type(msg).__name__ == "packet_in"
        return msg

    def _make_room(self, packet_in: bool) -> bool:
        if not self.dropped:
            text = "inbox of {label} is full ({count} messages, {bytes} bytes): dropping"
            log.warn(text, label=self.label, count=len(self.pending), bytes=self.bytes)
        self.dropped += 1
        pending = self.pending
        if self._packet_ins:
            for index, msg in enumerate(pending):
                if type(msg).__name__ == "packet_in":
                    self._take(index)
                    return True
        if packet_in or not pending:
            return False
        self._take(0)
        return True

    def get(self) -> Deferred[Any]:
        """Fire with the oldest message, now or when one comes. Cancelling gives up."""
        return self._poll(None, None)

    def poll(self, what: Any = None, timeout: float | None = None) -> Deferred[Any]:
        """Fire with the first message that matches, taking it out and leaving the others.

        Args:
            what: see ``matcher``.
            timeout: seconds; None waits until the queue is closed, 0 (or less) only looks.

        Returns:
            a Deferred of the message. It fails with RequestTimeout, or with Disconnected when no such message
            is kept and the queue is closed. Cancelling gives up.
        """
        return self._poll(matcher(what), timeout, what)

    def _poll(self, matches: Predicate | None, timeout: float | None, what: Any = None) -> Deferred[Any]:
        pending = self.pending
        for index, msg in enumerate(pending):
            if matches is None or matches(msg):
                return succeed(self._take(index))
        if self._closed is not None:
            return fail(self._closed)
        if timeout is not None and timeout <= 0:
            return fail(RequestTimeout(f"no {called(what)} is waiting"))

        def cancel(_: Deferred[Any]) -> None:
            waiter.stop()
            self._waiters.remove(waiter)

        waiter = _Waiter(matches, Deferred(cancel))
        self._waiters.append(waiter)
        if timeout is not None:
            waiter.timer = self.clock.callLater(timeout, self._expire, waiter, what, timeout)
        return waiter.deferred

    def _expire(self, waiter: _Waiter, what: Any, timeout: float) -> None:
        self._waiters.remove(waiter)
        waiter.deferred.errback(RequestTimeout(f"no {called(what)} within {timeout:g} s"))

    def clear(self) -> int:
        """Forget the messages kept, and return how many there were."""
        count = len(self.pending)
        self.pending.clear()
        self._sizes.clear()
        self._packet_ins = self.bytes = 0
        return count

    def close(self, reason: Disconnected) -> None:
        """Fail every poll that waits. What is kept can still be polled."""
        self._closed = reason
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            waiter.stop()
            waiter.deferred.errback(reason)
