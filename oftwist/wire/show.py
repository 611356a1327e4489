"""Objects as readable text: which members are shown, and how their values read.

May know `Layout` and the constants of a version. The placing on lines is in `oftwist.wire.pp`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from oftwist.wire import naming
from oftwist.wire.codec.layout import Member

if TYPE_CHECKING:
    from oftwist.wire.codec.layout import Layout
    from oftwist.wire.pp import PrettyPrinter

Teller = Callable[[Any], str]
#: ``(member, how its value reads)``; None: it is an object or a list of objects.
Tellers: TypeAlias = "tuple[tuple[str, Teller | None], ...]"


def pretty_print(obj: Any, lay: Layout, told_as: Tellers, q: PrettyPrinter) -> None:
    """Write one object to a printer: ``name { member = value, ... }``.

    Only data members are told, and whose it is where that is not in the name. An object that carries more than a
    plain one of its class (constants of its own, bytes after the known members) tells that too, with the discriminator
    that says what it is.
    """
    q.text(f"{lay.name} {{")
    with q.group():
        with q.indent(2):
            q.breakable()
            for name, teller in told_as:
                _field(q, name, teller, obj if teller is own_error else getattr(obj, name, None))
            for name, value in _more(obj, lay):
                _field(q, name, _teller_of(name, value), value)
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


def _more(obj: Any, lay: Layout) -> list[tuple[str, Any]]:
    carried = obj.carried()
    if not carried:
        return []
    found = [] if _is_whose(lay) else [(m.name, getattr(obj, m.name)) for m in lay.members if m.kind == "key"]
    for m in lay.members:
        if m.kind == "const" and getattr(obj, m.name) != m.value:
            found.append((m.name, getattr(obj, m.name)))
    found += [(name, carried[name]) for name in ("padding", "behind", "unpadded") if carried.get(name)]
    if obj.extra:
        if lay.short_header and lay.by and getattr(obj, "type_len", 0) >> 16 == 0xFFFF and len(obj.extra) >= 4:
            found.append(("experimenter", int.from_bytes(obj.extra[:4], "big")))
        found.append(("extra", bytes(obj.extra)))
    return found


def _is_whose(lay: Layout) -> bool:
    """Whether a class stands for what an experimenter has and nobody knows: its numbers are told."""
    return lay.by is not None and any(m.name == "experimenter" for m in lay.members)


def _teller_of(name: str, value: Any) -> Teller:
    if name == "experimenter":
        return naming.experimenter
    return hexadecimal if type(value) is int else repr


def tellers(version: int, lay: Layout) -> Tellers:
    """``(member, how its value reads)`` for each member of a class that is told."""
    if lay.parent == "message.experimenter_error_msg" and not lay.by:
        shown = [m for m in lay.members if m.kind == "data"]
        return tuple((m.name, own_error if m.name == "subtype" else teller(version, m)) for m in shown)
    if not _is_whose(lay):
        return tuple((m.name, teller(version, m)) for m in lay.members if m.kind in ("data", "attr"))
    told = [m for m in lay.members if m.kind in ("data", "attr", "key") or m.name == "experimenter"]
    return tuple((m.name, teller(version, m)) for m in told)


def hexadecimal(value: Any) -> str:
    """``%#x``; None as it is, which an unset xid has."""
    return f"{value:#x}" if value is not None else "None"


def own_error(msg: Any) -> str:
    """What an experimenter's error message means, "NXBRC_MUST_BE_ZERO(4)": which takes more than one member to tell."""
    number = getattr(msg, "vendor_code", None)
    if number is None:
        number = msg.subtype
        name = naming.experimenter_error(msg.experimenter, number)
    else:  # 1.0 and 1.1
        name = naming.experimenter_error(msg.vendor, msg.vendor_type, number)
    return f"{name}({int(number)})" if name else hexadecimal(number)


def teller(version: int, m: Member) -> Teller | None:
    """How the value of a member reads; None: it is an object or a list of objects."""
    show = m.show
    if show == "pp":
        return None
    if m.name == "experimenter":
        return naming.experimenter
    if show == "enum":
        named = naming.names(version, m.enum)
        return lambda value: f"{named[value]}({int(value)})" if value in named else hexadecimal(value)
    if show == "flags":
        flags = tuple(naming.groups(version).get(m.enum, {}).items())
        return lambda value: naming.tell_flags(value, flags)
    if show in ("port", "nx_port"):
        ports = naming.port_names(version if show == "port" else 1)
        return lambda value: str(ports.get(value, value))
    if show == "error":
        return own_error
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
