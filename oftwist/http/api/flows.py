"""Flows of a switch, as text in the words of ovs-ofctl and as members, both ways.

A change answers when barriers have confirmed all of it; what the switch refused is told by its place in the request.
Many flows are read, sent and told in slices, so that no switch waits for them.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

import msgspec

from oftwist import text
from oftwist.controller.difference import difference
from oftwist.errors import MessageError, RequestFailed
from oftwist.http.api.changing import BATCH, confirm, refusals
from oftwist.http.api.common import CHANGE, SWITCH, Done, Patience
from oftwist.http.api.values import (
    FieldValue,
    Number,
    PortText,
    at,
    joined,
    known,
    match_json,
    match_of,
    match_words,
    number,
    port_of,
    sliced,
)
from oftwist.http.encoding import encode, shown
from oftwist.http.problem import Problem
from oftwist.http.request import Request, Response
from oftwist.http.routing import Routes
from oftwist.text.reports import counted
from oftwist.wire import whole
from oftwist.wire.numbers import OF10, OF11

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded, Message
    from oftwist.controller.operations import Operations
    from oftwist.controller.switch import Switch

routes = Routes()

MOST = 1_000_000
Command = Literal["add", "modify", "modify_strict", "delete", "delete_strict"]
_FLAGS = {"send_flow_rem": "SEND_FLOW_REM", "check_overlap": "CHECK_OVERLAP", "reset_counts": "RESET_COUNTS"}
_FLAGS |= {"no_packet_counts": "NO_PKT_COUNTS", "no_byte_counts": "NO_BYT_COUNTS"}
FlagName = Literal["send_flow_rem", "check_overlap", "reset_counts", "no_packet_counts", "no_byte_counts"]


class FlowMembers(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A flow by its members; what is left out is as ovs-ofctl has it: priority 32768, table 0, no timeouts."""

    table: Number | None = None
    priority: Number | None = None
    cookie: Number | None = None
    cookie_mask: Number | None = None
    idle_timeout: Number | None = None
    hard_timeout: Number | None = None
    importance: Number | None = None
    out_port: PortText | None = None
    out_group: Number | None = None
    flags: list[FlagName] | None = None
    match: dict[str, FieldValue] | str | None = None
    actions: str | list[str] | None = None


class FlowsBody(FlowMembers, kw_only=True):
    """One flow as text, several as text or members, or the members of one."""

    flow: str | None = None
    flows: list[Union[str, FlowMembers]] | None = None  # noqa: UP007 (evaluated at run time)


class ChangeQuery(Patience):
    """How to change flows."""

    command: Command = "add"
    atomic: bool = False


class ReplaceQuery(Patience):
    """How to replace flows."""

    dry_run: bool = False


class Filter(Patience):
    """Which flows: those that match (``match`` is a text of ovs-ofctl)."""

    match: str = ""
    table: Number | None = None
    cookie: str | None = None
    out_port: str | None = None
    out_group: Number | None = None


class FlowsQuery(Filter):
    """Which flows, and how many of them: ``after`` is the ``next`` of the page before."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST)] | None = None
    after: str | None = None


class DeleteQuery(Filter):
    """Which flows to delete; ``strict`` only the one of exactly this match and ``priority``; ``all`` is every flow."""

    strict: bool = False
    priority: Number | None = None
    all: bool = False


class Flow(msgspec.Struct):
    """A flow; ``text`` is a line that can be sent as it is."""

    text: str
    table: int
    priority: int
    cookie: str
    idle_timeout: int
    hard_timeout: int
    packets: int | None
    bytes: int | None
    duration: float | None
    match: dict[str, Union[int, str]]  # noqa: UP007 (evaluated at run time)
    actions: str


class FlowsAnswer(msgspec.Struct, omit_defaults=True):
    """Flows of a switch, by table and falling priority; ``total`` counts those of all pages."""

    flows: list[Flow]
    total: int
    next: str | None = None


class RawFlowsAnswer(msgspec.Struct, omit_defaults=True):
    """The same, with flows that are JSON already."""

    flows: list[msgspec.Raw]
    total: int
    next: str | None = None


class Difference(msgspec.Struct):
    """What was sent (or, with ``dry_run``, would be) so that the flows are those of the request."""

    deleted: list[str]
    added: list[str]
    modified: list[str]


FLOWS = "/api/v1/switches/{dpid}/flows"
_MEMBERS = {"priority": 7, "match": {"eth_type": 2048, "ipv4_dst": "10.0.0.0/8"}, "actions": ["dec_ttl", "output:1"]}
_EXAMPLE = {"flows": ["priority=9,tcp,tp_dst=80,actions=output:2", _MEMBERS]}


@routes.get(FLOWS, query=FlowsQuery, answer=FlowsAnswer, refuses=SWITCH)
async def list_flows(request: Request) -> object:
    """List the flows that match; as lines for ovs-ofctl if ``Accept`` is ``text/plain``."""
    wanted = request.arguments(FlowsQuery)
    switch = request.switch
    words = filter_text(wanted, switch.operations)
    with at("?match"):
        entries = whole(await switch.flows(words or None, timeout=wanted.timeout))
    clock = request.app.controller.clock
    keyed = sorted(zip(await sliced(clock, sort_key, entries), entries, strict=True), key=lambda pair: pair[0])
    total = len(keyed)
    if wanted.after is not None:
        last = read_cursor(wanted.after)
        keyed = [pair for pair in keyed if pair[0] > last]
    more = wanted.limit is not None and len(keyed) > wanted.limit
    page = keyed[: wanted.limit]
    if request.headers.get("accept", "").startswith("text/plain"):
        lines = await sliced(clock, lambda pair: shown(f"{pair[1]}\n"), page)
        return Response("".join(lines).encode(), content_type="text/plain; charset=utf-8")
    told = await sliced(clock, lambda pair: msgspec.Raw(encode(describe(pair[1], switch.ofp))), page)
    return RawFlowsAnswer(told, total, cursor(page[-1][0]) if more else None)


@routes.post(FLOWS, query=ChangeQuery, body=FlowsBody, example=_EXAMPLE, answer=Done, refuses=CHANGE)
async def change_flows(request: Request) -> Done:
    """Add flows, or with ``command`` modify or delete them; the answer comes when the switch has confirmed it.

    With ``atomic`` all of them take effect together, or none (a bundle: OpenFlow 1.4, or 1.3 by extension). Otherwise
    those that the switch refuses do not keep it from taking the others; 409 tells which.
    """
    wanted = request.arguments(ChangeQuery)
    switch = request.switch
    messages = await read_flows(request, wanted.command)
    if wanted.atomic:
        await _together(switch, messages, wanted.timeout)
    else:
        await confirm(switch, messages, wanted.timeout, "$.flows")
    request.notes.append(f"{wanted.command} {len(messages)} flows")
    return Done(len(messages))


@routes.put(FLOWS, query=ReplaceQuery, body=FlowsBody, example=_EXAMPLE, answer=Difference, refuses=CHANGE)
async def replace_flows(request: Request) -> Difference:
    """Make the flows of the switch those of the request: only what differs is sent. ``dry_run`` only tells it."""
    wanted = request.arguments(ReplaceQuery)
    switch = request.switch
    messages = await read_flows(request, "add")
    there = await switch.flows(timeout=wanted.timeout)
    found = difference(switch.ofp, there, messages)
    if not wanted.dry_run:
        await confirm(switch, found.messages, wanted.timeout)
        request.notes.append(str(found))
    clock = request.app.controller.clock
    deleted, added, modified = [await sliced(clock, text.format_flow_line, each) for each in (found.gone, *found[1:3])]
    return Difference(deleted, added, modified)


@routes.delete(FLOWS, query=DeleteQuery, answer=Done, refuses=CHANGE)
async def delete_flows(request: Request) -> Done:
    """Delete the flows that match; ``all=true`` deletes every one."""
    wanted = request.arguments(DeleteQuery)
    switch = request.switch
    words = filter_text(wanted, switch.operations)
    if wanted.priority is not None:
        if not wanted.strict:
            raise Problem(422, "a priority selects flows only with strict=true", "?priority")
        words = f"priority={number(wanted.priority, '?priority', 0xFFFF)}" + (f",{words}" if words else "")
    if not words and not wanted.all:
        raise Problem(422, "say which flows, or all=true", "?all")
    with at("?match"):
        await switch.delete_flows(words or None, strict=wanted.strict, timeout=wanted.timeout)
    request.notes.append(f"delete {words or 'all'}")
    return Done(1)


# --- what a request says ------------------------------------------------------------------------------------------


async def read_flows(request: Request, command: str) -> list[Message]:
    """The flow mods that a body asks for: JSON, or lines of text.

    Raises:
        Problem: 400 or 422, with the path.
    """
    switch = request.switch
    clock = request.app.controller.clock
    items: Sequence[tuple[str, str | FlowMembers]]
    if request.headers.get("content-type", "").startswith("text/plain"):
        try:
            lines = request.body.decode().splitlines()
        except UnicodeDecodeError:
            raise Problem(400, "the body is no text in UTF-8", "$") from None
        numbered = [(f"line {count}", line.partition("#")[0].strip()) for count, line in enumerate(lines, 1)]
        items = [(place, line) for place, line in numbered if line]
    else:
        items = _items(request.json(FlowsBody))
    operations = switch.operations
    return await sliced(clock, lambda item: flow_mod(operations, command, item[1], item[0]), items)


def _items(body: FlowsBody) -> list[tuple[str, str | FlowMembers]]:
    """The flows of a body, each with its path."""
    members = {name: getattr(body, name) for name in FlowMembers.__struct_fields__}
    by_members = any(value is not None for value in members.values())
    if sum((body.flow is not None, body.flows is not None, by_members)) != 1:
        raise Problem(422, "give flow (a text), flows (a list), or the members of one flow", "$")
    if body.flow is not None:
        return [("$.flow", body.flow)]
    if body.flows is not None:
        return [(f"$.flows[{index}]", each) for index, each in enumerate(body.flows)]
    return [("$", FlowMembers(**members))]


def flow_mod(operations: Operations, command: str, flow: str | FlowMembers, path: str) -> Message:
    """One flow mod.

    Raises:
        Problem: 422, with the path.
    """
    if isinstance(flow, str):
        with at(path):
            return operations.flow_mod(command, flow, {})
    actions = joined(flow.actions)
    members = _numbers(flow, operations, path)
    if flow.flags is not None:
        members["flags"] = _flags(flow.flags, operations, f"{path}.flags")
    if flow.match is not None:
        try:
            members["match"] = match_of(flow.match, operations, f"{path}.match")
        except Problem as problem:
            if isinstance(flow.match, str) or operations.version > OF11:
                raise
            try:
                return _by_words(operations, command, flow, path)
            except Problem:
                raise problem from None
    if actions is not None:
        with at(f"{path}.actions"):
            name = "actions" if operations.version == OF10 else "instructions"
            members[name] = text.parse_instructions(actions, operations.ofp, ports=operations.ports)
    table = members.pop("table", None)
    with at(path):
        msg = operations.flow_mod(command, None, members)
        if table is not None:
            _set_table(msg, int(str(table)))
    return msg


def _by_words(operations: Operations, command: str, flow: FlowMembers, path: str) -> Message:
    """A flow whose match only Open vSwitch's fields can say, in 1.0 and 1.1."""
    assert isinstance(flow.match, dict)
    words = [f"{name}={value}" for name, value in _numbers(flow, operations, path).items() if name != "cookie_mask"]
    words += [*(flow.flags or ()), match_words(flow.match, operations, f"{path}.match")]
    words += [f"actions={joined(flow.actions) or 'drop'}"] if not command.startswith("delete") else []
    with at(path):
        return operations.flow_mod(command, ",".join(filter(None, words)), {})


def _set_table(msg: Any, table: int) -> None:
    """The table of a flow mod; in 1.0 Open vSwitch has it above the command."""
    if hasattr(msg, "table_id"):
        msg.table_id = table
    elif table:
        raise MessageError("OpenFlow 1.0 has no tables here: say the flow as text (table=1,...)")


def _numbers(flow: FlowMembers, operations: Operations, path: str) -> dict[str, object]:
    tops = {"priority": 0xFFFF, "table": 0xFF, "idle_timeout": 0xFFFF, "hard_timeout": 0xFFFF, "importance": 0xFFFF}
    tops |= {"cookie": (1 << 64) - 1, "cookie_mask": (1 << 64) - 1, "out_group": 0xFFFFFFFF}
    found: dict[str, object] = {}
    for name, top in tops.items():
        given = getattr(flow, name)
        if given is not None:
            found[name] = number(given, f"{path}.{name}", top)
    if flow.out_port is not None:
        found["out_port"] = port_of(flow.out_port, operations, f"{path}.out_port")
    return found


def _flags(names: Sequence[str], operations: Operations, path: str) -> int:
    value = 0
    for name in names:
        flag = getattr(operations.ofp, f"OFPFF_{_FLAGS[name]}", None)
        if flag is None:
            raise Problem(422, f"this version of OpenFlow has no {name}", path)
        value |= flag
    return value


def filter_text(wanted: Filter, operations: Operations) -> str:
    """The flows of a query in the words of ovs-ofctl; "" for all."""
    words = []
    if wanted.table is not None:
        words.append(f"table={number(wanted.table, '?table', 0xFE)}")
    if wanted.cookie is not None:
        value, _, mask = wanted.cookie.partition("/")
        words.append(f"cookie={value.strip()}/{mask.strip() or '-1'}")
    if wanted.out_port is not None:
        words.append(f"out_port={port_of(wanted.out_port, operations, '?out_port')}")
    if wanted.out_group is not None:
        words.append(f"out_group={number(wanted.out_group, '?out_group', 0xFFFFFFFF)}")
    if wanted.match.strip():
        words.append(wanted.match.strip())
    return ",".join(words)


# --- changes ------------------------------------------------------------------------------------------------------


async def _together(switch: Switch, messages: Sequence[Message], timeout: float | None) -> None:
    try:
        async with switch.bundle(timeout=timeout) as bundle:
            for start in range(0, len(messages), BATCH):
                await switch.when_writable()
                bundle.add(*messages[start : start + BATCH])
    except RequestFailed as failed:
        refused = refusals(failed, messages, 0, "$.flows")
        raise Problem(409, f"the switch refused it, nothing has changed: {failed}", None, refused) from None


# --- what an answer says ------------------------------------------------------------------------------------------


def describe(entry: Decoded, ofp: ModuleType) -> Flow:
    """What is to say about a flow of a version."""
    told = counted(entry)
    seconds = told.get("duration_sec")
    instructions = entry.instructions if hasattr(entry, "instructions") else entry.actions
    tell = text.format_instructions if hasattr(entry, "instructions") else text.format_actions
    return Flow(
        text=text.format_flow_line(entry),
        table=text.flow_table(entry),
        priority=entry.priority,
        cookie=f"{entry.cookie:#x}",
        idle_timeout=entry.idle_timeout,
        hard_timeout=entry.hard_timeout,
        packets=known(told.get("packet_count")),
        bytes=known(told.get("byte_count")),
        duration=None if seconds is None else seconds + told.get("duration_nsec", 0) / 1e9,
        match=match_json(entry.match, ofp),
        actions=tell(instructions),
    )


def sort_key(entry: Decoded) -> tuple[int, int, str]:
    """The place of a flow among all: by table, falling priority, and match."""
    return text.flow_table(entry), 0xFFFF - int(entry.priority), entry.match.pack().hex()


def cursor(key: tuple[int, int, str]) -> str:
    """A place as the ``next`` of a page."""
    return base64.urlsafe_b64encode("{}.{}.{}".format(*key).encode()).decode()


def read_cursor(given: str) -> tuple[int, int, str]:
    """The place that a ``next`` names.

    Raises:
        Problem: 422, it was none.
    """
    try:
        table, priority, match = base64.b64decode(given, b"-_", validate=True).decode().split(".")
        return int(table), int(priority), match
    except (binascii.Error, ValueError):
        raise Problem(422, "that is not the next of a page", "?after") from None
