"""What goes into a capture, and where: read from text. Knows names of messages; opens no file."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from oftwist.dpid import parse_dpid
from oftwist.errors import ConfigurationError
from oftwist.wire import kinds

#: Names of types of messages, of all versions.
TYPES = frozenset(kinds.type_name(version, number) for version in range(1, 7) for number in range(36))
_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


@dataclass(frozen=True)
class Wanted:
    """What goes into a capture, and where: ``FILE[:dpid=...][:types=...][:rotate=100M,10]``.

    Attributes:
        path: the file.
        dpids: only these datapaths; none means all.
        types: only these types of messages, such as ``"packet_in"``, ``"flow_mod"``; none means all.
        size: bytes after which a new file is begun; 0 never does that.
        files: how many old ones are kept, as ``FILE.1`` (the youngest) and so on.
    """

    path: str
    dpids: frozenset[int] = frozenset()
    types: frozenset[str] = frozenset()
    size: int = 0
    files: int = 0

    @classmethod
    def parse(cls, text: str) -> Wanted:
        """Read the spelling of the command line; several ids and names are separated by commas.

        Raises:
            ConfigurationError: something in it is not understood; it says what.
        """
        path, *settings = text.split(":")
        if not path:
            raise ConfigurationError(f"{text}: a capture needs a file")
        found: dict[str, str] = {}
        for setting in settings:
            name, equals, value = setting.partition("=")
            if name not in ("dpid", "types", "rotate") or not equals or not value:
                raise ConfigurationError(f"{text}: {setting!r} is none of dpid=..., types=..., rotate=SIZE,FILES")
            found[name] = value
        try:
            dpids = frozenset(map(parse_dpid, found["dpid"].split(","))) if "dpid" in found else frozenset()
        except ValueError as error:
            raise ConfigurationError(f"{text}: {error}") from None
        types = frozenset(filter(None, found.get("types", "").split(",")))
        for name in types:
            if name not in TYPES:
                raise ConfigurationError(f"{text}: no type of message is called {name!r}: {', '.join(sorted(TYPES))}")
        size, files = _rotation(text, found["rotate"]) if "rotate" in found else (0, 0)
        return cls(path, dpids, types, size, files)

    def check(self) -> None:
        """Find out whether it can be written, as far as that is known before.

        Raises:
            ConfigurationError: it cannot.
        """
        path = Path(self.path)
        if path.is_dir() or not path.parent.is_dir():
            why = "it is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        elif not os.access(path if path.exists() else path.parent, os.W_OK):
            why = "permission denied"
        else:
            return
        raise ConfigurationError(f"cannot write {self.path}: {why}")

    def within(self, folder: str) -> Wanted:
        """Return the same with its file in a folder: for names that come from others.

        Raises:
            ConfigurationError: the path is more than a plain name.
        """
        name = self.path
        if Path(name).name != name or name.startswith(".") or not name.isprintable():
            raise ConfigurationError(f"{name!r}: give a plain name for the file; it is written to {folder}")
        return replace(self, path=str(Path(folder) / name))


def _rotation(text: str, value: str) -> tuple[int, int]:
    size, _, files = value.partition(",")
    unit = _UNITS.get(size[-1:].upper(), 1)
    digits = size[:-1] if size[-1:].upper() in _UNITS else size
    if not (digits.isdecimal() and int(digits) and (files or "1").isdecimal()):
        raise ConfigurationError(f"{text}: rotate={value} is not SIZE,FILES such as 100M,10")
    return int(digits) * unit, int(files or "1")
