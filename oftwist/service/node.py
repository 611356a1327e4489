"""A node of a cluster as a service: joins when the controller starts, leaves when it stops. Knows the cluster."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from time import monotonic
from typing import Any

from twisted.application import service
from twisted.internet.defer import Deferred, ensureDeferred

from oftwist.cluster import Mastership, MastershipStore
from oftwist.cluster.etcd import EtcdView
from oftwist.cluster.settings import Settings
from oftwist.controller import Controller

#: A member of etcd that does not answer costs this part of a lease.
PATIENCE = 1 / 12


class Node(service.Service):
    """Starts and stops a node's mastership."""

    def __init__(self, mastership: Mastership) -> None:
        self.mastership = mastership

    def startService(self) -> None:
        """Join the cluster."""
        super().startService()  # type: ignore[no-untyped-call]
        self.mastership.start()

    def stopService(self) -> Deferred[None]:
        """Leave it; fires when the others may have our switches."""
        super().stopService()  # type: ignore[no-untyped-call]
        return ensureDeferred(self.mastership.stop())


def node(controller: Controller, reactor: Any, config: Mapping[str, Any]) -> Node:
    """The node that the command line describes.

    Args:
        controller: whose switches are shared.
        reactor: for connections and timers.
        config: ``cluster``, ``node``, ``lease``, ``epoch``.

    Raises:
        ConfigurationError: the address of the cluster cannot be used, or a library is missing.
    """
    count_monotonic_time(reactor)
    ttl = config["lease"]
    kv = EtcdView(reactor, Settings(config["cluster"]), timeout=ttl * PATIENCE)
    name = config["node"] or socket.gethostname()
    store = MastershipStore(kv, name, reactor, ttl=ttl, epoch=config["epoch"], address=socket.gethostname())
    return Node(Mastership(controller, store))


def count_monotonic_time(reactor: Any) -> None:
    """Let a reactor's timers follow a clock that nobody sets, if none is running yet.

    Twisted's reactors take the time of day: set back by an hour, it would stop our keep-alives for an hour.
    """
    if not reactor.getDelayedCalls():
        reactor.seconds = monotonic
