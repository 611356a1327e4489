"""What real switches send although the specification does not allow it, and how it is read all the same.

Everything here is read as it came and packed back byte for byte. The tables say where it is so (``may_lack``,
``or_as``), and why: only if a switch in use sends it as the answer to a lawful request; what is merely broken stays a
`ProtocolError`. Knows nothing of how the readers are made.
"""

from __future__ import annotations

from oftwist.errors import ProtocolError
from oftwist.wire.codec.malformed import notes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Decoder = Callable[[Any, int, int], Any]


def reads_either(first: Decoder, second: Callable[[], Decoder]) -> Decoder:
    """Reads with the first decoder and, where that cannot read all of it, with the second if that can.

    Args:
        first: what the specification asks for.
        second: gives the other one, when it is needed for the first time.
    """

    def decode(buf: Any, o: int, e: int) -> Any:
        noted = notes()
        before = noted.count
        error, found = _try(first, buf, o, e)
        between = noted.count
        if error is None and between == before:
            return found
        other_error, other = _try(second(), buf, o, e)
        if other_error is None and noted.count == between:
            noted.forget(before)
            return other
        noted.forget(between)
        if error is not None:
            raise error
        return found

    return decode


def _try(read: Decoder, buf: Any, o: int, e: int) -> tuple[ProtocolError | None, Any]:
    try:
        return None, read(buf, o, e)
    except ProtocolError as error:
        return error, None


def reads_cut(whole: Decoder, size: int, cut: int) -> Decoder:
    """Reads messages of ``size`` bytes, and those that lack the last ``cut`` of them."""

    def decode(buf: Any, o: int, e: int) -> Any:
        if e - o != size - cut:
            return whole(buf, o, e)
        return whole(buf[o:e] + bytes(cut), 0, size).shadow(cut=cut)

    return decode


def reads_shorter(whole: Decoder, size: int, other: Decoder) -> Decoder:
    """Reads what has ``size`` bytes or more, and what is shorter with another decoder."""

    def decode(buf: Any, o: int, e: int) -> Any:
        return whole(buf, o, e) if e - o >= size else other(buf, o, e)

    return decode


def packs_cut(whole: Callable[[Any], bytes], missing: Callable[[Any], int]) -> Callable[[Any], bytes]:
    """Packs a message without the bytes at its end that it came without."""

    def pack(self: Any) -> bytes:
        packed, cut = whole(self), missing(self)
        if not cut:
            return packed
        return packed[:2] + (len(packed) - cut).to_bytes(2, "big") + packed[4 : len(packed) - cut]

    return pack
