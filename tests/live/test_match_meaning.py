"""What a match built by names means to Open vSwitch, the same in every version; and that it takes `set_field.build`."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from oftwist import loxi
from tests.live.test_decoders import need

VERSIONS = tuple(loxi.version_names)
ANY = 0xFFFFFFFF
IP, ARP = {"eth_type": 0x800}, {"eth_type": 0x806}

#: Fields -> how ovs-ofctl tells them.
MATCHES: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"vlan_vid": 5}, "dl_vlan=5"),
    ({"vlan_vid": 0x1005}, "dl_vlan=5"),
    ({"vlan_vid": 0}, "vlan_tci=0x0000"),
    ({"vlan_vid": 0xFFFF}, "vlan_tci=0x0000"),
    ({"vlan_vid": 0x1000}, "dl_vlan=0"),
    ({"vlan_vid": 5, "vlan_pcp": 3}, "dl_vlan=5,dl_vlan_pcp=3"),
    ({"in_port": 0xFFFFFFFE}, "in_port=LOCAL"),
    ({"in_port": 0xFFFFFFFD}, "in_port=CONTROLLER"),
    ({"in_port": 0xFE00}, "in_port=65024"),
    ({"eth_dst": "00:11:22:33:44:55"}, "dl_dst=00:11:22:33:44:55"),
    ({**IP, "ipv4_src": "10.1.0.0/16", "ipv4_dst": "10.0.0.1"}, "ip,nw_src=10.1.0.0/16,nw_dst=10.0.0.1"),
    ({**IP, "ip_dscp": 46}, "ip,nw_tos=184"),
    ({**IP, "ip_proto": 6, "tcp_src": 1, "tcp_dst": 80}, "tcp,tp_src=1,tp_dst=80"),
    ({**IP, "ip_proto": 17, "udp_src": 1, "udp_dst": 53}, "udp,tp_src=1,tp_dst=53"),
    ({**IP, "ip_proto": 1, "icmpv4_type": 8, "icmpv4_code": 0}, "icmp,icmp_type=8,icmp_code=0"),
    ({**IP, "ip_proto": 47}, "ip,nw_proto=47"),
    (
        {**ARP, "arp_op": 1, "arp_spa": "10.0.0.0/8", "arp_tpa": "10.0.0.1"},
        "arp,arp_spa=10.0.0.0/8,arp_tpa=10.0.0.1,arp_op=1",
    ),
]


def printed(messages: list[Any], path: Path) -> list[str]:
    """What ovs-ofctl prints of each message."""
    path.write_bytes(b"".join(msg.pack() for msg in messages))
    done = subprocess.run(["ovs-ofctl", "ofp-parse", str(path)], capture_output=True, text=True, timeout=60, check=True)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    assert len(lines) == len(messages), done.stdout
    return lines


def added(version: int, match: Any) -> Any:
    everywhere = {} if version == 1 else {"out_group": ANY}
    ofp = loxi.protocol(version)
    return ofp.message.flow_add(xid=1, priority=1, match=match, buffer_id=ANY, out_port=ofp.OFPP_MAX, **everywhere)


def words(text: str) -> set[str]:
    return set(text.replace("vlan_tci=0x0000/0x1fff", "vlan_tci=0x0000").split(",")) - {""}


@pytest.mark.parametrize("read_from", VERSIONS)
def test_open_vswitch_reads_what_was_meant(read_from: int, tmp_path: Path) -> None:
    """Built by name in one version, and from what is read of that in every other."""
    need("ovs-ofctl", "openvswitch-common")
    for version in VERSIONS:
        matches = []
        for fields, _ in MATCHES:
            first = loxi.protocol(read_from).match.build(**fields)
            matches.append(loxi.protocol(version).match.build(**dict(first)))
        lines = printed([added(version, match) for match in matches], tmp_path / "flows")
        for (fields, told), line in zip(MATCHES, lines, strict=True):
            shown = line.partition("ADD priority=1")[2].partition(" out_port:65280 actions=drop")[0]
            assert words(shown) == words(told), (version, fields, line)


@pytest.mark.parametrize("version", VERSIONS[2:])
def test_open_vswitch_takes_the_vlan_that_is_set(version: int, tmp_path: Path) -> None:
    need("ovs-ofctl", "openvswitch-common")
    ofp = loxi.protocol(version)
    flow = added(version, ofp.match.build(vlan_vid=5))
    for action, told in (
        (ofp.action.set_field.build(vlan_vid=405), "set_field:4501->vlan_vid"),
        (ofp.action.set_field(ofp.oxm.vlan_vid(405)), "OFPBAC_BAD_SET_ARGUMENT"),
    ):
        flow.instructions = [ofp.instruction.apply_actions([action])]
        path = tmp_path / "flow"
        path.write_bytes(flow.pack())
        done = subprocess.run(["ovs-ofctl", "ofp-parse", str(path)], capture_output=True, text=True, timeout=60)
        assert told in done.stdout + done.stderr
