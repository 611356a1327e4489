"""The whole state of a switch as one file: flows, groups and meters; saved, compared, restored."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Literal

import msgspec

from oftwist import text
from oftwist.controller.state import Found, group_line, in_order, meter_line, plan
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
        groups=[group_line(each) for each in in_order(found.groups)],
        meters=[meter_line(each) for each in sorted(found.meters, key=lambda each: int(each.meter_id))],
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
    found = plan(switch.operations, there, wanted)
    changes = (found.flows.gone, found.flows.added, found.flows.modified)
    lines = [await sliced(clock, text.format_flow_line, each) for each in changes]
    told = Restored(found.same, Change(*lines), Change(*found.groups), Change(*found.meters))
    if not query.dry_run:
        for messages in found.steps:
            await confirm(switch, messages, query.timeout)
        if found.steps:
            request.notes.append(f"flows: {found.flows}; groups: {found.groups}; meters: {found.meters}")
    return told


# --- what is there, and what is wanted ----------------------------------------------------------------------------


async def _ask(switch: Switch, timeout: float | None) -> Found:
    flows = await switch.flows(timeout=timeout)
    extended = switch.version > OF10 or await switch.extended(timeout)
    found_groups = await _or_none(switch.groups(timeout=timeout)) if extended else []
    found_meters = await _or_none(switch.meters(timeout=timeout)) if switch.version >= OF13 else []
    return Found(flows, found_groups, found_meters)


async def _or_none(asking: Awaitable[list[Decoded]]) -> list[Decoded]:
    """What there is; a switch that does not know such things has none."""
    try:
        return await asking
    except RequestFailed:
        return []


async def _read(switch: Switch, state: State, clock: IReactorTime) -> Found:
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
    return Found(found, group_mods, meter_mods)
