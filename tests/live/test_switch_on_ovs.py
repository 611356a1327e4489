"""The Switch API against a real Open vSwitch: confirmed changes, long statistics, bundles, roles.

Each test has a bridge without hosts; Open vSwitch runs in its own processes, the controller in this one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_twisted
from twisted.internet import reactor, task, threads

from oftwist import Controller, Options, RequestFailed, Switch
from tests.live.open_vswitch import PROTOCOLS, Bridge, OpenVSwitch
from tests.support.waiting import LIMIT

NO_BUFFER = 0xFFFFFFFF
ALL_VERSIONS = [pytest.param(version, id=f"1.{version - 1}") for version in PROTOCOLS]


@asynccontextmanager
async def controllers(bridge: Bridge, count: int = 1, **options: Any) -> AsyncIterator[list[Controller]]:
    """So many controllers that the bridge is connected to, and stopped at the end."""
    running = [Controller(Options(**options), reactor) for _ in range(count)]
    try:
        targets = []
        for controller in running:
            listener = controller.listen("ptcp:0:127.0.0.1")
            controller.startService()  # type: ignore[no-untyped-call]
            port: Any = await listener.when_listening()
            targets.append(f"tcp:127.0.0.1:{port.getHost().port}")
        await threads.deferToThread(bridge.set_controller, *targets)
        for controller in running:
            await controller.when_switch(bridge.datapath_id, timeout=LIMIT)
        yield running
    finally:
        await threads.deferToThread(bridge.remove)
        for controller in running:
            await controller.stopService()


@asynccontextmanager
async def connected(ovs: OpenVSwitch, version: int) -> AsyncIterator[Switch]:
    bridge = await threads.deferToThread(ovs.add_bridge, PROTOCOLS[version], 0)
    async with controllers(bridge) as (controller,):
        switch = controller.switch(bridge.datapath_id)
        assert switch.version == version
        yield switch


def flow(switch: Switch, number: int) -> Any:
    """A flow for one destination address, that drops."""
    ofp = switch.ofp
    return ofp.message.flow_add(
        match=ofp.match.build(eth_dst=(0x020000000000 + number).to_bytes(6, "big")),
        priority=100,
        cookie=number,
        buffer_id=NO_BUFFER,
    )


def bad_flow(switch: Switch, number: int) -> Any:
    """The same in a table that there is not; in 1.0, with a flag that Open vSwitch does not do."""
    msg = flow(switch, number)
    if switch.version == 1:
        msg.flags = switch.ofp.OFPFF_EMERG
    else:
        msg.table_id = 0xFF
    return msg


def all_flows(switch: Switch) -> Any:
    ofp = switch.ofp
    request = ofp.message.flow_stats_request(table_id=0xFF, match=ofp.match.build())
    request.out_port = ofp.OFPP_NONE if switch.version == 1 else ofp.OFPP_ANY
    if switch.version > 1:
        request.out_group = ofp.OFPG_ANY
    return request


async def cookies(switch: Switch) -> list[int]:
    """The cookies of all flows, sorted."""
    return sorted(entry.cookie for entry in await switch.stats(all_flows(switch)))


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.ensureDeferred
async def test_three_bad_flows_of_a_thousand(ovs: OpenVSwitch, version: int) -> None:
    async with connected(ovs, version) as switch:
        bad = {17, 500, 999}
        flows = [bad_flow(switch, n) if n in bad else flow(switch, n) for n in range(1000)]
        with pytest.raises(RequestFailed) as caught:
            await switch.apply(*flows)
        assert [request.cookie for request in caught.value.requests] == sorted(bad)
        assert all(error.err_type == switch.ofp.OFPET_FLOW_MOD_FAILED for error in caught.value.errors)
        assert "3 of 1000" in str(caught.value) and "TABLE" in str(caught.value)
        assert await cookies(switch) == sorted(set(range(1000)) - bad)
        await switch.apply(flow(switch, 17))  # and nothing of it sticks


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.ensureDeferred
async def test_statistics_of_many_flows(ovs: OpenVSwitch, version: int) -> None:
    count = 20_000
    async with connected(ovs, version) as switch:
        for begin in range(0, count, 5000):
            await switch.apply(*(flow(switch, n) for n in range(begin, begin + 5000)))
        assert await cookies(switch) == list(range(count))
        streamed = 0
        async for _ in switch.stream(all_flows(switch)):
            streamed += 1
        assert streamed == count


@pytest.mark.parametrize("version", ALL_VERSIONS[3:])
@pytest_twisted.ensureDeferred
async def test_bundles(ovs: OpenVSwitch, version: int) -> None:
    async with connected(ovs, version) as switch:
        async with switch.bundle() as bundle:
            bundle.add(*(flow(switch, n) for n in range(100)))
        assert len(await switch.stats(all_flows(switch))) == 100

        bad = bad_flow(switch, 201)
        with pytest.raises(RequestFailed) as caught:
            async with switch.bundle() as bundle:
                bundle.add(flow(switch, 200), bad, flow(switch, 202))
        assert caught.value.requests[0] is bad and "TABLE" in str(caught.value)
        assert len(await switch.stats(all_flows(switch))) == 100

        with pytest.raises(KeyError):
            async with switch.bundle() as bundle:
                bundle.add(flow(switch, 300))
                raise KeyError("changed our mind")
        assert len(await switch.stats(all_flows(switch))) == 100


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.ensureDeferred
async def test_two_controllers(ovs: OpenVSwitch, version: int) -> None:
    bridge = await threads.deferToThread(ovs.add_bridge, PROTOCOLS[version], 0)
    async with controllers(bridge, 2) as both:
        one, other = (controller.switch(bridge.datapath_id) for controller in both)
        # Nicira's roles of 1.0 and 1.1 have the same names and no generation ids.
        master, slave = (2, 3)
        told: list[int] = []
        both[0].add_handler("role_status", lambda switch, msg: told.append(msg.role))
        await one.request_role("master", 10)
        assert one.role == master
        await one.apply(flow(one, 1))
        await other.request_role("master", 11)
        assert other.role == master
        with pytest.raises(RequestFailed):
            await one.apply(flow(one, 2))
        await other.apply(flow(other, 3))
        if version >= 5:  # the switch tells the one that lost
            assert one.role == slave and told == [slave]
        if version >= 3:
            with pytest.raises(RequestFailed, match="STALE"):
                await one.request_role("master", 10)
        await one.request_role("slave", 11)
        assert one.role == slave
        assert await cookies(other) == [1, 3]
        await one.request_role("master")  # with the generation id that the switch has
        assert one.role == master and (version < 3 or one.generation_id == 11)


@pytest.mark.parametrize("version", ALL_VERSIONS[3:])
@pytest_twisted.ensureDeferred
async def test_asynchronous_messages_as_configured(ovs: OpenVSwitch, version: int) -> None:
    async with connected(ovs, version) as switch:
        ofp = switch.ofp
        no_match, action = 1 << ofp.OFPR_NO_MATCH, 1 << 1  # 1.4 calls the second one by another name

        async def masks() -> tuple[int, int]:
            """Of packet-ins to a master, and of port-status messages to it."""
            reply = await switch.get_async()
            if version == 4:
                return reply.packet_in_mask_equal_master, reply.port_status_mask_equal_master
            of = {type(prop).__name__: prop.mask for prop in reply.properties}
            return of["packet_in_master"], of["port_status_master"]

        before = await masks()
        assert before[0] & action and before[1] == 7
        if version == 4:
            await switch.set_async(packet_in_mask_equal_master=no_match)
        else:
            await switch.set_async(ofp.async_config_prop.packet_in_master(mask=no_match))
        assert await masks() == (no_match, 7)


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.ensureDeferred
async def test_ports_come_and_go(ovs: OpenVSwitch, version: int) -> None:
    async with connected(ovs, version) as switch:
        before = set(switch.ports)
        name = f"d{ovs.folder.name[-8:]}"
        (bridge,) = (await threads.deferToThread(ovs.vsctl, "list-br")).split()
        await threads.deferToThread(
            ovs.vsctl, "add-port", bridge, name, "--", "set", "interface", name, "type=internal", "ofport_request=9"
        )
        for _ in range(100):
            if set(switch.ports) != before:
                break
            await task.deferLater(reactor, 0.05)  # type: ignore[arg-type]
        assert set(switch.ports) - before == {9}
