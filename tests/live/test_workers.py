"""``twistd oftwist --workers 2`` as a process: connections are spread, a dead worker is replaced, nothing is left."""

from __future__ import annotations

import os
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted
import trustme
from prometheus_client.parser import text_string_to_metric_families
from twisted.internet import reactor
from twisted.internet.threads import deferToThread

from oftwist import endpoints
from oftwist.testing import FakeSwitch
from oftwist.testing.protocol import SwitchService
from oftwist.tls import TLS
from tests.live.daemon import Daemon
from tests.support.ports import HeldPorts
from tests.support.waiting import eventually, until


class Switches:
    """Simulated switches that come back whenever their connection ends."""

    def __init__(self, count: int, endpoint: Any) -> None:
        self.switches = [FakeSwitch(dpid, clock=reactor) for dpid in range(1, count + 1)]  # type: ignore[arg-type]
        loop: Any = reactor
        self.services = [SwitchService(one, endpoint, loop, retry=0.2) for one in self.switches]
        for service in self.services:
            service.startService()

    def served(self) -> bool:
        return all(one.connected and one.received["flow_add"] for one in self.switches)

    def forget(self) -> None:
        for one in self.switches:
            one.received.clear()

    def stop(self) -> None:
        for service in self.services:
            service.stopService()


@pytest.fixture
def two(tmp_path: Path, ports: HeldPorts) -> Iterator[tuple[Daemon, int]]:
    port = ports.hold()
    with Daemon(tmp_path, ["--port", str(port), "--interface", "127.0.0.1", "--workers", "2"]) as daemon:
        daemon.wait_for(r"w\d is ready", 2)
        yield daemon, port
        daemon.kill(signal.SIGTERM)
        assert not any(map(alive, pids(daemon)))


def pids(daemon: Daemon) -> list[int]:
    """The workers that were ever ready."""
    return [int(line.rpartition(" ")[2].rstrip(")")) for line in daemon.lines(r"w\d is ready")]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def client(port: int, kind: str = "tcp", tls: TLS | None = None) -> Any:
    return endpoints.client(reactor, f"{kind}:127.0.0.1:{port}", tls)


@pytest_twisted.ensureDeferred
async def test_connections_are_spread_and_a_dead_worker_is_replaced(two: tuple[Daemon, int]) -> None:
    daemon, port = two
    switches = Switches(64, client(port))
    await until(switches.served)
    await until(lambda: len(daemon.lines(r"w\d: .*switch \w+ up")) == 64)
    assert [len(daemon.lines(rf"w{n}: .*switch \w+ up")) for n in (0, 1)] == [32, 32]
    switches.forget()
    os.kill(pids(daemon)[0], signal.SIGKILL)
    await until(lambda: len(pids(daemon)) == 3)
    await until(lambda: all(one.connected for one in switches.switches))
    assert sum(one.received["flow_add"] > 0 for one in switches.switches) == 32, "the others have stayed"
    victim = daemon.lines(r"w\d is ready")[0].split(" is ready")[0][-2:]  # whichever was ready first
    assert daemon.lines(rf"{victim} has ended \(signal 9\)")
    assert len(daemon.lines(rf"{victim} is ready")) == 2, "it was replaced"
    switches.stop()


@pytest.mark.slow
@pytest_twisted.ensureDeferred
async def test_tls_begins_in_the_worker(tmp_path: Path, ports: HeldPorts) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    for name in ("controller", "switch"):
        ca.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / f"{name}.pem"))
    port = ports.hold()
    words = ["--listen", f"pssl:{port}:127.0.0.1", "--tls-cert", "controller.pem", "--tls-ca", "ca.pem"]
    with Daemon(tmp_path, [*words, "--workers", "2"]) as daemon:
        daemon.wait_for(r"w\d is ready", 2)
        files = TLS(str(tmp_path / "switch.pem"), None, str(tmp_path / "ca.pem"))
        switches = Switches(4, client(port, "ssl", files))
        await until(switches.served)
        await until(lambda: len(daemon.lines(r"w\d: .*switch \w+ up")) == 4)
        assert [len(daemon.lines(rf"w{n}: .*switch \w+ up")) for n in (0, 1)] == [2, 2]
        switches.stop()
        daemon.kill(signal.SIGTERM)
        assert not any(map(alive, pids(daemon)))


def test_sighup_reaches_every_worker(two: tuple[Daemon, int]) -> None:
    daemon, _ = two
    os.kill(daemon.pid, signal.SIGHUP)
    daemon.wait_for("w0: .*the configuration was read again")
    daemon.wait_for("w1: .*the configuration was read again")


@pytest.mark.slow
def test_workers_end_with_a_supervisor_that_is_killed(tmp_path: Path, ports: HeldPorts) -> None:
    words = ["--port", str(ports.hold()), "--interface", "127.0.0.1", "--workers", "2"]
    with Daemon(tmp_path, words) as daemon:
        daemon.wait_for(r"w\d is ready", 2)
        workers = pids(daemon)
        daemon.kill()
        eventually(lambda: not any(map(alive, workers)))


def scraped(port: int) -> dict[tuple[str, str], float]:
    """Name and worker -> the sum of its samples, as the one port for metrics tells them."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        families = text_string_to_metric_families(answer.read().decode())
    found: dict[tuple[str, str], float] = {}
    for family in families:
        for one in family.samples:
            key = one.name, one.labels["worker"]
            found[key] = found.get(key, 0) + one.value
    return found


@pytest.mark.slow
@pytest_twisted.ensureDeferred
async def test_one_set_of_metrics(tmp_path: Path, ports: HeldPorts) -> None:
    port, page = ports.hold(), ports.hold()
    config = tmp_path / "oftwist.toml"
    config.write_text(f'[metrics]\nlisten = "{page}"\n')
    words = ["--config", str(config), "--port", str(port), "--interface", "127.0.0.1", "--workers", "2"]
    with Daemon(tmp_path, words) as daemon:
        daemon.wait_for(r"w\d is ready", 2)
        switches = Switches(10, client(port))
        await until(switches.served)
        found = await deferToThread(scraped, page)
        for name in ("w0", "w1"):
            assert found["oftwist_worker_up", name] == 1 and found["dp_status", name] == 5
            assert found["oftwist_worker_connections_total", name] == 5
            assert found["oftwist_worker_starts_total", name] == 1
            assert found["process_open_fds", name] > 5
        assert found["process_open_fds", "supervisor"] > 3
        os.kill(pids(daemon)[0], signal.SIGKILL)
        await until(lambda: len(pids(daemon)) == 3)
        await until(lambda: all(one.connected for one in switches.switches))
        found = await deferToThread(scraped, page)
        assert sum(found["oftwist_worker_starts_total", name] for name in ("w0", "w1")) == 3
        assert found["oftwist_worker_up", "w0"] == found["oftwist_worker_up", "w1"] == 1
        switches.stop()
        daemon.kill(signal.SIGTERM)
