"""Every question that OpenFlow has, put to a real Open vSwitch in every version: no answer may be unreadable.

What Open vSwitch does not know it refuses with an error, which is an answer too.
"""

from __future__ import annotations

from typing import Any

import pytest
import pytest_twisted
from twisted.internet import threads

from oftwist import RequestFailed, Switch
from tests.live.open_vswitch import PROTOCOLS, Bridge, OpenVSwitch
from tests.live.test_switch_on_ovs import ALL_VERSIONS, NO_BUFFER, controllers
from tests.support.waiting import LIMIT

# Questions that need more than a bridge can have, or that are vendors' own.
NOT_ASKED = {"experimenter_stats_request", "onf_stats_request"}
# What the specification names and Open vSwitch 3.1 says that it does not know.
UNKNOWN_TO_OVS = {"bundle_features_stats_request", "controller_status_stats_request", "flow_lightweight_stats_request"}


def questions(ofp: Any) -> list[Any]:
    """One request of each kind, each about everything there is."""
    found = []
    for name in sorted(dir(ofp.message)):
        cls = getattr(ofp.message, name)
        if not name.endswith("_stats_request") or name in NOT_ASKED or name.startswith(("bsn_", "nicira_")):
            continue
        found.append(cls())
    found += [ofp.message.get_config_request(), ofp.message.features_request(), ofp.message.barrier_request()]
    if ofp.OFP_VERSION < 5:
        found.append(ofp.message.queue_get_config_request(port=1))
    if ofp.OFP_VERSION >= 3:
        found.append(ofp.message.role_request())
    if ofp.OFP_VERSION >= 4:
        found.append(ofp.message.async_get_request())
    anything = {
        "table_id": 0xFF,
        "out_port": ofp.OFPP_NONE if ofp.OFP_VERSION == 1 else ofp.OFPP_ANY,
        "port_no": ofp.OFPP_NONE if ofp.OFP_VERSION == 1 else ofp.OFPP_ANY,
        "out_group": 0xFFFFFFFF,
        "group_id": 0xFFFFFFFC,
        "meter_id": 0xFFFFFFFF,
        "queue_id": 0xFFFFFFFF,
    }
    for msg in found:
        for name, value in anything.items():
            if hasattr(msg, name):
                setattr(msg, name, value)
        if hasattr(msg, "match"):
            msg.match = ofp.match.build()
    return found


async def fill(switch: Switch) -> None:
    """One of everything in the switch: flows, a group, a meter."""
    ofp = switch.ofp
    output = ofp.action.output(port=2)
    match = ofp.match.build(in_port=1, eth_type=0x800, ipv4_src="10.0.0.0/8")
    flow = ofp.message.flow_add(match=match, buffer_id=NO_BUFFER, priority=5, cookie=7)
    if switch.version == 1:
        flow.actions = [output]
    else:
        flow.instructions = [ofp.instruction.apply_actions([output]), ofp.instruction.goto_table(1)]
        group = ofp.message.group_add(group_type=ofp.OFPGT_ALL, group_id=3)
        if switch.version < 6:
            group.buckets = [ofp.bucket(watch_port=ofp.OFPP_ANY, watch_group=ofp.OFPG_ANY, actions=[output])]
        else:
            group.command_bucket_id = ofp.OFPG_BUCKET_ALL
            group.buckets = [ofp.bucket(bucket_id=1, actions=[output])]
        await switch.apply(group)
    if switch.version >= 4:
        meter = ofp.message.meter_mod(command=ofp.OFPMC_ADD, flags=ofp.OFPMF_KBPS, meter_id=1)
        bands = [ofp.meter_band.drop(rate=100)]
        if switch.version == 4:
            meter.meters = bands
        else:
            meter.bands = bands
        await switch.apply(meter)
    await switch.apply(flow)


def add_queues(ovs: OpenVSwitch, bridge: Bridge) -> None:
    """Two queues on the first host's port."""
    queues = [f"--id=@q{n} create queue other-config:min-rate=1000000 other-config:max-rate=2000000 --" for n in (0, 1)]
    qos = "--id=@qos create qos type=linux-htb other-config:max-rate=10000000 queues:0=@q0 queues:1=@q1 --"
    words = " ".join([*queues, qos, f"set port {bridge.hosts[0].interface} qos=@qos"]).split()
    ovs.vsctl("--", *words)


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest_twisted.ensureDeferred
async def test_every_answer_can_be_read(ovs: OpenVSwitch, version: int) -> None:
    bridge = await threads.deferToThread(ovs.add_bridge, PROTOCOLS[version], 2)
    async with controllers(bridge) as (controller,):
        switch = controller.switch(bridge.datapath_id)
        await fill(switch)
        await threads.deferToThread(add_queues, ovs, bridge)
        refused = set()
        answers = {}
        for msg in questions(switch.ofp):
            name = type(msg).__name__
            try:
                answers[name] = await switch.request(msg, timeout=LIMIT)
            except RequestFailed as failure:
                assert "UNKNOWN" not in str(failure)
                refused.add(name)
        assert refused <= UNKNOWN_TO_OVS
        for name, reply in answers.items():
            assert reply.extra == b"", name
            assert "extra=" not in repr(reply) or name == "flow_stats_request", name

        (flow,) = answers["flow_stats_request"].entries
        assert (flow.priority, flow.cookie) == (5, 7)
        assert "Open vSwitch" in answers["desc_stats_request"].hw_desc
        assert len(answers["port_stats_request"].entries) == 3
        assert {entry.queue_id for entry in answers["queue_stats_request"].entries} == {0, 1}
        if version < 5:
            assert [queue.queue_id for queue in answers["queue_get_config_request"].queues] == [0, 1]
        if version >= 2:
            (group,) = answers["group_desc_stats_request"].entries
            assert (group.group_id, len(group.buckets)) == (3, 1)
        if version >= 4:
            assert answers["meter_features_stats_request"].features.max_bands > 0
            (meter,) = answers["meter_config_stats_request"].entries
            assert (meter.meter_id, len(meter.entries)) == (1, 1)
            assert {desc.port_no for desc in answers["port_desc_stats_request"].entries} >= {1, 2}
            assert len(answers["table_features_stats_request"].entries) > 200
        if version >= 5:
            assert len(answers["table_desc_stats_request"].entries) > 200
            queues = [entry.queue_id for entry in answers["queue_desc_stats_request"].entries if entry.port_no == 1]
            assert queues == [0, 1]


@pytest_twisted.ensureDeferred
async def test_a_flow_monitor(ovs: OpenVSwitch) -> None:
    """OpenFlow 1.5 §7.3.5.19: the flows there are, and then each change, under the same xid."""
    bridge = await threads.deferToThread(ovs.add_bridge, PROTOCOLS[6], 2)
    async with controllers(bridge) as (controller,):
        switch = controller.switch(bridge.datapath_id)
        ofp = switch.ofp
        await fill(switch)
        watch = ofp.flow_monitor_entry(
            monitor_id=1,
            out_port=ofp.OFPP_ANY,
            out_group=ofp.OFPG_ANY,
            flags=ofp.OFPFMF_INITIAL | ofp.OFPFMF_ADD | ofp.OFPFMF_REMOVED,
            table_id=0xFF,
            match=ofp.match.build(),
        )
        reply = await switch.request(ofp.message.flow_monitor_request(entries=[watch]), timeout=LIMIT)
        assert [entry.event for entry in reply.entries] == [ofp.OFPFME_INITIAL]
        change = switch.poll("flow_monitor_reply", timeout=LIMIT)
        await switch.apply(ofp.message.flow_add(priority=9, cookie=1, buffer_id=NO_BUFFER))
        seen = await change
        assert seen.entries[0].event in (ofp.OFPFME_ADDED, ofp.OFPFME_ABBREV)
