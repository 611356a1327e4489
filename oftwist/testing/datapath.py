"""What a simulated switch does with packets: ports, pipeline, groups, meters, buffers.

Knows the action and instruction objects of ``oftwist.loxi`` by class name and attributes; knows nothing
of connections or messages. What has to be told to controllers goes through four callables:
``on_packet_in``, ``on_flow_removed``, ``on_flow_stats`` and ``on_port_status``. Port numbers are 32 bits here in every
version; the channel of a 1.0 controller translates its reserved 16-bit ones.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from oftwist import packet as pk
from oftwist.loxi import protocol
from oftwist.testing.buckets import chosen
from oftwist.testing.flow_table import Flow, FlowTable, Refused
from oftwist.testing.flow_tables import REMOVED_GROUP, REMOVED_METER, FlowTables
from oftwist.testing.meters import Meter
from oftwist.testing.parts import (
    ALL,
    CONTROLLER,
    FLOOD,
    IN_PORT,
    NO_FLOOD,
    NO_FWD,
    NO_PACKET_IN,
    NO_RECV,
    NORMAL,
    PORT_MAX,
    REASON_ACTION,
    REASON_ACTION_SET,
    REASON_GROUP,
    REASON_INVALID_TTL,
    REASON_NO_MATCH,
    REASON_PACKET_OUT,
    TABLE,
    UNSET,
    Group,
    PacketIn,
    Port,
    Program,
    Run,
    groups_of,
    meters_of,
)
from oftwist.testing.stat_triggers import crosses
from oftwist.wire.interfaces import Part

#: The order in which an action set is executed (OpenFlow 1.3.5 §5.10).
_SET_ORDER: Final = (
    "copy_ttl_in",
    "pop_vlan",
    "pop_mpls",
    "pop_pbb",
    "push_mpls",
    "push_pbb",
    "push_vlan",
    "copy_ttl_out",
    "dec_nw_ttl",
    "dec_mpls_ttl",
    "",  # what sets a field
    "meter",
    "set_queue",
    "group",
    "output",
)
_RANK: Final = {name: rank for rank, name in enumerate(_SET_ORDER)}

#: Carries out one action object on a packet under way.
Act = Callable[["Datapath", Run, Any], None]


def in_order(actions: Iterable[Part]) -> list[Any]:
    """Actions in the order in which a set of them is carried out; those of one kind in the order they have."""
    return sorted(actions, key=lambda action: _RANK.get(type(action).__name__, _RANK[""]))


class Datapath:
    """The forwarding half of a switch.

    Args:
        datapath_id: 64 bits; port MAC addresses derive from it.
        ports: how many ports, numbered from 1.
        tables, max_entries: number and size of the flow tables.
        buffers: how many packets can wait for a controller's decision; 0 sends whole packets.
        now: returns the time in seconds.
        queues: queues per port.
        actions: class name of an action -> what carries it out; others do nothing.

    Attributes:
        drops_fragments: whether parts of IP packets go no further.
        first_egress: the first egress table (1.5), None for none.
    """

    #: Groups a packet can be inside of.
    max_depth = 8

    def __init__(
        self,
        datapath_id: int,
        ports: int,
        tables: int,
        max_entries: int,
        buffers: int,
        now: Callable[[], float],
        queues: int = 1,
        actions: Mapping[str, Act] | None = None,
    ) -> None:
        self.now = now
        self.actions: Mapping[str, Act] = actions or {}
        self.version = 4
        self.drops_fragments = False
        self.first_egress: int | None = None
        self.datapath_id = datapath_id
        self.ports: dict[int, Port] = {}
        self.queues = queues
        for number_ in range(1, ports + 1):
            self.ports[number_] = self.make_port(number_)
        self.on_packet_in: Callable[[PacketIn], None] = lambda packet_in: None
        self.on_flow_stats: Callable[[Flow], None] = lambda flow: None
        self.on_flow_removed: Callable[[Flow, int], None] = lambda flow, reason: None
        self.on_port_status: Callable[[Port, int], None] = lambda port, reason: None
        self.flows = FlowTables(tables, max_entries, lambda flow, reason: self.on_flow_removed(flow, reason))
        self.groups: dict[int, Group] = {}
        self.meters: dict[int, Meter] = {}
        self.buffer_count = buffers
        self.buffers: OrderedDict[int, tuple[bytes, int]] = OrderedDict()
        self._next_buffer = 0
        self.mac_table: dict[tuple[int, int], int] = {}

    def make_port(self, number: int, name: str | None = None) -> Port:
        """A port object, not yet part of the switch."""
        mac = (self.datapath_id & 0xFFFFFF) << 16 | number & 0xFFFF | 0x02 << 40
        return Port(number, mac, name or f"s{self.datapath_id & 0xFFFFFFFF:x}-eth{number}", self.now(), self.queues)

    # -- packets in ----------------------------------------------------------------------------------

    def receive(self, in_port: int, frame: bytes) -> None:
        """A frame arrives at a port."""
        port = self.ports.get(in_port)
        if port is None:
            return
        if not port.up or port.config & NO_RECV:
            port.rx_dropped += 1
            return
        port.rx_packets += 1
        port.rx_bytes += len(frame)
        if self.drops_fragments and pk.parse(frame).fields.get("ip_frag"):
            return
        self.pipeline(Run(frame, in_port))

    def pipeline(self, run: Run) -> None:
        """Run a packet through the tables from table 0 on (OpenFlow 1.3.5 §5.1)."""
        self.through(run, 0)
        self.finish(run)

    def through(self, run: Run, table_id: int, *, misses: bool = True) -> None:
        """Run a packet through the tables from one on, and fill its action set.

        Args:
            run: the packet.
            table_id: where it begins.
            misses: what happens when no entry matches: what the tables say, or just nothing.
        """
        tables = self.flows.tables
        while True:
            run.table_id = table_id
            flow = self.lookup(tables[table_id], run)
            if flow is None:
                if not misses or not self.missed(tables[table_id].config, run):
                    return
                table_id += 1
                continue
            program = self.visit(flow, run)
            self.obey(program, run)
            if run.dropped or program.goto is None or program.goto >= self.end_of(table_id):
                return
            table_id = program.goto

    def is_egress(self, table_id: int) -> bool:
        """Whether a table is an egress table."""
        return self.first_egress is not None and table_id >= self.first_egress

    def end_of(self, table_id: int) -> int:
        """The table behind the last that packets can go to from one: they come to egress tables only by a port."""
        first = self.first_egress
        return len(self.flows.tables) if first is None or self.is_egress(table_id) else first

    def visit(self, flow: Flow, run: Run) -> Program:
        """A packet matches an entry: count it, and say what is to be done."""
        flow.packets += 1
        flow.bytes += len(run.frame)
        flow.used = self.now()
        program: Program | None = flow.program
        if program is None:
            program = flow.program = Program(flow.instructions, flow.version)
        if program.trigger is not None and crosses(program.trigger, flow, len(run.frame)):
            self.on_flow_stats(flow)
        run.entry, run.cookie, run.version = flow, flow.cookie, flow.version
        miss = self.version >= 4 and not flow.priority and not flow.terms
        run.reason = REASON_NO_MATCH if miss else REASON_ACTION
        return program

    def obey(self, program: Program, run: Run) -> None:
        """Carry out the instructions of an entry, but for where the packet goes next (OpenFlow 1.3.5 §5.9)."""
        if program.meter is not None:
            self.count_meter(program.meter, run)
            if run.dropped:
                return
        self.execute(program.apply, run)
        if not run.dropped:
            self.note(program, run)

    def note(self, program: Program, run: Run) -> None:
        """The instructions that only change the action set and the metadata."""
        if program.clear:
            run.action_set.clear()
        for action in program.write:
            name = type(action).__name__
            run.action_set["set_field:" + type(action.field).__name__ if name == "set_field" else name] = action
        if program.metadata is not None:
            value, mask = program.metadata
            run.metadata = run.metadata & ~mask | value & mask

    def lookup(self, table: FlowTable, run: Run) -> Flow | None:
        """The entry of a table that a packet matches."""
        return table.lookup(self.fields(run))

    def fields(self, run: Run) -> dict[str, int]:
        """What tables match on: the packet's fields and what the switch knows of it."""
        fields = run.fields
        if fields is None or run.changed:
            fields = run.fields = dict(pk.parse(run.frame).fields)
            run.changed = False
        fields["in_port"] = fields["in_phy_port"] = run.in_port
        fields["metadata"] = run.metadata
        fields["tunnel_id"] = run.registers.get("tunnel_id", 0)
        fields["packet_type"] = 0  # Ethernet on every port
        if self.version == 6:
            output = run.action_set.get("output")
            fields["actset_output"] = UNSET if output is None or "group" in run.action_set else output.port
        return fields

    def missed(self, config: int, run: Run) -> bool:
        """No entry matched: 1.0 asks the controller, 1.1/1.2 what the table says, 1.3+ drop.

        Returns:
            True to go on with the next table.
        """
        if 1 < self.version < 4 and config & 3 == 1 and run.table_id + 1 < len(self.flows.tables):
            return True
        run.action_set.clear()  # dropped, or left to the controller: what was written is not done
        if self.version == 1 or (self.version < 4 and config & 3 != 2):
            self.packet_in(run, REASON_NO_MATCH, -1)
        return False

    def finish(self, run: Run) -> None:
        """The pipeline has ended: carry out the action set."""
        if not run.dropped and run.action_set:
            self.execute(self.ordered(run), run)

    def ordered(self, run: Run) -> list[Any]:
        """The actions of the action set, in their order; it is empty afterwards (OpenFlow 1.3.5 §5.10)."""
        action_set = run.action_set
        if self.version >= 5 and run.reason == REASON_ACTION:
            run.reason = REASON_ACTION_SET
        if "group" in action_set:
            action_set.pop("output", None)  # a group makes the output be ignored
        ordered = in_order(action_set.values())
        action_set.clear()
        return ordered

    def send_out(self, actions: Iterable[Part], run: Run) -> None:
        """Carry out the actions of a packet-out."""
        self.execute(actions, run)

    # -- actions -------------------------------------------------------------------------------------

    def execute(self, actions: Iterable[Part], run: Run) -> None:
        """Carry out a list of actions in their order."""
        for action in actions:
            act = self.actions.get(type(action).__name__)
            if act is not None:
                act(self, run, action)
            if run.dropped:
                return

    def packet_in(self, run: Run, reason: int, max_len: int) -> None:
        """Give a packet to the controllers; ``max_len`` -1 takes the configured miss_send_len."""
        port = self.ports.get(run.in_port)
        if port is not None and port.config & NO_PACKET_IN and reason == REASON_NO_MATCH:
            return
        if reason > REASON_INVALID_TTL and self.version < 5:
            reason = REASON_ACTION  # the finer reasons are new in 1.4
        about = (run.table_id, run.cookie, max_len, run.metadata)
        self.tell(PacketIn(run.frame, run.in_port, reason, *about, registers=dict(run.registers)))

    def tell(self, packet_in: PacketIn) -> None:
        """A packet goes to the controllers."""
        self.on_packet_in(packet_in)

    def keep(self, frame: bytes, in_port: int) -> int | None:
        """Put a packet into a buffer; the oldest one makes room.

        Returns:
            its buffer id, None when the switch has no buffers.
        """
        if not self.buffer_count:
            return None
        self._next_buffer = (self._next_buffer + 1) & 0x7FFFFFFF
        self.buffers[self._next_buffer] = (frame, in_port)
        if len(self.buffers) > self.buffer_count:
            self.buffers.popitem(last=False)
        return self._next_buffer

    def take(self, buffer_id: int) -> tuple[bytes, int]:
        """Take a packet out of its buffer.

        Raises:
            Refused: bad_request BUFFER_EMPTY if it was taken or thrown out, else BUFFER_UNKNOWN.
        """
        kept = self.buffers.pop(buffer_id, None)
        if kept is None:
            used = self.buffer_count and 0 < buffer_id <= self._next_buffer
            raise Refused("bad_request", "BUFFER_EMPTY" if used else "BUFFER_UNKNOWN")
        return kept

    def output(self, run: Run, port_number: int, max_len: int = 0xFFFF) -> None:
        """Send the packet as it is now to a port, reserved ones included (OpenFlow 1.3.5 §4.5)."""
        in_port = run.in_port
        if port_number <= PORT_MAX:
            if port_number != in_port or run.egress == in_port:  # back out of its own port only by IN_PORT
                self.depart(port_number, run)
        elif port_number in (FLOOD, ALL):
            no_flood = NO_FLOOD if port_number == FLOOD and self.version == 1 else 0
            for port in list(self.ports.values()):
                if port.number != in_port and not port.config & no_flood:
                    self.depart(port.number, run)
        elif port_number == CONTROLLER:
            self.packet_in(run, run.reason, max_len)
        elif port_number == IN_PORT:
            self.depart(in_port, run)
        elif port_number == NORMAL:
            self._normal(run)
        elif port_number == TABLE and run.reason == REASON_PACKET_OUT:
            again = Run(run.frame, in_port)
            again.metadata = run.metadata
            self.pipeline(again)

    def depart(self, number: int, run: Run) -> None:
        """Send the packet to a port, through the egress tables unless it is there (OpenFlow 1.5.1 §5.1)."""
        if self.first_egress is None or run.egress is not None:
            self.transmit(self.ports.get(number), run.frame, run.queue)
        elif number in self.ports:
            copy = run.copy()
            copy.egress = number
            copy.action_set["output"] = protocol(6).action.output(port=number, max_len=0xFFFF)
            self.through(copy, self.first_egress)
            self.finish(copy)

    def transmit(self, port: Port | None, frame: bytes, queue_id: int | None) -> None:
        """A frame leaves by a port, if there is one and it is up."""
        if port is None:
            return
        if not port.up or port.config & NO_FWD:
            port.tx_dropped += 1
            return
        port.tx_packets += 1
        port.tx_bytes += len(frame)
        queue = port.queues.get(queue_id or 0)
        if queue is not None:
            queue[0] += 1
            queue[1] += len(frame)
        if port.send is not None:
            port.send(frame)

    def _normal(self, run: Run) -> None:
        """Forward as a switch without OpenFlow would: learn the source, flood the unknown."""
        fields = pk.parse(run.frame).fields
        if "eth_dst" not in fields:
            return
        vlan = fields["vlan_vid"]
        self.mac_table[(vlan, fields["eth_src"])] = run.in_port
        known = self.mac_table.get((vlan, fields["eth_dst"]))
        if known is None or fields["eth_dst"] >> 40 & 1:
            self.output(run, FLOOD)
        else:
            self.output(run, known)

    def count_meter(self, meter_id: int, run: Run) -> None:
        """A packet passes a meter."""
        meter = self.meters.get(meter_id)
        if meter is None:
            return
        frame = meter.measure(run.frame, self.now())
        if frame is None:
            run.dropped = True
        elif frame is not run.frame:
            run.frame, run.changed = frame, True

    # -- groups and meters ---------------------------------------------------------------------------

    def run_group(self, group_id: int, run: Run) -> None:
        """Let a group have the packet (OpenFlow 1.3.5 §5.6.1); every bucket works on its own copy."""
        group = self.groups.get(group_id)
        if group is None or run.depth >= self.max_depth:
            return
        group.packets += 1
        group.bytes += len(run.frame)
        for index in self.buckets_for(group, run):
            counter = group.counters[index]
            counter[0] += 1
            counter[1] += len(run.frame)
            copy = run.copy()
            copy.reason = REASON_GROUP if self.version >= 5 else run.reason
            copy.version, copy.depth = group.version, run.depth + 1
            self.execute(in_order(group.buckets[index].actions), copy)  # a bucket is an action set

    def buckets_for(self, group: Group, run: Run) -> list[int]:
        """The indices of the buckets of a group that get a packet."""
        return chosen(group, run.frame, self.ports, self.groups)

    def delete_groups(self, group_ids: Iterable[int]) -> None:
        """Remove groups and the entries that use them (OpenFlow 1.3.5 §6.5)."""
        doomed = set(group_ids) & set(self.groups)
        for group_id in doomed:
            del self.groups[group_id]
        if doomed:
            for flow in [flow for flow in self.flows.flows() if doomed & groups_of(flow)]:
                self.flows.delete(flow, REMOVED_GROUP)

    def delete_meters(self, meter_ids: Iterable[int]) -> None:
        """Remove meters and the entries that use them (OpenFlow 1.3.5 §6.6)."""
        doomed = set(meter_ids) & set(self.meters)
        for meter_id in doomed:
            del self.meters[meter_id]
        if doomed:
            for flow in list(self.flows.flows()):
                if doomed & meters_of(flow):
                    self.flows.delete(flow, REMOVED_METER if self.version >= 5 else 2)
