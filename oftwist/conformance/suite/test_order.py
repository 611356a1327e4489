"""Barriers, and what they keep in order."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite import raw
from oftwist.conformance.suite.bench import Bench

BARRIER = "1.0 5.3.7, 1.1 A.3.8, 1.2 A.3.8, 1.3 7.3.8"


@case(section=BARRIER)
@pytest.mark.parametrize("count", [2, 20])
def test_each_barrier_is_answered(bench: Bench, count: int) -> None:
    """Barriers sent one behind the other are answered in their order, each with its transaction id."""
    bench.switch.controller.clear_queue()
    xids = [bench.switch.send(bench.ofp.message.barrier_request()) for _ in range(count)]
    got = [bench.switch.poll("barrier_reply") for _ in xids]
    assert [msg.xid for msg in got] == xids


@case(section=BARRIER, needs="two ports")
def test_changes_on_both_sides_of_a_barrier(bench: Bench) -> None:
    """What comes behind a barrier is done after what comes before it: the last of many changes is what stays."""
    for n in range(20):
        bench.switch.send(bench.flow(f"cookie={n},actions=output:{{{1 + n % 2}}}"))
        bench.switch.send(bench.ofp.message.barrier_request())
        if n % 5 == 4:
            bench.switch.send(bench.flow("", "delete"))
            bench.switch.send(bench.ofp.message.barrier_request())
    bench.switch.send(bench.flow("cookie=99,actions=output:{2}"))
    bench.switch.barrier()
    assert [entry.cookie for entry in bench.switch.flows()] == [99]


@case(section=BARRIER, needs="two ports")
def test_packets_behind_a_barrier(bench: Bench) -> None:
    """A packet-out through the tables behind a barrier finds the flow before it."""
    for n in range(50):
        bench.switch.send(bench.flow(f"priority={n + 1},tcp,tcp_src={n + 1},actions=drop"))
    bench.switch.send(bench.flow("priority=100,udp,actions=output:{2}"))
    bench.switch.send(bench.ofp.message.barrier_request())
    out: dict[str, object] = {"data": f.UDP, "in_port": bench.ports[0], "actions": "table"}
    bench.switch.send(bench.switch.operations.packet_out_message(None, out))
    bench.plane.expect(bench.ports[1], f.UDP)


@case(section=BARRIER)
@pytest.mark.parametrize("name", ["echo_request", "features_request", "desc_stats_request", "get_config_request"])
def test_answers_before_a_barrier(bench: Bench, name: str) -> None:
    """What was asked before a barrier is answered before it."""
    bench.switch.controller.clear_queue()
    first = bench.switch.send(getattr(bench.ofp.message, name)())
    then = bench.switch.send(bench.ofp.message.barrier_request())
    assert [bench.switch.poll().xid for _ in range(2)] == [first, then]


@case(section=BARRIER)
def test_long_answers_before_a_barrier(bench: Bench) -> None:
    """An answer in many parts that was asked for before a barrier is through before the barrier is answered."""
    bench.switch.confirm([bench.flow(f"priority={n + 1},udp,udp_src={n + 1},actions=drop") for n in range(800)])
    bench.switch.controller.clear_queue()
    ofp = bench.ofp
    members = {"out_port": ofp.OFPP_NONE if bench.version == 1 else ofp.OFPP_ANY, "table_id": 0xFF}
    if bench.version > 1:
        members["out_group"] = ofp.OFPG_ANY
    msg = ofp.message.flow_stats_request(match=bench.flow("actions=drop").match, **members)
    first = bench.switch.send(msg)
    then = bench.switch.send(ofp.message.barrier_request())
    entries = 0
    while (got := bench.switch.poll()) is not None and got.xid == first:
        entries += len(got.entries)
    assert entries == 800 and got is not None and got.xid == then


@case(section=BARRIER)
@pytest.mark.parametrize("count", [1, 30])
def test_errors_in_their_order(bench: Bench, count: int) -> None:
    """Errors of messages that are apart by barriers come in the order of these."""
    bench.switch.controller.clear_queue()
    wanted = []
    for _ in range(count):
        wanted.append(bench.switch.send(raw.flow(bench.version, raw.tlv(0x7777, bytes(4)))))
        wanted.append(bench.switch.send(bench.ofp.message.barrier_request()))
    assert [bench.switch.poll().xid for _ in wanted] == wanted


@case("1.1-1.5", section=BARRIER, needs=("two ports", "groups"))
def test_groups_before_their_flows(bench: Bench) -> None:
    """A flow behind a barrier may send to the group before it."""
    bench.switch.send(bench.ofp.group(bench.put("group_id=5,type=all,bucket=output:{2}")))
    bench.switch.send(bench.ofp.message.barrier_request())
    bench.flows("actions=group:5")
    bench.forwards(1, f.UDP, 2)
