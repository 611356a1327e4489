"""Bytes as source code and loggers write them -> bytes: hex digits, literals with escapes, lists of numbers.

Knows no OpenFlow and no dumps.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import NamedTuple

_WORDS = re.compile(r"[\s:,;-]+")
_LITERAL = re.compile(r"""(["'])((?:\\.|(?!\1)[^\\])*)\1""", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:x[0-9a-f]{2}|u00[0-9a-f]{2}|[0-7]{1,3})", re.IGNORECASE)
_BARE = re.compile(r"[!-~]+$")
_DECIMAL_ESCAPES = re.compile(r"(?:\\\d{3}|[^\\]|\\\D)*$", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/|//.*")
_LIST = re.compile(
    "|".join(rf"{a}([^][{{}}()<>]*){b}" for a, b in ((r"\[", r"\]"), (r"\{", r"\}"), (r"\(", r"\)"), ("<<", ">>")))
)
_ITEM = re.compile(r"""(0x|16\#|\$)?(-?[0-9a-f]+?)(?:u8|ul?|h)?$|'(\\x[0-9a-f]{2})'$""", re.IGNORECASE)
_CAST = re.compile(r"\(\s*(?:unsigned\s+)?(?:byte|char|u?int8_t|u8)\s*\)|&#(?=x)", re.IGNORECASE)
_JOINT = re.compile(
    r"(?:[\s+\\,;()\[\]{}bBuU]|(?:#|//)[^\n]*(?:\n|$)|/\*[^*]*\*/)*$"
)  # what may stand between literals of one value
_SHORTEST = 8  # items of a list that is bytes


class Read(NamedTuple):
    """Bytes in a text: the line they begin in, from 1; the bytes (None: something else); what else they may be."""

    line: int
    data: bytes | None
    otherwise: bytes | None


def unhex(text: str) -> bytes | None:
    """Hex digits in any usual spelling -> bytes; None if it is something else."""
    text = text.strip()
    if text[:1] == "\\":
        return unescape(text) if _BARE.match(text) else None
    quoted = _LITERAL.findall(text)
    if quoted and all(unhex(inner) is not None for _, inner in quoted):  # bytes.fromhex("...")
        return b"".join(unhex(inner) or b"" for _, inner in quoted)
    words = [word.lower() for word in _WORDS.split(text) if word]
    digits = [word.removeprefix("0x") for word in words]
    if any(len(word) % 2 for word in digits):
        if not (all(len(word) <= 2 for word in digits) or all(word[:2] == "0x" for word in words)):
            return None
        digits = [word.zfill(len(word) + len(word) % 2) for word in digits]  # one number each: 0x4 is a byte
    try:
        return bytes.fromhex("".join(digits)) if digits else None
    except ValueError:
        return None


def unescape(text: str, decimal: bool = False) -> bytes | None:
    """``\\x04\\x14ab`` -> its bytes; three digits are octal, with ``decimal`` they are that (Lua, OCaml)."""
    if decimal:
        if not _DECIMAL_ESCAPES.match(text) or any(int(number) > 255 for number in re.findall(r"\\(\d{3})", text)):
            return None
        text = re.sub(r"\\(\d{3})", lambda found: f"\\x{int(found[1]):02x}", text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes that are none
            return text.encode("latin-1").decode("unicode_escape").encode("latin-1")
    except UnicodeError:
        return None


def literals(text: str) -> Iterator[Read]:
    """The literals with escapes in a text, those that stand beside each other joined."""
    group: list[re.Match[str]] = []
    for found in _LITERAL.finditer(text):
        if group and not _JOINT.match(text[group[-1].end() : found.start()]):
            yield from _joined(text, group)
            group = []
        group.append(found)
    yield from _joined(text, group)


def _joined(text: str, group: list[re.Match[str]]) -> Iterator[Read]:
    if any(_ESCAPED.search(one[2]) for one in group):
        octal, decimal = ([unescape(one[2], way) for one in group] for way in (False, True))
        number = text.count("\n", 0, group[0].start()) + 1
        ways = [_sum(octal), _sum(decimal)]
        if any(re.search(r"\\\d{0,2}[89]", one[2]) for one in group) and ways[1] is not None:
            ways.reverse()  # \058 is hardly \05 and an 8
        yield Read(number, *ways)


def _sum(pieces: list[bytes | None]) -> bytes | None:
    return None if None in pieces else b"".join(piece or b"" for piece in pieces)


def lists(text: str) -> Iterator[Read]:
    """The lists of numbers in a text that can be bytes."""
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), _CAST.sub("", text))
    for found in _LIST.finditer(text):
        items = next(group for group in found.groups() if group is not None)
        data = numbers(items)
        if data is not None or 2 * sum(map(bool, map(_ITEM.match, items.split(",")))) > _SHORTEST:
            yield Read(text.count("\n", 0, found.start()) + 1, data, unhex(items))


def numbers(text: str, least: int = _SHORTEST) -> bytes | None:
    """The ``least`` or more items of a list -> bytes; None if they are none.

    Decimal, also with signs (Java), where nothing says otherwise: 0x, a letter, or a zero in front.
    """
    words = [word for word in re.split(r"[\s,;]+", text.strip()) if word]
    items = [_ITEM.match(word) for word in words]
    if len(words) < least or None in items:
        return None
    found = [(item[1], item[2], item[3]) for item in items if item]
    prefixed = any(prefix for prefix, _, _ in found)
    plain = [digits for prefix, digits, _ in found if digits and not prefix]
    decimal = all(re.fullmatch(r"-?(?:0|[1-9]\d{0,2})", digits) for digits in plain)
    if plain and not decimal and (prefixed or any(digits[0] == "-" for digits in plain)):
        return None
    out = b""
    for prefix, digits, escaped in found:
        if escaped:
            out += bytes.fromhex(escaped[2:])
        elif prefix or not decimal:
            out += bytes.fromhex(digits.zfill(len(digits) + len(digits) % 2)) if digits[0] != "-" else b""
        elif -128 <= int(digits) <= 255:
            out += bytes((int(digits) & 0xFF,))
        else:
            return None
    return out
