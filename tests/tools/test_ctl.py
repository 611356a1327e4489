"""``oftwist ctl``: its command line; with switches it is tried in tests/live/test_ctl.py."""

from __future__ import annotations

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
        assert f"  {name} " in out


def test_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("a\nb\n"))
    assert read_lines("-") == ["a", "b"]
    (tmp_path / "flows").write_text("c\n")
    assert read_lines(str(tmp_path / "flows")) == ["c"]
