"""What is published: the source distribution and the wheel, what they hold, and that what is installed from them works.

A twistd plugin is found by looking for real folders on sys.path, so an install can lose it without a word. Each way to
install is tried from a clean copy of the source, as a user would: the first in a new virtual environment, which must
find what oftwist depends on; the others in its place, since what they depend on is the same.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

import oftwist
from tests.support.network import outside

ROOT = Path(__file__).resolve().parent.parent
KEEP_OUT = shutil.ignore_patterns(
    ".git",
    ".venv*",
    ".*_cache",
    ".hypothesis",
    ".coverage*",
    "venv",
    "build",
    "dist",
    "*.egg-info",
    "__pycache__",
    "_trial_temp*",
    "_build",
    "dropin.cache",
)
BUILDER = "setuptools>=64"  # see pyproject.toml
NO_INDEX = re.compile("No matching distribution|Could not find a version|NewConnectionError|ConnectTimeout")

pytestmark = [pytest.mark.network, pytest.mark.slow, pytest.mark.timeout(600)]


def clean() -> dict[str, str]:
    """The environment without this process's Python settings."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "PIP_TARGET"))}


def call(*command: str | Path, cwd: Path) -> str:
    """Run a command to its end and return what it printed."""
    words = outside([str(word) for word in command])  # where a package index may be
    done = subprocess.run(words, cwd=cwd, env=clean(), capture_output=True, text=True, timeout=500, check=False)
    if done.returncode:
        output = done.stdout + done.stderr
        if NO_INDEX.search(output):
            pytest.skip("no package index reachable, so pip cannot install Twisted into a new environment")
        pytest.fail(f"{command} ended with {done.returncode}:\n{output}")
    return done.stdout


class Published(NamedTuple):
    """A clean copy of the tree, and what was built from it."""

    source: Path
    sdist: Path
    wheel: Path


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Nothing left over from other builds, and nothing left behind. The wheel is built from the source distribution."""
    folder = tmp_path_factory.mktemp("published")
    source = folder / "oftwist"
    shutil.copytree(ROOT, source, ignore=KEEP_OUT)
    call(sys.executable, "-m", "build", "--outdir", folder / "dist", source, cwd=folder)
    (sdist,) = (folder / "dist").glob("*.tar.gz")
    (wheel,) = (folder / "dist").glob("*.whl")
    return Published(source, sdist, wheel)


def packaged(root: Path) -> set[str]:
    """What of a tree belongs to the package."""
    files = [path for kind in ("*.py", "*.pyi", "py.typed") for path in (root / "oftwist").rglob(kind)]
    page = [path for path in (root / "oftwist/http/page/static").rglob("*") if path.is_file()]
    assert len(page) > 20
    plugins = {"twisted/plugins/oftwist_endpoints.py", "twisted/plugins/oftwist_plugin.py"}
    return {path.relative_to(root).as_posix() for path in files + page} | plugins


def test_the_wheel_has_the_package_and_nothing_else(published: Published) -> None:
    assert published.wheel.name == f"oftwist-{oftwist.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(published.wheel) as wheel:
        names = set(wheel.namelist())
    about = {name for name in names if name.startswith(f"oftwist-{oftwist.__version__}.dist-info/")}
    assert names - about == packaged(published.source)
    assert {name.rpartition("/")[2] for name in about} >= {"METADATA", "RECORD", "LICENSE", "entry_points.txt"}


def test_the_source_distribution_has_what_builds_and_tests_it(published: Published) -> None:
    top = f"oftwist-{oftwist.__version__}"
    assert published.sdist.name == f"{top}.tar.gz"
    with tarfile.open(published.sdist) as sdist:
        names = {name.removeprefix(f"{top}/") for name in sdist.getnames()}
    tests = {path.relative_to(published.source).as_posix() for path in (published.source / "tests").rglob("*.py")}
    assert names >= packaged(published.source) | tests
    assert names >= {"setup.cfg", "setup.py", "pyproject.toml", "LICENSE"}
    assert names >= {"README.rst", "CHANGELOG.rst", "CONTRIBUTING.rst"}
    assert names >= {"docs/index.rst", "docs/conf.py", "benchmarks/compare.py", ".ci/run"}
    assert not [name for name in names if re.search(r"__pycache__|\.pyc$|(^|/)\.git|_build", name)]


def test_the_metadata_is_what_an_index_takes(published: Published) -> None:
    said = call(sys.executable, "-m", "twine", "check", "--strict", published.sdist, published.wheel, cwd=ROOT)
    assert said.count("PASSED") == 2


@pytest.fixture(scope="module")
def scripts(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new virtual environment in which the wheel was installed, with what it depends on."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home)
    programs = home / ("Scripts" if sys.platform == "win32" else "bin")
    call(*pip(programs), "install", "--no-compile", published.wheel, BUILDER, cwd=home)
    return programs


def pip(scripts: Path) -> list[str | Path]:
    return [sys.executable, "-m", "pip", "--python", scripts / "python", "--disable-pip-version-check", "-q"]


#: What else an install can lose: the plugin for endpoints, and the mark that there are types.
FOUND = """
import oftwist, pathlib
from twisted.internet import endpoints, reactor
print(endpoints.serverFromString(reactor, 'ptcp:7'))
print(pathlib.Path(oftwist.__file__).with_name('py.typed').exists())
"""


def the_programs_say_what_they_are(scripts: Path, folder: Path) -> None:
    """The script is the same program as the module, and says so."""
    options = call(scripts / "twistd", "oftwist", "--help", cwd=folder)
    assert "--port=" in options and "--listen=" in options
    assert call(scripts / "python", "-m", "oftwist", "--version", cwd=folder) == f"oftwist {oftwist.__version__}\n"
    assert "usage: oftwist ctl " in call(scripts / "oftwist", "ctl", "--help", cwd=folder)
    refused = subprocess.run([scripts / "oftwist", "ctl"], cwd=folder, env=clean(), capture_output=True, check=False)
    assert refused.returncode == 2 and refused.stderr.startswith(b"oftwist ctl: ")


@pytest.mark.parametrize("way", ["wheel", "sdist", "folder", "editable"])
def test_installed_it_works(way: str, published: Published, scripts: Path, tmp_path: Path) -> None:
    """The plugin is listed, types are marked, and the demo runs until its hosts have reached each other."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    what = {
        "wheel": [],
        "sdist": [published.sdist],
        "folder": [published.source],
        "editable": ["-e", published.source],
    }[way]
    if way != "wheel":
        call(*pip(scripts), "uninstall", "-y", "oftwist", cwd=tmp_path)
        # That the builders are found and enough has been shown by building what is published.
        call(*pip(scripts), "install", "--no-compile", "--no-deps", "--no-build-isolation", *what, cwd=tmp_path)

    listed = call(scripts / "twistd", "--help", cwd=elsewhere)
    assert re.search(r"^ +oftwist +An OpenFlow controller\.$", listed, re.MULTILINE), listed
    assert call(scripts / "oftwist", "--version", cwd=elsewhere) == f"oftwist {oftwist.__version__}\n"
    assert call(scripts / "python", "-c", FOUND, cwd=elsewhere) == "* port 7\nTrue\n"
    if way == "wheel":
        the_programs_say_what_they_are(scripts, elsewhere)

    command = [str(scripts / "twistd"), "-n", "--pidfile=", "oftwist", "--demo", "2"]
    with subprocess.Popen(
        command, cwd=elsewhere, env=clean(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as demo:
        assert demo.stdout is not None
        said = []
        for line in demo.stdout:
            said.append(line)
            if "pings answered" in line:
                break
        demo.terminate()
    assert re.search(r"(\d+) of \1 pings answered", "".join(said)), said
