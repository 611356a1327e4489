"""A client written for Ryu, against simulated switches of all versions: the documented requests, word for word."""

from __future__ import annotations

import json

import pytest

from tests.support.http_client import Stage
from tests.support.ryu_examples import EXPERIMENTER, FLOW_10, Walk

VERSIONS = [pytest.param(version, id=f"1.{version - 1}") for version in (1, 2, 3, 4, 5, 6)]


def start(version: int) -> Walk:
    stage = Stage(versions={1: version})
    # What curl -d sends with it, which is no form.
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    def ask(method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        answer = stage.ask(method, path, body, headers=form if body else None)
        return answer.status, answer.body

    return Walk(ask, version)


every_version = pytest.mark.parametrize("version", VERSIONS)
since_12 = pytest.mark.parametrize("version", VERSIONS[2:])
since_13 = pytest.mark.parametrize("version", VERSIONS[3:])


def test_switches() -> None:
    assert Stage(versions={1: 4, 3: 1, 2: 6}).get("/stats/switches") == [1, 2, 3]
    assert Stage().get("/stats/switches") == []


@every_version
def test_description(version: int) -> None:
    start(version).description(hw_desc="FakeSwitch")


@every_version
def test_flow_entries(version: int) -> None:
    walk = start(version)
    if version not in (2, 6):
        walk.flow_entries()
        return
    # 1.1, which Ryu has not, and 1.5, whose entries count otherwise: the same, and more.
    walk.do("/stats/flowentry/add", FLOW_10)
    (flow,) = walk.get("/stats/flow/1")
    assert flow.items() >= {"priority": 11111, "cookie": 1, "match": {"in_port": 1}, "packet_count": 0}.items()
    if version == 6:
        assert flow["stats"]["packet_count"] == 0
        assert set(flow["stats"]["duration"]) == {"duration_sec", "duration_nsec"}
        assert flow["instructions"][0]["actions"][0]["port"] == 2
    else:
        assert flow["actions"] == ["OUTPUT:2"]
    walk.clear()


@pytest.mark.parametrize("version", [3, 4])
def test_instructions(version: int) -> None:
    walk = start(version)
    if version == 4:
        walk.meters()
    walk.instructions()


@pytest.mark.parametrize("version", [3, 4])
def test_vlans(version: int) -> None:
    start(version).vlans()


@pytest.mark.parametrize("version", [1, 4])
def test_matches(version: int) -> None:
    start(version).matches()


@pytest.mark.parametrize("version", [1, 4])
def test_actions(version: int) -> None:
    start(version).actions()


@every_version
def test_ports(version: int) -> None:
    start(version).ports({number: f"s1-eth{number}" for number in range(1, 5)})


@every_version
def test_tables(version: int) -> None:
    start(version).tables()


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_groups(version: int) -> None:
    start(version).groups()


@since_13
def test_meters(version: int) -> None:
    start(version).meters()


@since_12
def test_role(version: int) -> None:
    start(version).role()


@every_version
def test_queues(version: int) -> None:
    walk = start(version)
    (first, *_) = walk.get("/stats/queue/1")
    counted = {"port_no", "queue_id", "tx_bytes", "tx_packets", "tx_errors"}
    assert counted <= set(first)
    assert walk.get("/stats/queue/1/ALL/0")
    assert [one["port_no"] for one in walk.get("/stats/queue/1/1")] == [1]
    if version < 5:
        assert set(first) == counted | ({"duration_sec", "duration_nsec"} if version == 4 else set())
        (told,) = walk.get("/stats/queueconfig/1/1")
        assert told["port"] == 1
        (queue,) = told["queues"]
        assert set(queue) == {"port", "queue_id", "properties"}
        assert queue["properties"][0]["property"] == "MIN_RATE" and "rate" in queue["properties"][0]
        assert walk.get("/stats/queueconfig/1")
    else:
        (told,) = walk.get("/stats/queuedesc/1/1/0")
        assert set(told) == {"port_no", "queue_id", "len", "properties"}
        assert told["properties"][0] == {"type": "MIN_RATE", "length": 8, "rate": told["properties"][0]["rate"]}


@every_version
def test_an_experimenter_that_the_switch_does_not_know(version: int) -> None:
    """The message goes out as it is written; that the switch refuses it is told, where Ryu says nothing."""
    status, answer = start(version).ask("POST", "/stats/experimenter/1", EXPERIMENTER)
    assert status == 409
    error = json.loads(answer)["error"]
    assert error["openflow"]["name"].startswith("bad_request/OFPBRC_BAD_")
