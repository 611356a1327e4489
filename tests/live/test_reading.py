"""Many connections behind one descriptor of the reactor: they are read, paused and lost like any other."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from typing import Any

import pytest
import pytest_twisted
from twisted.internet import reactor, task
from twisted.internet.epollreactor import EPollReactor

from oftwist.connection import reading
from oftwist.connection.factory import OFServerFactory
from oftwist.connection.options import Options
from oftwist.connection.protocol import OFProtocol
from tests.support.waiting import until

pytestmark = pytest.mark.skipif(type(reactor) is not EPollReactor, reason="this reactor reads by itself")

ECHO = bytes.fromhex("0403000800000001")


class Port:
    """A listening factory of raw connections, and sockets connected to it."""

    def __init__(self, **options: Any) -> None:
        self.made: list[OFProtocol] = []
        self.got: dict[OFProtocol, list[bytes]] = {}
        self.factory = OFServerFactory(None, Options(handshake=False, **options), connected=self.connected)
        self.port: Any = reactor.listenTCP(0, self.factory, interface="127.0.0.1")  # type: ignore[attr-defined]
        self.sockets: list[socket.socket] = []

    def connected(self, protocol: OFProtocol) -> None:
        self.made.append(protocol)
        self.got[protocol] = []
        protocol.observe(self)

    def received(self, connection: OFProtocol, msg: Any, raw: bytes, error: Exception | None) -> None:
        self.got[connection].append(raw)

    def sent(self, connection: OFProtocol, raw: bytes) -> None:
        """Nothing is."""

    async def connect(self, number: int) -> list[OFProtocol]:
        for _ in range(number):
            before = len(self.made)
            self.sockets.append(socket.create_connection(("127.0.0.1", self.port.getHost().port)))
            await until(lambda before=before: len(self.made) > before)
        return self.made

    async def close(self) -> None:
        for one in self.sockets:
            one.close()
        await self.port.stopListening()
        for protocol in self.made:
            await protocol.when_disconnected()


def together() -> int:
    """How many connections are read behind the one descriptor."""
    readers = reading._readers.get(reactor)
    return len(readers._reading) if readers is not None else 0


def in_reactor() -> bool:
    return any(isinstance(one, reading.Readers) for one in reactor.getReaders())  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    assert not together() and not in_reactor()


@pytest_twisted.ensureDeferred
async def test_few_are_read_by_the_reactor_and_many_together() -> None:
    port = Port()
    made = await port.connect(reading.FIRST)
    assert together() == 0
    await port.connect(8 - reading.FIRST)
    assert together() == 8
    for turn in range(3):
        for one in port.sockets:
            one.sendall(ECHO)
        await until(lambda turn=turn: all(len(port.got[p]) == turn + 1 for p in made))
    big = b"".join(struct.pack("!BBHI", 4, 2, 60000, xid) + bytes(59992) for xid in range(20))
    port.sockets[-1].setblocking(False)
    sent = 0
    while sent < len(big):
        try:
            sent += port.sockets[-1].send(big[sent:])
        except BlockingIOError:
            await task.deferLater(reactor, 0.005)  # type: ignore[arg-type]
    await until(lambda: len(port.got[made[-1]]) == 23)
    assert b"".join(port.got[made[-1]][3:]) == big
    await port.close()
    assert all(p.disconnect_reason == "closed by the switch" for p in made)


@pytest_twisted.ensureDeferred
async def test_a_paused_one_is_not_read() -> None:
    port = Port()
    made = await port.connect(5)
    made[-1].transport.pauseProducing()  # type: ignore[union-attr]
    assert together() == 4
    for one in port.sockets:
        one.sendall(ECHO)
    await until(lambda: all(port.got[p] for p in made[:-1]))
    await task.deferLater(reactor, 0.05)  # type: ignore[arg-type]
    assert not port.got[made[-1]]
    made[-1].transport.resumeProducing()  # type: ignore[union-attr]
    made[-1].transport.resumeProducing()  # type: ignore[union-attr]
    await until(lambda: port.got[made[-1]])
    await port.close()


@pytest_twisted.ensureDeferred
async def test_one_that_is_paused_when_many_come_stays_so() -> None:
    port = Port()
    made = await port.connect(reading.FIRST)
    made[0].transport.pauseProducing()  # type: ignore[union-attr]
    await port.connect(2)
    assert together() == reading.FIRST + 1
    for one in port.sockets:
        one.sendall(ECHO)
    await until(lambda: all(port.got[p] for p in made[1:]))
    await task.deferLater(reactor, 0.05)  # type: ignore[arg-type]
    assert not port.got[made[0]]
    made[0].transport.resumeProducing()  # type: ignore[union-attr]
    assert together() == reading.FIRST + 2
    await until(lambda: port.got[made[0]])
    await port.close()


@pytest_twisted.ensureDeferred
async def test_one_that_closes_others_while_all_are_ready() -> None:
    port = Port()
    made = await port.connect(8)
    calls: list[OFProtocol] = []

    class FirstAbortsTheRest:
        def received(self, connection: OFProtocol, msg: Any, raw: bytes, error: Exception | None) -> None:
            calls.append(connection)
            for other in made:
                if other is not connection:
                    other.abort("not needed any more")

    for protocol in made:
        protocol.observe(FirstAbortsTheRest())
    for one in port.sockets:
        one.sendall(ECHO)
    await until(lambda: sum(not p.connected for p in made) == 7)
    assert len(calls) == 1
    await port.close()


@pytest_twisted.ensureDeferred
async def test_a_reset_is_a_lost_connection() -> None:
    port = Port()
    made = await port.connect(5)
    port.sockets[-1].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    port.sockets.pop().close()
    reason = await made[-1].when_disconnected()
    assert reason.startswith("connection lost")
    assert all(p.connected for p in made[:-1])
    await port.close()


@pytest_twisted.ensureDeferred
async def test_what_a_protocol_raises_costs_only_its_connection() -> None:
    port = Port()
    made = await port.connect(5)

    def broken(data: bytes) -> None:
        raise ZeroDivisionError("as if by a bug of ours")

    made[-1].dataReceived = broken  # type: ignore[method-assign]
    port.sockets[-1].sendall(ECHO)
    await made[-1].when_disconnected()
    port.sockets[-2].sendall(ECHO)
    await until(lambda: port.got[made[-2]])
    await port.close()


@pytest_twisted.ensureDeferred
async def test_the_reactor_reads_all_when_told_so() -> None:
    port = Port(direct_read=False)
    made = await port.connect(6)
    assert together() == 0
    port.sockets[-1].sendall(ECHO)
    await until(lambda: port.got[made[-1]])
    await port.close()


@pytest_twisted.ensureDeferred
async def test_when_the_reactor_stops_the_connections_end() -> None:
    port = Port()
    made = await port.connect(6)
    readers = reading._readers[reactor]
    from twisted.internet.error import ConnectionLost
    from twisted.python.failure import Failure

    readers.connectionLost(Failure(ConnectionLost()))
    assert [p.connected for p in made] == [0] * 6
    await port.close()
