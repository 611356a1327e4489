"""What a switch does, as lines that can be kept in a file; and what it takes to make it do that again. Pure.

Restoring sends only what differs, in an order in which nothing refers to what is not there: flows that go; meters,
groups and flows that come or change; groups and meters that go. What is the same is not touched and keeps its counters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from oftwist import text
from oftwist.controller.difference import Difference, difference
from oftwist.controller.operations import Operations
from oftwist.errors import MessageError

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded, Message

KINDS = ("flows", "groups", "meters")
#: What a file with a state says it is.
FORMAT = "oftwist-state-1"


class Found(NamedTuple):
    """Flows, groups and meters: entries as a switch tells them, or the mods that make them."""

    flows: Sequence[Any]
    groups: Sequence[Any]
    meters: Sequence[Any]


class Change(NamedTuple):
    """What becomes of groups, or of meters, each as a line."""

    deleted: list[str]
    added: list[str]
    modified: list[str]

    def __str__(self) -> str:
        return f"{len(self.added)} added, {len(self.modified)} modified, {len(self.deleted)} deleted"


class Plan(NamedTuple):
    """What it takes to make a switch do what is wanted.

    Attributes:
        flows, groups, meters: what differs.
        steps: messages to send, in lists that must be confirmed one after the other.
    """

    flows: Difference
    groups: Change
    meters: Change
    steps: list[list[Message]]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.steps


def group_line(entry: Decoded) -> str:
    """A group as a line that can be read again."""
    return text.format_group(entry).removeprefix("ADD ")


def meter_line(entry: Decoded) -> str:
    """A meter as a line that can be read again."""
    return text.format_meter(entry).removeprefix("ADD ").replace("bands=\n", "bands=").replace("\n", " ")


def lines(found: Found) -> dict[str, list[str]]:
    """A state as lists of lines, in an order that depends on nothing but the state."""
    return {
        "flows": sorted(map(text.format_flow_line, found.flows)),
        "groups": [group_line(one) for one in in_order(found.groups)],
        "meters": [meter_line(one) for one in sorted(found.meters, key=lambda one: int(one.meter_id))],
    }


def read(operations: Operations, state: Mapping[str, Any]) -> Found:
    """The mods that make a state, from what was saved.

    Raises:
        MessageError: it is no saved state, or a line of it cannot be read; says which.
    """
    if not isinstance(state, Mapping) or state.get("format") != FORMAT:
        raise MessageError(f'this is no saved state of a switch: it has no "format": "{FORMAT}"')
    found: dict[str, list[Any]] = {}
    for kind in KINDS:
        given = state.get(kind, [])
        if not isinstance(given, list) or not all(isinstance(line, str) for line in given):
            raise MessageError(f"{kind} of the saved state is no list of lines")
        found[kind] = []
        for number, line in enumerate(given):
            try:
                found[kind].append(_mod(operations, kind, line))
            except MessageError as error:
                raise MessageError(f"{kind}[{number}]: {error}") from None
    return Found(**found)


def _mod(operations: Operations, kind: str, line: str) -> Message:
    if kind == "flows":
        return operations.flow_mod("add", line, {})
    if kind == "groups":
        group: Message = text.parse_group(line, operations.ofp, "add", ports=operations.ports)
        return group
    meter: Message = text.parse_meter(line, operations.ofp, "add")
    return meter


def plan(operations: Operations, there: Found, wanted: Found) -> Plan:
    """What it takes to make what is there what is wanted."""
    flows = difference(operations.ofp, list(there.flows), list(wanted.flows))
    old_groups = {int(one.group_id): group_line(one) for one in there.groups}
    new_groups = {int(one.group_id): group_line(one) for one in wanted.groups}
    old_meters = {int(one.meter_id): meter_line(one) for one in there.meters}
    new_meters = {int(one.meter_id): meter_line(one) for one in wanted.meters}
    groups, meters = _compare(old_groups, new_groups), _compare(old_meters, new_meters)

    def group(command: str, lines: Iterable[str]) -> list[Message]:
        return [text.parse_group(line, operations.ofp, command) for line in lines]

    def meter(command: str, lines: Iterable[str]) -> list[Message]:
        return [text.parse_meter(line, operations.ofp, command) for line in lines]

    steps = [
        list(flows.deleted),
        meter("add", meters.added) + meter("modify", meters.modified),
        in_order(group("add", groups.added)) + group("modify", groups.modified),
        [*flows.modified, *flows.added],
        group("delete", (f"group_id={number}" for number in old_groups.keys() - new_groups.keys())),
        meter("delete", (f"meter={number}" for number in old_meters.keys() - new_meters.keys())),
    ]
    return Plan(flows, groups, meters, [step for step in steps if step])


def _compare(old: Mapping[int, str], new: Mapping[int, str]) -> Change:
    deleted = [line for number, line in old.items() if number not in new]
    added = [line for number, line in new.items() if number not in old]
    modified = [line for number, line in new.items() if number in old and old[number] != line]
    return Change(deleted, added, modified)


def in_order(groups: Iterable[Any]) -> list[Any]:
    """Groups by number, each behind those that its buckets use."""
    waiting = {int(one.group_id): one for one in sorted(groups, key=lambda one: int(one.group_id))}
    needs = {number: _used(group) & waiting.keys() - {number} for number, group in waiting.items()}
    done: list[Any] = []
    while waiting:
        ready = [number for number in waiting if not needs[number] & waiting.keys()] or list(waiting)  # or a circle
        done += [waiting.pop(number) for number in ready]
    return done


def _used(group: Any) -> set[int]:
    """The groups that the buckets of a group use."""
    actions = [action for bucket in group.buckets for action in bucket.actions]
    return {int(action.group_id) for action in actions if hasattr(action, "group_id")}
