"""A simulated network: switches in a line, hosts behind them, and pings that go through real frames.

Knows ``oftwist.testing.FakeSwitch`` and a clock; how the switches reach their controller is not its
business. Frames travel at once, one after the other in one queue, so that no call nests however far a
frame goes.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.internet.task import Clock

from oftwist import packet as pk
from oftwist.testing.shapes import SHAPES, has_hosts
from oftwist.testing.switch import FakeSwitch


class Host:
    """A host with one interface: it answers ARP and ping, and pings others.

    Args:
        network: what carries its frames.
        name: for reports.
        mac, ip: its addresses, as ints.

    Attributes:
        switch, port: where it is plugged in.
        arp: IPv4 address -> MAC address it has learned.
        received: frames that were for it or for all.
    """

    #: Seconds between ARP requests, and how many are sent.
    arp_interval = 0.5
    arp_attempts = 3

    def __init__(self, network: Network, name: str, mac: int, ip: int) -> None:
        self.network = network
        self.name = name
        self.mac = mac
        self.ip = ip
        self.switch: FakeSwitch | None = None
        self.port = 0
        self.arp: dict[int, int] = {}
        self.received: list[bytes] = []
        self._sequence = 0
        self._waiting: dict[tuple[int, int], _Ping] = {}

    def __repr__(self) -> str:
        return f"Host({self.name}, {pk.ipv4_text(self.ip)}, {pk.mac_text(self.mac)})"

    def send(self, frame: bytes) -> None:
        """Put a frame on the wire."""
        self.network.frame_from(self, frame)

    def receive(self, frame: bytes) -> None:
        """A frame comes out of the switch port."""
        packet = pk.parse(frame)
        fields = packet.fields
        target = fields.get("eth_dst")
        if target != self.mac and target != pk.BROADCAST:
            return
        self.received.append(frame)
        if fields.get("eth_type") == pk.ETH_ARP and "arp_tpa" in fields:
            self._arp(fields)
        elif fields.get("ipv4_dst") == self.ip and fields.get("ip_proto") == pk.PROTO_ICMP:
            self._icmp(fields, pk.transport_payload(packet))

    def _arp(self, fields: dict[str, int]) -> None:
        if fields["arp_tpa"] != self.ip:
            return
        self.arp[fields["arp_spa"]] = fields["arp_sha"]
        if fields["arp_op"] == 1:
            self.send(pk.build_arp(2, self.mac, self.ip, fields["arp_sha"], fields["arp_spa"]))
        else:
            for ping in [ping for ping in self._waiting.values() if ping.target == fields["arp_spa"]]:
                ping.resolved()

    def _icmp(self, fields: dict[str, int], body: bytes) -> None:
        kind = fields.get("icmpv4_type")
        if len(body) < 8:
            return
        ident, sequence = int.from_bytes(body[4:6], "big"), int.from_bytes(body[6:8], "big")
        if kind == 8:
            self.send(
                pk.build_echo(
                    fields["eth_src"],
                    self.mac,
                    self.ip,
                    fields["ipv4_src"],
                    ident,
                    sequence,
                    body[8:],
                    reply=True,
                )
            )
        elif kind == 0:
            ping = self._waiting.get((fields["ipv4_src"], sequence))
            if ping is not None:
                ping.answered()

    def ping(self, target: Host | int | str, timeout: float = 5.0) -> Deferred[float | None]:
        """Send one echo request, asking for the address by ARP first if it is not known.

        Args:
            target: a host, or an IPv4 address.
            timeout: seconds to wait for the answer, ARP included.
        Returns:
            fires with the round-trip time in seconds, or None if no answer came.
        """
        address = target.ip if isinstance(target, Host) else pk.ipv4(target)
        self._sequence += 1
        ping = _Ping(self, address, self._sequence & 0xFFFF, timeout)
        self._waiting[(address, ping.sequence)] = ping
        ping.start()
        return ping.done


class _Ping:
    """One ping on its way: ARP, then the echo, then the answer or the timeout."""

    def __init__(self, host: Host, target: int, sequence: int, timeout: float) -> None:
        self.host = host
        self.target = target
        self.sequence = sequence
        self.done: Deferred[float | None] = Deferred()
        clock = host.network.clock
        self.started = clock.seconds()
        self.deadline = clock.callLater(timeout, self.finish, None)
        self.retry: IDelayedCall | None = None
        self.attempts = 0

    def start(self) -> None:
        if self.target in self.host.arp:
            self.resolved()
        else:
            self.ask()

    def ask(self) -> None:
        host = self.host
        self.retry = None
        if self.attempts >= host.arp_attempts:
            return
        self.attempts += 1
        self.retry = host.network.clock.callLater(host.arp_interval, self.ask)
        host.send(pk.build_arp(1, host.mac, host.ip, 0, self.target))

    def resolved(self) -> None:
        host = self.host
        if self.retry is not None:
            self.retry.cancel()
            self.retry = None
        mac = host.arp[self.target]
        host.send(pk.build_echo(mac, host.mac, host.ip, self.target, 1, self.sequence, b"oftwist" * 8))

    def answered(self) -> None:
        self.finish(self.host.network.clock.seconds() - self.started)

    def finish(self, result: float | None) -> None:
        self.host._waiting.pop((self.target, self.sequence), None)
        for call in (self.retry, self.deadline):
            if call is not None and call.active():
                call.cancel()
        self.done.callback(result)


@dataclass
class PingReport:
    """What came of many pings.

    Attributes:
        sent, answered: how many.
        unanswered: (from, to) of those without an answer.
        times: round-trip times in seconds of the others.
    """

    sent: int = 0
    answered: int = 0
    unanswered: list[tuple[Host, Host]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


@dataclass
class Link:
    """A cable between two switch ports; ``up`` False lets nothing through, ``carried`` counts its frames."""

    one: tuple[FakeSwitch, int]
    other: tuple[FakeSwitch, int]
    up: bool = True
    carried: int = 0


class Network:
    """Switches, hosts and the links between them.

    Args:
        clock: the time for pings; a ``task.Clock`` of its own by default.

    Attributes:
        switches, hosts, links: what is in it.
        delivered: frames carried so far.
    """

    def __init__(self, clock: IReactorTime | None = None) -> None:
        self.clock: IReactorTime = clock if clock is not None else Clock()
        self.switches: list[FakeSwitch] = []
        self.hosts: list[Host] = []
        self.links: list[Link] = []
        self.delivered = 0
        self._queue: deque[tuple[Callable[..., None], tuple[Any, ...]]] = deque()
        self._running = False

    @classmethod
    def line(
        cls,
        switches: int,
        hosts_per_switch: int = 2,
        *,
        clock: IReactorTime | None = None,
        version: int | Iterable[int] = 4,
        versions: list[int] | None = None,
        **options: Any,
    ) -> Network:
        """Switches s1 ... sN, each linked with the next, with some hosts on each.

        Ports 1 ... ``hosts_per_switch`` are the hosts', the next leads to the right, the one after it to the
        left. Host h3 has the address 10.0.0.3 and the MAC address 00:00:00:00:00:03.

        Args:
            switches: how many, 1 or more.
            hosts_per_switch: how many on each.
            clock: the time.
            version: OpenFlow version of all switches.
            versions: one version for each switch in turn, instead; repeated when there are more switches.
            options: for :class:`FakeSwitch`.
        """
        network = cls(clock)
        right, left = hosts_per_switch + 1, hosts_per_switch + 2
        for index in range(switches):
            chosen = version if versions is None else versions[index % len(versions)]
            switch = network.add_switch(FakeSwitch(index + 1, chosen, ports=left, clock=network.clock, **options))
            for port in range(1, hosts_per_switch + 1):
                network.add_host(switch, port)
            if index:
                network.add_link(network.switches[index - 1], right, switch, left)
        for switch, port in ((network.switches[0], left), (network.switches[-1], right)):
            switch.datapath.ports[port].state |= 1  # nothing is plugged in there
        return network

    @classmethod
    def shaped(
        cls,
        shape: str,
        switches: int,
        hosts_per_switch: int = 2,
        *,
        clock: IReactorTime | None = None,
        versions: Sequence[int] = (4,),
        **options: Any,
    ) -> Network:
        """Switches s1 ... sN in a line, ring, tree, mesh or leaf-spine network, with some hosts on each but spines.

        The first ports are the hosts', the others lead to neighbours. Addresses are as in :meth:`line`.

        Args:
            shape: its name, one of ``oftwist.testing.shapes.SHAPES``.
            switches: how many, 1 or more.
            hosts_per_switch: how many on each that has any.
            clock: the time.
            versions: one OpenFlow version for each switch in turn.
            options: for :class:`FakeSwitch`.
        """
        network = cls(clock)
        pairs = SHAPES[shape](switches)
        used = Counter(number for pair in pairs for number in pair)
        for index in range(switches):
            hosts = hosts_per_switch if has_hosts(shape, index, switches) else 0
            version = versions[index % len(versions)]
            ports = hosts + used[index]
            switch = network.add_switch(FakeSwitch(index + 1, version, ports=ports, clock=network.clock, **options))
            for port in range(1, hosts + 1):
                network.add_host(switch, port)
            used[index] = hosts
        for pair in pairs:
            used.update(pair)
            (one, one_port), (other, other_port) = ((network.switches[index], used[index]) for index in pair)
            network.add_link(one, one_port, other, other_port)
        return network

    def add_switch(self, switch: FakeSwitch) -> FakeSwitch:
        """Take a switch in."""
        self.switches.append(switch)
        return switch

    def add_host(self, switch: FakeSwitch, port: int, *, mac: int | None = None, ip: int | str | None = None) -> Host:
        """Plug a new host into a port."""
        index = len(self.hosts) + 1
        address = 0x0A000000 + index if ip is None else pk.ipv4(ip)
        host = Host(self, f"h{index}", index if mac is None else mac, address)
        self.hosts.append(host)
        self.plug(host, switch, port)
        return host

    def plug(self, host: Host, switch: FakeSwitch, port: int) -> None:
        """Plug a host into a port, out of the one it was in."""
        if host.switch is not None:
            host.switch.ports[host.port].send = None
        host.switch, host.port = switch, port
        switch.ports[port].send = lambda frame: self._later(host.receive, frame)

    def add_link(self, one: FakeSwitch, one_port: int, other: FakeSwitch, other_port: int) -> Link:
        """Connect two ports."""
        link = Link((one, one_port), (other, other_port))

        def carry(switch: FakeSwitch, port: int) -> Callable[[bytes], None]:
            def send(frame: bytes) -> None:
                if link.up:
                    link.carried += 1
                    self._later(switch.receive, port, frame)

            return send

        one.ports[one_port].send = carry(other, other_port)
        other.ports[other_port].send = carry(one, one_port)
        self.links.append(link)
        return link

    def set_link(self, link: Link, up: bool) -> None:
        """Break or mend a cable; both switches notice."""
        link.up = up
        for switch, port in (link.one, link.other):
            switch.set_link(port, up)

    # -- frames --------------------------------------------------------------------------------------

    def frame_from(self, host: Host, frame: bytes) -> None:
        """A host puts a frame on the wire."""
        if host.switch is not None:
            self._later(host.switch.receive, host.port, frame)

    def _later(self, deliver: Callable[..., None], *args: Any) -> None:
        """Deliver after what is under way; at once when nothing is."""
        self._queue.append((deliver, args))
        if self._running:
            return
        self._running = True
        try:
            while self._queue:
                call, call_args = self._queue.popleft()
                self.delivered += 1
                call(*call_args)
        finally:
            self._running = False

    # -- pings ---------------------------------------------------------------------------------------

    def ping_all(
        self,
        pairs: Iterable[tuple[Host, Host]] | None = None,
        *,
        timeout: float = 5.0,
        interval: float = 0.0,
    ) -> Deferred[PingReport]:
        """Every host pings every other.

        Args:
            pairs: (from, to) instead of all of them.
            timeout: seconds that each ping waits.
            interval: seconds between the beginnings of two pings; 0 starts all at once.
        Returns:
            fires with the report when the last is answered or given up.
        """
        chosen = list(pairs) if pairs is not None else self.pairs()
        report = PingReport()
        finished: Deferred[PingReport] = Deferred()
        left = len(chosen)
        if not left:
            finished.callback(report)
            return finished

        def start(one: Host, other: Host) -> None:
            report.sent += 1
            one.ping(other, timeout).addCallback(collect, one, other)

        def collect(result: float | None, one: Host, other: Host) -> None:
            nonlocal left
            if result is None:
                report.unanswered.append((one, other))
            else:
                report.answered += 1
                report.times.append(result)
            left -= 1
            if not left:
                finished.callback(report)

        for index, (one, other) in enumerate(chosen):
            if interval and index:
                self.clock.callLater(index * interval, start, one, other)
            else:
                start(one, other)
        return finished

    def pairs(self) -> list[tuple[Host, Host]]:
        """Every ordered pair of hosts."""
        return [(one, other) for one in self.hosts for other in self.hosts if one is not other]

    def flow_count(self) -> int:
        """Entries in all tables of all switches."""
        return sum(len(switch.datapath.flows) for switch in self.switches)

    def stop(self) -> None:
        """End the switches' connections and timers."""
        for switch in self.switches:
            switch.stop()
