"""The graph of a network: shortest paths, disjoint paths, a tree. Pure: links in, ports out; no clock, no switch.

Nodes are datapath ids. What several ports share (an unmanaged switch in between) is a node of its own, below zero, half
a hop away. What was worked out is kept until a change makes it wrong: a link that is on no shortest path to a switch
changes nothing there.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from typing import Union

from oftwist.net.flow import disjoint
from oftwist.net.model import LOOP, Edge, Hop, Link, Path, Place

#: Costs of a link: "hops", "delay", or a function of one's own (above zero).
Weight = Union[str, Callable[[Link], float]]  # noqa: UP007 (evaluated at run time on Python 3.10)
HOPS = "hops"
#: What an unmeasured link costs by delay.
UNKNOWN_DELAY = 0.001


class Routes:
    """The shortest ways to one node.

    Attributes:
        root: the node.
        distance: node to what it is away; those from which it cannot be reached are not there.
        towards: node to its first steps on all shortest ways.
    """

    __slots__ = ("distance", "root", "towards")

    def __init__(self, root: int, distance: dict[int, float], towards: dict[int, list[Edge]]) -> None:
        self.root = root
        self.distance = distance
        self.towards = towards


class Graph:
    """Switches and the links between them.

    Args:
        links: all links, asked for when something that is shared changes.
    """

    def __init__(self, links: Callable[[], Iterable[Link]]) -> None:
        self._links = links
        self.edges: dict[int, list[Edge]] = {}
        self._routes: dict[int, Routes] = {}
        self._tree: set[tuple[int, int, int, int]] = set()
        self._component: dict[int, int] = {}
        self._tree_ports: dict[int, frozenset[int]] | None = None
        #: How often routes to a node were worked out, and trees.
        self.worked_out = 0

    # changes

    def change(self, link: Link, up: bool) -> None:
        """A link is there, or not any more."""
        if link.through == LOOP:
            return
        if link.shared:
            self._begin_again()
            return
        (a, a_port), (b, b_port) = link.ends
        if up:
            self.edges.setdefault(a, []).append(Edge(b, a_port, b_port, link, False))
            self.edges.setdefault(b, []).append(Edge(a, b_port, a_port, link, False))
        else:
            for node in (a, b):
                self.edges[node] = [edge for edge in self.edges.get(node, ()) if edge.link is not link]
        for root, routes in list(self._routes.items()):
            if _concerns(routes, a, b, up):
                del self._routes[root]
        key = (a, a_port, b, b_port)
        joins = up and self._component.get(a, a) != self._component.get(b, b)
        if joins or key in self._tree:
            self._tree_ports = None

    def _begin_again(self) -> None:
        """Something shared has changed: make the edges anew."""
        self.edges = {}
        self._routes.clear()
        self._tree_ports = None
        segments: dict[Place, int] = {}
        links = [link for link in self._links() if link.through != LOOP]
        for link in links:
            if link.shared:
                self._join(segments, link)
        seen: set[Place] = set()
        for link in links:
            (a, a_port), (b, b_port) = link.ends
            if not link.shared:
                self.edges.setdefault(a, []).append(Edge(b, a_port, b_port, link, False))
                self.edges.setdefault(b, []).append(Edge(a, b_port, a_port, link, False))
                continue
            for place in link.ends:
                if place not in seen:
                    seen.add(place)
                    node = segments[place]
                    self.edges.setdefault(place.dpid, []).append(Edge(node, place.port, 0, link, True))
                    self.edges.setdefault(node, []).append(Edge(place.dpid, 0, place.port, link, True))

    @staticmethod
    def _join(segments: dict[Place, int], link: Link) -> None:
        """Put both ends of a shared link into the same segment."""
        one, other = (segments.get(place) for place in link.ends)
        number = one or other or -1 - max((-value for value in segments.values()), default=0)
        if one and other and one != other:
            for place, value in segments.items():
                if value == other:
                    segments[place] = one
        for place in link.ends:
            segments[place] = number

    # shortest ways

    def routes(self, root: int, weight: Weight = HOPS) -> Routes:
        """The shortest ways to a switch: the same object as before, unless something about them has changed.

        Args:
            root: datapath id.
            weight: what a link costs. Only those by hops are kept.
        """
        if weight != HOPS:
            return self._work_out(root, _cost(weight))
        found = self._routes.get(root)
        if found is None:
            found = self._routes[root] = self._work_out(root, lambda link: 1.0)
        return found

    def _work_out(self, root: int, cost: Callable[[Link], float]) -> Routes:
        """Dijkstra's algorithm, with every predecessor of equal cost."""
        self.worked_out += 1
        distance = {root: 0.0}
        towards: dict[int, list[Edge]] = {root: []}
        done: set[int] = set()
        todo = [(0.0, root)]
        edges = self.edges
        while todo:
            so_far, node = heapq.heappop(todo)
            if node in done:
                continue
            done.add(node)
            for edge in edges.get(node, ()):
                to = edge.to
                if to in done:
                    continue
                total = so_far + (cost(edge.link) / 2 if edge.half else cost(edge.link))
                best = distance.get(to)
                back = Edge(node, edge.in_port, edge.out_port, edge.link, edge.half)
                if best is None or total < best - 1e-9:
                    distance[to] = total
                    towards[to] = [back]
                    heapq.heappush(todo, (total, to))
                elif total <= best + 1e-9:
                    towards[to].append(back)
        return Routes(root, distance, towards)

    def paths(self, start: Place, end: Place, weight: Weight = HOPS, most: int = 64) -> list[Path]:
        """All shortest paths from a port to a port, up to a number.

        Args:
            start, end: where it begins and ends; port 0 for the switch itself.
            weight: what a link costs.
            most: how many at most.
        """
        routes = self.routes(end.dpid, weight)
        if start.dpid not in routes.distance:
            return []
        found: list[Path] = []
        stack: list[tuple[int, tuple[Edge, ...]]] = [(start.dpid, ())]
        while stack and len(found) < most:
            node, steps = stack.pop()
            if node == end.dpid:
                found.append(_path(start, steps, end))
            else:
                stack += [(edge.to, (*steps, edge)) for edge in reversed(routes.towards[node])]
        return found

    def disjoint(self, start: Place, end: Place, k: int = 2, nodes: bool = False) -> list[Path]:
        """Up to k paths that share no link (with ``nodes`` no switch either), as short in sum as that can be."""
        found = disjoint(self.edges, start.dpid, end.dpid, k, nodes)
        return [_path(start, steps, end) for steps in found]

    # the tree

    def tree(self) -> dict[int, frozenset[int]]:
        """The ports of each switch that lead to its neighbours in a tree over all that are connected.

        A tree stays as it is as far as it can: only a link that it has lost is replaced.
        """
        if self._tree_ports is None:
            self._grow()
        assert self._tree_ports is not None
        return self._tree_ports

    def _grow(self) -> None:
        self.worked_out += 1
        all_edges = {
            min((node, edge.out_port, edge.to, edge.in_port), (edge.to, edge.in_port, node, edge.out_port))
            for node, edges in self.edges.items()
            for edge in edges
        }
        parent: dict[int, int] = {}

        def find(node: int) -> int:
            while parent.setdefault(node, node) != node:
                parent[node] = node = parent[parent[node]]
            return node

        kept: set[tuple[int, int, int, int]] = set()
        ports: dict[int, set[int]] = {}
        for edge in (*sorted(self._tree & all_edges), *sorted(all_edges - self._tree)):
            a, a_port, b, b_port = edge
            if find(a) != find(b):
                parent[find(a)] = find(b)
                kept.add(edge)
                ports.setdefault(a, set()).add(a_port)
                ports.setdefault(b, set()).add(b_port)
        self._tree = kept
        self._component = {node: find(node) for node in list(parent)}
        self._tree_ports = {node: frozenset(there) for node, there in ports.items() if node >= 0}

    def component(self, dpid: int) -> int:
        """A number that is the same for all switches that are connected with this one."""
        self.tree()
        return self._component.get(dpid, dpid)


def _concerns(routes: Routes, a: int, b: int, up: bool) -> bool:
    """Whether a link that comes or goes changes some shortest way."""
    there, other = routes.distance.get(a), routes.distance.get(b)
    if there is None or other is None:
        return there is not other
    apart = abs(there - other)
    return apart >= 1 - 1e-9 if up else abs(apart - 1) < 1e-9


def _cost(weight: Weight) -> Callable[[Link], float]:
    if callable(weight):
        return weight
    if weight == "delay":
        return lambda link: max(link.delay or UNKNOWN_DELAY, 1e-6)
    raise ValueError(f"no weight is called {weight!r}: hops, delay, or a function of a link")


def _path(start: Place, steps: Iterable[Edge], end: Place) -> Path:
    """Steps from node to node as hops through switches."""
    hops: list[Hop] = []
    dpid, in_port = start.dpid, start.port or None
    for step in steps:
        if dpid >= 0:
            hops.append(Hop(dpid, in_port, step.out_port))
        dpid, in_port = step.to, step.in_port
    hops.append(Hop(dpid, in_port, end.port or None))
    return tuple(hops)


def places_of(path: Path) -> Iterator[Place]:
    """The ports a path goes through, in order."""
    for hop in path:
        if hop.in_port is not None:
            yield Place(hop.dpid, hop.in_port)
        if hop.out_port is not None:
            yield Place(hop.dpid, hop.out_port)
