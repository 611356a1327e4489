"""The blocking controller under load: nothing is lost, nothing grows."""

from __future__ import annotations

import gc
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import oftwist.loxi.of14 as of14
from oftwist import loxi
from oftwist.blocking import Bridge, Controller
from oftwist.blocking.helpers import SwitchUnderTest, attach_simulated_switch
from tests.support.blocking_support import PATIENCE, Peer, connected, eventually, running

FLOW_MODS = 32_678
BUNDLE_ADDS = 262_144
PACKET_INS = 100_000
CONTROLLERS = 500

pytestmark = pytest.mark.slow


@contextmanager
def simulated(version: int) -> Iterator[tuple[Controller, SwitchUnderTest, Any]]:
    with running(version=version, max_pkts=None) as controller:
        device = attach_simulated_switch(controller)
        try:
            yield controller, SwitchUnderTest(controller, device).bring_up(PATIENCE), device
        finally:
            controller.bridge.call(device.stop)


def flow_add(ofp: Any, number: int) -> Any:
    """The flow of a host: no two are alike."""
    mac = [2, 0, *number.to_bytes(4, "big")]
    if ofp.OFP_VERSION == 1:
        match = ofp.match(wildcards=ofp.OFPFW_ALL & ~ofp.OFPFW_DL_DST, eth_dst=mac)
        return ofp.message.flow_add(match=match, actions=[ofp.action.output(port=1)], buffer_id=0xFFFFFFFF)
    return ofp.message.flow_add(
        match=ofp.match([ofp.oxm.eth_dst(mac)]),
        instructions=[ofp.instruction.apply_actions([ofp.action.output(port=1)])],
        buffer_id=0xFFFFFFFF,
    )


@pytest.mark.parametrize("version", [1, 4], ids=["1.0", "1.3"])
def test_flow_mods_and_a_barrier(version: int) -> None:
    with simulated(version) as (controller, switch, device):
        for number in range(FLOW_MODS):
            controller.message_send(flow_add(switch.ofp, number))
        switch.barrier(60)
        assert controller.errors == []
        assert len(device.flows) == FLOW_MODS


def test_bundle_adds() -> None:
    """One bundle with a quarter of a million messages; the same flow over and over, so that the table stays small."""
    with simulated(5) as (controller, switch, device):
        message = of14.message
        bundle = {"bundle_id": 1, "flags": of14.OFPBF_ORDERED}
        opened = switch.request(message.bundle_ctrl_msg(bundle_ctrl_type=of14.OFPBCT_OPEN_REQUEST, **bundle))
        assert opened.bundle_ctrl_type == of14.OFPBCT_OPEN_REPLY
        inner = flow_add(of14, 7)
        for number in range(BUNDLE_ADDS):
            inner.xid = number
            controller.message_send(
                message.bundle_add_msg(xid=number, bundle_id=1, flags=of14.OFPBF_ORDERED, data=inner.pack())
            )
        committed = switch.request(message.bundle_ctrl_msg(bundle_ctrl_type=of14.OFPBCT_COMMIT_REQUEST, **bundle), 60)
        assert committed.bundle_ctrl_type == of14.OFPBCT_COMMIT_REPLY
        assert controller.errors == []
        assert device.received["bundle_add_msg"] == BUNDLE_ADDS
        assert len(device.flows) == 1


@pytest.mark.parametrize("version", [1, 4], ids=["1.0", "1.3"])
def test_packet_ins_polled(version: int) -> None:
    ofp = loxi.protocol(version)
    raw = bytearray(ofp.message.packet_in(xid=0, data=bytes(64)).pack())
    with connected(version=version, max_pkts=None) as (controller, peer):

        def storm() -> None:
            for begin in range(0, PACKET_INS, 1000):
                chunk = []
                for number in range(begin, begin + 1000):
                    struct.pack_into("!L", raw, 4, number)
                    chunk.append(bytes(raw))
                peer.sock.sendall(b"".join(chunk))

        sender = threading.Thread(target=storm)
        sender.start()
        for number in range(PACKET_INS):
            msg, _ = controller.poll(ofp.OFPT_PACKET_IN, PATIENCE)
            assert msg is not None, f"packet-in {number} was lost"
            assert msg.xid == number
        sender.join(PATIENCE)
        assert controller.poll(timeout=0) == (None, None)
        assert (controller.packet_in_count, controller.packets_expired) == (PACKET_INS, 0)


def test_packet_ins_polled_after_they_all_arrived() -> None:
    count = 20_000
    with connected(max_pkts=None) as (controller, peer):
        peer.sock.sendall(peer.packet_in().pack() * count)
        assert eventually(lambda: controller.packets_total == count, 60)
        for _ in range(count):
            assert controller.poll(controller.ofp.OFPT_PACKET_IN, 0)[0] is not None
        assert controller.packets == []


def test_packet_ins_in_a_handler_while_the_test_transacts() -> None:
    count = 20_000
    seen: list[int] = []
    with connected(None) as (controller, peer):

        def handler(_: Controller, msg: Any, raw: bytes) -> bool:
            seen.append(msg.xid)
            return True

        controller.register(controller.ofp.OFPT_PACKET_IN, handler)
        raw = bytearray(peer.packet_in().pack())

        def storm() -> None:
            for number in range(count):
                struct.pack_into("!L", raw, 4, number)
                peer.sock.sendall(raw)

        sender = threading.Thread(target=storm)
        sender.start()
        while sender.is_alive():
            assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None
        assert eventually(lambda: controller.packets_handled == count)
        assert seen == list(range(count))


def resident_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc")
def test_hundreds_of_controllers_in_a_row() -> None:
    """Created, connected, used, shut down: descriptors, threads and memory stay as they are."""

    def cycle(number: int) -> None:
        with running(reaccept=bool(number % 2)) as controller, Peer.to(controller) as peer:
            assert controller.connect(PATIENCE)
            assert type(peer.recv()).__name__ == "hello"
            controller.register("all", lambda controller, msg, raw: msg.xid == 1)
            peer.send(peer.packet_in(xid=1))
            peer.send(peer.packet_in(xid=2))
            assert controller.poll(timeout=PATIENCE)[0].xid == 2
            controller.message_send(controller.ofp.message.echo_request(xid=3))
            assert peer.recv().xid == 3

    def state() -> tuple[int, int]:
        gc.collect()
        Bridge().call(lambda: None)
        return len(os.listdir("/proc/self/fd")), threading.active_count()

    for number in range(100):
        cycle(number)
    before, memory = state(), resident_bytes()
    for number in range(CONTROLLERS - 100):
        cycle(number)
    assert eventually(lambda: state() == before)
    assert resident_bytes() - memory < 4 * 1024 * 1024
    assert Bridge().reactor.getDelayedCalls() == []
    assert not [thing for thing in gc.get_objects() if type(thing) is Controller]
