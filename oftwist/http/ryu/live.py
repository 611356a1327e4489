"""``/v1.0/topology/...``, ``/simpleswitch/...``: the network as it is, and WebSockets that tell what changes in it.

Events are JSON-RPC requests to the client, as Ryu sends them; it may answer them, but nobody waits for that.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING

from oftwist.http.problem import Problem
from oftwist.http.request import Request
from oftwist.http.routing import Routes
from oftwist.http.ryu import learning, network
from oftwist.http.ryu.given import read_body
from oftwist.http.ryu.sockets import Socket
from oftwist.http.ryu.stats import find_switch, mistakes_told, read_dpid
from oftwist.packet import ipv4_text, ipv6_text, mac_text, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from oftwist.apps import LearningSwitch
    from oftwist.connection.interfaces import Decoded, Handler
    from oftwist.controller.controller import Controller
    from oftwist.controller.switch import Switch
    from oftwist.http.app import HttpApp
    from oftwist.net import Host, Link
    from oftwist.packet import Header

routes = Routes()

# Of JSON-RPC 2.0 §5.1.
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND = -32700, -32600, -32601


# --- the network ------------------------------------------------------------------------------------


def _dpid(request: Request) -> int | None:
    """The datapath id of the path, if it has one."""
    return read_dpid(request.parameters["dpid"], "$", digits=16) if "dpid" in request.parameters else None


def _add_lists(name: str, found: Callable[[HttpApp, int | None], list[dict[str, object]]]) -> None:
    """Add the routes of one kind of thing: all of them, and those of one switch."""

    @mistakes_told
    async def handler(request: Request) -> object:
        return found(request.app, _dpid(request))

    for path in (f"/v1.0/topology/{name}", f"/v1.0/topology/{name}/{{dpid}}"):
        routes.get(path, hidden=True)(handler)


_add_lists("switches", lambda app, dpid: network.switches(app.controller, dpid))
_add_lists("links", network.links)
_add_lists("hosts", network.hosts)


class TopologyFeed:
    """Tells one client of switches, links and hosts that come and go."""

    def __init__(self, controller: Controller) -> None:
        self.controller = controller
        self.count = 0
        self._handlers: dict[str, Handler] = {
            "switch_up": self._switch_up,
            "switch_down": self._switch_down,
            "link_up": self._link_up,
            "link_down": self._link_down,
            "host_up": self._host_up,
        }

    def opened(self, socket: Socket) -> None:
        """Begin."""
        self.socket = socket
        for event, handler in self._handlers.items():
            self.controller.add_handler(event, handler)

    def closed(self, socket: Socket) -> None:
        """End."""
        for event, handler in self._handlers.items():
            self.controller.remove_handler(event, handler)

    def received(self, socket: Socket, text: str) -> str | None:
        """An answer to an event is of no interest; there is nothing to be called."""
        return called(text, {})

    def _call(self, method: str, told: dict[str, object]) -> None:
        self.count += 1
        call = {"jsonrpc": "2.0", "id": self.count, "method": method, "params": [told]}
        self.socket.send(json.dumps(call))

    def _switch_up(self, switch: Switch) -> None:
        self._call("event_switch_enter", network.switch(switch))

    def _switch_down(self, switch: Switch, reason: str) -> None:
        self._call("event_switch_leave", network.switch(switch))

    def _link_up(self, link: Link) -> None:
        self._call_both("event_link_add", link)

    def _link_down(self, link: Link, reason: str) -> None:
        self._call_both("event_link_delete", link)

    def _call_both(self, method: str, link: Link) -> None:
        for src, dst in network.directions(link):
            self._call(method, network.link(self.controller, src, dst))

    def _host_up(self, host: Host) -> None:
        self._call("event_host_add", network.host(self.controller, host))


@routes.get("/v1.0/topology/ws", hidden=True)
async def topology_socket(request: Request) -> object:
    """Events of the network."""
    controller = request.app.controller
    feed = TopologyFeed(controller)
    return Socket(request, feed.opened, feed.received, feed.closed, controller.clock)


# --- the learning switch ----------------------------------------------------------------------------


def _learning(app: HttpApp) -> LearningSwitch:
    """The app whose tables are asked for."""
    found = learning.learning_switch(app.controller)
    if found is None:
        raise Problem(404, "the app learning_switch does not run")
    return found


def _learning_at(request: Request) -> tuple[LearningSwitch, Switch]:
    """The app, and a switch that it sees."""
    app, switch = _learning(request.app), find_switch(request, digits=16)
    if switch.datapath_id not in app.hosts:
        raise Problem(404, f"learning_switch does not see switch {switch.dpid}")
    return app, switch


@routes.get("/simpleswitch/mactable/{dpid}", hidden=True)
@mistakes_told
async def mac_table(request: Request) -> object:
    """What was learned on a switch."""
    app, switch = _learning_at(request)
    return learning.table(app, switch.datapath_id)


@routes.put("/simpleswitch/mactable/{dpid}", hidden=True)
@mistakes_told
async def enter_mac(request: Request) -> object:
    """Enter an address, and answer with what is known then."""
    app, switch = _learning_at(request)
    learning.learn(app, switch, read_body(request.body))
    return learning.table(app, switch.datapath_id)


class PacketFeed:
    """Tells one client of packets that reach the controller, and answers its calls."""

    def __init__(self, app: LearningSwitch, controller: Controller) -> None:
        self.app = app
        self.controller = controller

    def opened(self, socket: Socket) -> None:
        """Begin."""
        self.socket = socket
        # Before the learning switch: that takes packets for itself.
        self.controller.add_handler("packet_in", self._packet_in, priority=1)

    def closed(self, socket: Socket) -> None:
        """End."""
        self.controller.remove_handler("packet_in", self._packet_in)

    def received(self, socket: Socket, text: str) -> str | None:
        """A call."""
        return called(text, {"get_arp_table": self._tables})

    def _tables(self) -> object:
        return {str(dpid): learning.table(self.app, dpid) for dpid in sorted(self.app.hosts)}

    def _packet_in(self, switch: Switch, msg: Decoded) -> None:
        self.socket.send(json.dumps(packet_text(msg.data)))


@routes.get("/simpleswitch/ws", hidden=True)
async def learning_socket(request: Request) -> object:
    """Packets that reach the controller, and the tables of the learning switch for those who ask."""
    controller = request.app.controller
    feed = PacketFeed(_learning(request.app), controller)
    return Socket(request, feed.opened, feed.received, feed.closed, controller.clock)


def packet_text(data: bytes) -> str:
    """A packet as one line: ``ethernet(dst='...',ethertype=2048,src='...'), ipv4(...)``."""
    return ", ".join(_header_text(header) for header in parse(data).headers)


def _header_text(header: Header) -> str:
    name = type(header).__name__.lower()
    told = {one.name: getattr(header, one.name) for one in fields(header)}  # type: ignore[arg-type]
    return f"{name}({','.join(f'{key}={_member_text(name, key, told[key])}' for key in sorted(told))})"


_ADDRESSES = {"ethernet": mac_text, "ipv4": ipv4_text, "ipv6": ipv6_text}


def _member_text(header: str, name: str, value: object) -> str:
    """A member, addresses in their notation."""
    tell = _ADDRESSES.get(header) if name in ("src", "dst") else None
    return repr(tell(value) if tell is not None and isinstance(value, int) else value)


# --- calls of clients -------------------------------------------------------------------------------


def called(text: str, methods: dict[str, Callable[[], object]]) -> str | None:
    """Answer a JSON-RPC 2.0 message of a client; None for what needs no answer."""
    try:
        call = json.loads(text)
    except (ValueError, RecursionError):
        return _error(None, PARSE_ERROR, "Parse error")
    if not isinstance(call, dict):
        return _error(None, INVALID_REQUEST, "Invalid Request")
    if "method" not in call:
        return None  # an answer
    number = call.get("id")
    if not isinstance(number, (str, int, float, type(None))) or not isinstance(call["method"], str):
        return _error(None, INVALID_REQUEST, "Invalid Request")
    method = methods.get(call["method"])
    if "id" not in call:
        return None  # a notification
    if method is None:
        return _error(number, METHOD_NOT_FOUND, "Method not found")
    return json.dumps({"jsonrpc": "2.0", "id": number, "result": method()})


def _error(number: object, code: int, message: str) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}})
