"""The fabric in simulated networks of every shape and version, in memory on a fake clock."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.apps.fabric import COOKIE, Fabric
from oftwist.packet import build_arp, build_ethernet
from oftwist.testing import Network
from oftwist.testing.shapes import SHAPES
from tests.support.world import World, share

EVERY = [[1], [2], [3], [4], [5], [6], [1, 2, 3, 4, 5, 6]]
FOUND = 2.0


def world(shape: str, switches: int, versions: list[int], hosts: int = 1, **options: Any) -> World:
    return World(Network.shaped(shape, switches, hosts, versions=versions, **options), Fabric())


def no_errors(world: World) -> bool:
    return not any(switch.errors_sent for switch in world.network.switches)


@pytest.mark.parametrize("versions", EVERY, ids=str)
@pytest.mark.parametrize("shape", SHAPES)
def test_all_hosts_reach_each_other(shape: str, versions: list[int]) -> None:
    fabric = world(shape, 6, versions)
    fabric.run(FOUND)
    report = fabric.ping_all()
    assert not report.unanswered and report.sent
    assert no_errors(fabric)


@pytest.mark.parametrize("versions", EVERY, ids=str)
@pytest.mark.parametrize("shape", ["ring", "mesh", "leaf-spine"])
def test_a_broadcast_goes_to_everybody_once(shape: str, versions: list[int]) -> None:
    fabric = world(shape, 6, versions, hosts=2)
    fabric.run(FOUND)
    hosts = fabric.network.hosts
    for frame in (
        build_arp(1, hosts[0].mac, hosts[0].ip, 0, 0x0A0000FE),  # who is nobody?
        build_ethernet(0xFFFFFFFFFFFF, hosts[0].mac, 0x88B5, b"to all"),
        build_ethernet(0xFFFFFFFFFFFF, hosts[0].mac, 0x88B5, b"to all, in a VLAN", vlan=10),
    ):
        for host in hosts:
            host.received.clear()
        hosts[0].send(frame)
        fabric.run(0.5)
        assert [host.received.count(frame) for host in hosts] == [0] + [1] * (len(hosts) - 1)


@pytest.mark.parametrize("versions", EVERY, ids=str)
def test_a_cut_link_heals(versions: list[int]) -> None:
    fabric = world("ring", 5, versions)
    fabric.run(FOUND)
    assert not fabric.ping_all().unanswered
    for link in fabric.network.links:
        fabric.network.set_link(link, False)
        fabric.run(0.1)
        assert not fabric.ping_all().unanswered
        fabric.network.set_link(link, True)
        fabric.run(3)
    assert not fabric.ping_all().unanswered
    assert no_errors(fabric)


@pytest.mark.parametrize("version", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("shape", ["ring", "leaf-spine"])
def test_switches_go_around_a_dead_link_without_us(shape: str, version: int) -> None:
    fabric = world(shape, 6, [version])
    fabric.run(FOUND)
    assert not fabric.ping_all().unanswered
    for connection in fabric.endpoint.connections:
        connection.cut()
    for link in fabric.network.links:
        fabric.network.set_link(link, False)
        assert not fabric.ping_all(timeout=1.0).unanswered
        fabric.network.set_link(link, True)


@pytest.mark.parametrize("versions", [[1], [4], [1, 4]], ids=str)
def test_a_silently_dead_link_heals_within_three_probes(versions: list[int]) -> None:
    fabric = World(Network.shaped("ring", 4, 1, versions=versions), Fabric(), interval=2.0)
    fabric.run(6)
    assert not fabric.ping_all().unanswered
    link = fabric.network.links[0]
    link.one[0].ports[link.one[1]].send = lambda frame: None
    fabric.run(6)
    assert not fabric.ping_all().unanswered


@pytest.mark.parametrize("versions", EVERY, ids=str)
def test_a_host_that_moves_is_followed(versions: list[int]) -> None:
    fabric = world("ring", 5, versions, hosts=2)
    fabric.run(FOUND)
    assert not fabric.ping_all().unanswered
    mover, free, other = fabric.network.hosts[0], fabric.network.hosts[-1], fabric.network.hosts[4]
    assert free.switch is not None
    place = (free.switch, free.port)
    fabric.network.plug(mover, *place)  # quietly: no port goes down
    mover.ping(other)
    fabric.run(0.7)
    assert [str(host) for host, _ in fabric.named("host_moved")] == ["00:00:00:00:00:01 at 0000000000000005:2"]
    assert not fabric.ping_all([(mover, other), (other, mover)]).unanswered


@pytest.mark.parametrize("versions", EVERY, ids=str)
def test_a_switch_that_restarts_gets_its_flows_back(versions: list[int]) -> None:
    fabric = world("ring", 5, versions)
    fabric.run(FOUND)
    assert not fabric.ping_all().unanswered
    switch = fabric.network.switches[2]
    switch.restart()
    fabric.run(0.2)
    assert not switch.flows
    fabric.connect(switch)
    fabric.run(FOUND)
    fabric.ping_all()  # its hosts are known again
    assert not fabric.ping_all().unanswered
    assert any(flow.cookie == COOKIE for flow in switch.flows)
    assert no_errors(fabric)


def test_who_asks_for_a_known_address_is_answered_and_nobody_else_hears() -> None:
    fabric = world("ring", 5, [4])
    fabric.run(FOUND)
    assert not fabric.ping_all().unanswered
    one, *others, last = fabric.network.hosts
    for host in fabric.network.hosts:
        host.received.clear()
        host.arp.clear()
    one.send(build_arp(1, one.mac, one.ip, 0, last.ip))
    fabric.run(0.2)
    assert one.arp == {last.ip: last.mac}
    assert not any(host.received for host in (*others, last))


@pytest.mark.parametrize("versions", [[1], [4], [6]], ids=str)
def test_the_same_address_in_two_vlans_is_two_hosts(versions: list[int]) -> None:
    fabric = world("ring", 4, versions)
    fabric.run(FOUND)
    one, two, _, four = fabric.network.hosts
    for host, vlan in ((one, 10), (two, 20)):
        host.send(build_ethernet(0xFFFFFFFFFFFF, 0x020000000099, 0x88B5, b"hello", vlan=vlan))
    fabric.run(0.3)
    for vlan, here, there in ((10, one, two), (20, two, one)):
        one.received.clear()
        two.received.clear()
        one.mac = two.mac = 0x020000000099  # they look at what is for this address
        for _ in range(2):  # the second has a flow of its pair, where there are no tables
            four.send(build_ethernet(0x020000000099, four.mac, 0x88B5, b"to you", vlan=vlan))
            fabric.run(0.1)
        assert (len(here.received), len(there.received)) == (2, 0)


@pytest.mark.parametrize("versions", EVERY, ids=str)
def test_nobody_is_asked_when_all_are_known(versions: list[int]) -> None:
    fabric = world("leaf-spine", 6, versions, hosts=2)
    fabric.run(FOUND)
    fabric.ping_all()
    assert not fabric.ping_all().unanswered  # all are known now, and pairs have their flows where they need them
    before = sum(switch.sent["packet_in"] for switch in fabric.network.switches)
    probes = fabric.topology.counts.heard
    assert not fabric.ping_all().unanswered
    packets = sum(switch.sent["packet_in"] for switch in fabric.network.switches) - before
    assert packets == fabric.topology.counts.heard - probes


def test_there_is_no_flow_for_a_pair_where_there_are_tables() -> None:
    fabric = world("leaf-spine", 6, [4], hosts=3)
    fabric.run(FOUND)
    assert not fabric.ping_all().unanswered
    hosts, flows = len(fabric.network.hosts), fabric.network.flow_count()
    assert flows <= len(fabric.network.switches) * (hosts + 30)


@pytest.mark.parametrize("versions", EVERY, ids=str)
def test_a_loop_through_an_unmanaged_switch_is_no_storm(versions: list[int]) -> None:
    """What comes by a port that is not part of the tree is from somebody else on the same wire."""
    network = Network.shaped("ring", 4, 1, versions=versions)
    for switch in network.switches:
        switch.add_port(9)
    share(network, (1, 9), (2, 9), (3, 9))
    fabric = World(network, Fabric())
    fabric.run(3)
    assert len(fabric.topology.links) == 4 + 3
    fabric.ping_all()
    assert not fabric.ping_all().unanswered
    hosts = network.hosts
    for dst in (0xFFFFFFFFFFFF, 0x333300000001, 0x0200000000EE):  # everybody, a group, nobody known
        frame = build_ethernet(dst, hosts[0].mac, 0x88B5, b"to all")
        came = [0] * 4
        for index, host in enumerate(hosts[1:], 1):
            assert host.switch is not None

            def count(frame_: bytes, index: int = index, frame: bytes = frame) -> None:
                came[index] += frame_ == frame  # noqa: B023 (looked at in this round)

            host.switch.ports[host.port].send = count
        hosts[0].send(frame)
        fabric.run(0.3)
        assert came == [0, 1, 1, 1], hex(dst)
    assert no_errors(fabric)


def test_equal_ways_are_shared_by_a_group() -> None:
    fabric = world("leaf-spine", 6, [4], hosts=2)
    fabric.run(FOUND)
    fabric.ping_all()
    leaf = fabric.network.switches[-1]
    groups = [group for group in leaf.datapath.groups.values() if group.group_type == 1]
    assert len(groups) == 3 and {len(group.buckets) for group in groups} == {2}
    fabric.network.set_link(fabric.network.links[-1], False)
    fabric.run(0.1)
    assert not any(len(group.buckets) > 1 for group in leaf.datapath.groups.values() if group.group_type == 1)


def test_a_single_switch_forwards_nearly_at_once() -> None:
    fabric = world("line", 1, [4], hosts=3)
    fabric.run(0.4)
    assert not fabric.ping_all(timeout=1.0).unanswered


def test_a_change_far_away_costs_nothing_here() -> None:
    """Only what changed is worked out again, and only what is different is sent."""
    fabric = world("line", 6, [4])
    fabric.run(FOUND)
    fabric.ping_all()
    fabric.network.switches[5].add_port(3)
    fabric.run(FOUND)
    sent = {switch.name: switch.received["flow_add"] for switch in fabric.network.switches}
    host = fabric.network.add_host(fabric.network.switches[5], 3)
    host.send(build_arp(1, host.mac, host.ip, 0, 0x0A0000FE))
    fabric.run(0.5)
    more = [switch.received["flow_add"] - sent[switch.name] for switch in fabric.network.switches]
    assert more[:5] == [1] * 5  # where the new host is
    assert more[5] <= 4  # to and from it; a port more for floods


@pytest.mark.parametrize("versions", EVERY, ids=str)
def test_a_trace_tells_the_flows_that_a_packet_hits(versions: list[int]) -> None:
    fabric = world("line", 3, versions)
    fabric.run(FOUND)
    fabric.ping_all()
    fabric.ping_all()
    one, _, three = (fabric.topology.host(host.mac) for host in fabric.network.hosts)
    assert one is not None and three is not None
    came = len(fabric.network.hosts[2].received)
    frame = build_ethernet(three.mac, one.mac, 0x88B5, b"where does it go")
    told: list[Any] = []
    fabric.topology.trace(frame, one).addBoth(told.append)
    fabric.run(6)
    assert [visit.dpid for visit in told[0]] == [1, 2, 3]
    assert len(fabric.network.hosts[2].received) - came == 7 * 4  # once for each switch, and once to see no more
    for visit in told[0]:
        texts = [str(flow) for flow in visit.flows]
        switch = fabric.network.switches[visit.dpid - 1]
        if max(switch.versions) > 1:
            tables = [flow.table_id for flow in visit.flows]
            assert tables == sorted(tables) and tables[:3] == [0, 1, 2]
        assert any("dl_dst=00:00:00:00:00:03" in text for text in texts)
        assert all("0x88cc" not in text for text in texts)
