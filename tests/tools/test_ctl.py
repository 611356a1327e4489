"""``oftwist ctl``: its command line; with switches it is tried in tests/live/test_ctl.py."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from oftwist.tools.ctl import parse
from oftwist.tools.ctl.flows import read_lines
from oftwist.tools.ctl.table import COMMANDS


@pytest.mark.parametrize("words", [["tcp:h", "dump-flows", "in_port=1"], ["dump-flows", "tcp:h", "in_port=1"]])
def test_the_switch_may_stand_before_or_behind_the_command(words: list[str]) -> None:
    _, endpoint, command, rest = parse(words)
    assert endpoint == "tcp:h" and command is COMMANDS["dump-flows"] and rest == ["in_port=1"]


def test_options_stand_anywhere() -> None:
    options, _, _, rest = parse(["--names", "tcp:h", "-O", "1.3", "dump-flows", "--sort", "--no-stats"])
    assert options.versions == {4} and options.names and not options.stats and rest == []
    assert options.sort == [("priority", False)]
    options, *_ = parse(["tcp:h", "dump-flows", "--rsort=n_packets", "--sort=in_port"])
    assert options.sort == [("n_packets", True), ("in_port", False)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "give a switch and a command"),
        (["tcp:h"], "give a switch and a command"),
        (["tcp:h", "dump-flow"], "no command 'dump-flow'"),
        (["tcp:h", "add-flow"], "add-flow takes 0 words too few: write add-flow FLOW"),
        (["tcp:h", "show", "x"], "show takes 1 words too many: write show"),
        (["tcp:h", "show", "-O", "1.9"], "1.9"),
        (["tcp:h", "show", "--timeout", "soon"], "--timeout"),
    ],
)
def test_mistakes_are_one_line_and_status_2(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith("oftwist ctl: ") and told in err and err.count("\n") == 1


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    out = capsys.readouterr().out
    for name in COMMANDS:
        assert f" {name} " in out


@pytest.mark.parametrize(
    ("words", "target", "command", "rest", "remote"),
    [
        (["switches"], "http://127.0.0.1:8080", "switches", [], True),
        (["show", "1"], "http://127.0.0.1:8080", "show", ["1"], True),
        (["show", "00:00:00:00:00:00:00:01"], "http://127.0.0.1:8080", "show", ["00:00:00:00:00:00:00:01"], True),
        (["show", "br0"], "br0", "show", [], False),
        (["br0", "show"], "br0", "show", [], False),
        (["dump-flows", "tcp:h", "in_port=1"], "tcp:h", "dump-flows", ["in_port=1"], False),
        (["dump-flows", "0x2a", "in_port=1"], "http://127.0.0.1:8080", "dump-flows", ["0x2a", "in_port=1"], True),
        (["--switch", "br0", "dump-flows", "in_port=1"], "br0", "dump-flows", ["in_port=1"], False),
        (["--url", "https://c", "dump-flows", "attic"], "https://c", "dump-flows", ["attic"], True),
        (["monitor"], "http://127.0.0.1:8080", "monitor", [], True),
        (["monitor", "ptcp:"], "ptcp:", "monitor", [], False),
        (["cluster"], "http://127.0.0.1:8080", "cluster", [], True),
        (["etcd://h/x", "cluster"], "etcd://h/x", "cluster", [], False),
        (["cluster", "etcd://h/x"], "etcd://h/x", "cluster", [], False),
        (["log-level", "oftwist.http", "debug"], "http://127.0.0.1:8080", "log-level", ["oftwist.http", "debug"], True),
    ],
)
def test_whom_a_command_is_for(
    words: list[str], target: str, command: str, rest: list[str], remote: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OFTWIST_URL", raising=False)
    options, found, _, others = parse(words)
    assert (found, options.command, others, options.remote) == (target, command, rest, remote)


def test_with_a_url_in_the_environment_names_are_switches_of_the_controller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFTWIST_URL", "http://c:1")
    options, target, _, rest = parse(["show", "attic"])
    assert (target, rest, options.remote) == ("http://c:1", ["attic"], True)
    options, target, _, rest = parse(["show", "tcp:h"])
    assert (target, rest, options.remote) == ("tcp:h", [], False)
    options, target, _, rest = parse(["br0", "show"])
    assert (target, rest, options.remote) == ("br0", [], False)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--url", "http://c", "dump-table-desc", "1"], "dump-table-desc is for a switch, not for a controller"),
        (["tcp:h", "errors"], "errors is for a controller"),
        (["--url", "http://c", "--switch", "br0", "show"], "give --switch or --url"),
        (["--url", "http://c"], "give a command"),
        (["--url", "http://c", "add-flow", "1"], "write add-flow DPID FLOW"),
        (["--url", "http://c", "show"], "write show DPID"),
        (["switches", "x"], "write switches"),
    ],
)
def test_more_mistakes(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2 and told in capsys.readouterr().err


def test_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("a\nb\n"))
    assert read_lines("-") == ["a", "b"]
    (tmp_path / "flows").write_text("c\n")
    assert read_lines(str(tmp_path / "flows")) == ["c"]


PAGE = (Path(__file__).resolve().parents[2] / "docs" / "ctl.rst").read_text()


@pytest.mark.parametrize("line", re.findall(r"^    \$ oftwist ctl (.*)$", PAGE, re.MULTILINE))
def test_commands_of_the_docs_are_understood(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OFTWIST_URL", raising=False)
    options, target, _, _ = parse(shlex.split(line))
    assert options.command in COMMANDS and target
    assert options.remote is not any(word in line for word in ("br0", "tcp:192", "ptcp:", "--switch"))
