"""The load generator: many switches in one thread, on non-blocking sockets and epoll.

Knows sockets and the clock; what it sends and how it counts is in `frames` and `counting`. No
Twisted here: the generator must cost less than any controller it measures.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections import deque
from dataclasses import dataclass, field

from oftwist.tools.bench.counting import ReplyCounter
from oftwist.tools.bench.frames import Answerer, Ring

__all__ = ["Generator", "Load", "Result"]

_RECEIVE = 1 << 18
_SETTLE = 0.2


@dataclass(frozen=True)
class Load:
    """What to send. Times are in seconds.

    Attributes:
        host, port: Where the controller listens.
        version: Wire version, 1-6.
        switches: Number of connections, each with a datapath id of its own.
        window: Packet-ins outstanding per switch; 0: none, the switches stay idle.
        macs: Distinct source MACs per switch.
        ports: Ports per switch.
        payload: Bytes of Ethernet frame in a packet-in.
        buffered: Whether packet-ins name a buffer.
        count: What counts as the answer, see `ReplyCounter`.
        warm_up, duration: How long before, and while, replies are counted.
        connect_timeout: How long all handshakes together may take.
        loss_timeout: A packet-in without an answer for so long is lost.
        first_dpid: Datapath id of the first switch, the others follow.
    """

    host: str = "127.0.0.1"
    port: int = 6653
    version: int = 4
    switches: int = 16
    window: int = 64
    macs: int = 1000
    ports: int = 4
    payload: int = 64
    buffered: bool = True
    count: str = "answer"
    warm_up: float = 1.0
    duration: float = 5.0
    connect_timeout: float = 20.0
    loss_timeout: float = 3.0
    first_dpid: int = 1


@dataclass
class Result:
    """What was measured.

    Attributes:
        seconds: Length of the measured time.
        replies: Packet-ins answered in it, in total and by switch.
        latencies: Answer time in units of 0.1 microseconds -> number of answers.
        lost, unexpected: See `ReplyCounter`; lost includes what never came after the end.
        flow_mods, packet_outs: Messages received while measuring.
        handshake: Seconds from the first connect to the last features reply and a settled channel.
        busy: Share of the measured time the generator spent on the processor, 0-1.
        bunches: Reads from a socket that brought answers; with small windows: rounds over all sockets.
        answered_in_all: Packet-ins answered from the start to the end, warm-up and stragglers included.
        disconnected: Switches the controller closed before the end.
        fullest: Answers that one bunch can bring at most.
    """

    seconds: float = 0.0
    replies: int = 0
    by_switch: list[int] = field(default_factory=list)
    latencies: dict[int, int] = field(default_factory=dict)
    lost: int = 0
    unexpected: int = 0
    flow_mods: int = 0
    packet_outs: int = 0
    handshake: float = 0.0
    busy: float = 0.0
    bunches: int = 0
    answered_in_all: int = 0
    disconnected: int = 0
    fullest: int = 64

    @property
    def saturated(self) -> bool:
        """True when the generator was the limit: no processor time left, though it met answers in bunches."""
        return self.busy > 0.9 and 2 * self.replies > self.bunches * self.fullest

    @property
    def rate(self) -> float:
        """Packet-ins answered per second."""
        return self.replies / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the answer time in seconds that ``share`` (0-1) of the answers kept; nan without any."""
        wanted = share * sum(self.latencies.values())
        seen = 0
        for key in sorted(self.latencies):
            seen += self.latencies[key]
            if seen >= wanted:
                return key / 1e7
        return float("nan")

    @property
    def min_max_share(self) -> float:
        """Replies of the switch served worst over those of the one served best, 0-1."""
        return min(self.by_switch) / max(self.by_switch) if self.replies else float("nan")

    @property
    def jain(self) -> float:
        """Jain's fairness index over the switches: 1 when all got the same, 1/n when one got all."""
        squares = sum(n * n for n in self.by_switch)
        return self.replies**2 / (len(self.by_switch) * squares) if squares else float("nan")


class _Switch:
    """One connection and what is on its way."""

    __slots__ = (
        "answerer",
        "counter",
        "frame",
        "head",
        "marks",
        "pending",
        "progress",
        "ring",
        "sock",
        "total",
    )

    def __init__(self, load: Load, index: int, sock: socket.socket) -> None:
        self.sock = sock
        ring = Ring(load.version, index, load.macs, load.ports, load.payload, load.buffered)
        self.answerer = Answerer(load.version, load.first_dpid + index, load.ports)
        self.counter = ReplyCounter(load.version, ring, load.count)
        self.ring = memoryview(ring.data)
        self.frame = ring.size
        self.total = ring.count
        self.head = 0
        #: Batches sent and not answered yet: [frames left, time sent].
        self.marks: deque[list[float]] = deque()
        #: Bytes the socket did not take.
        self.pending = b""
        self.progress = 0.0


class Generator:
    """Connects the switches of a load, and measures.

    Use: ``Generator(load).run()``, or step by step ``connect()``, ``measure()``, ``close()``.

    Args:
        load: What to send.
    """

    def __init__(self, load: Load) -> None:
        if load.window > load.macs:
            raise ValueError(f"the window ({load.window}) must not exceed the number of MACs ({load.macs})")
        self.load = load
        self.result = Result(fullest=load.window if load.window >= 16 else load.window * load.switches)
        self._epoll = select.epoll()
        self._switches: dict[int, _Switch] = {}
        self._all: list[_Switch] = []
        self._latencies: dict[int, int] = {}
        self._window = 0
        self._stale = 0.0
        # Packet-ins go out in batches of an eighth of the window, not one by one: it leaves the
        # generator room, and a controller under load meets its switches' packets in bunches as well.
        self._least = max(1, load.window // 8)
        self._bunches = 0

    def run(self) -> Result:
        """Connect, measure and close.

        Raises:
            ConnectionError: The controller is not there, refuses the version, or talks nonsense.
            TimeoutError: The handshakes were not done in time.
        """
        try:
            self.connect()
            return self.measure()
        finally:
            self.close()

    def connect(self) -> float:
        """Connect all switches and answer until every handshake is done and the controller is silent.

        Returns:
            The seconds it took, without the settling time.
        """
        load = self.load
        start = time.perf_counter()
        deadline = start + load.connect_timeout
        for index in range(load.switches):
            left = max(0.01, deadline - time.perf_counter())
            sock = socket.create_connection((load.host, load.port), timeout=left)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setblocking(False)
            switch = _Switch(load, index, sock)
            self._switches[sock.fileno()] = switch
            self._all.append(switch)
            self._epoll.register(sock.fileno(), select.EPOLLIN)
            self._write(switch, switch.answerer.hello())
            if index % 32 == 31:
                self._turn(0.0)
        last = start
        while True:
            now = time.perf_counter()
            if self._turn(_SETTLE / 4):
                last = time.perf_counter()
            waiting = sum(not switch.answerer.features_sent for switch in self._all)
            if self.result.disconnected:
                raise ConnectionError("the controller closed a connection during the handshake")
            if not waiting and now - last >= _SETTLE:
                break
            if now > deadline:
                if not waiting:
                    break
                limit = load.connect_timeout
                raise TimeoutError(f"{waiting} of {load.switches} handshakes not done in {limit:g} s")
        self.result.handshake = last - start
        return self.result.handshake

    def measure(self) -> Result:
        """Send for the warm-up and the duration, then wait for the stragglers.

        Returns:
            The result; it is also kept as ``self.result``.
        """
        load, result = self.load, self.result
        self._window = load.window
        now = time.perf_counter()
        for switch in self._all:
            switch.progress = now
            self._refill(switch)
        self._until(now + load.warm_up)
        before = self._counts()
        self._latencies = {}
        self._bunches = 0
        cpu, start = time.process_time(), time.perf_counter()
        self._until(start + load.duration)
        result.seconds = time.perf_counter() - start
        result.busy = (time.process_time() - cpu) / result.seconds if result.seconds else 0.0
        result.latencies = self._latencies
        result.bunches = self._bunches
        after = self._counts()
        self._window = 0
        end = time.perf_counter() + load.loss_timeout
        while time.perf_counter() < end and any(switch.counter.outstanding for switch in self._all):
            self._turn(0.05)
        for switch in self._all:
            switch.counter.give_up_all()
        final = self._counts()
        result.by_switch = [b[0] - a[0] for a, b in zip(before, after, strict=True)]
        result.replies = sum(result.by_switch)
        result.flow_mods = sum(b[1] - a[1] for a, b in zip(before, after, strict=True))
        result.packet_outs = sum(b[2] - a[2] for a, b in zip(before, after, strict=True))
        result.answered_in_all = sum(counts[0] for counts in final)
        result.lost = sum(b[3] - a[3] for a, b in zip(before, final, strict=True))
        result.unexpected = sum(b[4] - a[4] for a, b in zip(before, final, strict=True))
        return result

    def close(self) -> None:
        """Close every connection."""
        for switch in self._all:
            switch.sock.close()
        self._switches.clear()
        self._epoll.close()

    def _counts(self) -> list[tuple[int, int, int, int, int]]:
        return [
            (c.answered, c.flow_mods, c.packet_outs, c.lost, c.unexpected)
            for c in (switch.counter for switch in self._all)
        ]

    def _until(self, end: float) -> None:
        """Serve the switches until the time ``end``."""
        clock, turn = time.perf_counter, self._turn
        while True:
            now = clock()
            if now >= end or not self._switches:
                return
            if now - self._stale > 0.25:
                self._stale = now
                self._check_stale(now)
            turn(min(0.1, end - now))

    def _turn(self, wait: float) -> int:
        """Wait for at most ``wait`` seconds, then read, count and refill. Returns the number of events."""
        events = self._epoll.poll(wait)
        now = time.perf_counter()
        switches, latencies = self._switches, self._latencies
        bunches = 0
        for fd, event in events:
            switch = switches[fd]
            if event & select.EPOLLOUT:
                self._flush(switch)
            if not event & ~select.EPOLLOUT:
                continue
            try:
                data = switch.sock.recv(_RECEIVE)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                self._gone(fd)
                continue
            answered, others = switch.counter.feed(data, now)
            if others:
                reply = b"".join(map(switch.answerer.answer, others))
                if reply:
                    self._write(switch, reply)
            if not answered:
                continue
            switch.progress = now
            bunches += 1
            marks = switch.marks
            left = answered
            while left and marks:
                mark = marks[0]
                number = int(mark[0])
                key = int((now - mark[1]) * 1e7)
                if number > left:
                    mark[0] = number - left
                    number = left
                else:
                    marks.popleft()
                latencies[key] = latencies.get(key, 0) + number
                left -= number
            if self._window:
                self._refill(switch)
        self._bunches += bunches if self._least > 1 else bunches > 0
        return len(events)

    def _refill(self, switch: _Switch) -> None:
        """Send packet-ins until the window of the switch is full again."""
        number = self._window - switch.counter.outstanding
        if number < self._least or switch.pending:
            return
        head, size = switch.head, switch.frame
        end = head + number
        if end <= switch.total:
            data: bytes | memoryview = switch.ring[head * size : end * size]
            switch.head = end if end < switch.total else 0
        else:
            switch.head = end - switch.total
            data = switch.ring[head * size :].tobytes() + switch.ring[: switch.head * size]
        switch.marks.append([number, time.perf_counter()])
        switch.counter.sent(number)
        self._write(switch, data)

    def _write(self, switch: _Switch, data: bytes | memoryview) -> None:
        """Send now what the socket takes, and the rest when it is writable again."""
        if switch.pending:
            switch.pending += data
            return
        try:
            sent = switch.sock.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            return
        if sent < len(data):
            switch.pending = bytes(data[sent:])
            self._epoll.modify(switch.sock.fileno(), select.EPOLLIN | select.EPOLLOUT)

    def _flush(self, switch: _Switch) -> None:
        try:
            sent = switch.sock.send(switch.pending)
        except OSError:
            return
        switch.pending = switch.pending[sent:]
        if not switch.pending:
            self._epoll.modify(switch.sock.fileno(), select.EPOLLIN)
            self._refill(switch)

    def _check_stale(self, now: float) -> None:
        """Give up what is too old, so that a lost answer does not shrink the window for ever."""
        limit = now - self.load.loss_timeout
        for switch in self._switches.values():
            counter = switch.counter
            if switch.progress < limit and counter.outstanding:
                counter.give_up_all()
                switch.marks.clear()
                switch.progress = now
                self._refill(switch)
            elif counter.give_up(limit):
                self._refill(switch)

    def _gone(self, fd: int) -> None:
        """The controller closed this connection: what waits on it will be counted as lost."""
        switch = self._switches.pop(fd)
        with contextlib.suppress(OSError):
            self._epoll.unregister(fd)
        switch.sock.close()
        self.result.disconnected += 1
