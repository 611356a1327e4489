"""The simulated switch conforms: no case of the suite fails, mandatory or not.

Here in the first version, the one most switches have, and the last; ``oftwist conformance`` shows it in all six.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.conformance.test_conformance import run


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.0", "1.3", "1.5"])
def test_the_simulated_switch_conforms(version: str, tmp_path: Path) -> None:
    done = run(f"--version={version}", f"--json={tmp_path}/json", "--timeout=30")
    assert done.returncode == 0, done.stdout + done.stderr
    outcomes = Counter(case["outcome"] for case in json.loads((tmp_path / "json").read_text())["cases"])
    assert set(outcomes) <= {"passed", "skipped"}, done.stdout
    assert outcomes["passed"] > 500 and outcomes["skipped"] < 0.02 * outcomes["passed"]
