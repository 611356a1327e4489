"""The base class for Trial, run by Trial and pytest in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


TRIAL_FILE = """
import unittest
from oftwist.trial import SwitchTestCase

class OneTests(SwitchTestCase):
    version = "1.0"

    def test_barrier(self):
        self.switch.barrier()
        self.assertNoErrors()
        self.assertEqual(self.ofp.OFP_VERSION, 1)

    def test_skipped(self):
        raise unittest.SkipTest("no reason")

class OtherTests(SwitchTestCase):
    def test_packet_in(self):
        ofp = self.ofp
        self.switch.send(ofp.message.flow_add(buffer_id=0xFFFFFFFF, instructions=[
            ofp.instruction.apply_actions([ofp.action.output(port=ofp.OFPP_CONTROLLER, max_len=65535)])]))
        self.switch.barrier()
        self.switch.device.receive(1, bytes(60))
        self.assertPacketIn(bytes(60), in_port=1)

    def test_fails(self):
        self.switch.barrier()
        self.assertPacketIn(timeout=0.01)
"""


@pytest.mark.slow
@pytest.mark.parametrize("runner", [["twisted.trial"], ["unittest"], ["pytest", "-q"]], ids=lambda words: words[0])
def test_the_trial_base_class(runner: list[str], tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TRIAL_FILE)
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{tmp_path}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    env["PYTEST_ADDOPTS"] = ""
    target = "test_it.py" if runner[0] == "pytest" else "test_it"
    done = subprocess.run(
        [sys.executable, "-m", *runner, target],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode != 0
    summary = {
        "twisted.trial": "FAILED (skips=1, failures=1, successes=2)",
        "unittest": "FAILED (failures=1, skipped=1)",
        "pytest": "1 failed, 2 passed, 1 skipped",
    }[runner[0]]
    assert summary in output, output
    assert "no such packet-in" in output
    assert "<- 1.3 barrier_reply xid=" in output
