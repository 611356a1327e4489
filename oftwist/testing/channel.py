"""One control connection of a simulated switch: bytes in, bytes out, no Twisted.

Knows framing, hello, errors and which message does what; the forwarding half is ``datapath``, the
answers to statistics requests are in ``replies``, roles and bundles in ``control``. Deliberately
independent of the controller's session code: it is the other side that the controller is tested against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from oftwist import loxi
from oftwist.errors import ProtocolError
from oftwist.testing.datapath import Act, Datapath
from oftwist.testing.error_messages import exact_error, nearest_error
from oftwist.testing.flow_table import Flow, FlowTable, Refused, Term, Terms
from oftwist.testing.hello import hello_versions
from oftwist.testing.malformed import is_too_long, refusal_of
from oftwist.testing.match import unknown_field
from oftwist.testing.messages import oxs_stats, packet_in_message, port_desc, split_time, table_description
from oftwist.testing.parts import REASON_INVALID_TTL, PacketIn, Port, StoredBundle
from oftwist.testing.prerequisites import check_list
from oftwist.testing.roles import ROLE_EQUAL, ROLE_SLAVE, WRITES
from oftwist.testing.schedule import Schedule
from oftwist.wire import decode_strictly

HELLO, ERROR = 0, 1

Handler = Callable[["Channel", Any], None]


#: OFPC_INVALID_TTL_TO_CONTROLLER (OpenFlow 1.2 §A.3.2).
INVALID_TTL_TO_CONTROLLER = 1 << 2


class Extension:
    """What a switch understands beyond the specification: this one, nothing.

    Attributes:
        path: what forwards packets.
        actions, handlers: class names -> functions; besides, or instead of, those of OpenFlow.
        description: manufacturer, hardware and software, None for the switch's own words.
        buffers: packets it keeps if nobody says how many.
    """

    path: type[Datapath] = Datapath
    actions: Mapping[str, Act] | None = None
    handlers: Mapping[str, Handler] = {}
    description: tuple[str, str, str] | None = None
    buffers: int = 256

    def begin(self, device: Device) -> None:
        """The switch is made."""

    def terms_of(self, oxm: Any) -> list[Term]:
        """The terms of a match field that is not OpenFlow's; Refused if it is not known."""
        return unknown_field(oxm)

    def check_match(self, terms: Terms) -> None:
        """Refuse the match of an entry that is more than a list of known fields must be."""

    def check_list(self, version: int, actions: list[Any], terms: Terms) -> None:
        """Refuse the actions of an entry that do not go together, or not with its match."""
        check_list(actions, terms)

    def check_action(self, channel: Channel, action: Any, terms: Terms) -> bool:
        """Whether an action is one of the extension; Refused if it is, and cannot be carried out."""
        return False

    def error(self, version: int, xid: int, kind: str, code: str, data: bytes) -> bytes | None:
        """The bytes of an error that the version has no number for; None if the extension has none either."""
        return None

    def flow_removed(self, channel: Channel, flow: Flow, reason: int, now: float) -> Any:
        """The message that tells a controller of an entry that left; None for the version's own."""
        return None

    def packet_in(self, channel: Channel, packet_in: PacketIn) -> Any:
        """The message that tells a controller of a packet."""
        return packet_in_message(channel.ofp, packet_in)


class Device(Protocol):
    """What a channel, and what handles its messages, needs of the switch; :class:`FakeSwitch` is one."""

    name: str
    software: str
    versions: frozenset[int]
    datapath: Datapath
    channels: list[Channel]
    received: Counter[str]
    record: list[Any] | None
    errors_sent: list[tuple[str, str]]
    generation_id: int | None
    strict_ports: bool
    auxiliary_id: int
    max_bundles: int
    max_bundle_messages: int
    extension: Extension
    schedule: Schedule
    acting: Channel | None

    def hello(self) -> bytes:
        """The hello it opens with."""

    def handler_for(self, cls: type) -> Handler | None:
        """What handles messages of a class; None lets them pass."""

    def channel_changed(self, channel: Channel) -> None:
        """A controller's main connection has agreed on a version, or ended."""

    def arm(self) -> None:
        """An entry with a timeout came: wake up in time."""


class Channel:
    """The switch's end of one connection to a controller.

    Args:
        switch: the switch it belongs to.
        write: called with bytes for the controller; all answers to one :meth:`receive` come in one call.
            Without it they wait for :meth:`take`.
        close: called once when the switch ends the connection.
        main: the connection of which this one is an auxiliary (OpenFlow 1.3.5 §6.3.6), None for one by itself. It has
            the role of that and ends with it, and nothing is told by it unasked.

    Attributes:
        auxiliary_id: 0, or of an auxiliary one its number.
        version: negotiated wire version, 0 before.
        ofp: the ``oftwist.loxi`` module of that version.
        role: :data:`ROLE_EQUAL`, :data:`ROLE_MASTER` or :data:`ROLE_SLAVE`.
        closed: True once either side ended it.
        frame: the bytes of the message being handled.
    """

    def __init__(
        self,
        switch: Device,
        write: Callable[[bytes], None] | None = None,
        close: Callable[[], None] | None = None,
        main: Channel | None = None,
    ) -> None:
        self.switch = switch
        self.main = main
        used: list[int] = [other.auxiliary_id for other in switch.channels if main is not None and other.main is main]
        self.auxiliary_id: int = switch.auxiliary_id if main is None else max(used, default=0) + 1
        self.path: Datapath = switch.datapath
        self.write = write
        self.close_connection = close
        self.version = 0
        self.ofp: Any = None
        self.role = ROLE_EQUAL
        self.closed = False
        self.frame = b""
        self.miss_send_len = 128
        self.config_flags = 0
        #: kind of asynchronous message -> [mask as equal or master, mask as slave]
        self.async_masks: dict[str, list[int]] = {
            "packet_in": [0xFFFFFFFF & ~(1 << REASON_INVALID_TTL), 0],
            "port_status": [0xFFFFFFFF, 0xFFFFFFFF],
            "flow_removed": [0xFFFFFFFF, 0],
            "role_status": [0xFFFFFFFF, 0xFFFFFFFF],
            "table_status": [0xFFFFFFFF, 0],
            "requestforward": [0, 0],
            "cont_status": [0, 0],
        }
        self.short_id = 0xFFFF  # OFPCID_UNDEFINED
        self.uri = ""
        #: What is to be done when the bundle that is carried out has succeeded; None while there is none.
        self.later: list[Callable[[], None]] | None = None
        # Of extensions: which controller this is, for actions that send to some of them only; whether the upper half
        # of a 1.0 command is a table; in what forms flows (1.0) and packets are told.
        self.controller_id = 0
        self.tables_in_commands = False
        self.flow_format = 0
        self.packet_in_format = 0
        self.bundles: dict[int, StoredBundle] = {}
        self.monitors: dict[int, Any] = {}
        self.rest = b""
        self._out: list[bytes] = []
        self._turn = False
        self._handlers: dict[type, Handler | None] = {}

    @property
    def head(self) -> Channel:
        """The main connection of its controller."""
        return self.main or self

    def when_done(self, function: Callable[[], None]) -> None:
        """Call this when what is being carried out is done: now, or at the end of its bundle."""
        if self.later is None:
            function()
        else:
            self.later.append(function)

    # -- bytes ---------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Take bytes from the controller, in pieces of any size.

        What they make the switch say is written once, when they are used up.
        """
        if self.closed:
            return
        buffer = self.rest + data if self.rest else data
        offset, end = 0, len(buffer)
        self._turn = True
        try:
            while end - offset >= 8 and not self.closed:
                length = buffer[offset + 2] << 8 | buffer[offset + 3]
                if length < 8:
                    self.frame = buffer[offset : offset + 8]
                    self.error("bad_request", "BAD_LEN")
                    self.close()
                    break
                if end - offset < length:
                    break
                self._frame(buffer[offset : offset + length])
                offset += length
        finally:
            self.rest = buffer[offset:]
            self._turn = False
            self.flush()

    def send(self, msg: Any) -> None:
        """Send a message; its xid becomes 0 if it has none (asynchronous messages)."""
        if msg.xid is None:
            msg.xid = 0
        self.send_raw(msg.pack())

    def send_raw(self, frame: bytes) -> None:
        """Send bytes as they are."""
        self._out.append(frame)
        if not self._turn:
            self.flush()

    def flush(self) -> None:
        """Write out what was sent so far."""
        if self._out and self.write is not None and not self._turn:
            data = b"".join(self._out)
            self._out.clear()
            self.write(data)

    def take(self) -> bytes:
        """What was sent and not yet written, for use without a ``write``."""
        data = b"".join(self._out)
        self._out.clear()
        return data

    def close(self) -> None:
        """End the connection from the switch's side, after what was sent."""
        if self.closed:
            return
        self._turn = False
        self.flush()
        self.lost()
        if self.close_connection is not None:
            self.close_connection()

    def lost(self) -> None:
        """The connection is gone: forget it and what was only half done."""
        self.closed = True
        self.bundles.clear()
        self.monitors.clear()
        if self in self.switch.channels:
            self.switch.channels.remove(self)
        for other in [other for other in self.switch.channels if other.main is self]:
            other.close()
        if self.version and self.main is None:
            self.switch.channel_changed(self)

    # -- hello ---------------------------------------------------------------------------------------

    def open(self) -> None:
        """The connection is there: say hello."""
        self.send_raw(self.switch.hello())

    def _hello(self, frame: bytes) -> None:
        """Choose a version (OpenFlow 1.3.5 §6.3.1): the highest common bit, or the lower of the two."""
        ours = self.switch.versions
        theirs = hello_versions(frame)
        if theirs is not None and max(ours) >= 4:
            common = ours & theirs
            version = max(common) if common else 0
        else:
            version = min(max(ours), frame[0])
            if version not in ours:
                version = 0
        if not version:
            self.ofp = loxi.protocol(max(ours))
            text = f"{self.switch.name} speaks OpenFlow " + ", ".join(
                loxi.version_names[number] for number in sorted(ours)
            )
            self.error("hello_failed", "INCOMPATIBLE", data=text.encode())
            self.close()
            return
        self.version = version
        self.ofp = loxi.protocol(version)
        self.path.version = version
        if self.main is None:
            self.switch.channel_changed(self)

    # -- messages ------------------------------------------------------------------------------------

    def _frame(self, frame: bytes) -> None:
        self.frame = frame
        version = self.version
        if not version:
            if frame[1] == HELLO:
                self._hello(frame)
            elif frame[1] != ERROR:
                self.ofp = loxi.protocol(max(self.switch.versions))
                self.error("bad_request", "BAD_TYPE")
                self.close()
            return
        if frame[0] != version:
            if frame[1] != HELLO:
                self.error("bad_request", "BAD_VERSION")
            return
        try:
            msg = decode_strictly(frame)
        except ProtocolError as error:
            if frame[1] != ERROR:  # never an error about an error
                self.error(*refusal_of(self.ofp, error))
            return
        if is_too_long(msg):
            self.error("bad_request", "BAD_LEN")
            return
        self.handle(msg)

    def handle(self, msg: Any) -> None:
        """Do what a decoded message asks; refusals become OpenFlow errors."""
        try:
            self.carry_out(msg)
        except Refused as refused:
            self.error(refused.kind, refused.code)

    def carry_out(self, msg: Any) -> None:
        """As :meth:`handle`, but leave refusals to the caller.

        Raises:
            Refused: the switch does not do this.
        """
        cls = type(msg)
        try:
            handler = self._handlers[cls]
        except KeyError:
            handler = self._handlers[cls] = self.switch.handler_for(cls)
        switch = self.switch
        switch.received[cls.__name__] += 1
        if switch.record is not None:
            switch.record.append(msg)
        if handler is None:
            return
        if self.head.role == ROLE_SLAVE and cls.__name__ in WRITES:
            raise Refused("bad_request", "IS_SLAVE")
        acting, switch.acting = switch.acting, self
        try:
            handler(self, msg)
        finally:
            switch.acting = acting

    def forget_handlers(self) -> None:
        """The switch's overrides changed: look every handler up again."""
        self._handlers.clear()

    def reply(self, name: str, msg: Any, /, **fields: Any) -> None:
        """Send ``ofp.message.<name>`` with the xid of ``msg``."""
        answer = getattr(self.ofp.message, name)(xid=msg.xid, **fields)
        self.send_raw(answer.pack())

    def error(self, kind: str, code: str, *, data: bytes | None = None, xid: int | None = None) -> None:
        """Send an error about the message being handled (OpenFlow 1.3.5 §7.4.4).

        Args:
            kind, code: as in :class:`oftwist.testing.flow_table.Refused`.
            data: instead of the first 64 bytes of that message.
            xid: instead of that message's.
        """
        ofp = self.ofp or loxi.protocol(max(self.switch.versions))
        if xid is None:
            xid = int.from_bytes(self.frame[4:8], "big")
        self.switch.errors_sent.append((kind, code))
        about = self.frame[:64] if data is None else data
        frame = (
            exact_error(ofp, xid, kind, code, about)
            or self.switch.extension.error(ofp.OFP_VERSION, xid, kind, code, self.frame)
            or nearest_error(ofp, xid, kind, code, about)
        )
        self.send_raw(frame)

    # -- what the switch tells by itself -------------------------------------------------------------

    def wants(self, kind: str, reason: int) -> bool:
        """Whether this controller is told, by its role and its asynchronous configuration."""
        if not self.version or self.main is not None:
            return False
        return bool(self.async_masks[kind][self.role == ROLE_SLAVE] >> reason & 1)

    def wants_packet_in(self, packet_in: PacketIn) -> bool:
        """Whether this controller is told of a packet."""
        if packet_in.controller_id != self.controller_id or self.main is not None:
            return False
        configured = self.version < 4 and self.config_flags & INVALID_TTL_TO_CONTROLLER  # 1.2 §A.3.2
        if configured and packet_in.reason == REASON_INVALID_TTL:
            return True
        return self.wants("packet_in", packet_in.reason)

    def packet_in(self, packet_in: PacketIn) -> None:
        """Send a packet-in."""
        self.send_raw(self.switch.extension.packet_in(self, packet_in).pack())

    def port_status(self, port: Port, reason: int) -> None:
        """Tell that a port came, went or changed."""
        desc = port_desc(self.ofp, port)
        self.send(self.ofp.message.port_status(xid=0, reason=reason, desc=desc))

    def table_status(self, table: FlowTable, reason: int) -> None:
        """Tell how much room a table has (1.4+)."""
        self.send(self.ofp.message.table_status(xid=0, reason=reason, table=table_description(self.ofp, table)))

    def flow_removed(self, flow: Flow, reason: int, now: float) -> None:
        """Tell that an entry left its table."""
        extended = self.switch.extension.flow_removed(self, flow, reason, now)
        if extended is not None:
            self.send(extended)
            return
        ofp = self.ofp
        fields: dict[str, Any] = {
            "xid": 0,
            "match": flow.match,
            "cookie": flow.cookie,
            "priority": flow.priority,
            "reason": reason,
            "idle_timeout": flow.idle_timeout,
        }
        if self.version > 1:
            fields["table_id"] = flow.table_id
        if self.version > 2:
            fields["hard_timeout"] = flow.hard_timeout
        seconds, nanoseconds = split_time(now - flow.created)
        if self.version == 6:
            fields["stats"] = oxs_stats(ofp, flow, seconds, nanoseconds)
        else:
            fields["duration_sec"], fields["duration_nsec"] = seconds, nanoseconds
            fields["packet_count"], fields["byte_count"] = flow.packets, flow.bytes
        self.send(ofp.message.flow_removed(**fields))
