"""What systemd wants to know (sd_notify(3)): ready, reloading, stopping, alive. Knows a socket and the environment."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, MutableMapping
from contextlib import suppress

from twisted.application import service
from twisted.internet.interfaces import IDelayedCall, IReactorTime


class Systemd(service.Service):
    """Tells systemd how we are, if it started us with ``Type=notify``; else it does nothing.

    Args:
        reactor: for the watchdog: it is told that we are alive by the reactor itself, so that one that hangs is found.
        environ: of this process; what is for us alone is taken out, so that processes we start do not answer as well.
    """

    def __init__(self, reactor: IReactorTime, environ: MutableMapping[str, str] = os.environ) -> None:
        self._reactor = reactor
        self._address = environ.pop("NOTIFY_SOCKET", "")
        period, whose = environ.pop("WATCHDOG_USEC", ""), environ.pop("WATCHDOG_PID", "")
        ours = whose in ("", str(os.getpid()))
        self._period = int(period) / 2e6 if period.isdecimal() and ours and self._address else 0.0
        self._call: IDelayedCall | None = None

    def tell(self, *lines: str) -> None:
        """Send some of sd_notify's lines, such as ``READY=1``; a systemd that is not there is no trouble."""
        if self._address:
            with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
                one.setblocking(False)
                one.sendto("\n".join(lines).encode(), self._address.replace("@", "\0", 1))

    def startService(self) -> None:
        """Everything before us has started: say so as soon as the reactor runs."""
        super().startService()  # type: ignore[no-untyped-call]
        self._call = self._reactor.callLater(0, self._ready)

    def _ready(self) -> None:
        self.tell("READY=1")
        self._alive()

    def _alive(self) -> None:
        self._call = None
        if self._period:
            self.tell("WATCHDOG=1")
            self._call = self._reactor.callLater(self._period, self._alive)

    def stopService(self) -> None:
        """Say that we stop."""
        super().stopService()  # type: ignore[no-untyped-call]
        if self._call is not None and self._call.active():
            self._call.cancel()
        self.tell("STOPPING=1")

    def reloading(self, reload: Callable[[], object]) -> Callable[[], object]:
        """A function that does the same, and tells systemd before and after."""

        def reload_told() -> object:
            self.tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
            try:
                return reload()
            finally:
                self.tell("READY=1")

        return reload_told
