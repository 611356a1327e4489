"""Kept: things in order, bounded by number and bytes; those that can be spared go first. Knows nothing of messages.

Every step costs the same however many are kept, but the first of ``firsts``.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Kept(Generic[_T]):
    """Things in the order they came. Iterating gives them, oldest first.

    Args:
        limit: how many may be kept, None for no bound.
        max_bytes: how many bytes, 0 for no bound; one thing is kept in any case.
        sort_of: of what sort a thing is, for ``firsts``.

    Attributes:
        bytes: how many bytes are kept.
    """

    def __init__(
        self, limit: int | None = None, max_bytes: int = 0, sort_of: Callable[[_T], Hashable] = type
    ) -> None:
        self.limit = limit
        self.max_bytes = max_bytes
        self.bytes = 0
        self._things: OrderedDict[int, tuple[_T, int]] = OrderedDict()
        self._spare: OrderedDict[int, None] = OrderedDict()
        self._sort_of = sort_of
        self._sorts: dict[Hashable, OrderedDict[int, None]] | None = None  # until somebody asks for it
        self._number = 0

    def __len__(self) -> int:
        return len(self._things)

    def __iter__(self) -> Iterator[_T]:
        return iter([thing for thing, _ in self._things.values()])

    def __getitem__(self, index: int) -> _T:
        """For looking in: counts them all."""
        return list(self)[index]

    def entries(self) -> Iterator[tuple[int, _T]]:
        """Yield a number to ``take`` each by, and the thing, oldest first; nothing may change meanwhile."""
        for number, (thing, _) in self._things.items():
            yield number, thing

    def firsts(self) -> list[tuple[int, _T]]:
        """Return the same of the oldest thing of each sort, oldest first."""
        if self._sorts is None:
            self._sorts = {}
            for number, (thing, _) in self._things.items():
                self._sorts.setdefault(self._sort_of(thing), OrderedDict())[number] = None
        return [(n, self._things[n][0]) for n in sorted(next(iter(numbers)) for numbers in self._sorts.values())]

    def is_full(self, size: int) -> bool:
        """Tell whether there is no room for one more of so many bytes."""
        if self.limit is not None and len(self._things) >= self.limit:
            return True
        return bool(self._things) and self.bytes + size > self.max_bytes > 0

    def add(self, thing: _T, size: int, spare: bool) -> None:
        """Keep one more, full or not.

        Args:
            thing: what to keep.
            size: its bytes.
            spare: it can be spared.
        """
        self._number = number = self._number + 1
        self._things[number] = thing, size
        self.bytes += size
        if spare:
            self._spare[number] = None
        if self._sorts is not None:
            self._sorts.setdefault(self._sort_of(thing), OrderedDict())[number] = None

    def take(self, number: int) -> _T:
        """Take one out."""
        thing, size = self._things.pop(number)
        self._spare.pop(number, None)
        if self._sorts is not None:
            sort = self._sort_of(thing)
            alike = self._sorts[sort]
            del alike[number]
            if not alike:
                del self._sorts[sort]
        self.bytes -= size
        return thing

    def take_oldest(self) -> _T | None:
        """Take the oldest out; None if there is none."""
        return self.take(next(iter(self._things))) if self._things else None

    def take_spare(self) -> _T | None:
        """Take the oldest of those out that can be spared; None if there is none."""
        return self.take(next(iter(self._spare))) if self._spare else None

    def clear(self) -> list[_T]:
        """Take all out."""
        things = list(self)
        self._things.clear()
        self._spare.clear()
        self._sorts = None
        self.bytes = 0
        return things
