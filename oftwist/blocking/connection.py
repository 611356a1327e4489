"""One connection of a controller, from accepted to lost: what comes in goes to the mailbox, what goes out in order.

May know: OFProtocol, the way out, the mailbox. Knows nothing of listening and connecting.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from oftwist.blocking.mailbox import Mailbox
from oftwist.blocking.outgoing import SocketOutgoing, make_outgoing
from oftwist.blocking.settings import Settings
from oftwist.connection.hints import Hints

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

    from oftwist.blocking.diagnostics import Trace
    from oftwist.connection.interfaces import Decoded
    from oftwist.connection.protocol import OFProtocol

__all__ = ["SwitchConnection", "SwitchSocket"]


class SwitchConnection:
    """Observes an OFProtocol for the mailbox, and has the way out. Made in the reactor thread.

    Args:
        protocol: connected, in raw mode.
        reactor: runs it.
        mailbox: gets everything.
        settings: of the controller.
        trace: sees what is sent, or None.

    Attributes:
        protocol: as given.
        thread_id: of the reactor's thread.
        outgoing: the way out, for every thread.
        announced: ``connect()`` may return.
        closing: set when we close it; whatever still arrives is ignored.
        refusing: nothing more is taken to send.
        hints: looks at what is sent first, None when it has seen enough.
    """

    def __init__(
        self, protocol: OFProtocol, reactor: object, mailbox: Mailbox, settings: Settings, trace: Trace | None
    ) -> None:
        self.protocol = protocol
        self.thread_id = threading.get_ident()
        self.outgoing = make_outgoing(reactor, protocol, settings.send_limit)
        self.announced = False
        self.closing = False
        self.refusing = False
        self._mailbox = mailbox
        self.hints: Hints | None = Hints(mailbox.hint, self._no_more_hints)
        if trace is not None:
            self.outgoing.on_sent = trace.sent
        self.set_read_size(settings.rcv_size)
        protocol.observe(self)

    # --- the observer ---

    def received(self, connection: OFProtocol, msg: Decoded | None, raw: bytes, error: Exception | None) -> bool:
        """Takes every message: nothing else is done about it."""
        if not self.closing:
            self._mailbox.received(self, msg, raw, error)
        return True

    def sent(self, connection: OFProtocol, raw: bytes) -> None:
        """Seen by ``outgoing`` already, which also writes past the protocol."""

    # --- sending ---

    def send_soon(self, data: bytes) -> None:
        """Send without waiting. Reactor thread."""
        self.outgoing.send_soon(data)

    def _no_more_hints(self) -> None:
        self.hints = None

    # --- what it is ---

    def set_read_size(self, size: int) -> None:
        """Read so many bytes at a time. Has no effect with TLS."""
        transport: Any = self.protocol.transport
        if isinstance(self.outgoing, SocketOutgoing):
            transport.bufferSize = size

    def address(self) -> tuple[str, int]:
        """``(ip, port)`` of the switch; ``(path, 0)`` on a unix socket."""
        transport: Any = self.protocol.transport
        peer = transport.getPeer()
        if hasattr(peer, "host"):
            return (peer.host, peer.port)
        name = getattr(peer, "name", None) or b""
        return (name.decode("utf-8", "surrogateescape") if isinstance(name, bytes) else str(name), 0)

    @property
    def incomplete(self) -> bytes:
        """What has come of a message that is not complete."""
        return self.protocol.incomplete

    # --- the end ---

    def drain(self, timeout: float) -> None:
        """Before closing: take no more to send, and wait for what was sent to leave. Any thread but the reactor's."""
        self.refusing = True
        self.outgoing.drain(timeout)

    def close(self, reason: str) -> Deferred[str]:
        """Close it ourselves. Fires when the connection is down. Reactor thread."""
        self.closing = self.refusing = True
        if self.outgoing.finish():
            return self.protocol.disconnect(reason)
        # A switch that takes nothing would make an orderly end take long, and the rest is lost either way.
        self.protocol.abort(reason)
        return self.protocol.when_disconnected()


class SwitchSocket:
    """What ``controller.switch_socket`` is while connected: enough of a socket for tests that go around the rest.

    Bytes sent here leave in order with messages, as they are.

    Args:
        connection: behind it.
        settings: how long a send may wait.
        close: closes the connection, for a reason.
    """

    def __init__(self, connection: SwitchConnection, settings: Settings, close: Callable[[str], None]) -> None:
        self._connection = connection
        self._settings = settings
        self._close = close

    def sendall(self, data: bytes) -> None:
        """Send bytes as they are, legal or not; they are with the kernel when this returns, as ``message_send`` says.

        Raises:
            Disconnected: the connection is down (a ConnectionError, hence an OSError).
            RequestTimeout: the switch takes nothing.
        """
        self._connection.outgoing.send(bytes(data), self._settings.send_timeout)

    def send(self, data: bytes) -> int:
        """As `sendall`; returns the number of bytes, always all."""
        self.sendall(data)
        return len(data)

    def close(self) -> None:
        """Close the connection, but keep what arrived."""
        self._close("switch_socket.close() was called")

    def __getattr__(self, name: str) -> Any:
        """Addresses, options, ``fileno`` and ``shutdown`` of the real socket (plain TCP and unix only)."""
        outgoing = self.__dict__["_connection"].outgoing
        if isinstance(outgoing, SocketOutgoing):
            real: socket.socket = outgoing.socket
            return getattr(real, name)
        raise AttributeError(f"a TLS connection has no {name} here")

    def __repr__(self) -> str:
        return f"<connection to {self._connection.protocol.peer}>"
