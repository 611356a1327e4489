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

    def held_back(self, who: str, key: str) -> int | None:
        """Return None if this line should not be written now, else how many such lines were not."""
        return self._limiter.check(who, key, self._seconds())

    def note(self, key: str, text: str) -> None:
        """Write a line about the connection, once in a while for each remote host and ``key``."""
        held_back = self.held_back(self.host, key)
        if held_back is None:
            return
        log.warn(
            "{peer}{dpid}: {text}{more}",
            peer=self.peer,
            dpid=f" {self.dpid}" if self.dpid is not None else "",
            text=text,
            more=f" ({held_back} more of the same before)" if held_back else "",
        )

    def hint(self, text: str) -> None:
        """Write a line that helps whoever wrote the program."""
        dpid = f" {self.dpid}" if self.dpid is not None else ""
        log.warn("{peer}{dpid}: {text}", peer=self.peer, dpid=dpid, text=text)

    def report(self, kind: str, **fields: str | int) -> None:
        """Report what has happened, by a name and what is to say about it."""
        if self.reporter is not None:
            self.reporter(kind, {**fields, "peer": self.peer})
