"""The thread that runs the handlers of one controller. May know: threads, messages; no sockets, no Twisted."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from time import monotonic

from oftwist.blocking.waiting import Entry, Match, Waiter

__all__ = ["HandlerThread"]


class HandlerThread:
    """Runs handlers one at a time, in the order the messages came.

    Messages that no handler is registered for go the same way while there is a backlog, so that the queue
    keeps the order of arrival. A handler may poll: it is given messages of the backlog before their turn.

    Args:
        name: of the thread, which is started by the first message.
        deliver: called in it as ``deliver(wanted, entry)``; runs the handlers (if the message was wanted by
            one when it came) and queues what they leave.

    Attributes:
        sync: held while a message is delivered: who holds it keeps handlers from running.
        turns, done: messages taken over, and messages done with. Equal when nothing is going on.
    """

    def __init__(self, name: str, deliver: Callable[[bool, Entry], None]) -> None:
        self._name = name
        self._deliver = deliver
        self._changed = threading.Condition(threading.Lock())
        self._backlog: deque[tuple[bool, Entry]] = deque()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._polling: Waiter | None = None
        self.sync = threading.RLock()
        self.turns = 0
        self.done = 0

    @property
    def busy(self) -> bool:
        """Whether messages wait for a handler, or behind one."""
        return self.turns != self.done

    @property
    def is_current_thread(self) -> bool:
        """Whether a handler calls."""
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
                with self.sync:
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
