"""LLDP: a list of TLVs (IEEE 802.1AB)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from oftwist.packet.header import Header, Measured
from oftwist.packet.numbers import ETH_LLDP, LINK_NONE

END, CHASSIS_ID, PORT_ID, TTL, PORT_DESCRIPTION, SYSTEM_NAME = 0, 1, 2, 3, 4, 5
ORGANIZATION = 127


@dataclass(slots=True)
class Lldp(Header):
    """The TLVs of an LLDP frame; what ends it, and a TLV that is not whole, are not among them.

    Attributes:
        tlvs: (type, value) each: 7 bits, and up to 511 bytes.
    """

    LINK: ClassVar[int] = ETH_LLDP
    tlvs: list[tuple[int, bytes]] = field(default_factory=list)

    @classmethod
    def measure(cls, data: bytes, at: int, end: int) -> Measured:
        while at + 2 <= end:
            word = data[at] << 8 | data[at + 1]
            behind = at + 2 + (word & 0x1FF)
            if behind > end:
                break
            at = behind
            if not word >> 9:
                return (at, LINK_NONE, at)
        return (at, LINK_NONE, end)

    @classmethod
    def read(cls, data: bytes, at: int, behind: int, link: int) -> Lldp:
        tlvs = []
        while at < behind:
            word = data[at] << 8 | data[at + 1]
            value = data[at + 2 : at + 2 + (word & 0x1FF)]
            at += 2 + len(value)
            if word >> 9:
                tlvs.append((word >> 9, value))
        return cls(tlvs)

    def write(self, payload: bytes, link: int | None, addresses: bytes, exact: bool) -> bytes:
        parts = [(kind << 9 | len(value)).to_bytes(2, "big") + value for kind, value in self.tlvs]
        return b"".join(parts) + b"\0\0"

    def get(self, kind: int) -> bytes | None:
        """The value of the first TLV of a type, None without one."""
        return next((value for number, value in self.tlvs if number == kind), None)
