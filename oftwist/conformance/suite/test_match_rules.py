"""Which flow takes a packet: priorities, ties, prerequisites, fragments, and what a match may not say."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field

MATCHING = "1.0 3.4, 1.1 4.4, 1.2 5.3, 1.3 5.3"


@case(section=MATCHING, needs="three ports")
@pytest.mark.parametrize("first", ["higher first", "lower first"])
def test_the_higher_priority(bench: Bench, first: str) -> None:
    """Of two flows that fit, the one of the higher priority takes the packet, whichever was added first."""
    flows = ["priority=20,in_port={1},actions=output:{2}", "priority=10,actions=output:{3}"]
    bench.flows(*(flows if first == "higher first" else flows[::-1]))
    bench.forwards(1, f.UDP, 2)


@case(section=MATCHING, needs="three ports")
@pytest.mark.parametrize(("high", "low"), [(65535, 65534), (2, 1), (1, 0), (32768, 32767), (256, 255)])
def test_priorities_next_to_each_other(bench: Bench, high: int, low: int) -> None:
    """A difference of one decides, also over the limits of bytes and signs."""
    bench.flows(f"priority={low},udp,actions=output:{{3}}", f"priority={high},ip,actions=output:{{2}}")
    bench.forwards(1, f.UDP, 2)


@case(section=MATCHING, needs="three ports")
def test_the_lower_priority_when_the_higher_does_not_fit(bench: Bench) -> None:
    """A packet that the better flow does not match goes on to the worse one."""
    bench.flows("priority=20,tcp,actions=output:{2}", "priority=10,actions=output:{3}")
    bench.forwards(1, f.UDP, 3)
    bench.forwards(1, f.TCP, 2)


@case(section=MATCHING, needs="four ports")
def test_many_priorities(bench: Bench) -> None:
    """Among many flows the best that fits is found."""
    for n in range(1, 40):
        bench.flows(f"priority={n},udp,nw_src=10.0.{n}.1,actions=output:{{3}}")
    bench.flows("priority=20,udp,nw_src=192.0.2.0/24,actions=output:{2}", "priority=5,actions=output:{4}")
    bench.forwards(1, f.UDP, 2)
    bench.forwards(1, f.TCP, 4)
    bench.forwards(1, with_field(f.UDP, ipv4_src=0x0A000701), 3)


@case(section=MATCHING, needs="two ports")
@pytest.mark.parametrize(
    ("text", "frame", "other"),
    [
        ("tcp,tcp_dst=2050", "TCP", "UDP"),
        ("udp,udp_dst=2050", "UDP", "TCP"),
        ("ip,nw_src=192.0.2.10", "UDP", "ARP"),
        ("arp,arp_spa=192.0.2.10", "ARP", "UDP"),
        ("icmp,icmp_type=8", "ICMP", "UDP"),
        ("ip", "UDP", "UDP6"),
    ],
    ids=lambda value: value if "," in str(value) else "",
)
def test_a_protocol_is_no_other(bench: Bench, text: str, frame: str, other: str) -> None:
    """The same bytes in another protocol are not taken for a field of this one."""
    bench.flows(f"priority=10,{text},actions=output:{{2}}", "priority=1,actions=drop")
    bench.forwards(1, getattr(f, frame), 2)
    bench.drops(1, getattr(f, other))


@case("1.2-1.5", section="1.2 A.2.3.8, 1.3 7.2.3.8", needs="two ports")
@pytest.mark.parametrize(
    ("text", "frame", "other"),
    [
        ("tcp6,tcp_dst=2050", "TCP6", "TCP"),
        ("udp6,udp_dst=2050", "UDP6", "UDP"),
        ("ipv6,ipv6_src=2001:db8::a", "UDP6", "UDP"),
        ("icmp6,icmpv6_type=128", "ICMP6", "ICMP"),
    ],
    ids=lambda value: value if "," in str(value) else "",
)
def test_a_protocol_of_ipv6_is_no_other(bench: Bench, text: str, frame: str, other: str) -> None:
    """IPv6 is told from IPv4 whatever is above it."""
    bench.flows(f"priority=10,{text},actions=output:{{2}}", "priority=1,actions=drop")
    bench.forwards(1, getattr(f, frame), 2)
    bench.drops(1, getattr(f, other))


@case(section=MATCHING, needs="two ports")
def test_every_field_must_fit(bench: Bench) -> None:
    """A match of many fields takes a packet only if all of them fit."""
    bench.flows(
        "priority=10,in_port={1},dl_src=02:00:00:00:00:0a,dl_dst=02:00:00:00:00:0b,udp,nw_src=192.0.2.10,"
        "nw_dst=198.51.100.11,udp_src=1025,udp_dst=2050,actions=output:{2}",
        "priority=1,actions=drop",
    )
    bench.forwards(1, f.UDP, 2)
    changed = {"eth_src": f.C, "eth_dst": f.C, "ipv4_src": f.IP_C, "ipv4_dst": f.IP_C, "udp_src": 1, "udp_dst": 1}
    for name, value in changed.items():
        bench.drops(1, with_field(f.UDP, **{name: value}))


@case(section=MATCHING, needs="two ports")
@pytest.mark.parametrize("length", [8, 16, 17, 24, 31, 32])
def test_prefixes_of_addresses(bench: Bench, length: int) -> None:
    """A prefix takes the addresses in it: the first, the last, and none beside them."""
    base = f.IP_A & -1 << 32 - length
    bench.flows(f"priority=10,ip,nw_src={_dotted(base)}/{length},actions=output:{{2}}", "priority=1,actions=drop")
    last = base | (1 << 32 - length) - 1
    for address in {base, f.IP_A, last}:
        bench.forwards(1, with_field(f.UDP, ipv4_src=address), 2)
    for address in (base - 1, last + 1):
        bench.drops(1, with_field(f.UDP, ipv4_src=address & 0xFFFFFFFF))


def _dotted(address: int) -> str:
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


@case("1.2-1.5", section="1.2 A.2.3.8, 1.3 7.2.3.6", needs="two ports")
@pytest.mark.parametrize("name", ["ipv4_src", "tcp_dst", "arp_op", "ipv6_src", "icmpv4_type", "vlan_pcp"])
def test_missing_prerequisites_are_refused(bench: Bench, name: str) -> None:
    """A match of a field without what must stand before it is an error."""
    ofp = bench.ofp
    oxm = getattr(ofp.oxm, name)(bytes(16) if name == "ipv6_src" else 1)
    flow = bench.flow("actions=output:{2}")
    flow.match = ofp.match(oxm_list=[oxm])
    bench.refuses(flow, "BAD_MATCH", "BAD_PREREQ")


@case("1.2-1.5", section="1.2 A.2.3.3, 1.3 7.2.3.3", needs="two ports")
def test_a_field_twice_is_refused(bench: Bench) -> None:
    """A match that has a field twice is an error."""
    ofp = bench.ofp
    flow = bench.flow("actions=output:{2}")
    flow.match = ofp.match(oxm_list=[ofp.oxm.eth_type(0x800), ofp.oxm.eth_type(0x806)])
    bench.refuses(flow, "BAD_MATCH", "DUP_FIELD")


@case("1.2-1.5", section="1.2 A.2.3.5, 1.3 7.2.3.5", needs="two ports")
def test_bits_beside_the_mask_are_refused(bench: Bench) -> None:
    """A value with bits that its mask does not look at is an error."""
    ofp = bench.ofp
    flow = bench.flow("actions=output:{2}")
    flow.match = ofp.match(oxm_list=[ofp.oxm.eth_src_masked([2, 0, 0, 0, 0, 5], [255, 255, 255, 255, 255, 0])])
    bench.refuses(flow, "BAD_MATCH", "BAD_WILDCARDS")


@case("1.2-1.5", section="1.2 A.2.3.3, 1.3 7.2.3.3", needs="two ports")
def test_unknown_fields_are_refused(bench: Bench) -> None:
    """A match of a field that nobody knows is an error."""
    flow = bench.flow("actions=output:{2}")
    raw = bytearray(flow.pack()) if flow.xid is not None else None
    if raw is None:
        flow.xid = bench.switch.controller.next_xid()
    flow.match = bench.ofp.match(oxm_list=[bench.ofp.oxm.eth_type(0x88B5)])
    data = flow.pack().replace(bytes.fromhex("80000a0288b5"), bytes.fromhex("8000fe0288b5"))
    bench.switch.controller.message_send(data)
    bench.switch.barrier()
    (error,) = bench.switch.controller.errors_for(flow.xid)
    assert (error.err_type, error.code) == (bench.ofp.OFPET_BAD_MATCH, bench.ofp.OFPBMC_BAD_FIELD), error.show()
