"""A user's test file on a real Open vSwitch: it listens, its ports are network interfaces."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import TypeAlias

import pytest

from tests.blocking.test_plugin import PORTS, ROOT, run_pytest
from tests.live.open_vswitch import PROTOCOLS, OpenVSwitch, run
from tests.support.ports import HeldPorts
from tests.support.waiting import LIMIT, eventually

PytestOf: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def pytest_of(tmp_path: Path, short_path: Path) -> PytestOf:
    """Runs a test file; what an Open vSwitch of its own needs is in ``short_path``."""

    def run_it(text: str, *options: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_it.py").write_text(text)
        command = [sys.executable, "-m", "pytest", "-p", "oftwist.pytest_plugin", "-q", "test_it.py", *options]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
        env["TMPDIR"] = str(short_path)
        with subprocess.Popen(command, cwd=tmp_path, env=env, text=True, stdout=PIPE, stderr=STDOUT) as process:
            out, _ = process.communicate(timeout=LIMIT)
            # The process that cleans up may still be at it if there was nobody to wait for it.
            eventually(lambda: f"oft{process.pid}x" not in run("ip", "netns"))
            eventually(lambda: not list(short_path.glob("oft-ovs-*")))
            return subprocess.CompletedProcess(command, process.returncode, out)

    return run_it


def test_connecting_to_it(ovs: OpenVSwitch, ports: HeldPorts, pytest_of: PytestOf) -> None:
    bridge = ovs.add_bridge(PROTOCOLS[4], 0)
    options = [f"--of-port={number}={name}" for number, name in bridge.add_cables(2).items()]
    port = ports.hold()
    ovs.vsctl("set-controller", bridge.name, f"ptcp:{port}:127.0.0.1")
    done = pytest_of(PORTS, *options, f"--of-connect=127.0.0.1:{port}", "--of-timeout=30")
    assert "1 failed, 2 passed" in done.stdout, done.stdout
    assert f"port 2 ({bridge.name}-2) did not send what it should" in done.stdout


def test_one_of_its_own(needs_ovs: None, pytest_of: PytestOf) -> None:
    """The same file as on the simulated switch, with one option more; nothing is left behind."""
    done = pytest_of(PORTS, "--of-ovs", "--of-version=1.0,1.3,1.5", "--of-timeout=30")
    assert "3 failed, 6 passed" in done.stdout, done.stdout
    assert "port 2 (of15-2) did not send what it should" in done.stdout


@pytest.mark.parametrize("how", ["SIGINT", "SIGKILL"])
def test_it_goes_however_the_tests_end(needs_ovs: None, pytest_of: PytestOf, how: str) -> None:
    text = (
        "import os, signal\ndef test_it(of_switch):\n"
        # Who runs the tests in the background of a shell has taken SIGINT away from all of them.
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"    os.kill(os.getpid(), signal.{how})\n    of_switch.poll()\n"
    )
    done = pytest_of(text, "--of-ovs", "--of-timeout=60")
    assert done.returncode == (2 if how == "SIGINT" else -9), done.stdout


@pytest.mark.slow
def test_wireshark_reads_the_evidence(tmp_path: Path) -> None:
    # What it makes of 1.0 without actions and of 1.5 is not to be trusted.
    done = run_pytest(tmp_path, PORTS, "--of-capture=made", "--of-capture-all", "--of-version=1.3,1.4")
    assert "2 failed, 4 passed" in done.stdout, done.stdout + done.stderr
    for path in (tmp_path / "made").iterdir():
        text = run("tshark", "-r", path, "-d", "tcp.port==6653,openflow", "-T", "fields", "-E", "separator=|",
                   "-e", "frame.interface_name", "-e", "_ws.col.Protocol", "-e", "_ws.malformed")  # fmt: skip
        lines = [line.split("|") for line in text.splitlines()]
        assert lines and not any(line[2] for line in lines), "nothing is malformed"
        assert {line[0] for line in lines} >= {"openflow", "port 1"} or "controller" in path.name
        assert sum(line[1] == "OpenFlow" for line in lines) > 8
