"""Messages and parts of messages that a simulated switch sends, built for any version."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from oftwist.testing.flow_table import Flow, FlowTable
from oftwist.testing.parts import PacketIn, Port, narrow_port
from oftwist.testing.table_space import EVICTED_BY, VACANCY_EVENTS
from oftwist.wire.numbers import NO_BUFFER


def split_time(seconds: float) -> tuple[int, int]:
    """(whole seconds, nanoseconds)."""
    nanoseconds = max(0, round(seconds * 1e9))
    return nanoseconds // 1_000_000_000, nanoseconds % 1_000_000_000


def oxs_stats(ofp: ModuleType, flow: Flow, seconds: int, nanoseconds: int) -> Any:
    """The statistics of an entry in the form of 1.5."""
    return ofp.stat(
        [
            ofp.oxs_duration(value=seconds << 32 | nanoseconds),
            ofp.oxs_packet_count(value=flow.packets),
            ofp.oxs_byte_count(value=flow.bytes),
        ]
    )


def flow_stats_entry(ofp: ModuleType, flow: Flow, reason: int, now: float) -> Any:
    """What an entry has counted, as 1.5 tells it; ``reason`` is 1 if nobody asked."""
    stats = oxs_stats(ofp, flow, *split_time(now - flow.created))
    return ofp.flow_lightweight_stats_entry(
        table_id=flow.table_id, reason=reason, priority=flow.priority, match=flow.match, stats=stats
    )


def packet_in_message(ofp: ModuleType, packet_in: PacketIn) -> Any:
    """A packet-in of any version."""
    version = ofp.OFP_VERSION
    fields: dict[str, Any] = {
        "xid": 0,
        "buffer_id": NO_BUFFER if packet_in.buffer_id is None else packet_in.buffer_id,
        "total_len": len(packet_in.frame) & 0xFFFF,
        "reason": packet_in.reason,
        "data": packet_in.data,
    }
    if version <= 2:
        fields["in_port"] = narrow_port(packet_in.in_port, version)
        if version == 2:
            fields["in_phy_port"] = packet_in.in_port
            fields["table_id"] = packet_in.table_id
    else:
        fields["table_id"] = packet_in.table_id
        oxm_list = [ofp.oxm.in_port(value=packet_in.in_port)]
        if packet_in.metadata:
            oxm_list.append(ofp.oxm.metadata(value=packet_in.metadata))
        if packet_in.registers.get("tunnel_id"):
            oxm_list.append(ofp.oxm.tunnel_id(value=packet_in.registers["tunnel_id"]))
        fields["match"] = ofp.match(oxm_list=oxm_list)
        if version > 3:
            fields["cookie"] = packet_in.cookie
    return ofp.message.packet_in(**fields)


def table_description(ofp: ModuleType, table: FlowTable) -> Any:
    """How a table is configured (OpenFlow 1.4.1 §7.3.5.17)."""
    vacancy = table.vacancy
    told = ofp.table_mod_prop.vacancy(vacancy_down=vacancy.down, vacancy_up=vacancy.up, vacancy=table.left)
    properties = [ofp.table_mod_prop.eviction(flags=EVICTED_BY)] + [told] * bool(table.config & VACANCY_EVENTS)
    return ofp.table_desc(table_id=table.table_id, config=table.config, properties=properties)


def port_desc(ofp: ModuleType, port: Port) -> Any:
    """A port's description in the form of a version (OpenFlow 1.3.5 §7.2.1)."""
    version = ofp.OFP_VERSION
    state = port.state
    if version > 1 and port.up:
        state |= ofp.OFPPS_LIVE
    fields: dict[str, Any] = {
        "port_no": narrow_port(port.number, version),
        "hw_addr": list(port.mac.to_bytes(6, "big")),
        "name": port.name[:15],
        "config": port.config,
        "state": state,
    }
    speed = ofp.OFPPF_10GB_FD
    if version >= 5:
        fields["properties"] = [
            ofp.port_desc_prop.ethernet(
                curr=speed, advertised=speed, supported=speed, curr_speed=10_000_000, max_speed=10_000_000
            )
        ]
    else:
        fields.update(curr=speed, advertised=speed, supported=speed)
        if version > 1:
            fields.update(curr_speed=10_000_000, max_speed=10_000_000)
    return ofp.port_desc(**fields)
