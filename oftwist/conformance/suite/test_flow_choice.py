"""Which flows a change is for: match, priority, table, cookie, port, group, overlaps; and what becomes of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

MODS = "1.0 4.6, 1.1 4.6, 1.2 5.5, 1.3 6.4"


def priorities(bench: Bench) -> list[int]:
    """The priorities of all flows, rising."""
    return sorted(entry.priority for entry in bench.switch.flows())


@case(section=MODS, needs="two ports")
def test_delete_is_not_for_what_is_more(bench: Bench) -> None:
    """DELETE and MODIFY leave a flow alone that takes more packets than their match covers."""
    bench.flows("priority=5,ip,actions=output:{2}", "priority=6,actions=output:{2}")
    bench.switch.delete_flows("udp,nw_src=192.0.2.10")
    assert priorities(bench) == [5, 6]


@case(section=MODS, needs="two ports")
@pytest.mark.parametrize(("text", "left"), [("nw_src=192.0.2.0/24", [7]), ("nw_src=192.0.2.0/26", [5, 7]),
                                            ("nw_src=192.0.2.10", [5, 6, 7])])  # fmt: skip
def test_delete_by_prefix(bench: Bench, text: str, left: list[int]) -> None:
    """DELETE with a prefix of an address takes the flows within it, not those that reach beyond."""
    bench.flows("priority=5,ip,nw_src=192.0.2.0/25,actions=drop", "priority=6,ip,nw_src=192.0.2.32/27,actions=drop",
                "priority=7,ip,nw_src=192.0.3.10,actions=drop")  # fmt: skip
    bench.switch.delete_flows(f"ip,{text}")
    assert priorities(bench) == left


@case(section=MODS, needs="three ports")
def test_delete_strict_by_port(bench: Bench) -> None:
    """DELETE_STRICT with an out_port deletes its flow only if that sends there."""
    bench.flows("priority=5,udp,actions=output:{2}")
    bench.switch.delete_flows(bench.put("priority=5,udp,out_port={3}"), strict=True)
    assert priorities(bench) == [5]
    bench.switch.delete_flows(bench.put("priority=5,udp,out_port={2}"), strict=True)
    assert priorities(bench) == []


@case("1.1-1.5", section=MODS, needs="three ports")
def test_delete_by_port_of_the_set(bench: Bench) -> None:
    """DELETE with an out_port looks at written actions as well as at applied ones."""
    bench.flows("priority=5,udp,actions=write_actions(output:{2})", "priority=6,udp,actions=output:{2}",
                "priority=7,udp,actions=write_actions(output:{3})")  # fmt: skip
    bench.switch.delete_flows(bench.put("out_port={2}"))
    assert priorities(bench) == [7]


@case("1.1-1.5", section=MODS, optional=True, needs=("two ports", "groups"))
def test_delete_by_group(bench: Bench) -> None:
    """DELETE with an out_group deletes only flows that send to it."""
    bench.switch.add_group(bench.put("group_id=1,type=indirect,bucket=output:{2}"))
    bench.switch.add_group(bench.put("group_id=2,type=indirect,bucket=output:{2}"))
    bench.flows("priority=5,udp,actions=group:1", "priority=6,udp,actions=group:2", "priority=7,actions=output:{2}")
    bench.switch.delete_flows("out_group=1")
    assert priorities(bench) == [6, 7]


@case("1.1-1.5", section=MODS, needs="two ports")
def test_delete_strict_by_cookie(bench: Bench) -> None:
    """DELETE_STRICT with a cookie and a mask deletes its flow only if the cookie fits."""
    bench.flows("cookie=0x11,priority=5,udp,actions=drop")
    bench.switch.delete_flows("cookie=0x12/-1,priority=5,udp", strict=True)
    assert priorities(bench) == [5]
    bench.switch.delete_flows("cookie=0x11/-1,priority=5,udp", strict=True)
    assert priorities(bench) == []


@case("1.1-1.5", section=MODS, needs="two ports")
def test_every_filter_must_fit(bench: Bench) -> None:
    """DELETE takes only flows that fit its match, its cookie and its port, all of them."""
    bench.flows("cookie=1,priority=5,udp,actions=output:{2}", "cookie=2,priority=6,udp,actions=output:{2}",
                "cookie=1,priority=7,tcp,actions=output:{2}", "cookie=1,priority=8,udp,actions=drop")  # fmt: skip
    bench.switch.delete_flows(bench.put("cookie=1/-1,udp,out_port={2}"))
    assert priorities(bench) == [6, 7, 8]


@case(section=MODS, needs="three ports")
@pytest.mark.parametrize("command", ["add", "modify"])
def test_the_port_is_for_deletions(bench: Bench, command: str) -> None:
    """ADD and MODIFY do not look at out_port."""
    bench.flows("priority=5,udp,actions=output:{2}")
    flow = bench.flow("priority=5,udp,actions=output:{3}", command)
    flow.out_port = bench.ports[2]
    bench.switch.confirm([flow])
    bench.forwards(1, f.UDP, 3)


@case(section=MODS, needs="two ports")
def test_deleting_nothing(bench: Bench) -> None:
    """A deletion that nothing matches changes nothing, and is no error."""
    bench.flows("priority=5,udp,actions=output:{2}")
    bench.switch.confirm([bench.flow("tcp", "delete"), bench.flow("priority=5,tcp", "delete_strict")])
    assert priorities(bench) == [5]


@case("1.1-1.5", section=MODS, needs="three ports")
def test_adding_takes_the_new_cookie(bench: Bench) -> None:
    """A flow that takes the place of another has its own cookie, time-outs and actions."""
    bench.flows("cookie=1,idle_timeout=100,priority=5,udp,actions=output:{2}",
                "cookie=2,hard_timeout=200,priority=5,udp,actions=output:{3}")  # fmt: skip
    (entry,) = bench.switch.flows()
    assert (entry.cookie, entry.idle_timeout, entry.hard_timeout) == (2, 0, 200)


@case(section=MODS, needs="three ports")
def test_changes_count_from_then_on(bench: Bench) -> None:
    """When the flow that took a packet is gone, the next one below takes it, and the other way round."""
    texts = ["priority=7,udp,actions=output:{2}", "priority=6,udp,actions=output:{3}", "priority=5,udp,actions=drop"]
    bench.flows(*reversed(texts))
    for out, priority in ((2, 7), (3, 6)):
        bench.forwards(1, f.UDP, out)
        bench.switch.delete_flows(f"priority={priority},udp", strict=True)
    bench.drops(1, f.UDP)
    bench.flows(texts[1])
    bench.forwards(1, f.UDP, 3)
    bench.flows(texts[0])
    bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=MODS, needs=("two ports", "two tables"))
def test_modify_in_one_table(bench: Bench) -> None:
    """MODIFY changes flows of its table only."""
    bench.flows("table=0,priority=5,udp,actions=goto_table:1", "table=1,priority=6,udp,actions=output:{2}")
    bench.switch.modify_flows("table=1,udp,actions=drop")
    bench.drops(1, f.UDP)
    assert any("goto_table" in text for text in bench.texts()), "the flow of table 0 was changed too"
    assert priorities(bench) == [5, 6]


@case("1.1-1.5", section=MODS, needs=("two ports", "two tables"))
def test_overlaps_are_of_one_table(bench: Bench) -> None:
    """With CHECK_OVERLAP the flows of other tables do not matter."""
    bench.flows("table=0,priority=5,udp,actions=drop", "check_overlap,table=1,priority=5,ip,actions=drop")
    assert priorities(bench) == [5, 5]


@case(section=MODS, needs="two ports")
@pytest.mark.parametrize(
    ("there", "new"),
    [
        ("udp", "ip,nw_src=192.0.2.1"),
        ("ip,nw_src=192.0.2.0/24", "ip,nw_src=192.0.2.128/25"),
        ("in_port={1}", "udp"),
        ("", "arp"),
    ],
    ids=["other fields", "one in the other", "port and protocol", "all and one"],
)
def test_what_overlaps(bench: Bench, there: str, new: str) -> None:
    """Two matches overlap if one packet may fit both, whichever fields they name."""
    bench.flows(f"priority=5,{there}{',' if there else ''}actions=output:{{2}}")
    bench.refuses(bench.flow(f"check_overlap,priority=5,{new},actions=drop"), "FLOW_MOD_FAILED", "OVERLAP")
    assert priorities(bench) == [5]


@case("1.3-1.5", section="6.4, 1.4 7.3.4.2", optional=True, needs="two ports")
@pytest.mark.parametrize(
    ("flag", "name"),
    [("send_flow_rem", "SEND_FLOW_REM"), ("no_packet_counts", "NO_PKT_COUNTS"), ("no_byte_counts", "NO_BYT_COUNTS")],
    ids=["told", "no packets", "no bytes"],
)
def test_flags_are_kept(bench: Bench, flag: str, name: str) -> None:
    """A flag of a flow is told as it was given, and does not change what the flow does."""
    bench.flows(f"{flag},udp,actions=output:{{2}}")
    (entry,) = bench.switch.flows()
    assert entry.flags == getattr(bench.ofp, f"OFPFF_{name}")
    bench.forwards(1, f.UDP, 2)


@case("1.0", section="4.6, 5.3.3", needs="two ports")
def test_emergency_flows(bench: Bench) -> None:
    """An emergency flow with time-outs is refused; one without is not used while there is a controller."""
    flow = bench.flow("idle_timeout=5,udp,actions=output:{2}")
    flow.flags = bench.ofp.OFPFF_EMERG
    bench.refuses(flow, "FLOW_MOD_FAILED", "BAD_EMERG_TIMEOUT", "ALL_TABLES_FULL")
    flow.idle_timeout = 0
    xid = bench.switch.send(flow)
    bench.switch.barrier()
    bench.switch.controller.errors_for(xid)  # it may have no room for such flows
    assert bench.switch.flows() == []


@case("1.1-1.5", section=MODS, needs="two ports")
def test_a_flow_for_all_tables(bench: Bench) -> None:
    """A flow is added to one table: to add it to all of them is refused."""
    flow = bench.flow("udp,actions=output:{2}")
    flow.table_id = 0xFF
    bench.refuses(flow, "FLOW_MOD_FAILED", "BAD_TABLE_ID")
    assert bench.switch.flows() == []


@case("1.2-1.5", section=MODS, needs=("two ports", "three tables"))
def test_delete_strict_in_all_tables(bench: Bench) -> None:
    """A strict deletion in all tables deletes the flow of its match and priority from each."""
    bench.flows("table=0,priority=5,udp,actions=drop", "table=1,priority=5,udp,actions=drop",
                "table=2,priority=6,udp,actions=drop")  # fmt: skip
    flow = bench.flow("priority=5,udp", "delete_strict")
    flow.table_id = 0xFF
    bench.switch.confirm([flow])
    assert priorities(bench) == [6]


@case(section=MODS, needs="two ports")
@pytest.mark.parametrize("count", [10, 500])
def test_each_packet_finds_its_flow(bench: Bench, count: int) -> None:
    """Among many flows that differ in one field each packet is counted by its own."""
    text = "priority=5,cookie={n},udp,udp_dst={n},actions=output:{port}"
    bench.switch.confirm([bench.flow(text.format(n=n + 1, port=bench.ports[1])) for n in range(count)])
    for n in (1, count // 2, count):
        bench.forwards(1, f.with_field(f.UDP, udp_dst=n), 2)
    used = {entry.cookie for entry in bench.switch.flows("udp") if packets(entry)}
    assert used == {1, count // 2, count}


def packets(entry: Any) -> int:
    """How many packets a flow has taken."""
    if not hasattr(entry, "stats"):
        return int(entry.packet_count)
    return next(int(oxs.value) for oxs in entry.stats.oxs_fields if type(oxs).__name__ == "oxs_packet_count")
