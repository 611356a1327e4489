"""The parts of a running controller, each of which can become what another configuration says.

A part prepares: it loads apps, takes ports, reads certificates, and gives a `Step` for each thing that will change. The
steps are done when all parts have prepared; if one part cannot, what the others have prepared is undone: nothing has
changed. The first start is the same, from nothing. Knows the configuration and the controller; no signal, no file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from oftwist import capture, endpoints
from oftwist.capture import Wanted
from oftwist.config import App, Configuration, Datapath
from oftwist.config.checking import named
from oftwist.connection.options import Options
from oftwist.controller.controller import Controller
from oftwist.dpid import format_dpid
from oftwist.errors import ConfigurationError
from oftwist.service.apps import load_app
from oftwist.service.authorizing import authorizing_as
from oftwist.tls import TLS

if TYPE_CHECKING:
    from twisted.application.internet import ClientService
    from twisted.internet.interfaces import IStreamClientEndpoint, IStreamServerEndpoint

    from oftwist.controller.ports import Listener
    from oftwist.controller.switch import Switch
    from oftwist.net import Topology


def _nothing() -> None:
    pass


class Step(NamedTuple):
    """One thing that changes.

    Attributes:
        says: what, for people; "" for what is not worth a word.
        do: does it; cannot fail.
        undo: takes back what was prepared for it.
    """

    says: str
    do: Callable[[], object]
    undo: Callable[[], object] = _nothing


class Part(Protocol):
    """Something of a controller that the configuration decides about."""

    def steps(self, new: Configuration) -> Iterable[Step]:
        """Prepare for another configuration, and tell what will change.

        Raises:
            ConfigurationError, CannotListenError: it cannot be.
        """


def most_connections() -> int:
    """As many as there may be descriptors, with some to spare for everything else; 0 if nothing limits them."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 0 if most == resource.RLIM_INFINITY else max(16, most - max(128, most // 8))


def limits_of(configuration: Configuration) -> Options:
    """The limits of connections; how many there may be is known here, if nobody said it."""
    if configuration.given("limits.max-connections"):
        return configuration.limits
    return dataclasses.replace(configuration.limits, max_connections=most_connections())


class Limits:
    """What connections do by themselves, which versions they speak, and how many there may be."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._own: dict[int, Options] = {}

    def steps(self, new: Configuration) -> Iterator[Step]:
        old, options = self._controller.options, limits_of(new)
        fields = [one.name for one in dataclasses.fields(options)]
        changed = [name.replace("_", "-") for name in fields if getattr(old, name) != getattr(options, name)]
        if changed:
            yield Step(f"limits of new connections: {', '.join(changed)}", lambda: self._set(options))
        own = {number: new.options(number) for number, one in new.datapath.items() if one.limits}
        if own != self._own:
            yield Step("limits of single switches, when they connect again", lambda: self._set_own(own))

    def _set(self, options: Options) -> None:
        self._controller.options = options

    def _set_own(self, own: dict[int, Options]) -> None:
        self._own = own
        self._controller.registry.limits = own.get


class Apps:
    """The apps, and which of them are for which switch."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._running: list[tuple[App, object]] = []
        self._datapaths: Mapping[int, Datapath] = {}

    def steps(self, new: Configuration) -> Iterator[Step]:
        leaving = list(self._running)
        coming: list[tuple[App, object]] = []
        for one in new.app:
            there = next((pair for pair in leaving if pair[0] == one), None)
            if there is not None:
                leaving.remove(there)
                continue
            try:
                coming.append((one, load_app(one.name, one.arguments)))
            except ConfigurationError as error:
                raise ConfigurationError(f"{named(new, 'app')} {error}") from None
        for pair in leaving:
            yield Step(f"app {pair[0].name} removed", lambda pair=pair: self._remove(pair))  # type: ignore[misc]
        yield Step("", lambda: self._choose(new.datapath))
        for pair in coming:
            yield Step(f"app {pair[0].name} added", lambda pair=pair: self._add(pair))  # type: ignore[misc]

    def _remove(self, pair: tuple[App, object]) -> None:
        self._running.remove(pair)
        self._controller.remove_app(pair[1])

    def _add(self, pair: tuple[App, object]) -> None:
        self._running.append(pair)
        name = pair[0].name
        self._controller.add_app(pair[1], lambda dpid: self._is_for(name, dpid), introduce=True)

    def _is_for(self, name: str, dpid: int) -> bool:
        one = self._datapaths.get(dpid)
        return one is None or one.apps is None or name in one.apps

    def _choose(self, datapaths: Mapping[int, Datapath]) -> None:
        """Have other apps for some switches; one that is new to a switch is introduced to it."""
        there = [(app, object_, switch) for app, object_ in self._running for switch in self._switches()]
        before = [self._is_for(app.name, switch.datapath_id) for app, _, switch in there]
        self._datapaths = datapaths
        self._controller.handlers.changed()
        for (app, object_, switch), was in zip(there, before, strict=True):
            if not was and self._is_for(app.name, switch.datapath_id):
                self._controller.introduce(object_, switch)

    def _switches(self) -> list[Switch]:
        return list(self._controller.switches.values())


class Network:
    """Links and hosts, if they are to be found; before the apps, which then find it there."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._topology: Topology | None = None

    def steps(self, new: Configuration) -> Iterator[Step]:
        if new.net.topology and self._topology is None:
            from oftwist.net import Topology

            made = Topology(secret=new.net.secret, interval=new.net.interval)
            yield Step("links and hosts are found", lambda: self._add(made))
        elif not new.net.topology and self._topology is not None:
            yield Step("links and hosts are no longer found", self._remove)

    def _add(self, topology: Topology) -> None:
        self._topology = self._controller.add_app(topology, introduce=True)

    def _remove(self) -> None:
        topology, self._topology = self._topology, None
        if topology is not None:
            self._controller.remove_app(topology)


class Names:
    """What switches and ports are called."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._now: tuple[dict[int, str], dict[int, Mapping[int, str]]] = ({}, {})

    def steps(self, new: Configuration) -> Iterator[Step]:
        switches = {number: one.name for number, one in new.datapath.items() if one.name is not None}
        ports = {number: one.ports for number, one in new.datapath.items() if one.ports}
        if (switches, ports) != self._now:
            yield Step("names of switches and ports", lambda: self._set(switches, ports))

    def _set(self, switches: dict[int, str], ports: dict[int, Mapping[int, str]]) -> None:
        self._now = switches, ports
        self._controller.names.replace(switches, ports)


class Maintenance:
    """Which switches are out of service because the configuration says so; people may say so of others."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._now: set[int] = set()

    def steps(self, new: Configuration) -> Iterator[Step]:
        wanted = {number for number, one in new.datapath.items() if one.maintenance}
        for number in sorted(wanted - self._now):
            yield Step(f"{format_dpid(number)} out of service", lambda number=number: self._out(number))  # type: ignore[misc]
        for number in sorted(self._now - wanted):
            yield Step(f"{format_dpid(number)} in service", lambda number=number: self._back(number))  # type: ignore[misc]

    def _out(self, number: int) -> None:
        self._now.add(number)
        self._controller.maintain(number, "the configuration says so")

    def _back(self, number: int) -> None:
        self._now.discard(number)
        with suppress(KeyError):  # somebody was faster
            self._controller.resume(number)


class Authorization:
    """Which certificate may be which switch; files are read again."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller

    def steps(self, new: Configuration) -> Iterator[Step]:
        authorize = authorizing_as(new)

        def change() -> None:
            self._controller.authorize = authorize

        yield Step("", change)


class Doors:
    """Where the controller listens.

    Args:
        controller: listens.
        reactor: opens the ports; another process's doors if ``bound`` is false.
        bind: take the ports at once, so that a busy one is known before anything has changed.
    """

    def __init__(self, controller: Controller, reactor: Any, bind: bool) -> None:
        self._controller = controller
        self._reactor = reactor
        self._bind = bind
        self._open: dict[str, tuple[Any, Listener]] = {}  # by description: endpoint and service

    def steps(self, new: Configuration) -> Iterator[Step]:
        wanted = self._endpoints(new)
        for name in self._open.keys() - wanted.keys():
            yield Step(f"no longer listening on {name}", lambda name=name: self._close(name))  # type: ignore[misc]
        leaving = [pair for name, pair in self._open.items() if name not in wanted]
        for name, endpoint in wanted.items():
            if name in self._open:
                renew = getattr(self._open[name][0], "renew", None)
                if renew is not None:
                    yield Step("", lambda renew=renew, endpoint=endpoint: renew(endpoint))  # type: ignore[misc]
                continue
            if self._bind and hasattr(endpoint, "bind"):
                endpoint.bind(*self._handed_over(endpoint, leaving))
            yield Step(
                f"listening on {endpoint!r}",
                lambda name=name, endpoint=endpoint: self._add(name, endpoint),  # type: ignore[misc]
                getattr(endpoint, "release", _nothing),
            )

    @staticmethod
    def _handed_over(endpoint: Any, leaving: list[tuple[Any, Listener]]) -> list[int]:
        """The descriptor of a port that is to be closed, if this endpoint takes its place."""
        address = getattr(endpoint, "address", None)
        ports = [door.port for one, door in leaving if address is not None and getattr(one, "address", None) == address]
        return [port.fileno() for port in ports if port is not None]  # type: ignore[attr-defined]

    def _endpoints(self, new: Configuration) -> dict[str, Any]:
        """By what tells them apart: the same text is the same port."""
        files = TLS(new.tls.cert, new.tls.key, new.tls.ca)
        found: dict[str, Any] = {}
        if new.port is not None:
            found[f"{new.interface or '*'} port {new.port}"] = endpoints.TCPServerEndpoint(
                self._reactor, new.port, new.interface or ""
            )
        for text in new.listen:
            found[text] = endpoints.server(self._reactor, text, files)
        return found

    def _add(self, name: str, endpoint: IStreamServerEndpoint) -> None:
        self._open[name] = endpoint, self._controller.listen(endpoint)

    def _close(self, name: str) -> None:
        _, listener = self._open.pop(name)
        listener.disownServiceParent()  # type: ignore[no-untyped-call]

    @property
    def endpoints(self) -> list[Any]:
        """The endpoints of the ports that are open, in the order of the configuration."""
        return [endpoint for endpoint, _ in self._open.values()]


class Connections:
    """The switches it connects to."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._kept: dict[str, tuple[object, ClientService]] = {}

    def steps(self, new: Configuration) -> Iterator[Step]:
        files = TLS(new.tls.cert, new.tls.key, new.tls.ca)
        wanted = {text: endpoints.client(self._controller.clock, text, files) for text in new.connect}
        for name in self._kept.keys() - wanted.keys():
            yield Step(f"no longer connecting to {name}", lambda name=name: self._end(name))  # type: ignore[misc]
        for name, endpoint in wanted.items():
            if name in self._kept:
                renew = getattr(self._kept[name][0], "renew", None)
                if renew is not None:
                    yield Step("", lambda renew=renew, endpoint=endpoint: renew(endpoint))  # type: ignore[misc]
                continue
            yield Step(
                f"connecting to {name}",
                lambda name=name, endpoint=endpoint: self._begin(name, endpoint),  # type: ignore[misc]
            )

    def _begin(self, name: str, endpoint: IStreamClientEndpoint) -> None:
        self._kept[name] = endpoint, self._controller.connect(endpoint, name)

    def _end(self, name: str) -> None:
        _, connector = self._kept.pop(name)
        connector.disownServiceParent()


class Captures:
    """The captures that the configuration asks for; others may run beside them.

    Args:
        captures: of the controller.
    """

    def __init__(self, captures: capture.Captures) -> None:
        self._captures = captures
        self._running: dict[str, str] = {}  # as the configuration says it: its id

    def steps(self, new: Configuration) -> Iterator[Step]:
        wanted = {text: self._wanted(new, text) for text in new.capture.file}
        for text in self._running.keys() - wanted.keys():
            yield Step(f"no longer capturing to {text}", lambda text=text: self._stop(text))  # type: ignore[misc]
        for text, one in wanted.items():
            if text not in self._running:
                yield Step(
                    f"capturing to {text}",
                    lambda text=text, one=one: self._start(text, one),  # type: ignore[misc]
                )

    @staticmethod
    def _wanted(new: Configuration, text: str) -> Wanted:
        try:
            wanted = Wanted.parse(text)
            wanted.check()
            return wanted
        except ConfigurationError as error:
            raise ConfigurationError(f"{named(new, 'capture.file')}: {error}") from None

    def _start(self, text: str, wanted: Wanted) -> None:
        self._running[text] = self._captures.start(wanted)

    def _stop(self, text: str) -> None:
        with suppress(KeyError):  # somebody has stopped it, or its disk is full
            self._captures.stop(self._running.pop(text), "the configuration no longer asks for it")
