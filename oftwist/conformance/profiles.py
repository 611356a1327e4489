"""Profiles: what a switch must show to be called something. Knows outcomes; reads no files.

A profile wants cases of the suite, and of each either-or group one alternative at least: a switch may fall back in one
way or another when it loses its controller, but in one of them it must.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from oftwist.conformance.outcomes import PASSED, SKIPPED, Outcome, Run
from oftwist.errors import ConfigurationError


class Either(NamedTuple):
    """One of several things must be shown.

    Attributes:
        name: what it is about.
        alternatives: by their names the cases: what their ids begin with. All of these cases, and at least one, must
            pass.
    """

    name: str
    alternatives: Mapping[str, str]


class Profile(NamedTuple):
    """What is wanted.

    Attributes:
        name: as on the command line.
        says: what it means, in a sentence.
        versions: "1.0" ...; empty for all.
        optional: are the cases wanted that show what a switch need not do?
        lacking: may a case be skipped because the switch does not have what it needs?
        without: a pattern; cases whose ids it finds something in are not wanted.
        either: groups of which one alternative must pass.
    """

    name: str
    says: str
    versions: frozenset[str] = frozenset()
    optional: bool = False
    lacking: bool = True
    without: str = ""
    either: tuple[Either, ...] = ()

    def wants(self, name: str, version: str, mandatory: bool) -> bool:
        """Whether a case is run: it is wanted, or one of an either-or group."""
        if self.versions and version not in self.versions:
            return False
        if any(name.startswith(start) for group in self.either for start in group.alternatives.values()):
            return True
        return (mandatory or self.optional) and not (self.without and re.search(self.without, name))


class Verdict(NamedTuple):
    """What came of a profile.

    Attributes:
        profile: its name.
        wanted: how many cases it wants, either-or groups aside.
        lacking: ids with versions of those that did not show it: ``"1.3 groups::all"``.
        either: by version and group (``"1.3 channel"``) the alternatives that were shown.
    """

    profile: str
    wanted: int
    lacking: list[str]
    either: dict[str, list[str]]

    @property
    def conforms(self) -> bool:
        """Is everything shown?"""
        return self.wanted > 0 and not self.lacking and all(self.either.values())

    @property
    def text(self) -> str:
        """In a line."""
        parts = [f"{self.wanted - len(self.lacking)} of {self.wanted} cases"]
        parts += [f"{group}: {' and '.join(shown) or 'nothing that is asked'}" for group, shown in self.either.items()]
        return f"{'conforms' if self.conforms else 'does not conform'} to {self.profile} ({'; '.join(parts)})"

    @property
    def told(self) -> dict[str, object]:
        """For a report: all of it, ``conforms`` and ``text`` too."""
        return {**self._asdict(), "conforms": self.conforms, "text": self.text}


def verdict(run: Run, profile: Profile) -> Verdict:
    """Hold a run against a profile."""
    starts = tuple(start for group in profile.either for start in group.alternatives.values())
    wanted = [case for case in run.cases if not case.id.startswith(starts) or not starts]
    enough = (PASSED, SKIPPED) if profile.lacking else (PASSED,)
    lacking = [case for case in wanted if case.outcome not in enough and not case.accepted]
    either = {
        f"{version} {group.name}": [name for name, start in group.alternatives.items() if _shown(run, version, start)]
        for version in sorted({case.version for case in run.cases})
        for group in profile.either
    }
    return Verdict(profile.name, len(wanted), [f"{case.version} {case.id}" for case in lacking], either)


def _shown(run: Run, version: str, start: str) -> bool:
    cases: list[Outcome] = [case for case in run.cases if case.version == version and case.id.startswith(start)]
    return bool(cases) and all(case.outcome == PASSED for case in cases)


def profile_of(name: str) -> Profile:
    """The profile of this name. Raises ConfigurationError."""
    for profile in PROFILES:
        if profile.name.lower() == name.lower():
            return profile
    raise ConfigurationError(f"no profile {name!r}: there are {', '.join(profile.name for profile in PROFILES)}")


_CHANNEL = Either(
    "channel",
    {
        f"{kind}, {who} connects": f"connection::channel[{kind}-{who} connects]"
        for kind in ("plain", "TLS")
        for who in ("the switch", "the controller")
    },
)
_LOSS = Either(
    "loss of the controller",
    {"fail-secure": "connection::fail_secure", "emergency flows": "connection::emergency_flows"},
)
_EITHER = (_CHANNEL, _LOSS)
#: Fields of layer 2 and of what is above it, as ids of cases have them.
_TWO, _THREE = r"dl_src|dl_dst|dl_vlan|untagged|outer_tag", r"nw_|tcp|udp|icmp|arp_|prefixes_of_addresses"

PROFILES = (
    Profile("mandatory", "all that a switch must do", either=_EITHER),
    Profile("full", "all that the suite asks, whether a switch must do it or not", optional=True, lacking=False,
            either=_EITHER),
    Profile("ONF-1.0-L2", "what 1.0 demands, matching by the fields of layer 2", frozenset(("1.0",)),
            lacking=False, without=_THREE, either=_EITHER),
    Profile("ONF-1.0-L3", "what 1.0 demands, matching by the fields of layers 3 and 4", frozenset(("1.0",)),
            lacking=False, without=_TWO, either=_EITHER),
)  # fmt: skip
