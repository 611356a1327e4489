"""Headers of layer 4: TCP, UDP, SCTP, ICMP and ICMPv6 with neighbour discovery."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from oftwist.packet.checksums import checksum, crc32c, pseudo_header
from oftwist.packet.header import Header, Measured, cut
from oftwist.packet.numbers import (
    BY_PROTOCOL,
    LINK_ND,
    LINK_NONE,
    ND_ADVERT,
    ND_SOLICIT,
    PROTO_ICMP,
    PROTO_ICMPV6,
    PROTO_SCTP,
    PROTO_TCP,
    PROTO_UDP,
)


@dataclass(slots=True)
class Tcp(Header):
    """A TCP header (RFC 9293).

    Attributes:
        src, dst: ports.
        seq, ack: 32 bits.
        flags: 12 bits: 1 FIN, 2 SYN, 4 RST, 8 PSH, 16 ACK, 32 URG, 64 ECE, 128 CWR ...
        window, urgent: 16 bits.
        options: a multiple of 4 bytes, 40 at most.
        checksum: as it is in the frame.
    """

    LINK: ClassVar[int] = BY_PROTOCOL | PROTO_TCP
    src: int
    dst: int
    seq: int = 0
    ack: int = 0
    flags: int = 2
    window: int = 0xFFFF
    urgent: int = 0
    options: bytes = b""
    checksum: int | None = None

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if at + 20 > end:
            return cut(end)
        size = (data[at + 12] >> 4) * 4
        return (at + size, LINK_NONE, end) if size >= 20 and at + size <= end else cut(end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Tcp:
        return cls(
            src=data[at] << 8 | data[at + 1],
            dst=data[at + 2] << 8 | data[at + 3],
            seq=int.from_bytes(data[at + 4 : at + 8], "big"),
            ack=int.from_bytes(data[at + 8 : at + 12], "big"),
            flags=(data[at + 12] & 0xF) << 8 | data[at + 13],
            window=data[at + 14] << 8 | data[at + 15],
            urgent=data[at + 18] << 8 | data[at + 19],
            options=data[at + 20 : behind],
            checksum=data[at + 16] << 8 | data[at + 17],
        )

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        head = self.src.to_bytes(2, "big") + self.dst.to_bytes(2, "big") + self.seq.to_bytes(4, "big")
        size = 20 + len(self.options)
        head += self.ack.to_bytes(4, "big") + (size << 10 | self.flags).to_bytes(2, "big")
        head += self.window.to_bytes(2, "big")
        tail = self.urgent.to_bytes(2, "big") + self.options
        if exact and self.checksum is not None:
            total = self.checksum
        else:
            pseudo = pseudo_header(addresses, PROTO_TCP, size + len(payload))
            total = checksum(pseudo + head + b"\0\0" + tail + payload)
        return head + total.to_bytes(2, "big") + tail


@dataclass(slots=True)
class Udp(Header):
    """A UDP header (RFC 768).

    Attributes:
        src, dst: ports.
        length, checksum: as they are in the frame; checksum 0 is none.
    """

    LINK: ClassVar[int] = BY_PROTOCOL | PROTO_UDP
    src: int
    dst: int
    length: int | None = None
    checksum: int | None = None

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        return (at + 8, LINK_NONE, end) if at + 8 <= end else cut(end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Udp:
        return cls(*(data[place] << 8 | data[place + 1] for place in range(at, at + 8, 2)))

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        length = self.length if exact and self.length is not None else min(8 + len(payload), 0xFFFF)
        head = self.src.to_bytes(2, "big") + self.dst.to_bytes(2, "big") + length.to_bytes(2, "big")
        if exact and self.checksum is not None:
            total = self.checksum
        else:
            pseudo = pseudo_header(addresses, PROTO_UDP, 8 + len(payload))
            total = checksum(pseudo + head + b"\0\0" + payload) or 0xFFFF
        return head + total.to_bytes(2, "big")


@dataclass(slots=True)
class Sctp(Header):
    """The common header of SCTP (RFC 9260 §3.1); its chunks are payload.

    Attributes:
        src, dst: ports.
        tag: verification tag, 32 bits.
        checksum: 32 bits, as it is in the frame.
    """

    LINK: ClassVar[int] = BY_PROTOCOL | PROTO_SCTP
    src: int
    dst: int
    tag: int = 0
    checksum: int | None = None

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        return (at + 12, LINK_NONE, end) if at + 12 <= end else cut(end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Sctp:
        number = int.from_bytes
        ports = data[at] << 8 | data[at + 1], data[at + 2] << 8 | data[at + 3]
        return cls(*ports, number(data[at + 4 : at + 8], "big"), number(data[at + 8 : at + 12], "big"))

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        head = self.src.to_bytes(2, "big") + self.dst.to_bytes(2, "big") + self.tag.to_bytes(4, "big")
        total = self.checksum if exact and self.checksum is not None else crc32c(head + bytes(4) + payload)
        return head + total.to_bytes(4, "big")


@dataclass(slots=True)
class Icmp(Header):
    """An ICMP header (RFC 792).

    Attributes:
        type, code: 8 bits each.
        rest: the four bytes behind the checksum, as an int; ``ident`` and ``seq`` of an echo.
        checksum: as it is in the frame.
    """

    LINK: ClassVar[int] = BY_PROTOCOL | PROTO_ICMP
    type: int
    code: int = 0
    rest: int = 0
    checksum: int | None = None

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        return (at + 8, LINK_NONE, end) if at + 8 <= end else cut(end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Icmp:
        rest = int.from_bytes(data[at + 4 : at + 8], "big")
        return cls(data[at], data[at + 1], rest, data[at + 2] << 8 | data[at + 3])

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        head, rest = bytes([self.type, self.code]), self.rest.to_bytes(4, "big")
        if exact and self.checksum is not None:
            total = self.checksum
        else:
            total = checksum(self._pseudo(addresses, 8 + len(payload)) + head + b"\0\0" + rest + payload)
        return head + total.to_bytes(2, "big") + rest

    def _pseudo(self, addresses: bytes, length: int) -> bytes:
        return b""

    @property
    def ident(self) -> int:
        """The identifier of an echo request or reply."""
        return self.rest >> 16

    @property
    def seq(self) -> int:
        """The sequence number of an echo request or reply."""
        return self.rest & 0xFFFF


@dataclass(slots=True)
class Icmpv6(Icmp):
    """An ICMPv6 header (RFC 4443); its checksum covers the addresses too."""

    LINK: ClassVar[int] = BY_PROTOCOL | PROTO_ICMPV6

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if at + 8 > end:
            return cut(end)
        return (at + 8, LINK_ND if data[at] in (ND_SOLICIT, ND_ADVERT) else LINK_NONE, end)

    def _pseudo(self, addresses: bytes, length: int) -> bytes:
        return pseudo_header(addresses, PROTO_ICMPV6, length)


@dataclass(slots=True)
class Nd(Header):
    """What follows ICMPv6 in a neighbour solicitation (135) or advertisement (136) (RFC 4861 §4.3, §4.4).

    Attributes:
        target: the address that is asked for, 128 bits.
        options: (type, bytes behind type and length) each; 1 is the source's, 2 the target's MAC address.
    """

    LINK: ClassVar[int] = LINK_ND
    target: int
    options: list[tuple[int, bytes]] = field(default_factory=list)

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if at + 16 > end:
            return cut(end)
        behind = at + 16
        while behind + 8 <= end and data[behind + 1] and behind + data[behind + 1] * 8 <= end:
            behind += data[behind + 1] * 8
        return (behind, LINK_NONE, end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Nd:
        options, place = [], at + 16
        while place < behind:
            size = data[place + 1] * 8
            options.append((data[place], data[place + 2 : place + size]))
            place += size
        return cls(int.from_bytes(data[at : at + 16], "big"), options)

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        parts = [self.target.to_bytes(16, "big")]
        for kind, value in self.options:
            units = (len(value) + 9) // 8
            parts.append(bytes([kind, units]) + value.ljust(units * 8 - 2, b"\0"))
        return b"".join(parts)
