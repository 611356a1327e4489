"""Switches: which there are, and how they are; also those that are gone, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from twisted.internet.defer import DeferredList, ensureDeferred

from oftwist.controller.roles import role_name
from oftwist.dpid import format_dpid
from oftwist.errors import OFTwistError
from oftwist.http.problem import Problem
from oftwist.http.request import Request
from oftwist.http.routing import Routes
from oftwist.wire import VERSION_NAMES

if TYPE_CHECKING:
    from oftwist.controller.switch import Switch
    from oftwist.http.app import HttpApp

routes = Routes()

#: Where a switch's description is kept, and seconds it may take.
_KEY, _PATIENCE = "oftwist.http.description", 3.0


class Description(msgspec.Struct):
    """What a switch says about itself."""

    manufacturer: str
    hardware: str
    software: str
    serial_number: str
    datapath: str


class SwitchAnswer(msgspec.Struct):
    """A switch.

    ``state`` is ``up``, ``maintenance``, ``held`` (another node of the cluster is its master) or ``down``. ``since`` is
    when its connection came up, or ended; ``rtt`` is in seconds.
    """

    dpid: str
    name: str
    state: str
    status_reason: str
    since: float
    version: str | None = None
    address: str | None = None
    description: Description | None = None
    ports: int = 0
    tables: int = 0
    connections: int = 0
    rtt: float | None = None
    role: str | None = None


class SwitchesQuery(msgspec.Struct):
    """Which switches: in this state."""

    state: str | None = None


class SwitchesAnswer(msgspec.Struct):
    """The switches, by datapath id."""

    switches: list[SwitchAnswer]


@routes.get("/api/v1/switches", query=SwitchesQuery, answer=SwitchesAnswer, refuses=(422,))
async def list_switches(request: Request) -> SwitchesAnswer:
    """List the switches: those that are connected, and those that were."""
    query = request.arguments(SwitchesQuery)
    controller = request.app.controller
    connected = {**controller.held, **controller.switches}
    await DeferredList([ensureDeferred(_learn(switch)) for switch in connected.values()])
    found = [describe(request.app, switch) for switch in connected.values()]
    found += [_gone(request.app, dpid) for dpid in controller.registry.gone if dpid not in connected]
    wanted = [each for each in found if query.state is None or each.state == query.state]
    return SwitchesAnswer(sorted(wanted, key=lambda each: each.dpid))


@routes.get("/api/v1/switches/{dpid}", answer=SwitchAnswer, refuses=(404,))
async def show_switch(request: Request) -> SwitchAnswer:
    """Describe a switch."""
    dpid = request.dpid
    controller = request.app.controller
    switch = controller.switches.get(dpid) or controller.held.get(dpid)
    if switch is not None:
        await _learn(switch)
        return describe(request.app, switch)
    if dpid in controller.registry.gone:
        return _gone(request.app, dpid)
    raise Problem(404, f"switch {format_dpid(dpid)} has not connected")


async def _learn(switch: Switch) -> None:
    """Ask a switch once what it is; one that does not say so is not asked again."""
    if _KEY in switch.data:
        return
    switch.data[_KEY] = None
    try:
        told = await switch.request(switch.ofp.message.desc_stats_request(), _PATIENCE)
    except OFTwistError:
        return
    texts = (told.mfr_desc, told.hw_desc, told.sw_desc, told.serial_num, told.dp_desc)
    switch.data[_KEY] = Description(*(str(each) for each in texts))


def describe(app: HttpApp, switch: Switch) -> SwitchAnswer:
    """What is to say about a switch that is connected."""
    controller = app.controller
    dpid = switch.datapath_id
    held = controller.registry.why_held(dpid) if dpid in controller.held else ""
    state = "up" if not held else "maintenance" if dpid in controller.registry.maintenance else "held"
    return SwitchAnswer(
        dpid=switch.dpid,
        name=controller.names.switch(dpid),
        state=state,
        status_reason=held or "connected",
        since=switch.since,
        version=VERSION_NAMES[switch.version],
        address=switch.peer,
        description=switch.data.get(_KEY),
        ports=len(switch.ports),
        tables=switch.features.n_tables,
        connections=1 + len(switch.auxiliary),
        rtt=switch.rtt,
        role=None if switch.role is None else role_name(switch.role),
    )


def _gone(app: HttpApp, dpid: int) -> SwitchAnswer:
    gone = app.controller.registry.gone[dpid]
    name = app.controller.names.switch(dpid)
    return SwitchAnswer(format_dpid(dpid), name, "down", gone.reason, gone.since)
