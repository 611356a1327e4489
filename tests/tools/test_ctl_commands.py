"""Every OpenFlow command of ``oftwist ctl`` on a simulated switch, in memory, in every version.

With an Open vSwitch, and beside ovs-ofctl, they are tried in tests/live/test_ctl.py.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.task import Clock

from oftwist import Controller, Options
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect
from oftwist.tools.ctl import parse
from oftwist.tools.ctl.session import Call, Session, outcome
from oftwist.tools.ctl.table import COMMANDS

VERSIONS = (1, 2, 3, 4, 5, 6)
FRAME = "ffffffffffff020000aa00010800" + "00" * 46


class Ctl:
    """Runs commands on a simulated switch that is connected in memory."""

    def __init__(self, version: int, extensions: str | None = None) -> None:
        self.clock = Clock()
        self.endpoint = MemoryEndpoint()
        controller = Controller(Options(), self.clock)
        controller.listen(self.endpoint)
        controller.startService()
        self.fake = FakeSwitch(0xABC, version, ports=3, clock=self.clock, extensions=extensions, record=True)
        connect(self.fake, self.endpoint, self.clock)
        self.pump()
        self.switch = controller.switch(0xABC)
        self.out: list[str] = []
        self.err: list[str] = []

    def pump(self) -> None:
        self.endpoint.pump()
        self.clock.advance(0)
        self.endpoint.pump()

    def start(self, *words: str) -> Deferred[int]:
        options, endpoint, command, rest = parse(["tcp:memory", *words])
        self.out.clear()
        self.err.clear()
        call = Call(options, endpoint, rest, self.clock, self.out.append, self.err.append)
        return ensureDeferred(outcome(command.load(options.command)(Session(call, self.switch)), call))

    def run(self, *words: str, status: int = 0) -> str:
        """What a command printed."""
        done: list[int] = []
        doing = self.start(*words)
        doing.addCallback(done.append)
        for _ in range(50):
            self.pump()
            if done:
                break
            self.clock.advance(0.1)
        assert done == [status], (words, done, self.out, self.err)
        return "\n".join(self.out if status == 0 else self.err)


@pytest.fixture(params=VERSIONS, ids=[f"1.{n - 1}" for n in VERSIONS])
def plain(request: pytest.FixtureRequest) -> Ctl:
    """A switch that has nothing but its version."""
    return Ctl(request.param)


@pytest.fixture(params=VERSIONS, ids=[f"1.{n - 1}" for n in VERSIONS])
def ctl(request: pytest.FixtureRequest) -> Ctl:
    """A switch with Open vSwitch's extensions."""
    return Ctl(request.param, "openvswitch")


#: Command -> words behind it, wire version since which a switch without extensions has it, what is printed.
SHOWN = {
    "show": ([], 1, "dpid:0000000000000abc"),
    "dump-desc": ([], 1, "Manufacturer: "),
    "dump-ports": ([], 1, " 3 ports\n  port  1: rx pkts="),
    "dump-ports-desc": (["2"], 1, " 2("),
    "dump-tables": ([], 1, "active=0"),
    "dump-table-features": ([], 4, "max_entries=1000000"),
    "dump-table-desc": ([], 5, "eviction=off"),
    "queue-stats": ([], 1, "port 1 queue 0: bytes="),
    "queue-get-config": (["1"], 1, "queue 0:"),
    "get-frags": ([], 1, "normal"),
    "dump-flows": ([], 1, ""),
    "dump-aggregate": ([], 1, "flow_count=0"),
    "dump-groups": ([], 2, "OFPST_GROUP_DESC reply"),
    "dump-group-stats": ([], 2, "OFPST_GROUP reply"),
    "dump-group-features": ([], 3, "Types:"),
    "dump-meters": ([], 4, "OFPST_METER_CONFIG reply"),
    "meter-stats": ([], 4, "OFPST_METER reply"),
    "meter-features": ([], 4, "max_meter:"),
    "probe": ([], 1, "0000000000000abc speaks OpenFlow 1."),
    "ping": (["--count", "2", "--interval", "0.1"], 1, "time="),
}
#: The others, and the tests here that run them.
CHANGING = {
    "mod-port": "ports", "set-frags": "ports", "add-flow": "flows", "add-flows": "flows", "mod-flows": "flows",
    "del-flows": "flows", "replace-flows": "flows", "diff-flows": "flows", "add-group": "groups",
    "add-groups": "groups", "mod-group": "groups", "insert-buckets": "groups", "remove-buckets": "groups",
    "del-groups": "groups", "add-meter": "meters", "mod-meter": "meters", "del-meters": "meters",
    "packet-out": "packets", "monitor": "monitor", "save": "saved_states", "restore": "saved_states",
    "verify": "saved_states",
}  # fmt: skip


def test_every_command_of_a_switch_is_tried_here() -> None:
    openflow = {name for name, command in COMMANDS.items() if command.connects}
    assert openflow == SHOWN.keys() | CHANGING.keys()
    for name in set(CHANGING.values()):
        assert f"test_{name}" in globals()


@pytest.mark.parametrize("command", SHOWN)
def test_what_a_switch_tells(plain: Ctl, command: str) -> None:
    words, since, shown = SHOWN[command]
    if plain.switch.version >= since:
        assert shown in plain.run(command, *words)
        assert plain.err == []
    else:
        told = plain.run(command, *words, status=2)
        assert told.startswith("oftwist ctl: ") and "came with OpenFlow 1." in told


def test_flows(plain: Ctl, tmp_path: Any) -> None:
    file = tmp_path / "flows"
    file.write_text("# two\nin_port=1,actions=output:2\npriority=7,in_port=2,actions=output:1\n")
    plain.run("add-flow", "priority=5,tcp,tp_dst=80,actions=output:3")
    plain.run("add-flows", str(file))
    plain.run("mod-flows", "in_port=1,actions=output:3")
    lines = plain.run("--sort", "--no-stats", "dump-flows").splitlines()
    assert [line.strip() for line in lines] == [
        "priority=5,tcp,tp_dst=80 actions=output:3", "priority=7,in_port=2 actions=output:1",
        "in_port=1 actions=output:3",
    ]  # fmt: skip
    told = json.loads(plain.run("--json", "--rsort=in_port", "dump-flows"))
    assert [flow["match"] for flow in told] == ["in_port=2", "in_port=1", "tcp,tp_dst=80"]
    file.write_text("in_port=1,actions=output:3\npriority=7,in_port=2,actions=drop\n")
    plain.run("diff-flows", str(file), status=2)
    assert sorted(line[0] for line in plain.out) == ["+", "-", "-"]
    plain.run("replace-flows", str(file))
    assert plain.err == ["0 added, 1 modified, 1 deleted"]
    assert plain.run("diff-flows", str(file)) == ""
    plain.run("--strict", "del-flows", "priority=7,in_port=2")
    assert "flow_count=1" in plain.run("dump-aggregate")
    plain.run("del-flows")
    assert plain.run("dump-flows") == "" and plain.fake.errors_sent == []


def test_groups(ctl: Ctl, tmp_path: Any) -> None:
    if ctl.switch.version == 1:  # by an extension that the simulated Open vSwitch does not have
        for command in ("add-group", "mod-group"):
            assert "OFPBRC_" in ctl.run(command, "group_id=7,type=all,bucket=output:1", status=1)
        return
    file = tmp_path / "groups"
    file.write_text("group_id=8,type=all,bucket=output:1,bucket=output:2\n\ngroup_id=9,type=indirect,bucket=output:3\n")
    ctl.run("add-group", "group_id=7,type=select,bucket=weight:3,actions=output:1")
    ctl.run("add-groups", str(file))
    ctl.run("mod-group", "group_id=9,type=indirect,bucket=output:2")
    told = ctl.run("dump-groups")
    assert told.count("group_id=") == 3 and "group_id=9,type=indirect,bucket=" in told
    assert ctl.run("dump-groups", "9").endswith("actions=output:2")
    assert "group_id=8" in ctl.run("dump-group-stats", "group_id=8")
    if ctl.switch.version == 6:
        ctl.run("insert-buckets", "group_id=8,command_bucket_id=last,bucket=bucket_id:5,actions=output:3")
        assert "bucket_id:5" in ctl.run("dump-groups", "8")
        ctl.run("remove-buckets", "group_id=8,command_bucket_id=5")
        assert "bucket_id:5" not in ctl.run("dump-groups", "8")
    ctl.run("del-groups", "group_id=7")
    assert "group_id=7" not in ctl.run("dump-groups")
    ctl.run("del-groups")
    assert "group_id=" not in ctl.run("dump-groups")


def test_meters(plain: Ctl) -> None:
    meter = "meter=3,kbps,bands=type=drop,rate=1000"
    if plain.switch.version < 4:
        for command, words in (("add-meter", [meter]), ("mod-meter", [meter]), ("del-meters", [])):
            assert "meters came with OpenFlow 1.3" in plain.run(command, *words, status=2)
        return
    plain.run("add-meter", meter)
    plain.run("mod-meter", meter.replace("1000", "2000"))
    assert "type=drop rate=2000" in plain.run("dump-meters", "3")
    assert "meter:3 flow_count:0" in plain.run("meter-stats", "meter=3")
    plain.run("del-meters")
    assert "meter=" not in plain.run("dump-meters")


def test_ports(plain: Ctl) -> None:
    plain.run("mod-port", "2", "down")
    assert "PORT_DOWN" in plain.run("dump-ports-desc", "2")
    plain.run("mod-port", "2", "up")
    assert "PORT_DOWN" not in plain.run("dump-ports-desc", "2")
    plain.run("set-frags", "drop")
    assert plain.run("get-frags") == "drop"


def test_packets(plain: Ctl) -> None:
    plain.run("packet-out", f"in_port=1,packet={FRAME},actions=output:2")
    assert plain.fake.received["packet_out"] == 1
    told = plain.run("packet-out", f"in_port=1,packet={FRAME},actions=output:77", status=1)
    assert "packet_out" in told and "output:77" in told


def test_saved_states(plain: Ctl, tmp_path: Any) -> None:
    file = tmp_path / "state.json"
    version = plain.switch.version
    plain.run("add-flow", "priority=5,in_port=1,actions=output:2")
    if version > 1:
        plain.run("add-group", "group_id=2,type=all,bucket=output:1")
        plain.run("add-group", "group_id=1,type=all,bucket=group:2")
        plain.run("add-flow", "in_port=2,actions=group:1")
    if version >= 4:
        plain.run("add-meter", "meter=3,kbps,bands=type=drop,rate=1000")
    plain.run("save", str(file))
    flows = 1 + (version > 1)
    assert plain.err == [f"{flows} flows, {2 * (version > 1)} groups, {int(version >= 4)} meters saved to {file}"]
    assert not (tmp_path / "state.json.new").exists()
    saved = json.loads(file.read_text())
    assert saved["format"] == "oftwist-state-1" and saved["dpid"] == "0000000000000abc"
    assert json.loads(plain.run("save"))["flows"] == saved["flows"]
    assert plain.run("verify", str(file)) == ""
    plain.run("del-flows", "in_port=1")
    plain.run("add-flow", "in_port=3,actions=output:1")
    if version > 1:
        plain.run("del-groups")
    plain.run("verify", str(file), status=2)
    assert "flow -in_port=3 actions=output:1" in plain.out
    assert "flow +priority=5,in_port=1 actions=output:2" in plain.out
    assert [line.partition("=")[2][0] for line in plain.out if line.startswith("group +")] == ["2", "1"] * (version > 1)
    plain.run("restore", str(file))
    assert plain.err[0] == f"flows: {flows} added, 0 modified, 1 deleted"
    assert plain.run("verify", str(file)) == "" and plain.fake.errors_sent == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", 'no "format"'), ("[1]", 'no "format"'), ("no json", "Expecting value"),
        ('{"format": "oftwist-state-1", "flows": ["in_prt=1"]}', "flows[0]: "),
        ('{"format": "oftwist-state-1", "groups": 7}', "groups of the saved state is no list"),
    ],
)  # fmt: skip
def test_what_is_no_saved_state(text: str, told: str, tmp_path: Any) -> None:
    ctl = Ctl(4)
    (tmp_path / "state").write_text(text)
    for command in ("restore", "verify"):
        assert told in ctl.run(command, str(tmp_path / "state"), status=2)
    assert "No such file" in ctl.run("restore", str(tmp_path / "nowhere"), status=1)


def test_monitor(ctl: Ctl) -> None:
    watching = ctl.start("monitor", "64", "invalid_ttl", "watch:!initial,in_port=1")
    for _ in range(10):
        ctl.pump()
    out = ctl.out
    (empty,) = out  # there are no flows
    assert "FLOW_MONITOR reply" in empty and empty.endswith(":")
    ctl.switch.add_flow("in_port=1,actions=output:2")
    ctl.switch.add_flow("in_port=2,actions=output:1")  # nobody asked for this one
    ctl.switch.delete_flows("in_port=1")
    for _ in range(10):
        ctl.pump()
    told = "\n".join(out)
    assert "FLOW_MONITOR reply" in told and "event=ADDED table=0 cookie=0 in_port=1 actions=output:2" in told
    assert "event=DELETED reason=delete table=0 cookie=0 in_port=1" in told and "in_port=2" not in told
    done: list[int] = []
    watching.addCallback(done.append)
    ctl.switch.close("enough")
    ctl.pump()
    assert done == [1] and ctl.err == ["oftwist ctl: enough"]


def test_monitoring_as_many_messages_as_asked_for(plain: Ctl) -> None:
    done: list[int] = []
    plain.start("--count", "2", "monitor").addCallback(done.append)
    plain.pump()
    for _ in range(2):
        plain.switch.barrier()
        plain.pump()
    assert done == [0] and [line.partition(" ")[0] for line in plain.out] == ["OFPT_BARRIER_REPLY"] * 2


@pytest.mark.parametrize("words", [["70000"], ["soon"], ["watch:!sometimes"], ["watch:in_prt=1"]])
def test_what_monitor_does_not_know(plain: Ctl, words: list[str]) -> None:
    told = plain.run("monitor", *words, status=2)
    assert told.count("\n") == 0 and words[0].removeprefix("watch:").partition("=")[0] in told


def test_no_flow_monitor_without_extensions(plain: Ctl) -> None:
    if plain.switch.version < 5:
        assert "flow monitors came with OpenFlow 1.4" in plain.run("monitor", "watch:", status=2)


@pytest.mark.parametrize("version", VERSIONS)
def test_bundles_on_the_wire(version: int, tmp_path: Any) -> None:
    ctl = Ctl(version, "openvswitch")
    (tmp_path / "flows").write_text("in_port=1,actions=output:2\nin_port=2,actions=output:1\n")
    words = ("--bundle", "add-flows", str(tmp_path / "flows"))
    if version < 4:
        assert "bundles came with OpenFlow 1.4" in ctl.run(*words, status=2)
        assert ctl.fake.received["flow_add"] == 0
        return
    ctl.run(*words)
    extension = "onf_" if version == 4 else ""
    received = [type(msg).__name__ for msg in ctl.fake.record or ()]
    control, add = f"{extension}bundle_ctrl_msg", f"{extension}bundle_add_msg"
    assert [name for name in received if "bundle" in name] == [control, add, add, control, control]
    kinds = [msg.bundle_ctrl_type for msg in ctl.fake.record or () if type(msg).__name__ == control]
    assert kinds == [0, 2, 4]  # open, close, commit
    assert "flow_count=2" in ctl.run("dump-aggregate")


def test_no_bundle_in_13_without_the_extension(tmp_path: Any) -> None:
    ctl = Ctl(4)
    (tmp_path / "flows").write_text("in_port=1,actions=output:2\n")
    ctl.run("--bundle", "add-flows", str(tmp_path / "flows"), status=2)
    assert ctl.fake.received["flow_add"] == 0 and ctl.fake.errors_sent == []


def test_progress_is_told_at_a_terminal_only(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    file = tmp_path / "flows"
    file.write_text("".join(f"ip,nw_dst=10.0.{n >> 8}.{n & 255},actions=output:1\n" for n in range(3000)))
    for terminal in (False, True):
        ctl = Ctl(4)
        told = io.StringIO()
        monkeypatch.setattr(told, "isatty", lambda terminal=terminal: terminal)
        monkeypatch.setattr("sys.stderr", told)
        ctl.run("add-flows", str(file))
        assert "flow_count=3000" in ctl.run("dump-aggregate")
        wanted = [f"{n} of 3000 sent" for n in range(1000, 3001, 1000)] if terminal else []
        assert told.getvalue().split("\r")[1:] == [*wanted[:-1], *(f"{last}\n" for last in wanted[-1:])]
