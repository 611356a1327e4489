"""The life of a blocking controller: listening, connecting, closing, and the state all of it shares.

May know: sockets, the bridge, the link. What a test says over the connection is in ``controller.py``.
"""

from __future__ import annotations

import itertools
import logging
import os
import random
import socket
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from oftwist import loxi
from oftwist.blocking import diagnostics, sockets
from oftwist.blocking.bridge import Bridge
from oftwist.blocking.incoming import Dispatcher, Entry, PacketQueue, Transactions
from oftwist.blocking.link import Link, SwitchSocket
from oftwist.connection.options import Options
from oftwist.errors import Disconnected, RequestTimeout

if TYPE_CHECKING:
    from typing_extensions import Self

    from oftwist.blocking.controller import Controller

__all__ = ["Channel"]

RCV_SIZE_DEFAULT = 32768

#: Nothing automatic: what is sent is what the test sends.
RAW = Options(
    send_hello=False,
    handshake=False,
    request_ports=False,
    answer_echo=False,
    answer_errors=False,
    echo_interval=0,
    frame_timeout=0,
    stuck_writer_timeout=0,
    frames_per_turn=0,
    turn_time=0,
    slow_handler=0,
)

# Seconds for the reactor thread to do something that takes it no time; over only if something blocks it.
_PATIENCE = 10.0
# Seconds that closing waits for sent bytes to leave.
_LINGER = 1.0
# Messages sent whose error lines can be named after them, and error messages kept for `errors_for`.
_REMEMBERED = 1024
_ERRORS_KEPT = 65536

_numbers = itertools.count(1)
_shared = Bridge()


def wire_version(version: Any) -> int:
    """The wire version number of "1.3", 4, or a module; of None: of the module called ``ofp``, or 1.3."""
    if version is None:
        version = getattr(sys.modules.get("ofp"), "OFP_VERSION", 4)
    if isinstance(version, ModuleType):
        version = version.OFP_VERSION
    for number, name in loxi.version_names.items():
        if version == number or str(version) == name:
            return number
    raise ValueError(f"no OpenFlow version {version!r}; there are {', '.join(loxi.version_names.values())}")


def _weakly(channel: Channel) -> Callable[[], None]:
    """What the bridge calls when its reactor stops."""
    reference = weakref.ref(channel)

    def hook() -> None:
        found = reference()
        if found is not None:
            found._reactor_stopped()

    return hook


class Channel:
    """Everything of a `Controller` that is about having a connection; arguments and attributes see there."""

    default_timeout: float = 2.0
    send_timeout: float = 10.0
    send_limit: int = 4 * 1024 * 1024

    def __init__(
        self,
        switch: str | None = None,
        host: str = "127.0.0.1",
        port: int = 6653,
        max_pkts: int | None = 1024,
        *,
        version: Any = None,
        tls: Any = None,
        reaccept: bool = False,
        trace: int = 0,
        bridge: Bridge | None = None,
    ) -> None:
        self.wire_version = wire_version(version)
        self.ofp: Any = loxi.protocol(self.wire_version)
        self.bridge = bridge if bridge is not None else _shared
        self.switch = switch
        self.passive = not switch
        self.host = host
        self.port = port
        self.tls = tls
        self.reaccept = reaccept
        self.name = f"Controller-{next(_numbers)}"
        self.daemon = False
        self.logger = logging.getLogger("controller")

        self.keep_alive = False
        self.initial_hello = True
        self._rcv_size = RCV_SIZE_DEFAULT
        self.transact_to = 15
        self.filter_packet_in = False
        self.pkt_in_filter_limit = 50

        self.packet_in_count = 0
        self.packets_handled = 0
        self.parse_errors = 0
        self.socket_errors = 0
        self.poll_discards = 0
        self.pkt_in_run = 0
        self.pkt_in_dropped = 0

        self.switch_addr: tuple[Any, ...] | None = None
        self.switch_socket: SwitchSocket | None = None
        self.disconnect_reason: str | None = None
        self.dbg_state = "init"
        self.trace = diagnostics.Trace(self.name, trace) if trace else None

        self.tx_lock = threading.RLock()
        self.connect_cv = threading.Condition(threading.Lock())
        self.handlers: dict[Any, Callable[..., Any]] = {}
        self.queue = PacketQueue(max_pkts, diagnostics.is_spare)
        self.transactions = Transactions()
        self.dispatcher = Dispatcher(f"{self.name}-handlers", self._deliver)
        self._errors: deque[Any] = deque(maxlen=_ERRORS_KEPT)
        self._recent: deque[Any] = deque(maxlen=_REMEMBERED)
        self._xids = itertools.count(random.randrange(1, 1 << 31))
        self._warned_full = False

        self._active = True
        self._started = False
        self._stop = threading.Event()
        self._down = threading.Event()
        self._closing = threading.Lock()
        self._link: Link | None = None
        self._listening: Any = None
        self._unix_path: str | None = None
        self.listen_socket: socket.socket | None = None
        if self.passive:
            self.listen_socket = sockets.listen(host, port)
            if sockets.is_unix(host):
                self._unix_path = sockets.unix_path(host)
            else:
                self.port = self.listen_socket.getsockname()[1]
            self.logger.info("Listening at %s:%s", host, self.port)
        # Neither the bridge nor the hook keeps a controller alive that was dropped without a shutdown.
        self._stop_hook = _weakly(self)
        self.bridge.on_stop(self._stop_hook)
        weakref.finalize(self, self.bridge.forget_stop, self._stop_hook).atexit = False

    # --- the life of it -------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to accept connections. Once only, as with a thread."""
        if self._started:
            raise RuntimeError("threads can only be started once")
        self._started = True
        if self._stop.is_set():
            return
        if self.passive:
            self.bridge.call(self._start_listening, timeout=_PATIENCE)
        self.dbg_state = "running"

    def _start_listening(self) -> None:
        """Reactor thread: take over the listening socket."""
        sock, self.listen_socket = self.listen_socket, None
        if sock is None:
            return
        factory = self._factory(client=False)
        # The reactor takes a copy of the descriptor.
        self._listening = self.bridge.reactor.adoptStreamPort(sock.fileno(), sock.family, factory)
        sock.close()

    def _factory(self, client: bool) -> Any:
        from oftwist.connection.factory import OFClientFactory, OFServerFactory

        kind = OFClientFactory if client else OFServerFactory
        reactor = self.bridge.reactor
        factory: Any = kind(None, RAW, clock=reactor, connected=self._connection_made)
        factory.noisy = False
        if self.tls is None:
            return factory
        from twisted.protocols.tls import TLSMemoryBIOFactory

        make = getattr(self.tls, "client_options" if client else "server_options", None)
        wrapped: Any = TLSMemoryBIOFactory(make() if make else self.tls, client, factory, clock=reactor)
        wrapped.noisy = False
        return wrapped

    def is_alive(self) -> bool:
        """Whether it has been started and not been stopped."""
        return self._started and self._active and not self._down.is_set()

    @property
    def active(self) -> bool:
        """False when it was stopped, or could not connect. Setting it to False stops it, without waiting."""
        return self._active

    @active.setter
    def active(self, value: bool) -> None:
        if self._active and not value and self._started:
            threading.Thread(target=self.shutdown, name=f"{self.name}-stop", daemon=True).start()
        self._active = bool(value)

    @property
    def rcv_size(self) -> int:
        """Bytes that are read from the socket at a time."""
        return self._rcv_size

    @rcv_size.setter
    def rcv_size(self, value: int) -> None:
        self._rcv_size = value
        link = self._link
        if link is not None:
            link.set_read_size(value)

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has been stopped (or could not connect), at most ``timeout`` seconds."""
        if not self._started:
            raise RuntimeError("cannot join thread before it is started")
        with self.connect_cv:
            self.connect_cv.wait_for(lambda: self._down.is_set() or not self._active, timeout)
        if self._stop.is_set():
            self._down.wait(timeout)

    def kill(self) -> None:
        """Stop, and wait until that is done."""
        self.shutdown()
        if self._started:
            self.join(_PATIENCE)

    def shutdown(self) -> None:
        """Close connection and port, and end the handler thread. Any thread, any number of times.

        When it returns the port is free, and nothing of this controller is left running. (Called in the
        reactor thread or in a handler it does not wait for what needs that very thread.)
        """
        first = self._closing.acquire(blocking=False)
        self._stop.set()
        in_reactor = self.bridge.in_reactor_thread
        if not first:
            if not in_reactor and not self.dispatcher.is_current_thread:
                self._down.wait(_PATIENCE)
            return
        self._active = False
        self.dbg_state = "closing"
        self._release_waiters()
        if in_reactor:
            self._close_everything()
            self.dispatcher.stop(0)
            self._finish()
            return
        link = self._link
        if link is not None:
            link.drain(_LINGER)
        try:
            self.bridge.call(self._close_everything, timeout=_PATIENCE)
        except Disconnected:
            pass  # the reactor has stopped, and closed everything
        except RequestTimeout as error:
            self.logger.error("Closing took too long: %s", error)
        self.dispatcher.stop(_PATIENCE)
        self._finish()

    def __enter__(self) -> Self:
        """Start it, if that has not been done; leaving the block shuts it down."""
        if not self._started:
            self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.shutdown()

    def _close_everything(self) -> Any:
        """Reactor thread: close port and connection; fires when both are down."""
        from twisted.internet.defer import DeferredList

        waits = []
        if self._listening is not None:
            port, self._listening = self._listening, None
            waits.append(port.stopListening())
        if self._link is not None:
            waits.append(self._link.close("the controller was shut down"))
        return DeferredList(waits, consumeErrors=True)

    def _finish(self) -> None:
        self.bridge.forget_stop(self._stop_hook)
        sock, self.listen_socket = self.listen_socket, None
        if sock is not None:
            sock.close()
        if self._unix_path is not None and not self._remove_path():
            self.logger.info("%s was gone already", self._unix_path)
        self._down.set()
        self.dbg_state = "down"
        self._release_waiters()

    def _remove_path(self) -> bool:
        path, self._unix_path = self._unix_path, None
        try:
            os.unlink(path or "")
        except OSError:
            return False
        return True

    def _reactor_stopped(self) -> None:
        """The reactor has closed all connections; make sure that nobody waits for anything."""
        self._stop.set()
        self._active = False
        self._listening = None
        link = self._link
        if link is not None:
            link.lost("the reactor stopped")
        self._release_waiters()

    def _release_waiters(self) -> None:
        self.transactions.release_all()
        self.queue.release_all()
        self.dispatcher.release_all()
        with self.connect_cv:
            self.connect_cv.notify_all()

    # --- the connection -------------------------------------------------------------------------------------

    def connect(self, timeout: float = -1) -> bool:
        """Wait for the switch to connect, or connect to it.

        Connecting is tried again and again until it succeeds or the time is over.

        Returns:
            True as soon as the connection is made and our HELLO is on its way; nothing is waited for from the
            switch. False if there is none in time (then, if we were to connect, `active` is False too).
        """
        limit = self._limit(timeout)
        self.bridge.check_thread("connect() waits")
        if not self.passive and self._link is None and not self._stop.is_set():
            return self._connect_out(limit)
        with self.connect_cv:
            self.connect_cv.wait_for(lambda: self._announced() or self._hopeless(), limit)
            return self._announced()

    def _announced(self) -> bool:
        link = self._link
        return link is not None and link.announced

    def _hopeless(self) -> bool:
        """Whether no connection can come any more (before `start` one can)."""
        if self._stop.is_set():
            return True
        return self._link is None and self.passive and self._started and self._listening is None

    def _connect_out(self, limit: float) -> bool:
        assert self.switch is not None
        self.logger.info("Connecting to %s port %s", self.switch, self.port)
        try:
            sock = sockets.connect(self.switch, self.port, limit, self._stop)
        except OSError as error:
            self.logger.error("Could not connect to %s at %s: %s", self.switch, self.port, error)
            return self._failed()
        try:
            self.bridge.call(self._adopt, sock, timeout=_PATIENCE)
        except (OSError, Disconnected, RequestTimeout) as error:
            self.logger.error("The connection to %s was lost at once: %s", self.switch, error)
            return self._failed()
        finally:
            sock.close()
        self._active = True
        return self._announced()

    def _failed(self) -> bool:
        self._active = False
        with self.connect_cv:
            self.connect_cv.notify_all()
        return False

    def _adopt(self, sock: socket.socket) -> None:
        factory = self._factory(client=True)
        self.bridge.reactor.adoptStreamConnection(sock.fileno(), sock.family, factory)

    def _connection_made(self, protocol: Any) -> None:
        """Reactor thread: a connection, before anything was sent or received on it."""
        if self._link is not None or self._stop.is_set():
            why = "already connected to a switch" if self._link is not None else "shutting down"
            self.logger.warning("Ignoring the connection from %s: %s", protocol.peer, why)
            protocol.disconnect(why)
            return
        link = Link(cast("Controller", self), protocol)
        protocol.when_disconnected().addCallback(link.lost)
        self.queue.clear()
        self.dispatcher.clear()
        self._errors.clear()
        self._warned_full = False
        self.pkt_in_run = 0
        self._link = link
        self.switch_addr = link.address()
        self.disconnect_reason = None
        self.switch_socket = SwitchSocket(link)
        if self.trace is not None:
            self.trace.note(f"connected to {protocol.peer}")
        self.logger.info("%s:%s: connected to %s", self.host, self.port, protocol.peer)
        if self.initial_hello:
            link.say_hello()
        if self._listening is not None and not self.reaccept:
            port, self._listening = self._listening, None
            self._turn_away(port)
            # Only when the port is closed is the connection announced: who waited for it may rely on that.
            port.stopListening().addBoth(lambda _: self._announce(link))
        else:
            self._announce(link)

    def _turn_away(self, port: Any) -> None:
        """Accept and close whoever has connected besides the first."""
        with socket.socket(fileno=os.dup(port.fileno())) as sock:
            sock.setblocking(False)
            while True:
                try:
                    other, address = sock.accept()
                except OSError:
                    return
                other.close()
                self.logger.warning("Ignoring the connection from %s: already connected to a switch", address)

    def _announce(self, link: Link) -> None:
        with self.connect_cv:
            link.announced = True
            self.connect_cv.notify_all()

    def _connection_lost(self, link: Link, reason: str) -> None:
        """Reactor thread: what arrived before stays in the queue; whoever waits for more is let go."""
        if self._link is not link:
            return
        stopping = self.bridge.stopping
        if stopping:
            reason = "the reactor stopped"
        elif not link.closing:
            self.socket_errors += 1
        if self.trace is not None:
            self.trace.note(f"disconnected: {reason}")
        level = logging.INFO if link.closing or stopping else logging.WARNING
        self.logger.log(level, "Disconnected: %s", self._last_words(reason))
        with self.connect_cv:
            self.disconnect_reason = reason
            self._link = None
            self.switch_socket = None
            self.switch_addr = None
        self._release_waiters()

    def _last_words(self, reason: str) -> str:
        """The reason, and which transactions were waiting."""
        pending = [f"{type(msg).__name__} xid={xid}" for xid, msg in self.transactions.pending()]
        return f"{reason}; pending: {', '.join(pending)}" if pending else reason

    def disconnect(self, timeout: float = -1) -> None:
        """Close the connection, if there is one, and empty the queue."""
        self._close_link("disconnect() was called", self._limit(timeout))
        self.clear_queue()

    def _close_link(self, reason: str, limit: float = _LINGER) -> None:
        link = self._link
        if link is None:
            return
        if self.bridge.in_reactor_thread:
            link.close(reason)
            return
        link.drain(min(limit, _LINGER))
        try:
            self.bridge.call(link.close, reason, timeout=_PATIENCE)
        except (Disconnected, RequestTimeout) as error:
            self.logger.error("Disconnecting failed: %s", error)
        with self.connect_cv:
            self.connect_cv.wait_for(lambda: self._link is not link, _LINGER)

    def wait_disconnected(self, timeout: float = -1) -> bool:
        """Wait until there is no connection; False if there still is one."""
        self.bridge.check_thread("wait_disconnected() waits")
        with self.connect_cv:
            self.connect_cv.wait_for(lambda: self._link is None, self._limit(timeout))
            return self._link is None

    # --- small things ---------------------------------------------------------------------------------------

    def next_xid(self) -> int:
        """A transaction id that was not used lately, never 0."""
        return (next(self._xids) & 0x7FFFFFFF) or 1

    def _limit(self, timeout: float | None) -> float:
        if timeout is None or timeout == -1:
            return self.default_timeout
        return max(0.0, timeout)

    def clear_queue(self) -> int:
        """Forget all queued messages and return how many there were."""
        return self.queue.clear()

    def _deliver(self, wanted: bool, entry: Entry) -> None:
        """Handler thread: one message. The `Controller` fills this."""
        raise NotImplementedError
