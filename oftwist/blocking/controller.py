"""The blocking Controller: straight-line tests against one switch, with the surface test suites always had.

May know: everything in this room. Its methods run in test threads and wait.
"""

from __future__ import annotations

import itertools
import logging
import random
import threading
from typing import TYPE_CHECKING, Any

from oftwist import loxi
from oftwist.blocking.bridge import Bridge
from oftwist.blocking.classic import FILTER, LISTEN_QUEUE_SIZE, RCV_SIZE_DEFAULT, ClassicNames, Of, sample_handler
from oftwist.blocking.diagnostics import Trace, hex_dump_buffer
from oftwist.blocking.exchange import Exchange, Sendable
from oftwist.blocking.lifecycle import PATIENCE, Lifecycle
from oftwist.blocking.mailbox import Handler, Mailbox
from oftwist.blocking.settings import Settings, Version, wire_version
from oftwist.connection.interfaces import Decoded, Message
from oftwist.connection.selecting import Subject, What

if TYPE_CHECKING:
    from twisted.internet.ssl import CertificateOptions
    from typing_extensions import Self

    from oftwist.tls import TLS

__all__ = [
    "FILTER",
    "LISTEN_QUEUE_SIZE",
    "RCV_SIZE_DEFAULT",
    "Controller",
    "hex_dump_buffer",
    "sample_handler",
]

# Seconds a thread whose answer has come waits for the handlers of what came before it.
_SETTLE = 0.5

_numbers = itertools.count(1)
_shared = Bridge()


class Controller(ClassicNames):
    """The control channel of one switch, for test code that says one thing after another.

    ::

        controller = Controller(host="127.0.0.1", port=6653)
        controller.start()
        controller.connect(timeout=20)
        reply, raw = controller.transact(ofp.message.features_request())
        controller.message_send(flow_add)
        msg, raw = controller.poll(ofp.OFPT_PACKET_IN, timeout=5)
        controller.shutdown()

    ``with Controller() as controller:`` starts it and shuts it down.

    Nothing is sent that the caller did not ask for, except our HELLO (``initial_hello``) and echo replies
    (``keep_alive``, off). A message that arrives goes to the transaction that waits for its xid; or, an echo request
    with ``keep_alive``, is answered; or goes to the handlers; or into the queue that `poll` reads.

    Methods may be called from any thread but the reactor's (`shutdown` and `kill` from any), and return at once when
    the connection ends. ``timeout`` arguments are seconds: exactly -1 means ``default_timeout``, 0 or less only looks.
    What a method does is done when it returns.

    Args:
        switch, host, port, max_pkts, version, tls, reaccept: see `oftwist.blocking.settings.Settings`, which has these
            and all other settings as attributes. A default (also given as such) leaves what is set on the class.
        trace: keep this many messages of the control channel in memory, see `trace`.
        bridge: the reactor to use; by default the background one that all controllers share.

    Raises:
        OSError: the port is taken.

    Attributes:
        switch_addr: ``(ip, port)`` of the switch while connected, else None.
        switch_socket: truthy while connected; ``sendall(bytes)`` sends anything, best ``with tx_lock:``.
        tx_lock: held while a message is sent. Never taken in the reactor thread.
        disconnect_reason: why the last connection ended, one line, or None.
        ofp: the module of the configured version, whose wire number is ``wire_version``.
        trace: the `Trace` of the channel, or None.
        mailbox, lifecycle, exchange: the parts it is made of.
    """

    packets = Of("mailbox.queue.items")
    packets_total = Of("mailbox.queue.total")
    packets_expired = Of("mailbox.queue.expired")
    packets_handled = Of("mailbox.packets_handled")
    packet_in_count = Of("mailbox.packet_in_count")
    pkt_in_run = Of("mailbox.pkt_in_run")
    pkt_in_dropped = Of("mailbox.pkt_in_dropped")
    parse_errors = Of("mailbox.parse_errors")
    handlers = Of("mailbox.handlers")
    passive = Of("lifecycle.passive")
    dbg_state = Of("lifecycle.state")
    switch_addr = Of("lifecycle.switch_addr")
    switch_socket = Of("lifecycle.switch_socket")
    disconnect_reason = Of("lifecycle.reason")
    socket_errors = Of("lifecycle.socket_errors")
    listen_socket = Of("lifecycle.listen_socket")

    def __init__(
        self,
        switch: str | None = None,
        host: str = "127.0.0.1",
        port: int = 6653,
        max_pkts: int | None = 1024,
        *,
        version: Version = None,
        tls: TLS | CertificateOptions | None = None,
        reaccept: bool | None = None,
        trace: int = 0,
        bridge: Bridge | None = None,
    ) -> None:
        for name, value in (("switch", switch), ("host", host), ("port", port), ("max_pkts", max_pkts)):
            if value != getattr(Settings, name):
                setattr(self, name, value)
        for name, other in (("version", version), ("tls", tls), ("reaccept", reaccept)):
            if other is not None:
                setattr(self, name, other)
        self.wire_version = wire_version(self.version)
        self.ofp: Any = loxi.protocol(self.wire_version)
        self.bridge = _shared if bridge is None else bridge
        self.name = f"Controller-{next(_numbers)}"
        self.daemon = False
        self.logger = logging.getLogger("controller")
        self.trace = Trace(self.name, trace) if trace else None
        self.tx_lock = threading.RLock()
        self.poll_discards = 0
        self._xids = itertools.count(random.randrange(1, 1 << 31))
        self.mailbox = Mailbox(self, self, self.name, self.ofp, self.logger, self.trace)
        self.lifecycle = Lifecycle(
            self, self.mailbox, self.bridge, self.ofp, self.name, self.next_xid, self.logger, self.trace
        )
        self.exchange = Exchange(
            self,
            self.mailbox,
            self.lifecycle,
            self.bridge,
            lambda msg: self.message_send(msg),
            self.next_xid,
            self.tx_lock,
            self.logger,
        )

    # --- the life of it ---------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to accept connections. Once only, as with a thread."""
        self.lifecycle.start()

    def connect(self, timeout: float = -1) -> bool:
        """Wait for the switch to connect, or connect to it.

        Connecting is tried again and again until it succeeds or the time is over.

        Returns:
            True as soon as the connection is made and our HELLO is sent; nothing is waited for from the switch. False
            if there is none in time (then, if we were to connect, `active` is False too).
        """
        return self.lifecycle.connect(self.limit(timeout))

    def disconnect(self, timeout: float = -1) -> None:
        """Close the connection, if there is one, and empty the queue; messages that wait for handlers go as well."""
        self.lifecycle.close("disconnect() was called", self.limit(timeout))
        self.mailbox.forget()

    def wait_disconnected(self, timeout: float = -1) -> bool:
        """Wait until there is no connection; False if there still is one."""
        return self.lifecycle.wait_disconnected(self.limit(timeout))

    def shutdown(self) -> None:
        """Close connection and port, and end the handler thread. Any thread, any number of times.

        When it returns the port is free, and nothing of this controller is left running. (Called in the reactor thread
        or in a handler it does not wait for what needs that very thread.)
        """
        self.lifecycle.shutdown()

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has been stopped (or could not connect), at most ``timeout`` seconds."""
        self.lifecycle.join(timeout)

    def kill(self) -> None:
        """Stop, and wait until that is done."""
        self.shutdown()
        if self.lifecycle.started:
            self.join(PATIENCE)

    def is_alive(self) -> bool:
        """Whether it has been started and not been stopped."""
        return self.lifecycle.is_alive

    @property
    def active(self) -> bool:
        """False when it was stopped, or could not connect. Setting it to False stops it, without waiting."""
        return self.lifecycle.active

    @active.setter
    def active(self, value: bool) -> None:
        if self.lifecycle.active and not value:
            self.lifecycle.shutdown_soon()
        self.lifecycle.active = bool(value)

    def read_size_changed(self) -> None:
        """For the connection there is; the next one asks itself."""
        connection = self.lifecycle.connection
        if connection is not None:
            connection.set_read_size(self.rcv_size)

    def __enter__(self) -> Self:
        """Start it, if that has not been done; leaving the block shuts it down."""
        if not self.lifecycle.started:
            self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.shutdown()

    # --- sending ----------------------------------------------------------------------------------------------

    def next_xid(self) -> int:
        """A transaction id that was not used lately, never 0."""
        return (next(self._xids) & 0x7FFFFFFF) or 1

    def message_send(self, msg: Sendable) -> int:
        """Send a message exactly as its ``pack()`` gives it.

        Args:
            msg: anything with ``xid``, ``version`` and ``pack()``; an ``xid`` of None is filled in. Or bytes.

        Returns:
            0. The message is with the kernel, in order behind everything sent before; or the switch takes nothing
            for now, and it waits behind what waits.

        Raises:
            Disconnected: "no socket", not connected.
            RequestTimeout: the switch has been taking nothing for ``send_timeout`` seconds.
            MessageError: ``pack()`` refused.
        """
        self.exchange.send(msg)
        return 0

    def transact(self, msg: Message, timeout: float = -1) -> tuple[Any, Any]:
        """Send a message and wait for the answer: the first message with its xid that can be one.

        HELLO, echo requests and asynchronous messages are no answers; an error message is one. Of a multipart
        reply this is the first part, the others are queued. Any number of threads may have transactions open,
        and handlers too.

        Returns:
            ``(reply, raw bytes)``, or ``(None, None)`` if there was none in time or the connection ended, or as
            soon as one arrives that cannot be decoded. The log says which. (`helpers.request` raises instead.)

        Raises:
            Disconnected: "no socket", not connected.
        """
        return self.exchange.ask(msg, timeout).entry or (None, None)

    # --- receiving --------------------------------------------------------------------------------------------

    def poll(self, exp_msg: What = None, timeout: float = -1) -> tuple[Any, Any]:
        """Take the first message of a kind out of the queue, or wait for the next one; others stay.

        Args:
            exp_msg: message type number (as the configured version counts), message class or class name; any
                matches that kind of message whatever its version. A function of the message decides itself
                (it runs in the reactor thread, and must not wait). None = any message.
            timeout: seconds.

        Returns:
            ``(message, raw bytes)``, or ``(None, None)`` if there was none in time or none can come any more.

        Raises:
            ValueError: no message is called so.
        """
        return self.exchange.poll(exp_msg, timeout) or (None, None)

    def clear_queue(self) -> int:
        """Forget all queued messages and return how many there were."""
        return self.mailbox.queue.clear()

    def register(self, msg_type: Subject, handler: Handler | None) -> None:
        """Set the one handler of a kind of message, or take it away with None.

        It is called as ``handler(controller, msg, raw)``, in a thread of its own, one message at a time,
        and may use `transact` and `poll`. Returning something true consumes the message, else it goes to
        the handler for "all", and then into the queue.

        Args:
            msg_type: message type number (as the configured version counts), message class or class name, or "all".
            handler: the handler.

        Raises:
            TypeError: it is none of these, or cannot be called.
        """
        handlers = self.mailbox.handlers
        if handler is None:
            handlers.pop(msg_type, None)
            return
        if not callable(handler):
            raise TypeError(f"a handler must be callable, not {handler!r}")
        if not isinstance(msg_type, (int, str, type)):
            raise TypeError(f"a handler is for a message type number, class or name, or 'all', not {msg_type!r}")
        handlers[msg_type] = handler

    # --- finding out why --------------------------------------------------------------------------------------

    def errors_for(self, xid: int) -> list[Decoded]:
        """All error messages of this connection with an xid, polled or not, answers of transact included."""
        return self.mailbox.errors.of(xid)

    @property
    def errors(self) -> list[Decoded]:
        """All error messages of this connection, oldest first."""
        return self.mailbox.errors.all()

    def clear_errors(self) -> None:
        """Forget the error messages so far."""
        self.mailbox.errors.clear()

    def __str__(self) -> str:
        connection = self.lifecycle.connection
        rows = (
            ("state", self.dbg_state),
            ("switch_addr", self.switch_addr),
            ("pending pkts", len(self.mailbox.queue)),
            ("total pkts", self.packets_total),
            ("expired pkts", self.packets_expired),
            ("handled pkts", self.packets_handled),
            ("poll discards", self.poll_discards),
            ("parse errors", self.parse_errors),
            ("sock errors", self.socket_errors),
            ("max pkts", self.max_pkts),
            ("target switch", self.switch),
            ("host", self.host),
            ("port", self.port),
            ("keep_alive", self.keep_alive),
            ("packet_in_count", self.packet_in_count),
            ("pkt_in_run", self.pkt_in_run),
            ("pkt_in_dropped", self.pkt_in_dropped),
            ("error messages", len(self.mailbox.errors)),
            ("transactions", len(self.mailbox.answers.pending())),
            ("unsent bytes", connection.outgoing.queued if connection is not None else 0),
            ("disconnect reason", self.disconnect_reason),
        )
        return "Controller:\n" + "".join(f"  {name:<18}{value}\n" for name, value in rows)

    def show(self) -> None:
        """Print the state report."""
        print(self)
