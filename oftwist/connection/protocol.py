"""OFProtocol: one OpenFlow connection on a Twisted transport, assembled of parts that own their state.

Knows every part; they know each other only as far as their arguments say. Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IHandshakeListener, ISSLTransport
from twisted.internet.protocol import Protocol, connectionDone
from zope.interface import implementer

from oftwist.connection import calling
from oftwist.connection.admission import Admission
from oftwist.connection.asking import Asking
from oftwist.connection.counters import Counters, Waiting
from oftwist.connection.deadlines import Timers
from oftwist.connection.delivery import Delivery
from oftwist.connection.ending import Ending, loss_reason
from oftwist.connection.hints import Hints
from oftwist.connection.inbox import MessageQueue
from oftwist.connection.journal import Journal
from oftwist.connection.lifetime import Lifetime
from oftwist.connection.liveness import Liveness
from oftwist.connection.options import Options
from oftwist.connection.pacing import PacedWriter
from oftwist.connection.reading import Valve, read_directly
from oftwist.connection.routes import Routes
from oftwist.connection.rules import Rules
from oftwist.connection.session import Session
from oftwist.connection.transactions import Transactions
from oftwist.connection.turns import Turns
from oftwist.connection.writer import Writer, peer_name
from oftwist.connection.xids import Xids

if TYPE_CHECKING:
    from types import ModuleType

    from twisted.internet.interfaces import IReactorTime
    from twisted.python.failure import Failure

    from oftwist.connection.interfaces import Decoded, Handler, Message, Observer, Owner, Recorder, Verdict
    from oftwist.connection.selecting import Subject, What


@implementer(IHandshakeListener)
class OFProtocol(Asking, Protocol):
    """One connection to a switch.

    Args:
        options: what it does by itself.
        clock: IReactorTime; None takes the global reactor.
        owner: decides about it and has the handlers of its messages: ``controller.registry``, or None.
        admission: the limits shared with other connections; None makes some for this one.

    Attributes:
        options, clock, owner: as given.
        connected: true until the connection is lost.
        counters: what was received, sent, dropped and refused.
        session: the handshake: version, features and ports.
        transactions: the requests on their way.
    """

    def __init__(
        self,
        options: Options | None = None,
        clock: IReactorTime | None = None,
        owner: Owner[OFProtocol] | None = None,
        admission: Admission[OFProtocol] | None = None,
    ) -> None:
        if clock is None:
            from twisted.internet import reactor

            clock = reactor
        self.options = options = options or Options()
        self.clock = clock
        self.owner = owner
        self.admission = admission or Admission(options)
        self.counters = Counters()
        self._journal = Journal(self.admission.limiter, clock)
        self._ending = Ending()
        self._timers = Timers(clock)
        self._valve = Valve()
        self._make_way_out(options, clock)
        self._make_way_in(options, clock)
        if options.inbox or not options.handshake:
            self._make_inbox()

    def _make_way_out(self, options: Options, clock: IReactorTime) -> None:
        """The parts that send, wait for answers, and know what was agreed on."""
        xids = Xids()
        kind = PacedWriter if options.flow_mod_rate else Writer
        self.writer = kind(
            options,
            self.counters,
            clock.seconds,
            self._timers,
            xids,
            self._ending,
            self._valve,
            changed=lambda writable: self._routes.change(full=not writable),
            alive=lambda: self._liveness.alive(),
            abort=self.abort,
        )
        self._hints = Hints(self._journal.hint, self._no_more_hints)
        self.writer.fence = self._hints
        self.transactions = Transactions(clock, self.writer.write, xids, options)
        self.transactions.delay = self.writer.delay
        self.session = Session(options, xids.next)
        self._routes = Routes(options, self.session, self._handlers_for)
        self._liveness = Liveness(
            self, options, clock.seconds, self._timers, self.writer, self._valve, self.session, self.transactions
        )
        self._lifetime = Lifetime(
            self,
            options,
            self.owner,
            self.admission,
            journal=self._journal,
            ending=self._ending,
            timers=self._timers,
            valve=self._valve,
            writer=self.writer,
            session=self.session,
            transactions=self.transactions,
            routes=self._routes,
            liveness=self._liveness,
        )

    def _make_way_in(self, options: Options, clock: IReactorTime) -> None:
        """The parts between the bytes of a read and the handlers."""
        act = self._lifetime.act
        rules = Rules(options, self.session, self.counters)
        self._calls = calling.Calls(
            options,
            self.counters,
            self._journal,
            clock,
            lambda crowded: self._routes.change(crowded=crowded),
            self.admission.times,
        )
        self._delivery = self._lifetime.delivery = Delivery(
            self,
            options,
            self.counters,
            self.session,
            rules,
            self.transactions,
            self._routes,
            self._calls,
            self._liveness,
            act,
        )
        self._turns = Turns(
            options,
            self.counters,
            clock.seconds,
            self._timers,
            self._valve,
            self.writer,
            self._liveness,
            handle=self._delivery.handle,
            sniff=lambda held: act(rules.foreign(held), None, held),
            broken=self._delivery.broken,
            slow=self._slow,
        )

    # what it is

    @property
    def peer(self) -> str:
        """Its remote address: ``"192.0.2.1:40312"``, ``"[2001:db8::1]:40312"`` or a path."""
        return self._journal.peer

    @property
    def version(self) -> int:
        """Negotiated wire version; before that, and in raw mode, the highest one offered."""
        return self.session.version

    @property
    def ofp(self) -> ModuleType:
        """The loxi module of ``version``."""
        return self.session.ofp

    @property
    def features(self) -> Decoded | None:
        """The ``features_reply``, or None."""
        return self.session.features

    @property
    def subject(self) -> object:
        """What handlers are called with: the Switch this connection serves, or the connection itself."""
        return self._delivery.subject

    @property
    def up(self) -> bool:
        """True while messages go to handlers."""
        return self._routes.situation.up

    @property
    def silent(self) -> bool:
        """True until a HELLO has come."""
        return self._lifetime.handshake.silent

    @property
    def disconnect_reason(self) -> str | None:
        """Why it ended, one line, or None."""
        return self._ending.reason

    @property
    def failed(self) -> bool:
        """Whether it ended by a fault: neither side has closed it in good order."""
        return self._ending.fault

    @property
    def running(self) -> int:
        """How many coroutines and Deferreds of its handlers are not done."""
        return self._calls.running

    @property
    def writable(self) -> bool:
        """False while more than ``write_high_water`` bytes wait to be sent."""
        return self.writer.writable

    @property
    def rtt(self) -> float | None:
        """Seconds the last answered echo request took, or None."""
        return self._liveness.rtt

    @property
    def incomplete(self) -> bytes:
        """What has come of a message that is not complete."""
        return self._turns.incomplete

    def waiting(self) -> Waiting:
        """Return how much waits: requests for answers, bytes for the wire, messages for a poll, handlers for an end."""
        inbox = self._delivery.inbox
        return Waiting(
            len(self.transactions.waiting), self.writer.buffered(), len(inbox) if inbox is not None else 0, self.running
        )

    @property
    def inbox(self) -> MessageQueue:
        """The unhandled messages; made when first asked for."""
        inbox = self._delivery.inbox
        return inbox if inbox is not None else self._make_inbox()

    def _make_inbox(self) -> MessageQueue:
        options = self.options
        self._delivery.inbox = inbox = MessageQueue(self.clock, options.inbox_size, self.peer, options.inbox_bytes)
        if self._ending.error is not None:
            inbox.close(self._ending.error)
        return inbox

    # sending and asking

    def send(self, msg: Message) -> int:
        """Send a message at once, give it an xid if it has none, and return its xid.

        Raises:
            MessageError: it cannot be packed.
            Disconnected: the connection is closed.
        """
        return self.writer.send(msg)

    def send_raw(self, data: bytes) -> None:
        """Send bytes as they are, legal or not. Raises Disconnected when the connection is closed."""
        self.writer.write_raw(data)

    def ping(self, timeout: float | None = None) -> Deferred[float]:
        """Send an echo request and fire with the round-trip time in seconds, kept in ``rtt``."""
        return self._liveness.ping(timeout)

    def when_writable(self) -> Deferred[None]:
        """Fire when ``writable`` is True; at once if it is. Fails with Disconnected."""
        return self.writer.when_writable()

    # receiving

    def poll(self, what: What = None, timeout: float | None = None) -> Deferred[Decoded]:
        """Fire with the first unhandled message that matches, taking it out and leaving the others.

        Args:
            what: message type number, class, name, predicate, or None for any. Classes and names match that
                kind of message whatever its version.
            timeout: seconds; None is ``options.request_timeout``, 0 only looks.

        Fails with RequestTimeout, or with Disconnected when nothing that matches is left and the connection is
        down. Messages are kept from the first poll on (see ``Options.inbox``).
        """
        return self.inbox.poll(what, self.options.request_timeout if timeout is None else timeout)

    def register(self, what: Subject, handler: Handler | None) -> None:
        """Set the one handler of this connection for a kind of message.

        Args:
            what: message type number, name, class, or ``"all"``, which comes after the specific ones.
            handler: called as ``handler(subject, msg)``; returning True consumes the message. None
                removes the one that is there.
        """
        self._routes.register(what, handler)

    def registered_for(self, cls: type) -> Iterator[Handler]:
        """The handlers registered here for a message class, in order: for owners, see ``Owner.handlers_for``."""
        return self._routes.registered_for(cls)

    def observe(self, observer: Observer[OFProtocol]) -> None:
        """Let somebody see everything that is received and sent from now on, after those who came before."""
        self._delivery.observers += (observer,)
        self.writer.on_sent = self._delivery.sent

    def unobserve(self, observer: Observer[OFProtocol]) -> None:
        """Undo ``observe``; ValueError if it was not done."""
        left = list(self._delivery.observers)
        left.remove(observer)
        self._delivery.observers = tuple(left)
        if not left:
            self.writer.on_sent = None

    def record(self, recorder: Recorder | None) -> None:
        """Have what is received and sent from now on kept by a recorder, in the place of the one before."""
        self._turns.record = None if recorder is None else recorder.received
        self.writer.record = None if recorder is None else recorder.sent

    def fence(self, check: Callable[[bytes], object] | None) -> None:
        """Have ``check(raw)`` called with every message before it is sent: what it raises, the sender gets."""
        if self.writer.fence is self._hints:
            self._hints.fence = check
        else:
            self.writer.fence = check

    def _no_more_hints(self) -> None:
        if self.writer.fence is self._hints:
            self.writer.fence = self._hints.fence

    def reroute(self) -> None:
        """Ask the owner anew who gets which messages: its ``handlers_for`` of this connection has changed."""
        self._routes.forget()

    def update_counters(self) -> Counters:
        """Return ``counters`` with what other parts of the connection count filled in."""
        counters = self.counters
        counters.late_replies = self.transactions.late_replies
        counters.unexpected_replies = self.transactions.unexpected_replies
        counters.requests = self.transactions.latency
        counters.echoes = self._liveness.echoes
        inbox = self._delivery.inbox
        counters.inbox_dropped = inbox.dropped if inbox is not None else 0
        return counters

    # coming up and going down

    def when_ready(self) -> Deferred[OFProtocol]:
        """Fire with this protocol when the handshake is done (raw mode: when connected).

        Fails with NegotiationFailed (a Disconnected) when the connection ends before.
        """
        return self._lifetime.when_ready()

    def begin(self) -> None:
        """Start the handshake (raw mode: hand the connection over): for the door it came in by."""
        self._lifetime.begin()

    def decide(self, verdict: Verdict) -> None:
        """Do what the owner has decided: for owners that answered ``Wait`` first."""
        self._lifetime.decide(verdict)

    def disconnect(self, reason: str = "closed by the controller", *, fault: bool = False) -> Deferred[str]:
        """Close the connection after what was sent is out (at most ``close_timeout``).

        Returns:
            a Deferred that fires with the reason when it is down. ``fault`` says that the switch did something wrong.
        """
        return self._lifetime.disconnect(reason, fault)

    def abort(self, reason: str) -> None:
        """Close the connection at once; what was not sent yet is lost."""
        self._lifetime.abort(reason)

    def when_disconnected(self) -> Deferred[str]:
        """Fire with the reason when the connection is down; at once if it is."""
        return self._ending.when()

    def limit(self, options: Options) -> None:
        """Have other limits from now on: those of `LATER`; the rest stays as it was when the connection was made."""
        self.options = options = self.options.limited(options)
        self._delivery.limit(options)
        self._turns.limit(options)
        for part in (self.writer, self.transactions, self._lifetime, self._liveness, self._calls):
            part.options = options
        self._routes.options = options
        self._routes.forget()
        self._liveness.start()

    def note(self, key: str, text: str, xid: int | None = None) -> None:
        """Log a line about this connection, once in a while for each remote host and ``key``."""
        self._journal.note(key, text, xid)

    def report(self, kind: str, **fields: str | int) -> None:
        """Tell the ``reporter`` what has happened here."""
        self._journal.report(kind, **fields)

    @property
    def reporter(self) -> Callable[[str, dict[str, str | int]], object] | None:
        """Who is called, as ``reporter(kind, fields)``, with what an operator may want to look up; or None."""
        return self._journal.reporter

    @reporter.setter
    def reporter(self, reporter: Callable[[str, dict[str, str | int]], object] | None) -> None:
        self._journal.reporter = reporter

    def _handlers_for(self, cls: type) -> list[Handler]:
        owner = self.owner
        found = list(self.registered_for(cls) if owner is None else owner.handlers_for(cls, self))
        return [self._calls.stopwatch(handler) for handler in found] if self._routes.situation.timed else found

    def _slow(self, frames: list[bytes], spent: float) -> None:
        """Some handler blocked. From now on each call is timed, so that the next time the log names the one."""
        calling.log_blocked(self.peer, frames, spent, self._handlers_for)
        self._routes.change(timed=True)

    # what Twisted calls

    def connectionMade(self) -> None:
        transport = self.transport
        self._journal.peer = peer_name(transport)
        if self._delivery.inbox is not None:
            self._delivery.inbox.label = self.peer
        self._lifetime.handshake.secured = not ISSLTransport.providedBy(transport)
        self._valve.attach(transport)
        self.writer.open(transport)
        if self.options.direct_read:
            read_directly(transport)
        self._lifetime.made(transport)  # type: ignore[arg-type]

    def handshakeCompleted(self) -> None:
        """TLS is set up; Twisted tells."""
        self._lifetime.handshake.secured = True

    def dataReceived(self, data: bytes) -> None:
        self._turns.received(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self._turns.finish(self._ending.reason is None)  # received before the peer closed: not lost
        self.connected = 0
        self._lifetime.lost(loss_reason(reason), reason.check(ConnectionDone) is None)
