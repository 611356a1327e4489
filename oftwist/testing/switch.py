"""FakeSwitch: a simulated OpenFlow switch, 1.0 to 1.5, for tests, demonstrations and load.

It speaks real OpenFlow through :mod:`oftwist.loxi`, has a real flow table and forwards real frames. It
needs no network: :mod:`oftwist.testing.memory` connects it to a protocol object on a fake clock;
:mod:`oftwist.testing.protocol` connects it over TCP, TLS or any other Twisted endpoint.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.internet.task import Clock
from twisted.logger import Logger

from oftwist import loxi
from oftwist.dpid import format_dpid, parse_dpid
from oftwist.testing import control, flow_mods, flow_monitors, flow_replies, replies, requests, telling
from oftwist.testing.actions import ACTIONS
from oftwist.testing.channel import Channel, Extension, Handler
from oftwist.testing.datapath import Datapath
from oftwist.testing.flow_table import Flow, FlowTable
from oftwist.testing.hello import hello_frame
from oftwist.testing.messages import flow_stats_entry, packet_in_message
from oftwist.testing.misbehaviour import Misbehaviour, named
from oftwist.testing.openvswitch import OpenVSwitchExtension
from oftwist.testing.parts import LINK_DOWN, PORT_ADD, PORT_DELETE, PORT_MODIFY, REASON_NO_MATCH, PacketIn, Port
from oftwist.testing.roles import ROLE_SLAVE
from oftwist.testing.schedule import Schedule

log = Logger()

_HANDLERS: dict[str, Handler] = {
    **requests.HANDLERS,
    **flow_mods.HANDLERS,
    **flow_replies.HANDLERS,
    **replies.HANDLERS,
    **control.HANDLERS,
    **flow_monitors.HANDLERS,
    **telling.HANDLERS,
}
#: What ``FakeSwitch(extensions=...)`` can say.
_EXTENSIONS: dict[str | None, type[Extension]] = {None: Extension, "openvswitch": OpenVSwitchExtension}


def _versions(numbers: Iterable[int]) -> frozenset[int]:
    versions = frozenset(numbers)
    if not versions or not versions <= set(loxi.version_names):
        raise ValueError(f"no such OpenFlow versions: {sorted(versions)}")
    return versions


def _extension(wanted: str | None, wrongs: list[Misbehaviour]) -> Extension:
    name = wanted or next((wrong.extensions for wrong in wrongs if wrong.extensions), None)
    if name not in _EXTENSIONS:
        raise ValueError(f"no such extensions: {name!r}; there are {sorted(filter(None, _EXTENSIONS))}")
    return _EXTENSIONS[name]()


class FakeSwitch:
    """A simulated switch. It may have any number of controllers at once.

    Entries installed in one OpenFlow version work, but are not listed to a controller that speaks another.

    Args:
        dpid: datapath id, a number of 64 bits or in any usual spelling. Two switches may have the same one: what
            a controller makes of it is its business.
        version: the OpenFlow wire version it speaks (1 is 1.0 ... 6 is 1.5), or several of them.
        ports: how many ports it has, numbered from 1.
        name: for logs and port names; ``s<dpid>`` by default.
        clock: what tells the time: ``twisted.internet.task.Clock`` in tests, the reactor in a program.
            Without one the switch makes a ``Clock`` of its own, and takes over the reactor's time when it
            is connected to an endpoint.
        tables, max_entries: number and size of the flow tables (1.0 uses the first only).
        buffers: how many packets it keeps while a controller decides; 0 sends packets whole. By default 256, and with
            Open vSwitch's extensions 0: a real one has none.
        queues: queues per port.
        faults: :mod:`oftwist.testing.faults` that every new connection suffers from; may be changed later.
        strict_ports: refuse actions that send to a port the switch does not have.
        auxiliary_id: of its connections (1.3+); not 0 for one that is not the main connection.
        record: keep every received message in :attr:`record`.
        probe_interval: seconds of silence after which it sends an echo request, and after as many more closes
            the connection, as Open vSwitch does; 0 for never.
        extensions: ``"openvswitch"`` for a switch that describes itself as an Open vSwitch and understands much of
            what that adds (see :mod:`oftwist.testing.openvswitch`); None for one that refuses extensions.
        misbehaviours: names of what it does wrong, see :mod:`oftwist.testing.misbehaviour`; with the extensions that
            they are about.

    Raises:
        ValueError: there is no such version, extension or misbehaviour.

    Attributes:
        datapath_id, dpid: its datapath id as a number, and as 16 hex digits; as with :class:`oftwist.Switch`.
        datapath: ports, tables, groups, meters and buffers.
        channels: the open connections.
        schedule: bundles that wait for their time.
        received: message class name -> how many arrived.
        sent: how many of the messages it sends by itself went out: packet_in, flow_removed, port_status, ...
        record: the received messages if asked for, else None.
        errors_sent: ``(error class, code)`` of every error it answered with.
        generation_id: the last one a controller claimed mastership with, None before.
    """

    software = "oftwist"
    max_bundles = 16
    max_bundle_messages = 1_000_000

    def __init__(
        self,
        dpid: int | str = 1,
        version: int | Iterable[int] = 4,
        ports: int = 4,
        *,
        name: str | None = None,
        clock: IReactorTime | None = None,
        tables: int = 8,
        max_entries: int = 1_000_000,
        buffers: int | None = None,
        queues: int = 1,
        faults: Iterable[Any] = (),
        strict_ports: bool = True,
        auxiliary_id: int = 0,
        record: bool = False,
        probe_interval: float = 0.0,
        extensions: str | None = None,
        misbehaviours: Iterable[str] = (),
    ) -> None:
        wrongs = [named(name) for name in misbehaviours]
        self.versions = _versions([version] if isinstance(version, int) else version)
        self.datapath_id = parse_dpid(dpid)
        self.dpid = format_dpid(self.datapath_id)
        self.name = name or f"s{self.datapath_id:x}"
        self.clock: IReactorTime = clock if clock is not None else Clock()
        self._own_clock = clock is None
        self.schedule = Schedule(lambda: self.clock)
        self.extension = _extension(extensions, wrongs)
        self.acting: Channel | None = None
        self.datapath = self.extension.path(
            self.datapath_id,
            ports,
            tables,
            max_entries,
            self.extension.buffers if buffers is None else buffers,
            lambda: self.clock.seconds(),
            queues,
            self.extension.actions or ACTIONS,
        )
        self.datapath.version = max(self.versions)
        self._listen(self.datapath)
        self.datapath.flows.vacant = self._vacant
        self.datapath.flows.changed = lambda what, flow, reason: flow_monitors.tell(
            self.channels, self.acting, what, flow, reason
        )
        self.channels: list[Channel] = []
        self.faults: list[Any] = list(faults)
        self.strict_ports, self.auxiliary_id, self.probe_interval = strict_ports, auxiliary_id, probe_interval
        self.received, self.sent = Counter[str](), Counter[str]()
        self.record: list[Any] | None = [] if record else None
        self.errors_sent: list[tuple[str, str]] = []
        self.generation_id: int | None = None
        self.hello_bytes: bytes | None = None
        self.extension.begin(self)
        self._overrides: dict[str, Handler] = {}
        self._expiry: IDelayedCall | None = None
        for wrong in wrongs:
            wrong.begin(self)

    def _listen(self, path: Datapath) -> None:
        path.on_packet_in, path.on_flow_removed = self._packet_in, self._flow_removed
        path.on_flow_stats, path.on_port_status = self._flow_stats, self._port_status

    def __repr__(self) -> str:
        versions = ",".join(loxi.version_names[version] for version in sorted(self.versions))
        return f"FakeSwitch({self.name}, dpid={self.dpid}, OpenFlow {versions})"

    # -- connections ---------------------------------------------------------------------------------

    def channel(
        self,
        write: Callable[[bytes], None] | None = None,
        close: Callable[[], None] | None = None,
        main: Channel | None = None,
    ) -> Channel:
        """A new connection to a controller, or an auxiliary one of ``main``; call its ``open()`` to say hello.

        This is the switch without any I/O: bytes go in by ``channel.receive(data)``, answers come out
        through ``write``, or are fetched with ``channel.take()``.
        """
        channel = Channel(self, write, close, main)
        self.channels.append(channel)
        return channel

    def hello(self) -> bytes:
        """The hello it opens with: :attr:`hello_bytes` if set, else its versions with a bitmap."""
        return hello_frame(self.versions) if self.hello_bytes is None else self.hello_bytes

    def use_clock(self, clock: IReactorTime) -> None:
        """Take the time from ``clock`` from now on, unless a clock was given at the start."""
        if not self._own_clock:
            return
        self._age(self.clock.seconds() - clock.seconds())
        self.clock = clock
        self._own_clock = False

    def let_pass(self, seconds: float) -> None:
        """Let so much time pass at once: everything is older, and entries that time out by then are gone.

        With a negative number time that has passed has not: everything is younger.
        """
        self._age(seconds)
        self._expire()
        self.schedule.let_pass(seconds)

    def _age(self, seconds: float) -> None:
        path = self.datapath
        path.flows.age(seconds)
        stamped: tuple[Any, ...] = (*path.ports.values(), *path.groups.values())
        for item in stamped:
            item.created -= seconds
        for meter in path.meters.values():
            meter.age(seconds)

    @property
    def connected(self) -> bool:
        """Whether a controller has agreed on a version with it."""
        return any(channel.version for channel in self.channels)

    def disconnect(self) -> None:
        """End all its connections in good order."""
        for channel in list(self.channels):
            channel.close()

    def restart(self) -> None:
        """Power off and on: connections end, tables, groups, meters and buffers are empty, ports stay."""
        self.disconnect()
        path = self.datapath
        path.flows.clear()
        path.first_egress = None
        path.groups.clear()
        path.meters.clear()
        path.buffers.clear()
        path.mac_table.clear()
        self.generation_id = None

    # -- what a test may ask or do -------------------------------------------------------------------

    @property
    def ports(self) -> dict[int, Port]:
        """Port number -> port."""
        return self.datapath.ports

    @property
    def flows(self) -> list[Flow]:
        """Every entry of every table."""
        return list(self.datapath.flows.flows())

    def receive(self, port: int, frame: bytes) -> None:
        """A frame arrives at a port from outside."""
        self.datapath.receive(port, frame)

    def send(self, msg: Any) -> None:
        """Send a message to every controller, whatever it is."""
        for channel in list(self.channels):
            channel.send(msg)

    def send_raw(self, data: bytes) -> None:
        """Send bytes to every controller as they are."""
        for channel in list(self.channels):
            channel.send_raw(data)

    def packet_in(self, port: int, frame: bytes, reason: int = REASON_NO_MATCH, table_id: int = 0) -> None:
        """Send a packet-in past the flow table, with the whole frame and no buffer."""
        for channel in list(self.channels):
            if channel.version:
                channel.packet_in(PacketIn(frame, port, reason, table_id))

    def packet_in_storm(self, count: int, port: int, frame: bytes, burst: int = 1000) -> None:
        """Send ``count`` equal packet-ins as fast as bytes can be written, ``burst`` of them in a write."""
        for channel in list(self.channels):
            if not channel.version:
                continue
            packed = packet_in_message(channel.ofp, PacketIn(frame, port, REASON_NO_MATCH)).pack()
            whole, rest = divmod(count, burst)
            chunk = packed * burst
            for _ in range(whole):
                channel.send_raw(chunk)
            if rest:
                channel.send_raw(packed * rest)

    def set_link(self, port: int, up: bool) -> None:
        """Plug a port in or out; controllers hear of a change."""
        item = self.datapath.ports[port]
        state = item.state & ~LINK_DOWN if up else item.state | LINK_DOWN
        if state != item.state:
            item.state = state
            self._port_status(item, PORT_MODIFY)

    def add_port(self, number: int, name: str | None = None) -> Port:
        """A new port appears."""
        if number in self.datapath.ports:
            raise ValueError(f"{self.name} has a port {number} already")
        port = self.datapath.ports[number] = self.datapath.make_port(number, name)
        self._port_status(port, PORT_ADD)
        return port

    def remove_port(self, number: int) -> None:
        """A port disappears."""
        port = self.datapath.ports.pop(number)
        self._port_status(port, PORT_DELETE)

    def override(self, name: str, handler: Handler | None) -> None:
        """Handle messages of one class yourself.

        Args:
            name: class name, e.g. ``"barrier_request"``.
            handler: called with ``(channel, message)``; None ignores them. What it raises as
                :class:`oftwist.testing.Refused` becomes an OpenFlow error.
        """
        self._overrides[name] = handler if handler is not None else requests.ignore
        for channel in self.channels:
            channel.forget_handlers()

    def handler_for(self, cls: type) -> Handler | None:
        """The function for a message class: its own, or that of the nearest base that has one."""
        for base in cls.__mro__:
            name = base.__name__
            handler = self._overrides.get(name) or self.extension.handlers.get(name) or _HANDLERS.get(name)
            if handler is not None:
                return handler
        return None

    # -- what it tells by itself ---------------------------------------------------------------------

    def _packet_in(self, packet_in: PacketIn) -> None:
        told = [channel for channel in self.channels if channel.wants_packet_in(packet_in)]
        if not told:
            return
        kept: int | None = None
        self.sent["packet_in"] += len(told)
        for channel in told:
            limit = channel.miss_send_len if packet_in.max_len < 0 else packet_in.max_len
            if limit < 0xFFFF and kept is None:
                kept = self.datapath.keep(packet_in.frame, packet_in.in_port)
            channel.packet_in(replace(packet_in, max_len=limit, buffer_id=kept if limit < 0xFFFF else None))

    def _flow_removed(self, flow: Flow, reason: int) -> None:
        if not flow.flags & 1:
            return
        now = self.clock.seconds()
        for channel in list(self.channels):
            if channel.version == flow.origin and channel.wants("flow_removed", reason):
                self.sent["flow_removed"] += 1
                channel.flow_removed(flow, reason, now)

    def _flow_stats(self, flow: Flow) -> None:
        now = self.clock.seconds()
        for channel in [channel for channel in self.channels if channel.version == 6 and channel.role != ROLE_SLAVE]:
            entry = flow_stats_entry(channel.ofp, flow, 1, now)
            channel.send(channel.ofp.message.flow_lightweight_stats_reply(xid=0, entries=[entry]))

    def _port_status(self, port: Port, reason: int) -> None:
        for channel in list(self.channels):
            if channel.wants("port_status", reason):
                self.sent["port_status"] += 1
                channel.port_status(port, reason)

    def _vacant(self, table: FlowTable, reason: int) -> None:
        for channel in list(self.channels):
            if channel.version >= 5 and channel.wants("table_status", reason):
                self.sent["table_status"] += 1
                channel.table_status(table, reason)

    def channel_changed(self, channel: Channel) -> None:
        """Tell other controllers that a channel is up or down."""
        telling.controller_status(channel, telling.CHANNEL_STATUS)

    # -- time ----------------------------------------------------------------------------------------

    def arm(self) -> None:
        """Wake up when the next entry may time out."""
        deadline = self.datapath.flows.next_deadline()
        if deadline is None:
            return
        pending = self._expiry
        if pending is not None and pending.active():
            if pending.getTime() <= deadline:
                return
            pending.cancel()
        self._expiry = self.clock.callLater(max(0.0, deadline - self.clock.seconds()), self._expire)

    def _expire(self) -> None:
        if self._expiry is not None and self._expiry.active():
            self._expiry.cancel()
        self._expiry = None
        self.datapath.flows.expire(self.clock.seconds())
        self.arm()

    def stop(self) -> None:
        """End all connections and timers, so that nothing is left on the clock."""
        self.disconnect()
        self.schedule.stop()
        if self._expiry is not None and self._expiry.active():
            self._expiry.cancel()
        self._expiry = None
