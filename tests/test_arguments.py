"""The command line tools alike: each wrong value of each option is one line and status 2."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from oftwist.__main__ import main
from oftwist.arguments import Parser, number, seconds

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("bench", "cluster-demo", "config", "conformance", "ctl", "decode", "shell", "source")
WRONG = ("", "x", "-1", "nan", "1e400", "9" * 30, "1 2", "/tmp")


def numbers(command: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The options of a tool that take numbers."""
    seen: list[Parser] = []

    def met(parser: Parser, *_: object) -> None:
        seen.append(parser)
        parser.exit()

    with monkeypatch.context() as patch:
        for name in ("parse_args", "parse_known_args", "parse_intermixed_args"):
            patch.setattr(Parser, name, met)
        with pytest.raises(SystemExit) if command != "config" else monkeypatch.context():
            main([command])
    assert seen, "its parser is another"
    for action in seen[0]._actions:
        if getattr(action.type, "__module__", "") == "oftwist.arguments":
            yield action.option_strings[-1]


@pytest.mark.parametrize("command", TOOLS)
def test_a_wrong_number_is_one_line(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for option in [*numbers(command, monkeypatch), None]:
        for value in WRONG if option else ("",):
            try:
                status = main([command, f"{option}={value}" if option else "--no-such-option"])
            except SystemExit as done:
                status = int(done.code or 0)
            out, err = capsys.readouterr()
            assert (status, out, err.count("\n")) == (2, "", 1), (option, value, err)
            assert err.startswith(f"oftwist {command}: "), err


@pytest.mark.parametrize("mistake", ["--listen=abc", "--connect=a:99999", "--port=1", "--port=1=x", "--json=/proc/x/y",
                                     "--junit=/proc/x", "--html=/proc/x", "--accept=/proc/x"])  # fmt: skip
def test_a_run_that_cannot_end_well_does_not_begin(mistake: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong address would fail every case; a report that cannot be written is known when all have run."""
    assert main(["conformance", "--version=1.0", "--only=no_case_has_this_name", mistake]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1) and "no such case" not in err, err


def test_nothing_is_written_before_the_end(tmp_path: Path) -> None:
    """A report may be meant for the folder of what is tested, and an old one is not lost by a mistake."""
    new, old = tmp_path / "new.json", tmp_path / "old.xml"
    old.write_text("old")
    words = ["conformance", "--version=1.0", "--only=no_case_has_this_name"]
    assert main([*words, f"--json={new}", f"--junit={old}", "--html=/proc/x"]) == 2
    assert not new.exists() and old.read_text() == "old"


def test_no_option_takes_any_number() -> None:
    """``int`` and ``float`` take -1, nan and 1e400, which end in a traceback far from here."""
    rooms = [path for room in ("tools", "service", "conformance") for path in (ROOT / "oftwist" / room).rglob("*.py")]
    files = [*rooms, ROOT / "oftwist/pytest_plugin.py"]
    assert [path for path in files if re.search(r"type=(int|float|lambda)\b", path.read_text(encoding="utf-8"))] == []
    assert [
        path for path in files if re.search(r"= argparse\.ArgumentParser\(", path.read_text(encoding="utf-8"))
    ] == []


def test_limits() -> None:
    assert (number(1, 9)("9"), number()("0x10"), number()("007"), seconds()("0.5")) == (9, 16, 7, 0.5)
    for read, text in ((number(1, 9), "10"), (number(1, 9), "0"), (seconds(0.1), "0"), (seconds(), "inf")):
        with pytest.raises(argparse.ArgumentTypeError, match="is not from"):
            read(text)
