"""What arrived and nobody took yet: the queue that is polled, the transactions, the handler thread.

May know: threads, messages. Knows no sockets and no Twisted.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Any

__all__ = ["Dispatcher", "PacketQueue", "Transactions", "Waiter"]

#: A message and the bytes it was decoded from.
Entry = tuple[Any, bytes]
Match = Callable[[Any], bool]


class Waiter:
    """A thread waiting for one message: a lock that is released once, with the message or with None."""

    __slots__ = ("_lock", "match", "entry", "request", "collects", "next", "turn", "failure")

    def __init__(self, match: Match | None = None, request: Any = None, collects: bool = False) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()
        self.match = match
        self.entry: Entry | None = None
        self.request = request
        self.collects = collects
        #: The waiter for the next part, if this one got a part of an answer and collects all of them.
        self.next: Waiter | None = None
        #: Messages that had been given to handlers when the answer came.
        self.turn = 0
        #: What `match` raised, or what is wrong with the answer, which is the waiting thread's affair.
        self.failure: Exception | None = None

    def wants(self, msg: Any) -> bool:
        """Whether this message ends the wait; a `match` that raises ends it too."""
        if self.match is None:
            return True
        try:
            return self.match(msg)
        except Exception as error:
            self.failure = error
            return True

    def result(self) -> Entry | None:
        """What came of it, after the wait. Raises `failure`."""
        if self.failure is not None:
            raise self.failure
        return self.entry

    def wait(self, timeout: float) -> bool:
        """Wait at most so many seconds; False if nobody released us."""
        return self._lock.acquire(True, min(timeout, threading.TIMEOUT_MAX))

    def release(self, entry: Entry | None) -> None:
        """Let the thread go. Called once, by whoever took the waiter out of its list."""
        self.entry = entry
        self._lock.release()


class PacketQueue:
    """Messages in the order they came, bounded, and the threads that poll them.

    A message that a polling thread waits for is handed to it at once; others are kept in `items`, a plain
    list that tests may look into and change.

    Args:
        max_items: messages kept; None = no bound. When it is full the oldest asynchronous message goes first:
            replies and errors give way to replies and errors only.
        spare: tells whether a message is an asynchronous one.
    """

    def __init__(self, max_items: int | None, spare: Callable[[Any], bool]) -> None:
        self.items: list[Entry] = []
        self.max_items = max_items
        self.lock = threading.Lock()
        self.total = 0
        self.expired = 0
        self._spare = spare
        self._waiters: list[Waiter] = []

    def put(self, entry: Entry) -> bool:
        """Hand a message to whoever waits for it, or keep it. False if something had to be dropped for it."""
        with self.lock:
            self.total += 1
            if self._waiters:
                msg = entry[0]
                for waiter in list(self._waiters):
                    if waiter.wants(msg):
                        self._waiters.remove(waiter)
                        waiter.release(entry)
                        if waiter.failure is None:
                            return True
            items = self.items
            room = self.max_items is None or len(items) < self.max_items
            if room or self._make_room(entry[0]):
                items.append(entry)
            return room

    def expected(self, msg: Any) -> bool:
        """Whether a thread waits for a message like this one."""
        with self.lock:
            return any(waiter.wants(msg) for waiter in self._waiters)

    def _make_room(self, msg: Any) -> bool:
        """Drop old messages until there is room for one more; False if the new one itself is to go."""
        items, spare = self.items, self._spare
        assert self.max_items is not None
        while len(items) >= self.max_items:
            self.expired += 1
            oldest = next((index for index, (old, _) in enumerate(items) if spare(old)), None)
            if oldest is None:
                if spare(msg) or not items:
                    return False
                oldest = 0
            del items[oldest]
        return True

    def take(self, match: Match | None) -> Entry | None:
        """The first message that matches, taken out; or None."""
        with self.lock:
            return self._take(match)

    def _take(self, match: Match | None) -> Entry | None:
        items = self.items
        if match is None:
            return items.pop(0) if items else None
        for index, (msg, _) in enumerate(items):
            if match(msg):
                return items.pop(index)
        return None

    def take_or_join(self, match: Match | None) -> Entry | Waiter:
        """The first message that matches, or a waiter that gets the next one."""
        with self.lock:
            entry = self._take(match)
            if entry is not None:
                return entry
            waiter = Waiter(match)
            self._waiters.append(waiter)
            return waiter

    def leave(self, waiter: Waiter) -> None:
        """Stop waiting. Afterwards ``waiter.entry`` is final: a message may have come at the last moment."""
        with self.lock:
            if waiter in self._waiters:
                self._waiters.remove(waiter)

    def release_all(self) -> None:
        """Nothing more will come: let everybody go."""
        with self.lock:
            waiters, self._waiters = self._waiters, []
            for waiter in waiters:
                waiter.release(None)

    def clear(self) -> int:
        """Forget all messages (with a new list: whoever holds the old one keeps it) and return how many."""
        with self.lock:
            count = len(self.items)
            self.items = []
            return count


class Transactions:
    """xid -> the threads that wait for an answer with it, in the order they asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: Looked into without the lock to see whether anybody waits.
        self.waiting: dict[int, list[Waiter]] = {}

    def begin(self, xid: int, request: Any, collects: bool = False) -> Waiter:
        """Wait for an answer; with ``collects`` for all its parts."""
        waiter = Waiter(request=request, collects=collects)
        with self._lock:
            self.waiting.setdefault(xid, []).append(waiter)
        return waiter

    def answer(self, xid: int, more: bool = False) -> Waiter | None:
        """Take out the first that waits for this xid.

        Args:
            more: the answer has further parts. Who collects them has his next waiter there at once, as the next
                part may come before his thread runs.
        """
        with self._lock:
            waiters = self.waiting.get(xid)
            if not waiters:
                return None
            waiter = waiters[0]
            if more and waiter.collects:
                waiter.next = waiters[0] = Waiter(request=waiter.request, collects=True)
                return waiter
            del waiters[0]
            if not waiters:
                del self.waiting[xid]
            return waiter

    def end(self, xid: int, waiter: Waiter) -> None:
        """Stop waiting. Afterwards ``waiter.entry`` is final, and so is ``waiter.next``."""
        with self._lock:
            waiters = self.waiting.get(xid)
            if waiters and waiter in waiters:
                waiters.remove(waiter)
                if not waiters:
                    del self.waiting[xid]

    def pending(self) -> list[tuple[int, Any]]:
        """``(xid, request)`` of all that wait."""
        with self._lock:
            return [(xid, waiter.request) for xid, waiters in self.waiting.items() for waiter in waiters]

    def release_all(self) -> None:
        with self._lock:
            everybody, self.waiting = list(self.waiting.values()), {}
        for waiters in everybody:
            for waiter in waiters:
                waiter.release(None)


class Dispatcher:
    """One thread that runs handlers one at a time, in the order the messages came.

    Messages that no handler is registered for go the same way while there is a backlog, so that the queue
    keeps the order of arrival. A handler may poll: it is given messages of the backlog before their turn.

    Args:
        name: of the thread, which is started by the first message.
        deliver: called in it as ``deliver(wanted, entry)``; runs the handlers (if the message was wanted by
            one when it came) and queues what they leave.
    """

    def __init__(self, name: str, deliver: Callable[[bool, Entry], None]) -> None:
        self._name = name
        self._deliver = deliver
        self._changed = threading.Condition(threading.Lock())
        self._backlog: deque[tuple[bool, Entry]] = deque()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._polling: Waiter | None = None
        #: Messages taken over, and messages done with. Equal when nothing is going on.
        self.turns = 0
        self.done = 0

    @property
    def busy(self) -> bool:
        return self.turns != self.done

    @property
    def is_current_thread(self) -> bool:
        return self._thread is threading.current_thread()

    def put(self, wanted: bool, entry: Entry) -> None:
        """Take over a message. Reactor thread."""
        with self._changed:
            if self._stopping:
                return
            self.turns += 1
            waiter = self._polling
            if waiter is not None and waiter.wants(entry[0]):
                self._polling = None
                waiter.release(entry)
                if waiter.failure is None:
                    self.done += 1
                    return
            self._backlog.append((wanted, entry))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._backlog and not self._stopping:
                    self._changed.wait()
                if self._stopping:
                    return
                wanted, entry = self._backlog.popleft()
            try:
                self._deliver(wanted, entry)
            finally:
                with self._changed:
                    self.done += 1
                    self._changed.notify_all()

    def take(self, match: Match | None, plain: bool = False) -> Entry | None:
        """Take a message out of the backlog before its turn; the first that matches (None = any), or None.

        Args:
            plain: only those that no handler waits for.
        """
        with self._changed:
            return self._take(match, plain)

    def _take(self, match: Match | None, plain: bool) -> Entry | None:
        for index, (wanted, entry) in enumerate(self._backlog):
            if not (plain and wanted) and (match is None or match(entry[0])):
                del self._backlog[index]
                self.done += 1
                self._changed.notify_all()
                return entry
        return None

    def take_or_join(self, match: Match | None) -> Entry | Waiter:
        """In a handler: the first message of the backlog that matches, or a waiter that gets the next one."""
        with self._changed:
            entry = self._take(match, plain=False)
            if entry is not None:
                return entry
            self._polling = Waiter(match)
            return self._polling

    def leave(self) -> None:
        """Stop waiting. Afterwards the waiter's entry is final."""
        with self._changed:
            self._polling = None

    def release_all(self) -> None:
        """Nothing more will come: let a handler that polls go."""
        with self._changed:
            if self._polling is not None:
                self._polling.release(None)
                self._polling = None

    def settle(self, turn: int, timeout: float) -> None:
        """Wait until the first ``turn`` messages are done with, at most so many seconds."""
        if self.done >= turn or self.is_current_thread:
            return
        deadline = monotonic() + timeout
        with self._changed:
            while self.done < turn and not self._stopping:
                left = deadline - monotonic()
                if left <= 0 or not self._changed.wait(left):
                    return

    def clear(self) -> None:
        """Forget the backlog; a handler that runs is not disturbed."""
        with self._changed:
            self.done += len(self._backlog)
            self._backlog.clear()
            self._changed.notify_all()

    def stop(self, timeout: float) -> None:
        """End the thread after the handler that runs now; wait for it unless called in it."""
        with self._changed:
            self._stopping = True
            self.done += len(self._backlog)
            self._backlog.clear()
            self._changed.notify_all()
        self.release_all()
        if self._thread is not None and not self.is_current_thread:
            self._thread.join(timeout)
