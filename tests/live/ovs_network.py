"""Several bridges of a real Open vSwitch, cabled as a shape says, with a host on each that has any."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from oftwist.testing.shapes import SHAPES, has_hosts
from tests.live.open_vswitch import PROTOCOLS, Bridge, OpenVSwitch, run

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
        self.cables = [self._cable(self.bridges[one], self.bridges[other]) for one, other in SHAPES[shape](count)]
        hosts = [bridge for index, bridge in enumerate(self.bridges) if has_hosts(shape, index, count)]
        self.stations = [self._station(bridge, number) for number, bridge in enumerate(hosts, 1)]

    def _pair(self) -> tuple[str, str]:
        number = next(_names)
        names = (f"o{os.getpid() % 100000}a{number}", f"o{os.getpid() % 100000}b{number}")
        run("ip", "link", "add", names[0], "type", "veth", "peer", "name", names[1])
        self.ovs.at_end(lambda: subprocess.run(["ip", "link", "del", names[0]], capture_output=True, check=False))
        return names

    def _cable(self, one: Bridge, other: Bridge) -> Cable:
        names = self._pair()
        for bridge, name in zip((one, other), names, strict=True):
            run("ip", "link", "set", name, "addrgenmode", "none")
            run("ip", "link", "set", name, "up")
            self.ovs.vsctl("add-port", bridge.name, name)
        return Cable((one, names[0]), (other, names[1]))

    def _station(self, bridge: Bridge, number: int) -> Station:
        outside, inside = self._pair()
        station = Station(f"n{outside}", outside, inside, f"10.0.0.{number}", bridge)
        run("ip", "netns", "add", station.namespace)
        self.ovs.at_end(lambda: subprocess.run(["ip", "netns", "del", station.namespace], check=False))
        run("ip", "link", "set", inside, "netns", station.namespace)
        run("ip", "link", "set", outside, "addrgenmode", "none")
        run("ip", "link", "set", outside, "up")
        there = ("ip", "-n", station.namespace)
        run(*there, "link", "set", inside, "address", f"02:00:00:00:01:{number:02x}")
        run(*there, "addr", "add", f"{station.address}/24", "dev", inside)
        run(*there, "link", "set", inside, "up")
        run(*there, "link", "set", "lo", "up")
        self.ovs.vsctl("add-port", bridge.name, outside)
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
