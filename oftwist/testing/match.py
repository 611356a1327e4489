"""OpenFlow match objects -> the terms of the flow table, for every version.

Knows the message objects of ``oftwist.loxi`` by attribute names only; no clock, no I/O.

Versions 1.0 and 1.1 have fixed structures in which one member means different things (``tcp_src`` is also the
UDP port and the ICMP type, ``ipv4_src`` also the ARP sender): they become the same terms as the OXM
fields of 1.2 and later, so that the rest of the switch knows one kind of match.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from oftwist import loxi
from oftwist.packet import (
    ETH_ARP,
    ETH_IPV4,
    ETH_IPV6,
    ETH_MPLS,
    ETH_MPLS_MULTICAST,
    PROTO_ICMP,
    PROTO_SCTP,
    PROTO_TCP,
    PROTO_UDP,
    VLAN_PRESENT,
)
from oftwist.testing.flow_table import Refused, Term, Terms
from oftwist.testing.prerequisites import check_order
from oftwist.wire.codec.objects import layout_of
from oftwist.wire.interfaces import Part

_OXM_BASIC: Final = 0x8000
#: class of an OXM -> (field name, bits of its value, has a mask) or None if the switch does not know it.
_known: dict[type, tuple[str, int, bool] | None] = {}
_MAC_BITS: Final = (1 << 48) - 1
_PORTS: Final = {
    PROTO_TCP: ("tcp_src", "tcp_dst"),
    PROTO_UDP: ("udp_src", "udp_dst"),
    PROTO_SCTP: ("sctp_src", "sctp_dst"),
    PROTO_ICMP: ("icmpv4_type", "icmpv4_code"),
}


def number(value: Any) -> int:
    """A member's value as an int, whether it is an int, a list of six (MAC) or bytes (IPv6)."""
    if type(value) is int:
        return value
    return int.from_bytes(bytes(value), "big")


def _describe(cls: type, oxm: Part) -> tuple[str, int, bool] | None:
    type_len = oxm.type_len
    if type_len >> 16 != _OXM_BASIC or cls.__name__ in ("oxm", "oxm_base"):
        known = None
    else:
        masked = bool(type_len >> 8 & 1)
        name = cls.__name__.removesuffix("_masked")
        size = (type_len & 0xFF) // (2 if masked else 1)
        known = (name, (1 << (layout_of(cls).bits or 8 * size)) - 1, masked)
    if cls.__name__ not in ("oxm", "oxm_base"):
        _known[cls] = known
    return known


def described(oxm: Part) -> tuple[str, int, bool] | None:
    """Name, bits and whether there is a mask, of a field the switch knows; else None."""
    return _known.get(type(oxm)) or _describe(type(oxm), oxm)


@cache
def _numbers(version: int) -> frozenset[int]:
    """The numbers of the fields of a version."""
    classes = [cls for cls in vars(loxi.protocol(version).oxm).values() if isinstance(cls, type)]
    headers = [cls().type_len for cls in classes if hasattr(cls, "type_len") and not cls.__name__.startswith("oxm")]
    return frozenset(header >> 9 for header in headers if isinstance(header, int))


def is_known_field(version: int, oxm: Part) -> bool:
    """Whether there is a field of this class and number, of whatever length."""
    return oxm.type_len >> 9 in _numbers(version)


def oxm_field(oxm: Part) -> tuple[str, int] | None:
    """Name and value of an OXM used in set_field, or None if it is unknown."""
    known = described(oxm)
    return None if known is None else (known[0], number(oxm.value))


@cache
def _headers() -> dict[int, str]:
    """Class and number of a field of OpenFlow -> its name."""
    module = loxi.protocol(6).oxm
    headers = {name: getattr(getattr(module, name), "type_len", 0) for name in dir(module)}
    return {
        int(header) >> 9: name
        for name, header in headers.items()
        if isinstance(header, int) and header >> 16 == _OXM_BASIC and not name.endswith("_masked")
    }


def header_field(header: int) -> str | None:
    """The name of the field whose OXM begins with these 4 bytes, or None if it is unknown."""
    return _headers().get(header >> 9)


#: Fields that are matched as a whole or not at all (OpenFlow 1.3.5 §7.2.3.7).
_WHOLE: Final = frozenset(
    (
        *("in_port", "in_phy_port", "eth_type", "vlan_pcp", "ip_dscp", "ip_ecn", "ip_proto", "arp_op"),
        *("icmpv4_type", "icmpv4_code", "icmpv6_type", "icmpv6_code", "mpls_label", "mpls_tc", "mpls_bos"),
    )
)
#: The terms of a field that only an extension knows; Refused when it does not either.
TermsOf = Callable[[Any], list[Term]]


def unknown_field(oxm: Part) -> list[Term]:
    """No extension: there is no such field."""
    raise Refused("bad_match", "BAD_FIELD")


def oxm_terms(oxm_list: list[Any], terms_of: TermsOf = unknown_field) -> Terms:
    """The terms of an OXM list (OpenFlow 1.3.5 §7.2.3).

    Args:
        oxm_list: the fields.
        terms_of: for those that are not OpenFlow's.

    Raises:
        Refused: bad_match BAD_FIELD for a field the switch does not know, DUP_FIELD for one named twice,
            BAD_VALUE for a value of too many bits, BAD_MASK for a mask of a field that has none, BAD_WILDCARDS for
            value bits outside the mask, BAD_PREREQ for a field that comes before what it presupposes.
    """
    terms: list[Term] = []
    for oxm in oxm_list:
        known = _known.get(type(oxm)) or _describe(type(oxm), oxm)
        if known is None:
            terms += terms_of(oxm)
            continue
        name, mask, masked = known
        value = oxm.value
        if type(value) is not int:
            value = int.from_bytes(bytes(value), "big")
        if value & ~mask:
            raise Refused("bad_match", "BAD_VALUE")
        if masked:
            if name in _WHOLE:
                raise Refused("bad_match", "BAD_MASK")
            mask &= number(oxm.value_mask)
            if value & ~mask:
                raise Refused("bad_match", "BAD_WILDCARDS")
            if not mask:
                continue
        terms.append((name, value & mask, mask))
    check_order(terms)
    if len(terms) > 1:
        terms.sort()
        for index in range(1, len(terms)):
            if terms[index][0] == terms[index - 1][0]:
                raise Refused("bad_match", "DUP_FIELD")
    return tuple(terms)


def _upper_layers(
    add: Any,
    match: Any,
    *,
    wild_proto: bool,
    wild_tos: bool,
    wild_ports: tuple[bool, bool],
    addresses: tuple[int, int],
    eth_type: int | None,
) -> None:
    """Terms of layers 3 and 4 of a 1.0 or 1.1 match: they count only under a fixed eth_type/ip_proto."""
    source_mask, target_mask = addresses
    if eth_type == ETH_ARP:
        names = ("arp_spa", "arp_tpa")
        if not wild_proto:
            add("arp_op", match.ip_proto, 0xFFFF)
    elif eth_type == ETH_IPV4:
        names = ("ipv4_src", "ipv4_dst")
        if not wild_tos:
            add("ip_dscp", match.ip_dscp >> 2, 0x3F)
    else:
        names = None
    if names is not None:
        add(names[0], number(match.ipv4_src), source_mask)
        add(names[1], number(match.ipv4_dst), target_mask)
    if eth_type not in (ETH_IPV4, ETH_IPV6) or wild_proto:
        return
    add("ip_proto", match.ip_proto, 0xFF)
    ports = _PORTS.get(match.ip_proto)
    if ports is not None:
        bits = 0xFF if match.ip_proto == PROTO_ICMP else 0xFFFF
        if not wild_ports[0]:
            add(ports[0], match.tcp_src, bits)
        if not wild_ports[1]:
            add(ports[1], match.tcp_dst, bits)


def terms_v1(match: Any) -> Terms:
    """The terms of a 1.0 match (OpenFlow 1.0 §5.2.3: wildcard bits, prefix lengths for addresses)."""
    wild: int = match.wildcards
    if wild & 0x3FFFFF == 0x3FFFFF:
        return ()
    terms: list[Term] = []

    def add(name: str, value: int, mask: int) -> None:
        if mask:
            terms.append((name, value & mask, mask))

    if not wild & 1:
        wide = match.in_port | 0xFFFF0000 if match.in_port >= 0xFF00 else match.in_port
        add("in_port", wide, 0xFFFFFFFF)
    if not wild & 4:
        add("eth_src", number(match.eth_src), _MAC_BITS)
    if not wild & 8:
        add("eth_dst", number(match.eth_dst), _MAC_BITS)
    untagged = match.vlan_vid == 0xFFFF and not wild & 2
    if not wild & 2:
        add("vlan_vid", 0 if untagged else match.vlan_vid & 0xFFF | VLAN_PRESENT, 0x1FFF)
    if not wild & 0x100000 and not untagged:  # what has no tag has no priority to differ
        add("vlan_pcp", match.vlan_pcp, 7)
    eth_type = None if wild & 0x10 else match.eth_type
    if eth_type is not None:
        add("eth_type", eth_type, 0xFFFF)
    _upper_layers(
        add,
        match,
        wild_proto=bool(wild & 0x20),
        wild_tos=bool(wild & 0x200000),
        wild_ports=(bool(wild & 0x40), bool(wild & 0x80)),
        addresses=(_prefix(wild >> 8 & 0x3F), _prefix(wild >> 14 & 0x3F)),
        eth_type=eth_type,
    )
    return tuple(sorted(terms))


def _prefix(ignored_bits: int) -> int:
    return 0xFFFFFFFF << ignored_bits & 0xFFFFFFFF if ignored_bits < 32 else 0


def terms_v2(match: Any) -> Terms:
    """The terms of a 1.1 match (OpenFlow 1.1 §A.2.3: wildcard bits plus masks whose set bits are ignored)."""
    wild: int = match.wildcards
    terms: list[Term] = []

    def add(name: str, value: int, mask: int) -> None:
        if mask:
            terms.append((name, value & mask, mask))

    if not wild & 1:
        add("in_port", match.in_port, 0xFFFFFFFF)
    untagged = match.vlan_vid == 0xFFFF and not wild & 2
    if not wild & 2:
        if match.vlan_vid == 0xFFFE:  # OFPVID_ANY: tagged, whatever the id
            add("vlan_vid", VLAN_PRESENT, VLAN_PRESENT)
        else:
            add("vlan_vid", 0 if untagged else match.vlan_vid & 0xFFF | VLAN_PRESENT, 0x1FFF)
    if not wild & 4 and not untagged:
        add("vlan_pcp", match.vlan_pcp, 7)
    add("eth_src", number(match.eth_src), ~number(match.eth_src_mask) & _MAC_BITS)
    add("eth_dst", number(match.eth_dst), ~number(match.eth_dst_mask) & _MAC_BITS)
    eth_type = None if wild & 8 else match.eth_type
    if eth_type is not None:
        add("eth_type", eth_type, 0xFFFF)
    _upper_layers(
        add,
        match,
        wild_proto=bool(wild & 0x20),
        wild_tos=bool(wild & 0x10),
        wild_ports=(bool(wild & 0x40), bool(wild & 0x80)),
        addresses=(~number(match.ipv4_src_mask) & 0xFFFFFFFF, ~number(match.ipv4_dst_mask) & 0xFFFFFFFF),
        eth_type=eth_type,
    )
    if eth_type in (ETH_MPLS, ETH_MPLS_MULTICAST):
        if not wild & 0x100:
            add("mpls_label", match.mpls_label, 0xFFFFF)
        if not wild & 0x200:
            add("mpls_tc", match.mpls_tc, 7)
    add("metadata", match.metadata, ~match.metadata_mask & 0xFFFFFFFFFFFFFFFF)
    return tuple(sorted(terms))


def match_terms(match: Any, version: int, terms_of: TermsOf = unknown_field) -> Terms:
    """The terms of a match object of any version.

    Args:
        match: ``ofp.match`` object.
        version: wire version of the connection, 1-6.
        terms_of: see :func:`oxm_terms`.

    Raises:
        Refused: see :func:`oxm_terms`.
    """
    if version >= 3:
        return oxm_terms(match.oxm_list, terms_of)
    return terms_v1(match) if version == 1 else terms_v2(match)
