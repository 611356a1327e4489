"""The time of day of a node of ``chaos.py``: imported before everything else, so that nobody has the real one."""

from __future__ import annotations

import signal
import time


class TimeOfDay:
    """``time.time`` with a shift, in its place before anybody else takes it."""

    def __init__(self) -> None:
        self.shift = 0.0
        self._real = time.time
        time.time = self

    def __call__(self) -> float:
        return self._real() + self.shift

    def step(self, seconds: float) -> None:
        self.shift += seconds


_clock = TimeOfDay()


def settable() -> None:
    """Have SIGUSR1 set it an hour forward, and SIGUSR2 an hour back."""
    signal.signal(signal.SIGUSR1, lambda *_: _clock.step(3600.0))
    signal.signal(signal.SIGUSR2, lambda *_: _clock.step(-3600.0))
