"""Metrics: what a controller and what is attached to it tell to Prometheus, gathered when it asks.

Nothing here is on the way of a message: connections count for themselves (`oftwist.connection.counters`). Needs the
``metrics`` extra. Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.registry import Collector
from twisted.application import service

import oftwist
import twisted
from oftwist.cluster import Mastership
from oftwist.metrics import cluster, switches
from oftwist.metrics.asking import Asking
from oftwist.metrics.families import Families
from oftwist.metrics.loop import Loop
from oftwist.metrics.table import CAPTURES, CLUSTER, CORE, FAUCET, PORT_COUNTERS

if TYPE_CHECKING:
    from prometheus_client.core import Metric

    from oftwist.controller import Controller
    from oftwist.controller.events import Event

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Seconds between two questions to a switch for the counters of its ports.
INTERVAL = 10.0


class Capturing(Protocol):
    """A capture, as far as it has metrics.

    Attributes:
        id: which.
        messages: messages that were wanted.
        dropped: those that are missing in the file.
    """

    @property
    def id(self) -> str: ...
    @property
    def messages(self) -> int: ...
    @property
    def dropped(self) -> int: ...


class Metrics(service.Service, Collector):
    """The metrics of one controller, a service that runs beside it.

    Args:
        controller: whose.
        registry: where to be found beside others; None makes one.
        interval: seconds between two questions to a switch for the counters of its ports; 0 asks nothing.
        captures: returns the captures that are running.
        loop: how busy the reactor is.

    Attributes:
        registry: a prometheus-client ``CollectorRegistry`` that has ours.
    """

    def __init__(
        self,
        controller: Controller,
        registry: CollectorRegistry | None = None,
        *,
        interval: float = INTERVAL,
        captures: Callable[[], Iterable[Capturing]] = tuple,
        loop: Loop | None = None,
    ) -> None:
        self._controller = controller
        self._captures = captures
        self._asking = Asking(controller, PORT_COUNTERS, interval) if interval else None
        self._loop = loop or Loop(lambda: controller.clock)
        self._events: Counter[str] = Counter()
        self._reloads: Counter[str] = Counter()
        self._unsubscribe: Callable[[], None] | None = None
        self._others = CollectorRegistry()  # what else is in a registry of our own
        if registry is None:
            for collector in (ProcessCollector, PlatformCollector, GCCollector):
                collector(registry=self._others)
        self.registry = registry or CollectorRegistry()
        self.registry.register(self)

    def startService(self) -> None:
        """Begin to look at the reactor, to ask switches, and to count events."""
        super().startService()  # type: ignore[no-untyped-call]
        self._unsubscribe = self._controller.events.subscribe(self._happened)
        self._loop.start()
        if self._asking is not None:
            self._asking.start()

    def stopService(self) -> None:
        """End that; what was counted can still be read."""
        super().stopService()  # type: ignore[no-untyped-call]
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._loop.stop()
        if self._asking is not None:
            self._asking.stop()

    def _happened(self, event: Event) -> None:
        self._events[event.kind] += 1
        if event.kind == "reload":
            self._reloads["requests"] += 1
            self._reloads["warm"] += bool(event.fields.get("changed"))

    # --- what Prometheus asks -----------------------------------------------------------------------------------

    def render(self, accept: str = "") -> tuple[bytes, str]:
        """Return the metrics as text: ours, and with them those of the process and of Python if no registry was given.

        Args:
            accept: the ``Accept`` header of who asks. There is one format, which all take.

        Returns:
            the text, and its content type.
        """
        return self._gathered().text() + generate_latest(self._others), CONTENT_TYPE

    def collect(self) -> Iterator[Metric]:
        """All families; for the registry."""
        return iter(self._gathered())

    def _gathered(self) -> Families:
        controller = self._controller
        standby = controller.standby
        families = Families((*FAUCET, *CORE, *CAPTURES, *(CLUSTER if isinstance(standby, Mastership) else ())))
        labels = switches.Labels(controller)
        switches.counted(controller, labels, families)
        switches.present(controller, labels, families)
        asked = self._asking.of if self._asking is not None else lambda _: None
        switches.ports(controller, asked, labels, families)
        self._program(labels, families)
        for capture in self._captures():
            families.add("oftwist_capture_messages_total", capture.messages, capture.id)
            families.add("oftwist_capture_dropped_total", capture.dropped, capture.id)
        if isinstance(standby, Mastership):
            cluster.seen(standby, labels, families)
        return families

    def describe(self) -> Iterator[Metric]:
        """Nothing is looked at when we are registered."""
        return iter(Families((*FAUCET, *CORE, *CAPTURES, *CLUSTER)))

    def _program(self, labels: switches.Labels, families: Families) -> None:
        """Versions, events, reloads, the reactor."""
        controller = self._controller
        families.add("oftwist_build_info", 1, oftwist.__version__, twisted.__version__)
        families.add("faucet_pbr_version", 1, oftwist.__version__)
        families.add("faucet_event_id", controller.events.last)
        families.add("faucet_config_reload_requests_total", self._reloads["requests"])
        for dpid in switches.known(controller):
            families.add("faucet_config_reload_warm_total", self._reloads["warm"], *labels.of(dpid))
            families.add("faucet_config_reload_cold_total", 0, *labels.of(dpid))
        for kind, count in self._events.items():
            families.add("oftwist_events_total", count, kind)
        families.distribution("oftwist_reactor_lag_seconds", self._loop.lag)
        families.add("oftwist_reactor_utilisation", self._loop.utilisation)
