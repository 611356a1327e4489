"""The pace of flow mods, on a fake clock: how many a second, in which order, and what is told of what had to wait."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.task import Clock

from oftwist import Options
from oftwist.connection.pacing import flow_mods
from oftwist.controller.controller import Controller
from oftwist.errors import Disconnected, OFTwistError, RequestTimeout
from tests.support.core_peer import Peer

VERSIONS = (1, 2, 3, 4, 5, 6)


class Stage:
    """A switch whose flow mods have a pace; ``times`` is when each message came to it."""

    def __init__(self, version: int = 4, **options: Any) -> None:
        self.clock = Clock()
        controller = Controller(Options(echo_interval=0, **options), self.clock)
        self.peer = Peer(version, controller, self.clock)
        self.peer.handshake()
        self.peer.received()
        self.switch = controller.switch(1)
        self.arrived: list[tuple[float, Any]] = []

    def flow(self, number: int) -> Any:
        return self.switch.ofp.flow(f"in_port={number % 60000},actions=output:1")

    def run(self, seconds: float, step: float = 0.001) -> None:
        for _ in range(round(seconds / step)):
            self.look()
            self.clock.advance(step)
        self.look()

    def look(self) -> None:
        for msg in self.peer.received():
            self.arrived.append((self.clock.seconds(), msg))
            if type(msg).__name__ == "barrier_request":
                self.peer.send(self.peer.ofp.message.barrier_reply(xid=msg.xid))

    def kinds(self) -> list[str]:
        return [type(msg).__name__ for _, msg in self.arrived]


def most_in_a_second(times: list[float]) -> int:
    """The most that came in any second, its end left out."""
    return max(sum(1 for other in times if at <= other < at + 0.9999) for at in times)


@pytest.mark.parametrize("rate", [1, 7, 50, 150, 1000, 1999])
def test_so_many_a_second_and_not_fewer(rate: int) -> None:
    stage = Stage(flow_mod_rate=rate)
    sent = [stage.switch.send(stage.flow(n)) for n in range(3 * rate)]
    stage.run(3.5)  # on a clock that goes in steps, as reactors are late
    assert [msg.xid for _, msg in stage.arrived] == sent
    times = [at for at, _ in stage.arrived]
    assert most_in_a_second(times) <= rate
    assert times[-1] > 1.9
    assert stage.switch.counters.paced == 3 * rate - max(1, rate // 100)


def test_what_stands_behind_waits_in_its_order() -> None:
    stage = Stage(flow_mod_rate=2)
    switch, message = stage.switch, stage.switch.ofp.message
    switch.send(stage.flow(1))
    switch.send(message.barrier_request())
    switch.send(stage.flow(2))
    switch.send(message.packet_out(data=b"x" * 20))
    switch.send(message.barrier_request())
    switch.send(stage.flow(3))
    stage.run(0)
    assert stage.kinds() == ["flow_add", "barrier_request"]
    stage.run(0.51)
    assert stage.kinds()[2:] == ["flow_add", "packet_out", "barrier_request"]
    stage.run(0.51)
    assert stage.kinds()[5:] == ["flow_add"]


def test_echoes_do_not_wait() -> None:
    stage = Stage(flow_mod_rate=1)
    for number in range(5):
        stage.switch.send(stage.flow(number))
    stage.switch.ping()
    stage.peer.send(stage.peer.ofp.message.echo_request(xid=77, data=b"abc"))
    stage.run(0)
    assert sorted(stage.kinds()) == ["echo_reply", "echo_request", "flow_add"]


def test_a_barrier_confirms_what_was_sent_before_it() -> None:
    stage = Stage(flow_mod_rate=10, request_timeout=1.0)
    done: list[object] = []
    stage.switch.apply(*(stage.flow(n) for n in range(30))).addBoth(done.append)
    stage.run(2.5)
    assert done == [] and len(stage.arrived) < 30
    stage.run(0.6)
    assert done == [None], "its time-out began when it was sent"
    assert stage.kinds() == ["flow_add"] * 30 + ["barrier_request"]


def test_time_outs_begin_when_a_request_is_sent() -> None:
    stage = Stage(flow_mod_rate=10, request_timeout=1.0)
    failures: list[Any] = []
    for number in range(20):
        stage.switch.send(stage.flow(number))
    stage.switch.desc().addErrback(failures.append)
    stage.run(2.5)
    assert failures == [] and "desc_stats_request" in stage.kinds()
    stage.run(1.0)
    assert failures[0].check(RequestTimeout)


@pytest.mark.parametrize("version", VERSIONS)
def test_flow_mods_of_all_versions_are_known(version: int) -> None:
    stage = Stage(version, flow_mod_rate=1)
    ofp = stage.switch.ofp
    messages = [stage.flow(1), ofp.flow("", "delete"), ofp.message.nicira_flow_mod(), ofp.message.barrier_request(),
                ofp.message.hello(), ofp.message.packet_out(data=b"\x0e" * 30)]  # fmt: skip
    for number, msg in enumerate(messages, 1):
        msg.xid = number
    assert [flow_mods(msg.pack()) for msg in messages] == [1, 1, 1, 0, 0, 0]
    assert flow_mods(b"".join(msg.pack() for msg in messages)) == 3
    assert flow_mods(b"") == flow_mods(b"\x04\x0e") == 0


def test_bytes_sent_as_one_take_the_rounds_of_others() -> None:
    stage = Stage(flow_mod_rate=2)
    flows = [stage.flow(n) for n in range(4)]
    for number, msg in enumerate(flows, 1):
        msg.xid = number
    stage.switch.send_raw(b"".join(msg.pack() for msg in flows))
    stage.switch.send(stage.flow(9))
    stage.run(1.9)
    assert len(stage.arrived) == 4
    stage.run(0.2)
    assert len(stage.arrived) == 5


def test_who_sends_too_much_is_told() -> None:
    stage = Stage(flow_mod_rate=100, write_high_water=2000)
    free: list[object] = []
    while stage.switch.writable:
        stage.switch.send(stage.flow(1))
    stage.switch.when_writable().addCallback(free.append)
    stage.run(0.05)
    assert free == []
    stage.run(5)
    assert free == [None] and stage.switch.writable


def test_what_waits_at_the_end_fails() -> None:
    stage = Stage(flow_mod_rate=1)
    outcome: list[Any] = []
    stage.switch.apply(*(stage.flow(n) for n in range(9))).addErrback(outcome.append)
    stage.switch.close("enough")
    stage.run(0.1)
    assert outcome[0].check(Disconnected)
    stage.run(3)
    assert len(stage.arrived) == 1 and stage.clock.getDelayedCalls() == []


def test_what_may_no_longer_be_sent_ends_the_connection() -> None:
    """The mastership may be lost while flow mods wait: a barrier behind them must not seem to confirm them."""
    stage = Stage(flow_mod_rate=1)
    outcome: list[Any] = []
    stage.switch.apply(*(stage.flow(n) for n in range(3))).addErrback(outcome.append)

    def check(raw: bytes) -> None:
        raise OFTwistError("not the master any more")

    stage.switch.protocol.fence(check)
    stage.run(1.1)
    assert stage.kinds() == ["flow_add"]
    assert outcome[0].check(Disconnected) and "not the master any more" in str(outcome[0].value)


def test_without_a_rate_nothing_waits() -> None:
    stage = Stage()
    for number in range(500):
        stage.switch.send(stage.flow(number))
    stage.run(0)
    assert len(stage.arrived) == 500 and stage.switch.counters.paced == 0


def test_a_fence_may_go_while_messages_are_sent_together() -> None:
    stage = Stage()
    writer, seen = stage.switch.protocol.writer, []

    def check(raw: bytes) -> None:
        seen.append(raw)
        writer.fence = None

    writer.fence = check
    stage.switch.apply(stage.flow(1), stage.flow(2))
    stage.run(0)
    assert len(seen) == 1 and stage.kinds() == ["flow_add", "flow_add", "barrier_request"]
