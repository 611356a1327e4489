"""Numbers of protocols, and what a header says of what follows it. Imports nothing.

A *link* is one number for that: an Ethernet type as it is, an IP protocol with :data:`BY_PROTOCOL` added, and the few
other cases below it.
"""

from __future__ import annotations

from typing import Final

ETH_IPV4: Final = 0x0800
ETH_ARP: Final = 0x0806
ETH_VLAN: Final = 0x8100
ETH_IPV6: Final = 0x86DD
ETH_MPLS: Final = 0x8847
ETH_MPLS_MULTICAST: Final = 0x8848
ETH_QINQ: Final = 0x88A8
ETH_LLDP: Final = 0x88CC
ETH_PBB: Final = 0x88E7
#: What OpenFlow 1.0 calls an 802.3 frame without an Ethernet type (OpenFlow 1.0 §3.4).
ETH_NOT_TYPE: Final = 0x05FF
#: Below this the number behind the addresses is a length (IEEE 802.3).
ETH_FIRST_TYPE: Final = 0x0600

VLAN_PRESENT: Final = 0x1000
BROADCAST: Final = 0xFFFFFFFFFFFF

PROTO_ICMP: Final = 1
PROTO_TCP: Final = 6
PROTO_UDP: Final = 17
PROTO_ROUTING: Final = 43
PROTO_FRAGMENT: Final = 44
PROTO_AUTHENTICATION: Final = 51
PROTO_ICMPV6: Final = 58
PROTO_SCTP: Final = 132
#: The IPv6 extension headers that give a length (RFC 7045, mobility, HIP and shim6 too).
IPV6_EXTENSIONS: Final = frozenset((0, 43, 51, 60, 135, 139, 140))

ARP_REQUEST, ARP_REPLY = 1, 2
ICMP_ECHO_REPLY, ICMP_ECHO_REQUEST = 0, 8
ND_SOLICIT, ND_ADVERT = 135, 136

BY_PROTOCOL: Final = 0x10000
#: Another Ethernet header (PBB), an LLC header, the target and options of neighbour discovery; nothing we know.
LINK_ETHERNET, LINK_LLC, LINK_ND, LINK_NONE = 0x20000, 0x20001, 0x20002, -1
