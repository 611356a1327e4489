"""Write the events of the log, as the source has them, into ``docs/logging.rst``: ``python docs/log_events.py``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from oftwist.connection.journal import EVENTS

PAGE = Path(__file__).parent / "logging.rst"
PACKAGE = Path(__file__).parents[1] / "oftwist"
BEGIN = ".. The events, written by docs/log_events.py:\n"
END = ".. End of the events.\n"
LEVELS = {"info", "warn", "error", "debug", "failure", "critical"}


#: Fields that a call gives as a whole.
WHOLE = {
    "change": ("who", "peer", "what", "outcome", "detail"),
    "handler_failed": ("dpid", "peer", "xid", "type"),
    "handler_lost_switch": ("dpid", "peer", "xid", "type"),
    "hint": ("dpid", "peer"),
}


class Call(NamedTuple):
    """A call that writes a line.

    Attributes:
        where: its file and line.
        level: how it is called.
        event: the name of the event; None if it gives none, "" if that is found out when it runs.
        fields: what else it gives; "**" for what is given as a whole.
        text: its format, if that is a literal.
    """

    where: str
    level: str
    event: str | None
    fields: tuple[str, ...]
    text: str


@cache
def calls() -> tuple[Call, ...]:
    """All calls of loggers in the package."""
    return tuple(_calls())


def _calls() -> Iterator[Call]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name == "tables":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
                if isinstance(node.func.value, ast.Name) and node.func.value.id in ("log", "_log"):
                    yield call(f"{path.relative_to(PACKAGE.parent)}:{node.lineno}", node, node.func.attr)


def call(where: str, node: ast.Call, level: str) -> Call:
    given = {one.arg or "**": one.value for one in node.keywords}
    event = given.get("event")
    name = None if event is None else str(event.value) if isinstance(event, ast.Constant) else ""
    fields = tuple(sorted(key for key in given if key not in ("event", "failure", "level")))
    text = node.args[0]
    return Call(where, level, name, fields, str(text.value) if isinstance(text, ast.Constant) else "")


def events() -> dict[str, tuple[set[str], set[str]]]:
    """The levels and fields of each event."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for one in calls():
        if one.event:
            levels, fields = found.setdefault(one.event, (set(), set()))
            levels.add("critical" if one.level == "failure" else one.level)
            fields.update(field for field in one.fields if field != "**")
            if "**" in one.fields:
                fields.update(WHOLE[one.event])
    for name in EVENTS.values():
        levels, fields = found.setdefault(name, (set(), set()))
        levels.add("warn")
        fields.update(("dpid", "peer", "xid", "text", "suppressed"))
    return found


def draw() -> str:
    """The table."""
    lines = ["", ".. list-table::", "   :header-rows: 1", "   :widths: 28 20 52", ""]
    rows = [("event", "level", "fields")]
    for name, (levels, fields) in sorted(events().items()):
        shown = ", ".join(f"``{one}``" for one in sorted(fields)) or "—"
        rows.append((f"``{name}``", ", ".join(sorted(levels)), shown))
    for row in rows:
        lines += [f"   {'*' if at == 0 else ' '} - {cell}" for at, cell in enumerate(row)]
    return "\n".join([*lines, ""]) + "\n"


def written(page: str) -> str:
    """Return the page with what ``draw`` gives in its place."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + draw() + END + after


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
