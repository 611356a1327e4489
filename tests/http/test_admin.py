"""The controller itself by the API: apps, cluster, configuration, logs, captures, topology."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from twisted.internet.defer import succeed

from oftwist import on
from oftwist.errors import ConfigurationError
from oftwist.http import HttpApp
from oftwist.net import Topology
from tests.support.http_client import Client, Stage
from tests.support.world import World


def test_the_controller_and_what_it_counts() -> None:
    stage = Stage(versions={1: 4, 2: 1})
    found = stage.get("/api/v1")
    assert (found["state"], found["switches"], found["connections"]) == ("running", 2, 2)
    counters = stage.get("/api/v1/counters")
    assert set(counters["switches"]) == {"0000000000000001", "0000000000000002"}
    each = [one["messages"] for one in counters["switches"].values()]
    assert counters["total"]["messages"] == sum(each) > 0


def test_apps_and_how_they_are() -> None:
    class Fragile:
        @on("packet_in")
        def packet_in(self, switch: Any, msg: Any) -> None:
            raise ValueError("dropped it")

        @on("switch_up")
        def switch_up(self, switch: Any) -> None:
            pass

    stage = Stage(versions={1: 4})
    stage.controller.add_app(Fragile())
    (app,) = stage.get("/api/v1/apps")["apps"]
    assert app["name"].endswith("Fragile") and app["failures"] == 0
    assert (app["state"], app["handlers"]) == ("running", ["packet_in", "switch_up"])
    stage.switches[1].packet_in(1, b"x")
    stage.settle()
    (app,) = stage.get("/api/v1/apps")["apps"]
    assert app["failures"] == 1 and "dropped it" in app["status_reason"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "cluster"), ("GET", "config"), ("POST", "reload"), ("GET", "log-levels"), ("PUT", "log-levels"),
        ("GET", "captures"), ("POST", "captures"), ("DELETE", "captures/1"), ("GET", "recorder/1"),
        ("GET", "links"), ("GET", "hosts"), ("GET", "topology"), ("GET", "paths?from=1&to=2"),
    ],
)  # fmt: skip
def test_what_is_not_configured_says_so(method: str, path: str) -> None:
    answer = Stage().ask(method, f"/api/v1/{path}", {})
    assert answer.status == 404 and "not configured" in answer.error["detail"]


def test_the_cluster() -> None:
    store = SimpleNamespace(
        node="a",
        trusted=True,
        nodes=lambda: {"b": frozenset({2, 1}), "a": frozenset()},
        masters=lambda: {1: SimpleNamespace(node="b", generation_id=16, since=5.0)},
    )
    stage = Stage(versions={1: 4}, cluster=SimpleNamespace(store=store))
    assert stage.get("/api/v1/cluster") == {
        "node": "a",
        "state": "member",
        "status_reason": "its lease is good",
        "nodes": {"a": [], "b": ["0000000000000001", "0000000000000002"]},
        "masters": {"0000000000000001": {"node": "b", "generation_id": "0x10", "since": 5.0}},
    }
    assert stage.ask("PUT", "/api/v1/switches/1/role", {"role": "master"}).status == 409
    store.trusted = False
    assert stage.get("/api/v1/cluster")["state"] == "alone"


def test_configuration_and_reload() -> None:
    answers: list[Any] = [
        SimpleNamespace(changed=["log.level"], kept=["listen"]),
        succeed(SimpleNamespace(changed=[], kept=[])),
    ]

    def reload() -> Any:
        if not answers:
            raise ConfigurationError("oftwist.toml: listen: no such thing")
        return answers.pop(0)

    stage = Stage(reload=reload, configuration=lambda: {"http": {"token": "***"}})
    assert stage.get("/api/v1/config") == {"http": {"token": "***"}}
    assert stage.ask("POST", "/api/v1/reload").json == {"changed": ["log.level"], "kept": ["listen"]}
    assert stage.ask("POST", "/api/v1/reload").json == {"changed": [], "kept": []}
    answer = stage.ask("POST", "/api/v1/reload")
    assert (answer.status, answer.error["detail"]) == (422, "oftwist.toml: listen: no such thing")


def test_log_levels() -> None:
    class Levels:
        def __init__(self) -> None:
            self.now: dict[str, str] = {"": "info"}

        def levels(self) -> dict[str, str]:
            return self.now

        def set_level(self, namespace: str, level: str | None) -> None:
            if level is None:
                self.now.pop(namespace, None)
            else:
                self.now[namespace] = level

    stage = Stage(levels=Levels())
    change = {"levels": {"oftwist.net": "debug", "": "warn"}}
    assert stage.ask("PUT", "/api/v1/log-levels", change).json == {"levels": {"": "warn", "oftwist.net": "debug"}}
    assert stage.ask("PUT", "/api/v1/log-levels", {"levels": {"oftwist.net": None}}).json == {"levels": {"": "warn"}}
    assert stage.get("/api/v1/log-levels") == {"levels": {"": "warn"}}
    for bad in ({}, {"levels": {"": "loud"}}, {"levels": {"no spaces": "info"}}):
        assert stage.ask("PUT", "/api/v1/log-levels", bad).status == 422


def test_captures_and_the_recorder() -> None:
    class Captures:
        def __init__(self) -> None:
            self.running: dict[str, Any] = {}

        def start_named(self, wanted: str) -> str:
            if "rotate" in wanted:
                raise ConfigurationError("rotate: no")
            self.running["1"] = SimpleNamespace(id="1", file=wanted, messages=5, dropped=0, since=1.0)
            return "1"

        def stop(self, id: str) -> None:
            del self.running[id]

        def list(self) -> list[Any]:
            return list(self.running.values())

    recorder = SimpleNamespace(dump=lambda dpid: b"\n\r\r\n" if dpid == 1 else None)
    stage = Stage(captures=Captures(), recorder=recorder)
    started = stage.ask("POST", "/api/v1/captures", {"capture": "x.pcapng:dpid=1"})
    assert (started.status, started.json) == (201, {"id": "1"})
    (capture,) = stage.get("/api/v1/captures")["captures"]
    assert capture == {"id": "1", "file": "x.pcapng:dpid=1", "messages": 5, "dropped": 0, "since": 1.0}
    gone = stage.ask("DELETE", "/api/v1/captures/1")
    assert (gone.status, gone.body) == (204, b"")
    assert stage.ask("DELETE", "/api/v1/captures/1").status == 404
    assert stage.ask("POST", "/api/v1/captures", {"capture": "x:rotate=1"}).error["path"] == "$.capture"
    assert stage.ask("POST", "/api/v1/captures", {}).status == 422
    dump = stage.ask("GET", "/api/v1/recorder/1")
    assert (dump.body, dump.headers["Content-Type"]) == (b"\n\r\r\n", "application/x-pcapng")
    assert stage.ask("GET", "/api/v1/recorder/2").status == 404


# --- the network ------------------------------------------------------------------------------------------------


def test_links_hosts_and_paths() -> None:
    world = World.ring(4, [1])  # 1.0: what matches nothing goes to the controller
    world.run(2.0)
    world.network.ping_all()
    world.run(1.0)
    client = Client(HttpApp(world.controller), world.clock, world.endpoint)
    links = client.get("/api/v1/links")["links"]
    assert len(links) == 4 and {link["through"] for link in links} == {"cable"}
    assert len(client.get("/api/v1/links?dpid=1")["links"]) == 2
    hosts = client.get("/api/v1/hosts")
    assert hosts["total"] == len(hosts["hosts"]) == 8
    assert len(client.get("/api/v1/hosts?limit=3&offset=6")["hosts"]) == 2
    one, other = hosts["hosts"][0], next(host for host in hosts["hosts"] if host["dpid"] == "0000000000000003")
    assert len(client.get(f"/api/v1/hosts?dpid={one['dpid']}")["hosts"]) == 2
    assert client.get(f"/api/v1/hosts?address={one['mac']}")["hosts"] == [one]
    assert client.get("/api/v1/hosts?address=192.0.2.99")["hosts"] == []
    paths = client.get(f"/api/v1/paths?from={one['mac']}&to={other['mac']}")["paths"]
    assert {len(path) for path in paths} == {3} if one["dpid"][-1] == "1" else paths
    assert paths[0][-1] == {"dpid": other["dpid"], "in_port": paths[0][-1]["in_port"], "out_port": other["port"]}
    assert len(client.get("/api/v1/paths?from=1&to=3&disjoint=true&weight=delay")["paths"]) == 2
    everything = client.get("/api/v1/topology")
    assert (len(everything["switches"]), len(everything["links"]), len(everything["hosts"])) == (4, 4, 8)
    assert sum(map(len, everything["tree"].values())) == 6, "three links, both ends of each"


def test_a_network_of_nobody_has_nothing() -> None:
    stage = Stage(versions={1: 4})
    stage.controller.add_app(Topology(stage.controller))
    assert stage.get("/api/v1/links") == {"links": []}
    assert stage.get("/api/v1/hosts") == {"hosts": [], "total": 0}
    assert stage.get("/api/v1/topology")["switches"][0]["state"] == "up"
    assert stage.get("/api/v1/paths?from=1&to=1") is not None
    for bad, status, path in [
        ("paths?from=1", 422, "?"),
        ("paths?from=nonsense&to=1", 422, "?from"),
        ("paths?from=10.0.0.1&to=1", 404, "?from"),
        ("paths?from=1&to=2&most=0", 422, "?most"),
        ("hosts?address=nonsense", 422, "?address"),
        ("hosts?dpid=nonsense", 422, "?dpid"),
        ("links?dpid=nonsense", 422, "?dpid"),
    ]:
        answer = stage.ask("GET", f"/api/v1/{bad}")
        assert (answer.status, answer.error["path"]) == (status, path), bad
