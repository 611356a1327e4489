"""The twistd plugin is listed however the package was installed.

A plugin is found by looking for real folders on sys.path, so an install can lose it without a word. Each
way is tried in a new virtual environment, with a copy of the source, as a user would.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEEP_OUT = shutil.ignore_patterns(
    ".git", ".venv*", "venv", "build", "dist", "*.egg-info", "__pycache__", "_trial_temp*", ".*_cache", "docs"
)
NO_INDEX = re.compile("No matching distribution|Could not find a version|NewConnectionError|ConnectTimeout")

pytestmark = [pytest.mark.network, pytest.mark.timeout(300)]


def call(*command: str | Path, cwd: Path) -> str:
    """Run a command to its end without this process's Python settings and return what it printed."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "PIP_TARGET"))}
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, timeout=240, check=False)
    if done.returncode:
        output = done.stdout + done.stderr
        if NO_INDEX.search(output):
            pytest.skip("no package index reachable, so pip cannot install Twisted into a new environment")
        pytest.fail(f"{command} ended with {done.returncode}:\n{output}")
    return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy of the tree: nothing left over from other builds, and nothing left behind by these."""
    copy = tmp_path_factory.mktemp("source") / "oftwist"
    shutil.copytree(ROOT, copy, ignore=KEEP_OUT)
    return copy


def from_folder(pip: list[str | Path], source: Path, tmp: Path) -> None:
    call(*pip, "install", source, cwd=tmp)


def from_wheel(pip: list[str | Path], source: Path, tmp: Path) -> None:
    call(*pip, "wheel", "--no-deps", "--wheel-dir", tmp / "wheels", source, cwd=tmp)
    (wheel,) = (tmp / "wheels").glob("oftwist-*.whl")
    call(*pip, "install", wheel, cwd=tmp)


def editable(pip: list[str | Path], source: Path, tmp: Path) -> None:
    call(*pip, "install", "-e", source, cwd=tmp)


@pytest.mark.parametrize("install", [from_folder, from_wheel, editable])
def test_twistd_lists_the_plugin(
    install: Callable[[list[str | Path], Path, Path], None], source: Path, tmp_path: Path
) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if sys.platform == "win32" else "bin")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    install([scripts / "python", "-m", "pip", "--disable-pip-version-check", "-q"], source, tmp_path)

    listed = call(scripts / "twistd", "--help", cwd=elsewhere)
    assert re.search(r"^ +oftwist +An OpenFlow controller\.$", listed, re.MULTILINE), listed
    options = call(scripts / "twistd", "oftwist", "--help", cwd=elsewhere)
    assert "--port=" in options and "--listen=" in options
    typed = "import oftwist, pathlib; print(pathlib.Path(oftwist.__file__).with_name('py.typed').exists())"
    assert call(scripts / "python", "-c", typed, cwd=elsewhere).strip() == "True"
