"""The store in memory keeps what every store must; tests/live/test_etcd.py asks the same of etcd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from twisted.internet.defer import ensureDeferred
from twisted.internet.task import Clock

from oftwist.cluster import MemoryCluster
from oftwist.cluster.settings import Settings
from oftwist.errors import ConfigurationError
from tests.support import keyvalue


def done(work: Any) -> None:
    """Run a coroutine that waits for nothing but what has happened."""
    failed: list[Any] = []
    finished: list[Any] = []
    ensureDeferred(work).addCallbacks(finished.append, failed.append)
    if failed:
        failed[0].raiseException()
    assert finished == [None]


@pytest.mark.parametrize("kept", keyvalue.CONTRACT, ids=lambda f: f.__name__)
def test_the_contract(kept: Any) -> None:
    clock = Clock()

    async def until(what: Callable[[], object]) -> None:
        clock.advance(0)
        assert what()

    done(kept(MemoryCluster(clock).view(), until))


def test_compaction() -> None:
    clock = Clock()
    cluster = MemoryCluster(clock)

    async def until(what: Callable[[], object]) -> None:
        clock.advance(0)
        assert what()

    async def compact() -> None:
        cluster.compact()

    done(keyvalue.says_that_a_watch_is_compacted(cluster.view(), until, compact))


def test_leases_end_by_the_clock() -> None:
    clock = Clock()
    cluster = MemoryCluster(clock)
    lease = cluster.grant(5)
    cluster.create_all([("a", b"")], lease)
    clock.advance(4)
    cluster.keep(lease)
    clock.advance(4.5)
    assert "a" in cluster.entries
    clock.advance(1)
    assert not cluster.entries


def test_where_a_cluster_is() -> None:
    one = Settings("etcd://127.0.0.1:2379/lab")
    assert one.members == ["http://127.0.0.1:2379"] and one.cluster == "lab" and one.user == ""
    more = Settings("etcds://me:s%3Acret@a,b:4001,[2001:db8::1]:1/x")
    assert more.members == ["https://a:2379", "https://b:4001", "https://[2001:db8::1]:1"]
    assert (more.user, more.password) == ("me", "s:cret")


@pytest.mark.parametrize("url", ["http://x/y", "etcd://", "etcd://u:geheim@h:x/y", "etcd://h/a/b", "nonsense"])
def test_where_no_cluster_is(url: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        Settings(url)
    assert "geheim" not in str(told.value)
