"""What Big Switch Networks added, but for the TLVs of its generic tables (``bsn_tlvs``).

Experimenter 0x5c16c7. No specification: these are the layouts its switches are known to use.
"""

# fmt: off
from __future__ import annotations

from oftwist.wire.fields import (
    OF10,
    OF11,
    OF13,
    OF14,
    OF15,
    Declaration,
    bitset,
    checksum,
    common,
    family,
    ipv4,
    length,
    length_of,
    list_of,
    mac,
    match,
    message,
    octets,
    oxm_field,
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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ORIGIN = "bsn"

bsn = family("message", parent="message.bsn_header")
action = family("action")
bsn_action = family("action", parent="action.bsn")
instruction = family("instruction")
bsn_instruction = family("instruction", parent="instruction.bsn")
bsn_port = family("port_desc_prop", parent="port_desc_prop.bsn", align="after")
port_desc_prop = family("port_desc_prop", align="after")
queue_desc_prop = family("queue_desc_prop", align="after")
queue_stats_prop = family("queue_stats_prop", align="after")
role_prop = family("role_prop", align="after")


def bsn_field(name: str, number: int, kind: Any, size: int = 0, **more: Any) -> tuple[Declaration, Declaration]:
    """An OXM field of class 3."""
    return oxm_field(name, number, kind, size, oxm_class=3, **more)


def bsn_stats(name: str, key: int, **more: Any) -> tuple[Declaration, Declaration]:
    """A request and its reply, as `stats` of the specification's own."""
    return stats(name, key, branch="bsn_stats", since=OF13, **more)


CLASSES = (
    # --- messages -------------------------------------------------------------------------------------------

    message("bsn_header", 0x5c16c7, [u32("subtype", until=OF11)], parent="message.experimenter", by="subtype"),
    bsn("bsn_set_ip_mask", 0, [u8("index"), pad(3), u32("mask")], only=OF10),
    bsn("bsn_get_ip_mask_request", 1, [u8("index"), pad(7)], only=OF10),
    bsn("bsn_get_ip_mask_reply", 2, [u8("index"), pad(3), u32("mask")], only=OF10),
    bsn("bsn_set_mirroring", 3, [u8("report_mirror_ports"), pad(3)]),
    bsn("bsn_get_mirroring_request", 4, [u8("report_mirror_ports"), pad(3)]),
    bsn("bsn_get_mirroring_reply", 5, [u8("report_mirror_ports"), pad(3)]),
    bsn("bsn_shell_command", 6, [u32("service"), octets("data")], only=OF10),
    bsn("bsn_shell_output", 7, [octets("data")], only=OF10),
    bsn("bsn_shell_status", 8, [u32("status")], only=OF10),
    bsn("bsn_get_interfaces_request", 9),
    bsn("bsn_get_interfaces_reply", 10, [list_of("interfaces", "bsn_interface")]),
    bsn("bsn_set_pktin_suppression_request", 11, [
        u8("enabled"), pad(1), u16("idle_timeout"), u16("hard_timeout"), u16("priority"), u64("cookie"),
    ]),
    bsn("bsn_set_l2_table_request", 12, [
        u8("l2_table_enable"), pad(1), u16("l2_table_priority"), pad(4),
    ], only=OF10),
    bsn("bsn_get_l2_table_request", 13, only=OF10),
    bsn("bsn_get_l2_table_reply", 14, [
        u8("l2_table_enable"), pad(1), u16("l2_table_priority"), pad(4),
    ], only=OF10),
    bsn("bsn_virtual_port_create_request", 15, [struct("vport", "bsn_vport")]),
    bsn("bsn_virtual_port_create_reply", 16, [u32("status"), u32("vport_no")]),
    bsn("bsn_virtual_port_remove_request", 17, [u32("vport_no")]),
    bsn("bsn_bw_enable_set_request", 18, [u32("enable")]),
    bsn("bsn_bw_enable_get_request", 19),
    bsn("bsn_bw_enable_get_reply", 20, [u32("enabled")]),
    bsn("bsn_bw_clear_data_request", 21),
    bsn("bsn_bw_clear_data_reply", 22, [u32("status")]),
    bsn("bsn_bw_enable_set_reply", 23, [u32("enable"), u32("status")]),
    bsn("bsn_set_l2_table_reply", 24, [
        u8("l2_table_enable"), pad(1), u16("l2_table_priority"), u32("status"),
    ], only=OF10),
    bsn("bsn_set_pktin_suppression_reply", 25, [u32("status")]),
    bsn("bsn_virtual_port_remove_reply", 26, [u32("status")]),
    bsn("bsn_hybrid_get_request", 27, only=OF10),
    bsn("bsn_hybrid_get_reply", 28, [u8("hybrid_enable"), pad(1), u16("hybrid_version"), pad(4)], only=OF10),
    bsn("bsn_pdu_tx_request", 31, [
        u32("tx_interval_ms"), port("port_no"), u8("slot_num"), pad(3), octets("data"),
    ]),
    bsn("bsn_pdu_tx_reply", 32, [u32("status"), port("port_no"), u8("slot_num")]),
    bsn("bsn_pdu_rx_request", 33, [
        u32("timeout_ms"), port("port_no"), u8("slot_num"), pad(3), octets("data"),
    ]),
    bsn("bsn_pdu_rx_reply", 34, [u32("status"), port("port_no"), u8("slot_num")]),
    bsn("bsn_pdu_rx_timeout", 35, [port("port_no"), u8("slot_num")]),
    bsn("bsn_flow_idle_enable_set_request", 36, [u32("enable")], since=OF13),
    bsn("bsn_flow_idle_enable_set_reply", 37, [u32("enable"), u32("status")], since=OF13),
    bsn("bsn_flow_idle_enable_get_request", 38, since=OF13),
    bsn("bsn_flow_idle_enable_get_reply", 39, [u32("enabled")], since=OF13),
    bsn("bsn_flow_idle", 40, [u64("cookie"), u16("priority"), u8("table_id"), pad(5), match()], since=OF13),
    bsn("bsn_set_lacp_request", 41, [
        u8("enabled"), pad(3), port("port_no"), u16("actor_sys_priority"), mac("actor_sys_mac"),
        u16("actor_port_priority"), u16("actor_port_num"), u16("actor_key"),
    ], since=OF13),
    bsn("bsn_set_lacp_reply", 42, [u32("status"), port("port_no")], since=OF13),
    bsn("bsn_lacp_convergence_notif", 43, [
        u8("convergence_status"), pad(3), port("port_no"), u16("actor_sys_priority"), mac("actor_sys_mac"),
        u16("actor_port_priority"), u16("actor_port_num"), u16("actor_key"), u16("partner_sys_priority"),
        mac("partner_sys_mac"), u16("partner_port_priority"), u16("partner_port_num"), u16("partner_key"),
    ], since=OF13),
    bsn("bsn_time_request", 44, since=OF13),
    bsn("bsn_time_reply", 45, [u64("time_ms")], since=OF13),
    bsn("bsn_gentable_entry_add", 46, [
        u16("table_id"), length_of("key_length", "key"), checksum("checksum"), list_of("key", "bsn_tlv"),
        list_of("value", "bsn_tlv"),
    ], since=OF13),
    bsn("bsn_gentable_entry_delete", 47, [u16("table_id"), list_of("key", "bsn_tlv")], since=OF13),
    bsn("bsn_gentable_clear_request", 48, [
        u16("table_id"), pad(2), checksum("checksum"), checksum("checksum_mask"),
    ], since=OF13),
    bsn("bsn_gentable_clear_reply", 49, [
        u16("table_id"), pad(2), u32("deleted_count"), u32("error_count"),
    ], since=OF13),
    bsn("bsn_gentable_set_buckets_size", 50, [u16("table_id"), pad(2), u32("buckets_size")], since=OF13),
    bsn("bsn_get_switch_pipeline_request", 51, since=OF13),
    bsn("bsn_get_switch_pipeline_reply", 52, [text("pipeline", 256)], since=OF13),
    bsn("bsn_set_switch_pipeline_request", 53, [text("pipeline", 256)], since=OF13),
    bsn("bsn_set_switch_pipeline_reply", 54, [u32("status")], since=OF13),
    bsn("bsn_role_status", 55, [
        u32("role", "ofp_controller_role"), u8("reason", "ofp_bsn_controller_role_reason"), pad(3),
        u64("generation_id"),
    ], only=OF13),
    bsn("bsn_controller_connections_request", 56, since=OF13),
    bsn("bsn_controller_connections_reply", 57, [
        list_of("connections", "bsn_controller_connection"),
    ], since=OF13),
    bsn("bsn_set_aux_cxns_request", 58, [u32("num_aux")], since=OF13),
    bsn("bsn_set_aux_cxns_reply", 59, [u32("num_aux"), u32("status")], since=OF13),
    bsn("bsn_arp_idle", 60, [u16("vlan_vid"), pad(2), ipv4("ipv4_addr")], since=OF13),
    bsn("bsn_table_set_buckets_size", 61, [pad(1), u8("table_id"), pad(2), u32("buckets_size")], since=OF13),
    bsn("bsn_log", 63, [u8("loglevel", "ofp_bsn_loglevel"), octets("data")], since=OF13),
    bsn("bsn_lua_upload", 64, [
        u16("flags", "ofp_bsn_lua_upload_flags"), text("filename", 64), octets("data"),
    ], since=OF13),
    bsn("bsn_lua_command_request", 65, [octets("data")], since=OF13),
    bsn("bsn_lua_command_reply", 66, [octets("data")], since=OF13),
    bsn("bsn_lua_notification", 67, [octets("data")], since=OF13),
    bsn("bsn_generic_async", 68, [text("name", 64), list_of("tlvs", "bsn_tlv")], since=OF14),
    bsn("bsn_takeover", 69, since=OF14),
    bsn("bsn_vlan_counter_clear", 70, [u16("vlan_vid")], since=OF13),
    bsn("bsn_generic_command", 71, [text("name", 64), list_of("tlvs", "bsn_tlv")], since=OF14),
    bsn("bsn_generic_command_reply", 72, [u32("status"), list_of("tlvs", "bsn_tlv")], since=OF14),
    message("table_mod", 22, [u8("table_id"), pad(3), u32("config")], only=OF10),  # before there was one in 1.1

    # --- errors ---------------------------------------------------------------------------------------------

    message("bsn_base_error", 0x5c16c7, rest=[text("err_msg", 256), octets("data")],
            parent="message.experimenter_error_msg", by="subtype", since=OF13),
    message("bsn_error", 1, [text("err_msg", 256), octets("data")], parent="message.bsn_base_error"),
    message("bsn_gentable_error", 2, [
        u16("error_code", "of_bsn_gentable_error_code"), u16("table_id"), text("err_msg", 256),
        octets("data"),
    ], parent="message.bsn_base_error"),

    # --- statistics -----------------------------------------------------------------------------------------

    # In 1.0 the id follows the header at once and the types are those of all statistics (1.0 §5.3.5).
    message("bsn_stats_request", 0x5c16c7, [u32("subtype", until=OF11)],
            parent="message.experimenter_stats_request", by="subtype"),
    message("bsn_stats_reply", 0x5c16c7, [u32("subtype", until=OF11)],
            parent="message.experimenter_stats_reply", by="subtype"),
    *bsn_stats("bsn_lacp_stats", 1, reply=[list_of("entries", "bsn_lacp_stats_entry")]),
    common("bsn_lacp_stats_entry", [
        port("port_no"), u16("actor_sys_priority"), mac("actor_sys_mac"), u16("actor_port_priority"),
        u16("actor_port_num"), u16("actor_key"), u8("convergence_status"), pad(1),
        u16("partner_sys_priority"), mac("partner_sys_mac"), u16("partner_port_priority"),
        u16("partner_port_num"), u16("partner_key"), pad(2),
    ], since=OF13),
    *bsn_stats("bsn_gentable_entry_desc_stats", 2,
        request=[u16("table_id"), pad(2), checksum("checksum"), checksum("checksum_mask")],
        reply=[list_of("entries", "bsn_gentable_entry_desc_stats_entry")],
    ),
    common("bsn_gentable_entry_desc_stats_entry", [
        length(), length_of("key_length", "key"), checksum("checksum"), list_of("key", "bsn_tlv"),
        list_of("value", "bsn_tlv"),
    ], since=OF13),
    *bsn_stats("bsn_gentable_entry_stats", 3,
        request=[u16("table_id"), pad(2), checksum("checksum"), checksum("checksum_mask")],
        reply=[list_of("entries", "bsn_gentable_entry_stats_entry")],
    ),
    common("bsn_gentable_entry_stats_entry", [
        length(), length_of("key_length", "key"), list_of("key", "bsn_tlv"), list_of("stats", "bsn_tlv"),
    ], since=OF13),
    *bsn_stats("bsn_gentable_desc_stats", 4, reply=[list_of("entries", "bsn_gentable_desc_stats_entry")]),
    common("bsn_gentable_desc_stats_entry", [
        length(), u16("table_id"), text("name", 32), u32("buckets_size"), u32("max_entries"), pad(4),
    ], since=OF13),
    *bsn_stats("bsn_gentable_bucket_stats", 5,
        request=[u16("table_id")],
        reply=[list_of("entries", "bsn_gentable_bucket_stats_entry")],
    ),
    common("bsn_gentable_bucket_stats_entry", [checksum("checksum")], since=OF13),
    *bsn_stats("bsn_switch_pipeline_stats", 6, reply=[list_of("entries", "bsn_switch_pipeline_stats_entry")]),
    common("bsn_switch_pipeline_stats_entry", [text("pipeline", 256)], since=OF13),
    *bsn_stats("bsn_gentable_stats", 7, reply=[list_of("entries", "bsn_gentable_stats_entry")]),
    common("bsn_gentable_stats_entry", [
        u16("table_id"), pad(2), u32("entry_count"), checksum("checksum"),
    ], since=OF13),
    *bsn_stats("bsn_port_counter_stats", 8,
        request=[port("port_no")],
        reply=[list_of("entries", "bsn_port_counter_stats_entry")],
    ),
    common("bsn_port_counter_stats_entry", [
        length(), pad(2), port("port_no"), list_of("values", "uint64"),
    ], since=OF13),
    *bsn_stats("bsn_vlan_counter_stats", 9,
        request=[u16("vlan_vid")],
        reply=[list_of("entries", "bsn_vlan_counter_stats_entry")],
    ),
    common("bsn_vlan_counter_stats_entry", [
        length(), u16("vlan_vid"), pad(4), list_of("values", "uint64"),
    ], since=OF13),
    *bsn_stats("bsn_flow_checksum_bucket_stats", 10,
        request=[u8("table_id")],
        reply=[list_of("entries", "bsn_flow_checksum_bucket_stats_entry")],
    ),
    common("bsn_flow_checksum_bucket_stats_entry", [u64("checksum")], since=OF13),
    *bsn_stats("bsn_table_checksum_stats", 11, reply=[list_of("entries", "bsn_table_checksum_stats_entry")]),
    common("bsn_table_checksum_stats_entry", [u8("table_id"), u64("checksum")], since=OF13),
    *bsn_stats("bsn_debug_counter_stats", 12, reply=[list_of("entries", "bsn_debug_counter_stats_entry")]),
    common("bsn_debug_counter_stats_entry", [u64("counter_id"), u64("value")], since=OF13),
    *bsn_stats("bsn_debug_counter_desc_stats", 13,
        reply=[list_of("entries", "bsn_debug_counter_desc_stats_entry")],
    ),
    common("bsn_debug_counter_desc_stats_entry", [
        u64("counter_id"), text("name", 64), text("description", 256),
    ], since=OF13),
    *bsn_stats("bsn_image_desc_stats", 14,
        reply=[text("image_checksum", 256), text("startup_config_checksum", 256)],
    ),
    *bsn_stats("bsn_vrf_counter_stats", 15,
        request=[u32("vrf")],
        reply=[list_of("entries", "bsn_vrf_counter_stats_entry")],
    ),
    common("bsn_vrf_counter_stats_entry", [
        length(), pad(2), u32("vrf"), list_of("values", "uint64"),
    ], since=OF13),
    *bsn_stats("bsn_generic_stats", 16,
        request=[text("name", 64), list_of("tlvs", "bsn_tlv")],
        reply=[list_of("entries", "bsn_generic_stats_entry")],
    ),
    common("bsn_generic_stats_entry", [length(), list_of("tlvs", "bsn_tlv")], since=OF13),

    # --- structures -----------------------------------------------------------------------------------------

    common("bsn_interface", [
        mac("hw_addr"), pad(2), text("name", 16), ipv4("ipv4_addr"), ipv4("ipv4_netmask"),
    ]),
    common("bsn_vport", [u16("type"), length()], by="type"),
    common("bsn_controller_connection", [
        u8("state", "ofp_bsn_controller_connection_state"), u8("auxiliary_id"), pad(2),
        u32("role", "ofp_controller_role"), text("uri", 256),
    ], since=OF13),
    common("bsn_vlan_mac", [u16("vlan_vid"), mac("mac")], since=OF13),
    common("bsn_vport_q_in_q", 0, [
        u32("port_no"), u16("ingress_tpid"), u16("ingress_vlan_id"), u16("egress_tpid"),
        u16("egress_vlan_id"), text("if_name", 16),
    ], parent="bsn_vport"),
    common("bsn_vport_l2gre", 1, [
        u32("flags", "ofp_bsn_vport_l2gre_flags"), port("port_no"), port("loopback_port_no"),
        mac("local_mac"), mac("nh_mac"), ipv4("src_ip"), ipv4("dst_ip"), u8("dscp"), u8("ttl"), pad(2),
        u32("vpn"), u32("rate_limit"), text("if_name", 16),
    ], parent="bsn_vport"),

    # --- actions, instructions ------------------------------------------------------------------------------

    action("bsn", 0x5c16c7, [u32("subtype")], rest=[pad(4)], parent="action.experimenter", by="subtype"),
    bsn_action("bsn_mirror", 1, [u32("dest_port"), u32("vlan_tag"), u8("copy_stage"), pad(3)]),
    bsn_action("bsn_set_tunnel_dst", 2, [u32("dst")]),
    bsn_action("bsn_checksum", 4, [checksum("checksum")]),
    bsn_action("bsn_gentable", 5, [u32("table_id"), list_of("key", "bsn_tlv")], since=OF13),
    instruction("bsn", 0x5c16c7, [u32("subtype")], rest=[pad(4)], parent="instruction.experimenter",
                by="subtype", since=OF13),
    bsn_instruction("bsn_disable_src_mac_check", 0, [pad(4)]),
    bsn_instruction("bsn_arp_offload", 1, [pad(4)]),
    bsn_instruction("bsn_dhcp_offload", 2, [pad(4)]),
    bsn_instruction("bsn_disable_split_horizon_check", 3, [pad(4)], only=OF13),
    bsn_instruction("bsn_permit", 4, [pad(4)]),
    bsn_instruction("bsn_deny", 5, [pad(4)]),
    bsn_instruction("bsn_packet_of_death", 6, [pad(4)]),
    bsn_instruction("bsn_prioritize_pdus", 7, [pad(4)]),
    bsn_instruction("bsn_require_vlan_xlate", 8, [pad(4)]),
    bsn_instruction("bsn_disable_vlan_counters", 9, [pad(4)]),
    bsn_instruction("bsn_span_destination", 10, [pad(4)]),
    bsn_instruction("bsn_auto_negotiation", 11, [pad(4)]),
    bsn_instruction("bsn_internal_priority", 12, [u32("value")]),
    bsn_instruction("bsn_disable_l3", 13, [pad(4)]),
    bsn_instruction("bsn_ndp_offload", 14, [pad(4)]),
    bsn_instruction("bsn_hash_select", 15, [u32("flags", "ofp_bsn_hash_select_flags")]),
    bsn_instruction("bsn_directed_broadcast", 16, [pad(4)]),

    # --- OXM fields of class 3 ------------------------------------------------------------------------------

    *bsn_field("bsn_in_ports_128", 0, bitset, 16),
    *bsn_field("bsn_lag_id", 1, u32),
    *bsn_field("bsn_vrf", 2, u32),
    *bsn_field("bsn_global_vrf_allowed", 3, u8, until=OF13),
    *bsn_field("bsn_l3_interface_class_id", 4, u32),
    *bsn_field("bsn_l3_src_class_id", 5, u32),
    *bsn_field("bsn_l3_dst_class_id", 6, u32, until=OF13),
    *bsn_field("bsn_egr_port_group_id", 7, u32),
    *bsn_field("bsn_udf0", 8, u32),
    *bsn_field("bsn_udf1", 9, u32),
    *bsn_field("bsn_udf2", 10, u32),
    *bsn_field("bsn_udf3", 11, u32),
    *bsn_field("bsn_udf4", 12, u32),
    *bsn_field("bsn_udf5", 13, u32),
    *bsn_field("bsn_udf6", 14, u32),
    *bsn_field("bsn_udf7", 15, u32),
    *bsn_field("bsn_tcp_flags", 16, u16),
    *bsn_field("bsn_vlan_xlate_port_group_id", 17, u32),
    *bsn_field("bsn_l2_cache_hit", 18, u8),
    *bsn_field("bsn_in_ports_512", 19, bitset, 64),
    *bsn_field("bsn_ingress_port_group_id", 20, u32),
    *bsn_field("bsn_vxlan_network_id", 21, u32, since=OF13),
    *bsn_field("bsn_inner_eth_dst", 22, mac, since=OF13),
    *bsn_field("bsn_inner_eth_src", 23, mac, since=OF13),
    *bsn_field("bsn_inner_vlan_vid", 24, u16, since=OF13),
    *bsn_field("bsn_vfi", 25, u16, since=OF13),
    *bsn_field("bsn_ip_fragmentation", 26, u8),
    *bsn_field("bsn_ifp_class_id", 27, u32, since=OF14),

    # --- properties -----------------------------------------------------------------------------------------

    port_desc_prop("bsn", 0x5c16c7, parent="port_desc_prop.experimenter", by="exp_type"),
    bsn_port("bsn_uplink", 0),
    bsn_port("bsn_generation_id", 1, [u64("generation_id")]),
    bsn_port("bsn_forward_error_correction", 2, [
        u32("configured", "ofp_bsn_fec_config_state"), u32("enabled"),
    ]),
    bsn_port("bsn_breakout", 3, [u16("sub_interface_count"), u16("sub_interface_speed_gbps")]),
    bsn_port("bsn_speed_capabilities", 4, [u64("current"), u64("available"), u64("supported")]),
    bsn_port("bsn_misc_capabilities", 5, [u64("current"), u64("available"), u64("supported")]),
    bsn_port("bsn_sff_json", 6, [octets("data_json")]),
    bsn_port("bsn_driver_info_json", 7, [octets("driver_info_json")]),
    bsn_port("bsn_extended_capabilities", 8, [
        u64("configurability"), u64("conflict"), u64("reserved1"), u64("reserved2"),
    ]),
    queue_desc_prop("bsn", 0x5c16c7, parent="queue_desc_prop.experimenter", by="exp_type"),
    queue_desc_prop("bsn_queue_name", 0, [octets("name")], parent="queue_desc_prop.bsn"),
    queue_stats_prop("bsn", 0x5c16c7, [octets("experimenter_data")],
                     parent="queue_stats_prop.experimenter", fix={"exp_type": 0}, only=OF15),
    role_prop("bsn", 0x5c16c7, [octets("experimenter_data")],
              parent="role_prop.experimenter", fix={"exp_type": 55}, only=OF15),
)
