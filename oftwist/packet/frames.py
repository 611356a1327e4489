"""The frames that tests and demonstrations send most, each in one call, padded to the 60 bytes a real one has."""

from __future__ import annotations

from oftwist.packet.addresses import ipv4, ipv4_text, mac, mac_text
from oftwist.packet.building import build
from oftwist.packet.checksums import checksum
from oftwist.packet.editing import pop_vlan, push_vlan, set_field
from oftwist.packet.header import Header
from oftwist.packet.link_layer import Arp, Ethernet, Vlan
from oftwist.packet.network_layer import IPv4, IPv6
from oftwist.packet.numbers import (
    ARP_REQUEST,
    BROADCAST,
    ETH_ARP,
    ETH_IPV4,
    ETH_IPV6,
    ETH_LLDP,
    ETH_NOT_TYPE,
    ETH_QINQ,
    ETH_VLAN,
    ICMP_ECHO_REPLY,
    ICMP_ECHO_REQUEST,
    PROTO_ICMP,
    PROTO_ICMPV6,
    PROTO_SCTP,
    PROTO_TCP,
    PROTO_UDP,
    VLAN_PRESENT,
)
from oftwist.packet.parsing import Packet, parse
from oftwist.packet.transport_layer import Icmp, Tcp, Udp

__all__ = [
    "BROADCAST",
    "ETH_ARP",
    "ETH_IPV4",
    "ETH_IPV6",
    "ETH_LLDP",
    "ETH_NOT_TYPE",
    "ETH_QINQ",
    "ETH_VLAN",
    "PROTO_ICMP",
    "PROTO_ICMPV6",
    "PROTO_SCTP",
    "PROTO_TCP",
    "PROTO_UDP",
    "VLAN_PRESENT",
    "Packet",
    "build_arp",
    "build_echo",
    "build_ethernet",
    "build_ipv4",
    "build_ipv6",
    "build_tcp",
    "build_udp",
    "checksum",
    "ipv4",
    "ipv4_text",
    "mac",
    "mac_text",
    "parse",
    "pop_vlan",
    "push_vlan",
    "set_field",
    "transport_payload",
]


def _link_layer(dst: int, src: int, ethertype: int, vlan: int | None) -> list[Header]:
    """Ethernet, with a tag whose 16 bits ``vlan`` gives, if any."""
    if vlan is None:
        return [Ethernet(dst, src, ethertype)]
    return [Ethernet(dst, src), Vlan(vlan & 0xFFF, vlan >> 13, vlan >> 12 & 1, ethertype)]


def build_ethernet(dst: int, src: int, ethertype: int, payload: bytes, vlan: int | None = None) -> bytes:
    """A frame with this payload; ``vlan`` adds an 802.1Q tag with these 16 bits: a VLAN, or priority and VLAN."""
    return build(*_link_layer(dst, src, ethertype, vlan), payload)


def build_arp(op: int, sha: int, spa: int, tha: int, tpa: int, dst: int | None = None) -> bytes:
    """An ARP frame: ``op`` 1 asks (broadcast unless ``dst`` says otherwise), 2 answers."""
    if dst is None:
        dst = BROADCAST if op == ARP_REQUEST else tha
    return build(Ethernet(dst, sha), Arp(op, sha, spa, tha, tpa))


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
    return build(*_link_layer(eth_dst, eth_src, ETH_IPV4, vlan), IPv4(src, dst, proto, ttl, dscp), payload)


def build_ipv6(
    eth_dst: int, eth_src: int, src: int, dst: int, proto: int, payload: bytes, *, hop_limit: int = 64
) -> bytes:
    """An IPv6 frame without extension headers; ``payload`` is used as it is."""
    return build(Ethernet(eth_dst, eth_src), IPv6(src, dst, proto, hop_limit), payload)


def build_udp(eth_dst: int, eth_src: int, src: int, dst: int, sport: int, dport: int, data: bytes = b"") -> bytes:
    """A UDP datagram over IPv4 with its checksum."""
    return build(Ethernet(eth_dst, eth_src), IPv4(src, dst), Udp(sport, dport), data)


def build_tcp(
    eth_dst: int, eth_src: int, src: int, dst: int, sport: int, dport: int, data: bytes = b"", flags: int = 2
) -> bytes:
    """A TCP segment over IPv4 with its checksum; ``flags`` 2 is SYN."""
    return build(Ethernet(eth_dst, eth_src), IPv4(src, dst), Tcp(sport, dport, flags=flags), data)


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
    kind = ICMP_ECHO_REPLY if reply else ICMP_ECHO_REQUEST
    return build(Ethernet(eth_dst, eth_src), IPv4(src, dst), Icmp(kind, 0, ident << 16 | seq), data)


def transport_payload(packet: Packet) -> bytes:
    """The bytes from the transport header to the end of the IPv4 datagram, b"" when there is none."""
    at = packet.at
    if "l4" not in at or "ipv4_src" not in packet.fields:
        return b""
    return packet.data[at["l4"] : packet.end]
