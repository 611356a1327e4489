"""The report of ``oftwist conformance`` in a real browser: its matrix, its filter, a failure that is opened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from oftwist.conformance.outcomes import FAILED, PASSED, Outcome, Run
from tests.browser.chromium import By, Keys, Select, click, requests, resize, shows

#: A simulated switch that pushes no VLAN tags: what is found of it is reported.
BROKEN = (
    "import sys\nfrom oftwist.testing import actions\n"
    "actions.ACTIONS['push_vlan'] = lambda path, run, action: None\n"
    "from oftwist.conformance.command import main\nsys.exit(main(sys.argv[1:]))\n"
)
MATRIX = "[...document.querySelectorAll('#matrix tr')].map((row) => [...row.cells].map((cell) => cell.textContent))"
SHOWN = "[...document.querySelectorAll('details')].filter((one) => !one.hidden).map((one) => one.dataset.outcome)"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """The HTML report of a switch that fails, and what it tells of."""
    folder = tmp_path_factory.mktemp("report")
    words = ["--version=1.0,1.3", "--only=rewriting::tags_and_lives", "--only=channel::echo"]
    words += [f"--json={folder}/it.json", f"--html={folder}/it.html"]
    done = subprocess.run([sys.executable, "-c", BROKEN, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return folder / "it.html", Run.load(folder / "it.json")


def failed(cases: list[Outcome]) -> int:
    """How many cases failed."""
    return sum(case.outcome == FAILED for case in cases)


def test_matrix_filter_and_a_failure(fresh: Any, report: tuple[Path, Run]) -> None:
    path, run = report
    fresh.get(path.as_uri())
    shows(fresh, "document.title.startsWith('OpenFlow conformance: ')")
    rows = fresh.execute_script(f"return {MATRIX}")
    assert rows[0] == ["", "1.0", "1.3"]
    tags = [case for case in run.cases if case.subject == "rewriting"]
    told = f"{len(tags) - failed(tags)} / {failed(tags)}"
    assert {row[0]: row[1:] for row in rows[1:]} == {"channel": ["5", "5"], "rewriting": ["-", told]}

    # What failed is what is shown at first.
    assert fresh.execute_script(f"return {SHOWN}") == [FAILED] * failed(run.cases)
    assert fresh.find_element(By.ID, "shown").text == f"{failed(run.cases)} cases"
    click(fresh, "details:not([hidden]) summary")
    opened = shows(fresh, "document.querySelector('details[open]')?.innerText")
    assert "! vlan_vid" in opened and "control channel" in opened and "optional" in opened

    Select(fresh.find_element(By.ID, "which")).select_by_value("")
    assert len(fresh.execute_script(f"return {SHOWN}")) == len(run.cases)
    word = fresh.find_element(By.ID, "word")
    word.send_keys("ECHO")
    assert fresh.execute_script(f"return {SHOWN}") == [PASSED] * 10
    word.send_keys(Keys.CONTROL, "a")
    word.send_keys("no such words")
    assert fresh.execute_script(f"return {SHOWN}") == []
    click(fresh, "#matrix a[data-word='rewriting::']")
    assert len(fresh.execute_script(f"return {SHOWN}")) == len(tags)
    assert [url for url in requests(fresh) if url.partition("#")[0] != path.as_uri()] == []


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_sticks_out(fresh: Any, report: tuple[Path, Run], width: int) -> None:
    resize(fresh, width, 800)
    fresh.get(report[0].as_uri())
    click(fresh, "details:not([hidden]) summary")
    shows(fresh, "document.querySelector('details[open] pre')")
    assert fresh.execute_script("return document.documentElement.scrollWidth") <= width
