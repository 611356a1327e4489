"""The statistics (multipart) answers about flows and tables of a simulated switch, in every version.

Functions as in ``requests``.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any, Final

from oftwist.testing.arguments import NOT_SETTABLE
from oftwist.testing.channel import Channel, Handler
from oftwist.testing.egress import configure, features_of
from oftwist.testing.flow_mods import entry_filter
from oftwist.testing.flow_table import Flow, Refused
from oftwist.testing.match import match_terms
from oftwist.testing.messages import flow_stats_entry, oxs_stats, split_time, table_description
from oftwist.testing.multipart import send_parts
from oftwist.testing.parts import NONE, wide_port
from oftwist.testing.table_space import EVICTION, VACANCY_EVENTS
from oftwist.wire.interfaces import Part

_ALL_TABLES: Final = 0xFF


# -- flows -------------------------------------------------------------------------------------------


def _selected(channel: Channel, msg: Part) -> list[Flow]:
    """The entries a flow or aggregate request names.

    Entries that came in another OpenFlow version cannot be told in this one and are left out.
    """
    tables = channel.path.flows.tables
    if msg.table_id != _ALL_TABLES:
        if msg.table_id >= len(tables):
            if channel.version == 1:
                return []
            raise Refused("bad_request", "BAD_TABLE_ID")
        tables = [tables[msg.table_id]]
    terms = match_terms(msg.match, channel.version, channel.switch.extension.terms_of)
    out_port = wide_port(msg.out_port, channel.version)
    more = (0, 0, None) if channel.version == 1 else (msg.cookie, msg.cookie_mask, msg.out_group)
    keep = entry_filter(more[0], more[1], None if out_port == NONE else out_port, None if more[2] == NONE else more[2])
    flows: list[Flow] = []
    for table in tables:
        flows += table.select(terms, keep)
    version = channel.version
    return [flow for flow in flows if flow.version == flow.origin == version]


def flow_entry(ofp: ModuleType, flow: Flow, now: float) -> Any:
    """One entry of a flow statistics reply."""
    version = ofp.OFP_VERSION
    seconds, nanoseconds = split_time(now - flow.created)
    fields: dict[str, Any] = {
        "table_id": flow.table_id,
        "match": flow.match,
        "priority": flow.priority,
        "idle_timeout": flow.idle_timeout,
        "hard_timeout": flow.hard_timeout,
        "cookie": flow.cookie,
    }
    if version == 6:
        fields["stats"] = oxs_stats(ofp, flow, seconds, nanoseconds)
    else:
        fields["duration_sec"], fields["duration_nsec"] = seconds, nanoseconds
        fields["packet_count"], fields["byte_count"] = flow.packets, flow.bytes
    if version == 1:
        fields["actions"] = flow.instructions
    else:
        fields["instructions"] = flow.instructions
    if version >= 4:
        fields["flags"] = flow.flags
    if version >= 5:
        fields["importance"] = flow.importance
    return ofp.flow_stats_entry(**fields)


def flow(channel: Channel, msg: Part) -> None:
    now = channel.path.now()
    ofp = channel.ofp
    send_parts(channel, msg, "flow_stats_reply", (flow_entry(ofp, entry, now) for entry in _selected(channel, msg)))


def flow_lightweight(channel: Channel, msg: Part) -> None:
    ofp, now = channel.ofp, channel.path.now()
    entries = (flow_stats_entry(ofp, entry, 0, now) for entry in _selected(channel, msg))
    send_parts(channel, msg, "flow_lightweight_stats_reply", entries)


def aggregate(channel: Channel, msg: Part) -> None:
    flows = _selected(channel, msg)
    packets, octets = sum(entry.packets for entry in flows), sum(entry.bytes for entry in flows)
    ofp = channel.ofp
    if channel.version == 6:
        stats = ofp.stat(
            [
                ofp.oxs_flow_count(value=len(flows)),
                ofp.oxs_packet_count(value=packets),
                ofp.oxs_byte_count(value=octets),
            ]
        )
        channel.reply("aggregate_stats_reply", msg, stats=stats)
    else:
        channel.reply("aggregate_stats_reply", msg, packet_count=packets, byte_count=octets, flow_count=len(flows))


# -- tables ------------------------------------------------------------------------------------------


def table(channel: Channel, msg: Part) -> None:
    ofp, version = channel.ofp, channel.version
    entries = []
    for item in channel.path.flows.tables[:255]:
        fields: dict[str, Any] = {
            "table_id": item.table_id,
            "active_count": len(item),
            "lookup_count": item.lookups,
            "matched_count": item.hits,
        }
        if version <= 3:
            fields.update(name=f"table{item.table_id}", max_entries=min(item.max_entries, 0xFFFFFFFF))
            if version >= 2:
                fields["config"] = item.config
            else:
                fields["wildcards"] = ofp.OFPFW_ALL
        entries.append(ofp.table_stats_entry(**fields))
    send_parts(channel, msg, "table_stats_reply", entries)


_FIELDS: Final = [
    "in_port",
    "metadata",
    "eth_dst",
    "eth_src",
    "eth_type",
    "vlan_vid",
    "vlan_pcp",
    "ip_dscp",
    "ip_ecn",
    "ip_proto",
    "ipv4_src",
    "ipv4_dst",
    "tcp_src",
    "tcp_dst",
    "udp_src",
    "udp_dst",
    "sctp_src",
    "sctp_dst",
    "icmpv4_type",
    "icmpv4_code",
    "arp_op",
    "arp_spa",
    "arp_tpa",
    "arp_sha",
    "arp_tha",
    "ipv6_src",
    "ipv6_dst",
    "ipv6_flabel",
    "icmpv6_type",
    "icmpv6_code",
    "ipv6_nd_target",
    "ipv6_nd_sll",
    "ipv6_nd_tll",
]


def table_features(channel: Channel, msg: Part) -> None:
    """What each table can do. Of a request that would change it only which is the first egress table is done."""
    ofp, version = channel.ofp, channel.version
    with_egress = version == 6 and not channel.switch.extension.handlers  # Open vSwitch has no egress tables
    if with_egress:
        configure(channel.path, msg.entries)
    tables = channel.path.flows.tables[:255]
    match_ids = [ofp.uint32(getattr(ofp.oxm, name).type_len) for name in _FIELDS]
    set_ids = [ofp.uint32(getattr(ofp.oxm, name).type_len) for name in _FIELDS if name not in NOT_SETTABLE]
    instruction_names = ["goto_table", "write_metadata", "write_actions", "apply_actions", "clear_actions"]
    if version < 6:
        instruction_names.append("meter")
    instructions = [getattr(ofp.instruction_id, name)() for name in instruction_names]
    names = ("output", "group", "set_field", "push_vlan", "pop_vlan", "dec_nw_ttl", "set_queue")
    actions = [getattr(ofp.action_id, name)() for name in names]
    able = {} if version == 4 else {"config" if version == 5 else "capabilities": EVICTION | VACANCY_EVENTS}
    entries = []
    for item in tables:
        if with_egress:
            able["features"] = features_of(channel.path, item.table_id)
        end = min(channel.path.end_of(item.table_id), len(tables))
        following = [ofp.uint8(number) for number in range(item.table_id + 1, end)]
        properties = [
            ofp.table_feature_prop_instructions(instruction_ids=instructions),
            ofp.table_feature_prop_next_tables(next_table_ids=following),
            ofp.table_feature_prop_write_actions(action_ids=actions),
            ofp.table_feature_prop_apply_actions(action_ids=actions),
            ofp.table_feature_prop_match(oxm_ids=match_ids),
            ofp.table_feature_prop_wildcards(oxm_ids=match_ids),
            ofp.table_feature_prop_write_setfield(oxm_ids=set_ids),
            ofp.table_feature_prop_apply_setfield(oxm_ids=set_ids),
        ]
        entries.append(
            ofp.table_features(
                table_id=item.table_id,
                name=f"table{item.table_id}",
                metadata_match=0xFFFFFFFFFFFFFFFF,
                metadata_write=0xFFFFFFFFFFFFFFFF,
                max_entries=min(item.max_entries, 0xFFFFFFFF),
                properties=properties,
                **able,
            )
        )
    send_parts(channel, msg, "table_features_stats_reply", entries)


def table_desc(channel: Channel, msg: Part) -> None:
    ofp = channel.ofp
    tables = channel.path.flows.tables[:255]
    entries = [table_description(ofp, item) for item in tables]
    send_parts(channel, msg, "table_desc_stats_reply", entries)


HANDLERS: Final[dict[str, Handler]] = {
    "aggregate_stats_request": aggregate,
    "flow_lightweight_stats_request": flow_lightweight,
    "flow_stats_request": flow,
    "table_desc_stats_request": table_desc,
    "table_features_stats_request": table_features,
    "table_stats_request": table,
}
