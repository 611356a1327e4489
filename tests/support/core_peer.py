"""A switch made of bytes, for the tests of the connection core: bytes in, bytes out, a fake clock."""

from __future__ import annotations

from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from oftwist import loxi, wire
from oftwist.connection.factory import OFClientFactory, OFServerFactory
from oftwist.connection.options import Options
from oftwist.connection.protocol import OFProtocol
from oftwist.controller.controller import Controller
from oftwist.wire.framer import Framer


class Transport(StringTransport):
    """A StringTransport that tells its protocol when it closes, and can be full."""

    def __init__(self, port: int = 40000) -> None:
        super().__init__(peerAddress=IPv4Address("TCP", "192.0.2.1", port))
        self.writes = 0
        self.protocol: Any = None
        self.full = False
        self.paused = False

    def write(self, data: bytes) -> None:
        self.writes += 1
        super().write(data)

    def loseConnection(self) -> None:
        self.disconnecting = True
        if not self.full:
            self.end()

    def abortConnection(self) -> None:
        self.disconnected = True
        self.end()

    def pauseProducing(self) -> None:
        self.paused = True

    def resumeProducing(self) -> None:
        self.paused = False

    def end(self, reason: Exception | None = None) -> None:
        protocol, self.protocol = self.protocol, None
        if protocol is not None:
            protocol.connectionLost(Failure(reason or ConnectionDone()))


class Peer:
    """The switch side of one connection.

    Args:
        version: what it speaks.
        target: a Controller, a factory, or Options for a protocol on its own.
        clock: the fake clock.
    """

    def __init__(
        self,
        version: int = 4,
        target: Controller | OFServerFactory | OFClientFactory | Options | None = None,
        clock: Clock | None = None,
        *,
        dpid: int = 1,
        ports: int = 2,
        aux: int = 0,
        port: int = 40000,
    ) -> None:
        self.clock: Clock = clock or Clock()
        self.version = version
        self.ofp: Any = loxi.protocol(version)
        self.dpid = dpid
        self.aux = aux
        self.port_count = ports
        if isinstance(target, Controller):
            factory: OFServerFactory | OFClientFactory = target.factory
            self.clock = target.clock  # type: ignore[assignment]
        elif isinstance(target, OFServerFactory | OFClientFactory):
            factory = target
        else:
            factory = OFServerFactory(None, target, clock=self.clock)
        self.transport = Transport(port)
        self.framer = Framer()
        self.kept: list[Any] = []
        built = factory.buildProtocol(self.transport.getPeer())
        assert isinstance(built, OFProtocol)
        self.protocol = built
        self.transport.protocol = built
        built.makeConnection(self.transport)

    def send(self, *msgs: Any) -> None:
        """Send messages (or bytes) in one segment."""
        self.feed(b"".join(msg if isinstance(msg, bytes) else msg.pack() for msg in msgs))

    def feed(self, data: bytes) -> None:
        self.protocol.dataReceived(data)

    def raw(self) -> bytes:
        """What was written since the last look."""
        data: bytes = self.transport.value()
        self.transport.clear()
        return data

    def received(self) -> list[Any]:
        """The messages written since the last look."""
        return [wire.decode(frame) for frame in self.framer.receive(self.raw())]

    def take(self, name: str) -> Any:
        """The next message written, which must be this one."""
        self.kept += self.received()
        assert self.kept, f"nothing came, {name} was expected"
        msg = self.kept.pop(0)
        assert type(msg).__name__ == name, f"{msg!r} came, {name} was expected"
        return msg

    def nothing(self) -> None:
        """Nothing was written."""
        self.kept += self.received()
        assert not self.kept, self.kept

    def hello(self) -> bytes:
        return bytes([self.version, 0, 0, 8, 0, 0, 0, 1])

    def port(self, number: int, name: str = "") -> Any:
        return self.ofp.port_desc(port_no=number, name=name or f"p{number}")

    def features(self, xid: int = 0, dpid: int | None = None) -> Any:
        reply = self.ofp.message.features_reply(xid=xid, datapath_id=self.dpid if dpid is None else dpid)
        if self.version < 4:
            reply.ports = [self.port(number + 1) for number in range(self.port_count)]
        else:
            reply.auxiliary_id = self.aux
        return reply

    def handshake(self) -> Peer:
        """Do everything until the switch is up."""
        self.take("hello")
        self.send(self.hello())
        self.send(self.features(self.take("features_request").xid))
        if self.version >= 4 and not self.aux:
            request = self.take("port_desc_stats_request")
            entries = [self.port(number + 1) for number in range(self.port_count)]
            self.send(self.ofp.message.port_desc_stats_reply(xid=request.xid, entries=entries))
        return self

    def packet_in(self, xid: int = 0, data: bytes = b"frame", buffer_id: int = 1) -> Any:
        return self.ofp.message.packet_in(xid=xid, buffer_id=buffer_id, total_len=len(data), data=data)

    def error(self, xid: int, request: Any = None, kind: str = "bad_request", code: int = 1) -> Any:
        cls = getattr(self.ofp.message, f"{kind}_error_msg")
        return cls(xid=xid, code=code, data=request.pack() if request is not None else b"")
