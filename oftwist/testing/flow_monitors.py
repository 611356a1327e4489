"""Flow monitors of a simulated switch: controllers that are told of every change of the tables.

OpenFlow 1.4.1 §7.3.5.17. Functions as in ``requests``. How a version asks and is told is a `Form`: here that of 1.4+.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from oftwist.testing.channel import Channel, Handler
from oftwist.testing.flow_mods import entry_filter
from oftwist.testing.flow_table import Flow, Refused, Terms, covers
from oftwist.testing.match import match_terms
from oftwist.testing.multipart import send_parts
from oftwist.testing.parts import NONE
from oftwist.wire.interfaces import Part

INITIAL, ADD, REMOVED, MODIFY, INSTRUCTIONS, NO_ABBREV, ONLY_OWN = (1 << bit for bit in range(7))
_EVENTS: Final = {"add": ADD, "delete": REMOVED, "modify": MODIFY}
_NAMES: Final = {"initial": "initial", "add": "added", "delete": "removed", "modify": "modified"}
_ALL_TABLES: Final = 0xFF


@dataclass(frozen=True)
class Monitor:
    """What a controller wants to be told of."""

    flags: int
    table_id: int
    terms: Terms
    out_port: int | None
    out_group: int | None

    def sees(self, flow: Flow) -> bool:
        """Whether an entry is one of those."""
        if self.table_id not in (_ALL_TABLES, flow.table_id) or not covers(self.terms, flow.terms):
            return False
        keep = entry_filter(0, 0, self.out_port, self.out_group)
        return keep is None or keep(flow)


def asked(channel: Channel, entry: Part) -> Monitor:
    """The monitor of an entry of a request."""
    terms = match_terms(entry.match, channel.version, channel.switch.extension.terms_of)
    port = None if entry.out_port == NONE else entry.out_port
    group = getattr(entry, "out_group", NONE)
    if entry.table_id != _ALL_TABLES and entry.table_id >= len(channel.path.flows.tables):
        raise Refused("flow_monitor_failed", "BAD_TABLE_ID")
    return Monitor(entry.flags, entry.table_id, terms, port, None if group == NONE else group)


def update(channel: Channel, what: str, flow: Flow, reason: int, in_full: bool) -> Any:
    """One entry of a reply: what became of a flow."""
    ofp, version = channel.ofp, channel.version
    return getattr(ofp.common, f"flow_update_{_NAMES[what]}")(
        table_id=flow.table_id, reason=reason, idle_timeout=flow.idle_timeout, hard_timeout=flow.hard_timeout,
        priority=flow.priority, cookie=flow.cookie, match=flow.match if flow.origin == version else ofp.match(),
        instructions=flow.instructions if in_full and flow.version == version else [],
    )  # fmt: skip


@dataclass(frozen=True)
class Form:
    """How a version asks for flow monitors, and is told.

    Attributes:
        reply, abbreviation: class names.
        asked, update: as the functions here.
        allowed: the flags there are.
        no_abbreviation: the flag with which changes of its own come in full to a controller.
        only_own: the flag with which no others come; 0 where there is none.
    """

    reply: str = "flow_monitor_reply"
    abbreviation: str = "flow_update_abbrev"
    asked: Callable[[Channel, Part], Monitor] = asked
    update: Callable[[Channel, str, Flow, int, bool], Any] = update
    allowed: int = 0x7F
    no_abbreviation: int = NO_ABBREV
    only_own: int = ONLY_OWN


STANDARD: Final = Form()


def begin(channel: Channel, msg: Part, form: Form) -> None:
    """Begin (or in 1.4+ change and end) flow monitors, and tell what is there already."""
    begun: dict[int, Monitor] = {}
    for entry in msg.entries:
        identity = entry.monitor_id if channel.version >= 5 else entry.id
        command = entry.command if channel.version >= 5 else 0
        if command > 2:
            raise Refused("flow_monitor_failed", "BAD_COMMAND")
        if command == 0 and (identity in channel.monitors or identity in begun):
            raise Refused("flow_monitor_failed", "MONITOR_EXISTS")
        if command and identity not in channel.monitors:
            raise Refused("flow_monitor_failed", "UNKNOWN_MONITOR")
        if command == 2:
            del channel.monitors[identity]
            continue
        if entry.flags & ~form.allowed:
            raise Refused("flow_monitor_failed", "BAD_FLAGS")
        begun[identity] = form.asked(channel, entry)
    channel.monitors.update(begun)
    updates = []
    for flow in channel.path.flows.flows():
        seeing = [each for each in begun.values() if each.flags & INITIAL and each.sees(flow)]
        if seeing:
            in_full = any(each.flags & INSTRUCTIONS for each in seeing)
            updates.append(form.update(channel, "initial", flow, 0, in_full))
    send_parts(channel, msg, form.reply, updates)


def tell(
    channels: list[Channel], acting: Channel | None, what: str, flow: Flow, reason: int,
    form_of: Callable[[int], Form] = lambda version: STANDARD,
) -> None:  # fmt: skip
    """A table changed: tell every controller that monitors it, once each.

    Args:
        channels: the controllers.
        acting: the one whose message is being handled.
        what, flow, reason: as ``FlowTables.changed`` has them.
        form_of: the form of a version.
    """
    for channel in [channel for channel in channels if channel.monitors]:
        form = form_of(channel.version)
        own = channel is acting
        seeing = [each for each in _seeing(channel, what, flow) if own or not each.flags & form.only_own]
        if not seeing:
            continue
        if own and not any(each.flags & form.no_abbreviation for each in seeing):
            entry = getattr(channel.ofp.common, form.abbreviation)(xid=int.from_bytes(channel.frame[4:8], "big"))
        else:
            # Entries that left are told with their actions whatever was asked.
            in_full = what == "delete" or any(each.flags & INSTRUCTIONS for each in seeing)
            entry = form.update(channel, what, flow, reason, in_full)
        channel.send_raw(getattr(channel.ofp.message, form.reply)(xid=0, entries=[entry]).pack())


def _seeing(channel: Channel, what: str, flow: Flow) -> Iterator[Monitor]:
    for monitor in channel.monitors.values():
        if monitor.flags & _EVENTS[what] and monitor.sees(flow):
            yield monitor


def request(channel: Channel, msg: Part) -> None:
    begin(channel, msg, STANDARD)


HANDLERS: Final[dict[str, Handler]] = {"flow_monitor_request": request}
