"""OpenFlow as words: the language of ovs-ofctl, both directions, in all versions.

In: a line of text, and the version module it is for; or an object of the library. Out: the very message that ovs-ofctl
sends for that line in that version (``parse_...``); or the line that ovs-ofctl prints (``format_...``).

Pure functions. May know the wire and its classes; nothing of ports that really are there, switches and connections.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from oftwist.errors import OFTwistError

# The files that have rows of actions and nothing else: each adds its own.
from oftwist.text import controller, learning, packets, steering, tracking
from oftwist.text.actions import PLAIN, read_actions, tell_action, tell_actions, telling
from oftwist.text.fields import field_name
from oftwist.text.flow import DEFAULT_PRIORITY, parse_flow_line, parse_lines
from oftwist.text.flow_request import parse_flow_request_line
from oftwist.text.flow_text import (
    does_text,
    flow_entry_text,
    flow_line,
    flow_mod_text,
    flow_removed_text,
    flow_update_text,
    match_line,
    match_of,
    seconds_text,
    table_of,
    unknown_text,
)
from oftwist.text.group import group_line, parse_group_line
from oftwist.text.instructions import read_instructions, tell_instruction, tell_instructions
from oftwist.text.match_fields import fields_model
from oftwist.text.match_text import read_match, tell_match
from oftwist.text.match_wire import match_model, match_object
from oftwist.text.meter import meter_line, parse_meter_line
from oftwist.text.names import NO_NAMES, Given, Names, as_names, port, port_from_wire, port_on_wire, port_text
from oftwist.text.packet_out import packet_out_text, parse_packet_out_line
from oftwist.text.reading import Reading, odd_text, version_of
from oftwist.wire import Malformed, decode, kinds

__all__ = [
    "Names",
    "describe",
    "describe_request",
    "field_name",
    "flow_identity",
    "flow_table",
    "format_actions",
    "format_duration",
    "format_error",
    "format_flow",
    "format_flow_line",
    "format_group",
    "format_instructions",
    "format_match",
    "format_message",
    "format_meter",
    "format_packet",
    "format_packet_out",
    "format_port",
    "parse_actions",
    "parse_flow",
    "parse_flow_request",
    "parse_flows",
    "parse_group",
    "parse_instructions",
    "parse_match",
    "parse_meter",
    "parse_packet_out",
    "parse_port",
    "text_of",
    "words_of",
]

_ROWS = (controller, learning, packets, steering, tracking)
_Names = Given | Names | None


def _version(ofp: ModuleType) -> int:
    return int(ofp.OFP_VERSION)


# --- reading ---------------------------------------------------------------------------------------


def parse_flow(text: str, ofp: ModuleType, command: str = "add", *, ports: _Names = None, tables: _Names = None) -> Any:
    """The message that adds, changes or deletes the flow of a line: ``"in_port=1,actions=output:2"``.

    Args:
        text: as ``ovs-ofctl add-flow`` takes it.
        ofp: the module of a version, e.g. ``oftwist.loxi.of13``.
        command: "add", "modify", "modify_strict", "delete" or "delete_strict".
        ports: names of ports, name -> number or number -> name.
        tables: names of tables, likewise.

    Returns:
        A ``flow_mod`` of the version, without xid; in 1.0 Nicira's extended one where the flow needs it.

    Raises:
        TextError: a word is wrong; with its column.
        ValueError: there is no such command.
    """
    return parse_flow_line(text, _version(ofp), command, as_names(ports), as_names(tables))


def parse_flows(
    lines: Iterable[str], ofp: ModuleType, command: str = "add", *, ports: _Names = None, tables: _Names = None
) -> list[Any]:
    """The messages for the lines of a file: one flow a line, ``#`` begins a comment, blank lines mean nothing.

    With the command "add" a line may begin with what is to be done: ``delete in_port=1``.

    Args:
        lines: of a file, or of a text (``text.splitlines()``).
        ofp, command, ports, tables: as in `parse_flow`.

    Raises:
        TextError: a word is wrong; with its line and column. No message is returned then.
    """
    return parse_lines(lines, _version(ofp), command, as_names(ports), as_names(tables))


def parse_flow_request(
    text: str,
    ofp: ModuleType,
    kind: str = "flow",
    *,
    extended: bool = False,
    ports: _Names = None,
    tables: _Names = None,
) -> Any:
    """The request for the flows that a line selects, all of them for "": what ``ovs-ofctl dump-flows`` sends.

    Args:
        text: match fields, and any of ``table``, ``out_port``, ``out_group``, ``cookie=VALUE/MASK``.
        ofp: the module of a version.
        kind: "flow", or "aggregate" for the sum of what they count.
        extended: in 1.0, as Open vSwitch's extension, whose replies tell flows whole.
        ports, tables: as in `parse_flow`.

    Raises:
        TextError: a word is wrong.
    """
    return parse_flow_request_line(text, _version(ofp), kind, extended, as_names(ports), as_names(tables))


def parse_match(text: str, ofp: ModuleType, *, ports: _Names = None) -> Any:
    """The match of a text, e.g. ``"tcp,nw_dst=10.0.0.0/8,tp_dst=80"``.

    Raises:
        TextError: a word is wrong, or the version cannot match this.
    """
    return match_object(read_match(text, as_names(ports)), _version(ofp))


def parse_actions(text: str, ofp: ModuleType, *, match: str = "", ports: _Names = None, tables: _Names = None) -> Any:
    """The actions of a text, e.g. ``"dec_ttl,output:2"``.

    Args:
        text: what stands behind ``actions=`` in a flow, without instructions.
        ofp: the module of a version.
        match: of the flow, as a text: from 1.1 on some actions need a match that they fit.
        ports, tables: names.

    Returns:
        A list of actions.

    Raises:
        TextError: a word is wrong.
    """
    return read_actions(text, _reading(ofp, match, ports, tables))


def parse_instructions(
    text: str, ofp: ModuleType, *, match: str = "", ports: _Names = None, tables: _Names = None
) -> Any:
    """What a flow does, e.g. ``"dec_ttl,goto_table:2"``: the instructions of 1.1 and later, the actions of 1.0.

    Args:
        text: what stands behind ``actions=`` in a flow.
        ofp, match, ports, tables: as in `parse_actions`.

    Raises:
        TextError: a word is wrong.
    """
    return read_instructions(text, _reading(ofp, match, ports, tables))


def _reading(ofp: ModuleType, match: str, ports: _Names, tables: _Names) -> Reading:
    names = as_names(ports)
    return Reading(_version(ofp), names, as_names(tables), read_match(match, names))


def parse_group(
    text: str, ofp: ModuleType, command: str = "add", *, ports: _Names = None, tables: _Names = None
) -> Any:
    """The message that adds, changes or deletes a group: ``"group_id=1,type=select,bucket=1,bucket=2"``.

    Args:
        text: as ``ovs-ofctl add-group`` takes it.
        ofp, ports, tables: as in `parse_flow`.
        command: "add", "modify", "add_or_mod", "delete", "insert_bucket" or "remove_bucket".

    Raises:
        TextError: a word is wrong.
        ValueError: there is no such command.
    """
    return parse_group_line(text, _version(ofp), command, as_names(ports), as_names(tables))


def parse_meter(text: str, ofp: ModuleType, command: str = "add") -> Any:
    """The message that adds, changes or deletes a meter: ``"meter=1,kbps,bands=type=drop,rate=100"``.

    Args:
        text: as ``ovs-ofctl add-meter`` takes it.
        ofp: the module of a version, 1.3 or later.
        command: "add", "modify" or "delete".

    Raises:
        TextError: a word is wrong.
        ValueError: there is no such command.
    """
    return parse_meter_line(text, _version(ofp), command)


def parse_port(text: str, ofp: ModuleType, *, ports: _Names = None) -> int:
    """The number that a port has in messages of a version: ``"3"``, ``"LOCAL"``, or a name.

    Raises:
        TextError: it is none.
    """
    return port_on_wire(port(text, as_names(ports)), _version(ofp))


def parse_packet_out(text: str, ofp: ModuleType, *, ports: _Names = None, tables: _Names = None) -> Any:
    """The packet-out of a line: ``"in_port=1,packet=00112233445566778899aabb0800,actions=output:2"``.

    Args:
        text: as ``ovs-ofctl packet-out`` takes it.
        ofp, ports, tables: as in `parse_flow`.

    Raises:
        TextError: a word is wrong.
    """
    return parse_packet_out_line(text, _version(ofp), as_names(ports), as_names(tables))


# --- printing --------------------------------------------------------------------------------------


def format_match(match: Any, *, ports: _Names = None) -> str:
    """A match of any version as ovs-ofctl prints it; "" for one that matches everything."""
    version = version_of(match)
    raw = None if type(match).__name__.startswith("match_v") else bytes(match.pack())
    model, unknown = match_model(match) if raw is None else fields_model(raw)
    told = [tell_match(model, as_names(ports)), *(unknown_text(one, version) for one in unknown)]
    return ",".join(filter(None, told))


def format_actions(actions: Iterable[Any], *, ports: _Names = None, tables: _Names = None) -> str:
    """A list of actions as ovs-ofctl prints it; "drop" for none."""
    return tell_actions(actions, telling(as_names(ports), as_names(tables)))


def format_instructions(instructions: Iterable[Any], *, ports: _Names = None, tables: _Names = None) -> str:
    """A list of instructions as ovs-ofctl prints it, in the order in which they are carried out; "drop" for none."""
    return tell_instructions(list(instructions), telling(as_names(ports), as_names(tables)))


def format_flow(obj: Any, *, ports: _Names = None, tables: _Names = None, stats: bool = True) -> str:
    """A flow mod, an entry of flow statistics, a flow-removed message, or an update of a monitor, of any version.

    Args:
        obj: the object.
        ports: names of ports, name -> number or number -> name.
        tables: names of tables.
        stats: whether to print what an entry counts, as ``ovs-ofctl dump-flows`` does without ``--no-stats``.

    Returns:
        As ``ovs-ofctl dump-flows`` tells an entry and ``ofp-print`` the messages; of what could not be read, its bytes.
    """
    if isinstance(obj, Malformed):
        return odd_text(obj)
    if hasattr(obj, "buffer_id"):
        return flow_mod_text(obj, as_names(ports), as_names(tables))
    if hasattr(obj, "event"):
        return flow_update_text(obj, as_names(ports), as_names(tables))
    if hasattr(obj, "reason") and not hasattr(obj, "actions") and not hasattr(obj, "instructions"):
        return flow_removed_text(obj, as_names(ports), as_names(tables))
    return flow_entry_text(obj, as_names(ports), as_names(tables), stats)


def format_flow_line(obj: Any, *, ports: _Names = None, tables: _Names = None) -> str:
    """A flow mod or an entry as a line that `parse_flow` reads again: what it is, without what it counts."""
    return flow_line(obj, as_names(ports), as_names(tables))


def format_group(obj: Any, *, ports: _Names = None, tables: _Names = None) -> str:
    """A group mod, or an entry of the description of groups, as ovs-ofctl prints it."""
    return group_line(obj, as_names(ports), as_names(tables))


def format_meter(obj: Any) -> str:
    """A meter mod, or an entry of the configuration of meters, as ovs-ofctl prints it: a line for each band."""
    return meter_line(obj)


def format_error(obj: Any) -> str:
    """An error message by its names, e.g. "flow mod failed: table full"; of every family that the library knows."""
    return kinds.error_text(obj)


def format_packet_out(obj: Any, *, ports: _Names = None, tables: _Names = None) -> str:
    """A packet-out as the first line of what ``ovs-ofctl ofp-print`` prints."""
    return packet_out_text(obj, as_names(ports), as_names(tables))


def format_message(msg: Any, *, ports: _Names = None, tables: _Names = None, more: bool = False) -> str:
    """A whole message of any version as ``ovs-ofctl ofp-print`` prints it, in one line or several.

    Args:
        msg: a message.
        ports: names of ports, name -> number or number -> name.
        tables: names of tables.
        more: also the bytes of packets, as with ``-m``.
    """
    from oftwist.text.messages import message_text  # most who need words of flows need none of these

    return message_text(msg, as_names(ports), as_names(tables), more)


def format_packet(data: bytes) -> str:
    """A packet in one line: its fields, like a flow, and its checksum. Of a packet that is cut off what is whole."""
    from oftwist.text.packet_text import packet_text

    return packet_text(bytes(data))


def format_port(number: int, *, ports: _Names = None) -> str:
    """A port as it is printed: its name if it is reserved or among those given, else its number.

    Args:
        number: as messages of any version have it.
        ports: names of ports.
    """
    return port_text(port_from_wire(number, 0), as_names(ports))


def format_duration(seconds: int, nanoseconds: int) -> str:
    """A duration: ``"3.002s"``."""
    return seconds_text(seconds, nanoseconds)


def flow_table(obj: Any) -> int:
    """The table of a flow mod or an entry; in 1.0 Open vSwitch has it above the command."""
    return table_of(obj)


def words_of(msg: Any) -> str:
    """The text of a message in one line, cut where it is very long; "" if it has none.

    Never fails: a message may have been made wrong on purpose.
    """
    try:
        told = text_of(msg)
    except (OFTwistError, AttributeError, TypeError, ValueError, struct.error):
        return ""
    line = " ".join((told or "").split())
    return line if len(line) <= _LONG else line[: _LONG - 3] + "..."


def describe(msg: Any) -> str:
    """What a message is, for a person, in one line: its kind, and its text if it has one. Never fails."""
    return f"{kinds.title(msg)} {words_of(msg)}".rstrip()


def describe_request(error: Any) -> str:
    """What an error message is about, as far as its data shows it: the request, or only its kind. Never fails."""
    request = kinds.request_in(error)
    if not request:
        return ""
    if int.from_bytes(request[2:4], "big") == len(request):  # all of it: switches may send 64 bytes only
        try:
            return describe(decode(request))
        except OFTwistError:
            pass
    return kinds.frame_title(request)


#: Characters of the text of one message in an error or a log.
_LONG = 300


def flow_identity(obj: Any) -> tuple[int, int, str, str]:
    """What tells one flow from another, and what it does: the same however a flow mod or an entry says it.

    Args:
        obj: a flow mod, or an entry of flow statistics, of any version.

    Returns:
        table, priority, match as text, actions as text.
    """
    match, unknown = match_of(obj)
    told = match_line(match, unknown, version_of(obj), NO_NAMES, DEFAULT_PRIORITY)
    return table_of(obj), obj.priority, told, does_text(obj, NO_NAMES, NO_NAMES)


_FLOWS = frozenset((
    "flow_add", "flow_modify", "flow_modify_strict", "flow_delete", "flow_delete_strict", "flow_mod", "flow_removed",
    "flow_stats_entry", "flow_stats_entry_oxm", "nicira_flow_mod", "nicira_flow_removed", "nicira_flow_stats_entry",
))  # fmt: skip
_GROUPS = frozenset((
    "group_add", "group_modify", "group_delete", "group_insert_bucket", "group_remove_bucket", "group_mod",
    "group_desc_stats_entry", "nicira_group_mod",
))  # fmt: skip
_MATCHES = frozenset(("match_v1", "match_v2", "match_v3", "nx_match"))


def text_of(obj: Any) -> str | None:
    """An object in the words of this language; None if it has no words for its kind."""
    name = type(obj).__name__
    if name in _MATCHES:
        return format_match(obj)
    if name in _FLOWS:
        return format_flow(obj)
    if name in _GROUPS:
        return format_group(obj)
    if name == "packet_out":
        return format_packet_out(obj)
    if name == "meter_mod":
        return format_meter(obj)
    module = type(obj).__module__.rpartition(".")[2]
    if "flow_update_" in name:
        return format_flow(obj)
    if module == "action":
        return tell_action(obj, PLAIN)
    if module == "instruction":
        return tell_instruction(obj, PLAIN)
    if name.endswith("_stats_request"):
        from oftwist.text.messages import request_words  # see format_message

        return request_words(obj)
    return None
