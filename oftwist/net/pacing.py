"""Pacing: who is probed when. Knows a clock and keys; not what they stand for.

All keys have their turn once in an interval, one after the other, evenly: never all at once. Beside that, a key can be
wanted soon; such wishes are met in their order, some in each step of time.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from twisted.internet.interfaces import IDelayedCall, IReactorTime

K = TypeVar("K", bound=Hashable)

#: Seconds: the shortest step, and how many wishes are met in one.
STEP = 0.01
AT_ONCE = 20


class Pacer(Generic[K]):
    """Turns.

    Args:
        clock: the time.
        interval: seconds between two turns of a key.
        turn: called with a key at its turn.
        soon: called with a key that was wanted.
        after: called when some keys had their turn at the same time.
    """

    def __init__(
        self,
        clock: IReactorTime,
        interval: float,
        turn: Callable[[K], object],
        soon: Callable[[K], object],
        after: Callable[[], object] = lambda: None,
    ) -> None:
        self.interval = interval
        self._clock = clock
        self._turn = turn
        self._soon = soon
        self._after = after
        self._ring: OrderedDict[K, None] = OrderedDict()  # whose turn comes first is first
        self._wanted: dict[K, None] = {}
        self._credit = 0.0
        self._at = 0.0
        self._timer: IDelayedCall | None = None

    def __len__(self) -> int:
        return len(self._ring)

    def add(self, key: K) -> None:
        """Give a key its turns from now on, and one soon."""
        if not self._ring:
            self._at = self._clock.seconds()
        self._ring.setdefault(key)
        self.want(key)

    def remove(self, key: K) -> None:
        """No more turns for a key."""
        self._ring.pop(key, None)
        self._wanted.pop(key, None)

    def want(self, key: K) -> None:
        """Have ``soon`` called with a key, beside its turns."""
        if key in self._ring:
            self._wanted[key] = None
            self._arm()

    def stop(self) -> None:
        """Forget all keys."""
        self._ring.clear()
        self._wanted.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        """See to it that the next step is not later than it has to be."""
        if not self._ring:
            return
        delay = STEP if self._wanted else max(STEP, self.interval / len(self._ring))
        if self._timer is None:
            self._timer = self._clock.callLater(delay, self._step)
        elif self._timer.getTime() > self._clock.seconds() + delay:
            self._timer.reset(delay)

    def _step(self) -> None:
        self._timer = None
        now = self._clock.seconds()
        passed, self._at = max(now - self._at, 0.0), now
        try:
            self._take_turns(passed)
        finally:
            self._after()
            self._arm()

    def _take_turns(self, passed: float) -> None:
        for key in list(itertools.islice(self._wanted, AT_ONCE)):
            if key in self._wanted:  # not taken away by one before
                del self._wanted[key]
                self._soon(key)
        ring = self._ring
        # Who stood still does not catch up with everything in one step: what was missed is missed.
        self._credit = min(self._credit + passed * len(ring) / self.interval, max(2.0, len(ring) / 20))
        while self._credit >= 1 and ring:
            self._credit -= 1
            key = next(iter(ring))
            ring.move_to_end(key)
            self._turn(key)
