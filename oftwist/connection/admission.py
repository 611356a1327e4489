"""Admission: the limits over all connections that come in by one door. Knows no protocol; its clock is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from twisted.logger import Logger

from oftwist.connection.calling import name_of
from oftwist.connection.counters import HandlerTimes
from oftwist.connection.interfaces import Connection
from oftwist.connection.limits import Gate, LogLimiter

if TYPE_CHECKING:
    from oftwist.connection.options import Options

log = Logger()


class Guest(Connection, Protocol):
    """A connection as the door sees it.

    Attributes:
        silent: no HELLO has come.
    """

    @property
    def silent(self) -> bool: ...
    def begin(self) -> None:
        """Start the handshake."""


_G = TypeVar("_G", bound=Guest)


class Admission(Generic[_G]):
    """Who is here, and who may shake hands.

    Args:
        options: the limits.
        connected: called with each connection as soon as it is made, before anything is sent; or None.

    Attributes:
        connections: those that are connected.
        limiter: which log lines to let through.
        gate: those whose handshake is not done.
        times: how long handlers take.
        arrived: how many connections were made.
        refused: how many were not taken because there were too many.
    """

    def __init__(self, options: Options, connected: Callable[[_G], object] | None = None) -> None:
        self.connections: set[_G] = set()
        self.limiter = LogLimiter()
        self.gate: Gate[_G] = Gate(options.max_handshakes, options.max_handshakes_per_peer)
        self.times = HandlerTimes(name_of)
        self.arrived = 0
        self.refused = 0
        self._options = options
        self._connected = connected

    @property
    def options(self) -> Options:
        """The limits; they may be changed."""
        return self._options

    @options.setter
    def options(self, options: Options) -> None:
        self._options = options
        self.gate.change(options.max_handshakes, options.max_handshakes_per_peer)

    def refuse(self, peer: str, now: float) -> bool:
        """Tell whether there are too many to take one more, even after making room.

        Args:
            peer: its address, for the log.
            now: seconds.
        """
        limit = self._options.max_connections
        if not limit or len(self.connections) < limit or self._make_room():
            return False
        self.refused += 1
        if self.limiter.check(peer.rpartition(":")[0], "max_connections", now) is not None:
            log.warn(
                "{peer}: refused: {limit} connections are open", peer=peer, limit=limit, event="connection_refused"
            )
        return True

    def _make_room(self) -> bool:
        """Close the connection that has said nothing for the longest time; False if there is none."""
        for guest in self.gate:
            if guest.silent and guest.disconnect_reason is None:
                guest.abort("it said nothing, and others need its place")
                return True
        return False

    def arrive(self, guest: _G) -> None:
        """Let a new connection begin, unless its host has too many that are not done yet."""
        self.arrived += 1
        self.connections.add(guest)
        if self._connected is not None:
            try:
                self._connected(guest)
            except Exception:
                log.failure(
                    "{what} failed (peer={peer})",
                    what=name_of(self._connected), peer=guest.peer, event="observer_failed",
                )
        host = guest.peer.rpartition(":")[0] or guest.peer
        if not self._options.handshake or self.gate.arrive(guest, host):
            guest.begin()
        else:
            guest.disconnect(f"more than {self._options.max_handshakes_per_peer} handshakes from {host}")

    def settled(self, guest: _G) -> None:
        """Its handshake is done."""
        self.gate.leave(guest)

    def gone(self, guest: _G) -> None:
        """It is down."""
        self.gate.leave(guest)
        self.connections.discard(guest)
