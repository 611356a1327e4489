"""The flow table by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oftwist.testing.flow_table import Flow, FlowTable, Refused, covers, matches, overlap
from oftwist.testing.flow_tables import FlowTables
from tests.support.counting import check_linear

FULL = 0xFFFFFFFF
IN1 = (("in_port", 1, FULL),)
NET10 = (("ipv4_dst", 0x0A000000, 0xFF000000),)
HOST = (("ipv4_dst", 0x0A000001, FULL),)


def test_covers_and_overlap() -> None:
    assert covers((), HOST) and covers(NET10, HOST) and not covers(HOST, NET10)
    assert not covers(IN1, HOST)
    assert overlap(IN1, HOST) and overlap(NET10, HOST)
    assert not overlap(HOST, (("ipv4_dst", 0x0B000000, 0xFF000000),))


def test_highest_priority_wins_and_counts() -> None:
    table = FlowTable(0)
    wide, narrow = Flow(1, NET10), Flow(5, HOST)
    table.insert(wide)
    table.insert(narrow)
    assert table.lookup({"ipv4_dst": 0x0A000001}) is narrow
    assert table.lookup({"ipv4_dst": 0x0A000002}) is wide
    assert table.lookup({"ipv4_dst": 0x0B000002}) is None
    assert table.lookup({}) is None
    assert (table.lookups, table.hits) == (4, 2)
    table.remove(narrow)
    assert table.lookup({"ipv4_dst": 0x0A000001}) is wide


def test_same_match_and_priority_replaces() -> None:
    tables = FlowTables(1)
    one, two = Flow(5, HOST), Flow(5, HOST)
    one.packets = 7
    tables.add(0, one)
    assert tables.tables[0].lookup({"ipv4_dst": 0x0A000001}) is one
    tables.add(0, two, keep_counts=True)
    assert list(tables.flows()) == [two] and two.packets == 7 and not one.installed
    assert tables.tables[0].lookup({"ipv4_dst": 0x0A000001}) is two
    three = Flow(5, HOST)
    tables.add(0, three)
    assert three.packets == 0


def test_check_overlap_and_full() -> None:
    tables = FlowTables(1, max_entries=2)
    tables.add(0, Flow(5, NET10))
    with pytest.raises(Refused, match="OVERLAP"):
        tables.add(0, Flow(5, HOST), check_overlap=True)
    tables.add(0, Flow(6, HOST), check_overlap=True)
    with pytest.raises(Refused, match="TABLE_FULL"):
        tables.add(0, Flow(7, IN1))
    tables.add(0, Flow(6, HOST))  # in place of the old one: fits
    assert len(tables) == 2


def test_timeouts_and_idle_extension() -> None:
    gone: list[tuple[Flow, int]] = []
    tables = FlowTables(1, removed=lambda flow, reason: gone.append((flow, reason)))
    idle = Flow(1, IN1, idle_timeout=10)
    hard = Flow(2, IN1, hard_timeout=15, idle_timeout=100)
    tables.add(0, idle)
    tables.add(0, hard)
    assert tables.next_deadline() == 10
    idle.used = 8.0
    assert tables.expire(10.0) == 0
    assert tables.next_deadline() == 15
    assert tables.expire(15.0) == 1 and gone == [(hard, 1)]
    assert tables.expire(17.9) == 0
    assert tables.expire(18.0) == 1 and gone[1] == (idle, 0)
    assert tables.next_deadline() is None


def test_rollback_restores_everything_and_reports_nothing() -> None:
    gone: list[Flow] = []
    tables = FlowTables(2, removed=lambda flow, reason: gone.append(flow))
    kept, changed, replaced = Flow(1, IN1), Flow(2, HOST), Flow(3, NET10)
    for flow in (kept, changed, replaced):
        flow.instructions = ["old"]
        tables.add(0, flow)
    tables.begin()
    tables.delete(kept)
    tables.modify(changed, ["new"], reset_counts=True)
    tables.add(0, Flow(3, NET10))
    tables.add(1, Flow(9, ()))
    tables.delete(changed)
    tables.rollback()
    assert set(map(id, tables.flows())) == set(map(id, (kept, changed, replaced)))
    assert changed.instructions == ["old"] and gone == []
    assert tables.tables[0].lookup({"in_port": 1}) is kept
    tables.begin()
    tables.delete(kept)
    assert gone == []
    tables.commit()
    assert gone == [kept]


TERMS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(0, 3), st.integers(1, 3)),
    max_size=3,
    unique_by=lambda term: term[0],
).map(lambda terms: tuple(sorted((name, value & mask, mask) for name, value, mask in terms)))


@given(
    st.lists(st.tuples(st.integers(0, 3), TERMS, st.booleans()), max_size=30),
    st.lists(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 3)), min_size=1, max_size=5),
)
def test_lookup_agrees_with_looking_at_every_entry(changes: list, packets: list) -> None:
    """Tuple space search finds an entry of the priority that a scan of all of them finds."""
    table = FlowTable(0)
    for priority, terms, remove in changes:
        old = table.find(priority, terms)
        if remove and old is not None:
            table.remove(old)
        else:
            table.insert(Flow(priority, terms))
        for fields in packets:
            found = table.lookup(fields)
            best = max((flow.priority for flow in table.entries.values() if matches(flow.terms, fields)), default=None)
            assert (None if found is None else found.priority) == best
            assert found is None or matches(found.terms, fields)


def test_adding_does_not_slow_down_with_size() -> None:
    """A thousand adds more cost the same whether the table holds a thousand or ten thousand."""

    def adds(count: int) -> Callable[[], object]:
        table = FlowTable(0)
        flows = [Flow(1, (("ipv4_dst", index, FULL),)) for index in range(count)]

        def add() -> None:
            for flow in flows:
                table.insert(flow)
            table.lookup({"ipv4_dst": 5})

        return add

    check_linear(adds, 5000, times=2.02)
