"""Shapes of networks: which switches are linked, by their numbers from 0. Pure."""

from __future__ import annotations

from collections.abc import Callable

Pairs = list[tuple[int, int]]

#: In a mesh of up to this many switches each is linked with all others; in larger ones with the next four, both ways.
FULL_MESH = 9


def line(count: int) -> Pairs:
    """One after the other."""
    return [(index, index + 1) for index in range(count - 1)]


def ring(count: int) -> Pairs:
    """A line whose ends are linked (two switches: by two links)."""
    return [*line(count), *([(count - 1, 0)] if count > 1 else [])]


def tree(count: int) -> Pairs:
    """Each switch has two below it, until there are no more."""
    return [((index - 1) // 2, index) for index in range(1, count)]


def mesh(count: int) -> Pairs:
    """All with all, or in a large one each with the next four in a ring."""
    if count <= FULL_MESH:
        return [(one, other) for one in range(count) for other in range(one + 1, count)]
    return [(index, (index + step) % count) for step in range(1, 5) for index in range(count)]


def spines(count: int) -> int:
    """How many of the switches of a leaf-spine network are spines: the first ones."""
    return max(1, count // 3)


def leaf_spine(count: int) -> Pairs:
    """A third are spines, each linked with all others, the leaves."""
    return [(spine, leaf) for leaf in range(spines(count), count) for spine in range(spines(count))]


SHAPES: dict[str, Callable[[int], Pairs]] = {
    "line": line,
    "ring": ring,
    "tree": tree,
    "mesh": mesh,
    "leaf-spine": leaf_spine,
}


def has_hosts(shape: str, index: int, count: int) -> bool:
    """Whether a switch of a network has hosts: spines have none."""
    return shape != "leaf-spine" or count == 1 or index >= spines(count)
