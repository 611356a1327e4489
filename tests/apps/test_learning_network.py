"""The learning switch in a simulated network: three switches, six hosts, all in memory on a fake clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from twisted.internet.task import Clock

import oftwist.loxi
from oftwist import Controller
from oftwist.apps.learning_switch import LearningSwitch
from oftwist.testing import Host, MemoryEndpoint, Network, connect


class World:
    """A controller with the app, and a network whose switches are connected to it."""

    def __init__(self, versions: list[int], **options: Any) -> None:
        self.clock = Clock()
        self.controller = Controller(clock=self.clock)
        self.app = self.controller.add_app(LearningSwitch(idle_timeout=30))
        self.endpoint = MemoryEndpoint()
        self.controller.listen(self.endpoint)
        self.controller.startService()  # type: ignore[no-untyped-call]
        self.network = Network.line(3, clock=self.clock, versions=versions, **options)
        for switch in self.network.switches:
            connect(switch, self.endpoint, self.clock)
        self.run(0.1)
        assert len(self.controller.switches) == 3

    def run(self, seconds: float) -> None:
        """Let this much time pass, in small steps, with all messages carried in between."""
        for _ in range(round(seconds / 0.05)):
            self.endpoint.pump()
            self.clock.advance(0.05)
        self.endpoint.pump()

    def ping_all(self, pairs: list[tuple[Host, Host]] | None = None) -> Any:
        report: list[Any] = []
        self.network.ping_all(pairs, timeout=2.0).addCallback(report.append)
        self.run(2.5)
        return report[0]

    def packet_ins(self) -> int:
        return sum(switch.sent["packet_in"] for switch in self.network.switches)


def ports_of(flow: Any) -> set[int]:
    """The ports a flow leads to; in 1.0 it has actions where later versions have instructions."""
    return {action.port for part in flow.instructions for action in getattr(part, "actions", [part])}


VERSIONS = [pytest.param([v], id=f"1.{v - 1}") for v in sorted(oftwist.loxi.version_names)]
MIXED = pytest.param([1, 4, 6], id="1.0+1.3+1.5")


@pytest.fixture(params=[*VERSIONS, MIXED])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    yield World(request.param)


def test_everybody_reaches_everybody(world: World) -> None:
    assert (world.ping_all().answered, len(world.network.hosts)) == (30, 6)
    # What was learned is in the switches: the second round needs no controller.
    before = world.packet_ins()
    assert world.ping_all().answered == 30
    assert world.packet_ins() == before
    for switch in world.network.switches:
        assert switch.errors_sent == []


def test_unused_flows_expire(world: World) -> None:
    world.ping_all()
    assert world.network.flow_count() > 30
    world.run(35)
    assert all(not flow.terms for switch in world.network.switches for flow in switch.flows)


def test_a_switch_that_sends_packets_whole() -> None:
    world = World([4], buffers=0)
    assert world.ping_all().answered == 30


def test_a_host_that_moves_is_found_again(world: World) -> None:
    network = world.network
    moving, *others = network.hosts
    world.ping_all()
    # h1 goes from port 1 of the first switch to the free port at its left end.
    first = network.switches[0]
    first.set_link(4, True)
    network.plug(moving, first, 4)
    pairs = [(moving, other) for other in others]
    assert world.ping_all(pairs).answered == len(pairs)
    assert world.ping_all([(other, moving) for other in others]).answered == len(pairs)
    assert world.app.hosts[1][moving.mac.to_bytes(6, "big")] == 4


def test_a_port_that_goes_down_takes_its_flows_along(world: World) -> None:
    world.ping_all()
    first = world.network.switches[0]
    gone, neighbour, *_ = world.network.hosts

    def flows_to_it() -> int:
        return sum(ports_of(flow) == {1} for flow in first.flows)

    assert flows_to_it() > 0
    assert world.app.hosts[1][gone.mac.to_bytes(6, "big")] == 1
    first.set_link(1, False)
    world.run(0.1)
    assert flows_to_it() == 0
    assert gone.mac.to_bytes(6, "big") not in world.app.hosts[1]
    assert world.ping_all([(neighbour, gone)]).answered == 0
    first.set_link(1, True)
    assert world.ping_all([(neighbour, gone), (gone, neighbour)]).answered == 2
