"""Meters of a simulated switch: what they let through, what they remark, what they count."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist import loxi
from oftwist import packet as pk
from oftwist.testing.meters import Meter, remarked
from tests.support.talk import UDP, Talk

OFP: Any = loxi.protocol(5)
KBPS, PKTPS, BURST = 1, 2, 4
AF11 = pk.set_field(UDP, "ip_dscp", 10)


def drop(rate: int, burst: int = 0) -> Any:
    return OFP.meter_band.drop(rate=rate, burst_size=burst)


def passed(meter: Meter, count: int, now: float) -> int:
    return sum(meter.measure(UDP, now) is not None for _ in range(count))


@pytest.mark.parametrize(
    ("flags", "rate", "burst", "first"),
    [
        (PKTPS, 3, 0, 3),
        (PKTPS | BURST, 3, 5, 5),
        (KBPS, 1, 0, 1000 // (8 * len(UDP))),
        (KBPS | BURST, 1, 4, 4000 // (8 * len(UDP))),
    ],
)
def test_a_rate_is_kept(flags: int, rate: int, burst: int, first: int) -> None:
    meter = Meter(1, flags, [drop(rate, burst)], 0.0)
    assert passed(meter, 10, 0.0) == first
    assert passed(meter, 10, 0.0) == 0
    # a second later there is room for the rate again, and never for more than a burst
    assert passed(meter, 10, 100.0) == first
    assert (meter.packets, meter.bytes) == (30, 30 * len(UDP))
    (bucket,) = meter.buckets
    assert (bucket.packets, bucket.bytes) == (30 - 2 * first, (30 - 2 * first) * len(UDP))


def test_time_that_is_let_pass_counts() -> None:
    meter = Meter(1, PKTPS, [drop(3)], 10.0)
    passed(meter, 10, 10.0)
    meter.age(1.0)
    assert meter.created == 9.0
    assert passed(meter, 10, 10.0) == 3


def test_of_several_bands_the_highest_that_is_exceeded_is_applied() -> None:
    remark = OFP.meter_band.dscp_remark(rate=1, prec_level=1)
    meter = Meter(1, PKTPS, [drop(3), remark], 0.0)
    became = [meter.measure(AF11, 0.0) for _ in range(5)]
    assert became == [AF11, pk.set_field(AF11, "ip_dscp", 12), pk.set_field(AF11, "ip_dscp", 12), None, None]
    assert [bucket.packets for bucket in meter.buckets] == [2, 2]


@pytest.mark.parametrize(
    ("dscp", "levels", "then"),
    [(10, 1, 12), (10, 2, 14), (10, 7, 14), (14, 1, 14), (36, 1, 38), (0, 1, 0), (46, 1, 46)],
)
def test_the_drop_precedence_rises(dscp: int, levels: int, then: int) -> None:
    assert remarked(pk.set_field(UDP, "ip_dscp", dscp), levels) == pk.set_field(UDP, "ip_dscp", then)


@pytest.mark.parametrize("version", [4, 5, 6])
def test_a_flow_is_held_to_a_rate(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    bands = [ofp.meter_band.drop(rate=2)]
    members = {"meters" if version == 4 else "bands": bands}
    assert talk.ask(ofp.message.meter_mod(command=0, flags=PKTPS, meter_id=1, **members)) == []
    if version == 6:
        actions = [ofp.action.meter(meter_id=1), talk.output(2)]
        talk.ask(talk.flow(actions=actions))
    else:
        instructions = [ofp.instruction.meter(meter_id=1), ofp.instruction.apply_actions([talk.output(2)])]
        talk.ask(talk.flow(instructions=instructions))
    for _ in range(5):
        talk.switch.receive(1, UDP)
    assert talk.out() == {2: [UDP, UDP]}
    (stats,) = talk.one(ofp.message.meter_stats_request(meter_id=1)).entries
    assert (stats.packet_in_count, [band.packet_band_count for band in stats.band_stats]) == (5, [3])
    # modified: its own counters go on, those of its bands begin again
    assert talk.ask(ofp.message.meter_mod(command=1, flags=PKTPS, meter_id=1, **members)) == []
    (stats,) = talk.one(ofp.message.meter_stats_request(meter_id=1)).entries
    assert (stats.packet_in_count, [band.packet_band_count for band in stats.band_stats]) == (5, [0])


def test_time_that_passes_at_once() -> None:
    """A meter that is older has had time to recover; one that is younger has not."""
    meter = Meter(1, PKTPS, [drop(3)], 10.0)
    assert passed(meter, 10, 10.0) == 3
    meter.age(1.0)
    assert passed(meter, 10, 10.0) == 3
    meter.age(-1.0)
    assert passed(meter, 10, 11.0) == 0 and passed(meter, 10, 12.0) == 3
