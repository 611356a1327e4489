"""Adding, changing and deleting flows: commands, strictness, cookies, filters, flags, time-outs, what is told."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

MODS = "1.0 4.6, 1.1 4.6, 1.2 5.5, 1.3 6.4"
REMOVED = "1.0 4.6, 1.1 4.7, 1.2 5.6, 1.3 6.5"


def priorities(bench: Bench) -> list[int]:
    """The priorities of all flows, rising."""
    return sorted(entry.priority for entry in bench.switch.flows())


@case(section=MODS, needs="three ports")
def test_adding_the_same_again_replaces_it(bench: Bench) -> None:
    """A flow of the same match and priority takes the place of the one that is there."""
    bench.flows("priority=5,udp,actions=output:{2}")
    bench.forwards(1, f.UDP, 2)
    bench.flows("priority=5,udp,actions=output:{3}")
    bench.forwards(1, f.UDP, 3)
    assert priorities(bench) == [5]


@case("1.2-1.5", section=MODS, needs="two ports")
@pytest.mark.parametrize(("flag", "left"), [("", 1), ("reset_counts,", 0)], ids=["kept", "reset"])
def test_replacing_and_the_counters(bench: Bench, flag: str, left: int) -> None:
    """A flow that replaces another goes on from its counters, unless RESET_COUNTS is set."""
    bench.flows("priority=5,udp,actions=output:{2}")
    bench.forwards(1, f.UDP, 2)
    bench.flows(f"{flag}priority=5,udp,actions=output:{{2}}")
    assert bench.switch.aggregate().packet_count == left


@case("1.0-1.1", section=MODS, needs="two ports")
def test_replacing_clears_the_counters(bench: Bench) -> None:
    """A flow that replaces another begins to count anew."""
    bench.flows("priority=5,udp,actions=output:{2}")
    bench.forwards(1, f.UDP, 2)
    bench.flows("priority=5,udp,actions=output:{2}")
    assert bench.switch.aggregate().packet_count == 0


@case(section=MODS, needs="two ports")
def test_another_priority_is_another_flow(bench: Bench) -> None:
    """The same match under another priority is another flow."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=6,udp,actions=output:{2}")
    assert priorities(bench) == [5, 6]


@case(section=MODS, needs="two ports")
@pytest.mark.parametrize("priority", [0, 1, 255, 256, 32768, 65535])
def test_priorities_are_kept(bench: Bench, priority: int) -> None:
    """Every priority is told as it was given."""
    bench.flows(f"priority={priority},udp,actions=output:{{2}}")
    assert priorities(bench) == [priority]


@case(section=MODS, needs="two ports")
@pytest.mark.parametrize("cookie", [0, 1, 0xFFFFFFFF, 0x123456789ABCDEF0, 0xFFFFFFFFFFFFFFFE])
def test_cookies_are_kept(bench: Bench, cookie: int) -> None:
    """A cookie is told as it was given."""
    bench.flows(f"cookie={cookie:#x},udp,actions=output:{{2}}")
    (entry,) = bench.switch.flows()
    assert entry.cookie == cookie


@case(section=MODS, needs="two ports")
@pytest.mark.parametrize(("idle", "hard"), [(0, 0), (10, 0), (0, 10), (65535, 65534)])
def test_timeouts_are_kept(bench: Bench, idle: int, hard: int) -> None:
    """Time-outs are told as they were given."""
    bench.flows(f"idle_timeout={idle},hard_timeout={hard},udp,actions=output:{{2}}")
    (entry,) = bench.switch.flows()
    assert (entry.idle_timeout, entry.hard_timeout) == (idle, hard)


@case(section=MODS, needs="three ports")
def test_modify_changes_all_that_match(bench: Bench) -> None:
    """MODIFY changes what flows do that its match covers, whatever their priorities, and adds none."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=6,udp,nw_src=192.0.2.10,actions=output:{2}",
                "priority=7,tcp,actions=output:{2}")  # fmt: skip
    bench.switch.modify_flows(bench.put("udp,actions=output:{3}"))
    bench.forwards(1, f.UDP, 3)
    bench.forwards(1, f.TCP, 2)
    assert priorities(bench) == [5, 6, 7]
    assert sum(f"output:{bench.ports[2]}" in text for text in bench.texts()) == 2


@case(section=MODS, needs="three ports")
def test_modify_strict_changes_one(bench: Bench) -> None:
    """MODIFY_STRICT changes the flow of exactly this match and priority."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=6,udp,actions=output:{2}")
    bench.switch.modify_flows(bench.put("priority=5,udp,actions=output:{3}"), strict=True)
    bench.forwards(1, f.UDP, 2)
    bench.switch.delete_flows("priority=6,udp", strict=True)
    bench.forwards(1, f.UDP, 3)


@case(section=MODS, needs="three ports")
def test_modify_keeps_counters_and_cookie(bench: Bench) -> None:
    """What a modified flow has counted stays, and from 1.1 on so does its cookie."""
    bench.flows("cookie=0x77,udp,actions=output:{2}")
    bench.forwards(1, f.UDP, 2)
    bench.switch.modify_flows(bench.put("udp,actions=output:{3}"))
    bench.forwards(1, f.UDP, 3)
    assert bench.switch.aggregate().packet_count == 2
    (entry,) = bench.switch.flows()
    assert entry.cookie == 0x77 or bench.version == 1  # 1.0 does not say


@case("1.2-1.5", section="1.2 5.5, 1.3 6.4", needs="two ports")
@pytest.mark.parametrize("command", ["modify", "modify_strict"])
def test_modify_of_nothing(bench: Bench, command: str) -> None:
    """A modification that nothing matches changes nothing, and is no error."""
    bench.switch.confirm([bench.flow("priority=5,udp,actions=output:{2}", command)])
    assert priorities(bench) == []


@case("1.0-1.1", section="4.6", needs="two ports")
@pytest.mark.parametrize("command", ["modify", "modify_strict"])
def test_modify_of_nothing_adds(bench: Bench, command: str) -> None:
    """In 1.0 and 1.1 a modification that nothing matches adds the flow."""
    bench.switch.confirm([bench.flow("priority=5,udp,actions=output:{2}", command)])
    assert priorities(bench) == [5]


@case(section=MODS, needs="two ports")
def test_delete_all(bench: Bench) -> None:
    """DELETE with a match that covers all deletes all."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=6,arp,actions=drop", "priority=0,actions=output:{2}")
    bench.switch.delete_flows()
    assert priorities(bench) == []
    bench.drops(1, f.UDP)


@case(section=MODS, needs="two ports")
def test_delete_what_matches(bench: Bench) -> None:
    """DELETE deletes the flows that its match covers, whatever their priorities, and no others."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=6,udp,udp_src=9,actions=drop",
                "priority=7,tcp,actions=drop", "priority=8,ip,actions=drop")  # fmt: skip
    bench.switch.delete_flows("udp")
    assert priorities(bench) == [7, 8], "ip is more than udp covers"


@case(section=MODS, needs="two ports")
def test_delete_strict(bench: Bench) -> None:
    """DELETE_STRICT deletes the flow of exactly this match and priority."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=6,udp,actions=drop",
                "priority=5,udp,udp_src=9,actions=drop")  # fmt: skip
    bench.switch.delete_flows("priority=5,udp", strict=True)
    assert priorities(bench) == [5, 6]
    bench.switch.delete_flows("priority=9,udp", strict=True)
    assert priorities(bench) == [5, 6], "none has this priority"


@case(section=MODS, needs="three ports")
def test_delete_by_port(bench: Bench) -> None:
    """DELETE with an out_port deletes only flows that send there."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=6,udp,actions=output:{3}",
                "priority=7,udp,actions=output:{3},output:{2}")  # fmt: skip
    bench.switch.delete_flows(bench.put("out_port={2}"))
    assert priorities(bench) == [6]


@case("1.1-1.5", section="1.1 4.6, 1.2 5.5, 1.3 6.4", needs="two ports")
def test_delete_by_cookie(bench: Bench) -> None:
    """DELETE with a cookie and a mask deletes only flows whose cookies fit."""
    bench.flows("cookie=0x11,priority=1,udp,actions=drop", "cookie=0x12,priority=2,udp,actions=drop",
                "cookie=0x21,priority=3,udp,actions=drop")  # fmt: skip
    bench.switch.delete_flows("cookie=0x10/0xf0")
    assert priorities(bench) == [3]


@case("1.1-1.5", section="1.1 4.6, 1.2 5.5, 1.3 6.4", needs="three ports")
def test_modify_by_cookie(bench: Bench) -> None:
    """MODIFY with a cookie and a mask changes only flows whose cookies fit."""
    bench.flows("cookie=0x11,priority=1,udp,actions=output:{2}", "cookie=0x21,priority=2,udp,actions=output:{2}")
    bench.switch.modify_flows(bench.put("cookie=0x20/0xf0,udp,actions=output:{3}"))
    texts = {entry.cookie: str(entry) for entry in bench.switch.flows()}
    assert f"output:{bench.ports[1]}" in texts[0x11] and f"output:{bench.ports[2]}" in texts[0x21]


@case(section=MODS, needs="two ports")
def test_check_overlap(bench: Bench) -> None:
    """With CHECK_OVERLAP a flow that may take the same packet as another of its priority is refused."""
    bench.flows("priority=5,udp,actions=output:{2}")
    bench.refuses(bench.flow("check_overlap,priority=5,ip,nw_src=192.0.2.1,actions=drop"), "FLOW_MOD_FAILED", "OVERLAP")
    bench.flows(
        "check_overlap,priority=6,ip,nw_src=192.0.2.1,actions=drop", "check_overlap,priority=5,tcp,actions=drop"
    )
    assert priorities(bench) == [5, 5, 6]


@case(section=MODS, needs="two ports")
def test_overlap_is_allowed_otherwise(bench: Bench) -> None:
    """Without CHECK_OVERLAP flows may overlap."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=5,ip,nw_src=192.0.2.1,actions=drop")
    assert priorities(bench) == [5, 5]


def removed(bench: Bench, cookie: int, timeout: float = -1) -> Any:
    """What is told of the removal of a flow, or None. Of flows of the case before it may be told late."""
    return bench.switch.poll(lambda msg: type(msg).__name__ == "flow_removed" and msg.cookie == cookie, timeout=timeout)


@case(section=REMOVED, needs="two ports")
def test_removed_is_told(bench: Bench) -> None:
    """Of a flow that asks for it is told when it is deleted, with what it was and what it counted."""
    bench.flows("send_flow_rem,cookie=0x99,priority=5,idle_timeout=100,udp,actions=output:{2}")
    bench.forwards(1, f.UDP, 2)
    bench.switch.delete_flows("udp")
    msg = removed(bench, 0x99)
    assert msg is not None, "it is not told"
    assert (msg.cookie, msg.priority, msg.reason) == (0x99, 5, bench.ofp.OFPRR_DELETE)
    assert msg.match == bench.ofp.match.parse("udp")
    if bench.version < 6:
        assert (msg.packet_count, msg.byte_count, msg.idle_timeout) == (1, len(f.UDP), 100)


@case(section=REMOVED, needs="two ports")
def test_removed_is_not_told_unasked(bench: Bench) -> None:
    """Of flows that do not ask for it nothing is told."""
    bench.flows("cookie=0x9a,udp,actions=output:{2}")
    bench.switch.delete_flows("udp")
    bench.switch.barrier()
    assert removed(bench, 0x9A, bench.quiet) is None


@case(section=REMOVED, needs="two ports")
def test_replaced_is_not_removed(bench: Bench) -> None:
    """A flow that another replaces is not told as removed."""
    bench.flows("cookie=0x9b,send_flow_rem,udp,actions=output:{2}", "cookie=0x9b,send_flow_rem,udp,actions=drop")
    bench.switch.barrier()
    assert removed(bench, 0x9B, bench.quiet) is None


@case("1.3-1.5", section="6.4", needs="two ports")
def test_reset_counts(bench: Bench) -> None:
    """A modification with RESET_COUNTS clears what a flow has counted."""
    bench.flows("udp,actions=output:{2}")
    bench.forwards(1, f.UDP, 2)
    bench.switch.modify_flows(bench.put("reset_counts,udp,actions=output:{2}"))
    assert bench.switch.aggregate().packet_count == 0


@case("1.4-1.5", section="7.3.4.3", needs="two ports")
@pytest.mark.parametrize("importance", [0, 1, 65535])
def test_importance_is_kept(bench: Bench, importance: int) -> None:
    """The importance of a flow is told as it was given."""
    bench.flows(f"importance={importance},udp,actions=output:{{2}}")
    (entry,) = bench.switch.flows()
    assert entry.importance == importance
