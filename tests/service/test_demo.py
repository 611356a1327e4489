"""``--demo``: the simulated network and the line that a newcomer reads."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint
from twisted.internet.task import Clock
from twisted.logger import LogLevel, formatEvent, globalLogPublisher

from oftwist import Controller, Options, Topology
from oftwist.apps.fabric import Fabric
from oftwist.apps.learning_switch import LearningSwitch
from oftwist.service.demo import KNOWN, Demo
from oftwist.testing import MemoryEndpoint
from oftwist.testing.shapes import SHAPES


class Show:
    """A controller and the demo, in memory on a fake clock, and what they log."""

    def __init__(self, *apps: Any, listen: bool = True, **options: Any) -> None:
        self.clock = Clock()
        self.endpoint = MemoryEndpoint()
        self.controller = Controller(Options(), self.clock)
        for app in apps:
            self.controller.add_app(app)
        if listen:
            self.controller.listen(self.endpoint)
        self.demo = Demo(options.pop("switches", 3), endpoint=self.endpoint, reactor=self.clock, **options)
        self.demo.setServiceParent(self.controller)  # type: ignore[no-untyped-call]
        self.events: list[Any] = []

    def __enter__(self) -> Show:
        globalLogPublisher.addObserver(self.events.append)
        self.controller.startService()
        return self

    def __exit__(self, *exc: object) -> None:
        self.controller.stopService()
        self.run(1)
        globalLogPublisher.removeObserver(self.events.append)

    def run(self, seconds: float) -> None:
        for _ in range(int(seconds / 0.01)):
            self.clock.advance(0.01)
            self.endpoint.pump()

    def lines(self, level: Any = None) -> list[str]:
        return [
            formatEvent(event)
            for event in self.events
            if event["log_namespace"] == "oftwist.service.demo" and (level is None or event["log_level"] is level)
        ]


@pytest.mark.parametrize("version", [1, 4, 6, [1, 4, 6]])
def test_all_pings_are_answered_and_said_so_once(version: Any) -> None:
    with Show(LearningSwitch(), version=version) as show:
        show.run(20)
        (line,) = [line for line in show.lines() if "pings answered" in line]
        network = show.demo.network
        assert network is not None
        assert line.startswith(f"demo: 30 of 30 pings answered, {network.flow_count()} flows installed in 3 switches; ")
        assert show.demo.report is not None and show.demo.report.answered == 30
        assert show.lines(LogLevel.error) == []
        # and it keeps running
        assert len(show.controller.switches) == 3
        sent = sum(len(host.received) for host in network.hosts)
        show.run(30)
        assert sum(len(host.received) for host in network.hosts) > sent
    assert show.endpoint.connections == []
    left = [call for call in show.clock.getDelayedCalls() if "demo" in repr(call) or "testing" in repr(call)]
    assert left == []


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_with_the_fabric(shape: str) -> None:
    with Show(Fabric(), switches=5, shape=shape, settle=KNOWN, version=[1, 3, 4, 6]) as show:
        show.run(15)
        network = show.demo.network
        assert network is not None and show.demo.report is not None
        assert not show.demo.report.unanswered
        assert f" in a {shape} with " in show.lines()[0]


def test_a_cable_is_cut_and_mended() -> None:
    with Show(Fabric(), switches=5, shape="ring", settle=KNOWN, interval=1.0, events=True) as show:
        topology = next(app for app in show.controller.apps if isinstance(app, Topology))
        show.run(9)
        assert "is cut" in show.lines()[-1] and len(topology.links) == 4
        show.run(8)
        assert "is mended" in show.lines()[-1] and len(topology.links) == 5
        show.run(8)
        assert sum("is cut" in line for line in show.lines()) == 2


def test_the_first_line_says_what_it_is() -> None:
    with Show(LearningSwitch(), switches=2, version=[1, 5]) as show:
        show.run(0.1)
        assert show.lines() == ["demo: 2 simulated switches in a line with 4 hosts connect with OpenFlow 1.0, 1.4"]


def test_without_an_app_it_says_why() -> None:
    with Show() as show:
        show.run(20)
        text = "\n".join(show.lines())
        assert "demo: 0 of 30 pings answered, 0 flows installed" in text
        (error,) = show.lines(LogLevel.error)
        assert error.startswith("demo: no answer for h1 (10.0.0.1) to h2 (10.0.0.2), ")
        assert "no packet went to the controller" in error


def test_an_app_that_does_nothing() -> None:
    with Show(version=1) as show:
        show.run(20)
        (error,) = show.lines(LogLevel.error)
        assert "no app answered the packets" in error


def test_without_a_controller_it_says_so() -> None:
    with Show(listen=False) as show:
        show.run(25)
        first, second = show.lines(LogLevel.error)
        assert "after 10.0 s these switches have no controller: s1, s2, s3" in first
        assert "s1, s2, s3 not connected to the controller" in second


def test_one_switch_only() -> None:
    with Show(LearningSwitch(), switches=1) as show:
        show.run(20)
        assert show.lines()[0].startswith("demo: 1 simulated switch in a line with 2 hosts ")
        assert any("2 of 2 pings answered, 3 flows installed in 1 switch; " in line for line in show.lines())


def test_a_long_line_is_not_flooded() -> None:
    with Show(LearningSwitch(), switches=40, hosts=1) as show:
        show.run(12)
        assert "demo: 100 pings between some of the 1560 pairs of hosts" in show.lines()
        assert any("100 of 100 pings answered" in line for line in show.lines())


def test_where_it_connects() -> None:
    clock = Clock()

    def target(port: Any, host: str) -> Any:
        return Demo(1, port, host, reactor=clock)._target()

    for host in ("127.0.0.1", "", "0.0.0.0"):
        endpoint = target(6653, host)
        assert isinstance(endpoint, TCP4ClientEndpoint)
        assert (endpoint._host, endpoint._port) == ("127.0.0.1", 6653)
    endpoint = target(lambda: 77, "::")
    assert isinstance(endpoint, TCP6ClientEndpoint) and (endpoint._host, endpoint._port) == ("::1", 77)


def test_stopping_early_leaves_nothing() -> None:
    for seconds in (0.0, 0.05, 0.7):
        show = Show(LearningSwitch())
        with show:
            show.run(seconds)
        show.run(10)  # pings under way run out
        assert show.endpoint.connections == []
        assert not any("pings answered" in line for line in show.lines())
