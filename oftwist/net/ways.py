"""Ways: what each switch does with what is for one of them, and what it does at once when its link is dead. Pure.

A switch sends towards the shortest ways. If there is only one, it may have a spare: a port to a neighbour from which
all goes well, though the link is dead. Such a neighbour must not send back what comes from where it would send it
itself: what it does with that instead is said too. A spare is only named if every way from there ends where it shall,
walked link by link; so no packet goes round for ever, and most networks with loops have one nearly everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from oftwist.net.graph import Routes
from oftwist.net.model import Edge, Link

#: Switches up to which spares are looked for: that takes time with the square of them.
MOST = 64


@dataclass(slots=True)
class Way:
    """How a switch sends to another.

    Attributes:
        ports: out of one of these, all are as good.
        spare: out of this one while the only port is down; None if there is no such way.
        back: port to the ports that what came in there leaves by instead, since it would go back.
    """

    ports: tuple[int, ...]
    spare: int | None = None
    back: dict[int, tuple[int, ...]] = field(default_factory=dict)


def ways(edges: Mapping[int, Sequence[Edge]], routes: Routes, spares: bool = True) -> dict[int, Way]:
    """The ways of all switches to one.

    Args:
        edges: the graph.
        routes: the shortest ways to that switch.
        spares: look for spares.

    Returns:
        datapath id to its way; a switch without any is not there, nor is the one they lead to.
    """
    found = {
        node: Way(tuple(sorted({edge.out_port for edge in towards})))
        for node, towards in routes.towards.items()
        if node >= 0 and node != routes.root
    }
    if spares and 2 < len(routes.distance) <= MOST and min(routes.distance) >= 0:
        walker = _Walker(edges, routes)
        for node in found:
            walker.find_spare(node, found)
    return found


class _Walker:
    """Walks from neighbours of switches whose link is dead."""

    def __init__(self, edges: Mapping[int, Sequence[Edge]], routes: Routes) -> None:
        self._edges = edges
        self._routes = routes

    def find_spare(self, node: int, found: dict[int, Way]) -> None:
        """See whether a node has a spare, and what others have to do for it."""
        primary = self._routes.towards[node]
        if len(primary) != 1:
            return
        for spare in self._others(node, primary[0].link):
            back: dict[tuple[int, int], tuple[int, ...]] = {}
            if self._ends_well(spare, primary[0].link, back, set()):
                found[node].spare = spare.out_port
                for (other, port), ports in back.items():
                    found[other].back[port] = ports
                return

    def _others(self, node: int, *without: Link) -> list[Edge]:
        """The steps from a node, but for some links; the nearest first."""
        distance = self._routes.distance
        edges = [edge for edge in self._edges[node] if edge.link not in without]
        return sorted(edges, key=lambda edge: (distance[edge.to], edge.out_port))

    def _ends_well(
        self, step: Edge, dead: Link, back: dict[tuple[int, int], tuple[int, ...]], seen: set[tuple[int, int]]
    ) -> bool:
        """Whether all that takes a step comes to the root without the dead link, and without a second round."""
        node = step.to
        if node == self._routes.root:
            return True
        if (node, step.in_port) in seen:
            return False
        seen.add((node, step.in_port))
        towards = self._routes.towards[node]
        following = [edge for edge in towards if edge.link is not step.link]
        if len(following) < len(towards):
            following = following or self._others(node, step.link)[:1]
            back[node, step.in_port] = tuple(sorted(edge.out_port for edge in following))
        good = bool(following) and all(
            edge.link is not dead and self._ends_well(edge, dead, back, seen) for edge in following
        )
        seen.discard((node, step.in_port))
        return good
