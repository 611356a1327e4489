"""A learning switch for OpenFlow 1.0 to 1.5: what ``twistd oftwist`` runs when no other app is named.

It learns behind which port each address is, in each VLAN (outermost tag), from the packets the switch has no flow
for, and installs a flow for each pair of hosts that talk. What it does not know yet goes out of all other ports,
in every VLAN. Loops in the network are not its business: they need a spanning tree.
"""

from __future__ import annotations

from functools import lru_cache
from struct import Struct
from typing import Any

from twisted.logger import Logger

from oftwist import Switch, on
from oftwist.loxi import NO_BUFFER, Prepared

COOKIE = 0x6C6561726E  # on our flows, so that only those are deleted
PRIORITY = 1  # any flow of another app goes before ours
MAX_HOSTS = 65536  # learned on one switch; one that invents addresses must not eat our memory
LOGGED_HOSTS = 16  # the first of a switch are worth a line each, the hundredth is not
TAGS = (b"\x81\x00", b"\x88\xa8")  # what a VLAN tag begins with (IEEE 802.1Q, 802.1ad)
UNTAGGED, PRIORITY_TAG = 0, 0x1000  # vlan_vid of packets without a tag, and with one that only gives a priority
LLDP, LINK_LOCAL = b"\x88\xcc", b"\x01\x80\xc2\x00\x00"  # the latter and 00-0f (IEEE 802.1D)
ethernet = Struct("6s6s2s").unpack_from  # destination, source, type
log = Logger()


@lru_cache(maxsize=4096)  # the same few ports come again and again
def output(ofp: Any, port: int, idle_timeout: int) -> tuple[Prepared, Any]:
    """The actions that send a packet out of a port, and a flow with them that lacks its match: one serves them all."""
    actions = Prepared([ofp.action.output(port=port)])
    flow = ofp.message.flow_add(cookie=COOKIE, priority=PRIORITY, idle_timeout=idle_timeout)
    if ofp.OFP_VERSION == 1:
        flow.actions = actions
    else:
        flow.instructions = Prepared([ofp.instruction.apply_actions(actions=actions)])
    return actions, flow


def key(vlan: int, address: bytes) -> bytes:
    """Under what an address is learned: a tag that only gives a priority is no VLAN."""
    return vlan.to_bytes(2, "big") + address if vlan & 0xFFF else address


class LearningSwitch:
    """Connects the hosts of each switch; flows that nothing uses end after ``idle_timeout`` seconds."""

    def __init__(self, idle_timeout: int = 60) -> None:
        self.idle_timeout = idle_timeout
        self.hosts: dict[int, dict[bytes, int]] = {}  # by datapath id: the port where each key was seen last

    @on("switch_up", priority=100)
    def switch_up(self, switch: Switch) -> None:
        """Begin with nothing learned, in the switch as well; ask for packets that match no flow."""
        ofp = switch.ofp
        self.hosts[switch.datapath_id] = {}
        self.delete_flows(switch, ofp.match.build())
        switch.send(ofp.message.set_config(miss_send_len=0xFFFF))  # whole; an Open vSwitch we called sends none unasked
        if switch.version >= 4:  # before OpenFlow 1.3 they come without being asked for
            switch.send(ofp.flow("priority=0,actions=controller"))

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
        self.hosts[switch.datapath_id] = {host: port for host, port in hosts.items() if port != desc.port_no}
        self.delete_flows(switch, ofp.match.build(), desc.port_no)

    @on("packet_in")
    def packet_in(self, switch: Switch, msg: Any) -> None:
        """Learn where the sender is, and send the packet on."""
        data, in_port = msg.data, msg.in_port
        if len(data) < 14 or type(in_port) is not int:  # missing or masked: a packet from nowhere
            return
        (dst, src, kind), vlan = ethernet(data), UNTAGGED
        if kind in TAGS:
            if len(data) < 18:
                return
            vlan, kind = int.from_bytes(data[14:16], "big") & 0xFFF or PRIORITY_TAG, data[16:18]
        hosts, ofp = self.hosts[switch.datapath_id], switch.ofp
        out_port = hosts.get(key(vlan, dst) if vlan else dst)
        if out_port is None and (kind == LLDP or (dst[:5] == LINK_LOCAL and dst[5] < 16)):
            return  # bridges must not forward these; group addresses are never learned
        from_host = hosts.get(key(vlan, src) if vlan else src) == in_port
        if not from_host:
            if in_port not in switch.ports:  # somebody's packet-out; ours may not come from every such port
                in_port = ofp.OFPP_CONTROLLER
            from_host = in_port <= ofp.OFPP_MAX  # none is behind a reserved port: a flow to it could feed us for ever
            if from_host and not src[0] & 1:
                self.learn(switch, vlan, src, in_port)
                out_port = hosts.get(key(vlan, dst))
        if out_port == in_port:
            return
        if from_host and out_port is not None:
            match = ofp.match.build(vlan_vid=vlan, in_port=in_port, eth_src=src, eth_dst=dst)
            self.add_flow(switch, match, msg.buffer_id, out_port)
            if msg.buffer_id != NO_BUFFER:  # the switch applies the new flow to the packet it kept
                return
        self.send_packet(switch, msg, in_port, ofp.OFPP_FLOOD if out_port is None else out_port)

    def learn(self, switch: Switch, vlan: int, address: bytes, port: int) -> None:
        """Remember a host's port; if it was behind another, delete the flows that lead there."""
        hosts, host = self.hosts[switch.datapath_id], key(vlan, address)
        if host in hosts:
            for each in (vlan,) if vlan & 0xFFF else (UNTAGGED, PRIORITY_TAG):
                self.delete_flows(switch, switch.ofp.match.build(vlan_vid=each, eth_dst=address))
        elif len(hosts) >= MAX_HOSTS:
            hosts.clear()
        hosts[host] = port
        if len(hosts) <= LOGGED_HOSTS:
            known = address.hex(":")
            log.info("{dpid}: {host} is at port {port}", dpid=switch.dpid, host=known, port=port, event="host_learned")

    def add_flow(self, switch: Switch, match: object, buffer_id: int, out_port: int) -> None:
        """Let the switch forward what this host sends to that one; a host that is new or moves still comes to us."""
        _, flow = output(switch.ofp, out_port, self.idle_timeout)
        flow.match, flow.buffer_id, flow.xid = match, buffer_id, None  # its bytes are made when it is sent
        switch.send(flow)

    def send_packet(self, switch: Switch, msg: Any, in_port: int, out_port: int) -> None:
        """Send one packet out of a port: from the switch's buffer if it is there, else from the message."""
        ofp = switch.ofp
        out = ofp.message.packet_out(buffer_id=msg.buffer_id, actions=output(ofp, out_port, self.idle_timeout)[0])
        out.data = msg.data if msg.buffer_id == NO_BUFFER else b""
        if switch.version < 6:
            out.in_port = in_port
        else:
            out.match = ofp.match.build(in_port=in_port)
        switch.send(out)

    def delete_flows(self, switch: Switch, match: Any, out_port: int | None = None) -> None:
        """Delete those of our flows that match; with out_port, only those that lead there."""
        ofp = switch.ofp
        out = (ofp.OFPP_NONE if switch.version == 1 else ofp.OFPP_ANY) if out_port is None else out_port
        flows = ofp.message.flow_delete(match=match, buffer_id=NO_BUFFER, out_port=out)
        if switch.version > 1:  # 1.0 deletes flows of others too: it cannot tell them apart
            flows.cookie, flows.cookie_mask, flows.out_group = COOKIE, 0xFFFFFFFFFFFFFFFF, ofp.OFPG_ANY
        switch.send(flows)
