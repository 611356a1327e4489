"""What flows count, each and together, and by what they are chosen."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

STATS = "1.0 5.3.5, 1.1 A.3.6, 1.2 A.3.6, 1.3 7.3.5"


@case(section=STATS, needs=("two ports", "flow statistics"))
@pytest.mark.parametrize("count", [1, 2, 10])
def test_packets_and_bytes_of_flows(bench: Bench, count: int) -> None:
    """A flow counts the packets it takes, and their bytes."""
    bench.flows("udp,actions=output:{2}", "priority=1,actions=drop")
    for _ in range(count):
        bench.forwards(1, f.UDP, 2)
    bench.drops(1, f.TCP)
    told = bench.switch.aggregate("udp")
    assert (told.packet_count, told.byte_count, told.flow_count) == (count, count * len(f.UDP), 1)
    everything = bench.switch.aggregate()
    assert (everything.packet_count, everything.flow_count) == (count + 1, 2)


@case(section=STATS, needs=("three ports", "flow statistics"))
def test_flows_by_match(bench: Bench) -> None:
    """Statistics are of the flows that a match covers."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=6,udp,udp_src=9,actions=output:{3}",
                "priority=7,tcp,actions=output:{2}", "priority=8,actions=drop")  # fmt: skip
    assert sorted(entry.priority for entry in bench.switch.flows("udp")) == [5, 6]
    assert sorted(entry.priority for entry in bench.switch.flows(bench.put("out_port={2}"))) == [5, 7]
    assert len(bench.switch.flows()) == 4


@case("1.1-1.5", section=STATS, needs=("two ports", "flow statistics"))
def test_flows_by_cookie(bench: Bench) -> None:
    """Statistics are of the flows whose cookies fit."""
    bench.flows("cookie=0x11,priority=5,udp,actions=drop", "cookie=0x21,priority=6,udp,actions=drop")
    assert [entry.priority for entry in bench.switch.flows("cookie=0x20/0xf0")] == [6]
    assert bench.switch.aggregate("cookie=0x11/-1").flow_count == 1


@case("1.1-1.5", section=STATS, needs=("two ports", "two tables", "flow statistics"))
def test_flows_by_table(bench: Bench) -> None:
    """Statistics are of one table or of all."""
    bench.flows("table=0,priority=5,udp,actions=goto_table:1", "table=1,priority=6,udp,actions=output:{2}")
    assert [entry.priority for entry in bench.switch.flows("table=1")] == [6]
    assert sorted(entry.table_id for entry in bench.switch.flows()) == [0, 1]


@case(section=STATS, needs="flow statistics")
def test_nothing_to_tell(bench: Bench) -> None:
    """Of no flows the statistics are empty, and the sum is nought."""
    assert bench.switch.flows() == []
    told = bench.switch.aggregate()
    assert (told.packet_count, told.byte_count, told.flow_count) == (0, 0, 0)
