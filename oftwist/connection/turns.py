"""Turns: the bytes of a read, cut into messages and handled until others should have their turn.

What handlers write in a turn goes out together at its end. Knows time; nothing of messages.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from oftwist.connection.reading import BACKLOG
from oftwist.errors import ProtocolError
from oftwist.wire.framer import HEADER_SIZE, Framer

if TYPE_CHECKING:
    from oftwist.connection.counters import Counters
    from oftwist.connection.deadlines import Timers
    from oftwist.connection.liveness import Liveness
    from oftwist.connection.options import Options
    from oftwist.connection.reading import Valve
    from oftwist.connection.writer import Writer

#: Messages handled between two looks at the clock.
_CHUNK = 32


class Turns:
    """The way in of one connection.

    Args:
        options: how long a turn may be.
        counters: bytes are counted there.
        seconds: the time.
        timers: of the connection; one of them is ours.
        valve: closed while messages wait for the next turn.
        writer: keeps what is written in a turn.
        liveness: told when bytes come, and of messages that are not complete.
        handle: called with the messages, some at a time.
        sniff: called with the first bytes of what is not complete.
        broken: called with what is left of a stream that cannot be cut into messages, and why.
        slow: called with messages that took very long, and with the seconds they took; once.

    Attributes:
        record: called with the messages of each turn, and with what cannot be cut into messages; or None.
    """

    def __init__(
        self,
        options: Options,
        counters: Counters,
        seconds: Callable[[], float],
        timers: Timers,
        valve: Valve,
        writer: Writer,
        liveness: Liveness,
        *,
        handle: Callable[[list[bytes]], object],
        sniff: Callable[[bytes], object],
        broken: Callable[[bytes, ProtocolError], object],
        slow: Callable[[list[bytes], float], object],
    ) -> None:
        self.record: Callable[[Sequence[bytes]], object] | None = None
        self._counters = counters
        self._seconds = seconds
        self._timers = timers
        self._valve = valve
        self._writer = writer
        self._liveness = liveness
        self._handle = handle
        self._sniff = sniff
        self._broken = broken
        self._tell_slow = slow
        self._framer = Framer()
        self._backlog: list[bytes] = []  # messages that wait for this turn or the next one,
        self._done = 0  # but for so many at its beginning
        self.limit(options)

    def limit(self, options: Options) -> None:
        """Have other limits."""
        self.options = options
        self._slow = options.slow_handler or math.inf

    @property
    def incomplete(self) -> bytes:
        """What has come of a message that is not complete."""
        return self._framer.held

    def received(self, data: bytes) -> None:
        """Take the bytes of one read."""
        liveness = self._liveness
        liveness.last_received = now = self._seconds()
        size = len(data)
        self._counters.bytes_received += size
        framer = self._framer
        if not framer.parts and size >= HEADER_SIZE and data[2] << 8 | data[3] == size and not self._backlog:
            liveness.partial_since = None
            self._turn([data], now)  # one message, whole: what a switch that waits for the answer sends
            return
        try:
            frames = framer.receive(data)
        except ProtocolError as error:
            self._spoiled(framer.held, error)
            return
        if frames:
            if self._backlog:
                self._backlog += frames
            elif len(frames) <= _CHUNK:
                self._turn(frames, now)
            else:
                self._backlog += frames
                self._long_turn(now)
            if framer.error is not None:
                self._spoiled(framer.held, framer.error)
                return
        if not framer.parts:
            liveness.partial_since = None
        elif frames or liveness.partial_since is None:
            liveness.partial_since = now
            self._sniff(framer.held)

    def _spoiled(self, held: bytes, error: ProtocolError) -> None:
        """What is left cannot be cut into messages."""
        if self.record is not None and held:
            self.record((held,))
        self._broken(held, error)

    def _turn(self, frames: list[bytes], began: float) -> None:
        """Handle a few frames; what they write goes out in one piece."""
        writer = self._writer
        ours = writer.begin_turn()
        if self.record is not None:
            self.record(frames)
        try:
            self._handle(frames)
            spent = self._seconds() - began
            if spent > self._slow:
                self._slow = math.inf
                self._tell_slow(frames, spent)
        finally:
            if ours:
                writer.end_turn()

    def _long_turn(self, began: float) -> None:
        """Handle what waits chunk by chunk, until others should have their turn."""
        options, backlog = self.options, self._backlog
        left = options.frames_per_turn or len(backlog)
        over = began + options.turn_time if options.turn_time else math.inf
        ours = self._writer.begin_turn()
        try:
            while backlog:
                at = self._done
                self._done = end = at + _CHUNK
                if end >= len(backlog):
                    self._backlog, self._done = [], 0
                self._turn(backlog[at:end], began)
                backlog = self._backlog
                began = self._seconds()
                left -= _CHUNK
                if backlog and (left <= 0 or began > over):
                    self._valve.close(BACKLOG)
                    self._timers.set("turn", 0, self._next_turn)
                    break
        finally:
            if ours:
                self._writer.end_turn()

    def _next_turn(self) -> None:
        self._liveness.alive()
        self._long_turn(self._liveness.last_received)
        if not self._backlog:
            self._valve.open(BACKLOG)

    def finish(self, handle: bool) -> None:
        """The connection is lost: handle what came before, all of it, or forget it."""
        frames = self._backlog[self._done :]
        self._backlog, self._done = [], 0
        if frames and handle:
            if self.record is not None:
                self.record(frames)
            self._handle(frames)
