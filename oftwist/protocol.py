"""OFProtocol: one OpenFlow connection on a Twisted transport, and its factories.

The only Twisted Protocol and the only ``transport.write`` of the package. Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from twisted.internet.protocol import ClientFactory, Protocol, ServerFactory

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IReactorTime

    from oftwist.controller import Controller
    from oftwist.inbox import MessageQueue
    from oftwist.options import Options
    from oftwist.switch import Switch

#: ``tap(msg, raw)``: msg is None when raw could not be decoded. Returning True keeps the message from all else.
Tap = Callable[[Any, bytes], Any]


class OFProtocol(Protocol):
    """One connection to a switch.

    Attributes:
        options: the ``Options`` it runs with.
        clock: IReactorTime.
        peer: ``"192.0.2.1:40312"``, ``"[2001:db8::1]:40312"`` or a path.
        version: negotiated wire version (before that, and in raw mode: the highest one offered).
        ofp: the loxi module of ``version``.
        features: the ``features_reply``, or None.
        switch: the ``Switch`` this connection serves, or None.
        connected: True until the connection is lost.
        disconnect_reason: why it ended, one line, or None.
        writable: False while more than ``write_high_water`` bytes wait to be sent.
        rtt: seconds the last answered echo request took, or None.
        counters: what was received, sent, dropped and refused.
        tap: sees ``(msg, raw)`` of every received message before anything else, or None.
    """

    options: Options
    clock: IReactorTime
    peer: str
    version: int
    ofp: Any
    features: Any
    switch: Switch | None
    disconnect_reason: str | None
    writable: bool
    rtt: float | None
    tap: Tap | None

    def send(self, msg: Any) -> int:
        """Send a message at once, give it an xid if it has none, and return its xid."""
        raise NotImplementedError

    def send_raw(self, data: bytes) -> None:
        """Send bytes as they are, legal or not."""

    def transact(self, msg: Any, timeout: float | None = None) -> Deferred[Any]:
        """Send and fire with the first reply of that xid; an error message counts as a reply.

        Of a multipart reply that is the first part; the rest is polled. Fails with RequestTimeout after
        ``timeout`` seconds (None: ``options.request_timeout``), with Disconnected when the connection ends.
        """

    def request(self, msg: Any, timeout: float | None = None) -> Deferred[Any]:
        """Send and fire with the reply, multipart parts joined into one message.

        Fails with RequestFailed (an OpenFlow error came), UnexpectedReply, RequestTimeout or Disconnected.
        """

    def stats(self, msg: Any, timeout: float | None = None) -> Deferred[list[Any]]:
        """Send a multipart request and fire with the list of all entries."""

    def stream(self, msg: Any, timeout: float | None = None) -> AsyncIterator[Any]:
        """Send a multipart request and iterate over its entries as the parts arrive."""

    def barrier(self, timeout: float | None = None) -> Deferred[Any]:
        """Send a barrier request and fire with its reply."""

    def poll(self, what: Any = None, timeout: float | None = None) -> Deferred[Any]:
        """Fire with the first unhandled message that matches, taking it out and leaving the others.

        Args:
            what: message type number, class, name, predicate, or None for any. Classes and names match that
                kind of message whatever its version.
            timeout: seconds; None is ``options.request_timeout``, 0 only looks.

        Fails with RequestTimeout, or Disconnected when nothing that matches is left and the connection is down.
        """

    def register(self, what: Any, handler: Callable[..., Any] | None) -> None:
        """Set the one handler of this connection for a kind of message (None removes it; "all" for any).

        It is called as ``handler(switch or protocol, msg)``; returning True consumes the message.
        """

    @property
    def inbox(self) -> MessageQueue:
        """The unhandled messages; made when first asked for."""
        raise NotImplementedError

    def disconnect(self, reason: str = "closed by the controller") -> Deferred[str]:
        """Close the connection after what was sent is out, and fire with the reason when it is down."""

    def abort(self, reason: str) -> None:
        """Close the connection at once; what was not sent yet is lost."""

    def when_ready(self) -> Deferred[OFProtocol]:
        """Fire with this protocol when the handshake is done (raw mode: when connected)."""

    def when_disconnected(self) -> Deferred[str]:
        """Fire with the reason when the connection is down."""

    def when_writable(self) -> Deferred[None]:
        """Fire when ``writable`` is True; at once if it is."""


class OFServerFactory(ServerFactory):
    """Makes an OFProtocol of each accepted connection.

    Args:
        controller: the Controller that gets the switches, or None for connections used on their own.
        options: what the connections do by themselves.
        clock: IReactorTime; None takes the controller's, or the global reactor.
        connected: called with each protocol as soon as its connection is made, before anything is sent;
            the place to set ``tap``, ``register`` handlers or ``disconnect``.
    """

    def __init__(
        self,
        controller: Controller | None = None,
        options: Options | None = None,
        *,
        clock: IReactorTime | None = None,
        connected: Callable[[OFProtocol], Any] | None = None,
    ) -> None:
        raise NotImplementedError


class OFClientFactory(ClientFactory):
    """The same for connections we open."""
