"""Meters: added, read back, used, refused."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

METERS = "5.7"
DROP = "meter={number},kbps,band=type=drop,rate={rate}"


@case("1.3-1.5", section=METERS, optional=True, needs=("two ports", "meters"))
@pytest.mark.parametrize("rate", [1, 1000, 1_000_000])
def test_it_is_read_back(bench: Bench, rate: int) -> None:
    """A meter is described as it was added."""
    bench.switch.add_meter(DROP.format(number=1, rate=rate))
    (entry,) = bench.switch.meters()
    assert (entry.meter_id, len(entry.entries if hasattr(entry, "entries") else entry.bands)) == (1, 1)
    bands = entry.entries if hasattr(entry, "entries") else entry.bands
    assert bands[0].rate == rate


@case("1.3-1.5", section=METERS, optional=True, needs=("two ports", "meters"))
def test_packets_below_the_rate_go_through(bench: Bench) -> None:
    """A meter lets through what is below its rate."""
    bench.switch.add_meter(DROP.format(number=1, rate=100_000))
    bench.flows("actions=meter:1,output:{2}")
    bench.forwards(1, f.UDP, 2)


@case("1.3-1.5", section=METERS, optional=True, needs=("two ports", "meters"))
def test_it_counts(bench: Bench) -> None:
    """A meter counts the packets of the flows that use it, and the flows."""
    bench.switch.add_meter(DROP.format(number=1, rate=100_000))
    bench.flows("actions=meter:1,output:{2}")
    for _ in range(3):
        bench.forwards(1, f.UDP, 2)
    (entry,) = bench.switch.stats(bench.ofp.message.meter_stats_request(meter_id=1))
    assert (entry.meter_id, entry.packet_in_count, entry.byte_in_count) == (1, 3, 3 * len(f.UDP))
    flows = entry.flow_count if hasattr(entry, "flow_count") else entry.ref_count
    assert flows == 1


@case("1.3-1.5", section="6.6", optional=True, needs="meters")
def test_meters_that_are_there_already(bench: Bench) -> None:
    """A meter that is there already is not added again."""
    bench.switch.add_meter(DROP.format(number=1, rate=1))
    bench.refuses(bench.ofp.meter(DROP.format(number=1, rate=1)), "METER_MOD_FAILED", "METER_EXISTS")


@case("1.3-1.5", section="6.6", optional=True, needs="meters")
def test_meters_that_are_not_there(bench: Bench) -> None:
    """A meter that is not there cannot be modified."""
    bench.refuses(bench.ofp.meter(DROP.format(number=77, rate=1), "modify"), "METER_MOD_FAILED", "UNKNOWN_METER")


@case("1.3-1.5", section="6.6", optional=True, needs="meters")
def test_modify(bench: Bench) -> None:
    """A meter that is modified has its new bands."""
    bench.switch.add_meter(DROP.format(number=1, rate=1000))
    bench.switch.confirm([bench.ofp.meter(DROP.format(number=1, rate=2000), "modify")])
    (entry,) = bench.switch.meters()
    bands = entry.entries if hasattr(entry, "entries") else entry.bands
    assert bands[0].rate == 2000


@case("1.3-1.5", section="6.6", optional=True, needs=("two ports", "meters"))
def test_deleting_a_meter_deletes_its_flows(bench: Bench) -> None:
    """With a meter go the flows that use it."""
    bench.switch.add_meter(DROP.format(number=1, rate=1000))
    bench.flows("actions=meter:1,output:{2}")
    bench.switch.confirm([bench.ofp.meter("meter=1", "delete")])
    assert bench.switch.flows() == [] and bench.switch.meters() == []


@case("1.3-1.5", section="6.6", optional=True, needs="meters")
def test_deleting_what_is_not_there(bench: Bench) -> None:
    """Deleting a meter that is not there is no error."""
    bench.switch.confirm([bench.ofp.meter("meter=77", "delete")])
