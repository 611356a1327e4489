"""The server: what it lets through, from whom, how much, how slowly."""

from __future__ import annotations

import pytest

from oftwist.errors import ConfigurationError
from oftwist.http import HttpService, HttpSettings
from tests.support.http_client import Answer, Stage, request_bytes


def test_switches_are_listed() -> None:
    stage = Stage(versions={1: 4, 0xAB: 6})
    found = stage.get("/api/v1/switches")["switches"]
    assert [(one["dpid"], one["version"], one["state"]) for one in found] == [
        ("0000000000000001", "1.3", "up"),
        ("00000000000000ab", "1.5", "up"),
    ]
    assert stage.get("/api/v1/switches/00:00:00:00:00:00:00:ab") == found[1]


def test_problems_are_json_and_say_what_is_wrong() -> None:
    stage = Stage(versions={1: 4})
    for method, path, status in [
        ("GET", "/api/v1/switches/2", 404),
        ("GET", "/api/v1/switches/nonsense", 404),
        ("GET", "/nowhere", 404),
        ("DELETE", "/healthz", 405),
        ("GET", "/api/v1/%ff", 400),
    ]:
        answer = stage.ask(method, path)
        assert answer.status == status
        assert answer.error["detail"]
    assert stage.ask("DELETE", "/healthz").headers["Allow"] == "GET, HEAD"


def test_head_has_no_body() -> None:
    answer = Stage().ask("HEAD", "/healthz")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 10


def test_health() -> None:
    stage = Stage()
    assert stage.get("/healthz")["status"] == "ok"
    assert stage.get("/readyz")["status"] == "ready"
    stage.app.ready.append(lambda: "the store is away")
    answer = stage.ask("GET", "/readyz")
    assert (answer.status, answer.json["status_reason"]) == (503, "the store is away")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST:80", None])
def test_names_of_ours(host: str | None) -> None:
    if host is None:
        wire = (stage := Stage()).dial()
        wire.transport.write(b"GET /healthz HTTP/1.0\r\n\r\n")
        stage.settle()
        assert Answer(wire.received).status == 200
    else:
        assert Stage().ask("GET", "/healthz", headers={"Host": host}).status == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "[", "a@b:c"])
def test_other_names_are_refused(host: str) -> None:
    assert Stage().ask("GET", "/api/v1/switches", headers={"Host": host}).status == 421


def test_nobody_listens_beyond_loopback_without_credentials_unless_told_so() -> None:
    app = Stage().app
    for listen in ("0.0.0.0:8080", "tcp:8080", "ptcp:8080", "[::]:80", "tcp6:8080", "192.0.2.1:80", "8080:80"):
        with pytest.raises(ConfigurationError):
            HttpService(app, HttpSettings(listen=listen))
    for fine in (
        HttpSettings(),
        HttpSettings(listen="[::1]:80"),
        HttpSettings(listen="localhost:80"),
        HttpSettings(listen="unix:/run/http.sock"),
        HttpSettings(listen="0.0.0.0:8080", open=True),
        HttpSettings(listen="0.0.0.0:8080", token="x"),
    ):
        HttpService(app, fine)


def test_a_body_that_is_too_large_is_refused_before_it_has_come() -> None:
    stage = Stage(HttpSettings(body=100))
    wire = stage.dial()
    wire.transport.write(b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 101\r\n\r\n")
    stage.settle()
    assert Answer(wire.received).status == 413
    assert wire.closed


def test_a_request_that_does_not_come_in_time_ends_the_connection() -> None:
    stage = Stage()
    wire = stage.dial()
    for byte in request_bytes("GET", "/healthz")[:-1]:
        wire.transport.write(bytes([byte]))
        stage.settle()
        stage.clock.advance(1)
    stage.settle()
    assert wire.closed and not wire.received
