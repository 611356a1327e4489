"""The conformance suite can fail: each misbehaviour of the simulated switch is found by a case of its subject.

Four of each subject are tried here, some 150; all of them are by ``python -m tests.conformance.seeded``, which writes
``docs/misbehaviours.csv``. Tried first is the function that this table names, then all of the subject; of each
misbehaviour no more once a case has failed.
"""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest

from oftwist.conformance.declaring import parse_versions
from oftwist.testing.misbehaviour import MISBEHAVIOURS, Misbehaviour
from tests.conformance.seeded import HEAD, SUITE, TABLE, known, seek

#: What no case of its subject finds, and why.
MISSED: dict[str, str] = {}
#: How many of a subject are tried, spread over it.
SAMPLE = 4
BY_SUBJECT: dict[str, list[Misbehaviour]] = defaultdict(list)
for one in MISBEHAVIOURS.values():
    BY_SUBJECT[one.subject].append(one)


@pytest.mark.slow
@pytest.mark.parametrize("subject", BY_SUBJECT)
def test_every_misbehaviour_is_found(subject: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a failing case of the right subject; but for those that are listed, which none finds."""
    chosen = BY_SUBJECT[subject][:: max(1, len(BY_SUBJECT[subject]) // SAMPLE)][:SAMPLE]
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    found, tried = seek(chosen, known(), first_only=True, timeout=0.3)
    # Cases move, and a busy machine may not even have shaken hands by then.
    rest, more = seek([one for one in chosen if not found[one.name]], first_only=True, timeout=3.0)
    found |= rest
    assert found and tried + more >= len(found)
    assert {name for name in found if not found[name]} == {one.name for one in chosen} & MISSED.keys()


def test_few_are_missed() -> None:
    assert MISSED.keys() <= MISBEHAVIOURS.keys()
    assert len(MISBEHAVIOURS) >= 80 and len(MISSED) <= 0.05 * len(MISBEHAVIOURS)


def test_subjects_are_those_of_the_suite() -> None:
    subjects = {path.stem.removeprefix("test_") for path in SUITE.glob("test_*.py")}
    assert BY_SUBJECT.keys() <= subjects


def test_the_table_has_them_all() -> None:
    """As they are now; which functions find them is measured."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == HEAD
    assert [row[:4] for row in rows] == [
        [one.name, one.subject, one.versions, one.text] for one in MISBEHAVIOURS.values()
    ], "python -m tests.conformance.seeded writes it again"
    assert {row[0] for row in rows if row[4] == "nothing"} == MISSED.keys()


def test_how_they_are_declared() -> None:
    for one in MISBEHAVIOURS.values():
        assert one.text.endswith(".") and one.text.count(".") - one.text.count("1.") < 3 and len(one.text) < 100, (
            one.name
        )
        assert parse_versions(one.versions) and one.patches, one.name
