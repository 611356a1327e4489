"""``oftwist ctl`` with a controller: each command against the API itself, in memory; over sockets see tests/live."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from oftwist.net import Topology
from oftwist.tools.ctl import parse
from oftwist.tools.ctl.api import Api, ApiError, token_of
from oftwist.tools.ctl.asking import attempt
from oftwist.tools.ctl.table import COMMANDS
from tests.support.http_client import Stage

VERSIONS = (1, 2, 3, 4, 5, 6)
ONE = "0000000000000001"
FRAME = "ffffffffffff020000aa00010800" + "00" * 46


class Memory(Api):
    """The API of a stage."""

    def __init__(self, stage: Stage) -> None:
        super().__init__("http://localhost:1")
        self.stage = stage

    def _send(self, method: str, path: str, query: Any, body: Any, headers: Any, timeout: float) -> Any:
        from urllib.parse import urlencode

        from oftwist.tools.ctl.api import _word

        asked = urlencode({name: _word(value) for name, value in (query or {}).items() if value is not None})
        more = dict(headers)
        if isinstance(body, str):
            body, more["Content-Type"] = body.encode(), "text/plain; charset=utf-8"
        answer = self.stage.ask(method, f"/api/v1{path}" + (f"?{asked}" if asked else ""), body, more)
        opened = io.BytesIO(answer.body)
        response = SimpleNamespace(status=answer.status, reason="", headers=answer.headers, read=opened.read,
                                   readline=opened.readline)  # fmt: skip
        return SimpleNamespace(close=lambda: None), response


class Ctl:
    """Runs commands against a controller with switches of a version."""

    def __init__(self, version: int = 4, extensions: str | None = None, **attached: Any) -> None:
        self.stage = Stage(versions={1: version, 2: version}, extensions=extensions, **attached)
        self.fake = self.stage.switches[1]
        self.version = version
        self.out: list[str] = []
        self.err: list[str] = []

    def run(self, *words: str, status: int = 0) -> str:
        """What a command printed."""
        options, _, command, rest = parse(["--url", "http://localhost:1", *words])
        self.out.clear()
        self.err.clear()
        api: Callable[[], Api] = lambda: Memory(self.stage)  # noqa: E731
        found = attempt(options, api, command, rest, self.out.append, self.err.append)
        assert found == status, (words, found, self.out, self.err)
        return "\n".join(self.out if status == 0 else self.err)


@pytest.fixture(params=VERSIONS, ids=[f"1.{n - 1}" for n in VERSIONS])
def ctl(request: pytest.FixtureRequest) -> Ctl:
    return Ctl(request.param)


#: Commands that tell something: words behind them, and what is printed; wire version since which there is such a thing.
SHOWN: dict[str, tuple[list[str], str, int]] = {
    "show": ([ONE], "manufacturer:", 1),
    "dump-desc": ([ONE], "software:", 1),
    "dump-ports": ([ONE, "2"], "RX_PACKETS", 1),
    "dump-ports-desc": ([ONE], "02:00:00:01:00:02", 1),
    "dump-tables": ([ONE], "TABLE  NAME", 1),
    "queue-stats": ([ONE, "1"], "PORT  QUEUE", 1),
    "dump-flows": ([ONE], "", 1),
    "dump-groups": ([ONE], "", 2),
    "dump-group-stats": ([ONE], "GROUP  TYPE", 2),
    "dump-meters": ([ONE], "", 4),
    "meter-stats": ([ONE], "METER  FLOWS", 4),
    "ping": ([ONE, "--count", "2", "--interval", "0"], "seq=2 time=", 1),
    "save": ([ONE], '"format": "oftwist-state-1"', 1),
    "role": ([ONE], "status_reason:", 1),
    "maintenance": ([ONE], "off: in service", 1),
    "status": ([], "switches:         2", 1),
    "switches": ([], f"{ONE}  {ONE}  up ", 1),
    "apps": ([], "APP  STATE", 1),
    "events": ([], f"switch_up {ONE} ", 1),
    "errors": ([], "", 1),
    "counters": ([], "COUNTER ", 1),
}
#: The others, and the tests that run them; what needs a part of a program that is not here is tried over sockets.
OTHERS = {
    **dict.fromkeys(("add-flow", "add-flows", "mod-flows", "del-flows", "replace-flows", "diff-flows"), "flows"),
    **dict.fromkeys(("add-group", "add-groups", "mod-group", "del-groups"), "groups"),
    **dict.fromkeys(("add-meter", "mod-meter", "del-meters"), "meters"),
    **dict.fromkeys(("restore", "verify"), "saved_states"), "mod-port": "ports", "packet-out": "packets",
    **dict.fromkeys(("links", "hosts", "paths"), "topology"), "disconnect": "the_connection",
    **dict.fromkeys(("cluster", "reload", "config", "recorder", "captures", "capture", "stop-capture", "log-level"),
                    "parts_of_the_program"), "monitor": "monitor",
}  # fmt: skip


def test_every_command_is_tried_here() -> None:
    assert {name for name, command in COMMANDS.items() if command.remote} == SHOWN.keys() | OTHERS.keys()
    for name in set(OTHERS.values()):
        assert f"test_{name}" in globals()


@pytest.mark.parametrize("command", SHOWN)
def test_what_a_controller_tells(ctl: Ctl, command: str) -> None:
    words, shown, since = SHOWN[command]
    if ctl.version < since:
        assert "came with OpenFlow 1." in ctl.run(command, *words, status=2)
        return
    assert shown in ctl.run(command, *words)
    assert ctl.err == []
    told = ctl.run("--json", command, *words)
    if command != "ping":
        json.loads(told)


def test_only_the_datapath_ids(ctl: Ctl) -> None:
    assert ctl.run("-q", "switches") == "0000000000000001\n0000000000000002"


def test_names_stand_for_switches(ctl: Ctl) -> None:
    ctl.stage.controller.names.replace({1: "attic"}, {1: {2: "printer"}})
    assert "attic" in ctl.run("switches")
    assert ctl.run("show", "attic") == ctl.run("show", "1")
    assert "printer" in ctl.run("dump-ports-desc", "attic")


def test_flows(ctl: Ctl, tmp_path: Path) -> None:
    file = tmp_path / "flows"
    file.write_text("# two\nin_port=1,actions=output:2\npriority=7,in_port=2,actions=output:1\n")
    ctl.run("add-flow", ONE, "priority=5,tcp,tp_dst=80,actions=output:3")
    ctl.run("add-flows", ONE, str(file))
    ctl.run("mod-flows", ONE, "in_port=1,actions=output:3")
    lines = ctl.run("--no-stats", "dump-flows", ONE).splitlines()
    assert sorted(line.replace("cookie=0x0, table=0, ", "").strip() for line in lines) == [
        "in_port=1 actions=output:3", "priority=5,tcp,tp_dst=80 actions=output:3",
        "priority=7,in_port=2 actions=output:1",
    ]  # fmt: skip
    assert "n_packets=0" in ctl.run("dump-flows", ONE, "in_port=1") and len(ctl.out) == 1
    assert [flow["priority"] for flow in json.loads(ctl.run("--json", "dump-flows", ONE))] == [32768, 7, 5]
    file.write_text("in_port=1,actions=output:3\npriority=7,in_port=2,actions=drop\n")
    ctl.run("diff-flows", ONE, str(file), status=2)
    assert sorted(line[0] for line in ctl.out) == ["!", "-"]
    ctl.run("replace-flows", ONE, str(file))
    assert ctl.err == ["0 added, 1 modified, 1 deleted"]
    assert ctl.run("diff-flows", ONE, str(file)) == ""
    ctl.run("--strict", "del-flows", ONE, "priority=7,in_port=2")
    assert len(ctl.fake.flows) == 1
    ctl.run("del-flows", ONE)
    assert ctl.run("dump-flows", ONE) == "" and ctl.fake.flows == []


def test_what_a_switch_refuses_is_told_by_name(ctl: Ctl, tmp_path: Path) -> None:
    told = ctl.run("add-flow", ONE, "in_port=1,actions=output:77", status=1)
    assert told.startswith("oftwist ctl: ") and "OFPBAC_BAD_OUT_PORT" in told and "output:77" in told
    (tmp_path / "flows").write_text("in_port=1,actions=output:1\nin_port=2,actions=output:77\n")
    assert "output:77" in ctl.run("add-flows", ONE, str(tmp_path / "flows"), status=1)
    assert len(ctl.fake.flows) == 1


def test_mistakes_are_told_where_they_are(tmp_path: Path) -> None:
    ctl = Ctl()
    assert "in_prt" in ctl.run("add-flow", ONE, "in_prt=1,actions=drop", status=2)
    (tmp_path / "flows").write_text("in_port=1,actions=output:1\n\nactions=dropp\n")
    told = ctl.run("add-flows", ONE, str(tmp_path / "flows"), status=2)
    assert "dropp" in told and "line 3" in told and ctl.fake.flows == []
    assert "has not connected" in ctl.run("show", "7", status=1)
    assert "nowhere" in ctl.run("show", "nowhere", status=1)
    assert "No such file" in ctl.run("add-flows", ONE, str(tmp_path / "no"), status=1)
    assert "sideways" in ctl.run("mod-port", ONE, "1", "sideways", status=2)
    assert "perhaps" in ctl.run("maintenance", ONE, "perhaps", status=2)


def test_all_or_nothing(tmp_path: Path) -> None:
    ctl = Ctl(6)
    (tmp_path / "flows").write_text("in_port=1,actions=output:1\nin_port=2,actions=output:77\n")
    ctl.run("--bundle", "add-flows", ONE, str(tmp_path / "flows"), status=1)
    assert ctl.fake.flows == [] and ctl.fake.received["bundle_ctrl_msg"] > 0


def test_groups(ctl: Ctl, tmp_path: Path) -> None:
    (tmp_path / "groups").write_text("# two\ngroup_id=1,type=all,bucket=output:1\n\ngroup_id=2,type=all\n")
    group = "group_id=7,type=select,bucket=weight:3,actions=output:1"
    if ctl.version == 1:
        assert "groups" in ctl.run("add-group", ONE, group, status=2)
        return
    ctl.run("add-group", ONE, group)
    ctl.run("mod-group", ONE, group.replace("output:1", "output:2"))
    assert ctl.run("dump-groups", ONE, "group_id=7").endswith("actions=output:2")
    assert "7      select" in ctl.run("dump-group-stats", ONE, "7")
    ctl.run("del-groups", ONE, "7")
    ctl.run("add-groups", ONE, str(tmp_path / "groups"))
    assert ctl.run("dump-groups", ONE).count("group_id=") == 2
    ctl.run("del-groups", ONE)
    assert ctl.run("dump-groups", ONE) == ""


def test_meters(ctl: Ctl) -> None:
    meter = "meter=3,kbps,bands=type=drop,rate=1000"
    if ctl.version < 4:
        assert "meters came with OpenFlow 1.3" in ctl.run("add-meter", ONE, meter, status=2)
        return
    ctl.run("add-meter", ONE, meter)
    ctl.run("mod-meter", ONE, meter.replace("1000", "2000"))
    assert "rate=2000" in ctl.run("dump-meters", ONE, "3")
    assert "drop:0" in ctl.run("meter-stats", ONE, "meter=3")
    ctl.run("del-meters", ONE, "3")
    ctl.run("add-meter", ONE, meter)
    ctl.run("del-meters", ONE)
    assert ctl.run("dump-meters", ONE) == ""


def test_ports(ctl: Ctl) -> None:
    ctl.run("mod-port", ONE, "2", "down")
    assert "switched off" in ctl.run("dump-ports-desc", ONE, "2")
    ctl.run("mod-port", ONE, "2", "up")
    assert "switched off" not in ctl.run("dump-ports-desc", ONE)


def test_packets(ctl: Ctl) -> None:
    ctl.run("packet-out", ONE, f"in_port=1,packet={FRAME},actions=output:2")
    assert ctl.fake.received["packet_out"] == 1


def test_saved_states(ctl: Ctl, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    ctl.run("add-flow", ONE, "priority=5,in_port=1,actions=output:2")
    ctl.run("save", ONE, str(file))
    assert ctl.err == [f"1 flows, 0 groups, 0 meters saved to {file}"]
    assert ctl.run("verify", ONE, str(file)) == ""
    ctl.run("verify", "2", str(file), status=2)
    assert ctl.out == ["flow +priority=5,in_port=1 actions=output:2"]
    ctl.run("restore", "2", str(file))
    assert ctl.err[0] == "flows: 1 added, 0 modified, 0 deleted"
    assert ctl.run("verify", "2", str(file)) == "" and len(ctl.stage.switches[2].flows) == 1


def test_a_state_saved_by_the_controller_is_one_for_a_switch_alone(tmp_path: Path) -> None:
    from tests.tools.test_ctl_commands import Ctl as Alone

    ctl, alone = Ctl(4), Alone(4)
    ctl.run("add-flow", ONE, "in_port=1,actions=output:2")
    ctl.run("save", ONE, str(tmp_path / "state"))
    alone.run("restore", str(tmp_path / "state"))
    assert alone.run("verify", str(tmp_path / "state")) == "" and len(alone.fake.flows) == 1
    alone.run("save", str(tmp_path / "other"))
    assert ctl.run("verify", ONE, str(tmp_path / "other")) == ""


def test_maintenance_and_role(ctl: Ctl) -> None:
    assert ctl.run("maintenance", ONE, "on", "new fans") == "on: new fans"
    assert "maintenance" in ctl.run("switches") and "new fans" in ctl.run("switches")
    assert ctl.run("maintenance", ONE, "off") == "off: in service"
    assert "master" in ctl.run("role", ONE, "master")


def test_the_connection(ctl: Ctl) -> None:
    ctl.run("disconnect", ONE)
    assert "down" in ctl.run("switches")
    assert "closed by" in ctl.run("dump-flows", ONE, status=1)
    assert "down" in ctl.run("show", ONE)


def test_topology() -> None:
    ctl = Ctl()
    assert "topology is not configured" in ctl.run("links", status=1)
    topology = Topology.of(ctl.stage.controller)
    ctl = Ctl(topology=topology)
    assert ctl.run("links") == "FROM  TO  DELAY  SINCE" and ctl.run("hosts").startswith("ADDRESS")
    assert "02:00:00:00:00:01" in ctl.run("paths", "02:00:00:00:00:01", "1", status=1)


class Parts:
    """What a program may attach to the API."""

    def __init__(self) -> None:
        self.levels_set: dict[str, Any] = {"": "info"}
        self.captures: list[Any] = []

    def start_named(self, wanted: str) -> int:
        self.captures.append(SimpleNamespace(id="7", file=wanted, messages=3, dropped=0, since=None))
        return 7

    def stop(self, number: str) -> None:
        if number != "7":
            raise KeyError(number)
        self.captures.clear()

    def list(self) -> Any:
        return self.captures

    def levels(self) -> Any:
        return self.levels_set

    def set_level(self, namespace: str, level: str | None) -> None:
        self.levels_set[namespace] = level

    def dump(self, dpid: int) -> bytes | None:
        return b"\n\r\r\npcapng" if dpid == 1 else None


def test_parts_of_the_program(tmp_path: Path) -> None:
    parts = Parts()
    ctl = Ctl(
        captures=parts, recorder=parts, levels=parts, configuration=lambda: {"http": {"listen": "8080"}},
        reload=lambda: SimpleNamespace(changed=["listening on 7"], kept=["workers"]),
    )  # fmt: skip
    assert ctl.run("capture", "c.pcapng") == "7"
    assert "c.pcapng" in ctl.run("captures")
    ctl.run("stop-capture", "7")
    assert "there is no capture" in ctl.run("stop-capture", "9", status=1)
    assert ctl.run("log-level").splitlines()[1].split() == ["(all)", "info"]
    assert "debug" in ctl.run("log-level", "oftwist.http", "debug")
    ctl.run("log-level", "warn")
    assert parts.levels_set == {"": "warn", "oftwist.http": "debug"}
    assert json.loads(ctl.run("config")) == {"http": {"listen": "8080"}}
    assert ctl.run("reload").splitlines() == ["listening on 7", "only after a restart: workers"]
    ctl.run("recorder", ONE, str(tmp_path / "file"))
    assert (tmp_path / "file").read_bytes() == b"\n\r\r\npcapng"
    assert "nothing is recorded" in ctl.run("recorder", "2", str(tmp_path / "none"), status=1)
    for command in ("cluster",):
        assert "is not configured" in ctl.run(command, status=1)


def test_events_in_pages(ctl: Ctl) -> None:
    for number in range(2500):
        ctl.stage.controller.events.add("error", 1, name=f"n{number}", request="x", xid=1, peer="p")
    told = ctl.run("--kind", "error", "errors").splitlines()
    assert len(told) == 2500 and told[0].split()[2:5] == ["error", ONE, "name=n0"]


def test_monitor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its stream breaks off twice: it goes on where it was, and ends when enough was told."""
    ctl = Ctl()
    asked: list[Any] = []

    def events(self: Api, path: str, query: Any, since: str | None) -> Any:
        asked.append((path, dict(query), since))
        for number in range(2):
            place = 2 * len(asked) + number
            yield f"b.{place}", {"time": 0.25, "kind": "port_up", "dpid": ONE, "fields": {"port": place, "why": "a b"}}

    monkeypatch.setattr(Api, "events", events)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    told = ctl.run("--count", "5", "--kind", "port_up", "monitor").splitlines()
    assert len(told) == 5 and told[0].endswith(f'.250 port_up {ONE} port=2 why="a b"')
    query = {"kind": "port_up", "dpid": None}
    assert asked == [("/events", query, None), ("/events", query, "b.3"), ("/events", query, "b.5")]


# --- the client of the API -----------------------------------------------------------------------------------------


def test_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OFTWIST_TOKEN", "OFTWIST_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    assert token_of(None) is None
    (tmp_path / "token").write_text("secret\n")
    assert token_of(str(tmp_path / "token")) == "secret"
    monkeypatch.setenv("OFTWIST_TOKEN_FILE", str(tmp_path / "token"))
    assert token_of(None) == "secret"
    monkeypatch.setenv("OFTWIST_TOKEN", "other")
    assert token_of(None) == "other" and token_of(str(tmp_path / "token")) == "secret"


def test_where_a_controller_is() -> None:
    from oftwist.errors import ConfigurationError

    api = Api("https://me:pass%40word@c.example:8443/of/")
    assert api.place == "https://c.example:8443/of" and "pass" not in api.place and not api.exposed
    assert api._headers["Authorization"] == "Basic bWU6cGFzc0B3b3Jk"
    assert Api("http://192.0.2.1", "t").exposed and not Api("http://127.0.0.1:1", "t").exposed
    for url in ("c.example", "ftp://c", "http://", "http://c:port", "tcp:h:1"):
        with pytest.raises(ConfigurationError):
            Api(url)
    with pytest.raises(ConfigurationError, match="/no/ca"):
        Api("https://c", ca="/no/ca")


def test_an_answer_that_is_not_the_api() -> None:
    from oftwist.tools.ctl.api import _error

    assert _error("http://c", 502, "Bad Gateway", b"<html>").lines == ["http://c: 502 Bad Gateway"]
    with pytest.raises(ApiError):
        raise _error("http://c", 404, "", b'{"error": {"detail": "no", "path": "$.x"}}')
