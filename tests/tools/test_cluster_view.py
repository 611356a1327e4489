"""What ``oftwist ctl etcd://... cluster`` shows of a store; with etcd it is tried in tests/live/test_etcd_ctl.py."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.defer import CancelledError, ensureDeferred
from twisted.internet.task import Clock

from oftwist.cluster import MastershipStore, MemoryCluster, View
from oftwist.tools.ctl import COMMANDS, cluster, parse
from oftwist.tools.ctl.session import Call, attempt


def nodes(count: int = 2) -> tuple[Clock, MemoryCluster, list[MastershipStore]]:
    clock = Clock()
    memory = MemoryCluster(clock)
    stores = [
        MastershipStore(
            memory.view(), f"n{n}", clock, now=clock.seconds, wall=lambda: 1000 + clock.seconds(), address=f"h{n}"
        )
        for n in range(count)
    ]
    for store in stores:
        store.start()
        for dpid in (1, 2, 3):
            store.campaign(dpid).addErrback(lambda failure: failure.trap(CancelledError))
    for _ in range(100):
        clock.advance(0.05)
    return clock, memory, stores


def described(clock: Clock, memory: MemoryCluster, now: float) -> dict[str, Any]:
    view = View(memory.view(), clock)
    view.start()
    clock.advance(0)
    found: list[Any] = []
    ensureDeferred(cluster.leases(view)).addCallback(found.append)
    return cluster.describe(view, "lab", now, found[0])


def test_nodes_and_masters_with_generation_and_age() -> None:
    clock, memory, stores = nodes()
    state = described(clock, memory, 1000 + clock.seconds() + 30)
    assert [(n["name"], n["address"], n["connected"]) for n in state["nodes"]] == [("n0", "h0", 3), ("n1", "h1", 3)]
    for one in state["datapaths"]:
        store = stores[int(one["master"][1:])]
        assert store.terms[int(one["dpid"], 16)].generation_id == one["generation_id"]
        assert 30 <= one["age"] <= 36 and one["connected"] == ["n0", "n1"] and one["next"] is None


def test_the_same_in_lines() -> None:
    clock, memory, stores = nodes()
    told = list(cluster.lines(described(clock, memory, 1000 + clock.seconds() + 7200)))
    assert told[0].startswith("cluster lab: 2 nodes, 3 datapaths, epoch 0, revision ")
    assert told[1].split() == ["NODE", "ADDRESS", "CONNECTED", "MASTER", "OF", "SINCE", "LEASE", "LAG"]
    assert told[2].split()[:8] == ["n0", "h0", "3", str(len(stores[0].terms)), "2", "h", "10", "s"]
    assert [line.split()[0] for line in told[5:]] == [f"{dpid:016x}" for dpid in (1, 2, 3)]


def test_leases_and_how_long_ago_a_node_was_heard_of() -> None:
    clock, memory, stores = nodes()
    stores[1].kv.away = True  # type: ignore[attr-defined]
    clock.advance(3)
    lags = [(node["lease"], node["lag"]) for node in described(clock, memory, 2000)["nodes"]]
    assert lags[0][0] == lags[1][0] == 10 and lags[0][1] <= 4
    assert 3 <= lags[1][1] <= 8
    before = lags[1][1]
    clock.advance(1)
    assert described(clock, memory, 2000)["nodes"][1]["lag"] == before + 1


def test_a_datapath_without_a_master_is_shown() -> None:
    clock, memory, stores = nodes(1)
    stores[0].terms[2].resign()
    clock.advance(0)
    state = described(clock, memory, 2000)
    assert [one["master"] for one in state["datapaths"]] == ["n0", None, "n0"]
    assert "1 without a master" in next(cluster.lines(state))


def test_the_command_line() -> None:
    options, url, command, _ = parse(["etcd://h/lab", "cluster", "--json", "--follow"])
    assert url == "etcd://h/lab" and command is COMMANDS["cluster"] and options.json and options.follow


@pytest.mark.parametrize("url", ["tcp:127.0.0.1:1", "etcd://", "etcd://h/a/b"])
def test_what_is_no_store(url: str) -> None:
    options, endpoint, command, words = parse([url, "cluster"])
    told: list[str] = []
    statuses: list[int] = []
    call = Call(options, endpoint, words, Clock(), print, told.append)
    ensureDeferred(attempt(command, call)).addCallback(statuses.append)
    assert statuses == [2] and len(told) == 1 and "etcd://HOST:PORT" in told[0]
