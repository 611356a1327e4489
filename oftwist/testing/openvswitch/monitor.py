"""Flow monitors: controllers that are told of every change of the tables, in the forms of 1.0-1.2, 1.3 and 1.4+."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from oftwist.testing.channel import Channel
from oftwist.testing.flow_mods import entry_filter
from oftwist.testing.flow_table import Flow, Refused, Terms, covers
from oftwist.testing.match import match_terms, oxm_terms
from oftwist.testing.multipart import send_parts
from oftwist.testing.openvswitch.fields import terms_of
from oftwist.testing.openvswitch.matches import nx_match_of
from oftwist.testing.parts import NONE, actions_of, wide_port
from oftwist.wire.interfaces import Part

#: Flags; bit 6 of 1.4+ is Open vSwitch's "own changes in full" there, as bit 5 is before.
INITIAL, ADD, DELETE, MODIFY, ACTIONS, OWN_EARLY, OWN_LATE = (1 << bit for bit in range(7))
_EVENTS: Final = {"add": ADD, "delete": DELETE, "modify": MODIFY}
_ALL_TABLES: Final = 0xFF


@dataclass
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


def _asked(channel: Channel, entry: Part) -> Monitor:
    version = channel.version
    if version <= 3:
        terms = oxm_terms(entry.match.oxm_list, terms_of)
        port = wide_port(entry.out_port, 1)
    else:
        terms = match_terms(entry.match, version, terms_of)
        port = entry.out_port
    group = getattr(entry, "out_group", NONE)
    allowed = 0x5F if version >= 5 else 0x3F
    if entry.flags & ~allowed:
        raise Refused("flow_monitor_failed", "BAD_FLAGS")
    return Monitor(entry.flags, entry.table_id, terms, None if port == NONE else port, None if group == NONE else group)


def request(channel: Channel, msg: Part) -> None:
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
        else:
            begun[identity] = _asked(channel, entry)
    channel.monitors.update(begun)
    updates = []
    for flow in channel.path.flows.flows():
        seeing = [each for each in begun.values() if each.flags & INITIAL and each.sees(flow)]
        if seeing:
            updates.append(_update(channel, "initial", flow, 0, any(each.flags & ACTIONS for each in seeing)))
    send_parts(channel, msg, _reply_name(channel), updates)


def cancel(channel: Channel, msg: Part) -> None:
    """End a flow monitor (up to 1.3)."""
    if channel.monitors.pop(msg.id, None) is None:
        raise Refused("flow_monitor_failed", "UNKNOWN_MONITOR")


def _reply_name(channel: Channel) -> str:
    return {4: "onf_flow_monitor_reply"}.get(
        channel.version, "nicira_flow_monitor_reply" if channel.version < 4 else "flow_monitor_reply"
    )


def _update(channel: Channel, what: str, flow: Flow, reason: int, actions: bool) -> Any:
    """One entry of a reply: what became of a flow."""
    ofp, version = channel.ofp, channel.version
    fields: dict[str, Any] = {
        "table_id": flow.table_id,
        "reason": reason,
        "idle_timeout": flow.idle_timeout,
        "hard_timeout": flow.hard_timeout,
        "priority": flow.priority,
        "cookie": flow.cookie,
    }
    told = flow.version == version
    if version <= 3:
        name = {"initial": "added", "add": "added", "delete": "deleted", "modify": "modified"}[what]
        fields["match"] = nx_match_of(ofp, flow.terms)
        fields["actions"] = actions_of(flow) if actions and told else []
        return getattr(ofp.common, f"nicira_flow_update_{name}")(**fields)
    fields["match"] = flow.match if flow.origin == version else ofp.match()
    fields["instructions"] = flow.instructions if actions and told else []
    if version == 4:
        name = {"initial": "added", "add": "added", "delete": "deleted", "modify": "modified"}[what]
        return getattr(ofp.common, f"onf_flow_update_{name}")(**fields)
    name = {"initial": "initial", "add": "added", "delete": "removed", "modify": "modified"}[what]
    return getattr(ofp.common, f"flow_update_{name}")(**fields)


def _abbreviated(channel: Channel, xid: int) -> Any:
    prefix = {4: "onf_"}.get(channel.version, "nicira_" if channel.version < 4 else "")
    return getattr(channel.ofp.common, f"{prefix}flow_update_abbrev")(xid=xid)


def tell(channels: list[Channel], acting: Channel | None, what: str, flow: Flow, reason: int) -> None:
    """A table changed: tell every controller that monitors it, once each."""
    for channel in list(channels):
        seeing = list(_seeing(channel, what, flow))
        if not seeing:
            continue
        own = OWN_LATE if channel.version >= 5 else OWN_EARLY
        if channel is acting and not any(each.flags & own for each in seeing):
            entry = _abbreviated(channel, int.from_bytes(channel.frame[4:8], "big"))
        else:
            # Entries that left are told with their actions whatever was asked.
            actions = what == "delete" or any(each.flags & ACTIONS for each in seeing)
            entry = _update(channel, what, flow, reason, actions)
        reply = getattr(channel.ofp.message, _reply_name(channel))(xid=0, entries=[entry])
        channel.send_raw(reply.pack())


def _seeing(channel: Channel, what: str, flow: Flow) -> Iterator[Monitor]:
    for monitor in channel.monitors.values():
        if monitor.flags & _EVENTS[what] and monitor.sees(flow):
            yield monitor
