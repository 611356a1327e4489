"""The statistics (multipart) answers of a simulated switch, in every version, in parts below 64 KiB.

Functions as in ``requests``. Every entry is packed once; the parts are put together from bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from oftwist.testing.channel import Channel, Handler
from oftwist.testing.flow_mods import flow_filter
from oftwist.testing.flow_table import Flow, Refused
from oftwist.testing.match import match_terms
from oftwist.testing.messages import oxs_stats, port_desc, split_time
from oftwist.testing.parts import Port, groups_of, narrow_port, outputs_of, wide_port

#: Bytes of entries in one part; with the header and the largest entry a part stays below 64 KiB.
PART_SIZE: Final = 60_000
_ANY: Final = 0xFFFFFFFF
_ALL_TABLES: Final = 0xFF


def send_parts(channel: Channel, msg: Any, name: str, entries: Iterable[Any], limit: int = PART_SIZE) -> None:
    """Answer with a list of entries, in as many messages as they need (OpenFlow 1.3.5 §7.3.5).

    Args:
        channel: where to.
        msg: the request.
        name: class name of the reply.
        entries: objects to pack, possibly none: an empty list is an answer too.
        limit: bytes of entries in one part.
    """
    cls = getattr(channel.ofp.message, name)
    more = cls(xid=msg.xid, flags=1).pack()
    last = cls(xid=msg.xid, flags=0).pack()
    chunk: list[bytes] = []
    size = 0
    for entry in entries:
        packed = entry.pack()
        if size + len(packed) > limit and chunk:
            channel.send_raw(_with_body(more, chunk, size))
            chunk, size = [], 0
        chunk.append(packed)
        size += len(packed)
    channel.send_raw(_with_body(last, chunk, size))


def _with_body(head: bytes, chunk: list[bytes], size: int) -> bytes:
    return head[:2] + (len(head) + size).to_bytes(2, "big") + head[4:] + b"".join(chunk)


def desc(channel: Channel, msg: Any) -> None:
    switch = channel.switch
    channel.reply(
        "desc_stats_reply",
        msg,
        mfr_desc="oftwist",
        hw_desc="FakeSwitch",
        sw_desc=switch.software,
        serial_num=f"{switch.dpid:016x}",
        dp_desc=switch.name,
    )


# -- flows -------------------------------------------------------------------------------------------


def _selected(channel: Channel, msg: Any) -> list[Flow]:
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
    terms = match_terms(msg.match, channel.version)
    keep = _port_filter(channel, msg) if channel.version == 1 else flow_filter(channel, msg)
    flows: list[Flow] = []
    for table in tables:
        flows += table.select(terms, keep)
    version = channel.version
    return [flow for flow in flows if flow.version == flow.source[0] == version]


def _port_filter(channel: Channel, msg: Any) -> Callable[[Flow], bool] | None:
    if msg.out_port == 0xFFFF:
        return None
    return lambda flow: wide_port(msg.out_port, 1) in outputs_of(flow)


def flow_entry(ofp: Any, flow: Flow, now: float) -> Any:
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


def flow(channel: Channel, msg: Any) -> None:
    now = channel.path.now()
    ofp = channel.ofp
    send_parts(channel, msg, "flow_stats_reply", (flow_entry(ofp, entry, now) for entry in _selected(channel, msg)))


def flow_lightweight(channel: Channel, msg: Any) -> None:
    ofp, now = channel.ofp, channel.path.now()
    entries = (
        ofp.flow_lightweight_stats_entry(
            table_id=entry.table_id,
            reason=0,
            priority=entry.priority,
            match=entry.match,
            stats=oxs_stats(ofp, entry, *split_time(now - entry.created)),
        )
        for entry in _selected(channel, msg)
    )
    send_parts(channel, msg, "flow_lightweight_stats_reply", entries)


def aggregate(channel: Channel, msg: Any) -> None:
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


def table(channel: Channel, msg: Any) -> None:
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
_NOT_SETTABLE: Final = ("in_port", "metadata", "eth_type", "ip_proto")


def table_features(channel: Channel, msg: Any) -> None:
    """What each table can do. A request that would change it is answered with what there is."""
    ofp, version = channel.ofp, channel.version
    tables = channel.path.flows.tables[:255]
    match_ids = [ofp.uint32(getattr(ofp.oxm, name).type_len) for name in _FIELDS]
    set_ids = [ofp.uint32(getattr(ofp.oxm, name).type_len) for name in _FIELDS if name not in _NOT_SETTABLE]
    instruction_names = ["goto_table", "write_metadata", "write_actions", "apply_actions", "clear_actions"]
    if version < 6:
        instruction_names.append("meter")
    instructions = [getattr(ofp.instruction_id, name)() for name in instruction_names]
    names = ("output", "group", "set_field", "push_vlan", "pop_vlan", "dec_nw_ttl", "set_queue")
    actions = [getattr(ofp.action_id, name)() for name in names]
    entries = []
    for item in tables:
        following = [ofp.uint8(number) for number in range(item.table_id + 1, len(tables))]
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
            )
        )
    send_parts(channel, msg, "table_features_stats_reply", entries)


def table_desc(channel: Channel, msg: Any) -> None:
    ofp = channel.ofp
    tables = channel.path.flows.tables[:255]
    entries = [ofp.table_desc(table_id=item.table_id, config=item.config) for item in tables]
    send_parts(channel, msg, "table_desc_stats_reply", entries)


# -- ports and queues --------------------------------------------------------------------------------


def _ports(channel: Channel, number: int, kind: str = "bad_request") -> list[Port]:
    wide = wide_port(number, channel.version)
    if wide == _ANY or (channel.version == 1 and wide == 0xFFFFFFFC and kind == "queue_op_failed"):
        return list(channel.path.ports.values())
    port = channel.path.ports.get(wide)
    if port is None:
        raise Refused(kind, "BAD_PORT")
    return [port]


def port(channel: Channel, msg: Any) -> None:
    ofp, version, now = channel.ofp, channel.version, channel.path.now()
    entries = []
    for item in _ports(channel, msg.port_no):
        fields: dict[str, Any] = {
            "port_no": narrow_port(item.number, version),
            "rx_packets": item.rx_packets,
            "tx_packets": item.tx_packets,
            "rx_bytes": item.rx_bytes,
            "tx_bytes": item.tx_bytes,
            "rx_dropped": item.rx_dropped,
            "tx_dropped": item.tx_dropped,
        }
        if version >= 4:
            fields["duration_sec"], fields["duration_nsec"] = split_time(now - item.created)
        if version >= 5:
            fields["properties"] = [ofp.port_stats_prop.ethernet()]
        entries.append(ofp.port_stats_entry(**fields))
    send_parts(channel, msg, "port_stats_reply", entries)


def port_description(channel: Channel, msg: Any) -> None:
    ports = channel.path.ports.values()
    if channel.version == 6 and msg.port_no not in (_ANY, 0):
        ports = _ports(channel, msg.port_no)  # type: ignore[assignment]
    send_parts(channel, msg, "port_desc_stats_reply", (port_desc(channel.ofp, item) for item in ports))


def queue(channel: Channel, msg: Any) -> None:
    ofp, version, now = channel.ofp, channel.version, channel.path.now()
    entries = []
    for item in _ports(channel, msg.port_no, "queue_op_failed"):
        for queue_id, (packets, octets) in item.queues.items():
            if msg.queue_id not in (_ANY, queue_id):
                continue
            fields: dict[str, Any] = {
                "port_no": narrow_port(item.number, version),
                "queue_id": queue_id,
                "tx_bytes": octets,
                "tx_packets": packets,
            }
            if version >= 4:
                fields["duration_sec"], fields["duration_nsec"] = split_time(now - item.created)
            entries.append(ofp.queue_stats_entry(**fields))
    if not entries and msg.queue_id != _ANY:
        raise Refused("queue_op_failed", "BAD_QUEUE")
    send_parts(channel, msg, "queue_stats_reply", entries)


def queue_desc(channel: Channel, msg: Any) -> None:
    ofp = channel.ofp
    entries = [
        ofp.queue_desc(port_no=item.number, queue_id=queue_id, properties=[ofp.queue_desc_prop.min_rate(rate=0xFFFF)])
        for item in _ports(channel, msg.port_no, "queue_op_failed")
        for queue_id in item.queues
        if msg.queue_id in (_ANY, queue_id)
    ]
    send_parts(channel, msg, "queue_desc_stats_reply", entries)


# -- groups and meters -------------------------------------------------------------------------------


def group(channel: Channel, msg: Any) -> None:
    ofp, path = channel.ofp, channel.path
    now = path.now()
    chosen = path.groups.values() if msg.group_id == 0xFFFFFFFC else [path.groups.get(msg.group_id)]
    entries = []
    for item in chosen:
        if item is None:
            raise Refused("group_mod_failed", "UNKNOWN_GROUP")
        users = sum(1 for entry in path.flows.flows() if item.group_id in groups_of(entry))
        counters = [ofp.bucket_counter(packet_count=one, byte_count=two) for one, two in item.counters]
        fields: dict[str, Any] = {
            "group_id": item.group_id,
            "ref_count": users,
            "packet_count": item.packets,
            "byte_count": item.bytes,
            "bucket_stats": counters,
        }
        if channel.version >= 4:
            fields["duration_sec"], fields["duration_nsec"] = split_time(now - item.created)
        entries.append(ofp.group_stats_entry(**fields))
    send_parts(channel, msg, "group_stats_reply", entries)


def group_desc(channel: Channel, msg: Any) -> None:
    ofp = channel.ofp
    wanted = msg.group_id if channel.version == 6 else 0xFFFFFFFC
    entries = []
    for item in channel.path.groups.values():
        if wanted in (0xFFFFFFFC, item.group_id):
            entry = ofp.group_desc_stats_entry(group_type=item.group_type, group_id=item.group_id, buckets=item.buckets)
            if channel.version == 6:
                entry.properties = item.properties
            entries.append(entry)
    send_parts(channel, msg, "group_desc_stats_reply", entries)


def group_features(channel: Channel, msg: Any) -> None:
    many = 0xFFFFFF00
    channel.reply(
        "group_features_stats_reply",
        msg,
        types=0xF,
        capabilities=0x7,
        max_groups_all=many,
        max_groups_select=many,
        max_groups_indirect=many,
        max_groups_ff=many,
    )


def meter(channel: Channel, msg: Any) -> None:
    ofp, path = channel.ofp, channel.path
    now = path.now()
    entries = []
    for item in _meters(channel, msg):
        seconds, nanoseconds = split_time(now - item.created)
        entries.append(
            ofp.meter_stats(
                meter_id=item.meter_id,
                packet_in_count=item.packets,
                byte_in_count=item.bytes,
                duration_sec=seconds,
                duration_nsec=nanoseconds,
                band_stats=[ofp.meter_band_stats() for _ in item.bands],
            )
        )
    send_parts(channel, msg, "meter_stats_reply", entries)


def _meters(channel: Channel, msg: Any) -> list[Any]:
    meters = channel.path.meters
    if msg.meter_id == _ANY:
        return list(meters.values())
    if msg.meter_id not in meters:
        raise Refused("meter_mod_failed", "UNKNOWN_METER")
    return [meters[msg.meter_id]]


def meter_config(channel: Channel, msg: Any) -> None:
    ofp = channel.ofp
    entries = [
        ofp.meter_config(flags=item.flags, meter_id=item.meter_id, entries=item.bands) for item in _meters(channel, msg)
    ]
    send_parts(channel, msg, "meter_config_stats_reply", entries)


def meter_features(channel: Channel, msg: Any) -> None:
    features = channel.ofp.meter_features(
        max_meter=0xFFFF0000, band_types=0b110, capabilities=0xF, max_bands=8, max_color=0
    )
    channel.reply("meter_features_stats_reply", msg, features=features)


def unknown(channel: Channel, msg: Any) -> None:
    raise Refused("bad_request", "BAD_STAT")


def bad_experimenter(channel: Channel, msg: Any) -> None:
    raise Refused("bad_request", "BAD_EXPERIMENTER")


HANDLERS: Final[dict[str, Handler]] = {
    "aggregate_stats_request": aggregate,
    "desc_stats_request": desc,
    "experimenter_stats_request": bad_experimenter,
    "flow_lightweight_stats_request": flow_lightweight,
    "flow_stats_request": flow,
    "group_desc_stats_request": group_desc,
    "group_features_stats_request": group_features,
    "group_stats_request": group,
    "meter_config_stats_request": meter_config,
    "meter_features_stats_request": meter_features,
    "meter_stats_request": meter,
    "port_desc_stats_request": port_description,
    "port_stats_request": port,
    "queue_desc_stats_request": queue_desc,
    "queue_stats_request": queue,
    "stats_request": unknown,
    "table_desc_stats_request": table_desc,
    "table_features_stats_request": table_features,
    "table_stats_request": table,
}
