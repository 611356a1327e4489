"""MessageQueue: the messages nobody handled, polled by kind. Knows the kinds of messages; no connection.

What a message costs on its way in does not depend on how many are kept, nor on how many polls wait for others; only
polls with a predicate have to be asked one by one. A poll for a kind of message, but the first, does not either.
Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred, DeferredQueue, fail, succeed
from twisted.logger import Logger

from oftwist.connection.interfaces import Decoded
from oftwist.connection.keeping import Kept
from oftwist.connection.selecting import Predicate, called, key_of, keys_of, matcher
from oftwist.errors import Disconnected, RequestTimeout
from oftwist.wire import kinds

if TYPE_CHECKING:
    from twisted.internet.interfaces import IDelayedCall, IReactorTime

    from oftwist.connection.selecting import What

log = Logger()


def _sort(msg: Decoded) -> tuple[type, object]:
    """What has the same keys; messages that nobody knows share a class, whatever their type."""
    return type(msg), getattr(msg, "type", None)


class _Waiter:
    """One poll that has not found its message.

    Attributes:
        number: in the order they came.
        key: under which it is kept, None when ``matches`` must be asked.
    """

    __slots__ = ("deferred", "key", "matches", "number", "timer")

    def __init__(
        self, number: int, key: int | str | None, matches: Predicate | None, deferred: Deferred[Decoded]
    ) -> None:
        self.number = number
        self.key = key
        self.matches = matches
        self.deferred = deferred
        self.timer: IDelayedCall | None = None

    def stop(self) -> None:
        if self.timer is not None and self.timer.active():
            self.timer.cancel()


class _Waiters:
    """The polls that wait, found by the kinds of messages they wait for."""

    def __init__(self) -> None:
        self._groups: dict[int | str | None, OrderedDict[int, _Waiter]] = {}

    def add(self, waiter: _Waiter) -> None:
        self._groups.setdefault(waiter.key, OrderedDict())[waiter.number] = waiter

    def remove(self, waiter: _Waiter) -> None:
        group = self._groups[waiter.key]
        del group[waiter.number]
        if not group:
            del self._groups[waiter.key]
        waiter.stop()

    def first(self, msg: Decoded) -> _Waiter | None:
        """Take out and return the first one that waits for such a message; those whose predicate raises fail."""
        groups = self._groups
        if not groups:
            return None
        found: _Waiter | None = None
        for key in keys_of(msg):
            if key in groups:
                waiter = next(iter(groups[key].values()))
                if found is None or waiter.number < found.number:
                    found = waiter
        for waiter in list(groups.get(None, {}).values()):
            if found is not None and waiter.number > found.number:
                break
            try:
                matches = waiter.matches is None or waiter.matches(msg)
            except Exception:
                self.remove(waiter)
                waiter.deferred.errback()
                continue
            if matches:
                found = waiter
                break
        if found is not None:
            self.remove(found)
        return found

    def clear(self) -> list[_Waiter]:
        """Take all out, in the order they came."""
        groups, self._groups = self._groups, {}
        everybody = sorted((one for group in groups.values() for one in group.values()), key=lambda one: one.number)
        for waiter in everybody:
            waiter.stop()
        return everybody


class MessageQueue(DeferredQueue[Decoded]):
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
        dropped: how many were dropped.
    """

    pending: Kept[Decoded]  # type: ignore[assignment]

    def __init__(self, clock: IReactorTime, size: int | None = 1024, label: str = "", max_bytes: int = 0) -> None:
        super().__init__()
        self.clock = clock
        self.label = label
        self.pending = Kept(size, max_bytes, _sort)
        self.dropped = 0
        self._waiters = _Waiters()
        self._number = 0
        self._closed: Disconnected | None = None

    def __len__(self) -> int:
        return len(self.pending)

    @property
    def bytes(self) -> int:
        """How many bytes the messages kept are."""
        return self.pending.bytes

    def put(self, obj: Decoded, size: int = 0) -> None:
        """Give a message to the first poll that waits for such a one, or keep it.

        Args:
            obj: the message.
            size: its bytes on the wire.
        """
        waiter = self._waiters.first(obj)
        if waiter is not None:
            waiter.deferred.callback(obj)
            return
        packet_in = kinds.is_packet_in(type(obj))
        while self.pending.is_full(size):
            if not self._make_room(packet_in):
                return
        self.pending.add(obj, size, packet_in)

    def _make_room(self, packet_in: bool) -> bool:
        """Drop an old message; False if the new one is to go."""
        pending = self.pending
        if not self.dropped:
            text = "inbox of {label} is full ({count} messages, {bytes} bytes): dropping"
            log.warn(text, label=self.label, count=len(pending), bytes=pending.bytes, event="inbox_full")
        self.dropped += 1
        if pending.take_spare() is not None:
            return True
        return not packet_in and pending.take_oldest() is not None

    def get(self) -> Deferred[Decoded]:
        """Fire with the oldest message, now or when one comes. Cancelling gives up."""
        return self.poll()

    def poll(self, what: What = None, timeout: float | None = None) -> Deferred[Decoded]:
        """Fire with the first message that matches, taking it out and leaving the others.

        Args:
            what: see ``selecting.key_of``.
            timeout: seconds; None waits until the queue is closed, 0 (or less) only looks.

        Returns:
            a Deferred of the message. It fails with RequestTimeout, or with Disconnected when no such message
            is kept and the queue is closed, or with what a predicate raised. Cancelling gives up.
        """
        key, matches = key_of(what), matcher(what)
        try:
            kept = self.pending.entries() if key is None or matches is None else self.pending.firsts()
            number = next((n for n, msg in kept if matches is None or matches(msg)), None)
        except Exception:
            return fail()
        if number is not None:
            return succeed(self.pending.take(number))
        if self._closed is not None:
            return fail(self._closed)
        if timeout is not None and timeout <= 0:
            return fail(RequestTimeout(f"no {called(what)} is waiting"))
        self._number += 1
        waiter = _Waiter(self._number, key, matches, Deferred(lambda _: self._waiters.remove(waiter)))
        self._waiters.add(waiter)
        if timeout is not None:
            waiter.timer = self.clock.callLater(timeout, self._expire, waiter, what, timeout)
        return waiter.deferred

    def _expire(self, waiter: _Waiter, what: What, timeout: float) -> None:
        self._waiters.remove(waiter)
        waiter.deferred.errback(RequestTimeout(f"no {called(what)} within {timeout:g} s"))

    def clear(self) -> int:
        """Forget the messages kept, and return how many there were."""
        return len(self.pending.clear())

    def close(self, reason: Disconnected) -> None:
        """Fail every poll that waits. What is kept can still be polled."""
        self._closed = reason
        for waiter in self._waiters.clear():
            waiter.deferred.errback(reason)
