"""Writing: what a connection puts on the wire, in order. Knows transports, and what Twisted keeps inside.

All writes of one read turn joined, sent directly where that is safe; back-pressure; the peer that does not read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from twisted.internet import tcp
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from oftwist.connection.reading import UNREAD, Valve
from oftwist.errors import Disconnected
from oftwist.wire.framer import HEADER_SIZE

if TYPE_CHECKING:
    from oftwist.connection.counters import Counters
    from oftwist.connection.deadlines import Timers
    from oftwist.connection.ending import Ending
    from oftwist.connection.interfaces import Message
    from oftwist.connection.options import Options
    from oftwist.connection.xids import Xids


@implementer(IPushProducer)
class _Producer:
    """What the transport tells when its buffer is filling up, and when it is empty again."""

    def __init__(self, writer: Writer, transport: Any) -> None:
        self._writer = writer
        self._transport = transport

    def pauseProducing(self) -> None:
        self._writer.filling(True)

    def resumeProducing(self) -> None:
        self._writer.filling(False)
        if getattr(getattr(self._transport, "transport", None), "disconnecting", False):
            # The peer ended TLS while we were paused: TCP now waits for its producer to go before it closes.
            self._transport.unregisterProducer()

    def stopProducing(self) -> None:
        """connectionLost follows."""


class Writer:
    """The way out of one connection.

    Args:
        options: ``direct_send`` and the limits.
        counters: where ``bytes_sent`` are counted.
        seconds: the time.
        timers: of the connection, for those that wait.
        xids: numbers for messages that have none.
        ending: whether anything may be sent.
        valve: the way in, closed while our answers are not read.
        changed: called when ``writable`` has another value.
        alive: called when the peer takes bytes while it is not read, which is the only sign of life it can give.
        abort: called with a reason when the peer leaves too much unread.

    Attributes:
        turn: what the turn of a read writes, to be sent together at its end; None outside of one.
        writable: False while more than ``write_high_water`` bytes wait to be sent.
        on_sent: called with the pieces that are put on the wire, or None.
        record: the same, for who only keeps them.
        fence: called with the bytes of each message before it is taken, or None; it raises what the writer shall get.
    """

    def __init__(
        self,
        options: Options,
        counters: Counters,
        seconds: Callable[[], float],
        timers: Timers,
        xids: Xids,
        ending: Ending,
        valve: Valve,
        *,
        changed: Callable[[bool], object],
        alive: Callable[[], object],
        abort: Callable[[str], object],
    ) -> None:
        self.turn: list[bytes] | None = None
        self.writable = True
        self.on_sent: Callable[[Sequence[bytes]], object] | None = None
        self.record: Callable[[Sequence[bytes]], object] | None = None
        self.fence: Callable[[bytes], object] | None = None
        self.options = options
        self._counters = counters
        self._sent = counters.sent
        self._seconds = seconds
        self._timers = timers
        self._xids = xids
        self._ending = ending
        self._valve = valve
        self._changed = changed
        self._alive = alive
        self._abort = abort
        self._transport: Any = None
        self._direct: Any = None  # the transport, as long as its socket may be written to
        self._socket: Any = None
        self._drained: dict[Deferred[None], None] = {}
        self._full = False  # the transport's own buffer is
        self._unread = 0  # bytes of answers made while not writable
        self._taken = 0  # bytes the peer had taken when last looked at
        self._taken_at = 0.0

    # life

    def open(self, transport: Any) -> None:
        """Write to this transport."""
        self._transport = transport
        for method in ("setTcpNoDelay", "setTcpKeepAlive"):
            if hasattr(transport, method):
                with suppress(OSError):  # Unix sockets have these methods in some versions of Twisted
                    getattr(transport, method)(True)
        plain = type(transport) in (tcp.Server, tcp.Client) and not transport.TLS
        if self.options.direct_send and plain and hasattr(transport, "_tempDataBuffer"):
            self._direct = transport
            self._socket = transport.socket
        if self.options.write_high_water and hasattr(transport, "registerProducer"):
            transport.registerProducer(_Producer(self, transport), True)

    def finish(self) -> None:
        """The connection is about to be closed: send what the turn has written so far."""
        pieces, self.turn = self.turn, None
        if pieces:
            self.transmit(pieces)

    def close(self) -> None:
        """Nothing more will be written: a closed transport sends what it has."""
        self.cut()
        if hasattr(self._transport, "unregisterProducer") and self.options.write_high_water:
            self._transport.unregisterProducer()

    def cut(self) -> None:
        """Nothing more will be written, and what a turn has written is lost."""
        self.turn = None
        self._direct = self._socket = None

    def lost(self, why: Disconnected) -> None:
        """The connection is down."""
        self.cut()
        self.writable = False
        drained, self._drained = self._drained, {}
        for waiting in drained:
            waiting.errback(why)

    # writing

    def begin_turn(self) -> bool:
        """Keep what is written until ``end_turn``; False within a turn, which goes on, or after the end."""
        if self.turn is not None or self._ending.reason is not None:
            return False
        self.turn = []
        return True

    def end_turn(self) -> None:
        """Send what was written since ``begin_turn``."""
        pieces, self.turn = self.turn, None
        if pieces:
            self.transmit(pieces)

    def send(self, msg: Message) -> int:
        """Send a message: see ``OFProtocol.send``."""
        xid = msg.xid
        if xid is None:
            xids = self._xids
            xid = xids.last + 1
            if xid > xids.free_to:
                xid = xids.find()
            xids.last = msg.xid = xid
        raw = msg.pack()
        if self.fence is not None:
            self.fence(raw)
        turn = self.turn
        if turn is not None:
            turn.append(raw)
        else:
            self.transmit((raw,))
        self._sent[raw[1]] += 1
        return xid

    def write(self, data: bytes) -> None:
        """Send a message, after everything written before; raises Disconnected after the end."""
        self._put(data)
        self._sent[data[1]] += 1

    def write_raw(self, data: bytes) -> None:
        """Send bytes, legal or not; as far as they are messages they are counted."""
        self._put(data)
        place = 0
        while len(data) - place >= HEADER_SIZE:
            self._sent[data[place + 1]] += 1
            place += max(HEADER_SIZE, data[place + 2] << 8 | data[place + 3])

    def _put(self, data: bytes) -> None:
        if self.fence is not None:
            self.fence(data)
        if self.turn is not None:
            self.turn.append(data)
        else:
            self.transmit((data,))

    def write_all(self, pieces: Sequence[bytes]) -> None:
        """Send several messages together."""
        if self.fence is not None:
            for piece in pieces:
                if self.fence is not None:  # it may have seen enough
                    self.fence(piece)
        if self.turn is not None:
            self.turn += pieces
        elif pieces:
            self.transmit(pieces)
        for piece in pieces:
            self._sent[piece[1]] += 1

    def answer(self, data: bytes) -> None:
        """Write what the peer made us say by itself. As long as it does not read that, it is not read either.

        What apps write does not count: a switch may well read slowly as long as nobody reads its replies.
        """
        self.write(data)
        if not self.writable:
            self._unread += len(data)
            if self._unread > self.options.write_high_water:
                self._valve.close(UNREAD)

    def transmit(self, pieces: Sequence[bytes]) -> None:
        """Put bytes on the wire: directly when nothing waits before them, else by the transport."""
        if self._ending.reason is not None:
            raise Disconnected(self._ending.reason)
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        self._counters.bytes_sent += len(data)
        if self.on_sent is not None:
            self.on_sent(pieces)
        if self.record is not None:
            self.record(pieces)
        direct = self._direct
        if direct is not None and not direct.dataBuffer and not direct._tempDataBuffer:
            try:
                sent = self._socket.send(data)
            except OSError:  # full, or broken: the transport finds out which
                sent = 0
            if sent == len(data):
                return
            data = data[sent:]
        self._transport.write(data)
        if self._full:
            self._check_level()

    def delay(self) -> float:
        """Seconds that what is written now waits before it may be sent, about."""
        return 0.0

    # back-pressure

    def buffered(self) -> int:
        """Return how many bytes wait in the transport; a transport that does not tell has 1 when it is full."""
        transport = self._transport
        waiting = 0
        if hasattr(transport, "_appSendBuffer"):  # TLS above TCP
            waiting = sum(map(len, transport._appSendBuffer))
            transport = transport.transport
        if not hasattr(transport, "_tempDataLen"):
            return int(self._full)
        return waiting + len(transport.dataBuffer) - int(transport.offset) + int(transport._tempDataLen)

    def filling(self, full: bool) -> None:
        """The transport's own buffer (64 KiB) is full, or empty again."""
        self._full = full
        if full:
            self._check_level()
            return
        self._unread = 0
        if self._valve.closed & UNREAD:
            self._alive()
            self._valve.open(UNREAD)
        if not self.writable:
            self._set_writable(True)

    def _check_level(self) -> None:
        waiting = self.buffered()
        if waiting > self.options.write_limit > 0:
            self._abort(f"the switch has left {waiting} bytes unread")
            return
        if self.writable and (waiting == 1 or waiting > self.options.write_high_water):
            self._set_writable(False)

    def _set_writable(self, writable: bool) -> None:
        self.writable = writable
        self._changed(writable)
        if writable:
            drained, self._drained = self._drained, {}
            for waiting in drained:
                waiting.callback(None)

    def when_writable(self) -> Deferred[None]:
        """Fire when ``writable`` is True; at once if it is. Fails with Disconnected."""
        if self.writable:
            return succeed(None)
        waiting: Deferred[None] = Deferred(self._drained.pop)
        why = self._ending.error
        if why is not None:
            waiting.errback(why)
        else:
            self._drained[waiting] = None
        return waiting

    def check(self, now: float) -> float:
        """Abort the connection of a peer that took nothing of what waits for it for too long.

        Returns:
            when to look again, in seconds of the clock.
        """
        timeout = self.options.stuck_writer_timeout
        if not timeout:
            return math.inf
        buffered = self.buffered()
        taken = self._counters.bytes_sent - buffered
        if not buffered or taken != self._taken:
            self._taken = taken
            self._taken_at = now
            if self._valve.closed & UNREAD:
                self._alive()
        elif now - self._taken_at >= timeout:
            self._abort(f"the switch took none of {buffered} bytes for {now - self._taken_at:.0f} s")
            return math.inf
        return self._taken_at + timeout


def peer_name(transport: Any) -> str:
    """Return the remote address of a transport as people write it."""
    return address_name(transport.getPeer())


def address_name(address: object) -> str:
    """Return an IAddress as people write it: ``192.0.2.1:6653``, ``[2001:db8::1]:6653``, a path."""
    host = getattr(address, "host", None)
    if host is not None:
        port = getattr(address, "port", 0)
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    name = getattr(address, "name", None)
    if isinstance(name, bytes):
        return name.decode("utf-8", "backslashreplace")
    return str(name or ("unix" if type(address).__name__ == "UNIXAddress" else address))
