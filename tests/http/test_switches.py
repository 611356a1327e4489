"""Everything about one switch but its flows: ports, groups, meters, tables, queues, role, maintenance, state."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist import loxi, wire
from oftwist.controller.switch import Switch
from oftwist.http.api import groups
from oftwist.wire.codec.malformed import stand_in
from tests.support.http_client import Stage
from tests.support.talk import ALL_VERSIONS

SWITCH = "/api/v1/switches/0000000000000001"
every_version = pytest.mark.parametrize("version", ALL_VERSIONS)
with_meters = pytest.mark.parametrize("version", [4, 5, 6])


def stage_of(version: int = 4, **more: Any) -> Stage:
    return Stage(versions={1: version}, **more)


# --- the switch itself ------------------------------------------------------------------------------------------


@every_version
def test_a_switch_is_described(version: int) -> None:
    stage = stage_of(version)
    stage.controller.names.replace({1: "attic"}, {1: {2: "printer"}})
    found = stage.get("/api/v1/switches/attic")
    assert found == stage.get(SWITCH) == stage.get("/api/v1/switches")["switches"][0]
    assert (found["dpid"], found["name"], found["state"]) == ("0000000000000001", "attic", "up")
    assert (found["version"], found["ports"], found["tables"]) == (f"1.{version - 1}", 4, 8)
    assert found["description"]["manufacturer"] == "oftwist"
    assert found["status_reason"] == "connected"
    assert stage.get(f"{SWITCH}/ports/2")["name"] == "printer"


def test_a_switch_that_is_gone_is_told_with_the_reason() -> None:
    stage = stage_of()
    assert stage.ask("DELETE", f"{SWITCH}/connection").status == 200
    found = stage.get(SWITCH)
    assert (found["state"], found["status_reason"]) == ("down", "closed by anonymous with the API")
    assert [one["state"] for one in stage.get("/api/v1/switches")["switches"]] == ["down"]
    assert stage.get("/api/v1/switches?state=up")["switches"] == []
    for path in ("flows", "ports", "groups", "meters", "tables", "queues", "state", "role"):
        answer = stage.ask("GET", f"{SWITCH}/{path}")
        assert answer.status == 503 and "closed by" in answer.error["detail"], path
        assert stage.ask("GET", f"/api/v1/switches/7/{path}").status == 404


def test_one_that_does_not_describe_itself_is_listed_all_the_same() -> None:
    stage = stage_of()
    stage.switches[1].override("desc_stats_request", lambda channel, msg: True)
    assert stage.get(SWITCH)["description"] is None
    assert len(stage.get("/api/v1/switches")["switches"]) == 1


# --- ports ------------------------------------------------------------------------------------------------------


@every_version
def test_ports(version: int) -> None:
    stage = stage_of(version)
    ports = stage.get(f"{SWITCH}/ports")["ports"]
    assert [port["number"] for port in ports] == [1, 2, 3, 4]
    port = stage.get(f"{SWITCH}/ports/{ports[1]['name']}")
    assert port == ports[1] == stage.get(f"{SWITCH}/ports/2")
    assert (port["up"], port["admin_up"], port["status_reason"]) == (True, True, "it has a link")
    assert port["hw_addr"] == "02:00:00:01:00:02" and port["speed"] == 10**10
    assert port["counters"] is None
    counted = stage.get(f"{SWITCH}/ports?counters=true")["ports"][1]["counters"]
    assert counted["rx_packets"] == counted["tx_bytes"] == 0
    assert stage.ask("PUT", f"{SWITCH}/ports/2", {"admin_up": False, "packet_in": False}).json == {"changed": 1}
    port = stage.get(f"{SWITCH}/ports/2")
    assert (port["up"], port["admin_up"], port["packet_in"], port["receive"]) == (False, False, False, True)
    assert port["status_reason"] == "switched off"
    assert stage.ask("PUT", f"{SWITCH}/ports/2", {"admin_up": True}).status == 200
    assert stage.get(f"{SWITCH}/ports/2")["up"]
    stage.switches[1].set_link(2, False)
    stage.settle()
    assert stage.get(f"{SWITCH}/ports/2")["status_reason"] == "no link"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "ports/9", None, 404),
        ("GET", "ports/nowhere", None, 422),
        ("GET", "ports/99999999999", None, 422),
        ("GET", "ports?counters=perhaps", None, 422),
        ("PUT", "ports/1", {}, 422),
        ("PUT", "ports/1", {"admin_up": "sometimes"}, 422),
        ("PUT", "ports/1", {"colour": "red"}, 422),
        ("PUT", "ports/1", b"{", 400),
        ("PUT", "ports/9", {"admin_up": True}, 404),
    ],
)
def test_bad_questions_about_ports(method: str, path: str, body: Any, status: int) -> None:
    assert stage_of().ask(method, f"{SWITCH}/{path}", body).status == status


# --- groups and meters ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [2, 3, 4, 5, 6])
def test_groups_as_text_and_members(version: int) -> None:
    stage = stage_of(version)
    words = "group_id=1,type=select,bucket=weight:5,actions=output:1,bucket=weight:1,actions=output:2"
    assert stage.ask("POST", f"{SWITCH}/groups", {"group": words}).json == {"changed": 1}
    first = stage.get(f"{SWITCH}/groups")["groups"]
    members = {key: first[0][key] for key in ("group_id", "type", "buckets")}
    assert members["type"] == "select"
    told = [(bucket["weight"], bucket["actions"]) for bucket in members["buckets"]]
    assert told == [(5, "output:1"), (1, "output:2")]
    assert stage.ask("DELETE", f"{SWITCH}/groups?group_id=1").status == 200
    assert stage.get(f"{SWITCH}/groups") == {"groups": []}
    second = {"group_id": "2", "type": "ff", "buckets": [{"watch_port": 1, "actions": ["output:1"]}]}
    assert stage.ask("POST", f"{SWITCH}/groups", {"groups": [members, second]}).json == {"changed": 2}
    again = stage.get(f"{SWITCH}/groups")["groups"]
    assert again[0]["text"] == first[0]["text"]
    assert (again[1]["type"], again[1]["buckets"][0]["watch_port"]) == ("fast_failover", 1)
    change = {"group": "group_id=1,type=all,bucket=output:3"}
    assert stage.ask("POST", f"{SWITCH}/groups?command=modify", change).status == 200
    assert stage.get(f"{SWITCH}/groups")["groups"][0]["type"] == "all"
    answer = stage.ask("POST", f"{SWITCH}/groups", {"groups": ["group_id=1,type=all", "group_id=3,type=all"]})
    assert answer.status == 409
    assert answer.error["openflow"]["name"] == "group_mod_failed/OFPGMFC_GROUP_EXISTS"
    assert answer.error["openflow"]["about"].startswith("$.groups[0]: ")
    assert len(stage.get(f"{SWITCH}/groups")["groups"]) == 3
    assert stage.ask("DELETE", f"{SWITCH}/groups?all=true").status == 200
    assert stage.get(f"{SWITCH}/groups") == {"groups": []}


@with_meters
def test_meters_as_text_and_members(version: int) -> None:
    stage = stage_of(version)
    words = "meter=1,kbps,burst,stats,bands=type=drop,rate=1000,burst_size=100"
    assert stage.ask("POST", f"{SWITCH}/meters", {"meter": words}).json == {"changed": 1}
    first = stage.get(f"{SWITCH}/meters")["meters"]
    members = {key: first[0][key] for key in ("meter_id", "flags")}
    bands = [{key: band[key] for key in ("type", "rate", "burst_size")} for band in first[0]["bands"]]
    assert members["flags"] == ["kbps", "burst", "stats"]
    assert bands == [{"type": "drop", "rate": 1000, "burst_size": 100}]
    assert first[0]["bands"][0]["packets"] == 0
    assert stage.ask("DELETE", f"{SWITCH}/meters?meter_id=1").status == 200
    body = {"meters": [{**members, "bands": bands}, "meter=2 pktps bands=type=drop rate=5"]}
    assert stage.ask("POST", f"{SWITCH}/meters", body).json == {"changed": 2}
    again = stage.get(f"{SWITCH}/meters")["meters"]
    assert again[0]["text"] == first[0]["text"]
    change = {"meter": again[1]["text"].replace("5", "6")}
    assert stage.ask("POST", f"{SWITCH}/meters?command=modify", change).status == 200
    assert stage.get(f"{SWITCH}/meters")["meters"][1]["bands"][0]["rate"] == 6
    answer = stage.ask("POST", f"{SWITCH}/meters", {"meter": words})
    assert (answer.status, answer.error["openflow"]["name"]) == (409, "meter_mod_failed/OFPMMFC_METER_EXISTS")
    assert stage.ask("DELETE", f"{SWITCH}/meters?all=true").status == 200
    assert stage.get(f"{SWITCH}/meters") == {"meters": []}


@pytest.mark.parametrize(
    ("path", "body", "status", "where"),
    [
        ("groups", {}, 422, "$"),
        ("groups", {"group": "x", "groups": []}, 422, "$"),
        ("groups", {"group": "nonsense"}, 422, "$.group"),
        ("groups", {"groups": [{"type": "all"}]}, 422, "$.groups[0].group_id"),
        ("groups", {"groups": ["group_id=1,type=all", {"group_id": 1, "type": "some"}]}, 422, "$.groups[1].type"),
        ("groups", {"group_id": 0xFFFFFFFF, "type": "all"}, 422, "$.group_id"),
        ("groups", {"group_id": 1, "type": "all", "buckets": [{"weight": -1}]}, 422, "$.buckets[0].weight"),
        ("groups", {"group_id": 1, "type": "all", "buckets": [{"actions": "nonsense"}]}, 422, "$"),
        ("groups", b"nonsense", 400, "$"),
        ("meters", {}, 422, "$"),
        ("meters", {"meter": "nonsense"}, 422, "$.meter"),
        ("meters", {"meters": [{"flags": ["kbps"]}]}, 422, "$.meters[0].meter_id"),
        ("meters", {"meter_id": 0, "flags": ["kbps"]}, 422, "$.meter_id"),
        ("meters", {"meter_id": 1, "flags": ["mph"]}, 422, "$.flags[0]"),
        ("meters", {"meter_id": 1, "bands": [{"type": "drop", "rate": 1 << 32}]}, 422, "$.bands[0].rate"),
        ("meters", {"meter_id": 1, "flags": ["kbps"], "bands": [{"type": "raise", "rate": 1}]}, 422, "$"),
        ("meters", b"{", 400, "$"),
    ],
)
def test_bad_groups_and_meters(path: str, body: Any, status: int, where: str) -> None:
    answer = stage_of().ask("POST", f"{SWITCH}/{path}", body)
    assert (answer.status, answer.error["path"]) == (status, where)


@pytest.mark.parametrize("path", ["groups", "meters"])
def test_deleting_needs_a_number_or_all(path: str) -> None:
    stage = stage_of()
    assert stage.ask("DELETE", f"{SWITCH}/{path}").status == 422
    assert stage.ask("DELETE", f"{SWITCH}/{path}?all=true&{path[:-1]}_id=1").status == 422


def test_what_a_version_does_not_have() -> None:
    stage = stage_of(1)
    for path in ("groups", "meters"):
        for method, query in (("POST", ""), ("DELETE", "?all=true"), ("GET", "")):
            answer = stage.ask(method, f"{SWITCH}/{path}{query}", {} if method == "POST" else None)
            assert answer.status == 422 and "came with OpenFlow" in answer.error["detail"], (method, path)


# --- tables and queues ------------------------------------------------------------------------------------------


@every_version
def test_tables(version: int) -> None:
    stage = stage_of(version)
    stage.ask("POST", f"{SWITCH}/flows", {"flow": "in_port=1,actions=drop"})
    tables = stage.get(f"{SWITCH}/tables")["tables"]
    assert [table["table"] for table in tables] == list(range(8))
    assert [table["active"] for table in tables] == [1, 0, 0, 0, 0, 0, 0, 0]
    (table,) = stage.get(f"{SWITCH}/tables?active=true&features=true")["tables"]
    assert table["name"] is not None and table["max_entries"] > 0


@every_version
def test_queues(version: int) -> None:
    stage = stage_of(version)
    assert {queue["port"] for queue in stage.get(f"{SWITCH}/queues")["queues"]} == {1, 2, 3, 4}
    assert {queue["port"] for queue in stage.get(f"{SWITCH}/queues?port=2")["queues"]} == {2}
    assert {queue["port"] for queue in stage.get(f"{SWITCH}/queues?port=s1-eth3")["queues"]} == {3}
    answer = stage.ask("GET", f"{SWITCH}/queues?port=nowhere")
    assert (answer.status, answer.error["path"]) == (422, "?port")
    assert stage.ask("GET", f"{SWITCH}/queues?port=99").status == 409


# --- role, maintenance, packets, ping ---------------------------------------------------------------------------


@pytest.mark.parametrize("version", [3, 4, 5, 6])
def test_role(version: int) -> None:
    stage = stage_of(version)
    assert stage.get(f"{SWITCH}/role")["role"] is None
    assert stage.ask("PUT", f"{SWITCH}/role", {"role": "master", "generation_id": "0x10"}).json["role"] == "master"
    assert stage.get(f"{SWITCH}/role")["generation_id"] == "0x10"
    answer = stage.ask("PUT", f"{SWITCH}/role", {"role": "slave", "generation_id": 15})
    assert (answer.status, answer.error["openflow"]["name"]) == (409, "role_request_failed/OFPRRFC_STALE")
    assert stage.ask("PUT", f"{SWITCH}/role", {"role": "boss"}).error["path"] == "$.role"
    assert stage.ask("PUT", f"{SWITCH}/role", {"role": "slave", "generation_id": 1 << 64}).status == 422


def test_maintenance() -> None:
    stage = stage_of()
    seen: list[str] = []
    stage.controller.add_handler("switch_down", lambda switch, reason: seen.append(reason))
    assert stage.get(f"{SWITCH}/maintenance") == {"on": False, "status_reason": "in service"}
    body = {"on": True, "reason": "new fan"}
    assert stage.ask("PUT", f"{SWITCH}/maintenance", body).json == {"on": True, "status_reason": "new fan"}
    assert seen == ["maintenance: new fan"]
    found = stage.get(SWITCH)
    assert (found["state"], found["status_reason"]) == ("maintenance", "maintenance: new fan")
    assert stage.ask("POST", f"{SWITCH}/flows", {"flow": "actions=drop"}).status == 200
    for _ in range(2):
        assert stage.ask("PUT", f"{SWITCH}/maintenance", {"on": False}).json["on"] is False
    assert stage.get(SWITCH)["state"] == "up"
    assert stage.ask("PUT", "/api/v1/switches/99/maintenance", {"on": True}).status == 200, "it need not be there"
    assert stage.get("/api/v1/switches/99/maintenance")["on"]
    assert stage.ask("PUT", "/api/v1/switches/nonsense/maintenance", {"on": True}).status == 404
    assert stage.ask("PUT", f"{SWITCH}/maintenance", {}).error["path"] == "$"


@every_version
def test_packets_are_sent(version: int) -> None:
    stage = stage_of(version)
    frame = "0123456789ab0123456789ab0800"
    for body in (
        {"packet": f"in_port=1,packet={frame},actions=output:2"},
        {"data": frame, "actions": "output:2"},
        {"data": frame, "actions": ["output:2"], "in_port": "LOCAL"},
    ):
        assert stage.ask("POST", f"{SWITCH}/packet-out", body).status == 200
    counters = stage.get(f"{SWITCH}/ports/2?counters=true")["counters"]
    assert (counters["tx_packets"], counters["tx_bytes"]) == (3, 3 * len(frame) // 2)
    for bad, path in [
        ({}, "$"),
        ({"packet": "x", "data": frame, "actions": "drop"}, "$"),
        ({"packet": "nonsense"}, "$.packet"),
        ({"data": "0", "actions": "drop"}, "$.data"),
        ({"data": frame, "actions": "nonsense"}, "$.actions"),
        ({"data": frame, "actions": "drop", "in_port": "nowhere"}, "$.in_port"),
    ]:
        assert stage.ask("POST", f"{SWITCH}/packet-out", bad).error["path"] == path


def test_ping() -> None:
    stage = stage_of()
    assert stage.ask("POST", f"{SWITCH}/ping").json == {"rtt": 0.0}
    assert not [event for event in stage.controller.events.since() if event.kind == "change"]


# --- the whole state ----------------------------------------------------------------------------------------------


@with_meters
def test_state_is_saved_compared_and_restored(version: int) -> None:
    stage = stage_of(version)
    every = {
        "meters": ["meter=1,kbps,bands=type=drop,rate=1000"],
        "groups": [
            "group_id=5,type=all,bucket=output:1",
            "group_id=1,type=all,bucket=group:5",
            "group_id=9,type=all,bucket=output:2",
        ],
        "flows": [
            "in_port=1,actions=meter:1,group:1",
            "table=2,priority=3,in_port=2,actions=output:3",
            "actions=group:9",
        ],
    }
    for kind, lines in every.items():
        assert stage.ask("POST", f"{SWITCH}/{kind}", {kind: lines}).status == 200
    saved = stage.get(f"{SWITCH}/state")
    assert (saved["dpid"], saved["version"]) == ("0000000000000001", f"1.{version - 1}")
    assert [len(saved[kind]) for kind in ("flows", "groups", "meters")] == [3, 3, 1]
    same = stage.ask("PUT", f"{SWITCH}/state?dry_run=true", saved).json
    assert same["same"] and not same["flows"]["added"]

    # a switch that lacks all of it, one that has other things, one that has some of it changed
    for change in (
        lambda: [stage.ask("DELETE", f"{SWITCH}/{kind}?all=true") for kind in ("flows", "groups", "meters")],
        lambda: [
            stage.ask("POST", f"{SWITCH}/groups", {"group": "group_id=77,type=all"}),
            stage.ask("POST", f"{SWITCH}/meters", {"meter": "meter=7,kbps,bands=type=drop,rate=1"}),
            stage.ask("POST", f"{SWITCH}/flows", {"flow": "priority=1,actions=meter:7,group:77"}),
        ],
        lambda: [
            stage.ask("POST", f"{SWITCH}/groups?command=modify", {"group": "group_id=1,type=all,bucket=output:4"}),
            stage.ask("POST", f"{SWITCH}/meters?command=modify", {"meter": "meter=1,kbps,bands=type=drop,rate=9"}),
            stage.ask("POST", f"{SWITCH}/flows", {"flow": "in_port=1,actions=drop"}),
        ],
    ):
        assert all(answer.status == 200 for answer in change())
        plan = stage.ask("PUT", f"{SWITCH}/state?dry_run=true", saved).json
        assert not plan["same"]
        done = stage.ask("PUT", f"{SWITCH}/state", saved)
        assert (done.status, done.json) == (200, plan)
        assert stage.ask("PUT", f"{SWITCH}/state?dry_run=true", saved).json == same


def test_state_of_a_switch_without_groups_and_meters() -> None:
    stage = stage_of(1)
    stage.ask("POST", f"{SWITCH}/flows", {"flow": "in_port=1,actions=output:2"})
    saved = stage.get(f"{SWITCH}/state")
    assert (saved["flows"], saved["groups"], saved["meters"]) == (["in_port=1 actions=output:2"], [], [])
    stage.ask("DELETE", f"{SWITCH}/flows?all=true")
    assert stage.ask("PUT", f"{SWITCH}/state", saved).json["flows"]["added"] == saved["flows"]


@pytest.mark.parametrize(
    ("body", "status", "path"),
    [
        ({}, 422, "$"),
        ({"format": "other", "flows": []}, 422, "$.format"),
        ({"format": "oftwist-state-1", "flows": ["actions=drop", "nonsense"]}, 422, "$.flows[1]"),
        ({"format": "oftwist-state-1", "flows": [], "groups": ["nonsense"]}, 422, "$.groups[0]"),
        ({"format": "oftwist-state-1", "flows": [], "meters": ["nonsense"]}, 422, "$.meters[0]"),
        (b"", 400, "$"),
    ],
)
def test_bad_states_change_nothing(body: Any, status: int, path: str) -> None:
    stage = stage_of()
    stage.ask("POST", f"{SWITCH}/flows", {"flow": "in_port=1,actions=output:2"})
    answer = stage.ask("PUT", f"{SWITCH}/state", body)
    assert (answer.status, answer.error["path"]) == (status, path)
    assert len(stage.switches[1].flows) == 1


def test_long_chains_and_circles_of_groups_are_told_by_the_switch() -> None:
    stage = stage_of()
    chain = [f"group_id={n},type=all,bucket=group:{n + 1}" for n in range(1, 1500)]
    answer = stage.ask("PUT", f"{SWITCH}/state", {"format": "oftwist-state-1", "flows": [], "groups": chain})
    assert answer.status in (200, 409)
    circle = ["group_id=1,type=all,bucket=group:2", "group_id=2,type=all,bucket=group:1"]
    answer = stage.ask("PUT", f"{SWITCH}/state", {"format": "oftwist-state-1", "flows": [], "groups": circle})
    assert answer.status in (200, 409)


@pytest.mark.parametrize("version", range(2, 7))
def test_a_bucket_that_cannot_be_read_is_told_by_its_bytes(version: int) -> None:
    ofp = loxi.protocol(version)
    good, bad = ofp.bucket(actions=[ofp.action.group(group_id=7)]), ofp.bucket(actions=[ofp.action.group(group_id=8)])
    reply = ofp.message.group_desc_stats_reply(xid=1, entries=[ofp.group_desc_stats_entry(buckets=[good, bad])])
    raw = bytearray(reply.pack())
    raw[-5] = 0xF0  # the length of its action
    (entry,) = wire.decode(bytes(raw)).entries
    told = groups.describe(entry)
    assert [bucket.actions for bucket in told.buckets] == ["group:7", f"malformed({entry.buckets[1].raw.hex()})"]
    assert told.text.count("malformed") == 1


@pytest.mark.parametrize(
    ("path", "of", "asked"),
    [
        ("flows", "flow_stats_entry", "flows"), ("groups", "group_desc_stats_entry", "groups"),
        ("meters", "meter_config", "meters"), ("tables", "table_stats_entry", "stats"),
        ("queues", "queue_stats_entry", "stats"), ("ports?counters=true", "port_stats_entry", "port_stats"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_read_costs_itself_only(path: str, of: str, asked: str, monkeypatch: Any) -> None:
    stage = stage_of()
    good = getattr(loxi.protocol(4), of)()
    bad = stand_in(type(good), b"\0\0\0\x08\0\0\0\1", "of a test")

    async def entries(*args: Any, **more: Any) -> list[Any]:
        return [bad, good]

    monkeypatch.setattr(Switch, asked, entries)
    (found,) = stage.get(f"{SWITCH}/{path}").values() if path != "flows" else [stage.get(f"{SWITCH}/flows")["flows"]]
    assert len(found) == (4 if "ports" in path else 1)
