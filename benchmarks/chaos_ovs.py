"""One real Open vSwitch for ``chaos.py``: a private database, a dummy datapath, three controllers.

It is judged by what it tells: who is master, and which flows it has accepted.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from oftwist.tools.cluster_demo import Processes

SCHEMA = Path("/usr/share/openvswitch/vswitch.ovsschema")


def why_not() -> str:
    """Why it cannot be run here; "" if it can."""
    wanted = ("ovsdb-tool", "ovsdb-server", "ovs-vswitchd", "ovs-vsctl", "ovs-ofctl")
    missing = [name for name in wanted if shutil.which(name) is None]
    return f"{', '.join(missing)} not installed" if missing else "" if SCHEMA.exists() else f"{SCHEMA} is missing"


class RealSwitch:
    """The switch.

    Args:
        processes: starts it, and ends it with all others.
        folder: its own; with a path short enough for a socket.
        dpid: its datapath id.
        doors: ports on this machine where its controllers are.
    """

    def __init__(self, processes: Processes, folder: Path, dpid: int, doors: Sequence[int]) -> None:
        self.dpid = dpid
        self.folder = folder
        folder.mkdir()
        self._env = ["env", *(f"OVS_{name}={folder}" for name in ("RUNDIR", "DBDIR", "LOGDIR", "SYSCONFDIR"))]
        self._run("ovsdb-tool", "create", str(folder / "conf.db"), str(SCHEMA))
        socket = f"{folder}/db.sock"
        processes.start("ovsdb", *self._env, "ovsdb-server", str(folder / "conf.db"), f"--remote=punix:{socket}")
        processes.start("ovs", *self._env, "ovs-vswitchd", f"unix:{socket}", "--disable-system", "--enable-dummy")
        self._wait(Path(socket))
        self.bridge = "chaos"
        self.vsctl("init")
        self.vsctl(
            "add-br", self.bridge, "--", "set", "bridge", self.bridge, "datapath_type=dummy", "fail-mode=secure",
            "protocols=OpenFlow13", f"other-config:datapath-id={dpid:016x}",
        )  # fmt: skip
        self.vsctl("set-controller", self.bridge, *(f"tcp:127.0.0.1:{port}" for port in doors))
        for number in self._controllers():
            settings = ("connection-mode=out-of-band", "max_backoff=1000", "inactivity_probe=1000")
            self.vsctl("set", "controller", number, *settings)
        self._wait(folder / f"{self.bridge}.mgmt")

    def _controllers(self) -> list[str]:
        return self.vsctl("get", "bridge", self.bridge, "controller").strip("[]\n ").replace(" ", "").split(",")

    def masters(self) -> int:
        """How many of its connected controllers are MASTER."""
        told = self.vsctl("--format=csv", "--no-headings", "--columns=role,is_connected", "list", "controller")
        return sum(line.split(",") == ["master", "true"] for line in told.split())

    def cookies(self) -> set[int]:
        """The cookies of the flows that it has accepted."""
        told = self._run("ovs-ofctl", "-O", "OpenFlow13", "dump-flows", f"unix:{self.folder}/{self.bridge}.mgmt")
        return {int(cookie, 16) for cookie in re.findall(r"cookie=0x([0-9a-f]+)", told)}

    def vsctl(self, *words: str) -> str:
        """Run ovs-vsctl on its database."""
        return self._run("ovs-vsctl", f"--db=unix:{self.folder}/db.sock", "--timeout=30", *words)

    def _run(self, *words: str) -> str:
        return subprocess.run([*self._env, *words], capture_output=True, text=True, check=True, timeout=60).stdout

    @staticmethod
    def _wait(path: Path) -> None:
        for _ in range(600):
            if path.exists():
                return
            time.sleep(0.05)
        raise SystemExit(f"Open vSwitch does not come up: there is no {path}")
