"""What the arguments of actions may be (OpenFlow 1.3.5 §7.4.4.3). Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from oftwist import packet as pk
from oftwist.testing.flow_table import Refused
from oftwist.testing.match import described, is_known_field, number
from oftwist.wire.interfaces import Part

#: Actions -> whether what they are given can be.
_ARGUMENTS: Final[dict[str, Callable[[Any], bool]]] = {
    "push_mpls": lambda action: action.ethertype in (pk.ETH_MPLS, pk.ETH_MPLS_MULTICAST),
    "push_pbb": lambda action: action.ethertype == pk.ETH_PBB,
    "push_vlan": lambda action: action.ethertype in (0x8100, 0x88A8),
    "set_mpls_label": lambda action: action.mpls_label < 1 << 20,
    "set_mpls_tc": lambda action: action.mpls_tc < 8,
    "set_nw_ecn": lambda action: action.nw_ecn < 4,
    "set_nw_tos": lambda action: not action.nw_tos & 3,
    "set_vlan_pcp": lambda action: action.vlan_pcp < 8,
    "set_vlan_vid": lambda action: action.vlan_vid < 1 << 12,
}

#: What no action may set, and what this switch does not: a packet would be another than its headers say.
NOT_SETTABLE: Final = ("in_port", "in_phy_port", "metadata", "eth_type", "ip_proto")


def check_arguments(version: int, action: Part) -> None:
    """Refuse an action whose length or arguments cannot be.

    Raises:
        Refused: bad_action BAD_LEN, BAD_ARGUMENT, BAD_SET_TYPE, BAD_SET_LEN, BAD_SET_ARGUMENT, BAD_SET_MASK.
    """
    name = type(action).__name__
    if getattr(action, "extra", None):
        raise Refused("bad_action", "BAD_LEN")
    if name in _ARGUMENTS and not _ARGUMENTS[name](action):
        raise Refused("bad_action", "BAD_ARGUMENT")
    if name == "set_field":
        _set_field(version, action.field)


def _set_field(version: int, oxm: Part) -> None:
    known = described(oxm)
    if known is None:
        raise Refused("bad_action", "BAD_SET_LEN" if is_known_field(version, oxm) else "BAD_SET_TYPE")
    name, mask, masked = known
    if name in NOT_SETTABLE or (masked and version < 6):
        raise Refused("bad_action", "BAD_SET_TYPE")
    if number(oxm.value) & ~mask:
        raise Refused("bad_action", "BAD_SET_ARGUMENT")
    if masked and number(oxm.value) & ~number(oxm.value_mask):
        raise Refused("bad_action", "BAD_SET_MASK")
