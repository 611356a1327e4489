"""oftwist: collects the flow statistics of each switch that comes up. Usage: oftwist_stats.py PORT."""

import sys

from meter import Meter
from twisted.internet import reactor

import oftwist


async def collect(switch):
    """Ask for all flows, read every member, and report."""
    meter = Meter()
    flows = await switch.stats(switch.ofp.message.flow_stats_request(table_id=0xFF))
    total = 0
    for flow in flows:
        total += flow.table_id + flow.duration_sec + flow.duration_nsec + flow.priority
        total += flow.idle_timeout + flow.hard_timeout + flow.flags + flow.cookie
        total += flow.packet_count + flow.byte_count + flow.match["in_port"]
        total += sum(action.port for action in flow.instructions[0].actions)
    meter.report(len(flows), total)


controller = oftwist.Controller()
controller.add_handler("switch_up", collect)
controller.listen(f"tcp:{sys.argv[1]}:interface=127.0.0.1")
controller.startService()
reactor.run()
