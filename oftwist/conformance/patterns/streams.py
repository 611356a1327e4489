"""Streams of frames: sent in the time they want, or at once where time does not matter, and what comes out of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import cycle, islice
from random import Random
from time import monotonic, sleep

from oftwist import packet as pk
from oftwist.conformance.lacking import lacks
from oftwist.conformance.patterns.messages import Maker
from oftwist.conformance.patterns.packets import frame, is_random
from oftwist.conformance.patterns.reading import Check, Pattern
from oftwist.conformance.suite.bench import Bench
from oftwist.dataplane import Unexpected

#: Seconds that a meter is given to use up its burst, and seconds that are measured then.
_WARM, _MEASURED = 1.5, 2.0
#: Seconds between two batches.
_TICK = 0.01
#: Frames of a burst that are sent at once.
_AT_ONCE = 50
#: How far from what is wanted a throughput may be, and how late the sender.
_MARGIN, _LATE = 0.10, 0.05
#: Bytes in a kilobit, as the patterns count: of 1,024 bits.
_KILOBIT = 128


def stream(bench: Bench, maker: Maker, pattern: Pattern, check: Check, random: Random) -> None:
    """Send the frames; what comes out must be as much as is wanted.

    A meter lets a burst through first, so a stream through one is not measured from its beginning. One that goes
    through none is sent as fast as possible: only how much of it comes out where counts.
    """
    if is_random(check.ingress):
        frames = [frame(check.ingress, random) for _ in range(int(check.pktps * check.seconds))]
    else:
        frames = [frame(check.ingress, random)]
    plane, bridge = bench.plane.plane, bench.switch.controller.bridge
    out = _Counter([maker.match(rate.match) for rate in check.rates])
    bridge.call(plane.observe, out.saw)
    try:
        if pattern.metered:
            _send(bench, frames, check.pktps, _WARM)
            bridge.call(out.clear)
            _send(bench, frames, check.pktps, _MEASURED)
        else:
            _burst(bench, frames, int(check.pktps * check.seconds))
        _settle(bench)
    finally:
        bridge.call(plane.unobserve, out.saw)
    seconds = _MEASURED if pattern.metered else check.seconds
    for rate, packets, octets in zip(check.rates, out.packets, out.bytes, strict=True):
        wanted, came = (rate.pktps, packets) if rate.pktps else (rate.kbps, octets / _KILOBIT)
        found = came / seconds
        unit = "packets/s" if rate.pktps else "kbit/s"
        text = f"{found:.0f} {unit} come out, {wanted} are wanted: {rate.match}"
        assert abs(found - wanted) <= _MARGIN * wanted, text


class _Counter:
    """Counts what comes out, by match.

    Args:
        matches: fields and their values; in_port is the port of the switch.
    """

    def __init__(self, matches: Sequence[Mapping[str, object]]) -> None:
        self._matches = matches
        self.clear()

    def clear(self) -> None:
        """Count anew."""
        self.packets = [0] * len(self._matches)
        self.bytes = [0] * len(self._matches)

    def saw(self, direction: str, port: int, frame: bytes, time: float) -> None:
        """An observer of the data plane."""
        if direction != "received":
            return
        fields: dict[str, int] | None = None
        for place, match in enumerate(self._matches):
            if match.get("in_port", port) != port:
                continue
            if len(match) > 1 and fields is None:
                fields = {**pk.parse(frame).fields, "in_port": port}
            if all(fields is None or fields.get(name) == value for name, value in match.items()):
                self.packets[place] += 1
                self.bytes[place] += len(frame)


def _send(bench: Bench, frames: Sequence[bytes], rate: float, seconds: float) -> None:
    """So many frames a second, for some time; that of a simulated switch passes at once."""
    bridge, device = bench.switch.controller.bridge, bench.switch.device
    endless, sent = cycle(frames), 0
    began = last = monotonic()
    for tick in range(1, round(seconds / _TICK) + 1):
        due = int(rate * tick * _TICK)
        bridge.call(_batch, bench, list(islice(endless, due - sent)))
        sent = due
        if device is not None:  # our own time does not count
            now = monotonic()
            device.let_pass(_TICK - (now - last))
            last = now
            continue
        ahead = began + tick * _TICK - monotonic()
        if ahead > 0:
            sleep(ahead)
    late = monotonic() - began - seconds
    if device is None and late > _LATE * seconds:
        lacks("rate", f"this machine sends {sent} frames in {seconds + late:.1f} s, {seconds} s are wanted")


def _burst(bench: Bench, frames: Sequence[bytes], count: int) -> None:
    """So many frames, as fast as the switch takes them."""
    endless = cycle(frames)
    for begin in range(0, count, _AT_ONCE):
        bench.switch.controller.bridge.call(_batch, bench, list(islice(endless, min(_AT_ONCE, count - begin))))
        if bench.switch.device is None:
            sleep(_TICK)


def _batch(bench: Bench, frames: Sequence[bytes]) -> None:
    """Reactor thread: send them; what came is counted and need not be kept."""
    plane, port = bench.plane.plane, bench.ports[0]
    plane.flush()
    for one in frames:
        plane.send(port, one, flush=False)


def _settle(bench: Bench) -> None:
    """Return when nothing comes any more."""
    while bench.plane.flush():
        with suppress(Unexpected):
            bench.plane.expect_nothing(seconds=bench.quiet)
