"""What every header is: measured in a frame, read from it, written into one. Imports nothing of ours."""

from __future__ import annotations

from typing import ClassVar

#: What a header says of itself and of what follows: the first byte behind it (-1 if it is not whole, or says what
#: cannot be), the link of what follows (see ``numbers``), and where its payload ends, padding left out. A plain tuple:
#: it is made for every header of every packet.
Measured = tuple[int, int, int]


class Header:
    """One header. Subclasses are dataclasses whose members are ints, bytes and lists of these.

    Members that only describe the rest (length, checksum, the next protocol) need not be given: :func:`build` fills
    them in.
    """

    __slots__ = ()
    #: By what link it is found; a class with several finds its own in ``link()``.
    LINK: ClassVar[int]

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        """How far the header that begins at ``at`` goes; looks at no byte from ``end`` on; never raises."""
        raise NotImplementedError

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Header:
        """The header whose bytes are ``data[at:behind]``, as it was measured, found by ``link``."""
        raise NotImplementedError

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        """Its bytes, without the payload.

        Args:
            payload: what follows, headers included.
            link: the link of the header that follows, None for plain bytes.
            addresses: those of the IP header before it, for checksums; empty without one.
            exact: take lengths and checksums as they are where they are given.
        """
        raise NotImplementedError

    def link(self) -> int:
        """By what link the header before finds this one."""
        return self.LINK


def cut(end: int) -> Measured:
    """A header that is not whole."""
    return -1, -1, end
