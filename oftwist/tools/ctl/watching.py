"""What a switch says of itself, and whether it is there: monitor, snoop, ping, probe; and packets to send."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred, DeferredList
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.internet.task import deferLater
from twisted.python.failure import Failure

from oftwist import endpoints, wire
from oftwist.errors import Disconnected, MessageError, ProtocolError
from oftwist.tools.ctl import reports
from oftwist.tools.ctl.session import Call, Session, spelled_out
from oftwist.wire import kinds
from oftwist.wire.framer import Framer


async def packet_out(session: Session) -> None:
    await session.run(session.switch.operations.packet_out(session.words[0]))


async def ping(session: Session) -> None:
    times = session.options.count or 10
    for number in range(times):
        seconds = await session.switch.ping(session.timeout)
        session.out(f"{session.switch.peer}: seq={number + 1} time={seconds * 1000:.3f} ms")
        if number + 1 < times:
            await deferLater(session.call.reactor, session.options.interval)


async def probe(session: Session) -> None:
    await session.switch.barrier(session.timeout)
    session.out(f"{session.switch.dpid} speaks OpenFlow 1.{session.switch.version - 1} at {session.switch.peer}")


class _Printer:
    """Prints messages until enough have come."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.left = call.options.count or 0
        self.done: Deferred[None] = Deferred()

    def tell(self, told: str) -> None:
        if self.done.called:
            return
        self.call.out(told)
        self.left -= 1
        if self.left == 0:
            self.done.callback(None)


class _Watcher(_Printer):
    """An observer that prints what a switch sends, a line or more for each message."""

    def received(self, connection: object, msg: Any, raw: bytes, error: Exception | None) -> None:
        if msg is None:
            self.tell(f"{len(raw)} bytes that cannot be decoded: {error}")
        elif "echo_reply" not in kinds.names_of(msg):  # the answer to what we ask to know that it is still there
            self.tell(reports.message(msg))

    def sent(self, connection: object, raw: bytes) -> None:
        """What we send ourselves is not news."""


async def monitor(session: Session) -> None:
    protocol = session.switch.protocol
    length = session.word()
    if length is not None and not (length.isdecimal() and int(length) < 1 << 16):
        raise MessageError(f"{length!r} is no length of packets, 0 to 65535")
    watcher = _Watcher(session.call)
    protocol.observe(watcher)
    if length is not None:
        session.switch.send(session.ofp.message.set_config(miss_send_len=int(length)))
    await _until(watcher, protocol.when_disconnected())


async def _until(printer: _Printer, ended: Deferred[Any]) -> None:
    """Wait until enough was printed.

    Raises:
        Disconnected: the connection ended before.
    """
    both: list[Deferred[Any]] = [printer.done, ended]
    reason, which = await DeferredList(both, fireOnOneCallback=True, consumeErrors=True)
    if which:
        raise Disconnected(str(reason))


class _Snooper(Protocol):
    """Says hello in every version that may be spoken, and prints whatever comes."""

    def __init__(self, printer: _Printer, versions: frozenset[int]) -> None:
        self.printer = printer
        self.versions = versions
        self.framer = Framer()
        self.ended: Deferred[str] = Deferred()

    def connectionMade(self) -> None:
        from oftwist import loxi

        ofp: Any = loxi.protocol(max(self.versions))
        hello = ofp.message.hello(xid=1)
        if hasattr(hello, "elements"):
            bitmap = ofp.hello_elem_versionbitmap(
                bitmaps=[ofp.uint32(value=sum(1 << version for version in self.versions))]
            )
            hello.elements = [bitmap]
        self.transport.write(hello.pack())  # type: ignore[union-attr]

    def dataReceived(self, data: bytes) -> None:
        for frame in self.framer.receive(data):
            try:
                msg = wire.decode(frame)
            except ProtocolError as error:
                self.printer.tell(f"{len(frame)} bytes that cannot be decoded: {error}")
                continue
            if "hello" not in kinds.names_of(msg):
                self.printer.tell(reports.message(msg))

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.ended.callback(reason.getErrorMessage())


async def snoop(call: Call) -> None:
    endpoint = spelled_out(call.endpoint)
    if ":" not in call.endpoint and not call.endpoint.startswith("/"):  # a bridge: it has a socket for this
        endpoint = endpoint.removesuffix(".mgmt") + ".snoop"
    printer = _Printer(call)
    factory = Factory.forProtocol(lambda: _Snooper(printer, frozenset(call.options.versions)))
    snooper: Any = await endpoints.client(call.reactor, endpoint, call.tls()).connect(factory)
    try:
        await _until(printer, snooper.ended)
    finally:
        snooper.transport.loseConnection()
