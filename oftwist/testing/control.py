"""Roles, asynchronous configuration and bundles of a simulated switch.

Functions as in ``requests``: channel and message in, ``Refused`` for an OpenFlow error.
"""

from __future__ import annotations

from typing import Final

from oftwist.errors import ProtocolError
from oftwist.testing import telling
from oftwist.testing.channel import Channel, Handler
from oftwist.testing.flow_table import Refused
from oftwist.testing.parts import StoredBundle
from oftwist.testing.roles import ROLE_EQUAL, ROLE_MASTER, ROLE_SLAVE, WRITES
from oftwist.wire import decode_strictly
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import is_stale

_ROLE_NOCHANGE: Final = 0
_UNDEFINED_ID: Final = 0xFFFFFFFFFFFFFFFF

# -- roles -------------------------------------------------------------------------------------------


def set_role(channel: Channel, role: int) -> None:
    """Give a connection a role; a new master makes the old one a slave and tells it (1.4+)."""
    if role != channel.role:
        channel.role = role
        telling.controller_status(channel, telling.ROLE)
    if role != ROLE_MASTER:
        return
    for other in list(channel.switch.channels):
        if other is not channel and other.role == ROLE_MASTER:
            telling.role_status(other)
            other.role = ROLE_SLAVE


def role_request(channel: Channel, msg: Part) -> None:
    role = msg.role
    main = channel.head
    switch = channel.switch
    if role > ROLE_SLAVE:
        raise Refused("role_request_failed", "BAD_ROLE")
    if role in (ROLE_MASTER, ROLE_SLAVE):
        if is_stale(msg.generation_id, switch.generation_id):
            raise Refused("role_request_failed", "STALE")
        switch.generation_id = msg.generation_id
    if role != _ROLE_NOCHANGE:
        set_role(main, role)
    cached = switch.generation_id
    channel.reply("role_reply", msg, role=main.role, generation_id=_UNDEFINED_ID if cached is None else cached)


def nicira_role_request(channel: Channel, msg: Part) -> None:
    """The role request of 1.0 and 1.1, as Open vSwitch defined it: 0 other, 1 master, 2 slave."""
    extended = bool(channel.switch.extension.handlers)
    if channel.version > 2 and not extended:
        raise Refused("bad_request", "BAD_EXPERIMENTER")
    if msg.role > 2:
        raise Refused("role_request_failed", "BAD_ROLE") if extended else Refused("bad_request", "EPERM")
    set_role(channel, msg.role + ROLE_EQUAL)
    channel.reply("nicira_controller_role_reply", msg, role=msg.role)


def experimenter(channel: Channel, msg: Part) -> None:
    raise Refused("bad_request", "BAD_EXPERIMENTER")


# -- asynchronous configuration ----------------------------------------------------------------------

KINDS_13: Final = ("packet_in", "port_status", "flow_removed")
#: From 1.4 on: kind -> the reasons there are (1.4.1 §7.3.10), 1.5 has one kind more.
REASONS: Final = {
    "packet_in": 0x3F,
    "port_status": 7,
    "flow_removed": 0x3F,
    "role_status": 7,
    "table_status": 0x18,
    "requestforward": 3,
    "cont_status": 0x7F,
}


def async_get_request(channel: Channel, msg: Part) -> None:
    masks = channel.async_masks
    if channel.version == 4:
        fields = {}
        for kind in KINDS_13:
            fields[kind + "_mask_equal_master"], fields[kind + "_mask_slave"] = masks[kind]
        channel.reply("async_get_reply", msg, **fields)
        return
    module = channel.ofp.async_config_prop
    properties = []
    for kind, known in REASONS.items():
        for index, suffix in ((1, "_slave"), (0, "_master")):
            if hasattr(module, kind + suffix):
                properties.append(getattr(module, kind + suffix)(mask=masks[kind][index] & known))
    channel.reply("async_get_reply", msg, properties=properties)


def async_set(channel: Channel, msg: Part) -> None:
    masks = channel.async_masks
    if channel.version == 4:
        for kind in KINDS_13:
            masks[kind] = [getattr(msg, kind + "_mask_equal_master"), getattr(msg, kind + "_mask_slave")]
        return
    for prop in msg.properties:
        kind, _, whose = type(prop).__name__.rpartition("_")
        if kind not in masks:
            raise Refused("async_config_failed", "UNSUPPORTED")
        if getattr(prop, "extra", None):
            raise Refused("bad_property", "BAD_LEN")
        if prop.mask & ~REASONS[kind]:
            raise Refused("async_config_failed", "INVALID")
        masks[kind][whose == "slave"] = prop.mask


# -- bundles -----------------------------------------------------------------------------------------

_OPEN, _CLOSE, _COMMIT, _DISCARD = 0, 2, 4, 6
#: Atomic and ordered; and in 1.5 at a given time.
_BUNDLE_FLAGS: Final = 3
_AT_A_TIME: Final = 4
_BUNDLED: Final = frozenset(name for name in WRITES if "bundle" not in name)


def bundle_ctrl_msg(channel: Channel, msg: Part) -> None:
    bundles = channel.bundles
    bundle_id, kind = msg.bundle_id, msg.bundle_ctrl_type
    bundle = bundles.get(bundle_id)
    if kind == _OPEN:
        if bundle is not None:
            del bundles[bundle_id]
            # Open vSwitch has its own word for it.
            raise Refused("bundle_failed", "BAD_ID" if channel.switch.extension.handlers else "BUNDLE_EXIST")
        known = _BUNDLE_FLAGS | (_AT_A_TIME if channel.version >= 6 else 0)
        if msg.flags & ~known and not channel.switch.extension.handlers:  # Open vSwitch looks them over
            raise Refused("bundle_failed", "BAD_FLAGS")
        if len(bundles) >= channel.switch.max_bundles:
            raise Refused("bundle_failed", "OUT_OF_BUNDLES")
        bundles[bundle_id] = StoredBundle(msg.flags)
    elif kind not in (_CLOSE, _COMMIT, _DISCARD):
        raise Refused("bundle_failed", "BAD_TYPE")
    elif bundle is None:
        raise Refused("bundle_failed", "BAD_ID")
    elif kind == _DISCARD:
        del bundles[bundle_id]
    elif bundle.scheduled:
        raise Refused("bundle_failed", "BUNDLE_IN_PROGRESS")
    else:
        timed = _is_timed(channel, msg)
        if (msg.flags ^ bundle.flags) & ~(_AT_A_TIME if timed else 0):
            del bundles[bundle_id]
            raise Refused("bundle_failed", "BAD_FLAGS")
        if kind == _CLOSE:
            if bundle.closed:
                del bundles[bundle_id]
                raise Refused("bundle_failed", "BUNDLE_CLOSED")
            bundle.closed = True
        elif timed:
            _schedule(channel, bundle, msg)
            return
        else:
            del bundles[bundle_id]
            _commit(channel, bundle)
    _answer(channel, msg)


def _answer(channel: Channel, msg: Part) -> None:
    name = type(msg).__name__
    flags = 0 if name.startswith("onf") else msg.flags  # as Open vSwitch answers
    channel.reply(name, msg, bundle_id=msg.bundle_id, bundle_ctrl_type=msg.bundle_ctrl_type + 1, flags=flags)


def _is_timed(channel: Channel, msg: Part) -> bool:
    """Whether a message commits a bundle at a time that it names; Open vSwitch does not know that."""
    wanted = channel.version >= 6 and msg.bundle_ctrl_type == _COMMIT and msg.flags & _AT_A_TIME
    return bool(wanted) and not channel.switch.extension.handlers


def _schedule(channel: Channel, bundle: StoredBundle, msg: Part) -> None:
    """Commit a bundle when its time has come, and answer then (OpenFlow 1.5.1 §7.3.9.9)."""
    schedule, frame = channel.switch.schedule, channel.frame
    times = [moment for prop in msg.properties if type(prop).__name__ == "time" for moment in prop.scheduled_time]
    early = late = False
    if times:
        when = times[0].seconds + times[0].nanoseconds / 1e9
        early, late = when < schedule.now() - schedule.max_past, when > schedule.now() + schedule.max_future
    if not times or early or late:
        del channel.bundles[msg.bundle_id]
        raise Refused("bundle_failed", "SCHED_PAST" if early else "SCHED_FUTURE" if late else "BAD_FLAGS")

    def commit() -> None:
        if channel.bundles.get(msg.bundle_id) is not bundle:  # discarded since, or its connection is gone
            return
        del channel.bundles[msg.bundle_id]
        outer, channel.frame = channel.frame, frame
        try:
            _commit(channel, bundle)
            _answer(channel, msg)
        except Refused as refused:
            channel.error(refused.kind, refused.code)
        finally:
            channel.frame = outer

    bundle.closed = bundle.scheduled = True
    schedule.at(when, commit)


def bundle_add_msg(channel: Channel, msg: Part) -> None:
    # The bytes of the message inside start at a fixed place in both versions (16 of the frame).
    _add_to_bundle(channel, msg, channel.frame[16:])


def onf_bundle_add_msg(channel: Channel, msg: Part) -> None:
    """As above, as an experimenter's message of 1.3."""
    _add_to_bundle(channel, msg, channel.frame[24:])


def _add_to_bundle(channel: Channel, msg: Part, inner: bytes) -> None:
    bundles = channel.bundles
    bundle = bundles.get(msg.bundle_id)
    if bundle is None:
        if len(bundles) >= channel.switch.max_bundles:
            raise Refused("bundle_failed", "OUT_OF_BUNDLES")
        bundle = bundles[msg.bundle_id] = StoredBundle(msg.flags)
    elif bundle.closed or msg.flags != bundle.flags:
        if channel.switch.extension.handlers:  # Open vSwitch discards it then
            del bundles[msg.bundle_id]
        raise Refused("bundle_failed", "BUNDLE_CLOSED" if bundle.closed else "BAD_FLAGS")
    if len(bundle.messages) >= channel.switch.max_bundle_messages:
        raise Refused("bundle_failed", "MSG_TOO_MANY")
    frame = channel.frame
    if len(inner) < 8:
        raise Refused("bundle_failed", "MSG_BAD_LEN")
    length = inner[2] << 8 | inner[3]
    if not 8 <= length <= len(inner):
        raise Refused("bundle_failed", "MSG_BAD_LEN")
    if inner[4:8] != frame[4:8]:
        raise Refused("bundle_failed", "MSG_BAD_XID")
    if inner[0] != channel.version:
        raise Refused("bad_request", "BAD_VERSION")
    inner = inner[:length]
    try:
        change = decode_strictly(inner)
    except ProtocolError:
        raise Refused("bad_request", "BAD_LEN") from None
    if type(change).__name__ not in _BUNDLED:
        raise Refused("bundle_failed", "MSG_UNSUP")
    bundle.messages.append(inner)


def _commit(channel: Channel, bundle: StoredBundle) -> None:
    """Carry out a bundle; when one message fails nothing of it stays (OpenFlow 1.4.1 §6.9.2)."""
    path = channel.path
    groups, meters = dict(path.groups), dict(path.meters)
    configs = [(table, table.config, table.vacancy) for table in path.flows.tables]
    ports = [(port, port.config) for port in path.ports.values()]
    outer = channel.frame
    packet_outs = []
    channel.later = []
    path.flows.begin()
    try:
        for frame in bundle.messages:
            channel.frame = frame
            change = decode_strictly(frame)
            if type(change).__name__ == "packet_out":
                packet_outs.append((change, frame))  # cannot be undone: last
            else:
                channel.carry_out(change)
    except Refused as refused:
        channel.later = None
        path.flows.rollback()
        path.groups, path.meters = groups, meters
        for table, config, vacancy in configs:
            table.config, table.vacancy = config, vacancy
        for port, config in ports:
            port.config = config
        channel.error(refused.kind, refused.code)
        channel.frame = outer
        raise Refused("bundle_failed", "MSG_FAILED") from None
    path.flows.commit()
    later, channel.later = channel.later, None
    for function in later or ():
        function()
    for change, frame in packet_outs:
        channel.frame = frame
        channel.handle(change)
    channel.frame = outer


HANDLERS: Final[dict[str, Handler]] = {
    "async_get_request": async_get_request,
    "async_set": async_set,
    "bundle_add_msg": bundle_add_msg,
    "bundle_ctrl_msg": bundle_ctrl_msg,
    "experimenter": experimenter,
    "nicira_controller_role_request": nicira_role_request,
    "role_request": role_request,
}
