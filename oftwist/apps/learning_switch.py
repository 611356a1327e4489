"""A learning switch for OpenFlow 1.0 to 1.5: what ``twistd oftwist`` runs when no other app is named.

It learns behind which port each address is, in each VLAN (outermost tag), from the packets the switch has no flow for,
and installs a flow for each pair of hosts that talk, which is there while both stay. What it does not know yet goes out
of all other ports, in every VLAN. Loops are not its business: they need a spanning tree.
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
MOVED = 5  # seconds for which flows last that are from hosts that move: they may soon be elsewhere, or in two places
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
        self.moved: dict[int, set[bytes]] = {}  # of these, who was seen at another port before

    @on("switch_up", priority=100)
    def switch_up(self, switch: Switch) -> None:
        """Begin with nothing learned, in the switch as well; ask for packets that match no flow."""
        ofp = switch.ofp
        self.hosts[switch.datapath_id], self.moved[switch.datapath_id] = {}, set()
        self.delete_flows(switch)
        switch.send(ofp.message.set_config(miss_send_len=0xFFFF))  # whole; an Open vSwitch we called sends none unasked
        if switch.version >= 4:  # before OpenFlow 1.3 they come without being asked for
            switch.send(ofp.flow("priority=0,actions=controller"))

    @on("switch_down")
    def switch_down(self, switch: Switch, reason: str) -> None:
        """Forget the hosts behind a switch that is gone."""
        del self.hosts[switch.datapath_id], self.moved[switch.datapath_id]

    @on("port_status")
    def port_status(self, switch: Switch, msg: Any) -> None:
        """Forget the hosts behind a port that is gone or down, and delete the flows out of it and from there."""
        ofp, desc, dpid = switch.ofp, msg.desc, switch.datapath_id
        down = desc.state & ofp.OFPPS_LINK_DOWN or desc.config & ofp.OFPPC_PORT_DOWN
        if down or msg.reason == ofp.OFPPR_DELETE:
            hosts = {host: port for host, port in self.hosts[dpid].items() if port != desc.port_no}
            self.hosts[dpid], self.moved[dpid] = hosts, self.moved[dpid] & hosts.keys()
            self.delete_flows(switch, desc.port_no)
            self.delete_flows(switch, in_port=desc.port_no)

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
        hosts, ofp, host = self.hosts[switch.datapath_id], switch.ofp, key(vlan, src) if vlan else src
        out_port = hosts.get(key(vlan, dst) if vlan else dst)
        if out_port is None and (kind == LLDP or (dst[:5] == LINK_LOCAL and dst[5] < 16)):
            return  # bridges must not forward these; group addresses are never learned
        from_host = hosts.get(host) == in_port
        if not from_host:
            if in_port not in switch.ports:  # somebody's packet-out; ours may not come from every such port
                in_port = ofp.OFPP_CONTROLLER
            from_host = in_port <= ofp.OFPP_MAX  # none is behind a reserved port: a flow to it could feed us for ever
            if from_host and not src[0] & 1 and any(src):  # neither a group's nor nobody's
                self.learn(switch, vlan, src, in_port)
                out_port = self.hosts[switch.datapath_id].get(key(vlan, dst))
        if from_host and out_port is not None:  # where it came from, no switch sends it back
            flow = output(ofp, out_port, self.idle_timeout)[1]
            flow.match = ofp.match.build(vlan_vid=vlan, in_port=in_port, eth_src=src, eth_dst=dst)
            flow.hard_timeout = MOVED if host in self.moved[switch.datapath_id] else 0
            flow.buffer_id, flow.xid = msg.buffer_id, None
            switch.send(flow)  # its bytes are made now
            if msg.buffer_id != NO_BUFFER or out_port == in_port:  # a buffered packet: the new flow is applied to it
                return
        self.send_packet(switch, msg, in_port, ofp.OFPP_FLOOD if out_port is None else out_port)

    def learn(self, switch: Switch, vlan: int, address: bytes, port: int) -> None:
        """Remember a host's port; if it was behind another, delete the flows to it and those from there."""
        hosts, moved, host = self.hosts[switch.datapath_id], self.moved[switch.datapath_id], key(vlan, address)
        if host in hosts:
            for each in (vlan,) if vlan & 0xFFF else (UNTAGGED, PRIORITY_TAG):
                self.delete_flows(switch, vlan_vid=each, eth_dst=address)
                if host not in moved:  # else they end soon; two with one address must not delete each other's for ever
                    self.delete_flows(switch, vlan_vid=each, in_port=hosts[host], eth_src=address)
            moved.add(host)
        elif len(hosts) >= MAX_HOSTS:
            self.switch_up(switch)  # as if it were new
        self.hosts[switch.datapath_id][host] = port
        if len(hosts) <= LOGGED_HOSTS:
            known = address.hex(":")
            log.info("{dpid}: {host} is at port {port}", dpid=switch.dpid, host=known, port=port, event="host_learned")

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

    def delete_flows(self, switch: Switch, out_port: int | None = None, **match: Any) -> None:
        """Delete those of our flows that match; with out_port, only those that lead there."""
        ofp = switch.ofp
        out = (ofp.OFPP_NONE if switch.version == 1 else ofp.OFPP_ANY) if out_port is None else out_port
        flows = ofp.message.flow_delete(match=ofp.match.build(**match), buffer_id=NO_BUFFER, out_port=out)
        if switch.version > 1:  # 1.0 deletes flows of others too: it cannot tell them apart
            flows.cookie, flows.cookie_mask, flows.out_group = COOKIE, 0xFFFFFFFFFFFFFFFF, ofp.OFPG_ANY
        switch.send(flows)
