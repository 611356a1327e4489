"""Roles, asynchronous configuration and bundles of FakeSwitch."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from tests.support.talk import ALL_VERSIONS, UDP, Talk

with_roles = pytest.mark.parametrize("version", ALL_VERSIONS[2:])
since_13 = pytest.mark.parametrize("version", ALL_VERSIONS[3:])
since_14 = pytest.mark.parametrize("version", ALL_VERSIONS[4:])
TOP = 2**64 - 1


@with_roles
def test_roles_and_generation_ids(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp

    def role(number: int, generation: int) -> Any:
        return ofp.message.role_request(role=number, generation_id=generation)

    reply = talk.one(role(ofp.OFPCR_ROLE_NOCHANGE, 0))
    assert (reply.role, reply.generation_id) == (ofp.OFPCR_ROLE_EQUAL, TOP)
    reply = talk.one(role(ofp.OFPCR_ROLE_MASTER, TOP))
    assert (reply.role, reply.generation_id) == (ofp.OFPCR_ROLE_MASTER, TOP)
    assert talk.one(role(ofp.OFPCR_ROLE_MASTER, 1)).generation_id == 1
    talk.refused(role(ofp.OFPCR_ROLE_SLAVE, 0), "role_request_failed", "OFPRRFC_STALE")
    talk.refused(role(9, 0), "role_request_failed", "OFPRRFC_BAD_ROLE")
    assert talk.channel.role == ofp.OFPCR_ROLE_MASTER
    # equal and nochange do not look at the id
    assert talk.one(role(ofp.OFPCR_ROLE_EQUAL, 0)).role == ofp.OFPCR_ROLE_EQUAL


@with_roles
def test_a_new_master_demotes_the_old_one(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    second = talk.connect()
    talk.one(ofp.message.role_request(role=ofp.OFPCR_ROLE_MASTER, generation_id=1))
    talk.one(ofp.message.role_request(role=ofp.OFPCR_ROLE_MASTER, generation_id=2), second)
    told = talk.read()
    if version >= 5:
        assert [(msg.role, msg.generation_id) for msg in told] == [(ofp.OFPCR_ROLE_SLAVE, 2)]
    else:
        assert told == []
    # a slave reads, but does not write, and gets no packet-ins
    talk.refused(talk.flow(), "bad_request", "OFPBRC_IS_SLAVE")
    talk.refused(talk.packet_out([talk.output(2)]), "bad_request", "OFPBRC_IS_SLAVE")
    assert talk.one(talk.stats("flow")).entries == []
    assert talk.ask(talk.flow(priority=0, actions=[talk.output(ofp.OFPP_CONTROLLER)]), second) == []
    talk.switch.receive(1, UDP)
    assert talk.read() == [] and talk.names(talk.read(second)) == ["packet_in"]
    talk.switch.set_link(3, False)  # port changes are for slaves too
    assert talk.names(talk.read()) == talk.names(talk.read(second)) == ["port_status"]


def test_nicira_roles_of_1_0() -> None:
    talk = Talk(1)
    message = talk.ofp.message
    second = talk.connect()
    reply = talk.one(message.nicira_controller_role_request(role=1))
    assert type(reply) is message.nicira_controller_role_reply and reply.role == 1
    assert talk.one(message.nicira_controller_role_request(role=1), second).role == 1
    talk.refused(talk.flow(), "bad_request", "OFPBRC_EPERM")
    assert talk.one(message.nicira_controller_role_request(role=0)).role == 0
    assert talk.ask(talk.flow()) == []


def test_nicira_roles_of_1_1() -> None:
    talk = Talk(2)
    message = talk.ofp.message
    reply = talk.one(message.experimenter(experimenter=0x2320, data=struct.pack("!LL", 10, 2)))
    assert struct.unpack_from("!LLL", reply.pack(), 8) == (0x2320, 11, 2) and talk.channel.role == 3
    talk.refused(talk.flow(), "bad_request", "OFPBRC_EPERM")


@since_13
def test_asynchronous_configuration(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    talk.ask(talk.flow(priority=0, actions=[talk.output(ofp.OFPP_CONTROLLER)]))
    before = talk.one(ofp.message.async_get_request())
    if version == 4:
        assert before.packet_in_mask_equal_master == 0xFFFFFFFB and before.packet_in_mask_slave == 0
        change = ofp.message.async_set(
            packet_in_mask_equal_master=1 << ofp.OFPR_ACTION,
            port_status_mask_equal_master=1 << ofp.OFPPR_DELETE,
            flow_removed_mask_equal_master=0,
        )
    else:
        masks = {type(prop).__name__: prop.mask for prop in before.properties}
        assert masks["packet_in_master"] == 0x3B and masks["packet_in_slave"] == 0
        prop = ofp.async_config_prop
        change = ofp.message.async_set(
            properties=[
                prop.packet_in_master(mask=1 << ofp.OFPR_ACTION),
                prop.port_status_master(mask=1 << ofp.OFPPR_DELETE),
                prop.flow_removed_master(mask=0),
            ]
        )
    assert talk.ask(change) == []
    talk.switch.receive(1, UDP)
    talk.switch.set_link(2, False)
    talk.ask(talk.flow(priority=7, flags=ofp.OFPFF_SEND_FLOW_REM))
    assert talk.ask(talk.flow("flow_delete")) == []
    talk.switch.remove_port(2)
    assert talk.names(talk.read()) == ["port_status"]
    after = talk.one(ofp.message.async_get_request())
    if version == 4:
        assert after.packet_in_mask_equal_master == 2
    else:
        assert {type(p).__name__: p.mask for p in after.properties}["packet_in_master"] == 2


class Bundles(Talk):
    """Talk about bundles."""

    def control(self, kind: str, bundle_id: int = 1, flags: int = 1) -> Any:
        number = getattr(self.ofp, f"OFPBCT_{kind}_REQUEST")
        return self.ofp.message.bundle_ctrl_msg(bundle_id=bundle_id, bundle_ctrl_type=number, flags=flags)

    def add(self, msg: Any, bundle_id: int = 1, flags: int = 1, xid: int | None = None) -> Any:
        self.xid += 1
        if msg.xid is None:
            msg.xid = self.xid
        fields = {"message": msg} if self.version == 6 else {"data": msg.pack()}
        return self.ofp.message.bundle_add_msg(
            xid=msg.xid if xid is None else xid, bundle_id=bundle_id, flags=flags, **fields
        )

    def done(self, msg: Any) -> None:
        reply = self.one(msg)
        assert reply.bundle_ctrl_type == msg.bundle_ctrl_type + 1, reply
        assert (reply.bundle_id, reply.flags) == (msg.bundle_id, msg.flags)


@since_14
def test_bundle_commit_and_discard(version: int) -> None:
    talk = Bundles(version)
    talk.done(talk.control("OPEN"))
    for priority in (1, 2, 3):
        assert talk.ask(talk.add(talk.flow(priority=priority))) == []
    assert talk.switch.flows == []
    talk.done(talk.control("CLOSE"))
    talk.done(talk.control("COMMIT"))
    assert [flow.priority for flow in talk.switch.flows] == [1, 2, 3]
    talk.done(talk.control("OPEN", 2))
    talk.ask(talk.add(talk.flow("flow_delete"), 2))
    talk.done(talk.control("DISCARD", 2))
    assert len(talk.switch.flows) == 3 and talk.channel.bundles == {}
    # a bundle may be opened by its first message and committed without being closed
    talk.ask(talk.add(talk.flow("flow_delete"), 3))
    talk.done(talk.control("COMMIT", 3))
    assert talk.switch.flows == []


@since_14
def test_a_failing_bundle_leaves_no_trace(version: int) -> None:
    talk = Bundles(version)
    ofp = talk.ofp
    talk.ask(talk.flow(priority=1, flags=ofp.OFPFF_SEND_FLOW_REM, cookie=1))
    talk.done(talk.control("OPEN"))
    talk.ask(talk.add(ofp.message.group_add(group_type=0, group_id=5)))
    talk.ask(talk.add(talk.flow("flow_delete")))
    talk.ask(talk.add(talk.flow(priority=2)))
    bad = talk.flow(priority=3, table_id=99)
    talk.ask(talk.add(bad))
    talk.ask(talk.add(talk.flow(priority=4)))
    commit = talk.control("COMMIT")
    replies = talk.ask(commit)
    assert talk.names(replies) == ["flow_mod_failed_error_msg", "bundle_failed_error_msg"]
    assert (replies[0].xid, replies[0].code, replies[0].data) == (
        bad.xid,
        ofp.OFPFMFC_BAD_TABLE_ID,
        bad.pack()[:64],
    )
    assert (replies[1].xid, replies[1].code) == (commit.xid, ofp.OFPBFC_MSG_FAILED)
    assert [flow.cookie for flow in talk.switch.flows] == [1]
    assert talk.switch.datapath.groups == {} and talk.channel.bundles == {}


@since_14
def test_flow_removed_waits_for_the_commit(version: int) -> None:
    talk = Bundles(version)
    talk.ask(talk.flow(priority=1, flags=talk.ofp.OFPFF_SEND_FLOW_REM))
    talk.done(talk.control("OPEN"))
    assert talk.ask(talk.add(talk.flow("flow_delete"))) == []
    assert talk.names(talk.ask(talk.control("COMMIT"))) == ["flow_removed", "bundle_ctrl_msg"]


@since_14
def test_bundle_errors(version: int) -> None:
    talk = Bundles(version)

    def refused(msg: Any, code: str) -> None:
        talk.refused(msg, "bundle_failed", "OFPBFC_" + code)

    refused(talk.control("COMMIT"), "BAD_ID")
    refused(talk.control("CLOSE"), "BAD_ID")
    refused(talk.control("DISCARD"), "BAD_ID")
    talk.done(talk.control("OPEN"))
    refused(talk.control("OPEN"), "BUNDLE_EXIST")
    talk.done(talk.control("OPEN"))
    refused(talk.add(talk.flow(), flags=3), "BAD_FLAGS")
    refused(talk.add(talk.flow(), xid=5), "MSG_BAD_XID")
    refused(talk.add(talk.ofp.message.barrier_request()), "MSG_UNSUP")
    code = "BAD_VERSION" if version == 5 else "BAD_LEN"  # in 1.5 the message inside is read with the one around it
    talk.refused(talk.add(talk.flow().shadow(version=4)), "bad_request", "OFPBRC_" + code)
    talk.done(talk.control("CLOSE"))
    refused(talk.add(talk.flow()), "BUNDLE_CLOSED")
    refused(talk.control("CLOSE"), "BUNDLE_CLOSED")
    talk.done(talk.control("OPEN"))
    refused(talk.control("COMMIT", flags=2), "BAD_FLAGS")
    talk.switch.max_bundle_messages = 1
    talk.done(talk.control("OPEN"))
    talk.ask(talk.add(talk.flow()))
    refused(talk.add(talk.flow()), "MSG_TOO_MANY")
    talk.switch.max_bundles = 1
    refused(talk.control("OPEN", 2), "OUT_OF_BUNDLES")


@since_14
def test_bundles_end_with_their_connection(version: int) -> None:
    talk = Bundles(version)
    talk.done(talk.control("OPEN"))
    talk.ask(talk.add(talk.flow()))
    talk.channel.close()
    talk.channel = talk.connect()
    talk.refused(talk.control("COMMIT"), "bundle_failed", "OFPBFC_BAD_ID")
    assert talk.switch.flows == []


@since_14
def test_packet_outs_in_a_bundle_leave_after_the_commit(version: int) -> None:
    talk = Bundles(version)
    talk.ask(talk.add(talk.packet_out([talk.output(2)])))
    talk.ask(talk.add(talk.flow(table_id=99)))
    assert talk.names(talk.ask(talk.control("COMMIT")))[-1] == "bundle_failed_error_msg"
    assert talk.out() == {}
    talk.ask(talk.add(talk.packet_out([talk.output(2)])))
    talk.done(talk.control("COMMIT"))
    assert talk.out() == {2: [UDP]}


# --- auxiliary connections ----------------------------------------------------------------------------------------


@since_13
def test_auxiliary_connections(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    one, two = talk.connect(talk.channel), talk.connect(talk.channel)
    ids = [talk.one(ofp.message.features_request(), channel).auxiliary_id for channel in (talk.channel, one, two)]
    assert ids == [0, 1, 2]
    # its role is that of the main connection, and nothing is told by it unasked
    assert talk.ask(talk.flow(priority=0, actions=[talk.output(ofp.OFPP_CONTROLLER)]), one) == []
    talk.switch.receive(1, UDP)
    assert talk.names(talk.read()) == ["packet_in"] and talk.read(one) == talk.read(two) == []
    talk.one(ofp.message.role_request(role=ofp.OFPCR_ROLE_SLAVE, generation_id=1), one)
    assert talk.channel.role == ofp.OFPCR_ROLE_SLAVE
    talk.refused(talk.flow(), "bad_request", "OFPBRC_IS_SLAVE", two)
    # they end with it, and it does not end with them
    two.close()
    assert (two.closed, one.closed, talk.channel.closed) == (True, False, False)
    assert talk.one(ofp.message.features_request(), talk.connect(talk.channel)).auxiliary_id == 2
    talk.channel.close()
    assert one.closed and talk.switch.channels == []


# --- what controllers are told of each other ----------------------------------------------------------------------


@since_14
def test_requests_are_forwarded(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    second = talk.connect()
    want = [ofp.async_config_prop.requestforward_master(mask=3)]
    assert talk.ask(ofp.message.async_set(properties=want), second) == []
    add = ofp.message.group_add(group_type=0, group_id=1)
    assert talk.ask(add) == []
    (msg,) = talk.read(second)
    assert type(msg).__name__ == "requestforward" and msg.pack()[8:] == add.pack()
    talk.refused(ofp.message.group_modify(group_type=0, group_id=2), "group_mod_failed", "OFPGMFC_UNKNOWN_GROUP")
    assert talk.read(second) == []
    # in a bundle when it is committed, if it is
    for good in (False, True):
        control = {"bundle_id": 1, "flags": 3}
        talk.ask(ofp.message.bundle_ctrl_msg(bundle_ctrl_type=ofp.OFPBCT_OPEN_REQUEST, **control))
        for number in (3, 4 if good else 1):
            inside = ofp.message.group_add(xid=9, group_type=0, group_id=number)
            what = {"message": inside} if version == 6 else {"data": inside.pack()}
            talk.ask(ofp.message.bundle_add_msg(xid=9, **what, **control))
        talk.ask(ofp.message.bundle_ctrl_msg(bundle_ctrl_type=ofp.OFPBCT_COMMIT_REQUEST, **control))
        assert talk.names(talk.read(second)) == ["requestforward"] * (2 if good else 0)


def test_controller_status() -> None:
    talk = Talk(6)
    ofp = talk.ofp
    want = ofp.message.async_set(properties=[ofp.async_config_prop.cont_status_master(mask=0x7F)])
    assert talk.ask(want) == []
    second = talk.connect()

    def told() -> list[tuple[int, int, int]]:
        return [(msg.entry.reason, msg.entry.role, msg.entry.channel_status) for msg in talk.read()]

    assert told() == [(ofp.OFPCSR_CHANNEL_STATUS, ofp.OFPCR_ROLE_EQUAL, ofp.OFPCT_STATUS_UP)]
    talk.ask(ofp.message.role_request(role=ofp.OFPCR_ROLE_MASTER, generation_id=1), second)
    assert told() == [(ofp.OFPCSR_ROLE, ofp.OFPCR_ROLE_MASTER, ofp.OFPCT_STATUS_UP)]
    listed = talk.one(ofp.message.controller_status_stats_request()).controller_status
    assert [(entry.role, entry.reason) for entry in listed] == [(1, ofp.OFPCSR_REQUEST), (2, ofp.OFPCSR_REQUEST)]
    second.close()
    assert told() == [(ofp.OFPCSR_CHANNEL_STATUS, ofp.OFPCR_ROLE_MASTER, ofp.OFPCT_STATUS_DOWN)]


@since_14
def test_asynchronous_configuration_that_cannot_be(version: int) -> None:
    talk = Talk(version)
    prop = talk.ofp.async_config_prop.packet_in_master
    unknown = talk.ofp.message.async_set(properties=[prop(mask=1 << 10)])
    talk.refused(unknown, "async_config_failed", "OFPACFC_INVALID")
    longer = prop(mask=1)
    longer.extra = bytes(8)
    talk.refused(talk.ofp.message.async_set(properties=[longer]), "bad_property", "OFPBPC_BAD_LEN")
    assert talk.channel.async_masks["packet_in"] == [0xFFFFFFFB, 0]
