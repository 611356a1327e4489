"""Links of a simulated network, in memory on a fake clock."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.task import Clock

from oftwist.net import Place, Topology
from oftwist.net.rules import COOKIE
from oftwist.testing import FakeSwitch, Network
from tests.support.world import World, share

VERSIONS = [[1], [2], [3], [4], [5], [6], [1, 2, 3, 4, 5, 6]]
FOUND = 2.0  # seconds until everything is known


def switches(count: int, ports: int = 4, version: int = 4) -> Network:
    """Switches that are not connected with each other."""
    network = Network(Clock())
    for number in range(1, count + 1):
        network.add_switch(FakeSwitch(number, version, ports=ports, clock=network.clock))
    return network


@pytest.mark.parametrize("versions", VERSIONS, ids=str)
def test_a_ring_is_found_and_its_other_ports_are_edges(versions: list[int]) -> None:
    world = World.ring(6, versions)
    world.run(FOUND)
    assert [str(link) for link in world.topology.links] == world.cables()
    assert len(world.named("link_up")) == 6
    assert all(world.topology.edges(dpid) == [1, 2] for dpid in range(1, 7))
    assert all(link.through == "cable" and not link.shared for link in world.topology.links)


def test_a_link_is_believed_after_two_probes_each_way() -> None:
    network = switches(2)
    network.add_link(network.switches[0], 1, network.switches[1], 1)
    world = World(network)
    discovery = world.topology._discovery
    places = Place(1, 1), Place(2, 1)
    while not world.topology.links:
        world.run(0.01, 0.01)
    there, back = discovery.links.direction(*places), discovery.links.direction(*reversed(places))
    assert there is not None and back is not None
    assert min(there.count, back.count) == 2


def test_a_cut_cable_is_a_link_down_of_its_port() -> None:
    world = World.ring(4, [4])
    world.run(FOUND)
    world.network.set_link(world.network.links[0], False)
    world.run(0.05)
    assert [(str(link), reason) for link, reason in world.named("link_down")] == [
        ("0000000000000001:3 - 0000000000000002:3", "port")
    ]
    world.network.set_link(world.network.links[0], True)
    world.run(FOUND)
    assert [str(link) for link in world.topology.links] == world.cables()


def test_a_switch_that_goes_takes_its_links_along() -> None:
    world = World.ring(4, [4])
    world.run(FOUND)
    world.network.switches[1].disconnect()
    world.run(0.1)
    assert [reason for _, reason in world.named("link_down")] == ["switch", "switch"]
    assert len(world.topology.links) == 2
    world.connect(world.network.switches[1])
    world.run(FOUND)
    assert len(world.topology.links) == 4


@pytest.mark.parametrize("direction", [0, 1])
def test_a_link_that_dies_silently_one_way_is_found_within_three_intervals(direction: int) -> None:
    world = World.ring(4, [4], interval=2.0)
    world.run(10)
    cable = world.network.links[1]
    switch, port = (cable.one, cable.other)[direction]
    switch.ports[port].send = lambda frame: None
    world.run(6.0)
    assert [reason for _, reason in world.named("link_down")] == ["timeout"]
    # It stays away, and neither end is taken for an edge: something is heard there.
    world.run(20)
    assert len(world.topology.links) == 3 and len(world.named("link_up")) == 4
    place = Place(cable.one[0].datapath_id, cable.one[1])
    other = Place(cable.other[0].datapath_id, cable.other[1])
    assert {world.topology.role(place), world.topology.role(other)} == {"new"}


def test_one_lost_probe_costs_no_link() -> None:
    world = World.ring(3, [4], interval=2.0)
    world.run(10)
    for switch in world.network.switches:
        for port in (3, 4):
            item = switch.ports[port]
            carry, lost = item.send, [0]

            def send(frame: bytes, carry: Any = carry, lost: list[int] = lost) -> None:
                lost[0] += 1
                if lost[0] % 3:
                    carry(frame)

            item.send = send
    world.run(60)
    assert not world.named("link_down")


def test_parallel_links_are_links_each() -> None:
    network = switches(2)
    for port in (1, 2, 3):
        network.add_link(network.switches[0], port, network.switches[1], port)
    world = World(network)
    world.run(FOUND)
    assert [str(link) for link in world.topology.links] == world.cables()
    assert len(world.topology.paths(1, 2)) == 3
    assert len(world.topology.tree()[1]) == 1


def test_a_loop_within_a_switch_is_a_link_but_no_way() -> None:
    network = switches(1)
    network.add_link(network.switches[0], 2, network.switches[0], 3)
    world = World(network)
    world.run(FOUND)
    (link,) = world.topology.links
    assert link.through == "loop"
    assert world.topology.edges(1) == [1, 4]
    assert world.topology.tree() == {}


def test_a_port_that_hears_itself_is_no_edge() -> None:
    network = switches(1)
    switch = network.switches[0]
    switch.ports[2].send = lambda frame: network._later(switch.receive, 2, frame)
    world = World(network)
    world.run(FOUND)
    assert world.topology.links == [] and world.topology.edges(1) == [1, 3, 4]
    assert any(event.kind == "topology_warning" for event in world.controller.events.since())


@pytest.mark.parametrize("count", [2, 3, 4])
def test_an_unmanaged_switch_in_between_is_recognised(count: int) -> None:
    network = switches(count)
    share(network, *((number, 1) for number in range(1, count + 1)))
    world = World(network)
    world.run(FOUND)
    links = world.topology.links
    assert len(links) == count * (count - 1) // 2
    assert {(link.through, link.shared) for link in links} == {("unmanaged", count > 2)}
    tree = world.topology.tree()
    assert {dpid: set(ports) for dpid, ports in tree.items()} == {number: {1} for number in range(1, count + 1)}
    assert len(world.topology.paths(1, 2)) == 1 and len(world.topology.paths(1, 2)[0]) == 2
    world.run(60)
    assert not world.named("link_down")


def test_probes_are_never_sent_all_at_once() -> None:
    network = switches(20, ports=48)
    world = World(network, interval=5.0)
    world.run(10, 0.05)
    counts = world.topology.counts
    before, most = counts.probes, 0
    for _ in range(100):
        at = counts.probes
        world.run(0.05, 0.05)
        most = max(most, counts.probes - at)
    assert counts.probes - before == pytest.approx(960, abs=20)
    assert most <= 15  # 960 ports in 5 s are 9.6 in 0.05 s


def test_a_port_that_flaps_is_left_alone() -> None:
    world = World.ring(3, [4])
    world.run(FOUND)
    probes = world.topology.counts.probes
    for _ in range(600):
        world.network.set_link(world.network.links[0], False)
        world.run(0.05)
        world.network.set_link(world.network.links[0], True)
        world.run(0.05)
    events = [event for event in world.controller.events.since() if event.kind in ("link_down", "topology_warning")]
    assert len(events) <= 8
    assert world.topology.counts.probes - probes < 300
    world.run(70)
    assert len(world.topology.links) == 3


def rules_of(switch: FakeSwitch) -> list[Any]:
    return [flow for flow in switch.flows if flow.cookie == COOKIE]


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6])
def test_rules_that_somebody_deletes_are_put_back(version: int) -> None:
    world = World(switches(1, version=version))
    world.run(0.1)
    (switch,) = world.network.switches
    assert len(rules_of(switch)) == 2
    world.controller.switch(1).delete_flows()
    world.run(0.05)
    assert not rules_of(switch)
    world.run(1)
    assert len(rules_of(switch)) == 2
    assert world.topology.counts.restored


def test_a_fight_over_the_rules_is_not_fought_fast() -> None:
    world = World(switches(1))
    world.run(0.1)
    world.controller.add_handler("flow_removed", lambda switch, msg: None, priority=2000)
    for _ in range(1200):
        world.controller.switch(1).delete_flows()
        world.run(0.05)
    assert world.topology.counts.restored < 50


def test_topology_of_a_controller_is_one() -> None:
    world = World(switches(1))
    assert Topology.of(world.controller) is world.topology
    world.controller.remove_app(world.topology)
    later = Topology.of(world.controller)
    assert later is not world.topology
    world.run(FOUND)
    assert later.edges(1) == [1, 2, 3, 4]
