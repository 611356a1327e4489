"""Tables: the pipeline, metadata, the table miss, action sets, table modifications and their statistics."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field

PIPELINE = "1.1 4.1.1, 1.2 5.1, 1.3 5.1"
MISS = "1.1 4.1.1, 1.2 5.1, 1.3 5.4"
SETS = "1.1 4.7, 1.2 5.7, 1.3 5.10"


@case("1.1-1.5", section=PIPELINE, needs=("two ports", "two tables"))
def test_goto(bench: Bench) -> None:
    """GOTO_TABLE goes on in that table."""
    bench.flows("table=0,udp,actions=goto_table:1", "table=1,actions=output:{2}")
    bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=PIPELINE, needs=("two ports", "three tables"))
def test_over_a_table(bench: Bench) -> None:
    """GOTO_TABLE may leave tables out."""
    bench.flows("table=0,actions=goto_table:2", "table=1,actions=drop", "table=2,actions=output:{2}")
    bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=PIPELINE, needs=("two ports", "two tables"))
def test_packets_begin_in_table_0(bench: Bench) -> None:
    """A packet that comes in begins in table 0; flows of other tables do not see it."""
    bench.flows("table=1,priority=99,actions=output:{2}", "table=0,priority=1,actions=drop")
    bench.drops(1, f.UDP)


@case("1.1-1.5", section=PIPELINE, needs=("three ports", "two tables"))
def test_each_table_adds_what_it_does(bench: Bench) -> None:
    """Actions that are applied in one table are done before the next one looks at the packet."""
    bench.flows("table=0,actions=output:{2},goto_table:1", "table=1,actions=output:{3}")
    bench.forwards(1, f.UDP, 2, 3)


@case("1.2-1.5", section=PIPELINE, optional=True, needs=("two ports", "two tables"))
def test_the_next_table_sees_the_changed_packet(bench: Bench) -> None:
    """A field that was set is matched in the next table as it is then."""
    bench.flows(
        "table=0,udp,actions=set_field:4711->udp_dst,goto_table:1",
        "table=1,priority=5,udp,udp_dst=4711,actions=output:{2}",
        "table=1,priority=1,actions=drop",
    )
    bench.forwards(1, f.UDP, 2, as_=with_field(f.UDP, udp_dst=4711))


@case("1.1-1.5", section=PIPELINE, optional=True, needs=("three ports", "two tables"))
@pytest.mark.parametrize("value", [1, 0xFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF])
def test_metadata(bench: Bench, value: int) -> None:
    """What is written into the metadata is matched in the next table."""
    bench.flows(
        f"table=0,udp,actions=write_metadata:{value:#x},goto_table:1",
        "table=0,tcp,actions=goto_table:1",
        f"table=1,priority=5,metadata={value:#x},actions=output:{{2}}",
        "table=1,priority=1,actions=output:{3}",
    )
    bench.forwards(1, f.UDP, 2)
    bench.forwards(1, f.TCP, 3)


@case("1.1-1.5", section=PIPELINE, optional=True, needs=("two ports", "three tables"))
def test_metadata_under_a_mask(bench: Bench) -> None:
    """A mask leaves the other bits of the metadata as they were."""
    bench.flows(
        "table=0,actions=write_metadata:0xff00/0xff00,goto_table:1",
        "table=1,actions=write_metadata:0x12/0xff,goto_table:2",
        "table=2,priority=5,metadata=0xff12,actions=output:{2}",
        "table=2,priority=1,actions=drop",
    )
    bench.forwards(1, f.UDP, 2)


@case("1.3-1.5", section="5.4", needs="two ports")
def test_a_miss_drops(bench: Bench) -> None:
    """A packet that no flow takes is dropped, where no table-miss flow says otherwise."""
    bench.no_packet_in(1, f.UDP)


@case("1.0", section="3.4", needs="two ports")
def test_a_miss_goes_to_the_controller(bench: Bench) -> None:
    """In 1.0 a packet that no flow takes goes to the controller."""
    msg = bench.packet_in(1, f.UDP)
    assert msg.reason == bench.ofp.OFPR_NO_MATCH and f.UDP.startswith(bytes(msg.data))


@case("1.3-1.5", section="5.4", needs="two ports")
def test_a_table_miss_flow(bench: Bench) -> None:
    """The flow of priority 0 that matches all takes what no other takes, and says so."""
    bench.flows("priority=0,actions=controller", "priority=5,tcp,actions=output:{2}")
    msg = bench.packet_in(1, f.UDP)
    assert msg.reason == (bench.ofp.OFPR_NO_MATCH if bench.version == 4 else bench.ofp.OFPR_TABLE_MISS)
    bench.forwards(1, f.TCP, 2)


@case("1.3-1.5", section="5.4", needs=("two ports", "two tables"))
def test_a_miss_in_a_later_table(bench: Bench) -> None:
    """A packet that a later table does not take is dropped; what was applied before is done."""
    bench.flows("table=0,actions=output:{2},goto_table:1", "table=1,tcp,actions=output:{2}")
    bench.forwards(1, f.UDP, 2)


@case("1.3-1.5", section="5.4", needs=("two ports", "two tables"))
def test_a_miss_goes_to_no_other_table(bench: Bench) -> None:
    """A packet that a table does not take is dropped there, though the next table would take it."""
    bench.flows("table=0,tcp,actions=drop", "table=1,actions=output:{2}")
    bench.drops(1, f.UDP)


@case("1.1-1.5", section=SETS, needs="two ports")
def test_an_action_set_is_done_at_the_end(bench: Bench) -> None:
    """Written actions are done when the pipeline ends."""
    bench.flows("actions=write_actions(output:{2})")
    bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=SETS, needs=("three ports", "two tables"))
def test_the_last_of_a_kind_stays(bench: Bench) -> None:
    """A written action takes the place of the one of its kind that is in the set."""
    bench.flows("table=0,actions=write_actions(output:{2}),goto_table:1", "table=1,actions=write_actions(output:{3})")
    bench.forwards(1, f.UDP, 3)


@case("1.1-1.5", section=SETS, needs=("two ports", "two tables"))
def test_clearing_the_set(bench: Bench) -> None:
    """CLEAR_ACTIONS empties the set."""
    bench.flows("table=0,actions=write_actions(output:{2}),goto_table:1", "table=1,actions=clear_actions")
    bench.drops(1, f.UDP)


@case("1.1-1.5", section=SETS, needs=("two ports", "two tables"))
def test_the_set_goes_on(bench: Bench) -> None:
    """The set goes from table to table with the packet."""
    bench.flows("table=0,actions=write_actions(output:{2}),goto_table:1", "table=1,udp,actions=drop")
    bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=SETS, needs=("three ports", "two tables"))
def test_applied_and_written(bench: Bench) -> None:
    """Applied actions are done at once, written ones at the end."""
    bench.flows("table=0,actions=output:{3},write_actions(output:{2}),goto_table:1", "table=1,actions=drop")
    bench.forwards(1, f.UDP, 2, 3)


@case("1.2-1.5", section=SETS, optional=True, needs="two ports")
def test_the_order_of_a_set(bench: Bench) -> None:
    """The actions of a set are done in its own order: output comes last, wherever it was written."""
    bench.flows("udp,actions=write_actions(output:{2},set_field:4711->udp_dst)")
    bench.forwards(1, f.UDP, 2, as_=with_field(f.UDP, udp_dst=4711))


@case("1.1-1.5", section="1.1 A.3.5, 1.2 A.3.5, 1.3 7.3.5", optional=True, needs="table statistics")
def test_table_statistics(bench: Bench) -> None:
    """The statistics of tables count their flows, what was looked up, and what was found."""
    bench.flows("table=0,udp,actions=output:{2}", "table=0,priority=1,tcp,actions=drop")
    before = {entry.table_id: entry for entry in bench.switch.stats(bench.ofp.message.table_stats_request())}
    assert before[0].active_count == 2
    bench.forwards(1, f.UDP, 2)
    bench.drops(1, f.TCP)
    bench.drops(1, f.ARP)
    after = {entry.table_id: entry for entry in bench.switch.stats(bench.ofp.message.table_stats_request())}
    assert after[0].lookup_count - before[0].lookup_count == 3
    assert after[0].matched_count - before[0].matched_count == 2


@case("1.3-1.5", section="7.3.5.5", optional=True, needs="two tables")
def test_table_features(bench: Bench) -> None:
    """There are features of as many tables as the switch says to have, each with a number and properties."""
    tables = bench.switch.stats(bench.ofp.message.table_features_stats_request())
    assert len(tables) == bench.switch.features.n_tables
    assert [table.table_id for table in tables] == sorted({table.table_id for table in tables})
    for table in tables:
        names = {type(prop).__name__.removeprefix("table_feature_prop_") for prop in table.properties}
        assert {"instructions", "match", "wildcards"} <= names, table.table_id


@case("1.1-1.5", section="1.1 4.6, 1.2 5.5, 1.3 6.4", needs=("two ports", "two tables"))
def test_deleting_in_one_table(bench: Bench) -> None:
    """A deletion in one table leaves the others alone; one in all tables does not."""
    bench.flows("table=0,priority=1,udp,actions=goto_table:1", "table=1,priority=2,udp,actions=output:{2}")
    bench.switch.delete_flows("table=1,udp")
    assert [entry.table_id for entry in bench.switch.flows()] == [0]
    bench.flows("table=1,priority=2,udp,actions=output:{2}")
    bench.switch.delete_flows("udp")
    assert bench.switch.flows() == []
