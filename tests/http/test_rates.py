"""What ports carry, links are used for, and connections count, by the API."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from oftwist.apps.monitor import Monitor
from oftwist.net import Link, Place
from tests.support.http_client import Stage
from tests.support.talk import ALL_VERSIONS

every_version = pytest.mark.parametrize("version", ALL_VERSIONS)


def watched(version: int) -> Stage:
    """Two switches that carry 1,000 bytes a second from port 2 of the one to port 3 of the other, and 100 back."""
    stage = Stage(versions={1: version, 2: version})
    stage.controller.add_app(Monitor(interval=2.0, flow_interval=0))
    one, other = stage.switches[1].ports[2], stage.switches[2].ports[3]
    for _ in range(60):
        one.tx_bytes += 100
        other.rx_bytes += 100
        other.tx_bytes += 10
        one.rx_bytes += 10
        stage.clock.advance(0.1)
        stage.settle()
    return stage


@every_version
def test_what_ports_have_carried(version: int) -> None:
    stage = watched(version)
    history = stage.get("/api/v1/switches/1/history")
    assert history["interval"] == 2.0 and [port["number"] for port in history["ports"]] == [1, 2, 3, 4]
    port = history["ports"][1]
    assert len(port["times"]) == len(port["rates"]["tx_bytes"]) >= 2
    assert port["rates"]["tx_bytes"][-1] == pytest.approx(1000) and port["rates"]["rx_bytes"][-1] == pytest.approx(100)
    assert port["times"] == sorted(port["times"])
    later = stage.get(f"/api/v1/switches/1/history?since={port['times'][-2]}")["ports"][1]
    assert later["times"] == port["times"][-1:]
    assert stage.get("/api/v1/switches/1/history?since=1e12")["ports"][1] == {"number": 2, "times": [], "rates": {}}
    assert stage.get("/api/v1/switches/1/ports/2")["rates"]["tx_bytes"] == pytest.approx(1000)


@every_version
def test_how_much_of_a_link_is_used(version: int) -> None:
    stage = watched(version)
    link = Link(Place(1, 2), Place(2, 3), 0.0)
    silent = Link(Place(1, 4), Place(2, 99), 0.0)
    topology: Any = SimpleNamespace(links=[link, silent])
    stage.app.topology = topology
    first, second = stage.get("/api/v1/links")["links"]
    assert first["rates"]["forward"] == pytest.approx(1000) and first["rates"]["backward"] == pytest.approx(100)
    assert first["rates"]["load"] == pytest.approx(8000 / 10**10)
    assert second["rates"] is None


def test_where_nobody_counts() -> None:
    stage = Stage(versions={1: 4})
    answer = stage.ask("GET", "/api/v1/switches/1/history")
    assert answer.status == 404 and "monitor" in answer.error["detail"]
    for query in ("since=-1", "since=x", "until=1"):
        assert stage.ask("GET", f"/api/v1/switches/1/history?{query}").status == 422


@every_version
def test_what_a_connection_has_counted(version: int) -> None:
    stage = Stage(versions={1: version})
    first = stage.get("/api/v1/switches/1/counters")
    assert first["received"]["features_reply"] == 1 and first["sent"]["features_request"] == 1
    assert first["bytes_received"] > 0 < first["bytes_sent"]
    assert first["errors"] == {} and first["waiting"] == 0
    assert set(first["others"].values()) == {0} and "packet_ins_dropped" in first["others"]
    assert stage.ask("POST", "/api/v1/switches/1/flows", {"flow": "actions=output:77"}).status == 409
    second = stage.get("/api/v1/switches/1/counters")
    assert sum(second["errors"].values()) == 1
    assert second["requests"]["count"] > 0 and second["requests"]["mean"] is not None


def test_the_newest_events() -> None:
    stage = Stage()
    events = stage.controller.events
    for number in range(10):
        events.add("example", dpid=number % 2, number=number)
    page = stage.get("/api/v1/events?last=3")
    assert [event["fields"]["number"] for event in page["events"]] == [7, 8, 9]
    assert page["next"] == f"{events.boot}.{events.last}"
    page = stage.get("/api/v1/events?last=3&dpid=1")
    assert [event["fields"]["number"] for event in page["events"]] == [5, 7, 9]
    assert [event["fields"]["number"] for event in stage.get("/api/v1/events?last=99")["events"]] == list(range(10))
    assert stage.ask("GET", "/api/v1/events?last=0").status == 422
