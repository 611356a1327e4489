"""Delivery: the way of one message, from its bytes to its handlers. The hot path.

decode -> one look into ``routes.direct`` by the class of the message -> the handlers; everything else has another
``Way``. Knows no transport. Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from oftwist.connection.keeping import Kept
from oftwist.connection.limits import TokenBucket
from oftwist.connection.routes import PACKET_IN, Way
from oftwist.connection.session import Action, Close, State
from oftwist.errors import Disconnected, ProtocolError
from oftwist.text import describe_request
from oftwist.wire import decode, kinds, notes, readers
from oftwist.wire.kinds import Kind

if TYPE_CHECKING:
    from oftwist.connection.calling import Calls
    from oftwist.connection.counters import Counters
    from oftwist.connection.inbox import MessageQueue
    from oftwist.connection.interfaces import Connection, Decoded, Observer
    from oftwist.connection.liveness import Liveness
    from oftwist.connection.options import Options
    from oftwist.connection.routes import Routes
    from oftwist.connection.rules import Rules
    from oftwist.connection.session import Session
    from oftwist.connection.transactions import Transactions

#: One of so many turns has a message whose handlers are timed; a prime, so that nothing periodic is always met.
SAMPLE = 101
#: Messages kept that arrive before the switch is up, and their bytes.
_EARLY = 1024
_EARLY_BYTES = 1 << 20
#: Errors of a switch that are reported: as many a second, and at once.
_REPORTS, _REPORTS_BURST = 10.0, 1000.0

_C = TypeVar("_C", bound="Connection")


class Delivery(Generic[_C]):
    """Gives the messages of one connection to whom they are for.

    Args:
        connection: what observers, and handlers without a subject, are called with.
        options: raw mode, the rate of packet-ins.
        counters: what is dropped is counted there.
        session, rules: what is none of the handlers' business, and what is no good.
        transactions: who waits for replies.
        routes: the ways and handlers.
        calls: what becomes of calls.
        liveness: the time of the read.
        act: does what session and rules say, given the message and its bytes.

    Attributes:
        subject: the first argument of handlers.
        observers: who sees everything first.
        inbox: the messages nobody handled, or None when they are not kept.
    """

    def __init__(
        self,
        connection: _C,
        options: Options,
        counters: Counters,
        session: Session,
        rules: Rules,
        transactions: Transactions,
        routes: Routes,
        calls: Calls,
        liveness: Liveness,
        act: Callable[[list[Action], Decoded | None, bytes], object],
    ) -> None:
        self.subject: object = connection
        self.observers: tuple[Observer[_C], ...] = ()
        self.inbox: MessageQueue | None = None
        self._connection = connection
        self.options = options
        self._counters = counters
        self._session = session
        self._rules = rules
        self._transactions = transactions
        self._routes = routes
        self._calls = calls
        self._liveness = liveness
        self._act = act
        self._early: Kept[tuple[Decoded, bytes]] = Kept(_EARLY, _EARLY_BYTES)
        self._unsampled = SAMPLE  # turns until the next one that is timed
        self._samples = 0
        self._weight = 0  # of the calls that are made now, if they are timed
        self._received = counters.received
        self.limit(options)
        self._reports = TokenBucket(_REPORTS, _REPORTS_BURST)
        self._suppressed = 0
        routes.ways = {
            Way.HANDLERS: self._handlers,
            Way.LIMITED: self._limited,
            Way.DROPPED: self._dropped,
            Way.EARLY: self._keep,
            Way.SESSION: self._to_session,
            Way.REPLY: self._reply,
            Way.ERROR: self._error,
            Way.FEATURES: self._features,
            Way.MISPLACED: self._misplaced,
            Way.WRONG_VERSION: self._wrong_version,
            Way.IGNORED: self._ignored,
        }

    def limit(self, options: Options) -> None:
        """Have other limits."""
        self.options = options
        rate = options.packet_in_rate
        self._bucket = TokenBucket(rate, options.packet_in_burst) if rate else None

    def handle(self, frames: list[bytes]) -> None:
        """Decode, look up, call: every message in order."""
        self._unsampled -= 1
        if not self._unsampled:
            frames = self._sample(frames)
        if self.observers:
            self._handle_observed(frames)
            return
        get = self._routes.direct.get
        calls = self._calls
        self._received[PACKET_IN] += len(frames)  # what is something else is counted as that below: they are few
        noted = notes()
        for frame in frames:
            try:
                read = readers.get(frame[:2])
                msg = read(frame, 0, len(frame)) if read is not None else decode(frame)
            except ProtocolError as error:
                self._recount(frame)
                self.malformed(frame, error)
                continue
            if noted.recent:
                self._set_aside(frame)
            handlers = get(type(msg))
            if handlers is None:
                self._recount(frame)
                handlers = self._routes.others.get(type(msg))
            if handlers is None:
                self._routes.action(type(msg))(msg, frame)
                continue
            for handler in handlers:
                try:
                    result = handler(self.subject, msg)
                except Exception:
                    calls.failed(handler, msg)
                else:
                    if result is not None and calls.consumed(result, handler, msg):
                        break
            else:
                if self.inbox is not None:
                    self.inbox.put(msg, len(frame))

    def _recount(self, frame: bytes) -> None:
        """Count a message as what it is, that was counted as a packet-in."""
        self._received[PACKET_IN] -= 1
        self._received[frame[1]] += 1

    def _sample(self, frames: list[bytes]) -> list[bytes]:
        """Time the handlers of one message, each time one at another place in its turn: it stands for many.

        Returns:
            the messages behind it, which are not handled yet.
        """
        self._unsampled = SAMPLE
        self._samples += 1
        place = self._samples % len(frames)
        if place:
            self.handle(frames[:place])
        self._weight = SAMPLE * len(frames)
        try:
            self._handle_observed(frames[place : place + 1])
        finally:
            self._weight = 0
        return frames[place + 1 :]

    def _set_aside(self, frame: bytes) -> None:
        """Something was set aside lately: in this message? A handler may have decoded messages of its own."""
        noted = notes()
        count = noted.count
        decode(frame)
        aside = noted.since(count)
        if aside:
            self._act(self._rules.set_aside(frame, aside), None, frame)

    def _handle_observed(self, frames: list[bytes]) -> None:
        """The same with observers that see everything first, and may take it."""
        for frame in frames:
            self._received[frame[1]] += 1
            msg: Decoded | None = None
            broken = None
            noted = notes()
            count = noted.count
            try:
                msg = decode(frame)
            except ProtocolError as error:
                broken = error
            aside = noted.since(count) if msg is not None and noted.count != count else []
            taken = False
            for observer in self.observers:
                try:
                    taken = observer.received(self._connection, msg, frame, broken) is True or taken
                except Exception:
                    self._calls.failed(observer.received, msg)
            if taken:
                continue
            if aside:
                self._act(self._rules.set_aside(frame, aside), None, frame)
            if msg is not None:
                self.one(msg, frame)
            elif broken is not None:
                self.malformed(frame, broken)

    def sent(self, pieces: Sequence[bytes]) -> None:
        """Tell the observers what is put on the wire."""
        for piece in pieces:
            for observer in self.observers:
                try:
                    observer.sent(self._connection, piece)
                except Exception:
                    self._calls.failed(observer.sent, None)

    def one(self, msg: Decoded, frame: bytes) -> None:
        """Do what is to be done about one message."""
        self._routes.action(type(msg))(msg, frame)

    def deliver(self, msg: Decoded, frame: bytes) -> bool:
        """Give a message of any kind to the handlers and the inbox; True if a handler consumed it."""
        if self._routes.situation.up:
            return self._handlers(msg, frame)
        self._keep(msg, frame)
        return False

    def replay(self) -> None:
        """Handle the messages that came before the switch was up."""
        for msg, frame in self._early.clear():
            self.one(msg, frame)

    def malformed(self, frame: bytes, error: ProtocolError) -> None:
        """What is to be done about a well-framed message that cannot be decoded."""
        if self._routes.situation.closing:
            self._counters.malformed += 1
        else:
            self._act(self._rules.malformed(frame, error, self._liveness.last_received), None, frame)

    def broken(self, held: bytes, error: ProtocolError) -> None:
        """What is to be done about a stream that cannot be cut into messages, given what is left of it."""
        if self._routes.situation.closing:
            self._counters.malformed += 1
        else:
            self._act(self._rules.broken(held, error, self._liveness.last_received), None, held)

    def lost(self, why: Disconnected) -> None:
        """The connection is down: what came early concerns nobody any more, and nothing more will come."""
        self._early.clear()
        if self.inbox is not None:
            self.inbox.close(why)

    # the ways

    def _handlers(self, msg: Decoded, frame: bytes) -> bool:
        """To the handlers, then to the inbox; True if a handler consumed it."""
        weight = self._weight
        for handler in self._routes.handlers(type(msg)):
            if self._calls.call(handler, self.subject, msg, weight):
                return True
        if self.inbox is not None:
            self.inbox.put(msg, len(frame))
        return False

    def _limited(self, msg: Decoded, frame: bytes) -> None:
        if self._bucket is None or self._bucket.take(self._liveness.last_received):
            self._handlers(msg, frame)
        else:
            self._counters.packet_ins_limited = limited = self._counters.packet_ins_limited + 1
            if not limited & (limited - 1):
                self._connection.report("packet_ins_dropped", reason="more than packet_in_rate", dropped=limited)

    def _dropped(self, msg: Decoded, frame: bytes) -> None:
        full = self._routes.situation.full
        if not self._counters.packet_ins_dropped:
            why = "it does not read" if full else f"{self._calls.running} handlers are still at work"
            self._connection.note("overload", f"packet-ins are dropped: {why}")
        self._counters.packet_ins_dropped = dropped = self._counters.packet_ins_dropped + 1
        self._counters.packet_ins_unread += full
        if not dropped & (dropped - 1):  # 1, 2, 4, 8, ...
            reason = "the switch does not read" if full else "too many handlers are at work"
            self._connection.report("packet_ins_dropped", reason=reason, dropped=dropped)

    def _keep(self, msg: Decoded, frame: bytes) -> None:
        """Keep what comes before the switch is up; when there is too much of it, packet-ins go first."""
        early = self._early
        spare = kinds.is_packet_in(type(msg))
        while early.is_full(len(frame)):
            if not spare and early.take_spare() is None:
                text = f"more than {len(early)} messages before the handshake is done"
                self._act([Close(text)], None, b"")
                return
            self._counters.packet_ins_dropped += 1
            self._counters.packet_ins_early += 1
            if spare:
                return
        early.add((msg, frame), len(frame), spare)

    def _to_session(self, msg: Decoded, frame: bytes) -> None:
        state = self._session.state
        if state is not State.READY and state is not State.HELLO and kinds.kind_of_message(msg) is not Kind.HELLO:
            if kinds.version_of(type(msg)) != self._session.version:
                self._wrong_version(msg, frame)
                return
        self._act(self._session.receive(msg, frame), msg, frame)

    def _reply(self, msg: Decoded, frame: bytes) -> None:
        if not self._transactions.received(msg, len(frame)):
            self.deliver(msg, frame)

    def _error(self, msg: Decoded, frame: bytes) -> None:
        self._counters.error("/".join(kinds.error_names(msg)))
        self._report_error(msg)
        if self._transactions.received(msg, len(frame)):
            return
        if self.options.handshake:
            text = kinds.error_text(msg)
            key = "error " + text.partition(" ")[0]
            self._connection.note(key, f"the switch reports {text} (xid {msg.xid})", msg.xid)
        self.deliver(msg, frame)

    def _report_error(self, msg: Decoded) -> None:
        """Report an error of the switch, also one that somebody waits for; of very many only some."""
        if not self._reports.take(self._liveness.last_received):
            self._suppressed += 1
            return
        self._connection.report(
            "error",
            name="/".join(kinds.error_names(msg)),
            request=describe_request(msg),
            xid=msg.xid,
            suppressed=self._suppressed,
        )
        self._suppressed = 0

    def _features(self, msg: Decoded, frame: bytes) -> None:
        features = self._session.features
        changed = features is not None and msg.datapath_id != features.datapath_id
        if not changed and self._transactions.received(msg, len(frame)):
            return
        if features is not None:
            self._act(self._session.receive(msg, frame), msg, frame)
        if not changed:
            self.deliver(msg, frame)

    def _misplaced(self, msg: Decoded, frame: bytes) -> None:
        self._counters.bad_type += 1
        if not self.deliver(msg, frame):
            self._act(self._rules.misplaced(msg, frame, self._liveness.last_received), msg, frame)

    def _wrong_version(self, msg: Decoded, frame: bytes) -> None:
        self._act(self._rules.wrong_version(frame, self._liveness.last_received), msg, frame)

    def _ignored(self, msg: Decoded, frame: bytes) -> None:
        """We are closing: nothing that still arrives matters."""
