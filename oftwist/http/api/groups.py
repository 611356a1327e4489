"""Groups of a switch, as text in the words of ovs-ofctl and as members, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

import msgspec

from oftwist import text
from oftwist.http.api.changing import confirm
from oftwist.http.api.common import CHANGE, SWITCH, Done, Patience, need
from oftwist.http.api.values import Number, PortText, at, joined, known, number
from oftwist.http.problem import Problem
from oftwist.http.request import Request
from oftwist.http.routing import Routes
from oftwist.text.reports import counted
from oftwist.wire import Malformed, whole
from oftwist.wire.numbers import OF10, OF11

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded, Message
    from oftwist.controller.operations import Operations
    from oftwist.controller.switch import Switch

routes = Routes()

GROUPS = "/api/v1/switches/{dpid}/groups"
_MEMBERS = {"group_id": 2, "type": "ff", "buckets": [{"watch_port": 1, "actions": "output:1"}]}
_EXAMPLE = {"groups": ["group_id=1,type=select,bucket=weight:2,actions=output:1,bucket=actions=output:2", _MEMBERS]}
_TOP = 0xFFFFFF00  # OFPG_MAX
GroupType = Literal["all", "select", "indirect", "fast_failover", "ff"]
_TYPES = {0: "all", 1: "select", 2: "indirect", 3: "fast_failover"}


class Bucket(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A bucket of a group."""

    actions: str | list[str] | None = None
    weight: Number | None = None
    watch_port: PortText | None = None
    watch_group: Number | None = None
    bucket_id: Number | None = None


class GroupMembers(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A group by its members."""

    group_id: Number | None = None
    type: GroupType | None = None
    buckets: list[Bucket] | None = None


class GroupsBody(GroupMembers, kw_only=True):
    """One group as text, several as text or members, or the members of one."""

    group: str | None = None
    groups: list[Union[str, GroupMembers]] | None = None  # noqa: UP007 (evaluated at run time)


class GroupsQuery(Patience):
    """What to do with the groups of the body."""

    command: Literal["add", "modify", "delete"] = "add"


class DeleteQuery(Patience):
    """Which group to delete, or all of them."""

    group_id: Annotated[int, msgspec.Meta(ge=0, le=_TOP)] | None = None
    all: bool = False


class Group(msgspec.Struct):
    """A group, with what it counts; ``text`` can be sent as it is."""

    group_id: int
    type: str
    buckets: list[Bucket]
    text: str
    references: int | None = None
    packets: int | None = None
    bytes: int | None = None
    duration: float | None = None


class GroupsAnswer(msgspec.Struct):
    """The groups of a switch."""

    groups: list[Group]


@routes.get(GROUPS, query=Patience, answer=GroupsAnswer, refuses=SWITCH)
async def list_groups(request: Request) -> GroupsAnswer:
    """List the groups and what they count."""
    query = request.arguments(Patience)
    switch = request.switch
    entries = whole(await switch.groups(timeout=query.timeout))
    stats: dict[int, Decoded] = {}
    if switch.version >= OF11:
        asked = switch.ofp.message.group_stats_request(group_id=0xFFFFFFFC)
        stats = {entry.group_id: entry for entry in whole(await switch.stats(asked, query.timeout))}
    found = sorted(entries, key=lambda entry: int(entry.group_id))
    return GroupsAnswer([describe(entry, stats.get(entry.group_id)) for entry in found])


@routes.post(GROUPS, query=GroupsQuery, body=GroupsBody, example=_EXAMPLE, answer=Done, refuses=CHANGE)
async def change_groups(request: Request) -> Done:
    """Add groups, or with ``command`` modify or delete them."""
    query = request.arguments(GroupsQuery)
    switch = request.switch
    await _possible(switch, query.timeout)
    operations = switch.operations
    items = _items(request.json(GroupsBody))
    messages = [group_mod(operations, query.command, each, path) for path, each in items]
    await confirm(switch, messages, query.timeout, "$.groups")
    request.notes.append(f"{query.command} {len(messages)} groups")
    return Done(len(messages))


@routes.delete(GROUPS, query=DeleteQuery, answer=Done, refuses=CHANGE)
async def delete_groups(request: Request) -> Done:
    """Delete a group, and the flows that use it; ``all=true`` deletes every one."""
    query = request.arguments(DeleteQuery)
    switch = request.switch
    if (query.group_id is None) is not query.all:
        raise Problem(422, "say which group: group_id, or all=true", "?group_id")
    await _possible(switch, query.timeout)
    await switch.delete_groups(None if query.all else f"group_id={query.group_id}", timeout=query.timeout)
    request.notes.append("delete all" if query.all else f"delete group {query.group_id}")
    return Done(1)


async def _possible(switch: Switch, timeout: float | None) -> None:
    """Groups came with 1.1; Open vSwitch has them in 1.0."""
    if switch.version == OF10 and not await switch.extended(timeout):
        need(OF11, switch, "groups")


def _items(body: GroupsBody) -> list[tuple[str, str | GroupMembers]]:
    """The groups of a body, each with its path."""
    members = GroupMembers(group_id=body.group_id, type=body.type, buckets=body.buckets)
    by_members = any(value is not None for value in (body.group_id, body.type, body.buckets))
    if sum((body.group is not None, body.groups is not None, by_members)) != 1:
        raise Problem(422, "give group (a text), groups (a list), or the members of one group", "$")
    if body.group is not None:
        return [("$.group", body.group)]
    if body.groups is not None:
        return [(f"$.groups[{index}]", each) for index, each in enumerate(body.groups)]
    return [("$", members)]


def group_mod(operations: Operations, command: str, group: str | GroupMembers, path: str) -> Message:
    """One group mod.

    Raises:
        Problem: 422, with the path.
    """
    words = group if isinstance(group, str) else line(group, path)
    with at(path):
        msg: Message = text.parse_group(words, operations.ofp, command, ports=operations.ports)
        return msg


def line(group: GroupMembers, path: str) -> str:
    """The members of a group in the words of ovs-ofctl."""
    if group.group_id is None:
        raise Problem(422, "a group needs a group_id", f"{path}.group_id")
    words = [f"group_id={number(group.group_id, f'{path}.group_id', _TOP)}"]
    if group.type is not None:
        words.append(f"type={'fast_failover' if group.type == 'ff' else group.type}")
    for index, bucket in enumerate(group.buckets or ()):
        inner = [f"actions={joined(bucket.actions) or 'drop'}"]
        where = f"{path}.buckets[{index}]"
        for name in ("weight", "watch_group", "bucket_id"):
            given = getattr(bucket, name)
            if given is not None:
                inner.insert(0, f"{name}:{number(given, f'{where}.{name}', 0xFFFFFFFF)}")
        if bucket.watch_port is not None:
            inner.insert(0, f"watch_port:{bucket.watch_port}")
        words.append(f"bucket={','.join(inner)}")
    return ",".join(words)


def describe(entry: Any, stats: Any = None) -> Group:
    """What is to say about a group."""
    told = counted(stats) if stats is not None else {}
    seconds = told.get("duration_sec")
    return Group(
        group_id=entry.group_id,
        type=_TYPES.get(entry.group_type, str(entry.group_type)),
        buckets=[_bucket(bucket) for bucket in entry.buckets],
        text=text.format_group(entry),
        references=None if stats is None else stats.ref_count,
        packets=known(told.get("packet_count")),
        bytes=known(told.get("byte_count")),
        duration=None if seconds is None else seconds + told.get("duration_nsec", 0) / 1e9,
    )


def _bucket(bucket: Any) -> Bucket:
    """A bucket; since 1.5 weight and what it watches are properties."""
    found: dict[str, Any] = {}
    for part in (bucket, *getattr(bucket, "properties", ())):
        for name in ("weight", "watch_port", "watch_group"):
            value = getattr(part, name, None)
            if value is not None and not (name != "weight" and value == 0xFFFFFFFF) and (name != "weight" or value):
                found[name] = value
        for wire, name in (("watch", "watch_port"), ("watch", "watch_group")):
            if type(part).__name__.endswith(name) and hasattr(part, wire):
                found[name] = getattr(part, wire)
    # What cannot be read is told by its bytes.
    actions = [bucket] if isinstance(bucket, Malformed) else bucket.actions
    return Bucket(actions=text.format_actions(actions), bucket_id=getattr(bucket, "bucket_id", None), **found)
