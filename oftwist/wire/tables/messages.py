"""The messages of the switch protocol, but for statistics (``stats``), and the structures they carry.

Sections are those of 1.3.5 where it has the message, else of the version in parentheses. In 1.0 everything
is in §5, in 1.1 and 1.2 in §A; the order is about the same.
"""

# fmt: off
from __future__ import annotations

from oftwist.wire.fields import (
    OF10,
    OF11,
    OF12,
    OF13,
    OF14,
    OF15,
    Declaration,
    attr,
    common,
    const,
    length,
    length_of,
    list_of,
    mac,
    match,
    message,
    octets,
    pad,
    pad_after,
    port,
    struct,
    text,
    u8,
    u16,
    u32,
    u64,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ORIGIN = "standard"


def error(name: str, key: int | dict[int, int], codes: str, **more: Any) -> Declaration:
    """One type of error and the group of its codes; the data begins with the message at fault."""
    return Declaration("message", name, key, [u16("code", codes), octets("data")], "message.error_msg", **more)


CLASSES = (
    # --- §7.1: the header of every message --------------------------------------------------------------------

    message("message", [const("version", None, 1), u8("type"), length(), u32("xid")], by="type"),

    # --- §7.5: hello, echo, experimenter ----------------------------------------------------------------------

    message("hello", 0, [list_of("elements", "hello_elem", since=OF13)], kind="hello"),
    # §7.5.1 pads elements to 8 bytes. The one there is needs none, and nobody sends any.
    common("hello_elem", [u16("type"), length()], by="type", since=OF13, tolerant=True),
    common("hello_elem_versionbitmap", 1, [list_of("bitmaps", "uint32")], parent="hello_elem"),
    message("echo_request", 2, [octets("data")], kind="echo request"),
    message("echo_reply", 3, [octets("data")]),
    message("experimenter", 4, [u32("experimenter"), u32("subtype", since=OF12)], rest=[octets("data")],
            by="experimenter", kind="reply"),

    # --- §7.3.1, §7.3.2: features, configuration --------------------------------------------------------------

    message("features_request", 5),
    message("features_reply", 6, [
        u64("datapath_id"), u32("n_buffers"), u8("n_tables"),
        pad(3, until=OF12),
        u8("auxiliary_id", since=OF13), pad(2, since=OF13),
        u32("capabilities", "ofp_capabilities"),
        u32("actions", only=OF10), u32("reserved", since=OF11),
        list_of("ports", "port_desc", until=OF12),
    ]),
    message("get_config_request", 7),
    message("get_config_reply", 8, [u16("flags", "ofp_config_flags"), u16("miss_send_len")]),
    message("set_config", 9, [u16("flags", "ofp_config_flags"), u16("miss_send_len")]),

    # --- §7.2.1, §7.3.4.3, §7.4.3: ports ----------------------------------------------------------------------

    common("port_desc", [
        port("port_no"),
        pad(4, since=OF11, until=OF13),
        length(since=OF14), pad(2, since=OF14),
        mac("hw_addr"),
        pad(2, since=OF11),
        text("name", 16), u32("config", "ofp_port_config"), u32("state", "ofp_port_state"),
        # From 1.4 on in the property port_desc_prop.ethernet:
        u32("curr", "ofp_port_features", until=OF13), u32("advertised", "ofp_port_features", until=OF13),
        u32("supported", "ofp_port_features", until=OF13), u32("peer", "ofp_port_features", until=OF13),
        u32("curr_speed", since=OF11, until=OF13), u32("max_speed", since=OF11, until=OF13),
        list_of("properties", "port_desc_prop", since=OF14),
    ]),
    message("port_status", 12, [u8("reason", "ofp_port_reason"), pad(7), struct("desc", "port_desc")],
            kind="asynchronous"),
    message("port_mod", {OF10: 15, OF11: 16}, [
        port("port_no"),
        pad(4, since=OF11),
        mac("hw_addr"),
        pad(2, since=OF11),
        u32("config", "ofp_port_config"), u32("mask", "ofp_port_config"),
        u32("advertise", until=OF13), pad(4, until=OF13),
        list_of("properties", "port_mod_prop", since=OF14),
    ]),

    # --- §7.3.3, §7.3.4.1: flow tables, flow entries ----------------------------------------------------------

    message("table_mod", 17, [
        u8("table_id"), pad(3), u32("config"),
        list_of("properties", "table_mod_prop", since=OF14),
    ], since=OF11),
    message("flow_mod", 14, [
        match(), u64("cookie"), u16("_command", show="repr"),
        u16("idle_timeout"), u16("hard_timeout"), u16("priority"),
        u32("buffer_id"), port("out_port"), u16("flags", "ofp_flow_mod_flags"),
        list_of("actions", "action"),
    ], by="_command", only=OF10),
    message("flow_mod", 14, [
        u64("cookie"), u64("cookie_mask"), u8("table_id"), u8("_command", show="repr"),
        u16("idle_timeout"), u16("hard_timeout"), u16("priority"),
        u32("buffer_id"), port("out_port"), u32("out_group"), u16("flags", "ofp_flow_mod_flags"),
        pad(2, until=OF13),
        u16("importance", since=OF14),
        match(), list_of("instructions", "instruction"),
    ], by="_command", since=OF11),
    message("flow_add", 0, parent="message.flow_mod"),
    message("flow_modify", 1, parent="message.flow_mod"),
    message("flow_modify_strict", 2, parent="message.flow_mod"),
    message("flow_delete", 3, parent="message.flow_mod"),
    message("flow_delete_strict", 4, parent="message.flow_mod"),
    message("flow_removed", 11, [
        match(only=OF10),
        u64("cookie"), u16("priority"), u8("reason", "ofp_flow_removed_reason"),
        pad(1, only=OF10), u8("table_id", since=OF11),
        u32("duration_sec"), u32("duration_nsec"), u16("idle_timeout"),
        pad(2, until=OF11), u16("hard_timeout", since=OF12),
        u64("packet_count"), u64("byte_count"),
        match(since=OF11),
    ], until=OF14, kind="asynchronous"),
    message("flow_removed", 11, [
        u8("table_id"), u8("reason", "ofp_flow_removed_reason"), u16("priority"),
        u16("idle_timeout"), u16("hard_timeout"), u64("cookie"), match(), struct("stats", "stat"),
    ], only=OF15, kind="asynchronous"),
    message("table_status", 31, [
        attr("role", only=OF14),  # not in ofp_table_status (1.4.1 §7.4.5)
        u8("reason", "ofp_table_reason"), pad(7), struct("table", "table_desc"),
    ], since=OF14, kind="asynchronous"),

    # --- §7.3.4.2: groups -------------------------------------------------------------------------------------

    message("group_mod", 15, [
        u16("command", "ofp_group_mod_command"), u8("group_type", "ofp_group_type"), pad(1), u32("group_id"),
        length_of("bucket_array_len", "buckets", only=OF15), pad(2, only=OF15),
        u32("command_bucket_id", "ofp_group_bucket", only=OF15),
        list_of("buckets", "bucket"),
        list_of("properties", "group_prop", only=OF15),
    ], by="command", since=OF11),
    message("group_add", 0, parent="message.group_mod"),
    message("group_modify", 1, parent="message.group_mod"),
    message("group_delete", 2, parent="message.group_mod"),
    message("group_insert_bucket", 3, parent="message.group_mod", only=OF15),
    message("group_remove_bucket", 5, parent="message.group_mod", only=OF15),
    common("bucket", [
        length("len"), u16("weight"), port("watch_port"), u32("watch_group"), pad(4),
        list_of("actions", "action"),
    ], since=OF11, until=OF14, multiple_of=8),
    common("bucket", [
        length("len"), length_of("action_array_len", "actions"), u32("bucket_id", "ofp_group_bucket"),
        list_of("actions", "action"), list_of("properties", "group_bucket_prop"),
    ], only=OF15, multiple_of=8),

    # --- §7.3.4.4: meters; their bands are in ``instructions`` ------------------------------------------------

    message("meter_mod", 29, [
        u16("command", "ofp_meter_mod_command"), u16("flags", "ofp_meter_flags"), u32("meter_id"),
        list_of("meters", "meter_band", only=OF13), list_of("bands", "meter_band", since=OF14),
    ], since=OF13),

    # --- §7.4.1, §7.3.7: packets ------------------------------------------------------------------------------

    message("packet_in", 10, [
        u32("buffer_id"),
        port("in_port", only=OF11), port("in_phy_port", only=OF11),
        u16("total_len"),
        port("in_port", only=OF10),
        u8("reason"),
        pad(1, only=OF10), u8("table_id", since=OF11),
        u64("cookie", since=OF13),
        match(since=OF12), pad(2, since=OF12),
        octets("data"),
    ], methods={OF12: "in_port"}, kind="asynchronous"),
    message("packet_out", 13, [
        u32("buffer_id"),
        port("in_port", until=OF14),
        length_of("actions_len", "actions"),
        pad(6, since=OF11, until=OF14), pad(2, only=OF15),
        match(only=OF15),
        list_of("actions", "action"), octets("data"),
    ]),

    # --- §7.3.8, §7.3.9: barriers, roles ----------------------------------------------------------------------

    message("barrier_request", {OF10: 18, OF11: 20}),
    message("barrier_reply", {OF10: 19, OF11: 21}),
    message("role_request", 24, [
        u32("role", "ofp_controller_role"),
        pad(4, until=OF14), u16("short_id", only=OF15), pad(2, only=OF15),
        u64("generation_id"),
    ], since=OF12),
    message("role_reply", 25, [
        u32("role", "ofp_controller_role"),
        pad(4, until=OF14), u16("short_id", only=OF15), pad(2, only=OF15),
        u64("generation_id"),
    ], since=OF12),
    message("role_status", 30, [
        u32("role", "ofp_controller_role"), u8("reason", "ofp_controller_role_reason"), pad(3),
        u64("generation_id"), list_of("properties", "role_prop"),
    ], since=OF14, kind="asynchronous"),
    message("controller_status", 35, [struct("entry", "controller_status_entry")], only=OF15, kind="asynchronous"),
    common("controller_status_entry", [
        length(), u16("short_id"), u32("role", "ofp_controller_role"),
        u8("reason", "ofp_controller_status_reason"), u8("channel_status", "ofp_control_channel_status"),
        pad(6), list_of("properties", "controller_status_prop"),
    ], only=OF15),

    # --- §7.3.10: which asynchronous messages a controller gets -----------------------------------------------

    message("async_get_request", 26, [list_of("properties", "async_config_prop", since=OF14)], since=OF13),
    message("async_get_reply", 27, [
        u32("packet_in_mask_equal_master", only=OF13), u32("packet_in_mask_slave", only=OF13),
        u32("port_status_mask_equal_master", only=OF13), u32("port_status_mask_slave", only=OF13),
        u32("flow_removed_mask_equal_master", only=OF13), u32("flow_removed_mask_slave", only=OF13),
        list_of("properties", "async_config_prop", since=OF14),
    ], since=OF13),
    message("async_set", 28, [
        u32("packet_in_mask_equal_master", only=OF13), u32("packet_in_mask_slave", only=OF13),
        u32("port_status_mask_equal_master", only=OF13), u32("port_status_mask_slave", only=OF13),
        u32("flow_removed_mask_equal_master", only=OF13), u32("flow_removed_mask_slave", only=OF13),
        list_of("properties", "async_config_prop", since=OF14),
    ], since=OF13),

    # --- (1.4.1 §7.3.9, §7.4.6): bundles, forwarded requests --------------------------------------------------

    message("bundle_ctrl_msg", 33, [
        u32("bundle_id"), u16("bundle_ctrl_type", "ofp_bundle_ctrl_type"), u16("flags", "ofp_bundle_flags"),
        list_of("properties", "bundle_prop"),
    ], since=OF14, kind="reply", answered_by="message.bundle_ctrl_msg"),
    message("bundle_add_msg", 34, [
        u32("bundle_id"), pad(2), u16("flags", "ofp_bundle_flags"),
        octets("data", only=OF14),  # the message, then properties
        struct("message", "message", default=None, only=OF15), pad_after("message", only=OF15),
        list_of("properties", "bundle_prop", only=OF15),
    ], since=OF14),
    message("requestforward", 32, [
        u32("role", only=OF14), octets("data", only=OF14),  # by the names established; together the request
        struct("request", "message", default=None, only=OF15),
    ], since=OF14, kind="asynchronous"),
    common("time", [u64("seconds"), u32("nanoseconds"), pad(4)], only=OF15),

    # --- §7.2.2, §7.3.6: queues, as configured until 1.3; from 1.4 on see queue_desc_stats --------------------

    message("queue_get_config_request", {OF10: 20, OF11: 22}, [
        port("port"), pad(2, only=OF10), pad(4, since=OF11),
    ], until=OF13),
    message("queue_get_config_reply", {OF10: 21, OF11: 23}, [
        port("port"), pad(6, only=OF10), pad(4, since=OF11),
        list_of("queues", "packet_queue"),
    ], until=OF13),
    common("packet_queue", [
        u32("queue_id"), port("port", since=OF12), length("len"), pad(2, until=OF11), pad(6, since=OF12),
        list_of("properties", "queue_prop"),
    ]),
    common("queue_prop", [u16("type"), length("len"), pad(4)], by="type"),
    common("queue_prop_min_rate", 1, [u16("rate"), pad(6)], parent="queue_prop"),
    common("queue_prop_max_rate", 2, [u16("rate"), pad(6)], parent="queue_prop", since=OF12),
    common("queue_prop_experimenter", 0xffff, [u32("experimenter"), pad(4), octets("data")],
           parent="queue_prop", by="experimenter", since=OF12),

    # --- §7.4.4: errors ---------------------------------------------------------------------------------------

    message("error_msg", 1, [u16("err_type")], by="err_type", kind="reply"),
    error("hello_failed_error_msg", 0, "ofp_hello_failed_code"),
    error("bad_request_error_msg", 1, "ofp_bad_request_code"),
    error("bad_action_error_msg", 2, "ofp_bad_action_code"),
    error("bad_instruction_error_msg", 3, "ofp_bad_instruction_code", since=OF11),
    error("bad_match_error_msg", 4, "ofp_bad_match_code", since=OF11),
    error("flow_mod_failed_error_msg", {OF10: 3, OF11: 5}, "ofp_flow_mod_failed_code"),
    error("group_mod_failed_error_msg", 6, "ofp_group_mod_failed_code", since=OF11),
    error("port_mod_failed_error_msg", {OF10: 4, OF11: 7}, "ofp_port_mod_failed_code"),
    error("table_mod_failed_error_msg", 8, "ofp_table_mod_failed_code", since=OF11),
    error("queue_op_failed_error_msg", {OF10: 5, OF11: 9}, "ofp_queue_op_failed_code"),
    error("switch_config_failed_error_msg", 10, "ofp_switch_config_failed_code", since=OF11),
    error("role_request_failed_error_msg", 11, "ofp_role_request_failed_code", since=OF12),
    error("meter_mod_failed_error_msg", 12, "ofp_meter_mod_failed_code", since=OF13),
    error("table_features_failed_error_msg", 13, "ofp_table_features_failed_code", since=OF13),
    error("bad_property_error_msg", 14, "ofp_bad_property_code", since=OF14),
    error("async_config_failed_error_msg", 15, "ofp_async_config_failed_code", since=OF14),
    error("flow_monitor_failed_error_msg", 16, "ofp_flow_monitor_failed_code", since=OF14),
    error("bundle_failed_error_msg", 17, "ofp_bundle_failed_code", since=OF14),
    message("experimenter_error_msg", 0xffff, [u16("subtype"), u32("experimenter")],
            rest=[octets("data")], parent="message.error_msg", by="experimenter", since=OF12),

    # --- numbers as objects, for lists of them; the type of a packet (1.5.1 §7.2.3.11) ------------------------

    common("uint8", [u8("value")], since=OF13),
    common("uint32", [u32("value")], since=OF13),
    common("uint64", [u64("value")], since=OF13),
    common("header_type", [u16("namespace", "ofp_header_type_namespace"), u16("ns_type")],
           by="namespace", only=OF15),
)
