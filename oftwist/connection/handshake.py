"""Handshake: the time it may take, and the place it waits for. What is said in it is the affair of ``session``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from oftwist.connection.reading import IN_LINE

if TYPE_CHECKING:
    from oftwist.connection.admission import Guest
    from oftwist.connection.deadlines import Timers
    from oftwist.connection.limits import Gate
    from oftwist.connection.options import Options
    from oftwist.connection.reading import Valve
    from oftwist.connection.session import Session


_G = TypeVar("_G", bound="Guest")


class Handshake(Generic[_G]):
    """The time a handshake may take, and its place among others.

    Args:
        guest: the connection.
        options: the time limits.
        session: where it is.
        timers: of the connection; two of them are ours.
        valve: closed while it waits for its place.
        gate: where it waits for its place.

    Attributes:
        silent: no HELLO has come.
        secured: there is no TLS, or its own handshake is done.
    """

    def __init__(
        self, guest: _G, options: Options, session: Session, timers: Timers, valve: Valve, gate: Gate[_G]
    ) -> None:
        self.silent = True
        self.secured = True
        self._guest = guest
        self._timeout = options.handshake_timeout
        self._session = session
        self._timers = timers
        self._valve = valve
        self._gate = gate

    def begin(self) -> None:
        """From now on it may take so long."""
        if self._timeout:
            self._timers.set("handshake", self._timeout, self._late)

    def stand_in_line(self, go_on: Callable[[], object]) -> None:
        """The switch has said HELLO: go on when there is room, and read nothing until then.

        Who says nothing takes nobody's place, and who has a place and does not go on loses it soon.
        """
        self.silent = False

        def enter() -> None:
            if self._guest.disconnect_reason is not None:
                return
            self._valve.open(IN_LINE)
            if self._timeout:
                if not at_once:
                    self.begin()
                self._timers.set("place", self._timeout / 5, self._gate.step_aside, self._guest)
            go_on()

        at_once = True
        if not self._gate.enter(self._guest, enter):
            at_once = False
            self._timers.stop("handshake")
            self._valve.close(IN_LINE)

    def done(self) -> None:
        """It is done."""
        self._timers.stop("handshake")
        self._timers.stop("place")
        self._gate.leave(self._guest)
        self._valve.open(IN_LINE)  # for one that told its features unasked

    def _late(self) -> None:
        within = f"within {self._timeout:g} s"
        if not self.secured:
            self._guest.disconnect(f"no TLS handshake {within}", fault=True)
        else:
            self._guest.disconnect(f"no handshake {within}: {self._session.state.value}", fault=True)
