"""Actions that change a packet: the field is another, its checksums are right, and nothing else has changed."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field


class Change(NamedTuple):
    """What an action makes of a packet.

    Attributes:
        name: for the id.
        versions: first and last that have it.
        match: what a flow must match for it.
        action: in the words of ovs-ofctl.
        frame, changed: the packet before and after.
    """

    name: str
    versions: tuple[int, int]
    match: str
    action: str
    frame: bytes
    changed: bytes

    def fits(self, version: int) -> bool:
        """Whether a version has it."""
        return self.versions[0] <= version <= self.versions[1]


def _set(name: str, match: str, value: str, frame: bytes, since: int = 3, **fields: int) -> Change:
    return Change(f"set_{name}", (since, 6), match, f"set_field:{value}->{name}", frame, with_field(frame, **fields))


_UNTAGGED = f.TAGGED[:12] + f.TAGGED[16:]
OLD = [
    Change("mod_dl_src", (1, 2), "", "mod_dl_src:02:00:00:00:00:0c", f.PLAIN, with_field(f.PLAIN, eth_src=f.C)),
    Change("mod_dl_dst", (1, 2), "", "mod_dl_dst:02:00:00:00:00:0c", f.PLAIN, with_field(f.PLAIN, eth_dst=f.C)),
    Change("mod_nw_src", (1, 2), "udp", "mod_nw_src:203.0.113.12", f.UDP, with_field(f.UDP, ipv4_src=f.IP_C)),
    Change("mod_nw_dst", (1, 2), "tcp", "mod_nw_dst:203.0.113.12", f.TCP, with_field(f.TCP, ipv4_dst=f.IP_C)),
    Change("mod_nw_tos", (1, 2), "ip", "mod_nw_tos:40", f.UDP, with_field(f.UDP, ip_dscp=10)),
    Change("mod_tp_src", (1, 2), "udp", "mod_tp_src:4711", f.UDP, with_field(f.UDP, udp_src=4711)),
    Change("mod_tp_dst", (1, 2), "tcp", "mod_tp_dst:4711", f.TCP, with_field(f.TCP, tcp_dst=4711)),
    Change("mod_vlan_vid of a tag", (1, 2), "dl_vlan=100", "mod_vlan_vid:7", f.TAGGED,
           with_field(f.TAGGED, vlan_vid=0x1007)),
    Change("mod_vlan_pcp of a tag", (1, 2), "dl_vlan=100", "mod_vlan_pcp:6", f.TAGGED,
           with_field(f.TAGGED, vlan_pcp=6)),
    Change("mod_vlan_vid makes a tag", (1, 1), "", "mod_vlan_vid:7", _UNTAGGED,
           with_field(pk.push_vlan(_UNTAGGED, 0x8100), vlan_vid=0x1007)),
    Change("strip_vlan", (1, 1), "", "strip_vlan", f.TAGGED, _UNTAGGED),
    Change("mod_nw_ecn", (2, 2), "ip", "mod_nw_ecn:2", f.UDP, with_field(f.UDP, ip_ecn=2)),
    Change("mod_nw_ttl", (2, 6), "ip", "mod_nw_ttl:9", f.UDP, with_field(f.UDP, ip_ttl=9)),
]  # fmt: skip
TAGS = [
    Change("dec_ttl", (2, 6), "ip", "dec_ttl", f.UDP, with_field(f.UDP, ip_ttl=63)),
    Change("dec_ttl of IPv6", (3, 6), "ipv6", "dec_ttl", f.UDP6, with_field(f.UDP6, ip_ttl=63)),
    Change("push_vlan", (2, 6), "", "push_vlan:0x8100", f.UDP, pk.push_vlan(f.UDP, 0x8100)),
    Change("push_vlan of a service", (2, 6), "", "push_vlan:0x88a8", f.TAGGED, pk.push_vlan(f.TAGGED, 0x88A8)),
    Change("pop_vlan", (2, 6), "dl_vlan=100", "pop_vlan", f.TAGGED, pk.pop_vlan(f.TAGGED)),
    Change("pop_vlan of two", (2, 6), "dl_vlan=200", "pop_vlan", f.TWICE, pk.pop_vlan(f.TWICE)),
    Change("push_mpls", (2, 6), "ip", "push_mpls:0x8847", f.UDP, pk.push_mpls(f.UDP, 0x8847)),
    Change("pop_mpls", (2, 6), "mpls", "pop_mpls:0x0800", f.MPLS, pk.pop_mpls(f.MPLS, 0x0800)),
    Change("set_mpls_ttl", (2, 6), "mpls", "set_mpls_ttl:9", f.MPLS, with_field(f.MPLS, mpls_ttl=9)),
    Change("dec_mpls_ttl", (2, 6), "mpls", "dec_mpls_ttl", f.MPLS, with_field(f.MPLS, mpls_ttl=63)),
]
FIELDS = [
    _set("eth_src", "", "02:00:00:00:00:0c", f.PLAIN, eth_src=f.C),
    _set("eth_dst", "", "02:00:00:00:00:0c", f.PLAIN, eth_dst=f.C),
    _set("vlan_vid", "dl_vlan=100", "4103", f.TAGGED, vlan_vid=0x1007),
    _set("vlan_pcp", "dl_vlan=100", "6", f.TAGGED, vlan_pcp=6),
    _set("ip_dscp", "ip", "10", f.UDP, ip_dscp=10),
    _set("nw_ecn", "ip", "2", f.UDP, ip_ecn=2),
    Change(
        "set_ip_dscp beside an ECN",
        (3, 6),
        "ip",
        "set_field:10->ip_dscp",
        with_field(f.UDP, ip_ecn=2),
        with_field(f.UDP, ip_ecn=2, ip_dscp=10),
    ),
    _set("ip_src", "udp", "203.0.113.12", f.UDP, ipv4_src=f.IP_C),
    _set("ip_dst", "tcp", "203.0.113.12", f.TCP, ipv4_dst=f.IP_C),
    _set("tcp_src", "tcp", "4711", f.TCP, tcp_src=4711),
    _set("tcp_dst", "tcp", "4711", f.TCP, tcp_dst=4711),
    _set("udp_src", "udp", "4711", f.UDP, udp_src=4711),
    _set("udp_dst", "udp", "4711", f.UDP, udp_dst=4711),
    _set("sctp_src", "sctp", "4711", f.SCTP, sctp_src=4711),
    _set("sctp_dst", "sctp", "4711", f.SCTP, sctp_dst=4711),
    _set("icmp_type", "icmp", "13", f.ICMP, icmpv4_type=13),
    _set("icmp_code", "icmp", "1", f.ICMP, icmpv4_code=1),
    _set("arp_op", "arp", "2", f.ARP, arp_op=2),
    _set("arp_spa", "arp", "203.0.113.12", f.ARP, arp_spa=f.IP_C),
    _set("arp_tpa", "arp", "203.0.113.12", f.ARP, arp_tpa=f.IP_C),
    _set("arp_sha", "arp", "02:00:00:00:00:0c", f.ARP, arp_sha=f.C),
    _set("arp_tha", "arp", "02:00:00:00:00:0c", f.ARP, arp_tha=f.C),
    _set("ipv6_src", "udp6", "2001:db8:2::c", f.UDP6, ipv6_src=f.SIX_C),
    _set("ipv6_dst", "tcp6", "2001:db8:2::c", f.TCP6, ipv6_dst=f.SIX_C),
    _set("ipv6_label", "ipv6", "0x54321", f.UDP6, ipv6_flabel=0x54321),
    _set("icmpv6_type", "icmp6", "129", f.ICMP6, icmpv6_type=129),
    _set("icmpv6_code", "icmp6", "1", f.ICMP6, icmpv6_code=1),
    _set("nd_target", "icmp6,icmpv6_type=135,icmpv6_code=0", "2001:db8::a", f.SOLICIT, ipv6_nd_target=f.SIX_A),
    _set("mpls_label", "mpls", "7", f.MPLS, mpls_label=7),
    _set("mpls_tc", "mpls", "5", f.MPLS, mpls_tc=5),
]
ACTIONS = "1.0 5.2.4, 1.1 A.2.5, 1.2 A.2.5, 1.3 7.2.5, 1.5 7.2.6"


def _changes(changes: list[Change]) -> list[object]:
    return [pytest.param(change, id=change.name) for change in changes]


def look(bench: Bench, change: Change) -> None:
    """The change is made, and nothing else."""
    match = f"{change.match}," if change.match else ""
    bench.flows(f"{match}actions={change.action},output:{{2}}")
    bench.forwards(1, change.frame, 2, as_=change.changed)


@case(section=ACTIONS, optional=True, needs="two ports")
@pytest.mark.parametrize("change", _changes(OLD))
def test_setting_fields_of_old(bench: Bench, change: Change) -> None:
    """An action of 1.0 or 1.1 sets the field, corrects the checksums, and changes nothing else."""
    look(bench, change)


@case("1.2-1.5", section=ACTIONS, optional=True, needs="two ports")
@pytest.mark.parametrize("change", _changes(FIELDS))
def test_set_field(bench: Bench, change: Change) -> None:
    """Set-field sets the field, corrects the checksums, and changes nothing else."""
    look(bench, change)


@case("1.1-1.5", section=ACTIONS, optional=True, needs="two ports")
@pytest.mark.parametrize("change", _changes(TAGS))
def test_tags_and_lives(bench: Bench, change: Change) -> None:
    """Pushing and popping tags, setting and lowering the time to live change only that."""
    look(bench, change)


@case(section="1.0 3.3, 1.1 4.8, 1.2 5.9, 1.3 5.11", optional=True, needs="three ports")
def test_in_the_order_of_the_list(bench: Bench) -> None:
    """What is sent before a change goes out as it was, what is sent behind it as it is then."""
    old = bench.version < 3
    change = "mod_dl_src:02:00:00:00:00:0c" if old else "set_field:02:00:00:00:00:0c->eth_src"
    bench.flows(f"actions=output:{{2}},{change},output:{{3}}")
    bench.plane.send(bench.ports[0], f.PLAIN)
    bench.plane.expect(bench.ports[1], f.PLAIN)
    bench.plane.expect(bench.ports[2], with_field(f.PLAIN, eth_src=f.C))
    bench.plane.expect_nothing(seconds=bench.quiet)


@case("1.1-1.5", section="1.1 A.2.5, 1.2 A.4.1, 1.3 A.4.1", optional=True, needs="two ports")
def test_a_life_that_is_over(bench: Bench) -> None:
    """A packet whose time to live has come to its end is not sent on."""
    bench.flows("ip,actions=dec_ttl,output:{2}")
    bench.forwards(1, with_field(f.UDP, ip_ttl=2), 2, as_=with_field(f.UDP, ip_ttl=1))
    bench.drops(1, with_field(f.UDP, ip_ttl=1))


@case(section="1.0 3.3, 1.3 5.12", optional=True, needs="two ports")
def test_all_at_once(bench: Bench) -> None:
    """Many changes of one packet are all made."""
    if bench.version < 3:
        actions = "mod_dl_src:02:00:00:00:00:0c,mod_nw_src:203.0.113.12,mod_tp_dst:9"
    else:
        actions = "set_field:02:00:00:00:00:0c->eth_src,set_field:203.0.113.12->ip_src,set_field:9->udp_dst"
    bench.flows(f"udp,actions={actions},output:{{2}}")
    changed = with_field(f.UDP, eth_src=f.C, ipv4_src=f.IP_C, udp_dst=9)
    bench.forwards(1, f.UDP, 2, as_=changed)
