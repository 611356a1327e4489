"""The blocking controller and a real Open vSwitch."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from oftwist.blocking import Controller
from oftwist.blocking.helpers import SwitchUnderTest, delete_all_flows, handshake
from oftwist.errors import RequestFailed
from tests.live.open_vswitch import PROTOCOLS, Bridge, OpenVSwitch

# An Open vSwitch that lost its controller tries again after up to 8 s; more only tells a hang from a slow machine.
RECONNECT = 180.0


@pytest.fixture(params=[1, 4], ids=["1.0", "1.3"])
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@contextmanager
def bridge_of(ovs: OpenVSwitch, version: int, hosts: int = 0) -> Iterator[Bridge]:
    bridge = ovs.add_bridge(PROTOCOLS[version], hosts)
    try:
        yield bridge
    finally:
        bridge.remove()


@contextmanager
def listening(bridge: Bridge, version: int, **kwargs: Any) -> Iterator[Controller]:
    """A started controller that a bridge connects to."""
    controller = Controller(port=0, version=version, max_pkts=None, trace=50, **kwargs)
    try:
        controller.start()
        bridge.set_controller(f"tcp:127.0.0.1:{controller.port}")
        yield controller
    finally:
        controller.shutdown()


def flow_add(ofp: Any, number: int, port: int = 1) -> Any:
    """The flow of a host: no two are alike."""
    match = ofp.match.build(eth_dst=f"02:00:{number.to_bytes(4, 'big').hex(':')}")
    output = ofp.action.output(port=port, max_len=0xFFFF)
    if ofp.OFP_VERSION == 1:
        return ofp.message.flow_add(match=match, actions=[output], buffer_id=0xFFFFFFFF, out_port=ofp.OFPP_NONE)
    return ofp.message.flow_add(
        match=match, instructions=[ofp.instruction.apply_actions([output])], buffer_id=0xFFFFFFFF
    )


def test_a_day_at_work(ovs: OpenVSwitch, version: int) -> None:
    """HELLO, features, flows, statistics, errors, packet-ins of real hosts, and packet-outs that reach them."""
    with bridge_of(ovs, version, hosts=2) as bridge, listening(bridge, version) as controller:
        switch = SwitchUnderTest(controller).bring_up(RECONNECT)
        ofp = switch.ofp
        assert switch.datapath_id == bridge.datapath_id
        one, two = bridge.hosts

        for number in range(10):
            switch.send(flow_add(ofp, number))
        switch.barrier()
        switch.assert_no_errors()
        assert len(bridge.flows()) == 10
        assert len(switch.stats(_all_flows(ofp))) == 10
        (desc,) = switch.stats(ofp.message.desc_stats_request())
        assert "Open vSwitch" in repr(desc)

        bad = flow_add(ofp, 1)
        if version == 1:
            bad.actions = [ofp.action.output(port=0xFFAA)]
        else:
            bad.table_id = 0xFE
            bad.instructions = [ofp.instruction.goto_table(table_id=3)]
        xid = switch.send(bad)
        with pytest.raises(AssertionError, match="answers flow_add"):
            switch.assert_no_errors(xid)
        assert len(controller.errors_for(xid)) == 1
        with pytest.raises(RequestFailed, match="port_mod refused"):
            switch.request(ofp.message.port_mod(port_no=77, hw_addr=[0] * 6))

        # What nothing matches comes to the controller; hosts resolve addresses and ping through packet-outs.
        switch.delete_all_flows()
        if version > 1:
            miss = ofp.message.flow_add(
                priority=0,
                buffer_id=0xFFFFFFFF,
                instructions=[
                    ofp.instruction.apply_actions([ofp.action.output(port=ofp.OFPP_CONTROLLER, max_len=0xFFFF)])
                ],
            )
            switch.send(miss)
        else:
            switch.send(ofp.message.set_config(miss_send_len=0xFFFF))
        switch.barrier()

        def flood(controller: Controller, msg: Any, raw: bytes) -> bool:
            in_port = msg.in_port if version == 1 else msg.match["in_port"]
            out = ofp.message.packet_out(
                buffer_id=msg.buffer_id,
                in_port=in_port,
                actions=[ofp.action.output(port=ofp.OFPP_FLOOD)],
                data=msg.data if msg.buffer_id == 0xFFFFFFFF else b"",
            )
            controller.message_send(out)
            return True

        controller.register(ofp.OFPT_PACKET_IN, flood)
        assert one.ping(two) == 3
        controller.register(ofp.OFPT_PACKET_IN, None)
        switch.assert_no_errors(xid=0)
        assert controller.packets_handled > 3
        assert controller.parse_errors == 0


def _all_flows(ofp: Any) -> Any:
    if ofp.OFP_VERSION == 1:
        return ofp.message.flow_stats_request(match=ofp.match(), table_id=0xFF, out_port=ofp.OFPP_NONE)
    return ofp.message.flow_stats_request(table_id=ofp.OFPTT_ALL, out_port=ofp.OFPP_ANY, out_group=ofp.OFPG_ANY)


def test_thousands_of_flow_mods_and_a_barrier(ovs: OpenVSwitch, version: int) -> None:
    count = 32_678
    with bridge_of(ovs, version) as bridge, listening(bridge, version) as controller:
        switch = SwitchUnderTest(controller).bring_up(RECONNECT)
        for number in range(count):
            controller.message_send(flow_add(switch.ofp, number))
        switch.barrier(60)
        assert controller.errors == []
        assert len(switch.stats(_all_flows(switch.ofp), timeout=30)) == count
        switch.delete_all_flows(60)
        assert switch.stats(_all_flows(switch.ofp)) == []


def test_hello_of_a_later_version(ovs: OpenVSwitch) -> None:
    """Open vSwitch says HELLO with the highest version it has, and goes on with ours."""
    bridge = ovs.add_bridge(",".join(PROTOCOLS.values()), hosts=0)
    try:
        with listening(bridge, 4) as controller:
            assert controller.connect(RECONNECT)
            hello, _ = controller.poll(controller.ofp.OFPT_HELLO, RECONNECT)
            assert hello.version == 6
            reply, _ = controller.transact(controller.ofp.message.features_request(), RECONNECT)
            assert (reply.version, reply.datapath_id) == (4, bridge.datapath_id)
    finally:
        bridge.remove()


def test_a_switch_that_is_too_old(ovs: OpenVSwitch) -> None:
    with bridge_of(ovs, 1) as bridge, listening(bridge, 4) as controller:
        controller.connect(RECONNECT)  # False when it is all over before connect() looks
        assert controller.wait_disconnected(RECONNECT)
        assert controller.disconnect_reason is not None
        assert "1.0" in controller.disconnect_reason


def test_nothing_said_nothing_answered(ovs: OpenVSwitch, version: int) -> None:
    """Without our HELLO nothing comes after the switch's; with our own raw one the handshake goes on."""
    with bridge_of(ovs, version) as bridge:
        controller = Controller(port=0, version=version)
        controller.initial_hello = False
        try:
            controller.start()
            bridge.set_controller(f"tcp:127.0.0.1:{controller.port}")
            assert controller.connect(RECONNECT)
            assert controller.poll("hello", RECONNECT)[0] is not None
            controller.keep_alive = True
            assert controller.switch_socket
            with controller.tx_lock:
                controller.switch_socket.sendall(controller.ofp.message.hello(xid=1).pack())
            assert controller.transact(controller.ofp.message.features_request(), RECONNECT)[0] is not None
        finally:
            controller.shutdown()


def test_it_comes_back(ovs: OpenVSwitch, version: int) -> None:
    with bridge_of(ovs, version) as bridge, listening(bridge, version, reaccept=True) as controller:
        for _ in range(3):
            assert controller.connect(RECONNECT)
            assert handshake(controller, RECONNECT).datapath_id == bridge.datapath_id
            controller.disconnect()
            assert controller.packets == []


def test_two_controllers_with_roles(ovs: OpenVSwitch) -> None:
    with bridge_of(ovs, 4) as bridge:
        one = Controller(port=0, version="1.3")
        two = Controller(port=0, version="1.3")
        try:
            one.start()
            two.start()
            bridge.set_controller(f"tcp:127.0.0.1:{one.port}", f"tcp:127.0.0.1:{two.port}")
            for controller in (one, two):
                assert controller.connect(RECONNECT)
                handshake(controller, RECONNECT)
            ofp = one.ofp
            for controller, role in ((one, ofp.OFPCR_ROLE_MASTER), (two, ofp.OFPCR_ROLE_SLAVE)):
                reply, _ = controller.transact(ofp.message.role_request(role=role, generation_id=1), RECONNECT)
                assert reply.role == role
            delete_all_flows(one)
            with pytest.raises(RequestFailed, match="IS_SLAVE"):
                delete_all_flows(two)
        finally:
            one.shutdown()
            two.shutdown()


def test_connecting_to_the_switch(ovs: OpenVSwitch, version: int) -> None:
    """By its management socket."""
    with bridge_of(ovs, version) as bridge:
        controller = Controller(switch=f"unix:{ovs.folder}/{bridge.name}.mgmt", version=version)
        try:
            controller.start()
            assert controller.connect(RECONNECT)
            assert handshake(controller, RECONNECT).datapath_id == bridge.datapath_id
        finally:
            controller.shutdown()


def test_the_switch_dies(own_ovs: OpenVSwitch) -> None:
    bridge = own_ovs.add_bridge(PROTOCOLS[4], hosts=0)
    with listening(bridge, 4) as controller:
        SwitchUnderTest(controller).bring_up(RECONNECT)
        timer = threading.Timer(0.1, own_ovs.kill, ["ovs-vswitchd"])
        timer.start()
        assert controller.poll("packet_in", 60) == (None, None)
        assert controller.disconnect_reason
        timer.join()


@pytest.mark.parametrize("every", sorted(PROTOCOLS), ids=lambda wire: f"1.{wire - 1}")
def test_every_version(ovs: OpenVSwitch, every: int) -> None:
    with bridge_of(ovs, every) as bridge, listening(bridge, every) as controller:
        switch = SwitchUnderTest(controller).bring_up(RECONNECT)
        for number in range(3):
            switch.send(flow_add(switch.ofp, number))
        switch.barrier()
        switch.assert_no_errors()
        assert len(bridge.flows()) == 3
        switch.delete_all_flows()
        switch.assert_no_errors()
        assert bridge.flows() == []
