"""The easy door of a switch: texts and members with the defaults people mean, in all versions."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from oftwist import Controller, MessageError, RequestFailed, Switch
from oftwist.controller import operations
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect
from tests.support.talk import ALL_VERSIONS

every_version = pytest.mark.parametrize("version", ALL_VERSIONS)


class Stage:
    """A switch of one version that is up, in memory; what its door fires with."""

    def __init__(self, version: int, extensions: str | None = None) -> None:
        self.clock = Clock()
        self.endpoint = MemoryEndpoint()
        self.controller = Controller(clock=self.clock)
        self.controller.listen(self.endpoint)
        self.controller.startService()
        self.fake = FakeSwitch(1, version, ports=4, tables=8, clock=self.clock, extensions=extensions)
        connect(self.fake, self.endpoint, self.clock)
        self.endpoint.pump()
        self.clock.advance(0)
        self.endpoint.pump()
        self.switch: Switch = self.controller.switch(1)

    def got(self, deferred: Deferred[Any]) -> Any:
        found: list[Any] = []
        deferred.addBoth(found.append)
        for _ in range(200):
            if found:
                break
            self.endpoint.pump()
            self.clock.advance(0.01)
        assert found, "nothing came"
        if isinstance(found[0], Failure):
            found[0].raiseException()
        return found[0]

    def texts(self) -> list[str]:
        return sorted(str(entry).partition("n_bytes=0, ")[2] for entry in self.got(self.switch.flows()))


@every_version
def test_a_flow_added_by_text_is_on_the_switch_and_in_the_answer(version: int) -> None:
    stage = Stage(version)
    stage.got(stage.switch.add_flow("in_port=1,actions=output:2"))
    (flow,) = stage.fake.flows
    assert flow.priority == 32768
    (entry,) = stage.got(stage.switch.flows())
    assert str(entry).endswith("in_port=1 actions=output:2")


@every_version
def test_members_mean_the_same_as_text(version: int) -> None:
    stage = Stage(version)
    switch, ofp = stage.switch, stage.switch.ofp
    stage.got(switch.add_flow("in_port=1,actions=output:2"))
    before = stage.texts()
    stage.got(switch.add_flow(match={"in_port": 1}, actions=[ofp.action.output(port=2)]))
    assert stage.texts() == before, "it replaced the other: same match, same priority"
    stage.got(switch.add_flow(match="in_port=1", actions="output:2", priority=32768))
    stage.got(switch.add_flow(match=ofp.match.build(in_port=1), actions="output:2"))
    assert stage.texts() == before


@every_version
def test_ports_by_name(version: int) -> None:
    stage = Stage(version)
    name = str(stage.switch.ports[2].name)
    stage.got(stage.switch.add_flow(f'in_port=1,actions=output:"{name}"'))
    assert stage.texts() == ["in_port=1 actions=output:2"]


@every_version
def test_delete_without_arguments_deletes_all(version: int) -> None:
    stage = Stage(version)
    for port in (1, 2, 3):
        stage.got(stage.switch.add_flow(f"in_port={port},priority={port},actions=output:4"))
    if version > 1:
        stage.got(stage.switch.add_flow("table=1,in_port=3,actions=output:4"))
    stage.got(stage.switch.delete_flows("in_port=2"))
    assert not any("in_port=2" in text for text in stage.texts())
    stage.got(stage.switch.delete_flows())
    assert stage.fake.flows == [] and stage.texts() == []


@every_version
def test_modify_and_strict(version: int) -> None:
    stage = Stage(version)
    for priority in (5, 6):
        stage.got(stage.switch.add_flow(f"in_port=1,priority={priority},actions=output:2"))
    stage.got(stage.switch.modify_flows("in_port=1,priority=5,actions=output:3", strict=True))
    assert [text[-1] for text in stage.texts()] == ["3", "2"]
    stage.got(stage.switch.modify_flows("in_port=1,actions=output:4"))
    assert [text[-1] for text in stage.texts()] == ["4", "4"]
    stage.got(stage.switch.delete_flows("in_port=1,priority=6", strict=True))
    assert len(stage.texts()) == 1


@every_version
def test_a_refusal_is_the_decoded_error(version: int) -> None:
    stage = Stage(version)
    with pytest.raises(RequestFailed) as refused:
        stage.got(stage.switch.add_flow("in_port=1,actions=output:77"))
    (error,) = refused.value.errors
    assert "BAD_OUT_PORT" in str(refused.value) and error.code == stage.switch.ofp.OFPBAC_BAD_OUT_PORT


@every_version
@pytest.mark.parametrize(
    ("text", "told"),
    [("in_prt=1,actions=drop", "in_prt"), ("in_port=1", "actions="), ("in_port=1,actions=ouput:2", "ouput")],
)
def test_a_mistake_in_a_text_sends_nothing(version: int, text: str, told: str) -> None:
    stage = Stage(version)
    before = dict(stage.fake.received)
    with pytest.raises(MessageError, match=told):
        stage.got(stage.switch.add_flow(text))
    assert dict(stage.fake.received) == before


@every_version
def test_a_member_that_is_not_there_is_named(version: int) -> None:
    stage = Stage(version)
    with pytest.raises(MessageError, match="prioriti"):
        stage.got(stage.switch.add_flow(match={"in_port": 1}, prioriti=5))
    with pytest.raises(MessageError, match="not both"):
        stage.got(stage.switch.add_flow("in_port=1,actions=drop", priority=5))


@every_version
def test_replacing_flows_sends_the_difference_only(version: int) -> None:
    stage = Stage(version)
    lines = [f"in_port={1 + n % 4},priority={n},actions=output:{1 + n % 3}" for n in range(1, 101)]
    found = stage.got(stage.switch.replace_flows(lines))
    assert (len(found.added), len(found.modified), len(found.deleted)) == (100, 0, 0)
    wanted = [*lines[1:], "priority=500,actions=output:4  # new"]
    wanted[10] = wanted[10].replace("actions=", "idle_timeout=9,actions=")
    before = sum(count for name, count in stage.fake.received.items() if name.startswith("flow_"))
    found = stage.got(stage.switch.replace_flows("\n".join(wanted)))
    assert (len(found.added), len(found.modified), len(found.deleted)) == (1, 1, 1)
    after = sum(count for name, count in stage.fake.received.items() if name.startswith("flow_"))
    asked = 1 if version > 1 else 0  # the question for the flows has another name in 1.0 with the extension
    assert after - before - asked in (3, 4)
    assert stage.got(stage.switch.diff_flows(wanted)).messages == []
    assert len(stage.fake.flows) == 100


@every_version
def test_what_is_asked_with_a_filter(version: int) -> None:
    stage = Stage(version)
    for port in (1, 2):
        stage.got(stage.switch.add_flow(f"in_port={port},cookie={port},actions=output:{port + 1}"))
    assert len(stage.got(stage.switch.flows("in_port=1"))) == 1
    assert len(stage.got(stage.switch.flows("out_port=3"))) == 1
    told = stage.got(stage.switch.aggregate())
    assert told.flow_count == 2 and told.packet_count == 0


@every_version
def test_packets(version: int) -> None:
    stage = Stage(version)
    frame = bytes.fromhex("ffffffffffff00000000000108060001") + bytes(44)
    sent: list[tuple[int, bytes]] = []
    for number, port in stage.fake.ports.items():
        port.send = lambda raw, number=number: sent.append((number, raw))
    stage.got(stage.switch.packet_out(data=frame, actions="output:2"))
    stage.got(stage.switch.packet_out(f"in_port=1,packet={frame.hex()},actions=output:3"))
    stage.got(stage.switch.packet_out(data=frame, in_port=1, actions=[stage.switch.ofp.action.output(port=4)]))
    assert [number for number, raw in sent] == [2, 3, 4] and all(raw == frame for _, raw in sent)


@every_version
def test_counters_of_ports(version: int) -> None:
    stage = Stage(version)
    assert {entry.port_no for entry in stage.got(stage.switch.port_stats())} >= {1, 2, 3, 4}
    assert [entry.port_no for entry in stage.got(stage.switch.port_stats(3))] == [3]


@every_version
def test_groups(version: int) -> None:
    stage = Stage(version)
    switch = stage.switch
    if version == 1:
        with pytest.raises(MessageError, match=r"1\.1"):
            stage.got(switch.groups())
        return
    stage.got(switch.add_group("group_id=1,type=all,bucket=actions=output:1,bucket=actions=output:2"))
    (entry,) = stage.got(switch.groups())
    assert "group_id=1,type=all" in str(entry) and "output:2" in str(entry)
    stage.got(switch.modify_group("group_id=1,type=indirect,bucket=actions=output:3"))
    (entry,) = stage.got(switch.groups())
    assert "indirect" in str(entry)
    stage.got(switch.delete_groups())
    assert stage.got(switch.groups()) == []


@every_version
def test_meters(version: int) -> None:
    stage = Stage(version)
    switch = stage.switch
    if version < 4:
        with pytest.raises(MessageError, match=r"1\.3"):
            stage.got(switch.meters())
        return
    stage.got(switch.add_meter("meter=1,kbps,bands=type=drop,rate=1000"))
    (entry,) = stage.got(switch.meters())
    assert entry.meter_id == 1
    stage.got(switch.modify_meter("meter=1,pktps,bands=type=drop,rate=5"))
    stage.got(switch.delete_meters("meter=1"))
    assert stage.got(switch.meters()) == []


@every_version
def test_a_switch_without_the_extensions_is_never_sent_any(version: int) -> None:
    stage = Stage(version)
    if stage.got(stage.switch.extended()):
        pytest.skip("this simulated switch says that it has them")  # pragma: no cover
    if version == 1:
        with pytest.raises(MessageError, match="Open vSwitch"):
            stage.got(stage.switch.add_flow("reg0=5,actions=output:1"))
    stage.got(stage.switch.flows())
    assert not any("nicira" in name or "experimenter" in name for name in stage.fake.received)


def test_in_1_0_a_table_is_said_by_an_extension_whatever_the_match() -> None:
    for match in ("in_port=1", "reg0=1"):
        stage = Stage(1, extensions="openvswitch")
        stage.got(stage.switch.add_flow(f"table=3,{match},actions=output:2"))
        (flow,) = stage.fake.flows
        assert flow.table_id == 3
        stage = Stage(1)
        before = stage.fake.received.copy()
        with pytest.raises(MessageError, match="extensions"):
            stage.got(stage.switch.add_flow(f"table=3,{match},actions=output:2"))
        assert set(stage.fake.received - before) == {"desc_stats_request"}


def test_a_request_that_fails_says_what_was_asked() -> None:
    """By its text: one refused, one that is not answered."""
    stage = Stage(4)
    switch = stage.controller.switch(1)
    failures: list[Any] = []
    switch.request(switch.ofp.message.port_stats_request(port_no=77)).addErrback(failures.append)
    stage.endpoint.pump()
    asked = switch.ofp.match.parse("tcp,in_port=3")
    switch.request(switch.ofp.message.flow_stats_request(match=asked, table_id=5), 5).addErrback(failures.append)
    stage.clock.advance(6)
    refused, silence = [failure.getErrorMessage() for failure in failures]
    assert refused.startswith("port_stats_request xid ") and " (port_no=77) failed: " in refused
    assert silence.startswith("no answer to flow_stats_request xid ")
    assert silence.endswith("(table=5 out_port=0 tcp,in_port=3) within 5 s")


def test_many_flows_let_others_have_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes long is done in slices, with a turn of the reactor between them; lines keep their numbers."""
    monkeypatch.setattr(operations, "SLICE", 10)
    stage = Stage(4)
    switch = stage.controller.switch(1)
    lines = [f"in_port={number + 1},actions=drop" for number in range(95)]
    found: list[Any] = []
    switch.replace_flows(lines).addBoth(found.append)
    turns = 0
    while not found and turns < 50:
        turns += 1
        stage.endpoint.pump()
        stage.clock.advance(0)
    assert str(found[0]) == "95 added, 0 modified, 0 deleted"
    assert len(stage.fake.flows) == 95
    paused: list[object] = []
    pause = switch.pause
    monkeypatch.setattr(switch, "pause", lambda: paused.append(None) or pause())
    wrong: list[Any] = []
    switch.replace_flows([*lines, "in_prt=1,actions=drop"]).addBoth(wrong.append)
    stage.clock.advance(0)
    assert len(paused) == 9
    assert wrong[0].check(MessageError) and "line 96" in wrong[0].getErrorMessage()


def test_tables_in_1_0_are_for_those_flows_alone() -> None:
    """Open vSwitch's extension changes what a deletion without a table means, as long as it is on."""
    stage = Stage(1, extensions="openvswitch")
    switch = stage.controller.switch(1)
    stage.got(switch.add_flow("table=3,in_port=1,actions=drop"))
    stage.got(switch.add_flow("actions=output:1"))
    assert len(stage.got(switch.flows())) == 2
    stage.got(switch.delete_flows())
    assert stage.got(switch.flows()) == []
