"""What came of a run: the device, the environment, the outcome of every case; as JSON, and back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from oftwist.errors import ConfigurationError

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
#: Of the file: raised when what it has changes its meaning.
FORMAT = 1


@dataclass(frozen=True)
class Outcome:
    """What came of one case in one version.

    Attributes:
        id: of the case: ``subject::name[parameters]``, without the version.
        version: "1.3".
        subject: what it is about, the file it stands in.
        section: of the specification of this version.
        mandatory: must a switch do this?
        shows: what it shows, in one sentence.
        onf: numbers of ONF's cases it answers.
        outcome: "passed", "failed" or "skipped" (the switch does not have what it needs).
        reason: why, in a line; "" if passed.
        feature: which of the switch's features says that it has not got what a skipped case needs; "" for others.
        details: traceback, packet differences, messages; of failures.
        seconds: how long it took.
        accepted: a deviation that is known and accepted.
    """

    id: str
    version: str
    subject: str
    section: str
    mandatory: bool
    shows: str
    onf: str
    outcome: str
    reason: str
    details: str
    seconds: float
    accepted: str = ""
    feature: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it apart."""
        return self.id, self.version


@dataclass
class Run:
    """All that came of a run.

    Attributes:
        device: what the switch says of itself: by version its description and its features.
        environment: program, versions, platform, date, options.
        cases: the outcomes.
        seconds: how long all took.
        profile: what came of the profile it was run for, as `oftwist.conformance.profiles.Verdict` has it; or empty.
    """

    device: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    cases: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0
    profile: dict[str, Any] = field(default_factory=dict)

    def counts(self, cases: Iterable[Outcome] | None = None) -> Counter[str]:
        """How many passed, failed, and were skipped."""
        return Counter(case.outcome for case in (self.cases if cases is None else cases))

    def lacking(self) -> Counter[str]:
        """By feature that the switch does not have how many cases were skipped because of it."""
        return Counter(case.feature for case in self.cases if case.feature)

    @property
    def conforms(self) -> bool:
        """No mandatory case failed, accepted deviations aside."""
        return not any(case.outcome == FAILED and case.mandatory and not case.accepted for case in self.cases)

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        told = {"format": FORMAT, **asdict(self)}
        path.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Run:
        """Read it again.

        Raises:
            ConfigurationError: the file cannot be read, or is no such report.
        """
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            if told.pop("format") != FORMAT:
                raise ValueError("it was made by another version of oftwist")
            told["cases"] = [Outcome(**case) for case in told["cases"]]
            return cls(**told)
        except OSError as error:
            raise ConfigurationError(f"cannot read {path}: {error.strerror}") from None
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ConfigurationError(f"{path} is no report of oftwist conformance: {error}") from None
