"""A node of a cluster as a service: joins when the controller starts, leaves when it stops. Knows the cluster."""

from __future__ import annotations

import socket
from time import monotonic
from typing import Any

from twisted.application import service
from twisted.internet.defer import Deferred, ensureDeferred

from oftwist.cluster import Mastership, MastershipStore
from oftwist.cluster.etcd import EtcdView
from oftwist.cluster.settings import Settings
from oftwist.config.schema import Cluster
from oftwist.controller import Controller
from oftwist.errors import ConfigurationError

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


def node(controller: Controller, reactor: Any, config: Cluster) -> Node:
    """The node that the configuration describes.

    Args:
        controller: whose switches are shared.
        reactor: for connections and timers.
        config: the section of the cluster; its URL is there.

    Raises:
        ConfigurationError: the address of the cluster cannot be used, or a library is missing.
    """
    count_monotonic_time(reactor)
    ttl = config.lease
    settings = Settings(config.url or "", config.user, secret(config), config.ca)
    kv = EtcdView(reactor, settings, timeout=ttl * PATIENCE)
    name = config.node or socket.gethostname()
    store = MastershipStore(kv, name, reactor, ttl=ttl, epoch=config.epoch, address=socket.gethostname())
    return Node(Mastership(controller, store))


def secret(config: Cluster) -> str | None:
    """The password of etcd, if there is one beside the URL; ConfigurationError if its file cannot be read."""
    if config.password_file is None:
        return config.password
    try:
        with open(config.password_file, encoding="utf-8") as file:
            return file.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot read {config.password_file}: {error}") from None


def count_monotonic_time(reactor: Any) -> None:
    """Let a reactor's timers follow a clock that nobody sets, if none is running yet.

    Twisted's reactors take the time of day: set back by an hour, it would stop our keep-alives for an hour.
    """
    if not reactor.getDelayedCalls():
        reactor.seconds = monotonic
