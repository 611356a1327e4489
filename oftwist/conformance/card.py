"""The report card for people at a terminal: subjects by versions, then what failed."""

from __future__ import annotations

from collections.abc import Iterator

from oftwist.conformance.outcomes import FAILED, PASSED, SKIPPED, Outcome, Run

#: Failures told with their reason.
_TOLD = 50


def matrix(run: Run) -> tuple[list[str], dict[str, dict[str, list[Outcome]]]]:
    """The versions of a run, and its outcomes by subject and version."""
    versions = sorted({case.version for case in run.cases})
    subjects: dict[str, dict[str, list[Outcome]]] = {}
    for case in run.cases:
        subjects.setdefault(case.subject, {version: [] for version in versions})[case.version].append(case)
    return versions, subjects


def card(run: Run) -> str:
    """The card as text: passed/failed/not supported of each subject and version."""
    return "\n".join(_lines(run))


def _cell(cases: list[Outcome], run: Run) -> str:
    counts = run.counts(cases)
    if not cases:
        return "-"
    return "/".join(str(counts[outcome]) for outcome in (PASSED, FAILED, SKIPPED))


def _lines(run: Run) -> Iterator[str]:
    versions, subjects = matrix(run)
    rows = [["passed/failed/not supported", *versions, "all"]]
    for subject, by_version in subjects.items():
        everything = [case for cases in by_version.values() for case in cases]
        cells = [_cell(cases, run) for cases in (*by_version.values(), everything)]
        rows.append([subject.replace("_", " "), *cells])
    totals = [[case for case in run.cases if case.version == version] for version in versions]
    rows.append(["all", *(_cell(cases, run) for cases in (*totals, run.cases))])
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(f"{cell:<{width}}" if n == 0 else f"{cell:>{width}}" for n, (cell, width) in
                        enumerate(zip(row, widths, strict=True))).rstrip()  # fmt: skip
    failed = [case for case in run.cases if case.outcome == FAILED]
    if failed:
        yield ""
    for case in failed[:_TOLD]:
        kind = "accepted" if case.accepted else "MANDATORY" if case.mandatory else "optional"
        yield f"FAILED {kind} {case.version} {case.id} (section {case.section}): {case.accepted or case.reason}"
    if len(failed) > _TOLD:
        yield f"and {len(failed) - _TOLD} more"
    yield ""
    counts = run.counts()
    yield (
        f"{len(run.cases)} cases in {run.seconds:.0f} s: {counts[PASSED]} passed, {counts[FAILED]} failed, "
        f"{counts[SKIPPED]} not supported"
    )
    lacking = run.lacking()
    if lacking:
        told = (f"{feature} ({count})" for feature, count in sorted(lacking.items()))
        yield f"Not supported because of: {', '.join(told)}"
    if run.profile:
        yield f"It {run.profile['text']}."
    yield "All mandatory cases pass." if run.conforms else "Mandatory cases fail."
