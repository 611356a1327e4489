"""Telling: what topology has found out, to the handlers of apps and to the events of the controller, in order.

State is up to date before anybody hears of it. What a handler causes is told after what it was called for.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from twisted.logger import Logger

from oftwist.connection import calling
from oftwist.dpid import format_dpid
from oftwist.net.model import Host, Link, Place
from oftwist.packet import ipv4_text, ipv6_text, mac_text

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Handler
    from oftwist.controller import Controller
    from oftwist.controller.events import Value

log = Logger()

#: Seconds between two lines that say the same of one port.
QUIET = 30.0
#: Different warnings that are remembered for that.
REMEMBERED = 4096


class Teller:
    """Tells.

    Args:
        controller: whose handlers and events.
    """

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._waiting: deque[tuple[str, tuple[int, ...], tuple[object, ...]]] = deque()
        self._telling = False
        self._warned: dict[tuple[Place, str], float] = {}

    def link_up(self, link: Link) -> None:
        """A link is believed."""
        events = self._controller.events
        events.add("link_up", link.src.dpid, src=_place(link.src), dst=_place(link.dst), delay=link.delay)
        log.info("link {link} is up ({through})", link=link, through=link.through, event="link_up")
        self._tell("link_up", (link.src.dpid, link.dst.dpid), link)

    def link_down(self, link: Link, reason: str) -> None:
        """A link is gone."""
        events = self._controller.events
        events.add("link_down", link.src.dpid, src=_place(link.src), dst=_place(link.dst), reason=reason)
        log.info("link {link} is down: {reason}", link=link, reason=reason, event="link_down")
        self._tell("link_down", (link.src.dpid, link.dst.dpid), link, reason)

    def host_up(self, host: Host) -> None:
        """A host is there."""
        self._controller.events.add(
            "host_up",
            host.dpid,
            **_host(host),
            ipv4=[ipv4_text(address) for address in host.ipv4],
            ipv6=[ipv6_text(address) for address in host.ipv6],
        )
        self._tell("host_up", (host.dpid,), host)

    def host_moved(self, host: Host, old: Place) -> None:
        """A host is somewhere else."""
        told = _host(host)
        self._controller.events.add(
            "host_moved", host.dpid, **told, from_dpid=format_dpid(old.dpid), from_port=old.port
        )
        log.info("host {host} has moved from {old}", host=host, old=old, event="host_moved")
        self._tell("host_moved", (host.dpid, old.dpid), host, old)

    def host_down(self, host: Host, reason: str) -> None:
        """A host is gone."""
        self._controller.events.add("host_down", host.dpid, **_host(host), reason=reason)
        self._tell("host_down", (host.dpid,), host, reason)

    def port_role(self, place: Place, role: str) -> None:
        """It is decided what a port is, or not any more."""
        self._tell("port_role", (place.dpid,), place, role)

    def warn(self, place: Place, reason: str) -> None:
        """Something is wrong at a port: a line, and the next one of the same kind not before a while."""
        now = self._controller.clock.seconds()
        key = (place, reason.partition(":")[0])
        if now - self._warned.get(key, -QUIET) < QUIET:
            return
        if len(self._warned) >= REMEMBERED:
            self._warned.clear()
        self._warned[key] = now
        log.warn("{place}: {reason}", place=place, reason=reason, event="topology_warning")
        self._controller.events.add("topology_warning", place.dpid, port=place.port, reason=reason)

    def _named(self, *places: Place) -> str:
        """Places as people call them."""
        names = self._controller.names
        return " - ".join(f"{names.switch(dpid)}:{names.port(dpid, port) or port}" for dpid, port in places)

    def _tell(self, event: str, dpids: tuple[int, ...], *args: object) -> None:
        self._waiting.append((event, dpids, args))
        if self._telling:
            return
        self._telling = True
        try:
            while self._waiting:
                event, dpids, args = self._waiting.popleft()
                handlers: list[Handler] = []
                for dpid in dpids:
                    found = self._controller.handlers.for_event(event, dpid)
                    handlers += [handler for handler in found if handler not in handlers]
                calling.emit(self._controller.clock, handlers, *args, dpid=format_dpid(dpids[0]), type=event)
        finally:
            self._telling = False


def _place(place: Place) -> dict[str, Value]:
    return {"dpid": format_dpid(place.dpid), "port": place.port}


def _host(host: Host) -> dict[str, Value]:
    return {"mac": mac_text(host.mac), "vlan": host.vlan, "port": host.port}
