"""The mailbox of a controller: where everything that arrives goes, whatever connection it comes by.

May know: messages, threads, the queue, the answers, the thread of handlers. Knows no sockets, no Twisted, and of the
connection only what `Line` says. `received` runs in the reactor thread and never waits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import ModuleType
from typing import Protocol

from oftwist import loxi
from oftwist.blocking import diagnostics
from oftwist.blocking.answers import Answers
from oftwist.blocking.error_log import ErrorLog
from oftwist.blocking.handler_thread import HandlerThread
from oftwist.blocking.packets import PacketQueue
from oftwist.blocking.selecting import is_answer, is_spare, matcher
from oftwist.blocking.settings import Settings
from oftwist.blocking.waiting import Entry
from oftwist.connection.interfaces import Decoded
from oftwist.connection.selecting import ALL, Subject
from oftwist.wire import kinds

__all__ = ["Handler", "Line", "Mailbox"]

# These have the same number in every version.
_ERROR = 1
_ECHO_REQUEST = 2
# Bytes of an undecodable message that are logged.
_DUMPED = 256

#: ``handler(controller, msg, raw)``; something true consumes the message.
Handler = Callable[..., object]


class Line(Protocol):
    """What the mailbox knows of the connection that feeds it."""

    def send_soon(self, data: bytes) -> None:
        """Send without waiting."""

    def close(self, reason: str) -> object:
        """Close it; one line says why."""


class Mailbox:
    """Takes what arrives apart: a transaction that waits, the echo answer, handlers, the queue, in this order.

    Args:
        settings: looked at for each message.
        subject: what handlers get as their first argument.
        name: of the controller.
        ofp: the module of the configured version.
        logger: where it tells.
        trace: sees everything, or None.

    Attributes:
        queue: what nobody took yet.
        answers: who waits for an answer.
        thread: runs the handlers.
        handlers: what ``register`` was given.
        errors: the error messages of this connection.
        packet_in_count, packets_handled, parse_errors, pkt_in_run, pkt_in_dropped: what happened so far.
    """

    def __init__(
        self,
        settings: Settings,
        subject: object,
        name: str,
        ofp: ModuleType,
        logger: logging.Logger,
        trace: diagnostics.Trace | None,
    ) -> None:
        self._settings = settings
        self._subject = subject
        self._ofp = ofp
        self.version: int = ofp.OFP_VERSION
        self._logger = logger
        self._trace = trace
        self.handlers: dict[Subject, Handler] = {}
        self._routes: tuple[dict[Subject, Handler], dict[type, list[Handler]]] = ({}, {})
        self.queue = PacketQueue(settings, is_spare)
        self.answers = Answers()
        self.thread = HandlerThread(f"{name}-handlers", self._deliver)
        self.errors = ErrorLog(logger)
        self.packet_in_count = 0
        self.packets_handled = 0
        self.parse_errors = 0
        self.pkt_in_run = 0
        self.pkt_in_dropped = 0
        self._warned_full = False
        self._lines = diagnostics.Rarely()
        self._forgotten = 0  # how often; what a handler leaves of before is not kept any more

    def forget(self) -> None:
        """Forget all messages, also those that wait for handlers, and the one a handler has now."""
        with self.queue.lock:
            self._forgotten += 1
            self.thread.clear()
            self.queue.clear()

    def hint(self, text: str) -> None:
        """Help whoever wrote the test. Any thread."""
        self._logger.warning("%s", text)

    def new_connection(self) -> None:
        """Reactor thread: another connection begins; what is left of the one before is forgotten."""
        self.forget()
        self.errors.clear()
        self.pkt_in_run = 0
        self._warned_full = False

    def release_all(self) -> None:
        """Nothing more will come: let everybody who waits go."""
        self.answers.release_all()
        self.queue.release_all()
        self.thread.release_all()

    # --- what arrives -----------------------------------------------------------------------------------------

    def received(self, line: Line, msg: Decoded | None, raw: bytes, error: Exception | None) -> None:
        """Reactor thread: one message, or bytes that could not be decoded, and why."""
        if self._trace is not None:
            self._trace.received(raw)
        if raw[0] < self.version and raw[0] in loxi.version_names:
            self._too_old(line, raw[0])
            return
        if msg is None:
            self._undecodable(raw, error)
            return
        number = raw[1]
        if self._logger.isEnabledFor(logging.DEBUG):
            name = kinds.title(msg)
            self._logger.debug("Msg in: version %d class %s len %d xid %d", raw[0], name, len(raw), msg.xid)
        if kinds.is_packet_in(msg.__class__):
            if self._filtered(msg):
                return
        elif self.pkt_in_run:
            self._end_of_run()
        waiter = None
        if msg.xid in self.answers.waiting and is_answer(msg):
            waiter = self.answers.take(msg.xid, kinds.is_multipart(type(msg)) and kinds.reply_more(msg))
        if number == _ERROR:
            self.errors.note(msg, waiter.request if waiter is not None else None)
        if waiter is not None:
            waiter.turn = self.thread.turns
            self.answers.release(waiter, (msg, raw))
        elif number == _ECHO_REQUEST and self._settings.keep_alive:
            line.send_soon(self._ofp.message.echo_reply(xid=msg.xid, data=getattr(msg, "data", b"")).pack())
        else:
            wanted = bool(self.handlers) and bool(self._handlers_of(msg))
            if wanted or self.thread.busy:
                self.thread.put(wanted, (msg, raw))
            else:
                self._keep((msg, raw))

    def filters(self, msg: Decoded) -> bool:
        """Whether the filter of packet-ins would drop a message that came now."""
        settings = self._settings
        if not settings.filter_packet_in or self.pkt_in_run < settings.pkt_in_filter_limit:
            return False
        return kinds.is_packet_in(type(msg)) and not self.queue.expected(msg)

    def _filtered(self, msg: Decoded) -> bool:
        """Count a packet-in, and tell whether it is one too many in a row."""
        drop = self.filters(msg)
        self.packet_in_count += 1
        self.pkt_in_run += 1
        self.pkt_in_dropped += drop
        return drop

    def _end_of_run(self) -> None:
        over = self.pkt_in_run - self._settings.pkt_in_filter_limit
        if self._settings.filter_packet_in and over > 0:
            self._logger.debug("%d packet-ins too many in a run (%d dropped in total)", over, self.pkt_in_dropped)
        self.pkt_in_run = 0

    def _too_old(self, line: Line, version: int) -> None:
        names = loxi.version_names
        reason = (
            f"the switch only supports up to OpenFlow version {version} ({names[version]}), "
            f"the controller is set to version {self.version} ({names[self.version]})"
        )
        self._logger.error("%s", reason[0].upper() + reason[1:])
        line.close(reason)

    def _undecodable(self, raw: bytes, error: Exception | None) -> None:
        """Count and log it; if it is a reply, by its header, the transaction that waits for it fails."""
        self.parse_errors += 1
        more = self._lines.more("undecodable")
        if more is not None:
            dump = diagnostics.hex_dump_buffer(raw[:_DUMPED]).rstrip()
            self._logger.warning("Could not parse message of %d bytes: %s%s%s", len(raw), error, more, dump)
        xid = int.from_bytes(raw[4:8], "big")
        if xid in self.answers.waiting and kinds.is_reply_type(raw[0], raw[1]):
            waiter = self.answers.take(xid)
            if waiter is not None:
                waiter.turn = self.thread.turns
                waiter.failure = error
                self.answers.release(waiter, None)

    # --- handlers, the queue ----------------------------------------------------------------------------------

    def _handlers_of(self, msg: Decoded) -> list[Handler]:
        """The handlers of a message, the specific ones first; looked for once for each class. Any thread."""
        known, routes = self._routes
        if known != self.handlers:
            known, routes = self._routes = (self.handlers.copy(), {})
        found = routes.get(msg.__class__)
        if found is None:
            found = [handler for what, handler in known.items() if what != ALL and self._is_a(msg, what)]
            if ALL in known:
                found.append(known[ALL])
            if kinds.kind_of(msg.__class__) is not kinds.Kind.UNKNOWN:  # those share a class, whatever their type
                routes[msg.__class__] = found
        return found

    def _is_a(self, msg: Decoded, what: Subject) -> bool:
        match = matcher(what, self.version)
        return match is None or bool(match(msg))

    def _deliver(self, wanted: bool, entry: Entry) -> None:
        """Handler thread: one message."""
        msg, raw = entry
        forgotten = self._forgotten
        for handler in self._handlers_of(msg) if wanted else ():
            try:
                handled = handler(self._subject, msg, raw)
            except Exception:
                more = self._lines.more(("handler", kinds.title(msg)))
                if more is not None:
                    text = "The handler of %s (xid %s) failed; the message is queued%s"
                    self._logger.exception(text, kinds.title(msg), msg.xid, more)
                continue
            if handled:
                self.packets_handled += 1
                return
        with self.queue.lock:
            if forgotten == self._forgotten:
                self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        if not self.queue.put(entry) and not self._warned_full:
            self._warned_full = True
            self._logger.warning(
                "The queue is full (max_pkts=%s): from now on the oldest asynchronous messages are dropped",
                self._settings.max_pkts,
            )
