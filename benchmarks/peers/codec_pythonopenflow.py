"""python-openflow's codec, used as its apps use it. OpenFlow 1.0 and 1.3."""

import codec_data as data
from pyof.utils import unpack
from pyof.v0x01.common.action import ActionOutput as ActionOutput10
from pyof.v0x01.common.flow_match import Match as Match10
from pyof.v0x01.common.phy_port import Port as Port10
from pyof.v0x01.controller2switch.flow_mod import FlowMod as FlowMod10
from pyof.v0x01.controller2switch.flow_mod import FlowModCommand as Command10
from pyof.v0x01.controller2switch.packet_out import PacketOut as PacketOut10
from pyof.v0x04.common.action import ActionOutput
from pyof.v0x04.common.flow_instructions import InstructionApplyAction
from pyof.v0x04.common.flow_match import Match, OxmMatchFields, OxmOfbMatchField, OxmTLV
from pyof.v0x04.controller2switch.flow_mod import FlowMod, FlowModCommand


def parse_packet_in():
    return unpack(data.PACKET_IN_13).in_port


parsed = unpack(data.PACKET_IN_13)


def pack_packet_in():
    return parsed.pack()


def flow_add():
    fields = OxmOfbMatchField
    tlvs = [
        OxmTLV(oxm_field=fields.OFPXMT_OFB_IN_PORT, oxm_value=data.IN_PORT.to_bytes(4, "big")),
        OxmTLV(oxm_field=fields.OFPXMT_OFB_ETH_DST, oxm_value=data.DST),
        OxmTLV(oxm_field=fields.OFPXMT_OFB_ETH_SRC, oxm_value=data.SRC),
        OxmTLV(oxm_field=fields.OFPXMT_OFB_ETH_TYPE, oxm_value=b"\x08\x00"),
    ]
    match = Match(oxm_match_fields=OxmMatchFields(tlvs))
    return FlowMod(
        xid=data.XID,
        command=FlowModCommand.OFPFC_ADD,
        priority=1,
        idle_timeout=60,
        buffer_id=data.BUFFER_ID,
        flags=0,
        match=match,
        instructions=[InstructionApplyAction([ActionOutput(port=data.OUT_PORT, max_length=0)])],
    ).pack()


def parse_flow_add():
    return unpack(data.FLOW_ADD_13).instructions[0].actions[0].port.value


def flow_stats():
    total = 0
    for flow in unpack(data.FLOW_STATS_13).body:
        total += flow.table_id.value + flow.duration_sec.value + flow.duration_nsec.value + flow.priority.value
        total += flow.idle_timeout.value + flow.hard_timeout.value + flow.flags.value + flow.cookie.value
        total += flow.packet_count.value + flow.byte_count.value
        total += int.from_bytes(flow.match.get_field(OxmOfbMatchField.OFPXMT_OFB_IN_PORT), "big")
        total += flow.instructions[0].actions[0].port.value
    return total


def parse_packet_in_10():
    return unpack(data.PACKET_IN_10).in_port.value


def flow_add_10():
    return FlowMod10(
        xid=data.XID,
        match=Match10(in_port=data.IN_PORT, dl_src=data.SRC_TEXT, dl_dst=data.DST_TEXT),
        command=Command10.OFPFC_ADD,
        idle_timeout=60,
        priority=1,
        buffer_id=data.BUFFER_ID,
        out_port=Port10.OFPP_NONE,
        flags=0,
        actions=[ActionOutput10(port=data.OUT_PORT, max_length=0)],
    ).pack()


def packet_out_10():
    return PacketOut10(
        xid=data.XID,
        in_port=data.IN_PORT,
        actions=[ActionOutput10(port=data.OUT_PORT, max_length=0)],
        data=data.ETHERNET,
    ).pack()


CASES = {
    "1.3 packet_in parse": parse_packet_in,
    "1.3 packet_in pack": pack_packet_in,
    "1.3 flow_add build+pack": flow_add,
    "1.3 flow_add parse": parse_flow_add,
    "1.3 flow_stats parse+read": flow_stats,
    "1.0 packet_in parse": parse_packet_in_10,
    "1.0 flow_add build+pack": flow_add_10,
    "1.0 packet_out build+pack": packet_out_10,
}
