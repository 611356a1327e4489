"""The monitor in a simulated network, in memory on a fake clock."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.apps.fabric import Fabric
from oftwist.apps.monitor import Monitor
from oftwist.packet import build_ethernet
from oftwist.testing import FakeSwitch, Network
from oftwist.testing.flow_table import Refused
from tests.support.world import World

VERSIONS = [[1], [2], [3], [4], [5], [6]]


def world(versions: list[int], **settings: Any) -> tuple[World, Monitor]:
    monitor = Monitor(**settings)
    return World(Network.shaped("line", 3, 1, versions=versions), Fabric(), monitor), monitor


@pytest.mark.parametrize("versions", VERSIONS, ids=str)
def test_rates_of_a_port_are_what_goes_through(versions: list[int]) -> None:
    watched, monitor = world(versions, interval=2.0, flow_interval=4.0)
    watched.run(3)
    watched.ping_all()
    one, _, three = watched.network.hosts
    frame = build_ethernet(three.mac, one.mac, 0x88B5, bytes(986))
    for _ in range(240):
        one.send(frame)
        watched.run(0.05)
    rates = monitor.rates(1, 1)
    assert rates is not None
    assert rates["rx_bytes"] == pytest.approx(20_000, rel=0.05) and rates["rx_packets"] == pytest.approx(20, rel=0.05)
    history = monitor.history(1, 1)
    assert history[-1].time - history[0].time == pytest.approx(2.0 * (len(history) - 1), rel=0.1)
    assert monitor.top(3)[0].bytes == pytest.approx(20_000, rel=0.05)
    assert any("dl_dst=00:00:00:00:00:03" in str(talker.flow) for talker in monitor.top(100) if talker.dpid == 1)
    assert monitor.rates(1, 99) is None and monitor.history(99, 1) == []


def test_switches_are_asked_one_after_the_other() -> None:
    monitor = Monitor(interval=5.0, flow_interval=0)
    network = Network.shaped("line", 20, 1)
    watched = World(network, monitor)
    watched.run(6)

    def asked() -> int:
        return sum(switch.received["port_stats_request"] for switch in network.switches)

    before, most = asked(), 0
    for _ in range(100):
        at = asked()
        watched.run(0.05)
        most = max(most, asked() - at)
    assert asked() - before == pytest.approx(20, abs=1)
    assert most == 1


def test_who_does_not_answer_is_not_asked_again_and_who_goes_is_forgotten() -> None:
    watched, monitor = world([4], interval=1.0, flow_interval=0)
    watched.network.switches[0].override("port_stats_request", None)
    watched.run(4.5)
    assert watched.network.switches[0].received["port_stats_request"] == 1
    assert watched.network.switches[1].received["port_stats_request"] >= 3
    watched.network.switches[1].disconnect()
    watched.run(2)
    assert monitor.history(2, 1) == [] and len(monitor.turns["ports"]) == 2


def test_counters_that_begin_anew_are_no_rate() -> None:
    watched, monitor = world([4], interval=1.0, flow_interval=0)
    watched.run(4)
    port = watched.network.switches[0].ports[1]
    port.rx_bytes = port.tx_bytes = 1 << 40
    watched.run(1.1)
    samples = len(monitor.history(1, 1))
    port.rx_bytes = port.tx_bytes = 0
    watched.run(1)
    assert len(monitor.history(1, 1)) == samples
    watched.run(1)
    assert len(monitor.history(1, 1)) == samples + 1
    assert all(rate >= 0 for sample in monitor.history(1, 1) for rate in sample.rates.values())


def test_a_switch_that_refuses_costs_nothing_else() -> None:
    watched, monitor = world([4], interval=1.0, flow_interval=0)

    def refuse(channel: object, msg: object) -> None:
        raise Refused("bad_request", "EPERM")

    switch: FakeSwitch = watched.network.switches[0]
    switch.override("port_stats_request", refuse)
    watched.run(5)
    assert switch.received["port_stats_request"] >= 4
    assert monitor.rates(1, 1) is None and monitor.rates(2, 1) is not None


def test_it_stops() -> None:
    watched, monitor = world([4], interval=1.0)
    watched.run(2)
    watched.controller.remove_app(monitor)
    asked = [switch.received["port_stats_request"] for switch in watched.network.switches]
    watched.run(5)
    assert [switch.received["port_stats_request"] for switch in watched.network.switches] == asked
