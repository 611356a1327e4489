"""c65of's codec, used as its apps use it. OpenFlow 1.3 only."""

import codec_data as data
from c65of import ofproto as ofp
from c65of.ofproto import parser


class Desc:
    """What its messages want of a datapath."""

    ofproto = ofp
    ofproto_parser = parser


desc = Desc()


def parse(frame):
    """As its Datapath does with a received frame."""
    version, kind, size, xid = parser.header(frame)
    return parser.msg(desc, version, kind, size, xid, frame)


def pack(message):
    """As its Datapath does before sending."""
    message.set_xid(data.XID)
    message.serialize()
    return bytes(message.buf)


def parse_packet_in():
    return parse(data.PACKET_IN_13).match["in_port"]


def flow_add():
    match = parser.OFPMatch(in_port=data.IN_PORT, eth_dst=data.DST_TEXT, eth_src=data.SRC_TEXT, eth_type=0x0800)
    actions = [parser.OFPActionOutput(data.OUT_PORT, 0)]
    instructions = [parser.OFPInstructionActions(ofp.OFPIT_APPLY_ACTIONS, actions)]
    return pack(
        parser.OFPFlowMod(
            desc,
            priority=1,
            idle_timeout=60,
            buffer_id=data.BUFFER_ID,
            out_port=ofp.OFPP_ANY,
            out_group=ofp.OFPG_ANY,
            match=match,
            instructions=instructions,
        )
    )


def parse_flow_add():
    return parse(data.FLOW_ADD_13).instructions[0].actions[0].port


def flow_stats():
    total = 0
    for flow in parse(data.FLOW_STATS_13).body:
        total += flow.table_id + flow.duration_sec + flow.duration_nsec + flow.priority
        total += flow.idle_timeout + flow.hard_timeout + flow.flags + flow.cookie
        total += flow.packet_count + flow.byte_count + flow.match["in_port"]
        total += flow.instructions[0].actions[0].port
    return total


CASES = {
    "1.3 packet_in parse": parse_packet_in,
    "1.3 flow_add build+pack": flow_add,
    "1.3 flow_add parse": parse_flow_add,
    "1.3 flow_stats parse+read": flow_stats,
}
