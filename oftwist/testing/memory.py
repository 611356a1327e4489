"""Connections without a network: any two Twisted protocols joined in memory, moved on by hand.

Deterministic: nothing happens until :meth:`Connection.pump` is called, and then always in the same order.
Use it with ``twisted.internet.task.Clock``; no reactor, no port, no sleep.

    endpoint = MemoryEndpoint()
    controller.listen(endpoint)
    connect(FakeSwitch(1), endpoint, clock)
    endpoint.pump()
"""

from __future__ import annotations

from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.error import ConnectionAborted, ConnectionDone, ConnectionLost, ConnectionRefusedError
from twisted.internet.interfaces import (
    IAddress,
    IConsumer,
    IListeningPort,
    IProtocol,
    IProtocolFactory,
    IPushProducer,
    IStreamClientEndpoint,
    IStreamServerEndpoint,
    ITransport,
)
from twisted.python.failure import Failure
from zope.interface import implementer


@implementer(ITransport, IConsumer, IPushProducer)
class MemoryTransport:
    """One end of a connection in memory.

    Attributes:
        protocol: the protocol that writes here.
        peer: the other end.
        pending: bytes written and not yet carried.
        connected: False once ``connectionLost`` was called.
        paused: True while the protocol does not want to read.
        written: bytes written in all.
        window: pending bytes above which a registered producer is paused, as a full socket would.
    """

    def __init__(self, host: IAddress, other: IAddress, window: int) -> None:
        self.protocol: Any = None
        self.peer: MemoryTransport
        self.host = host
        self.other = other
        self.window = window
        self.pending = bytearray()
        self.connected = True
        self.disconnecting = False
        self.paused = False
        self.written = 0
        self.producer: Any = None
        self.streaming = False
        self._producer_paused = False
        self.aborted = False

    # -- ITransport ----------------------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Take bytes; they are carried by the next pump."""
        if not isinstance(data, bytes):
            raise TypeError(f"a transport takes bytes, not {type(data).__name__}")
        if self.disconnecting or not self.connected or self.aborted:
            return
        self.pending += data
        self.written += len(data)
        if self.producer is not None and self.streaming and len(self.pending) > self.window:
            if not self._producer_paused:
                self._producer_paused = True
                self.producer.pauseProducing()

    def writeSequence(self, data: Any) -> None:
        """Take a list of bytes."""
        self.write(b"".join(data))

    def loseConnection(self, *args: Any) -> None:
        """Close after what was written."""
        self.disconnecting = True

    def abortConnection(self) -> None:
        """Close at once and forget what was written."""
        self.pending.clear()
        self.aborted = True

    def getPeer(self) -> IAddress:
        """The other end's address."""
        return self.other

    def getHost(self) -> IAddress:
        """This end's address."""
        return self.host

    def setTcpNoDelay(self, enabled: bool) -> None:
        """Nothing to do in memory."""

    def setTcpKeepAlive(self, enabled: bool) -> None:
        """Nothing to do in memory."""

    # -- producers, both ways ------------------------------------------------------------------------

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        """Pause ``producer`` while too much waits to be carried."""
        if self.producer is not None:
            raise RuntimeError("a producer is registered already")
        self.producer, self.streaming, self._producer_paused = producer, streaming, False
        if not streaming:
            producer.resumeProducing()

    def unregisterProducer(self) -> None:
        """Forget the producer."""
        self.producer = None

    def pauseProducing(self) -> None:
        """Deliver nothing more to this end's protocol for now."""
        self.paused = True

    def resumeProducing(self) -> None:
        """Deliver again."""
        self.paused = False

    def stopProducing(self) -> None:
        """Close."""
        self.loseConnection()

    # -- moving --------------------------------------------------------------------------------------

    def carry(self, chunk: int | None) -> bool:
        """Move what is pending to the other end; True if something moved."""
        if not self.pending or self.peer.paused or not self.peer.connected:
            return False
        if chunk is None:
            data = bytes(self.pending)
            self.pending.clear()
            self.peer.protocol.dataReceived(data)
        else:
            data = bytes(self.pending[:chunk])
            del self.pending[:chunk]
            self.peer.protocol.dataReceived(data)
        producer = self.producer
        if producer is not None and len(self.pending) <= self.window:
            if not self.streaming:
                producer.resumeProducing()
            elif self._producer_paused:
                self._producer_paused = False
                producer.resumeProducing()
        return True

    def end(self, reason: BaseException) -> None:
        """Tell this end's protocol that the connection is over, once."""
        if self.connected:
            self.connected = False
            self.protocol.connectionLost(Failure(reason))


class Connection:
    """Two protocols joined.

    Args:
        client, server: the protocols.
        chunk: bytes delivered at a time; None as many as there are. 1 tests every boundary.
        window: see :class:`MemoryTransport`.
        client_address, server_address: what ``getPeer`` and ``getHost`` say.
    """

    def __init__(
        self,
        client: IProtocol,
        server: IProtocol,
        *,
        chunk: int | None = None,
        window: int = 65536,
        client_address: IAddress | None = None,
        server_address: IAddress | None = None,
    ) -> None:
        one = client_address or IPv4Address("TCP", "127.0.0.1", 50000)
        two = server_address or IPv4Address("TCP", "127.0.0.1", 6653)
        self.client = MemoryTransport(one, two, window)
        self.server = MemoryTransport(two, one, window)
        self.client.peer, self.server.peer = self.server, self.client
        self.client.protocol, self.server.protocol = client, server
        self.chunk = chunk
        self.dead = False
        server.makeConnection(self.server)
        client.makeConnection(self.client)

    @property
    def connected(self) -> bool:
        """Whether both ends still are."""
        return self.client.connected and self.server.connected

    def step(self) -> bool:
        """Carry each direction once and end what wants to end; True if anything happened."""
        if self.dead:
            return False
        moved = self.server.carry(self.chunk)
        if self.client.carry(self.chunk):
            moved = True
        for end in (self.server, self.client):
            if not end.connected:
                continue
            if end.aborted:
                end.end(ConnectionAborted())
                end.peer.pending.clear()
                end.peer.end(ConnectionLost())
                return True
            if end.disconnecting and (not end.pending or not end.peer.connected):
                end.end(ConnectionDone())
                end.peer.end(ConnectionDone())
                return True
        return moved

    def pump(self, limit: int = 1_000_000) -> int:
        """Carry until nothing moves any more.

        Args:
            limit: steps after which two protocols are taken to talk for ever.
        Returns:
            the steps it took.
        Raises:
            RuntimeError: the limit was reached.
        """
        for steps in range(limit):
            if not self.step():
                return steps
        raise RuntimeError(f"the two ends still talk after {limit} steps")

    def cut(self) -> None:
        """Silent death: nothing is carried any more and neither end hears of it."""
        self.dead = True

    def lose(self, reason: BaseException | None = None) -> None:
        """The connection breaks: both ends are told ``reason`` (ConnectionLost by default)."""
        self.client.end(reason or ConnectionLost())
        self.server.end(reason or ConnectionLost())


@implementer(IListeningPort)
class MemoryPort:
    """What listening on a :class:`MemoryEndpoint` gives."""

    def __init__(self, endpoint: MemoryEndpoint) -> None:
        self.endpoint = endpoint

    def getHost(self) -> IAddress:
        """The endpoint's address."""
        return self.endpoint.address

    def startListening(self) -> None:
        """It listens from the start."""

    def stopListening(self) -> Deferred[None]:
        """Refuse from now on; connections that stand stay."""
        if self.endpoint.factory is not None:
            factory, self.endpoint.factory = self.endpoint.factory, None
            factory.doStop()
        return succeed(None)


@implementer(IStreamServerEndpoint, IStreamClientEndpoint)
class MemoryEndpoint:
    """A place in memory where one side listens and others connect.

    Args:
        chunk, window: for the connections, see :class:`Connection`.
        port: the port number its address shows.

    Attributes:
        connections: every connection that still stands, oldest first.
    """

    def __init__(self, *, chunk: int | None = None, window: int = 65536, port: int = 6653) -> None:
        self.chunk = chunk
        self.window = window
        self.address = IPv4Address("TCP", "127.0.0.1", port)
        self.factory: IProtocolFactory | None = None
        self.connections: list[Connection] = []
        self._next_port = 50000

    def listen(self, protocolFactory: IProtocolFactory) -> Deferred[IListeningPort]:
        """Let ``protocolFactory`` serve what connects here."""
        self.factory = protocolFactory
        protocolFactory.doStart()
        return succeed(MemoryPort(self))

    def connect(self, protocolFactory: IProtocolFactory) -> Deferred[Any]:
        """Connect; fires at once with the protocol, or fails with ConnectionRefusedError."""
        address = IPv4Address("TCP", "127.0.0.1", self._next_port)
        self._next_port += 1
        server = None if self.factory is None else self.factory.buildProtocol(address)
        if server is None:
            return fail(ConnectionRefusedError("nobody listens here"))
        protocolFactory.doStart()
        client = protocolFactory.buildProtocol(self.address)
        if client is None:
            return fail(ConnectionRefusedError("the factory built no protocol"))
        connection = Connection(
            client,
            server,
            chunk=self.chunk,
            window=self.window,
            client_address=address,
            server_address=self.address,
        )
        self.connections.append(connection)
        return succeed(client)

    def pump(self, limit: int = 1_000_000) -> int:
        """Carry on all connections until nothing moves any more; returns the steps it took."""
        for steps in range(limit):
            moved = False
            for connection in list(self.connections):
                if connection.step():
                    moved = True
                if not connection.connected and not connection.dead:
                    self.connections.remove(connection)
            if not moved:
                return steps
        raise RuntimeError(f"the connections still talk after {limit} steps")
