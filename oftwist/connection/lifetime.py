"""Lifetime: from the first byte to the last. Does what session and rules say, asks the owner, and ends it all.

Knows the parts of the connection and a transport only to close it. Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from twisted.internet.defer import Deferred, fail, succeed

from oftwist.connection import session as says
from oftwist.connection.handshake import Handshake
from oftwist.connection.interfaces import Join, Refuse, Up
from oftwist.connection.session import State
from oftwist.dpid import format_dpid

if TYPE_CHECKING:
    from twisted.internet.interfaces import ITCPTransport

    from oftwist.connection.admission import Admission, Guest
    from oftwist.connection.deadlines import Timers
    from oftwist.connection.delivery import Delivery
    from oftwist.connection.ending import Ending
    from oftwist.connection.interfaces import Decoded, Owner, Verdict
    from oftwist.connection.journal import Journal
    from oftwist.connection.liveness import Liveness
    from oftwist.connection.options import Options
    from oftwist.connection.reading import Valve
    from oftwist.connection.routes import Routes
    from oftwist.connection.session import Action, Session
    from oftwist.connection.transactions import Transactions
    from oftwist.connection.writer import Writer

_G = TypeVar("_G", bound="Guest")


class Lifetime(Generic[_G]):
    """Coming up, and going down.

    Args:
        guest: the connection.
        options: raw mode, the time limits.
        owner: decides about it, or None.
        admission: the door it came in by.
        journal, ending, timers, valve, writer, session, transactions, routes, liveness: its parts.

    Attributes:
        handshake: its time and place.
        delivery: where messages go.
        transport: what to close.
    """

    delivery: Delivery[_G]
    transport: ITCPTransport

    def __init__(
        self,
        guest: _G,
        options: Options,
        owner: Owner[_G] | None,
        admission: Admission[_G],
        *,
        journal: Journal,
        ending: Ending,
        timers: Timers,
        valve: Valve,
        writer: Writer,
        session: Session,
        transactions: Transactions,
        routes: Routes,
        liveness: Liveness,
    ) -> None:
        self.handshake = Handshake(guest, options, session, timers, valve, admission.gate)
        self._guest = guest
        self.options = options
        self._owner = owner
        self._admission = admission
        self._journal = journal
        self._ending = ending
        self._timers = timers
        self._valve = valve
        self._writer = writer
        self._session = session
        self._transactions = transactions
        self._routes = routes
        self._liveness = liveness
        self._made = False
        self._unwatch: Callable[[], object] | None = None
        self._ready: dict[Deferred[_G], None] = {}

    # coming up

    def made(self, transport: ITCPTransport) -> None:
        """The connection is made: it stands at the door."""
        self.transport = transport
        self._made = True
        if self._owner is not None:
            self._unwatch = self._owner.watch(self._routes.forget)
        self._admission.arrive(self._guest)

    def begin(self) -> None:
        """Start the handshake (raw mode: hand the connection over)."""
        if self._ending.error is not None:
            return
        if not self.options.handshake:
            self._arrived()
            return
        self.handshake.begin()
        self._liveness.start()
        self.act(self._session.start(), None, b"")

    def act(self, actions: list[Action], msg: Decoded | None, raw: bytes) -> None:
        """Do what the session and the rules say about a message."""
        if self.handshake.silent and self._session.state is State.FEATURES:
            self.handshake.stand_in_line(lambda: self.act(actions, None, b""))
            return
        for action in actions:
            if isinstance(action, says.Send):
                if self._ending.reason is None:
                    self._writer.answer(action.data)
            elif isinstance(action, says.Note):
                self._journal.note(*action)
            elif isinstance(action, says.Close):
                self.disconnect(action.reason, True)
            elif isinstance(action, says.Fail):
                self._transactions.fail_one(action.xid, action.error)
            elif isinstance(action, says.Done):
                self.handshake.done()
                self._liveness.ready = True
                self._arrived()
            elif msg is not None:
                self.delivery.deliver(msg, raw)

    def _arrived(self) -> None:
        """The handshake is done, or there is none: what becomes of the connection is the owner's affair."""
        self._routes.change(ready=True)
        self.decide(self._owner.arrived(self._guest) if self._owner is not None else Up())

    def decide(self, verdict: Verdict) -> None:
        """Do what the owner has decided."""
        if self._ending.reason is not None:
            return
        if isinstance(verdict, Refuse):
            self.disconnect(verdict.reason)
        elif isinstance(verdict, (Up, Join)):
            if verdict.subject is not None:
                self.delivery.subject = verdict.subject
            if self._session.features is not None:
                self._journal.dpid = format_dpid(self._session.features.datapath_id)
            self._routes.change(up=True)
            ready, self._ready = self._ready, {}
            for waiting in ready:
                waiting.callback(self._guest)
            self.delivery.replay()  # what came early

    def when_ready(self) -> Deferred[_G]:
        """Fire when it is up; at once if it is. Fails with Disconnected."""
        if self._routes.situation.up:
            return succeed(self._guest)
        if self._ending.error is not None:
            return fail(self._ending.error)
        ready: Deferred[_G] = Deferred(self._ready.pop)
        self._ready[ready] = None
        return ready

    # going down

    def disconnect(self, reason: str, fault: bool = False) -> Deferred[str]:
        """Close the connection after what was sent is out; fires when it is down."""
        if self._made and self._ending.error is None:
            if self._ending.reason is None:
                self._writer.finish()
            if self._ending.begin(reason, fault):
                self._writer.close()
                self._routes.change(closing=True)
                self._timers.set("close", self.options.close_timeout, self._abort)
                self.transport.loseConnection()
        return self._ending.when()

    def abort(self, reason: str) -> None:
        """Close the connection at once; what was not sent yet is lost."""
        self._ending.begin(reason, True)
        self._writer.cut()
        self._routes.change(closing=True)
        self._abort()

    def _abort(self) -> None:
        if self._made and self._ending.error is None:
            getattr(self.transport, "abortConnection", self.transport.loseConnection)()

    def lost(self, reason: str, fault: bool = False) -> None:
        """The connection is down: end everything, and tell everybody, once."""
        self._timers.end()
        self._valve.detach()
        negotiated = self._routes.situation.up or not self.options.handshake
        why = self._ending.end(reason, negotiated, fault)
        if not negotiated:
            # A peer chooses what comes after the colon, and some numbers: they make no reason of their own. The
            # words of OpenSSL are few.
            text = why.reason
            key = text[:80] if text.startswith("TLS: ") else text.partition(":")[0][:24]
            self._journal.note("handshake " + key, f"no switch: {text}")
        self._routes.change(closing=True, up=False)
        if self._unwatch is not None:
            self._unwatch()
        self.delivery.lost(why)
        self._transactions.fail_all(why)
        ready, self._ready = self._ready, {}
        for waiting in ready:
            waiting.errback(why)
        self._admission.gone(self._guest)
        if self._owner is not None:
            self._owner.departed(self._guest, why.reason)
        self._writer.lost(why)
        self._ending.tell()
