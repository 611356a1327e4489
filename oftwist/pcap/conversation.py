"""A TCP conversation made of what was said in it: packets with right addresses, ports, sequence numbers.

For captures of what programs read and wrote, such as OpenFlow that TLS carried: readers see plain TCP. Checksums are
right. Knows no time, no files.
"""

from __future__ import annotations

import struct
from ipaddress import ip_address

from oftwist.packet import checksum, pseudo_header

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
#: Most bytes of a stream in one packet: with its headers it has to stay below 64 KiB.
MOST = 60000
_TCP = 6
_WINDOW = 65535
_HEADER = struct.Struct("!HHIIBBHHH")


class Conversation:
    """One connection, from the side that is captured.

    Args:
        here: our address and port.
        there: the other side's. Addresses are IPv4 or IPv6 texts, both of one family.
        client: did we open it?

    Attributes:
        opened: `opening` was asked for.
    """

    def __init__(self, here: tuple[str, int], there: tuple[str, int], client: bool = False) -> None:
        ours, theirs = ip_address(here[0]), ip_address(there[0])
        self._six = ours.version == 6
        self._ports = here[1], there[1]
        self._addresses = ours.packed + theirs.packed, theirs.packed + ours.packed
        self._client = client
        self._next = [0, 0]  # sequence numbers: ours, theirs
        self._identification = 0
        self.opened = False

    def opening(self) -> list[bytes]:
        """The three packets of the handshake."""
        first, self.opened = 0 if self._client else 1, True
        packets = [self._packet(first, SYN), self._packet(1 - first, SYN | ACK)]
        self._next = [1, 1]
        return [*packets, self._packet(first, ACK)]

    def said(self, by_us: bool, data: bytes) -> list[bytes]:
        """The packets that carry some bytes of one direction."""
        side = 0 if by_us else 1
        packets = []
        for start in range(0, len(data), MOST):
            piece = data[start : start + MOST]
            packets.append(self._packet(side, PSH | ACK, piece))
            self._next[side] = self._next[side] + len(piece) & 0xFFFFFFFF
        return packets

    def closing(self, by_us: bool) -> list[bytes]:
        """The packets of an end."""
        side = 0 if by_us else 1
        packets = [self._packet(side, FIN | ACK)]
        self._next[side] += 1
        packets.append(self._packet(1 - side, FIN | ACK))
        self._next[1 - side] += 1
        return [*packets, self._packet(side, ACK)]

    def _packet(self, side: int, flags: int, data: bytes = b"") -> bytes:
        """One packet that a side sends."""
        source, destination = self._ports[side], self._ports[1 - side]
        sequence = self._next[side] & 0xFFFFFFFF
        acknowledged = self._next[1 - side] & 0xFFFFFFFF if flags & ACK else 0
        fields = (source, destination, sequence, acknowledged, 5 << 4, flags, _WINDOW)
        segment = _HEADER.pack(*fields, 0, 0) + data
        covered = pseudo_header(self._addresses[side], _TCP, len(segment)) + segment
        return self._ip(side, len(segment)) + _HEADER.pack(*fields, checksum(covered), 0) + data

    def _ip(self, side: int, size: int) -> bytes:
        addresses = self._addresses[side]
        if self._six:
            return struct.pack("!IHBB", 6 << 28, size, _TCP, 64) + addresses
        self._identification = self._identification + 1 & 0xFFFF
        head = struct.pack("!BBHHHBB", 0x45, 0, 20 + size, self._identification, 0x4000, 64, _TCP)
        summed = checksum(head + b"\0\0" + addresses)
        return head + summed.to_bytes(2, "big") + addresses
