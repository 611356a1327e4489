"""Where switches come in, and where they are: ports that are open, and connections that are tried again.

Knows endpoints and factories; no switches. Everything runs in the reactor thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted.application import service
from twisted.internet.defer import CancelledError, Deferred, maybeDeferred, succeed
from twisted.logger import Logger

if TYPE_CHECKING:
    from twisted.internet.interfaces import (
        IListeningPort,
        IProtocol,
        IProtocolFactory,
        IStreamClientEndpoint,
        IStreamServerEndpoint,
    )
    from twisted.python.failure import Failure

    from oftwist.connection.factory import OFClientFactory

log = Logger()


class ListeningService(service.Service):
    """A port that is open while the service runs.

    Args:
        endpoint: where to listen.
        factory: makes the protocols of its connections.
        name: of the port, for the log.

    Attributes:
        endpoint: as given.
        port: the IListeningPort, None while it is not open.
    """

    def __init__(self, endpoint: IStreamServerEndpoint, factory: IProtocolFactory, name: str) -> None:
        self.endpoint = endpoint
        self.port: IListeningPort | None = None
        self._factory = factory
        self._called = name
        self._opening: Deferred[IListeningPort] | None = None

    def privilegedStartService(self) -> None:
        """Open the port; raises CannotListenError if that fails at once. What fails later is logged."""
        if self._opening is not None:
            return
        failed: list[Failure] = []

        def opened(port: IListeningPort) -> None:
            self.port = port
            self.opened(port)

        def not_opened(failure: Failure) -> None:
            self._opening = None
            failed.append(failure)
            self.not_opened(failure)
            if not starting and not failure.check(CancelledError):
                log.error("cannot listen on {name}: {why}", name=self._called, why=failure.value, event="cannot_listen")

        starting = True
        self._opening = opening = self.endpoint.listen(self._factory)
        opening.addCallbacks(opened, not_opened)
        starting = False
        if failed:
            failed[0].raiseException()

    def opened(self, port: IListeningPort) -> None:
        """The port is open now."""

    def not_opened(self, failure: Failure) -> None:
        """It cannot be opened."""

    def startService(self) -> None:
        """Open the port if it is not open yet."""
        self.privilegedStartService()
        super().startService()  # type: ignore[no-untyped-call]

    def stopService(self) -> Deferred[object]:
        """Close the port; fires when it is closed."""
        super().stopService()  # type: ignore[no-untyped-call]
        opening, self._opening = self._opening, None
        if opening is not None and self.port is None:
            opening.cancel()
        port, self.port = self.port, None
        return maybeDeferred(port.stopListening) if port is not None else succeed(None)


class Listener(ListeningService):
    """One port that switches come in by."""

    def __init__(self, endpoint: IStreamServerEndpoint, factory: IProtocolFactory, name: str) -> None:
        super().__init__(endpoint, factory, name)
        self._waiting: list[Deferred[IListeningPort]] = []

    def opened(self, port: IListeningPort) -> None:
        """Tell who waits for it."""
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one.callback(port)

    def not_opened(self, failure: Failure) -> None:
        """Tell who waits for it."""
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one.errback(failure)

    def when_listening(self) -> Deferred[IListeningPort]:
        """Fire with the port when it is open."""
        waiting: Deferred[IListeningPort] = Deferred()
        if self.port is not None:
            waiting.callback(self.port)
        else:
            self._waiting.append(waiting)
        return waiting


class Reporting:
    """A client endpoint that logs, once in a while, why it could not connect."""

    def __init__(self, endpoint: IStreamClientEndpoint, name: str, factory: OFClientFactory) -> None:
        self._endpoint = endpoint
        self._name = name
        self._factory = factory

    def __repr__(self) -> str:
        return self._name  # ClientService logs it with each retry

    def connect(self, factory: IProtocolFactory) -> Deferred[IProtocol]:
        """Connect as the endpoint does."""

        def failed(failure: Failure) -> Failure:
            now = self._factory.clock.seconds()
            if self._factory.limiter.check(self._name, "connect", now) is not None:
                log.warn("cannot connect to {name}: {why}", name=self._name, why=failure.value, event="cannot_connect")
            return failure

        connecting: Deferred[IProtocol] = self._endpoint.connect(factory)
        return connecting.addErrback(failed)
