"""Meters of a switch, as text in the words of ovs-ofctl and as members, both ways. OpenFlow 1.3 and later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

import msgspec

from oftwist import text
from oftwist.controller.state import meter_line
from oftwist.http.api.changing import confirm
from oftwist.http.api.common import CHANGE, SWITCH, Done, Patience, need
from oftwist.http.api.values import Number, at, known, number
from oftwist.http.problem import Problem
from oftwist.http.request import Request
from oftwist.http.routing import Routes
from oftwist.text.reports import counted
from oftwist.wire import whole
from oftwist.wire.numbers import OF13

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded, Message
    from oftwist.controller.operations import Operations

routes = Routes()

METERS = "/api/v1/switches/{dpid}/meters"
_MEMBERS = {"meter_id": 2, "flags": ["pktps"], "bands": [{"type": "drop", "rate": 100}]}
_EXAMPLE = {"meters": ["meter=1,kbps,bands=type=drop,rate=1000", _MEMBERS]}
_TOP = 0xFFFF0000  # OFPM_MAX
ALL = 0xFFFFFFFF
MeterFlag = Literal["kbps", "pktps", "burst", "stats"]
_FLAGS = {"kbps": 1, "pktps": 2, "burst": 4, "stats": 8}
_BANDS = {1: "drop", 2: "dscp_remark"}


class Band(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A band of a meter."""

    type: str
    rate: Number
    burst_size: Number | None = None
    prec_level: Number | None = None
    packets: int | None = None
    bytes: int | None = None


class MeterMembers(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A meter by its members."""

    meter_id: Number | None = None
    flags: list[MeterFlag] | None = None
    bands: list[Band] | None = None


class MetersBody(MeterMembers, kw_only=True):
    """One meter as text, several as text or members, or the members of one."""

    meter: str | None = None
    meters: list[Union[str, MeterMembers]] | None = None  # noqa: UP007 (evaluated at run time)


class MetersQuery(Patience):
    """What to do with the meters of the body."""

    command: Literal["add", "modify", "delete"] = "add"


class DeleteQuery(Patience):
    """Which meter to delete, or all of them."""

    meter_id: Annotated[int, msgspec.Meta(ge=1, le=_TOP)] | None = None
    all: bool = False


class Meter(msgspec.Struct):
    """A meter, with what it counts; ``text`` can be sent as it is."""

    meter_id: int
    flags: list[str]
    bands: list[Band]
    text: str
    flows: int | None = None
    packets: int | None = None
    bytes: int | None = None
    duration: float | None = None


class MetersAnswer(msgspec.Struct):
    """The meters of a switch."""

    meters: list[Meter]


@routes.get(METERS, query=Patience, answer=MetersAnswer, refuses=SWITCH)
async def list_meters(request: Request) -> MetersAnswer:
    """List the meters and what they count."""
    query = request.arguments(Patience)
    switch = request.switch
    need(OF13, switch, "meters")
    entries = whole(await switch.meters(timeout=query.timeout))
    asked = switch.ofp.message.meter_stats_request(meter_id=ALL)
    stats = {entry.meter_id: entry for entry in whole(await switch.stats(asked, query.timeout))}
    found = sorted(entries, key=lambda entry: int(entry.meter_id))
    return MetersAnswer([describe(entry, stats.get(entry.meter_id)) for entry in found])


@routes.post(METERS, query=MetersQuery, body=MetersBody, example=_EXAMPLE, answer=Done, refuses=CHANGE)
async def change_meters(request: Request) -> Done:
    """Add meters, or with ``command`` modify or delete them."""
    query = request.arguments(MetersQuery)
    switch = request.switch
    need(OF13, switch, "meters")
    operations = switch.operations
    items = _items(request.json(MetersBody))
    messages = [meter_mod(operations, query.command, each, path) for path, each in items]
    await confirm(switch, messages, query.timeout, "$.meters")
    request.notes.append(f"{query.command} {len(messages)} meters")
    return Done(len(messages))


@routes.delete(METERS, query=DeleteQuery, answer=Done, refuses=CHANGE)
async def delete_meters(request: Request) -> Done:
    """Delete a meter, and the flows that use it; ``all=true`` deletes every one."""
    query = request.arguments(DeleteQuery)
    switch = request.switch
    if (query.meter_id is None) is not query.all:
        raise Problem(422, "say which meter: meter_id, or all=true", "?meter_id")
    need(OF13, switch, "meters")
    await switch.delete_meters(None if query.all else f"meter={query.meter_id}", timeout=query.timeout)
    request.notes.append("delete all" if query.all else f"delete meter {query.meter_id}")
    return Done(1)


def _items(body: MetersBody) -> list[tuple[str, str | MeterMembers]]:
    """The meters of a body, each with its path."""
    members = MeterMembers(meter_id=body.meter_id, flags=body.flags, bands=body.bands)
    by_members = any(value is not None for value in (body.meter_id, body.flags, body.bands))
    if sum((body.meter is not None, body.meters is not None, by_members)) != 1:
        raise Problem(422, "give meter (a text), meters (a list), or the members of one meter", "$")
    if body.meter is not None:
        return [("$.meter", body.meter)]
    if body.meters is not None:
        return [(f"$.meters[{index}]", each) for index, each in enumerate(body.meters)]
    return [("$", members)]


def meter_mod(operations: Operations, command: str, meter: str | MeterMembers, path: str) -> Message:
    """One meter mod.

    Raises:
        Problem: 422, with the path.
    """
    words = meter if isinstance(meter, str) else line(meter, path)
    with at(path):
        msg: Message = text.parse_meter(words, operations.ofp, command)
        return msg


def line(meter: MeterMembers, path: str) -> str:
    """The members of a meter in the words of ovs-ofctl."""
    if meter.meter_id is None:
        raise Problem(422, "a meter needs a meter_id", f"{path}.meter_id")
    words = [f"meter={number(meter.meter_id, f'{path}.meter_id', _TOP, 1)}", *(meter.flags or ())]
    bands = []
    for index, band in enumerate(meter.bands or ()):
        inner = [f"type={band.type}"]
        for name in ("rate", "burst_size", "prec_level"):
            given = getattr(band, name)
            if given is not None:
                inner.append(f"{name}={number(given, f'{path}.bands[{index}].{name}', 0xFFFFFFFF)}")
        bands.append(",".join(inner))
    return ",".join([*words, *([f"bands={','.join(bands)}"] if bands else [])])


def describe(entry: Any, stats: Decoded | None = None) -> Meter:
    """What is to say about a meter."""
    told = counted(stats) if stats is not None else {}
    seconds = told.get("duration_sec")
    bands = [_band(band) for band in entry.entries]
    for band, counts in zip(bands, stats.band_stats if stats is not None else (), strict=False):
        band.packets, band.bytes = known(counts.packet_band_count), known(counts.byte_band_count)
    return Meter(
        meter_id=entry.meter_id,
        flags=[name for name, bit in _FLAGS.items() if entry.flags & bit],
        bands=bands,
        text=meter_line(entry),
        flows=None if stats is None else getattr(stats, "flow_count", getattr(stats, "ref_count", None)),
        packets=None if stats is None else known(stats.packet_in_count),
        bytes=None if stats is None else known(stats.byte_in_count),
        duration=None if seconds is None else seconds + told.get("duration_nsec", 0) / 1e9,
    )


def _band(band: Any) -> Band:
    return Band(
        type=_BANDS.get(band.type, f"type {band.type}"),
        rate=int(getattr(band, "rate", 0)),
        burst_size=getattr(band, "burst_size", None) or None,
        prec_level=getattr(band, "prec_level", None),
    )
