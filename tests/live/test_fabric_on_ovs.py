"""The fabric on real Open vSwitches: rings, leaf-spines and meshes in every version of OpenFlow, and mixed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest
import pytest_twisted
from twisted.internet import reactor, threads
from twisted.internet.defer import Deferred

from oftwist import Controller, Options, Topology
from oftwist.apps.fabric import Fabric
from oftwist.packet import build_udp, ipv4, mac_text
from tests.live.open_vswitch import PROTOCOLS, OpenVSwitch, marks
from tests.live.ovs_network import OvsNetwork
from tests.support.waiting import LIMIT, until

T = TypeVar("T")
MIXED = [1, 2, 3, 4, 5, 6]
SHOUTS = 20


def aside(function: Callable[..., T], *args: Any) -> Deferred[T]:
    """Call what waits in a thread, while the reactor runs on."""
    return threads.deferToThread(function, *args)


class Stage:
    """A network, its controller, and what the topology has found out."""

    def __init__(self, network: OvsNetwork, controller: Controller, topology: Topology) -> None:
        self.network, self.controller, self.topology = network, controller, topology

    async def found(self) -> None:
        """Until all cables are links."""
        await until(lambda: len(self.topology.links) == len(self.network.cables))

    async def all_reach_each_other(self) -> None:
        """Until every host answers every other."""
        left: list[str] = ["?"]
        for _ in range(30):
            left = await aside(self.network.unreachable)
            if not left:
                return
        raise AssertionError(f"still not reachable: {left}; errors: {self.errors()}")

    def errors(self) -> list[Any]:
        return [event for event in self.controller.events.since() if event.kind in ("error", "app_failed")]


@asynccontextmanager
async def stage(ovs: OpenVSwitch, shape: str, count: int, versions: list[int]) -> AsyncIterator[Stage]:
    network = await aside(OvsNetwork, ovs, shape, count, versions)
    controller = Controller(Options(), reactor)  # type: ignore[arg-type]
    topology = controller.add_app(Topology(controller, interval=2.0))
    controller.add_app(Fabric())
    try:
        listener = controller.listen("ptcp:0:127.0.0.1")
        controller.startService()
        port: Any = await listener.when_listening()
        await aside(network.set_controller, f"tcp:127.0.0.1:{port.getHost().port}")
        await until(lambda: len(controller.switches) == count)
        world = Stage(network, controller, topology)
        await world.found()
        yield world
    finally:
        await aside(network.remove)
        await controller.stopService()


@pytest.mark.parametrize(
    ("shape", "count", "versions"),
    [
        *(pytest.param("ring", 4, [one], marks=marks(one)) for one in PROTOCOLS),
        *(("leaf-spine", 6, versions) for versions in ([4], MIXED)),
        *(("mesh", 4, versions) for versions in ([3], MIXED)),
    ],
    ids=str,
)
@pytest_twisted.ensureDeferred
async def test_all_hosts_reach_each_other_and_a_broadcast_comes_once(
    ovs: OpenVSwitch, shape: str, count: int, versions: list[int]
) -> None:
    async with stage(ovs, shape, count, versions) as world:
        network = world.network
        await world.all_reach_each_other()
        assert not world.errors()
        before, heard = await aside(network.received), await aside(network.heard)
        await aside(network.stations[0].shout, SHOUTS)

        async def come() -> bool:
            now = await aside(network.heard)
            return all(now[one.address] - heard[one.address] >= SHOUTS for one in network.stations[1:])

        for _ in range(100):
            if await come():
                break
        else:
            raise AssertionError("not everybody heard it")
        await world.all_reach_each_other()  # what goes round would have gone round many times by now
        after = await aside(network.received)
        # Pings of every pair go over a link a few times, and probes now and then.
        others = 4 * len(network.stations) ** 2 + 40
        assert all(after[port] - before[port] <= 2 * SHOUTS + others for port in after), after - before


@pytest.mark.parametrize("versions", [[1], MIXED], ids=str)
@pytest_twisted.ensureDeferred
async def test_a_cut_link_heals_and_comes_back(ovs: OpenVSwitch, versions: list[int]) -> None:
    async with stage(ovs, "ring", 4, versions) as world:
        await world.all_reach_each_other()
        for cable in world.network.cables[:2]:
            await aside(cable.cut)
            await until(lambda: len(world.topology.links) == 3)
            await world.all_reach_each_other()
            await aside(cable.mend)
            await world.found()
        await world.all_reach_each_other()
        assert not world.errors()


@pytest.mark.parametrize("versions", [[4], MIXED], ids=str)
@pytest_twisted.ensureDeferred
async def test_a_link_that_dies_silently_one_way_heals(ovs: OpenVSwitch, versions: list[int]) -> None:
    async with stage(ovs, "ring", 4, versions) as world:
        await world.all_reach_each_other()
        cable = world.network.cables[1]
        await aside(cable.deafen, True)
        await until(lambda: len(world.topology.links) == 3)
        downs = [event for event in world.controller.events.since() if event.kind == "link_down"]
        assert [event.fields["reason"] for event in downs] == ["timeout"]
        await world.all_reach_each_other()
        await aside(cable.deafen, False)
        await world.found()


@pytest.mark.parametrize("versions", [[1], [6]], ids=str)
@pytest_twisted.ensureDeferred
async def test_a_host_that_moves_is_followed(ovs: OpenVSwitch, versions: list[int]) -> None:
    async with stage(ovs, "ring", 4, versions) as world:
        await world.all_reach_each_other()
        mover = world.network.stations[0]
        await aside(world.network.move, mover, world.network.bridges[2])
        await world.all_reach_each_other()

        def there() -> bool:
            host = world.topology.host(mover.address)
            return host is not None and host.dpid == world.network.bridges[2].datapath_id

        await until(there)


@pytest.mark.parametrize("versions", [[1], MIXED], ids=str)
@pytest_twisted.ensureDeferred
async def test_switches_that_restart_get_their_flows_back(own_ovs: OpenVSwitch, versions: list[int]) -> None:
    async with stage(own_ovs, "ring", 4, versions) as world:
        await world.all_reach_each_other()
        await aside(own_ovs.kill, "ovs-vswitchd")
        await until(lambda: not world.controller.switches)
        await aside(own_ovs.start_switch)
        await until(lambda: len(world.controller.switches) == 4)
        await world.found()
        await world.all_reach_each_other()


@pytest.mark.parametrize("versions", [[1], [6]], ids=str)
@pytest_twisted.ensureDeferred
async def test_rules_that_somebody_deletes_are_put_back(ovs: OpenVSwitch, versions: list[int]) -> None:
    async with stage(ovs, "ring", 4, versions) as world:
        bridge = world.network.bridges[0]

        def ours() -> int:
            return sum("0x746f706f6c6f6779" in line for line in bridge.flows())

        assert await aside(ours) == 2
        before = world.topology.counts.restored
        await aside(bridge.ofctl, "del-flows")
        await until(lambda: world.topology.counts.restored > before)
        switch = await world.controller.when_switch(bridge.datapath_id, timeout=LIMIT)
        await switch.barrier(timeout=LIMIT)
        assert await aside(ours) == 2


@pytest.mark.parametrize("versions", [[1], pytest.param([6], marks=pytest.mark.slow)], ids=str)
@pytest_twisted.ensureDeferred
async def test_a_trace_tells_the_way_of_a_packet(ovs: OpenVSwitch, versions: list[int]) -> None:
    async with stage(ovs, "line", 3, versions) as world:
        await world.all_reach_each_other()
        places = [f"02:00:00:00:01:{number:02x}" for number in (1, 3)]
        await until(lambda: all(world.topology.host(address) for address in places))
        one, three = (world.topology.host(address) for address in places)
        assert one is not None and three is not None
        frame = build_udp(three.mac, one.mac, ipv4("10.0.0.1"), ipv4("10.0.0.3"), 7, 7)
        address = mac_text(three.mac)
        for _ in range(20):  # in 1.0 the first one makes the flow of the pair
            told = await world.topology.trace(frame, one)
            if all(any(address in str(flow) for flow in visit.flows) for visit in told):
                break
        assert [visit.dpid for visit in told] == [bridge.datapath_id for bridge in world.network.bridges]
        assert all(any(address in str(flow) for flow in visit.flows) for visit in told)
