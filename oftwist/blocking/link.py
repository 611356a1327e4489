"""One connection of a blocking controller: what happens in the reactor thread.

May know: OFProtocol, the ways out and in. The controller's own thread-side methods are in ``controller.py``.
Nothing here may wait, and nothing takes ``tx_lock``.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from oftwist import loxi
from oftwist.blocking import diagnostics
from oftwist.blocking.outgoing import Outgoing, SocketOutgoing, make_outgoing
from oftwist.errors import ProtocolError
from oftwist.wire import kinds

if TYPE_CHECKING:
    from oftwist.blocking.controller import Controller
    from oftwist.connection.protocol import OFProtocol

__all__ = ["Link", "SwitchSocket"]

# These have the same number in every version.
_ERROR = 1
_ECHO_REQUEST = 2
_PACKET_IN = 10
# Bytes of an undecodable message that are logged.
_DUMPED = 256


class SwitchSocket:
    """What ``controller.switch_socket`` is while connected: enough of a socket for tests that go around the
    rest.

    Bytes sent here leave in order with messages, as they are.
    """

    def __init__(self, link: Link) -> None:
        self._link = link

    def sendall(self, data: bytes) -> None:
        """Send bytes as they are, legal or not.

        Raises:
            Disconnected: the connection is down (a ConnectionError, hence an OSError).
            RequestTimeout: the switch takes nothing.
        """
        self._link.outgoing.send(bytes(data), self._link.controller.send_timeout)

    def send(self, data: bytes) -> int:
        """As `sendall`; returns the number of bytes, always all."""
        self.sendall(data)
        return len(data)

    def close(self) -> None:
        """Close the connection, but keep what arrived."""
        self._link.controller._close_link("switch_socket.close() was called")

    def __getattr__(self, name: str) -> Any:
        """Addresses, options, ``fileno`` and ``shutdown`` of the real socket (plain TCP and unix only)."""
        outgoing = self.__dict__["_link"].outgoing
        if isinstance(outgoing, SocketOutgoing):
            return getattr(outgoing.socket, name)
        raise AttributeError(f"a TLS connection has no {name} here")

    def __repr__(self) -> str:
        return f"<connection to {self._link.protocol.peer}>"


class Link:
    """One connection, from accepted to lost.

    Args:
        controller: whose connection it is.
        protocol: the OFProtocol, connected, in raw mode.
    """

    def __init__(self, controller: Controller, protocol: OFProtocol) -> None:
        self.controller = controller
        self.protocol = protocol
        self.outgoing: Outgoing = make_outgoing(controller.bridge.reactor, protocol, controller.send_limit)
        self.announced = False
        #: Set when we close it.
        self.closing = False
        #: Set when nothing more is taken to send.
        self.refusing = False
        self._version = controller.wire_version
        if controller.trace is not None:
            self.outgoing.on_sent = controller.trace.sent
        self.set_read_size(controller.rcv_size)
        protocol.observe(self)

    def set_read_size(self, size: int) -> None:
        """Read so many bytes at a time. Has no effect with TLS."""
        if isinstance(self.outgoing, SocketOutgoing):
            self.protocol.transport.bufferSize = size  # type: ignore[union-attr]

    def address(self) -> tuple[Any, ...]:
        """``(ip, port)`` of the switch; ``(path, 0)`` on a unix socket."""
        peer: Any = self.protocol.transport.getPeer()  # type: ignore[union-attr]
        if hasattr(peer, "host"):
            return (peer.host, peer.port)
        name = getattr(peer, "name", None) or b""
        return (name.decode("utf-8", "surrogateescape") if isinstance(name, bytes) else str(name), 0)

    def say_hello(self) -> None:
        hello = self.controller.ofp.message.hello(xid=self.controller.next_xid())
        self.outgoing.send_soon(hello.pack())

    def sent(self, connection: Any, raw: bytes) -> None:
        """What is sent is seen by ``outgoing``."""

    def received(self, connection: Any, msg: Any, raw: bytes, error: Exception | None) -> bool:
        """Everything that arrives, one message at a time; ``msg`` is None for what could not be decoded.

        The order: a transaction that waits, the echo answer, handlers, the queue.
        """
        if self.closing:
            return True
        controller = self.controller
        if controller.trace is not None:
            controller.trace.received(raw)
        version = raw[0]
        if version < self._version and version in loxi.version_names:
            self._too_old(version)
            return True
        if msg is None:
            self._undecodable(raw, error or ProtocolError("?"))
            return True
        number = raw[1]
        if controller.logger.isEnabledFor(logging.DEBUG):
            controller.logger.debug(
                "Msg in: version %d class %s len %d xid %d", version, type(msg).__name__, len(raw), msg.xid
            )
        if number == _PACKET_IN:
            if self._filtered(msg):
                return True
        elif controller.pkt_in_run:
            self._end_of_run()
        xid = msg.xid
        waiter = None
        if xid in controller.transactions.waiting and number not in diagnostics.unasked(msg.version):
            more = kinds.is_multipart(type(msg)) and kinds.reply_more(msg)
            waiter = controller.transactions.answer(xid, more)
        if number == _ERROR:
            controller._note_error(msg, waiter.request if waiter is not None else None)
        dispatcher = controller.dispatcher
        if waiter is not None:
            waiter.turn = dispatcher.turns
            waiter.release((msg, raw))
        elif number == _ECHO_REQUEST and controller.keep_alive:
            reply = controller.ofp.message.echo_reply(xid=xid, data=getattr(msg, "data", b""))
            self.outgoing.send_soon(reply.pack())
        else:
            wanted = bool(controller.handlers) and bool(controller._handlers_for(msg))
            if wanted or dispatcher.busy:
                dispatcher.put(wanted, (msg, raw))
            else:
                controller._enqueue((msg, raw))
        return True

    def _filtered(self, msg: Any) -> bool:
        """Count a packet-in, and tell whether it is one too many in a row."""
        controller = self.controller
        controller.packet_in_count += 1
        controller.pkt_in_run += 1
        if not controller.filter_packet_in or controller.pkt_in_run <= controller.pkt_in_filter_limit:
            return False
        if controller.queue.expected(msg):
            return False
        controller.pkt_in_dropped += 1
        return True

    def _end_of_run(self) -> None:
        controller = self.controller
        over = controller.pkt_in_run - controller.pkt_in_filter_limit
        if controller.filter_packet_in and over > 0:
            controller.logger.debug(
                "A run of %d packet-ins (limit %d, %d dropped in total)",
                controller.pkt_in_run,
                controller.pkt_in_filter_limit,
                controller.pkt_in_dropped,
            )
        controller.pkt_in_run = 0

    def _too_old(self, version: int) -> None:
        names = loxi.version_names
        reason = (
            f"the switch only supports up to OpenFlow version {version} ({names[version]}), "
            f"the controller is set to version {self._version} ({names[self._version]})"
        )
        self.controller.logger.error("%s", reason[0].upper() + reason[1:])
        self.close(reason)

    def _undecodable(self, raw: bytes, why: Exception) -> None:
        """Count and log it; if it is a reply, by its header, the transaction that waits for it fails."""
        controller = self.controller
        controller.parse_errors += 1
        controller.logger.warning(
            "Could not parse message of %d bytes: %s%s",
            len(raw),
            why,
            diagnostics.hex_dump_buffer(raw[:_DUMPED]).rstrip(),
        )
        xid = int.from_bytes(raw[4:8], "big")
        if xid in controller.transactions.waiting and kinds.is_reply_type(raw[0], raw[1]):
            waiter = controller.transactions.answer(xid)
            if waiter is not None:
                waiter.turn = controller.dispatcher.turns
                waiter.failure = why
                waiter.release(None)

    def close(self, reason: str) -> Any:
        """Close it ourselves; whatever still arrives is ignored. Fires when the connection is down."""
        self.closing = self.refusing = True
        if self.outgoing.finish():
            return self.protocol.disconnect(reason)
        # A switch that takes nothing would make an orderly end take long, and the rest is lost either way.
        self.protocol.abort(reason)
        return self.protocol.when_disconnected()

    def drain(self, timeout: float) -> None:
        """Before closing: take no more to send, and wait for what was sent to leave. Any other thread."""
        self.refusing = True
        self.outgoing.drain(timeout)

    def lost(self, reason: str) -> None:
        """The connection is down."""
        self.outgoing.close(reason)
        self.controller._connection_lost(self, reason)
