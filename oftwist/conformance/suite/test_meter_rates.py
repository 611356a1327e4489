"""What meters do to traffic: rates kept, bursts let through, bands that are counted, packets remarked."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field

METERS = "1.3 5.7"
MODS = "1.3 6.6"
NEEDS = ("two ports", "meters")
LONG = f.PLAIN + bytes(1400 - len(f.PLAIN))


def meter(bench: Bench, text: str, number: int = 1) -> None:
    """Add a meter; skip the case if it says that it has no such band."""
    bench.offered(bench.switch.add_meter, f"meter={number},{text}")


def passed(bench: Bench, frame: bytes, count: int) -> int:
    """Send a frame into the first port so often, at once: how often it comes out of the second."""
    for _ in range(count):
        bench.plane.send(bench.ports[0], frame, flush=False)
    last = with_field(f.ARP, arp_op=7)  # has a flow of its own, without the meter
    bench.plane.send(bench.ports[0], last, flush=False)
    bench.plane.expect(bench.ports[1], last)
    return len(bench.plane.flush(bench.ports[1]))


def flow(bench: Bench, match: str = "priority=5", number: int = 1) -> None:
    """A flow through a meter to the second port, and one of all ARP beside it."""
    bench.flows(f"{match},actions=meter:{number},output:{{2}}", "priority=40000,arp,actions=output:{2}")


def stats(bench: Bench, number: int = 1) -> Any:
    """What a meter has counted."""
    (entry,) = bench.switch.stats(bench.ofp.message.meter_stats_request(meter_id=number))
    return entry


def bands(entry: Any) -> Any:
    """The bands of a description."""
    return entry.entries if hasattr(entry, "entries") else entry.bands


@case("1.3-1.5", section=METERS, optional=True, needs=NEEDS)
@pytest.mark.parametrize(("unit", "rate", "frame"), [("pktps", 2, f.UDP), ("kbps", 24, LONG)], ids=["pktps", "kbps"])
def test_what_is_over_the_rate_is_dropped(bench: Bench, unit: str, rate: int, frame: bytes) -> None:
    """Of more packets than the rate allows some go through and the others are dropped, and each is counted."""
    meter(bench, f"{unit},band=type=drop,rate={rate}")
    flow(bench)
    bench.plane.flush()
    came = passed(bench, frame, 30)
    assert 1 <= came < 30, f"{came} of 30 came out"
    entry = stats(bench)
    assert (entry.packet_in_count, entry.byte_in_count) == (30, 30 * len(frame))
    (band,) = entry.band_stats
    assert (band.packet_band_count, band.byte_band_count) == (30 - came, (30 - came) * len(frame))


@case("1.3-1.5", section=METERS, optional=True, needs=NEEDS)
def test_a_burst_goes_through(bench: Bench) -> None:
    """As many packets as the burst allows go through at once, however low the rate is, and not many more."""
    meter(bench, "pktps,burst,band=type=drop,rate=1,burst_size=12")
    flow(bench)
    bench.plane.flush()
    came = passed(bench, f.UDP, 30)
    assert 12 <= came < 30, f"{came} of 30 came out"


@case("1.3-1.5", section=METERS, optional=True, needs=NEEDS)
def test_after_a_rest(bench: Bench) -> None:
    """When the rate has been exceeded and some time has passed, packets go through again."""
    meter(bench, "pktps,band=type=drop,rate=5")
    flow(bench)
    bench.plane.flush()
    passed(bench, f.UDP, 30)
    bench.let_pass(1.1)
    bench.plane.flush()
    assert passed(bench, f.UDP, 1) == 1


@case("1.3-1.5", section=METERS, optional=True, needs=NEEDS)
@pytest.mark.parametrize(("dscp", "levels", "then"), [(10, 1, 12), (10, 2, 14), (18, 1, 20)])
def test_packets_are_remarked(bench: Bench, dscp: int, levels: int, then: int) -> None:
    """What is over the rate of a band that remarks goes on with a higher drop precedence (RFC 2597)."""
    meter(bench, f"pktps,burst,band=type=dscp_remark,rate=1,burst_size=1,prec_level={levels}")
    flow(bench)
    frame, remarked = with_field(f.UDP, ip_dscp=dscp), with_field(f.UDP, ip_dscp=then)
    bench.plane.flush()
    for _ in range(5):
        bench.plane.send(bench.ports[0], frame, flush=False)
    came = [bench.plane.poll(bench.ports[1]).frame for _ in range(5)]
    assert set(came) == {frame, remarked} and came[0] == frame and came[-1] == remarked


@case("1.3-1.5", section=METERS, optional=True, needs=NEEDS)
def test_several_bands(bench: Bench) -> None:
    """Of several bands whose rates are exceeded one is applied to a packet: that of the highest rate."""
    meter(bench, "pktps,burst,bands=type=drop,rate=1,burst_size=2,type=drop,rate=3,burst_size=6")
    flow(bench)
    bench.plane.flush()
    came = passed(bench, f.UDP, 30)
    entry = stats(bench)
    counted = [band.packet_band_count for band in entry.band_stats]
    assert sum(counted) == 30 - came, f"{counted} for {30 - came} packets that were dropped"
    assert counted[1] > 0, "the band of the higher rate is never applied"


@case("1.3-1.5", section=METERS, optional=True, needs=NEEDS)
def test_flows_share_a_meter(bench: Bench) -> None:
    """Flows that use the same meter are measured together."""
    meter(bench, "pktps,burst,band=type=drop,rate=1,burst_size=10")
    bench.flows(
        "priority=5,udp,actions=meter:1,output:{2}", "priority=5,tcp,actions=meter:1,output:{2}",
        "priority=40000,arp,actions=output:{2}",
    )  # fmt: skip
    bench.plane.flush()
    came = passed(bench, f.UDP, 10) + passed(bench, f.TCP, 10)
    assert came < 20
    entry = stats(bench)
    users = entry.flow_count if hasattr(entry, "flow_count") else entry.ref_count
    assert (users, entry.packet_in_count) == (2, 20)


@case("1.3-1.5", section=METERS, optional=True, needs=NEEDS)
def test_meters_are_apart(bench: Bench) -> None:
    """What one meter drops is nothing to another."""
    meter(bench, "pktps,burst,band=type=drop,rate=1,burst_size=1")
    meter(bench, "pktps,burst,band=type=drop,rate=1,burst_size=100", number=2)
    bench.flows(
        "priority=5,udp,actions=meter:1,output:{2}", "priority=5,tcp,actions=meter:2,output:{2}",
        "priority=40000,arp,actions=output:{2}",
    )  # fmt: skip
    bench.plane.flush()
    assert passed(bench, f.UDP, 10) < 10
    assert passed(bench, f.TCP, 10) == 10
    assert [stats(bench, number).packet_in_count for number in (1, 2)] == [10, 10]


@case("1.3-1.5", section=METERS, optional=True, needs=(*NEEDS, "two tables"))
def test_what_is_dropped_goes_no_further(bench: Bench) -> None:
    """A packet that a meter drops is done with: no action, no other table, no controller gets it."""
    meter(bench, "pktps,burst,band=type=drop,rate=1,burst_size=1")
    bench.flows(
        "table=0,priority=5,actions=meter:1,output:{2},goto_table:1", "table=1,priority=5,actions=controller",
        "table=0,priority=40000,arp,actions=output:{2}",
    )  # fmt: skip
    bench.switch.controller.clear_queue()
    bench.plane.flush()
    came = passed(bench, f.UDP, 10)
    bench.switch.barrier()
    told = 0
    while bench.switch.poll("packet_in", timeout=bench.quiet) is not None:
        told += 1
    assert came == told < 10


@case("1.3-1.5", section=MODS, optional=True, needs=NEEDS)
def test_a_new_rate(bench: Bench) -> None:
    """After a meter was modified its new rate counts, and what it had counted stays."""
    meter(bench, "pktps,burst,band=type=drop,rate=1,burst_size=1")
    flow(bench)
    bench.plane.flush()
    assert passed(bench, f.UDP, 10) < 10
    text = "meter=1,pktps,burst,band=type=drop,rate=100000,burst_size=1000"
    bench.switch.confirm([bench.ofp.meter(text, "modify")])
    assert passed(bench, f.UDP, 10) == 10
    entry = stats(bench)
    assert entry.packet_in_count == 20
    assert [band.packet_band_count for band in entry.band_stats] == [0]


DESCRIBED = [
    "kbps,band=type=drop,rate=1000", "pktps,band=type=drop,rate=7", "kbps,burst,band=type=drop,rate=1,burst_size=9",
    "kbps,stats,band=type=drop,rate=4294967295", "pktps,burst,stats,band=type=drop,rate=5,burst_size=6",
    "kbps,bands=type=drop,rate=9,type=drop,rate=3", "pktps,band=type=dscp_remark,rate=5,prec_level=1",
]  # fmt: skip


@case("1.3-1.5", section="1.3 7.3.5.13", optional=True, needs="meters")
@pytest.mark.parametrize("text", DESCRIBED)
def test_descriptions(bench: Bench, text: str) -> None:
    """A meter is described with the unit, the flags and the bands that it was given."""
    meter(bench, text)
    (entry,) = bench.switch.meters()
    added = bench.ofp.meter(f"meter=1,{text}")
    wanted = added.meters if bench.version == 4 else added.bands
    assert (entry.meter_id, entry.flags) == (1, added.flags)
    got = bands(entry)
    if not added.flags & bench.ofp.OFPMF_BURST:  # then it does not count, and may be anything
        for band in got:
            band.burst_size = 0
    assert list(got) == list(wanted)


@case("1.3-1.5", section="1.3 7.3.5.12", optional=True, needs="meters")
def test_statistics_of_all(bench: Bench) -> None:
    """OFPM_ALL asks for the statistics and descriptions of all meters: also of those that nobody uses."""
    for number in (1, 2, 77):
        meter(bench, f"kbps,band=type=drop,rate={number}", number)
    everything = bench.ofp.OFPM_ALL
    entries = bench.switch.stats(bench.ofp.message.meter_stats_request(meter_id=everything))
    assert sorted(entry.meter_id for entry in entries) == [1, 2, 77]
    for entry in entries:
        assert (entry.packet_in_count, entry.byte_in_count, len(entry.band_stats)) == (0, 0, 1)
    assert sorted(entry.meter_id for entry in bench.switch.meters()) == [1, 2, 77]


@case("1.3-1.5", section="1.3 7.3.5.14", optional=True, needs="meters")
def test_features(bench: Bench) -> None:
    """A switch with meters says which bands, units and how many bands a meter has."""
    ofp = bench.ofp
    told: Any = bench.switch.request(ofp.message.meter_features_stats_request())
    features = told.features
    assert features.max_meter > 0 and features.max_bands > 0
    assert features.band_types & (1 << ofp.OFPMBT_DROP | 1 << ofp.OFPMBT_DSCP_REMARK), "no band at all"
    assert features.capabilities & (ofp.OFPMF_KBPS | ofp.OFPMF_PKTPS), "no unit at all"


@case("1.3-1.5", section=MODS, optional=True, needs=NEEDS)
def test_deleting_all(bench: Bench) -> None:
    """With all meters go the flows that use one; the others stay."""
    meter(bench, "kbps,band=type=drop,rate=1000")
    meter(bench, "kbps,band=type=drop,rate=1000", number=2)
    bench.flows("udp,actions=meter:1,output:{2}", "tcp,actions=meter:2,output:{2}", "arp,actions=output:{2}")
    bench.switch.confirm([bench.ofp.meter("meter=all", "delete")])
    assert bench.switch.meters() == []
    (entry,) = bench.switch.flows()
    assert "arp" in str(entry)


@case("1.3-1.5", section="1.3 7.3.5.12", optional=True, needs="meters")
def test_for_how_long(bench: Bench) -> None:
    """A meter tells how long it has been there."""
    meter(bench, "kbps,band=type=drop,rate=1000")
    bench.let_pass(1.2)
    entry = stats(bench)
    assert 1 <= entry.duration_sec + entry.duration_nsec / 1e9 < 60
