"""Faults of simulated switches: what goes wrong in the field, on purpose.

A fault is a plain object with a few settings; give any number of them to ``FakeSwitch(faults=[...])``, or
to one connection with ``SwitchProtocol.add_fault``. Each connection gets fresh copies, and they stand in
a row between the switch and the transport: what the first lets through reaches the second. They work in
memory on a fake clock and over TCP and TLS alike.

``after`` always counts the messages the switch has sent on the connection: its hello is the first, so
``after=0`` means from the start and ``after=1`` spares the hello.

A duplicate datapath id needs no fault: make two switches with the same ``dpid``.
"""

from __future__ import annotations

import random
import struct
from typing import Any, Final

from oftwist.testing.fault import CountingFault, DelayingFault, Fault, Line

_ASYNC: Final = frozenset((10, 11, 12))  # packet-in, flow-removed, port-status: the same in every version


class StopReading(CountingFault):
    """Stops reading: the controller's bytes pile up on its own side.

    Args:
        after: messages sent before that; 0 reads nothing at all.
    """

    def start(self, line: Line) -> None:
        super().start(line)
        if not self.after:
            self._pause()

    def spoil(self, frames: list[bytes]) -> list[bytes]:
        self._pause()
        return frames

    def _pause(self) -> None:
        transport: Any = self.line.transport
        transport.pauseProducing()

    def resume(self) -> None:
        """Read again."""
        transport: Any = self.line.transport
        self.after = 1 << 62
        transport.resumeProducing()


class StopWriting(CountingFault):
    """Says nothing more, and keeps reading."""

    def spoil(self, frames: list[bytes]) -> list[bytes]:
        return []


class SilentDeath(CountingFault):
    """Dies without a word: neither reads nor writes, and never closes (a pulled cable, a dead kernel)."""

    def incoming(self, data: bytes) -> bytes:
        return b"" if self.sent >= self.after else data

    def spoil(self, frames: list[bytes]) -> list[bytes]:
        return []


class HalfFrame(CountingFault):
    """Sends the beginning of a message and then nothing more.

    Args:
        after: messages before it.
        keep: bytes of it that are sent.
    """

    def __init__(self, after: int = 1, keep: int = 4) -> None:
        super().__init__(after)
        self.keep = keep
        self.done = False

    def spoil(self, frames: list[bytes]) -> list[bytes]:
        if self.done:
            return []
        self.done = True
        return [frames[0][: self.keep]]


class Garbage(CountingFault):
    """Sends bytes that are no OpenFlow, once, and goes on as if nothing were.

    Args:
        data: the bytes.
        after: messages before them.
    """

    def __init__(self, data: bytes = b"GET / HTTP/1.1\r\n\r\n", after: int = 1) -> None:
        super().__init__(after)
        self.data = data
        self.done = False

    def spoil(self, frames: list[bytes]) -> list[bytes]:
        if self.done:
            return frames
        self.done = True
        return [self.data, *frames]


class WrongLength(CountingFault):
    """Gives one message a header length that is not its own.

    Args:
        length: what its header says, 0-65535.
        after: messages before it.
    """

    def __init__(self, length: int, after: int = 1) -> None:
        super().__init__(after)
        self.length = length
        self.done = False

    def spoil(self, frames: list[bytes]) -> list[bytes]:
        if self.done:
            return frames
        self.done = True
        first = frames[0]
        return [first[:2] + self.length.to_bytes(2, "big") + first[4:], *frames[1:]]


class CloseAfter(CountingFault):
    """Ends every connection after some messages; with a client that retries at once, a reconnect storm.

    Args:
        after: messages before that; 0 sends not even a hello (accept, then close).
        abort: with a reset instead of an orderly end.
    """

    def __init__(self, after: int = 0, abort: bool = False) -> None:
        super().__init__(after)
        self.abort = abort
        self.done = False

    def start(self, line: Line) -> None:
        super().start(line)
        if not self.after:
            self._end()

    def outgoing(self, frames: list[bytes]) -> list[bytes]:
        good = super().outgoing(frames)
        if self.sent >= self.after and not self.done:
            self.done = True
            # after the write that carries the last message
            self.line.clock.callLater(0, self._end)
        return good

    def spoil(self, frames: list[bytes]) -> list[bytes]:
        return []

    def _end(self) -> None:
        self.done = True
        if self.line.lost is None:
            if self.abort:
                self.line.abort()
            else:
                self.line.close()


class AcceptThenClose(CloseAfter):
    """Closes every connection at once, in good order and without a hello."""

    def __init__(self) -> None:
        super().__init__(0)


class Refuse(CloseAfter):
    """Resets every connection at once, as a machine does on whose port nobody listens."""

    def __init__(self) -> None:
        super().__init__(0, abort=True)


class Slow(DelayingFault):
    """Every message leaves late, in the right order.

    Args:
        delay: seconds.
    """

    def __init__(self, delay: float) -> None:
        super().__init__()
        self.delay = delay

    def outgoing(self, frames: list[bytes]) -> list[bytes]:
        self.later(self.delay, frames)
        return []


class Dribble(DelayingFault):
    """Messages leave in small pieces, one every ``interval`` seconds.

    Args:
        size: bytes in a piece.
        interval: seconds between pieces; with 60 and ``size=1`` the slowest of attackers.
    """

    def __init__(self, size: int = 1, interval: float = 0.0) -> None:
        super().__init__()
        self.size = size
        self.interval = interval
        self._next = 0.0

    def outgoing(self, frames: list[bytes]) -> list[bytes]:
        data = b"".join(frames)
        now = self.line.clock.seconds()
        due = max(self._next, now)
        for start in range(0, len(data), self.size):
            self.later(due - now, [data[start : start + self.size]])
            due += self.interval
        self._next = due
        return []


class Reorder(DelayingFault):
    """Replies leave in another order than the requests came in.

    Asynchronous messages, errors and the hello are left alone.

    Args:
        window: how many replies are collected before they leave.
        hold: seconds after which they leave anyway.
        seed: for a random order; None turns the order round.
    """

    def __init__(self, window: int = 4, hold: float = 0.1, seed: int | None = None) -> None:
        super().__init__()
        self.window = window
        self.hold = hold
        self.random = None if seed is None else random.Random(seed)
        self.held: list[bytes] = []

    def fresh(self) -> Fault:
        fresh = super().fresh()
        assert isinstance(fresh, Reorder)
        fresh.held = []
        return fresh

    def outgoing(self, frames: list[bytes]) -> list[bytes]:
        out = []
        for frame in frames:
            if len(frame) < 8 or frame[1] in _ASYNC or frame[1] < 2:
                out.append(frame)
                continue
            self.held.append(frame)
            if len(self.held) >= self.window:
                out += self._release()
            elif len(self.held) == 1:
                self.calls.append(self.line.clock.callLater(self.hold, self._overdue))
        return out

    def _release(self) -> list[bytes]:
        held, self.held = self.held, []
        self.stop()
        if self.random is not None:
            self.random.shuffle(held)
        else:
            held.reverse()
        return held

    def _overdue(self) -> None:
        self.calls.clear()
        self.emit(self._release())


class EndlessMultipart(DelayingFault):
    """Multipart replies never come to their last part.

    Args:
        interval: seconds after which the part is sent again, for ever; None sends nothing after it.
    """

    def __init__(self, interval: float | None = None) -> None:
        super().__init__()
        self.interval = interval

    def outgoing(self, frames: list[bytes]) -> list[bytes]:
        return [self._unending(frame) for frame in frames]

    def _unending(self, frame: bytes) -> bytes:
        if len(frame) < 12 or frame[1] != (17 if frame[0] == 1 else 19):
            return frame
        frame = frame[:10] + b"\0\1" + frame[12:]
        if self.interval is not None:
            self._again(self.interval, frame)
        return frame

    def _again(self, interval: float, frame: bytes) -> None:
        def send() -> None:
            self.calls.remove(call)
            self._again(interval, frame)
            self.emit([frame])

        call = self.line.clock.callLater(interval, send)
        self.calls.append(call)


#: What :class:`Hello` can say.
HELLO_VARIANTS: Final = (
    "none",
    "plain",
    "long",
    "short",
    "echo",
    "invalid-version",
    "no-common",
    "zero-element",
)


class Hello(Fault):
    """Opens with another hello.

    Args:
        variant: one of :data:`HELLO_VARIANTS`: ``none`` sends no hello; ``plain`` eight bytes without a
            bitmap; ``long`` unknown elements before and after the bitmap; ``short`` a header that says 4
            bytes; ``echo`` an echo request instead; ``invalid-version`` version 0; ``no-common`` a bitmap
            with version 7 only; ``zero-element`` an element of length 0.
    """

    def __init__(self, variant: str) -> None:
        if variant not in HELLO_VARIANTS:
            raise ValueError(f"no hello variant {variant!r}; there are {', '.join(HELLO_VARIANTS)}")
        self.variant = variant
        self.done = False

    def outgoing(self, frames: list[bytes]) -> list[bytes]:
        if self.done:
            return frames
        self.done = True
        return self.frames(frames[0]) + frames[1:]

    def frames(self, hello: bytes) -> list[bytes]:
        """What is sent instead of the hello."""
        version = hello[0]
        elements = b""
        if self.variant == "none":
            return []
        if self.variant == "short":
            return [struct.pack("!BBHL", version, 0, 4, 0)]
        if self.variant == "echo":
            return [struct.pack("!BBHL", version, 2, 8, 1)]
        if self.variant == "invalid-version":
            return [struct.pack("!BBHL", 0, 0, 8, 0)]
        if self.variant == "no-common":
            version, elements = 7, struct.pack("!HHL", 1, 8, 1 << 7)
        elif self.variant == "zero-element":
            elements = struct.pack("!HHL", 1, 0, 0x10)
        elif self.variant == "long":
            unknown = struct.pack("!HH", 0x7FFF, 12) + b"unknown!" + bytes(4)
            elements = unknown + hello[8:] + unknown * 20
        return [struct.pack("!BBHL", version, 0, 8 + len(elements), 0) + elements]


class OnConnections(Fault):
    """Lets a fault befall some of a switch's connections only.

    Args:
        fault: the fault.
        first: how many connections suffer from it, counted from the first; later ones are well.
    """

    def __init__(self, fault: Fault, first: int) -> None:
        self.fault = fault
        self.left = first

    def fresh(self) -> Fault:
        if self.left <= 0:
            return Fault()
        self.left -= 1
        return self.fault.fresh()
