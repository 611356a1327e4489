"""The fabric while much changes at random: when it is calm again all that are connected reach each other."""

from __future__ import annotations

import random

import pytest

from oftwist.apps.fabric import Fabric
from oftwist.testing import FakeSwitch, Network
from tests.support.world import World


def parts(network: Network) -> dict[FakeSwitch, set[FakeSwitch]]:
    """Each switch with those it is connected with."""
    found = {switch: {switch} for switch in network.switches}
    for link in network.links:
        if link.up:
            together = found[link.one[0]] | found[link.other[0]]
            for switch in together:
                found[switch] = together
    return found


def change(world: World, chance: random.Random) -> None:
    """Cut or mend a cable, have two hosts change places, or restart a switch."""
    network, what = world.network, chance.random()
    if what < 0.6:
        link = chance.choice(network.links)
        network.set_link(link, not link.up)
    elif what < 0.8:
        one, other = chance.sample(network.hosts, 2)
        places = (one.switch, one.port), (other.switch, other.port)
        for host, (switch, port) in zip((one, other), reversed(places), strict=True):
            assert switch is not None
            host.switch = None  # the other one may be there already
            network.plug(host, switch, port)
    else:
        switch = chance.choice(network.switches)
        switch.restart()
        world.run(0.1)
        world.connect(switch)
    world.run(chance.choice([0.05, 0.3, 1.0]))


@pytest.mark.parametrize("seed", range(5))
def test_all_that_are_connected_reach_each_other_when_it_is_calm_again(seed: int) -> None:
    chance = random.Random(seed)
    shape, count = chance.choice(["ring", "mesh", "leaf-spine", "tree"]), chance.randint(4, 7)
    versions = [chance.randint(1, 6) for _ in range(count)]
    fabric = World(Network.shaped(shape, count, 2, versions=versions), Fabric())
    fabric.run(2)
    fabric.ping_all(timeout=1.5)
    for _ in range(3):
        for _ in range(chance.randint(1, 4)):
            change(fabric, chance)
        fabric.run(15)  # a port that went up and down too often is left alone for a while
        fabric.ping_all(timeout=1.5)
        together, carried = parts(fabric.network), fabric.network.delivered
        report = fabric.ping_all(timeout=1.5)
        lost = [(a.name, b.name) for a, b in report.unanswered if a.switch and b.switch in together[a.switch]]
        assert not lost, (shape, versions)
        assert fabric.network.delivered - carried < 20 * report.sent  # nothing goes round
    assert not any(switch.errors_sent for switch in fabric.network.switches)
