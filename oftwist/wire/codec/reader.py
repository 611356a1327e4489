"""Reading and writing helpers of the established library: ``OFReader``, lists, padding.

For users' own classes; the library's generated code does not go through them.
"""

from __future__ import annotations

import struct

from oftwist.errors import ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing costs more to import than the whole codec
    from collections.abc import Callable, Iterable
    from typing import Any

__all__ = ["OFReader", "pack_list", "pad_to", "unpack_list"]


def pack_list(objs: Iterable[Any]) -> bytes:
    """The packs of all objects, joined."""
    return b"".join([obj.pack() for obj in objs])


def unpack_list(reader: OFReader, deserializer: Callable[[OFReader], Any]) -> list[Any]:
    """Call ``deserializer(reader)`` until the reader is empty.

    Raises:
        ProtocolError: a call made no progress.
    """
    out = []
    while not reader.is_empty():
        before = reader.offset
        out.append(deserializer(reader))
        if reader.offset <= before:
            raise ProtocolError("list element of length 0", offset=reader.start + before)
    return out


def pad_to(alignment: int, length: int) -> bytes:
    """The zero bytes from ``length`` up to the next multiple of ``alignment``."""
    return bytes(-length % alignment)


class OFReader:
    """A position in a window of a buffer.

    Args:
        buf: bytes-like; "" counts as empty.
        start: where the window begins, bytes.
        length: of the window, bytes; None = to the end of ``buf``.
    """

    __slots__ = ("buf", "length", "offset", "start")

    def __init__(self, buf: Any, start: int = 0, length: int | None = None) -> None:
        if isinstance(buf, str) and not buf:
            buf = b""
        self.buf = buf if type(buf) is bytes else bytes(memoryview(buf))
        self.start = start
        self.length = len(self.buf) - start if length is None else length
        self.offset = 0

    def _check(self, size: int, offset: int = 0) -> None:
        if size < 0 or self.offset + offset + size > self.length:
            raise ProtocolError("Buffer too short", offset=self.start + self.offset)

    def read(self, fmt: str) -> tuple[Any, ...]:
        """Unpack by a struct format and advance.

        Raises:
            ProtocolError: it reaches beyond the window.
        """
        values = self.peek(fmt)
        self.offset += struct.calcsize(fmt)
        return values

    def peek(self, fmt: str, offset: int = 0) -> tuple[Any, ...]:
        """Unpack by a struct format ``offset`` bytes ahead, without advancing."""
        self._check(struct.calcsize(fmt), offset)
        return struct.unpack_from(fmt, self.buf, self.start + self.offset + offset)

    def read_all(self) -> Any:
        """What is left of the window; b"" when nothing is."""
        begin = self.start + self.offset
        self.offset = self.length
        return self.buf[begin : self.start + self.length] if begin < self.start + self.length else b""

    def skip(self, length: int) -> None:
        """Advance by ``length`` bytes."""
        self._check(length)
        self.offset += length

    def skip_align(self) -> None:
        """Advance to the next multiple of 8 of ``offset``."""
        self.skip(-self.offset % 8)

    def is_empty(self) -> bool:
        """Whether the window is used up."""
        return self.offset == self.length

    def slice(self, length: int, rewind: int = 0) -> OFReader:
        """A reader of the ``length`` bytes that begin ``rewind`` bytes back; this one advances past them."""
        if length < rewind or rewind > self.offset:
            raise ProtocolError("Buffer too short", offset=self.start + self.offset)
        self._check(length - rewind)
        child = OFReader(self.buf, self.start + self.offset - rewind, length)
        child.offset = rewind
        self.offset += length - rewind
        return child
