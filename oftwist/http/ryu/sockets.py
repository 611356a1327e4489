"""WebSockets of the Ryu API: a connection that has been a request goes on as messages, in both directions.

A client that does not read is dropped when more than `BEHIND` messages wait for it, one that is gone is found by pings,
and what it sends may be `LARGEST` bytes long. Knows twisted.web; nothing of what the messages say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from oftwist.http.problem import Problem

if TYPE_CHECKING:
    from twisted.internet.interfaces import IDelayedCall, IReactorTime
    from twisted.python.failure import Failure
    from twisted.web.websocket import WebSocketTransport

    from oftwist.http.request import Request
    from oftwist.http.server import Incoming

#: Messages that may wait for a client that does not read.
BEHIND = 1000
#: Bytes of a message of a client.
LARGEST = 65536
#: Seconds between two pings; without a sign of life in between it is gone.
PING = 30.0
_REFUSED = 400


def available() -> bool:
    """Whether Twisted can do it: from 25.5 on, with its extra."""
    try:
        import twisted.web.websocket  # noqa: F401
    except ImportError:
        return False
    return True


class Socket:
    """One WebSocket: what a handler answers a request with.

    Args:
        request: that asks for it.
        opened: called with the socket when messages can be sent.
        received: called with the socket and each message of the client; what it returns is sent back, if anything.
        closed: called with the socket at its end.
        clock: of the pings.

    Raises:
        Problem: 426, the request asks for no WebSocket; 501, Twisted has none here.
    """

    def __init__(
        self,
        request: Request,
        opened: Callable[[Socket], object],
        received: Callable[[Socket, str], str | None],
        closed: Callable[[Socket], object],
        clock: IReactorTime,
    ) -> None:
        headers = request.headers
        if headers.get("upgrade", "").lower() != "websocket" or headers.get("sec-websocket-version") != "13":
            upgrade = {"Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
            raise Problem(426, "this is a WebSocket (RFC 6455)", headers=upgrade)
        if not available():
            raise Problem(501, "WebSockets need the extra of oftwist: pip install 'oftwist[http]'")
        self._opened, self._received, self._closed = opened, received, closed
        self._clock = clock
        self._ping: IDelayedCall | None = None
        self._heard = True
        self._pending = 0  # bytes of a message that is not whole yet
        self._paused = False
        self._behind = 0
        self.open = False
        self._broken: type[Exception]
        self._channel: Any
        self._socket: WebSocketTransport
        self._wire: Callable[[bytes], None]
        self._lost: Callable[[Failure], None]

    # --- the life of the connection

    def begin(self, request: Incoming) -> None:
        """Turn the connection over."""
        channel: Any = request.channel
        self._channel = channel
        request.registerProducer(self, True)
        from twisted.web.websocket import WebSocketResource
        from wsproto.utilities import ProtocolError

        self._broken = ProtocolError
        refused = WebSocketResource(self).render_GET(request)  # type: ignore[arg-type]
        if isinstance(refused, bytes):
            request.unregisterProducer()
            request.setResponseCode(_REFUSED)
            request.write(refused)
            request.finish()
            return
        # Twisted gives the bytes to the WebSocket and forgets its channel: ours counts its connections.
        self._wire = channel.dataReceived
        self._lost = channel.connectionLost
        channel.dataReceived, channel.connectionLost = self._bytes_received, self._connection_lost
        self.open = True
        self._ping = self._clock.callLater(PING, self._look)
        self._opened(self)

    def buildProtocol(self, request: object) -> Socket:
        """What gets the messages: this."""
        return self

    def _bytes_received(self, data: bytes) -> None:
        self._heard = True
        self._pending += len(data)
        if self._pending > LARGEST or not self.open:
            self.abort()
            return
        try:
            self._wire(data)
        except self._broken:
            self.abort()

    def _connection_lost(self, reason: Failure) -> None:
        self._channel.gone()
        self._lost(reason)

    def _look(self) -> None:
        """Is anybody there?"""
        self._ping = None
        if not self._heard:
            self.abort()
            return
        self._heard = False
        self._ping = self._clock.callLater(PING, self._look)
        self._socket.ping()

    def abort(self) -> None:
        """End it now."""
        self._channel.transport.abortConnection()

    # --- sending

    def send(self, text: str) -> None:
        """Send a message; a client that has not read the last thousand is dropped instead."""
        if not self.open:
            return
        if self._paused:
            self._behind += 1
            if self._behind > BEHIND:
                self.abort()
                return
        self._socket.sendTextMessage(text)

    def pauseProducing(self) -> None:
        """The client does not read."""
        self._paused = True

    def resumeProducing(self) -> None:
        """It does again."""
        self._paused, self._behind = False, 0

    def stopProducing(self) -> None:
        """It is gone."""

    # --- what twisted.web.websocket calls

    def negotiationStarted(self, transport: WebSocketTransport) -> None:
        """Keep what sends."""
        self._socket = transport

    def negotiationFinished(self) -> None:
        """The answer to the request is on its way."""

    def textMessageReceived(self, message: str) -> None:
        """A message is whole."""
        self._pending = 0
        answer = self._received(self, message)
        if answer is not None:
            self.send(answer)

    def bytesMessageReceived(self, data: bytes) -> None:
        """Nobody has a use for these."""
        self._pending = 0

    def pongReceived(self, payload: bytes) -> None:
        """Somebody is there."""
        self._pending = 0

    def connectionLost(self, reason: Failure) -> None:
        """It has ended."""
        self.open = False
        ping, self._ping = self._ping, None
        if ping is not None:
            ping.cancel()
        self._closed(self)
