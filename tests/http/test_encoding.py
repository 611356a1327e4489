"""What is no text is told as such: a switch may call its port anything."""

from __future__ import annotations

import json

import msgspec
import pytest

from oftwist.http.encoding import encode, shown
from tests.support.http_client import Stage, request_bytes


class Thing(msgspec.Struct):
    name: str
    parts: list[str]


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"eth0", "eth0"), ("ä".encode(), "ä"), (b"\xff", "\\xff"), (b"a\xe4\xf6", "a\\xe4\\xf6"), (b"", "")],
)
def test_bytes_of_a_switch(raw: bytes, text: str) -> None:
    name = raw.decode("utf-8", "surrogateescape")
    assert shown(name) == text
    assert json.loads(encode(name)) == text
    assert json.loads(encode({"a": [name, 1, None, {name: True}]})) == {"a": [text, 1, None, {text: True}]}
    assert json.loads(encode(Thing(name, [name]))) == {"name": text, "parts": [text]}


def test_half_a_character() -> None:
    assert json.loads(encode("\ud800")) == "\\ud800"


def test_a_port_that_is_called_anything_is_told_everywhere() -> None:
    stage = Stage(versions={1: 4})
    fake = stage.switches[1]
    fake.datapath.ports[1].name = b"\xff\xfe<script>".decode("utf-8", "surrogateescape")
    (first, *_) = stage.get("/stats/portdesc/1")["1"]
    assert first["name"] == "\\xff\\xfe<script>"


def test_an_event_of_such_a_port_is_told() -> None:
    stage = Stage(versions={1: 4})
    name = b"\xff-eth".decode("utf-8", "surrogateescape")
    stage.controller.events.add("port_down", 1, port=1, name=name, reason="no link", peer="")
    assert stage.get("/api/v1/events")["events"][-1]["fields"]["name"] == "\\xff-eth"
    wire = stage.dial()
    wire.transport.write(request_bytes("GET", "/api/v1/events?since=0", None, {"Accept": "text/event-stream"}))
    stage.settle()
    stage.clock.advance(1)
    stage.settle()
    assert b'"name":"\\\\xff-eth"' in wire.received


def test_a_mistake_with_half_a_character_is_told() -> None:
    stage = Stage(versions={1: 4})
    answer = stage.ask("POST", "/stats/flowentry/add", b'{"dpid": 1, "match": {"\\ud800": 1}}')
    assert answer.status == 400 and answer.error["path"] == "$.match.\\ud800"
