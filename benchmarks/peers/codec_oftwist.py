"""oftwist's codec, used as its apps use it."""

import codec_data as data

import oftwist.loxi.of10 as of10
import oftwist.loxi.of13 as of13
from oftwist import wire


def parse_packet_in():
    return wire.decode(data.PACKET_IN_13).match["in_port"]


def parse_packet_in_list():
    return wire.decode(data.PACKET_IN_13).match.oxm_list[0].value


parsed = wire.decode(data.PACKET_IN_13)


def pack_packet_in():
    return parsed.pack()


def flow_add():
    return of13.message.flow_add(
        xid=data.XID,
        match=of13.match(
            [
                of13.oxm.in_port(data.IN_PORT),
                of13.oxm.eth_dst(data.DST),
                of13.oxm.eth_src(data.SRC),
                of13.oxm.eth_type(0x0800),
            ]
        ),
        priority=1,
        idle_timeout=60,
        buffer_id=data.BUFFER_ID,
        out_port=of13.OFPP_ANY,
        out_group=of13.OFPG_ANY,
        instructions=[of13.instruction.apply_actions([of13.action.output(port=data.OUT_PORT)])],
    ).pack()


def flow_add_match_build():
    return of13.message.flow_add(
        xid=data.XID,
        match=of13.match.build(in_port=data.IN_PORT, eth_dst=data.DST, eth_src=data.SRC, eth_type=0x0800),
        priority=1,
        idle_timeout=60,
        buffer_id=data.BUFFER_ID,
        out_port=of13.OFPP_ANY,
        out_group=of13.OFPG_ANY,
        instructions=[of13.instruction.apply_actions([of13.action.output(port=data.OUT_PORT)])],
    ).pack()


def parse_flow_add():
    return wire.decode(data.FLOW_ADD_13).instructions[0].actions[0].port


def flow_stats():
    total = 0
    for flow in wire.decode(data.FLOW_STATS_13).entries:
        total += flow.table_id + flow.duration_sec + flow.duration_nsec + flow.priority
        total += flow.idle_timeout + flow.hard_timeout + flow.flags + flow.cookie
        total += flow.packet_count + flow.byte_count + flow.match.oxm_list[0].value
        total += flow.instructions[0].actions[0].port
    return total


def parse_packet_in_10():
    return wire.decode(data.PACKET_IN_10).in_port


def flow_add_10():
    return of10.message.flow_add(
        xid=data.XID,
        match=of10.match(wildcards=data.WILDCARDS_10, in_port=data.IN_PORT, eth_src=data.SRC, eth_dst=data.DST),
        priority=1,
        idle_timeout=60,
        buffer_id=data.BUFFER_ID,
        out_port=of10.OFPP_NONE,
        actions=[of10.action.output(port=data.OUT_PORT)],
    ).pack()


def packet_out_10():
    return of10.message.packet_out(
        xid=data.XID,
        buffer_id=0xFFFFFFFF,
        in_port=data.IN_PORT,
        actions=[of10.action.output(port=data.OUT_PORT)],
        data=data.ETHERNET,
    ).pack()


CASES = {
    "1.3 packet_in parse": parse_packet_in,
    "1.3 packet_in by oxm_list": parse_packet_in_list,
    "1.3 packet_in pack": pack_packet_in,
    "1.3 flow_add build+pack": flow_add,
    "1.3 flow_add match.build": flow_add_match_build,
    "1.3 flow_add parse": parse_flow_add,
    "1.3 flow_stats parse+read": flow_stats,
    "1.0 packet_in parse": parse_packet_in_10,
    "1.0 flow_add build+pack": flow_add_10,
    "1.0 packet_out build+pack": packet_out_10,
}
