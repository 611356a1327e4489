"""The fields that a switch matches and sets: where each lies in its header. One table for reading and for writing.

Knows the names of OXM fields (and of Open vSwitch's where OpenFlow has none) and nothing else of OpenFlow. Every value
is an int, so that a match is one ``value & mask`` comparison whatever the field is.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from oftwist.packet.header import Header
from oftwist.packet.link_layer import Arp, Ethernet, Llc, Mpls, Pbb, Vlan
from oftwist.packet.network_layer import Authentication, IPv4, IPv6, IPv6Extension, IPv6Fragment
from oftwist.packet.numbers import ETH_FIRST_TYPE, ETH_NOT_TYPE, ETH_QINQ, ETH_VLAN, VLAN_PRESENT
from oftwist.packet.spans import Span
from oftwist.packet.transport_layer import Icmp, Icmpv6, Nd, Sctp, Tcp, Udp


class Place(NamedTuple):
    """Where a field lies: some bytes of a header, read as one number, shifted and cut to its bits."""

    name: str
    offset: int
    size: int
    shift: int
    bits: int


def _whole(name: str, offset: int, size: int) -> Place:
    return Place(name, offset, size, 0, 8 * size)


def _ports(name: str) -> tuple[Place, ...]:
    return _whole(f"{name}_src", 0, 2), _whole(f"{name}_dst", 2, 2)


#: header -> its fields.
PLACES: Final[dict[type[Header], tuple[Place, ...]]] = {
    Ethernet: (_whole("eth_dst", 0, 6), _whole("eth_src", 6, 6)),
    Vlan: (Place("vlan_vid", 0, 2, 0, 12), Place("vlan_pcp", 0, 2, 13, 3)),
    Mpls: (
        Place("mpls_label", 0, 4, 12, 20),
        Place("mpls_tc", 0, 4, 9, 3),
        Place("mpls_bos", 0, 4, 8, 1),
        Place("mpls_ttl", 0, 4, 0, 8),
    ),
    Pbb: (Place("pbb_isid", 0, 4, 0, 24), Place("pbb_uca", 0, 4, 27, 1)),
    Arp: (
        _whole("arp_op", 6, 2),
        _whole("arp_sha", 8, 6),
        _whole("arp_spa", 14, 4),
        _whole("arp_tha", 18, 6),
        _whole("arp_tpa", 24, 4),
    ),
    IPv4: (
        Place("ip_dscp", 1, 1, 2, 6),
        Place("ip_ecn", 1, 1, 0, 2),
        _whole("ip_ttl", 8, 1),
        _whole("ip_proto", 9, 1),
        _whole("ipv4_src", 12, 4),
        _whole("ipv4_dst", 16, 4),
    ),
    IPv6: (
        Place("ip_dscp", 0, 4, 22, 6),
        Place("ip_ecn", 0, 4, 20, 2),
        Place("ipv6_flabel", 0, 4, 0, 20),
        _whole("ip_proto", 6, 1),
        _whole("ip_ttl", 7, 1),
        _whole("ipv6_src", 8, 16),
        _whole("ipv6_dst", 24, 16),
    ),
    # The protocol is what the last of them says.
    IPv6Extension: (_whole("ip_proto", 0, 1),),
    Authentication: (_whole("ip_proto", 0, 1),),
    IPv6Fragment: (_whole("ip_proto", 0, 1),),
    Tcp: (*_ports("tcp"), Place("tcp_flags", 12, 2, 0, 12)),
    Udp: _ports("udp"),
    Sctp: _ports("sctp"),
    Icmp: (_whole("icmpv4_type", 0, 1), _whole("icmpv4_code", 1, 1)),
    Icmpv6: (_whole("icmpv6_type", 0, 1), _whole("icmpv6_code", 1, 1)),
    Nd: (_whole("ipv6_nd_target", 0, 16),),
}


def _reader(places: tuple[Place, ...]) -> tuple[int, tuple[tuple[str, int, int], ...]]:
    """For reading all at once: bytes to take as one number, then (name, shift, mask) of each field in it."""
    size = max(place.offset + place.size for place in places)
    fields = [
        (place.name, 8 * (size - place.offset - place.size) + place.shift, (1 << place.bits) - 1) for place in places
    ]
    return size, tuple(fields)


_READERS: Final = {kind: _reader(places) for kind, places in PLACES.items()}
#: Options of neighbour discovery -> the field of the address in it.
ND_FIELDS: Final = {1: "ipv6_nd_sll", 2: "ipv6_nd_tll"}
#: Extension headers of IPv6, in the order they should have (RFC 8200 §4.1) -> OFPIEH_* (OpenFlow 1.3.5 §7.2.3.7).
_EXTENSIONS: Final = {0: 64, 60: 8, 43: 32, 44: 16, 51: 4}
_NO_NEXT, _ESP, _DESTINATION = 59, 50, 60
_REPEATED, _OUT_OF_ORDER = 128, 256
_TAGS: Final = (ETH_VLAN, ETH_QINQ)
_SKIPPED: Final = (IPv6Extension, Authentication, IPv6Fragment)


def fields_of(data: bytes, spans: list[Span], cut: Span | None) -> dict[str, int]:
    """Name -> value of every field, as a switch sees the frame (OpenFlow 1.3.5 §7.2.3.7).

    It sees the outermost VLAN tag, and nothing behind an MPLS label or a PBB tag.
    """
    fields: dict[str, int] = {}
    number = int.from_bytes
    for span in spans:
        kind, _, at, behind = span
        if kind is Vlan and "vlan_vid" in fields:
            _ethernet_type(data, behind, fields)
            continue
        reader = _READERS.get(kind)
        if reader is not None:
            size, places = reader
            word = number(data[at : at + size], "big")
            for name, shift, mask in places:
                fields[name] = word >> shift & mask
        if kind is Ethernet:
            _ethernet_type(data, behind, fields)
        elif kind is Vlan:
            fields["vlan_vid"] |= VLAN_PRESENT
            _ethernet_type(data, behind, fields)
        elif kind is Llc and behind - at == 8 and data[at + 3 : at + 6] == b"\0\0\0":
            _ethernet_type(data, at + 8, fields)
        elif kind is IPv4:
            fields["ip_frag"] = _fragment(data[at + 6] & 0x3F, data[at + 7])
        elif kind is IPv6:
            fields["ip_frag"] = 0
        elif kind is IPv6Fragment:
            fields["ip_frag"] = 3 if (data[at + 2] << 8 | data[at + 3]) & 0xFFF8 else 1
        elif kind is Nd:
            _nd_addresses(data, span, fields)
        elif kind is Mpls or kind is Pbb:
            return fields
    if "ipv6_src" in fields:
        fields["ipv6_exthdr"] = _extension_headers(spans, fields["ip_proto"])
    if cut is not None and cut.kind in _SKIPPED:
        fields.pop("ip_proto", None)  # nobody knows
        if "ipv6_src" in fields and not fields["ip_frag"]:  # the header that says so may be what is missing
            del fields["ip_frag"]
    return fields


def _ethernet_type(data: bytes, behind: int, fields: dict[str, int]) -> None:
    kind = data[behind - 2] << 8 | data[behind - 1]
    if kind in _TAGS:
        return
    fields["eth_type"] = kind if kind >= ETH_FIRST_TYPE else ETH_NOT_TYPE
    fields.setdefault("vlan_vid", 0)


def _fragment(high: int, low: int) -> int:
    """Open vSwitch's bits: 1 a fragment, 2 not the first one."""
    return 3 if high & 0x1F or low else high >> 5


def _nd_addresses(data: bytes, span: Span, fields: dict[str, int]) -> None:
    for kind in ND_FIELDS:
        at = nd_option(data, span, kind)
        if at is not None:
            fields[ND_FIELDS[kind]] = int.from_bytes(data[at : at + 6], "big")


def nd_option(data: bytes, span: Span, kind: int) -> int | None:
    """Where the MAC address in an option of neighbour discovery begins."""
    at = span.at + 16
    while at < span.behind:
        if data[at] == kind and data[at + 1] == 1:
            return at + 2
        at += data[at + 1] * 8
    return None


def _extension_headers(spans: list[Span], proto: int) -> int:
    """Which extension headers a packet of IPv6 has: OFPIEH_* (OpenFlow 1.3.5 §7.2.3.7)."""
    found = {_NO_NEXT: 1, _ESP: 2}.get(proto, 0)
    kinds = [kind for kind in (span.link & 0xFF for span in spans if span.kind in _SKIPPED) if kind in _EXTENSIONS]
    if not kinds:
        return found
    for kind in kinds:
        found |= _EXTENSIONS[kind]
    usual = kinds[:-1] if kinds[-1] == _DESTINATION else kinds  # may stand twice: last of all, too
    if len(set(usual)) < len(usual):
        found |= _REPEATED
    return found if usual == sorted(usual, key=list(_EXTENSIONS).index) else found | _OUT_OF_ORDER
