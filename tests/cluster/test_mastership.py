"""Three controllers of one cluster and simulated switches, in memory on a fake clock: one master each."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.task import Clock
from twisted.logger import capturedLogs

from oftwist import Controller, NotMaster, Options
from oftwist.cluster import Mastership, MastershipStore, MemoryCluster
from oftwist.cluster.mastership import harmless
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect

TTL = 6
MASTER, SLAVE = 2, 3


class App:
    """What apps of one node see."""

    def __init__(self, controller: Controller) -> None:
        self.events: list[tuple[str, int, str]] = []
        controller.on("switch_up")(lambda switch: self.events.append(("up", switch.datapath_id, "")))
        controller.on("switch_down")(lambda switch, why: self.events.append(("down", switch.datapath_id, why)))
        controller.on("mastership")(lambda switch, what, why: self.events.append((what, switch.datapath_id, why)))
        controller.on("packet_in")(lambda switch, msg: self.events.append(("packet", switch.datapath_id, "")))

    def kinds(self, dpid: int) -> list[str]:
        return [kind for kind, number, _ in self.events if number == dpid]


class Cluster:
    def __init__(self, count: int = 3, **settings: Any) -> None:
        self.clock = Clock()
        self.memory = MemoryCluster(self.clock)
        self.views = [self.memory.view(f"view {n}") for n in range(count)]
        self.endpoints = [MemoryEndpoint() for _ in range(count)]
        self.controllers = []
        self.nodes = []
        self.apps = []
        self.fakes: list[FakeSwitch] = []
        for n in range(count):
            controller = Controller(Options(), self.clock)
            store = MastershipStore(self.views[n], f"n{n}", self.clock, ttl=TTL, now=self.clock.seconds, **settings)
            self.nodes.append(Mastership(controller, store))
            self.apps.append(App(controller))
            controller.listen(self.endpoints[n])
            controller.startService()
            self.nodes[n].start()
            self.controllers.append(controller)

    def join(self, *dpids: int, version: int = 4) -> None:
        for dpid in dpids:
            fake = FakeSwitch(dpid, version, ports=2, clock=self.clock)
            self.fakes.append(fake)
            for endpoint in self.endpoints:
                connect(fake, endpoint, self.clock)

    def run(self, seconds: float, step: float = 0.05) -> None:
        for _ in range(round(seconds / step)):
            for endpoint in self.endpoints:
                endpoint.pump()
            self.clock.advance(step)
        for endpoint in self.endpoints:
            endpoint.pump()

    def masters(self) -> dict[int, list[int]]:
        """Datapath -> the nodes whose apps see it."""
        found: dict[int, list[int]] = {}
        for n, controller in enumerate(self.controllers):
            for dpid in controller.switches:
                found.setdefault(dpid, []).append(n)
        return found

    def roles(self, fake: FakeSwitch) -> list[int]:
        return sorted(channel.role for channel in fake.channels)


def test_each_switch_is_seen_by_the_apps_of_one_node_which_is_its_master() -> None:
    cluster = Cluster()
    cluster.join(*range(1, 31))
    cluster.run(4)
    assert sorted(cluster.masters()) == list(range(1, 31))
    assert all(len(nodes) == 1 for nodes in cluster.masters().values())
    for fake in cluster.fakes:
        assert cluster.roles(fake) == [MASTER, SLAVE, SLAVE]
    for dpid in range(1, 31):
        assert sorted(kind for app in cluster.apps for kind in app.kinds(dpid)) == ["gained", "up"]


def test_the_load_becomes_even_one_switch_at_a_time() -> None:
    cluster = Cluster()
    cluster.join(*range(1, 31))
    cluster.run(4)
    for _ in range(30):
        before = cluster.masters()
        cluster.run(5)
        after = cluster.masters()
        assert sum(before.get(d) != after.get(d) for d in range(1, 31)) <= 2
    loads = [len(controller.switches) for controller in cluster.controllers]
    assert sum(loads) == 30 and max(loads) - min(loads) <= 1, loads


def test_only_the_master_gets_packet_ins_and_may_write() -> None:
    cluster = Cluster()
    cluster.join(7)
    cluster.run(4)
    (master,) = cluster.masters()[7]
    cluster.fakes[0].packet_in(1, b"\0" * 64)
    cluster.run(0.2)
    for n, app in enumerate(cluster.apps):
        assert ("packet" in app.kinds(7)) == (n == master)
    for n, controller in enumerate(cluster.controllers):
        switch = controller.switches.get(7) or controller.held[7]
        flow = switch.ofp.message.flow_add(buffer_id=0xFFFFFFFF)
        if n == master:
            switch.send(flow)
            continue
        with pytest.raises(NotMaster):
            switch.send(flow)
        with pytest.raises(NotMaster):
            switch.send_raw(flow.pack())
        failed: list[Any] = []
        switch.apply(flow).addErrback(failed.append)
        assert failed[0].check(NotMaster)
        switch.send(switch.ofp.message.echo_request())
        switch.barrier().addErrback(failed.append)
    cluster.run(0.2)
    assert len(cluster.fakes[0].flows) == 1


def test_a_node_without_the_store_loses_its_switches_and_another_has_them() -> None:
    cluster = Cluster()
    cluster.join(*range(1, 13))
    cluster.run(4)
    away = 0
    had = list(cluster.controllers[away].switches)
    assert had
    cluster.views[away].away = True
    cluster.run(2 * TTL)
    assert not cluster.controllers[away].switches
    assert sorted(cluster.masters()) == list(range(1, 13))
    for dpid in had:
        assert cluster.apps[away].kinds(dpid)[-2:] == ["down", "lost"]
    for fake in cluster.fakes:
        assert cluster.roles(fake) == [MASTER, SLAVE, SLAVE]
    cluster.views[away].away = False
    cluster.run(60)
    loads = [len(controller.switches) for controller in cluster.controllers]
    assert max(loads) - min(loads) <= 1


def test_a_switch_that_comes_again_gets_its_role_again() -> None:
    cluster = Cluster()
    cluster.join(5)
    cluster.run(4)
    fake = cluster.fakes[0]
    fake.restart()
    for endpoint in cluster.endpoints:
        connect(fake, endpoint, cluster.clock)
    cluster.run(6)
    assert cluster.roles(fake) == [MASTER, SLAVE, SLAVE]
    assert list(cluster.masters()) == [5] and len(cluster.masters()[5]) == 1


def test_a_stale_generation_id_is_a_lost_mastership_and_never_a_bigger_number() -> None:
    cluster = Cluster(1)
    cluster.join(9)
    cluster.run(4)
    fake = cluster.fakes[0]
    assert cluster.masters() == {9: [0]}
    fake.generation_id = 1 << 50  # some other cluster has been here
    cluster.nodes[0].store.terms[9].resign("for the test")
    cluster.run(10)
    assert cluster.masters() == {}
    assert fake.generation_id == 1 << 50
    switch = cluster.controllers[0].held[9]
    with pytest.raises(NotMaster):
        switch.send(switch.ofp.message.flow_delete())


def test_a_standby_whose_generation_id_is_old_is_slave_with_that_of_the_switch() -> None:
    """EQUAL would have the switch send it everything."""
    cluster = Cluster(1)
    cluster.join(9)
    cluster.fakes[0].generation_id = 1 << 50
    cluster.run(10)
    assert cluster.roles(cluster.fakes[0]) == [SLAVE]
    assert cluster.fakes[0].generation_id == 1 << 50


def test_a_switch_that_refuses_is_asked_less_and_less() -> None:
    cluster = Cluster(1)
    cluster.join(9)
    cluster.fakes[0].generation_id = 1 << 50
    cluster.run(30)
    asked = cluster.memory.revision
    cluster.run(60)
    assert cluster.memory.revision - asked <= 8


def test_who_has_how_many_is_told_when_it_changes() -> None:
    cluster = Cluster(2)
    with capturedLogs() as lines:
        cluster.join(1, 2)
        cluster.run(60)
    told = [line["summary"] for line in lines if "{summary}" in line["log_format"] and line["node"] == "n0"]
    assert told[-1] == "master of 1 of 2 connected switches; all: n0 1, n1 1"
    assert len(told) == len(set(told))


@pytest.mark.parametrize("version", [1, 2])
def test_old_versions_have_roles_without_fencing(version: int) -> None:
    cluster = Cluster()
    cluster.join(3, version=version)
    cluster.run(5)
    assert len(cluster.masters()[3]) == 1
    assert cluster.roles(cluster.fakes[0]).count(MASTER) == 1


def test_stopping_a_node_hands_its_switches_over_at_once() -> None:
    cluster = Cluster()
    cluster.join(*range(1, 13))
    cluster.run(4)
    from twisted.internet.defer import ensureDeferred

    ensureDeferred(cluster.nodes[1].stop())
    cluster.run(1.5)
    assert sorted(cluster.masters()) == list(range(1, 13))
    assert not cluster.controllers[1].switches


@pytest.mark.parametrize("version", range(1, 7))
def test_what_may_be_sent_without_being_master(version: int) -> None:
    import importlib

    ofp = importlib.import_module(f"oftwist.loxi.of1{version - 1}")
    message = ofp.message
    asking = ["hello", "echo_request", "echo_reply", "features_request", "get_config_request", "desc_stats_request",
              "barrier_request", "flow_stats_request", "nicira_set_packet_in_format", "nicira_set_controller_id",
              "nicira_set_async_config", "nicira_set_async_config2", "nicira_flow_monitor_cancel",
              "nicira_flow_monitor_request", "onf_flow_monitor_request", "onf_flow_monitor_cancel",
              "flow_monitor_request"]  # fmt: skip
    changing = [
        "flow_add",
        "flow_delete",
        "packet_out",
        "port_mod",
        "set_config",
        "group_add",
        "meter_mod",
        "table_mod",
        "nicira_flow_mod",
        "nicira_resume",
        "onf_bundle_ctrl_msg",
    ]
    for name in asking:
        if hasattr(message, name):
            assert harmless(getattr(message, name)(xid=1).pack()), name
    for name in changing:
        if hasattr(message, name):
            assert not harmless(getattr(message, name)(xid=1).pack()), name
    if version >= 4:  # with a body it changes the tables
        table = importlib.import_module(f"oftwist.loxi.of1{version - 1}").common.table_features(name="x")
        assert harmless(message.table_features_stats_request(xid=1).pack())
        assert not harmless(message.table_features_stats_request(xid=1, entries=[table]).pack())
