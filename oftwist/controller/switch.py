"""Switch: what an app holds. Knows the connection it sits on; the connection knows nothing of apps.

Everything here belongs to the reactor thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, DeferredLock, ensureDeferred, fail

from oftwist.connection.asking import Asking
from oftwist.connection.changes import Bundle, Changes
from oftwist.connection.session import MAX_PORTS
from oftwist.controller import async_config, roles
from oftwist.controller.door import Door
from oftwist.controller.extensions import Extensions
from oftwist.controller.operations import Operations
from oftwist.controller.port_reports import PortReports
from oftwist.dpid import format_dpid
from oftwist.errors import MessageError
from oftwist.wire import VERSION_NAMES, kinds

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.counters import Counters
    from oftwist.connection.interfaces import Decoded, Handler, Message
    from oftwist.connection.protocol import OFProtocol
    from oftwist.connection.selecting import Subject, What


class Switch(Asking, Door, Extensions):
    """One connected datapath, from ``switch_up`` to ``switch_down``. A reconnect makes a new object.

    Attributes:
        datapath_id: 64-bit datapath id.
        dpid: the same as 16 lower-case hex digits.
        version: wire version, 1 (OpenFlow 1.0) to 6 (1.5).
        ofp: the loxi module of that version.
        features: the ``features_reply``.
        ports: port number to ``port_desc``, kept up to date by port-status messages.
        protocol: the main connection.
        auxiliary: auxiliary id to auxiliary connection.
        role: last role the switch confirmed or announced, a number, or None.
        generation_id: the generation id that came with it, or None.
        since: when it came up, by the clock; of the usual reactors seconds since 1970.
        data: a dict for apps to keep what belongs to this switch; it goes when the switch goes.
        send: ``send(msg) -> xid``, as ``OFProtocol.send``.
    """

    ofp: ModuleType

    def __init__(self, protocol: OFProtocol) -> None:
        features = protocol.features
        assert features is not None, "its handshake is done"
        self.protocol = protocol
        self.datapath_id: int = features.datapath_id
        self.dpid = format_dpid(self.datapath_id)
        self.version: int = protocol.version
        self.ofp = protocol.ofp
        self.transactions = protocol.transactions
        self.features: Decoded = features
        self.ports: dict[int, Decoded] = {port.port_no: port for port in protocol.session.ports}
        self.auxiliary: dict[int, OFProtocol] = {}
        self._port_reports = PortReports(protocol)
        self._extended: bool | None = None
        self._asking = DeferredLock()
        self.role: int | None = None
        self.generation_id: int | None = None
        self.since: float = protocol.clock.seconds()
        self.data: dict[object, Any] = {}
        self.send: Callable[[Message], int] = protocol.writer.send
        self._changes: Changes | None = None

    def __repr__(self) -> str:
        state = "" if self.connected else " (down)"
        return f"<Switch {self.dpid} OpenFlow {VERSION_NAMES[self.version]} at {self.peer}{state}>"

    # the state of the connection

    @property
    def peer(self) -> str:
        """Remote address of the main connection."""
        return self.protocol.peer

    @property
    def connected(self) -> bool:
        """True until the connection is lost or closed."""
        return self.protocol.disconnect_reason is None

    @property
    def writable(self) -> bool:
        """False while too much waits to be sent: stop producing until ``when_writable()`` fires."""
        return self.protocol.writable

    @property
    def rtt(self) -> float | None:
        """Seconds the last answered echo request took, or None."""
        return self.protocol.rtt

    @property
    def counters(self) -> Counters:
        """What the main connection received, sent, dropped and refused."""
        return self.protocol.update_counters()

    # straight-line use, as on OFProtocol

    def send_raw(self, data: bytes) -> None:
        """See ``OFProtocol.send_raw``."""
        self.protocol.send_raw(data)

    def ping(self, timeout: float | None = None) -> Deferred[float]:
        """See ``OFProtocol.ping``."""
        return self.protocol.ping(timeout)

    def poll(self, what: What = None, timeout: float | None = None) -> Deferred[Decoded]:
        """See ``OFProtocol.poll``."""
        return self.protocol.poll(what, timeout)

    def register(self, what: Subject, handler: Handler | None) -> None:
        """See ``OFProtocol.register``."""
        self.protocol.register(what, handler)

    def close(self, reason: str = "closed by the controller") -> Deferred[str]:
        """Close the connection after what was sent is out, and fire with the reason when it is down."""
        return self.protocol.disconnect(reason)

    def when_disconnected(self) -> Deferred[str]:
        """See ``OFProtocol.when_disconnected``."""
        return self.protocol.when_disconnected()

    def when_writable(self) -> Deferred[None]:
        """See ``OFProtocol.when_writable``."""
        return self.protocol.when_writable()

    # the easy door, and what it stands on

    @property
    def operations(self) -> Operations:
        """Flows, groups, meters and packets of this switch as operations: see `oftwist.controller.door.Door`."""
        names = {number: str(port.name) for number, port in self.ports.items()}
        return Operations(self.ofp, names, self.features.n_tables)

    def pause(self) -> Deferred[None]:
        """Fire in the next turn of the reactor."""
        pause: Deferred[None] = Deferred()
        self.protocol.clock.callLater(0, pause.callback, None)
        return pause

    def extended(self, timeout: float | None = None) -> Deferred[bool]:
        """Fire with whether the switch has Open vSwitch's extensions: its description says so. It is asked once."""
        return ensureDeferred(self._find_extended(timeout))

    async def _find_extended(self, timeout: float | None) -> bool:
        if self._extended is None:
            await self._asking.acquire()
            try:
                if self._extended is None:  # nobody else has found out meanwhile
                    told = await self.request(self.ofp.message.desc_stats_request(), timeout)
                    self._extended = "Open vSwitch" in f"{told.hw_desc} {told.sw_desc}"
            finally:
                self._asking.release()
        return self._extended

    # confirmed changes

    @property
    def changes(self) -> Changes:
        """The unconfirmed changes of this switch."""
        if self._changes is None:
            protocol = self.protocol
            self._changes = Changes(protocol.transactions, protocol.ofp, protocol.writer.write_all)
        return self._changes

    def apply(self, *msgs: Message, timeout: float | None = None) -> Deferred[None]:
        """Send messages and have a barrier confirm that the switch has processed them.

        Any number may be on their way; they share barriers. If one of the messages cannot be packed, none is sent.

        Args:
            msgs: flow mods, group mods, packet-outs, ... in the order to send them.
            timeout: seconds; None is ``options.request_timeout``.

        Returns:
            a Deferred that fires with None when all are confirmed. It fails with RequestFailed when the switch
            refused some (``errors`` are the decoded errors, ``requests`` the messages that caused them), and with
            MessageError, ProtocolError (an error that cannot be decoded), RequestTimeout, Disconnected. Cancelling
            forgets about the outcome.
        """
        return self.changes.apply(msgs, timeout)

    def bundle(self, *, atomic: bool = True, ordered: bool = True, timeout: float | None = None) -> Bundle:
        """Return a bundle of changes that take effect together, for ``async with``.

        OpenFlow 1.4 and later have bundles; Open vSwitch has them in 1.3, by an extension.

        It is opened at the beginning of the block, committed at its end, discarded if the block raises::

            async with switch.bundle() as bundle:
                bundle.add(flow_mod, group_mod)

        Args:
            atomic: all or nothing.
            ordered: in the order they were added.
            timeout: seconds for each step; None is ``options.request_timeout``.

        Raises:
            MessageError: the version has no bundles. (That a switch of 1.3 has no extension is told by ``open()``.)
        """
        return Bundle(self.changes, atomic=atomic, ordered=ordered, timeout=timeout, extended=self.extended)

    # roles, asynchronous configuration, descriptions

    def request_role(self, role: str | int, generation_id: int | None = None) -> Deferred[Decoded]:
        """Ask for a role: ``"master"``, ``"slave"``, ``"equal"``, ``"nochange"`` or a number.

        Before OpenFlow 1.2 Nicira's message is used, which knows no generation id.

        Args:
            role: the role.
            generation_id: 64 bits, of the election that was won (see
                ``oftwist.wire.numbers.is_stale``). None takes the last one
                the switch told, asking for it if it is not known.

        Returns:
            a Deferred of the reply; ``role`` and ``generation_id`` of this object are then up to date. It fails with
            RequestFailed, e.g. OFPRRFC_STALE.
        """
        return ensureDeferred(self._request_role(roles.role_number(role), generation_id))

    async def _request_role(self, role: int, generation_id: int | None) -> Decoded:
        if generation_id is None and role in (roles.MASTER, roles.SLAVE) and self.version >= 3:
            if self.generation_id is None:
                await self._request_role(roles.NOCHANGE, 0)
            generation_id = self.generation_id
        reply = await self.request(roles.role_request(self.ofp, role, generation_id or 0))
        self._role_told(self, reply)
        return reply

    def get_async(self) -> Deferred[Decoded]:
        """Fire with the ``async_get_reply``: masks in 1.3, properties from 1.4 on. Before, a switch cannot be asked."""
        if self.version < 4:
            return fail(MessageError("asynchronous configuration can be asked for since OpenFlow 1.3"))
        return self.request(self.ofp.message.async_get_request())

    def set_async(self, *properties: object, **masks: int) -> Deferred[None]:
        """Choose the asynchronous messages this controller gets, and confirm it with a barrier.

        What is not given stays as it is, in every version. Before 1.3 it takes Open vSwitch's extensions, and in 1.3
        for all but the masks of ``async_set``; MessageError if they are not there.

        Args:
            properties: ``ofp.async_config_prop`` objects; ``ofp.common.nicira_async_config_prop_...`` before 1.4.
            masks: by name in all versions, bit n for the reason n: ``packet_in_mask_equal_master``,
                ``packet_in_mask_slave``, the same of ``port_status``, ``flow_removed``, and of what else a version (or
                the extension) has: ``role_status``, ``table_status``, ``requestforward``, ...
        """
        return ensureDeferred(self._set_async(properties, masks))

    async def _set_async(self, properties: tuple[object, ...], masks: dict[str, int]) -> None:
        if async_config.is_whole(self.ofp, properties, masks):
            await self.apply(async_config.whole(self.ofp, masks, await self.get_async()))
            return
        msg = async_config.partial(self.ofp, properties, masks)
        if self.version < 5:
            await self.need_extension("this asynchronous configuration", None)
        await self.apply(msg)

    def desc(self) -> Deferred[Decoded]:
        """Fire with the ``desc_stats_reply``: manufacturer, hardware, software, serial number, description."""
        return self.request(self.ofp.message.desc_stats_request())

    def table_features(self) -> Deferred[list[Decoded]]:
        """Fire with the list of ``table_features`` (OpenFlow 1.3 and later)."""
        if self.version < 4:
            return fail(MessageError("table features came with OpenFlow 1.3"))
        return self.stats(self.ofp.message.table_features_stats_request())

    # what the connection does for this object before apps see a message

    def internal_handlers(self, cls: type) -> list[Handler]:
        """Return what is called with messages of a class before any handler of an app."""
        names = kinds.meanings(cls)
        if "port_status" in names:
            return [self._port_status]
        return [self._role_told] if "role_status" in names else self.monitors.handlers(names)

    def _port_status(self, owner: object, msg: Decoded) -> None:
        port = msg.desc
        before = self.ports.get(port.port_no)
        if msg.reason == self.ofp.OFPPR_DELETE:
            if self.ports.pop(port.port_no, None) is not None:
                self._port_reports.removed(port)
        elif port.port_no not in self.ports and len(self.ports) >= MAX_PORTS:
            self.protocol.note("ports", f"more than {MAX_PORTS} ports: further ones are not remembered")
        else:
            self.ports[port.port_no] = port
            self._port_reports.changed(before, port)

    def _role_told(self, owner: object, msg: Decoded) -> None:
        role, generation_id = roles.read_role(msg)
        self.role = role
        if generation_id is not None:
            self.generation_id = generation_id
