"""The controller itself: its apps, its place in a cluster, its configuration and logs, and what it counts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from twisted.internet.defer import maybeDeferred

import oftwist
from oftwist.connection.calling import name_of
from oftwist.connection.counters import Counters
from oftwist.controller.handlers import marked
from oftwist.dpid import format_dpid
from oftwist.errors import ConfigurationError
from oftwist.http.api.common import configured, monitor_of
from oftwist.http.api.topology import find_topology
from oftwist.http.problem import Problem
from oftwist.http.request import Request
from oftwist.http.routing import Routes

routes = Routes()

Level = Literal["debug", "info", "warn", "error", "critical"]
Namespace = Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z_]\w*(\.\w+)*)?$")]
_FROM_FILE = "the controller runs without a configuration file"
_LOGS_ITSELF = "the program that runs the controller logs by itself"


class Controlled(msgspec.Struct):
    """What runs here; ``topology`` and ``monitor``: whether links are found and rates are counted."""

    version: str
    state: str
    status_reason: str
    switches: int
    held: int
    connections: int
    apps: int
    streams: int
    events: int
    topology: bool
    monitor: bool


@routes.get("/api/v1", answer=Controlled)
async def show_controller(request: Request) -> Controlled:
    """Tell what runs here."""
    controller = request.app.controller
    running = bool(controller.running)
    return Controlled(
        version=oftwist.__version__,
        state="running" if running else "stopped",
        status_reason="switches are served" if running else "the service is not started",
        switches=len(controller.switches),
        held=len(controller.held),
        connections=len(controller.factory.connections),
        apps=len(controller.apps),
        streams=len(request.app.hub.streams),
        events=controller.events.last,
        topology=find_topology(request.app) is not None,
        monitor=monitor_of(request.app) is not None,
    )


class App(msgspec.Struct):
    """An app: its name, what it is called for, and how it is."""

    name: str
    state: str
    status_reason: str
    handlers: list[str]
    failures: int


class AppsAnswer(msgspec.Struct):
    """The apps, in the order they were added."""

    apps: list[App]


@routes.get("/api/v1/apps", answer=AppsAnswer)
async def list_apps(request: Request) -> AppsAnswer:
    """List the apps, and how often they failed lately."""
    controller = request.app.controller
    failed = [event for event in controller.events.since() if event.kind == "app_failed"]
    return AppsAnswer([_app(app, bool(controller.running), failed) for app in controller.apps])


def _app(app: object, running: bool, failed: list[Any]) -> App:
    handlers = list(marked(app))
    names = {name_of(handler) for _, handler in handlers}
    mine = [event for event in failed if event.fields["app"] in names]
    count = sum(1 + int(event.fields.get("suppressed") or 0) for event in mine)
    module = getattr(app, "__name__", None)
    name = module or f"{type(app).__module__}.{type(app).__qualname__}"
    reason = "its handlers are called" if running else "the controller does not run"
    if mine:
        last = mine[-1].fields
        reason = f"it failed {count} times lately: {last['error']}: {last['message']}"
    told = [str(getattr(mark.what, "__name__", mark.what)) for mark, _ in handlers]
    return App(name, "running" if running else "stopped", reason, told, count)


class CountersAnswer(msgspec.Struct):
    """What the connections of all switches received, sent, dropped and refused, and those of each."""

    total: dict[str, int]
    switches: dict[str, dict[str, int]]


@routes.get("/api/v1/counters", answer=CountersAnswer)
async def show_counters(request: Request) -> CountersAnswer:
    """Tell what the connections count."""
    controller = request.app.controller
    total, each = Counters(), {}
    for dpid, switch in sorted({**controller.held, **controller.switches}.items()):
        counters = switch.counters
        total += counters
        each[format_dpid(dpid)] = _numbers(counters)
    return CountersAnswer(_numbers(total), each)


def _numbers(counters: Counters) -> dict[str, int]:
    """The plain numbers among what is counted."""
    found = {name: value for name, value in vars(counters).items() if isinstance(value, int)}
    return {"messages": counters.messages, **found}


# --- the cluster --------------------------------------------------------------------------------------------------


class Master(msgspec.Struct):
    """Who is master of a switch."""

    node: str
    generation_id: str
    since: float


class ClusterAnswer(msgspec.Struct):
    """The cluster as this node sees it."""

    node: str
    state: str
    status_reason: str
    nodes: dict[str, list[str]]
    masters: dict[str, Master]


@routes.get("/api/v1/cluster", answer=ClusterAnswer, refuses=(404,))
async def show_cluster(request: Request) -> ClusterAnswer:
    """Tell which nodes there are, and who is master of what."""
    mastership = configured(request.app.cluster, "a cluster", "give cluster.url")
    store = mastership.store
    trusted = store.trusted
    return ClusterAnswer(
        node=store.node,
        state="member" if trusted else "alone",
        status_reason="its lease is good" if trusted else "it has no lease: it may write to no switch as master",
        nodes={name: sorted(map(format_dpid, dpids)) for name, dpids in sorted(store.nodes().items())},
        masters={
            format_dpid(dpid): Master(holder.node, f"{holder.generation_id:#x}", holder.since)
            for dpid, holder in sorted(store.masters().items())
        },
    )


# --- configuration and logs -----------------------------------------------------------------------------------------


class Reloaded(msgspec.Struct):
    """What reading the configuration again has changed, and what needs a restart."""

    changed: list[str]
    kept: list[str]


@routes.post("/api/v1/reload", answer=Reloaded, refuses=(404, 422))
async def reload(request: Request) -> Reloaded:
    """Read the configuration again. A bad file changes nothing: 422 says what is wrong with it."""
    call = configured(request.app.reload, "reloading", _FROM_FILE)
    try:
        found = await maybeDeferred(call)
    except ConfigurationError as error:
        raise Problem(422, str(error)) from None
    told = msgspec.convert(found, Reloaded, from_attributes=True)
    request.notes.append(f"changed: {', '.join(told.changed) or 'nothing'}")
    return told


@routes.get("/api/v1/config", answer=dict[str, Any], refuses=(404,))
async def show_configuration(request: Request) -> object:
    """Tell the configuration in force; secrets are masked."""
    return dict(configured(request.app.configuration, "showing the configuration", _FROM_FILE)())


class LevelsAnswer(msgspec.Struct):
    """The level of each namespace that has one of its own; "" is that of all others."""

    levels: dict[str, str]


class LevelsBody(msgspec.Struct, forbid_unknown_fields=True):
    """Levels to set; None takes a namespace's own level away."""

    levels: dict[Namespace, Level | None]


@routes.get("/api/v1/log-levels", answer=LevelsAnswer, refuses=(404,))
async def show_levels(request: Request) -> LevelsAnswer:
    """Tell what is logged of each namespace."""
    levels = configured(request.app.levels, "changing log levels", _LOGS_ITSELF)
    return LevelsAnswer(dict(levels.levels()))


@routes.put("/api/v1/log-levels", body=LevelsBody, answer=LevelsAnswer, refuses=(400, 404, 422))
async def change_levels(request: Request) -> LevelsAnswer:
    """Change what is logged of namespaces."""
    levels = configured(request.app.levels, "changing log levels", _LOGS_ITSELF)
    for namespace, level in request.json(LevelsBody).levels.items():
        levels.set_level(namespace, level)
        request.notes.append(f"{namespace or 'all'}={level}")
    return LevelsAnswer(dict(levels.levels()))
