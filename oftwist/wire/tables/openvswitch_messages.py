"""The messages of Open vSwitch: experimenters 0x2320 (Nicira) and 0x4f4e4600 (ONF, in 1.3), and their properties.

A class is called after its name in Open vSwitch: NXT_FLOW_MOD is ``nicira_flow_mod``, ONFT13_BUNDLE_CONTROL is
``onf_bundle_ctrl_msg``. The statistics are in ``openvswitch_stats``.
"""

# fmt: off
from __future__ import annotations

from oftwist.wire.fields import (
    OF10,
    OF11,
    OF12,
    OF13,
    common,
    family,
    ipv6,
    length,
    length_of,
    list_of,
    message,
    nx_port,
    octets,
    pad,
    pad_after,
    struct,
    u8,
    u16,
    u32,
    u64,
    u128,
)

ORIGIN = "ovs"

nicira = family("message", parent="message.nicira_header")
onf = family("message", parent="message.onf_header")
packet_in = family("common", parent="nicira_packet_in_prop", align="after")
continuation = family("common", parent="nicira_continuation_prop", align="after")
ct_flush = family("common", parent="nicira_ct_flush_prop", align="after")
ct_tuple = family("common", parent="nicira_ct_tuple_prop", align="after")
async_config = family("common", parent="nicira_async_config_prop", align="after")

_ASYNC = ("packet_in", "port_status", "flow_removed", "role_status", "table_status", "requestforward")

CLASSES = (
    message("onf_header", 0x4f4e4600, [], parent="message.experimenter", by="subtype", only=OF13),

    # --- flows ------------------------------------------------------------------------------------------------

    nicira("nicira_flow_mod", 13, [
        u64("cookie"), u16("command", show="hex"), u16("idle_timeout"), u16("hard_timeout"),
        u16("priority", default=0x8000), u32("buffer_id", default=0xffffffff), nx_port("out_port", default=0xffff),
        u16("flags", "ofp_flow_mod_flags"), length_of("match_len", "match", padded=False), pad(6),
        struct("match", "nx_match"), list_of("actions", "action", only=OF10),
        list_of("instructions", "instruction", since=OF11),  # as Open vSwitch reads it
    ]),
    nicira("nicira_flow_removed", 14, [
        u64("cookie"), u16("priority"), u8("reason", "ofp_flow_removed_reason"), u8("table_id"),  # the table + 1
        u32("duration_sec"), u32("duration_nsec"), u16("idle_timeout"), length_of("match_len", "match", padded=False),
        u64("packet_count"), u64("byte_count"), struct("match", "nx_match"),
    ], kind="asynchronous", stands_for="flow_removed"),
    nicira("nicira_set_flow_format", 12, [u32("format", "nx_flow_format")], only=OF10),
    nicira("nicira_flow_mod_table_id", 15, [u8("set"), pad(7)]),
    nicira("nicira_flow_age", 18),
    nicira("nicira_flow_monitor_cancel", 21, [u32("id")], until=OF12),
    nicira("nicira_flow_monitor_paused", 22, until=OF12, kind="asynchronous"),
    nicira("nicira_flow_monitor_resumed", 23, until=OF12, kind="asynchronous"),
    onf("onf_flow_monitor_cancel", 1870, [u32("id")], only=OF13),
    onf("onf_flow_monitor_paused", 1871, only=OF13, kind="asynchronous"),
    onf("onf_flow_monitor_resumed", 1872, only=OF13, kind="asynchronous"),

    # --- packets ----------------------------------------------------------------------------------------------

    nicira("nicira_packet_in", 17, [
        u32("buffer_id", default=0xffffffff), u16("total_len"), u8("reason"), u8("table_id"), u64("cookie"),
        length_of("match_len", "match", padded=False), pad(6), struct("match", "nx_match"), pad(2), octets("data"),
    ], kind="asynchronous", methods="packet", stands_for="packet_in"),
    nicira("nicira_packet_in2", 30, [list_of("properties", "nicira_packet_in_prop")],
           kind="asynchronous", methods="packet_views", stands_for="packet_in"),
    nicira("nicira_resume", 28, [list_of("properties", "nicira_packet_in_prop")], methods="packet_views"),
    nicira("nicira_set_packet_in_format", 16, [u32("format", "nx_packet_in_format")]),
    nicira("nicira_set_controller_id", 20, [pad(6), u16("controller_id")]),
    packet_in("nicira_packet_in_prop", [u16("type"), length()], by="type"),
    packet_in("nicira_packet_in_prop_packet", 0, [octets("data")]),
    packet_in("nicira_packet_in_prop_full_len", 1, [u32("full_len")]),
    packet_in("nicira_packet_in_prop_buffer_id", 2, [u32("buffer_id")]),
    packet_in("nicira_packet_in_prop_table_id", 3, [u8("table_id")]),
    packet_in("nicira_packet_in_prop_cookie", 4, [pad(4), u64("cookie")]),
    packet_in("nicira_packet_in_prop_reason", 5, [u8("reason")]),
    packet_in("nicira_packet_in_prop_metadata", 6, [list_of("oxm_list", "oxm")]),
    packet_in("nicira_packet_in_prop_userdata", 7, [octets("userdata")]),
    # Private to the switch, and given back to it byte for byte; what 3.1 puts there: `nicira_continuation_prop`.
    packet_in("nicira_packet_in_prop_continuation", 8, [octets("data")]),
    continuation("nicira_continuation_prop", [u16("type"), length()], by="type"),
    continuation("nicira_continuation_prop_bridge", 0x8000, [octets("uuid")]),
    continuation("nicira_continuation_prop_stack", 0x8001, [octets("value")]),
    continuation("nicira_continuation_prop_mirrors", 0x8002, [u32("mirrors")]),
    continuation("nicira_continuation_prop_conntracked", 0x8003),
    continuation("nicira_continuation_prop_table_id", 0x8004, [u8("table_id")]),
    continuation("nicira_continuation_prop_cookie", 0x8005, [pad(4), u64("cookie")]),
    continuation("nicira_continuation_prop_actions", 0x8006, [pad(4), list_of("actions", "action")]),
    continuation("nicira_continuation_prop_action_set", 0x8007, [pad(4), list_of("actions", "action")]),
    continuation("nicira_continuation_prop_odp_port", 0x8008, [u32("odp_port")]),

    # --- roles, which messages come ---------------------------------------------------------------------------

    nicira("nicira_controller_role_request", 10, [u32("role")], since=OF11),
    nicira("nicira_controller_role_reply", 11, [u32("role")], since=OF11),
    onf("onf_role_status", 1911, [
        u32("role", "ofp_controller_role"), u8("reason"), pad(3), u64("generation_id"),
    ], only=OF13, kind="asynchronous", stands_for="role_status"),
    nicira("nicira_set_async_config", 19, [
        u32("packet_in_mask_equal_master"), u32("packet_in_mask_slave"),
        u32("port_status_mask_equal_master"), u32("port_status_mask_slave"),
        u32("flow_removed_mask_equal_master"), u32("flow_removed_mask_slave"),
    ]),
    nicira("nicira_set_async_config2", 27, [list_of("properties", "nicira_async_config_prop")], until=OF13),
    async_config("nicira_async_config_prop", [u16("type"), length()], by="type", until=OF13),
    *(
        async_config(f"nicira_async_config_prop_{what}_{role}", 2 * i + j, [u32("mask")], until=OF13)
        for i, what in enumerate(_ASYNC) for j, role in enumerate(("slave", "master"))
    ),
    nicira("nicira_requestforward", 132, [struct("request", "message", default=None)], until=OF12,
           kind="asynchronous", stands_for="requestforward"),
    onf("onf_requestforward", 2350, [struct("request", "message", default=None)], only=OF13,
        kind="asynchronous", stands_for="requestforward"),

    # --- bundles in 1.3 (ONF extension 230) -------------------------------------------------------------------

    onf("onf_bundle_ctrl_msg", 2300, [
        u32("bundle_id"), u16("bundle_ctrl_type", "onf_bundle_ctrl_type"), u16("flags", "onf_bundle_flags"),
        octets("properties"),
    ], only=OF13, answered_by="message.onf_bundle_ctrl_msg"),
    onf("onf_bundle_add_msg", 2301, [
        u32("bundle_id"), pad(2), u16("flags", "onf_bundle_flags"), struct("message", "message", default=None),
        pad_after("message"), octets("properties"),
    ], only=OF13),

    # --- groups in 1.0 ----------------------------------------------------------------------------------------

    nicira("nicira_group_mod", 31, [
        u16("command", "nx_group_mod_command"), u8("group_type", "nx_group_type"), pad(1), u32("group_id"),
        length_of("bucket_array_len", "buckets"), pad(2), u32("command_bucket_id", default=0xffffffff),
        list_of("buckets", "bucket"), list_of("properties", "group_prop"),
    ], only=OF10),

    # --- options of tunnels, connections ----------------------------------------------------------------------

    nicira("nicira_tlv_table_mod", 24, [u16("command", "nx_tlv_table_mod_command"), pad(6),
                                        list_of("tlv_maps", "nicira_tlv_map")]),
    nicira("nicira_tlv_table_request", 25),
    nicira("nicira_tlv_table_reply", 26, [
        u32("max_option_space"), u16("max_fields"), pad(10), list_of("tlv_maps", "nicira_tlv_map"),
    ]),
    common("nicira_tlv_map", [u16("option_class"), u8("option_type"), u8("option_len"), u16("index"), pad(2)]),
    nicira("nicira_ct_flush_zone", 29, [pad(6), u16("zone_id")]),
    nicira("nicira_ct_flush", 32, [u8("ip_proto"), pad(7), list_of("properties", "nicira_ct_flush_prop")]),
    ct_flush("nicira_ct_flush_prop", [u16("type"), length()], by="type"),
    ct_flush("nicira_ct_flush_prop_orig_tuple", 0, [pad(4), list_of("properties", "nicira_ct_tuple_prop")]),
    ct_flush("nicira_ct_flush_prop_reply_tuple", 1, [pad(4), list_of("properties", "nicira_ct_tuple_prop")]),
    ct_flush("nicira_ct_flush_prop_zone_id", 2, [u16("zone_id"), pad(2)]),
    ct_flush("nicira_ct_flush_prop_mark", 3, [u32("mark")]),
    ct_flush("nicira_ct_flush_prop_mark_mask", 4, [u32("mark_mask")]),
    ct_flush("nicira_ct_flush_prop_labels", 5, [u128("labels")]),
    ct_flush("nicira_ct_flush_prop_labels_mask", 6, [u128("labels_mask")]),
    ct_tuple("nicira_ct_tuple_prop", [u16("type"), length()], by="type"),
    ct_tuple("nicira_ct_tuple_prop_src", 0, [ipv6("src")]),
    ct_tuple("nicira_ct_tuple_prop_dst", 1, [ipv6("dst")]),
    ct_tuple("nicira_ct_tuple_prop_src_port", 2, [u16("src_port"), pad(2)]),
    ct_tuple("nicira_ct_tuple_prop_dst_port", 3, [u16("dst_port"), pad(2)]),
    ct_tuple("nicira_ct_tuple_prop_icmp_id", 4, [u16("icmp_id"), pad(2)]),
    ct_tuple("nicira_ct_tuple_prop_icmp_type", 5, [u8("icmp_type")]),
    ct_tuple("nicira_ct_tuple_prop_icmp_code", 6, [u8("icmp_code")]),

    # --- errors -----------------------------------------------------------------------------------------------

    message("nicira_error_msg", 0xb0c2, [
        u16("code"), u32("vendor", default=0x2320), u16("vendor_type"), u16("vendor_code", show="error"),
        octets("data"),
    ], parent="message.error_msg", until=OF11),
    message("nicira_error_msg", 0x2320, [octets("data")], parent="message.experimenter_error_msg", since=OF12),
    message("onf_error_msg", 0x4f4e4600, [octets("data")], parent="message.experimenter_error_msg", since=OF12),
)
