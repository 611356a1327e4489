"""Roles of controllers, and what a SLAVE may not do. Pure."""

from __future__ import annotations

from typing import Final

ROLE_EQUAL, ROLE_MASTER, ROLE_SLAVE = 1, 2, 3

#: Messages a slave may not send (OpenFlow 1.3.5 §6.3.4).
WRITES: Final = frozenset(
    (
        *("flow_add", "flow_modify", "flow_modify_strict", "flow_delete", "flow_delete_strict", "nicira_flow_mod"),
        *("group_add", "group_modify", "group_delete", "group_insert_bucket", "group_remove_bucket", "meter_mod"),
        *("port_mod", "table_mod", "packet_out", "nicira_resume"),
        *("bundle_ctrl_msg", "bundle_add_msg", "onf_bundle_ctrl_msg", "onf_bundle_add_msg"),
    )
)
