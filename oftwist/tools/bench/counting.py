"""Counting the answers in a controller's byte stream, with as little Python per message as possible.

Sans-IO: bytes in, a number of answered packet-ins out. A packet-in counts as answered once, by the
first FLOW_MOD or PACKET_OUT that names it: through its buffer_id, or, when the switch does not
buffer, through the packet a PACKET_OUT carries back. So a controller that sends a flow and a packet
for one packet-in gets no more credit than one that does both in a single message.

Controllers answer in order and with messages of equal length nearly always. Such a run is checked
with strided slices (``data[1::size]`` are all type bytes), at C speed; anything else is walked header
by header.
"""

from __future__ import annotations

from oftwist.tools.bench.frames import FLOW_MOD, PACKET_OUT, Ring, buffer_offset

__all__ = ["ReplyCounter"]

#: Fewer like frames than this are walked one by one.
_SHORTEST_RUN = 4
_ANSWERS = (FLOW_MOD, PACKET_OUT)


class ReplyCounter:
    """The state of one switch: what it sent, what came back, what is missing.

    Args:
        version: Wire version, 1-6.
        ring: The packet-ins the switch sends, over and over.
        count: What answers a packet-in: "answer" (a message that names it, see above), or
            "flow_mod" or "packet_out" (each message of that kind answers the oldest one waiting,
            whatever it names: for controllers that do not give the buffer back).

    Attributes:
        outstanding: Packet-ins sent and neither answered nor given up.
        answered: Packet-ins answered.
        flow_mods, packet_outs: Messages of these kinds received.
        unexpected: Answers to nothing (a second answer, or one that came after it was given up).
        lost: Packet-ins given up.
    """

    __slots__ = (
        "_flow_at",
        "_high",
        "_kind",
        "_low",
        "_missing",
        "_next",
        "_out_at",
        "_rest",
        "_tail",
        "answered",
        "flow_mods",
        "lost",
        "outstanding",
        "packet_outs",
        "ring_size",
        "unexpected",
        "version",
    )

    def __init__(self, version: int, ring: Ring, count: str = "answer") -> None:
        if count not in ("answer", "flow_mod", "packet_out"):
            raise ValueError(f"count is 'answer', 'flow_mod' or 'packet_out', not {count!r}")
        self.version = version
        self.ring_size = ring.count
        self.outstanding = self.answered = self.lost = 0
        self.flow_mods = self.packet_outs = self.unexpected = 0
        self._kind = {"answer": 0, "flow_mod": FLOW_MOD, "packet_out": PACKET_OUT}[count]
        self._flow_at = buffer_offset(version, FLOW_MOD) + 2
        self._out_at = buffer_offset(version, PACKET_OUT) + 2
        # Without buffers the position is the IP identification, counted from the end of a PACKET_OUT.
        self._tail = 0 if ring.buffered else ring.payload - 18
        positions = range(ring.count)
        # Twice, so that a run over the end of the ring is one slice as well.
        self._high = bytes(i >> 8 for i in positions) * 2
        self._low = bytes(i & 0xFF for i in positions) * 2
        self._next = 0
        self._missing: dict[int, float] = {}
        self._rest = b""

    def sent(self, number: int) -> None:
        """Note that ``number`` more packet-ins of the ring were sent."""
        self.outstanding += number

    def feed(self, data: bytes, now: float) -> tuple[int, list[bytes]]:
        """Take received bytes.

        Args:
            data: What came from the controller, cut anywhere.
            now: The time, in seconds of the caller's clock (for `give_up`).

        Returns:
            How many packet-ins these bytes answer, and the whole frames that are neither FLOW_MOD
            nor PACKET_OUT (they may want a reply).

        Raises:
            ConnectionError: A header length under 8: the stream cannot be followed any more.
        """
        if self._rest:
            data = self._rest + data
        before = self.answered
        others: list[bytes] = []
        at, total = 0, len(data)
        while total - at >= 8:
            kind = data[at + 1]
            size = data[at + 2] << 8 | data[at + 3]
            if size < 8:
                raise ConnectionError(f"the controller sent a header with length {size}")
            end = at + size
            if end > total:
                break
            if kind in _ANSWERS:
                swallowed = self._run(data, at, size, total) if total - at >= size * _SHORTEST_RUN else 0
                if swallowed:
                    at += swallowed
                    continue
                self._one(data, at, kind, size, now)
            else:
                others.append(data[at:end])
            at = end
        self._rest = data[at:] if at < total else b""
        return self.answered - before, others

    def give_up(self, before: float) -> int:
        """Count answers that were overtaken before the time ``before`` and never came as lost."""
        late = [position for position, since in self._missing.items() if since < before]
        for position in late:
            del self._missing[position]
        self.lost += len(late)
        self.outstanding -= len(late)
        return len(late)

    def give_up_all(self) -> int:
        """Count everything that waits as lost, and go on with what is sent from now on."""
        number = self.outstanding
        self._next = (self._next + number - len(self._missing)) % self.ring_size
        self._missing.clear()
        self.lost += number
        self.outstanding = 0
        return number

    def _id_at(self, kind: int, size: int) -> int:
        """Where the low 16 bits of the position stand in a frame; 0: nowhere."""
        if self._tail:
            at = size - self._tail
            return at if kind == PACKET_OUT and at > 24 else 0
        at = self._flow_at if kind == FLOW_MOD else self._out_at
        return at if at + 2 <= size else 0

    def _one(self, data: bytes, at: int, kind: int, size: int, now: float) -> None:
        """Count one FLOW_MOD or PACKET_OUT."""
        if kind == FLOW_MOD:
            self.flow_mods += 1
        else:
            self.packet_outs += 1
        if self._kind:
            if kind == self._kind:
                self._oldest(1)
            return
        where = self._id_at(kind, size)
        if not where:
            return
        if not self._tail and data[at + where - 2 : at + where + 2] == b"\xff\xff\xff\xff":
            return
        where += at
        self._position(data[where] << 8 | data[where + 1], now)

    def _oldest(self, number: int) -> None:
        """Answer the ``number`` packet-ins that wait longest, without knowing which."""
        known = min(number, self.outstanding)
        self.unexpected += number - known
        self.answered += known
        self.outstanding -= known
        self._next = (self._next + known) % self.ring_size

    def _position(self, position: int, now: float) -> None:
        """Answer the packet-in at one ring position, in or out of order."""
        missing = self._missing
        if position in missing:
            del missing[position]
        else:
            ahead = (position - self._next) % self.ring_size
            if position >= self.ring_size or ahead >= self.outstanding - len(missing):
                self.unexpected += 1
                return
            for skipped in range(self._next, self._next + ahead):
                missing[skipped % self.ring_size] = now
            self._next = (position + 1) % self.ring_size
        self.answered += 1
        self.outstanding -= 1

    def _run(self, data: bytes, at: int, size: int, total: int) -> int:
        """Count a run of like frames, or of like pairs of frames, when every answer in it is in order.

        Returns:
            The bytes swallowed; 0 when these bytes must be walked.
        """
        first = data[at : at + 4]
        second = at + size
        if data[second : second + 4] == first:
            period, pair = size, False
        else:
            if data[second + 1] not in _ANSWERS:
                return 0
            period, pair = size + (data[second + 2] << 8 | data[second + 3]), True
        count = (total - at) // period
        if count < _SHORTEST_RUN:
            return 0
        end = at + count * period
        if not _alike(data, at, end, period, count) or (pair and not _alike(data, second, end, period, count)):
            return 0
        kinds = [(first[1], at, size)]
        if pair:
            kinds.append((data[second + 1], second, period - size))
        answers = self._answers(data, kinds, end, period, count)
        if answers < 0:
            return 0
        for kind, _, _ in kinds:
            if kind == FLOW_MOD:
                self.flow_mods += count
            else:
                self.packet_outs += count
        if answers:
            self.answered += count
            self.outstanding -= count
            self._next = (self._next + count) % self.ring_size
        return count * period

    def _answers(self, data: bytes, kinds: list[tuple[int, int, int]], end: int, period: int, count: int) -> int:
        """How many of the (kind, offset, size) frames of a period answer, in order; -1: walk them."""
        number = 0
        for kind, start, size in kinds:
            if self._kind:
                number += kind == self._kind
                continue
            where = self._id_at(kind, size)
            if not where:
                continue
            high = data[start + where : end : period]
            low = data[start + where + 1 : end : period]
            if high == self._high[self._next : self._next + count]:
                if low != self._low[self._next : self._next + count]:
                    return -1
                number += 1
            elif self._tail or high != b"\xff" * count or low != high:
                return -1
        if number > 1 or (number and (count > self.outstanding or self._missing)):
            return -1
        return number


def _alike(data: bytes, at: int, end: int, period: int, count: int) -> bool:
    """True when the headers at ``at``, ``at + period``, ... agree in version, type and length."""
    return all(data[at + i : end : period] == data[at + i : at + i + 1] * count for i in range(4))
