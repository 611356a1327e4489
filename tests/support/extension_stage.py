"""Controllers and a simulated switch with Open vSwitch's extensions, in memory, on a fake clock."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from oftwist import (
    Controller,
    Options,
    Switch,
    on,
)
from oftwist import packet as pk
from oftwist.packet import Ethernet, IPv4, Udp
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect
from tests.support.talk import ALL_VERSIONS

every_version = pytest.mark.parametrize("version", ALL_VERSIONS)
A, B = 0x020000000001, 0x020000000002
UDP = pk.build(Ethernet(B, A), IPv4(1, 2), Udp(1025, 53), b"question")
BACK = pk.build(Ethernet(A, B), IPv4(2, 1), Udp(53, 1025), b"answer")


class Stage:
    """Controllers and one switch with Open vSwitch's extensions, in memory, on a fake clock."""

    def __init__(
        self, version: int, *, extensions: str | None = "openvswitch", app: Any = None, **options: Any
    ) -> None:
        self.clock = Clock()
        self.endpoints: list[MemoryEndpoint] = []
        self.fake = FakeSwitch(1, version, ports=4, tables=8, clock=self.clock, extensions=extensions)
        self.controller = self.join(app, **options)
        self.switch: Switch = self.controller.switch(1)
        self.out: list[tuple[int, bytes]] = []
        for number, port in self.fake.ports.items():
            port.send = lambda frame, number=number: self.out.append((number, frame))

    def join(self, app: Any = None, **options: Any) -> Controller:
        """One more controller that the switch connects to."""
        endpoint = MemoryEndpoint()
        self.endpoints.append(endpoint)
        controller = Controller(Options(**options), clock=self.clock)
        if app is not None:
            controller.add_app(app)
        controller.listen(endpoint)
        controller.startService()
        connect(self.fake, endpoint, self.clock)
        self.run()
        return controller

    def run(self) -> None:
        for _ in range(3):
            for endpoint in self.endpoints:
                endpoint.pump()
            self.clock.advance(0)

    def got(self, waited: Any) -> Any:
        found: list[Any] = []
        deferred = waited if isinstance(waited, Deferred) else ensureDeferred(waited)
        deferred.addBoth(found.append)
        for _ in range(200):
            if found:
                break
            self.run()
            self.clock.advance(0.01)
        assert found, "nothing came"
        if isinstance(found[0], Failure):
            found[0].raiseException()
        return found[0]

    def packet(self, port: int = 1, frame: bytes = UDP) -> None:
        self.fake.receive(port, frame)
        self.run()

    def to_controller(self, words: str) -> None:
        """A flow whose actions, in ovs-ofctl's words, send packets to the controller."""
        self.got(self.switch.add_flow(f"priority=7,cookie=0x2a,actions={words}"))


class Seen:
    """An app that keeps its packet-ins."""

    def __init__(self) -> None:
        self.msgs: list[Any] = []

    @on("packet_in")
    def packet_in(self, switch: Switch, msg: Any) -> None:
        self.msgs.append(msg)
