"""Paused packets, bundles and flow monitors in straight-line tests, through both doors that wait, simulated."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

import pytest

from oftwist import FellBehind, MessageError, RequestFailed, RequestTimeout, loxi
from oftwist import packet as pk
from oftwist.blocking.helpers import SwitchUnderTest, attach_simulated_switch
from oftwist.packet import Ethernet, IPv4, Udp
from oftwist.testing import FakeSwitch
from tests.support.blocking_support import PATIENCE, behind_a_bridge, running

UDP = pk.build(Ethernet(0x020000000001, 0x020000000002), IPv4(1, 2), Udp(1025, 53), b"question")
OTHER = pk.build(Ethernet(0x020000000003, 0x020000000004), IPv4(3, 4), Udp(7, 8), b"longer than the question")


@pytest.fixture(params=[1, 2, 3, 4, 5, 6], ids=lambda number: f"1.{number - 1}")
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def fake(version: int, clock: Any, extensions: str | None = "openvswitch") -> FakeSwitch:
    return FakeSwitch(1, version, ports=4, tables=8, clock=clock, extensions=extensions)


@contextmanager
def under_test(version: int, extensions: str | None = "openvswitch", **settings: Any) -> Iterator[SwitchUnderTest]:
    """A simulated switch as a test has one."""
    with running(version=version, **{"max_pkts": None, **settings}) as controller:
        device = attach_simulated_switch(controller, fake(version, controller.bridge.reactor, extensions))
        try:
            yield SwitchUnderTest(controller, device).bring_up(PATIENCE)
        finally:
            controller.bridge.call(device.stop)


DOORS = {"under test": under_test, "bridge": lambda version: behind_a_bridge(lambda clock: fake(version, clock))}


@pytest.fixture(params=list(DOORS))
def switch(request: pytest.FixtureRequest, version: int) -> Iterator[Any]:
    with DOORS[request.param](version) as switch:
        yield switch


def flow(switch: Any, text: str) -> Any:
    return switch.ofp.flow(text)


# --- bundles ------------------------------------------------------------------------------------------------


with_bundles = pytest.mark.parametrize("version", [4, 5, 6], ids=["1.3", "1.4", "1.5"])


@pytest.mark.parametrize("version", [1, 2, 3], ids=["1.0", "1.1", "1.2"])
def test_a_version_without_bundles(switch: Any) -> None:
    with pytest.raises(MessageError, match=r"1\.4"):
        switch.bundle()


@with_bundles
def test_a_bundle_takes_effect_as_a_whole(switch: Any) -> None:
    with switch.bundle() as bundle:
        bundle.add(flow(switch, "in_port=1,actions=output:2"), flow(switch, "in_port=2,actions=output:1"))
        assert bundle.state == "open"
        assert switch.flows() == []
    assert bundle.state == "committed"
    assert len(switch.flows()) == 2


@with_bundles
def test_a_bundle_with_a_mistake_changes_nothing(switch: Any) -> None:
    wrong = flow(switch, "in_port=2,actions=output:77")
    with pytest.raises(RequestFailed, match=r"in_port=2 actions=output:77") as refused:
        with switch.bundle() as bundle:
            bundle.add(flow(switch, "in_port=1,actions=output:2"), wrong)
    assert refused.value.requests[0] is wrong
    assert "BAD_OUT_PORT" in str(refused.value)
    assert (bundle.state, switch.flows()) == ("failed", [])
    with pytest.raises(MessageError, match="failed, not open"):
        bundle.add(wrong)


@with_bundles
def test_a_bundle_is_discarded_when_its_block_fails(switch: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        with switch.bundle(atomic=False) as bundle:
            bundle.add(flow(switch, "in_port=1,actions=output:2"))
            raise ZeroDivisionError
    assert (bundle.state, switch.flows()) == ("discarded", [])
    with pytest.raises(MessageError, match=r"not of OpenFlow"):
        with switch.bundle() as bundle:
            bundle.add(loxi.protocol(1).message.hello())


def test_a_switch_of_1_3_without_the_extension_is_not_asked() -> None:
    with under_test(4, extensions=None) as switch:
        with pytest.raises(MessageError, match="without the extension"):
            with switch.bundle():
                pass
        with pytest.raises(MessageError, match="flow monitors came with"):
            switch.monitor_flows().begin()
        with pytest.raises(MessageError, match="needs Open vSwitch's extensions"):
            switch.set_packet_in_format("nxt_packet_in2")
        switch.assert_no_errors()


# --- flow monitors ------------------------------------------------------------------------------------------


def test_every_change_is_told_once(switch: Any) -> None:
    switch.add_flow("in_port=1,actions=output:2")
    with switch.monitor_flows() as changes:
        switch.add_flow("in_port=2,actions=output:1")
        switch.modify_flows("in_port=2,actions=drop")
        switch.delete_flows("in_port=1")
        told = [changes.next() for _ in range(4)]
        assert [update.event for update in told] == ["initial", "added", "modified", "removed"]
        assert "in_port=2 actions=output:1" in str(told[1])
        with pytest.raises(RequestTimeout, match=r"no update of a flow monitor within 0\.05 s"):
            changes.next(timeout=0.05)
        switch.add_flow("in_port=3,actions=output:1")
        assert next(changes).event == "added", "it goes on after a wait in vain"
    assert list(changes) == [], "it has ended"
    switch.add_flow("in_port=4,actions=output:1")
    assert changes.next(timeout=0) is None


def test_several_monitors_get_what_they_asked_for(switch: Any) -> None:
    with (
        switch.monitor_flows(initial=False) as everything,
        switch.monitor_flows("in_port=1", initial=False, removed=False) as ports,
        switch.monitor_flows("arp", initial=False, added=False) as arps,
    ):
        switch.add_flow("in_port=1,actions=output:2")
        switch.add_flow("arp,actions=output:2")
        switch.delete_flows()
        assert {everything.next().event for _ in range(4)} == {"added", "removed"}
        assert ports.next().event == "added"
        assert arps.next().event == "removed"
        for monitor in (everything, ports, arps):
            with pytest.raises(RequestTimeout):
                monitor.next(timeout=0.01)


def test_a_monitor_by_a_wrong_text(switch: Any) -> None:
    with pytest.raises(MessageError, match="in_prt"):
        switch.monitor_flows("in_prt=1")
    with pytest.raises(MessageError, match="neither"):
        switch.monitor_flows(added=False, modified=False, removed=False)


def test_two_threads_read_two_monitors() -> None:
    with under_test(4) as switch:
        monitors = [switch.monitor_flows(text, initial=False, timeout=PATIENCE) for text in ("in_port=1", "in_port=2")]
        for monitor in monitors:
            monitor.begin()
        found: dict[int, list[str]] = {0: [], 1: []}

        def read(number: int) -> None:
            for _ in range(50):
                found[number].append(str(monitors[number].next()))

        threads = [threading.Thread(target=read, args=(number,)) for number in found]
        for thread in threads:
            thread.start()
        for number in range(50):
            for port in (1, 2):
                switch.add_flow(f"in_port={port},priority={number},actions=drop")
        for thread in threads:
            thread.join(PATIENCE)
        for number, lines in found.items():
            assert len(lines) == 50
            assert all(f"in_port={number + 1}" in line for line in lines)


def test_a_monitor_that_lost_updates_says_so() -> None:
    with under_test(4, max_pkts=3) as switch, switch.monitor_flows(initial=False) as changes:
        switch.controller.message_send(flow(switch, "in_port=1,actions=drop"))
        for number in range(8):
            switch.add_flow(f"in_port={number + 1},actions=drop")
        with pytest.raises(FellBehind, match="queue was full"):
            for _ in range(9):
                changes.next()
        assert changes.next() is None


def test_a_monitor_ends_with_the_connection() -> None:
    with under_test(4) as switch:
        changes = switch.monitor_flows(initial=False).begin()
        switch.add_flow("in_port=1,actions=drop")
        switch.device.stop()
        assert switch.controller.wait_disconnected(PATIENCE)
        assert [update.event for update in changes] == ["added"]
        changes.close()


# --- packets that wait --------------------------------------------------------------------------------------


def packet_ins(switch: Any) -> Callable[[], Any]:
    """What waits for the next packet-in, from now on."""
    if isinstance(switch, SwitchUnderTest):
        return lambda: switch.poll("packet_in", PATIENCE)
    came: SimpleQueue[Any] = SimpleQueue()
    switch.register("packet_in", lambda owner, msg: came.put(msg))
    return lambda: came.get(timeout=PATIENCE)


def test_a_paused_packet_goes_on(switch: Any) -> None:
    next_packet_in = packet_ins(switch)
    switch.set_packet_in_format("nxt_packet_in2")
    switch.add_flow("in_port=1,actions=load:3->NXM_NX_REG0[],controller(pause,userdata=01),controller(userdata=02)")
    for data, seen in ((None, UDP), (OTHER, OTHER)):
        switch.packet_out(data=UDP, in_port=1, actions="table")
        msg = next_packet_in()
        assert bytes(msg.userdata) == b"\x01" and msg.continuation
        switch.resume(msg, data)
        again = next_packet_in()
        assert (bytes(again.userdata), bytes(again.data)) == (b"\x02", seen)
    with pytest.raises(MessageError, match="not paused"):
        switch.resume(again)
    with pytest.raises(RequestFailed, match="STALE"):
        switch.resume(msg)
