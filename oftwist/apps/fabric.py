"""The fabric: hosts reach each other in any network, loops or not. OpenFlow 1.0 to 1.5, mixed.

Unicast goes the shortest way, shared by equal ones, and around a dead link without asking us where a switch can do
that. Broadcast goes over a tree, once to everybody. Flows are there before packets are: one for each host in each
switch, and one for each switch that has hosts; so a link that dies changes the few flows of the latter, not those of
hosts. ARP and neighbour discovery are answered from what is known. What it knows it has from ``Topology``.

Tables (OpenFlow 1.1 and later, with four tables or more):

    0   nobody's: users' and other apps' (``acl``); the last rule goes on
    1   from whom: a link, or a known host at its port; all else is for us, and so are questions for addresses
    2   to whom: a host here, out; a host elsewhere, its switch becomes the metadata; everybody, a tree
    3   which way to that switch: a port, or a group (select: equal ways; fast failover: a spare one)

Other switches have all in table 0: what comes by links goes on as above; each pair of hosts that talk gets a flow where
it enters, which ends when it is not used.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist import Controller, Host, Link, OFTwistError, Place, Switch, Topology, Way, on
from oftwist.apps import neighbours
from oftwist.loxi import NO_BUFFER
from oftwist.packet import mac_text

EVERYBODY = "dl_dst=01:00:00:00:00:00/01:00:00:00:00:00"  # group addresses
COOKIE = 0x666162726963  # "fabric", on all our flows
GROUP, BACK = 0x46000000, 0x46800000  # our groups: one of these and the number of a switch
UNKNOWN = 2  # seconds for which a switch sends by itself what is for nobody known, and drops what is from nobody
IDLE = 60  # seconds after which the flow of a pair ends that is not used, where there are no tables
SMALL = 64  # switches up to which there are spare ways
AT_ONCE = 50  # pieces of work done before others have their turn
LINK_LOCAL = b"\x01\x80\xc2\x00\x00"  # and 00-0f: bridges do not forward these (IEEE 802.1D)
TAGS = (b"\x81\x00", b"\x88\xa8")
NO_TAG, PRIORITY_TAG = "dl_vlan=0xffff", "dl_vlan=0x0"  # packets in no VLAN: the latter only have a priority
log = Logger()


@lru_cache(maxsize=16384)  # most switches get the same
def message(ofp: Any, kind: str, text: str, command: str) -> Any:
    """A flow mod or group mod, from its text."""
    return getattr(ofp, kind)(text, command)


def tags(vlan: int) -> tuple[str, ...]:
    """How the packets of a VLAN are matched where they come in; 0 is no VLAN."""
    return (f"dl_vlan={vlan:#x}",) if vlan else (NO_TAG, PRIORITY_TAG)


def without(tag: str) -> str:
    """What is done to such packets before they go on."""
    return "strip_vlan," if tag == PRIORITY_TAG else ""


def bucket(port: int) -> str:
    """A bucket of a group that sends out of a port while that is up."""
    return f"bucket=watch_port:{port},output:{port}"


class State:
    """What a switch has of us: flows and groups by what they are for, each match and what it does."""

    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        self.tables = switch.version > 1 and switch.features.n_tables >= 4
        self.flows: dict[object, dict[str, str]] = {}
        self.groups: dict[int, str] = {}
        self.links: list[int] = []

    def put(self, owner: object, wanted: dict[str, str]) -> None:
        """Make the flows that are there for something those that are wanted."""
        there = self.flows.get(owner, {})
        for match in there.keys() - wanted.keys():
            self.send("flow", match, "delete_strict")
        for match, actions in wanted.items():
            if there.get(match) != actions:
                self.send("flow", f"cookie={COOKIE:#x},{match},actions={actions}", "add")
        if wanted:
            self.flows[owner] = wanted
        else:
            self.flows.pop(owner, None)

    def group(self, number: int, buckets: str | None) -> None:
        """Make a group what it shall be; None removes it."""
        there = self.groups.get(number)
        if there == buckets:
            return
        if buckets is None or there is None:  # one that an earlier controller left may be in the way
            self.send("group", f"group_id={number}", "delete")
        if buckets is None:
            del self.groups[number]
        else:
            self.send("group", f"group_id={number},{buckets}", "modify" if there else "add")
            self.groups[number] = buckets

    def send(self, kind: str, text: str, command: str) -> None:
        """Send a flow mod or group mod, under a transaction id of its own."""
        msg = message(self.switch.ofp, kind, text, command)
        msg.xid = None
        self.switch.send(msg)


class Fabric:
    """Connects all hosts.

    Args:
        failover: have switches go around a dead link by themselves, where they can.
    """

    def __init__(self, failover: bool = True) -> None:
        self.failover = failover
        self.topology: Topology
        self.controller: Controller
        self.states: dict[int, State] = {}
        self.numbers: dict[int, int] = {}  # switches that have, or had, hosts
        self.routes: dict[int, object] = {}  # what was made into flows for each of them
        self.ways: dict[int, dict[int, Way]] = {}
        self.todo: dict[tuple[str, Any], None] = {}
        self.working = False

    def start(self, controller: Controller) -> None:
        """Work with the topology of this controller."""
        self.controller = controller
        self.topology = Topology.of(controller)
        for switch in controller.switches.values():
            self.switch_up(switch)

    # what happens

    @on("switch_up")
    def switch_up(self, switch: Switch) -> None:
        """Begin with nothing of ours in the switch."""
        self.states[switch.datapath_id] = state = State(switch)
        # In 1.0 our flows cannot be told from others.
        self.sent(switch.delete_flows(f"cookie={COOKIE:#x}/-1" if switch.version > 1 else None))
        self.do("switch", switch.datapath_id)
        for dpid in self.numbers if state.tables else ():
            self.do("routes", dpid)
        for host in self.topology.hosts:
            self.do("host", (host.mac, host.vlan))

    @on("switch_down")
    def switch_down(self, switch: Switch, reason: str) -> None:
        """It has nothing that we know of."""
        self.states.pop(switch.datapath_id, None)

    @on("port_role")
    def port_role(self, place: Place, role: str) -> None:
        """Hosts, or a link: where floods go has changed."""
        self.do("switch", place.dpid)

    @on("link_up")
    @on("link_down")
    def link_changed(self, link: Link, reason: str = "") -> None:
        """Other ways, another tree; only what is concerned is done again."""
        spares = self.failover and len(self.states) <= SMALL  # they may change with any link
        for dpid in self.numbers:
            if spares or self.topology.graph.routes(dpid) is not self.routes.get(dpid):
                self.do("routes", dpid)
        for dpid in self.states:
            self.do("flood", dpid)

    @on("host_up")
    @on("host_moved")
    @on("host_down")
    def host_changed(self, host: Host, old: object = None) -> None:
        """A host has come, is elsewhere, or is gone."""
        self.do("host", (host.mac, host.vlan))

    # what is to be done, in slices

    def do(self, what: str, which: object) -> None:
        """Have something done soon, once."""
        self.todo[what, which] = None
        if not self.working:
            self.working = True
            self.controller.clock.callLater(0, self.work)

    def work(self) -> None:
        """Do some of what is to be done; the rest when others had their turn."""
        for _ in range(min(AT_ONCE, len(self.todo))):
            what, which = key = next(iter(self.todo))
            del self.todo[key]
            getattr(self, f"do_{what}")(which)
        self.working = bool(self.todo)
        if self.working:
            self.controller.clock.callLater(0, self.work)

    def do_flood(self, dpid: int) -> None:
        """Where floods go may have changed."""
        state = self.states.get(dpid)
        if state is None or not state.switch.connected:
            return
        out = ",".join(f"output:{port}" for port in self.flood_ports(dpid)) or "drop"
        tree = self.topology.tree().get(dpid, frozenset())
        if state.tables:
            wanted = {f"table=2,priority=5,{EVERYBODY}": out}
            # Where others are on the same wire, they may send to a port that is not part of the tree.
            beside = [port for port in self.links_of(dpid) if port not in tree]
            wanted |= {f"table=1,priority=35,in_port={port},{EVERYBODY}": "drop" for port in beside}
        else:
            match = "priority=5,dl_dst=ff:ff:ff:ff:ff:ff,in_port="
            wanted = {f"{match}{port}": out if port in tree else "drop" for port in self.links_of(dpid)}
        state.put("flood", wanted)

    def do_switch(self, dpid: int) -> None:
        """What a switch needs to be part of the fabric, hosts and ways aside."""
        state = self.states.get(dpid)
        if state is None or not state.switch.connected:
            return
        if state.tables:
            wanted = {
                "table=0,priority=0": "goto_table:1",
                "table=1,priority=25,arp,arp_op=1": "controller:65535",
                "table=1,priority=25,dl_dst=33:33:ff:00:00:00/ff:ff:ff:00:00:00": "controller:65535",
            }
            wanted |= {f"table={table},priority=0": "controller:65535" for table in (1, 2, 3)}
            wanted |= {f"table=1,priority=30,in_port={port}": "goto_table:2" for port in self.links_of(dpid)}
        else:
            wanted = {"priority=0": "controller:65535"}
            links = self.links_of(dpid)
            if links != state.links:  # each host has a flow for each of them
                state.links = links
                for host in self.topology.hosts:
                    self.do("host", (host.mac, host.vlan))
        state.put("switch", wanted)
        self.do_flood(dpid)

    def do_host(self, key: tuple[int, int]) -> None:
        """The flows to and from a host."""
        mac, vlan = key
        host = self.topology.host(mac, vlan)
        if host is not None and host.dpid not in self.numbers:
            self.numbers[host.dpid] = len(self.numbers) + 1
            self.do_routes(host.dpid)  # before anything leads there
        incoming, address = tags(vlan), mac_text(mac)
        tag = incoming[0]
        for dpid, state in self.states.items():
            if not state.switch.connected:
                continue
            here = host is not None and host.dpid == dpid
            wanted: dict[str, str] = {}
            if not state.tables:
                # What pairs have is not known one by one; and what was found out for them may be wrong now.
                for what in ("dl_src", "dl_dst"):
                    for each in incoming:
                        state.send("flow", f"{each},{what}={address}", "delete")
                state.flows.pop(key, None)
                out = self.next_port(dpid, host)
                ports = [port for port in self.links_of(dpid) if port != out] if out else []
                wanted = {f"priority=10,in_port={port},{tag},dl_dst={address}": f"output:{out}" for port in ports}
            elif here and host is not None:
                source = f"table=1,priority=20,in_port={host.port}"
                wanted = {f"{source},{each},dl_src={address}": f"{without(each)}goto_table:2" for each in incoming}
                wanted[f"table=2,priority=10,{tag},dl_dst={address}"] = f"output:{host.port}"
            elif host is not None:
                there = f"write_metadata:{self.numbers[host.dpid]:#x},goto_table:3"
                wanted = {f"table=2,priority=10,{tag},dl_dst={address}": there}
            state.put(key, wanted)

    def do_routes(self, dpid: int) -> None:
        """The ways to a switch that has hosts."""
        graph, number = self.topology.graph, self.numbers[dpid]
        self.routes[dpid] = graph.routes(dpid)
        self.ways[dpid] = ways = self.topology.ways(dpid, self.failover)
        for other, state in self.states.items():
            if not state.switch.connected:
                continue
            if state.tables:
                self.put_way(state, number, ways.get(other))
        if not all(state.tables for state in self.states.values()):
            for host in self.topology.hosts:
                if host.dpid == dpid:
                    self.do("host", (host.mac, host.vlan))

    def put_way(self, state: State, number: int, way: Way | None) -> None:
        """The flows and the groups of a switch that lead to another."""
        flows: dict[str, str] = {}
        groups: dict[int, str] = {}
        goes = f"table=3,priority=10,metadata={number:#x}"
        from_port = f"table=3,priority=20,metadata={number:#x},in_port"
        if way is not None:
            flows = {f"{from_port}={port}": f"output:{instead[0]}" for port, instead in way.back.items()}
            flows[goes] = f"output:{way.ports[0]}"
            if len(way.ports) > 1:
                groups[GROUP + number] = "type=select," + ",".join(bucket(port) for port in way.ports)
                flows[goes] = f"group:{GROUP + number}"
            elif way.spare is not None:
                (port,), spare = way.ports, way.spare
                # What comes from the spare goes back there, which has to be said in so many words.
                groups[GROUP + number] = f"type=ff,{bucket(port)},{bucket(spare)}"
                groups[BACK + number] = f"type=ff,{bucket(port)},bucket=watch_port:{spare},in_port"
                flows[goes] = f"group:{GROUP + number}"
                flows[f"{from_port}={spare}"] = f"group:{BACK + number}"
        for group, buckets in groups.items():
            state.group(group, buckets)
        state.put(("way", number), flows)
        for group in (GROUP + number, BACK + number):
            if group not in groups and group in state.groups:
                state.group(group, None)

    # where things are

    def links_of(self, dpid: int) -> list[int]:
        """The ports of a switch that lead to other switches."""
        return [number for number, port in self.topology.ports(dpid).items() if port.role == "link"]

    def flood_ports(self, dpid: int) -> list[int]:
        """Where a flood leaves a switch: by the tree, and to its hosts."""
        return sorted({*self.topology.tree().get(dpid, ()), *self.topology.edges(dpid)})

    def next_port(self, dpid: int, host: Host | None) -> int | None:
        """By which port a switch sends to a host; equal ones are shared by the hosts."""
        if host is None or host.dpid == dpid:
            return None if host is None else host.port
        if host.dpid not in self.ways:
            self.ways[host.dpid] = self.topology.ways(host.dpid, self.failover)
        way = self.ways[host.dpid].get(dpid)
        return None if way is None else way.ports[host.mac % len(way.ports)]

    # packets that came to us

    @on("packet_in")
    def packet_in(self, switch: Switch, msg: Any) -> bool:
        """Answer who asks for an address; send on what the switch had no flow for."""
        frame, in_port, state = msg.data, msg.in_port, self.states.get(switch.datapath_id)
        if len(frame) < 14 or type(in_port) is not int or state is None:
            return False
        vlan, tag = 0, NO_TAG
        if frame[12:14] in TAGS and len(frame) >= 18:
            vlan = (frame[14] << 8 | frame[15]) & 0xFFF
            tag = f"dl_vlan={vlan:#x}"
        place = Place(switch.datapath_id, in_port)
        role = self.topology.role(place)
        if role not in ("edge", "link") or (frame[:5] == LINK_LOCAL and frame[5] < 16):
            return False
        target = self.topology.host(int.from_bytes(frame[:6], "big"), vlan)
        if role == "edge":
            source = self.topology.host(int.from_bytes(frame[6:12], "big"), vlan)
            if source is None or source.place != place:  # nobody's, or of somebody who is believed to be elsewhere
                if source is not None or frame[6] & 1 or not any(frame[6:12]):
                    self.add_stranger(state, in_port, tag, frame[6:12])
                return False
            answer = neighbours.answer(frame, lambda bits, address: self.topology.host_with(bits, address, vlan))
            if answer is not None:
                self.send_out(switch, answer, [in_port], None)
                return True
            if target is not None and not state.tables:
                self.add_pair(state, source, target, tag)
        if tag == PRIORITY_TAG:
            frame = frame[:12] + frame[16:]
        out = self.next_port(switch.datapath_id, target)
        ports = self.flood_ports(switch.datapath_id) if target is None else [] if out is None else [out]
        if target is None and role == "link" and in_port not in self.topology.tree().get(place.dpid, ()):
            ports = []
        ports = [port for port in ports if port != in_port]
        if target is None and not frame[0] & 1:
            self.add_unknown(state, in_port, tag, frame[:6], ports)
        self.send_out(switch, frame, ports, in_port)
        return True

    def add_stranger(self, state: State, in_port: int, tag: str, address: bytes) -> None:
        """Let a switch drop by itself what is from nobody there, for a moment; who moves there gets its place."""
        match = f"{'table=1,' if state.tables else ''}priority=20,in_port={in_port},{tag},dl_src={address.hex(':')}"
        state.send("flow", f"cookie={COOKIE:#x},hard_timeout={UNKNOWN},{match},actions=drop", "add")

    def add_unknown(self, state: State, in_port: int, tag: str, address: bytes, ports: list[int]) -> None:
        """Let a switch send by itself what is for nobody known, for a moment: it may be much."""
        table = "table=2," if state.tables else ""
        match = f"{table}priority=8,in_port={in_port},{tag},dl_dst={address.hex(':')}"
        actions = without(tag) + ",".join(f"output:{port}" for port in ports) if ports else "drop"
        state.send("flow", f"cookie={COOKIE:#x},hard_timeout={UNKNOWN},{match},actions={actions}", "add")

    def add_pair(self, state: State, source: Host, target: Host, tag: str) -> None:
        """A flow for two hosts that talk, in a switch that has no tables for the proper way."""
        out = self.next_port(source.dpid, target)
        if out is not None:
            match = f"in_port={source.port},{tag},dl_src={mac_text(source.mac)},dl_dst={mac_text(target.mac)}"
            how = f"cookie={COOKIE:#x},idle_timeout={IDLE},priority=15"
            actions = "drop" if out == source.port else f"{without(tag)}output:{out}"
            state.send("flow", f"{how},{match},actions={actions}", "add")

    def send_out(self, switch: Switch, frame: bytes, ports: Iterable[int], in_port: int | None) -> None:
        """Send a packet out of some ports."""
        ofp = switch.ofp
        out = ofp.message.packet_out(buffer_id=NO_BUFFER, data=frame)
        out.actions = [ofp.action.output(port=port) for port in ports]
        if not out.actions:
            return
        origin = in_port if in_port is not None else ofp.OFPP_NONE if switch.version == 1 else ofp.OFPP_CONTROLLER
        if switch.version < 6:
            out.in_port = origin
        else:
            out.match = ofp.match.build(in_port=origin)
        switch.send(out)

    def sent(self, done: Deferred[None]) -> None:
        """What a switch says to something that we do not wait for."""

        def refused(failure: Failure) -> None:
            failure.trap(OFTwistError)
            log.warn("{why}", why=failure.value, event="fabric_failed")

        done.addErrback(refused)
