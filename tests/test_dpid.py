"""Datapath ids in every spelling the field uses."""

from __future__ import annotations

import pytest

from oftwist.dpid import format_dpid, parse_dpid

SPELLINGS = [
    (1, 1),
    (0, 0),
    ((1 << 64) - 1, (1 << 64) - 1),
    ("0x1", 1),
    ("0XAB", 0xAB),
    ("0xffffffffffffffff", (1 << 64) - 1),
    ("0000000000000001", 1),
    ("00000000000000AB", 0xAB),
    ("0000000000000010", 0x10),
    ("00:00:00:00:00:00:00:01", 1),
    ("00:00:00:00:00:00:00:aB", 0xAB),
    ("00-00-00-00-00-01", 1),
    ("00-00-00-00-00-01|2", 2 << 48 | 1),
    ("00-00-00-00-00-01|65535", 0xFFFF << 48 | 1),
    ("of:0000000000000001", 1),
    ("OF:00000000000000aB", 0xAB),
    ("openflow:1", 1),
    ("openflow:18446744073709551615", (1 << 64) - 1),
    ("OpenFlow:17", 17),
    ("1", 1),
    ("17", 17),
    ("123456789012345", 123456789012345),
    ("18446744073709551615", (1 << 64) - 1),
    ("00000000000000017", 17),  # 17 digits cannot be hex
    (" 0x1\n", 1),
]


@pytest.mark.parametrize(("text", "number"), SPELLINGS)
def test_spellings(text: int | str, number: int) -> None:
    assert parse_dpid(text) == number
    assert parse_dpid(format_dpid(number)) == number
    if isinstance(text, str):
        assert parse_dpid(text.upper()) == parse_dpid(text.lower()) == number


WRONG = [
    -1,
    1 << 64,
    "",
    "x",
    "0x",
    "0x1_0",
    "1_0",
    "+1",
    "-1",
    "1.0",
    "0x10000000000000000",
    "18446744073709551616",
    "openflow:18446744073709551616",
    "openflow:",
    "openflow:0x1",
    "of:1",
    "of:",
    "00:00:00:00:00:00:01",
    "00:00:00:00:00:00:00:00:01",
    "00-00-00-00-00-01|65536",
    "00-00-00-00-00-01|",
    "00-00-00-00-00-01|" + "9" * 5000,
    "9" * 5000,
    "\u0661",
    "\uff11",
]


@pytest.mark.parametrize("bad", WRONG, ids=lambda bad: repr(bad)[:30])
def test_what_is_none(bad: int | str) -> None:
    with pytest.raises(ValueError, match="is not a datapath id"):
        parse_dpid(bad)


@pytest.mark.parametrize("bad", [True, None, 1.0, b"1"])
def test_what_is_no_spelling_at_all(bad: object) -> None:
    with pytest.raises(ValueError, match="is not a datapath id"):
        parse_dpid(bad)  # type: ignore[arg-type]


def test_the_canonical_spelling() -> None:
    assert format_dpid(0xAB) == "00000000000000ab"
