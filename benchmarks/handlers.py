"""What does a packet-in cost in memory, from the bytes of a read to the answer? No sockets, no reactor.

    python benchmarks/handlers.py
    python benchmarks/handlers.py --counting   # what the counters for metrics cost: with and without them, in turn

One simulated connection on a string transport; reads of 40 packet-ins, as a busy switch sends them. The figure is
the least processor time of many short runs, which other programs on the machine disturb least.
"""

from __future__ import annotations

import argparse
import inspect
import random
import statistics
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport

import oftwist.loxi.of13 as ofp
from oftwist import Controller, on, wire
from oftwist.apps.learning_switch import LearningSwitch
from oftwist.connection.delivery import Delivery
from oftwist.connection.protocol import OFProtocol
from oftwist.connection.writer import Writer
from oftwist.wire.framer import Framer


class Nothing:
    """A handler that takes the message and does nothing."""

    @on("packet_in")
    def packet_in(self, switch: Any, msg: Any) -> bool:
        return True


class AsyncNothing:
    """The same as a coroutine."""

    @on("packet_in")
    async def packet_in(self, switch: Any, msg: Any) -> None:
        pass


def connect(app: Any) -> OFProtocol:
    """Return a connection whose handshake is done, and which throws away what it sends."""
    clock = Clock()
    controller = Controller(clock=clock)
    controller.add_app(app)
    protocol = controller.factory.buildProtocol(None)
    assert protocol is not None
    transport: Any = StringTransport()
    protocol.makeConnection(transport)
    protocol.dataReceived(ofp.message.hello(xid=1).pack())
    while not controller.switches:
        sent = Framer().receive(transport.value())
        transport.clear()
        for request in map(wire.decode, sent):
            name = type(request).__name__
            if name == "features_request":
                protocol.dataReceived(ofp.message.features_reply(xid=request.xid, datapath_id=1).pack())
            elif name == "port_desc_stats_request":
                ports = [ofp.common.port_desc(port_no=n, name=f"eth{n}") for n in range(1, 5)]
                protocol.dataReceived(ofp.message.port_desc_stats_reply(xid=request.xid, entries=ports).pack())
    transport.write = lambda data: None
    return protocol


def reads() -> tuple[list[bytes], list[bytes]]:
    """Return reads that let the learning switch learn, and reads of packets between hosts it knows."""
    rnd = random.Random(1)
    hosts = [bytes([2, 0, 0, 0, n >> 8, n & 255]) for n in range(1000)]

    def packet_in(source: int, to: int) -> bytes:
        match = ofp.match.build(in_port=source % 4 + 1)
        data = hosts[to] + hosts[source] + b"\x08\x00" + bytes(50)
        return bytes(ofp.message.packet_in(xid=0, buffer_id=7, total_len=64, match=match, data=data).pack())

    pairs = [(n, (n + rnd.choice((1, 2, 3))) % 1000) for n in rnd.sample(range(1000), 400)]
    frames = [packet_in(*pair) for pair in pairs]
    return [packet_in(n, n) for n in range(1000)], [b"".join(frames[n : n + 40]) for n in range(0, 400, 40)]


class Stage:
    """One app with a connection that is warm."""

    def __init__(self, app: Any) -> None:
        self.protocol = connect(app)
        learn, self.busy = reads()
        for data in learn + self.busy:
            self.protocol.dataReceived(data)

    def run(self) -> float:
        """Return the processor seconds of 400 packet-ins."""
        start = time.process_time()
        for data in self.busy:
            self.protocol.dataReceived(data)
        return time.process_time() - start


def measure(app: Any) -> float:
    """Return microseconds a packet-in."""
    stage = Stage(app)
    best = min(stage.run() for _ in range(200))
    assert stage.protocol.counters.messages > 80_000 and not stage.protocol.counters.handler_failures
    return best / 400 * 1e6


def without(function: Callable[..., Any], *words: str) -> Callable[..., Any]:
    """Return a method made anew of its source, the lines left out in which one of the words stands."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    left = [line for line in lines if not any(word in line for word in words)]
    assert bool(words) == (len(left) < len(lines))
    found: dict[str, Any] = {}
    exec("\n".join(left), function.__globals__, found)
    return found[function.__name__]  # type: ignore[no-any-return]


def counting(rounds: int = 1000) -> None:
    """Print what a packet-in costs with and without counting by type and timing a sample, short runs in turn."""
    handle, send = Delivery.handle, Writer.send
    counted = without(handle), without(send)
    bare = without(handle, "_received", "_recount", "sample"), without(send, "_sent")
    for app in (Nothing, AsyncNothing, LearningSwitch):
        stages = []
        for way_in, way_out in (counted, bare):
            Delivery.handle, Writer.send = way_in, way_out  # type: ignore[method-assign]
            stages.append(Stage(app()))
        Delivery.handle, Writer.send = handle, send  # type: ignore[method-assign]
        times: tuple[list[float], list[float]] = [], []
        for number in range(rounds):
            for which in (0, 1) if number % 2 else (1, 0):
                times[which].append(stages[which].run())
        least = [min(one) / 400 * 1e6 for one in times]
        middle = statistics.median(one / other for one, other in zip(*times, strict=True))
        print(
            f"{app.__name__:<16} {least[0]:6.3f} us, without {least[1]:6.3f} us: {least[0] / least[1] - 1:+.1%} "
            f"by the least, {middle - 1:+.1%} by the median of {rounds} pairs"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counting", action="store_true", help="with and without the counters for metrics")
    if parser.parse_args().counting:
        counting()
    else:
        for app in (Nothing(), AsyncNothing(), LearningSwitch()):
            print(f"{type(app).__name__:<16} {measure(app):6.2f} us")
