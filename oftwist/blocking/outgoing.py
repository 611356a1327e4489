"""The bytes on their way to the switch: one order, whoever sends.

May know: sockets, threads, a reactor, one OFProtocol. Knows nothing of messages.

Test code sends from its own thread. Handing each message to the reactor thread costs a wake-up each, and two
turns of the loop until the first byte leaves. So:

- a lone message, or one whose answer is waited for, is written to the socket by the thread that sends it;
- messages in quick succession are put in a list, and the reactor thread is woken once for all of them;
- what the socket does not take waits in the list, and whoever sends more than `limit` bytes ahead waits too.

All writes happen under one lock, which guards the order. The descriptor is a duplicate, closed under the same
lock, so that a thread never writes to a number that meanwhile means another file. With TLS nobody but the
reactor thread may write, and everything goes through ``OFProtocol.send_raw``.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from twisted.internet.interfaces import IReadWriteDescriptor
from zope.interface import implementer

from oftwist.errors import Disconnected, RequestTimeout

__all__ = ["Outgoing", "SocketOutgoing", "make_outgoing"]

# Seconds since the last message after which the next one counts as a lone one.
_LONE = 0.001
# Bytes joined for one call of the socket.
_CHUNK = 256 * 1024


class Outgoing:
    """The way out through ``OFProtocol.send_raw``, for transports only the reactor thread may touch.

    Args:
        reactor: the reactor that runs the connection.
        protocol: the OFProtocol.
        limit: bytes that may wait before a sender has to.
    """

    def __init__(self, reactor: Any, protocol: Any, limit: int = 4 * 1024 * 1024) -> None:
        self._reactor = reactor
        self._protocol = protocol
        self.limit = limit
        self.lock = threading.Lock()
        self._space = threading.Condition(self.lock)
        self._queue: list[bytes] = []
        self._queued = 0
        self._waking = False
        self._paused = False
        self._last = 0.0
        self._reason: str | None = None
        #: Called as ``on_sent(data)`` in order, under the lock, before the bytes leave; or None.
        self.on_sent: Callable[[bytes], None] | None = None

    @property
    def queued(self) -> int:
        """Bytes that wait here (those in the kernel or in a TLS buffer are not counted)."""
        return self._queued

    def send(self, data: bytes, timeout: float, now: bool = False) -> None:
        """Send bytes after everything sent before. Any thread but the reactor's.

        Args:
            data: the bytes; they leave as they are.
            timeout: seconds to wait for room if `limit` bytes wait already.
            now: leave at once if the socket takes them, as somebody is about to wait for the answer.

        Raises:
            Disconnected: the connection is down.
            RequestTimeout: the switch did not take what was sent before; nothing of ``data`` was sent.
        """
        with self.lock:
            if self._queued >= self.limit:
                self._wait_for_room(timeout)
            if self._reason is not None:
                raise Disconnected(self._reason)
            self._append(data)
            moment = monotonic()
            if now or (len(self._queue) == 1 and moment - self._last > _LONE):
                self._write()
            self._last = moment
            if self._queue:
                self._wake()

    def send_soon(self, data: bytes) -> None:
        """The same without waiting for room: what there is no room for is dropped. Reactor thread.

        It is only answers that are sent so, and a switch that takes nothing is not waiting for them. Nothing
        happens when the connection is down.
        """
        with self.lock:
            if self._reason is None and self._queued < self.limit:
                self._append(data)
                self._write_in_reactor()

    def flush(self) -> None:
        """Write what waits, as far as the socket takes it. Any thread; costs nothing if nothing waits."""
        if self._queue:
            with self.lock:
                self._write()

    def drain(self, timeout: float) -> bool:
        """Wait until nothing waits any more; False if that took too long. Any thread but the reactor's."""
        deadline = monotonic() + timeout
        with self.lock:
            self._write()
            while self._queued and self._reason is None:
                self._wake()
                if not self._space.wait(deadline - monotonic()):
                    return False
        return True

    def finish(self) -> None:
        """Nothing more will be sent, and nothing waits here. Reactor thread."""

    def close(self, reason: str) -> None:
        """The connection is down: waiting senders fail with this reason. Reactor thread."""
        with self.lock:
            if self._reason is None:
                self._reason = reason
            self._queue.clear()
            self._queued = 0
            self._space.notify_all()

    def resumed(self) -> None:
        """The transport takes bytes again. Reactor thread."""
        with self.lock:
            self._paused = False
            self._write_in_reactor()

    # --- under the lock ---

    def _append(self, data: bytes) -> None:
        if self.on_sent is not None:
            self.on_sent(data)
        self._queue.append(data)
        self._queued += len(data)

    def _wait_for_room(self, timeout: float) -> None:
        deadline = monotonic() + timeout
        while self._queued >= self.limit and self._reason is None:
            self._write()
            if self._queued < self.limit:
                return
            self._wake()
            left = deadline - monotonic()
            if left <= 0 or not self._space.wait(left):
                raise RequestTimeout(
                    f"the switch takes nothing: {self._queued} bytes have been waiting for {timeout:g} s"
                )

    def _wake(self) -> None:
        """One wake-up for everything that is queued until the reactor thread comes around."""
        if not self._waking:
            self._waking = True
            self._reactor.callFromThread(self._woken)

    def _woken(self) -> None:
        with self.lock:
            self._waking = False
            self._write_in_reactor()

    def _write(self) -> None:
        """Write what a thread other than the reactor's may; here nothing."""

    def _write_in_reactor(self) -> None:
        if self._queue and self._reason is None:
            if not self._protocol.writable:
                if not self._paused:
                    self._paused = True
                    self._protocol.when_writable().addCallbacks(lambda _: self.resumed(), lambda _: None)
                return
            data = b"".join(self._queue)
            self._queue.clear()
            self._queued = 0
            try:
                self._protocol.send_raw(data)
            except Disconnected as error:  # closing, but not down yet
                self._reason = error.reason
            self._space.notify_all()


@implementer(IReadWriteDescriptor)
class SocketOutgoing(Outgoing):
    """The way out of a plain TCP or unix socket, which any thread may write to."""

    def __init__(self, reactor: Any, protocol: Any, sock: socket.socket, limit: int = 4 * 1024 * 1024) -> None:
        super().__init__(reactor, protocol, limit)
        self._socket = sock.dup()
        self._socket.setblocking(False)
        self._watching = False

    @property
    def socket(self) -> socket.socket:
        """Our duplicate of the socket, for its options and addresses."""
        return self._socket

    def _write(self) -> None:
        """Hand the socket as much as it takes. Whatever is wrong with it, the reading side finds out too."""
        queue = self._queue
        while queue and self._reason is None:
            count, size = 0, 0
            for piece in queue:
                count += 1
                size += len(piece)
                if size >= _CHUNK:
                    break
            data = queue[0] if count == 1 else b"".join(queue[:count])
            try:
                sent = self._socket.send(data)
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                self._reason = f"sending failed: {error.strerror or error}"
                queue.clear()
                self._queued = 0
                self._space.notify_all()
                return
            self._queued -= sent
            if sent == size:
                del queue[:count]
            else:
                queue[:count] = [data[sent:]]
            if self._queued < self.limit:
                self._space.notify_all()
            if sent < size:
                return

    def finish(self) -> None:
        """End our half of the connection. Twisted closes a socket when it can be written to, which is at once after
        this, also when the switch has not read everything yet; the system goes on delivering.
        """
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it is down already

    def _wake(self) -> None:
        if not self._watching:
            super()._wake()

    def _write_in_reactor(self) -> None:
        self._write()
        wanted = bool(self._queue) and self._reason is None
        if wanted != self._watching:
            self._watching = wanted
            (self._reactor.addWriter if wanted else self._reactor.removeWriter)(self)

    def close(self, reason: str) -> None:
        super().close(reason)
        with self.lock:
            if self._watching:
                self._watching = False
                self._reactor.removeWriter(self)
            self._socket.close()

    # --- what the reactor calls while it watches for room in the socket ---

    def fileno(self) -> int:
        return self._socket.fileno()

    def logPrefix(self) -> str:
        return "oftwist-outgoing"

    def doWrite(self) -> None:
        with self.lock:
            self._write_in_reactor()

    def doRead(self) -> None:
        """Never asked for: the transport reads."""

    def connectionLost(self, reason: Any) -> None:
        """The reactor saw an error on the descriptor and watches it no longer."""
        with self.lock:
            self._watching = False


def make_outgoing(reactor: Any, protocol: Any, limit: int = 4 * 1024 * 1024) -> Outgoing:
    """The fastest way out of ``protocol.transport``. Reactor thread."""
    handle = protocol.transport.getHandle() if hasattr(protocol.transport, "getHandle") else None
    if isinstance(handle, socket.socket):
        return SocketOutgoing(reactor, protocol, handle, limit)
    return Outgoing(reactor, protocol, limit)
