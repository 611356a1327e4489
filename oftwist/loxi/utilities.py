"""What ``oftwist.loxi.ofXX.util`` offers: texts for values, and reading and writing of the basic types.

May know the constants of a version; nothing of classes. The library's own code goes through generated
code instead; these are for users' classes and established programs.
"""

from __future__ import annotations

from functools import cache

from oftwist.errors import MessageError, ProtocolError
from oftwist.wire import tables as spec
from oftwist.wire.codec import values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

MASK64 = (1 << 64) - 1

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
    """Value -> name of one group of constants; of several names for a value the last one."""
    return {value: name for name, value in groups(version).get(group, {}).items()}


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
    """The flags set in ``value``: "A|B"; of a flag of several bits, those that are set; "0" for none."""
    told = []
    for name, bits in named:
        if bits and value & bits == bits:
            told.append(name)
        elif value & bits:
            told.append(f"{name}&{value & bits:#x}")
        value &= ~bits
    if value:
        told.append(f"{value:#x}")
    return "|".join(told) or "0"


def tell_wildcards(version: int, value: int) -> str:
    """The wildcards of a 1.0 or 1.1 match."""
    if value == groups(version)["ofp_flow_wildcards"]["OFPFW_ALL"]:
        return "OFPFW_ALL"
    return tell_flags(value, wildcard_flags(version))


def _integer(size: int, name: str) -> tuple[Callable[[int], bytes], Callable[[Any], int]]:
    """``pack`` and ``unpack`` of an unsigned number of ``size`` bytes."""

    def pack(value: int) -> bytes:
        try:
            return value.to_bytes(size, "big")
        except (OverflowError, AttributeError):
            top = (1 << 8 * size) - 1
            raise MessageError(f"{value!r} is not a number in 0..{top:#x}", field=name) from None

    def unpack(reader: Any) -> int:
        return int.from_bytes(reader.read(f"!{size}s")[0], "big")

    pack.__doc__ = f"A {name} as {size} bytes."
    unpack.__doc__ = f"Read a {name} of {size} bytes from an ``OFReader``."
    return pack, unpack


def _bitmap(size: int, name: str) -> tuple[Callable[[Iterable[int]], bytes], Callable[[Any], set[int]]]:
    """``pack`` and ``unpack`` of a set of bit numbers."""

    def pack(value: Iterable[int]) -> bytes:
        try:
            return values.from_bits(value, size)
        except TypeError:
            raise MessageError(f"{value!r} is not a set of bit numbers", field=name) from None

    def unpack(reader: Any) -> set[int]:
        return values.bits(reader.read(f"!{size}s")[0])

    pack.__doc__ = f"A set of bit numbers as {size} bytes; bit 0 is the lowest of the last byte."
    unpack.__doc__ = f"Read a set of bit numbers from {size} bytes of an ``OFReader``."
    return pack, unpack


def namespace(version: int) -> dict[str, Any]:
    """Everything in ``ofXX.util``; the sizes of the basic types are those of the version.

    Args:
        version: 1 (OpenFlow 1.0) to 6 (1.5).
    """

    def pretty_flags(value: int, flag_names: Sequence[str]) -> str:
        """The names of the constants whose bits are set in ``value``, joined by "|"; the rest as hex."""
        known = constants(version)
        return tell_flags(value, [(name, known[name]) for name in flag_names])

    def pretty_port(value: int) -> str | int:
        """The ``OFPP_`` name of a reserved port; the number itself otherwise."""
        return port_names(version).get(value, value)

    made: dict[str, Any] = {
        "MASK64": MASK64,
        "ProtocolError": ProtocolError,
        "pretty_mac": pretty_mac,
        "pretty_ipv4": pretty_ipv4,
        "pretty_ipv6": pretty_ipv6,
        "pretty_flags": pretty_flags,
        "pretty_port": pretty_port,
    }
    everything = 0
    if version <= 2:
        everything = groups(version)["ofp_flow_wildcards"]["OFPFW_ALL"]

        def pretty_wildcards(value: int) -> str:
            """The ``OFPFW_`` names of the wildcards set, joined by "|"; "OFPFW_ALL" for all of them."""
            return tell_wildcards(version, value)

        made["pretty_wildcards"] = pretty_wildcards

    def init_wc_bmap() -> int:
        """The wildcards of a match that matches everything."""
        return everything

    def init_match_bmap() -> int:
        """The mask of a match that matches everything."""
        return everything

    made["init_wc_bmap"] = init_wc_bmap
    made["init_match_bmap"] = init_match_bmap
    sizes = {
        "port_no": 2 if version == 1 else 4,
        "fm_cmd": 2 if version == 1 else 1,
        "wc_bmap": 4 if version <= 2 else 8,
        "match_bmap": 4 if version <= 2 else 8,
        "checksum_128": 16,
    }
    for name, size in sizes.items():
        made[f"pack_{name}"], made[f"unpack_{name}"] = _integer(size, name)
    for name, size in (("bitmap_128", 16), ("bitmap_512", 64)):
        made[f"pack_{name}"], made[f"unpack_{name}"] = _bitmap(size, name)
    for name, value in made.items():
        if callable(value) and not name.startswith("pretty_") and name != "ProtocolError":
            value.__name__ = value.__qualname__ = name
    return made
