"""Packet-outs: every reserved port, tags, groups, the tables, and the port a packet is said to come from."""

from __future__ import annotations

from random import getrandbits

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field

OUT = "1.0 5.3.6, 1.1 A.3.7, 1.2 A.3.7, 1.3 7.3.7"
PORTS = "1.0 3.3, 1.1 4.1, 1.2 4.1, 1.3 4.5"


def send(bench: Bench, actions: str, frame: bytes = f.UDP, in_port: int | None = None) -> None:
    """A packet-out, confirmed; the port is counted from 1."""
    members = {} if in_port is None else {"in_port": bench.ports[in_port - 1]}
    bench.switch.packet_out(data=frame, actions=bench.put(actions), **members)


def comes(bench: Bench, *out: int, as_: bytes = f.UDP) -> None:
    """The packet comes out of these ports, once each, and of no other."""
    for number in out:
        bench.plane.expect(bench.ports[number - 1], as_)
    bench.plane.expect_nothing(seconds=bench.quiet)


@case(section=OUT, optional=True, needs="three ports")
def test_a_flood(bench: Bench) -> None:
    """FLOOD sends a packet out of every port but the one that it is said to come from."""
    send(bench, "flood", in_port=1)
    comes(bench, *range(2, len(bench.ports) + 1))


@case(section=OUT, optional=True, needs="three ports")
def test_to_itself(bench: Bench) -> None:
    """LOCAL is the switch itself: nothing leaves by its ports."""
    send(bench, "local", in_port=1)
    comes(bench)


@case(section=PORTS, optional=True, needs="three ports")
def test_as_a_switch_would(bench: Bench) -> None:
    """NORMAL forwards as a switch without OpenFlow: the unknown to all, what it has seen to its port."""
    bench.offered(bench.flows, "actions=normal")
    # What a switch has learned it may keep longer than a run takes: addresses that it has never seen.
    here, there = (2 << 40 | getrandbits(32) << 1 | last for last in (0, 1))
    answer = with_field(f.PLAIN, eth_src=there, eth_dst=here)
    question = with_field(f.PLAIN, eth_src=here, eth_dst=there)
    bench.forwards(1, question, *range(2, len(bench.ports) + 1))
    bench.forwards(2, answer, 1)
    bench.forwards(1, question, 2)


@case(section=OUT, optional=True, needs="three ports")
def test_not_out_of_where_it_comes_from(bench: Bench) -> None:
    """A packet that is said to come from a port is not sent out of it by its number, only by IN_PORT."""
    send(bench, "output:{1},output:{2}", in_port=1)
    comes(bench, 2)


@case(section=OUT, needs="three ports")
def test_the_tables_and_a_port(bench: Bench) -> None:
    """A packet-out may send to the tables and to a port besides."""
    bench.flows("udp,actions=output:{2}")
    send(bench, "table,output:{3}", in_port=1)
    comes(bench, 2, 3)


@case(section=OUT, needs="two ports")
def test_flows_count_it(bench: Bench) -> None:
    """A flow counts the packets that packet-outs send through the tables."""
    bench.flows("udp,actions=output:{2}")
    for _ in range(2):
        send(bench, "table", in_port=1)
        comes(bench, 2)
    told = bench.switch.aggregate()
    assert (told.packet_count, told.byte_count) == (2, 2 * len(f.UDP))


@case("1.1-1.5", section="1.1 A.3.7, 1.2 A.3.7, 1.3 7.3.7", optional=True, needs="two ports")
def test_from_the_controller_through_the_tables(bench: Bench) -> None:
    """A packet that comes from the controller goes through the tables as one that comes in by that port."""
    bench.flows("priority=9,in_port=controller,actions=output:{2}", "priority=1,actions=drop")
    bench.switch.packet_out(data=f.UDP, actions="table", in_port=bench.ofp.OFPP_CONTROLLER)
    comes(bench, 2)


@case(section=OUT, needs="two ports")
def test_a_miss_in_the_tables(bench: Bench) -> None:
    """A packet-out to the tables that no flow takes is a miss there as any other packet is."""
    bench.flows("priority=9,tcp,actions=output:{2}")
    bench.switch.controller.clear_queue()
    send(bench, "table", in_port=1)
    comes(bench)
    bench.switch.barrier()
    msg = bench.switch.poll("packet_in", timeout=bench.quiet or 0.05)
    assert (msg is not None) == (bench.version < 4), "1.3 and later drop misses, the versions before tell of them"


@case("1.1-1.5", section=OUT, optional=True, needs=("three ports", "groups"))
def test_to_a_group(bench: Bench) -> None:
    """A packet-out may send to a group, once for each bucket."""
    bench.switch.add_group(bench.put("group_id=1,type=all,bucket=output:{2},bucket=output:{3}"))
    send(bench, "group:1")
    comes(bench, 2, 3)


@case("1.1-1.5", section=OUT, optional=True, needs="two ports")
def test_with_a_tag(bench: Bench) -> None:
    """A packet-out may push a tag on what it carries, and set its VLAN."""
    vid = bench.rewrite("vlan_vid", 100 if bench.version < 3 else 0x1064)
    send(bench, f"push_vlan:0x8100,{vid},output:{{2}}")
    comes(bench, 2, as_=with_field(pk.push_vlan(f.UDP, 0x8100), vlan_vid=0x1064))


@case(section=OUT, needs="two ports")
@pytest.mark.parametrize("name", ["TAGGED", "TWICE", "MPLS", "ARP", "UDP6", "SCTP"])
def test_every_kind_of_packet(bench: Bench, name: str) -> None:
    """A packet-out sends every kind of packet as it is."""
    frame = getattr(f, name)
    send(bench, "output:{2}", frame)
    comes(bench, 2, as_=frame)


@case(section=OUT, optional=True, needs="two ports")
def test_in_their_order(bench: Bench) -> None:
    """Packets come out in the order of the packet-outs that carry them."""
    frames = [with_field(f.UDP, udp_src=n + 1) for n in range(30)]
    members: list[dict[str, object]] = [{"data": frame, "actions": bench.put("output:{2}")} for frame in frames]
    bench.switch.confirm([bench.switch.operations.packet_out_message(None, each) for each in members])
    assert [bench.plane.poll(bench.ports[1]).frame for _ in frames] == frames


@case(section=OUT, needs="three ports")
def test_in_port_and_all(bench: Bench) -> None:
    """IN_PORT and ALL together reach every port once."""
    send(bench, "in_port,all", in_port=2)
    comes(bench, *range(1, len(bench.ports) + 1))


@case(section=PORTS, needs="three ports")
def test_in_port_and_others(bench: Bench) -> None:
    """A flow may send a packet back, to other ports, and to the controller, all at once."""
    bench.flows("actions=in_port,output:{3},controller")
    assert bytes(bench.packet_in(1, f.UDP).data) == f.UDP
    comes(bench, 1, 3)


@case(section=PORTS, needs="two ports")
@pytest.mark.parametrize("from_", ["flow", "packet-out"])
def test_no_port_at_all(bench: Bench, from_: str) -> None:
    """The number that stands for no port, or for any, is none to send to."""
    port = bench.ofp.OFPP_NONE if bench.version == 1 else bench.ofp.OFPP_ANY
    if from_ == "flow":
        msg = bench.flow("actions=output:{2}")
    else:
        members: dict[str, object] = {"data": f.UDP, "actions": bench.put("output:{2}")}
        msg = bench.switch.operations.packet_out_message(None, members)
    actions = msg.actions if hasattr(msg, "actions") else msg.instructions[0].actions
    actions[0].port = port
    bench.refuses(msg, "BAD_ACTION", "BAD_OUT_PORT")


@case(section=PORTS, optional=True, needs="three ports")
def test_flows_to_the_switch_itself(bench: Bench) -> None:
    """LOCAL in a flow takes a packet to the switch itself, and to none of its ports; what is named besides gets it."""
    bench.offered(bench.flows, "udp,actions=local", "tcp,actions=local,output:{2}")
    bench.drops(1, f.UDP)
    bench.forwards(1, f.TCP, 2)
