"""What a switch does by Open vSwitch's extensions, in memory: forms of packet-ins, resuming, bundles, roles, masks."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist import (
    MessageError,
    RequestFailed,
)
from oftwist.apps.learning_switch import LearningSwitch
from oftwist.controller.extensions import PACKET_IN_FORMATS, registers_of, resume_message
from tests.support.extension_stage import BACK, UDP, Seen, Stage, every_version

# --- the forms of packet-ins --------------------------------------------------------------------------------


@every_version
@pytest.mark.parametrize("form", PACKET_IN_FORMATS)
def test_a_packet_in_of_any_form_reads_as_the_standard_one(version: int, form: str) -> None:
    seen, exact = Seen(), []
    stage = Stage(version, app=seen)
    stage.controller.add_handler("nicira_packet_in2", lambda switch, msg: exact.append(msg))
    stage.got(stage.switch.set_packet_in_format(form))
    stage.to_controller("load:5->NXM_NX_REG1[],controller")
    polled = stage.switch.poll("packet_in", 5)
    stage.packet()
    (msg,) = seen.msgs
    name = {"standard": "packet_in"}.get(form, form.replace("nxt", "nicira"))
    assert type(msg).__name__ == name
    assert (msg.in_port, bytes(msg.data), msg.total_len) == (1, UDP, len(UDP))
    assert msg.reason == stage.switch.ofp.OFPR_ACTION and msg.buffer_id == 0xFFFFFFFF
    if form != "standard":
        assert (msg.table_id, msg.cookie) == (0, 0x2A)
        assert registers_of(msg.metadata)["reg1"] == 5 and msg.metadata == msg.match
        assert msg.userdata == b"" and msg.continuation is None
    assert stage.got(polled) is msg
    assert len(exact) == (form == "nxt_packet_in2")


@every_version
@pytest.mark.parametrize("form", PACKET_IN_FORMATS)
def test_reserved_ports_are_numbered_as_the_version_does(version: int, form: str) -> None:
    seen = Seen()
    stage = Stage(version, app=seen)
    ofp = stage.switch.ofp
    stage.got(stage.switch.set_packet_in_format(form))
    stage.to_controller("controller")
    stage.got(stage.switch.packet_out(data=UDP, in_port=ofp.OFPP_LOCAL, actions="table"))
    assert [msg.in_port for msg in seen.msgs] == [ofp.OFPP_LOCAL]


@every_version
def test_userdata_and_controller_ids(version: int) -> None:
    seen = Seen()
    stage = Stage(version, app=seen)
    stage.got(stage.switch.set_packet_in_format("nxt_packet_in2"))
    stage.got(stage.switch.set_controller_id(7))
    stage.to_controller("controller(userdata=01.02,id=7),controller(userdata=03,id=8)")
    stage.packet()
    assert [bytes(msg.userdata) for msg in seen.msgs] == [b"\x01\x02"]
    stage.got(stage.switch.set_controller_id(0))
    stage.packet()
    assert len(seen.msgs) == 1


@every_version
@pytest.mark.parametrize("form", PACKET_IN_FORMATS)
def test_the_learning_switch_works_on_every_form(version: int, form: str) -> None:
    stage = Stage(version, app=LearningSwitch())
    stage.got(stage.switch.set_packet_in_format(form))
    stage.packet(1, UDP)
    assert sorted(port for port, _ in stage.out) == [2, 3, 4]
    stage.out.clear()
    stage.packet(2, BACK)
    assert stage.out == [(1, BACK)]
    stage.out.clear()
    before = stage.fake.sent["packet_in"]
    stage.packet(2, BACK)
    assert stage.out == [(1, BACK)] and stage.fake.sent["packet_in"] == before, "there is a flow now"


@pytest.mark.parametrize("form", PACKET_IN_FORMATS)
def test_limits_for_packet_ins_are_for_all_forms(form: str) -> None:
    stage = Stage(4, packet_in_rate=1)
    seen = Seen()
    stage.controller.add_app(seen)
    stage.got(stage.switch.set_packet_in_format(form))
    stage.to_controller("controller")
    for _ in range(5):
        stage.packet()
    counters = stage.switch.counters
    assert len(seen.msgs) + counters.packet_ins_limited == 5 and counters.packet_ins_limited >= 3


@pytest.mark.parametrize("form", PACKET_IN_FORMATS)
def test_a_full_inbox_drops_packet_ins_of_any_form_first(form: str) -> None:
    stage = Stage(4, inbox=True, inbox_size=3)
    stage.got(stage.switch.set_packet_in_format(form))
    stage.to_controller("controller")
    for _ in range(3):
        stage.packet()
    stage.fake.add_port(9)
    stage.run()
    assert stage.got(stage.switch.poll("port_status", 0)).desc.port_no == 9


@every_version
def test_what_is_not_there_is_not_sent(version: int) -> None:
    stage = Stage(version, extensions=None)
    switch = stage.switch
    received = stage.fake.received.copy()
    for asked in (switch.set_packet_in_format(2), switch.set_controller_id(1)):  # at once: they share the question
        with pytest.raises(MessageError, match="Open vSwitch's extensions"):
            stage.got(asked)
    assert dict(stage.fake.received - received) == {"desc_stats_request": 1}
    with pytest.raises(MessageError, match="standard, nxt_packet_in, nxt_packet_in2"):
        switch.set_packet_in_format("nxm")


# --- resuming -----------------------------------------------------------------------------------------------


def paused(version: int) -> tuple[Stage, Any]:
    """A packet that waits for the controller, with registers set before and used after."""
    seen = Seen()
    stage = Stage(version, app=seen)
    stage.got(stage.switch.set_packet_in_format("nxt_packet_in2"))
    stage.to_controller("load:3->NXM_NX_REG0[],controller(pause),output:NXM_NX_REG0[]")
    stage.packet()
    (msg,) = seen.msgs
    assert stage.out == [] and msg.continuation
    return stage, msg


@every_version
def test_a_paused_packet_goes_on(version: int) -> None:
    stage, msg = paused(version)
    stage.got(stage.switch.resume(msg))
    assert stage.out == [(3, UDP)]


@every_version
def test_it_goes_on_changed(version: int) -> None:
    stage, msg = paused(version)
    stage.got(stage.switch.resume(msg, BACK, fields={"reg0": 4}))
    assert stage.out == [(4, BACK)]


@every_version
def test_a_packet_is_resumed_once_and_only_if_it_waits(version: int) -> None:
    stage, msg = paused(version)
    stage.got(stage.switch.resume(msg))
    with pytest.raises(RequestFailed, match="NXR_STALE"):
        stage.got(stage.switch.resume(msg))
    for other in (stage.switch.ofp.message.nicira_packet_in2(), stage.switch.ofp.message.packet_in()):
        with pytest.raises(MessageError, match="not paused"):
            stage.got(stage.switch.resume(other))


@every_version
def test_the_continuation_comes_back_byte_for_byte(version: int) -> None:
    stage, msg = paused(version)
    back = resume_message(stage.switch.ofp, msg)
    assert back.continuation == msg.continuation and back.data == msg.data  # type: ignore[attr-defined]
    assert back.match == msg.match  # type: ignore[attr-defined]
    longer = resume_message(stage.switch.ofp, msg, b"x" * 99, {"xreg0": 9 << 32, "reg5": 1})
    assert longer.continuation == msg.continuation and longer.total_len == 99  # type: ignore[attr-defined]
    assert (longer.match["reg0"], longer.match["reg5"]) == (9, 1)  # type: ignore[attr-defined]


# --- bundles, asynchronous configuration, roles -------------------------------------------------------------


@every_version
def test_bundles(version: int) -> None:
    stage = Stage(version)
    switch = stage.switch
    if version < 4:
        with pytest.raises(MessageError, match=r"1\.4, and with an extension of OpenFlow 1\.3"):
            switch.bundle()
        return

    async def bundle(*words: str, error: Exception | None = None) -> None:
        async with switch.bundle() as opened:
            for word in words:
                opened.add(switch.operations.flow_mod("add", word, {}))
            if error is not None:
                raise error

    stage.got(bundle("in_port=1,actions=output:2", "in_port=2,actions=output:1"))
    assert len(list(stage.fake.flows)) == 2
    with pytest.raises(KeyError):
        stage.got(bundle("in_port=3,actions=output:2", error=KeyError("changed our mind")))
    with pytest.raises(RequestFailed, match="TABLE") as failed:
        stage.got(bundle("in_port=3,actions=output:2", "table=99,in_port=4,actions=output:2"))
    assert failed.value.requests[0].table_id == 99
    assert len(list(stage.fake.flows)) == 2
    assert stage.fake.received["onf_bundle_ctrl_msg" if version == 4 else "bundle_ctrl_msg"] >= 8


def test_a_bundle_in_1_3_is_for_switches_that_have_it() -> None:
    stage = Stage(4, extensions=None)
    before = stage.fake.received.copy()
    with pytest.raises(MessageError, match="without the extension"):
        stage.got(stage.switch.bundle().open())
    assert dict(stage.fake.received - before) == {"desc_stats_request": 1}


@every_version
def test_a_mask_means_the_same_in_all_versions(version: int) -> None:
    seen = Seen()
    stage = Stage(version, app=seen)
    stage.to_controller("controller")
    stage.packet()
    assert len(seen.msgs) == 1
    stage.got(stage.switch.set_async(packet_in_mask_equal_master=0))
    stage.packet()
    stage.fake.add_port(9)
    stage.run()
    assert len(seen.msgs) == 1 and 9 in stage.switch.ports, "and the others are as they were"
    stage.got(stage.switch.set_async(packet_in_mask_equal_master=7 if version < 5 else 0x3F))  # reasons there are
    stage.packet()
    assert len(seen.msgs) == 2


@every_version
def test_masks_that_are_not_there(version: int) -> None:
    with pytest.raises(MessageError, match="no such mask: nonsense"):
        stage = Stage(version)
        stage.got(stage.switch.set_async(nonsense=7))
    if version < 4:
        stage = Stage(version, extensions=None)
        before = stage.fake.received.copy()
        with pytest.raises(MessageError, match="Open vSwitch's extensions"):
            stage.got(stage.switch.set_async(packet_in_mask_slave=7))
        assert dict(stage.fake.received - before) == {"desc_stats_request": 1}


def test_what_stands_for_standard_messages_of_later_versions_is_taken_as_them() -> None:
    told: list[Any] = []
    stage = Stage(4)
    stage.controller.add_handler("role_status", lambda switch, msg: told.append(switch.role))
    (channel,) = stage.fake.channels
    channel.send_raw(stage.switch.ofp.message.onf_role_status(xid=0, role=3, reason=0, generation_id=9).pack())
    stage.run()
    assert told == [3] and stage.switch.generation_id == 9


@every_version
def test_flow_removed_of_the_extension(version: int) -> None:
    told: list[Any] = []
    stage = Stage(version)
    stage.controller.add_handler("flow_removed", lambda switch, msg: told.append(msg))
    (channel,) = stage.fake.channels
    message = stage.switch.ofp.message
    channel.send_raw(message.nicira_flow_removed(xid=0, cookie=5, reason=2, table_id=1).pack())
    stage.run()
    assert [(type(msg).__name__, msg.cookie) for msg in told] == [("nicira_flow_removed", 5)]


@every_version
def test_errors_of_the_extensions_have_names_and_their_requests(version: int) -> None:
    stage = Stage(version)
    ofp = stage.switch.ofp
    good = stage.switch.operations.flow_mod("add", "in_port=1,actions=output:2", {})
    stale = ofp.message.nicira_resume(properties=[ofp.common.nicira_packet_in_prop_continuation(data=bytes(8))])
    with pytest.raises(RequestFailed, match="1 of 2 changes failed: nicira/NXR_STALE") as failed:
        stage.got(stage.switch.apply(good, stale))
    assert failed.value.requests == [stale]
    answer = stage.got(stage.switch.transact(ofp.message.nicira_resume(properties=stale.properties)))
    assert type(answer).__name__ == "nicira_error_msg"
