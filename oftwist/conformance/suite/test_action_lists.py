"""Lists of actions: each works on the packet as those before it have left it."""

from __future__ import annotations

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field

LIST = "1.0 3.3, 1.1 4.8, 1.2 5.9, 1.3 5.11"
SET_FIELD = "1.5 7.2.6.7"
MAC_A, MAC_C = pk.mac_text(f.A), pk.mac_text(f.C)


@case(section=LIST, optional=True, needs="four ports")
def test_a_change_between_all_outputs(bench: Bench) -> None:
    """Of three outputs with changes between them each sends the packet as it is just then."""
    there, back = bench.rewrite("eth_src", MAC_C), bench.rewrite("eth_src", MAC_A)
    bench.flows(f"actions=output:{{2}},{there},output:{{3}},{back},output:{{4}}")
    bench.plane.send(bench.ports[0], f.PLAIN)
    for number, frame in ((1, f.PLAIN), (2, with_field(f.PLAIN, eth_src=f.C)), (3, f.PLAIN)):
        bench.plane.expect(bench.ports[number], frame)
    bench.plane.expect_nothing(seconds=bench.quiet)


@case(section=LIST, optional=True, needs="two ports")
def test_the_last_of_two_changes(bench: Bench) -> None:
    """A field that is set twice has the second value."""
    first, second = bench.rewrite("udp_dst", 9), bench.rewrite("udp_dst", 4711)
    bench.flows(f"udp,actions={first},{second},output:{{2}}")
    bench.forwards(1, f.UDP, 2, as_=with_field(f.UDP, udp_dst=4711))


@case(section=LIST, optional=True, needs="two ports")
def test_a_change_behind_the_last_output(bench: Bench) -> None:
    """A change behind the last output is not seen anywhere."""
    bench.flows(f"actions=output:{{2}},{bench.rewrite('eth_src', MAC_C)}")
    bench.forwards(1, f.PLAIN, 2)


@case(section=LIST, needs="three ports")
def test_the_same_port_twice(bench: Bench) -> None:
    """A list that names a port twice sends the packet there twice."""
    bench.flows("actions=output:{2},output:{3},output:{2}")
    bench.plane.send(bench.ports[0], f.UDP)
    for number in (1, 1, 2):
        bench.plane.expect(bench.ports[number], f.UDP)
    bench.plane.expect_nothing(seconds=bench.quiet)


@case(section=LIST, optional=True, needs="two ports")
@pytest.mark.parametrize("first", ["controller", "change"])
def test_changes_and_the_controller(bench: Bench, first: str) -> None:
    """A packet-in has the packet as it was when the list came to the output to the controller."""
    change = bench.rewrite("eth_src", MAC_C)
    bench.flows(f"actions={'controller,' + change if first == 'controller' else change + ',controller'},output:{{2}}")
    changed = with_field(f.PLAIN, eth_src=f.C)
    assert bytes(bench.packet_in(1, f.PLAIN).data) == (f.PLAIN if first == "controller" else changed)
    bench.plane.expect(bench.ports[1], changed)


@case(section=LIST, optional=True, needs="two ports")
def test_back_with_other_addresses(bench: Bench) -> None:
    """A packet can be sent back to where it came from, changed."""
    bench.flows(f"actions={bench.rewrite('eth_dst', MAC_A)},{bench.rewrite('eth_src', pk.mac_text(f.B))},in_port")
    bench.forwards(1, f.PLAIN, 1, as_=with_field(f.PLAIN, eth_dst=f.A, eth_src=f.B))


@case(section=LIST, optional=True, needs="three ports")
def test_changed_and_sent_to_all(bench: Bench) -> None:
    """A change counts for ALL as for a single port, and every port gets the same packet."""
    bench.flows(f"actions={bench.rewrite('eth_src', MAC_C)},all")
    changed = with_field(f.PLAIN, eth_src=f.C)
    bench.forwards(1, f.PLAIN, *range(2, len(bench.ports) + 1), as_=changed)


@case("1.1-1.5", section=LIST, optional=True, needs=("three ports", "groups"))
def test_what_a_group_changes_stays_in_it(bench: Bench) -> None:
    """Behind a group the list goes on with the packet as it was before it."""
    change = bench.rewrite("eth_src", MAC_C)
    bench.switch.add_group(bench.put(f"group_id=1,type=indirect,bucket={change},output:{{2}}"))
    bench.flows("actions=group:1,output:{3}")
    bench.plane.send(bench.ports[0], f.PLAIN)
    bench.plane.expect(bench.ports[1], with_field(f.PLAIN, eth_src=f.C))
    bench.plane.expect(bench.ports[2], f.PLAIN)
    bench.plane.expect_nothing(seconds=bench.quiet)


@case("1.1-1.5", section=LIST, optional=True, needs=("two ports", "groups"))
def test_a_group_has_what_was_changed_before(bench: Bench) -> None:
    """A group gets the packet as the list has made it so far."""
    bench.switch.add_group(bench.put("group_id=1,type=indirect,bucket=output:{2}"))
    bench.flows(f"actions={bench.rewrite('eth_src', MAC_C)},group:1")
    bench.forwards(1, f.PLAIN, 2, as_=with_field(f.PLAIN, eth_src=f.C))


@case("1.1-1.5", section=LIST, optional=True, needs="three ports")
def test_tagged_for_one_port_only(bench: Bench) -> None:
    """A tag that is pushed for one port and popped again is on no packet that is sent behind."""
    bench.flows("actions=push_vlan:0x8100,output:{2},pop_vlan,output:{3}")
    bench.plane.send(bench.ports[0], f.UDP)
    bench.plane.expect(bench.ports[1], pk.push_vlan(f.UDP, 0x8100))
    bench.plane.expect(bench.ports[2], f.UDP)


@case("1.0", section="1.0 5.2.4", optional=True, needs="two ports")
@pytest.mark.parametrize("action", ["mod_nw_src:203.0.113.12", "mod_nw_tos:40", "mod_tp_dst:4711"])
def test_what_a_packet_has_not_is_not_set(bench: Bench, action: str) -> None:
    """An action on a field that the packet has not got changes nothing, and the packet goes on."""
    bench.flows(f"actions={action},output:{{2}}")
    bench.forwards(1, f.PLAIN, 2)


MASKED = {
    "eth_src": (f.PLAIN, "00:00:00:00:00:55/00:00:00:00:00:ff", {"eth_src": 0x020000000055}, ""),
    "eth_dst": (f.PLAIN, "01:00:00:00:00:00/01:00:00:00:00:00", {"eth_dst": f.B | 1 << 40}, ""),
    "ip_src": (f.UDP, "10.0.0.0/255.0.0.0", {"ipv4_src": f.IP_A & 0xFFFFFF | 10 << 24}, "udp,"),
    "ipv6_dst": (f.UDP6, "::77/::ff", {"ipv6_dst": f.SIX_B & ~0xFF | 0x77}, "udp6,"),
    "udp_dst": (f.UDP, "0x1200/0xff00", {"udp_dst": 0x1202}, "udp,"),
    "vlan_vid": (f.TAGGED, "0x1001/0x1003", {"vlan_vid": 0x1065}, "dl_vlan=100,"),
}


@case("1.5", section=SET_FIELD, optional=True, needs="two ports")
@pytest.mark.parametrize("field", list(MASKED))
def test_some_bits_of_a_field(bench: Bench, field: str) -> None:
    """Set-field with a mask sets the bits of the mask, and leaves the others of the field."""
    frame, value, changed, match = MASKED[field]
    bench.offered(bench.flows, f"{match}actions=set_field:{value}->{field},output:{{2}}")
    bench.forwards(1, frame, 2, as_=with_field(frame, **changed))


COPIES = {
    "a whole field": ("", "move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]", f.PLAIN, {"eth_dst": f.A}),
    "with its checksum": ("udp,", "move:NXM_OF_IP_SRC[]->NXM_OF_IP_DST[]", f.UDP, {"ipv4_dst": f.IP_A}),
    "some bits": ("udp,", "move:NXM_OF_UDP_SRC[0..7]->NXM_OF_UDP_DST[8..15]", f.UDP, {"udp_dst": 0x0102}),
    "into another field": ("udp,", "move:NXM_OF_ETH_SRC[0..15]->NXM_OF_UDP_DST[]", f.UDP, {"udp_dst": f.A & 0xFFFF}),
}


@case("1.5", section="1.5 7.2.6.8", optional=True, needs="two ports")
@pytest.mark.parametrize("copy", list(COPIES))
def test_copying_a_field(bench: Bench, copy: str) -> None:
    """COPY_FIELD sets bits of one field to bits of another, as many and from where it says."""
    match, action, frame, changed = COPIES[copy]
    bench.offered(bench.flows, f"{match}actions={action},output:{{2}}")
    bench.forwards(1, frame, 2, as_=with_field(frame, **changed))


@case("1.5", section="1.5 7.2.6.8", optional=True, needs=("two ports", "two tables"))
def test_copying_into_metadata(bench: Bench) -> None:
    """COPY_FIELD reaches the metadata, which the next table matches."""
    bench.offered(
        bench.flows,
        "table=0,udp,actions=move:NXM_OF_UDP_DST[]->OXM_OF_METADATA[0..15],goto_table:1",
        "table=1,priority=9,metadata=2050,actions=output:{2}",
        "table=1,priority=1,actions=drop",
    )
    bench.forwards(1, f.UDP, 2)
    bench.drops(1, with_field(f.UDP, udp_dst=2051))
