"""Wild requests to every route there is: each is answered, and none of the answers is a fault of ours."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from twisted.logger import globalLogPublisher

from oftwist.apps import LearningSwitch
from oftwist.http.service import ROUTES
from tests.support.http_client import Stage

WORDS = [
    "1",
    "4",
    "6",
    "0000000000000004",
    "x",
    "%ff",
    "..",
    "%2e%2e",
    "%00",
    "ALL",
    "-1",
    "a" * 300,
    "9" * 5000,
    "@",
    "*",
]
VALUES = ["", "1", "-1", "x", "true", "1e9", "9" * 5000, "[]", "in_port=1", "actions=drop", "%00", "%c3%a4"]
ARGUMENTS = [
    "match",
    "table",
    "limit",
    "after",
    "since",
    "kind",
    "dpid",
    "from",
    "to",
    "level",
    "x",
    "priority",
    "cookie",
]
TEXTS = [
    "",
    "x",
    "table=" + "9" * 5000,
    "in_port=1,actions=output:2",
    "actions=drop",
    "all",
    "\ud800",
    "\0",
    "1",
    "10.0.0.1",
    "a" * 2000,
]
NUMBERS = [0, 1, -1, 1 << 31, 1 << 32, 1 << 64, 1 << 70, 1.5, 1e300]
NAMES = [
    "flow", "flows", "match", "actions", "dpid", "text", "table", "priority", "groups", "group", "meter", "meters",
    "name", "type", "buckets", "role", "on", "reason", "level", "levels", "state", "version", "ports", "up", "config",
    "id", "command", "bundle", "timeout", "capture", "mac", "port", "\ud800",
]  # fmt: skip
HEADERS = {
    "Accept": ["text/event-stream", "text/plain", "*/*", "application/json;q=x", "\xff"],
    "Last-Event-ID": ["1", "x", "a.1", "-1", "9" * 5000],
    "If-None-Match": ["*", "x", 'W/"x"'],
    "Upgrade": ["websocket", "h2c"],
    "Content-Type": ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
}


def value(rnd: random.Random, depth: int = 0) -> Any:
    """Anything JSON can say, in our words now and then."""
    kind = rnd.randrange(8)
    if kind < 3:
        return rnd.choice([None, True, False, *NUMBERS])
    if kind < 5 or depth > 3:
        return rnd.choice(TEXTS)
    if kind < 6:
        return [value(rnd, depth + 1) for _ in range(rnd.randrange(4))]
    return {rnd.choice(NAMES): value(rnd, depth + 1) for _ in range(rnd.randrange(5))}


def wild(rnd: random.Random) -> tuple[str, bytes]:
    """The method of a request, and its bytes."""
    route = rnd.choice(list(ROUTES))
    path = re.sub(r"\{\w+(:path)?\}", lambda _: rnd.choice(WORDS), route.path)
    if rnd.random() < 0.4:
        path += "?" + "&".join(f"{rnd.choice(ARGUMENTS)}={rnd.choice(VALUES)}" for _ in range(rnd.randrange(1, 4)))
    other = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO"]
    method = route.method if rnd.random() < 0.8 else rnd.choice(other)
    body = json.dumps(value(rnd), ensure_ascii=rnd.random() < 0.7).encode("utf-8", "surrogatepass")
    if rnd.random() < 0.2:
        body = body[: rnd.randrange(len(body) + 1)] if rnd.random() < 0.6 else rnd.randbytes(20)
    headers = {name: rnd.choice(values) for name, values in HEADERS.items() if rnd.random() < 0.1}
    headers |= {"Host": "localhost", "Connection": "close", "Content-Length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items()), "", ""]
    return method, "\r\n".join(lines).encode("latin-1") + body


def ready() -> Stage:
    stage = Stage(versions={number: number for number in range(1, 7)})
    stage.controller.add_app(LearningSwitch(), introduce=True)
    stage.settle()
    return stage


@pytest.mark.parametrize("seed", range(4))
def test_wild_requests(seed: int) -> None:
    rnd = random.Random(seed)
    faults: list[object] = []

    def observer(event: Any) -> None:
        if event.get("log_failure") is not None:
            faults.append(event["log_failure"].getTraceback())

    globalLogPublisher.addObserver(observer)
    try:
        stage = ready()
        for _ in range(100):
            _, request = wild(rnd)
            wire = stage.dial()
            wire.transport.write(request)
            for _ in range(60):
                stage.settle()
                if wire.closed:
                    break
                stage.clock.advance(0.6)
            status = int(wire.received[9:12] or 0)
            assert 200 <= status < 600 and status != 500 and not faults, (request, wire.received, faults)
            wire.transport.abortConnection()
        stage.settle()
        assert stage.service.site.kept == 0 and not stage.service.site.connections
    finally:
        globalLogPublisher.removeObserver(observer)
