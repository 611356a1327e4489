"""What a simulated Open vSwitch does with the messages that it adds: :data:`HANDLERS`, as in ``testing.requests``."""

from __future__ import annotations

from typing import Any, Final

from oftwist.testing import control, flow_mods
from oftwist.testing.channel import Channel, Handler
from oftwist.testing.flow_table import Flow, Refused, Terms
from oftwist.testing.match import oxm_terms
from oftwist.testing.messages import split_time
from oftwist.testing.multipart import send_parts
from oftwist.testing.openvswitch import monitor, packet_ins
from oftwist.testing.openvswitch.fields import COOKIE, read_oxm, terms_of
from oftwist.testing.openvswitch.matches import match_of, nx_match_of
from oftwist.testing.openvswitch.path import OpenVSwitchPath
from oftwist.testing.parts import NONE, wide_port
from oftwist.wire.interfaces import Part

_ALL_TABLES: Final = 0xFF
#: Forms in which 1.0 is told of flows.
OPENFLOW10, NXM = 0, 2


def _nxm_terms(match: Any) -> tuple[Terms, int, int]:
    """The terms of a match of NXM fields, and the cookie with its mask that may stand in it."""
    cookie = mask = 0
    fields = []
    for oxm in match.oxm_list:
        read = read_oxm(oxm)
        if read.number == COOKIE and read.size == 8:
            cookie, mask = read.value, read.mask
        else:
            fields.append(oxm)
    return oxm_terms(fields, terms_of), cookie, mask


def flow_mod(channel: Channel, msg: Part) -> None:
    """A flow mod with a match of NXM fields, in any version."""
    version, ofp = channel.version, channel.ofp
    terms, cookie, mask = _nxm_terms(msg.match)
    command, table_id = msg.command, _ALL_TABLES
    if channel.tables_in_commands:
        command, table_id = msg.command & 0xFF, msg.command >> 8
    if command == 0:
        cookie, mask = msg.cookie, 0
        table_id = 0 if table_id == _ALL_TABLES else table_id
    does = list(msg.actions if version == 1 else msg.instructions)
    port = wide_port(msg.out_port, 1)
    change = flow_mods.Change(
        version,
        terms,
        table_id,
        does,
        msg.priority,
        cookie,
        mask,
        msg.flags,
        msg.idle_timeout,
        msg.hard_timeout,
        buffer_id=msg.buffer_id,
        out_port=None if port == NONE else port,
        match=match_of(ofp, terms),
    )
    flow_mods.carry_out(channel, command, change)


def flow_mod_table_id(channel: Channel, msg: Part) -> None:
    """The upper half of a command is a table from now on, or no longer."""
    channel.tables_in_commands = bool(msg.set)


def set_flow_format(channel: Channel, msg: Part) -> None:
    """In what form 1.0 is told of flows; both are understood whatever is said."""
    if msg.format not in (OPENFLOW10, NXM):
        raise Refused("bad_request", "EPERM")
    channel.flow_format = msg.format


def flow_removed(channel: Channel, flow: Flow, reason: int, now: float) -> Any:
    """An entry has left: told with all its fields where 1.0 has asked for that."""
    if channel.flow_format != NXM:
        return None
    seconds, nanoseconds = split_time(now - flow.created)
    return channel.ofp.message.nicira_flow_removed(
        cookie=flow.cookie,
        priority=flow.priority,
        reason=reason,
        table_id=flow.table_id + 1,
        duration_sec=seconds,
        duration_nsec=nanoseconds,
        idle_timeout=flow.idle_timeout,
        packet_count=flow.packets,
        byte_count=flow.bytes,
        match=nx_match_of(channel.ofp, flow.terms),
    )


def nothing(channel: Channel, msg: Part) -> None:
    """There is nothing to do."""


# -- statistics of 1.0 -------------------------------------------------------------------------------


def _selected(channel: Channel, msg: Part) -> list[Flow]:
    terms, cookie, mask = _nxm_terms(msg.match)
    port = wide_port(msg.out_port, 1)
    keep = flow_mods.entry_filter(cookie, mask, None if port == NONE else port, None)
    tables = channel.path.flows.tables
    if msg.table_id != _ALL_TABLES:
        tables = tables[msg.table_id : msg.table_id + 1]
    return [flow for table in tables for flow in table.select(terms, keep) if flow.version == channel.version]


def flow_stats(channel: Channel, msg: Part) -> None:
    now, ofp = channel.path.now(), channel.ofp
    entries = []
    for flow in _selected(channel, msg):
        seconds, nanoseconds = split_time(now - flow.created)
        entries.append(
            ofp.common.nicira_flow_stats_entry(
                table_id=flow.table_id,
                duration_sec=seconds,
                duration_nsec=nanoseconds,
                priority=flow.priority,
                idle_timeout=flow.idle_timeout,
                hard_timeout=flow.hard_timeout,
                idle_age=min(int(now - flow.used), 0xFFFE) + 1,
                hard_age=min(int(now - flow.created), 0xFFFE) + 1,
                cookie=flow.cookie,
                packet_count=flow.packets,
                byte_count=flow.bytes,
                match=nx_match_of(ofp, flow.terms),
                actions=flow.instructions,
            )
        )
    send_parts(channel, msg, "nicira_flow_stats_reply", entries)


def aggregate_stats(channel: Channel, msg: Part) -> None:
    flows = _selected(channel, msg)
    channel.reply(
        "nicira_aggregate_stats_reply",
        msg,
        packet_count=sum(flow.packets for flow in flows),
        byte_count=sum(flow.bytes for flow in flows),
        flow_count=len(flows),
    )


# -- what is told, and to whom -----------------------------------------------------------------------


def set_async_config(channel: Channel, msg: Part) -> None:
    for kind in control.KINDS_13:
        channel.async_masks[kind] = [getattr(msg, kind + "_mask_equal_master"), getattr(msg, kind + "_mask_slave")]


def set_async_config2(channel: Channel, msg: Part) -> None:
    for prop in msg.properties:
        name = type(prop).__name__.removeprefix("nicira_async_config_prop_")
        kind, _, whose = name.rpartition("_")
        if kind not in channel.async_masks:
            raise Refused("async_config_failed", "UNSUPPORTED")
        channel.async_masks[kind][whose == "slave"] = prop.mask


# -- connections -------------------------------------------------------------------------------------


def _tracker_of(channel: Channel) -> Any:
    path = channel.path
    assert isinstance(path, OpenVSwitchPath)
    return path.tracker


def ct_flush_zone(channel: Channel, msg: Part) -> None:
    _tracker_of(channel).flush(msg.zone_id)


def ct_flush(channel: Channel, msg: Part) -> None:
    """All connections, or those of a zone; single ones are not simulated."""
    zone = None
    for prop in msg.properties:
        if type(prop).__name__ != "nicira_ct_flush_prop_zone_id":
            raise Refused("bad_request", "BAD_EXPERIMENTER_TYPE")
        zone = prop.zone_id
    if msg.ip_proto:
        raise Refused("bad_request", "BAD_EXPERIMENTER_TYPE")
    _tracker_of(channel).flush(zone)


def tlv_table_request(channel: Channel, msg: Part) -> None:
    """There is room for options of tunnels, and none is in it: they are not simulated."""
    channel.reply("nicira_tlv_table_reply", msg, max_option_space=256, max_fields=64, tlv_maps=[])


def unknown(channel: Channel, msg: Part) -> None:
    """One of Open vSwitch's that is not simulated, or of somebody else."""
    frame = channel.frame
    known = int.from_bytes(frame[8:12], "big") in (0x2320, 0x4F4E4600)
    raise Refused("bad_request", "BAD_EXPERIMENTER_TYPE" if known else "BAD_EXPERIMENTER")


def unknown_stats(channel: Channel, msg: Part) -> None:
    frame, at = channel.frame, 12 if channel.version == 1 else 16
    known = int.from_bytes(frame[at : at + 4], "big") in (0x2320, 0x4F4E4600)
    raise Refused("bad_request", "BAD_EXPERIMENTER_TYPE" if known else "BAD_EXPERIMENTER")


HANDLERS: Final[dict[str, Handler]] = {
    "experimenter": unknown,
    "experimenter_stats_request": unknown_stats,
    "flow_monitor_request": monitor.request,
    "nicira_aggregate_stats_request": aggregate_stats,
    "nicira_controller_role_request": control.nicira_role_request,
    "nicira_ct_flush": ct_flush,
    "nicira_ct_flush_zone": ct_flush_zone,
    "nicira_flow_age": nothing,
    "nicira_flow_mod": flow_mod,
    "nicira_flow_mod_table_id": flow_mod_table_id,
    "nicira_flow_monitor_cancel": monitor.cancel,
    "nicira_flow_monitor_request": monitor.request,
    "nicira_flow_stats_request": flow_stats,
    "nicira_resume": packet_ins.resume,
    "nicira_set_async_config": set_async_config,
    "nicira_set_async_config2": set_async_config2,
    "nicira_set_controller_id": packet_ins.set_controller_id,
    "nicira_set_flow_format": set_flow_format,
    "nicira_set_packet_in_format": packet_ins.set_format,
    "nicira_tlv_table_request": tlv_table_request,
    "onf_bundle_add_msg": control.onf_bundle_add_msg,
    "onf_bundle_ctrl_msg": control.bundle_ctrl_msg,
    "onf_flow_monitor_cancel": monitor.cancel,
    "onf_flow_monitor_request": monitor.request,
}
