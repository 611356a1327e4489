"""The other end of a blocking controller's connection: a plain socket, scripted line by line."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import oftwist
from oftwist import loxi, wire
from oftwist.blocking import Bridge, Controller
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect
from tests.support import waiting
from tests.support.waiting import LIMIT

#: Wire versions every line of the surface is tested in.
VERSIONS = (1, 4)
#: Seconds until a test that waits for something gives up.
PATIENCE = LIMIT
#: More than a test may take: whoever waits that long and is not released fails the test.
FOREVER = 6000.0


class Peer:
    """A switch made of a socket. ``recv`` returns decoded messages; ``answering`` answers in a thread."""

    def __init__(self, sock: socket.socket, version: int) -> None:
        self.sock = sock
        self.version = version
        self.ofp: Any = loxi.protocol(version)
        self.received: list[Any] = []
        self._buffer = b""
        self._thread: threading.Thread | None = None
        sock.settimeout(PATIENCE)

    @classmethod
    def to(cls, controller: Controller, version: int | None = None) -> Peer:
        sock = socket.create_connection((controller.host, controller.port), PATIENCE)
        return cls(sock, version or controller.wire_version)

    def send(self, msg: Any) -> bytes:
        if msg.xid is None:
            msg.xid = 0
        data: bytes = msg.pack()
        self.sock.sendall(data)
        return data

    def recv_raw(self) -> bytes:
        """The next message; b"" when the connection has ended."""
        while len(self._buffer) < 8 or len(self._buffer) < int.from_bytes(self._buffer[2:4], "big"):
            try:
                data = self.sock.recv(65536)
            except ConnectionError:
                return b""
            if not data:
                return b""
            self._buffer += data
        size = int.from_bytes(self._buffer[2:4], "big")
        frame, self._buffer = self._buffer[:size], self._buffer[size:]
        return frame

    def recv(self) -> Any:
        """The next message, or None when the connection has ended."""
        raw = self.recv_raw()
        return wire.decode(raw) if raw else None

    def silent(self, seconds: float = 0.05) -> bool:
        """Whether nothing arrives for so long."""
        self.sock.settimeout(seconds)
        try:
            return not self._buffer and not self.sock.recv(1, socket.MSG_PEEK) and False
        except TimeoutError:
            return True
        finally:
            self.sock.settimeout(PATIENCE)

    def answering(self, answer: Callable[[Any], Any] | None = None) -> Peer:
        """Answer in a thread until the connection ends: ``answer(msg)`` returns messages to send, or None."""
        answer = answer or self.usual

        def run() -> None:
            with contextlib.suppress(OSError):
                while (msg := self.recv()) is not None:
                    self.received.append(msg)
                    for reply in answer(msg) or ():
                        self.send(reply)

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        return self

    def usual(self, msg: Any) -> list[Any]:
        """What every switch answers."""
        name = type(msg).__name__
        if name in ("barrier_request", "features_request", "get_config_request"):
            reply = getattr(self.ofp.message, name.replace("_request", "_reply"))
            return [reply(xid=msg.xid)]
        if name == "echo_request":
            return [self.ofp.message.echo_reply(xid=msg.xid, data=msg.data)]
        return []

    def packet_in(self, data: bytes = b"frame", xid: int = 0) -> Any:
        return self.ofp.message.packet_in(xid=xid, data=data)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *args: Any) -> None:
        self.close()


@contextlib.contextmanager
def running(*args: Any, **kwargs: Any) -> Iterator[Controller]:
    """A started controller on a free port, shut down at the end."""
    kwargs.setdefault("port", 0)
    controller = Controller(*args, **kwargs)
    try:
        controller.start()
        yield controller
    finally:
        controller.shutdown()


@contextlib.contextmanager
def connected(answer: Any = False, **kwargs: Any) -> Iterator[tuple[Controller, Peer]]:
    """A controller and a connected peer, our HELLO received.

    Args:
        answer: False = the test reads what arrives; None = the usual answers; or a function as in
            `answering`.
    """
    with running(**kwargs) as controller, Peer.to(controller) as peer:
        assert controller.connect(PATIENCE)
        if controller.initial_hello:
            assert type(peer.recv()).__name__ == "hello"
        if answer is not False:
            peer.answering(answer)
        yield controller, peer


def eventually(condition: Callable[[], Any], seconds: float = LIMIT) -> bool:
    """Wait for something another thread does; for things that nobody announces. False: it never happened."""
    try:
        waiting.eventually(condition, seconds, step=0.002)
    except AssertionError:
        return False
    return True


@pytest.fixture(params=VERSIONS, ids=lambda version: loxi.version_names[version])
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def ofp(version: int) -> Any:
    return loxi.protocol(version)


@pytest.fixture
def pair(version: int) -> Iterator[tuple[Controller, Peer]]:
    """A controller and a peer whose messages the test reads."""
    with connected(version=version) as both:
        yield both


@pytest.fixture
def answering(version: int) -> Iterator[tuple[Controller, Peer]]:
    """A controller and a peer that answers barriers and such in a thread."""
    with connected(None, version=version) as both:
        yield both


@contextlib.contextmanager
def behind_a_bridge(make: Callable[[Any], FakeSwitch]) -> Iterator[Any]:
    """A blocking view of the `Switch` of a simulated one, which ``make`` makes with a clock; both in memory.

    Bytes go to and fro until the controller has stopped: what closes a connection takes that way too.
    """
    bridge = Bridge()
    clock = bridge.reactor
    endpoint = MemoryEndpoint()

    def start() -> Any:
        controller = oftwist.Controller(clock=clock)
        controller.listen(endpoint)
        controller.startService()
        connect(make(clock), endpoint, clock)
        return controller

    controller = bridge.call(start)
    pumping = [True]

    def pump() -> None:
        endpoint.pump()
        if pumping:
            clock.callLater(0.001, pump)

    bridge.call(pump)
    try:
        yield bridge.proxy(bridge.call(controller.when_switch, timeout=PATIENCE), timeout=PATIENCE)
    finally:
        bridge.call(controller.stopService)
        pumping.clear()
