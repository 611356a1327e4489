"""The pipeline: ways through the tables, metadata, what each table does, counts, misses, and says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field

PIPELINE = "1.1 4.1.1, 1.2 5.1, 1.3 5.1"


@case("1.1-1.5", section=PIPELINE, needs=("two ports", "two tables"))
def test_through_every_table(bench: Bench) -> None:
    """A packet can go through all tables that the switch has, one after the other."""
    last = bench.switch.features.n_tables - 1
    texts = [f"table={n},actions=goto_table:{n + 1}" for n in range(last)]
    bench.switch.confirm([bench.flow(text) for text in (*texts, f"table={last},actions=output:{{2}}")])
    bench.forwards(1, f.UDP, 2)
    assert [packets_of(entry) for entry in bench.switch.flows()] == [1] * (last + 1)


def packets_of(entry: Any) -> int:
    """How many packets a flow has taken."""
    if not hasattr(entry, "stats"):
        return int(entry.packet_count)
    return next(int(oxs.value) for oxs in entry.stats.oxs_fields if type(oxs).__name__ == "oxs_packet_count")


@case("1.1-1.5", section=PIPELINE, needs=("two ports", "two tables"))
def test_the_same_flow_in_two_tables(bench: Bench) -> None:
    """Flows of the same match and priority in two tables are two: each counts what it takes."""
    bench.flows("table=0,priority=5,udp,actions=goto_table:1", "table=1,priority=5,udp,actions=output:{2}",
                "table=1,priority=5,tcp,actions=output:{2}")  # fmt: skip
    bench.forwards(1, f.UDP, 2)
    bench.drops(1, f.TCP)
    counts = {(entry.table_id, str(entry.match)): packets_of(entry) for entry in bench.switch.flows()}
    assert sorted(counts.values()) == [0, 1, 1] and counts.keys() > {(0, str(bench.ofp.match.parse("udp")))}


@case("1.1-1.5", section=PIPELINE, needs=("three ports", "three tables"))
def test_ways_that_part_and_meet(bench: Bench) -> None:
    """Packets take different ways through the tables, and may meet in one again."""
    bench.flows(
        "table=0,priority=5,udp,actions=goto_table:1", "table=0,priority=5,tcp,actions=goto_table:2",
        "table=1,actions=output:{3},goto_table:2", "table=2,actions=output:{2}",
    )  # fmt: skip
    bench.forwards(1, f.UDP, 2, 3)
    bench.forwards(1, f.TCP, 2)
    bench.drops(1, f.ARP)


@case("1.1-1.5", section=PIPELINE, optional=True, needs=("two ports", "two tables"))
def test_no_metadata_at_first(bench: Bench) -> None:
    """A packet begins without metadata, and what one packet got is not there for the next."""
    bench.flows(
        "table=0,priority=5,udp,actions=write_metadata:0xffff,goto_table:1", "table=0,priority=1,actions=goto_table:1",
        "table=1,priority=5,metadata=0,actions=output:{2}", "table=1,priority=1,actions=drop",
    )  # fmt: skip
    bench.forwards(1, f.TCP, 2)
    bench.drops(1, f.UDP)
    bench.forwards(1, f.TCP, 2)


@case("1.1-1.5", section=PIPELINE, optional=True, needs=("three ports", "two tables"))
@pytest.mark.parametrize("bit", [0, 7, 31, 32, 63])
def test_matching_a_bit_of_metadata(bench: Bench, bit: int) -> None:
    """A match of metadata under a mask looks at the bits of the mask only."""
    value = 1 << bit
    other = 0xFFFFFFFFFFFFFFFF ^ value
    bench.flows(
        f"table=0,udp,actions=write_metadata:{value:#x},goto_table:1",
        f"table=0,tcp,actions=write_metadata:{other:#x},goto_table:1",
        f"table=1,priority=5,metadata={value:#x}/{value:#x},actions=output:{{2}}",
        "table=1,priority=1,actions=output:{3}",
    )
    bench.forwards(1, f.UDP, 2)
    bench.forwards(1, f.TCP, 3)


@case("1.1-1.5", section="1.1 5.1.2, 1.2 5.4, 1.3 5.9", optional=True, needs=("three ports", "two tables"))
def test_the_order_of_instructions(bench: Bench) -> None:
    """Actions are applied first, then the set is cleared, then written, then comes the next table, as is prescribed."""
    bench.flows(
        "table=0,actions=write_actions(output:{3}),goto_table:1",
        "table=1,udp,actions=output:{2},clear_actions,write_actions(output:{3})",
        "table=1,tcp,actions=output:{2},clear_actions",
    )
    bench.forwards(1, f.UDP, 2, 3)
    bench.forwards(1, f.TCP, 2)


@case("1.3-1.5", section="5.4", needs=("two ports", "two tables"))
def test_a_miss_flow_of_each_table(bench: Bench) -> None:
    """Each table has a table-miss flow of its own, which may go on to the next or send to the controller."""
    bench.flows("table=0,priority=0,actions=goto_table:1", "table=1,priority=0,actions=controller",
                "table=1,priority=5,tcp,actions=output:{2}")  # fmt: skip
    assert bench.packet_in(1, f.UDP).table_id == 1
    bench.forwards(1, f.TCP, 2)


@case("1.3-1.5", section="5.4", needs="two ports")
def test_a_miss_flow_is_a_flow(bench: Bench) -> None:
    """A table-miss flow counts, is listed, modified and deleted as any other."""
    bench.flows("priority=0,actions=output:{2}")
    bench.forwards(1, f.UDP, 2)
    (entry,) = bench.switch.flows()
    assert (entry.priority, packets_of(entry)) == (0, 1)
    bench.switch.modify_flows("priority=0,actions=drop", strict=True)
    bench.drops(1, f.UDP)
    bench.switch.delete_flows("priority=0", strict=True)
    assert bench.switch.flows() == []


@case("1.3-1.5", section="5.4", needs="two ports")
@pytest.mark.parametrize("text", ["priority=0,udp", "priority=1"], ids=["a match", "a priority"])
def test_what_is_no_miss_flow(bench: Bench, text: str) -> None:
    """A flow that has a match or a priority is no table-miss flow: what it sends is sent by an action."""
    bench.flows(f"{text},actions=controller")
    assert bench.packet_in(1, f.UDP).reason in (bench.ofp.OFPR_ACTION, getattr(bench.ofp, "OFPR_APPLY_ACTION", 1))


@case("1.1-1.5", section="1.1 A.3.5, 1.2 A.3.5, 1.3 7.3.5", optional=True, needs=("two tables", "table statistics"))
def test_what_each_table_counts(bench: Bench) -> None:
    """A table counts what is looked up in it: a later one only what comes to it."""
    bench.flows("table=0,udp,actions=goto_table:1", "table=1,udp,udp_dst=9,actions=drop")
    before = table_statistics(bench)
    for frame in (f.UDP, with_field(f.UDP, udp_dst=9), f.TCP):
        bench.drops(1, frame)
    after = table_statistics(bench)
    grown = [(after[n][0] - before[n][0], after[n][1] - before[n][1]) for n in (0, 1)]
    assert grown == [(3, 2), (2, 1)]


def table_statistics(bench: Bench) -> dict[int, tuple[int, int]]:
    """By table how many packets were looked up and found."""
    entries = bench.switch.stats(bench.ofp.message.table_stats_request())
    return {entry.table_id: (entry.lookup_count, entry.matched_count) for entry in entries}


@case("1.3-1.5", section="7.3.5.5", optional=True, needs="two tables")
def test_next_tables(bench: Bench) -> None:
    """From a table packets can go to later ones only; each that it names can be gone to."""
    tables = bench.switch.stats(bench.ofp.message.table_features_stats_request())
    first = min(tables, key=lambda table: int(table.table_id))
    for table in tables:
        following = [number.value for prop in table.properties if type(prop).__name__.endswith("_next_tables")
                     for number in prop.next_table_ids]  # fmt: skip
        assert all(table.table_id < number < 255 for number in following), table.table_id
        if table is first:
            for number in following[:16]:
                bench.flows(f"table={table.table_id},priority={number},actions=goto_table:{number}")


@case("1.3-1.5", section="7.3.5.5.2", optional=True, needs="two tables")
def test_fields_of_tables(bench: Bench) -> None:
    """What a table lets be a wildcard it matches, and it says so of each field once."""
    for table in bench.switch.stats(bench.ofp.message.table_features_stats_request()):
        found = {type(prop).__name__.removeprefix("table_feature_prop_"): prop for prop in table.properties}
        fields, wildcards = (headers(found[name].oxm_ids) for name in ("match", "wildcards"))
        assert len(fields) == len(set(fields)) and set(wildcards) <= set(fields), table.table_id


def headers(ids: list[Any]) -> list[tuple[int, ...]]:
    """The fields of a list: class and number of each, with its experimenter where it has one."""
    words = iter([oxm.value for oxm in ids])
    return [(word >> 9, next(words)) if word >> 16 == 0xFFFF else (word >> 9,) for word in words]


@case("1.3-1.5", section="7.3.5.5", optional=True, needs="two tables")
def test_capacity_of_tables(bench: Bench) -> None:
    """A table says for how many flows it has room, and the bits of metadata that it matches and writes."""
    for table in bench.switch.stats(bench.ofp.message.table_features_stats_request()):
        assert table.max_entries >= 1, table.table_id
        names = {type(prop).__name__.removeprefix("table_feature_prop_") for prop in table.properties}
        assert len(names) == len(table.properties), "a property twice"
        assert not {"next_tables"} - names or table.table_id == bench.switch.features.n_tables - 1
