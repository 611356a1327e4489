"""How much the types of each room leave open: ``Any`` is counted, and may only become less."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "oftwist"

#: How often in 1,000 lines of a room, at most; one that is well below must be lowered.
RATES = {
    "__init__": 14, "__main__": 1, "apps": 20, "arguments": 1, "blocking": 24, "capture": 1,
    "config": 1, "conformance": 10, "connection": 5, "controller": 9,
    "cluster": 17, "dataplane": 1, "dpid": 1, "endpoints": 19, "errors": 20, "http": 9, "net": 6,
    "loxi": 38, "metrics": 13, "packet": 1, "pcap": 1, "pytest_plugin": 20, "service": 20, "testing": 13, "text": 18,
    "tls": 50, "tools": 16, "trial": 66, "wire": 38,
}  # fmt: skip
SLACK = 6


def count(text: str) -> int:
    """How often ``Any`` stands in the code, imports of it aside."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    imports = {at.start[0] for at in tokens if at.string == "import"}
    return sum(at.type == tokenize.NAME and at.string == "Any" and at.start[0] not in imports for at in tokens)


def counted(room: str) -> tuple[int, int]:
    """How often ``Any`` stands in a room, and how many lines that has."""
    files = sorted((PACKAGE / room).rglob("*.py")) or [PACKAGE / f"{room}.py"]
    texts = [path.read_text(encoding="utf-8") for path in files]
    return sum(map(count, texts)), sum(text.count("\n") for text in texts)


def test_every_room_is_counted() -> None:
    found = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert found == set(RATES)


@pytest.mark.parametrize("room", RATES)
def test_rate_of_any(room: str) -> None:
    uses, lines = counted(room)
    assert RATES[room] - SLACK <= 1000 * uses / lines <= RATES[room], f"{uses} uses of Any in {lines} lines of {room}"


def test_it_is_counted() -> None:
    assert count("from typing import Any\nx: Any = 1  # Any\ny: dict[Any, Any] = {}\n'Any'\n") == 3
