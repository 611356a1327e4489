"""Tables and queues of a switch: what they hold and count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from oftwist.errors import RequestFailed
from oftwist.http.api.common import SWITCH, Patience
from oftwist.http.api.values import PortText, known, port_of
from oftwist.http.request import Request
from oftwist.http.routing import Routes
from oftwist.text.reports import counted
from oftwist.wire import whole
from oftwist.wire.numbers import OF10, OF11, OF13, OF14

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded
    from oftwist.controller.switch import Switch

routes = Routes()

ALL = 0xFFFFFFFF  # OFPQ_ALL, OFPP_ANY
_ALL_PORTS_OF10 = 0xFFFC  # OFPP_ALL


class TablesQuery(Patience):
    """Which tables: ``active`` those that hold something; ``features`` asks for names and sizes (1.3 and later)."""

    active: bool = False
    features: bool = False


class Table(msgspec.Struct):
    """A flow table."""

    table: int
    active: int
    lookups: int | None
    matched: int | None
    name: str | None = None
    max_entries: int | None = None


class TablesAnswer(msgspec.Struct):
    """The tables of a switch."""

    tables: list[Table]


class QueuesQuery(Patience):
    """Which queues: those of a port, by number or name."""

    port: PortText | None = None


class Queue(msgspec.Struct):
    """A queue of a port. The rates are in tenths of a percent of the port's speed, where the switch tells them."""

    port: int
    queue: int
    packets: int | None
    bytes: int | None
    errors: int | None
    duration: float | None = None
    min_rate: int | None = None
    max_rate: int | None = None


class QueuesAnswer(msgspec.Struct):
    """The queues of a switch."""

    queues: list[Queue]


@routes.get("/api/v1/switches/{dpid}/tables", query=TablesQuery, answer=TablesAnswer, refuses=SWITCH)
async def list_tables(request: Request) -> TablesAnswer:
    """List the flow tables."""
    query = request.arguments(TablesQuery)
    switch = request.switch
    entries = whole(await switch.stats(switch.ofp.message.table_stats_request(), query.timeout))
    about: dict[int, Decoded] = {}
    if query.features and switch.version >= OF13:
        asked = switch.ofp.message.table_features_stats_request()
        about = {one.table_id: one for one in whole(await switch.stats(asked, query.timeout))}
    tables = [_table(entry, about.get(entry.table_id, entry)) for entry in entries]
    return TablesAnswer([table for table in tables if table.active or not query.active])


def _table(entry: Any, about: Any) -> Table:
    name = getattr(about, "name", None)
    return Table(
        table=entry.table_id,
        active=entry.active_count,
        lookups=known(entry.lookup_count),
        matched=known(entry.matched_count),
        name=None if name is None else str(name),
        max_entries=getattr(about, "max_entries", None),
    )


@routes.get("/api/v1/switches/{dpid}/queues", query=QueuesQuery, answer=QueuesAnswer, refuses=SWITCH)
async def list_queues(request: Request) -> QueuesAnswer:
    """List the queues of the ports."""
    query = request.arguments(QueuesQuery)
    switch = request.switch
    if query.port is None:
        port = _ALL_PORTS_OF10 if switch.version == OF10 else ALL
    else:
        port = port_of(query.port, switch.operations, "?port")
    asked = switch.ofp.message.queue_stats_request(port_no=port, queue_id=ALL)
    entries = whole(await switch.stats(asked, query.timeout))
    rates = await _rates(switch, port, query.timeout) if entries else {}
    return QueuesAnswer([_queue(entry, rates.get((entry.port_no, entry.queue_id), {})) for entry in entries])


def _queue(entry: Any, rates: dict[str, int]) -> Queue:
    told = counted(entry)
    seconds = told.get("duration_sec")
    return Queue(
        port=entry.port_no,
        queue=entry.queue_id,
        packets=known(entry.tx_packets),
        bytes=known(entry.tx_bytes),
        errors=known(entry.tx_errors),
        duration=None if seconds is None else seconds + told.get("duration_nsec", 0) / 1e9,
        **rates,
    )


async def _rates(switch: Switch, port: int, timeout: float | None) -> dict[tuple[int, int], dict[str, int]]:
    """What is configured for the queues, as far as the switch tells it."""
    message = switch.ofp.message
    try:
        if switch.version >= OF14:
            found = whole(await switch.stats(message.queue_desc_stats_request(port_no=port, queue_id=ALL), timeout))
        elif switch.version >= OF11 or port != _ALL_PORTS_OF10:
            found = whole((await switch.request(message.queue_get_config_request(port=port), timeout)).queues)
        else:
            return {}
    except RequestFailed:
        return {}
    told = {}
    for queue in found:
        where = getattr(queue, "port_no", getattr(queue, "port", port))
        properties = {type(each).__name__: each for each in queue.properties}
        told[where, queue.queue_id] = {
            short: int(each.rate)
            for name, each in properties.items()
            for short in ("min_rate", "max_rate")
            if name.endswith(short) and each.rate <= 1000
        }
    return told
