"""What a switch says of itself, and whether it is there: monitor, snoop, ping, probe; and packets to send."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, DeferredList, ensureDeferred
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.internet.task import deferLater
from twisted.python.failure import Failure

from oftwist import endpoints, text, wire
from oftwist.errors import Disconnected, MessageError, OFTwistError, ProtocolError
from oftwist.tools.ctl.session import Call, Session, spelled_out
from oftwist.wire import kinds
from oftwist.wire.framer import Framer
from oftwist.wire.numbers import OF13

if TYPE_CHECKING:
    from oftwist import Switch
    from oftwist.controller.monitor import FlowMonitor


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

    def __init__(self, session: Session) -> None:
        super().__init__(session.call)
        self.session = session

    def received(self, connection: object, msg: Any, raw: bytes, error: Exception | None) -> None:
        if msg is None:
            self.tell(f"{len(raw)} bytes that cannot be decoded: {error}")
        elif "echo_reply" not in kinds.names_of(msg):  # the answer to what we ask to know that it is still there
            self.tell(text.format_message(msg, ports=self.session.shown_ports, more=self.session.options.more))

    def sent(self, connection: object, raw: bytes) -> None:
        """What we send ourselves is not news."""


async def monitor(session: Session) -> None:
    switch, protocol = session.switch, session.switch.protocol
    length, expired, watched = _what_to_monitor(session.words)
    monitors = [_flow_monitor(switch, words) for words in watched]
    if monitors:
        await switch.extended(session.timeout)  # its answer is not what was asked for
    if expired:
        await _want_expired_packets(session)
    watcher = _Watcher(session)
    protocol.observe(watcher)
    if length is not None:
        flags = _INVALID_TTL if expired and switch.version < 4 else 0
        switch.send(session.ofp.message.set_config(flags=flags, miss_send_len=length))
    for one in monitors:
        await one.begin()
        ensureDeferred(_drain(one))
    try:
        await _until(watcher, protocol.when_disconnected())
    finally:
        if switch.connected:
            for one in monitors:
                await one.aclose()


_INVALID_TTL = 4  # ofp_config_flags before 1.3
#: What a flow monitor tells unless it is told not to: ``!add`` and the like.
_WATCHED = {
    "initial": "initial", "add": "added", "delete": "removed", "modify": "modified", "actions": "actions", "own": "own",
}  # fmt: skip


def _what_to_monitor(words: Sequence[str]) -> tuple[int | None, bool, list[str]]:
    """The words behind monitor: how much of packets is wanted, whether those that expired are, what flows to watch.

    Raises:
        MessageError: one of them is something else.
    """
    length, expired, watched = None, False, []
    for word in words:
        if word.startswith("watch:"):
            watched.append(word.removeprefix("watch:"))
        elif word == "invalid_ttl":
            expired = True
        elif word.isdecimal() and int(word) < 1 << 16:
            length = int(word)
        else:
            raise MessageError(f"{word!r} is no length of packets (0 to 65535), not invalid_ttl, and not watch:[FLOWS]")
    return length, expired, watched


def _flow_monitor(switch: Switch, words: str) -> FlowMonitor:
    """The monitor that ``watch:`` asks for."""
    told = dict.fromkeys(_WATCHED.values(), True)
    rest = []
    for word in words.split(","):
        if not word.strip().startswith("!"):
            rest.append(word)
        elif word.strip()[1:] in _WATCHED:
            told[_WATCHED[word.strip()[1:]]] = False
        else:
            raise MessageError(f"{word.strip()!r} is none of {', '.join(f'!{name}' for name in _WATCHED)}")
    return switch.monitor_flows(",".join(rest), **told)


async def _drain(monitor: FlowMonitor) -> None:
    """Read a flow monitor whose messages are printed as they come."""
    with suppress(OFTwistError):  # the connection, which is watched too, says why
        async for _ in monitor:
            pass


async def _want_expired_packets(session: Session) -> None:
    """Have packets sent whose time to live is over: by the configuration, or since 1.3 by reasons of packet-ins."""
    if session.switch.version >= OF13:
        await session.switch.set_async(packet_in_mask_equal_master=0b111)
        return
    now: Any = await session.switch.request(session.ofp.message.get_config_request(), session.timeout)
    flags, length = now.flags | _INVALID_TTL, now.miss_send_len
    await session.switch.apply(session.ofp.message.set_config(flags=flags, miss_send_len=length))


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
                self.printer.tell(text.format_message(msg, more=self.printer.call.options.more))

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
