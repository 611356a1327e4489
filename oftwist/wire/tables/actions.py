"""Actions (1.0 §5.2.4, 1.3.5 §7.2.5).

Every action but an experimenter's is a multiple of 8 bytes long. From 1.3 on each has a twin in ``action_id``,
its bare header, made without being declared.
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
    family,
    length,
    list_of,
    mac,
    octets,
    pad,
    port,
    struct,
    u8,
    u16,
    u32,
)

ORIGIN = "standard"

action = family("action")

CLASSES = (
    action("action", [u16("type"), length("len")], rest=[pad(4, until=OF14)], by="type", multiple_of=8),
    action("experimenter", 0xffff, [u32("experimenter")], rest=[octets("data", until=OF14)],
           by="experimenter", align={OF10: "", OF12: "inside"}),

    # --- output, queues, groups, meters ---------------------------------------------------------------------

    action("output", 0, [port("port"), u16("max_len"), pad(6, since=OF11)]),
    action("enqueue", 11, [port("port"), pad(6), u32("queue_id")], only=OF10),
    action("set_queue", 21, [u32("queue_id")], since=OF11),
    action("group", 22, [u32("group_id")], since=OF11),
    action("meter", 29, [u32("meter_id")], only=OF15),

    # --- push, pop, TTL -------------------------------------------------------------------------------------

    action("push_vlan", 17, [u16("ethertype"), pad(2)], since=OF11),
    action("pop_vlan", 18, [pad(4)], since=OF11),
    action("push_mpls", 19, [u16("ethertype"), pad(2)], since=OF11),
    action("pop_mpls", 20, [u16("ethertype"), pad(2)], since=OF11),
    action("push_pbb", 26, [u16("ethertype"), pad(2)], since=OF13),
    action("pop_pbb", 27, [pad(4)], since=OF13),
    action("set_nw_ttl", 23, [u8("nw_ttl"), pad(3)], since=OF11),
    action("dec_nw_ttl", 24, [pad(4)], since=OF11),
    action("set_mpls_ttl", 15, [u8("mpls_ttl"), pad(3)], since=OF11),
    action("dec_mpls_ttl", 16, [pad(4)], since=OF11),
    action("copy_ttl_out", 11, [pad(4)], since=OF11),
    action("copy_ttl_in", 12, [pad(4)], since=OF11),

    # --- set any field: 1.2 and later -----------------------------------------------------------------------

    action("set_field", 25, [struct("field", "oxm", default=None)], align="inside", since=OF12,
           methods="set_field"),
    # 1.5.1 §7.2.6.8: two OXM headers without payload, then padding that the length counts.
    action("copy_field", 28, [
        u16("n_bits"), u16("src_offset"), u16("dst_offset"), pad(2), list_of("oxm_ids", "uint32", size=8),
    ], align="inside", only=OF15),

    # --- set one field: 1.0 and 1.1 -------------------------------------------------------------------------

    action("set_vlan_vid", 1, [u16("vlan_vid"), pad(2)], until=OF11),
    action("set_vlan_pcp", 2, [u8("vlan_pcp"), pad(3)], until=OF11),
    action("strip_vlan", 3, [pad(4)], only=OF10),
    action("set_dl_src", {OF10: 4, OF11: 3}, [mac("dl_addr"), pad(6)], until=OF11),
    action("set_dl_dst", {OF10: 5, OF11: 4}, [mac("dl_addr"), pad(6)], until=OF11),
    action("set_nw_src", {OF10: 6, OF11: 5}, [u32("nw_addr")], until=OF11),
    action("set_nw_dst", {OF10: 7, OF11: 6}, [u32("nw_addr")], until=OF11),
    action("set_nw_tos", {OF10: 8, OF11: 7}, [u8("nw_tos"), pad(3)], until=OF11),
    action("set_nw_ecn", 8, [u8("nw_ecn"), pad(3)], only=OF11),
    action("set_tp_src", 9, [u16("tp_port"), pad(2)], until=OF11),
    action("set_tp_dst", 10, [u16("tp_port"), pad(2)], until=OF11),
    action("set_mpls_label", 13, [u32("mpls_label")], only=OF11),
    action("set_mpls_tc", 14, [u8("mpls_tc"), pad(3)], only=OF11),
)
