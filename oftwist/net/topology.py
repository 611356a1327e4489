"""Topology: the whole network as an app, and as an object to ask. Everything runs in the reactor thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from twisted.internet.defer import Deferred, ensureDeferred

from oftwist.controller.handlers import on
from oftwist.dpid import parse_dpid
from oftwist.net.discovery import Discovery
from oftwist.net.graph import HOPS, Graph, Weight
from oftwist.net.hosts import Hosts
from oftwist.net.model import DOWN, EDGE, Counts, Host, Link, Path, Place
from oftwist.net.ports import Port
from oftwist.net.probes import ETH_LLDP, Signer
from oftwist.net.rules import COOKIE, OWN_MAC, packet_out, rules
from oftwist.net.telling import Teller
from oftwist.net.trace import Visit, trace
from oftwist.net.ways import Way, ways
from oftwist.packet import ipv4, ipv6, mac

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded
    from oftwist.controller import Controller
    from oftwist.controller.switch import Switch

#: What a path may begin or end with: a host, a port, or a switch in any spelling.
End = Union[Host, Place, int, str]  # noqa: UP007 (evaluated at run time on Python 3.10)

#: Before the handlers of apps, and behind them.
FIRST, LAST = 1000, -1000
#: Seconds before rules that somebody has deleted are put back: at first, and when it happens again and again.
PUT_BACK, AT_MOST = 0.1, 5.0
_OWN = OWN_MAC.to_bytes(6, "big")


class _PutBack:
    """When the rules of a switch are put back.

    Attributes:
        pending: that is decided already.
    """

    def __init__(self) -> None:
        self.pending = False
        self._delay = PUT_BACK
        self._last = 0.0

    def wait(self, now: float) -> float:
        """They have been deleted: seconds to wait."""
        quiet = now - self._last > 10 * AT_MOST
        self._delay = PUT_BACK if quiet else min(self._delay * 2, AT_MOST)
        self.pending, self._last = True, now
        return self._delay


class Topology:
    """Links, hosts and paths of a controller's switches.

    ``Topology.of(controller)`` is the one of a controller. Apps hear of changes by ``@on``: ``"link_up"`` (link),
    ``"link_down"`` (link, reason: ``"timeout"``, ``"port"``, ``"switch"``), ``"host_up"`` (host), ``"host_moved"``
    (host, place it was at), ``"host_down"`` (host, reason: ``"silent"``, ``"port"``, ``"switch"``, ``"link"``) and
    ``"port_role"`` (place, role: ``"new"``, ``"edge"``, ``"link"``, ``"flapping"``, ``"down"``).

    Args:
        controller: whose network; as an app it may be given later, by ``start``.
        secret: signs probes; controllers that share a network may share it. None makes one up.
        interval: seconds between two probes of a port. A link that is silently dead is found so within three.
        expire: seconds of silence after which a host is forgotten; it is asked before.
        answer: seconds a host has to answer at its old place before it is believed to have moved.

    Attributes:
        counts: how much was done, and what was refused.
        graph: the switches and links as a graph.
    """

    def __init__(
        self,
        controller: Controller | None = None,
        *,
        secret: str | bytes | None = None,
        interval: float = 5.0,
        expire: float = 300.0,
        answer: float = 0.5,
    ) -> None:
        self._settings = (Signer(secret), interval, expire, answer)
        self.counts = Counts()
        self._put_back: dict[int, _PutBack] = {}
        self._controller: Controller
        self._discovery: Discovery
        self._hosts: Hosts
        self.graph = Graph(lambda: self._discovery.links)
        self._bound = False
        if controller is not None:
            self._bind(controller)

    @classmethod
    def of(cls, controller: Controller) -> Topology:
        """The topology of a controller: the one it has among its apps, or a new one that is added to them."""
        for app in controller.apps:
            if isinstance(app, cls):
                app._bind(controller)
                return app
        return controller.add_app(cls(controller))

    def _bind(self, controller: Controller) -> None:
        if self._bound:
            return
        self._bound = True
        signer, interval, expire, answer = self._settings
        teller = Teller(controller)
        self._controller = controller
        self._hosts = Hosts(
            controller.clock, expire, answer, teller, self.counts, self._send, lambda place: self.role(place) == EDGE
        )
        self._discovery = Discovery(controller, interval, signer, teller, self.counts, self._hosts.at, self._send_rules)
        self._discovery.changed = self._link_changed

    def start(self, controller: Controller) -> None:
        """Look at the switches that are up."""
        self._bind(controller)
        for switch in list(controller.switches.values()):
            if switch.datapath_id not in self._put_back:
                self.switch_up(switch)

    def stop(self) -> None:
        """Look no more."""
        self._discovery.stop()
        self._hosts.stop()

    # what there is

    @property
    def links(self) -> list[Link]:
        """The links, one object for both directions, in the order of their ends."""
        return sorted(self._discovery.links, key=lambda link: link.ends)

    @property
    def hosts(self) -> list[Host]:
        """The hosts, in the order they were found."""
        return list(self._hosts)

    def link_at(self, place: Place) -> list[Link]:
        """The links at a port: more than one, if something is in between."""
        return list(self._discovery.links.at.get(place, {}).values())

    def hosts_at(self, place: Place) -> list[Host]:
        """The hosts at a port."""
        return self._hosts.at(place)

    def role(self, place: Place) -> str:
        """What a port is: ``"new"`` (not known yet), ``"edge"``, ``"link"``, ``"flapping"`` or ``"down"``."""
        port = self._discovery.ports.get(place)
        return DOWN if port is None else port.role

    def ports(self, dpid: int) -> dict[int, Port]:
        """The ports of a switch, by number, with what is known of them."""
        return self._discovery.of(dpid)

    def edges(self, dpid: int) -> list[int]:
        """The ports of a switch that lead to hosts."""
        return [number for number, port in self._discovery.of(dpid).items() if port.role == EDGE]

    def host(self, address: int | str, vlan: int = 0) -> Host | None:
        """The host with a MAC or IP address, as a text, or with a MAC address as a number; None if there is none."""
        if isinstance(address, int):
            return self._hosts.get(address, vlan)
        if "." in address:
            return self._hosts.with_address(32, ipv4(address), vlan)
        if address.count(":") == 5 and "::" not in address:
            return self._hosts.get(mac(address), vlan)
        return self._hosts.with_address(128, ipv6(address), vlan)

    def host_with(self, bits: int, address: int, vlan: int = 0) -> Host | None:
        """The host with an IP address of 32 or 128 bits."""
        return self._hosts.with_address(bits, address, vlan)

    # ways

    def paths(self, a: End, b: End, weight: Weight = HOPS, most: int = 64) -> list[Path]:
        """All shortest paths between two hosts, ports or switches; none if there is no way.

        Args:
            a, b: where it begins and ends.
            weight: ``"hops"``, ``"delay"``, or a function that says what a link costs.
            most: how many at most; there may be very many.
        """
        return self.graph.paths(self._end(a), self._end(b), weight, most)

    def path(self, a: End, b: End, weight: Weight = HOPS) -> Path | None:
        """One of the shortest paths, None if there is no way."""
        return next(iter(self.paths(a, b, weight, 1)), None)

    def disjoint(self, a: End, b: End, k: int = 2, *, switches: bool = False) -> list[Path]:
        """Up to k paths that share no link, together as short as can be.

        Args:
            a, b: where they begin and end.
            k: how many.
            switches: they share no switch either, but the first and the last.
        """
        return self.graph.disjoint(self._end(a), self._end(b), k, switches)

    def tree(self) -> dict[int, frozenset[int]]:
        """For each switch its ports that are part of a tree over all switches: a broadcast goes out of these and of
        the edges. A switch without neighbours is not there."""
        return self.graph.tree()

    def ways(self, dpid: int, spares: bool = True) -> dict[int, Way]:
        """How each switch sends to one of them: the ports of the shortest ways, and a spare if its only one is down.

        Args:
            dpid: the one.
            spares: look for spares (in networks of up to 64 switches).
        """
        return ways(self.graph.edges, self.graph.routes(dpid), spares)

    def trace(
        self, frame: bytes, start: Host | Place, *, copies: int = 7, settle: float = 1.0
    ) -> Deferred[list[Visit]]:
        """Send a packet some times over, and fire with which flows it hit in which switches, in its order.

        Args:
            frame: the packet, bytes or what ``bytes()`` takes.
            start: the host, or the port, that it seems to come from.
            copies: how often it is sent for each switch on its way; other packets of a flow may be taken for it if
                there are as many in the meantime.
            settle: seconds until the counters of switches are up to date; Open vSwitch takes most of one.
        """
        place = self._end(start)
        switches = self._controller.switches

        def neighbours(dpid: int) -> list[int]:
            ports = self._discovery.of(dpid)
            return [other.dpid for number in ports for other in self._discovery.links.at.get(Place(dpid, number), ())]

        return ensureDeferred(
            trace(switches, neighbours, self._controller.clock, bytes(frame), place, copies, settle)
        )

    def _end(self, end: End) -> Place:
        if isinstance(end, Host):
            return end.place
        if isinstance(end, Place):
            return end
        return Place(parse_dpid(end), 0)

    # what switches say

    @on("switch_up", priority=LAST)
    def switch_up(self, switch: Switch) -> None:
        """Bring in what we need, behind apps that begin with an empty table."""
        self._put_back[switch.datapath_id] = _PutBack()
        self._send_rules(switch)
        self._discovery.switch_up(switch)

    @on("switch_down", priority=FIRST)
    def switch_down(self, switch: Switch, reason: str) -> None:
        """Its links and hosts are gone."""
        self._put_back.pop(switch.datapath_id, None)
        for port in self._discovery.of(switch.datapath_id).values():
            self._hosts.lose(port.place, "switch")
        self._discovery.switch_down(switch.datapath_id)

    @on("port_status", priority=FIRST)
    def port_status(self, switch: Switch, msg: Decoded) -> None:
        """A port has come, changed, or gone."""
        place = Place(switch.datapath_id, msg.desc.port_no)
        if msg.reason == switch.ofp.OFPPR_DELETE:
            self._discovery.port_removed(place)
        else:
            self._discovery.port(switch, msg.desc)

    @on("port_role", priority=FIRST)
    def port_role(self, place: Place, role: str) -> None:
        """Hosts are where a port is an edge."""
        if role == DOWN:
            self._hosts.lose(place, "port")
        elif role == EDGE:
            self._hosts.found(place)

    @on("packet_in", priority=FIRST)
    def packet_in(self, switch: Switch, msg: Decoded) -> bool:
        """Take probes and answers to us; learn from the rest."""
        frame, in_port = msg.data, msg.in_port
        if frame[12:14] == ETH_LLDP:
            return type(in_port) is int and self._discovery.heard(switch, in_port, frame)
        port = self._discovery.of(switch.datapath_id).get(in_port)
        if port is not None and port.role == EDGE:
            self._hosts.saw(port.place, frame)
        return bool(frame[:6] == _OWN)

    @on("flow_removed", priority=FIRST)
    def flow_removed(self, switch: Switch, msg: Decoded) -> bool:
        """Put back a rule of ours that somebody has deleted: soon, and later each time."""
        if msg.cookie != COOKIE:
            return False
        state = self._put_back.get(switch.datapath_id)
        if state is not None and not state.pending:
            self._controller.clock.callLater(state.wait(self._controller.clock.seconds()), self._restore, switch, state)
        return True

    def _restore(self, switch: Switch, state: _PutBack) -> None:
        state.pending = False
        if self._put_back.get(switch.datapath_id) is state:
            self.counts.restored += 1
            self._send_rules(switch)

    def _send_rules(self, switch: Switch) -> None:
        if switch.connected:
            for rule in rules(switch.ofp):
                switch.send(rule)

    def _send(self, place: Place, frame: bytes) -> bool:
        """Send a frame out of a port."""
        switch = self._controller.switches.get(place.dpid)
        if switch is None or not switch.connected:
            return False
        switch.send(packet_out(switch.ofp, frame, [place.port]))
        return True

    # what is found

    def _link_changed(self, link: Link, up: bool) -> None:
        self.graph.change(link, up)
        if up:
            for place in link.ends:
                self._hosts.forget(place, "link")
