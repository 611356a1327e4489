"""Objects that take what old suites set on them: any attribute, and packed bytes in place of a structure.

May know: the wire classes. `install` of this file changes the root of all wire classes for the whole process, which
``oftwist.loxi.install()`` asks for and nothing else; before it no object pays for any of this.

Suites were written where every object took every attribute, and set some that their version of OpenFlow does not have
(``match.wildcards`` in 1.2, ``set_nw_tos().ip_dscp``). Such an attribute is kept and can be read; nothing else takes
notice: it is not packed, shown or compared. The first of each class and name is warned about, as it is a mistake.
And every object had a ``__dict__``, which ``vars()`` shows, and could have methods of its own (``msg.pack = ...``).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from oftwist.errors import MessageError, ProtocolError
from oftwist.wire import kinds
from oftwist.wire.codec import classes
from oftwist.wire.codec.layout import VALUES
from oftwist.wire.codec.objects import CARRIED, OFObject, layout_of
from oftwist.wire.codec.reader import OFReader

__all__ = ["install"]

_PADDING = 8  # structures are padded to a multiple of so many bytes
_CARRIED: str = CARRIED.__name__
_put = OFObject.__setattr__
_drop = OFObject.__delattr__
_reduce = OFObject.__reduce__
_BYTES = frozenset((bytes, bytearray))
_warned: set[tuple[str, str]] = set()


class _Carried(dict[str, Any]):
    """What an object carries beyond its members, and beside that the attributes that no class has."""

    __slots__ = ("attributes",)
    attributes: dict[str, Any]


class _Vars(dict[str, object]):
    """The members of an object and its further attributes; what is put here is set on the object."""

    __slots__ = ("_obj",)

    def __init__(self, obj: OFObject) -> None:
        members = {m.name: getattr(obj, m.name, None) for m in layout_of(obj).members if m.kind in VALUES}
        super().__init__(members | (_attributes(obj) or {}))
        self._obj = obj

    def __setitem__(self, name: str, value: object) -> None:
        setattr(self._obj, name, value)
        super().__setitem__(name, getattr(self._obj, name))

    def update(self, *given: Any, **named: Any) -> None:
        for name, value in dict(*given, **named).items():
            self[name] = value


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
        own = isinstance(there, _Own) or (callable(there) and callable(value))
        if name.startswith("__") or (there is not None and not ours and not own):
            raise
        if own:
            _keep(self, name, value)
            if not ours:
                self.__class__ = _with_own(self.__class__, name)
            return
        home = f"{type(self).__module__.removeprefix('oftwist.loxi.')}.{type(self).__qualname__}"
        if (home, name) not in _warned:
            _warned.add((home, name))
            what = "cannot be set: it stays as it is" if ours else "is no attribute of its class: kept, but not sent"
            warnings.warn(f"{home}: {name!r} {what}", stacklevel=2)
        if not ours:
            _keep(self, name, value)


def _keep(obj: OFObject, name: str, value: object) -> None:
    attributes = _attributes(obj)
    if attributes is None:
        attributes = {}
        _carry(obj, _carried(obj), attributes)
    attributes[name] = value


class _Own(property):
    """A method that one object has instead of its class's."""


@cache
def _with_own(cls: type[OFObject], name: str) -> type[OFObject]:
    """The same class for objects that have a method of their own: ``msg.pack = lambda: frame``."""
    own = _Own(lambda self: (_attributes(self) or {})[name])
    return type(cls.__name__, (cls,), {"__slots__": (), "__module__": cls.__module__, name: own})


def _get(self: Any, name: str) -> Any:
    """Called for what the class does not have."""
    if name == "__dict__":
        return _Vars(self)
    attributes = _attributes(self)
    if attributes is not None and name in attributes:
        return attributes[name]
    raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)


def _delete(self: OFObject, name: str) -> None:
    attributes = _attributes(self)
    if attributes is not None and name in attributes:
        del attributes[name]
    else:
        _drop(self, name)


@cache
def _structures(cls: Any) -> dict[str, tuple[int, str]]:
    """Of each member that is one structure (a match, an OXM, a port): the version and class of that."""
    version = kinds.version_of(cls)
    return {m.name: (version, m.of) for m in layout_of(cls).members if m.codec == "struct"} if version else {}


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
    make, arguments = plain[:2]
    obj = make(*arguments)
    _carry(obj, _carried(obj), attributes)
    return obj


def install() -> None:
    """Let all objects take any attribute, from now on and for the whole process."""
    root: Any = OFObject
    root.__setattr__ = _set
    root.__getattr__ = _get
    root.__delattr__ = _delete
    root.__reduce__ = _parts
