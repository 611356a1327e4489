"""The learning switch on a real Open vSwitch: packets from odd ports, and one address in several VLANs.

Packets come in by packet-outs through the tables, so that they can name any port; packet-ins are counted by the
addresses of these packets, for the hosts of the bridge say things of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_twisted
from twisted.internet import reactor, task, threads

from oftwist import Controller, Options, on
from oftwist.apps.learning_switch import LearningSwitch
from tests.live.open_vswitch import PROTOCOLS, Bridge, OpenVSwitch
from tests.support.waiting import LIMIT

A, B, C, ROUTER = (bytes([2, 7, 0, 0, 0, n]) for n in (1, 2, 3, 9))
BROADCAST = b"\xff" * 6
RESERVED = ("IN_PORT", "TABLE", "NORMAL", "FLOOD", "ALL", "CONTROLLER", "LOCAL", "NONE")
ODD = ("MAX", "MAX+1", 0, 99)
ALL_VERSIONS = [pytest.param(version, id=f"1.{version - 1}") for version in PROTOCOLS]


def frame(dst: bytes, src: bytes, vlan: int | None = None) -> bytes:
    tag = b"" if vlan is None else b"\x81\x00" + vlan.to_bytes(2, "big")
    return (dst + src + tag + b"\x88\xb5").ljust(64, b"\0")


class Counting:
    """Counts packet-ins by their source address, and errors."""

    def __init__(self) -> None:
        self.seen: Counter[bytes] = Counter()
        self.errors: list[Any] = []

    @on("packet_in", priority=200)
    def packet_in(self, switch: Any, msg: Any) -> None:
        self.seen[bytes(msg.data[6:12])] += 1

    @on("error_msg")
    def error(self, switch: Any, msg: Any) -> None:
        self.errors.append(msg)


class Stage:
    """The switch as the app sees it, and what is counted."""

    def __init__(self, bridge: Bridge, switch: Any, app: LearningSwitch, counting: Counting) -> None:
        self.bridge, self.switch, self.ofp, self.app, self.counting = bridge, switch, switch.ofp, app, counting
        self.ours: set[int] = set()  # the xids of our packet-outs

    def port_number(self, where: str | int) -> int:
        if isinstance(where, int):
            return where
        if where.startswith("MAX"):
            return int(self.ofp.OFPP_MAX) + where.count("+1")
        return int(getattr(self.ofp, f"OFPP_{where}", 0xFFFFFFFF))

    async def arrives(self, in_port: int, *frames: bytes) -> Counter[bytes]:
        """Frames through the tables; what they caused, by source address."""
        ofp, before = self.ofp, Counter(self.counting.seen)
        for data in frames:
            action = ofp.action.output(port=ofp.OFPP_TABLE)
            out = ofp.message.packet_out(buffer_id=0xFFFFFFFF, data=data, actions=[action])
            if self.switch.version < 6:
                out.in_port = in_port
            else:
                out.match = ofp.match.build(in_port=in_port)
            self.ours.add(self.switch.send(out))
            await self.switch.barrier(timeout=LIMIT)
        await self.settle()
        return self.counting.seen - before

    async def settle(self) -> None:
        """Until nothing more comes, or for some time: one that talks for ever has said hundreds of things by then."""
        for _ in range(20):
            before = Counter(self.counting.seen)
            await task.deferLater(reactor, 0.03)
            await self.switch.barrier(timeout=LIMIT)
            if before == self.counting.seen:
                return


@asynccontextmanager
async def stage(ovs: OpenVSwitch, version: int) -> AsyncIterator[Stage]:
    bridge = await threads.deferToThread(ovs.add_bridge, PROTOCOLS[version], 3)
    app, counting = LearningSwitch(), Counting()
    controller = Controller(Options(), reactor)
    controller.add_app(counting)
    controller.add_app(app)
    try:
        listener = controller.listen("ptcp:0:127.0.0.1")
        controller.startService()  # type: ignore[no-untyped-call]
        port: Any = await listener.when_listening()
        await threads.deferToThread(bridge.set_controller, f"tcp:127.0.0.1:{port.getHost().port}")
        switch = await controller.when_switch(bridge.datapath_id, timeout=LIMIT)
        await switch.barrier(timeout=LIMIT)
        yield Stage(bridge, switch, app, counting)
    finally:
        await threads.deferToThread(bridge.remove)
        await controller.stopService()


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.ensureDeferred
async def test_one_packet_in_for_a_frame_from_anywhere(ovs: OpenVSwitch, version: int) -> None:
    async with stage(ovs, version) as world:
        assert (await world.arrives(1, frame(BROADCAST, B)))[B] == 1
        for index, where in enumerate((*RESERVED, *ODD)):
            source = bytes([2, 8, 0, 0, 0, index])
            in_port = world.port_number(where)
            counted = await world.arrives(in_port, *(frame(dst, source) for dst in (BROADCAST, C, B)))
            assert counted[source] <= 3, (where, counted)
            counted = await world.arrives(1, *[frame(source, B)] * 3)
            assert counted[B] == 3, (where, counted)
            assert source not in world.app.hosts[world.switch.datapath_id]
        # The packet-outs of this test are refused from some of these ports; nothing that the app sends is.
        assert {msg.xid for msg in world.counting.errors} <= world.ours


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.ensureDeferred
async def test_a_router_with_one_address_in_all_vlans(ovs: OpenVSwitch, version: int) -> None:
    vlans = {1: None, 2: 20, 3: 30}
    async with stage(ovs, version) as world:

        async def exchange() -> Counter[bytes]:
            counted: Counter[bytes] = Counter()
            for port, vlan in vlans.items():
                host = bytes([2, 9, 0, 0, 0, port])
                counted += await world.arrives(port, frame(host, ROUTER, vlan))
                counted += await world.arrives(1 + port % 3, frame(ROUTER, host, vlan))
            return counted

        assert (await exchange())[ROUTER] == 3
        await exchange()
        for _ in range(2):
            counted = await exchange()
            assert not [source for source in counted if source == ROUTER or source[:2] == b"\x02\x09"]
        assert world.counting.errors == []
        # Every flow to the router leads to its port in that VLAN, and was used.
        lines = await threads.deferToThread(world.bridge.ofctl, "dump-flows", "--no-names")
        found = re.findall(r"in_port=(\d),(\S*)dl_src=02:09\S+,dl_dst=02:07:00:00:00:09 actions=output:(\d)", lines)
        assert {int(came): int(goes) for came, _, goes in found} == {1 + port % 3: port for port in vlans}
        assert sorted("".join(re.findall(r"dl_vlan=(\d+)", vlan)) for _, vlan, _ in found) == ["", "20", "30"]
        assert sum("vlan_tci=0x0000" in vlan for _, vlan, _ in found) == 1
