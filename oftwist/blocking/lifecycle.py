"""The life of a controller: listening, connecting, the one connection it has, closing.

May know: sockets, the bridge, connections, the mailbox. What a test says over the connection is in ``controller.py``.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import weakref
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from oftwist.blocking import sockets
from oftwist.blocking.bridge import Bridge
from oftwist.blocking.connection import SwitchConnection, SwitchSocket
from oftwist.blocking.diagnostics import Trace
from oftwist.blocking.mailbox import Mailbox
from oftwist.blocking.settings import Settings
from oftwist.connection.interfaces import Handler, Refuse, Up, Verdict
from oftwist.connection.options import Options
from oftwist.errors import Disconnected, RequestTimeout

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IListeningPort, IProtocolFactory

    from oftwist.connection.protocol import OFProtocol

__all__ = ["PATIENCE", "RAW", "Lifecycle"]

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

#: Seconds for the reactor thread to do something that takes it no time; over only if something blocks it.
PATIENCE = 10.0
# Seconds that closing waits for sent bytes to leave.
_LINGER = 1.0


def _weakly(lifecycle: Lifecycle) -> Callable[[], None]:
    """What the bridge calls when its reactor stops."""
    reference = weakref.ref(lifecycle)

    def hook() -> None:
        found = reference()
        if found is not None:
            found.reactor_stopped()

    return hook


class Lifecycle:
    """Owns the port and the connection of a controller (`oftwist.connection.interfaces.Owner`).

    Args:
        settings: of the controller; ``port`` is set to the real one.
        mailbox: fed by the connection.
        bridge: to the reactor thread.
        ofp: the module of the configured version.
        name: of the controller, for its threads.
        next_xid: for our HELLO.
        trace: told of connections, or None.

    Attributes:
        passive: the switch connects to us.
        state: "init", "running", "closing", "down".
        started: `start` was called.
        stopping: set as soon as somebody stops it.
        active: not stopped, and able to connect so far.
        changed: notified when one of the following changes.
        connection: the one there is, or None.
        switch_socket, switch_addr: of the connection, or None.
        reason: why the last connection ended, or None.
        socket_errors: connections that ended without our doing.
        listen_socket: until `start`, of a passive one.
    """

    def __init__(
        self,
        settings: Settings,
        mailbox: Mailbox,
        bridge: Bridge,
        ofp: ModuleType,
        name: str,
        next_xid: Callable[[], int],
        logger: logging.Logger,
        trace: Trace | None,
    ) -> None:
        self._settings = settings
        self._mailbox = mailbox
        self._bridge = bridge
        self._ofp = ofp
        self._name = name
        self._next_xid = next_xid
        self._logger = logger
        self._trace = trace
        self.passive = not settings.switch
        self.state = "init"
        self.started = False
        self.stopping = threading.Event()
        self.active = True
        self.changed = threading.Condition()
        self.connection: SwitchConnection | None = None
        self.switch_socket: SwitchSocket | None = None
        self.switch_addr: tuple[str, int] | None = None
        self.reason: str | None = None
        self.socket_errors = 0
        self.listen_socket: socket.socket | None = None
        self._down = threading.Event()
        self._closing = threading.Lock()
        self._listening: IListeningPort | None = None
        self._unix_path: str | None = None
        if self.passive:
            self._bind()
        # Neither the bridge nor the hook keeps a controller alive that was dropped without a shutdown.
        self._stop_hook = _weakly(self)
        bridge.on_stop(self._stop_hook)
        weakref.finalize(self, bridge.forget_stop, self._stop_hook).atexit = False

    def _bind(self) -> None:
        host = self._settings.host
        self.listen_socket = sockets.listen(host, self._settings.port)
        if sockets.is_unix(host):
            self._unix_path = sockets.unix_path(host)
        else:
            self._settings.port = self.listen_socket.getsockname()[1]
        self._logger.info("Listening at %s:%s", host, self._settings.port)

    # --- starting and stopping --------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to accept connections. Once only, as with a thread."""
        if self.started:
            raise RuntimeError("threads can only be started once")
        self.started = True
        if self.stopping.is_set():
            return
        if self.passive:
            self._bridge.call(self._start_listening, timeout=PATIENCE)
        self.state = "running"

    def _start_listening(self) -> None:
        """Reactor thread: take over the listening socket."""
        sock = self.listen_socket
        if sock is None:
            return
        # The reactor takes a copy of the descriptor.
        self._listening = self._bridge.reactor.adoptStreamPort(sock.fileno(), sock.family, self._factory(client=False))
        self.listen_socket = None  # not before: connect() waits as long as there is one of them
        sock.close()

    def _factory(self, client: bool) -> IProtocolFactory:
        from oftwist.connection.factory import OFClientFactory, OFServerFactory

        reactor = self._bridge.reactor
        factory = (OFClientFactory if client else OFServerFactory)(self, RAW, clock=reactor)
        tls: Any = self._settings.tls
        if tls is None:
            return factory
        from twisted.protocols.tls import TLSMemoryBIOFactory

        make = getattr(tls, "client_options" if client else "server_options", None)
        wrapped = TLSMemoryBIOFactory(make() if make else tls, client, factory, clock=reactor)
        wrapped.noisy = False
        return wrapped

    @property
    def is_alive(self) -> bool:
        """Whether it has been started and not been stopped."""
        return self.started and self.active and not self._down.is_set()

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has been stopped (or could not connect), at most ``timeout`` seconds."""
        if not self.started:
            raise RuntimeError("cannot join thread before it is started")
        with self.changed:
            self.changed.wait_for(lambda: self._down.is_set() or not self.active, timeout)
        if self.stopping.is_set():
            self._down.wait(timeout)

    def shutdown(self) -> None:
        """Close connection and port, and end the handler thread. Any thread, any number of times.

        When it returns the port is free, and nothing is left running. (Called in the reactor thread or in a handler it
        does not wait for what needs that very thread.)
        """
        first = self._closing.acquire(blocking=False)
        self.stopping.set()
        in_reactor = self._bridge.in_reactor_thread
        if not first:
            if not in_reactor and not self._mailbox.thread.is_current_thread:
                self._down.wait(PATIENCE)
            return
        self.active = False
        self.state = "closing"
        self._release_waiters()
        if in_reactor:
            self._close_everything()
            self._mailbox.thread.stop(0)
            self._finish()
            return
        connection = self.connection
        if connection is not None:
            connection.drain(_LINGER)
        try:
            self._bridge.call(self._close_everything, timeout=PATIENCE)
        except Disconnected:
            pass  # the reactor has stopped, and closed everything
        except RequestTimeout as error:
            self._logger.error("Closing took too long: %s", error)
        self._mailbox.thread.stop(PATIENCE)
        self._finish()

    def shutdown_soon(self) -> None:
        """The same in a thread of its own, without waiting."""
        if self.started:
            threading.Thread(target=self.shutdown, name=f"{self._name}-stop", daemon=True).start()

    def _close_everything(self) -> Deferred[Any]:
        """Reactor thread: close port and connection; fires when both are down."""
        from twisted.internet.defer import DeferredList, maybeDeferred

        waits: list[Deferred[Any]] = []
        if self._listening is not None:
            port, self._listening = self._listening, None
            waits.append(maybeDeferred(port.stopListening))
        if self.connection is not None:
            waits.append(self.connection.close("the controller was shut down"))
        return DeferredList(waits, consumeErrors=True)

    def _finish(self) -> None:
        self._bridge.forget_stop(self._stop_hook)
        sock, self.listen_socket = self.listen_socket, None
        if sock is not None:
            sock.close()
        path, self._unix_path = self._unix_path, None
        if path is not None:
            try:
                os.unlink(path)
            except OSError:
                self._logger.info("%s was gone already", path)
        self._down.set()
        self.state = "down"
        self._release_waiters()

    def reactor_stopped(self) -> None:
        """The reactor has closed all connections; make sure that nobody waits for anything."""
        self.stopping.set()
        self.active = False
        self._listening = None
        if self.connection is not None:
            self._lost(self.connection, "the reactor stopped")
        self._release_waiters()

    def _release_waiters(self) -> None:
        self._mailbox.release_all()
        with self.changed:
            self.changed.notify_all()

    # --- getting a connection ---------------------------------------------------------------------------------

    def connect(self, limit: float) -> bool:
        """Wait for the switch to connect, or connect to it; False if that was not done within ``limit`` seconds."""
        self._bridge.check_thread("connect() waits")
        if not self.passive and self.connection is None and not self.stopping.is_set():
            return self._connect_out(limit)
        with self.changed:
            self.changed.wait_for(lambda: self._announced() or self._hopeless(), limit)
            return self._announced()

    def _announced(self) -> bool:
        connection = self.connection
        return connection is not None and connection.announced

    def _hopeless(self) -> bool:
        """Whether no connection can come any more (before `start` one can)."""
        if self.stopping.is_set():
            return True
        waits = self.listen_socket is not None or self._listening is not None
        return self.connection is None and self.passive and self.started and not waits

    @property
    def may_come(self) -> bool:
        """Whether a message may still arrive: there is a connection, or the first or next one may come."""
        if self.connection is not None:
            return True
        return not self._hopeless() and (self.passive or self.reason is None)

    def _connect_out(self, limit: float) -> bool:
        settings = self._settings
        switch = settings.switch or ""
        self._logger.info("Connecting to %s port %s", switch, settings.port)
        try:
            sock = sockets.connect(switch, settings.port, limit, self.stopping)
        except OSError as error:
            self._logger.error("Could not connect to %s at %s: %s", switch, settings.port, error)
            return self._failed()
        try:
            self._bridge.call(self._adopt, sock, timeout=PATIENCE)
        except (OSError, Disconnected, RequestTimeout) as error:
            self._logger.error("The connection to %s was lost at once: %s", switch, error)
            return self._failed()
        finally:
            sock.close()
        self.active = True
        return self._announced()

    def _failed(self) -> bool:
        self.active = False
        with self.changed:
            self.changed.notify_all()
        return False

    def _adopt(self, sock: socket.socket) -> None:
        self._bridge.reactor.adoptStreamConnection(sock.fileno(), sock.family, self._factory(client=True))

    # --- the owner of connections; reactor thread -------------------------------------------------------------

    def arrived(self, protocol: OFProtocol) -> Verdict:
        """A connection, before anything was sent or received on it."""
        if self.connection is not None or self.stopping.is_set():
            why = "already connected to a switch" if self.connection is not None else "shutting down"
            self._logger.warning("Ignoring the connection from %s: %s", protocol.peer, why)
            return Refuse(why)
        self._mailbox.new_connection()
        connection = SwitchConnection(protocol, self._bridge.reactor, self._mailbox, self._settings, self._trace)
        self.connection = connection
        self.switch_addr = connection.address()
        self.reason = None
        self.switch_socket = SwitchSocket(connection, self._settings, self.close)
        if self._trace is not None:
            self._trace.note(f"connected to {protocol.peer}")
        self._logger.info("%s:%s: connected to %s", self._settings.host, self._settings.port, protocol.peer)
        if self._settings.initial_hello:
            connection.send_soon(self._ofp.message.hello(xid=self._next_xid()).pack())
        if self._listening is not None and not self._settings.reaccept:
            self._close_port(connection)
        else:
            self._announce(connection)
        return Up()

    def _close_port(self, connection: SwitchConnection) -> None:
        """One connection is all we take. Only when the port is closed is it announced: who waited may rely on that."""
        from twisted.internet.defer import maybeDeferred

        port: Any
        port, self._listening = self._listening, None
        with socket.socket(fileno=os.dup(port.fileno())) as sock:  # whoever has connected besides the first
            sock.setblocking(False)
            while True:
                try:
                    other, address = sock.accept()
                except OSError:
                    break
                other.close()
                self._logger.warning("Ignoring the connection from %s: already connected to a switch", address)
        maybeDeferred(port.stopListening).addBoth(lambda _: self._announce(connection))

    def _announce(self, connection: SwitchConnection) -> None:
        with self.changed:
            connection.announced = True
            self.changed.notify_all()

    def handlers_for(self, cls: type, protocol: OFProtocol) -> list[Handler]:
        """None: the mailbox sees every message before handlers would."""
        return []

    def watch(self, changed: Callable[[], object]) -> Callable[[], object]:
        """Nothing ever changes about `handlers_for`."""
        return lambda: None

    def departed(self, protocol: OFProtocol, reason: str) -> None:
        """The connection is down, or one that was refused."""
        if self.connection is not None and self.connection.protocol is protocol:
            self._lost(self.connection, reason)

    def _lost(self, connection: SwitchConnection, reason: str) -> None:
        """What arrived before stays in the queue; whoever waits for more is let go."""
        connection.outgoing.close(reason)
        stopping = self._bridge.stopping
        if stopping:
            reason = "the reactor stopped"
        elif not connection.closing:
            self.socket_errors += 1
        if self._trace is not None:
            self._trace.note(f"disconnected: {reason}")
        level = logging.INFO if connection.closing or stopping else logging.WARNING
        pending = [f"{type(msg).__name__} xid={xid}" for xid, msg in self._mailbox.answers.pending()]
        words = f"{reason}; pending: {', '.join(pending)}" if pending else reason
        self._logger.log(level, "Disconnected: %s", words)
        with self.changed:
            self.reason = reason
            self.connection = None
            self.switch_socket = None
            self.switch_addr = None
        self._release_waiters()

    # --- ending a connection ----------------------------------------------------------------------------------

    def close(self, reason: str, limit: float = _LINGER) -> None:
        """Close the connection, if there is one; it is down when this returns. Keeps what arrived.

        Args:
            reason: why, one line.
            limit: seconds to wait for sent bytes to leave.
        """
        connection = self.connection
        if connection is None:
            return
        if self._bridge.in_reactor_thread:
            connection.close(reason)
            return
        connection.drain(min(limit, _LINGER))
        try:
            self._bridge.call(connection.close, reason, timeout=PATIENCE)
        except (Disconnected, RequestTimeout) as error:
            self._logger.error("Disconnecting failed: %s", error)
        with self.changed:
            self.changed.wait_for(lambda: self.connection is not connection, _LINGER)

    def wait_disconnected(self, limit: float) -> bool:
        """Wait until there is no connection; False if there still is one."""
        self._bridge.check_thread("wait_disconnected() waits")
        with self.changed:
            self.changed.wait_for(lambda: self.connection is None, limit)
            return self.connection is None
