"""What is reported of the ports of one switch: every change, but of a port that flaps only now and then.

Who looks events up, or reads them as they come, shall not find everything else between the thousand changes of one bad
cable. Knows connections; everything runs in the reactor thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oftwist.connection.limits import TokenBucket
from oftwist.controller import port_state

if TYPE_CHECKING:
    from twisted.internet.interfaces import IDelayedCall

    from oftwist.connection.interfaces import Decoded
    from oftwist.connection.protocol import OFProtocol

#: Changes of one port that are reported at once; seconds until one more may be.
BURST, AGAIN = 6, 10.0


class _Port:
    """One port: as it was reported last, and what was held back since."""

    def __init__(self, told: Decoded | None) -> None:
        self.told = told
        self.bucket = TokenBucket(1 / AGAIN, BURST)
        self.held: Decoded | None = None
        self.suppressed = 0


class PortReports:
    """Reports what happens to ports.

    Args:
        protocol: reports are its, and end with it.
    """

    def __init__(self, protocol: OFProtocol) -> None:
        self._protocol = protocol
        self._ports: dict[int, _Port] = {}
        self._call: IDelayedCall | None = None
        self._watching = False

    def changed(self, before: Decoded | None, port: Decoded) -> None:
        """A port is different from what it was before, or new."""
        one = self._ports.setdefault(port.port_no, _Port(before))
        if one.held is None and one.bucket.take(self._protocol.clock.seconds()):
            self._report(one, port)
            return
        one.suppressed += one.held is not None
        one.held = port
        self._come_again()

    def removed(self, port: Decoded) -> None:
        """A port is gone."""
        self._ports.pop(port.port_no, None)
        self._protocol.report("port_removed", port=port.port_no, name=str(port.name))

    def _report(self, one: _Port, port: Decoded) -> None:
        """That a port came, its link, or something else."""
        before, one.told = one.told, port
        suppressed, one.suppressed = one.suppressed, 0
        told: dict[str, str | int] = {"port": port.port_no, "name": str(port.name), "suppressed": suppressed}
        up = port_state.is_up(port)
        if before is None:
            self._protocol.report("port_added", **told, up=up)
        elif port_state.is_up(before) == up:
            self._protocol.report("port_changed", **told, up=up)
        elif up:
            self._protocol.report("port_up", **told)
        else:
            self._protocol.report("port_down", **told, reason=port_state.why_down(port))

    def _come_again(self) -> None:
        if self._call is None and self._protocol.disconnect_reason is None:
            self._call = self._protocol.clock.callLater(AGAIN, self._release)
        if not self._watching:
            self._watching = True
            self._protocol.when_disconnected().addCallback(self._end)

    def _release(self) -> None:
        """Report how those ports are now that have changed too often."""
        self._call = None
        now = self._protocol.clock.seconds()
        for one in self._ports.values():
            port = one.held
            if port is not None and one.bucket.take(now):
                one.held = None
                self._report(one, port)
        if any(one.held is not None for one in self._ports.values()):
            self._come_again()

    def _end(self, reason: str) -> None:
        if self._call is not None:
            self._call.cancel()
            self._call = None
