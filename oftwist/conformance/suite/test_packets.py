"""Packets to and from the controller: packet-ins with their reasons, packet-outs to every kind of port, buffers."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field

IN = "1.0 5.4.1, 1.1 A.4.1, 1.2 A.4.1, 1.3 7.4.1"
OUT = "1.0 5.3.6, 1.1 A.3.7, 1.2 A.3.7, 1.3 7.3.7"


def send(bench: Bench, actions: str, data: bytes = f.UDP, in_port: int | None = None) -> None:
    """A packet-out, confirmed."""
    members: dict[str, Any] = {"data": data, "actions": bench.put(actions)}
    if in_port is not None:
        members["in_port"] = bench.ports[in_port - 1]
    bench.switch.packet_out(**members)


def comes(bench: Bench, *out: int, as_: bytes = f.UDP) -> None:
    """The packet comes out of these ports, and of no other."""
    for number in out:
        bench.plane.expect(bench.ports[number - 1], as_)
    bench.plane.expect_nothing(seconds=bench.quiet)


@case(section=OUT, needs="four ports")
@pytest.mark.parametrize("out", [1, 2, 3, 4])
def test_out_of_a_port(bench: Bench, out: int) -> None:
    """A packet-out sends its packet by the port that it names."""
    send(bench, f"output:{{{out}}}")
    comes(bench, out)


@case(section=OUT, needs="three ports")
def test_out_of_several_ports(bench: Bench) -> None:
    """A packet-out sends its packet by each port that it names."""
    send(bench, "output:{1},output:{3}")
    comes(bench, 1, 3)


@case(section=OUT, needs="three ports")
def test_out_of_all_ports(bench: Bench) -> None:
    """A packet-out to ALL goes out of every port; of one that is said to come from a port, of every other."""
    send(bench, "all")
    comes(bench, *range(1, len(bench.ports) + 1))
    send(bench, "all", in_port=2)
    comes(bench, *(n for n in range(1, len(bench.ports) + 1) if n != 2))


@case(section=OUT, needs="two ports")
def test_back_out_of_a_port(bench: Bench) -> None:
    """A packet-out to IN_PORT goes out of the port that it is said to come from."""
    send(bench, "in_port", in_port=2)
    comes(bench, 2)


@case(section=OUT, needs="three ports")
def test_through_the_tables(bench: Bench) -> None:
    """A packet-out to TABLE goes through the flows as if it had come in by the port it names."""
    bench.flows("priority=5,in_port={1},actions=output:{3}", "priority=1,actions=drop")
    send(bench, "table", in_port=1)
    comes(bench, 3)
    send(bench, "table", in_port=2)
    comes(bench)


@case(section=OUT, needs="two ports")
def test_nothing(bench: Bench) -> None:
    """A packet-out without actions sends nothing."""
    send(bench, "drop")
    comes(bench)


@case(section=OUT, optional=True, needs="three ports")
def test_changed_on_the_way(bench: Bench) -> None:
    """A packet-out does its actions in their order."""
    change = "mod_dl_src:02:00:00:00:00:0c" if bench.version < 3 else "set_field:02:00:00:00:00:0c->eth_src"
    send(bench, f"output:{{2}},{change},output:{{3}}", f.PLAIN)
    bench.plane.expect(bench.ports[1], f.PLAIN)
    bench.plane.expect(bench.ports[2], with_field(f.PLAIN, eth_src=f.C))


@case(section=OUT, needs="two ports")
@pytest.mark.parametrize("size", [60, 64, 1000, 1514])
def test_of_every_length(bench: Bench, size: int) -> None:
    """A packet-out sends what it carries, byte for byte."""
    data = (f.PLAIN + bytes(range(256)) * 6)[:size]
    send(bench, "output:{2}", data)
    comes(bench, 2, as_=data)


@case(section=OUT, needs="two ports")
def test_to_the_controller(bench: Bench) -> None:
    """A packet-out to CONTROLLER comes back as a packet-in."""
    send(bench, "controller", in_port=1)
    msg = bench.switch.wait_packet_in()
    assert bytes(msg.data) == f.UDP


@case(section=IN, needs="two ports")
@pytest.mark.parametrize("into", [1, 2])
def test_in_by_a_port(bench: Bench, into: int) -> None:
    """A packet-in names the port the packet came in by."""
    bench.flows("actions=controller")
    bench.packet_in(into, f.UDP)


@case("1.2-1.5", section=IN, needs="two ports")
def test_the_table_is_named(bench: Bench) -> None:
    """A packet-in names the table it comes from."""
    bench.flows("actions=controller")
    assert bench.packet_in(1, f.UDP).table_id == 0


@case("1.3-1.5", section="7.4.1", needs="two ports")
@pytest.mark.parametrize("cookie", [0x1234, 0xFEDCBA9876543210])
def test_the_cookie_is_told(bench: Bench, cookie: int) -> None:
    """A packet-in has the cookie of the flow that sent it."""
    bench.flows(f"cookie={cookie:#x},actions=controller")
    assert bench.packet_in(1, f.UDP).cookie == cookie


@case("1.3-1.5", section="7.4.1", optional=True, needs=("two ports", "two tables"))
def test_metadata_is_told(bench: Bench) -> None:
    """A packet-in has the metadata that tables have written."""
    bench.flows("actions=write_metadata:0x77,goto_table:1", "table=1,cookie=0x5,actions=controller")
    msg = bench.packet_in(1, f.UDP)
    assert (msg.table_id, msg.cookie, msg.match["metadata"]) == (1, 5, 0x77)


@case("1.3", section="7.4.1", optional=True, needs="two ports")
def test_a_life_that_is_over_is_told(bench: Bench) -> None:
    """A packet whose time to live ends comes to the controller that asked for that, with this reason."""
    bench.flows("ip,actions=dec_ttl,output:{2}")
    bench.switch.confirm([bench.ofp.message.async_set(packet_in_mask_equal_master=1 << bench.ofp.OFPR_INVALID_TTL)])
    msg = bench.packet_in(1, with_field(f.UDP, ip_ttl=1))
    assert msg.reason == bench.ofp.OFPR_INVALID_TTL
    bench.plane.expect_nothing(seconds=bench.quiet)


@case(section=IN, needs="two ports")
def test_in_the_order_they_came(bench: Bench) -> None:
    """Packet-ins come in the order of the packets."""
    bench.flows("actions=controller")
    bench.switch.controller.clear_queue()
    for n in range(50):
        bench.plane.send(bench.ports[0], with_field(f.UDP, udp_src=n + 1), flush=False)
    got = [bench.switch.poll("packet_in") for _ in range(50)]
    assert [int.from_bytes(bytes(msg.data)[34:36], "big") for msg in got if msg] == list(range(1, 51))


@case(section=IN, optional=True, needs="two ports")
def test_buffers(bench: Bench) -> None:
    """A packet that a switch keeps can be sent by its number, once."""
    bench.flows("actions=controller:64")
    msg = bench.packet_in(1, f.PLAIN + bytes(300))
    if msg.buffer_id == 0xFFFFFFFF:
        lacks("OFP_NO_BUFFER", "it keeps no packets")
    out: Any = bench.switch.operations.packet_out_message(None, {"actions": bench.put("output:{2}")})
    out.buffer_id = msg.buffer_id
    bench.switch.confirm([out])
    bench.plane.expect(bench.ports[1], f.PLAIN + bytes(300))
    out.xid = None
    bench.refuses(out, "BAD_REQUEST", "BUFFER_EMPTY", "BUFFER_UNKNOWN")


@case(section=IN, optional=True, needs="two ports")
def test_buffers_and_flows(bench: Bench) -> None:
    """A flow that names a buffer is done to the packet in it."""
    bench.flows("actions=controller:64")
    msg = bench.packet_in(1, f.PLAIN + bytes(300))
    if msg.buffer_id == 0xFFFFFFFF:
        lacks("OFP_NO_BUFFER", "it keeps no packets")
    flow = bench.flow("priority=40000,actions=output:{2}")
    flow.buffer_id = msg.buffer_id
    bench.switch.confirm([flow])
    bench.plane.expect(bench.ports[1], f.PLAIN + bytes(300))
