"""The whole state of a switch as one file: flows, groups and meters; saved, compared, restored.

Restoring sends only what differs, in an order in which nothing refers to what is not there: flows that go; meters,
groups and flows that come or change; groups and meters that go. What is the same is not touched and keeps its counters.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec

from oftwist import text
from oftwist.controller.difference import difference
from oftwist.dpid import format_dpid
from oftwist.errors import RequestFailed
from oftwist.http.api import groups, meters
from oftwist.http.api.changing import confirm
from oftwist.http.api.common import CHANGE, SWITCH, Patience
from oftwist.http.api.values import at, sliced
from oftwist.http.request import Request
from oftwist.http.routing import Routes
from oftwist.wire import VERSION_NAMES
from oftwist.wire.numbers import OF10, OF13

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

    from oftwist.connection.interfaces import Decoded, Message
    from oftwist.controller.switch import Switch

routes = Routes()

STATE = "/api/v1/switches/{dpid}/state"
_EXAMPLE = {"format": "oftwist-state-1", "flows": ["in_port=1 actions=group:1"], "groups": ["group_id=1,type=all"]}


class State(msgspec.Struct, forbid_unknown_fields=True):
    """What a switch does: lines in the words of ovs-ofctl."""

    format: Literal["oftwist-state-1"]
    flows: list[str]
    groups: list[str] = []
    meters: list[str] = []
    dpid: str | None = None
    name: str | None = None
    version: str | None = None
    saved: float | None = None


class RestoreQuery(Patience):
    """How to restore: ``dry_run`` only tells the difference."""

    dry_run: bool = False


class Change(msgspec.Struct):
    """What was sent (or would be) of one kind of thing."""

    deleted: list[str]
    added: list[str]
    modified: list[str]


class Restored(msgspec.Struct):
    """What was sent, or with ``dry_run`` would be, to make a switch what the file says."""

    same: bool
    flows: Change
    groups: Change
    meters: Change


class _Found(NamedTuple):
    """What a switch has."""

    flows: list[Any]
    groups: list[Any]
    meters: list[Any]


@routes.get(STATE, query=Patience, answer=State, refuses=SWITCH)
async def save_state(request: Request) -> State:
    """Save the flows, groups and meters of a switch."""
    query = request.arguments(Patience)
    switch = request.switch
    controller = request.app.controller
    found = await _ask(switch, query.timeout)
    lines = await sliced(controller.clock, text.format_flow_line, found.flows)
    return State(
        format="oftwist-state-1",
        flows=sorted(lines),
        groups=[text.format_group(each) for each in _ordered(found.groups)],
        meters=[meters.text_line(each) for each in sorted(found.meters, key=lambda each: int(each.meter_id))],
        dpid=format_dpid(switch.datapath_id),
        name=controller.names.of(switch.datapath_id),
        version=VERSION_NAMES[switch.version],
        saved=controller.clock.seconds(),
    )


@routes.put(STATE, query=RestoreQuery, body=State, example=_EXAMPLE, answer=Restored, refuses=CHANGE)
async def restore_state(request: Request) -> Restored:
    """Make a switch what a saved state says; ``dry_run`` compares them. The state may be of another switch."""
    query = request.arguments(RestoreQuery)
    switch = request.switch
    clock = request.app.controller.clock
    wanted = await _read(switch, request.json(State), clock)
    there = await _ask(switch, query.timeout)
    flows = difference(switch.ofp, there.flows, wanted.flows)
    old_groups = {int(each.group_id): text.format_group(each) for each in there.groups}
    new_groups = {int(each.group_id): _line(text.format_group(each)) for each in wanted.groups}
    old_meters = {int(each.meter_id): meters.text_line(each) for each in there.meters}
    new_meters = {int(each.meter_id): meters.text_line(each) for each in wanted.meters}
    group_change, meter_change = _compare(old_groups, new_groups), _compare(old_meters, new_meters)
    flow_lines = [await sliced(clock, text.format_flow_line, each) for each in flows[:3]]
    told = Restored(
        same=not any((*flow_lines, *_lists(group_change), *_lists(meter_change))),
        flows=Change(*flow_lines),
        groups=group_change,
        meters=meter_change,
    )
    if not query.dry_run and not told.same:
        mods = _messages(switch, flows, (old_groups, group_change), (old_meters, meter_change))
        for messages in mods:
            await confirm(switch, messages, query.timeout)
        request.notes.append(f"flows: {flows}; groups: {_count(group_change)}; meters: {_count(meter_change)}")
    return told


# --- what is there, and what is wanted ----------------------------------------------------------------------------


async def _ask(switch: Switch, timeout: float | None) -> _Found:
    flows = await switch.flows(timeout=timeout)
    extended = switch.version > OF10 or await switch.extended(timeout)
    found_groups = await _or_none(switch.groups(timeout=timeout)) if extended else []
    found_meters = await _or_none(switch.meters(timeout=timeout)) if switch.version >= OF13 else []
    return _Found(flows, found_groups, found_meters)


async def _or_none(asking: Awaitable[list[Decoded]]) -> list[Decoded]:
    """What there is; a switch that does not know such things has none."""
    try:
        return await asking
    except RequestFailed:
        return []


async def _read(switch: Switch, state: State, clock: IReactorTime) -> _Found:
    """The messages of a saved state.

    Raises:
        Problem: 422, a line cannot be read, with its path.
    """
    operations = switch.operations

    def flow(item: tuple[int, str]) -> Message:
        with at(f"$.flows[{item[0]}]"):
            return operations.flow_mod("add", item[1], {})

    found = await sliced(clock, flow, enumerate(state.flows))
    group_mods = [groups.group_mod(operations, "add", each, f"$.groups[{n}]") for n, each in enumerate(state.groups)]
    meter_mods = [meters.meter_mod(operations, "add", each, f"$.meters[{n}]") for n, each in enumerate(state.meters)]
    return _Found(found, group_mods, meter_mods)


def _line(mod: str) -> str:
    """The text of a mod without the word for its command."""
    return mod.removeprefix("ADD ")


def _compare(old: dict[int, str], new: dict[int, str]) -> Change:
    deleted = [line for number, line in old.items() if number not in new]
    added = [line for number, line in new.items() if number not in old]
    modified = [line for number, line in new.items() if number in old and old[number] != line]
    return Change(deleted, added, modified)


def _lists(change: Change) -> Sequence[list[str]]:
    return change.deleted, change.added, change.modified


def _count(change: Change) -> str:
    return f"{len(change.added)} added, {len(change.modified)} modified, {len(change.deleted)} deleted"


# --- the order ----------------------------------------------------------------------------------------------------


def _messages(switch: Switch, flows: Any, *changes: tuple[dict[int, str], Change]) -> list[list[Message]]:
    """What to send, in lists that are confirmed one after the other."""
    (old_groups, group_change), (old_meters, meter_change) = changes

    def group(command: str, lines: Sequence[str]) -> list[Message]:
        return [text.parse_group(each, switch.ofp, command) for each in lines]

    def meter(command: str, lines: Sequence[str]) -> list[Message]:
        return [text.parse_meter(each, switch.ofp, command) for each in lines]

    gone_groups = [f"group_id={number}" for number, line in old_groups.items() if line in group_change.deleted]
    gone_meters = [f"meter={number}" for number, line in old_meters.items() if line in meter_change.deleted]
    steps = (
        list(flows.deleted),
        meter("add", meter_change.added) + meter("modify", meter_change.modified),
        _ordered(group("add", group_change.added)) + group("modify", group_change.modified),
        [*flows.modified, *flows.added],
        group("delete", gone_groups),
        meter("delete", gone_meters),
    )
    return [step for step in steps if step]


def _ordered(found: Sequence[Any]) -> list[Any]:
    """Groups by number, each behind those that its buckets use."""
    waiting = {int(each.group_id): each for each in sorted(found, key=lambda each: int(each.group_id))}
    needs = {number: _used(group) & waiting.keys() - {number} for number, group in waiting.items()}
    done: list[Any] = []
    while waiting:
        ready = [number for number in waiting if not needs[number] & waiting.keys()] or list(waiting)  # or a circle
        done += [waiting.pop(number) for number in ready]
    return done


def _used(group: Any) -> set[int]:
    """The groups that the buckets of a group use."""
    actions = [action for bucket in group.buckets for action in bucket.actions]
    return {int(action.group_id) for action in actions if hasattr(action, "group_id")}
