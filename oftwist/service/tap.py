"""``twistd oftwist``: command line options, and the service they describe.

May import everything below it. The reactor is imported only in :func:`makeService`, so that ``twistd --help``
and ``--reactor`` work.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from twisted.application import service
from twisted.internet.error import CannotListenError
from twisted.logger import Logger
from twisted.python import usage

import oftwist
from oftwist import endpoints, tls
from oftwist.connection import options
from oftwist.controller.controller import Controller
from oftwist.controller.handlers import marked
from oftwist.dpid import format_dpid, parse_dpid
from oftwist.errors import ConfigurationError
from oftwist.loxi import version_names
from oftwist.testing.shapes import SHAPES

if TYPE_CHECKING:
    from oftwist.connection.protocol import OFProtocol

Authorize = Callable[["OFProtocol", int], "str | None"]

DEFAULT_APP = "learning_switch"
LOOPS_APP = "fabric"  # of demos that may have loops

log = Logger()


class Options(usage.Options):
    """The command line of ``twistd oftwist``. What may be repeated is a list: ``self["listen"]``."""

    synopsis = "[options]"
    longdesc = (
        "Runs an OpenFlow 1.0-1.5 controller. Without --port, --listen or --connect it listens on port 6653. "
        "Endpoints are written as for Open vSwitch (to listen ptcp:6653, pssl:6653, punix:/run/of.sock; to "
        "connect tcp:HOST, ssl:HOST, unix:FILE) or as for Twisted (tcp:6653:interface=127.0.0.1)."
    )

    optParameters = [
        ["port", "p", None, "TCP port to listen on for switches."],
        ["interface", "i", None, "Address that --port listens on. [default: all IPv4 addresses]"],
        ["openflow", "o", "1.0-1.5", "OpenFlow versions to speak, e.g. 1.0,1.3-1.5."],
        ["demo", "d", None, "Also start this many simulated switches, two hosts each."],
        ["topology", None, None, "How these are linked: line, ring, tree, mesh or leaf-spine. [default: line]"],
        ["tls-cert", None, None, "Certificate to show on TLS connections (PEM file)."],
        ["tls-key", None, None, "Its private key. [default: in the file of --tls-cert]"],
        ["tls-ca", None, None, "CA whose certificates switches must show (PEM file)."],
        ["tls-dpids", None, None, 'TOML file of allowed datapath ids: "certificate name" = [1, 2].'],
        ["cluster", None, None, "Share the switches with other nodes: etcd://HOST:PORT,HOST:PORT/NAME."],
        ["node", None, None, "Name of this node in the cluster. [default: the name of this machine]"],
        ["lease", None, "10", "Seconds after which the others may have the switches of a node that is silent."],
        ["workers", "w", None, "Share the work between this many processes behind the same ports."],
        ["epoch", None, "0", "Raise it when etcd was restored from an old copy while all nodes were down."],
    ]

    optFlags = [["demo-events", None, "Cut and mend a cable of the demo now and then."]]

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        for name in ("listen", "connect", "app", "capture"):
            self[name] = []

    def opt_listen(self, endpoint: str) -> None:
        """Where to listen for switches, e.g. pssl:6653. May be repeated."""
        self["listen"].append(endpoint)

    def opt_connect(self, endpoint: str) -> None:
        """A switch to connect to, e.g. tcp:192.0.2.1:6653. May be repeated."""
        self["connect"].append(endpoint)

    def opt_capture(self, text: str) -> None:
        """Write what the control channels carry to a pcapng file: FILE[:dpid=..][:types=..][:rotate=100M,10]."""
        from oftwist.service.capture import Wanted

        try:
            self["capture"].append(Wanted.parse(text))
        except ConfigurationError as error:
            raise usage.UsageError(f"--capture: {error}") from None

    def opt_app(self, name: str) -> None:
        """An app to run: one of ours (default: learning_switch), or package.module:Class. May be repeated."""
        self["app"].append(name)

    opt_l, opt_c, opt_a = opt_listen, opt_connect, opt_app

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
        self["port"] = _number(self, "port", 0, 65535)
        self["demo"] = _number(self, "demo", 1, 1000)
        if self["topology"] is not None and self["topology"] not in SHAPES:
            raise usage.UsageError(f"--topology: {self['topology']!r} is none of {', '.join(SHAPES)}")
        for name in ("topology", "demo-events"):
            if self[name] and self["demo"] is None:
                raise usage.UsageError(f"--{name} is for --demo, which is not given")
        self["lease"] = _number(self, "lease", 2, 3600)
        self["epoch"] = _number(self, "epoch", 0, 32767)
        self["workers"] = _number(self, "workers", 1, 256)
        for other in ("connect", "demo"):
            if self["workers"] is not None and self[other]:
                raise usage.UsageError(f"--workers cannot be used with --{other}: only accepted switches are shared")
        if self["node"] is not None and self["cluster"] is None:
            raise usage.UsageError("--node is for --cluster, which is not given")
        if self["node"] is not None and (not self["node"].isprintable() or {" ", "/"} & {*self["node"]}):
            raise usage.UsageError(f"--node: {self['node']!r} has characters that a name may not have")
        try:
            self["versions"] = options.parse_versions(self["openflow"])
        except ConfigurationError as error:
            raise usage.UsageError(f"--openflow: {error}") from None
        if self["port"] is None:
            if self["interface"] is not None and (self["listen"] or self["connect"]):
                raise usage.UsageError("--interface is for --port, which is not given")
            if not self["listen"] and not self["connect"]:
                self["port"] = endpoints.OPENFLOW_PORT
        if not self["app"]:
            self["app"].append(DEFAULT_APP if self["topology"] is None else LOOPS_APP)
        given = [name for name in ("tls-cert", "tls-key", "tls-ca", "tls-dpids") if self[name] is not None]
        if given and not any(map(endpoints.is_tls, self["listen"] + self["connect"])):
            raise usage.UsageError(f"--{given[0]} needs a TLS endpoint, e.g. --listen pssl:6653")
        if self["tls-dpids"] is not None and self["demo"] is not None:
            raise usage.UsageError("--demo has switches without certificates, which --tls-dpids refuses")
        if self["tls-dpids"] is not None and self["tls-ca"] is None:
            raise usage.UsageError("--tls-dpids needs --tls-ca, or certificates could hold any name")


def _number(values: Options, name: str, low: int, high: int) -> int | None:
    text = values[name]
    if text is None:
        return None
    if not (str(text).isascii() and str(text).isdecimal()) or not low <= int(text) <= high:
        raise usage.UsageError(f"--{name}: {text!r} is not a number from {low} to {high}")
    return int(text)


def load_app(name: str) -> object:
    """Find an app by its name and make it.

    Args:
        name: a module of ``oftwist.apps`` (``learning_switch``), ``package.module:Class``, or a module
            whose functions are the handlers (``package.module``). The current folder is searched too.

    Returns:
        An instance of the class (or whatever the name is of, called if it can be), or the module.

    Raises:
        ConfigurationError: there is no such app, or it would never do anything.
    """
    path, _, attribute = name.partition(":")
    if not attribute and path.isidentifier() and find_spec(f"oftwist.apps.{path}") is not None:
        attribute = "".join(word.capitalize() for word in path.split("_"))
        path = f"oftwist.apps.{path}"
    here = os.getcwd()
    if here not in sys.path and "" not in sys.path:
        sys.path.append(here)  # as `python -m` does; twistd does not
    try:
        app: object = import_module(path)
        module = app
        if attribute:
            if not hasattr(module, attribute):
                raise ConfigurationError(f"--app {name}: there is no {attribute} in {path}")
            app = getattr(module, attribute)
            if callable(app):
                app = app()
    except ConfigurationError:
        raise
    except (Exception, SystemExit) as error:  # whatever the code of an app does
        raise ConfigurationError(f"--app {name}: {_told(error)}") from error
    if not hasattr(app, "start") and next(marked(app), None) is None:
        classes = {key: value for key, value in vars(module).items() if isinstance(value, type)}
        apps = [f"{path}:{key}" for key, value in classes.items() if next(marked(value), None) is not None]
        hint = f" (is it {' or '.join(apps)}?)" if apps else ""
        raise ConfigurationError(f"--app {name}: it has no start() and nothing marked with @on{hint}")
    return app


def _told(error: BaseException) -> str:
    """Say in one line what importing or making an app raised, and where, if that was in its own code."""
    text = " ".join(str(error).split())
    last = traceback.extract_tb(error.__traceback__)[-1]
    searching = "importlib" in last.filename
    if searching and not isinstance(error, SyntaxError):
        return text or "no such module"
    theirs = not searching and last.filename != __file__
    return f"{type(error).__name__}: {text}" + (f" ({last.filename}:{last.lineno})" if theirs else "")


def load_dpids(path: str) -> Authorize:
    """Read which datapath ids each certificate may have, as a function for ``Controller(authorize=...)``.

    Args:
        path: a TOML file; each line gives a name (common name or subject alternative name) one datapath id
            or a list of them, in any usual spelling: ``"switch-1" = [1, "00:00:00:00:00:00:00:02"]``.

    Raises:
        ConfigurationError: the file cannot be read or says something else.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        with open(path, "rb") as file:
            table = tomllib.load(file)
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: {error}") from None
    allowed: dict[str, frozenset[int]] = {}
    for name, value in table.items():
        try:
            values = value if isinstance(value, list) else [value]
            if not all(type(item) in (int, str) for item in values):
                raise ValueError("give a datapath id or a list of them")
            allowed[name] = frozenset(map(parse_dpid, values))
        except ValueError as error:
            raise ConfigurationError(f'{path}: "{name}": {error}') from None

    def authorize(protocol: OFProtocol, datapath_id: int) -> str | None:
        names = tls.certificate_names(protocol.transport)
        if any(datapath_id in allowed.get(name, ()) for name in names):
            return None
        shown = f"its certificate ({', '.join(names)})" if names else "a switch without a certificate"
        return f"{shown} may not be datapath {format_dpid(datapath_id)}"

    return authorize


def makeService(config: Options) -> service.IService:
    """The controller with its apps, listening where the options say.

    Ports are taken here, so that a busy one is reported before twistd leaves the terminal.

    Raises:
        SystemExit: with one line for the user, when something in the options cannot be used.
    """
    from twisted.internet import reactor

    try:
        return _service(config, reactor)
    except ConfigurationError as error:
        raise SystemExit(f"twistd oftwist: {error}") from None
    except CannotListenError as error:
        unix = isinstance(error.port, str)  # Twisted's own text has an address for these too: "any:/run/of.sock"
        text = f"Couldn't listen on {error.port}: {error.socketError}." if unix else error
        raise SystemExit(f"twistd oftwist: {text}") from None


class _Greeting(service.Service):
    """Says in one line what runs here and where."""

    def __init__(self, text: str) -> None:
        self.text = text

    def startService(self) -> None:
        super().startService()  # type: ignore[no-untyped-call]
        # What is loaded by now stays: a full garbage collection need not look at it, and takes 2 ms instead of 40.
        gc.collect()
        gc.freeze()
        log.info("{greeting}", greeting=self.text)


def _greeting(config: Options, port: object) -> str:
    names = [version_names[number] for number in sorted(config["versions"])]
    consecutive = len(names) > 2 and max(config["versions"]) - min(config["versions"]) == len(names) - 1
    spoken = f"{names[0]} to {names[-1]}" if consecutive else " and ".join(names)
    places = [*([repr(port)] if port is not None else []), *config["listen"]]
    ways = [f"listening on {place}" for place in places]
    ways += [f"connecting to {target}" for target in config["connect"]]
    return f"{', '.join(config['app'])} for OpenFlow {spoken}, {', '.join(ways)}"


def _most_connections() -> int:
    """As many as there may be descriptors, with some to spare for everything else; 0 if nothing limits them."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 0 if most == resource.RLIM_INFINITY else max(16, most - max(128, most // 8))


def _service(config: Options, reactor: Any) -> service.IService:
    if config["workers"] is None:
        return controller_service(config, reactor)
    from oftwist.service.workers import Supervisor

    controller_service(config, reactor, reactor)  # mistakes are told here, and once
    files = tls.TLS(config["tls-cert"], config["tls-key"], config["tls-ca"])
    ports = [] if config["port"] is None else [_port(config, reactor)]
    servers: list[Any] = [*ports, *(endpoints.server(reactor, text, files) for text in config["listen"])]
    for server in servers:
        if not hasattr(server, "take"):
            raise ConfigurationError(f"--workers: {server!r} is no TCP port, which workers need")
        server.bind()
    told = {name: value for name, value in config.items() if name not in ("versions", "workers")}
    supervisor = Supervisor(reactor, told, config["workers"], [server.take() for server in servers])
    top = service.MultiService()
    supervisor.setServiceParent(top)  # type: ignore[no-untyped-call]
    greeting = f"{config['workers']} workers: {_greeting(config, ports[0] if ports else None)}"
    _Greeting(greeting).setServiceParent(top)  # type: ignore[no-untyped-call]
    return top


def worker_options(told: dict[str, Any], number: int) -> Options:
    """The options of a worker from what the supervisor tells it: `workers.Supervisor.config`."""
    config = Options()
    config.update(told)
    config["versions"] = options.parse_versions(config["openflow"])
    config["workers"] = None
    if config["cluster"] is not None:
        config["node"] = f"{config['node'] or socket.gethostname()}-w{number}"
    return config


def _port(config: Options, reactor: Any) -> endpoints.TCPServerEndpoint:
    return endpoints.TCPServerEndpoint(reactor, config["port"], config["interface"] or "")


def controller_service(config: Options, reactor: Any, doors: Any = None) -> service.MultiService:
    """The controller with its apps and endpoints.

    Args:
        config: the options.
        reactor: for everything.
        doors: opens its ports instead of the reactor, which then binds none.
    """
    files = tls.TLS(config["tls-cert"], config["tls-key"], config["tls-ca"])
    authorize = load_dpids(config["tls-dpids"]) if config["tls-dpids"] is not None else None
    limits = options.Options(versions=config["versions"], max_connections=_most_connections())
    controller = Controller(limits, reactor, authorize=authorize)
    for name in config["app"]:
        controller.add_app(load_app(name))
    servers: list[Any] = [endpoints.server(doors or reactor, text, files) for text in config["listen"]]
    port = None
    if config["port"] is not None:
        port = _port(config, doors or reactor)
    elif config["demo"] is not None:
        port = endpoints.TCPServerEndpoint(reactor, 0, "127.0.0.1")  # a way in for its switches
    if port is not None:
        servers.insert(0, port)
    for endpoint in servers:
        bind = getattr(endpoint, "bind", None)
        if bind is not None and doors is None:
            bind()
        controller.listen(endpoint)
    for text in config["connect"]:
        controller.connect(text, tls=files)
    if config["demo"] is not None:
        from oftwist.service.demo import KNOWN, Demo

        assert port is not None
        version = 4 if 4 in config["versions"] else max(config["versions"])
        demo = Demo(config["demo"], port.port, port.interface, version, reactor=reactor)
        demo.events = bool(config["demo-events"])
        if config["topology"] is not None:
            demo.shape, demo.settle, demo.interval = config["topology"], KNOWN, 1.0
        demo.setServiceParent(controller)  # type: ignore[no-untyped-call]
    for wanted in config["capture"]:
        from oftwist.service.capture import Capture, CaptureService

        CaptureService(Capture(wanted), controller).setServiceParent(controller)  # type: ignore[no-untyped-call]
    if config["cluster"] is not None:
        from oftwist.service.node import node

        node(controller, reactor, config).setServiceParent(controller)  # type: ignore[no-untyped-call]
    _Greeting(_greeting(config, port)).setServiceParent(controller)  # type: ignore[no-untyped-call]
    return controller
