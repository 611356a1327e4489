"""What finding and watching the links of a large network costs: ``python benchmarks/topology.py [--switches 1000]``.

The switches are simulated in a process of their own (each linked with the next four in a ring, both ways, so that there
are four times as many links as switches) and connect by TCP. Told are: the time from the first switch to the last link,
the processor time of the controller in that time, then while nothing happens, then with a link that flaps.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import subprocess
import sys
import time
from typing import Any

from twisted.internet import reactor as global_reactor
from twisted.internet import stdio
from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.task import LoopingCall, deferLater
from twisted.protocols.basic import LineOnlyReceiver

from oftwist import Controller, Options, Topology
from oftwist.testing import Network
from oftwist.testing.protocol import SwitchService

reactor: Any = global_reactor


class Commands(LineOnlyReceiver):
    """The simulated network does what the other process says: a line each."""

    delimiter = b"\n"

    def __init__(self, network: Network) -> None:
        self.network = network
        self.flapping = LoopingCall(self.flap)

    def lineReceived(self, line: bytes) -> None:
        if line == b"flap":
            self.flapping.start(0.05)
        elif line == b"calm":
            self.flapping.stop()

    def flap(self) -> None:
        """Twenty changes a second: ten times down, ten times up."""
        link = self.network.links[0]
        self.network.set_link(link, not link.up)

    def connectionLost(self, reason: object = None) -> None:
        if reactor.running:
            reactor.stop()


def simulate(port: int, switches: int) -> None:
    """The process of the switches."""
    network = Network.shaped("mesh", switches, 0, clock=reactor, versions=[1, 2, 3, 4, 5, 6])
    endpoint = TCP4ClientEndpoint(reactor, "127.0.0.1", port, timeout=60)
    waiting = iter(network.switches)

    def some() -> None:
        for switch in itertools.islice(waiting, 20):
            SwitchService(switch, endpoint, reactor).startService()

    LoopingCall(some).start(0.1)
    stdio.StandardIO(Commands(network))
    reactor.run()


class Meter:
    """Processor and real time since it was made."""

    def __init__(self) -> None:
        self.began, self.spent = time.monotonic(), time.process_time()

    def read(self) -> dict[str, float]:
        """Seconds, and how much of one processor was used."""
        passed, used = time.monotonic() - self.began, time.process_time() - self.spent
        return {"seconds": round(passed, 2), "processor_seconds": round(used, 2), "share": round(used / passed, 4)}


async def until(what: Any, limit: float) -> None:
    """Wait until something is true; RuntimeError if it is not within a time."""
    end = time.monotonic() + limit
    while not what():
        if time.monotonic() > end:
            raise RuntimeError(f"not within {limit:g} s")
        await pause(0.05)


def pause(seconds: float) -> Deferred[None]:
    return deferLater(reactor, seconds)


async def measure(arguments: argparse.Namespace) -> dict[str, object]:
    """All of it, as a dictionary of results."""
    controller = Controller(Options(), reactor)
    topology = controller.add_app(Topology(controller, interval=arguments.interval))
    listener = controller.listen("ptcp:0:127.0.0.1")
    controller.startService()
    port: Any = await listener.when_listening()
    wanted = arguments.switches * 4
    child = subprocess.Popen(
        [sys.executable, __file__, "--switches", str(arguments.switches), "--simulate", str(port.getHost().port)],
        stdin=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    results: dict[str, object] = {"switches": arguments.switches, "links": wanted, "interval": arguments.interval}
    try:
        await until(lambda: controller.switches, 120)
        meter = Meter()
        await until(lambda: len(controller.switches) == arguments.switches, 300)
        results["all switches up"] = meter.read()
        await until(lambda: len(topology.links) == wanted, 300)
        results["all links found"] = meter.read()
        await pause(arguments.interval * 2)  # until every port had its turn
        probes, meter = topology.counts.probes, Meter()
        await pause(arguments.steady)
        rate = round((topology.counts.probes - probes) / arguments.steady)
        results["steady"] = meter.read() | {"probes_per_second": rate}
        downs = sum(event.kind == "link_down" for event in controller.events.since())
        results["links lost while nothing happened"] = downs
        begin, probes, meter = controller.events.last, topology.counts.probes, Meter()
        child.stdin.write("flap\n")
        child.stdin.flush()
        await pause(arguments.flapping)
        child.stdin.write("calm\n")
        child.stdin.flush()
        told = [event.kind for event in controller.events.since(begin)]
        counted = {kind: told.count(kind) for kind in sorted(set(told))}
        results["a link flaps 10 times a second"] = meter.read() | {"events": counted}
        results["counts"] = {name: getattr(topology.counts, name) for name in topology.counts.__slots__}
        results["trees"] = time_of(lambda: (setattr(topology.graph, "_tree_ports", None), topology.tree()))
        roots = random.Random(1).sample(sorted(controller.switches), 10)
        results["ways to one switch"] = time_of(lambda: topology.graph._work_out(roots[0], lambda link: 1.0))
    finally:
        child.stdin.close()
        child.wait(30)
        await controller.stopService()
    return results


def time_of(work: Any) -> dict[str, float]:
    """The best of three, in milliseconds."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return {"milliseconds": round(best * 1000, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--switches", type=int, default=1000)
    parser.add_argument("--interval", type=float, default=5.0, help="seconds between two probes of a port")
    parser.add_argument("--steady", type=float, default=20.0, help="seconds to look on while nothing happens")
    parser.add_argument("--flapping", type=float, default=60.0, help="seconds that a link flaps")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--simulate", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.simulate:
        simulate(arguments.simulate, arguments.switches)
        return
    done: list[Any] = []

    def finish(result: object) -> None:
        done.append(result)
        reactor.stop()

    reactor.callWhenRunning(lambda: ensureDeferred(measure(arguments)).addBoth(finish))
    reactor.run()
    if not isinstance(done[0], dict):
        print(done[0], file=sys.stderr)
        raise SystemExit(1)
    if arguments.json:
        print(json.dumps(done[0], indent=2))
        return
    for name, value in done[0].items():
        print(f"{name:34} {value}")
    print(f"{'processors':34} {os.cpu_count()}, others working beside: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
