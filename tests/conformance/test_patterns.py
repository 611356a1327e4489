"""Test patterns in the format of Ryu's switch tester: read, refused, and run on the simulated switch."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from oftwist import loxi
from oftwist import packet as pk
from oftwist.conformance.command import main
from oftwist.conformance.outcomes import FAILED, PASSED, Run
from oftwist.conformance.patterns.messages import Maker
from oftwist.conformance.patterns.packets import frame, is_random
from oftwist.conformance.patterns.reading import patterns
from oftwist.errors import ConfigurationError

ETHERNET = "ethernet(dst='02:00:00:00:00:02', src='02:00:00:00:00:01', ethertype=%d)"
UDP = [ETHERNET % 0x0800, "ipv4(proto=17, src='192.0.2.1', dst='192.0.2.2', tos=32, ttl=9)",
       "udp(src_port=7, dst_port=8)", "b'\\x01\\x02' * 12"]  # fmt: skip


# --- frames -------------------------------------------------------------------------------------------------------


def built(*texts: str) -> bytes:
    return frame(texts, Random(1))


def test_a_frame() -> None:
    head = pk.Ethernet(0x020000000002, 0x020000000001), pk.IPv4(pk.ipv4("192.0.2.1"), pk.ipv4("192.0.2.2"), 17, 9, 8)
    assert built(*UDP) == pk.build(*head, pk.Udp(7, 8), b"\1\2" * 12)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("vlan(vid=5, pcp=3, ethertype=2054)", {"vlan_vid": 0x1005, "vlan_pcp": 3}),
        ("mpls(label=9, bsb=1, exp=2, ttl=7)", {"mpls_label": 9, "mpls_bos": 1, "mpls_tc": 2, "mpls_ttl": 7}),
        ("arp(opcode=2, src_ip='192.0.2.9')", {"arp_op": 2, "arp_spa": 0xC0000209, "arp_tha": 0xFFFFFFFFFFFF}),
        ("icmp(type_=8, code=3, data=echo(data=b'x'))", {"icmpv4_type": 8, "icmpv4_code": 3}),
        ("icmpv6(type_=135, data=nd_neighbor(dst='2001:db8::1', option=nd_option_sla(hw_src='02:00:00:00:00:09')))",
         {"icmpv6_type": 135, "ipv6_nd_target": pk.ipv6("2001:db8::1"), "ipv6_nd_sll": 0x020000000009}),
        ("sctp(src_port=1, dst_port=2, chunks=[chunk_data(payload_data=b'1234')])", {"sctp_src": 1, "sctp_dst": 2}),
        ("tcp(dst_port=randint(5, 5), option=bytes(b'\\x01' * 4))", {"tcp_dst": 5, "tcp_src": 1}),
    ],
    ids=lambda value: value.partition("(")[0] if isinstance(value, str) else "",
)  # fmt: skip
def test_headers(text: str, fields: dict[str, int]) -> None:
    kind = text.partition("(")[0]
    types = {"vlan": 0x8100, "mpls": 0x8847, "arp": 0x0806, "icmpv6": 0x86DD}
    ip = {"icmp": ["ipv4(proto=1)"], "tcp": ["ipv4(proto=6)"], "sctp": ["ipv4(proto=132)"], "icmpv6": ["ipv6(nxt=58)"]}
    packet = pk.parse(built(ETHERNET % types.get(kind, 0x0800), *ip.get(kind, []), text))
    assert {name: packet.fields.get(name) for name in fields} == fields


def test_what_a_header_says_stands_there() -> None:
    """A type that is wrong is wrong in the frame too; a frame in a frame is filled up."""
    assert built(ETHERNET % 0x8848, "ipv4(proto=17)", "tcp()")[12:14] == b"\x88\x48"
    assert len(built(ETHERNET % 0x88E7, "itag(sid=5)", ETHERNET % 0x0800, "ipv4()")) == 14 + 4 + 60


@pytest.mark.parametrize(
    "text",
    ["__import__('os').system('false')", "open('/etc/passwd')", "().__class__", "lambda: 0", "x", "ethernet(",
     "b'x' * 10 ** 9", "b'x' * 60000 * 60000", "bytes(10 ** 12)", "2 ** 2 ** 40", "ethernet(dst='no')", "udp(port=1)"],
)  # fmt: skip
def test_other_expressions_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        built(ETHERNET % 0x0800, text)


def test_random_frames() -> None:
    texts = [ETHERNET % 0x0800, "ipv4(src=netaddr.IPAddress(randint(0, 2 ** 32 - 1)))"]
    random = Random(1)
    assert is_random(texts) and not is_random(UDP)
    assert len({frame(texts, random) for _ in range(20)}) == 20 and frame(texts, Random(3)) == frame(texts, Random(3))


# --- messages -----------------------------------------------------------------------------------------------------


def oxm(field: str, value: Any, mask: Any = None) -> dict[str, Any]:
    return {"OXMTlv": {"field": field, "value": value, "mask": mask}}


def apply(*actions: dict[str, Any]) -> dict[str, Any]:
    return {"OFPInstructionActions": {"type": 4, "actions": list(actions)}}


def output(port: int | str, **more: int) -> dict[str, Any]:
    return {"OFPActionOutput": {"port": port, **more}}


def flow(*instructions: dict[str, Any], match: tuple[dict[str, Any], ...] = (), **more: int) -> dict[str, Any]:
    return {"OFPFlowMod": {"match": {"OFPMatch": {"oxm_fields": match}}, "instructions": instructions, **more}}


def test_a_flow() -> None:
    """Names of ports and numbers of the files are those of the switch; the text is that of the same flow of ours."""
    told = flow(
        apply({"OFPActionSetField": {"field": oxm("eth_dst", "02:00:00:00:00:09")}}, output("target_send_port_1")),
        {"OFPInstructionGotoTable": {"table_id": 1}},
        match=(oxm("in_port", 1), oxm("eth_type", 2048), oxm("ipv4_src", "192.0.2.0", "255.255.255.0")),
        priority=7,
    )
    ofp = loxi.protocol(4)
    made = Maker(ofp, (11, 12, 13)).message(told)
    actions = "set_field:02:00:00:00:00:09->eth_dst,output:12,goto_table:1"
    assert str(made) == str(ofp.flow(f"priority=7,in_port=11,ip,nw_src=192.0.2.0/24,actions={actions}"))
    assert made.instructions[0].actions[1].max_len == 0xFFE5


def test_a_flow_of_1_0() -> None:
    match = {"dl_type": 0x800, "nw_proto": 17, "tp_dst": 8, "nw_src": "192.0.2.0", "nw_src_mask": 24, "nw_tos": 32}
    told = {"OFPFlowMod": {"match": {"OFPMatch": match}, "actions": [output(2)]}}
    ofp = loxi.protocol(1)
    wanted = ofp.flow("udp,tp_dst=8,nw_src=192.0.2.0/24,nw_tos=32,actions=output:2")
    assert str(Maker(ofp, (1, 2, 3)).message(told)) == str(wanted)


@pytest.mark.parametrize(
    "told",
    [
        {"OFPNothing": {}},
        {"OFPFlowMod": {}, "OFPGroupMod": {}},
        flow(apply({"OFPActionNothing": {}})),
        flow(apply({"OFPActionGroup": {"group": 1}})),
        flow({"OFPInstructionActions": {"actions": []}}),
        flow(match=(oxm("nothing", 1),)),
        flow(match=(oxm("eth_type", "x"),)),
    ],
)
def test_what_is_not_known_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        Maker(loxi.protocol(4), (1, 2, 3)).message(told)


# --- files --------------------------------------------------------------------------------------------------------


def write(path: Path, *entries: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(["words", *entries]))


def pattern(before: list[dict[str, Any]], description: str = "it", **check: Any) -> dict[str, Any]:
    return {"description": description, "prerequisite": before, "tests": [{"ingress": UDP, **check}]}


def test_files(tmp_path: Path) -> None:
    write(tmp_path / "of13" / "match" / "b.json", pattern([], egress=UDP), pattern([], egress=UDP, PACKET_IN=UDP))
    write(tmp_path / "a.json", pattern([flow(apply())], egress=UDP))
    first, second, third = patterns(tmp_path)
    assert (first.file, first.versions) == ("a", {3, 4, 5})
    assert (second.subject, second.identity, second.versions) == ("patterns match", "b 1", {4})
    assert not second.trouble and "one of egress" in third.trouble
    for text, error in (("[", "is no JSON"), ("{}", "is no file of test patterns"), ("[1]", "no file of test")):
        (tmp_path / "z.json").write_text(text)
        with pytest.raises(ConfigurationError, match=error):
            patterns(tmp_path)
    with pytest.raises(ConfigurationError, match="no test patterns"):
        patterns(tmp_path / "nothing")


@pytest.mark.slow
def test_running_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every kind of expectation, one that is wrong, one that cannot be read, a meter, and a group that shares."""
    stream = {"packets": {"data": UDP, "pktps": 200, "duration_time": 3}}
    meter = {"OFPMeterMod": {"meter_id": 1, "flags": 2, "bands": [{"OFPMeterBandDrop": {"rate": 100}}]}}
    buckets = [{"OFPBucket": {"weight": 1, "actions": [output(port)]}} for port in (2, 3)]
    group = {"OFPGroupMod": {"type": 1, "group_id": 4, "buckets": buckets}}
    drawn = [UDP[0], UDP[1], "udp(src_port=randint(0, 65535))"]

    def comes(port: int, **rate: float) -> dict[str, Any]:
        return {"throughput": [{"OFPMatch": {"oxm_fields": [oxm("in_port", port), oxm("eth_type", 2048)]}, **rate}]}

    write(
        tmp_path / "of13" / "own" / "all.json",
        pattern([flow(apply(output(2)))], egress=UDP),
        pattern([flow(apply(output(0xFFFFFFFD, max_len=0xFFFF)))], PACKET_IN=UDP),
        pattern([flow(apply(output(2)), match=(oxm("in_port", 2),))], **{"table-miss": [0]}),
        pattern([meter, flow({"OFPInstructionMeter": {"meter_id": 1}}, apply(output(2)))],
                ingress=stream, egress=comes(2, pktps=100)),
        pattern([group, flow(apply({"OFPActionGroup": {"group_id": 4}}))],
                ingress={"packets": {"data": drawn, "pktps": 500, "duration_time": 2}},
                egress={"throughput": comes(2, pktps=250)["throughput"] + comes(3, pktps=250)["throughput"]}),
        pattern([flow(apply(output(2)))], "wrong", egress=[*UDP[:3], "b'other'"]),
        pattern([flow(apply(output(2)))], "wrong", **{"table-miss": [0]}),
        pattern([flow(apply(output(2)))], "wrong", ingress=stream, egress=comes(2, pktps=100)),
        {"description": "wrong"},
    )  # fmt: skip
    words = [f"--patterns={tmp_path}", "--version=1.0,1.3", f"--json={tmp_path}/it.json", "--timeout=0.2"]
    assert main(words) == 1
    cases = Run.load(tmp_path / "it.json").cases
    assert [case.outcome for case in cases] == [PASSED] * 5 + [FAILED] * 4, [case.reason for case in cases]
    assert {case.shows for case in cases if case.outcome == FAILED} == {"wrong"}
    assert cases[0].id == "patterns own::all 1" and {case.version for case in cases} == {"1.3"}
    assert "patterns own" in capsys.readouterr().out
