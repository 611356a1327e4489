"""What must stand in a match for a field to be there (OpenFlow 1.2 A.2.3.8, 1.3.5 §7.2.3.8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from oftwist import packet as pk
from oftwist.testing.flow_table import Refused, Term, Terms
from oftwist.wire.interfaces import Part

_IP: Final = (pk.ETH_IPV4, pk.ETH_IPV6)
_MPLS: Final = (pk.ETH_MPLS, pk.ETH_MPLS_MULTICAST)
_ARP: Final = (pk.ETH_ARP, 0x8035)
#: How a name begins -> Ethernet types, IP protocols; the first that fits.
_NEEDS: Final[tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...]] = (
    ("ipv4_", (pk.ETH_IPV4,), ()),
    ("ipv6_nd_", (pk.ETH_IPV6,), (pk.PROTO_ICMPV6,)),
    ("ipv6_", (pk.ETH_IPV6,), ()),
    ("ip_", _IP, ()),
    ("arp_", _ARP, ()),
    ("tcp_", _IP, (pk.PROTO_TCP,)),
    ("udp_", _IP, (pk.PROTO_UDP,)),
    ("sctp_", _IP, (pk.PROTO_SCTP,)),
    ("icmpv4_", (pk.ETH_IPV4,), (pk.PROTO_ICMP,)),
    ("icmpv6_", (pk.ETH_IPV6,), (pk.PROTO_ICMPV6,)),
    ("mpls_", _MPLS, ()),
    ("pbb_", (pk.ETH_PBB,), ()),
)


#: Fields of neighbour discovery -> the types of ICMPv6 that have them.
_DISCOVERY: Final = {"ipv6_nd_target": (135, 136), "ipv6_nd_sll": (135,), "ipv6_nd_tll": (136,)}


class Known:
    """What is known of the packets an entry matches, and as its actions change them."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.ethertype: int | None = None
        self.proto: int | None = None
        self.kind: int | None = None
        self.tagged = False
        for term in terms:
            self.matched(term)

    def matched(self, term: Term) -> None:
        """An entry matches this."""
        name, value, mask = term
        if not mask:
            return
        if name == "eth_type":
            self.ethertype = value
        elif name == "ip_proto":
            self.proto = value
        elif name == "icmpv6_type":
            self.kind = value
        elif name in ("vlan_vid", "vlan_tci"):
            self.tagged = self.tagged or bool(value & pk.VLAN_PRESENT)

    def has(self, name: str) -> bool:
        """Whether they have a field."""
        if name in ("vlan_vid", "vlan_pcp"):
            return self.tagged
        if name in _DISCOVERY and self.kind not in _DISCOVERY[name]:
            return False
        for prefix, ethertypes, protos in _NEEDS:
            if name.startswith(prefix):
                return self.ethertype in ethertypes and (not protos or self.proto in protos)
        return True

    def after(self, action: Part) -> None:
        """An action has changed them."""
        name = type(action).__name__
        if name in ("push_vlan", "set_vlan_vid", "set_vlan_pcp"):
            self.tagged = True
        elif name in ("pop_vlan", "strip_vlan"):
            self.tagged = False
        elif name in ("push_mpls", "pop_mpls", "nicira_push_mpls", "nicira_pop_mpls"):
            self.ethertype, self.proto = action.ethertype, None


def check_order(terms: Iterable[Term]) -> None:
    """Refuse a match on fields that no packet of it has, or that come before what says that packets have them."""
    known = Known(())
    for term in terms:
        # Without a tag there is a VLAN to match too: none.
        if term[0] != "vlan_vid" and not known.has(term[0]):
            raise Refused("bad_match", "BAD_PREREQ")
        known.matched(term)


def check_list(actions: Iterable[Part], terms: Terms) -> None:
    """Refuse actions that set fields which packets of the entry need not have (OpenFlow 1.3.5 §7.2.5)."""
    known = Known(terms)
    for action in actions:
        if type(action).__name__ == "set_field" and not known.has(type(action.field).__name__.removesuffix("_masked")):
            raise Refused("bad_action", "MATCH_INCONSISTENT")
        known.after(action)


def check_match(terms: Terms) -> None:
    """Refuse a match on fields that no packet of it has, in whatever order they are."""
    known = Known(terms)
    for name, _, _ in terms:
        if name != "vlan_vid" and not known.has(name):
            raise Refused("bad_match", "BAD_PREREQ")
