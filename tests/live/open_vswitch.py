"""A real Open vSwitch in user space, with hosts in network namespaces, for one test module.

Every run has its own folder, database, daemons, bridges, namespaces and names, and removes them all.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from oftwist.testing import private_ovs
from oftwist.testing.private_ovs import PROTOCOLS, quietly, run
from tests.support.waiting import LIMIT

__all__ = ["PROTOCOLS", "Bridge", "Host", "OpenVSwitch", "marks", "run", "why_not"]

_numbers = itertools.count(1)


def marks(version: int) -> list[pytest.MarkDecorator]:
    """For a test of seconds in every version: the ends and the one that most switches speak; the others are slow."""
    return [] if version in (1, 4, 6) else [pytest.mark.slow]


def why_not() -> str | None:
    """Why Open vSwitch cannot be run here, or None if it can."""
    return private_ovs.why_not("ovs-ofctl", "ping")


def run_ip(*lines: str, namespace: str | None = None) -> None:
    """Have one ``ip`` carry out several of its commands, in a namespace if one is named."""
    words = ["ip", *(["-n", namespace] if namespace else []), "-batch", "-"]
    done = subprocess.run(words, input="\n".join(lines), capture_output=True, text=True, timeout=LIMIT, check=False)
    assert done.returncode == 0, f"{lines}: {done.stderr}"


@dataclass
class Host:
    """A network namespace with one interface on a bridge."""

    namespace: str
    interface: str
    address: str

    def ping(self, other: Host, count: int = 3, size: int = 56) -> int:
        """Ping another host and return how many of ``count`` packets were answered."""
        done = subprocess.run(
            [
                "ip",
                "netns",
                "exec",
                self.namespace,
                "ping",
                "-c",
                str(count),
                "-i",
                "0.1",
                "-W",
                "30",
                "-s",
                str(size),
                other.address,
            ],
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        found = re.search(r"(\d+) received", done.stdout)
        assert found is not None, done.stdout + done.stderr
        return int(found[1])


@dataclass
class Bridge:
    """A bridge in fail-mode secure: without a controller nothing is forwarded."""

    ovs: OpenVSwitch
    name: str
    datapath_id: int
    protocols: str
    hosts: list[Host] = field(default_factory=list)

    def set_controller(self, *targets: str) -> None:
        """Name the controllers, with reconnects soon enough for a test; on a busy machine we may be quiet for long."""
        columns = ("max_backoff=1000", "inactivity_probe=600000", "connection-mode=out-of-band")
        words = [f"--id=@c{n} create controller target={json.dumps(t)}".split() for n, t in enumerate(targets)]
        commands = [[*word, *columns, "--"] for word in words]
        identities = ",".join(f"@c{n}" for n in range(len(targets)))
        self.ovs.vsctl(*sum(commands, ["--"]), "set", "bridge", self.name, f"controller=[{identities}]")

    def add_host(self) -> Host:
        """A new host on a new port, with the next address of 10.0.0.0/24."""
        number = len(self.hosts) + 1
        host = Host(f"{self.name}h{number}", f"{self.name}p{number}", f"10.0.0.{number}")
        inside = f"{self.name}e{number}"
        self.ovs.at_end(lambda: quietly("ip", "netns", "del", host.namespace))
        self.ovs.at_end(lambda: quietly("ip", "link", "del", host.interface))
        run_ip(
            f"netns add {host.namespace}",
            f"link add {host.interface} type veth peer name {inside}",
            f"link set {inside} netns {host.namespace}",
            f"link set {host.interface} up",
        )
        # Without an address of IPv6 it says nothing by itself: tests count what comes.
        run_ip(
            f"addr add {host.address}/24 dev {inside}",
            f"link set {inside} address 02:00:00:00:00:{number:02x}",
            f"link set {inside} addrgenmode none",
            f"link set {inside} up",
            namespace=host.namespace,
        )
        self.ovs.vsctl(
            "add-port",
            self.name,
            host.interface,
            "--",
            "set",
            "interface",
            host.interface,
            f"ofport_request={number}",
        )
        self.hosts.append(host)
        return host

    def add_cables(self, count: int) -> dict[int, str]:
        """Ports 1 to ``count``, each with a cable: by the number of the port the interface at our end."""
        return self.ovs.cable(self.name, count)

    def ofctl(self, command: str, *arguments: str) -> str:
        """``ovs-ofctl COMMAND BRIDGE ...`` with the first version this bridge speaks."""
        version = self.protocols.partition(",")[0]
        return run("ovs-ofctl", "-O", version, command, self.name, *arguments, env=self.ovs.env)

    def flows(self) -> list[str]:
        """The flow entries, as ovs-ofctl prints them."""
        return [line.strip() for line in self.ofctl("dump-flows").splitlines() if "actions=" in line]

    def is_connected(self) -> bool:
        return "true" in self.ovs.vsctl("--columns=is_connected", "find", "controller", "is_connected=true")

    def remove(self) -> None:
        self.ovs.vsctl("--if-exists", "del-br", self.name)


class OpenVSwitch(private_ovs.OpenVSwitch):
    """One pair of ovsdb-server and ovs-vswitchd, whose bridges have hosts."""

    def __init__(self, folder: Path, namespace: str | None = None) -> None:
        super().__init__(folder, namespace)
        self.reached_at = "127.0.0.1"  # where it finds us
        self.cut: Callable[[bool], object] = lambda down: None  # the cable, where there is one

    def pause(self, daemon: str) -> None:
        """Stop a daemon of ours without ending it: it does nothing until it is killed."""
        os.kill(int((self.folder / f"{daemon}.pid").read_text()), signal.SIGSTOP)

    def add_bridge(self, protocols: str, hosts: int = 2) -> Bridge:
        """A bridge with hosts that speaks the given versions, e.g. ``"OpenFlow10,OpenFlow13"``."""
        number = next(_numbers)
        name = f"t{os.getpid()}x{number}"[-10:]
        bridge = Bridge(self, name, os.getpid() << 16 | number, protocols)
        self.at_end(lambda: quietly("ip", "link", "del", name))
        self.create_bridge(name, protocols, bridge.datapath_id)
        for _ in range(hosts):
            bridge.add_host()
        return bridge
