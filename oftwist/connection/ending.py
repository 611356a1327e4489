"""How a connection ends: the reason, once, and those who wait for it. Knows no transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted.internet import error
from twisted.internet.defer import Deferred, succeed

from oftwist.errors import Disconnected

if TYPE_CHECKING:
    from twisted.python.failure import Failure


class Ending:
    """Why a connection is closed, and whether it is down.

    Attributes:
        reason: one line, from the moment somebody closes the connection or it is lost; None before.
        down: the connection is lost.
    """

    def __init__(self) -> None:
        self.reason: str | None = None
        self.down = False
        self._waiting: dict[Deferred[str], None] = {}

    @property
    def error(self) -> Disconnected | None:
        """What calls on a connection that is down fail with; None while it is not down."""
        return Disconnected(self.reason or "disconnected") if self.down else None

    def begin(self, reason: str) -> bool:
        """Give the reason; False if there was one before, which stays."""
        if self.reason is not None:
            return False
        self.reason = reason
        return True

    def when(self) -> Deferred[str]:
        """Fire with the reason when the connection is down; at once if it is."""
        if self.down:
            return succeed(self.reason or "disconnected")
        done: Deferred[str] = Deferred(self._waiting.pop)
        self._waiting[done] = None
        return done

    def tell(self) -> None:
        """Tell those who wait."""
        waiting, self._waiting = self._waiting, {}
        for done in waiting:
            done.callback(self.reason or "disconnected")


def loss_reason(reason: Failure) -> str:
    """Return in one line why Twisted says a connection ended."""
    value = getattr(reason, "value", reason)
    if isinstance(value, error.ConnectionDone):
        return "closed by the switch"
    if isinstance(value, error.ConnectionAborted):
        return "aborted"
    if isinstance(value, error.ConnectionLost):
        detail = str(value.args[0]) if value.args else ""
        return f"connection lost: {detail}" if detail else "connection lost"
    if type(value).__module__.startswith("OpenSSL"):
        details = [" ".join(str(part) for part in entry if part) for entry in (value.args[0] if value.args else ())]
        return "TLS: " + ("; ".join(details) or "connection ended")
    return f"{type(value).__name__}: {value}"
