"""Messages and entries about flows as ovs-ofctl prints them: flow mods, entries of a dump, flow-removed, updates."""

from __future__ import annotations

from typing import Any

from oftwist.text.actions import tell_actions, telling
from oftwist.text.flow import DEFAULT_PRIORITY
from oftwist.text.instructions import tell_instructions
from oftwist.text.match_fields import fields_model
from oftwist.text.match_text import tell_match
from oftwist.text.match_wire import match_model
from oftwist.text.model import Match
from oftwist.text.names import NO_NAMES, NONE, Names, port_from_wire, port_text, table_text
from oftwist.text.numbers import hexadecimal
from oftwist.text.reading import version_of
from oftwist.wire.codec import classes
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import NO_BUFFER, OF11

_FLAG_NAMES = ("send_flow_rem", "check_overlap", "reset_counts", "no_packet_counts", "no_byte_counts")
_ALL_ONES = 0xFFFFFFFFFFFFFFFF
_RESET_COUNTS = 4
_OFPFW_ALL = 0x3FFFFF
#: The member of a flow mod that says what it does; in 1.0 with the table in the upper byte.
COMMAND = "_command"


def match_of(obj: Part, as_it_is: bool = False) -> tuple[Match, list[bytes]]:
    """The model of the match of a message or an entry, and the bytes of each field in it that is not known.

    Args:
        obj: the message or entry.
        as_it_is: as in `match_model`: ovs-ofctl prints so what a switch tells.
    """
    match = obj.match
    if type(match).__name__.startswith("match_v"):
        return match_model(match, as_it_is)
    return fields_model(b"".join([oxm.pack() for oxm in match.oxm_list]))


def match_line(match: Match, unknown: list[bytes], version: int, ports: Names, priority: int = DEFAULT_PRIORITY) -> str:
    """A match as it is printed in a line about a flow, with its priority if that is not the usual one."""
    parts = [f"priority={priority}"] if priority != DEFAULT_PRIORITY else []
    parts.append(tell_match(match, ports))
    parts += [unknown_text(raw, version) for raw in unknown]
    return ",".join(filter(None, parts))


def unknown_text(raw: bytes, version: int) -> str:
    """A field that the language does not have: by the library's name of it, else by its number."""
    home = classes.of(version)
    if version >= 3:
        oxm = home.decoder("oxm.oxm")(raw, 0, len(raw))
        name = type(oxm).__name__
        if name != "oxm" and isinstance(getattr(oxm, "value", None), int):
            masked = f"/{oxm.value_mask:#x}" if hasattr(oxm, "value_mask") else ""
            return f"{name.removesuffix('_masked')}={oxm.value}{masked}"
    return f"0x{raw[:4].hex()}=0x{raw[4:].hex()}"


def does_text(obj: Part, ports: Names, tables: Names) -> str:
    """What a flow does, behind ``actions=``."""
    if hasattr(obj, "instructions"):
        return tell_instructions(obj.instructions, telling(ports, tables))
    return tell_actions(obj.actions, telling(ports, tables))


def flags_text(flags: int) -> str:
    """The flags of a flow, each with a space behind."""
    known = "".join(f"{name} " for bit, name in enumerate(_FLAG_NAMES) if flags >> bit & 1)
    rest = flags >> len(_FLAG_NAMES) << len(_FLAG_NAMES)
    return known + (f"{rest:#x} " if rest else "")


def seconds_text(sec: int, nsec: int) -> str:
    """A duration: whole seconds, or with milliseconds, or with as many digits as it takes."""
    if not nsec:
        return f"{sec}s"
    if nsec % 1_000_000 == 0:
        return f"{sec}.{nsec // 1_000_000:03d}s"
    return f"{sec}.{nsec:09d}".rstrip("0") + "s"


# --- flow mods -------------------------------------------------------------------------------------

_COMMANDS = ("ADD", "MOD", "MOD_STRICT", "DEL", "DEL_STRICT")


def flow_mod_text(obj: Part, ports: Names = NO_NAMES, tables: Names = NO_NAMES) -> str:
    """A flow mod of any version, or Nicira's of 1.0, as ``ofp-print`` tells it behind its head."""
    version = version_of(obj)
    extended = hasattr(obj, "command")
    command = int(obj.command if extended else getattr(obj, COMMAND))
    table = command >> 8 if version == 1 or extended else obj.table_id
    command &= 0xFF
    match, unknown = match_of(obj)
    cookie, cookie_mask = _cookies(obj, match, command)
    out = [_COMMANDS[command] if command < len(_COMMANDS) else f"cmd:{command}"]
    if table:
        out.append(f"table:{table_text(table, tables)}")
    exact = type(obj.match).__name__ == "match_v1" and not obj.match.wildcards & _OFPFW_ALL
    out.append(match_line(match, unknown, version, ports, 0xFFFF if exact else obj.priority))  # 1.0.0 §3.4
    if cookie not in (0, _ALL_ONES):
        out.append(f"cookie:{cookie:#x}")
    if cookie_mask:
        out.append(f"cookie:{match_cookie(obj, match)[0]:#x}/{cookie_mask:#x}")
    for name, value in (("idle", obj.idle_timeout), ("hard", obj.hard_timeout)):
        if value:
            out.append(f"{name}:{value}")
    if getattr(obj, "importance", 0) and command == 0:  # others do not change it (1.4.1 §7.3.4.1)
        out.append(f"importance:{obj.importance}")
    if obj.buffer_id != NO_BUFFER:
        out.append(f"buf:{obj.buffer_id:#x}")
    number = port_from_wire(obj.out_port, 2)
    if number != NONE:
        out.append(f"out_port:{port_text(number, ports)}")
    flags = obj.flags & ~_RESET_COUNTS if version <= 2 else obj.flags
    out.append(flags_text(flags).rstrip())
    out.append(f"actions={does_text(obj, ports, tables)}")
    return " ".join(filter(None, out))


def match_cookie(obj: Part, match: Match) -> tuple[int, int]:
    """The cookie of the flows that are meant, and its mask."""
    if hasattr(obj, "cookie_mask"):
        return obj.cookie, obj.cookie_mask
    return match.cookie


def _cookies(obj: Part, match: Match, command: int) -> tuple[int, int]:
    """The cookie the flow gets, and the mask of that of the flows that are meant.

    From 1.1 on a flow mod has one cookie: a new flow gets it and has no use for the mask, and others are found by it
    (1.3.5 §7.3.4.1); in 1.1 a change without a mask may make a new flow.
    """
    _, mask = match_cookie(obj, match)
    if not hasattr(obj, "cookie_mask"):
        return obj.cookie, mask
    if command == 0 or (command < 3 and not mask and version_of(obj) == OF11):
        return obj.cookie, 0
    return 0, mask


# --- entries of a dump -----------------------------------------------------------------------------


class Counters:
    """What an entry counts, from plain members or from the statistics of 1.5; None where it does not say."""

    __slots__ = ("sec", "nsec", "packets", "bytes", "idle_age", "hard_age")

    def __init__(self, obj: Part) -> None:
        self.idle_age: int | None = None
        self.hard_age: int | None = None
        self.packets: int | None
        self.bytes: int | None
        if hasattr(obj, "stats"):
            self._from_stats(obj.stats)
            return
        self.sec, self.nsec = obj.duration_sec, obj.duration_nsec
        self.packets, self.bytes = obj.packet_count, obj.byte_count
        if hasattr(obj, "idle_age"):
            self.idle_age = obj.idle_age - 1 if obj.idle_age else None
            self.hard_age = obj.hard_age - 1 if obj.hard_age else None

    def _from_stats(self, stats: Any) -> None:
        told = [one for one in stats.oxs_fields if hasattr(one, "value")]
        known = {type(one).__name__.removeprefix("oxs_"): one.value for one in told}
        duration = known.get("duration", _ALL_ONES)  # of which ovs-ofctl prints what is not there as all ones
        self.sec, self.nsec = duration >> 32, duration & 0xFFFFFFFF
        self.packets, self.bytes = known.get("packet_count"), known.get("byte_count")
        if known.get("idle_time", _ALL_ONES) >> 63 == 0:
            self.idle_age = known["idle_time"] >> 32


def flow_entry_text(obj: Part, ports: Names = NO_NAMES, tables: Names = NO_NAMES, stats: bool = True) -> str:
    """An entry of flow statistics as ``dump-flows`` prints it, without the blank before it."""
    version = version_of(obj)
    counted = Counters(obj)
    out = []
    if stats or obj.cookie:
        out.append(f"cookie={obj.cookie:#x}, ")
    if stats:
        out.append(f"duration={seconds_text(counted.sec, counted.nsec)}, ")
    if stats or obj.table_id:
        out.append(f"table={table_text(obj.table_id, tables)}, ")
    if stats:
        packets, size = ("?" if n in (None, _ALL_ONES) else n for n in (counted.packets, counted.bytes))
        out.append(f"n_packets={packets}, n_bytes={size}, ")
    for name in ("idle_timeout", "hard_timeout"):
        if getattr(obj, name):
            out.append(f"{name}={getattr(obj, name)}, ")
    out.append(flags_text(getattr(obj, "flags", 0)))
    if getattr(obj, "importance", 0):
        out.append(f"importance={obj.importance}, ")
    if stats and counted.idle_age is not None:
        out.append(f"idle_age={counted.idle_age}, ")
    if stats and counted.hard_age is not None and counted.hard_age != counted.sec:
        out.append(f"hard_age={counted.hard_age}, ")
    match, unknown = match_of(obj, as_it_is=True)
    told = match_line(match, unknown, version, ports, obj.priority)
    if told:
        out.append(told + " ")
    out.append(f"actions={does_text(obj, ports, tables)}")
    return "".join(out)


def table_of(obj: Part) -> int:
    """The table of a flow mod or an entry; in flow mods of 1.0 it stands above the command."""
    if hasattr(obj, "table_id"):
        return int(obj.table_id)
    return int(getattr(obj, "command", 0) or getattr(obj, COMMAND, 0)) >> 8


def flow_line(obj: Part, ports: Names = NO_NAMES, tables: Names = NO_NAMES) -> str:
    """A flow as a line that can be read again: of a flow mod or an entry, without what is counted."""
    version = version_of(obj)
    match, unknown = match_of(obj)
    table = table_of(obj)
    out = [f"table={table_text(table, tables)}"] if table else []
    out.append(match_line(match, unknown, version, ports, obj.priority))
    if obj.cookie:
        out.append(f"cookie={obj.cookie:#x}")
    for name in ("idle_timeout", "hard_timeout", "importance"):
        if getattr(obj, name, 0):
            out.append(f"{name}={getattr(obj, name)}")
    out.append(flags_text(getattr(obj, "flags", 0)).rstrip())
    out.append(f"actions={does_text(obj, ports, tables)}")
    return " ".join(filter(None, out))


# --- flow-removed ----------------------------------------------------------------------------------

_REASONS = ("idle", "hard", "delete", "group_delete", "meter_delete", "eviction")


def reason_text(reason: int) -> str:
    """Why a flow was removed."""
    return _REASONS[reason] if reason < len(_REASONS) else str(reason)


def flow_removed_text(obj: Part, ports: Names = NO_NAMES, tables: Names = NO_NAMES) -> str:
    """A flow-removed message as ``ofp-print`` tells it behind its head."""
    version = version_of(obj)
    counted = Counters(obj)
    match, unknown = match_of(obj, as_it_is=True)
    out = [match_line(match, unknown, version, ports, obj.priority), f"reason={reason_text(obj.reason)}"]
    table = getattr(obj, "table_id", None)
    if table is not None and type(obj).__name__ == "nicira_flow_removed":
        table = table - 1 if table else None
    if table is not None and table != 255:
        out.append(f"table_id={table_text(table, tables)}")
    if obj.cookie:
        out.append(f"cookie:{obj.cookie:#x}")
    out.append(f"duration{seconds_text(counted.sec, counted.nsec)}")
    out.append(f"idle{obj.idle_timeout}")
    if getattr(obj, "hard_timeout", 0):
        out.append(f"hard{obj.hard_timeout}")
    packets = counted.packets if counted.packets is not None else _ALL_ONES
    out.append(f"pkts{packets} bytes{counted.bytes if counted.bytes is not None else _ALL_ONES}")
    return " ".join(filter(None, out))


# --- updates of a flow monitor ---------------------------------------------------------------------

#: The end of the name of a class of updates -> its event.
_EVENTS = {
    "initial": "INITIAL", "added": "ADDED", "removed": "DELETED", "deleted": "DELETED", "modified": "MODIFIED",
    "abbrev": "ABBREV", "paused": "PAUSED", "resumed": "RESUMED",
}  # fmt: skip


def flow_update_text(obj: Part, ports: Names = NO_NAMES, tables: Names = NO_NAMES) -> str:
    """An update of a flow monitor as ``ofp-print`` tells it, without the blank before it."""
    event = _EVENTS.get(type(obj).__name__.rpartition("_")[2], str(obj.event))
    if event == "ABBREV":
        return f"event=ABBREV xid={obj.xid:#x}"
    if not hasattr(obj, "match"):
        return f"event={event}"
    out = [f"event={event}"]
    if event == "DELETED":
        out.append(f"reason={reason_text(obj.reason)}")
    out.append(f"table={table_text(obj.table_id, tables)}")
    for name in ("idle_timeout", "hard_timeout"):
        if getattr(obj, name):
            out.append(f"{name}={getattr(obj, name)}")
    match, unknown = match_of(obj)
    cookie = obj.cookie or match.cookie[0]
    out.append(f"cookie={hexadecimal(cookie)}")
    out.append(match_line(match, unknown, version_of(obj), ports))  # ofp-print tells no priority here
    does = does_text(obj, ports, tables)
    if does != "drop":  # it tells no empty list here
        out.append(f"actions={does}")
    return " ".join(filter(None, out))
