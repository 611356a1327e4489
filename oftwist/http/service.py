"""HttpService: the server as a part of a Twisted application. Knows endpoints, who may listen, and every route.

May import every file of routes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThreadPool
from twisted.logger import Logger

from oftwist import endpoints
from oftwist.config.checking import is_tls
from oftwist.connection.writer import address_name
from oftwist.controller.ports import ListeningService
from oftwist.errors import ConfigurationError
from oftwist.http import page, ryu
from oftwist.http.api import (
    admin,
    captures,
    counters,
    events,
    flows,
    groups,
    health,
    meters,
    metrics,
    operating,
    ports,
    rates,
    state,
    switches,
    tables,
    topology,
)
from oftwist.http.api.description import described
from oftwist.http.routing import Routes
from oftwist.http.security import Security
from oftwist.http.server import make_site
from oftwist.http.settings import HttpSettings, is_loopback
from oftwist.tls import TLS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from twisted.internet.interfaces import IListeningPort, IStreamServerEndpoint

    from oftwist.http.app import HttpApp

log = Logger()

#: Every file of routes: a new one is added here.
_OURS = (
    *(health, metrics, admin, switches, ports, flows, groups, meters, tables, operating, state, topology, events),
    *(counters, rates),
)
ROUTES = Routes().include(*(each.routes for each in _OURS), captures.routes, ryu.routes, page.routes)


class HttpService(ListeningService):
    """Serves the API of a controller while it runs.

    Args:
        app: the controller, and what is attached to it.
        settings: where, to whom, how much.
        endpoint: where to listen, instead of ``settings.listen``.
        routes: who answers what; None is everything there is.

    Attributes:
        site: the factory of its connections.
        port: the IListeningPort; None while it is not open.

    Raises:
        ConfigurationError: the settings cannot be used; also that it would listen beyond loopback with nobody asked who
            he is, which needs ``open``.
    """

    def __init__(
        self,
        app: HttpApp,
        settings: HttpSettings | None = None,
        endpoint: IStreamServerEndpoint | None = None,
        routes: Routes | None = None,
    ) -> None:
        self.app = app
        self.settings = settings = settings or HttpSettings()
        clock = app.controller.clock
        found = endpoint if endpoint is not None else self._find_endpoint(settings, clock)
        app.hub.limit = settings.streams
        security = Security(settings, clock.seconds, self._in_thread)
        table = Routes().include(ROUTES if routes is None else routes)
        table.include(described(table))
        self.site = make_site(app, table, security, settings, clock)
        super().__init__(found, self.site, settings.listen)

    def _find_endpoint(self, settings: HttpSettings, reactor: object) -> IStreamServerEndpoint:
        description = settings.endpoint
        files = TLS(settings.tls_cert, settings.tls_key) if settings.tls_cert else None
        if files is not None and not is_tls(description):
            description = description.replace("ptcp:", "pssl:", 1).replace("tcp:", "ssl:", 1)
        endpoint = endpoints.server(reactor, description, files)
        if not settings.needs_credentials and not settings.open and not _is_local(endpoint, description):
            raise ConfigurationError(
                f"http: {settings.listen} is reached from other machines and nobody is asked who he is: give a token "
                "or users, listen on 127.0.0.1, or say open = true"
            )
        return endpoint

    def bind(self, leaving: HttpService | None = None) -> None:
        """Take the port now, also from a server that is to be closed; raises CannotListenError."""
        bind = getattr(self.endpoint, "bind", None)
        if bind is None:
            return
        address = getattr(self.endpoint, "address", None)
        if leaving is None or leaving.port is None or address != getattr(leaving.endpoint, "address", ()):
            bind()
        else:
            bind(leaving.port.fileno())  # type: ignore[attr-defined]

    def release(self) -> None:
        """Give up a port that was taken by ``bind``."""
        release = getattr(self.endpoint, "release", None)
        if release is not None:
            release()

    def changing(self, settings: HttpSettings) -> Callable[[], None]:
        """Prepare other settings for the same endpoint; files of tokens and certificates are read again.

        Returns:
            what puts them in force, for the next request or connection.

        Raises:
            ConfigurationError: as when the server is made.
        """
        clock = self.app.controller.clock
        endpoint = self._find_endpoint(settings, clock)
        security = Security(settings, clock.seconds, self._in_thread)

        def change() -> None:
            self.settings = self.site.settings = settings
            self.site.door.security = security
            if hasattr(self.endpoint, "renew"):
                self.endpoint.renew(endpoint)

        return change

    def _in_thread(self, function: object, *args: object) -> Awaitable[bool]:
        reactor = self.app.controller.clock
        return deferToThreadPool(reactor, reactor.getThreadPool(), function, *args)  # type: ignore[attr-defined, arg-type]

    def opened(self, port: IListeningPort) -> None:
        """Say where."""
        address = port.getHost()
        scheme = "https" if self.settings.tls_cert else "http"
        url = f"{scheme}://{address_name(address)}/" if hasattr(address, "port") else address_name(address)
        log.info("HTTP on {address}", address=url, event="http_listening")

    def stopService(self) -> Deferred[object]:
        """Close the port and the connections; fires when the port is closed."""
        closed = super().stopService()
        for connection in tuple(self.site.connections):
            connection.transport.abortConnection()
        return closed


def _is_local(endpoint: object, description: str) -> bool:
    """Whether only this machine can reach an endpoint; what is not known is not."""
    if description.startswith(("unix:", "punix:")):
        return True
    return is_loopback(str(getattr(endpoint, "interface", "")))
