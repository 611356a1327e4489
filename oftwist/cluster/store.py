"""MastershipStore: who of the nodes is master of which datapath, and a little shared state. On any `KeyValue`.

A *campaign* for a datapath ends in a `Term`, whose generation id is the revision in which its key was created: the
fencing token that the switch compares (OpenFlow 1.3.5 §6.3.5). A term ends when the node resigns, when the key is gone
from the store, or when the node's lease may not be trusted any more (`oftwist.cluster.lease`). Knows no switch and no
OpenFlow. Everything runs in the reactor thread.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from time import monotonic, time
from typing import Any

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.logger import Logger

from oftwist.cluster.interfaces import Entry, Event, Holder, KeyValue, Snapshot, StoreError
from oftwist.cluster.lease import Lease
from oftwist.cluster.term import Term
from oftwist.cluster.view import View, epoch_of, master_key, next_key
from oftwist.dpid import format_dpid

log = Logger()

#: Seconds a node lets those before it in a datapath's order go first, for each of them.
STEP = 0.3
#: Datapaths that one transaction campaigns for; etcd takes 128 operations.
BATCH = 60
#: Seconds between two writes of what is connected to this node.
TELL = 0.5
#: Seconds a node waits before its first try for a datapath, so that all that have it connected know of each other.
SETTLE = 2 * TELL
#: Parts of a lease: before it asks again after trouble; after which it reads everything again.
AGAIN = 1 / 10
ANEW = 6


class MastershipStore:
    """One node's place in the cluster.

    Args:
        kv: the store.
        node: this node's name, unlike that of any other; no spaces.
        clock: IReactorTime.
        ttl: seconds of the lease.
        epoch: for the upper 16 bits of generation ids, at least; the cluster's may be higher.
        preference: datapath -> names of nodes in the order in which they shall have it.
        address: told to the others, for people.
        now: seconds of a clock that is never set.
        wall: seconds since 1970, told to the others, for people.
        fencing: see `Lease`.

    Attributes:
        terms: datapath -> the term we hold.
        view: what the store says.
    """

    def __init__(
        self,
        kv: KeyValue,
        node: str,
        clock: Any,
        *,
        ttl: int = 10,
        epoch: int = 0,
        preference: Mapping[int, Sequence[str]] | None = None,
        address: str = "",
        now: Callable[[], float] = monotonic,
        wall: Callable[[], float] = time,
        fencing: bool = True,
    ) -> None:
        self.kv = kv
        self.node = node
        self.clock = clock
        self.preference = dict(preference or {})
        self.address = address
        self.terms: dict[int, Term] = {}
        self.lease = Lease(kv, clock, ttl, self._lease_held, self._lease_lost, now, fencing)
        self._again = min(1.0, ttl * AGAIN)
        self.view = View(
            kv, clock, again=self._again, anew=ttl * ANEW, epoch=epoch, changed=self._changed, went_back=self._went_back
        )
        self._now, self._wall = now, wall
        self._came = 0  # when this node joined, by `wall`
        self._campaigns: dict[int, Deferred[Term]] = {}
        self._since: dict[int, float] = {}  # when each of them may be tried first
        self._free_since: dict[int, float] = {}
        self._returning: dict[str, int] = {}  # keys of ours that the store has yet to delete, and their revisions
        self._trying = False
        self._telling = False
        self._watchers: list[Callable[[int, Holder | None], None]] = []
        self._state_watchers: list[tuple[str, Callable[[str, bytes | None], None]]] = []
        self._calls: dict[str, Any] = {}
        self._told = b""
        self.running = False

    # --- for callers --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Get a lease and begin to follow the cluster."""
        self.running = True
        self._came = round(self._wall())
        self.lease.start()
        self.view.start()

    async def stop(self) -> None:
        """Resign everything and leave: the others need not wait for the lease to end."""
        self.running = False
        for call in self._calls.values():
            if call.active():
                call.cancel()
        self.view.stop()
        for term in list(self.terms.values()):
            self._end(term, "this node stops")
        campaigns, self._campaigns = self._campaigns, {}
        for waiting in campaigns.values():
            waiting.cancel()
        await self.lease.stop()
        await self.kv.close()

    @property
    def trusted(self) -> bool:
        """Is our lease good for writing as master, right now?"""
        return self.lease.trusted

    def campaign(self, dpid: int) -> Deferred[Term]:
        """Try to become master of a datapath, for as long as it takes.

        Returns:
            a Deferred of the term; cancel it to give up.

        Raises:
            ValueError: this node campaigns for it already, or has it.
        """
        if dpid in self._campaigns or dpid in self.terms:
            raise ValueError(f"{self.node} has or wants {format_dpid(dpid)} already")
        waiting: Deferred[Term] = Deferred(lambda _: self._give_up(dpid))
        self._campaigns[dpid] = waiting
        self._since[dpid] = self._now() + SETTLE
        self._tell_soon()
        self._consider_in(0.0)
        return waiting

    def resign(self, term: Term, reason: str = "resigned") -> Deferred[None]:
        """End a term of ours; the Deferred fires when the store was asked to let others have the datapath."""
        self._end(term, reason)
        self._tell_soon()
        return self._give_back(master_key(term.dpid), term.created)

    def hand_over(self, term: Term, node: str) -> Deferred[None]:
        """End a term of ours in favour of another node."""
        return ensureDeferred(self._hand_over(term, node))

    async def _hand_over(self, term: Term, node: str) -> None:
        try:
            await self.kv.put(next_key(term.dpid), node.encode(), self.lease.number)
        except StoreError as error:
            log.info("not handed over: {error}", error=error, event="not_handed_over")
            return
        await self.resign(term, f"handed over to {node}")

    def masters(self) -> dict[int, Holder]:
        """Datapath -> who is master of it, as far as this node knows."""
        return self.view.masters()

    def holder(self, dpid: int) -> Holder | None:
        """Who is master of one datapath, as far as this node knows."""
        entry = self.view.entries.get(master_key(dpid))
        return None if entry is None else self.view.holder(entry)

    def coming(self) -> dict[int, str]:
        """Datapath -> the node that is to have it next, of those that are being handed over."""
        return self.view.coming()

    def nodes(self) -> dict[str, frozenset[int]]:
        """Name -> the datapaths connected to that node, of all nodes that are there."""
        return {name: frozenset(int(one, 16) for one in info.switches) for name, info in self.view.nodes.items()}

    def watch(self, changed: Callable[[int, Holder | None], None]) -> Callable[[], None]:
        """Call ``changed(dpid, holder or None)`` whenever that changes; returns what ends it."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed)

    def get(self, key: str) -> tuple[bytes, int] | None:
        """Shared state of apps: value and revision of a key as this node last saw it, or None."""
        entry = self.view.entries.get(f"state/{key}")
        return None if entry is None else (entry.value, entry.modified)

    def put(self, key: str, value: bytes, expected: int | None = None) -> Deferred[int]:
        """Write shared state; compare-and-set if ``expected`` is the revision it must have (0: no such key).

        Returns:
            a Deferred of the new revision; it fails with Conflict or StoreError.
        """
        return ensureDeferred(self.kv.put(f"state/{key}", value, 0, expected))

    def watch_state(self, prefix: str, changed: Callable[[str, bytes | None], None]) -> Callable[[], None]:
        """Call ``changed(key, value or None)`` for changes of keys that begin so; returns what ends it."""
        entry = (prefix, changed)
        self._state_watchers.append(entry)
        return lambda: self._state_watchers.remove(entry)

    # --- the lease ----------------------------------------------------------------------------------------------

    def _lease_held(self, number: int) -> None:
        log.info(
            "node {node} has lease {number:x} of {ttl} s",
            node=self.node, number=number, ttl=self.lease.ttl, event="lease_granted",
        )
        self._told = b""
        self._tell_in(0.0)
        self._consider_in(0.0)

    def _lease_lost(self, reason: str) -> None:
        log.warn(
            "node {node} gives up {count} datapaths: {reason}", node=self.node, count=len(self.terms), reason=reason,
            event="lease_lost",
        )
        self._told = b""
        for term in list(self.terms.values()):
            self._end(term, reason)

    def _end(self, term: Term, reason: str) -> None:
        if self.terms.get(term.dpid) is term:
            del self.terms[term.dpid]
        term.end(reason)

    def _give_back(self, key: str, created: int) -> Deferred[None]:
        """Delete a key of ours, again and again if need be: our lease would keep it from the others for ever."""
        self._returning[key] = created
        return ensureDeferred(self._delete(key, created))

    async def _delete(self, key: str, created: int) -> None:
        try:
            await self.kv.delete(key, created)
        except StoreError as error:
            log.info("{key} is given back later: {error}", key=key, error=error, event="key_returned_later")
            self._later("return", self._again, self._return_all)
            return
        if self._returning.get(key) == created:
            del self._returning[key]
            self._consider_in(0.0)

    def _return_all(self) -> None:
        for key, created in list(self._returning.items()):
            self._run(self._delete(key, created), "giving back")

    # --- telling the others what is connected ------------------------------------------------------------------------

    def _tell_soon(self) -> None:
        call = self._calls.get("tell")
        if call is None or not call.active():
            self._tell_in(TELL)

    def _tell_in(self, seconds: float) -> None:
        self._later("tell", seconds, lambda: self._run(self._tell(), "telling what is connected"))

    async def _tell(self) -> None:
        """Write it, one write at a time: two that overtake each other would leave the older one."""
        dpids = sorted(format_dpid(dpid) for dpid in {*self._campaigns, *self.terms})
        told = json.dumps({"address": self.address, "since": self._came, "switches": dpids}).encode()
        lease = self.lease.number
        if not lease or told == self._told:
            return
        if self._telling:
            self._tell_in(TELL)
            return
        self._telling = True
        try:
            await self.kv.put(f"node/{self.node}", told, lease)
            if lease == self.lease.number:
                self._told = told
        except StoreError:
            self._tell_in(TELL)
        finally:
            self._telling = False

    # --- following the store ------------------------------------------------------------------------------------

    async def _went_back(self, snapshot: Snapshot, highest: int) -> None:
        """The store was restored from an old copy: its revisions will come again, so a new epoch must begin."""
        for term in list(self.terms.values()):
            self._end(term, "the store went back to an old copy")
        there, epoch = epoch_of(snapshot.entries), self.view.epoch + 1
        if there >= epoch:
            return  # another node has begun it
        log.critical(
            "the store went back from revision {old} to {new}: beginning epoch {epoch}",
            old=highest, new=snapshot.revision, epoch=epoch,
            event="store_restored",
        )  # fmt: skip
        await self.kv.put("epoch", str(epoch).encode())
        self.view.raise_epoch(epoch)

    def _changed(self, events: Sequence[Event]) -> None:
        for event in events:
            kind, _, name = event.key.partition("/")
            if kind == "master":
                self._master_changed(int(name, 16), event)
            elif kind == "node" and name == self.node:
                self._namesake(event)
            elif kind == "state":
                self._state_changed(name, event)
        self._consider_in(0.0)

    def _master_changed(self, dpid: int, event: Event) -> None:
        entry = event.entry
        term = self.terms.get(dpid)
        holder = None if entry is None else self.view.holder(entry)
        if term is not None and (entry is None or entry.created != term.created) and event.revision > term.created:
            self._end(term, "the store has given it up" if holder is None else f"{holder.node} has it")
        if entry is None:
            self._free_since[dpid] = self._now()
        for changed in list(self._watchers):
            changed(dpid, holder)

    def _namesake(self, event: Event) -> None:
        """Two nodes of one name take each other's place in the order, so say it."""
        entry = event.entry
        if entry is not None and self._told and entry.value != self._told and not self._telling:
            if entry.lease not in (0, self.lease.number):
                log.error(
                    "another node is called {node} too: give each a name of its own",
                    node=self.node, event="node_name_taken",
                )

    def _state_changed(self, key: str, event: Event) -> None:
        for prefix, changed in list(self._state_watchers):
            if key.startswith(prefix):
                changed(key, None if event.entry is None else event.entry.value)

    # --- campaigns ----------------------------------------------------------------------------------------------

    def order(self, dpid: int) -> list[str]:
        """The nodes that have a datapath connected, in the order in which they shall have it."""
        name = format_dpid(dpid)
        there = [node for node, info in self.view.nodes.items() if name in info.switches]
        if self.node not in there:
            there.append(self.node)
        coming = self.view.entries.get(next_key(dpid))
        preferred = list(self.preference.get(dpid, ()))
        first = [*([coming.value.decode()] if coming else []), *preferred]

        def place(node: str) -> tuple[int, bytes]:
            return first.index(node) if node in first else len(first), _weight(node, name)

        return sorted(there, key=place)

    def _consider_in(self, seconds: float) -> None:
        call = self._calls.get("consider")
        if call is not None and call.active() and call.getTime() <= self.clock.seconds() + seconds:
            return
        self._later("consider", seconds, self._consider)

    def _consider(self) -> None:
        """Campaign for what is free and whose turn is ours; come again when the turn of the next is ours."""
        if not self.view.synced or not self.trusted or self._trying:
            return
        now, due, soonest = self._now(), [], None
        for dpid in list(self._campaigns):
            key = master_key(dpid)
            there = self.view.entries.get(key)
            if there is not None:
                if there.lease == self.lease.number and self._returning.get(key) != there.created:
                    self._won(dpid, there)  # ours: the answer to our campaign was lost
                continue
            free = max(self._since[dpid], self._free_since.get(dpid, 0.0))
            turn = free + STEP * self.order(dpid).index(self.node)
            if turn <= now:
                due.append(dpid)
            elif soonest is None or turn < soonest:
                soonest = turn
        if due:
            self._trying = True
            self._run(self._campaign_for(due), "campaigning")
        elif soonest is not None:
            self._consider_in(soonest - now)

    async def _campaign_for(self, dpids: list[int]) -> None:
        """Campaign for some, a transaction for each `BATCH` of them."""
        lease, again = self.lease.number, 0.0
        try:
            for start in range(0, len(dpids), BATCH):
                batch = [dpid for dpid in dpids[start : start + BATCH] if dpid in self._campaigns]
                if not batch or self.lease.number != lease:
                    continue
                name = f"{self.node} {self._wall():.0f}".encode()
                outcome = await self.kv.create([(master_key(dpid), name) for dpid in batch], lease)
                for dpid, (won, entry) in zip(batch, outcome, strict=True):
                    self._campaigned(dpid, won, entry, lease)
        except StoreError as error:
            log.debug("no answer to a campaign: {error}", error=error, event="campaign_unanswered")
            again = self._again
        finally:
            self._trying = False
        self._consider_in(again)

    def _campaigned(self, dpid: int, won: bool, entry: Entry, lease: int) -> None:
        """What came of one campaign."""
        if entry.modified > self.view.revision:
            self.view.entries.setdefault(entry.key, entry)  # the watch will tell the same
        if (not won and entry.lease != lease) or self._returning.get(entry.key) == entry.created:
            return
        if dpid in self._campaigns and self.lease.number == lease and self.trusted:
            self._won(dpid, entry)
        elif dpid not in self.terms:
            self._give_back(entry.key, entry.created)

    def _won(self, dpid: int, entry: Entry) -> None:
        term = Term(self, dpid, entry.created, self.view.generation(entry.created))
        self.terms[dpid] = term
        coming = self.view.entries.get(next_key(dpid))
        if coming is not None:
            self._give_back(coming.key, coming.created)
        self._campaigns.pop(dpid).callback(term)

    def _give_up(self, dpid: int) -> None:
        self._campaigns.pop(dpid, None)
        self._tell_soon()

    # --- helpers ------------------------------------------------------------------------------------------------

    def _later(self, what: str, seconds: float, f: Callable[[], None]) -> None:
        call = self._calls.get(what)
        if call is not None and call.active():
            call.cancel()
        if self.running:
            self._calls[what] = self.clock.callLater(max(0.0, seconds), f)

    def _run(self, work: Any, doing: str) -> None:
        ensureDeferred(work).addErrback(lambda failure: log.failure(
            "{doing}",
            doing=doing, failure=failure, event="cluster_failed",
        ))


def _weight(node: str, dpid: str) -> bytes:
    """A number by which the nodes of a datapath are ordered: the same everywhere, another for each datapath."""
    return blake2b(f"{node}/{dpid}".encode(), digest_size=8).digest()
