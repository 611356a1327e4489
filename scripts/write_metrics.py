"""Write the tables of docs/metrics.rst from the table of the code: ``python scripts/write_metrics.py``.

tests/metrics/test_documents.py compares the two.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from oftwist.metrics import table  # noqa: E402

PAGE = ROOT / "docs" / "metrics.rst"
PARTS = {"FAUCET": table.FAUCET, "CORE": table.CORE, "CAPTURES": table.CAPTURES} | {
    "CLUSTER": table.CLUSTER,
    "WORKERS": table.WORKERS,
}


def lines(rows: Iterable[table.Row]) -> Iterator[str]:
    """One table of the page."""
    yield from (
        ".. list-table::",
        "   :header-rows: 1",
        "",
        "   * - name",
        "     - kind",
        "     - labels",
        "     - meaning",
    )
    for row in rows:
        yield f"   * - ``{row.name}``"
        yield f"     - {row.kind}"
        yield f"     - {', '.join(f'``{label}``' for label in row.labels) or '-'}"
        yield f"     - {row.help}"


def written(text: str) -> str:
    """The page with its tables as they should be."""
    for name, rows in PARTS.items():
        begin, end = f".. {name}: written by scripts/write_metrics.py\n", f".. End of {name}.\n"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = "".join((before, begin, "\n", *(f"{line}\n" for line in lines(rows)), "\n", end, after))
    return text


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
