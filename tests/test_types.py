"""How much the types of each room leave open: ``Any`` is counted, and may only become less."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "oftwist"

#: Uses of ``Any`` in 1,000 lines of a room, rounded up. A figure that is not reached any more must be lowered.
MOST = {
    "connection": 5,
    "controller": 5,
}


def count(text: str) -> int:
    """How often ``Any`` stands in the code, imports of it aside."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    imports = {at.start[0] for at in tokens if at.string == "import"}
    return sum(at.type == tokenize.NAME and at.string == "Any" and at.start[0] not in imports for at in tokens)


def in_thousand(room: str) -> float:
    texts = [path.read_text(encoding="utf-8") for path in sorted((PACKAGE / room).rglob("*.py"))]
    return 1000 * sum(map(count, texts)) / sum(text.count("\n") for text in texts)


@pytest.mark.parametrize("room", MOST)
def test_any(room: str) -> None:
    figure = in_thousand(room)
    assert MOST[room] - 1 < figure <= MOST[room], f"{figure:.1f} in 1,000 lines"


def test_it_is_counted() -> None:
    assert count("from typing import Any\nx: Any = 1  # Any\ny: dict[Any, Any] = {}\n'Any'\n") == 3
