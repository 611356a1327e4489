"""How busy the reactor is: how late its timers run, and how much of the time its thread works. Knows a clock only."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, thread_time
from typing import TYPE_CHECKING

from oftwist.connection.counters import Distribution

if TYPE_CHECKING:
    from twisted.internet.interfaces import IDelayedCall, IReactorTime

#: Seconds between two looks.
INTERVAL = 0.5


class Loop:
    """Looks at the clock twice a second.

    Args:
        clock: for the timer.
        now: seconds of a clock that is never set.
        worked: processor seconds of the thread that asks.

    Attributes:
        lag: how late the timer was, each time.
        utilisation: part of the last interval that was worked, 0 to 1.
    """

    def __init__(
        self,
        clock: Callable[[], IReactorTime],
        now: Callable[[], float] = monotonic,
        worked: Callable[[], float] = thread_time,
    ) -> None:
        self.lag = Distribution()
        self.utilisation = 0.0
        self._clock = clock
        self._now = now
        self._worked = worked
        self._then = self._worked_then = 0.0
        self._call: IDelayedCall | None = None

    def start(self) -> None:
        """Begin; in the reactor's thread."""
        self._then, self._worked_then = self._now(), self._worked()
        self._call = self._clock().callLater(INTERVAL, self._look)

    def stop(self) -> None:
        """End it."""
        call, self._call = self._call, None
        if call is not None and call.active():
            call.cancel()

    def _look(self) -> None:
        now, worked = self._now(), self._worked()
        passed = now - self._then
        self.lag.add(max(0.0, passed - INTERVAL))
        if passed > 0:
            self.utilisation = min(1.0, (worked - self._worked_then) / passed)
        self._then, self._worked_then = now, worked
        self._call = self._clock().callLater(INTERVAL, self._look)
