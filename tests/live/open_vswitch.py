"""A real Open vSwitch in user space, with hosts in network namespaces, for one test module.

Every run has its own folder, database, daemons, bridges, namespaces and names, and removes them all.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.support.waiting import LIMIT, eventually

SCHEMA = Path("/usr/share/openvswitch/vswitch.ovsschema")
PROTOCOLS = {
    1: "OpenFlow10",
    2: "OpenFlow11",
    3: "OpenFlow12",
    4: "OpenFlow13",
    5: "OpenFlow14",
    6: "OpenFlow15",
}

_numbers = itertools.count(1)


def why_not() -> str | None:
    """Why Open vSwitch cannot be run here, or None if it can."""
    missing = [
        name
        for name in ("ovs-vswitchd", "ovsdb-server", "ovs-vsctl", "ovs-ofctl", "ip", "ping")
        if shutil.which(name) is None
    ]
    if missing:
        return f"{', '.join(missing)} not installed (Debian: openvswitch-switch iproute2 iputils-ping)"
    if not SCHEMA.exists():
        return f"{SCHEMA} not installed (Debian: openvswitch-switch)"
    if os.geteuid() != 0:
        return "network namespaces and Open vSwitch need root"
    name = f"oft{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if made.returncode:
        return f"no network namespaces here: {made.stderr.strip()}"
    subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
    return None


def run(*command: str | Path, env: dict[str, str] | None = None, timeout: float = LIMIT) -> str:
    """Run a command to its end and return what it printed; AssertionError with its errors if it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=timeout, check=False)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}{done.stdout}"
    return done.stdout


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
        """Name the controllers, with reconnects soon enough for a test."""
        columns = ("max_backoff=1000", "inactivity_probe=60000", "connection-mode=out-of-band")
        words = [f"--id=@c{n} create controller target={json.dumps(t)}".split() for n, t in enumerate(targets)]
        commands = [[*word, *columns, "--"] for word in words]
        identities = ",".join(f"@c{n}" for n in range(len(targets)))
        self.ovs.vsctl(*sum(commands, ["--"]), "set", "bridge", self.name, f"controller=[{identities}]")

    def add_host(self) -> Host:
        """A new host on a new port, with the next address of 10.0.0.0/24."""
        number = len(self.hosts) + 1
        host = Host(f"{self.name}h{number}", f"{self.name}p{number}", f"10.0.0.{number}")
        inside = f"{self.name}e{number}"
        self.ovs.at_end(lambda: _quietly("ip", "netns", "del", host.namespace))
        self.ovs.at_end(lambda: _quietly("ip", "link", "del", host.interface))
        run("ip", "netns", "add", host.namespace)
        run("ip", "link", "add", host.interface, "type", "veth", "peer", "name", inside)
        run("ip", "link", "set", inside, "netns", host.namespace)
        run("ip", "link", "set", host.interface, "up")
        in_namespace = ("ip", "-n", host.namespace)
        run(*in_namespace, "addr", "add", f"{host.address}/24", "dev", inside)
        run(*in_namespace, "link", "set", inside, "address", f"02:00:00:00:00:{number:02x}")
        # Without an address of IPv6 it says nothing by itself: tests count what comes.
        run(*in_namespace, "link", "set", inside, "addrgenmode", "none")
        run(*in_namespace, "link", "set", inside, "up")
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
        """Ports 1 to ``count``, each with a cable: by the number of the port the interface at our end.

        The switch gets every packet itself, none goes by what it remembers of flows that were: a barrier does not wait
        until that is forgotten.
        """
        self.ovs.vsctl("set", "Open_vSwitch", ".", "other_config:flow-limit=0")
        ends: dict[int, str] = {}
        for number in range(1, count + 1):
            here, there = f"{self.name}-{number}", f"{self.name}+{number}"
            run("ip", "link", "add", here, "type", "veth", "peer", "name", there)
            self.ovs.at_end(partial(_quietly, "ip", "link", "del", here))
            for name in (here, there):
                run("ip", "link", "set", name, "addrgenmode", "none", "up")
            self.ovs.vsctl("add-port", self.name, there, "--", "set", "interface", there, f"ofport_request={number}")
            ends[number] = here
        return ends

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


def _quietly(*command: str) -> None:
    subprocess.run(command, capture_output=True, check=False)


class OpenVSwitch:
    """One pair of ovsdb-server and ovs-vswitchd. Use as a context manager.

    The bridges are of datapath type "dummy": the user-space datapath of "netdev" with real interfaces all the same, but
    without a tap device called ovs-netdev. A machine can have one of these only, so one such Open vSwitch at a time.

    Args:
        folder: an empty folder for database, sockets and logs, with a path short enough for a socket.
        namespace: the network namespace of the switch, None for that of the tests.
    """

    def __init__(self, folder: Path, namespace: str | None = None) -> None:
        self._within = ("ip", "netns", "exec", namespace) if namespace else ()
        self.folder = folder
        self.database = f"unix:{folder}/db.sock"
        self.env = {
            **os.environ,
            "OVS_RUNDIR": str(folder),
            "OVS_DBDIR": str(folder),
            "OVS_LOGDIR": str(folder),
            "OVS_SYSCONFDIR": str(folder),
        }
        self.reached_at = "127.0.0.1"  # where it finds us
        self.cut: Callable[[bool], object] = lambda down: None  # the cable, where there is one
        self._at_end: list[Callable[[], None]] = []

    def at_end(self, undo: Callable[[], None]) -> None:
        self._at_end.append(undo)

    def __enter__(self) -> OpenVSwitch:
        try:
            run("ovsdb-tool", "create", self.folder / "conf.db", SCHEMA, env=self.env)
            self.at_end(lambda: self.kill("ovsdb-server"))
            run(
                "ovsdb-server",
                self.folder / "conf.db",
                f"--remote=p{self.database}",
                "--remote=db:Open_vSwitch,Open_vSwitch,manager_options",
                "--private-key=db:Open_vSwitch,SSL,private_key",
                "--certificate=db:Open_vSwitch,SSL,certificate",
                "--bootstrap-ca-cert=db:Open_vSwitch,SSL,ca_cert",
                "--detach",
                "--no-chdir",
                "--pidfile",
                "--log-file",
                "-vconsole:off",
                env=self.env,
            )
            self.vsctl("--no-wait", "init")
            self.start_switch()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        while self._at_end:
            self._at_end.pop()()

    def start_switch(self) -> None:
        """Start ovs-vswitchd (again)."""
        self.at_end(lambda: self.kill("ovs-vswitchd"))
        run(
            *self._within,
            "ovs-vswitchd",
            self.database,
            "--disable-system",
            "--enable-dummy",
            "--detach",
            "--no-chdir",
            "--pidfile",
            "--log-file",
            "-vconsole:off",
            env=self.env,
        )

    def kill(self, daemon: str, how: int = signal.SIGTERM) -> None:
        """End a daemon of ours, and wait until it is gone."""
        try:
            pid = int((self.folder / f"{daemon}.pid").read_text())
            os.kill(pid, how)
        except (FileNotFoundError, ProcessLookupError):
            return
        eventually(lambda: not _is_alive(pid))
        (self.folder / f"{daemon}.pid").unlink(missing_ok=True)

    def pause(self, daemon: str) -> None:
        """Stop a daemon of ours without ending it: it does nothing until it is killed."""
        os.kill(int((self.folder / f"{daemon}.pid").read_text()), signal.SIGSTOP)

    def vsctl(self, *arguments: str) -> str:
        return run("ovs-vsctl", f"--db={self.database}", f"--timeout={LIMIT:.0f}", *arguments, env=self.env)

    def add_bridge(self, protocols: str, hosts: int = 2) -> Bridge:
        """A bridge with hosts that speaks the given versions, e.g. ``"OpenFlow10,OpenFlow13"``."""
        number = next(_numbers)
        name = f"t{os.getpid()}x{number}"[-10:]
        bridge = Bridge(self, name, os.getpid() << 16 | number, protocols)
        self.at_end(lambda: _quietly("ip", "link", "del", name))
        self.vsctl(
            "add-br",
            name,
            "--",
            "set",
            "bridge",
            name,
            "datapath_type=dummy",
            "fail-mode=secure",
            f"protocols={protocols}",
            f"other-config:datapath-id={bridge.datapath_id:016x}",
        )
        for _ in range(hosts):
            bridge.add_host()
        return bridge


def _is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
