"""MastershipStore on a store in memory and a fake clock: who gets what, when it ends, and never two at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock
from twisted.logger import capturedLogs

from oftwist.cluster import Conflict, MastershipStore, MemoryCluster, StoreError, Term
from oftwist.cluster.store import ANEW

TTL = 6


class Nodes:
    """Some nodes of one cluster, on one fake clock; the terms they have had are kept with their ends."""

    def __init__(self, count: int = 3, **settings: Any) -> None:
        self.clock = Clock()
        self.cluster = MemoryCluster(self.clock)
        self.views = [self.cluster.view(f"view {n}") for n in range(count)]
        self.nodes = [
            MastershipStore(view, f"n{n}", self.clock, ttl=TTL, now=self.clock.seconds, **settings)
            for n, view in enumerate(self.views)
        ]
        self.history: dict[int, list[tuple[str, Term]]] = {}
        self.ends: list[tuple[str, int, str]] = []
        for node in self.nodes:
            node.start()

    def want(self, node: MastershipStore, dpid: int) -> None:
        """Campaign, and again whenever the term ends."""

        def won(term: Term) -> None:
            self.history.setdefault(dpid, []).append((node.node, term))
            term.lost.addCallback(ended)

        def ended(reason: str) -> None:
            self.ends.append((node.node, dpid, reason))
            self.clock.callLater(0, lambda: node.running and self.want(node, dpid))

        node.campaign(dpid).addCallback(won).addErrback(lambda failure: failure.trap(CancelledError))

    def want_all(self, dpids: range) -> None:
        for node in self.nodes:
            for dpid in dpids:
                self.want(node, dpid)

    def advance(self, seconds: float, step: float = 0.05) -> None:
        """Let time pass, and look at each moment that nobody shares a datapath."""
        for _ in range(round(seconds / step)):
            self.clock.advance(step)
            self.check()

    def check(self) -> None:
        for dpid in self.history:
            having = [node.node for node in self.nodes if (term := node.terms.get(dpid)) and term.valid]
            assert len(having) <= 1, f"{dpid} has {having}"

    def held(self) -> list[int]:
        return [sum(term.valid for term in node.terms.values()) for node in self.nodes]


@pytest.fixture
def three() -> Iterator[Nodes]:
    yield Nodes()


def fired(deferred: Deferred[Any]) -> Any:
    found: list[Any] = []
    deferred.addBoth(found.append)
    assert found, "not yet"
    return found[0]


def test_every_datapath_gets_one_master_and_all_know_it(three: Nodes) -> None:
    three.want_all(range(1, 61))
    three.advance(3)
    assert sum(three.held()) == 60
    assert min(three.held()) >= 8, "spread over the nodes"
    known = [node.masters() for node in three.nodes]
    assert known[0] == known[1] == known[2] and len(known[0]) == 60
    assert {h.node for h in known[0].values()} == {"n0", "n1", "n2"}


def test_generation_ids_rise_from_term_to_term(three: Nodes) -> None:
    three.want_all(range(1, 11))
    for _ in range(4):
        three.advance(2)
        for node in three.nodes:
            for term in list(node.terms.values()):
                term.resign()
    three.advance(2)
    for terms in three.history.values():
        ids = [term.generation_id for _, term in terms]
        assert len(ids) >= 4 and ids == sorted(set(ids))


def test_a_node_that_stops_hands_everything_over_at_once(three: Nodes) -> None:
    three.want_all(range(1, 31))
    three.advance(3)
    stopping = three.nodes[0].stop()
    list(stopping.__await__()) if hasattr(stopping, "__await__") else None
    three.advance(1.0)
    assert three.held()[0] == 0 and sum(three.held()) == 30


def test_a_node_that_cannot_reach_the_store_fences_itself_before_others_have_its_datapaths(three: Nodes) -> None:
    three.want_all(range(1, 31))
    three.advance(3)
    had = three.held()[1]
    assert had
    three.views[1].away = True
    three.advance(TTL * 2 / 3 - TTL / 3 - 0.1)
    assert three.held()[1] == had, "it keeps what it has until then, and says so"
    assert three.nodes[1].lease.trouble
    three.advance(TTL / 3 + 0.2)
    assert three.held()[1] == 0 and "no answer from the store" in three.ends[-1][2]
    three.advance(TTL)
    assert sum(three.held()) == 30
    three.views[1].away = False
    three.advance(TTL)
    assert len(three.nodes[1].masters()) == 30


def test_without_fencing_the_checker_sees_two_masters() -> None:
    nodes = Nodes(fencing=False)
    nodes.want_all(range(1, 31))
    nodes.advance(3)
    nodes.views[1].away = True
    with pytest.raises(AssertionError, match="has \\["):
        nodes.advance(2 * TTL)


def test_a_late_timer_does_not_make_a_lease_trusted(three: Nodes) -> None:
    """As after SIGSTOP and SIGCONT: the clock has gone on, no timer has run."""
    three.want_all(range(1, 4))
    three.advance(3)
    node = max(three.nodes, key=lambda one: len(one.terms))
    term = next(iter(node.terms.values()))
    assert term.valid
    three.clock.rightNow += TTL  # without running what is due
    assert not term.valid and not node.trusted


def test_a_lease_that_the_store_loses_is_a_normal_event(three: Nodes) -> None:
    three.want_all(range(1, 31))
    three.advance(3)
    three.cluster.lose_lease(three.nodes[2].lease.number)
    three.advance(TTL)
    assert sum(three.held()) == 30
    reasons = {reason for node, _, reason in three.ends if node == "n2"}
    assert reasons and all("given it up" in reason or "lost our lease" in reason for reason in reasons)


def test_preference_comes_first() -> None:
    nodes = Nodes(preference={7: ["n2", "n0"]})
    nodes.want_all(range(7, 8))
    nodes.advance(3)
    assert nodes.held() == [0, 0, 1]
    nodes.views[2].away = True
    nodes.advance(2 * TTL)
    assert nodes.held() == [1, 0, 0]


def test_handing_over_moves_one_datapath_to_the_node_named(three: Nodes) -> None:
    three.want_all(range(1, 13))
    three.advance(3)
    giver = max(three.nodes, key=lambda one: len(one.terms))
    taker = min(three.nodes, key=lambda one: len(one.terms))
    dpid, term = next(iter(giver.terms.items()))
    giver.hand_over(term, taker.node)
    three.advance(1.5)
    assert taker.masters()[dpid].node == taker.node and dpid in taker.terms
    assert not [key for key in three.cluster.entries if key.startswith("next/")]


def test_a_store_that_went_back_begins_a_new_epoch(three: Nodes) -> None:
    three.want_all(range(1, 7))
    three.advance(3)
    before = {dpid: terms[-1][1].generation_id for dpid, terms in three.history.items()}
    cluster = three.cluster
    for lease in list(cluster._leases):
        cluster.lose_lease(lease)
    cluster.entries.clear()
    cluster.log.clear()
    cluster.revision = 1
    for view in three.views:
        view.away = True
    three.advance(0.5)
    for view in three.views:
        view.away = False
    three.advance(3 * TTL)
    assert sum(three.held()) == 6
    for node in three.nodes:
        for dpid, term in node.terms.items():
            assert term.generation_id > before[dpid]
            assert term.generation_id >> 48 >= 1


def test_a_watch_that_cannot_resume_takes_everything_anew(three: Nodes) -> None:
    three.want_all(range(1, 7))
    three.advance(3)
    three.views[0].away = True
    three.nodes[1].put("x", b"1")
    three.advance(0.5)
    three.cluster.compact()
    three.views[0].away = False
    three.advance(2)
    assert three.nodes[0].get("x") == (b"1", three.nodes[1].get("x")[1])  # type: ignore[index]


def test_shared_state_compares_and_sets(three: Nodes) -> None:
    three.advance(1)
    one, two = three.nodes[:2]
    seen: list[tuple[str, bytes | None]] = []
    two.watch_state("a/", lambda key, value: seen.append((key, value)))
    revision = fired(one.put("a/b", b"1", 0))
    assert isinstance(fired(two.put("a/b", b"2", 0)).value, Conflict)
    assert isinstance(fired(two.put("a/b", b"2", revision)), int)
    three.advance(0.1)
    assert two.get("a/b")[0] == b"2" and seen == [("a/b", b"1"), ("a/b", b"2")]  # type: ignore[index]


def test_giving_up_a_campaign(three: Nodes) -> None:
    three.advance(1)
    campaign = three.nodes[0].campaign(5)
    with pytest.raises(ValueError, match="already"):
        three.nodes[0].campaign(5)
    campaign.addErrback(lambda failure: failure.trap(CancelledError))
    campaign.cancel()
    three.advance(2)
    assert not three.cluster.entries.get("master/0000000000000005")


def test_an_answer_that_was_lost_still_wins(three: Nodes) -> None:
    """The store did it, we did not hear: the watch tells."""
    node, view = three.nodes[0], three.views[0]
    three.advance(1)
    real = view.create

    async def lossy(items: Any, lease: int) -> Any:
        await real(items, lease)
        view.create = real  # type: ignore[method-assign]
        raise StoreError("lost")

    view.create = lossy  # type: ignore[method-assign]
    won: list[Term] = []
    node.campaign(9).addCallback(won.append)
    three.advance(2)
    assert won and won[0].valid


def test_what_could_not_be_given_back_is_given_back_later(three: Nodes) -> None:
    """A node that resigns while the store is away still has its lease: its key must not stay for ever."""
    three.advance(1)
    first = three.nodes[0]
    won: list[Term] = []
    first.campaign(5).addCallback(won.append)
    three.advance(2)
    three.views[0].away = True
    won[0].resign("the switch is gone")
    three.want(three.nodes[1], 5)
    three.advance(0.5)
    assert three.cluster.entries["master/0000000000000005"].value.startswith(b"n0 ")
    three.views[0].away = False
    three.advance(3)
    assert three.nodes[1].terms[5].valid and first.lease.number, "the lease goes on, the key does not"


def test_a_term_that_was_resigned_is_not_won_again(three: Nodes) -> None:
    """Between asking the store to delete a key and its watch telling so, another node may have won."""
    node, view = three.nodes[0], three.views[0]
    three.advance(1)
    won: list[Term] = []
    node.campaign(9).addCallback(won.append)
    three.advance(2)

    async def unanswered(key: str, created: int) -> bool:
        raise StoreError("lost")

    view.delete = unanswered  # type: ignore[method-assign]
    won[0].resign()
    node.campaign(9).addCallback(won.append)
    three.advance(2)
    assert len(won) == 1, "the old key is no win"
    del view.delete  # type: ignore[method-assign]
    three.advance(3)
    assert len(won) == 2 and won[1].generation_id > won[0].generation_id


def test_a_watch_that_dies_in_silence_is_found_out(three: Nodes) -> None:
    three.advance(1)
    three.cluster._watches.clear()
    three.nodes[1].put("x", b"1")
    three.advance(1)
    assert three.nodes[0].get("x") is None
    three.advance(ANEW * TTL)
    assert three.nodes[0].get("x") is not None


def test_two_nodes_of_one_name_are_told(three: Nodes) -> None:
    three.advance(2)
    with capturedLogs() as lines:
        other = MastershipStore(three.cluster.view(), "n0", three.clock, ttl=TTL, now=three.clock.seconds)
        other.start()
        other.campaign(77)
        three.advance(2)
    assert any(line["log_format"].startswith("another node is called") for line in lines)
