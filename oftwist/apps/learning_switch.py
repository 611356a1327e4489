"""A learning switch for OpenFlow 1.0 to 1.5: what ``twistd oftwist`` runs when no other app is named.

It learns behind which port each Ethernet address is, from the packets the switch has no flow for, and
installs a flow for each pair of hosts that talk. What it does not know yet goes out of all ports but the one
it came in by. Loops in the network are not its business: they need a spanning tree.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from twisted.logger import Logger

from oftwist import Switch, on
from oftwist.loxi import Prepared

COOKIE = 0x6C6561726E  # on our flows, so that only those are deleted
PRIORITY = 1  # any flow of another app goes before ours
NO_BUFFER = 0xFFFFFFFF  # OpenFlow 1.0 and 1.1 have no name for it
MAX_HOSTS = 65536  # learned on one switch; one that invents addresses must not eat our memory
LOGGED_HOSTS = 16  # the first of a switch are worth a line each, the hundredth is not

LLDP = b"\x88\xcc"
LINK_LOCAL = b"\x01\x80\xc2\x00\x00"  # and 00-0f: bridges must not forward these (IEEE 802.1D)

log = Logger()


@lru_cache(maxsize=4096)  # the same few ports come again and again
def output(ofp: Any, port: int) -> tuple[Prepared, Prepared]:
    """The actions that send a packet out of a port, and the instructions of a flow that does so."""
    actions = Prepared([ofp.action.output(port=port)])
    return actions, Prepared([ofp.instruction.apply_actions(actions=actions)] if ofp.OFP_VERSION > 1 else [])


class LearningSwitch:
    """Connects the hosts of each switch with each other.

    Args:
        idle_timeout: seconds after which the switch drops a flow that nothing uses.
    """

    def __init__(self, idle_timeout: int = 60) -> None:
        self.idle_timeout = idle_timeout
        self.hosts: dict[int, dict[bytes, int]] = {}  # by datapath id: the port where each address was seen last

    @on("switch_up", priority=100)
    def switch_up(self, switch: Switch) -> None:
        """Begin with nothing learned, in the switch as well; ask for packets that match no flow."""
        ofp = switch.ofp
        self.hosts[switch.datapath_id] = {}
        self.delete_flows(switch, ofp.match.build())
        # Whole packets; and an Open vSwitch that we connected to sends none before it is asked.
        switch.send(ofp.message.set_config(miss_send_len=0xFFFF))
        if switch.version >= 4:  # before OpenFlow 1.3 they come without being asked for
            miss = ofp.action.output(port=ofp.OFPP_CONTROLLER, max_len=ofp.OFPCML_NO_BUFFER)
            instructions = [ofp.instruction.apply_actions(actions=[miss])]
            switch.send(ofp.message.flow_add(priority=0, buffer_id=NO_BUFFER, instructions=instructions))

    @on("switch_down")
    def switch_down(self, switch: Switch, reason: str) -> None:
        """Forget the hosts behind a switch that is gone."""
        self.hosts.pop(switch.datapath_id, None)

    @on("port_status")
    def port_status(self, switch: Switch, msg: Any) -> None:
        """Forget the hosts behind a port that is gone or down, and delete the flows out of it."""
        ofp, desc = switch.ofp, msg.desc
        down = desc.state & ofp.OFPPS_LINK_DOWN or desc.config & ofp.OFPPC_PORT_DOWN
        if msg.reason != ofp.OFPPR_DELETE and not down:
            return
        hosts = self.hosts[switch.datapath_id]
        for address in [address for address, port in hosts.items() if port == desc.port_no]:
            del hosts[address]
        self.delete_flows(switch, ofp.match.build(), desc.port_no)

    @on("packet_in")
    def packet_in(self, switch: Switch, msg: Any) -> None:
        """Learn where the sender is, and send the packet on."""
        data, in_port = msg.data, msg.in_port
        dst, src = data[:6], data[6:12]
        if len(data) < 14 or type(in_port) is not int:  # missing or masked: a packet from nowhere
            return
        hosts = self.hosts[switch.datapath_id]
        out_port = hosts.get(dst)
        # What bridges must not forward goes to group addresses: these are never learned.
        if out_port is None and (data[12:14] == LLDP or (dst[:5] == LINK_LOCAL and dst[5] < 16)):
            return
        if hosts.get(src) != in_port:
            self.learn(switch, src, in_port)
            out_port = hosts.get(dst)
        if out_port is None:
            self.send_packet(switch, msg, in_port, switch.ofp.OFPP_FLOOD)
        elif out_port != in_port:
            self.add_flow(switch, msg, in_port, src, dst, out_port)
            if msg.buffer_id == NO_BUFFER:  # else the switch applies the new flow to the packet it kept
                self.send_packet(switch, msg, in_port, out_port)

    def learn(self, switch: Switch, address: bytes, port: int) -> None:
        """Remember a host's port; if it was behind another, delete the flows that lead there."""
        if address[0] & 1:  # a group address is nobody's own
            return
        hosts = self.hosts[switch.datapath_id]
        if address in hosts:
            self.delete_flows(switch, switch.ofp.match.build(eth_dst=address))
        elif len(hosts) >= MAX_HOSTS:
            hosts.clear()
        hosts[address] = port
        if len(hosts) <= LOGGED_HOSTS:
            log.info("{dpid}: {host} is at port {port}", dpid=switch.dpid, host=address.hex(":"), port=port)

    def add_flow(self, switch: Switch, msg: Any, in_port: int, src: bytes, dst: bytes, out_port: int) -> None:
        """Let the switch forward what this host sends to that one; a host that is new or moves still comes to us."""
        ofp = switch.ofp
        flow = ofp.message.flow_add(match=ofp.match.build(in_port=in_port, eth_src=src, eth_dst=dst))
        flow.cookie, flow.priority = COOKIE, PRIORITY
        flow.idle_timeout, flow.buffer_id = self.idle_timeout, msg.buffer_id
        if switch.version == 1:
            flow.actions = output(ofp, out_port)[0]
        else:
            flow.instructions = output(ofp, out_port)[1]
        switch.send(flow)

    def send_packet(self, switch: Switch, msg: Any, in_port: int, out_port: int) -> None:
        """Send one packet out of a port: from the switch's buffer if it is there, else from the message."""
        ofp = switch.ofp
        out = ofp.message.packet_out(buffer_id=msg.buffer_id, actions=output(ofp, out_port)[0])
        if msg.buffer_id == NO_BUFFER:
            out.data = msg.data
        if switch.version < 6:
            out.in_port = in_port
        else:
            out.match = ofp.match.build(in_port=in_port)
        switch.send(out)

    def delete_flows(self, switch: Switch, match: Any, out_port: int | None = None) -> None:
        """Delete those of our flows that match; with out_port, only those that lead there."""
        ofp = switch.ofp
        flows = ofp.message.flow_delete(match=match, buffer_id=NO_BUFFER)
        if switch.version == 1:  # deletes flows of others too: 1.0 cannot tell them apart
            flows.out_port = ofp.OFPP_NONE if out_port is None else out_port
        else:
            flows.cookie, flows.cookie_mask = COOKIE, 0xFFFFFFFFFFFFFFFF
            flows.out_port = ofp.OFPP_ANY if out_port is None else out_port
            flows.out_group = ofp.OFPG_ANY
        switch.send(flows)
