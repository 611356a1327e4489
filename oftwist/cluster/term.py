"""Term: one node's mastership of one datapath, from winning it to its end. Knows who keeps it; no store, no switch."""

from __future__ import annotations

from typing import Protocol

from twisted.internet.defer import Deferred

from oftwist.dpid import format_dpid


class Keeper(Protocol):
    """Who gives out terms."""

    @property
    def trusted(self) -> bool:
        """May terms be relied on right now?"""

    def resign(self, term: Term, reason: str) -> Deferred[None]:
        """End a term, and let others have the datapath."""


class Term:
    """One node's mastership of one datapath.

    Attributes:
        dpid: the datapath.
        generation_id: 64 bits, for role requests; higher than that of any earlier term.
        lost: fires once, with the reason, when it has ended.
    """

    def __init__(self, store: Keeper, dpid: int, created: int, generation_id: int) -> None:
        self.dpid = dpid
        self.generation_id = generation_id
        self.lost: Deferred[str] = Deferred()
        self.created = created
        self.over = ""
        self._store = store

    @property
    def valid(self) -> bool:
        """May we write as master right now? To be asked before every write."""
        return not self.over and self._store.trusted

    def resign(self, reason: str = "resigned") -> Deferred[None]:
        """End it; ``lost`` fires at once, the Deferred when others may have it."""
        return self._store.resign(self, reason)

    def end(self, reason: str) -> None:
        """It has ended; for the store."""
        if not self.over:
            self.over = reason
            self.lost.callback(reason)

    def __repr__(self) -> str:
        return f"<Term of {format_dpid(self.dpid)} generation {self.generation_id:#x} {self.over or 'held'}>"
