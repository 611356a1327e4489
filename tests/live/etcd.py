"""A private etcd of one or more members on loopback, for tests: own folder, own ports, ended with the test."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

from tests.support.ports import HeldPorts
from tests.support.waiting import eventually


def why_not() -> str | None:
    """Why etcd cannot be run here, or None if it can."""
    return (
        None
        if shutil.which("etcd") and shutil.which("etcdctl")
        else "etcd not installed (Debian: etcd-server etcd-client)"
    )


class Etcd:
    """Some members of one etcd. Use as a context manager.

    Args:
        folder: for its data and logs.
        ports: holds the ports.
        members: how many.
        tls: files of a certificate, its key and the CA, or None.

    Attributes:
        addresses: HOST:PORT of each member for clients.
        processes: of each member.
    """

    def __init__(
        self, folder: Path, ports: HeldPorts, members: int = 1, tls: tuple[Path, Path, Path] | None = None
    ) -> None:
        self.folder = folder
        self.tls = tls
        self.addresses = [f"127.0.0.1:{ports.hold()}" for _ in range(members)]
        self._peers = [f"http://127.0.0.1:{ports.hold()}" for _ in range(members)]
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Etcd:
        for number in range(len(self.addresses)):
            self.start(number)
        eventually(self.healthy, step=0.2)
        return self

    def start(self, number: int) -> None:
        """Start a member; a later start of the same member goes on with its data."""
        client, peer = f"{'https' if self.tls else 'http'}://{self.addresses[number]}", self._peers[number]
        secure = [] if self.tls is None else ["--cert-file", str(self.tls[0]), "--key-file", str(self.tls[1])]
        together = ",".join(f"m{n}={url}" for n, url in enumerate(self._peers))
        with (self.folder / f"m{number}.log").open("ab") as log:
            process = subprocess.Popen(
                ["etcd", "--name", f"m{number}", "--data-dir", str(self.folder / f"m{number}"),
                 "--listen-client-urls", client, "--advertise-client-urls", client,
                 "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                 "--initial-cluster", together, "--initial-cluster-token", self.folder.name,
                 "--heartbeat-interval", "50", "--election-timeout", "500", *secure],
                stdout=log, stderr=log, env={**os.environ, "ETCD_UNSUPPORTED_ARCH": "arm64"},
            )  # fmt: skip
        self.processes[number : number + 1] = [process]

    def healthy(self) -> bool:
        return self.ctl("endpoint", "health", check=False).returncode == 0

    def ctl(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run etcdctl against all members."""
        secure = [] if self.tls is None else [f"--cacert={self.tls[2]}"]
        return subprocess.run(
            ["etcdctl", f"--endpoints={','.join(self.addresses)}", *secure, *words],
            env={**os.environ, "ETCDCTL_API": "3"}, capture_output=True, text=True, check=check, timeout=60,
        )  # fmt: skip

    def __exit__(self, *exception: Any) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGCONT)
            process.kill()
        for process in self.processes:
            process.wait(60)
