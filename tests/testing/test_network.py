"""Simulated networks: hosts, links and pings, with a controller written by hand."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.task import Clock

from oftwist import loxi
from oftwist import packet as pk
from oftwist.testing import Network, PingReport
from oftwist.testing.protocol import split_frames
from oftwist.wire import decode
from tests.support.talk import ALL_VERSIONS, NO_BUFFER, Talk


class Flooder:
    """The simplest controller: every packet goes everywhere. In memory, answering at once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.packet_ins = 0
        for switch in network.switches:
            self.attach(switch)

    def attach(self, switch: Any) -> None:
        ofp: Any = loxi.protocol(max(switch.versions))
        helper = Talk(ofp.OFP_VERSION, connect=False)
        waiting: list[bytes] = []
        channel = switch.channel(waiting.append)

        def work() -> None:
            while waiting:
                for frame in split_frames(waiting.pop(0)):
                    msg = decode(frame)
                    if type(msg).__name__ != "packet_in":
                        continue
                    self.packet_ins += 1
                    in_port = msg.in_port if ofp.OFP_VERSION < 3 else msg.match.oxm_list[0].value
                    data = msg.data if msg.buffer_id == NO_BUFFER else b""
                    out = helper.packet_out(
                        [helper.output(ofp.OFPP_FLOOD)], data, in_port, xid=1, buffer_id=msg.buffer_id
                    )
                    channel.receive(out.pack())

        def write(data: bytes) -> None:
            waiting.append(data)
            self.network.clock.callLater(0, work)  # type: ignore[attr-defined]

        channel.write = write
        channel.receive(ofp.message.hello(xid=1).pack())
        if ofp.OFP_VERSION >= 4:
            channel.receive(helper.flow(xid=2, priority=0, actions=[helper.output(ofp.OFPP_CONTROLLER)]).pack())


def run(clock: Clock, seconds: float) -> None:
    for _ in range(int(seconds / 0.01)):
        clock.advance(0.01)


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_everybody_reaches_everybody(version: int) -> None:
    network = Network.line(3, 2, version=version)
    clock: Any = network.clock
    flooder = Flooder(network)
    reports: list[PingReport] = []
    network.ping_all().addCallback(reports.append)
    run(clock, 1.0)
    (report,) = reports
    assert (report.sent, report.answered, report.unanswered) == (30, 30, [])
    assert len(report.times) == 30 and flooder.packet_ins > 100
    assert [host.name for host in network.hosts] == ["h1", "h2", "h3", "h4", "h5", "h6"]
    assert clock.getDelayedCalls() == []


def test_mixed_versions_in_one_line() -> None:
    network = Network.line(4, 1, versions=[1, 4, 6])
    assert [max(switch.versions) for switch in network.switches] == [1, 4, 6, 1]
    Flooder(network)
    reports: list[PingReport] = []
    network.ping_all().addCallback(reports.append)
    run(network.clock, 1.0)  # type: ignore[arg-type]
    assert reports[0].answered == 12


def test_no_controller_no_answers() -> None:
    network = Network.line(2, 1)
    clock: Any = network.clock
    reports: list[PingReport] = []
    network.ping_all(timeout=5).addCallback(reports.append)
    clock.advance(4.9)
    assert reports == []
    clock.advance(0.2)
    (report,) = reports
    assert (report.sent, report.answered) == (2, 0)
    assert [(one.name, other.name) for one, other in report.unanswered] == [("h1", "h2"), ("h2", "h1")]
    assert clock.getDelayedCalls() == []


def test_one_ping_tells_its_time_and_arp_is_asked_again() -> None:
    network = Network()
    from oftwist.testing import FakeSwitch

    switch = network.add_switch(FakeSwitch(1, 1, clock=network.clock, ports=2))
    one, other = network.add_host(switch, 1), network.add_host(switch, 2, ip="192.0.2.9", mac=0xABC)
    clock: Any = network.clock
    times: list[float | None] = []
    one.ping("192.0.2.9").addCallback(times.append)
    assert times == []
    clock.advance(0.4)
    switch.datapath.ports[1].send, send = None, switch.datapath.ports[1].send
    talk = Talk(1, connect=False)
    channel = switch.channel()
    channel.receive(talk.ofp.message.hello(xid=1).pack())
    channel.receive(talk.flow(xid=2, actions=[talk.output(talk.ofp.OFPP_NORMAL)]).pack())
    switch.datapath.ports[1].send = send
    clock.advance(0.1)  # the second ARP request gets through
    assert times == [0.5] and one.arp == {other.ip: 0xABC}
    one.ping(other).addCallback(times.append)
    assert times == [0.5, 0.0]  # known now, and nothing takes time
    assert clock.getDelayedCalls() == []


def test_links_break_and_hosts_move() -> None:
    network = Network.line(2, 1)
    clock: Any = network.clock
    Flooder(network)
    (link,) = network.links
    one, other = network.hosts
    results: list[float | None] = []
    network.set_link(link, False)
    assert not link.one[0].ports[link.one[1]].up
    one.ping(other, timeout=1.0).addCallback(results.append)
    run(clock, 1.1)
    assert results == [None]
    network.set_link(link, True)
    one.ping(other, timeout=1.0).addCallback(results.append)
    run(clock, 1.1)
    assert results[1] is not None
    network.plug(other, network.switches[0], 3)  # the free port on the left
    network.switches[0].set_link(3, True)
    one.ping(other, timeout=1.0).addCallback(results.append)
    run(clock, 1.1)
    assert results[2] is not None


def test_frames_for_others_are_not_taken() -> None:
    network = Network.line(1, 2)
    one, _ = network.hosts
    one.receive(pk.build_udp(0x77, 2, 1, 2, 3, 4))
    one.receive(b"")
    assert one.received == []
    one.receive(pk.build_udp(one.mac, 2, 1, 2, 3, 4))
    assert len(one.received) == 1


def test_ping_nobody() -> None:
    reports: list[PingReport] = []
    Network.line(1, 1).ping_all().addCallback(reports.append)
    assert reports == [PingReport()]


def test_counts() -> None:
    network = Network.line(2, 2)
    talk = Talk(4, connect=False)
    channel = network.switches[0].channel()
    channel.receive(talk.ofp.message.hello(xid=1).pack())
    channel.receive(talk.flow(xid=1, idle_timeout=3).pack())
    assert network.flow_count() == 1
    network.stop()
    assert network.clock.getDelayedCalls() == []  # type: ignore[attr-defined]
