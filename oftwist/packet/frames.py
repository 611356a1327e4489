"""Packet headers for the simulated network: a tolerant parser, an editor and small builders.

Knows bytes of Ethernet, VLAN, ARP, IPv4, IPv6, TCP, UDP, SCTP and ICMP, and the OXM names of their
fields; knows nothing of OpenFlow messages, clocks or connections.

The parser never raises: a frame that ends early or lies about its lengths gives the fields that could
be read. Every field is an int (a MAC address has 48 bits, an IPv6 address 128), so that a match is one
``value & mask`` comparison whatever the field is.
"""

from __future__ import annotations

import ipaddress
from typing import Final

ETH_IPV4: Final = 0x0800
ETH_ARP: Final = 0x0806
ETH_VLAN: Final = 0x8100
ETH_QINQ: Final = 0x88A8
ETH_IPV6: Final = 0x86DD
ETH_LLDP: Final = 0x88CC
#: What OpenFlow 1.0 calls an 802.3 frame without an Ethernet type (OpenFlow 1.0 §3.4).
ETH_NOT_TYPE: Final = 0x05FF
VLAN_PRESENT: Final = 0x1000
PROTO_ICMP: Final = 1
PROTO_TCP: Final = 6
PROTO_UDP: Final = 17
PROTO_ICMPV6: Final = 58
PROTO_SCTP: Final = 132
BROADCAST: Final = 0xFFFFFFFFFFFF

_PORT_NAMES: Final = {
    PROTO_TCP: ("tcp_src", "tcp_dst"),
    PROTO_UDP: ("udp_src", "udp_dst"),
    PROTO_SCTP: ("sctp_src", "sctp_dst"),
}
_IPV6_EXTENSIONS: Final = frozenset({0, 43, 44, 51, 60, 135, 139, 140})

#: name -> (header it lies in, offset in bytes, size in bytes) of the fields that are whole bytes.
_PLACES: Final[dict[str, tuple[str, int, int]]] = {
    "eth_dst": ("eth", 0, 6),
    "eth_src": ("eth", 6, 6),
    "arp_op": ("l3", 6, 2),
    "arp_sha": ("l3", 8, 6),
    "arp_spa": ("l3", 14, 4),
    "arp_tha": ("l3", 18, 6),
    "arp_tpa": ("l3", 24, 4),
    "ipv4_src": ("l3", 12, 4),
    "ipv4_dst": ("l3", 16, 4),
    "ipv6_src": ("l3", 8, 16),
    "ipv6_dst": ("l3", 24, 16),
    "tcp_src": ("l4", 0, 2),
    "tcp_dst": ("l4", 2, 2),
    "udp_src": ("l4", 0, 2),
    "udp_dst": ("l4", 2, 2),
    "sctp_src": ("l4", 0, 2),
    "sctp_dst": ("l4", 2, 2),
    "icmpv4_type": ("l4", 0, 1),
    "icmpv4_code": ("l4", 1, 1),
    "icmpv6_type": ("l4", 0, 1),
    "icmpv6_code": ("l4", 1, 1),
    "ipv6_nd_target": ("l4", 8, 16),
}


class Packet:
    """A parsed frame.

    Attributes:
        data: the frame from the destination address on, without frame check sequence.
        fields: OXM name -> value of every field that could be read.
        at: header ("eth", "type", "l3", "l4") -> its first byte in ``data``.
    """

    __slots__ = ("at", "data", "fields")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.fields: dict[str, int] = {}
        self.at: dict[str, int] = {"eth": 0}

    def __repr__(self) -> str:
        return f"Packet({len(self.data)} bytes, {self.fields!r})"


def parse(data: bytes) -> Packet:
    """Read the headers of a frame.

    Args:
        data: a frame, any bytes at all.

    Returns:
        what could be read; never raises.
    """
    packet = Packet(data)
    if len(data) < 12:
        return packet
    fields = packet.fields
    fields["eth_dst"] = int.from_bytes(data[0:6], "big")
    fields["eth_src"] = int.from_bytes(data[6:12], "big")
    offset, end = 12, len(data)
    tagged = False
    while offset + 2 <= end:
        kind = data[offset] << 8 | data[offset + 1]
        if kind not in (ETH_VLAN, ETH_QINQ):
            break
        if offset + 4 > end:
            return packet
        if not tagged:  # OpenFlow sees the outermost tag
            tci = data[offset + 2] << 8 | data[offset + 3]
            fields["vlan_vid"] = tci & 0xFFF | VLAN_PRESENT
            fields["vlan_pcp"] = tci >> 13
            packet.at["vlan"] = offset
            tagged = True
        offset += 4
    else:
        return packet
    if not tagged:
        fields["vlan_vid"] = 0
    packet.at["type"] = offset
    offset += 2
    if kind < 0x600:
        kind = ETH_NOT_TYPE
        if data[offset : offset + 6] == b"\xaa\xaa\x03\0\0\0" and offset + 8 <= end:  # SNAP carries a type
            kind = data[offset + 6] << 8 | data[offset + 7]
            offset += 8
    fields["eth_type"] = kind
    packet.at["l3"] = offset
    if kind == ETH_IPV4:
        _parse_ipv4(packet, offset)
    elif kind == ETH_ARP:
        _parse_arp(packet, offset)
    elif kind == ETH_IPV6:
        _parse_ipv6(packet, offset)
    return packet


def _parse_arp(packet: Packet, at: int) -> None:
    data, fields = packet.data, packet.fields
    if at + 28 > len(data):
        return
    for name in ("arp_op", "arp_sha", "arp_spa", "arp_tha", "arp_tpa"):
        _, offset, size = _PLACES[name]
        fields[name] = int.from_bytes(data[at + offset : at + offset + size], "big")


def _parse_ipv4(packet: Packet, at: int) -> None:
    data, fields = packet.data, packet.fields
    if at + 20 > len(data):
        return
    header = (data[at] & 0xF) * 4
    tos = data[at + 1]
    fields["ip_dscp"] = tos >> 2
    fields["ip_ecn"] = tos & 3
    fields["ip_ttl"] = data[at + 8]
    fields["ip_proto"] = data[at + 9]
    fields["ipv4_src"] = int.from_bytes(data[at + 12 : at + 16], "big")
    fields["ipv4_dst"] = int.from_bytes(data[at + 16 : at + 20], "big")
    later_fragment = (data[at + 6] << 8 | data[at + 7]) & 0x1FFF
    if header >= 20 and not later_fragment:
        _parse_transport(packet, at + header, fields["ip_proto"])


def _parse_ipv6(packet: Packet, at: int) -> None:
    data, fields = packet.data, packet.fields
    if at + 40 > len(data):
        return
    first = int.from_bytes(data[at : at + 4], "big")
    fields["ip_dscp"] = first >> 22 & 0x3F
    fields["ip_ecn"] = first >> 20 & 3
    fields["ipv6_flabel"] = first & 0xFFFFF
    fields["ip_ttl"] = data[at + 7]
    fields["ipv6_src"] = int.from_bytes(data[at + 8 : at + 24], "big")
    fields["ipv6_dst"] = int.from_bytes(data[at + 24 : at + 40], "big")
    proto, offset = data[at + 6], at + 40
    while proto in _IPV6_EXTENSIONS:
        if offset + 8 > len(data):
            return
        if proto == 44 and (data[offset + 2] << 8 | data[offset + 3]) & 0xFFF8:
            fields["ip_proto"] = data[offset]
            return
        size = 8 if proto == 44 else (data[offset + 1] + 2) * 4 if proto == 51 else (data[offset + 1] + 1) * 8
        proto = data[offset]
        offset += size  # at least 8: the loop always gets on
    fields["ip_proto"] = proto
    _parse_transport(packet, offset, proto)


def _parse_transport(packet: Packet, at: int, proto: int) -> None:
    data, fields = packet.data, packet.fields
    names = _PORT_NAMES.get(proto)
    if names is not None:
        if at + 4 <= len(data):
            packet.at["l4"] = at
            fields[names[0]] = data[at] << 8 | data[at + 1]
            fields[names[1]] = data[at + 2] << 8 | data[at + 3]
    elif proto in (PROTO_ICMP, PROTO_ICMPV6) and at + 2 <= len(data):
        packet.at["l4"] = at
        family = "icmpv4" if proto == PROTO_ICMP else "icmpv6"
        fields[family + "_type"] = data[at]
        fields[family + "_code"] = data[at + 1]
        if proto == PROTO_ICMPV6 and data[at] in (135, 136) and at + 24 <= len(data):
            fields["ipv6_nd_target"] = int.from_bytes(data[at + 8 : at + 24], "big")
            if data[at + 24 : at + 26] in (b"\x01\x01", b"\x02\x01") and at + 32 <= len(data):
                name = "ipv6_nd_sll" if data[at + 24] == 1 else "ipv6_nd_tll"
                fields[name] = int.from_bytes(data[at + 26 : at + 32], "big")


# -- editing -----------------------------------------------------------------------------------------


def set_field(data: bytes, name: str, value: int) -> bytes:
    """A frame with one field changed and the checksums that cover it computed again.

    Args:
        data: the frame.
        name: OXM name, or ``"ip_ttl"``.
        value: the new value as an int.

    Returns:
        the new frame; the same frame if it has no such field (the action then does nothing).
    """
    packet = parse(data)
    if name not in packet.fields or (name in ("vlan_vid", "vlan_pcp") and "vlan" not in packet.at):
        return data
    frame = bytearray(data)
    place = _PLACES.get(name)
    if place is not None:
        header, offset, size = place
        at = packet.at[header] + offset
        frame[at : at + size] = (value & (1 << 8 * size) - 1).to_bytes(size, "big")
    elif name == "vlan_vid":
        at = packet.at["vlan"]
        frame[at + 2 : at + 4] = (packet.fields["vlan_pcp"] << 13 | value & 0xFFF).to_bytes(2, "big")
    elif name == "vlan_pcp":
        at = packet.at["vlan"]
        vid = packet.fields["vlan_vid"] & 0xFFF
        frame[at + 2 : at + 4] = ((value & 7) << 13 | vid).to_bytes(2, "big")
    else:
        _set_ip_bits(frame, packet, name, value)
    return _with_checksums(frame, packet)


def _set_ip_bits(frame: bytearray, packet: Packet, name: str, value: int) -> None:
    at = packet.at["l3"]
    version4 = "ipv4_src" in packet.fields
    if name == "ip_ttl":
        frame[at + (8 if version4 else 7)] = value & 0xFF
    elif name == "ip_proto" and (version4 or packet.at.get("l4", at + 40) == at + 40):
        frame[at + (9 if version4 else 6)] = value & 0xFF
    elif name in ("ip_dscp", "ip_ecn"):
        dscp = value & 0x3F if name == "ip_dscp" else packet.fields["ip_dscp"]
        ecn = value & 3 if name == "ip_ecn" else packet.fields["ip_ecn"]
        tos = dscp << 2 | ecn
        if version4:
            frame[at + 1] = tos
        else:
            frame[at] = frame[at] & 0xF0 | tos >> 4
            frame[at + 1] = frame[at + 1] & 0x0F | (tos & 0xF) << 4
    elif name == "ipv6_flabel":
        first = int.from_bytes(frame[at : at + 4], "big") & ~0xFFFFF | value & 0xFFFFF
        frame[at : at + 4] = first.to_bytes(4, "big")


def _with_checksums(frame: bytearray, packet: Packet) -> bytes:
    """Recompute the IPv4 header and the transport checksum, where the whole header is there."""
    fields, l3, l4 = packet.fields, packet.at.get("l3"), packet.at.get("l4")
    if l3 is None or ("ipv4_src" not in fields and "ipv6_src" not in fields):
        return bytes(frame)
    if "ipv4_src" in fields:
        end = l3 + (frame[l3 + 2] << 8 | frame[l3 + 3])
        header = (frame[l3] & 0xF) * 4
        if header >= 20 and l3 + header <= len(frame):
            frame[l3 + 10 : l3 + 12] = b"\0\0"
            frame[l3 + 10 : l3 + 12] = checksum(bytes(frame[l3 : l3 + header])).to_bytes(2, "big")
        addresses = bytes(frame[l3 + 12 : l3 + 20])
        more_fragments = frame[l3 + 6] & 0x20
    else:
        end = l3 + 40 + (frame[l3 + 4] << 8 | frame[l3 + 5])
        addresses = bytes(frame[l3 + 8 : l3 + 40])
        more_fragments = 0
    where = {PROTO_TCP: 16, PROTO_UDP: 6, PROTO_ICMP: 2, PROTO_ICMPV6: 2}.get(fields.get("ip_proto", -1))
    if l4 is None or where is None or more_fragments or end > len(frame) or l4 + where + 2 > end:
        return bytes(frame)
    proto = fields["ip_proto"]
    if proto == PROTO_UDP and frame[l4 + where : l4 + where + 2] == b"\0\0":
        return bytes(frame)  # sent without a checksum, stays without
    frame[l4 + where : l4 + where + 2] = b"\0\0"
    body = bytes(frame[l4:end])
    pseudo = b"" if proto == PROTO_ICMP else _pseudo(addresses, proto, len(body))
    total = checksum(pseudo + body)
    if proto == PROTO_UDP and total == 0:
        total = 0xFFFF
    frame[l4 + where : l4 + where + 2] = total.to_bytes(2, "big")
    return bytes(frame)


def push_vlan(data: bytes, ethertype: int = ETH_VLAN) -> bytes:
    """The frame with a new outermost tag, its VLAN and priority taken from the tag there was (or 0)."""
    packet = parse(data)
    tci = 0
    if "vlan" in packet.at:
        at = packet.at["vlan"]
        tci = data[at + 2] << 8 | data[at + 3]
    return data[:12] + ethertype.to_bytes(2, "big") + tci.to_bytes(2, "big") + data[12:]


def pop_vlan(data: bytes) -> bytes:
    """The frame without its outermost tag; the same frame when it has none."""
    if "vlan" not in parse(data).at:
        return data
    return data[:12] + data[16:]


# -- building ----------------------------------------------------------------------------------------


def mac(value: str | int | bytes | list[int]) -> int:
    """A MAC address in any usual spelling as a 48-bit int."""
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return int(value.replace(":", "").replace("-", ""), 16)
    return int.from_bytes(bytes(value), "big")


def mac_text(value: int) -> str:
    """``00:00:00:00:00:01`` for 1."""
    return ":".join(f"{byte:02x}" for byte in value.to_bytes(6, "big"))


def ipv4(value: str | int) -> int:
    """An IPv4 address, text or int, as an int."""
    return int(ipaddress.IPv4Address(value))


def ipv4_text(value: int) -> str:
    """``10.0.0.1`` for 0x0a000001."""
    return str(ipaddress.IPv4Address(value))


def checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    if len(data) & 1:
        data += b"\0"
    total = int.from_bytes(data, "big") % 0xFFFF  # 2**16 is 1 modulo 0xffff: the sum of all words at once
    if total == 0 and any(data):
        total = 0xFFFF
    return total ^ 0xFFFF


def _pseudo(addresses: bytes, proto: int, length: int) -> bytes:
    if len(addresses) == 8:
        return addresses + bytes([0, proto]) + length.to_bytes(2, "big")
    return addresses + length.to_bytes(4, "big") + bytes([0, 0, 0, proto])


def build_ethernet(dst: int, src: int, ethertype: int, payload: bytes, vlan: int | None = None) -> bytes:
    """A frame, padded to the 60 bytes a real one has; ``vlan`` adds an 802.1Q tag with that id."""
    tag = b"" if vlan is None else ETH_VLAN.to_bytes(2, "big") + vlan.to_bytes(2, "big")
    frame = dst.to_bytes(6, "big") + src.to_bytes(6, "big") + tag + ethertype.to_bytes(2, "big") + payload
    return frame.ljust(60, b"\0")


def build_arp(op: int, sha: int, spa: int, tha: int, tpa: int, dst: int | None = None) -> bytes:
    """An ARP frame: ``op`` 1 asks (broadcast unless ``dst`` says otherwise), 2 answers."""
    body = b"\0\1\x08\0\6\4" + op.to_bytes(2, "big")
    body += sha.to_bytes(6, "big") + spa.to_bytes(4, "big") + tha.to_bytes(6, "big") + tpa.to_bytes(4, "big")
    if dst is None:
        dst = BROADCAST if op == 1 else tha
    return build_ethernet(dst, sha, ETH_ARP, body)


def build_ipv4(
    eth_dst: int,
    eth_src: int,
    src: int,
    dst: int,
    proto: int,
    payload: bytes,
    *,
    ttl: int = 64,
    dscp: int = 0,
    vlan: int | None = None,
) -> bytes:
    """An IPv4 frame with its header checksum; ``payload`` is used as it is."""
    head = bytearray(20)
    head[0] = 0x45
    head[1] = dscp << 2
    head[2:4] = (20 + len(payload)).to_bytes(2, "big")
    head[8] = ttl
    head[9] = proto
    head[12:16] = src.to_bytes(4, "big")
    head[16:20] = dst.to_bytes(4, "big")
    head[10:12] = checksum(bytes(head)).to_bytes(2, "big")
    return build_ethernet(eth_dst, eth_src, ETH_IPV4, bytes(head) + payload, vlan)


def build_ipv6(
    eth_dst: int, eth_src: int, src: int, dst: int, proto: int, payload: bytes, *, hop_limit: int = 64
) -> bytes:
    """An IPv6 frame without extension headers; ``payload`` is used as it is."""
    head = b"\x60\0\0\0" + len(payload).to_bytes(2, "big") + bytes([proto, hop_limit])
    head += src.to_bytes(16, "big") + dst.to_bytes(16, "big")
    return build_ethernet(eth_dst, eth_src, ETH_IPV6, head + payload)


def build_udp(eth_dst: int, eth_src: int, src: int, dst: int, sport: int, dport: int, data: bytes = b"") -> bytes:
    """A UDP datagram over IPv4 with its checksum."""
    length = 8 + len(data)
    body = sport.to_bytes(2, "big") + dport.to_bytes(2, "big") + length.to_bytes(2, "big") + b"\0\0" + data
    addresses = src.to_bytes(4, "big") + dst.to_bytes(4, "big")
    total = checksum(_pseudo(addresses, PROTO_UDP, length) + body) or 0xFFFF
    return build_ipv4(eth_dst, eth_src, src, dst, PROTO_UDP, body[:6] + total.to_bytes(2, "big") + data)


def build_tcp(
    eth_dst: int, eth_src: int, src: int, dst: int, sport: int, dport: int, data: bytes = b"", flags: int = 2
) -> bytes:
    """A TCP segment over IPv4 with its checksum; ``flags`` 2 is SYN."""
    body = sport.to_bytes(2, "big") + dport.to_bytes(2, "big") + bytes(8) + bytes([0x50, flags])
    body += b"\xff\xff\0\0\0\0" + data
    addresses = src.to_bytes(4, "big") + dst.to_bytes(4, "big")
    total = checksum(_pseudo(addresses, PROTO_TCP, len(body)) + body)
    return build_ipv4(eth_dst, eth_src, src, dst, PROTO_TCP, body[:16] + total.to_bytes(2, "big") + body[18:])


def build_echo(
    eth_dst: int,
    eth_src: int,
    src: int,
    dst: int,
    ident: int,
    seq: int,
    data: bytes = b"",
    *,
    reply: bool = False,
) -> bytes:
    """An ICMP echo request or reply over IPv4."""
    rest = ident.to_bytes(2, "big") + seq.to_bytes(2, "big") + data
    kind = b"\0\0" if reply else b"\x08\0"
    total = checksum(kind + b"\0\0" + rest)
    return build_ipv4(eth_dst, eth_src, src, dst, PROTO_ICMP, kind + total.to_bytes(2, "big") + rest)


def transport_payload(packet: Packet) -> bytes:
    """The bytes from the transport header to the end of the IPv4 datagram, b"" when there is none."""
    l3, l4 = packet.at.get("l3"), packet.at.get("l4")
    if l3 is None or l4 is None or "ipv4_src" not in packet.fields:
        return b""
    end = l3 + (packet.data[l3 + 2] << 8 | packet.data[l3 + 3])
    return packet.data[l4:end]
