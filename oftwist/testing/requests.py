"""What a simulated switch does with the messages that configure it: flow, group, meter, port and table
mods, packet-out, configuration, echo, barrier, features.

Every function takes the channel and the decoded message and raises ``Refused`` for what becomes an
OpenFlow error. :data:`HANDLERS` is the table message name -> function.
"""

from __future__ import annotations

from typing import Any, Final

from oftwist.testing.channel import NO_BUFFER, Channel, Handler, port_desc
from oftwist.testing.datapath import (
    CONTROLLER,
    LOCAL,
    NONE,
    PORT_MAX,
    PORT_MODIFY,
    REASON_PACKET_OUT,
    Group,
    Meter,
    Run,
    groups_of,
    outputs_of,
    wide_port,
)
from oftwist.testing.flow_table import Flow, FlowTable, Refused, Terms
from oftwist.testing.match import match_terms, number

_CHECK_OVERLAP: Final = 2
_ALL_TABLES: Final = 0xFF
_ANY: Final = 0xFFFFFFFF
_GROUP_MAX: Final = 0xFFFFFF00
_METER_MAX: Final = 0xFFFF0000

# -- session -----------------------------------------------------------------------------------------


def echo_request(channel: Channel, msg: Any) -> None:
    channel.reply("echo_reply", msg, data=msg.data)


def barrier_request(channel: Channel, msg: Any) -> None:
    channel.reply("barrier_reply", msg)


def features_request(channel: Channel, msg: Any) -> None:
    ofp, path = channel.ofp, channel.path
    capabilities = ofp.OFPC_FLOW_STATS | ofp.OFPC_TABLE_STATS | ofp.OFPC_PORT_STATS | ofp.OFPC_QUEUE_STATS
    if channel.version > 1:
        capabilities |= ofp.OFPC_GROUP_STATS
    fields: dict[str, Any] = {
        "datapath_id": path.datapath_id,
        "n_buffers": path.buffer_count,
        "n_tables": min(len(path.flows.tables), 254),
        "capabilities": capabilities,
    }
    if channel.version <= 3:
        fields["ports"] = [port_desc(ofp, port) for port in path.ports.values()]
    else:
        fields["auxiliary_id"] = channel.switch.auxiliary_id
    if channel.version == 1:
        fields["actions"] = 0xFFF
    channel.reply("features_reply", msg, **fields)


def get_config_request(channel: Channel, msg: Any) -> None:
    channel.reply("get_config_reply", msg, flags=channel.config_flags, miss_send_len=channel.miss_send_len)


def set_config(channel: Channel, msg: Any) -> None:
    channel.config_flags, channel.miss_send_len = msg.flags, msg.miss_send_len


def queue_get_config_request(channel: Channel, msg: Any) -> None:
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


# -- checks ------------------------------------------------------------------------------------------


def check_actions(channel: Channel, actions: list[Any]) -> None:
    """Refuse actions the switch cannot carry out (OpenFlow 1.3.5 §7.4.4.3)."""
    for action in actions:
        name = type(action).__name__
        if name == "output" or name == "enqueue":
            port = wide_port(action.port, channel.version)
            if port <= PORT_MAX:
                if port not in channel.path.ports and channel.switch.strict_ports:
                    raise Refused("bad_action", "BAD_OUT_PORT")
                if port == 0:
                    raise Refused("bad_action", "BAD_OUT_PORT")
            elif port == NONE:
                raise Refused("bad_action", "BAD_OUT_PORT")
        elif name == "group":
            if action.group_id not in channel.path.groups:
                raise Refused("bad_action", "BAD_OUT_GROUP")
        elif name == "set_field":
            if type(action.field).__name__ in ("oxm", "in_port", "in_phy_port", "metadata"):
                raise Refused("bad_action", "BAD_SET_TYPE")
        elif name == "push_vlan":
            if action.ethertype not in (0x8100, 0x88A8):
                raise Refused("bad_action", "BAD_ARGUMENT")
        elif name == "set_vlan_vid":
            if action.vlan_vid > 0xFFF:
                raise Refused("bad_action", "BAD_ARGUMENT")
        elif name == "action":
            raise Refused("bad_action", "BAD_TYPE")
        elif name == "experimenter" or name == "nicira":
            raise Refused("bad_action", "BAD_EXPERIMENTER")


def check_instructions(channel: Channel, table_id: int, instructions: list[Any]) -> None:
    """Refuse instructions the switch cannot carry out (OpenFlow 1.3.5 §7.4.4.4)."""
    for instruction in instructions:
        name = type(instruction).__name__
        if name == "apply_actions" or name == "write_actions":
            check_actions(channel, instruction.actions)
        elif name == "goto_table":
            if not table_id < instruction.table_id < len(channel.path.flows.tables):
                raise Refused("bad_instruction", "BAD_TABLE_ID")
        elif name == "meter":
            if instruction.meter_id not in channel.path.meters:
                raise Refused("meter_mod_failed", "UNKNOWN_METER")
        elif name == "instruction":
            raise Refused("bad_instruction", "UNKNOWN_INST")
        elif name == "experimenter":
            raise Refused("bad_instruction", "BAD_EXPERIMENTER")


# -- flow mods ---------------------------------------------------------------------------------------


def flow_add(channel: Channel, msg: Any) -> None:
    path = channel.path
    version = channel.version
    flags: int = msg.flags
    if version == 1:
        table_id = 0
        instructions = msg.actions
        check_actions(channel, instructions)
        if flags & 4:  # emergency entries: there is no room for them
            raise Refused("flow_mod_failed", "TABLE_FULL")
    else:
        table_id = msg.table_id
        if table_id >= len(path.flows.tables):
            raise Refused("flow_mod_failed", "BAD_TABLE_ID")
        instructions = msg.instructions
        check_instructions(channel, table_id, instructions)
    flow = Flow(
        msg.priority,
        match_terms(msg.match, version),
        channel.frame,
        msg.cookie,
        flags,
        msg.idle_timeout,
        msg.hard_timeout,
        path.now(),
    )
    if version >= 5:
        flow.importance = msg.importance
    path.flows.add(
        table_id,
        flow,
        check_overlap=bool(flags & _CHECK_OVERLAP),
        keep_counts=version >= 3 and not flags & 4,
    )
    if flow.idle_timeout or flow.hard_timeout:
        channel.switch.arm()
    if msg.buffer_id != NO_BUFFER:
        _release(channel, msg.buffer_id)


def _release(channel: Channel, buffer_id: int) -> None:
    """The packet that waited for this flow mod goes through the tables."""
    frame, in_port = channel.path.take(buffer_id)
    channel.path.pipeline(Run(frame, in_port))


def _tables(channel: Channel, msg: Any, kind: str = "flow_mod_failed") -> list[FlowTable]:
    tables = channel.path.flows.tables
    table_id = _ALL_TABLES if channel.version == 1 and kind == "flow_mod_failed" else msg.table_id
    if table_id == _ALL_TABLES:
        return tables
    if table_id >= len(tables):
        raise Refused(kind, "BAD_TABLE_ID")
    return [tables[table_id]]


def flow_filter(channel: Channel, msg: Any, *, outputs: bool = True) -> Any:
    """A predicate for cookie, out_port and out_group of a request; None when it names none of them."""
    version = channel.version
    cookie_mask = msg.cookie_mask if version > 1 else 0
    cookie = msg.cookie & cookie_mask if cookie_mask else 0
    out_port = msg.out_port if outputs and wide_port(msg.out_port, version) != NONE else None
    out_group = msg.out_group if outputs and version > 1 and msg.out_group != _ANY else None
    if not cookie_mask and out_port is None and out_group is None:
        return None

    def keep(flow: Flow) -> bool:
        if flow.cookie & cookie_mask != cookie:
            return False
        if out_port is not None and out_port not in outputs_of(flow, version):
            return False
        return out_group is None or out_group in groups_of(flow, version)

    return keep


def _selected(channel: Channel, msg: Any, terms: Terms, *, strict: bool, outputs: bool) -> list[Flow]:
    keep = flow_filter(channel, msg, outputs=outputs)
    flows: list[Flow] = []
    for table in _tables(channel, msg):
        if strict:
            flow = table.find(msg.priority, terms)
            if flow is not None and (keep is None or keep(flow)):
                flows.append(flow)
        else:
            flows += table.select(terms, keep)
    return flows


def _modify(channel: Channel, msg: Any, strict: bool) -> None:
    path, version = channel.path, channel.version
    if version == 1:
        instructions = msg.actions
        check_actions(channel, instructions)
    else:
        instructions = msg.instructions
        check_instructions(channel, msg.table_id, instructions)
    terms = match_terms(msg.match, version)
    flows = _selected(channel, msg, terms, strict=strict, outputs=False)
    if not flows and (version == 1 or (version == 2 and not msg.cookie_mask)):
        flow_add(channel, msg)  # OpenFlow 1.0 §4.6: a modify that finds nothing adds
        return
    for flow in flows:
        path.flows.modify(flow, instructions, reset_counts=version >= 3 and bool(msg.flags & 4))
    if msg.buffer_id != NO_BUFFER:
        _release(channel, msg.buffer_id)


def flow_modify(channel: Channel, msg: Any) -> None:
    _modify(channel, msg, strict=False)


def flow_modify_strict(channel: Channel, msg: Any) -> None:
    _modify(channel, msg, strict=True)


def flow_delete(channel: Channel, msg: Any) -> None:
    terms = match_terms(msg.match, channel.version)
    for flow in _selected(channel, msg, terms, strict=False, outputs=True):
        channel.path.flows.delete(flow)


def flow_delete_strict(channel: Channel, msg: Any) -> None:
    terms = match_terms(msg.match, channel.version)
    for flow in _selected(channel, msg, terms, strict=True, outputs=True):
        channel.path.flows.delete(flow)


def flow_mod(channel: Channel, msg: Any) -> None:
    raise Refused("flow_mod_failed", "BAD_COMMAND")


# -- packet-out --------------------------------------------------------------------------------------


def packet_out(channel: Channel, msg: Any) -> None:
    path, version = channel.path, channel.version
    if version == 6:
        ports = [oxm.value for oxm in msg.match.oxm_list if type(oxm).__name__ == "in_port"]
        if not ports:
            raise Refused("bad_request", "BAD_PORT")
        in_port = ports[0]
    else:
        in_port = wide_port(msg.in_port, version)
    if in_port > PORT_MAX and in_port not in (CONTROLLER, LOCAL, NONE):
        raise Refused("bad_request", "BAD_PORT")
    check_actions(channel, msg.actions)
    if msg.buffer_id != NO_BUFFER:
        frame, in_port = path.take(msg.buffer_id)
    else:
        frame = msg.data
    path.execute(msg.actions, Run(bytes(frame), in_port, REASON_PACKET_OUT))


# -- groups ------------------------------------------------------------------------------------------


def _check_group(channel: Channel, msg: Any) -> None:
    if msg.group_id > _GROUP_MAX:
        raise Refused("group_mod_failed", "INVALID_GROUP")
    if msg.group_type > 3:
        raise Refused("group_mod_failed", "BAD_TYPE")
    if msg.group_type == 2 and len(msg.buckets) != 1:
        raise Refused("group_mod_failed", "INVALID_GROUP")
    for bucket in msg.buckets:
        if any(type(a).__name__ == "group" and a.group_id == msg.group_id for a in bucket.actions):
            raise Refused("group_mod_failed", "LOOP")
        check_actions(channel, bucket.actions)


def group_add(channel: Channel, msg: Any) -> None:
    groups = channel.path.groups
    if msg.group_id in groups:
        raise Refused("group_mod_failed", "GROUP_EXISTS")
    _check_group(channel, msg)
    groups[msg.group_id] = _group(channel, msg)


def _group(channel: Channel, msg: Any) -> Group:
    group = Group(msg.group_id, msg.group_type, list(msg.buckets), channel.path.now())
    if channel.version == 6:
        group.properties = list(msg.properties)
    return group


def group_modify(channel: Channel, msg: Any) -> None:
    groups = channel.path.groups
    if msg.group_id not in groups:
        raise Refused("group_mod_failed", "UNKNOWN_GROUP")
    _check_group(channel, msg)
    groups[msg.group_id] = _group(channel, msg)


def group_delete(channel: Channel, msg: Any) -> None:
    path = channel.path
    if msg.group_id == 0xFFFFFFFC:
        path.delete_groups(list(path.groups))
    elif msg.group_id > _GROUP_MAX:
        raise Refused("group_mod_failed", "INVALID_GROUP")
    else:
        path.delete_groups([msg.group_id])  # deleting what is not there is no error


_BUCKET_FIRST, _BUCKET_LAST, _BUCKET_ALL = 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF


def _known_group(channel: Channel, msg: Any) -> Group:
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


def group_insert_bucket(channel: Channel, msg: Any) -> None:
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
    new = Group(group.group_id, group.group_type, list(group.buckets), group.created)
    new.buckets[at:at] = msg.buckets
    new.counters = list(group.counters)
    new.counters[at:at] = [[0, 0] for _ in msg.buckets]
    new.packets, new.bytes, new.properties = group.packets, group.bytes, group.properties
    channel.path.groups[group.group_id] = new


def group_remove_bucket(channel: Channel, msg: Any) -> None:
    group = _known_group(channel, msg)
    new = Group(group.group_id, group.group_type, [], group.created)
    if msg.command_bucket_id != _BUCKET_ALL:
        at = _bucket_at(group, msg.command_bucket_id)
        if at < 0:
            raise Refused("group_mod_failed", "UNKNOWN_BUCKET")
        new.buckets = [bucket for index, bucket in enumerate(group.buckets) if index != at]
        new.counters = [counter for index, counter in enumerate(group.counters) if index != at]
    new.packets, new.bytes, new.properties = group.packets, group.bytes, group.properties
    channel.path.groups[group.group_id] = new


def group_mod(channel: Channel, msg: Any) -> None:
    raise Refused("group_mod_failed", "BAD_COMMAND")


# -- meters, ports, tables ---------------------------------------------------------------------------


def meter_mod(channel: Channel, msg: Any) -> None:
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
    if any(type(band).__name__ == "meter_band" for band in bands):
        raise Refused("meter_mod_failed", "BAD_BAND")
    if command == 0 and meter_id in meters:
        raise Refused("meter_mod_failed", "METER_EXISTS")
    if command == 1 and meter_id not in meters:
        raise Refused("meter_mod_failed", "UNKNOWN_METER")
    meters[meter_id] = Meter(meter_id, msg.flags, list(bands), channel.path.now())


def port_mod(channel: Channel, msg: Any) -> None:
    port = channel.path.ports.get(wide_port(msg.port_no, channel.version))
    if port is None:
        raise Refused("port_mod_failed", "BAD_PORT")
    if number(msg.hw_addr) != port.mac:
        raise Refused("port_mod_failed", "BAD_HW_ADDR")
    config = port.config & ~msg.mask | msg.config & msg.mask
    if config != port.config:
        port.config = config
        channel.path.on_port_status(port, PORT_MODIFY)


def table_mod(channel: Channel, msg: Any) -> None:
    tables = channel.path.flows.tables
    if msg.table_id == _ALL_TABLES:
        for table in tables:
            table.config = msg.config
    elif msg.table_id >= len(tables):
        raise Refused("table_mod_failed", "BAD_TABLE")
    else:
        tables[msg.table_id].config = msg.config


# -- unknown -----------------------------------------------------------------------------------------


def message(channel: Channel, msg: Any) -> None:
    raise Refused("bad_request", "BAD_TYPE")


def ignore(channel: Channel, msg: Any) -> None:
    """Replies and errors need no answer."""


HANDLERS: Final[dict[str, Handler]] = {
    "barrier_request": barrier_request,
    "echo_reply": ignore,
    "echo_request": echo_request,
    "error_msg": ignore,
    "features_request": features_request,
    "flow_add": flow_add,
    "flow_delete": flow_delete,
    "flow_delete_strict": flow_delete_strict,
    "flow_mod": flow_mod,
    "flow_modify": flow_modify,
    "flow_modify_strict": flow_modify_strict,
    "get_config_request": get_config_request,
    "group_add": group_add,
    "group_delete": group_delete,
    "group_insert_bucket": group_insert_bucket,
    "group_mod": group_mod,
    "group_modify": group_modify,
    "group_remove_bucket": group_remove_bucket,
    "hello": ignore,
    "message": message,
    "meter_mod": meter_mod,
    "packet_out": packet_out,
    "port_mod": port_mod,
    "queue_get_config_request": queue_get_config_request,
    "set_config": set_config,
    "table_mod": table_mod,
}
