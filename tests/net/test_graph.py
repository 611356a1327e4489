"""Paths, trees and spare ways of random networks, against what brute force finds."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest

from oftwist.net.graph import Graph
from oftwist.net.model import UNMANAGED, Link, Path, Place
from oftwist.net.ways import Way, ways

SEEDS = range(40)


class Net:
    """A graph with its links."""

    def __init__(self) -> None:
        self.links: list[Link] = []
        self.graph = Graph(lambda: self.links)
        self._ports: dict[int, int] = {}

    def _port(self, dpid: int) -> int:
        self._ports[dpid] = self._ports.get(dpid, 0) + 1
        return self._ports[dpid]

    def add(self, a: int, b: int) -> Link:
        link = Link(*sorted((Place(a, self._port(a)), Place(b, self._port(b)))), since=0.0)
        self.links.append(link)
        self.graph.change(link, True)
        return link

    def remove(self, link: Link) -> None:
        self.links.remove(link)
        self.graph.change(link, False)

    def neighbours(self, dpid: int) -> Iterator[tuple[int, Link]]:
        for link in self.links:
            for end in link.ends:
                if end.dpid == dpid and link.other(end).dpid != dpid:
                    yield link.other(end).dpid, link

    def simple_paths(self, a: int, b: int, seen: tuple[int, ...] = ()) -> Iterator[tuple[Link, ...]]:
        if a == b:
            yield ()
            return
        for other, link in self.neighbours(a):
            if other not in (*seen, a):
                for rest in self.simple_paths(other, b, (*seen, a)):
                    yield (link, *rest)


def links_of(net: Net, path: Path) -> tuple[Link, ...]:
    """The links of a path, which must fit together."""
    found = []
    for one, other in itertools.pairwise(path):
        assert one.out_port is not None and other.in_port is not None
        ends = {Place(one.dpid, one.out_port), Place(other.dpid, other.in_port)}
        (link,) = [link for link in net.links if set(link.ends) == ends]
        found.append(link)
    return tuple(found)


def random_net(seed: int, nodes: int = 7, links: int = 11) -> Net:
    chance = random.Random(seed)
    net = Net()
    for _ in range(links):
        net.add(*chance.sample(range(1, nodes + 1), 2))
    return net


def check_all(net: Net, nodes: int) -> None:
    for a, b in itertools.permutations(range(1, nodes + 1), 2):
        every = list(net.simple_paths(a, b))
        shortest = min(map(len, every), default=0)
        found = net.graph.paths(Place(a, 0), Place(b, 0), most=1000)
        assert {links_of(net, path) for path in found} == {path for path in every if len(path) == shortest}
        assert len(found) == len(set(found))


@pytest.mark.parametrize("seed", SEEDS)
def test_all_shortest_paths_are_found_and_stay_right_as_links_come_and_go(seed: int) -> None:
    chance = random.Random(seed)
    net = random_net(seed, 6, 9)
    check_all(net, 6)
    for _ in range(6):
        if net.links and chance.random() < 0.5:
            net.remove(chance.choice(net.links))
        else:
            net.add(*chance.sample(range(1, 7), 2))
        check_all(net, 6)


@pytest.mark.parametrize("seed", SEEDS)
def test_paths_by_delay_or_a_function_are_the_cheapest(seed: int) -> None:
    chance = random.Random(seed)
    net = random_net(seed, 6, 10)
    for link in net.links:
        link.delay = chance.uniform(0.001, 0.1)

    def cost(path: tuple[Link, ...]) -> float:
        return sum(link.delay or 0 for link in path)

    for a, b in itertools.permutations(range(1, 7), 2):
        every = list(net.simple_paths(a, b))
        for weight in ("delay", lambda link: link.delay):
            found = net.graph.paths(Place(a, 0), Place(b, 0), weight)
            assert bool(found) == bool(every)
            for path in found:
                assert cost(links_of(net, path)) == pytest.approx(min(map(cost, every)))


@pytest.mark.parametrize("nodes", [False, True], ids=["links", "switches"])
@pytest.mark.parametrize("seed", SEEDS)
def test_disjoint_paths_are_as_many_and_as_short_as_can_be(seed: int, nodes: bool) -> None:
    net = random_net(seed, 6, 9)

    def apart(paths: tuple[tuple[Link, ...], ...]) -> bool:
        every = [link for path in paths for link in path]
        inner = [node for path in paths for node in inner_nodes(path)]
        return len(every) == len(set(every)) and (not nodes or len(inner) == len(set(inner)))

    def inner_nodes(path: tuple[Link, ...]) -> list[int]:
        node, found = 1, []
        for link in path:
            (node,) = {end.dpid for end in link.ends} - {node}
            found.append(node)
        return found[:-1]

    every = sorted(net.simple_paths(1, 2), key=len)
    for k in (1, 2, 3):
        sets = [some for some in itertools.combinations(every, k) if apart(some)]
        found = tuple(links_of(net, path) for path in net.graph.disjoint(Place(1, 0), Place(2, 0), k, nodes))
        assert apart(found)
        assert (len(found) == k) == bool(sets)
        if sets:
            assert sum(map(len, found)) == min(sum(map(len, some)) for some in sets)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_tree_reaches_all_without_a_loop_and_changes_little(seed: int) -> None:
    chance = random.Random(seed)
    net = random_net(seed, 8, 14)
    before: set[Link] = set()
    for _ in range(10):
        ports = net.graph.tree()
        inside = {link for link in net.links if all(end.port in ports.get(end.dpid, ()) for end in link.ends)}
        assert sum(map(len, ports.values())) == 2 * len(inside)
        parts = {node: {node} for node in range(1, 9)}
        for link in inside:
            one, other = (parts[end.dpid] for end in link.ends)
            assert one is not other, "a loop"
            one |= other
            for node in other:
                parts[node] = one
        for link in net.links:
            assert parts[link.src.dpid] is parts[link.dst.dpid]
            assert net.graph.component(link.src.dpid) == net.graph.component(link.dst.dpid)
        assert len(before & set(net.links) - inside) <= 1  # what it had it keeps, unless it joined two parts
        before = inside
        if chance.random() < 0.6:
            net.remove(chance.choice(net.links))
        else:
            net.add(*chance.sample(range(1, 9), 2))


def test_what_is_not_concerned_is_not_worked_out_again() -> None:
    net = Net()
    links = [net.add(node, node % 8 + 1) for node in range(1, 9)]  # a ring of 8
    routes = {node: net.graph.routes(node) for node in range(1, 9)}
    net.graph.tree()
    before = net.graph.worked_out
    parallel = net.add(1, 3)  # a short cut, for some
    again = {node for node in routes if net.graph.routes(node) is not routes[node]}
    assert again and again != set(routes)
    assert net.graph.worked_out - before == len(again)
    assert net.graph.tree() and net.graph.worked_out - before == len(again)
    net.remove(parallel)
    net.remove(links[0])
    assert net.graph.paths(Place(1, 0), Place(2, 0))[0][1].dpid == 8


def test_a_shared_wire_is_one_step() -> None:
    net = Net()
    net.add(3, 4)
    for a, b in ((1, 2), (1, 3), (2, 3)):
        link = Link(Place(a, 50), Place(b, 50), 0.0, through=UNMANAGED, shared=True)
        net.links.append(link)
        net.graph.change(link, True)
    assert net.graph.paths(Place(1, 0), Place(4, 0)) == [((1, None, 50), (3, 50, 1), (4, 1, None))]
    assert net.graph.tree() == {1: {50}, 2: {50}, 3: {50, 1}, 4: {1}}
    assert net.graph.routes(4).distance[1] == 2


def walk(net: Net, found: dict[int, Way], start: int, root: int, dead: Link) -> set[int] | None:
    """Where a packet gets to from a switch, by every choice; None if it goes round. Ends are the root, or -1: lost."""
    ends: set[int] = set()

    def step(node: int, came: int | None, seen: frozenset[tuple[int, int | None]]) -> bool:
        if node == root:
            ends.add(root)
            return True
        if (node, came) in seen:
            return False
        way = found.get(node)
        if way is None:
            ends.add(-1)
            return True
        up = {port for other, link in net.neighbours(node) if link is not dead for port in [port_of(link, node)]}
        if came in way.back:
            ports = set(way.back[came][:1])
        elif len(way.ports) == 1 and way.spare is not None and way.ports[0] not in up:
            ports = {way.spare}
        else:
            ports = {port for port in way.ports if port in up} or set()
        ports &= up
        if not ports:
            ends.add(-1)
        return all(step(*behind(node, port), seen | {(node, came)}) for port in ports)

    def port_of(link: Link, node: int) -> int:
        return next(end.port for end in link.ends if end.dpid == node)

    def behind(node: int, port: int) -> tuple[int, int]:
        (link,) = [link for other, link in net.neighbours(node) if port_of(link, node) == port]
        end = link.other(Place(node, port))
        return end.dpid, end.port

    return ends if step(start, None, frozenset()) else None


@pytest.mark.parametrize("seed", range(60))
def test_spares_lead_around_every_link_that_may_die_and_never_in_a_circle(seed: int) -> None:
    net = random_net(seed, 8, 14)
    spares = 0
    for root in range(1, 9):
        routes = net.graph.routes(root)
        found = ways(net.graph.edges, routes)
        for node, way in found.items():
            assert way.ports == tuple(sorted({edge.out_port for edge in routes.towards[node]}))
            if way.spare is None:
                continue
            spares += 1
            (edge,) = routes.towards[node]
            assert walk(net, found, node, root, edge.link) == {root}
        for node in found:
            for link in net.links:
                ends = walk(net, found, node, root, link)
                assert ends is not None, f"round and round from {node} to {root} without {link}"
    assert spares


def test_in_a_ring_every_switch_has_a_spare() -> None:
    net = Net()
    for node in range(1, 8):
        net.add(node, node % 7 + 1)
    for root in range(1, 8):
        found = ways(net.graph.edges, net.graph.routes(root))
        assert all(way.spare is not None for way in found.values())
