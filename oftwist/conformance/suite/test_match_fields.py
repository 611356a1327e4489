"""Every field of a match by itself: it takes the packets it should, and no others."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field


class Field(NamedTuple):
    """A field of a match.

    Attributes:
        name: of the field in the words of ovs-ofctl.
        since: the first version that has it.
        before: what must stand before it: its prerequisites.
        value: that of ``good``, as text.
        good, bad: a packet with this value, and one with another.
        mask: a mask under which ``near`` is like ``good``, and ``bad`` is not; "" if it has none.
        near: see there.
        masked_since: the first version in which it may be masked.
    """

    name: str
    since: int
    before: str
    value: str
    good: bytes
    bad: bytes
    mask: str = ""
    near: bytes = b""
    masked_since: int = 3

    def fits(self, version: int) -> bool:
        """Whether a version has it."""
        return version >= self.since


def _address(
    name: str, since: int, good: bytes, member: str, mask: str, masked_since: int = 2, before: str = ""
) -> Field:
    """A field of an Ethernet address: the last byte is not looked at under the mask."""
    value = pk.parse(good).fields[member]
    bad, near = with_field(good, **{member: value ^ 1 << 40 + 3}), with_field(good, **{member: value ^ 0x55})
    return Field(name, since, before, pk.mac_text(value), good, bad, mask, near, masked_since)


def _number(
    name: str, since: int, before: str, good: bytes, member: str, other: int, *, shown: str = "", mask: str = "",
    near: int = 0, masked_since: int = 5,
) -> Field:  # fmt: skip
    value = pk.parse(good).fields[member]
    close = with_field(good, **{member: near}) if mask else b""
    return Field(
        name, since, before, shown or str(value), good, with_field(good, **{member: other}), mask, close, masked_since
    )


FIELDS = [
    _address("dl_src", 1, f.PLAIN, "eth_src", "ff:ff:ff:ff:ff:00"),
    _address("dl_dst", 1, f.PLAIN, "eth_dst", "ff:ff:ff:ff:ff:00"),
    Field("dl_type", 1, "", "0x88b5", f.PLAIN, f.PLAIN[:12] + b"\x88\xb6" + f.PLAIN[14:]),
    Field("dl_vlan", 1, "", "100", f.TAGGED, with_field(f.TAGGED, vlan_vid=0x1065)),
    Field("dl_vlan_pcp", 1, "dl_vlan=100", "3", f.TAGGED, with_field(f.TAGGED, vlan_pcp=5)),
    Field("vlan_tci", 3, "", "0x1064/0x1fff", f.TAGGED, with_field(f.TAGGED, vlan_vid=0x1065)),
    _number("nw_tos", 1, "ip", with_field(f.UDP, ip_dscp=10), "ip_dscp", 11, shown="40"),
    _number("ip_ecn", 3, "ip", with_field(f.UDP, ip_ecn=1), "ip_ecn", 2),
    Field("nw_proto", 1, "ip", "17", f.UDP, pk.build(pk.Ethernet(f.B, f.A), pk.IPv4(f.IP_A, f.IP_B, 99), f.TEXT)),
    Field("nw_src", 1, "ip", "192.0.2.10", f.UDP, with_field(f.UDP, ipv4_src=f.IP_C), "24",
          with_field(f.UDP, ipv4_src=f.IP_A ^ 3), 1),
    Field("nw_dst", 1, "ip", "198.51.100.11", f.UDP, with_field(f.UDP, ipv4_dst=f.IP_C), "24",
          with_field(f.UDP, ipv4_dst=f.IP_B ^ 3), 1),
    _number("tcp_src", 1, "tcp", f.TCP, "tcp_src", 1026, mask="0xfffe", near=1024),
    _number("tcp_dst", 1, "tcp", f.TCP, "tcp_dst", 2052, mask="0xfffe", near=2051),
    _number("udp_src", 1, "udp", f.UDP, "udp_src", 1026, mask="0xfffe", near=1024),
    _number("udp_dst", 1, "udp", f.UDP, "udp_dst", 2052, mask="0xfffe", near=2051),
    _number("sctp_src", 2, "sctp", f.SCTP, "sctp_src", 1026),
    _number("sctp_dst", 2, "sctp", f.SCTP, "sctp_dst", 2052),
    _number("icmp_type", 1, "icmp", f.ICMP, "icmpv4_type", 13),
    _number("icmp_code", 1, "icmp", f.ICMP, "icmpv4_code", 1),
    _number("arp_op", 1, "arp", f.ARP, "arp_op", 2),
    Field("arp_spa", 1, "arp", "192.0.2.10", f.ARP, with_field(f.ARP, arp_spa=f.IP_C), "24",
          with_field(f.ARP, arp_spa=f.IP_A ^ 3), 1),
    Field("arp_tpa", 1, "arp", "198.51.100.11", f.ARP, with_field(f.ARP, arp_tpa=f.IP_C), "24",
          with_field(f.ARP, arp_tpa=f.IP_B ^ 3), 1),
    _address("arp_sha", 3, f.ARP, "arp_sha", "ff:ff:ff:ff:ff:00", 3, "arp"),
    Field("arp_tha", 3, "arp", "00:00:00:00:00:00", f.ARP, with_field(f.ARP, arp_tha=f.B), "ff:ff:ff:ff:ff:00",
          with_field(f.ARP, arp_tha=0x11)),
    Field("ipv6_src", 3, "ipv6", "2001:db8::a", f.UDP6, with_field(f.UDP6, ipv6_src=f.SIX_C), "64",
          with_field(f.UDP6, ipv6_src=f.SIX_A ^ 3)),
    Field("ipv6_dst", 3, "ipv6", "2001:db8:1::b", f.UDP6, with_field(f.UDP6, ipv6_dst=f.SIX_C), "64",
          with_field(f.UDP6, ipv6_dst=f.SIX_B ^ 3)),
    Field("ipv6_label", 3, "ipv6", "0x12345", with_field(f.UDP6, ipv6_flabel=0x12345),
          with_field(f.UDP6, ipv6_flabel=0x22345), "0xfff00", with_field(f.UDP6, ipv6_flabel=0x12367), 4),
    _number("icmpv6_type", 3, "icmp6", f.ICMP6, "icmpv6_type", 129),
    _number("icmpv6_code", 3, "icmp6", f.ICMP6, "icmpv6_code", 1),
    Field("nd_target", 3, "icmp6,icmpv6_type=135,icmpv6_code=0", "2001:db8:2::c", f.SOLICIT,
          with_field(f.SOLICIT, ipv6_nd_target=f.SIX_A)),
    Field("nd_sll", 3, "icmp6,icmpv6_type=135,icmpv6_code=0", pk.mac_text(f.A), f.SOLICIT,
          with_field(f.SOLICIT, ipv6_nd_sll=f.C)),
    Field("nd_tll", 3, "icmp6,icmpv6_type=136,icmpv6_code=0", pk.mac_text(f.A), f.ADVERT,
          with_field(f.ADVERT, ipv6_nd_tll=f.C)),
    _number("mpls_label", 2, "mpls", f.MPLS, "mpls_label", 101),
    _number("mpls_tc", 2, "mpls", f.MPLS, "mpls_tc", 4),
    _number("mpls_bos", 4, "mpls", f.MPLS, "mpls_bos", 0),
]  # fmt: skip
ALL = [pytest.param(field, id=field.name) for field in FIELDS]
MASKED = [
    pytest.param(Field(field.name, max(field.since, field.masked_since), *field[2:]), id=field.name)
    for field in FIELDS
    if field.mask
]


@case(section="1.0 5.2.3, 1.1 A.2.3, 1.2 A.2.3, 1.3 7.2.3, 1.4 7.2.3, 1.5 7.2.3", needs="two ports")
@pytest.mark.parametrize("field", ALL)
def test_exact(bench: Bench, field: Field) -> None:
    """A flow that matches one value of a field takes packets with this value, and no others."""
    before = f"{field.before}," if field.before else ""
    bench.flows(f"priority=10,{before}{field.name}={field.value},actions=output:{{2}}", "priority=1,actions=drop")
    bench.forwards(1, field.good, 2)
    bench.drops(1, field.bad)


@case("1.0-1.5", section="1.0 5.2.3, 1.2 A.2.3.5, 1.3 7.2.3.5", optional=True, needs="two ports")
@pytest.mark.parametrize("field", MASKED)
def test_masked(bench: Bench, field: Field) -> None:
    """A flow with a mask takes packets that are the same in the bits of the mask, whatever the others are."""
    before = f"{field.before}," if field.before else ""
    bench.flows(
        f"priority=10,{before}{field.name}={field.value}/{field.mask},actions=output:{{2}}", "priority=1,actions=drop"
    )
    bench.forwards(1, field.good, 2)
    bench.forwards(1, field.near, 2)
    bench.drops(1, field.bad)


@case(section="1.0 3.4, 1.3 5.3", needs="two ports")
@pytest.mark.parametrize("field", ALL)
def test_it_is_read_back(bench: Bench, field: Field) -> None:
    """The statistics of a flow tell the match it was added with."""
    before = f"{field.before}," if field.before else ""
    text = f"{before}{field.name}={field.value}"
    bench.flows(f"priority=10,{text},actions=output:{{2}}")
    (entry,) = bench.switch.flows()
    # As texts: a fixed match may say in many ways that a field does not matter.
    assert str(entry.match) == str(bench.ofp.match.parse(text)), f"{entry.match} is not {text}"


#: Fields of numbers, and packets that have them: what they are on the wire, in bits.
WIDE = {
    "dl_src": ("", 48, "eth_src", f.PLAIN), "dl_dst": ("", 48, "eth_dst", f.PLAIN),
    "dl_vlan": ("", 12, "vlan_vid", f.TAGGED), "nw_src": ("ip", 32, "ipv4_src", f.UDP),
    "nw_dst": ("ip", 32, "ipv4_dst", f.UDP), "tcp_src": ("tcp", 16, "tcp_src", f.TCP),
    "tcp_dst": ("tcp", 16, "tcp_dst", f.TCP), "udp_src": ("udp", 16, "udp_src", f.UDP),
    "udp_dst": ("udp", 16, "udp_dst", f.UDP), "ipv6_src": ("ipv6", 128, "ipv6_src", f.UDP6),
    "ipv6_dst": ("ipv6", 128, "ipv6_dst", f.UDP6), "mpls_label": ("mpls", 20, "mpls_label", f.MPLS),
}  # fmt: skip


@case(section="1.0 5.2.3, 1.1 A.2.3, 1.2 A.2.3, 1.3 7.2.3", needs="two ports")
@pytest.mark.parametrize("field", [field for field in ALL if field.id in WIDE])
def test_each_bit_counts(bench: Bench, field: Field) -> None:
    """A packet whose field differs in one bit, high or low, is no packet of the flow."""
    before, bits, member, frame = WIDE[field.name]
    before = f"{before}," if before else ""
    bench.flows(f"priority=10,{before}{field.name}={field.value},actions=output:{{2}}", "priority=1,actions=drop")
    bench.forwards(1, frame, 2)
    value = pk.parse(frame).fields[member]
    for bit in sorted({0, 1, 7, 8, bits // 2, bits - 2, bits - 1}):
        bench.drops(1, with_field(frame, **{member: value ^ 1 << bit}))


@case(section="1.0 3.4, 1.3 5.3", needs="three ports")
def test_in_port(bench: Bench) -> None:
    """A flow for one port takes what comes in there, and nothing that comes in elsewhere."""
    bench.flows("priority=10,in_port={1},actions=output:{3}", "priority=1,actions=drop")
    bench.forwards(1, f.UDP, 3)
    bench.drops(2, f.UDP)


@case(section="1.0 3.4, 1.3 5.3", needs="two ports")
@pytest.mark.parametrize(
    "name", ["PLAIN", "UDP", "TCP", "SCTP", "ICMP", "ARP", "UDP6", "ICMP6", "MPLS", "TAGGED", "PRIORITY", "TWICE"]
)
def test_all_wildcards(bench: Bench, name: str) -> None:
    """A flow that matches nothing in particular takes every kind of packet, and changes none."""
    bench.flows("actions=output:{2}")
    bench.forwards(1, getattr(f, name), 2)


@case(section="1.0 5.2.3, 1.2 A.2.3.7, 1.3 7.2.3.7", needs="two ports")
def test_untagged_only(bench: Bench) -> None:
    """A match for packets without a VLAN tag takes no tagged ones."""
    bench.flows("priority=10,dl_vlan=0xffff,actions=output:{2}", "priority=1,actions=drop")
    bench.forwards(1, f.UDP, 2)
    bench.drops(1, f.TAGGED)


@case("1.2-1.5", section="1.2 A.2.3.7, 1.3 7.2.3.7", needs="two ports")
def test_any_tag(bench: Bench) -> None:
    """A match for the bit that says that there is a tag takes every tag, and nothing without."""
    bench.flows("priority=10,vlan_tci=0x1000/0x1000,actions=output:{2}", "priority=1,actions=drop")
    bench.forwards(1, f.TAGGED, 2)
    bench.forwards(1, f.PRIORITY, 2)
    bench.drops(1, f.UDP)


@case(section="1.0 3.4, 1.3 5.3", needs="two ports")
def test_the_outer_tag_counts(bench: Bench) -> None:
    """Of two tags the outer one is matched."""
    bench.flows("priority=10,dl_vlan=200,actions=output:{2}", "priority=1,actions=drop")
    bench.forwards(1, f.TWICE, 2)
    bench.drops(1, f.TAGGED)
