"""Headers of layer 2: Ethernet, LLC and SNAP, VLAN tags, MPLS labels, PBB, ARP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from oftwist.packet.header import Header, Measured, cut
from oftwist.packet.numbers import (
    ETH_ARP,
    ETH_FIRST_TYPE,
    ETH_IPV4,
    ETH_IPV6,
    ETH_MPLS,
    ETH_MPLS_MULTICAST,
    ETH_NOT_TYPE,
    ETH_PBB,
    ETH_VLAN,
    LINK_ETHERNET,
    LINK_LLC,
    LINK_NONE,
)


def _by_type(kind: int) -> int:
    return kind if kind >= ETH_FIRST_TYPE else LINK_LLC


def _type(own: int | None, link: int | None, length: int) -> bytes:
    """The Ethernet type for what follows; before LLC, its length."""
    if link == LINK_LLC:
        return min(length, ETH_FIRST_TYPE - 1).to_bytes(2, "big")
    if link is None or not 0 <= link <= 0xFFFF:
        link = ETH_NOT_TYPE if own is None else own
    return link.to_bytes(2, "big")


@dataclass(slots=True)
class Ethernet(Header):
    """An Ethernet header.

    Attributes:
        dst, src: MAC addresses, 48 bits.
        type: Ethernet type of what follows (a VLAN tag's too), or its length below 0x600.
    """

    LINK: ClassVar[int] = LINK_ETHERNET
    dst: int
    src: int
    type: int | None = None

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if at + 14 > end:
            return cut(end)
        return (at + 14, _by_type(data[at + 12] << 8 | data[at + 13]), end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Ethernet:
        dst, src = int.from_bytes(data[at : at + 6], "big"), int.from_bytes(data[at + 6 : at + 12], "big")
        return cls(dst, src, data[at + 12] << 8 | data[at + 13])

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        return self.dst.to_bytes(6, "big") + self.src.to_bytes(6, "big") + _type(self.type, link, len(payload))


@dataclass(slots=True)
class Llc(Header):
    """An LLC header with unnumbered information, and SNAP where it has that (IEEE 802.2).

    Attributes:
        dsap, ssap, control: 8 bits each.
        oui: of SNAP (dsap and ssap 0xaa), 24 bits; None without.
        type: of SNAP, 16 bits.
    """

    LINK: ClassVar[int] = LINK_LLC
    dsap: int = 0xAA
    ssap: int = 0xAA
    control: int = 3
    oui: int | None = None
    type: int | None = None

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if data[at : at + 3] == b"\xaa\xaa\x03" and at + 8 <= end:
            kind = data[at + 6] << 8 | data[at + 7]
            known = data[at + 3 : at + 6] == b"\0\0\0" and kind >= ETH_FIRST_TYPE
            return (at + 8, kind if known else LINK_NONE, end)
        return (at + 3, LINK_NONE, end) if at + 3 <= end else cut(end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Llc:
        head = (data[at], data[at + 1], data[at + 2])
        if behind - at < 8:
            return cls(*head)
        return cls(*head, int.from_bytes(data[at + 3 : at + 6], "big"), data[at + 6] << 8 | data[at + 7])

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        head = bytes([self.dsap, self.ssap, self.control])
        if self.oui is None and link is None:
            return head
        return head + (self.oui or 0).to_bytes(3, "big") + _type(self.type, link, len(payload))


@dataclass(slots=True)
class Vlan(Header):
    """A VLAN tag (IEEE 802.1Q, 802.1ad).

    Attributes:
        vid: VLAN, 12 bits; 0 only gives a priority.
        pcp, dei: priority (3 bits) and drop eligible.
        type: Ethernet type of what follows.
        tpid: its own Ethernet type: 0x8100, or 0x88a8 for a service tag.
    """

    LINK: ClassVar[int] = ETH_VLAN
    vid: int
    pcp: int = 0
    dei: int = 0
    type: int | None = None
    tpid: int = ETH_VLAN

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if at + 4 > end:
            return cut(end)
        return (at + 4, _by_type(data[at + 2] << 8 | data[at + 3]), end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Vlan:
        tci = data[at] << 8 | data[at + 1]
        return cls(tci & 0xFFF, tci >> 13, tci >> 12 & 1, data[at + 2] << 8 | data[at + 3], link)

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        tci = self.pcp << 13 | self.dei << 12 | self.vid
        return tci.to_bytes(2, "big") + _type(self.type, link, len(payload))

    def link(self) -> int:
        return self.tpid


@dataclass(slots=True)
class Mpls(Header):
    """One entry of an MPLS label stack (RFC 3032).

    Attributes:
        label, tc, ttl: 20, 3 and 8 bits.
        bos: bottom of stack; by itself set where no other entry follows.
        type: its Ethernet type, as it stands before the first entry: 0x8847, or 0x8848.
    """

    LINK: ClassVar[int] = ETH_MPLS
    label: int
    tc: int = 0
    bos: int | None = None
    ttl: int = 64
    type: int = ETH_MPLS

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if at + 4 > end:
            return cut(end)
        if not data[at + 2] & 1:
            return (at + 4, ETH_MPLS, end)
        # Nothing says what is below the stack: IP begins with its version, which is how routers tell.
        guess = data[at + 4] >> 4 if at + 4 < end else 0
        return (at + 4, {4: ETH_IPV4, 6: ETH_IPV6}.get(guess, LINK_NONE), end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Mpls:
        word = int.from_bytes(data[at : at + 4], "big")
        return cls(word >> 12, word >> 9 & 7, word >> 8 & 1, word & 0xFF, link)

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        bos = self.bos if exact and self.bos is not None else int(link not in (ETH_MPLS, ETH_MPLS_MULTICAST))
        return (self.label << 12 | self.tc << 9 | bos << 8 | self.ttl).to_bytes(4, "big")

    def link(self) -> int:
        return self.type


@dataclass(slots=True)
class Pbb(Header):
    """A service tag of provider backbone bridges; the customer's Ethernet header follows (IEEE 802.1ah).

    Attributes:
        isid: service, 24 bits.
        pcp, dei, uca: priority, drop eligible, use customer addresses.
    """

    LINK: ClassVar[int] = ETH_PBB
    isid: int
    pcp: int = 0
    dei: int = 0
    uca: int = 0

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        return (at + 4, LINK_ETHERNET, end) if at + 4 <= end else cut(end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Pbb:
        word = int.from_bytes(data[at : at + 4], "big")
        return cls(word & 0xFFFFFF, word >> 29, word >> 28 & 1, word >> 27 & 1)

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        return (self.pcp << 29 | self.dei << 28 | self.uca << 27 | self.isid).to_bytes(4, "big")


@dataclass(slots=True)
class Arp(Header):
    """ARP for IPv4 over Ethernet (RFC 826).

    Attributes:
        op: 1 asks, 2 answers.
        sha, spa, tha, tpa: sender's and target's MAC and IPv4 addresses.
    """

    LINK: ClassVar[int] = ETH_ARP
    op: int
    sha: int
    spa: int
    tha: int
    tpa: int

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        if at + 28 > end or data[at : at + 6] != b"\0\1\x08\0\6\4":
            return cut(end)
        return (at + 28, LINK_NONE, at + 28)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Arp:
        number = int.from_bytes
        return cls(
            data[at + 6] << 8 | data[at + 7],
            number(data[at + 8 : at + 14], "big"),
            number(data[at + 14 : at + 18], "big"),
            number(data[at + 18 : at + 24], "big"),
            number(data[at + 24 : at + 28], "big"),
        )

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        head = b"\0\1\x08\0\6\4" + self.op.to_bytes(2, "big")
        sender = self.sha.to_bytes(6, "big") + self.spa.to_bytes(4, "big")
        return head + sender + self.tha.to_bytes(6, "big") + self.tpa.to_bytes(4, "big")
