"""What a scrape tells: every number against what was done, before the first switch and after the last one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from twisted.internet.task import Clock

from oftwist import Controller, on
from oftwist.cluster import Mastership, MastershipStore, MemoryCluster
from oftwist.connection.delivery import SAMPLE
from oftwist.metrics import Metrics
from oftwist.metrics.loop import INTERVAL, Loop
from oftwist.metrics.table import BY_NAME, FAUCET, PORT, ROWS
from oftwist.testing import FakeSwitch, MemoryEndpoint, connect
from tests.support.core_peer import Peer


class App:
    """Takes packet-ins, fails at one."""

    @on("packet_in")
    def packet_in(self, switch: Any, msg: Any) -> bool:
        if msg.data[:1] == b"!":
            raise ValueError("no")
        return True


class Stage:
    """A controller with metrics, in memory."""

    def __init__(self, **settings: Any) -> None:
        self.clock = Clock()
        self.endpoint = MemoryEndpoint()
        self.controller = Controller(clock=self.clock)
        self.controller.listen(self.endpoint)
        self.controller.add_app(App())
        self.worked = 0.0
        loop = Loop(lambda: self.clock, self.clock.seconds, lambda: self.worked)
        self.metrics = Metrics(self.controller, CollectorRegistry(), loop=loop, **settings)
        self.metrics.setServiceParent(self.controller)  # type: ignore[no-untyped-call]

    def start(self) -> Stage:
        self.controller.startService()
        return self

    def join(self, dpid: int, version: int = 4, **settings: Any) -> FakeSwitch:
        fake = FakeSwitch(dpid, version, ports=2, clock=self.clock, **settings)
        connect(fake, self.endpoint, self.clock)
        self.run()
        return fake

    def run(self, seconds: float = 0.0) -> None:
        for _ in range(4):
            self.endpoint.pump()
            self.clock.advance(seconds)
            seconds = 0.0
        self.endpoint.pump()

    def look(self) -> dict[tuple[str, tuple[str, ...]], float]:
        """Name and values of the labels -> value."""
        text = self.metrics.render()[0].decode()
        families = text_string_to_metric_families(text)
        return {(one.name, _values(one)): one.value for family in families for one in family.samples}


def _values(sample: Any) -> tuple[str, ...]:
    """The values of its labels, in the order of the table, which text does not keep."""
    row = BY_NAME.get(sample.name) or BY_NAME[re.sub("_(count|sum|bucket)$", "", sample.name)]
    return tuple(sample.labels[name] for name in (*row.labels, "le") if name in sample.labels)


def of(samples: dict[tuple[str, tuple[str, ...]], float], name: str) -> dict[tuple[str, ...], float]:
    return {labels: value for (found, labels), value in samples.items() if found == name}


def test_before_the_first_switch_there_is_something_to_draw() -> None:
    """Boards fill their menus by label_values(of_port_rx_bytes, dp_name): switches with a name are there at once."""
    stage = Stage()
    stage.controller.names.replace({0xA: "core"}, {0xA: {1: "uplink"}})
    found = stage.start().look()
    dp = ("0xa", "core")
    for name in ("dp_status", "of_packet_ins_total", "of_errors_total", "of_flowmsgs_sent_total"):
        assert of(found, name) == {dp: 0}, name
    assert of(found, "port_status") == {(*dp, "1", "uplink"): 0}
    assert of(found, "of_port_rx_bytes") == {(*dp, "1", "uplink"): 0}
    for name in ("faucet_config_reload_requests_total", "faucet_event_id", "oftwist_connections_opened_total"):
        assert of(found, name) == {(): 0}, name
    stage = Stage().start()
    nobody = of(stage.look(), "of_port_rx_bytes")
    assert nobody == {("", "", "", ""): 0}, "also when no switch has a name"
    stage.join(1)
    assert ("", "", "", "") not in of(stage.look(), "of_port_rx_bytes")
    assert of(found, "faucet_pbr_version") and of(found, "oftwist_reactor_lag_seconds_count") == {(): 0}


def test_the_names_are_those_of_the_table_and_all_of_them_are_there() -> None:
    text = Stage().start().metrics.render()[0].decode()
    shown = set(re.findall(r"^# TYPE (\S+)", text, re.M))
    wanted = {row.name for row in ROWS if not row.name.startswith(("oftwist_cluster", "oftwist_worker"))}
    assert shown == wanted
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)", text, re.M))
    assert all(kinds[name] == BY_NAME[name].kind for name in wanted)
    assert len(ROWS) == len(BY_NAME)


@pytest.mark.parametrize("version", range(1, 7))
def test_what_switches_do_is_counted(version: int) -> None:
    stage = Stage().start()
    fake = stage.join(0x1F, version)
    switch = stage.controller.switch(0x1F)
    for number in range(5):
        fake.packet_in(1, bytes([number]) * 60)
    switch.send(switch.ofp.message.flow_add())
    switch.barrier()
    stage.run()
    found = stage.look()
    dp = ("0x1f", "000000000000001f")
    assert of(found, "dp_status") == {dp: 1}
    assert of(found, "of_packet_ins_total") == {dp: 5}
    assert of(found, "of_flowmsgs_sent_total") == {dp: 1}
    assert of(found, "of_dp_connections_total") == {dp: 1} and of(found, "of_dp_disconnections_total") == {dp: 0}
    messages = of(found, "oftwist_messages_total")
    assert messages[(*dp, "received", "packet_in")] == 5 and messages[(*dp, "sent", "flow_mod")] == 1
    assert messages[(*dp, "received", "barrier_reply")] == messages[(*dp, "sent", "barrier_request")] == 1
    assert of(found, "oftwist_connections")[("up",)] == 1
    assert [(labels[:3], up) for labels, up in of(found, "port_status").items()] == [((*dp, n), 1) for n in ("1", "2")]
    assert set(of(found, "of_port_rx_bytes")) == set(of(found, "port_status"))
    assert of(found, "oftwist_request_seconds_count")[dp] >= 1
    (description,) = of(found, "of_dp_desc_stats")
    assert description[:2] == dp and of(found, "of_dp_desc_stats")[description] == 0x1F


def test_sums_do_not_fall_when_switches_come_and_go() -> None:
    stage = Stage().start()
    before: dict[tuple[str, tuple[str, ...]], float] = {}
    for _ in range(3):
        for version in (1, 4):
            fake = stage.join(1, version)
            fake.packet_in(1, bytes(60))
            stage.run()
            stage.controller.switch(1).close()
            stage.run()
            found = stage.look()
            counters = {key: value for key, value in found.items() if key[0].endswith(("_total", "_count", "_bucket"))}
            assert all(counters[key] >= value for key, value in before.items())
            before = counters
    dp = ("0x1", "0000000000000001")
    assert of(found, "of_packet_ins_total") == {dp: 6}
    assert of(found, "of_dp_connections_total") == of(found, "of_dp_disconnections_total") == {dp: 6}
    assert of(found, "dp_status") == {dp: 0}
    assert set(of(found, "port_status").values()) == {0}, "a port of a switch that is gone is down"
    assert of(found, "of_port_rx_bytes"), "and its last counters stay"


def test_counters_of_ports_are_asked_for_again_and_again_and_unknown_ones_left_out() -> None:
    stage = Stage(interval=10).start()
    fake = stage.join(1)
    dp = ("0x1", "0000000000000001")
    first = of(stage.look(), "of_port_rx_packets")
    fake.receive(1, bytes(60)) if hasattr(fake, "receive") else fake.packet_in(1, bytes(60))
    asked = stage.controller.switch(1).counters.sent[18]
    stage.run(10)
    stage.run(10)
    assert stage.controller.switch(1).counters.sent[18] > asked
    assert set(of(stage.look(), "of_port_rx_packets")) == set(first) and len(first) == 2
    known = stage.metrics._asking.of(1)  # type: ignore[union-attr]
    assert known is not None
    known.ports[1]["rx_errors"] = 0xFFFFFFFFFFFFFFFF
    assert [labels[2] for labels in of(stage.look(), "of_port_rx_errors")] == ["2"]
    assert dp


def test_a_switch_that_does_not_answer_costs_nothing() -> None:
    stage = Stage(interval=10).start()
    fake = stage.join(1)
    fake.port_stats_request = lambda *args: None  # type: ignore[attr-defined]
    for _ in range(5):
        stage.run(10)
    assert of(stage.look(), "dp_status") == {("0x1", "0000000000000001"): 1}
    stage.controller.stopService()
    stage.run()
    assert not [call for call in stage.clock.getDelayedCalls() if "metrics" in repr(call)]


def test_errors_and_failures_and_drops() -> None:
    stage = Stage().start()
    fake = stage.join(1)
    switch = stage.controller.switch(1)
    dp = ("0x1", "0000000000000001")
    fake.packet_in(1, b"!" * 60)
    stage.run()
    backward = switch.ofp.instruction.goto_table(table_id=1)
    switch.apply(switch.ofp.message.flow_add(table_id=5, instructions=[backward])).addErrback(lambda _: None)
    stage.run()
    found = stage.look()
    assert of(found, "oftwist_handler_failures_total")[dp] == 1
    errors = of(found, "oftwist_errors_total")
    assert sum(errors.values()) == of(found, "of_errors_total")[dp] == 1
    assert next(iter(errors))[2].startswith("bad_")
    reasons = ("busy", "unread", "early", "rate")
    assert of(found, "oftwist_packet_ins_dropped_total") == {(*dp, why): 0 for why in reasons}
    assert of(found, "oftwist_events_total")[("app_failed",)] == 1


def test_handlers_by_app() -> None:
    stage = Stage().start()
    fake = stage.join(1)
    for _ in range(2 * SAMPLE):
        fake.packet_in(1, bytes(60))
        stage.run()
    counts = of(stage.look(), "oftwist_handler_seconds_count")
    ((app, handler),) = [labels for labels in counts if labels[1] == "packet_in"]
    assert app.endswith("test_metrics.App") and counts[app, handler] == pytest.approx(2 * SAMPLE, abs=SAMPLE)


def test_connections_that_are_no_switch() -> None:
    controller = Controller(clock=Clock())
    metrics = Metrics(controller, CollectorRegistry())
    peer = Peer(4, controller)
    states = ("handshake", "waiting", "up", "held", "auxiliary")
    stage = Stage()
    stage.metrics, stage.controller = metrics, controller
    assert of(stage.look(), "oftwist_connections") == {(state,): state == "handshake" for state in states}
    peer.send(b"GET / HTTP/1.1\r\n\r\n")
    peer.transport.end()
    found = stage.look()
    assert not any(of(found, "oftwist_connections").values())
    assert of(found, "oftwist_connections_opened_total") == {(): 1}
    assert of(found, "oftwist_bytes_total")[("", "", "received")] == 18
    assert of(found, "oftwist_messages_total") == {("", "", "sent", "hello"): 1}


def test_the_reactor() -> None:
    stage = Stage().start()
    stage.worked = INTERVAL / 4
    stage.run(INTERVAL)
    found = stage.look()
    assert of(found, "oftwist_reactor_utilisation") == {(): 0.25}
    assert of(found, "oftwist_reactor_lag_seconds_count") == {(): 1}
    stage.run(INTERVAL + 2)  # something kept the reactor for two seconds
    found = stage.look()
    assert of(found, "oftwist_reactor_lag_seconds_sum") == {(): 2}


def test_a_reload_counts() -> None:
    stage = Stage().start()
    stage.join(1)
    stage.controller.events.add("reload", outcome="done", changed=["limits"], kept=[])
    stage.controller.events.add("reload", outcome="refused: no", changed=[], kept=[])
    found = stage.look()
    dp = ("0x1", "0000000000000001")
    assert of(found, "faucet_config_reload_requests_total") == {(): 2}
    assert of(found, "faucet_config_reload_warm_total") == {dp: 1}
    assert of(found, "faucet_config_reload_cold_total") == {dp: 0}
    assert of(found, "faucet_event_id") == {(): stage.controller.events.last}


def test_a_node_of_a_cluster() -> None:
    stage = Stage()
    memory = MemoryCluster(stage.clock)
    seconds = stage.clock.seconds
    view = memory.view()
    store = MastershipStore(view, "n1", stage.clock, ttl=10, now=seconds, wall=seconds)
    mastership = Mastership(stage.controller, store)
    mastership.start()
    stage.start().join(1)
    for _ in range(30):
        stage.run(0.2)
    found = stage.look()
    dp = ("0x1", "0000000000000001")
    assert of(found, "oftwist_cluster_master") == {(*dp, "n1"): 1}
    assert of(found, "oftwist_cluster_nodes") == {(): 1}
    assert of(found, "oftwist_cluster_terms") == {("n1",): 1} and of(found, "oftwist_cluster_trusted") == {("n1",): 1}
    assert of(found, "oftwist_cluster_lease_seconds") == {("n1",): 10}
    assert of(found, "oftwist_cluster_store_requests_total")[("n1",)] > 3
    view.away = True
    before = of(found, "oftwist_cluster_lag_seconds")[("n1",)]
    stage.run(2)
    later = stage.look()
    assert of(later, "oftwist_cluster_lag_seconds")[("n1",)] >= before + 2 - 10 / 3
    for _ in range(5):
        stage.run(2)
    later = stage.look()
    assert of(later, "oftwist_cluster_trusted") == {("n1",): 0} and of(later, "oftwist_cluster_lease_left_seconds") == {
        ("n1",): 0
    }
    assert of(later, "oftwist_cluster_lag_seconds")[("n1",)] > 10 * 2 / 3
    assert of(later, "oftwist_connections")[("held",)] == 1, "it is SLAVE there"


def test_boards_get_gauges_without_total_for_ports() -> None:
    for row in FAUCET:
        if row.labels == PORT:
            assert row.kind == "gauge" and not row.name.endswith("_total")


def test_our_text_says_what_prometheus_client_would_write() -> None:
    stage = Stage()
    stage.controller.names.replace({1: 'a "name" \\ with\nall'}, {1: {1: "x{y}"}})
    stage.start().join(1)
    metrics = stage.metrics

    def told(text: bytes) -> tuple[list[str], list[str]]:
        families = list(text_string_to_metric_families(text.decode()))
        samples = [one for family in families for one in family.samples]
        heads = [f"{family.name} {family.type} {family.documentation}" for family in families]
        return heads, sorted(f"{one.name} {sorted(one.labels.items())} {float(one.value)}" for one in samples)

    ours, theirs = told(metrics.render()[0]), told(generate_latest(metrics.registry))
    assert ours[0] == theirs[0] and len(ours[0]) > 50
    assert ours[1] == theirs[1] and len(ours[1]) > 100
    assert metrics.render("application/openmetrics-text; version=1.0.0")[1].startswith("text/plain; version=0.0.4")


def test_the_process_and_python_are_told_too() -> None:
    controller = Controller(clock=Clock())
    text = Metrics(controller).render()[0].decode()
    for name in ("process_open_fds", "process_max_fds", "process_resident_memory_bytes", "python_info"):
        assert re.search(rf"^{name}[ {{]", text, re.M), name
