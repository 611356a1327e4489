"""``oftwist conformance`` on a real Open vSwitch: what fails is what its list of deviations says, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from oftwist.conformance.command import accepted_deviations
from oftwist.conformance.outcomes import FAILED, PASSED, Run
from tests.blocking.test_plugin import ROOT

DEVIATIONS = ROOT / "contrib" / "accepted" / "openvswitch-3.1.txt"
SUBJECTS = ("errors::", "output::")


@pytest.mark.slow
def test_two_subjects(needs_ovs: None, tmp_path: Path) -> None:
    words = ["--of-ovs", "--version=1.3", "--timeout=30", f"--json={tmp_path}/it", f"--accept={DEVIATIONS}"]
    words += [f"--only={subject}" for subject in SUBJECTS]
    command = [sys.executable, "-m", "oftwist", "conformance", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    cases = Run.load(tmp_path / "it").cases
    assert {case.outcome for case in cases} == {PASSED, FAILED}
    wanted = {name for name, version in accepted_deviations(DEVIATIONS) if version in ("", "1.3")}
    failed = {case.id for case in cases if case.outcome == FAILED}
    assert failed == {name for name in wanted if name.startswith(SUBJECTS)}
