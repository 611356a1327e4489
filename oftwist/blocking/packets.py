"""The queue of what arrived and nobody took yet. May know: threads, messages; no sockets, no Twisted."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol

from oftwist.blocking.waiting import Entry, Match, Waiter
from oftwist.connection.interfaces import Decoded

__all__ = ["Bounds", "PacketQueue"]


class Bounds(Protocol):
    """What the queue asks for while it runs.

    Attributes:
        max_pkts: messages kept; None = no bound.
    """

    max_pkts: int | None


class PacketQueue:
    """Messages in the order they came, bounded, and the threads that poll them.

    A message that a polling thread waits for is handed to it at once; others are kept in ``items``, a plain list that
    tests may look into and change. When it is full the oldest asynchronous message goes first: replies and errors give
    way to replies and errors only. To keep one more message costs the same however many are kept, and however many
    threads wait for the same kind.

    Args:
        bounds: how many are kept.
        spare: tells whether a message is an asynchronous one.

    Attributes:
        lock: guards everything here.
        total: messages that came.
        expired: messages dropped because the queue was full.
    """

    def __init__(self, bounds: Bounds, spare: Callable[[Decoded], bool]) -> None:
        self._items: list[Entry] = []
        self.lock = threading.RLock()
        self.total = 0
        self.expired = 0
        self._bounds = bounds
        self._spare = spare
        # Those who wait for the same, together: a message is compared once with each of these.
        self._waiting: dict[Match | None, deque[Waiter]] = {}
        self._changed: threading.Condition | None = None
        # No message before this index is spare. Nobody tells what he does to the list: looked for anew after somebody
        # has asked for it, and when the message before that index is another one.
        self._firm = 0
        self._edge: Entry | None = None

    @property
    def items(self) -> list[Entry]:
        """The messages, oldest first: the list itself, for everybody to change."""
        self._firm = 0
        return self._items

    @items.setter
    def items(self, items: list[Entry]) -> None:
        with self.lock:
            self._firm = 0
            self._items = items

    def __len__(self) -> int:
        return len(self._items)

    @property
    def changed(self) -> threading.Condition:
        """Notified of every message that is kept; its lock is `lock`. Costs nothing before somebody asks for it."""
        with self.lock:
            if self._changed is None:
                self._changed = threading.Condition(self.lock)
            return self._changed

    # --- what arrives ---

    def put(self, entry: Entry) -> bool:
        """Hand a message to whoever waits for it, or keep it. False if something had to be dropped for it."""
        with self.lock:
            self.total += 1
            if self._waiting and self._hand_over(entry):
                return True
            limit = self._bounds.max_pkts
            room = limit is None or len(self._items) < limit
            if room or self._make_room(entry[0], limit or 0):
                self._items.append(entry)
                if self._changed is not None:
                    self._changed.notify_all()
            return room

    def _hand_over(self, entry: Entry) -> bool:
        groups = list(self._waiting.items())
        if len(groups) > 1:
            groups.sort(key=lambda group: group[1][0].number)  # who came first
        for match, waiters in groups:
            while waiters and waiters[0].wants(entry[0]):
                waiter = waiters.popleft()
                if not waiters:
                    del self._waiting[match]
                waiter.release(entry)
                if waiter.failure is None:
                    return True
        return False

    def expected(self, msg: Decoded) -> bool:
        """Whether a thread waits for a message like this one."""
        with self.lock:
            return any(Waiter(match).wants(msg) for match in self._waiting)

    def _make_room(self, msg: Decoded, limit: int) -> bool:
        """Drop old messages until there is room for one more; False if the new one itself is to go."""
        items = self._items
        while len(items) >= limit:
            self.expired += 1
            oldest = self._first_spare()
            if oldest is None:
                if self._spare(msg) or not items:
                    return False
                oldest = 0
            self._remove(oldest)
        return True

    def _first_spare(self) -> int | None:
        """The index of the oldest asynchronous message. Each message is looked at once, as long as none is moved."""
        items, spare = self._items, self._spare
        index = self._firm
        if index > len(items) or (index and items[index - 1] is not self._edge):
            index = 0  # somebody else took something out, or put something in
        while index < len(items) and not spare(items[index][0]):
            index += 1
        self._firm = index
        self._edge = items[index - 1] if index else None
        return index if index < len(items) else None

    def _remove(self, index: int) -> Entry:
        items = self._items
        entry = items.pop(index)
        if index < self._firm:
            self._firm -= 1
            if entry is self._edge:
                self._edge = items[self._firm - 1] if 0 < self._firm <= len(items) else None
        return entry

    # --- who polls ---

    def take(self, match: Match | None) -> Entry | None:
        """The first message that matches, taken out; or None."""
        with self.lock:
            if match is None:
                return self._remove(0) if self._items else None
            for index, (msg, _) in enumerate(self._items):
                if match(msg):
                    return self._remove(index)
            return None

    def take_or_join(self, match: Match | None) -> Entry | Waiter:
        """The first message that matches, or a waiter that gets the next one."""
        with self.lock:
            entry = self.take(match)
            if entry is not None:
                return entry
            waiter = Waiter(match)
            self._waiting.setdefault(match, deque()).append(waiter)
            return waiter

    def leave(self, waiter: Waiter) -> None:
        """Stop waiting. Afterwards ``waiter.entry`` is final: a message may have come at the last moment."""
        with self.lock:
            waiters = self._waiting.get(waiter.match)
            if waiters is not None and waiter in waiters:
                waiters.remove(waiter)
                if not waiters:
                    del self._waiting[waiter.match]

    def release_all(self) -> None:
        """Nothing more will come: let everybody go."""
        with self.lock:
            groups, self._waiting = self._waiting, {}
            for waiters in groups.values():
                for waiter in waiters:
                    waiter.release(None)
            if self._changed is not None:
                self._changed.notify_all()

    def clear(self) -> int:
        """Forget all messages (with a new list: whoever holds the old one keeps it) and return how many."""
        with self.lock:
            count = len(self._items)
            self._items = []
            return count
