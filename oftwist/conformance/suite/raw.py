"""Messages put together from bytes, for what our own encoder would refuse to build. Pure."""

from __future__ import annotations

from typing import Any

from oftwist.conformance.suite.connections import header


class Raw:
    """Bytes sent as a message.

    Args:
        data: the message; its transaction id is put in when it is sent.
        what: what is wrong with it, for texts.
    """

    def __init__(self, data: bytes, what: str = "bytes") -> None:
        self.data = data
        self.version = data[0]
        self.xid: int | None = None
        self._what = what

    def pack(self) -> bytes:
        """The bytes."""
        return self.data[:4] + (self.xid or 0).to_bytes(4, "big") + self.data[8:]

    def __str__(self) -> str:
        return f"{self._what} ({self.data.hex()})"


def message(version: int, kind: int, body: bytes = b"", what: str = "bytes") -> Raw:
    """A message of a type (number) with a body."""
    return Raw(header(version, kind, 0, body), what)


def packed(msg: Any) -> bytes:
    """The bytes of a message."""
    if msg.xid is None:
        msg.xid = 0
    return bytes(msg.pack())


def resized(msg: Any, more: int) -> Raw:
    """A message with so many bytes more (zeros) or less at its end, its length right."""
    data = packed(msg)
    data = data + bytes(more) if more >= 0 else data[:more]
    return Raw(data[:2] + len(data).to_bytes(2, "big") + data[4:], f"{type(msg).__name__} of {len(data)} bytes")


def patched(msg: Any, at: int, data: bytes) -> Raw:
    """A message with other bytes somewhere."""
    old = packed(msg)
    return Raw(old[:at] + data + old[at + len(data) :], f"{type(msg).__name__} with {data.hex()} at {at}")


def tlv(kind: int, body: bytes, length: int | None = None) -> bytes:
    """An action, instruction, or whatever begins with 16 bits of type and of length."""
    size = 4 + len(body) if length is None else length
    return kind.to_bytes(2, "big") + size.to_bytes(2, "big") + body


def oxm(field: int, value: bytes, mask: bytes = b"", cls: int = 0x8000, length: int | None = None) -> bytes:
    """A match field (1.2 and later)."""
    size = len(value) + len(mask) if length is None else length
    return cls.to_bytes(2, "big") + bytes([field << 1 | bool(mask), size]) + value + mask


def match(*fields: bytes, kind: int = 1, length: int | None = None) -> bytes:
    """The match of 1.2 and later, padded."""
    body = b"".join(fields)
    data = tlv(kind, body, length)
    return data + bytes(-len(data) % 8)


def output(version: int, port: int) -> bytes:
    """An output action."""
    if version == 1:
        return tlv(0, port.to_bytes(2, "big") + b"\xff\xff")
    return tlv(0, port.to_bytes(4, "big") + b"\xff\xff" + bytes(6))


def flow(
    version: int, actions: bytes = b"", instructions: bytes | None = None, fields: bytes | None = None, command: int = 0
) -> Raw:
    """A flow mod for table 0.

    Args:
        version: wire version.
        actions: its actions, in an APPLY_ACTIONS from 1.1 on if there are any.
        instructions: all of them instead.
        fields: its match, instead of one that takes everything (not in 1.0).
        command: OFPFC_*.
    """
    if version == 1:
        wild = (0x3FFFFF).to_bytes(4, "big") + bytes(36)
        rest = command.to_bytes(2, "big") + bytes(4) + b"\x80\0" + b"\xff" * 6 + bytes(2)
        return message(1, 14, wild + bytes(8) + rest + actions, "a flow mod")
    if instructions is None:
        instructions = tlv(4, bytes(4) + actions) if actions else b""
    if fields is None:
        fields = match()
        if version == 2:  # wildcards for all, masks whose bits are looked over
            fields = tlv(0, bytes(4) + b"\0\0\x03\xff", 88) + bytes(6) + b"\xff" * 6 + bytes(6) + b"\xff" * 6
            fields += bytes(8) + bytes(4) + b"\xff" * 4 + bytes(4) + b"\xff" * 4 + bytes(4 + 8) + bytes(8) + b"\xff" * 8
            fields = fields[:88]
    head = bytes(16) + bytes([0, command]) + bytes(4) + b"\x80\0" + b"\xff" * 12 + bytes(4)
    return message(version, 14, head + fields + instructions, "a flow mod")
