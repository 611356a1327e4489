"""The network in the words of the Ryu API: switches with ports, links in both directions, hosts at ports.

Datapath ids have 16 hexadecimal digits here, port numbers 8. Knows the controller and its topology; no HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oftwist.dpid import format_dpid
from oftwist.net import Host, Link, Place, Topology
from oftwist.packet import ipv4_text, ipv6_text, mac_text
from oftwist.wire import naming

if TYPE_CHECKING:
    from oftwist.controller.controller import Controller
    from oftwist.controller.switch import Switch
    from oftwist.http.app import HttpApp

    Told = dict[str, object]


def topology_of(app: HttpApp) -> Topology | None:
    """The topology that runs, if one does."""
    if isinstance(app.topology, Topology):
        return app.topology
    return next((one for one in app.controller.apps if isinstance(one, Topology)), None)


def switches(controller: Controller, dpid: int | None = None) -> list[Told]:
    """The switches that are connected; with a datapath id that one, if it is."""
    everyone = {**controller.held, **controller.switches}
    return [switch(everyone[one]) for one in sorted(everyone) if dpid in (None, one)]


def switch(one: Switch) -> Told:
    """A switch and its ports, without reserved ones."""
    numbers = sorted(number for number in one.ports if number <= one.ofp.OFPP_MAX)
    return {"dpid": one.dpid, "ports": [_port(one, Place(one.datapath_id, number)) for number in numbers]}


def links(app: HttpApp, dpid: int | None = None) -> list[Told]:
    """The links; with a datapath id those that begin at that switch."""
    topology = topology_of(app)
    found = [] if topology is None else topology.links
    both = [pair for one in found for pair in directions(one) if dpid in (None, pair[0].dpid)]
    return [link(app.controller, *pair) for pair in both]


def directions(one: Link) -> list[tuple[Place, Place]]:
    """A link as Ryu has it: two, from either end."""
    return [(one.src, one.dst), (one.dst, one.src)]


def link(controller: Controller, src: Place, dst: Place) -> Told:
    """A link in one direction."""
    return {"src": port(controller, src), "dst": port(controller, dst)}


def hosts(app: HttpApp, dpid: int | None = None) -> list[Told]:
    """The hosts; with a datapath id those at that switch."""
    topology = topology_of(app)
    found = [] if topology is None else topology.hosts
    return [host(app.controller, one) for one in found if dpid in (None, one.dpid)]


def host(controller: Controller, one: Host) -> Told:
    """A host and the port where it is."""
    return {
        "mac": mac_text(one.mac),
        "ipv4": [ipv4_text(address) for address in one.ipv4],
        "ipv6": [ipv6_text(address) for address in one.ipv6],
        "port": port(controller, one.place),
    }


def port(controller: Controller, place: Place) -> Told:
    """A port."""
    return _port(controller.switches.get(place.dpid) or controller.held.get(place.dpid), place)


def _port(one: Switch | None, place: Place) -> Told:
    """A port; of one that is gone only its numbers are known."""
    desc = one.ports.get(place.port) if one is not None else None
    return {
        "dpid": format_dpid(place.dpid),
        "port_no": f"{place.port:08x}",
        "hw_addr": "00:00:00:00:00:00" if desc is None else naming.pretty_mac(desc.hw_addr),
        "name": "" if desc is None else str(desc.name),
    }
