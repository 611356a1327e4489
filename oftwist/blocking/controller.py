"""The blocking Controller: straight-line tests against one switch, with the surface test suites always had.

May know: everything below. Its methods run in test threads and wait; ``link.py`` is the reactor-thread half.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from time import monotonic
from typing import Any

from oftwist.blocking import diagnostics
from oftwist.blocking.channel import Channel
from oftwist.blocking.incoming import Entry, Waiter
from oftwist.errors import Disconnected, RequestTimeout

__all__ = ["Controller"]

# Seconds a thread whose answer has come waits for the handlers of what came before it.
_SETTLE = 0.5


class Controller(Channel):
    """The control channel of one switch, for test code that says one thing after another.

    ::

        controller = Controller(host="127.0.0.1", port=6653)
        controller.start()
        controller.connect(timeout=20)
        reply, raw = controller.transact(ofp.message.features_request())
        controller.message_send(flow_add)
        msg, raw = controller.poll(ofp.OFPT_PACKET_IN, timeout=5)
        controller.shutdown()

    ``with Controller() as controller:`` starts it and shuts it down.

    Nothing is sent that the caller did not ask for, except our HELLO (`initial_hello`) and echo replies
    (`keep_alive`, off). A message that arrives goes to the transaction that waits for its xid; or, an echo
    request with `keep_alive`, is answered; or goes to the handlers; or into the queue that `poll` reads.

    Methods may be called from any thread but the reactor's (`shutdown` and `kill` from any), and return at
    once when the connection ends. ``timeout`` arguments are seconds: exactly -1 means `default_timeout`, 0
    or less only looks.

    Args:
        switch: host name, IPv4 or IPv6 address, or path of a unix socket (``unix:/run/x.sock``) of a switch
            to connect to. None listens instead.
        host: where to listen: an address of this machine, or the path of a unix socket.
        port: TCP port to listen on or to connect to; 0 lets the system choose, and `port` then tells.
        max_pkts: messages kept in the queue, None for no bound.
        version: the configured OpenFlow version: "1.3", its wire number 4, or a loxi module. By default the
            module registered as ``ofp``, else 1.3. Used for HELLO, echo replies, and type numbers.
        tls: `oftwist.endpoints.TLS`, or Twisted ``CertificateOptions``, for TLS; None for plain TCP.
        reaccept: keep listening, and take the next connection when one has ended. By default the port is
            closed after the first, so that a switch that drops its connection during a test is noticed.
        trace: keep this many messages of the control channel in memory, see `trace`.
        bridge: the reactor to use; by default the background one that all controllers share.

    Raises:
        OSError: the port is taken.

    Attributes:
        keep_alive: answer echo requests, payload included.
        initial_hello: send HELLO when the connection is made.
        switch_addr: ``(ip, port)`` of the switch while connected, else None.
        switch_socket: truthy while connected; ``sendall(bytes)`` sends anything, best ``with tx_lock:``.
        disconnect_reason: why the last connection ended, one line, or None.
        trace: the `Trace` of the channel, or None.
        filter_packet_in: drop packet-ins beyond `pkt_in_filter_limit` in an uninterrupted run of them; those
            that a thread polls for are never dropped.
        send_timeout: seconds a send waits for a switch that takes nothing before it fails with
            RequestTimeout.
        send_limit: bytes that may be sent ahead of what the switch has taken (set before the connection).
    """

    # --- sending --------------------------------------------------------------------------------------------

    def message_send(self, msg: Any) -> int:
        """Send a message exactly as its ``pack()`` gives it.

        Args:
            msg: anything with ``xid``, ``version`` and ``pack()``; an ``xid`` of None is filled in. Or bytes.

        Returns:
            0. The message is with the kernel, in order behind everything sent before; or the switch takes nothing
            for now, and it waits behind what waits.

        Raises:
            Disconnected: "no socket", not connected.
            RequestTimeout: the switch has been taking nothing for `send_timeout` seconds.
            MessageError: ``pack()`` refused.
        """
        self._send(msg)
        return 0

    def _send(self, msg: Any) -> None:
        link = self._link
        if link is None or link.refusing:
            raise Disconnected("no socket")
        self.bridge.check_thread("message_send() may wait")
        if isinstance(msg, (bytes, bytearray, memoryview)):
            data = bytes(msg)
        else:
            if msg.xid is None:
                msg.xid = self.next_xid()
            data = bytes(msg.pack())  # a bytearray might change before it leaves
            if self.logger.isEnabledFor(logging.DEBUG):
                self.logger.debug(
                    "Msg out: version %s class %s len %d xid %s",
                    msg.version,
                    type(msg).__name__,
                    len(data),
                    msg.xid,
                )
            self._recent.append(msg)
        timeout = self.send_timeout
        if not self.tx_lock.acquire(False) and not self.tx_lock.acquire(True, timeout):
            raise RequestTimeout(f"somebody has been holding tx_lock for {timeout:g} s")
        try:
            link.outgoing.send(data, timeout)
        finally:
            self.tx_lock.release()

    def transact(self, msg: Any, timeout: float = -1) -> tuple[Any, Any]:
        """Send a message and wait for the answer: the first message with its xid that can be one.

        HELLO, echo requests and asynchronous messages are no answers; an error message is one. Of a multipart
        reply this is the first part, the others are queued. Any number of threads may have transactions open,
        and handlers too.

        Returns:
            ``(reply, raw bytes)``, or ``(None, None)`` if there was none in time or the connection ended, or as
            soon as one arrives that cannot be decoded. The log says which. (`helpers.request` raises instead.)

        Raises:
            Disconnected: "no socket", not connected.
        """
        return self._ask(msg, timeout).entry or (None, None)

    def _ask(self, msg: Any, timeout: float, collects: bool = False) -> Waiter:
        """Send a message and wait for the answer: what it was, or what was wrong with it, or nothing."""
        limit = self._limit(timeout)
        deadline = monotonic() + limit
        link = self._link
        if link is None or link.refusing:
            raise Disconnected("no socket")
        if msg.xid is None:
            msg.xid = self.next_xid()
        xid = msg.xid
        waiter = self.transactions.begin(xid, msg, collects)
        try:
            self._send(msg)
            if self._link is not None:
                waiter.wait(max(0.0, deadline - monotonic()))
        except (Disconnected, RequestTimeout) as error:
            self.logger.error("Transaction %s could not be sent: %s", xid, error)
        finally:
            self.transactions.end(xid, waiter)
        if waiter.entry is None:
            why = f"none in {limit:g} s"
            if waiter.failure is not None:
                why = f"the answer is malformed: {waiter.failure}"
            elif self._link is None:
                why = f"disconnected: {self.disconnect_reason}"
            self.logger.warning("No response for xid %s (%s): %s", xid, type(msg).__name__, why)
        if self.dispatcher.done < waiter.turn:
            self.dispatcher.settle(waiter.turn, max(0.0, min(_SETTLE, deadline - monotonic())))
        return waiter

    def _ask_for_parts(self, msg: Any, timeout: float) -> Generator[Waiter, None, None]:
        """The same for an answer in parts: what came of each, until the last part or until one is missing.

        Close it afterwards: parts that come until then are for nobody else.

        Args:
            timeout: seconds for each part.
        """
        waiter: Waiter | None = self._ask(msg, timeout, collects=True)
        try:
            while waiter is not None:
                yield waiter
                waiter = waiter.next
                if waiter is not None:
                    waiter.wait(self._limit(timeout))
                    self.transactions.end(msg.xid, waiter)
        finally:
            while waiter is not None:
                self.transactions.end(msg.xid, waiter)
                waiter = waiter.next

    # --- receiving ------------------------------------------------------------------------------------------

    def poll(self, exp_msg: Any = None, timeout: float = -1) -> tuple[Any, Any]:
        """Take the first message of a kind out of the queue, or wait for the next one; others stay.

        Args:
            exp_msg: message type number (as the configured version counts), message class or class name; any
                matches that kind of message whatever its version. A function of the message decides itself
                (it runs in the reactor thread, and must not wait). None = any message.

        Returns:
            ``(message, raw bytes)``, or ``(None, None)`` if there was none in time or none can come any more.
        """
        match = None if exp_msg is None else diagnostics.matcher(exp_msg, self.wire_version)
        limit = self._limit(timeout)
        if limit <= 0:
            return self._look(match) or (None, None)
        self.bridge.check_thread("poll() waits")
        if self.dispatcher.is_current_thread:
            return self._poll_in_handler(match, limit)
        found = self.queue.take_or_join(match)
        if isinstance(found, tuple):
            return found
        try:
            if self._may_come():
                found.wait(limit)
            elif self.dispatcher.busy:
                self.dispatcher.settle(self.dispatcher.turns, limit)
        finally:
            self.queue.leave(found)
        return found.result() or self._look(match) or (None, None)

    def _poll_in_handler(self, match: Any, limit: float) -> tuple[Any, Any]:
        """What waits for the calling handler to end would wait for ever, so it is looked through as well."""
        found = self.queue.take(match) or self.dispatcher.take_or_join(match)
        if isinstance(found, tuple):
            return found
        try:
            if self._may_come():
                found.wait(limit)
        finally:
            self.dispatcher.leave()
        return found.result() or (None, None)

    def _may_come(self) -> bool:
        """Whether a message may still arrive: there is a connection, or the first or next one may come."""
        if self._link is not None:
            return True
        return not self._hopeless() and (self.passive or self.disconnect_reason is None)

    def _look(self, match: Any) -> Entry | None:
        dispatcher = self.dispatcher
        entry = self.queue.take(match)
        if entry is None and dispatcher.busy:
            entry = dispatcher.take(match, plain=not dispatcher.is_current_thread)
        return entry

    @property
    def packets(self) -> list[Entry]:
        """The queue: a plain list of ``(message, raw bytes)``, to be looked into and changed at will."""
        return self.queue.items

    @packets.setter
    def packets(self, value: list[Entry]) -> None:
        self.queue.items = value

    def _enqueue(self, entry: Entry) -> None:
        if not self.queue.put(entry) and not self._warned_full:
            self._warned_full = True
            self.logger.warning(
                "The queue is full (max_pkts=%s): from now on the oldest asynchronous messages are dropped",
                self.max_pkts,
            )

    # --- handlers -------------------------------------------------------------------------------------------

    def register(self, msg_type: Any, handler: Callable[..., Any] | None) -> None:
        """Set the one handler of a kind of message, or take it away with None.

        It is called as ``handler(controller, msg, raw)``, in a thread of its own, one message at a time,
        and may use `transact` and `poll`. Returning something true consumes the message, else it goes to
        the handler for "all", and then into the queue.

        Args:
            msg_type: message type number (as the configured version counts), message class, or "all".
        """
        if handler is None:
            self.handlers.pop(msg_type, None)
            return
        if not callable(handler):
            raise TypeError(f"a handler must be callable, not {handler!r}")
        self.handlers[msg_type] = handler

    def _handlers_for(self, msg: Any) -> list[Callable[..., Any]]:
        """The handlers of a message, the specific ones first."""
        handlers = self.handlers
        found = []
        if len(handlers) > ("all" in handlers):
            number = diagnostics.translate(msg.version, msg.type, self.wire_version)
            for key in list(handlers):
                if key == number if isinstance(key, int) else key != "all" and self._is_a(msg, key):
                    found.append(handlers[key])
        if "all" in handlers:
            found.append(handlers["all"])
        return found

    def _is_a(self, msg: Any, key: Any) -> bool:
        return diagnostics.matcher(key, self.wire_version)(msg)

    def _deliver(self, wanted: bool, entry: Entry) -> None:
        """Handler thread: one message."""
        msg, raw = entry
        for handler in self._handlers_for(msg) if wanted else ():
            try:
                handled = handler(self, msg, raw)
            except Exception:
                self.logger.exception(
                    "The handler of %s (xid %s) failed; the message is queued", type(msg).__name__, msg.xid
                )
                continue
            if handled:
                self.packets_handled += 1
                return
        self._enqueue(entry)

    # --- finding out why ------------------------------------------------------------------------------------

    def _note_error(self, error: Any, request: Any) -> None:
        """Reactor thread: an error message arrived, perhaps as the answer to a transaction's request."""
        self._errors.append(error)
        if request is None:
            request = next((msg for msg in reversed(self._recent) if msg.xid == error.xid), None)
        self.logger.warning("Received error message: %s", diagnostics.describe_error(error, request))

    def errors_for(self, xid: int) -> list[Any]:
        """All error messages of this connection with an xid, polled or not, answers of transact included."""
        return [error for error in list(self._errors) if error.xid == xid]

    @property
    def errors(self) -> list[Any]:
        """All error messages of this connection, oldest first."""
        return list(self._errors)

    def clear_errors(self) -> None:
        """Forget the error messages so far."""
        self._errors.clear()

    @property
    def packets_total(self) -> int:
        """Messages that were queued."""
        return self.queue.total

    @packets_total.setter
    def packets_total(self, value: int) -> None:
        self.queue.total = value

    @property
    def packets_expired(self) -> int:
        """Messages dropped because the queue was full."""
        return self.queue.expired

    @packets_expired.setter
    def packets_expired(self, value: int) -> None:
        self.queue.expired = value

    @property
    def max_pkts(self) -> int | None:
        """Messages kept in the queue; None = no bound."""
        return self.queue.max_items

    @max_pkts.setter
    def max_pkts(self, value: int | None) -> None:
        self.queue.max_items = value

    def __str__(self) -> str:
        rows = (
            ("state", self.dbg_state),
            ("switch_addr", self.switch_addr),
            ("pending pkts", len(self.packets)),
            ("total pkts", self.packets_total),
            ("expired pkts", self.packets_expired),
            ("handled pkts", self.packets_handled),
            ("poll discards", self.poll_discards),
            ("parse errors", self.parse_errors),
            ("sock errors", self.socket_errors),
            ("max pkts", self.max_pkts),
            ("target switch", self.switch),
            ("host", self.host),
            ("port", self.port),
            ("keep_alive", self.keep_alive),
            ("packet_in_count", self.packet_in_count),
            ("pkt_in_run", self.pkt_in_run),
            ("pkt_in_dropped", self.pkt_in_dropped),
            ("error messages", len(self._errors)),
            ("transactions", len(self.transactions.pending())),
            ("unsent bytes", self._link.outgoing.queued if self._link is not None else 0),
            ("disconnect reason", self.disconnect_reason),
        )
        return "Controller:\n" + "".join(f"  {name:<18}{value}\n" for name, value in rows)

    def show(self) -> None:
        """Print the state report."""
        print(self)
