"""The ports of a device under test, for straight-line tests: the twin of `oftwist.dataplane.DataPlane`.

May know: the bridge and the data plane. Any thread but the reactor's; every wait has a limit in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oftwist.blocking.bridge import Bridge
    from oftwist.dataplane import Counts, DataPlane, Frame, Received
    from oftwist.dataplane.interfaces import Wanted

# The plane's own error shall come, not the bridge's.
_GRACE = 10.0


class BlockingDataPlane:
    """The ports of a device: send a frame here, see what comes out there.

    Args:
        plane: made for the reactor behind the bridge; not started yet.
        bridge: the way to it.

    Attributes:
        plane: that of the reactor thread.
    """

    def __init__(self, plane: DataPlane, bridge: Bridge) -> None:
        self.plane = plane
        self._bridge = bridge

    def __enter__(self) -> BlockingDataPlane:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self) -> None:
        """Open the ports. Raises ConfigurationError."""
        self._bridge.call(self.plane.start)

    def stop(self) -> None:
        """Close them."""
        self._bridge.call(self.plane.stop)

    def when_up(self, ports: Iterable[int] | None = None, timeout: float | None = None) -> None:
        """Return when these ports, or all, have a link. Raises Unexpected."""
        self._bridge.call(self.plane.when_up, ports, timeout, timeout=self._limit(timeout))

    @property
    def cuts_links(self) -> bool:
        """Whether ``set_link`` can do what it should."""
        return self.plane.cuts_links

    def set_link(self, port: int, up: bool) -> None:
        """Cut the link of a port, or mend it; see `DataPlane.set_link`."""
        self._bridge.call(self.plane.set_link, port, up)

    @property
    def numbers(self) -> list[int]:
        """The ports, by the numbers the device gives them."""
        return self.plane.numbers

    @property
    def counts(self) -> dict[int, Counts]:
        """By port, what went over it."""
        return self.plane.counts

    def send(self, port: int, frame: Frame, *, flush: bool = True) -> bytes:
        """Send a frame into a port, after forgetting what was received; see `DataPlane.send`."""
        raw = bytes(frame)  # packets of scapy are built in this thread
        sent: bytes = self._bridge.call(self.plane.send, port, raw, flush=flush)
        return sent

    def flush(self, port: int | None = None) -> list[Received]:
        """Forget what was received, on a port or all; return it."""
        taken: list[Received] = self._bridge.call(self.plane.flush, port)
        return taken

    def pending(self, port: int | None = None) -> list[Received]:
        """What was received and is not taken yet, on a port or all, by time."""
        there: list[Received] = self._bridge.call(self.plane.pending, port)
        return there

    def poll(self, port: int | None = None, match: Wanted | None = None, timeout: float | None = None) -> Received:
        """Return the first frame that fits, taken out of its queue.

        Args:
            port: where; None for any.
            match: exactly this frame, or a function (called in the reactor thread) that says whether it is one.
            timeout: seconds to wait.

        Raises:
            RequestTimeout: none came.
        """
        got: Received = self._bridge.call(self.plane.poll, port, match, timeout, timeout=self._limit(timeout))
        return got

    def expect(self, port: int, wanted: Wanted, timeout: float | None = None) -> Received:
        """Return when the device has sent this frame out of this port.

        Raises:
            Unexpected: it did not; shows what came instead, field by field, and where else the frame came out.
        """
        got: Received = self._bridge.call(self.plane.expect, port, wanted, timeout, timeout=self._limit(timeout))
        return got

    def expect_on(
        self, ports: Iterable[int], wanted: Wanted, timeout: float | None = None, *, quiet: float = 0.1
    ) -> list[Received]:
        """Return when it has sent this frame out of all these ports, once each, and of no other.

        Raises:
            Unexpected: it is missing somewhere, came twice, or came elsewhere.
        """
        where = list(ports)
        limit = self._limit(timeout) * (len(where) + 1) + quiet
        came: list[Received] = self._bridge.call(
            self.plane.expect_on, where, wanted, timeout, quiet=quiet, timeout=limit
        )
        return came

    def expect_nothing(
        self, ports: Iterable[int] | None = None, seconds: float = 0.2, wanted: Wanted | None = None
    ) -> None:
        """Return when nothing has come for some time: on these ports or all, only ``wanted`` frames or any.

        Raises:
            Unexpected: something came.
        """
        self._bridge.call(self.plane.expect_nothing, ports, seconds, wanted, timeout=seconds + _GRACE)

    def _limit(self, timeout: float | None) -> float:
        return (self.plane.timeout if timeout is None else timeout) + _GRACE
