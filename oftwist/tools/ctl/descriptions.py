"""What a switch is and counts, from the command line: each command is a coroutine of a `Session`."""

from __future__ import annotations

from typing import Any

from oftwist.controller.operations import ANY
from oftwist.errors import MessageError
from oftwist.text import reports
from oftwist.tools.ctl.session import Session
from oftwist.wire.numbers import OF10, OF13

_FRAGS = ("normal", "drop", "reassemble")
#: Words of ``mod-port``: the bit, and the word that sets it; the other one clears it.
_CHANGES = {
    "down": (0, True), "up": (0, False), "no-stp": (1, True), "stp": (1, False), "no-receive": (2, True),
    "receive": (2, False), "no-receive-stp": (3, True), "receive-stp": (3, False), "no-flood": (4, True),
    "flood": (4, False), "no-forward": (5, True), "forward": (5, False), "no-packet-in": (6, True),
    "packet-in": (6, False),
}  # fmt: skip
_ONLY_10 = (1, 3, 4)  # bits that later versions do not have


async def show(session: Session) -> None:
    session.report("OFPT_FEATURES_REPLY", reports.features, session.switch.features)
    if session.switch.version >= OF13:
        session.out(session.top("OFPST_PORT_DESC reply"))
    session.lines(reports.ports(session.switch.ports.values()))
    reply: Any = await session.switch.request(session.ofp.message.get_config_request(), session.timeout)
    told = f" frags={reports.fragments(reply.flags)} miss_send_len={reply.miss_send_len}"
    session.out(session.top("OFPT_GET_CONFIG_REPLY") + told)


async def dump_desc(session: Session) -> None:
    session.report("OFPST_DESC reply", reports.description, await session.switch.desc())


async def dump_ports_desc(session: Session) -> None:
    session.out(session.top("OFPST_PORT_DESC reply"))
    wanted = session.word()
    number = None if wanted is None else session.port_number(wanted)
    found = [port for port in session.switch.ports.values() if number is None or port.port_no == number]
    session.lines(reports.ports(found))


async def dump_ports(session: Session) -> None:
    wanted = session.word()
    number = None if wanted is None else session.port_number(wanted)
    entries = await session.switch.port_stats(number, timeout=session.timeout)
    session.report("OFPST_PORT reply", reports.port_stats, entries, session.port_name)


async def mod_port(session: Session) -> None:
    word = session.words[1]
    if word not in _CHANGES:
        raise MessageError(f"{word!r} is no change of a port; there are {', '.join(_CHANGES)}")
    bit, set_it = _CHANGES[word]
    if bit in _ONLY_10 and session.switch.version != OF10:
        raise MessageError(f"{word} is of OpenFlow 1.0; this switch speaks 1.{session.switch.version - 1}")
    number = session.port_number(session.words[0])
    port = session.switch.ports.get(number)
    if port is None:
        raise MessageError(f"the switch has no port {session.words[0]}")
    change = session.ofp.message.port_mod(
        port_no=number, hw_addr=port.hw_addr, config=(1 << bit) * set_it, mask=1 << bit
    )
    await session.run(session.switch.operations.send([change]))


async def get_frags(session: Session) -> None:
    reply: Any = await session.switch.request(session.ofp.message.get_config_request(), session.timeout)
    session.out(reports.fragments(reply.flags))


async def set_frags(session: Session) -> None:
    word = session.words[0]
    if word not in _FRAGS:
        raise MessageError(f"{word!r} is none of {', '.join(_FRAGS)}")
    now: Any = await session.switch.request(session.ofp.message.get_config_request(), session.timeout)
    change = session.ofp.message.set_config(flags=now.flags & ~3 | _FRAGS.index(word), miss_send_len=now.miss_send_len)
    await session.run(session.switch.operations.send([change]))


async def dump_tables(session: Session) -> None:
    entries = await session.stats(session.ofp.message.table_stats_request())
    session.report("OFPST_TABLE reply", reports.table_stats, entries)


async def dump_table_features(session: Session) -> None:
    session.lines(reports.table_features(await session.switch.table_features()))


async def dump_table_desc(session: Session) -> None:
    session.need(5, "descriptions of tables")
    entries = await session.stats(session.ofp.message.table_desc_stats_request())
    session.report("OFPST_TABLE_DESC reply", reports.table_desc, entries)


def _any_port(session: Session) -> int:
    """All ports, as queues are asked for: OFPP_ALL in 1.0."""
    return 0xFFFC if session.switch.version == OF10 else ANY


async def queue_stats(session: Session) -> None:
    port, queue = session.word(), session.word(1)
    if queue is not None and not queue.isdecimal():
        raise MessageError(f"{queue!r} is no number of a queue")
    request = session.ofp.message.queue_stats_request(
        port_no=_any_port(session) if port is None else session.port_number(port),
        queue_id=ANY if queue is None else int(queue),
    )
    session.report("OFPST_QUEUE reply", reports.queue_stats, await session.stats(request), session.port_name)


async def queue_get_config(session: Session) -> None:
    number, message = session.port_number(session.words[0]), session.ofp.message
    if session.switch.version < 5:
        reply: Any = await session.switch.request(message.queue_get_config_request(port=number), session.timeout)
        what, queues = "OFPT_QUEUE_GET_CONFIG_REPLY", reply.queues
    else:
        request = message.queue_desc_stats_request(port_no=number, queue_id=ANY)
        what, queues = "OFPST_QUEUE_DESC reply", await session.stats(request)
    session.out(session.top(what) + (f" port={session.port_name(number)}" if queues else ""))
    session.lines(reports.queues(queues))
