"""What the parts of a cluster know of each other: types only. Imports nothing of ours.

A *key-value store* (`KeyValue`) is what we need of etcd: revisions that only rise, leases, watches, and changes that
happen only if a key is still as it was. `MastershipStore` is built on it and says who is master of what.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol


class Entry(NamedTuple):
    """One key with its value.

    Attributes:
        key: without the cluster's prefix.
        value: bytes.
        created: revision in which it was created; a key that was deleted and comes again has a higher one.
        modified: revision in which it was last written.
        lease: the lease it goes with, or 0.
    """

    key: str
    value: bytes
    created: int
    modified: int
    lease: int = 0


class Event(NamedTuple):
    """One change that a watch tells.

    Attributes:
        key: which key.
        entry: what it is now, or None: it was deleted, or its lease has ended.
        revision: when.
    """

    key: str
    entry: Entry | None
    revision: int


class TimeLeft(NamedTuple):
    """How a lease stands in the store.

    Attributes:
        granted: seconds it lasts after each keep-alive.
        left: seconds until it ends if none comes.
    """

    granted: int
    left: int


class Snapshot(NamedTuple):
    """All keys of the cluster as of one revision."""

    revision: int
    entries: dict[str, Entry]


class StoreError(Exception):
    """The store did not do what it was asked: away, no leader, refused; the text says which member and why."""


class LeaseLost(StoreError):
    """The store does not know our lease (any more)."""


class Compacted(StoreError):
    """A watch cannot resume: the store has forgotten the revisions since."""


class Conflict(StoreError):
    """A key is not as it was expected to be.

    Attributes:
        entry: what it is, or None if there is no such key.
    """

    def __init__(self, key: str, entry: Entry | None) -> None:
        super().__init__(f"{key} has changed" if entry else f"there is no {key}")
        self.entry = entry


class KeyValue(Protocol):
    """A store with leases and revisions, seen from one cluster: keys have no prefix. All but ``watch`` are coroutines.

    Every call may raise StoreError. Calls do not wait for longer than a fraction of a lease.
    """

    @property
    def name(self) -> str:
        """What it is called in logs; no secrets."""

    @property
    def requests(self) -> int:
        """How many requests were sent."""

    async def grant(self, ttl: int) -> int:
        """Return a new lease of that many seconds."""

    async def keep_alive(self, lease: int) -> None:
        """Begin the seconds of a lease anew; LeaseLost if there is no such lease."""

    async def time_left(self, lease: int) -> TimeLeft:
        """Return how a lease stands; LeaseLost if there is no such lease."""

    async def revoke(self, lease: int) -> None:
        """End a lease and delete all keys that go with it."""

    async def create(self, items: Sequence[tuple[str, bytes]], lease: int) -> list[tuple[bool, Entry]]:
        """Create each key that is not there; in one transaction.

        Returns:
            for each, whether it was created, and the entry that is there now.
        """

    async def delete(self, key: str, created: int) -> bool:
        """Delete a key if it is still the one created in that revision; returns whether it was."""

    async def put(self, key: str, value: bytes, lease: int = 0, expected: int | None = None) -> int:
        """Write a key and return the revision.

        Args:
            key: which.
            value: bytes.
            lease: it ends with this lease; 0: it stays.
            expected: write only if its ``modified`` is this (0: there must be no such key); None writes anyway.

        Raises:
            Conflict: it is not.
        """

    async def snapshot(self) -> Snapshot:
        """Return all keys of the cluster."""

    def watch(
        self, revision: int, changed: Callable[[Sequence[Event], int], None], ended: Callable[[StoreError], None]
    ) -> Callable[[], None]:
        """Tell of every change from a revision on (that one included).

        Args:
            revision: the first to tell of.
            changed: called with events in order, and the revision they lead to.
            ended: called once when the watch ends by itself; Compacted if it cannot resume there.

        Returns:
            what to call to end it; ``ended`` is not called then.
        """

    async def close(self) -> None:
        """Let go of connections."""


class Holder(NamedTuple):
    """Who is master of a datapath.

    Attributes:
        node: its name.
        generation_id: of its term.
        since: when it won, in seconds since 1970 by its own clock; 0 if that is not known.
    """

    node: str
    generation_id: int
    since: float = 0.0
