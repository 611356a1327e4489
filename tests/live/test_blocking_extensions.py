"""Paused packets, bundles and flow monitors in straight-line tests, against a real Open vSwitch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oftwist import packet as pk
from oftwist.blocking.helpers import SwitchUnderTest
from oftwist.errors import RequestFailed, RequestTimeout
from oftwist.packet import Ethernet, IPv4, Udp
from tests.live.open_vswitch import OpenVSwitch
from tests.live.test_blocking_ovs import RECONNECT, bridge_of, listening
from tests.support.waiting import LIMIT

UDP = pk.build(Ethernet(0x020000000001, 0x020000000002), IPv4(1, 2), Udp(1025, 53), b"question")
OTHER = pk.build(Ethernet(0x020000000003, 0x020000000004), IPv4(3, 4), Udp(7, 8), b"something else, and longer")


@pytest.fixture(params=[1, 2, 3, 4, 5, 6], ids=lambda number: f"1.{number - 1}")
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def switch(ovs: OpenVSwitch, version: int) -> Iterator[SwitchUnderTest]:
    with bridge_of(ovs, version) as bridge, listening(bridge, version) as controller:
        controller.default_timeout = LIMIT
        yield SwitchUnderTest(controller).bring_up(RECONNECT)


def test_every_change_is_told_once(switch: SwitchUnderTest) -> None:
    switch.add_flow("in_port=1,actions=output:2")
    with switch.monitor_flows() as changes, switch.monitor_flows("in_port=2", initial=False) as second:
        switch.add_flow("in_port=2,actions=output:1")
        switch.modify_flows("in_port=2,actions=drop")
        switch.delete_flows("in_port=1")
        switch.delete_flows("in_port=2")
        told = [changes.next() for _ in range(5)]
        assert [update.event for update in told] == ["initial", "added", "modified", "removed", "removed"]
        assert "in_port=2 actions=output:1" in str(told[1])
        assert [second.next().event for _ in range(3)] == ["added", "modified", "removed"]  # type: ignore[union-attr]
        switch.barrier()
        for monitor in (changes, second):
            with pytest.raises(RequestTimeout):
                monitor.next(timeout=0)
    switch.add_flow("in_port=3,actions=drop")
    assert list(changes) == []
    switch.assert_no_errors()


def test_a_paused_packet_goes_on(switch: SwitchUnderTest) -> None:
    switch.set_packet_in_format("nxt_packet_in2")
    switch.add_flow("actions=load:3->NXM_NX_REG0[],controller(pause,userdata=01),resubmit(,1)")
    switch.add_flow("table=1,actions=controller(userdata=02)")
    for data, seen in ((None, UDP), (OTHER, OTHER)):
        switch.packet_out(data=UDP, in_port=switch.ofp.OFPP_LOCAL, actions="table")
        msg = switch.poll("packet_in")
        assert bytes(msg.userdata) == b"\x01" and msg.continuation
        switch.resume(msg, data)
        again = switch.poll("packet_in")
        assert (bytes(again.userdata), bytes(again.data)) == (b"\x02", seen)
    switch.assert_no_errors()


@pytest.mark.parametrize("version", [4, 5, 6], ids=["1.3", "1.4", "1.5"])
def test_bundles(switch: SwitchUnderTest) -> None:
    one, two = (switch.ofp.flow(f"in_port={port},actions=output:5") for port in (1, 2))
    with switch.bundle() as bundle:
        bundle.add(one, two)
        assert switch.flows() == []
    assert len(switch.flows()) == 2
    switch.delete_flows()
    wrong = switch.ofp.flow("table=3,in_port=1,actions=goto_table:4")
    wrong.table_id = 5
    with pytest.raises(RequestFailed, match=r"in_port=1") as refused:
        with switch.bundle() as bundle:
            bundle.add(one, wrong)
    assert wrong in refused.value.requests
    assert switch.flows() == []
