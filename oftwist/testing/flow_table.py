"""The flow table of the simulated switch: pure logic, no connections, no clock, no I/O.

A match is a sorted tuple of *terms* ``(field name, value, mask)`` with ``value & ~mask == 0``; a term
with mask 0 does not exist. The fields of a packet are a dict ``name -> int``.

Nothing here walks the whole table for an add, a strict change or a packet: entries are found by a dict
keyed on (priority, terms), and packets by one dict lookup per distinct set of masks (tuple space
search). Only non-strict changes and CHECK_OVERLAP look at every entry, as their meaning demands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from oftwist.testing.table_space import Vacancy
from oftwist.wire import decode

Term = tuple[str, int, int]
Terms = tuple[Term, ...]


class Refused(Exception):
    """A request that the switch answers with an OpenFlow error.

    Args:
        kind: the error class without its ending, e.g. ``"flow_mod_failed"``.
        code: the code's name without its prefix, e.g. ``"OVERLAP"``.
    """

    def __init__(self, kind: str, code: str) -> None:
        super().__init__(f"{kind}: {code}")
        self.kind = kind
        self.code = code


class Flow:
    """One entry.

    Args:
        priority, terms: as the attributes.
        source: the bytes of the flow mod it comes from; ``match`` and ``instructions`` are decoded from them
            when somebody asks, so that a hundred thousand entries stay small.
        now: the time in seconds.

    Attributes:
        priority: 0-65535, higher wins.
        terms: the match.
        cookie, flags, importance: as installed.
        idle_timeout, hard_timeout: seconds, 0 for never.
        packets, bytes: counters.
        created, used: time of installation and of the last packet, in seconds.
        program: what the datapath compiled from the instructions, None until the first packet.
        installed: False as soon as it has left the table.
        table_id: the table it is or was in.
        version: OpenFlow wire version of its instructions.
        origin: OpenFlow wire version of its match: it can only be told in this one.
    """

    __slots__ = (
        "_instructions",
        "_match",
        "bytes",
        "cookie",
        "created",
        "flags",
        "hard_timeout",
        "idle_timeout",
        "importance",
        "installed",
        "origin",
        "packets",
        "priority",
        "program",
        "source",
        "table_id",
        "terms",
        "used",
        "version",
    )

    def __init__(
        self,
        priority: int,
        terms: Terms,
        source: bytes = b"",
        cookie: int = 0,
        flags: int = 0,
        idle_timeout: int = 0,
        hard_timeout: int = 0,
        now: float = 0.0,
    ) -> None:
        self.priority = priority
        self.terms = terms
        self.source = source
        self.version = self.origin = source[0] if source else 0
        self.cookie = cookie
        self.flags = flags
        self.idle_timeout = idle_timeout
        self.hard_timeout = hard_timeout
        self.created = self.used = now
        self.packets = self.bytes = self.table_id = self.importance = 0
        self.installed = False
        self.program: Any = None
        self._match: Any = None
        self._instructions: Any = None

    def _load(self) -> None:
        msg = decode(self.source)
        if self._match is None:
            self._match = msg.match
        if self._instructions is None:
            self._instructions = msg.actions if self.source[0] == 1 else msg.instructions

    @property
    def match(self) -> Any:
        """The match object it came with, None without a source."""
        if self._match is None and self.source:
            self._load()
        return self._match

    @match.setter
    def match(self, value: Any) -> None:
        self._match = value

    @property
    def instructions(self) -> Any:
        """Its list of instruction objects (1.1+) or actions (1.0)."""
        if self._instructions is None:
            if not self.source:
                return []
            self._load()
        return self._instructions

    @instructions.setter
    def instructions(self, value: Any) -> None:
        self._instructions = value
        self.program = None

    def __repr__(self) -> str:
        terms = ",".join(f"{name}={value:#x}/{mask:#x}" for name, value, mask in self.terms)
        return f"Flow(table={self.table_id}, priority={self.priority}, {terms or 'any'})"


def covers(wide: Terms, narrow: Terms) -> bool:
    """Whether every packet that matches ``narrow`` matches ``wide`` (non-strict, OpenFlow 1.3.5 §6.4)."""
    if not wide:
        return True
    have = {name: (value, mask) for name, value, mask in narrow}
    for name, value, mask in wide:
        term = have.get(name)
        if term is None or mask & ~term[1] or term[0] & mask != value:
            return False
    return True


def overlap(one: Terms, other: Terms) -> bool:
    """Whether some packet can match both (CHECK_OVERLAP)."""
    have = {name: (value, mask) for name, value, mask in one}
    for name, value, mask in other:
        term = have.get(name)
        if term is not None and (term[0] ^ value) & term[1] & mask:
            return False
    return True


def matches(terms: Terms, fields: Mapping[str, int]) -> bool:
    """Whether a packet with these fields matches. A field the packet lacks never matches."""
    for name, value, mask in terms:
        have = fields.get(name)
        if have is None or have & mask != value:
            return False
    return True


class FlowTable:
    """One table.

    Args:
        table_id: its number.
        max_entries: how many entries fit.

    Attributes:
        entries: (priority, terms) -> Flow, in the order of installation.
        lookups, hits: packets looked up and packets that matched.
        config: the table's configuration bits (table_mod).
        vacancy: when it is told how much room is left, if the configuration says so.
    """

    __slots__ = ("_fresh", "_groups", "config", "entries", "hits", "lookups", "max_entries", "table_id", "vacancy")

    def __init__(self, table_id: int, max_entries: int = 1_000_000) -> None:
        self.table_id = table_id
        self.max_entries = max_entries
        self.entries: dict[tuple[int, Terms], Flow] = {}
        self.lookups = 0
        self.hits = 0
        self.config = 0
        self.vacancy = Vacancy()
        # ((name, mask), ...) -> {(value, ...): {priority: Flow}}
        self._groups: dict[tuple[tuple[str, int], ...], dict[tuple[int, ...], dict[int, Flow]]] = {}
        # Installed and not yet in _groups: filing waits for the first packet, so that mass loads are fast.
        self._fresh: list[Flow] = []

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def left(self) -> int:
        """How many percent of its room are left."""
        return max(0, self.max_entries - len(self.entries)) * 100 // max(1, self.max_entries)

    def insert(self, flow: Flow) -> Flow | None:
        """Put an entry in.

        Returns:
            the entry with the same priority and match that it replaced, if there was one.
        Raises:
            Refused: the table is full.
        """
        entries = self.entries
        key = (flow.priority, flow.terms)
        old = entries.get(key)
        if old is not None:
            old.installed = False
            del entries[key]  # the new one goes to the end of the order of installation
        elif len(entries) >= self.max_entries:
            raise Refused("flow_mod_failed", "TABLE_FULL")
        entries[key] = flow
        flow.installed = True
        flow.table_id = self.table_id
        self._fresh.append(flow)
        return old

    def _file(self) -> None:
        """Put the entries that came since the last lookup where packets find them."""
        groups = self._groups
        for flow in self._fresh:
            if not flow.installed:
                continue
            terms = flow.terms
            shape = tuple([(name, mask) for name, _, mask in terms])
            values = tuple([value for _, value, _ in terms])
            group = groups.get(shape)
            if group is None:
                group = groups[shape] = {}
            bucket = group.get(values)
            if bucket is None:
                group[values] = {flow.priority: flow}
            else:
                bucket[flow.priority] = flow
        self._fresh.clear()

    def remove(self, flow: Flow) -> None:
        """Take an installed entry out."""
        if self._fresh:
            self._file()
        terms = flow.terms
        del self.entries[(flow.priority, terms)]
        flow.installed = False
        shape = tuple([(name, mask) for name, _, mask in terms])
        values = tuple([value for _, value, _ in terms])
        group = self._groups[shape]
        bucket = group[values]
        del bucket[flow.priority]
        if not bucket:
            del group[values]
            if not group:
                del self._groups[shape]

    def find(self, priority: int, terms: Terms) -> Flow | None:
        """The entry with exactly this priority and match."""
        return self.entries.get((priority, terms))

    def overlapping(self, priority: int, terms: Terms) -> Flow | None:
        """Another entry of this priority that some packet could match together with ``terms``."""
        for flow in self.entries.values():
            if flow.priority == priority and flow.terms != terms and overlap(flow.terms, terms):
                return flow
        return None

    def select(self, terms: Terms, keep: Callable[[Flow], bool] | None = None) -> list[Flow]:
        """Every entry that ``terms`` covers and ``keep`` accepts, in the order of installation."""
        flows: Iterator[Flow] = iter(self.entries.values())
        if terms:
            flows = (flow for flow in flows if covers(terms, flow.terms))
        return [flow for flow in flows if keep is None or keep(flow)]

    def lookup(self, fields: Mapping[str, int]) -> Flow | None:
        """The matching entry of the highest priority, or None; counts the lookup.

        Of several matching entries of one priority any may win (OpenFlow 1.3.5 §5.3).
        """
        self.lookups += 1
        if self._fresh:
            self._file()
        best: Flow | None = None
        best_priority = -1
        get = fields.get
        for shape, group in self._groups.items():
            values = []
            for name, mask in shape:
                value = get(name)
                if value is None:
                    break
                values.append(value & mask)
            else:
                bucket = group.get(tuple(values))
                if bucket is not None:
                    top = max(bucket)
                    if top > best_priority:
                        best_priority, best = top, bucket[top]
        if best is not None:
            self.hits += 1
        return best
