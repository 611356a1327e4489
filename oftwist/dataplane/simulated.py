"""The ports of a simulated switch: frames go straight in, and come straight out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

    from oftwist.dataplane.interfaces import Deliver


class _Port(Protocol):
    """What is asked of a port of a simulated switch."""

    name: str
    send: Callable[[bytes], object] | None

    @property
    def up(self) -> bool:
        """Whether its link is there and it is not switched off."""


class SimulatedSwitch(Protocol):
    """What is asked of a simulated switch: ``oftwist.testing.FakeSwitch`` is one."""

    @property
    def ports(self) -> Mapping[int, _Port]:
        """Its ports by number."""

    @property
    def clock(self) -> IReactorTime:
        """Tells its time."""

    def receive(self, port: int, frame: bytes) -> None:
        """A frame comes in."""

    def set_link(self, port: int, up: bool) -> None:
        """A cable is pulled out, or plugged in."""


class Simulated:
    """All ports of a simulated switch.

    Args:
        switch: whose.
    """

    def __init__(self, switch: SimulatedSwitch) -> None:
        self._switch = switch
        self._before: dict[int, Callable[[bytes], object] | None] = {}

    @property
    def numbers(self) -> Collection[int]:
        """Its ports."""
        return self._switch.ports.keys()

    def start(self, deliver: Deliver) -> None:
        """Plug into its ports; what was there gets nothing until ``stop``."""

        def plug(number: int) -> Callable[[bytes], object]:
            return lambda frame: deliver(number, frame, self.now())

        for number, port in self._switch.ports.items():
            self._before[number] = port.send
            port.send = plug(number)

    def stop(self) -> None:
        """Unplug."""
        for number, send in self._before.items():
            if number in self._switch.ports:
                self._switch.ports[number].send = send
        self._before = {}

    def send(self, port: int, frame: bytes) -> None:
        """A frame goes into the switch, which handles it before this returns."""
        if not self.is_up(port):
            raise OSError(f"port {port} ({self.describe(port)}) is down")
        self._switch.receive(port, frame)

    def now(self) -> float:
        """The time of the switch."""
        return float(self._switch.clock.seconds())

    def describe(self, port: int) -> str:
        """Its name at the switch."""
        known = self._switch.ports.get(port)
        return known.name if known is not None else "gone"

    def is_up(self, port: int) -> bool:
        """Whether the link is there."""
        known = self._switch.ports.get(port)
        return known is not None and known.up

    def set_link(self, port: int, up: bool) -> None:
        """Pull a cable out, or plug it in."""
        self._switch.set_link(port, up)
