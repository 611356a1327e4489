"""Checksums of packets that are changed: what must come out is built anew here, not changed."""

from __future__ import annotations

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench, Since, since

SECTION = "1.0 3.3, 1.1 4.9, 1.2 5.10, 1.3 5.12"
PROTOCOLS = {"udp": pk.Udp, "tcp": pk.Tcp, "sctp": pk.Sctp}
SRC_C, DST_C = "203.0.113.12", "203.0.113.12"
SIX_C = "2001:db8:2::c"
LIVES = "1.1 4.9, 1.2 5.10, 1.3 5.12"


def four(
    *, src: int = f.IP_A, dst: int = f.IP_B, kind: str = "udp", ports: tuple[int, int] = (1025, 2050),
    text: bytes = f.TEXT, ttl: int = 64, dscp: int = 0, ecn: int = 0, options: bytes = b"", tags: int = 0,
) -> bytes:  # fmt: skip
    """A packet of IPv4."""
    vlans = [pk.Vlan(200 - 100 * n, 3, tpid=0x88A8 if n + 1 < tags else 0x8100) for n in range(tags)]
    ip = pk.IPv4(src, dst, ttl=ttl, dscp=dscp, ecn=ecn, options=options)
    above = pk.Icmp(8, 0) if kind == "icmp" else PROTOCOLS[kind](*ports)
    return pk.build(pk.Ethernet(f.B, f.A), *vlans, ip, above, text)


def six(
    *, src: int = f.SIX_A, dst: int = f.SIX_B, kind: str = "udp", ports: tuple[int, int] = (1025, 2050),
    code: int = 0, options: bool = False,
) -> bytes:  # fmt: skip
    """A packet of IPv6."""
    extra = [pk.IPv6Extension(0, bytes.fromhex("010400000000"))] if options else []
    above = pk.Icmpv6(128, code) if kind == "icmp6" else PROTOCOLS[kind](*ports)
    return pk.build(pk.Ethernet(f.B, f.A), pk.IPv6(src, dst), *extra, above, f.TEXT)


def becomes(bench: Bench, match: str, action: str, before: bytes, after: bytes) -> None:
    """The action makes the one packet of the other."""
    bench.offered(bench.flows, f"{match},actions={action},output:{{2}}")
    bench.forwards(1, before, 2, as_=after)


@case(section=SECTION, optional=True, needs="two ports")
@pytest.mark.parametrize("kind", ["udp", "tcp", "sctp", "icmp"])
@pytest.mark.parametrize("field", ["ip_src", "ip_dst"])
def test_addresses_of_ipv4(bench: Bench, kind: str, field: str) -> None:
    """Another address of IPv4 changes the checksum of the header, and that of TCP and UDP, which cover it."""
    after = four(kind=kind, src=f.IP_C) if field == "ip_src" else four(kind=kind, dst=f.IP_C)
    becomes(bench, kind, bench.rewrite(field, SRC_C), four(kind=kind), after)


@case("1.2-1.5", section=SECTION, optional=True, needs="two ports")
@pytest.mark.parametrize("kind", ["udp", "tcp", "sctp", "icmp6"])
@pytest.mark.parametrize("field", ["ipv6_src", "ipv6_dst"])
def test_addresses_of_ipv6(bench: Bench, kind: str, field: str) -> None:
    """Another address of IPv6 changes the checksums of TCP, UDP and ICMPv6, which cover it."""
    after = six(kind=kind, src=f.SIX_C) if field == "ipv6_src" else six(kind=kind, dst=f.SIX_C)
    becomes(bench, "ipv6", bench.rewrite(field, SIX_C), six(kind=kind), after)


@case(section=SECTION, optional=True, needs="two ports")
@pytest.mark.parametrize("kind", since(("udp", 1), ("tcp", 1), ("sctp", 2)))
@pytest.mark.parametrize("end", ["src", "dst"])
def test_ports(bench: Bench, kind: Since, end: str) -> None:
    """Another port changes the checksum of its own header; with SCTP the CRC over all of it."""
    name = kind.what
    after = four(kind=name, ports=(40000, 2050) if end == "src" else (1025, 40000))
    becomes(bench, name, bench.rewrite(f"{name}_{end}", 40000), four(kind=name), after)


@case("1.2-1.5", section=SECTION, optional=True, needs="two ports")
@pytest.mark.parametrize("kind", ["udp", "tcp", "sctp"])
def test_ports_over_ipv6(bench: Bench, kind: str) -> None:
    """Above IPv6 a port is changed just so."""
    after = six(kind=kind, ports=(1025, 40000))
    becomes(bench, f"{kind}6", bench.rewrite(f"{kind}_dst", 40000), six(kind=kind), after)


@case("1.2-1.5", section=SECTION, optional=True, needs="two ports")
def test_ports_behind_extension_headers(bench: Bench) -> None:
    """The header of UDP is found behind an extension header of IPv6, and changed there."""
    becomes(bench, "udp6", "set_field:40000->udp_dst", six(options=True), six(options=True, ports=(1025, 40000)))


@case(section=SECTION, optional=True, needs="two ports")
@pytest.mark.parametrize("field", ["ip_src", "udp_dst"])
def test_udp_without_a_checksum(bench: Bench, field: str) -> None:
    """A packet of UDP that has no checksum over IPv4 has none afterwards (RFC 768)."""

    def without(frame: bytes) -> bytes:
        return frame[:40] + b"\0\0" + frame[42:]

    after = four(src=f.IP_C) if field == "ip_src" else four(ports=(1025, 40000))
    value = SRC_C if field == "ip_src" else 40000
    becomes(bench, "udp", bench.rewrite(field, value), without(four()), without(after))


@case(section=SECTION, optional=True, needs="two ports")
def test_a_checksum_of_udp_that_would_be_zero(bench: Bench) -> None:
    """A checksum of UDP that comes out as 0 is sent as 0xffff: 0 would say that there is none (RFC 768)."""
    before = four()
    port = (2050 + int.from_bytes(before[40:42], "big")) % 0xFFFF
    after = four(ports=(1025, port))
    assert after[40:42] == b"\xff\xff"
    becomes(bench, "udp", bench.rewrite("udp_dst", port), before, after)


@case(section=SECTION, optional=True, needs="two ports")
@pytest.mark.parametrize("length", [0, 1, 7, 1001])
def test_lengths_that_are_odd(bench: Bench, length: int) -> None:
    """Checksums are right whatever the length, and leave out what a short frame is filled up with."""
    text = bytes(range(1, 256)) * 4
    before, after = four(kind="tcp", text=text[:length]), four(kind="tcp", text=text[:length], src=f.IP_C)
    filling = b"\xa5" * max(0, 60 - len(before))
    becomes(bench, "tcp", bench.rewrite("ip_src", SRC_C), before + filling, after + filling)


@case("1.1-1.5", section=LIVES, optional=True, needs="two ports")
@pytest.mark.parametrize("ttl", [255, 256 - 64, 2])
def test_times_to_live(bench: Bench, ttl: int) -> None:
    """A time to live that is one lower changes the checksum of the header of IPv4 and no other."""
    becomes(bench, "ip", "dec_ttl", four(ttl=ttl), four(ttl=ttl - 1))


@case(section=SECTION, optional=True, needs="two ports")
def test_types_of_service(bench: Bench) -> None:
    """Another DSCP changes the checksum of the header of IPv4, and leaves the two bits beside it."""
    action = "mod_nw_tos:184" if bench.version < 3 else "set_field:46->ip_dscp"
    becomes(bench, "ip", action, four(dscp=10, ecn=2), four(dscp=46, ecn=2))


@case(section=SECTION, optional=True, needs="two ports")
@pytest.mark.parametrize("field", ["ip_dst", "udp_dst"])
def test_headers_with_options(bench: Bench, field: str) -> None:
    """A header of IPv4 that is longer by options is changed at the right places."""
    options = bytes.fromhex("94040000") + b"\1\1\1\1"  # router alert (RFC 2113), and four that do nothing
    after = four(options=options, dst=f.IP_C) if field == "ip_dst" else four(options=options, ports=(1025, 40000))
    value = DST_C if field == "ip_dst" else 40000
    becomes(bench, "udp", bench.rewrite(field, value), four(options=options), after)


@case(section=SECTION, optional=True, needs="two ports")
@pytest.mark.parametrize("tags", since(("1", 1), ("2", 2)))
def test_behind_tags(bench: Bench, tags: Since) -> None:
    """Behind one VLAN tag, or two, addresses and checksums are changed as without, and the tags are not."""
    count = int(tags.what)
    becomes(bench, "udp", bench.rewrite("ip_src", SRC_C), four(tags=count), four(tags=count, src=f.IP_C))


@case(section=SECTION, optional=True, needs="two ports")
def test_a_later_fragment(bench: Bench) -> None:
    """In a fragment that is not the first, what follows the header of IPv4 is no header of UDP, and is left alone."""

    def fragment(src: int) -> bytes:
        return pk.build(pk.Ethernet(f.B, f.A), pk.IPv4(src, f.IP_B, 17, offset=24), f.TEXT)

    becomes(bench, "ip", bench.rewrite("ip_src", SRC_C), fragment(f.IP_A), fragment(f.IP_C))


@case("1.2-1.5", section=SECTION, optional=True, needs="two ports")
def test_codes_of_icmpv6(bench: Bench) -> None:
    """Another code of ICMPv6 changes its checksum."""
    becomes(bench, "icmp6", "set_field:3->icmpv6_code", six(kind="icmp6"), six(kind="icmp6", code=3))
