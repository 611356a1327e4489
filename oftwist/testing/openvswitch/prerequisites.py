"""What must stand in a match for the actions of an entry (ovs-fields(7), "Prerequisites")."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from oftwist.testing.flow_table import Refused, Terms
from oftwist.testing.openvswitch.fields import FIELDS, number_of, read_oxm
from oftwist.testing.prerequisites import Known
from oftwist.wire.interfaces import Part

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
