"""Where the headers of a frame are: one walk that finds them all and reads none.

Never raises, whatever the bytes: what is not whole, or says what cannot be, ends the walk. It looks at every byte
once at most and nests nothing, so that it is linear in the frame's length.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from oftwist.packet.header import Header
from oftwist.packet.link_layer import Arp, Ethernet, Llc, Mpls, Pbb, Vlan
from oftwist.packet.lldp import Lldp
from oftwist.packet.network_layer import Authentication, IPv4, IPv6, IPv6Extension, IPv6Fragment
from oftwist.packet.numbers import (
    BY_PROTOCOL,
    ETH_MPLS_MULTICAST,
    ETH_QINQ,
    IPV6_EXTENSIONS,
    LINK_ETHERNET,
    PROTO_AUTHENTICATION,
)
from oftwist.packet.transport_layer import Icmp, Icmpv6, Nd, Sctp, Tcp, Udp

_ALONE: Final[tuple[type[Header], ...]] = (
    *(Ethernet, Llc, Vlan, Mpls, Pbb, Arp, Lldp),
    *(IPv4, IPv6, IPv6Fragment),
    *(Tcp, Udp, Sctp, Icmp, Icmpv6, Nd),
)
#: link -> the header it leads to.
KINDS: Final[dict[int, type[Header]]] = {
    **{BY_PROTOCOL | proto: IPv6Extension for proto in IPV6_EXTENSIONS - {PROTO_AUTHENTICATION}},
    BY_PROTOCOL | PROTO_AUTHENTICATION: Authentication,
    ETH_MPLS_MULTICAST: Mpls,
    ETH_QINQ: Vlan,
    **{kind.LINK: kind for kind in _ALONE},
}


class Span(NamedTuple):
    """Where one header is.

    Attributes:
        kind: its class.
        link: what led to it (see ``numbers``).
        at, behind: its first byte, and the first one behind it.
    """

    kind: type[Header]
    link: int
    at: int
    behind: int


class Walked(NamedTuple):
    """What a walk found.

    Attributes:
        spans: the whole headers, outermost first.
        cut: where the walk ended because a header is not whole or says what cannot be; None at a good end.
        behind: the first byte behind the last whole header.
        end: where the payload ends: the lengths in the headers leave padding out.
    """

    spans: list[Span]
    cut: Span | None
    behind: int
    end: int


def walk(data: bytes) -> Walked:
    """Find the headers of a frame that begins with its destination address."""
    spans: list[Span] = []
    at, end, link = 0, len(data), LINK_ETHERNET
    while True:
        kind = KINDS.get(link)
        if kind is None:
            return Walked(spans, None, at, end)
        behind, following, end = kind.measure(data, at, end)
        if behind < 0:
            return Walked(spans, Span(kind, link, at, end), at, end)
        spans.append(Span(kind, link, at, behind))
        at, link = behind, following
