"""What the handlers of requests reach: the controller, and what is attached to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from oftwist.http.hub import Hub

if TYPE_CHECKING:
    from oftwist.apps.monitor import Monitor
    from oftwist.cluster.mastership import Mastership
    from oftwist.controller.controller import Controller
    from oftwist.metrics import Metrics
    from oftwist.net import Topology


class Captures(Protocol):
    """Who writes captures of the control channel."""

    def start_named(self, text: str) -> object:
        """Start what a text like that of ``--capture`` says, whose file is a plain name; return its id.

        Raises:
            ConfigurationError: it cannot be.
        """

    def stop(self, id: str) -> object:
        """End a capture; KeyError if there is none of this id."""

    def list(self) -> Iterable[object]:
        """Those that run: objects with ``id``, ``file``, ``messages``, ``dropped`` and ``since``."""


class Recorder(Protocol):
    """Who keeps the last messages of each switch."""

    def dump(self, dpid: int) -> bytes | None:
        """What there is of a switch as a pcapng file; None if there is nothing."""


class Levels(Protocol):
    """Who decides what is logged."""

    def levels(self) -> Mapping[str, str]:
        """Namespace to level; "" is every other namespace."""

    def set_level(self, namespace: str, level: str | None) -> object:
        """Change one; None takes the namespace's own level away."""


@dataclass
class HttpApp:
    """A controller and what is attached to it; what is None is not configured, and its routes say so.

    Attributes:
        controller: the controller.
        topology: links, hosts and paths; None takes the controller's, if it is among its apps.
        monitor: rates of ports; None takes the controller's, if it is among its apps.
        metrics: what ``/metrics`` tells.
        captures, recorder: of the control channel.
        cluster: the mastership of this node.
        levels: what is logged.
        reload: reads the configuration again; returns (or fires with) an object with the lists ``changed`` and
            ``kept``; raises ConfigurationError, and nothing has changed.
        configuration: returns the configuration in force, secrets masked.
        ready: reasons why this node should get no work yet; each returns "" or a line.
        hub: sends events to who streams them.
    """

    controller: Controller
    topology: Topology | None = None
    monitor: Monitor | None = None
    metrics: Metrics | None = None
    captures: Captures | None = None
    recorder: Recorder | None = None
    cluster: Mastership | None = None
    levels: Levels | None = None
    reload: Callable[[], object] | None = None
    configuration: Callable[[], Mapping[str, object]] | None = None
    ready: list[Callable[[], str]] = field(default_factory=list)
    hub: Hub = field(init=False)

    def __post_init__(self) -> None:
        self.hub = Hub(self.controller)
