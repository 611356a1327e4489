"""Packets to send: a line -> the packet-out, and packet-outs as ovs-ofctl prints them."""

from __future__ import annotations

from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.actions import read_actions, tell_actions, telling
from oftwist.text.fields import BY_NAME
from oftwist.text.flow_text import match_line, match_of
from oftwist.text.lexer import pairs, shifted
from oftwist.text.match_text import read_field
from oftwist.text.match_wire import match_object
from oftwist.text.model import ARP, IP, IPV6, Match
from oftwist.text.names import (
    CONTROLLER,
    FIRST_RESERVED,
    LOCAL,
    NO_NAMES,
    NONE,
    Names,
    port,
    port_from_wire,
    port_on_wire,
    port_text,
)
from oftwist.text.reading import Reading, version_of
from oftwist.wire.codec import classes
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import NO_BUFFER, OF10, OF11, OF15

_PIPELINE = ("metadata", "reg", "xreg", "xxreg", "tun_", "packet_type")
_NOT_PIPELINE = ("tun_ttl", "tun_tos")


def parse_packet_out_line(text: str, version: int, ports: Names, tables: Names) -> Any:
    """The message for a line; see `oftwist.text.parse_packet_out`."""
    match = Match()
    in_port, data, actions, actions_at = CONTROLLER, None, "", 0
    word = text.find("action")
    selector = text if word < 0 else text[:word]
    if word >= 0:
        begin = text.find("=", word)
        if begin < 0:
            raise TextError("actions=...", text[word:], word)
        actions, actions_at = text[begin + 1 :], begin + 1
    for key, value, key_at, value_at in pairs(selector):
        if key == "in_port":
            in_port = shifted(value_at, _in_port, value, ports)
        elif key == "packet":
            data = shifted(value_at, numbers.hex_bytes, value)
            if len(data) < 14:
                raise TextError("at least the 14 bytes of an Ethernet header", value, value_at)
        elif _of_pipeline(key):
            read_field(match, key, value, key_at, value_at, ports)
        else:
            raise TextError("in_port, packet, packet_type, metadata, a register, a tunnel's field, or actions", key,
                            key_at)  # fmt: skip
    if data is None:
        raise TextError("packet=BYTES", "", len(text))
    if version == OF11 and match.keys() - {"packet_type", "metadata"}:
        raise TextError("a packet without fields of the pipeline, which OpenFlow 1.1 does not have", selector)
    reading = Reading(version, ports, tables, _known(match, data))
    done = shifted(actions_at, read_actions, actions, reading)
    return _message(version, in_port, match, done, data)


def _of_pipeline(key: str) -> bool:
    """Whether a word names a field that a packet has before its first table."""
    name = BY_NAME[key].name if key in BY_NAME else ""
    return name.startswith(_PIPELINE) and name not in _NOT_PIPELINE


def _in_port(word: str, ports: Names) -> int:
    number = port(word, ports)
    if number >= FIRST_RESERVED and number not in (CONTROLLER, LOCAL, NONE):
        raise TextError("a port of the switch, LOCAL, CONTROLLER or NONE", word)
    return number


def _known(match: Match, data: bytes) -> Match:
    """What the actions can know of the packet: the fields given, and what its headers say first."""
    known = Match()
    known.update(match)
    kind = int.from_bytes(data[12:14], "big")
    at = 14
    if kind in (0x8100, 0x88A8) and len(data) >= 18:
        known["vlan_tci"] = int.from_bytes(data[14:16], "big") | 0x1000, 0xFFFF
        kind, at = int.from_bytes(data[16:18], "big"), 18
    known["eth_type"] = kind, 0xFFFF
    if kind == IP and len(data) >= at + 20:
        known["nw_proto"] = data[at + 9], 0xFF
    elif kind == IPV6 and len(data) >= at + 40:
        known["nw_proto"] = data[at + 6], 0xFF
    elif kind == ARP and len(data) >= at + 28:
        known["nw_proto"] = data[at + 7], 0xFF
    return known


def _message(version: int, in_port: int, match: Match, actions: list[Part], data: bytes) -> Any:
    members: dict[str, Any] = {"buffer_id": NO_BUFFER, "actions": actions, "data": data}
    if version >= OF15:
        match["in_port"] = in_port, 0xFFFF
        members["match"] = match_object(match, version)
    else:
        members["in_port"] = in_port if version == OF10 else port_on_wire(in_port, version)
    return classes.of(version).cls("message.packet_out")(**members)


def packet_out_text(obj: Part, ports: Names = NO_NAMES, tables: Names = NO_NAMES) -> str:
    """A packet-out as ``ofp-print`` tells it in its first line."""
    version = version_of(obj)
    if version >= OF15:
        match, unknown = match_of(obj)
        where = match_line(match, unknown, version, ports)
    else:
        where = f"in_port={port_text(port_from_wire(obj.in_port, version), ports)}"
    actions = tell_actions(obj.actions, telling(ports, tables))
    what = f"data_len={len(obj.data)}" if obj.buffer_id == NO_BUFFER else f"buffer=0x{obj.buffer_id:08x}"
    return f"{where} actions={actions} {what}"
