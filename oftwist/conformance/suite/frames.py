"""The frames the cases send. Addresses and ports are such that a change of one bit is seen."""

from __future__ import annotations

from oftwist import packet as pk

#: Locally administered addresses: nobody's.
A, B, C = 0x02000000000A, 0x02000000000B, 0x02000000000C
IP_A, IP_B, IP_C = pk.ipv4("192.0.2.10"), pk.ipv4("198.51.100.11"), pk.ipv4("203.0.113.12")
SIX_A, SIX_B, SIX_C = pk.ipv6("2001:db8::a"), pk.ipv6("2001:db8:1::b"), pk.ipv6("2001:db8:2::c")
TEXT = b"what the switch is asked to carry"

_ETHER = pk.Ethernet(B, A)
PLAIN = pk.build(pk.Ethernet(B, A, 0x88B5), TEXT * 2)  # an ethertype for experiments (IEEE 802)
UDP = pk.build(_ETHER, pk.IPv4(IP_A, IP_B), pk.Udp(1025, 2050), TEXT)
TCP = pk.build(_ETHER, pk.IPv4(IP_A, IP_B), pk.Tcp(1025, 2050), TEXT)
SCTP = pk.build(_ETHER, pk.IPv4(IP_A, IP_B), pk.Sctp(1025, 2050), TEXT)
ICMP = pk.build(_ETHER, pk.IPv4(IP_A, IP_B), pk.Icmp(8, 0), TEXT)
ARP = pk.build(pk.Ethernet(pk.BROADCAST, A), pk.Arp(1, A, IP_A, 0, IP_B))
UDP6 = pk.build(_ETHER, pk.IPv6(SIX_A, SIX_B), pk.Udp(1025, 2050), TEXT)
TCP6 = pk.build(_ETHER, pk.IPv6(SIX_A, SIX_B), pk.Tcp(1025, 2050), TEXT)
SCTP6 = pk.build(_ETHER, pk.IPv6(SIX_A, SIX_B), pk.Sctp(1025, 2050), TEXT)
ICMP6 = pk.build(_ETHER, pk.IPv6(SIX_A, SIX_B), pk.Icmpv6(128, 0), TEXT)
SOLICIT = pk.build(_ETHER, pk.IPv6(SIX_A, SIX_B), pk.Icmpv6(135), pk.Nd(SIX_C, [(1, A.to_bytes(6, "big"))]))
ADVERT = pk.build(_ETHER, pk.IPv6(SIX_A, SIX_B), pk.Icmpv6(136), pk.Nd(SIX_C, [(2, A.to_bytes(6, "big"))]))
MPLS = pk.build(_ETHER, pk.Mpls(100, 3, 1, 64), pk.IPv4(IP_A, IP_B), pk.Udp(1025, 2050), TEXT)
TAGGED = pk.build(_ETHER, pk.Vlan(100, 3), pk.IPv4(IP_A, IP_B), pk.Udp(1025, 2050), TEXT)
PRIORITY = pk.build(_ETHER, pk.Vlan(0, 3), pk.IPv4(IP_A, IP_B), pk.Udp(1025, 2050), TEXT)
TWICE = pk.build(_ETHER, pk.Vlan(200, 1, tpid=0x88A8), pk.Vlan(100, 3), pk.IPv4(IP_A, IP_B), pk.Udp(1025, 2050), TEXT)


def with_field(frame: bytes, **fields: int) -> bytes:
    """The frame with other values of some fields, its checksums right."""
    for name, value in fields.items():
        frame = pk.set_field(frame, name, value)
    return frame
