"""SIGHUP to a real twistd with real switches (of ours) on real ports; and the commands of docs/operating.rst."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_twisted
import trustme
from twisted.internet import reactor

from oftwist.endpoints import client
from oftwist.testing import FakeSwitch
from oftwist.testing.protocol import SwitchService
from oftwist.tls import TLS
from tests.live.daemon import ROOT, Daemon, environment
from tests.support.ports import HeldPorts
from tests.support.waiting import LIMIT, until

pytestmark = pytest.mark.usefixtures("ports")


class Switches:
    """Simulated switches that connect to an endpoint, and again whenever they are disconnected."""

    def __init__(self, dpids: range, text: str, files: TLS | None = None) -> None:
        self.fakes = [FakeSwitch(dpid=dpid, ports=2, clock=reactor) for dpid in dpids]
        where = client(reactor, text, files)
        self.services = [SwitchService(fake, where, reactor, retry=0.1) for fake in self.fakes]
        for service in self.services:
            service.startService()

    def up(self) -> bool:
        return all(fake.received["features_request"] for fake in self.fakes)

    def stop(self) -> None:
        for service in self.services:
            service.stopService()


def authority(folder: Path) -> TLS:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(folder / "ca.pem")
    issued = ca.issue_cert("controller.example", common_name="controller")
    issued.private_key_and_cert_chain_pem.write_to_path(folder / "controller.pem")
    return TLS(str(folder / "controller.pem"), None, str(folder / "ca.pem"))


@pytest_twisted.ensureDeferred
async def test_ports_change_and_connections_stay(tmp_path: Path, ports: HeldPorts) -> None:
    files = authority(tmp_path)
    first, second = ports.hold(), ports.hold()
    file = tmp_path / "oftwist.toml"
    file.write_text(f'listen = ["ptcp:{first}:127.0.0.1"]\n')
    with Daemon(tmp_path, ["--config", str(file)]) as daemon:
        daemon.wait_for("learning_switch for OpenFlow")
        old = Switches(range(1, 5), f"tcp:127.0.0.1:{first}")
        await until(old.up)
        tls = '[tls]\ncert = "controller.pem"\nca = "ca.pem"\n'
        file.write_text(f'listen = ["pssl:{first}:127.0.0.1", "ptcp:{second}:127.0.0.1"]\n{tls}')
        os.kill(daemon.pid, signal.SIGHUP)
        line = daemon.wait_for("the configuration was read again")
        assert f"no longer listening on ptcp:{first}" in line and "with TLS" in line
        new = Switches(range(11, 13), f"tcp:127.0.0.1:{second}")
        secret = Switches(range(21, 23), f"ssl:127.0.0.1:{first}", files)
        await until(lambda: new.up() and secret.up())
        file.write_text("nonsense = 1\n")
        os.kill(daemon.pid, signal.SIGHUP)
        assert "there is no such key" in daemon.wait_for("the configuration stays as it was")
        assert not daemon.lines("switch [0-9a-f]+ down")
        assert [fake.received["features_request"] for fake in old.fakes] == [1] * 4
        for switches in (old, new, secret):
            switches.stop()


@pytest_twisted.ensureDeferred
async def test_workers_read_it_too(tmp_path: Path, ports: HeldPorts) -> None:
    port = ports.hold()
    file = tmp_path / "oftwist.toml"
    file.write_text(f'listen = "ptcp:{port}:127.0.0.1"\nworkers = 2\n')
    with Daemon(tmp_path, ["--config", str(file)]) as daemon:
        daemon.wait_for(r"w\d is ready", 2)
        switches = Switches(range(1, 5), f"tcp:127.0.0.1:{port}")
        await until(switches.up)
        file.write_text(f'listen = "ptcp:{port}:127.0.0.1"\nworkers = 3\n[limits]\necho-misses = 5\n')
        os.kill(daemon.pid, signal.SIGHUP)
        daemon.wait_for("the workers read the configuration again; only after a restart: workers")
        for worker in ("w0", "w1"):
            daemon.wait_for(f"{worker}: .*limits of new connections: echo-misses")
        file.write_text("workers = ")
        os.kill(daemon.pid, signal.SIGHUP)
        daemon.wait_for(r"\[oftwist\.service\.tap#error\] the configuration stays as it was")
        assert not daemon.lines("switch [0-9a-f]+ down")
        switches.stop()


# --- docs/operating.rst

PAGE = ROOT / "docs" / "operating.rst"
#: What is for root on a machine with systemd: not tried here. The units are, in test_systemd.
OF_THE_MACHINE = ("systemctl", "systemd-sysusers", "journalctl", "install", "podman", "python3", "/opt/oftwist/bin/pip")


def blocks(kind: str) -> Iterator[str]:
    text = PAGE.read_text(encoding="utf-8") + "\n"
    for found in re.findall(rf"^\.\. code-block:: {kind}\n(?:   :.+\n)?\n((?:   .*\n|\n)+)", text, re.MULTILINE):
        yield textwrap.dedent(found)


def commands() -> list[str]:
    return [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]


def test_what_is_for_the_machine_is_known() -> None:
    ours = ("oftwist", "curl", "echo", "timeout", "cp", "/opt/oftwist/bin/oftwist")
    assert all(command.split()[0] in OF_THE_MACHINE + ours for command in commands())
    assert sum(command.split()[0] == "curl" for command in commands()) >= 8


@pytest.mark.slow
def test_the_commands_of_the_page(tmp_path: Path) -> None:
    """Each in a shell, in order, beside the controller of the page: this process has a network of its own."""
    etc = tmp_path / "etc"
    etc.mkdir()
    (etc / "oftwist.toml").write_text(next(blocks("toml")).replace("/var/lib/oftwist", str(tmp_path)))
    (tmp_path / "new.toml").write_text((etc / "oftwist.toml").read_text() + "[limits]\necho-misses = 5\n")
    scripts = tmp_path / "bin"
    scripts.mkdir()
    (scripts / "oftwist").write_text(f'#!/bin/sh\nexec {sys.executable} -m oftwist "$@"\n')
    (scripts / "oftwist").chmod(0o755)
    environ = {**environment(), "PATH": f"{scripts}:{os.environ['PATH']}"}
    with Daemon(tmp_path, ["--config", str(etc / "oftwist.toml")]) as daemon:
        daemon.wait_for("learning_switch for OpenFlow")
        for command in commands():
            program = command.split()[0]
            if program == "systemctl" and " reload " in command:
                os.kill(daemon.pid, signal.SIGHUP)
                daemon.wait_for("the configuration was read again")
            if program in OF_THE_MACHINE:
                continue
            words = command.replace("/opt/oftwist/bin/", "").replace("/etc/oftwist", str(etc))
            shell = ["sh", "-c", words]
            done = subprocess.run(
                shell, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=LIMIT, check=False
            )
            told = f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}\n{daemon.log()}"
            assert done.returncode == (124 if program == "timeout" else 0), told
            if "/log-levels" in command:
                level = json.loads(done.stdout)["levels"].get("oftwist.connection")
                assert level == ("debug" if "debug" in command else None)
        assert "echo-misses" in daemon.wait_for("the configuration was read again: limits of new connections")
