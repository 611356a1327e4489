"""Conjunctive matches: entries that are clauses, and match together (ovs-fields(7), "Conjunctive Match Fields").

Pure logic on flow tables.
"""

from __future__ import annotations

from collections.abc import Mapping

from oftwist.testing.flow_table import Flow, FlowTable, matches
from oftwist.testing.parts import actions_of

#: (id, clause counted from 0, number of clauses)
Clause = tuple[int, int, int]


def clauses_of(flow: Flow) -> list[Clause]:
    """The clauses that an entry stands for; [] for a usual entry."""
    return [
        (action.id, action.clause, action.n_clauses)
        for action in actions_of(flow)
        if type(action).__name__ == "nicira_conjunction"
    ]


def lookup(table: FlowTable, fields: dict[str, int], conjunctive: Mapping[Flow, list[Clause]]) -> Flow | None:
    """The entry of a table that a packet matches, where some entries are clauses.

    Args:
        table: the table.
        fields: of the packet.
        conjunctive: every entry of the table that is a clause.
    Returns:
        the best of the usual entries, unless all clauses of a conjunction of higher priority match: then the best
        usual entry for a packet whose ``conj_id`` is that conjunction's.
    """
    soft = sorted((flow for flow in conjunctive if matches(flow.terms, fields)), key=lambda flow: -flow.priority)
    hard = best(table, fields, conjunctive)
    floor = -1 if hard is None else hard.priority
    seen: dict[int, dict[int, set[int]]] = {}
    for flow in soft:
        if flow.priority <= floor:
            break
        here = seen.setdefault(flow.priority, {})
        for identity, clause, count in conjunctive[flow]:
            found = here.setdefault(identity, set())
            found.add(clause)
            if len(found) == count:
                chosen = best(table, {**fields, "conj_id": identity}, conjunctive)
                if chosen is not None:
                    return chosen
    return hard


def best(table: FlowTable, fields: Mapping[str, int], without: Mapping[Flow, object]) -> Flow | None:
    """The entry of the highest priority that matches and is not among some."""
    found = [flow for flow in table.entries.values() if flow not in without and matches(flow.terms, fields)]
    return max(found, key=lambda flow: flow.priority, default=None)
