"""Packet-ins as Open vSwitch sends them: with registers, in its own two forms, and with what resumes the packet."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from oftwist.testing.channel import Channel
from oftwist.testing.flow_table import Refused, Terms
from oftwist.testing.messages import packet_in_message
from oftwist.testing.openvswitch.fields import read_oxm
from oftwist.testing.openvswitch.matches import nx_match_of, oxm_list, registers_of
from oftwist.testing.openvswitch.path import OpenVSwitchPath
from oftwist.testing.parts import PacketIn
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import NO_BUFFER

STANDARD, NXM, PROPERTIES = 0, 1, 2


def known_terms(packet_in: PacketIn) -> Terms:
    """What a switch tells of a packet besides its bytes: its port, metadata and registers, as far as not 0."""
    known = {**packet_in.registers, "metadata": packet_in.metadata}
    terms = [(name, value, (1 << 128) - 1) for name, value in known.items() if value]
    return (("in_port", packet_in.in_port, 0xFFFFFFFF), *terms)


def message(channel: Channel, packet_in: PacketIn) -> Any:
    """The message a controller gets for a packet, in the form it asked for."""
    ofp = channel.ofp
    buffer_id = NO_BUFFER if packet_in.buffer_id is None else packet_in.buffer_id
    if channel.packet_in_format == STANDARD:
        msg = packet_in_message(ofp, packet_in)
        if channel.version >= 3:
            msg.match = ofp.match(oxm_list=oxm_list(ofp, known_terms(packet_in)))
        return msg
    if channel.packet_in_format == NXM:
        return ofp.message.nicira_packet_in(
            xid=0,
            buffer_id=buffer_id,
            total_len=len(packet_in.frame) & 0xFFFF,
            reason=packet_in.reason,
            table_id=packet_in.table_id,
            cookie=packet_in.cookie,
            match=nx_match_of(ofp, known_terms(packet_in)),
            data=packet_in.data,
        )
    return ofp.message.nicira_packet_in2(xid=0, properties=_properties(ofp, packet_in))


def _properties(ofp: ModuleType, packet_in: PacketIn) -> list[Any]:
    def prop(name: str, **members: Any) -> Any:
        return getattr(ofp.common, "nicira_packet_in_prop_" + name)(**members)

    properties = [prop("packet", data=packet_in.data)]
    if packet_in.buffer_id is not None:
        properties.append(prop("full_len", full_len=len(packet_in.frame)))
        properties.append(prop("buffer_id", buffer_id=packet_in.buffer_id))
    properties.append(prop("table_id", table_id=packet_in.table_id))
    if packet_in.cookie != 0xFFFFFFFFFFFFFFFF:
        properties.append(prop("cookie", cookie=packet_in.cookie))
    properties.append(prop("reason", reason=packet_in.reason))
    properties.append(prop("metadata", oxm_list=oxm_list(ofp, known_terms(packet_in))))
    if packet_in.userdata:
        properties.append(prop("userdata", userdata=packet_in.userdata))
    if packet_in.continuation:
        properties.append(prop("continuation", data=packet_in.continuation))
    return properties


def resume(channel: Channel, msg: Part) -> None:
    """A controller lets a packet go on."""
    frame, token, known = None, b"", {}
    for prop in msg.properties:
        name = type(prop).__name__.removeprefix("nicira_packet_in_prop_")
        if name == "packet":
            frame = bytes(prop.data)
        elif name == "continuation":
            token = bytes(prop.data)
        elif name == "metadata":
            known = registers_of([read_oxm(oxm) for oxm in prop.oxm_list])
    path = channel.path
    assert isinstance(path, OpenVSwitchPath)
    if not path.resume(token, frame, known):
        raise Refused("bad_request", "STALE")


def set_format(channel: Channel, msg: Part) -> None:
    """In what form a controller wants its packet-ins."""
    if msg.format > PROPERTIES:
        raise Refused("bad_request", "EPERM")
    channel.packet_in_format = msg.format


def set_controller_id(channel: Channel, msg: Part) -> None:
    """Which controller this is, for actions that send to some only."""
    channel.controller_id = msg.controller_id
