"""docs/ryu_api.rst names every route there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from oftwist.http import ryu

PAGE = Path(__file__).resolve().parents[3] / "docs" / "ryu_api.rst"


def variants(path: str) -> set[str]:
    """``/a/<x>[/<y>]`` -> ``/a/{}`` and ``/a/{}/{}``."""
    found = {path}
    while any("[" in one for one in found):
        found = {
            text
            for one in found
            for text in (re.sub(r"\[([^\[\]]*)\]", r"\1", one, count=1), re.sub(r"\[[^\[\]]*\]", "", one, count=1))
        }
    return {re.sub(r"<\w+>", "{}", one) for one in found}


def test_every_route_is_on_the_page() -> None:
    rows = re.findall(r"   \* - ([A-Z, ]+)\n     - (.*)\n", PAGE.read_text(encoding="utf-8"))
    told = {
        (method, path)
        for methods, paths in rows
        for method in methods.split(", ")
        for written in re.findall(r"``(/.*?)``", paths)
        for path in variants(written)
    }
    there = {(route.method, re.sub(r"\{\w+\}", "{}", route.path)) for route in ryu.routes}
    assert told == there
