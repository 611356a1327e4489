"""Open vSwitch's extensions through the Switch API, against a real one: packet-ins, resuming, flow monitors, bundles.

Each test has a bridge without hosts; packets come from packet-outs.
"""

from __future__ import annotations

from typing import Any

import pytest
import pytest_twisted
from twisted.internet import threads

from oftwist import RequestFailed, Switch
from oftwist import packet as pk
from oftwist.controller.extensions import registers_of
from oftwist.packet import Ethernet, IPv4, Udp
from tests.live.open_vswitch import PROTOCOLS, OpenVSwitch
from tests.live.test_switch_on_ovs import ALL_VERSIONS, connected, controllers
from tests.support.network import small_buffers
from tests.support.waiting import LIMIT

UDP = pk.build(Ethernet(0x020000000001, 0x020000000002), IPv4(1, 2), Udp(1025, 53), b"question")
OTHER = pk.build(Ethernet(0x020000000003, 0x020000000004), IPv4(3, 4), Udp(7, 8), b"something else, and longer")
#: The property of a continuation in front of the UUID of the bridge.
BRIDGE = b"\x80\x00\x00\x14"
every_version = pytest.mark.parametrize("version", ALL_VERSIONS)


async def packet(switch: Switch, frame: bytes = UDP) -> Any:
    """Send a packet through the flows of the switch, and return the packet-in that comes of it."""
    coming = switch.poll("packet_in", LIMIT)
    await switch.packet_out(data=frame, in_port=switch.ofp.OFPP_LOCAL, actions="table")
    return await coming


@every_version
@pytest.mark.parametrize("form", ["standard", "nxt_packet_in", "nxt_packet_in2"])
@pytest_twisted.ensureDeferred
async def test_packet_ins_of_every_form(ovs: OpenVSwitch, version: int, form: str) -> None:
    async with connected(ovs, version) as switch:
        await switch.set_packet_in_format(form)
        await switch.add_flow("cookie=0x2a,actions=load:5->NXM_NX_REG1[],controller")
        msg = await packet(switch)
        assert type(msg).__name__ == {"standard": "packet_in"}.get(form, form.replace("nxt", "nicira"))
        assert (bytes(msg.data), msg.total_len, msg.in_port) == (UDP, len(UDP), switch.ofp.OFPP_LOCAL)
        assert msg.reason == (switch.ofp.OFPR_ACTION if version < 5 else switch.ofp.OFPR_PACKET_OUT)
        if form != "standard":
            assert (msg.table_id, msg.cookie) == (0, 0x2A)


@every_version
@pytest_twisted.ensureDeferred
async def test_a_paused_packet_goes_on(ovs: OpenVSwitch, version: int) -> None:
    async with connected(ovs, version) as switch:
        await switch.set_packet_in_format("nxt_packet_in2")
        await switch.add_flow("actions=load:3->NXM_NX_REG0[],controller(pause,userdata=01),resubmit(,1)")
        await switch.add_flow("table=1,actions=controller(userdata=02)")
        msg = await packet(switch)
        assert bytes(msg.userdata) == b"\x01" and msg.continuation
        coming = switch.poll("packet_in", LIMIT)
        await switch.resume(msg)
        after = await coming
        assert (bytes(after.userdata), bytes(after.data), after.table_id) == (b"\x02", UDP, 1)
        assert registers_of(after.metadata) == {"reg0": 3}

        msg = await packet(switch)
        coming = switch.poll("packet_in", LIMIT)
        await switch.resume(msg, OTHER, fields={"reg0": 4})
        after = await coming
        assert (bytes(after.userdata), bytes(after.data)) == (b"\x02", OTHER)
        assert registers_of(after.metadata) == {"reg0": 4}

        for prop in msg.properties:
            if type(prop).__name__ == "nicira_packet_in_prop_continuation":
                at = bytes(prop.data).index(BRIDGE) + len(BRIDGE)
                prop.data = prop.data[:at] + bytes(16) + prop.data[at + 16 :]
        with pytest.raises(RequestFailed, match="NXR_STALE"):
            await switch.resume(msg)


def flow_text(number: int, more: str = "") -> str:
    return f"priority=100,dl_dst={(0x020000000000 + number).to_bytes(6, 'big').hex(':')},cookie={number}{more}"


async def collect(monitor: Any, event: str, count: int, seen: list[Any]) -> list[int]:
    """Read so many updates, all of one event, but for pauses; the cookies of the flows."""
    cookies = []
    while len(cookies) < count:
        update = await monitor.__anext__()
        seen.append(update)
        if update.event in ("paused", "resumed"):
            continue
        assert update.event == event, update
        cookies.append(update.entry.cookie)
    return sorted(cookies)


@every_version
@pytest.mark.parametrize("own", [True, False], ids=["own", "another's"])
@pytest_twisted.ensureDeferred
async def test_each_change_is_told_once(ovs: OpenVSwitch, version: int, own: bool) -> None:
    count = 1000
    everything = list(range(1, count + 1))
    bridge = await threads.deferToThread(ovs.add_bridge, PROTOCOLS[version], 0)
    async with controllers(bridge, 2) as (first, second):
        switch, other = first.switch(bridge.datapath_id), second.switch(bridge.datapath_id)
        actor, seen = (switch if own else other), []
        await other.add_flow("table=0,priority=1,cookie=0xffff,actions=drop")
        async with switch.monitor_flows() as monitor:
            assert await collect(monitor, "initial", 1, seen) == [0xFFFF]
            make = actor.operations.flow_mod
            await actor.apply(*(make("add", flow_text(n, ",actions=output:1"), {}) for n in everything))
            assert await collect(monitor, "added", count, seen) == everything
            changes = [make("modify_strict", flow_text(n, ",actions=output:2"), {}) for n in everything]
            await actor.apply(*changes)
            assert await collect(monitor, "modified", count, seen) == everything
            assert all("actions=output:2" in str(update) for update in seen[-count:] if update.entry)
            await actor.delete_flows("cookie=0/0" if version == 1 else None)
            removed = await collect(monitor, "removed", count + 1, seen)
            assert removed == [*everything, 0xFFFF]
            await actor.add_flow("cookie=5,actions=drop")
            assert await collect(monitor, "added", 1, seen) == [5], "nothing was told twice"
        assert not switch.transactions.waiting
        await actor.add_flow("in_port=1,cookie=6,actions=drop")
        assert not switch.transactions.waiting, "it has ended at the switch"


@every_version
@pytest_twisted.ensureDeferred
async def test_texts_are_those_of_ovs_ofctl(ovs: OpenVSwitch, version: int) -> None:
    async with connected(ovs, version) as switch:
        flows = ("in_port=1,cookie=1,actions=output:2", "tcp,nw_dst=10.0.0.0/8,idle_timeout=7,actions=drop")
        monitor = switch.monitor_flows(initial=False)
        async with monitor:
            for flow in flows:
                await switch.add_flow(flow)
            texts = [str(await monitor.__anext__()) for _ in flows]
    assert texts == [
        "event=ADDED table=0 cookie=0x1 in_port=1 actions=output:2",
        "event=ADDED table=0 idle_timeout=7 cookie=0 tcp,nw_dst=10.0.0.0/8",
    ]


@pytest.mark.parametrize("version", [ALL_VERSIONS[0], *ALL_VERSIONS[3:5]])
@pytest_twisted.ensureDeferred
async def test_a_pause_ends_consistent(ovs: OpenVSwitch, version: int) -> None:
    """While we do not read, the switch pauses; behind its resume what was told makes up the flows that are there."""
    count = 10_000
    bridge = await threads.deferToThread(ovs.add_bridge, PROTOCOLS[version], 0)
    with small_buffers():
        async with controllers(bridge, 2, echo_interval=0) as (first, second):  # it looks dead while unread
            switch, other = first.switch(bridge.datapath_id), second.switch(bridge.datapath_id)
            make, told, events = other.operations.flow_mod, set(), []
            async with switch.monitor_flows(limit=count * 2) as monitor:
                transport: Any = switch.protocol.transport
                transport.pauseProducing()
                for begin in range(0, count, 5000):
                    numbers = range(begin + 1, begin + 5001)
                    await other.apply(*(make("add", flow_text(n, ",actions=output:1"), {}) for n in numbers))
                await other.delete_flows("cookie=0/0" if version == 1 else flow_text(1).split(",")[1])
                transport.resumeProducing()
                left = {entry.cookie for entry in await other.flows()}
                while told != left or not 0 < events.count("paused") == events.count("resumed"):
                    update = await monitor.__anext__()
                    events.append(update.event)
                    if update.event == "added":
                        told.add(update.entry.cookie)
                    elif update.event == "removed":
                        told.discard(update.entry.cookie)


@every_version
@pytest_twisted.ensureDeferred
async def test_a_mask_means_the_same_in_all_versions(ovs: OpenVSwitch, version: int) -> None:
    bridge = await threads.deferToThread(ovs.add_bridge, PROTOCOLS[version], 0)
    async with controllers(bridge, 2) as (first, second):
        switch, witness = first.switch(bridge.datapath_id), second.switch(bridge.datapath_id)
        await switch.add_flow("actions=controller")
        seen = witness.poll("packet_in", LIMIT)
        assert bytes((await packet(switch)).data) == UDP
        await seen
        await switch.set_async(packet_in_mask_equal_master=0)
        await packet(witness)  # when it has come there, it was decided that we get none
        await switch.set_async(packet_in_mask_equal_master=7 if version < 5 else 0x3F)  # reasons there are
        assert bytes((await packet(switch, OTHER)).data) == OTHER, "of the one before nothing came"


@every_version
@pytest_twisted.ensureDeferred
async def test_errors_of_the_extensions(ovs: OpenVSwitch, version: int) -> None:
    async with connected(ovs, version) as switch:
        good = switch.operations.flow_mod("add", "in_port=1,actions=output:2", {})
        unknown: Any = switch.ofp.message.nicira_set_packet_in_format(format=99)
        with pytest.raises(RequestFailed, match="1 of 2 changes failed") as failed:
            await switch.apply(good, unknown)
        assert failed.value.requests == [unknown]
        if version < 5:
            ofp = switch.ofp
            cancel = getattr(ofp.message, f"{'onf' if version == 4 else 'nicira'}_flow_monitor_cancel")(id=77)
            with pytest.raises(RequestFailed, match="OFPMOFC_UNKNOWN_MONITOR") as failed:
                await switch.apply(good, cancel)
            assert failed.value.requests == [cancel]
        async with switch.monitor_flows():
            pass


@pytest.mark.parametrize("version", ALL_VERSIONS[3:5])
@pytest_twisted.ensureDeferred
async def test_errors_of_bundles_have_names_in_either_form(ovs: OpenVSwitch, version: int) -> None:
    async with connected(ovs, version) as switch:
        bundle = await switch.bundle().open()
        request: Any = switch.ofp.message.echo_request()
        bundle.add(request)
        with pytest.raises(RequestFailed, match="OFPBFC_MSG_UNSUP") as failed:
            await bundle.commit()
        assert failed.value.requests == [request] and bundle.state == "failed"
        with pytest.raises(RequestFailed, match="OFPBFC_BAD_ID"):
            await bundle.discard()
