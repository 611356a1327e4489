"""The data plane for straight-line tests: every call from another thread than the reactor's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oftwist import packet as pk
from oftwist.blocking.bridge import Bridge
from oftwist.blocking.dataplane import BlockingDataPlane
from oftwist.dataplane import DataPlane, Simulated, Unexpected
from oftwist.errors import RequestTimeout, WrongThread
from oftwist.testing import FakeSwitch

FRAME = pk.build_udp(0x020000000001, 0x020000000002, 1, 2, 3, 4, b"question")


@pytest.fixture
def plane() -> Iterator[BlockingDataPlane]:
    """On a switch that sends everything out of all other ports."""
    bridge = Bridge()
    switch = FakeSwitch(version=4, ports=3, clock=bridge.reactor)
    switch.channel().receive(flood(4))
    with BlockingDataPlane(DataPlane(Simulated(switch), bridge.reactor), bridge) as plane:
        yield plane


def flood(version: int) -> bytes:
    """The flow that floods."""
    from oftwist import loxi

    ofp = loxi.protocol(version)
    flow = ofp.flow("actions=flood")
    flow.xid = 2
    return bytes(ofp.message.hello(xid=1).pack() + flow.pack())


def test_send_and_expect(plane: BlockingDataPlane) -> None:
    assert plane.numbers == [1, 2, 3]
    assert plane.send(1, FRAME) == FRAME
    assert [got.port for got in plane.expect_on([2, 3], FRAME)] == [2, 3]
    plane.send(2, FRAME)
    assert plane.expect(1, lambda frame: frame.startswith(FRAME[:6])).frame == FRAME
    assert plane.poll(3).port == 3
    plane.expect_nothing(seconds=0.01)
    assert (plane.counts[1].sent, plane.counts[1].received) == (1, 1)


def test_what_does_not_come(plane: BlockingDataPlane) -> None:
    plane.send(1, FRAME)
    with pytest.raises(Unexpected, match="did not send what it should"):
        plane.expect(2, FRAME[::-1], 0.01)
    with pytest.raises(Unexpected, match="should send nothing"):
        plane.expect_nothing([3])
    with pytest.raises(RequestTimeout):
        plane.poll(1, timeout=0.01)
    assert [got.port for got in plane.flush()] == [2]
    assert plane.pending() == []


def test_not_in_the_reactor_thread(plane: BlockingDataPlane) -> None:
    bridge = Bridge()
    with pytest.raises(WrongThread):
        bridge.call(plane.poll)
