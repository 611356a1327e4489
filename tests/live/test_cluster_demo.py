"""``oftwist cluster-demo`` as a subprocess: it shows what it says, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import etcd
from tests.live.daemon import environment


def demo(*words: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environ = environment() if path is None else {**environment(), "PATH": path}
    return subprocess.run(
        [sys.executable, "-m", "oftwist", "cluster-demo", *words],
        env=environ, capture_output=True, text=True, timeout=170, check=False,
    )  # fmt: skip


def left_behind(folder: Path) -> list[str]:
    """Processes that run in the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and Path(os.readlink(entry / "cwd")) == folder:
                found.append((entry / "cmdline").read_text())
        except OSError:
            continue
    return found


@pytest.mark.slow
def test_the_busiest_node_is_killed_and_every_switch_has_a_master_again(tmp_path: Path) -> None:
    reason = etcd.why_not()
    if reason is not None and os.environ.get("OFTWIST_LIVE") == "1":
        pytest.fail(f"live tests are demanded by OFTWIST_LIVE=1, but: {reason}")
    if reason is not None:
        pytest.skip(reason)
    done = demo("--switches", "12", "--lease", "2", "--logs", str(tmp_path))
    assert done.returncode == 0, done.stderr + done.stdout
    killed = re.search(r"kill -9 (n\d), master of (\d+)", done.stdout)
    assert killed
    last = done.stdout.splitlines()[-1]
    times = re.findall(r"s\d+:(\d+\.\d+)", last)
    assert len(times) == int(killed[2]) > 0 and all(float(one) > 0 for one in times)
    assert f"{killed[1]} is master of 0" in last
    assert sum(map(int, re.findall(r"is master of (\d+)", last))) == 12
    assert left_behind(tmp_path) == []


def test_without_etcd_it_says_so(tmp_path: Path) -> None:
    done = demo(path=str(tmp_path))
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr == "oftwist cluster-demo: etcd is not installed (Debian: apt install etcd-server)\n"


def test_mistakes() -> None:
    assert demo("--nodes", "1").returncode == 2
