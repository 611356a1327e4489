"""The fabric and frames of every kind: what a switch can do by itself does not come to us frame by frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from oftwist.apps.fabric import UNKNOWN, Fabric
from oftwist.testing import Network
from oftwist.testing.network import Host
from tests.support.world import World

VERSIONS = [[1], [4], [6], [1, 2, 3, 4]]
STRANGER = bytes([2, 0, 0, 0, 0xAA, 1])
TAGS = {
    "none": b"",
    "802.1Q": b"\x81\x00\x00\x0a",
    "802.1ad": b"\x88\xa8\x00\x0a\x81\x00\x00\x14",
    "priority": b"\x81\x00\xe0\x00",
    "no tag of a VLAN": b"\x91\x00\x00\x0a",
}


class Fabrics(World):
    """A ring whose hosts know each other; packet-ins are counted while no time passes, so that none are probes."""

    def __init__(self, versions: list[int]) -> None:
        super().__init__(Network.shaped("ring", 4, 2, versions=versions), Fabric())
        self.run(2.0)
        self.ping_all([(host, self.network.hosts[0]) for host in self.network.hosts[1:]], timeout=0.5)

    def packet_ins(self) -> int:
        return sum(switch.sent["packet_in"] for switch in self.network.switches)

    def later(self, send: Callable[[], None], times: int = 5) -> int:
        """How many packet-ins some frames cause when the first of them are over."""
        for _ in range(3):
            send()
            self.run(0.1)
        before = self.packet_ins()
        for _ in range(times):
            send()
            self.endpoint.pump()
        return self.packet_ins() - before

    def no_errors(self) -> bool:
        return not any(switch.errors_sent for switch in self.network.switches)


def mac(host: Host) -> bytes:
    return host.mac.to_bytes(6, "big")


def frame(dst: bytes, src: bytes, tag: bytes = b"") -> bytes:
    return dst + src + tag + b"\x88\xb5" + bytes(50)


@pytest.fixture(scope="module", params=VERSIONS, ids=str)
def fabric(request: pytest.FixtureRequest) -> Fabrics:
    return Fabrics(request.param)


def test_two_that_talk_in_any_tag(fabric: Fabrics) -> None:
    one, other = fabric.network.hosts[0], fabric.network.hosts[5]
    for name, tag in TAGS.items():

        def talk(tag: bytes = tag) -> None:
            one.send(frame(mac(other), mac(one), tag))
            other.send(frame(mac(one), mac(other), tag))

        assert fabric.later(talk) == 0, name
        for host, sender in ((one, other), (other, one)):
            host.received.clear()
            fabric.later(talk)
            gone = b"" if name == "priority" else tag  # that one says nothing about where it belongs
            assert set(host.received) == {frame(mac(host), mac(sender), gone)}, name
    assert fabric.no_errors()


def test_what_is_from_nobody_there(fabric: Fabrics) -> None:
    """Not a host's address; one that another host has; what never leaves its port."""
    hosts = fabric.network.hosts
    for src in (b"\xff" * 6, b"\x01\x00\x5e\x00\x00\x01", bytes(6)):
        assert fabric.later(partial(hosts[0].send, frame(mac(hosts[5]), src))) == 0, src
    assert fabric.later(lambda: hosts[0].send(frame(mac(hosts[0]), mac(hosts[0])))) == 0

    def hub() -> None:
        hosts[0].send(frame(mac(hosts[0]), STRANGER))
        hosts[0].send(frame(STRANGER, mac(hosts[0])))

    assert fabric.later(hub) == 0

    def one_address_at_two_places() -> None:
        for host in (hosts[1], hosts[3]):
            host.send(frame(mac(hosts[6]), bytes([2, 0, 0, 0, 0xBB, 1])))

    assert fabric.later(one_address_at_two_places) == 0
    for _ in range(30):
        one_address_at_two_places()
        fabric.run(0.2, 0.1)
    assert fabric.later(one_address_at_two_places) <= 2
    assert fabric.no_errors()


def test_who_moves_is_not_kept_waiting(fabric: Fabrics) -> None:
    """What drops the frames of somebody believed to be elsewhere makes way for the flow of who is there now."""
    hosts, moving = fabric.network.hosts, bytes([2, 0, 0, 0, 0xCC, 1])
    for host in (hosts[2], hosts[4], hosts[2]):
        waited = 0.0
        while True:
            host.send(frame(b"\xff" * 6, moving))
            fabric.run(0.1)
            hosts[7].received.clear()
            host.send(frame(mac(hosts[7]), moving))
            fabric.endpoint.pump()
            if hosts[7].received:
                break
            waited += 0.1
            assert waited < UNKNOWN - 0.2


@pytest.mark.parametrize("version", [1, 4])
def test_stumps_of_packets(version: int) -> None:
    fabric = Fabrics([version])
    (switch, *_), (host, other, *_) = fabric.network.switches, fabric.network.hosts
    known = [str(each) for each in fabric.topology.hosts]
    for tag in (*TAGS.values(), b"\x08\x06", b"\x86\xdd", b"\x88\xcc"):
        whole = frame(mac(other), STRANGER, tag)
        for length in range(14 if tag[:2] not in (b"\x81\x00", b"\x88\xa8") else 18):
            switch.packet_in(host.port, whole[:length])
    fabric.endpoint.pump(1000)
    assert [str(each) for each in fabric.topology.hosts] == known
    assert [event for event in fabric.controller.events.since() if event.kind == "app_failed"] == []
