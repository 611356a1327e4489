"""docs/configuration.rst: its tables are those of the schema, its files are understood."""

from __future__ import annotations

import re
import runpy
import textwrap
from pathlib import Path

import pytest

from oftwist.config import configure
from oftwist.config.schema import SECTIONS, every_key, keys

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"^\.\. code-block:: toml\n(?:   :caption: .+\n)?\n((?:   .*\n|\n)+)", re.MULTILINE)


def test_the_tables_are_those_of_the_schema() -> None:
    page = (DOCS / "configuration.rst").read_text(encoding="utf-8")
    drawing = runpy.run_path(str(DOCS / "configuration.py"))
    assert page == drawing["written"](page), "run: python docs/configuration.py"
    for section in ("", *SECTIONS, "limits", "datapath"):
        for entry in keys(section).values():
            assert f"``{entry.name.rpartition('.')[2]}``" in page


def files() -> list[object]:
    """The TOML blocks of the pages about running a controller."""
    found = []
    for name in ("configuration", "logging", "operating"):
        page = DOCS / f"{name}.rst"
        for number, block in enumerate(BLOCK.findall(page.read_text(encoding="utf-8") + "\n")):
            found.append(pytest.param(textwrap.dedent(block), id=f"{name}-{number}"))
    return found


@pytest.mark.parametrize("text", files())
def test_files_of_the_pages_are_understood(text: str, tmp_path: Path) -> None:
    (tmp_path / "oftwist.toml").write_text(text, encoding="utf-8")
    assert configure(file=str(tmp_path / "oftwist.toml")).origins


def test_there_are_files() -> None:
    assert len(files()) >= 5


def test_every_option_is_on_the_page_of_the_command_line() -> None:
    page = (DOCS / "command_line.rst").read_text(encoding="utf-8").replace("``-level``", "``--log-level``")
    options = [f"--{entry.key.option}" for entry in every_key() if entry.key.option]
    assert not [option for option in options if option not in page]
