"""Checksums of the Internet protocols: made, and adjusted when some bytes change. Imports nothing of ours."""

from __future__ import annotations

from functools import cache


def checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    if len(data) & 1:
        data += b"\0"
    total = int.from_bytes(data, "big") % 0xFFFF  # 2**16 is 1 modulo 0xffff: the sum of all words at once
    if total == 0 and any(data):
        total = 0xFFFF
    return total ^ 0xFFFF


def adjusted(old: int, before: bytes, after: bytes) -> int:
    """A checksum after some of the bytes it covers have changed (RFC 1624); a wrong one stays wrong.

    Args:
        old: the checksum.
        before, after: those bytes, of one even length, at an even place of what is covered.
    """
    change = int.from_bytes(after, "big") % 0xFFFF - int.from_bytes(before, "big") % 0xFFFF
    if not change:
        return old
    # Of the two spellings of zero a sum of anything but zeros is 0xffff.
    return (((old ^ 0xFFFF) + change) % 0xFFFF or 0xFFFF) ^ 0xFFFF


def pseudo_header(addresses: bytes, proto: int, length: int) -> bytes:
    """What TCP, UDP and ICMPv6 checksums cover besides the segment (RFC 793 §3.1, RFC 8200 §8.1).

    Args:
        addresses: source and destination: 8 bytes of IPv4, or 32 of IPv6.
        proto: IP protocol.
        length: bytes of the segment.
    """
    if len(addresses) == 8:
        return addresses + bytes([0, proto]) + length.to_bytes(2, "big")
    return addresses + length.to_bytes(4, "big") + bytes([0, 0, 0, proto])


@cache
def _crc32c_table() -> tuple[int, ...]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return tuple(table)


def crc32c(data: bytes) -> int:
    """The checksum of SCTP (RFC 9260 appendix A), as the int its four bytes on the wire are."""
    table, crc = _crc32c_table(), 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return int.from_bytes((crc ^ 0xFFFFFFFF).to_bytes(4, "little"), "big")
