"""Controller and simulated switches, with everything that can happen between them, in any order.

A hypothesis state machine: switches of all versions connect, misbehave, fall silent and come back; an app asks,
changes, polls and gives up; bytes arrive in pieces, late, or never. Whatever the order: nobody waits for ever, the
list of switches is right, no exception escapes, no traceback is logged.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.logger import LogLevel, globalLogPublisher

from oftwist import Controller, Options, packet
from oftwist.apps.learning_switch import LearningSwitch
from oftwist.errors import OFTwistError
from oftwist.testing import FakeSwitch, MemoryEndpoint, SwitchProtocol, connect, faults
from oftwist.testing.memory import Connection
from tests.support.malformed import BAD_LEN, BAD_TYPE, BAD_VERSION, NOTED, UP, table

SWITCHES = 5
FAULTS: dict[str, Any] = {
    "none": None,
    "stop reading": faults.StopReading(after=3),
    "stop writing": faults.StopWriting(after=4),
    "silent death": faults.SilentDeath(after=5),
    "half frame": faults.HalfFrame(after=4),
    "garbage": faults.Garbage(after=3),
    "wrong length": faults.WrongLength(3, after=4),
    "close": faults.CloseAfter(after=4),
    "abort": faults.CloseAfter(after=2, abort=True),
    "accept then close": faults.AcceptThenClose(),
    "slow": faults.Slow(0.7),
    "dribble": faults.Dribble(5, 0.05),
    "reorder": faults.Reorder(window=3, seed=1),
    "endless multipart": faults.EndlessMultipart(0.1),
}
BAD_FRAMES = [
    case.data
    for case in table()
    if case.version == 4 and case.at == UP and case.outcome in (BAD_LEN, BAD_TYPE, BAD_VERSION, NOTED)
    if len(case.data) < 4096
]
OUR_REQUESTS = {"barrier_request", "flow_add", "desc_stats_request", "flow_stats_request", "role_request"}
QUESTIONS = ["barrier", "desc", "stats", "stream", "apply", "bad_apply", "poll", "role", "ping", "send"]
UDP = packet.build_udp(0x0A, 0x0B, 0x0A000001, 0x0A000002, 1000, 2000, b"payload")
which = st.integers(0, SWITCHES - 1)


@pytest.fixture(scope="module", autouse=True)
def nothing_unhandled() -> Iterator[None]:
    """A failure that nobody looked at is logged when its Deferred goes."""
    events: list[Any] = []
    observe: Any = events.append
    globalLogPublisher.addObserver(observe)
    yield
    gc.collect()
    globalLogPublisher.removeObserver(observe)
    assert [event for event in events if event["log_namespace"] == "twisted.internet.defer"] == []


class Network(RuleBasedStateMachine):
    """One controller and up to SWITCHES switches, two of which claim the same datapath id."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.endpoint = MemoryEndpoint()
        options = Options(max_in_flight=4, inbox_size=6, multipart_parts=20, duplicate_dpid="probe", async_backlog=3)
        self.controller = Controller(options, self.clock)
        self.controller.add_app(LearningSwitch())
        self.controller.listen(self.endpoint)
        self.controller.startService()
        self.controller.add_handler("switch_up", lambda switch: self.ups.update([switch]))
        self.controller.add_handler("switch_down", lambda switch, reason: self.downs.update([switch]))
        self.controller.add_handler("flow_removed", self.ask_in_a_handler)
        self.ups: Counter[Any] = Counter()
        self.downs: Counter[Any] = Counter()
        self.switches: dict[int, FakeSwitch] = {}
        self.lines: dict[int, list[SwitchProtocol]] = {}
        self.waits: list[Deferred[Any]] = []
        self.outcomes: list[Any] = []
        self.events: list[Any] = []
        self.observe: Any = self.events.append
        globalLogPublisher.addObserver(self.observe)

    async def ask_in_a_handler(self, switch: Any, msg: Any) -> None:
        await switch.barrier()

    def wait(self, deferred: Deferred[Any]) -> None:
        self.waits.append(deferred)
        deferred.addBoth(self.outcomes.append)

    # switches

    @rule(at=which, version=st.integers(1, 6), fault=st.sampled_from(sorted(FAULTS)))
    def connect(self, at: int, version: int, fault: str) -> None:
        """A switch comes, or comes back, perhaps while its old connection still stands."""
        if at not in self.switches:
            dpid = 1 if at == 0 else at
            self.switches[at] = FakeSwitch(dpid, version, ports=2, clock=self.clock, record=True)
            self.lines[at] = []
        switch = self.switches[at]
        switch.faults = [] if FAULTS[fault] is None else [FAULTS[fault]]
        if len(self.lines[at]) < 4:
            connect(switch, self.endpoint, self.clock).addCallback(self.lines[at].append)

    @precondition(lambda self: self.switches)
    @rule(at=which, what=st.sampled_from(["packet", "link", "add", "remove", "storm", "echo"]), port=st.integers(1, 2))
    def happen(self, at: int, what: str, port: int) -> None:
        """Something happens to a switch."""
        switch = self.switches.get(at)
        if switch is None or port not in switch.ports:
            return
        if what == "packet":
            switch.receive(port, UDP)
        elif what == "link":
            switch.set_link(port, not switch.ports[port].state & 1)
        elif what == "add" and 7 not in switch.ports:
            switch.add_port(7)
        elif what == "remove" and 7 in switch.ports:
            switch.remove_port(7)
        elif what == "storm":
            switch.packet_in_storm(40, port, UDP)
        elif what == "echo":
            switch.send_raw(bytes([max(switch.versions), 2, 0, 12, 0, 0, 0, 9]) + b"life")

    @precondition(lambda self: self.switches)
    @rule(at=which, bad=st.sampled_from(BAD_FRAMES), version=st.integers(0, 7) | st.just(4))
    def say_nonsense(self, at: int, bad: bytes, version: int) -> None:
        """A malformed message, or one of a version that was not agreed on."""
        if at in self.switches:
            self.switches[at].send_raw(bytes([version]) + bad[1:])

    @precondition(lambda self: self.switches)
    @rule(at=which, how=st.sampled_from(["disconnect", "restart", "cut", "lose", "close", "abort"]))
    def leave(self, at: int, how: str) -> None:
        """A connection ends, in any way, or is cut without a word."""
        if at not in self.switches:
            return
        switch = self.switches[at]
        if how == "disconnect":
            switch.disconnect()
        elif how == "restart":
            switch.restart()
        elif how in ("close", "abort"):
            found = self.controller.switches.get(switch.dpid)
            if found is not None:
                self.wait(found.close()) if how == "close" else found.protocol.abort("enough")
        else:
            for connection in self.connections(at):
                connection.cut() if how == "cut" else connection.lose()

    def connections(self, at: int) -> list[Connection]:
        return [one for one in self.endpoint.connections if one.client.protocol in self.lines[at]]

    # the app

    @precondition(lambda self: self.controller.switches)
    @rule(
        at=st.integers(0, SWITCHES),
        what=st.sampled_from(QUESTIONS),
        timeout=st.sampled_from([0.5, 3, None]),
    )
    def ask(self, at: int, what: str, timeout: float | None) -> None:
        """The app wants something of a switch that is up."""
        switches = list(self.controller.switches.values())
        switch = switches[at % len(switches)]
        message = switch.ofp.message
        if what == "barrier":
            self.wait(switch.barrier(timeout))
        elif what == "desc":
            self.wait(switch.desc())
        elif what == "stats":
            self.wait(switch.stats(message.flow_stats_request(), timeout))
        elif what == "stream":
            if switch.connected:
                switch.stream(message.port_stats_request(), timeout).close()
        elif what == "apply":
            self.wait(switch.apply(*[message.flow_add(priority=n) for n in range(5)], timeout=timeout))
        elif what == "bad_apply":
            self.wait(switch.apply(message.flow_add(), message.port_mod(port_no=99), timeout=timeout))
        elif what == "poll":
            self.wait(switch.poll("port_status", timeout))
        elif what == "role":
            self.wait(switch.request_role("equal"))
        elif what == "ping":
            self.wait(switch.ping(timeout))
        elif switch.connected:
            switch.send(message.echo_request(data=b"x" * 5000))

    @precondition(lambda self: self.waits)
    @rule(at=st.integers(0, 1000))
    def give_up(self, at: int) -> None:
        """The app loses patience."""
        self.waits[at % len(self.waits)].cancel()

    # the world

    @rule(seconds=st.sampled_from([0.0, 0.1, 0.6, 2.5, 16.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule()
    def everything_arrives(self) -> None:
        for _ in range(20):
            self.endpoint.pump()
            self.clock.advance(0)

    @precondition(lambda self: self.endpoint.connections)
    @rule(at=st.integers(0, 20), chunk=st.sampled_from([1, 7, 100, None]), times=st.integers(1, 30))
    def something_arrives(self, at: int, chunk: int | None, times: int) -> None:
        """One connection moves on by some bytes, while the others do not."""
        connection = self.endpoint.connections[at % len(self.endpoint.connections)]
        connection.chunk = chunk
        for _ in range(times):
            connection.step()

    # what is always so

    @invariant()
    def list_of_switches_is_right(self) -> None:
        for dpid, switch in self.controller.switches.items():
            assert switch.datapath_id == dpid
            assert switch.protocol.subject in (switch, switch.protocol)
            assert self.ups[switch] == 1 and self.downs[switch] == 0
        gone = [switch for switch in self.ups if self.controller.switches.get(switch.datapath_id) is not switch]
        assert all(self.downs[switch] == 1 for switch in gone)

    @invariant()
    def nothing_is_logged_as_a_failure(self) -> None:
        for event in self.events:
            # A handler that asked a switch which then left is told so, which is all it should be.
            told = event["log_namespace"] == "oftwist.connection.calling"
            told = told and isinstance(event["log_failure"].value, OFTwistError)
            assert told or event["log_level"] < LogLevel.error, event
        self.events.clear()

    @invariant()
    def a_connection_never_uses_an_xid_twice(self) -> None:
        for protocol in self.controller.factory.connections:
            assert 0 not in protocol.transactions.waiting
            assert len(protocol.transactions.waiting) <= len(self.waits) + 64
        for switch in self.switches.values():
            record = switch.record or []
            ours = Counter(msg.xid for msg in record if type(msg).__name__ in OUR_REQUESTS)
            # Each connection has numbers of its own, and a switch has had at most four.
            assert max(ours.values(), default=0) <= 4

    def teardown(self) -> None:
        stopped: list[Any] = []
        self.controller.stopService().addBoth(stopped.append)
        for _ in range(10):
            self.endpoint.pump()
            self.clock.advance(1)
        for connection in self.endpoint.connections:  # those that were cut hear of nothing
            connection.lose()
        self.clock.advance(1)
        for switch in self.switches.values():
            switch.stop()
        globalLogPublisher.removeObserver(self.observe)
        self.nothing_is_logged_as_a_failure()
        assert stopped, "the service did not stop"
        assert len(self.outcomes) == len(self.waits), "somebody still waits"
        assert self.controller.switches == {}
        assert self.ups == self.downs
        assert not self.controller.factory.connections
        assert not self.controller.handlers.watchers
        left = [str(call.func) for call in self.clock.getDelayedCalls()]
        assert [name for name in left if "Fault" not in name and "faults" not in name] == []


Network.TestCase.settings = settings(
    max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
test_network = Network.TestCase


def test_requests_of_a_connection_that_is_closing() -> None:
    """Those issued then, and those held back until others are answered, fail like all others; nothing is raised."""
    clock, endpoint = Clock(), MemoryEndpoint()
    controller = Controller(Options(max_in_flight=1), clock)
    controller.listen(endpoint)
    controller.startService()
    fake = FakeSwitch(1, clock=clock)
    connect(fake, endpoint, clock)
    endpoint.pump()
    fake.override("barrier_request", None)
    switch = controller.switches[1]
    outcomes: list[Any] = []
    for timeout in (0.5, 9, 9):
        switch.barrier(timeout).addBoth(outcomes.append)
    switch.close("enough")
    switch.barrier(9).addBoth(outcomes.append)
    clock.advance(0.6)  # the first one times out, and the second one cannot be sent any more
    assert [type(failure.value).__name__ for failure in outcomes] == ["RequestTimeout"]
    endpoint.pump()
    assert [str(failure.value) for failure in outcomes[1:]] == ["enough"] * 3
