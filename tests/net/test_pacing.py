"""Turns on a fake clock."""

from __future__ import annotations

from collections import Counter

import pytest
from twisted.internet.task import Clock

from oftwist.net.pacing import AT_ONCE, STEP, Pacer


class Turns:
    """A pacer, and who had a turn when."""

    def __init__(self, interval: float = 5.0) -> None:
        self.clock = Clock()
        self.turns: list[tuple[float, int]] = []
        self.soon: list[tuple[float, int]] = []
        self.steps = 0
        self.pacer: Pacer[int] = Pacer(
            self.clock,
            interval,
            lambda key: self.turns.append((self.clock.seconds(), key)),
            lambda key: self.soon.append((self.clock.seconds(), key)),
            self.step,
        )

    def step(self) -> None:
        self.steps += 1

    def run(self, seconds: float, step: float = STEP) -> None:
        for _ in range(round(seconds / step)):
            self.clock.advance(step)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 50, 2000])
def test_each_has_its_turn_once_in_an_interval_evenly(count: int) -> None:
    turns = Turns()
    for key in range(count):
        turns.pacer.add(key)
    turns.run(20)
    counted = Counter(key for at, key in turns.turns if 5 < at <= 20)
    assert set(counted) == set(range(count)) and set(counted.values()) <= {2, 3, 4}
    at_once = Counter(round(at, 3) for at, _ in turns.turns)
    assert max(at_once.values()) <= max(2, 2 * count * STEP / 5.0)


def test_wishes_come_soon_in_their_order_some_at_a_time() -> None:
    turns = Turns()
    for key in range(100):
        turns.pacer.add(key)
    turns.pacer.want(7)  # once is enough
    turns.run(0.3)
    assert [key for _, key in turns.soon] == list(range(100))
    assert max(Counter(at for at, _ in turns.soon).values()) == AT_ONCE


def test_who_stood_still_does_not_catch_up_at_once() -> None:
    turns = Turns()
    for key in range(1000):
        turns.pacer.add(key)
    turns.run(10)
    before = len(turns.turns)
    turns.clock.advance(60)
    assert len(turns.turns) - before <= 50


def test_who_is_taken_away_has_no_turn_and_nothing_is_left() -> None:
    turns = Turns()
    for key in (1, 2):
        turns.pacer.add(key)
    turns.pacer.remove(1)
    turns.pacer.remove(1)
    turns.pacer.want(1)
    turns.run(20)
    assert {key for _, key in turns.turns + turns.soon} == {2} and len(turns.pacer) == 1
    turns.pacer.remove(2)
    turns.run(10)
    assert not turns.clock.getDelayedCalls()
    turns.pacer.add(3)
    turns.run(6)
    assert 3 in {key for _, key in turns.turns}
    turns.pacer.stop()
    assert not turns.clock.getDelayedCalls()


def test_one_that_takes_others_away_harms_nobody() -> None:
    clock = Clock()
    seen: list[int] = []

    def turn(key: int) -> None:
        seen.append(key)
        for other in range(10):
            if other != key:
                pacer.remove(other)

    pacer: Pacer[int] = Pacer(clock, 1.0, turn, turn)
    for key in range(10):
        pacer.add(key)
    for _ in range(300):
        clock.advance(0.01)
    assert set(seen) == {seen[0]} and len(pacer) == 1


def test_what_a_turn_raises_stops_nobody_else() -> None:
    clock = Clock()
    seen: list[int] = []

    def turn(key: int) -> None:
        seen.append(key)
        raise ValueError(key)

    pacer: Pacer[int] = Pacer(clock, 1.0, turn, seen.append)
    pacer.add(1)
    pacer.add(2)
    for _ in range(300):
        try:
            clock.advance(0.01)
        except ValueError:
            pass
    assert {1, 2} <= set(seen) and len(seen) >= 6


def test_a_key_goes_without_a_look_at_the_others() -> None:
    """A port that goes down takes thousands of hosts along."""
    compared = 0

    class Key(int):
        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return int(self) == other

        __hash__ = int.__hash__

    turns, keys = Turns(), [Key(number) for number in range(500)]
    for key in keys:
        turns.pacer.add(key)
    turns.run(1)
    for key in keys[100:400]:
        turns.pacer.remove(key)
    assert compared <= 2 * 300
    assert len(turns.pacer) == 200
    turns.turns.clear()
    turns.run(5.5)
    assert {int(key) for _, key in turns.turns} == {*range(100), *range(400, 500)}
