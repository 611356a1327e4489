"""Bytes of a stream to whole OpenFlow frames. No Twisted, no clock, no decoding."""

from __future__ import annotations

from oftwist.errors import ProtocolError

#: Bytes of the fixed header: version, type, length (16 bit, of the whole message), xid (OpenFlow 1.3.5 §7.1).
HEADER_SIZE = 8

#: Fewer frames than this are cut one by one.
_RUN = 3


class Framer:
    """Cuts a byte stream at the length field of each header and keeps at most one partial frame.

    Attributes:
        parts: the bytes received of a frame that is not complete yet, in pieces.
        error: the ProtocolError that ended the stream, or None. Nothing can be read after it.
    """

    __slots__ = ("_missing", "error", "parts")

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self._missing = 0
        self.error: ProtocolError | None = None

    @property
    def held(self) -> bytes:
        """``parts`` in one piece."""
        return b"".join(self.parts)

    def receive(self, data: bytes) -> list[bytes]:
        """Return the frames that are complete now, in order.

        A header whose length field is below 8 ends the stream: the frames before it are returned and
        ``error`` is set, or, if there are none, it is raised at once and at every later call.

        Raises:
            ProtocolError: the stream is broken; ``held`` begins with the bad header.
        """
        if self.parts:
            if self.error is not None:
                raise self.error  # and keep none of it
            self.parts.append(data)
            if len(data) < self._missing:
                self._missing -= len(data)
                return []
            data = b"".join(self.parts)
        size = len(data)
        frames, at = _alike(data, size)
        append = frames.append
        length = 0
        while size - at >= 4:
            length = data[at + 2] << 8 | data[at + 3]
            if length < HEADER_SIZE:
                self.error = ProtocolError(f"header length {length} is below {HEADER_SIZE}", field="length")
                break
            end = at + length
            if end > size:
                break
            append(data[at:end])
            at = end
        if at == size:
            self.parts = []
        else:
            self.parts = [data[at:]]
            self._missing = length - (size - at) if size - at >= 4 else 0
            if self.error is not None and not frames:
                raise self.error
        return frames


def _alike(data: bytes, size: int) -> tuple[list[bytes], int]:
    """Cut a run of frames that are all as long as the first one, the everyday case of a busy switch.

    Returns:
        the frames, none if they differ, and where they end.
    """
    if size < 4:
        return [], 0
    high, low = data[2:3], data[3:4]
    length = high[0] << 8 | low[0]
    count = size // length if length >= HEADER_SIZE else 0
    if count < _RUN:
        return [], 0
    end = count * length
    if data[2:end:length] != high * count or data[3:end:length] != low * count:
        return [], 0
    return [data[at : at + length] for at in range(0, end, length)], end
