"""The whole network: links, hosts and the ways between them, as the topology app knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from oftwist.dpid import format_dpid
from oftwist.http.api.common import configured
from oftwist.http.api.rates import LinkRates, link_rates
from oftwist.http.problem import Problem
from oftwist.http.request import Request
from oftwist.http.routing import Routes
from oftwist.net import Place, Topology

if TYPE_CHECKING:
    from oftwist.http.app import HttpApp
    from oftwist.net import Link

routes = Routes()

_HOW = "add the app topology, or [net] topology = true"


class PlaceAnswer(msgspec.Struct):
    """A port of a switch."""

    dpid: str
    port: int


class LinkAnswer(msgspec.Struct):
    """Two ports that are connected; ``delay`` is in seconds, one way; ``rates`` where the monitor app runs."""

    src: PlaceAnswer
    dst: PlaceAnswer
    delay: float | None
    since: float
    through: str
    shared: bool
    rates: LinkRates | None = None


class LinksAnswer(msgspec.Struct):
    """The links between switches."""

    links: list[LinkAnswer]


class HostAnswer(msgspec.Struct):
    """Somebody who sends frames, and where he is."""

    mac: str
    vlan: int
    ipv4: list[str]
    ipv6: list[str]
    dpid: str
    port: int
    first: float
    last: float


class HostsAnswer(msgspec.Struct):
    """The hosts."""

    hosts: list[HostAnswer]
    total: int


class HopAnswer(msgspec.Struct):
    """A switch on a path, and its ports."""

    dpid: str
    in_port: int | None
    out_port: int | None


class PathsAnswer(msgspec.Struct):
    """Paths from one end to the other, each from switch to switch."""

    paths: list[list[HopAnswer]]


class NodeAnswer(msgspec.Struct):
    """A switch of the network."""

    dpid: str
    name: str
    state: str


class TopologyAnswer(msgspec.Struct):
    """Everything at once; ``tree`` are the ports a broadcast takes."""

    switches: list[NodeAnswer]
    links: list[LinkAnswer]
    hosts: list[HostAnswer]
    tree: dict[str, list[int]]


class SwitchQuery(msgspec.Struct):
    """Which: those of a switch."""

    dpid: str | None = None


class HostsQuery(SwitchQuery):
    """Which hosts: of a switch, with an address."""

    address: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 10_000
    offset: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)] = 0


class PathsQuery(msgspec.Struct, rename={"start": "from", "end": "to"}):
    """From where to where: hosts by an address, or switches."""

    start: str
    end: str
    weight: Literal["hops", "delay"] = "hops"
    most: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 16
    disjoint: bool = False


def find_topology(app: HttpApp) -> Topology | None:
    """The topology of the controller, if there is one."""
    if app.topology is not None:
        return app.topology
    return next((each for each in app.controller.apps if isinstance(each, Topology)), None)


def topology_of(request: Request) -> Topology:
    """The topology of the controller.

    Raises:
        Problem: 404, nobody looks at it.
    """
    return configured(find_topology(request.app), "topology", _HOW)


@routes.get("/api/v1/links", query=SwitchQuery, answer=LinksAnswer, refuses=(404, 422))
async def list_links(request: Request) -> LinksAnswer:
    """List the links between switches."""
    query = request.arguments(SwitchQuery)
    found = topology_of(request).links
    if query.dpid is not None:
        wanted = _dpid(request, query.dpid)
        found = [link for link in found if wanted in (link.src.dpid, link.dst.dpid)]
    return LinksAnswer([_link(request.app, link) for link in found])


@routes.get("/api/v1/hosts", query=HostsQuery, answer=HostsAnswer, refuses=(404, 422))
async def list_hosts(request: Request) -> HostsAnswer:
    """List the hosts, in the order in which they were found."""
    query = request.arguments(HostsQuery)
    topology = topology_of(request)
    found = topology.hosts if query.address is None else _hosts_with(topology, query.address)
    if query.dpid is not None:
        wanted = _dpid(request, query.dpid)
        found = [host for host in found if host.dpid == wanted]
    page = found[query.offset : query.offset + query.limit]
    return HostsAnswer([msgspec.convert(host.told(), HostAnswer) for host in page], len(found))


@routes.get("/api/v1/paths", query=PathsQuery, answer=PathsAnswer, refuses=(404, 422))
async def list_paths(request: Request) -> PathsAnswer:
    """List the shortest paths between two hosts or switches; with ``disjoint`` paths that share no link."""
    query = request.arguments(PathsQuery)
    topology = topology_of(request)
    start, end = _end(request, topology, query.start, "?from"), _end(request, topology, query.end, "?to")
    if query.disjoint:
        paths = topology.disjoint(start, end, query.most)
    else:
        paths = topology.paths(start, end, query.weight, query.most)
    told = [[HopAnswer(format_dpid(hop.dpid), hop.in_port, hop.out_port) for hop in path] for path in paths]
    return PathsAnswer(told)


@routes.get("/api/v1/topology", answer=TopologyAnswer, refuses=(404,))
async def show_topology(request: Request) -> TopologyAnswer:
    """Tell switches, links, hosts, and the tree that broadcasts take."""
    topology = topology_of(request)
    controller = request.app.controller
    nodes = [
        NodeAnswer(format_dpid(dpid), controller.names.switch(dpid), "up" if dpid in controller.switches else "held")
        for dpid in sorted({*controller.switches, *controller.held})
    ]
    return TopologyAnswer(
        nodes,
        [_link(request.app, link) for link in topology.links],
        [msgspec.convert(host.told(), HostAnswer) for host in topology.hosts],
        {format_dpid(dpid): sorted(ports) for dpid, ports in topology.tree().items()},
    )


def _link(app: HttpApp, link: Link) -> LinkAnswer:
    told = msgspec.convert(link.told(), LinkAnswer)
    told.rates = link_rates(app, link)
    return told


def _dpid(request: Request, given: str) -> int:
    try:
        return request.app.controller.names.find(given)
    except ValueError as error:
        raise Problem(422, str(error), "?dpid") from None


def _hosts_with(topology: Topology, address: str) -> list[Any]:
    try:
        found = topology.host(address)
    except ValueError as error:
        raise Problem(422, str(error), "?address") from None
    return [] if found is None else [found]


def _end(request: Request, topology: Topology, given: str, path: str) -> Any:
    """A host by address, else a switch by datapath id or name."""
    try:
        return Place(request.app.controller.names.find(given), 0)
    except ValueError:
        pass
    try:
        host = topology.host(given)
    except ValueError as error:
        raise Problem(422, f"neither a switch nor an address: {error}", path) from None
    if host is None:
        raise Problem(404, f"no host has the address {given}", path)
    return host
