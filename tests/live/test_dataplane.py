"""Ports that Linux knows: real interfaces in the namespace of this process, and another switch as a tester."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
import pytest_twisted
from twisted.internet import reactor, threads

from oftwist import packet as pk
from oftwist.dataplane import DataPlane, Interfaces, Taps, TesterSwitch, Unexpected
from oftwist.dataplane.linux import flags
from oftwist.errors import ConfigurationError
from tests.live.open_vswitch import PROTOCOLS, OpenVSwitch, run
from tests.live.test_switch_on_ovs import ALL_VERSIONS, controllers
from tests.support.waiting import LIMIT, until

FRAME = pk.build_udp(0x020000000001, 0x020000000002, 1, 2, 3, 4, b"question")
_numbers = itertools.count()


@pytest.fixture
def pair() -> Iterator[tuple[str, str]]:
    """Two interfaces with a cable between them."""
    number = next(_numbers)
    one, other = f"dp{number}a", f"dp{number}b"
    run("ip", "link", "add", one, "type", "veth", "peer", "name", other)
    for name in (one, other):
        run("ip", "link", "set", name, "addrgenmode", "none", "up")
    yield one, other
    subprocess.run(["ip", "link", "del", one], check=False, capture_output=True)


@asynccontextmanager
async def started(ports: Interfaces | Taps | TesterSwitch) -> AsyncIterator[DataPlane]:
    plane = DataPlane(ports, reactor, timeout=LIMIT)  # type: ignore[arg-type]
    await plane.start()
    try:
        await plane.when_up()
        yield plane
    finally:
        await plane.stop()


@pytest_twisted.ensureDeferred
async def test_frames_as_they_are_on_the_wire(pair: tuple[str, str]) -> None:
    """Tagged once or twice, with either type of tag, short, long, for somebody else."""
    frames = [FRAME, FRAME[:20], FRAME[:14] + bytes(1486)]
    frames += [pk.push_vlan(FRAME, tag) for tag in (0x8100, 0x88A8)]
    frames += [pk.push_vlan(pk.push_vlan(FRAME, 0x8100), 0x88A8)]
    frames += [FRAME[:12] + b"\x81\x00" + tci + FRAME[12:] for tci in (b"\x00\x00", b"\xef\xff", b"\x00\x05")]
    async with started(Interfaces({1: pair[0], 2: pair[1]}, reactor)) as plane:  # type: ignore[arg-type]
        for frame in frames:
            for here, there in ((1, 2), (2, 1)):
                plane.send(here, frame)
                got = await plane.expect(there, frame)
                assert plane.pending() == [], "its own frames are not seen"
                assert abs(got.time - plane.ports.now()) < 3600  # type: ignore[attr-defined]


@pytest_twisted.ensureDeferred
async def test_a_flood_is_read_whole(pair: tuple[str, str]) -> None:
    count = 20_000
    async with started(Interfaces({1: pair[0], 2: pair[1]}, reactor)) as plane:  # type: ignore[arg-type]
        for begin in range(0, count, 500):
            for n in range(begin, begin + 500):
                plane.send(1, FRAME[:-4] + n.to_bytes(4, "big"), flush=False)
            last = FRAME[:-4] + (begin + 499).to_bytes(4, "big")
            await plane.expect(2, last)
            plane.flush()
        assert (plane.counts[1].sent, plane.counts[2].received, plane.counts[2].dropped) == (count, count, 0)


@pytest_twisted.ensureDeferred
async def test_links(pair: tuple[str, str]) -> None:
    ports = Interfaces({1: pair[0], 2: pair[1]}, reactor)  # type: ignore[arg-type]
    async with started(ports) as plane:
        run("ip", "link", "set", pair[1], "down")
        assert not ports.is_up(2)
        await until(lambda: not ports.is_up(1))
        with pytest.raises(Unexpected, match=r"no link: port 1 .*, port 2"):
            await plane.when_up(timeout=0)
        with pytest.raises(OSError, match="down"):
            plane.send(2, FRAME)
        run("ip", "link", "set", pair[1], "up")
        await plane.when_up()
        plane.send(1, FRAME)
        await plane.expect(2, FRAME)  # it went on
    assert not flags(pair[0]) & 0x100, "promiscuous no more"


@pytest_twisted.ensureDeferred
async def test_a_link_is_cut_and_mended(pair: tuple[str, str]) -> None:
    ports = Interfaces({1: pair[0], 2: pair[1]}, reactor)  # type: ignore[arg-type]
    async with started(ports) as plane:
        plane.set_link(1, False)
        await until(lambda: not ports.is_up(2))  # the other end sees it too
        plane.set_link(1, True)
        await plane.when_up()
        plane.send(2, FRAME)
        await plane.expect(1, FRAME)


@pytest_twisted.ensureDeferred
async def test_an_interface_that_is_not_there(pair: tuple[str, str]) -> None:
    plane = DataPlane(Interfaces({1: pair[0], 7: "nothere"}, reactor), reactor)  # type: ignore[arg-type]
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(ConfigurationError, match="port 7: cannot open nothere: no interface with this name"):
        await plane.start()
    assert len(os.listdir("/proc/self/fd")) == before


@pytest_twisted.ensureDeferred
async def test_taps() -> None:
    """What the kernel has as an interface, we have as a port."""
    name = f"tap{next(_numbers)}"
    async with started(Taps({3: name}, reactor)) as plane:  # type: ignore[arg-type]
        run("sysctl", "-q", "-w", f"net.ipv6.conf.{name}.disable_ipv6=1")
        async with started(Interfaces({1: name}, reactor)) as inside:  # type: ignore[arg-type]
            plane.send(3, FRAME)
            await inside.expect(1, FRAME)
            inside.send(1, FRAME[::-1])
            await plane.expect(3, FRAME[::-1])


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.ensureDeferred
async def test_another_switch_is_the_tester(ovs: OpenVSwitch, pair: tuple[str, str], version: int) -> None:
    """Its port 5 leads to port 1 of the device: here to the other end of a cable."""
    bridge = await threads.deferToThread(ovs.add_bridge, PROTOCOLS[version], 0)
    ovs.vsctl("add-port", bridge.name, pair[0], "--", "set", "interface", pair[0], "ofport_request=5")
    async with controllers(bridge) as (controller,):
        switch = controller.switch(bridge.datapath_id)
        async with (
            started(TesterSwitch(switch, {1: 5})) as plane,
            started(Interfaces({1: pair[1]}, reactor)) as device,  # type: ignore[arg-type]
        ):
            plane.send(1, FRAME)
            await device.expect(1, FRAME)
            device.send(1, FRAME + bytes(900))
            await plane.expect(1, FRAME + bytes(900))
        assert await switch.flows() == [], "as it was found"
