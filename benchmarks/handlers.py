"""What does a packet-in cost in memory, from the bytes of a read to the answer? No sockets, no reactor.

    python benchmarks/handlers.py
    python benchmarks/handlers.py --against PATH   # a checkout of another version, measured in turn; the ratios

One simulated connection on a string transport; reads of 40 packet-ins, as a busy switch sends them. The figure is
the least processor time of many short runs, which other programs on the machine disturb least.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport

import oftwist.loxi.of13 as ofp
from oftwist import Controller, on, wire
from oftwist.apps.learning_switch import LearningSwitch
from oftwist.connection.protocol import OFProtocol
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
                protocol.dataReceived(ofp.message.port_desc_stats_reply(xid=request.xid).pack())
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


def measure(app: Any) -> float:
    """Return microseconds a packet-in."""
    protocol = connect(app)
    learn, busy = reads()
    for data in learn + busy:
        protocol.dataReceived(data)
    best = 1e9
    for _ in range(200):
        start = time.process_time()
        for data in busy:
            protocol.dataReceived(data)
        best = min(best, time.process_time() - start)
    assert protocol.counters.messages > 80_000 and not protocol.counters.handler_failures
    return best / 400 * 1e6


def against(path: str, rounds: int) -> None:
    """Measure this version and another in turn, each round in new processes; print the least of each and the ratio."""
    here = Path(__file__).resolve().parent.parent
    least: dict[tuple[str, str], float] = {}
    for _ in range(rounds):
        for which, tree in (("here", here), ("there", Path(path).resolve())):
            environ = {**os.environ, "PYTHONPATH": str(tree)}
            words = [sys.executable, str(tree / "benchmarks" / "handlers.py")]
            done = subprocess.run(words, env=environ, capture_output=True, text=True, check=True)
            for line in done.stdout.splitlines():
                app, figure, _ = line.split()
                least[app, which] = min(float(figure), least.get((app, which), 1e9))
    for app in dict.fromkeys(app for app, _ in least):
        ours, theirs = least[app, "here"], least[app, "there"]
        print(f"{app:<16} {ours:6.3f} us, there {theirs:6.3f} us: {100 * (ours / theirs - 1):+.1f} %")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", metavar="PATH", help="a checkout of another version")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured (default: 5)")
    given = parser.parse_args()
    if given.against:
        against(given.against, given.rounds)
    else:
        for app in (Nothing(), AsyncNothing(), LearningSwitch()):
            print(f"{type(app).__name__:<16} {measure(app):6.3f} us")
