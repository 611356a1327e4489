"""Controller: a Twisted service that owns the switches and the handlers. No globals.

Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from twisted.application import service
from twisted.internet.defer import Deferred, DeferredList, maybeDeferred
from twisted.internet.interfaces import IStreamClientEndpoint, IStreamServerEndpoint
from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist.connection import calling
from oftwist.connection.factory import OFClientFactory, OFServerFactory
from oftwist.connection.interfaces import Handler, Join, Refuse, Up, Wait
from oftwist.connection.options import Options
from oftwist.controller.handlers import HandlerTable, marked
from oftwist.controller.ports import Listener, Reporting
from oftwist.controller.switch import Switch
from oftwist.dpid import format_dpid, parse_dpid
from oftwist.errors import RequestTimeout
from oftwist.wire import VERSION_NAMES

if TYPE_CHECKING:
    from twisted.application.internet import ClientService
    from twisted.internet.interfaces import IReactorTime

    from oftwist.connection.interfaces import Verdict
    from oftwist.connection.protocol import OFProtocol
    from oftwist.connection.selecting import Subject

log = Logger()
F = TypeVar("F", bound=Handler)
A = TypeVar("A")


class Standby(Protocol):
    """Who may keep connected switches out of sight: a cluster, for those that another node is master of."""

    def hold(self, switch: Switch) -> bool:
        """A switch has connected. True keeps it from apps until ``controller.reveal(switch)``."""

    def left(self, switch: Switch, reason: str) -> None:
        """The connection of a switch that it was asked about has ended."""


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
        held: the same of switches that are connected, but kept from apps by ``standby``.
        standby: decides about that, or None.
        handlers: the table of handlers.
        apps: the apps added.
        factory: the OFServerFactory of this controller, for endpoints of one's own.
    """

    def __init__(
        self,
        options: Options | None = None,
        clock: IReactorTime | None = None,
        *,
        authorize: Callable[[OFProtocol, int], str | None] | None = None,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.options = options or Options()
        self.authorize = authorize
        self.switches: dict[int, Switch] = {}
        self.held: dict[int, Switch] = {}
        self.standby: Standby | None = None
        self.handlers = HandlerTable()
        self.apps: list[object] = []
        self._clock = clock
        self._probing: dict[int, OFProtocol] = {}
        self._waiting: list[tuple[int | None, Deferred[Switch]]] = []
        self.factory = OFServerFactory(self, self.options, clock=clock)
        self._client_factory = OFClientFactory(self, self.options, clock=clock)

    @property
    def clock(self) -> IReactorTime:
        """The clock given, or the global reactor."""
        if self._clock is None:
            from twisted.internet import reactor

            self._clock = reactor
        return self._clock

    # switches

    def switch(self, dpid: int | str) -> Switch:
        """Return the switch with this datapath id, in any spelling.

        Raises:
            KeyError: it is not up.
            ValueError: that is no datapath id.
        """
        return self.switches[parse_dpid(dpid)]

    def when_switch(self, dpid: int | str | None = None, timeout: float | None = None) -> Deferred[Switch]:
        """Fire with a switch that is up: at once, or when it comes.

        Args:
            dpid: which one, in any spelling; None for any.
            timeout: seconds until it fails with RequestTimeout; None waits without end.
        """
        number = None if dpid is None else parse_dpid(dpid)
        waiting: Deferred[Switch] = Deferred(lambda one: self._waiting.remove((number, one)))
        if number in self.switches:
            waiting.callback(self.switches[number])
        elif number is None and self.switches:
            waiting.callback(next(iter(self.switches.values())))
        else:
            self._waiting.append((number, waiting))
            if timeout is not None:
                call = self.clock.callLater(timeout, self._no_switch, number, waiting, timeout)

                def stop(result: object) -> object:
                    if call.active():
                        call.cancel()
                    return result

                waiting.addBoth(stop)
        return waiting

    def _no_switch(self, number: int | None, waiting: Deferred[Switch], timeout: float) -> None:
        self._waiting.remove((number, waiting))
        which = "" if number is None else f" {format_dpid(number)}"
        waiting.errback(RequestTimeout(f"no switch{which} within {timeout:g} s"))

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

    def add_app(self, app: A) -> A:
        """Register the methods (or a module's functions) marked with ``@on``, and return the app.

        ``app.start(controller)`` is called when the controller runs (at once if it does), ``app.stop()`` when it
        stops or the app is removed, if they exist. What they raise, or a Deferred of theirs fails with, is logged.
        """
        for mark, handler in marked(app):
            self.add_handler(mark.what, handler, mark.dpid, mark.priority)
        self.apps.append(app)
        if self.running:
            self._tell(app, "start", self)
        return app

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

    def connect(self, endpoint: IStreamClientEndpoint | str, **tls: Any) -> ClientService:
        """Connect to a switch, and again with back-off when that fails or ends, while the controller runs.

        Args:
            endpoint: an IStreamClientEndpoint, or a description for ``oftwist.endpoints.client``.
            tls: passed to it.

        Returns:
            the ClientService.
        """
        from twisted.application.internet import ClientService, backoffPolicy  # slow to import, and seldom needed

        name = endpoint if isinstance(endpoint, str) else repr(endpoint)
        if isinstance(endpoint, str):
            from oftwist import endpoints

            endpoint = endpoints.client(self.clock, endpoint, **tls)
        policy = backoffPolicy(initialDelay=0.5, maxDelay=self.options.max_backoff, factor=1.5)
        factory = self._client_factory
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
        for factory in (self.factory, self._client_factory):
            closing += [one.disconnect("the controller stops") for one in tuple(factory.connections)]
        waiting, self._waiting = self._waiting, []
        for _, one in waiting:
            one.cancel()

        def stop_apps(_: object) -> Deferred[list[tuple[bool, object]]]:
            return DeferredList([self._tell(app, "stop") for app in self.apps])

        return DeferredList(closing, consumeErrors=True).addCallback(stop_apps)

    # what connections ask and tell: the Owner of connection.interfaces

    def handlers_for(self, cls: type, connection: OFProtocol) -> list[Handler]:
        """Return who gets messages of a class: the switch, the handlers of this connection, those of the table."""
        switch = connection.subject
        if not isinstance(switch, Switch):
            return list(connection.registered_for(cls))
        first = switch.internal_handlers(cls)
        if self.held.get(switch.datapath_id) is switch:
            return first
        return [*first, *connection.registered_for(cls), *self.handlers.resolve(cls, switch.datapath_id)]

    def watch(self, changed: Callable[[], object]) -> Callable[[], object]:
        """Have ``changed`` called when handlers come or go; returns what to call to end that."""
        self.handlers.watchers.add(changed)
        return lambda: self.handlers.watchers.discard(changed)

    def arrived(self, connection: OFProtocol) -> Verdict:
        """A handshake is done: bring the switch up, or join or refuse the connection."""
        features = connection.features
        if features is None:  # raw mode, or nobody asked for them
            return Up()
        dpid = features.datapath_id
        refusal = self._authorize(connection, dpid)
        if refusal is not None:
            return self._refuse(connection, refusal)
        if getattr(features, "auxiliary_id", 0):
            return self._join(connection, dpid, features.auxiliary_id)
        old = self._connected(dpid)
        if old is None:
            if dpid in self._probing:
                return self._refuse(connection, f"another connection of {format_dpid(dpid)} is being looked at")
            return self._up(connection)
        if self.options.duplicate_dpid == "replace":
            return self._replace(connection, old)
        if self.options.duplicate_dpid == "reject" or dpid in self._probing:
            return self._refuse(connection, f"{format_dpid(dpid)} is connected from {old.peer}")
        self._probe(connection, old)
        return Wait()

    def _connected(self, dpid: int) -> Switch | None:
        """The switch with this datapath id, whether apps see it or not."""
        return self.switches.get(dpid) or self.held.get(dpid)

    def _authorize(self, connection: OFProtocol, dpid: int) -> str | None:
        if self.authorize is None:
            return None
        try:
            return self.authorize(connection, dpid)
        except Exception:
            log.failure("authorize failed (dpid={dpid} peer={peer})", dpid=format_dpid(dpid), peer=connection.peer)
            return "it could not be found out whether it may connect"

    def _probe(self, connection: OFProtocol, old: Switch) -> None:
        """Ask the old connection for a sign of life; the new one waits."""
        dpid = old.datapath_id
        self._probing[dpid] = connection

        def decide(result: object) -> None:
            self._probing.pop(dpid, None)
            if connection.disconnect_reason is not None:
                return
            if not isinstance(result, Failure):
                verdict = self._refuse(connection, f"{old.dpid} is connected from {old.peer} and answers")
            else:
                there = self._connected(dpid)
                verdict = self._up(connection) if there is None else self._replace(connection, there)
            connection.decide(verdict)

        old.ping(self.options.probe_timeout).addBoth(decide)

    def _replace(self, connection: OFProtocol, old: Switch) -> Verdict:
        reason = f"replaced by a new connection from {connection.peer}"
        self._down(old, reason)
        old.protocol.abort(reason)
        return self._up(connection)

    def _refuse(self, connection: OFProtocol, reason: str) -> Verdict:
        assert connection.features is not None
        dpid = connection.features.datapath_id
        connection.note("refused", f"switch {format_dpid(dpid)} refused: {reason}")
        connection.disconnect(reason)
        found = self.handlers.for_event("switch_refused", dpid)
        calling.emit(self.clock, found, dpid, connection.peer, reason, dpid=format_dpid(dpid), type="switch_refused")
        return Refuse(reason)

    def _join(self, connection: OFProtocol, dpid: int, number: int) -> Verdict:
        """Make an auxiliary connection part of its switch (OpenFlow 1.3.5 §6.3.6)."""
        switch = self._connected(dpid)
        if switch is None or switch.version != connection.version:
            return self._refuse(connection, f"auxiliary connection {number} without a main connection")
        old = switch.auxiliary.get(number)
        switch.auxiliary[number] = connection
        if old is not None:
            old.abort("replaced by a new auxiliary connection")
        return Join(switch)

    def _up(self, connection: OFProtocol) -> Verdict:
        """Make a switch of a connection, and tell everybody; its messages follow."""
        switch = Switch(connection)
        if self.standby is not None and self.standby.hold(switch):
            self.held[switch.datapath_id] = switch
        else:
            self._announce(switch)
        return Up(switch)

    def reveal(self, switch: Switch) -> None:
        """Show apps a switch that was held."""
        if self.held.get(switch.datapath_id) is switch:
            del self.held[switch.datapath_id]
            switch.protocol.reroute()
            self._announce(switch)

    def hide(self, switch: Switch, reason: str) -> None:
        """Keep a switch that stays connected from apps: to them it is down."""
        if self.switches.get(switch.datapath_id) is switch:
            self._withdraw(switch, reason)
            self.held[switch.datapath_id] = switch
            switch.protocol.reroute()

    def _announce(self, switch: Switch) -> None:
        self.switches[switch.datapath_id] = switch
        log.info(
            "switch {dpid} up from {peer}, OpenFlow {version}, {ports} ports",
            dpid=switch.dpid,
            peer=switch.peer,
            version=VERSION_NAMES[switch.version],
            ports=len(switch.ports),
        )
        found = self.handlers.for_event("switch_up", switch.datapath_id)
        calling.emit(self.clock, found, switch, dpid=switch.dpid, peer=switch.peer, type="switch_up")
        for number, waiting in tuple(self._waiting):
            if number is None or number == switch.datapath_id:
                self._waiting.remove((number, waiting))
                waiting.callback(switch)

    def departed(self, connection: OFProtocol, reason: str) -> None:
        """A connection is down."""
        features = connection.features
        switch = self._connected(features.datapath_id) if features is not None else None
        if switch is None or features is None:
            return
        if switch.protocol is connection:
            self._down(switch, reason)
        elif switch.auxiliary.get(getattr(features, "auxiliary_id", 0)) is connection:
            del switch.auxiliary[features.auxiliary_id]

    def _down(self, switch: Switch, reason: str) -> None:
        """A switch is gone: take it off the lists and tell everybody, once."""
        if self._connected(switch.datapath_id) is not switch:
            return
        if self.held.pop(switch.datapath_id, None) is None:
            self._withdraw(switch, reason)
        auxiliary, switch.auxiliary = switch.auxiliary, {}
        for one in auxiliary.values():
            one.disconnect("the main connection is down")
        if self.standby is not None:
            self.standby.left(switch, reason)

    def _withdraw(self, switch: Switch, reason: str) -> None:
        del self.switches[switch.datapath_id]
        log.info(
            "switch {dpid} down from {peer}, OpenFlow {version}: {reason}",
            dpid=switch.dpid,
            peer=switch.peer,
            version=VERSION_NAMES[switch.version],
            reason=reason,
        )
        found = self.handlers.for_event("switch_down", switch.datapath_id)
        calling.emit(self.clock, found, switch, reason, dpid=switch.dpid, peer=switch.peer, type="switch_down")
