"""Flow monitors: which flows they tell of, when, and what."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite.bench import Bench

MONITORS = "1.4 7.3.5.17, 1.5 7.3.5.19"
NEEDS = ("three ports", "flow monitors")


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
@pytest.mark.parametrize("count", [0, 1, 50])
def test_what_is_there(bench: Bench, count: int) -> None:
    """A monitor that asks for it is told of every flow that is there, once, before anything else."""
    bench.flows(*(f"priority={n + 1},cookie={n + 1:#x},udp,actions=output:{{2}}" for n in range(count)))
    with bench.switch.monitor_flows() as changes:
        bench.flows("priority=999,actions=drop")
        told = [changes.next() for _ in range(count + 1)]
    assert [update and update.event for update in told] == ["initial"] * count + ["added"]
    entries = [update.entry for update in told if update]
    assert sorted((entry.priority, entry.cookie) for entry in entries[:-1]) == [(n + 1, n + 1) for n in range(count)]
    assert entries[-1].priority == 999


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_every_change(bench: Bench) -> None:
    """A monitor is told of flows that are added, modified and removed, with what they match and do."""
    with bench.switch.monitor_flows() as changes:
        bench.flows("priority=5,cookie=0x77,udp,actions=output:{2}")
        bench.switch.modify_flows(bench.put("udp,actions=output:{3}"))
        bench.switch.delete_flows("udp")
        told = [update for update in (changes.next() for _ in range(3)) if update]
    assert [update.event for update in told] == ["added", "modified", "removed"]
    for update in told:
        assert (update.entry.priority, update.entry.cookie, update.entry.table_id) == (5, 0x77, 0)
        assert update.entry.match == bench.ofp.match.parse("udp")
    out = [update.entry.instructions[0].actions[0].port for update in told[:2]]
    assert out == [bench.ports[1], bench.ports[2]]
    assert told[2].entry.reason == bench.ofp.OFPRR_DELETE


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
@pytest.mark.parametrize("kind", ["added", "modified", "removed"])
def test_only_what_is_asked_for(bench: Bench, kind: str) -> None:
    """A monitor is told of no kind of change that it has not asked for."""
    wanted = {name: name == kind for name in ("initial", "added", "modified", "removed")}
    with bench.switch.monitor_flows(**wanted) as changes:
        for priority in (5, 6):
            bench.flows(f"priority={priority},udp,actions=output:{{2}}")
            bench.switch.modify_flows(bench.put("udp,actions=output:{3}"))
            bench.switch.delete_flows("udp")
        told = [update for update in (changes.next() for _ in range(2)) if update]
    assert [(update.event, update.entry.priority) for update in told] == [(kind, 5), (kind, 6)]


@case("1.4-1.5", section=MONITORS, optional=True, needs=(*NEEDS, "two tables"))
@pytest.mark.parametrize("text", ["table=1", "udp,udp_dst=9", "out_port={3}"], ids=["table", "match", "port"])
def test_only_these_flows(bench: Bench, text: str) -> None:
    """A monitor is told of flows of its table, its match and its port only."""
    with bench.switch.monitor_flows(bench.put(text)) as changes:
        bench.flows("priority=5,udp,actions=output:{2}", "table=1,priority=6,udp,udp_dst=9,actions=output:{3}",
                    "priority=7,udp,udp_dst=8,actions=output:{2}")  # fmt: skip
        bench.switch.delete_flows()
        told = [update for update in (changes.next() for _ in range(2)) if update]
    assert [(update.event, update.entry.priority) for update in told] == [("added", 6), ("removed", 6)]


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_changes_of_our_own(bench: Bench) -> None:
    """A monitor that does not want changes of its own controller in full is told the numbers of their messages."""
    with bench.switch.monitor_flows(own=False, initial=False) as changes:
        flow = bench.flow("priority=5,udp,actions=output:{2}")
        bench.switch.confirm([flow])
        update = changes.next()
    assert update is not None and update.event == "abbreviated" and update.entry.xid == flow.xid


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_the_end(bench: Bench) -> None:
    """A monitor that has been deleted tells no more."""
    with bench.switch.monitor_flows(initial=False) as changes:
        bench.flows("priority=5,udp,actions=output:{2}")
        assert changes.next() is not None
    bench.switch.controller.clear_queue()
    bench.flows("priority=6,udp,actions=output:{2}")
    bench.switch.barrier()
    assert bench.switch.poll("flow_monitor_reply", timeout=bench.quiet) is None
