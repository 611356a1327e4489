"""What a switch does by Open vSwitch's extensions, beside the door: packets set aside and resumed, flow monitors.

Knows a switch by what `Extensions` asks of it. What needs an extension is never sent to a switch whose description does
not say that it is an Open vSwitch: MessageError then. Everything runs in the reactor thread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, ensureDeferred

from oftwist.controller import flow_updates
from oftwist.controller.monitor import FlowMonitor, FlowMonitors
from oftwist.errors import MessageError

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded, Message
    from oftwist.connection.transactions import Transactions
    from oftwist.wire.interfaces import Part

#: The forms of packet-ins, in the words of ``ovs-ofctl -P``, and their numbers.
PACKET_IN_FORMATS = {"standard": 0, "nxt_packet_in": 1, "nxt_packet_in2": 2}
#: Updates of a flow monitor that may wait to be read.
MONITOR_LIMIT = 65536

_REGISTER = re.compile("(x{0,2})reg([0-9]+)")
_PROP = "nicira_packet_in_prop_"
#: What of a packet-in is no more true of the packet that goes on.
_STALE = (_PROP + "full_len", _PROP + "buffer_id")


def resume_message(
    ofp: ModuleType, packet_in: Part, data: bytes | None = None, fields: Mapping[str, object] | None = None
) -> Message:
    """The message that lets a paused packet go on.

    Args:
        ofp: the loxi module of the version.
        packet_in: a ``nicira_packet_in2`` with a continuation.
        data: the packet as it goes on; None: as it was.
        fields: registers, metadata, ... that are other ones when it goes on, by name.

    Raises:
        MessageError: this packet does not wait, or there is no such field.
    """
    if getattr(packet_in, "continuation", None) is None:
        raise MessageError("it was not paused: only a nicira_packet_in2 with a continuation can be resumed")
    common = ofp.common
    properties = []
    for prop in packet_in.properties:
        name = type(prop).__name__
        if name in _STALE or (name == _PROP + "packet" and data is not None):
            continue
        if name == _PROP + "metadata" and fields:
            prop = common.nicira_packet_in_prop_metadata(oxm_list=_with_fields(packet_in.match, fields))
        properties.append(prop)
    if data is not None:
        properties.insert(0, common.nicira_packet_in_prop_packet(data=bytes(data)))
    message: Message = ofp.message.nicira_resume(properties=properties)
    return message


def packet_in_format_message(ofp: ModuleType, form: str | int) -> Message:
    """The message that chooses the form of packet-ins.

    Raises:
        MessageError: there is no such form.
    """
    number = PACKET_IN_FORMATS.get(form, -1) if isinstance(form, str) else form
    if number not in PACKET_IN_FORMATS.values():
        raise MessageError(f"no form of packet-ins is called {form!r}: {', '.join(PACKET_IN_FORMATS)}")
    message: Message = ofp.message.nicira_set_packet_in_format(format=number)
    return message


def _with_fields(match: Any, fields: Mapping[str, object]) -> list[Part]:
    """The fields of a packet, with some of them changed."""
    cls = type(match)
    changed = dict(cls.build(**fields).items())
    touched = set(changed)
    registers: dict[str, int] = {}
    if any(_REGISTER.fullmatch(name) for name in changed):
        # The same bits may be told by another name: 1.5 has them as xreg0.
        registers = registers_of(match) | registers_of(changed)
        touched |= {name for name in match if _REGISTER.fullmatch(name)}
    kept = [oxm for oxm in match.oxm_list if touched.isdisjoint(cls([oxm]).keys())]
    others = {name: value for name, value in changed.items() if not _REGISTER.fullmatch(name)}
    return kept + list(cls.build(**others, **registers).oxm_list)


def registers_of(fields: Mapping[str, Any]) -> dict[str, int]:
    """The registers among some fields, as those of 32 bits that they consist of."""
    found = {}
    for name, value in fields.items():
        register = _REGISTER.fullmatch(name)
        if register is None:
            continue
        count = 1 << len(register[1])
        value, mask = value if isinstance(value, tuple) else (value, -1)
        for index in range(count):
            shift = 32 * (count - 1 - index)
            if mask >> shift & 0xFFFFFFFF:
                found[f"reg{count * int(register[2]) + index}"] = value >> shift & 0xFFFFFFFF
    return found


class Extensions:
    """Methods of a switch that need Open vSwitch's extensions (the flow monitor up to 1.3 only).

    They fail with MessageError if the switch does not have them, without sending anything but, once, a request for its
    description; with RequestFailed, RequestTimeout, Disconnected as ``apply``.
    """

    ofp: ModuleType
    _monitors: FlowMonitors | None = None

    if TYPE_CHECKING:

        def apply(self, *msgs: Message, timeout: float | None = None) -> Deferred[None]: ...

        def extended(self, timeout: float | None = None) -> Deferred[bool]: ...

        version: int
        ports: dict[int, Decoded]
        transactions: Transactions
        send: Callable[[Message], int]

        @property
        def connected(self) -> bool: ...

    async def need_extension(self, what: str, timeout: float | None) -> None:
        """Raise MessageError, saying what it was for, if the switch does not have the extensions."""
        if not await self.extended(timeout):
            raise MessageError(f"{what} needs Open vSwitch's extensions, which {self} does not have")

    async def _extension(self, what: str, msg: Message, timeout: float | None) -> None:
        """Send a message of the extensions, confirmed."""
        await self.need_extension(what, timeout)
        await self.apply(msg, timeout=timeout)

    def set_packet_in_format(self, form: str | int, *, timeout: float | None = None) -> Deferred[None]:
        """Choose the form of the packet-ins that this connection gets.

        ``@on("packet_in")`` handlers get all of them, as what they are. Each has ``in_port``, ``data``, ``reason``,
        ``table_id``, ``cookie``, ``total_len`` and ``buffer_id``; ``metadata`` (and ``match``) is a match of what else
        is known of the packet: registers, tunnel, ``metadata`` itself; ``userdata`` is b"" and ``continuation`` None
        where the switch did not send any.

        Args:
            form: ``"standard"``; ``"nxt_packet_in"``, with fields the standard cannot tell; ``"nxt_packet_in2"``, with
                ``userdata``, and the only one in which a packet paused can be resumed. Or their numbers, 0 to 2.
            timeout: seconds; None is ``options.request_timeout``.
        """
        msg = packet_in_format_message(self.ofp, form)
        return ensureDeferred(self._extension("another form of packet-ins", msg, timeout))

    def set_controller_id(self, controller_id: int, *, timeout: float | None = None) -> Deferred[None]:
        """Say which controller this connection is, 0 to 65535, for actions ``controller(id=...)``; 0 at first."""
        msg = self.ofp.message.nicira_set_controller_id(controller_id=controller_id)
        return ensureDeferred(self._extension("a controller id", msg, timeout))

    def resume(
        self,
        packet_in: Decoded,
        data: bytes | None = None,
        *,
        fields: Mapping[str, object] | None = None,
        timeout: float | None = None,
    ) -> Deferred[None]:
        """Let a packet go on that a ``controller(pause)`` action set aside.

        It goes on behind that action, in the table where it was. The switch sends such packets if it was asked for the
        form: ``set_packet_in_format("nxt_packet_in2")``.

        Args:
            packet_in: the packet-in, with its continuation, which is given back byte for byte.
            data: the packet as it goes on, bytes or what ``bytes()`` takes; None: as it was.
            fields: what else is to be other than it was, by name: ``{"reg0": 5, "metadata": 7}``.
            timeout: seconds; None is ``options.request_timeout``.

        Returns:
            a Deferred that fires when a barrier has confirmed it. It fails with MessageError if the packet-in has no
            continuation, with RequestFailed (NXR_STALE) if the switch no longer knows it.
        """
        return ensureDeferred(self._resume(packet_in, data, fields, timeout))

    async def _resume(
        self, packet_in: Decoded, data: bytes | None, fields: Mapping[str, object] | None, timeout: float | None
    ) -> None:
        # A continuation is proof enough that the switch has the extension.
        await self.apply(resume_message(self.ofp, packet_in, data, fields), timeout=timeout)

    def monitor_flows(
        self,
        text: str | None = None,
        /,
        *,
        initial: bool = True,
        added: bool = True,
        modified: bool = True,
        removed: bool = True,
        actions: bool = True,
        own: bool = True,
        limit: int = MONITOR_LIMIT,
        timeout: float | None = None,
    ) -> FlowMonitor:
        """Watch the flows of the switch: an asynchronous iterator of `FlowUpdate` objects, one for each change::

            async for update in switch.monitor_flows("table=0,tcp"):
                print(update.event, update.entry.cookie, update)

        OpenFlow 1.4 and later have it; Open vSwitch in every version. There may be several; all of a switch share its
        connection. Leaving the loop ends the monitor at the switch, at once in CPython; ``async with`` says so plainly,
        and waits until the monitor has begun and ended.

        Up to ``limit`` updates wait to be read. If there are more, or one cannot be decoded, the monitor is ended: what
        came before can be read, then FellBehind or ProtocolError is raised, since a view of the flows with a gap is
        none. When the connection ends, the iteration does.

        Args:
            text: only flows that match this, in the words of ovs-ofctl: match fields, ``table``, ``out_port``.
            initial: tell the flows that are there first.
            added, modified, removed: of which changes to be told; of one at least.
            actions: tell what the flows do. (Open vSwitch always does for those removed.)
            own: tell changes made by this connection in full; else they come as "abbreviated", with the xid of the
                message that made them.
            limit: updates that may wait to be read.
            timeout: seconds for the first answer; None is ``options.request_timeout``.

        Raises:
            MessageError: the text is wrong. (That the switch has no flow monitors is told by the first step.)
        """
        flags = flow_updates.flags_of(initial, added, modified, removed, actions)
        names = {number: str(port.name) for number, port in self.ports.items()}
        asked = flow_updates.wanted(self.ofp, text, flags, names)
        return FlowMonitor(self, asked, own, limit, timeout)

    @property
    def monitors(self) -> FlowMonitors:
        """The flow monitors of this switch."""
        if self._monitors is None:
            self._monitors = FlowMonitors(self)
        return self._monitors
