"""Datapath ids: read in every usual spelling, written in one. Imports nothing of ours."""

from __future__ import annotations

import re

__all__ = ["format_dpid", "parse_dpid"]

_MAX = (1 << 64) - 1
_COLONS = re.compile(r"(?:[0-9a-f]{2}:){7}[0-9a-f]{2}")
_DASHES = re.compile(r"((?:[0-9a-f]{2}-){5}[0-9a-f]{2})(?:\|([0-9]+))?")
_HEX16 = re.compile(r"[0-9a-f]{16}")
_HEX = re.compile(r"[0-9a-f]{1,16}")
_DECIMAL = re.compile(r"[0-9]{1,20}")


def parse_dpid(value: int | str) -> int:
    """Read a datapath id in any usual spelling.

    Accepts a number, ``0x1``, 16 hex digits (Open vSwitch, Ryu), ``00:00:00:00:00:00:00:01`` (Floodlight),
    ``00-00-00-00-00-01`` with an optional ``|`` and the upper 16 bits in decimal (POX), ``of:0000000000000001`` (ONOS),
    ``openflow:1`` (OpenDaylight) and plain decimal digits, fewer than 16 or, as 16 are hex, more. Letter case and
    spaces around it do not matter.

    Raises:
        ValueError: it is none of these, or does not fit 64 bits.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError(f"{value!r} is not a datapath id")
    number = value if isinstance(value, int) else _parse(value.strip().lower())
    if number is None or not 0 <= number <= _MAX:
        raise ValueError(f"{value!r} is not a datapath id")
    return number


def format_dpid(value: int) -> str:
    """Return the canonical spelling of a datapath id: 16 lower-case hex digits."""
    return f"{value:016x}"


def _parse(text: str) -> int | None:
    if text.startswith("of:"):
        return int(text[3:], 16) if _HEX16.fullmatch(text[3:]) else None
    if text.startswith("openflow:"):
        return int(text[9:]) if _DECIMAL.fullmatch(text[9:]) else None
    if text.startswith("0x"):
        return int(text[2:], 16) if _HEX.fullmatch(text[2:]) else None
    if _HEX16.fullmatch(text):
        return int(text, 16)
    if _COLONS.fullmatch(text):
        return int(text.replace(":", ""), 16)
    dashes = _DASHES.fullmatch(text)
    if dashes:
        upper = int(dashes[2] or 0) if len(dashes[2] or "") < 20 else _MAX
        return int(dashes[1].replace("-", ""), 16) | upper << 48 if upper < 1 << 16 else None
    return int(text) if _DECIMAL.fullmatch(text) else None
