"""The statistics (multipart) answers about all but flows and tables of a simulated switch, in every version.

Functions as in ``requests``.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from oftwist.testing.channel import Channel, Handler
from oftwist.testing.flow_table import Refused
from oftwist.testing.messages import port_desc, split_time
from oftwist.testing.multipart import send_parts
from oftwist.testing.parts import MAX_BANDS, Port, groups_of, meters_of, narrow_port, used_groups, wide_port
from oftwist.wire.interfaces import Part

_ANY: Final = 0xFFFFFFFF
#: Seconds from now for which something can be scheduled, both ways.
_LONGEST: Final = 3600.0


def desc(channel: Channel, msg: Part) -> None:
    switch = channel.switch
    words = switch.extension.description or ("oftwist", "FakeSwitch", switch.software)
    channel.reply(
        "desc_stats_reply",
        msg,
        mfr_desc=words[0],
        hw_desc=words[1],
        sw_desc=words[2],
        serial_num=f"{channel.path.datapath_id:016x}",
        dp_desc=switch.name,
    )


# -- ports and queues --------------------------------------------------------------------------------


def _ports(channel: Channel, number: int, kind: str = "bad_request") -> list[Port]:
    wide = wide_port(number, channel.version)
    if wide == _ANY or (channel.version == 1 and wide == 0xFFFFFFFC and kind == "queue_op_failed"):
        return list(channel.path.ports.values())
    port = channel.path.ports.get(wide)
    if port is None:
        raise Refused(kind, "BAD_PORT")
    return [port]


def port(channel: Channel, msg: Part) -> None:
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


def port_description(channel: Channel, msg: Part) -> None:
    ports = channel.path.ports.values()
    if channel.version == 6 and msg.port_no not in (_ANY, 0):
        ports = _ports(channel, msg.port_no)  # type: ignore[assignment]
    send_parts(channel, msg, "port_desc_stats_reply", (port_desc(channel.ofp, item) for item in ports))


def queue(channel: Channel, msg: Part) -> None:
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


def queue_desc(channel: Channel, msg: Part) -> None:
    ofp = channel.ofp
    entries = [
        ofp.queue_desc(port_no=item.number, queue_id=queue_id, properties=[ofp.queue_desc_prop.min_rate(rate=0xFFFF)])
        for item in _ports(channel, msg.port_no, "queue_op_failed")
        for queue_id in item.queues
        if msg.queue_id in (_ANY, queue_id)
    ]
    if not entries and msg.queue_id != _ANY:
        raise Refused("queue_op_failed", "BAD_QUEUE")
    send_parts(channel, msg, "queue_desc_stats_reply", entries)


# -- groups and meters -------------------------------------------------------------------------------


def group(channel: Channel, msg: Part) -> None:
    ofp, path = channel.ofp, channel.path
    now = path.now()
    chosen = path.groups.values() if msg.group_id == 0xFFFFFFFC else [path.groups.get(msg.group_id)]
    used = Counter(group_id for entry in path.flows.flows() for group_id in groups_of(entry))
    if not channel.switch.extension.handlers:  # Open vSwitch counts flows only
        used.update(group_id for other in path.groups.values() for group_id in used_groups(other.buckets))
    entries = []
    for item in chosen:
        if item is None:
            raise Refused("group_mod_failed", "UNKNOWN_GROUP")
        counters = [ofp.bucket_counter(packet_count=one, byte_count=two) for one, two in item.counters]
        fields: dict[str, Any] = {
            "group_id": item.group_id,
            "ref_count": used[item.group_id],
            "packet_count": item.packets,
            "byte_count": item.bytes,
            "bucket_stats": counters,
        }
        if channel.version >= 4:
            fields["duration_sec"], fields["duration_nsec"] = split_time(now - item.created)
        entries.append(ofp.group_stats_entry(**fields))
    send_parts(channel, msg, "group_stats_reply", entries)


def group_desc(channel: Channel, msg: Part) -> None:
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


def group_features(channel: Channel, msg: Part) -> None:
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


def meter(channel: Channel, msg: Part) -> None:
    ofp, path = channel.ofp, channel.path
    now = path.now()
    entries = []
    used = Counter(meter for flow in path.flows.flows() for meter in meters_of(flow))
    for item in _meters(channel, msg):
        seconds, nanoseconds = split_time(now - item.created)
        entries.append(
            ofp.meter_stats(
                meter_id=item.meter_id,
                **{"ref_count" if channel.version >= 6 else "flow_count": used[item.meter_id]},
                packet_in_count=item.packets,
                byte_in_count=item.bytes,
                duration_sec=seconds,
                duration_nsec=nanoseconds,
                band_stats=[
                    ofp.meter_band_stats(packet_band_count=bucket.packets, byte_band_count=bucket.bytes)
                    for bucket in item.buckets
                ],
            )
        )
    send_parts(channel, msg, "meter_stats_reply", entries)


def _meters(channel: Channel, msg: Part) -> list[Any]:
    meters = channel.path.meters
    if msg.meter_id == _ANY:
        return list(meters.values())
    if msg.meter_id not in meters:
        raise Refused("meter_mod_failed", "UNKNOWN_METER")
    return [meters[msg.meter_id]]


def meter_config(channel: Channel, msg: Part) -> None:
    ofp = channel.ofp
    entries = [
        ofp.meter_config(flags=item.flags, meter_id=item.meter_id, entries=item.bands) for item in _meters(channel, msg)
    ]
    send_parts(channel, msg, "meter_config_stats_reply", entries)


def meter_features(channel: Channel, msg: Part) -> None:
    features = channel.ofp.meter_features(
        max_meter=0xFFFF0000, band_types=0b110, capabilities=0xF, max_bands=MAX_BANDS, max_color=0
    )
    channel.reply("meter_features_stats_reply", msg, features=features)


def bundle_features(channel: Channel, msg: Part) -> None:
    ofp, schedule = channel.ofp, channel.switch.schedule
    if msg.feature_request_flags & ofp.OFPBF_TIME_SET_SCHED:
        for prop in msg.properties:
            if type(prop).__name__ == "bundle_features_prop_time":
                future, past = prop.sched_max_future, prop.sched_max_past
                schedule.max_future = min(future.seconds + future.nanoseconds / 1e9, _LONGEST)
                schedule.max_past = min(past.seconds + past.nanoseconds / 1e9, _LONGEST)
    times = {
        "sched_accuracy": schedule.accuracy,
        "sched_max_future": schedule.max_future,
        "sched_max_past": schedule.max_past,
        "timestamp": schedule.now(),
    }
    told = {name: ofp.time(*split_time(seconds)) for name, seconds in times.items()}
    flags = ofp.OFPBF_ATOMIC | ofp.OFPBF_ORDERED | ofp.OFPBF_TIME
    properties = [ofp.bundle_features_prop_time(**told)]
    channel.reply("bundle_features_stats_reply", msg, capabilities=flags, properties=properties)


def unknown(channel: Channel, msg: Part) -> None:
    raise Refused("bad_request", "BAD_STAT")


def bad_experimenter(channel: Channel, msg: Part) -> None:
    raise Refused("bad_request", "BAD_EXPERIMENTER")


HANDLERS: Final[dict[str, Handler]] = {
    "bundle_features_stats_request": bundle_features,
    "desc_stats_request": desc,
    "experimenter_stats_request": bad_experimenter,
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
}
