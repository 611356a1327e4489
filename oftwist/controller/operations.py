"""What people do to a switch, said once for every way of calling it: flows, groups, meters, ports, packets.

Each method of `Operations` is a generator: it yields what it needs of the switch, a `Confirm` or a `Collect`, is sent
what came of it, and returns its result. `Switch` runs them with Deferreds, the blocking side in the calling thread, so
that both have the same defaults, the same texts and the same errors. Knows messages and their text; no connection, no
Twisted, no clock.

Defaults are those that people mean, in every version: priority 32768, no buffer, any port and group, all tables where
something is looked for. (The constructors of messages keep the zeros of the established library.)
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from oftwist import text
from oftwist.controller.difference import Comparison, Difference
from oftwist.errors import MessageError, TextError
from oftwist.text.reports import counted
from oftwist.wire.numbers import NO_BUFFER, OF10, OF11, OF13

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded, Message

    Names = Mapping[int, str] | Mapping[str, int] | None

T = TypeVar("T")

ALL_TABLES = 0xFF
ANY = 0xFFFFFFFF  # OFPP_ANY, OFPG_ANY, OFPM_ALL
OFPG_ALL = 0xFFFFFFFC
OFPCML_NO_BUFFER = 0xFFFF
DEFAULT_PRIORITY = 0x8000
#: Flows that are looked at in one go: a few hundredths of a second.
SLICE = 500


class Confirm(NamedTuple):
    """Send these, and go on when a barrier has confirmed them; a refusal is raised into the operation."""

    messages: Sequence[Message]


class Collect(NamedTuple):
    """Ask for statistics, and go on with the list of the entries of all parts of the reply."""

    request: Message


class Extended(NamedTuple):
    """Find out whether the switch has Open vSwitch's extensions, and go on with True or False."""


class Pause(NamedTuple):
    """Let others have their turn, and go on: what takes long is done in slices."""


#: What an operation is: run it with ``send``, it ends with its result.
Operation: TypeAlias = "Generator[Confirm | Collect | Extended | Pause, Any, T]"


class Aggregate(NamedTuple):
    """The sum of what some flows count."""

    packet_count: int
    byte_count: int
    flow_count: int


class Operations:
    """The operations on one switch.

    Args:
        ofp: the loxi module of its version.
        ports: names of ports as the texts may use them, number to name or name to number; None knows numbers only.
        n_tables: how many tables the switch has; in 1.1 deleting in all of them takes a message for each.
    """

    def __init__(self, ofp: ModuleType, ports: Names = None, n_tables: int = 1) -> None:
        self.ofp = ofp
        self.version: int = ofp.OFP_VERSION
        self.ports = ports
        self.n_tables = n_tables

    # --- flows ----------------------------------------------------------------------------------------------

    def add_flow(self, words: str | None, **members: object) -> Operation[None]:
        """Add one flow, as text or by members; see `Switch.add_flow`."""
        yield from self.send([self.flow_mod("add", words, members)])

    def modify_flows(self, words: str | None, strict: bool = False, **members: object) -> Operation[None]:
        """Change the actions of the flows that match; see `Switch.modify_flows`."""
        yield from self.send([self.flow_mod("modify_strict" if strict else "modify", words, members)])

    def delete_flows(self, words: str | None, strict: bool = False, **members: object) -> Operation[None]:
        """Delete the flows that match, all by default; see `Switch.delete_flows`."""
        command = "delete_strict" if strict else "delete"
        if self.version == OF11 and self._all_tables(words, members):
            tables = range(self.n_tables)
            yield from self.send([self.flow_mod(command, words, dict(members), table) for table in tables])
        else:
            yield from self.send([self.flow_mod(command, words, members)])

    def _all_tables(self, words: str | None, members: Mapping[str, object]) -> bool:
        """Whether a deletion names no table."""
        if words is None:
            return "table" not in members and "table_id" not in members
        return re.search(r"(?:^|[\s,])table\s*[=:(]", words) is None

    def flows(self, words: str | None, **members: object) -> Operation[list[Decoded]]:
        """Ask for the flows that match, all by default; see `Switch.flows`."""
        request = yield from self.flow_question(words, members)
        entries: list[Decoded] = yield Collect(request)
        return entries

    def replace_flows(self, lines: str | Iterable[str]) -> Operation[Difference]:
        """Make the flows of the switch those of the lines, by sending the difference; see `Switch.replace_flows`."""
        found = yield from self.diff_flows(lines)
        if found.messages:
            yield from self.send(found.messages)
        return found

    def diff_flows(self, lines: str | Iterable[str]) -> Operation[Difference]:
        """What `replace_flows` would send."""
        wanted: list[Message] = []
        for first, some in slices(list(split_lines(lines))):
            if first:
                yield Pause()
            wanted += self._parsed(some, first)
        request = yield from self.flow_question(None, {})
        there = yield Collect(request)
        found = Comparison(self.ofp)
        for take, flows in ((found.take_old, there), (found.take_new, wanted)):
            for first, part in slices(flows):
                if first:
                    yield Pause()
                take(part)
        return found.difference()

    def _parsed(self, lines: Sequence[str], first: int) -> list[Message]:
        """The flow mods of some lines of a file, of which the first has this index."""
        try:
            return text.parse_flows(lines, self.ofp, "add", ports=self.ports)
        except TextError as error:
            error.line = (error.line or 0) + first
            raise

    def send(self, messages: Sequence[Message]) -> Operation[None]:
        """Send flow mods, confirmed; those that need Open vSwitch's extensions only to a switch that has them.

        Raises:
            MessageError: it does not, and a flow cannot be said without.
        """
        if self.version == OF10:
            in_table = any(text.flow_table(msg) for msg in messages)
            if in_table or any(type(msg).__name__ == "nicira_flow_mod" for msg in messages):
                yield from self.need_extensions()
            if in_table:
                # Tables in commands for these alone: a deletion in none means all tables, as long as there are none.
                in_commands = self.ofp.message.nicira_flow_mod_table_id
                messages = [in_commands(set=1), *messages, in_commands(set=0)]
        yield Confirm(messages)

    def need_extensions(self) -> Operation[None]:
        """Refuse what only the extensions can say to a switch of 1.0 without them."""
        if not (yield Extended()):
            raise MessageError("OpenFlow 1.0 cannot say this without Open vSwitch's extensions, which are not here")

    def flow_mod(
        self, command: str, words: str | None, members: dict[str, object], table: int | None = None
    ) -> Message:
        """One flow mod, from text or from members.

        Args:
            command: "add", "modify", "modify_strict", "delete" or "delete_strict".
            words: a flow in the words of ovs-ofctl, or None.
            members: ``match``, ``actions``, ``instructions``, and any member of the message.
            table: in this table; None leaves it to the text or the members.

        Raises:
            MessageError: there is no such member, or text and members are both given; names it.
        """
        if words is not None:
            only_words(members)
            parsed = text.parse_flow(words, self.ofp, command, ports=self.ports)
            if table is not None:
                parsed.table_id = table
            told: Message = parsed
            return told
        msg = getattr(self.ofp.message, f"flow_{command}")()
        msg.match = self.match(members.pop("match", None))
        msg.buffer_id = NO_BUFFER
        msg.out_port = self.any_port
        if self.version >= OF11:
            msg.out_group = ANY
            msg.table_id = table if table is not None else ALL_TABLES if command.startswith("delete") else 0
            msg.instructions = self.instructions(members.pop("actions", None), members.pop("instructions", None))
        else:
            msg.actions = self.actions(members.pop("actions", None))
        msg.priority = DEFAULT_PRIORITY
        return with_members(msg, members)

    def flow_question(self, words: str | None, members: dict[str, object], kind: str = "flow") -> Operation[Message]:
        """The request for the flows that match; without words and members for all of them.

        In 1.0 a switch that has Open vSwitch's extensions is asked by them: it tells its flows whole then.

        Args:
            words: what selects flows, as text, or None.
            members: the same as members of the request.
            kind: "flow" or "aggregate".
        """
        if members:
            if words is not None:
                only_words(members)
            return self.flow_stats_request(members, kind)
        extended = self.version == OF10 and (yield Extended())
        found: Message = text.parse_flow_request(words or "", self.ofp, kind, extended=extended, ports=self.ports)
        return found

    def flow_stats_request(self, members: dict[str, object], kind: str) -> Message:
        """The request by members; what is not given selects everything."""
        msg = getattr(self.ofp.message, f"{kind}_stats_request")()
        msg.match = self.match(members.pop("match", None))
        msg.table_id = ALL_TABLES
        msg.out_port = self.any_port
        if self.version >= OF11:
            msg.out_group = ANY
        return with_members(msg, members)

    def aggregate(self, words: str | None) -> Operation[Aggregate]:
        """Ask for the sum of what the flows that match count; see `Switch.aggregate`."""
        request = yield from self.flow_question(words, {}, "aggregate")
        (reply,) = yield Collect(request)
        told = counted(reply)
        return Aggregate(told["packet_count"], told["byte_count"], told["flow_count"])

    # --- groups and meters ----------------------------------------------------------------------------------

    def groups(self) -> Operation[list[Decoded]]:
        """Ask for the groups with their buckets; see `Switch.groups`."""
        if self.version == OF10:
            yield from self.need_extended("groups")
            msg = self.ofp.message.nicira_group_desc_stats_request()
        else:
            msg = self.ofp.message.group_desc_stats_request()
        if hasattr(msg, "group_id"):  # 1.5, and its like in the extension of 1.0
            msg.group_id = OFPG_ALL
        entries: list[Decoded] = yield Collect(msg)
        return entries

    def change_group(self, command: str, words: str) -> Operation[None]:
        """Add, modify or delete a group, as text; see `Switch.add_group`."""
        if self.version == OF10:
            yield from self.need_extended("groups")
        yield Confirm([text.parse_group(words, self.ofp, command, ports=self.ports)])

    def delete_groups(self, words: str | None) -> Operation[None]:
        """Delete a group, or all of them; see `Switch.delete_groups`."""
        yield from self.change_group("delete", "group_id=all" if words is None else words)

    def meters(self) -> Operation[list[Decoded]]:
        """Ask for the meters with their bands; see `Switch.meters`."""
        self.need(OF13, "meters")
        entries: list[Decoded] = yield Collect(self.ofp.message.meter_config_stats_request(meter_id=ANY))
        return entries

    def change_meter(self, command: str, words: str) -> Operation[None]:
        """Add, modify or delete a meter, as text; see `Switch.add_meter`."""
        self.need(OF13, "meters")
        yield Confirm([text.parse_meter(words, self.ofp, command)])

    def delete_meters(self, words: str | None) -> Operation[None]:
        """Delete a meter, or all of them; see `Switch.delete_meters`."""
        yield from self.change_meter("delete", "meter=all" if words is None else words)

    # --- ports and packets ----------------------------------------------------------------------------------

    def port_stats(self, port: int | None) -> Operation[list[Decoded]]:
        """Ask for the counters of one port or of all; see `Switch.port_stats`."""
        number = self.any_port if port is None else port
        entries: list[Decoded] = yield Collect(self.ofp.message.port_stats_request(port_no=number))
        return entries

    def packet_out(self, words: str | None, **members: object) -> Operation[None]:
        """Send a packet out of the switch; see `Switch.packet_out`."""
        yield Confirm([self.packet_out_message(words, members)])

    def packet_out_message(self, words: str | None, members: dict[str, object]) -> Message:
        """One packet-out, from text or from members; ``data`` is bytes or what ``bytes()`` takes."""
        if words is not None:
            only_words(members)
            parsed: Message = text.parse_packet_out(words, self.ofp, ports=self.ports)
            return parsed
        msg = self.ofp.message.packet_out()
        msg.buffer_id = NO_BUFFER
        data: Any = members.pop("data", b"")
        msg.data = bytes(data)
        msg.actions = self.actions(members.pop("actions", None))
        in_port = members.pop("in_port", self.ofp.OFPP_CONTROLLER)
        if hasattr(msg, "in_port"):
            msg.in_port = in_port
        else:  # 1.5 has a match of pipeline fields
            members.setdefault("match", {"in_port": in_port})
            msg.match = self.match(members.pop("match"))
        return with_members(msg, members)

    # --- parts ----------------------------------------------------------------------------------------------

    @property
    def any_port(self) -> int:
        """OFPP_ANY, which 1.0 calls OFPP_NONE."""
        return ANY if self.version >= OF11 else 0xFFFF

    def need_extended(self, what: str) -> Operation[None]:
        """Refuse what 1.0 has only by Open vSwitch's extensions to a switch without them."""
        if not (yield Extended()):
            raise MessageError(
                f"{what} came with OpenFlow 1.1; this switch speaks 1.0 without Open vSwitch's extensions"
            )

    def need(self, version: int, what: str) -> None:
        """Refuse what the version of this switch does not have."""
        if self.version < version:
            raise MessageError(f"{what} came with OpenFlow 1.{version - 1}; this switch speaks 1.{self.version - 1}")

    def match(self, given: object) -> object:
        """A match from text, a mapping of fields, a match, or None for everything."""
        if given is None:
            return self.ofp.match.build()
        if isinstance(given, str):
            return text.parse_match(given, self.ofp, ports=self.ports)
        return self.ofp.match.build(**given) if isinstance(given, Mapping) and not hasattr(given, "pack") else given

    def actions(self, given: Any) -> list[object]:
        """A list of actions from text, one action, a list of them, or None for none."""
        if given is None:
            return []
        if isinstance(given, str):
            return list(text.parse_actions(given, self.ofp, ports=self.ports))
        return [given] if hasattr(given, "pack") else list(given)

    def instructions(self, actions: object, instructions: Any) -> list[object]:
        """The instructions that apply some actions, from text or from objects, with further instructions."""
        if isinstance(actions, str):
            found = list(text.parse_instructions(actions, self.ofp, ports=self.ports))
        else:
            listed = self.actions(actions)
            found = [self.ofp.instruction.apply_actions(actions=listed)] if listed else []
        if instructions is not None:
            found += [instructions] if hasattr(instructions, "pack") else list(instructions)
        return found


def split_lines(lines: str | Iterable[str]) -> Iterable[str]:
    """The lines of a text, or of a file or list of them."""
    return lines.splitlines() if isinstance(lines, str) else lines


def slices(items: Sequence[T]) -> Iterator[tuple[int, Sequence[T]]]:
    """Parts of a sequence, each with the index of its first item."""
    for first in range(0, len(items), SLICE):
        yield first, items[first : first + SLICE]


def only_words(members: Mapping[str, object]) -> None:
    """Refuse members beside a text: which of both should count?"""
    if members:
        raise MessageError(f"give a text or members, not both: {', '.join(members)}")


def with_members(msg: Message, members: Mapping[str, object]) -> Message:
    """Set members of a message by name; ``table`` is short for ``table_id``.

    Raises:
        MessageError: the message has no such member.
    """
    for name, value in members.items():
        name = "table_id" if name == "table" else name
        if not hasattr(msg, name) or name.startswith("_") or callable(getattr(msg, name)):
            version: int = getattr(msg, "version", 1)
            raise MessageError(f"there is no {name} in OpenFlow 1.{version - 1}", cls=type(msg).__name__, field=name)
        setattr(msg, name, value)
    changed: Message = msg
    return changed
