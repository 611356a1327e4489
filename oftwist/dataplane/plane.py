"""DataPlane: the queues of a device's ports, and the waits for frames. Everything runs in the reactor thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred, maybeDeferred
from twisted.internet.task import deferLater
from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist.dataplane.differences import difference, summary
from oftwist.dataplane.interfaces import Counts, Cuttable, Frame, Ports, Received, Unexpected, Wanted
from oftwist.errors import ConfigurationError, Disconnected, RequestTimeout

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

#: ``seen(direction, port, frame, time)``: what goes over the ports; direction is "sent" (to the device) or "received".
Observer = Callable[[str, int, bytes, float], object]

#: Frames of which a report tells more than a line.
_TOLD = 3
_LINES = 20
#: Seconds between two looks at links.
_LOOK = 0.02
log = Logger()


class _Wait:
    """One wait for a frame, or for the end of some time.

    Attributes:
        takes: called with what is received; True takes it out of the queue and ends the wait.
    """

    def __init__(self, plane: DataPlane, takes: Callable[[Received], object], seconds: float) -> None:
        self.plane = plane
        self.takes = takes
        self.done: Deferred[Received] = Deferred(lambda _: self.end())
        self.late: Callable[[], BaseException] = RequestTimeout
        self.timer = plane.clock.callLater(seconds, self.expire)

    def end(self) -> None:
        """Nobody waits any more."""
        self.plane.waits.pop(self, None)
        if self.timer.active():
            self.timer.cancel()

    def found(self, received: Received) -> None:
        """This was waited for."""
        self.end()
        self.done.callback(received)

    def expire(self) -> None:
        """The time is over."""
        self.end()
        self.done.errback(self.late())


class DataPlane:
    """The ports of a device under test.

    Args:
        ports: what they are.
        clock: for waits.
        limit: frames kept for each port; the oldest goes when there are more, and is counted.
        timeout: seconds of waits that set none themselves.

    Attributes:
        counts: by port, what went over it.
        waits: who waits, in order.
    """

    def __init__(self, ports: Ports, clock: IReactorTime, *, limit: int = 10_000, timeout: float = 2.0) -> None:
        self.ports = ports
        self.clock = clock
        self.timeout = timeout
        self.counts = {port: Counts() for port in ports.numbers}
        self.waits: dict[_Wait, None] = {}
        self._limit = limit
        self._queues: dict[int, deque[Received]] = {port: deque() for port in ports.numbers}
        self._observers: tuple[Observer, ...] = ()
        self._running = False

    @property
    def numbers(self) -> list[int]:
        """The ports, by the numbers the device gives them."""
        return sorted(self._queues)

    async def start(self) -> None:
        """Open the ports.

        Raises:
            ConfigurationError: one of them cannot be.
        """
        self._running = True
        try:
            await maybeDeferred(self.ports.start, self._deliver)
        except BaseException:
            self._running = False
            raise

    async def stop(self) -> None:
        """Close the ports; who still waits fails with Disconnected."""
        self._running = False
        for wait in list(self.waits):
            wait.end()
            wait.done.errback(Disconnected("the data plane is closed"))
        await maybeDeferred(self.ports.stop)

    async def when_up(self, ports: Iterable[int] | None = None, timeout: float | None = None) -> None:
        """Return when these ports, or all, have a link: what is sent before may be lost.

        Raises:
            Unexpected: one of them has none within ``timeout`` seconds.
        """
        left = self._seconds(timeout)
        waiting = [port for port in (self.numbers if ports is None else ports) if not self.ports.is_up(port)]
        while waiting:
            if left <= 0:
                raise Unexpected(f"no link: {', '.join(map(self._named, waiting))}")
            await deferLater(self.clock, _LOOK, lambda: None)
            left -= _LOOK
            waiting = [port for port in waiting if not self.ports.is_up(port)]

    @property
    def cuts_links(self) -> bool:
        """Whether ``set_link`` can do what it should: not every kind of port can."""
        return isinstance(self.ports, Cuttable)

    def set_link(self, port: int, up: bool) -> None:
        """Cut the link of a port, as if the cable were pulled out, or mend it; the device finds that out by itself.

        Raises:
            ConfigurationError: this kind of port cannot (see ``cuts_links``).
            OSError: the interface is gone, or may not be switched.
        """
        if not isinstance(self.ports, Cuttable):
            raise ConfigurationError(f"the link of {self._named(port)} is not ours to cut")
        self.ports.set_link(port, up)

    def observe(self, observer: Observer) -> None:
        """Call ``observer(direction, port, frame, time)`` for all that goes over the ports, before anybody else."""
        self._observers += (observer,)

    def unobserve(self, observer: Observer) -> None:
        """Undo ``observe``."""
        self._observers = tuple(other for other in self._observers if other != observer)

    # frames to the device

    def send(self, port: int, frame: Frame, *, flush: bool = True) -> bytes:
        """Send a frame into a port.

        Args:
            port: its number.
            frame: from the destination address on; shorter than 60 bytes it goes out as it is.
            flush: forget what was received before, on all ports: it cannot be an answer.

        Returns:
            its bytes.

        Raises:
            ValueError: there is no such port.
            OSError: it cannot be sent: the port is down, or the frame too long.
        """
        if port not in self._queues:
            raise ValueError(f"no port {port}: there are {_listed(self._queues)}")
        raw = bytes(frame)
        if flush:
            self.flush()
        self._tell("sent", port, raw, self._now())
        self.ports.send(port, raw)
        self.counts[port].sent += 1
        return raw

    def flush(self, port: int | None = None) -> list[Received]:
        """Forget what was received, on a port or all; return it."""
        taken = self.pending(port)
        for number in self._queues if port is None else (port,):
            self._queues[number].clear()
        return taken

    def pending(self, port: int | None = None) -> list[Received]:
        """What was received and is not taken yet, on a port or all, by time."""
        queues = self._queues.values() if port is None else (self._queues[port],)
        return sorted((received for queue in queues for received in queue), key=lambda received: received.time)

    # frames from the device

    def poll(
        self, port: int | None = None, match: Wanted | None = None, timeout: float | None = None
    ) -> Deferred[Received]:
        """Fire with the first frame that fits, taken out of its queue; the others stay.

        Args:
            port: where; None for any.
            match: exactly this frame, or a function that says whether it is one; None for any.
            timeout: seconds to wait.

        Fails with RequestTimeout.
        """
        fits = _fits(match)
        wait = self._wait(lambda got: port in (None, got.port) and fits(got.frame), timeout)
        where = "any port" if port is None else self._named(port)
        seconds = self._seconds(timeout)
        wait.late = lambda: RequestTimeout(f"no such frame on {where} within {seconds:g} s")
        return self._look(wait)

    def expect(self, port: int, wanted: Wanted, timeout: float | None = None) -> Deferred[Received]:
        """Fire when the device sends this frame out of this port.

        Args:
            port: where.
            wanted: exactly this frame, or a function that says whether it is one.
            timeout: seconds to wait.

        Fails with Unexpected, which shows what came instead, field by field, and where else the frame came out.
        """
        fits = _fits(wanted)
        wait = self._wait(lambda got: got.port == port and fits(got.frame), timeout)
        wait.late = lambda: self._missing(port, wanted, self._seconds(timeout))
        return self._look(wait)

    async def expect_on(
        self, ports: Iterable[int], wanted: Wanted, timeout: float | None = None, *, quiet: float = 0.1
    ) -> list[Received]:
        """Return what came when the device has sent this frame out of all these ports, once each, and of no other.

        Args:
            ports: where.
            wanted: exactly this frame, or a function that says whether it is one.
            timeout: seconds to wait.
            quiet: seconds after that in which it must come out nowhere else.

        Raises:
            Unexpected: it is missing somewhere, came twice, or came elsewhere.
        """
        came = [await self.expect(port, wanted, timeout) for port in sorted(set(ports))]
        await self.expect_nothing(self.numbers, quiet, wanted)
        return came

    async def expect_nothing(
        self, ports: Iterable[int] | None = None, seconds: float = 0.2, wanted: Wanted | None = None
    ) -> None:
        """Return when nothing has come for some time.

        Args:
            ports: where; None for all.
            seconds: how long, from now on; what was received before and not taken counts as well.
            wanted: only such frames count; None for all.

        Raises:
            Unexpected: something came.
        """
        fits, where = _fits(wanted), set(self.numbers if ports is None else ports)
        wait = self._wait(lambda got: got.port in where and fits(got.frame), seconds)
        try:
            got = await self._look(wait)
        except RequestTimeout:
            return
        raise Unexpected(f"{self._named(got.port)} should send nothing:\n{_report([got])}", [got])

    # inside

    def _seconds(self, timeout: float | None) -> float:
        return self.timeout if timeout is None else timeout

    def _wait(self, takes: Callable[[Received], object], timeout: float | None) -> _Wait:
        if not self._running:
            raise ConfigurationError("the data plane is not started")
        return _Wait(self, takes, self._seconds(timeout))

    def _look(self, wait: _Wait) -> Deferred[Received]:
        """End a wait with what is there already, or keep it."""
        for received in self.pending():
            if wait.takes(received):
                self._queues[received.port].remove(received)
                wait.found(received)
                return wait.done
        self.waits[wait] = None
        return wait.done

    def _deliver(self, port: int, frame: bytes, time: float) -> None:
        """The device has sent a frame."""
        if not self._running:
            return
        counts, queue = self.counts[port], self._queues[port]
        counts.received += 1
        self._tell("received", port, frame, time)
        received = Received(port, frame, time)
        for wait in list(self.waits):
            if wait.takes(received):
                wait.found(received)
                return
        if len(queue) >= self._limit:
            queue.popleft()
            counts.dropped += 1
        queue.append(received)

    def _tell(self, direction: str, port: int, frame: bytes, time: float) -> None:
        for observer in self._observers:
            try:
                observer(direction, port, frame, time)
            except Exception:
                log.failure("an observer of the data plane failed", Failure(), event="observer_failed")

    def _now(self) -> float:
        now = getattr(self.ports, "now", None)
        return float(now()) if now is not None else float(self.clock.seconds())

    def _named(self, port: int) -> str:
        return f"port {port} ({self.ports.describe(port)})"

    def _missing(self, port: int, wanted: Wanted, seconds: float) -> Unexpected:
        """What is told when a frame did not come."""
        here, everywhere = self.pending(port), self.pending()
        fits = _fits(wanted)
        lines = [f"{self._named(port)} did not send what it should within {seconds:g} s"]
        elsewhere = [got for got in everywhere if got.port != port and fits(got.frame)]
        if elsewhere:
            lines.append(f"it came out of {', '.join(self._named(got.port) for got in elsewhere)}")
        if not self.ports.is_up(port):
            lines.append(f"the link of {self._named(port)} is down")
        if callable(wanted):
            lines.append(_report(here) if here else "nothing else came there")
        else:
            expected = bytes(wanted)
            lines.append(f"expected: {summary(expected)}")
            for got in here[:_TOLD]:
                lines += [f"but got: {summary(got.frame)}", difference(expected, got.frame)]
            if len(here) > _TOLD:
                lines.append(f"and {len(here) - _TOLD} more:\n{_report(here[_TOLD:])}")
            if not here:
                lines.append("nothing else came there")
        others = [got for got in everywhere if got.port != port and got not in elsewhere]
        if others:
            lines.append(f"from other ports:\n{_report(others)}")
        return Unexpected("\n".join(lines), everywhere)


def _fits(wanted: Wanted | None) -> Callable[[bytes], object]:
    """What says whether a frame is one that is wanted."""
    if wanted is None:
        return lambda frame: True
    if callable(wanted):
        return wanted
    exactly = bytes(wanted)
    return lambda frame: frame == exactly


def _report(received: Collection[Received]) -> str:
    """What was received, a line each."""
    lines = [f"  port {got.port}: {summary(got.frame)}: {got.frame.hex()}" for got in list(received)[:_LINES]]
    if len(received) > _LINES:
        lines.append(f"  and {len(received) - _LINES} more")
    return "\n".join(lines)


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers))) or "none"
