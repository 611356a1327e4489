"""A blocking OpenFlow connection in a thread of its own, for scripts and tests that are written straight down.

No Twisted: a socket, a receiving thread and a condition. Threads: every method may be called from any thread
but the receiving one; each waits at most its timeout.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from oftwist import loxi, wire
from oftwist.errors import OFTwistError, ProtocolError
from oftwist.wire.framer import Framer

__all__ = ["DEFAULT_TIMEOUT", "Connection", "TransactionError", "connect", "connect_unix"]

DEFAULT_TIMEOUT = 1.0  # seconds

Predicate = Callable[[Any], bool]


class TransactionError(OFTwistError):
    """A request got no reply, or an OpenFlow error.

    Attributes:
        msg: the error message; the request itself if nothing came.
    """

    def __init__(self, text: str, msg: Any) -> None:
        super().__init__(text, msg)
        self.msg = msg

    def __str__(self) -> str:
        return str(self.args[0])


class Connection(threading.Thread):
    """One connection: a thread that receives into a list, and methods that wait for messages in it.

    ``start()`` it before receiving. The end of the stream, an error of the socket and bytes that are no OpenFlow
    end it: who waits is released then.

    Args:
        sock: a connected stream socket; the connection closes it in the end.

    Attributes:
        sock: the socket.
        logger: of the standard logging, called "connection".
        rx: messages received and not taken yet, oldest first.
        next_xid: the transaction id that `send` gives next.
        finished: the connection has ended, or is asked to.
    """

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(name="oftwist-loxi-connection")
        self.sock = sock
        self.logger = logging.getLogger("connection")
        self.rx: list[Any] = []
        self.next_xid = 1
        self.finished = False
        self._arrived = threading.Condition()
        self._sending = threading.Lock()

    # -- the receiving thread --

    def run(self) -> None:
        """Receive until the connection ends; runs in the thread."""
        self.sock.settimeout(None)  # connecting had one
        framer = Framer()
        try:
            while not self.finished:
                data = self.sock.recv(65536)
                if not data:
                    break
                self._received(framer.receive(data))
                if framer.error is not None:
                    raise framer.error
        except OSError as error:
            if not self.finished:
                self.logger.warning("receiving failed: %s", error)
        except ProtocolError as error:
            self.logger.error("this is no OpenFlow: %s", error)
        finally:
            with self._arrived:
                self.finished = True
                self._arrived.notify_all()
            self.sock.close()

    def _received(self, frames: list[bytes]) -> None:
        found = []
        for frame in frames:
            try:
                found.append(wire.decode(frame))
            except ProtocolError as error:
                self.logger.error("dropped a message that cannot be decoded: %s", error)
        with self._arrived:
            self.rx += found
            self._arrived.notify_all()

    # -- receiving --

    def recv(self, predicate: Predicate, timeout: float = DEFAULT_TIMEOUT) -> Any:
        """The oldest message for which ``predicate(msg)`` is true; it is removed from ``rx``.

        Args:
            predicate: called in this thread; again for messages it did not take when another thread has taken one.
            timeout: seconds to wait for such a message.

        Returns:
            The message; None if there is none in time, or the connection has ended.
        """
        deadline = time.monotonic() + timeout
        seen, last = 0, None  # messages looked at, and the last one of them
        with self._arrived:
            while True:
                rx = self.rx
                if seen > len(rx) or (seen and rx[seen - 1] is not last):
                    seen = 0  # somebody has taken one of them
                while seen < len(rx):
                    last = rx[seen]
                    if predicate(last):
                        del rx[seen]
                        return last
                    seen += 1
                left = deadline - time.monotonic()
                if self.finished or left <= 0:
                    return None
                self._arrived.wait(left)

    def recv_any(self, timeout: float = DEFAULT_TIMEOUT) -> Any:
        """The oldest message, or None; as `recv`."""
        return self.recv(lambda msg: True, timeout)

    def recv_xid(self, xid: int, timeout: float = DEFAULT_TIMEOUT) -> Any:
        """The oldest message with this transaction id, or None; as `recv`."""
        return self.recv(lambda msg: msg.xid == xid, timeout)

    def recv_class(self, cls: type[Any], timeout: float = DEFAULT_TIMEOUT) -> Any:
        """The oldest message of this class or a subclass, or None; as `recv`."""
        return self.recv(lambda msg: isinstance(msg, cls), timeout)

    # -- sending --

    def send_raw(self, buf: bytes) -> None:
        """Send bytes as they are.

        Raises:
            OSError: the connection has ended.
        """
        with self._sending:
            self.sock.sendall(buf)

    def send(self, msg: Any) -> None:
        """Send a message; an ``xid`` of None gets the next number first.

        Raises:
            MessageError: it cannot be packed.
            OSError: the connection has ended.
        """
        if msg.xid is None:
            with self._arrived:
                msg.xid = self.next_xid
                self.next_xid = self.next_xid % 0xFFFFFFFF + 1
        self.send_raw(msg.pack())

    # -- requests --

    def _reply(self, msg: Any, timeout: float) -> Any:
        reply = self.recv_xid(msg.xid, timeout)
        if reply is None:
            why = "the connection ended" if self.finished else f"no reply in {timeout:g} s"
            raise TransactionError(f"{type(msg).__name__} with xid {msg.xid:#x}: {why}", msg)
        if reply.type == 1:  # OFPT_ERROR in every version
            raise TransactionError(f"{type(msg).__name__} with xid {msg.xid:#x}: {type(reply).__name__}", reply)
        return reply

    def transact(self, msg: Any, timeout: float = DEFAULT_TIMEOUT) -> Any:
        """Send a message and wait for the reply with its transaction id.

        Raises:
            TransactionError: nothing came in time, or an OpenFlow error; ``error.msg`` is the error.
        """
        self.send(msg)
        return self._reply(msg, timeout)

    def transact_multipart_generator(self, msg: Any, timeout: float = DEFAULT_TIMEOUT) -> Iterator[Any]:
        """Send a stats request; the entries of its replies, as the parts arrive.

        Args:
            msg: a stats request; a reply that is not made of ``entries`` counts as one itself.
            timeout: seconds to wait for each part.

        Raises:
            TransactionError: as `transact`.
        """
        self.send(msg)
        more = True
        while more:
            reply = self._reply(msg, timeout)
            more = bool(reply.flags & 1)  # OFPSF_REPLY_MORE in every version
            entries = getattr(reply, "entries", None)
            yield from [reply] if entries is None else entries

    def transact_multipart(self, msg: Any, timeout: float = DEFAULT_TIMEOUT) -> list[Any]:
        """Send a stats request; the entries of all its replies.

        Raises:
            TransactionError: as `transact`.
        """
        return list(self.transact_multipart_generator(msg, timeout))

    # -- the end --

    def stop(self) -> None:
        """End the connection and wait for its thread."""
        self.finished = True
        try:
            self.sock.shutdown(socket.SHUT_RDWR)  # wakes the thread; closing alone would not
        except OSError:
            pass  # the peer was quicker
        if self.is_alive() and threading.current_thread() is not self:
            self.join()
        self.sock.close()


def _begin(sock: socket.socket, daemon: bool, ofp: ModuleType | None) -> Connection:
    """Start a connection and exchange hellos."""
    if ofp is None:
        ofp = loxi.protocol(5)
    connection = Connection(sock)
    connection.daemon = daemon
    connection.start()
    try:
        connection.send(ofp.message.hello())
        hello = connection.recv(lambda msg: msg.type == 0)
        if hello is None:
            raise TransactionError("the peer said no hello", None)
    except BaseException:
        connection.stop()
        raise
    return connection


def connect(ip: str, port: int = 6653, daemon: bool = True, ofp: ModuleType | None = None) -> Connection:
    """Connect to a switch over TCP, start the thread and exchange hellos.

    Args:
        ip: its address or name.
        port: TCP port.
        daemon: whether the thread lets the program end.
        ofp: the module of the version to say in the hello; 1.4 by default.

    Raises:
        OSError: nobody listens there.
        TransactionError: the peer said no hello.
    """
    sock = socket.create_connection((ip, port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return _begin(sock, daemon, ofp)


def connect_unix(path: str, daemon: bool = True, ofp: ModuleType | None = None) -> Connection:
    """Connect over a Unix socket, e.g. ``/var/run/openvswitch/br0.mgmt``; otherwise as `connect`.

    Raises:
        OSError: nobody listens there.
        TransactionError: the peer said no hello.
    """
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.connect(path)
    except OSError:
        sock.close()
        raise
    return _begin(sock, daemon, ofp)
