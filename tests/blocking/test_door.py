"""The easy door in straight-line tests, on simulated switches: the same as with Deferreds, in the calling thread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oftwist.blocking.helpers import SwitchUnderTest, attach_simulated_switch
from oftwist.errors import MessageError, RequestFailed
from oftwist.testing import FakeSwitch
from tests.support.blocking_support import PATIENCE, behind_a_bridge, running


@pytest.fixture(params=[1, 2, 3, 4, 5, 6], ids=lambda number: f"1.{number - 1}")
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def switch(version: int) -> Iterator[SwitchUnderTest]:
    with running(version=version, max_pkts=None) as controller:
        controller.default_timeout = PATIENCE
        device = attach_simulated_switch(controller)
        try:
            yield SwitchUnderTest(controller, device).bring_up(PATIENCE)
        finally:
            controller.bridge.call(device.stop)


def texts(switch: Any) -> list[str]:
    """What each flow says behind its counters."""
    return sorted(str(entry).partition("n_bytes=0, ")[2] for entry in switch.flows())


def use(switch: Any) -> None:
    """What a test does with flows, through any door that waits."""
    switch.add_flow("in_port=1,actions=output:2")
    switch.add_flow(match={"in_port": 2}, actions="output:1", priority=5)
    assert texts(switch) == ["in_port=1 actions=output:2", "priority=5,in_port=2 actions=output:1"]
    assert switch.aggregate().flow_count == 2
    switch.modify_flows("in_port=2,actions=drop")
    assert texts(switch)[1] == "priority=5,in_port=2 actions=drop"
    found = switch.replace_flows("in_port=1,actions=output:2\nin_port=3,actions=output:1")
    assert (len(found.added), len(found.modified), len(found.deleted)) == (1, 0, 1)
    assert switch.diff_flows(["in_port=1,actions=output:2", "in_port=3,actions=output:1"]).messages == []
    assert len(switch.flows("in_port=3")) == 1
    assert {entry.port_no for entry in switch.port_stats()} >= {1, 2}
    switch.packet_out(data=bytes(60), actions="output:1")
    switch.delete_flows("in_port=3")
    assert texts(switch) == ["in_port=1 actions=output:2"]
    switch.delete_flows()
    assert switch.flows() == []


def test_a_switch_under_test(switch: SwitchUnderTest) -> None:
    use(switch)


def test_what_is_refused_is_told_as_text(switch: SwitchUnderTest) -> None:
    with pytest.raises(RequestFailed, match=r"in_port=1 actions=output:77.*BAD_OUT_PORT") as refused:
        switch.add_flow("in_port=1,actions=output:77")
    assert len(refused.value.errors) == 1
    with pytest.raises(MessageError, match="in_prt"):
        switch.add_flow("in_prt=1,actions=drop")
    assert switch.flows() == []


def test_groups_and_meters(switch: SwitchUnderTest, version: int) -> None:
    if version == 1:
        with pytest.raises(MessageError, match=r"1\.1"):
            switch.groups()
    else:
        switch.add_group("group_id=1,type=all,bucket=output:1,bucket=output:2")
        assert "group_id=1,type=all" in str(switch.groups()[0])
        switch.modify_group("group_id=1,type=indirect,bucket=output:1")
        switch.delete_groups()
        assert switch.groups() == []
    if version < 4:
        with pytest.raises(MessageError, match=r"1\.3"):
            switch.meters()
    else:
        switch.add_meter("meter=1,kbps,bands=type=drop,rate=1000")
        assert switch.meters()[0].meter_id == 1
        switch.delete_meters("meter=1")
        assert switch.meters() == []


def test_thousands_of_flows(switch: SwitchUnderTest) -> None:
    """One barrier confirms them all, and the second time nothing but the difference is sent."""
    lines = [f"in_port=1,dl_dst=02:00:00:00:{n >> 8:02x}:{n & 255:02x},actions=output:2" for n in range(2000)]
    assert len(switch.replace_flows(lines).added) == 2000
    device = switch.device
    assert device is not None
    before = {name: device.received[name] for name in ("flow_add", "flow_delete_strict", "barrier_request")}
    for n in range(0, 2000, 100):
        lines[n] = lines[n].replace("output:2", "output:1")
    assert str(switch.replace_flows(lines)) == "0 added, 20 modified, 0 deleted"
    sent = {name: device.received[name] - count for name, count in before.items()}
    assert sent == {"flow_add": 20, "flow_delete_strict": 0, "barrier_request": 1}


def test_a_switch_behind_a_bridge(version: int) -> None:
    """`Bridge.proxy` gives a `Switch` the same methods, which wait."""
    with behind_a_bridge(lambda clock: FakeSwitch(1, version, ports=4, clock=clock)) as switch:
        use(switch)


def test_zeros_that_surprise_are_hinted_at_once(switch: SwitchUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    switch.delete_flows()
    for _ in range(2):
        xid = switch.send(switch.ofp.message.flow_delete())
    hints = [record.getMessage() for record in caplog.records if "switch.delete_flows()" in record.getMessage()]
    assert len(hints) == 1 and hints[0].startswith(f"xid {xid - 1} is a deletion that deletes nothing")


def test_the_names_of_ports(switch: SwitchUnderTest) -> None:
    assert switch.device is not None
    switch.add_flow(f"in_port={switch.device.ports[2].name},actions=output:1")
    assert texts(switch) == ["in_port=2 actions=output:1"]


def test_all_ports_are_asked_for() -> None:
    """A switch of 1.5 may take port 0, the default of the message, at its word (§7.3.5.7)."""
    with running(version=6, max_pkts=None, trace=100) as controller:
        device = attach_simulated_switch(controller)
        try:
            SwitchUnderTest(controller, device).bring_up(PATIENCE).add_flow("actions=drop")
        finally:
            controller.bridge.call(device.stop)
        assert controller.trace is not None
        asked = [line for line in controller.trace.lines() if "-> 1.5 port_desc_stats_request" in line]
    assert asked and all("port=ANY" in line for line in asked)
