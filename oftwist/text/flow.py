"""A line that says a flow -> the message that adds, changes or deletes it, as ovs-ofctl sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.fields import Number
from oftwist.text.instructions import read_instructions
from oftwist.text.lexer import pairs, shifted
from oftwist.text.match_fields import fields_bytes
from oftwist.text.match_text import read_field
from oftwist.text.match_wire import fits_fixed, match_object
from oftwist.text.model import Match
from oftwist.text.names import NONE, Names, group, port, port_on_wire, table
from oftwist.text.reading import Reading
from oftwist.wire.codec import classes
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import NO_BUFFER, OF10, OF11, OF12, OF13, OF14

ADD, MODIFY, MODIFY_STRICT, DELETE, DELETE_STRICT = COMMANDS = (
    "add", "modify", "modify_strict", "delete", "delete_strict",
)  # fmt: skip
DEFAULT_PRIORITY = 0x8000
ANY_TABLE = 0xFF
_ALL_ONES = 0xFFFFFFFFFFFFFFFF
_FLAGS = {
    "send_flow_rem": (1, OF10),
    "check_overlap": (2, OF10),
    "reset_counts": (4, OF12),
    "no_packet_counts": (8, OF13),
    "no_byte_counts": (16, OF13),
}
#: What a dump prints and a flow does not have; that it can be fed back.
_IGNORED = frozenset((
    "duration", "n_packets", "n_bytes", "idle_age", "hard_age", "allow_hidden_fields", "no_readonly_table",
))  # fmt: skip


class Flow:
    """What a line says, before it becomes a message.

    Attributes:
        command: one of `COMMANDS`, or "" where the line selects flows and changes none.
        match: its model.
        table: 255 where none is said.
        cookie, cookie_mask: of the flows that are meant.
        new_cookie: that they get; None where none is said.
    """

    __slots__ = (
        "command", "match", "table", "priority", "idle_timeout", "hard_timeout", "importance", "flags", "cookie",
        "cookie_mask", "new_cookie", "out_port", "out_group", "actions",
    )  # fmt: skip

    def __init__(self, command: str) -> None:
        self.command = command
        self.match = Match()
        self.table = ANY_TABLE
        self.priority = DEFAULT_PRIORITY
        self.idle_timeout = self.hard_timeout = self.importance = self.flags = 0
        self.cookie = self.cookie_mask = 0
        self.new_cookie: int | None = None
        self.out_port = NONE
        self.out_group = 0xFFFFFFFF
        self.actions: list[Part] = []

    @property
    def changes(self) -> bool:
        return self.command in (ADD, MODIFY, MODIFY_STRICT)


def _short(member: str) -> Callable[[Flow, str, Reading], None]:
    def read(flow: Flow, value: str, reading: Reading) -> None:
        setattr(flow, member, numbers.number(value, 16))

    return read


def _table(flow: Flow, value: str, reading: Reading) -> None:
    flow.table = table(value, reading.tables)


def _cookie(flow: Flow, value: str, reading: Reading) -> None:
    cookie, slash, mask = value.partition("/")
    if not slash:
        if not flow.changes:
            raise TextError("a cookie with a mask, e.g. cookie=5/-1, to say which flows are meant", value)
        new = numbers.number(cookie, 64, "a cookie")
        # All ones are no cookie but say that flows keep theirs.
        flow.new_cookie = None if new == _ALL_ONES and flow.command != ADD else new
        return
    if flow.command == ADD:
        raise TextError("a cookie without a mask: this flow gets it", value)
    number = numbers.number(cookie, 64, "a cookie")
    flow.cookie_mask = shifted(len(cookie) + 1, numbers.number, mask, 64, "a mask")
    flow.cookie = number & flow.cookie_mask


def _out_port(flow: Flow, value: str, reading: Reading) -> None:
    flow.out_port = port(value, reading.ports)


def _out_group(flow: Flow, value: str, reading: Reading) -> None:
    reading.since(OF11)
    flow.out_group = group(value)


#: Key -> what reads its value, and the commands that have it.
_KEYS: dict[str, tuple[Callable[[Flow, str, Reading], None], tuple[str, ...]]] = {
    "table": (_table, (*COMMANDS, "")),
    "priority": (_short("priority"), (ADD, MODIFY, MODIFY_STRICT, DELETE_STRICT)),
    "cookie": (_cookie, (*COMMANDS, "")),
    "idle_timeout": (_short("idle_timeout"), (ADD, MODIFY, MODIFY_STRICT)),
    "hard_timeout": (_short("hard_timeout"), (ADD, MODIFY, MODIFY_STRICT)),
    "importance": (_short("importance"), (ADD,)),
    "out_port": (_out_port, (DELETE, DELETE_STRICT, "")),
    "out_group": (_out_group, (DELETE, DELETE_STRICT, "")),
}


def read_flow(text: str, version: int, command: str, ports: Names, tables: Names) -> tuple[Flow, Reading]:
    """What a line says.

    Raises:
        TextError: something in it is wrong.
    """
    if command not in COMMANDS and command:
        raise ValueError(f"no command {command!r}: there are {', '.join(COMMANDS)}")
    flow = Flow(command)
    reading = Reading(version, ports, tables, flow.match)
    selector, actions, actions_at = text, None, 0
    if flow.changes:
        selector, actions, actions_at = _cut(text)
    for key, value, key_at, value_at in pairs(selector):
        known = _KEYS.get(key)
        if known is not None and command in known[1]:
            if not value:
                raise TextError(f"a value of {key}", key, key_at)
            shifted(value_at, known[0], flow, value, reading)
        elif key in _FLAGS and flow.changes:
            _flag(flow, key, version, key_at)
        elif key not in _IGNORED and not read_field(flow.match, key, value, key_at, value_at, ports):
            raise TextError(_expected(command), key, key_at)
    if actions is not None:
        reading.begin(flow.table)
        flow.actions = shifted(actions_at, read_instructions, actions, reading)
    return flow, reading


def _expected(command: str) -> str:
    keys = [key for key, (_, commands) in _KEYS.items() if command in commands]
    return f"a match field, or one of {', '.join(keys)}"


def _cut(text: str) -> tuple[str, str, int]:
    """What selects packets, what is done with them, and where that begins."""
    word = text.find("action")
    begin = text.find("=", word) if word >= 0 else -1
    if begin < 0:
        raise TextError("actions=... at the end", "", len(text))
    return text[:word], text[begin + 1 :], begin + 1


def _flag(flow: Flow, key: str, version: int, at: int) -> None:
    bit, since = _FLAGS[key]
    if version < since:
        raise TextError(f"a flag that OpenFlow 1.{version - 1} has", key, at)
    flow.flags |= bit


# --- messages --------------------------------------------------------------------------------------


def flow_message(flow: Flow, reading: Reading, version: int) -> Any:
    """The message that ovs-ofctl sends for a flow."""
    if version == OF10:
        return _message_10(flow, reading)
    home = classes.of(version)
    members: dict[str, Any] = {
        "cookie": _cookie_11(flow, version),
        "cookie_mask": flow.cookie_mask,
        "table_id": _table_11(flow, version),
        "idle_timeout": flow.idle_timeout,
        "hard_timeout": flow.hard_timeout,
        "priority": flow.priority,
        "buffer_id": NO_BUFFER,
        "out_port": port_on_wire(flow.out_port, version),
        "out_group": flow.out_group,
        "flags": flow.flags,
        "match": match_object(flow.match, version),
        "instructions": flow.actions,
    }
    if version >= OF14:
        members["importance"] = flow.importance
    return home.cls(f"message.{_NAMES[flow.command]}")(**members)


def _cookie_11(flow: Flow, version: int) -> int:
    """The cookie of the message: of the flows that are meant, or the one they get, which 1.2 took from modify."""
    if flow.cookie_mask or (flow.command != ADD and version >= OF12):
        return flow.cookie
    return flow.new_cookie or 0


def _table_11(flow: Flow, version: int) -> int:
    """The table of the message; 1.1 has no number for all of them."""
    if flow.table != ANY_TABLE or (not flow.changes and version >= OF12):
        return flow.table
    return 0


_NAMES = {
    ADD: "flow_add", MODIFY: "flow_modify", MODIFY_STRICT: "flow_modify_strict", DELETE: "flow_delete",
    DELETE_STRICT: "flow_delete_strict",
}  # fmt: skip


def needs_extension(flow: Flow, reading: Reading) -> bool:
    """Whether 1.0 cannot say a flow without Nicira's extended match."""
    return bool(flow.cookie_mask) or not reading.plain or not fits_fixed(flow.match, OF10)


def _message_10(flow: Flow, reading: Reading) -> Any:
    home = classes.of(OF10)
    number = COMMANDS.index(flow.command)
    command = number if flow.table == ANY_TABLE else flow.table << 8 | number
    members: dict[str, Any] = {
        "cookie": flow.new_cookie or 0,
        "idle_timeout": flow.idle_timeout,
        "hard_timeout": flow.hard_timeout,
        "priority": flow.priority,
        "buffer_id": NO_BUFFER,
        "out_port": flow.out_port,
        "flags": flow.flags,
        "actions": flow.actions,
    }
    if needs_extension(flow, reading):
        raw = fields_bytes(flow.match, OF10) + cookie_entry(flow)
        match = home.decoder("common.nx_match")(raw, 0, len(raw))
        if flow.new_cookie is None and flow.cookie_mask and flow.changes:
            members["cookie"] = _ALL_ONES  # the flows keep theirs
        return home.cls("message.nicira_flow_mod")(command=command, match=match, **members)
    match = match_object(flow.match, OF10)
    if command == number:
        return home.cls(f"message.{_NAMES[flow.command]}")(match=match, **members)
    return home.cls("message.flow_mod")(_command=command, match=match, **members)


_COOKIE = Number("NXM_NX_COOKIE", b"\x00\x01\x3c\x08", OF10)


def cookie_entry(flow: Flow) -> bytes:
    """The cookie of the flows that are meant, as the field of a match that it is in the extension."""
    if not flow.cookie_mask:
        return b""
    cookie = flow.cookie.to_bytes(8, "big")
    if flow.cookie_mask == _ALL_ONES:
        return _COOKIE.header + cookie
    return _COOKIE.masked() + cookie + flow.cookie_mask.to_bytes(8, "big")


def parse_flow_line(text: str, version: int, command: str, ports: Names, tables: Names) -> Any:
    """The message for a line; see `oftwist.text.parse_flow`."""
    flow, reading = read_flow(text, version, command, ports, tables)
    return flow_message(flow, reading, version)


# --- files -----------------------------------------------------------------------------------------


def parse_lines(lines: Iterable[str], version: int, command: str, ports: Names, tables: Names) -> list[Part]:
    """The messages for the lines of a file; see `oftwist.text.parse_flows`."""
    found = []
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0]
        stripped = text.strip()
        if not stripped:
            continue
        at, which = _prefix(text, command)
        try:
            found.append(parse_flow_line(text[at:], version, which, ports, tables))
        except TextError as error:
            error.line = number
            raise error.shifted(at) from None
    return found


def _prefix(text: str, command: str) -> tuple[int, str]:
    """Where the flow of a line begins, and what its first word says is to be done with it."""
    begin = len(text) - len(text.lstrip(" \t"))
    word = text[begin:].partition(" ")[0]
    if command == ADD and word and " " in text[begin:] and not set(word) & set("=,(:"):
        for known in COMMANDS:
            if known.startswith(word):
                return begin + len(word), known
    return begin, command
