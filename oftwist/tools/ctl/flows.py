"""Flows from the command line: each command is a coroutine of a `Session`."""

from __future__ import annotations

import json
import sys
from typing import Any

from oftwist import text
from oftwist.controller.difference import Difference
from oftwist.errors import MessageError
from oftwist.text import reports
from oftwist.tools.ctl.session import Session


async def dump_flows(session: Session) -> None:
    entries = await session.switch.flows(session.word(), timeout=session.timeout)
    options = session.options
    for key in reversed(options.sort or []):
        entries = _sorted(entries, key)
    if options.json:
        session.out(json.dumps([flow_as_json(one) for one in entries], indent=2))
        return
    ports = session.shown_ports
    for one in entries:
        session.out(f" {text.format_flow(one, ports=ports, stats=options.stats)}")


def _sorted(entries: list[Any], key: tuple[str, bool]) -> list[Any]:
    """Entries by a member or a field of the match; those without it come last, in either direction."""
    name, down = key
    having = [one for one in entries if _value(one, name) is not None]
    rest = [one for one in entries if _value(one, name) is None]
    return sorted(having, key=lambda one: _value(one, name), reverse=down) + rest


def _value(entry: Any, name: str) -> Any:
    member = {"table": "table_id", "n_packets": "packet_count", "n_bytes": "byte_count"}.get(name, name)
    if hasattr(entry, member):
        return getattr(entry, member)
    if member in (told := reports.counted(entry)):
        return told[member]
    found = entry.match.get(name)
    return found[0] if isinstance(found, tuple) else found


def flow_as_json(entry: Any) -> dict[str, Any]:
    """A flow entry for programs: its members as numbers, match and actions as text, and the whole as text."""
    names = ("table_id", "priority", "cookie", "idle_timeout", "hard_timeout", "importance", "flags")
    told = {name: getattr(entry, name) for name in names if hasattr(entry, name)}
    told |= reports.counted(entry)
    does = entry.instructions if hasattr(entry, "instructions") else entry.actions
    told["match"] = text.format_match(entry.match)
    told["actions"] = text.format_instructions(does) if hasattr(entry, "instructions") else text.format_actions(does)
    told["text"] = text.format_flow_line(entry)
    return told


async def add_flow(session: Session) -> None:
    await session.run(session.switch.operations.add_flow(session.words[0]))


async def add_flows(session: Session) -> None:
    messages = text.parse_flows(read_lines(session.words[0]), session.ofp, "add", ports=session.port_names)
    await session.run(session.switch.operations.send(messages))


async def mod_flows(session: Session) -> None:
    await session.run(session.switch.operations.modify_flows(session.words[0], session.options.strict))


async def del_flows(session: Session) -> None:
    if session.word() is None and session.options.strict:
        raise MessageError("--strict needs the flow to delete")
    await session.run(session.switch.operations.delete_flows(session.word(), session.options.strict))


async def diff_flows(session: Session) -> int:
    found = await session.run(session.switch.operations.diff_flows(read_lines(session.words[0])))
    _print_difference(session, found)
    return 2 if found.messages else 0


async def replace_flows(session: Session) -> None:
    found = await session.run(session.switch.operations.replace_flows(read_lines(session.words[0])))
    session.call.err(str(found))


def _print_difference(session: Session, found: Difference) -> None:
    ports = session.shown_ports
    for sign, flows in (("-", found.before), ("+", [*found.modified, *found.added])):
        for flow in flows:
            session.out(f"{sign}{text.format_flow_line(flow, ports=ports)}")


async def dump_aggregate(session: Session) -> None:
    reply = await session.switch.aggregate(session.word(), timeout=session.timeout)
    told = f" packet_count={reply.packet_count} byte_count={reply.byte_count} flow_count={reply.flow_count}"
    session.out(session.top("OFPST_AGGREGATE reply") + told)


def read_lines(name: str) -> list[str]:
    """The lines of a file; ``-`` is standard input."""
    if name == "-":
        return sys.stdin.read().splitlines()
    with open(name, encoding="utf-8") as file:
        return file.read().splitlines()
