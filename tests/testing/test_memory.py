"""Connections in memory: order, closing, back-pressure, chunks."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.error import ConnectionAborted, ConnectionDone, ConnectionLost, ConnectionRefusedError
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from oftwist import loxi
from oftwist.testing import Connection, FakeSwitch, MemoryEndpoint, connect, listen


class Recorder(Protocol):
    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.lost: Any = None

    def dataReceived(self, data: bytes) -> None:
        self.got.append(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        assert self.lost is None, "told twice"
        self.lost = reason.value


def pair(**options: Any) -> tuple[Recorder, Recorder, Connection]:
    client, server = Recorder(), Recorder()
    return client, server, Connection(client, server, **options)


def test_nothing_moves_before_the_pump() -> None:
    client, server, connection = pair()
    connection.client.write(b"ab")
    connection.client.writeSequence([b"c", b"d"])
    assert server.got == []
    connection.pump()
    assert server.got == [b"abcd"] and client.got == []
    assert connection.pump() == 0


def test_chunks() -> None:
    _, server, connection = pair(chunk=3)
    connection.client.write(b"abcdefg")
    connection.pump()
    assert server.got == [b"abc", b"def", b"g"]


def test_orderly_close_delivers_first() -> None:
    client, server, connection = pair()
    connection.client.write(b"last words")
    connection.client.loseConnection()
    connection.client.write(b"too late")
    connection.pump()
    assert server.got == [b"last words"]
    assert isinstance(client.lost, ConnectionDone) and isinstance(server.lost, ConnectionDone)
    assert not connection.connected


def test_abort_forgets() -> None:
    client, server, connection = pair()
    connection.client.write(b"lost words")
    connection.client.abortConnection()
    connection.pump()
    assert server.got == []
    assert isinstance(client.lost, ConnectionAborted) and isinstance(server.lost, ConnectionLost)


def test_lose_and_cut() -> None:
    client, server, connection = pair()
    connection.lose()
    assert isinstance(client.lost, ConnectionLost) and isinstance(server.lost, ConnectionLost)
    client, server, connection = pair()
    connection.client.write(b"x")
    connection.cut()
    assert connection.pump() == 0 and server.got == [] and server.lost is None


class Producer:
    def __init__(self) -> None:
        self.calls: list[str] = []

    def pauseProducing(self) -> None:
        self.calls.append("pause")

    def resumeProducing(self) -> None:
        self.calls.append("resume")

    def stopProducing(self) -> None:
        self.calls.append("stop")


def test_a_reader_that_pauses_pauses_the_writers_producer() -> None:
    _, server, connection = pair(window=10)
    producer = Producer()
    connection.client.registerProducer(producer, True)
    connection.server.pauseProducing()
    connection.client.write(b"x" * 10)
    assert producer.calls == []
    connection.client.write(b"x")
    connection.client.write(b"x")
    connection.pump()
    assert producer.calls == ["pause"] and server.got == []
    connection.server.resumeProducing()
    connection.pump()
    assert producer.calls == ["pause", "resume"] and server.got == [b"x" * 12]
    with pytest.raises(RuntimeError):
        connection.client.registerProducer(producer, True)
    connection.client.unregisterProducer()
    connection.client.registerProducer(producer, True)


def test_only_bytes_are_written() -> None:
    _, _, connection = pair()
    with pytest.raises(TypeError):
        connection.client.write("text")  # type: ignore[arg-type]


def test_endless_talk_is_noticed() -> None:
    class Echo(Recorder):
        def dataReceived(self, data: bytes) -> None:
            assert self.transport is not None
            self.transport.write(data)

    connection = Connection(Echo(), Echo())
    connection.client.write(b"ping")
    with pytest.raises(RuntimeError, match="still talk"):
        connection.pump(limit=50)


def test_endpoint_both_ways() -> None:
    clock = Clock()
    endpoint = MemoryEndpoint(port=7)
    failures: list[Any] = []
    connect(FakeSwitch(1), endpoint, clock).addErrback(lambda failure: failures.append(failure.value))
    assert isinstance(failures[0], ConnectionRefusedError)
    ports: list[Any] = []
    endpoint.listen(Factory.forProtocol(Recorder)).addCallback(ports.append)
    assert ports[0].getHost().port == 7
    made: list[Any] = []
    connect(FakeSwitch(1), endpoint, clock).addCallback(made.append)
    endpoint.pump()
    controller = endpoint.connections[0].server.protocol
    assert controller.got[0][:2] == b"\x04\0"
    assert controller.transport.getPeer().port == made[0].transport.getHost().port == 50001
    made[0].close()
    endpoint.pump()
    assert endpoint.connections == [] and made[0].lost is not None
    ports[0].stopListening()
    connect(FakeSwitch(1), endpoint, clock).addErrback(lambda failure: failures.append(failure.value))
    assert isinstance(failures[1], ConnectionRefusedError)


@pytest.mark.parametrize("version", [1, 4])
def test_probes(version: int) -> None:
    clock, endpoint = Clock(), MemoryEndpoint()
    endpoint.listen(Factory.forProtocol(Recorder))
    switch = FakeSwitch(1, version, clock=clock, probe_interval=5.0)
    connect(switch, endpoint, clock)
    (connection,) = endpoint.connections
    controller = connection.server.protocol
    message: Any = loxi.protocol(version).message
    connection.server.write(message.hello(xid=1).pack())
    endpoint.pump()
    clock.advance(3)
    connection.server.write(message.barrier_request(xid=2).pack())  # any byte is a sign of life
    endpoint.pump()
    controller.got.clear()
    clock.advance(4.9)
    endpoint.pump()
    assert controller.got == []
    clock.advance(0.2)
    endpoint.pump()
    assert controller.got == [message.echo_request(xid=0).pack()]
    connection.server.write(message.echo_reply(xid=0).pack())
    endpoint.pump()
    clock.advance(5.1)
    endpoint.pump()
    assert len(controller.got) == 2 and controller.lost is None
    clock.advance(5.1)
    endpoint.pump()
    assert isinstance(controller.lost, ConnectionLost)
    assert clock.getDelayedCalls() == [] and switch.channels == []


def test_a_switch_that_listens() -> None:
    clock, endpoint = Clock(), MemoryEndpoint()
    switch = FakeSwitch(1, {1, 4})
    listen(switch, endpoint, clock)
    factory = Factory.forProtocol(Recorder)
    for _ in range(2):
        endpoint.connect(factory)
    for connection in endpoint.connections:
        connection.client.write(loxi.protocol(1).message.hello(xid=1).pack())
    endpoint.pump()
    assert [channel.version for channel in switch.channels] == [1, 1]
    assert switch.clock is clock  # it had none of its own
    switch.disconnect()
    endpoint.pump()
    assert endpoint.connections == [] and switch.channels == []
