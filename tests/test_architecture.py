"""What the documentation says of the house is what the house is: its picture, its rooms, the walks through it."""

from __future__ import annotations

import ast
import pkgutil
import re
from pathlib import Path

import pytest

from scripts import draw_architecture
from tests.test_imports import FILES, room

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = sorted({name for name in FILES if name.count(".") == 1 and FILES[name].name == "__init__.py"})
REDRAW = "run: python scripts/draw_architecture.py"


def test_the_picture_is_that_of_the_source() -> None:
    assert draw_architecture.PICTURE.read_text(encoding="utf-8") == draw_architecture.picture(), REDRAW


def test_the_tree_is_that_of_the_source() -> None:
    page = draw_architecture.PAGE.read_text(encoding="utf-8")
    assert page == draw_architecture.written(page), REDRAW


def test_the_picture_leaves_out_only_what_follows() -> None:
    graph = {"a": {"b", "c", "d"}, "b": {"c"}, "c": {"d"}, "d": set(), "e": {"d"}}
    assert draw_architecture.reduced(graph) == {"a": ["b"], "b": ["c"], "c": ["d"], "d": [], "e": ["d"]}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_room_opens_with_what_comes_in_goes_out_and_may_be_known(name: str) -> None:
    text = ast.get_docstring(ast.parse(FILES[name].read_text(encoding="utf-8"))) or ""
    assert re.search(r"\bIn\b", text), "what comes in?"
    assert re.search(r"\b[Oo]ut\b", text), "what goes out?"
    assert re.search(r"\b[Mm]ay\s+know\b|\bknows?\b", text), "what may it know?"


def test_every_room_is_drawn() -> None:
    drawn = {name for row in draw_architecture.rooms() for name in row}
    assert drawn == {room(name) for name in FILES} - {""}


WALKS = re.findall(
    r"^~~~+\n\n(.*?)(?=\n\n[^\n]+\n~~~|\n\n[^\n]+\n---)",
    draw_architecture.PAGE.read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)
ROOMS = "|".join(sorted({room(name) for name in FILES} - {""}))


def named(walk: str) -> list[str]:
    """The dotted names of a walk."""
    return re.findall(rf"``((?:{ROOMS})(?:\.\w+)+)``", walk)


def test_every_name_of_the_walks_exists() -> None:
    assert len(WALKS) == 3
    for walk in WALKS:
        names = named(walk)
        assert len(names) > 8, walk
        for name in names:
            assert pkgutil.resolve_name(f"oftwist.{name}") is not None


def test_a_name_that_is_not_there_is_found() -> None:
    assert named("``wire.decode`` and ``wire.no_such_thing``, ``Controller``") == ["wire.decode", "wire.no_such_thing"]
    with pytest.raises(AttributeError):
        pkgutil.resolve_name("oftwist.wire.no_such_thing")
