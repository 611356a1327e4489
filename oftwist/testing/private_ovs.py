"""A real Open vSwitch of one's own: its database, its daemons, its network, its folder; it removes them all.

It runs in user space and touches no other Open vSwitch of the machine. ``PrivateSwitch`` is what ``--of-ovs`` of the
pytest plugin and of ``oftwist conformance`` tests. It may know processes and errors; knows no OpenFlow and no Twisted.
"""

from __future__ import annotations

import itertools
import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from oftwist.errors import ConfigurationError

SCHEMA = Path("/usr/share/openvswitch/vswitch.ovsschema")
#: What Open vSwitch calls the versions.
PROTOCOLS = {1: "OpenFlow10", 2: "OpenFlow11", 3: "OpenFlow12", 4: "OpenFlow13", 5: "OpenFlow14", 6: "OpenFlow15"}
#: Seconds after which a command of Open vSwitch is not waited for any more.
LIMIT = 120.0

Self = TypeVar("Self", bound="OpenVSwitch")
_numbers = itertools.count(1)


def why_not(*more: str) -> str | None:
    """Why Open vSwitch cannot be run here, in a line, or None if it can.

    Args:
        more: other programs that are needed.
    """
    wanted = ("ovs-vswitchd", "ovsdb-server", "ovsdb-tool", "ovs-vsctl", "ip", *more)
    missing = [name for name in wanted if shutil.which(name) is None]
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


def run(*command: str | Path, env: Mapping[str, str] | None = None, timeout: float = LIMIT) -> str:
    """Run a command to its end and return what it printed.

    Raises:
        ConfigurationError: it failed; with what it said.
    """
    words = [str(word) for word in command]
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode:
        raise ConfigurationError(f"{' '.join(words)}: {(done.stderr + done.stdout).strip()}")
    return done.stdout


class OpenVSwitch:
    """One pair of ovsdb-server and ovs-vswitchd. Use as a context manager.

    Bridges of datapath type "dummy" are those of "netdev" with real interfaces all the same, but need no tap device
    ``ovs-netdev``, of which a network can have one only.

    Args:
        folder: an empty folder for database, sockets and logs, with a path short enough for a socket.
        namespace: the network namespace of the switch, None for that of this process.
        datapath: type of its bridges, "dummy" or "netdev".
    """

    def __init__(self, folder: Path, namespace: str | None = None, datapath: str = "dummy") -> None:
        self.folder = folder
        self.database = f"unix:{folder}/db.sock"
        folders = ("OVS_RUNDIR", "OVS_DBDIR", "OVS_LOGDIR", "OVS_SYSCONFDIR")
        self.env = {**os.environ, **dict.fromkeys(folders, str(folder))}
        self._within = ("ip", "netns", "exec", namespace) if namespace else ()
        self._datapath = datapath
        self._at_end: list[Callable[[], object]] = []

    def at_end(self, undo: Callable[[], object]) -> None:
        """Call this when it ends, the last one first."""
        self._at_end.append(undo)

    def __enter__(self: Self) -> Self:
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
                *_DAEMON,
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
        words = ("ovs-vswitchd", self.database, "--disable-system", "--enable-dummy", *_DAEMON)
        run(*self._within, *words, env=self.env)

    def kill(self, daemon: str, how: int = signal.SIGTERM) -> None:
        """End a daemon of ours, and wait until it is gone."""
        file = self.folder / f"{daemon}.pid"
        try:
            gone = os.pidfd_open(int(file.read_text()))
        except (FileNotFoundError, ProcessLookupError):
            return
        try:
            signal.pidfd_send_signal(gone, how)
            if not select.select([gone], [], [], LIMIT)[0]:
                raise ConfigurationError(f"{daemon} does not end")
        finally:
            os.close(gone)
        file.unlink(missing_ok=True)

    def vsctl(self, *arguments: str) -> str:
        """``ovs-vsctl`` with its database. Raises ConfigurationError."""
        return run("ovs-vsctl", f"--db={self.database}", f"--timeout={LIMIT:.0f}", *arguments, env=self.env)

    def create_bridge(self, name: str, protocols: str, datapath_id: int) -> None:
        """A bridge in fail mode "secure": without a controller nothing is forwarded.

        Args:
            name: 10 characters at most.
            protocols: the versions it speaks: ``"OpenFlow10,OpenFlow13"``.
            datapath_id: of the bridge.
        """
        columns = (f"datapath_type={self._datapath}", "fail-mode=secure", f"protocols={protocols}")
        identity = f"other-config:datapath-id={datapath_id:016x}"
        self.vsctl("add-br", name, "--", "set", "bridge", name, *columns, identity)

    def cable(self, bridge: str, count: int, namespace: str | None = None) -> dict[int, str]:
        """Give a bridge ports 1 to ``count``, each with a cable.

        The switch gets every packet itself, none goes by what it remembers of flows that were: a barrier does not wait
        until that is forgotten. Linux itself says nothing by these interfaces.

        Args:
            bridge: its name.
            count: how many.
            namespace: of the network both ends are in, None for that of this process.

        Returns:
            by the number of the port the interface at our end.
        """
        self.vsctl("set", "Open_vSwitch", ".", "other_config:flow-limit=0")
        ip = ("ip", "-n", namespace) if namespace else ("ip",)
        ends: dict[int, str] = {}
        ports: list[str] = []
        for number in range(1, count + 1):
            here, there = f"{bridge}-{number}", f"{bridge}+{number}"
            run(*ip, "link", "add", here, "type", "veth", "peer", "name", there)
            self.at_end(lambda name=here: quietly(*ip, "link", "del", name))  # type: ignore[misc]
            for name in (here, there):
                run(*ip, "link", "set", name, "addrgenmode", "none", "up")
            ports += ["--", "add-port", bridge, there, "--", "set", "interface", there, f"ofport_request={number}"]
            ends[number] = here
        self.vsctl(*ports)
        return ends


_DAEMON = ("--detach", "--no-chdir", "--pidfile", "--log-file", "-vconsole:off")


def quietly(*command: str) -> None:
    """Run a command, whatever comes of it."""
    subprocess.run(command, capture_output=True, check=False)


@dataclass(frozen=True)
class Device:
    """A bridge to test.

    Attributes:
        target: where it listens for a controller: ``"unix:/tmp/..."``.
        ports: by the number of the port the interface that leads to it.
        namespace: the network these interfaces are in.
    """

    target: str
    ports: Mapping[int, str] = field(default_factory=dict)
    namespace: str = ""


# Waits until whoever started it is gone, however that came to pass, and removes everything; nothing is worth saving.
_JANITOR = """
read -r never
for daemon in ovs-vswitchd ovsdb-server; do kill -9 $(cat "$1/$daemon.pid"); done 2>/dev/null
ip netns del "$2" 2>/dev/null
rm -rf "$1"
"""


class PrivateSwitch(OpenVSwitch):
    """An Open vSwitch in a network of its own, with a bridge of four ports for each version that is asked for.

    A process of its own cleans up when this one is done with it, or ends, however that comes to pass.

    Raises:
        ConfigurationError: it cannot be run here.
    """

    def __init__(self) -> None:
        reason = why_not()
        if reason is not None:
            raise ConfigurationError(f"no Open vSwitch: {reason}")
        self._namespace = f"oft{os.getpid()}x{next(_numbers)}"
        super().__init__(Path(tempfile.mkdtemp(prefix="oft-ovs-")), self._namespace, "netdev")
        self._devices: dict[int, Device] = {}
        words = ["sh", "-c", _JANITOR, "oftwist-janitor", str(self.folder), self._namespace]
        # In a session of its own Ctrl-C does not reach it.
        self._janitor = subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True)

    def __exit__(self, *exception: object) -> None:
        self._janitor.communicate()

    def start_switch(self) -> None:
        """Start ovs-vswitchd, in its network."""
        run("ip", "netns", "add", self._namespace)
        super().start_switch()

    def device(self, version: int, ports: int = 4) -> Device:
        """The bridge that speaks this version only; made when it is asked for first. Raises ConfigurationError."""
        if version not in self._devices:
            name = f"of1{version - 1}"
            self.create_bridge(name, PROTOCOLS[version], os.getpid() << 16 | version)
            ends = self.cable(name, ports, self._namespace)
            target = f"unix:{self.folder}/{name}.test"  # Open vSwitch listens at no other paths
            self.vsctl("set-controller", name, f"p{target}")
            self._devices[version] = Device(target, ends, self._namespace)
        return self._devices[version]
