"""What people call switches, and apps that are for some of them; a controller whose limits change while it runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from twisted.internet.task import Clock

from oftwist import Controller, on
from oftwist.connection.limits import Gate
from oftwist.connection.options import Options
from oftwist.controller.names import Names
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect


def test_names() -> None:
    names = Names()
    names.replace({1: "core", 0xABC: "edge"}, {1: {3: "uplink"}})
    assert (names.switch(1), names.switch(2), names.of(1), names.of(2)) == ("core", "0000000000000002", "core", None)
    assert (names.port(1, 3), names.port(1, 4), names.port(2, 3)) == ("uplink", None, None)
    assert [names.find(one) for one in ("core", "edge", 7, "0x7", "of:0000000000000007")] == [1, 0xABC, 7, 7, 7]
    with pytest.raises(ValueError, match="'cor' is not a datapath id"):
        names.find("cor")
    names.replace({2: "core"}, {})
    assert (names.find("core"), names.of(1), names.port(1, 3)) == (2, None, None)


class App:
    def __init__(self) -> None:
        self.seen: list[str] = []

    @on("switch_up")
    def up(self, switch: Any) -> None:
        self.seen.append(f"up {switch.datapath_id}")

    @on("switch_down")
    def down(self, switch: Any, reason: str) -> None:
        self.seen.append(f"down {switch.datapath_id}")

    @on("switch_up", dpid=2)
    def second(self, switch: Any) -> None:
        self.seen.append(f"second {switch.datapath_id}")

    @on("echo_request", dpid="0x2")
    @on("packet_in")
    def message(self, switch: Any, msg: Any) -> None:
        self.seen.append(f"{msg.__class__.__name__} {switch.datapath_id}")


class World:
    def __init__(self, options: Options | None = None) -> None:
        self.clock, self.endpoint = Clock(), MemoryEndpoint()
        self.controller = Controller(options, clock=self.clock)
        self.controller.listen(self.endpoint)
        self.controller.startService()  # type: ignore[no-untyped-call]
        self.fakes: dict[int, FakeSwitch] = {}

    def add(self, *numbers: int) -> None:
        for number in numbers:
            self.fakes[number] = FakeSwitch(dpid=number, ports=2)
            connect(self.fakes[number], self.endpoint, self.clock)
            self.endpoint.pump()


def test_an_app_for_some_switches() -> None:
    world, app, wanted = World(), App(), {1}
    world.controller.names.replace({1: "core"}, {})
    world.controller.add_app(app, wanted.__contains__)
    world.add(1, 2)
    assert app.seen == ["up 1"]
    for fake in world.fakes.values():
        fake.packet_in(1, b"x" * 60)
    world.endpoint.pump()
    assert app.seen == ["up 1", "packet_in 1"]
    wanted.add(2)
    world.controller.handlers.changed()
    for fake in world.fakes.values():
        fake.packet_in(1, b"x" * 60)
    world.endpoint.pump()
    assert sorted(app.seen) == ["packet_in 1", "packet_in 1", "packet_in 2", "up 1"]
    assert world.controller.switch("core").datapath_id == 1


def test_an_app_that_comes_later_is_introduced_to_those_it_is_for() -> None:
    world, all_of_them, some, none = World(), App(), App(), App()
    world.add(1, 2)
    world.controller.add_app(all_of_them, introduce=True)
    world.controller.add_app(some, {2}.__contains__, introduce=True)
    world.controller.add_app(none)
    assert all_of_them.seen == ["up 1", "up 2", "second 2"]
    assert some.seen == ["up 2", "second 2"]
    assert none.seen == []


def test_other_limits_are_for_the_next_connection_and_for_the_door() -> None:
    world = World(Options(max_connections=1))
    world.add(1, 2)
    assert [*world.controller.switches] == [1]
    old = world.controller.switch(1).protocol.options
    world.controller.options = replace(old, max_connections=2, echo_interval=3)
    world.add(3)
    assert world.controller.switch(1).protocol.options is old
    assert world.controller.switch(3).protocol.options.echo_interval == 3
    world.add(4)
    assert [*world.controller.switches] == [1, 3]


@pytest.mark.parametrize(("limit", "let_in"), [(1, 0), (2, 1), (0, 3)])
def test_who_waits_at_a_gate_gets_in_when_its_limit_rises(limit: int, let_in: int) -> None:
    gate: Gate[str] = Gate(1)
    started: list[str] = []
    for who in "abcd":
        gate.arrive(who, who)
        gate.enter(who, lambda who=who: started.append(who))  # type: ignore[misc]
    assert started == ["a"]
    gate.change(limit, 0)
    assert started == ["a", "b", "c", "d"][: 1 + let_in] and gate.waiting == 3 - let_in
