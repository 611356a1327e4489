"""Registry: which switches there are. The owner of a controller's connections, that decides about each.

Knows connections and handlers; no ports, no apps. Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from oftwist.connection import calling
from oftwist.connection.interfaces import Join, Refuse, Up, Wait
from oftwist.controller.events import Events
from oftwist.controller.ledger import Ledger
from oftwist.controller.switch import Switch
from oftwist.dpid import format_dpid
from oftwist.errors import RequestTimeout
from oftwist.wire import VERSION_NAMES

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

    from oftwist.connection.interfaces import Handler, Verdict
    from oftwist.connection.options import Options
    from oftwist.connection.protocol import OFProtocol
    from oftwist.controller.handlers import HandlerTable

    #: Says why a connection may not be this switch, or None.
    Authorize = Callable[[OFProtocol, int], "str | None"]

log = Logger()


#: Switches that are gone, of which is remembered why.
_REMEMBERED = 4096


class Gone(NamedTuple):
    """What is remembered of a switch that was connected.

    Attributes:
        since: when its connection ended, by the clock of the controller.
        reason: why, one line.
    """

    since: float
    reason: str


class Standby(Protocol):
    """Who may keep connected switches out of sight: a cluster, for those that another node is master of."""

    def hold(self, switch: Switch) -> bool:
        """A switch has connected. True keeps it from apps until ``controller.reveal(switch)``."""

    def left(self, switch: Switch, reason: str) -> None:
        """The connection of a switch that it was asked about has ended."""


class Registry:
    """The switches of one controller.

    Args:
        options: what is done about two connections with one datapath id.
        handlers: the table of handlers.
        clock: returns the clock.
        authorize: says why a connection may not be a switch, or None.
        events: where to note what happens; None makes them.

    Attributes:
        switches: datapath id to Switch, those that are up.
        held: the same of switches that are connected, but kept from apps: by ``standby``, or for maintenance.
        standby: decides about that, or None.
        gone: datapath id to what is remembered of switches that were connected; the longest gone are forgotten first.
        maintenance: datapath id to reason: switches kept from apps because a person said so.
        authorize, options: as given; they may be changed.
        limits: returns what is different for the connections of one switch, or None; or None.
        ledger: what connections have counted, also those of the past.
    """

    def __init__(
        self,
        options: Options,
        handlers: HandlerTable,
        clock: Callable[[], IReactorTime],
        authorize: Authorize | None = None,
        events: Events | None = None,
    ) -> None:
        self.switches: dict[int, Switch] = {}
        self.held: dict[int, Switch] = {}
        self.standby: Standby | None = None
        self.maintenance: dict[int, str] = {}
        self.ledger = Ledger()
        self.gone: dict[int, Gone] = {}
        self._standing_by: set[int] = set()
        self.authorize = authorize
        self.events = Events() if events is None else events
        self.options = options
        self.limits: Callable[[int], Options | None] | None = None
        self._handlers = handlers
        self._clock = clock
        self._probing: dict[int, OFProtocol] = {}
        self._waiting: dict[Deferred[Switch], int | None] = {}

    # who waits for switches

    def when(self, number: int | None, timeout: float | None) -> Deferred[Switch]:
        """Fire with a switch that is up: see ``Controller.when_switch``."""
        waiting: Deferred[Switch] = Deferred(self._given_up)
        if number in self.switches:
            waiting.callback(self.switches[number])
        elif number is None and self.switches:
            waiting.callback(next(iter(self.switches.values())))
        else:
            self._waiting[waiting] = number
            if timeout is not None:
                call = self._clock().callLater(timeout, self._no_switch, number, waiting, timeout)

                def stop(result: object) -> object:
                    if call.active():
                        call.cancel()
                    return result

                waiting.addBoth(stop)
        return waiting

    def _no_switch(self, number: int | None, waiting: Deferred[Switch], timeout: float) -> None:
        del self._waiting[waiting]
        which = "" if number is None else f" {format_dpid(number)}"
        waiting.errback(RequestTimeout(f"no switch{which} within {timeout:g} s"))

    def _given_up(self, waiting: Deferred[Switch]) -> None:
        self._waiting.pop(waiting, None)

    def stop_waiting(self) -> None:
        """Nobody will come any more: cancel what waits for switches."""
        waiting, self._waiting = self._waiting, {}
        for one in waiting:
            one.cancel()

    # what connections ask and tell: the Owner of connection.interfaces

    def handlers_for(self, cls: type, connection: OFProtocol) -> list[Handler]:
        """Return who gets messages of a class: the switch, the handlers of this connection, those of the table."""
        switch = connection.subject
        if not isinstance(switch, Switch):
            return list(connection.registered_for(cls))
        first = switch.internal_handlers(cls)
        if self.held.get(switch.datapath_id) is switch:
            return first
        return [*first, *connection.registered_for(cls), *self._handlers.resolve(cls, switch.datapath_id)]

    def watch(self, changed: Callable[[], object]) -> Callable[[], object]:
        """Have ``changed`` called when handlers come or go; returns what to call to end that."""
        self._handlers.watchers.add(changed)
        return lambda: self._handlers.watchers.discard(changed)

    def arrived(self, connection: OFProtocol) -> Verdict:
        """A handshake is done: bring the switch up, or join or refuse the connection."""
        features = connection.features
        if features is None:  # raw mode, or nobody asked for them
            return Up()
        dpid = features.datapath_id
        refusal = self._authorize(connection, dpid)
        if refusal is not None:
            return self._refuse(connection, refusal)
        own = None if self.limits is None else self.limits(dpid)
        if own is not None:
            connection.limit(own)
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
            log.failure(
                "authorize failed (dpid={dpid} peer={peer})",
                dpid=format_dpid(dpid),
                peer=connection.peer,
                event="authorize_failed",
            )
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
        self.events.add("switch_refused", dpid, peer=connection.peer, reason=reason)
        found = self._handlers.for_event("switch_refused", dpid)
        calling.emit(self._clock(), found, dpid, connection.peer, reason, dpid=format_dpid(dpid), type="switch_refused")
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
        dpid = switch.datapath_id
        self.ledger.came(dpid)
        self.gone.pop(dpid, None)
        if self.standby is not None and self.standby.hold(switch):
            self._standing_by.add(dpid)
        if self._kept_back(dpid):
            self.held[dpid] = switch
        else:
            self._announce(switch)
        return Up(switch)

    def _kept_back(self, dpid: int) -> bool:
        return dpid in self._standing_by or dpid in self.maintenance

    def reveal(self, switch: Switch) -> None:
        """Show apps a switch that was held by ``standby``; not before its maintenance is over."""
        if self._connected(switch.datapath_id) is switch:
            self._standing_by.discard(switch.datapath_id)
            self._show(switch)

    def hide(self, switch: Switch, reason: str) -> None:
        """Keep a switch that stays connected from apps: to them it is down."""
        if self._connected(switch.datapath_id) is switch:
            self._standing_by.add(switch.datapath_id)
            self._hold(switch, reason)

    def maintain(self, dpid: int, reason: str) -> None:
        """Take a switch out of service, connected or not: see ``Controller.maintain``."""
        self.maintenance[dpid] = reason
        self.events.add("maintenance", dpid, on=True, reason=reason)
        switch = self.switches.get(dpid)
        if switch is not None:
            self._hold(switch, f"maintenance: {reason}")

    def resume(self, dpid: int) -> None:
        """Put it back into service; KeyError if it was not out of it."""
        reason = self.maintenance.pop(dpid)
        self.events.add("maintenance", dpid, on=False, reason=reason)
        switch = self.held.get(dpid)
        if switch is not None:
            self._show(switch)

    def why_held(self, dpid: int) -> str:
        """Say why apps do not see a switch that is connected; "" if they do."""
        if dpid in self.maintenance:
            return f"maintenance: {self.maintenance[dpid]}"
        return "another node of the cluster is its master" if dpid in self._standing_by else ""

    def _show(self, switch: Switch) -> None:
        dpid = switch.datapath_id
        if self.held.get(dpid) is switch and not self._kept_back(dpid):
            del self.held[dpid]
            switch.protocol.reroute()
            self._announce(switch)

    def _hold(self, switch: Switch, reason: str) -> None:
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
            event="switch_up",
        )
        version = VERSION_NAMES[switch.version]
        self.events.add("switch_up", switch.datapath_id, peer=switch.peer, version=version, ports=len(switch.ports))
        found = self._handlers.for_event("switch_up", switch.datapath_id)
        calling.emit(self._clock(), found, switch, dpid=switch.dpid, peer=switch.peer, type="switch_up")
        for waiting, number in tuple(self._waiting.items()):
            if number in (None, switch.datapath_id) and waiting in self._waiting:  # nobody has given it up meanwhile
                del self._waiting[waiting]
                waiting.callback(switch)

    def departed(self, connection: OFProtocol, reason: str) -> None:
        """A connection is down."""
        self.ledger.close(connection)
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
        self.ledger.went(switch.datapath_id)
        if self.held.pop(switch.datapath_id, None) is None:
            self._withdraw(switch, reason)
        self._standing_by.discard(switch.datapath_id)
        self.gone[switch.datapath_id] = Gone(self._clock().seconds(), reason)
        if len(self.gone) > _REMEMBERED:
            del self.gone[next(iter(self.gone))]
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
            event="switch_down",
        )
        self.events.add("switch_down", switch.datapath_id, peer=switch.peer, reason=reason)
        found = self._handlers.for_event("switch_down", switch.datapath_id)
        calling.emit(self._clock(), found, switch, reason, dpid=switch.dpid, peer=switch.peer, type="switch_down")
