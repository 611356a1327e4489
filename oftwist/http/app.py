"""What the handlers of requests reach: the controller, and what is attached to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oftwist.http.hub import Hub

if TYPE_CHECKING:
    from oftwist.controller.controller import Controller
    from oftwist.metrics import Metrics


@dataclass
class HttpApp:
    """A controller and what is attached to it; what is None is not configured, and its routes say so.

    Attributes:
        controller: the controller.
        topology: links, hosts and paths (``oftwist.net.Topology``).
        monitor: rates of ports (``oftwist.apps.monitor.Monitor``).
        metrics: what ``/metrics`` tells.
        captures: captures of the control channel.
        cluster: the mastership of this node.
        reload: reads the configuration again; returns (or fires with) what changed.
        configuration: returns the configuration in force, secrets masked.
        ready: reasons why this node should get no work yet; each returns "" or a line.
        hub: sends events to who streams them.
    """

    controller: Controller
    topology: object | None = None
    monitor: object | None = None
    metrics: Metrics | None = None
    captures: object | None = None
    cluster: object | None = None
    reload: Callable[[], object] | None = None
    configuration: Callable[[], Mapping[str, object]] | None = None
    ready: list[Callable[[], str]] = field(default_factory=list)
    hub: Hub = field(init=False)

    def __post_init__(self) -> None:
        self.hub = Hub(self.controller)
