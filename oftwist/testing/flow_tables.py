"""All flow tables of the simulated switch together: timeouts, and an undo journal. Pure logic like ``flow_table``."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from typing import Any

from oftwist.testing.flow_table import Flow, FlowTable, Refused
from oftwist.testing.table_space import EVICTION, VACANCY_EVENTS

#: Why an entry went away, as OFPRR_* number it (the same in every version).
REMOVED_IDLE, REMOVED_HARD, REMOVED_DELETE, REMOVED_GROUP, REMOVED_METER, REMOVED_EVICTION = range(6)


class FlowTables:
    """All tables of a switch, with timeouts and an undo journal.

    Args:
        count: number of tables.
        max_entries: entries per table.
        removed: called with ``(flow, reason)`` whenever an entry leaves by timeout or deletion.

    Attributes:
        changed: called with ``("add", "modify" or "delete", flow, reason)`` for every change, 0 for no reason.
        vacant: called with ``(table, reason)`` when a table has to tell how much room it has.
    """

    def __init__(
        self, count: int, max_entries: int = 1_000_000, removed: Callable[[Flow, int], None] | None = None
    ) -> None:
        self.changed: Callable[[str, Flow, int], None] = lambda what, flow, reason: None
        self.vacant: Callable[[FlowTable, int], None] = lambda table, reason: None
        self.tables = [FlowTable(table_id, max_entries) for table_id in range(count)]
        self.removed = removed
        self._timers: list[tuple[float, int, Flow]] = []
        self._sequence = 0
        self._journal: list[tuple[str, Flow, Any]] | None = None

    def __len__(self) -> int:
        return sum(len(table) for table in self.tables)

    def flows(self) -> Iterator[Flow]:
        """Every entry, table by table."""
        for table in self.tables:
            yield from table.entries.values()

    def add(self, table_id: int, flow: Flow, *, check_overlap: bool = False, keep_counts: bool = False) -> None:
        """Install an entry, in place of one with the same priority and match.

        Args:
            table_id: an existing table.
            flow: the new entry.
            check_overlap: refuse when another entry of the priority overlaps.
            keep_counts: take over the counters of the entry it replaces (1.2+ without RESET_COUNTS).
        Raises:
            Refused: OVERLAP or TABLE_FULL; the table is then as before.
        """
        table = self.tables[table_id]
        if check_overlap and table.overlapping(flow.priority, flow.terms) is not None:
            raise Refused("flow_mod_failed", "OVERLAP")
        if table.config & EVICTION and len(table) >= table.max_entries:
            self._make_room(table, flow)
        old = table.insert(flow)
        if old is not None and keep_counts:
            flow.packets, flow.bytes = old.packets, old.bytes
        if self._journal is not None:
            self._journal.append(("add", flow, old))
        else:
            self._tell("add", flow)
        if flow.idle_timeout or flow.hard_timeout:
            self._arm(flow)

    def _make_room(self, table: FlowTable, flow: Flow) -> None:
        """Let the least important entry go, of those the one that ends first; one without a time-out stays."""
        if table.find(flow.priority, flow.terms) is not None:
            return
        ending = [entry for entry in table.entries.values() if entry.idle_timeout or entry.hard_timeout]
        if ending:
            self.delete(min(ending, key=lambda entry: (entry.importance, self.deadline_of(entry)[0])), REMOVED_EVICTION)

    def _tell(self, what: str, flow: Flow, reason: int = 0) -> None:
        """An entry came, changed or went, and with it how much room its table has."""
        self.changed(what, flow, reason)
        table = self.tables[flow.table_id]
        if table.config & VACANCY_EVENTS:
            table.vacancy, why = table.vacancy.after(table.left)
            if why is not None:
                self.vacant(table, why)

    def modify(self, flow: Flow, instructions: Any, *, version: int = 0, reset_counts: bool = False) -> None:
        """Give an entry other instructions; cookie, timeouts and flags stay (OpenFlow 1.3.5 §6.4)."""
        if self._journal is not None:
            before = (flow.instructions, flow.version, flow.packets, flow.bytes)
            self._journal.append(("modify", flow, before))
        flow.instructions = instructions
        flow.version = version or flow.version
        if reset_counts:
            flow.packets = flow.bytes = 0
        if self._journal is None:
            self._tell("modify", flow)

    def delete(self, flow: Flow, reason: int = REMOVED_DELETE) -> None:
        """Take an entry out and report it."""
        self.tables[flow.table_id].remove(flow)
        if self._journal is not None:
            self._journal.append(("delete", flow, reason))
        else:
            self._gone(flow, reason)

    def _gone(self, flow: Flow, reason: int) -> None:
        self._tell("delete", flow, reason)
        if self.removed is not None:
            self.removed(flow, reason)

    def clear(self) -> None:
        """Forget every entry, reporting nothing (a switch that was switched off)."""
        for table in self.tables:
            self.tables[table.table_id] = type(table)(table.table_id, table.max_entries)
        self._timers.clear()

    # -- all or nothing ------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start a transaction: nothing is reported until :meth:`commit`."""
        self._journal = []

    def commit(self) -> None:
        """Keep everything since :meth:`begin` and report the entries that left."""
        journal, self._journal = self._journal or [], None
        for what, flow, detail in journal:
            if what == "delete":
                self._gone(flow, detail)
            else:
                self._tell(what, flow)

    def rollback(self) -> None:
        """Undo everything since :meth:`begin`, last change first."""
        journal, self._journal = self._journal or [], None
        for what, flow, detail in reversed(journal):
            table = self.tables[flow.table_id]
            if what == "add":
                table.remove(flow)
                if detail is not None:
                    table.insert(detail)
            elif what == "delete":
                table.insert(flow)
            else:
                flow.instructions, flow.version, flow.packets, flow.bytes = detail

    # -- time ----------------------------------------------------------------------------------------

    def deadline_of(self, flow: Flow) -> tuple[float, int]:
        """When an entry will time out, and the reason that will be told."""
        idle = flow.used + flow.idle_timeout if flow.idle_timeout else float("inf")
        hard = flow.created + flow.hard_timeout if flow.hard_timeout else float("inf")
        return (hard, REMOVED_HARD) if hard <= idle else (idle, REMOVED_IDLE)

    def _arm(self, flow: Flow) -> None:
        self._sequence += 1
        heapq.heappush(self._timers, (self.deadline_of(flow)[0], self._sequence, flow))

    def timeout_changed(self, flow: Flow) -> None:
        """An entry is to end at another time than it was."""
        if flow.installed:
            self._arm(flow)

    def age(self, seconds: float) -> None:
        """Make every entry so much older than it is."""
        for flow in self.flows():
            flow.created -= seconds
            flow.used -= seconds
        self._timers = [(when - seconds, number, flow) for when, number, flow in self._timers]

    def next_deadline(self) -> float | None:
        """When :meth:`expire` should be called next, or None when nothing can time out."""
        timers = self._timers
        while timers and not timers[0][2].installed and self._journal is None:
            heapq.heappop(timers)
        return timers[0][0] if timers else None

    def expire(self, now: float) -> int:
        """Remove and report the entries whose time has come.

        Args:
            now: seconds on the clock that stamped the entries.
        Returns:
            how many entries went.
        """
        gone = 0
        timers = self._timers
        while timers and timers[0][0] <= now:
            flow = heapq.heappop(timers)[2]
            if not flow.installed:
                continue
            deadline, reason = self.deadline_of(flow)
            if deadline > now:  # used since: its idle time starts over
                self._arm(flow)
                continue
            self.delete(flow, reason)
            gone += 1
        return gone
