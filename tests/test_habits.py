"""What the tests themselves must keep to, so that a failure tells of the code and not of the machine."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests.conftest import asked

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "tests").rglob("*.py"))
#: The one place that looks at a clock, and sleeps.
WAITS = ROOT / "tests/support/waiting.py"
CLOCKS = {"time", "timeit"}


def clocks(source: str) -> Iterator[str]:
    """What a file takes from a clock: imports of the modules that have one."""
    if not any(name in source for name in CLOCKS):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (f"{node.lineno}: import {alias.name}" for alias in node.names if alias.name in CLOCKS)
        elif isinstance(node, ast.ImportFrom) and node.module in CLOCKS:
            yield f"{node.lineno}: from {node.module} import ..."


def test_no_test_looks_at_a_clock() -> None:
    """Count work (``tests.support.counting``), wait with ``tests.support.waiting``; times are for ``benchmarks/``."""
    files = [path for path in FILES if path != WAITS]
    assert len(files) > 250
    assert not [f"{path}:{clock}" for path in files for clock in clocks(path.read_text(encoding="utf-8"))]


def test_clocks_are_found() -> None:
    assert len(list(clocks("import time\nfrom time import monotonic\ndef f():\n    import os, timeit\n"))) == 3
    assert list(clocks(WAITS.read_text(encoding="utf-8")))


def test_ci_runs_the_command_of_the_readme() -> None:
    """One line that works on a fresh machine, found by .ci/run as it stands."""
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    pattern = re.search(r"sed -n 's/\^ \*\\\((python3 .*)\\\)\$/", script)
    assert pattern is not None
    lines = (ROOT / "README.rst").read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if re.fullmatch(f" *{pattern[1]}", line)]
    assert len(found) == 1 and "pip install" in found[0]


def test_slow_tests_run_when_they_are_asked_for(request: pytest.FixtureRequest) -> None:
    def chosen(*args: str, markexpr: str = "", keyword: str = "") -> bool:
        option = SimpleNamespace(markexpr=markexpr, keyword=keyword)
        return asked(cast(pytest.Config, SimpleNamespace(option=option, args=args)))

    assert not chosen("tests") and not chosen("tests/loxi", "tests/live")
    assert chosen("tests", markexpr="slow") and chosen("tests", keyword="stubs")
    assert chosen("tests/test_fuzz.py") and chosen("tests/test_fuzz.py::test_it")
    slow = [item for item in request.session.items if item.get_closest_marker("slow")]
    assert asked(request.config) or not slow
    assert "pytest -n auto -m slow" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_ci_knows_the_oldest_twisted() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    wanted = re.findall(r"Twisted(?:\[tls\])?>=([\d.]+)", (ROOT / "setup.cfg").read_text(encoding="utf-8"))
    assert len(set(wanted)) == 1, "every extra needs the same Twisted"
    assert re.search(r"^Twisted>=[\d.]+$", setup["options"]["install_requires"], re.MULTILINE)


def test_no_conflict_is_left() -> None:
    """What git writes into a file where two changes meet; documentation is built with it without a word."""
    texts = [path for room in ("docs", "newsfragments", "oftwist", "contrib") for path in (ROOT / room).rglob("*")]
    marked = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)
    files = [path for path in texts if path.suffix in {".rst", ".py", ".js", ".toml", ".csv"}]
    assert len(files) > 300
    assert not [path for path in files if marked.search(path.read_bytes())]


#: Tables may be as long as they are.
LONG_FILE, LONG_FUNCTION = 450, 60
CODE = [path for room in ("oftwist", "scripts", "benchmarks", "tests/support") for path in (ROOT / room).rglob("*.py")]


def long_functions(source: str) -> list[str]:
    """The functions of a file that are too long to be read at a glance."""
    if source.count("\n") < LONG_FUNCTION:
        return []
    defined = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, defined)]
    return [one.name for one in found if (one.end_lineno or 0) - one.lineno >= LONG_FUNCTION]


def test_functions_and_files_are_short() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in CODE}
    assert len(sources) > 600
    assert not [f"{path}: {name}" for path, source in sources.items() for name in long_functions(source)]
    package = {path: source for path, source in sources.items() if path.is_relative_to(ROOT / "oftwist")}
    files = {path: source.count("\n") for path, source in package.items() if path.parent.name != "tables"}
    assert not {path: length for path, length in files.items() if length > LONG_FILE}


def test_long_functions_are_found() -> None:
    assert long_functions("def f():\n" + "    pass\n" * 60 + "def g():\n" + "    pass\n" * 59) == ["f"]
