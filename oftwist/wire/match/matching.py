"""Match objects for people: ``ofp.match.build(in_port=1, ipv4_src="10.0.0.0/8")``, ``match["in_port"]``.

One set of field names, those of OXM (``eth_dst``, ``vlan_vid``, ``tcp_dst``, ...), and one meaning of every name and
value in all versions:

- ``build(**fields)`` makes a match of the version from values in any common form (`oftwist.wire.match.given`).
- ``match[field]`` is what ``build`` would take for it: the value in its established form (int, list of 6 ints,
  16 bytes), or the tuple ``(value, mask)`` if only a part is matched. A field that is not matched is absent:
  ``KeyError``, not ``in`` the match, not among ``items()``.
- ``build(**match)`` is an equal match, in every version that can express it; else it is refused.

This module gives the classes of a version these methods; ``oxm_match.py`` has them for the fields of 1.2 and later,
``fixed_match.py`` for the structures of 1.0 and 1.1.
"""

from __future__ import annotations

import struct

from oftwist.wire.codec import source as codec
from oftwist.wire.codec.layout import Member
from oftwist.wire.codec.words import words
from oftwist.wire.match import oxm_match

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from oftwist.wire.match.oxm_match import Home

_field_at = struct.Struct("!II").unpack_from  # header and value of a field of 32 bits
_IN_PORT = 0x80000004  # the header of the OXM field, in all versions
_FIELDS = Member("data", "oxm_list", "list", of="oxm.oxm", as_bytes=True)  # of a match, where they are kept


def _with_iteration(
    version: int, build: Any, getitem: Any, get: Any, contains: Any, keys: Callable[[Any], list[str]]
) -> dict[str, Any]:
    """The methods as a class body, and those that follow from them."""

    def parse(cls: type[Any], text: str, *, ports: Any = None) -> Any:
        """A match from the words of ovs-ofctl, e.g. ``"in_port=1,tcp,tp_dst=80"``.

        Args:
            text: the fields; the last value of a field counts.
            ports: names of ports, name -> number or number -> name.

        Raises:
            TextError: a word is wrong, with its column; or this version cannot match it.
        """
        return words.match(text, version, ports)

    def __iter__(self: Any) -> Iterator[str]:
        return iter(keys(self))

    def items(self: Any) -> list[tuple[str, Any]]:
        """``(field, value)`` or ``(field, (value, mask))`` for each field that is matched, in order."""
        return [(name, self[name]) for name in keys(self)]

    return {
        "build": classmethod(build),
        "parse": classmethod(parse),
        "__getitem__": getitem,
        "get": get,
        "__contains__": contains,
        "keys": keys,
        "items": items,
        "__iter__": __iter__,
    }


def _in_port(home: Home) -> property:
    """The port the packet came in by, from the match; None if the switch did not say.

    It is asked for with nearly every packet-in: the bytes of the match tell it, if they are still there.
    """
    src = codec.Source(f"of1{home.version - 1}.packet_in in_port")
    src.bind("field_at", _field_at)
    src.bind("struct_error", struct.error)
    src.add(0, "def in_port(self):")
    src.add(1, "match = self.match")
    src.add(1, "try:")
    src.add(2, f"header, port = field_at(match.{_FIELDS.slot})")
    src.add(2, f"if header == {_IN_PORT:#x}:")
    src.add(3, "return port")
    src.add(1, "except (TypeError, struct_error):")  # it was read as a list before, or is empty
    src.add(2, "pass")
    src.add(1, "return match.get('in_port')")
    return property(src.compile("in_port"))


def methods(home: Home, which: str) -> dict[str, Any]:
    """What a class has besides the members in its table.

    Args:
        home: the classes of the version.
        which: what its table calls them, as in `oftwist.wire.fields.Facts`.

    Returns:
        Entries for the body of the class.
    """
    if which == "oxm_match":
        return _with_iteration(home.version, *oxm_match.methods(home))
    if which == "nxm_match":
        return _with_iteration(home.version, *oxm_match.methods(home, nxm=True))
    if which == "fixed_match":
        from oftwist.wire.match import fixed_match

        return _with_iteration(home.version, *fixed_match.methods(home.version))
    if which == "set_field":
        return {"build": classmethod(oxm_match.set_field(home))}
    if which in ("packet", "packet_views"):
        from oftwist.wire.match import packets

        return packets.methods(home, views=which == "packet_views")
    if which == "in_port":
        return {"in_port": _in_port(home)}
    raise ValueError(f"no methods are called {which!r}")
