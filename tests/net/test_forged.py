"""Probes that hosts make up, keep, or carry elsewhere: no link comes of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oftwist.net.probes import Forged, Signer
from oftwist.packet import Ethernet, Lldp, build, build_arp, ipv4
from oftwist.testing import Network
from oftwist.testing.network import Host
from tests.support.world import World

FOUND = 2.0


def world(versions: list[int]) -> World:
    made = World(Network.shaped("line", 3, 2, versions=versions))
    for switch in made.controller.switches.values():
        switch.add_flow("priority=0,actions=controller:65535")
    made.run(FOUND)
    for host in made.network.hosts:
        host.send(build_arp(1, host.mac, host.ip, 0, ipv4("10.9.9.9")))
    made.run(0.1)
    assert len(made.topology.hosts) == 6
    return made


def tapped(host: Host) -> list[bytes]:
    """All that comes to a host, probes too."""
    seen: list[bytes] = []
    receive = host.receive
    host.receive = lambda frame: (seen.append(frame), receive(frame))[1]  # type: ignore[method-assign]
    assert host.switch is not None
    host.network.plug(host, host.switch, host.port)
    return seen


def probes(seen: list[bytes]) -> list[bytes]:
    return [frame for frame in seen if frame[12:14] == b"\x88\xcc"]


@pytest.mark.parametrize("versions", [[1], [4], [6]], ids=str)
def test_a_made_up_probe_is_refused(versions: list[int]) -> None:
    attacked = world(versions)
    host = attacked.network.hosts[0]
    links = [str(link) for link in attacked.topology.links]
    made_up = Signer(b"guessed")
    for number in range(50):
        host.send(made_up.frame(made_up.head(3, 1, 1, 15, bool(number & 1)), number, attacked.clock.seconds()).frame)
        attacked.run(0.1)
    # The common form, as other controllers believe it.
    plain = Lldp([(1, b"\x07dpid:0000000000000003"), (2, b"\x07" + b"1"), (3, b"\0\x78")])
    host.send(build(Ethernet(0x0180C200000E, 1), plain))
    attacked.run(1)
    assert [str(link) for link in attacked.topology.links] == links
    assert attacked.topology.counts.forged == 50
    warnings = [event for event in attacked.controller.events.since() if event.kind == "topology_warning"]
    assert [event.fields["reason"] for event in warnings] == ["forged probe: its signature is wrong"]


@pytest.mark.parametrize("later", [0.0, 0.5, 3.0, 30.0])
def test_a_probe_that_is_sent_again_elsewhere_makes_no_link(later: float) -> None:
    attacked = world([4])
    thief, friend = attacked.network.hosts[0], attacked.network.hosts[-1]
    links = [str(link) for link in attacked.topology.links]
    ears = tapped(thief), tapped(friend)
    for _ in range(10):
        attacked.run(6)
        caught = [probes(ear) for ear in ears]
        for ear in ears:
            ear.clear()
        attacked.run(later)
        for frames, other in zip(caught, (friend, thief), strict=True):
            for frame in frames:
                other.send(frame)
    attacked.run(1)
    assert [str(link) for link in attacked.topology.links] == links


def carry(attacked: World, one: Host, other: Host) -> None:
    """Two hosts pass on at once whatever probe they get: a wire made of hosts."""

    def relay(there: Host) -> Callable[[bytes], None]:
        def receive(frame: bytes) -> None:
            if frame[12:14] == b"\x88\xcc":
                there.send(frame)

        return receive

    for here, there in ((one, other), (other, one)):
        here.receive = relay(there)  # type: ignore[method-assign]
        assert here.switch is not None
        attacked.network.plug(here, here.switch, here.port)


def test_hosts_that_carry_probes_between_them_make_no_link() -> None:
    attacked = world([4])
    links = [str(link) for link in attacked.topology.links]
    carry(attacked, attacked.network.hosts[0], attacked.network.hosts[-1])
    attacked.run(60)
    assert [str(link) for link in attacked.topology.links] == links
    assert attacked.topology.counts.refused > 5
    assert len([e for e in attacked.controller.events.since() if e.kind == "topology_warning"]) < 20


def test_a_port_may_be_a_link_after_it_was_down() -> None:
    """One role for each port until its link goes down."""
    network = Network.shaped("line", 2, 2)
    made = World(network)
    made.controller.switch(1).add_flow("priority=0,actions=controller:65535")
    made.run(FOUND)
    host = network.hosts[0]
    host.send(build_arp(1, host.mac, host.ip, 0, ipv4("10.9.9.9")))
    made.run(0.1)
    (one, two) = network.switches
    one.ports[1].send = lambda frame: network._later(two.receive, 1, frame)
    two.ports[1].send = lambda frame: network._later(one.receive, 1, frame)
    made.run(20)
    assert len(made.topology.links) == 1 and made.topology.counts.refused
    for up in (False, True):
        one.set_link(1, up)
        made.run(0.1)
    made.run(FOUND)
    assert len(made.topology.links) == 2


def test_a_probe_that_was_changed_is_forged() -> None:
    signer = Signer("secret")
    frame, _ = signer.frame(signer.head(1, 2, 3, 15, False), 4, 5.0)
    assert signer.read(frame) is not None
    start = frame.index(b"\x00\x26\xe1\x6f")
    for at in range(start + 4, len(frame) - 2):
        changed = frame[:at] + bytes([frame[at] ^ 1]) + frame[at + 1 :]
        with pytest.raises(Forged):
            signer.read(changed)
    with pytest.raises(Forged):
        Signer("another").read(frame)
    assert Signer("secret").read(frame) == signer.read(frame)


def test_whatever_comes_as_lldp_is_read_without_fuss() -> None:
    signer = Signer("secret")
    frame, _ = signer.frame(signer.head(1, 2, 3, 15, False), 4, 5.0)
    for end in range(len(frame) - 2):  # without the end of its list it is as good
        try:
            assert signer.read(frame[:end]) is None
        except Forged:
            assert end > 14
    assert signer.read(b"") is None
    assert signer.read(frame[:12] + b"\x08\x00" + frame[14:]) is None
