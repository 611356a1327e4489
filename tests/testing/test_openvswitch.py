"""FakeSwitch with Open vSwitch's extensions: what packets do, and what controllers are told. No network.

The same flows are compared with a real Open vSwitch in tests/live/test_fake_openvswitch.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from oftwist import packet as pk
from oftwist import wire
from oftwist.packet import Ethernet, Icmp, IPv4, IPv6, Sctp, Tcp, Udp
from oftwist.testing import FakeSwitch
from oftwist.testing.openvswitch import conntrack
from tests.support.stand import Stand, errors

A, B = 0x020000000001, 0x020000000002
UDP = pk.build(Ethernet(B, A), IPv4(1, 2), Udp(1025, 53), b"question")
BACK = pk.build(Ethernet(A, B), IPv4(2, 1), Udp(53, 1025), b"answer")
ALL = pytest.mark.parametrize("version", range(1, 7), ids=lambda v: f"1.{v - 1}")


# -- switched on and off -----------------------------------------------------------------------------


@ALL
def test_it_says_what_it_is(version: int) -> None:
    for extensions, hardware in (("openvswitch", "Open vSwitch"), (None, "FakeSwitch")):
        stand = Stand(version, extensions=extensions)
        (desc,) = stand.ask(stand.ofp.message.desc_stats_request())
        assert desc.hw_desc == hardware
    with pytest.raises(ValueError, match="no such extensions: 'ovs'"):
        FakeSwitch(extensions="ovs")


@ALL
def test_without_it_all_is_refused(version: int) -> None:
    stand = Stand(version, extensions=None)
    ofp = stand.ofp
    assert errors(stand.ask(ofp.flow("actions=resubmit(,1)"))) == ["bad_action_error_msg"]
    assert errors(stand.ask(ofp.message.nicira_set_packet_in_format(format=2))) == ["bad_request_error_msg"]
    assert errors(stand.ask(ofp.message.nicira_flow_mod())) == ["bad_request_error_msg"]
    assert stand.switch.flows == []
    if version >= 3:
        assert errors(stand.ask(ofp.flow("reg0=1,actions=output:1"))) == ["bad_match_error_msg"]


@ALL
def test_what_is_not_simulated_is_refused(version: int) -> None:
    stand = Stand(version)
    ofp = stand.ofp
    (error,) = stand.ask(ofp.flow("tcp,actions=ct(alg=ftp,commit)"))
    assert (type(error).__name__, error.code) == ("bad_action_error_msg", ofp.OFPBAC_BAD_ARGUMENT)
    flow = ofp.flow("actions=exit")
    actions = flow.actions if version == 1 else flow.instructions[0].actions
    actions[0] = ofp.action.nicira_resubmit_table_ct(table=1)
    (error,) = stand.ask(flow)
    assert (type(error).__name__, error.code) == ("bad_action_error_msg", ofp.OFPBAC_BAD_EXPERIMENTER_TYPE)
    assert stand.switch.flows == []


@ALL
def test_a_connection_that_ends_shortens_its_entrys_life(version: int) -> None:
    stand = Stand(version)
    stand.flows("tcp,idle_timeout=600,actions=fin_timeout(idle_timeout=5),2")
    for flags, left in ((16, 600), (17, 5)):
        assert stand.ports(1, pk.build(Ethernet(B, A), IPv4(1, 2), Tcp(1, 2, flags=flags))) == [2]
        assert [flow.idle_timeout for flow in stand.switch.flows] == [left]
    stand.switch.clock.advance(6)  # type: ignore[attr-defined]
    assert stand.switch.flows == []


@ALL
@pytest.mark.parametrize(
    ("kind", "code"),
    [("bad_action", "BAD_CONJUNCTION"), ("bad_request", "STALE"), ("flow_monitor_failed", "UNKNOWN_MONITOR")],
)
def test_errors_that_are_an_experimenters(version: int, kind: str, code: str) -> None:
    from oftwist.testing.openvswitch.errors import ERRORS, extended_error

    numbers = ERRORS[(kind, code)]
    data = extended_error(version, 9, kind, code, b"the message")
    assert data is not None
    msg = wire.decode(data)
    assert msg.xid == 9 and msg.data == b"the message"
    if version <= 2:
        assert type(msg).__name__ == "nicira_error_msg"
        assert (msg.vendor_type, msg.vendor_code) == numbers.early
    else:
        assert (msg.experimenter, msg.subtype) == (0x2320, numbers.late)


# -- packets -----------------------------------------------------------------------------------------


@ALL
def test_registers_and_tables(version: int) -> None:
    stand = Stand(version)
    stand.flows(
        "actions=load:3->NXM_NX_REG0[],load:5->NXM_NX_REG1[4..7],resubmit(,1),4",
        "table=1,reg0=3,reg1=0x50,actions=output:NXM_NX_REG0[],resubmit(,2)",
        "table=2,udp,actions=2",
    )
    assert stand.ports(1, UDP) == [3, 2, 4]
    assert [flow.packets for flow in stand.switch.flows] == [1, 1, 1]
    assert stand.ports(1, pk.build_arp(1, A, 1, 0, 2)) == [3, 4]


@pytest.mark.parametrize("version", [4, 5, 6])
def test_where_it_differs_from_others(version: int) -> None:
    """Measured, see contrib/accepted/openvswitch-3.1.txt."""
    stand = Stand(version)
    stand.flows("table=0,actions=write_actions(output:2),goto_table:1")
    assert stand.ports(1, UDP) == [2]  # a miss in a later table, and the action set is done all the same
    for text, command in (("group_id=1,type=all,bucket=2", "add"), ("group_id=2,type=all,bucket=group:1", "add")):
        assert stand.ask(stand.ofp.group(text, command)) == []
    stand.flows("priority=9,arp,actions=group:1")
    stand.switch.receive(1, pk.build_arp(1, A, 1, 0, 2))
    assert stand.ask(stand.ofp.group("group_id=1,type=all,bucket=group:2", "modify")) == []  # a loop
    ((stats,),) = (reply.entries for reply in stand.ask(stand.ofp.message.group_stats_request(group_id=1)))
    assert (stats.ref_count, stats.packet_count) == (1, 0)  # flows only, and counted anew


@ALL
def test_too_many_resubmits_leave_nothing(version: int) -> None:
    stand = Stand(version)
    stand.flows("actions=2,resubmit(,0)")
    assert stand.ports(1, UDP) == []
    stand.flows("priority=40000,actions=3,resubmit(,0),resubmit(,0)")
    assert stand.ports(1, UDP) == []
    stand.flows("priority=50000,actions=4")
    assert stand.ports(1, UDP) == [4]


@ALL
def test_macs_are_learned_without_a_controller(version: int) -> None:
    stand = Stand(version)
    stand.flows(
        "actions=learn(table=1,idle_timeout=30,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[]),resubmit(,1)",
        "table=1,priority=0,actions=flood",
    )
    assert stand.ports(1, UDP) == [2, 3, 4]
    assert stand.ports(2, BACK) == [1]
    assert stand.ports(1, UDP) == [2]
    assert stand.ports(3, BACK) == [1]  # B has moved
    assert stand.ports(1, UDP) == [3]
    learned = [flow for flow in stand.switch.flows if flow.table_id == 1 and flow.terms]
    assert sorted(flow.terms for flow in learned) == [(("eth_dst", A, 2**48 - 1),), (("eth_dst", B, 2**48 - 1),)]
    stand.switch.clock.advance(31)  # type: ignore[attr-defined]
    assert len(stand.switch.flows) == 2


def test_a_learner_that_leaves_takes_what_it_learned_along() -> None:
    stand = Stand(4)
    stand.flows(
        "actions=learn(table=1,cookie=9,delete_learned,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])",
        "table=1,priority=0,actions=flood",
    )
    stand.ports(1, UDP)
    assert len(stand.switch.flows) == 3
    stand.ask(stand.ofp.flow("table=0", command="delete"))
    assert [flow.table_id for flow in stand.switch.flows] == [1]


@ALL
def test_a_conjunction_is_its_clauses(version: int) -> None:
    stand = Stand(version)
    stand.flows(
        "priority=10,ip,nw_src=0.0.0.1,actions=conjunction(7,1/2)",
        "priority=10,ip,nw_dst=0.0.0.2,actions=conjunction(7,2/2)",
        "priority=10,conj_id=7,ip,actions=2",
        "priority=1,actions=3",
    )
    assert stand.ports(1, UDP) == [2]
    assert stand.ports(1, BACK) == [3]
    stand.ask(stand.flow_mod("priority=10,ip,nw_dst=0.0.0.2,actions=4"))  # no clause any more
    assert stand.ports(1, UDP) == [4]


# -- connections -------------------------------------------------------------------------------------


@ALL
def test_a_firewall_with_ct(version: int) -> None:
    stand = Stand(version)
    stand.flows(
        "ip,actions=ct(table=1,zone=4)",
        "table=1,in_port=1,ip,ct_state=+trk+new,actions=ct(commit,zone=4,exec(load:9->NXM_NX_CT_MARK[])),2",
        "table=1,in_port=1,ip,ct_state=+trk+est,actions=2",
        "table=1,in_port=2,ip,ct_state=+trk+est,ct_mark=9,actions=1",
    )
    assert stand.ports(2, BACK) == []
    assert stand.ports(1, UDP) == [2]
    assert stand.ports(2, BACK) == [1]
    assert stand.ports(1, UDP) == [2]
    stand.ask(stand.ofp.message.nicira_ct_flush_zone(zone_id=4))
    assert stand.ports(2, BACK) == []


PROTOCOLS = {
    "tcp": (Tcp(1025, 80, flags=2), Tcp(80, 1025, flags=18)),
    "udp": (Udp(1025, 80), Udp(80, 1025)),
    "sctp": (Sctp(1025, 80), Sctp(80, 1025)),
    "icmp": (Icmp(8, 0, 0x70001), Icmp(0, 0, 0x70001)),
}


@pytest.mark.parametrize("family", [4, 6])
@pytest.mark.parametrize("name", PROTOCOLS)
def test_nat_there_and_back(name: str, family: int) -> None:
    """What comes back goes where the first packet came from, with right checksums."""
    one, two = PROTOCOLS[name]
    if name == "icmp" and family == 6:
        one, two = pk.Icmpv6(128, 0, 0x70001), pk.Icmpv6(129, 0, 0x70001)
    kind = IPv4 if family == 4 else IPv6
    there = pk.build(Ethernet(B, A), kind(1, 2), one, b"payload")
    tracker = conntrack.Tracker()
    nat = conntrack.Nat(source=True, addresses=(77, 77))
    first = tracker.track(there, 0, commit=True, nat=nat)
    assert first.state == conntrack.TRACKED | conntrack.NEW | conntrack.SOURCE_NAT
    outside = pk.parse(first.frame)
    ip = outside.get(kind)
    assert ip is not None and (ip.src, ip.dst) == (77, 2)
    assert pk.build(*outside.headers, outside.payload) == first.frame  # with right checksums
    again = pk.build(Ethernet(A, B), kind(2, 77), two, b"payload")
    back = tracker.track(again, 0, nat=conntrack.Nat(new=False))
    assert back.state == conntrack.TRACKED | conntrack.ESTABLISHED | conntrack.REPLY | conntrack.SOURCE_NAT
    inside = pk.parse(back.frame)
    ip = inside.get(kind)
    assert ip is not None and (ip.src, ip.dst) == (2, 1)
    assert pk.build(*inside.headers, inside.payload) == back.frame
    assert tracker.track(there, 1).state == conntrack.TRACKED | conntrack.NEW  # another zone knows nothing


def test_nat_takes_the_next_port_that_is_free() -> None:
    tracker = conntrack.Tracker()
    nat = conntrack.Nat(source=True, addresses=(77, 77), ports=(5000, 5001))
    seen = [
        tracker.track(pk.build(Ethernet(B, A), IPv4(src, 2), Udp(9, 53)), 0, commit=True, nat=nat) for src in (3, 4, 5)
    ]
    assert [pk.parse(each.frame).fields["udp_src"] for each in seen[:2]] == [5000, 5001]
    assert seen[2].state == conntrack.TRACKED | conntrack.INVALID  # none is left
    assert len(tracker) == 2


def test_the_tracker_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conntrack, "MAX_CONNECTIONS", 3)
    tracker = conntrack.Tracker()
    for port in range(10):
        tracker.track(pk.build(Ethernet(B, A), IPv4(1, 2), Udp(port, 53)), 0, commit=True)
    assert len(tracker) == 3


# -- packet-ins --------------------------------------------------------------------------------------


def properties(msg: Any) -> dict[str, Any]:
    found = {}
    for prop in msg.properties:
        name = type(prop).__name__.removeprefix("nicira_packet_in_prop_")
        found[name] = prop
    return found


@ALL
def test_a_packet_waits_for_its_controller(version: int) -> None:
    stand = Stand(version)
    ofp = stand.ofp
    assert stand.ask(ofp.message.nicira_set_packet_in_format(format=2)) == []
    stand.flows(
        "actions=load:7->NXM_NX_REG3[],resubmit(,1),4",
        "table=1,actions=2,controller(pause,userdata=01.02.03),output:NXM_NX_REG3[]",
    )
    assert stand.ports(1, UDP) == [2]
    (msg,) = stand.told()
    assert type(msg).__name__ == "nicira_packet_in2"
    found = properties(msg)
    assert found["packet"].data == UDP and found["userdata"].userdata[:3] == b"\1\2\3"
    assert found["table_id"].table_id == 1 if "table_id" in found else version
    # It goes on from there with what the controller gives back: another packet, another register.
    changed = pk.set_field(UDP, "eth_src", 99)
    found["packet"].data = changed
    wanted = "xreg1_masked" if version == 6 else "reg3"  # of which it is the lower half
    reg3 = [oxm for oxm in found["metadata"].oxm_list if type(oxm).__name__ == wanted]
    reg3[0].value = 3
    stand.out.clear()
    assert stand.ask(ofp.message.nicira_resume(properties=msg.properties)) == []
    assert stand.out == [(3, changed), (4, changed)]
    # Once only.
    (error,) = stand.ask(ofp.message.nicira_resume(properties=msg.properties))
    assert stand.switch.errors_sent == [("bad_request", "STALE")]
    assert "error" in type(error).__name__


@ALL
def test_forms_of_packet_ins_and_controllers_by_number(version: int) -> None:
    stand = Stand(version)
    ofp = stand.ofp
    other = stand.join()
    stand.ask(ofp.message.nicira_set_controller_id(controller_id=5), channel=other)
    stand.ask(ofp.message.nicira_set_packet_in_format(format=1), channel=other)
    stand.flows("actions=load:6->NXM_NX_REG9[],controller(id=5,reason=invalid_ttl),controller")
    for channel in (stand.channel, other):
        channel.async_masks["packet_in"][0] = 0xFFFFFFFF
    stand.ports(3, UDP)
    (first,) = stand.told()
    (second,) = stand.told(other)
    assert type(first).__name__ == "packet_in" and first.data == UDP
    if version >= 3:
        assert dict(first.match)["in_port"] == 3 and ("xreg4_masked" if version == 6 else "reg9") in {
            type(oxm).__name__ for oxm in first.match.oxm_list
        }
    assert type(second).__name__ == "nicira_packet_in" and second.data == UDP and second.reason == 2
    values = {type(oxm).__name__: oxm.value for oxm in second.match.oxm_list}
    assert values == {"nxm_in_port": 3, "reg9": 6}


# -- flow monitors -----------------------------------------------------------------------------------


def monitor(stand: Stand, flags: int, **more: Any) -> Any:
    """A request for a flow monitor in the form of the version."""
    ofp, version = stand.ofp, stand.version
    if version >= 5:
        everything = {"out_port": 0xFFFFFFFF, "out_group": 0xFFFFFFFF, "table_id": 255, "match": ofp.match()}
        entry = ofp.flow_monitor_entry(monitor_id=1, flags=flags, **everything, **more)
        return ofp.message.flow_monitor_request(entries=[entry])
    if version == 4:
        return ofp.message.onf_flow_monitor_request(entries=[ofp.common.onf_flow_monitor_entry(id=1, flags=flags)])
    return ofp.message.nicira_flow_monitor_request(entries=[ofp.common.nicira_flow_monitor_entry(id=1, flags=flags)])


@ALL
def test_a_flow_monitor_tells_each_change_once(version: int) -> None:
    stand = Stand(version)
    stand.flows("priority=5,udp,actions=2")
    watcher = stand.join()
    (first,) = stand.ask(monitor(stand, 0x1F), channel=watcher)
    assert first.xid == 7
    assert [(type(e).__name__.rpartition("_")[2], e.priority) for e in first.entries] == [
        ("initial" if version >= 5 else "added", 5)
    ]
    stand.flows("priority=6,tcp,actions=3")
    stand.flows("priority=6,tcp,actions=4")
    delete = stand.ofp.flow("udp", command="delete")
    stand.ask(delete)
    told = stand.told(watcher)
    assert all(msg.xid == 0 for msg in told)
    kinds = [(type(e).__name__.rpartition("_")[2], e.priority) for msg in told for e in msg.entries]
    gone = "removed" if version >= 5 else "deleted"
    assert kinds == [("added", 6), ("added", 6), (gone, 5)]
    for msg in told:
        for entry in msg.entries:
            assert entry.actions if version <= 3 else entry.instructions
    # Again is a mistake; after its end nothing comes.
    assert "error" in errors(stand.ask(monitor(stand, 0x1F), channel=watcher))[0]
    if version >= 5:
        end = monitor(stand, 0, command=2)
    elif version == 4:
        end = stand.ofp.message.onf_flow_monitor_cancel(id=1)
    else:
        end = stand.ofp.message.nicira_flow_monitor_cancel(id=1)
    stand.ask(end, channel=watcher)
    stand.flows("priority=8,udp,actions=2")
    assert stand.told(watcher) == []


@ALL
@pytest.mark.parametrize("own", [False, True])
def test_own_changes_come_abbreviated_unless_asked_for(version: int, own: bool) -> None:
    stand = Stand(version)
    flag = (0x40 if version >= 5 else 0x20) if own else 0
    stand.ask(monitor(stand, 0x1E | flag))
    (told,) = stand.ask(stand.ofp.flow("priority=6,udp,actions=3"), xid=99)
    (entry,) = told.entries
    if own:
        assert entry.priority == 6
    else:
        assert type(entry).__name__.endswith("abbrev") and entry.xid == 99


# -- other messages ----------------------------------------------------------------------------------


def test_bundles_in_1_3() -> None:
    stand = Stand(4)
    ofp = stand.ofp

    def control(kind: int) -> list[Any]:
        return stand.ask(ofp.message.onf_bundle_ctrl_msg(bundle_id=3, bundle_ctrl_type=kind, flags=1))

    def put(line: str) -> list[Any]:
        inner = ofp.flow(line)
        inner.xid = 7
        return stand.ask(ofp.message.onf_bundle_add_msg(bundle_id=3, flags=1, message=inner))

    (opened,) = control(0)
    assert (type(opened).__name__, opened.bundle_ctrl_type, opened.flags) == ("onf_bundle_ctrl_msg", 1, 0)
    assert put("udp,actions=2") == [] and put("tcp,actions=3") == []
    assert stand.switch.flows == []
    (done,) = control(4)
    assert done.bundle_ctrl_type == 5 and len(stand.switch.flows) == 2
    (error,) = control(4)
    assert (error.experimenter, error.subtype) == (0x4F4E4600, 2302)  # there is no such bundle
    control(0)
    put("arp,actions=2")
    put("arp,actions=99")
    failed = control(4)
    assert type(failed[0]).__name__ == "bad_action_error_msg"
    assert failed[1].subtype == 2313 and len(stand.switch.flows) == 2


@ALL
def test_asynchronous_configuration_and_roles(version: int) -> None:
    stand = Stand(version)
    ofp = stand.ofp
    masks = {f"{kind}_mask_{who}": 0 for kind in ("packet_in", "port_status", "flow_removed") for who in
             ("equal_master", "slave")}  # fmt: skip
    stand.ask(ofp.message.nicira_set_async_config(**masks))
    stand.switch.set_link(1, False)
    assert stand.told() == []
    (reply,) = stand.ask(ofp.message.nicira_controller_role_request(role=2))
    assert (type(reply).__name__, reply.role, reply.xid) == ("nicira_controller_role_reply", 2, 7)
    assert errors(stand.ask(ofp.flow("actions=1"))) == ["bad_request_error_msg"]  # a slave may not
    if version <= 4:
        prop = ofp.common.nicira_async_config_prop_port_status_slave(mask=7)
        stand.ask(ofp.message.nicira_set_async_config2(properties=[prop]))
        stand.switch.set_link(1, True)
        assert errors(stand.told()) == ["port_status"]


@pytest.mark.parametrize("form", [0, 2])
def test_entries_that_leave_in_1_0(form: int) -> None:
    stand = Stand(1)
    assert stand.ask(stand.ofp.message.nicira_set_flow_format(format=form)) == []
    stand.flows("table=3,reg1=5,udp,idle_timeout=4,send_flow_rem,actions=2")
    stand.switch.clock.advance(5)  # type: ignore[attr-defined]
    (told,) = stand.told()
    if form:
        assert (type(told).__name__, told.table_id, told.reason) == ("nicira_flow_removed", 4, 0)
        fields = {type(oxm).__name__ for oxm in told.match.oxm_list}
        assert fields == {"nxm_eth_type", "nxm_ip_proto", "reg1"}
    else:
        assert type(told).__name__ == "flow_removed" and dict(told.match)["ip_proto"] == 17


def test_flow_mods_and_statistics_of_1_0_with_nxm() -> None:
    stand = Stand(1)
    ofp = stand.ofp
    stand.flows("table=3,reg1=5/0xf,cookie=0x77,udp,actions=2", "ip,actions=3")
    request = ofp.message.nicira_flow_stats_request(table_id=255)
    (reply,) = stand.ask(request)
    found = {entry.table_id: entry for entry in reply.entries}
    assert sorted(found) == [0, 3] and found[3].cookie == 0x77
    assert {type(oxm).__name__ for oxm in found[3].match.oxm_list} == {"nxm_eth_type", "nxm_ip_proto", "reg1_masked"}
    (total,) = stand.ask(ofp.message.nicira_aggregate_stats_request(table_id=255))
    assert total.flow_count == 2
    (plain,) = stand.ask(ofp.message.flow_stats_request(table_id=255, out_port=0xFFFF, match=ofp.match.build()))
    assert [entry.table_id for entry in plain.entries] == [0, 3]
    # By its cookie, which stands in the match.
    delete = ofp.message.nicira_flow_mod(command=3 | 255 << 8)
    delete.match.oxm_list = [ofp.oxm.cookie_masked(value=0x77, value_mask=0xFF)]
    assert stand.ask(delete) == []
    assert [flow.table_id for flow in stand.switch.flows] == [0]
