"""Cutting a text into pairs of a key and a value: one rule for flows, nested arguments, groups and packet-outs.

Between pairs stands any run of commas and white space. A key runs up to a colon, an equals sign, a parenthesis, a
comma or white space. After a colon or an equals sign the value runs to the next comma or white space outside of
parentheses and brackets, after a parenthesis to the one that closes it. Knows nothing of what the words mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from oftwist.errors import TextError

T = TypeVar("T")
#: How deep actions may stand in actions.
DEPTH = 64


#: One item of a text: key, value, and the columns where each begins.
Pair = tuple[str, str, int, int]


# One item whose value has no parentheses: what nearly all are. Separators, key, delimiter, value, what stops it.
_ITEM = re.compile(r"[, \t\r\n]*([^:=(, \t\r\n]*)(?:[:=]([^, \t\r\n([]*)(.?))?", re.DOTALL)
_STOPS = {":": re.compile(r"[, \t\r\n([]"), "(": re.compile(r"[)([]")}
_STOPS["="] = _STOPS[":"]
_NESTED = {"(": re.compile(r"[()]"), "[": re.compile(r"[][]")}


def pairs(text: str) -> list[Pair]:
    """The pairs of a text, in order; an item without a value has the value "".

    Linear in the length of the text.
    """
    found: list[Pair] = []
    at, end = 0, len(text)
    item = _ITEM.match
    while at < end:
        match = item(text, at)
        if match is None:  # cannot be: every part of it may be empty
            break
        key, value, stop = match.groups()
        key_at, at = match.span(1)
        if value is not None:
            value_at = match.start(2)
            at = match.end(2)
            if stop and stop in "([":
                at = _value_end(text, at, "=")
                value = text[value_at:at]
            found.append((key, value, key_at, value_at))
            at += 1
        elif at < end and text[at] == "(":
            value_at = at + 1
            at = _value_end(text, value_at, "(")
            if text[at : at + 3] == ")->":
                at = _value_end(text, at, "=")
            found.append((key, text[value_at:at], key_at, value_at))
            at += 1
        elif key:
            found.append((key, "", key_at, at))
        elif at < end:  # an item cannot begin so, but a delimiter can stand where a key should
            at += 1
    return found


def _value_end(text: str, at: int, delimiter: str) -> int:
    """Where the value that began after a delimiter ends."""
    stops = _STOPS[delimiter]
    while True:
        stop = stops.search(text, at)
        if stop is None:
            return len(text)
        if stop.group() not in "([":
            return stop.start()
        at = _closed(text, stop.start())


def _closed(text: str, at: int) -> int:
    """The column after the bracket that closes the one at ``at``."""
    bracket = text[at]
    level = 0
    for found in _NESTED[bracket].finditer(text, at):
        level += 1 if found.group() == bracket else -1
        if level == 0:
            return found.end()
    return len(text)


def shifted(columns: int, function: Callable[..., T], *arguments: Any) -> T:
    """Call a function that reads a text which begins at a column of a longer one: its errors name columns of that.

    Raises:
        TextError: what the function raised, its column moved.
    """
    try:
        return function(*arguments)
    except TextError as error:
        raise error.shifted(columns) from None


def deeper(depth: int, word: str) -> int:
    """One level of nesting more.

    Raises:
        TextError: that is too many.
    """
    if depth >= DEPTH:
        raise TextError(f"no more than {DEPTH} levels of nested actions", word)
    return depth + 1


def words(text: str) -> list[tuple[int, int]]:
    """Where the words of a text begin and end that colons, commas and white space part."""
    found = []
    start: int | None = None
    for at, letter in enumerate(text + ","):
        if letter in ":, \t\r\n":
            if start is not None:
                found.append((start, at))
            start = None
        elif start is None:
            start = at
    return found
