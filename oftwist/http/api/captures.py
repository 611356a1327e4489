"""Captures of the control channel, started and stopped at run time, and what the flight recorder has of a switch."""

from __future__ import annotations

from typing import Annotated

import msgspec

from oftwist.dpid import format_dpid
from oftwist.errors import ConfigurationError
from oftwist.http.api.common import configured
from oftwist.http.problem import Problem
from oftwist.http.request import Request, Response
from oftwist.http.routing import Routes

routes = Routes()

_HOW = "the program that runs the controller does not offer it"


class Capture(msgspec.Struct):
    """A capture that runs."""

    id: str
    file: str
    messages: int
    dropped: int
    since: float | None = None


class CapturesAnswer(msgspec.Struct):
    """The captures that run."""

    captures: list[Capture]


class CaptureBody(msgspec.Struct, forbid_unknown_fields=True):
    """What to capture: ``NAME[:dpid=..][:types=..][:rotate=100M,10]``; the file goes to ``[capture] folder``."""

    capture: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class Started(msgspec.Struct):
    """The id of a capture that has begun."""

    id: str


@routes.get("/api/v1/captures", answer=CapturesAnswer, refuses=(404,))
async def list_captures(request: Request) -> CapturesAnswer:
    """List the captures that run."""
    captures = configured(request.app.captures, "capturing", _HOW)
    return CapturesAnswer([msgspec.convert(one, Capture, from_attributes=True) for one in captures.list()])


@routes.post("/api/v1/captures", body=CaptureBody, answer=Started, status=201, refuses=(400, 404, 422))
async def start_capture(request: Request) -> Started:
    """Start a capture."""
    captures = configured(request.app.captures, "capturing", _HOW)
    wanted = request.json(CaptureBody).capture
    try:
        started = Started(str(captures.start_named(wanted)))
    except ConfigurationError as error:
        raise Problem(422, str(error), "$.capture") from None
    request.notes.append(f"capture {started.id}: {wanted}")
    return started


@routes.delete("/api/v1/captures/{id}", status=204, refuses=(404,))
async def stop_capture(request: Request) -> Response:
    """End a capture."""
    captures = configured(request.app.captures, "capturing", _HOW)
    try:
        captures.stop(request.parameters["id"])
    except KeyError:
        raise Problem(404, f"there is no capture {request.parameters['id'][:40]!r}") from None
    return Response(status=204)


@routes.get("/api/v1/recorder/{dpid}", content="application/x-pcapng", refuses=(404,))
async def dump_recorder(request: Request) -> Response:
    """Give the last messages of a switch, also of one that is gone, as a capture file."""
    recorder = configured(request.app.recorder, "the flight recorder", _HOW)
    dpid = request.dpid
    found = recorder.dump(dpid)
    if found is None:
        raise Problem(404, f"nothing is recorded of switch {format_dpid(dpid)}")
    name = f'attachment; filename="{format_dpid(dpid)}.pcapng"'
    return Response(found, content_type="application/x-pcapng", headers={"Content-Disposition": name})
