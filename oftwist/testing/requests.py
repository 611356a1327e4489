"""What a simulated switch does with the messages that configure it: group, meter, port and table mods,
configuration, echo, barrier, features.

Every function takes the channel and the decoded message and raises ``Refused`` for what becomes an
OpenFlow error. :data:`HANDLERS` is the table message name -> function.
"""

from __future__ import annotations

from typing import Any, Final

from oftwist.testing.channel import INVALID_TTL_TO_CONTROLLER, Channel, Handler
from oftwist.testing.flow_mods import check_actions
from oftwist.testing.flow_table import Refused
from oftwist.testing.match import number
from oftwist.testing.messages import port_desc
from oftwist.testing.meters import Meter
from oftwist.testing.parts import MAX_BANDS, PORT_MODIFY, Group, bucket_watch, used_groups, wide_port
from oftwist.testing.table_space import EVICTED_BY, EVICTION, VACANCY_EVENTS, Vacancy
from oftwist.testing.telling import GROUP_MOD, METER_MOD, forwarding
from oftwist.wire.interfaces import Part

_ALL_TABLES: Final = 0xFF
#: The bits of ofp_table_config: up to 1.3, and from 1.4 on.
_TABLE_MISS: Final = 3
_TABLE_CONFIG: Final = _TABLE_MISS | EVICTION | VACANCY_EVENTS
_ANY: Final = 0xFFFFFFFF
_GROUP_MAX: Final = 0xFFFFFF00
_METER_MAX: Final = 0xFFFF0000
_BUCKET_MAX: Final = 0xFFFFFF00
#: OFPC_FRAG_DROP (OpenFlow 1.3.5 §7.3.2); putting them together is none of what it can do.
_DROP_FRAGMENTS: Final = 1
#: The bits of ofp_port_config from 1.1 on; 1.0 has no error for others.
_PORT_CONFIG: Final = 0x65

# -- session -----------------------------------------------------------------------------------------


def echo_request(channel: Channel, msg: Part) -> None:
    channel.reply("echo_reply", msg, data=msg.data)


def barrier_request(channel: Channel, msg: Part) -> None:
    channel.reply("barrier_reply", msg)


def features_request(channel: Channel, msg: Part) -> None:
    ofp, path = channel.ofp, channel.path
    capabilities = ofp.OFPC_FLOW_STATS | ofp.OFPC_TABLE_STATS | ofp.OFPC_PORT_STATS | ofp.OFPC_QUEUE_STATS
    if channel.version > 1:
        capabilities |= ofp.OFPC_GROUP_STATS
    if channel.version == 6:
        capabilities |= ofp.OFPC_BUNDLES | ofp.OFPC_FLOW_MONITORING
    fields: dict[str, Any] = {
        "datapath_id": path.datapath_id,
        "n_buffers": path.buffer_count,
        "n_tables": min(len(path.flows.tables), 254),
        "capabilities": capabilities,
    }
    if channel.version <= 3:
        fields["ports"] = [port_desc(ofp, port) for port in path.ports.values()]
    else:
        fields["auxiliary_id"] = channel.auxiliary_id
    if channel.version == 1:
        fields["actions"] = 0xFFF
    channel.reply("features_reply", msg, **fields)


def get_config_request(channel: Channel, msg: Part) -> None:
    flags = channel.config_flags | int(channel.path.drops_fragments)
    channel.reply("get_config_reply", msg, flags=flags, miss_send_len=channel.miss_send_len)


def set_config(channel: Channel, msg: Part) -> None:
    known = _DROP_FRAGMENTS | (INVALID_TTL_TO_CONTROLLER if channel.version in (2, 3) else 0)
    if msg.flags & ~known and channel.version > 1:  # 1.0 has no error for it
        raise Refused("switch_config_failed", "BAD_FLAGS")
    channel.path.drops_fragments = bool(msg.flags & _DROP_FRAGMENTS)
    channel.config_flags, channel.miss_send_len = msg.flags & INVALID_TTL_TO_CONTROLLER, msg.miss_send_len


def queue_get_config_request(channel: Channel, msg: Part) -> None:
    ofp = channel.ofp
    wanted = wide_port(msg.port, channel.version)
    ports = channel.path.ports.values() if wanted == _ANY else [channel.path.ports.get(wanted)]
    queues = []
    for port in ports:
        if port is None:
            raise Refused("queue_op_failed", "BAD_PORT")
        for queue_id in port.queues:
            queue = ofp.packet_queue(queue_id=queue_id, properties=[ofp.queue_prop_min_rate(rate=0xFFFF)])
            if channel.version >= 3:
                queue.port = port.number
            queues.append(queue)
    channel.reply("queue_get_config_reply", msg, port=msg.port, queues=queues)


# -- groups ------------------------------------------------------------------------------------------


def _check_group(channel: Channel, msg: Part) -> None:
    if msg.group_id > _GROUP_MAX:
        raise Refused("group_mod_failed", "INVALID_GROUP")
    if msg.group_type > 3:
        raise Refused("group_mod_failed", "INVALID_GROUP" if channel.version == 2 else "BAD_TYPE")
    if msg.group_type == 2 and len(msg.buckets) != 1:
        raise Refused("group_mod_failed", "INVALID_GROUP")
    if channel.version < 6 and msg.group_type != 1 and any(bucket.weight for bucket in msg.buckets):
        raise Refused("group_mod_failed", "INVALID_GROUP")
    if msg.group_type == 3 and any(bucket_watch(bucket) == (None, None) for bucket in msg.buckets):
        raise Refused("group_mod_failed", "INVALID_GROUP" if channel.version == 2 else "BAD_WATCH")
    if channel.version == 6:
        _check_bucket_ids(msg.buckets)
    _check_chain(channel, msg)
    for bucket in msg.buckets:
        check_actions(channel, bucket.actions)


def _check_bucket_ids(buckets: list[Part]) -> None:
    ids = [bucket.bucket_id for bucket in buckets]
    if any(bucket_id > _BUCKET_MAX for bucket_id in ids):
        raise Refused("group_mod_failed", "BAD_BUCKET")
    if len(set(ids)) < len(ids):
        raise Refused("group_mod_failed", "BUCKET_EXISTS")


def _check_chain(channel: Channel, msg: Part) -> None:
    """Refuse buckets from which a packet would come back to their group (OpenFlow 1.3.5 §6.7)."""
    if channel.switch.extension.handlers:  # Open vSwitch ends the loop when a packet comes
        return
    groups, seen = channel.path.groups, set[int]()
    ahead = used_groups(msg.buckets)
    while ahead:
        if msg.group_id in ahead:
            raise Refused("group_mod_failed", "LOOP")
        seen |= ahead
        following = [used_groups(groups[group_id].buckets) for group_id in ahead if group_id in groups]
        ahead = set().union(*following) - seen


def group_add(channel: Channel, msg: Part) -> None:
    groups = channel.path.groups
    if msg.group_id in groups:
        raise Refused("group_mod_failed", "GROUP_EXISTS")
    _check_group(channel, msg)
    groups[msg.group_id] = _group(channel, msg)


def _group(channel: Channel, msg: Part) -> Group:
    group = Group(msg.group_id, msg.group_type, list(msg.buckets), channel.path.now(), channel.version)
    if channel.version == 6:
        group.properties = list(msg.properties)
    return group


def group_modify(channel: Channel, msg: Part) -> None:
    groups = channel.path.groups
    if msg.group_id not in groups:
        raise Refused("group_mod_failed", "UNKNOWN_GROUP")
    _check_group(channel, msg)
    old, new = groups[msg.group_id], _group(channel, msg)
    # Its own counters go on, those of the buckets begin again (1.3.5 §6.7); in Open vSwitch all begin again.
    if channel.version >= 4 and not channel.switch.extension.handlers:
        new.created, new.packets, new.bytes = old.created, old.packets, old.bytes
    groups[msg.group_id] = new


def group_delete(channel: Channel, msg: Part) -> None:
    path = channel.path
    if msg.group_id == 0xFFFFFFFC:
        path.delete_groups(list(path.groups))
    elif msg.group_id > _GROUP_MAX:
        raise Refused("group_mod_failed", "INVALID_GROUP")
    else:
        path.delete_groups([msg.group_id])  # deleting what is not there is no error


_BUCKET_FIRST, _BUCKET_LAST, _BUCKET_ALL = 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF


def _known_group(channel: Channel, msg: Part) -> Group:
    group = channel.path.groups.get(msg.group_id)
    if group is None:
        raise Refused("group_mod_failed", "UNKNOWN_GROUP")
    return group


def _bucket_at(group: Group, bucket_id: int) -> int:
    if bucket_id == _BUCKET_FIRST:
        return 0
    if bucket_id == _BUCKET_LAST:
        return len(group.buckets) - 1
    for index, bucket in enumerate(group.buckets):
        if bucket.bucket_id == bucket_id:
            return index
    raise Refused("group_mod_failed", "UNKNOWN_BUCKET")


def group_insert_bucket(channel: Channel, msg: Part) -> None:
    group = _known_group(channel, msg)
    known = {bucket.bucket_id for bucket in group.buckets}
    if any(bucket.bucket_id in known for bucket in msg.buckets):
        raise Refused("group_mod_failed", "BUCKET_EXISTS")
    for bucket in msg.buckets:
        check_actions(channel, bucket.actions)
    where = msg.command_bucket_id
    at = 0 if where == _BUCKET_FIRST else len(group.buckets)
    if where not in (_BUCKET_FIRST, _BUCKET_LAST):
        at = _bucket_at(group, where) + 1
    new = Group(group.group_id, group.group_type, list(group.buckets), group.created, group.version)
    new.buckets[at:at] = msg.buckets
    new.counters = list(group.counters)
    new.counters[at:at] = [[0, 0] for _ in msg.buckets]
    new.packets, new.bytes, new.properties = group.packets, group.bytes, group.properties
    channel.path.groups[group.group_id] = new


def group_remove_bucket(channel: Channel, msg: Part) -> None:
    group = _known_group(channel, msg)
    new = Group(group.group_id, group.group_type, [], group.created, group.version)
    if msg.command_bucket_id != _BUCKET_ALL:
        at = _bucket_at(group, msg.command_bucket_id)
        if at < 0:
            raise Refused("group_mod_failed", "UNKNOWN_BUCKET")
        new.buckets = [bucket for index, bucket in enumerate(group.buckets) if index != at]
        new.counters = [counter for index, counter in enumerate(group.counters) if index != at]
    new.packets, new.bytes, new.properties = group.packets, group.bytes, group.properties
    channel.path.groups[group.group_id] = new


def group_mod(channel: Channel, msg: Part) -> None:
    raise Refused("group_mod_failed", "BAD_COMMAND")


# -- meters, ports, tables ---------------------------------------------------------------------------


def meter_mod(channel: Channel, msg: Part) -> None:
    meters = channel.path.meters
    meter_id, command = msg.meter_id, msg.command
    bands = msg.meters if channel.version == 4 else msg.bands
    if command == 2:
        channel.path.delete_meters(list(meters) if meter_id == 0xFFFFFFFF else [meter_id])
        return
    if command > 2:
        raise Refused("meter_mod_failed", "BAD_COMMAND")
    if not meter_id or (meter_id > _METER_MAX and meter_id not in (0xFFFFFFFD, 0xFFFFFFFE)):
        raise Refused("meter_mod_failed", "INVALID_METER")
    if msg.flags & ~0xF or msg.flags & 3 == 3:  # kilobits as well as packets
        raise Refused("meter_mod_failed", "BAD_FLAGS")
    if len(bands) > MAX_BANDS:
        raise Refused("meter_mod_failed", "OUT_OF_BANDS")
    if any(type(band).__name__ == "meter_band" for band in bands):
        raise Refused("meter_mod_failed", "BAD_BAND")
    if command == 0 and meter_id in meters:
        raise Refused("meter_mod_failed", "METER_EXISTS")
    if command == 1 and meter_id not in meters:
        raise Refused("meter_mod_failed", "UNKNOWN_METER")
    now = channel.path.now()
    if command == 1 and not channel.switch.extension.handlers:  # Open vSwitch begins to count again
        meters[meter_id] = meters[meter_id].changed(msg.flags, list(bands), now)
    else:
        meters[meter_id] = Meter(meter_id, msg.flags, list(bands), now)


def port_mod(channel: Channel, msg: Part) -> None:
    port = channel.path.ports.get(wide_port(msg.port_no, channel.version))
    if port is None:
        raise Refused("port_mod_failed", "BAD_PORT")
    if number(msg.hw_addr) != port.mac:
        raise Refused("port_mod_failed", "BAD_HW_ADDR")
    if channel.version > 1 and msg.mask & ~_PORT_CONFIG:
        raise Refused("port_mod_failed", "BAD_CONFIG")
    check_properties(channel.version, msg)
    config = port.config & ~msg.mask | msg.config & msg.mask
    if config != port.config:
        port.config = config
        channel.path.on_port_status(port, PORT_MODIFY)


def check_properties(version: int, msg: Part) -> None:
    """Refuse properties (1.4 and later) that the switch does not know."""
    for prop in msg.properties if version >= 5 else ():
        name = type(prop).__name__
        if name == "experimenter":
            raise Refused("bad_property", "BAD_EXPERIMENTER")
        if name in ("port_mod_prop", "table_mod_prop"):
            raise Refused("bad_property", "BAD_TYPE")


def table_mod(channel: Channel, msg: Part) -> None:
    check_properties(channel.version, msg)
    tables = channel.path.flows.tables
    if msg.config & ~(_TABLE_CONFIG if channel.version >= 5 else _TABLE_MISS):
        raise Refused("table_mod_failed", "BAD_CONFIG")
    if msg.table_id != _ALL_TABLES and msg.table_id >= len(tables):
        raise Refused("table_mod_failed", "BAD_TABLE")
    wanted: Vacancy | None = None
    for prop in msg.properties if channel.version >= 5 else ():
        kind = type(prop).__name__
        if kind == "eviction" and prop.flags & ~EVICTED_BY:
            raise Refused("bad_property", "BAD_VALUE")
        if kind == "vacancy":
            if prop.vacancy_down > prop.vacancy_up or prop.vacancy_up > 100:
                raise Refused("bad_property", "BAD_VALUE")
            wanted = Vacancy(prop.vacancy_down, prop.vacancy_up)
    for table in tables if msg.table_id == _ALL_TABLES else [tables[msg.table_id]]:
        table.config = msg.config
        if wanted is not None:
            table.vacancy = Vacancy(wanted.down, wanted.up, table.left < wanted.up)


# -- unknown -----------------------------------------------------------------------------------------


def message(channel: Channel, msg: Part) -> None:
    raise Refused("bad_request", "BAD_TYPE")


def ignore(channel: Channel, msg: Part) -> None:
    """Replies and errors need no answer."""


HANDLERS: Final[dict[str, Handler]] = {
    "barrier_request": barrier_request,
    "echo_reply": ignore,
    "echo_request": echo_request,
    "error_msg": ignore,
    "features_request": features_request,
    "get_config_request": get_config_request,
    "group_add": forwarding(group_add, GROUP_MOD),
    "group_delete": forwarding(group_delete, GROUP_MOD),
    "group_insert_bucket": forwarding(group_insert_bucket, GROUP_MOD),
    "group_mod": group_mod,
    "group_modify": forwarding(group_modify, GROUP_MOD),
    "group_remove_bucket": forwarding(group_remove_bucket, GROUP_MOD),
    "hello": ignore,
    "message": message,
    "meter_mod": forwarding(meter_mod, METER_MOD),
    "port_mod": port_mod,
    "queue_get_config_request": queue_get_config_request,
    "set_config": set_config,
    "table_mod": table_mod,
}
