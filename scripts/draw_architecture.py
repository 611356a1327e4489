"""Draw the rooms of the package from its source: ``python scripts/draw_architecture.py``.

Writes ``docs/architecture.svg`` and the tree in ``docs/architecture.rst``. What is a room, which row it stands in, and
who imports whom is read as ``tests/test_imports.py`` reads it. The same source gives the same bytes.
"""

from __future__ import annotations

import ast
import itertools
import re
import sys
import textwrap
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.test_imports import FILES, LEVELS, ROWS, file_of, imports_of, room  # noqa: E402

PAGE = ROOT / "docs/architecture.rst"
PICTURE = ROOT / "docs/architecture.svg"
BEGIN = ".. The tree, written by scripts/draw_architecture.py:\n"
END = ".. End of the tree.\n"

WIDTH, MARGIN, BOX, HEIGHT, FLOOR = 900, 20, 8.4, 34, 78  # in pixels; BOX for each letter of a name
COLOURS = ("#1b6ca8", "#b3541e", "#2e7d4f", "#7b3f99", "#a32638", "#4a5a6a", "#8a6d1d", "#17737a")

Point = tuple[float, float]


def rooms() -> list[list[str]]:
    """The rooms that there are, row by row, the lowest row first."""
    there = {room(name) for name in FILES} - {""}
    found = [[name for name in row.split() if name in there] for row in ROWS]
    return [row for row in found if row]


def arrows() -> dict[str, set[str]]:
    """Which room imports which, annotations and late imports included."""
    found: dict[str, set[str]] = {name: set() for row in rooms() for name in row}
    for name, path in FILES.items():
        for entry in imports_of(path):
            target = file_of(entry)
            if target is not None and room(name) and room(target) and room(name) != room(target):
                found[room(name)].add(room(target))
    return found


def reduced(graph: dict[str, set[str]]) -> dict[str, list[str]]:
    """Without the arrows that follow from a longer way: who imports ``wire`` by way of ``loxi`` needs no second one."""

    def reach(start: str) -> set[str]:
        seen: set[str] = set()
        todo = [start]
        while todo:
            for other in graph[todo.pop()] - seen:
                seen.add(other)
                todo.append(other)
        return seen

    below = {name: reach(name) for name in graph}
    return {
        name: sorted(other for other in others if not any(other in below[between] for between in others - {other}))
        for name, others in graph.items()
    }


def laid(rows: list[list[str]], graph: dict[str, list[str]]) -> tuple[list[list[str]], dict[str, list[str]]]:
    """The rows with a place in each for every arrow that passes it, in an order in which few arrows cross.

    Returns:
        the rows, the lowest first; a place is called ``from>to@row``. And the arrows from row to row.
    """
    rows = [list(row) for row in rows]
    floor = {name: at for at, row in enumerate(rows) for name in row}
    steps: dict[str, list[str]] = {}
    for name, others in graph.items():
        for other in others:
            way = [name, *(f"{name}>{other}@{at}" for at in range(floor[name] - 1, floor[other], -1)), other]
            for place in way[1:-1]:
                rows[int(place.rpartition("@")[2])].append(place)
            for here, there in itertools.pairwise(way):
                steps.setdefault(here, []).append(there)
    near: dict[str, list[str]] = {name: list(steps.get(name, ())) for row in rows for name in row}
    for name, others in steps.items():
        for other in others:
            near[other].append(name)
    place_of = {name: at / max(1, len(row) - 1) for row in rows for at, name in enumerate(row)}
    for turn in range(24):
        for row in rows if turn % 2 else reversed(rows):
            wanted = {
                name: sum(place_of[n] for n in near[name]) / len(near[name]) if near[name] else 0.5 for name in row
            }
            row.sort(key=lambda name: (round(wanted[name], 6), name))
            for at, name in enumerate(row):
                place_of[name] = (at + 0.5) / len(row)
    return rows, steps


def summary(name: str) -> str:
    """The first sentence of a room's docstring, without its mark-up."""
    text = ast.get_docstring(ast.parse(FILES[f"oftwist.{name}"].read_text(encoding="utf-8"))) or ""
    first = re.split(r"(?<=\.)\s", " ".join(text.split("\n\n")[0].split()))[0]
    return re.sub(r":\w+:|`", "", first)


def tree() -> str:
    """The rooms as text, the highest first, with what each says of itself."""
    lines = ["", ".. code-block:: none", "", "    oftwist/"]
    for row in reversed(rooms()):
        for name in row:
            shown = f"{name}/" if FILES[f"oftwist.{name}"].name == "__init__.py" else f"{name}.py"
            first, *rest = textwrap.wrap(summary(name), 92)
            lines += [f"      {shown:<18}{first}", *(" " * 24 + line for line in rest)]
        lines.append("")
    return "\n".join(lines) + "\n"


def written(page: str) -> str:
    """The page with the tree in its place."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + tree() + END + after


def boxes(rows: list[list[str]]) -> dict[str, tuple[float, float, float]]:
    """Room, or place of an arrow -> left, top, width; the highest row on top, each row over the whole width."""
    found = {}
    for floor, row in enumerate(reversed(rows)):
        widths = [0.0 if ">" in name else BOX * len(name) + 24 for name in row]
        gap = (WIDTH - 2 * MARGIN - sum(widths)) / (len(row) + 1)
        left = MARGIN + gap
        for name, width in zip(row, widths, strict=True):
            found[name] = (left, float(MARGIN + FLOOR * floor), width)
            left += width + gap
    return found


def curve(begin: Point, end: Point) -> str:
    """From a point down to another one, upright at both ends."""
    half = (begin[1] + end[1]) / 2
    return f"C{begin[0]:.1f} {half:.1f} {end[0]:.1f} {half:.1f} {end[0]:.1f} {end[1]:.1f}"


def picture() -> str:
    """The rooms as boxes, row above row, with an arrow from each to what it imports, as SVG."""
    everything = arrows()
    shown = reduced(everything)
    rows, steps = laid(rooms(), shown)
    place = boxes(rows)
    names = [name for row in reversed(rows) for name in row if ">" not in name]
    colour = {name: COLOURS[at % len(COLOURS)] for at, name in enumerate(names)}
    height = 2 * MARGIN + FLOOR * (len(rows) - 1) + HEIGHT
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="sans-serif" font-size="14">',
        f"<title>The rooms of oftwist: {len(names)} rooms, {len(rows)} floors, "
        f"{sum(map(len, everything.values()))} imports from room to room, of which {sum(map(len, shown.values()))} "
        "are drawn; the others follow from these.</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#555"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
    ]

    def end_of(name: str, others: list[str], other: str) -> float:
        """Where along the edge of its box an arrow leaves or enters, so that those of one box stand side by side."""
        left, _, width = place[name]
        at = sorted(others, key=lambda each: place[each][0] + place[each][2] / 2).index(other)
        return left + width * (at + 1) / (len(others) + 1)

    into = {name: [other for other, others in steps.items() if name in others] for name in place}
    for name in names:
        for first in steps.get(name, ()):
            here, there, top = name, first, place[name][1] + HEIGHT
            path = f"M{end_of(name, steps[name], first):.1f} {top:.1f}"
            while True:
                x = end_of(there, into[there], here)
                path += curve((end_of(here, steps[here], there), place[here][1] + HEIGHT), (x, place[there][1]))
                if ">" not in there:
                    break
                path += f"L{x:.1f} {place[there][1] + HEIGHT:.1f}"
                here, there = there, steps[there][0]
            out.append(
                f'<path d="{path}" fill="none" stroke="{colour[name]}" stroke-width="1.4" marker-end="url(#tip)"/>'
            )
    for name in names:
        left, top, width = place[name]
        out.append(
            f'<g><title>{escape(summary(name))}</title><rect x="{left:.1f}" y="{top:.0f}" width="{width:.1f}" '
            f'height="{HEIGHT}" rx="6" fill="#f7f9fb" stroke="{colour[name]}" stroke-width="1.6"/>'
            f'<text x="{left + width / 2:.1f}" y="{top + 22:.0f}" text-anchor="middle">{name}</text></g>'
        )
    return "\n".join([*out, "</svg>", ""])


def upward() -> list[str]:
    """Arrows that point up or aside, which the picture could not show: there must be none."""
    return sorted(f"{a} -> {b}" for a, others in arrows().items() for b in others if LEVELS[b] >= LEVELS[a])


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)} and {PAGE.relative_to(ROOT)} are written", *upward(), sep="\n")
