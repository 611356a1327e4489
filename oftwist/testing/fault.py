"""What every fault is made of: a place between a switch and its transport, a count of messages, a delay.

Knows of the connection only what :class:`Line` says. The faults themselves are in :mod:`oftwist.testing.faults`.
"""

from __future__ import annotations

import copy
from typing import Any, Protocol

from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.python.failure import Failure


class Line(Protocol):
    """The connection a fault works on."""

    transport: Any
    clock: IReactorTime
    lost: Failure | None

    def emit(self, fault: Fault, frames: list[bytes]) -> None:
        """Send frames past this fault."""

    def close(self) -> None:
        """Close in good order."""

    def abort(self) -> None:
        """Close at once."""


class Fault:
    """The base of all faults: does nothing. Override the hooks you need.

    Attributes:
        line: the connection it works on: ``clock``, ``close()``, ``abort()``, ``transport``.
    """

    line: Line

    def fresh(self) -> Fault:
        """A copy in its first state, for a new connection."""
        return copy.copy(self)

    def start(self, line: Line) -> None:
        """The connection is made and nothing sent yet."""
        self.line = line

    def stop(self) -> None:
        """The connection has ended."""

    def incoming(self, data: bytes) -> bytes:
        """Bytes from the controller; returns those the switch shall see."""
        return data

    def outgoing(self, frames: list[bytes]) -> list[bytes]:
        """Messages of the switch; returns what goes on."""
        return frames

    def emit(self, frames: list[bytes]) -> None:
        """Send something later, past this fault."""
        self.line.emit(self, frames)


class CountingFault(Fault):
    """A fault that begins after a number of sent messages."""

    def __init__(self, after: int = 0) -> None:
        self.after = after
        self.sent = 0

    def outgoing(self, frames: list[bytes]) -> list[bytes]:
        room = self.after - self.sent
        self.sent += len(frames)
        if room >= len(frames):
            return frames
        good = frames[: max(room, 0)]
        return good + self.spoil(frames[len(good) :])

    def spoil(self, frames: list[bytes]) -> list[bytes]:
        """What becomes of the messages from the chosen one on."""
        return frames


class DelayingFault(Fault):
    """A fault that sends later, in order."""

    def __init__(self) -> None:
        self.calls: list[IDelayedCall] = []

    def fresh(self) -> Fault:
        fresh = copy.copy(self)
        fresh.calls = []
        return fresh

    def later(self, delay: float, frames: list[bytes]) -> None:
        """Send frames after some seconds."""

        def send() -> None:
            self.calls.remove(call)
            self.emit(frames)

        call = self.line.clock.callLater(delay, send)
        self.calls.append(call)

    def stop(self) -> None:
        for call in self.calls:
            if call.active():
                call.cancel()
        self.calls.clear()
