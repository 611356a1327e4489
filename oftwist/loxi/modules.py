"""What fills the modules of ``oftwist.loxi.ofXX``: classes on first use, constants at import.

A module of classes knows the names of its classes from the tables; a class is made when its name is
first looked up (PEP 562) and then stays in the module.
"""

from __future__ import annotations

import importlib
import struct
import sys

from oftwist.errors import ProtocolError
from oftwist.loxi import words
from oftwist.wire import spec
from oftwist.wire.codec import classes as _classes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Hooks = tuple[Callable[[str], Any], Callable[[], list[str]]]

_HEADER = struct.Struct("!BBHL")
OFPT_HELLO = 0
_IMPORTED = ("util", "ofp", "loxi")


def _place(name: str) -> tuple[int, str]:
    """``oftwist.loxi.of13.message`` -> ``(4, "message")``; the package itself -> ``(4, "")``."""
    package, _, module = name.removeprefix("oftwist.loxi.").partition(".")
    return int(package[-1]) + 1, module


def _hooks(name: str, find: Callable[[str], str | None], names: Callable[[], Iterable[str]]) -> Hooks:
    """The module hooks.

    Args:
        name: the module's ``__name__``.
        find: attribute -> "module.name" of a class, or None.
        names: what ``find`` finds; it takes its time.
    """
    version, _ = _place(name)
    namespace = sys.modules[name].__dict__

    def __getattr__(attribute: str) -> Any:
        if attribute == "__all__":  # what ``from ... import *`` takes
            return [n for n in {**namespace, **dict.fromkeys(names())} if not n.startswith("_") or find(n)]
        qualname = None if attribute.startswith("__") or attribute in _IMPORTED else find(attribute)
        if qualname is None:
            return _imported(name, attribute)
        found = namespace[attribute] = _classes.of(version).cls(qualname)
        return found

    def __dir__() -> list[str]:
        return sorted({*namespace, *names(), *(() if _place(name)[1] else words.FUNCTIONS)})

    return __getattr__, __dir__


def _imported(name: str, attribute: str) -> Any:
    """``ofXX.message.util`` and the like: what the established modules import, so that it is found in them."""
    package, dot, _ = name.removeprefix("oftwist.loxi.").partition(".")
    home = {"util": f"oftwist.loxi.{package}.util", "ofp": f"oftwist.loxi.{package}", "loxi": "oftwist.loxi"}
    if not dot and attribute in words.FUNCTIONS:
        found = sys.modules[name].__dict__[attribute] = words.function(name, attribute)
        return found
    if not dot or attribute not in home:
        raise AttributeError(f"module {name!r} has no attribute {attribute!r}")
    return importlib.import_module(home[attribute])


def classes(name: str) -> Hooks:
    """``__getattr__, __dir__`` of one module of classes.

    Args:
        name: the module's ``__name__``.
    """
    version, module = _place(name)

    def find(attribute: str) -> str | None:
        qualname = _aliases(version, module).get(attribute, f"{module}.{attribute}")
        return qualname if spec.has(version, qualname) else None

    return _hooks(name, find, lambda: [*spec.names(version, module), *_aliases(version, module)])


def package(name: str) -> Hooks:
    """``__getattr__, __dir__`` of a version package, which shows all of ``common`` as its own."""
    version, _ = _place(name)

    def find(attribute: str) -> str | None:
        qualname = _aliases(version, "common").get(attribute)
        if qualname is None and not attribute.startswith("_"):
            qualname = f"common.{attribute}"
        return qualname if qualname and spec.has(version, qualname) else None

    def names() -> list[str]:
        return [*(n for n in spec.names(version, "common") if not n.startswith("_")), *_aliases(version, "common")]

    return _hooks(name, find, names)


def _aliases(version: int, module: str) -> dict[str, str]:
    """Further names of classes of a module."""
    split = [(alias.partition("."), qualname) for alias, qualname in spec.aliases(version).items()]
    return {short: qualname for (home, _, short), qualname in split if home == module}


def constants(version: int) -> dict[str, Any]:
    """Everything in ``ofXX.const``: the constants, the value -> name maps, ``OFP_VERSION``."""
    names: dict[str, Any] = {"OFP_VERSION": version}
    for _, group, map_name, _, hidden in spec.constant_groups(version):
        names.update(group)
        if map_name is not None:
            names[map_name] = {value: name for name, value in group.items() if name not in hidden}
    return names


def utilities(version: int) -> dict[str, Any]:
    """Everything in ``ofXX.util``."""
    from oftwist.loxi import utilities as made

    return made.namespace(version)


def parse_header(buf: Any) -> tuple[int, int, int, int]:
    """``(version, type, length, xid)`` of the message that starts ``buf``; nothing else is checked.

    Raises:
        ProtocolError: fewer than 8 bytes.
    """
    if len(buf) < 8:
        raise ProtocolError("too short to be an OpenFlow message")
    return _HEADER.unpack_from(buf)


def parsers(version: int) -> tuple[Callable[[Any], tuple[int, int, int, int]], Callable[[Any], Any]]:
    """``parse_header`` and ``parse_message`` of ``ofXX.message``."""

    def parse_message(buf: Any) -> Any:
        """One whole message of this version, or a HELLO of any -> the message object.

        Raises:
            ProtocolError: not a message of this version; names class, field and offset.
        """
        if type(buf) is not bytes:
            buf = bytes(memoryview(buf))
        got, kind, length, _ = parse_header(buf)
        if got != version and kind != OFPT_HELLO:
            raise ProtocolError(f"wrong OpenFlow version (expected {version}, got {got})")
        if length != len(buf):
            raise ProtocolError(f"incorrect message size: header says {length}, got {len(buf)} bytes")
        return _classes.of(version).parse(buf)

    return parse_header, parse_message
