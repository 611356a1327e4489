"""``oftwist ctl`` and ovs-ofctl on one real bridge: the same lines, the same effects; and on simulated switches.

Commands run in this process, on the bridge's background reactor, as `oftwist.tools.ctl.session.attempt` does them;
what belongs to a process of its own (exit status, Ctrl-C, a closed pipe) is tried in one.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from oftwist.blocking.bridge import Bridge as Reactor
from oftwist.tools.ctl import parse
from oftwist.tools.ctl.session import Call, attempt
from tests.live.open_vswitch import PROTOCOLS, Bridge, OpenVSwitch, run
from tests.support.waiting import eventually

VERSIONS = (1, 2, 3, 4, 5, 6)


@pytest.fixture(scope="module")
def bridge(ovs: OpenVSwitch) -> Iterator[Bridge]:
    """A bridge with three ports."""
    one = ovs.add_bridge(",".join(PROTOCOLS.values()), hosts=3)
    eventually((ovs.folder / f"{one.name}.mgmt").exists)
    yield one
    one.remove()


class Done(str):
    """What a command printed; ``err`` is what it said beside it."""

    err: str


def ctl_in_process(reactor: Reactor, *words: str, status: int = 0) -> Done:
    """Run ``oftwist ctl`` in this process; what it printed, and fail unless it ended with this status."""
    options, endpoint, command, rest = parse(words)
    out: list[str] = []
    err: list[str] = []
    call = Call(options, endpoint, rest, reactor.reactor, out.append, err.append)
    found = reactor.call(attempt, command, call, timeout=60)
    assert found == status, (out, err)
    done = Done("".join(f"{line}\n" for line in out))
    done.err = "".join(f"{line}\n" for line in err)
    return done


class Ctl:
    """Both programs, on one switch in one version."""

    def __init__(self, bridge: Bridge, version: int, folder: Path) -> None:
        self.switch = f"unix:{bridge.ovs.folder}/{bridge.name}.mgmt"
        self.bridge = bridge
        self.version = version
        self.env = bridge.ovs.env
        self.reactor = Reactor()
        self.file = folder / "lines"

    def ours(self, *words: str, status: int = 0) -> Done:
        return ctl_in_process(self.reactor, "-O", f"1.{self.version - 1}", self.switch, *words, status=status)

    def theirs(self, *words: str, status: int = 0) -> str:
        options = [word for word in words if word.startswith("-")]
        words = tuple(word for word in words if not word.startswith("-"))
        command = ["ovs-ofctl", "-O", PROTOCOLS[self.version], *options, words[0], self.switch, *words[1:]]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=100, check=False)
        assert done.returncode == status, (command, done.stdout, done.stderr)
        return done.stdout

    def from_file(self, command: str, text: str, *options: str, status: int = 0) -> Done:
        self.file.write_text(text)
        return self.ours(*options, command, str(self.file), status=status)


@pytest.fixture(params=VERSIONS, ids=[f"1.{n - 1}" for n in VERSIONS])
def ctl(bridge: Bridge, request: pytest.FixtureRequest, tmp_path: Path) -> Ctl:
    found = Ctl(bridge, request.param, tmp_path)
    found.theirs("del-flows")
    found.theirs("del-groups")
    return found


def flows(text: str) -> list[str]:
    """The flows of a dump, without what changes from moment to moment."""
    lines = [line for line in text.splitlines() if "actions=" in line]
    return sorted(re.sub(r"(duration|idle_age|hard_age|n_packets|n_bytes)=[^ ]* ?", "", line).strip() for line in lines)


def lines(text: str) -> list[str]:
    """The lines of a report without transaction numbers, times, and what hosts of their own accord send."""
    text = re.sub(r" \(xid=0x[0-9a-f]+\)", "", text)
    text = re.sub(r"duration[=:][0-9.]+s|pkts=\d+|bytes=\d+|(packet|byte)_count=\d+|(rx|tx)_\w+=\d+", "", text)
    return [line.rstrip() for line in text.splitlines() if line.strip()]


FLOWS = (
    "priority=5,tcp,in_port=1,tp_dst=80,actions=output:2",
    "priority=6,ip,nw_dst=10.1.0.0/16,actions=mod_nw_tos:8,NORMAL",
    "arp,arp_tpa=10.0.0.1,actions=CONTROLLER:128",
    "dl_vlan=5,actions=strip_vlan,mod_dl_dst:02:00:00:00:00:09,output:1",
    "dl_vlan=6,actions=mod_vlan_vid:7,mod_vlan_pcp:3,output:1",
    "in_port=2,idle_timeout=60,hard_timeout=90,cookie=0x1234,actions=drop",
    "ip,nw_src=10.2.0.1,actions=mod_nw_src:10.0.0.9,mod_nw_dst:10.0.0.8,resubmit(,1)",
    "table=1,udp,tp_src=53,actions=mod_tp_src:5353,mod_tp_dst:54,set_queue:2,output:3",
    "table=1,tcp,reg0=5,actions=load:7->NXM_NX_REG1[],ct(commit,zone=3,nat(src=10.0.0.1)),learn(table=2,"
    "NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])",
)


def usual(version: int) -> list[str]:
    """The flows that this version takes: 1.1 has no registers in a match."""
    return [flow for flow in FLOWS if version != 2 or "reg0" not in flow]


def test_flows_are_told_as_ovs_ofctl_tells_them(ctl: Ctl) -> None:
    given = usual(ctl.version)
    ctl.from_file("add-flows", "\n".join(given))
    told = flows(ctl.ours("dump-flows"))
    assert len(told) == len(given)
    assert told == flows(ctl.theirs("dump-flows"))
    assert flows(ctl.ours("dump-flows", "in_port=2")) == flows(ctl.theirs("dump-flows", "in_port=2"))
    assert flows(ctl.ours("--names", "dump-flows")) == flows(ctl.theirs("--names", "dump-flows"))
    fed_back = ctl.ours("--no-stats", "dump-flows")
    assert ctl.from_file("diff-flows", fed_back) == ""
    ctl.ours("mod-flows", "arp,arp_tpa=10.0.0.1,actions=output:1")
    ctl.ours("--strict", "del-flows", "priority=5,tcp,in_port=1,tp_dst=80")
    assert flows(ctl.ours("dump-flows")) == flows(ctl.theirs("dump-flows"))
    assert lines(ctl.ours("dump-aggregate")) == [
        line.replace("NXST", "OFPST") for line in lines(ctl.theirs("dump-aggregate"))
    ]
    ctl.ours("del-flows")
    assert ctl.theirs("dump-flows").count("actions=") == 0


def test_sorted_and_as_json(ctl: Ctl) -> None:
    given = ("priority=3,actions=drop", "priority=9,in_port=2,actions=drop", "in_port=1,priority=5,actions=drop")
    ctl.from_file("add-flows", "\n".join(given))
    for option in ("--sort", "--rsort", "--sort=in_port", "--rsort=in_port"):
        ours, theirs = ctl.ours(option, "--no-stats", "dump-flows"), ctl.theirs(option, "--no-stats", "dump-flows")
        assert ours.split() == theirs.split(), option
    told = json.loads(ctl.ours("--json", "--sort", "dump-flows"))
    assert [flow["priority"] for flow in told] == [3, 5, 9]
    assert told[1]["match"] == "in_port=1" and told[1]["actions"] == "drop" and told[1]["packet_count"] == 0


def test_replacing_flows(ctl: Ctl) -> None:
    given = [f"in_port={1 + n % 2},priority={n},actions=output:{2 - n % 2}" for n in range(1, 301)]
    done = ctl.from_file("replace-flows", "\n".join(given))
    assert done == "" and done.err == "300 added, 0 modified, 0 deleted\n"
    assert len(flows(ctl.theirs("dump-flows"))) == 300
    wanted = [*given[:-3], "priority=400,cookie=5,actions=drop"]
    wanted[7] += ",output:3"
    ours = ctl.from_file("diff-flows", "\n".join(wanted), status=2)
    assert sorted(ours.splitlines()) == sorted(ctl.theirs("diff-flows", str(ctl.file), status=2).splitlines())
    assert ours.count("\n") == 3 + 1 + 2
    ctl.from_file("replace-flows", "\n".join(wanted))
    assert ctl.from_file("diff-flows", "\n".join(wanted)) == ""
    assert len(flows(ctl.theirs("dump-flows"))) == 298


@pytest.mark.parametrize(
    "command", ["dump-desc", "dump-ports-desc", "dump-ports", "show", "queue-stats", "queue-get-config 1", "get-frags",
                "dump-group-features", "dump-ports 2", "dump-table-desc", "meter-features"],
)  # fmt: skip
def test_descriptions_and_counters(ctl: Ctl, command: str) -> None:
    since = {"dump-table-desc": 5, "meter-features": 4}.get(command, 1)
    if ctl.version < since:
        assert f"came with OpenFlow 1.{since - 1}" in ctl.ours(command, status=2).err
        return
    words = command.split()
    assert lines(ctl.ours(*words)) == lines(ctl.theirs(*words))


def test_tables(ctl: Ctl) -> None:
    def counted(text: str) -> list[str]:
        return [line for line in lines(text) if re.match(r"  tables? |    active|    max_entries", line)]

    ctl.ours("add-flow", "in_port=1,actions=drop")
    ours = lines(ctl.ours("dump-tables"))
    # Before 1.3 ovs-ofctl also tells what the tables can do, in lines of other kinds.
    assert ours[1:4] == counted(ctl.theirs("dump-tables"))[:3]
    if ctl.version >= 4:
        assert ours == lines(ctl.theirs("dump-tables"))
        told, theirs = ctl.ours("dump-table-features"), ctl.theirs("dump-table-features")
        assert told.splitlines()[:2] == theirs.splitlines()[:2]
        for word in ("max_entries=1000000", "goto_table", "push_vlan", "ct_state", "xxreg3", "tun_metadata63"):
            assert word in told.split() or word in told, word
        assert "tables 1...252: ditto" in told
    else:
        assert "1.3" in ctl.ours("dump-table-features", status=2).err


def test_changing_ports_and_fragments(ctl: Ctl) -> None:
    name = f"{ctl.bridge.name}p3"
    ctl.ours("mod-port", name, "no-packet-in")
    assert "NO_PACKET_IN" in ctl.ours("dump-ports-desc", "3") and "NO_PACKET_IN" in ctl.theirs("dump-ports-desc")
    ctl.ours("mod-port", "3", "packet-in")
    assert "NO_PACKET_IN" not in ctl.theirs("dump-ports-desc")
    if ctl.version == 1:
        ctl.ours("mod-port", "3", "no-flood")
        assert "NO_FLOOD" in ctl.theirs("dump-ports-desc")
        ctl.ours("mod-port", "3", "flood")
    else:
        assert "OpenFlow 1.0" in ctl.ours("mod-port", "3", "no-flood", status=2).err
    assert "'sideways'" in ctl.ours("mod-port", "3", "sideways", status=2).err
    ctl.ours("set-frags", "drop")
    assert ctl.ours("get-frags") == ctl.theirs("get-frags") == "drop\n"
    ctl.ours("set-frags", "normal")


def test_groups(ctl: Ctl) -> None:
    ctl.ours("add-group", "group_id=7,type=select,bucket=weight:3,actions=output:1,bucket=weight:4,actions=output:2")
    two = "# two\ngroup_id=8,type=all,bucket=output:1,bucket=output:2\n\ngroup_id=9,type=indirect,bucket=output:3"
    ctl.from_file("add-groups", two)
    assert sorted(lines(ctl.ours("dump-groups"))) == sorted(
        line.replace("NXST", "OFPST") for line in lines(ctl.theirs("dump-groups"))
    )
    assert [line for line in lines(ctl.ours("dump-groups", "8")) if "group_id" in line] == [
        line for line in lines(ctl.theirs("dump-groups")) if "group_id=8" in line
    ]
    assert sorted(lines(ctl.ours("dump-group-stats"))) == sorted(
        line.replace("NXST", "OFPST") for line in lines(ctl.theirs("dump-group-stats"))
    )
    ctl.ours("mod-group", "group_id=9,type=indirect,bucket=output:2")
    assert "actions=output:2" in ctl.ours("dump-groups", "group_id=9")
    if ctl.version == 6:
        ctl.ours("insert-buckets", "group_id=8,command_bucket_id=last,bucket=bucket_id:5,actions=output:3")
        assert "bucket_id:5" in ctl.theirs("dump-groups")
        ctl.ours("remove-buckets", "group_id=8,command_bucket_id=5")
        assert "bucket_id:5" not in ctl.theirs("dump-groups")
    ctl.ours("del-groups", "group_id=7")
    assert "group_id=7" not in ctl.theirs("dump-groups")
    ctl.ours("del-groups")
    assert "group_id" not in ctl.theirs("dump-groups")


def test_meters(ctl: Ctl) -> None:
    if ctl.version < 4:
        assert "1.3" in ctl.ours("dump-meters", status=2).err
        return
    ctl.ours("add-meter", "meter=3,kbps,burst,bands=type=drop,rate=1000,burst_size=10")
    ctl.ours("add-meter", "meter=4,pktps,stats,bands=type=drop,rate=10")
    assert lines(ctl.ours("dump-meters")) == lines(ctl.theirs("dump-meters"))
    assert lines(ctl.ours("meter-stats")) == lines(ctl.theirs("meter-stats"))
    ctl.ours("mod-meter", "meter=4,pktps,bands=type=drop,rate=20")
    assert "rate=20" in ctl.ours("dump-meters", "4") and "rate=1000" not in ctl.ours("dump-meters", "meter=4")
    ctl.ours("del-meters", "meter=3")
    ctl.ours("del-meters")
    assert "meter=" not in ctl.theirs("dump-meters")


def test_all_or_nothing(ctl: Ctl) -> None:
    text = "in_port=1,actions=output:2\nin_port=2,actions=group:55"
    if ctl.version == 4:  # by an extension that not every switch has
        return
    if ctl.version < 4:
        assert "bundle" in ctl.from_file("add-flows", text, "--bundle", status=2).err
        return
    assert "group:55" in ctl.from_file("add-flows", text, "--bundle", status=1).err
    assert flows(ctl.ours("dump-flows")) == []
    ctl.from_file("add-flows", text.replace("group:55", "output:1"), "--bundle")
    assert len(flows(ctl.ours("dump-flows"))) == 2


def test_errors_have_names_and_the_flow(ctl: Ctl) -> None:
    done = ctl.ours("add-flow", "in_port=1,actions=output:2,group:55", status=1)
    assert done.err.startswith("oftwist ctl: ") and "OFPB" in done.err and "in_port=1" in done.err
    assert done.err.count("\n") == 1 and done == ""
    mistake = ctl.ours("add-flow", "in_prt=1,actions=drop", status=2)
    assert "in_prt" in mistake.err and mistake.err.count("\n") == 1
    mistake = ctl.from_file("add-flows", "in_port=1,actions=drop\n\nactions=dropp", status=2)
    assert "line 3" in mistake.err and "dropp" in mistake.err
    assert flows(ctl.ours("dump-flows")) == [], "nothing was sent"
    assert "nowhere" in ctl.ours("dump-ports", "nowhere", status=2).err
    assert "/no/file" in ctl.ours("add-flows", "/no/file", status=1).err


def test_ping_probe_packets_monitor(ctl: Ctl) -> None:
    assert "speaks OpenFlow" in ctl.ours("probe")
    assert ctl.ours("--count", "2", "--interval", "0.01", "ping").count("time=") == 2
    frame = "ffffffffffff020000aa00010800" + "00" * 46
    ctl.ours("add-flow", "dl_src=02:00:00:aa:00:01,actions=drop")
    ctl.ours("packet-out", f"in_port=1,packet={frame},actions=TABLE")
    assert "n_packets=1" in ctl.ours("dump-flows")
    assert "packet_count=1" in ctl.ours("dump-aggregate")


def test_the_names_of_a_bridge(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVS_RUNDIR", str(bridge.ovs.folder))
    reactor = Reactor()
    by_name = ctl_in_process(reactor, bridge.name, "dump-desc")
    assert by_name == ctl_in_process(reactor, f"{bridge.ovs.folder}/{bridge.name}.mgmt", "dump-desc")
    assert "Open vSwitch" in by_name


# --- a process of its own -----------------------------------------------------------------------------------------


def process(*words: str, **more: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "oftwist", "ctl", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def test_exit_status_and_standard_input(bridge: Bridge) -> None:
    switch = f"unix:{bridge.ovs.folder}/{bridge.name}.mgmt"
    adding = process(switch, "add-flows", "-", stdin=subprocess.PIPE)
    assert adding.communicate("in_port=1,actions=output:2\n", timeout=60) == ("", "") and adding.returncode == 0
    refused = process(switch, "add-flow", "in_port=1,actions=group:55")
    missing = process("unix:/proc/nonexistent/socket", "show")
    for one in (refused, missing):
        out, err = one.communicate(timeout=60)
        assert one.returncode == 1 and out == ""
        assert err.startswith("oftwist ctl: ") and err.count("\n") == 1 and "Traceback" not in err


def test_ctrl_c_ends_quietly(bridge: Bridge) -> None:
    switch = f"unix:{bridge.ovs.folder}/{bridge.name}.mgmt"
    # Who runs the tests in the background of a shell has taken SIGINT away from all of them.
    as_at_a_terminal = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    watching = process(switch, "--interval", "30", "ping", preexec_fn=as_at_a_terminal)
    assert watching.stdout is not None and "time=" in watching.stdout.readline()
    watching.send_signal(signal.SIGINT)
    out, err = watching.communicate(timeout=60)
    assert (watching.returncode, out, err) == (130, "", "")


def test_monitoring(bridge: Bridge) -> None:
    switch = f"unix:{bridge.ovs.folder}/{bridge.name}.mgmt"
    frame = "ffffffffffff020000aa00010800" + "00" * 46
    env = {**os.environ, "OVS_RUNDIR": str(bridge.ovs.folder)}
    run("ovs-ofctl", "del-flows", bridge.name, env=env)
    run("ovs-ofctl", "add-flow", bridge.name, "dl_src=02:00:00:aa:00:01,actions=CONTROLLER:64", env=env)
    watching = process(switch, "--count", "1", "monitor", "64")

    def told() -> bool:
        run("ovs-ofctl", "packet-out", bridge.name, f"in_port=1,packet={frame},actions=TABLE", env=env)
        return watching.poll() is not None

    eventually(told)
    out, err = watching.communicate(timeout=60)
    assert watching.returncode == 0 and err == ""
    assert re.match(r"OFPT_PACKET_IN \(OF1.5\) \(xid=0x0\): .*in_port=1 \(via packet_out\) data_len=60", out), out
    assert "\nip,vlan_tci=0x0000,dl_src=02:00:00:aa:00:01," in out


def test_a_closed_pipe(bridge: Bridge) -> None:
    switch = f"unix:{bridge.ovs.folder}/{bridge.name}.mgmt"
    words = [sys.executable, "-m", "oftwist", "ctl", switch, "dump-table-features"]
    done = subprocess.run(
        ["sh", "-c", '"$@" | head -n 1', "sh", *words], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "  table 0:\n" and done.stderr == ""
