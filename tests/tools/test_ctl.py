"""``oftwist ctl``: its command line, and what it prints; with switches it is tried in tests/live/test_ctl.py."""

from __future__ import annotations

import pytest

from oftwist.loxi import of10, of13, of15
from oftwist.tools.ctl import parse, reports
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


def test_bits_have_names_and_the_others_numbers() -> None:
    names = {0: "A", 2: "C"}
    assert reports.bits(0, names) == "0"
    assert reports.bits(5, names) == "A C"
    assert reports.bits(8 | 1, names) == "A 0x8"


def test_ports_of_all_kinds() -> None:
    old = of10.port_desc(port_no=1, hw_addr=[2, 0, 0, 0, 0, 1], name="eth0", state=0x101, curr=0x20, supported=0x60)
    assert list(reports.ports([old])) == [
        " 1(eth0): addr:02:00:00:00:00:01",
        "     config:     0",
        "     state:      LINK_DOWN STP_LEARN",
        "     current:    1GB-FD",
        "     supported:  1GB-FD 10GB-FD",
        "     speed: 1000 Mbps now, 10000 Mbps max",
    ]
    properties = [of15.port_desc_prop.ethernet(curr=0x800, curr_speed=40_000_000, max_speed=100_000_000)]
    new = of15.port_desc(port_no=0xFFFFFFFE, name="br\x070", state=4, config=1, properties=properties)
    assert list(reports.ports([new])) == [
        " LOCAL(br.0): addr:00:00:00:00:00:00",
        "     config:     PORT_DOWN",
        "     state:      LIVE",
        "     current:    COPPER",
        "     speed: 40000 Mbps now, 100000 Mbps max",
    ]


def test_tables_that_are_alike_are_told_once() -> None:
    entries = [of13.table_stats_entry(table_id=n, active_count=int(n == 3)) for n in range(6)]
    lines = list(reports.table_stats(of13, entries))
    assert "  tables 1...2: ditto" in lines and "  table 5: ditto" in lines
    assert "    active=1, lookup=0, matched=0" in lines


def test_counters_that_are_not_counted() -> None:
    assert reports.counters({"pkts": 3, "drop": 0xFFFFFFFFFFFFFFFF}) == "pkts=3, drop=?"


def test_messages_in_one_line() -> None:
    flow = of13.message.flow_add(xid=7, match=of13.match.build(in_port=1), priority=5)
    assert reports.message(flow).startswith("OFPT_FLOW_MOD (OF1.3) (xid=0x7): ADD")
    assert reports.message(of10.message.echo_request(xid=1, data=b"x")).startswith("OFPT_ECHO_REQUEST (xid=0x1): ")


def test_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("a\nb\n"))
    assert read_lines("-") == ["a", "b"]
    (tmp_path / "flows").write_text("c\n")
    assert read_lines(str(tmp_path / "flows")) == ["c"]
