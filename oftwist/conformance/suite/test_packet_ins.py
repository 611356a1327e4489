"""What packet-ins tell: the packet as it was, from which table, why, with what beside it."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field

IN = "1.0 5.4.1, 1.1 A.4.1, 1.2 A.4.1, 1.3 7.4.1"
NO_BUFFER = 0xFFFFFFFF


def told(bench: Bench, count: int) -> list[Any]:
    """So many packet-ins, and no more."""
    came = [bench.switch.poll("packet_in") for _ in range(count)]
    assert None not in came, f"{came.index(None)} packet-ins came, not {count}"
    bench.switch.barrier()
    assert bench.switch.poll("packet_in", timeout=bench.quiet) is None, f"more than {count} packet-ins came"
    return came


def sent(bench: Bench, frame: bytes) -> None:
    """Send a frame into the first port; forget what was told before."""
    bench.switch.controller.clear_queue()
    bench.plane.send(bench.ports[0], frame)


@case(section=IN, needs="two ports")
@pytest.mark.parametrize("name", ["TAGGED", "TWICE", "PRIORITY", "MPLS", "ARP", "UDP6", "SCTP", "SOLICIT"])
def test_every_kind_of_packet(bench: Bench, name: str) -> None:
    """A packet-in has the packet byte for byte, with its tags and labels."""
    bench.flows("actions=controller")
    frame = getattr(f, name)
    msg = bench.packet_in(1, frame)
    assert bytes(msg.data) == frame and msg.total_len == len(frame)


@case(section=IN, needs="two ports")
@pytest.mark.parametrize("size", [60, 128, 129, 1000, 1514])
def test_every_length(bench: Bench, size: int) -> None:
    """A packet that is not buffered comes whole, however long it is."""
    bench.flows("actions=controller:65535")
    frame = (f.PLAIN + bytes(range(256)) * 6)[:size]
    msg = bench.packet_in(1, frame)
    assert msg.total_len == size
    assert bytes(msg.data) == frame or msg.buffer_id != NO_BUFFER, f"{len(msg.data)} of {size} bytes, not buffered"


@case(section=IN, needs="two ports")
def test_the_controller_twice(bench: Bench) -> None:
    """A list that names the controller twice makes two packet-ins."""
    bench.flows("actions=controller,controller")
    sent(bench, f.UDP)
    assert [bytes(msg.data) for msg in told(bench, 2)] == [f.UDP] * 2


@case("1.2-1.5", section=IN, needs=("two ports", "two tables"))
def test_from_each_table(bench: Bench) -> None:
    """A packet that two tables send to the controller comes twice, each time with the table's number."""
    bench.flows("table=0,actions=controller,goto_table:1", "table=1,actions=controller")
    sent(bench, f.UDP)
    assert [msg.table_id for msg in told(bench, 2)] == [0, 1]


@case("1.3-1.5", section="1.3 7.4.1", needs=("two ports", "two tables"))
def test_cookies_of_each_table(bench: Bench) -> None:
    """Each packet-in has the cookie of the flow that it comes from."""
    bench.flows("table=0,cookie=0x11,actions=controller,goto_table:1", "table=1,cookie=0x22,actions=controller")
    sent(bench, f.UDP)
    assert [msg.cookie for msg in told(bench, 2)] == [0x11, 0x22]


@case("1.3-1.5", section="1.3 7.4.1", optional=True, needs="two ports")
def test_the_cookie_of_no_flow(bench: Bench) -> None:
    """A packet-in that comes of a packet-out has no flow's cookie: all ones."""
    bench.switch.packet_out(data=f.UDP, actions="controller")
    msg = bench.switch.wait_packet_in()
    assert msg.cookie == 0xFFFFFFFFFFFFFFFF, f"cookie {msg.cookie:#x}"


@case("1.4-1.5", section="1.4 7.4.1", optional=True, needs="two ports")
def test_the_reason_of_a_packet_out(bench: Bench) -> None:
    """A packet-in that comes of a packet-out has a reason of its own."""
    bench.switch.packet_out(data=f.UDP, actions="controller")
    assert bench.switch.wait_packet_in().reason == bench.ofp.OFPR_PACKET_OUT


@case("1.2-1.5", section=IN, optional=True, needs="two ports")
def test_what_is_beside_the_packet(bench: Bench) -> None:
    """The match of a packet-in has the port, and no field of the packet; what is 0 or the same may be left out."""
    bench.flows("actions=controller")
    msg = bench.packet_in(1, f.UDP)
    names = {type(oxm).__name__ for oxm in msg.match.oxm_list}
    assert "in_port" in names
    extra = names - {"in_port", "in_phy_port", "metadata", "tunnel_id", "packet_type", "actset_output"}
    assert not extra, f"it tells {', '.join(sorted(extra))} too"


@case(section=IN, optional=True, needs="two ports")
def test_buffers_are_not_mixed_up(bench: Bench) -> None:
    """Packets that are kept have different numbers, and each number gives its own packet."""
    bench.flows("actions=controller:64")
    frames = [with_field(f.UDP, udp_src=n) + bytes(200) for n in (1, 2, 3)]
    kept = [bench.packet_in(1, frame).buffer_id for frame in frames]
    if NO_BUFFER in kept:
        lacks("n_buffers", "it buffers no packets")
    assert len(set(kept)) == 3
    for number, frame in reversed(list(zip(kept, frames, strict=True))):
        out: Any = bench.switch.operations.packet_out_message(None, {"actions": bench.put("output:{2}")})
        out.buffer_id = number
        bench.switch.confirm([out])
        bench.plane.expect(bench.ports[1], frame)


@case(section=IN, optional=True, needs="three ports")
def test_a_buffer_is_changed_on_the_way(bench: Bench) -> None:
    """A packet that was kept is sent with the actions of the packet-out that names it."""
    bench.flows("actions=controller:64")
    number = bench.packet_in(1, f.PLAIN + bytes(200)).buffer_id
    if number == NO_BUFFER:
        lacks("n_buffers", "it buffers no packets")
    actions = f"{bench.rewrite('eth_src', '02:00:00:00:00:0c')},output:{{2}},output:{{3}}"
    out: Any = bench.switch.operations.packet_out_message(None, {"actions": bench.put(actions)})
    out.buffer_id = number
    bench.switch.confirm([out])
    for port in bench.ports[1:3]:
        bench.plane.expect(port, with_field(f.PLAIN, eth_src=f.C) + bytes(200))


@case(section=IN, needs="two ports")
def test_nothing_is_told_of_what_goes_on(bench: Bench) -> None:
    """Packets that flows forward or drop make no packet-ins."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=1,actions=drop")
    bench.no_packet_in(1, f.TCP)
    bench.switch.controller.clear_queue()
    bench.forwards(1, f.UDP, 2)
    bench.switch.barrier()
    assert bench.switch.poll("packet_in", timeout=bench.quiet) is None, "a packet-in came"


@case("1.2-1.5", section="1.2 A.3.2, 1.3 6.3.6, 1.4 7.3.10", optional=True, needs="two ports")
@pytest.mark.parametrize("name", ["UDP", "MPLS"])
def test_lives_that_are_over_are_told(bench: Bench, name: str) -> None:
    """Who asks for it is told of packets whose time to live ends, with this reason and the packet as it came."""
    ofp = bench.ofp
    reasons = 1 << ofp.OFPR_INVALID_TTL
    if bench.version == 3:
        flags = {"flags": ofp.OFPC_INVALID_TTL_TO_CONTROLLER, "miss_send_len": 0xFFFF}
        bench.switch.confirm([ofp.message.set_config(**flags)])
    elif bench.version == 4:
        bench.switch.confirm([ofp.message.async_set(packet_in_mask_equal_master=reasons)])
    else:
        wanted = [ofp.async_config_prop.packet_in_master(mask=reasons)]
        bench.switch.confirm([ofp.message.async_set(properties=wanted)])
    field, action = ("ip_ttl", "ip,actions=dec_ttl") if name == "UDP" else ("mpls_ttl", "mpls,actions=dec_mpls_ttl")
    bench.flows(f"{action},output:{{2}}")
    frame = with_field(getattr(f, name), **{field: 1})
    msg = bench.packet_in(1, frame)
    assert (msg.reason, bytes(msg.data)) == (ofp.OFPR_INVALID_TTL, frame)
    bench.plane.expect_nothing(seconds=bench.quiet)


@case("1.3-1.5", section="1.3 6.3.6, 1.4 7.3.10", optional=True, needs="two ports")
def test_lives_that_are_over_are_not_told(bench: Bench) -> None:
    """Who does not ask for it is not told of packets whose time to live ends: they are dropped."""
    ofp = bench.ofp
    reasons = 1 << ofp.OFPR_NO_MATCH
    if bench.version == 4:
        bench.switch.confirm([ofp.message.async_set(packet_in_mask_equal_master=reasons)])
    else:
        wanted = [ofp.async_config_prop.packet_in_master(mask=reasons)]
        bench.switch.confirm([ofp.message.async_set(properties=wanted)])
    bench.flows("ip,actions=dec_ttl,output:{2}")
    bench.no_packet_in(1, with_field(f.UDP, ip_ttl=1))
