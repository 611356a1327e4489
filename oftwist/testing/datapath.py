"""What a simulated switch does with packets: ports, pipeline, actions, groups, meters, buffers.

Knows the action and instruction objects of ``oftwist.loxi`` by class name and attributes; knows nothing
of connections or messages. What has to be told to controllers goes through three callables:
``on_packet_in``, ``on_flow_removed`` and ``on_port_status``. Port numbers are 32 bits here in every
version; the channel of a 1.0 controller translates its reserved 16-bit ones.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, Final

from oftwist.testing import packet as pk
from oftwist.testing.flow_table import REMOVED_GROUP, REMOVED_METER, Flow, FlowTables, Refused
from oftwist.testing.match import number, oxm_field

PORT_MAX: Final = 0xFFFFFF00
IN_PORT: Final = 0xFFFFFFF8
TABLE: Final = 0xFFFFFFF9
NORMAL: Final = 0xFFFFFFFA
FLOOD: Final = 0xFFFFFFFB
ALL: Final = 0xFFFFFFFC
CONTROLLER: Final = 0xFFFFFFFD
LOCAL: Final = 0xFFFFFFFE
NONE: Final = 0xFFFFFFFF

PORT_DOWN, NO_RECV, NO_FLOOD, NO_FWD, NO_PACKET_IN = 1, 4, 16, 32, 64
LINK_DOWN, LIVE = 1, 4
REASON_NO_MATCH, REASON_ACTION, REASON_ACTION_SET, REASON_GROUP, REASON_PACKET_OUT = 0, 1, 3, 4, 5
PORT_ADD, PORT_DELETE, PORT_MODIFY = 0, 1, 2

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
)
_GROUP_DEPTH: Final = 8


class Port:
    """One port.

    Attributes:
        number, mac, name: identity; ``mac`` is an int.
        config, state: OFPPC_* and OFPPS_* bits; state counts :data:`LINK_DOWN` only.
        rx_packets ... tx_dropped: counters.
        send: called with every frame that leaves, None while nothing is plugged in.
        queues: queue number -> [packets, bytes].
    """

    __slots__ = (
        "config",
        "created",
        "mac",
        "name",
        "number",
        "queues",
        "rx_bytes",
        "rx_dropped",
        "rx_packets",
        "send",
        "state",
        "tx_bytes",
        "tx_dropped",
        "tx_packets",
    )

    def __init__(self, number: int, mac: int, name: str, created: float = 0.0, queues: int = 1) -> None:
        self.number = number
        self.mac = mac
        self.name = name
        self.created = created
        self.config = 0
        self.state = 0
        self.rx_packets = self.rx_bytes = self.rx_dropped = 0
        self.tx_packets = self.tx_bytes = self.tx_dropped = 0
        self.send: Callable[[bytes], None] | None = None
        self.queues: dict[int, list[int]] = {queue: [0, 0] for queue in range(queues)}

    @property
    def up(self) -> bool:
        """Whether frames pass: not configured down and its link up."""
        return not (self.config & PORT_DOWN or self.state & LINK_DOWN)

    def __repr__(self) -> str:
        return f"Port({self.number}, {self.name!r}, {'up' if self.up else 'down'})"


class Group:
    """A group with its counters; ``buckets`` are the message's bucket objects."""

    __slots__ = ("buckets", "bytes", "counters", "created", "group_id", "group_type", "packets", "properties")

    def __init__(self, group_id: int, group_type: int, buckets: list[Any], created: float) -> None:
        self.group_id = group_id
        self.group_type = group_type
        self.buckets = buckets
        self.created = created
        self.packets = self.bytes = 0
        self.properties: list[Any] = []
        self.counters: list[list[int]] = [[0, 0] for _ in buckets]


class Meter:
    """A meter with its counters. It counts and never drops: simulated time has no rate."""

    __slots__ = ("bands", "bytes", "created", "flags", "meter_id", "packets")

    def __init__(self, meter_id: int, flags: int, bands: list[Any], created: float) -> None:
        self.meter_id = meter_id
        self.flags = flags
        self.bands = bands
        self.created = created
        self.packets = self.bytes = 0


class Program:
    """Instructions in the order in which a switch executes them (OpenFlow 1.3.5 §5.9)."""

    __slots__ = ("apply", "clear", "goto", "metadata", "meter", "write")

    def __init__(self, instructions: Iterable[Any], version: int) -> None:
        self.apply: list[Any] = []
        self.write: list[Any] = []
        self.clear = False
        self.metadata: tuple[int, int] | None = None
        self.goto: int | None = None
        self.meter: int | None = None
        if version == 1:
            self.apply = list(instructions)
            return
        for instruction in instructions:
            name = type(instruction).__name__
            if name == "apply_actions":
                self.apply = instruction.actions
            elif name == "write_actions":
                self.write = instruction.actions
            elif name == "clear_actions":
                self.clear = True
            elif name == "write_metadata":
                self.metadata = (instruction.metadata, instruction.metadata_mask)
            elif name == "goto_table":
                self.goto = instruction.table_id
            elif name == "meter":
                self.meter = instruction.meter_id


class Run:
    """One packet on its way through the switch."""

    __slots__ = (
        "changed",
        "cookie",
        "depth",
        "dropped",
        "frame",
        "in_port",
        "metadata",
        "queue",
        "reason",
        "table_id",
    )

    def __init__(self, frame: bytes, in_port: int, reason: int = REASON_ACTION) -> None:
        self.frame = frame
        self.in_port = in_port
        self.reason = reason
        self.table_id = 0
        self.cookie = 0xFFFFFFFFFFFFFFFF
        self.metadata = 0
        self.queue: int | None = None
        self.changed = False
        self.dropped = False
        self.depth = 0


PacketIn = Callable[[bytes, int, int, int, int, int], None]


class Datapath:
    """The forwarding half of a switch.

    Args:
        datapath_id: 64 bits; port MAC addresses derive from it.
        ports: how many ports, numbered from 1.
        tables, max_entries: number and size of the flow tables.
        buffers: how many packets can wait for a controller's decision; 0 sends whole packets.
        now: returns the time in seconds.
        queues: queues per port.
    """

    def __init__(
        self,
        datapath_id: int,
        ports: int,
        tables: int,
        max_entries: int,
        buffers: int,
        now: Callable[[], float],
        queues: int = 1,
    ) -> None:
        self.now = now
        self.version = 4
        self.datapath_id = datapath_id
        self.ports: dict[int, Port] = {}
        self.queues = queues
        for number_ in range(1, ports + 1):
            self.ports[number_] = self.make_port(number_)
        self.on_packet_in: PacketIn = lambda frame, in_port, reason, table, cookie, max_len: None
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
        self.pipeline(Run(frame, in_port))

    def pipeline(self, run: Run) -> None:
        """Run a packet through the tables from table 0 on (OpenFlow 1.3.5 §5.1)."""
        tables = self.flows.tables
        fields = pk.parse(run.frame).fields
        fields["in_port"] = fields["in_phy_port"] = run.in_port
        fields["metadata"] = 0
        action_set: dict[str, Any] = {}
        table_id = 0
        while True:
            table = tables[table_id]
            run.table_id = table_id
            flow = table.lookup(fields)
            if flow is None:
                if not self._missed(table.config, run):
                    return
                table_id += 1
                continue
            flow.packets += 1
            flow.bytes += len(run.frame)
            flow.used = self.now()
            program: Program | None = flow.program
            if program is None:
                program = flow.program = Program(flow.instructions, self.version)
            run.cookie = flow.cookie
            miss = self.version >= 4 and not flow.priority and not flow.terms
            run.reason = REASON_NO_MATCH if miss else REASON_ACTION
            if program.meter is not None:
                self._meter(program.meter, run)
            self.execute(program.apply, run)
            if run.dropped:
                return
            if program.clear:
                action_set.clear()
            for action in program.write:
                name = type(action).__name__
                action_set["set_field:" + type(action.field).__name__ if name == "set_field" else name] = action
            if program.metadata is not None:
                value, mask = program.metadata
                run.metadata = run.metadata & ~mask | value & mask
                fields["metadata"] = run.metadata
            if program.goto is None or program.goto >= len(tables):
                break
            if run.changed:
                run.changed = False
                fields = pk.parse(run.frame).fields
                fields["in_port"] = fields["in_phy_port"] = run.in_port
                fields["metadata"] = run.metadata
            table_id = program.goto
        if action_set:
            self._execute_set(action_set, run)

    def _missed(self, config: int, run: Run) -> bool:
        """No entry matched: 1.0 asks the controller, 1.1/1.2 what the table says, 1.3+ drop.

        Returns:
            True to go on with the next table.
        """
        if self.version >= 4:
            return False
        if self.version > 1:
            if config & 3 == 1 and run.table_id + 1 < len(self.flows.tables):
                return True
            if config & 3 == 2:
                return False
        self.packet_in(run, REASON_NO_MATCH, -1)
        return False

    def _execute_set(self, action_set: dict[str, Any], run: Run) -> None:
        if self.version >= 5 and run.reason == REASON_ACTION:
            run.reason = REASON_ACTION_SET
        ordered = [action_set.pop(name) for name in _SET_ORDER if name in action_set]
        output = action_set.pop("output", None)
        group = action_set.pop("group", None)
        ordered += action_set.values()  # the set actions
        if group is not None:
            ordered.append(group)  # a group makes the output be ignored
        elif output is not None:
            ordered.append(output)
        self.execute(ordered, run)

    # -- actions -------------------------------------------------------------------------------------

    def execute(self, actions: Iterable[Any], run: Run) -> None:
        """Carry out a list of actions in their order."""
        for action in actions:
            act = _ACTIONS.get(type(action).__name__)
            if act is not None:
                act(self, run, action)
            if run.dropped:
                return

    def packet_in(self, run: Run, reason: int, max_len: int) -> None:
        """Give a packet to the controllers; ``max_len`` -1 takes the configured miss_send_len."""
        port = self.ports.get(run.in_port)
        if port is not None and port.config & NO_PACKET_IN and reason == REASON_NO_MATCH:
            return
        if reason > REASON_ACTION and self.version < 5:
            reason = REASON_ACTION  # the finer reasons are new in 1.4
        self.on_packet_in(run.frame, run.in_port, reason, run.table_id, run.cookie, max_len)

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
            if port_number != in_port:  # back out of its own port only by IN_PORT
                self._transmit(self.ports.get(port_number), run)
        elif port_number in (FLOOD, ALL):
            no_flood = NO_FLOOD if port_number == FLOOD and self.version == 1 else 0
            for port in list(self.ports.values()):
                if port.number != in_port and not port.config & no_flood:
                    self._transmit(port, run)
        elif port_number == CONTROLLER:
            self.packet_in(run, run.reason, max_len)
        elif port_number == IN_PORT:
            self._transmit(self.ports.get(in_port), run)
        elif port_number == NORMAL:
            self._normal(run)
        elif port_number == TABLE and run.reason == REASON_PACKET_OUT:
            self.pipeline(Run(run.frame, in_port))

    def _transmit(self, port: Port | None, run: Run) -> None:
        if port is None:
            return
        frame = run.frame
        if not port.up or port.config & NO_FWD:
            port.tx_dropped += 1
            return
        port.tx_packets += 1
        port.tx_bytes += len(frame)
        queue = port.queues.get(run.queue or 0)
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

    def _meter(self, meter_id: int, run: Run) -> None:
        meter = self.meters.get(meter_id)
        if meter is not None:
            meter.packets += 1
            meter.bytes += len(run.frame)

    # -- groups and meters ---------------------------------------------------------------------------

    def run_group(self, group_id: int, run: Run) -> None:
        """Let a group have the packet (OpenFlow 1.3.5 §5.6.1); every bucket works on its own copy."""
        group = self.groups.get(group_id)
        if group is None or run.depth >= _GROUP_DEPTH:
            return
        group.packets += 1
        group.bytes += len(run.frame)
        for index in self._buckets(group, run):
            counter = group.counters[index]
            counter[0] += 1
            counter[1] += len(run.frame)
            copy = Run(run.frame, run.in_port, REASON_GROUP if self.version >= 5 else run.reason)
            copy.table_id, copy.cookie, copy.metadata = run.table_id, run.cookie, run.metadata
            copy.depth = run.depth + 1
            self.execute(group.buckets[index].actions, copy)

    def _buckets(self, group: Group, run: Run) -> list[int]:
        count = len(group.buckets)
        if group.group_type == 0 or count == 0:
            return list(range(count))
        if group.group_type == 1:
            fields = pk.parse(run.frame).fields
            names = ("eth_src", "eth_dst", "ipv4_src", "ipv4_dst", "ip_proto")
            key = sum(fields.get(name, 0) for name in names)
            weights = [bucket_weight(bucket) for bucket in group.buckets]
            total = sum(weights)
            if not total:
                return []
            point = key % total
            for index, weight in enumerate(weights):
                point -= weight
                if point < 0:
                    return [index]
        if group.group_type == 3:
            live = (index for index, bucket in enumerate(group.buckets) if self._live(bucket))
            return list(live)[:1]
        return [0]

    def _live(self, bucket: Any) -> bool:
        port_number, group_id = bucket_watch(bucket)
        if port_number is None and group_id is None:
            return False
        if port_number is not None:
            port = self.ports.get(port_number)
            if port is not None and port.up:
                return True
        group = self.groups.get(group_id) if group_id is not None else None
        return group is not None and bool(group.buckets)

    def delete_groups(self, group_ids: Iterable[int]) -> None:
        """Remove groups and the entries that use them (OpenFlow 1.3.5 §6.5)."""
        doomed = set(group_ids) & set(self.groups)
        for group_id in doomed:
            del self.groups[group_id]
        if doomed:
            for flow in [flow for flow in self.flows.flows() if doomed & groups_of(flow, self.version)]:
                self.flows.delete(flow, REMOVED_GROUP)

    def delete_meters(self, meter_ids: Iterable[int]) -> None:
        """Remove meters and the entries that use them (OpenFlow 1.3.5 §6.6)."""
        doomed = set(meter_ids) & set(self.meters)
        for meter_id in doomed:
            del self.meters[meter_id]
        if doomed:
            for flow in list(self.flows.flows()):
                if Program(flow.instructions, self.version).meter in doomed:
                    self.flows.delete(flow, REMOVED_METER if self.version >= 5 else 2)


def bucket_weight(bucket: Any) -> int:
    """The weight of a bucket: a member up to 1.4, a property in 1.5 (1 when missing)."""
    if hasattr(bucket, "weight"):
        return int(bucket.weight)
    for prop in bucket.properties:
        if type(prop).__name__ == "group_bucket_prop_weight":
            return int(prop.weight)
    return 1


def bucket_watch(bucket: Any) -> tuple[int | None, int | None]:
    """(port, group) that a bucket watches, None where it watches none."""
    if hasattr(bucket, "watch_port"):
        port, group = bucket.watch_port, bucket.watch_group
    else:
        port = group = NONE
        for prop in bucket.properties:
            if type(prop).__name__ == "group_bucket_prop_watch_port":
                port = prop.watch
            elif type(prop).__name__ == "group_bucket_prop_watch_group":
                group = prop.watch
    return (None if port == NONE else port, None if group == NONE else group)


def actions_of(flow: Flow, version: int) -> list[Any]:
    """Every action an entry could carry out by itself."""
    program = Program(flow.instructions, version)
    return [*program.apply, *program.write]


def outputs_of(flow: Flow, version: int) -> set[int]:
    """The ports an entry sends to."""
    names = ("output", "enqueue")
    return {action.port for action in actions_of(flow, version) if type(action).__name__ in names}


def groups_of(flow: Flow, version: int) -> set[int]:
    """The groups an entry uses."""
    return {action.group_id for action in actions_of(flow, version) if type(action).__name__ == "group"}


def wide_port(number: int, version: int) -> int:
    """A port number as it stands on the wire -> 32 bits (1.0 has 16, reserved ones from 0xff00 on)."""
    return number | 0xFFFF0000 if version == 1 and number >= 0xFF00 else number


def narrow_port(number: int, version: int) -> int:
    """The opposite of :func:`wide_port`."""
    return number & 0xFFFF if version == 1 else number


# -- what each action does ---------------------------------------------------------------------------


def _output(path: Datapath, run: Run, action: Any) -> None:
    path.output(run, wide_port(action.port, path.version), action.max_len)


def _enqueue(path: Datapath, run: Run, action: Any) -> None:
    run.queue, queue = action.queue_id, run.queue
    path.output(run, wide_port(action.port, path.version))
    run.queue = queue


def _set_queue(path: Datapath, run: Run, action: Any) -> None:
    run.queue = action.queue_id


def _group(path: Datapath, run: Run, action: Any) -> None:
    path.run_group(action.group_id, run)


def _meter_action(path: Datapath, run: Run, action: Any) -> None:
    path._meter(action.meter_id, run)


def _change(run: Run, frame: bytes) -> None:
    run.frame = frame
    run.changed = True


def _set_field(path: Datapath, run: Run, action: Any) -> None:
    field = oxm_field(action.field)
    if field is not None:
        _change(run, pk.set_field(run.frame, *field))


def _setter(attribute: str, *names: str, shift: int = 0) -> Callable[[Datapath, Run, Any], None]:
    def act(path: Datapath, run: Run, action: Any) -> None:
        value = number(getattr(action, attribute)) >> shift
        for name in names:
            _change(run, pk.set_field(run.frame, name, value))

    return act


def _tagger(attribute: str, name: str) -> Callable[[Datapath, Run, Any], None]:
    """1.0 and 1.1 set_vlan_*: 1.0 adds the tag if there is none, 1.1 does nothing then."""

    def act(path: Datapath, run: Run, action: Any) -> None:
        frame = run.frame
        if path.version == 1 and not pk.parse(frame).fields.get("vlan_vid", 1):
            frame = pk.push_vlan(frame)
        _change(run, pk.set_field(frame, name, getattr(action, attribute)))

    return act


def _push_vlan(path: Datapath, run: Run, action: Any) -> None:
    _change(run, pk.push_vlan(run.frame, action.ethertype))


def _pop_vlan(path: Datapath, run: Run, action: Any) -> None:
    _change(run, pk.pop_vlan(run.frame))


def _dec_ttl(path: Datapath, run: Run, action: Any) -> None:
    ttl = pk.parse(run.frame).fields.get("ip_ttl")
    if ttl is None:
        return
    if ttl <= 1:
        run.dropped = True
        return
    _change(run, pk.set_field(run.frame, "ip_ttl", ttl - 1))


_ACTIONS: Final[dict[str, Callable[[Datapath, Run, Any], None]]] = {
    "output": _output,
    "enqueue": _enqueue,
    "set_queue": _set_queue,
    "group": _group,
    "meter": _meter_action,
    "set_field": _set_field,
    "set_dl_src": _setter("dl_addr", "eth_src"),
    "set_dl_dst": _setter("dl_addr", "eth_dst"),
    "set_nw_src": _setter("nw_addr", "ipv4_src", "arp_spa"),
    "set_nw_dst": _setter("nw_addr", "ipv4_dst", "arp_tpa"),
    "set_nw_tos": _setter("nw_tos", "ip_dscp", shift=2),
    "set_nw_ecn": _setter("nw_ecn", "ip_ecn"),
    "set_nw_ttl": _setter("nw_ttl", "ip_ttl"),
    "set_tp_src": _setter("tp_port", "tcp_src", "udp_src", "sctp_src"),
    "set_tp_dst": _setter("tp_port", "tcp_dst", "udp_dst", "sctp_dst"),
    "set_vlan_vid": _tagger("vlan_vid", "vlan_vid"),
    "set_vlan_pcp": _tagger("vlan_pcp", "vlan_pcp"),
    "strip_vlan": _pop_vlan,
    "push_vlan": _push_vlan,
    "pop_vlan": _pop_vlan,
    "dec_nw_ttl": _dec_ttl,
    "nicira_dec_ttl": _dec_ttl,
}
