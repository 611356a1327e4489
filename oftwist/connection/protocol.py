"""OFProtocol: one OpenFlow connection on a Twisted transport, and its factories.

What users call, the handshake, up and down. The path of a message is in ``dispatch``, the bytes in ``link``, the
rules in ``guard``. Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.interfaces import IHandshakeListener, ISSLTransport
from twisted.internet.protocol import ClientFactory, Factory, ServerFactory, connectionDone
from twisted.logger import Logger
from zope.interface import implementer

from oftwist.connection import calling, selecting, session
from oftwist.connection.dispatch import Dispatcher, Tap
from oftwist.connection.inbox import MessageQueue
from oftwist.connection.limits import Gate, LogLimiter
from oftwist.connection.link import IN_LINE, address_name
from oftwist.connection.options import Options
from oftwist.connection.session import State
from oftwist.errors import Disconnected
from oftwist.wire import kinds

if TYPE_CHECKING:
    from twisted.internet.interfaces import IAddress, IReactorTime
    from twisted.python.failure import Failure

    from oftwist.connection.interfaces import Handler
    from oftwist.connection.limits import Counters
    from oftwist.connection.transactions import Stream
    from oftwist.controller.controller import Controller
    from oftwist.controller.switch import Switch

__all__ = ["OFClientFactory", "OFProtocol", "OFServerFactory", "Tap"]

log = Logger()


@implementer(IHandshakeListener)
class OFProtocol(Dispatcher):
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
        super().__init__(options or Options(), clock, controller)
        self.factory = factory
        self._ready: list[Deferred[OFProtocol]] = []
        self._secured = False  # the TLS handshake is done
        self.silent = True  # no HELLO has come
        if self.options.inbox or not self.options.handshake:
            self._make_inbox()

    # what users call

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
        ``timeout`` seconds (None: ``options.request_timeout``), with ProtocolError when the reply cannot be decoded,
        with Disconnected when the connection ends.
        """
        return self.transactions.transact(msg, timeout)

    def request(self, msg: Any, timeout: float | None = None) -> Deferred[Any]:
        """Send, and fire with the reply, multipart parts joined into one message.

        ``timeout`` is the time to the reply or its first part; ``options.multipart_idle`` the time between parts.
        Fails with RequestFailed (an OpenFlow error came), UnexpectedReply, ProtocolError (the reply cannot be
        decoded), RequestTimeout or Disconnected.
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
            selecting.check(what)
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
        self._inbox = inbox = MessageQueue(
            self.clock, self.options.inbox_size, self.peer, self.options.inbox_bytes
        )
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
        """Start the handshake (raw mode: hand the connection over)."""
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

    def handshakeCompleted(self) -> None:
        """TLS is set up; Twisted tells."""
        self._secured = True

    def _handshake_late(self) -> None:
        state = self.session.state.value
        within = f"within {self.options.handshake_timeout:g} s"
        if not self._secured and ISSLTransport.providedBy(self.transport):
            self.disconnect(f"no TLS handshake {within}")
        else:
            self.disconnect(f"no handshake {within}: {state}")

    def _stand_in_line(self, actions: list[session.Action]) -> None:
        """The switch has said HELLO: go on when there is room, and read nothing until then.

        Who says nothing takes nobody's place, and who has a place and does not go on loses it soon.
        """
        timeout = self.options.handshake_timeout

        def go_on() -> None:
            if self.disconnect_reason is not None:
                return
            self._resume(IN_LINE)
            if timeout:
                if not at_once:
                    self._timer("handshake", timeout, self._handshake_late)
                self._timer("place", timeout / 5, self.factory.gate.step_aside, self)
            self._act(actions, None, b"")

        at_once = True
        if not self.factory.gate.enter(self, go_on):
            at_once = False
            self._timer("handshake", None)
            self._pause(IN_LINE)

    def _act(self, actions: list[session.Action], msg: Any, raw: bytes) -> None:
        """Do what the session says."""
        if self.silent and self.session.state is State.FEATURES:
            self.silent = False
            self._stand_in_line(actions)
            return
        for action in actions:
            if isinstance(action, session.Send):
                self._answer(action.data)
            elif isinstance(action, session.Note):
                self.note(action.key, action.text)
            elif isinstance(action, session.Close):
                self.disconnect(action.reason)
            elif isinstance(action, session.Deliver):
                self._deliver(msg, raw)
            else:
                self._handshake_done()
        if self.up and self._early:
            self.replay()

    def _handshake_done(self) -> None:
        self._timer("handshake", None)
        self._timer("place", None)
        self.factory.settled(self)
        self._resume(IN_LINE)  # for one that told its features unasked
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
            # A peer chooses what comes after the colon, and some numbers: they make no reason of their own. The
            # words of OpenSSL are few.
            key = reason[:80] if reason.startswith("TLS: ") else reason.partition(":")[0][:24]
            self.note("handshake " + key, f"no switch: {reason}")
        if self.factory is not None:
            self.factory.gone(self)
        if self.controller is not None:
            self.controller.departed(self, reason)


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
        if limit and len(self.connections) >= limit and not self._make_room():
            peer = address_name(addr)
            if self.limiter.check(peer.rpartition(":")[0], "max_connections", self.clock.seconds()) is not None:
                log.warn("{peer}: refused: {limit} connections are open", peer=peer, limit=limit)
            return None
        return OFProtocol(self.options, self.clock, self.controller, self)

    def _make_room(self) -> bool:
        """Close the connection that has said nothing for the longest time; False if there is none."""
        for protocol in self.gate:
            if protocol.silent and protocol.disconnect_reason is None:
                protocol.abort("it said nothing, and others need its place")
                return True
        return False

    def admit(self, protocol: OFProtocol) -> None:
        """Let a new connection begin, unless its host has too many that are not done yet."""
        self.connections.add(protocol)
        if self._connected is not None:
            try:
                self._connected(protocol)
            except Exception:
                log.failure("{what} failed (peer={peer})", what=calling.name_of(self._connected), peer=protocol.peer)
        if not self.options.handshake:
            protocol.begin()
            return
        host = protocol.peer.rpartition(":")[0] or protocol.peer
        if self.gate.arrive(protocol, host):
            protocol.begin()
        else:
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
