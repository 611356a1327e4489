"""The monitor: what ports and flows carry, as rates. Statistics of all switches, asked for at a steady pace.

Switches are asked one after the other, evenly over an interval, never all at once; one that has not answered yet is not
asked again. What a port carried in the last minutes is kept, for plots; of the flows only the latest rates.
"""

from __future__ import annotations

import heapq
from collections import deque
from typing import Any, NamedTuple

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall
from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist import Controller, OFTwistError, Switch, on
from oftwist.loxi import whole

COUNTERS = (
    "rx_bytes",
    "tx_bytes",
    "rx_packets",
    "tx_packets",
    "rx_dropped",
    "tx_dropped",
    "rx_errors",
    "tx_errors",
)
UNKNOWN = 0xFFFFFFFFFFFFFFFF  # what a switch says of a counter it does not have
MAX_FLOWS = 100_000  # of a switch: the rates of further ones are not worked out
log = Logger()

Key = tuple[int, int, bytes]  # table, priority, match


class Sample(NamedTuple):
    """What a port carried until a time.

    Attributes:
        time: seconds of the controller's clock.
        rates: counter (``rx_bytes``, ``tx_packets``, ...) to how much it grew in a second.
    """

    time: float
    rates: dict[str, float]


class Talker(NamedTuple):
    """A flow that carries something.

    Attributes:
        dpid: the switch.
        flow: the entry of its flow statistics; ``str(flow)`` is its text.
        bytes, packets: in a second.
    """

    dpid: int
    flow: Any
    bytes: float
    packets: float


class Watched:
    """What is known of a switch: last counters, rates."""

    def __init__(self) -> None:
        self.asked: set[str] = set()
        self.ports: dict[int, tuple[float, dict[str, int]]] = {}
        self.history: dict[int, deque[Sample]] = {}
        self.flows: dict[Key, tuple[float, int, int]] = {}
        self.talkers: list[Talker] = []


class Monitor:
    """Watches all switches.

    Args:
        interval: seconds between two questions for the ports of a switch.
        flow_interval: the same for its flows; 0 never asks for them.
        samples: how many are kept of each port.
    """

    def __init__(self, interval: float = 5.0, flow_interval: float = 30.0, samples: int = 120) -> None:
        self.interval = interval
        self.flow_interval = flow_interval
        self.samples = samples
        self.controller: Controller | None = None
        self.watched: dict[int, Watched] = {}
        self.turns: dict[str, deque[int]] = {"ports": deque(), "flows": deque()}
        self.timers: dict[str, IDelayedCall] = {}

    @classmethod
    def of(cls, controller: Controller) -> Monitor:
        """The monitor of a controller: the one it has among its apps, or a new one that is added to them."""
        found = next((app for app in controller.apps if isinstance(app, cls)), None)
        return controller.add_app(cls()) if found is None else found

    def start(self, controller: Controller) -> None:
        """Begin with the switches there are."""
        self.controller = controller
        for dpid in controller.switches:
            self.watch(dpid)
        for what, interval in (("ports", self.interval), ("flows", self.flow_interval)):
            if interval and what not in self.timers:
                self.timers[what] = controller.clock.callLater(0, self.turn, what, interval)

    def stop(self) -> None:
        """Ask no more."""
        for timer in self.timers.values():
            timer.cancel()
        self.timers.clear()

    # what there is to know

    def rates(self, dpid: int, port: int) -> dict[str, float] | None:
        """What a port carries, in a second, by counter; None if that is not known yet."""
        history = self.history(dpid, port)
        return history[-1].rates if history else None

    def history(self, dpid: int, port: int) -> list[Sample]:
        """What a port has carried, the oldest first."""
        watched = self.watched.get(dpid)
        return [] if watched is None else list(watched.history.get(port, ()))

    def top(self, count: int = 10, dpid: int | None = None) -> list[Talker]:
        """The flows that carry most bytes, of one switch or of all; a packet is counted in every switch it passes."""
        chosen = self.watched.values() if dpid is None else filter(None, [self.watched.get(dpid)])
        return heapq.nlargest(count, (one for each in chosen for one in each.talkers), key=lambda one: one.bytes)

    # whose turn it is

    @on("switch_up")
    def switch_up(self, switch: Switch) -> None:
        """One more."""
        self.watch(switch.datapath_id)

    @on("switch_down")
    def switch_down(self, switch: Switch, reason: str) -> None:
        """One less."""
        self.watched.pop(switch.datapath_id, None)

    def watch(self, dpid: int) -> None:
        """Give a switch its turns."""
        self.watched[dpid] = Watched()
        for turns in self.turns.values():
            if dpid not in turns:
                turns.append(dpid)

    def turn(self, what: str, interval: float) -> None:
        """Ask the next switch, and come again when it is the turn of the one after it."""
        assert self.controller is not None
        turns = self.turns[what]
        while turns and turns[0] not in self.watched:  # it has gone
            turns.popleft()
        wait = interval / len(turns) if turns else 1.0
        self.timers[what] = self.controller.clock.callLater(wait, self.turn, what, interval)
        if turns:
            turns.rotate(-1)
            switch = self.controller.switches.get(turns[-1])
            watched = self.watched[turns[-1]]
            if switch is not None and what not in watched.asked:
                watched.asked.add(what)
                self.ask(switch, watched, what)

    def ask(self, switch: Switch, watched: Watched, what: str) -> None:
        """Ask for counters."""

        def failed(failure: Failure) -> None:
            failure.trap(OFTwistError)
            log.debug(
                "{dpid}: no {what} statistics: {why}",
                dpid=switch.dpid, what=what, why=failure.value, event="no_statistics",
            )

        def done(_: object) -> None:
            watched.asked.discard(what)

        answer: Deferred[list[Any]] = switch.port_stats() if what == "ports" else switch.flows()
        answer.addCallback(whole)
        answer.addCallback(self.port_answer if what == "ports" else self.flow_answer, switch, watched)
        answer.addErrback(failed)
        answer.addBoth(done)

    # what they say

    def port_answer(self, entries: list[Any], switch: Switch, watched: Watched) -> None:
        """From counters to rates."""
        now = self.now()
        seen = set()
        for entry in entries:
            port = entry.port_no
            seen.add(port)
            counters = {name: getattr(entry, name, UNKNOWN) for name in COUNTERS}
            before = watched.ports.get(port)
            watched.ports[port] = now, counters
            if before is None or now <= before[0]:
                continue
            passed, old = now - before[0], before[1]
            known = [name for name in COUNTERS if UNKNOWN not in (counters[name], old[name])]
            if any(counters[name] < old[name] for name in known):
                continue  # they have begun anew
            rates = {name: (counters[name] - old[name]) / passed for name in known}
            watched.history.setdefault(port, deque(maxlen=self.samples)).append(Sample(now, rates))
        for port in watched.ports.keys() - seen:
            del watched.ports[port]
            watched.history.pop(port, None)

    def flow_answer(self, entries: list[Any], switch: Switch, watched: Watched) -> None:
        """From counters to talkers."""
        now = self.now()
        before, watched.flows = watched.flows, {}
        watched.talkers = []
        for entry in entries[:MAX_FLOWS]:
            key = (getattr(entry, "table_id", 0), entry.priority, entry.match.pack())
            packets, size = counted(entry)
            watched.flows[key] = now, packets, size
            old = before.get(key)
            if old is not None and packets > old[1] and size >= old[2] and now > old[0]:
                passed = now - old[0]
                talker = Talker(switch.datapath_id, entry, (size - old[2]) / passed, (packets - old[1]) / passed)
                watched.talkers.append(talker)

    def now(self) -> float:
        """The time."""
        assert self.controller is not None
        return self.controller.clock.seconds()


def counted(entry: Any) -> tuple[int, int]:
    """Packets and bytes of a flow; OpenFlow 1.5 has them as fields."""
    if hasattr(entry, "packet_count"):
        return entry.packet_count, entry.byte_count
    found = {type(one).__name__: one.value for one in entry.stats.oxs_fields if hasattr(one, "value")}
    return found.get("oxs_packet_count", 0), found.get("oxs_byte_count", 0)
