"""What a simulated switch is to do at a given time, by its own clock (OpenFlow 1.5.1 §7.3.9.9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from twisted.internet.interfaces import IDelayedCall, IReactorTime


class _Due(NamedTuple):
    when: float
    function: Callable[[], None]
    call: IDelayedCall


class Schedule:
    """What is to be done, and when.

    Args:
        clock: returns what tells the time and calls later.

    Attributes:
        accuracy: seconds by which it may be late.
        max_future: seconds from now after which nothing can be scheduled; a controller may set it.
        max_past: how many seconds ago what is scheduled may be, to be done at once; a controller may set it.
    """

    def __init__(self, clock: Callable[[], IReactorTime]) -> None:
        self.accuracy, self.max_future, self.max_past = 0.001, 3600.0, 1.0
        self._clock = clock
        self._passed = 0.0
        self._waiting: list[_Due] = []

    def now(self) -> float:
        """The time, in seconds."""
        return self._clock().seconds() + self._passed

    def at(self, when: float, function: Callable[[], None]) -> None:
        """Call a function at a time, or at once when that has passed."""
        wait = when - self.now()
        if wait <= 0:
            function()
        else:
            self._waiting.append(_Due(when, function, self._clock().callLater(wait, self._run)))

    def let_pass(self, seconds: float) -> None:
        """Let so much time pass at once, and do what is to be done by then."""
        self._passed += seconds
        now = self.now()
        for due in self._waiting:
            due.call.reset(max(0.0, due.when - now))
        self._run()

    def _run(self) -> None:
        """Do what is to be done by now, in the order of its times."""
        now = self.now()
        ready = [due for due in self._waiting if due.when <= now or not due.call.active()]
        self._waiting = [due for due in self._waiting if due not in ready]
        for due in sorted(ready, key=lambda due: due.when):
            if due.call.active():
                due.call.cancel()
            due.function()

    def stop(self) -> None:
        """Forget everything, so that nothing is left on the clock."""
        for due in self._waiting:
            if due.call.active():
                due.call.cancel()
        self._waiting.clear()
