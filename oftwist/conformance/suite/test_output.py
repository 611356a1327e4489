"""Where packets go: ports, lists of ports, the reserved ones."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

PORTS = "1.0 3.3, 1.1 4.1, 1.2 4.1, 1.3 4.1"


@case(section=PORTS, needs="four ports")
@pytest.mark.parametrize("out", [2, 3, 4])
def test_one_port(bench: Bench, out: int) -> None:
    """A packet goes out of the port that the action names."""
    bench.flows(f"actions=output:{{{out}}}")
    bench.forwards(1, f.UDP, out)


@case(section=PORTS, needs="four ports")
def test_several_ports(bench: Bench) -> None:
    """Of several output actions each sends the packet once."""
    bench.flows("actions=output:{4},output:{2},output:{3}")
    bench.forwards(1, f.UDP, 2, 3, 4)


@case(section=PORTS, needs="two ports")
def test_no_action_drops(bench: Bench) -> None:
    """A flow without actions drops what it takes."""
    bench.flows("priority=10,udp,actions=drop", "priority=1,actions=output:{2}")
    bench.drops(1, f.UDP)
    bench.forwards(1, f.TCP, 2)


@case(section=PORTS, needs="three ports")
def test_not_back_to_where_it_came_from(bench: Bench) -> None:
    """Output to the port a packet came in by sends nothing there; the reserved port IN_PORT is for that."""
    bench.flows("actions=output:{1},output:{2}")
    bench.forwards(1, f.UDP, 2)


@case(section=PORTS, needs="two ports")
def test_in_port(bench: Bench) -> None:
    """IN_PORT sends a packet back to where it came from."""
    bench.flows("actions=in_port")
    bench.forwards(1, f.UDP, 1)
    bench.forwards(2, f.UDP, 2)


@case(section=PORTS, needs="three ports")
def test_all(bench: Bench) -> None:
    """ALL sends a packet out of every port but the one it came in by."""
    bench.flows("actions=all")
    others = [n + 1 for n in range(len(bench.ports)) if n != 1]
    bench.forwards(2, f.UDP, *others)


@case(section=PORTS, optional=True, needs="three ports")
def test_flood(bench: Bench) -> None:
    """FLOOD sends a packet out of every port but the one it came in by, where no spanning tree says otherwise."""
    bench.flows("actions=flood")
    bench.forwards(1, f.UDP, *range(2, len(bench.ports) + 1))


@case(section=PORTS, needs="two ports")
def test_controller(bench: Bench) -> None:
    """CONTROLLER sends the packet in a packet-in that says why."""
    bench.flows("actions=controller")
    msg = bench.packet_in(1, f.UDP)
    assert bytes(msg.data) == f.UDP and msg.total_len == len(f.UDP)
    reasons = {bench.ofp.OFPR_ACTION} if bench.version < 5 else {bench.ofp.OFPR_APPLY_ACTION}
    assert msg.reason in reasons, f"reason {msg.reason} is not that of an action"


@case(section=PORTS, needs="three ports")
def test_controller_and_a_port(bench: Bench) -> None:
    """A packet can go to the controller and out of a port."""
    bench.flows("actions=controller,output:{2}")
    assert bytes(bench.packet_in(1, f.UDP).data) == f.UDP
    bench.plane.expect(bench.ports[1], f.UDP)


@case(section=PORTS, needs="two ports")
@pytest.mark.parametrize("length", [0, 14, 64, 128])
def test_max_len(bench: Bench, length: int) -> None:
    """A packet-in that a switch buffers has as many bytes of the packet as were asked for, or all of them."""
    bench.flows(f"actions=controller:{length}")
    msg = bench.packet_in(1, f.PLAIN + bytes(200))
    whole = bytes(msg.data) == f.PLAIN + bytes(200)
    assert whole or (len(msg.data) == length and msg.buffer_id != 0xFFFFFFFF), (
        "cut, but not to max_len, or not buffered"
    )
    assert (f.PLAIN + bytes(200)).startswith(bytes(msg.data)) and msg.total_len == len(f.PLAIN) + 200


@case("1.3-1.5", section="1.3 7.2.5", needs="two ports")
def test_no_buffer(bench: Bench) -> None:
    """max_len OFPCML_NO_BUFFER asks for whole packets, not buffered."""
    bench.flows("actions=controller:65535")
    msg = bench.packet_in(1, f.PLAIN + bytes(1300))
    assert bytes(msg.data) == f.PLAIN + bytes(1300) and msg.buffer_id == bench.ofp.OFP_NO_BUFFER


@case(section=PORTS, needs="two ports")
@pytest.mark.parametrize("size", [60, 61, 64, 500, 1514])
def test_frames_of_every_length(bench: Bench, size: int) -> None:
    """Frames come out as long as they went in."""
    bench.flows("actions=output:{2}")
    bench.forwards(1, (f.PLAIN + bytes(1500))[:size], 2)
