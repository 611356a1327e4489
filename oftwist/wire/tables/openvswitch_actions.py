"""The actions of Open vSwitch: experimenter 0x2320 (Nicira), and one of the ONF that it reads.

Numbers and members are those of Open vSwitch's ``ofp-actions``; a class is called after its name there, ``nicira_ct``.
Ports are the 16 bits of 1.0 in every version. What only 1.0 has as an extension later versions have as an action.

The field an action works on is given by its header, a number, e.g. ``ofp.oxm.reg0.type_len``: 32 bits
(class, field, length), or 64 where the class is 0xffff and the experimenter follows. Members ``src`` and ``dst`` of
32 bits cannot name the fields of the second kind; others (`field_header`) take both.
"""

# fmt: off
from __future__ import annotations

from oftwist.wire.fields import (
    OF10,
    OF13,
    OF14,
    by_hand,
    common,
    family,
    field_header,
    handled,
    ipv4,
    ipv6,
    length,
    list_of,
    numbers,
    nx_port,
    octets,
    pad,
    struct,
    u8,
    u16,
    u32,
    u64,
)
from oftwist.wire.tables import openvswitch_hands as hands

ORIGIN = "ovs"

action = family("action", parent="action.nicira")
encap = family("common", parent="nicira_encap_prop", align="after")
controller2 = family("common", parent="nicira_controller2_prop", align="after")


_HEADER = field_header("").hand
_RESULT = by_hand(u32("result_dst"), hands.Result(_HEADER))
_RESULT.default = None
_LEARN = [
    u16("idle_timeout"), u16("hard_timeout"), u16("priority", default=0x8000), u64("cookie"),
    u16("flags", "nx_learn_flags"), u8("table_id", default=1), pad(1),
    u16("fin_idle_timeout"), u16("fin_hard_timeout"),
]  # fmt: skip
_SAMPLE = [u16("probability"), u32("collector_set_id"), u32("obs_domain_id"), u32("obs_point_id")]
_BUNDLE = [
    u16("algorithm", "nx_bd_algorithm"), u16("fields", "nx_hash_fields"), u16("basis"),
    u32("member_type", default=0x00000002), by_hand(None, hands.Count("members")), u16("ofs_nbits"), u32("dst"),
    pad(4), by_hand(numbers("members"), hands.Numbers("members")),
]

CLASSES = (
    # --- only in 1.0: later versions have them as actions of their own -----------------------------------------

    action("nicira_set_queue", 4, [pad(2), u32("queue_id")], only=OF10),
    action("nicira_push_mpls", 23, [u16("ethertype", default=0x8847), pad(4)], only=OF10),
    action("nicira_pop_mpls", 24, [u16("ethertype"), pad(4)], only=OF10),
    action("nicira_set_mpls_ttl", 25, [u8("ttl"), pad(5)], only=OF10),
    action("nicira_dec_mpls_ttl", 26, [pad(6)], only=OF10),
    action("nicira_set_mpls_label", 30, [pad(2), u32("label")], only=OF10),
    action("nicira_set_mpls_tc", 31, [u8("tc"), pad(5)], only=OF10),
    action("nicira_group", 40, [pad(2), u32("group_id")], only=OF10),

    # --- fields: until 1.4; 1.5 has copy_field and set_field with a mask ---------------------------------------

    action("nicira_reg_move", 6, [
        u16("n_bits"), u16("src_ofs"), u16("dst_ofs"), field_header("src"), field_header("dst"),
    ], align="inside", until=OF14),
    action("nicira_reg_load", 7, [u16("ofs_nbits"), u32("dst"), u64("value")], until=OF14),
    action("nicira_reg_load2", 33, [struct("field", "oxm", default=None)], align="inside", until=OF14),
    action("onf", 0x4f4e4600, [u16("subtype")], parent="action.experimenter", rest=[pad(6)], by="subtype",
           since=OF13, until=OF14),
    action("onf_copy_field", 3200, [
        pad(2), u16("n_bits"), u16("src_offset"), u16("dst_offset"), pad(2), field_header("src"), field_header("dst"),
    ], parent="action.onf", align="inside", since=OF13, until=OF14),
    action("nicira_delete_field", 50, [by_hand(u32("field"), hands.Padded(_HEADER, 14))]),
    action("nicira_stack_push", 27, [u16("offset"), field_header("field"), u16("n_bits")], align="inside"),
    action("nicira_stack_pop", 28, [u16("offset"), field_header("field"), u16("n_bits")], align="inside"),
    action("nicira_write_metadata", 22, [pad(6), u64("metadata"), u64("mask", default=0xffffffffffffffff)]),
    action("nicira_set_tunnel", 2, [pad(2), u32("tun_id")]),
    action("nicira_set_tunnel64", 9, [pad(6), u64("tun_id")]),
    action("nicira_check_pkt_larger", 49, [u16("pkt_len"), u16("offset"), field_header("dst")], align="inside"),

    # --- where packets go ---------------------------------------------------------------------------------------

    action("nicira_resubmit", 1, [nx_port("in_port"), pad(4)]),
    action("nicira_resubmit_table", 14, [nx_port("in_port", default=0xfff8), u8("table", default=255), pad(3)]),
    action("nicira_resubmit_table_ct", 44, [nx_port("in_port", default=0xfff8), u8("table", default=255), pad(3)]),
    action("nicira_output_reg", 15, [u16("ofs_nbits"), u32("src"), u16("max_len", default=0xffff), pad(6)]),
    action("nicira_output_reg2", 32, [u16("ofs_nbits"), u16("max_len", default=0xffff), field_header("src")],
           align="inside"),
    action("nicira_output_trunc", 39, [nx_port("port"), u32("max_len")]),
    action("nicira_controller", 20, [
        u16("max_len", default=0xffff), u16("controller_id"), u8("reason", default=1), pad(1),
    ]),
    action("nicira_controller2", 37, [pad(6), list_of("properties", "nicira_controller2_prop")]),
    action("nicira_multipath", 10, [
        u16("fields", "nx_hash_fields"), u16("basis"), pad(2), u16("algorithm", "nx_mp_algorithm"), u16("max_link"),
        u32("arg"), pad(2), u16("ofs_nbits"), u32("dst"),
    ]),
    action("nicira_bundle", 12, _BUNDLE, align="inside"),
    action("nicira_bundle_load", 13, _BUNDLE, align="inside"),
    action("nicira_pop_queue", 5, [pad(6)]),
    action("nicira_exit", 17, [pad(6)]),
    action("nicira_clone", 42, [pad(6), list_of("actions", "action")]),
    action("nicira_conjunction", 34, [u8("clause"), u8("n_clauses"), u32("id")]),

    # --- flows ---------------------------------------------------------------------------------------------------

    action("nicira_learn", 16, [*_LEARN, list_of("specs", "nicira_learn_spec")], align="inside"),
    action("nicira_learn2", 45, [
        *_LEARN, u32("limit"), u16("result_dst_ofs"), pad(2),
        _RESULT, list_of("specs", "nicira_learn_spec"),
    ], align="inside"),
    action("nicira_fin_timeout", 19, [u16("fin_idle_timeout"), u16("fin_hard_timeout"), pad(2)]),
    action("nicira_dec_ttl_cnt_ids", 21, [
        by_hand(None, hands.Count("cnt_ids")), pad(4), by_hand(numbers("cnt_ids"), hands.Numbers("cnt_ids")),
    ], align="inside"),
    action("nicira_note", 8, [octets("note")], align="inside"),
    action("nicira_sample", 29, _SAMPLE),
    action("nicira_sample2", 38, [*_SAMPLE, nx_port("sampling_port", default=0xffff), u8("direction"), pad(5)]),
    action("nicira_sample3", 41, [
        *_SAMPLE, nx_port("sampling_port", default=0xffff), u8("direction", "nx_action_sample_direction"), pad(5),
    ]),
    action("nicira_sample4", 51, [
        u16("probability"), u32("collector_set_id"), u32("obs_domain_src"), u32("obs_domain"), u32("obs_point_src"),
        u32("obs_point"), nx_port("sampling_port", default=0xffff), u8("direction", "nx_action_sample_direction"),
        pad(5),
    ]),

    # --- connections ---------------------------------------------------------------------------------------------

    action("nicira_ct", 35, [
        u16("flags", "nx_ct_flags"), u32("zone_src"), u16("zone"), u8("recirc_table", default=255), pad(3),
        u16("alg"), list_of("actions", "action"),
    ]),
    action("nicira_ct_clear", 43, [pad(6)]),
    action("nicira_nat", 36, [
        pad(2), u16("flags", "nx_nat_flags"),
        handled(ipv4("ipv4_min")), handled(ipv4("ipv4_max")), handled(ipv6("ipv6_min")), handled(ipv6("ipv6_max")),
        handled(u16("proto_min")), handled(u16("proto_max")), by_hand(None, hands.NatRange()),
    ], align="inside"),

    # --- headers of packets --------------------------------------------------------------------------------------

    action("nicira_encap", 46, [u16("hdr_size"), u32("new_pkt_type"), list_of("properties", "nicira_encap_prop")],
           since=OF13),
    action("nicira_decap", 47, [pad(2), u32("new_pkt_type", default=0xfffe)], since=OF13),
    action("nicira_dec_nsh_ttl", 48, [pad(6)], since=OF13),
    encap("nicira_encap_prop", [u16("prop_class"), u8("prop_type"), length(size=1)], by="prop_class", since=OF13),
    encap("nicira_encap_prop_nsh", 4, by="prop_type", since=OF13),
    encap("nicira_encap_prop_nsh_md_type", 1, [u8("md_type")], parent="nicira_encap_prop_nsh", since=OF13),
    encap("nicira_encap_prop_nsh_tlv", 2, [
        u16("tlv_class"), u8("tlv_type"), by_hand(octets("data"), hands.Tlv()),
    ], parent="nicira_encap_prop_nsh", align="inside", since=OF13),

    # --- what tests switch on ------------------------------------------------------------------------------------

    action("nicira_debug_slow", 254, [pad(6)]),
    action("nicira_debug_recirc", 255, [pad(6)]),

    # --- parts of actions ----------------------------------------------------------------------------------------

    controller2("nicira_controller2_prop", [u16("type"), length()], by="type"),
    controller2("nicira_controller2_prop_max_len", 0, [u16("max_len", default=0xffff), pad(2)]),
    controller2("nicira_controller2_prop_controller_id", 1, [u16("controller_id"), pad(2)]),
    controller2("nicira_controller2_prop_reason", 2, [u8("reason", default=1)]),
    controller2("nicira_controller2_prop_userdata", 3, [octets("userdata")]),
    controller2("nicira_controller2_prop_pause", 4),
    controller2("nicira_controller2_prop_meter_id", 5, [u32("meter_id")]),
    common("nicira_learn_spec", [
        handled(u8("dst_type", "nx_learn_spec_dst"), 0), handled(u16("n_bits"), 0),
        handled(u32("src")), handled(u16("src_ofs"), 0), handled(u64("value")),
        handled(u32("dst")), handled(u16("dst_ofs"), 0), by_hand(None, hands.LearnSpec()),
    ], extent=hands.learn_spec_extent),
)
