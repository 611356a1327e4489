"""A controller as a configuration says, and how it becomes what another one says while it runs.

Knows all parts of the service; signals only in `Reloading`.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from twisted.application import service
from twisted.internet.error import CannotListenError
from twisted.logger import Logger

from oftwist import endpoints
from oftwist.capture import Captures, Recorder
from oftwist.config import Configuration
from oftwist.config.declaring import Takes
from oftwist.config.differences import differing, keeping
from oftwist.config.schema import Capture
from oftwist.controller.controller import Controller
from oftwist.errors import ConfigurationError
from oftwist.service import parts
from oftwist.service.logs import Levels
from oftwist.service.web import Attached, Web

log = Logger()


@dataclass(frozen=True)
class Report:
    """What became of a reload.

    Attributes:
        changed: what has changed, each in words.
        kept: the keys that keep their old values until the next start.
    """

    changed: tuple[str, ...]
    kept: tuple[str, ...]

    def __str__(self) -> str:
        changed = "; ".join(self.changed) or "nothing has changed"
        return f"{changed}; only after a restart: {', '.join(self.kept)}" if self.kept else changed


class Running:
    """A controller and its parts.

    Args:
        configuration: what to be.
        reactor: for everything.
        read: reads the configuration again.
        doors: opens its ports instead of the reactor, which then binds none: see `oftwist.service.worker`.
        levels: what is logged, if that is ours to say.

    Attributes:
        controller: the controller; not started.
        captures: the captures of the control channels.
        recorder: keeps the last messages of connections, or None.
        configuration: what is in force.

    Raises:
        ConfigurationError, CannotListenError: it cannot be.
    """

    def __init__(
        self,
        configuration: Configuration,
        reactor: Any,
        read: Callable[[], Configuration] | None = None,
        doors: Any = None,
        levels: Levels | None = None,
    ) -> None:
        self.configuration = configuration
        self.controller = controller = Controller(parts.limits_of(configuration), reactor)
        self._read = read
        self.captures = Captures(controller, configuration.capture.folder or "")
        self.captures.setServiceParent(controller)  # type: ignore[no-untyped-call]
        self.recorder = self._make_recorder(configuration.capture)
        self.doors = parts.Doors(controller, doors or reactor, bind=doors is None)
        self._parts: list[parts.Part] = [
            parts.Limits(controller),
            parts.Names(controller),
            parts.Maintenance(controller),
            parts.Authorization(controller),
            parts.Network(controller),
            parts.Apps(controller),
            self.doors,
            parts.Connections(controller),
            parts.Captures(self.captures),
        ]
        if levels is not None:
            self._parts.append(levels)
        member = None
        if configuration.cluster.url is not None:
            from oftwist.service.node import node

            member = node(controller, reactor, configuration.cluster)
        about = Attached(self.captures, self.recorder, None if member is None else member.mastership, levels)
        pages = doors is None or doors is reactor  # of several workers their supervisor has the port for metrics
        self._web = Web(controller, self.reload, self._current, doors is not reactor, about, page=pages)
        self._parts.append(self._web)
        self._become(configuration)
        if configuration.demo is not None:
            self._add_demo(configuration, reactor)
        if configuration.shell is not None:
            self._add_shell(configuration.shell, reactor, bind=doors is None)
        if member is not None:
            member.setServiceParent(controller)  # type: ignore[no-untyped-call]

    def _make_recorder(self, wanted: Capture) -> Recorder | None:
        if not wanted.recorder:
            return None
        recorder = Recorder(self.controller, wanted.recorder, wanted.recorder_bytes, wanted.folder or "")
        recorder.setServiceParent(self.controller)  # type: ignore[no-untyped-call]
        return recorder

    def _add_demo(self, configuration: Configuration, reactor: Any) -> None:
        from oftwist.service.demo import KNOWN, Demo

        assert configuration.demo is not None
        if configuration.port is None:
            way_in = endpoints.TCPServerEndpoint(reactor, 0, "127.0.0.1")  # for its switches
            way_in.bind()
            self.controller.listen(way_in)
        else:
            way_in = self.doors.endpoints[0]
        versions = configuration.openflow.versions
        version = 4 if 4 in versions else max(versions)
        demo = Demo(configuration.demo, way_in.port, way_in.interface, version, reactor=reactor)
        demo.events = configuration.demo_events
        if configuration.demo_topology is not None:
            demo.shape, demo.settle, demo.interval = configuration.demo_topology, KNOWN, 1.0
        demo.setServiceParent(self.controller)  # type: ignore[no-untyped-call]

    def tell(self) -> bytes:
        """Return the metrics as text, for a supervisor that puts those of several together; b"" if none are kept."""
        return self._web.tell()

    def _add_shell(self, where: str, reactor: Any, bind: bool) -> None:
        from oftwist.service.shell import ShellService, shell_endpoint

        endpoint = shell_endpoint(reactor, where)
        if bind:
            endpoint.bind()
        ShellService(self.controller, endpoint).setServiceParent(self.controller)  # type: ignore[no-untyped-call]

    def _current(self) -> Configuration:
        return self.configuration

    def reload(self) -> Report:
        """Read the configuration again and become what it says; no connection is dropped that need not be.

        Returns:
            what has changed, and what cannot before the next start.

        Raises:
            ConfigurationError: it cannot be; then nothing has changed.
        """
        old = self.configuration
        try:
            if self._read is None:
                raise ConfigurationError("there is nothing to read again")
            new = self._read()
            kept = [entry for entry in differing(old, new) if entry.key.takes is Takes.RESTART]
            new = keeping(old, new, kept)
            changed = self._become(new)
        except (ConfigurationError, CannotListenError) as error:
            log.error("the configuration stays as it was: {why}", why=str(error), event="reload_refused")
            self.controller.events.add("reload", outcome=f"refused: {error}", changed=[], kept=[])
            raise ConfigurationError(str(error)) from None
        self.configuration = new
        report = Report(tuple(changed), tuple(entry.name for entry in kept))
        log.info("the configuration was read again: {report}", report=str(report), event="reload")
        self.controller.events.add("reload", outcome="done", changed=[*report.changed], kept=[*report.kept])
        return report

    def _become(self, new: Configuration) -> list[str]:
        """Prepare all, then do all; what was done, in words."""
        steps: list[parts.Step] = []
        try:
            for part in self._parts:
                for step in part.steps(new):
                    steps.append(step)
        except BaseException:
            for step in reversed(steps):
                step.undo()
            raise
        done = []
        for step in steps:
            try:
                step.do()
            except Exception as error:  # such as a port of Twisted's own kinds, which cannot be taken beforehand
                if not self.controller.running:
                    raise
                log.failure("{what} failed", what=step.says or "a step of the reload", event="reload_step_failed")
                done.append(f"{step.says} failed: {error}")
            else:
                if step.says:
                    done.append(step.says)
        return done


class Reloading(service.Service):
    """Reads the configuration again at SIGHUP.

    Args:
        reactor: calls ``reload`` in its thread.
        reload: does it; it logs what is wrong, and raises.
    """

    def __init__(self, reactor: Any, reload: Callable[[], object]) -> None:
        self._reactor = reactor
        self._reload = reload
        self._before: Any = None

    def startService(self) -> None:
        """Listen to the signal, if this is the main thread of a system that has it."""
        super().startService()  # type: ignore[no-untyped-call]
        if hasattr(signal, "SIGHUP"):
            with suppress(ValueError):  # only the main thread may
                self._before = signal.signal(signal.SIGHUP, lambda *_: self._reactor.callFromThread(self._told))

    def stopService(self) -> None:
        """Have what was there before."""
        super().stopService()  # type: ignore[no-untyped-call]
        if self._before is not None:
            signal.signal(signal.SIGHUP, self._before)
            self._before = None

    def _told(self) -> None:
        with suppress(ConfigurationError):
            self._reload()
