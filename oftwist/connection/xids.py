"""Xids: a number for each message, one that nothing waits for. Knows nothing of messages."""

from __future__ import annotations

from collections.abc import Mapping

MAX_XID = 0xFFFFFFFF
#: So many numbers at a time are looked up among those in use.
_RUN = 64


class Xids:
    """Counts up from 1 to 2**32 - 1 and from the beginning again, passing over numbers in use.

    Whoever sends a lot may do what ``next`` does by itself.

    Attributes:
        in_use: where numbers stand that are taken; ``take`` tells of each that comes to stand there.
        last: the number given last.
        free_to: all from ``last + 1`` to this one are free; ``find`` looks further.
    """

    __slots__ = ("free_to", "in_use", "last")

    def __init__(self) -> None:
        self.in_use: tuple[Mapping[int, object], ...] = ()
        self.last = self.free_to = 0

    def next(self) -> int:
        """Return the next number that is not 0 and not in use."""
        xid = self.last + 1
        if xid > self.free_to:
            xid = self.find()
        self.last = xid
        return xid

    def find(self) -> int:
        """Return the free number after ``last``, and look how far all are free from there."""
        xid = self.last + 1
        while xid > MAX_XID or any(xid in used for used in self.in_use):
            xid = xid % MAX_XID + 1
        run = range(xid + 1, min(xid + _RUN, MAX_XID) + 1)
        alone = any(used and not used.keys().isdisjoint(run) for used in self.in_use)
        self.free_to = xid if alone else xid + len(run)
        return xid

    def take(self, xid: int) -> None:
        """A number, not given by us perhaps, is in use from now on."""
        if self.last < xid <= self.free_to:
            self.free_to = xid - 1
