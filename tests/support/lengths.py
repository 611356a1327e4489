"""Where the length fields inside a message are, so that tests can spoil each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from oftwist.wire.codec.objects import OFObject

_ALIGNED = ("action.", "instruction.", "common.bucket", "common._action")


class Place(NamedTuple):
    """One length field inside a message.

    Attributes:
        at: its offset in the message.
        size: its bytes.
        value: what it says.
        least: the least it may say: the fixed bytes of the object it measures.
        room: the most it may say: to the end of the message.
        cls: the object's class.
        eights: whether only multiples of 8 are legal.
    """

    at: int
    size: int
    value: int
    least: int
    room: int
    cls: str
    eights: bool

    def spoil(self, raw: bytes, value: int) -> bytes:
        """The message with another value there."""
        return raw[: self.at] + value.to_bytes(self.size, "big") + raw[self.at + self.size :]


def places(msg: Any) -> Iterator[Place]:
    """Every length field of the objects in a message, outer ones first; not that of the header."""
    raw = msg.pack()
    for obj, start in _inside(msg, raw, 0):
        lay = obj._layout
        at = start
        for member in lay.members:
            if member.kind == "length":
                value = int.from_bytes(raw[at : at + member.size], "big")
                eights = lay.qualname.startswith(_ALIGNED)
                least = lay.size - sum(m.size for m in lay.members[len(lay.members) - lay.loose :])
                yield Place(at, member.size, value, least, len(raw) - start, lay.qualname, eights)
                break
            if not member.size:
                break
            at += member.size


def _inside(obj: Any, raw: bytes, start: int) -> Iterator[tuple[Any, int]]:
    at = start + 4
    for member in obj._layout.members:
        value = getattr(obj, member.name) if member.name and member.kind == "data" else None
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, OFObject):
                packed = child.pack()
                found = raw.find(packed, at)
                if found >= 0:
                    yield child, found
                    if child._layout.parent != "message.message":
                        yield from _inside(child, raw, found)
                    at = found + len(packed)
