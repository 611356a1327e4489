"""TCP segments -> OpenFlow frames, each direction of each connection by itself.

Segments are put in order; what was sent again is taken once. Bytes the capture does not have are reported
and skipped: reading goes on at the next place that looks like a chain of OpenFlow headers. Streams that do not look
like OpenFlow are left alone. Knows nothing of capture files and of decoding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from oftwist.pcap.segments import Address, Segment

PORTS = frozenset((6633, 6653, 6654))
#: Bytes kept of one direction while an earlier segment is missing.
MAX_PENDING = 1 << 20
_HALF = 1 << 31
_HIGHEST_TYPE = 36
_TLS = re.compile(rb"[\x14-\x17]\x03[\x00-\x04]")  # the head of a record
_LONGEST = 0xFFFF


class Found(NamedTuple):
    """A frame, or what is wrong with a stream."""

    source: Address
    destination: Address
    frame: bytes
    problem: str = ""


def is_header(data: bytes, at: int, version: int = 0) -> bool:
    """Whether the four bytes at ``at`` can begin a message.

    Args:
        data: bytes of a stream.
        at: where to look.
        version: of the messages; 0 = any, and a HELLO may have an unknown one.
    """
    known = data[at] == version if version else 1 <= data[at] <= 6 or data[at + 1] == 0
    return known and data[at + 1] <= _HIGHEST_TYPE and (data[at + 2] > 0 or data[at + 3] >= 8)


def chain(data: bytes, at: int, version: int = 0) -> int | None:
    """How many whole messages follow each other from ``at``; None if what follows them is no header."""
    count = 0
    while len(data) - at >= 4:
        if not is_header(data, at, version):
            return None
        at += data[at + 2] << 8 | data[at + 3]
        count += at <= len(data)
    return count


class Direction:
    """What one side of a connection sent."""

    def __init__(self, source: Address, destination: Address, ports: frozenset[int]) -> None:
        self.source = source
        self.destination = destination
        self.expected = bool({source[1], destination[1]} & ports)
        self.wanted: bool | None = True if self.expected else None  # None: not decided yet
        self.next: int | None = None  # sequence number of the next byte
        self.pending: dict[int, bytes] = {}  # segments that came too early, by sequence number
        self.buffer = b""
        self.lost = False  # the buffer need not begin with a header
        self.version = 0

    def add(self, segment: Segment) -> Iterator[Found]:
        """One more segment of this direction."""
        if segment.syn:
            if self.buffer or self.pending:
                yield from self.end()
            self.next = segment.seq + 1 & 0xFFFFFFFF
            self.pending, self.buffer, self.lost = {}, b"", False
        seq = segment.seq + segment.syn & 0xFFFFFFFF
        if segment.data and self.wanted is not False:
            if self.next is None:
                self.next, self.lost = seq, True  # the capture began in the middle
            self._keep(seq, segment.data)
            yield from self._advance()
            if sum(map(len, self.pending.values())) > MAX_PENDING:
                yield from self._skip()

    def acknowledged(self, ack: int) -> Iterator[Found]:
        """The other side has everything before ``ack``: what is missing of that will not come any more."""
        while self.pending and self.next is not None and 0 < (ack - self.next) % (1 << 32) < _HALF:
            first = self._first()
            if (ack - first) % (1 << 32) >= _HALF or first == ack:
                break
            yield from self._skip()

    def end(self) -> Iterator[Found]:
        """Nothing more will come."""
        while self.pending:
            yield from self._skip()
        if self.wanted and self.buffer and not self.lost:
            yield self._problem(f"ends in the middle of a message ({len(self.buffer)} bytes of it)")
        self.buffer = b""

    # -- order --

    def _keep(self, seq: int, data: bytes) -> None:
        old = self.pending.get(seq, b"")
        if len(data) > len(old):
            self.pending[seq] = data

    def _ahead(self, seq: int) -> int:
        """How far a sequence number is ahead of the next byte; negative: behind."""
        distance = (seq - (self.next or 0)) % (1 << 32)
        return distance - (1 << 32) if distance >= _HALF else distance

    def _first(self) -> int:
        return min(self.pending, key=self._ahead)

    def _advance(self) -> Iterator[Found]:
        """Take what continues the stream."""
        taken = False
        while self.pending:
            seq = self._first()
            ahead = self._ahead(seq)
            if ahead > 0:
                break
            data = self.pending.pop(seq)[-ahead:] if ahead else self.pending.pop(seq)
            if data:
                self.buffer += data
                self.next = ((self.next or 0) + len(data)) & 0xFFFFFFFF
                taken = True
        if taken:
            yield from self._frames()

    def _skip(self) -> Iterator[Found]:
        """Give up what is missing before the first segment that waits."""
        seq = self._first()
        missing = self._ahead(seq)
        if self.wanted:
            held = f", with {len(self.buffer)} bytes of a message before them" if self.buffer else ""
            yield self._problem(f"{missing} bytes are missing in the capture{held}")
        self.next, self.buffer, self.lost = seq, b"", True
        yield from self._advance()

    # -- frames --

    def _frames(self) -> Iterator[Found]:
        if self.wanted is None and not self._decide():
            return
        if not self.version and _TLS.match(self.buffer):
            self.wanted, self.buffer = False, b""
            yield self._problem("is TLS: its messages cannot be read")
            return
        if self.lost and not self._resume():
            return
        at = 0
        data = self.buffer
        while len(data) - at >= 4:
            size = data[at + 2] << 8 | data[at + 3]
            if not is_header(data, at):
                yield self._problem(f"bad header {data[at : at + 8].hex(' ')}: going on at the next good one")
                self.buffer, self.lost = data[at + 1 :], True
                if self._resume():
                    yield from self._frames()
                return
            if size > len(data) - at:
                break
            self.version = data[at] or self.version
            yield Found(self.source, self.destination, data[at : at + size])
            at += size
        self.buffer = data[at:]

    def _decide(self) -> bool:
        """Whether a stream on an unknown port is OpenFlow: it must look like it from its first bytes."""
        if len(self.buffer) < 8:
            return False
        hello = self.buffer[1] == 0 or self.lost  # a connection begins with a HELLO
        self.wanted = hello and chain(self.buffer, 0) is not None
        if not self.wanted:
            self.buffer, self.pending = b"", {}
        return self.wanted

    def _resume(self) -> bool:
        """After a gap: find where a message begins, or wait for more.

        A place counts if a whole message is there, followed by nothing or by what can be another.
        """
        data = self.buffer
        waiting = None
        for at in range(max(len(data) - 3, 0)):
            count = chain(data, at, self.version) if 1 <= data[at] <= 6 else None
            if count:
                self.buffer, self.lost = data[at:], False
                return True
            if count == 0 and waiting is None and len(data) - at < _LONGEST:
                waiting = at
        self.buffer = data[waiting:] if waiting is not None else data[-3:]
        return False

    def _problem(self, text: str) -> Found:
        return Found(self.source, self.destination, b"", text)


class Streams:
    """All connections of a capture.

    Args:
        ports: TCP ports where OpenFlow is expected; on others a stream must look like it.
    """

    def __init__(self, ports: frozenset[int] = PORTS) -> None:
        self._ports = ports
        self._directions: dict[tuple[Address, Address], Direction] = {}

    def add(self, segment: Segment) -> Iterator[Found]:
        """One segment -> the frames it completes, and problems."""
        key = segment.source, segment.destination
        direction = self._directions.get(key)
        if direction is None:
            direction = self._directions[key] = Direction(*key, self._ports)
        other = self._directions.get((segment.destination, segment.source))
        if other is not None and segment.ack is not None:
            yield from other.acknowledged(segment.ack)
        yield from direction.add(segment)
        if segment.fin or segment.rst:
            ends = (direction, other) if segment.rst else (direction,)
            for one in ends:
                if one is not None and (segment.rst or not one.pending):
                    yield from one.end()

    def end(self) -> Iterator[Found]:
        """The capture is over."""
        for direction in self._directions.values():
            yield from direction.end()
