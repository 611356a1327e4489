"""Ports of a switch: how they are, what they count, and switching them on and off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from oftwist.controller import port_state
from oftwist.http.api.changing import confirm
from oftwist.http.api.common import CHANGE, SWITCH, Done, Patience, monitor_of
from oftwist.http.api.values import known, port_of
from oftwist.http.problem import Problem
from oftwist.http.request import Request
from oftwist.http.routing import Routes
from oftwist.wire import naming, whole

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded
    from oftwist.controller.switch import Switch
    from oftwist.http.app import HttpApp

routes = Routes()

PORTS = "/api/v1/switches/{dpid}/ports"
PORT = PORTS + "/{port}"
_COUNTERS = (
    "rx_packets", "tx_packets", "rx_bytes", "tx_bytes", "rx_dropped", "tx_dropped", "rx_errors", "tx_errors"
)  # fmt: skip
# Bits of OFPPF_ with their speeds, in bits/s; the same in all versions.
_SPEEDS = {0: 10**7, 1: 10**7, 2: 10**8, 3: 10**8, 4: 10**9, 5: 10**9, 6: 10**10, 7: 4 * 10**10, 8: 10**11, 9: 10**12}
_NO_RECV, _NO_FWD, _NO_PACKET_IN = 1 << 2, 1 << 5, 1 << 6  # ofp_port_config
_LIVE = 1 << 2  # OFPPS_LIVE, since 1.1


class PortsQuery(Patience):
    """Whether to ask the switch for ``counters``."""

    counters: bool = False


class Port(msgspec.Struct):
    """A port. ``speed`` is in bits/s; ``rates`` are per second, where the monitor app runs."""

    number: int
    name: str
    switch_name: str
    hw_addr: str
    up: bool
    live: bool | None
    admin_up: bool
    status_reason: str
    receive: bool
    forward: bool
    packet_in: bool
    speed: int | None
    rates: dict[str, float] | None = None
    counters: dict[str, int | None] | None = None


class PortsAnswer(msgspec.Struct):
    """The ports of a switch, by number."""

    ports: list[Port]


class PortBody(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; what is left out stays as it is."""

    admin_up: bool | None = None
    receive: bool | None = None
    forward: bool | None = None
    packet_in: bool | None = None


@routes.get(PORTS, query=PortsQuery, answer=PortsAnswer, refuses=SWITCH)
async def list_ports(request: Request) -> PortsAnswer:
    """List the ports."""
    query = request.arguments(PortsQuery)
    switch = request.switch
    counted = await _counters(switch, None, query.timeout) if query.counters else {}
    ports = [switch.ports[number] for number in sorted(switch.ports)]
    return PortsAnswer([describe(request.app, switch, port, counted.get(port.port_no)) for port in ports])


@routes.get(PORT, query=PortsQuery, answer=Port, refuses=SWITCH)
async def show_port(request: Request) -> Port:
    """Describe a port, given by number or name."""
    query = request.arguments(PortsQuery)
    switch = request.switch
    port = _port(request, switch)
    counted = await _counters(switch, port.port_no, query.timeout) if query.counters else {}
    return describe(request.app, switch, port, counted.get(port.port_no))


@routes.put(PORT, query=Patience, body=PortBody, example={"admin_up": True}, answer=Done, refuses=CHANGE)
async def change_port(request: Request) -> Done:
    """Switch a port on or off, or what it does."""
    query = request.arguments(Patience)
    switch = request.switch
    port = _port(request, switch)
    body = request.json(PortBody)
    mask = config = 0
    bits = {"admin_up": port_state.PORT_DOWN, "receive": _NO_RECV, "forward": _NO_FWD, "packet_in": _NO_PACKET_IN}
    for name, bit in bits.items():
        wanted = getattr(body, name)
        if wanted is not None:
            mask |= bit
            config |= 0 if wanted else bit
            request.notes.append(f"port {port.port_no} {name}={wanted}")
    if not mask:
        raise Problem(422, f"say what to change: {', '.join(bits)}", "$")
    mod = switch.ofp.message.port_mod(port_no=port.port_no, hw_addr=port.hw_addr, config=config, mask=mask)
    await confirm(switch, [mod], query.timeout)
    return Done(1)


def _port(request: Request, switch: Switch) -> Decoded:
    given = request.parameters["port"]
    number = port_of(int(given) if given.isascii() and given.isdecimal() else given, switch.operations, "port")
    port = switch.ports.get(number)
    if port is None:
        raise Problem(404, f"switch {switch.dpid} has no port {given}")
    return port


async def _counters(switch: Switch, port: int | None, timeout: float | None) -> dict[int, Decoded]:
    return {entry.port_no: entry for entry in whole(await switch.port_stats(port, timeout=timeout))}


def describe(app: HttpApp, switch: Switch, port: Decoded, counted: Decoded | None = None) -> Port:
    """What is to say about a port."""
    monitor = monitor_of(app)
    name = str(port.name)
    config = port.config
    counters = None
    if counted is not None:
        counters = {each: known(int(getattr(counted, each))) for each in _COUNTERS}
    return Port(
        number=port.port_no,
        name=app.controller.names.port(switch.datapath_id, port.port_no) or name,
        switch_name=name,
        hw_addr=naming.pretty_mac(port.hw_addr),
        up=port_state.is_up(port),
        live=None if switch.version == 1 else bool(port.state & _LIVE),
        admin_up=port_state.is_admin_up(port),
        status_reason=port_state.why_down(port) or "it has a link",
        receive=not config & _NO_RECV,
        forward=not config & _NO_FWD,
        packet_in=not config & _NO_PACKET_IN,
        speed=speed(port),
        rates=None if monitor is None else monitor.rates(switch.datapath_id, port.port_no),
        counters=counters,
    )


def speed(port: Any) -> int | None:
    """The speed of a port in bits/s, None if it does not say."""
    for part in (port, *getattr(port, "properties", ())):
        if getattr(part, "curr_speed", 0):
            return int(part.curr_speed) * 1000
    bits = getattr(port, "curr", 0)
    found = [value for bit, value in _SPEEDS.items() if bits >> bit & 1]
    return max(found) if found else None
