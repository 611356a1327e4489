"""Hosts of a simulated network: who is where, who moves, and who only says so. In memory on a fake clock."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist import packet as pk
from oftwist.net import Place
from oftwist.net.rules import OWN_MAC
from oftwist.testing import Network
from oftwist.testing.network import Host
from tests.support.world import World

FOUND = 2.0
VERSIONS = [[1], [4], [6]]


def world(versions: list[int], hosts: int = 2, **settings: Any) -> World:
    """A ring whose switches send to us what they have no flow for, and nobody forwards."""
    made = World(Network.shaped("ring", 4, hosts, versions=versions), **settings)
    for switch in made.controller.switches.values():
        switch.add_flow("priority=0,actions=controller:65535")
    made.run(FOUND)
    return made


def says(world: World, host: Host, vlan: int | None = None) -> None:
    """A host asks for the address of nobody."""
    arp = pk.Arp(1, host.mac, host.ip, 0, pk.ipv4("10.9.9.9"))
    tag = [] if vlan is None else [pk.Vlan(vlan)]
    host.send(pk.build(pk.Ethernet(pk.BROADCAST, host.mac), *tag, arp))
    world.endpoint.pump()


def places(world: World) -> list[str]:
    return sorted(str(host) for host in world.topology.hosts)


def warnings(world: World) -> list[str]:
    found = [event for event in world.controller.events.since() if event.kind == "topology_warning"]
    return [str(event.fields["reason"]) for event in found]


@pytest.mark.parametrize("versions", VERSIONS, ids=str)
def test_who_sends_is_found_with_its_address(versions: list[int]) -> None:
    seen = world(versions)
    host = seen.network.hosts[3]
    says(seen, host)
    assert places(seen) == ["00:00:00:00:00:04 at 0000000000000002:2"]
    (found,) = seen.topology.hosts
    assert found is seen.topology.host("10.0.0.4") is seen.topology.host("00:00:00:00:00:04") is seen.topology.host(4)
    assert found.ipv4 == [host.ip] and seen.topology.hosts_at(Place(2, 2)) == [found]
    assert [told[0] for told in seen.named("host_up")] == [found]
    (event,) = [event for event in seen.controller.events.since() if event.kind == "host_up"]
    assert event.dpid == 2 and event.fields["ipv4"] == ["10.0.0.4"]
    assert found.told()["mac"] == "00:00:00:00:00:04"


def test_neighbour_discovery_tells_an_address_too() -> None:
    seen = world([4])
    host = seen.network.hosts[0]
    address = pk.ipv6("2001:db8::1")
    ask = pk.Nd(pk.ipv6("2001:db8::9"), [(1, host.mac.to_bytes(6, "big"))])
    frame = pk.build(
        pk.Ethernet(0x3333FF000009, host.mac), pk.IPv6(address, pk.ipv6("ff02::1:ff00:9"), ttl=255), pk.Icmpv6(135), ask
    )
    host.send(frame)
    seen.endpoint.pump()
    found = seen.topology.host("2001:db8::1")
    assert found is not None and found.mac == host.mac and found.ipv6 == [address]


def test_an_address_in_two_vlans_is_two_hosts() -> None:
    seen = world([4])
    one, two = seen.network.hosts[:2]
    two.mac, two.ip = one.mac, one.ip
    says(seen, one, 10)
    says(seen, two, 20)
    assert places(seen) == [
        "00:00:00:00:00:01 in VLAN 10 at 0000000000000001:1",
        "00:00:00:00:00:01 in VLAN 20 at 0000000000000001:2",
    ]
    assert seen.topology.host("10.0.0.1", 10) is not seen.topology.host("10.0.0.1", 20)


@pytest.mark.parametrize("versions", VERSIONS, ids=str)
def test_a_host_that_moves_is_asked_where_it_was_and_then_followed(versions: list[int]) -> None:
    seen = world(versions)
    host, other = seen.network.hosts[0], seen.network.hosts[7]
    says(seen, host)
    assert other.switch is not None
    seen.network.plug(host, other.switch, other.port)
    says(seen, host)
    assert places(seen) == ["00:00:00:00:00:01 at 0000000000000001:1"]
    seen.run(0.6)
    assert places(seen) == ["00:00:00:00:00:01 at 0000000000000004:2"]
    assert seen.named("host_moved") == [(seen.topology.hosts[0], Place(1, 1))]
    assert not warnings(seen)


@pytest.mark.parametrize("versions", VERSIONS, ids=str)
def test_who_claims_to_be_a_host_that_is_there_is_reported_and_not_followed(versions: list[int]) -> None:
    seen = world(versions)
    victim, thief = seen.network.hosts[0], seen.network.hosts[7]
    says(seen, victim)
    thief.mac = victim.mac
    for _ in range(20):
        says(seen, thief)
        seen.run(0.5)
    assert places(seen) == ["00:00:00:00:00:01 at 0000000000000001:1"]
    assert not seen.named("host_moved")
    (warning,) = warnings(seen)
    assert warning.startswith("somebody claims to be a host that is elsewhere: 00:00:00:00:00:01")
    assert seen.topology.counts.spoofed >= 5
    assert any(frame[6:12] == OWN_MAC.to_bytes(6, "big") for frame in victim.received)


def test_a_host_whose_port_went_down_may_appear_elsewhere_at_once() -> None:
    seen = world([4])
    host, other = seen.network.hosts[0], seen.network.hosts[7]
    says(seen, host)
    switch = host.switch
    assert switch is not None and other.switch is not None
    switch.set_link(1, False)
    seen.run(0.1)
    seen.network.plug(host, other.switch, other.port)
    says(seen, host)
    assert places(seen) == ["00:00:00:00:00:01 at 0000000000000004:2"]
    seen.run(5)
    assert not seen.named("host_down")


def test_a_host_whose_port_stays_down_is_gone() -> None:
    seen = world([4])
    host = seen.network.hosts[0]
    says(seen, host)
    assert host.switch is not None
    host.switch.set_link(1, False)
    seen.run(5)
    assert places(seen) == []
    assert [reason for _, reason in seen.named("host_down")] == ["port"]


def test_a_host_that_comes_again_is_asked_for_its_address() -> None:
    seen = world([4])
    host = seen.network.hosts[0]
    says(seen, host)
    assert host.switch is not None
    host.switch.set_link(1, False)
    seen.run(5)
    assert places(seen) == []
    host.switch.set_link(1, True)
    seen.run(FOUND)
    host.send(pk.build_ethernet(pk.BROADCAST, host.mac, 0x88B5, b"no word of its address"))
    seen.run(0.1)
    found = seen.topology.host("10.0.0.1")
    assert found is not None and found.mac == host.mac


def test_a_host_that_is_everywhere_is_held() -> None:
    seen = world([4])
    host = seen.network.hosts[0]
    free = [(other.switch, other.port) for other in seen.network.hosts]
    moves = 0
    for round_ in range(60):
        switch, port = free[round_ % len(free)]
        assert switch is not None
        seen.network.plug(host, switch, port)
        says(seen, host)
        seen.run(0.6)
        moves = len(seen.named("host_moved"))
    assert moves <= 10
    assert any(warning.startswith("a host moves too often") for warning in warnings(seen))


def test_a_silent_host_is_asked_before_it_is_forgotten() -> None:
    seen = world([4], expire=40.0)
    silent, there = seen.network.hosts[0], seen.network.hosts[1]
    says(seen, silent)
    says(seen, there)
    seen.network.hosts[0].receive = lambda frame: None  # type: ignore[method-assign]
    assert silent.switch is not None
    seen.network.plug(silent, silent.switch, silent.port)
    seen.run(120, 0.25)
    assert places(seen) == ["00:00:00:00:00:02 at 0000000000000001:2"]
    assert [reason for _, reason in seen.named("host_down")] == ["silent"]


def test_an_address_that_two_claim_is_nobodys() -> None:
    seen = world([4])
    one, two = seen.network.hosts[:2]
    says(seen, one)
    two.ip = one.ip
    says(seen, two)
    assert seen.topology.host("10.0.0.1") is None
    assert any("two hosts claim an address: 10.0.0.1" in warning for warning in warnings(seen))
    says(seen, one)
    assert seen.topology.host("10.0.0.1") is None
    seen.run(61, 0.25)
    says(seen, one)
    found = seen.topology.host("10.0.0.1")
    assert found is not None and found.mac == one.mac


def test_a_port_that_invents_addresses_does_not_eat_our_memory() -> None:
    seen = world([4])
    host = seen.network.hosts[0]
    other = seen.network.hosts[1]
    for number in range(5000):
        host.send(pk.build_ethernet(pk.BROADCAST, 0x020000000000 + number, 0x88B5, b"x"))
        seen.endpoint.pump()
    assert len(seen.topology.hosts) <= 4096
    assert any(warning.startswith("too many hosts") for warning in warnings(seen))
    says(seen, other)
    assert seen.topology.host(other.mac) is not None


def test_hosts_seen_where_a_link_is_found_are_none() -> None:
    """What comes from beyond a switch that is not ours yet is nobody's here when it is."""
    network = Network.shaped("line", 2, 1)
    late = network.switches.pop()
    seen = World(network)
    seen.controller.switch(1).add_flow("priority=0,actions=controller:65535")
    seen.run(FOUND)
    network.switches[0].receive(2, pk.build_arp(1, 77, pk.ipv4("10.0.0.77"), 0, pk.ipv4("10.9.9.9")))
    seen.run(0.1)
    assert places(seen) == ["00:00:00:00:00:4d at 0000000000000001:2"]
    seen.connect(late)
    seen.run(FOUND)
    assert len(seen.topology.links) == 1 and places(seen) == []
    assert [reason for _, reason in seen.named("host_down")] == ["link"]
