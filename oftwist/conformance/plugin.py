"""The pytest plugin that makes a run of the suite a report. Knows pytest; loaded by ``oftwist conformance`` only."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any

import pytest

from oftwist.conformance.declaring import ATTRIBUTE, Case, parse_versions
from oftwist.conformance.lacking import Lacking
from oftwist.conformance.outcomes import FAILED, PASSED, SKIPPED, Outcome, Run
from oftwist.conformance.profiles import Profile
from oftwist.errors import Disconnected, RequestTimeout

#: Cases one after another that find no switch.
_ABSENT = 3


class Plugin:
    """Chooses the cases, and keeps what comes of them.

    Args:
        run: gets the outcomes.
        only: words of which one must stand in the id of a case.
        mandatory: leave out what a switch need not do.
        accepted: by id of a case (and version) the reason why its failure is accepted.
        progress: tell each outcome on standard error.
        listing: list the cases, run none.
        profile: run what it wants only.
    """

    def __init__(
        self,
        run: Run,
        only: list[str],
        mandatory: bool,
        accepted: Mapping[tuple[str, str], str],
        progress: bool,
        listing: bool,
        profile: Profile | None = None,
    ) -> None:
        self._run = run
        self._only = only
        self._mandatory = mandatory
        self._accepted = accepted
        self._progress = progress
        self._listing = listing
        self._profile = profile
        self._total = 0
        self._began = time.monotonic()
        self._reports: dict[str, list[pytest.TestReport]] = {}
        self._feature = ""
        self._absent = 0
        self.listed: list[tuple[str, str, Case, str]] = []

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave what is for other versions, or not wanted."""
        wanted: list[pytest.Item] = []
        left: list[pytest.Item] = []
        for item in items:
            (wanted if self._wants(item) else left).append(item)
        config.hook.pytest_deselected(items=left)
        items[:] = wanted
        self._total = len(wanted)
        for item in wanted:
            case = declared(item)
            assert case is not None
            self.listed.append((_id(item), version_of(item), case, shows(item)))
        if self._listing:
            items[:] = []

    def _wants(self, item: pytest.Item) -> bool:
        case = declared(item)
        if case is None or not fits(item, case):
            return False
        if self._mandatory and not case.mandatory:
            return False
        if self._profile is not None and not self._profile.wants(_id(item), version_of(item), case.mandatory):
            return False
        return not self._only or any(word in _id(item) for word in self._only)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        """Keep the parts of what came of a case; the last one ends it."""
        outcome = yield
        if call.excinfo is not None and isinstance(call.excinfo.value, Lacking):
            self._feature = call.excinfo.value.feature
        report: pytest.TestReport = outcome.get_result()
        if report.when == "setup":
            self._look_for_the_switch(item, call)
        reports = self._reports.setdefault(item.nodeid, [])
        reports.append(report)
        if report.when == "teardown":
            self._end(item, self._reports.pop(item.nodeid))

    def _look_for_the_switch(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Run no more if case after case finds no switch: none of them would."""
        lost = call.excinfo is not None and isinstance(call.excinfo.value, (Disconnected, RequestTimeout))
        self._absent = self._absent + 1 if lost else 0
        if self._absent >= _ABSENT:
            item.session.shouldstop = "the switch does not come back"

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """What was not run has not passed."""
        if self._absent < _ABSENT:
            return
        done = {case.key for case in self._run.cases}
        for item in session.items:
            if (_id(item), version_of(item)) not in done:
                self._keep(item, FAILED, "not run: the switch did not come back", "", 0.0)

    def _end(self, item: pytest.Item, reports: list[pytest.TestReport]) -> None:
        decisive = next((report for report in reports if report.outcome != "passed"), reports[-1])
        result = {"passed": PASSED, "failed": FAILED, "skipped": SKIPPED}[decisive.outcome]
        details = "" if result != FAILED else _details(decisive)
        self._keep(item, result, _reason(decisive), details, sum(report.duration for report in reports))

    def _keep(self, item: pytest.Item, result: str, reason: str, details: str, seconds: float) -> None:
        case, version, name = declared(item), version_of(item), _id(item)
        assert case is not None
        made = Outcome(
            name, version, subject_of(item), case.section_for(min(parse_versions(version))), case.mandatory,
            shows(item), case.onf, result, reason, details, round(seconds, 4),
            self._accepted.get((name, version), self._accepted.get((name, ""), "")) if result == FAILED else "",
            self._feature if result == SKIPPED else "",
        )  # fmt: skip
        self._feature = ""
        self._run.cases.append(made)
        self._run.seconds = round(time.monotonic() - self._began, 1)
        if self._progress:
            done = len(self._run.cases)
            line = f"{done}/{self._total} {version} {name}: {result}"
            print(f"\r\x1b[K{line[:100]}", end="\n" if result == FAILED else "", file=sys.stderr, flush=True)


def declared(item: pytest.Item) -> Case | None:
    """The declaration of a test, None if it is no case."""
    found = getattr(getattr(item, "function", None), ATTRIBUTE, None)
    return found if isinstance(found, Case) else None


def fits(item: pytest.Item, case: Case) -> bool:
    """Whether a case is for the version the test runs in."""
    version = min(parse_versions(version_of(item)))
    spec: Any = getattr(item, "callspec", None)
    # A parameter may say for itself that a version has not got it.
    said = [value.fits(version) for value in spec.params.values() if hasattr(value, "fits")] if spec else []
    return version in case.versions and all(said)


def version_of(item: pytest.Item) -> str:
    """The version a test runs in."""
    spec: Any = getattr(item, "callspec", None)
    return str(spec.params.get("of_version", "")) if spec is not None else ""


def _parameter(item: pytest.Item, name: str) -> str:
    """What a parameter of a test says in an attribute of this name; "" if none has it."""
    spec: Any = getattr(item, "callspec", None)
    said = [getattr(value, name, "") for value in spec.params.values()] if spec is not None else []
    return next((one for one in said if isinstance(one, str) and one), "")


def subject_of(item: pytest.Item) -> str:
    """What a parameter says it is about, else the file a test stands in."""
    return _parameter(item, "subject") or str(item.path.stem).removeprefix("test_")


def _id(item: pytest.Item) -> str:
    """Subject, name and parameters but for the version; or what a parameter says."""
    identity = _parameter(item, "identity")
    if identity:
        return f"{subject_of(item)}::{identity}"
    spec: Any = getattr(item, "callspec", None)
    parameters = [part for part in spec.id.split("-") if not part.startswith("OF1.")] if spec is not None else []
    name = getattr(item, "originalname", item.name).removeprefix("test_")
    return f"{subject_of(item)}::{name}" + (f"[{'-'.join(parameters)}]" if parameters else "")


def shows(item: pytest.Item) -> str:
    """What a parameter says it shows, else the first sentence of a test's docstring; in one line."""
    text = _parameter(item, "shows") or (getattr(getattr(item, "function", None), "__doc__", None) or "").strip()
    return " ".join(text.partition("\n\n")[0].split())


def _reason(report: pytest.TestReport) -> str:
    """Why it did not pass, in a line."""
    told: Any = report.longrepr
    if report.outcome == "passed":
        return ""
    if isinstance(told, tuple):
        return str(told[2]).removeprefix("Skipped: ")
    crash = getattr(told, "reprcrash", None)
    return " ".join(str(crash.message if crash is not None else told).splitlines()[:1])


def _details(report: pytest.TestReport) -> str:
    """Everything that is known of a failure."""
    sections = [f"{title}\n{text}" for title, text in report.sections]
    return "\n\n".join([report.longreprtext, *sections])
