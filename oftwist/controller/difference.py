"""The difference of two sets of flows: what to send so that those of a switch become those that are wanted. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from oftwist import text
from oftwist.wire.numbers import OF10, OF13

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded, Message

F = TypeVar("F")
#: What makes two flows of one match different.
Value: TypeAlias = "tuple[str, int, int, int, int, int]"
#: What tells one flow from another: table, priority, match.
Key: TypeAlias = "tuple[int, int, str]"


class Difference(NamedTuple):
    """What it takes to make the flows of a switch those that are wanted.

    Attributes:
        deleted, added, modified: the flow mods.
        before: the entries that are deleted or modified, as they were.
        gone: those of them that are deleted.
    """

    deleted: list[Message]
    added: list[Message]
    modified: list[Message]
    before: list[Decoded]
    gone: list[Decoded]

    @property
    def messages(self) -> list[Message]:
        """Deletions first, so that a full table has room for what is new."""
        return [*self.deleted, *self.modified, *self.added]

    def __str__(self) -> str:
        return f"{len(self.added)} added, {len(self.modified)} modified, {len(self.deleted)} deleted"


class Comparison:
    """Two sets of flows, taken in by and by: many take a while.

    Args:
        ofp: the loxi module of their version.
    """

    def __init__(self, ofp: ModuleType) -> None:
        self._ofp = ofp
        # Flags that a switch does not tell back (1.0 has none in its statistics) or that are of the command only.
        self._flags = 0
        if ofp.OFP_VERSION >= OF13:
            for name in ("SEND_FLOW_REM", "NO_PKT_COUNTS", "NO_BYT_COUNTS"):
                self._flags |= getattr(ofp, f"OFPFF_{name}", 0)
        self._old: dict[Key, tuple[Decoded, Value]] = {}
        self._new: dict[Key, tuple[Message, Value]] = {}

    def take_old(self, there: Iterable[Decoded]) -> None:
        """Take in entries of flow statistics: what is there."""
        self._take(self._old, there)

    def take_new(self, wanted: Iterable[Message]) -> None:
        """Take in flow mods: what is wanted. The last one of a key counts."""
        self._take(self._new, wanted)

    def _take(self, found: dict[Key, tuple[F, Value]], flows: Iterable[F]) -> None:
        for flow in flows:
            table, priority, match, does = text.flow_identity(flow)
            found[table, priority, match] = flow, value_of(flow, does, self._flags)

    def difference(self) -> Difference:
        """What to send."""
        old, new = self._old, self._new
        deleted = [_deletion(self._ofp, key) for key in old if key not in new]
        added = [flow for key, (flow, _) in new.items() if key not in old]
        modified = [flow for key, (flow, value) in new.items() if key in old and old[key][1] != value]
        before = [flow for key, (flow, value) in old.items() if key not in new or new[key][1] != value]
        gone = [flow for key, (flow, _) in old.items() if key not in new]
        return Difference(deleted, added, modified, before, gone)


def difference(ofp: ModuleType, there: Iterable[Decoded], wanted: Iterable[Message]) -> Difference:
    """What to send so that the flows of a switch become those that are wanted, in one go: see `Comparison`."""
    found = Comparison(ofp)
    found.take_old(there)
    found.take_new(wanted)
    return found.difference()


def value_of(flow: Any, does: str, flags: int) -> Value:
    """What makes two flows of one match different."""
    importance = getattr(flow, "importance", 0)
    return does, flow.cookie, flow.idle_timeout, flow.hard_timeout, importance, getattr(flow, "flags", 0) & flags


def _deletion(ofp: ModuleType, key: Key) -> Message:
    """The strict flow mod that deletes one flow: from its text, since an entry's match may have a form of its own."""
    table, priority, match = key
    where = f"table={table}," if table or ofp.OFP_VERSION > OF10 else ""
    deletion: Message = text.parse_flow(f"{where}priority={priority},{match}", ofp, "delete_strict")
    return deletion
