"""The things a simulated switch is made of: ports, groups, compiled instructions, bundles, packets under way.

Knows the action, instruction and bucket objects of ``oftwist.loxi`` by class name and attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from oftwist.testing.flow_table import Flow
from oftwist.wire.interfaces import Part

PORT_MAX: Final = 0xFFFFFF00
UNSET: Final = 0xFFFFFFF7
IN_PORT: Final = 0xFFFFFFF8
TABLE: Final = 0xFFFFFFF9
NORMAL: Final = 0xFFFFFFFA
FLOOD: Final = 0xFFFFFFFB
ALL: Final = 0xFFFFFFFC
CONTROLLER: Final = 0xFFFFFFFD
LOCAL: Final = 0xFFFFFFFE
NONE: Final = 0xFFFFFFFF
#: Reserved ports that an action may send to.
RESERVED: Final = frozenset((IN_PORT, TABLE, NORMAL, FLOOD, ALL, CONTROLLER, LOCAL))
#: Most bands of a meter.
MAX_BANDS: Final = 8

PORT_DOWN, NO_RECV, NO_FLOOD, NO_FWD, NO_PACKET_IN = 1, 4, 16, 32, 64
LINK_DOWN, LIVE = 1, 4
REASON_NO_MATCH, REASON_ACTION, REASON_INVALID_TTL = 0, 1, 2
REASON_ACTION_SET, REASON_GROUP, REASON_PACKET_OUT = 3, 4, 5
PORT_ADD, PORT_DELETE, PORT_MODIFY = 0, 1, 2


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

    __slots__ = (
        "buckets",
        "bytes",
        "counters",
        "created",
        "group_id",
        "group_type",
        "packets",
        "properties",
        "version",
    )

    def __init__(self, group_id: int, group_type: int, buckets: list[Any], created: float, version: int) -> None:
        self.version = version
        self.group_id = group_id
        self.group_type = group_type
        self.buckets = buckets
        self.created = created
        self.packets = self.bytes = 0
        self.properties: list[Any] = []
        self.counters: list[list[int]] = [[0, 0] for _ in buckets]


class StoredBundle:
    """An open or closed bundle (OpenFlow 1.4.1 §6.9): its flags and the messages that wait in it, as bytes:
    a quarter of a million of them decoded would weigh more than decoding them again costs. A closed one may be
    scheduled: it waits for the time at which it is committed."""

    __slots__ = ("closed", "flags", "messages", "scheduled")

    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.closed = self.scheduled = False
        self.messages: list[bytes] = []


class Program:
    """Instructions in the order in which a switch executes them (OpenFlow 1.3.5 §5.9)."""

    __slots__ = ("apply", "clear", "goto", "metadata", "meter", "trigger", "write")

    def __init__(self, instructions: Iterable[Any], version: int) -> None:
        self.apply: list[Any] = []
        self.write: list[Any] = []
        self.clear = False
        self.metadata: tuple[int, int] | None = None
        self.goto: int | None = None
        self.meter: int | None = None
        self.trigger: Part | None = None
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
            elif name == "stat_trigger":
                self.trigger = instruction


class Run:
    """One packet on its way through the switch.

    Attributes:
        frame, in_port, metadata: as they are now.
        reason, table_id, cookie: what a packet-in would say.
        version: that of the actions being carried out.
        queue: for what is sent, None for the port's own.
        changed: whether the frame is another than the one ``fields`` was made of.
        fields: what tables match on, None before the first.
        action_set: name -> action, for the end of the pipeline (OpenFlow 1.3.5 §5.10).
        egress: the port that it leaves by, while it is in egress tables.
        dropped, exited: nothing more is done with it; by an ``exit``, nor with what it is a copy of.
        depth, recirculated: groups and tables it is inside of; how often it came again by an extension's ``ct``.
        entry: the one whose actions are being carried out.
        registers, stack, agenda: of extensions: name -> value of what is not in the packet; values pushed; what is
            still to be done, the next last.
    """

    __slots__ = (
        "action_set",
        "agenda",
        "changed",
        "cookie",
        "depth",
        "dropped",
        "egress",
        "entry",
        "exited",
        "fields",
        "frame",
        "in_port",
        "metadata",
        "queue",
        "reason",
        "recirculated",
        "registers",
        "stack",
        "table_id",
        "version",
    )

    def __init__(self, frame: bytes, in_port: int, reason: int = REASON_ACTION, version: int = 0) -> None:
        self.frame = frame
        self.in_port = in_port
        self.reason = reason
        self.version = version
        self.table_id = 0
        self.cookie = 0xFFFFFFFFFFFFFFFF
        self.metadata = 0
        self.queue: int | None = None
        self.changed = False
        self.fields: dict[str, int] | None = None
        self.action_set: dict[str, Any] = {}
        self.dropped = self.exited = False
        self.depth = self.recirculated = 0
        self.egress: int | None = None
        self.entry: Flow | None = None
        self.registers: dict[str, int] = {}
        self.stack: list[int] = []
        self.agenda: list[Callable[[Run], None]] = []

    def copy(self) -> Run:
        """The same packet at the same place, to go a way of its own; its action set is empty."""
        other = Run(self.frame, self.in_port, self.reason, self.version)
        other.table_id, other.cookie, other.metadata = self.table_id, self.cookie, self.metadata
        other.queue, other.depth, other.entry = self.queue, self.depth, self.entry
        other.recirculated, other.egress = self.recirculated, self.egress
        other.registers, other.stack = dict(self.registers), list(self.stack)
        return other


@dataclass
class PacketIn:
    """A packet on its way to controllers.

    Attributes:
        frame, in_port, metadata, table_id, cookie, reason: as in :class:`Run`.
        max_len: bytes to send of it; -1 takes what the controller configured.
        buffer_id: where it waits in the switch, None where it does not.
        registers: what else is known of it, as in :class:`Run`.
        controller_id: of the controllers that get it.
        userdata, continuation: of extensions: bytes for the controller, and what it has to give back to let the packet
            go on.
    """

    frame: bytes
    in_port: int
    reason: int
    table_id: int = 0
    cookie: int = 0xFFFFFFFFFFFFFFFF
    max_len: int = -1
    metadata: int = 0
    buffer_id: int | None = None
    registers: dict[str, int] = field(default_factory=dict)
    controller_id: int = 0
    userdata: bytes = b""
    continuation: bytes = b""

    @property
    def data(self) -> bytes:
        """As many bytes as are sent."""
        return self.frame if self.buffer_id is None else self.frame[: self.max_len]


def bucket_weight(bucket: Part) -> int:
    """The weight of a bucket: a member up to 1.4, a property in 1.5 (1 when missing)."""
    if hasattr(bucket, "weight"):
        return int(bucket.weight)
    for prop in bucket.properties:
        if type(prop).__name__ == "group_bucket_prop_weight":
            return int(prop.weight)
    return 1


def bucket_watch(bucket: Part) -> tuple[int | None, int | None]:
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


def actions_of(flow: Flow) -> list[Any]:
    """Every action an entry could carry out by itself."""
    program = Program(flow.instructions, flow.version)
    return [*program.apply, *program.write]


def outputs_of(flow: Flow) -> set[int]:
    """The ports an entry sends to, 32 bits."""
    names = ("output", "enqueue")
    actions = [action for action in actions_of(flow) if type(action).__name__ in names]
    return {wide_port(action.port, flow.version) for action in actions}


def used_groups(buckets: Iterable[Any]) -> set[int]:
    """The groups that some buckets send to."""
    actions = (action for bucket in buckets for action in bucket.actions)
    return {action.group_id for action in actions if type(action).__name__ == "group"}


def groups_of(flow: Flow) -> set[int]:
    """The groups an entry uses."""
    return {action.group_id for action in actions_of(flow) if type(action).__name__ == "group"}


def meters_of(flow: Flow) -> set[int]:
    """The meters an entry uses: by an instruction, and from 1.5 on by actions."""
    meter = Program(flow.instructions, flow.version).meter
    used = {action.meter_id for action in actions_of(flow) if type(action).__name__ == "meter"}
    return used if meter is None else used | {meter}


def wide_port(number: int, version: int) -> int:
    """A port number as it stands on the wire -> 32 bits (1.0 has 16, reserved ones from 0xff00 on)."""
    return number | 0xFFFF0000 if version == 1 and number >= 0xFF00 else number


def narrow_port(number: int, version: int) -> int:
    """The opposite of :func:`wide_port`."""
    return number & 0xFFFF if version == 1 else number
