"""Changing a frame as a switch's actions do: fields with the checksums that cover them, tags and labels."""

from __future__ import annotations

from typing import Final

from oftwist.packet.checksums import adjusted, crc32c
from oftwist.packet.fields import ND_FIELDS, PLACES, nd_option
from oftwist.packet.header import Header
from oftwist.packet.link_layer import Ethernet, Mpls, Pbb, Vlan
from oftwist.packet.network_layer import IPv4, IPv6, IPv6Extension
from oftwist.packet.numbers import ETH_VLAN, PROTO_ROUTING
from oftwist.packet.parsing import Packet, parse
from oftwist.packet.spans import Span
from oftwist.packet.transport_layer import Icmp, Icmpv6, Nd, Sctp, Tcp, Udp

#: Where the checksum lies in its header.
_CHECKSUMS: Final[dict[type[Header], int]] = {IPv4: 10, Tcp: 16, Udp: 6, Icmp: 2, Icmpv6: 2}
_NOT_SET: Final = ("ip_proto", "eth_type")


def set_field(data: bytes, name: str, value: int) -> bytes:
    """A frame with one field changed and the checksums that cover it adjusted: wrong ones stay wrong.

    Args:
        data: the frame.
        name: OXM name.
        value: the new value as an int.

    Returns:
        the new frame; the same frame if it has no such field (the action then does nothing).
    """
    packet = parse(data)
    if name not in packet.fields or name in _NOT_SET:
        return data
    for span in packet.spans:
        if span.kind is Nd and name in ND_FIELDS.values():
            at = nd_option(data, span, 1 if name == ND_FIELDS[1] else 2)
            assert at is not None  # or it would not be among the fields
            return _with(packet, span, at, (value & 0xFFFFFFFFFFFF).to_bytes(6, "big"))
        for place in PLACES.get(span.kind, ()):
            if place.name == name:
                at = span.at + place.offset
                bits = (1 << place.bits) - 1
                old = int.from_bytes(data[at : at + place.size], "big")
                new = old & ~(bits << place.shift) | (value & bits) << place.shift
                return _with(packet, span, at, new.to_bytes(place.size, "big"))
    return data


def _with(packet: Packet, changed: Span, at: int, new: bytes) -> bytes:
    """The frame with other bytes in one of its headers."""
    data = packet.data
    frame = bytearray(data)
    frame[at : at + len(new)] = new
    start = at - (at - changed.at) % 2  # checksums count in pairs of bytes
    stop = at + len(new) + (at + len(new) - changed.at) % 2
    before, after = data[start:stop], bytes(frame[start:stop])
    covering: tuple[type[Header], ...] = ()
    if _is_address(packet, changed, at):
        covering = (Tcp, Udp, Icmpv6)
    elif changed.kind is Nd:
        covering = (Icmpv6,)
    for span in packet.spans:
        if span is changed or span.kind in covering:
            _adjust(frame, span, before, after)
    if changed.kind is Sctp:
        _adjust_sctp(frame, packet, changed)
    return bytes(frame)


def _is_address(packet: Packet, changed: Span, at: int) -> bool:
    """Whether the bytes at ``at`` are part of the pseudo header that transport checksums cover."""
    if changed.kind is IPv4:
        return at - changed.at >= 12
    if changed.kind is not IPv6 or at - changed.at < 8:
        return False
    # With a routing header the address that is covered is not the one in the header.
    routed = any(span.kind is IPv6Extension and span.link & 0xFF == PROTO_ROUTING for span in packet.spans)
    return at - changed.at < 24 or not routed


def _adjust(frame: bytearray, span: Span, before: bytes, after: bytes) -> None:
    place = _CHECKSUMS.get(span.kind)
    if place is None:
        return
    at = span.at + place
    old = frame[at] << 8 | frame[at + 1]
    if span.kind is Udp and not old:
        return  # sent without a checksum, stays without
    total = adjusted(old, before, after)
    if span.kind is Udp and not total:
        total = 0xFFFF
    frame[at : at + 2] = total.to_bytes(2, "big")


def _adjust_sctp(frame: bytearray, packet: Packet, span: Span) -> None:
    """Its checksum is linear: what changes is the same whether it was right or wrong."""
    at, end, data = span.at, packet.end, packet.data
    old = crc32c(data[at : at + 8] + bytes(4) + data[at + 12 : end])
    new = crc32c(bytes(frame[at : at + 8]) + bytes(4) + data[at + 12 : end])
    total = int.from_bytes(data[at + 8 : at + 12], "big") ^ old ^ new
    frame[at + 8 : at + 12] = total.to_bytes(4, "big")


# -- tags and labels ---------------------------------------------------------------------------------


def _first(packet: Packet, kind: type[Header]) -> Span | None:
    return next((span for span in packet.spans if span.kind is kind), None)


def push_vlan(data: bytes, ethertype: int = ETH_VLAN) -> bytes:
    """The frame with a new outermost tag, its VLAN and priority taken from the tag there was (or 0)."""
    tag = _first(parse(data), Vlan)
    tci = b"\0\0" if tag is None else data[tag.at : tag.at + 2]
    return data[:12] + ethertype.to_bytes(2, "big") + tci + data[12:]


def pop_vlan(data: bytes) -> bytes:
    """The frame without its outermost tag; the same frame when it has none."""
    return data if _first(parse(data), Vlan) is None else data[:12] + data[16:]


def _outer_end(packet: Packet) -> int:
    """Where what follows Ethernet and its VLAN tags begins; its type stands before that."""
    behind = 0
    for span in packet.spans:
        if span.kind not in (Ethernet, Vlan):
            break
        behind = span.behind
    return behind


def push_mpls(data: bytes, ethertype: int) -> bytes:
    """The frame with a new outermost label behind its VLAN tags: label, class and TTL of the label there was, else
    label 0 and the TTL of the IP packet (OpenFlow 1.3.5 §5.12.1)."""
    packet = parse(data)
    at = _outer_end(packet)
    if not at:
        return data
    outer = _first(packet, Mpls)
    if outer is not None:
        word = int.from_bytes(data[outer.at : outer.at + 4], "big") & ~0x100
    else:
        word = 0x100 | packet.fields.get("ip_ttl", 64)
    return data[: at - 2] + ethertype.to_bytes(2, "big") + word.to_bytes(4, "big") + data[at:]


def pop_mpls(data: bytes, ethertype: int) -> bytes:
    """The frame without its outermost label; ``ethertype`` says what follows now."""
    label = _first(parse(data), Mpls)
    if label is None:
        return data
    return data[: label.at - 2] + ethertype.to_bytes(2, "big") + data[label.behind :]


def push_pbb(data: bytes, ethertype: int) -> bytes:
    """The frame in a provider's one: its addresses again, and a service tag (OpenFlow 1.3.5 §5.12.1)."""
    inner = _first(parse(data), Pbb)
    tag = bytes(4) if inner is None else data[inner.at : inner.behind]
    return data[:12] + ethertype.to_bytes(2, "big") + tag + data


def pop_pbb(data: bytes) -> bytes:
    """The customer's frame out of a provider's."""
    tag = _first(parse(data), Pbb)
    return data if tag is None else data[tag.behind :]


_LIVES: Final[dict[type[Header], int]] = {Mpls: 3, IPv4: 8, IPv6: 7}


def copy_ttl(data: bytes, *, inwards: bool) -> bytes:
    """The frame with the time to live of its outermost header that has one in the next, or the other way round.

    The same frame when there are not two of them (OpenFlow 1.3.5 §5.12).
    """
    packet = parse(data)
    lives = [span for span in packet.spans if span.kind in _LIVES][:2]
    if len(lives) < 2:
        return data
    outer, inner = ((span, span.at + _LIVES[span.kind]) for span in lives)
    (_, source), (span, target) = (outer, inner) if inwards else (inner, outer)
    return _with(packet, span, target, data[source : source + 1])
