"""A way out with a pace: at most so many flow mods a second, everything else in its order behind them.

Some switches lose flow mods, or stop answering, when they come faster than their tables can be written. What is sent
behind a flow mod that waits waits with it, so that a barrier still confirms what was sent before it; echo messages do
not wait, for they stand in no order to anything and say that the connection lives. Knows the headers of messages.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from oftwist.connection.writer import Writer
from oftwist.errors import Disconnected, OFTwistError

_ECHOES = (b"\2", b"\3")  # OFPT_ECHO_REQUEST, OFPT_ECHO_REPLY in every version
_EXPERIMENTER, _FLOW_MOD = 4, 14
#: NXT_FLOW_MOD of Open vSwitch, behind the header.
_OTHER_FLOW_MOD = bytes.fromhex("000023200000000d")
_TIMER = "pace"
#: Rounds of sending in a second, if there are as many flow mods.
_ROUNDS = 100


def flow_mods(data: bytes) -> int:
    """How many flow mods there are in some bytes, which are whole messages."""
    found = at = 0
    while len(data) - at >= 8:
        kind = data[at + 1]
        found += kind == _FLOW_MOD or (kind == _EXPERIMENTER and data[at + 8 : at + 16] == _OTHER_FLOW_MOD)
        at += max(8, data[at + 2] << 8 | data[at + 3])
    return found


def _is_echo(data: bytes) -> bool:
    return data[1:2] in _ECHOES and int.from_bytes(data[2:4], "big") == len(data)


class PacedWriter(Writer):
    """A `Writer` that sends ``options.flow_mod_rate`` flow mods a second, evenly."""

    def open(self, transport: object) -> None:
        """Write to this transport."""
        rate = self.options.flow_mod_rate
        self._of_a_round = max(1, int(rate / _ROUNDS))
        self._interval = self._of_a_round / rate
        self._round_ends = 0.0
        self._left = 0
        self._held: deque[bytes] = deque()
        self._held_bytes = 0
        self._held_flow_mods = 0
        super().open(transport)

    def transmit(self, pieces: Sequence[bytes]) -> None:
        """Put on the wire what may go now, and keep the rest in its order."""
        if self._ending.reason is not None:
            raise Disconnected(self._ending.reason)
        now = []
        for piece in pieces:
            if _is_echo(piece) or (not self._held and self._may_go(piece)):
                now.append(piece)
            else:
                self._hold(piece)
        if now:
            super().transmit(now)
        if self._held:
            self._check_level()

    def _may_go(self, piece: bytes) -> bool:
        """Whether the flow mods in this, if any, are within the pace; they count from now on."""
        count = flow_mods(piece)
        if not count:
            return True
        now = self._seconds()
        if now >= self._round_ends:
            self._round_ends, self._left = now + self._interval, self._of_a_round
        if self._left <= 0:
            return False
        self._left -= count
        if self._left < 0:  # bytes that were sent as one: they take the rounds of others
            self._round_ends += -self._left * self._interval / self._of_a_round
        return True

    def _hold(self, piece: bytes) -> None:
        if not self._held:
            self._timers.set(_TIMER, self._round_ends - self._seconds(), self._release)
        self._held.append(piece)
        self._held_bytes += len(piece)
        self._held_flow_mods += flow_mods(piece)
        self._counters.paced += 1

    def _release(self) -> None:
        """A new round: send what may go now."""
        going = []
        try:
            while self._held and self._may_go(self._held[0]):
                piece = self._held.popleft()
                self._held_bytes -= len(piece)
                self._held_flow_mods -= flow_mods(piece)
                if self.fence is not None:
                    self.fence(piece)  # it may no longer be ours to send
                going.append(piece)
        except OFTwistError as error:
            # Whoever waits for a barrier behind it must not believe that it was done.
            self._abort(f"what waited for the pace was not sent: {error}")
            return
        if self._held:
            self._timers.set(_TIMER, max(0.0, self._round_ends - self._seconds()), self._release)
        super().transmit(going)
        if not self.writable and not self._full and 2 * self.buffered() <= self.options.write_high_water:
            self._set_writable(True)

    def delay(self) -> float:
        """Seconds until all that waits is sent, about."""
        return self._held_flow_mods / self.options.flow_mod_rate

    def buffered(self) -> int:
        """Return how many bytes wait, here and in the transport."""
        below = super().buffered()
        return below if below == 1 else below + self._held_bytes

    def cut(self) -> None:
        """Nothing more will be written: what waits is lost, as those who wait for an answer to it are told."""
        super().cut()
        self._timers.stop(_TIMER)
        self._held.clear()
        self._held_bytes = self._held_flow_mods = 0
