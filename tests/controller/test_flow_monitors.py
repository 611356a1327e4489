"""Flow monitors in every version, with Deferreds, on a simulated switch with Open vSwitch's extensions."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from twisted.internet.defer import ensureDeferred

from oftwist import (
    FellBehind,
    MessageError,
    ProtocolError,
    RequestTimeout,
    Switch,
)
from tests.support.extension_stage import Stage, every_version


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
