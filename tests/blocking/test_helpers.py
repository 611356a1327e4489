"""The helpers of switch tests, against simulated switches and scripted peers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oftwist import loxi, packet
from oftwist.blocking import Controller
from oftwist.blocking.helpers import (
    SwitchUnderTest,
    assert_no_errors,
    attach_simulated_switch,
    barrier,
    collect_stats,
    handshake,
    in_port_of,
    request,
    wait_packet_in,
)
from oftwist.errors import Disconnected, ProtocolError, RequestFailed, RequestTimeout, UnexpectedReply
from oftwist.testing import FakeSwitch
from tests.support.blocking_support import FOREVER, PATIENCE, connected, eventually, running

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def switch(version: int) -> Iterator[SwitchUnderTest]:
    with running(version=version, max_pkts=None) as controller:
        device = attach_simulated_switch(controller)
        try:
            yield SwitchUnderTest(controller, device).bring_up(PATIENCE)
        finally:
            controller.bridge.call(device.stop)


def a_flow(switch: SwitchUnderTest, port: int, priority: int = 5) -> Any:
    """Send what comes from a port to the controller, or back."""
    ofp = switch.ofp
    output = ofp.action.output(port=ofp.OFPP_CONTROLLER, max_len=65535)
    if switch.controller.wire_version == 1:
        match = ofp.match(wildcards=ofp.OFPFW_ALL & ~ofp.OFPFW_IN_PORT, in_port=port)
        return ofp.message.flow_add(match=match, priority=priority, actions=[output], buffer_id=0xFFFFFFFF)
    return ofp.message.flow_add(
        match=ofp.match([ofp.oxm.in_port(port)]),
        priority=priority,
        instructions=[ofp.instruction.apply_actions([output])],
        buffer_id=0xFFFFFFFF,
    )


def all_flows(switch: SwitchUnderTest) -> Any:
    ofp = switch.ofp
    if switch.controller.wire_version == 1:
        return ofp.message.flow_stats_request(match=ofp.match(), table_id=0xFF, out_port=ofp.OFPP_NONE)
    return ofp.message.flow_stats_request(table_id=ofp.OFPTT_ALL, out_port=ofp.OFPP_ANY, out_group=ofp.OFPG_ANY)


def test_a_whole_test(switch: SwitchUnderTest) -> None:
    """What they do all day: flows, a barrier, no error, statistics, a packet-in."""
    assert switch.datapath_id == 1
    for port in (1, 2, 3):
        switch.send(a_flow(switch, port))
    switch.barrier()
    switch.assert_no_errors()
    assert len(switch.stats(all_flows(switch))) == 3
    frame = packet.udp(src="02:00:00:00:00:01", dst="02:00:00:00:00:02") if hasattr(packet, "udp") else bytes(60)
    switch.device.receive(2, frame)
    msg = switch.wait_packet_in(data=frame, in_port=2)
    assert in_port_of(msg) == 2
    switch.delete_all_flows()
    assert switch.stats(all_flows(switch)) == []
    assert switch.drain() == 0


def test_statistics_in_many_parts(switch: SwitchUnderTest) -> None:
    count = 3000
    for number in range(count):
        switch.send(a_flow(switch, 1 + number % 4, priority=1 + number))
    entries = switch.stats(all_flows(switch), timeout=PATIENCE)
    assert len(entries) == count
    assert {entry.priority for entry in entries} == set(range(1, count + 1))
    assert switch.controller.packets == []


def test_statistics_without_a_list(switch: SwitchUnderTest) -> None:
    (desc,) = switch.stats(switch.ofp.message.desc_stats_request())
    assert "oftwist" in repr(desc.mfr_desc) + repr(desc.sw_desc) + repr(desc.hw_desc) + repr(desc.dp_desc)


def test_an_error_is_an_exception_with_names(switch: SwitchUnderTest) -> None:
    ofp = switch.ofp
    wrong = ofp.message.port_mod(port_no=77, hw_addr=[0] * 6)
    with pytest.raises(RequestFailed, match=r"port_mod refused: .*OFPET_PORT_MOD_FAILED.*OFPPMFC_BAD_PORT") as caught:
        switch.request(wrong)
    assert caught.value.requests == [wrong]
    switch.send(wrong)
    with pytest.raises(AssertionError, match="OFPPMFC_BAD_PORT"):
        switch.assert_no_errors()
    with pytest.raises(AssertionError):
        switch.assert_no_errors(xid=wrong.xid)
    switch.assert_no_errors(xid=12345)
    switch.drain()
    switch.assert_no_errors()
    assert switch.transact(wrong).code is not None
    assert switch.poll(timeout=0) is None


def test_wait_packet_in_takes_those_of_open_vswitch(version: int) -> None:
    with running(version=version, max_pkts=None) as controller:
        device = attach_simulated_switch(controller, FakeSwitch(1, version, ports=4, extensions="openvswitch"))
        try:
            switch = SwitchUnderTest(controller, device).bring_up(PATIENCE)
            switch.send(a_flow(switch, 2))
            for form in (1, 2):
                switch.send(switch.ofp.message.nicira_set_packet_in_format(format=form))
                switch.barrier()
                switch.device.receive(2, bytes(60))
                msg = switch.wait_packet_in(data=bytes(60), in_port=2)
                assert type(msg).__name__ == ("nicira_packet_in" if form == 1 else "nicira_packet_in2")
                assert in_port_of(msg) == 2
            switch.assert_no_errors()
        finally:
            controller.bridge.call(device.stop)


def test_wait_packet_in_says_what_came_instead(switch: SwitchUnderTest) -> None:
    switch.send(a_flow(switch, 3))
    switch.barrier()
    switch.device.receive(3, b"\xff" * 60)
    assert eventually(lambda: switch.controller.packets)
    with pytest.raises(AssertionError, match=r"1 others came .60 bytes from port 3.$"):
        switch.wait_packet_in(data=b"\x00" * 60, timeout=0.05)
    with pytest.raises(AssertionError):
        switch.wait_packet_in(in_port=2, timeout=0)
    assert switch.wait_packet_in(match=lambda msg: len(msg.data) == 60) is not None


def test_silence_and_the_wrong_answer(version: int) -> None:
    with connected(version=version) as (controller, peer):
        with pytest.raises(RequestTimeout, match="barrier_request"):
            barrier(controller, 0.02)
        with pytest.raises(RequestTimeout, match="HELLO"):
            handshake(controller, 0.02)
        peer.answering(lambda msg: [peer.ofp.message.echo_reply(xid=msg.xid)])
        with pytest.raises(UnexpectedReply, match="echo_reply"):
            barrier(controller, PATIENCE)
        with pytest.raises(UnexpectedReply, match="echo_reply"):
            collect_stats(controller, controller.ofp.message.desc_stats_request(), PATIENCE)
        peer.close()
        assert controller.wait_disconnected(PATIENCE)
        with pytest.raises(Disconnected):
            request(controller, controller.ofp.message.barrier_request())


def test_a_missing_part(version: int) -> None:
    def answer(msg: Any) -> list[Any]:
        ofp = loxi.protocol(version)
        return [ofp.message.port_stats_reply(xid=msg.xid, flags=1, entries=[ofp.port_stats_entry(port_no=1)])]

    with connected(answer, version=version) as (controller, _):
        ask = controller.ofp.message.port_stats_request()
        with pytest.raises(RequestTimeout, match="1 entries"):
            collect_stats(controller, ask, 0.05)


def test_a_malformed_answer_is_an_exception(version: int) -> None:
    with connected(version=version) as (controller, peer):
        switch = SwitchUnderTest(controller)
        number = peer.ofp.message.get_config_reply.type

        def answer(msg: Any) -> None:
            peer.sock.sendall(bytes([version, number, 0, 9]) + msg.xid.to_bytes(4, "big") + b"\0")

        peer.answering(answer)
        ask = controller.ofp.message.get_config_request
        with pytest.raises(ProtocolError) as caught:
            switch.request(ask(), FOREVER)
        error = caught.value
        assert (error.cls, error.field, error.offset) == ("get_config_reply", "flags", 9)
        for call in (barrier, handshake_features):
            with pytest.raises(ProtocolError):
                call(controller, FOREVER)
        with pytest.raises(ProtocolError):
            switch.stats(controller.ofp.message.port_stats_request(port_no=1), FOREVER)
        assert switch.transact(ask(), FOREVER) is None
        assert controller.parse_errors == 5


def handshake_features(controller: Controller, timeout: float) -> None:
    request(controller, controller.ofp.message.features_request(), timeout)


def parts_of(ofp: Any, xid: int, count: int, more: bool) -> list[bytes]:
    """Parts with one port each, 1, 2, 3, ...; ``more`` after the last one too."""
    reply = ofp.message.port_stats_reply
    return [
        reply(xid=xid, flags=int(more or n < count), entries=[ofp.port_stats_entry(port_no=n)]).pack()
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize("apart", [False, True], ids=["in one piece", "one by one"])
@pytest.mark.parametrize("good", [0, 1, 5])
def test_a_malformed_part(version: int, good: int, apart: bool) -> None:
    with connected(version=version) as (controller, peer):

        def answer(msg: Any) -> None:
            bad = parts_of(peer.ofp, msg.xid, 1, True)[0][:-3]
            pieces = parts_of(peer.ofp, msg.xid, good, True)
            pieces.append(bad[:2] + len(bad).to_bytes(2, "big") + bad[4:])
            for piece in pieces if apart else [b"".join(pieces)]:
                peer.sock.sendall(piece)
                threading.Event().wait(0.01)

        peer.answering(answer)
        with pytest.raises(ProtocolError) as caught:
            collect_stats(controller, controller.ofp.message.port_stats_request(port_no=1), FOREVER)
        assert caught.value.cls == "port_stats_entry"
        assert controller.mailbox.answers.waiting == {}
        assert controller.packets == []


def test_parts_among_other_messages(version: int) -> None:
    """Parts go to who collects them, whatever handlers there are; the rest goes where it always goes."""
    with connected(version=version) as (controller, peer):
        handled: list[str] = []

        def handler(_: Controller, msg: Any, raw: bytes) -> bool:
            handled.append(type(msg).__name__)
            return False

        controller.register("all", handler)

        def answer(msg: Any) -> None:
            other = peer.packet_in(xid=msg.xid).pack()
            foreign = parts_of(peer.ofp, msg.xid + 1, 1, False)[0]
            peer.sock.sendall((other + foreign).join(parts_of(peer.ofp, msg.xid, 4, False)))

        peer.answering(answer)
        for _ in range(3):
            entries = collect_stats(controller, controller.ofp.message.port_stats_request(port_no=1), PATIENCE)
            assert [entry.port_no for entry in entries] == [1, 2, 3, 4]
            assert eventually(lambda: len(controller.packets) == 6)
            names = [type(msg).__name__ for msg, _ in controller.packets]
            assert names == handled == ["packet_in", "port_stats_reply"] * 3
            controller.clear_queue()
            handled.clear()
        assert controller.mailbox.answers.waiting == {}


def test_what_ends_the_parts_early(version: int) -> None:
    with connected(version=version) as (controller, peer):
        ofp = peer.ofp
        last: list[Any] = [
            lambda xid: peer.sock.sendall(ofp.message.bad_request_error_msg(xid=xid, code=1).pack()),
            lambda xid: peer.sock.sendall(ofp.message.barrier_reply(xid=xid).pack()),
            lambda xid: peer.sock.shutdown(socket.SHUT_RDWR),
        ]

        def answer(msg: Any) -> None:
            peer.sock.sendall(b"".join(parts_of(ofp, msg.xid, 2, True)))
            last.pop(0)(msg.xid)

        peer.answering(answer)
        for error in (RequestFailed, UnexpectedReply, Disconnected):
            with pytest.raises(error):
                collect_stats(controller, controller.ofp.message.port_stats_request(port_no=1), FOREVER)
            assert controller.mailbox.answers.waiting == {}


def test_nobody_connects() -> None:
    with running() as controller, pytest.raises(Disconnected, match="no switch connected to 127"):
        SwitchUnderTest(controller).bring_up(0.05)


def test_disconnected_on_the_way(version: int) -> None:
    with connected(version=version) as (controller, peer):
        threading.Timer(0.05, peer.close).start()
        with pytest.raises(Disconnected, match="closed by the switch"):
            request(controller, controller.ofp.message.barrier_request(), PATIENCE)
        with pytest.raises(Disconnected):
            handshake(controller, PATIENCE)
        with pytest.raises(AssertionError, match="closed by the switch"):
            wait_packet_in(controller, timeout=PATIENCE)
        with pytest.raises(Disconnected):
            assert_no_errors(controller)


def test_poll_with_a_function(version: int) -> None:
    with connected(version=version) as (controller, peer):
        timer = threading.Timer(0.03, lambda: [peer.send(peer.packet_in(xid=number)) for number in range(3)])
        timer.start()
        assert controller.poll(lambda msg: msg.xid == 1, PATIENCE)[0].xid == 1
        assert controller.poll(lambda msg: msg.xid == 2, PATIENCE)[0].xid == 2  # and none is on its way any more
        timer.join()

        def broken(msg: Any) -> bool:
            raise KeyError("in the test")

        with pytest.raises(KeyError, match="in the test"):
            controller.poll(broken, 0)
        controller.clear_queue()
        timer = threading.Timer(0.03, lambda: peer.send(peer.packet_in(xid=7)))
        timer.start()
        with pytest.raises(KeyError, match="in the test"):
            controller.poll(broken, PATIENCE)
        assert controller.poll(timeout=PATIENCE)[0].xid == 7  # it was not lost


def test_where_simulated_switches_connect(tmp_path: Path, version: int) -> None:
    for host in (str(tmp_path / "control"), "0.0.0.0"):
        with running(host=host, version=version) as controller:
            device = attach_simulated_switch(controller, FakeSwitch(dpid=77, version=version))
            assert SwitchUnderTest(controller, device).bring_up(PATIENCE).datapath_id == 77
            controller.bridge.call(device.stop)
