"""The statistics of Open vSwitch: NXST (experimenter 0x2320), the flow monitor of 1.3 (ONF), and groups in 1.0.

Each pair is one row, as in ``stats``. In 1.0 four bytes of padding stand behind the subtype.
"""

# fmt: off
from __future__ import annotations

from oftwist.wire.fields import (
    OF10,
    OF11,
    OF12,
    OF13,
    OF14,
    by_hand,
    common,
    family,
    handled,
    length,
    length_of,
    list_of,
    match,
    message,
    nx_port,
    pad,
    stats,
    struct,
    text,
    u8,
    u16,
    u32,
    u64,
)
from oftwist.wire.tables import openvswitch_hands as hands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oftwist.wire.fields import Declaration

ORIGIN = "ovs"

group = family("common", parent="group_prop", align="after")
bucket = family("common", parent="group_bucket_prop", align="after")
port_stats_prop = family("port_stats_prop", align="after")


def nicira_stats(name: str, key: int, **more: Any) -> tuple[Declaration, Declaration]:
    """A request and its reply of experimenter 0x2320."""
    return stats(name, key, branch="nicira_stats", **more)


_FLOWS = [
    nx_port("out_port", default=0xffff), length_of("match_len", "match", padded=False), u8("table_id", default=255),
    pad(3), struct("match", "nx_match"),
]
_IPFIX = [
    u64("total_flows"), u64("current_flows"), u64("pkts"), u64("ipv4_pkts"), u64("ipv6_pkts"), u64("error_pkts"),
    u64("ipv4_error_pkts"), u64("ipv6_error_pkts"), u64("tx_pkts"), u64("tx_errors"), u32("collector_set_id"), pad(4),
]
_UPDATE = [
    u16("reason", "ofp_flow_removed_reason"), u16("priority"), u16("idle_timeout"), u16("hard_timeout"),
    length_of("match_len", "match", padded=False), u8("table_id"), pad(1), u64("cookie"),
]
_EVENTS = ("added", "deleted", "modified")

CLASSES = (
    message("nicira_stats_request", 0x2320, [u32("subtype", until=OF11), pad(4, only=OF10)],
            parent="message.experimenter_stats_request", by="subtype"),
    message("nicira_stats_reply", 0x2320, [u32("subtype", until=OF11), pad(4, only=OF10)],
            parent="message.experimenter_stats_reply", by="subtype"),
    message("onf_stats_request", 0x4f4e4600, [], parent="message.experimenter_stats_request", by="subtype", only=OF13),
    message("onf_stats_reply", 0x4f4e4600, [], parent="message.experimenter_stats_reply", by="subtype", only=OF13),

    # --- flows ------------------------------------------------------------------------------------------------

    *nicira_stats("nicira_flow_stats", 0, request=_FLOWS, reply=[list_of("entries", "nicira_flow_stats_entry")],
                  only=OF10),
    common("nicira_flow_stats_entry", [
        length(), u8("table_id"), pad(1), u32("duration_sec"), u32("duration_nsec"), u16("priority"),
        u16("idle_timeout"), u16("hard_timeout"), length_of("match_len", "match", padded=False),
        u16("idle_age"), u16("hard_age"), u64("cookie"), u64("packet_count"), u64("byte_count"),
        struct("match", "nx_match"),
        list_of("actions", "action"),
    ], only=OF10),
    # Open vSwitch (3.1 and others) answers a standard request of 1.1 with a match of 1.2 (1.2 §A.2.3), actions of 1.1.
    common("flow_stats_entry_oxm", [
        length(), u8("table_id"), pad(1), u32("duration_sec"), u32("duration_nsec"), u16("priority"),
        u16("idle_timeout"), u16("hard_timeout"), pad(6), u64("cookie"), u64("packet_count"), u64("byte_count"),
        struct("match", "match_v3"), list_of("instructions", "instruction"),
    ], only=OF11),
    *nicira_stats("nicira_aggregate_stats", 1, request=_FLOWS, reply=[
        u64("packet_count"), u64("byte_count"), u32("flow_count"), pad(4),
    ], only=OF10),

    # --- flow monitor: 1.0 to 1.2, 1.3; later versions have it themselves ---------------------------------------

    *nicira_stats("nicira_flow_monitor", 2,
        request=[list_of("entries", "nicira_flow_monitor_entry")],
        reply=[list_of("entries", "nicira_flow_update")], until=OF12,
    ),
    common("nicira_flow_monitor_entry", [
        u32("id"), u16("flags", "nx_flow_monitor_flags"), nx_port("out_port", default=0xffff),
        length_of("match_len", "match", padded=False), u8("table_id", default=255), pad(5), struct("match", "nx_match"),
    ], extent=hands.monitor_extent, until=OF12),
    common("nicira_flow_update", [length(), u16("event", "nx_flow_update_event")], by="event", until=OF12),
    *(
        common(f"nicira_flow_update_{event}", key, [
            *_UPDATE, struct("match", "nx_match"), list_of("actions", "action"),
        ], parent="nicira_flow_update", until=OF12)
        for key, event in enumerate(_EVENTS)
    ),
    common("nicira_flow_update_abbrev", 3, [u32("xid")], parent="nicira_flow_update", until=OF12),
    *stats("onf_flow_monitor", 1870,
        request=[list_of("entries", "onf_flow_monitor_entry")],
        reply=[list_of("entries", "onf_flow_update")], branch="onf_stats", only=OF13,
    ),
    common("onf_flow_monitor_entry", [
        u32("id"), u16("flags", "nx_flow_monitor_flags"), length_of("match_len", "match", padded=False),
        u32("out_port", default=0xffffffff), u8("table_id", default=255), pad(3), match(),
    ], only=OF13),
    common("onf_flow_update", [length(), u16("event", "nx_flow_update_event")], by="event", only=OF13),
    *(
        common(f"onf_flow_update_{event}", key, [*_UPDATE, match(), list_of("instructions", "instruction")],
               parent="onf_flow_update", only=OF13)
        for key, event in enumerate(_EVENTS)
    ),
    common("onf_flow_update_abbrev", 3, [u32("xid")], parent="onf_flow_update", only=OF13),

    # --- groups in 1.0: the structures of 1.5 with the actions of 1.0 -----------------------------------------

    *nicira_stats("nicira_group_stats", 7, request=[u32("group_id", default=0xfffffffc), pad(4)],
                  reply=[list_of("entries", "group_stats_entry")], only=OF10),
    *nicira_stats("nicira_group_desc_stats", 8, request=[u32("group_id", default=0xfffffffc), pad(4)],
                  reply=[list_of("entries", "group_desc_stats_entry")], only=OF10),
    *nicira_stats("nicira_group_features_stats", 9, reply=[
        u32("types"), u32("capabilities"),
        u32("max_groups_all"), u32("max_groups_select"), u32("max_groups_indirect"), u32("max_groups_ff"),
        u32("actions_all"), u32("actions_select"), u32("actions_indirect"), u32("actions_ff"),
    ], until=OF11),
    common("group_stats_entry", [
        length(), pad(2), u32("group_id"), u32("ref_count"), pad(4), u64("packet_count"), u64("byte_count"),
        u32("duration_sec"), u32("duration_nsec"), list_of("bucket_stats", "bucket_counter"),
    ], only=OF10),
    common("bucket_counter", [u64("packet_count"), u64("byte_count")], only=OF10),
    common("group_desc_stats_entry", [
        length(), u8("group_type", "nx_group_type"), pad(1), u32("group_id"),
        length_of("bucket_array_len", "buckets"), pad(6),
        list_of("buckets", "bucket"), list_of("properties", "group_prop"),
    ], only=OF10),
    common("bucket", [
        length("len"), length_of("action_array_len", "actions"), u32("bucket_id"),
        list_of("actions", "action"), list_of("properties", "group_bucket_prop"),
    ], only=OF10, multiple_of=8),
    group("group_prop", [u16("type"), length()], by="type", only=OF10),
    group("group_prop_experimenter", 0xffff, [u32("experimenter"), u32("exp_type")], by="experimenter", only=OF10),
    bucket("group_bucket_prop", [u16("type"), length()], by="type", only=OF10),
    bucket("group_bucket_prop_weight", 0, [u16("weight"), pad(2)], only=OF10),
    bucket("group_bucket_prop_watch_port", 1, [u32("watch")], only=OF10),
    bucket("group_bucket_prop_watch_group", 2, [u32("watch")], only=OF10),

    # --- how a group selects a bucket (of Netronome; in 1.5 and 1.0), counters of ports by name (of Intel) --------

    group("ntr_group_prop_selection_method", 0x154d, [
        pad(4), text("selection_method", 16), u64("selection_method_param"), list_of("fields", "oxm"),
    ], parent="group_prop_experimenter", fix={"exp_type": 1}),
    port_stats_prop("experimenter_intel_custom", 0xaa01, [
        pad(2), by_hand(None, hands.Counters()), list_of("counters", "intel_port_counter"),
    ], parent="port_stats_prop.experimenter", fix={"exp_type": 2}, since=OF14),
    common("intel_port_counter", [
        handled(text("name", 0), ""), handled(u64("value"), 0), by_hand(None, hands.Counter()),
    ], extent=hands.counter_extent, since=OF14),

    # --- IPFIX ------------------------------------------------------------------------------------------------

    *nicira_stats("nicira_ipfix_bridge_stats", 3, reply=_IPFIX),
    *nicira_stats("nicira_ipfix_flow_stats", 4, reply=[list_of("entries", "nicira_ipfix_stats_entry")]),
    common("nicira_ipfix_stats_entry", _IPFIX),
)
