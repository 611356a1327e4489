"""What must stand in a match for a field to be there, in it and in the actions (ovs-fields(7), "Prerequisites")."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from oftwist import packet as pk
from oftwist.testing.flow_table import Refused, Terms
from oftwist.testing.openvswitch.fields import FIELDS, number_of, read_oxm
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
#: Actions -> a field that stands for what they need.
_ACTIONS: Final = {
    "dec_nw_ttl": "ip_ttl",
    "set_nw_ttl": "ip_ttl",
    "nicira_dec_ttl": "ip_ttl",
    "nicira_dec_ttl_cnt_ids": "ip_ttl",
    "nicira_ct": "ip_proto",
    "nicira_fin_timeout": "tcp_flags",
    "pop_mpls": "mpls_label",
    "set_mpls_ttl": "mpls_label",
    "set_mpls_label": "mpls_label",
    "set_mpls_tc": "mpls_label",
    "dec_mpls_ttl": "mpls_label",
    "nicira_pop_mpls": "mpls_label",
    "nicira_set_mpls_label": "mpls_label",
    "nicira_set_mpls_tc": "mpls_label",
    "nicira_set_mpls_ttl": "mpls_label",
    "nicira_dec_mpls_ttl": "mpls_label",
}


class Known:
    """What is known of the packets an entry matches, and as its actions change them."""

    def __init__(self, terms: Terms) -> None:
        exact = {name: value for name, value, mask in terms if mask}
        self.ethertype = exact.get("eth_type")
        self.proto = exact.get("ip_proto")
        self.tagged = bool((exact.get("vlan_vid", 0) | exact.get("vlan_tci", 0)) & pk.VLAN_PRESENT)

    def has(self, name: str) -> bool:
        """Whether they have a field."""
        if name in ("vlan_vid", "vlan_pcp"):
            return self.tagged
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


def check_match(terms: Terms) -> None:
    """Refuse a match on fields that no packet of it has."""
    known = Known(terms)
    for name, _, _ in terms:
        # Without a tag there is a VLAN to match too: none.
        if name != "vlan_vid" and not known.has(name):
            raise Refused("bad_match", "BAD_PREREQ")


def check_actions(version: int, actions: Iterable[Part], terms: Terms) -> None:
    """Refuse actions on fields that the packets of an entry need not have, and clauses beside other actions.

    In 1.0 an action for packets of a kind may be in an entry for all: it does nothing to the others.
    """
    known = Known(terms)
    names = {type(action).__name__ for action in actions}
    if "nicira_conjunction" in names and names - {"nicira_conjunction", "nicira_note"}:
        raise Refused("bad_action", "BAD_CONJUNCTION")
    for action in actions:
        for name in _used(version, action):
            if not known.has(name):
                raise Refused("bad_action", "MATCH_INCONSISTENT")
        if type(action).__name__ == "nicira_clone":
            check_actions(version, action.actions, terms)
        known.after(action)


def _used(version: int, action: Part) -> list[str]:
    """The fields an action reads and sets."""
    name = type(action).__name__
    if name in _ACTIONS:
        return [_ACTIONS[name]] if version > 1 or name == "nicira_ct" else []
    if name in ("set_field", "nicira_reg_load2"):
        field = read_oxm(action.field).field
        return [] if field is None else [field.name]
    headers = [getattr(action, member, None) for member in ("src", "dst", "field")]
    if name.startswith(("nicira_", "onf_")):
        found = [FIELDS.get(number_of(header)) for header in headers if isinstance(header, int)]
        return [field.name for field in found if field is not None and field.name != "vlan_tci"]
    return []
