"""What a simulated switch can do wrong: how it is switched on, that only the one that was asked does it."""

from __future__ import annotations

import pytest

from oftwist import loxi
from oftwist.testing import FakeSwitch
from oftwist.testing.misbehaviour import MISBEHAVIOURS, named
from oftwist.wire import decode
from oftwist.wire.interfaces import Part

ofp = loxi.protocol(4)


def talk(switch: FakeSwitch, *msgs: Part) -> list[Part]:
    """What a switch answers to some messages, behind a hello."""
    channel = switch.channel()
    channel.open()
    channel.receive(ofp.message.hello(xid=0, elements=[]).pack())
    channel.take()
    for xid, msg in enumerate(msgs, 1):
        msg.xid = xid
        channel.receive(msg.pack())
    data, told = channel.take(), []
    while data:
        length = int.from_bytes(data[2:4], "big")
        told.append(decode(data[:length]))
        data = data[length:]
    return told


def test_one_that_there_is_not() -> None:
    with pytest.raises(ValueError, match=r"no such misbehaviour: 'cookie-mask'; is it .*cookie-mask-ignored"):
        FakeSwitch(misbehaviours=["cookie-mask"])
    with pytest.raises(ValueError, match=r"no such misbehaviour: 'qqqq'$"):
        named("qqqq")


@pytest.mark.parametrize("version", loxi.version_names)
def test_a_switch_still_shakes_hands(version: int) -> None:
    """Whatever it does wrong, the connection is sound, in versions too in which it does not show."""
    module = loxi.protocol(version)
    for name in MISBEHAVIOURS:
        switch = FakeSwitch(version=version, misbehaviours=[name])
        channel = switch.channel()
        channel.open()
        channel.receive(module.message.hello(xid=0).pack())
        channel.take()
        channel.receive(module.message.features_request(xid=1).pack())
        assert decode(channel.take()).xid == 1, name
        assert channel.version == version and not channel.closed, name


def test_members_that_are_sent_otherwise() -> None:
    request = ofp.message.echo_request(data=b"abc")
    (reply,) = talk(FakeSwitch(misbehaviours=["echo-cut"]), request)
    assert (reply.xid, reply.data) == (1, b"ab")
    (reply,) = talk(FakeSwitch(misbehaviours=["echo-cut", "echo-xid-lost"]), request)
    assert (reply.xid, reply.data) == (0, b"ab"), "two at once"
    (reply,) = talk(FakeSwitch(), request)
    assert (reply.xid, reply.data) == (1, b"abc"), "another switch does no wrong"


def test_members_that_are_read_otherwise() -> None:
    flow = ofp.flow("cookie=0x100000002,actions=drop")
    (told,) = talk(
        FakeSwitch(misbehaviours=["cookie-32-bits"]),
        flow,
        ofp.message.flow_stats_request(table_id=255, out_port=ofp.OFPP_ANY, out_group=ofp.OFPG_ANY),
    )
    assert told.entries[0].cookie == 2


def test_errors_that_are_kept_or_others() -> None:
    request = ofp.message.role_request(role=77)
    (error,) = talk(FakeSwitch(), request)
    assert error.code == ofp.OFPRRFC_BAD_ROLE
    assert talk(FakeSwitch(misbehaviours=["role-unknown-ignored"]), request) == []
    assert len(talk(FakeSwitch(misbehaviours=["error-twice"]), request)) == 2


def test_extensions_come_with_what_needs_them() -> None:
    assert FakeSwitch(version=5, misbehaviours=["monitor-undead"]).extension.description is not None
    assert FakeSwitch(version=5, misbehaviours=["echo-cut"]).extension.description is None


def test_tables_stay_what_they_are_when_it_restarts() -> None:
    switch = FakeSwitch(misbehaviours=["priority-backwards"])
    kind = type(switch.datapath.flows.tables[0])
    switch.restart()
    assert {type(table) for table in switch.datapath.flows.tables} == {kind}
