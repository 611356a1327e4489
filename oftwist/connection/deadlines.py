"""Time limits of one connection: many on one delayed call, and some with names. Knows a clock; no messages."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from twisted.internet.interfaces import IDelayedCall, IReactorTime


class Timed(Protocol):
    """What ``Deadlines`` keeps: something hashable with a timeout."""

    timeout: float

    def expire(self) -> None:
        """The time is over."""


class Deadlines:
    """Any number of timeouts on one delayed call.

    Those with the same timeout run out in the order they were added, so a dict for each distinct timeout is
    always in order: adding and discarding cost a dict operation each.
    """

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._groups: dict[float, dict[Timed, float]] = {}
        self._call: IDelayedCall | None = None
        self._wake = math.inf

    def add(self, item: Timed) -> None:
        """Let ``item.expire()`` be called ``item.timeout`` seconds from now."""
        timeout = item.timeout
        if timeout == math.inf:
            return
        deadline = self._clock.seconds() + timeout
        group = self._groups.get(timeout)
        if group is None:
            group = self._groups[timeout] = {}
        group[item] = deadline
        if deadline < self._wake:
            self._schedule(deadline)

    def discard(self, item: Timed) -> None:
        """Forget an item; nothing happens if it is not there."""
        group = self._groups.get(item.timeout)
        if group is not None:
            group.pop(item, None)

    def stop(self) -> None:
        """Forget everything."""
        self._groups.clear()
        self._schedule(math.inf)

    def _schedule(self, when: float) -> None:
        if self._call is not None:
            self._call.cancel()
            self._call = None
        self._wake = when
        if when != math.inf:
            self._call = self._clock.callLater(max(0.0, when - self._clock.seconds()), self._run)

    def _run(self) -> None:
        self._call = None
        self._wake = math.inf
        now = self._clock.seconds()
        over: list[Timed] = []
        earliest = math.inf
        for timeout, group in list(self._groups.items()):
            for item, deadline in group.items():
                if deadline > now:
                    earliest = min(earliest, deadline)
                    break
                over.append(item)
            if not group:
                del self._groups[timeout]
        self._schedule(earliest)
        for item in over:
            group = self._groups.get(item.timeout, {})
            if group.pop(item, None) is not None:  # else one that expired before it has ended it
                item.expire()


class Timers:
    """Timers by name, each set at most once."""

    def __init__(self, clock: IReactorTime) -> None:
        self._clock = clock
        self._calls: dict[str, IDelayedCall] = {}
        self._ended = False

    def set(self, name: str, delay: float, call: Callable[..., object], *args: object) -> None:
        """Have ``call(*args)`` called after so many seconds, in the place of what this timer was set to before."""
        self.stop(name)
        if self._ended:
            return

        def run() -> None:
            del self._calls[name]
            call(*args)

        self._calls[name] = self._clock.callLater(delay, run)

    def stop(self, name: str) -> None:
        """Forget what this timer was set to."""
        timer = self._calls.pop(name, None)
        if timer is not None:
            timer.cancel()

    def end(self) -> None:
        """Stop all of them, and take no new ones."""
        self._ended = True
        for timer in self._calls.values():
            timer.cancel()
        self._calls.clear()
