"""Rates, as the monitor app counts them: what ports have carried lately, and how much of each link is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from oftwist.http.api.common import configured, monitor_of
from oftwist.http.api.ports import speed
from oftwist.http.request import Request
from oftwist.http.routing import Routes

if TYPE_CHECKING:
    from oftwist.http.app import HttpApp
    from oftwist.net import Link, Place

routes = Routes()

_HOW = "add the app monitor"


class LinkRates(msgspec.Struct):
    """What a link carries: bytes per second from ``src`` to ``dst`` (``forward``) and back.

    ``load`` is the larger of them as a share of the speed, 0 to 1; null where no port tells its speed.
    """

    forward: float
    backward: float
    load: float | None


class HistoryQuery(msgspec.Struct):
    """Which samples: those after this time, in seconds since 1970."""

    since: Annotated[float, msgspec.Meta(ge=0)] = 0.0


class PortHistory(msgspec.Struct):
    """What a port has carried: for each time the rates of the seconds before it, each by its counter."""

    number: int
    times: list[float]
    rates: dict[str, list[float | None]]


class HistoryAnswer(msgspec.Struct):
    """What the ports of a switch have carried; a sample is taken every ``interval`` seconds."""

    interval: float
    ports: list[PortHistory]


@routes.get("/api/v1/switches/{dpid}/history", query=HistoryQuery, answer=HistoryAnswer, refuses=(404, 422, 503))
async def show_history(request: Request) -> HistoryAnswer:
    """Tell what the ports of a switch have carried in the last minutes, per second."""
    since = request.arguments(HistoryQuery).since
    switch = request.switch
    monitor = configured(monitor_of(request.app), "monitor", _HOW)
    found = []
    for number in sorted(switch.ports):
        samples = [each for each in monitor.history(switch.datapath_id, number) if each.time > since]
        names = dict.fromkeys(name for each in samples for name in each.rates)
        rates = {name: [each.rates.get(name) for each in samples] for name in names}
        found.append(PortHistory(number, [each.time for each in samples], rates))
    return HistoryAnswer(monitor.interval, found)


def link_rates(app: HttpApp, link: Link) -> LinkRates | None:
    """What a link carries, as its ends count it; None where nobody counts."""
    monitor = monitor_of(app)
    if monitor is None:
        return None
    ends = [monitor.rates(*place) for place in link.ends]
    if None in ends:
        return None
    forward, backward = ((each or {}).get("tx_bytes", 0.0) for each in ends)
    speeds = [known for known in (_speed(app, place) for place in link.ends) if known]
    load = 8 * max(forward, backward) / min(speeds) if speeds else None
    return LinkRates(forward, backward, None if load is None else min(load, 1.0))


def _speed(app: HttpApp, place: Place) -> int | None:
    switch = app.controller.switches.get(place.dpid)
    port = switch.ports.get(place.port) if switch is not None else None
    return None if port is None else speed(port)
