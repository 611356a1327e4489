"""A cluster under random faults, judged by its switches: ``python benchmarks/chaos.py --rounds 100``.

Three nodes and three members of etcd as processes, simulated switches in this one and a real Open vSwitch beside them
(``--no-ovs`` leaves it out); small TCP proxies stand between node and etcd, node and switch, and before each member of
etcd for the others. Each round does one thing for a random time (SIGSTOP, kill -9, a cut that resets or one that
swallows, a node's time of day set an hour forward or back) and then waits until every switch has one master.

A clock is set by a hook in the node: what it sees as the time of day jumps. Linux has no time of day of its own for a
process (time namespaces shift the monotonic clocks only), and the machine's must stay as it is.

What is checked, at the switch:

- accepted MASTER requests never fall in generation id, and one generation belongs to one node;
- a write is accepted only from the master of the latest generation, and was not sent by a node whose lease was over:
  each write carries when it was sent, each node records when it sent the keep-alives that were acknowledged;
- three leases after a fault has ended every switch has exactly one master;
- what ``apply()`` confirmed is there.

``--no-fencing`` switches self-fencing off: the same run must find violations. Exit status 1 if there are any.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

from chaos_ovs import RealSwitch, why_not

from oftwist.testing import FakeSwitch, control, flow_mods
from oftwist.testing.roles import ROLE_MASTER
from oftwist.tools.cluster_demo import Ports, Processes

NODES = MEMBERS = 3
REAL = 0xFFFF  # datapath id of the real switch


# --- the network: proxies that can be cut -------------------------------------------------------------------


class Link:
    """A TCP proxy. ``cut("reset")`` ends its connections and refuses new ones, ``cut("swallow")`` passes nothing on."""

    def __init__(self, reactor: Any, port: int, target: int) -> None:
        from twisted.protocols import portforward

        link = self

        class Side(portforward.ProxyServer):
            def connectionMade(self) -> None:
                if link.state == "reset":
                    self.transport.abortConnection()
                    return
                link.sides.append(self)
                super().connectionMade()

            def dataReceived(self, data: bytes) -> None:
                link.passing(self.peer, data)

            def connectionLost(self, reason: Any) -> None:
                if self in link.sides:
                    link.sides.remove(self)
                if self.peer is not None:
                    super().connectionLost(reason)

        class OtherSide(portforward.ProxyClient):
            def dataReceived(self, data: bytes) -> None:
                link.passing(self.peer, data)

        class OtherFactory(portforward.ProxyClientFactory):
            protocol = OtherSide
            noisy = False

        Side.clientProtocolFactory = OtherFactory
        self.state = ""
        self.sides: list[Any] = []
        self.kept: list[tuple[Any, bytes]] = []
        factory = portforward.ProxyFactory("127.0.0.1", target)
        factory.noisy = False
        factory.protocol = Side
        reactor.listenTCP(port, factory, interface="127.0.0.1")

    def passing(self, side: Any, data: bytes) -> None:
        """Bytes for the other side; swallowed ones arrive when the cut is healed, as TCP would bring them."""
        if side is None or side.transport is None:
            return
        if self.state == "swallow":
            self.kept.append((side, data))
        else:
            side.transport.write(data)

    def cut(self, how: str) -> None:
        self.state = how
        if how == "reset":
            for side in list(self.sides):
                side.transport.abortConnection()

    def heal(self) -> None:
        self.state = ""
        kept, self.kept = self.kept, []
        for side, data in kept:
            if side.transport is not None:
                side.transport.write(data)


# --- the switches, which judge ------------------------------------------------------------------------------


class Judge:
    """Simulated switches that record roles and accepted writes.

    Attributes:
        violations: in words.
        promises: node -> when it sent the keep-alives that were acknowledged.
        confirmed: (datapath, cookie) of what apply() confirmed.
        masters: datapath -> when its latest master was accepted.
    """

    def __init__(self, count: int, clock: Any) -> None:
        self.clock = clock
        self.violations: list[str] = []
        self.promises: dict[int, list[float]] = defaultdict(list)
        self.confirmed: set[tuple[int, int]] = set()
        self.masters: dict[int, tuple[float, Any]] = {}
        self.writes: list[tuple[int, int]] = []
        self.accepted_masters = 0
        self._claimed: dict[Any, int] = {}
        self._latest: dict[int, int] = {}
        self._owner: dict[tuple[int, int], int] = {}
        self.real: RealSwitch | None = None
        self.switches = [FakeSwitch(dpid, clock=clock, probe_interval=1.0) for dpid in range(1, count + 1)]
        for switch in self.switches:
            switch.override("role_request", self._role_request)
            switch.override("flow_add", self._flow_add)

    def _role_request(self, channel: Any, msg: Any) -> None:
        control.role_request(channel, msg)
        if msg.role != ROLE_MASTER:
            return
        dpid = channel.switch.datapath_id
        if msg.generation_id < self._latest.get(dpid, 0):
            self.violations.append(f"s{dpid}: generation fell from {self._latest[dpid]:#x} to {msg.generation_id:#x}")
        self._latest[dpid] = msg.generation_id
        self._claimed[channel] = msg.generation_id
        self.masters[dpid] = (monotonic(), channel)
        self.accepted_masters += 1

    def _flow_add(self, channel: Any, msg: Any) -> None:
        flow_mods.HANDLERS["flow_add"](channel, msg)
        dpid, who = channel.switch.datapath_id, msg.cookie >> 60
        generation = self._claimed.get(channel, -1)
        if channel.role != ROLE_MASTER or generation != self._latest.get(dpid):
            self.violations.append(f"s{dpid}: a write of n{who} accepted that is not the latest master's")
        if self._owner.setdefault((dpid, generation), who) != who:
            self.violations.append(f"s{dpid}: writes of two nodes in generation {generation:#x}")
        self.writes.append((dpid, msg.cookie))

    def settled(self) -> bool:
        """Has every switch exactly one master?"""
        one_each = all(sum(one.role == ROLE_MASTER for one in switch.channels) == 1 for switch in self.switches)
        return one_each and (self.real is None or self.real.masters() == 1)

    def read(self, folder: Path) -> None:
        """Take what the nodes have recorded."""
        for number in range(1, NODES + 1):
            record = folder / f"record{number}"
            if not record.exists():
                continue
            for line in record.read_text().splitlines():
                kind, *words = line.split()
                if kind == "K":
                    self.promises[number].append(float(words[0]))
                elif len(words) == 2:
                    self.confirmed.add((int(words[0]), int(words[1])))

    def check_the_whole(self, lease: float) -> None:
        """What can only be said at the end: leases, and what was confirmed."""
        if self.real is not None:
            self.writes += [(self.real.dpid, cookie) for cookie in self.real.cookies()]
        for dpid, cookie in self.writes:
            who, sent = cookie >> 60, (cookie >> 20 & (1 << 40) - 1) / 1000
            last = max((one for one in self.promises[who] if one <= sent), default=0.0)
            if sent >= last + lease:
                self.violations.append(
                    f"s{dpid}: a write of n{who} accepted that was sent {sent - last - lease:.1f} s after its lease"
                )
        there = {(one.datapath_id, flow.cookie) for one in self.switches for flow in one.flows}
        there |= {one for one in self.writes if self.real is not None and one[0] == self.real.dpid}
        for dpid, cookie in sorted(self.confirmed - there):
            self.violations.append(f"s{dpid}: confirmed, but not there: {cookie:#x}")


# --- the play -----------------------------------------------------------------------------------------------


class Chaos:
    """Starts everything, does harm, reports."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        from twisted.internet import reactor

        self.options = options
        self.folder = folder
        self.reactor: Any = reactor
        self.random = random.Random(options.seed)
        self.ports, self.processes = Ports(), Processes(folder)
        self.judge = Judge(options.switches, reactor)
        take = self.ports.take
        self.clients = [take() for _ in range(MEMBERS)]
        self.own = [take() for _ in range(MEMBERS)]
        peers = [take() for _ in range(MEMBERS)]
        self.peers = [Link(reactor, *pair) for pair in zip(peers, self.own, strict=True)]
        self.together = ",".join(f"m{n}=http://127.0.0.1:{port}" for n, port in enumerate(peers))
        self.peer_ports = peers
        self.node_ports = [take() for _ in range(NODES)]
        self.doors = [take() for _ in range(NODES)]
        self.to_switches = [Link(reactor, *pair) for pair in zip(self.doors, self.node_ports, strict=True)]
        self.to_etcd: list[list[Link]] = []
        self.urls: list[str] = []
        for number in range(NODES):
            ports = [take() for _ in range(MEMBERS)]
            self.to_etcd.append([Link(reactor, *pair) for pair in zip(ports, self.clients, strict=True)])
            turned = ports[number:] + ports[:number]
            self.urls.append(f"etcd://{','.join(f'127.0.0.1:{port}' for port in turned)}/chaos")
        self.failovers: list[float] = []
        self.done: Counter[str] = Counter()

    def start_member(self, n: int) -> None:
        client, peer = f"http://127.0.0.1:{self.clients[n]}", f"http://127.0.0.1:{self.own[n]}"
        self.processes.start(
            f"m{n}", "etcd", "--name", f"m{n}", "--data-dir", str(self.folder / f"m{n}"),
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls",
            f"http://127.0.0.1:{self.peer_ports[n]}", "--initial-cluster", self.together,
            "--heartbeat-interval", "50", "--election-timeout", "500",
        )  # fmt: skip

    def start_node(self, n: int) -> None:
        words = [str(n + 1), str(self.node_ports[n]), self.urls[n], str(self.folder / f"record{n + 1}")]
        words += ["--beat", str(self.options.beat), "--lease", str(self.options.lease)]
        words += ["--no-fencing"] * self.options.no_fencing
        self.processes.start(f"n{n}", sys.executable, str(Path(__file__).resolve().with_name("chaos_node.py")), *words)

    # faults: each begins, and returns what ends it

    def node_killed(self, n: int) -> Callable[[], object]:
        self.processes.kill(f"n{n}")
        return lambda: self.start_node(n)

    def node_stopped(self, n: int) -> Callable[[], object]:
        return self._stopped(f"n{n}")

    def node_cut_from_etcd(self, n: int) -> Callable[[], object]:
        return self._cut(self.to_etcd[n])

    def node_cut_from_switches(self, n: int) -> Callable[[], object]:
        return self._cut([self.to_switches[n]])

    def member_killed(self, n: int) -> Callable[[], object]:
        self.processes.kill(f"m{n}")
        return lambda: self.start_member(n)

    def member_stopped(self, n: int) -> Callable[[], object]:
        return self._stopped(f"m{n}")

    def member_cut_from_members(self, n: int) -> Callable[[], object]:
        return self._cut([self.peers[n]])

    def node_clock_set(self, n: int) -> Callable[[], object]:
        """An hour forward or back, and right again afterwards."""
        process, forward = self.processes.running[f"n{n}"], self.random.random() < 0.5
        process.send_signal(signal.SIGUSR1 if forward else signal.SIGUSR2)
        return lambda: process.send_signal(signal.SIGUSR2 if forward else signal.SIGUSR1)

    def _stopped(self, name: str) -> Callable[[], object]:
        process = self.processes.running[name]
        process.send_signal(signal.SIGSTOP)
        return lambda: process.send_signal(signal.SIGCONT)

    def _cut(self, links: list[Link]) -> Callable[[], object]:
        how = self.random.choice(("reset", "swallow"))
        for link in links:
            link.cut(how)
        return lambda: [link.heal() for link in links]

    FAULTS = (
        node_killed, node_stopped, node_cut_from_etcd, node_cut_from_switches, node_clock_set,
        member_killed, member_stopped, member_cut_from_members,
    )  # fmt: skip

    # the rounds

    async def play(self) -> None:
        lease, options = self.options.lease, self.options
        for n in range(MEMBERS):
            self.start_member(n)
        for n in range(NODES):
            self.start_node(n)
        self._connect()
        if self.options.ovs:
            self.judge.real = RealSwitch(self.processes, self.folder / "o", REAL, self.doors)
        if not await self._within(60.0):
            raise SystemExit("the cluster does not come up: see the logs in " + str(self.folder))
        faults = [fault for fault in self.FAULTS if not options.faults or fault.__name__ in options.faults.split(",")]
        for number in range(options.rounds):
            fault, n = self.random.choice(faults), self.random.randrange(3)
            lasts = (options.leases or self.random.uniform(0.3, 2.0)) * lease
            orphans = self._mastered_by(n) if fault.__name__.startswith("node") else []
            began = monotonic()
            heal = fault(self, n)
            await self._pause(lasts)
            heal()
            ok = await self._within(3.0 * lease)
            self.done[fault.__name__] += 1
            if fault.__name__ in ("node_killed", "node_stopped") and lasts > lease * 1.5:
                self.failovers += [
                    self.judge.masters[d][0] - began for d in orphans if self.judge.masters[d][0] > began
                ]
            if not ok:
                self.judge.violations.append(
                    f"round {number}: not one master each {3 * lease} s after {fault.__name__}"
                )
            if options.verbose:
                print(
                    f"round {number}: {fault.__name__} {n} for {lasts:.1f} s: {'ok' if ok else 'NOT SETTLED'}",
                    flush=True,
                )

    def _mastered_by(self, n: int) -> list[int]:
        """The switches that a node is master of, by the port their master's connection goes to."""
        found = []
        for dpid, factory in self._factories[n]:
            master = self.judge.masters.get(dpid, (0.0, None))[1]
            if any(one.channel is master for one in factory.protocols):
                found.append(dpid)
        return found

    def _connect(self) -> None:
        from twisted.application.internet import ClientService
        from twisted.internet.endpoints import TCP4ClientEndpoint

        from oftwist.testing.protocol import SwitchFactory

        self._factories: list[list[tuple[int, Any]]] = [[] for _ in range(NODES)]
        for switch in self.judge.switches:
            for n, port in enumerate(self.doors):
                factory = SwitchFactory(switch, self.reactor)
                endpoint = TCP4ClientEndpoint(self.reactor, "127.0.0.1", port)
                ClientService(endpoint, factory, lambda attempt: 0.5, self.reactor).startService()
                self._factories[n].append((switch.datapath_id, factory))

    async def _within(self, seconds: float) -> bool:
        end = monotonic() + seconds
        while not self.judge.settled():
            if monotonic() > end:
                return False
            await self._pause(0.05)
        return True

    def _pause(self, seconds: float) -> Awaitable[None]:
        from twisted.internet.task import deferLater

        return deferLater(self.reactor, seconds)

    def report(self) -> int:
        judge, lease = self.judge, self.options.lease
        for number in range(NODES):
            self.processes.kill(f"n{number}")  # nobody writes any more
        judge.read(self.folder)
        judge.check_the_whole(lease)
        self.processes.end()
        self.ports.close()
        print(f"{sum(self.done.values())} rounds: {', '.join(f'{n} {name}' for name, n in sorted(self.done.items()))}")
        print(
            f"{judge.accepted_masters} accepted MASTER requests, {len(judge.writes)} accepted writes, "
            f"{len(judge.confirmed)} confirmed"
        )
        if self.failovers:
            middle = median(self.failovers)
            print(
                f"fail-over of {len(self.failovers)} switches whose node was killed or stopped: median {middle:.2f} s "
                f"({middle / lease:.2f} leases), longest {max(self.failovers):.2f} s"
            )
        print(f"{len(judge.violations)} violations")
        for line in judge.violations[:10]:
            print(" ", line)
        return 1 if judge.violations else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python benchmarks/chaos.py", description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--rounds", type=int, default=100)
    add("--switches", type=int, default=50)
    add("--lease", type=int, default=2, metavar="S")
    add("--leases", type=float, metavar="N", help="faults last so many leases; 0.3 to 2 if not given")
    add("--beat", type=float, default=0.25, metavar="S", help="seconds between two writes to each switch")
    add("--seed", type=int, default=None)
    add("--faults", metavar="NAME,...", help="only these")
    add("--no-ovs", dest="ovs", action="store_false", help="simulated switches only")
    add("--no-fencing", action="store_true", help="switch self-fencing off; the run must find violations")
    add("--verbose", action="store_true")
    options = parser.parse_args()
    if options.ovs and why_not():
        print(f"without Open vSwitch: {why_not()}", flush=True)
        options.ovs = False
    from twisted.internet import reactor
    from twisted.internet.defer import ensureDeferred

    loop: Any = reactor
    with tempfile.TemporaryDirectory(prefix="oftwist-chaos-") as folder:
        chaos = Chaos(options, Path(folder))

        def start() -> None:
            done = ensureDeferred(chaos.play())
            done.addErrback(lambda failure: chaos.judge.violations.append(failure.getTraceback()))
            done.addBoth(lambda _: loop.stop())

        loop.callWhenRunning(start)
        loop.run()
        return chaos.report()


if __name__ == "__main__":
    sys.exit(main())
