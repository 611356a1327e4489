"""Tags and labels pushed, popped and set: VLAN, QinQ, MPLS, PBB; times to live copied between them."""

from __future__ import annotations

import pytest

from oftwist import packet as pk
from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.frames import with_field

ACTIONS = "1.0 3.3, 1.1 4.9, 1.2 5.10, 1.3 5.12"
_ETHER, _IP, _UDP = pk.Ethernet(f.B, f.A), pk.IPv4(f.IP_A, f.IP_B), pk.Udp(1025, 2050)


def labelled(*labels: pk.Mpls, ttl: int = 64, six: bool = False) -> bytes:
    """A packet of IP under labels, the outermost first."""
    ip = pk.IPv6(f.SIX_A, f.SIX_B, ttl=ttl) if six else pk.IPv4(f.IP_A, f.IP_B, ttl=ttl)
    return pk.build(_ETHER, *labels, ip, _UDP, f.TEXT)


def becomes(bench: Bench, match: str, actions: str, before: bytes, after: bytes) -> None:
    """The actions make the one packet of the other."""
    bench.offered(bench.flows, f"{match}actions={actions},output:{{2}}")
    bench.forwards(1, before, 2, as_=after)


def vid(bench: Bench, number: int) -> str:
    """The action that sets the VLAN of a tag."""
    return bench.rewrite("vlan_vid", number if bench.version < 3 else number | 0x1000)


@case("1.1-1.5", section=ACTIONS, optional=True, needs="two ports")
@pytest.mark.parametrize("kind", ["0x8100", "0x88a8"])
def test_a_tag_for_a_packet_without(bench: Bench, kind: str) -> None:
    """A tag that is pushed has the type that was asked for, and VLAN and priority 0 where there was no tag."""
    tag = pk.Vlan(0, tpid=int(kind, 16))
    becomes(bench, "", f"push_vlan:{kind}", f.UDP, pk.build(_ETHER, tag, _IP, _UDP, f.TEXT))


@case("1.1-1.5", section=ACTIONS, optional=True, needs="two ports")
def test_push_and_set(bench: Bench) -> None:
    """VLAN and priority of a tag that was just pushed can be set."""
    after = pk.build(_ETHER, pk.Vlan(100, 3), _IP, _UDP, f.TEXT)
    becomes(bench, "", f"push_vlan:0x8100,{vid(bench, 100)},{bench.rewrite('vlan_pcp', 3)}", f.UDP, after)


@case("1.1-1.5", section=ACTIONS, optional=True, needs="two ports")
def test_two_tags_are_pushed(bench: Bench) -> None:
    """A service tag is pushed over a tag that was pushed before: each has its own VLAN."""
    after = pk.build(_ETHER, pk.Vlan(200, 1, tpid=0x88A8), pk.Vlan(100, 3), _IP, _UDP, f.TEXT)
    inner = f"push_vlan:0x8100,{vid(bench, 100)},{bench.rewrite('vlan_pcp', 3)}"
    outer = f"push_vlan:0x88a8,{vid(bench, 200)},{bench.rewrite('vlan_pcp', 1)}"
    becomes(bench, "", f"{inner},{outer}", f.UDP, after)


@case("1.1-1.5", section=ACTIONS, optional=True, needs=("two ports", "two tables"))
def test_two_tags_are_popped(bench: Bench) -> None:
    """Two tags are taken off one after the other, the outer one first."""
    bench.offered(
        bench.flows,
        "table=0,dl_vlan=200,actions=pop_vlan,goto_table:1",
        "table=1,dl_vlan=100,actions=pop_vlan,output:{2}",
    )
    bench.forwards(1, f.TWICE, 2, as_=f.UDP)


@case(section=ACTIONS, optional=True, needs="two ports")
def test_only_the_outer_tag_is_set(bench: Bench) -> None:
    """Of two tags the outer one is set; the inner one stays."""
    twice = pk.build(_ETHER, pk.Vlan(200, 1), pk.Vlan(100, 3), _IP, _UDP, f.TEXT)
    becomes(bench, "dl_vlan=200,", vid(bench, 7), twice, with_field(twice, vlan_vid=0x1007))


@case(section=ACTIONS, optional=True, needs="two ports")
def test_the_other_bits_of_a_tag_stay(bench: Bench) -> None:
    """Another VLAN leaves the priority as it is, another priority the VLAN."""
    bench.flows(
        f"in_port={{1}},dl_vlan=100,actions={vid(bench, 7)},output:{{2}}",
        f"in_port={{2}},dl_vlan=100,actions={bench.rewrite('vlan_pcp', 6)},output:{{1}}",
    )
    bench.forwards(1, f.TAGGED, 2, as_=pk.build(_ETHER, pk.Vlan(7, 3), _IP, _UDP, f.TEXT))
    bench.forwards(2, f.TAGGED, 1, as_=pk.build(_ETHER, pk.Vlan(100, 6), _IP, _UDP, f.TEXT))


@case("1.0", section="1.0 5.2.4", optional=True, needs="two ports")
def test_a_priority_makes_a_tag(bench: Bench) -> None:
    """Where there is no tag, setting a priority adds one, of VLAN 0."""
    becomes(bench, "", "mod_vlan_pcp:5", f.UDP, pk.build(_ETHER, pk.Vlan(0, 5), _IP, _UDP, f.TEXT))


@case("1.0", section="1.0 5.2.4", optional=True, needs="two ports")
def test_stripping_what_has_no_tag(bench: Bench) -> None:
    """A packet without a tag is stripped of nothing."""
    becomes(bench, "", "strip_vlan", f.UDP, f.UDP)


@case("1.1-1.5", section=ACTIONS, optional=True, needs=("two ports", "two tables"))
def test_the_next_table_sees_the_tag(bench: Bench) -> None:
    """A tag that one table pushes is matched in the next, one that it pops is not."""
    bench.offered(
        bench.flows,
        f"table=0,in_port={{1}},actions=push_vlan:0x8100,{vid(bench, 100)},goto_table:1",
        "table=0,in_port={2},dl_vlan=100,actions=pop_vlan,goto_table:1",
        "table=1,in_port={1},dl_vlan=100,actions=output:{2}",
        "table=1,in_port={2},dl_vlan=0xffff,actions=output:{1}",
    )
    tagged = pk.build(_ETHER, pk.Vlan(100), _IP, _UDP, f.TEXT)
    bench.forwards(1, f.UDP, 2, as_=tagged)
    bench.forwards(2, tagged, 1, as_=f.UDP)


@case("1.1-1.5", section=ACTIONS, optional=True, needs="two ports")
@pytest.mark.parametrize("ttl", [2, 64, 255])
def test_a_label_for_a_packet_without(bench: Bench, ttl: int) -> None:
    """A label that is pushed on IP is 0, ends the stack, and has the time to live of the packet."""
    after = labelled(pk.Mpls(0, 0, 1, ttl), ttl=ttl)
    becomes(bench, "ip,", "push_mpls:0x8847", labelled(ttl=ttl), after)


@case("1.1-1.5", section=ACTIONS, optional=True, needs="two ports")
def test_a_label_over_another(bench: Bench) -> None:
    """A label that is pushed on a labelled packet is a copy of the one there was, and does not end the stack."""
    below = pk.Mpls(100, 3, 1, 31)
    becomes(bench, "mpls,", "push_mpls:0x8847", labelled(below), labelled(pk.Mpls(100, 3, 0, 31), below))


@case("1.1-1.5", section=ACTIONS, optional=True, needs="two ports")
def test_a_label_is_pushed_and_set(bench: Bench) -> None:
    """Label and class of what was just pushed can be set, and change nothing below."""
    below = pk.Mpls(100, 3, 1, 31)
    actions = f"push_mpls:0x8847,{bench.rewrite('mpls_label', 1048575)},{bench.rewrite('mpls_tc', 5)}"
    becomes(bench, "mpls,", actions, labelled(below), labelled(pk.Mpls(1048575, 5, 0, 31), below))


@case("1.1-1.5", section=ACTIONS, optional=True, needs="two ports")
def test_one_of_two_labels_is_popped(bench: Bench) -> None:
    """Of two labels the outer one is taken off; what follows is still labelled."""
    below = pk.Mpls(100, 3, 1, 31)
    becomes(bench, "mpls,", "pop_mpls:0x8847", labelled(pk.Mpls(7, 1, 0, 99), below), labelled(below))


@case("1.1-1.5", section=ACTIONS, optional=True, needs="two ports")
@pytest.mark.parametrize("six", [False, True], ids=["IPv4", "IPv6"])
def test_the_last_label_is_popped(bench: Bench, six: bool) -> None:
    """Popping the last label gives the packet the type that the action names."""
    kind = "0x86dd" if six else "0x0800"
    becomes(bench, "mpls,", f"pop_mpls:{kind}", labelled(pk.Mpls(7, 1, 1, 99), six=six), labelled(six=six))


@case("1.1-1.5", section=ACTIONS, optional=True, needs=("two ports", "two tables"))
def test_the_next_table_sees_below_the_label(bench: Bench) -> None:
    """When the last label is popped, the next table matches the fields of IP and UDP."""
    bench.offered(
        bench.flows,
        "table=0,mpls,actions=pop_mpls:0x0800,goto_table:1",
        "table=1,udp,nw_src=192.0.2.10,udp_dst=2050,actions=output:{2}",
    )
    bench.forwards(1, labelled(pk.Mpls(7, 1, 1, 99)), 2, as_=f.UDP)


@case("1.1-1.5", section=ACTIONS, optional=True, needs="two ports")
@pytest.mark.parametrize("labels", [1, 2])
def test_copying_the_time_to_live_outwards(bench: Bench, labels: int) -> None:
    """COPY_TTL_OUT gives the outermost header the time to live of the next: of IP, or of another label."""
    if labels == 1:
        before, after = labelled(pk.Mpls(7, 1, 1, 99), ttl=30), labelled(pk.Mpls(7, 1, 1, 30), ttl=30)
    else:
        below = pk.Mpls(100, 3, 1, 31)
        before, after = labelled(pk.Mpls(7, 1, 0, 99), below), labelled(pk.Mpls(7, 1, 0, 31), below)
    becomes(bench, "mpls,", "copy_ttl_out", before, after)


@case("1.1-1.5", section=ACTIONS, optional=True, needs="two ports")
@pytest.mark.parametrize("labels", [1, 2])
def test_copying_the_time_to_live_inwards(bench: Bench, labels: int) -> None:
    """COPY_TTL_IN gives the next header the time to live of the outermost, with its checksum if it is IP."""
    if labels == 1:
        before, after = labelled(pk.Mpls(7, 1, 1, 99), ttl=30), labelled(pk.Mpls(7, 1, 1, 99), ttl=99)
    else:
        outer = pk.Mpls(7, 1, 0, 99)
        before, after = labelled(outer, pk.Mpls(100, 3, 1, 31)), labelled(outer, pk.Mpls(100, 3, 1, 99))
    becomes(bench, "mpls,", "copy_ttl_in", before, after)


@case("1.1-1.5", section=ACTIONS, optional=True, needs="two ports")
@pytest.mark.parametrize("ttl", [0, 1])
def test_the_life_of_a_label_is_over(bench: Bench, ttl: int) -> None:
    """A labelled packet whose time to live ends is not sent on."""
    bench.flows("mpls,actions=dec_mpls_ttl,output:{2}")
    bench.forwards(1, labelled(pk.Mpls(7, 1, 1, 2)), 2, as_=labelled(pk.Mpls(7, 1, 1, 1)))
    bench.drops(1, labelled(pk.Mpls(7, 1, 1, ttl)))


@case("1.2-1.5", section=ACTIONS, optional=True, needs="two ports")
@pytest.mark.parametrize("hops", [0, 1])
def test_the_life_of_ipv6_is_over(bench: Bench, hops: int) -> None:
    """A packet of IPv6 whose hop limit ends is not sent on."""
    bench.flows("ipv6,actions=dec_ttl,output:{2}")
    bench.forwards(1, labelled(six=True, ttl=2), 2, as_=labelled(six=True, ttl=1))
    bench.drops(1, labelled(six=True, ttl=hops))


@case("1.2-1.5", section=ACTIONS, optional=True, needs="two ports")
def test_hop_limits_are_set(bench: Bench) -> None:
    """The time to live of IPv6, its hop limit, is set as that of IPv4 is."""
    becomes(bench, "ipv6,", "mod_nw_ttl:9", labelled(six=True), labelled(six=True, ttl=9))


_SERVICE = pk.build(_ETHER, pk.Pbb(0), _ETHER, _IP, _UDP, f.TEXT)


@case("1.3-1.5", section="1.3 5.12", optional=True, needs="two ports")
def test_a_service_header_is_pushed(bench: Bench) -> None:
    """PUSH_PBB puts the packet into one of a provider, with the same addresses outside and service 0."""
    becomes(bench, "", "push_pbb:0x88e7", f.UDP, _SERVICE)


@case("1.3-1.5", section="1.3 5.12", optional=True, needs="two ports")
def test_a_service_header_is_popped(bench: Bench) -> None:
    """POP_PBB takes the customer's packet out of the provider's."""
    carried = pk.build(pk.Ethernet(f.C, f.C), pk.Pbb(77), _ETHER, _IP, _UDP, f.TEXT)
    becomes(bench, "dl_type=0x88e7,", "pop_pbb", carried, f.UDP)


@case("1.3-1.5", section="1.3 7.2.3.7", optional=True, needs="two ports")
def test_the_service_is_set(bench: Bench) -> None:
    """The service and the outer addresses of a provider's packet are set; the customer's packet inside stays."""
    ofp = bench.ofp
    flow = bench.flow("dl_type=0x88e7,actions=set_field:02:00:00:00:00:0c->eth_dst,output:{2}")
    flow.instructions[0].actions.insert(0, ofp.action.set_field(field=ofp.oxm.pbb_isid(0x123456)))
    bench.offers(flow)
    after = pk.build(pk.Ethernet(f.C, f.A), pk.Pbb(0x123456), _ETHER, _IP, _UDP, f.TEXT)
    bench.forwards(1, _SERVICE, 2, as_=after)
