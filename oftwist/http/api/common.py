"""What the routes of one switch share: time limits, what is not configured, what a version does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec

from oftwist.apps.monitor import Monitor
from oftwist.http.problem import Problem
from oftwist.wire import VERSION_NAMES

if TYPE_CHECKING:
    from oftwist.controller.switch import Switch
    from oftwist.http.app import HttpApp

T = TypeVar("T")

#: What any request to a switch may answer: never there; it said no; cannot be asked for; nonsense came; gone; silence.
SWITCH = (404, 409, 422, 502, 503, 504)
#: What a change may answer beside that: no JSON.
CHANGE = (400, *SWITCH)

Timeout = Annotated[float, msgspec.Meta(ge=0.05, le=600, description="Seconds the switch has for each step.")]


class Patience(msgspec.Struct):
    """How long to wait for the switch."""

    timeout: Timeout | None = None


class Done(msgspec.Struct):
    """What was changed; the switch has confirmed it.

    ``changed`` counts the messages a barrier has confirmed.
    """

    changed: int


def need(version: int, switch: Switch, what: str) -> None:
    """Refuse what the version of a switch does not have.

    Raises:
        Problem: 422, it came later.
    """
    if switch.version < version:
        spoken, since = VERSION_NAMES[switch.version], VERSION_NAMES[version]
        raise Problem(422, f"{what} came with OpenFlow {since}; switch {switch.dpid} speaks {spoken}")


def configured(part: T | None, what: str, how: str) -> T:
    """A part of the controller that may not be there.

    Raises:
        Problem: 404, saying how to get it.
    """
    if part is None:
        raise Problem(404, f"{what} is not configured: {how}")
    return part


def monitor_of(app: HttpApp) -> Monitor | None:
    """Who counts what ports carry, if anybody does."""
    if app.monitor is not None:
        return app.monitor
    return next((each for each in app.controller.apps if isinstance(each, Monitor)), None)
