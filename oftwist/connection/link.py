"""Link: the bytes of one connection on a Twisted transport. Knows time and transports; no OpenFlow.

Writing (all writes of one read turn joined, sent directly where that is safe), back-pressure, the peer that does not
read, closing with a reason. Everything runs in the reactor thread.
"""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from twisted.internet import error, tcp
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IPushProducer
from twisted.internet.protocol import Protocol, connectionDone
from zope.interface import implementer

from oftwist.connection.limits import Counters
from oftwist.connection.reading import read_directly
from oftwist.errors import Disconnected

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime
    from twisted.python.failure import Failure

    from oftwist.connection.options import Options

#: Why nothing is read for now: what was read is not handled yet, others shake hands, our answers are not read.
BACKLOG, IN_LINE, UNREAD = 1, 2, 4


@implementer(IPushProducer)
class _Flow:
    """What the transport tells when its buffer is filling up, and when it is empty again."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def pauseProducing(self) -> None:
        self._link._filling(True)

    def resumeProducing(self) -> None:
        self._link._filling(False)
        transport: Any = self._link.transport
        if getattr(getattr(transport, "transport", None), "disconnecting", False):
            # The peer ended TLS while we were paused: TCP now waits for its producer to go before it closes.
            transport.unregisterProducer()

    def stopProducing(self) -> None:
        """connectionLost follows."""


class Link(Protocol):
    """One connection as bytes and time. See ``OFProtocol`` for the attributes."""

    def __init__(self, options: Options, clock: IReactorTime) -> None:
        self.options = options
        self.clock = clock
        self.counters = Counters()
        self.peer = "?"
        self.writable = True
        self.disconnect_reason: str | None = None
        self._seconds = clock.seconds
        self.last_received = clock.seconds()
        self._out: list[bytes] | None = None  # what a read turn writes; None outside of one
        self._socket: Any = None  # for direct sends
        self._direct: Any = None
        self._timers: dict[str, Any] = {}
        self._gone: list[Deferred[str]] = []
        self._drained: list[Deferred[None]] = []
        self._full = False  # the transport's own buffer is
        self._paused = 0  # why nothing is read for now
        self._unread = 0  # bytes of answers made while not writable
        self._taken = 0  # bytes the peer had taken when last looked at
        self._taken_at = 0.0

    # the transport

    def connectionMade(self) -> None:
        transport: Any = self.transport
        self.peer = peer_name(transport)
        for method in ("setTcpNoDelay", "setTcpKeepAlive"):
            if hasattr(transport, method):
                with suppress(OSError):  # Unix sockets have these methods in some versions of Twisted
                    getattr(transport, method)(True)
        plain = type(transport) in (tcp.Server, tcp.Client) and not transport.TLS
        if self.options.direct_send and plain and hasattr(transport, "_tempDataBuffer"):
            self._direct = transport
            self._socket = transport.socket
        if self.options.write_high_water and hasattr(transport, "registerProducer"):
            transport.registerProducer(_Flow(self), True)
        if self.options.direct_read:
            read_directly(transport)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self._direct = self._socket = None
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        if self.disconnect_reason is None:
            self.disconnect_reason = loss_reason(reason)
        self.connected = 0
        self.writable = False
        self.lost(self.disconnect_reason)
        drained, self._drained = self._drained, []
        for waiting in drained:
            waiting.errback(Disconnected(self.disconnect_reason))
        gone, self._gone = self._gone, []
        for done in gone:
            done.callback(self.disconnect_reason)

    def lost(self, reason: str) -> None:
        """The connection is down: called once, before those who wait for it are told."""

    def closing(self) -> None:
        """We are about to close the connection: called once, ``disconnect_reason`` says why."""

    # reading

    def _pause(self, why: int) -> None:
        """Read nothing until ``_resume`` takes this reason, and every other one, back."""
        if not self._paused:
            self.transport.pauseProducing()  # type: ignore[union-attr]
        self._paused |= why

    def _resume(self, why: int) -> None:
        if self._paused & why:
            self._paused &= ~why
            if not self._paused and self.connected:
                self.transport.resumeProducing()  # type: ignore[union-attr]

    # writing

    def _answer(self, data: bytes) -> None:
        """Write what the peer made us say by itself. As long as it does not read that, it is not read either.

        What apps write does not count: a switch may well read slowly as long as nobody reads its replies.
        """
        self._write(data)
        if not self.writable:
            self._unread += len(data)
            if self._unread > self.options.write_high_water:
                self._pause(UNREAD)

    def _write(self, data: bytes) -> None:
        """Send bytes, after everything written before."""
        if self._out is not None:
            self._out.append(data)
        else:
            self._transmit(data)

    def _transmit(self, data: bytes) -> None:
        """Put bytes on the wire: directly when nothing waits before them, else by the transport."""
        if self.disconnect_reason is not None:
            raise Disconnected(self.disconnect_reason)
        self.counters.bytes_sent += len(data)
        direct = self._direct
        if direct is not None and not direct.dataBuffer and not direct._tempDataBuffer:
            try:
                sent = self._socket.send(data)
            except OSError:  # full, or broken: the transport finds out which
                sent = 0
            if sent == len(data):
                return
            data = data[sent:]
        self.transport.write(data)  # type: ignore[union-attr]
        if self._full:
            self._check_level()

    def buffered(self) -> int:
        """Return how many bytes wait in the transport; a transport that does not tell has 1 when it is full."""
        transport: Any = self.transport
        waiting = 0
        if hasattr(transport, "_appSendBuffer"):  # TLS above TCP
            waiting = sum(map(len, transport._appSendBuffer))
            transport = transport.transport
        if not hasattr(transport, "_tempDataLen"):
            return int(self._full)
        return waiting + len(transport.dataBuffer) - int(transport.offset) + int(transport._tempDataLen)

    def _filling(self, full: bool) -> None:
        """The transport's own buffer (64 KiB) is full, or empty again."""
        self._full = full
        if full:
            self._check_level()
        else:
            self._unread = 0
            if self._paused & UNREAD:
                self.last_received = self._seconds()
                self._resume(UNREAD)
            if not self.writable:
                self._set_writable(True)

    def _check_level(self) -> None:
        waiting = self.buffered()
        if waiting > self.options.write_limit > 0:
            self.abort(f"the switch has left {waiting} bytes unread")
            return
        if self.writable and (waiting == 1 or waiting > self.options.write_high_water):
            self._set_writable(False)

    def _set_writable(self, writable: bool) -> None:
        self.writable = writable
        self.writable_changed()
        if writable:
            drained, self._drained = self._drained, []
            for waiting in drained:
                waiting.callback(None)

    def writable_changed(self) -> None:
        """``writable`` has another value."""

    def when_writable(self) -> Deferred[None]:
        """Fire when ``writable`` is True; at once if it is. Fails with Disconnected."""
        if self.writable:
            return succeed(None)
        waiting: Deferred[None] = Deferred(self._drained.remove)
        self._drained.append(waiting)
        if self.disconnect_reason is not None and not self.connected:
            self._drained.remove(waiting)
            waiting.errback(Disconnected(self.disconnect_reason))
        return waiting

    def check_writer(self, now: float) -> float:
        """Close the connection of a peer that took nothing of what waits for it for too long.

        Returns:
            when to look again, in seconds of the clock.
        """
        timeout = self.options.stuck_writer_timeout
        if not timeout:
            return math.inf
        buffered = self.buffered()
        taken = self.counters.bytes_sent - buffered
        if not buffered or taken != self._taken:
            self._taken = taken
            self._taken_at = now
            if self._paused & UNREAD:
                self.last_received = now  # the only sign of life while we do not read
        elif now - self._taken_at >= timeout:
            self.abort(f"the switch took none of {buffered} bytes for {now - self._taken_at:.0f} s")
            return math.inf
        return self._taken_at + timeout

    # timers and the end

    def _timer(self, name: str, delay: float | None, call: Any = None, *args: Any) -> None:
        """Set, replace or (delay None) stop one of this connection's timers."""
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()
        if delay is None or not self.connected:
            return

        def run() -> None:
            self._timers.pop(name, None)
            call(*args)

        self._timers[name] = self.clock.callLater(delay, run)

    def disconnect(self, reason: str = "closed by the controller") -> Deferred[str]:
        """Close the connection after what was sent is out (at most ``close_timeout``).

        Returns:
            a Deferred that fires with the reason when the connection is down.
        """
        if self.disconnect_reason is None and self.connected:
            if self._out:
                self._transmit(b"".join(self._out))
                self._out.clear()
            self.disconnect_reason = reason
            self._direct = None
            self.closing()
            transport: Any = self.transport
            if hasattr(transport, "unregisterProducer") and self.options.write_high_water:
                transport.unregisterProducer()
            self._timer("close", self.options.close_timeout, self._abort)
            transport.loseConnection()
        return self.when_disconnected()

    def abort(self, reason: str) -> None:
        """Close the connection at once; what was not sent yet is lost."""
        if self.disconnect_reason is None:
            self.disconnect_reason = reason
            self.closing()
        self._direct = None
        self._abort()

    def _abort(self) -> None:
        if self.connected:
            transport: Any = self.transport
            if hasattr(transport, "abortConnection"):
                transport.abortConnection()
            else:
                transport.loseConnection()

    def when_disconnected(self) -> Deferred[str]:
        """Fire with the reason when the connection is down; at once if it is."""
        if not self.connected and self.disconnect_reason is not None:
            return succeed(self.disconnect_reason)
        done: Deferred[str] = Deferred(self._gone.remove)
        self._gone.append(done)
        return done


def peer_name(transport: Any) -> str:
    """Return the remote address of a transport as people write it."""
    return address_name(transport.getPeer())


def address_name(address: Any) -> str:
    """Return an IAddress as people write it: ``192.0.2.1:6653``, ``[2001:db8::1]:6653``, a path."""
    host = getattr(address, "host", None)
    if host is not None:
        return f"[{host}]:{address.port}" if ":" in host else f"{host}:{address.port}"
    name = getattr(address, "name", None)
    if isinstance(name, bytes):
        return name.decode("utf-8", "backslashreplace")
    return name or ("unix" if type(address).__name__ == "UNIXAddress" else str(address))


def loss_reason(reason: Failure) -> str:
    """Return in one line why Twisted says a connection ended."""
    value = getattr(reason, "value", reason)
    if isinstance(value, error.ConnectionDone):
        return "closed by the switch"
    if isinstance(value, error.ConnectionAborted):
        return "aborted"
    if isinstance(value, error.ConnectionLost):
        detail = str(value.args[0]) if value.args else ""
        return f"connection lost: {detail}" if detail else "connection lost"
    if type(value).__module__.startswith("OpenSSL"):
        details = [" ".join(str(part) for part in entry if part) for entry in (value.args[0] if value.args else ())]
        return "TLS: " + ("; ".join(details) or "connection ended")
    return f"{type(value).__name__}: {value}"
