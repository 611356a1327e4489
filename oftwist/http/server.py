"""The server: HTTP on the wire to requests for handlers, and their answers back. Knows twisted.web; no OpenFlow.

    Site -> Channel (a connection, its deadlines) -> Incoming (a request, its size) -> Door (security, route, handler)

A request that is too large, too slow or not allowed costs little: size and credentials are looked at before its body is
kept. A client that goes away cancels what its request waits for. Everything runs in the reactor thread.
"""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from twisted.internet.defer import CancelledError, Deferred, ensureDeferred
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web import http, resource, server

from oftwist.http.encoding import encode
from oftwist.http.problem import Problem, problem_of
from oftwist.http.request import Request, Response

if TYPE_CHECKING:
    from twisted.internet.interfaces import IAddress, IDelayedCall, IReactorTime

    from oftwist.http.app import HttpApp
    from oftwist.http.routing import Route, Routes
    from oftwist.http.security import Security
    from oftwist.http.settings import HttpSettings

log = Logger()

#: What every answer says to browsers. A page may say more, by the headers of its `Response`.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Server": "oftwist",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_FAULT = "a fault in the program: its log has the details"
#: Bytes of the bodies of all requests at a time.
BODIES = 256 << 20


# twisted.web has hardly any types.
_HTTPChannel: Any = http.HTTPChannel
_Request: Any = server.Request
_Site: Any = server.Site
_Resource: Any = resource.Resource


class Channel(_HTTPChannel):  # type: ignore[misc]
    """One connection of a client: it must finish each request in time, and not rest for ever."""

    # As twisted.web's own generic channel does; HTTP/2 is left out on purpose.
    factory: Site
    _deadline: IDelayedCall | None = None
    _answering = False
    _kept = 0

    def connectionMade(self) -> None:
        self.factory.connections.add(self)
        super().connectionMade()
        if len(self.factory.connections) > self.factory.settings.connections:
            self.transport.abortConnection()

    def connectionLost(self, reason: Failure) -> None:
        self.gone()
        super().connectionLost(reason)

    def gone(self) -> None:
        """The connection has ended, or is no longer one of HTTP when it does: it counts no more."""
        self.factory.connections.discard(self)
        self._stop()
        self._release()

    def keep(self, size: int) -> bool:
        """Count bytes of a body; False: there are too many in all."""
        site = self.factory
        if site.kept + size > site.most_kept:
            return False
        self._kept += size
        site.kept += size
        return True

    def _release(self) -> None:
        self.factory.kept -= self._kept
        self._kept = 0

    def dataReceived(self, data: bytes) -> None:
        if self._deadline is None and not self._answering:
            self._deadline = self.callLater(self.factory.settings.timeout, self._late)
        super().dataReceived(data)

    def allContentReceived(self) -> None:
        self._answering = True
        self._stop()
        super().allContentReceived()

    def requestDone(self, request: http.Request) -> None:
        self._answering = False
        self._release()
        super().requestDone(request)

    def _stop(self) -> None:
        deadline, self._deadline = self._deadline, None
        if deadline is not None:
            deadline.cancel()

    def _late(self) -> None:
        """The request has not come in the time it may take."""
        self._deadline = None
        self.transport.abortConnection()


class Incoming(_Request):  # type: ignore[misc]
    """One request on the wire."""

    channel: Channel
    refused = False
    kept: dict[str, str]

    def gotLength(self, length: int | None) -> None:
        """The headers are here: is it worth waiting for the body?"""
        self.content = io.BytesIO()  # never a temporary file: the size is bounded
        site = self.channel.factory
        if length is not None and length > site.settings.body:
            self._refuse(413, site.too_large)
        elif length != 0 and site.door.security.has_no_credentials(headers_of(self)):
            self._refuse(401, b"say who you are before you send something")

    def handleContentChunk(self, data: bytes) -> None:
        """A piece of the body."""
        if self.refused:
            return
        site = self.channel.factory
        if self.content.tell() + len(data) > site.settings.body:
            self._refuse(413, site.too_large)
        elif not self.channel.keep(len(data)):
            self._refuse(503, b"very much is being sent: try again")
        else:
            super().handleContentChunk(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        """All of it is here."""
        if self.refused:
            return
        # Twisted would take forms apart: the body is the handler's, whatever it is called.
        self.kept = headers_of(self)
        self.requestHeaders.removeHeader(b"content-type")
        super().requestReceived(command, path, version)

    def _refuse(self, status: int, why: bytes) -> None:
        """Answer before the request has come, and hang up."""
        self.refused = True
        body = Problem(status, why.decode()).body()
        first = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
        about = ["Connection: close", "Content-Type: application/json", f"Content-Length: {len(body)}"]
        head = "\r\n".join([first, *about, "", ""]).encode()
        self.channel.transport.write(head + body)
        self.channel.loseConnection()


class Site(_Site):  # type: ignore[misc]
    """The factory of the connections of one server.

    Attributes:
        connections: those that are open.
        kept: bytes of bodies that are not answered yet.
        most_kept: so many at most: whoever asks, before it is known who.
    """

    protocol: Any = Channel

    def __init__(self, door: Door, settings: HttpSettings, reactor: IReactorTime) -> None:
        super().__init__(door, Incoming, timeout=settings.timeout, reactor=reactor)
        self.door = door
        self.settings = settings
        self.connections: set[Channel] = set()
        self.kept = 0
        self.most_kept = max(BODIES, settings.body)
        self.too_large = f"a body may have {settings.body} bytes".encode()

    def buildProtocol(self, addr: IAddress | None) -> Any:
        """A connection was accepted."""
        channel = super().buildProtocol(addr)
        if channel is not None:
            channel.site = self
        return channel

    def log(self, request: http.Request) -> None:
        """No access log of Twisted's: `Door` has its own line, without what is in the query."""


class Door(_Resource):  # type: ignore[misc]
    """Where every request comes in.

    Args:
        app: what handlers reach.
        routes: who answers what.
        security: who may.
    """

    isLeaf = True

    def __init__(self, app: HttpApp, routes: Routes, security: Security) -> None:
        super().__init__()
        self.app = app
        self.routes = routes
        self.security = security

    def render(self, request: Incoming) -> int:
        """Answer a request, later."""
        for name, value in HEADERS.items():
            request.setHeader(name, value)
        answering: Deferred[None] = ensureDeferred(self._answer(request))
        gone: Deferred[None] = request.notifyFinish()
        gone.addErrback(lambda _: answering.cancel())
        answering.addErrback(_log_fault, request)
        return server.NOT_DONE_YET

    async def _answer(self, twisted: Incoming) -> None:
        try:
            answer = await self._handled(twisted)
        except CancelledError:
            return  # nobody is there any more
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                log.failure(
                    "{method} {path} failed",
                    Failure(),
                    method=twisted.method,
                    path=twisted.path,
                    event="request_failed",
                )
                problem = Problem(500, _FAULT)
            answer = Response(problem.body(), problem.status, headers=problem.headers)
        if hasattr(answer, "begin"):
            answer.begin(twisted)
        else:
            write(twisted, answer if isinstance(answer, Response) else Response(answer))

    async def _handled(self, twisted: Incoming) -> object:
        headers = twisted.kept
        peer = peer_of(twisted)
        address = peer.rpartition(":")[0] or peer
        self.security.limit(address)
        try:
            method, path = twisted.method.decode("ascii"), twisted.path.decode("ascii")
            route, parameters = self.routes.find(method, path)
            query = parse_qs(twisted.uri.partition(b"?")[2].decode("ascii"), True, errors="strict")
        except UnicodeDecodeError:
            raise Problem(400, "the address is no text in UTF-8") from None
        self.security.check_origin(route.writes or "upgrade" in headers, scheme_of(twisted), headers)
        user = "anonymous" if route.public else await self.security.who(headers, address)
        request = Request(self.app, method, path, parameters, query, headers, twisted.content.read(), user, peer)
        if not route.audited:
            return await _told(route, request)
        try:
            answer = await _told(route, request)
        except BaseException as error:
            problem = problem_of(error)
            cancelled = isinstance(error, (CancelledError, GeneratorExit))
            outcome = "given up" if cancelled else "failed" if problem is None else f"refused ({problem.status})"
            self._audit(request, outcome, "" if problem is None else problem.detail)
            raise
        self._audit(request, "done", "; ".join(request.notes))
        return answer

    def _audit(self, request: Request, outcome: str, detail: str) -> None:
        """One event and one line for what somebody changed, or tried to."""
        try:
            dpid = request.dpid if "dpid" in request.parameters else None
        except Problem:
            dpid = None
        what = f"{request.method} {request.path}"
        told = {"who": request.user, "peer": request.peer, "what": what, "outcome": outcome, "detail": detail[:500]}
        self.app.controller.events.add("change", dpid, **told)
        log.info("change by {who} from {peer}: {what}: {outcome} {detail}", **told, event="change")


async def _told(route: Route, request: Request) -> object:
    answer = await route.handler(request)
    if route.status != 200 and not isinstance(answer, Response) and not hasattr(answer, "begin"):
        return Response(answer, route.status)
    return answer


def _log_fault(failure: Failure, request: Incoming) -> None:
    """What could not be told: it is logged, and whoever asked is not left waiting."""
    log.failure(
        "the answer to {method} {path} failed",
        failure,
        method=request.method,
        path=request.path,
        event="request_failed",
    )
    if not request.startedWriting:
        write(request, Response(Problem(500, _FAULT).body(), 500))


def write(twisted: Incoming, answer: Response) -> None:
    """Write a whole answer."""
    body = answer.body if isinstance(answer.body, bytes) else encode(answer.body)
    twisted.setResponseCode(answer.status)
    if body or answer.status != 204:
        twisted.setHeader("Content-Type", answer.content_type)
    for name, value in answer.headers.items():
        twisted.setHeader(name, value)
    twisted.setHeader("Content-Length", str(len(body)))
    twisted.write(body if twisted.method != b"HEAD" else b"")
    twisted.finish()


def headers_of(twisted: http.Request) -> dict[str, str]:
    """The headers of a request, by lower-case name; of several with one name the first."""
    return {
        name.decode("latin-1").lower(): values[0].decode("latin-1")
        for name, values in twisted.requestHeaders.getAllRawHeaders()
        if values
    }


def peer_of(twisted: http.Request) -> str:
    """The address of who asks: ``"192.0.2.1:40312"``, or ``"unix"``."""
    address = twisted.getClientAddress()
    host = getattr(address, "host", None)
    return "unix" if host is None else f"[{host}]:{address.port}" if ":" in host else f"{host}:{address.port}"


def scheme_of(twisted: http.Request) -> str:
    """``"https"`` or ``"http"``."""
    return "https" if twisted.isSecure() else "http"


def make_site(app: HttpApp, routes: Routes, security: Security, settings: HttpSettings, reactor: IReactorTime) -> Site:
    """Put a server together."""
    return Site(Door(app, routes, security), settings, reactor)
