"""What is new in 1.5 beside fields and buckets: stat triggers, copied bits, statistics as fields, pipeline fields."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field
from oftwist.errors import RequestFailed

TRIGGERS = "7.2.5.2"
COPY = "7.2.6.8"


def triggered(bench: Bench, flags: int, **thresholds: int) -> Any:
    """A flow that forwards UDP, and tells what it has counted at these thresholds."""
    ofp = bench.ofp
    flow = bench.flow("cookie=0xc1,priority=5,udp,actions=output:{2}")
    levels = [getattr(ofp, f"oxs_{name}_count")(value=value) for name, value in thresholds.items()]
    flow.instructions.insert(0, ofp.instruction.stat_trigger(flags=flags, thresholds=levels))
    return flow


def told(bench: Bench) -> list[int]:
    """How many packets the flow had counted whenever it told."""
    bench.switch.barrier()
    found = []
    while (msg := bench.switch.poll("flow_lightweight_stats_reply", timeout=bench.quiet)) is not None:
        for entry in msg.entries:
            assert entry.reason == bench.ofp.OFPFSR_STAT_TRIGGER and entry.priority == 5
            counts = {type(oxs).__name__: oxs.value for oxs in entry.stats.oxs_fields}
            found.append(counts["oxs_packet_count"])
    return found


def count(bench: Bench, packets: int) -> list[int]:
    """Let the flow take so many packets; returns what it has told."""
    for _ in range(packets):
        bench.forwards(1, f.UDP, 2)
    return told(bench)


@case("1.5", section=TRIGGERS, optional=True, needs="two ports")
def test_a_threshold_of_packets(bench: Bench) -> None:
    """A flow tells what it has counted when it has taken so many packets, once."""
    bench.offers(triggered(bench, 0, packet=3))
    assert count(bench, 2) == []
    assert count(bench, 1) == [3]
    assert count(bench, 4) == []


@case("1.5", section=TRIGGERS, optional=True, needs="two ports")
def test_a_threshold_of_bytes(bench: Bench) -> None:
    """A flow tells what it has counted when it has taken so many bytes."""
    bench.offers(triggered(bench, 0, byte=2 * len(f.UDP)))
    assert count(bench, 1) == []
    assert count(bench, 1) == [2]


@case("1.5", section=TRIGGERS, optional=True, needs="two ports")
def test_every_so_many_packets(bench: Bench) -> None:
    """With PERIODIC a flow tells what it has counted at each multiple of the threshold."""
    bench.offers(triggered(bench, bench.ofp.OFPSTF_PERIODIC, packet=2))
    assert count(bench, 7) == [2, 4, 6]


@case("1.5", section=TRIGGERS, optional=True, needs="two ports")
def test_two_thresholds(bench: Bench) -> None:
    """A flow tells at each of its thresholds, and with ONLY_FIRST at the one that comes first."""
    bench.offers(triggered(bench, 0, packet=2, byte=4 * len(f.UDP)))
    assert count(bench, 5) == [2, 4]
    bench.switch.delete_flows()
    bench.offers(triggered(bench, bench.ofp.OFPSTF_ONLY_FIRST, packet=2, byte=4 * len(f.UDP)))
    assert count(bench, 5) == [2]


@case("1.5", section=TRIGGERS, optional=True, needs="two ports")
def test_triggers_are_described(bench: Bench) -> None:
    """The stat trigger of a flow is told as it was given."""
    flow = triggered(bench, bench.ofp.OFPSTF_PERIODIC, packet=1000, byte=1_000_000)
    bench.offers(flow)
    (entry,) = bench.switch.flows()
    assert [one.pack() for one in entry.instructions if type(one).__name__ == "stat_trigger"] == [
        flow.instructions[0].pack()
    ]


COPIES = {
    "a port": ("move:udp_src[]->udp_dst[]", {"udp_dst": 1025}),
    "an address": ("move:eth_src[]->eth_dst[]", {"eth_dst": f.A}),
    "low bits": ("move:udp_src[0..7]->udp_dst[0..7]", {"udp_dst": 2050 & 0xFF00 | 1025 & 0xFF}),
    "bits elsewhere": ("move:udp_src[8..15]->udp_dst[0..7]", {"udp_dst": 2050 & 0xFF00 | 1025 >> 8}),
    "half of an address": ("move:eth_src[0..23]->eth_dst[0..23]", {"eth_dst": f.B >> 24 << 24 | f.A & 0xFFFFFF}),
    "an address of IPv4": ("move:ip_src[]->ip_dst[]", {"ipv4_dst": f.IP_A}),
}


@case("1.5", section=COPY, optional=True, needs="two ports")
@pytest.mark.parametrize(("text", "changed"), COPIES.values(), ids=COPIES)
def test_bits_are_copied(bench: Bench, text: str, changed: dict[str, int]) -> None:
    """COPY_FIELD copies bits of one field to bits of another, and leaves the rest as it was."""
    bench.offered(bench.flows, f"udp,actions={text},output:{{2}}")
    bench.forwards(1, f.UDP, 2, as_=with_field(f.UDP, **changed))


@case("1.5", section=COPY, optional=True, needs=("two ports", "two tables"))
def test_bits_are_copied_to_metadata(bench: Bench) -> None:
    """COPY_FIELD may copy from the packet to metadata, which a later table matches."""
    bench.offered(bench.flows, "table=0,udp,actions=move:udp_dst[]->metadata[16..31],goto_table:1")
    bench.flows(f"table=1,priority=5,metadata={2050 << 16:#x},actions=output:{{2}}", "table=1,priority=1,actions=drop")
    bench.forwards(1, f.UDP, 2)


@case("1.5", section="7.2.4, 7.3.5.2", needs="two ports")
def test_what_flows_count_as_fields(bench: Bench) -> None:
    """A flow tells its packets, bytes and age as fields, each once."""
    bench.flows("udp,actions=output:{2}")
    bench.forwards(1, f.UDP, 2)
    (entry,) = bench.switch.flows()
    names = [type(oxs).__name__ for oxs in entry.stats.oxs_fields]
    assert len(names) == len(set(names)) and {"oxs_duration", "oxs_packet_count", "oxs_byte_count"} <= set(names)
    counts = {type(oxs).__name__: oxs.value for oxs in entry.stats.oxs_fields}
    assert (counts["oxs_packet_count"], counts["oxs_byte_count"]) == (1, len(f.UDP))


@case("1.5", section="7.3.5.3", optional=True, needs="two ports")
def test_statistics_without_descriptions(bench: Bench) -> None:
    """Statistics of flows tell what each counts with its match and priority, and that they were asked for."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=6,tcp,actions=drop")
    bench.forwards(1, f.UDP, 2)
    ofp = bench.ofp
    everything = {"table_id": 0xFF, "out_port": ofp.OFPP_ANY, "out_group": ofp.OFPG_ANY}
    request = ofp.message.flow_lightweight_stats_request(match=ofp.match(), **everything)
    try:
        entries = bench.switch.stats(request)
    except RequestFailed as failed:
        lacks("OFPMP_FLOW_STATS", f"it does not know this kind: {failed}")
    found = {}
    for entry in entries:
        assert entry.reason == ofp.OFPFSR_STATS_REQUEST
        counts = {type(oxs).__name__: oxs.value for oxs in entry.stats.oxs_fields}
        found[entry.priority] = (str(entry.match), counts["oxs_packet_count"])
    assert found == {5: (str(ofp.match.parse("udp")), 1), 6: (str(ofp.match.parse("tcp")), 0)}


@case("1.5", section="7.3.6", optional=True, needs="two ports")
def test_metadata_of_packets_out(bench: Bench) -> None:
    """A packet-out to TABLE begins with the metadata that its match names."""
    bench.flows("priority=5,metadata=0x77,actions=output:{2}", "priority=1,actions=drop")
    ofp = bench.ofp
    for value in (0x77, 0x78):
        fields = [ofp.oxm.in_port(value=bench.ports[0]), ofp.oxm.metadata(value=value)]
        actions = [ofp.action.output(port=ofp.OFPP_TABLE, max_len=0xFFFF)]
        msg = ofp.message.packet_out(buffer_id=0xFFFFFFFF, match=ofp.match(fields), actions=actions, data=f.UDP)
        bench.plane.flush()
        bench.offers(msg)
        if value == 0x77:
            bench.plane.expect(bench.ports[1], f.UDP)
        bench.plane.expect_nothing(seconds=bench.quiet)
