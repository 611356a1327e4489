"""Tables and times for people. Knows nothing of what is in them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Rows under a head, in columns as wide as they need; ``-`` is what is not there."""
    texts = [tuple(head), *(tuple("-" if one in (None, "") else str(one) for one in row) for row in rows)]
    widths = [max(len(row[column]) for row in texts) for column in range(len(head))]
    for row in texts:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def age(seconds: float | None) -> str:
    """How long ago: ``"3 min"``."""
    if seconds is None:
        return "-"
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{int(seconds // size)} {name}"
    return f"{max(0, round(seconds))} s"


def ago(moment: float | None) -> str:
    """The same of a time in seconds since 1970."""
    return age(None if moment is None else time.time() - moment)


def clock(moment: float) -> str:
    """A time of the day, here: ``"2026-11-27 12:03:04.567"``."""
    whole = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment))
    return f"{whole}.{int(moment * 1000) % 1000:03d}"
