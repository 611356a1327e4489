"""A trace: which flows a packet hits on its way, found out by sending it. Knows switches, and who is next to whom.

The packet enters the tables of a switch as if it had come in by a port, some times over; flows whose counters grew by
as much have taken it. Then its neighbours are looked at too, and so on, once more for each switch on the way. The
packet is real: it comes out where it is sent to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from twisted.internet.defer import Deferred, gatherResults

from oftwist.net.model import Place
from oftwist.net.rules import packet_out
from oftwist.wire import whole

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

    from oftwist.connection.interfaces import Decoded
    from oftwist.controller.switch import Switch

#: A switch whose flows are told.
_Counters = dict[tuple[int, int, bytes], int]
#: Switches on a way, at most.
MOST = 64


class Visit(NamedTuple):
    """What a packet hit in a switch.

    Attributes:
        dpid: the switch.
        flows: entries of its flow statistics, by tables; ``str(flow)`` is the text of one.
    """

    dpid: int
    flows: list[Decoded]


async def trace(
    switches: dict[int, Switch],
    neighbours: Callable[[int], Iterable[int]],
    clock: IReactorTime,
    frame: bytes,
    start: Place,
    copies: int,
    settle: float,
) -> list[Visit]:
    """Send a packet and see what it hits; see ``Topology.trace``.

    Args:
        switches: those that are up.
        neighbours: the switches linked with one.
        clock: the time.
        frame: the packet.
        start: where it seems to come in.
        copies: how often it is sent each time.
        settle: seconds until counters are up to date.
    """
    visited: dict[int, Visit] = {}
    while len(visited) < MOST:
        around = {start.dpid, *(other for dpid in visited for other in neighbours(dpid))}
        asked = [switches[dpid] for dpid in around if dpid not in visited and dpid in switches]
        before = await _all_flows(asked)
        switch = switches[start.dpid]
        out = packet_out(switch.ofp, frame, [switch.ofp.OFPP_TABLE], start.port)
        for _ in range(copies):
            out.xid = None
            switch.send(out)
        await switch.barrier()
        await _pause(clock, settle)
        after = await _all_flows(asked)
        more = False
        for dpid, flows in after.items():
            counted = _counters(before[dpid])
            hit = [flow for key, flow in _by_key(flows) if _packets(flow) - counted.get(key, 0) >= copies]
            if hit:
                more = True
                visited[dpid] = Visit(dpid, sorted(hit, key=lambda flow: int(getattr(flow, "table_id", 0))))
        if not more:
            break
    return list(visited.values())


async def _all_flows(switches: list[Switch]) -> dict[int, list[Decoded]]:
    found = await gatherResults([switch.flows() for switch in switches], consumeErrors=True)
    return {switch.datapath_id: whole(flows) for switch, flows in zip(switches, found, strict=True)}


def _by_key(flows: list[Decoded]) -> Iterable[tuple[tuple[int, int, bytes], Decoded]]:
    return [((getattr(flow, "table_id", 0), flow.priority, flow.match.pack()), flow) for flow in flows]


def _counters(flows: list[Decoded]) -> _Counters:
    return {key: _packets(flow) for key, flow in _by_key(flows)}


def _packets(flow: Decoded) -> int:
    """What a flow has counted; OpenFlow 1.5 tells it as a field."""
    if hasattr(flow, "packet_count"):
        return int(flow.packet_count)
    told = [int(one.value) for one in flow.stats.oxs_fields if type(one).__name__ == "oxs_packet_count"]
    return sum(told)


def _pause(clock: IReactorTime, seconds: float) -> Deferred[None]:
    waiting: Deferred[None] = Deferred()
    clock.callLater(seconds, waiting.callback, None)
    return waiting
