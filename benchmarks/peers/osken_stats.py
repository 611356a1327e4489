"""os-ken: collects the flow statistics of each switch that comes up. Run by osken_run.py."""

from meter import Meter
from os_ken.base import app_manager
from os_ken.controller import ofp_event
from os_ken.controller.handler import MAIN_DISPATCHER, set_ev_cls
from os_ken.ofproto import ofproto_v1_3


class FlowCollector(app_manager.OSKenApp):
    """Asks each switch for its flows once it is up, reads every member, and reports."""

    OFP_VERSIONS = [ofproto_v1_3.OFP_VERSION]

    @set_ev_cls(ofp_event.EventOFPStateChange, MAIN_DISPATCHER)
    def state_change_handler(self, ev):
        self.meter = Meter()
        self.flows = []
        datapath = ev.datapath
        datapath.send_msg(datapath.ofproto_parser.OFPFlowStatsRequest(datapath))

    @set_ev_cls(ofp_event.EventOFPFlowStatsReply, MAIN_DISPATCHER)
    def flow_stats_reply_handler(self, ev):
        self.flows.extend(ev.msg.body)
        if ev.msg.flags & ev.msg.datapath.ofproto.OFPMPF_REPLY_MORE:
            return
        total = 0
        for flow in self.flows:
            total += flow.table_id + flow.duration_sec + flow.duration_nsec + flow.priority
            total += flow.idle_timeout + flow.hard_timeout + flow.flags + flow.cookie
            total += flow.packet_count + flow.byte_count + flow.match["in_port"]
            total += sum(action.port for action in flow.instructions[0].actions)
        self.meter.report(len(self.flows), total)
