"""The bytes on their way to the switch: one order, whoever sends.

May know: sockets, threads, a reactor, one OFProtocol. Knows nothing of messages.

What a thread sends is with the kernel when the call returns, or the socket is full, and then it is in order behind
what waits. So the thread writes to the socket itself; only what the socket does not take is put in a list, which the
reactor thread watches the socket for, and whoever sends more than `limit` bytes ahead waits.

All writes happen under one lock, which guards the order. The descriptor is a duplicate, closed under the same lock, so
that a thread never writes to a number that meanwhile means another file. With TLS nobody but the reactor thread may
write: there a sender waits until that has been done, one wake-up for all that send meanwhile.
"""

from __future__ import annotations

import socket
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Any

from twisted.internet.interfaces import IReadWriteDescriptor
from zope.interface import implementer

from oftwist.errors import Disconnected, RequestTimeout

__all__ = ["Outgoing", "ReactorOutgoing", "SocketOutgoing", "make_outgoing"]

# Bytes joined for one call of the socket.
_CHUNK = 256 * 1024


class Outgoing(ABC):
    """The way out of one connection.

    Args:
        reactor: the reactor that runs the connection.
        limit: bytes that may wait before a sender has to.
    """

    def __init__(self, reactor: Any, limit: int = 4 * 1024 * 1024) -> None:
        self._reactor = reactor
        self.limit = limit
        self.lock = threading.Lock()
        self._moved = threading.Condition(self.lock)
        self._queue: deque[bytes] = deque()
        self._queued = 0
        self._waking = False
        self._reason: str | None = None
        #: Called as ``on_sent(data)`` in order, under the lock, before the bytes leave; or None.
        self.on_sent: Callable[[bytes], None] | None = None

    @property
    def queued(self) -> int:
        """Bytes that wait here (those in the kernel or in a TLS buffer are not counted)."""
        return self._queued

    def send(self, data: bytes, timeout: float) -> None:
        """Send bytes after everything sent before. Any thread but the reactor's.

        Args:
            data: the bytes; they leave as they are.
            timeout: seconds to wait for room if `limit` bytes wait already.

        Raises:
            Disconnected: the connection is down.
            RequestTimeout: the switch did not take what was sent before; nothing of ``data`` was sent. With TLS also:
                something keeps the reactor thread busy for longer.
        """
        with self.lock:
            self._send(data, timeout)

    def send_soon(self, data: bytes) -> None:
        """The same without waiting for room: what there is no room for is dropped. Reactor thread.

        It is only answers that are sent so, and a switch that takes nothing is not waiting for them. Nothing
        happens when the connection is down.
        """
        with self.lock:
            if self._reason is None and self._queued < self.limit:
                if self.on_sent is not None:
                    self.on_sent(data)
                self._append(data)
                self._write_in_reactor()

    def drain(self, timeout: float) -> bool:
        """Wait until nothing waits any more; False if that took too long. Any thread but the reactor's."""
        deadline = monotonic() + timeout
        with self.lock:
            self._write()
            while self._queued and self._reason is None:
                self._wake()
                if not self._moved.wait(deadline - monotonic()):
                    return False
        return True

    def finish(self) -> bool:
        """Nothing more will be sent: end our half of the connection. False if bytes still wait. Reactor thread."""
        with self.lock:
            self._write_in_reactor()
            return not self._queue

    def close(self, reason: str) -> None:
        """The connection is down: waiting senders fail with this reason. Reactor thread."""
        with self.lock:
            self._fail(reason)

    # --- under the lock ---

    def _send(self, data: bytes, timeout: float) -> None:
        if self._queued >= self.limit:
            self._wait_for_room(timeout)
        if self._reason is not None:
            raise Disconnected(self._reason)
        if self.on_sent is not None:
            self.on_sent(data)
        self._hand_over(data, timeout)

    @abstractmethod
    def _hand_over(self, data: bytes, timeout: float) -> None:
        """Get bytes to the kernel, or in order behind what waits."""

    @abstractmethod
    def _write(self) -> None:
        """Write what waits, as far as this thread may, whichever it is."""

    @abstractmethod
    def _write_in_reactor(self) -> None:
        """Write what waits, as far as there is room, and see to it that the rest follows. Reactor thread."""

    def _append(self, data: bytes) -> None:
        self._queue.append(data)
        self._queued += len(data)

    def _fail(self, reason: str) -> None:
        if self._reason is None:
            self._reason = reason
        self._queue.clear()
        self._queued = 0
        self._moved.notify_all()

    def _wait_for_room(self, timeout: float) -> None:
        deadline = monotonic() + timeout
        while self._queued >= self.limit and self._reason is None:
            self._write()
            if self._queued < self.limit:
                return
            self._wake()
            left = deadline - monotonic()
            if left <= 0 or not self._moved.wait(left):
                raise RequestTimeout(
                    f"the switch takes nothing: {self._queued} bytes have been waiting for {timeout:g} s"
                )

    def _wake(self) -> None:
        """One wake-up for everything that waits until the reactor thread comes around."""
        if not self._waking:
            self._waking = True
            self._reactor.callFromThread(self._woken)

    def _woken(self) -> None:
        with self.lock:
            self._waking = False
            self._write_in_reactor()


class ReactorOutgoing(Outgoing):
    """The way out through ``OFProtocol.send_raw``, for transports only the reactor thread may touch. Made in it."""

    def __init__(self, reactor: Any, protocol: Any, limit: int = 4 * 1024 * 1024) -> None:
        super().__init__(reactor, limit)
        self._thread = threading.get_ident()
        self._protocol = protocol
        self._paused = False
        # Pieces put in the list so far, and of these how many have left it a turn of the reactor ago.
        self._pieces = 0
        self._gone = 0

    def _append(self, data: bytes) -> None:
        super()._append(data)
        self._pieces += 1

    def _hand_over(self, data: bytes, timeout: float) -> None:
        self._append(data)
        if threading.get_ident() == self._thread:  # nothing to wait for here
            self._write_in_reactor()
            return
        number = self._pieces
        deadline = monotonic() + timeout
        while self._gone < number and not self._paused and self._reason is None:
            self._wake()
            left = deadline - monotonic()
            if left <= 0 or not self._moved.wait(left):
                raise RequestTimeout(f"the reactor thread has been busy for {timeout:g} s; they leave when it is free")
        if self._reason is not None and self._gone < number:
            raise Disconnected(self._reason)

    def _write(self) -> None:
        """Nothing: it may be any thread."""

    def _write_in_reactor(self) -> None:
        if not self._queue or self._reason is not None:
            return
        if not self._protocol.writable:
            if not self._paused:
                self._paused = True
                self._protocol.when_writable().addCallbacks(lambda _: self._resumed(), lambda _: None)
                self._moved.notify_all()
            return
        data = b"".join(self._queue)
        self._queue.clear()
        self._queued = 0
        try:
            self._protocol.send_raw(data)
        except Disconnected as error:  # closing, but not down yet
            self._fail(error.reason)
            return
        # The transport gives it to the kernel when it has its turn, which is between a call that was put off and a
        # further one which that puts off.
        later = self._reactor.callLater
        later(0, later, 0, self._left, self._pieces)
        self._moved.notify_all()

    def _left(self, pieces: int) -> None:
        with self.lock:
            self._gone = pieces
            self._moved.notify_all()

    def _resumed(self) -> None:
        with self.lock:
            self._paused = False
            self._write_in_reactor()


@implementer(IReadWriteDescriptor)
class SocketOutgoing(Outgoing):
    """The way out of a plain TCP or unix socket, which any thread may write to."""

    def __init__(self, reactor: Any, sock: socket.socket, limit: int = 4 * 1024 * 1024) -> None:
        super().__init__(reactor, limit)
        self._socket = sock.dup()
        self._socket.setblocking(False)
        self._watching = False

    @property
    def socket(self) -> socket.socket:
        """Our duplicate of the socket, for its options and addresses."""
        return self._socket

    def send(self, data: bytes, timeout: float) -> None:
        """As documented. What is usual, nothing waits and the socket takes everything, is done here at once."""
        with self.lock:
            if not self._queue and self._reason is None and self.on_sent is None:
                try:
                    sent = self._socket.send(data)
                except OSError:  # full, or broken: the long way finds out which
                    sent = 0
                if sent == len(data):
                    return
                data = data[sent:] if sent else data
            self._send(data, timeout)

    def _hand_over(self, data: bytes, timeout: float) -> None:
        self._append(data)
        self._write()
        if self._reason is not None:
            raise Disconnected(self._reason)
        if self._queue and not self._watching:
            self._wake()

    def _give(self, data: bytes) -> int:
        """Hand the socket as much as it takes; of a broken one the reading side finds out too."""
        try:
            return self._socket.send(data)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError as error:
            self._fail(f"sending failed: {error.strerror or error}")
            return 0

    def _write(self) -> None:
        """Hand over what waits."""
        queue = self._queue
        while queue:
            pieces, size = [], 0
            while queue and size < _CHUNK:
                pieces.append(queue.popleft())
                size += len(pieces[-1])
            data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
            sent = self._give(data)
            if self._reason is not None:
                return
            self._queued -= sent
            if sent:
                self._moved.notify_all()
            if sent < size:
                queue.appendleft(data[sent:] if sent else data)
                return

    def finish(self) -> bool:
        """Twisted closes a socket when it can be written to, which is at once after this, also when the switch has not
        read everything yet; the system goes on delivering.
        """
        done = super().finish()
        if done:
            try:
                self._socket.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # it is down already
        return done

    def _write_in_reactor(self) -> None:
        if self._reason is None:
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
        return SocketOutgoing(reactor, handle, limit)
    return ReactorOutgoing(reactor, protocol, limit)
