"""What is counted: flows, aggregates, ports, queues; and the ports themselves."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

STATS = "1.0 5.3.5, 1.1 A.3.6, 1.2 A.3.6, 1.3 7.3.5"


@case(section=STATS, needs=("two ports", "flow statistics"))
@pytest.mark.parametrize("count", [1, 2, 10])
def test_packets_and_bytes_of_flows(bench: Bench, count: int) -> None:
    """A flow counts the packets it takes, and their bytes."""
    bench.flows("udp,actions=output:{2}", "priority=1,actions=drop")
    for _ in range(count):
        bench.forwards(1, f.UDP, 2)
    bench.drops(1, f.TCP)
    told = bench.switch.aggregate("udp")
    assert (told.packet_count, told.byte_count, told.flow_count) == (count, count * len(f.UDP), 1)
    everything = bench.switch.aggregate()
    assert (everything.packet_count, everything.flow_count) == (count + 1, 2)


@case(section=STATS, needs=("three ports", "flow statistics"))
def test_flows_by_match(bench: Bench) -> None:
    """Statistics are of the flows that a match covers."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=6,udp,udp_src=9,actions=output:{3}",
                "priority=7,tcp,actions=output:{2}", "priority=8,actions=drop")  # fmt: skip
    assert sorted(entry.priority for entry in bench.switch.flows("udp")) == [5, 6]
    assert sorted(entry.priority for entry in bench.switch.flows(bench.put("out_port={2}"))) == [5, 7]
    assert len(bench.switch.flows()) == 4


@case("1.1-1.5", section=STATS, needs=("two ports", "flow statistics"))
def test_flows_by_cookie(bench: Bench) -> None:
    """Statistics are of the flows whose cookies fit."""
    bench.flows("cookie=0x11,priority=5,udp,actions=drop", "cookie=0x21,priority=6,udp,actions=drop")
    assert [entry.priority for entry in bench.switch.flows("cookie=0x20/0xf0")] == [6]
    assert bench.switch.aggregate("cookie=0x11/-1").flow_count == 1


@case("1.1-1.5", section=STATS, needs=("two ports", "two tables", "flow statistics"))
def test_flows_by_table(bench: Bench) -> None:
    """Statistics are of one table or of all."""
    bench.flows("table=0,priority=5,udp,actions=goto_table:1", "table=1,priority=6,udp,actions=output:{2}")
    assert [entry.priority for entry in bench.switch.flows("table=1")] == [6]
    assert sorted(entry.table_id for entry in bench.switch.flows()) == [0, 1]


@case(section=STATS, needs="flow statistics")
def test_nothing_to_tell(bench: Bench) -> None:
    """Of no flows the statistics are empty, and the sum is nought."""
    assert bench.switch.flows() == []
    told = bench.switch.aggregate()
    assert (told.packet_count, told.byte_count, told.flow_count) == (0, 0, 0)


def counted(bench: Bench, number: int) -> Any:
    """The statistics of a port, counted from 1."""
    (entry,) = bench.switch.stats(bench.ofp.message.port_stats_request(port_no=bench.ports[number - 1]))
    return entry


@case(section=STATS, optional=True, needs=("two ports", "port statistics"))
def test_packets_and_bytes_of_ports(bench: Bench) -> None:
    """A port counts what comes in and what goes out."""
    bench.flows("actions=output:{2}")
    before = counted(bench, 1), counted(bench, 2)
    for _ in range(5):
        bench.forwards(1, f.UDP, 2)
    after = counted(bench, 1), counted(bench, 2)
    assert after[0].rx_packets - before[0].rx_packets == 5
    assert after[0].rx_bytes - before[0].rx_bytes == 5 * len(f.UDP)
    assert after[1].tx_packets - before[1].tx_packets == 5
    assert after[1].tx_bytes - before[1].tx_bytes == 5 * len(f.UDP)


@case(section=STATS, needs="port statistics")
def test_all_ports(bench: Bench) -> None:
    """Asked for all ports the statistics have each of them once."""
    entries = bench.switch.port_stats()
    numbers = [entry.port_no for entry in entries]
    assert len(numbers) == len(set(numbers)) and set(bench.ports) <= set(numbers)


@case("1.3-1.5", section="7.3.5.7")
def test_port_descriptions(bench: Bench) -> None:
    """Each port is described once, with a name and an address of its own."""
    ports = [port for port in bench.described() if port.port_no < 0xFFFFFF00]
    assert set(bench.ports) <= {port.port_no for port in ports}
    assert len({port.name for port in ports}) == len(ports) == len({port.port_no for port in ports})


@case(section="1.0 5.3.3, 1.1 A.3.4, 1.3 7.3.4.3", needs="two ports")
def test_a_port_that_is_switched_off(bench: Bench) -> None:
    """A port that is administratively down neither takes nor sends packets, and works when it is up again."""
    bench.flows("actions=output:{2}")
    set_config(bench, 2, "PORT_DOWN", True)
    bench.drops(1, f.UDP)
    set_config(bench, 2, "PORT_DOWN", False)
    bench.plane.when_up()
    bench.forwards(1, f.UDP, 2)


def set_config(bench: Bench, number: int, name: str, on: bool) -> None:
    """Set a bit of the configuration of a port."""
    bit = getattr(bench.ofp, f"OFPPC_{name}")
    port = next(port for port in bench.described() if port.port_no == bench.ports[number - 1])
    bench.configure(port, bit if on else 0, bit)


@case(section="1.0 5.3.3, 1.1 A.3.4, 1.3 7.3.4.3", optional=True, needs="two ports")
@pytest.mark.parametrize("name", ["NO_FWD", "NO_RECV"])
def test_ports_that_do_not_forward_or_receive(bench: Bench, name: str) -> None:
    """A port with NO_FWD sends nothing that is forwarded, one with NO_RECV takes nothing in."""
    bench.flows("actions=output:{2}")
    set_config(bench, 2 if name == "NO_FWD" else 1, name, True)
    bench.drops(1, f.UDP)
    set_config(bench, 2 if name == "NO_FWD" else 1, name, False)
    bench.forwards(1, f.UDP, 2)


@case(section="1.0 5.3.3, 1.1 A.3.4, 1.3 7.3.4.3", optional=True, needs="two ports")
def test_ports_that_make_no_packet_ins(bench: Bench) -> None:
    """A packet that no flow takes is not told to the controller if it comes in by a port with NO_PACKET_IN."""
    if bench.version >= 4:  # before, it is told without a flow that says so
        bench.flows("priority=0,actions=controller")
    set_config(bench, 1, "NO_PACKET_IN", True)
    bench.no_packet_in(1, f.UDP)
    set_config(bench, 1, "NO_PACKET_IN", False)
    bench.packet_in(1, f.UDP)


@case(section="1.0 5.4.3, 1.1 A.4.3, 1.3 7.4.3", needs="two ports")
def test_port_status(bench: Bench) -> None:
    """A change of a port's configuration is told."""
    bench.switch.controller.clear_queue()
    set_config(bench, 2, "PORT_DOWN", True)
    msg = bench.switch.poll("port_status")
    assert msg is not None and msg.desc.port_no == bench.ports[1] and msg.reason == bench.ofp.OFPPR_MODIFY
    assert msg.desc.config & bench.ofp.OFPPC_PORT_DOWN
    set_config(bench, 2, "PORT_DOWN", False)
