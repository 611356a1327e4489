"""Text with bytes in it, as people paste it -> the bytes: dumps, arrays and literals of code, hex in any spelling.

What stands beside them is left out: captions, the time and the name of a logger, labels, quotes, numbers of lines.
Knows no OpenFlow.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from oftwist.tools.decode import dumps, literals
from oftwist.tools.decode.literals import unhex

TAKEN = (
    "hex digits with or without 0x, spaces, colons or commas; dumps of xxd, hexdump, od, tcpdump -X and Wireshark; "
    "arrays of C; bytes of Python"
)


def _marks() -> dict[int, str]:
    """What typesetting has put in the place of plain characters -> these."""
    return str.maketrans(
        dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", "")
        | dict.fromkeys("\xa0\u2002\u2003\u2007\u2009\u202f\u3000", " ")
        | dict.fromkeys("“”„«»", '"')
        | dict.fromkeys("‘’‚", "'")
        | dict.fromkeys("‐‑‒–—−", "-")
        | {"\u2502": "|", "\u2503": "|", "\u250a": ":", "\u2506": ":", "\u2026": "..."}
    )


_MARKS = _marks()
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_RULER = re.compile(r"\s*(?:[+|=\u2500-\u257f-]*|```\w*|~+)\s*$")
_AROUND = re.compile(r"\s*(?:[\w\s.=:]*[(\[{]|[)\]};,\s]+)\s*$")  # lines that a call or an array begins or ends with
_COMMENT = re.compile(r"#|//|\s;|\s--\s")
_QUOTED = re.compile(r"^\s*[>+]\s?(?=\S)")
_NUMBERED = re.compile(r"\s*(\d+)(?:[:.)|]\s+|\s{2,}|\t)(?=\S)")
_ENDS = " \t[](){}<>,;:`."
_RUN = re.compile(
    r"(?<![\w.:,%\\-])(?:(?:0x)?(?:[0-9a-f]{2}){8,}"
    + "".join(rf"|(?:0x)?[0-9a-f]{{2}}(?:{between}(?:0x)?[0-9a-f]{{2}}){{7,}}" for between in (" ", ":", "-", ", ?"))
    + r"|[0-9a-f]{4}(?: [0-9a-f]{4}){3,}|[0-9a-f]{8} [0-9a-f]{8}(?: [0-9a-f]{8})*)(?![\w:%]|\.\w)",
    re.IGNORECASE,
)
_BINARY = re.compile(r"[\s`]*[01]{8}(?:\s+[01]{8}){7,}[\s`]*")  # no message has so many such digits in hex
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,2})$")


class Found(NamedTuple):
    """Bytes in a text.

    Attributes:
        line: where they begin, from 1.
        data: the bytes; None: there is something else.
        dump: whether they come from a dump, which may be one of a whole packet.
        otherwise: what else they may be: 4 20 is hex or decimal.
    """

    line: int
    data: bytes | None
    dump: bool = False
    otherwise: bytes | None = None


def as_text(data: bytes) -> str | None:
    """What a file holds as text; None if it is none: messages hold bytes that no text has."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    text = _COLOUR.sub("", text)
    return None if _CONTROL.search(text) else text


def read(lines: Sequence[str]) -> Iterator[Found]:
    """The bytes in a text; what stands beside dumps and arrays is captions, and left out."""
    lines = _unnumbered([_bare(line) for line in lines])
    if dumps.begins(lines):
        yield from (Found(number, data, True) for number, data in dumps.read(lines))
        return
    without = [dumps.without_text(line) for line in lines]
    if without == lines:
        found = list(literals.lists("\n".join(lines))) or list(literals.literals("\n".join(lines)))
        if found:
            yield from (Found(number, data, False, other) for number, data, other in found)
            return
    plain = [_COMMENT.split(line)[0] for line in without]
    plain = ["" if _AROUND.match(line) else line for line in plain]
    decimal = _are_decimal([line for line in plain if line.strip()])
    binary = _BINARY.fullmatch("\n".join(plain)) is not None
    for number, line in enumerate(plain, 1):
        if line.strip() and binary:
            yield Found(number, bytes(int(word, 2) for word in line.strip(_ENDS).split()), False, unhex(line))
        elif line.strip():
            items = literals.numbers(line.strip(_ENDS), 1)
            yield Found(number, items, False, unhex(line)) if decimal else Found(number, _line(line), False, items)


def _bare(line: str) -> str:
    """A line without the marks of mails, patches, tables and typesetting."""
    line = line.translate(_MARKS)
    return "" if _RULER.match(line) else _QUOTED.sub("", line, count=1)


def _unnumbered(lines: list[str]) -> list[str]:
    """Lines without numbers, if they have some and these rise by one: 1, 2, 3."""
    used = [line for line in lines if line.strip()]
    found = [_NUMBERED.match(line) for line in used]
    numbers = [int(one[1]) for one in found if one is not None]
    if len(numbers) == len(used) and all(b == a + 1 for a, b in itertools.pairwise(numbers)):
        if len(numbers) > 1 or any(one and one[0].rstrip()[-1:] in ":.)|" and len(one[1]) < 4 for one in found):
            return [_NUMBERED.sub("", line, count=1) for line in lines]
    return lines


def _are_decimal(lines: list[str]) -> bool:
    """Whether lines are numbers in decimal: with commas, of three digits, with signs, or in columns wide enough."""
    words = [word for line in lines for word in re.split(r"[\s,;]+", line.strip(_ENDS)) if word]
    if not words or not all(map(_DECIMAL.match, words)):
        return False
    ends = [found.end() for line in lines for found in re.finditer(r"\S+", line)]
    columns = any(all(end % width == 0 for end in ends) for width in (4, 5))
    return columns or any("," in line for line in lines) or any(len(word) > 2 or word[0] == "-" for word in words)


def _line(line: str) -> bytes | None:
    """The bytes of a line: all of it is hex, or the only long run of hex in it."""
    data = unhex(line.rstrip("\\ ").strip(_ENDS).removeprefix("Buffer "))
    if data is None:
        runs = [found[0] for found in _RUN.finditer(line)]
        data = unhex(runs[0]) if len(runs) == 1 else None
    return data
