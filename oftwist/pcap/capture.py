"""Capture files: pcap and pcapng, as tcpdump and Wireshark write them -> packets.

Knows the two file formats only, nothing of what is in the packets.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

_PCAP = {
    b"\xa1\xb2\xc3\xd4": (">", 1e-6),
    b"\xd4\xc3\xb2\xa1": ("<", 1e-6),
    b"\xa1\xb2\x3c\x4d": (">", 1e-9),
    b"\x4d\x3c\xb2\xa1": ("<", 1e-9),
}
_PCAPNG = b"\x0a\x0d\x0d\x0a"
_SECTION, _INTERFACE, _OLD_PACKET, _SIMPLE_PACKET, _PACKET = 0x0A0D0D0A, 1, 2, 3, 6
_TSRESOL = 9


class Packet(NamedTuple):
    """One captured packet."""

    number: int  # from 1, as Wireshark counts
    time: float  # seconds since 1970
    link: int  # LINKTYPE_ number
    data: bytes


class CaptureError(Exception):
    """The file is broken from here on."""


def is_capture(data: bytes) -> bool:
    """Whether a file begins like a pcap or pcapng."""
    return data[:4] in _PCAP or data[:4] == _PCAPNG


def packets(data: bytes) -> Iterator[Packet]:
    """The packets of a capture file.

    Raises:
        CaptureError: after the last good packet, if the file is cut or broken.
    """
    return _pcapng(data) if data[:4] == _PCAPNG else _pcap(data)


def _pcap(data: bytes) -> Iterator[Packet]:
    order, unit = _PCAP[data[:4]]
    if len(data) < 24:
        raise CaptureError("the file ends in its header")
    link = struct.unpack_from(order + "I", data, 20)[0] & 0xFFFF
    record = struct.Struct(order + "4I")
    at, number = 24, 0
    while at < len(data):
        if len(data) - at < 16:
            raise CaptureError(f"the file ends in the header of packet {number + 1}")
        seconds, fraction, size, _ = record.unpack_from(data, at)
        at += 16
        number += 1
        if size > len(data) - at:
            raise CaptureError(f"the file ends in packet {number}")
        yield Packet(number, seconds + fraction * unit, link, data[at : at + size])
        at += size


def _pcapng(data: bytes) -> Iterator[Packet]:
    at, number = 0, 0
    order = "<"
    interfaces: list[tuple[int, float]] = []
    while at < len(data):
        if len(data) - at < 12:
            raise CaptureError(f"the file ends after packet {number}")
        if data[at : at + 4] == _PCAPNG:
            order = ">" if data[at + 8 : at + 12] == b"\x1a\x2b\x3c\x4d" else "<"
            interfaces = []
        kind, size = struct.unpack_from(order + "II", data, at)
        if size < 12 or size % 4 or size > len(data) - at:
            raise CaptureError(f"the block after packet {number} has an impossible length")
        body = data[at + 8 : at + size - 4]
        at += size
        try:
            if kind == _INTERFACE:
                link, _, _ = struct.unpack_from(order + "HHI", body)
                interfaces.append((link, _resolution(order, body[8:])))
            elif kind in (_PACKET, _OLD_PACKET, _SIMPLE_PACKET):
                number += 1
                yield _packet(order, kind, body, number, interfaces)
        except (struct.error, IndexError):
            raise CaptureError(f"the block after packet {number} is broken") from None


def _packet(order: str, kind: int, body: bytes, number: int, interfaces: list[tuple[int, float]]) -> Packet:
    if kind == _SIMPLE_PACKET:
        (size,) = struct.unpack_from(order + "I", body)
        return Packet(number, 0.0, interfaces[0][0], body[4 : 4 + size])
    fmt = "IIIII" if kind == _PACKET else "HHIIII"
    head = struct.unpack_from(order + fmt, body)
    high, low, size, _ = head[-4:]
    link, unit = interfaces[head[0]]
    return Packet(number, (high << 32 | low) * unit, link, body[20 : 20 + size])


def _resolution(order: str, options: bytes) -> float:
    """Seconds of one tick of an interface's clock."""
    at = 0
    while at + 4 <= len(options):
        code, size = struct.unpack_from(order + "HH", options, at)
        if code == 0:
            break
        if code == _TSRESOL and size >= 1:
            value = options[at + 4]
            return float(2.0 ** -(value & 127) if value & 128 else 10.0**-value)
        at += 4 + (size + 3 & -4)
    return 1e-6
