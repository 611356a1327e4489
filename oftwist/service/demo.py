"""``twistd oftwist --demo N``: a small simulated network that shows the controller at work.

Uses only :mod:`oftwist.testing` and Twisted; it meets the controller over TCP like any other switches. Every
number in its log lines is counted, none is written down beforehand.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint
from twisted.internet.interfaces import IDelayedCall, IStreamClientEndpoint
from twisted.logger import Logger

from oftwist.loxi import version_names
from oftwist.packet import ipv4_text
from oftwist.testing.network import Host, Link, Network, PingReport
from oftwist.testing.protocol import SwitchService

log = Logger()

#: Pings of the first round, each counted once for every switch in the line (a flooded packet visits them all).
MAX_VISITS = 4000
#: Seconds until the first cable is cut, that it is broken, and until the next one is.
FIRST_EVENT, BROKEN, WHOLE = 8.0, 6.0, 8.0
#: Seconds until apps know a network with loops.
KNOWN = 2.5


class Demo(Service):
    """Simulated switches, two hosts each, that connect to a controller and ping each other.

    After the first round its result is logged, in one line; after that the switches stay and the hosts
    keep sending a ping now and then, like any small network.

    Args:
        switches: how many, 1 or more.
        port: where the controller listens, or a function that tells when the demo starts.
        host: the controller's address; an unspecified one (``""``, ``0.0.0.0``, ``::``) means this machine.
        version: the OpenFlow wire version of all switches, or a list of versions they take turns with.
        reactor: for connections and time; None takes the global one when the service starts.
        endpoint: where to connect instead of ``host`` and ``port``.
        hosts: hosts on each switch.
        settle: seconds to wait after the last switch has connected, so that its app is ready.
        patience: seconds to wait for the switches to connect before it says that they did not.
        interval: seconds between pings after the first round; 0 for none.
        shape: how they are linked: ``"line"``, ``"ring"``, ``"tree"``, ``"mesh"``, ``"leaf-spine"``. All but lines and
            trees have loops, which their app must know to deal with: ``fabric`` does.
        events: cut a cable now and then, and mend it.
    """

    def __init__(
        self,
        switches: int,
        port: Any = 6653,
        host: str = "127.0.0.1",
        version: int | Sequence[int] = 4,
        *,
        reactor: Any = None,
        endpoint: IStreamClientEndpoint | None = None,
        hosts: int = 2,
        settle: float = 0.5,
        patience: float = 10.0,
        interval: float = 5.0,
        shape: str = "line",
        events: bool = False,
    ) -> None:
        self.count = switches
        self.port = port
        self.host = host
        self.versions = [version] if isinstance(version, int) else list(version)
        self.reactor = reactor
        self.endpoint = endpoint
        self.hosts = hosts
        self.settle = settle
        self.patience = patience
        self.interval = interval
        self.shape = shape
        self.events = events
        self.network: Network | None = None
        self.report: PingReport | None = None
        self.finished: Deferred[PingReport] = Deferred()
        self._services: list[SwitchService] = []
        self._timer: IDelayedCall | None = None
        self._event: IDelayedCall | None = None
        self._chance = random.Random(self.count)  # the same demo each time
        self._turn = 0

    def startService(self) -> None:
        """Make the network and connect the switches."""
        super().startService()  # type: ignore[no-untyped-call]
        if self.reactor is None:
            from twisted.internet import reactor

            self.reactor = reactor
        # after everything else has started: the controller may only be about to listen
        self._timer = self.reactor.callLater(0, self._begin)

    def stopService(self) -> Deferred[None] | None:
        """Disconnect the switches."""
        super().stopService()  # type: ignore[no-untyped-call]
        for timer in (self._timer, self._event):
            if timer is not None and timer.active():
                timer.cancel()
        services, self._services = self._services, []
        for service in services:
            service.stopService()
        if self.network is not None:
            self.network.stop()
        return None

    def _target(self) -> IStreamClientEndpoint:
        if self.endpoint is not None:
            return self.endpoint
        port = self.port() if callable(self.port) else self.port
        host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        kind = TCP6ClientEndpoint if ":" in host else TCP4ClientEndpoint
        return kind(self.reactor, host, port)

    def _begin(self) -> None:
        make = Network.line if self.shape == "line" else partial(Network.shaped, self.shape)
        network = self.network = make(self.count, self.hosts, clock=self.reactor, versions=self.versions)
        names = ", ".join(version_names[version] for version in self.versions[: self.count])
        log.info(
            "demo: {switches} in a {shape} with {hosts} connect with OpenFlow {names}",
            shape=self.shape,
            switches=_count(len(network.switches), "simulated switch", "es"),
            hosts=_count(len(network.hosts), "host"),
            names=names,
            event="demo_begins",
        )
        endpoint = self._target()
        for switch in network.switches:
            service = SwitchService(switch, endpoint, self.reactor, retry=1.0)
            self._services.append(service)
            service.startService()
        self._wait_for_switches(self.reactor.seconds() + self.patience)

    def _wait_for_switches(self, deadline: float) -> None:
        network = self.network
        assert network is not None
        missing = [switch.name for switch in network.switches if not switch.received["features_request"]]
        if not missing:
            self._timer = self.reactor.callLater(self.settle, self._ping)
            if self.events:
                self._event = self.reactor.callLater(FIRST_EVENT, self._cut)
            return
        if self.reactor.seconds() >= deadline:
            log.error(
                "demo: after {seconds} s these switches have no controller: {names}; "
                "the hosts ping each other all the same",
                seconds=self.patience,
                names=", ".join(missing),
                event="demo_without_controller",
            )
            self._ping()
            return
        self._timer = self.reactor.callLater(0.05, self._wait_for_switches, deadline)

    def _ping(self) -> None:
        network = self.network
        assert network is not None
        self._timer = None
        pairs = network.pairs()
        count = min(len(pairs), max(MAX_VISITS // len(network.switches), 1))
        if count == len(pairs):
            log.info("demo: {pings}, every host to every other", pings=_count(count, "ping"), event="demo_pings")
        else:
            log.info(
                "demo: {pings} between some of the {pairs} pairs of hosts",
                pings=_count(count, "ping"),
                pairs=len(pairs),
                event="demo_pings",
            )
            pairs = [pairs[index * len(pairs) // count] for index in range(count)]
        # One after the other, so that the log can be followed and a large network is not flooded; five
        # seconds in all.
        gap = min(0.05 + len(network.switches) * 0.001, 5.0 / max(count, 1))
        network.ping_all(pairs, timeout=5.0, interval=gap).addCallback(self._pinged)

    def _pinged(self, report: PingReport) -> None:
        self.report = report
        if self.running:
            self._tell(report)
            if self.interval:
                self._timer = self.reactor.callLater(self.interval, self._keep_going)
        if not self.finished.called:
            self.finished.callback(report)

    def _tell(self, report: PingReport) -> None:
        network = self.network
        assert network is not None
        switches = network.switches
        packet_ins = sum(switch.sent["packet_in"] for switch in switches)
        log.info(
            "demo: {answered} of {sent} pings answered, {flows} installed in {switches}; "
            "{packet_ins} went to the controller, {fast} were forwarded by these flows",
            answered=report.answered,
            sent=report.sent,
            flows=_count(network.flow_count(), "flow"),
            switches=_count(len(switches), "switch", "es"),
            packet_ins=_count(packet_ins, "packet"),
            fast=sum(flow.packets for switch in switches for flow in switch.flows if flow.terms),
            event="demo_pings_answered",
        )
        if not report.unanswered:
            return
        log.error(
            "demo: no answer for {pairs}: {why}",
            pairs=", ".join(_pair(*pair) for pair in report.unanswered[:5]),
            why=self._why(),
            event="demo_pings_lost",
        )

    def _why(self) -> str:
        """The likeliest reason why pings were lost, from what the switches have seen."""
        network = self.network
        assert network is not None
        away = [switch.name for switch in network.switches if not switch.connected]
        if away:
            return f"{', '.join(away)} not connected to the controller"
        refused = [error for switch in network.switches for error in switch.errors_sent]
        if refused:
            kind, code = refused[0]
            return f"the switches refused {len(refused)} messages, the first with {kind} {code}"
        if not any(switch.sent["packet_in"] for switch in network.switches):
            return "no packet went to the controller: no app asked for packets without a flow"
        if not any(switch.received["packet_out"] or switch.received["flow_add"] for switch in network.switches):
            return "no app answered the packets: is a forwarding app such as learning_switch running?"
        return "the apps that run did not forward them"

    def _cut(self) -> None:
        """Cut a cable, for a moment."""
        network = self.network
        assert network is not None
        if network.links:
            link = self._chance.choice(network.links)
            log.info("demo: the cable between {ends} is cut", ends=_ends(link), event="demo_cable_cut")
            network.set_link(link, False)
            self._event = self.reactor.callLater(BROKEN, self._mend, link)

    def _mend(self, link: Link) -> None:
        network = self.network
        assert network is not None
        log.info("demo: the cable between {ends} is mended", ends=_ends(link), event="demo_cable_mended")
        network.set_link(link, True)
        self._event = self.reactor.callLater(WHOLE, self._cut)

    def _keep_going(self) -> None:
        network = self.network
        if network is None or not self.running:
            return
        pairs = network.pairs()
        if pairs:
            one, other = pairs[self._turn % len(pairs)]
            self._turn += 1
            one.ping(other)
        self._timer = self.reactor.callLater(self.interval, self._keep_going)


def _count(number: int, what: str, plural: str = "s") -> str:
    return f"{number} {what}{'' if number == 1 else plural}"


def _ends(link: Link) -> str:
    return " and ".join(f"{switch.name} port {port}" for switch, port in (link.one, link.other))


def _pair(one: Host, other: Host) -> str:
    return f"{one.name} ({ipv4_text(one.ip)}) to {other.name} ({ipv4_text(other.ip)})"
