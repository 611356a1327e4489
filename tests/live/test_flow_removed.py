"""Flow-removed messages of a real Open vSwitch: the standard one, and Nicira's of 1.0 with all fields of the match."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_twisted

from oftwist import text
from tests.live.open_vswitch import OpenVSwitch
from tests.live.test_switch_on_ovs import ALL_VERSIONS, connected
from tests.support import ofctl
from tests.support.waiting import LIMIT

NXM = 2  # nx_flow_format
FLOW = "table=3,priority=7,cookie=0x2a,reg0=5,tcp,nw_dst=10.0.0.0/8,send_flow_rem,actions=drop"


def told_by_ofctl(msg: Any) -> str:
    """What ofp-print says of a message behind its head."""
    (printed,) = ofctl.printed([ofctl.without_xid(msg.pack())])
    return printed.split("(xid=0x0):", 1)[1].strip()


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.ensureDeferred
async def test_a_flow_that_is_deleted(ovs: OpenVSwitch, version: int) -> None:
    async with connected(ovs, version) as switch:
        message = switch.ofp.message
        if version == 1:  # else it tells of the match what fits into that of 1.0
            await switch.apply(message.nicira_set_flow_format(format=NXM))
        words = FLOW if version != 2 else FLOW.replace("reg0=5,", "")  # 1.1 has no registers
        await switch.add_flow(words)
        coming = switch.poll("nicira_flow_removed" if version == 1 else "flow_removed", LIMIT)
        await switch.delete_flows("cookie=0x2a/-1")
        msg = await coming
        assert (msg.priority, msg.cookie, msg.reason) == (7, 0x2A, switch.ofp.OFPRR_DELETE)
        assert (msg.packet_count if hasattr(msg, "packet_count") else 0) == 0
        told = text.format_flow(msg)
        assert told == told_by_ofctl(msg)
        registers = "" if version == 2 else "reg0=0x5,"
        assert told.startswith(f"priority=7,tcp,{registers}nw_dst=10.0.0.0/8 reason=delete")
        assert "table_id=3" in told and "cookie:0x2a" in told
