"""A controller with a topology, and simulated switches connected to it in memory on a fake clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.task import Clock

from oftwist import Controller, Topology
from oftwist.net import Place
from oftwist.testing import FakeSwitch, MemoryEndpoint, Network, PingReport, connect
from oftwist.testing.network import Host


class World:
    """A network that is looked at.

    Attributes:
        told: the events that handlers were called with, as (name, *arguments).
    """

    def __init__(self, network: Network, *apps: object, **settings: Any) -> None:
        assert isinstance(network.clock, Clock)
        self.clock = network.clock
        self.network = network
        self.controller = Controller(clock=self.clock)
        self.topology = self.controller.add_app(Topology(self.controller, **settings))
        self.told: list[tuple[Any, ...]] = []
        for event in ("link_up", "link_down", "host_up", "host_moved", "host_down", "port_role"):
            self.controller.add_handler(event, lambda *told, event=event: self.told.append((event, *told)))
        for app in apps:
            self.controller.add_app(app)
        self.endpoint = MemoryEndpoint()
        self.controller.listen(self.endpoint)
        self.controller.startService()  # type: ignore[no-untyped-call]
        for switch in network.switches:
            self.connect(switch)

    @classmethod
    def ring(cls, switches: int, versions: list[int], *apps: object, **settings: Any) -> World:
        """Switches in a ring, with two hosts each."""
        return cls(Network.shaped("ring", switches, versions=versions), *apps, **settings)

    def connect(self, switch: FakeSwitch) -> None:
        """Connect a switch to the controller."""
        connect(switch, self.endpoint, self.clock)
        self.endpoint.pump()

    def run(self, seconds: float, step: float = 0.05) -> None:
        """Let time pass, with all messages carried in between."""
        for _ in range(round(seconds / step)):
            self.endpoint.pump()
            self.clock.advance(step)
        self.endpoint.pump()

    def cables(self) -> list[str]:
        """The links there are, as a topology tells them."""
        ends = [sorted(Place(s.datapath_id, port) for s, port in (c.one, c.other)) for c in self.network.links if c.up]
        return [f"{src} - {dst}" for src, dst in sorted(ends)]

    def named(self, event: str) -> list[tuple[Any, ...]]:
        """The arguments of the events of one name."""
        return [told[1:] for told in self.told if told[0] == event]

    def ping_all(self, pairs: list[tuple[Host, Host]] | None = None, timeout: float = 3.0) -> PingReport:
        """Every host pings every other; what came of it."""
        report: list[PingReport] = []
        self.network.ping_all(pairs, timeout=timeout).addCallback(report.append)
        self.run(timeout + 0.1)
        return report[0]


def share(network: Network, *places: tuple[int, int]) -> None:
    """Put an unmanaged switch between some ports: it keeps back what bridges do not forward, and floods the rest."""
    ends = [(network.switches[number - 1], port) for number, port in places]

    def carry(here: tuple[FakeSwitch, int]) -> Callable[[bytes], None]:
        def send(frame: bytes) -> None:
            if frame[:5] == b"\x01\x80\xc2\x00\x00":
                return
            for end in ends:
                if end != here:
                    network._later(end[0].receive, end[1], frame)

        return send

    for end in ends:
        end[0].ports[end[1]].send = carry(end)
