"""Text with bytes in it, as people paste it -> the bytes: hex in any spelling, dumps, arrays and literals of code.

A dump is told by its offsets (xxd, hexdump, od, tcpdump -X, Wireshark); the column of text behind the bytes is left
out, "*" repeats the line before it. Knows no OpenFlow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

TAKEN = (
    "hex digits with or without 0x, spaces, colons or commas; dumps of xxd, hexdump, od, tcpdump -X and Wireshark; "
    "arrays of C; bytes of Python"
)

_NOISE = re.compile(r"0x|\\x|[\s:,;-]", re.IGNORECASE)
_WORDS = re.compile(r"[\s:,;-]+")
_OFFSET = re.compile(r"\s*(0x)?([0-9a-f]{4,16})(?:\s<.*?>)?(:?)(?:\s+(\S.*)|\s*)$", re.IGNORECASE)
_BRACKETS = " \t[](){}<>,;:"
_GROUP = re.compile(r"(?:[0-9a-f]{2})+$", re.IGNORECASE)
_LITERAL = re.compile(r"""(["'])((?:\\.|(?!\1).)*)\1""", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:x[0-9a-f]{2}|[0-7]{1,3})", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/|//.*")
_NUMBERS = re.compile(r"0x[0-9a-f]{1,16}|\b[0-9a-f]{1,2}\b", re.IGNORECASE)
_WIDTH = 16  # bytes in a line of a dump, where nothing says otherwise


class Found(NamedTuple):
    """Bytes in a text.

    Attributes:
        line: where they begin, from 1.
        data: the bytes; None: there is something else.
        dump: whether they come from a dump, which may be one of a whole packet.
    """

    line: int
    data: bytes | None
    dump: bool = False


def read(lines: Sequence[str]) -> Iterator[Found]:
    """The bytes in a text; what stands beside dumps and arrays is captions, and left out."""
    if _begins_dump(lines):
        yield from _dumps(lines)
        return
    text = "\n".join(lines)
    if _ESCAPED.search(text) and _LITERAL.search(text):
        yield _literals(lines)
    elif "{" in text and "}" in text:
        yield from _arrays(text)
    else:
        for number, line in enumerate(lines, 1):
            line = line.partition("#")[0]
            if line.strip():
                yield Found(number, unhex(line))


def unhex(text: str) -> bytes | None:
    """Hex digits in any usual spelling -> bytes; None if it is something else."""
    if _ESCAPED.search(text):
        return _unescape(text.strip())
    quoted = _LITERAL.findall(text)
    if quoted and all(unhex(inner) is not None for _, inner in quoted):  # bytes.fromhex("...")
        return b"".join(unhex(inner) or b"" for _, inner in quoted)
    words = [word for word in _WORDS.split(text.strip(_BRACKETS).removeprefix("Buffer ")) if word]
    listed = "," in text or text.strip() != text.strip().strip(_BRACKETS)
    if listed and any(len(word) == 3 for word in words) and all(map(_decimal, words)):
        return bytes(map(int, words))  # list(message) of Python; and of Go, Erlang
    digits = [word.lower().removeprefix("0x") for word in words]
    if any(len(word) % 2 for word in digits) and (
        all(len(word) <= 2 for word in digits) or all(word[:2].lower() == "0x" for word in words)
    ):
        digits = [word.zfill(len(word) + len(word) % 2) for word in digits]  # one number each: 0x4 is a byte
    try:
        return bytes.fromhex("".join(digits)) if digits else bytes.fromhex(_NOISE.sub("", text))
    except ValueError:
        return None


def _decimal(word: str) -> bool:
    return word.isdecimal() and int(word) <= 255 and (word[0] != "0" or word == "0")


# --- literals and arrays -----------------------------------------------------------------------------


def _unescape(text: str) -> bytes | None:
    """``\\x04\\x14ab`` -> its bytes."""
    try:
        return text.encode("latin-1").decode("unicode_escape").encode("latin-1")
    except UnicodeError:
        return None


def _literals(lines: Sequence[str]) -> Found:
    """The literals of Python or C in a text, joined."""
    first = next((number for number, line in enumerate(lines, 1) if _LITERAL.search(line)), 1)
    pieces = [_unescape(match[2]) for match in _LITERAL.finditer("\n".join(lines))]
    return Found(first, None if None in pieces else b"".join(piece or b"" for piece in pieces))


def _arrays(text: str) -> Iterator[Found]:
    """The arrays of C in a text: what is between braces."""
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for found in re.finditer(r"\{([^{}]*)\}", text):
        number = text.count("\n", 0, found.start()) + 1
        words = _NUMBERS.findall(found[1])
        rest = re.sub(r"[\s,]|\((?:byte|char|uint8_t)\)", "", _NUMBERS.sub("", found[1]))
        digits = [word.lower().removeprefix("0x") for word in words]
        good = words and not rest
        yield Found(number, bytes.fromhex("".join(d.zfill(len(d) + len(d) % 2) for d in digits)) if good else None)


# --- dumps -------------------------------------------------------------------------------------------


class _Line(NamedTuple):
    """A line of a dump."""

    number: int
    offset: str
    colon: bool
    rest: str


def _line(number: int, text: str) -> _Line | None:
    found = _OFFSET.match(text)
    if found is None:
        return None
    rest = found[4] or ""
    if found[3] and rest[:2] == "0x":  # gdb: x/32xb
        rest = rest.replace("0x", "").replace("\t", " ")
    if rest and not _GROUP.match(rest.split()[0]):
        return None
    return _Line(number, found[2], bool(found[3]), rest)


def _begins_dump(lines: Sequence[str]) -> bool:
    """Whether the first line with bytes in it is one of a dump: with a colon, or from offset 0 on."""
    for number, text in enumerate(lines, 1):
        line = _line(number, text)
        if line is not None and line.rest and len(line.rest.split()[0]) <= 16:
            if line.colon:
                return len(line.offset) > 2 and "0" in line.offset
            return not line.offset.strip("0") and _goes_on(line, lines[number:])
        data = unhex(text.partition("#")[0])
        if data and data != bytes(range(16)):  # which is a ruler
            return False
    return False


def _goes_on(line: _Line, following: Sequence[str]) -> bool:
    """Whether the next line is one of the same dump; or there is none."""
    for text in following:
        if text.strip():
            after = _line(line.number + 1, text)
            return (
                text.strip() == "*"
                or after is None
                or (len(after.offset) == len(line.offset) and after.offset > line.offset)
                or not after.offset.strip("0")
            )
    return True


def _dumps(lines: Sequence[str]) -> Iterator[Found]:
    """The dumps in a text: each goes on as long as the offsets rise."""
    block: list[_Line | None] = []  # None: lines are left out that are like the one before

    for number, text in enumerate(lines, 1):
        if text.strip() == "*" and block:
            block.append(None)
            continue
        line = _line(number, text)
        last = next((one for one in reversed(block) if one), None)
        if block and (line is None or (last and line.offset <= last.offset)):
            yield _dump(block)
            block = []
        if line is not None:
            block.append(line)
    if block:
        yield _dump(block)


def _dump(block: Sequence[_Line | None]) -> Found:
    """The bytes of one dump."""
    known = [line for line in block if line is not None]
    base = _base(known)
    out = b""
    width = _WIDTH
    for i, line in enumerate(block):
        if line is None:
            continue
        at = int(line.offset, base) - int(known[0].offset, base)
        if len(out) < at and i and block[i - 1] is None and out:
            out += (out[-width:] * (at // width + 1))[: at - len(out)]
        following = block[i + 1] if i + 1 < len(block) else None
        size = None
        if following is not None:
            size = int(following.offset, base) - int(line.offset, base)
            width = size if following.rest else width
        elif _in_words(known[0]):
            size = width  # no text behind them
        out += _bytes(line.rest, size, width, swapped=_in_words(known[0]))
    return Found(known[0].number, out, True)


def _base(known: Sequence[_Line]) -> int:
    """In what the offsets count: 16; od without -A x counts in octal, with -A d in decimal."""
    if len(known) > 1:
        size = len(_bytes(known[0].rest, None, _WIDTH))
        for base, digits in ((16, "0123456789abcdef"), (8, "01234567"), (10, "0123456789")):
            if all(set(line.offset.lower()) <= set(digits) for line in known):
                if int(known[1].offset, base) - int(known[0].offset, base) == size:
                    return base
    return 16


def _in_words(line: _Line) -> bool:
    """Whether a dump is one of words of 16 bits in the order of a PC: hexdump without -C, od -x."""
    return not line.colon and len(line.rest.split()[0]) == 4


def _bytes(rest: str, size: int | None, width: int, swapped: bool = False) -> bytes:
    """The bytes of a line, without the text behind them.

    Args:
        rest: what is behind the offset.
        size: how many there are, None if nothing says so.
        width: how many there are at most then.
        swapped: each two bytes are the other way round.
    """
    out = b""
    words = rest.partition("|")[0]
    if size is None:
        words = re.split(r"\s{3,}|\t", words.strip())[0]
        size = width
    for word in words.split():
        if len(out) >= size or not _GROUP.match(word):
            break
        out += bytes.fromhex(word)[:: -1 if swapped else 1]
    return out[:size]
