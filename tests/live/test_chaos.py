"""A short run of ``benchmarks/chaos.py``: no violations; and with self-fencing switched off it finds some."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.live import etcd
from tests.live.daemon import ROOT, environment


def chaos(*words: str) -> subprocess.CompletedProcess[str]:
    reason = etcd.why_not()
    if reason is not None and os.environ.get("OFTWIST_LIVE") == "1":
        pytest.fail(f"live tests are demanded by OFTWIST_LIVE=1, but: {reason}")
    if reason is not None:
        pytest.skip(reason)
    return subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "chaos.py"), "--switches", "15", *words],
        env=environment(), capture_output=True, text=True, timeout=170, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_no_violation_in_a_short_run() -> None:
    done = chaos("--rounds", "4", "--seed", "3", "--lease", "4")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 rounds" in done.stdout and "0 violations" in done.stdout
    assert " 0 accepted writes" not in done.stdout


@pytest.mark.slow
def test_without_fencing_the_judge_finds_violations() -> None:
    """A run may be lucky: a node whose lease is over need not write just then. Four in a row are not."""
    for seed in range(1, 5):
        done = chaos(
            "--rounds", "4", "--seed", str(seed), "--faults", "node_cut_from_etcd", "--leases", "1.8", "--beat", "0.05",
            "--no-fencing", "--no-ovs",
        )  # fmt: skip
        if done.returncode == 1:
            break
    assert done.returncode == 1, done.stdout + done.stderr
    assert "after its lease" in done.stdout
