"""os-ken's codec, used as its apps use it."""

import codec_data as data
from os_ken.ofproto import ofproto_parser, ofproto_protocol, ofproto_v1_0, ofproto_v1_0_parser, ofproto_v1_3
from os_ken.ofproto import ofproto_v1_3_parser as parser

desc13 = ofproto_protocol.ProtocolDesc(version=4)
desc10 = ofproto_protocol.ProtocolDesc(version=1)


def parse(desc, frame):
    """As its Datapath does with a received frame."""
    version, kind, size, xid = ofproto_parser.header(frame)
    return ofproto_parser.msg(desc, version, kind, size, xid, frame)


def pack(message):
    """As its Datapath does before sending."""
    message.set_xid(data.XID)
    message.serialize()
    return bytes(message.buf)


def parse_packet_in():
    return parse(desc13, data.PACKET_IN_13).match["in_port"]


def flow_add():
    match = parser.OFPMatch(in_port=data.IN_PORT, eth_dst=data.DST_TEXT, eth_src=data.SRC_TEXT, eth_type=0x0800)
    actions = [parser.OFPActionOutput(data.OUT_PORT, 0)]
    instructions = [parser.OFPInstructionActions(ofproto_v1_3.OFPIT_APPLY_ACTIONS, actions)]
    return pack(
        parser.OFPFlowMod(
            desc13,
            priority=1,
            idle_timeout=60,
            buffer_id=data.BUFFER_ID,
            out_port=ofproto_v1_3.OFPP_ANY,
            out_group=ofproto_v1_3.OFPG_ANY,
            match=match,
            instructions=instructions,
        )
    )


def parse_flow_add():
    return parse(desc13, data.FLOW_ADD_13).instructions[0].actions[0].port


def flow_stats():
    total = 0
    for flow in parse(desc13, data.FLOW_STATS_13).body:
        total += flow.table_id + flow.duration_sec + flow.duration_nsec + flow.priority
        total += flow.idle_timeout + flow.hard_timeout + flow.flags + flow.cookie
        total += flow.packet_count + flow.byte_count + flow.match["in_port"]
        total += flow.instructions[0].actions[0].port
    return total


def parse_packet_in_10():
    return parse(desc10, data.PACKET_IN_10).in_port


def flow_add_10():
    match = ofproto_v1_0_parser.OFPMatch(in_port=data.IN_PORT, dl_src=data.SRC, dl_dst=data.DST)
    return pack(
        ofproto_v1_0_parser.OFPFlowMod(
            desc10,
            match=match,
            cookie=0,
            command=ofproto_v1_0.OFPFC_ADD,
            idle_timeout=60,
            hard_timeout=0,
            priority=1,
            buffer_id=data.BUFFER_ID,
            out_port=ofproto_v1_0.OFPP_NONE,
            flags=0,
            actions=[ofproto_v1_0_parser.OFPActionOutput(data.OUT_PORT, 0)],
        )
    )


def packet_out_10():
    return pack(
        ofproto_v1_0_parser.OFPPacketOut(
            desc10,
            buffer_id=0xFFFFFFFF,
            in_port=data.IN_PORT,
            actions=[ofproto_v1_0_parser.OFPActionOutput(data.OUT_PORT, 0)],
            data=data.ETHERNET,
        )
    )


CASES = {
    "1.3 packet_in parse": parse_packet_in,
    "1.3 flow_add build+pack": flow_add,
    "1.3 flow_add parse": parse_flow_add,
    "1.3 flow_stats parse+read": flow_stats,
    "1.0 packet_in parse": parse_packet_in_10,
    "1.0 flow_add build+pack": flow_add_10,
    "1.0 packet_out build+pack": packet_out_10,
}
