"""What the learning switch does never feeds itself: packet-ins are counted for each frame, on simulated switches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from twisted.internet.task import Clock

import oftwist.loxi
from oftwist import Controller, wire
from oftwist.apps import learning_switch
from oftwist.apps.learning_switch import LearningSwitch
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect

A, B, C, ROUTER = (bytes([2, 0, 0, 0, 0, n]) for n in (1, 2, 3, 9))
BROADCAST = b"\xff" * 6
RESERVED = ("IN_PORT", "TABLE", "NORMAL", "FLOOD", "ALL", "CONTROLLER", "LOCAL", "NONE")
#: Names of ports, or how far from 0; the simulated switch has ports 1 to 4.
WHERE = (*RESERVED, "MAX", "MAX+1", 0, 5, 99)


def frame(dst: bytes, src: bytes, vlan: int | None = None) -> bytes:
    tag = b"" if vlan is None else b"\x81\x00" + vlan.to_bytes(2, "big")
    return (dst + src + tag + b"\x08\x00").ljust(64, b"\0")


class World:
    """One simulated switch with the app behind it; ``out`` collects what leaves it by its ports."""

    def __init__(self, version: int) -> None:
        self.clock, self.endpoint = Clock(), MemoryEndpoint()
        self.controller = Controller(clock=self.clock)
        self.app = self.controller.add_app(LearningSwitch())
        self.controller.listen(self.endpoint)
        self.controller.startService()  # type: ignore[no-untyped-call]
        self.device = FakeSwitch(1, version, ports=4, clock=self.clock, strict_ports=False)
        connect(self.device, self.endpoint, self.clock)
        self.endpoint.pump()
        self.switch: Any = self.controller.switch(1)
        self.ofp: Any = self.switch.ofp
        self.out: list[tuple[int, bytes]] = []
        for number, port in self.device.ports.items():
            port.send = lambda data, number=number: self.out.append((number, data))

    def port_number(self, where: str | int) -> int:
        if isinstance(where, int):
            return where
        if where.startswith("MAX"):
            return int(self.ofp.OFPP_MAX) + where.count("+1")
        return int(getattr(self.ofp, f"OFPP_{where}", 0xFFFFFFFF))

    def through_the_tables(self, in_port: int, data: bytes) -> None:
        """A packet-out of somebody's that goes through the tables, as if it came in there."""
        ofp = self.ofp
        out = ofp.message.packet_out(buffer_id=0xFFFFFFFF, data=data, actions=[ofp.action.output(port=ofp.OFPP_TABLE)])
        if self.switch.version < 6:
            out.in_port = in_port
        else:
            out.match = ofp.match.build(in_port=in_port)
        self.switch.send(out)

    def counted(self, cause: Any, *arguments: Any) -> int:
        """How many packet-ins something causes; the pump gives up on those who talk for ever."""
        before = self.device.sent["packet_in"]
        cause(*arguments)
        self.endpoint.pump(1000)
        return self.device.sent["packet_in"] - before


@pytest.fixture(params=sorted(oftwist.loxi.version_names), ids=lambda v: f"1.{v - 1}")
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    yield World(request.param)


@pytest.mark.parametrize("where", WHERE)
def test_one_packet_in_for_a_frame_from_anywhere(world: World, where: str | int) -> None:
    in_port = world.port_number(where)
    world.device.receive(1, frame(BROADCAST, B))
    world.endpoint.pump(1000)
    for dst in (BROADCAST, C, B):
        assert world.counted(world.through_the_tables, in_port, frame(dst, A)) <= 1
    # A is not there: what goes to it is flooded, and comes to us once for each frame.
    world.out.clear()
    for _ in range(3):
        assert world.counted(world.device.receive, 1, frame(A, B)) == 1
    assert sorted({port for port, _ in world.out}) == [2, 3, 4]
    assert list(world.app.hosts[1]) == [B]
    # Where it really is it is found, whoever speaks in its name.
    assert world.counted(world.device.receive, 2, frame(B, A)) == 1
    assert world.counted(world.through_the_tables, in_port, frame(BROADCAST, A)) <= 1
    world.out.clear()
    assert world.counted(world.device.receive, 1, frame(A, B)) == 1
    assert world.counted(world.device.receive, 1, frame(A, B)) == 0
    assert [port for port, _ in world.out] == [2, 2]
    refused = [(kind, code) for kind, code in world.device.errors_sent if (kind, code) != ("bad_request", "BAD_PORT")]
    assert refused == []  # the packet-outs of this test may be refused, none of the app's


@pytest.mark.parametrize("where", WHERE)
def test_a_switch_that_names_such_ports(world: World, where: str | int) -> None:
    """Packet-ins past the tables, as a switch with a fault of its own sends them."""
    in_port = world.port_number(where)
    if world.switch.version == 1:
        in_port = in_port | 0xFFFF0000 if in_port >= 0xFF00 else in_port
    for dst in (BROADCAST, C, A):
        assert world.counted(world.device.packet_in, in_port, frame(dst, A)) == 0
    assert world.app.hosts[1] == {}
    assert [flow for flow in world.device.flows if flow.terms] == []
    assert world.device.errors_sent == []  # what it sent is from a port that every switch takes


@pytest.mark.parametrize("vlans", [(10, 20), (None, 20), (0, 4095), (None, 10, 20, 30)], ids=str)
def test_a_router_with_one_address_in_all_vlans(world: World, vlans: tuple[int | None, ...]) -> None:
    """It is behind another port in each, and everybody talks to it by turns: only what is new comes to us."""
    hosts = {vlan: bytes([2, 1, 0, 0, 0, index]) for index, vlan in enumerate(vlans)}
    port_of = {vlan: 1 + index for index, vlan in enumerate(vlans)}

    def exchange() -> None:
        for vlan, host in hosts.items():
            world.device.receive(port_of[vlan], frame(host, ROUTER, vlan))
            world.device.receive(1 + port_of[vlan] % 4, frame(ROUTER, host, vlan))

    assert world.counted(exchange) > 0
    world.counted(exchange)
    deleted = world.device.received["flow_delete"]
    world.out.clear()
    for _ in range(5):
        assert world.counted(exchange) == 0
    assert world.device.received["flow_delete"] == deleted
    assert world.device.errors_sent == []
    for vlan, host in hosts.items():
        to_router = [port for port, data in world.out if data == frame(ROUTER, host, vlan)]
        assert to_router == [port_of[vlan]] * 5, vlan


def test_a_trunk_carries_all_vlans(world: World) -> None:
    """A router on one port, with hosts of three VLANs behind others: it is not moving."""
    vlans = {2: 10, 3: 20, 4: None}

    def exchange() -> None:
        for port, vlan in vlans.items():
            world.device.receive(1, frame(bytes([2, 1, 0, 0, 0, port]), ROUTER, vlan))
            world.device.receive(port, frame(ROUTER, bytes([2, 1, 0, 0, 0, port]), vlan))

    world.counted(exchange)
    deleted = world.device.received["flow_delete"]
    world.counted(exchange)
    assert world.counted(exchange) == 0
    assert world.device.received["flow_delete"] == deleted
    world.out.clear()
    exchange()
    assert sorted(port for port, _ in world.out) == [1, 1, 1, 2, 3, 4]


def test_a_packet_of_another_vlan_is_not_taken_for_this_one(world: World) -> None:
    world.counted(world.device.receive, 1, frame(BROADCAST, A, 10))
    world.out.clear()
    world.counted(world.device.receive, 2, frame(A, B, 20))
    assert sorted(port for port, _ in world.out) == [1, 3, 4]  # not known there: flooded
    world.out.clear()
    world.counted(world.device.receive, 2, frame(A, B, 10))
    assert [port for port, _ in world.out] == [1]
    msg = wire.decode(world.device.flows[-1].source)
    assert type(msg).__name__ == "flow_add"


def flap(world: World) -> None:
    world.device.set_link(1, False)
    world.endpoint.pump(1000)
    world.device.set_link(1, True)


def move_there_and_back(world: World) -> None:
    for port in (2, 1):
        world.device.receive(port, frame(B, A))
        world.endpoint.pump(1000)


def move_often(world: World) -> None:
    for _ in range(3):
        move_there_and_back(world)


def invent_addresses(world: World) -> None:
    for number in range(20):
        world.device.receive(4, frame(BROADCAST, bytes([2, 9, 9, 9, 9, number])))
        world.endpoint.pump(1000)


@pytest.mark.parametrize("happens", [flap, move_there_and_back, move_often, invent_addresses])
def test_two_that_talk_are_soon_forwarded_again(world: World, happens: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever happens while they talk: each frame arrives where the other is, and none comes to us for long."""
    monkeypatch.setattr(learning_switch, "MAX_HOSTS", 10)

    def talk() -> None:
        world.device.receive(1, frame(B, A))
        world.device.receive(3, frame(A, B))

    world.counted(talk)
    world.counted(talk)
    assert world.counted(talk) == 0
    happens(world)
    for _ in range(2 * learning_switch.MOVED):
        world.counted(talk)
        world.clock.advance(1)
    world.out.clear()
    assert sum(world.counted(talk) for _ in range(4)) <= 2  # of who has moved one comes every few seconds
    assert {data: port for port, data in world.out} == {frame(B, A): 3, frame(A, B): 1}
    assert world.device.errors_sent == []


def test_two_with_one_address_cost_little(world: World) -> None:
    """Each frame moves the host: a few come to us every few seconds, and no flow is deleted for every packet."""

    def talk() -> None:
        for port, data in ((1, frame(B, A)), (2, frame(B, A)), (3, frame(A, B))):
            world.device.receive(port, data)
            world.endpoint.pump(1000)

    for _ in range(5):
        talk()
    before, seconds = world.device.received["flow_delete"], 4 * learning_switch.MOVED
    comes = 0
    for _ in range(seconds):
        for _ in range(5):
            comes += world.counted(talk)
        world.clock.advance(1)
    assert comes <= 6 * seconds // learning_switch.MOVED  # of 15 * seconds
    assert world.device.received["flow_delete"] - before <= comes * 2


@pytest.mark.parametrize("src", [BROADCAST, b"\1\0\x5e\0\0\1", bytes(6)], ids=["broadcast", "multicast", "zero"])
def test_what_is_nobody_s_address_is_not_learned(world: World, src: bytes) -> None:
    world.counted(world.device.receive, 3, frame(BROADCAST, B))
    for port in (1, 2, 1, 2):
        assert world.counted(world.device.receive, port, frame(B, src)) <= 1
    assert world.counted(world.device.receive, 1, frame(B, src)) == 0
    assert list(world.app.hosts[1]) == [B]


def test_what_is_behind_one_port_stays_there(world: World) -> None:
    """Two hosts behind a hub: what they say to each other comes to us once, and goes nowhere."""
    for host in (A, B):
        world.counted(world.device.receive, 1, frame(BROADCAST, host))
    world.out.clear()
    assert [world.counted(world.device.receive, 1, frame(A, B)) for _ in range(3)] == [1, 0, 0]
    assert [world.counted(world.device.receive, 1, frame(A, A)) for _ in range(3)] == [1, 0, 0]
    assert world.out == []
    world.counted(world.device.receive, 2, frame(BROADCAST, A))  # it moves
    world.out.clear()
    world.counted(world.device.receive, 1, frame(A, B))
    assert world.out == [(2, frame(A, B))]
