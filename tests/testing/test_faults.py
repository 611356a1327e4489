"""Every fault, in memory on a fake clock."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from twisted.internet.error import ConnectionAborted, ConnectionDone, ConnectionLost
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from oftwist import loxi
from oftwist.testing import FakeSwitch, MemoryEndpoint, SwitchService, connect, faults
from oftwist.testing.hello import hello_versions
from oftwist.testing.protocol import split_frames
from oftwist.wire import decode
from tests.support.talk import UDP

ofp: Any = loxi.protocol(4)
HELLO = ofp.message.hello(xid=1).pack()


class Controller(Protocol):
    """The controller's end: says hello and records."""

    def __init__(self) -> None:
        self.data = b""
        self.lost: Any = None

    def connectionMade(self) -> None:
        assert self.transport is not None
        self.transport.write(HELLO)

    def dataReceived(self, data: bytes) -> None:
        self.data += data

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.lost = reason.value


class Bench:
    """A switch with faults, connected in memory to a recording controller."""

    def __init__(self, *chosen: faults.Fault, version: int = 4) -> None:
        self.clock = Clock()
        self.endpoint = MemoryEndpoint()
        self.endpoint.listen(Factory.forProtocol(Controller))
        self.switch = FakeSwitch(1, version, clock=self.clock, faults=chosen)
        self.made: list[Any] = []
        connect(self.switch, self.endpoint, self.clock).addCallback(self.made.append)
        self.connection = self.endpoint.connections[0]
        self.controller: Controller = self.connection.server.protocol
        self.pump()

    @property
    def protocol(self) -> Any:
        return self.made[0]

    def pump(self) -> None:
        self.clock.advance(0)
        self.endpoint.pump()

    def echo(self, *xids: int) -> None:
        for xid in xids:
            self.connection.server.write(ofp.message.echo_request(xid=xid).pack())
        self.pump()

    def frames(self) -> list[bytes]:
        data, self.controller.data = self.controller.data, b""
        return split_frames(data)

    def xids(self) -> list[int]:
        return [int.from_bytes(frame[4:8], "big") for frame in self.frames()]


def test_without_faults() -> None:
    bench = Bench()
    bench.echo(5, 6)
    assert bench.xids() == [0, 5, 6]
    assert bench.protocol.faults == []


def test_stop_reading_piles_up_at_the_controller() -> None:
    bench = Bench(faults.StopReading())
    bench.echo(5)
    assert bench.xids() == [0] and len(bench.connection.server.pending) == 16 - 8 + 8
    assert bench.switch.received == {}
    bench.protocol.faults[0].resume()
    bench.pump()
    assert bench.xids() == [5]


def test_stop_reading_later() -> None:
    bench = Bench(faults.StopReading(after=2))
    bench.echo(5)
    bench.echo(6)
    bench.echo(7)
    assert bench.xids() == [0, 5, 6] and bench.switch.received["echo_request"] == 2


def test_stop_writing_reads_on() -> None:
    bench = Bench(faults.StopWriting(after=2))
    bench.echo(5, 6, 7)
    assert bench.xids() == [0, 5] and bench.switch.received["echo_request"] == 3


def test_silent_death() -> None:
    bench = Bench(faults.SilentDeath(after=2))
    bench.echo(5)
    bench.echo(6)
    bench.switch.packet_in(1, UDP)
    bench.pump()
    assert bench.xids() == [0, 5]
    assert bench.switch.received["echo_request"] == 1
    assert bench.controller.lost is None and bench.connection.connected


def test_silent_death_from_the_start() -> None:
    bench = Bench(faults.SilentDeath())
    assert bench.controller.data == b"" and not bench.switch.connected


def test_half_frame() -> None:
    bench = Bench(faults.HalfFrame(after=1, keep=5))
    bench.echo(5, 6)
    bench.echo(7)
    frames = bench.frames()
    assert len(frames) == 2 and frames[1] == struct.pack("!BBHB", 4, 3, 8, 0)


def test_garbage() -> None:
    bench = Bench(faults.Garbage(b"\xff" * 5, after=2))
    bench.echo(5, 6, 7)
    data = bench.controller.data
    assert data.count(b"\xff" * 5) == 1
    frames = split_frames(data.replace(b"\xff" * 5, b""))
    assert [int.from_bytes(frame[4:8], "big") for frame in frames] == [0, 5, 6, 7]
    assert data.index(b"\xff") == 16 + 8


@pytest.mark.parametrize("length", [0, 7, 9, 65535])
def test_wrong_length(length: int) -> None:
    bench = Bench(faults.WrongLength(length, after=1))
    bench.echo(5, 6)
    data = bench.controller.data[16:]
    assert data == struct.pack("!BBHL", 4, 3, length, 5) + struct.pack("!BBHL", 4, 3, 8, 6)


def test_close_after() -> None:
    bench = Bench(faults.CloseAfter(after=2))
    assert bench.controller.lost is None
    bench.echo(5, 6)
    bench.pump()
    assert bench.xids() == [0, 5]
    assert isinstance(bench.controller.lost, ConnectionDone) and bench.switch.channels == []


def test_close_after_with_reset() -> None:
    bench = Bench(faults.CloseAfter(after=1, abort=True))
    bench.pump()
    assert isinstance(bench.controller.lost, ConnectionLost)
    assert isinstance(bench.protocol.lost.value, ConnectionAborted)


def test_accept_then_close_and_refuse() -> None:
    bench = Bench(faults.AcceptThenClose())
    assert bench.controller.data == b"" and isinstance(bench.controller.lost, ConnectionDone)
    bench = Bench(faults.Refuse())
    assert bench.controller.data == b"" and isinstance(bench.controller.lost, ConnectionLost)


def test_slow() -> None:
    bench = Bench(faults.Slow(2.0))
    bench.echo(5)
    bench.clock.advance(1.9)
    bench.pump()
    assert bench.controller.data == b""
    bench.clock.advance(0.2)
    bench.pump()
    assert bench.xids() == [0, 5]
    bench.echo(6)
    bench.connection.lose()
    assert bench.clock.getDelayedCalls() == []  # nothing left over


def test_dribble() -> None:
    bench = Bench(faults.Dribble(size=1, interval=60.0))
    assert bench.controller.data == b"\x04"
    for _ in range(15):
        bench.clock.advance(60)
        bench.pump()
    assert len(bench.controller.data) == 16
    bench.echo(5)
    assert len(bench.controller.data) == 16
    bench.clock.advance(60)
    bench.pump()
    assert len(bench.controller.data) == 17


def test_reorder_turns_round_and_holds_nothing_for_ever() -> None:
    bench = Bench(faults.Reorder(window=3, hold=1.0))
    bench.echo(1, 2, 3, 4)
    assert bench.xids() == [0, 3, 2, 1]
    bench.clock.advance(1.0)
    bench.pump()
    assert bench.xids() == [4]
    bench.switch.packet_in(1, UDP)  # not a reply: at once
    bench.pump()
    assert len(bench.frames()) == 1
    assert bench.clock.getDelayedCalls() == []


def test_reorder_by_chance_is_repeatable() -> None:
    def order(seed: int) -> list[int]:
        bench = Bench(faults.Reorder(window=8, seed=seed))
        bench.echo(*range(1, 9))
        return bench.xids()[1:]

    assert order(1) == order(1) != order(2)
    assert sorted(order(1)) == list(range(1, 9))


def test_endless_multipart() -> None:
    bench = Bench(faults.EndlessMultipart(interval=0.5))
    bench.connection.server.write(ofp.message.port_desc_stats_request(xid=9).pack())
    bench.pump()
    for _ in range(4):
        bench.clock.advance(0.5)
        bench.pump()
    replies = [decode(frame) for frame in bench.frames()[1:]]
    assert len(replies) == 5
    assert all(reply.flags == ofp.OFPSF_REPLY_MORE and reply.xid == 9 for reply in replies)
    bench.connection.lose()
    assert bench.clock.getDelayedCalls() == []
    silent = Bench(faults.EndlessMultipart())
    silent.connection.server.write(ofp.message.port_desc_stats_request(xid=9).pack())
    silent.pump()
    assert [decode(frame).flags for frame in silent.frames()[1:]] == [1]
    assert silent.clock.getDelayedCalls() == []


def test_endless_multipart_knows_1_0() -> None:
    fault = faults.EndlessMultipart()
    frame = loxi.protocol(1).message.table_stats_reply(xid=3).pack()
    assert decode(fault.outgoing([frame])[0]).flags == 1


@pytest.mark.parametrize("variant", faults.HELLO_VARIANTS)
def test_hello_variants(variant: str) -> None:
    bench = Bench(faults.Hello(variant))
    bench.echo(5)
    data = bench.controller.data
    if variant == "none":
        assert data == ofp.message.echo_reply(xid=5).pack()
    elif variant == "plain":
        assert data[:8] == struct.pack("!BBHL", 4, 0, 8, 0)
    elif variant == "long":
        assert hello_versions(data) == {4} and len(split_frames(data)[0]) > 200
    elif variant == "short":
        assert data[:8] == struct.pack("!BBHL", 4, 0, 4, 0)
    elif variant == "echo":
        assert data[1] == 2
    elif variant == "invalid-version":
        assert data[0] == 0
    elif variant == "no-common":
        assert hello_versions(split_frames(data)[0]) == {7}
    else:
        assert hello_versions(split_frames(data)[0]) is None and data[3] == 16
    assert data.endswith(ofp.message.echo_reply(xid=5).pack())  # and then it goes on as usual


def test_unknown_hello_variant() -> None:
    with pytest.raises(ValueError, match="invalid-version"):
        faults.Hello("friendly")


def test_faults_compose() -> None:
    bench = Bench(faults.Hello("plain"), faults.Garbage(b"!", after=2), faults.Slow(1.0), faults.StopWriting(after=3))
    bench.echo(5, 6, 7)
    assert bench.controller.data == b""
    bench.clock.advance(1)
    bench.pump()
    assert bench.controller.data == struct.pack("!BBHL", 4, 0, 8, 0) + ofp.message.echo_reply(xid=5).pack() + b"!"


def test_faults_come_and_go_on_a_connection() -> None:
    bench = Bench()
    fault = bench.protocol.add_fault(faults.StopWriting())
    bench.echo(5)
    bench.protocol.remove_fault(fault)
    bench.echo(6)
    assert bench.xids() == [0, 6]


def test_each_connection_starts_afresh_and_some_are_spared() -> None:
    bench = Bench(faults.OnConnections(faults.StopWriting(after=1), first=2))
    connections = [bench.connection]
    for _ in range(3):
        connect(bench.switch, bench.endpoint, bench.clock)
        connections.append(bench.endpoint.connections[-1])
    bench.pump()
    for connection in connections:
        connection.server.write(ofp.message.echo_request(xid=5).pack())
    bench.pump()
    assert [len(split_frames(c.server.protocol.data)) for c in connections] == [1, 1, 2, 2]


def test_reconnect_storm() -> None:
    clock, endpoint = Clock(), MemoryEndpoint()
    factory = Factory.forProtocol(Controller)
    endpoint.listen(factory)
    switch = FakeSwitch(1, clock=clock, faults=[faults.CloseAfter(after=1)])
    service = SwitchService(switch, endpoint, clock, retry=0.0)
    service.startService()
    seen = 0
    for _ in range(300):
        clock.advance(0.001)
        seen += sum(1 for connection in endpoint.connections)
        endpoint.pump()
    assert seen >= 100
    switch.faults.clear()  # and then it is well again
    for _ in range(5):
        clock.advance(0.001)
        endpoint.pump()
    assert len(endpoint.connections) == 1 and switch.connected
    service.stopService()
    endpoint.pump()
    assert endpoint.connections == [] and clock.getDelayedCalls() == []


def test_duplicate_datapath_ids_are_two_switches() -> None:
    clock, endpoint = Clock(), MemoryEndpoint()
    endpoint.listen(Factory.forProtocol(Controller))
    twins = [FakeSwitch(7, clock=clock), FakeSwitch(7, clock=clock)]
    for twin in twins:
        connect(twin, endpoint, clock)
    endpoint.pump()
    for connection in endpoint.connections:
        connection.server.write(ofp.message.features_request(xid=2).pack())
    endpoint.pump()
    ids = [decode(split_frames(c.server.protocol.data)[1]).datapath_id for c in endpoint.connections]
    assert ids == [7, 7]
