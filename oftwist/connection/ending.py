"""How a connection ends: the reason, once, and those who wait for it. Knows no transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted.internet import error
from twisted.internet.defer import Deferred, succeed

from oftwist.errors import Disconnected, NegotiationFailed

if TYPE_CHECKING:
    from twisted.python.failure import Failure


class Ending:
    """Why a connection is closed, and whether it is down.

    Attributes:
        reason: one line, from the moment somebody closes the connection or it is lost; None before.
        fault: neither side wanted it to end.
        error: what everything on the connection fails with from when it is down; None before.
    """

    def __init__(self) -> None:
        self.reason: str | None = None
        self.fault = False
        self.error: Disconnected | None = None
        self._waiting: dict[Deferred[str], None] = {}

    def begin(self, reason: str, fault: bool = False) -> bool:
        """Give the reason; False if there was one before, which stays."""
        if self.reason is not None:
            return False
        self.reason, self.fault = reason, fault
        return True

    def end(self, reason: str, negotiated: bool, fault: bool = False) -> Disconnected:
        """The connection is down.

        Args:
            reason: why, if nobody gave a reason before.
            negotiated: the switch was usable.
            fault: that is no good order.

        Returns:
            ``error``.
        """
        self.begin(reason, fault)
        self.error = (Disconnected if negotiated else NegotiationFailed)(self.reason or reason)
        return self.error

    def when(self) -> Deferred[str]:
        """Fire with the reason when the connection is down; at once if it is."""
        if self.error is not None:
            return succeed(self.error.reason)
        done: Deferred[str] = Deferred(self._waiting.pop)
        self._waiting[done] = None
        return done

    def tell(self) -> None:
        """Tell those who wait."""
        waiting, self._waiting = self._waiting, {}
        for done in waiting:
            done.callback(self.reason or "")


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
