"""Controller: a Twisted service that owns the switches and the handlers. No globals.

Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from twisted.application import service
from twisted.internet.defer import Deferred, DeferredList, maybeDeferred
from twisted.internet.interfaces import IStreamClientEndpoint, IStreamServerEndpoint
from twisted.logger import Logger

from oftwist.connection import calling
from oftwist.connection.factory import OFClientFactory, OFServerFactory
from oftwist.connection.interfaces import Handler, Observer, Recorder
from oftwist.connection.options import Options
from oftwist.controller.events import Events
from oftwist.controller.handlers import HandlerTable, Wanted, marked
from oftwist.controller.names import Names
from oftwist.controller.ports import Listener, Reporting
from oftwist.controller.registry import Registry
from oftwist.controller.switch import Switch
from oftwist.dpid import parse_dpid

if TYPE_CHECKING:
    from twisted.application.internet import ClientService
    from twisted.internet.interfaces import IReactorTime

    from oftwist.connection.admission import Admission
    from oftwist.connection.protocol import OFProtocol
    from oftwist.connection.selecting import Subject
    from oftwist.controller.registry import Authorize, Standby

log = Logger()
F = TypeVar("F", bound=Handler)
A = TypeVar("A")


class Controller(service.MultiService):
    """Any number of switches, the apps that drive them, and the ports they come in by.

    Args:
        options: what connections do by themselves, and every limit.
        clock: IReactorTime, also used as the reactor for endpoint strings; None takes the global reactor
            when it is first needed.
        authorize: called as ``authorize(protocol, datapath_id)`` before a switch comes up; a text it returns
            is the reason to refuse it.

    Attributes:
        switches: datapath id to Switch, those that are up.
        held: the same of switches that are connected, but kept from apps: by ``standby``, or for maintenance.
        handlers: the table of handlers.
        events: what happened lately.
        apps: the apps added.
        factory, client_factory: its OFServerFactory and OFClientFactory, for endpoints of one's own: what they make is
            a connection like any other, seen by its observers and closed when it stops.
        names: what people call switches and ports.
        registry: the owner of its connections.
    """

    def __init__(
        self,
        options: Options | None = None,
        clock: IReactorTime | None = None,
        *,
        authorize: Authorize | None = None,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._options = options or Options()
        self.handlers = HandlerTable()
        self.apps: list[object] = []
        self._clock = clock
        self.events = Events()
        self.names = Names()
        self.registry = registry = Registry(self.options, self.handlers, lambda: self.clock, authorize, self.events)
        self.switches = registry.switches
        self.held = registry.held
        self._observers: list[Observer[OFProtocol]] = []
        self._recorder: Callable[[OFProtocol], Recorder] | None = None
        self.factory = OFServerFactory(registry, self.options, clock=clock, connected=self._connected)
        self.client_factory = OFClientFactory(registry, self.options, clock=clock, connected=self._connected)

    @property
    def clock(self) -> IReactorTime:
        """The clock given, or the global reactor."""
        if self._clock is None:
            from twisted.internet import reactor

            self._clock = reactor
        return self._clock

    @property
    def options(self) -> Options:
        """As given. A change is for connections that come later, and for what is counted over all of them."""
        return self._options

    @options.setter
    def options(self, options: Options) -> None:
        self._options = self.registry.options = options
        self.factory.options = self.client_factory.options = options

    @property
    def authorize(self) -> Authorize | None:
        """As given; it may be changed."""
        return self.registry.authorize

    @authorize.setter
    def authorize(self, authorize: Authorize | None) -> None:
        self.registry.authorize = authorize

    @property
    def standby(self) -> Standby | None:
        """Who may keep switches from apps, or None."""
        return self.registry.standby

    @standby.setter
    def standby(self, standby: Standby | None) -> None:
        self.registry.standby = standby

    @property
    def admissions(self) -> tuple[Admission[OFProtocol], ...]:
        """The doors of its connections: of those that are accepted, and of those that we open."""
        return self.factory.admission, self.client_factory.admission

    @property
    def connections(self) -> list[OFProtocol]:
        """All connections there are, those that shake hands among them."""
        return [one for admission in self.admissions for one in admission.connections]

    # observers

    def observe(self, observer: Observer[OFProtocol]) -> None:
        """Let somebody see everything that all connections receive and send, those that are and those to come."""
        self._observers.append(observer)
        for connection in self.connections:
            connection.observe(observer)

    def unobserve(self, observer: Observer[OFProtocol]) -> None:
        """Undo ``observe``; ValueError if it was not done."""
        self._observers.remove(observer)
        for connection in self.connections:
            connection.unobserve(observer)

    def record(self, make: Callable[[OFProtocol], Recorder] | None) -> None:
        """Have ``make(connection)`` keep what each connection receives and sends, in the place of what did before.

        Args:
            make: returns the recorder of a connection, those that are and those to come; None ends it.
        """
        self._recorder = make
        for connection in self.connections:
            connection.record(None if make is None else make(connection))

    def _connected(self, connection: OFProtocol) -> None:
        if self._recorder is not None:
            connection.record(self._recorder(connection))
        for observer in self._observers:
            connection.observe(observer)

        def report(kind: str, fields: dict[str, str | int]) -> None:
            features = connection.features
            self.events.add(kind, None if features is None else features.datapath_id, **fields)

        connection.reporter = report

    # switches

    def switch(self, dpid: int | str) -> Switch:
        """Return the switch with this datapath id, in any spelling, or with this name.

        Raises:
            KeyError: it is not up.
            ValueError: that is no datapath id.
        """
        return self.switches[self.names.find(dpid)]

    def when_switch(self, dpid: int | str | None = None, timeout: float | None = None) -> Deferred[Switch]:
        """Fire with a switch that is up: at once, or when it comes.

        Args:
            dpid: which one, in any spelling; None for any.
            timeout: seconds until it fails with RequestTimeout; None waits without end.
        """
        return self.registry.when(None if dpid is None else parse_dpid(dpid), timeout)

    def reveal(self, switch: Switch) -> None:
        """Show apps a switch that was held by ``standby``."""
        self.registry.reveal(switch)

    def hide(self, switch: Switch, reason: str) -> None:
        """Keep a switch that stays connected from apps: to them it is down."""
        self.registry.hide(switch, reason)

    def maintain(self, dpid: int | str, reason: str = "maintenance") -> None:
        """Take a switch out of service: it stays connected, and apps do not see it.

        To apps it is down: ``switch_down`` is called, nothing of what it sends reaches them, and what they built on it
        goes another way. Its flows stay as they are. The switch is in ``held``, so that people (and the HTTP API) can
        work on it. It may connect again, or for the first time: it is held until `resume`.

        Args:
            dpid: which one, in any spelling.
            reason: one line, for who wonders.
        """
        self.registry.maintain(parse_dpid(dpid), reason)

    def resume(self, dpid: int | str) -> None:
        """Put a switch back into service: to apps it comes up. KeyError if it was not out of it."""
        self.registry.resume(parse_dpid(dpid))

    # handlers and apps

    def on(self, what: Subject, dpid: int | str | None = None, priority: int = 0) -> Callable[[F], F]:
        """Decorate a function as a handler: see ``oftwist.on``.

        Events: ``"switch_up"`` is called with ``(switch)``, ``"switch_down"`` with ``(switch, reason)``,
        ``"switch_refused"`` with ``(datapath_id, peer, reason)``.
        """

        def add(handler: F) -> F:
            self.add_handler(what, handler, dpid, priority)
            return handler

        return add

    def add_handler(self, what: Subject, handler: Handler, dpid: int | str | None = None, priority: int = 0) -> None:
        """Call ``handler(switch, msg)`` for each message of this kind: see ``oftwist.on``."""
        self.handlers.add(what, handler, None if dpid is None else parse_dpid(dpid), priority)

    def remove_handler(self, what: Subject, handler: Handler, dpid: int | str | None = None) -> None:
        """Undo ``add_handler`` with the same arguments; ValueError if there is no such handler."""
        self.handlers.remove(what, handler, None if dpid is None else parse_dpid(dpid))

    def add_app(self, app: A, wanted: Wanted | None = None, *, introduce: bool = False) -> A:
        """Register the methods (or a module's functions) marked with ``@on``, and return the app.

        Args:
            app: the app.
            wanted: tells whether its handlers are for the switch with a datapath id; None: for every switch.
            introduce: call its handlers of ``"switch_up"`` for the switches that are up already.

        ``app.start(controller)`` is called when the controller runs (at once if it does), ``app.stop()`` when it
        stops or the app is removed, if they exist. What they raise, or a Deferred of theirs fails with, is logged.
        """
        for mark, handler in marked(app):
            dpid = None if mark.dpid is None else parse_dpid(mark.dpid)
            self.handlers.add(mark.what, handler, dpid, mark.priority, wanted)
        self.apps.append(app)
        if self.running:
            self._tell(app, "start", self)
        if introduce:
            for switch in tuple(self.switches.values()):
                if wanted is None or wanted(switch.datapath_id):
                    self.introduce(app, switch)
        return app

    def introduce(self, app: object, switch: Switch) -> None:
        """Call an app's handlers of ``"switch_up"`` for a switch that is up already."""
        number = switch.datapath_id
        ups = [(mark, handler) for mark, handler in marked(app) if mark.what == "switch_up"]
        found = [handler for mark, handler in ups if mark.dpid is None or parse_dpid(mark.dpid) == number]
        calling.emit(self.clock, found, switch, dpid=switch.dpid, peer=switch.peer, type="switch_up")

    def remove_app(self, app: object) -> None:
        """Take an app's handlers out and stop it; ValueError if it is not there."""
        self.apps.remove(app)
        for mark, handler in marked(app):
            self.remove_handler(mark.what, handler, mark.dpid)
        if self.running:
            self._tell(app, "stop")

    def _tell(self, app: object, what: str, *args: object) -> Deferred[object]:
        method = getattr(app, what, None)
        if method is None:
            return maybeDeferred(lambda: None)
        told = maybeDeferred(lambda: calling.settle(method(*args), calling.asyncio_reactor(self.clock)))
        return told.addErrback(calling.log_failure, method)

    # ports

    def listen(self, endpoint: IStreamServerEndpoint | str, **tls: Any) -> Listener:
        """Accept switches on a server endpoint while the controller runs.

        Args:
            endpoint: an IStreamServerEndpoint, or a description for ``oftwist.endpoints.server``.
            tls: passed to it.

        Returns:
            the service of this port. A port that cannot be opened raises CannotListenError out of
            ``startService`` (out of this call, if the controller runs).
        """
        name = endpoint if isinstance(endpoint, str) else repr(endpoint)
        if isinstance(endpoint, str):
            from oftwist import endpoints

            endpoint = endpoints.server(self.clock, endpoint, **tls)
        listener = Listener(endpoint, self.factory, name)
        listener.setServiceParent(self)  # type: ignore[no-untyped-call]
        return listener

    def connect(self, endpoint: IStreamClientEndpoint | str, name: str = "", **tls: Any) -> ClientService:
        """Connect to a switch, and again with back-off when that fails or ends, while the controller runs.

        Args:
            endpoint: an IStreamClientEndpoint, or a description for ``oftwist.endpoints.client``.
            name: what the log calls it.
            tls: passed to it.

        Returns:
            the ClientService.
        """
        from twisted.application.internet import ClientService, backoffPolicy  # slow to import, and seldom needed

        name = name or (endpoint if isinstance(endpoint, str) else repr(endpoint))
        if isinstance(endpoint, str):
            from oftwist import endpoints

            endpoint = endpoints.client(self.clock, endpoint, **tls)
        policy = backoffPolicy(initialDelay=0.5, maxDelay=self.options.max_backoff, factor=1.5)
        factory = self.client_factory
        reporting: Any = Reporting(endpoint, name, factory)
        connector = ClientService(reporting, factory, policy, self.clock)
        connector.setServiceParent(self)
        return connector

    # the service

    def startService(self) -> None:
        """Start the apps, then open the ports."""
        self.running = 1
        for app in self.apps:
            self._tell(app, "start", self)
        super().startService()  # type: ignore[no-untyped-call]

    def stopService(self) -> Deferred[object]:
        """Close the ports and the connections, then stop the apps; fires when all of that is done."""
        closing = [super().stopService()]  # type: ignore[no-untyped-call]
        closing += [one.disconnect("the controller stops") for one in self.connections]
        self.registry.stop_waiting()

        def stop_apps(_: object) -> Deferred[list[tuple[bool, object]]]:
            return DeferredList([self._tell(app, "stop") for app in self.apps])

        return DeferredList(closing, consumeErrors=True).addCallback(stop_apps)
