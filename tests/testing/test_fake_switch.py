"""FakeSwitch's session: hello, versions, features, configuration, framing and errors, in every version."""

from __future__ import annotations

import struct

import pytest

from oftwist import loxi
from oftwist.testing import FakeSwitch, Refused
from oftwist.testing.hello import hello_frame, hello_versions
from oftwist.testing.protocol import split_frames
from oftwist.wire import decode
from tests.support.talk import ALL_VERSIONS, UDP, Talk

every_version = pytest.mark.parametrize("version", ALL_VERSIONS)


def hello(version: int, bitmap: set[int] | None = None) -> bytes:
    elements = b"" if bitmap is None else struct.pack("!HHL", 1, 8, sum(1 << bit for bit in bitmap))
    return struct.pack("!BBHL", version, 0, 8 + len(elements), 7) + elements


def test_hello_bitmap_round_trip() -> None:
    for versions in ({1}, {4}, {1, 4}, {1, 2, 3, 4, 5, 6}):
        frame = hello_frame(frozenset(versions))
        assert frame[0] == max(versions)
        assert hello_versions(frame) == (None if versions == {1} else versions)


@pytest.mark.parametrize(
    ("ours", "theirs", "agreed"),
    [
        ({4}, hello(4), 4),
        ({4}, hello(6, {1, 4, 6}), 4),
        ({4}, hello(6), 4),
        ({1, 4}, hello(3, {1, 3}), 1),
        ({1, 4}, hello(6, {1, 4, 5, 6}), 4),
        ({1, 4}, hello(1), 1),
        ({1, 2, 3, 4, 5, 6}, hello(6), 6),
        ({1, 2, 3, 4, 5, 6}, hello(9), 6),
        ({1}, hello(6, {1, 6}), 1),
        ({4}, hello(1), None),
        ({4}, hello(6, {1, 6}), None),
        ({1, 6}, hello(4), None),
        ({5}, hello(4, {4}), None),
    ],
)
def test_negotiation(ours: set[int], theirs: bytes, agreed: int | None) -> None:
    switch = FakeSwitch(1, ours)
    closed: list[bool] = []
    channel = switch.channel(close=lambda: closed.append(True))
    channel.open()
    channel.take()
    channel.receive(theirs)
    if agreed is not None:
        assert channel.version == agreed and channel.ofp is loxi.protocol(agreed)
        assert switch.connected and not closed
        return
    reply = decode(channel.take())
    assert type(reply).__name__ == "hello_failed_error_msg" and reply.code == 0
    assert b"s1 speaks OpenFlow" in reply.data
    assert closed == [True] and switch.channels == []


def test_unusable_hello_elements_are_ignored() -> None:
    assert hello_versions(hello(4) + struct.pack("!HHL", 1, 0, 0x10)) is None
    assert hello_versions(hello(4) + struct.pack("!HH", 1, 4)) is None
    assert hello_versions(hello(4) + struct.pack("!HHL", 1, 100, 0x10)) is None
    unknown = struct.pack("!HH", 9, 5) + b"x" + bytes(3)
    assert hello_versions(hello(4) + unknown + struct.pack("!HHL", 1, 8, 0x10)) == {4}


def test_another_message_before_hello_is_refused() -> None:
    channel = FakeSwitch(1, 4).channel()
    channel.receive(loxi.protocol(4).message.features_request(xid=3).pack())
    assert type(decode(channel.take())).__name__ == "bad_request_error_msg"
    assert channel.closed


@every_version
def test_features_and_ports(version: int) -> None:
    talk = Talk(version, dpid=0x00AB_0000_0000_0007, ports=3)
    features = talk.one(talk.ofp.message.features_request())
    assert features.datapath_id == 0x00AB_0000_0000_0007 and features.n_tables == 8
    if version <= 3:
        ports = features.ports
    else:
        ports = talk.one(talk.ofp.message.port_desc_stats_request()).entries
    assert [port.port_no for port in ports] == [1, 2, 3]
    assert ports[0].name == "s7-eth1" and len(ports[0].hw_addr) == 6
    assert len({tuple(port.hw_addr) for port in ports}) == 3


@every_version
def test_echo_barrier_and_config(version: int) -> None:
    talk = Talk(version)
    message = talk.ofp.message
    assert talk.one(message.echo_request(data=b"\0payload")).data == b"\0payload"
    assert type(talk.one(message.barrier_request())) is message.barrier_reply
    assert talk.ask(message.set_config(flags=1, miss_send_len=77)) == []
    config = talk.one(message.get_config_request())
    assert (config.flags, config.miss_send_len) == (1, 77)
    assert talk.ask(message.hello(xid=5)) == [] and talk.ask(message.echo_reply(xid=5)) == []


@every_version
def test_description(version: int) -> None:
    talk = Talk(version, name="rack7")
    desc = talk.one(talk.ofp.message.desc_stats_request())
    assert (desc.mfr_desc, desc.hw_desc, desc.dp_desc) == ("oftwist", "FakeSwitch", "rack7")


@every_version
def test_any_cut_of_the_bytes_gives_the_same_answers_in_one_write_a_turn(version: int) -> None:
    def conversation(size: int) -> tuple[list[bytes], int]:
        writes: list[bytes] = []
        switch = FakeSwitch(1, version)
        channel = switch.channel(writes.append)
        message = loxi.protocol(version).message
        data = message.hello(xid=1).pack()
        data += b"".join(message.echo_request(xid=xid, data=bytes(xid)).pack() for xid in range(20))
        data += message.features_request(xid=30).pack() + message.barrier_request(xid=31).pack()
        for start in range(0, len(data), size):
            channel.receive(data[start : start + size])
        return split_frames(b"".join(writes)), len(writes)

    whole, turns = conversation(1 << 20)
    assert turns == 1 and len(whole) == 22
    for size in (1, 7, 8, 64):
        assert conversation(size)[0] == whole


@every_version
def test_bad_length_closes_and_wrong_version_does_not(version: int) -> None:
    talk = Talk(version)
    other = 4 if version == 1 else 1
    frame = struct.pack("!BBHL", other, 2, 8, 55)
    talk.channel.receive(frame)
    error = talk.read()[0]
    assert error.code == talk.ofp.OFPBRC_BAD_VERSION and error.xid == 55 and error.data == frame
    assert not talk.channel.closed
    for length in range(8):
        talk = Talk(version)
        talk.channel.receive(struct.pack("!BBHL", version, 2, length, 56))
        error = talk.read()[0]
        assert error.code == talk.ofp.OFPBRC_BAD_LEN and talk.channel.closed


@every_version
def test_unknown_and_undecodable_messages(version: int) -> None:
    talk = Talk(version)
    frame = struct.pack("!BBHL", version, 99, 100, 9) + bytes(92)
    talk.channel.receive(frame)
    error = talk.read()[0]
    assert error.code == talk.ofp.OFPBRC_BAD_TYPE and error.xid == 9 and error.data == frame[:64]
    truncated = struct.pack("!BBHL", version, 14, 12, 10) + bytes(4)
    talk.channel.receive(truncated)
    error = talk.read()[0]
    assert error.code == talk.ofp.OFPBRC_BAD_LEN and error.data == truncated
    # a message only switches send
    talk.refused(talk.ofp.message.barrier_reply(), "bad_request", "OFPBRC_BAD_TYPE")
    # an error is never answered, however broken
    talk.channel.receive(struct.pack("!BBHL", version, 1, 9, 11) + b"x")
    assert talk.read() == [] and not talk.channel.closed


@every_version
def test_unknown_statistics_and_experimenters(version: int) -> None:
    talk = Talk(version)
    message = talk.ofp.message
    talk.refused(message.stats_request(stats_type=0x7777), "bad_request", "OFPBRC_BAD_STAT")
    talk.refused(
        message.experimenter(experimenter=0xABCDEF, data=b"hello---"), "bad_request", "OFPBRC_BAD_EXPERIMENTER"
    )


@every_version
def test_port_status(version: int) -> None:
    talk = Talk(version, ports=2)
    ofp = talk.ofp
    talk.switch.set_link(2, False)
    talk.switch.set_link(2, False)  # no change, no message
    talk.switch.add_port(9, "new")
    talk.switch.remove_port(1)
    statuses = talk.read()
    assert [(msg.reason, msg.desc.port_no) for msg in statuses] == [
        (ofp.OFPPR_MODIFY, 2),
        (ofp.OFPPR_ADD, 9),
        (ofp.OFPPR_DELETE, 1),
    ]
    assert statuses[0].desc.state & ofp.OFPPS_LINK_DOWN and statuses[1].desc.name == "new"
    assert talk.switch.sent["port_status"] == 3


@every_version
def test_port_mod(version: int) -> None:
    talk = Talk(version, ports=2)
    ofp = talk.ofp
    mac = list(talk.switch.ports[2].mac.to_bytes(6, "big"))
    mod = ofp.message.port_mod(port_no=2, hw_addr=mac, config=ofp.OFPPC_PORT_DOWN, mask=ofp.OFPPC_PORT_DOWN)
    statuses = talk.ask(mod)
    assert [msg.desc.config for msg in statuses] == [ofp.OFPPC_PORT_DOWN]
    assert not talk.switch.ports[2].up
    talk.switch.receive(2, UDP)
    assert talk.switch.ports[2].rx_dropped == 1
    mod.hw_addr = [1] * 6
    talk.refused(mod, "port_mod_failed", "OFPPMFC_BAD_HW_ADDR")
    mod.port_no = 77
    talk.refused(mod, "port_mod_failed", "OFPPMFC_BAD_PORT")
    odd = ofp.message.port_mod(port_no=2, hw_addr=mac, config=1 << 20, mask=1 << 20)
    if version > 1:
        talk.refused(odd, "port_mod_failed", "OFPPMFC_BAD_CONFIG")
    if version >= 5:
        props = [ofp.port_mod_prop.experimenter(experimenter=0xBEEF01, exp_type=1)]
        odd = ofp.message.port_mod(port_no=2, hw_addr=mac, properties=props)
        talk.refused(odd, "bad_property", "OFPBPC_BAD_EXPERIMENTER")


@every_version
def test_override_and_record(version: int) -> None:
    talk = Talk(version, record=True)
    message = talk.ofp.message

    def refuse(channel: object, msg: object) -> None:
        raise Refused("bad_request", "EPERM")

    talk.switch.override("barrier_request", refuse)
    talk.refused(message.barrier_request(), "bad_request", "OFPBRC_EPERM")
    talk.switch.override("barrier_request", None)
    assert talk.ask(message.barrier_request()) == []
    assert talk.switch.received["barrier_request"] == 2
    assert talk.switch.record is not None
    assert talk.names(talk.switch.record) == ["barrier_request", "barrier_request"]
    assert talk.switch.errors_sent == [("bad_request", "EPERM")]


@every_version
def test_packet_in_past_the_table_and_in_storms(version: int) -> None:
    talk = Talk(version)
    talk.switch.packet_in(3, UDP)
    msg = talk.read()[0]
    assert msg.data == UDP and msg.total_len == len(UDP) and msg.buffer_id == 0xFFFFFFFF
    assert (msg.in_port if version < 3 else msg.match.oxm_list[0].value) == 3
    talk.switch.packet_in_storm(2345, 1, UDP, burst=1000)
    storm = talk.read()
    assert len(storm) == 2345 and {type(msg) for msg in storm} == {talk.ofp.message.packet_in}


def test_restart_forgets_and_stop_leaves_no_timer() -> None:
    talk = Talk(4)
    talk.ask(talk.flow(hard_timeout=5))
    talk.ask(talk.flow(priority=3))
    assert len(talk.switch.flows) == 2 and talk.clock.getDelayedCalls()
    talk.switch.restart()
    assert talk.switch.flows == [] and talk.channel.closed and not talk.switch.connected
    talk.switch.stop()
    assert talk.clock.getDelayedCalls() == []


def test_wrong_arguments() -> None:
    with pytest.raises(ValueError, match="versions"):
        FakeSwitch(1, 9)
    with pytest.raises(ValueError, match="versions"):
        FakeSwitch(1, [])
    with pytest.raises(ValueError, match="port 1 already"):
        FakeSwitch(1).add_port(1)


def test_a_datapath_id_is_called_as_on_the_other_side() -> None:
    for spelling in (0xAB, "0xab", "00:00:00:00:00:00:00:ab", "00000000000000ab"):
        switch = FakeSwitch(spelling)
        assert (switch.datapath_id, switch.dpid, switch.name) == (0xAB, "00000000000000ab", "sab")
    with pytest.raises(ValueError, match="not a datapath id"):
        FakeSwitch("ab:cd")
