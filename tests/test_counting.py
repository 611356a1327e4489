"""What judges the cost of other code (``tests.support.counting``): it sees work and copies, the same each time."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable

import pytest

from tests.support.counting import allocated, check_linear, waits, work


def loop(size: int) -> Callable[[], object]:
    def run() -> None:
        for _ in range(size):
            pass

    return run


def test_lines_and_calls_are_counted_and_nothing_else() -> None:
    base = work(lambda: None)
    assert work(loop(1000)) - work(loop(500)) in (500, 1000)  # a line for the head of the loop, one for its body
    assert work(lambda: [n + 1 for n in range(1000)]) - base >= 1000
    assert work(lambda: [ord("x"), ord("y")]) - base == 2
    assert len({work(loop(300)) for _ in range(5)}) == 1


def test_what_traced_before_traces_again_whatever_happens() -> None:
    before = sys.gettrace(), sys.getprofile(), gc.isenabled()
    with pytest.raises(ZeroDivisionError):
        work(lambda: 1 / 0)
    assert (sys.gettrace(), sys.getprofile(), gc.isenabled()) == before


def test_growth_is_judged() -> None:
    assert check_linear(loop, 200) >= 200
    with pytest.raises(AssertionError, match="size 50 takes"):
        check_linear(lambda size: lambda: [0 for _ in range(size) for _ in range(size)], 50)
    check_linear(lambda size: lambda: [0 for _ in range(size) for _ in range(size)], 50, times=4.4)


def test_copies_are_seen_although_they_are_given_back() -> None:
    def appended(kind: type, size: int) -> int:
        held = kind()

        def one() -> None:
            nonlocal held
            held += b"x" * 100

        return allocated([one] * size)

    assert appended(bytes, 400) > 3 * appended(bytes, 200)  # each step copies all that is there
    assert appended(bytearray, 400) < 3 * appended(bytearray, 200)


def test_waits_are_seen() -> None:
    done = threading.Event()

    def thrice() -> None:
        done.wait(0.01)
        done.set()
        done.wait(0.02)
        done.wait()

    # each is asked of the event; what is not set asks its condition in turn
    assert waits(thrice) == [0.01, 0.01, 0.02, float("inf")]
