"""Tables that run full: what is refused, what makes room, and what is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

FULL = "1.0 4.6, 1.1 4.6, 1.2 5.5, 1.3 6.4"
EVICTION = "6.5, 1.4 6.12"
VACANCY = "6.13"


def entries(bench: Bench, table: int, count: int, first: int = 0, more: str = "") -> list[Any]:
    """Flow mods for so many flows of a table, each of a match of its own."""
    where = "" if bench.version == 1 else f"table={table},"
    text = f"{where}{more}priority=5,cookie={{n}},udp,udp_dst={{n}},actions=drop"
    return [bench.flow(text.format(n=first + n + 1)) for n in range(count)]


def fill(bench: Bench, more: str = "") -> tuple[int, int]:
    """Fill the smallest table to the last flow; returns its number and how many it takes."""
    table, size = bench.smallest_table()
    bench.switch.confirm(entries(bench, table, size, more=more))
    return table, size


def cookies(bench: Bench) -> set[int]:
    """The cookies of all flows."""
    return {entry.cookie for entry in bench.switch.flows()}


def table_mod(bench: Bench, table: int, config: int, *properties: Any) -> Any:
    """A table mod of 1.4 and later."""
    return bench.ofp.message.table_mod(table_id=table, config=config, properties=list(properties))


def described(bench: Bench, table: int) -> Any:
    """How a table is configured."""
    tables = bench.switch.stats(bench.ofp.message.table_desc_stats_request())
    return next(entry for entry in tables if entry.table_id == table)


def prop(desc: Any, name: str) -> Any:
    """A property of a description, None if it is not there."""
    return next((one for one in desc.properties if type(one).__name__ == name), None)


# --- full ---------------------------------------------------------------------------------------------------------


@case(section=FULL, needs=("two ports", "small table"))
def test_full(bench: Bench) -> None:
    """A flow that a full table has no room for is refused; those that are there stay, and can be replaced."""
    table, size = fill(bench)
    bench.refuses(entries(bench, table, 1, size)[0], "FLOW_MOD_FAILED", "TABLE_FULL", "ALL_TABLES_FULL")
    again = entries(bench, table, 1)[0]
    again.cookie = 0x77
    bench.switch.confirm([again])
    assert cookies(bench) == set(range(2, size + 1)) | {0x77}


@case(section=FULL, needs=("two ports", "small table"))
def test_room_again(bench: Bench) -> None:
    """When a flow of a full table is deleted, there is room for one more."""
    table, size = fill(bench)
    bench.switch.delete_flows("udp,udp_dst=1")
    one, other = entries(bench, table, 2, size)
    bench.switch.confirm([one])
    bench.refuses(other, "FLOW_MOD_FAILED", "TABLE_FULL", "ALL_TABLES_FULL")


@case("1.1-1.5", section=FULL, needs=("two ports", "two tables", "small table"))
def test_room_elsewhere(bench: Bench) -> None:
    """That a table is full does not matter to others."""
    table, _ = fill(bench)
    bench.flows(f"table={0 if table else 1},priority=5,udp,actions=drop")


# --- eviction -----------------------------------------------------------------------------------------------------


@case("1.4-1.5", section=EVICTION, optional=True, needs=("two ports", "small table", "eviction"))
def test_eviction(bench: Bench) -> None:
    """A full table that evicts takes a new flow in place of one that it has, and that is told with this reason."""
    table, size = bench.smallest_table()
    bench.switch.confirm([table_mod(bench, table, bench.ofp.OFPTC_EVICTION)])
    fill(bench, "send_flow_rem,idle_timeout=1000,")
    bench.switch.controller.clear_queue()
    bench.switch.confirm(entries(bench, table, 1, size, "idle_timeout=1000,"))
    left = cookies(bench)
    assert len(left) == size and size + 1 in left
    msg = bench.switch.poll("flow_removed")
    assert msg is not None and msg.reason == bench.ofp.OFPRR_EVICTION
    assert left == set(range(1, size + 2)) - {msg.cookie}


@case("1.4-1.5", section=EVICTION, optional=True, needs=("two ports", "small table", "eviction"))
def test_the_least_important_goes(bench: Bench) -> None:
    """Where importance decides, the least important flow makes room."""
    table, size = bench.smallest_table()
    bench.switch.confirm([table_mod(bench, table, bench.ofp.OFPTC_EVICTION)])
    how = prop(described(bench, table), "eviction")
    if how is None or not how.flags & bench.ofp.OFPTMPEF_IMPORTANCE:
        lacks("OFPTMPEF_IMPORTANCE", "it is not in the descriptions of its tables")
    flows = entries(bench, table, size, more="importance=50,idle_timeout=1000,")
    flows[size // 2].importance = 7
    bench.switch.confirm(flows)
    bench.switch.confirm(entries(bench, table, 1, size, "importance=60,idle_timeout=1000,"))
    assert cookies(bench) == set(range(1, size + 2)) - {size // 2 + 1}


@case("1.4-1.5", section=EVICTION, optional=True, needs=("two ports", "small table", "eviction"))
def test_eviction_switched_off(bench: Bench) -> None:
    """A table that does not evict any more refuses a flow that it has no room for."""
    table, size = bench.smallest_table()
    bench.switch.confirm([table_mod(bench, table, bench.ofp.OFPTC_EVICTION), table_mod(bench, table, 0)])
    assert not described(bench, table).config & bench.ofp.OFPTC_EVICTION
    fill(bench, "idle_timeout=1000,")
    bench.refuses(entries(bench, table, 1, size)[0], "FLOW_MOD_FAILED", "TABLE_FULL")


@case("1.4-1.5", section="7.3.5.18, 1.4 7.3.5.16", optional=True, needs=("two tables", "eviction"))
def test_eviction_is_described(bench: Bench) -> None:
    """The description of a table says whether it evicts, for that table alone."""
    bit = bench.ofp.OFPTC_EVICTION
    bench.switch.confirm([table_mod(bench, 1, bit)])
    assert described(bench, 1).config & bit and not described(bench, 0).config & bit


# --- vacancy ------------------------------------------------------------------------------------------------------


def watch(bench: Bench, down: int, up: int) -> tuple[int, int]:
    """Have it told how much room the smallest table has; returns its number and its size."""
    table, size = bench.smallest_table()
    both = 1 << bench.ofp.OFPTR_VACANCY_DOWN | 1 << bench.ofp.OFPTR_VACANCY_UP
    wanted = bench.ofp.async_config_prop.table_status_master(mask=both)
    bench.switch.send(bench.ofp.message.async_set(properties=[wanted]))
    levels = bench.ofp.table_mod_prop.vacancy(vacancy_down=down, vacancy_up=up)
    bench.switch.confirm([table_mod(bench, table, bench.ofp.OFPTC_VACANCY_EVENTS, levels)])
    bench.switch.controller.clear_queue()
    return table, size


def told(bench: Bench) -> list[tuple[int, int]]:
    """Of which tables it was told how much room they have, and why."""
    bench.switch.barrier()
    found = []
    while (msg := bench.switch.poll("table_status", timeout=bench.quiet)) is not None:
        found.append((msg.table.table_id, msg.reason))
    return found


@case("1.4-1.5", section=VACANCY, optional=True, needs=("two ports", "small table", "vacancy"))
def test_little_room(bench: Bench) -> None:
    """When less room is left than the lower level, that is told, once."""
    table, size = watch(bench, 50, 80)
    bench.switch.confirm(entries(bench, table, size // 2 - 1))
    assert told(bench) == []
    bench.switch.confirm(entries(bench, table, 3, size // 2 - 1))
    assert told(bench) == [(table, bench.ofp.OFPTR_VACANCY_DOWN)]
    bench.switch.confirm(entries(bench, table, 2, size // 2 + 2))
    assert told(bench) == []


@case("1.4-1.5", section=VACANCY, optional=True, needs=("two ports", "small table", "vacancy"))
def test_much_room_again(bench: Bench) -> None:
    """When more room is left than the upper level again, that is told, once, and then the lower level counts again."""
    table, size = watch(bench, 50, 80)
    bench.switch.confirm(entries(bench, table, size // 2 + 2))
    assert told(bench) == [(table, bench.ofp.OFPTR_VACANCY_DOWN)]
    bench.switch.delete_flows()
    assert told(bench) == [(table, bench.ofp.OFPTR_VACANCY_UP)]
    bench.switch.confirm(entries(bench, table, size // 2 + 2))
    assert told(bench) == [(table, bench.ofp.OFPTR_VACANCY_DOWN)]


@case("1.4-1.5", section=VACANCY, optional=True, needs=("two ports", "small table", "vacancy"))
def test_between_the_levels(bench: Bench) -> None:
    """Room between the two levels is told neither on the way down nor on the way up."""
    table, size = watch(bench, 50, 80)
    bench.switch.confirm(entries(bench, table, size * 4 // 10))
    assert told(bench) == []
    bench.switch.confirm(entries(bench, table, size * 2 // 10, size * 4 // 10))
    assert told(bench) == [(table, bench.ofp.OFPTR_VACANCY_DOWN)]
    bench.switch.confirm([bench.flow(f"udp,udp_dst={n + 1}", "delete") for n in range(size * 3 // 10)])
    assert told(bench) == []


@case("1.4-1.5", section=VACANCY, optional=True, needs=("two ports", "small table", "vacancy"))
def test_room_that_is_little_already(bench: Bench) -> None:
    """A table that has little room when the levels are set tells first when it has much again."""
    table, size = bench.smallest_table()
    bench.switch.confirm(entries(bench, table, size * 7 // 10))
    watch(bench, 50, 80)
    bench.switch.confirm(entries(bench, table, 1, size * 7 // 10))
    assert told(bench) == []
    bench.switch.delete_flows()
    assert told(bench) == [(table, bench.ofp.OFPTR_VACANCY_UP)]


@case("1.4-1.5", section=VACANCY, optional=True, needs=("two ports", "small table", "vacancy"))
def test_vacancy_switched_off(bench: Bench) -> None:
    """A table that need not tell how much room it has does not."""
    table, size = watch(bench, 50, 80)
    bench.switch.confirm([table_mod(bench, table, 0)])
    bench.switch.confirm(entries(bench, table, size // 2 + 2))
    assert told(bench) == []


@case("1.4-1.5", section=VACANCY, optional=True, needs=("two ports", "small table", "vacancy"))
def test_vacancy_is_described(bench: Bench) -> None:
    """The description of a table has both levels, and how many percent of its room are left."""
    table, size = watch(bench, 10, 90)
    bench.switch.confirm(entries(bench, table, size // 4))
    levels = prop(described(bench, table), "vacancy")
    assert levels is not None and (levels.vacancy_down, levels.vacancy_up) == (10, 90)
    assert levels.vacancy in (75, (size - size // 4) * 100 // size)


@case("1.4-1.5", section=VACANCY, optional=True, needs=("small table", "vacancy"))
def test_the_table_is_told_as_it_is(bench: Bench) -> None:
    """A table status describes the table as the description does."""
    table, size = watch(bench, 50, 80)
    bench.switch.confirm(entries(bench, table, size // 2 + 2))
    msg = bench.switch.poll("table_status")
    assert msg is not None and msg.table.config & bench.ofp.OFPTC_VACANCY_EVENTS
    levels = prop(msg.table, "vacancy")
    assert levels is not None and (levels.vacancy_down, levels.vacancy_up) == (50, 80) and levels.vacancy < 50


@case("1.4-1.5", section="7.3.4.1", optional=True, needs=("small table", "vacancy"))
def test_levels_the_wrong_way_round(bench: Bench) -> None:
    """Levels of which the lower is above the upper one are refused."""
    table, _ = bench.smallest_table()
    levels = bench.ofp.table_mod_prop.vacancy(vacancy_down=80, vacancy_up=50)
    bench.refuses(table_mod(bench, table, bench.ofp.OFPTC_VACANCY_EVENTS, levels), "BAD_PROPERTY", "BAD_VALUE")
    assert not described(bench, table).config & bench.ofp.OFPTC_VACANCY_EVENTS


# --- table mods ---------------------------------------------------------------------------------------------------


@case("1.4-1.5", section="7.3.5.18, 1.4 7.3.5.16", needs="table statistics")
def test_each_table_is_described(bench: Bench) -> None:
    """Each table is described once."""
    tables = [entry.table_id for entry in bench.switch.stats(bench.ofp.message.table_desc_stats_request())]
    assert len(set(tables)) == len(tables) == bench.switch.features.n_tables


@case("1.4-1.5", section="7.3.4.1", optional=True, needs=("two tables", "eviction"))
def test_all_tables_at_once(bench: Bench) -> None:
    """A table mod of table 255 is for all tables."""
    bit = bench.ofp.OFPTC_EVICTION
    for config in (bit, 0):
        bench.switch.confirm([table_mod(bench, 0xFF, config)])
        tables = bench.switch.stats(bench.ofp.message.table_desc_stats_request())
        assert {entry.config & bit for entry in tables} == {config}


@case("1.1-1.5", section="1.1 A.4.4, 1.3 7.4.4")
def test_tables_that_are_not_there(bench: Bench) -> None:
    """A table mod of a table that the switch does not have is refused."""
    count = bench.switch.features.n_tables
    if count > 254:
        lacks("n_tables", "it has every table there is")
    bench.refuses(bench.ofp.message.table_mod(table_id=count), "TABLE_MOD_FAILED", "BAD_TABLE")


@case("1.1-1.5", section="1.1 A.4.4, 1.3 7.4.4", optional=True)
def test_unknown_bits_of_table_mods(bench: Bench) -> None:
    """A table mod with a bit that nobody knows is refused."""
    bench.refuses(bench.ofp.message.table_mod(table_id=0, config=1 << 20), "TABLE_MOD_FAILED", "BAD_CONFIG")


@case("1.1-1.2", section="A.3.3", optional=True, needs=("two ports", "two tables"))
@pytest.mark.parametrize("what", ["CONTROLLER", "CONTINUE", "DROP"])
def test_what_a_miss_does(bench: Bench, what: str) -> None:
    """A packet that no flow takes is sent, looked up in the next table or dropped, as a table mod says."""
    config = getattr(bench.ofp, f"OFPTC_TABLE_MISS_{what}")
    bench.switch.confirm([bench.ofp.message.table_mod(table_id=0, config=config)])
    bench.flows("table=1,udp,actions=output:{2}", "table=0,tcp,actions=output:{2}")
    try:
        if what == "CONTROLLER":
            assert bench.packet_in(1, f.UDP).reason == bench.ofp.OFPR_NO_MATCH
        elif what == "CONTINUE":
            bench.forwards(1, f.UDP, 2)
        else:
            bench.no_packet_in(1, f.UDP)
        bench.forwards(1, f.TCP, 2)
    finally:
        bench.switch.confirm([bench.ofp.message.table_mod(table_id=0, config=bench.ofp.OFPTC_TABLE_MISS_CONTROLLER)])
