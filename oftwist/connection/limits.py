"""Small counting things that keep one peer from costing the others: no Twisted, no clock of their own."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

_T = TypeVar("_T")


class TokenBucket:
    """Allows ``rate`` things a second, and ``burst`` at once.

    Args:
        rate: things a second.
        burst: things at once; 0 means one second's worth, at least 1.
    """

    __slots__ = ("_burst", "_last", "_tokens", "rate")

    def __init__(self, rate: float, burst: float = 0) -> None:
        self.rate = rate
        self._burst = burst or max(1.0, rate)
        self._tokens = self._burst
        self._last: float | None = None

    def take(self, now: float) -> bool:
        """Take one token at this time (seconds, monotonic); False if there is none."""
        if self._last is not None and now > self._last:
            self._tokens = min(self._burst, self._tokens + (now - self._last) * self.rate)
        self._last = now
        if self._tokens < 0.999999:  # floating point
            return False
        self._tokens -= 1
        return True


class LogLimiter:
    """Lets the same (peer, reason) through once per interval and counts what it holds back.

    Args:
        interval: seconds.
        size: pairs remembered; the oldest are forgotten first.
    """

    def __init__(self, interval: float = 10.0, size: int = 1024) -> None:
        self._interval = interval
        self._size = size
        self._seen: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()

    def check(self, peer: str, reason: str, now: float) -> int | None:
        """Return None to stay silent, else how many lines were held back since the last one."""
        key = (peer, reason)
        seen = self._seen.get(key)
        if seen is not None and now - seen[0] < self._interval:
            self._seen[key] = (seen[0], seen[1] + 1)
            return None
        self._seen.pop(key, None)
        if len(self._seen) >= self._size:
            self._seen.popitem(last=False)
        self._seen[key] = (now, 0)
        return seen[1] if seen is not None else 0


class Gate(Generic[_T]):
    """Lets so many in at a time; further ones wait their turn.

    Args:
        limit: how many are in at a time, 0 for any number.
        per_key: how many of one key there may be, wherever they are, 0 for any number.
    """

    def __init__(self, limit: int = 0, per_key: int = 0) -> None:
        self._limit = limit
        self._per_key = per_key
        self._here: dict[_T, str] = {}  # everybody who arrived
        self._inside: dict[_T, None] = {}
        self._waiting: OrderedDict[_T, Callable[[], object]] = OrderedDict()
        self._keys: dict[str, int] = {}

    def change(self, limit: int, per_key: int) -> None:
        """Have other limits; those who are in stay, and who waits gets in if there is room now."""
        self._limit, self._per_key = limit, per_key
        self._admit()

    def __len__(self) -> int:
        return len(self._inside)

    def __iter__(self) -> Iterator[_T]:
        """Everybody who arrived and has not left, in the order they came."""
        return iter(self._here)

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def arrive(self, who: _T, key: str) -> bool:
        """Stand before the gate, as long as one likes; False (and nothing) if the key has its share."""
        count = self._keys.get(key, 0)
        if self._per_key and count >= self._per_key:
            return False
        self._keys[key] = count + 1
        self._here[who] = key
        return True

    def enter(self, who: _T, start: Callable[[], object]) -> bool:
        """Call ``start`` now, or later when there is room; False if it is later."""
        if self._limit and len(self._inside) >= self._limit:
            self._waiting[who] = start
            return False
        self._inside[who] = None
        start()
        return True

    def step_aside(self, who: _T) -> None:
        """Make room for the next one although one is not done: it takes too long."""
        if who in self._inside:
            del self._inside[who]
            self._admit()

    def leave(self, who: _T) -> None:
        """Go, from wherever one is; the next one gets in. Nothing happens if he is nowhere."""
        key = self._here.pop(who, None)
        if key is not None:
            self._keys[key] -= 1
            if not self._keys[key]:
                del self._keys[key]
        self._inside.pop(who, None)
        self._waiting.pop(who, None)
        self._admit()

    def _admit(self) -> None:
        while self._waiting and (not self._limit or len(self._inside) < self._limit):
            following, start = self._waiting.popitem(last=False)
            self._inside[following] = None
            start()
