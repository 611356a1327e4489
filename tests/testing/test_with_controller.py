"""FakeSwitch against the package's own Controller, in memory on a fake clock, in every version."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.task import Clock

from oftwist import Controller, Options, loxi
from oftwist.apps.learning_switch import LearningSwitch
from oftwist.testing import FakeSwitch, MemoryEndpoint, Network, PingReport, connect, faults, listen
from tests.support.talk import ALL_VERSIONS, NO_BUFFER

every_version = pytest.mark.parametrize("version", ALL_VERSIONS)


class Stage:
    """A controller on a fake clock that listens in memory."""

    def __init__(self, chunk: int | None = None, **options: Any) -> None:
        self.clock = Clock()
        self.endpoint = MemoryEndpoint(chunk=chunk)
        self.controller = Controller(Options(**options), self.clock)
        self.controller.listen(self.endpoint)
        self.controller.startService()

    def join(self, switch: FakeSwitch) -> None:
        connect(switch, self.endpoint, self.clock)
        self.run()

    def run(self, seconds: float = 0.0, step: float = 0.01) -> None:
        self.endpoint.pump()
        self.clock.advance(0)
        for _ in range(int(seconds / step)):
            self.clock.advance(step)
            self.endpoint.pump()
        self.endpoint.pump()


@every_version
@pytest.mark.parametrize("chunk", [None, 1])
def test_handshake(version: int, chunk: int | None) -> None:
    stage = Stage(chunk)
    stage.join(FakeSwitch(0xABC, version, ports=3, clock=stage.clock))
    switch = stage.controller.switch(0xABC)
    assert switch.version == version and sorted(switch.ports) == [1, 2, 3]


@pytest.mark.parametrize(
    ("ours", "theirs", "agreed"), [({1, 2, 3, 4, 5, 6}, {1, 4, 6}, 6), ({1, 4}, {1, 4, 6}, 4), ({1, 4}, {1, 5}, 1)]
)
def test_negotiation_picks_the_highest_common(ours: set[int], theirs: set[int], agreed: int) -> None:
    stage = Stage(versions=frozenset(ours))
    stage.join(FakeSwitch(5, theirs, clock=stage.clock))
    assert stage.controller.switch(5).version == agreed


@every_version
def test_requests_and_errors(version: int) -> None:
    stage = Stage()
    fake = FakeSwitch(1, version, clock=stage.clock)
    stage.join(fake)
    switch = stage.controller.switch(1)
    ofp = switch.ofp
    results: list[Any] = []
    switch.request(ofp.message.desc_stats_request()).addCallback(results.append)
    switch.barrier().addCallback(results.append)
    bad = ofp.message.flow_add(buffer_id=NO_BUFFER)
    action = ofp.action.output(port=77)
    if version == 1:
        bad.actions = [action]
    else:
        bad.instructions = [ofp.instruction.apply_actions(actions=[action])]
    switch.transact(bad, timeout=5).addCallback(results.append)
    stage.run()
    assert [type(result).__name__ for result in results] == [
        "desc_stats_reply",
        "barrier_reply",
        "bad_action_error_msg",
    ]
    assert results[0].hw_desc == "FakeSwitch"


@every_version
def test_multipart_in_many_parts_is_joined(version: int) -> None:
    stage = Stage()
    fake = FakeSwitch(1, version, clock=stage.clock, tables=1)
    stage.join(fake)
    switch = stage.controller.switch(1)
    ofp = switch.ofp
    for priority in range(2500):
        switch.send(ofp.message.flow_add(buffer_id=NO_BUFFER, priority=priority))
    request = ofp.message.flow_stats_request(table_id=0xFF, out_port=ofp.OFPP_NONE if version == 1 else ofp.OFPP_ANY)
    if version > 1:
        request.out_group = ofp.OFPG_ANY
    results: list[Any] = []
    switch.stats(request).addCallback(results.append)
    stage.run()
    assert [entry.priority for entry in results[0]] == list(range(2500))


@every_version
def test_the_learning_switch_connects_every_pair(version: int) -> None:
    stage = Stage()
    stage.controller.add_app(LearningSwitch())
    network = Network.line(3, 2, clock=stage.clock, version=version)
    for fake in network.switches:
        stage.join(fake)
    assert len(stage.controller.switches) == 3
    reports: list[PingReport] = []
    network.ping_all(interval=0.05).addCallback(reports.append)
    stage.run(5.0)
    (report,) = reports
    assert (report.sent, report.answered) == (30, 30)
    assert [fake.errors_sent for fake in network.switches] == [[], [], []]
    # the second round goes past the controller
    before = sum(fake.sent["packet_in"] for fake in network.switches)
    network.ping_all().addCallback(reports.append)
    stage.run(1.0)
    assert reports[1].answered == 30
    assert sum(fake.sent["packet_in"] for fake in network.switches) == before
    stage.controller.stopService()
    stage.run(1.0)
    assert stage.endpoint.connections == []


@every_version
def test_a_switch_that_listens(version: int) -> None:
    stage = Stage()
    there = MemoryEndpoint()
    listen(FakeSwitch(9, version, clock=stage.clock), there, stage.clock)
    stage.controller.connect(there)
    stage.clock.advance(1)
    there.pump()
    assert stage.controller.switch(9).version == version


@pytest.mark.parametrize("variant", ["long", "plain", "zero-element"])
def test_harmless_hellos(variant: str) -> None:
    stage = Stage()
    stage.join(FakeSwitch(3, 4, clock=stage.clock, faults=[faults.Hello(variant)]))
    assert stage.controller.switch(3).version == 4


@pytest.mark.parametrize(
    "fault",
    [
        faults.Hello("none"),
        faults.Hello("short"),
        faults.Hello("invalid-version"),
        faults.Hello("no-common"),
        faults.SilentDeath(after=1),
        faults.StopWriting(after=1),
        faults.StopReading(),
        faults.HalfFrame(after=1),
        faults.WrongLength(3, after=1),
        faults.WrongLength(65535, after=1),
        faults.CloseAfter(after=1),
        faults.AcceptThenClose(),
        faults.Refuse(),
        faults.EndlessMultipart(),
    ],
    ids=lambda fault: f"{type(fault).__name__}-{getattr(fault, 'variant', getattr(fault, 'length', ''))}",
)
def test_a_faulty_switch_never_comes_up_and_leaves_others_alone(fault: faults.Fault) -> None:
    stage = Stage()
    good = FakeSwitch(1, 4, clock=stage.clock)
    stage.join(good)
    stage.join(FakeSwitch(2, 4, clock=stage.clock, faults=[fault]))
    stage.run(120.0, step=0.5)
    assert list(stage.controller.switches) == [1]
    assert good.connected
    assert len(stage.endpoint.connections) == 1  # the faulty one was given up
    results: list[Any] = []
    stage.controller.switch(1).barrier().addCallback(results.append)
    stage.run()
    assert len(results) == 1


def test_slow_and_reordered_replies_reach_their_requests() -> None:
    stage = Stage()
    chosen = [faults.Reorder(window=3, hold=0.5), faults.Slow(0.2)]
    stage.join(FakeSwitch(1, 4, clock=stage.clock, faults=chosen))
    stage.run(5.0)
    switch = stage.controller.switch(1)
    ofp: Any = loxi.protocol(4)
    results: list[Any] = []
    for payload in (b"one", b"two", b"three", b"four"):
        switch.request(ofp.message.echo_request(data=payload)).addCallback(
            lambda reply, payload=payload: results.append((payload, reply.data))
        )
    stage.run(2.0)
    assert len(results) == 4 and all(asked == answered for asked, answered in results)
    assert results[0][0] == b"three"  # they did come in another order


def test_a_silent_death_is_noticed() -> None:
    stage = Stage(echo_interval=15.0, echo_misses=3)
    downs: list[Any] = []
    stage.controller.add_handler("switch_down", lambda switch, reason: downs.append(reason))
    fake = FakeSwitch(1, 4, clock=stage.clock)
    stage.join(fake)
    stage.endpoint.connections[0].client.protocol.add_fault(faults.SilentDeath())
    stage.run(100.0, step=0.5)
    assert len(downs) == 1 and stage.controller.switches == {}
