"""`oftwist.loxi.install()`: other import names for the very same modules, and what old suites take for granted.

May know: the modules by name, and `loose`.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType

from oftwist.loxi import loose
from oftwist.wire.codec import classes

_HOME = "oftwist.loxi"


class _Alias(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds ``loxi[.x]`` and ``ofp[.x]`` as modules of ours; the modules keep their real names."""

    def __init__(self) -> None:
        self.roots: dict[str, str] = {"loxi": _HOME}

    def _target(self, fullname: str) -> str | None:
        root, dot, rest = fullname.partition(".")
        home = self.roots.get(root)
        return None if home is None else home + dot + rest

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        name = self._target(fullname)
        if name is None:
            return None
        try:
            importlib.import_module(name)
        except ModuleNotFoundError:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Borrowed(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        target = self._target(module.__name__)
        if target is not None:
            sys.modules[module.__name__] = sys.modules[target]


class _Borrowed(ModuleType):
    """What the import system fills in before the real module takes its place."""


_finder = _Alias()


def configured() -> ModuleType | None:
    """The module that ``import ofp`` gives, whoever provides it; None if there is none and nothing is installed."""
    if "ofp" not in sys.modules and "ofp" in _finder.roots:
        return importlib.import_module("ofp")
    return sys.modules.get("ofp")


def install(version: int) -> None:
    """Answer ``import loxi`` and ``import ofp`` (the module of ``version``) from now on."""
    loose.install()
    _finder.roots["ofp"] = f"{_HOME}.{classes.of(version).package}"
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    for name in [n for n in sys.modules if n.partition(".")[0] == "ofp"]:
        del sys.modules[name]
