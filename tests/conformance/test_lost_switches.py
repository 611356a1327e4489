"""A switch that reconnects, boots or hangs in one case costs that case only; one that is gone ends the run."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from oftwist.conformance.command import main
from oftwist.conformance.outcomes import FAILED, Run

ROOT = Path(__file__).resolve().parents[2]
SIMULATED = """
    from oftwist.conformance import case

    @case(section="1")
    def test_a(bench):
        "It works."
        bench.switch.barrier()

    @case(section="1")
    def test_b_reconnects(bench):
        "It disconnects."
        bench.switch.device.disconnect()
        bench.switch.barrier()

    @case(section="1")
    def test_c(bench):
        "It works again."
        bench.switch.barrier()

    @case(section="1")
    def test_d_hangs(bench, of_device):
        "It takes everything and says nothing more."
        of_device.channels[0].receive = lambda data: None
        bench.switch.barrier()

    @case(section="1")
    def test_e(bench):
        "It works again."
        bench.switch.barrier()
"""
REAL = """
    import os, signal, subprocess, sys
    import pytest

    DEVICE = '''
    from twisted.internet import reactor, endpoints
    from oftwist.testing import FakeSwitch, SwitchService
    endpoint = endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", PORT)
    SwitchService(FakeSwitch(dpid=9), endpoint, reactor, retry=0.1).startService()
    reactor.callLater(400, reactor.stop)
    reactor.run()
    '''

    class Power:
        def on(self):
            code = DEVICE.replace("\\n    ", "\\n")
            self.process = subprocess.Popen([sys.executable, "-c", code])

        def off(self):
            self.process.kill()
            self.process.wait()

    @pytest.fixture(scope="session", autouse=True)
    def power():
        power = Power()
        power.on()
        yield power
        power.off()

    def test_a(of_switch):
        of_switch.barrier()

    def test_b_boots(of_switch, power):
        power.off()
        power.on()
        of_switch.barrier()

    def test_c(of_switch):
        of_switch.barrier()

    def test_d_hangs(of_switch, power):
        power.process.send_signal(signal.SIGSTOP)
        try:
            of_switch.barrier(timeout=0.2)
        finally:
            power.off()  # the watchdog of a real one
            power.on()

    def test_e(of_switch):
        of_switch.barrier()
"""


def run_pytest(folder: Path, *options: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-p", "oftwist.pytest_plugin", "-q", "-rA", "--of-trace=0", *options]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=400, check=False)
    return done.stdout + done.stderr


def costs_only_itself(told: str) -> bool:
    outcomes = re.findall(r"^(PASSED|FAILED|ERROR) \S+::test_(\w)", told, re.MULTILINE)
    words = {name: word for word, name in outcomes}
    return words == {"a": "PASSED", "b": "FAILED", "c": "PASSED", "d": "FAILED", "e": "PASSED"}


@pytest.mark.slow
def test_a_simulated_switch(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(textwrap.dedent(SIMULATED))
    (tmp_path / "conftest.py").write_text("from oftwist.conformance.suite.conftest import bench\n")
    told = run_pytest(tmp_path, "--of-timeout=5")
    assert costs_only_itself(told), told


@pytest.mark.slow
def test_a_switch_elsewhere(tmp_path: Path) -> None:
    """In a process of its own, which connects by itself, as real ones do."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (tmp_path / "test_it.py").write_text(textwrap.dedent(REAL.replace("PORT", str(port))))
    told = run_pytest(tmp_path, f"--of-listen=127.0.0.1:{port}", "--of-timeout=20")
    assert costs_only_itself(told), told


@pytest.mark.slow
def test_a_switch_that_is_gone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was not run has not passed."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = [f"--connect=127.0.0.1:{port}", "--port=1=lo", "--version=1.3", "--only=channel::echo"]
    words += ["--timeout=0.1", "--reconnect=0.1", f"--json={tmp_path}/it"]
    assert main(words) == 1
    cases = Run.load(tmp_path / "it").cases
    assert len(cases) == 5 and {case.outcome for case in cases} == {FAILED}
    assert [case.reason.startswith("not run: ") for case in cases] == [False] * 3 + [True] * 2
    assert "Mandatory cases fail." in capsys.readouterr().out
