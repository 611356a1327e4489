"""Switches: which there are, and how they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oftwist.controller.roles import role_name
from oftwist.http.request import Request
from oftwist.http.routing import Routes
from oftwist.wire import VERSION_NAMES

if TYPE_CHECKING:
    from oftwist.controller.switch import Switch
    from oftwist.http.app import HttpApp

routes = Routes()


class SwitchAnswer(msgspec.Struct):
    """A switch that is connected."""

    dpid: str
    state: str
    status_reason: str
    version: str
    address: str
    ports: int
    rtt: float | None
    role: str | None


class SwitchesAnswer(msgspec.Struct):
    """The switches that are connected."""

    switches: list[SwitchAnswer]


@routes.get("/api/v1/switches", answer=SwitchesAnswer)
async def list_switches(request: Request) -> SwitchesAnswer:
    """List the switches."""
    controller = request.app.controller
    everyone = {**controller.held, **controller.switches}
    return SwitchesAnswer([describe(request.app, everyone[dpid]) for dpid in sorted(everyone)])


@routes.get("/api/v1/switches/{dpid}", answer=SwitchAnswer, refuses=(404,))
async def show_switch(request: Request) -> SwitchAnswer:
    """Describe a switch."""
    return describe(request.app, request.switch)


def describe(app: HttpApp, switch: Switch) -> SwitchAnswer:
    """What is to say about a switch."""
    held = switch.datapath_id in app.controller.held
    return SwitchAnswer(
        dpid=switch.dpid,
        state="held" if held else "up",
        status_reason="another node of the cluster is its master" if held else "connected",
        version=VERSION_NAMES[switch.version],
        address=switch.peer,
        ports=len(switch.ports),
        rtt=switch.rtt,
        role=None if switch.role is None else role_name(switch.role),
    )
