"""Names that suites know from the classic controller thread and its module, as far as they mean something here.

Knows what the parts of a `Controller` offer, and nothing else of it; none of this is needed for new tests.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

from oftwist import wire
from oftwist.blocking import sockets
from oftwist.blocking.bridge import Bridge
from oftwist.blocking.diagnostics import FILTER
from oftwist.blocking.lifecycle import Lifecycle
from oftwist.blocking.mailbox import Mailbox
from oftwist.blocking.settings import RCV_SIZE_DEFAULT, Settings
from oftwist.blocking.waiting import Entry
from oftwist.connection.interfaces import Decoded
from oftwist.errors import ProtocolError

__all__ = ["FILTER", "LISTEN_QUEUE_SIZE", "RCV_SIZE_DEFAULT", "ClassicNames", "Of", "Waker", "sample_handler"]

#: Connections that may wait to be accepted.
LISTEN_QUEUE_SIZE = sockets.BACKLOG


def sample_handler(controller: Any, msg: Decoded, pkt: bytes) -> bool:
    """What a handler looks like. This one leaves every message to the queue."""
    return False


class Of:
    """An attribute of a part, as an attribute of the controller: ``packets_total = Of("mailbox.queue.total")``."""

    def __init__(self, path: str) -> None:
        self._parts = path.split(".")

    def _part(self, controller: Any) -> Any:
        for name in self._parts[:-1]:
            controller = getattr(controller, name)
        return controller

    def __get__(self, controller: Any, owner: type) -> Any:
        return self if controller is None else getattr(self._part(controller), self._parts[-1])

    def __set__(self, controller: Any, value: Any) -> None:
        setattr(self._part(controller), self._parts[-1], value)


class Waker:
    """What wakes the loop that runs the connection; it also wakes by itself.

    Args:
        wake: does it.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self.notify = wake

    def wait(self) -> None:
        """Return at once: nothing is left to be read."""


class ClassicNames(Settings):
    """The names, for `Controller` to inherit."""

    mailbox: Mailbox
    lifecycle: Lifecycle
    bridge: Bridge
    name: str
    daemon: bool

    # --- as of a thread ---

    @property
    def ident(self) -> int | None:
        """The thread that runs the connection, None before ``start()``. Controllers share it."""
        return self.bridge.thread_id if self.lifecycle.started else None

    def run(self) -> None:
        """What the thread did: start, if that was not done, and return when the controller was stopped."""
        if not self.lifecycle.started:
            self.lifecycle.start()
        self.lifecycle.join()

    def getName(self) -> str:
        """The attribute ``name``."""
        return self.name

    def setName(self, name: str) -> None:
        """Set the attribute ``name``."""
        self.name = name

    def isDaemon(self) -> bool:
        """The attribute ``daemon``; it means nothing here, no controller keeps a program from ending."""
        return self.daemon

    def setDaemon(self, daemon: bool) -> None:
        """Set the attribute ``daemon``."""
        self.daemon = daemon

    def isAlive(self) -> bool:
        """As ``is_alive()``."""
        return self.lifecycle.is_alive

    # --- locks and conditions ---

    #: Held while handlers run: who holds it keeps them waiting. Never taken in the reactor thread.
    sync = Of("mailbox.thread.sync")
    #: Notified of every message that is queued; holding it keeps the queue as it is.
    packets_cv = Of("mailbox.queue.changed")
    message_cv = Of("mailbox.queue.changed")
    #: Notified of every answer of a transaction.
    xid_cv = Of("mailbox.answers.changed")
    #: Notified when a connection comes or goes.
    connect_cv = Of("lifecycle.changed")

    @property
    def xid(self) -> int | None:
        """The xid of the transaction that has waited longest, or None. (Any number of them may wait.)"""
        return next((xid for xid, _ in self.mailbox.answers.pending()), None)

    @property
    def xid_response(self) -> Entry | None:
        """None: answers go to those who asked, at once."""
        return None

    # --- the loop and its sockets ---

    @property
    def waker(self) -> Waker:
        """See `wakeup`."""
        return Waker(self.wakeup)

    def wakeup(self) -> None:
        """Wake the loop that runs the connection. It does no harm, and is never needed."""
        self.bridge.run_soon(lambda: None)

    def sockets(self) -> list[Any]:
        """The sockets there are: the one that listens (before ``start``), the connection's."""
        return [sock for sock in (self.lifecycle.listen_socket, self.lifecycle.switch_socket) if sock]

    def active_connect(self) -> socket.socket | None:
        """Connect to ``switch``, and return the socket, which is the caller's; None if that fails."""
        if self.switch is None:
            return None
        try:
            sock = sockets.connect(self.switch, self.port, self.default_timeout, threading.Event())
        except OSError:
            return None
        sock.setblocking(True)
        return sock

    @property
    def buffered_input(self) -> bytes:
        """The bytes received of a message that is not complete yet."""
        connection = self.lifecycle.connection
        return b"" if connection is None else connection.incomplete

    def filter_packet(self, rawmsg: bytes, hdr: object = None) -> bool:
        """Whether a message that came now would be dropped as one packet-in too many (see ``filter_packet_in``)."""
        try:
            return self.mailbox.filters(wire.decode(rawmsg))
        except ProtocolError:
            return False
