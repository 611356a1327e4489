"""The recipes of docs/open_vswitch.rst, as they stand there, on a real bridge with hosts that ping each other."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.defer import ensureDeferred

from oftwist import Controller, Options, Switch
from oftwist.blocking.bridge import Bridge as Reactor
from tests.live.open_vswitch import PROTOCOLS, Bridge, Host, OpenVSwitch, run
from tests.support.waiting import eventually
from tests.test_docs import run as snippets

PAGE = Path(__file__).resolve().parents[2] / "docs" / "open_vswitch.rst"

every_version = pytest.mark.parametrize("version", PROTOCOLS, ids=lambda number: f"1.{number - 1}")
with_registers = pytest.mark.parametrize("version", [1, 3, 4, 5, 6], ids=lambda number: f"1.{number - 1}")
with_meters = pytest.mark.parametrize("version", [4, 5, 6], ids=lambda number: f"1.{number - 1}")


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    return snippets(PAGE)


@pytest.fixture(scope="module")
def bridge(ovs: OpenVSwitch) -> Iterator[Bridge]:
    one = ovs.add_bridge(",".join(PROTOCOLS.values()), hosts=3)
    eventually((ovs.folder / f"{one.name}.mgmt").exists)
    yield one
    one.remove()


def unanswered(one: Host, other: Host) -> bool:
    """Whether a ping that goes out gets no answer within a second."""
    words = ["ip", "netns", "exec", one.namespace, "ping", "-c", "1", "-W", "1", other.address]
    return subprocess.run(words, capture_output=True, timeout=60, check=False).returncode == 1


class Stage:
    """A controller in the background, connected to the bridge, and the switch as it has it."""

    def __init__(self, bridge: Bridge, version: int, app: object = None) -> None:
        self.bridge = bridge
        self.reactor = Reactor()
        self.controller: Any = self.reactor.call(Controller, Options(versions={version}), self.reactor.reactor)
        if app is not None:
            self.reactor.call(self.controller.add_app, app)
        self.reactor.call(self.controller.connect, f"unix:{bridge.ovs.folder}/{bridge.name}.mgmt")
        self.reactor.call(self.controller.startService)
        self.switch: Switch = self.reactor.call(self.controller.when_switch, timeout=30)

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return self.reactor.call(function, *arguments, timeout=30)

    def send(self, count: int) -> None:
        """Send IP packets into port 1, each from another address."""
        head = bytes.fromhex("020000000002020000000001080045000024000000004011")

        actions = [self.switch.ofp.action.output(port=self.switch.ofp.OFPP_TABLE)]
        for number in range(count):
            header = head[14:] + bytes(2) + bytes([10, 0, 1, number]) + bytes([10, 0, 0, 2])
            total = sum(int.from_bytes(header[at : at + 2], "big") for at in range(0, 20, 2))
            total = (total & 0xFFFF) + (total >> 16)
            total = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
            header = header[:10] + total.to_bytes(2, "big") + header[12:]
            data = head[:14] + header + (1000 + number).to_bytes(2, "big") + b"\x00\x35\x00\x10\x00\x00" + bytes(8)
            self.call(lambda frame=data: self.switch.packet_out(data=frame, in_port=1, actions=actions))

    def end(self) -> None:
        self.reactor.call(self.controller.stopService, timeout=30)


@pytest.fixture
def stage(bridge: Bridge, version: int) -> Iterator[Stage]:
    one = Stage(bridge, version)
    one.call(one.switch.delete_flows)
    # Or packets would go on by what the datapath remembers, and nothing would be learned from them for a while.
    run("ovs-appctl", "revalidator/purge", env=bridge.ovs.env)
    if version > 1:
        one.call(one.switch.delete_groups)
    yield one
    one.end()


@with_registers
def test_nat(page: dict[str, Any], stage: Stage) -> None:
    stage.call(page["nat"], stage.switch)
    one, two, _ = stage.bridge.hosts
    device = f"{stage.bridge.name}e2"
    # Answers go to 10.0.0.100, of which nobody can say where it is.
    assert unanswered(one, two)
    run("ip", "-n", two.namespace, "neigh", "replace", "10.0.0.100", "lladdr", "02:00:00:00:00:01", "dev", device)
    assert one.ping(two) == 3
    assert unanswered(two, one)
    run("ip", "-n", two.namespace, "neigh", "del", "10.0.0.100", "dev", device)


@every_version
def test_learning(page: dict[str, Any], stage: Stage) -> None:
    stage.call(page["learning"], stage.switch)
    one, two, _ = stage.bridge.hosts

    def learned() -> bool:
        assert one.ping(two) == 3
        told = " ".join(str(entry) for entry in stage.call(stage.switch.flows, "table=1"))
        return all(f"dl_dst=02:00:00:00:00:0{number} actions=output:{number}" in told for number in (1, 2))

    eventually(learned)


@with_registers
def test_tenants(page: dict[str, Any], stage: Stage) -> None:
    stage.call(page["tenants"], stage.switch)
    one, two, three = stage.bridge.hosts
    assert one.ping(two) == 3
    assert unanswered(three, one)


@every_version
def test_balance(page: dict[str, Any], stage: Stage) -> None:
    if stage.switch.version == 1:  # by the extension, whose groups ovs-ofctl deletes
        stage.bridge.ofctl("del-groups")
    stage.call(page["balance"], stage.switch)
    sent = {port: _sent(stage, port) for port in (2, 3)}
    stage.send(64)
    eventually(lambda: sum(_sent(stage, port) - sent[port] for port in (2, 3)) >= 64)
    assert all(_sent(stage, port) - sent[port] >= 8 for port in (2, 3))


def _sent(stage: Stage, port: int) -> int:
    (entry,) = stage.call(stage.switch.port_stats, port)
    return int(entry.tx_packets)


@every_version
def test_mirror(page: dict[str, Any], stage: Stage) -> None:
    stage.call(page["mirror"], stage.switch)
    one, two, _ = stage.bridge.hosts
    assert one.ping(two) == 3
    before = _sent(stage, 3)
    assert one.ping(two, count=5) == 5
    eventually(lambda: _sent(stage, 3) >= before + 5)


@with_meters
def test_limit(page: dict[str, Any], stage: Stage) -> None:
    stage.call(stage.switch.delete_meters)
    stage.call(page["limit"], stage.switch)
    stage.send(64)
    request = stage.switch.ofp.message.meter_stats_request(meter_id=1)
    (told,) = stage.call(stage.switch.stats, request)
    assert told.band_stats[0].packet_band_count > 0
    stage.call(stage.switch.delete_flows)
    stage.call(stage.switch.delete_meters)


@every_version
def test_watch(page: dict[str, Any], stage: Stage) -> None:
    seen: list[str] = []
    stage.call(stage.switch.add_flow, "in_port=1,priority=5,actions=output:2")
    watching: list[Any] = []
    stage.call(lambda: watching.append(ensureDeferred(page["watch"](stage.switch, seen))))
    eventually(lambda: seen)
    stage.bridge.ofctl("add-flow", "in_port=2,priority=6,actions=output:1")
    stage.bridge.ofctl("del-flows", "in_port=2")
    eventually(lambda: len(seen) >= 3)
    stage.call(lambda: watching[0].addErrback(lambda _: None).cancel())
    events = [(update.split()[0], "in_port=2" in update) for update in seen]
    first = "event=INITIAL" if stage.switch.version >= 5 else "event=ADDED"
    assert events == [(first, False), ("event=ADDED", True), ("event=DELETED", True)], seen


@every_version
def test_a_packet_that_waits(page: dict[str, Any], bridge: Bridge, version: int) -> None:
    app = page["AskFirst"]()
    stage = Stage(bridge, version, app)
    try:
        # This side door of a bridge sends packet-ins only to who says how much of them.
        stage.call(stage.switch.apply, stage.switch.ofp.message.set_config(miss_send_len=0xFFFF))
        eventually(lambda: len(stage.call(stage.switch.flows, "table=0,icmp")) == 1)
        one, two, _ = bridge.hosts
        assert one.ping(two) == 3
        (flow,) = stage.call(stage.switch.flows, "table=0,icmp")
        assert "pause" in str(flow)
    finally:
        stage.end()
