"""Misbehaviours of what only 1.5 has: bundles that are committed at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from oftwist.testing.channel import Channel, Handler
from oftwist.testing.misbehaviour.patching import Original, Subject, handling, in_schedule, telling
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

ALL = [*SCHEDULE]
