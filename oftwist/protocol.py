"""OFProtocol: one OpenFlow connection on a Twisted transport, and its factories.

The path of a message: ``dataReceived`` -> framer -> ``wire.decode`` -> one look into ``_routes`` by its class -> the
handlers. Everything runs in the reactor thread.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.protocol import ClientFactory, Factory, ServerFactory, connectionDone
from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist import handlers as handling
from oftwist import kinds, session
from oftwist.errors import Disconnected, ProtocolError
from oftwist.inbox import MessageQueue
from oftwist.kinds import Kind
from oftwist.limits import Gate, LogLimiter, TokenBucket
from oftwist.link import Link, address_name
from oftwist.options import Options
from oftwist.session import Session, State
from oftwist.transactions import Stream, Transactions
from oftwist.wire import decode
from oftwist.wire.framer import Framer

if TYPE_CHECKING:
    from twisted.internet.interfaces import IAddress, IReactorTime

    from oftwist.controller import Controller
    from oftwist.handlers import Handler
    from oftwist.limits import Counters
    from oftwist.switch import Switch

log = Logger()

#: ``tap(msg, raw)``: msg is None when raw could not be decoded. Returning True keeps the message from all else.
Tap = Callable[[Any, bytes], Any]

#: Messages handled between two looks at the clock.
_CHUNK = 64
#: Messages kept that arrive before the switch is up.
_EARLY = 1024
#: OpenFlow errors a second that answer bad messages.
_ERROR_RATE = 100


class OFProtocol(Link):
    """One connection to a switch.

    Args:
        options: what it does by itself.
        clock: IReactorTime; None takes the global reactor.
        controller: gets the switch when the handshake is done, or None.
        factory: shared limits; made when there is none.

    Attributes:
        options, clock: as given.
        peer: ``"192.0.2.1:40312"``, ``"[2001:db8::1]:40312"`` or a path.
        version: negotiated wire version (before that, and in raw mode: the highest one offered).
        ofp: the loxi module of ``version``.
        features: the ``features_reply``, or None.
        switch: the ``Switch`` this connection serves, or None.
        connected: true until the connection is lost.
        disconnect_reason: why it ended, one line, or None.
        writable: False while more than ``write_high_water`` bytes wait to be sent.
        rtt: seconds the last answered echo request took, or None.
        counters: what was received, sent, dropped and refused.
        tap: sees ``(msg, raw)`` of every received message before anything else, or None.
    """

    factory: Any

    def __init__(
        self,
        options: Options | None = None,
        clock: IReactorTime | None = None,
        controller: Controller | None = None,
        factory: Any = None,
    ) -> None:
        if clock is None:
            from twisted.internet import reactor

            clock = reactor
        super().__init__(options or Options(), clock)
        self.factory = factory
        self.controller = controller
        self.framer = Framer()
        self.transactions = Transactions(self.clock, self._write, self.options)
        self.session = Session(self.options, self.transactions.next_xid)
        self.switch: Switch | None = None
        self.owner: Any = self  # what handlers get: the switch, or this
        self.rtt: float | None = None
        self.tap: Tap | None = None
        self.up = False  # messages go to handlers
        self._inbox: MessageQueue | None = None
        self._routes: dict[type, tuple[Handler, ...]] = {}
        self._special: dict[type, Callable[[Any, bytes], Any]] = {}
        self._registered: dict[Any, Handler] = {}
        self._early: list[tuple[Any, bytes]] = []
        self._backlog: list[bytes] = []  # frames that wait for the next turn
        self._partial_since: float | None = None
        self._unanswered = 0  # echo requests in a row
        self._probed_at = -math.inf
        self._running = 0  # coroutines and Deferreds of handlers
        self._crowded = False  # too many of them
        self._timed = False  # every handler call is timed
        self._ready: list[Deferred[OFProtocol]] = []
        self._answers = TokenBucket(_ERROR_RATE)
        rate = self.options.packet_in_rate
        self._bucket = TokenBucket(rate, self.options.packet_in_burst) if rate else None
        if self.options.inbox or not self.options.handshake:
            self._make_inbox()

    # what users call

    @property
    def version(self) -> int:
        return self.session.version

    @property
    def ofp(self) -> Any:
        return self.session.ofp

    @property
    def features(self) -> Any:
        return self.session.features

    def send(self, msg: Any) -> int:
        """Send a message at once, give it an xid if it has none, and return its xid.

        Raises:
            MessageError: it cannot be packed.
            Disconnected: the connection is closed.
        """
        if msg.xid is None:
            msg.xid = self.transactions.next_xid()
        out = self._out
        if out is not None:
            out.append(msg.pack())
        else:
            self._transmit(msg.pack())
        return msg.xid  # type: ignore[no-any-return]

    def send_raw(self, data: bytes) -> None:
        """Send bytes as they are, legal or not."""
        self._write(data)

    def transact(self, msg: Any, timeout: float | None = None) -> Deferred[Any]:
        """Send, and fire with the first reply of that xid; an error message counts as a reply.

        Of a multipart reply that is the first part; the rest is polled. Fails with RequestTimeout after
        ``timeout`` seconds (None: ``options.request_timeout``), with Disconnected when the connection ends.
        """
        return self.transactions.transact(msg, timeout)

    def request(self, msg: Any, timeout: float | None = None) -> Deferred[Any]:
        """Send, and fire with the reply, multipart parts joined into one message.

        ``timeout`` is the time to the reply or its first part; ``options.multipart_idle`` the time between parts.
        Fails with RequestFailed (an OpenFlow error came), UnexpectedReply, RequestTimeout or Disconnected.
        """
        return self.transactions.request(msg, timeout)

    def stats(self, msg: Any, timeout: float | None = None) -> Deferred[list[Any]]:
        """Send a multipart request and fire with the list of all entries.

        A reply that carries no list (e.g. the description) is the only item of the list.
        """

        def entries(reply: Any) -> list[Any]:
            found = kinds.entries_of(reply)
            return [reply] if found is None else found

        return self.transactions.request(msg, timeout).addCallback(entries)

    def stream(self, msg: Any, timeout: float | None = None) -> Stream:
        """Send a multipart request and iterate (``async for``) over its entries as the parts arrive."""
        return self.transactions.stream(msg, timeout)

    def barrier(self, timeout: float | None = None) -> Deferred[Any]:
        """Send a barrier request and fire with its reply."""
        return self.transactions.request(self.ofp.message.barrier_request(), timeout)

    def ping(self, timeout: float | None = None) -> Deferred[float]:
        """Send an echo request and fire with the round-trip time in seconds, kept in ``rtt``."""
        sent = self.clock.seconds()

        def answered(_: Any) -> float:
            self.rtt = self.clock.seconds() - sent
            return self.rtt

        return self.transactions.request(self.ofp.message.echo_request(), timeout).addCallback(answered)

    def poll(self, what: Any = None, timeout: float | None = None) -> Deferred[Any]:
        """Fire with the first unhandled message that matches, taking it out and leaving the others.

        Args:
            what: message type number, class, name, predicate, or None for any. Classes and names match that
                kind of message whatever its version.
            timeout: seconds; None is ``options.request_timeout``, 0 only looks.

        Fails with RequestTimeout, or with Disconnected when nothing that matches is left and the connection is
        down. Messages are kept from the first poll on (see ``Options.inbox``).
        """
        return self.inbox.poll(what, self.options.request_timeout if timeout is None else timeout)

    def register(self, what: Any, handler: Handler | None) -> None:
        """Set the one handler of this connection for a kind of message.

        Args:
            what: message type number, name, class, or ``"all"``, which comes after the specific ones.
            handler: called as ``handler(switch or protocol, msg)``; returning True consumes the message. None
                removes the one that is there.
        """
        if not isinstance(what, int):
            handling.check(what)
        if handler is None:
            self._registered.pop(what, None)
        else:
            self._registered[what] = handler
        self.forget_routes()

    @property
    def inbox(self) -> MessageQueue:
        """The unhandled messages; made when first asked for."""
        return self._inbox if self._inbox is not None else self._make_inbox()

    def _make_inbox(self) -> MessageQueue:
        self._inbox = inbox = MessageQueue(self.clock, self.options.inbox_size, self.peer)
        if self.disconnect_reason is not None and not self.connected:
            inbox.close(Disconnected(self.disconnect_reason))
        return inbox

    def when_ready(self) -> Deferred[OFProtocol]:
        """Fire with this protocol when the handshake is done (raw mode: when connected).

        Fails with Disconnected when the connection ends before.
        """
        if self.up:
            return succeed(self)
        if self.disconnect_reason is not None and not self.connected:
            return fail(Disconnected(self.disconnect_reason))
        ready: Deferred[OFProtocol] = Deferred(self._ready.remove)
        self._ready.append(ready)
        return ready

    def update_counters(self) -> Counters:
        """Return ``counters`` with what other parts of the connection count filled in."""
        counters = self.counters
        counters.late_replies = self.transactions.late_replies
        counters.unexpected_replies = self.transactions.unexpected_replies
        counters.inbox_dropped = self._inbox.dropped if self._inbox is not None else 0
        return counters

    # connection made, handshake, up

    def connectionMade(self) -> None:
        super().connectionMade()
        if self._inbox is not None:
            self._inbox.label = self.peer
        if self.factory is None:
            self.factory = OFServerFactory(self.controller, self.options, clock=self.clock)
        self.factory.admit(self)

    def begin(self) -> None:
        """Start the handshake (raw mode: hand the connection over). The factory calls it when there is room."""
        if not self.connected:
            return
        if not self.options.handshake:
            self.session.state = State.READY
            self.go_up()
            return
        if self.options.handshake_timeout:
            self._timer("handshake", self.options.handshake_timeout, self._handshake_late)
        self._tick_in(self._tick_interval())
        self._act(self.session.start(), None, b"")

    def _handshake_late(self) -> None:
        state = self.session.state.value
        self.disconnect(f"no handshake within {self.options.handshake_timeout:g} s: {state}")

    def _act(self, actions: list[session.Action], msg: Any, raw: bytes) -> None:
        """Do what the session says."""
        for action in actions:
            if isinstance(action, session.Send):
                self._write(action.data)
            elif isinstance(action, session.Note):
                self.note(action.key, action.text)
            elif isinstance(action, session.Close):
                self.disconnect(action.reason)
            elif isinstance(action, session.Deliver):
                self._deliver(msg, raw)
            else:
                self._handshake_done()

    def _handshake_done(self) -> None:
        self._timer("handshake", None)
        self.factory.settled(self)
        self.forget_routes()
        if self.controller is not None and self.features is not None:
            self.controller.arrived(self)
        else:
            self.go_up()

    def go_up(self, switch: Switch | None = None) -> None:
        """Let messages through to the handlers, those that came early first."""
        self.up = True
        if switch is not None:
            self.switch = switch
            self.owner = switch
        if self.controller is not None:
            self.controller.handlers.watchers.add(self.forget_routes)
        self.forget_routes()
        ready, self._ready = self._ready, []
        for waiting in ready:
            waiting.callback(self)

    def replay(self) -> None:
        """Handle the messages that came before the switch was up."""
        early, self._early = self._early, []
        for msg, raw in early:
            self._one(msg, raw)

    def closing(self) -> None:
        self.forget_routes()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        while self._backlog and self.disconnect_reason is None:  # received before the peer closed: not lost
            frames, self._backlog = self._backlog, []
            (self._handle if self.tap is None else self._handle_tapped)(frames)
        super().connectionLost(reason)

    def lost(self, reason: str) -> None:
        why = Disconnected(reason)
        was_up, self.up = self.up, False
        self._backlog = []
        self._early = []
        if self.controller is not None:
            self.controller.handlers.watchers.discard(self.forget_routes)
        self.transactions.fail_all(why)
        if self._inbox is not None:
            self._inbox.close(why)
        ready, self._ready = self._ready, []
        for waiting in ready:
            waiting.errback(why)
        if not was_up and self.options.handshake:
            self.note("handshake " + reason, f"no switch: {reason}")
        if self.factory is not None:
            self.factory.gone(self)
        if self.controller is not None:
            self.controller.departed(self, reason)

    # bytes in

    def dataReceived(self, data: bytes) -> None:
        self.last_received = self.clock.seconds()
        self.counters.bytes_received += len(data)
        framer = self.framer
        try:
            frames = framer.receive(data)
        except ProtocolError as error:
            self._broken(error)
            return
        if frames:
            if self._backlog:
                self._backlog += frames
            else:
                self._turn(frames)
            if framer.error is not None:
                self._broken(framer.error)
                return
        if framer.held:
            if frames or self._partial_since is None:
                self._partial_since = self.last_received
                if self.session.state is State.HELLO:
                    self._sniff(framer.held)
        else:
            self._partial_since = None

    def _turn(self, frames: list[bytes]) -> None:
        """Handle the frames of one read, or as many as one turn allows; what they write goes out in one piece."""
        self._begin_turn()
        handle = self._handle if self.tap is None else self._handle_tapped
        count = len(frames)
        self.counters.messages += count
        seconds = self.clock.seconds
        began = before = seconds()
        options = self.options
        limit = options.frames_per_turn or count
        try:
            for at in range(0, count, _CHUNK):
                chunk = frames if count <= _CHUNK else frames[at : at + _CHUNK]
                handle(chunk)
                now = seconds()
                if now - before > options.slow_handler > 0 and not self._timed:
                    self._slow_turn(chunk, now - before)
                before = now
                done = at + _CHUNK
                if done < count and (done >= limit or 0 < options.turn_time < now - began):
                    self.counters.messages -= count - done
                    self._yield(frames[done:])
                    break
        finally:
            self._end_turn()

    def _handle(self, frames: list[bytes]) -> None:
        """The hot path: decode, look up, call."""
        get = self._routes.get
        for frame in frames:
            try:
                msg = decode(frame)
            except ProtocolError as error:
                self._malformed(frame, error)
                continue
            handlers = get(type(msg))
            if handlers is None:
                self._other(msg, frame)
                continue
            for handler in handlers:
                try:
                    result = handler(self.owner, msg)
                except Exception:
                    self._handler_failed(handler, msg)
                else:
                    if result is not None and self._consumed(result, handler, msg):
                        break
            else:
                if self._inbox is not None:
                    self._inbox.put(msg)

    def _handle_tapped(self, frames: list[bytes]) -> None:
        """The same with a tap that sees everything first."""
        for frame in frames:
            tap = self.tap
            msg = broken = None
            try:
                msg = decode(frame)
            except ProtocolError as error:
                broken = error
            if tap is not None:
                try:
                    if tap(msg, frame):
                        continue
                except Exception:
                    self._handler_failed(tap, msg)
            if broken is not None:
                self._malformed(frame, broken)
            else:
                self._one(msg, frame)

    def _one(self, msg: Any, frame: bytes) -> None:
        handlers = self._routes.get(type(msg))
        if handlers is None:
            self._other(msg, frame)
        else:
            self._call(handlers, msg)

    def _call(self, handlers: tuple[Handler, ...], msg: Any) -> bool:
        """Give a message to handlers, then to the inbox; True if a handler consumed it."""
        for handler in handlers:
            try:
                result = handler(self.owner, msg)
            except Exception:
                self._handler_failed(handler, msg)
            else:
                if result is not None and self._consumed(result, handler, msg):
                    return True
        if self._inbox is not None:
            self._inbox.put(msg)
        return False

    def _yield(self, rest: list[bytes]) -> None:
        """Leave frames for the next turn, and read nothing before they are done."""
        self._backlog = rest
        self.transport.pauseProducing()  # type: ignore[union-attr]
        self._timer("turn", 0, self._next_turn)

    def _next_turn(self) -> None:
        frames, self._backlog = self._backlog, []
        self.last_received = self.clock.seconds()
        self._turn(frames)
        if not self._backlog and self.connected:
            self.transport.resumeProducing()  # type: ignore[union-attr]

    # routes: what is done about a class of messages, resolved once

    def forget_routes(self) -> None:
        """Resolve anew what is done about each class of messages."""
        self._routes.clear()
        self._special.clear()

    def _other(self, msg: Any, frame: bytes) -> None:
        """Handle a message whose class has no handlers resolved: it is none for handlers, or the first one."""
        cls = type(msg)
        special = self._special.get(cls)
        if special is None:
            special = self._resolve(cls)
            if special is None:
                self._call(self._routes[cls], msg)
                return
            self._special[cls] = special
        special(msg, frame)

    def _resolve(self, cls: Any) -> Callable[[Any, bytes], Any] | None:
        """Find out what is done about a class: None for its handlers alone, which are then in ``_routes``."""
        if self.disconnect_reason is not None:
            return self._ignore
        kind = kinds.kind_of(cls)
        raw = not self.options.handshake
        if not raw:
            if self.session.state is not State.READY:
                return self._to_session
            if kinds.version_of(cls) != self.version and kind is not Kind.HELLO:
                return self._wrong_version
        if kind is Kind.REPLY:
            return self._reply
        if not raw:
            if kind is Kind.HELLO or (kind is Kind.ECHO_REQUEST and self.options.answer_echo):
                return self._to_session
            if kind is Kind.REQUEST or kind is Kind.UNKNOWN:
                return self._misplaced
            if not self.up:
                return self._keep_early
            if cls.__name__ == "packet_in":
                if self._crowded or not self.writable:
                    return self._drop_packet_in
                if self._bucket is not None:
                    return self._limit_packet_in
        self._routes[cls] = self._handlers_of(cls)
        return None

    def _handlers_of(self, cls: Any) -> tuple[Handler, ...]:
        """Return the handlers of a class in the order to call them: this switch, this connection, the controller."""
        found: list[Handler] = list(self._registered_for(cls))
        if self.controller is not None and self.switch is not None:
            found += self.controller.handlers.resolve(cls, self.switch.datapath_id)
        if self._timed:
            found = [self._stopwatch(handler) for handler in found]
        if self.switch is not None:
            found[:0] = self.switch.internal_handlers(cls)
        return tuple(found)

    def _registered_for(self, cls: Any) -> Iterator[Handler]:
        names = kinds.lineage(cls)
        for what, handler in self._registered.items():
            if isinstance(what, type):
                if issubclass(cls, what):
                    yield handler
            elif what in names or what == getattr(cls, "type", None):
                yield handler
        if handling.ALL in self._registered:
            yield self._registered[handling.ALL]

    def _ignore(self, msg: Any, frame: bytes) -> None:
        """We are closing: nothing that still arrives matters."""

    def _deliver(self, msg: Any, frame: bytes) -> bool:
        """Give a message of any kind to the handlers and the inbox; True if a handler consumed it."""
        if not self.up:
            self._keep_early(msg, frame)
            return False
        cls = type(msg)
        handlers = self._routes.get(cls)
        return self._call(self._handlers_of(cls) if handlers is None else handlers, msg)

    def _keep_early(self, msg: Any, frame: bytes) -> None:
        """Keep what comes before the switch is up; when there is too much of it, packet-ins go first."""
        early = self._early
        if len(early) >= _EARLY:
            self.counters.packet_ins_dropped += 1
            if type(msg).__name__ == "packet_in":
                return
            for index, (old, _) in enumerate(early):
                if type(old).__name__ == "packet_in":
                    del early[index]
                    break
            else:
                self.disconnect(f"more than {_EARLY} messages before the handshake is done")
                return
        early.append((msg, frame))

    def _to_session(self, msg: Any, frame: bytes) -> None:
        if self.disconnect_reason is not None:
            return
        state = self.session.state
        if state is not State.READY and state is not State.HELLO and kinds.kind_of_message(msg) is not Kind.HELLO:
            if kinds.version_of(type(msg)) != self.version:
                self._wrong_version(msg, frame)
                return
        self._act(self.session.receive(msg, frame), msg, frame)
        if self.up and self._early:
            self.replay()

    def _reply(self, msg: Any, frame: bytes) -> None:
        name = kinds.names_of(msg)[-1]
        if name == "features_reply" and self.features is not None:
            if msg.datapath_id != self.features.datapath_id:
                self._act(self.session.receive(msg, frame), msg, frame)
                if self.disconnect_reason is not None:
                    return
            elif not self.transactions.received(msg, len(frame)):
                self._act(self.session.receive(msg, frame), msg, frame)
                self._deliver(msg, frame)
            return
        if name == "error_msg":
            self.counters.errors += 1
        if self.transactions.received(msg, len(frame)):
            return
        if name == "error_msg" and self.options.handshake:
            text = kinds.error_text(msg)
            self.note("error " + text.partition(" ")[0], f"the switch reports {text} (xid {msg.xid})")
        self._deliver(msg, frame)

    def _limit_packet_in(self, msg: Any, frame: bytes) -> None:
        if self._bucket is None or self._bucket.take(self.last_received):
            self._call(self._limited_handlers(type(msg)), msg)
        else:
            self.counters.packet_ins_limited += 1

    def _limited_handlers(self, cls: Any) -> tuple[Handler, ...]:
        key: Any = (cls, "limited")  # beside the classes, so that forget_routes forgets it too
        handlers = self._routes.get(key)
        if handlers is None:
            handlers = self._routes[key] = self._handlers_of(cls)
        return handlers

    def _drop_packet_in(self, msg: Any, frame: bytes) -> None:
        if not self.counters.packet_ins_dropped:
            why = "it does not read" if not self.writable else f"{self._running} handlers are still at work"
            self.note("overload", f"packet-ins are dropped: {why}")
        self.counters.packet_ins_dropped += 1

    # what a peer should not send

    def _wrong_version(self, msg: Any, frame: bytes) -> None:
        self.counters.bad_version += 1
        self._refuse(frame, ProtocolError("wrong version"))
        self.note(
            "version",
            f"a message of OpenFlow wire version {frame[0]} came after version {self.version} was negotiated",
        )

    def _misplaced(self, msg: Any, frame: bytes) -> None:
        """A type nobody knows, or one that only controllers send."""
        self.counters.bad_type += 1
        if not self._deliver(msg, frame):
            self._refuse(frame, None)
            name = kinds.type_name(frame[0], frame[1])
            self.note("type " + name, f"a switch has no business sending {name} (xid {msg.xid})")

    def _malformed(self, frame: bytes, error: ProtocolError) -> None:
        """A well-framed message that cannot be decoded: answered, counted, and that is all."""
        self.counters.malformed += 1
        if self.disconnect_reason is not None:
            return
        if not self.options.handshake:
            self.transactions.fail_one(int.from_bytes(frame[4:8], "big"), error)
            return
        state = self.session.state
        if frame[1] == 0:
            self._act(self.session.receive(None, frame), None, frame)
            return
        if state is State.HELLO:
            other = session.foreign(frame)
            self.disconnect(f"the peer speaks {other}, not OpenFlow" if other else f"no HELLO but {error}")
            return
        if frame[0] != self.version:
            self.counters.bad_version += 1
        xid = int.from_bytes(frame[4:8], "big")
        name = kinds.type_name(self.version, frame[1])
        self.note("malformed " + name, f"malformed {name} (xid {xid}): {error}")
        if name.endswith("_reply") or name == "error_msg":
            self.transactions.fail_one(xid, error)
        if name != "error_msg":
            self._refuse(frame, error)

    def _refuse(self, frame: bytes, error: ProtocolError | None) -> None:
        """Answer with an OpenFlow error, if that is wanted and not done too often."""
        if self.options.answer_errors and self._answers.take(self.last_received):
            self._write(session.bad_request(self.ofp, error, frame))

    def _broken(self, error: ProtocolError) -> None:
        """The stream cannot be cut into messages any more."""
        self.counters.malformed += 1
        if self.disconnect_reason is not None:
            return
        held = self.framer.held
        other = session.foreign(held) if self.session.state is State.HELLO else None
        if self.options.handshake and other is None:
            self._refuse(held, ProtocolError(str(error)) if held[:1] == bytes([self.version]) else error)
        self.disconnect(f"the peer speaks {other}, not OpenFlow" if other else str(error))

    def _sniff(self, held: bytes) -> None:
        other = session.foreign(held)
        if other is not None:
            self.disconnect(f"the peer speaks {other}, not OpenFlow")

    def note(self, key: str, text: str) -> None:
        """Log a line about this connection, once in a while for each remote host and ``key``."""
        host = self.peer.rpartition(":")[0] or self.peer
        held_back = self.factory.limiter.check(host, key, self.clock.seconds())
        if held_back is None:
            return
        log.warn(
            "{peer}{dpid}: {text}{more}",
            peer=self.peer,
            dpid=f" {self.switch.dpid}" if self.switch is not None else "",
            text=text,
            more=f" ({held_back} more of the same before)" if held_back else "",
        )

    # handlers

    def _handler_failed(self, handler: Handler, msg: Any) -> None:
        self.counters.handler_failures += 1
        self._log_failure(Failure(), handler, msg)

    def _log_failure(self, failure: Failure, handler: Handler, msg: Any) -> None:
        handling.log_failure(
            failure,
            handler,
            dpid=self.switch.dpid if self.switch is not None else None,
            peer=self.peer,
            xid=getattr(msg, "xid", None),
            type=type(msg).__name__,
        )

    def _consumed(self, result: Any, handler: Handler, msg: Any) -> bool:
        """Look at what a handler returned: True, a coroutine or a Deferred consume the message."""
        waiting = handling.settle(result)
        if waiting is None:
            return bool(result)
        self._running += 1
        waiting.addErrback(self._async_failed, handler, msg)
        waiting.addBoth(self._async_done)
        if self._running >= self.options.async_backlog > 0 and not self._crowded:
            self._crowded = True
            self.forget_routes()
        return True

    def _async_failed(self, failure: Failure, handler: Handler, msg: Any) -> None:
        self.counters.handler_failures += 1
        self._log_failure(failure, handler, msg)

    def _async_done(self, _: Any) -> None:
        self._running -= 1
        if self._crowded and self._running < self.options.async_backlog:
            self._crowded = False
            self.forget_routes()

    def writable_changed(self) -> None:
        self.forget_routes()

    def _slow_turn(self, frames: list[bytes], spent: float) -> None:
        """Some handler blocked. From now on each call is timed, so that the next time the log names the one."""
        self._timed = True
        self._routes.clear()
        classes = {type(msg) for msg in map(_decoded, frames) if msg is not None}
        names = {handling.name_of(handler) for cls in classes for handler in self._plain_handlers(cls)}
        log.warn(
            "{peer}: the reactor was blocked for {ms:.0f} ms by {handlers}, handling {count} messages",
            peer=self.peer,
            ms=spent * 1000,
            handlers=" or ".join(sorted(names)) or "no handler of an app",
            count=len(frames),
        )

    def _plain_handlers(self, cls: Any) -> list[Handler]:
        found = list(self._registered_for(cls))
        if self.controller is not None and self.switch is not None:
            found += self.controller.handlers.resolve(cls, self.switch.datapath_id)
        return found

    def _stopwatch(self, handler: Handler) -> Handler:
        """Return the handler with a look at the clock before and after."""
        seconds = self.clock.seconds

        def timed(owner: Any, msg: Any) -> Any:
            began = seconds()
            result = handler(owner, msg)
            spent = seconds() - began
            if spent > self.options.slow_handler > 0:
                name = handling.name_of(handler)
                self.note(
                    "slow " + name,
                    f"handler {name} blocked the reactor for {spent * 1000:.0f} ms "
                    f"(type {type(msg).__name__}, xid {msg.xid})",
                )
            return result

        timed.func = handler  # type: ignore[attr-defined]
        return timed

    # life

    def _tick_interval(self) -> float:
        """Return how often to look, at least once within each of the time limits."""
        options = self.options
        limits = (options.echo_interval, options.frame_timeout, options.stuck_writer_timeout)
        return min((limit for limit in limits if limit), default=math.inf)

    def _tick_in(self, delay: float) -> None:
        if delay != math.inf:
            self._timer("tick", max(delay, 0.001), self._tick)

    def _tick(self) -> None:
        """Look at everything that has a time limit, and come back when the next one can be over."""
        now = self.clock.seconds()
        again = [now + self._tick_interval()]
        options = self.options
        if options.frame_timeout and self._partial_since is not None:
            due = self._partial_since + options.frame_timeout
            if now >= due:
                self.disconnect(f"a message was not finished within {options.frame_timeout:g} s")
                return
            again.append(due)
        again.append(self.check_writer(now))
        if options.echo_interval and self.session.state is State.READY:
            again.append(self._check_life(now))
        if self.disconnect_reason is None:
            self._tick_in(min(again) - now)

    def _check_life(self, now: float) -> float:
        interval = self.options.echo_interval
        if self.last_received >= self._probed_at:
            self._unanswered = 0
        silent_since = max(self.last_received, self._probed_at)
        if now - silent_since < interval:
            return silent_since + interval
        if self._unanswered >= self.options.echo_misses:
            self.abort(f"no sign of life for {now - self.last_received:.0f} s")
            return math.inf
        self._unanswered += 1
        self._probed_at = now
        self.ping(math.inf).addErrback(lambda _: None)
        return now + interval


def _decoded(frame: bytes) -> Any:
    try:
        return decode(frame)
    except ProtocolError:
        return None


class _OFFactory(Factory):
    """What server and client factories share: the limits over all their connections.

    Attributes:
        connections: the protocols that are connected.
        limiter: which log lines to let through.
    """

    noisy = False

    def __init__(
        self,
        controller: Controller | None = None,
        options: Options | None = None,
        *,
        clock: IReactorTime | None = None,
        connected: Callable[[OFProtocol], Any] | None = None,
    ) -> None:
        self.controller = controller
        self.options = options or (controller.options if controller is not None else Options())
        self._clock = clock
        self._connected = connected
        self.connections: set[OFProtocol] = set()
        self.limiter = LogLimiter()
        self.gate = Gate(self.options.max_handshakes, self.options.max_handshakes_per_peer)

    @property
    def clock(self) -> IReactorTime:
        """The clock given, or the controller's, or the global reactor."""
        if self._clock is None:
            if self.controller is not None:
                self._clock = self.controller.clock
            else:
                from twisted.internet import reactor

                self._clock = reactor
        return self._clock

    def buildProtocol(self, addr: IAddress | None) -> OFProtocol | None:
        limit = self.options.max_connections
        if limit and len(self.connections) >= limit:
            peer = address_name(addr)
            if self.limiter.check(peer.rpartition(":")[0], "max_connections", self.clock.seconds()) is not None:
                log.warn("{peer}: refused: {limit} connections are open", peer=peer, limit=limit)
            return None
        return OFProtocol(self.options, self.clock, self.controller, self)

    def admit(self, protocol: OFProtocol) -> None:
        """Let a new connection begin, now or when there is room."""
        self.connections.add(protocol)
        if self._connected is not None:
            self._connected(protocol)
        if not self.options.handshake:
            protocol.begin()
            return
        host = protocol.peer.rpartition(":")[0] or protocol.peer
        if not self.gate.enter(protocol, host, protocol.begin):
            protocol.disconnect(f"more than {self.options.max_handshakes_per_peer} handshakes from {host}")

    def settled(self, protocol: OFProtocol) -> None:
        """A handshake is done."""
        self.gate.leave(protocol)

    def gone(self, protocol: OFProtocol) -> None:
        """A connection is down."""
        self.gate.leave(protocol)
        self.connections.discard(protocol)


class OFServerFactory(_OFFactory, ServerFactory):
    """Makes an OFProtocol of each accepted connection.

    Args:
        controller: the Controller that gets the switches, or None for connections used on their own.
        options: what the connections do by themselves; None takes the controller's.
        clock: IReactorTime; None takes the controller's, or the global reactor.
        connected: called with each protocol as soon as its connection is made, before anything is sent;
            the place to set ``tap``, ``register`` handlers or ``disconnect``.
    """


class OFClientFactory(_OFFactory, ClientFactory):
    """The same for connections we open."""
