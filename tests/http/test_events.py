"""Events by the API: pages, and streams that can be resumed, that nobody waits for, and that are dropped."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

import pytest

from oftwist.http import HttpSettings, hub
from oftwist.http.hub import BEHIND, STUCK
from tests.support.http_client import Answer, Stage, Wire


class Reader:
    """A client that streams events.

    Attributes:
        wire: its connection.
    """

    def __init__(self, stage: Stage, path: str = "/api/v1/events", last: str | None = None) -> None:
        self.stage = stage
        self.wire: Wire = stage.dial()
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Accept: text/event-stream"]
        if last is not None:
            lines.append(f"Last-Event-ID: {last}")
        self.wire.transport.write("\r\n".join([*lines, "", ""]).encode())
        stage.settle()

    @property
    def text(self) -> str:
        """What has come, without the chunks of HTTP."""
        head, _, rest = self.wire.received.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ") and b"text/event-stream" in head, head
        body = b""
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            body += rest[: int(size, 16)]
            rest = rest[int(size, 16) + 2 :]
        return body.decode()

    @property
    def events(self) -> list[dict[str, Any]]:
        lines = self.text.splitlines()
        return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]

    @property
    def ids(self) -> list[str]:
        return [line.removeprefix("id: ") for line in self.text.splitlines() if line.startswith("id: ")]


def pass_time(stage: Stage, seconds: float) -> None:
    for _ in range(round(seconds / 0.25)):
        stage.clock.advance(0.25)
        stage.settle(2)


def add(stage: Stage, count: int, kind: str = "example", dpid: int | None = None) -> None:
    for number in range(count):
        stage.controller.events.add(kind, dpid, number=number)


# --- pages --------------------------------------------------------------------------------------------------------


def test_pages_follow_each_other() -> None:
    stage = Stage()
    add(stage, 25)
    page = stage.get("/api/v1/events?limit=10")
    assert [event["id"] for event in page["events"]] == list(range(1, 11))
    assert page["events"][0] == {
        "id": 1,
        "time": stage.controller.events.since()[0].time,
        "kind": "example",
        "dpid": None,
        "fields": {"number": 0},
    }
    page = stage.get(f"/api/v1/events?limit=100&since={page['next']}")
    assert [event["id"] for event in page["events"]] == list(range(11, 26))
    assert stage.get(f"/api/v1/events?since={page['next']}")["events"] == []
    assert stage.get("/api/v1/events?since=24")["events"][0]["id"] == 25


def test_filters() -> None:
    stage = Stage(versions={1: 4, 2: 4})
    add(stage, 2, "example", 1)
    found = stage.get("/api/v1/events?dpid=1")["events"]
    assert [event["kind"] for event in found] == ["switch_up", "example", "example"]
    found = stage.get("/api/v1/events?kind=switch_up&kind=example&dpid=2")["events"]
    assert [(event["kind"], event["dpid"]) for event in found] == [("switch_up", "0000000000000002")]
    assert len(stage.get("/api/v1/events?kind=switch_up,example&limit=9")["events"]) == 4
    for bad in ("since=x", "since=-1", "limit=0", "limit=20000", "dpid=nonsense", "nosuch=1", "since=1&since=2"):
        assert stage.ask("GET", f"/api/v1/events?{bad}").status == 422, bad


def test_what_is_not_kept_any_more_is_counted_and_another_run_is_noticed() -> None:
    stage = Stage()
    add(stage, 10_010)
    page = stage.get("/api/v1/events?since=5&limit=1")
    assert (page["events"][0]["id"], page["missed"]) == (11, 5)
    page = stage.get("/api/v1/events?since=abc.20&limit=1")
    assert (page["events"][0]["id"], page["missed"]) == (11, 10)
    page = stage.get("/api/v1/events?since=99999&limit=1")
    assert (page["events"][0]["id"], page["missed"]) == (11, 10)


def test_errors_are_those_that_went_wrong() -> None:
    stage = Stage(versions={1: 4})
    stage.ask("POST", "/api/v1/switches/1/flows", {"flow": "actions=group:9"})
    (error,) = stage.get("/api/v1/errors")["events"]
    assert (error["kind"], error["fields"]["name"]) == ("error", "bad_action/OFPBAC_BAD_OUT_GROUP")
    assert stage.get("/api/v1/errors?kind=switch_up")["events"] == []


# --- streams ------------------------------------------------------------------------------------------------------


def test_a_stream_tells_what_happens_from_now_on_and_can_be_resumed() -> None:
    stage = Stage()
    add(stage, 3)
    reader = Reader(stage)
    assert reader.events == []
    add(stage, 2)
    pass_time(stage, 0.25)
    assert [event["id"] for event in reader.events] == [4, 5]
    reader.wire.transport.loseConnection()
    stage.settle()
    add(stage, 2)
    pass_time(stage, 0.25)
    assert not stage.app.hub.streams
    resumed = Reader(stage, last=reader.ids[-1])
    assert [event["id"] for event in resumed.events] == [6, 7]
    assert [event["id"] for event in Reader(stage, "/api/v1/events?since=5").events] == [6, 7]


def test_a_stream_says_what_it_has_missed() -> None:
    stage = Stage()
    add(stage, 10_010)
    for last in ("2", f"{stage.controller.events.boot}.2", "ffff.2"):
        first, second = Reader(stage, last=last).events[:2]
        assert first["kind"] == "missed"
        assert first["fields"]["count"] == (8 if "ffff" not in last else 10)
        assert second["id"] == 11
    wire = stage.dial()
    wire.transport.write(
        b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
        b"Last-Event-ID: nonsense\r\nConnection: close\r\n\r\n"
    )
    stage.settle()
    assert Answer(wire.received).status == 422


def test_streams_have_filters() -> None:
    stage = Stage()
    reader = Reader(stage, "/api/v1/events?kind=example&dpid=7")
    errors = Reader(stage, "/api/v1/errors")
    add(stage, 1, "example", 7)
    add(stage, 1, "example", 8)
    add(stage, 1, "error", 7)
    pass_time(stage, 0.25)
    assert [event["id"] for event in reader.events] == [1]
    assert [event["id"] for event in errors.events] == [3]


def test_what_happens_together_is_sent_together_and_encoded_once() -> None:
    stage = Stage()
    readers = [Reader(stage) for _ in range(40)]
    with patch("oftwist.http.hub.describe", wraps=hub.describe) as encoded:
        add(stage, 10)
        pass_time(stage, 0.25)
    assert encoded.call_count == 10
    assert all([event["id"] for event in reader.events] == list(range(1, 11)) for reader in readers)


def test_idle_streams_get_a_sign_of_life_and_cost_nothing_else() -> None:
    stage = Stage()
    readers = [Reader(stage) for _ in range(30)]
    before = [len(reader.text) for reader in readers]
    pass_time(stage, 16)
    for reader, had in zip(readers, before, strict=True):
        assert set(reader.text[had:].split()) == {":"}
        assert reader.text.count(":\n\n") in (1, 2)
    for reader in readers:
        reader.wire.transport.loseConnection()
    stage.settle()
    assert not stage.app.hub.streams
    assert not [call for call in stage.clock.getDelayedCalls() if "hub" in str(call.func)], "nobody is there"


def stop_reading(reader: Reader) -> Any:
    """Let the client's end take nothing any more; returns what reads again."""
    reader.wire.transport.pauseProducing()
    return reader.wire.transport.resumeProducing


def test_a_slow_reader_gets_everything_when_it_reads_again() -> None:
    stage = Stage()
    reader, other = Reader(stage), Reader(stage)
    read_again = stop_reading(reader)
    for _ in range(1500):
        add(stage, 1)
        stage.clock.advance(0.02)
    pass_time(stage, 1)
    (stream, _) = stage.app.hub.streams
    assert stream.paused
    assert len(other.events) == 1500
    read_again()
    pass_time(stage, 1)
    assert [event["id"] for event in reader.events] == list(range(1, 1501))


def test_a_reader_that_falls_behind_is_dropped() -> None:
    stage = Stage()
    reader, other = Reader(stage), Reader(stage)
    stop_reading(reader)
    for _ in range(100):
        add(stage, 50)
        pass_time(stage, 0.25)
    assert stage.app.hub.dropped == 1
    assert len(stage.app.hub.streams) == 1
    assert len(other.events) == 5000 > BEHIND
    assert reader.wire.closed


def test_a_reader_that_does_not_read_for_long_is_dropped() -> None:
    stage = Stage()
    reader = Reader(stage)
    stop_reading(reader)
    add(stage, 1500)
    pass_time(stage, 1)
    assert stage.app.hub.streams
    pass_time(stage, STUCK + 20)
    assert not stage.app.hub.streams and stage.app.hub.dropped == 1


def test_there_are_only_so_many_streams() -> None:
    stage = Stage(HttpSettings(streams=2))
    readers = [Reader(stage) for _ in range(2)]
    answer = stage.ask("GET", "/api/v1/events", headers={"Accept": "text/event-stream"})
    assert answer.status == 503
    readers[0].wire.transport.loseConnection()
    stage.settle()
    assert Reader(stage).events == []


def test_streams_end_with_the_service() -> None:
    stage = Stage()
    reader = Reader(stage)
    stage.service.stopService()
    stage.settle()
    assert reader.wire.closed and not stage.app.hub.streams


@pytest.mark.parametrize("path", ["/api/v1/events", "/api/v1/errors"])
def test_head_of_a_stream_ends(path: str) -> None:
    answer = Stage().ask("HEAD", path, headers={"Accept": "text/event-stream"})
    assert answer.headers["Content-Type"] == "text/event-stream"
