"""What a test thread says to the switch and hears from it: sending, asking, polling. All of it waits.

May know: the mailbox, the lifecycle, the bridge. Called in every thread but the reactor's.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from time import monotonic
from typing import Union

from oftwist import text
from oftwist.blocking import selecting
from oftwist.blocking.bridge import Bridge
from oftwist.blocking.lifecycle import Lifecycle
from oftwist.blocking.mailbox import Mailbox
from oftwist.blocking.settings import Settings
from oftwist.blocking.waiting import Entry, Match, Waiter
from oftwist.connection.interfaces import Message
from oftwist.connection.selecting import What
from oftwist.errors import Disconnected, RequestTimeout
from oftwist.wire import kinds

__all__ = ["Exchange", "Sendable"]

#: A message, or any bytes.
Sendable = Union[Message, bytes, bytearray, memoryview]  # noqa: UP007 (evaluated at run time on Python 3.10)

# Seconds a thread whose answer has come waits for the handlers of what came before it.
_SETTLE = 0.5


class Exchange:
    """The conversation of a controller with its switch; methods as documented at `Controller`.

    Args:
        settings: how long waits are.
        mailbox: where things arrive.
        lifecycle: has the connection.
        bridge: to the reactor thread.
        send: how `ask` sends: the controller's ``message_send``, which suites replace.
        next_xid: makes transaction ids.
        tx_lock: held while something is sent.
        logger: where it tells.
    """

    def __init__(
        self,
        settings: Settings,
        mailbox: Mailbox,
        lifecycle: Lifecycle,
        bridge: Bridge,
        send: Callable[[Message], object],
        next_xid: Callable[[], int],
        tx_lock: threading.RLock,
        logger: logging.Logger,
    ) -> None:
        self._settings = settings
        self._mailbox = mailbox
        self._lifecycle = lifecycle
        self._bridge = bridge
        self._send = send
        self._next_xid = next_xid
        self._tx_lock = tx_lock
        self._logger = logger

    def send(self, msg: Sendable) -> None:
        """As ``message_send``."""
        connection = self._lifecycle.connection
        if connection is None or connection.refusing:
            raise Disconnected("no socket")
        if threading.get_ident() == connection.thread_id:
            self._bridge.check_thread("message_send() may wait")
        if isinstance(msg, (bytes, bytearray, memoryview)):
            data = bytes(msg)
        else:
            xid = msg.xid
            if xid is None:
                xid = msg.xid = self._next_xid()
            data = msg.pack()
            if type(data) is not bytes:
                data = bytes(data)  # a bytearray might change before it leaves
            if self._logger.isEnabledFor(logging.DEBUG):
                name = kinds.title(msg)
                version = getattr(msg, "version", None)
                self._logger.debug("Msg out: version %s class %s len %d xid %s", version, name, len(data), xid)
            self._mailbox.errors.sent(xid, msg)
        hints = connection.hints
        if hints is not None:
            hints(data)
        timeout = self._settings.send_timeout
        if not self._tx_lock.acquire(False) and not self._tx_lock.acquire(True, timeout):
            raise RequestTimeout(f"somebody has been holding tx_lock for {timeout:g} s")
        try:
            connection.outgoing.send(data, timeout)
        finally:
            self._tx_lock.release()

    def ask(self, msg: Message, timeout: float = -1, collects: bool = False) -> Waiter:
        """As ``transact``, and tell what came of it: the answer, or what was wrong with it, or nothing.

        Args:
            msg: what to send.
            timeout: seconds.
            collects: further parts of the answer are waited for as well: see `ask_for_parts`.

        Raises:
            Disconnected: "no socket", not connected.
        """
        limit = self._settings.limit(timeout)
        deadline = monotonic() + limit
        lifecycle, answers, handlers = self._lifecycle, self._mailbox.answers, self._mailbox.thread
        connection = lifecycle.connection
        if connection is None or connection.refusing:
            raise Disconnected("no socket")
        xid = msg.xid
        if xid is None:
            xid = msg.xid = self._next_xid()
        waiter = answers.begin(xid, msg, collects)
        try:
            self._send(msg)
            if lifecycle.connection is not None:
                waiter.wait(max(0.0, deadline - monotonic()))
        except (Disconnected, RequestTimeout) as error:
            self._logger.error("Transaction %s (%s) could not be sent: %s", xid, text.describe(msg), error)
        finally:
            answers.end(xid, waiter)
        if waiter.entry is None:
            why = f"none in {limit:g} s"
            if waiter.failure is not None:
                why = f"the answer is malformed: {waiter.failure}"
            elif lifecycle.connection is None:
                why = f"disconnected: {lifecycle.reason}"
            self._logger.warning("No response for xid %s (%s): %s", xid, text.describe(msg), why)
        if handlers.done < waiter.turn:
            handlers.settle(waiter.turn, max(0.0, min(_SETTLE, deadline - monotonic())))
        return waiter

    def ask_for_parts(self, msg: Message, timeout: float) -> Generator[Waiter, None, None]:
        """The same for an answer in parts: what came of each, until the last part or until one is missing.

        Close it afterwards: parts that come until then are for nobody else.

        Args:
            msg: what to send.
            timeout: seconds for each part.
        """
        answers = self._mailbox.answers
        waiter: Waiter | None = self.ask(msg, timeout, collects=True)
        xid = msg.xid or 0  # `ask` has set it
        try:
            while waiter is not None:
                yield waiter
                waiter = waiter.next
                if waiter is not None:
                    waiter.wait(self._settings.limit(timeout))
                    answers.end(xid, waiter)
        finally:
            while waiter is not None:
                answers.end(xid, waiter)
                waiter = waiter.next

    def poll(self, exp_msg: What = None, timeout: float = -1) -> Entry | None:
        """As ``poll``; None if nothing came."""
        selecting.check(exp_msg)
        match = selecting.matcher(exp_msg, self._mailbox.version)
        limit = self._settings.limit(timeout)
        if limit <= 0:
            return self._look(match)
        self._bridge.check_thread("poll() waits")
        queue, handlers = self._mailbox.queue, self._mailbox.thread
        if handlers.is_current_thread:
            return self._poll_in_handler(match, limit)
        found = queue.take_or_join(match)
        if isinstance(found, tuple):
            return found
        try:
            if self._lifecycle.may_come:
                found.wait(limit)
            elif handlers.busy:
                handlers.settle(handlers.turns, limit)
        finally:
            queue.leave(found)
        return found.result() or self._look(match)

    def _poll_in_handler(self, match: Match | None, limit: float) -> Entry | None:
        """What waits for the calling handler to end would wait for ever, so it is looked through as well."""
        handlers = self._mailbox.thread
        found = self._mailbox.queue.take(match) or handlers.take_or_join(match)
        if isinstance(found, tuple):
            return found
        try:
            if self._lifecycle.may_come:
                found.wait(limit)
        finally:
            handlers.leave()
        return found.result()

    def _look(self, match: Match | None) -> Entry | None:
        handlers = self._mailbox.thread
        entry = self._mailbox.queue.take(match)
        if entry is None and handlers.busy:
            entry = handlers.take(match, plain=not handlers.is_current_thread)
        return entry
