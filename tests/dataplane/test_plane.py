"""The data plane: queues, waits and what is told when a frame does not come. On the ports of a simulated switch."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine
from typing import Any

import pytest
from twisted.internet.defer import Deferred, ensureDeferred
from twisted.python.failure import Failure

from oftwist import packet as pk
from oftwist.dataplane import DataPlane, Received, Simulated, Unexpected, difference
from oftwist.errors import ConfigurationError, Disconnected, RequestTimeout
from oftwist.testing import FakeSwitch

A, B = 0x020000000001, 0x020000000002
ONE = pk.build_udp(A, B, 1, 2, 3, 4, b"one")
TWO = pk.build_udp(A, B, 1, 2, 3, 5, b"two")


class Case:
    """A plane on a simulated switch, and its clock."""

    def __init__(self, **options: Any) -> None:
        self.switch = FakeSwitch(ports=4)
        self.clock: Any = self.switch.clock
        self.plane = DataPlane(Simulated(self.switch), self.clock, **options)
        self.result(self.plane.start())

    def comes(self, port: int, frame: bytes) -> None:
        """The switch sends a frame."""
        self.switch.datapath.transmit(self.switch.ports[port], frame, None)

    def waiting(self, thing: Awaitable[Any] | Deferred[Any]) -> list[Any]:
        """What comes of something, in a list that is empty until then."""
        came: list[Any] = []
        done = ensureDeferred(thing) if isinstance(thing, Coroutine) else thing
        assert isinstance(done, Deferred)
        done.addBoth(came.append)
        return came

    def result(self, thing: Awaitable[Any] | Deferred[Any], seconds: float = 0.0) -> Any:
        """What has come of something after some time."""
        came = self.waiting(thing)
        self.clock.advance(seconds)
        assert came, "it still waits"
        if isinstance(came[0], Failure):
            came[0].raiseException()
        return came[0]


@pytest.fixture
def case() -> Case:
    return Case()


def test_a_frame_goes_through_the_switch(case: Case) -> None:
    case.switch.receive = lambda port, frame: case.comes(port + 1, frame)  # type: ignore[method-assign]
    assert case.plane.send(1, ONE) == ONE
    assert case.result(case.plane.expect(2, ONE)) == Received(2, ONE, 0.0)
    assert (case.plane.counts[1].sent, case.plane.counts[2].received) == (1, 1)
    assert case.plane.pending() == []


def test_anything_that_has_bytes_is_a_frame(case: Case) -> None:
    class Scapy:
        def __bytes__(self) -> bytes:
            return ONE

    got: list[bytes] = []
    case.switch.receive = lambda port, frame: got.append(frame)  # type: ignore[method-assign]
    case.plane.send(1, Scapy())
    assert got == [ONE]
    came = case.waiting(case.plane.expect(3, Scapy()))
    case.comes(3, ONE)
    assert came == [Received(3, ONE, 0.0)]


def test_sending_forgets_what_came_before(case: Case) -> None:
    case.switch.receive = lambda port, frame: None  # type: ignore[method-assign]
    case.comes(2, ONE)
    case.plane.send(1, TWO, flush=False)
    assert [got.frame for got in case.plane.pending()] == [ONE]
    case.plane.send(1, TWO)
    assert case.plane.pending() == []


def test_poll_takes_the_first_that_fits(case: Case) -> None:
    for port, frame in ((1, ONE), (2, TWO), (2, ONE), (3, TWO)):
        case.clock.advance(1)
        case.comes(port, frame)
    assert case.result(case.plane.poll(2, ONE)) == Received(2, ONE, 3.0)
    assert case.result(case.plane.poll(match=lambda frame: frame == TWO)) == Received(2, TWO, 2.0)
    assert case.result(case.plane.poll()) == Received(1, ONE, 1.0)
    with pytest.raises(RequestTimeout, match=r"no such frame on port 1 \(s1-eth1\) within 0.5 s"):
        case.result(case.plane.poll(1, timeout=0.5), 0.5)
    assert case.result(case.plane.poll(3)) == Received(3, TWO, 4.0)


def test_waits_are_served_in_order_each_with_its_own(case: Case) -> None:
    waits = [case.waiting(case.plane.poll(1, match)) for match in (TWO, None, ONE)]
    case.comes(1, ONE)
    assert [bool(came) for came in waits] == [False, True, False]
    case.comes(1, ONE)
    case.comes(1, TWO)
    assert [came[0].frame for came in waits] == [TWO, ONE, ONE]
    assert not case.plane.waits and not case.clock.getDelayedCalls()


def test_a_wait_may_be_cancelled(case: Case) -> None:
    done = case.plane.poll(1)
    done.addErrback(lambda failure: None)
    done.cancel()
    assert not case.plane.waits and not case.clock.getDelayedCalls()
    case.comes(1, ONE)
    assert case.result(case.plane.poll(1)).frame == ONE


def test_what_came_instead_is_shown(case: Case) -> None:
    case.comes(2, TWO)
    case.comes(3, ONE)
    case.comes(4, TWO)
    with pytest.raises(Unexpected) as told:
        case.result(case.plane.expect(2, ONE, 0.5), 0.5)
    text = str(told.value)
    assert text.startswith("port 2 (s1-eth2) did not send what it should within 0.5 s\n")
    assert "it came out of port 3 (s1-eth3)" in text
    assert "! udp_dst   4" in text and "  udp_src   3" in text, "only what differs is marked"
    assert "from other ports:\n  port 4: Ethernet/IPv4/Udp" in text
    assert [got.port for got in told.value.received] == [2, 3, 4]


def test_nothing_came_and_the_link_is_down(case: Case) -> None:
    case.switch.set_link(2, False)
    with pytest.raises(Unexpected, match=r"the link of port 2 .* is down\nexpected: .*\nnothing else came there"):
        case.result(case.plane.expect(2, ONE), case.plane.timeout)
    with pytest.raises(OSError, match=r"port 2 .* is down"):
        case.plane.send(2, ONE)


def test_waiting_for_links(case: Case) -> None:
    case.result(case.plane.when_up())
    case.switch.set_link(2, False)
    came = case.waiting(case.plane.when_up([1, 2], 1.0))
    case.clock.pump([0.1] * 5)
    assert not came
    case.switch.set_link(2, True)
    case.clock.advance(0.1)
    assert came == [None]
    case.switch.set_link(3, False)
    came = case.waiting(case.plane.when_up(timeout=1.0))
    case.clock.pump([0.02] * 60)
    assert isinstance(came[0], Failure) and str(came[0].value) == "no link: port 3 (s1-eth3)"


def test_expect_on_wants_it_there_and_nowhere_else(case: Case) -> None:
    came = case.waiting(case.plane.expect_on([3, 2], ONE, quiet=0.5))
    case.comes(2, ONE)
    case.comes(3, ONE)
    case.comes(4, TWO)  # something else does not matter
    case.clock.advance(0.4)
    assert not came
    case.clock.advance(0.2)
    assert [got.port for got in came[0]] == [2, 3]


@pytest.mark.parametrize("extra", [2, 4])
def test_expect_on_finds_copies(case: Case, extra: int) -> None:
    came = case.waiting(case.plane.expect_on([2, 3], ONE))
    for port in (2, 3, extra):
        case.comes(port, ONE)
    assert isinstance(came[0], Failure) and f"port {extra} (s1-eth{extra}) should send nothing" in str(came[0].value)


def test_expect_nothing(case: Case) -> None:
    case.comes(1, ONE)
    case.result(case.plane.expect_nothing([2, 3], 0.5), 0.5)
    case.result(case.plane.expect_nothing(wanted=TWO), 0.2)
    with pytest.raises(Unexpected, match=r"port 1 .* should send nothing"):
        case.result(case.plane.expect_nothing())
    came = case.waiting(case.plane.expect_nothing(seconds=1))
    case.clock.advance(0.9)
    case.comes(4, TWO)
    assert isinstance(came[0], Failure)


def test_a_queue_has_an_end() -> None:
    case = Case(limit=3)
    for n in range(5):
        case.comes(1, bytes([n]) * 60)
    assert [got.frame[0] for got in case.plane.pending(1)] == [2, 3, 4]
    assert (case.plane.counts[1].received, case.plane.counts[1].dropped) == (5, 2)


def test_the_end_fails_who_waits_and_unplugs(case: Case) -> None:
    before = case.switch.ports[1].send
    came = case.waiting(case.plane.poll(1))
    case.result(case.plane.stop())
    assert isinstance(came[0], Failure) and came[0].check(Disconnected)
    assert case.switch.ports[1].send is not before
    case.comes(1, ONE)
    assert case.plane.counts[1].received == 0
    with pytest.raises(ConfigurationError, match="not started"):
        case.plane.poll(1)


def test_observers_see_both_directions(case: Case) -> None:
    seen: list[tuple[str, int, bytes, float]] = []

    def fails(*what: object) -> None:
        raise RuntimeError("an observer")

    case.plane.observe(fails)
    case.plane.observe(lambda *what: seen.append(what))
    case.switch.receive = lambda port, frame: case.comes(2, frame)  # type: ignore[method-assign]
    case.plane.send(1, ONE)
    assert [what[:3] for what in seen] == [("sent", 1, ONE), ("received", 2, ONE)]


def test_a_port_that_is_not_there(case: Case) -> None:
    with pytest.raises(ValueError, match="no port 9: there are 1, 2, 3, 4"):
        case.plane.send(9, ONE)


def test_differences() -> None:
    assert difference(ONE, ONE) == ""
    text = difference(ONE, ONE[:-1])
    assert "! length" in text and text.count("!") == 1
    assert "^^" in difference(ONE[:-1] + b"\0", ONE[:-1] + b"\1")
    assert difference(b"", b"\1").splitlines()[-2:] == ["     got      01", "              ^^"]


def test_a_link_is_cut_and_mended(case: Case) -> None:
    assert case.plane.cuts_links
    case.plane.set_link(2, False)
    assert not case.switch.ports[2].up
    case.plane.set_link(2, True)
    assert case.switch.ports[2].up


class Uncut:
    """A kind of port that cannot cut links."""

    numbers = (1,)

    def start(self, deliver: Any) -> None: ...

    def stop(self) -> None: ...

    def send(self, port: int, frame: bytes) -> None: ...

    def describe(self, port: int) -> str:
        return "far away"

    def is_up(self, port: int) -> bool:
        return True


def test_not_every_kind_of_port_cuts_links(case: Case) -> None:
    plane = DataPlane(Uncut(), case.clock)
    assert not plane.cuts_links
    with pytest.raises(ConfigurationError, match=r"the link of port 1 \(far away\) is not ours to cut"):
        plane.set_link(1, False)
