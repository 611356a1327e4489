"""A node of ``chaos.py``, a process: writes to its switches all the time, and records what it knows for the judge.

SIGUSR1 sets its time of day an hour forward, SIGUSR2 an hour back.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from time import monotonic
from typing import Any

import chaos_clock

from oftwist import Controller, Options
from oftwist.cluster import Mastership, MastershipStore
from oftwist.cluster.etcd import EtcdView
from oftwist.cluster.settings import Settings
from oftwist.service.node import count_monotonic_time


class Recording(EtcdView):
    """A way to etcd that records when the keep-alives were sent that it acknowledged."""

    record: Any

    async def grant(self, ttl: int) -> int:
        sent = monotonic()
        granted = await super().grant(ttl)
        self.record.write(f"K {sent}\n".encode())
        return granted

    async def keep_alive(self, lease: int) -> None:
        sent = monotonic()
        await super().keep_alive(lease)
        self.record.write(f"K {sent}\n".encode())


class Writer:
    """The app: adds a flow to each of its switches all the time, and records what was confirmed."""

    def __init__(self, number: int, controller: Any, record: Any) -> None:
        self.number, self.controller, self.record = number, controller, record
        self.count = 0

    def beat(self) -> None:
        for switch in list(self.controller.switches.values()):
            self.write(switch)

    def write(self, switch: Any) -> None:
        """Add a flow whose cookie says who sent it and when."""
        ofp = switch.ofp
        self.count += 1
        milliseconds = int(monotonic() * 1000)
        cookie = self.number << 60 | milliseconds << 20 | self.count & 0xFFFFF
        mac = (self.number << 44 | (milliseconds & 0xFFFFFFFF) << 12 | self.count & 0xFFF).to_bytes(6, "big")
        flow = ofp.message.flow_add(
            cookie=cookie, match=ofp.match.build(eth_dst=mac.hex(":")), buffer_id=ofp.OFP_NO_BUFFER
        )
        line = f"C {switch.datapath_id} {cookie}\n".encode()
        switch.apply(flow).addCallbacks(lambda _: self.record.write(line), lambda _: None)


def node(number: int, port: int, url: str, lease: int, record: Path, fencing: bool, pause: float) -> None:
    """Run a node whose app writes to all its switches all the time, and records what it knows."""
    from twisted.internet import reactor, task
    from twisted.internet.defer import ensureDeferred
    from twisted.internet.endpoints import TCP4ServerEndpoint

    loop: Any = reactor
    chaos_clock.settable()
    count_monotonic_time(loop)
    controller = Controller(Options(request_timeout=5.0), loop)
    kv = Recording(loop, Settings(url), timeout=lease / 12)
    kv.record = record.open("ab", buffering=0)
    mastership = Mastership(controller, MastershipStore(kv, f"n{number}", loop, ttl=lease, fencing=fencing))
    controller.listen(TCP4ServerEndpoint(loop, port, interface="127.0.0.1"))
    task.LoopingCall(Writer(number, controller, kv.record).beat).start(pause, now=False)
    controller.startService()
    mastership.start()

    def stop() -> None:
        ensureDeferred(mastership.stop()).addErrback(lambda _: None)

    loop.addSystemEventTrigger("before", "shutdown", stop)
    loop.run()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("number", type=int)
    parser.add_argument("port", type=int)
    parser.add_argument("url")
    parser.add_argument("record", type=Path)
    parser.add_argument("--lease", type=int, required=True)
    parser.add_argument("--beat", type=float, required=True)
    parser.add_argument("--no-fencing", action="store_true")
    told = parser.parse_args()
    node(told.number, told.port, told.url, told.lease, told.record, not told.no_fencing, told.beat)


if __name__ == "__main__":
    main()
