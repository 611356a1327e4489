"""Several bridges of a real Open vSwitch, cabled as a shape says, with a host on each that has any."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from oftwist.testing.private_ovs import quietly, run
from oftwist.testing.shapes import SHAPES, has_hosts
from tests.live.open_vswitch import PROTOCOLS, Bridge, OpenVSwitch, run_ip

_names = itertools.count(1)
#: Sends a broadcast some times, in the namespace of a host.
_SHOUT = """
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind((sys.argv[1], 0))
frame = b"\\xff" * 6 + s.getsockname()[4] + b"\\x88\\xb5" + b"broadcast".ljust(46, b"\\0")
for _ in range(int(sys.argv[2])):
    s.send(frame)
"""


@dataclass
class Station:
    """A host: a namespace with one interface."""

    namespace: str
    outside: str
    inside: str
    address: str
    bridge: Bridge

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run something there."""
        words = ("ip", "netns", "exec", self.namespace, *words)
        return subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)

    def reaches(self, other: Station) -> bool:
        """Whether one of a few pings is answered."""
        return self.command("ping", "-c", "1", "-W", "2", other.address).returncode == 0

    def shout(self, times: int) -> None:
        """Broadcast."""
        done = self.command("python3", "-c", _SHOUT, self.inside, str(times))
        assert done.returncode == 0, done.stderr


@dataclass
class Cable:
    """A veth pair between two bridges."""

    one: tuple[Bridge, str]
    other: tuple[Bridge, str]

    def cut(self) -> None:
        """Both ends lose their carrier."""
        run("ip", "link", "set", self.one[1], "down")

    def mend(self) -> None:
        """And have it again."""
        run("ip", "link", "set", self.one[1], "up")

    def deafen(self, deaf: bool) -> None:
        """One end drops what comes, and nobody else can tell."""
        bridge, port = self.other
        bridge.ofctl("mod-port", port, "no-receive" if deaf else "receive")


class OvsNetwork:
    """Bridges, cables and hosts.

    Args:
        ovs: what runs them.
        shape: how they are cabled.
        count: how many bridges.
        versions: of OpenFlow, one for each bridge in turn.
    """

    def __init__(self, ovs: OpenVSwitch, shape: str, count: int, versions: list[int]) -> None:
        self.ovs = ovs
        protocols = [PROTOCOLS[version] for version in versions]
        self.bridges = [ovs.add_bridge(protocols[index % len(versions)], 0) for index in range(count)]
        self._links: list[str] = []  # commands of ip
        self._ports: list[tuple[str, str]] = []  # bridges, and what becomes a port of them
        self.cables = [self._cable(self.bridges[one], self.bridges[other]) for one, other in SHAPES[shape](count)]
        hosts = [bridge for index, bridge in enumerate(self.bridges) if has_hosts(shape, index, count)]
        self.stations = [self._station(bridge, number) for number, bridge in enumerate(hosts, 1)]
        run_ip(*self._links)
        for number, station in enumerate(self.stations, 1):
            run_ip(
                f"link set {station.inside} address 02:00:00:00:01:{number:02x}",
                f"addr add {station.address}/24 dev {station.inside}",
                f"link set {station.inside} up",
                "link set lo up",
                namespace=station.namespace,
            )
        ovs.vsctl(*(word for pair in self._ports for word in ("--", "add-port", *pair)))

    def _pair(self) -> tuple[str, str]:
        number = next(_names)
        names = (f"o{os.getpid() % 100000}a{number}", f"o{os.getpid() % 100000}b{number}")
        self._links.append(f"link add {names[0]} type veth peer name {names[1]}")
        self.ovs.at_end(lambda: quietly("ip", "link", "del", names[0]))
        return names

    def _plug(self, bridge: Bridge, name: str) -> None:
        self._links += [f"link set {name} addrgenmode none", f"link set {name} up"]
        self._ports.append((bridge.name, name))

    def _cable(self, one: Bridge, other: Bridge) -> Cable:
        names = self._pair()
        for bridge, name in zip((one, other), names, strict=True):
            self._plug(bridge, name)
        return Cable((one, names[0]), (other, names[1]))

    def _station(self, bridge: Bridge, number: int) -> Station:
        outside, inside = self._pair()
        station = Station(f"n{outside}", outside, inside, f"10.0.0.{number}", bridge)
        self._links += [f"netns add {station.namespace}", f"link set {inside} netns {station.namespace}"]
        self.ovs.at_end(lambda: quietly("ip", "netns", "del", station.namespace))
        self._plug(bridge, outside)
        return station

    def set_controller(self, target: str) -> None:
        """Have all bridges connect."""
        for bridge in self.bridges:
            bridge.set_controller(target)

    def move(self, station: Station, bridge: Bridge) -> None:
        """Plug a host into another bridge."""
        self.ovs.vsctl(
            "del-port", station.bridge.name, station.outside, "--", "add-port", bridge.name, station.outside
        )
        station.bridge = bridge

    def unreachable(self) -> list[str]:
        """The pairs of hosts that do not reach each other."""
        pairs = [(one, other) for one in self.stations for other in self.stations if one is not other]
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda pair: pair[0].reaches(pair[1]), pairs))
        return [f"{a.address}-{b.address}" for (a, b), good in zip(pairs, answers, strict=True) if not good]

    def received(self) -> Counter[str]:
        """Port to frames it has received, of all ends of cables."""
        found: Counter[str] = Counter()
        for end in (end for cable in self.cables for end in (cable.one, cable.other)):
            bridge, name = end
            told = re.search(r"rx pkts=(\d+)", bridge.ofctl("dump-ports", name))
            assert told is not None
            found[name] = int(told[1])
        return found

    def heard(self) -> dict[str, int]:
        """Host to frames that were sent to it."""
        found = {}
        for station in self.stations:
            told = re.search(r"tx pkts=(\d+)", station.bridge.ofctl("dump-ports", station.outside))
            assert told is not None
            found[station.address] = int(told[1])
        return found

    def remove(self) -> None:
        """Take the bridges away; interfaces and namespaces go with the test."""
        for bridge in self.bridges:
            bridge.remove()
