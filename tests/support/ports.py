"""Ports that belong to one test: bound by nobody else, from when they are asked for until the test ends."""

from __future__ import annotations

import socket
from typing import Any


class HeldPorts:
    """Holds TCP ports for whoever will listen there later, perhaps another program. Use as a context manager.

    Each is bound (never listening) until the end, so that the system gives its number to nobody, neither to a server
    that asks for any port nor to a client. Whoever sets SO_REUSEADDR, as servers do, can listen there all the same;
    until then, and between two of them, connections are refused.
    """

    def __init__(self) -> None:
        self._holding: list[socket.socket] = []

    def __enter__(self) -> HeldPorts:
        return self

    def __exit__(self, *exception: Any) -> None:
        while self._holding:
            self._holding.pop().close()

    def hold(self, host: str = "127.0.0.1") -> int:
        """Hold one more port of this address, and return its number; OSError if there is no such address."""
        one = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._holding.append(one)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((host, 0))
        return int(one.getsockname()[1])
