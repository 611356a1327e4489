"""Liveness: notices that nobody is there. Unfinished messages, silence, a peer that reads nothing. Knows time only."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from oftwist.connection.counters import Distribution

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

    from oftwist.connection.deadlines import Timers
    from oftwist.connection.interfaces import Connection
    from oftwist.connection.options import Options
    from oftwist.connection.reading import Valve
    from oftwist.connection.session import Session
    from oftwist.connection.transactions import Transactions
    from oftwist.connection.writer import Writer


class Liveness:
    """Looks at everything of one connection that has a time limit, as seldom as possible.

    Args:
        connection: closed when its time is over.
        options: the limits.
        seconds: the time.
        timers: of the connection; one of them is ours.
        writer: looked at, too: what it has written must be read.
        valve: while it is closed we do not read, and nothing can come.
        session: the version to speak.
        transactions: sends echo requests.

    Attributes:
        last_received: when the last byte came, or the last one was taken by a peer that is not read.
        partial_since: when the first byte of a message came that is not complete; None if there is none.
        rtt: seconds the last answered echo request took, or None.
        echoes: how long all of them took.
        ready: the handshake is done, so that echo requests may be sent.
    """

    def __init__(
        self,
        connection: Connection,
        options: Options,
        seconds: Callable[[], float],
        timers: Timers,
        writer: Writer,
        valve: Valve,
        session: Session,
        transactions: Transactions,
    ) -> None:
        self.last_received = seconds()
        self.partial_since: float | None = None
        self.rtt: float | None = None
        self.echoes = Distribution()
        self.ready = False
        self.options = options
        self._seconds = seconds
        self._timers = timers
        self._writer = writer
        self._valve = valve
        self._connection = connection
        self._session = session
        self._transactions = transactions
        self._unanswered = 0  # echo requests in a row
        self._probed_at = -math.inf

    def alive(self) -> None:
        """The peer has given a sign of life."""
        self.last_received = self._seconds()

    def ping(self, timeout: float | None = None) -> Deferred[float]:
        """Send an echo request and fire with the round-trip time in seconds, kept in ``rtt``."""
        sent = self._seconds()

        def answered(_: object) -> float:
            self.rtt = self._seconds() - sent
            self.echoes.add(self.rtt)
            return self.rtt

        request = self._session.ofp.message.echo_request()
        return self._transactions.request(request, timeout).addCallback(answered)

    def start(self) -> None:
        """Begin to look."""
        self._look_in(self._interval())

    def _interval(self) -> float:
        """Return how often to look, at least once within each of the time limits."""
        options = self.options
        limits = (options.echo_interval, options.frame_timeout, options.stuck_writer_timeout)
        return min((limit for limit in limits if limit), default=math.inf)

    def _look_in(self, delay: float) -> None:
        if delay != math.inf:
            self._timers.set("look", max(delay, 0.001), self._look)

    def _look(self) -> None:
        """Look at everything, and come back when the next time limit can be over."""
        now = self._seconds()
        again = [now + self._interval(), self._check_frame(now), self._writer.check(now)]
        if self.options.echo_interval and self.ready:
            again.append(self._check_silence(now))
        if -math.inf not in again:
            self._look_in(min(again) - now)

    def _check_frame(self, now: float) -> float:
        timeout = self.options.frame_timeout
        if not timeout or self.partial_since is None:
            return math.inf
        if self._valve.closed:
            self.partial_since = now  # the rest of it cannot come
        elif now >= self.partial_since + timeout:
            self._connection.disconnect(f"a message was not finished within {timeout:g} s", fault=True)
            return -math.inf
        return self.partial_since + timeout

    def _check_silence(self, now: float) -> float:
        interval = self.options.echo_interval
        if self.last_received >= self._probed_at:
            self._unanswered = 0
        silent_since = max(self.last_received, self._probed_at)
        if now - silent_since < interval:
            return silent_since + interval
        if self._unanswered >= self.options.echo_misses:
            self._connection.abort(f"no sign of life for {now - self.last_received:.0f} s")
            return -math.inf
        self._unanswered += 1
        self._probed_at = now
        self.ping(math.inf).addErrback(lambda _: None)
        return now + interval
