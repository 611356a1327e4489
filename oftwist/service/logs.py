"""The log: lines for people or JSON for programs, to where twistd or twist was told, with levels that can change.

JSON lines have plain keys: ``time``, ``level``, ``logger``, ``event``, ``message``, and what the line is about:
``dpid``, ``peer``, ``xid``... The names of events and their fields are a contract: docs/logging.rst. Twisted can read
the lines as well (``eventsFromJSONLogFile``). Knows twistd's and twist's options; no controller.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any, TextIO, cast

from twisted.application import service
from twisted.logger import (
    FileLogObserver,
    FilteringLogObserver,
    ILogObserver,
    LogEvent,
    LogLevel,
    LogLevelFilterPredicate,
    eventAsJSON,
    eventAsText,
    formatEvent,
    formatEventAsClassicLogText,
    jsonFileLogObserver,
)
from twisted.python.components import Componentized
from twisted.python.logfile import LogFile
from zope.interface import provider

from oftwist.config import Configuration
from oftwist.config.schema import Log
from oftwist.errors import ConfigurationError
from oftwist.service.parts import Step

#: The ``event`` of lines that have no name of their own: those of Twisted, and of apps that give none.
UNNAMED = "log"


class Levels:
    """What is logged: a least level for every namespace, and for some of them another.

    Args:
        log: the section of the configuration.
    """

    def __init__(self, log: Log) -> None:
        self.predicate = LogLevelFilterPredicate()
        self._log = log
        self._levels: dict[str, str] = {}
        self._replace({"": log.level, **(log.levels or {})})

    def levels(self) -> Mapping[str, str]:
        """Namespace to level; "" is every other namespace."""
        return dict(self._levels)

    def set_level(self, namespace: str, level: str | None) -> None:
        """Change one, until the next reload that changes levels.

        Args:
            namespace: of a logger, or what several of them begin with: ``"oftwist.connection"``; "" for all others.
            level: its name; None takes the namespace's own level away ("" gets the configuration's).
        """
        wanted = dict(self._levels)
        if level is not None:
            wanted[namespace] = level
        elif namespace:
            wanted.pop(namespace, None)
        else:
            wanted[""] = self._log.level
        self._replace(wanted)

    def _replace(self, levels: dict[str, str]) -> None:
        self._levels = levels
        self.predicate.clearLogLevels()
        for namespace, level in levels.items():
            self.predicate.setLogLevelForNamespace(namespace, LogLevel.levelWithName(level))

    def steps(self, new: Configuration) -> Iterator[Step]:
        """A part of a running controller: see `oftwist.service.parts`."""
        log = new.log
        if (log.level, log.levels) != (self._log.level, self._log.levels):
            yield Step("what is logged", lambda: self._change(log))

    def _change(self, log: Log) -> None:
        self._log = log
        self._replace({"": log.level, **(log.levels or {})})


def record(event: LogEvent) -> dict[str, object]:
    """What a JSON line says of an event: JSON values only, nothing that only Python understands."""
    when = datetime.fromtimestamp(event.get("log_time", 0.0), timezone.utc)
    told: dict[str, object] = {
        "time": when.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "level": getattr(event.get("log_level"), "name", "info"),
        "logger": event.get("log_namespace", ""),
        "event": event.get("event") or UNNAMED,
        "message": formatEvent(event),
    }
    if event.get("log_failure") is not None:
        told["traceback"] = event["log_failure"].getTraceback()
    for name, value in event.items():
        if name not in told and not name.startswith("log_") and not (name in _LEGACY and "isError" in event):
            told[name] = value if isinstance(value, (bool, int, float, str, type(None))) else str(value)
    return told


#: What events of Twisted's older logging carry besides.
_LEGACY = ("isError", "message", "time", "system", "format", "why", "failure", "printed")


#: How Twisted writes a level in JSON, so that it can read it.
_LEVELS = {one.name: json.loads(eventAsJSON({"log_level": one}))["log_level"] for one in LogLevel.iterconstants()}


def as_json(event: LogEvent) -> str:
    """A JSON line, of an event: see `record`; and what Twisted needs to make an event of it again."""
    told = record(event)
    again = {
        "log_time": event.get("log_time"),
        "log_namespace": told["logger"],
        "log_level": _LEVELS[str(told["level"])],
        "log_format": "{message}",
    }
    return json.dumps({**told, **again}) + "\n"


class Logs:
    """What makes observers of the log.

    Args:
        format: ``"text"`` or ``"json"``.
        levels: what is logged.
    """

    def __init__(self, format: str, levels: Levels) -> None:
        self.format = format
        self.levels = levels

    def to_file(self, file: TextIO) -> ILogObserver:
        """An observer that writes lines to a file."""
        write = as_json if self.format == "json" else formatEventAsClassicLogText
        return self._filtered(cast(ILogObserver, FileLogObserver(file, write)))

    def to_syslog(self, prefix: str) -> ILogObserver:
        """An observer that writes to syslog, with its priorities."""
        import syslog

        levels = {
            "debug": syslog.LOG_DEBUG, "info": syslog.LOG_INFO, "warn": syslog.LOG_WARNING,
            "error": syslog.LOG_ERR, "critical": syslog.LOG_CRIT,
        }  # fmt: skip
        syslog.openlog(prefix, 0, syslog.LOG_USER)

        @provider(ILogObserver)
        def observe(event: LogEvent) -> None:
            text = as_json(event).strip() if self.format == "json" else eventAsText(event, includeTimestamp=False)
            priority = levels[getattr(event.get("log_level"), "name", "info")]
            for line in text.replace("\0", " ").splitlines():
                syslog.syslog(priority, line)

        return self._filtered(cast(ILogObserver, observe))

    def _filtered(self, observer: ILogObserver) -> ILogObserver:
        return cast(ILogObserver, FilteringLogObserver(observer, [self.levels.predicate]))


class Top(service.MultiService):
    """The service that twistd or twist gets; it tells twistd who observes the log."""

    def __init__(self, observer: ILogObserver | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._observer = observer

    def setServiceParent(self, parent: object) -> None:
        """Become a part of the application."""
        if self._observer is not None and isinstance(parent, Componentized):
            parent.setComponent(ILogObserver, self._observer)
        super().setServiceParent(parent)  # type: ignore[no-untyped-call]


def logs_for(configuration: Configuration, program: Any) -> tuple[Logs, ILogObserver | None]:
    """The log that a configuration asks for, in the place that twistd or twist was told.

    Args:
        configuration: what to log, and how.
        program: the options of twistd or twist, the parent of ours; None if there is no such program.

    Returns:
        the log, and its observer if it is twistd that asks for one; twist's options are changed instead.

    Raises:
        ConfigurationError: the log file cannot be written.
    """
    log = configuration.log
    if program is not None and "fileLogObserverFactory" in program:  # twist
        level = log.level if configuration.given("log.level") else program["logLevel"].name
        given = "json" if program["fileLogObserverFactory"] is jsonFileLogObserver else "text"
        form = log.format if configuration.given("log.format") else given
        logs = Logs(form, Levels(Log(format=form, level=level, levels=log.levels)))
        program["fileLogObserverFactory"] = logs.to_file
        program["logLevel"] = LogLevel.debug  # ours decide
        return logs, None
    logs = Logs(log.format, Levels(log))
    if program is None or program.get("logger"):  # somebody's own observer
        return logs, None
    if program.get("syslog"):
        return logs, logs.to_syslog(program.get("prefix") or "oftwist")
    return logs, logs.to_file(_file(program.get("logfile") or "", bool(program.get("nodaemon"))))


def _file(name: str, foreground: bool) -> TextIO:
    """The file that twistd's options mean; SIGUSR1 begins a new one, as twistd has it."""
    if name == "-" or (foreground and not name):
        if not foreground:
            raise ConfigurationError("a daemon cannot log to stdout: give twistd a --logfile")
        return sys.stdout
    try:
        file = LogFile.fromFullPath(name or "twistd.log")
    except OSError as error:
        raise ConfigurationError(f"cannot write {name or 'twistd.log'}: {error.strerror}") from None

    def rotate(*_: object) -> None:
        from twisted.internet import reactor

        reactor.callFromThread(file.rotate)  # type: ignore[attr-defined]

    if hasattr(signal, "SIGUSR1") and not signal.getsignal(signal.SIGUSR1):
        signal.signal(signal.SIGUSR1, rotate)
    return cast(TextIO, file)
