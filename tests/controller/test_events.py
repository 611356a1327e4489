"""Events: the ring, who listens, and what the controller notes there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.defer import fail
from twisted.internet.task import Clock

from oftwist import Controller, Options
from oftwist.connection.interfaces import Decoded
from oftwist.controller.events import KINDS, Event, Events
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect
from tests.support.counting import allocated
from tests.support.talk import ALL_VERSIONS

DOCS = Path(__file__).resolve().parents[2] / "docs/events.rst"


class Stage:
    """A controller with one simulated switch, in memory."""

    def __init__(self, version: int = 4, options: Options | None = None) -> None:
        self.clock = Clock()
        self.endpoint = MemoryEndpoint()
        self.controller = Controller(options, clock=self.clock)
        self.controller.listen(self.endpoint)
        self.controller.startService()
        self.fake = FakeSwitch(1, version, ports=4, clock=self.clock)
        connect(self.fake, self.endpoint, self.clock)
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            self.endpoint.pump()
            self.clock.advance(0)

    def news(self, after: int) -> list[tuple[str, dict[str, Any]]]:
        return [(event.kind, dict(event.fields)) for event in self.controller.events.since(after)]


def test_the_ring_forgets_the_oldest_and_says_so() -> None:
    events = Events(size=3, seconds=lambda: 5.0)
    assert (events.last, events.oldest, events.since(0)) == (0, 1, [])
    for number in range(5):
        events.add("example", number=number)
    assert [event.id for event in events.since(0)] == [3, 4, 5]
    assert (events.last, events.oldest, len(events)) == (5, 3, 3)
    assert events.since(4) == [Event(5, 5.0, "example", None, {"number": 4})]
    assert events.since(5) == events.since(99) == []


def test_what_is_new_costs_the_same_however_much_is_kept() -> None:
    """Each stream asks for it at each event."""

    def case(kept: int) -> int:
        events = Events()
        for number in range(kept):
            events.add("example", number=number)
        place = events.last - 2
        assert [event.id for event in events.since(place)] == [place + 1, place + 2]
        return allocated([lambda: events.since(place)])

    assert case(5000) < case(50) + 1000  # bytes; a copy of what is kept has 8 for each


def test_listeners_hear_everything_and_cannot_harm() -> None:
    events, heard = Events(), []

    def bad(event: Event) -> None:
        raise ValueError("bad listener")

    events.subscribe(bad)
    stop = events.subscribe(heard.append)
    first = events.add("example", 7, text="x")
    stop()
    stop()
    events.add("example")
    assert heard == [first]


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_a_switch_comes_and_goes_and_its_ports_change(version: int) -> None:
    stage = Stage(version)
    ((kind, fields),) = stage.news(0)
    assert (kind, fields["ports"], fields["version"]) == ("switch_up", 4, f"1.{version - 1}")
    steps: list[tuple[str, Any]] = [
        ("port_down", lambda: stage.fake.set_link(2, False)),
        ("port_up", lambda: stage.fake.set_link(2, True)),
        ("port_added", lambda: stage.fake.add_port(9)),
        ("port_removed", lambda: stage.fake.remove_port(9)),
    ]
    for wanted, step in steps:
        before = stage.controller.events.last
        step()
        stage.settle()
        ((kind, fields),) = stage.news(before)
        assert kind == wanted
        assert fields["port"] in (2, 9) and fields["name"]
        assert set(fields) <= set(KINDS[kind])
    before = stage.controller.events.last
    stage.fake.disconnect()
    stage.settle()
    ((kind, fields),) = stage.news(before)
    assert kind == "switch_down" and fields["reason"]


def test_a_port_that_flaps_is_told_of_now_and_then() -> None:
    """Ten changes a second for a minute: the first ones, then how it is every ten seconds, and how it is in the end."""
    stage = Stage()
    before = stage.controller.events.last
    for number in range(600):
        stage.fake.set_link(2, bool(number % 2))
        stage.fake.set_link(3, number >= 300)  # another port changes once: that is told at once
        stage.settle()
        stage.clock.advance(0.1)
    stage.clock.advance(20)
    told = stage.news(before)
    others = [(kind, fields["suppressed"]) for kind, fields in told if fields["port"] == 3]
    assert others == [("port_down", 0), ("port_up", 0)]
    flapping = [(kind, fields) for kind, fields in told if fields["port"] == 2]
    assert [kind for kind, _ in flapping[:6]] == ["port_down", "port_up"] * 3
    assert len(flapping) == 6 + 6
    assert port_is_up(flapping[-1]) and sum(1 + fields["suppressed"] for _, fields in flapping) == 600
    before = stage.controller.events.last
    stage.clock.advance(100)
    stage.fake.set_link(2, False)
    stage.settle()
    assert [(kind, fields["suppressed"]) for kind, fields in stage.news(before)] == [("port_down", 0)], "a new one"
    stage.fake.disconnect()
    stage.settle()
    stage.clock.advance(100)
    assert not [call for call in stage.clock.getDelayedCalls() if "_release" in str(call)]


def port_is_up(told: tuple[str, dict[str, Any]]) -> bool:
    """How a port is by the last event of it."""
    kind, fields = told
    return kind == "port_up" or bool(fields.get("up"))


def test_errors_are_noted_whoever_waits_for_them() -> None:
    stage = Stage()
    failed: list[Any] = []
    stage.controller.switch(1).add_flow("table=99,actions=drop").addErrback(failed.append)
    stage.settle()
    stage.clock.advance(1)
    stage.settle()
    assert failed
    kind, fields = stage.news(1)[0]
    assert (kind, fields["name"], fields["request"]) == (
        "error",
        "flow_mod_failed/OFPFMFC_BAD_TABLE_ID",
        "flow_add ADD table:99 actions=drop",
    )


def test_a_flood_of_errors_does_not_flush_the_ring() -> None:
    stage = Stage()
    switch = stage.controller.switch(1)
    for _ in range(5000):
        switch.send(switch.ofp.message.flow_add(table_id=99))
    stage.settle()
    assert switch.counters.errors == 5000
    assert len(stage.controller.events) == 1001
    stage.clock.advance(60)
    stage.settle()
    switch.send(switch.ofp.message.flow_add(table_id=99))
    stage.settle()
    kind, fields = stage.news(1001)[0]
    assert (kind, fields["suppressed"]) == ("error", 4000)


def test_a_failing_app_is_noted_at_once_and_when_its_coroutine_fails() -> None:
    stage = Stage()

    @stage.controller.on("packet_in")
    def broken(switch: Any, msg: Decoded) -> Any:
        if msg.data == b"a":
            raise ValueError("no good")
        return fail(KeyError("later"))

    stage.fake.packet_in(1, b"a")
    stage.fake.packet_in(1, b"b")
    stage.settle()
    found = [(kind, fields["error"]) for kind, fields in stage.news(1)]
    assert found == [("app_failed", "ValueError"), ("app_failed", "KeyError")]
    assert str(stage.news(1)[0][1]["app"]).endswith("broken")


def test_dropped_packet_ins_are_told_at_powers_of_two() -> None:
    stage = Stage(options=Options(packet_in_rate=1, packet_in_burst=1))
    for _ in range(10):
        stage.fake.packet_in(1, b"a")
    stage.settle()
    assert [fields["dropped"] for kind, fields in stage.news(1)] == [1, 2, 4, 8]
    assert {kind for kind, _ in stage.news(1)} == {"packet_ins_dropped"}


def test_every_kind_is_documented_with_its_fields() -> None:
    rows = re.findall(r"^   \* - ``(\w+)``\n     - (.*)$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    documented = {kind: tuple(re.findall(r"``(\w+)``", fields)) for kind, fields in rows}
    assert documented == KINDS
