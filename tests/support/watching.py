"""An observer of a connection, for tests."""

from __future__ import annotations

from typing import Any


class Watching:
    """An observer that remembers what it sees, and takes what it is told to take."""

    def __init__(self, takes: Any = None) -> None:
        self.seen: list[Any] = []
        self.takes = takes

    def received(self, connection: Any, msg: Any, raw: bytes, error: Exception | None) -> object:
        self.seen.append(("received", raw[1], msg is None, error is not None))
        return self.takes(raw) if self.takes is not None else None

    def sent(self, connection: Any, raw: bytes) -> object:
        self.seen.append(("sent", raw[1]))
        return True
