"""``oftwist conformance``: run the suite, make the report, compare two."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import oftwist
from oftwist.arguments import Parser, seconds
from oftwist.conformance.card import card
from oftwist.conformance.comparing import compared, worse
from oftwist.conformance.declaring import parse_versions
from oftwist.conformance.outcomes import FAILED, Run
from oftwist.conformance.patterns.reading import patterns
from oftwist.conformance.profiles import PROFILES, profile_of, verdict
from oftwist.errors import ConfigurationError
from oftwist.wire.numbers import VERSION_NAMES

_SUITE, _PATTERNS = Path(__file__).parent / "suite", Path(__file__).parent / "patterns"


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = Parser(
        prog="oftwist conformance",
        description="Test what OpenFlow demands of a switch. Without options it tests the embedded simulated switch.",
        epilog="oftwist conformance compare OLD.json NEW.json tells what changed between two runs.",
    )
    made.add_argument("--version", default="1.0-1.5", metavar="VERSIONS", help="OpenFlow versions, e.g. 1.0,1.3-1.5")
    made.add_argument("--listen", metavar="[HOST:]PORT", help="wait there for a switch")
    made.add_argument("--connect", metavar="HOST[:PORT]", help="connect to a switch that listens")
    made.add_argument("--ovs", "--of-ovs", action="store_true",
                      help="test an Open vSwitch started for it, in a network of its own (root)")  # fmt: skip
    made.add_argument("--port", action="append", default=[], metavar="NUMBER=INTERFACE",
                      help="this network interface leads to that port of the switch (may be repeated)")  # fmt: skip
    made.add_argument("--misbehave", action="append", default=[], metavar="NAME",
                      help="the simulated switch does this wrong, to see a red card (may be repeated); "
                      "'list' tells what there is")  # fmt: skip
    made.add_argument("--timeout", type=seconds(), default=None, metavar="SECONDS", help="limit of every wait")
    made.add_argument("--reconnect", type=seconds(), default=120.0, metavar="SECONDS",
                      help="limit of waits for a switch that is not connected, or boots (default: 120)")  # fmt: skip
    made.add_argument("--only", action="append", default=[], metavar="WORD", help="cases with this word in their id")
    made.add_argument("--mandatory", action="store_true", help="only what a switch must do")
    made.add_argument("--profile", metavar="NAME", help="what this profile wants, and whether the switch conforms: "
                      + ", ".join(profile.name for profile in PROFILES))  # fmt: skip
    made.add_argument("--patterns", metavar="DIR", help="run test patterns of Ryu's switch tester, JSON files there, "
                      "instead of the suite")  # fmt: skip
    made.add_argument("--list", action="store_true", help="list the cases, run none")
    made.add_argument("--accept", metavar="FILE", help="lines 'VERSION ID: reason' of failures that are accepted")
    made.add_argument("--json", metavar="FILE", help="write the report as JSON")
    made.add_argument("--junit", metavar="FILE", help="write the report as JUnit XML")
    made.add_argument("--html", metavar="FILE", help="write the report as one HTML file")
    made.add_argument(
        "--capture", metavar="DIR", help="write what went over the wire in cases that fail, for Wireshark"
    )
    return made


def main(argv: Sequence[str]) -> int:
    """Run it.

    Returns:
        0 if all mandatory cases pass (or nothing got worse), 1 if not, 2 for a mistake in the words.
    """
    try:
        if argv and argv[0] == "compare":
            return _compare(argv[1:])
        options = parser().parse_args(argv)
        parse_versions(options.version)
        if options.misbehave and not _misbehaves(options):
            return 0
        _check(options)
        return _run(options)
    except ConfigurationError as error:
        print(f"oftwist conformance: {error}", file=sys.stderr)
        return 2


def _check(options: argparse.Namespace) -> None:
    """Find what every case would fail by, and reports that cannot be written, before the first case."""
    from oftwist.dataplane.linux import interfaces
    from oftwist.pytest_plugin import connect_address, listen_address

    try:
        if options.listen is not None:
            listen_address(options.listen)
        if options.connect is not None:
            connect_address(options.connect)
        interfaces(options.port)
    except ValueError as error:
        raise ConfigurationError(str(error)) from None
    if options.port and options.listen is None and options.connect is None:
        raise ConfigurationError("--port is for a real switch: say --listen or --connect")
    for name in (options.json, options.junit, options.html):
        if name is not None and not options.list:
            there = Path(name).exists()
            try:
                with open(name, "a"):
                    pass
                if not there:  # and until there is something to report
                    Path(name).unlink()
            except OSError as error:
                raise ConfigurationError(f"cannot write {name}: {error.strerror}") from None


def _compare(names: Sequence[str]) -> int:
    if len(names) != 2:
        raise ConfigurationError("compare wants two files: OLD.json NEW.json")
    old, new = (Run.load(Path(name)) for name in names)
    print(compared(old, new))
    return int(worse(old, new))


def _misbehaves(options: argparse.Namespace) -> bool:
    """Check what the switch shall do wrong; False if only the list was wanted, which is printed."""
    from oftwist.testing.misbehaviour import MISBEHAVIOURS, named

    if "list" in options.misbehave:
        for one in MISBEHAVIOURS.values():
            print(f"{one.name} ({one.subject}, {one.versions}): {one.text}")
        return False
    if options.listen is not None or options.connect is not None or options.ovs:
        raise ConfigurationError("--misbehave is for the simulated switch")
    try:
        for name in options.misbehave:
            named(name)
    except ValueError as error:
        raise ConfigurationError(f"--misbehave: {error}") from None
    return True


def _run(options: argparse.Namespace) -> int:
    if find_spec("pytest") is None:
        raise ConfigurationError("it needs pytest: pip install 'oftwist[conformance]'")
    import pytest

    from oftwist.conformance.plugin import Plugin
    from oftwist.testing.private_ovs import why_not

    if options.ovs and (reason := why_not()):
        raise ConfigurationError(f"--of-ovs: {reason}")
    run = Run(environment=_environment(options))
    accepted = accepted_deviations(Path(options.accept)) if options.accept else {}
    progress = sys.stderr.isatty() and not options.list
    profile = profile_of(options.profile) if options.profile else None
    plugin = Plugin(run, options.only, options.mandatory, accepted, progress, options.list, profile)
    from oftwist.conformance.patterns import running
    from oftwist.conformance.suite import conftest

    conftest.DEVICE = run.device
    running.PATTERNS[:] = patterns(Path(options.patterns)) if options.patterns else []
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # whatever is installed, the cases run the same
    os.environ.pop("PYTEST_ADDOPTS", None)
    status = pytest.main(_words(options), plugins=[plugin])
    if progress:
        print("\r\x1b[K", end="", file=sys.stderr)
    if options.list:
        for name, version, case, text in plugin.listed:
            kind = "mandatory" if case.mandatory else "optional"
            section = case.section_for(min(parse_versions(version)))
            print(f"{version} {name} ({kind}, section {section}): {text}")
        return 0
    if not run.cases:
        raise ConfigurationError("there is no such case" if status == 5 else "the suite could not be run")
    if profile is not None:
        run.profile = verdict(run, profile).told
    print(card(run))
    if options.json:
        run.save(Path(options.json))
    if options.html:
        from oftwist.conformance.page import page

        Path(options.html).write_text(page(run), encoding="utf-8")
    if options.patterns:  # nothing says which of them a switch must pass
        return int(any(case.outcome == FAILED and not case.accepted for case in run.cases))
    return int(not (run.profile["conforms"] if run.profile else run.conforms))


def _words(options: argparse.Namespace) -> list[str]:
    """What pytest is told."""
    names = ",".join(VERSION_NAMES[number] for number in sorted(parse_versions(options.version)))
    where = _PATTERNS if options.patterns else _SUITE
    words = [str(where), "-p", "no:cacheprovider"]
    words += ["-p", "no:terminal", f"--rootdir={where}", "-c", os.devnull, f"--of-version={names}"]
    words += ["-p", "oftwist.pytest_plugin"]
    real = options.listen is not None or options.connect is not None or options.ovs
    given = {"--of-listen": options.listen, "--of-connect": options.connect, "--of-capture": options.capture}
    words += [f"{name}={value}" for name, value in given.items() if value is not None]
    words += [f"--of-misbehave={name}" for name in options.misbehave]
    words += [f"--of-port={port}" for port in options.port] + ["--of-ovs"] * options.ovs
    words.append(f"--of-reconnect={options.reconnect}")
    words.append(f"--of-timeout={options.timeout or (5.0 if real else 2.0)}")
    if options.junit:
        words.append(f"--junitxml={options.junit}")
    return words


def _environment(options: argparse.Namespace) -> dict[str, str]:
    told = {name: value for name, value in vars(options).items() if value and name not in ("json", "html", "junit")}
    return {
        "oftwist": oftwist.__version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "options": " ".join(f"--{name} {value}" for name, value in told.items()),
    }


def accepted_deviations(path: Path) -> Mapping[tuple[str, str], str]:
    """The accepted deviations of a file: by id and version ("" for all) the reason.

    Raises:
        ConfigurationError: it cannot be read, or a line is not ``VERSION ID: reason``.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from None
    found: dict[tuple[str, str], str] = {}
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        what, colon, reason = text.partition(": ")
        version, space, case = what.partition(" ")
        if not colon or not reason or not space:
            raise ConfigurationError(f"{path}:{number}: write VERSION ID: reason, with * for every version")
        found[case.strip(), "" if version == "*" else version] = reason.strip()
    return found
