"""The documented requests of Ryu's REST API, word for word, over TCP to a controller with a real Open vSwitch."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest

from oftwist import Controller, Options
from oftwist.blocking.bridge import Bridge as Reactor
from oftwist.http import HttpApp, HttpService, HttpSettings
from tests.live.open_vswitch import PROTOCOLS, Bridge, OpenVSwitch
from tests.support.ryu_examples import EXPERIMENTER, FLOW_14, Walk
from tests.support.waiting import LIMIT, eventually

every_version = pytest.mark.parametrize("version", PROTOCOLS, ids=lambda number: f"1.{number - 1}")
#: Those that the documentation has examples of, with what they have in common.
documented = pytest.mark.parametrize("version", [1, 4], ids=lambda number: f"1.{number - 1}")
since_13 = pytest.mark.parametrize("version", [4, 5, 6], ids=lambda number: f"1.{number - 1}")


@pytest.fixture(scope="module")
def bridge(ovs: OpenVSwitch) -> Iterator[Bridge]:
    """With the datapath id of the examples."""
    one = ovs.add_bridge(",".join(PROTOCOLS.values()), hosts=2)
    ovs.vsctl("set", "bridge", one.name, "other-config:datapath-id=0000000000000001")
    eventually(lambda: "0000000000000001" in ovs.vsctl("get", "bridge", one.name, "datapath_id"))
    yield one
    one.remove()


class Client:
    """A controller with its API in the background, connected to the bridge, and requests to it."""

    def __init__(self, bridge: Bridge, version: int) -> None:
        self.reactor = Reactor()
        self.controller: Any = self.reactor.call(Controller, Options(versions={version}), self.reactor.reactor)
        self.reactor.call(self.controller.connect, f"unix:{bridge.ovs.folder}/{bridge.name}.mgmt")
        self.reactor.call(self.controller.startService)
        self.http: Any = self.reactor.call(HttpService, HttpApp(self.controller), HttpSettings(listen="0"))
        self.reactor.call(self.http.startService)
        self.reactor.call(self.controller.when_switch, 1, timeout=LIMIT)

    def ask(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        port = self.reactor.call(lambda: self.http.port.getHost().port)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
        try:
            form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, path, body, form)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def end(self) -> None:
        self.reactor.call(self.http.stopService, timeout=LIMIT)
        self.reactor.call(self.controller.stopService, timeout=LIMIT)


@pytest.fixture
def walk(bridge: Bridge, version: int) -> Iterator[Walk]:
    client = Client(bridge, version)
    one = Walk(client.ask, version)
    one.clear()
    yield one
    one.clear()
    client.end()


@every_version
def test_description(walk: Walk) -> None:
    assert walk.ask("GET", "/stats/switches", None) == (200, b"[1]")
    walk.description(mfr_desc="Nicira, Inc.", hw_desc="Open vSwitch", serial_num="None", dp_desc="None")


@pytest.mark.parametrize("version", [1, 3, 4, 5], ids=lambda number: f"1.{number - 1}")
def test_flow_entries(walk: Walk) -> None:
    walk.flow_entries()


@pytest.mark.parametrize("version", [6], ids=["1.5"])
def test_flow_entries_of_15(walk: Walk) -> None:
    """Entries count otherwise there: the same members, and those of 1.5 beside them."""
    walk.do("/stats/flowentry/add", FLOW_14)
    (flow,) = walk.flows()
    assert set(flow.pop("stats")) >= {"duration", "packet_count", "byte_count"}
    flow.pop("length"), flow.pop("idle_time_sec", None), flow.pop("idle_time_nsec", None)
    expected = walk.expected_flow()
    expected.pop("length")
    assert flow == expected
    (sums,) = walk.get("/stats/aggregateflow/1")
    assert (sums["flow_count"], sums["packet_count"], sums["byte_count"]) == (1, 0, 0)


@pytest.mark.parametrize("version", [3, 4], ids=["1.2", "1.3"])
def test_instructions_and_vlans(walk: Walk) -> None:
    if walk.version == 4:
        walk.meters()
    walk.instructions()
    walk.vlans()


@documented
def test_matches(walk: Walk) -> None:
    walk.matches()


@documented
def test_actions(walk: Walk) -> None:
    walk.actions()


@every_version
def test_ports(walk: Walk, bridge: Bridge) -> None:
    walk.ports({number: host.interface for number, host in enumerate(bridge.hosts, 1)})


@every_version
def test_tables(walk: Walk) -> None:
    walk.tables()


@pytest.mark.parametrize("version", [2, 3, 4, 5, 6], ids=lambda number: f"1.{number - 1}")
def test_groups(walk: Walk) -> None:
    walk.groups()


@since_13
def test_meters(walk: Walk) -> None:
    walk.meters()
    walk.do("/stats/meterentry/delete", b'{"dpid": 1, "meter_id": 1}')
    assert walk.get("/stats/meterconfig/1") == []


@pytest.mark.parametrize("version", [3, 4, 5, 6], ids=lambda number: f"1.{number - 1}")
def test_role(walk: Walk) -> None:
    walk.role()


@every_version
def test_what_open_vswitch_refuses(walk: Walk) -> None:
    status, answer = walk.ask("POST", "/stats/experimenter/1", EXPERIMENTER)
    assert status == 409
    assert json.loads(answer)["error"]["openflow"]["name"].startswith("bad_request/OFPBRC_BAD_")
    if walk.version >= 4:
        body = b'{"dpid": 1, "match": {"ipv4_src": "10.0.0.1"}, "actions": []}'
        status, answer = walk.ask("POST", "/stats/flowentry/add", body)
        assert status == 409
        assert json.loads(answer)["error"]["openflow"]["name"] == "bad_match/OFPBMC_BAD_PREREQ"
    assert walk.flows() == []


@every_version
def test_queues(walk: Walk) -> None:
    """None is configured: there may be one that every port has, and no question fails."""
    counted = {"port_no", "queue_id", "tx_bytes", "tx_packets", "tx_errors"}
    if walk.version >= 4:
        counted |= {"duration_sec", "duration_nsec"}
    if walk.version >= 5:
        counted |= {"length", "properties"}
    assert all(set(one) == counted for one in walk.get("/stats/queue/1"))
    if walk.version >= 5:
        assert all(one["port_no"] == 1 for one in walk.get("/stats/queuedesc/1/1"))
        assert isinstance(walk.get("/stats/queuedesc/1"), list)
    else:
        (told,) = walk.get("/stats/queueconfig/1/1")
        assert told["port"] == 1 and isinstance(told["queues"], list)
        assert all(set(one) == {"port", "queues"} for one in walk.get("/stats/queueconfig/1"))
