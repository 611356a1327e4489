"""Flow mods of FakeSwitch in every version: what they do to the table, and what is refused."""

from __future__ import annotations

import pytest

from oftwist import loxi
from oftwist import packet as pk
from tests.support.talk import ALL_VERSIONS, NO_BUFFER, UDP, Talk

every_version = pytest.mark.parametrize("version", ALL_VERSIONS)
since_11 = pytest.mark.parametrize("version", ALL_VERSIONS[1:])
with_oxm = pytest.mark.parametrize("version", ALL_VERSIONS[2:])
MAC_A, MAC_B = [0, 0, 0, 0, 0, 0x0A], [0, 0, 0, 0, 0, 0x0B]


@every_version
def test_add_forwards_and_counts(version: int) -> None:
    talk = Talk(version)
    assert talk.ask(talk.flow(actions=[talk.output(2), talk.output(3)], match=talk.match(in_port=1))) == []
    talk.switch.receive(1, UDP)
    assert talk.out() == {2: [UDP], 3: [UDP]}
    flow = talk.switch.flows[0]
    assert (flow.packets, flow.bytes) == (1, len(UDP))
    talk.switch.receive(4, UDP)
    assert talk.out() == {} and flow.packets == 1


@every_version
def test_priority(version: int) -> None:
    talk = Talk(version)
    talk.ask(talk.flow(actions=[talk.output(2)], priority=1))
    talk.ask(talk.flow(actions=[talk.output(3)], priority=2, match=talk.match(eth_dst=MAC_A)))
    talk.switch.receive(1, UDP)
    assert list(talk.out()) == [3]


@every_version
def test_a_flow_for_what_has_no_tag_takes_what_has_no_tag(version: int) -> None:
    """As the text says it: before 1.2 a priority of 0 comes along, which a packet without a tag has not."""
    talk = Talk(version)
    talk.ask(loxi.protocol(version).flow("dl_vlan=0xffff,actions=output:2"))
    talk.switch.receive(1, UDP)
    talk.switch.receive(1, pk.push_vlan(UDP))
    assert talk.out() == {2: [UDP]}


@every_version
def test_modify_changes_actions_and_keeps_counters(version: int) -> None:
    talk = Talk(version)
    talk.ask(talk.flow(actions=[talk.output(2)], priority=7, match=talk.match(in_port=1), cookie=5))
    talk.ask(talk.flow(actions=[talk.output(2)], priority=7, match=talk.match(in_port=2)))
    talk.switch.receive(1, UDP)
    talk.ask(talk.flow("flow_modify", actions=[talk.output(3)], match=talk.match(in_port=1), priority=1))
    talk.out()
    talk.switch.receive(1, UDP)
    assert list(talk.out()) == [3]
    assert [flow.packets for flow in talk.switch.flows] == [2, 0]
    assert talk.switch.flows[0].cookie == 5
    # strict: another priority is another entry
    talk.ask(talk.flow("flow_modify_strict", actions=[talk.output(4)], match=talk.match(in_port=1), priority=7))
    talk.switch.receive(1, UDP)
    assert list(talk.out()) == [4]


@every_version
def test_modify_of_nothing_adds_before_1_2_only(version: int) -> None:
    for kind in ("flow_modify", "flow_modify_strict"):
        talk = Talk(version)
        assert talk.ask(talk.flow(kind, actions=[talk.output(2)], match=talk.match(in_port=1))) == []
        assert len(talk.switch.flows) == (1 if version <= 2 else 0)


@every_version
def test_delete_strict_and_not(version: int) -> None:
    talk = Talk(version)
    for port in (1, 2, 3):
        talk.ask(talk.flow(actions=[talk.output(4)], priority=port, match=talk.match(in_port=port)))
    talk.ask(talk.flow("flow_delete_strict", priority=9, match=talk.match(in_port=1)))
    assert len(talk.switch.flows) == 3
    talk.ask(talk.flow("flow_delete_strict", priority=1, match=talk.match(in_port=1)))
    assert len(talk.switch.flows) == 2
    talk.ask(talk.flow("flow_delete", priority=9, match=talk.match(in_port=2)))
    assert [flow.priority for flow in talk.switch.flows] == [3]
    talk.ask(talk.flow("flow_delete"))
    assert talk.switch.flows == []


@every_version
def test_delete_by_output_port(version: int) -> None:
    talk = Talk(version)
    talk.ask(talk.flow(actions=[talk.output(2)], priority=1))
    talk.ask(talk.flow(actions=[talk.output(3)], priority=2))
    talk.ask(talk.flow("flow_delete", out_port=3))
    assert [flow.priority for flow in talk.switch.flows] == [1]


@since_11
def test_delete_by_cookie_and_table(version: int) -> None:
    talk = Talk(version)
    for table in (0, 1):
        for cookie in (0x11, 0x21):
            talk.ask(talk.flow(priority=cookie, cookie=cookie, table_id=table))
    talk.ask(talk.flow("flow_delete", cookie=0x20, cookie_mask=0xF0, table_id=0))
    assert sorted((flow.table_id, flow.cookie) for flow in talk.switch.flows) == [(0, 17), (1, 17), (1, 33)]
    talk.ask(talk.flow("flow_delete", table_id=0xFF, cookie=0x11, cookie_mask=0xFF))
    assert [(flow.table_id, flow.cookie) for flow in talk.switch.flows] == [(1, 33)]
    talk.refused(talk.flow("flow_delete", table_id=99), "flow_mod_failed", "OFPFMFC_BAD_TABLE_ID")


@every_version
def test_flow_removed(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    kept = talk.flow(priority=4, cookie=9, flags=ofp.OFPFF_SEND_FLOW_REM, match=talk.match(in_port=1))
    talk.ask(kept)
    talk.ask(talk.flow(priority=5))  # without the flag: nobody is told
    talk.switch.receive(1, UDP)
    talk.clock.advance(2.5)
    replies = talk.ask(talk.flow("flow_delete"))
    assert talk.names(replies) == ["flow_removed"]
    removed = replies[0]
    assert (removed.cookie, removed.priority, removed.reason) == (9, 4, ofp.OFPRR_DELETE)
    assert removed.match == kept.match
    if version == 6:
        stats = {type(field).__name__: field.value for field in removed.stats.oxs_fields}
        assert stats["oxs_duration"] == 2 << 32 | 500_000_000
    else:
        assert (removed.duration_sec, removed.duration_nsec) == (2, 500_000_000)


@every_version
def test_timeouts(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    flags = ofp.OFPFF_SEND_FLOW_REM
    talk.ask(talk.flow(priority=1, idle_timeout=10, flags=flags, match=talk.match(in_port=1)))
    talk.ask(talk.flow(priority=2, hard_timeout=12, flags=flags, match=talk.match(in_port=2)))
    talk.clock.advance(8)
    talk.switch.receive(1, UDP)
    talk.switch.receive(2, UDP)
    talk.clock.advance(3)
    assert talk.read() == []
    talk.clock.advance(1)
    assert [(msg.priority, msg.reason) for msg in talk.read()] == [(2, ofp.OFPRR_HARD_TIMEOUT)]
    talk.clock.advance(6)
    assert [(msg.priority, msg.reason) for msg in talk.read()] == [(1, ofp.OFPRR_IDLE_TIMEOUT)]
    assert talk.clock.getDelayedCalls() == []


@every_version
def test_time_that_passes_at_once(version: int) -> None:
    talk = Talk(version)
    flags = talk.ofp.OFPFF_SEND_FLOW_REM
    talk.ask(talk.flow(priority=1, idle_timeout=10, flags=flags, match=talk.match(in_port=1)))
    talk.ask(talk.flow(priority=2, hard_timeout=12, flags=flags, match=talk.match(in_port=2)))
    talk.switch.let_pass(8)
    talk.switch.receive(1, UDP)
    talk.switch.let_pass(4.5)
    assert [(msg.priority, msg.duration_sec) if version < 6 else (msg.priority, 12) for msg in talk.read()] == [(2, 12)]
    talk.clock.advance(5.5)
    assert [msg.priority for msg in talk.read()] == [1]
    assert talk.clock.getDelayedCalls() == []


@every_version
def test_overlap(version: int) -> None:
    talk = Talk(version)
    talk.ask(talk.flow(priority=1, match=talk.match(in_port=1)))
    again = talk.flow(priority=1, match=talk.match(eth_dst=MAC_A), flags=talk.ofp.OFPFF_CHECK_OVERLAP)
    talk.refused(again, "flow_mod_failed", "OFPFMFC_OVERLAP")
    assert len(talk.switch.flows) == 1
    again.priority = 2
    assert talk.ask(again) == []


@every_version
def test_table_full(version: int) -> None:
    talk = Talk(version, max_entries=1)
    talk.ask(talk.flow(priority=1))
    code = "OFPFMFC_ALL_TABLES_FULL" if version == 1 else "OFPFMFC_TABLE_FULL"
    talk.refused(talk.flow(priority=2), "flow_mod_failed", code)


@every_version
def test_replacing_resets_counters_or_not(version: int) -> None:
    talk = Talk(version)
    talk.ask(talk.flow(priority=1))
    talk.switch.receive(1, UDP)
    talk.ask(talk.flow(priority=1))
    assert [flow.packets for flow in talk.switch.flows] == [1 if version >= 3 else 0]
    if version >= 3:
        talk.ask(talk.flow(priority=1, flags=talk.ofp.OFPFF_RESET_COUNTS))
        assert [flow.packets for flow in talk.switch.flows] == [0]


@every_version
def test_bad_output_port(version: int) -> None:
    talk = Talk(version, ports=2)
    talk.refused(talk.flow(actions=[talk.output(77)]), "bad_action", "OFPBAC_BAD_OUT_PORT")
    none = talk.ofp.OFPP_NONE if version == 1 else talk.ofp.OFPP_ANY
    talk.refused(talk.flow(actions=[talk.output(none)]), "bad_action", "OFPBAC_BAD_OUT_PORT")
    loose = Talk(version, ports=2, strict_ports=False)
    assert loose.ask(loose.flow(actions=[loose.output(77)])) == []


@every_version
def test_unknown_action_and_command(version: int) -> None:
    talk = Talk(version)
    unknown = talk.ofp.action.action(type=0x7654, extra=bytes(4 if version == 6 else 0))
    talk.refused(talk.flow(actions=[unknown]), "bad_action", "OFPBAC_BAD_TYPE")
    frame = bytearray(talk.flow(xid=77).pack())
    at = 56 if version == 1 else 25  # the command: 16 bits in 1.0, 8 bits later
    frame[at : at + (2 if version == 1 else 1)] = b"\0\x77" if version == 1 else b"\x77"
    talk.channel.receive(bytes(frame))
    error = talk.read()[0]
    assert type(error).__name__ == "flow_mod_failed_error_msg"
    assert error.code == talk.ofp.OFPFMFC_BAD_COMMAND and error.xid == 77


@since_11
def test_bad_table_and_instructions(version: int) -> None:
    talk = Talk(version, tables=3)
    ofp = talk.ofp
    talk.refused(talk.flow(table_id=3), "flow_mod_failed", "OFPFMFC_BAD_TABLE_ID")
    talk.refused(talk.flow(table_id=255), "flow_mod_failed", "OFPFMFC_BAD_TABLE_ID")
    for target in (0, 1, 3):
        goto = talk.flow(table_id=1, instructions=[ofp.instruction.goto_table(table_id=target)])
        talk.refused(goto, "bad_instruction", "OFPBIC_BAD_TABLE_ID")
    assert talk.ask(talk.flow(table_id=1, instructions=[ofp.instruction.goto_table(table_id=2)])) == []
    if version >= 3:
        unknown = talk.flow(
            instructions=[ofp.instruction.instruction(type=0x7777, extra=bytes(0 if version < 4 else 4))]
        )
        talk.refused(unknown, "bad_instruction", "OFPBIC_UNKNOWN_INST")


@with_oxm
def test_bad_matches(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    twice = ofp.match([ofp.oxm.in_port(1), ofp.oxm.in_port(2)])
    talk.refused(talk.flow(match=twice), "bad_match", "OFPBMC_DUP_FIELD")
    outside = ofp.match([ofp.oxm.ipv4_dst_masked(0x0A000001, 0xFF000000)])
    talk.refused(talk.flow(match=outside), "bad_match", "OFPBMC_BAD_WILDCARDS")


@with_oxm
def test_the_order_of_fields_does_not_matter(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    one = ofp.match([ofp.oxm.eth_type(0x0800), ofp.oxm.in_port(1)])
    other = ofp.match([ofp.oxm.in_port(1), ofp.oxm.eth_type(0x0800)])
    talk.ask(talk.flow(match=one))
    talk.ask(talk.flow(match=other))
    assert len(talk.switch.flows) == 1
    talk.ask(talk.flow("flow_delete_strict", match=one))
    assert talk.switch.flows == []


@with_oxm
def test_masked_fields(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    net = ofp.match([ofp.oxm.eth_type(0x0800), ofp.oxm.ipv4_dst_masked(0x0A000000, 0xFFFFFF00)])
    group = ofp.match([ofp.oxm.eth_dst_masked([1, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0])])
    talk.ask(talk.flow(match=net, actions=[talk.output(2)], priority=1))
    talk.ask(talk.flow(match=group, actions=[talk.output(3)], priority=2))
    talk.switch.receive(1, UDP)
    assert list(talk.out()) == [2]
    talk.switch.receive(1, pk.build_arp(1, 1, 1, 0, 2))
    assert list(talk.out()) == [3]
    talk.switch.receive(1, pk.build_udp(10, 11, 1, 0x0B000000, 1, 2))
    assert talk.out() == {}


@every_version
def test_arp_ip_and_transport_fields_match(version: int) -> None:
    """The 1.0 and 1.1 members that mean several things mean what 1.2 has fields for."""
    arp = pk.build_arp(1, 11, 0x0A000001, 0, 0x0A000002)
    icmp = pk.build_echo(10, 11, 0x0A000001, 0x0A000002, 1, 1)
    tcp = pk.build_tcp(10, 11, 0x0A000001, 0x0A000002, 1000, 80)
    cases = {
        "arp": (arp, {"eth_type": 0x806, "ip_proto": 1, "ipv4_dst": 0x0A000002}),
        "icmp": (icmp, {"eth_type": 0x800, "ip_proto": 1, "tcp_src": 8}),
        "udp": (UDP, {"eth_type": 0x800, "ip_proto": 17, "tcp_dst": 2000}),
        "tcp": (tcp, {"eth_type": 0x800, "ip_proto": 6, "tcp_dst": 80, "ipv4_src": 0x0A000001}),
    }
    oxms = {
        "arp": {"eth_type": 0x806, "arp_op": 1, "arp_tpa": 0x0A000002},
        "icmp": {"eth_type": 0x800, "ip_proto": 1, "icmpv4_type": 8},
        "udp": {"eth_type": 0x800, "ip_proto": 17, "udp_dst": 2000},
        "tcp": {"eth_type": 0x800, "ip_proto": 6, "tcp_dst": 80, "ipv4_src": 0x0A000001},
    }
    talk = Talk(version)
    for priority, name in enumerate(cases, start=1):
        if version >= 3:
            match = talk.match(**oxms[name])
        else:
            match = talk.match()
            for field, value in cases[name][1].items():
                setattr(match, field, value)
            if version == 1:
                bits = {"eth_type": 0x10, "ip_proto": 0x20, "tcp_src": 0x40, "tcp_dst": 0x80}
                bits |= {"ipv4_src": 0x3F << 8, "ipv4_dst": 0x3F << 14}
            else:
                bits = {"eth_type": 8, "ip_proto": 0x20, "tcp_src": 0x40, "tcp_dst": 0x80}
            for field in cases[name][1]:
                if field in bits:
                    match.wildcards &= ~bits[field]
                else:
                    setattr(match, field + "_mask", 0)
        assert talk.ask(talk.flow(priority=priority, match=match, cookie=priority)) == []
    for priority, name in enumerate(cases, start=1):
        before = {flow.cookie: flow.packets for flow in talk.switch.flows}
        talk.switch.receive(1, cases[name][0])
        after = {flow.cookie: flow.packets for flow in talk.switch.flows}
        assert [cookie for cookie in after if after[cookie] != before[cookie]] == [priority], name


def test_1_0_prefixes_and_vlans() -> None:
    talk = Talk(1)
    match = talk.match(eth_type=0x800)
    match.ipv4_dst = 0x0A000000
    match.wildcards = match.wildcards & ~(0x3F << 14) | 8 << 14  # the last 8 bits do not matter
    talk.ask(talk.flow(match=match, cookie=1, priority=1))
    talk.ask(talk.flow(match=talk.match(vlan_vid=0xFFFF, in_port=3), cookie=2, priority=2))  # untagged
    talk.ask(talk.flow(match=talk.match(vlan_vid=5), cookie=3, priority=3))
    tagged = pk.set_field(pk.push_vlan(UDP), "vlan_vid", 5)
    for port, frame, cookie in ((1, UDP, 1), (3, UDP, 2), (3, tagged, 3)):
        before = {flow.cookie: flow.packets for flow in talk.switch.flows}
        talk.switch.receive(port, frame)
        hit = [flow.cookie for flow in talk.switch.flows if flow.packets != before[flow.cookie]]
        assert hit == [cookie]


def test_1_1_vlan_any_and_masks() -> None:
    talk = Talk(2)
    talk.ask(talk.flow(match=talk.match(vlan_vid=0xFFFE), cookie=1))
    match = talk.match()
    match.eth_dst, match.eth_dst_mask = [0] * 6, [0, 0, 0, 0, 0, 0xFF]  # set bits are ignored
    talk.ask(talk.flow(match=match, cookie=2, priority=9))
    talk.switch.receive(1, UDP)
    talk.switch.receive(1, pk.push_vlan(pk.set_field(UDP, "eth_dst", 0x112233445566)))
    assert {flow.cookie: flow.packets for flow in talk.switch.flows} == {1: 1, 2: 1}


@every_version
def test_buffers(version: int) -> None:
    talk = Talk(version, buffers=2)
    ofp = talk.ofp
    if version >= 4:
        talk.ask(talk.flow(priority=0, actions=[talk.output(ofp.OFPP_CONTROLLER, max_len=20)]))
    else:
        talk.ask(ofp.message.set_config(miss_send_len=20))
    frames = [UDP + bytes([number]) for number in range(3)]
    for frame in frames:
        talk.switch.receive(1, frame)
    packet_ins = talk.read()
    assert [msg.data for msg in packet_ins] == [frame[:20] for frame in frames]
    assert [msg.total_len for msg in packet_ins] == [len(frame) for frame in frames]
    ids = [msg.buffer_id for msg in packet_ins]
    assert len(set(ids)) == 3
    # the newest two are there; a flow mod that names one sends it through the table
    talk.ask(talk.flow(priority=5, match=talk.match(in_port=1), actions=[talk.output(2)], buffer_id=ids[2]))
    assert talk.out() == {2: [frames[2]]}
    assert talk.ask(talk.packet_out([talk.output(3)], data=b"", buffer_id=ids[1])) == []
    assert talk.out() == {3: [frames[1]]}
    for gone in (ids[0], ids[1]):
        out = talk.packet_out([talk.output(3)], data=b"", buffer_id=gone)
        talk.refused(out, "bad_request", "OFPBRC_BUFFER_EMPTY")
    out = talk.packet_out([talk.output(3)], data=b"", buffer_id=0x7FFFFFFF)
    talk.refused(out, "bad_request", "OFPBRC_BUFFER_UNKNOWN")
    unknown = talk.flow(priority=6, buffer_id=0x7FFFFFFF)
    talk.refused(unknown, "bad_request", "OFPBRC_BUFFER_UNKNOWN")
    assert any(flow.priority == 6 for flow in talk.switch.flows)  # the entry is in all the same


@every_version
def test_no_buffers_sends_whole_packets(version: int) -> None:
    talk = Talk(version, buffers=0)
    if version >= 4:
        talk.ask(talk.flow(priority=0, actions=[talk.output(talk.ofp.OFPP_CONTROLLER, max_len=20)]))
    talk.switch.receive(1, UDP)
    msg = talk.read()[0]
    assert msg.data == UDP and msg.buffer_id == NO_BUFFER
