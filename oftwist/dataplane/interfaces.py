"""What the parts of a data plane have in common: frames, what was received, and what a kind of port must offer."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, SupportsBytes, Union, runtime_checkable

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

#: A frame from the destination address on, without the frame check sequence; a packet of scapy is one too.
Frame = Union[bytes, SupportsBytes]  # noqa: UP007 (evaluated at run time on Python 3.10)

#: ``deliver(port, frame, time)``: the device sent this; seconds since 1970.
Deliver = Callable[[int, bytes, float], object]

#: What a frame should be: exactly this one, or what a function says yes to.
Wanted = Union[Frame, Callable[[bytes], object]]  # noqa: UP007


class Received(NamedTuple):
    """A frame that the device sent.

    Attributes:
        port: where, by the number the device gives it.
        frame: its bytes.
        time: when, in seconds since 1970.
    """

    port: int
    frame: bytes
    time: float


@dataclass
class Counts:
    """What went over one port.

    Attributes:
        sent: frames we gave to it.
        received: frames the device sent.
        dropped: those of them that found the queue full: the oldest goes.
    """

    sent: int = 0
    received: int = 0
    dropped: int = 0


class Unexpected(AssertionError):
    """The device did not send what it should, or sent what it should not.

    Attributes:
        received: all that came instead, by time.
    """

    def __init__(self, text: str, received: Collection[Received] = ()) -> None:
        super().__init__(text)
        self.received = list(received)


class Ports(Protocol):
    """One kind of port. All of it runs in the reactor thread.

    A kind that can cut the link itself has `Cuttable`'s method too.
    """

    @property
    def numbers(self) -> Collection[int]:
        """The ports, by the numbers the device gives them."""

    def start(self, deliver: Deliver) -> Deferred[None] | None:
        """Open the ports; from now on ``deliver`` is called with every frame the device sends, in order.

        Returns:
            None when they are open, or what fires then.

        Raises:
            ConfigurationError: one cannot be opened; the others are closed again.
        """

    def stop(self) -> Deferred[None] | None:
        """Close the ports, and leave them as they were found."""

    def send(self, port: int, frame: bytes) -> None:
        """Put a frame on the wire to the device.

        Raises:
            OSError: the port is down or the frame too long.
        """

    def describe(self, port: int) -> str:
        """What the port is to people: ``"veth1"``."""

    def is_up(self, port: int) -> bool:
        """Whether the link is there."""


@runtime_checkable
class Cuttable(Protocol):
    """What a kind of port has besides if it can cut links."""

    def set_link(self, port: int, up: bool) -> None:
        """Cut the link, as if the cable were pulled out, or mend it; the device finds that out by itself.

        Raises:
            OSError: the interface is gone, or may not be switched.
        """
