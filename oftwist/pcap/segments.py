"""Packets -> TCP segments: Ethernet with VLAN tags, Linux cooked captures, raw IP; IPv4 and IPv6.

Knows headers only; what is no TCP is None. Anything malformed is None too: a capture holds what was on the wire.
"""

from __future__ import annotations

import ipaddress
import struct
from typing import NamedTuple

from oftwist.pcap.capture import Packet

_ETHERNET, _COOKED, _COOKED2 = 1, 113, 276
_LOOPBACK = frozenset((0, 108))
_RAW_IP = frozenset((12, 14, 101, 228, 229))
_VLAN = frozenset((0x8100, 0x88A8, 0x9100))
_IPV4, _IPV6 = 0x0800, 0x86DD
_TCP = 6
_EXTENSIONS = frozenset((0, 43, 60))  # of IPv6: hop-by-hop, routing, destination options
_FRAGMENT = 44

Address = tuple[str, int]


class Segment(NamedTuple):
    """One TCP segment."""

    source: Address
    destination: Address
    seq: int
    ack: int | None
    syn: bool
    fin: bool
    rst: bool
    data: bytes


def tcp(packet: Packet) -> Segment | None:
    """The TCP segment in a packet, or None."""
    try:
        return _link(packet.link, packet.data)
    except (struct.error, IndexError, ValueError):
        return None  # cut short, or not what its headers say


def _link(link: int, data: bytes) -> Segment | None:
    if link == _ETHERNET:
        kind, at = _u16(data, 12), 14
    elif link == _COOKED:
        kind, at = _u16(data, 14), 16
    elif link == _COOKED2:
        kind, at = _u16(data, 0), 20
    elif link in _LOOPBACK or link in _RAW_IP:
        at = 4 if link in _LOOPBACK else 0
        kind = _IPV4 if data[at] >> 4 == 4 else _IPV6
    else:
        return None
    while kind in _VLAN:
        kind, at = _u16(data, at + 2), at + 4
    if kind == _IPV4:
        return _ipv4(data[at:])
    return _ipv6(data[at:]) if kind == _IPV6 else None


def _u16(data: bytes, at: int) -> int:
    return data[at] << 8 | data[at + 1]


def _ipv4(data: bytes) -> Segment | None:
    size = (data[0] & 15) * 4
    if data[0] >> 4 != 4 or size < 20 or data[9] != _TCP or _u16(data, 6) & 0x3FFF:
        return None  # fragments of TCP do not happen where it matters
    total = _u16(data, 2) or len(data)  # 0: the network card splits it later
    source, destination = (str(ipaddress.IPv4Address(data[at : at + 4])) for at in (12, 16))
    return _segment(source, destination, data[size:total])


def _ipv6(data: bytes) -> Segment | None:
    if data[0] >> 4 != 6:
        return None
    total = _u16(data, 4) + 40 if _u16(data, 4) else len(data)
    kind, at = data[6], 40
    while kind in _EXTENSIONS or kind == _FRAGMENT:
        if kind == _FRAGMENT and _u16(data, at + 2) & 0xFFF9:
            return None
        kind, at = data[at], at + (8 if kind == _FRAGMENT else (data[at + 1] + 1) * 8)
    if kind != _TCP:
        return None
    source, destination = (str(ipaddress.IPv6Address(data[i : i + 16])) for i in (8, 24))
    return _segment(source, destination, data[at:total])


def _segment(source: str, destination: str, data: bytes) -> Segment | None:
    sport, dport, seq, ack, offset, flags = struct.unpack_from("!HHIIBB", data)
    size = (offset >> 4) * 4
    if size < 20:
        return None
    return Segment(
        (source, sport),
        (destination, dport),
        seq,
        ack if flags & 0x10 else None,
        bool(flags & 2),
        bool(flags & 1),
        bool(flags & 4),
        data[size:],
    )
