"""What mastership of many datapaths costs: ``python benchmarks/campaigns.py --datapaths 2000 --nodes 3``.

Starts a private etcd and some nodes (their stores only, no switches, all in this process) that all campaign for all
datapaths. Reports how long it took until each had a master everywhere known, and then, while nothing happens, processor
time and requests to etcd of all nodes together.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from time import monotonic, process_time
from typing import Any

from oftwist.cluster import MastershipStore
from oftwist.cluster.etcd import EtcdView
from oftwist.cluster.settings import Settings
from oftwist.tools.cluster_demo import Ports, Processes


async def measure(reactor: Any, options: argparse.Namespace, processes: Processes, ports: Ports) -> None:
    from twisted.internet.task import deferLater

    client = ports.take()
    processes.start_etcd(client, ports.take())
    settings = Settings(f"etcd://127.0.0.1:{client}/campaigns")
    probe = EtcdView(reactor, settings, timeout=2.0)
    while True:
        try:
            await probe.snapshot()
            break
        except Exception:
            await deferLater(reactor, 0.2)
    views = [EtcdView(reactor, settings, timeout=2.0) for _ in range(options.nodes)]
    stores = [MastershipStore(kv, f"n{n}", reactor, ttl=options.lease) for n, kv in enumerate(views)]
    began, used = monotonic(), process_time()
    for store in stores:
        store.start()
        for dpid in range(1, options.datapaths + 1):
            store.campaign(dpid).addErrback(lambda _: None)
    while not all(len(store.masters()) == options.datapaths for store in stores):
        await deferLater(reactor, 0.1)
    shares = ", ".join(str(len(store.terms)) for store in stores)
    asked = sum(kv.requests for kv in views)
    print(
        f"{options.datapaths} datapaths, {options.nodes} nodes: all have a master after {monotonic() - began:.1f} s "
        f"({shares}), {process_time() - used:.1f} s of processor time, {asked} requests"
    )
    await deferLater(reactor, 2.0)
    began, used, asked = monotonic(), process_time(), sum(kv.requests for kv in views)
    await deferLater(reactor, options.seconds)
    passed = monotonic() - began
    asked = sum(kv.requests for kv in views) - asked
    print(
        f"then, for {passed:.0f} s: {100 * (process_time() - used) / passed:.1f} % of a core and "
        f"{asked / passed:.1f} requests/s, all nodes together"
    )
    for store in stores:
        await store.stop()
    await probe.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--datapaths", type=int, default=2000)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--lease", type=int, default=10, metavar="S")
    parser.add_argument("--seconds", type=float, default=70.0, help="of the steady state")
    options = parser.parse_args()
    from twisted.internet import reactor
    from twisted.internet.defer import ensureDeferred

    loop: Any = reactor
    failed: list[Any] = []
    with tempfile.TemporaryDirectory(prefix="oftwist-campaigns-") as folder:
        processes, ports = Processes(Path(folder)), Ports()

        def start() -> None:
            done = ensureDeferred(measure(loop, options, processes, ports))
            done.addErrback(lambda failure: (failed.append(failure), failure.printTraceback()))
            done.addBoth(lambda _: loop.stop())

        loop.callWhenRunning(start)
        loop.run()
        processes.end()
        ports.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
