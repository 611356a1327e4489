"""What a switch does by Open vSwitch's extensions: packet-ins in its forms, resuming, flow monitors. In memory."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from oftwist import (
    Controller,
    FellBehind,
    MessageError,
    Options,
    ProtocolError,
    RequestFailed,
    RequestTimeout,
    Switch,
    on,
)
from oftwist import packet as pk
from oftwist.apps.learning_switch import LearningSwitch
from oftwist.controller.extensions import PACKET_IN_FORMATS, registers_of, resume_message
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


# --- the forms of packet-ins --------------------------------------------------------------------------------


@every_version
@pytest.mark.parametrize("form", PACKET_IN_FORMATS)
def test_a_packet_in_of_any_form_reads_as_the_standard_one(version: int, form: str) -> None:
    seen, exact = Seen(), []
    stage = Stage(version, app=seen)
    stage.controller.add_handler("nicira_packet_in2", lambda switch, msg: exact.append(msg))
    stage.got(stage.switch.set_packet_in_format(form))
    stage.to_controller("load:5->NXM_NX_REG1[],controller")
    polled = stage.switch.poll("packet_in", 5)
    stage.packet()
    (msg,) = seen.msgs
    name = {"standard": "packet_in"}.get(form, form.replace("nxt", "nicira"))
    assert type(msg).__name__ == name
    assert (msg.in_port, bytes(msg.data), msg.total_len) == (1, UDP, len(UDP))
    assert msg.reason == stage.switch.ofp.OFPR_ACTION and msg.buffer_id == 0xFFFFFFFF
    if form != "standard":
        assert (msg.table_id, msg.cookie) == (0, 0x2A)
        assert registers_of(msg.metadata)["reg1"] == 5 and msg.metadata == msg.match
        assert msg.userdata == b"" and msg.continuation is None
    assert stage.got(polled) is msg
    assert len(exact) == (form == "nxt_packet_in2")


@every_version
@pytest.mark.parametrize("form", PACKET_IN_FORMATS)
def test_reserved_ports_are_numbered_as_the_version_does(version: int, form: str) -> None:
    seen = Seen()
    stage = Stage(version, app=seen)
    ofp = stage.switch.ofp
    stage.got(stage.switch.set_packet_in_format(form))
    stage.to_controller("controller")
    stage.got(stage.switch.packet_out(data=UDP, in_port=ofp.OFPP_LOCAL, actions="table"))
    assert [msg.in_port for msg in seen.msgs] == [ofp.OFPP_LOCAL]


@every_version
def test_userdata_and_controller_ids(version: int) -> None:
    seen = Seen()
    stage = Stage(version, app=seen)
    stage.got(stage.switch.set_packet_in_format("nxt_packet_in2"))
    stage.got(stage.switch.set_controller_id(7))
    stage.to_controller("controller(userdata=01.02,id=7),controller(userdata=03,id=8)")
    stage.packet()
    assert [bytes(msg.userdata) for msg in seen.msgs] == [b"\x01\x02"]
    stage.got(stage.switch.set_controller_id(0))
    stage.packet()
    assert len(seen.msgs) == 1


@every_version
@pytest.mark.parametrize("form", PACKET_IN_FORMATS)
def test_the_learning_switch_works_on_every_form(version: int, form: str) -> None:
    stage = Stage(version, app=LearningSwitch())
    stage.got(stage.switch.set_packet_in_format(form))
    stage.packet(1, UDP)
    assert sorted(port for port, _ in stage.out) == [2, 3, 4]
    stage.out.clear()
    stage.packet(2, BACK)
    assert stage.out == [(1, BACK)]
    stage.out.clear()
    before = stage.fake.sent["packet_in"]
    stage.packet(2, BACK)
    assert stage.out == [(1, BACK)] and stage.fake.sent["packet_in"] == before, "there is a flow now"


@pytest.mark.parametrize("form", PACKET_IN_FORMATS)
def test_limits_for_packet_ins_are_for_all_forms(form: str) -> None:
    stage = Stage(4, packet_in_rate=1)
    seen = Seen()
    stage.controller.add_app(seen)
    stage.got(stage.switch.set_packet_in_format(form))
    stage.to_controller("controller")
    for _ in range(5):
        stage.packet()
    counters = stage.switch.counters
    assert len(seen.msgs) + counters.packet_ins_limited == 5 and counters.packet_ins_limited >= 3


@pytest.mark.parametrize("form", PACKET_IN_FORMATS)
def test_a_full_inbox_drops_packet_ins_of_any_form_first(form: str) -> None:
    stage = Stage(4, inbox=True, inbox_size=3)
    stage.got(stage.switch.set_packet_in_format(form))
    stage.to_controller("controller")
    for _ in range(3):
        stage.packet()
    stage.fake.add_port(9)
    stage.run()
    assert stage.got(stage.switch.poll("port_status", 0)).desc.port_no == 9


@every_version
def test_what_is_not_there_is_not_sent(version: int) -> None:
    stage = Stage(version, extensions=None)
    switch = stage.switch
    received = stage.fake.received.copy()
    for asked in (switch.set_packet_in_format(2), switch.set_controller_id(1)):  # at once: they share the question
        with pytest.raises(MessageError, match="Open vSwitch's extensions"):
            stage.got(asked)
    assert dict(stage.fake.received - received) == {"desc_stats_request": 1}
    with pytest.raises(MessageError, match="standard, nxt_packet_in, nxt_packet_in2"):
        switch.set_packet_in_format("nxm")


# --- resuming -----------------------------------------------------------------------------------------------


def paused(version: int) -> tuple[Stage, Any]:
    """A packet that waits for the controller, with registers set before and used after."""
    seen = Seen()
    stage = Stage(version, app=seen)
    stage.got(stage.switch.set_packet_in_format("nxt_packet_in2"))
    stage.to_controller("load:3->NXM_NX_REG0[],controller(pause),output:NXM_NX_REG0[]")
    stage.packet()
    (msg,) = seen.msgs
    assert stage.out == [] and msg.continuation
    return stage, msg


@every_version
def test_a_paused_packet_goes_on(version: int) -> None:
    stage, msg = paused(version)
    stage.got(stage.switch.resume(msg))
    assert stage.out == [(3, UDP)]


@every_version
def test_it_goes_on_changed(version: int) -> None:
    stage, msg = paused(version)
    stage.got(stage.switch.resume(msg, BACK, fields={"reg0": 4}))
    assert stage.out == [(4, BACK)]


@every_version
def test_a_packet_is_resumed_once_and_only_if_it_waits(version: int) -> None:
    stage, msg = paused(version)
    stage.got(stage.switch.resume(msg))
    with pytest.raises(RequestFailed, match="NXR_STALE"):
        stage.got(stage.switch.resume(msg))
    for other in (stage.switch.ofp.message.nicira_packet_in2(), stage.switch.ofp.message.packet_in()):
        with pytest.raises(MessageError, match="not paused"):
            stage.got(stage.switch.resume(other))


@every_version
def test_the_continuation_comes_back_byte_for_byte(version: int) -> None:
    stage, msg = paused(version)
    back = resume_message(stage.switch.ofp, msg)
    assert back.continuation == msg.continuation and back.data == msg.data  # type: ignore[attr-defined]
    assert back.match == msg.match  # type: ignore[attr-defined]
    longer = resume_message(stage.switch.ofp, msg, b"x" * 99, {"xreg0": 9 << 32, "reg5": 1})
    assert longer.continuation == msg.continuation and longer.total_len == 99  # type: ignore[attr-defined]
    assert (longer.match["reg0"], longer.match["reg5"]) == (9, 1)  # type: ignore[attr-defined]


# --- flow monitors ------------------------------------------------------------------------------------------


async def take(monitor: Any, count: int) -> list[Any]:
    return [await monitor.__anext__() for _ in range(count)]


def lines(updates: list[Any]) -> list[str]:
    return [f"{update.event} {update.entry.cookie}" for update in updates]


@every_version
@pytest.mark.parametrize("own", [True, False])
def test_each_change_is_told_once(version: int, own: bool) -> None:
    stage = Stage(version)
    other: Switch = stage.join().switch(1)
    switch = stage.switch
    stage.got(switch.add_flow("in_port=1,cookie=1,actions=output:2"))
    monitor = switch.monitor_flows(own=own)
    stage.got(monitor.begin())
    actor = switch if own else other
    stage.got(actor.add_flow("in_port=2,cookie=2,actions=output:2"))
    stage.got(actor.modify_flows("in_port=2,cookie=3,actions=output:3"))
    stage.got(actor.delete_flows("in_port=2"))
    stage.got(actor.delete_flows("in_port=2"))
    updates = stage.got(take(monitor, 4))
    assert [update.event for update in updates] == ["initial", "added", "modified", "removed"]
    assert [update.entry.cookie for update in updates][:2] == [1, 2]
    assert str(updates[1]) == "event=ADDED table=0 cookie=0x2 in_port=2 actions=output:2"
    assert str(updates[3]).startswith("event=DELETED reason=delete table=0 cookie=")
    assert stage.got(stage.switch.flows())
    more = ensureDeferred(monitor.__anext__())
    stage.run()
    assert not more.called, "there is no more"
    stage.got(other.add_flow("in_port=4,cookie=9,actions=output:1"))
    assert stage.got(more).entry.cookie == 9


@every_version
def test_our_own_changes_can_come_as_their_xid(version: int) -> None:
    stage = Stage(version)
    monitor = stage.switch.monitor_flows(own=False)
    stage.got(monitor.begin())
    flow = stage.switch.operations.flow_mod("add", "in_port=1,actions=output:2", {})
    stage.got(stage.switch.apply(flow))
    update = stage.got(monitor.__anext__())
    assert (update.event, update.entry.xid) == ("abbreviated", flow.xid)
    assert str(update) == f"event=ABBREV xid={flow.xid:#x}"


@every_version
def test_leaving_the_loop_ends_the_monitor_at_the_switch(version: int) -> None:
    stage = Stage(version)
    stage.got(stage.switch.add_flow("in_port=1,actions=output:2"))

    async def first() -> Any:
        async for update in stage.switch.monitor_flows():
            return update

    assert stage.got(first()).event == "initial"
    gc.collect()
    stage.run()
    stage.run()
    assert all(not channel.monitors for channel in stage.fake.channels)
    assert not any(xid in stage.switch.transactions.waiting for xid in (0,)), "nothing is left of it"
    waiting = len(stage.switch.transactions.waiting)
    assert waiting == 0


@every_version
def test_a_block_begins_and_ends_it(version: int) -> None:
    stage = Stage(version)

    async def block() -> list[str]:
        async with stage.switch.monitor_flows() as monitor:
            assert any(channel.monitors for channel in stage.fake.channels)
            await stage.switch.add_flow("in_port=1,cookie=5,actions=output:2")
            found = lines(await take(monitor, 1))
        async for _ in monitor:
            found.append("more")
        return found

    assert stage.got(block()) == ["added 5"]
    assert all(not channel.monitors for channel in stage.fake.channels)
    stage.got(stage.switch.add_flow("in_port=2,actions=output:2"))
    assert not stage.switch.transactions.waiting


@every_version
def test_only_what_was_asked_for(version: int) -> None:
    stage = Stage(version)
    switch = stage.switch
    port = str(switch.ports[3].name)
    some = switch.monitor_flows(f"tcp,nw_dst=10.0.0.0/8,out_port={port}", initial=False, modified=False)
    stage.got(some.begin())
    for cookie, words in enumerate(
        (
            "tcp,nw_dst=10.1.0.0/16,actions=output:3",
            "udp,nw_dst=10.1.0.0/16,actions=output:3",
            "tcp,nw_dst=11.1.0.0/16,actions=output:3",
            "tcp,nw_dst=10.2.0.0/16,actions=output:2",
            "tcp,nw_dst=10.3.0.1,tp_dst=80,actions=output:3",
        )
    ):
        stage.got(switch.add_flow(f"cookie={cookie},{words}"))
    stage.got(switch.modify_flows("tcp,nw_dst=10.1.0.0/16,cookie=9,actions=output:3,output:1"))
    stage.got(switch.delete_flows())
    updates = stage.got(take(some, 4))
    assert sorted(update.event for update in updates) == ["added", "added", "removed", "removed"]
    assert [update.entry.cookie for update in updates[:2]] == [0, 4]


@every_version
def test_several_monitors_of_one_connection(version: int) -> None:
    stage = Stage(version)
    switch = stage.switch
    everything = switch.monitor_flows()
    ports = switch.monitor_flows("in_port=1", initial=False, removed=False)
    arps = switch.monitor_flows("arp,arp_tpa=10.0.0.0/8", added=False)
    for monitor in (everything, ports, arps):
        stage.got(monitor.begin())
    stage.got(switch.add_flow("in_port=1,cookie=1,actions=output:2"))
    stage.got(switch.add_flow("in_port=2,cookie=2,actions=output:2"))
    stage.got(switch.add_flow("in_port=1,arp,arp_tpa=10.1.2.3,cookie=3,actions=output:2"))
    stage.got(switch.delete_flows("arp"))
    assert lines(stage.got(take(everything, 4))) == ["added 1", "added 2", "added 3", "removed 3"]
    assert lines(stage.got(take(ports, 2))) == ["added 1", "added 3"]
    assert lines(stage.got(take(arps, 1))) == ["removed 3"]
    stage.got(ports.aclose())
    stage.got(switch.add_flow("in_port=1,cookie=7,actions=output:2"))
    stage.got(switch.delete_flows())
    assert lines(stage.got(take(everything, 3)))[0] in ("added 7", "modified 7", "removed 7")


@every_version
def test_a_reader_that_falls_behind_is_told(version: int) -> None:
    stage = Stage(version)
    monitor = stage.switch.monitor_flows(limit=3)
    stage.got(monitor.begin())
    for number in range(5):
        stage.got(stage.switch.add_flow(f"in_port={number},cookie={number + 1},actions=output:2"))
    assert lines(stage.got(take(monitor, 3))) == ["added 1", "added 2", "added 3"]
    with pytest.raises(FellBehind, match="3 updates"):
        stage.got(monitor.__anext__())
    stage.run()
    assert all(not channel.monitors for channel in stage.fake.channels)
    with pytest.raises(StopAsyncIteration):
        stage.got(monitor.__anext__())


@every_version
def test_it_ends_with_the_connection(version: int) -> None:
    stage = Stage(version)
    found: list[str] = []

    async def watch() -> str:
        async for update in stage.switch.monitor_flows():
            found.append(update.event)
        return "ended"

    watching = ensureDeferred(watch())
    stage.run()
    stage.run()
    stage.got(stage.switch.add_flow("in_port=1,actions=output:2"))
    assert found == ["added"]
    stage.switch.close()
    assert stage.got(watching) == "ended"


@every_version
def test_pause_and_resume_are_told(version: int) -> None:
    stage = Stage(version)
    ofp = stage.switch.ofp
    monitor = stage.switch.monitor_flows()
    stage.got(monitor.begin())
    (channel,) = stage.fake.channels
    for event in ("paused", "resumed"):
        if version >= 5:
            entry = getattr(ofp, f"flow_update_{event}")()
            msg = ofp.message.flow_monitor_reply(xid=0, entries=[entry])
        else:
            prefix = "onf" if version == 4 else "nicira"
            msg = getattr(ofp.message, f"{prefix}_flow_monitor_{event}")(xid=0)
        channel.send_raw(msg.pack())
        stage.run()
    updates = stage.got(take(monitor, 2))
    assert [update.event for update in updates] == ["paused", "resumed"]
    assert [str(update) for update in updates] == ["event=PAUSED", "event=RESUMED"]


@every_version
def test_a_switch_without_it(version: int) -> None:
    stage = Stage(version, extensions=None)
    before = stage.fake.received.copy()
    monitor = stage.switch.monitor_flows()
    if version < 5:
        with pytest.raises(MessageError, match=f"OpenFlow 1.4; this switch speaks 1.{version - 1}"):
            stage.got(monitor.begin())
        assert dict(stage.fake.received - before) == {"desc_stats_request": 1}
    else:  # the specification has them
        stage.got(monitor.begin())
        stage.got(monitor.aclose())
    assert not stage.switch.transactions.waiting


def test_mistakes_are_told_at_once() -> None:
    switch = Stage(4).switch
    for words, match in (("table=9x", "9x"), ("cookie=1/-1", "cookie"), ("out_group=3", "1.4")):
        with pytest.raises(MessageError, match=match):
            switch.monitor_flows(words)
    with pytest.raises(MessageError, match="neither"):
        switch.monitor_flows(added=False, modified=False, removed=False)


def reply_name(version: int) -> str:
    return ("onf_" if version == 4 else "nicira_" if version < 4 else "") + "flow_monitor_reply"


@every_version
def test_an_update_that_cannot_be_decoded_is_no_gap(version: int) -> None:
    stage = Stage(version)
    monitor = stage.switch.monitor_flows()
    stage.got(monitor.begin())
    (channel,) = stage.fake.channels
    whole = getattr(stage.switch.ofp.message, reply_name(version))(xid=0, entries=[]).pack()
    unread = bytes((0, 7, 0, 0, 9, 9, 9))
    channel.send_raw(whole[:2] + (len(whole) + 7).to_bytes(2, "big") + whole[4:] + unread)
    stage.run()
    assert stage.got(monitor.__anext__()).event == "unreadable"
    channel.send_raw(whole[:2] + (10).to_bytes(2, "big") + whole[4:10])
    stage.run()
    with pytest.raises(ProtocolError):
        stage.got(monitor.__anext__())
    stage.run()
    assert all(not channel.monitors for channel in stage.fake.channels)


@every_version
def test_a_switch_that_does_not_answer(version: int) -> None:
    stage = Stage(version)
    stage.got(stage.switch.extended())
    (channel,) = stage.fake.channels
    channel.receive = lambda data: None
    monitor = stage.switch.monitor_flows(timeout=0.5)
    with pytest.raises(RequestTimeout, match=r"within 0\.5 s"):
        stage.got(monitor.begin())


@every_version
def test_two_who_read_one_monitor(version: int) -> None:
    stage = Stage(version)
    monitor = stage.switch.monitor_flows()
    stage.got(monitor.begin())
    first, second, third = (ensureDeferred(monitor.__anext__()) for _ in range(3))
    third.addErrback(lambda failure: None)
    third.cancel()
    stage.got(stage.switch.add_flow("in_port=1,cookie=1,actions=output:2"))
    stage.got(stage.switch.add_flow("in_port=2,cookie=2,actions=output:2"))
    assert lines([stage.got(first), stage.got(second)]) == ["added 1", "added 2"]


# --- bundles, asynchronous configuration, roles -------------------------------------------------------------


@every_version
def test_bundles(version: int) -> None:
    stage = Stage(version)
    switch = stage.switch
    if version < 4:
        with pytest.raises(MessageError, match=r"1\.4, and with an extension of OpenFlow 1\.3"):
            switch.bundle()
        return

    async def bundle(*words: str, error: Exception | None = None) -> None:
        async with switch.bundle() as opened:
            for word in words:
                opened.add(switch.operations.flow_mod("add", word, {}))
            if error is not None:
                raise error

    stage.got(bundle("in_port=1,actions=output:2", "in_port=2,actions=output:1"))
    assert len(list(stage.fake.flows)) == 2
    with pytest.raises(KeyError):
        stage.got(bundle("in_port=3,actions=output:2", error=KeyError("changed our mind")))
    with pytest.raises(RequestFailed, match="TABLE") as failed:
        stage.got(bundle("in_port=3,actions=output:2", "table=99,in_port=4,actions=output:2"))
    assert failed.value.requests[0].table_id == 99
    assert len(list(stage.fake.flows)) == 2
    assert stage.fake.received["onf_bundle_ctrl_msg" if version == 4 else "bundle_ctrl_msg"] >= 8


def test_a_bundle_in_1_3_is_for_switches_that_have_it() -> None:
    stage = Stage(4, extensions=None)
    before = stage.fake.received.copy()
    with pytest.raises(MessageError, match="without the extension"):
        stage.got(stage.switch.bundle().open())
    assert dict(stage.fake.received - before) == {"desc_stats_request": 1}


@every_version
def test_a_mask_means_the_same_in_all_versions(version: int) -> None:
    seen = Seen()
    stage = Stage(version, app=seen)
    stage.to_controller("controller")
    stage.packet()
    assert len(seen.msgs) == 1
    stage.got(stage.switch.set_async(packet_in_mask_equal_master=0))
    stage.packet()
    stage.fake.add_port(9)
    stage.run()
    assert len(seen.msgs) == 1 and 9 in stage.switch.ports, "and the others are as they were"
    stage.got(stage.switch.set_async(packet_in_mask_equal_master=7 if version < 5 else 0x3F))  # reasons there are
    stage.packet()
    assert len(seen.msgs) == 2


@every_version
def test_masks_that_are_not_there(version: int) -> None:
    with pytest.raises(MessageError, match="no such mask: nonsense"):
        stage = Stage(version)
        stage.got(stage.switch.set_async(nonsense=7))
    if version < 4:
        stage = Stage(version, extensions=None)
        before = stage.fake.received.copy()
        with pytest.raises(MessageError, match="Open vSwitch's extensions"):
            stage.got(stage.switch.set_async(packet_in_mask_slave=7))
        assert dict(stage.fake.received - before) == {"desc_stats_request": 1}


def test_what_stands_for_standard_messages_of_later_versions_is_taken_as_them() -> None:
    told: list[Any] = []
    stage = Stage(4)
    stage.controller.add_handler("role_status", lambda switch, msg: told.append(switch.role))
    (channel,) = stage.fake.channels
    channel.send_raw(stage.switch.ofp.message.onf_role_status(xid=0, role=3, reason=0, generation_id=9).pack())
    stage.run()
    assert told == [3] and stage.switch.generation_id == 9


@every_version
def test_flow_removed_of_the_extension(version: int) -> None:
    told: list[Any] = []
    stage = Stage(version)
    stage.controller.add_handler("flow_removed", lambda switch, msg: told.append(msg))
    (channel,) = stage.fake.channels
    message = stage.switch.ofp.message
    channel.send_raw(message.nicira_flow_removed(xid=0, cookie=5, reason=2, table_id=1).pack())
    stage.run()
    assert [(type(msg).__name__, msg.cookie) for msg in told] == [("nicira_flow_removed", 5)]


@every_version
def test_errors_of_the_extensions_have_names_and_their_requests(version: int) -> None:
    stage = Stage(version)
    ofp = stage.switch.ofp
    good = stage.switch.operations.flow_mod("add", "in_port=1,actions=output:2", {})
    stale = ofp.message.nicira_resume(properties=[ofp.common.nicira_packet_in_prop_continuation(data=bytes(8))])
    with pytest.raises(RequestFailed, match="1 of 2 changes failed: nicira/NXR_STALE") as failed:
        stage.got(stage.switch.apply(good, stale))
    assert failed.value.requests == [stale]
    answer = stage.got(stage.switch.transact(ofp.message.nicira_resume(properties=stale.properties)))
    assert type(answer).__name__ == "nicira_error_msg"
