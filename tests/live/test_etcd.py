"""A real etcd keeps what the store in memory promises, and a cluster of nodes lives on it."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted
import trustme
from twisted.internet import reactor

from oftwist.cluster import MastershipStore, StoreError, Term
from oftwist.cluster.etcd import EtcdView
from oftwist.cluster.interfaces import LeaseLost
from oftwist.cluster.settings import Settings
from oftwist.errors import ConfigurationError
from tests.live import etcd
from tests.live.etcd import Etcd
from tests.support import keyvalue
from tests.support.ports import HeldPorts
from tests.support.waiting import until


@pytest.fixture(scope="module")
def needs_etcd() -> None:
    reason = etcd.why_not()
    if reason is not None and os.environ.get("OFTWIST_LIVE") == "1":
        pytest.fail(f"live tests are demanded by OFTWIST_LIVE=1, but: {reason}")
    if reason is not None:
        pytest.skip(reason)


@pytest.fixture(scope="module")
def running(needs_etcd: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Etcd]:
    with HeldPorts() as ports, Etcd(tmp_path_factory.mktemp("etcd"), ports) as one:
        yield one


def view(running: Etcd, name: str, *before: str) -> EtcdView:
    return EtcdView(reactor, Settings(f"etcd://{','.join([*before, *running.addresses])}/{name}"), timeout=5.0)


@pytest.mark.parametrize("kept", keyvalue.CONTRACT, ids=lambda f: f.__name__)
@pytest_twisted.ensureDeferred
async def test_the_contract(running: Etcd, kept: Any) -> None:
    kv = view(running, kept.__name__)
    await kept(kv, until)
    await kv.close()


@pytest_twisted.ensureDeferred
async def test_compaction(running: Etcd) -> None:
    kv = view(running, "compaction")

    async def compact() -> None:
        running.ctl("compact", str((await kv.snapshot()).revision))

    await keyvalue.says_that_a_watch_is_compacted(kv, until, compact)
    await kv.close()


@pytest_twisted.ensureDeferred
async def test_the_next_member_answers_for_one_that_does_not(running: Etcd, ports: HeldPorts) -> None:
    kv = view(running, "members", f"127.0.0.1:{ports.hold()}")
    assert await kv.put("a", b"1") > 0
    asked = kv.requests
    await kv.put("a", b"2")
    assert kv.requests == asked + 1, "it stays with the one that answers"
    await kv.close()


@pytest_twisted.ensureDeferred
async def test_a_watch_leaves_a_member_that_does_not_answer(needs_etcd: None, tmp_path: Path, ports: HeldPorts) -> None:
    """One that is cut off tells of nothing, and its connection stays."""
    with Etcd(tmp_path, ports, members=3) as own:
        kv = EtcdView(reactor, Settings(f"etcd://{','.join(own.addresses)}/w"), timeout=0.5)
        start = await kv.put("a", b"1")
        ended: list[StoreError] = []
        kv.watch(start, lambda events, revision: None, ended.append)
        own.processes[0].send_signal(signal.SIGSTOP)

        async def try_to_put() -> None:
            with contextlib.suppress(StoreError):
                await kv.put("a", b"2")

        while not ended:  # and not only until another member leads
            await try_to_put()
        assert own.addresses[0] in str(ended[0])
        own.processes[0].send_signal(signal.SIGCONT)
        await kv.close()


@pytest_twisted.ensureDeferred
async def test_users_and_passwords(needs_etcd: None, tmp_path: Path, ports: HeldPorts) -> None:
    with Etcd(tmp_path, ports) as own:
        own.ctl("user", "add", "root:geheim")
        own.ctl("user", "grant-role", "root", "root")
        own.ctl("auth", "enable")
        kv = EtcdView(reactor, Settings(f"etcd://root:geheim@{own.addresses[0]}/x"), timeout=5.0)
        assert await kv.put("a", b"1") > 0
        await kv.close()
        wrong = EtcdView(reactor, Settings(f"etcd://root:falsch@{own.addresses[0]}/x"), timeout=5.0)
        with pytest.raises(Exception, match=r"authentication failed|not let in") as told:
            await wrong.put("a", b"1")
        assert "falsch" not in str(told.value)
        await wrong.close()


@pytest_twisted.ensureDeferred
async def test_tls_with_a_ca_of_ones_own(needs_etcd: None, tmp_path: Path, ports: HeldPorts) -> None:
    """Trusted is who shows a certificate of this CA for this address, and nobody else; a password goes with it."""
    right, wrong = trustme.CA(), trustme.CA()
    files = tmp_path / "etcd.pem", tmp_path / "etcd.key", tmp_path / "ca.pem"
    issued = right.issue_cert("127.0.0.1")
    issued.cert_chain_pems[0].write_to_path(str(files[0]))
    issued.private_key_pem.write_to_path(str(files[1]))
    right.cert_pem.write_to_path(str(files[2]))
    wrong.cert_pem.write_to_path(str(tmp_path / "wrong.pem"))
    with Etcd(tmp_path, ports, tls=files) as own:
        own.ctl("user", "add", "root:geheim")
        own.ctl("user", "grant-role", "root", "root")
        own.ctl("auth", "enable")
        url = f"etcds://{own.addresses[0]}/x"
        kv = EtcdView(reactor, Settings(url, "root", "geheim", str(files[2])), timeout=5.0)
        assert await kv.put("a", b"1") > 0
        lease = await kv.grant(30)
        assert (await kv.time_left(lease)).granted == 30
        changes: list[str] = []
        stop = kv.watch(1, lambda events, revision: changes.extend(event.key for event in events), lambda error: None)
        await until(lambda: changes == ["a"])
        stop()
        await kv.close()
        for ca in (str(tmp_path / "wrong.pem"), None):
            other = EtcdView(reactor, Settings(url, "root", "geheim", ca), timeout=5.0)
            with pytest.raises(StoreError, match=r"verif|certificate|SSL|TLS"):
                await other.put("a", b"2")
            await other.close()
    with pytest.raises(ConfigurationError, match="etcds://"):
        Settings("etcd://h/x", ca="x")


@pytest_twisted.ensureDeferred
async def test_leases_that_are_told(running: Etcd) -> None:
    kv = view(running, "left")
    lease = await kv.grant(20)
    told = await kv.time_left(lease)
    assert told.granted == 20 and 15 <= told.left <= 20
    await kv.revoke(lease)
    with pytest.raises(LeaseLost):
        await kv.time_left(lease)
    await kv.close()


class Node:
    """A store that always wants some datapaths."""

    def __init__(self, kv: EtcdView, name: str, dpids: range) -> None:
        self.store = MastershipStore(kv, name, reactor, ttl=2)
        self.ids: dict[int, list[int]] = {}
        self.store.start()
        for dpid in dpids:
            self.want(dpid)

    def want(self, dpid: int) -> None:
        def won(term: Term) -> None:
            self.ids.setdefault(dpid, []).append(term.generation_id)
            term.lost.addCallback(lambda _: reactor.callLater(0.1, self.want, dpid))  # type: ignore[attr-defined]

        if self.store.running:
            self.store.campaign(dpid).addCallback(won).addErrback(lambda _: None)


def valid(nodes: list[Node]) -> int:
    return sum(term.valid for node in nodes for term in node.store.terms.values())


@pytest_twisted.ensureDeferred
async def test_a_cluster_outlives_a_member_of_etcd(needs_etcd: None, tmp_path: Path, ports: HeldPorts) -> None:
    """Three nodes, three members: one is killed, one stops answering; every datapath has one master afterwards."""
    with Etcd(tmp_path, ports, members=3) as own:
        turned = [own.addresses[n:] + own.addresses[:n] for n in range(3)]
        views = [EtcdView(reactor, Settings(f"etcd://{','.join(a)}/c"), timeout=0.4) for a in turned]
        nodes = [Node(kv, f"n{n}", range(1, 31)) for n, kv in enumerate(views)]
        await until(lambda: valid(nodes) == 30)

        async def even_after(trouble: Callable[[], object]) -> None:
            trouble()
            await until(lambda: valid(nodes) == 30 and all(not node.store.lease.trouble for node in nodes))

        await even_after(own.processes[0].kill)
        own.start(0)
        await until(own.healthy, step=0.2)
        await even_after(lambda: own.processes[1].send_signal(signal.SIGSTOP))
        own.processes[1].send_signal(signal.SIGCONT)
        for dpid in range(1, 31):
            ids = sorted(number for node in nodes for number in node.ids.get(dpid, ()))
            assert len(ids) == len(set(ids)), "no generation id twice"
        for node in nodes:
            await node.store.stop()
