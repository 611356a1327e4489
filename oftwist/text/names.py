"""Ports, tables and groups by name and number, in both directions.

A port is a number of 16 bits here, as in OpenFlow 1.0, in every version: the reserved ones are 0xfff7 to 0xffff. From
1.1 on they stand on the wire with 16 ones in front (`port_on_wire`, `port_from_wire`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from oftwist.errors import TextError
from oftwist.text.numbers import decimal

#: Either way round: name -> number or number -> name.
Given = Mapping[str, int] | Mapping[int, str]

IN_PORT, NORMAL, ALL, CONTROLLER, LOCAL, NONE = 0xFFF8, 0xFFFA, 0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF
RESERVED = {
    "UNSET": 0xFFF7, "IN_PORT": IN_PORT, "TABLE": 0xFFF9, "NORMAL": NORMAL, "FLOOD": 0xFFFB, "ALL": ALL,
    "CONTROLLER": CONTROLLER, "LOCAL": LOCAL, "ANY": NONE,
}  # fmt: skip
_RESERVED_NAMES = {number: name for name, number in RESERVED.items()}
_RESERVED_PORTS = RESERVED | {"NONE": NONE}
#: 1.0 has room for this many ports; 1.1 and later for 0xffffff00.
FIRST_RESERVED = 0xFF00
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*\Z")


class Names:
    """Names of ports or of tables, given either way round.

    Args:
        given: name -> number or number -> name; of a name that several have nothing is known.
    """

    __slots__ = ("numbers", "names")

    def __init__(self, given: Given | None = None) -> None:
        self.numbers: dict[str, int] = {}
        self.names: dict[int, str] = {}
        doubtful = set()
        for key, value in (given or {}).items():
            name, number = (key, value) if isinstance(key, str) else (value, key)
            assert isinstance(name, str) and isinstance(number, int)
            if self.numbers.setdefault(name, number) != number:
                doubtful.add(name)
            self.names[number] = name
        for name in doubtful:
            del self.numbers[name]
        self.names = {number: name for number, name in self.names.items() if name not in doubtful}

    def number(self, word: str) -> int | None:
        """The number of a name, which may stand in double quotes."""
        return self.numbers.get(unquoted(word))

    def name(self, number: int) -> str | None:
        """The name of a number as it is printed."""
        name = self.names.get(number)
        return None if name is None else quoted(name)


NO_NAMES = Names()


def as_names(given: Given | Names | None) -> Names:
    """What a caller gave for names of ports or tables."""
    if given is None:
        return NO_NAMES
    return given if isinstance(given, Names) else Names(given)


def quoted(name: str) -> str:
    """A name as it is printed: in quotes unless it is a letter followed by letters and digits."""
    return name if _PLAIN.match(name) else json.dumps(name, ensure_ascii=False)


def unquoted(word: str) -> str:
    """A name as it was before `quoted`."""
    if len(word) >= 2 and word[0] == word[-1] == '"':
        try:
            return str(json.loads(word))
        except ValueError:
            return word
    return word


# --- ports -----------------------------------------------------------------------------------------


def port(word: str, names: Names = NO_NAMES) -> int:
    """A port by number (decimal), reserved name in any case, or name.

    Raises:
        TextError: it is none.
    """
    number = decimal(word)
    if number is not None:
        if number <= 0xFFFF:
            return number
        if 0xFFFFFF00 <= number <= 0xFFFFFFFF:
            return number & 0xFFFF
        raise TextError("a port: 0 to 0xffff, or 0xffffff00 to 0xffffffff in decimal", word)
    found = names.number(word)
    if found is None:
        found = _RESERVED_PORTS.get(word.upper())
    if found is None:
        raise TextError("a port: a decimal number, a name of the switch's, or " + ", ".join(_RESERVED_PORTS), word)
    return found


def is_port(word: str, names: Names = NO_NAMES) -> bool:
    """Whether a word that is no number names a port."""
    return names.number(word) is not None or word.upper() in _RESERVED_PORTS


def port_text(number: int, names: Names = NO_NAMES) -> str:
    """A port as it is printed."""
    known = _RESERVED_NAMES.get(number)
    if known is not None:
        return known
    if names is NO_NAMES:
        return str(number)
    return names.name(number) or str(number)


def port_on_wire(number: int, version: int) -> int:
    """The number of a port in messages of a version."""
    return number if number < FIRST_RESERVED or version == 1 else number | 0xFFFF0000


def port_from_wire(number: int, version: int) -> int:
    """The other way round; a number from 1.1 or later that has no place in 16 bits stays as it is."""
    return number & 0xFFFF if number >= 0xFFFFFF00 else number


# --- tables, groups --------------------------------------------------------------------------------


def table(word: str, names: Names = NO_NAMES) -> int:
    """A table by number (decimal) or name.

    Raises:
        TextError: it is none.
    """
    written = decimal(word)
    found = written if written is not None and written <= 255 else names.number(word)
    if found is None or found > 255:
        raise TextError("a table: 0 to 255 in decimal, or a name of the switch's", word)
    return found


def table_text(number: int, names: Names = NO_NAMES) -> str:
    """A table as it is printed."""
    return names.name(number) or str(number)


GROUP_ALL, GROUP_ANY, GROUP_MAX = 0xFFFFFFFC, 0xFFFFFFFF, 0xFFFFFF00


def group(word: str) -> int:
    """A group by number, ``all`` or ``any``.

    Raises:
        TextError: it is none.
    """
    upper = word.upper()
    if upper == "ALL":
        return GROUP_ALL
    if upper == "ANY":
        return GROUP_ANY
    number = decimal(word)
    if number is not None and number <= 0xFFFFFFFF:
        return number
    raise TextError("a group: a decimal number, ALL or ANY", word)


def group_text(number: int) -> str:
    """A group as it is printed."""
    return {GROUP_ALL: "ALL", GROUP_ANY: "ANY"}.get(number) or str(number)
