"""What a switch tells its controllers of each other: forwarded requests, roles that were taken, channels.

Functions as in ``requests``: channel and message in, ``Refused`` for an OpenFlow error.
"""

from __future__ import annotations

from typing import Any, Final

from oftwist.testing.channel import Channel, Handler
from oftwist.testing.roles import ROLE_SLAVE
from oftwist.wire.interfaces import Part

_REQUESTFORWARD: Final = 32
GROUP_MOD, METER_MOD = 0, 1
UP, DOWN = 0, 1
#: OFPCSR_*: why a controller status is sent.
REQUEST, CHANNEL_STATUS, ROLE = 0, 1, 2


def forwarding(handler: Handler, reason: int) -> Handler:
    """A handler that also tells the other controllers, if they want to know, of what it has done (1.4.1 §7.4.6)."""

    def handle(channel: Channel, msg: Part) -> None:
        handler(channel, msg)
        frame = channel.frame
        if channel.version >= 5:
            channel.when_done(lambda: _forward(channel, reason, frame))

    return handle


def _forward(channel: Channel, reason: int, frame: bytes) -> None:
    head = bytes([channel.version, _REQUESTFORWARD]) + (8 + len(frame)).to_bytes(2, "big") + bytes(4)
    for other in others(channel):
        if other.version == channel.version and other.wants("requestforward", reason):
            other.send_raw(head + frame)


def others(channel: Channel) -> list[Channel]:
    """The other controllers' main connections."""
    return [other for other in channel.switch.channels if other is not channel.head and other.main is None]


def role_status(other: Channel) -> None:
    """Tell a MASTER that another takes its place (1.4.1 §7.4.4)."""
    if other.version >= 5 and other.wants("role_status", 0):
        generation_id = other.switch.generation_id or 0
        other.send(other.ofp.message.role_status(xid=0, role=ROLE_SLAVE, reason=0, generation_id=generation_id))


def _status(ofp: Any, channel: Channel, reason: int) -> Any:
    properties = [ofp.controller_status_prop_uri(uri=channel.uri)]
    status = DOWN if channel.closed else UP
    return ofp.controller_status_entry(
        short_id=channel.short_id, role=channel.role, reason=reason, channel_status=status, properties=properties
    )


def controller_status(channel: Channel, reason: int) -> None:
    """Tell the other controllers of one: its channel or its role is another (1.5.1 §7.4.7)."""
    for other in others(channel):
        if other.version == 6 and other.wants("cont_status", reason):
            other.send(other.ofp.message.controller_status(xid=0, entry=_status(other.ofp, channel, reason)))


def controller_status_stats_request(channel: Channel, msg: Part) -> None:
    entries = [
        _status(channel.ofp, other, REQUEST) for other in channel.switch.channels if other.version and not other.main
    ]
    channel.reply("controller_status_stats_reply", msg, controller_status=entries)


HANDLERS: Final[dict[str, Handler]] = {"controller_status_stats_request": controller_status_stats_request}
