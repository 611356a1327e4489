"""Bundles that are committed at a given time, by the switch's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.errors import RequestFailed

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Message

SCHEDULED = "7.3.9.9"
#: Of a bundle whose messages are done together, in their order; and at a time.
ATOMIC_ORDERED, TIMED = 3, 7
#: Seconds ahead that are enough for a case to look what is there before.
SOON = 2


def seconds(moment: Any) -> float:
    """A time of the protocol."""
    return float(moment.seconds + moment.nanoseconds / 1e9)


def times(bench: Bench, request: Any = None) -> dict[str, float]:
    """What the switch says of its clock and of what it can schedule, in seconds."""
    reply: Any = bench.switch.request(request or bench.ofp.message.bundle_features_stats_request())
    told = [prop for prop in reply.properties if type(prop).__name__ == "bundle_features_prop_time"]
    assert len(told) == 1, "who commits at a time has one property that tells of it"
    names = ("sched_accuracy", "sched_max_future", "sched_max_past", "timestamp")
    return {name: seconds(getattr(told[0], name)) for name in names}


def control(bench: Bench, kind: str, bundle_id: int = 1, at: float | None = None, *, flags: int = TIMED) -> Message:
    """A message that opens, closes, commits or discards a bundle, with the time at which it is to be committed."""
    ofp = bench.ofp
    members = {"bundle_id": bundle_id, "bundle_ctrl_type": getattr(ofp, f"OFPBCT_{kind}_REQUEST"), "flags": flags}
    if at is not None:
        if at < 0:
            lacks("timestamp", f"its clock is {-at} s before it began")
        moment = ofp.time(seconds=int(at), nanoseconds=int(at % 1 * 1e9))
        members["properties"] = [ofp.bundle_prop.time(scheduled_time=[moment])]
    msg: Message = ofp.message.bundle_ctrl_msg(**members)
    return msg


def fill(bench: Bench, text: str, bundle_id: int = 1) -> None:
    """Open a bundle with one flow, and close it: with the flag that it has a time, if that may be said so early."""
    flags = TIMED
    try:
        bench.switch.request(control(bench, "OPEN", bundle_id))
    except RequestFailed:
        bench.switch.controller.clear_errors()
        flags = ATOMIC_ORDERED
        bench.switch.request(control(bench, "OPEN", bundle_id, flags=flags))
    flow, xid = bench.flow(text), bench.switch.controller.next_xid()
    flow.xid = xid
    added = bench.ofp.message.bundle_add_msg(xid=xid, bundle_id=bundle_id, flags=flags, message=flow)
    bench.switch.confirm([added])
    bench.switch.request(control(bench, "CLOSE", bundle_id, flags=flags))


def commit(bench: Bench, ahead: float, bundle_id: int = 1) -> None:
    """Commit a bundle so many seconds from now: the switch must take it."""
    bench.switch.confirm([control(bench, "COMMIT", bundle_id, times(bench)["timestamp"] + ahead)])


@case("1.5", section="7.3.5.21", optional=True, needs="scheduled bundles")
def test_what_it_says_of_its_clock(bench: Bench) -> None:
    """The switch tells the time, how exact it is, and how far ahead and back it schedules; the time goes on."""
    before = times(bench)
    assert 0 <= before["sched_accuracy"] < before["sched_max_future"]
    bench.let_pass(SOON)
    assert SOON / 2 < times(bench)["timestamp"] - before["timestamp"] < SOON * 10


@case("1.5", section=SCHEDULED, optional=True, needs=("two ports", "scheduled bundles"))
def test_at_its_time(bench: Bench) -> None:
    """What is in a bundle takes effect at the time at which it is to be committed, and not before."""
    fill(bench, "udp,actions=output:{2}")
    commit(bench, SOON)
    bench.drops(1, f.UDP)
    assert bench.switch.flows() == []
    bench.let_pass(SOON + 1)
    bench.forwards(1, f.UDP, 2)


@case("1.5", section=SCHEDULED, optional=True, needs="scheduled bundles")
def test_is_answered(bench: Bench) -> None:
    """A bundle that is committed at a time is answered once, as committed."""
    fill(bench, "udp,actions=drop")
    commit(bench, SOON)
    bench.let_pass(SOON + 1)
    bench.switch.barrier()
    reply = bench.switch.poll("bundle_ctrl_msg", timeout=bench.quiet)
    assert reply is not None, "it is not answered"
    assert (reply.bundle_id, reply.bundle_ctrl_type) == (1, bench.ofp.OFPBCT_COMMIT_REPLY)
    assert bench.switch.poll("bundle_ctrl_msg", timeout=bench.quiet) is None, "it is answered twice"


@case("1.5", section=SCHEDULED, optional=True, needs=("three ports", "scheduled bundles"))
def test_one_after_the_other(bench: Bench) -> None:
    """Two bundles take effect in the order of their times, whichever came first."""
    fill(bench, "udp,actions=output:{2}", 1)
    fill(bench, "udp,actions=output:{3}", 2)
    commit(bench, 2 * SOON, 1)
    commit(bench, SOON / 2, 2)
    bench.let_pass(SOON)
    bench.forwards(1, f.UDP, 3)
    bench.let_pass(2 * SOON)
    bench.forwards(1, f.UDP, 2)


@case("1.5", section=SCHEDULED, optional=True, needs=("two ports", "scheduled bundles"))
def test_discarded_before_its_time(bench: Bench) -> None:
    """A bundle that is discarded before its time takes no effect."""
    fill(bench, "udp,actions=output:{2}")
    commit(bench, SOON)
    bench.switch.request(control(bench, "DISCARD"))
    bench.let_pass(SOON + 1)
    bench.drops(1, f.UDP)
    assert bench.switch.flows() == []


@case("1.5", section=SCHEDULED, optional=True, needs=("two ports", "scheduled bundles"))
def test_a_little_late(bench: Bench) -> None:
    """A bundle whose time is over, but not longer than the switch allows, takes effect at once."""
    allowed = times(bench)["sched_max_past"]
    if allowed < 0.5:
        lacks("sched_max_past", f"it is {allowed} s")
    fill(bench, "udp,actions=output:{2}")
    commit(bench, -0.01)
    bench.forwards(1, f.UDP, 2)


@case("1.5", section=SCHEDULED, optional=True, needs=("two ports", "scheduled bundles"))
@pytest.mark.parametrize(("where", "code"), [("future", "SCHED_FUTURE"), ("past", "SCHED_PAST")])
def test_too_far(bench: Bench, where: str, code: str) -> None:
    """A time that is farther ahead, or longer over, than the switch allows is refused, and nothing is done."""
    told = times(bench)
    away = told[f"sched_max_{where}"] + 60
    fill(bench, "udp,actions=output:{2}")
    msg = control(bench, "COMMIT", at=told["timestamp"] + (away if where == "future" else -away))
    bench.refuses(msg, "BUNDLE_FAILED", code)
    bench.drops(1, f.UDP)
    assert bench.switch.flows() == []


@case("1.5", section="7.3.5.21", optional=True, needs="scheduled bundles")
def test_how_far_is_set(bench: Bench) -> None:
    """How far ahead it schedules can be set: the switch tells what it keeps to."""
    ofp, before = bench.ofp, times(bench)
    future = int(before["sched_max_future"]) // 2
    if not future:
        lacks("sched_max_future", f"it is {before['sched_max_future']} s")

    def setting(most: float) -> Any:
        wanted = ofp.bundle_features_prop_time(
            sched_accuracy=ofp.time(), timestamp=ofp.time(),
            sched_max_future=ofp.time(int(most), 0),
            sched_max_past=ofp.time(int(before["sched_max_past"]), int(before["sched_max_past"] % 1 * 1e9)),
        )  # fmt: skip
        request = ofp.message.bundle_features_stats_request
        return request(feature_request_flags=ofp.OFPBF_TIME_SET_SCHED, properties=[wanted])

    try:
        assert times(bench, setting(future))["sched_max_future"] == future
        fill(bench, "udp,actions=drop")
        at = times(bench)["timestamp"] + future + 60
        bench.refuses(control(bench, "COMMIT", at=at), "BUNDLE_FAILED", "SCHED_FUTURE")
    finally:
        times(bench, setting(before["sched_max_future"]))
