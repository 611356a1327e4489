"""Lease: whatever order the store's answers come in, a lease that was given up never comes back."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from oftwist.cluster import StoreError
from oftwist.cluster.interfaces import LeaseLost
from oftwist.cluster.lease import FENCE, Lease

TTL = 6


class SlowStore:
    """A store that answers when it is told to; it knows the leases, and so do the tests."""

    name = "a slow store"

    def __init__(self) -> None:
        self.granted = 0
        self.asked: list[tuple[int, Deferred[Any]]] = []

    def grant(self, ttl: int) -> Deferred[int]:
        self.granted += 1
        return self._ask(self.granted)

    def keep_alive(self, lease: int) -> Deferred[int]:
        return self._ask(lease)

    def _ask(self, lease: int) -> Deferred[int]:
        answer: Deferred[int] = Deferred()
        self.asked.append((lease, answer))
        return answer

    def answer(self, number: int, error: Exception | None = None) -> None:
        """Answer one of the questions that wait."""
        lease, answer = self.asked.pop(number)
        answer.callback(lease) if error is None else answer.errback(error)


class Held:
    """A lease on a slow store, and what became of it."""

    def __init__(self) -> None:
        self.clock, self.store = Clock(), SlowStore()
        self.held: list[int] = []
        self.lost: list[str] = []
        store: Any = self.store
        self.lease = Lease(store, self.clock, TTL, self.held.append, self.lost.append, self.clock.seconds)
        self.clock.advance(1000.0)
        self.lease.start()


def test_an_answer_to_a_question_of_before_does_not_bring_a_lease_back() -> None:
    one = Held()
    one.store.answer(0)
    one.clock.advance(TTL / 3)  # it is kept alive, the answer is slow
    one.store.answer(0, StoreError("no answer in time"))
    one.clock.advance(TTL / 12)  # it asks again, and gives up meanwhile
    one.clock.advance(TTL * FENCE - TTL / 3 - TTL / 12)
    assert one.lost and not one.lease.number
    kept, granted = one.store.asked[0][0], one.store.asked[-1][0]
    assert (kept, granted) == (1, 2), "the question of before waits, and so does that for another lease"
    one.store.answer(0)
    assert one.held == [1] and not one.lease.trusted
    one.store.answer(0)
    assert one.held == [1, 2] and one.lease.trusted


OFTEN_SLOW = [("answer", 0), ("wait", 7), ("fail", 0), ("wait", 2), ("wait", 5), ("answer", 0)]


@example(OFTEN_SLOW)
@given(st.lists(st.tuples(st.sampled_from(["answer", "fail", "lose", "wait"]), st.integers(0, 9)), max_size=60))
def test_no_lease_is_held_twice(steps: list[tuple[str, int]]) -> None:
    one = Held()
    errors = {"answer": None, "fail": StoreError("no answer"), "lose": LeaseLost("no such lease")}
    for what, number in steps:
        if what == "wait":
            one.clock.pump([0.1] * (3 * number))
        elif one.store.asked:
            one.store.answer(number % len(one.store.asked), errors[what])
        assert len(set(one.held)) == len(one.held), one.held
        assert len(one.held) - len(one.lost) == (1 if one.lease.number else 0), "each is given up before the next"
    for _ in range(20):  # and once the store answers again, there is one
        one.clock.pump([0.1] * 20)
        while one.store.asked and not one.lease.trusted:
            one.store.answer(0)
    assert one.lease.trusted or one.store.asked
