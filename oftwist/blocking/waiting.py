"""A thread that waits for one message. May know: threads, messages; nothing else of ours."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

from oftwist.connection.interfaces import Decoded

__all__ = ["Entry", "Match", "Waiter"]

#: A message and the bytes it was decoded from.
Entry = tuple[Decoded, bytes]
#: Tells whether a message is one that is waited for.
Match = Callable[[Decoded], object]

_numbers = itertools.count()


class Waiter:
    """A lock that is released once, with the message or with None.

    Attributes:
        match: what is waited for; None is any message.
        request: what it is to answer, if anything.
        collects: it waits for all parts of an answer.
        number: who came later has a higher one.
        entry: what came, or None.
        next: the waiter for the next part, if this one got a part of an answer and collects all of them.
        turn: messages that had been given to handlers when the answer came.
        failure: what ``match`` raised, or what is wrong with the answer, which is the waiting thread's affair.
    """

    __slots__ = ("_lock", "collects", "entry", "failure", "match", "next", "number", "request", "turn")

    def __init__(self, match: Match | None = None, request: object = None, collects: bool = False) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()
        self.match = match
        self.request = request
        self.collects = collects
        self.number = next(_numbers)
        self.entry: Entry | None = None
        self.next: Waiter | None = None
        self.turn = 0
        self.failure: Exception | None = None

    def wants(self, msg: Decoded) -> bool:
        """Whether this message ends the wait; a ``match`` that raises ends it too."""
        if self.match is None:
            return True
        try:
            return bool(self.match(msg))
        except Exception as error:
            self.failure = error
            return True

    def result(self) -> Entry | None:
        """What came of it, after the wait. Raises ``failure``."""
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
