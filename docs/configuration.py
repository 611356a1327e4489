"""Write the keys of the configuration: ``python docs/configuration.py`` writes them into ``docs/configuration.rst``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from oftwist.config.declaring import Entry
from oftwist.config.schema import SECTIONS, keys

PAGE = Path(__file__).parent / "configuration.rst"
BEGIN = ".. The keys, written by docs/configuration.py:\n"
END = ".. End of the keys.\n"


def table(entries: Iterable[Entry]) -> list[str]:
    """A table of keys, as reStructuredText."""
    lines = ["", ".. list-table::", "   :header-rows: 1", "   :widths: 18 32 18 32", ""]
    rows = [("key", "what", "default", "allowed; option; a change takes effect")]
    for entry in entries:
        told = entry.key
        default = told.default or f"``{entry.shown(entry.default) or 'none'}``"
        option = f"; ``--{told.option}``" if told.option else ""
        name = entry.name.rpartition(".")[2]
        help = told.help.replace("``", "").replace('"', "").replace("*", r"\*").replace("|", r"\|")
        allowed = told.kind.says.replace("*", r"\*")
        rows.append((f"``{name}``", help, default, f"{allowed}{option}; {told.takes.value}"))
    for row in rows:
        lines += [f"   {'*' if at == 0 else ' '} - {cell}" for at, cell in enumerate(row)]
    return lines


def draw() -> str:
    """All tables."""
    lines: list[str] = []
    for section in ("", *SECTIONS, "limits", "datapath"):
        title = f"``[{section}]``" if section else "Outside of any section"
        title = "``[datapath.ID]``" if section == "datapath" else title
        lines += ["", title, "~" * len(title), *table(keys(section).values())]
    return "\n".join([*lines, ""]) + "\n"


def written(page: str) -> str:
    """Return the page with what ``draw`` gives in its place."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + draw() + END + after


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
