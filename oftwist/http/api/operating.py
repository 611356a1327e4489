"""Operating a switch: its role, maintenance, a packet sent out of it, and its connection."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from oftwist.controller.roles import role_name
from oftwist.http.api.common import CHANGE, SWITCH, Done, Patience
from oftwist.http.api.values import Number, PortText, at, joined, number, port_of
from oftwist.http.problem import Problem
from oftwist.http.request import Request
from oftwist.http.routing import Routes

routes = Routes()

SWITCHES = "/api/v1/switches/{dpid}"
_PACKET = {"data": "ffffffffffff02000000000108060001", "actions": "output:1"}
Hex = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-fA-F]{2})*$")]
_TOP64 = (1 << 64) - 1


class Role(msgspec.Struct):
    """The role of this controller at a switch, as the switch last told it."""

    role: str | None
    generation_id: str | None
    status_reason: str


class RoleBody(msgspec.Struct, forbid_unknown_fields=True):
    """The role to ask for."""

    role: Literal["master", "slave", "equal", "primary", "secondary"]
    generation_id: Number | None = None


@routes.get(f"{SWITCHES}/role", answer=Role, refuses=(404,))
async def show_role(request: Request) -> Role:
    """Tell the role of this controller."""
    return _role(request.switch, request)


@routes.put(f"{SWITCHES}/role", query=Patience, body=RoleBody, example={"role": "equal"}, answer=Role, refuses=CHANGE)
async def change_role(request: Request) -> Role:
    """Ask the switch for a role. In a cluster the cluster decides that: 409."""
    request.arguments(Patience)
    switch = request.switch
    body = request.json(RoleBody)
    if request.app.cluster is not None:
        raise Problem(409, "the cluster decides about roles")
    given = None
    if body.generation_id is not None:
        given = number(body.generation_id, "$.generation_id", _TOP64)
    await switch.request_role(body.role, given)
    request.notes.append(body.role)
    return _role(switch, request)


def _role(switch: Any, request: Request) -> Role:
    role = None if switch.role is None else role_name(switch.role)
    generation = None if switch.generation_id is None else f"{switch.generation_id:#x}"
    reason = "never asked for: a switch begins with equal" if role is None else "as the switch told it"
    if request.app.cluster is not None:
        reason = "the cluster decides"
    return Role(role, generation, reason)


# --- maintenance ----------------------------------------------------------------------------------------------


class Maintenance(msgspec.Struct):
    """Whether a switch is out of service."""

    on: bool
    status_reason: str


class MaintenanceBody(msgspec.Struct, forbid_unknown_fields=True):
    """Take it out of service, or put it back."""

    on: bool
    reason: Annotated[str, msgspec.Meta(max_length=200)] = "maintenance"


@routes.get(f"{SWITCHES}/maintenance", answer=Maintenance, refuses=(404,))
async def show_maintenance(request: Request) -> Maintenance:
    """Tell whether a switch, connected or not, is out of service."""
    return _maintenance(request)


@routes.put(
    f"{SWITCHES}/maintenance",
    body=MaintenanceBody,
    example={"on": False},
    answer=Maintenance,
    refuses=(400, 404, 422),
)
async def change_maintenance(request: Request) -> Maintenance:
    """Take a switch out of service, or put it back.

    It stays connected and keeps its flows; to apps it is down, so that they go another way. It need not be connected.
    """
    dpid = request.dpid
    body = request.json(MaintenanceBody)
    controller = request.app.controller
    if body.on:
        controller.maintain(dpid, " ".join(body.reason.split()) or "maintenance")
    elif dpid in controller.registry.maintenance:
        controller.resume(dpid)
    request.notes.append(f"on={body.on}")
    return _maintenance(request)


def _maintenance(request: Request) -> Maintenance:
    reason = request.app.controller.registry.maintenance.get(request.dpid)
    return Maintenance(reason is not None, "in service" if reason is None else reason)


# --- packets, and the connection --------------------------------------------------------------------------------


class PacketBody(msgspec.Struct, forbid_unknown_fields=True):
    """A packet-out as text, or by its members; ``data`` is hex."""

    packet: str | None = None
    data: Hex | None = None
    actions: str | list[str] | None = None
    in_port: PortText | None = None


@routes.post(f"{SWITCHES}/packet-out", query=Patience, body=PacketBody, example=_PACKET, answer=Done, refuses=CHANGE)
async def packet_out(request: Request) -> Done:
    """Send a packet out of the switch."""
    query = request.arguments(Patience)
    switch = request.switch
    body = request.json(PacketBody)
    by_members = body.data is not None and body.actions is not None
    if (body.packet is not None) is by_members:
        raise Problem(422, "give packet (a text), or data and actions", "$")
    if body.packet is not None:
        with at("$.packet"):
            await switch.packet_out(body.packet, timeout=query.timeout)
    else:
        members: dict[str, object] = {"data": bytes.fromhex(body.data or ""), "actions": joined(body.actions)}
        if body.in_port is not None:
            members["in_port"] = port_of(body.in_port, switch.operations, "$.in_port")
        with at("$.actions"):
            await switch.packet_out(timeout=query.timeout, **members)
    request.notes.append("packet out")
    return Done(1)


class Ping(msgspec.Struct):
    """How long an echo took, in seconds."""

    rtt: float


@routes.post(f"{SWITCHES}/ping", query=Patience, answer=Ping, refuses=SWITCH, changes=False)
async def ping(request: Request) -> Ping:
    """Send an echo request, and tell how long the answer took."""
    query = request.arguments(Patience)
    return Ping(await request.switch.ping(query.timeout))


@routes.delete(f"{SWITCHES}/connection", answer=Done, refuses=(404,))
async def close_connection(request: Request) -> Done:
    """Close the connection of a switch; it may come back."""
    await request.switch.close(f"closed by {request.user} with the API")
    return Done(1)
