"""The words of ovs-ofctl at the version packages: ``ofp.flow("in_port=1,actions=2")``, ``str(match)``.

Imports `oftwist.text` when it is first used, because most programs never do.
"""

from __future__ import annotations

import importlib

from oftwist.wire.codec.words import words

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing costs more to import than all of this room
    from collections.abc import Callable, Iterable
    from typing import Any

    from oftwist.text.names import Given

#: What a version package has of this, beside its classes: name -> the function of `oftwist.text`.
FUNCTIONS = {
    "flow": "parse_flow",
    "flows": "parse_flows",
    "group": "parse_group",
    "meter": "parse_meter",
    "packet_out": "parse_packet_out",
    "actions": "parse_actions",
    "instructions": "parse_instructions",
}


def function(package: str, name: str) -> Callable[..., Any]:
    """``ofp.flow`` and the like: the function of `oftwist.text` that does it, for one version.

    Args:
        package: "oftwist.loxi.of13".
        name: of the function in that package.
    """
    ofp = importlib.import_module(package)
    parse = getattr(importlib.import_module("oftwist.text"), FUNCTIONS[name])

    def read(text: str | Iterable[str], *command: str, **more: Any) -> Any:
        return parse(text, ofp, *command, **more)

    read.__name__ = read.__qualname__ = name
    read.__doc__ = parse.__doc__
    return read


def stubs() -> list[str]:
    """The lines of a package's stub about these functions."""
    names = "ports: _f.Names = ..., tables: _f.Names = ..."
    return [
        f"def flow(text: str, command: str = ..., *, {names}) -> _Any: ...",
        f"def flows(lines: _Iterable[str], command: str = ..., *, {names}) -> list[_Any]: ...",
        f"def group(text: str, command: str = ..., *, {names}) -> _Any: ...",
        "def meter(text: str, command: str = ...) -> _Any: ...",
        f"def packet_out(text: str, *, {names}) -> _Any: ...",
        f"def actions(text: str, *, match: str = ..., {names}) -> list[_Any]: ...",
        f"def instructions(text: str, *, match: str = ..., {names}) -> list[_Any]: ...",
    ]


def _tell(obj: Any) -> str:
    """An object in words; one that has none, or holds what it cannot hold, as ``repr()`` has it."""
    from oftwist import text

    try:
        told = text.text_of(obj)
    except (AttributeError, TypeError, ValueError, LookupError, ArithmeticError):
        return repr(obj)
    return repr(obj) if told is None else told


def _match(text: str, version: int, ports: Given | None) -> Any:
    from oftwist.text import parse_match

    return parse_match(text, importlib.import_module(f"oftwist.loxi.of1{version - 1}"), ports=ports)


words.tell = _tell
words.match = _match
