"""The easy door of a switch: flows, groups, meters, counters and packets by text or by members, confirmed.

Deferreds; the blocking twin is in `oftwist.blocking.door`. What the methods do is said in `operations`. Knows no
connection but through the three abstract methods. Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from twisted.internet.defer import Deferred, ensureDeferred

from oftwist.controller.difference import Difference
from oftwist.controller.operations import Aggregate, Collect, Confirm, Extended, Operation, Operations

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded, Message

    Confirmer = Callable[[Sequence[Message]], Awaitable[None]]

T = TypeVar("T")


class Door:
    """Methods of a switch that say what people mean, in every version.

    Texts are in the words of ovs-ofctl (see ``docs/flow_text.rst``); ports may be named as the switch names them. Every
    change fires when a barrier has confirmed it, and fails with RequestFailed, which carries the decoded errors, when
    the switch refused. All may also fail with MessageError (a mistake in the text or the members: nothing was sent),
    RequestTimeout and Disconnected. ``timeout`` is in seconds; None is ``options.request_timeout``.
    """

    @property
    def operations(self) -> Operations:
        """What the methods do, for this switch as it is now."""
        raise NotImplementedError

    def apply(self, *msgs: Message, timeout: float | None = None) -> Deferred[None]:
        """Send messages, confirmed by a barrier."""
        raise NotImplementedError

    def stats(self, msg: Message, timeout: float | None = None) -> Deferred[list[Decoded]]:
        """Ask for statistics: the entries of all parts of the reply."""
        raise NotImplementedError

    def extended(self, timeout: float | None = None) -> Deferred[bool]:
        """Has the switch Open vSwitch's extensions?"""
        raise NotImplementedError

    def pause(self) -> Deferred[None]:
        """Fire when others have had their turn."""
        raise NotImplementedError

    def run(
        self, operation: Operation[T], timeout: float | None = None, confirm: Confirmer | None = None
    ) -> Deferred[T]:
        """Carry out an operation of ``operations``.

        Args:
            operation: what to do.
            timeout: seconds, for each step.
            confirm: sends messages and waits until they are confirmed; None is ``apply``.
        """
        return ensureDeferred(self._run(operation, timeout, confirm))

    async def _run(self, operation: Operation[T], timeout: float | None, confirm: Confirmer | None) -> T:
        answer: object = None
        while True:
            try:
                wanted = operation.send(answer)
            except StopIteration as end:
                result: T = end.value
                return result
            if isinstance(wanted, Confirm):
                if confirm is None:
                    await self.apply(*wanted.messages, timeout=timeout)
                else:
                    await confirm(wanted.messages)
                answer = None
            elif isinstance(wanted, Collect):
                answer = await self.stats(wanted.request, timeout)
            elif isinstance(wanted, Extended):
                answer = await self.extended(timeout)
            else:
                answer = None
                await self.pause()

    # --- flows ----------------------------------------------------------------------------------------------

    def add_flow(
        self, text: str | None = None, /, *, timeout: float | None = None, **members: object
    ) -> Deferred[None]:
        """Add one flow: ``add_flow("in_port=1,actions=output:2")`` or ``add_flow(match={"in_port": 1}, actions=...)``.

        Args:
            text: the flow.
            timeout: seconds.
            members: instead of a text. ``match`` is a mapping of fields, a text or a match; ``actions`` are objects or
                a text; ``instructions`` are objects (1.1 and later); all others are members of the message, such as
                ``priority`` (32768 if not given), ``table_id`` (0), ``idle_timeout``, ``cookie``.
        """
        return self.run(self.operations.add_flow(text, **members), timeout)

    def modify_flows(
        self, text: str | None = None, /, *, strict: bool = False, timeout: float | None = None, **members: object
    ) -> Deferred[None]:
        """Change what the flows do that match, or with ``strict`` the one of exactly this match and priority."""
        return self.run(self.operations.modify_flows(text, strict, **members), timeout)

    def delete_flows(
        self, text: str | None = None, /, *, strict: bool = False, timeout: float | None = None, **members: object
    ) -> Deferred[None]:
        """Delete the flows that match, in all tables; without arguments all flows."""
        return self.run(self.operations.delete_flows(text, strict, **members), timeout)

    def flows(
        self, text: str | None = None, /, *, timeout: float | None = None, **members: object
    ) -> Deferred[list[Decoded]]:
        """Fire with the entries of the flows that match, of all tables; ``str(entry)`` is the text of one."""
        return self.run(self.operations.flows(text, **members), timeout)

    def aggregate(self, text: str | None = None, /, *, timeout: float | None = None) -> Deferred[Aggregate]:
        """Fire with the sum of what the flows that match count: ``packet_count``, ``byte_count``, ``flow_count``."""
        return self.run(self.operations.aggregate(text), timeout)

    def diff_flows(self, lines: str | Iterable[str], /, *, timeout: float | None = None) -> Deferred[Difference]:
        """Fire with what `replace_flows` would send."""
        return self.run(self.operations.diff_flows(lines), timeout)

    def replace_flows(self, lines: str | Iterable[str], /, *, timeout: float | None = None) -> Deferred[Difference]:
        """Make the flows of the switch those of the lines: only what differs is sent, and confirmed.

        Args:
            lines: one flow a line, ``#`` begins a comment; a text, a list, or an open file.
            timeout: seconds, for each step.

        Returns:
            a Deferred of the `Difference`: what was deleted, added, modified.
        """
        return self.run(self.operations.replace_flows(lines), timeout)

    # --- groups and meters ----------------------------------------------------------------------------------

    def groups(self, *, timeout: float | None = None) -> Deferred[list[Decoded]]:
        """Fire with the groups and their buckets (``group_desc_stats_entry``)."""
        return self.run(self.operations.groups(), timeout)

    def add_group(self, text: str, /, *, timeout: float | None = None) -> Deferred[None]:
        """Add a group: ``add_group("group_id=1,type=select,bucket=output:1,bucket=output:2")``."""
        return self.run(self.operations.change_group("add", text), timeout)

    def modify_group(self, text: str, /, *, timeout: float | None = None) -> Deferred[None]:
        """Change a group."""
        return self.run(self.operations.change_group("modify", text), timeout)

    def delete_groups(self, text: str | None = None, /, *, timeout: float | None = None) -> Deferred[None]:
        """Delete a group (``"group_id=1"``), or all of them."""
        return self.run(self.operations.delete_groups(text), timeout)

    def meters(self, *, timeout: float | None = None) -> Deferred[list[Decoded]]:
        """Fire with the meters and their bands (``meter_config``; OpenFlow 1.3 and later)."""
        return self.run(self.operations.meters(), timeout)

    def add_meter(self, text: str, /, *, timeout: float | None = None) -> Deferred[None]:
        """Add a meter: ``add_meter("meter=1,kbps,bands=type=drop,rate=1000")``."""
        return self.run(self.operations.change_meter("add", text), timeout)

    def modify_meter(self, text: str, /, *, timeout: float | None = None) -> Deferred[None]:
        """Change a meter."""
        return self.run(self.operations.change_meter("modify", text), timeout)

    def delete_meters(self, text: str | None = None, /, *, timeout: float | None = None) -> Deferred[None]:
        """Delete a meter (``"meter=1"``), or all of them."""
        return self.run(self.operations.delete_meters(text), timeout)

    # --- ports and packets ----------------------------------------------------------------------------------

    def port_stats(self, port: int | None = None, /, *, timeout: float | None = None) -> Deferred[list[Decoded]]:
        """Fire with the counters of a port, or of all (``port_stats_entry``)."""
        return self.run(self.operations.port_stats(port), timeout)

    def packet_out(
        self, text: str | None = None, /, *, timeout: float | None = None, **members: object
    ) -> Deferred[None]:
        """Send a packet: ``packet_out(data=frame, actions="output:1")`` or ``packet_out("packet=HEX,actions=...")``.

        Args:
            text: the packet-out.
            timeout: seconds.
            members: instead of a text. ``data`` is bytes or what ``bytes()`` takes, ``actions`` objects or a text,
                ``in_port`` a number (the controller if not given).
        """
        return self.run(self.operations.packet_out(text, **members), timeout)
