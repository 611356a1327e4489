"""How much the types of each room leave open: ``Any`` is counted, and may only become less."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "oftwist"

#: How often ``Any`` stands in the code of a room. A figure that is not reached any more must be lowered.
ANY = {
    "connection": 21,
    "controller": 8,
}
#: In none of these rooms more often than so many times in 1,000 lines.
MOST = 10


def count(text: str) -> int:
    """How often ``Any`` stands in the code, imports of it aside."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    imports = {at.start[0] for at in tokens if at.string == "import"}
    return sum(at.type == tokenize.NAME and at.string == "Any" and at.start[0] not in imports for at in tokens)


@pytest.mark.parametrize("room", ANY)
def test_any(room: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((PACKAGE / room).rglob("*.py"))]
    uses, lines = sum(map(count, texts)), sum(text.count("\n") for text in texts)
    assert uses == ANY[room], f"{uses} uses of Any in {room}"
    assert 1000 * uses < MOST * lines


def test_it_is_counted() -> None:
    assert count("from typing import Any\nx: Any = 1  # Any\ny: dict[Any, Any] = {}\n'Any'\n") == 3
