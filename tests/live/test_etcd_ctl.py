"""``oftwist ctl etcd://... cluster`` against a real etcd, as a subprocess: what it prints and its status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_twisted
from twisted.internet import reactor, threads

from oftwist.cluster import MastershipStore
from oftwist.cluster.etcd import EtcdView
from oftwist.cluster.settings import Settings
from tests.live import etcd
from tests.live.daemon import environment
from tests.live.etcd import Etcd
from tests.support.ports import HeldPorts
from tests.support.waiting import until


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Etcd]:
    reason = etcd.why_not()
    if reason is not None and os.environ.get("OFTWIST_LIVE") == "1":
        pytest.fail(f"live tests are demanded by OFTWIST_LIVE=1, but: {reason}")
    if reason is not None:
        pytest.skip(reason)
    with HeldPorts() as ports, Etcd(tmp_path_factory.mktemp("etcd"), ports) as one:
        yield one


def ctl(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "oftwist", "ctl", *words], env=environment(), capture_output=True, text=True, timeout=60
    )


@pytest_twisted.ensureDeferred
async def test_a_cluster_is_shown(running: Etcd) -> None:
    url = f"etcd://{running.addresses[0]}/shown"
    store = MastershipStore(EtcdView(reactor, Settings(url), timeout=5.0), "n1", reactor, ttl=10, address="here")
    store.start()
    store.campaign(5)
    await until(lambda: 5 in store.terms)
    done = await threads.deferToThread(ctl, url, "cluster")
    assert done.returncode == 0, done.stderr
    assert "cluster shown: 1 nodes, 1 datapaths" in done.stdout and "0000000000000005  n1" in done.stdout
    done = await threads.deferToThread(ctl, url, "cluster", "--json")
    state = json.loads(done.stdout)
    assert state["datapaths"][0]["generation_id"] == store.terms[5].generation_id
    await store.stop()
    done = await threads.deferToThread(ctl, url, "cluster")
    assert done.returncode == 0 and done.stdout.startswith("cluster shown: 0 nodes, 0 datapaths")


def test_a_store_that_is_not_there(ports: HeldPorts, tmp_path: Path) -> None:
    done = ctl(f"etcd://127.0.0.1:{ports.hold()}/x", "cluster", "--timeout", "2")
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("oftwist ctl: etcd at http://127.0.0.1:") and done.stderr.count("\n") == 1
    assert ctl("tcp:127.0.0.1:1", "cluster").returncode == 2
