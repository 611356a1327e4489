"""What topology sends to switches, in every version: its rules, and packets. Knows messages; no switch, no state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from oftwist.loxi import NO_BUFFER

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Message

#: On our rules: "topology" in ASCII. They go before everything else.
COOKIE = 0x746F706F6C6F6779
PRIORITY = 0xFFFF
#: The address that we ask hosts with: assigned locally, and nobody's.
OWN_MAC = 0x0E0026E16F66
_ETH_LLDP = 0x88CC
_SEND_FLOW_REM = 1  # OFPFF_SEND_FLOW_REM, in all versions


def rules(ofp: ModuleType) -> list[Message]:
    """The flow mods that bring in probes, and what hosts answer us."""
    to_us = ofp.action.output(port=ofp.OFPP_CONTROLLER, max_len=0xFFFF)
    made = []
    for match in (ofp.match.build(eth_type=_ETH_LLDP), ofp.match.build(eth_dst=OWN_MAC.to_bytes(6, "big"))):
        flow = ofp.message.flow_add(match=match, cookie=COOKIE, priority=PRIORITY, buffer_id=NO_BUFFER)
        flow.flags = _SEND_FLOW_REM
        flow.out_port = ofp.OFPP_NONE if ofp.OFP_VERSION == 1 else ofp.OFPP_ANY
        if ofp.OFP_VERSION == 1:
            flow.actions = [to_us]
        else:
            flow.out_group = ofp.OFPG_ANY
            flow.instructions = [ofp.instruction.apply_actions(actions=[to_us])]
        made.append(flow)
    return made


class PacketOut(Protocol):
    """A packet-out of any version; it may be sent again with other data, and xid None for another one.

    Attributes:
        data: the frame.
        xid: transaction id.
    """

    xid: int | None
    data: bytes

    def pack(self) -> bytes:
        """The bytes of the message."""


def packet_out(ofp: ModuleType, data: bytes, ports: Iterable[int], in_port: int | None = None) -> PacketOut:
    """A message that sends a frame out of some ports.

    Args:
        ofp: the loxi module of the version.
        data: the frame.
        ports: numbers, reserved ones as well.
        in_port: where it shall have come in; None for nowhere.
    """
    nowhere: int = ofp.OFPP_NONE if ofp.OFP_VERSION == 1 else ofp.OFPP_CONTROLLER
    actions = [ofp.action.output(port=port, max_len=0xFFFF) for port in ports]
    out: PacketOut
    if ofp.OFP_VERSION < 6:
        port = nowhere if in_port is None else in_port
        out = ofp.message.packet_out(buffer_id=NO_BUFFER, in_port=port, actions=actions, data=data)
    else:
        match = ofp.match.build(in_port=nowhere if in_port is None else in_port)
        out = ofp.message.packet_out(buffer_id=NO_BUFFER, match=match, actions=actions, data=data)
    return out
