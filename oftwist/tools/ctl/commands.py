"""The commands of ``oftwist ctl``: each is a coroutine of a session with one switch.

A session has the switch, the words after the command, the options, and `Session.out` for lines. What can go wrong is
an exception of ours; who runs the command prints it. Everything runs in the reactor thread.
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, NamedTuple

from twisted.internet.defer import Deferred, DeferredList

from oftwist import Switch, text
from oftwist.controller.operations import Difference, counted
from oftwist.errors import Disconnected, MessageError
from oftwist.tools.ctl import reports

#: Flows sent before their confirmation is waited for: enough to keep a switch busy, few enough to show progress.
BATCH = 1000


class Session:
    """One command's work.

    Attributes:
        switch: the switch, up.
        words: what stood behind the command.
        options: of the command line.
        out: prints a line.
    """

    def __init__(self, switch: Switch, words: Sequence[str], options: Namespace, out: Callable[[str], None]) -> None:
        self.switch = switch
        self.words = list(words)
        self.options = options
        self.out = out
        self.ofp: Any = switch.ofp
        names = {number: str(port.name) for number, port in switch.ports.items()} if options.names else None
        self.ports = names

    def word(self, number: int = 0) -> str | None:
        """A word behind the command, or None if it is not there."""
        return self.words[number] if len(self.words) > number else None

    def port_name(self, number: int) -> str:
        """A port as text: its name if they are asked for, else its number or reserved name."""
        return text.format_port(number, ports=self.ports)

    def port_number(self, word: str) -> int:
        """A port's number from its name or number."""
        return text.parse_port(word, self.ofp, ports=port_names(self))

    def lines(self, lines: Iterable[str]) -> None:
        """Print lines."""
        for line in lines:
            self.out(line)

    def progress(self, done: int, of: int, what: str) -> None:
        """On a terminal's standard error, say how far long work is."""
        if of > BATCH and sys.stderr.isatty():
            end = "\n" if done >= of else ""
            print(f"\r{done} of {of} {what}", end=end, file=sys.stderr, flush=True)

    async def send(self, messages: Sequence[Any], what: str) -> None:
        """Send messages, confirmed; all in one bundle if that is asked for."""
        if self.options.bundle:
            async with self.switch.bundle(timeout=self.options.timeout) as bundle:
                bundle.add(*messages)
            return
        for start in range(0, len(messages), BATCH):
            await self.switch.apply(*messages[start : start + BATCH], timeout=self.options.timeout)
            self.progress(min(start + BATCH, len(messages)), len(messages), what)


# --- what the switch is --------------------------------------------------------------------------------------------


async def show(session: Session) -> None:
    session.lines(reports.features(session.switch.features))
    ports = session.switch.ports.values()
    if session.switch.version >= 4:
        session.out(reports.head(session.ofp, "OFPST_PORT_DESC reply"))
    session.lines(reports.ports(ports))


async def dump_desc(session: Session) -> None:
    session.lines(reports.description(await session.switch.desc()))


async def dump_ports_desc(session: Session) -> None:
    session.out(reports.head(session.ofp, "OFPST_PORT_DESC reply"))
    wanted = session.word()
    number = None if wanted is None else session.port_number(wanted)
    found = [port for port in session.switch.ports.values() if number is None or port.port_no == number]
    session.lines(reports.ports(found))


async def dump_ports(session: Session) -> None:
    wanted = session.word()
    entries = await session.switch.port_stats(None if wanted is None else session.port_number(wanted))
    session.lines(reports.port_stats(session.ofp, entries, session.port_name))


async def dump_tables(session: Session) -> None:
    entries = await session.switch.stats(session.ofp.message.table_stats_request())
    session.lines(reports.table_stats(session.ofp, entries))


async def queue_stats(session: Session) -> None:
    any_port = 0xFFFFFFFF if session.switch.version > 1 else 0xFFFC  # OFPP_ALL in 1.0
    port, queue = session.word(), session.word(1)
    request = session.ofp.message.queue_stats_request(
        port_no=any_port if port is None else session.port_number(port),
        queue_id=0xFFFFFFFF if queue is None else int(queue),
    )
    session.lines(reports.queue_stats(session.ofp, await session.switch.stats(request), session.port_name))


# --- flows ---------------------------------------------------------------------------------------------------------


async def dump_flows(session: Session) -> None:
    entries = await session.switch.flows(session.word())
    _print_flows(session, entries)


def _print_flows(session: Session, entries: list[Any]) -> None:
    options = session.options
    for key in reversed(options.sort or []):
        entries = _sorted(entries, key)
    if options.json:
        session.out(json.dumps([flow_as_json(one) for one in entries], indent=2))
        return
    for one in entries:
        line = text.format_flow(one, ports=session.ports, stats=options.stats)
        session.out(f" {line}")


def _sorted(entries: list[Any], key: tuple[str, bool]) -> list[Any]:
    """Entries by a member or a field of the match; those without it come last, in either direction."""
    name, down = key
    having = [one for one in entries if _value(one, name) is not None]
    rest = [one for one in entries if _value(one, name) is None]
    return sorted(having, key=lambda one: _value(one, name), reverse=down) + rest


def _value(entry: Any, name: str) -> Any:
    member = {"table": "table_id", "n_packets": "packet_count", "n_bytes": "byte_count"}.get(name, name)
    if hasattr(entry, member):
        return getattr(entry, member)
    if member in (told := counted(entry)):
        return told[member]
    found = entry.match.get(name)
    return found[0] if isinstance(found, tuple) else found


def flow_as_json(entry: Any) -> dict[str, Any]:
    """A flow entry for programs: its members as numbers, match and actions as text, and the whole as text."""
    names = ("table_id", "priority", "cookie", "idle_timeout", "hard_timeout", "importance", "flags")
    told = {name: getattr(entry, name) for name in names if hasattr(entry, name)}
    told |= counted(entry)
    does = entry.instructions if hasattr(entry, "instructions") else entry.actions
    told["match"] = text.format_match(entry.match)
    told["actions"] = text.format_instructions(does) if hasattr(entry, "instructions") else text.format_actions(does)
    told["text"] = text.format_flow_line(entry)
    return told


async def add_flow(session: Session) -> None:
    await session.switch.add_flow(session.words[0], timeout=session.options.timeout)


async def add_flows(session: Session) -> None:
    messages = text.parse_flows(read_lines(session.words[0]), session.ofp, "add", ports=port_names(session))
    await session.send(messages, "flows")


async def mod_flows(session: Session) -> None:
    await session.switch.modify_flows(session.words[0], strict=session.options.strict, timeout=session.options.timeout)


async def del_flows(session: Session) -> None:
    if session.word() is None and session.options.strict:
        raise MessageError("--strict needs the flow to delete")
    await session.switch.delete_flows(session.word(), strict=session.options.strict, timeout=session.options.timeout)


async def diff_flows(session: Session) -> int:
    found = await session.switch.diff_flows(read_lines(session.words[0]))
    _print_difference(session, found)
    return 2 if found.messages else 0


async def replace_flows(session: Session) -> None:
    found = await session.switch.diff_flows(read_lines(session.words[0]))
    await session.send(found.messages, "changes")
    print(f"{found}", file=sys.stderr)


def _print_difference(session: Session, found: Difference) -> None:
    for sign, messages in (("-", found.deleted), ("+", [*found.modified, *found.added])):
        for msg in messages:
            session.out(f"{sign}{text.format_flow_line(msg, ports=session.ports)}")


async def dump_aggregate(session: Session) -> None:
    reply = await session.switch.aggregate(session.word(), timeout=session.options.timeout)
    told = f" packet_count={reply.packet_count} byte_count={reply.byte_count} flow_count={reply.flow_count}"
    session.out(reports.head(session.ofp, "OFPST_AGGREGATE reply", told))


# --- groups and meters ---------------------------------------------------------------------------------------------


async def dump_groups(session: Session) -> None:
    session.out(reports.head(session.ofp, "OFPST_GROUP_DESC reply"))
    wanted = session.word()
    for one in await session.switch.groups():
        if wanted is None or str(one.group_id) == wanted.removeprefix("group_id="):
            session.out(f" {text.format_group(one, ports=session.ports)}")


async def dump_group_stats(session: Session) -> None:
    wanted = session.word()
    number = 0xFFFFFFFC if wanted is None else int(wanted.removeprefix("group_id="))
    request = session.ofp.message.group_stats_request(group_id=number)
    session.lines(reports.group_stats(session.ofp, await session.switch.stats(request)))


def change_group(command: str) -> Callable[[Session], Awaitable[None]]:
    """The command that does this to a group."""

    async def change(session: Session) -> None:
        operation = session.switch.operations.change_group(command, session.words[0])
        await session.switch.run(operation, session.options.timeout)

    return change


async def add_groups(session: Session) -> None:
    names = port_names(session)
    lines = [line.partition("#")[0].strip() for line in read_lines(session.words[0])]
    messages = [text.parse_group(line, session.ofp, "add", ports=names) for line in lines if line]
    await session.send(messages, "groups")


async def del_groups(session: Session) -> None:
    await session.switch.delete_groups(session.word(), timeout=session.options.timeout)


async def dump_meters(session: Session) -> None:
    session.out(reports.head(session.ofp, "OFPST_METER_CONFIG reply"))
    for one in await session.switch.meters():
        session.out(text.format_meter(one))


async def meter_stats(session: Session) -> None:
    wanted = session.word()
    number = 0xFFFFFFFF if wanted is None else int(wanted.removeprefix("meter="))
    request = session.ofp.message.meter_stats_request(meter_id=number)
    session.lines(reports.meter_stats(session.ofp, await session.switch.stats(request)))


async def add_meter(session: Session) -> None:
    await session.switch.add_meter(session.words[0], timeout=session.options.timeout)


async def mod_meter(session: Session) -> None:
    await session.switch.modify_meter(session.words[0], timeout=session.options.timeout)


async def del_meters(session: Session) -> None:
    await session.switch.delete_meters(session.word(), timeout=session.options.timeout)


# --- packets, the connection ---------------------------------------------------------------------------------------


async def packet_out(session: Session) -> None:
    await session.switch.packet_out(session.words[0], timeout=session.options.timeout)


async def ping(session: Session) -> None:
    from twisted.internet import reactor, task

    times = session.options.count or 10
    for number in range(times):
        seconds = await session.switch.ping(session.options.timeout)
        session.out(f"{session.switch.peer}: seq={number + 1} time={seconds * 1000:.3f} ms")
        if number + 1 < times:
            await task.deferLater(reactor, session.options.interval)


async def probe(session: Session) -> None:
    await session.switch.barrier(session.options.timeout)
    session.out(f"{session.switch.dpid} speaks OpenFlow 1.{session.switch.version - 1} at {session.switch.peer}")


class _Watcher:
    """An observer that prints what a switch sends, a line or more for each message, until enough have come."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.left = session.options.count or 0
        self.done: Deferred[None] = Deferred()

    def received(self, connection: object, msg: Any, raw: bytes, error: Exception | None) -> None:
        told = f"{len(raw)} bytes that cannot be decoded: {error}" if msg is None else message_text(msg)
        self.session.out(told)
        self.left -= 1
        if self.left == 0 and not self.done.called:
            self.done.callback(None)

    def sent(self, connection: object, raw: bytes) -> None:
        """What we send ourselves is not news."""


def message_text(msg: Any) -> str:
    """A message for people: its head as ovs-ofctl's, and its text, or its members where it has no text."""
    name = type(msg).__name__.upper()
    minor = msg.version - 1
    head = f"{name}{f' (OF1.{minor})' if minor else ''} (xid={msg.xid:#x})"
    told = text.text_of(msg)
    return f"{head}: {told}" if told is not None else f"{head}: {msg!r}"


async def monitor(session: Session) -> None:
    protocol = session.switch.protocol
    watcher = _Watcher(session)
    protocol.observe(watcher)
    ended = protocol.when_disconnected()
    if session.word() is not None and session.switch.version < 5:  # the reason for a packet-in is a table miss
        await session.switch.apply(session.ofp.message.set_config(miss_send_len=int(session.words[0])))
    both: list[Deferred[Any]] = [watcher.done, ended]
    _, which = await DeferredList(both, fireOnOneCallback=True)
    if which:
        raise Disconnected(protocol.disconnect_reason or "")


# --- helpers -------------------------------------------------------------------------------------------------------


def read_lines(name: str) -> list[str]:
    """The lines of a file; ``-`` is standard input."""
    if name == "-":
        return sys.stdin.read().splitlines()
    with open(name, encoding="utf-8") as file:
        return file.read().splitlines()


def port_names(session: Session) -> dict[int, str]:
    """Number -> name of the ports of the switch, for texts that name them."""
    return {number: str(port.name) for number, port in session.switch.ports.items()}


class Command(NamedTuple):
    """How a command is called: the words it takes, at least and at most, and one line of help."""

    run: Callable[[Session], Awaitable[int | None]]
    words: str
    least: int
    most: int
    help: str


COMMANDS = {
    "show": Command(show, "", 0, 0, "features and ports"),
    "dump-desc": Command(dump_desc, "", 0, 0, "manufacturer, hardware, software"),
    "dump-ports": Command(dump_ports, "[PORT]", 0, 1, "counters of ports"),
    "dump-ports-desc": Command(dump_ports_desc, "[PORT]", 0, 1, "descriptions of ports"),
    "dump-tables": Command(dump_tables, "", 0, 0, "counters of tables"),
    "queue-stats": Command(queue_stats, "[PORT [QUEUE]]", 0, 2, "counters of queues"),
    "dump-flows": Command(dump_flows, "[FLOW]", 0, 1, "the flows that match, all by default"),
    "dump-aggregate": Command(dump_aggregate, "[FLOW]", 0, 1, "the sum of the counters of flows"),
    "add-flow": Command(add_flow, "FLOW", 1, 1, "add a flow"),
    "add-flows": Command(add_flows, "FILE", 1, 1, "add the flows of a file (-: standard input)"),
    "mod-flows": Command(mod_flows, "FLOW", 1, 1, "change the actions of the flows that match"),
    "del-flows": Command(del_flows, "[FLOW]", 0, 1, "delete the flows that match, all by default"),
    "replace-flows": Command(replace_flows, "FILE", 1, 1, "make the flows those of a file, sending the difference"),
    "diff-flows": Command(diff_flows, "FILE", 1, 1, "show what replace-flows would change; status 2 if anything"),
    "dump-groups": Command(dump_groups, "[GROUP]", 0, 1, "groups and their buckets"),
    "dump-group-stats": Command(dump_group_stats, "[GROUP]", 0, 1, "counters of groups"),
    "add-group": Command(change_group("add"), "GROUP", 1, 1, "add a group"),
    "add-groups": Command(add_groups, "FILE", 1, 1, "add the groups of a file (-: standard input)"),
    "mod-group": Command(change_group("modify"), "GROUP", 1, 1, "change a group"),
    "insert-buckets": Command(change_group("insert_bucket"), "GROUP", 1, 1, "add buckets to a group (1.5)"),
    "remove-buckets": Command(change_group("remove_bucket"), "GROUP", 1, 1, "take buckets from a group (1.5)"),
    "del-groups": Command(del_groups, "[GROUP]", 0, 1, "delete a group, all by default"),
    "dump-meters": Command(dump_meters, "", 0, 0, "meters and their bands"),
    "meter-stats": Command(meter_stats, "[METER]", 0, 1, "counters of meters"),
    "add-meter": Command(add_meter, "METER", 1, 1, "add a meter"),
    "mod-meter": Command(mod_meter, "METER", 1, 1, "change a meter"),
    "del-meters": Command(del_meters, "[METER]", 0, 1, "delete a meter, all by default"),
    "packet-out": Command(packet_out, "PACKET", 1, 1, "send a packet: 'in_port=1,packet=HEX,actions=...'"),
    "monitor": Command(monitor, "[MISS_LEN]", 0, 1, "print what the switch sends, until --count messages came"),
    "ping": Command(ping, "", 0, 0, "echo requests and their times"),
    "probe": Command(probe, "", 0, 0, "succeed if the switch answers"),
}
