"""The files of patterns: what is in them, and for which versions it is.

A file is a list: a description, then patterns with ``description``, ``prerequisite`` and ``tests``. May know frames and
messages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from oftwist.conformance.patterns.messages import Json
from oftwist.errors import ConfigurationError


class Rate(NamedTuple):
    """How much of what comes in must come out.

    Attributes:
        match: as in the file; its in_port is the port of the tester.
        kbps, pktps: one of them is not nought.
    """

    match: Json
    kbps: float
    pktps: float


class Check(NamedTuple):
    """One frame or stream, and what must become of it; exactly one of the last four is not empty.

    Attributes:
        ingress: the expressions of the frame.
        pktps, seconds: of a stream of such frames, nought for a single one.
        egress: the frame that must come out.
        packet_in: the frame that must come to the controller.
        misses: tables which look it up and must not match it.
        rates: what must come out of a stream.
    """

    ingress: tuple[str, ...]
    pktps: float
    seconds: float
    egress: tuple[str, ...]
    packet_in: tuple[str, ...]
    misses: tuple[int, ...]
    rates: tuple[Rate, ...]


class Pattern(NamedTuple):
    """One pattern.

    Attributes:
        folder: of its file: ``"match"``.
        file: name of its file.
        number: its place there, from 1.
        shows: its description, in the author's words.
        prerequisite: messages that are sent before.
        checks: what is tried then.
        versions: wire versions it is for.
        trouble: why it cannot be read, or "".
    """

    folder: str
    file: str
    number: int
    shows: str
    prerequisite: tuple[Json, ...]
    checks: tuple[Check, ...]
    versions: frozenset[int]
    trouble: str = ""

    def fits(self, version: int) -> bool:
        """Whether it is for this version."""
        return version in self.versions

    @property
    def subject(self) -> str:
        """What it is about, for the report."""
        return f"patterns {self.folder}"

    @property
    def identity(self) -> str:
        """What tells it apart in its folder and version: ``"00_IN_PORT 1"``."""
        return f"{self.file} {self.number}"

    @property
    def metered(self) -> bool:
        """Whether it matters when frames come."""
        return any("OFPMeterMod" in one for one in self.prerequisite)


def patterns(folder: Path) -> list[Pattern]:
    """All patterns of a folder and the folders in it, by their paths.

    Raises:
        ConfigurationError: there are none, or a file is no JSON.
    """
    found = [pattern for path in sorted(folder.rglob("*.json")) for pattern in _file(path)]
    if not found:
        raise ConfigurationError(f"{folder}: no test patterns (*.json) there")
    return found


def _file(path: Path) -> Iterator[Pattern]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:
        raise ConfigurationError(f"{path} is no JSON: {error}") from None
    entries = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    if not entries:
        raise ConfigurationError(f"{path} is no file of test patterns: a list with objects is wanted")
    for number, one in enumerate(entries, 1):
        words = (path.parent.name, path.stem, number, str(one.get("description", "")))
        try:
            checks = tuple(_check(check) for check in one["tests"])
            before = tuple(one["prerequisite"])
            yield Pattern(*words, before, checks, _versions(path, before))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            yield Pattern(*words, (), (), _versions(path, ()), f"{type(error).__name__}: {error}")


def _versions(path: Path, before: tuple[Json, ...]) -> frozenset[int]:
    """From a folder ``of13``, else from what only some versions can say."""
    for part in reversed(path.parts):
        named = re.fullmatch(r"of1([0-5])", part)
        if named:
            return frozenset((int(named[1]) + 1,))
    return frozenset((3, 4, 5)) if "instructions" in json.dumps(before) else frozenset((1,))


def _check(told: dict[str, Any]) -> Check:
    ingress, pktps, seconds = told["ingress"], 0.0, 0.0
    if isinstance(ingress, dict):
        packets = ingress["packets"]
        ingress, pktps, seconds = packets["data"], packets.get("pktps", 1000), packets.get("duration_time", 30)
    egress: Any = told.get("egress", [])
    rates: list[Rate] = []
    if isinstance(egress, dict):
        rates = [
            Rate(one["OFPMatch"], one.get("kbps", 0), one.get("pktps", 0)) for one in egress["throughput"]
        ]
        egress = []
    check = Check(tuple(ingress), pktps, seconds, tuple(egress), tuple(told.get("PACKET_IN", ())),
                  tuple(told.get("table-miss", ())), tuple(rates))  # fmt: skip
    if sum(map(bool, (check.egress, check.packet_in, check.misses, check.rates))) != 1 or bool(pktps) != bool(rates):
        raise ValueError("a frame and one of egress, PACKET_IN, table-miss, or a stream and its throughput, is wanted")
    return check
