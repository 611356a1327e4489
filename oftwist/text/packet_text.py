"""A packet in one line, as ovs-ofctl describes those that come and go: by its fields, like a flow, and its checksum.

Knows the headers of packets; nothing of messages. Never fails: of a packet that is cut off the whole headers are told.
(ovs-ofctl tells zeros instead where an IP packet is shorter than it says.)
"""

from __future__ import annotations

from collections.abc import Iterator

from oftwist.packet import Icmp, Mpls, Packet, Sctp, Tcp, Udp, Vlan, ipv4_text, ipv6_text, mac_text, parse
from oftwist.text.formats import TCP_FLAGS, flags_text

_FRAMES = {0x0800: "ip", 0x86DD: "ipv6", 0x0806: "arp", 0x8035: "rarp", 0x8847: "mpls", 0x8848: "mplsm"}
_PROTOCOLS = {
    ("ip", 1): "icmp", ("ip", 6): "tcp", ("ip", 17): "udp", ("ip", 132): "sctp", ("ipv6", 58): "icmp6",
    ("ipv6", 6): "tcp6", ("ipv6", 17): "udp6", ("ipv6", 132): "sctp6",
}  # fmt: skip
_FRAGMENTS = ("no", "first", "later", "later")
_MAC_SIZE = 14  # bytes of an Ethernet header


def packet_text(data: bytes) -> str:
    """Tell a packet.

    Args:
        data: the frame, or as much of it as there is.
    """
    found = parse(data)
    name, parts = _frame(found)
    parts = [*_tags(found), *_addresses(found), *parts]
    return ",".join([name, *parts] if name else parts) + _checksum(found)


def _frame(found: Packet) -> tuple[str, list[str]]:
    """The word for what a frame carries, and what is told of it."""
    fields = found.fields
    kind = fields.get("eth_type", 0)
    name = _FRAMES.get(kind, "")
    if name in ("ip", "ipv6"):
        return _network(found, name)
    if name in ("arp", "rarp"):
        return name, _arp(fields)
    if name:
        return name, _labels(found)
    return "", [f"dl_type=0x{kind:04x}"]


def _tags(found: Packet) -> Iterator[str]:
    """The VLAN tags, at most two, and one that is not there."""
    tags = [header for header in found.headers if isinstance(header, Vlan)][:2]
    for number, tag in enumerate(tags):
        which = str(number) if number else ""
        yield f"dl_vlan{which}={tag.vid},dl_vlan_pcp{which}={tag.pcp}"
    if len(tags) < 2:
        yield f"vlan_tci{'1' if tags else ''}=0x0000"


def _addresses(found: Packet) -> Iterator[str]:
    whole = len(found.data) >= _MAC_SIZE  # else nobody knows where they end
    for name in ("src", "dst"):
        yield f"dl_{name}={mac_text(found.fields.get(f'eth_{name}', 0) if whole else 0)}"


def _arp(fields: dict[str, int]) -> list[str]:
    get = fields.get
    op = get("arp_op", 0)
    return [
        f"arp_spa={ipv4_text(get('arp_spa', 0))}", f"arp_tpa={ipv4_text(get('arp_tpa', 0))}",
        f"arp_op={op if op < 256 else 0}",
        f"arp_sha={mac_text(get('arp_sha', 0))}", f"arp_tha={mac_text(get('arp_tha', 0))}",
    ]  # fmt: skip


def _labels(found: Packet) -> list[str]:
    """The labels: the outermost in parts, two more as numbers."""
    parts = []
    for number, label in enumerate([one for one in found.headers if isinstance(one, Mpls)][:3]):
        if number:
            parts.append(f"mpls_lse{number}={label.label << 12 | label.tc << 9 | (label.bos or 0) << 8 | label.ttl}")
        else:
            parts.append(f"mpls_label={label.label},mpls_tc={label.tc},mpls_ttl={label.ttl},mpls_bos={label.bos or 0}")
    return parts


def _network(found: Packet, frame: str) -> tuple[str, list[str]]:
    get = found.fields.get
    protocol = get("ip_proto", 0)
    name = _PROTOCOLS.get((frame, protocol))
    fragment = get("ip_frag", 0)
    if frame == "ip":
        parts = [f"nw_src={ipv4_text(get('ipv4_src', 0))}", f"nw_dst={ipv4_text(get('ipv4_dst', 0))}"]
    else:
        parts = [f"ipv6_src={ipv6_text(get('ipv6_src', 0))}", f"ipv6_dst={ipv6_text(get('ipv6_dst', 0))}"]
        parts.append(f"ipv6_label=0x{get('ipv6_flabel', 0):05x}")
    if name is None:
        parts.append(f"nw_proto={protocol}")
    parts.append(f"nw_tos={get('ip_dscp', 0) << 2},nw_ecn={get('ip_ecn', 0)},nw_ttl={get('ip_ttl', 0)}")
    parts.append(f"nw_frag={_FRAGMENTS[fragment & 3]}")
    if fragment & 2 == 0:
        parts += _transport(found.fields)
    return name or frame, parts


def _transport(fields: dict[str, int]) -> Iterator[str]:
    for name in ("tcp", "udp", "sctp"):
        if f"{name}_src" in fields:
            yield f"tp_src={fields[f'{name}_src']},tp_dst={fields[f'{name}_dst']}"
    if "tcp_flags" in fields:
        yield f"tcp_flags={flags_text(fields['tcp_flags'], TCP_FLAGS)}"
    for name in ("icmpv4", "icmpv6"):
        if f"{name}_type" in fields:
            yield f"icmp_type={fields[f'{name}_type']},icmp_code={fields[f'{name}_code']}"
    if "ipv6_nd_target" in fields:
        yield f"nd_target={ipv6_text(fields['ipv6_nd_target'])}"
        for name in ("sll", "tll"):
            yield f"nd_{name}={mac_text(fields.get(f'ipv6_nd_{name}', 0))}"


#: A field of a transport layer -> its header, and the name of its checksum.
_CHECKSUMS = {
    "tcp_src": (Tcp, "tcp"), "udp_src": (Udp, "udp"), "sctp_src": (Sctp, "sctp"), "icmpv4_type": (Icmp, "icmp"),
    "icmpv6_type": (Icmp, "icmp6"),
}  # fmt: skip


def _checksum(found: Packet) -> str:
    """The checksum of the transport layer, as it stands in the packet."""
    for field, (kind, name) in _CHECKSUMS.items():
        if field in found.fields:
            header = found.get(kind)
            return f" {name}_csum:{getattr(header, 'checksum', None) or 0:x}"
    return ""
