"""Objects that take what old suites set on them: any attribute, and packed bytes in place of a structure.

May know: the wire classes. `install` of this file changes the root of all wire classes for the whole process, which
``oftwist.loxi.install()`` asks for and nothing else; before it no object pays for any of this.

Suites were written where every object took every attribute, and set some that their version of OpenFlow does not have
(``match.wildcards`` in 1.2, ``set_nw_tos().ip_dscp``). Such an attribute is kept and can be read; nothing else takes
notice: it is not packed, shown or compared. The first of each class and name is warned about, as it is a mistake.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from oftwist.errors import MessageError, ProtocolError
from oftwist.wire import kinds, spec
from oftwist.wire.codec import classes
from oftwist.wire.codec.objects import CARRIED, OFObject
from oftwist.wire.codec.reader import OFReader

__all__ = ["install"]

_PADDING = 8  # structures are padded to a multiple of so many bytes
_CARRIED: str = CARRIED.__name__
_put = OFObject.__setattr__
_reduce = OFObject.__reduce__
_BYTES = frozenset((bytes, bytearray))
_warned: set[tuple[str, str]] = set()


class _Carried(dict[str, Any]):
    """What an object carries beyond its members, and beside that the attributes that no class has."""

    __slots__ = ("attributes",)
    attributes: dict[str, Any]


def _carried(obj: Any) -> Any:
    try:
        return CARRIED.__get__(obj)
    except AttributeError:  # never set
        return None


def _attributes(obj: Any) -> dict[str, Any] | None:
    carried = _carried(obj)
    return carried.attributes if type(carried) is _Carried else None


def _carry(obj: Any, carried: Any, attributes: dict[str, Any]) -> None:
    made = _Carried(carried if isinstance(carried, dict) else {"extra": carried} if carried else {})
    made.attributes = attributes
    CARRIED.__set__(obj, made)


def _set(self: Any, name: str, value: Any) -> None:
    if name == _CARRIED:  # the library itself, about to replace what the attributes are kept in
        attributes = _attributes(self)
        if attributes is not None:
            _carry(self, value, attributes)
            return
    elif type(value) in _BYTES and name in _structures(self.__class__):
        value = _unpacked(self, name, bytes(value))
    try:
        _put(self, name, value)
    except AttributeError:
        there = getattr(type(self), name, None)
        ours = isinstance(there, property)  # something we can tell besides the members: packet_in.in_port in 1.2
        if name.startswith("__") or (there is not None and not ours):
            raise
        home = f"{type(self).__module__.removeprefix('oftwist.loxi.')}.{type(self).__qualname__}"
        if (home, name) not in _warned:
            _warned.add((home, name))
            what = "cannot be set: it stays as it is" if ours else "is no attribute of its class: kept, but not sent"
            warnings.warn(f"{home}: {name!r} {what}", stacklevel=2)
        if not ours:
            attributes = _attributes(self)
            if attributes is None:
                attributes = {}
                _carry(self, _carried(self), attributes)
            attributes[name] = value


def _get(self: Any, name: str) -> Any:
    """Called for what the class does not have."""
    attributes = _attributes(self)
    if attributes is not None and name in attributes:
        return attributes[name]
    raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)


@cache
def _structures(cls: Any) -> dict[str, tuple[int, str]]:
    """Of each member that is one structure (a match, an OXM, a port): the version and class of that."""
    for base in cls.__mro__:
        version = kinds.version_of(base)
        if version:
            layout = spec.layout(version, f"{base.__module__.rpartition('.')[2]}.{base.__name__}")
            return {m.name: (version, m.of) for m in layout.members if m.codec == "struct"}
    return {}


def _unpacked(obj: Any, name: str, data: bytes) -> Any:
    """The structure that packed bytes are, with or without padding behind it."""
    version, of = _structures(obj.__class__)[name]
    reader = OFReader(data)
    try:
        found = classes.of(version).cls(of).unpack(reader)
    except ProtocolError as error:
        raise MessageError(f"these bytes are no {of}: {error}", cls=type(obj).__name__, field=name) from None
    rest = data[reader.offset :]
    if len(rest) >= _PADDING or any(rest):
        raise MessageError(f"{len(rest)} bytes behind the {of}", cls=type(obj).__name__, field=name)
    return found


def _parts(self: Any) -> tuple[Any, ...]:
    """For ``copy`` and ``pickle``."""
    attributes = _attributes(self)
    return _reduce(self) if attributes is None else (_revive, (_reduce(self), dict(attributes)))


def _revive(plain: tuple[Callable[..., Any], tuple[Any, ...]], attributes: dict[str, Any]) -> Any:
    make, arguments = plain
    obj = make(*arguments)
    _carry(obj, _carried(obj), attributes)
    return obj


def install() -> None:
    """Let all objects take any attribute, from now on and for the whole process."""
    root: Any = OFObject
    root.__setattr__ = _set
    root.__getattr__ = _get
    root.__reduce__ = _parts
