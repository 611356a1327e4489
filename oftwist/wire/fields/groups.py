"""Constants, in all versions that have them."""

from __future__ import annotations

from oftwist.wire.numbers import OF10, OF15

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class Group:
    """One group of constants, in all versions that have it.

    Attributes:
        name: e.g. "ofp_port_reason"; the dict value -> name in ``const`` is called ``<name>_map``.
        values: ``(name, value)``, ``(name, value, since)`` or ``(name, value, since, until)``; a value that
            moved is ``{OF10: 18, OF11: 20}``.
        listed: whether they keep the order of the table; else they are sorted by value in each version.
        bitmask: whether the values are flags, which a member may combine.
        mapped: whether there is such a dict.
        not_in_map: names it leaves out.
        spec: rows with the specification's names, where the established ones differ: not in that dict, but what is
            told of a value.
        since, until: the versions that have the group.
    """

    __slots__ = ("name", "values", "bitmask", "listed", "mapped", "not_in_map", "since", "until")

    def __init__(
        self,
        name: str,
        values: Sequence[tuple[Any, ...]],
        bitmask: bool = False,
        listed: bool = False,
        mapped: bool = True,
        not_in_map: Sequence[str] = (),
        spec: Sequence[tuple[Any, ...]] = (),
        since: int = OF10,
        until: int = OF15,
        only: int = 0,
    ) -> None:
        self.name = name
        self.values = [*values, *spec] if spec else values
        self.bitmask = bitmask
        self.listed = listed
        self.mapped = mapped
        self.not_in_map = [*not_in_map, *(row[0] for row in spec)] if spec else not_in_map
        self.since = only or since
        self.until = only or until


def enum(name: str, values: Sequence[tuple[Any, ...]], **more: Any) -> Group:
    """A group of values of which a member has exactly one."""
    return Group(name, values, False, **more)


def flags(name: str, values: Sequence[tuple[Any, ...]], **more: Any) -> Group:
    """A group of bits that a member may combine."""
    return Group(name, values, True, **more)
