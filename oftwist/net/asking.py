"""What hosts are asked, and what their frames say of their addresses: ARP and neighbour discovery. Bytes only."""

from __future__ import annotations

from collections.abc import Iterator

from oftwist.net.model import Host
from oftwist.net.rules import OWN_MAC
from oftwist.packet import Arp, Ethernet, Header, Icmpv6, IPv6, Nd, Vlan, build, ipv4_text, ipv6_text, parse

_REQUEST = 1
_SOLICITATION, _ADVERTISEMENT = 135, 136
#: Our link-local address: that of OWN_MAC (RFC 4291, appendix A).
_OWN_IPV6 = 0xFE80 << 112 | 0x0C0026FFFEE16F66


def text(bits: int, address: int) -> str:
    """An IP address in words."""
    return ipv4_text(address) if bits == 32 else ipv6_text(address)


def told_by(kind: bytes, frame: bytes, mac: int) -> Iterator[tuple[int, int]]:
    """The IP addresses that a host says to have, as (bits, address).

    Args:
        kind: Ethernet type of what follows its tags.
        frame: all of it.
        mac: the host's address.
    """
    if kind == b"\x08\x06":
        arp = parse(frame).get(Arp)
        if arp is not None and arp.sha == mac and arp.spa:
            yield 32, arp.spa
    elif kind == b"\x86\xdd" and frame.find(b"\x3a", 20, 25) > 0:  # ICMPv6
        packet = parse(frame)
        icmp, found, ip = packet.get(Icmpv6), packet.get(Nd), packet.get(IPv6)
        if icmp is None or found is None or ip is None:
            return
        option = next((int.from_bytes(value[:6], "big") for number, value in found.options if number in (1, 2)), mac)
        address = found.target if icmp.type == _ADVERTISEMENT else ip.src
        if option == mac and address:
            yield 128, address


def questions(host: Host) -> list[bytes]:
    """Frames that a host answers to us: it is asked for its newest addresses."""
    layers: list[Header] = [Ethernet(host.mac, OWN_MAC)]
    if host.vlan:
        layers.append(Vlan(host.vlan))
    made = []
    if host.ipv4:
        # From nobody's address, as in RFC 5227: it answers, and notes nothing.
        made.append(build(*layers, Arp(_REQUEST, OWN_MAC, 0, 0, host.ipv4[-1])))
    if host.ipv6:
        source = (1, OWN_MAC.to_bytes(6, "big"))
        ask = Nd(host.ipv6[-1], [source])
        made.append(build(*layers, IPv6(_OWN_IPV6, host.ipv6[-1], ttl=255), Icmpv6(_SOLICITATION), ask))
    return made
