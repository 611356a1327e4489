"""A client of the HTTP API in memory: what it sends and gets, with a controller and simulated switches behind it."""

from __future__ import annotations

import http.client
import io
import json
from typing import Any, cast

from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import Clock

from oftwist import Controller, Options
from oftwist.http import HttpApp, HttpService, HttpSettings
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect


class Answer:
    """One answer.

    Attributes:
        status: of HTTP.
        headers: as `http.client` reads them.
        body: its bytes.
    """

    def __init__(self, raw: bytes, method: str = "GET") -> None:
        response = http.client.HTTPResponse(cast("Any", _Socket(raw)), method=method)
        response.begin()
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> Any:
        """What an answer of a problem says."""
        error = self.json["error"]
        assert error["status"] == self.status and error["title"] and error["detail"]
        return error


class _Socket:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self.raw)


class Wire(Protocol):
    """The client's end of a connection."""

    def __init__(self) -> None:
        self.received = b""
        self.closed = False

    def dataReceived(self, data: bytes) -> None:
        self.received += data

    def connectionLost(self, reason: Any = None) -> None:
        self.closed = True


class Client:
    """Asks the API of a controller that lives in memory.

    Args:
        app: the controller and what is attached to it.
        clock: of everything.
        openflow: where the controller listens.
        settings: of the API.

    Attributes:
        service: the HttpService.
    """

    def __init__(
        self, app: HttpApp, clock: Clock, openflow: MemoryEndpoint, settings: HttpSettings | None = None
    ) -> None:
        self.clock = clock
        self.openflow, self.http = openflow, MemoryEndpoint()
        self.app = app
        self.service = self.make_service(app, settings or HttpSettings())
        self.service.startService()

    def make_service(self, app: HttpApp, settings: HttpSettings) -> HttpService:
        """The service that is asked."""
        return HttpService(app, settings, self.http)

    def settle(self, turns: int = 3) -> None:
        """Let everything happen that can without time going by."""
        for _ in range(turns):
            self.openflow.pump()
            self.http.pump()
            self.clock.advance(0)

    def dial(self) -> Wire:
        """A connection of a client."""
        wires: list[Any] = []
        self.http.connect(Factory.forProtocol(Wire)).addCallback(wires.append)
        self.settle()
        (wire,) = wires
        return cast("Wire", wire)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        within: float = 30.0,
    ) -> Answer:
        """Send one request and return its answer.

        Args:
            method, path: of the request.
            body: bytes as they are, anything else as JSON.
            headers: in place of, or beside, the usual ones; None as a value leaves one out.
            within: seconds of the fake clock.
        """
        wire = self.dial()
        wire.transport.write(request_bytes(method, path, body, headers))
        passed = 0.0
        while not wire.closed and passed < within:
            self.settle()
            self.clock.advance(0.05)
            passed += 0.05
        self.settle()
        assert wire.received, "no answer"
        return Answer(wire.received, method)

    def get(self, path: str, **more: Any) -> Any:
        """The JSON of a GET that must succeed."""
        answer = self.ask("GET", path, **more)
        assert answer.status == 200, answer.body
        return answer.json


class Stage(Client):
    """A controller with its API, and simulated switches, on a fake clock.

    Attributes:
        controller: what is tested.
        switches: the simulated switches by number.
    """

    def __init__(
        self,
        settings: HttpSettings | None = None,
        *,
        versions: dict[int, int] | None = None,
        options: Options | None = None,
        extensions: str | None = None,
        **attached: Any,
    ) -> None:
        clock = Clock()
        self.controller = Controller(options, clock=clock)
        openflow = MemoryEndpoint()
        self.controller.listen(openflow)
        self.controller.startService()
        super().__init__(HttpApp(self.controller, **attached), clock, openflow, settings)
        self.switches: dict[int, FakeSwitch] = {}
        for dpid, version in (versions or {}).items():
            self.switches[dpid] = fake = FakeSwitch(
                dpid, version, ports=4, tables=8, clock=self.clock, extensions=extensions
            )
            connect(fake, self.openflow, self.clock)
        self.settle()


def request_bytes(method: str, path: str, body: Any = None, headers: dict[str, Any] | None = None) -> bytes:
    """A request as it stands on the wire."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    every: dict[str, Any] = {"Host": "localhost", "Connection": "close", "Content-Length": str(len(data))}
    every.update(headers or {})
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in every.items() if value is not None)]
    return ("\r\n".join([*lines, "", ""])).encode() + data
