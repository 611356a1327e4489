"""How a key is declared, found, and read from a table. Knows kinds of values; no key and no file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import Enum
from typing import NamedTuple, TypeVar

from oftwist.config.kinds import Kind, Many, Path, Unless

T = TypeVar("T")


class Takes(Enum):
    """When a key that was changed takes effect after a reload."""

    NOW = "at once"
    NEW = "for new connections"
    RESTART = "after a restart"


@dataclass(frozen=True, kw_only=True)
class Key:
    """What there is to know of a key besides its name and default.

    Attributes:
        kind: what its values are like.
        help: a sentence for people.
        option: its name on the command line, without the hyphens; "" if it has none.
        short: the letter of that option, or "".
        secret: never shown.
        takes: when a change takes effect.
        default: how the default is told, where its value does not say it.
    """

    kind: Kind
    help: str
    option: str = ""
    short: str = ""
    secret: bool = False
    takes: Takes = Takes.NOW
    default: str = ""


def key(
    default: T,
    kind: Kind,
    help: str,
    option: str = "",
    short: str = "",
    *,
    secret: bool = False,
    takes: Takes = Takes.NOW,
    shown: str = "",
) -> T:
    """Declare a key: a field of a section. ``shown`` tells the default where its value does not."""
    told = Key(kind=kind, help=help, option=option, short=short, secret=secret, takes=takes, default=shown)
    made: T = field(default_factory=lambda: default, metadata={"key": told}, repr=not secret)
    return made


class Entry(NamedTuple):
    """A key with its place.

    Attributes:
        section: "" for those outside of any.
        attribute: the field of the section's class.
        key: what is known of it.
        default: its value if nobody says it.
    """

    section: str
    attribute: str
    key: Key
    default: object

    @property
    def name(self) -> str:
        """As it is written: ``tls.cert``."""
        word = spelled(self.attribute)
        return f"{self.section}.{word}" if self.section else word

    @property
    def variable(self) -> str:
        """Its name in the environment: ``OFTWIST_TLS_CERT``."""
        return "OFTWIST_" + re.sub(r"\W", "_", self.name).upper()

    @property
    def is_path(self) -> bool:
        """Its value is the name of a file, or several."""
        kind = self.key.kind
        return isinstance(kind.kind if isinstance(kind, Many) else kind, Path)

    def told(self, error: ValueError) -> str:
        """What is wrong with a value, in one line and without the value of a secret."""
        if self.key.secret:
            return f"the value is not {self.key.kind.says}"
        return " ".join(str(error).split())

    def shown(self, value: object) -> str:
        """A value as TOML does, with stars in place of a secret; "" for one that is not there."""
        if (value is None and not isinstance(self.key.kind, Unless)) or (self.key.secret and not value):
            return ""
        return '"********"' if self.key.secret else self.key.kind.show(value)


def spelled(attribute: str) -> str:
    """A field's name as people write it."""
    return attribute.replace("_", "-")


def entries(section: str, cls: type) -> dict[str, Entry]:
    """The keys that a section's class declares, by field."""
    return {
        one.name: Entry(section, one.name, one.metadata["key"], one.default_factory())
        for one in fields(cls)
        if "key" in one.metadata and one.default_factory is not MISSING
    }


def read_table(known: Mapping[str, Entry], table: object, others: Iterable[str] = ()) -> dict[str, object]:
    """Read the keys of one table.

    Args:
        known: the keys that may be there, by field.
        table: what TOML gave.
        others: further words that may be there, left to the caller.

    Returns:
        The values of the keys that are there, by field.

    Raises:
        ValueError: with the key, what is wrong and what is allowed, in one line.
    """
    if not isinstance(table, dict):
        raise ValueError(f"{table!r} is not a table")
    found: dict[str, object] = {}
    for word, value in table.items():
        attribute = word.replace("-", "_")
        if attribute in others:
            continue
        if attribute not in known:
            raise ValueError(unknown(word, [*map(spelled, known), *others]))
        if attribute in found:
            raise ValueError(f"{word}: it is there twice, with hyphens and with underscores")
        try:
            found[attribute] = known[attribute].key.kind.read(value)
        except ValueError as error:
            raise ValueError(f"{word}: {known[attribute].told(error)}") from None
    return found


def unknown(word: str, allowed: Iterable[str]) -> str:
    """Say that there is no such key, which one may be meant, and what there is."""
    names = list(allowed)
    near = difflib.get_close_matches(word, names, 1, 0.7)
    hint = f" (is it {near[0]}?)" if near else ""
    return f"{word}: there is no such key{hint}; allowed: {', '.join(names)}"
