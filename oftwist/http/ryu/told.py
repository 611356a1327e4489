"""How replies of the Ryu API name numbers: reserved ports, groups, tables ... by name, all others as numbers.

Knows the constants of a version.
"""

from __future__ import annotations

from functools import cache

from oftwist.wire import naming

# Groups of constants that the established names are in; Ryu knows no names for the tables of 1.0.
_GROUPS = {
    "OFPP_": "ofp_port",
    "OFPG_": "ofp_group",
    "OFPTT_": "ofp_table",
    "OFPM_": "ofp_meter",
    "OFPGT_": "ofp_group_type",
    "OFPMBT_": "ofp_meter_band_type",
    "OFPCR_ROLE_": "ofp_controller_role",
}
_QUEUES = {0xFFFFFFFF: "ALL"}


@cache
def names(version: int, prefix: str) -> dict[int, str]:
    """Value -> name without its prefix."""
    if prefix == "OFPQ_":
        return _QUEUES
    return {
        value: name.removeprefix(prefix)
        for value, name in naming.names(version, _GROUPS[prefix]).items()
        if name.startswith(prefix)
    }


def told(value: int, version: int, prefix: str) -> int | str:
    """A number as replies tell it: ``"LOCAL"`` for that port, 5 for port 5."""
    return names(version, prefix).get(value, value)


def flags(value: int, version: int, group: str, prefix: str) -> list[str]:
    """The names of the bits that are set, lowest first."""
    known = sorted((number, name) for name, number in naming.groups(version).get(group, {}).items())
    return [name.removeprefix(prefix) for number, name in known if number & value and name.startswith(prefix)]


def numbered(value: int, version: int, group: str, prefix: str) -> list[str]:
    """The names of those numbers n of a group whose bit ``1 << n`` is set, lowest first."""
    known = sorted((number, name) for name, number in naming.groups(version).get(group, {}).items())
    return [
        name.removeprefix(prefix)
        for number, name in known
        if number < 64 and value >> number & 1 and name.startswith(prefix)
    ]
