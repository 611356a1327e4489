"""Can the conformance suite fail? Each misbehaviour of the simulated switch, one at a time, and which cases see it.

``python -m tests.conformance.seeded`` runs the cases of each misbehaviour's subject in one version in which it shows,
those that no case of its subject finds also all others, prints what came of it, and writes ``docs/misbehaviours.csv``.
Words choose misbehaviours by name or subject; the rows of the others stay as they were. All of it runs in this process.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from oftwist.conformance import suite
from oftwist.conformance.declaring import parse_versions
from oftwist.conformance.plugin import declared, fits, subject_of, version_of
from oftwist.testing.misbehaviour import MISBEHAVIOURS, Misbehaviour
from oftwist.wire.numbers import VERSION_NAMES

SUITE = Path(suite.__file__).parent
TABLE = Path(__file__).resolve().parents[2] / "docs" / "misbehaviours.csv"
HEAD = ["misbehaviour", "subject", "versions", "what the switch does", "found by"]
#: Plugins of pytest that only cost time here.
NOT_NEEDED = ("terminal", "cacheprovider", "faulthandler", "logging", "unraisableexception", "twisted", "timeout")
#: Where a version can be chosen.
USUAL = 4


def version_for(wrong: Misbehaviour) -> str:
    """The version a misbehaviour is shown in."""
    versions = parse_versions(wrong.versions)
    return VERSION_NAMES[USUAL if USUAL in versions else min(versions)]


class Seeded:
    """A pytest plugin: every case with every misbehaviour, and which of them fail.

    Args:
        wrongs: the misbehaviours.
        version: the version all of them are shown in.
        hints: by misbehaviour functions: only the first of them is tried; {} for all.
        first_only: go on with the next misbehaviour when one case has failed.
        elsewhere: try the cases of all other subjects, in place of those of its own.

    Attributes:
        found: by misbehaviour the functions that failed, with their subjects.
        tried: how many cases were run.
    """

    def __init__(
        self,
        wrongs: Iterable[Misbehaviour],
        version: str,
        hints: Mapping[str, Sequence[str]],
        *,
        first_only: bool,
        elsewhere: bool,
    ) -> None:
        self._wrongs = list(wrongs)
        self._version = version
        self._hints = hints
        self._first_only = first_only
        self._elsewhere = elsewhere
        self.found: dict[str, dict[str, int]] = {wrong.name: {} for wrong in self._wrongs}
        self.tried = 0

    def pytest_configure(self, config: pytest.Config) -> None:
        """That a case has failed is enough: nobody reads its traceback."""
        config.option.tbstyle = "no"

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """A function is run with all misbehaviours of its subject."""
        if "of_misbehaviours" not in metafunc.fixturenames:
            return
        subject = metafunc.definition.path.stem.removeprefix("test_")
        function = f"{subject}::{metafunc.function.__name__.removeprefix('test_')}"
        names = [
            wrong.name
            for wrong in self._wrongs
            if (wrong.subject == subject) is not self._elsewhere
            and (not self._hints or function in self._hints.get(wrong.name, ())[:1])
        ]
        if names:
            metafunc.parametrize("of_misbehaviours", [[name] for name in names], ids=names)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """One misbehaviour after the other."""
        items[:] = sorted(filter(self._runs, items), key=wrong_of)

    def _runs(self, item: pytest.Item) -> bool:
        case = declared(item)
        return case is not None and bool(wrong_of(item)) and version_of(item) == self._version and fits(item, case)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Nothing more of a misbehaviour that has been found."""
        if self._first_only and self.found[wrong_of(item)]:
            return True
        self.tried += 1
        return None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Only the case itself finds something: what fails before it may be anything."""
        if report.when == "call" and report.failed:
            wrong, function = dict(report.user_properties)["seeded"]
            counts = self.found[wrong]
            counts[function] = counts.get(function, 0) + 1

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Have in the report what it is about."""
        item.user_properties.append(("seeded", (wrong_of(item), function_of(item))))


def wrong_of(item: pytest.Item) -> str:
    """The misbehaviour a test runs with, "" for none."""
    spec: Any = getattr(item, "callspec", None)
    return str(spec.params["of_misbehaviours"][0]) if spec is not None and "of_misbehaviours" in spec.params else ""


def function_of(item: pytest.Item) -> str:
    """The case without its parameters: ``subject::function``."""
    return f"{subject_of(item)}::{getattr(item, 'originalname', item.name).removeprefix('test_')}"


def seek(
    wrongs: Iterable[Misbehaviour],
    hints: Mapping[str, Sequence[str]] | None = None,
    *,
    first_only: bool = False,
    elsewhere: bool = False,
    timeout: float = 0.5,
) -> tuple[dict[str, dict[str, int]], int]:
    """Run the suite with each of these misbehaviours; arguments as for `Seeded`.

    Args:
        timeout: seconds after which what should come is missing.

    Returns:
        by misbehaviour and function how many cases failed, and how many cases were run.
    """
    by_version: dict[str, list[Misbehaviour]] = defaultdict(list)
    for wrong in wrongs:
        by_version[version_for(wrong)].append(wrong)
    found: dict[str, dict[str, int]] = {}
    tried = 0
    for version, here in sorted(by_version.items()):
        plugin = Seeded(here, version, hints or {}, first_only=first_only, elsewhere=elsewhere)
        files = [f"{SUITE}/test_{subject}.py" for subject in sorted({wrong.subject for wrong in here})]
        words = [str(SUITE)] if elsewhere else [name for name in files if Path(name).exists()]
        for name in NOT_NEEDED:
            words += ["-p", f"no:{name}"]
        words += ["-p", "oftwist.pytest_plugin", "-s", f"--rootdir={SUITE}", "-c", os.devnull]
        words += [f"--of-version={version}", f"--of-timeout={timeout}", "--of-trace=0"]
        pytest.main(words, plugins=[plugin])
        found |= plugin.found
        tried += plugin.tried
    return found, tried


def known() -> dict[str, list[str]]:
    """What the table says: by misbehaviour the functions that find it."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row[0]: [name for name in row[4].split(", ") if "::" in name] for row in list(csv.reader(file))[1:]}


def write(found: Mapping[str, Mapping[str, int]]) -> None:
    """Write the table."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(HEAD)
        for wrong in MISBEHAVIOURS.values():
            functions = ", ".join(sorted(found.get(wrong.name, ())))
            table.writerow([wrong.name, wrong.subject, wrong.versions, wrong.text, functions or "nothing"])


def main(words: Sequence[str]) -> int:
    """Run it; 0 if at least 95 of 100 are found by a case of their subject."""
    made = argparse.ArgumentParser(prog="python -m tests.conformance.seeded", description="Can the suite fail?")
    made.add_argument("words", nargs="*", help="names or subjects of misbehaviours (all)")
    made.add_argument("--dry", action="store_true", help="do not write the table")
    made.add_argument("--everywhere", action="store_true", help="try all subjects with each, not only with the missed")
    options = made.parse_args(words)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    chosen = [
        wrong
        for wrong in MISBEHAVIOURS.values()
        if not options.words or {wrong.name, wrong.subject} & set(options.words)
    ]
    found, tried = seek(chosen)
    others = [wrong for wrong in chosen if options.everywhere or not found[wrong.name]]
    beside, more = seek(others, elsewhere=True) if others else ({}, 0)
    for wrong in chosen:
        own = ", ".join(f"{name.partition('::')[2]} ({count})" for name, count in sorted(found[wrong.name].items()))
        other = ", ".join(f"{name} ({count})" for name, count in sorted(beside.get(wrong.name, {}).items()))
        print(
            f"{wrong.name} [{wrong.subject}, {version_for(wrong)}]: {own or 'MISSED'}" + (f"; {other}" if other else "")
        )
    right = sum(bool(found[wrong.name]) for wrong in chosen)
    wide = sum(bool(found[wrong.name] or beside.get(wrong.name)) for wrong in chosen)
    print(f"{len(chosen)} misbehaviours: {right} found by their subject, {wide} found at all, {tried + more} cases")
    if not options.dry:
        before = {name: dict.fromkeys(functions, 1) for name, functions in known().items()}
        write({**before, **{name: {**found[name], **beside.get(name, {})} for name in found}})
    return int(right < 0.95 * len(chosen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
