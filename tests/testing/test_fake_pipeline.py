"""What FakeSwitch does with packets: table miss, actions, ports, tables, groups, meters."""

from __future__ import annotations

import pytest

from oftwist import packet as pk
from tests.support.talk import ALL_VERSIONS, UDP, Talk

every_version = pytest.mark.parametrize("version", ALL_VERSIONS)
since_11 = pytest.mark.parametrize("version", ALL_VERSIONS[1:])
since_12 = pytest.mark.parametrize("version", ALL_VERSIONS[2:])
since_13 = pytest.mark.parametrize("version", ALL_VERSIONS[3:])


@every_version
def test_table_miss(version: int) -> None:
    talk = Talk(version)
    talk.switch.receive(2, UDP)
    found = talk.read()
    if version >= 4:
        assert found == []  # OpenFlow 1.3.5 §5.4: dropped without a table-miss entry
        talk.ask(talk.flow(priority=0, actions=[talk.output(talk.ofp.OFPP_CONTROLLER)], cookie=77))
        talk.switch.receive(2, UDP)
        found = talk.read()
        assert found[0].cookie == 77 and found[0].table_id == 0 and found[0].data == UDP
    assert talk.names(found) == ["packet_in"]
    msg = found[0]
    assert msg.reason == talk.ofp.OFPR_NO_MATCH
    assert (msg.in_port if version < 3 else msg.match.oxm_list[0].value) == 2
    assert talk.switch.sent["packet_in"] == 1


@pytest.mark.parametrize("version", [2, 3])
def test_table_miss_by_table_config(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    talk.ask(talk.flow(table_id=1, actions=[talk.output(4)]))
    talk.ask(ofp.message.table_mod(table_id=0, config=ofp.OFPTC_TABLE_MISS_CONTINUE))
    talk.switch.receive(1, UDP)
    assert list(talk.out()) == [4] and talk.read() == []
    talk.ask(ofp.message.table_mod(table_id=0xFF, config=ofp.OFPTC_TABLE_MISS_DROP))
    talk.switch.receive(1, UDP)
    assert talk.out() == {} and talk.read() == []
    talk.refused(ofp.message.table_mod(table_id=99), "table_mod_failed", "OFPTMFC_BAD_TABLE")


@every_version
def test_output_to_reserved_ports(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp

    def ports(number: int) -> list[int]:
        talk.ask(talk.packet_out([talk.output(number)], in_port=2))
        return sorted(talk.out())

    assert ports(ofp.OFPP_FLOOD) == ports(ofp.OFPP_ALL) == [1, 3, 4]
    assert ports(ofp.OFPP_IN_PORT) == [2]
    assert ports(3) == [3]
    assert ports(2) == []  # never back out of its own port by number
    assert ports(ofp.OFPP_NORMAL) == [1, 3, 4]
    assert ports(ofp.OFPP_LOCAL) == []
    replies = talk.ask(talk.packet_out([talk.output(ofp.OFPP_CONTROLLER)], in_port=2))
    assert talk.names(replies) == ["packet_in"]
    assert replies[0].reason == (ofp.OFPR_PACKET_OUT if version >= 5 else ofp.OFPR_ACTION)


@every_version
def test_packet_out_to_the_tables_and_dropped(version: int) -> None:
    talk = Talk(version)
    talk.ask(talk.flow(match=talk.match(in_port=2), actions=[talk.output(4)]))
    talk.ask(talk.packet_out([talk.output(talk.ofp.OFPP_TABLE)], in_port=2))
    assert list(talk.out()) == [4]
    assert talk.ask(talk.packet_out([], in_port=2)) == [] and talk.out() == {}
    talk.refused(
        talk.packet_out([talk.output(99)]),
        "bad_action",
        "OFPBAC_BAD_OUT_PORT",
    )


def test_normal_learns() -> None:
    talk = Talk(4)
    talk.ask(talk.flow(priority=0, actions=[talk.output(talk.ofp.OFPP_NORMAL)]))
    there = pk.build_udp(2, 1, 1, 2, 1, 1)
    back = pk.build_udp(1, 2, 2, 1, 1, 1)
    talk.switch.receive(1, there)
    assert sorted(talk.out()) == [2, 3, 4]
    talk.switch.receive(3, back)
    assert sorted(talk.out()) == [1]
    talk.switch.receive(1, there)
    assert sorted(talk.out()) == [3]


@every_version
def test_port_config_and_counters(version: int) -> None:
    talk = Talk(version, ports=3)
    talk.ask(talk.flow(actions=[talk.output(talk.ofp.OFPP_FLOOD)]))
    talk.switch.ports[3].config = talk.ofp.OFPPC_NO_FWD
    talk.switch.receive(1, UDP)
    assert list(talk.out()) == [2]
    ports = talk.switch.ports
    assert (ports[1].rx_packets, ports[1].rx_bytes) == (1, len(UDP))
    assert (ports[2].tx_packets, ports[2].tx_bytes) == (1, len(UDP))
    assert (ports[3].tx_packets, ports[3].tx_dropped) == (0, 1)
    ports[1].config = talk.ofp.OFPPC_NO_RECV
    talk.switch.receive(1, UDP)
    assert ports[1].rx_dropped == 1 and talk.out() == {}
    if version == 1:
        ports[1].config = 0
        ports[2].config = talk.ofp.OFPPC_NO_FLOOD
        talk.switch.receive(1, UDP)
        assert talk.out() == {}


@pytest.mark.parametrize("version", [1, 2])
def test_set_actions_of_1_0_and_1_1(version: int) -> None:
    talk = Talk(version)
    action = talk.ofp.action
    actions = [
        action.set_dl_src(dl_addr=[0, 0, 0, 0, 1, 1]),
        action.set_dl_dst(dl_addr=[0, 0, 0, 0, 1, 2]),
        action.set_nw_src(nw_addr=0x01010101),
        action.set_nw_dst(nw_addr=0x02020202),
        action.set_nw_tos(nw_tos=0xB8),
        action.set_tp_src(tp_port=7),
        action.set_tp_dst(tp_port=8),
        talk.output(2),
    ]
    talk.ask(talk.flow(actions=actions))
    talk.switch.receive(1, UDP)
    fields = pk.parse(talk.out()[2][0]).fields
    assert (fields["eth_src"], fields["eth_dst"]) == (0x101, 0x102)
    assert (fields["ipv4_src"], fields["ipv4_dst"]) == (0x01010101, 0x02020202)
    assert (fields["ip_dscp"], fields["udp_src"], fields["udp_dst"]) == (46, 7, 8)


def test_vlan_actions_of_1_0() -> None:
    talk = Talk(1)
    action = talk.ofp.action
    actions = [action.set_vlan_vid(vlan_vid=9), talk.output(2), action.strip_vlan(), talk.output(3)]
    talk.ask(talk.flow(actions=[*actions, action.enqueue(port=4, queue_id=0)]))
    talk.switch.receive(1, UDP)
    out = talk.out()
    assert pk.parse(out[2][0]).fields["vlan_vid"] == 0x1009
    assert out[3] == out[4] == [UDP]
    assert talk.switch.ports[4].queues[0] == [1, len(UDP)]


@since_12
def test_set_field_and_vlan_tags(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    actions = [
        ofp.action.push_vlan(ethertype=0x8100),
        ofp.action.set_field(field=ofp.oxm.vlan_vid(0x1005)),
        ofp.action.set_field(field=ofp.oxm.eth_dst([0, 0, 0, 0, 0, 7])),
        ofp.action.set_field(field=ofp.oxm.ipv4_dst(0x0A0A0A0A)),
        ofp.action.dec_nw_ttl(),
        talk.output(2),
        ofp.action.pop_vlan(),
        talk.output(3),
    ]
    talk.ask(talk.flow(actions=actions, match=talk.match(eth_type=0x0800)))
    talk.switch.receive(1, UDP)
    out = talk.out()
    tagged, plain = pk.parse(out[2][0]).fields, pk.parse(out[3][0]).fields
    assert tagged["vlan_vid"] == 0x1005 and plain["vlan_vid"] == 0
    assert plain["eth_dst"] == 7 and plain["ipv4_dst"] == 0x0A0A0A0A and plain["ip_ttl"] == 63
    bad = talk.flow(actions=[ofp.action.set_field(field=ofp.oxm.in_port(1))])
    talk.refused(bad, "bad_action", "OFPBAC_BAD_SET_TYPE")


@since_11
def test_ttl_runs_out(version: int) -> None:
    talk = Talk(version)
    talk.ask(talk.flow(actions=[talk.ofp.action.dec_nw_ttl(), talk.output(2)]))
    talk.switch.receive(1, pk.set_field(UDP, "ip_ttl", 1))
    assert talk.out() == {}
    talk.switch.receive(1, pk.set_field(UDP, "ip_ttl", 2))
    assert pk.parse(talk.out()[2][0]).fields["ip_ttl"] == 1


@since_11
def test_tables_metadata_and_action_set(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    instruction = ofp.instruction
    first = [
        instruction.write_actions(actions=[talk.output(2)]),
        instruction.write_metadata(metadata=0xAB, metadata_mask=0xFF),
        instruction.goto_table(table_id=1),
    ]
    talk.ask(talk.flow(instructions=first))
    if version == 2:
        match = talk.match()
        match.metadata, match.metadata_mask = 0xAB, 0
    else:
        match = talk.match(metadata=0xAB)
    talk.ask(talk.flow(table_id=1, match=match, instructions=[instruction.write_actions(actions=[talk.output(3)])]))
    talk.switch.receive(1, UDP)
    assert list(talk.out()) == [3]  # the later output replaces the earlier one in the set
    clear = [instruction.clear_actions(), instruction.goto_table(table_id=2)]
    talk.ask(talk.flow(table_id=1, match=match, instructions=clear))
    talk.ask(talk.flow(table_id=2, instructions=[]))
    talk.switch.receive(1, UDP)
    assert talk.out() == {}


@since_12
def test_later_tables_see_changed_fields(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    change = ofp.action.set_field(field=ofp.oxm.eth_dst([0, 0, 0, 0, 0, 7]))
    both = [ofp.instruction.apply_actions(actions=[change]), ofp.instruction.goto_table(table_id=1)]
    talk.ask(talk.flow(instructions=both))
    talk.ask(talk.flow(table_id=1, match=talk.match(eth_dst=[0, 0, 0, 0, 0, 7]), actions=[talk.output(4)]))
    talk.switch.receive(1, UDP)
    assert list(talk.out()) == [4]


def bucket(talk: Talk, port: int, weight: int = 0, watch: int | None = None) -> object:
    ofp = talk.ofp
    if talk.version < 6:
        return ofp.bucket(
            weight=weight,
            watch_port=ofp.OFPP_ANY if watch is None else watch,
            watch_group=ofp.OFPG_ANY,
            actions=[talk.output(port)],
        )
    properties = [ofp.group_bucket_prop_weight(weight=weight)]
    if watch is not None:
        properties.append(ofp.group_bucket_prop_watch_port(watch=watch))
    return ofp.bucket(bucket_id=port, actions=[talk.output(port)], properties=properties)


@since_11
def test_groups(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    message = ofp.message
    every = [bucket(talk, 2), bucket(talk, 3)]
    assert talk.ask(message.group_add(group_type=ofp.OFPGT_ALL, group_id=1, buckets=every)) == []
    talk.ask(talk.flow(actions=[ofp.action.group(group_id=1)], priority=1))
    talk.switch.receive(1, UDP)
    assert sorted(talk.out()) == [2, 3]
    again = message.group_add(group_type=0, group_id=1, buckets=every)
    talk.refused(again, "group_mod_failed", "OFPGMFC_GROUP_EXISTS")
    unknown = message.group_modify(group_type=0, group_id=9, buckets=every)
    talk.refused(unknown, "group_mod_failed", "OFPGMFC_UNKNOWN_GROUP")
    talk.ask(message.group_modify(group_type=ofp.OFPGT_INDIRECT, group_id=1, buckets=[bucket(talk, 4)]))
    talk.switch.receive(1, UDP)
    assert sorted(talk.out()) == [4]
    talk.refused(talk.flow(actions=[ofp.action.group(group_id=9)]), "bad_action", "OFPBAC_BAD_OUT_GROUP")
    stats = talk.one(message.group_stats_request(group_id=1)).entries[0]
    # 1.3.5 §6.7: modified, its own counters go on; those of its buckets begin again
    assert (stats.group_id, stats.ref_count, stats.packet_count) == (1, 1, 1 if version < 4 else 2)
    assert [counter.packet_count for counter in stats.bucket_stats] == [1]
    desc = talk.one(message.group_desc_stats_request(**({"group_id": ofp.OFPG_ALL} if version == 6 else {})))
    assert [entry.group_id for entry in desc.entries] == [1] and len(desc.entries[0].buckets) == 1
    # deleting a group takes the entries that use it along
    talk.ask(message.group_delete(group_id=ofp.OFPG_ALL))
    assert talk.switch.flows == [] and talk.switch.datapath.groups == {}


@since_11
def test_select_and_failover_groups(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    weights = [bucket(talk, 2, weight=1), bucket(talk, 3, weight=3), bucket(talk, 4, weight=0)]
    talk.ask(ofp.message.group_add(group_type=ofp.OFPGT_SELECT, group_id=1, buckets=weights))
    talk.ask(talk.flow(actions=[ofp.action.group(group_id=1)]))
    for host in range(40):
        talk.switch.receive(1, pk.build_udp(1, 2, host, 9, 1, 1))
    counts = {port: len(frames) for port, frames in talk.out().items()}
    assert counts == {2: 10, 3: 30}
    failover = [bucket(talk, 2, watch=2), bucket(talk, 3, watch=3)]
    talk.ask(ofp.message.group_modify(group_type=ofp.OFPGT_FF, group_id=1, buckets=failover))
    talk.switch.receive(1, UDP)
    assert list(talk.out()) == [2]
    talk.switch.set_link(2, False)
    talk.switch.receive(1, UDP)
    assert list(talk.out()) == [3]


def test_bucket_commands_of_1_5() -> None:
    talk = Talk(6)
    ofp = talk.ofp
    message = ofp.message
    talk.ask(message.group_add(group_type=0, group_id=1, buckets=[bucket(talk, 2)]))
    talk.ask(
        message.group_insert_bucket(group_id=1, command_bucket_id=ofp.OFPG_BUCKET_FIRST, buckets=[bucket(talk, 3)])
    )
    group = talk.switch.datapath.groups[1]
    assert [item.bucket_id for item in group.buckets] == [3, 2]
    talk.ask(message.group_remove_bucket(group_id=1, command_bucket_id=3))
    assert [item.bucket_id for item in talk.switch.datapath.groups[1].buckets] == [2]
    talk.refused(
        message.group_remove_bucket(group_id=1, command_bucket_id=77),
        "group_mod_failed",
        "OFPGMFC_UNKNOWN_BUCKET",
    )
    talk.ask(message.group_remove_bucket(group_id=1, command_bucket_id=ofp.OFPG_BUCKET_ALL))
    assert talk.switch.datapath.groups[1].buckets == []


@since_13
def test_meters(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    bands = {"meters" if version == 4 else "bands": [ofp.meter_band.drop(rate=100, burst_size=10)]}
    add = ofp.message.meter_mod(command=ofp.OFPMC_ADD, flags=ofp.OFPMF_KBPS, meter_id=7, **bands)
    assert talk.ask(add) == []
    talk.refused(add, "meter_mod_failed", "OFPMMFC_METER_EXISTS")
    add.meter_id, add.command = 8, ofp.OFPMC_MODIFY
    talk.refused(add, "meter_mod_failed", "OFPMMFC_UNKNOWN_METER")
    if version < 6:
        use = [ofp.instruction.meter(meter_id=7), ofp.instruction.apply_actions(actions=[talk.output(2)])]
    else:
        use = [ofp.instruction.apply_actions(actions=[ofp.action.meter(meter_id=7), talk.output(2)])]
    talk.ask(talk.flow(instructions=use))
    talk.switch.receive(1, UDP)
    assert list(talk.out()) == [2]
    stats = talk.one(ofp.message.meter_stats_request(meter_id=ofp.OFPM_ALL)).entries
    assert [(entry.meter_id, entry.packet_in_count) for entry in stats] == [(7, 1)]
    config = talk.one(ofp.message.meter_config_stats_request(meter_id=7)).entries
    assert [(entry.meter_id, entry.entries[0].rate) for entry in config] == [(7, 100)]
    assert talk.one(ofp.message.meter_features_stats_request()).features.max_bands == 8
    talk.refused(ofp.message.meter_config_stats_request(meter_id=9), "meter_mod_failed", "OFPMMFC_UNKNOWN_METER")
    talk.ask(ofp.message.meter_mod(command=ofp.OFPMC_DELETE, meter_id=7))
    assert talk.switch.datapath.meters == {}
    if version < 6:
        assert talk.switch.flows == []
        missing = talk.flow(instructions=[ofp.instruction.meter(meter_id=7)])
        talk.refused(missing, "meter_mod_failed", "OFPMMFC_UNKNOWN_METER")
