"""The whole state of a switch as a file, without a controller: save, restore, verify."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Any

from oftwist import text
from oftwist.controller import state
from oftwist.errors import RequestFailed
from oftwist.tools.ctl.remote import read_state, write_state
from oftwist.tools.ctl.session import Session
from oftwist.wire import VERSION_NAMES
from oftwist.wire.numbers import OF10, OF13

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded


async def save(session: Session) -> None:
    told: dict[str, Any] = {"format": state.FORMAT, **state.lines(await _there(session))}
    told |= {"dpid": session.switch.dpid, "version": VERSION_NAMES[session.switch.version], "saved": time.time()}
    write_state(told, session.word(), session.out, session.call.err)


async def restore(session: Session) -> None:
    found = await _compare(session)
    for step in found.steps:
        await session.run(session.switch.operations.send(step))
    for kind in state.KINDS:
        session.call.err(f"{kind}: {getattr(found, kind)}")


async def verify(session: Session) -> int:
    found = await _compare(session)
    for sign, flows in (("-", found.flows.gone), ("!", found.flows.modified), ("+", found.flows.added)):
        session.lines(f"flow {sign}{text.format_flow_line(one)}" for one in flows)
    for kind, change in (("group", found.groups), ("meter", found.meters)):
        for sign, told in (("-", change.deleted), ("!", change.modified), ("+", change.added)):
            session.lines(f"{kind} {sign}{one}" for one in told)
    return 0 if found.same else 2


async def _compare(session: Session) -> state.Plan:
    """What it takes to make the switch what the file says; the file is read first."""
    wanted = state.read(session.switch.operations, read_state(session.words[0]))
    return state.plan(session.switch.operations, await _there(session), wanted)


async def _there(session: Session) -> state.Found:
    switch, timeout = session.switch, session.timeout
    flows = await switch.flows(timeout=timeout)
    extended = switch.version > OF10 or await switch.extended(timeout)
    groups = await _or_none(switch.groups(timeout=timeout)) if extended else []
    meters = await _or_none(switch.meters(timeout=timeout)) if switch.version >= OF13 else []
    return state.Found(flows, groups, meters)


async def _or_none(asking: Awaitable[list[Decoded]]) -> Sequence[Decoded]:
    """What there is; a switch that does not know such things has none."""
    try:
        return await asking
    except RequestFailed:
        return []
