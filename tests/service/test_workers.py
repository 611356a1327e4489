"""How the supervisor of workers deals connections out, and its command line; processes are tried in tests/live."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from twisted.internet.testing import MemoryReactorClock
from twisted.python import usage

from oftwist.errors import ConfigurationError
from oftwist.service import tap
from oftwist.service.running import Running
from oftwist.service.worker import Doors
from oftwist.service.workers import Supervisor


def supervisor(count: int) -> Supervisor:
    reactor: Any = MemoryReactorClock()
    made = Supervisor(reactor, {}, count, [])
    for worker in made.workers:
        worker.ready = True
    return made


def test_a_peer_keeps_its_worker_so_that_auxiliary_connections_find_their_main_one() -> None:
    made = supervisor(3)
    first = {f"192.0.2.{n}": made.candidates(f"192.0.2.{n}")[0].name for n in range(30)}
    assert sorted(first.values()).count("w0") == 10
    for _ in range(3):
        assert {host: made.candidates(host)[0].name for host in first} == first


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "::1"])
def test_peers_on_this_machine_are_dealt_out_one_by_one(host: str) -> None:
    made = supervisor(2)
    assert [made.candidates(host)[0].name for _ in range(4)] == ["w0", "w1", "w0", "w1"]


def test_the_peers_of_a_worker_that_is_away_go_to_another_and_stay_there() -> None:
    made = supervisor(2)
    hosts = [f"2001:db8::{n}" for n in range(1, 11)]
    for host in hosts:
        made.candidates(host)
    made.workers[0].ready = False
    assert {made.candidates(host)[0].name for host in hosts} == {"w1"}
    made.workers[0].ready = True
    assert {made.candidates(host)[0].name for host in hosts} == {"w1"}
    made.workers[1].ready = made.workers[0].ready = False
    assert made.candidates(hosts[0]) == []


def test_all_others_are_asked_when_one_cannot_take_it() -> None:
    made = supervisor(3)
    assert sorted(worker.name for worker in made.candidates("192.0.2.1")) == ["w0", "w1", "w2"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--workers", "0"], "--workers"),
        (["--workers", "2", "--connect", "tcp:192.0.2.1"], "--connect"),
        (["--workers", "2", "--demo", "3"], "--demo"),
    ],
)
def test_mistakes(words: list[str], told: str) -> None:
    with pytest.raises(usage.UsageError, match=told):
        tap.Options().parseOptions(words)


def test_workers_need_tcp_ports(tmp_path: Path) -> None:
    config = tap.Options()
    config.parseOptions(["--workers", "2", "--listen", f"punix:{tmp_path}/s"])
    reactor: Any = MemoryReactorClock()
    with pytest.raises(ConfigurationError, match="no TCP port"):
        tap.make_service(config, reactor)


def test_the_doors_of_a_worker_are_in_the_order_of_the_options() -> None:
    told = {"port": 6653, "interface": None, "listen": ["ptcp:6654"]}
    options = tap.WorkerOptions(1, {"listen": ["ptcp:1"], "port": ["2"], "interface": ["::1"]}, told)
    reactor: Any = MemoryReactorClock()
    doors = Doors(reactor)
    controller = Running(options.configuration, reactor, options.read, doors).controller
    controller.startService()  # type: ignore[no-untyped-call]
    assert len(doors.doors) == 2 and not reactor.tcpServers
    assert all(door.factory is controller.factory for door in doors.doors)  # type: ignore[attr-defined]
    controller.stopService()
    assert all(door.factory is None for door in doors.doors)


def test_each_worker_is_a_node_of_its_own() -> None:
    words, told = {"cluster": ["etcd://h/x"], "node": ["n1"]}, {"port": 1, "interface": None, "listen": []}
    assert tap.WorkerOptions(1, words, told).configuration.cluster.node == "n1-w1"
