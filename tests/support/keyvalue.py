"""What every `KeyValue` must do, for the store in memory and for etcd alike: coroutines that assert."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from oftwist.cluster.interfaces import Compacted, Conflict, Event, KeyValue, LeaseLost

#: Waits until what it is given is true, while the store goes on.
Until = Callable[[Callable[[], object]], Awaitable[object]]


async def creates_what_is_not_there(kv: KeyValue, until: Until) -> None:
    lease = await kv.grant(60)
    first = await kv.create([("a", b"1"), ("b", b"2")], lease)
    assert [won for won, _ in first] == [True, True]
    assert first[0][1].created == first[1][1].created
    second = await kv.create([("b", b"3"), ("c", b"4")], lease)
    assert [won for won, _ in second] == [False, True]
    assert second[0][1].value == b"2" and second[0][1].lease == lease
    assert second[1][1].created > first[1][1].created
    snapshot = await kv.snapshot()
    assert {key: entry.value for key, entry in snapshot.entries.items()} == {"a": b"1", "b": b"2", "c": b"4"}
    assert snapshot.revision >= second[1][1].created


async def deletes_only_what_it_was_asked_for(kv: KeyValue, until: Until) -> None:
    lease = await kv.grant(60)
    ((_, entry),) = await kv.create([("a", b"1")], lease)
    assert not await kv.delete("a", entry.created - 1)
    assert await kv.delete("a", entry.created)
    assert not await kv.delete("a", entry.created)
    ((won, again),) = await kv.create([("a", b"1")], lease)
    assert won and again.created > entry.created


async def compares_and_sets(kv: KeyValue, until: Until) -> None:
    with pytest.raises(Conflict) as missing:
        await kv.put("x", b"1", 0, 12345)
    assert missing.value.entry is None
    revision = await kv.put("x", b"1", 0, 0)
    with pytest.raises(Conflict) as other:
        await kv.put("x", b"2", 0, 0)
    assert other.value.entry is not None and other.value.entry.value == b"1"
    assert await kv.put("x", b"2", 0, revision) > revision
    assert await kv.put("x", bytes(range(256))) > revision
    assert (await kv.snapshot()).entries["x"].value == bytes(range(256))


async def ends_keys_with_their_lease(kv: KeyValue, until: Until) -> None:
    lease, other = await kv.grant(60), await kv.grant(60)
    await kv.create([("a", b"1"), ("b", b"1")], lease)
    await kv.put("c", b"", other)
    await kv.keep_alive(lease)
    await kv.revoke(lease)
    assert set((await kv.snapshot()).entries) == {"c"}
    with pytest.raises(LeaseLost):
        await kv.keep_alive(lease)
    with pytest.raises(LeaseLost):
        await kv.create([("d", b"")], lease)


async def watches_every_change_in_order(kv: KeyValue, until: Until) -> None:
    start = (await kv.snapshot()).revision
    before = await kv.put("early", b"1")
    seen: list[Event] = []
    ended: list[Any] = []
    stop = kv.watch(start + 1, lambda events, revision: seen.extend(events), ended.append)
    await until(lambda: len(seen) == 1)
    assert seen[0].key == "early" and seen[0].revision == before
    lease = await kv.grant(60)
    ((_, entry),) = await kv.create([("a", b"1")], lease)
    await kv.delete("a", entry.created)
    await kv.put("b", b"2", lease)
    await kv.revoke(lease)
    await until(lambda: len(seen) == 5)
    told = [(event.key, None if event.entry is None else event.entry.value) for event in seen]
    assert told == [("early", b"1"), ("a", b"1"), ("a", None), ("b", b"2"), ("b", None)]
    assert [event.revision for event in seen] == sorted(event.revision for event in seen)
    stop()
    await kv.put("late", b"1")
    assert len(seen) == 5 and not ended


async def watches_nothing_before_the_revision_it_is_asked_for(kv: KeyValue, until: Until) -> None:
    start = (await kv.snapshot()).revision
    seen: list[Event] = []
    stop = kv.watch(start + 3, lambda events, revision: seen.extend(events), lambda error: None)
    for number in range(1, 4):
        await kv.put("x", str(number).encode())
    await until(lambda: seen)
    assert [event.entry and event.entry.value for event in seen] == [b"3"]
    stop()


async def says_that_a_watch_is_compacted(kv: KeyValue, until: Until, compact: Callable[[], Awaitable[object]]) -> None:
    for number in range(5):
        await kv.put("x", str(number).encode())
    await compact()
    ended: list[Any] = []
    kv.watch(2, lambda events, revision: None, ended.append)
    await until(lambda: ended)
    assert isinstance(ended[0], Compacted)


CONTRACT = (
    creates_what_is_not_there,
    deletes_only_what_it_was_asked_for,
    compares_and_sets,
    ends_keys_with_their_lease,
    watches_every_change_in_order,
    watches_nothing_before_the_revision_it_is_asked_for,
)
