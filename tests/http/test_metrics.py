"""``/metrics`` of the web server, and the small server that has nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from twisted.internet.task import Clock

from oftwist import Controller
from oftwist.capture import Captures, Recorder
from oftwist.http import HttpSettings
from oftwist.metrics import Metrics, MetricsServer
from oftwist.pcap import packets
from oftwist.testing import MemoryEndpoint
from tests.support.http_client import Stage


def test_the_route() -> None:
    stage = Stage(HttpSettings(token="x"), versions={1: 4})
    missing = stage.ask("GET", "/metrics", headers={"Authorization": "Bearer x"})
    assert missing.status == 404 and "[metrics]" in missing.error["detail"]
    stage.app.metrics = Metrics(stage.app.controller, CollectorRegistry())
    assert stage.ask("GET", "/metrics").status == 401, "as all the rest"
    answer = stage.ask("GET", "/metrics", headers={"Authorization": "Bearer x"})
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/plain")
    names = {family.name for family in text_string_to_metric_families(answer.body.decode())}
    assert {"dp_status", "oftwist_connections", "of_port_rx_bytes"} <= names


def test_real_captures_by_the_api(tmp_path: Path) -> None:
    stage = Stage(versions={1: 4})
    controller = stage.app.controller
    stage.app.captures = captures = Captures(controller, str(tmp_path))
    stage.app.recorder = recorder = Recorder(controller)
    captures.startService()
    recorder.startService()
    assert stage.ask("POST", "/api/v1/captures", {"capture": "/etc/passwd"}).status == 422
    started = stage.ask("POST", "/api/v1/captures", {"capture": "x.pcapng:types=barrier_request"})
    assert started.status == 201
    controller.switch(1).barrier()
    stage.settle()
    (shown,) = stage.get("/api/v1/captures")["captures"]
    assert (shown["file"], shown["messages"], shown["dropped"]) == (str(tmp_path / "x.pcapng"), 1, 0)
    (capture,) = captures.list()
    assert stage.ask("DELETE", f"/api/v1/captures/{started.json['id']}").status == 204
    capture.join()
    assert len(list(packets((tmp_path / "x.pcapng").read_bytes()))) == 4, "a handshake and a message"
    dump = stage.ask("GET", "/api/v1/recorder/1")
    assert dump.status == 200 and list(packets(dump.body))
    assert stage.ask("GET", "/api/v1/recorder/2").status == 404


class Alone:
    """The small server, in memory."""

    def __init__(self, render: Any) -> None:
        self.clock = Clock()
        self.endpoint = MemoryEndpoint()
        self.server = MetricsServer(self.endpoint, render, self.clock)
        self.server.startService()

    def ask(self, path: str = "/metrics") -> bytes:
        from twisted.internet.protocol import Factory, Protocol

        got: list[bytes] = []

        class Client(Protocol):
            def dataReceived(self, data: bytes) -> None:
                got.append(data)

        connected: list[Any] = []
        self.endpoint.connect(Factory.forProtocol(Client)).addCallback(connected.append)
        self.endpoint.pump()
        connected[0].transport.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        for _ in range(4):
            self.endpoint.pump()
            self.clock.advance(0)
        return b"".join(got)


def test_the_server_of_its_own() -> None:
    controller = Controller(clock=Clock())
    alone = Alone(Metrics(controller, CollectorRegistry()).render)
    answer = alone.ask()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 200") and b"dp_status" in body
    assert b"404" in alone.ask("/api/v1/switches").partition(b"\r\n")[0]
    alone.server.stopService()


def test_what_cannot_be_told_is_an_error_and_not_silence() -> None:
    def broken(accept: str) -> tuple[bytes, str]:
        raise RuntimeError("a fault")

    assert Alone(broken).ask().startswith(b"HTTP/1.0 500")
