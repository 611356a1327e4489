"""Fields that later versions have: extension headers, flags of TCP, services, tunnels, the pipeline."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field

FIELDS = "1.2 A.2.3.7, 1.3 7.2.3.7, 1.5 7.2.3.8"
PREREQUISITES = "1.2 A.2.3.6, 1.3 7.2.3.6"
_ETHER = pk.Ethernet(f.B, f.A)
_UDP = (pk.Udp(1025, 2050), f.TEXT)


def matching(bench: Bench, *oxms: Any, text: str = "priority=10,actions=output:{2}") -> Any:
    """A flow mod with a match of these fields."""
    flow = bench.flow(text)
    flow.match = bench.ofp.match(oxm_list=list(oxms))
    return flow


@case("1.2-1.5", section=FIELDS, optional=True, needs="three ports")
def test_the_physical_port(bench: Bench) -> None:
    """A packet that comes in by a port itself, and by no tunnel, has that port as the physical one too."""
    oxm, port = bench.ofp.oxm, bench.ports[0]
    bench.offers(matching(bench, oxm.in_port(port), oxm.in_phy_port(port)))
    bench.offers(matching(bench, oxm.in_port(bench.ports[2]), oxm.in_phy_port(port)))
    bench.flows("priority=1,actions=drop")
    bench.forwards(1, f.UDP, 2)
    bench.drops(3, f.UDP)


@case("1.3-1.5", section=FIELDS, optional=True, needs="two ports")
def test_packets_of_no_tunnel(bench: Bench) -> None:
    """The tunnel of a packet that came by none is 0."""
    oxm = bench.ofp.oxm
    bench.offers(matching(bench, oxm.tunnel_id(0)))
    bench.offers(matching(bench, oxm.tunnel_id(7), text="priority=20,actions=drop"))
    bench.forwards(1, f.UDP, 2)


@case("1.3-1.5", section=FIELDS, optional=True, needs=("two ports", "two tables"))
@pytest.mark.parametrize("given", [7, 0x123456789ABCDEF0], ids=["small", "large"])
def test_a_tunnel_that_is_set(bench: Bench, given: int) -> None:
    """The tunnel that an action sets is matched by later tables, and told with the packet."""
    oxm = bench.ofp.oxm
    bench.offered(bench.flows, f"table=0,actions=set_field:{given:#x}->tunnel_id,goto_table:1")
    bench.offers(matching(bench, oxm.tunnel_id(given), text="table=1,priority=20,actions=output:{2}"))
    bench.flows("table=1,priority=10,actions=drop")
    bench.forwards(1, f.UDP, 2)
    bench.offers(matching(bench, oxm.tunnel_id(given), text="table=1,priority=30,actions=controller"))
    assert bench.packet_in(1, f.UDP).match["tunnel_id"] == given


HEADERS: dict[str, tuple[list[pk.Header], int]] = {
    "none": ([], 0),
    "no next header": ([pk.IPv6Extension(60, bytes.fromhex("010400000000"), proto=59)], 8 | 1),
    "hop by hop": ([pk.IPv6Extension(0, bytes.fromhex("010400000000"))], 64),
    "destination": ([pk.IPv6Extension(60, bytes.fromhex("010400000000"))], 8),
    "fragment": ([pk.IPv6Fragment(0, 0, 1)], 16),
    "two of them": (
        [pk.IPv6Extension(0, bytes.fromhex("010400000000")), pk.IPv6Extension(60, bytes.fromhex("010400000000"))],
        64 | 8,
    ),
    "out of order": (
        [pk.IPv6Fragment(0, 0, 1), pk.IPv6Extension(0, bytes.fromhex("010400000000"))],
        16 | 64 | 256,
    ),
}


@case("1.3-1.5", section=FIELDS, optional=True, needs="two ports")
@pytest.mark.parametrize("name", list(HEADERS))
def test_extension_headers(bench: Bench, name: str) -> None:
    """The extension headers of IPv6 are matched as the bits that stand for them, all of them."""
    headers, bits = HEADERS[name]
    oxm = bench.ofp.oxm
    above = _UDP[1:] if bits & 1 else _UDP
    frame = pk.build(_ETHER, pk.IPv6(f.SIX_A, f.SIX_B), *headers, *above)
    for wrong in (bits ^ 64, bits ^ 8):
        bench.offers(matching(bench, oxm.eth_type(0x86DD), oxm.ipv6_exthdr(wrong), text="priority=20,actions=drop"))
    bench.offers(matching(bench, oxm.eth_type(0x86DD), oxm.ipv6_exthdr(bits)))
    bench.forwards(1, frame, 2)


@case("1.3-1.5", section=FIELDS, optional=True, needs="two ports")
def test_one_extension_header_of_many(bench: Bench) -> None:
    """Under a mask one extension header is asked for, whatever others there are."""
    oxm = bench.ofp.oxm
    bench.offers(matching(bench, oxm.eth_type(0x86DD), oxm.ipv6_exthdr_masked(8, 8)))
    bench.flows("priority=1,actions=drop")
    for name in ("destination", "two of them"):
        bench.forwards(1, pk.build(_ETHER, pk.IPv6(f.SIX_A, f.SIX_B), *HEADERS[name][0], *_UDP), 2)
    bench.drops(1, f.UDP6)


@case("1.3-1.5", section=FIELDS, optional=True, needs="two ports")
def test_the_service(bench: Bench) -> None:
    """All 24 bits of the service of a provider's packet count."""
    oxm, isid = bench.ofp.oxm, 0xABCDEF
    bench.offers(matching(bench, oxm.eth_type(0x88E7), oxm.pbb_isid(isid)))
    bench.flows("priority=1,actions=drop")

    def frame(service: int) -> bytes:
        return pk.build(_ETHER, pk.Pbb(service), _ETHER, pk.IPv4(f.IP_A, f.IP_B), *_UDP)

    bench.forwards(1, frame(isid), 2)
    for bit in (0, 8, 23):
        bench.drops(1, frame(isid ^ 1 << bit))


@case("1.4-1.5", section="1.4 7.2.3.7, 1.5 7.2.3.8", optional=True, needs="two ports")
def test_whose_addresses_a_service_uses(bench: Bench) -> None:
    """The bit that says that a provider's packet uses the customer's addresses is matched."""
    oxm = bench.ofp.oxm
    bench.offers(matching(bench, oxm.eth_type(0x88E7), oxm.pbb_uca(1)))
    bench.flows("priority=1,actions=drop")
    for uca in (0, 1):
        frame = pk.build(_ETHER, pk.Pbb(7, uca=uca), _ETHER, pk.IPv4(f.IP_A, f.IP_B), *_UDP)
        bench.forwards(1, frame, *([2] if uca else []))


@case("1.2-1.5", section=FIELDS, optional=True, needs="two ports")
def test_addresses_of_arp_are_its_own(bench: Bench) -> None:
    """The addresses in ARP are matched as they stand there, and not taken from the header of the frame."""
    frame = pk.build(pk.Ethernet(pk.BROADCAST, f.A), pk.Arp(1, f.C, f.IP_A, f.B, f.IP_B))
    bench.flows(
        "priority=10,arp,arp_sha=02:00:00:00:00:0c,arp_tha=02:00:00:00:00:0b,actions=output:{2}",
        "priority=1,actions=drop",
    )
    bench.forwards(1, frame, 2)
    bench.drops(1, pk.build(pk.Ethernet(f.B, f.C), pk.Arp(1, f.A, f.IP_A, 0, f.IP_B)))


@case("1.2-1.5", section=PREREQUISITES, optional=True, needs="two ports")
@pytest.mark.parametrize(
    "name", ["arp_spa", "ip_dscp", "ipv4_dst", "ipv6_flabel", "mpls_label", "udp_src", "sctp_dst", "icmpv6_type"]
)
def test_the_type_must_be_right(bench: Bench, name: str) -> None:
    """A field in a match of another type of packet is refused, as without any type."""
    oxm = bench.ofp.oxm
    bench.refuses(matching(bench, oxm.eth_type(0x88B5), getattr(oxm, name)(1)), "BAD_MATCH", "BAD_PREREQ")


@case("1.2-1.5", section=PREREQUISITES, optional=True, needs="two ports")
@pytest.mark.parametrize(
    ("name", "proto"), [("tcp_src", 17), ("udp_dst", 6), ("icmpv4_type", 58), ("sctp_src", 6), ("icmpv4_code", 17)]
)
def test_the_protocol_must_be_right(bench: Bench, name: str, proto: int) -> None:
    """A field of one protocol in a match of another is refused."""
    oxm = bench.ofp.oxm
    flow = matching(bench, oxm.eth_type(0x800), oxm.ip_proto(proto), getattr(oxm, name)(1))
    bench.refuses(flow, "BAD_MATCH", "BAD_PREREQ")


@case("1.2-1.5", section=PREREQUISITES, optional=True, needs="two ports")
@pytest.mark.parametrize(("name", "kind"), [("ipv6_nd_sll", 136), ("ipv6_nd_tll", 135), ("ipv6_nd_target", 128)])
def test_the_kind_of_neighbour_discovery_must_be_right(bench: Bench, name: str, kind: int) -> None:
    """Who asks has a source address, who answers a target address, and others have no target."""
    oxm = bench.ofp.oxm
    value: Any = bytes(16) if name == "ipv6_nd_target" else [2, 0, 0, 0, 0, 1]
    flow = matching(
        bench, oxm.eth_type(0x86DD), oxm.ip_proto(58), oxm.icmpv6_type(kind), getattr(oxm, name)(value)
    )
    bench.refuses(flow, "BAD_MATCH", "BAD_PREREQ")


@case("1.5", section="7.2.3.8", optional=True, needs="two ports")
@pytest.mark.parametrize("flag", [0, 1, 2, 3, 4, 5])
def test_flags_of_tcp(bench: Bench, flag: int) -> None:
    """Each flag of TCP is matched alone, whatever the others are."""
    oxm = bench.ofp.oxm
    tcp = (oxm.eth_type(0x800), oxm.ip_proto(6))
    bench.offers(matching(bench, *tcp, oxm.tcp_flags_masked(1 << flag, 1 << flag)))
    bench.flows("priority=1,actions=drop")

    def frame(flags: int) -> bytes:
        return pk.build(_ETHER, pk.IPv4(f.IP_A, f.IP_B), pk.Tcp(1025, 2050, flags=flags), f.TEXT)

    bench.forwards(1, frame(1 << flag), 2)
    bench.forwards(1, frame(0x3F), 2)
    bench.drops(1, frame(0x3F ^ 1 << flag))


@case("1.5", section="7.2.3.8", optional=True, needs="two ports")
def test_the_type_of_packets(bench: Bench) -> None:
    """What comes from an Ethernet port is of packet type (0, 0)."""
    oxm = bench.ofp.oxm
    bench.offers(matching(bench, oxm.packet_type(0)))
    bench.flows("priority=1,actions=drop")
    bench.forwards(1, f.UDP, 2)
    bench.forwards(1, f.ARP, 2)


@case("1.5", section="7.2.3.8", optional=True, needs=("four ports", "two tables"))
def test_the_port_in_the_action_set(bench: Bench) -> None:
    """The port that the action set will send to is matched, and OFPP_UNSET where it sends to none."""
    ofp = bench.ofp
    bench.flows(
        "table=0,in_port={1},actions=write_actions(output:{3}),goto_table:1", "table=0,in_port={2},actions=goto_table:1"
    )
    bench.offers(matching(bench, ofp.oxm.actset_output(bench.ports[2]), text="table=1,actions=output:{4}"))
    bench.offers(matching(bench, ofp.oxm.actset_output(ofp.OFPP_UNSET), text="table=1,actions=output:{1}"))
    bench.forwards(1, f.UDP, 3, 4)
    bench.forwards(2, f.UDP, 1)


@case("1.5", section="7.2.3.8", optional=True, needs="two ports")
def test_flags_of_tcp_over_ipv6(bench: Bench) -> None:
    """The flags of TCP are matched over IPv6 too, exactly where there is no mask."""
    oxm = bench.ofp.oxm
    bench.offers(matching(bench, oxm.eth_type(0x86DD), oxm.ip_proto(6), oxm.tcp_flags(2)))
    bench.flows("priority=1,actions=drop")
    bench.forwards(1, f.TCP6, 2)
    bench.drops(1, with_field(f.TCP6, tcp_flags=0x12))
