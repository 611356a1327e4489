"""The captures of a controller: begun and ended while it runs. Knows the controller only as what can be observed.

Everything runs in the reactor thread.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from twisted.application import service
from twisted.internet.defer import Deferred, DeferredList, succeed
from twisted.logger import Logger

from oftwist.capture.capture import LIMIT, Capture
from oftwist.capture.wanted import Wanted
from oftwist.errors import ConfigurationError

if TYPE_CHECKING:
    from oftwist.controller import Controller

log = Logger()

#: Captures that may run at a time: each sees every message.
MOST = 16


@dataclass(eq=False)
class _Running:
    capture: Capture
    reason: str = ""
    waiting: list[Deferred[Capture]] = field(default_factory=list)


class Captures(service.Service):
    """The captures of a controller; a service, so that files are whole when the program has ended.

    Args:
        controller: whose connections are captured.
        folder: where files go whose names come from others (the HTTP API); "" lets nobody name one.
        limit: bytes of each that may wait to be written.
    """

    def __init__(self, controller: Controller, folder: str = "", limit: int = LIMIT) -> None:
        self.folder = folder
        self._controller = controller
        self._limit = limit
        self._numbers = count(1)
        self._running: dict[str, _Running] = {}

    def start(self, wanted: Wanted | str) -> str:
        """Begin a capture of all connections, those that are and those to come; as soon as this service runs.

        Args:
            wanted: what, and where; a text as on the command line: ``FILE[:dpid=..][:types=..][:rotate=100M,10]``.

        Returns:
            its id, for `stop`.

        Raises:
            ConfigurationError: that is not understood, cannot be written, is written already, or there are too many.
        """
        if isinstance(wanted, str):
            wanted = Wanted.parse(wanted)
        if len(self._running) >= MOST:
            raise ConfigurationError(f"{MOST} captures are running: stop one first")
        if any(one.capture.wanted.path == wanted.path for one in self._running.values()):
            raise ConfigurationError(f"{wanted.path} is being written by another capture")
        wanted.check()
        number = str(next(self._numbers))
        capture = Capture(wanted, self._limit, lambda: self._in_reactor(number))
        capture.id = number
        if self.running:
            self._begin(capture)
        self._running[number] = _Running(capture)
        return number

    def _begin(self, capture: Capture) -> None:
        capture.start()
        self._controller.observe(capture)
        log.info("capturing to {path}", path=capture.wanted.path, event="capture_started")
        self._controller.events.add("capture_started", capture=capture.id, file=capture.wanted.path)

    def start_named(self, text: str) -> str:
        """The same for somebody who may name a file in ``folder``, and no other.

        Raises:
            ConfigurationError: as `start`; and the name is more than a name, or no folder was given.
        """
        if not self.folder:
            raise ConfigurationError("nobody said where captures may be written: [capture] folder")
        return self.start(Wanted.parse(text).within(self.folder))

    def stop(self, number: str, reason: str = "stopped") -> Deferred[Capture]:
        """End a capture.

        Args:
            number: its id.
            reason: for people.

        Returns:
            a Deferred that fires with it when its file is whole.

        Raises:
            KeyError: there is none with this id.
        """
        one = self._running[number]
        if not one.capture.since:
            del self._running[number]
            return succeed(one.capture)
        if not one.reason:
            one.reason = reason
            self._controller.unobserve(one.capture)
            one.capture.end()
        done: Deferred[Capture] = Deferred()
        one.waiting.append(done)
        return done

    def list(self) -> list[Capture]:
        """Return those that are running, the oldest first."""
        return [one.capture for one in self._running.values()]

    def startService(self) -> None:
        """Begin what was asked for before."""
        super().startService()  # type: ignore[no-untyped-call]
        for one in self._running.values():
            self._begin(one.capture)

    def stopService(self) -> Deferred[object]:
        """End all; fires when their files are whole."""
        super().stopService()  # type: ignore[no-untyped-call]
        waiting = [self.stop(number, "the controller stops") for number in list(self._running)]
        return DeferredList(waiting).addCallback(lambda _: None)

    def _in_reactor(self, number: str) -> None:
        """The writing thread has ended; a clock that is no reactor has no other thread to call."""
        call = getattr(self._controller.clock, "callFromThread", None)
        if call is None:
            self._over(number)
        else:
            call(self._over, number)

    def _over(self, number: str) -> None:
        one = self._running.pop(number)
        capture = one.capture
        if not one.reason:  # it ended by itself: it cannot write
            one.reason = capture.trouble
            self._controller.unobserve(capture)
        self._controller.events.add("capture_stopped", capture=number, file=capture.wanted.path, reason=one.reason)
        for done in one.waiting:
            done.callback(capture)
