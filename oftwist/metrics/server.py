"""A small web server that answers ``/metrics`` and nothing else. Knows twisted.web; not what is told.

For Prometheus alone, without the HTTP API; also where several processes have one set of metrics.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Union

from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.web import resource, server

from oftwist.connection.writer import address_name
from oftwist.controller.ports import ListeningService

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


class MetricsServer(ListeningService):
    """Serves metrics while it runs.

    Args:
        endpoint: where to listen.
        render: returns the text: `Metrics.render`.
        reactor: for time-outs.

    Attributes:
        port: the IListeningPort; None while it is not open.
    """

    def __init__(self, endpoint: IStreamServerEndpoint, render: Render, reactor: IReactorTime) -> None:
        super().__init__(endpoint, _Quiet(_Page(render), timeout=TIMEOUT, reactor=reactor), "the port for metrics")

    def opened(self, port: IListeningPort) -> None:
        """Say where."""
        log.info("metrics on {address}", address=address_name(port.getHost()), event="metrics_listening")
