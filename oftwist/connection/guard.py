"""Guard: what an OpenFlow connection does not put up with, and how it notices that nobody is there.

Malformed, misplaced and wrong-version messages, broken streams, other protocols; unfinished messages, silence.
Everything runs in the reactor thread.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from oftwist import wire
from oftwist.connection import session
from oftwist.connection.limits import TokenBucket
from oftwist.connection.link import Link
from oftwist.connection.session import Session, State
from oftwist.connection.transactions import Transactions
from oftwist.errors import ProtocolError
from oftwist.wire import kinds
from oftwist.wire.framer import Framer

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

    from oftwist.connection.options import Options
    from oftwist.controller.switch import Switch

log = Logger()

#: OpenFlow errors a second that answer bad messages.
_ERROR_RATE = 100


class Guard(Link):
    """A link that carries OpenFlow: session, transactions, and the rules. See ``OFProtocol``."""

    factory: Any

    def __init__(self, options: Options, clock: IReactorTime) -> None:
        super().__init__(options, clock)
        self.framer = Framer()
        self.transactions = Transactions(clock, self._write, options)
        self.session = Session(options, self.transactions.next_xid)
        self.switch: Switch | None = None
        self.rtt: float | None = None
        self._partial_since: float | None = None
        self._unanswered = 0  # echo requests in a row
        self._probed_at = -math.inf
        self._answers = TokenBucket(_ERROR_RATE)

    @property
    def version(self) -> int:
        return self.session.version

    @property
    def ofp(self) -> Any:
        return self.session.ofp

    @property
    def features(self) -> Any:
        return self.session.features

    def _act(self, actions: list[session.Action], msg: Any, raw: bytes) -> None:
        """Do what the session says."""
        raise NotImplementedError

    def _deliver(self, msg: Any, frame: bytes) -> bool:
        """Give a message to the handlers and the inbox; True if a handler consumed it."""
        raise NotImplementedError

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
        """A well-framed message that cannot be decoded: counted, answered, and whoever waits for it is told."""
        self.counters.malformed += 1
        if self.disconnect_reason is not None:
            return
        xid = int.from_bytes(frame[4:8], "big")
        if not self.options.handshake:
            if kinds.is_reply_type(frame[0], frame[1]):
                self.transactions.fail_one(xid, error)
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
        name = kinds.type_name(self.version, frame[1])
        self.note("malformed " + name, f"malformed {name} (xid {xid}): {error}")
        is_reply = frame[0] == self.version and kinds.is_reply_type(frame[0], frame[1])
        if is_reply:
            self.transactions.fail_one(xid, error)
        if name != "error_msg":
            self._refuse(frame, error)
        if is_reply:
            self._act(self.session.undecodable(xid, str(error)), None, frame)

    def _refuse(self, frame: bytes, error: ProtocolError | None) -> None:
        """Answer with an OpenFlow error, if that is wanted and not done too often."""
        if self.options.answer_errors and self._answers.take(self.last_received):
            ofp = self.ofp
            if self.session.state is State.HELLO and frame[0] in self.options.versions:
                ofp = wire.protocol(frame[0])  # nothing is agreed on yet: speak as we were spoken to
            self._answer(session.bad_request(ofp, error, frame))

    def _broken(self, error: ProtocolError) -> None:
        """The stream cannot be cut into messages any more."""
        self.counters.malformed += 1
        if self.disconnect_reason is not None:
            return
        held = self.framer.held
        other = session.foreign(held) if self.session.state is State.HELLO else None
        if self.options.handshake and other is None:
            self._refuse(held, error)
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
        if self._paused and self._partial_since is not None:
            self._partial_since = now  # we do not read: the rest of it cannot come
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

    def ping(self, timeout: float | None = None) -> Deferred[float]:
        """Send an echo request and fire with the round-trip time in seconds, kept in ``rtt``."""
        sent = self.clock.seconds()

        def answered(_: Any) -> float:
            self.rtt = self.clock.seconds() - sent
            return self.rtt

        return self.transactions.request(self.ofp.message.echo_request(), timeout).addCallback(answered)
