"""Writing pcapng: the blocks of a capture file as bytes (draft-ietf-opsawg-pcapng). Knows no files."""

from __future__ import annotations

import struct

#: Link types: whole Ethernet frames; IPv4 or IPv6 packets as they are.
ETHERNET, RAW = 1, 101

_SECTION, _INTERFACE, _STATISTICS, _PACKET = 0x0A0D0D0A, 1, 5, 6
_BYTE_ORDER = 0x1A2B3C4D
# Options: comment of any block; of interfaces name, description, resolution; of statistics received, dropped.
_COMMENT, _NAME, _DESCRIPTION, _RESOLUTION, _RECEIVED, _DROPPED = 1, 2, 3, 9, 4, 5
_USER_APPLICATION = 4

_PACKET_HEAD = struct.Struct("<IIIIIII")
_TAIL = struct.Struct("<I")


def section(application: str = "oftwist") -> bytes:
    """The block that begins a file."""
    return _block(_SECTION, struct.pack("<IHHq", _BYTE_ORDER, 1, 0, -1), [(_USER_APPLICATION, application.encode())])


def interface(link: int, name: str, description: str = "", snap_length: int = 0) -> bytes:
    """The block of an interface; interfaces have numbers from 0 on, in the order of their blocks.

    Args:
        link: link type, `ETHERNET` or `RAW`.
        name: shown by every reader.
        description: for people.
        snap_length: most bytes of a packet; 0 is no limit.
    """
    options = [(_NAME, name.encode()), (_RESOLUTION, b"\x09")]  # time stamps in nanoseconds
    if description:
        options.append((_DESCRIPTION, description.encode()))
    return _block(_INTERFACE, struct.pack("<HHI", link, 0, snap_length), options)


def packet(number: int, nanoseconds: int, data: bytes, comment: str = "") -> bytes:
    """The block of one packet.

    Args:
        number: of its interface.
        nanoseconds: since 1970.
        data: the packet.
        comment: for people; "" for none.
    """
    size = len(data)
    padded = data + bytes(-size % 4)
    options = _options([(_COMMENT, comment.encode())]) if comment else b""
    total = 32 + len(padded) + len(options)
    head = _PACKET_HEAD.pack(_PACKET, total, number, nanoseconds >> 32, nanoseconds & 0xFFFFFFFF, size, size)
    return head + padded + options + _TAIL.pack(total)


def statistics(number: int, nanoseconds: int, received: int, dropped: int) -> bytes:
    """The block that says how much of an interface's traffic is missing, as of some time."""
    body = struct.pack("<III", number, nanoseconds >> 32, nanoseconds & 0xFFFFFFFF)
    counted = [(_RECEIVED, received), (_DROPPED, dropped)]
    return _block(_STATISTICS, body, [(code, struct.pack("<Q", value)) for code, value in counted])


def _options(options: list[tuple[int, bytes]]) -> bytes:
    told = b"".join(struct.pack("<HH", code, len(value)) + value + bytes(-len(value) % 4) for code, value in options)
    return told + bytes(4)


def _block(kind: int, body: bytes, options: list[tuple[int, bytes]]) -> bytes:
    body += _options(options) if options else b""
    total = 12 + len(body)
    return struct.pack("<II", kind, total) + body + _TAIL.pack(total)
