"""Dispatcher: from the bytes of a read to the handlers of each message. The hot path.

``dataReceived`` -> framer -> ``wire.decode`` -> one look into ``_routes`` by the class of the message -> the handlers.
Everything runs in the reactor thread.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist.connection import calling
from oftwist.connection.guard import Guard
from oftwist.connection.limits import TokenBucket
from oftwist.connection.link import BACKLOG
from oftwist.connection.selecting import ALL, matches
from oftwist.connection.session import State
from oftwist.errors import ProtocolError
from oftwist.wire import decode, kinds, readers
from oftwist.wire.framer import HEADER_SIZE
from oftwist.wire.kinds import Kind

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

    from oftwist.connection.inbox import MessageQueue
    from oftwist.connection.interfaces import Handler
    from oftwist.connection.options import Options
    from oftwist.controller.controller import Controller

log = Logger()

#: ``tap(msg, raw)``: msg is None when raw could not be decoded. Returning True keeps the message from all else.
Tap = Callable[[Any, bytes], Any]

#: Messages handled between two looks at the clock.
_CHUNK = 32
#: Messages kept that arrive before the switch is up, and their bytes.
_EARLY = 1024
_EARLY_BYTES = 1 << 20


class Dispatcher(Guard):
    """A connection whose messages reach handlers. See ``OFProtocol``."""

    def __init__(self, options: Options, clock: IReactorTime, controller: Controller | None) -> None:
        super().__init__(options, clock)
        self.controller = controller
        self.owner: Any = self  # what handlers get: the switch, or this
        self.tap: Tap | None = None
        self.up = False  # messages go to handlers
        self._inbox: MessageQueue | None = None
        self._routes: dict[type, tuple[Handler, ...]] = {}
        self._special: dict[type, Callable[[Any, bytes], Any]] = {}
        self._registered: dict[Any, Handler] = {}
        self._early: list[tuple[Any, bytes]] = []
        self._early_bytes = 0
        self._backlog: list[bytes] = []  # frames that wait for the next turn
        self._running = 0  # coroutines and Deferreds of handlers
        self._crowded = False  # too many of them
        self._timed = False  # every handler call is timed
        self._slow = options.slow_handler or math.inf
        rate = options.packet_in_rate
        self._bucket = TokenBucket(rate, options.packet_in_burst) if rate else None

    # bytes in

    def dataReceived(self, data: bytes) -> None:
        self.last_received = now = self._seconds()
        size = len(data)
        self.counters.bytes_received += size
        framer = self.framer
        if not framer.parts and size >= HEADER_SIZE and data[2] << 8 | data[3] == size and not self._backlog:
            self._partial_since = None
            self._turn([data], now)  # one message, whole: what a switch that waits for the answer sends
            return
        try:
            frames = framer.receive(data)
        except ProtocolError as error:
            self._broken(error)
            return
        if frames:
            if self._backlog:
                self._backlog += frames
            else:
                self._turn(frames, now)
            if framer.error is not None:
                self._broken(framer.error)
                return
        if not framer.parts:
            self._partial_since = None
        elif frames or self._partial_since is None:
            self._partial_since = now
            if self.session.state is State.HELLO:
                self._sniff(framer.held)

    def _turn(self, frames: list[bytes], began: float) -> None:
        """Handle the frames of one read, or as many as one turn allows; what they write goes out in one piece."""
        outer = self._out
        out: list[bytes] = []
        self._out = out
        count = len(frames)
        self.counters.messages += count
        try:
            if count > _CHUNK:
                self._long_turn(frames, began)
            else:
                if self.tap is None:
                    self._handle(frames)
                else:
                    self._handle_tapped(frames)
                spent = self._seconds() - began
                if spent > self._slow:
                    self._slow_turn(frames, spent)
        finally:
            self._out = outer
            if out:
                if outer is None and self.disconnect_reason is None:
                    self._transmit(out[0] if len(out) == 1 else b"".join(out))
                elif outer is not None:
                    outer += out  # a turn within a turn

    def _long_turn(self, frames: list[bytes], began: float) -> None:
        """Handle frames chunk by chunk, until others should have their turn."""
        handle = self._handle if self.tap is None else self._handle_tapped
        count = len(frames)
        limit = self.options.frames_per_turn or count
        over = began + self.options.turn_time if self.options.turn_time else math.inf
        before = began
        for at in range(0, count, _CHUNK):
            handle(frames[at : at + _CHUNK])
            now = self._seconds()
            if now - before > self._slow:
                self._slow_turn(frames[at : at + _CHUNK], now - before)
            before = now
            done = at + _CHUNK
            if done < count and (done >= limit or now > over):
                self.counters.messages -= count - done
                self._yield(frames[done:])
                break

    def _handle(self, frames: list[bytes]) -> None:
        """The hot path: decode, look up, call."""
        get = self._routes.get
        for frame in frames:
            try:
                read = readers.get(frame[:2])
                msg = read(frame, 0, len(frame)) if read is not None else decode(frame)
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
                    self._inbox.put(msg, len(frame))

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
            self._call(handlers, msg, frame)

    def _call(self, handlers: tuple[Handler, ...], msg: Any, frame: bytes) -> bool:
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
            self._inbox.put(msg, len(frame))
        return False

    def _yield(self, rest: list[bytes]) -> None:
        """Leave frames for the next turn, and read nothing before they are done."""
        self._backlog = rest
        self._pause(BACKLOG)
        self._timer("turn", 0, self._next_turn)

    def _next_turn(self) -> None:
        frames, self._backlog = self._backlog, []
        self.last_received = self._seconds()
        self._turn(frames, self.last_received)
        if not self._backlog:
            self._resume(BACKLOG)

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
                self._call(self._routes[cls], msg, frame)
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
        for what, handler in self._registered.items():
            if what != ALL and matches(what, cls):
                yield handler
        if ALL in self._registered:
            yield self._registered[ALL]

    def _ignore(self, msg: Any, frame: bytes) -> None:
        """We are closing: nothing that still arrives matters."""

    def _deliver(self, msg: Any, frame: bytes) -> bool:
        """Give a message of any kind to the handlers and the inbox; True if a handler consumed it."""
        if not self.up:
            self._keep_early(msg, frame)
            return False
        cls = type(msg)
        handlers = self._routes.get(cls)
        return self._call(self._handlers_of(cls) if handlers is None else handlers, msg, frame)

    def _keep_early(self, msg: Any, frame: bytes) -> None:
        """Keep what comes before the switch is up; when there is too much of it, packet-ins go first."""
        early = self._early
        while len(early) >= _EARLY or self._early_bytes + len(frame) > _EARLY_BYTES:
            if type(msg).__name__ == "packet_in":
                self.counters.packet_ins_dropped += 1
                return
            for index, (old, raw) in enumerate(early):
                if type(old).__name__ == "packet_in":
                    self.counters.packet_ins_dropped += 1
                    self._early_bytes -= len(raw)
                    del early[index]
                    break
            else:
                self.disconnect(f"more than {len(early)} messages before the handshake is done")
                return
        self._early_bytes += len(frame)
        early.append((msg, frame))

    def replay(self) -> None:
        """Handle the messages that came before the switch was up."""
        early, self._early = self._early, []
        self._early_bytes = 0
        for msg, raw in early:
            self._one(msg, raw)

    def _to_session(self, msg: Any, frame: bytes) -> None:
        if self.disconnect_reason is not None:
            return
        state = self.session.state
        if state is not State.READY and state is not State.HELLO and kinds.kind_of_message(msg) is not Kind.HELLO:
            if kinds.version_of(type(msg)) != self.version:
                self._wrong_version(msg, frame)
                return
        self._act(self.session.receive(msg, frame), msg, frame)

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
            self._call(self._limited_handlers(type(msg)), msg, frame)
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

    # handlers

    def _handler_failed(self, handler: Handler, msg: Any) -> None:
        self.counters.handler_failures += 1
        self._log_failure(Failure(), handler, msg)

    def _log_failure(self, failure: Failure, handler: Handler, msg: Any) -> None:
        """Log it, once in a while for each handler and kind of exception: packet-ins come by the thousand."""
        kind = failure.type.__name__ if failure.type is not None else ""
        held_back = self.factory.limiter.check(calling.name_of(handler), kind, self.clock.seconds())
        if held_back is None:
            return
        if held_back:
            text = "handler {handler} failed with {kind} {count} more times before this"
            log.warn(text, handler=calling.name_of(handler), kind=kind, count=held_back)
        calling.log_failure(
            failure,
            handler,
            dpid=self.switch.dpid if self.switch is not None else None,
            peer=self.peer,
            xid=getattr(msg, "xid", None),
            type=type(msg).__name__,
        )

    def _consumed(self, result: Any, handler: Handler, msg: Any) -> bool:
        """Look at what a handler returned: True, a coroutine or a Deferred consume the message."""
        waiting = calling.settle(result)
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
        self._slow = math.inf
        self._routes.clear()
        classes = {type(msg) for msg in map(_decoded, frames) if msg is not None}
        names = {calling.name_of(handler) for cls in classes for handler in self._plain_handlers(cls)}
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
                name = calling.name_of(handler)
                self.note(
                    "slow " + name,
                    f"handler {name} blocked the reactor for {spent * 1000:.0f} ms "
                    f"(type {type(msg).__name__}, xid {msg.xid})",
                )
            return result

        timed.func = handler  # type: ignore[attr-defined]
        return timed


def _decoded(frame: bytes) -> Any:
    try:
        return decode(frame)
    except ProtocolError:
        return None
