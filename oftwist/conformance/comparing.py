"""What changed between two runs: two firmware versions, two switches."""

from __future__ import annotations

from collections.abc import Iterator

from oftwist.conformance.outcomes import FAILED, PASSED, SKIPPED, Outcome, Run


def differences(old: Run, new: Run) -> Iterator[tuple[str, Outcome]]:
    """What changed, in a word (``"broken"``, ``"mended"``, ``"added"``, ``"gone"`` ...), and the case as it is now."""
    before = {case.key: case for case in old.cases}
    for case in new.cases:
        was = before.pop(case.key, None)
        if was is None:
            yield "added", case
        elif was.outcome != case.outcome:
            yield (
                {FAILED: "broken", PASSED: "mended" if was.outcome == FAILED else "supported"}.get(
                    case.outcome, "not supported any more"
                ),
                case,
            )
        elif (was.feature, was.reason) != (case.feature, case.reason) and case.outcome == SKIPPED:
            yield "not supported for another reason", case
    for case in before.values():
        yield "gone", case


def compared(old: Run, new: Run) -> str:
    """The differences as text; one line if there are none."""
    changes = list(differences(old, new))
    had, has = old.lacking(), new.lacking()
    sets = [f"lacks: {feature} ({has[feature]} cases)" for feature in has.keys() - had.keys()]
    sets += [f"lacks no more: {feature} ({had[feature]} cases)" for feature in had.keys() - has.keys()]
    if not changes:
        return f"no difference in {len(new.cases)} cases"
    lines = [
        f"{what}: {case.version} {case.id}" + (f": {case.reason}" if case.reason else "") for what, case in changes
    ]
    return "\n".join(sorted(lines) + sorted(sets))


def worse(old: Run, new: Run) -> bool:
    """Does a mandatory case fail that did not?"""
    return any(what == "broken" and case.mandatory for what, case in differences(old, new))
