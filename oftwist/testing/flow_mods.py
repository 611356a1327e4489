"""Flow mods and packet-outs of a simulated switch, and the checks of actions and instructions.

Functions as in ``requests``: channel and message in, ``Refused`` for an OpenFlow error.
"""

from __future__ import annotations

from typing import Any, Final

from oftwist.testing.channel import Channel, Handler
from oftwist.testing.flow_table import Flow, FlowTable, Refused, Terms
from oftwist.testing.match import match_terms
from oftwist.testing.parts import (
    CONTROLLER,
    LOCAL,
    NO_BUFFER,
    NONE,
    PORT_MAX,
    REASON_PACKET_OUT,
    Run,
    groups_of,
    outputs_of,
    wide_port,
)

_CHECK_OVERLAP: Final = 2
_ALL_TABLES: Final = 0xFF
_ANY: Final = 0xFFFFFFFF

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
    wide = wide_port(msg.out_port, version)
    out_port = wide if outputs and wide != NONE else None
    out_group = msg.out_group if outputs and version > 1 and msg.out_group != _ANY else None
    if not cookie_mask and out_port is None and out_group is None:
        return None

    def keep(flow: Flow) -> bool:
        if flow.cookie & cookie_mask != cookie:
            return False
        if out_port is not None and out_port not in outputs_of(flow):
            return False
        return out_group is None or out_group in groups_of(flow)

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
        reset = version >= 3 and bool(msg.flags & 4)
        path.flows.modify(flow, instructions, version=version, reset_counts=reset)
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
    path.execute(msg.actions, Run(bytes(frame), in_port, REASON_PACKET_OUT, version))


HANDLERS: Final[dict[str, Handler]] = {
    "flow_add": flow_add,
    "flow_delete": flow_delete,
    "flow_delete_strict": flow_delete_strict,
    "flow_mod": flow_mod,
    "flow_modify": flow_modify,
    "flow_modify_strict": flow_modify_strict,
    "packet_out": packet_out,
}
