"""Bundles of FakeSwitch that are committed at a time (OpenFlow 1.5), and its schedule."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.task import Clock

from oftwist.testing.schedule import Schedule
from tests.support.talk import Talk


class Timed(Talk):
    """Talk about bundles that are committed at a time."""

    def __init__(self) -> None:
        super().__init__(6)
        self.clock.advance(100)

    def control(self, kind: str, at: float | None = None, flags: int = 5, bundle_id: int = 1) -> Any:
        number = getattr(self.ofp, f"OFPBCT_{kind}_REQUEST")
        moments = [] if at is None else [self.ofp.time(int(at), int(at % 1 * 1e9))]
        properties = [self.ofp.bundle_prop.time(scheduled_time=moments)] if moments else []
        return self.ofp.message.bundle_ctrl_msg(
            bundle_id=bundle_id, bundle_ctrl_type=number, flags=flags, properties=properties
        )

    def fill(self, flags: int = 5, *flows: Any) -> None:
        self.one(self.control("OPEN", flags=flags))
        for flow in flows or [self.flow(priority=5)]:
            self.xid += 1
            flow.xid = self.xid
            assert self.ask(self.ofp.message.bundle_add_msg(xid=self.xid, bundle_id=1, flags=flags, message=flow)) == []

    def features(self, **members: Any) -> Any:
        reply = self.one(self.ofp.message.bundle_features_stats_request(**members))
        assert reply.capabilities == 7
        (prop,) = reply.properties
        return prop

    def priorities(self) -> list[int]:
        return [flow.priority for flow in self.switch.flows]


@pytest.mark.parametrize("flags", [1, 5], ids=["in the commit only", "from the beginning"])
@pytest.mark.parametrize("jump", [True, False], ids=["let_pass", "clock"])
def test_a_bundle_is_committed_at_its_time(flags: int, jump: bool) -> None:
    talk = Timed()
    talk.fill(flags)
    commit = talk.control("COMMIT", 102.5)
    assert talk.ask(commit) == [] and talk.priorities() == []
    pass_ = talk.switch.let_pass if jump else talk.clock.advance
    pass_(2.25)
    assert talk.read() == [] and talk.priorities() == []
    talk.refused(talk.control("COMMIT"), "bundle_failed", "OFPBFC_BUNDLE_IN_PROGRESS")
    pass_(0.25)
    (reply,) = talk.read()
    assert (reply.xid, reply.bundle_ctrl_type) == (commit.xid, talk.ofp.OFPBCT_COMMIT_REPLY)
    assert talk.priorities() == [5] and talk.channel.bundles == {} and talk.clock.getDelayedCalls() == []


def test_what_fails_at_its_time_is_told() -> None:
    talk = Timed()
    talk.fill(5, talk.flow(priority=1), talk.flow(priority=2, table_id=99))
    commit = talk.control("COMMIT", 101)
    assert talk.ask(commit) == []
    talk.clock.advance(1)
    replies = talk.read()
    assert talk.names(replies) == ["flow_mod_failed_error_msg", "bundle_failed_error_msg"]
    assert (replies[1].xid, replies[1].data) == (commit.xid, commit.pack()[:64])
    assert talk.priorities() == []


def test_what_is_over_is_done_at_once() -> None:
    talk = Timed()
    talk.fill()
    assert talk.one(talk.control("COMMIT", 99.5)).bundle_ctrl_type == talk.ofp.OFPBCT_COMMIT_REPLY
    assert talk.priorities() == [5]


@pytest.mark.parametrize(("at", "code"), [(3701, "SCHED_FUTURE"), (98.5, "SCHED_PAST"), (None, "BAD_FLAGS")])
def test_times_that_are_refused(at: float | None, code: str) -> None:
    talk = Timed()
    talk.fill()
    talk.refused(talk.control("COMMIT", at), "bundle_failed", "OFPBFC_" + code)
    assert talk.channel.bundles == {} and talk.clock.getDelayedCalls() == []


def test_1_4_has_no_times() -> None:
    talk = Talk(5)
    opened = talk.ofp.message.bundle_ctrl_msg(bundle_id=1, bundle_ctrl_type=0, flags=4)
    talk.refused(opened, "bundle_failed", "OFPBFC_BAD_FLAGS")


@pytest.mark.parametrize("how", ["discarded", "connection lost"])
def test_a_bundle_that_is_gone_is_not_committed(how: str) -> None:
    talk = Timed()
    talk.fill()
    talk.ask(talk.control("COMMIT", 101))
    if how == "discarded":
        assert talk.one(talk.control("DISCARD")).bundle_ctrl_type == talk.ofp.OFPBCT_DISCARD_REPLY
    else:
        talk.channel.close()
    talk.clock.advance(2)
    assert talk.priorities() == [] and talk.read() == []


def test_what_is_told_of_the_clock_and_set() -> None:
    talk = Timed()
    ofp = talk.ofp
    talk.switch.let_pass(5.25)
    told = talk.features()
    assert (told.timestamp.seconds, told.timestamp.nanoseconds) == (105, 250_000_000)
    assert (told.sched_accuracy.nanoseconds, told.sched_max_future.seconds, told.sched_max_past.seconds) == (
        1_000_000, 3600, 1,
    )  # fmt: skip
    told.sched_max_future, told.sched_max_past = ofp.time(7, 0), ofp.time(99999, 0)
    assert talk.features(properties=[told]).sched_max_future.seconds == 3600, "nothing says that it is to be set"
    told = talk.features(feature_request_flags=ofp.OFPBF_TIME_SET_SCHED, properties=[told])
    assert (told.sched_max_future.seconds, told.sched_max_past.seconds) == (7, 3600)


def test_a_switch_that_stops_leaves_nothing_on_the_clock() -> None:
    talk = Timed()
    talk.fill()
    talk.ask(talk.control("COMMIT", 101))
    talk.switch.stop()
    assert talk.clock.getDelayedCalls() == []


def test_in_the_order_of_their_times() -> None:
    clock = Clock()
    schedule = Schedule(lambda: clock)
    done: list[str] = []
    for when, name in ((3, "c"), (1, "a"), (2, "b"), (9, "d"), (0, "now")):
        schedule.at(when, lambda name=name: done.append(name))  # type: ignore[misc]
    assert done == ["now"]
    schedule.let_pass(3)
    assert done == ["now", "a", "b", "c"]
    clock.advance(5)
    assert done[4:] == []
    clock.advance(1)
    assert done[4:] == ["d"] and schedule.now() == 9
