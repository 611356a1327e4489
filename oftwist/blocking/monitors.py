"""Flow monitors for straight-line tests: every change of the flows of a switch, as an iterator with a time limit.

The switch does not say for which monitor an update is: whoever waits takes the next one out of the controller's queue
and gives it to all monitors of the connection that asked for such ones. What is asked and told: see
`oftwist.controller.flow_updates`. Called in any thread but the reactor's.
"""

from __future__ import annotations

import threading
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING

from oftwist.controller import flow_updates
from oftwist.controller.flow_updates import OF14, FlowUpdate, Wanted, update_of
from oftwist.errors import FellBehind, MessageError, OFTwistError, RequestTimeout
from oftwist.wire import kinds

if TYPE_CHECKING:
    from oftwist.blocking.interfaces import Tested
    from oftwist.connection.interfaces import Decoded


class BlockingFlowMonitor:
    """An iterator over the changes of the flows of a switch: see ``SwitchUnderTest.monitor_flows``.

    It begins when it is entered (``with``) or first asked for an update, and ends with the block or with `close`.
    """

    def __init__(self, switch: Tested, monitors: Monitors, asked: Wanted, own: bool, timeout: float) -> None:
        self._switch = switch
        self._monitors = monitors
        self._own = own
        self._timeout = timeout
        self._number = 0
        self._dropped = 0
        self.asked = asked
        #: Updates that have come and were not read.
        self.kept: deque[FlowUpdate] = deque()
        #: Nothing more comes.
        self.ended = False

    def begin(self) -> BlockingFlowMonitor:
        """Ask the switch for the monitor, and wait until it has answered: all changes from now on are told.

        Raises:
            MessageError: the switch has no flow monitors. Otherwise as ``stats``.
        """
        if self._number or self.ended:
            return self
        switch, version = self._switch, self._switch.ofp.OFP_VERSION
        extended = switch.extended(self._timeout)
        if not extended and version < OF14:
            spoken = f"1.{version - 1} without Open vSwitch's extensions"
            raise MessageError(f"flow monitors came with OpenFlow 1.4; this switch speaks {spoken}")
        if self._own:
            self.asked = self.asked.with_own(version, extended)
        self._dropped = switch.controller.packets_expired
        self._number = self._monitors.add(self)
        request = flow_updates.request(switch.ofp, self._number, self.asked)
        try:
            there = switch.stats(request, self._timeout)
        except BaseException:
            self._monitors.forget(self)
            self.ended = True
            raise
        # What comes with the answer was there before anything that others were told meanwhile.
        self.kept.extendleft(reversed([update_of(entry, True) for entry in there]))
        return self

    def next(self, timeout: float = -1) -> FlowUpdate | None:
        """Wait for the next update.

        Args:
            timeout: seconds; -1 is what the monitor was made with.

        Returns:
            it, or None when the monitor has ended and all that came before is read.

        Raises:
            RequestTimeout: nothing has changed in that time. The monitor goes on.
            FellBehind: the controller's queue (``max_pkts``) was full and has dropped messages: the view has a gap.
        """
        self.begin()
        limit = self._switch.controller.limit(self._timeout if timeout == -1 else timeout)
        if not self.kept and not self.ended:
            self._monitors.wait(self, limit)
        expired = self._switch.controller.packets_expired
        if expired != self._dropped:
            self._dropped = expired
            self.close()
            raise FellBehind("the controller's queue was full: updates of a flow monitor may have been dropped")
        return self.kept.popleft() if self.kept else None

    def take(self, update: FlowUpdate, alone: bool) -> None:
        """Keep an update, if this monitor asked for such ones."""
        if alone or self.asked.takes(update):
            self.kept.append(update)

    def close(self) -> None:
        """End the monitor at the switch, and forget what was not read. Iterating further ends."""
        number, self._number = self._number, 0
        begun = bool(number) and not self.ended
        self.ended = True
        self.kept.clear()
        self._monitors.forget(self)
        if begun:
            self._cancel(number)

    def _cancel(self, number: int) -> None:
        switch = self._switch
        message = flow_updates.cancel_message(switch.ofp, number)
        try:
            if switch.ofp.OFP_VERSION >= OF14:
                switch.request(message, self._timeout)
            else:
                switch.confirm([message], self._timeout)
        except OFTwistError:
            pass  # there is no such monitor (any more), or no connection: it has ended
        self._monitors.clear_unwanted()

    def __iter__(self) -> BlockingFlowMonitor:
        return self

    def __next__(self) -> FlowUpdate:
        update = self.next()
        if update is None:
            raise StopIteration
        return update

    def __enter__(self) -> BlockingFlowMonitor:
        return self.begin()

    def __exit__(self, *exc: object) -> None:
        self.close()


class Monitors:
    """The flow monitors of one switch under test."""

    def __init__(self, switch: Tested) -> None:
        self._switch = switch
        self._lock = threading.Lock()  # held by the thread that waits for the switch
        self._monitors: list[BlockingFlowMonitor] = []
        self._last = 0

    def add(self, monitor: BlockingFlowMonitor) -> int:
        """Let a monitor have updates from now on; returns its number."""
        self._last += 1
        self._monitors.append(monitor)
        return self._last

    def forget(self, monitor: BlockingFlowMonitor) -> None:
        """Let it have no more."""
        if monitor in self._monitors:
            self._monitors.remove(monitor)

    def wait(self, monitor: BlockingFlowMonitor, limit: float) -> None:
        """Wait until a monitor has an update, or has ended.

        Raises:
            RequestTimeout: it has none within ``limit`` seconds.
        """
        deadline = monotonic() + limit
        while not monitor.kept and not monitor.ended:
            left = max(0.0, deadline - monotonic())
            if not self._lock.acquire(timeout=left):  # another thread waits for its monitor, and serves this one too
                break
            try:
                if not monitor.kept:
                    self._fetch(left)
            finally:
                self._lock.release()
            if left <= 0:
                break
        if not monitor.kept and not monitor.ended:
            raise RequestTimeout(f"no update of a flow monitor within {limit:g} s")

    def _fetch(self, seconds: float) -> None:
        """Take the next message about flow monitors, and give it to those whom it concerns."""
        controller = self._switch.controller
        msg, _ = controller.poll(_is_update, seconds)
        if msg is None:
            if not controller.switch_socket:
                for monitor in self._monitors:
                    monitor.ended = True
            return
        for update in _updates(msg):
            for monitor in list(self._monitors):
                monitor.take(update, len(self._monitors) == 1)

    def clear_unwanted(self) -> None:
        """Take out of the queue what came for a monitor that has ended, if there is no other."""
        while not self._monitors and self._switch.controller.poll(_is_update, 0)[0] is not None:
            pass


def _is_update(msg: Decoded) -> bool:
    name = kinds.names_of(msg)[0]
    return name.endswith(("flow_monitor_reply", "flow_monitor_paused", "flow_monitor_resumed"))


def _updates(msg: Decoded) -> list[FlowUpdate]:
    """What a message tells: the changes, or that the switch pauses."""
    entries = kinds.entries_of(msg)
    if entries is not None:
        return [update_of(entry, False) for entry in entries]
    return [FlowUpdate(flow_updates.event_of(kinds.names_of(msg)[0]) or "unreadable")]
