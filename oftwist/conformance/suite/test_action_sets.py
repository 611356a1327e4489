"""Action sets: what is written to them, in which order they are done, and when they are not."""

from __future__ import annotations

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field

SET = "1.1 4.7, 1.2 5.8, 1.3 5.10"
INSTRUCTIONS = "1.1 4.6, 1.2 5.7, 1.3 5.9"
MAC_C = "02:00:00:00:00:0c"

# What is written, as what a packet comes out of it if the set is done in its own order, and not in that of the list.
_RETAGGED = with_field(pk.push_vlan(pk.pop_vlan(f.TAGGED), 0x8100), vlan_vid=0x1000)
_ONE_MORE = with_field(pk.push_vlan(f.TAGGED, 0x8100), vlan_vid=0x1007, vlan_pcp=3)
ORDERS = {
    "pop before push": ("dl_vlan=100", "push_vlan:0x8100,pop_vlan", f.TAGGED, _RETAGGED),
    "push before set": ("dl_vlan=100", "SET_VID,SET_PCP,push_vlan:0x8100", f.TAGGED, _ONE_MORE),
    "decrement before set": ("udp", "mod_nw_ttl:9,dec_ttl", f.UDP, with_field(f.UDP, ip_ttl=9)),
}


@case("1.1-1.5", section=SET, optional=True, needs="two ports")
@pytest.mark.parametrize("order", list(ORDERS))
def test_done_in_its_own_order(bench: Bench, order: str) -> None:
    """An action set is done in the order the specification gives it, whatever order it was written in."""
    match, actions, frame, changed = ORDERS[order]
    vid = "mod_vlan_vid:7" if bench.version == 2 else "set_field:4103->vlan_vid"
    actions = actions.replace("SET_VID", vid).replace("SET_PCP", bench.rewrite("vlan_pcp", 3))
    bench.offered(bench.flows, f"{match},actions=write_actions(output:{{2}},{actions})")
    bench.forwards(1, frame, 2, as_=changed)


@case("1.1-1.5", section=SET, needs=("three ports", "groups"))
@pytest.mark.parametrize("written", ["group:1,output:{2}", "output:{2},group:1"])
def test_a_group_hides_the_output(bench: Bench, written: str) -> None:
    """With a group in the set the output action in it is not done."""
    bench.switch.add_group(bench.put("group_id=1,type=indirect,bucket=output:{3}"))
    bench.flows(f"actions=write_actions({written})")
    bench.forwards(1, f.UDP, 3)


@case("1.1-1.5", section=SET, optional=True, needs=("two ports", "two tables"))
def test_a_set_that_sends_nowhere(bench: Bench) -> None:
    """A packet at whose end the action set has neither output nor group is dropped."""
    bench.flows(f"actions=write_actions({bench.rewrite('eth_src', MAC_C)}),goto_table:1", "table=1,actions=drop")
    bench.drops(1, f.PLAIN)


@case("1.1-1.5", section=SET, optional=True, needs=("two ports", "three tables"))
def test_each_field_has_a_place_of_its_own(bench: Bench) -> None:
    """Set actions of different fields stand beside each other in the set; of one field the last one written stays."""
    first, second = bench.rewrite("eth_src", MAC_C), bench.rewrite("eth_dst", MAC_C)
    bench.flows(
        f"table=0,actions=write_actions({bench.rewrite('eth_src', '02:00:00:00:00:77')},output:{{2}}),goto_table:1",
        f"table=1,actions=write_actions({second}),goto_table:2",
        f"table=2,actions=write_actions({first})",
    )
    bench.forwards(1, f.PLAIN, 2, as_=with_field(f.PLAIN, eth_src=f.C, eth_dst=f.C))


@case("1.1-1.5", section=INSTRUCTIONS, optional=True, needs=("three ports", "two tables"))
def test_what_is_written_waits(bench: Bench) -> None:
    """What a table writes changes nothing that later tables send by applied actions."""
    bench.flows(
        f"table=0,actions=write_actions({bench.rewrite('eth_src', MAC_C)},output:{{2}}),goto_table:1",
        "table=1,actions=output:{3}",
    )
    bench.plane.send(bench.ports[0], f.PLAIN)
    bench.plane.expect(bench.ports[2], f.PLAIN)
    bench.plane.expect(bench.ports[1], with_field(f.PLAIN, eth_src=f.C))


@case("1.1-1.5", section=INSTRUCTIONS, optional=True, needs=("two ports", "two tables"))
def test_what_is_written_is_not_matched(bench: Bench) -> None:
    """A later table matches the packet as it is, not as the action set will make it."""
    bench.flows(
        f"table=0,udp,actions=write_actions({bench.rewrite('udp_dst', 4711)},output:{{2}}),goto_table:1",
        "table=1,priority=9,udp,udp_dst=4711,actions=clear_actions",
        "table=1,priority=5,udp,udp_dst=2050,actions=drop",
    )
    bench.forwards(1, f.UDP, 2, as_=with_field(f.UDP, udp_dst=4711))


@case("1.1-1.5", section=INSTRUCTIONS, optional=True, needs=("two ports", "two tables"))
def test_what_is_applied_is_there_for_the_set(bench: Bench) -> None:
    """The action set at the end finds the packet as applied actions have made it."""
    bench.flows(
        f"table=0,actions=write_actions({bench.rewrite('eth_dst', MAC_C)},output:{{2}}),goto_table:1",
        f"table=1,actions={bench.rewrite('eth_src', MAC_C)}",
    )
    bench.forwards(1, f.PLAIN, 2, as_=with_field(f.PLAIN, eth_src=f.C, eth_dst=f.C))


@case("1.1-1.5", section=INSTRUCTIONS, optional=True, needs=("three ports", "two tables"))
def test_clearing_undoes_nothing_that_was_applied(bench: Bench) -> None:
    """CLEAR_ACTIONS empties the set; what was sent by applied actions stays sent."""
    bench.flows("table=0,actions=output:{2},write_actions(output:{3}),goto_table:1", "table=1,actions=clear_actions")
    bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=INSTRUCTIONS, optional=True, needs="three ports")
@pytest.mark.parametrize("turned", [False, True], ids=["in order", "turned round"])
def test_clear_comes_before_write(bench: Bench, turned: bool) -> None:
    """A flow that clears and writes does so in this order, whichever instruction stands first in the message."""
    ofp = bench.ofp
    flow = bench.flow("actions=drop")
    write = ofp.instruction.write_actions([ofp.action.output(bench.ports[1], 0)])
    clear = ofp.instruction.clear_actions()
    flow.instructions = [write, clear] if turned else [clear, write]
    bench.switch.confirm([flow])
    bench.forwards(1, f.UDP, 2)


@case("1.3-1.5", section="1.3 5.4", needs=("two ports", "two tables"))
def test_a_miss_drops_the_set_too(bench: Bench) -> None:
    """A packet that finds nothing in a later table is dropped, with what was written for it."""
    bench.flows("table=0,actions=write_actions(output:{2}),goto_table:1", "table=1,tcp,actions=drop")
    bench.drops(1, f.UDP)
    bench.forwards(1, f.TCP, 2)


@case("1.1-1.5", section=SET, needs="three ports")
@pytest.mark.parametrize("port", ["in_port", "all"])
def test_reserved_ports_in_a_set(bench: Bench, port: str) -> None:
    """The output action in an action set knows the reserved ports."""
    bench.flows(f"actions=write_actions({port})")
    others = [n + 1 for n in range(len(bench.ports)) if n != 1]
    bench.forwards(2, f.UDP, *([2] if port == "in_port" else others))


@case("1.1-1.5", section="1.1 A.4.1, 1.3 7.4.1, 1.4 7.4.1", optional=True, needs=("two ports", "two tables"))
def test_a_set_that_sends_to_the_controller(bench: Bench) -> None:
    """A packet-in out of an action set has the packet as the set has made it, and from 1.4 on a reason of its own."""
    written = f"{bench.rewrite('eth_src', MAC_C)},controller"
    bench.flows(f"table=0,actions=write_actions({written}),goto_table:1", "table=1,actions=drop")
    msg = bench.packet_in(1, f.PLAIN)
    assert bytes(msg.data) == with_field(f.PLAIN, eth_src=f.C)
    reason = bench.ofp.OFPR_ACTION_SET if bench.version >= 5 else bench.ofp.OFPR_ACTION
    assert msg.reason == reason, f"reason {msg.reason} is not {reason}"


@case("1.1-1.5", section="1.1 4.2.1, 1.3 5.6.1", optional=True, needs=("two ports", "groups"))
def test_a_bucket_is_a_set(bench: Bench) -> None:
    """The actions of a bucket are done in the order of an action set: a change before the output."""
    change = bench.rewrite("eth_src", MAC_C)
    bench.switch.add_group(bench.put(f"group_id=1,type=indirect,bucket=output:{{2}},{change}"))
    bench.flows("actions=group:1")
    bench.forwards(1, f.PLAIN, 2, as_=with_field(f.PLAIN, eth_src=f.C))


@case("1.1-1.5", section=SET, needs=("two ports", "three tables"))
def test_the_set_crosses_tables(bench: Bench) -> None:
    """The action set goes with the packet through tables that add nothing to it."""
    bench.flows(
        "table=0,actions=write_actions(output:{2}),goto_table:1", "table=1,actions=goto_table:2", "table=2,actions=drop"
    )
    bench.forwards(1, f.UDP, 2)
