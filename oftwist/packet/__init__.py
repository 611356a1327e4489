"""Packets: Ethernet and what it carries, read and built. For the simulated switch, for apps, for tests.

In come the bytes of a frame, out come its headers (:func:`parse`), and the other way round (:func:`build`). Addresses
are ints; :func:`mac`, :func:`ipv4`, :func:`ipv6` and their ``_text`` fellows turn them from and into words. It may
know nothing but bytes, and the names that OpenFlow gives to fields. ::

    packet = parse(msg.data)
    ip = packet.get(IPv4)
    if ip is not None and packet.get(Udp):
        answer = build(Ethernet(ether.src, ether.dst), IPv4(ip.dst, ip.src), Udp(67, 68), b"...")

Nothing here raises because of a frame's bytes: ``packet.cut`` says where a frame is broken. Inside, from the bottom:
``numbers``, ``addresses``, ``checksums``, ``header`` < the layers (``link_layer``, ``network_layer``,
``transport_layer``, ``lldp``) < ``spans`` < ``fields`` < ``parsing``, ``building`` < ``editing``, ``frames``.
"""

from __future__ import annotations

from oftwist.packet.addresses import ipv4, ipv4_text, ipv6, ipv6_text, mac, mac_text
from oftwist.packet.building import build
from oftwist.packet.checksums import checksum, crc32c, pseudo_header
from oftwist.packet.editing import copy_ttl, pop_mpls, pop_pbb, pop_vlan, push_mpls, push_pbb, push_vlan, set_field
from oftwist.packet.frames import (
    build_arp,
    build_echo,
    build_ethernet,
    build_ipv4,
    build_ipv6,
    build_tcp,
    build_udp,
    transport_payload,
)
from oftwist.packet.header import Header
from oftwist.packet.link_layer import Arp, Ethernet, Llc, Mpls, Pbb, Vlan
from oftwist.packet.lldp import Lldp
from oftwist.packet.network_layer import Authentication, IPv4, IPv6, IPv6Extension, IPv6Fragment
from oftwist.packet.numbers import (
    BROADCAST,
    ETH_ARP,
    ETH_IPV4,
    ETH_IPV6,
    ETH_LLDP,
    ETH_MPLS,
    ETH_MPLS_MULTICAST,
    ETH_NOT_TYPE,
    ETH_PBB,
    ETH_QINQ,
    ETH_VLAN,
    PROTO_ICMP,
    PROTO_ICMPV6,
    PROTO_SCTP,
    PROTO_TCP,
    PROTO_UDP,
    VLAN_PRESENT,
)
from oftwist.packet.parsing import Packet, parse
from oftwist.packet.spans import Span
from oftwist.packet.transport_layer import Icmp, Icmpv6, Nd, Sctp, Tcp, Udp

__all__ = [
    "BROADCAST",
    "ETH_ARP",
    "ETH_IPV4",
    "ETH_IPV6",
    "ETH_LLDP",
    "ETH_MPLS",
    "ETH_MPLS_MULTICAST",
    "ETH_NOT_TYPE",
    "ETH_PBB",
    "ETH_QINQ",
    "ETH_VLAN",
    "PROTO_ICMP",
    "PROTO_ICMPV6",
    "PROTO_SCTP",
    "PROTO_TCP",
    "PROTO_UDP",
    "VLAN_PRESENT",
    "Arp",
    "Authentication",
    "Ethernet",
    "Header",
    "IPv4",
    "IPv6",
    "IPv6Extension",
    "IPv6Fragment",
    "Icmp",
    "Icmpv6",
    "Lldp",
    "Llc",
    "Mpls",
    "Nd",
    "Packet",
    "Pbb",
    "Sctp",
    "Span",
    "Tcp",
    "Udp",
    "Vlan",
    "build",
    "build_arp",
    "build_echo",
    "build_ethernet",
    "build_ipv4",
    "build_ipv6",
    "build_tcp",
    "build_udp",
    "checksum",
    "copy_ttl",
    "crc32c",
    "ipv4",
    "ipv4_text",
    "ipv6",
    "ipv6_text",
    "mac",
    "mac_text",
    "parse",
    "pop_mpls",
    "pop_pbb",
    "pop_vlan",
    "pseudo_header",
    "push_mpls",
    "push_pbb",
    "push_vlan",
    "set_field",
    "transport_payload",
]
