"""What a switch under test does beside the door: paused packets resumed, bundles, flow monitors, in the calling thread.

The blocking twin of `oftwist.controller.extensions`, which says what the methods do. Called in any thread but the
reactor's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from oftwist.blocking.bundles import BlockingBundle
from oftwist.blocking.monitors import BlockingFlowMonitor, Monitors
from oftwist.connection.bundling import BundleMessages
from oftwist.controller import flow_updates
from oftwist.controller.extensions import packet_in_format_message, resume_message
from oftwist.errors import MessageError

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.blocking.controller import Controller
    from oftwist.connection.interfaces import Decoded, Message
    from oftwist.controller.operations import Operations


class BlockingExtensions:
    """Methods of a switch under test; MessageError where the switch does not have what they need."""

    controller: Controller
    ofp: ModuleType
    _monitors: Monitors | None = None
    _bundles = 0

    if TYPE_CHECKING:

        @property
        def operations(self) -> Operations: ...

        def confirm(self, messages: Sequence[Message], timeout: float = -1) -> None: ...

        def extended(self, timeout: float = -1) -> bool: ...

        def request(self, msg: Message, timeout: float = -1) -> Decoded: ...

        def stats(self, msg: Message, timeout: float = -1) -> list[Any]: ...

        def send(self, msg: Message) -> int: ...

    def set_packet_in_format(self, form: str | int, *, timeout: float = -1) -> None:
        """Choose the form of packet-ins: ``"standard"``, ``"nxt_packet_in"`` or ``"nxt_packet_in2"``."""
        self._extension(packet_in_format_message(self.ofp, form), "another form of packet-ins", timeout)

    def resume(
        self,
        packet_in: Decoded,
        data: bytes | None = None,
        *,
        fields: Mapping[str, object] | None = None,
        timeout: float = -1,
    ) -> None:
        """Let a packet go on that a ``controller(pause)`` action set aside; see `oftwist.Switch.resume`.

        Args:
            packet_in: a ``nicira_packet_in2`` with its continuation.
            data: the packet as it goes on; None: as it was.
            fields: what else is to be other than it was: ``{"reg0": 5}``.
            timeout: seconds, -1 the controller's default.

        Raises:
            MessageError: the packet-in has no continuation.
            RequestFailed: the switch no longer knows it.
        """
        self.confirm([resume_message(self.ofp, packet_in, data, fields)], timeout)

    def bundle(self, *, atomic: bool = True, ordered: bool = True, timeout: float = -1) -> BlockingBundle:
        """A bundle of changes that take effect together, for ``with``; see `oftwist.Switch.bundle`::

            with switch.bundle() as bundle:
                bundle.add(flow_mod, group_mod)

        Args:
            atomic: all or nothing.
            ordered: in the order they were added.
            timeout: seconds for each step, -1 the controller's default.

        Raises:
            MessageError: the version has no bundles.
        """
        self._bundles += 1
        return BlockingBundle(self, BundleMessages(self.ofp, self._bundles, atomic=atomic, ordered=ordered), timeout)

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
        timeout: float = -1,
    ) -> BlockingFlowMonitor:
        """Watch the flows of the switch: an iterator of `FlowUpdate` objects; see `oftwist.Switch.monitor_flows`::

            with switch.monitor_flows("table=0,tcp", initial=False) as changes:
                switch.add_flow("tcp,actions=drop")
                assert changes.next().event == "added"

        Each step waits at most ``timeout`` seconds, and raises RequestTimeout then; the monitor goes on, and
        ``next(timeout)`` has a limit of its own. Iteration ends when the connection does. Updates that nobody has read
        wait in the controller's queue; if that is full and drops messages, FellBehind is raised.

        Args:
            text: only flows that match this, in the words of ovs-ofctl.
            initial: tell the flows that are there first.
            added, modified, removed: of which changes to be told.
            actions: tell what the flows do.
            own: tell changes made by this connection in full.
            timeout: seconds for the first answer and for each update, -1 the controller's default.

        Raises:
            MessageError: the text is wrong. (That the switch has no flow monitors is told by the first step.)
        """
        flags = flow_updates.flags_of(initial, added, modified, removed, actions)
        asked = flow_updates.wanted(self.ofp, text, flags, self.operations.ports)
        if self._monitors is None:
            self._monitors = Monitors(self)
        return BlockingFlowMonitor(self, self._monitors, asked, own, timeout)

    def _extension(self, msg: Message, what: str, timeout: float) -> None:
        if not self.extended(timeout):
            raise MessageError(f"{what} needs Open vSwitch's extensions, which {self} does not have")
        self.confirm([msg], timeout)
