"""Who waits for which answer. May know: threads, messages; no sockets, no Twisted."""

from __future__ import annotations

import threading
from collections import deque

from oftwist.blocking.waiting import Entry, Waiter

__all__ = ["Answers"]


class Answers:
    """xid -> the threads that wait for an answer with it, in the order they asked.

    Attributes:
        waiting: looked into without a lock to see whether anybody waits.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._changed: threading.Condition | None = None
        self.waiting: dict[int, deque[Waiter]] = {}

    @property
    def changed(self) -> threading.Condition:
        """Notified of every answer. Costs nothing before somebody asks for it."""
        with self._lock:
            if self._changed is None:
                self._changed = threading.Condition(self._lock)
            return self._changed

    def begin(self, xid: int, request: object, collects: bool = False) -> Waiter:
        """Wait for an answer; with ``collects`` for all its parts."""
        waiter = Waiter(request=request, collects=collects)
        with self._lock:
            self.waiting.setdefault(xid, deque()).append(waiter)
        return waiter

    def take(self, xid: int, more: bool = False) -> Waiter | None:
        """Take out the first that waits for this xid.

        Args:
            xid: of the answer.
            more: the answer has further parts. Who collects them has his next waiter there at once, as the next
                part may come before his thread runs.
        """
        with self._lock:
            waiters = self.waiting.get(xid)
            if not waiters:
                return None
            waiter = waiters.popleft()
            if more and waiter.collects:
                waiter.next = Waiter(request=waiter.request, collects=True)
                waiters.appendleft(waiter.next)
            elif not waiters:
                del self.waiting[xid]
            return waiter

    def release(self, waiter: Waiter, entry: Entry | None) -> None:
        """Give a waiter that was taken out what came."""
        waiter.release(entry)
        if self._changed is not None:
            with self._lock:
                self._changed.notify_all()

    def end(self, xid: int, waiter: Waiter) -> None:
        """Stop waiting. Afterwards ``waiter.entry`` is final, and so is ``waiter.next``."""
        with self._lock:
            waiters = self.waiting.get(xid)
            if waiters and waiter in waiters:
                waiters.remove(waiter)
                if not waiters:
                    del self.waiting[xid]

    def pending(self) -> list[tuple[int, object]]:
        """``(xid, request)`` of all that wait, the oldest first."""
        with self._lock:
            return [(xid, waiter.request) for xid, waiters in self.waiting.items() for waiter in waiters]

    def release_all(self) -> None:
        """Nothing more will come: let everybody go."""
        with self._lock:
            everybody, self.waiting = list(self.waiting.values()), {}
            if self._changed is not None:
                self._changed.notify_all()
        for waiters in everybody:
            for waiter in waiters:
                waiter.release(None)
