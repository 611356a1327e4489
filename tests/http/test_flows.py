"""Flows by the API: text and members, both ways; what the switch refuses; pages, filters, replacing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.http_client import Stage
from tests.support.talk import ALL_VERSIONS

FLOWS = "/api/v1/switches/0000000000000001/flows"
every_version = pytest.mark.parametrize("version", ALL_VERSIONS)


def stage_of(version: int, **more: Any) -> Stage:
    return Stage(versions={1: version}, **more)


@every_version
def test_text_and_members_mean_the_same(version: int) -> None:
    stage = stage_of(version)
    for body in (
        {"flow": "priority=7,ip,in_port=1,nw_dst=10.0.0.0/8,actions=output:2"},
        {
            "priority": "7",
            "match": {"in_port": 1, "eth_type": "0x800", "ipv4_dst": "10.0.0.0/8"},
            "actions": ["output:2"],
        },
        {
            "priority": 7,
            "match": {"in_port": "1", "eth_type": 2048, "ipv4_dst": [0x0A000000, 0xFF000000]},
            "actions": "output:2",
        },
        {"priority": 7, "match": "ip,in_port=1,nw_dst=10.0.0.0/8", "actions": "output:2"},
    ):
        assert stage.ask("POST", FLOWS, body).json == {"changed": 1}
        (flow,) = stage.get(FLOWS)["flows"]
        assert flow["text"] == "priority=7,ip,in_port=1,nw_dst=10.0.0.0/8 actions=output:2"
        assert flow["match"] == {"in_port": 1, "eth_type": 2048, "ipv4_dst": "10.0.0.0/8"}
        assert (flow["priority"], flow["table"], flow["actions"]) == (7, 0, "output:2")
        assert stage.ask("DELETE", f"{FLOWS}?all=true").status == 200
        assert stage.get(FLOWS) == {"flows": [], "total": 0}


@every_version
def test_what_is_told_can_be_sent_again(version: int) -> None:
    stage = stage_of(version)
    lines = [
        "priority=9,tcp,nw_src=10.1.2.3,tp_dst=80 actions=output:1,output:2",
        "dl_vlan=5,dl_src=02:00:00:00:00:01 actions=drop",
        "priority=3,arp,in_port=LOCAL cookie=0x1234 idle_timeout=5 actions=CONTROLLER:64",
    ]
    assert stage.ask("POST", FLOWS, {"flows": lines}).json == {"changed": 3}
    told = stage.get(FLOWS)["flows"]
    assert sorted(flow["text"] for flow in told) == sorted(lines)
    again = [{key: flow[key] for key in ("priority", "cookie", "idle_timeout", "match", "actions")} for flow in told]
    assert stage.ask("PUT", FLOWS, {"flows": again}).json == {"deleted": [], "added": [], "modified": []}
    text = stage.ask("GET", FLOWS, headers={"Accept": "text/plain"})
    assert text.headers["Content-Type"].startswith("text/plain")
    assert len(text.body.splitlines()) == 3
    sent = "\n".join(["# a comment", *lines, ""]).encode()
    assert stage.ask("POST", FLOWS, sent, {"Content-Type": "text/plain"}).json == {"changed": 3}


@pytest.mark.parametrize(
    ("body", "status", "path"),
    [
        (b"{'flow': 'x'}", 400, "$"),
        (b"\xff", 400, "$"),
        (b"[" * 100_000, 422, "$"),
        ([], 422, "$"),
        ({}, 422, "$"),
        ({"flow": "actions=drop", "flows": []}, 422, "$"),
        ({"flow": "actions=nonsense"}, 422, "$.flow"),
        ({"flow": 5}, 422, "$.flow"),
        ({"flows": ["actions=drop", "in_port=1"]}, 422, "$.flows[1]"),
        ({"flows": [{"prio": 1}]}, 422, "$.flows[0]"),
        ({"flows": [{"priority": 65536}]}, 422, "$.flows[0].priority"),
        ({"flows": [{"priority": "many"}]}, 422, "$.flows[0].priority"),
        ({"priority": -1}, 422, "$.priority"),
        ({"match": {"ipv4_dst": "10.0.0.256"}}, 422, "$.match.ipv4_dst"),
        ({"match": {"in_port": "no such port"}}, 422, "$.match.in_port"),
        ({"match": "in_port=nowhere"}, 422, "$.match"),
        ({"match": {"in_port": [1, 2, 3]}}, 422, "$.match.in_port"),
        ({"match": {"nosuch": 1}}, 422, "$.match.nosuch"),
        ({"match": {"eth_src": {}}}, 422, "$.match[...]"),
        ({"actions": "output:nowhere"}, 422, "$.actions"),
        ({"out_port": "nowhere", "actions": "drop"}, 422, "$.out_port"),
        ({"flags": ["no such flag"]}, 422, "$.flags[0]"),
    ],
)
def test_bad_bodies_are_told_with_their_path(body: Any, status: int, path: str) -> None:
    stage = stage_of(4)
    answer = stage.ask("POST", FLOWS, body)
    assert (answer.status, answer.error.get("path")) == (status, path)
    assert not stage.switches[1].flows


def test_what_the_switch_refuses_is_told_by_its_place() -> None:
    stage = stage_of(4)
    body = {"flows": ["in_port=1,actions=drop", "actions=group:77", "table=99,actions=drop", "in_port=2,actions=drop"]}
    answer = stage.ask("POST", FLOWS, body)
    assert answer.status == 409
    assert answer.error["openflow"]["name"] == "bad_action/OFPBAC_BAD_OUT_GROUP"
    assert [one["about"].partition(":")[0] for one in answer.error["errors"]] == ["$.flows[1]", "$.flows[2]"]
    assert len(stage.switches[1].flows) == 2


def test_all_or_nothing() -> None:
    stage = stage_of(5)
    body = {"flows": ["in_port=1,actions=drop", "actions=group:77"]}
    answer = stage.ask("POST", f"{FLOWS}?atomic=true", body)
    assert (answer.status, answer.error["openflow"]["about"][:10]) == (409, "$.flows[1]")
    assert not stage.switches[1].flows
    assert stage.ask("POST", f"{FLOWS}?atomic=true", {"flows": body["flows"][:1]}).status == 200
    assert len(stage.switches[1].flows) == 1


def test_commands() -> None:
    stage = stage_of(4)
    stage.ask("POST", FLOWS, {"flows": ["priority=5,in_port=1,actions=drop", "priority=6,in_port=1,actions=drop"]})
    change = {"flow": "priority=5,in_port=1,actions=output:3"}
    assert stage.ask("POST", f"{FLOWS}?command=modify_strict", change).status == 200
    assert [flow["actions"] for flow in stage.get(FLOWS)["flows"]] == ["drop", "output:3"]
    assert stage.ask("POST", f"{FLOWS}?command=delete_strict", {"flow": "priority=6,in_port=1"}).status == 200
    assert [flow["priority"] for flow in stage.get(FLOWS)["flows"]] == [5]
    assert stage.ask("POST", f"{FLOWS}?command=destroy", change).error["path"] == "?command"


def test_deleting_needs_a_word() -> None:
    stage = stage_of(4)
    stage.ask("POST", FLOWS, {"flows": ["priority=5,in_port=1,actions=drop", "in_port=1,actions=drop", "actions=drop"]})
    assert stage.ask("DELETE", FLOWS).error["path"] == "?all"
    assert stage.ask("DELETE", f"{FLOWS}?priority=5&match=in_port=1").error["path"] == "?priority"
    assert stage.ask("DELETE", f"{FLOWS}?priority=5&match=in_port=1&strict=true").status == 200
    assert len(stage.switches[1].flows) == 2
    assert stage.ask("DELETE", f"{FLOWS}?match=in_port=1").status == 200
    assert len(stage.switches[1].flows) == 1
    assert stage.ask("DELETE", f"{FLOWS}?match=nonsense").error["path"] == "?match"
    assert stage.ask("DELETE", f"{FLOWS}?all=true").status == 200
    assert not stage.switches[1].flows


def test_pages_and_filters() -> None:
    stage = stage_of(4)
    lines = [f"table={n % 2},priority={n},in_port={n},actions=output:{n % 4 + 1}" for n in range(1, 26)]
    lines += ["cookie=0x77,actions=drop"]
    assert stage.ask("POST", FLOWS, {"flows": lines}).status == 200
    every = stage.get(FLOWS)
    assert every["total"] == 26 and "next" not in every
    assert [(flow["table"], -flow["priority"]) for flow in every["flows"]] == sorted(
        (flow["table"], -flow["priority"]) for flow in every["flows"]
    )
    seen, after = [], ""
    while True:
        page = stage.get(f"{FLOWS}?limit=10{after}")
        seen += [flow["text"] for flow in page["flows"]]
        if "next" not in page:
            break
        after = f"&after={page['next']}"
    assert seen == [flow["text"] for flow in every["flows"]]
    assert stage.get(f"{FLOWS}?table=1")["total"] == 13
    assert stage.get(f"{FLOWS}?cookie=0x77")["total"] == 1
    assert stage.get(f"{FLOWS}?match=in_port=3")["total"] == 1
    assert stage.get(f"{FLOWS}?out_port=2")["total"] == 7
    for bad, path in [
        ("after=nonsense", "?after"),
        ("limit=0", "?limit"),
        ("limit=x", "?limit"),
        ("table=999", "?table"),
        ("out_port=nowhere", "?out_port"),
        ("match=nonsense", "?match"),
        ("cookie=x", "?match"),
        ("nonsense=1", "?nonsense"),
        ("table=1&table=2", "?table"),
        ("timeout=0", "?timeout"),
    ]:
        answer = stage.ask("GET", f"{FLOWS}?{bad}")
        assert (answer.status, answer.error["path"]) == (422, path), bad


def test_replacing_sends_the_difference_only() -> None:
    stage = stage_of(4)
    before = ["in_port=1,actions=output:1", "in_port=2,actions=output:1", "in_port=3,actions=drop"]
    stage.ask("POST", FLOWS, {"flows": before})
    wanted = {"flows": ["in_port=1,actions=output:1", "in_port=2,actions=output:4", "in_port=4,actions=drop"]}
    plan = stage.ask("PUT", f"{FLOWS}?dry_run=true", wanted).json
    assert plan["added"] == ["in_port=4 actions=drop"]
    assert plan["modified"] == ["in_port=2 actions=output:4"]
    assert len(plan["deleted"]) == 1
    assert len(stage.get(f"{FLOWS}?match=in_port=3")["flows"]) == 1
    assert stage.ask("PUT", FLOWS, wanted).json == plan
    assert stage.ask("PUT", FLOWS, wanted).json == {"deleted": [], "added": [], "modified": []}


def test_a_switch_that_is_gone_or_silent() -> None:
    stage = stage_of(4)
    assert stage.ask("GET", FLOWS.replace("1/", "2/")).status == 404
    stage.switches[1].override("flow_stats_request", lambda channel, msg: True)
    assert stage.ask("GET", f"{FLOWS}?timeout=2").status == 504
    wire = stage.dial()
    wire.transport.write(f"GET {FLOWS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    stage.settle()
    stage.switches[1].disconnect()
    stage.settle()
    assert wire.received.startswith(b"HTTP/1.1 503 ")


def test_every_change_is_in_the_audit_trail() -> None:
    stage = stage_of(4)
    stage.ask("POST", FLOWS, {"flow": "actions=drop"})
    stage.ask("POST", FLOWS, {"flow": "actions=group:77"})
    stage.ask("POST", FLOWS, {"flow": "nonsense"})
    stage.ask("GET", FLOWS)
    changes = [event for event in stage.controller.events.since() if event.kind == "change"]
    assert [(event.dpid, event.fields["who"], event.fields["outcome"]) for event in changes] == [
        (1, "anonymous", "done"),
        (1, "anonymous", "refused (409)"),
        (1, "anonymous", "refused (422)"),
    ]
    assert changes[0].fields["what"] == f"POST {FLOWS}"
