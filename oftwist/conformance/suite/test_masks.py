"""Masks and wildcards: bits that count and bits that do not, values that are zero or all ones, entries that overlap."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench, Since, since
from oftwist.conformance.suite.frames import with_field

MATCH = "1.0 3.4, 1.1 4.4, 1.2 5.3, 1.3 5.3"
WILDCARDS = "1.0 5.2.3, 1.1 A.2.3"

#: Members of the fixed match -> a value that f.UDP has not got, and the bit of the wildcards, in 1.0 and in 1.1.
MEMBERS: dict[str, tuple[Any, int, int]] = {
    "in_port": (0xFF00 - 5, 1 << 0, 1 << 0),
    "vlan_vid": (100, 1 << 1, 1 << 1),
    "eth_src": ([2, 0, 0, 0, 0, 0xC], 1 << 2, 0),
    "eth_dst": ([2, 0, 0, 0, 0, 0xC], 1 << 3, 0),
    "eth_type": (0x0806, 1 << 4, 1 << 3),
    "ip_proto": (6, 1 << 5, 1 << 5),
    "tcp_src": (9, 1 << 6, 1 << 6),
    "tcp_dst": (9, 1 << 7, 1 << 7),
    "ipv4_src": (f.IP_C, 32 << 8, 0),
    "ipv4_dst": (f.IP_C, 32 << 14, 0),
    "ip_dscp": (40, 1 << 21, 1 << 4),
}
#: The wildcard of the priority of a tag.
NO_PRIORITY = {1: 1 << 20, 2: 1 << 2}
_ONES = {"eth_src": [255] * 6, "eth_dst": [255] * 6, "ipv4_src": 0xFFFFFFFF, "ipv4_dst": 0xFFFFFFFF}


def exact(bench: Bench) -> Any:
    """The match of 1.0 or 1.1 that has every field of f.UDP that comes in by the first port."""
    match = bench.ofp.match(
        in_port=bench.ports[0], vlan_vid=0xFFFF, vlan_pcp=0, eth_src=list(f.A.to_bytes(6, "big")),
        eth_dst=list(f.B.to_bytes(6, "big")), eth_type=0x0800, ip_dscp=0, ip_proto=17, ipv4_src=f.IP_A,
        ipv4_dst=f.IP_B, tcp_src=1025, tcp_dst=2050, wildcards=0,
    )  # fmt: skip
    if bench.version == 2:
        match.wildcards = 1 << 8 | 1 << 9 | NO_PRIORITY[2]  # what only MPLS has, and a tag
        match.metadata_mask = 0xFFFFFFFFFFFFFFFF
    return match


@case("1.0-1.1", section=WILDCARDS, needs="two ports")
@pytest.mark.parametrize("member", list(MEMBERS))
def test_each_wildcard_alone(bench: Bench, member: str) -> None:
    """A field whose wildcard is set does not count, whatever stands in it; without the wildcard it does."""
    value, bit, bit_of_11 = MEMBERS[member]
    flow = bench.flow("priority=10,actions=output:{2}")
    flow.match = exact(bench)
    setattr(flow.match, member, value)
    flow.match.wildcards |= NO_PRIORITY[bench.version]  # there is no tag: it says nothing
    bench.switch.confirm([flow])
    bench.flows("priority=1,actions=drop")
    bench.drops(1, f.UDP)
    wild = bench.flow("priority=10,actions=output:{2}")
    wild.match = exact(bench)
    setattr(wild.match, member, value)
    wild.match.wildcards |= NO_PRIORITY[bench.version]
    if bench.version == 1 or member not in _ONES:
        wild.match.wildcards |= bit if bench.version == 1 else bit_of_11
    else:  # 1.1 has masks, whose bits do not count
        setattr(wild.match, f"{member}_mask", _ONES[member])
    bench.switch.confirm([wild])
    bench.forwards(1, f.UDP, 2)


@case("1.0", section="5.2.3", needs="two ports")
@pytest.mark.parametrize("ignored", [32, 33, 47, 63])
def test_more_than_all_bits_of_an_address(bench: Bench, ignored: int) -> None:
    """From 32 bits on that do not count, up to the 63 the wildcards can say, an address does not count at all."""
    flow = bench.flow("priority=10,udp,actions=output:{2}")
    flow.match = exact(bench)
    flow.match.ipv4_src = f.IP_C
    flow.match.wildcards = ignored << 8
    bench.switch.confirm([flow])
    bench.flows("priority=1,actions=drop")
    bench.forwards(1, f.UDP, 2)


@case("1.0", section="3.4", needs="three ports")
def test_no_wildcards_come_first(bench: Bench) -> None:
    """An entry without wildcards takes the packet before any with wildcards, whatever their priorities are."""
    flow = bench.flow("priority=1,actions=output:{2}")
    flow.match = exact(bench)
    bench.switch.confirm([flow])
    bench.flows("priority=65000,udp,actions=output:{3}")
    bench.forwards(1, f.UDP, 2)


@case("1.0-1.1", section=WILDCARDS, needs="two ports")
def test_types_that_are_none(bench: Bench) -> None:
    """Type 0x05ff stands for frames of IEEE 802.3, which have a length where others have a type."""
    bench.flows("priority=10,dl_type=0x05ff,actions=output:{2}", "priority=1,actions=drop")
    bench.forwards(1, pk.build(pk.Ethernet(f.B, f.A), pk.Llc(0x42, 0x42), f.TEXT * 2), 2)
    bench.drops(1, f.PLAIN)


@case(section=MATCH, needs="two ports")
@pytest.mark.parametrize("end", ["nw_src", "nw_dst"])
def test_priority_decides_and_not_length(bench: Bench, end: str) -> None:
    """Of prefixes inside each other the priority decides, not the length."""
    member, address = ("ipv4_src", "192.0.2") if end == "nw_src" else ("ipv4_dst", "198.51.100")
    bench.flows(
        f"priority=9,ip,{end}={address}.0/24,actions=output:{{2}}",
        f"priority=5,ip,{end}={address}.8/29,actions=drop",
        f"priority=20,ip,{end}={address}.12/30,actions=drop",
    )
    base = (f.IP_A if end == "nw_src" else f.IP_B) & ~0xFF
    bench.forwards(1, with_field(f.UDP, **{member: base | 9}), 2)
    bench.drops(1, with_field(f.UDP, **{member: base | 13}))


@case("1.1-1.5", section="1.1 A.2.3, 1.2 A.2.3.5, 1.3 7.2.3.5", optional=True, needs="two ports")
@pytest.mark.parametrize(
    "field",
    since(
        ("ip,nw_src=192.0.0.10/255.0.255.255", 2), ("dl_src=02:00:00:00:00:0a/ff:00:ff:00:00:ff", 2),
        ("ipv6,ipv6_src=2001:0:0:0:0:0:0:a/ffff:0:0:0:0:0:0:f", 3), ("udp,udp_dst=0x0802/0x0f0f", 5),
    ),
)  # fmt: skip
def test_masks_with_holes(bench: Bench, field: Since) -> None:
    """The bits of a mask need not stand together: those in its holes do not count, and all others do."""
    bench.offered(bench.flows, f"priority=10,{field.what},actions=output:{{2}}", "priority=1,actions=drop")
    name = field.what.partition("=")[0].rpartition(",")[2]
    member, frame, hole, counts = {
        "nw_src": ("ipv4_src", with_field(f.UDP, ipv4_src=0xC00000_0A), 0x005A0000, 0x00000100),
        "dl_src": ("eth_src", f.PLAIN, 0x00A50000FF00, 0x000001000000),
        "ipv6_src": ("ipv6_src", f.UDP6, 0xF0 << 16, 1 << 112),
        "udp_dst": ("udp_dst", f.UDP, 0xF0F0, 0x0100),
    }[name]
    value = pk.parse(frame).fields[member]
    bench.forwards(1, frame, 2)
    bench.forwards(1, with_field(frame, **{member: value ^ hole}), 2)
    bench.drops(1, with_field(frame, **{member: value ^ counts}))


@case("1.1-1.5", section="1.1 A.2.3, 1.2 A.2.3.7, 1.3 7.2.3.7", optional=True, needs="two ports")
def test_the_bit_of_groups_of_addresses(bench: Bench) -> None:
    """One bit of an Ethernet address tells packets for many from those for one."""
    bench.offered(
        bench.flows,
        "priority=10,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00,actions=output:{2}", "priority=1,actions=drop",
    )  # fmt: skip
    bench.forwards(1, f.ARP, 2)
    bench.forwards(1, with_field(f.PLAIN, eth_dst=0x01005E000001), 2)
    bench.drops(1, f.PLAIN)


ZEROS = {
    "udp,udp_src=0": ("udp_src", f.UDP, 1, 1),
    "tcp,tcp_dst=0": ("tcp_dst", f.TCP, 1, 1),
    "icmp,icmp_type=0": ("icmpv4_type", f.ICMP, 8, 1),
    "icmp,icmp_code=0": ("icmpv4_code", f.ICMP, 1, 1),
    "ip,nw_tos=0": ("ip_dscp", f.UDP, 1, 1),
    "ip,nw_src=0.0.0.0": ("ipv4_src", f.UDP, 1, 1),
    "dl_src=00:00:00:00:00:00": ("eth_src", f.PLAIN, 0x0200, 1),
    "ip,ip_ecn=0": ("ip_ecn", f.UDP, 1, 3),
    "ipv6,ipv6_label=0": ("ipv6_flabel", f.UDP6, 1, 3),
    "mpls,mpls_label=0": ("mpls_label", f.MPLS, 16, 2),
    "mpls,mpls_tc=0": ("mpls_tc", f.MPLS, 1, 2),
}


@case(section=MATCH, needs="two ports")
@pytest.mark.parametrize("match", since(*((name, row[3]) for name, row in ZEROS.items())))
def test_zero_is_a_value(bench: Bench, match: Since) -> None:
    """A match of 0 is a match: it takes 0, and nothing else."""
    member, frame, other, _ = ZEROS[match.what]
    bench.flows(f"priority=10,{match.what},actions=output:{{2}}", "priority=1,actions=drop")
    bench.forwards(1, with_field(frame, **{member: 0}), 2)
    bench.drops(1, with_field(frame, **{member: other}))


@case(section=MATCH, needs="two ports")
@pytest.mark.parametrize(
    ("match", "member", "value"),
    [
        ("udp,udp_dst=65535", "udp_dst", 0xFFFF), ("ip,nw_dst=255.255.255.255", "ipv4_dst", 0xFFFFFFFF),
        ("dl_dst=ff:ff:ff:ff:ff:ff", "eth_dst", pk.BROADCAST), ("ip,nw_tos=252", "ip_dscp", 63),
    ],
)  # fmt: skip
def test_all_ones_is_a_value(bench: Bench, match: str, member: str, value: int) -> None:
    """A match of all ones takes only that: the highest bit counts, and the lowest."""
    bench.flows(f"priority=10,{match},actions=output:{{2}}", "priority=1,actions=drop")
    bench.forwards(1, with_field(f.UDP, **{member: value}), 2)
    for other in (value >> 1, value - 1):
        bench.drops(1, with_field(f.UDP, **{member: other}))


@case(section=MATCH, needs="three ports")
def test_one_of_equals(bench: Bench) -> None:
    """Of two entries that fit and have the same priority one takes the packet, not both."""
    bench.flows("priority=10,udp,actions=output:{2}", "priority=10,ip,nw_src=192.0.2.10,actions=output:{3}")
    bench.plane.send(bench.ports[0], f.UDP)
    got = bench.plane.poll(match=f.UDP)
    assert got.port in bench.ports[1:3]
    bench.plane.expect_nothing(seconds=bench.quiet)


@case(section=MATCH, needs="three ports")
def test_equals_that_do_not_overlap(bench: Bench) -> None:
    """Entries of the same priority that no packet fits both of each take theirs."""
    bench.flows("priority=10,in_port={1},udp,actions=output:{2}", "priority=10,in_port={1},tcp,actions=output:{3}")
    bench.forwards(1, f.UDP, 2)
    bench.forwards(1, f.TCP, 3)
