"""Properties: the TLVs that 1.4 and 1.5 hang on ports, queues, tables, bundles, groups and controllers, and 1.3 on
table features.

A property is followed by zero bytes up to a multiple of 8, which its length does not count: so says the
specification where it lays out each of variable length, e.g. ofp_port_desc_prop_experimenter (1.4.1 §7.2.1).
Most have a multiple of 8 bytes anyway.
"""

# fmt: off
from __future__ import annotations

from oftwist.wire.fields import (
    OF13,
    OF14,
    OF15,
    family,
    length,
    list_of,
    octets,
    pad,
    struct,
    text,
    u8,
    u16,
    u32,
    u64,
)

ORIGIN = "standard"

port_desc_prop = family("port_desc_prop", align="after")
port_mod_prop = family("port_mod_prop", align="after")
port_stats_prop = family("port_stats_prop", align="after")
queue_desc_prop = family("queue_desc_prop", align="after")
queue_stats_prop = family("queue_stats_prop", align="after")
table_mod_prop = family("table_mod_prop", align="after")
async_config_prop = family("async_config_prop", align="after")
role_prop = family("role_prop", align="after")
bundle_prop = family("bundle_prop", align="after")
# These live in ``common``, by their full names.
feature = family("common", parent="table_feature_prop", align="after")
group = family("common", parent="group_prop", align="after")
bucket = family("common", parent="group_bucket_prop", align="after")
bundle_features = family("common", parent="bundle_features_prop", align="after")
controller_status = family("common", parent="controller_status_prop", align="after")

CLASSES = (
    # --- of a port_desc (1.4.1, 1.5.1 §7.2.1) -----------------------------------------------------------------

    port_desc_prop("port_desc_prop", [u16("type"), length()], by="type", since=OF14),
    port_desc_prop("ethernet", 0, [
        pad(4), u32("curr"), u32("advertised"), u32("supported"), u32("peer"),
        u32("curr_speed"), u32("max_speed"),
    ]),
    port_desc_prop("optical", 1, [
        pad(4), u32("supported"), u32("tx_min_freq_lmda"), u32("tx_max_freq_lmda"), u32("tx_grid_freq_lmda"),
        u32("rx_min_freq_lmda"), u32("rx_max_freq_lmda"), u32("rx_grid_freq_lmda"),
        u16("tx_pwr_min"), u16("tx_pwr_max"),
    ]),
    port_desc_prop("ingress", 2, [list_of("oxm_ids", "uint32")], only=OF15),
    port_desc_prop("egress", 3, [list_of("oxm_ids", "uint32")], only=OF15),
    port_desc_prop("recirculate", 4, [list_of("port_nos", "uint32")], only=OF15),
    port_desc_prop("experimenter", 0xffff, [u32("experimenter"), u32("exp_type")], by="experimenter"),

    # --- of a port_mod (1.4.1 §7.3.4) -------------------------------------------------------------------------

    port_mod_prop("port_mod_prop", [u16("type"), length()], by="type", since=OF14),
    port_mod_prop("ethernet", 0, [u32("advertise", "ofp_port_features")]),
    port_mod_prop("optical", 1, [
        u32("configure"), u32("freq_ldma"), u32("fl_offset"), u32("grid_span"), u32("tx_pwr"),
    ]),
    port_mod_prop("experimenter", 0xffff, [u32("experimenter"), u32("exp_type")], by="experimenter"),

    # --- of a port_stats_entry (1.4.1 §7.3.5) -----------------------------------------------------------------

    port_stats_prop("port_stats_prop", [u16("type"), length()], by="type", since=OF14),
    port_stats_prop("ethernet", 0, [
        pad(4), u64("rx_frame_err"), u64("rx_over_err"), u64("rx_crc_err"), u64("collisions"),
    ]),
    port_stats_prop("optical", 1, [
        pad(4), u32("flags"), u32("tx_freq_lmda"), u32("tx_offset"), u32("tx_grid_span"),
        u32("rx_freq_lmda"), u32("rx_offset"), u32("rx_grid_span"),
        u16("tx_pwr"), u16("rx_pwr"), u16("bias_current"), u16("temperature"),
    ]),
    port_stats_prop("experimenter", 0xffff, [u32("experimenter"), u32("exp_type")], by="experimenter"),
    port_stats_prop("experimenter_intel", 0xaa01, [  # the counters of RFC 2819, as Open vSwitch sends them
        pad(4),
        u64("rx_1_to_64_packets"), u64("rx_65_to_127_packets"), u64("rx_128_to_255_packets"),
        u64("rx_256_to_511_packets"), u64("rx_512_to_1023_packets"), u64("rx_1024_to_1522_packets"),
        u64("rx_1523_to_max_packets"),
        u64("tx_1_to_64_packets"), u64("tx_65_to_127_packets"), u64("tx_128_to_255_packets"),
        u64("tx_256_to_511_packets"), u64("tx_512_to_1023_packets"), u64("tx_1024_to_1522_packets"),
        u64("tx_1523_to_max_packets"),
        u64("tx_multicast_packets"), u64("rx_broadcast_packets"), u64("tx_broadcast_packets"),
        u64("rx_undersized_errors"), u64("rx_oversize_errors"), u64("rx_fragmented_errors"),
        u64("rx_jabber_errors"),
    ], parent="port_stats_prop.experimenter", fix={"exp_type": 1}, origin="intel"),

    # --- of a queue_desc and a queue_stats_entry (1.4.1 §7.3.5) -----------------------------------------------

    queue_desc_prop("queue_desc_prop", [u16("type"), length()], by="type", since=OF14),
    queue_desc_prop("min_rate", 1, [u16("rate"), pad(2)]),
    queue_desc_prop("max_rate", 2, [u16("rate"), pad(2)]),
    queue_desc_prop("experimenter", 0xffff, [u32("experimenter"), u32("exp_type")], by="experimenter"),

    queue_stats_prop("queue_stats_prop", [u16("type"), length()], by="type", since=OF14),
    queue_stats_prop("experimenter", 0xffff, [u32("experimenter"), u32("exp_type")], by="experimenter"),

    # --- of a table_mod and a table_desc (1.4.1 §7.3.3); ---------------------------------------------------

    table_mod_prop("table_mod_prop", [u16("type"), length()], by="type", since=OF14),
    table_mod_prop("eviction", 2, [u32("flags", "ofp_table_mod_prop_eviction_flag")]),
    table_mod_prop("vacancy", 3, [u8("vacancy_down"), u8("vacancy_up"), u8("vacancy"), pad(1)]),
    table_mod_prop("experimenter", 0xffff, [u32("experimenter"), u32("exp_type")], by="experimenter"),

    # --- of table_features (1.3.5 §7.3.5.5.2) -----------------------------------------------------------------

    feature("table_feature_prop", [u16("type"), length()], by="type", since=OF13),
    feature("table_feature_prop_instructions", 0, [list_of("instruction_ids", "instruction_id")]),
    feature("table_feature_prop_instructions_miss", 1, [list_of("instruction_ids", "instruction_id")]),
    feature("table_feature_prop_next_tables", 2, [list_of("next_table_ids", "uint8")]),
    feature("table_feature_prop_next_tables_miss", 3, [list_of("next_table_ids", "uint8")]),
    feature("table_feature_prop_write_actions", 4, [list_of("action_ids", "action_id")]),
    feature("table_feature_prop_write_actions_miss", 5, [list_of("action_ids", "action_id")]),
    feature("table_feature_prop_apply_actions", 6, [list_of("action_ids", "action_id")]),
    feature("table_feature_prop_apply_actions_miss", 7, [list_of("action_ids", "action_id")]),
    feature("table_feature_prop_match", 8, [list_of("oxm_ids", "uint32")]),
    feature("table_feature_prop_wildcards", 10, [list_of("oxm_ids", "uint32")]),
    feature("table_feature_prop_write_setfield", 12, [list_of("oxm_ids", "uint32")]),
    feature("table_feature_prop_write_setfield_miss", 13, [list_of("oxm_ids", "uint32")]),
    feature("table_feature_prop_apply_setfield", 14, [list_of("oxm_ids", "uint32")]),
    feature("table_feature_prop_apply_setfield_miss", 15, [list_of("oxm_ids", "uint32")]),
    feature("table_feature_prop_table_sync_from", 16, [list_of("table_ids", "uint8")], since=OF14),
    feature("table_feature_prop_write_copyfield", 18, [list_of("oxm_ids", "uint32")], only=OF15),
    feature("table_feature_prop_write_copyfield_miss", 19, [list_of("oxm_ids", "uint32")], only=OF15),
    feature("table_feature_prop_apply_copyfield", 20, [list_of("oxm_ids", "uint32")], only=OF15),
    feature("table_feature_prop_apply_copyfield_miss", 21, [list_of("oxm_ids", "uint32")], only=OF15),
    feature("table_feature_prop_oxm_values", 22, [octets("oxm_values")], only=OF15),
    feature("table_feature_prop_experimenter", 0xfffe, [
        u32("experimenter"), u32("subtype"), octets("experimenter_data", until=OF14),
    ], by="experimenter"),
    feature("table_feature_prop_experimenter_miss", 0xffff, [
        u32("experimenter"), u32("subtype"), octets("experimenter_data", until=OF14),
    ], by="experimenter"),

    # --- of the async messages (1.4.1 §7.3.10) ----------------------------------------------------------------

    async_config_prop("async_config_prop", [u16("type"), length()], by="type", since=OF14),
    async_config_prop("packet_in_slave", 0, [u32("mask")]),
    async_config_prop("packet_in_master", 1, [u32("mask")]),
    async_config_prop("port_status_slave", 2, [u32("mask")]),
    async_config_prop("port_status_master", 3, [u32("mask")]),
    async_config_prop("flow_removed_slave", 4, [u32("mask")]),
    async_config_prop("flow_removed_master", 5, [u32("mask")]),
    async_config_prop("role_status_slave", 6, [u32("mask")]),
    async_config_prop("role_status_master", 7, [u32("mask")]),
    async_config_prop("table_status_slave", 8, [u32("mask")]),
    async_config_prop("table_status_master", 9, [u32("mask")]),
    async_config_prop("requestforward_slave", 10, [u32("mask")]),
    async_config_prop("requestforward_master", 11, [u32("mask")]),
    async_config_prop("flow_stats_slave", 12, [u32("mask")], only=OF15),
    async_config_prop("flow_stats_master", 13, [u32("mask")], only=OF15),
    async_config_prop("cont_status_slave", 14, [u32("mask")], only=OF15),
    async_config_prop("cont_status_master", 15, [u32("mask")], only=OF15),
    async_config_prop("experimenter_slave", 0xfffe, [u32("experimenter"), u32("exp_type")], by="experimenter"),
    async_config_prop("experimenter_master", 0xffff, [u32("experimenter"), u32("exp_type")], by="experimenter"),

    # --- of a role_status (1.4.1 §7.4.4) and a controller_status (1.5.1 §7.4.7) -------------------------------

    role_prop("role_prop", [u16("type"), length()], by="type", since=OF14),
    role_prop("experimenter", 0xffff, [u32("experimenter"), u32("exp_type")], by="experimenter"),

    controller_status("controller_status_prop", [u16("type"), length()], by="type", only=OF15),
    controller_status("controller_status_prop_uri", 0, [text("uri", 0)]),
    controller_status("controller_status_prop_experimenter", 0xffff, [u32("experimenter"), u32("exp_type")],
                      by="experimenter"),

    # --- of a bundle (1.4.1, 1.5.1 §7.3.9) and bundle_features (1.5.1 §7.3.5) ---------------------------------

    bundle_prop("bundle_prop", [u16("type"), length()], by="type", since=OF14),
    bundle_prop("time", 1, [pad(4), list_of("scheduled_time", "time")], only=OF15),
    bundle_prop("experimenter", 0xffff, [u32("experimenter"), u32("exp_type")], by="experimenter"),

    bundle_features("bundle_features_prop", [u16("type"), length()], by="type", only=OF15),
    bundle_features("bundle_features_prop_time", 1, [
        pad(4), struct("sched_accuracy", "time"), struct("sched_max_future", "time"),
        struct("sched_max_past", "time"), struct("timestamp", "time"),
    ]),
    bundle_features("bundle_features_prop_experimenter", 0xffff, [u32("experimenter"), u32("exp_type")],
                    by="experimenter"),

    # --- of a group and its buckets (1.5.1 §7.3.4.3) ----------------------------------------------------------

    group("group_prop", [u16("type"), length()], by="type", only=OF15),
    group("group_prop_experimenter", 0xffff, [u32("experimenter"), u32("exp_type")], by="experimenter"),

    bucket("group_bucket_prop", [u16("type"), length()], by="type", only=OF15),
    bucket("group_bucket_prop_weight", 0, [u16("weight"), pad(2)]),
    bucket("group_bucket_prop_watch_port", 1, [u32("watch")]),
    bucket("group_bucket_prop_watch_group", 2, [u32("watch")]),
    bucket("group_bucket_prop_experimenter", 0xffff, [u32("experimenter"), u32("exp_type")],
           by="experimenter"),
)
