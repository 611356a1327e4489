"""Maintenance: a switch stays connected, and apps do not see it."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.task import Clock

from oftwist import Controller, Switch
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect


class Stage:
    """A controller, and an app that writes down what it sees."""

    def __init__(self) -> None:
        self.clock, self.endpoint = Clock(), MemoryEndpoint()
        self.controller = Controller(clock=self.clock)
        self.controller.listen(self.endpoint)
        self.controller.startService()
        self.seen: list[str] = []
        self.controller.add_handler("switch_up", lambda switch: self.seen.append("up"))
        self.controller.add_handler("switch_down", lambda switch, reason: self.seen.append(f"down: {reason}"))
        self.controller.add_handler("packet_in", lambda switch, msg: self.seen.append("packet"))

    def switch(self) -> FakeSwitch:
        fake = FakeSwitch(1, clock=self.clock)
        connect(fake, self.endpoint, self.clock)
        self.settle()
        return fake

    def settle(self) -> None:
        for _ in range(3):
            self.endpoint.pump()
            self.clock.advance(0)


def test_apps_do_not_see_it_until_it_is_back() -> None:
    stage = Stage()
    fake = stage.switch()
    stage.controller.maintain("1", "new power supply")
    fake.packet_in(1, b"x")
    stage.settle()
    assert stage.seen == ["up", "down: maintenance: new power supply"]
    assert list(stage.controller.held) == [1] and not stage.controller.switches
    assert stage.controller.registry.why_held(1) == "maintenance: new power supply"
    stage.controller.resume(1)
    fake.packet_in(1, b"x")
    stage.settle()
    assert stage.seen[2:] == ["up", "packet"]
    kinds = [(event.kind, event.fields.get("on")) for event in stage.controller.events.since()]
    assert kinds == [
        ("switch_up", None),
        ("maintenance", True),
        ("switch_down", None),
        ("maintenance", False),
        ("switch_up", None),
    ]


def test_it_is_held_when_it_connects() -> None:
    stage = Stage()
    stage.controller.maintain(1)
    fake = stage.switch()
    assert not stage.seen and 1 in stage.controller.held
    fake.disconnect()
    stage.settle()
    stage.switch()
    assert not stage.seen
    stage.controller.resume(1)
    assert stage.seen == ["up"]
    with pytest.raises(KeyError):
        stage.controller.resume(1)


def test_a_cluster_and_a_person_must_both_let_it_go() -> None:
    stage = Stage()

    class Cluster:
        def hold(self, switch: Switch) -> bool:
            return True

        def left(self, switch: Switch, reason: str) -> None:
            pass

    stage.controller.standby = Cluster()
    stage.controller.maintain(1)
    stage.switch()
    switch: Any = stage.controller.held[1]
    stage.controller.reveal(switch)
    assert not stage.seen
    stage.controller.resume(1)
    assert stage.seen == ["up"]
    stage.controller.maintain(1)
    stage.controller.hide(switch, "lost")
    stage.controller.resume(1)
    assert len(stage.seen) == 2
    stage.controller.reveal(switch)
    assert stage.seen[-1] == "up"
