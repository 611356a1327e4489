"""``replace_flows`` on a real Open vSwitch: of 20,000 flows with 1 % changed, 1 % is sent, and one barrier.

Counted on the wire by an observer of the connection; what is there in the end is told by ovs-ofctl.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import pytest_twisted
from twisted.internet import threads

from oftwist import Controller
from oftwist.wire import kinds
from tests.live.open_vswitch import PROTOCOLS, OpenVSwitch
from tests.live.test_switch_on_ovs import ALL_VERSIONS, controllers

#: In how many flows the change is found.
SIZES = [
    *(pytest.param(*one.values, 3_000, id=one.id) for one in ALL_VERSIONS),
    pytest.param(4, 20_000, id="1.3, many", marks=pytest.mark.slow),
]
#: Seconds for all flows at once, on a busy machine.
LONG = 600


class Sent:
    """An observer that counts the messages sent, by the names of their types."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    def received(self, connection: object, msg: object, raw: bytes, error: object) -> bool:
        return False

    def sent(self, connection: object, raw: bytes) -> None:
        at = 0
        while at < len(raw):
            self.counted[kinds.type_name(raw[at], raw[at + 1])] += 1
            at += int.from_bytes(raw[at + 2 : at + 4], "big")


def line(number: int, port: int = 1) -> str:
    net = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return f"priority={number % 100},cookie={number:#x},ip,nw_dst={net},actions=dec_ttl,output:{port}"


def changed(lines: list[str], third: int) -> list[str]:
    """The same flows, but so many are gone, as many are new, and as many do something else."""
    kept = lines[third:]
    for at in range(0, 50 * third, 50):
        kept[at] = kept[at].replace("output:1", "output:2")
    return kept + [line(len(lines) + number) for number in range(third)]


async def settled(controller: Controller, dpid: int) -> Any:
    switch = controller.switch(dpid)
    await switch.extended()
    return switch


@pytest.mark.parametrize(("version", "count"), SIZES)
@pytest_twisted.ensureDeferred
async def test_one_percent_is_sent(ovs: OpenVSwitch, version: int, count: int) -> None:
    bridge = await threads.deferToThread(ovs.add_bridge, PROTOCOLS[version], 0)
    async with controllers(bridge) as (controller,):
        switch = await settled(controller, bridge.datapath_id)
        lines = [line(number) for number in range(count)]
        found = await switch.run(switch.operations.replace_flows(lines), timeout=LONG)
        assert str(found) == f"{count} added, 0 modified, 0 deleted"
        observer = Sent()
        switch.protocol.observe(observer)
        third = count // 300
        wanted = changed(lines, third)
        found = await switch.run(switch.operations.replace_flows(wanted), timeout=LONG)
        switch.protocol.unobserve(observer)
        assert str(found) == f"{third} added, {third} modified, {third} deleted"
        assert observer.counted.pop("flow_mod") == 3 * third <= count // 100
        for name in ("echo_request", "echo_reply"):  # at any time
            observer.counted.pop(name, None)
        question = "stats_request" if "stats_request" in observer.counted else "multipart_request"
        assert observer.counted == {question: 1, "barrier_request": 1}
        again = await switch.run(switch.operations.diff_flows(wanted), timeout=LONG)
        assert again.messages == []
        assert (await switch.aggregate()).flow_count == len(wanted)
        told = await threads.deferToThread(bridge.flows)
        assert len(told) == len(wanted)
        assert sum("output:2" in one for one in told) == third
