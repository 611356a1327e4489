"""Scripted switches: they play their part, and fail clearly."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.protocol import Protocol
from twisted.internet.task import Clock

from oftwist import loxi
from oftwist.testing import Connection, FakeSwitch, Script, ScriptError
from oftwist.testing.protocol import split_frames
from oftwist.wire import decode
from tests.support.talk import ALL_VERSIONS


class Peer(Protocol):
    def __init__(self) -> None:
        self.data = b""

    def dataReceived(self, data: bytes) -> None:
        self.data += data

    def messages(self) -> list[Any]:
        data, self.data = self.data, b""
        return [decode(frame) for frame in split_frames(data)]


def play(script: Script, chunk: int | None = None) -> tuple[Peer, Connection]:
    peer = Peer()
    return peer, Connection(script.protocol(), peer, chunk=chunk)


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest.mark.parametrize("chunk", [None, 1])
def test_a_conversation(version: int, chunk: int | None) -> None:
    ofp: Any = loxi.protocol(version)
    message = ofp.message
    script = Script(version).handshake(dpid=5)
    script.expect("flow_add", priority=7).expect(message.barrier_request).reply(message.barrier_reply())
    script.send(message.echo_request(xid=4, data=b"x")).expect(lambda msg: msg.xid == 4)
    script.reply(lambda asked: message.error_msg(err_type=1) if False else message.echo_reply(data=asked.data))
    script.close()
    peer, connection = play(script, chunk)

    def say(msg: Any) -> list[Any]:
        connection.server.write(msg.pack())
        connection.pump()
        return peer.messages()

    connection.pump()
    assert type(peer.messages()[0]) is message.hello
    say(message.hello(xid=1))
    assert say(message.features_request(xid=2))[0].datapath_id == 5
    if version >= 4:
        assert len(say(message.port_desc_stats_request(xid=3))[0].entries) == 4
    assert say(message.echo_request(xid=90)) == []  # ignored, as by default
    say(message.flow_add(xid=8, priority=7))
    replies = say(message.barrier_request(xid=9))
    assert [type(msg).__name__ for msg in replies] == ["barrier_reply", "echo_request"]
    assert replies[0].xid == 9 and not script.done
    assert say(message.echo_reply(xid=4, data=b"x"))[0].data == b"x"
    script.assert_done()
    assert script.done and not connection.connected


def test_unexpected_and_left_over() -> None:
    ofp: Any = loxi.protocol(4)
    script = Script().expect("flow_add", priority=7).reply(ofp.message.barrier_reply()).expect("barrier_request")
    _, connection = play(script)
    connection.server.write(ofp.message.flow_add(xid=1, priority=8).pack())
    connection.server.write(ofp.message.get_config_request(xid=2).pack())
    connection.server.write(b"\x04\xff\x00\x08\0\0\0\x03")
    connection.pump()
    assert not script.done
    with pytest.raises(ScriptError) as caught:
        script.assert_done()
    text = str(caught.value)
    assert "step 1: expect flow_add(priority=7): got flow_add with priority=8" in text
    assert "got ofp.message.get_config_request(xid=2)" in text
    assert "3 steps left over: expect flow_add(priority=7); reply; expect barrier_request()" in text


def test_after_the_last_step() -> None:
    ofp: Any = loxi.protocol(4)
    script = Script().expect("hello")
    _, connection = play(script)
    for msg in (ofp.message.hello(xid=1), ofp.message.barrier_request(xid=2)):
        connection.server.write(msg.pack())
    connection.pump()
    with pytest.raises(ScriptError, match=r"after the last step: got .*barrier_request\(xid=2\)"):
        script.assert_done()


def test_broken_bytes_are_reported() -> None:
    script = Script()
    _, connection = play(script)
    connection.server.write(b"\x04\x0e\x00\x0c" + bytes(8) + b"\x04\x00\x00\x03\0\0\0\0")
    connection.pump()
    with pytest.raises(ScriptError) as caught:
        script.assert_done()
    assert "no message" in str(caught.value) and "header length of 3" in str(caught.value)


def test_waiting() -> None:
    ofp: Any = loxi.protocol(4)
    clock = Clock()
    script = Script(clock=clock).wait(3).send(ofp.message.echo_request()).send(b"raw")
    peer, connection = play(script)
    clock.advance(2.9)
    connection.pump()
    assert peer.data == b""
    clock.advance(0.2)
    connection.pump()
    assert peer.data == ofp.message.echo_request(xid=0).pack() + b"raw"
    script.assert_done()
    with pytest.raises(ValueError, match="clock"):
        Script().wait(1)


def test_a_switch_behind_the_script_answers_the_rest() -> None:
    ofp: Any = loxi.protocol(4)
    switch = FakeSwitch(9, 4)
    seen: list[Script] = []
    script = Script(switch=switch, ignore=("features_request",))
    script.expect("hello").call(seen.append).expect("flow_add")
    peer, connection = play(script)
    for msg in (
        ofp.message.hello(xid=1),
        ofp.message.features_request(xid=2),
        ofp.message.flow_add(xid=3),
        ofp.message.barrier_request(xid=4),
    ):
        connection.server.write(msg.pack())
    connection.pump()
    replies = peer.messages()
    assert [(type(msg).__name__, msg.xid) for msg in replies] == [("features_reply", 2), ("barrier_reply", 4)]
    assert replies[0].datapath_id == 9 and seen == [script] and switch.flows == []
    script.assert_done()
