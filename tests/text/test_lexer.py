"""Cutting a text into pairs."""

from __future__ import annotations

import pytest

from oftwist.text.lexer import pairs


def short(text: str) -> list[tuple[str, str]]:
    return [(key, value) for key, value, _, _ in pairs(text)]


@pytest.mark.parametrize(("text", "expected"), [
    ("", []),
    (" ,\t\r\n", []),
    ("a=1,b:2 c(3)", [("a", "1"), ("b", "2"), ("c", "3")]),
    ("ip,,tcp", [("ip", ""), ("tcp", "")]),
    ("a=", [("a", "")]),
    ("a(", [("a", "")]),
    ("=5", [("", "5")]),
    ("a=b=c", [("a", "b=c")]),
    ("a(b(c,d),e)f", [("a", "b(c,d),e"), ("f", "")]),
    ("a=b(c,d)e,f", [("a", "b(c,d)e"), ("f", "")]),
    ("load:1->reg0[0..3],x", [("load", "1->reg0[0..3]"), ("x", "")]),
    ("m:[1,2],x", [("m", "[1,2]"), ("x", "")]),
    ("check(5)->reg0[0],x", [("check", "5)->reg0[0]"), ("x", "")]),
    ("a(b", [("a", "b")]),
    ("a=(b,c", [("a", "(b,c")]),
])  # fmt: skip
def test_pairs(text: str, expected: list[tuple[str, str]]) -> None:
    assert short(text) == expected


@pytest.mark.parametrize("text", ["a=1, bc:(2,3)4 , d(e=5,f(6))->g h", "x(y)->z,w", "a(b[c),d],e"])
def test_columns_are_those_of_the_text(text: str) -> None:
    for key, value, key_at, value_at in pairs(text):
        assert text[key_at : key_at + len(key)] == key
        assert text[value_at : value_at + len(value)] == value


def test_work_grows_with_the_length() -> None:
    """Each character is looked at a bounded number of times: counted by the calls that look."""

    class Counting(str):
        looks = 0

    for unit in ("a=1,", "a(b),", "a[", "a(", "a=(", "a)->"):
        assert len(pairs(unit * 20_000)) <= 20_001
