"""What a simulated switch refuses that no encoder of ours would build: lengths, values, masks, orders."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.errors import ProtocolError
from oftwist.testing.malformed import refusal_of
from tests.support.talk import ALL_VERSIONS, Talk

with_oxm = pytest.mark.parametrize("version", ALL_VERSIONS[2:])


def refused(talk: Talk, msg: Any, error: str, code: str, **members: Any) -> None:
    talk.refused(msg, error, code)
    assert talk.switch.flows == []


@pytest.mark.parametrize(
    ("version", "where", "wanted"),
    [
        (4, ("output", "port"), ("bad_action", "BAD_LEN")),
        (1, ("action", "len"), ("bad_action", "BAD_LEN")),
        (4, ("goto_table", "table_id"), ("bad_instruction", "BAD_LEN")),
        (2, ("instruction", "len"), ("bad_request", "BAD_LEN")),  # 1.1 has none of its own
        (4, ("match_v3", "type"), ("bad_match", "BAD_TYPE")),
        (4, ("flow_add", "match"), ("bad_match", "BAD_LEN")),
        (4, ("bucket", "len"), ("group_mod_failed", "BAD_BUCKET")),
        (5, ("port_mod_prop", "length"), ("bad_property", "BAD_LEN")),
        (2, ("bucket", "len"), ("bad_request", "BAD_LEN")),
        (1, ("flow_stats_request", "match"), ("bad_request", "BAD_LEN")),
        (4, ("features_request", None), ("bad_request", "BAD_LEN")),
        (4, (None, None), ("bad_request", "BAD_LEN")),
    ],
)
def test_errors_of_what_cannot_be_decoded(version: int, where: Any, wanted: tuple[str, str]) -> None:
    error = ProtocolError("bad", cls=where[0], field=where[1])
    assert refusal_of(Talk(version, connect=False).ofp, error) == wanted


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_actions_and_instructions_with_more_behind_them(version: int) -> None:
    talk = Talk(version)
    action = talk.output(2)
    action.extra = bytes(8)
    refused(talk, talk.flow(actions=[action]), "bad_action", "OFPBAC_BAD_LEN")
    if version > 2:
        instruction = talk.ofp.instruction.goto_table(1)
        instruction.extra = bytes(8)
        refused(talk, talk.flow(instructions=[instruction]), "bad_instruction", "OFPBIC_BAD_LEN")


@with_oxm
def test_values_masks_and_orders(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    oxm, action = ofp.oxm, ofp.action
    ip = oxm.eth_type(0x0800)
    for fields, code in (
        ([ip, oxm.ip_dscp(64)], "BAD_VALUE"),
        ([oxm.eth_type_masked(0x0800, 0xFF00)], "BAD_MASK"),
        ([oxm.ip_proto(6), ip], "BAD_PREREQ"),
        ([ip, oxm.tcp_src(1), oxm.ip_proto(6)], "BAD_PREREQ"),
        ([oxm.vlan_pcp(1)], "BAD_PREREQ"),
    ):
        refused(talk, talk.flow(match=ofp.match(fields)), "bad_match", f"OFPBMC_{code}")
        talk.refused(talk.flow("flow_delete", match=ofp.match(fields)), "bad_match", f"OFPBMC_{code}")
    for setting, code in (
        (action.push_mpls(ethertype=0x0800), "BAD_ARGUMENT"),
        (action.set_field(field=oxm.ip_dscp(64)), "BAD_SET_ARGUMENT"),
        (action.set_field(field=oxm.in_port(1)), "BAD_SET_TYPE"),
        (action.set_field(field=oxm.udp_src(1)), "MATCH_INCONSISTENT"),
    ):
        refused(talk, talk.flow(actions=[setting], match=ofp.match([ip])), "bad_action", f"OFPBAC_{code}")
    # none before a tag, one behind it
    good = [action.push_vlan(ethertype=0x8100), action.set_field(field=oxm.vlan_vid(0x1005))]
    refused(talk, talk.flow(actions=good[1:]), "bad_action", "OFPBAC_MATCH_INCONSISTENT")
    assert talk.ask(talk.flow(actions=good)) == []
    masked = action.set_field(field=oxm.eth_src_masked([1] * 6, [1] * 6))
    other = action.set_field(field=oxm.eth_src_masked([2] * 6, [1] * 6))
    if version < 6:
        talk.refused(talk.flow(actions=[masked]), "bad_action", "OFPBAC_BAD_SET_TYPE")
    else:
        talk.refused(talk.flow(actions=[other]), "bad_action", "OFPBAC_BAD_SET_MASK")
        assert talk.ask(talk.flow(actions=[masked])) == []


@pytest.mark.parametrize("version", [1, 2])
def test_arguments_before_there_were_fields(version: int) -> None:
    talk = Talk(version)
    action = talk.ofp.action
    for setting in (action.set_vlan_vid(vlan_vid=0x1000), action.set_vlan_pcp(vlan_pcp=8), action.set_nw_tos(nw_tos=1)):
        refused(talk, talk.flow(actions=[setting]), "bad_action", "OFPBAC_BAD_ARGUMENT")


@pytest.mark.parametrize("version", [5, 6])
def test_the_same_instruction_twice(version: int) -> None:
    talk = Talk(version)
    twice = [talk.ofp.instruction.clear_actions(), talk.ofp.instruction.clear_actions()]
    refused(talk, talk.flow(instructions=twice), "bad_instruction", "OFPBIC_DUP_INST")


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_messages_that_are_too_long(version: int) -> None:
    talk = Talk(version)
    for name in ("features_request", "barrier_request", "desc_stats_request"):
        msg = getattr(talk.ofp.message, name)()
        msg.extra = bytes(8)
        talk.refused(msg, "bad_request", "OFPBRC_BAD_LEN")
    hello = talk.ofp.message.hello(xid=5)
    hello.extra = bytes(8)
    assert talk.ask(hello) == []  # what is in a HELLO nobody need know


@pytest.mark.parametrize("version", ALL_VERSIONS[1:])
def test_buckets(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp

    def add(kind: int, *buckets: Any) -> Any:
        return ofp.message.group_add(group_type=kind, group_id=1, buckets=list(buckets))

    unknown = add(9, ofp.bucket(actions=[talk.output(2)]))
    talk.refused(unknown, "group_mod_failed", "OFPGMFC_INVALID_GROUP" if version == 2 else "OFPGMFC_BAD_TYPE")
    blind = add(3, ofp.bucket(actions=[talk.output(2)], **({} if version == 6 else nothing(ofp))))
    talk.refused(blind, "group_mod_failed", "OFPGMFC_INVALID_GROUP" if version == 2 else "OFPGMFC_BAD_WATCH")
    if version < 6:
        heavy = add(0, ofp.bucket(weight=1, **nothing(ofp)))
        talk.refused(heavy, "group_mod_failed", "OFPGMFC_INVALID_GROUP")
    else:
        twice = add(0, ofp.bucket(bucket_id=1), ofp.bucket(bucket_id=1))
        talk.refused(twice, "group_mod_failed", "OFPGMFC_BUCKET_EXISTS")
        talk.refused(add(0, ofp.bucket(bucket_id=0xFFFFFF01)), "group_mod_failed", "OFPGMFC_BAD_BUCKET")
    assert talk.switch.datapath.groups == {}


def nothing(ofp: Any) -> dict[str, int]:
    """What a bucket watches that watches nothing."""
    return {"watch_port": ofp.OFPP_ANY, "watch_group": ofp.OFPG_ANY}


@pytest.mark.parametrize("version", ALL_VERSIONS[3:])
def test_meters(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    bands = {"meters" if version == 4 else "bands": [ofp.meter_band.drop(rate=n) for n in range(9)]}
    for flags, code in ((0x10, "BAD_FLAGS"), (3, "BAD_FLAGS"), (1, "OUT_OF_BANDS")):
        msg = ofp.message.meter_mod(command=0, meter_id=1, flags=flags, **bands)
        talk.refused(msg, "meter_mod_failed", f"OFPMMFC_{code}")


def test_packets_out_match_the_pipeline_only() -> None:
    talk = Talk(6)
    msg = talk.packet_out([talk.output(2)])
    msg.match.oxm_list.append(talk.ofp.oxm.eth_type(0x0800))
    talk.refused(msg, "bad_request", "OFPBRC_PIPELINE_FIELDS_ONLY")


@with_oxm
def test_flags_of_flows(version: int) -> None:
    talk = Talk(version)
    refused(talk, talk.flow(flags=0x20), "flow_mod_failed", "OFPFMFC_BAD_FLAGS")
    refused(talk, talk.flow(flags=0x8000), "flow_mod_failed", "OFPFMFC_BAD_FLAGS")


@pytest.mark.parametrize("version", [5, 6])
def test_properties_and_queues(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    unknown = ofp.table_mod_prop.table_mod_prop(type=0x7777)
    talk.refused(ofp.message.table_mod(properties=[unknown]), "bad_property", "OFPBPC_BAD_TYPE")
    queue = ofp.message.queue_desc_stats_request(port_no=1, queue_id=77)
    talk.refused(queue, "queue_op_failed", "OFPQOFC_BAD_QUEUE")
