"""What all tests share: the same examples in CI each time; which of them run when none is named; how ``pytest -n auto``
spreads them over processes."""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import network

# Where CI is set, the same examples each time: a change is judged by what it changes. Everywhere else new ones.
# How long an example takes, or making it, says nothing about it: the machine may be busy.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", PATIENT, derandomize=True)
settings.register_profile("anywhere", PATIENT)
settings.load_profile("ci" if os.environ.get("CI") else "anywhere")

# Some hundred processes import oftwist in a whole run. Where no bytecode is to be written beside the code they share
# that of the run, instead of compiling everything each.
if sys.dont_write_bytecode:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(__file__).parent.parent / ".pytest_cache" / "bytecode")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


def pytest_configure(config: pytest.Config) -> None:
    """Each process that runs tests has a network of its own, if it may: real switches get in each other's way."""
    if not getattr(config.option, "numprocesses", None) and shutil.which("ip"):
        network.leave()


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three for each core: most of the time the live tests wait for switches."""
    return 3 * cores()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Each process collects all tests, and in a fresh checkout would compile them. That is done once, before: by a
    process for each core, a share each."""
    here = Path(__file__).parent
    compiled = Path(importlib.util.cache_from_source(str(here / "test_imports.py"))).parent
    if config.args != config.getini("testpaths") or any(compiled.glob("test_imports.*-pytest-*")):
        return
    rooms = sorted(str(path) for path in here.iterdir() if path.is_dir() or path.name.startswith("test_"))
    collect = [sys.executable, "-m", "pytest", "--collect-only", "-qq"]
    environment = {**os.environ, "PYTEST_ADDOPTS": ""}
    shares = [
        subprocess.Popen([*collect, *rooms[at :: cores()]], cwd=here.parent, env=environment, stdout=subprocess.DEVNULL)
        for at in range(cores())
    ]
    for one in shares:
        one.wait()


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """The tests of a file stay in one process, one after another: they may share a switch."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "loadfile"
        config.option.loadscopereorder = False  # see below


def asked(config: pytest.Config) -> bool:
    """Whether somebody chose tests by mark, name or file, and not whole rooms."""
    return bool(config.option.markexpr or config.option.keyword) or any(".py" in word for word in config.args)


def pytest_report_header(config: pytest.Config) -> str | None:
    return None if asked(config) else "slow tests run with -m slow, by name, or where a room has no others"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs no switch, no network and no seconds is quick; what is slow runs when it is asked for. In several
    processes what is not quick comes first, so that no process works on when the others have nothing left."""
    for item in items:
        if not any(item.get_closest_marker(name) for name in ("live", "network", "slow")):
            item.add_marker("quick")
    slow = [item for item in items if item.get_closest_marker("slow")]
    if not asked(config) and len(slow) < len(items):  # a room may have no others
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("quick") is not None)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What has been collected stays to the end: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
