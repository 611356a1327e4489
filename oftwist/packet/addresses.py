"""Addresses: ints everywhere, read from and written in their usual spelling. Imports nothing of ours."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence


def mac(value: str | int | bytes | Sequence[int]) -> int:
    """A MAC address in any usual spelling as a 48-bit int.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return int(value.replace(":", "").replace("-", "").replace(".", ""), 16)
    return int.from_bytes(bytes(value), "big")


def mac_text(value: int) -> str:
    """``00:00:00:00:00:01`` for 1."""
    return value.to_bytes(6, "big").hex(":")


def ipv4(value: str | int) -> int:
    """An IPv4 address, text or int, as an int of 32 bits.

    Raises:
        ValueError: it is none.
    """
    return int(ipaddress.IPv4Address(value))


def ipv4_text(value: int) -> str:
    """``10.0.0.1`` for 0x0a000001."""
    return str(ipaddress.IPv4Address(value))


def ipv6(value: str | int | bytes) -> int:
    """An IPv6 address, text, 16 bytes or int, as an int of 128 bits.

    Raises:
        ValueError: it is none.
    """
    return int(ipaddress.IPv6Address(value))


def ipv6_text(value: int) -> str:
    """``fe80::1`` for 0xfe80 << 112 | 1."""
    return str(ipaddress.IPv6Address(value))
