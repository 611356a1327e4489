"""What Nicira (experimenter 0x2320) and Open vSwitch added: roles in 1.0, an action, and fields of a match.

The numbers are those of Open vSwitch, ``include/openvswitch/meta-flow.h``.
"""

# fmt: off
from __future__ import annotations

from oftwist.wire.fields import (
    OF10,
    OF11,
    Declaration,
    family,
    ipv4,
    ipv6,
    message,
    oxm_field,
    pad,
    u8,
    u16,
    u32,
    u128,
)
from oftwist.wire.tables.match import TRANSPORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ORIGIN = "nicira"

action = family("action")

# What a field of a tracked connection needs before it.
TRACKED = ("eth_type", "conn_tracking_state")
TRACKED_TRANSPORT = (*TRACKED, "conn_tracking_nw_proto")


def nxm_field(name: str, number: int, kind: Any, **more: Any) -> tuple[Declaration, Declaration]:
    """A field of class 1, NXM."""
    return oxm_field(name, number, kind, oxm_class=1, **more)


CLASSES = (
    # --- actions, messages ----------------------------------------------------------------------------------

    # What follows the subtype is each action's own.
    action("nicira", 0x2320, [u16("subtype")], rest=[pad(2), pad(4)], parent="action.experimenter", by="subtype"),
    action("nicira_dec_ttl", 18, [pad(2), pad(4)], parent="action.nicira"),
    message("nicira_header", 0x2320, [
        u32("subtype", until=OF11),
    ], parent="message.experimenter", by="subtype"),
    message("nicira_controller_role_request", 10, [u32("role", "ofp_nicira_controller_role")],
            parent="message.nicira_header", only=OF10),
    message("nicira_controller_role_reply", 11, [u32("role", "ofp_nicira_controller_role")],
            parent="message.nicira_header", only=OF10),

    # --- fields of a match ----------------------------------------------------------------------------------

    *nxm_field("tunnel_ipv4_src", 31, ipv4),
    *nxm_field("tunnel_ipv4_dst", 32, ipv4),
    *nxm_field("conn_tracking_state", 105, u32),
    *nxm_field("conn_tracking_zone", 106, u16),
    *nxm_field("conn_tracking_mark", 107, u32),
    *nxm_field("conn_tracking_label", 108, u128),
    *nxm_field("conn_tracking_nw_proto", 119, u8, needs=TRACKED),
    *nxm_field("conn_tracking_nw_src", 120, u32, needs=TRACKED),
    *nxm_field("conn_tracking_nw_dst", 121, u32, needs=TRACKED),
    *nxm_field("conn_tracking_ipv6_src", 122, ipv6, needs=TRACKED),
    *nxm_field("conn_tracking_ipv6_dst", 123, ipv6, needs=TRACKED),
    *nxm_field("conn_tracking_tp_src", 124, u16, needs=TRACKED_TRANSPORT),
    *nxm_field("conn_tracking_tp_dst", 125, u16, needs=TRACKED_TRANSPORT),
    *oxm_field("ovs_tcp_flags", 42, u16, oxm_class=0xffff, experimenter=0x4f4e4600, origin="ovs",
               bits=12, needs=TRANSPORT),
)
