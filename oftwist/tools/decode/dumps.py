"""Dumps, as xxd, hexdump, od, tcpdump, Wireshark, gdb and loggers write them -> the bytes they show.

A row is an offset, numbers, and perhaps the same bytes as text. What the numbers are (hex, octal, decimal; bytes or
words, in which order) and what the offsets count in is not written there: taken is what makes the offsets rise by as
many bytes as the rows have, and the text agree. Knows no OpenFlow.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from oftwist.tools.decode.literals import unhex

_ROW = re.compile(
    r"(?P<indent>\s*)[|<\[+]?(?:0x)?(?P<offset>[0-9a-f]{2,16}(?:`[0-9a-f]{8})?)h?(?:\s<.*?>)?(?P<mark>[:|>\]]|\s-(?=\s)|)"
    r"(?:\s+(?P<rest>\S.*)|\s*)$",
    re.IGNORECASE,
)
_LOGGED = re.compile(r"""(?:[^"'\\*]*?[\s\]])?(?=(?:0x)?[0-9a-f]{4,16}: +(?:[0-9a-f]{2})+(?:\s|$))""", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:-(?=\S)|\s+:(?=\s))?\s*")  # numbers: a dash or a bar may stand in the middle
_RULER = (bytes(range(16)), bytes(range(8)))


class _Form(NamedTuple):
    """What the numbers of a dump may be."""

    number: re.Pattern[str]
    data: Callable[[str], bytes]  # of one number
    marked: bool = True  # whether dumps with a colon behind the offset have such
    swapped: bool = False  # whether a number is a word in the order of a PC


_FORMS = (
    _Form(re.compile(r"(?:0x)?((?:[0-9a-f]{2})+)(?![^\s|:-])", re.IGNORECASE), bytes.fromhex),
    _Form(re.compile(r"([01]{8})(?!\S)"), lambda text: bytes((int(text, 2),))),
    _Form(re.compile(r"([0-3][0-7]{2})(?!\S)"), lambda text: bytes((int(text, 8),)), False),
    _Form(re.compile(r"([01][0-7]{5})(?!\S)"), lambda text: int(text, 8).to_bytes(2, "big"), False, True),
    _Form(re.compile(r"([0-6]\d{4})(?!\S)"), lambda text: (int(text) & 0xFFFF).to_bytes(2, "big"), False, True),
    _Form(re.compile(r"(-?\d{1,3})(?!\S)"), lambda text: bytes((int(text) & 0xFF,)), False),
)
_HEX = _FORMS[0]


class _Row(NamedTuple):
    """A line of a dump."""

    number: int
    indent: str
    offset: str
    mark: str
    rest: str

    def at(self, base: int) -> int:
        return int(self.offset, base)


class _Shape(NamedTuple):
    """How the rows of one dump are to be read."""

    form: _Form
    base: int
    swapped: bool
    text: bool  # whether the bytes stand behind the numbers once more


def begins(lines: Sequence[str]) -> bool:
    """Whether the first line with bytes in it is one of a dump."""
    for number, text in enumerate(lines, 1):
        row = _row(number, text)
        if row is not None and row.rest:
            if row.mark and len(row.offset) >= 4:
                return "0" in row.offset
            return not row.offset.strip("0") and _goes_on(row, lines)
        data = unhex(text.partition("#")[0])
        if data and data not in _RULER:
            return False
    return False


def read(lines: Sequence[str]) -> Iterator[tuple[int, bytes | None]]:
    """The dumps in a text, each with its first line; None where the numbers are none that we know."""
    blocks: list[list[_Row | None]] = []  # None: lines are left out that are like the one before
    of_indent: dict[str, list[_Row | None]] = {}
    last: list[_Row | None] = []
    for number, text in enumerate(lines, 1):
        if text.strip() == "*" and last:
            last.append(None)
            continue
        row = _row(number, text)
        if row is None:
            continue
        last = of_indent.get(row.indent, [])
        before = next((one for one in reversed(last) if one), None)
        if before is None or int(row.offset, 16) <= int(before.offset, 16) or not before.rest:
            last = of_indent[row.indent] = []
            blocks.append(last)
        last.append(row)
    for block in blocks:
        yield from _dump(block)


def _row(number: int, text: str) -> _Row | None:
    found = _ROW.match(text)
    if found is not None and not found["mark"] and len(found["offset"]) < 4:
        return None
    if found is None or (found["rest"] and not _numbers(found["rest"])):
        found = _LOGGED.match(text)  # with the time and the name of a logger before it
        found = _ROW.match(text, found.end()) if found is not None else None
    if found is None or (found["rest"] and not _numbers(found["rest"])):
        return None
    rest = (found["rest"] or "").replace("\t", " ")
    return _Row(number, found["indent"], found["offset"].replace("`", ""), found["mark"], rest)


def _numbers(rest: str) -> bool:
    return any(form.number.match(rest) for form in _FORMS)


def _goes_on(row: _Row, lines: Sequence[str]) -> bool:
    """Whether the next line is one of the same dump; or there is none."""
    for text in lines[row.number :]:
        if text.strip():
            after = _row(row.number + 1, text)
            return (
                text.strip() == "*"
                or after is None
                or (len(after.offset) == len(row.offset) and after.offset > row.offset)
                or not after.offset.strip("0")
            )
    return True


# --- one dump ----------------------------------------------------------------------------------------


def _dump(block: list[_Row | None]) -> Iterator[tuple[int, bytes | None]]:
    """The bytes of one dump; of each piece of it, where rows are missing."""
    rows = [row for row in block if row is not None]
    if not rows[0].rest:
        return
    shape = _shape(block)
    if shape is None:
        yield rows[0].number, None
        return
    out, first, width, squeezed = b"", rows[0], 16, False
    for i, row in enumerate(block):
        if row is None:
            squeezed = True
            continue
        missing = row.at(shape.base) - first.at(shape.base) - len(out)
        if missing > 0 and squeezed:
            out += (out[-width:] * (missing // width + 1))[:missing]
        elif missing and row.rest:
            yield first.number, out
            out, first = b"", row
        squeezed = False
        following = block[i + 1] if i + 1 < len(block) else None
        size = following.at(shape.base) - row.at(shape.base) if following is not None else None
        data = _bytes(row.rest, size, shape)
        if row is not rows[0] and size is None:
            data = data[:width]
        width = len(data) or width
        out += data
    yield first.number, out


def _shape(block: list[_Row | None]) -> _Shape | None:
    """How to read a dump: what fits its offsets, or its text."""
    rows = [row for row in block if row is not None]
    pair = next(((one, two) for one, two in itertools.pairwise(block) if one and two), None)
    first = pair[0] if pair else rows[0]
    forms = [form for form in _FORMS if form.number.match(first.rest) and (form.marked or not first.mark)]
    if pair and forms:
        digits = {digit for row in rows for digit in row.offset.lower()}
        bases = [base for base in (16, 8, 10) if digits <= set("0123456789abcdef"[:base])]
        fitting = [(_fit(*pair, form, base), form, base) for form in forms for base in bases]
        best, form, base = max(fitting, key=lambda one: one[0])
        if best > (False, 0):
            return _ordered(rows, form, base)
    for form in forms:
        if any(_is_text(data, text) for data, text in _splits(first.rest, form)):
            return _ordered(rows, form, 16)
    return _ordered(rows, _HEX, 16) if _HEX in forms else None


def _fit(row: _Row, after: _Row, form: _Form, base: int) -> tuple[bool, int]:
    """How well the bytes of a row fit the next offset: whether nothing but text is behind them, and how many."""
    step = after.at(base) - row.at(base)
    sizes = [size for size, _, _ in _prefixes(row.rest, form)]
    if not after.rest and sizes[0] in (2, 4) and sizes[-1] - sizes[0] < step < sizes[-1]:
        return True, step  # the last word is filled up
    for way in (False, True):
        for data, text in _splits(row.rest, form, way):
            if len(data) == step and (not text.strip() or _is_text(data, text)):
                return True, step
    return False, step if step in sizes else 0


def _ordered(rows: list[_Row], form: _Form, base: int) -> _Shape:
    """The order of the bytes in words: what the text tells, or what is usual."""
    words = [found for _, found, _ in _prefixes(rows[0].rest, form)]
    size = len(words[0])
    swapped = form.swapped or (
        size in (2, 4) and ((not rows[0].mark and len(rows[0].rest.split()[0]) == 2 * size) or rows[0].rest[:2] == "0x")
    )
    step = rows[1].at(base) - rows[0].at(base) if len(rows) > 1 else None
    told = [
        way
        for way in (swapped, not swapped)
        for data, text in _splits(rows[0].rest, form, way)
        if size > 1 and text and _is_text(data, text) and step in (None, len(data))
    ]
    text = any(
        n == after.at(base) - row.at(base) and bool(row.rest[end:].strip())
        for row, after in itertools.pairwise(rows)
        for n, _, end in _prefixes(row.rest, form)
    )
    return _Shape(form, base, told[0] if told else swapped, text)


def _prefixes(rest: str, form: _Form) -> Iterator[tuple[int, bytes, int]]:
    """The numbers at the head of a row: bytes up to there, those of this one, and where it ends."""
    at = size = 0
    while found := form.number.match(rest, at):
        data = form.data(found[1])
        size, at = size + len(data), found.end()
        yield size, data, at
        between = _BETWEEN.match(rest, at)
        if between is None or between.end() == at:
            break
        at = between.end()


def _splits(rest: str, form: _Form, swapped: bool = False) -> Iterator[tuple[bytes, str]]:
    """What a row may be: so many bytes, and the text behind them; the most first."""
    out = b""
    found = []
    for _, data, end in _prefixes(rest, form):
        out += data[:: -1 if swapped else 1]
        found.append((out, rest[end:]))
    yield from reversed(found)


def _is_text(data: bytes, text: str) -> bool:
    """Whether text is what such bytes are shown as."""
    shown = re.sub(r"^([|>])(.*)[|<]$", r"\2", text.strip()).replace(" ", "").replace(":", "")
    expected = [chr(byte) for byte in data if byte not in b" :"]
    if not shown or not len(expected) <= len(shown) <= len(data):
        return False
    loose = "".join(
        "[ .]?" if byte in b" :" else re.escape(chr(byte)) if 32 < byte < 127 else "[^0-9A-Za-z]" for byte in data
    )
    return re.fullmatch(loose, shown) is not None


def without_text(line: str) -> str:
    """A line of hex without the same bytes as text behind them."""
    for data, text in _splits(line.strip(), _HEX):
        if re.match(r"\s{2}" if len(data) > 2 else r"\s{3}", text) and _is_text(data, text):
            return data.hex()
    return line


def _bytes(rest: str, size: int | None, shape: _Shape) -> bytes:
    """The bytes of a row, without the text behind them.

    Args:
        rest: what is behind the offset.
        size: how many there are, None if nothing says so.
        shape: what the numbers are.
    """
    splits = list(_splits(rest, shape.form, shape.swapped))
    if size is not None:
        return next((data for data, _ in reversed(splits) if len(data) >= size), splits[0][0] if splits else b"")[:size]
    for data, text in splits:
        if _is_text(data, text) and (shape.text or re.match(r"\s{2,}|\s*\|", text)):
            return data
    words = re.split(r"\s{3,}|\s+\|", rest)[0]
    return next((data for data, _ in _splits(words, shape.form, shape.swapped)), b"")
