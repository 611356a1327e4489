"""A client of a WebSocket on a connection in memory (`tests.support.http_client.Stage`)."""

from __future__ import annotations

import json
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.connection import ConnectionState
from wsproto.events import AcceptConnection, CloseConnection, Ping, Request, TextMessage

from tests.support.http_client import Stage, Wire


class WebSocket:
    """One WebSocket.

    Attributes:
        wire: its connection.
        received: the texts that came and were not taken yet.
        pings: how many came; they are answered unless ``mute``.
    """

    def __init__(self, stage: Stage, path: str, headers: dict[str, str] | None = None) -> None:
        self.stage = stage
        self.wire: Wire = stage.dial()
        self.received: list[str] = []
        self.pings = 0
        self.mute = False
        self.accepted = False
        self.codec = WSConnection(ConnectionType.CLIENT)
        extra = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        self.write(self.codec.send(Request(host="localhost", target=path, extra_headers=extra)))

    def write(self, data: bytes) -> None:
        self.wire.transport.write(data)
        self.look()

    def send(self, message: Any) -> None:
        """Send a text, or an object as JSON."""
        text = message if isinstance(message, str) else json.dumps(message)
        self.write(self.codec.send(TextMessage(text)))

    def close(self) -> None:
        """Say good-bye."""
        self.write(self.codec.send(CloseConnection(1000)))

    def look(self) -> None:
        """Take what has come."""
        self.stage.settle()
        data, self.wire.received = self.wire.received, b""
        self.codec.receive_data(data)
        for event in self.codec.events():
            if isinstance(event, AcceptConnection):
                self.accepted = True
            elif isinstance(event, Ping):
                self.pings += 1
                if not self.mute:
                    self.wire.transport.write(self.codec.send(event.response()))
            elif isinstance(event, TextMessage):
                assert event.message_finished
                self.received.append(event.data)
            elif isinstance(event, CloseConnection) and self.codec.state is ConnectionState.REMOTE_CLOSING:
                self.wire.transport.write(self.codec.send(event.response()))
        self.stage.settle()

    def take(self) -> list[Any]:
        """The messages that have come, as JSON, and forget them."""
        self.look()
        taken, self.received = [json.loads(text) for text in self.received], []
        return taken
