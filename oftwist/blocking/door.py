"""The easy door for straight-line tests: what `oftwist.Switch` has as Deferreds, in the calling thread.

What the methods do is said in `oftwist.controller.operations`, once for both. May know the operations and
what is sent. Called in any thread but the reactor's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from oftwist.connection.interfaces import Message
from oftwist.controller.difference import Difference
from oftwist.controller.operations import Aggregate, Collect, Confirm, Extended, Operation, Operations

T = TypeVar("T")


class BlockingDoor:
    """Methods of a switch under test that say what people mean, in every version; see `oftwist.controller.door.Door`.

    Every change returns when a barrier has confirmed it, and raises RequestFailed, which carries the decoded errors,
    when the switch refused. ``timeout`` is in seconds, -1 the controller's default.
    """

    @property
    def operations(self) -> Operations:
        """What the methods do, for this switch."""
        raise NotImplementedError

    def confirm(self, messages: Sequence[Message], timeout: float = -1) -> None:
        """Send messages and have a barrier confirm them."""
        raise NotImplementedError

    def stats(self, msg: Message, timeout: float = -1) -> list[Any]:
        """All entries of a statistics reply."""
        raise NotImplementedError

    def extended(self, timeout: float = -1) -> bool:
        """Has the switch Open vSwitch's extensions?"""
        raise NotImplementedError

    def run(self, operation: Operation[T], timeout: float = -1) -> T:
        """Carry out an operation of ``operations``."""
        answer: Any = None
        while True:
            try:
                wanted = operation.send(answer)
            except StopIteration as end:
                result: T = end.value
                return result
            if isinstance(wanted, Confirm):
                self.confirm(wanted.messages, timeout)
                answer = None
            elif isinstance(wanted, Collect):
                answer = self.stats(wanted.request, timeout)
            elif isinstance(wanted, Extended):
                answer = self.extended(timeout)
            else:  # a pause: others have threads of their own
                answer = None

    def add_flow(self, text: str | None = None, /, *, timeout: float = -1, **members: Any) -> None:
        """Add one flow: ``add_flow("in_port=1,actions=output:2")`` or by members."""
        self.run(self.operations.add_flow(text, **members), timeout)

    def modify_flows(
        self, text: str | None = None, /, *, strict: bool = False, timeout: float = -1, **members: Any
    ) -> None:
        """Change what the flows do that match, or with ``strict`` the one of exactly this match and priority."""
        self.run(self.operations.modify_flows(text, strict, **members), timeout)

    def delete_flows(
        self, text: str | None = None, /, *, strict: bool = False, timeout: float = -1, **members: Any
    ) -> None:
        """Delete the flows that match, in all tables; without arguments all flows."""
        self.run(self.operations.delete_flows(text, strict, **members), timeout)

    def flows(self, text: str | None = None, /, *, timeout: float = -1, **members: Any) -> list[Any]:
        """The entries of the flows that match, of all tables; ``str(entry)`` is the text of one."""
        return self.run(self.operations.flows(text, **members), timeout)

    def aggregate(self, text: str | None = None, /, *, timeout: float = -1) -> Aggregate:
        """The sum of what the flows that match count."""
        return self.run(self.operations.aggregate(text), timeout)

    def diff_flows(self, lines: str | Iterable[str], /, *, timeout: float = -1) -> Difference:
        """What `replace_flows` would send."""
        return self.run(self.operations.diff_flows(lines), timeout)

    def replace_flows(self, lines: str | Iterable[str], /, *, timeout: float = -1) -> Difference:
        """Make the flows of the switch those of the lines; returns what was sent."""
        return self.run(self.operations.replace_flows(lines), timeout)

    def groups(self, *, timeout: float = -1) -> list[Any]:
        """The groups and their buckets."""
        return self.run(self.operations.groups(), timeout)

    def add_group(self, text: str, /, *, timeout: float = -1) -> None:
        """Add a group: ``add_group("group_id=1,type=select,bucket=output:1,bucket=output:2")``."""
        self.run(self.operations.change_group("add", text), timeout)

    def modify_group(self, text: str, /, *, timeout: float = -1) -> None:
        """Change a group."""
        self.run(self.operations.change_group("modify", text), timeout)

    def delete_groups(self, text: str | None = None, /, *, timeout: float = -1) -> None:
        """Delete a group (``"group_id=1"``), or all of them."""
        self.run(self.operations.delete_groups(text), timeout)

    def meters(self, *, timeout: float = -1) -> list[Any]:
        """The meters and their bands."""
        return self.run(self.operations.meters(), timeout)

    def add_meter(self, text: str, /, *, timeout: float = -1) -> None:
        """Add a meter: ``add_meter("meter=1,kbps,bands=type=drop,rate=1000")``."""
        self.run(self.operations.change_meter("add", text), timeout)

    def modify_meter(self, text: str, /, *, timeout: float = -1) -> None:
        """Change a meter."""
        self.run(self.operations.change_meter("modify", text), timeout)

    def delete_meters(self, text: str | None = None, /, *, timeout: float = -1) -> None:
        """Delete a meter (``"meter=1"``), or all of them."""
        self.run(self.operations.delete_meters(text), timeout)

    def port_stats(self, port: int | None = None, /, *, timeout: float = -1) -> list[Any]:
        """The counters of a port, or of all."""
        return self.run(self.operations.port_stats(port), timeout)

    def packet_out(self, text: str | None = None, /, *, timeout: float = -1, **members: Any) -> None:
        """Send a packet: ``packet_out(data=frame, actions="output:1")``."""
        self.run(self.operations.packet_out(text, **members), timeout)
