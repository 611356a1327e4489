"""The wire: bytes of messages to objects and back, for all versions, from one set of tables.

In: one whole frame, or an object with its members set. Out: the object, or the frame's bytes; `ProtocolError` names
what is wrong with their bytes, ``MessageError`` what is wrong with our object. May know packets, ids and errors: no
Twisted, no clock, no input or output.

`decode` turns one whole frame of any version into its message object. Objects pack themselves: ``msg.pack()``.
"""

from __future__ import annotations

import struct

from oftwist.errors import ProtocolError
from oftwist.wire.codec import classes as _classes
from oftwist.wire.codec.malformed import Malformed, notes, whole
from oftwist.wire.numbers import VERSION_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["VERSION_NAMES", "Malformed", "decode", "decode_strictly", "notes", "whole"]

OFPT_HELLO = 0

_HEAD = struct.Struct("!HH").unpack_from
readers = _classes.readers
_readers = _classes.readers_by_number


def decode(frame: Any) -> Any:
    """One whole frame -> its message object, of the version its header says.

    A HELLO decodes whatever version it has: negotiation needs to see it. What is unknown inside a
    message keeps its bytes (``extra``). An element of a list that cannot be read is set aside as a `Malformed`, and
    said in `notes`.

    Args:
        frame: bytes-like, exactly one message.

    Raises:
        ProtocolError: names class, field and offset.
    """
    if type(frame) is not bytes:
        frame = bytes(memoryview(frame))
    try:
        start, length = _HEAD(frame, 0)
        if length == len(frame):
            return _readers[start](frame, 0, length)
    except (KeyError, struct.error):
        pass
    return _decode(frame)


def decode_strictly(frame: Any) -> Any:
    """The message, as `decode` gives it, if nothing in it had to be set aside: for a switch that is told something.

    Raises:
        ProtocolError: names class, field and offset.
    """
    noted = notes()
    before = noted.count
    msg = decode(frame)
    if noted.count != before:
        first = noted.since(before)[0]
        noted.forget(before)
        raise first
    return msg


def _decode(frame: Any) -> Any:
    """What `decode` does for a kind of message seen for the first time, and for bad ones."""
    if len(frame) < 8:
        raise ProtocolError(f"too short to be an OpenFlow message: {len(frame)} bytes")
    _, length = _HEAD(frame, 0)
    if length != len(frame):
        raise ProtocolError(f"incorrect message size: header says {length}, got {len(frame)} bytes")
    version, kind = frame[0], frame[1]
    if version in VERSION_NAMES:
        home = _classes.of(version)
        reader = home.message_reader(kind)
        return home.parse(frame) if reader is None else reader(frame, 0, length)
    if kind == OFPT_HELLO:
        return _classes.of(max(VERSION_NAMES)).parse(frame)
    raise ProtocolError(f"unknown OpenFlow version {version}", cls="message", field="version", offset=0)
