"""A user's test file on a real Open vSwitch: it listens, its ports are network interfaces."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.blocking.test_plugin import PORTS, ROOT, run_pytest
from tests.live.open_vswitch import PROTOCOLS, OpenVSwitch, run
from tests.support.ports import HeldPorts


@pytest.mark.parametrize("version", ["1.0", "1.3", "1.5"])
def test_connecting_to_it(ovs: OpenVSwitch, ports: HeldPorts, tmp_path: Path, version: str) -> None:
    wire = int(version[-1]) + 1
    bridge = ovs.add_bridge(PROTOCOLS[wire], 0)
    options = [f"--of-port={number}={name}" for number, name in bridge.add_cables(2).items()]
    port = ports.hold()
    ovs.vsctl("set-controller", bridge.name, f"ptcp:{port}:127.0.0.1")
    (tmp_path / "test_it.py").write_text(PORTS)
    command = [sys.executable, "-m", "pytest", "-p", "oftwist.pytest_plugin", "-q", "test_it.py", *options]
    command += [f"--of-connect=127.0.0.1:{port}", f"--of-version={version}", "--of-timeout=30"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert "1 failed, 2 passed" in done.stdout, done.stdout + done.stderr
    assert f"port 2 ({bridge.name}-2) did not send what it should" in done.stdout


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
