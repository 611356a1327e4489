"""``oftwist ctl`` and ovs-ofctl on one real bridge: the same lines, the same effects; and on simulated switches."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.open_vswitch import PROTOCOLS, Bridge, OpenVSwitch
from tests.support.waiting import eventually

VERSIONS = (1, 2, 3, 4, 5, 6)


@pytest.fixture(scope="module")
def bridge(ovs: OpenVSwitch) -> Iterator[Bridge]:
    one = ovs.add_bridge(",".join(PROTOCOLS.values()))
    eventually((ovs.folder / f"{one.name}.mgmt").exists)
    yield one
    one.remove()


class Ctl:
    """Both programs, on one switch in one version."""

    def __init__(self, bridge: Bridge, version: int) -> None:
        self.switch = f"unix:{bridge.ovs.folder}/{bridge.name}.mgmt"
        self.version = version
        self.env = bridge.ovs.env

    def ours(self, *words: str, status: int = 0, stdin: str | None = None) -> str:
        command = [sys.executable, "-m", "oftwist", "ctl", "-O", f"1.{self.version - 1}", self.switch, *words]
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=100, check=False)
        assert done.returncode == status, (done.stdout, done.stderr)
        return done.stdout if status in (0, 2) and done.stdout else done.stderr

    def theirs(self, *words: str) -> str:
        command = ["ovs-ofctl", "-O", PROTOCOLS[self.version], words[0], self.switch, *words[1:]]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=100, check=False)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout


@pytest.fixture(params=VERSIONS, ids=[f"1.{n - 1}" for n in VERSIONS])
def ctl(bridge: Bridge, request: pytest.FixtureRequest) -> Ctl:
    found = Ctl(bridge, request.param)
    found.theirs("del-flows")
    found.theirs("del-groups")
    return found


def flows(text: str) -> list[str]:
    """The flows of a dump, without what changes from moment to moment."""
    lines = [line for line in text.splitlines() if "actions=" in line]
    return sorted(re.sub(r"(duration|idle_age|hard_age)=[^ ]* ?", "", line).strip() for line in lines)


FLOWS = (
    "priority=5,tcp,in_port=1,tp_dst=80,actions=output:2",
    "priority=6,ip,nw_dst=10.1.0.0/16,actions=NORMAL",
    "arp,arp_tpa=10.0.0.1,actions=CONTROLLER:128",
    "dl_vlan=5,actions=strip_vlan,output:1",
    "in_port=2,idle_timeout=60,hard_timeout=90,cookie=0x1234,actions=drop",
)


def test_flows_are_told_as_ovs_ofctl_tells_them(ctl: Ctl) -> None:
    ctl.ours("add-flows", "-", stdin="\n".join(FLOWS))
    told = flows(ctl.ours("dump-flows"))
    assert len(told) == len(FLOWS)
    assert told == flows(ctl.theirs("dump-flows"))
    assert flows(ctl.ours("dump-flows", "in_port=2")) == flows(ctl.theirs("dump-flows", "in_port=2"))
    fed_back = ctl.ours("--no-stats", "dump-flows")
    assert ctl.ours("diff-flows", "-", stdin=fed_back) == ""
    ctl.ours("mod-flows", "arp,arp_tpa=10.0.0.1,actions=output:1")
    ctl.ours("--strict", "del-flows", "priority=5,tcp,in_port=1,tp_dst=80")
    assert flows(ctl.ours("dump-flows")) == flows(ctl.theirs("dump-flows"))
    ctl.ours("del-flows")
    assert ctl.theirs("dump-flows").count("actions=") == 0


def test_replacing_flows(ctl: Ctl, tmp_path: Path) -> None:
    lines = [f"in_port={1 + n % 2},priority={n},actions=output:{2 - n % 2}" for n in range(1, 301)]
    file = tmp_path / "flows"
    file.write_text("\n".join(lines))
    ctl.ours("replace-flows", str(file))
    assert len(flows(ctl.theirs("dump-flows"))) == 300
    file.write_text("\n".join(lines[:-3] + ["priority=400,actions=drop"]))
    assert ctl.ours("diff-flows", str(file), status=2).count("\n") == 4
    ctl.ours("replace-flows", str(file))
    assert ctl.ours("diff-flows", str(file)) == ""
    assert len(flows(ctl.theirs("dump-flows"))) == 298


@pytest.mark.parametrize("command", ["dump-desc", "dump-ports-desc", "dump-ports", "show"])
def test_descriptions_and_counters(ctl: Ctl, command: str) -> None:
    def shown(text: str) -> list[str]:
        text = re.sub(r" \(xid=0x[0-9a-f]+\)", "", text)
        text = re.sub(r"duration=[0-9.]+s|pkts=\d+|bytes=\d+", "", text)
        lines = [line.rstrip() for line in text.splitlines()]
        custom = [n for n, line in enumerate(lines) if "CUSTOM" in line]
        left_out = {n + more for n in custom for more in range(4)}  # Open vSwitch's own counters
        left_out |= {n for n, line in enumerate(lines) if line.startswith("OFPT_GET_CONFIG")}
        return sorted(line for n, line in enumerate(lines) if n not in left_out and line and "custom" not in line)

    ours, theirs = shown(ctl.ours(command)), shown(ctl.theirs(command))
    if command == "show" and ctl.version == 1:
        ours = [line.replace("actions: ", "") for line in ours if not line.startswith("actions")]
        theirs = [line for line in theirs if not line.startswith("actions")]
    assert ours == theirs


def test_groups_and_meters(ctl: Ctl) -> None:
    ctl.ours("add-group", "group_id=7,type=select,bucket=weight:3,actions=output:1,bucket=weight:4,actions=output:2")
    ours = [line for line in ctl.ours("dump-groups").splitlines() if "group_id" in line]
    theirs = [line for line in ctl.theirs("dump-groups").splitlines() if "group_id" in line]
    assert ours == theirs and len(ours) == 1
    if ctl.version > 1:
        assert "group_id=7" in ctl.ours("dump-group-stats")
    ctl.ours("del-groups")
    assert "group_id" not in ctl.theirs("dump-groups")
    if ctl.version >= 4:
        ctl.ours("add-meter", "meter=3,kbps,burst,bands=type=drop,rate=1000,burst_size=10")
        assert "meter=3 kbps burst bands=" in ctl.ours("dump-meters")
        assert "meter:3" in ctl.ours("meter-stats")
        ctl.ours("del-meters")


def test_errors_have_names_and_status_1(ctl: Ctl) -> None:
    told = ctl.ours("add-flow", "in_port=1,actions=group:55", status=1)
    assert "OFPB" in told and told.startswith("oftwist ctl: ") and "Traceback" not in told
    told = ctl.ours("add-flow", "in_prt=1,actions=drop", status=2)
    assert "in_prt" in told and told.count("\n") == 1


def test_who_is_not_there() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "oftwist", "ctl", "unix:/nonexistent/socket", "show"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr.startswith("oftwist ctl: ") and done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_ping_probe_packets(ctl: Ctl) -> None:
    assert "speaks OpenFlow" in ctl.ours("probe")
    assert ctl.ours("--count", "2", "--interval", "0.01", "ping").count("time=") == 2
    frame = "ffffffffffff0000000000010800" + "00" * 46
    ctl.ours("add-flow", "in_port=1,actions=drop")
    ctl.ours("packet-out", f"in_port=1,packet={frame},actions=TABLE")
    assert "n_packets=1" in ctl.ours("dump-flows")
    assert "packet_count=1" in ctl.ours("dump-aggregate")
