"""Statistics: the requests and replies that 1.3 and later call multipart messages, with their entries.

Each pair is one row: ``*stats("flow_stats", ...)`` is flow_stats_request and flow_stats_reply. Sections are
those of 1.3.5, or of the version in parentheses; in 1.0 §5.3.5, in 1.1 and 1.2 §A.3.5 and §A.3.6.
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
    common,
    family,
    length,
    length_of,
    list_of,
    match,
    message,
    octets,
    pad,
    port,
    stats,
    struct,
    text,
    u8,
    u16,
    u32,
    u64,
)

ORIGIN = "standard"

flow_update = family("common", parent="flow_monitor_reply_entry")

# ofp_flow_update_full (1.4.1 §7.3.5.17.2), which four events have.
_FLOW_UPDATE_FULL = [
    u8("table_id"), u8("reason", "ofp_flow_removed_reason"), u16("idle_timeout"), u16("hard_timeout"),
    u16("priority"), pad(4), u64("cookie"), match(), list_of("instructions", "instruction"),
]

CLASSES = (
    # --- §7.3.5: the headers ----------------------------------------------------------------------------------

    message("stats_request", {OF10: 16, OF11: 18}, [
        u16("stats_type"), u16("flags", "ofp_stats_request_flags"), pad(4, since=OF11),
    ], by="stats_type"),
    message("stats_reply", {OF10: 17, OF11: 19}, [
        u16("stats_type"), u16("flags", "ofp_stats_reply_flags"), pad(4, since=OF11),
    ], by="stats_type"),

    # --- §7.3.5.1: the switch ---------------------------------------------------------------------------------

    *stats("desc_stats", 0, reply=[
        text("mfr_desc", 256), text("hw_desc", 256), text("sw_desc", 256), text("serial_num", 32),
        text("dp_desc", 256),
    ]),

    # --- §7.3.5.2, §7.3.5.3: flows ----------------------------------------------------------------------------

    *stats("flow_stats", 1,
        request=[
            match(only=OF10),
            u8("table_id"), pad(1, only=OF10), pad(3, since=OF11), port("out_port"),
            u32("out_group", since=OF11), pad(4, since=OF11),
            u64("cookie", since=OF11), u64("cookie_mask", since=OF11), match(since=OF11),
        ],
        reply=[list_of("entries", "flow_stats_entry")],
    ),
    common("flow_stats_entry", [
        length(), u8("table_id"), pad(1),
        match(only=OF10),
        u32("duration_sec"), u32("duration_nsec"), u16("priority"), u16("idle_timeout"), u16("hard_timeout"),
        pad(6, until=OF12),
        u16("flags", "ofp_flow_mod_flags", since=OF13), pad(4, only=OF13),
        u16("importance", only=OF14), pad(2, only=OF14),
        u64("cookie"), u64("packet_count"), u64("byte_count"),
        list_of("actions", "action", only=OF10),
        match(since=OF11), list_of("instructions", "instruction", since=OF11),
    ], until=OF14, or_as={OF11: "common.flow_stats_entry_oxm"}),
    common("flow_stats_entry", [
        length(), pad(2), u8("table_id"), pad(1), u16("priority"), u16("idle_timeout"), u16("hard_timeout"),
        u16("flags", "ofp_flow_mod_flags"), u16("importance"), u64("cookie"), match(), struct("stats", "stat"),
        list_of("instructions", "instruction"),
    ], only=OF15),
    *stats("aggregate_stats", 2,
        request=[
            match(only=OF10),
            u8("table_id"), pad(1, only=OF10), pad(3, since=OF11), port("out_port"),
            u32("out_group", since=OF11), pad(4, since=OF11),
            u64("cookie", since=OF11), u64("cookie_mask", since=OF11), match(since=OF11),
        ],
        reply=[
            u64("packet_count", until=OF14), u64("byte_count", until=OF14), u32("flow_count", until=OF14),
            pad(4, until=OF14),
            struct("stats", "stat", only=OF15),
        ],
    ),
    *stats("flow_lightweight_stats", 17,  # 1.5.1 §7.3.5.3: OFPMP_FLOW_STATS, while flow_stats became FLOW_DESC
        request=[
            u8("table_id"), pad(3), port("out_port"), u32("out_group"), pad(4),
            u64("cookie"), u64("cookie_mask"), match(),
        ],
        reply=[list_of("entries", "flow_lightweight_stats_entry")],
        only=OF15,
    ),
    common("flow_lightweight_stats_entry", [
        length(), pad(2), u8("table_id"), u8("reason", "ofp_flow_stats_reason"), u16("priority"),
        match(), struct("stats", "stat"),
    ], only=OF15),
    *stats("flow_monitor", 16,
        request=[list_of("entries", "flow_monitor_entry")],
        reply=[list_of("entries", "flow_monitor_reply_entry")],
        since=OF14,
    ),
    common("flow_monitor_entry", [
        u32("monitor_id"), u32("out_port"), u32("out_group"), u16("flags", "ofp_flow_monitor_flags"),
        u8("table_id"), u8("command", "ofp_flow_monitor_command"), match(),
    ], since=OF14),
    common("flow_monitor_reply_entry", [length(), u16("event", "ofp_flow_update_event")], by="event", since=OF14),
    flow_update("flow_update_initial", 0, _FLOW_UPDATE_FULL),
    flow_update("flow_update_added", 1, _FLOW_UPDATE_FULL),
    flow_update("flow_update_removed", 2, _FLOW_UPDATE_FULL),
    flow_update("flow_update_modified", 3, _FLOW_UPDATE_FULL),
    flow_update("flow_update_abbrev", 4, [u32("xid")]),
    flow_update("flow_update_paused", 5, [pad(4)]),
    flow_update("flow_update_resumed", 6, [pad(4)]),

    # --- §7.3.5.4, §7.3.5.5: tables; their properties are in ``properties`` -----------------------------------

    *stats("table_stats", 3, reply=[list_of("entries", "table_stats_entry")]),
    common("table_stats_entry", [
        u8("table_id"), pad(3), text("name", 32), u32("wildcards", default=0x3fffff, show="wildcards"),
        u32("max_entries"), u32("active_count"), u64("lookup_count"), u64("matched_count"),
    ], only=OF10),
    common("table_stats_entry", [
        u8("table_id"), pad(7), text("name", 32),
        u32("wildcards", default=0x3ff, show="wildcards"), u32("match", default=0x3ff, show="repr"),
        u32("instructions"), u32("write_actions"), u32("apply_actions"),
        u32("config"), u32("max_entries"), u32("active_count"), u64("lookup_count"), u64("matched_count"),
    ], only=OF11),
    common("table_stats_entry", [
        u8("table_id"), pad(7), text("name", 32), u64("match", show="repr"), u64("wildcards", show="repr"),
        u32("write_actions"), u32("apply_actions"), u64("write_setfields"), u64("apply_setfields"),
        u64("metadata_match"), u64("metadata_write"), u32("instructions"),
        u32("config"), u32("max_entries"), u32("active_count"), u64("lookup_count"), u64("matched_count"),
    ], only=OF12),
    common("table_stats_entry", [
        u8("table_id"), pad(3), u32("active_count"), u64("lookup_count"), u64("matched_count"),
    ], since=OF13),
    *stats("table_features_stats", 12,
        request=[list_of("entries", "table_features")],
        reply=[list_of("entries", "table_features")],
        since=OF13,
    ),
    common("table_features", [
        length(), u8("table_id"),
        pad(5, until=OF14),
        u8("command", "ofp_table_features_command", only=OF15),
        u32("features", "ofp_table_feature_flag", only=OF15),
        text("name", 32), u64("metadata_match"), u64("metadata_write"),
        u32("config", until=OF14), u32("capabilities", "ofp_table_config", only=OF15),
        u32("max_entries"), list_of("properties", "table_feature_prop"),
    ], since=OF13),
    *stats("table_desc_stats", 14, reply=[list_of("entries", "table_desc")], since=OF14),
    common("table_desc", [
        length(), u8("table_id"), pad(1), u32("config", "ofp_table_config"),
        list_of("properties", "table_mod_prop"),
    ], since=OF14),

    # --- §7.3.5.6, §7.3.5.7: ports; port_desc is in ``messages`` ----------------------------------------------

    *stats("port_stats", 4,
        request=[port("port_no"), pad(6, only=OF10), pad(4, since=OF11)],
        reply=[list_of("entries", "port_stats_entry")],
    ),
    common("port_stats_entry", [
        length(since=OF14), pad(2, since=OF14),
        port("port_no"),
        pad(6, only=OF10), pad(4, since=OF11, until=OF13),
        u32("duration_sec", since=OF14), u32("duration_nsec", since=OF14),
        u64("rx_packets"), u64("tx_packets"), u64("rx_bytes"), u64("tx_bytes"),
        u64("rx_dropped"), u64("tx_dropped"), u64("rx_errors"), u64("tx_errors"),
        # From 1.4 on in the property port_stats_prop.ethernet:
        u64("rx_frame_err", until=OF13), u64("rx_over_err", until=OF13), u64("rx_crc_err", until=OF13),
        u64("collisions", until=OF13),
        u32("duration_sec", only=OF13), u32("duration_nsec", only=OF13),
        list_of("properties", "port_stats_prop", since=OF14),
    ]),
    *stats("port_desc_stats", 13,
        request=[port("port_no", only=OF15), pad(4, only=OF15)],
        reply=[list_of("entries", "port_desc")],
        since=OF13,
    ),

    # --- §7.3.5.8: queues -------------------------------------------------------------------------------------

    *stats("queue_stats", 5,
        request=[port("port_no"), pad(2, only=OF10), u32("queue_id")],
        reply=[list_of("entries", "queue_stats_entry")],
    ),
    common("queue_stats_entry", [
        length(since=OF14), pad(6, since=OF14),
        port("port_no"), pad(2, only=OF10), u32("queue_id"),
        u64("tx_bytes"), u64("tx_packets"), u64("tx_errors"),
        u32("duration_sec", since=OF13), u32("duration_nsec", since=OF13),
        list_of("properties", "queue_stats_prop", since=OF14),
    ]),
    *stats("queue_desc_stats", 15,
        request=[port("port_no"), u32("queue_id")],
        reply=[list_of("entries", "queue_desc")],
        since=OF14,
    ),
    common("queue_desc", [
        u32("port_no"), u32("queue_id"), length(), pad(6), list_of("properties", "queue_desc_prop"),
    ], since=OF14),

    # --- §7.3.5.9 - §7.3.5.11: groups -------------------------------------------------------------------------

    *stats("group_stats", 6,
        request=[u32("group_id"), pad(4)],
        reply=[list_of("entries", "group_stats_entry")],
        since=OF11,
    ),
    common("group_stats_entry", [
        length(), pad(2), u32("group_id"), u32("ref_count"), pad(4), u64("packet_count"), u64("byte_count"),
        u32("duration_sec", since=OF13), u32("duration_nsec", since=OF13),
        list_of("bucket_stats", "bucket_counter"),
    ], since=OF11),
    common("bucket_counter", [u64("packet_count"), u64("byte_count")], since=OF11),
    *stats("group_desc_stats", 7,
        request=[u32("group_id", only=OF15), pad(4, only=OF15)],
        reply=[list_of("entries", "group_desc_stats_entry")],
        since=OF11,
    ),
    common("group_desc_stats_entry", [
        length(), u8("group_type", "ofp_group_type"), pad(1), u32("group_id"),
        length_of("bucket_array_len", "buckets", only=OF15), pad(6, only=OF15),
        list_of("buckets", "bucket"),
        list_of("properties", "group_prop", only=OF15),
    ], since=OF11),
    *stats("group_features_stats", 8, reply=[
        u32("types"), u32("capabilities", "ofp_group_capabilities"),
        u32("max_groups_all"), u32("max_groups_select"), u32("max_groups_indirect"), u32("max_groups_ff"),
        u32("actions_all"), u32("actions_select"), u32("actions_indirect"), u32("actions_ff"),
    ], since=OF12),

    # --- §7.3.5.12 - §7.3.5.14: meters ------------------------------------------------------------------------

    *stats("meter_stats", 9,
        request=[u32("meter_id"), pad(4)],
        reply=[list_of("entries", "meter_stats")],
        since=OF13,
    ),
    common("meter_stats", [
        u32("meter_id"), length("len"), pad(6),
        u32("flow_count", until=OF14), u32("ref_count", only=OF15),
        u64("packet_in_count"), u64("byte_in_count"), u32("duration_sec"), u32("duration_nsec"),
        list_of("band_stats", "meter_band_stats"),
    ], since=OF13),
    common("meter_band_stats", [u64("packet_band_count"), u64("byte_band_count")], since=OF13),
    *stats("meter_config_stats", 10,
        request=[u32("meter_id"), pad(4)],
        reply=[list_of("entries", "meter_config")],
        since=OF13,
    ),
    common("meter_config", [
        length(), u16("flags", "ofp_meter_flags"), u32("meter_id"), list_of("entries", "meter_band"),
    ], since=OF13),
    # Open vSwitch (3.1 and others) answers in 1.5 without what 1.5.1 §7.3.5.14 adds.
    *stats("meter_features_stats", 11, reply=[struct("features", "meter_features")], reply_may_lack={OF15: 8},
        since=OF13,
    ),
    common("meter_features", [
        u32("max_meter"), u32("band_types"), u32("capabilities"), u8("max_bands"), u8("max_color"), pad(2),
        u32("features", only=OF15), pad(4, only=OF15),
    ], since=OF13),

    # --- (1.5.1 §7.3.5): controllers, bundles -----------------------------------------------------------------

    *stats("controller_status_stats", 18,
        reply=[list_of("controller_status", "controller_status_entry")],
        only=OF15,
    ),
    *stats("bundle_features_stats", 19,
        request=[
            u32("feature_request_flags", "ofp_bundle_feature_flags"), pad(4),
            list_of("properties", "bundle_features_prop"),
        ],
        # ofp_bundle_features has 16 bits of ofp_bundle_flags, not 32 of other flags.
        reply=[u16("capabilities", "ofp_bundle_flags"), pad(6), list_of("properties", "bundle_features_prop")],
        only=OF15,
    ),

    # --- §7.3.5.15: experimenter ------------------------------------------------------------------------------

    message("experimenter_stats_request", 0xffff, [u32("experimenter"), u32("subtype", since=OF12)],
            rest=[pad(4, only=OF11), octets("data", until=OF12)],
            parent="message.stats_request", by="experimenter"),
    message("experimenter_stats_reply", 0xffff, [u32("experimenter"), u32("subtype", since=OF12)],
            rest=[pad(4, only=OF11), octets("data", until=OF12)],
            parent="message.stats_reply", by="experimenter"),
)
