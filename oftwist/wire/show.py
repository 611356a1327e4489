"""Objects as readable text: which members are shown, and how their values read.

May know `Layout` and the constants of a version. The placing on lines is in `oftwist.loxi.pp`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from oftwist.wire import naming
from oftwist.wire import tables as spec
from oftwist.wire.codec.layout import Member

if TYPE_CHECKING:
    from oftwist.loxi.pp import PrettyPrinter
    from oftwist.wire.codec.objects import OFObject

Teller = Callable[[Any], str]


def pretty_print(obj: OFObject, q: PrettyPrinter) -> None:
    """Write one object to a printer: ``name { member = value, ... }``.

    Only data members are told. An object that carries more than a plain one of its class (constants
    of its own, bytes after the known members) tells that too, with the discriminator that says what it is.
    """
    lay = obj._layout
    version = int(obj._package[-1]) + 1
    q.text(f"{lay.name} {{")
    with q.group():
        with q.indent(2):
            q.breakable()
            for name, teller in _tellers(version, lay.qualname):
                _field(q, name, teller, getattr(obj, name, None))
            for name, value in _more(obj):
                _field(q, name, hexadecimal if type(value) is int else repr, value)
        q.breakable()
    q.text("}")


def _field(q: PrettyPrinter, name: str, teller: Teller | None, value: Any) -> None:
    if not q.first():
        q.text(",")
        q.breakable()
    q.text(f"{name} = ")
    if teller is None:
        q.pp(value)
    else:
        q.text(told(teller, value))


def told(teller: Teller, value: Any) -> str:
    """A value as text; one that is not what its member should hold is told as Python has it."""
    try:
        return teller(value)
    except (TypeError, ValueError, AttributeError):
        return repr(value)


def _more(obj: OFObject) -> list[tuple[str, Any]]:
    plain = type(obj)._plain
    if type(obj) is plain:
        return []
    lay = obj._layout
    found = [(m.name, getattr(obj, m.name)) for m in lay.members if m.kind == "key"]
    for m in lay.members:
        if m.kind == "const" and getattr(obj, m.name) != m.value:
            found.append((m.name, getattr(obj, m.name)))
    carried = obj.carried()
    found += [(name, carried[name]) for name in ("padding", "unpadded") if carried.get(name)]
    if obj.extra:
        found.append(("extra", bytes(obj.extra)))
    return found


@cache
def _tellers(version: int, qualname: str) -> tuple[tuple[str, Teller | None], ...]:
    """``(member, how its value reads)``; None: it is an object or a list of objects."""
    members = spec.layout(version, qualname).members
    return tuple((m.name, teller(version, m)) for m in members if m.kind in ("data", "attr"))


def hexadecimal(value: Any) -> str:
    """``%#x``; None as it is, which an unset xid has."""
    return f"{value:#x}" if value is not None else "None"


def teller(version: int, m: Member) -> Teller | None:
    """How the value of a member reads; None: it is an object or a list of objects."""
    show = m.show
    if show == "pp":
        return None
    if show == "enum":
        named = naming.names(version, m.enum)
        return lambda value: f"{named[value]}({int(value)})" if value in named else hexadecimal(value)
    if show == "flags":
        flags = tuple(naming.groups(version).get(m.enum, {}).items())
        return lambda value: naming.tell_flags(value, flags)
    if show == "port":
        ports = naming.port_names(version)
        return lambda value: str(ports.get(value, value))
    if show == "wildcards":
        return lambda value: naming.tell_wildcards(version, value)
    return _SIMPLE.get(show, repr)


_SIMPLE: dict[str, Teller] = {
    "hex": hexadecimal,
    "mac": naming.pretty_mac,
    "ipv4": naming.pretty_ipv4,
    "ipv6": naming.pretty_ipv6,
    "repr": repr,
}
