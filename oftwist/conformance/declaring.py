"""What stands above a case: for which versions it is, where the specification says so, and whether a switch must."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from oftwist.errors import ConfigurationError
from oftwist.wire.numbers import VERSION_NAMES

F = TypeVar("F", bound=Callable[..., Any])
#: The attribute of a test function that holds its declaration.
ATTRIBUTE = "of_case"


class Case(NamedTuple):
    """A case of the suite.

    Attributes:
        versions: wire versions, 1 to 6.
        section: of the specification, or by version from which on: ``"5.6"``, ``"1.0 5.3.3, 1.3 6.4"``.
        mandatory: must a switch do this? Otherwise it may say that it does not.
        needs: features without which it is skipped, see `oftwist.conformance.suite.conftest.NEEDS`.
        onf: numbers of the cases of ONF's test specifications it answers: ``"1.3: 40.10"``.
    """

    versions: frozenset[int]
    section: str
    mandatory: bool
    needs: tuple[str, ...]
    onf: str

    def section_for(self, version: int) -> str:
        """The section in the specification of one version."""
        best = self.section
        for part in self.section.split(","):
            name, _, section = part.strip().partition(" ")
            if section and int(name.partition(".")[2] or 0) + 1 <= version:
                best = section
        return best


def case(
    versions: str = "1.0-1.5", *, section: str, optional: bool = False, needs: str | Sequence[str] = (), onf: str = ""
) -> Callable[[F], F]:
    """Declare a test function to be a case of the suite.

    Args:
        versions: those it is for: ``"1.3"``, ``"1.1-1.5"``, ``"1.0,1.3-1.5"``.
        section: where the specification says so; by version where they differ: ``"1.0 5.3, 1.3 6.4"``.
        optional: a switch need not do it.
        needs: the features without which it is skipped.
        onf: numbers of ONF's cases that it answers.

    Raises:
        ConfigurationError: there is no such version.
    """
    numbers = parse_versions(versions)
    wanted = (needs,) if isinstance(needs, str) else tuple(needs)

    def declare(function: F) -> F:
        setattr(function, ATTRIBUTE, Case(numbers, section, not optional, wanted, onf))
        return function

    return declare


def parse_versions(text: str) -> frozenset[int]:
    """Wire versions of a text like ``"1.0,1.3-1.5"``. Raises ConfigurationError."""
    by_name = {name: number for number, name in VERSION_NAMES.items()}
    found: set[int] = set()
    for part in text.split(","):
        low, dash, high = part.strip().partition("-")
        if low not in by_name or (dash and high not in by_name):
            raise ConfigurationError(f"{part.strip()!r} is no OpenFlow version; there are {', '.join(by_name)}")
        found.update(range(by_name[low], by_name[high if dash else low] + 1))
    return frozenset(found)
