"""Who may use the API, from where, and how often; and that no secret gets out."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from twisted.internet.defer import Deferred, maybeDeferred
from twisted.logger import globalLogPublisher

from oftwist.errors import ConfigurationError
from oftwist.http import HttpService, HttpSettings, passwords, security
from tests.support.http_client import Stage, request_bytes

HASH = passwords.hashed("pass:word")
SECRETS = ("s3cret", "pass:word", "other-token", HASH)


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def guarded(tmp_path: Path) -> Stage:
    """A server with a token, a file of tokens, and two users; hashing happens at once."""
    (tmp_path / "tokens").write_text("# who: token\ngrafana:other-token\n\n")
    (tmp_path / "bob").write_text(HASH + "\n")
    settings = HttpSettings(
        token="s3cret", token_file=str(tmp_path / "tokens"), users={"alice": HASH, "bob": str(tmp_path / "bob")}
    )
    with patch.object(HttpService, "_in_thread", lambda self, function, *args: maybeDeferred(function, *args)):
        return Stage(settings, versions={1: 4})


@pytest.mark.parametrize(
    ("headers", "who"),
    [
        (bearer("s3cret"), "token"),
        ({"Authorization": "bearer s3cret"}, "token"),
        (bearer("other-token"), "grafana"),
        (basic("alice", "pass:word"), "alice"),
        (basic("bob", "pass:word"), "bob"),
    ],
)
def test_who_asks_is_known_and_in_the_audit_trail(guarded: Stage, headers: dict[str, str], who: str) -> None:
    for _ in range(2):
        assert guarded.ask("POST", "/api/v1/switches/1/flows", {"flow": "actions=drop"}, headers).status == 200
    (first, second) = [event.fields for event in guarded.controller.events.since() if event.kind == "change"]
    assert first["who"] == second["who"] == who


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer(""),
        bearer("s3cre"),
        bearer("s3cret "[:-1] + "x"),
        bearer("grafana:other-token"),
        bearer("\u00e9"),
        basic("alice", "pass"),
        basic("alice", ""),
        basic("carol", "pass:word"),
        basic("", ""),
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic " + base64.b64encode(b"alice").decode()},
        {"Authorization": "Basic " + base64.b64encode(b"\xff\xfe").decode()},
        {"Authorization": "Digest s3cret"},
        {"Authorization": "s3cret"},
    ],
)
def test_anybody_else_is_told_nothing(guarded: Stage, headers: dict[str, str]) -> None:
    for path in ("/api/v1/switches", "/api/v1/events", "/stats/switches"):
        answer = guarded.ask("GET", path, headers=headers)
        assert answer.status == 401
        assert "Bearer" in answer.headers["WWW-Authenticate"]
    assert guarded.ask("GET", "/healthz", headers=headers).status == 200


def test_a_body_of_somebody_unknown_is_not_waited_for(guarded: Stage) -> None:
    wire = guarded.dial()
    wire.transport.write(b"POST /api/v1/switches/1/flows HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999\r\n\r\n")
    guarded.settle()
    assert wire.received.startswith(b"HTTP/1.1 401 ") and wire.closed


def test_a_password_is_hashed_once(guarded: Stage) -> None:
    with patch("oftwist.http.passwords.verify", wraps=passwords.verify) as verify:
        for _ in range(5):
            assert guarded.ask("GET", "/api/v1/switches", headers=basic("alice", "pass:word")).status == 200
        assert verify.call_count == 1
        assert guarded.ask("GET", "/api/v1/switches", headers=basic("nobody", "pass:word")).status == 401
        assert verify.call_count == 2, "a name that is not there takes as long"


def test_passwords_cannot_be_tried_without_end(guarded: Stage) -> None:
    assert guarded.ask("GET", "/api/v1/switches", headers=basic("bob", "pass:word")).status == 200
    few = patch.multiple(security, _TRIES=0.1, _TRIES_BURST=5.0)
    with few, patch("oftwist.http.passwords.verify", return_value=False) as verify:
        guarded.service.site.door.security._tries.clear()
        statuses = [guarded.ask("GET", "/api/v1", headers=basic("alice", f"guess {n}")).status for n in range(12)]
        assert set(statuses[:5]) == {401} and statuses[-1] == 429
        assert verify.call_count < 12
    assert guarded.ask("GET", "/api/v1/switches", headers=basic("bob", "pass:word")).status == 200, "known already"
    assert guarded.ask("GET", "/api/v1/switches", headers=bearer("s3cret")).status == 200
    guarded.clock.advance(30)
    assert guarded.ask("GET", "/api/v1/switches", headers=basic("alice", "pass:word")).status == 200


def test_no_secret_gets_out(guarded: Stage) -> None:
    lines: list[str] = []

    def observer(event: Any) -> None:
        lines.append(str(event))

    globalLogPublisher.addObserver(observer)
    try:
        answers = [
            guarded.ask(method, path, body, headers)
            for headers in (bearer("s3cret"), bearer("other-token"), basic("alice", "pass:word"), bearer("s3cret-x"))
            for method, path, body in (
                ("GET", "/api/v1", None),
                ("POST", "/api/v1/switches/1/flows", {"flow": "actions=drop"}),
                ("POST", "/api/v1/switches/1/flows", b"nonsense"),
                ("GET", "/api/v1/events", None),
                ("GET", "/nowhere", None),
            )
        ]
    finally:
        globalLogPublisher.removeObserver(observer)
    shown = [*lines, repr(guarded.service.settings), repr(guarded.service), repr(guarded.app)]
    shown += [answer.body.decode() + str(answer.headers) for answer in answers]
    assert any("change by" in line for line in lines)
    for secret in SECRETS:
        assert not [text for text in shown if secret in text]


def test_passwords() -> None:
    assert passwords.verify("pass:word", HASH) and not passwords.verify("pass:wore", HASH)
    assert passwords.hashed("x") != passwords.hashed("x")
    costly = "scrypt$1073741824$8$1$AAAA$AAAA"
    for bad in ("", "scrypt$1$2", "plain", HASH.replace("scrypt", "md5"), costly, HASH[:-1] + "!"):
        with pytest.raises(ConfigurationError):
            passwords.check(bad)


def test_settings_that_cannot_be_used(tmp_path: Path) -> None:
    app = Stage().app
    (tmp_path / "twice").write_text("a:1\na:2\n")
    (tmp_path / "empty").write_text("a:\n")
    for settings, words in [
        (HttpSettings(token_file="/no/such/file"), "cannot read"),
        (HttpSettings(token_file=str(tmp_path / "twice")), "line 2"),
        (HttpSettings(token_file=str(tmp_path / "empty")), "line 1"),
        (HttpSettings(users={"a": "/no/such/file"}), "http user a: cannot read"),
        (HttpSettings(users={"a": "scrypt$nonsense"}), "http user a"),
        (HttpSettings(users={"a": str(tmp_path / "twice")}), "http user a"),
        (HttpSettings(tls_cert="/no/such/file"), "/no/such/file"),
        (HttpSettings(listen="nonsense"), "nonsense"),
    ]:
        with pytest.raises(ConfigurationError, match=words):
            HttpService(app, settings)


# --- from where ---------------------------------------------------------------------------------------------------

FLOWS = "/api/v1/switches/1/flows"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://noc.example.net"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "http://localhost:81"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://evil.example", "Content-Type": "text/plain"}, 403),
    ],
)
def test_other_origins_may_not_write(headers: dict[str, str], status: int) -> None:
    stage = Stage(HttpSettings(origins=("https://noc.example.net",)), versions={1: 4})
    answer = stage.ask("POST", FLOWS, {"flow": "actions=drop"}, headers)
    assert answer.status == status
    assert len(stage.switches[1].flows) == (status == 200)
    assert stage.ask("GET", FLOWS, headers=headers).status == 200, "what a browser shows nobody may be asked for"
    assert stage.ask("GET", FLOWS, headers={**headers, "Upgrade": "websocket"}).status == status


def test_names_from_the_configuration() -> None:
    stage = Stage(HttpSettings(hosts=("ctl.example.net",)))
    assert stage.ask("GET", "/healthz", headers={"Host": "CTL.example.net:8080"}).status == 200
    assert stage.ask("GET", "/healthz", headers={"Host": "ctl.example.org"}).status == 421


# --- how often, how many ------------------------------------------------------------------------------------------


def test_requests_are_limited_by_address() -> None:
    stage = Stage(HttpSettings(rate=1, burst=3))
    statuses = []
    wire = stage.dial()
    for _ in range(5):
        wire.transport.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        stage.settle()
    statuses = [int(part[:3]) for part in wire.received.decode().split("HTTP/1.1 ")[1:]]
    assert statuses == [200, 200, 200, 429, 429]
    stage.clock.advance(1)
    assert stage.ask("GET", "/healthz").status == 200


def test_connections_are_limited() -> None:
    stage = Stage(HttpSettings(connections=2))
    wires = [stage.dial() for _ in range(3)]
    stage.settle()
    assert [wire.closed for wire in wires] == [False, False, True]


def test_idle_connections_are_closed() -> None:
    stage = Stage(HttpSettings(timeout=10))
    wire = stage.dial()
    wire.transport.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    stage.settle()
    stage.clock.advance(9)
    stage.settle()
    assert not wire.closed
    stage.clock.advance(2)
    stage.settle()
    assert wire.closed


def test_a_chunked_body_is_limited_too() -> None:
    stage = Stage(HttpSettings(body=100))
    wire = stage.dial()
    wire.transport.write(b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(20):
        wire.transport.write(b"a\r\n0123456789\r\n")
        stage.settle()
    assert wire.received.startswith(b"HTTP/1.1 413 ") and wire.closed


def test_forms_and_parts_are_bodies_like_any_other() -> None:
    stage = Stage(versions={1: 4})
    body = b'{"flow": "actions=drop"}'
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data"):
        assert stage.ask("POST", FLOWS, body, {"Content-Type": kind}).status == 200


def test_every_answer_has_the_headers_that_keep_browsers_safe() -> None:
    stage = Stage()
    for path in ("/api/v1", "/nowhere", "/healthz"):
        headers = stage.ask("GET", path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Server"] == "oftwist"
        assert "Access-Control-Allow-Origin" not in headers


# --- as an attacker would


def in_threads(stage_settings: HttpSettings) -> tuple[Stage, list[Deferred[bool]]]:
    """A server whose passwords are hashed when the test says so: the works that have begun."""
    works: list[Deferred[bool]] = []

    def begin(self: HttpService, function: object, *args: object) -> Deferred[bool]:
        works.append(Deferred())
        return works[-1]

    with patch.object(HttpService, "_in_thread", begin):
        return Stage(stage_settings), works


def test_a_flood_of_passwords_is_hashed_a_few_at_a_time() -> None:
    """Also by clients that go away at once: what they have caused goes on."""
    stage, works = in_threads(HttpSettings(users={"alice": HASH}))
    wires = []
    for number in range(security.AT_ONCE + security.WAITING + 10):
        wire = stage.dial()
        wire.transport.write(request_bytes("GET", "/api/v1/switches", None, basic("alice", f"guess {number}")))
        stage.settle(1)
        if number % 2:
            wire.transport.abortConnection()
        wires.append(wire)
    stage.settle()
    assert len(works) == security.AT_ONCE
    refused = [wire for wire in wires if wire.received.startswith(b"HTTP/1.1 429 ")]
    assert len(refused) == 10
    while works:
        works.pop(0).callback(False)
        stage.settle(1)
        assert len(works) <= security.AT_ONCE
    told = [wire.received[:13] for wire in wires if wire.received]
    assert sorted(set(told)) == [b"HTTP/1.1 401 ", b"HTTP/1.1 429 "]
    assert stage.ask("GET", "/healthz").status == 200


def test_a_right_password_gets_its_turn() -> None:
    stage, works = in_threads(HttpSettings(users={"alice": HASH}))
    wires = [stage.dial() for _ in range(5)]
    for wire in wires:
        wire.transport.write(request_bytes("GET", "/api/v1/switches", None, basic("alice", "pass:word")))
    stage.settle()
    while works:
        works.pop(0).callback(True)
        stage.settle()
    assert all(wire.received.startswith(b"HTTP/1.1 200 ") for wire in wires)


@pytest.mark.parametrize("authorization", ["Bearer wrong", "Digest x", "x", "Basic eA=="])
def test_a_body_is_not_waited_for_where_the_head_says_enough(authorization: str) -> None:
    stage = Stage(HttpSettings(token="s3cret"))
    wire = stage.dial()
    head = f"POST /api/v1/switches/1/flows HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n"
    wire.transport.write(f"{head}Content-Length: 9999999\r\n\r\n".encode())
    stage.settle()
    assert wire.received.startswith(b"HTTP/1.1 401 ") and wire.closed


def test_bodies_of_all_clients_together_have_a_limit() -> None:
    """Many at a time, none of which ever ends, from somebody whose password is not known yet."""
    stage = Stage(HttpSettings(users={"alice": HASH}, body=1000))
    site = stage.service.site
    site.most_kept = 2500
    head = request_bytes("POST", "/stats/role", None, {**basic("alice", "guess"), "Content-Length": "1000"})
    wires = [stage.dial() for _ in range(4)]
    for wire in wires:
        wire.transport.write(head + bytes(900))
        stage.settle()
    assert [bool(wire.received) for wire in wires] == [False, False, True, True]
    assert wires[2].received.startswith(b"HTTP/1.1 503 ")
    assert site.kept == 1800
    for wire in wires:
        wire.transport.loseConnection()
    stage.settle()
    assert site.kept == 0


def test_what_is_answered_counts_no_more() -> None:
    stage = Stage(versions={1: 4})
    site = stage.service.site
    for body in (b"{}", b"x" * 5000):
        assert stage.ask("POST", "/stats/role", body).status == 400
        assert site.kept == 0
    assert not site.connections


def test_a_client_that_does_not_read_its_answer_is_hung_up_on() -> None:
    stage = Stage(HttpSettings(timeout=10), versions={1: 4})
    lines = [f"in_port={n},actions=drop" for n in range(1, 3000)]
    assert stage.ask("POST", FLOWS, {"flows": lines}).status == 200
    wire = stage.dial()
    wire.transport.pauseProducing()
    wire.transport.write(b"GET " + FLOWS.encode() + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    stage.settle()
    for _ in range(60):
        stage.clock.advance(1)
        stage.settle()
    assert not stage.service.site.connections


def test_a_client_that_goes_away_cancels_what_it_waits_for() -> None:
    stage = Stage(versions={1: 4})
    stage.switches[1].override("flow_stats_request", lambda channel, msg: True)
    wire = stage.dial()
    wire.transport.write(b"GET " + FLOWS.encode() + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    stage.settle()
    switch = stage.controller.switch(1)
    waiting = len(switch.transactions.waiting)
    wire.transport.abortConnection()
    stage.settle()
    assert waiting == 1 and not switch.transactions.waiting
