"""Who may import whom: the package is read as source, nothing is guessed from names at run time.

Rooms (the folders and single files of ``oftwist/``) have levels; a room may import rooms of lower levels only. Inside a
room the files have an order as well: no circle of files anywhere. What only annotations need (``TYPE_CHECKING``) and
what ``import_module`` is asked for by name counts like any other import. No file uses another's private names.

``DEBTS`` lists what breaks a rule today. It may only shrink: a debt that is paid must be taken off the list.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "oftwist"

#: Each row may import the rows above it, and nothing of its own row but itself.
ROWS = (
    "errors",
    "dpid packet arguments",
    "pcap",
    "wire tls",
    "text",
    "loxi endpoints",
    "connection",
    "config",
    "controller testing",
    "dataplane",
    "blocking apps net cluster",
    "pytest_plugin trial metrics capture",
    "http",
    "tools service conformance",
    "__main__",
)
LEVELS = {room: level for level, row in enumerate(ROWS) for room in row.split()}

# These decide about bytes and states only: they work without Twisted, under any event loop or none.
WITHOUT_TWISTED = (
    "errors",
    "arguments",
    "dpid",
    "packet",
    "pcap",
    "wire",
    "text",
    "loxi",
    "connection.options",
    "connection.session",
    "config",
)

# Importing the reactor installs one for the whole process, so that is done late, and only where a user
# starts something.
MAY_IMPORT_REACTOR = frozenset(
    ("connection", "controller", "blocking", "pytest_plugin", "trial", "testing", "service", "tools", "__main__")
)

#: The one file that knows Twisted's insides, which have no public spelling.
KNOWS_TWISTED = frozenset(("oftwist.connection.writer", "oftwist.connection.reading"))

#: What breaks a rule today, as each test here words it.
DEBTS: dict[str, frozenset[str]] = {"upward": frozenset(), "circles": frozenset(), "private": frozenset()}


class Import(NamedTuple):
    """One import statement's target: the dotted module, the name taken from it (or ""), and its place."""

    module: str
    name: str
    inside_function: bool
    annotation: bool
    where: str


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {dotted(path): path for path in modules()}


def room(module: str) -> str:
    """``oftwist.wire.codec`` -> ``wire``; the package itself -> ``""``."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


@cache
def imports_of(path: Path, source: str | None = None) -> tuple[Import, ...]:
    """Every import, in source order: statements, those under TYPE_CHECKING, and ``import_module("...")``."""
    tree = ast.parse(path.read_text(encoding="utf-8") if source is None else source, str(path))
    package = dotted(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]

    found: list[Import] = []
    shown = path.relative_to(ROOT)

    def add(node: ast.AST, module: str, name: str, inside: bool, annotation: bool) -> None:
        found.append(Import(module, name, inside, annotation, f"{shown}:{getattr(node, 'lineno', 0)}"))

    def walk(node: ast.AST, inside: bool, annotation: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
                walk(ast.Module(child.body, []), inside, True)
                walk(ast.Module(child.orelse, []), inside, annotation)
            elif isinstance(child, ast.Import):
                for alias in child.names:
                    add(child, alias.name, "", inside, annotation)
            elif isinstance(child, ast.ImportFrom):
                base = package[: len(package) - child.level + 1] if child.level else []
                module = ".".join([*base, *([child.module] if child.module else [])])
                for alias in child.names:
                    add(child, module, alias.name, inside, annotation)
            else:
                if isinstance(child, ast.Call) and child.args:
                    called = getattr(child.func, "attr", getattr(child.func, "id", ""))
                    if called.endswith("import_module"):
                        named = re.match(r"f?['\"](oftwist(?:\.\w+)*)", ast.unparse(child.args[0]))
                        if named:
                            add(child, named[1], "", inside, annotation)
                function = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
                walk(child, inside or function, annotation)

    walk(tree, False, False)
    return tuple(found)


def file_of(entry: Import) -> str | None:
    """The file of ours that an import reaches, as a dotted name; None for other packages."""
    if entry.module.split(".")[0] != "oftwist":
        return None
    deeper = f"{entry.module}.{entry.name}"
    return deeper if deeper in FILES else entry.module


def test_every_room_has_a_level() -> None:
    unknown = {room(name) for name in FILES} - set(LEVELS) - {""}
    assert not unknown, f"give {sorted(unknown)} a place in ROWS"


def judged(rule: str, found: set[str]) -> None:
    """What a rule found, against the debts of that rule: no more than those, and no debt that is paid."""
    new, paid = found - DEBTS[rule], DEBTS[rule] - found
    assert not new, "\n".join(["against the rules:", *sorted(new)])
    assert not paid, "\n".join(["paid, take it off DEBTS:", *sorted(paid)])


def test_no_room_imports_upward_or_sideways() -> None:
    found = set()
    for name, path in FILES.items():
        here = room(name)
        for entry in imports_of(path):
            target = file_of(entry)
            if target is None or here == "":
                continue
            there = room(target)
            if there == "":
                # The package itself: its version, and for those above the core its public names.
                allowed = entry.name.startswith("__") or LEVELS[here] > LEVELS["controller"]
            else:
                allowed = there == here or LEVELS[there] < LEVELS[here]
            if not allowed:
                found.add(f"{name} -> {target}")
    judged("upward", found)


def circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """The strongly connected components of more than one file (Tarjan), each sorted."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(arrows.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            part = []
            while part[-1:] != [node]:
                part.append(stack.pop())
            if len(part) > 1:
                found.append(sorted(part))

    for node in sorted(arrows):
        if node not in index:
            visit(node)
    return found


def file_arrows() -> dict[str, set[str]]:
    """Which file imports which; a room's ``__init__`` counts where something is taken from it."""
    arrows: dict[str, set[str]] = {}
    for name, path in FILES.items():
        for entry in imports_of(path):
            target = file_of(entry)
            # The package's own __init__ imports late, for users: its version is a literal.
            if target in FILES and target != name and "oftwist" not in (target, name):
                arrows.setdefault(name, set()).add(target)
    return arrows


def test_no_circle_of_files() -> None:
    judged("circles", {" ".join(part) for part in circles(file_arrows())})


def test_circles_are_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}}) == [["a", "b", "c"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}}) == []


def private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__") and name != "_"


def foreign_private(path: Path, source: str | None = None) -> Iterator[str]:
    """Private names a file takes from elsewhere: imported, or read from what is not its own."""
    text = path.read_text(encoding="utf-8") if source is None else source
    nodes = list(ast.walk(ast.parse(text, str(path))))
    own = set()  # what this file itself defines: methods, functions, names, attributes of self, slots
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            own.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
                own.add(node.attr)
        elif isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "__slots__" for t in node.targets):
            own |= {c.value for c in ast.walk(node.value) if isinstance(c, ast.Constant) and isinstance(c.value, str)}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            ours = node.level or (node.module or "").split(".")[0] == "oftwist"
            yield from (f"{alias.name}" for alias in node.names if ours and private(alias.name))
        elif isinstance(node, ast.Attribute) and private(node.attr) and node.attr not in own:
            if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")):
                yield node.attr


def test_no_private_name_of_another_file() -> None:
    found = {
        f"{name}: {attribute}"
        for name, path in FILES.items()
        if name not in KNOWS_TWISTED
        for attribute in foreign_private(path)
    }
    judged("private", found)


def test_foreign_private_names_are_found() -> None:
    source = (
        "from oftwist.wire import _x\nimport os\n"
        "class A:\n    def __init__(self): self._mine = 1\n    def f(self, other): return other._mine, other._theirs\n"
    )
    assert list(foreign_private(PACKAGE / "x.py", source)) == ["_x", "_theirs"]


def without_twisted(name: str) -> bool:
    return any(f"{name}.".startswith(f"oftwist.{each}.") for each in WITHOUT_TWISTED)


def test_no_twisted_below_the_protocol() -> None:
    imports = [entry for name in FILES if without_twisted(name) for entry in imports_of(FILES[name])]
    assert len(imports) > 500
    assert not [entry for entry in imports if entry.module.split(".")[0] in ("twisted", "zope")]


def test_reactor_is_imported_late_and_by_few() -> None:
    imports = [(name, entry) for name in FILES for entry in imports_of(FILES[name])]
    reactor = [
        (name, entry)
        for name, entry in imports
        if entry.module == "twisted.internet.reactor" or entry[:2] == ("twisted.internet", "reactor")
    ]
    assert len(reactor) > 3
    assert not [entry for _, entry in reactor if not entry.inside_function], "in the function that needs it"
    assert not [entry for name, entry in reactor if room(name) not in MAY_IMPORT_REACTOR]


@pytest.mark.parametrize("path", sorted((PACKAGE / "apps").glob("*.py")), ids=dotted)
def test_apps_use_only_public_names(path: Path) -> None:
    for entry in imports_of(path):
        if entry.module.startswith("oftwist."):
            allowed = ("loxi", "apps", "packet")
            assert entry.module.split(".")[1] in allowed, f"{entry.where}: import from oftwist, as users do"
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
    names = [name for name in FILES if without_twisted(name)]
    code = f"import sys, importlib\nfor n in {names!r}: importlib.import_module(n)\nprint('twisted' in sys.modules)"
    assert run(code) == "False"


def test_no_module_installs_a_reactor_when_imported() -> None:
    names = [name for name, path in FILES.items() if path.name != "__main__.py"]
    code = (
        f"import sys, importlib\nfor n in {names!r}:\n    importlib.import_module(n)\n"
        "    if 'twisted.internet.reactor' in sys.modules: print(n); break"
    )
    assert run(code) == ""


def test_the_rules_see_what_they_should() -> None:
    """The walker itself: relative imports, functions, TYPE_CHECKING, import_module."""
    source = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from twisted.internet import defer\n"
        "from . import errors\n"
        "def f():\n    from twisted.internet import reactor\n    import_module(f'oftwist.loxi.{x}')\n"
        "from ..protocol import OFProtocol\n"
    )
    found = [entry[:4] for entry in imports_of(PACKAGE / "apps" / "x.py", source)]
    assert found == [
        ("typing", "TYPE_CHECKING", False, False),
        ("twisted.internet", "defer", False, True),
        ("oftwist.apps", "errors", False, False),
        ("twisted.internet", "reactor", True, False),
        ("oftwist.loxi", "", True, False),
        ("oftwist.protocol", "OFProtocol", False, False),
    ]
