"""A small web server that answers ``/metrics`` and nothing else. Knows twisted.web; not what is told.

For Prometheus alone, without the HTTP API; also where several processes have one set of metrics.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Union

from twisted.application import service
from twisted.internet.defer import Deferred, maybeDeferred, succeed
from twisted.logger import Logger
from twisted.web import resource, server

if TYPE_CHECKING:
    from twisted.internet.interfaces import IListeningPort, IReactorTime, IStreamServerEndpoint
    from twisted.python.failure import Failure

log = Logger()

#: Returns the text and its content type, given an ``Accept`` header.
Render = Callable[[str], Union[tuple[bytes, str], Awaitable[tuple[bytes, str]]]]  # noqa: UP007 (at run time)

#: Seconds without a whole request after which a connection is closed.
TIMEOUT = 30

_Resource: Any = resource.Resource  # twisted.web has hardly any types
_Site: Any = server.Site


class _Page(_Resource):  # type: ignore[misc]
    isLeaf = True

    def __init__(self, render: Render) -> None:
        super().__init__()
        self._render = render

    def render_GET(self, request: Any) -> Any:
        if request.path not in (b"/metrics", b"/"):
            request.setResponseCode(404)
            return b"there is /metrics here, and nothing else\n"
        accept = (request.getHeader(b"accept") or b"").decode("latin-1")
        request.notifyFinish().addErrback(lambda _: None)
        telling = Deferred.fromCoroutine(self._told(accept))
        telling.addCallbacks(self._write, self._failed, callbackArgs=(request,), errbackArgs=(request,))
        telling.addErrback(
            lambda failure: log.failure(
                "answering {path}",
                failure,
                path=request.path,
                event="metrics_failed",
            )
        )
        return server.NOT_DONE_YET

    async def _told(self, accept: str) -> tuple[bytes, str]:
        told = self._render(accept)
        return told if isinstance(told, tuple) else await told

    def _write(self, told: tuple[bytes, str], request: Any) -> None:
        if request.channel is None:
            return  # nobody is there any more
        text, content_type = told
        request.setHeader(b"content-type", content_type.encode())
        request.setHeader(b"content-length", str(len(text)).encode())
        request.write(text)
        request.finish()

    def _failed(self, failure: Failure, request: Any) -> None:
        log.failure("gathering metrics", failure, event="metrics_failed")
        if request.channel is not None:
            request.setResponseCode(500)
            request.finish()


class _Quiet(_Site):  # type: ignore[misc]
    noisy = False

    def log(self, request: Any) -> None:
        """No access log: the same line every few seconds."""


class MetricsServer(service.Service):
    """Serves metrics while it runs.

    Args:
        endpoint: where to listen.
        render: returns the text: `Metrics.render`.
        reactor: for time-outs.

    Attributes:
        port: the IListeningPort; None while it is not open.
    """

    def __init__(self, endpoint: IStreamServerEndpoint, render: Render, reactor: IReactorTime) -> None:
        self._endpoint = endpoint
        self._site = _Quiet(_Page(render), timeout=TIMEOUT, reactor=reactor)
        self.port: IListeningPort | None = None
        self._opening: Deferred[IListeningPort] | None = None

    def privilegedStartService(self) -> None:
        """Open the port; raises CannotListenError if that fails at once."""
        if self._opening is not None:
            return
        self._opening = opening = self._endpoint.listen(self._site)
        failures: list[Failure] = []
        opening.addCallbacks(self._opened, failures.append)
        if failures:
            self._opening = None
            failures[0].raiseException()

    def _opened(self, port: IListeningPort) -> None:
        self.port = port
        log.info("metrics on {address}", address=port.getHost(), event="metrics_listening")

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
