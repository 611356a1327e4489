"""Hellos: written and read by the switch's own means, as everything on its side."""

from __future__ import annotations

import struct


def hello_versions(frame: bytes) -> frozenset[int] | None:
    """The versions in a hello's bitmap (OpenFlow 1.3.5 §7.5.1), None without a usable one."""
    offset = 8
    while offset + 4 <= len(frame):
        kind, length = struct.unpack_from("!HH", frame, offset)
        if length < 4 or offset + length > len(frame):
            return None
        if kind == 1 and length >= 8:
            words = struct.unpack_from(f"!{(length - 4) // 4}L", frame, offset + 4)
            return frozenset(
                32 * index + bit for index, word in enumerate(words) for bit in range(32) if word >> bit & 1
            )
        offset += (length + 7) // 8 * 8
    return None


def hello_frame(versions: frozenset[int], xid: int = 0) -> bytes:
    """A hello for these versions, with a bitmap if one of them is 1.3 or later."""
    elements = b""
    if max(versions) >= 4:
        bitmap = sum(1 << version for version in versions)
        elements = struct.pack("!HHL", 1, 8, bitmap)
    return struct.pack("!BBHL", max(versions), 0, 8 + len(elements), xid) + elements
