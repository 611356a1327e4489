"""The schema: every key of the configuration, said once. Knows kinds of values and the limits of connections.

A section is a frozen dataclass; what else there is to know of a key stands beside its default. From this come the
reading of files, environment and command line, ``oftwist config``, and the tables of docs/configuration.rst. A key is
written with hyphens where its field has underscores; underscores are read too.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from oftwist.config.declaring import Entry, Takes, entries, key, read_table
from oftwist.config.kinds import (
    Choice,
    Dpid,
    Flag,
    Kind,
    Many,
    Number,
    Path,
    Size,
    Table,
    Text,
    Versions,
    Whole,
    endpoint,
    plain_name,
    toml,
    unix_socket,
)
from oftwist.config.limits import later_limits, limits
from oftwist.connection.options import ALL_VERSIONS, Options

DEFAULT_APP = "learning_switch"
LOOPS_APPS = "fabric", "monitor"  # of demos that may have loops
DEFAULT_PORT = 6653
#: Of the networks of the demo: those of `oftwist.testing.shapes`.
SHAPES = ("line", "ring", "tree", "mesh", "leaf-spine")

_ENDPOINT = Text('an endpoint, such as "ptcp:6653"', endpoint)
_SECRET = re.compile("secret|password|token|key$", re.IGNORECASE)
_HASH = Text(
    'a hash of "oftwist config password", or /FILE that has one', lambda text: text.startswith(("scrypt$", "/"))
)


@dataclass(frozen=True, kw_only=True)
class OpenFlow:
    """The protocol."""

    versions: frozenset[int] = key(
        ALL_VERSIONS, Versions(), "OpenFlow versions to speak, e.g. 1.0,1.3-1.5.", "openflow", "o", takes=Takes.NEW
    )


@dataclass(frozen=True, kw_only=True)
class TLS:
    """Certificates for connections of switches."""

    cert: str | None = key(
        None, Path(), "Certificate to show on TLS connections (PEM file).", "tls-cert", takes=Takes.NEW
    )
    ca: str | None = key(
        None, Path(), "CA whose certificates switches must show (PEM file).", "tls-ca", takes=Takes.NEW
    )
    dpids: str | None = key(
        None, Path(), 'TOML file of allowed datapath ids: "certificate name" = [1, 2].', "tls-dpids", takes=Takes.NEW
    )
    key: str | None = key(  # last: it hides the function
        None, Path(), "Its private key.", "tls-key", takes=Takes.NEW, shown="in the file of the certificate"
    )


@dataclass(frozen=True, kw_only=True)
class Http:
    """The web server: API, page, metrics."""

    listen: str | None = key(
        None,
        Text('a port, such as "8080", or an endpoint', endpoint),
        "Serve the API and the page here: a port of this machine only, e.g. 8080, or an endpoint.",
        "http",
    )
    tls_cert: str | None = key(None, Path(), "Certificate of the web server (PEM file); without it, no TLS.")
    tls_key: str | None = key(None, Path(), "Its private key.", shown="in the file of the certificate")
    token: str | None = key(None, Text("a secret", bool), "Who has this bearer token may do everything.", secret=True)
    token_file: str | None = key(None, Path(), "A file that has the token.")
    users: Mapping[str, str] = key(
        {}, Table(_HASH, says="a table of names and password hashes"), "Users for basic authentication.", secret=True
    )
    open: bool = key(False, Flag(), "Listen beyond this machine without asking who it is.")
    body: int = key(16 << 20, Size(), "Largest request body.")
    rate: float = key(0.0, Number(unit="requests a second"), "What one address may ask on average; 0 is no limit.")
    burst: float = key(0.0, Number(unit="requests"), "As many at once.")
    origins: tuple[str, ...] = key(
        (), Many(Text('an origin, such as "https://noc.example"', bool)), "Other sites whose pages may use the API."
    )
    hosts: tuple[str, ...] = key(
        (), Many(Text("a host name", bool)), "Further names by which this server is asked for."
    )
    timeout: float = key(30.0, Number(), "What a request may take to arrive.")
    connections: int = key(2500, Whole(1), "Connections at a time.")
    streams: int = key(2000, Whole(), "Event streams at a time.")


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """What monitoring collects."""

    enabled: bool = key(True, Flag(), "Serve /metrics with the web server.")
    listen: str | None = key(
        None, Text('a port, such as "9302", or an endpoint', endpoint), "Serve /metrics, and nothing else, here."
    )
    interval: float = key(
        10.0, Number(), "Between two questions to a switch for the counters of its ports; 0 asks nothing."
    )


@dataclass(frozen=True, kw_only=True)
class Capture:
    """Captures of the control channels."""

    file: tuple[str, ...] = key(
        (),
        Many(Path("a capture, such as control.pcapng:types=packet_in,flow_mod:rotate=100M,10")),
        "Write what the control channels carry to a pcapng file: FILE[:dpid=..][:types=..][:rotate=100M,10].",
        "capture",
    )
    folder: str | None = key(
        None,
        Path(),
        "Where captures go that are begun by the API, and the last messages of connections that end by a fault.",
        takes=Takes.RESTART,
    )
    recorder: int = key(
        0,
        Whole(0, 100_000),
        "Messages of each connection that are kept in memory, e.g. 200; 0 keeps none.",
        takes=Takes.RESTART,
    )
    recorder_bytes: int = key(256 << 10, Size(), "The same in bytes.", takes=Takes.RESTART)


@dataclass(frozen=True, kw_only=True)
class Log:
    """The log."""

    format: str = key(
        "text", Choice(("text", "json")), "Lines for people, or one JSON object a line.", "log-format",
        takes=Takes.RESTART,
    )  # fmt: skip
    level: str = key(
        "info", Choice(("debug", "info", "warn", "error", "critical")), "The least that is logged.", "log-level"
    )
    levels: Mapping[str, str] | None = key(
        None,
        Table(Choice(("debug", "info", "warn", "error", "critical")), says="a table of namespaces and levels"),
        'Levels of parts of the program, e.g. {"oftwist.connection" = "debug"}.',
    )


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Other nodes that share the switches."""

    url: str | None = key(
        None,
        Text("etcd://HOST:PORT,HOST:PORT/NAME", bool),
        "Share the switches with other nodes: etcd://HOST:PORT,HOST:PORT/NAME.",
        "cluster",
        secret=True,
        takes=Takes.RESTART,
    )
    node: str | None = key(
        None,
        Text("a name without spaces and slashes", plain_name),
        "Name of this node in the cluster.",
        "node",
        takes=Takes.RESTART,
        shown="the name of this machine",
    )
    lease: int = key(
        10,
        Whole(2, 3600),
        "Seconds after which the others may have the switches of a node that is silent.",
        "lease",
        takes=Takes.RESTART,
    )
    user: str | None = key(
        None, Text("a name", bool), "The user of etcd, instead of one in the URL.", takes=Takes.RESTART
    )
    password: str | None = key(None, Text("a secret", bool), "Its password.", secret=True, takes=Takes.RESTART)
    ca: str | None = key(
        None,
        Path(),
        "With etcds://, the CA whose certificates the members of etcd must show (PEM file).",
        takes=Takes.RESTART,
        shown="the CAs of the system",
    )
    password_file: str | None = key(None, Path(), "A file that has the password.", takes=Takes.RESTART)
    epoch: int = key(
        0,
        Whole(0, 32767),
        "Raise it when etcd was restored from an old copy while all nodes were down.",
        "epoch",
        takes=Takes.RESTART,
    )


@dataclass(frozen=True, kw_only=True)
class Net:
    """The network between the switches."""

    topology: bool = key(False, Flag(), "Find links and hosts.")
    secret: str | None = key(
        None, Text("a secret", bool), "Signs the probes, so that hosts cannot forge links.",
        secret=True, takes=Takes.RESTART, shown="a new one at each start",
    )  # fmt: skip
    interval: float = key(5.0, Number(0.1), "Between two probes of a port.", takes=Takes.RESTART)


@dataclass(frozen=True, kw_only=True)
class App:
    """An app to run: ``[[app]]``. Every further key is an argument for it.

    Attributes:
        name: one of ours, or ``package.module:Class``.
        arguments: for its class or function.
    """

    name: str
    arguments: Mapping[str, object] = field(default_factory=dict)

    def shown(self) -> dict[str, object]:
        """Its arguments, with stars in place of what is a secret by its name."""
        return {name: "********" if _SECRET.search(name) else value for name, value in self.arguments.items()}


@dataclass(frozen=True, kw_only=True)
class Datapath:
    """One switch: ``[datapath.1]``, the id in any spelling."""

    name: str | None = key(None, Text("a name", str.isprintable), "What the switch is called.")
    certificate: tuple[str, ...] = key(
        (), Many(Text("the name in a certificate", bool)), "Only with a certificate that has this name.",
        takes=Takes.NEW,
    )  # fmt: skip
    apps: tuple[str, ...] | None = key(
        None, Many(Text("the name of an app", bool)), "Only these of the apps handle it.", shown="all"
    )
    ports: Mapping[int, str] | None = key(
        None, Table(Text("a name", str.isprintable), Whole(0), "a table of port numbers and names"),
        "Names of its ports, by number.",
    )  # fmt: skip
    maintenance: bool = key(False, Flag(), "Connected, but no app may touch it.")
    limits: Mapping[str, object] = field(default_factory=dict)


class Apps(Kind):
    """Apps with their arguments: ``[[app]]`` tables, or names."""

    says = "[[app]] with a name"
    many = True

    def read(self, value: object) -> tuple[App, ...]:
        tables = value if isinstance(value, list) else [value]
        return tuple(self._one(number, table) for number, table in enumerate(tables, 1))

    def _one(self, number: int, table: object) -> App:
        if isinstance(table, str) and table:
            return App(name=table)
        if not isinstance(table, dict):
            raise self.wrong(table)
        arguments = dict(table)
        name = arguments.pop("name", None)
        if not isinstance(name, str) or not name:
            raise ValueError(f'number {number}: it has no name; allowed: name = "...", and arguments of the app')
        return App(name=name, arguments=arguments)

    def parse(self, text: str) -> tuple[App, ...]:
        return tuple(App(name=name) for name in text.split())

    def show(self, value: object) -> str:
        assert isinstance(value, tuple)
        return toml([{"name": one.name, **one.shown()} if one.arguments else one.name for one in value])


class Datapaths(Kind):
    """Switches: ``[datapath.ID]`` tables."""

    says = "[datapath.ID] with the datapath id in any spelling"

    def read(self, value: object) -> dict[int, Datapath]:
        if not isinstance(value, dict):
            raise self.wrong(value)
        found: dict[int, Datapath] = {}
        for word, table in value.items():
            try:
                number = Dpid().read(word)
                if number in found:
                    raise ValueError("it is there twice")
                if not isinstance(table, dict):
                    raise ValueError(f"{table!r} is not a table")
                own = read_table(entries("datapath", Datapath), table, ("limits",))
                some = table.get("limits", {})
                try:
                    own["limits"] = read_table(later_limits(), some)
                except ValueError as error:
                    raise ValueError(f"limits: {error}") from None
                found[number] = Datapath(**own)  # type: ignore[arg-type]
            except ValueError as error:
                raise ValueError(f"{word}: {error}") from None
        return found

    def parse(self, text: str) -> dict[int, Datapath]:
        raise ValueError("it can only be said in a file")

    def show(self, value: object) -> str:
        assert isinstance(value, Mapping)
        return toml({Dpid().text(number): said(one) for number, one in value.items()})


def said(datapath: Datapath) -> dict[str, object]:
    """What is said of a switch, with what is not left out."""
    known = entries("datapath", Datapath)
    values = {name: getattr(datapath, name) for name in (*known, "limits")}
    return {entry: value for entry, value in values.items() if value not in (None, (), False, {})}


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Everything a controller is told: the keys outside of any section, and the sections.

    Attributes:
        limits: ``[limits]``, with the versions of ``[openflow]``.
        app: each ``[[app]]``, in order.
        datapath: each ``[datapath.ID]``, by number.
        file: the file that was read, or None.
        origins: where each value comes from, by key: "default" is not told.
    """

    port: int | None = key(None, Whole(0, 65535), "TCP port to listen on for switches.", "port", "p",
                           shown="6653 if nothing else is asked for")  # fmt: skip
    interface: str | None = key(
        None, Text("an address", bool), "Address that --port listens on.", "interface", "i",
        shown="all IPv4 addresses",
    )  # fmt: skip
    listen: tuple[str, ...] = key((), Many(_ENDPOINT), "Where to listen for switches, e.g. pssl:6653.", "listen", "l")
    connect: tuple[str, ...] = key(
        (), Many(Text('an endpoint, such as "tcp:192.0.2.1:6653"', endpoint)),
        "A switch to connect to, e.g. tcp:192.0.2.1:6653.", "connect", "c",
    )  # fmt: skip
    workers: int | None = key(
        None, Whole(1, 256), "Share the work between this many processes behind the same ports.", "workers", "w",
        takes=Takes.RESTART, shown="one process does all",
    )  # fmt: skip
    demo: int | None = key(
        None, Whole(1, 1000), "Also start this many simulated switches, two hosts each.", "demo", "d",
        takes=Takes.RESTART,
    )  # fmt: skip
    demo_topology: str | None = key(
        None, Choice(SHAPES), "How the switches of the demo are linked.", "topology", takes=Takes.RESTART,
        shown="line",
    )  # fmt: skip
    demo_events: bool = key(
        False, Flag(), "Cut and mend a cable of the demo now and then.", "demo-events", takes=Takes.RESTART
    )
    shell: str | None = key(
        None, Text('a Unix socket, such as "unix:/run/oftwist/shell"', unix_socket),
        "A Python shell in the controller, for its owner: unix:FILE; oftwist shell FILE enters it.", "shell",
        takes=Takes.RESTART,
    )  # fmt: skip
    openflow: OpenFlow = OpenFlow()
    tls: TLS = TLS()
    limits: Options = field(default_factory=Options)
    app: tuple[App, ...] = key(
        (App(name=DEFAULT_APP),), Apps(),
        "An app to run: one of ours (default: learning_switch), or package.module:Class.", "app", "a",
    )  # fmt: skip
    datapath: Mapping[int, Datapath] = key(
        MappingProxyType({}), Datapaths(), "What is special about one switch: see there.", takes=Takes.NOW
    )
    http: Http = Http()
    metrics: Metrics = Metrics()
    capture: Capture = Capture()
    log: Log = Log()
    cluster: Cluster = Cluster()
    net: Net = Net()
    file: str | None = field(default=None, compare=False)
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)

    def options(self, datapath_id: int | None = None) -> Options:
        """The limits of connections; of one switch, if it has some of its own."""
        own = {} if datapath_id is None or datapath_id not in self.datapath else self.datapath[datapath_id].limits
        return dataclasses.replace(self.limits, **own) if own else self.limits  # type: ignore[arg-type]

    def given(self, name: str) -> bool:
        """Whether somebody said a key, such as ``"limits.max-connections"``."""
        return name in self.origins


#: The sections whose keys are declared above, in the order in which people read them.
SECTIONS: dict[str, type] = {
    "openflow": OpenFlow, "tls": TLS, "http": Http, "metrics": Metrics, "capture": Capture, "log": Log,
    "cluster": Cluster, "net": Net,
}  # fmt: skip


@cache
def keys(section: str) -> dict[str, Entry]:
    """The keys of a section by field; those outside of any for ""."""
    if section == "limits":
        return limits()
    return entries(section, {"": Configuration, "datapath": Datapath, **SECTIONS}[section])


def every_key() -> Iterator[Entry]:
    """All keys that a controller has once, in the order in which people read them."""
    for section in ("", *SECTIONS, "limits"):
        yield from keys(section).values()
