"""Groups and meters from the command line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from oftwist import text
from oftwist.controller.operations import ANY, OFPG_ALL
from oftwist.errors import MessageError
from oftwist.text import reports
from oftwist.tools.ctl.flows import read_lines
from oftwist.tools.ctl.session import Session
from oftwist.wire.numbers import OF10, OF11, OF13


def _number(word: str | None, key: str, every: int) -> int:
    """The number of a group or meter, ``5`` or ``group_id=5``; all of them if there is none."""
    if word is None:
        return every
    try:
        return int(word.removeprefix(f"{key}="), 0)
    except ValueError:
        raise MessageError(f"{word!r} is no {key}") from None


async def dump_groups(session: Session) -> None:
    wanted = _number(session.word(), "group_id", OFPG_ALL)
    found = await session.switch.groups(timeout=session.timeout)
    session.out(session.top("OFPST_GROUP_DESC reply"))
    for one in found:
        if wanted in (OFPG_ALL, one.group_id):
            session.out(f" {text.format_group(one, ports=session.shown_ports)}")


async def dump_group_stats(session: Session) -> None:
    number = _number(session.word(), "group_id", OFPG_ALL)
    message = session.ofp.message
    if session.switch.version == OF10:
        await session.run(session.switch.operations.need_extended("groups"))
        request = message.nicira_group_stats_request(group_id=number)
    else:
        request = message.group_stats_request(group_id=number)
    session.report("OFPST_GROUP reply", reports.group_stats, await session.stats(request))


async def dump_group_features(session: Session) -> None:
    message = session.ofp.message
    if session.switch.version <= OF11:
        await session.run(session.switch.operations.need_extended("group features"))
        owner, request = "NXST", message.nicira_group_features_stats_request()
    else:
        owner, request = "OFPST", message.group_features_stats_request()
    (reply,) = await session.stats(request)
    session.report(f"{owner}_GROUP_FEATURES reply", reports.group_features, reply)


def _change_group(command: str) -> Callable[[Session], Awaitable[None]]:
    """The command that does this to a group."""

    async def change(session: Session) -> None:
        await session.run(session.switch.operations.change_group(command, session.words[0]))

    return change


add_group = _change_group("add")
mod_group = _change_group("modify")
insert_buckets = _change_group("insert_bucket")
remove_buckets = _change_group("remove_bucket")


async def add_groups(session: Session) -> None:
    lines = [line.partition("#")[0].strip() for line in read_lines(session.words[0])]
    operations = session.switch.operations
    if session.switch.version == OF10:
        await session.run(operations.need_extended("groups"))
    names = session.port_names
    messages = [text.parse_group(line, session.ofp, "add", ports=names) for line in lines if line]
    await session.run(operations.send(messages))


async def del_groups(session: Session) -> None:
    await session.run(session.switch.operations.delete_groups(session.word()))


async def dump_meters(session: Session) -> None:
    wanted = _number(session.word(), "meter", ANY)
    found = await session.switch.meters(timeout=session.timeout)
    session.out(session.top("OFPST_METER_CONFIG reply"))
    told = [text.format_meter(one) for one in found if wanted in (ANY, one.meter_id)]
    session.lines("\n\n".join(told).splitlines())


async def meter_stats(session: Session) -> None:
    session.need(OF13, "meters")
    request = session.ofp.message.meter_stats_request(meter_id=_number(session.word(), "meter", ANY))
    session.report("OFPST_METER reply", reports.meter_stats, await session.stats(request))


async def meter_features(session: Session) -> None:
    session.need(OF13, "meters")
    (reply,) = await session.stats(session.ofp.message.meter_features_stats_request())
    session.report("OFPST_METER_FEATURES reply", reports.meter_features, reply.features)


async def add_meter(session: Session) -> None:
    await session.run(session.switch.operations.change_meter("add", session.words[0]))


async def mod_meter(session: Session) -> None:
    await session.run(session.switch.operations.change_meter("modify", session.words[0]))


async def del_meters(session: Session) -> None:
    await session.run(session.switch.operations.delete_meters(session.word()))
