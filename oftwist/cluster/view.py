"""View: what the store says of a cluster, followed for as long as it is wanted. Reads; changes nothing.

Nodes have one (in their `MastershipStore`), and so has whoever only looks on. Everything runs in the reactor thread.

Keys: ``node/NAME`` (who is there, and which datapaths are connected to it), ``master/DPID`` (the node's name, and when
it won by its own clock), ``next/DPID`` (who shall have it next), ``epoch``, ``state/...`` (what apps keep). All but the
last two go with a lease.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from twisted.internet.defer import ensureDeferred
from twisted.logger import Logger

from oftwist.cluster.interfaces import Compacted, Entry, Event, Holder, KeyValue, Snapshot, StoreError
from oftwist.dpid import format_dpid

log = Logger()

#: Of a generation id the upper bits are the epoch, the lower ones a revision.
EPOCH_SHIFT = 48


class NodeInfo(NamedTuple):
    """What a node tells of itself.

    Attributes:
        address: for people.
        switches: datapaths connected to it, as text.
        since: when it came, in seconds since 1970 by its own clock.
    """

    address: str
    switches: frozenset[str]
    since: float


class View:
    """The keys of one cluster.

    Args:
        kv: the store.
        clock: IReactorTime.
        again: seconds before it asks again after trouble.
        anew: seconds after which everything is read again although no change was told: a watch may be dead in silence.
        epoch: at least.
        changed: called with events when the entries are up to date.
        went_back: awaited when the store's revisions have gone back; StoreError has it called again.

    Attributes:
        entries: key -> entry.
        nodes: name -> what it tells.
        synced: whether there has been a first look.
        trouble: why the last look failed, or "".
    """

    def __init__(
        self,
        kv: KeyValue,
        clock: Any,
        *,
        again: float = 1.0,
        anew: float = 60.0,
        epoch: int = 0,
        changed: Callable[[Sequence[Event]], None] = lambda events: None,
        went_back: Callable[[Snapshot, int], Awaitable[None]] | None = None,
    ) -> None:
        self.kv = kv
        self.clock = clock
        self.entries: dict[str, Entry] = {}
        self.nodes: dict[str, NodeInfo] = {}
        self.revision = 0
        self.synced = False
        self.trouble = ""
        self._epoch = epoch
        self._again, self._anew = again, anew
        self._tell = changed
        self._went_back = went_back
        self._highest = 0
        self._running = False
        self._reading = False
        self._call: Any = None
        self._stop_watch: Callable[[], None] | None = None

    def start(self) -> None:
        """Begin to follow."""
        self._running = True
        self._read_in(0.0)

    def stop(self) -> None:
        """End it; the entries stay as they were last seen."""
        self._running = False
        self._cancel()
        self._end_watch()

    # --- what is there ------------------------------------------------------------------------------------------

    @property
    def epoch(self) -> int:
        """The upper bits of generation ids: the cluster's or our own, whichever is higher."""
        return max(self._epoch, epoch_of(self.entries))

    def raise_epoch(self, epoch: int) -> None:
        """Never go below this one again."""
        self._epoch = max(self._epoch, epoch)

    def generation(self, created: int) -> int:
        """The generation id of a term whose key was created in a revision."""
        return self.epoch << EPOCH_SHIFT | created

    def holder(self, entry: Entry) -> Holder:
        """Who a master's key names."""
        node, _, since = entry.value.decode("utf-8", "replace").partition(" ")
        return Holder(node, self.generation(entry.created), float(since) if since.isdecimal() else 0.0)

    def masters(self) -> dict[int, Holder]:
        """Datapath -> who is master of it, as far as is known here."""
        return {int(k[7:], 16): self.holder(e) for k, e in self.entries.items() if k.startswith("master/")}

    def coming(self) -> dict[int, str]:
        """Datapath -> the node that is to have it next, of those that are being handed over."""
        return {int(k[5:], 16): e.value.decode() for k, e in self.entries.items() if k.startswith("next/")}

    # --- following ----------------------------------------------------------------------------------------------

    def _read_in(self, seconds: float) -> None:
        self._cancel()
        if self._running:
            self._call = self.clock.callLater(seconds, self._read)

    def _cancel(self) -> None:
        if self._call is not None and self._call.active():
            self._call.cancel()

    def _read(self) -> None:
        """Take all there is, then every change."""
        if self._reading or not self._running:
            return
        self._reading = True
        self._end_watch()  # so that nothing newer is told while the whole is on its way
        ensureDeferred(self._take()).addCallbacks(self._read_in, self._failed)

    def _failed(self, failure: Any) -> None:
        log.failure("following the cluster", failure=failure, event="cluster_failed")
        self._read_in(self._again)

    async def _take(self) -> float:
        """Read everything; returns the seconds until the next time."""
        try:
            snapshot = await self.kv.snapshot()
            if self._running and snapshot.revision < self._highest and self._went_back is not None:
                await self._went_back(snapshot, self._highest)
                self._highest = 0
        except StoreError as error:
            self.trouble = str(error)
            log.debug("no view of the cluster: {error}", error=error, event="no_view")
            return self._again
        finally:
            self._reading = False
        if not self._running:
            return self._again
        self.trouble = ""
        before, now = self.entries, snapshot.entries
        events = [Event(key, None, snapshot.revision) for key in before if key not in now]
        events += [Event(key, entry, snapshot.revision) for key, entry in now.items() if before.get(key) != entry]
        self.synced = True
        self.revision = snapshot.revision
        self._changed(events, snapshot.revision)
        self._stop_watch = self.kv.watch(self.revision + 1, self._changed, self._watch_ended)
        return self._anew

    def _end_watch(self) -> None:
        stop, self._stop_watch = self._stop_watch, None
        if stop is not None:
            stop()

    def _watch_ended(self, error: StoreError) -> None:
        self._stop_watch = None
        self._read_in(0.0 if isinstance(error, Compacted) else self._again)

    def _changed(self, events: Sequence[Event], revision: int) -> None:
        if not self._running:
            return
        self.revision = max(self.revision, revision)
        self._highest = max(self._highest, revision)
        for event in events:
            if event.entry is None:
                self.entries.pop(event.key, None)
            else:
                self.entries[event.key] = event.entry
            kind, _, name = event.key.partition("/")
            if kind == "node":
                self._node_changed(name, event)
        self.raise_epoch(epoch_of(self.entries))
        self._tell(events)

    def _node_changed(self, name: str, event: Event) -> None:
        if event.entry is None:
            self.nodes.pop(name, None)
            return
        try:
            told = json.loads(event.entry.value)
            self.nodes[name] = NodeInfo(str(told["address"]), frozenset(told["switches"]), float(told["since"]))
        except (ValueError, KeyError, TypeError):
            log.error("what node {name} tells cannot be read", name=name, event="node_unreadable")


def epoch_of(entries: dict[str, Entry]) -> int:
    """The epoch that is written in the store, or 0."""
    entry = entries.get("epoch")
    return int(entry.value) if entry is not None and entry.value.isdigit() else 0


def master_key(dpid: int) -> str:
    """The key that says who is master."""
    return f"master/{format_dpid(dpid)}"


def next_key(dpid: int) -> str:
    """The key that says who shall have it next."""
    return f"next/{format_dpid(dpid)}"
