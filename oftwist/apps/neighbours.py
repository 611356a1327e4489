"""Answers to who asks for the address of a neighbour: ARP, and neighbour discovery (RFC 826, RFC 4861). Bytes only."""

from __future__ import annotations

from collections.abc import Callable

from oftwist import Host
from oftwist.packet import Arp, Ethernet, Header, Icmpv6, IPv6, Nd, Vlan, build, parse

REQUEST, REPLY = 1, 2
SOLICITATION, ADVERTISEMENT = 135, 136
SOLICITED_OVERRIDE = 0x60000000  # flags of an advertisement


def answer(frame: bytes, find: Callable[[int, int], Host | None]) -> bytes | None:
    """The answer that a host would give to a frame.

    Args:
        frame: from whoever asks.
        find: called with 32 or 128 and an IP address; returns the host that has it, if it is known.

    Returns:
        a frame; None if it asks nothing, for nobody known, or for an address it has itself.
    """
    packet = parse(frame)
    ether, tag = packet.get(Ethernet), packet.get(Vlan)
    arp, icmp, asked, ip = packet.get(Arp), packet.get(Icmpv6), packet.get(Nd), packet.get(IPv6)
    if ether is None:
        return None
    if arp is not None and arp.op == REQUEST:
        host = find(32, arp.tpa)
        rest: list[Header] = [] if host is None else [Arp(REPLY, host.mac, arp.tpa, arp.sha, arp.spa)]
    elif icmp is not None and icmp.type == SOLICITATION and asked is not None and ip is not None and ip.src:
        host = find(128, asked.target)
        rest = [IPv6(asked.target, ip.src, ttl=255), Icmpv6(ADVERTISEMENT, 0, SOLICITED_OVERRIDE)]
        rest += [] if host is None else [Nd(asked.target, [(2, host.mac.to_bytes(6, "big"))])]
    else:
        return None
    if host is None or host.mac == ether.src:
        return None
    layers: list[Header] = [Ethernet(ether.src, host.mac), *([] if tag is None else [Vlan(tag.vid, tag.pcp)]), *rest]
    return build(*layers)
