"""Flow monitors: which flows they tell of, when, and what."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite.bench import Bench
from oftwist.connection.interfaces import Message

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


def monitor(bench: Bench, number: int, *flags: str, command: str | int = "ADD", **members: Any) -> Message:
    """A request that begins, changes or ends a flow monitor."""
    ofp = bench.ofp
    bits = 0
    for flag in flags:
        bits |= getattr(ofp, f"OFPFMF_{flag}")
    made: dict[str, Any] = {"monitor_id": number, "flags": bits, "match": ofp.match(), "table_id": 0xFF}
    made["command"] = command if isinstance(command, int) else getattr(ofp, f"OFPFMC_{command}")
    made |= {"out_port": ofp.OFPP_ANY, "out_group": ofp.OFPG_ANY}
    msg: Message = ofp.message.flow_monitor_request(entries=[ofp.flow_monitor_entry(**made | members)])
    return msg


def updates(bench: Bench) -> list[Any]:
    """What monitors have told meanwhile."""
    bench.switch.barrier()
    found: list[Any] = []
    while (msg := bench.switch.poll("flow_monitor_reply", timeout=bench.quiet)) is not None:
        found += msg.entries
    return found


def events(bench: Bench) -> list[str]:
    """The kinds of what monitors have told meanwhile."""
    return [type(entry).__name__.removeprefix("flow_update_") for entry in updates(bench)]


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_the_answer_comes_with_the_number(bench: Bench) -> None:
    """The flows that are there come with the transaction id of the request, changes with that of nobody."""
    bench.flows("priority=5,udp,actions=output:{2}")
    msg = monitor(bench, 1, "INITIAL", "ADD")
    reply = bench.switch.request(msg)
    assert reply.xid == msg.xid and len(reply.entries) == 1
    bench.flows("priority=6,udp,actions=output:{2}")
    change = bench.switch.poll("flow_monitor_reply")
    assert change is not None and change.xid == 0


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
@pytest.mark.parametrize("full", [True, False], ids=["with instructions", "without"])
def test_instructions_when_asked_for(bench: Bench, full: bool) -> None:
    """What a flow does is told to monitors that ask for it, and else nothing of it."""
    bench.flows("priority=5,udp,actions=output:{2}")
    more = ("INSTRUCTIONS",) if full else ()
    reply = bench.switch.request(monitor(bench, 1, "INITIAL", "ADD", *more))
    assert bool(reply.entries[0].instructions) == full


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_our_own_in_full(bench: Bench) -> None:
    """With NO_ABBREV changes of its own come in full to a controller."""
    bench.switch.request(monitor(bench, 1, "ADD", "REMOVED", "NO_ABBREV"))
    bench.flows("priority=5,udp,actions=output:{2}")
    bench.switch.delete_flows()
    assert events(bench) == ["added", "removed"]


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_what_others_change(bench: Bench, second: Bench) -> None:
    """What another controller changes is told in full, whoever else is told of it."""
    bench.switch.request(monitor(bench, 1, "ADD", "REMOVED"))
    second.flows("priority=5,udp,actions=output:{2}")
    second.switch.delete_flows()
    assert events(bench) == ["added", "removed"] and events(second) == []


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_our_own_only(bench: Bench, second: Bench) -> None:
    """With ONLY_OWN a controller is told of its own changes, not of those of others."""
    bench.switch.request(monitor(bench, 1, "ADD", "ONLY_OWN"))
    second.flows("priority=5,udp,actions=output:{2}")
    assert events(bench) == []
    bench.flows("priority=6,udp,actions=output:{2}")
    assert len(events(bench)) == 1


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_two_monitors(bench: Bench) -> None:
    """A change that two monitors see is told once; one that neither sees not at all."""
    bench.switch.request(monitor(bench, 1, "ADD", match=bench.ofp.match.parse("udp")))
    bench.switch.request(monitor(bench, 2, "ADD", "REMOVED", match=bench.ofp.match.parse("tcp")))
    bench.switch.request(monitor(bench, 3, "ADD", match=bench.ofp.match.parse("udp,udp_dst=9")))
    bench.flows("udp,udp_dst=9,actions=drop", "udp,udp_dst=8,actions=drop", "tcp,actions=drop", "arp,actions=drop")
    assert len(updates(bench)) == 3
    bench.switch.delete_flows("tcp")
    assert len(updates(bench)) == 1


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_ended_alone(bench: Bench) -> None:
    """When one of two monitors is ended, the other goes on."""
    bench.switch.request(monitor(bench, 1, "ADD", match=bench.ofp.match.parse("udp")))
    bench.switch.request(monitor(bench, 2, "ADD", match=bench.ofp.match.parse("tcp")))
    bench.switch.confirm([monitor(bench, 1, command="DELETE")])
    bench.switch.controller.clear_queue()
    bench.flows("udp,actions=drop", "tcp,actions=drop")
    assert len(updates(bench)) == 1


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_its_number_is_free_again(bench: Bench) -> None:
    """The number of a monitor that was ended can be used again."""
    for _ in range(2):
        bench.switch.request(monitor(bench, 1, "ADD"))
        bench.switch.confirm([monitor(bench, 1, command="DELETE")])


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_a_number_in_use(bench: Bench) -> None:
    """A monitor is not begun under a number that another one has."""
    bench.switch.request(monitor(bench, 1, "ADD"))
    bench.refuses(monitor(bench, 1, "ADD"), "FLOW_MONITOR_FAILED", "MONITOR_EXISTS")


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
@pytest.mark.parametrize("command", ["MODIFY", "DELETE"])
def test_no_such_monitor(bench: Bench, command: str) -> None:
    """A monitor that is not there is neither changed nor ended."""
    bench.refuses(monitor(bench, 77, "ADD", command=command), "FLOW_MONITOR_FAILED", "UNKNOWN_MONITOR")


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_changed(bench: Bench) -> None:
    """A monitor that is changed tells what it is asked for from then on."""
    bench.switch.request(monitor(bench, 1, "ADD"))
    bench.switch.request(monitor(bench, 1, "REMOVED", command="MODIFY"))
    bench.switch.controller.clear_queue()
    bench.flows("priority=5,udp,actions=output:{2}")
    assert events(bench) == []
    bench.switch.delete_flows()
    assert events(bench) == ["abbrev"]


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_unknown_commands(bench: Bench) -> None:
    """A request with a command that nobody knows is refused."""
    bench.refuses(monitor(bench, 1, "ADD", command=9), "FLOW_MONITOR_FAILED", "BAD_COMMAND")


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
def test_unknown_flags(bench: Bench) -> None:
    """A request with a flag that nobody knows is refused, and begins no monitor."""
    bench.refuses(monitor(bench, 1, flags=0x4002), "FLOW_MONITOR_FAILED", "BAD_FLAGS")
    bench.flows("udp,actions=drop")
    assert events(bench) == []


@case("1.4-1.5", section=MONITORS, optional=True, needs=NEEDS)
@pytest.mark.parametrize(("idle", "hard"), [(1, 0), (0, 1)], ids=["idle", "hard"])
def test_time_is_told(bench: Bench, idle: int, hard: int) -> None:
    """The end of a flow by its time is told with that reason."""
    bench.flows(f"idle_timeout={idle},hard_timeout={hard},udp,actions=output:{{2}}")
    bench.switch.request(monitor(bench, 1, "REMOVED"))
    bench.let_pass(1)
    msg = bench.switch.poll("flow_monitor_reply", timeout=6)
    assert msg is not None and type(msg.entries[0]).__name__ == "flow_update_removed"
    wanted = bench.ofp.OFPRR_IDLE_TIMEOUT if idle else bench.ofp.OFPRR_HARD_TIMEOUT
    assert (msg.entries[0].reason, msg.entries[0].idle_timeout, msg.entries[0].hard_timeout) == (wanted, idle, hard)


@case("1.4-1.5", section=MONITORS, optional=True, needs=(*NEEDS, "groups"))
def test_flows_of_a_group(bench: Bench) -> None:
    """A monitor of a group is told of flows that send to it only."""
    bench.switch.add_group(bench.put("group_id=1,type=indirect,bucket=output:{2}"))
    bench.switch.request(monitor(bench, 1, "ADD", out_group=1))
    bench.flows("udp,actions=group:1", "tcp,actions=output:{2}")
    assert len(updates(bench)) == 1
