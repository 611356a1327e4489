"""Kinds of values: what a key may hold, how it is written in words and in TOML. Knows no key; no Twisted.

A kind reads what TOML gives (``read``) and what a person types in a shell (``parse``), and says what is allowed.
What it does not take is a ValueError that begins with the value, so that the name of the key can stand before it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from oftwist.connection.options import ALL_VERSIONS, parse_versions
from oftwist.dpid import format_dpid, parse_dpid
from oftwist.errors import ConfigurationError

_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


class Kind:
    """What values of a key are like.

    Attributes:
        says: what is allowed, as it stands behind "is not".
        many: the command line may give it several times.
    """

    says = "a text"
    many = False

    def read(self, value: object) -> object:
        """Check a value of TOML and return it as the configuration has it; ValueError says what is wrong."""
        raise NotImplementedError

    def parse(self, text: str) -> object:
        """Read what was typed; ValueError says what is wrong."""
        return self.read(text)

    def show(self, value: object) -> str:
        """Write a value as TOML does."""
        return toml(value)

    def wrong(self, value: object) -> ValueError:
        return ValueError(f"{brief(value)} is not {self.says}")


def brief(value: object) -> str:
    """A value in one short line."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def toml(value: object) -> str:
    """Write a value as TOML does, in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple, set, frozenset)):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(str(value), ensure_ascii=False)


def _key(key: object) -> str:
    text = str(key)
    bare = text.replace("-", "").replace("_", "")
    return text if bare.isascii() and bare.isalnum() else json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True)
class Text(Kind):
    """A text, with some rule of its own.

    Attributes:
        says: what it is.
        check: returns False, or raises ValueError, for a text that is none.
    """

    says: str = "a text"
    check: Callable[[str], object] = lambda text: True

    def read(self, value: object) -> str:
        if not isinstance(value, str) or not self.check(value):
            raise self.wrong(value)
        return value


@dataclass(frozen=True)
class Path(Text):
    """A file. In a configuration file its name counts from the folder that has the file."""

    says: str = "the name of a file"
    check: Callable[[str], object] = bool


class Flag(Kind):
    """Yes or no."""

    says = "true or false"

    def read(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise self.wrong(value)
        return value

    def parse(self, text: str) -> bool:
        word = text.strip().lower()
        if word not in (*_YES, *_NO):
            raise self.wrong(text)
        return word in _YES


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number.

    Attributes:
        low, high: bounds, included; None for no upper one.
        unit: what it counts.
    """

    low: int = 0
    high: int | None = None
    unit: str = ""

    @property
    def says(self) -> str:  # type: ignore[override]
        return _range("a number", self.unit, self.low, self.high)

    def read(self, value: object) -> int:
        if type(value) is not int or value < self.low or (self.high is not None and value > self.high):
            raise self.wrong(value)
        return value

    def parse(self, text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or len(text) > 20:
            raise self.wrong(text)
        try:
            return self.read(int(text))
        except ValueError:
            raise self.wrong(text) from None


@dataclass(frozen=True)
class Number(Kind):
    """A number that may have a fraction: seconds, a rate."""

    low: float = 0.0
    high: float | None = None
    unit: str = "seconds"

    @property
    def says(self) -> str:  # type: ignore[override]
        return _range("a number", self.unit, self.low, self.high)

    def read(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.wrong(value)
        if not self.low <= value <= (float("1e12") if self.high is None else self.high):  # nan and inf fail too
            raise self.wrong(value)
        return value

    def parse(self, text: str) -> float:
        try:
            return self.read(int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else float(text))
        except ValueError:
            raise self.wrong(text) from None


def _range(what: str, unit: str, low: float, high: float | None) -> str:
    of = f"{what} of {unit}" if unit else what
    return f"{of}, {low:g} or more" if high is None else f"{of} from {low:g} to {high:g}"


@dataclass(frozen=True)
class Size(Kind):
    """A number of bytes: 65536, or a text such as "64M"."""

    says: str = 'a number of bytes, such as 65536 or "64M"'

    def read(self, value: object) -> int:
        if isinstance(value, str):
            number, unit = value.strip()[:-1], _UNITS.get(value.strip()[-1:].upper())
            if unit is None or not (number.isascii() and number.isdecimal()) or len(number) > 15:
                raise self.wrong(value)
            return int(number) * unit
        if type(value) is not int or value < 0:
            raise self.wrong(value)
        return value

    def parse(self, text: str) -> int:
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else self.read(text)


@dataclass(frozen=True)
class Choice(Kind):
    """One of some words."""

    words: tuple[str, ...]

    @property
    def says(self) -> str:  # type: ignore[override]
        return f"one of {', '.join(self.words)}"

    def wrong(self, value: object) -> ValueError:
        return ValueError(f"{brief(value)} is none of {', '.join(self.words)}")

    def read(self, value: object) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise self.wrong(value)
        return value


@dataclass(frozen=True)
class Unless(Kind):
    """Another kind, or a word that stands for None."""

    word: str
    kind: Kind

    @property
    def says(self) -> str:  # type: ignore[override]
        return f'{self.kind.says}, or "{self.word}"'

    def read(self, value: object) -> object:
        return None if value == self.word else self._told(self.kind.read, value)

    def parse(self, text: str) -> object:
        return None if text == self.word else self._told(self.kind.parse, text)

    def _told(self, read: Callable[[str], object], value: object) -> object:
        try:
            return read(value)  # type: ignore[arg-type]
        except ValueError:
            raise self.wrong(value) from None

    def show(self, value: object) -> str:
        return toml(self.word) if value is None else self.kind.show(value)


@dataclass(frozen=True)
class Many(Kind):
    """A list of something; one alone needs no brackets, and in words they stand side by side."""

    kind: Kind
    many = True

    @property
    def says(self) -> str:  # type: ignore[override]
        return f"{self.kind.says}, or a list of such"

    def read(self, value: object) -> tuple[object, ...]:
        return tuple(map(self.kind.read, value if isinstance(value, list) else [value]))

    def parse(self, text: str) -> tuple[object, ...]:
        return tuple(map(self.kind.parse, text.split()))


@dataclass(frozen=True)
class Table(Kind):
    """Names with values; in words ``name=value`` side by side.

    Attributes:
        of: the kind of the values.
        keys: the kind of the names, which are texts in TOML.
        says: what it is.
    """

    of: Kind
    keys: Kind = Text()
    says: str = "a table"

    def read(self, value: object) -> dict[object, object]:
        if not isinstance(value, dict):
            raise self.wrong(value)
        return {self.keys.parse(key): self._value(key, one) for key, one in value.items()}

    def _value(self, key: str, value: object) -> object:
        try:
            return self.of.read(value)
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None

    def parse(self, text: str) -> dict[object, object]:
        pairs = [word.partition("=") for word in text.split()]
        if not all(equals for _, equals, _ in pairs):
            raise ValueError(f"{text!r} is not NAME=VALUE NAME=VALUE ...")
        return {self.keys.parse(name): self.of.parse(value) for name, _, value in pairs}


class Versions(Kind):
    """OpenFlow versions: "1.0,1.3-1.5", or a list of such texts."""

    says = "OpenFlow versions such as 1.0,1.3-1.5"

    def read(self, value: object) -> frozenset[int]:
        parts = value if isinstance(value, list) else [value]
        texts = [part for part in parts if isinstance(part, str)]
        if not texts or len(texts) < len(parts):
            raise self.wrong(value)
        return self.parse(",".join(texts))

    def parse(self, text: str) -> frozenset[int]:
        try:
            return parse_versions(text)
        except ConfigurationError as error:
            raise ValueError(str(error)) from None

    def show(self, value: object) -> str:
        assert isinstance(value, frozenset)
        if value == ALL_VERSIONS:
            return '"1.0-1.5"'
        return toml(",".join(f"1.{number - 1}" for number in sorted(value)))


class Dpid(Kind):
    """A datapath id in any usual spelling."""

    says = "a datapath id such as 1, 0x1 or 00:00:00:00:00:00:00:01"

    def read(self, value: object) -> int:
        if type(value) not in (int, str):
            raise self.wrong(value)
        try:
            return parse_dpid(value)  # type: ignore[arg-type]
        except ValueError:
            raise self.wrong(value) from None

    def show(self, value: object) -> str:
        return toml(self.text(value))

    @staticmethod
    def text(value: object) -> str:
        assert isinstance(value, int)
        return format_dpid(value)


def endpoint(text: str) -> bool:
    """Whether a text could be an endpoint; what it means is found out by who opens it."""
    return text.isprintable()


def unix_socket(text: str) -> bool:
    """Whether a text says where a Unix socket is: ``unix:FILE`` or an absolute path."""
    return text.isprintable() and text.startswith(("/", "unix:")) and text != "unix:"


def plain_name(text: str) -> bool:
    """Whether a text may be the name of a node: printable, without spaces and slashes."""
    return bool(text) and text.isprintable() and not {" ", "/"} & {*text}
