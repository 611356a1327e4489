"""Misbehaviours of what only 1.5 has: bundles that are committed at a time, egress tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from oftwist.testing.channel import Channel, Handler
from oftwist.testing.datapath import Datapath
from oftwist.testing.misbehaviour.patching import (
    Original,
    Subject,
    handling,
    in_datapath,
    in_schedule,
    telling,
    told_each,
    unrefused,
)
from oftwist.testing.parts import UNSET, Run
from oftwist.testing.schedule import Schedule
from oftwist.wire.interfaces import Part

# -- bundles at a time -------------------------------------------------------------------------------

_COMMIT, _DISCARD = 4, 6


def _at_once(original: Original, schedule: Schedule, when: float, function: Callable[[], None]) -> None:
    function()


def _never(original: Original, schedule: Schedule, when: float, function: Callable[[], None]) -> None:
    """Nothing."""


def _any_time(handler: Handler, channel: Channel, msg: Part) -> None:
    schedule = channel.switch.schedule
    limits = schedule.max_future, schedule.max_past
    schedule.max_future = schedule.max_past = float("inf")
    try:
        handler(channel, msg)
    finally:
        schedule.max_future, schedule.max_past = limits


def _not_discarded(handler: Handler, channel: Channel, msg: Part) -> None:
    bundle = channel.bundles.get(msg.bundle_id)
    handler(channel, msg)
    if msg.bundle_ctrl_type == _DISCARD and bundle is not None:
        channel.bundles[msg.bundle_id] = bundle


def _answered_twice(handler: Handler, channel: Channel, msg: Part) -> None:
    handler(channel, msg)
    if msg.bundle_ctrl_type == _COMMIT:
        channel.reply(type(msg).__name__, msg, bundle_id=msg.bundle_id, bundle_ctrl_type=_COMMIT + 1, flags=msg.flags)


def _clock_stands(msg: Part) -> Iterable[Part]:
    for prop in msg.properties:
        prop.timestamp.seconds = prop.timestamp.nanoseconds = 0
    return [msg]


_schedule = Subject("schedule")
SCHEDULE = [
    _schedule("schedule-at-once", "1.5", "A bundle is committed at once, whatever its time is.",
              in_schedule("at", _at_once)),
    _schedule("schedule-forgotten", "1.5", "A bundle with a time is never committed.", in_schedule("at", _never)),
    _schedule("schedule-any-time", "1.5", "A bundle is scheduled however far its time is.",
              handling("bundle_ctrl_msg", instead=_any_time)),
    _schedule("schedule-not-discarded", "1.5", "A bundle that is discarded before its time is committed.",
              handling("bundle_ctrl_msg", instead=_not_discarded)),
    _schedule("schedule-answered-twice", "1.5", "A commit is answered when it is scheduled and when it is done.",
              handling("bundle_ctrl_msg", instead=_answered_twice)),
    _schedule("schedule-clock-stands", "1.5", "The clock that bundles go by is told as 0.",
              telling("bundle_features_stats_reply", edit=_clock_stands)),
]  # fmt: skip

# -- egress tables -----------------------------------------------------------------------------------

_FIRST = 0x10


def _straight_out(original: Original, path: Datapath, number: int, run: Run) -> None:
    path.transmit(path.ports.get(number), run.frame, run.queue)


def _port_unknown(original: Original, path: Datapath, run: Run) -> object:
    fields = original(run)
    if run.egress is not None:
        fields["actset_output"] = UNSET
    return fields


def _miss_leaves(original: Original, path: Datapath, config: int, run: Run) -> object:
    return False if run.egress is not None else original(config, run)


def _to_everything(original: Original, path: Datapath, table_id: int) -> int:
    return len(path.flows.tables)


def _same_as_others(original: Original, path: Datapath, table_id: int) -> bool:
    return False


def _changes_all(original: Original, path: Datapath, number: int, run: Run) -> None:
    port = path.ports[number]
    send = port.send

    def keep(frame: bytes) -> None:
        run.frame, run.changed = frame, True
        if send is not None:
            send(frame)

    port.send = keep
    original(number, run)
    port.send = send


_egress = Subject("egress")
EGRESS = [
    _egress("egress-skipped", "1.5", "Packets leave without going through the egress tables.",
            in_datapath("depart", _straight_out)),
    _egress("egress-port-unknown", "1.5", "Egress tables do not know by which port a packet leaves.",
            in_datapath("fields", _port_unknown)),
    _egress("egress-miss-leaves", "1.5", "A packet that no flow of an egress table matches leaves.",
            in_datapath("missed", _miss_leaves)),
    _egress("egress-gone-to", "1.5", "Flows of other tables may go on to egress tables.",
            in_datapath("end_of", _to_everything)),
    _egress("egress-other-port", "1.5", "An egress table may write another port into the action set.",
            in_datapath("is_egress", _same_as_others)),
    _egress("egress-changes-all", "1.5", "What an egress table changes of a copy is changed of the next ones too.",
            in_datapath("depart", _changes_all)),
    _egress("egress-two-first", "1.5", "That two tables cannot be the first egress table is not said.",
            unrefused("table_features_failed", "BAD_FEATURES")),
    _egress("egress-untold", "1.5", "The features of a table do not say that it is the first egress table.",
            told_each("table_features_stats_reply", features=lambda table: table.features & ~_FIRST)),
]  # fmt: skip

ALL = [*SCHEDULE, *EGRESS]
