"""What is asked of a flow monitor, and what it tells: the forms of the versions, with one meaning. Pure: no connection.

The standard form from 1.4 on, the ONF's extension in 1.3, Nicira's in 1.0 to 1.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from oftwist import loxi, text
from oftwist.errors import MessageError
from oftwist.wire.codec import classes

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Message

    Names = Mapping[int, str] | Mapping[str, int] | None
    from oftwist.wire.interfaces import Part

OF12, OF13, OF14 = 3, 4, 5  # wire versions
_ALL_TABLES = 0xFF

# ofp_flow_monitor_flags (1.4.1 §7.3.5.17.1), which the extensions have too. With _FULL our own changes come in full,
# not as the xid of their message; what is _FULL to everybody else is _FULL_OVS to Open vSwitch from 1.4 on.
_INITIAL, _ADD, _REMOVED, _MODIFY, _INSTRUCTIONS, _FULL, _FULL_OVS = (1 << bit for bit in range(7))
_DELETE = 2  # ofp_flow_monitor_command

#: The end of the name of a class of updates -> what has happened.
_EVENTS = {
    "initial": "initial", "added": "added", "removed": "removed", "deleted": "removed", "modified": "modified",
    "abbrev": "abbreviated", "paused": "paused", "resumed": "resumed",
}  # fmt: skip
_ASKED_BY = {"initial": _INITIAL, "added": _ADD, "removed": _REMOVED, "modified": _MODIFY}


class FlowUpdate(NamedTuple):
    """One change of the flows of a switch.

    ``str()`` is its text as ``ovs-ofctl monitor`` prints it.

    Attributes:
        event: ``"initial"`` (there when the monitor began), ``"added"``, ``"modified"``, ``"removed"``;
            ``"abbreviated"`` (a change of our own, ``entry.xid`` is of the message that made it); ``"paused"`` (there
            are more changes than the connection takes: nothing comes until) ``"resumed"`` (what happened meanwhile has
            been told, as far as it lasted: all is consistent again); ``"unreadable"`` (it cannot be decoded).
        entry: what the switch sent: ``table_id``, ``priority``, ``cookie``, ``match``, ``instructions`` (``actions`` up
            to 1.2), ``reason``, ...; None where "paused" and "resumed" are messages of their own (up to 1.3).
    """

    event: str
    entry: Any = None

    def __str__(self) -> str:
        return f"event={self.event.upper()}" if self.entry is None else str(self.entry)


class Wanted(NamedTuple):
    """What a monitor asks for.

    Attributes:
        flags: what it wants to be told.
        table_id: of this table; 255 is all.
        match: of flows that match at least this.
        out_port, out_group: of flows that send there; as numbered in the request, None is any.
    """

    flags: int
    table_id: int
    match: Part
    out_port: int | None
    out_group: int | None

    def with_own(self, version: int, extended: bool) -> Wanted:
        """The same, with our own changes in full."""
        return self._replace(flags=self.flags | (_FULL_OVS if extended and version >= OF14 else _FULL))

    def takes(self, update: FlowUpdate) -> bool:
        """Whether this monitor asked for an update. (By what a flow outputs to only the switch can tell.)"""
        event, entry = update
        if event not in _ASKED_BY:
            return True  # all monitors of a connection are told
        if not self.flags & _ASKED_BY[event] or self.table_id not in (_ALL_TABLES, entry.table_id):
            return False
        return _covers(self.match, entry.match)


def wanted(ofp: ModuleType, words: str | None, flags: int, ports: Names) -> Wanted:
    """What selects flows, from words: match fields, ``table``, ``out_port``, ``out_group`` (1.4 and later).

    Raises:
        MessageError: a word is wrong, or nothing a monitor can select by.
    """
    narrow = ofp.OFP_VERSION <= OF12  # NXM fields, and ports of 16 bits, whatever the version
    asked = text.parse_flow_request(words or "", loxi.protocol(1) if narrow else ofp, extended=narrow, ports=ports)
    if getattr(asked, "cookie_mask", 0) or "cookie" in asked.match:
        raise MessageError("a flow monitor cannot select by cookie")
    match = asked.match
    if narrow:
        fields = b"".join(oxm.pack() for oxm in match.oxm_list)
        match = ofp.nx_match(oxm_list=classes.of(ofp.OFP_VERSION).list_decoder("oxm.oxm")(fields, 0, len(fields)))
    out_port = None if asked.out_port == (0xFFFF if narrow else 0xFFFFFFFF) else asked.out_port
    out_group = getattr(asked, "out_group", 0xFFFFFFFF)
    if out_group != 0xFFFFFFFF and ofp.OFP_VERSION < OF14:
        raise MessageError("a flow monitor selects by out_group from OpenFlow 1.4 on")
    return Wanted(flags, asked.table_id, match, out_port, None if out_group == 0xFFFFFFFF else out_group)


def request(ofp: ModuleType, number: int, asked: Wanted) -> Message:
    """The request that begins a monitor."""
    members: dict[str, object] = {"flags": asked.flags, "table_id": asked.table_id, "match": asked.match}
    if asked.out_port is not None:
        members["out_port"] = asked.out_port
    message: Message
    if ofp.OFP_VERSION >= OF14:
        members.setdefault("out_port", 0xFFFFFFFF)
        group = 0xFFFFFFFF if asked.out_group is None else asked.out_group
        entry = ofp.flow_monitor_entry(monitor_id=number, out_group=group, **members)
        message = ofp.message.flow_monitor_request(entries=[entry])
    elif ofp.OFP_VERSION == OF13:
        message = ofp.message.onf_flow_monitor_request(entries=[ofp.onf_flow_monitor_entry(id=number, **members)])
    else:
        message = ofp.message.nicira_flow_monitor_request(entries=[ofp.nicira_flow_monitor_entry(id=number, **members)])
    return message


def _covers(match: Part, other: Part) -> bool:
    """Whether all that a match says is said by another one."""
    told = dict(other.items())
    for name, value in match.items():
        if name not in told:
            return False
        bits, mask = _bits(value)
        known, by = _bits(told[name])
        if mask & ~by or (bits ^ known) & mask:
            return False
    return True


def _bits(value: Any) -> tuple[int, int]:
    """The value of a field and its mask, as numbers; a value without a mask has all bits."""
    if isinstance(value, tuple):
        return _bits(value[0])[0], _bits(value[1])[0]
    return value if isinstance(value, int) else int.from_bytes(bytes(value), "big"), -1


def flags_of(initial: bool, added: bool, modified: bool, removed: bool, actions: bool) -> int:
    """The flags of what a monitor wants to be told.

    Raises:
        MessageError: it wants no changes, which a switch refuses.
    """
    flags = added * _ADD | modified * _MODIFY | removed * _REMOVED
    if not flags:
        raise MessageError("a flow monitor that is told neither of flows added nor modified nor removed")
    return flags | initial * _INITIAL | actions * _INSTRUCTIONS


def update_of(entry: Part, initial: bool) -> FlowUpdate:
    """What an entry of a reply tells.

    Args:
        entry: it.
        initial: it is in the answer to the request: up to 1.3 what is there is told as added.
    """
    if isinstance(entry, loxi.Malformed):
        return FlowUpdate("unreadable", entry)
    event = event_of(type(entry).__name__) or "unreadable"
    return FlowUpdate("initial" if initial and event == "added" else event, entry)


def event_of(name: str) -> str | None:
    """What a class of updates, or of messages about monitors, tells; None if it is no such class."""
    return _EVENTS.get(name.rpartition("_")[2])


def cancel_message(ofp: ModuleType, number: int) -> Message:
    """What ends a monitor: nothing answers it up to 1.3, an empty reply from 1.4 on."""
    message: Message
    if ofp.OFP_VERSION >= OF14:
        entry = ofp.flow_monitor_entry(monitor_id=number, command=_DELETE, flags=_ADD)
        message = ofp.message.flow_monitor_request(entries=[entry])
    elif ofp.OFP_VERSION == OF13:
        message = ofp.message.onf_flow_monitor_cancel(id=number)
    else:
        message = ofp.message.nicira_flow_monitor_cancel(id=number)
    return message
