"""How long hosts lose each other when a cable between real Open vSwitches is cut: ``python benchmarks/healing.py``.

A ring of bridges with a host on each, forwarded by ``fabric``; it takes root. Two hosts side by side ping each other
every 10 ms, while the cable between their bridges is cut at one end. Told is what was lost, in milliseconds, for each
version; and when all hosts reached each other after the last switch had come up.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from twisted.internet import reactor as global_reactor
from twisted.internet.defer import ensureDeferred
from twisted.internet.task import deferLater
from twisted.internet.threads import deferToThread

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from oftwist import Controller, Options, Topology
from oftwist.apps.fabric import Fabric
from tests.live.open_vswitch import OpenVSwitch
from tests.live.ovs_network import OvsNetwork
from tests.support.waiting import until

reactor: Any = global_reactor
PINGS = 200


def ping(network: OvsNetwork) -> int:
    """Ping every 10 ms for a while; how many were lost."""
    one, other = network.stations[:2]
    done = one.command("ping", "-q", "-i", "0.01", "-c", str(PINGS), "-W", "1", other.address)
    found = re.search(r"(\d+) packets transmitted, (\d+) received", done.stdout)
    assert found is not None, done.stdout + done.stderr
    return int(found[1]) - int(found[2])


async def measure(ovs: OpenVSwitch, version: int, rounds: int, failover: bool) -> dict[str, object]:
    """The losses of some cuts in one version."""
    network = await deferToThread(OvsNetwork, ovs, "ring", 5, [version])
    controller = Controller(Options(), reactor)
    topology = controller.add_app(Topology(controller))
    controller.add_app(Fabric(failover))
    listener = controller.listen("ptcp:0:127.0.0.1")
    controller.startService()
    port: Any = await listener.when_listening()
    try:
        await deferToThread(network.set_controller, f"tcp:127.0.0.1:{port.getHost().port}")
        await until(lambda: len(controller.switches) == 5)
        began = time.monotonic()
        while await deferToThread(network.unreachable):
            pass
        reached = time.monotonic() - began
        lost = []
        for _ in range(rounds):
            await until(lambda: len(topology.links) == 5)
            await deferLater(reactor, 1.0)
            pinging = deferToThread(ping, network)
            await deferLater(reactor, 0.7)
            await deferToThread(network.cables[0].cut)
            lost.append(10 * await pinging)
            await deferToThread(network.cables[0].mend)
        return {"all reach each other after s": round(reached, 1), "lost ms": lost, "median": statistics.median(lost)}
    finally:
        await deferToThread(network.remove)
        await controller.stopService()


async def everything(arguments: argparse.Namespace) -> dict[str, object]:
    folder = Path(tempfile.mkdtemp(prefix="oft-heal-"))
    results: dict[str, object] = {}
    try:
        with OpenVSwitch(folder) as ovs:
            for version in range(1, 7):
                for failover in (True, False) if version > 1 else (False,):
                    name = f"1.{version - 1} {'fast failover' if failover else 'controller'}"
                    results[name] = found = await measure(ovs, version, arguments.rounds, failover)
                    if not arguments.json:
                        print(f"{name:20} {found}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="cuts in each version")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    done: list[Any] = []

    def finish(result: object) -> None:
        done.append(result)
        reactor.stop()

    reactor.callWhenRunning(lambda: ensureDeferred(everything(arguments)).addBoth(finish))
    reactor.run()
    if not isinstance(done[0], dict):
        raise SystemExit(str(done[0]))
    if arguments.json:
        print(json.dumps(done[0], indent=2))


if __name__ == "__main__":
    main()
