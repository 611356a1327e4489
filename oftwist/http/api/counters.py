"""What the connection of a switch has counted: messages by type, errors by name, what was dropped, how long it took."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import msgspec

from oftwist.connection.counters import Counters, Distribution
from oftwist.http.request import Request
from oftwist.http.routing import Routes
from oftwist.wire import kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

routes = Routes()


class Took(msgspec.Struct):
    """How often something was done, and how long it took on average, in seconds."""

    count: int
    mean: float | None


class SwitchCountersAnswer(msgspec.Struct):
    """What was counted since the connection was made.

    ``received`` and ``sent`` are messages by the name of their type, ``errors`` OpenFlow errors by name, ``others``
    what was dropped, refused or put off. ``requests`` and ``echoes`` tell how long the switch took to answer.
    ``waiting`` bytes are not sent yet.
    """

    received: dict[str, int]
    sent: dict[str, int]
    bytes_received: int
    bytes_sent: int
    errors: dict[str, int]
    others: dict[str, int]
    requests: Took
    echoes: Took
    waiting: int


_TOLD = ("bytes_received", "bytes_sent", "errors")
#: All further numbers that a connection counts.
_OTHERS = tuple(each.name for each in fields(Counters) if each.type in ("int", int) and each.name not in _TOLD)


@routes.get("/api/v1/switches/{dpid}/counters", answer=SwitchCountersAnswer, refuses=(404, 503))
async def show_counters(request: Request) -> SwitchCountersAnswer:
    """Tell what the connection of a switch has counted."""
    switch = request.switch
    counters = switch.counters
    return SwitchCountersAnswer(
        received=_by_name(switch.version, counters.received),
        sent=_by_name(switch.version, counters.sent),
        bytes_received=counters.bytes_received,
        bytes_sent=counters.bytes_sent,
        errors=dict(counters.error_names),
        others={name: getattr(counters, name) for name in _OTHERS},
        requests=_took(counters.requests),
        echoes=_took(counters.echoes),
        waiting=switch.protocol.waiting().bytes,
    )


def _by_name(version: int, counts: Sequence[int]) -> dict[str, int]:
    return {kinds.type_name(version, number): count for number, count in enumerate(counts) if count}


def _took(times: Distribution) -> Took:
    return Took(times.count, times.seconds / times.count if times.count else None)
