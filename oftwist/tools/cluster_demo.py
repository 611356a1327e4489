"""``oftwist cluster-demo``: a cluster on this machine that loses its busiest node, and what its switches see of that.

Starts a private etcd, some nodes (``twistd oftwist --cluster``) as processes, and simulated switches that connect to
all of them; kills the node that is master of most; tells for how long each of its switches was without a master. Ends
all it started. Needs the etcd extra and etcd itself.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

from oftwist.arguments import Parser, number, seconds
from oftwist.testing import FakeSwitch, control
from oftwist.testing.roles import ROLE_MASTER

#: As the twistd script: this interpreter, whatever the PATH says.
_TWISTD = "import sys; sys.argv[0] = 'twistd'; from twisted.scripts.twistd import run; run()"
#: Seconds that anything may take before the demo gives up.
PATIENCE = 60.0


class DemoError(Exception):
    """The demo cannot go on; the text is for the user."""


class Ports:
    """Ports of 127.0.0.1 that the system gives to nobody else while they are held: bound, not listening."""

    def __init__(self) -> None:
        self._held: list[socket.socket] = []

    def take(self) -> int:
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind(("127.0.0.1", 0))
        self._held.append(one)
        return int(one.getsockname()[1])

    def close(self) -> None:
        while self._held:
            self._held.pop().close()


class Processes:
    """The processes that were started here, and no other; each with its output in a file of the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *words: str) -> None:
        """Start one."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                words, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """End one at once, and wait until it is gone."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def check(self) -> None:
        """DemoError with its last words if one has ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                words = (self.folder / f"{name}.log").read_text(errors="replace").strip().splitlines()[-5:]
                raise DemoError("\n".join([f"{name} has ended with status {process.returncode}:", *words]))

    def end(self) -> None:
        """End all: politely, then at once."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()

    # what a cluster is made of

    def start_etcd(self, client: int, peer: int) -> None:
        """An etcd of one member."""
        url, peers = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
        self.start(
            "etcd", "etcd", "--name", "etcd", "--data-dir", str(self.folder / "etcd"), "--listen-client-urls", url,
            "--advertise-client-urls", url, "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers,
            "--initial-cluster", f"etcd={peers}",
        )  # fmt: skip

    def start_node(self, name: str, port: int, url: str, lease: int) -> None:
        """A controller that is a node of the cluster."""
        self.start(
            name, sys.executable, "-c", _TWISTD, "-n", "--pidfile=", "oftwist", "--port", str(port),
            "--interface", "127.0.0.1", "--cluster", url, "--node", name, "--lease", str(lease),
        )  # fmt: skip


class Gap:
    """What one simulated switch sees of its masters.

    Attributes:
        master: the channel that is master, or None.
        began: when the last time without one began.
        lasted: how long it was, in seconds; None while it lasts.
    """

    def __init__(self, dpid: int, clock: Any) -> None:
        self.switch = FakeSwitch(dpid, clock=clock)
        self.switch.override("role_request", self._role_request)
        self.master: Any = None
        self.began = 0.0
        self.lasted: float | None = None

    def _role_request(self, channel: Any, msg: Any) -> None:
        control.role_request(channel, msg)
        if channel.role == ROLE_MASTER:
            self.master = channel
            if self.lasted is None:
                self.lasted = monotonic() - self.began

    def has_master(self) -> bool:
        return self.master is not None and not self.master.closed and self.master.role == ROLE_MASTER


class ClusterDemo:
    """The whole play.

    Args:
        options: ``switches``, ``nodes``, ``lease``.
        out: prints a line.
        folder: for data and logs.
    """

    def __init__(self, options: argparse.Namespace, out: Callable[[str], None], folder: Path) -> None:
        from twisted.internet import reactor

        self.options = options
        self.out = out
        self.reactor: Any = reactor
        self.ports = Ports()
        self.processes = Processes(folder)
        self.node_ports = {f"n{number + 1}": self.ports.take() for number in range(options.nodes)}
        self.gaps = [Gap(dpid, reactor) for dpid in range(1, options.switches + 1)]
        self._services: list[Any] = []
        self._factories: dict[str, list[tuple[Gap, Any]]] = {name: [] for name in self.node_ports}

    async def play(self) -> None:
        """Start everything, kill the busiest node, tell what the switches saw.

        Raises:
            DemoError: something ended, or did not happen.
        """
        options, client = self.options, self.ports.take()
        self.processes.start_etcd(client, self.ports.take())
        url = f"etcd://127.0.0.1:{client}/demo"
        self.out(f"etcd on port {client}, nodes {', '.join(f'{n} on {p}' for n, p in self.node_ports.items())}")
        for name, port in self.node_ports.items():
            self.processes.start_node(name, port, url, options.lease)
        self._connect()
        everywhere = len(self.node_ports)
        await self._until(
            lambda: all(gap.has_master() and len(gap.switch.channels) == everywhere for gap in self.gaps),
            "every switch has a master and is connected to all nodes",
        )
        self.out(f"{len(self.gaps)} switches, each connected to all nodes: {self._shares()}")
        self.out(f"look at it meanwhile: oftwist ctl {url} cluster")
        await self._pause(options.show)
        shares = self._masters()
        victim = max(shares, key=lambda name: len(shares[name]))
        orphans = shares[victim]
        for gap in orphans:
            gap.began, gap.lasted = monotonic(), None
        self.processes.kill(victim)
        self.out(f"kill -9 {victim}, master of {len(orphans)} (lease {options.lease} s)")
        await self._until(lambda: all(gap.lasted is not None for gap in orphans), "every switch has a master again")
        lasted = sorted((gap.lasted or 0.0, gap.switch.datapath_id) for gap in orphans)
        each = " ".join(f"s{dpid}:{seconds:.2f}" for seconds, dpid in lasted)
        times = [seconds for seconds, _ in lasted]
        self.out(
            f"seconds without a master: {each} (median {median(times):.2f}, longest {max(times):.2f}); "
            f"0 for the other {len(self.gaps) - len(orphans)}; now {self._shares()}"
        )

    def _connect(self) -> None:
        from twisted.application.internet import ClientService
        from twisted.internet.endpoints import TCP4ClientEndpoint

        from oftwist.testing.protocol import SwitchFactory

        for gap in self.gaps:
            for name, port in self.node_ports.items():
                factory = SwitchFactory(gap.switch, self.reactor)
                endpoint = TCP4ClientEndpoint(self.reactor, "127.0.0.1", port)
                service = ClientService(endpoint, factory, retryPolicy=lambda attempt: 0.5, clock=self.reactor)
                service.startService()
                self._services.append(service)
                self._factories[name].append((gap, factory))

    def _masters(self) -> dict[str, list[Gap]]:
        """Node -> the switches it is master of, as these see it."""
        return {
            name: [gap for gap, factory in pairs if any(one.channel is gap.master for one in factory.protocols)]
            for name, pairs in self._factories.items()
        }

    def _shares(self) -> str:
        shares = self._masters()
        return ", ".join(f"{name} is master of {len(gaps)}" for name, gaps in shares.items())

    async def _until(self, what: Callable[[], bool], words: str) -> None:
        end = monotonic() + PATIENCE
        while not what():
            self.processes.check()
            if monotonic() > end:
                raise DemoError(f"after {PATIENCE:g} s it is not true that {words}; logs: {self.processes.folder}")
            await self._pause(0.02)

    def _pause(self, seconds: float) -> Awaitable[None]:
        from twisted.internet.task import deferLater

        return deferLater(self.reactor, seconds)

    def end(self) -> None:
        """End all that was started."""
        for service in self._services:
            service.stopService()
        for gap in self.gaps:
            gap.switch.stop()
        self.processes.end()
        self.ports.close()


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = Parser(prog="oftwist cluster-demo", description="A cluster loses its busiest node.")
    add = parser.add_argument
    add("--switches", type=number(1, 10_000), default=20, metavar="N", help="simulated switches (20)")
    add("--nodes", type=number(2, 100), default=3, metavar="N", help="nodes of the cluster (3)")
    add("--lease", type=number(2, 86_400), default=3, metavar="S", help="seconds of a node's lease (3)")
    add("--show", type=seconds(), default=1.0, metavar="S", help="seconds to look at it before the node is killed (1)")
    add("--logs", metavar="FOLDER", help="keep the logs and the data here")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    """Run ``oftwist cluster-demo``; returns the exit status: 0, or 1 when something is missing or goes wrong."""
    options = parse(argv)
    if shutil.which("etcd") is None:
        print("oftwist cluster-demo: etcd is not installed (Debian: apt install etcd-server)", file=sys.stderr)
        return 1
    if options.logs is not None:
        try:
            os.makedirs(options.logs, exist_ok=True)
        except OSError as error:
            print(f"oftwist cluster-demo: {options.logs}: {error.strerror}", file=sys.stderr)
            return 1
        return _run(options, Path(options.logs).resolve())
    with tempfile.TemporaryDirectory(prefix="oftwist-demo-") as folder:
        return _run(options, Path(folder))


def _run(options: argparse.Namespace, folder: Path) -> int:
    from twisted.internet import reactor
    from twisted.internet.defer import ensureDeferred

    loop: Any = reactor
    status = [1]

    def tell(line: str) -> None:
        print(line, flush=True)

    demo = ClusterDemo(options, tell, folder)

    def failed(failure: Any) -> None:
        if failure.check(DemoError) is None:
            failure.printTraceback(sys.stderr)
        else:
            print(f"oftwist cluster-demo: {failure.value}", file=sys.stderr)

    def start() -> None:
        done = ensureDeferred(demo.play())
        done.addCallbacks(lambda _: status.__setitem__(0, 0), failed)
        done.addBoth(lambda _: loop.stop() if loop.running else None)

    loop.callWhenRunning(start)
    try:
        loop.run()
    finally:
        demo.end()
    return status[0]
