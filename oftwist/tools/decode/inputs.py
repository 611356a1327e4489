"""What ``python -m oftwist decode`` reads: hex text, binary, captures -> frames with where they came from.

Knows no decoding. A `Piece` is a frame or a problem; after a problem reading goes on where it can.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from oftwist.pcap import capture, segments
from oftwist.tools.decode import pasted, streams


class Piece(NamedTuple):
    """A frame, or a problem instead of one.

    Attributes:
        where: what a person finds it by, e.g. "line 3" or "packet 12".
        frame: one whole message.
        problem: what is wrong; "" if nothing is.
        time: seconds since 1970, or None.
        source, destination: of a captured one, or None.
    """

    where: str
    frame: bytes
    problem: str = ""
    time: float | None = None
    source: segments.Address | None = None
    destination: segments.Address | None = None


def from_file(data: bytes, ports: frozenset[int]) -> Iterator[Piece]:
    """The frames in a file: a capture, hex text or the bytes of messages one after the other."""
    if capture.is_capture(data):
        yield from _captured(data, ports)
        return
    text = pasted.as_text(data)
    lines = (text or "").splitlines()
    if any(found.data for found in pasted.read(lines)):
        yield from from_text(lines, ports)
    elif text and text.strip():
        yield Piece("text", b"", f"is not hex; taken are {pasted.TAKEN}")
    else:
        yield from from_bytes(data)


def from_text(lines: list[str], ports: frozenset[int] = streams.PORTS) -> Iterator[Piece]:
    """Text with messages in it, in any form of `pasted`; dumps may be of whole packets.

    In plain hex a message may go over several lines, a line may hold several; "#" begins a comment. A line that is
    whole messages by itself begins anew, unless it is just what the message before it lacks, or as long as the line
    before it: then one text was cut into lines.
    """
    held, first, width = b"", 0, 0
    packets: list[tuple[int, bytes]] = []
    for number, data, dump, otherwise in pasted.read(lines):
        if otherwise and not held and _whole(otherwise) and not (data and _whole(data)):
            data = otherwise
        if data is None:
            if held:
                yield _cut(held, f"line {first}")
                held = b""
            yield Piece(f"line {number}", b"", "is not hex")
            continue
        if dump and _segment(number, data) is not None:
            packets.append((number, data))
            continue
        if held and (dump or (_whole(data) and not _whole(held + data) and len(data) != width)):
            yield _cut(held, f"line {first}")
            held = b""
        if not held:
            first = number
        held, width = held + data, len(data)
        while len(held) >= 4:
            size = held[2] << 8 | held[3]
            if size < 8:
                yield Piece(f"line {number}", b"", f"is no OpenFlow message: begins with {held[:8].hex(' ')}")
                held = b""
            elif size <= len(held):
                yield Piece(f"line {first}", held[:size])
                held, first = held[size:], number
            else:
                break
    if held:
        yield _cut(held, f"line {first}")
    yield from _packets(packets, ports)


_ETHERNET, _RAW_IP = 1, 101


def _segment(number: int, data: bytes) -> segments.Segment | None:
    """The TCP segment in the dump of a packet: tcpdump -X shows no Ethernet header, -XX and Wireshark do."""
    for link in (_ETHERNET, _RAW_IP):
        found = segments.tcp(capture.Packet(number, 0.0, link, data))
        if found is not None:
            return found
    return None


def _packets(packets: list[tuple[int, bytes]], ports: frozenset[int]) -> Iterator[Piece]:
    """The frames in the dumps of packets, put together as those of a capture."""
    together = streams.Streams(ports)
    number = 0
    for number, data in packets:
        segment = _segment(number, data)
        if segment is not None:
            for one in together.add(segment):
                yield Piece(f"line {number}", one.frame, one.problem, None, one.source, one.destination)
    for one in together.end():
        yield Piece(f"line {number}", one.frame, one.problem, None, one.source, one.destination)


def _cut(data: bytes, where: str) -> Piece:
    if len(data) < 4:
        return Piece(where, b"", f"too short to be an OpenFlow message: {len(data)} bytes")
    size = data[2] << 8 | data[3]
    return Piece(where, b"", f"incorrect message size: header says {size}, got {len(data)} bytes")


def _whole(data: bytes) -> bool:
    """Whether bytes are exactly one or more messages of a known version."""
    at = 0
    while len(data) - at >= 8 and 1 <= data[at] <= 6:
        at += max(data[at + 2] << 8 | data[at + 3], 8)
    return at == len(data)


def from_bytes(data: bytes) -> Iterator[Piece]:
    """Messages one after the other."""
    at = 0
    while at < len(data):
        size = data[at + 2] << 8 | data[at + 3] if len(data) - at >= 4 else 0
        if size < 8 and len(data) - at >= 4:
            problem = f"is no OpenFlow message: begins with {data[at : at + 8].hex(' ')}"
            yield Piece(f"byte {at}", b"", problem)
            return
        if not size or size > len(data) - at:
            yield _cut(data[at:], f"byte {at}")
            return
        yield Piece(f"byte {at}", data[at : at + size])
        at += size


def _captured(data: bytes, ports: frozenset[int]) -> Iterator[Piece]:
    together = streams.Streams(ports)
    packet = None
    try:
        for packet in capture.packets(data):
            segment = segments.tcp(packet)
            if segment is not None:
                yield from _found(together.add(segment), packet)
    except capture.CaptureError as error:
        yield Piece("capture", b"", str(error))
    yield from _found(together.end(), packet)


def _found(found: Iterator[streams.Found], packet: capture.Packet | None) -> Iterator[Piece]:
    for one in found:
        number, time = (packet.number, packet.time) if packet else (0, 0.0)
        yield Piece(f"packet {number}", one.frame, one.problem, time, one.source, one.destination)
