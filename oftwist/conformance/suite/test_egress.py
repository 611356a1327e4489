"""Egress tables: what packets go through once for each port that they leave by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field
from oftwist.errors import RequestFailed

EGRESS = "5.1"
FEATURES = "7.3.5.18"
CHANGED = with_field(f.UDP, udp_dst=7)


def tables(bench: Bench) -> list[Any]:
    """The features of all tables."""
    return bench.switch.stats(bench.ofp.message.table_features_stats_request())


def first_of(bench: Bench) -> list[int]:
    """The tables that say that they are the first egress table."""
    return [table.table_id for table in tables(bench) if table.features & bench.ofp.OFPTFF_FIRST_EGRESS]


def asking(bench: Bench, *features: tuple[Any, bool]) -> Any:
    """A request that makes tables the first egress table, or takes that from them."""
    ofp = bench.ofp
    for table, first in features:
        table.command = ofp.OFPTFC_MODIFY
        table.features = table.features & ~ofp.OFPTFF_FIRST_EGRESS | (ofp.OFPTFF_FIRST_EGRESS if first else 0)
    return ofp.message.table_features_stats_request(entries=[table for table, _ in features])


def able(bench: Bench) -> list[Any]:
    """The features of the tables that can be egress tables, behind at least one that is none."""
    return [table for table in tables(bench) if table.table_id and table.features & bench.ofp.OFPTFF_EGRESS_TABLE]


@pytest.fixture
def first(bench: Bench) -> Iterator[int]:
    """The first egress table; if the switch has none, one is made so until the case is over."""
    there = first_of(bench)
    if there:
        yield there[0]
        return
    table = able(bench)[0]
    try:
        bench.switch.stats(asking(bench, (table, True)))
    except RequestFailed as failed:
        bench.switch.controller.clear_errors()
        lacks("OFPTFF_FIRST_EGRESS", f"table {table.table_id} cannot be made the first egress table: {failed}")
    yield int(table.table_id)
    bench.switch.delete_flows()
    bench.switch.stats(asking(bench, (table, False)))


def let_out(bench: Bench, table: int, match: str = "priority=1") -> None:
    """A flow of an egress table without instructions: what matches leaves as it is."""
    bench.flows(f"table={table},{match},actions=drop")


@case("1.5", section=FEATURES, optional=True, needs="egress tables")
def test_the_first_is_told(bench: Bench, first: int) -> None:
    """One table says that it is the first egress table, and that it can be an egress table."""
    assert first_of(bench) == [first]
    assert first in [table.table_id for table in able(bench)]


@case("1.5", section=FEATURES, optional=True, needs="egress tables")
def test_one_is_the_first(bench: Bench, first: int) -> None:
    """Two tables cannot be the first egress table at once, and nothing is changed by a request for it."""
    both = able(bench)[:2]
    if len(both) < 2:
        lacks("OFPTFF_EGRESS_TABLE", "one table has it")
    bench.refuses(asking(bench, *((table, True) for table in both)), "TABLE_FEATURES_FAILED", "BAD_FEATURES")
    assert first_of(bench) == [first]


WAYS = {
    "a list of actions": ("actions=output:{2},output:{3}", ()),
    "an action set": ("actions=write_actions(output:{2})", (3,)),
    "a group": ("actions=group:1", ()),
    "a flood": ("actions=flood", ()),
}


@case("1.5", section=EGRESS, optional=True, needs=("three ports", "egress tables"))
@pytest.mark.parametrize(("text", "not_by"), WAYS.values(), ids=WAYS)
def test_each_port_by_itself(bench: Bench, first: int, text: str, not_by: tuple[int, ...]) -> None:
    """Whatever sends a packet to a port: an egress table sees by which it leaves, and changes that copy alone."""
    if "group" in text:
        bench.offered(bench.switch.add_group, "group_id=1,type=all,bucket=output:{2},bucket=output:{3}")
    bench.offered(bench.flows, f"table=0,udp,{text}")
    bench.flows(f"table={first},priority=5,udp,actset_output={{2}},actions=set_field:7->udp_dst")
    bench.flows(f"table={first},priority=5,udp,actset_output={{3}},actions=set_field:9->udp_src")
    bench.plane.send(bench.ports[0], f.UDP)
    bench.plane.expect(bench.ports[1], CHANGED)
    if 3 not in not_by:
        bench.plane.expect(bench.ports[2], with_field(f.UDP, udp_src=9))
    bench.nothing_more()


@case("1.5", section=EGRESS, optional=True, needs=("two ports", "egress tables"))
def test_what_nothing_matches(bench: Bench, first: int) -> None:
    """A packet that no flow of the egress table matches is dropped there; one that a flow matches leaves."""
    bench.flows("table=0,actions=output:{2}")
    let_out(bench, first, "priority=5,udp")
    bench.forwards(1, f.UDP, 2)
    bench.drops(1, f.TCP)


@case("1.5", section=EGRESS, optional=True, needs=("two ports", "egress tables"))
def test_out_of_the_port_it_came_by(bench: Bench, first: int) -> None:
    """What is sent back out of its port goes through the egress tables too."""
    bench.flows("table=0,udp,actions=in_port", f"table={first},udp,actset_output={{1}},actions=set_field:7->udp_dst")
    bench.forwards(1, f.UDP, 1, as_=CHANGED)


@case("1.5", section=EGRESS, optional=True, needs=("two ports", "egress tables"))
def test_packets_out(bench: Bench, first: int) -> None:
    """A packet-out to a port goes through the egress tables."""
    bench.flows(f"table={first},udp,actset_output={{2}},actions=set_field:7->udp_dst")
    bench.switch.packet_out(data=f.UDP, actions=bench.put("output:{2}"))
    bench.plane.expect(bench.ports[1], CHANGED)
    bench.nothing_more()


@case("1.5", section=EGRESS, optional=True, needs=("two ports", "egress tables"))
def test_from_one_to_the_next(bench: Bench, first: int) -> None:
    """Egress tables go on to later ones, with an action set that is carried out at the end."""
    later = [table.table_id for table in able(bench) if table.table_id > first]
    if not later:
        lacks("OFPTFF_EGRESS_TABLE", "no table behind the first egress table has it")
    bench.flows(
        "table=0,udp,actions=output:{2}",
        f"table={first},udp,actions=write_actions(set_field:7->udp_dst),goto_table:{later[0]}",
    )
    let_out(bench, later[0], f"udp,udp_dst={2050}")
    bench.forwards(1, f.UDP, 2, as_=CHANGED)


@case("1.5", section=EGRESS, optional=True, needs="egress tables")
def test_no_way_but_by_a_port(bench: Bench, first: int) -> None:
    """No flow of another table goes on to an egress table."""
    bench.refuses(bench.flow(f"table=0,udp,actions=goto_table:{first}"), "BAD_INSTRUCTION", "BAD_TABLE_ID")


@case("1.5", section=EGRESS, optional=True, needs=("three ports", "egress tables"))
@pytest.mark.parametrize("action", ["output:{3}", "group:1"])
def test_the_port_stays(bench: Bench, first: int, action: str) -> None:
    """An egress table does not change where a packet goes by what it writes into the action set, refused or not."""
    if "group" in action:
        bench.offered(bench.switch.add_group, "group_id=1,type=all,bucket=output:{3}")
    bench.flows("table=0,udp,actions=output:{2}")
    try:
        bench.flows(f"table={first},priority=5,udp,actions=write_actions({action})")
    except RequestFailed:
        bench.switch.controller.clear_errors()
    let_out(bench, first)
    bench.forwards(1, f.UDP, 2)


@case("1.5", section=EGRESS, optional=True, needs=("two ports", "egress tables"))
def test_to_the_controller(bench: Bench, first: int) -> None:
    """An egress table can send a copy to the controller, which hears of its table; the packet leaves as well."""
    bench.flows("table=0,cookie=1,udp,actions=output:{2}", f"table={first},cookie=2,udp,actions=controller")
    packet_in = bench.packet_in(1, f.UDP)
    assert (packet_in.table_id, packet_in.cookie, packet_in.data) == (first, 2, f.UDP)
    bench.plane.expect(bench.ports[1], f.UDP)
    bench.nothing_more()


@case("1.5", section=EGRESS, optional=True, needs=("two ports", "egress tables", "table statistics"))
def test_what_they_count(bench: Bench, first: int) -> None:
    """A flow of an egress table counts each copy of a packet that it lets out."""
    bench.offered(bench.flows, "table=0,udp,actions=flood")
    let_out(bench, first, "priority=5,udp")
    bench.forwards(1, f.UDP, *range(2, len(bench.ports) + 1))
    (flow,) = bench.switch.flows(f"table={first}")
    counts = {type(oxs).__name__: oxs.value for oxs in flow.stats.oxs_fields}
    assert counts["oxs_packet_count"] == len(bench.ports) - 1
