"""Whatever arrives, in whatever state: no exception, nothing left waiting, no timer left behind."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from oftwist.connection.options import Options
from oftwist.controller.controller import Controller
from oftwist.controller.switch import Switch
from tests.support.core_peer import Peer

TYPES = st.integers(0, 40) | st.integers(0, 255)
VALID = [
    "packet_in",
    "packet_in",
    "echo_request",
    "port_status",
    "flow_removed",
    "barrier_reply",
    "bad_request_error_msg",
    "flow_stats_reply",
    "role_status",
    "flow_add",
    "features_reply",
    "hello",
]


@st.composite
def frames(draw: Any) -> bytes:
    """A well-framed message with any body."""
    body = draw(st.binary(max_size=80))
    version = draw(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7, 255]) | st.just(4))
    xid = draw(st.integers(0, 20))
    return bytes([version, draw(TYPES)]) + (8 + len(body)).to_bytes(2, "big") + xid.to_bytes(4, "big") + body


class Conversation(RuleBasedStateMachine):
    """One controller, two connections of one switch, and everything that can be said and done."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.controller = Controller(
            Options(max_in_flight=3, inbox_size=5, async_backlog=2, frames_per_turn=64, packet_in_rate=50), self.clock
        )
        self.waits: list[Deferred[Any]] = []
        self.fired = 0
        self.balance = 0
        self.controller.add_handler("packet_in", self.slow)
        self.controller.add_handler("switch_up", lambda switch: self.count(1))
        self.controller.add_handler("switch_down", lambda switch, reason: self.count(-1))
        self.peers: list[Peer] = []

    def count(self, step: int) -> None:
        self.balance += step

    async def slow(self, switch: Any, msg: Any) -> None:
        await switch.barrier()

    def wait(self, deferred: Deferred[Any]) -> None:
        self.waits.append(deferred)

        def fired(_: Any) -> None:
            self.fired += 1

        deferred.addBoth(fired)

    @initialize(version=st.integers(1, 6))
    def begin(self, version: int) -> None:
        self.connect(version, 0, True)

    @rule(version=st.integers(1, 6), aux=st.sampled_from([0, 0, 1]), ready=st.booleans())
    def connect(self, version: int, aux: int, ready: bool) -> None:
        if len(self.peers) < 6:
            self.peers.append(Peer(version, self.controller, aux=aux, port=len(self.peers) + 1))
            if ready:
                self.shake_hands(-1)

    def pick(self, which: int) -> Peer:
        return self.peers[which % len(self.peers)]

    @precondition(lambda self: self.peers)
    @rule(which=st.integers(0, 9))
    def shake_hands(self, which: int) -> None:
        peer = self.pick(which)
        if peer.protocol.connected and not peer.protocol.up:
            peer.feed(peer.hello())
            for _ in range(2):
                for msg in peer.received():
                    if type(msg).__name__ == "features_request":
                        peer.send(peer.features(msg.xid))
                    if type(msg).__name__ == "port_desc_stats_request":
                        peer.send(peer.ofp.message.port_desc_stats_reply(xid=msg.xid))

    @precondition(lambda self: self.peers)
    @rule(which=st.integers(0, 9), data=st.lists(frames(), max_size=5), cut=st.integers(0, 200))
    def feed(self, which: int, data: list[bytes], cut: int) -> None:
        stream = b"".join(data)
        for piece in (stream[:cut], stream[cut:]):
            peer = self.pick(which)
            if piece and peer.transport.protocol is not None:
                peer.feed(piece)

    @precondition(lambda self: self.peers)
    @rule(
        which=st.integers(0, 9), names=st.lists(st.sampled_from(VALID), max_size=8), times=st.sampled_from([1, 1, 30])
    )
    def feed_valid(self, which: int, names: list[str], times: int) -> None:
        peer = self.pick(which)
        msgs = []
        for xid, name in enumerate(names * times):
            cls = getattr(peer.ofp.message, name, None)
            if cls is not None:
                msgs.append(cls(xid=xid).pack())
        if msgs and peer.transport.protocol is not None:
            peer.feed(b"".join(msgs))

    @precondition(lambda self: self.peers)
    @rule(which=st.integers(0, 9), data=st.binary(max_size=40))
    def feed_noise(self, which: int, data: bytes) -> None:
        peer = self.pick(which)
        if data and peer.transport.protocol is not None:
            peer.feed(data)

    @precondition(lambda self: self.peers)
    @rule(which=st.integers(0, 9))
    def answer(self, which: int) -> None:
        peer = self.pick(which)
        for msg in peer.received():
            if peer.transport.protocol is None:
                break
            name = type(msg).__name__.replace("_request", "_reply")
            reply = getattr(peer.ofp.message, name, None)
            if name.endswith("_reply") and reply is not None:
                peer.send(reply(xid=msg.xid))

    @precondition(lambda self: self.peers)
    @rule(which=st.integers(0, 9), what=st.sampled_from(["transact", "request", "poll", "apply", "cancel", "stats"]))
    def ask(self, which: int, what: str) -> None:
        protocol = self.pick(which).protocol
        message = protocol.ofp.message
        if what == "cancel":
            if self.waits:
                self.waits[which % len(self.waits)].cancel()
        elif what == "poll":
            self.wait(protocol.poll("packet_in", 3))
        elif what == "stats":
            self.wait(protocol.stats(message.flow_stats_request(), 4))
        elif what == "apply":
            if isinstance(protocol.subject, Switch):
                self.wait(protocol.subject.apply(message.flow_add(), message.flow_delete(), timeout=6))
        else:
            self.wait(getattr(protocol, what)(message.barrier_request(), 5))

    @precondition(lambda self: self.peers)
    @rule(which=st.integers(0, 9), how=st.sampled_from(["end", "disconnect", "abort"]))
    def close(self, which: int, how: str) -> None:
        peer = self.pick(which)
        if how == "end":
            peer.transport.end()
        elif how == "disconnect":
            peer.protocol.disconnect("enough")
        else:
            peer.protocol.abort("enough")

    @rule(seconds=st.sampled_from([0, 0.1, 1, 5, 20]))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @invariant()
    def switches_are_those_that_came_up(self) -> None:
        assert len(self.controller.switches) == self.balance
        for switch in self.controller.switches.values():
            assert switch.connected or switch.protocol.disconnect_reason is not None

    @invariant()
    def bounds_are_kept(self) -> None:
        for peer in self.peers:
            protocol = peer.protocol
            transactions: Any = protocol.transactions
            assert 0 <= transactions._in_flight <= 3
            inbox = protocol._delivery.inbox
            assert inbox is None or len(inbox) <= 5
            assert protocol.running <= 64

    def teardown(self) -> None:
        for peer in self.peers:
            peer.transport.end()
        for peer in self.peers:
            assert not peer.protocol.transactions.waiting
            assert peer.protocol.running == 0
        self.clock.advance(0)
        assert self.fired == len(self.waits)
        assert self.controller.switches == {}
        assert self.controller.factory.connections == set()
        assert self.controller.handlers.watchers == set()
        assert len(self.controller.factory.gate) == 0
        assert not self.clock.getDelayedCalls()


Conversation.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
test_conversation = Conversation.TestCase


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 6), st.lists(frames(), min_size=1, max_size=8), st.integers(1, 30))
def test_however_it_is_cut(version: int, data: list[bytes], step: int) -> None:
    stream = b"".join(data)
    outcomes = []
    for size in (len(stream), step):
        peer = Peer(version, Options(inbox=True, inbox_size=None)).handshake()
        for at in range(0, len(stream), size):
            if peer.transport.protocol is None:
                break
            peer.feed(stream[at : at + size])
        kept = [msg.pack() for msg in peer.protocol.inbox.pending]
        outcomes.append((kept, peer.raw(), peer.protocol.disconnect_reason))
    assert outcomes[0] == outcomes[1]
