"""Journal: the log of one connection, where each kind of line comes once in a while. Knows a clock.

What an operator may want to look up later is reported as well, if somebody has asked for reports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from twisted.logger import Logger

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

    from oftwist.connection.limits import LogLimiter

log = Logger()

#: The ``event`` of a line in the log, by the first word of the key of a note.
EVENTS = {
    "error": "error",
    "features": "features_not_asked_for",
    "handshake": "handshake_failed",
    "malformed": "malformed",
    "no": "no_port_description",
    "overload": "packet_ins_dropped",
    "ports": "too_many_ports",
    "refused": "switch_refused",
    "second": "second_hello",
    "set": "set_aside",
    "slow": "reactor_blocked",
    "type": "unknown_type",
    "version": "wrong_version",
    "violation": "session_violated",
}


class Journal:
    """Says where something happened.

    Args:
        limiter: lets a line through once in a while; shared with other connections.
        clock: the time.

    Attributes:
        peer: the remote address.
        dpid: the datapath id as text, once the switch is up; or None.
        reporter: called as ``reporter(kind, fields)`` with what is reported, or None.
    """

    def __init__(self, limiter: LogLimiter, clock: IReactorTime) -> None:
        self.peer = "?"
        self.dpid: str | None = None
        self.reporter: Callable[[str, dict[str, str | int]], object] | None = None
        self._limiter = limiter
        self._seconds = clock.seconds

    @property
    def host(self) -> str:
        """``peer`` without its port."""
        return self.peer.rpartition(":")[0] or self.peer

    def where(self) -> dict[str, object]:
        """Return what every line says."""
        return {"dpid": self.dpid, "peer": self.peer}

    def _who(self) -> str:
        return "{peer}" if self.dpid is None else "{peer} {dpid}"

    def held_back(self, who: str, key: str) -> int | None:
        """Return None if this line should not be written now, else how many such lines were not."""
        return self._limiter.check(who, key, self._seconds())

    def note(self, key: str, text: str, xid: int | None = None) -> None:
        """Write a line about the connection, once in a while for each remote host and ``key``.

        Args:
            key: tells lines apart; its first word is one of `EVENTS`.
            text: what is to be said.
            xid: of the message that it is about.
        """
        held_back = self.held_back(self.host, key)
        if held_back is None:
            return
        more = " ({suppressed} more of the same before)" if held_back else ""
        said = {"text": text, "suppressed": held_back, "xid": xid, **self.where()}
        log.warn(f"{self._who()}: {{text}}{more}", event=EVENTS[key.partition(" ")[0]], **said)

    def hint(self, text: str) -> None:
        """Write a line that helps whoever wrote the program."""
        log.warn(f"{self._who()}: {{text}}", event="hint", text=text, **self.where())

    def report(self, kind: str, **fields: str | int) -> None:
        """Report what has happened, by a name and what is to say about it."""
        if self.reporter is not None:
            self.reporter(kind, {**fields, "peer": self.peer})
