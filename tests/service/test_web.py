"""The web server, metrics and topology as the configuration says, and as another one says."""

from __future__ import annotations

import dataclasses
import socket
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.error import CannotListenError
from twisted.internet.testing import MemoryReactorClock

from oftwist.config import configure
from oftwist.config.schema import Http
from oftwist.errors import ConfigurationError
from oftwist.http.service import HttpService
from oftwist.http.settings import HttpSettings
from oftwist.metrics import Metrics, MetricsServer
from oftwist.net import Topology
from oftwist.service import tap
from oftwist.service.running import Running


class World:
    def __init__(self, folder: Path, text: str) -> None:
        self.file = folder / "oftwist.toml"
        self.file.write_text(text)
        self.reactor: Any = MemoryReactorClock()
        self.running = Running(self.read(), self.reactor, self.read, doors=self.reactor)
        self.controller = self.running.controller
        self.controller.startService()  # type: ignore[no-untyped-call]

    def read(self) -> Any:
        return configure(file=str(self.file))

    def become(self, text: str) -> Any:
        self.file.write_text(text)
        return self.running.reload()

    def services(self, kind: type) -> list[Any]:
        return [one for one in self.controller.services if isinstance(one, kind)]


def test_the_settings_are_those_of_the_configuration() -> None:
    ours, theirs = Http(), HttpSettings()
    assert {one.name for one in dataclasses.fields(Http)} == {one.name for one in dataclasses.fields(HttpSettings)}
    same = {one.name for one in dataclasses.fields(Http)} - {"listen"}
    assert [getattr(ours, name) for name in same] == [getattr(theirs, name) for name in same]


def test_it_opens_changes_moves_and_closes(tmp_path: Path) -> None:
    world = World(tmp_path, "")
    assert not world.services(HttpService) and not world.services(Metrics)
    assert world.become('[http]\nlisten = "8080"').changed == ("serving HTTP on 8080",)
    (server,) = world.services(HttpService)
    assert [one[0] for one in world.reactor.tcpServers] == [6653, 8080]
    security = server.site.door.security
    report = world.become('[http]\nlisten = "8080"\ntoken = "sesame"\nbody = "1M"')
    assert report.changed == ("settings of the web server",) and "sesame" not in str(report)
    assert world.services(HttpService) == [server] and server.site.settings.body == 1 << 20
    assert server.site.door.security is not security and server.settings.token == "sesame"
    assert world.become('[http]\nlisten = "8081"').changed == ("serving HTTP on 8081",)
    world.reactor.advance(5)
    (other,) = world.services(HttpService)
    assert other is not server and server.port is None and other.app is server.app
    assert world.become("").changed == ("no longer serving HTTP on 8081", "metrics are no longer kept")[::-1]
    world.reactor.advance(5)
    assert not world.services(HttpService) and not world.services(Metrics) and other.app.metrics is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[http]\nlisten = "tcp:8080"', "nobody is asked who he is"),
        ('[http]\nlisten = "quic:8080"', "unknown kind of endpoint"),
        ('[http]\nlisten = "8080"\ntoken-file = "gone"', "cannot read "),
        ('[http]\nlisten = "8080"\ntls-cert = "gone"', "gone"),
        ('[http]\nlisten = "8081"\n[metrics]\nlisten = "quic:1"', "unknown kind of endpoint"),
    ],
)
def test_a_bad_one_changes_nothing(tmp_path: Path, text: str, says: str) -> None:
    world = World(tmp_path, '[http]\nlisten = "8080"')
    (server,), (metrics,) = world.services(HttpService), world.services(Metrics)
    settings, security = server.settings, server.site.door.security
    with pytest.raises(ConfigurationError) as caught:
        world.become(text)
    assert says in str(caught.value) and "\n" not in str(caught.value)
    assert world.services(HttpService) == [server] and world.services(Metrics) == [metrics]
    assert server.settings is settings and server.site.door.security is security


def test_its_port_is_taken_before_anything_changes(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        text = f'connect = "tcp:192.0.2.1"\n[http]\nlisten = "{port}"\n'
        (tmp_path / "oftwist.toml").write_text(text)
        reactor: Any = MemoryReactorClock()
        with pytest.raises(CannotListenError, match="Address already in use"):
            Running(configure(file=str(tmp_path / "oftwist.toml")), reactor)


def test_what_the_api_reaches(tmp_path: Path) -> None:
    world = World(tmp_path, '[http]\nlisten = "8080"\ntoken = "sesame"\n[cluster]\npassword = "geheim"\n')
    app = world.services(HttpService)[0].app
    assert app.metrics is world.services(Metrics)[0] and app.cluster is None
    told = app.configuration()
    assert told["http"]["token"] == told["cluster"]["password"] == "********" and told["port"] == 6653
    assert told["openflow"] == {"versions": "1.0-1.5"} and told["http"]["listen"] == "8080"
    assert "sesame" not in str(told) and "geheim" not in str(told)
    report = app.reload()
    assert (report.changed, report.kept) == ((), ())


def test_metrics_alone(tmp_path: Path) -> None:
    world = World(tmp_path, '[metrics]\nlisten = "9302"\n')
    assert [one[0] for one in world.reactor.tcpServers] == [6653, 9302]
    (page,) = world.services(MetricsServer)
    assert world.become('[metrics]\nlisten = "9302"\ninterval = 0\n').changed == ()
    assert world.services(MetricsServer) == [page] and len(world.services(Metrics)) == 1
    assert world.become('[metrics]\nenabled = false\nlisten = "9302"\n').changed == (
        "metrics are no longer kept",
        "no longer serving metrics on 9302",
    )
    assert not world.services(MetricsServer) and not world.services(Metrics)


def test_links_and_hosts(tmp_path: Path) -> None:
    world = World(tmp_path, 'app = "topology"')
    with pytest.raises(ConfigurationError, match=r"net\.topology and the app topology: one of them is enough"):
        world.become('app = "topology"\n[net]\ntopology = true')
    world.become("[net]\ntopology = true\nsecret = 'x'")
    assert [type(one) for one in world.controller.apps].count(Topology) == 1
    assert "links and hosts are no longer found" in world.become("").changed
    assert Topology not in map(type, world.controller.apps)


def test_each_worker_has_ports_and_files_of_its_own() -> None:
    doors = {"port": 1, "interface": None, "listen": []}
    words = {"http": ["8080"], "capture": ["a.pcapng:types=hello", "/x.y/b"]}
    made = [tap.WorkerOptions(number, words, doors).configuration for number in (0, 1)]
    assert [one.http.listen for one in made] == ["8080", "8081"]
    assert made[1].capture.file == ("a.w1.pcapng:types=hello", "/x.y/b.w1")
    with pytest.raises(ConfigurationError, match=r"http\.listen: with workers it must be a port"):
        tap.WorkerOptions(0, {"http": ["tcp:8080"]}, doors)
