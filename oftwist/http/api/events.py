"""Events: what happened, as JSON or as a stream; the errors among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from oftwist.http.hub import EventAnswer, EventStream, Filter, describe
from oftwist.http.problem import Problem
from oftwist.http.request import Request
from oftwist.http.routing import Routes

if TYPE_CHECKING:
    from oftwist.controller.events import Event, Events

routes = Routes()

#: Kinds that tell of something that went wrong.
ERRORS = frozenset(("error", "app_failed", "switch_refused", "packet_ins_dropped", "topology_warning"))
MOST = 10_000
#: ``BOOT.ID``, or an id of this run of the program.
EventId = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]+\.)?[0-9]{1,18}$")]


class EventsQuery(msgspec.Struct):
    """Which events: after ``since`` (an id, as events and streams have it), of these kinds, of this switch.

    ``limit`` takes the oldest of them, ``last`` the newest.
    """

    since: EventId | None = None
    kind: list[str] = []
    dpid: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST)] = 1000
    last: Annotated[int, msgspec.Meta(ge=1, le=MOST)] | None = None


class EventsAnswer(msgspec.Struct):
    """Events, oldest first.

    ``next`` is the ``since`` of what follows; ``missed`` counts those after ``since`` that are not kept any more.
    """

    events: list[EventAnswer]
    next: str
    missed: int


@routes.get("/api/v1/events", query=EventsQuery, answer=EventsAnswer, refuses=(404, 422, 503))
async def list_events(request: Request) -> object:
    """List what happened; with ``Accept: text/event-stream`` stream it.

    A stream begins after ``Last-Event-ID`` (or ``since``), without either with what happens from now on. Each message
    is one event as JSON, and its ``id`` is where to resume. If some are not kept any more, a message of the kind
    ``missed`` says how many.
    """
    return _answer(request, None)


@routes.get("/api/v1/errors", query=EventsQuery, answer=EventsAnswer, refuses=(404, 422, 503))
async def list_errors(request: Request) -> object:
    """List (or stream) what went wrong: errors of switches, apps that failed, switches refused, packet-ins dropped."""
    return _answer(request, ERRORS)


def _answer(request: Request, kinds: frozenset[str] | None) -> object:
    query = request.arguments(EventsQuery)
    events = request.app.controller.events
    given = frozenset(name for each in query.kind for name in each.split(","))
    if given:
        kinds = given if kinds is None else kinds & given
    wanted = Filter(kinds, _dpid(request, query.dpid))
    if "text/event-stream" in request.headers.get("accept", ""):
        hub = request.app.hub
        if hub.full:
            raise Problem(503, f"there are {len(hub.streams)} streams already")
        since = request.headers.get("last-event-id") or query.since
        place, missed = (events.last, 0) if since is None else where(events, since)
        return EventStream(hub, events, wanted, place, missed)
    place, missed = where(events, query.since or "0")
    if query.last is not None:
        newest = [event for event in events.since(place) if wanted(event)][-query.last :]
        return EventsAnswer([describe(event) for event in newest], f"{events.boot}.{events.last}", missed)
    return _page(events, wanted, place, missed, query.limit)


def _page(events: Events, wanted: Filter, place: int, missed: int, limit: int) -> EventsAnswer:
    found: list[Event] = []
    last = events.last
    for event in events.since(place):
        if wanted(event):
            if len(found) == limit:
                last = found[-1].id
                break
            found.append(event)
    return EventsAnswer([describe(event) for event in found], f"{events.boot}.{last}", missed)


def _dpid(request: Request, given: str | None) -> int | None:
    if given is None:
        return None
    try:
        return request.app.controller.names.find(given)
    except ValueError as error:
        raise Problem(422, str(error), "?dpid") from None


def where(events: Events, since: str) -> tuple[int, int]:
    """The place of a client in the ring, and how many events it has missed.

    Args:
        events: the ring.
        since: ``BOOT.ID``, or an id of this run.

    Raises:
        Problem: 422, it is neither.
    """
    boot, _, number = since.rpartition(".")
    if not (number.isascii() and number.isdecimal()) or len(number) > 18:
        raise Problem(422, f"{since[:40]!r} is no id of an event", "?since")
    place = int(number)
    if (boot and boot != events.boot) or place > events.last:  # of another run of the program: all of this one is new
        return events.oldest - 1, events.oldest - 1
    first = max(place, events.oldest - 1)
    return first, first - place
