"""Matching VLAN tags: none, any, VLAN 0, priorities, two tags, and what is behind them."""

from __future__ import annotations

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench, Since, since

VLAN = "1.0 5.2.3, 1.1 A.2.3, 1.2 A.2.3.7, 1.3 7.2.3.7"
_IN = (pk.IPv4(f.IP_A, f.IP_B), pk.Udp(1025, 2050), f.TEXT)


def tagged(*tags: pk.Vlan) -> bytes:
    """A packet with these tags."""
    return pk.build(pk.Ethernet(f.B, f.A), *tags, *_IN)


def takes(bench: Bench, match: str, good: bytes, *bad: bytes) -> None:
    """A flow with this match takes one packet, and not the others."""
    bench.flows(f"priority=10,{match},actions=output:{{2}}", "priority=1,actions=drop")
    bench.forwards(1, good, 2)
    for frame in bad:
        bench.drops(1, frame)


@case(section=VLAN, needs="two ports")
def test_vlan_0(bench: Bench) -> None:
    """A match of VLAN 0 takes packets with a tag that gives only a priority, and none without a tag."""
    takes(bench, "dl_vlan=0", f.PRIORITY, f.UDP, f.TAGGED)


@case(section=VLAN, needs="two ports")
def test_a_tag_of_vlan_0_is_a_tag(bench: Bench) -> None:
    """A match of packets without a tag does not take one whose tag is of VLAN 0."""
    takes(bench, "dl_vlan=0xffff", f.UDP, f.PRIORITY)


@case(section=VLAN, needs="two ports")
@pytest.mark.parametrize("vid", [1, 2, 255, 256, 2048, 4094])
def test_every_bit_of_a_vlan(bench: Bench, vid: int) -> None:
    """All twelve bits of a VLAN count."""
    others = [tagged(pk.Vlan(vid ^ 1 << bit)) for bit in range(12)]
    takes(bench, f"dl_vlan={vid}", tagged(pk.Vlan(vid)), *others)


@case(section=VLAN, needs="two ports")
@pytest.mark.parametrize("pcp", [0, 1, 7])
def test_priorities_of_vlan_0(bench: Bench, pcp: int) -> None:
    """The priority of a tag is matched where it is all that the tag says, also 0."""
    takes(bench, f"dl_vlan=0,dl_vlan_pcp={pcp}", tagged(pk.Vlan(0, pcp)), tagged(pk.Vlan(0, pcp ^ 2)))


@case(section=VLAN, needs="two ports")
def test_any_priority(bench: Bench) -> None:
    """A match of a VLAN alone takes its packets whatever their priority."""
    bench.flows("priority=10,dl_vlan=100,actions=output:{2}", "priority=1,actions=drop")
    for pcp in range(8):
        bench.forwards(1, tagged(pk.Vlan(100, pcp)), 2)


@case("1.1", section="A.2.3", needs="two ports")
def test_any_vlan_of_1_1(bench: Bench) -> None:
    """OFPVID_ANY stands for every tag, and for no packet without one."""
    flow = bench.flow("priority=10,dl_vlan=100,actions=output:{2}")
    flow.match.vlan_vid = bench.ofp.OFPVID_ANY
    bench.switch.confirm([flow])
    bench.flows("priority=1,actions=drop")
    for frame in (f.TAGGED, f.PRIORITY, tagged(pk.Vlan(4094))):
        bench.forwards(1, frame, 2)
    bench.drops(1, f.UDP)


@case("1.2-1.5", section=VLAN, needs="two ports")
def test_any_vlan_of_one_priority(bench: Bench) -> None:
    """Priority is matched with any VLAN: the match says only that there must be a tag."""
    takes(bench, "vlan_tci=0x1000/0x1000,dl_vlan_pcp=3", f.TAGGED, f.UDP, tagged(pk.Vlan(100, 4)))
    bench.forwards(1, tagged(pk.Vlan(7, 3)), 2)


@case("1.2-1.5", section=VLAN, optional=True, needs="two ports")
def test_some_bits_of_a_vlan(bench: Bench) -> None:
    """Under a mask only some bits of a VLAN count, and that there is a tag."""
    takes(bench, "vlan_vid=0x1004/0x1007", tagged(pk.Vlan(100)), f.UDP, tagged(pk.Vlan(101)), tagged(pk.Vlan(96)))
    bench.forwards(1, tagged(pk.Vlan(0xFF4)), 2)


@case(section=VLAN, needs="two ports")
def test_the_type_behind_a_tag(bench: Bench) -> None:
    """The Ethernet type that is matched is the one behind the tag, not the type of the tag."""
    bench.flows(
        "priority=10,dl_type=0x8100,actions=drop", "priority=5,dl_type=0x0800,actions=output:{2}",
        "priority=1,actions=drop",
    )  # fmt: skip
    bench.forwards(1, f.TAGGED, 2)
    bench.drops(1, pk.build(pk.Ethernet(pk.BROADCAST, f.A), pk.Vlan(100), pk.Arp(1, f.A, f.IP_A, 0, f.IP_B)))


@case("1.1-1.5", section="1.1 4.4, 1.2 5.3, 1.3 5.3", optional=True, needs="two ports")
def test_the_type_behind_two_tags(bench: Bench) -> None:
    """Behind two tags as well the Ethernet type that is matched is that of what they carry."""
    takes(bench, "dl_vlan=200,dl_type=0x0800", f.TWICE)


@case(section=VLAN, needs="two ports")
@pytest.mark.parametrize("match", ["udp,udp_dst=2050", "ip,nw_src=192.0.2.10", "dl_src=02:00:00:00:00:0a"])
def test_what_is_behind_a_tag(bench: Bench, match: str) -> None:
    """Addresses and ports are found behind a tag, with the VLAN in the match and without it."""
    bench.flows(
        f"priority=10,in_port={{1}},dl_vlan=100,{match},actions=output:{{2}}",
        f"priority=10,in_port={{2}},{match},actions=output:{{1}}", "priority=1,actions=drop",
    )  # fmt: skip
    bench.forwards(1, f.TAGGED, 2)
    bench.forwards(2, f.TAGGED, 1)
    bench.drops(1, f.UDP)


@case("1.1-1.5", section=VLAN, optional=True, needs="two ports")
def test_service_tags(bench: Bench) -> None:
    """A tag of type 0x88a8 is a tag: its VLAN is matched like another's."""
    takes(bench, "dl_vlan=200", tagged(pk.Vlan(200, 1, tpid=0x88A8)), tagged(pk.Vlan(201, 1, tpid=0x88A8)))


@case(section=VLAN, needs="two ports")
@pytest.mark.parametrize(
    "match",
    since(("dl_vlan=0xffff", 1), ("dl_vlan=0", 1), ("vlan_tci=0x1000/0x1000", 3), ("vlan_vid=0x1001/0x1001", 3)),
)
def test_it_is_read_back(bench: Bench, match: Since) -> None:
    """What a flow says of tags (none, any, VLAN 0, some bits) is told as it was said."""
    bench.flows(f"priority=10,{match.what},actions=output:{{2}}")
    (entry,) = bench.switch.flows()
    got, wanted = entry.match, bench.ofp.match.parse(match.what)
    if bench.version == 2 and wanted.vlan_vid == bench.ofp.OFPVID_NONE == getattr(got, "vlan_vid", None):
        got.wildcards |= bench.ofp.OFPFW_DL_VLAN_PCP  # without a tag it says nothing, set or not
        wanted.wildcards |= bench.ofp.OFPFW_DL_VLAN_PCP
    assert str(got) == str(wanted), f"{got} is not {match.what}"
