"""Flow monitors: every change of the flows of a switch, as it happens, as an asynchronous iterator.

The switch does not say for which monitor of a connection an update is, and sends most of them with xid 0:
`FlowMonitors` gives each to the monitors that asked for such ones. Everything runs in the reactor thread.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from twisted.internet.defer import Deferred, succeed

from oftwist.controller import flow_updates
from oftwist.controller.flow_updates import OF14, FlowUpdate, Wanted, update_of
from oftwist.errors import Disconnected, FellBehind, MessageError, OFTwistError, RequestFailed, RequestTimeout
from oftwist.wire import kinds

if TYPE_CHECKING:
    from types import ModuleType

    from twisted.python.failure import Failure

    from oftwist.connection.interfaces import Decoded, Handler, Message
    from oftwist.connection.transactions import Transactions
    from oftwist.wire.interfaces import Part


class Monitored(Protocol):
    """What this file knows of a switch."""

    ofp: ModuleType
    version: int
    transactions: Transactions
    send: Callable[[Message], int]

    @property
    def connected(self) -> bool: ...
    @property
    def monitors(self) -> FlowMonitors: ...
    def apply(self, *msgs: Message, timeout: float | None = None) -> Deferred[None]: ...
    def extended(self, timeout: float | None = None) -> Deferred[bool]: ...


class _Reader:
    """One who waits for a feed, for a time."""

    def __init__(self, timeout: float) -> None:
        self.timeout = timeout
        self.woken: Deferred[None] = Deferred()

    def expire(self) -> None:
        """It has waited long enough."""
        self.woken.errback(RequestTimeout(f"no update of a flow monitor within {self.timeout:g} s"))


class _Feed:
    """One monitor at the switch, and what it told that was not read yet.

    It stands in the transactions of the connection under the xid of its request as long as the monitor lives: there
    come the flows that are there, its errors, and from switches that do as 1.4 says the later updates.
    """

    def __init__(self, monitors: FlowMonitors, number: int, asked: Wanted, limit: int, timeout: float) -> None:
        self.monitors = monitors
        self.number = number
        self.asked = asked
        self.limit = limit
        self.timeout = timeout
        self.xid = 0
        self.kept: deque[FlowUpdate] = deque()
        self.error: BaseException | None = None
        self.ended = False  # nothing more is kept
        self.abandoned = False  # nobody will read it
        self._initial = True  # what comes with our xid was there when the monitor began
        self._readers: list[_Reader] = []
        self._stopping: Deferred[None] | None = None

    # --- what comes -----------------------------------------------------------------------------------------

    def received(self, msg: Decoded, size: int) -> bool:
        """An answer to the request, or an update with its xid."""
        if "error_msg" in kinds.names_of(msg):
            told = f"flow monitor xid {self.xid} failed: {kinds.error_text(msg)}"
            self.fail(RequestFailed(told, [msg], [None]))
            return True
        entries = kinds.entries_of(msg)
        if entries is None:
            return False
        self.take(entries, self._initial)
        if self._initial and not kinds.reply_more(msg):
            self._initial = False
            self.monitors.deadlines.discard(self)
            self._wake()
        return True

    def take(self, entries: list[Part], initial: bool = False, alone: bool = True) -> None:
        """Keep the updates that were asked for.

        Args:
            entries: the updates.
            initial: they answer the request: up to 1.3 what is there is told as added.
            alone: there is no other monitor that may have asked for them.
        """
        if self.abandoned:
            self.stop()
        if self.ended:
            return
        for entry in entries:
            update = update_of(entry, initial)
            if not alone and not self.asked.takes(update):
                continue
            if len(self.kept) >= self.limit:
                self.stop(FellBehind(f"{self.limit} updates of a flow monitor wait to be read, and more have come"))
                return
            self.kept.append(update)
        if self.kept:
            self._wake()

    def told(self, event: str) -> None:
        """Keep what the switch says of all monitors."""
        if not self.ended:
            self.kept.append(FlowUpdate(event))
            self._wake()

    def fail(self, error: BaseException) -> None:
        """Nothing more comes: the switch refused the request, the connection is down, an answer cannot be decoded."""
        if not isinstance(error, Disconnected) and not self._initial:
            self.stop(error)
            return
        self._end(error if self._initial or not isinstance(error, Disconnected) else None)
        self.monitors.forget(self)

    def expire(self) -> None:
        """The request was not answered in time."""
        self.stop(RequestTimeout(f"no answer to the request for a flow monitor within {self.timeout:g} s"))

    # --- who reads ------------------------------------------------------------------------------------------

    async def next(self, timeout: float = math.inf) -> FlowUpdate | None:
        """The next update; None when there is no more.

        Raises:
            RequestTimeout: there was none for ``timeout`` seconds.
            OFTwistError: why there is no more, once.
        """
        while not self.kept:
            if self.error is not None:
                error, self.error = self.error, None
                raise error
            if self.ended:
                return None
            await self._wait(timeout)
        return self.kept.popleft()

    async def begun(self) -> None:
        """Wait until the switch has told what is there, or refused."""
        while self._initial and not self.ended:
            await self._wait()
        if self._initial and self.error is not None:
            error, self.error = self.error, None
            raise error

    async def _wait(self, timeout: float = math.inf) -> None:
        reader = _Reader(timeout)
        self._readers.append(reader)
        self.monitors.deadlines.add(reader)
        try:
            await reader.woken
        finally:
            self.monitors.deadlines.discard(reader)
            if reader in self._readers:  # it was cancelled, or its time is over
                self._readers.remove(reader)

    def _wake(self) -> None:
        readers, self._readers = self._readers, []
        for reader in readers:
            self.monitors.deadlines.discard(reader)
            reader.woken.callback(None)

    # --- the end --------------------------------------------------------------------------------------------

    def stop(self, error: BaseException | None = None) -> Deferred[None]:
        """End the monitor at the switch; fires when that is confirmed, or cannot be any more.

        Args:
            error: why; whoever reads what is left is told then.
        """
        self._end(error)
        if self._stopping is None:
            self._stopping = self.monitors.cancel(self)
        waiting: Deferred[None] = Deferred()
        self._stopping.addCallback(lambda _: waiting.callback(None))
        return waiting

    def _end(self, error: BaseException | None) -> None:
        if not self.ended:
            self.ended = True
            self.error = error
            self.monitors.deadlines.discard(self)
            self._wake()


class FlowMonitors:
    """The flow monitors on the main connection of a switch.

    It stands in the transactions of the connection under xid 0, which most updates have, while there are monitors.
    """

    def __init__(self, switch: Monitored) -> None:
        self._switch = switch
        self._transactions = switch.transactions
        self._feeds: dict[int, _Feed] = {}
        self._number = 0
        self.deadlines = self._transactions.deadlines

    def begin(self, asked: Wanted, limit: int, timeout: float | None) -> _Feed:
        """Ask the switch for a monitor.

        Raises:
            MessageError, Disconnected: it cannot be asked.
        """
        transactions, switch = self._transactions, self._switch
        self._number = self._number % 0xFFFFFFFF + 1
        seconds = transactions.options.request_timeout if timeout is None else timeout
        feed = _Feed(self, self._number, asked, limit, seconds or math.inf)
        request = flow_updates.request(switch.ofp, feed.number, asked)
        feed.xid = request.xid = transactions.next_xid()
        if not self._feeds:
            transactions.watch(0, self)
        self._feeds[feed.number] = feed
        transactions.watch(feed.xid, feed)
        self.deadlines.add(feed)
        try:
            switch.send(request)
        except OFTwistError:
            self.forget(feed)
            raise
        return feed

    def cancel(self, feed: _Feed) -> Deferred[None]:
        """End a monitor at the switch. What it still tells until that is confirmed is dropped."""
        switch = self._switch
        if feed.number not in self._feeds or not switch.connected:
            self.forget(feed)
            return succeed(None)
        message = flow_updates.cancel_message(switch.ofp, feed.number)
        done: Deferred[Any]
        done = self._transactions.request(message) if switch.version >= OF14 else switch.apply(message)

        def ended(_: object) -> None:
            self.forget(feed)

        def failed(failure: Failure) -> None:
            failure.trap(OFTwistError)  # there is no such monitor (any more), or no connection: it has ended
            self.forget(feed)

        return done.addCallbacks(ended, failed)

    def forget(self, feed: _Feed) -> None:
        """A monitor has ended."""
        self.deadlines.discard(feed)
        self._transactions.unwatch((feed.xid,), feed)
        self._feeds.pop(feed.number, None)
        if not self._feeds:
            self._transactions.unwatch((0,), self)

    # --- as one of those that wait ----------------------------------------------------------------------------

    def received(self, msg: Decoded, size: int) -> bool:
        """An update that has no xid."""
        if not kinds.names_of(msg)[0].endswith("flow_monitor_reply"):
            return False
        feeds = list(self._feeds.values())
        for feed in feeds:
            feed.take(msg.entries, alone=len(feeds) == 1)
        return True

    def fail(self, error: BaseException) -> None:
        """An update cannot be decoded, or the connection is down."""
        for feed in list(self._feeds.values()):
            feed.fail(error)

    def handlers(self, names: tuple[str, ...]) -> list[Handler]:
        """What the switch is to call with the messages (up to 1.3) that say that all monitors pause or go on."""
        event = flow_updates.event_of(names[0]) if names and "_flow_monitor_" in names[0] else None
        if event not in ("paused", "resumed"):
            return []

        def tell(owner: object, msg: Decoded) -> None:
            for feed in list(self._feeds.values()):
                feed.told(event)

        return [tell]


class FlowMonitor:
    """An asynchronous iterator over the changes of the flows of a switch: see ``Switch.monitor_flows``.

    The monitor begins with the first ``__anext__``, or at the beginning of an ``async with`` block, and ends with
    ``aclose()``, at the end of the block, or when nobody holds it any more (after a ``break``).
    """

    def __init__(self, switch: Monitored, asked: Wanted, own: bool, limit: int, timeout: float | None) -> None:
        self._switch = switch
        self._asked = asked
        self._own = own
        self._limit = limit
        self._timeout = timeout
        self._feed: _Feed | None = None
        self._closed = False
        self._thread = threading.get_ident()

    async def begin(self) -> FlowMonitor:
        """Ask the switch for the monitor, and wait until it has answered: all changes from now on are told.

        Raises:
            MessageError: the switch has no flow monitors.
            RequestFailed: it refused; RequestTimeout, Disconnected: it did not answer.
        """
        if self._feed is None and not self._closed:
            switch = self._switch
            extended = await switch.extended(self._timeout)
            if not extended and switch.version < OF14:
                spoken = f"1.{switch.version - 1} without Open vSwitch's extensions"
                raise MessageError(f"flow monitors came with OpenFlow 1.4; this switch speaks {spoken}")
            asked = self._asked.with_own(switch.version, extended) if self._own else self._asked
            self._feed = switch.monitors.begin(asked, self._limit, self._timeout)
            await self._feed.begun()
        return self

    def __aiter__(self) -> FlowMonitor:
        return self

    async def __anext__(self) -> FlowUpdate:
        update = await self.next()
        if update is None:
            raise StopAsyncIteration
        return update

    async def next(self, timeout: float | None = None) -> FlowUpdate | None:
        """The next update; None when the monitor has ended and all that came before is read.

        Args:
            timeout: seconds to wait for it; None is for ever.

        Raises:
            RequestTimeout: nothing has changed in that time. The monitor goes on.
            OFTwistError: why the monitor has ended, once.
        """
        if self._feed is None:
            await self.begin()
        if self._feed is None:
            return None
        return await self._feed.next(math.inf if timeout is None else timeout)

    async def aclose(self) -> None:
        """End the monitor at the switch, and forget what was not read. Iterating further ends."""
        self._closed = True
        if self._feed is not None:
            self._feed.kept.clear()
            self._feed.error = None
            await self._feed.stop()

    async def __aenter__(self) -> FlowMonitor:
        return await self.begin()

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    def __del__(self) -> None:
        feed = getattr(self, "_feed", None)
        if feed is None or feed.ended:
            return
        if threading.get_ident() == self._thread:
            feed.stop()
        else:  # the garbage collector runs in any thread: the next update ends it
            feed.abandoned = True
