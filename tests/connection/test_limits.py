"""Token bucket, log limiter, gate, counters."""

from __future__ import annotations

from oftwist.connection.counters import BOUNDS, Counters, Distribution
from oftwist.connection.limits import Gate, LogLimiter, TokenBucket


def test_token_bucket() -> None:
    bucket = TokenBucket(10, 3)
    assert [bucket.take(5.0) for _ in range(5)] == [True, True, True, False, False]
    assert [bucket.take(5.1), bucket.take(5.1)] == [True, False]
    assert [bucket.take(99) for _ in range(4)] == [True, True, True, False]
    assert not bucket.take(98)  # the clock went back
    for rate, burst in ((7, 7), (0.5, 1)):
        bucket = TokenBucket(rate)
        assert sum(bucket.take(0) for _ in range(20)) == burst


def test_log_limiter() -> None:
    limiter = LogLimiter(10, size=2)
    assert limiter.check("a", "x", 0) == 0
    assert limiter.check("a", "x", 9.9) is None
    assert limiter.check("a", "y", 9.9) == 0
    assert limiter.check("a", "x", 10) == 1
    assert limiter.check("b", "x", 10) == 0
    assert limiter.check("a", "y", 10) == 0  # forgotten: there was no room
    assert len(limiter._seen) == 2


def test_gate() -> None:
    gate = Gate(2, 3)
    started: list[int] = []
    for n in range(4):
        assert gate.arrive(n, "a" if n < 3 else "b")
    assert not gate.arrive(9, "a")
    assert (len(gate), gate.waiting) == (0, 0)  # those who stand before it take no room
    entered = [gate.enter(n, lambda n=n: started.append(n)) for n in range(4)]  # type: ignore[misc]
    assert entered == [True, True, False, False]
    assert (started, len(gate), gate.waiting) == ([0, 1], 2, 2)
    gate.leave(2)  # out of the line
    gate.leave(0)
    assert started == [0, 1, 3]
    gate.leave(0)
    gate.leave(77)
    gate.leave(1)
    gate.leave(3)
    assert (len(gate), gate.waiting, gate._keys, gate._here) == (0, 0, {}, {})


def test_gate_without_limits() -> None:
    gate = Gate()
    started: list[int] = []
    for n in range(1000):
        assert gate.arrive(n, "a")
        assert gate.enter(n, lambda n=n: started.append(n))  # type: ignore[misc]
    assert len(started) == 1000
    for n in range(1000):
        gate.leave(n)
    assert len(gate) == 0


def test_who_takes_too_long_steps_aside() -> None:
    gate = Gate(1, 2)
    started: list[int] = []
    for n in range(2):
        assert gate.arrive(n, "a")
        gate.enter(n, lambda n=n: started.append(n))  # type: ignore[misc]
    gate.step_aside(1)  # who only waits has nothing to give
    assert started == [0]
    gate.step_aside(0)
    assert started == [0, 1]
    gate.step_aside(0)
    assert not gate.arrive(2, "a")  # he is still there
    gate.leave(0)
    assert gate.arrive(2, "a")


def test_somebody_who_leaves_at_once_makes_room() -> None:
    gate = Gate(1)
    started: list[int] = []

    def start(n: int) -> None:
        started.append(n)
        if n:
            gate.leave(n)

    for n in range(4):
        gate.arrive(n, "a")
        gate.enter(n, lambda n=n: start(n))  # type: ignore[misc]
    gate.leave(0)
    assert started == [0, 1, 2, 3]
    assert len(gate) == 0


def test_counters_add_up() -> None:
    total, more = Counters(bytes_sent=2), Counters(bytes_sent=3)
    for counters in (total, more):
        counters.received[10] += 2
        counters.error("bad_request/OFPBRC_BAD_LEN")
        counters.echoes.add(0.0005)
    total += more
    assert (total.bytes_sent, total.errors, total.messages, total.received[10]) == (5, 2, 4, 4)
    assert total.error_names == {"bad_request/OFPBRC_BAD_LEN": 2}
    assert total.echoes.count == 2 and total.echoes.seconds == 0.001
    assert (more.messages, more.echoes.count) == (2, 1), "what was added is as it was"


def test_names_of_errors_are_bounded() -> None:
    counters = Counters()
    for number in range(1000):
        counters.error(f"type {number}")
    assert counters.errors == 1000 == sum(counters.error_names.values())
    assert len(counters.error_names) <= 129 and counters.error_names["other"] > 800


def test_classes_of_a_distribution() -> None:
    seen = Distribution()
    for seconds in (0.0, 0.0001, 0.00011, 10.0, 11.0):
        seen.add(seconds)
    seen.add(0.5, 100)
    assert (seen.counts[0], seen.counts[1], seen.counts[-2], seen.counts[-1]) == (2, 1, 1, 1)
    assert seen.count == 105 and seen.counts[BOUNDS.index(1.0)] == 100
