"""Paths that have nothing in common: a flow of least cost (Suurballe and Bhandari's way). Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from oftwist.net.model import Edge

#: A node, as it is entered (0) and left (1).
_Side = tuple[int, int]


class _Arc:
    """A step that may be taken once, or taken back."""

    __slots__ = ("back", "cost", "edge", "forward", "free", "to")

    def __init__(self, to: _Side, cost: float, edge: Edge | None, forward: bool) -> None:
        self.to = to
        self.cost = cost
        self.edge = edge
        self.forward = forward
        self.free = forward
        self.back: _Arc


def _connect(arcs: dict[_Side, list[_Arc]], one: _Side, other: _Side, cost: float, edge: Edge | None) -> None:
    there, back = _Arc(other, cost, edge, True), _Arc(one, -cost, None, False)
    there.back, back.back = back, there
    arcs.setdefault(one, []).append(there)
    arcs.setdefault(other, []).append(back)


def disjoint(edges: Mapping[int, Sequence[Edge]], start: int, end: int, k: int, nodes: bool) -> list[list[Edge]]:
    """Up to k ways from a node to another without a common link, as short in sum as possible.

    Args:
        edges: the graph.
        start, end: nodes.
        k: how many ways.
        nodes: no common node either.
    """
    if start == end:
        return [[]]
    arcs: dict[_Side, list[_Arc]] = {}
    leave = 1 if nodes else 0
    for node, out in edges.items():
        if nodes:
            for _ in range(k if node in (start, end) else 1):
                _connect(arcs, (node, 0), (node, 1), 0.0, None)
        for edge in out:
            _connect(arcs, (node, leave), (edge.to, 0), 0.5 if edge.half else 1.0, edge)
    while k and _augment(arcs, (start, 0), (end, leave)):
        k -= 1
    return _ways(arcs, (start, 0), (end, leave))


def _augment(arcs: dict[_Side, list[_Arc]], start: _Side, end: _Side) -> bool:
    """Find the cheapest further way, some steps of earlier ones taken back, and take it (Bellman, Ford, Moore)."""
    cost: dict[_Side, float] = {start: 0.0}
    came: dict[_Side, _Arc] = {}
    todo, waiting = deque([start]), {start}
    while todo:
        node = todo.popleft()
        waiting.discard(node)
        for arc in arcs.get(node, ()):
            if arc.free and cost[node] + arc.cost < cost.get(arc.to, float("inf")) - 1e-9:
                cost[arc.to] = cost[node] + arc.cost
                came[arc.to] = arc
                if arc.to not in waiting:
                    waiting.add(arc.to)
                    todo.append(arc.to)
    if end not in came:
        return False
    node = end
    while node != start:
        arc = came[node]
        arc.free, arc.back.free = False, True
        node = arc.back.to
    return True


def _ways(arcs: dict[_Side, list[_Arc]], start: _Side, end: _Side) -> list[list[Edge]]:
    """Read the ways from the steps taken; a link taken in both directions is not taken at all."""
    taken: dict[_Side, list[_Arc]] = {}
    both: dict[tuple[int, int, int, int], _Arc] = {}
    for side, out in arcs.items():
        for arc in out:
            if arc.free or not arc.forward:
                continue
            if arc.edge is not None:
                here = (side[0], arc.edge.out_port, arc.edge.to, arc.edge.in_port)
                other = both.pop((here[2], here[3], here[0], here[1]), None)
                if other is not None:
                    taken[arc.to].remove(other)
                    continue
                both[here] = arc
            taken.setdefault(side, []).append(arc)
    found = []
    while taken.get(start):
        way: list[Edge] = []
        node = start
        while node != end:
            arc = taken[node].pop()
            if arc.edge is not None:
                way.append(arc.edge)
            node = arc.to
        found.append(way)
    return sorted(found, key=len)
