"""Texts for values: names of constants, flags, addresses.

May know the constants of a version; nothing of classes. Where the specification has another name for a value than
the established library, these tell the specification's.
"""

from __future__ import annotations

from functools import cache

from oftwist.wire import spec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# The order in which wildcards are told, as established; those of 1.1 that 1.0 lacks come last.
_WILDCARDS = (
    "IN_PORT", "DL_VLAN", "DL_SRC", "DL_DST", "DL_TYPE", "NW_PROTO", "TP_SRC", "TP_DST", "NW_SRC_MASK",
    "NW_DST_MASK", "DL_VLAN_PCP", "NW_TOS", "MPLS_LABEL", "MPLS_TC",
)  # fmt: skip


@cache
def groups(version: int) -> dict[str, dict[str, int]]:
    """The constants of a version: group -> name -> value, groups sorted by name."""
    return {name: named for name, named, _, _, _ in spec.constant_groups(version)}


@cache
def constants(version: int) -> dict[str, int]:
    """All constants of a version by name."""
    return {name: value for named in groups(version).values() for name, value in named.items()}


@cache
def names(version: int, group: str) -> dict[int, str]:
    """Value -> name of one group of constants; of several names for a value the last one, the specification's."""
    return {value: name for name, value in groups(version).get(group, {}).items()}


# Who the numbers are that experimenters are known by.
_EXPERIMENTERS = {0x2320: "Nicira", 0x4F4E4600: "ONF", 0x5C16C7: "Big Switch", 0x5AD650: "NSH", 0xAA01: "Intel"}


def experimenter(number: int) -> str:
    """Whose an extension is: "0x00aabbcc", "0x00002320 (Nicira)"."""
    name = _EXPERIMENTERS.get(number)
    return f"{number:#010x}" + (f" ({name})" if name else "")


def experimenter_error(owner: int, kind: int, code: int | None = None) -> str | None:
    """The name of an experimenter's error, ``"NXBRC_MUST_BE_ZERO"``; None: it has none.

    Args:
        owner: the experimenter.
        kind: its number; in 1.0 and 1.1 the type that stands behind the vendor.
        code: in 1.0 and 1.1 what follows that.
    """
    from oftwist.wire.tables import openvswitch_errors as known  # they are rare

    if code is not None:
        return known.EARLY.get((kind, code)) if owner == known.NICIRA else None
    return known.NUMBERED.get(owner, {}).get(kind)


@cache
def port_names(version: int) -> dict[int, str]:
    """Value -> ``OFPP_`` name; of several names for a value the first one."""
    found: dict[int, str] = {}
    for named in groups(version).values():
        for name, value in named.items():
            if name.startswith("OFPP_"):
                found.setdefault(value, name)
    return found


@cache
def wildcard_flags(version: int) -> tuple[tuple[str, int], ...]:
    """``(name, bits)`` of the wildcards of 1.0 and 1.1 in the order they are told."""
    named = groups(version).get("ofp_flow_wildcards", {})
    return tuple((f"OFPFW_{name}", named[f"OFPFW_{name}"]) for name in _WILDCARDS if f"OFPFW_{name}" in named)


def pretty_mac(mac: Iterable[int]) -> str:
    """``[0, 0, 0, 0, 0, 1]`` -> "00:00:00:00:00:01"."""
    return ":".join([f"{byte:02x}" for byte in mac])


def pretty_ipv4(value: int) -> str:
    """``0x0a000001`` -> "10.0.0.1"."""
    return f"{value >> 24 & 255}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"


def pretty_ipv6(value: bytes) -> str:
    """16 bytes -> 8 groups of 4 hex digits, joined by ":"."""
    text = bytes(value).hex()
    return ":".join([text[i : i + 4] for i in range(0, len(text), 4)])


def tell_flags(value: int, named: Iterable[tuple[str, int]]) -> str:
    """The flags set in ``value``: "A|B"; of a flag of several bits, those that are set; for none their name, or "0"."""
    told = []
    none = "0"
    for name, bits in named:
        if not bits:
            none = name if none == "0" else none
        elif value & bits == bits:
            told.append(name)
        elif value & bits:
            told.append(f"{name}&{value & bits:#x}")
        value &= ~bits
    if value:
        told.append(f"{value:#x}")
    return "|".join(told) or none


def tell_wildcards(version: int, value: int) -> str:
    """The wildcards of a 1.0 or 1.1 match."""
    if value == groups(version)["ofp_flow_wildcards"]["OFPFW_ALL"]:
        return "OFPFW_ALL"
    return tell_flags(value, wildcard_flags(version))
