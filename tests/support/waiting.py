"""Waiting for what another thread, process or switch does: the one place where tests look at a clock.

A wait ends when what it waits for is true. Its limit only tells a hang from a slow machine, so it is far more than
anything should take, and less than what pytest gives a whole test.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

#: Seconds after which what did not happen is taken for something that never will.
LIMIT = 180.0


def _rounds(what: Callable[[], object], limit: float) -> Iterator[None]:
    """One round after another until the limit; then an AssertionError."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        yield
    raise AssertionError(f"still not after {limit:g} s: {getattr(what, '__qualname__', what)}")


def eventually(what: Callable[[], object], limit: float = LIMIT, step: float = 0.02) -> Any:
    """Wait in this thread until ``what()`` is true, and return what it returned.

    Raises:
        AssertionError: it was not within ``limit`` seconds.
    """
    for _ in _rounds(what, limit):
        if value := what():
            return value
        time.sleep(step)


async def until(what: Callable[[], object], limit: float = LIMIT, step: float = 0.01) -> Any:
    """The same while the global reactor runs on, for tests that are coroutines."""
    from twisted.internet import reactor, task

    for _ in _rounds(what, limit):
        if value := what():
            return value
        pause: Awaitable[object] = task.deferLater(reactor, step)  # type: ignore[arg-type]
        await pause
