"""Headers of layer 3: IPv4, IPv6, and the extension headers of IPv6."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from oftwist.packet.checksums import checksum
from oftwist.packet.header import Header, Measured, cut
from oftwist.packet.numbers import (
    BY_PROTOCOL,
    ETH_IPV4,
    ETH_IPV6,
    IPV6_EXTENSIONS,
    LINK_NONE,
    PROTO_AUTHENTICATION,
    PROTO_FRAGMENT,
    PROTO_ICMP,
    PROTO_ICMPV6,
)


def _after_ipv4(proto: int) -> int:
    # Extension headers and ICMPv6 are IPv6's.
    known = proto not in IPV6_EXTENSIONS and proto not in (PROTO_FRAGMENT, PROTO_ICMPV6)
    return BY_PROTOCOL | proto if known else LINK_NONE


def _after_ipv6(proto: int) -> int:
    return LINK_NONE if proto == PROTO_ICMP else BY_PROTOCOL | proto


def _proto(own: int | None, link: int | None) -> int:
    """The IP protocol for what follows."""
    if link is not None and link >= BY_PROTOCOL:
        return link & 0xFF
    return 255 if own is None else own


@dataclass(slots=True)
class IPv4(Header):
    """An IPv4 header (RFC 791).

    Attributes:
        src, dst: addresses, 32 bits.
        proto: IP protocol of what follows.
        ttl, dscp, ecn, ident: 8, 6, 2 and 16 bits.
        flags: 2 do not fragment, 1 more fragments (4 is reserved).
        offset: of this fragment, in units of 8 bytes.
        options: a multiple of 4 bytes, 40 at most.
        length, checksum: as they are in the frame.
    """

    LINK: ClassVar[int] = ETH_IPV4
    src: int
    dst: int
    proto: int | None = None
    ttl: int = 64
    dscp: int = 0
    ecn: int = 0
    ident: int = 0
    flags: int = 0
    offset: int = 0
    options: bytes = b""
    length: int | None = None
    checksum: int | None = None

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if at + 20 > end:
            return cut(end)
        size = (data[at] & 0xF) * 4
        total = data[at + 2] << 8 | data[at + 3]
        if data[at] >> 4 != 4 or size < 20 or at + size > end or total < size:
            return cut(end)
        later = (data[at + 6] << 8 | data[at + 7]) & 0x1FFF
        return (at + size, LINK_NONE if later else _after_ipv4(data[at + 9]), min(end, at + total))

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> IPv4:
        number = int.from_bytes
        place = data[at + 6] << 8 | data[at + 7]
        return cls(
            src=number(data[at + 12 : at + 16], "big"),
            dst=number(data[at + 16 : at + 20], "big"),
            proto=data[at + 9],
            ttl=data[at + 8],
            dscp=data[at + 1] >> 2,
            ecn=data[at + 1] & 3,
            ident=data[at + 4] << 8 | data[at + 5],
            flags=place >> 13,
            offset=place & 0x1FFF,
            options=data[at + 20 : behind],
            length=data[at + 2] << 8 | data[at + 3],
            checksum=data[at + 10] << 8 | data[at + 11],
        )

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        size = 20 + len(self.options)
        length = self.length if exact and self.length is not None else size + len(payload)
        head = bytearray(20)
        head[0] = 0x40 | size >> 2
        head[1] = self.dscp << 2 | self.ecn
        head[2:4] = length.to_bytes(2, "big")
        head[4:6] = self.ident.to_bytes(2, "big")
        head[6:8] = (self.flags << 13 | self.offset).to_bytes(2, "big")
        head[8] = self.ttl
        head[9] = _proto(self.proto, link)
        head[12:20] = self.addresses()
        total = self.checksum if exact and self.checksum is not None else checksum(bytes(head) + self.options)
        head[10:12] = total.to_bytes(2, "big")
        return bytes(head) + self.options

    def addresses(self) -> bytes:
        """Source and destination, as checksums need them."""
        return self.src.to_bytes(4, "big") + self.dst.to_bytes(4, "big")


@dataclass(slots=True)
class IPv6(Header):
    """An IPv6 header (RFC 8200); extension headers are headers of their own.

    Attributes:
        src, dst: addresses, 128 bits.
        proto: what follows: an IP protocol, or the kind of an extension header.
        ttl: the hop limit.
        dscp, ecn, label: 6, 2 and 20 bits.
        length: of the payload, as it is in the frame.
    """

    LINK: ClassVar[int] = ETH_IPV6
    src: int
    dst: int
    proto: int | None = None
    ttl: int = 64
    dscp: int = 0
    ecn: int = 0
    label: int = 0
    length: int | None = None

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if at + 40 > end or data[at] >> 4 != 6:
            return cut(end)
        length = data[at + 4] << 8 | data[at + 5]
        if not length and (data[at + 6] == 0 or end - at - 40 > 0xFFFF):  # a jumbogram (RFC 2675)
            length = end - at - 40
        return (at + 40, _after_ipv6(data[at + 6]), min(end, at + 40 + length))

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> IPv6:
        first = int.from_bytes(data[at : at + 4], "big")
        return cls(
            src=int.from_bytes(data[at + 8 : at + 24], "big"),
            dst=int.from_bytes(data[at + 24 : at + 40], "big"),
            proto=data[at + 6],
            ttl=data[at + 7],
            dscp=first >> 22 & 0x3F,
            ecn=first >> 20 & 3,
            label=first & 0xFFFFF,
            length=data[at + 4] << 8 | data[at + 5],
        )

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        length = self.length if exact and self.length is not None else min(len(payload), 0xFFFF)
        first = 6 << 28 | self.dscp << 22 | self.ecn << 20 | self.label
        head = first.to_bytes(4, "big") + length.to_bytes(2, "big") + bytes([_proto(self.proto, link), self.ttl])
        return head + self.addresses()

    def addresses(self) -> bytes:
        """Source and destination, as checksums need them."""
        return self.src.to_bytes(16, "big") + self.dst.to_bytes(16, "big")


@dataclass(slots=True)
class IPv6Extension(Header):
    """An extension header that gives its length: hop-by-hop, routing, destination options, authentication ...

    Attributes:
        kind: which one: its IP protocol.
        data: its bytes behind the first two.
        proto: what follows.
    """

    kind: int
    data: bytes = bytes(6)
    proto: int | None = None

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if at + 8 > end:
            return cut(end)
        behind = at + (data[at + 1] + 1) * 8  # at least 8: whoever walks gets on
        return (behind, _after_ipv6(data[at]), end) if behind <= end else cut(end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> IPv6Extension:
        return cls(link & 0xFF, data[at + 2 : behind], data[at])

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        return bytes([_proto(self.proto, link), self._units()]) + self.data

    def _units(self) -> int:
        return (len(self.data) + 2) // 8 - 1

    def link(self) -> int:
        return BY_PROTOCOL | self.kind


@dataclass(slots=True)
class Authentication(IPv6Extension):
    """An authentication header (RFC 4302) in IPv6, which counts in units of four bytes."""

    kind: int = PROTO_AUTHENTICATION
    data: bytes = bytes(14)

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if at + 8 > end:
            return cut(end)
        behind = at + (data[at + 1] + 2) * 4
        return (behind, _after_ipv6(data[at]), end) if behind <= end else cut(end)

    def _units(self) -> int:
        return (len(self.data) + 2) // 4 - 2


@dataclass(slots=True)
class IPv6Fragment(Header):
    """A fragment header (RFC 8200 §4.5).

    Attributes:
        offset: of this fragment, in units of 8 bytes.
        more: 1 if others follow.
        ident: 32 bits.
        proto: what follows.
    """

    LINK: ClassVar[int] = BY_PROTOCOL | PROTO_FRAGMENT
    offset: int = 0
    more: int = 0
    ident: int = 0
    proto: int | None = None

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if at + 8 > end:
            return cut(end)
        later = (data[at + 2] << 8 | data[at + 3]) & 0xFFF8
        return (at + 8, LINK_NONE if later else _after_ipv6(data[at]), end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> IPv6Fragment:
        place = data[at + 2] << 8 | data[at + 3]
        return cls(place >> 3, place & 1, int.from_bytes(data[at + 4 : at + 8], "big"), data[at])

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        head = bytes([_proto(self.proto, link), 0]) + (self.offset << 3 | self.more).to_bytes(2, "big")
        return head + self.ident.to_bytes(4, "big")
