"""Flow mods and packet-outs of a simulated switch, and the checks of actions and instructions.

Functions as in ``requests``: channel and message in, ``Refused`` for an OpenFlow error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from oftwist.testing.arguments import check_arguments
from oftwist.testing.channel import Channel, Handler
from oftwist.testing.egress import check_written
from oftwist.testing.flow_table import Flow, FlowTable, Refused, Terms
from oftwist.testing.match import match_terms
from oftwist.testing.parts import (
    CONTROLLER,
    LOCAL,
    NONE,
    PORT_MAX,
    REASON_PACKET_OUT,
    RESERVED,
    Run,
    groups_of,
    outputs_of,
    wide_port,
)
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import NO_BUFFER

_CHECK_OVERLAP: Final = 2
_FLAGS: Final = {3: 0x7}  # in later versions five bits
_ALL_TABLES: Final = 0xFF
_ANY: Final = 0xFFFFFFFF
#: Entries of 1.0 without wildcards come before all others, whatever their priority (1.0 §3.4).
_WILDCARDS: Final = 0x3FFFFF
_EXACT_PRIORITY: Final = 0xFFFF

# -- checks ------------------------------------------------------------------------------------------


def check_actions(channel: Channel, actions: list[Part], terms: Terms = ()) -> None:
    """Refuse actions the switch cannot carry out (OpenFlow 1.3.5 §7.4.4.3).

    Args:
        channel: where they came from.
        actions: the actions.
        terms: the match of the entry they are in.
    """
    for action in actions:
        name = type(action).__name__
        if channel.switch.extension.check_action(channel, action, terms):
            continue
        if name == "output" or name == "enqueue":
            port = wide_port(action.port, channel.version)
            if port <= PORT_MAX:
                if port not in channel.path.ports and channel.switch.strict_ports:
                    raise Refused("bad_action", "BAD_OUT_PORT")
                if port == 0:
                    raise Refused("bad_action", "BAD_OUT_PORT")
            elif port not in RESERVED:
                raise Refused("bad_action", "BAD_OUT_PORT")
        elif name == "group":
            if action.group_id not in channel.path.groups:
                raise Refused("bad_action", "BAD_OUT_GROUP")
        elif name == "action":
            raise Refused("bad_action", "BAD_TYPE")
        elif name == "experimenter" or name.startswith(("nicira", "onf")):
            raise Refused("bad_action", "BAD_EXPERIMENTER")
        check_arguments(channel.version, action)


def check_instructions(channel: Channel, change: Change, table_id: int) -> None:
    """Refuse instructions the switch cannot carry out (OpenFlow 1.3.5 §7.4.4.4)."""
    check_list = channel.switch.extension.check_list
    if change.version == 1:
        check_actions(channel, change.instructions, change.terms)
        check_list(1, change.instructions, change.terms)
        return
    if change.version >= 5 and len({type(part) for part in change.instructions}) < len(change.instructions):
        raise Refused("bad_instruction", "DUP_INST")
    for instruction in change.instructions:
        name = type(instruction).__name__
        if name != "instruction" and getattr(instruction, "extra", None):  # 1.1 has no error of its own for that
            raise Refused("bad_instruction" if change.version > 2 else "bad_request", "BAD_LEN")
        if name == "apply_actions" or name == "write_actions":
            check_actions(channel, instruction.actions, change.terms)
            check_list(change.version, instruction.actions, change.terms)
            if name == "write_actions" and channel.path.is_egress(table_id):
                check_written(instruction.actions)
        elif name == "goto_table":
            if not table_id < instruction.table_id < channel.path.end_of(table_id):
                raise Refused("bad_instruction", "BAD_TABLE_ID")
        elif name == "meter":
            if instruction.meter_id not in channel.path.meters:
                raise Refused("meter_mod_failed", "UNKNOWN_METER")
        elif name == "instruction":
            raise Refused("bad_instruction", "UNKNOWN_INST")
        elif name == "experimenter":
            raise Refused("bad_instruction", "BAD_EXPERIMENTER")


# -- flow mods ---------------------------------------------------------------------------------------


@dataclass
class Change:
    """What a flow mod asks, in whatever message and version it came.

    Attributes:
        terms, priority: which entries, or the new one.
        table_id: 255 for all tables.
        instructions: in version 1 a list of actions.
        out_port, out_group: of the entries to delete; None for any.
        match: of the new entry; None for that of the message.
        the rest: as in the message.
    """

    version: int
    terms: Terms
    table_id: int
    instructions: list[Any]
    priority: int = 0x8000
    cookie: int = 0
    cookie_mask: int = 0
    flags: int = 0
    idle_timeout: int = 0
    hard_timeout: int = 0
    importance: int = 0
    buffer_id: int = NO_BUFFER
    out_port: int | None = None
    out_group: int | None = None
    match: Any = None


def _change(channel: Channel, msg: Part) -> Change:
    version = channel.version
    if version >= 3 and msg.flags & ~_FLAGS.get(version, 0x1F):
        raise Refused("flow_mod_failed", "BAD_FLAGS")
    wide = wide_port(msg.out_port, version)
    return Change(
        version,
        match_terms(msg.match, version, channel.switch.extension.terms_of),
        msg.table_id if version > 1 else 0 if channel.tables_in_commands else _ALL_TABLES,
        msg.actions if version == 1 else msg.instructions,
        _EXACT_PRIORITY if version == 1 and not msg.match.wildcards & _WILDCARDS else msg.priority,
        msg.cookie,
        msg.cookie_mask if version > 1 else 0,
        msg.flags,
        msg.idle_timeout,
        msg.hard_timeout,
        msg.importance if version >= 5 else 0,
        msg.buffer_id,
        None if wide == NONE else wide,
        None if version == 1 or msg.out_group == _ANY else msg.out_group,
    )


def add(channel: Channel, change: Change) -> None:
    """Install an entry (OpenFlow 1.3.5 §6.4)."""
    channel.switch.extension.check_match(change.terms)
    path, version, flags = channel.path, change.version, change.flags
    table_id = change.table_id
    if version == 1 and table_id == _ALL_TABLES:
        table_id = 0
    if version == 1 and flags & 4:  # emergency entries: there is no room for them
        raise Refused("flow_mod_failed", "TABLE_FULL")
    if table_id >= len(path.flows.tables):
        raise Refused("flow_mod_failed", "BAD_TABLE_ID")
    check_instructions(channel, change, table_id)
    flow = Flow(
        change.priority,
        change.terms,
        channel.frame,
        change.cookie,
        flags,
        change.idle_timeout,
        change.hard_timeout,
        path.now(),
    )
    flow.importance = change.importance
    if change.match is not None:
        flow.match, flow.instructions = change.match, change.instructions
    path.flows.add(
        table_id,
        flow,
        check_overlap=bool(flags & _CHECK_OVERLAP),
        keep_counts=version >= 3 and not flags & 4,
    )
    if flow.idle_timeout or flow.hard_timeout:
        channel.switch.arm()
    if change.buffer_id != NO_BUFFER:
        _release(channel, change.buffer_id)


def _release(channel: Channel, buffer_id: int) -> None:
    """The packet that waited for this flow mod goes through the tables."""
    frame, in_port = channel.path.take(buffer_id)
    channel.path.pipeline(Run(frame, in_port))


def _tables(channel: Channel, change: Change) -> list[FlowTable]:
    tables = channel.path.flows.tables
    if change.table_id == _ALL_TABLES:
        return tables
    if change.table_id >= len(tables):
        raise Refused("flow_mod_failed", "BAD_TABLE_ID")
    return [tables[change.table_id]]


def entry_filter(
    cookie: int, cookie_mask: int, out_port: int | None, out_group: int | None
) -> Callable[[Flow], bool] | None:
    """A predicate for cookie, out_port and out_group of a request; None when it names none of them."""
    if not cookie_mask and out_port is None and out_group is None:
        return None
    wanted = cookie & cookie_mask

    def keep(flow: Flow) -> bool:
        if flow.cookie & cookie_mask != wanted:
            return False
        if out_port is not None and out_port not in outputs_of(flow):
            return False
        return out_group is None or out_group in groups_of(flow)

    return keep


def _selected(channel: Channel, change: Change, *, strict: bool, outputs: bool) -> list[Flow]:
    out_port, out_group = (change.out_port, change.out_group) if outputs else (None, None)
    keep = entry_filter(change.cookie, change.cookie_mask, out_port, out_group)
    flows: list[Flow] = []
    for table in _tables(channel, change):
        if strict:
            flow = table.find(change.priority, change.terms)
            if flow is not None and (keep is None or keep(flow)):
                flows.append(flow)
        else:
            flows += table.select(change.terms, keep)
    return flows


def modify(channel: Channel, change: Change, *, strict: bool) -> None:
    """Give entries other instructions; in 1.0 and 1.1 add one where there is none."""
    version = change.version
    check_instructions(channel, change, change.table_id)
    flows = _selected(channel, change, strict=strict, outputs=False)
    if not flows and (version == 1 or (version == 2 and not change.cookie_mask)):
        add(channel, change)  # OpenFlow 1.0 §4.6: a modify that finds nothing adds
        return
    for flow in flows:
        reset = version >= 3 and bool(change.flags & 4)
        channel.path.flows.modify(flow, change.instructions, version=version, reset_counts=reset)
    if change.buffer_id != NO_BUFFER:
        _release(channel, change.buffer_id)


def delete(channel: Channel, change: Change, *, strict: bool) -> None:
    """Take entries out."""
    for flow in _selected(channel, change, strict=strict, outputs=True):
        if flow.installed:
            channel.path.flows.delete(flow)


def carry_out(channel: Channel, command: int, change: Change) -> None:
    """Do what a flow mod's command says (OFPFC_*, the same in every version)."""
    if command == 0:
        add(channel, change)
    elif command in (1, 2):
        modify(channel, change, strict=command == 2)
    elif command in (3, 4):
        delete(channel, change, strict=command == 4)
    else:
        raise Refused("flow_mod_failed", "BAD_COMMAND")


def flow_add(channel: Channel, msg: Part) -> None:
    add(channel, _change(channel, msg))


def flow_modify(channel: Channel, msg: Part) -> None:
    modify(channel, _change(channel, msg), strict=False)


def flow_modify_strict(channel: Channel, msg: Part) -> None:
    modify(channel, _change(channel, msg), strict=True)


def flow_delete(channel: Channel, msg: Part) -> None:
    delete(channel, _change(channel, msg), strict=False)


def flow_delete_strict(channel: Channel, msg: Part) -> None:
    delete(channel, _change(channel, msg), strict=True)


def flow_mod(channel: Channel, msg: Part) -> None:
    """A command that is none; with tables in the upper half of the command (an extension of 1.0) it may be one."""
    if not channel.tables_in_commands:
        raise Refused("flow_mod_failed", "BAD_COMMAND")
    command = int.from_bytes(channel.frame[56:58], "big")
    change = _change(channel, msg)
    change.table_id = command >> 8
    carry_out(channel, command & 0xFF, change)


#: How the fields of packets, rather than of the pipeline, begin (OpenFlow 1.5.1 §7.2.3.9).
_IN_PACKETS: Final = (
    *("eth_", "vlan_", "ip_", "ipv4_", "ipv6_", "arp_", "tcp_", "udp_", "sctp_", "icmpv4_", "icmpv6_", "mpls_", "pbb_"),
)


# -- packet-out --------------------------------------------------------------------------------------


def packet_out(channel: Channel, msg: Part) -> None:
    path, version = channel.path, channel.version
    if version == 6:
        if any(type(oxm).__name__.startswith(_IN_PACKETS) for oxm in msg.match.oxm_list):
            raise Refused("bad_request", "PIPELINE_FIELDS_ONLY")
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
    run = Run(bytes(frame), in_port, REASON_PACKET_OUT, version)
    if version == 6:
        run.metadata = next((oxm.value for oxm in msg.match.oxm_list if type(oxm).__name__ == "metadata"), 0)
    path.send_out(msg.actions, run)


HANDLERS: Final[dict[str, Handler]] = {
    "flow_add": flow_add,
    "flow_delete": flow_delete,
    "flow_delete_strict": flow_delete_strict,
    "flow_mod": flow_mod,
    "flow_modify": flow_modify,
    "flow_modify_strict": flow_modify_strict,
    "packet_out": packet_out,
}
