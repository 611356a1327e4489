"""``twistd oftwist``: command line options, and the service they describe.

May import everything below it. The reactor is imported only in :func:`makeService`, so that ``twistd --help``
and ``--reactor`` work.
"""

from __future__ import annotations

import dataclasses
import gc
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from twisted.application import service
from twisted.internet.error import CannotListenError
from twisted.logger import Logger
from twisted.python import usage

import oftwist
from oftwist import endpoints, tls
from oftwist.config import Configuration, configure
from oftwist.config.declaring import Entry, Takes
from oftwist.config.differences import differing
from oftwist.config.kinds import Flag
from oftwist.config.schema import every_key
from oftwist.errors import ConfigurationError
from oftwist.loxi import version_names
from oftwist.service.logs import Levels, Top, logs_for
from oftwist.service.running import Reloading, Running
from oftwist.service.systemd import Systemd

if TYPE_CHECKING:
    from oftwist.service.workers import Supervisor

log = Logger()

#: Keys that only the process with the ports may follow.
DOORS = ("port", "interface", "listen")


class Options(usage.Options):
    """The command line of ``twistd oftwist``: the keys of the configuration that have an option.

    Attributes:
        words: what was said, by the name of the option.
        configuration: what that, the environment and the configuration file say together.
    """

    synopsis = "[options]"
    longdesc = (
        "Runs an OpenFlow 1.0-1.5 controller. Without --port, --listen or --connect it listens on port 6653. "
        "Endpoints are written as for Open vSwitch (to listen ptcp:6653, pssl:6653, punix:/run/of.sock; to "
        "connect tcp:HOST, ssl:HOST, unix:FILE) or as for Twisted (tcp:6653:interface=127.0.0.1). "
        "What is said here goes before variables such as OFTWIST_PORT, and those before the file of --config."
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.words: dict[str, list[str]] = {}
        self.configuration = Configuration()

    def opt_config(self, file: str) -> None:
        """Read a configuration file: oftwist config check FILE says whether it is right."""
        self.words["config"] = [file]

    def opt_version(self) -> None:
        """Show the version of oftwist and exit."""
        print(f"oftwist {oftwist.__version__}")
        raise SystemExit(0)

    def parseOptions(self, options: Sequence[str] | None = None) -> None:
        """As usual; but below twistd a mistake costs one line, where twistd would print all its own help."""
        try:
            super().parseOptions(options)  # type: ignore[no-untyped-call]
        except usage.UsageError as error:
            if getattr(self, "parent", None) is None:
                raise
            raise SystemExit(f"twistd oftwist: {error} (try: twistd oftwist --help)") from None

    def parseArgs(self, *rest: str) -> None:
        if rest:
            raise usage.UsageError(f"{rest[0]!r} is not an option")

    def postOptions(self) -> None:
        try:
            self.configuration = self.read()
        except ConfigurationError as error:
            raise usage.UsageError(str(error)) from None

    def read(self) -> Configuration:
        """Read the configuration, again if need be; ConfigurationError if there is a mistake in it."""
        return configure(self.words, os.environ)


def _option(entry: Entry) -> Callable[..., None]:
    """The method by which ``usage.Options`` takes one option."""
    told = entry.key
    if isinstance(told.kind, Flag):

        def take_flag(self: Options) -> None:
            self.words[told.option] = ["true"]

        take: Callable[..., None] = take_flag
    else:

        def take_text(self: Options, text: str) -> None:
            self.words.setdefault(told.option, []).append(text)

        take = take_text
    default = told.default or entry.shown(entry.default).strip('"')
    take.__doc__ = told.help
    if told.kind.many:
        take.__doc__ += " May be repeated."
    elif default and not isinstance(told.kind, Flag):
        take.__doc__ += f" [default: {default}]"
    return take


for _entry in every_key():
    if _entry.key.option:
        _method = _option(_entry)
        for _name in filter(None, (_entry.key.option, _entry.key.short)):
            setattr(Options, f"opt_{_name.replace('-', '_')}", _method)


def makeService(config: Options) -> service.IService:
    """The controller with its apps, listening where the options say.

    Ports are taken here, so that a busy one is reported before twistd leaves the terminal.

    Raises:
        SystemExit: with one line for the user, when something in the options cannot be used.
    """
    from twisted.internet import reactor

    try:
        return make_service(config, reactor)
    except ConfigurationError as error:
        raise SystemExit(f"twistd oftwist: {error}") from None
    except CannotListenError as error:
        unix = isinstance(error.port, str)  # Twisted's own text has an address for these too: "any:/run/of.sock"
        text = f"Couldn't listen on {error.port}: {error.socketError}." if unix else error
        raise SystemExit(f"twistd oftwist: {text}") from None


def make_service(options: Options, reactor: Any) -> service.MultiService:
    """The same; what is wrong is ConfigurationError or CannotListenError."""
    configuration = options.configuration
    logs, observer = logs_for(configuration, getattr(options, "parent", None))
    top, systemd = Top(observer), Systemd(reactor)
    if configuration.workers is None:
        running = Running(configuration, reactor, options.read, levels=logs.levels)
        parts: list[Any] = [running.controller, Reloading(reactor, systemd.reloading(running.reload))]
        doors = running.doors.endpoints
        who = ""
    else:
        doors, *parts = _supervision(options, reactor, logs.levels, systemd)
        who = f"{configuration.workers} workers: "
    for part in (*parts, Greeting(f"{who}{_greeting(configuration, doors)}"), systemd):
        part.setServiceParent(top)
    return top


class Greeting(service.Service):
    """Says in one line what runs here and where."""

    def __init__(self, text: str) -> None:
        self.text = text

    def startService(self) -> None:
        """Say it."""
        super().startService()  # type: ignore[no-untyped-call]
        # What is loaded by now stays: a full garbage collection need not look at it, and takes 2 ms instead of 40.
        gc.collect()
        gc.freeze()
        log.info("{greeting}", greeting=self.text, event="started")


def _greeting(configuration: Configuration, doors: Sequence[object]) -> str:
    numbers = configuration.openflow.versions
    names = [version_names[number] for number in sorted(numbers)]
    consecutive = len(names) > 2 and max(numbers) - min(numbers) == len(names) - 1
    spoken = f"{names[0]} to {names[-1]}" if consecutive else " and ".join(names)
    places = [*configuration.listen]
    if configuration.port is not None:
        places.insert(0, repr(doors[0]))  # the system may have chosen the number
    ways = [f"listening on {place}" for place in places]
    ways += [f"connecting to {target}" for target in configuration.connect]
    return f"{', '.join(app.name for app in configuration.app)} for OpenFlow {spoken}, {', '.join(ways)}"


# --- several processes


def _supervision(options: Options, reactor: Any, levels: Levels, systemd: Systemd) -> list[Any]:
    """What accepts connections for workers, and passes signals on to them."""
    from oftwist.service.workers import Supervisor

    configuration = options.configuration
    assert configuration.workers is not None
    Running(configuration, reactor, doors=reactor)  # mistakes are told here, and once
    files = tls.TLS(configuration.tls.cert, configuration.tls.key, configuration.tls.ca)
    servers: list[Any] = []
    if configuration.port is not None:
        servers.append(endpoints.TCPServerEndpoint(reactor, configuration.port, configuration.interface or ""))
    servers += [endpoints.server(reactor, text, files) for text in configuration.listen]
    for server in servers:
        if not hasattr(server, "take"):
            raise ConfigurationError(f"--workers: {server!r} is no TCP port, which workers need")
        server.bind()
    told = {"words": options.words, "doors": {name: getattr(configuration, name) for name in DOORS}}
    supervisor = Supervisor(reactor, told, configuration.workers, [server.take() for server in servers])
    reload = systemd.reloading(lambda: reload_workers(options, levels, supervisor.hang_up))
    pages = _metrics_of_all(configuration, supervisor, reactor)
    return [servers, supervisor, *pages, Reloading(reactor, reload)]


def _metrics_of_all(configuration: Configuration, supervisor: Supervisor, reactor: Any) -> list[Any]:
    """One page for the metrics of all workers, if somebody asked for one; mistakes were told before."""
    listen = configuration.metrics.listen
    if listen is None or not configuration.metrics.enabled:
        return []
    from oftwist.metrics.workers import WorkerMetrics
    from oftwist.service.web import metrics_page

    metrics = WorkerMetrics(supervisor.workers, supervisor.ask)
    return [metrics_page(reactor, listen, metrics.render, bind=True)[0]]


def reload_workers(options: Options, levels: Levels, pass_on: Callable[[], object]) -> None:
    """Look whether the configuration can be read, and let the workers read it.

    Raises:
        ConfigurationError: it cannot; they are not told.
    """
    try:
        new = options.read()
    except ConfigurationError as error:
        log.error("the configuration stays as it was: {why}", why=str(error), event="reload_refused")
        raise
    changed = differing(options.configuration, new)
    later = [entry.name for entry in changed if entry.key.takes is Takes.RESTART or entry.name in DOORS]
    log.info(
        "the workers read the configuration again{later}",
        later=f"; only after a restart: {', '.join(later)}" if later else "",
        event="reload",
    )
    for step in levels.steps(new):
        step.do()
    pass_on()


class WorkerOptions(Options):
    """What a worker reads: it has the ports of its supervisor, no workers, and is a node of its own in a cluster.

    Args:
        number: which worker.
        words: of the supervisor's command line.
        doors: the ports that the supervisor has, whatever the file says by now: ``port``, ``interface``, ``listen``.
    """

    def __init__(self, number: int, words: Mapping[str, list[str]], doors: Mapping[str, Any]) -> None:
        super().__init__()
        self.number = number
        self.words = dict(words)
        self.doors = {**doors, "listen": tuple(doors["listen"])}
        self.configuration = self.read()

    def read(self) -> Configuration:
        """As the supervisor, with the differences."""
        made = super().read()
        cluster = made.cluster
        if cluster.url is not None:
            cluster = dataclasses.replace(cluster, node=f"{cluster.node or socket.gethostname()}-w{self.number}")
        capture = dataclasses.replace(made.capture, file=tuple(map(self._own_file, made.capture.file)))
        http = dataclasses.replace(made.http, listen=self._own_port("http", made.http.listen))
        shell = None if made.shell is None else f"{made.shell}-w{self.number}"
        own = {"cluster": cluster, "capture": capture, "http": http, "shell": shell}
        return dataclasses.replace(made, workers=None, **own, **self.doors)  # type: ignore[arg-type]

    def _own_file(self, text: str) -> str:
        """A capture's file with the worker's name in it."""
        file, colon, rest = text.partition(":")
        root, dot, ending = file.rpartition(".")
        own = f"{root}.w{self.number}.{ending}" if dot and "/" not in ending else f"{file}.w{self.number}"
        return f"{own}{colon}{rest}"

    def _own_port(self, section: str, listen: str | None) -> str | None:
        """The worker's own port: that of the configuration is the first one's, the next one's is one higher."""
        if listen is None:
            return None
        if not listen.isdecimal():
            raise ConfigurationError(f"{section}.listen: with workers it must be a port, that of the first: {listen!r}")
        return str(int(listen) + self.number)
