"""MastershipStore: who of the nodes is master of which datapath, and a little shared state. On any `KeyValue`.

A *campaign* for a datapath ends in a `Term`, whose generation id is the revision in which its key was created: the
fencing token that the switch compares (OpenFlow 1.3.5 §6.3.5). A term ends when the node resigns, when the key is gone
from the store, or when the node's lease may not be trusted any more (`oftwist.cluster.lease`). Knows no switch and no
OpenFlow. Everything runs in the reactor thread.

Keys: ``node/NAME`` (who is there, and which datapaths are connected to it), ``master/DPID`` (the node's name),
``next/DPID`` (who shall have it next), ``epoch``, ``state/...`` (what apps keep). All but the last two go with a lease.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from time import monotonic
from typing import Any

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.logger import Logger

from oftwist.cluster.interfaces import Compacted, Entry, Event, Holder, KeyValue, StoreError
from oftwist.cluster.lease import Lease
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
_EPOCH_SHIFT = 48


class Term:
    """One node's mastership of one datapath.

    Attributes:
        dpid: the datapath.
        generation_id: 64 bits, for role requests; higher than that of any earlier term.
        lost: fires once, with the reason, when it has ended.
    """

    def __init__(self, store: MastershipStore, dpid: int, created: int, generation_id: int) -> None:
        self.dpid = dpid
        self.generation_id = generation_id
        self.lost: Deferred[str] = Deferred()
        self.created = created
        self.over = ""
        self._store = store

    @property
    def valid(self) -> bool:
        """May we write as master right now? To be asked before every write."""
        return not self.over and self._store.trusted

    def resign(self, reason: str = "resigned") -> Deferred[None]:
        """End it; ``lost`` fires at once, the Deferred when others may have it."""
        return self._store.resign(self, reason)

    def end(self, reason: str) -> None:
        """It has ended; for the store."""
        if not self.over:
            self.over = reason
            self.lost.callback(reason)

    def __repr__(self) -> str:
        return f"<Term of {format_dpid(self.dpid)} generation {self.generation_id:#x} {self.over or 'held'}>"


class MastershipStore:
    """One node's view of the cluster.

    Args:
        kv: the store.
        node: this node's name, unlike that of any other.
        clock: IReactorTime.
        ttl: seconds of the lease.
        epoch: for the upper 16 bits of generation ids, at least; the cluster's may be higher.
        preference: datapath -> names of nodes in the order in which they shall have it.
        address: told to the others, for people.
        now: seconds of a clock that is never set.
        fencing: see `Lease`.

    Attributes:
        terms: datapath -> the term we hold.
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
        fencing: bool = True,
    ) -> None:
        self.kv = kv
        self.node = node
        self.clock = clock
        self.epoch = epoch
        self.preference = dict(preference or {})
        self.address = address
        self.terms: dict[int, Term] = {}
        self.lease = Lease(kv, clock, ttl, self._lease_held, self._lease_lost, now, fencing)
        self._now = now
        self._campaigns: dict[int, Deferred[Term]] = {}
        self._since: dict[int, float] = {}  # when each of them may be tried first
        self._free_since: dict[int, float] = {}
        self._trying = False
        self._entries: dict[str, Entry] = {}
        self._nodes: dict[str, frozenset[str]] = {}
        self._revision = 0
        self._highest = 0
        self._synced = False
        self._stop_watch: Callable[[], None] | None = None
        self._watchers: list[Callable[[int, Holder | None], None]] = []
        self._state_watchers: list[tuple[str, Callable[[str, bytes | None], None]]] = []
        self._calls: dict[str, Any] = {}
        self._told = b""
        self._running = False

    # --- for callers --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Get a lease and begin to follow the cluster."""
        self._running = True
        self.lease.start()
        self._run(self._follow(), "following the cluster")

    async def stop(self) -> None:
        """Resign everything and leave: the others need not wait for the lease to end."""
        self._running = False
        for call in self._calls.values():
            if call.active():
                call.cancel()
        if self._stop_watch is not None:
            self._stop_watch()
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
        """End a term of ours; the Deferred fires when others may have the datapath."""
        self._end(term, reason)
        self._tell_soon()
        return ensureDeferred(self._delete(_master(term.dpid), term.created))

    def hand_over(self, term: Term, node: str) -> Deferred[None]:
        """End a term of ours in favour of another node."""
        return ensureDeferred(self._hand_over(term, node))

    async def _hand_over(self, term: Term, node: str) -> None:
        try:
            await self.kv.put(_next(term.dpid), node.encode(), self.lease.number)
        except StoreError as error:
            log.info("not handed over: {error}", error=error)
            return
        await self.resign(term, f"handed over to {node}")

    def masters(self) -> dict[int, Holder]:
        """Datapath -> who is master of it, as far as this node knows."""
        found = {}
        for key, entry in self._entries.items():
            if key.startswith("master/"):
                found[int(key[7:], 16)] = Holder(entry.value.decode(), self._generation(entry.created))
        return found

    def coming(self) -> dict[int, str]:
        """Datapath -> the node that is to have it next, of those that are being handed over."""
        return {int(k[5:], 16): e.value.decode() for k, e in self._entries.items() if k.startswith("next/")}

    def nodes(self) -> dict[str, frozenset[int]]:
        """Name -> the datapaths connected to that node, of all nodes that are there."""
        return {name: frozenset(int(one, 16) for one in dpids) for name, dpids in self._nodes.items()}

    def watch(self, changed: Callable[[int, Holder | None], None]) -> Callable[[], None]:
        """Call ``changed(dpid, holder or None)`` whenever that changes; returns what ends it."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed)

    def get(self, key: str) -> tuple[bytes, int] | None:
        """Shared state of apps: value and revision of a key as this node last saw it, or None."""
        entry = self._entries.get(f"state/{key}")
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
        log.info("node {node} has lease {number:x} of {ttl} s", node=self.node, number=number, ttl=self.lease.ttl)
        self._told = b""
        self._tell_in(0.0)
        self._consider_in(0.0)

    def _lease_lost(self, reason: str) -> None:
        log.warn(
            "node {node} gives up {count} datapaths: {reason}", node=self.node, count=len(self.terms), reason=reason
        )
        self._told = b""
        for term in list(self.terms.values()):
            self._end(term, reason)

    def _end(self, term: Term, reason: str) -> None:
        if self.terms.get(term.dpid) is term:
            del self.terms[term.dpid]
        term.end(reason)

    # --- telling the others what is connected ------------------------------------------------------------------------

    def _tell_soon(self) -> None:
        call = self._calls.get("tell")
        if call is None or not call.active():
            self._tell_in(TELL)

    def _tell_in(self, seconds: float) -> None:
        self._later("tell", seconds, lambda: self._run(self._tell(), "telling what is connected"))

    async def _tell(self) -> None:
        dpids = sorted(format_dpid(dpid) for dpid in {*self._campaigns, *self.terms})
        told = json.dumps({"address": self.address, "switches": dpids}).encode()
        lease = self.lease.number
        if not lease or told == self._told:
            return
        try:
            await self.kv.put(f"node/{self.node}", told, lease)
            self._told = told
        except StoreError:
            self._tell_in(TELL)

    # --- following the store ------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        """Take all there is, then every change; begin anew when that breaks."""
        try:
            snapshot = await self.kv.snapshot()
        except StoreError as error:
            log.debug("no view of the cluster: {error}", error=error)
            self._follow_in(min(1.0, self.lease.ttl / 10))
            return
        if not self._running:
            return
        if snapshot.revision < self._highest:
            await self._went_back(snapshot.revision)
        before = self._entries
        gone = [Event(key, None, snapshot.revision) for key in before if key not in snapshot.entries]
        fresh = [
            Event(key, entry, snapshot.revision) for key, entry in snapshot.entries.items() if before.get(key) != entry
        ]
        self._synced = True
        self._changed([*gone, *fresh], snapshot.revision)
        self._watch()

    def _watch(self) -> None:
        self._stop_watch = self.kv.watch(self._revision + 1, self._changed, self._watch_ended)

    def _watch_ended(self, error: StoreError) -> None:
        self._stop_watch = None
        if isinstance(error, Compacted):
            self._run(self._follow(), "following the cluster")
        else:
            self._follow_in(min(1.0, self.lease.ttl / 10))

    def _follow_in(self, seconds: float) -> None:
        self._later("follow", seconds, lambda: self._run(self._follow(), "following the cluster"))

    async def _went_back(self, revision: int) -> None:
        """The store was restored from an old copy: its revisions will come again, so a new epoch must begin."""
        log.critical(
            "the store went back from revision {old} to {new}: beginning epoch {epoch}",
            old=self._highest, new=revision, epoch=self._epoch() + 1,
        )  # fmt: skip
        epoch = self._epoch() + 1
        for term in list(self.terms.values()):
            self._end(term, "the store went back to an old copy")
        try:
            await self.kv.put("epoch", str(epoch).encode())
            self.epoch = max(self.epoch, epoch)
            self._highest = revision
        except StoreError as error:
            log.error("no new epoch yet: {error}", error=error)

    def _epoch(self) -> int:
        entry = self._entries.get("epoch")
        return max(self.epoch, int(entry.value) if entry else 0)

    def _generation(self, created: int) -> int:
        return self._epoch() << _EPOCH_SHIFT | created

    def _changed(self, events: Sequence[Event], revision: int) -> None:
        self._revision = max(self._revision, revision) if self._synced else revision
        self._highest = max(self._highest, revision)
        for event in events:
            if event.entry is None:
                self._entries.pop(event.key, None)
            else:
                self._entries[event.key] = event.entry
            kind, _, name = event.key.partition("/")
            if kind == "master":
                self._master_changed(int(name, 16), event)
            elif kind == "node":
                self._node_changed(name, event)
            elif kind == "epoch" and event.entry is not None:
                self.epoch = max(self.epoch, int(event.entry.value))
            elif kind == "state":
                self._state_changed(name, event)
        self._consider_in(0.0)

    def _master_changed(self, dpid: int, event: Event) -> None:
        entry = event.entry
        term = self.terms.get(dpid)
        if term is not None and (entry is None or entry.created != term.created) and event.revision > term.created:
            self._end(term, "the store has given it up" if entry is None else f"{entry.value.decode()} has it")
        if entry is None:
            self._free_since[dpid] = self._now()
        holder = None if entry is None else Holder(entry.value.decode(), self._generation(entry.created))
        for changed in list(self._watchers):
            changed(dpid, holder)

    def _node_changed(self, name: str, event: Event) -> None:
        if event.entry is None:
            self._nodes.pop(name, None)
            return
        try:
            self._nodes[name] = frozenset(json.loads(event.entry.value)["switches"])
        except (ValueError, KeyError, TypeError):
            log.error("what node {name} tells cannot be read", name=name)

    def _state_changed(self, key: str, event: Event) -> None:
        for prefix, changed in list(self._state_watchers):
            if key.startswith(prefix):
                changed(key, None if event.entry is None else event.entry.value)

    # --- campaigns ----------------------------------------------------------------------------------------------

    def order(self, dpid: int) -> list[str]:
        """The nodes that have a datapath connected, in the order in which they shall have it."""
        name = format_dpid(dpid)
        there = [node for node, dpids in self._nodes.items() if name in dpids]
        if self.node not in there:
            there.append(self.node)
        coming = self._entries.get(_next(dpid))
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
        if not self._synced or not self.trusted or self._trying:
            return
        now, due, soonest = self._now(), [], None
        for dpid in list(self._campaigns):
            there = self._entries.get(_master(dpid))
            if there is not None:
                if there.lease == self.lease.number:
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
                outcome = await self.kv.create([(_master(dpid), self.node.encode()) for dpid in batch], lease)
                for dpid, (won, entry) in zip(batch, outcome, strict=True):
                    self._campaigned(dpid, won, entry, lease)
        except StoreError as error:
            log.debug("no answer to a campaign: {error}", error=error)
            again = self.lease.ttl / 10
        finally:
            self._trying = False
        self._consider_in(again)

    def _campaigned(self, dpid: int, won: bool, entry: Entry, lease: int) -> None:
        """What came of one campaign."""
        if entry.modified > self._revision:
            self._entries.setdefault(entry.key, entry)  # the watch will tell the same
        if not won and entry.lease != lease:
            return
        if dpid in self._campaigns and self.lease.number == lease and self.trusted:
            self._won(dpid, entry)
        elif dpid not in self.terms:
            self._run(self._delete(entry.key, entry.created), "giving back")

    def _won(self, dpid: int, entry: Entry) -> None:
        term = Term(self, dpid, entry.created, self._generation(entry.created))
        self.terms[dpid] = term
        coming = self._entries.get(_next(dpid))
        if coming is not None:
            self._run(self._delete(coming.key, coming.created), "tidying up")
        self._campaigns.pop(dpid).callback(term)

    def _give_up(self, dpid: int) -> None:
        self._campaigns.pop(dpid, None)
        self._tell_soon()

    async def _delete(self, key: str, created: int) -> None:
        try:
            await self.kv.delete(key, created)
        except StoreError as error:
            log.info("{key} goes with its lease: {error}", key=key, error=error)

    # --- helpers ------------------------------------------------------------------------------------------------

    def _later(self, what: str, seconds: float, f: Callable[[], None]) -> None:
        call = self._calls.get(what)
        if call is not None and call.active():
            call.cancel()
        if self._running:
            self._calls[what] = self.clock.callLater(max(0.0, seconds), f)

    def _run(self, work: Any, doing: str) -> None:
        ensureDeferred(work).addErrback(lambda failure: log.failure("{doing}", doing=doing, failure=failure))


def _master(dpid: int) -> str:
    return f"master/{format_dpid(dpid)}"


def _next(dpid: int) -> str:
    return f"next/{format_dpid(dpid)}"


def _weight(node: str, dpid: str) -> bytes:
    """A number by which the nodes of a datapath are ordered: the same everywhere, another for each datapath."""
    return blake2b(f"{node}/{dpid}".encode(), digest_size=8).digest()
