"""Ports: how they are described and configured, what they do then, and what they count."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

DESCRIBED = "1.0 5.2.1, 1.1 A.2.1, 1.3 7.2.1"
MOD = "1.0 5.3.3, 1.1 A.3.4, 1.3 7.3.4.3"
STATS = "1.0 5.3.5, 1.1 A.3.6, 1.2 A.3.6, 1.3 7.3.5"
STATUS = "1.0 5.4.3, 1.1 A.4.3, 1.3 7.4.3"


def told(bench: Bench, number: int) -> Any:
    """What is told of a port, counted from 1."""
    return next(port for port in bench.described() if port.port_no == bench.ports[number - 1])


def counted(bench: Bench, number: int) -> Any:
    """The statistics of a port, counted from 1."""
    (entry,) = bench.switch.stats(bench.ofp.message.port_stats_request(port_no=bench.ports[number - 1]))
    return entry


def set_config(bench: Bench, number: int, name: str, on: bool) -> None:
    """Set a bit of the configuration of a port."""
    bit = getattr(bench.ofp, f"OFPPC_{name}")
    bench.configure(told(bench, number), bit if on else 0, bit)


def mod(bench: Bench, number: int, **members: Any) -> Any:
    """A port mod of a port, counted from 1, that changes nothing but what is said."""
    port = told(bench, number)
    return bench.ofp.message.port_mod(**{"port_no": port.port_no, "hw_addr": port.hw_addr, **members})


# --- described ----------------------------------------------------------------------------------------------------


@case(section=DESCRIBED)
def test_descriptions(bench: Bench) -> None:
    """Each port is described once, with a name and an address of its own."""
    highest = 0xFF00 if bench.version == 1 else 0xFFFFFF00
    ports = [port for port in bench.described() if port.port_no < highest]
    assert set(bench.ports) <= {port.port_no for port in ports}
    assert len({port.name for port in ports}) == len(ports) == len({port.port_no for port in ports})
    assert len({tuple(port.hw_addr) for port in ports}) == len(ports)


@case(section=DESCRIBED)
def test_numbers(bench: Bench) -> None:
    """The number of a port is not 0 and none of the reserved ones, but for that of the local port."""
    highest, local = (0xFF00, 0xFFFE) if bench.version == 1 else (0xFFFFFF00, 0xFFFFFFFE)
    for port in bench.described():
        assert 0 < port.port_no <= highest or port.port_no == local, port.show()


@case(section=DESCRIBED)
def test_addresses(bench: Bench) -> None:
    """The address of a port is one of a single station, and the same whenever it is asked for."""
    first, then = ({port.port_no: list(port.hw_addr) for port in bench.described()} for _ in range(2))
    assert first == then
    assert all(not first[number][0] & 1 and any(first[number]) for number in bench.ports), first


@case(section=DESCRIBED)
def test_a_port_with_a_link(bench: Bench) -> None:
    """A port that has a link and is switched on says so."""
    for number in range(1, len(bench.ports) + 1):
        port = told(bench, number)
        assert not port.state & bench.ofp.OFPPS_LINK_DOWN and not port.config & bench.ofp.OFPPC_PORT_DOWN, port.show()


@case("1.4-1.5", section="7.2.1")
def test_properties_of_ports(bench: Bench) -> None:
    """What is described of a port beyond its number and name stands in properties, each kind at most once."""
    for port in bench.described():
        kinds = [prop.type for prop in port.properties if prop.type != bench.ofp.OFPPDPT_EXPERIMENTER]
        assert len(kinds) == len(set(kinds)), port.show()
        assert kinds, f"port {port.port_no} has no properties"


@case("1.5", section="7.3.5.7", needs="two ports")
def test_the_description_of_one_port(bench: Bench) -> None:
    """Asked for one port, a switch describes that one only, as among all."""
    for number in bench.ports[:2]:
        (port,) = bench.switch.stats(bench.ofp.message.port_desc_stats_request(port_no=number))
        assert port.port_no == number
        assert port in bench.described()


@case("1.5", section="7.3.5.7", optional=True)
def test_the_description_of_no_port(bench: Bench) -> None:
    """A description of a port that is not there is refused."""
    bench.refuses(bench.ofp.message.port_desc_stats_request(port_no=0xFE00), "BAD_REQUEST", "BAD_PORT")


# --- configured ---------------------------------------------------------------------------------------------------


@case(section=MOD, needs="two ports")
def test_switched_off(bench: Bench) -> None:
    """A port that is administratively down neither takes nor sends packets, and works when it is up again."""
    bench.flows("actions=output:{2}")
    set_config(bench, 2, "PORT_DOWN", True)
    bench.drops(1, f.UDP)
    set_config(bench, 2, "PORT_DOWN", False)
    bench.plane.when_up()
    bench.forwards(1, f.UDP, 2)


@case(section=MOD, needs="two ports")
def test_switched_off_takes_nothing(bench: Bench) -> None:
    """What comes in by a port that is administratively down goes nowhere."""
    bench.flows("actions=output:{2}")
    set_config(bench, 1, "PORT_DOWN", True)
    with suppress(OSError):  # our end of the cable may have no link either
        bench.drops(1, f.UDP)
    set_config(bench, 1, "PORT_DOWN", False)
    bench.plane.when_up()
    bench.forwards(1, f.UDP, 2)


@case(section=MOD, needs="three ports")
@pytest.mark.parametrize("name", ["all", "flood"])
def test_switched_off_is_left_out(bench: Bench, name: str) -> None:
    """What goes to all ports does not go to one that is administratively down."""
    bench.flows(f"actions={name}")
    set_config(bench, 2, "PORT_DOWN", True)
    bench.forwards(1, f.UDP, *range(3, len(bench.ports) + 1))
    set_config(bench, 2, "PORT_DOWN", False)
    bench.plane.when_up()


@case(section=MOD, optional=True, needs="two ports")
@pytest.mark.parametrize("name", ["NO_FWD", "NO_RECV"])
def test_not_forwarding_or_receiving(bench: Bench, name: str) -> None:
    """A port with NO_FWD sends nothing that is forwarded, one with NO_RECV takes nothing in."""
    bench.flows("actions=output:{2}")
    set_config(bench, 2 if name == "NO_FWD" else 1, name, True)
    bench.drops(1, f.UDP)
    set_config(bench, 2 if name == "NO_FWD" else 1, name, False)
    bench.forwards(1, f.UDP, 2)


@case(section=MOD, optional=True, needs="two ports")
def test_not_forwarding_is_receiving(bench: Bench) -> None:
    """A port with NO_FWD takes packets in, and one with NO_RECV sends them."""
    bench.flows("actions=output:{2}")
    set_config(bench, 1, "NO_FWD", True)
    set_config(bench, 2, "NO_RECV", True)
    bench.forwards(1, f.UDP, 2)


@case(section=MOD, optional=True, needs="three ports")
def test_not_forwarding_a_flood(bench: Bench) -> None:
    """A port with NO_FWD is left out where a packet goes to all."""
    bench.flows("actions=all")
    set_config(bench, 2, "NO_FWD", True)
    bench.forwards(1, f.UDP, *range(3, len(bench.ports) + 1))


@case("1.0", section="5.3.3", optional=True, needs="three ports")
def test_not_flooding(bench: Bench) -> None:
    """A port with NO_FLOOD is left out by FLOOD, not by ALL, nor where it is named."""
    bench.flows("udp,actions=flood", "tcp,actions=all", "icmp,actions=output:{2}")
    set_config(bench, 2, "NO_FLOOD", True)
    others = range(3, len(bench.ports) + 1)
    bench.forwards(1, f.UDP, *others)
    bench.forwards(1, f.TCP, 2, *others)
    bench.forwards(1, f.ICMP, 2)


@case(section=MOD, optional=True, needs="two ports")
def test_making_no_packet_ins(bench: Bench) -> None:
    """A packet that no flow takes is not told to the controller if it comes in by a port with NO_PACKET_IN."""
    if bench.version >= 4:  # before, it is told without a flow that says so
        bench.flows("priority=0,actions=controller")
    set_config(bench, 1, "NO_PACKET_IN", True)
    bench.no_packet_in(1, f.UDP)
    set_config(bench, 1, "NO_PACKET_IN", False)
    bench.packet_in(1, f.UDP)


BITS = ["PORT_DOWN", "NO_RECV", "NO_FWD", "NO_PACKET_IN"]


@case(section=MOD, optional=True, needs="two ports")
@pytest.mark.parametrize("name", BITS)
def test_what_is_set_is_told(bench: Bench, name: str) -> None:
    """A bit of the configuration that is set or cleared is described so, in that port alone."""
    bit = getattr(bench.ofp, f"OFPPC_{name}")
    other = told(bench, 2).config
    for on in (True, False):
        set_config(bench, 1, name, on)
        assert bool(told(bench, 1).config & bit) == on
        assert told(bench, 2).config == other


@case(section=MOD, needs="two ports")
def test_only_the_mask_is_changed(bench: Bench) -> None:
    """Bits of the configuration that are not in the mask stay as they are."""
    port = told(bench, 1)
    down = bench.ofp.OFPPC_PORT_DOWN
    bench.configure(port, 0xFFFFFFFF, 0)
    assert told(bench, 1).config == port.config
    bench.configure(port, down, down)
    bench.configure(port, 0, bench.ofp.OFPPC_NO_FWD)
    assert told(bench, 1).config & down
    bench.configure(port, 0, down)
    bench.plane.when_up()


@case(section=MOD, needs="two ports")
@pytest.mark.parametrize("name", ["IN_PORT", "FLOOD", "ALL", "CONTROLLER", "ANY"])
def test_reserved_ports_are_not_configured(bench: Bench, name: str) -> None:
    """A port mod of a reserved number that stands for no single port is refused."""
    number = bench.ofp.OFPP_NONE if name == "ANY" and bench.version == 1 else getattr(bench.ofp, f"OFPP_{name}")
    bench.refuses(bench.ofp.message.port_mod(port_no=number), "PORT_MOD_FAILED", "BAD_PORT")


@case(section=MOD, needs="two ports")
def test_what_is_refused_is_not_done(bench: Bench) -> None:
    """A port mod that is refused for its address leaves the port as it was."""
    down = bench.ofp.OFPPC_PORT_DOWN
    msg = mod(bench, 1, config=down, mask=down, hw_addr=told(bench, 2).hw_addr)
    bench.refuses(msg, "PORT_MOD_FAILED", "BAD_HW_ADDR")
    assert not told(bench, 1).config & down


@case("1.1-1.5", section=MOD, optional=True, needs="two ports")
def test_unknown_bits_are_refused(bench: Bench) -> None:
    """A bit of the configuration that nobody knows is refused."""
    bench.refuses(mod(bench, 1, config=1 << 20, mask=1 << 20), "PORT_MOD_FAILED", "BAD_CONFIG")


@case(section=MOD, needs="two ports")
def test_advertising_nothing_new(bench: Bench) -> None:
    """A port mod whose advertised features are 0 leaves those of the port as they are."""
    before = told(bench, 1)
    what = {"properties": [bench.ofp.port_mod_prop.ethernet(advertise=0)]} if bench.version >= 5 else {"advertise": 0}
    bench.switch.confirm([mod(bench, 1, **what)])
    assert told(bench, 1) == before


@case("1.4-1.5", section="7.3.4.3", optional=True, needs="two ports")
def test_unknown_properties_of_port_mods(bench: Bench) -> None:
    """A property of a port mod that nobody knows is refused."""
    prop = bench.ofp.port_mod_prop.experimenter(experimenter=0x00BEEF01, exp_type=7)
    error = bench.refuses(mod(bench, 1, properties=[prop]), "BAD_PROPERTY")
    wanted = [bench.ofp.OFPBPC_BAD_EXPERIMENTER, bench.ofp.OFPBPC_BAD_EXP_TYPE]
    assert error.code in wanted, error.show()


# --- status -------------------------------------------------------------------------------------------------------


def status(bench: Bench, timeout: float = -1) -> Any:
    """The next port status of a port that is connected, or None."""
    return bench.switch.poll(
        lambda msg: type(msg).__name__ == "port_status" and msg.desc.port_no in bench.ports, timeout=timeout
    )


@case(section=STATUS, needs="two ports")
def test_a_change_is_told(bench: Bench) -> None:
    """A change of a port's configuration is told."""
    bench.switch.controller.clear_queue()
    set_config(bench, 2, "PORT_DOWN", True)
    msg = status(bench)
    assert msg is not None and msg.desc.port_no == bench.ports[1] and msg.reason == bench.ofp.OFPPR_MODIFY
    assert msg.desc.config & bench.ofp.OFPPC_PORT_DOWN
    set_config(bench, 2, "PORT_DOWN", False)


@case("1.5", section="7.4.3", optional=True, needs="two ports")
@pytest.mark.parametrize("name", BITS[1:])
def test_each_bit_is_told(bench: Bench, name: str) -> None:
    """Who configures a port is told of it as well, with the name and address of the port."""
    bit = getattr(bench.ofp, f"OFPPC_{name}")
    for on in (True, False):
        bench.switch.controller.clear_queue()
        set_config(bench, 1, name, on)
        msg = status(bench)
        assert msg is not None and bool(msg.desc.config & bit) == on
        assert (msg.desc.name, list(msg.desc.hw_addr)) == (told(bench, 1).name, list(told(bench, 1).hw_addr))


@case(section=STATUS, needs="two ports")
def test_no_change_is_not_told(bench: Bench) -> None:
    """A port mod that changes nothing is not told."""
    bench.switch.controller.clear_queue()
    set_config(bench, 1, "PORT_DOWN", False)
    assert status(bench, bench.quiet) is None


# --- counted ------------------------------------------------------------------------------------------------------


@case(section=STATS, optional=True, needs=("two ports", "port statistics"))
def test_packets_and_bytes(bench: Bench) -> None:
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


@case(section=STATS, optional=True, needs=("two ports", "port statistics"))
@pytest.mark.parametrize("size", [60, 61, 64, 128, 512, 1500, 1514])
def test_bytes_of_every_length(bench: Bench, size: int) -> None:
    """A port counts every byte of a frame once."""
    frame = pk.build(pk.Ethernet(f.B, f.A, 0x88B5), bytes(size - 14))
    bench.flows("actions=output:{2}")
    before = counted(bench, 1).rx_bytes, counted(bench, 2).tx_bytes
    bench.forwards(1, frame, 2)
    assert (counted(bench, 1).rx_bytes - before[0], counted(bench, 2).tx_bytes - before[1]) == (size, size)


@case(section=STATS, optional=True, needs=("three ports", "port statistics"))
def test_others_count_nothing(bench: Bench) -> None:
    """A packet is counted by the ports it goes through only, and there in its direction only."""
    bench.flows("actions=output:{2}")
    before = [counted(bench, number) for number in (1, 2, 3)]
    bench.forwards(1, f.UDP, 2)
    after = [counted(bench, number) for number in (1, 2, 3)]
    changed = [(a.rx_packets - b.rx_packets, a.tx_packets - b.tx_packets) for a, b in zip(after, before, strict=True)]
    assert changed == [(1, 0), (0, 1), (0, 0)]


@case(section=STATS, optional=True, needs=("three ports", "port statistics"))
def test_a_flood_is_counted_by_each(bench: Bench) -> None:
    """A packet that goes to all ports is counted once by each that sends it."""
    bench.flows("actions=all")
    numbers = range(2, len(bench.ports) + 1)
    before = [counted(bench, number).tx_packets for number in numbers]
    bench.forwards(1, f.UDP, *numbers)
    after = [counted(bench, number).tx_packets for number in numbers]
    assert [new - old for new, old in zip(after, before, strict=True)] == [1] * len(numbers)


@case(section=STATS, optional=True, needs=("two ports", "port statistics"))
def test_what_is_dropped_was_received(bench: Bench) -> None:
    """A packet that a flow drops has been received, and sent by no port."""
    bench.flows("actions=drop")
    before = counted(bench, 1), counted(bench, 2)
    bench.drops(1, f.UDP)
    after = counted(bench, 1), counted(bench, 2)
    assert after[0].rx_packets - before[0].rx_packets == 1
    assert after[1].tx_packets == before[1].tx_packets


@case(section=STATS, optional=True, needs=("two ports", "port statistics"))
def test_packet_outs_are_counted(bench: Bench) -> None:
    """A packet-out is counted by the port that sends it, and by none as received."""
    before = counted(bench, 1), counted(bench, 2)
    bench.switch.packet_out(data=f.UDP, actions=bench.put("output:{2}"))
    bench.plane.expect(bench.ports[1], f.UDP)
    after = counted(bench, 1), counted(bench, 2)
    assert after[1].tx_packets - before[1].tx_packets == 1
    assert [new.rx_packets - old.rx_packets for new, old in zip(after, before, strict=True)] == [0, 0]


@case(section=STATS, optional=True, needs=("two ports", "port statistics"))
def test_counters_stay_when_flows_go(bench: Bench) -> None:
    """What a port has counted does not depend on the flows that are there."""
    bench.flows("actions=output:{2}")
    bench.forwards(1, f.UDP, 2)
    before = counted(bench, 2)
    bench.switch.delete_flows()
    after = counted(bench, 2)
    assert (after.tx_packets, after.tx_bytes) == (before.tx_packets, before.tx_bytes)


@case(section=STATS, needs="port statistics")
def test_all_ports(bench: Bench) -> None:
    """Asked for all ports the statistics have each of them once."""
    numbers = [entry.port_no for entry in bench.switch.port_stats()]
    assert len(numbers) == len(set(numbers)) and set(bench.ports) <= set(numbers)


@case(section=STATS, needs=("two ports", "port statistics"))
def test_one_port(bench: Bench) -> None:
    """Asked for one port the statistics are of that one."""
    for number in bench.ports:
        assert [entry.port_no for entry in bench.switch.port_stats(number)] == [number]


@case("1.2-1.5", section="1.2 A.4.4, 1.3 7.4.4", optional=True, needs="port statistics")
def test_statistics_of_no_port(bench: Bench) -> None:
    """Statistics of a port that is not there are refused."""
    bench.refuses(bench.ofp.message.port_stats_request(port_no=0xFE00), "BAD_REQUEST", "BAD_PORT")


@case("1.3-1.5", section="7.3.5.6", needs=("two ports", "port statistics"))
def test_for_how_long(bench: Bench) -> None:
    """A port tells for how long it has been there, and that grows."""
    before = counted(bench, 1)
    bench.let_pass(1.1)
    after = counted(bench, 1)
    passed = after.duration_sec - before.duration_sec + (after.duration_nsec - before.duration_nsec) / 1e9
    assert 1 <= passed < 60
