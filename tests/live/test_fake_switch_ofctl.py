"""Open vSwitch's own command line tool as the controller of FakeSwitch: an independent opinion on every version.

Needs ovs-ofctl only: no root, no running Open vSwitch.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.internet.threads import deferToThread

from oftwist.testing import FakeSwitch, listen
from tests.support.talk import ALL_VERSIONS, UDP

pytestmark = pytest.mark.skipif(
    shutil.which("ovs-ofctl") is None, reason="ovs-ofctl not installed (Debian: openvswitch-common)"
)

Work = Callable[[Callable[..., str]], None]


async def talk(version: int, switch: FakeSwitch, work: Work) -> None:
    """Run ``work`` in a thread with a function that runs ovs-ofctl against the switch."""
    from twisted.internet import reactor

    port: Any = await listen(switch, TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1"), reactor)  # type: ignore[arg-type]
    target = f"tcp:127.0.0.1:{port.getHost().port}"

    def ofctl(command: str, *words: str, fails: bool = False) -> str:
        done = subprocess.run(
            ["ovs-ofctl", "-O", f"OpenFlow1{version - 1}", *command.split(), target, *words],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        said = done.stdout + done.stderr
        assert "decode error" not in said and "|WARN|" not in said, said
        assert (done.returncode != 0) == fails, said
        return said

    try:
        await deferToThread(work, ofctl)
    finally:
        await port.stopListening()
        switch.stop()


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.ensureDeferred
async def test_reading(version: int) -> None:
    switch = FakeSwitch(0xABC, version, ports=2)
    switch.receive(1, UDP)

    def work(ofctl: Callable[..., str]) -> None:
        said = ofctl("show")
        assert "dpid:0000000000000abc" in said and "1(sabc-eth1)" in said
        said = ofctl("dump-ports")
        assert "2 ports" in said and f"rx pkts=1, bytes={len(UDP)}" in said
        assert "Hardware: FakeSwitch" in ofctl("dump-desc")
        assert "table 0" in ofctl("dump-tables")
        assert "port 1 queue 0" in ofctl("queue-stats")
        assert "queue 0" in ofctl("queue-get-config", "1")
        assert ofctl("get-frags").strip() == "normal"
        ofctl("probe")

    await talk(version, switch, work)


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.ensureDeferred
async def test_flows(version: int, tmp_path: Path) -> None:
    switch = FakeSwitch(1, version, ports=3)
    flows = {
        "priority=5,ip,in_port=1,nw_dst=10.0.0.0/8": "output:2",
        "priority=6,arp": "FLOOD",
        "priority=7,udp,tp_dst=53": "mod_dl_dst:00:00:00:00:00:09,output:3",
        "priority=8,dl_vlan=5": "strip_vlan,IN_PORT",
        "priority=9,tcp,nw_src=192.0.2.1,tp_src=80": "drop",
        "priority=10,dl_dst=00:00:00:00:00:0a": "CONTROLLER:128",
    }
    if version >= 3:
        flows["priority=11,ipv6,ipv6_dst=2001:db8::/32"] = "output:1"

    def work(ofctl: Callable[..., str]) -> None:
        text = "".join(f"{match},actions={actions}\n" for match, actions in flows.items())
        file = tmp_path / "flows"
        file.write_text(text)
        ofctl("add-flows", str(file))
        said = ofctl("dump-flows")
        for line in text.splitlines():
            # 1.2 and later say the same change of a field in the words of set_field
            match, _, actions = line.partition(",actions=")
            assert any(
                f"{match} actions=" in found and (actions.split(",")[-1] in found) for found in said.splitlines()
            ), (line, said)
        assert f"flow_count={len(flows)}" in ofctl("dump-aggregate")
        ofctl("mod-flows", "ip,in_port=1,nw_dst=10.0.0.0/8,actions=output:3")
        assert "nw_dst=10.0.0.0/8 actions=output:3" in ofctl("dump-flows")
        ofctl("--strict del-flows", "priority=6,arp")
        assert "arp" not in ofctl("dump-flows")
        ofctl("del-flows", "in_port=1")
        assert "in_port=1" not in ofctl("dump-flows")
        said = ofctl("add-flow", "in_port=1,actions=output:77", fails=True)
        assert "OFPBAC_BAD_OUT_PORT" in said
        ofctl("del-flows")
        assert "priority" not in ofctl("dump-flows")
        ofctl("packet-out", f"in_port=1 packet={UDP.hex()} actions=output:2")

    await talk(version, switch, work)
    assert switch.ports[2].tx_packets == 1


@pytest.mark.parametrize("version", ALL_VERSIONS[1:])
@pytest_twisted.ensureDeferred
async def test_groups(version: int) -> None:
    def work(ofctl: Callable[..., str]) -> None:
        ofctl("add-group", "group_id=1,type=select,bucket=weight:3,actions=output:2,bucket=weight:1,actions=output:3")
        said = ofctl("dump-groups")
        assert "group_id=1,type=select" in said and "weight:3" in said and "output:3" in said
        ofctl("add-flow", "arp,actions=group:1")
        said = ofctl("dump-group-stats", "group_id=1")
        assert "ref_count=1" in said and "bucket1:packet_count=0" in said
        assert "OFPGMFC_GROUP_EXISTS" in ofctl("add-group", "group_id=1,type=all", fails=True)
        if version == 6:
            ofctl("insert-buckets", "group_id=1,command_bucket_id=first,bucket=bucket_id:7,actions=output:1")
            assert "bucket_id:7" in ofctl("dump-groups")
            ofctl("remove-buckets", "group_id=1,command_bucket_id=7")
            assert "bucket_id:7" not in ofctl("dump-groups")
        ofctl("del-groups")
        assert "group_id" not in ofctl("dump-groups") and "arp" not in ofctl("dump-flows")

    await talk(version, FakeSwitch(1, version), work)


@pytest.mark.parametrize("version", ALL_VERSIONS[3:])
@pytest_twisted.ensureDeferred
async def test_meters_table_features_and_ports(version: int) -> None:
    def work(ofctl: Callable[..., str]) -> None:
        ofctl("add-meter", "meter=3,kbps,burst,stats,bands=type=drop,rate=100,burst_size=10")
        assert "rate=100 burst_size=10" in ofctl("dump-meters")
        assert "meter:3" in ofctl("meter-stats")
        assert "OFPMMFC_METER_EXISTS" in ofctl("add-meter", "meter=3,kbps,bands=type=drop,rate=1", fails=True)
        ofctl("del-meters")
        said = ofctl("dump-table-features")
        assert 'table 0 ("table0")' in said and "next tables: 1-7" in said
        ofctl("mod-port", "2", "down")
        assert "PORT_DOWN" in ofctl("dump-ports-desc")
        ofctl("mod-port", "2", "up")
        assert "PORT_DOWN" not in ofctl("dump-ports-desc")

    await talk(version, FakeSwitch(1, version), work)


@pytest.mark.parametrize("version", ALL_VERSIONS[4:])
@pytest_twisted.ensureDeferred
async def test_bundles(version: int, tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_text("add table=1,priority=1,tcp,tp_dst=80,actions=output:1\nmodify table=1,tcp,actions=drop\n")
    bad.write_text("add table=2,priority=1,actions=output:1\ndelete table=1\nadd table=2,actions=output:99\n")

    def work(ofctl: Callable[..., str]) -> None:
        ofctl("--bundle add-flows", str(good))
        assert "tp_dst=80 actions=drop" in ofctl("dump-flows")
        said = ofctl("--bundle add-flows", str(bad), fails=True)
        assert "OFPBAC_BAD_OUT_PORT" in said and "OFPBFC_MSG_FAILED" in said
        said = ofctl("dump-flows")
        assert "tp_dst=80 actions=drop" in said and "table=2" not in said

    await talk(version, FakeSwitch(1, version), work)
