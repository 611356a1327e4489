"""Who may import whom: the package is read as source, nothing is guessed from names at run time.

Imports go one way. Each module has a level; it may import its own level and lower ones. Imports under
``if TYPE_CHECKING`` are annotations and do not count.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "oftwist"

LEVELS = {
    "errors": 0,
    "wire": 1,
    "tls": 1,
    "loxi": 2,
    "endpoints": 2,
    "options": 3,
    "kinds": 3,
    "session": 3,
    "transactions": 3,
    "inbox": 3,
    "limits": 3,
    "roles": 3,
    "link": 3,
    "reading": 3,
    "guard": 4,
    "dispatch": 4,
    "handlers": 4,
    "protocol": 4,
    "changes": 4,
    "switch": 4,
    "controller": 5,
    "apps": 6,
    "testing": 7,
    "demo": 7,
    "blocking": 7,
    "pytest_plugin": 7,
    "trial": 7,
    "bench": 7,
    "decode": 7,
    "tap": 8,
    "__main__": 8,
}

# These decide about bytes and states only: they work without Twisted, under any event loop or none.
WITHOUT_TWISTED = ("errors", "wire", "loxi", "options", "session")

# Importing the reactor installs one for the whole process, so that is done late, and only where a user
# starts something.
MAY_IMPORT_REACTOR = frozenset(
    ("protocol", "controller", "blocking", "pytest_plugin", "testing", "demo", "bench", "tap", "__main__")
)


class Import(NamedTuple):
    """One import statement's target: the dotted module, the name taken from it (or ""), and its place."""

    module: str
    name: str
    inside_function: bool
    where: str


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    """``oftwist.wire.codec`` -> ``wire``; the package itself -> ``""``."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imports_of(path: Path, source: str | None = None) -> Iterator[Import]:
    """Every import that happens at run time, in source order."""
    tree = ast.parse(path.read_text(encoding="utf-8") if source is None else source, str(path))
    package = dotted(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]

    def walk(node: ast.AST, inside: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            where = f"{path.relative_to(ROOT)}:{getattr(child, 'lineno', 0)}"
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
                for other in child.orelse:
                    yield from walk(other, inside)
            elif isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(alias.name, "", inside, where)
            elif isinstance(child, ast.ImportFrom):
                base = package[: len(package) - child.level + 1] if child.level else []
                module = ".".join([*base, *([child.module] if child.module else [])])
                for alias in child.names:
                    yield Import(module, alias.name, inside, where)
            else:
                function = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
                yield from walk(child, inside or function)

    yield from walk(tree, False)


def own_targets(entry: Import) -> str | None:
    """The room of ours that an import reaches, or None; ``from oftwist import wire`` reaches wire."""
    if entry.module == "oftwist":
        return entry.name if entry.name in LEVELS else ""
    return room(entry.module) if entry.module.startswith("oftwist.") else None


def test_every_module_has_a_level() -> None:
    unknown = {room(dotted(path)) for path in modules()} - set(LEVELS) - {""}
    assert not unknown, f"give {sorted(unknown)} a level in {Path(__file__).name}"


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_imports_go_one_way(path: Path) -> None:
    here = room(dotted(path))
    for entry in imports_of(path):
        target = own_targets(entry)
        if target is None or here == "":
            continue
        if target == "":
            # The package itself: its version, and for those above the core its public names.
            assert entry.name.startswith("__") or LEVELS[here] > LEVELS["controller"], entry
            continue
        assert target in LEVELS, entry
        assert LEVELS[target] <= LEVELS[here], f"{entry.where}: {here} must not import {target}"


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_no_twisted_below_the_protocol(path: Path) -> None:
    if room(dotted(path)) in WITHOUT_TWISTED:
        for entry in imports_of(path):
            assert entry.module.split(".")[0] not in ("twisted", "zope"), entry


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_reactor_is_imported_late_and_by_few(path: Path) -> None:
    for entry in imports_of(path):
        if entry.module == "twisted.internet.reactor" or entry[:2] == ("twisted.internet", "reactor"):
            assert entry.inside_function, f"{entry.where}: import the reactor in the function that needs it"
            assert room(dotted(path)) in MAY_IMPORT_REACTOR, entry


@pytest.mark.parametrize("path", sorted((PACKAGE / "apps").glob("*.py")), ids=dotted)
def test_apps_use_only_public_names(path: Path) -> None:
    for entry in imports_of(path):
        if entry.module.startswith("oftwist."):
            assert entry.module.split(".")[1] == "loxi", f"{entry.where}: import from oftwist, as users do"
        if entry.module == "oftwist":
            import oftwist

            assert entry.name in oftwist.__all__, f"{entry.where}: {entry.name} is not a public name"


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_wire_and_session_load_no_twisted() -> None:
    """Also what they import in turn, and the package's own ``__init__``."""
    names = [dotted(path) for path in modules() if room(dotted(path)) in WITHOUT_TWISTED]
    code = (
        f"import sys, importlib\nfor n in {names!r}: importlib.import_module(n)\n"
        "print('twisted' in sys.modules)"
    )
    assert run(code) == "False"


def test_no_module_installs_a_reactor_when_imported() -> None:
    names = [dotted(path) for path in modules() if path.name != "__main__.py"]
    code = (
        f"import sys, importlib\nfor n in {names!r}:\n    importlib.import_module(n)\n"
        "    if 'twisted.internet.reactor' in sys.modules: print(n); break"
    )
    assert run(code) == ""


def test_the_rules_see_what_they_should() -> None:
    """The walker itself: relative imports, functions, TYPE_CHECKING."""
    source = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from twisted.internet import defer\n"
        "from . import errors\n"
        "def f():\n    from twisted.internet import reactor\n"
        "from ..protocol import OFProtocol\n"
    )
    found = [(e.module, e.name, e.inside_function) for e in imports_of(PACKAGE / "apps" / "x.py", source)]
    assert found == [
        ("typing", "TYPE_CHECKING", False),
        ("oftwist.apps", "errors", False),
        ("twisted.internet", "reactor", True),
        ("oftwist.protocol", "OFProtocol", False),
    ]
