"""What code costs, counted instead of timed: the same figure on every machine, whatever else it does.

A test that takes the time fails beside some load and passes on a fast machine. These count the work itself; what only a
clock can show is in ``benchmarks/``. A loop inside one C function (``x in a_list``, ``a_list.remove(x)``) is one call
here: compare objects that count their ``__eq__`` where such a loop could hide.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable, Iterable
from typing import Any


def work(do: Callable[[], object]) -> int:
    """Run it and return how many lines of Python it executed and how many C functions it called, in this thread.

    The rounds of a comprehension count as lines. Run it once before, where a first run compiles or caches something.
    """
    count = 0

    def trace(frame: Any, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    def profile(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "c_call"

    before, collecting = (sys.gettrace(), sys.getprofile()), gc.isenabled()
    gc.disable()  # what the collector calls (weak references, callbacks) comes at its own time
    sys.setprofile(profile)
    sys.settrace(trace)
    try:
        do()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
        if collecting:
            gc.enable()
    return count


def waits(do: Callable[[], object]) -> list[float]:
    """Run it and return the timeouts of all waits it made in this thread (functions called ``wait``), in order.

    How long something waits at most is what it asks for; how long it waited also depends on what else the machine does.
    """
    asked: list[float] = []

    def profile(frame: Any, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code.co_name == "wait":
            timeout = frame.f_locals.get("timeout")
            asked.append(float("inf") if timeout is None else timeout)

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        do()
    finally:
        sys.setprofile(before)
    return asked


def allocated(steps: Iterable[Callable[[], object]]) -> int:
    """Run the steps one after another and return the bytes of memory that they took, also where they gave them back.

    Of each step it is the most that it had at one time beyond what was there before: a step that copies what earlier
    steps have gathered costs as much as it copies.
    """
    total = 0
    tracemalloc.start()
    try:
        for step in steps:
            tracemalloc.reset_peak()
            before, _ = tracemalloc.get_traced_memory()
            step()
            _, peak = tracemalloc.get_traced_memory()
            total += peak - before
    finally:
        tracemalloc.stop()
    return total


def check_linear(case: Callable[[int], Callable[[], object]], size: int, times: float = 2.2) -> int:
    """Twice the size may take 2.2 times the work at most.

    Args:
        case: is given a size, prepares what it needs, and returns the function whose work counts.
        size: the smaller of the two sizes; large enough that what is done once hardly counts.
        times: what is allowed instead of 2.2.

    Returns:
        the work of the smaller size.

    Raises:
        AssertionError: it grows faster; with both figures.
    """
    case(size)()  # what the first run compiles and caches is nobody's growth
    once, twice = work(case(size)), work(case(2 * size))
    assert twice <= times * once, f"size {size} takes {once} steps, size {2 * size} takes {twice}"
    return once
