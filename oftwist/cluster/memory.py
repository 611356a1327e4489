"""A store in memory: the nodes of one process, and tests. As etcd in all that a cluster relies on, on any clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from oftwist.cluster.interfaces import Compacted, Conflict, Entry, Event, LeaseLost, Snapshot, StoreError, TimeLeft


@dataclass
class _Lease:
    ttl: int
    call: Any = None
    keys: set[str] = field(default_factory=set)


class MemoryCluster:
    """What all nodes of a process share; each asks for its own view with ``view()``.

    Args:
        clock: IReactorTime; leases end by it.

    Attributes:
        away: views for which the store does not answer (tests); their watches end.
    """

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        self.revision = 1
        self.entries: dict[str, Entry] = {}
        self.log: list[Event] = []
        self.compacted = 0
        self._leases: dict[int, _Lease] = {}
        self._next_lease = 1
        self._watches: list[_Watch] = []
        self.requests = 0

    def view(self, name: str = "memory") -> MemoryView:
        """A node's way to the store."""
        return MemoryView(self, name)

    def lose_lease(self, lease: int) -> None:
        """End a lease, as a store may that loses one: its keys go, nobody is told but by watches."""
        found = self._leases.pop(lease, None)
        if found is None:
            return
        if found.call is not None and found.call.active():
            found.call.cancel()
        for key in sorted(found.keys):
            if key in self.entries and self.entries[key].lease == lease:
                self.write(key, None)

    def write(self, key: str, entry: Entry | None) -> int:
        """Change one key in a revision of its own, and tell the watches."""
        self.revision += 1
        self._change(key, entry)
        return self.revision

    def _change(self, key: str, entry: Entry | None) -> None:
        before = self.entries.pop(key, None)
        if before is not None and before.lease in self._leases:
            self._leases[before.lease].keys.discard(key)
        if entry is not None:
            self.entries[key] = entry
            if entry.lease:
                self._leases[entry.lease].keys.add(key)
        event = Event(key, entry, self.revision)
        self.log.append(event)
        for watch in list(self._watches):
            watch.tell([event], self.revision)

    def create_all(self, items: Sequence[tuple[str, bytes]], lease: int) -> list[tuple[bool, Entry]]:
        """Create what is not there, all in one revision."""
        self._known(lease)
        fresh = [key for key, _ in items if key not in self.entries]
        if fresh:
            self.revision += 1
        found = []
        for key, value in items:
            new = key not in self.entries
            if new:
                self._change(key, Entry(key, value, self.revision, self.revision, lease))
            found.append((new, self.entries[key]))
        return found

    def _known(self, lease: int) -> _Lease:
        if lease not in self._leases:
            raise LeaseLost("there is no such lease")
        return self._leases[lease]

    def grant(self, ttl: int) -> int:
        number, self._next_lease = self._next_lease, self._next_lease + 1
        self._leases[number] = _Lease(ttl)
        self.keep(number)
        return number

    def keep(self, lease: int) -> None:
        """Begin the seconds of a lease anew."""
        found = self._known(lease)
        if found.call is not None and found.call.active():
            found.call.cancel()
        found.call = self.clock.callLater(found.ttl, self.lose_lease, lease)

    def time_left(self, lease: int) -> TimeLeft:
        """How a lease stands."""
        found = self._known(lease)
        return TimeLeft(found.ttl, max(0, round(found.call.getTime() - self.clock.seconds())))

    def compact(self) -> None:
        """Forget the events so far: watches that would resume there cannot."""
        self.compacted = self.revision
        self.log.clear()

    def follow(self, watch: _Watch, revision: int) -> None:
        if revision <= self.compacted:
            self.clock.callLater(0, watch.end, Compacted(f"revision {revision} is compacted"))
            return
        watch.start = revision
        self._watches.append(watch)
        missed = [event for event in self.log if event.revision >= revision]
        if missed:
            self.clock.callLater(0, watch.tell, missed, missed[-1].revision)

    def unfollow(self, watch: _Watch) -> None:
        if watch in self._watches:
            self._watches.remove(watch)


class _Watch:
    def __init__(
        self, view: MemoryView, changed: Callable[[Sequence[Event], int], None], ended: Callable[[StoreError], None]
    ) -> None:
        self.view = view
        self.start = 0
        self._changed, self._ended = changed, ended
        self._over = False

    def tell(self, events: Sequence[Event], revision: int) -> None:
        if not self._over and not self.view.away and revision >= self.start:
            self._changed(events, revision)

    def end(self, error: StoreError) -> None:
        if not self._over:
            self.stop()
            self._ended(error)

    def stop(self) -> None:
        self._over = True
        self.view.cluster.unfollow(self)


class MemoryView:
    """One node's way to a `MemoryCluster`: a `KeyValue`.

    Attributes:
        away: True while this node cannot reach the store (tests).
        requests: how many were sent.
    """

    def __init__(self, cluster: MemoryCluster, name: str) -> None:
        self.cluster = cluster
        self.name = name
        self.requests = 0
        self._away = False
        self._watches: list[_Watch] = []

    @property
    def away(self) -> bool:
        return self._away

    @away.setter
    def away(self, value: bool) -> None:
        self._away = value
        if value:
            watches, self._watches = self._watches, []
            for watch in watches:
                watch.end(StoreError(f"{self.name}: unreachable"))

    def _reach(self) -> MemoryCluster:
        self.requests += 1
        self.cluster.requests += 1
        if self._away:
            raise StoreError(f"{self.name}: unreachable")
        return self.cluster

    async def grant(self, ttl: int) -> int:
        return self._reach().grant(ttl)

    async def keep_alive(self, lease: int) -> None:
        self._reach().keep(lease)

    async def time_left(self, lease: int) -> TimeLeft:
        return self._reach().time_left(lease)

    async def revoke(self, lease: int) -> None:
        self._reach().lose_lease(lease)

    async def create(self, items: Sequence[tuple[str, bytes]], lease: int) -> list[tuple[bool, Entry]]:
        return self._reach().create_all(items, lease)

    async def delete(self, key: str, created: int) -> bool:
        cluster = self._reach()
        found = cluster.entries.get(key)
        if found is None or found.created != created:
            return False
        cluster.write(key, None)
        return True

    async def put(self, key: str, value: bytes, lease: int = 0, expected: int | None = None) -> int:
        cluster = self._reach()
        found = cluster.entries.get(key)
        if expected is not None and (found.modified if found else 0) != expected:
            raise Conflict(key, found)
        revision = cluster.revision + 1
        created = found.created if found else revision
        return cluster.write(key, Entry(key, value, created, revision, lease))

    async def snapshot(self) -> Snapshot:
        cluster = self._reach()
        return Snapshot(cluster.revision, dict(cluster.entries))

    def watch(
        self, revision: int, changed: Callable[[Sequence[Event], int], None], ended: Callable[[StoreError], None]
    ) -> Callable[[], None]:
        watch = _Watch(self, changed, ended)
        if self._away:
            self.cluster.clock.callLater(0, watch.end, StoreError(f"{self.name}: unreachable"))
            return watch.stop
        self._watches.append(watch)
        self.cluster.follow(watch, revision)
        return watch.stop

    async def close(self) -> None:
        for watch in self._watches:
            watch.stop()
        self._watches.clear()
