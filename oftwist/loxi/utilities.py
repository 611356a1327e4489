"""What ``oftwist.loxi.ofXX.util`` offers: texts for values, and reading and writing of the basic types.

Knows nothing of classes. The library's own code goes through generated
code instead; these are for users' classes and established programs.
"""

from __future__ import annotations

from oftwist.errors import MessageError, ProtocolError
from oftwist.wire.codec import values
from oftwist.wire.naming import (
    constants,
    groups,
    port_names,
    pretty_ipv4,
    pretty_ipv6,
    pretty_mac,
    tell_flags,
    tell_wildcards,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

MASK64 = (1 << 64) - 1


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
