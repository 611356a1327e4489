"""FakeSwitch with Open vSwitch's extensions beside a real one: same flows, same packets in, same frames out.

The flows are written as text, and ovs-ofctl gives them to both. The real switch has a dummy datapath, whose ports
record what they send: no network devices.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_twisted
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.internet.threads import deferToThread

from oftwist import packet as pk
from oftwist.packet import Ethernet, Icmp, IPv4, IPv6, Tcp, Udp, Vlan
from oftwist.testing import FakeSwitch, listen
from tests.live.dummy import Dummy
from tests.live.open_vswitch import PROTOCOLS, run
from tests.support.waiting import eventually

A, B = 0x020000000001, 0x020000000002
IP_A, IP_B, IP_C = pk.ipv4("10.0.0.1"), pk.ipv4("10.0.0.2"), pk.ipv4("10.9.9.9")
DATA = b"the quick brown fox"


def tcp(flags: int, sport: int = 1025, dport: int = 80, back: bool = False, src: int = IP_A, dst: int = IP_B) -> bytes:
    if back:
        return pk.build(Ethernet(A, B), IPv4(dst, src), Tcp(dport, sport, 7, 8, flags))
    return pk.build(Ethernet(B, A), IPv4(src, dst), Tcp(sport, dport, 7, 8, flags))


UDP = pk.build(Ethernet(B, A), IPv4(IP_A, IP_B), Udp(1025, 53), DATA)
UDP_BACK = pk.build(Ethernet(A, B), IPv4(IP_B, IP_A), Udp(53, 1025), DATA)
TAGGED = pk.build(Ethernet(B, A), Vlan(10, 3), IPv4(IP_A, IP_B), Udp(1025, 53), DATA)
SIX = pk.build(Ethernet(B, A), IPv6(pk.ipv6("fd00::1"), pk.ipv6("fd00::2")), Udp(1025, 53), DATA)
ARP = pk.build_arp(1, A, IP_A, 0, IP_B)
ECHO = pk.build(Ethernet(B, A), IPv4(IP_A, IP_B), Icmp(8, 0, 0x00070001), DATA)
ECHO_BACK = pk.build(Ethernet(A, B), IPv4(IP_B, IP_A), Icmp(0, 0, 0x00070001), DATA)
SYN, ACK, FIN, RST = 2, 16, 1, 4
EVERY = [(1, frame) for frame in (UDP, TAGGED, SIX, ARP, ECHO, tcp(SYN))]


class Case(NamedTuple):
    """Flows in ovs-ofctl's words, and packets: the port each comes in by, and its bytes."""

    flows: str
    packets: list[tuple[int, bytes]]
    versions: tuple[int, ...] = (1, 4, 6)


CASES = {
    "resubmit comes back": Case("actions=resubmit(,1),4\ntable=1,actions=resubmit(,2),2\ntable=2,udp,actions=3", EVERY),
    "resubmit with another port": Case("in_port=1,actions=resubmit(3),4\nin_port=3,actions=in_port,2,3", EVERY),
    "resubmit to nothing": Case("actions=resubmit(,9),2", EVERY),
    "resubmit without end": Case("actions=2,resubmit(,0)", EVERY),
    "resubmit without end, twice each": Case("actions=2,resubmit(,0),resubmit(,0)", EVERY[:1]),
    "forty resubmits": Case(
        "\n".join(f"table={n},actions=resubmit(,{n + 1})" for n in range(40)) + "\ntable=40,actions=2", EVERY[:1]
    ),
    "registers": Case(
        "actions=load:3->NXM_NX_REG0[],load:0x2->NXM_NX_REG1[4..7],resubmit(,1)\n"
        "table=1,reg0=3,reg1=0x20,actions=output:NXM_NX_REG0[]\ntable=1,priority=1,actions=4",
        EVERY,
    ),
    "registers with masks": Case(
        "actions=load:0xabcd->NXM_NX_REG5[],resubmit(,1)\ntable=1,reg5=0xa0c0/0xf0f0,actions=2", EVERY
    ),
    "wide registers": Case(
        "actions=load:0x1->NXM_NX_REG0[],load:0x2->NXM_NX_REG1[],resubmit(,1)\n"
        "table=1,xreg0=0x100000002,actions=2,resubmit(,2)\ntable=2,xxreg0=0x100000002/0xffffffffffffffff,actions=3\n"
        "table=2,xxreg0=0x0000000100000002/0x0000ffff0000ffff0000000000000000,priority=9,actions=4",
        EVERY,
    ),
    "set_field of a register": Case(
        "actions=set_field:0x30->reg3,set_field:0x4/0xf->reg3,resubmit(,1)\ntable=1,reg3=0x34,actions=2",
        EVERY,
        (4, 6),
    ),
    "move": Case(
        "actions=move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],move:NXM_OF_IN_PORT[]->NXM_NX_REG2[0..15],resubmit(,1)\n"
        "table=1,reg2=1,actions=move:NXM_OF_ETH_DST[0..31]->NXM_NX_REG7[],move:NXM_NX_REG7[0..7]->NXM_OF_ETH_SRC[8..15],2",
        EVERY,
    ),
    "load of packet fields": Case(
        "udp,actions=load:0x0a0b0c0d->NXM_OF_IP_SRC[],load:7->NXM_OF_UDP_DST[],load:0xb->NXM_OF_IP_TOS[2..7],2\n"
        "tcp,actions=load:0x1->NXM_OF_TCP_SRC[0..3],load:0x99->NXM_NX_IP_TTL[],2\n"
        "arp,actions=load:0x2->NXM_OF_ARP_OP[],load:0x0a090909->NXM_OF_ARP_SPA[],2\n"
        "ipv6,priority=9,actions=load:0x5->NXM_NX_IPV6_SRC[0..63],2",
        EVERY,
    ),
    "a vlan loaded and taken away": Case(
        "vlan_tci=0,actions=load:0x7014->NXM_OF_VLAN_TCI[],2\nvlan_tci=0x1000/0x1000,actions=2,strip_vlan,3", EVERY
    ),
    "stack": Case(
        "actions=load:1->NXM_NX_REG0[],load:2->NXM_NX_REG1[],push:NXM_NX_REG0[],push:NXM_NX_REG1[],"
        "pop:NXM_NX_REG0[],pop:NXM_NX_REG1[],pop:NXM_NX_REG2[],output:NXM_NX_REG0[],resubmit(,1)\n"
        "table=1,reg0=2,reg1=1,reg2=0,actions=3",
        EVERY,
    ),
    "clone": Case(
        "actions=clone(mod_dl_src:02:00:00:00:00:99,load:5->NXM_NX_REG0[],2,resubmit(,1)),resubmit(,1)\n"
        "table=1,reg0=0,actions=3\ntable=1,reg0=5,actions=4",
        EVERY,
    ),
    "exit in a clone": Case(
        "actions=resubmit(,1),4\ntable=1,actions=clone(2,exit,4),3\ntable=1,arp,actions=2,clone(exit)", EVERY
    ),
    "exit": Case("actions=2,resubmit(,1),4\ntable=1,actions=3,exit,4", EVERY),
    "output to a register": Case(
        "actions=load:0xfffb->NXM_NX_REG0[],output:NXM_NX_REG0[0..15],load:0x10002->NXM_NX_REG0[],output:NXM_NX_REG0[]",
        EVERY,
    ),
    "in_port in a register": Case("actions=load:0->NXM_OF_IN_PORT[],output:1,2", EVERY),
    "note": Case("actions=note:01.02.03.04.05.06.07,2", EVERY),
    "output_trunc": Case("actions=output(port=2,max_len=40),3", EVERY),
    "conjunction": Case(
        "priority=10,ip,nw_src=10.0.0.1,actions=conjunction(7,1/2)\n"
        "priority=10,udp,tp_dst=53,actions=conjunction(7,2/2)\npriority=10,tcp,tp_dst=81,actions=conjunction(7,2/2)\n"
        "priority=10,conj_id=7,ip,actions=2\npriority=1,actions=3",
        EVERY,
    ),
    "two conjunctions and a higher flow": Case(
        "priority=20,arp,actions=4\npriority=10,dl_src=02:00:00:00:00:01,actions=conjunction(1,1/2),conjunction(2,1/2)\n"
        "priority=10,dl_dst=02:00:00:00:00:02,actions=conjunction(2,2/2)\n"
        "priority=10,dl_dst=ff:ff:ff:ff:ff:ff,actions=conjunction(1,2/2)\n"
        "priority=10,conj_id=1,actions=2\npriority=10,conj_id=2,actions=3\npriority=1,actions=1",
        EVERY,
    ),
    "a conjunction that is not whole": Case(
        "priority=10,ip,actions=conjunction(7,1/2)\npriority=10,conj_id=7,actions=2\npriority=1,actions=3", EVERY
    ),
    "learn": Case(
        "table=0,actions=learn(table=1,priority=5,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],NXM_OF_VLAN_TCI[0..11],"
        "output:NXM_OF_IN_PORT[]),resubmit(,1)\ntable=1,priority=1,actions=4",
        [(1, UDP), (2, UDP_BACK), (1, UDP), (3, UDP_BACK), (1, UDP), (1, TAGGED), (1, ARP)],
    ),
    "learn with constants and loads": Case(
        "in_port=1,udp,actions=learn(table=2,hard_timeout=60,dl_type=0x800,nw_proto=17,NXM_OF_IP_SRC[]=NXM_OF_IP_DST[],"
        "NXM_OF_UDP_SRC[]=NXM_OF_UDP_DST[],load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15],load:0x9->NXM_NX_REG1[]),2\n"
        "in_port=2,actions=resubmit(,2),resubmit(,3)\ntable=3,reg1=9,actions=output:NXM_NX_REG0[]\ntable=3,priority=1,actions=4",
        [(2, UDP_BACK), (1, UDP), (2, UDP_BACK), (2, tcp(SYN, back=True))],
    ),
    "learn2 with a limit": Case(
        "actions=learn(table=1,cookie=9,limit=1,result_dst=NXM_NX_REG0[0],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],"
        "output:NXM_OF_IN_PORT[]),resubmit(,2),resubmit(,1)\ntable=2,reg0=1,actions=3\ntable=2,reg0=0,actions=4",
        [(1, UDP), (2, UDP_BACK), (1, UDP), (2, UDP_BACK)],
    ),
    "write_metadata": Case(
        "actions=write_metadata:0x12,goto_table:1\ntable=1,metadata=0x12,actions=resubmit(,2)\n"
        "table=2,metadata=0x2/0xf,actions=2",
        EVERY,
        (4, 6),
    ),
    "an action set beside resubmit": Case(
        "actions=resubmit(,1),2,write_actions(output:3)\ntable=1,actions=write_actions(mod_dl_src:02:00:00:00:00:77)",
        EVERY,
        (4,),
    ),
    "tunnel and mark are registers": Case(
        "actions=set_tunnel:0x77,load:0x8->NXM_NX_PKT_MARK[],resubmit(,1)\ntable=1,tun_id=0x77,pkt_mark=8,actions=2",
        EVERY,
    ),
    "dec_ttl": Case("ip,actions=dec_ttl,2\nipv6,actions=dec_ttl(1,2),3\narp,actions=4", EVERY),
    "mpls": Case(
        "ip,actions=push_mpls:0x8847,load:0x77->OXM_OF_MPLS_LABEL[],2,pop_mpls:0x0800,3\narp,actions=4", EVERY, (4, 6)
    ),
    "check_pkt_larger": Case(
        "actions=check_pkt_larger(60)->NXM_NX_REG0[3],resubmit(,1)\ntable=1,reg0=8,actions=2\ntable=1,reg0=0,actions=3",
        EVERY,
    ),
    "fields of odd kinds": Case(
        "ip,nw_frag=no,nw_ttl=64,actions=2\ntcp,tcp_flags=+syn-ack,priority=50000,actions=3\nvlan_tci=0x700a/0xffff,"
        "priority=60000,actions=4\nipv6,ipv6_label=0,actions=2\narp,arp_sha=02:00:00:00:00:01,actions=3",
        EVERY,
    ),
    "ct": Case(
        "table=0,ip,actions=ct(table=1)\ntable=0,arp,actions=2\n"
        "table=1,in_port=1,ip,ct_state=+trk+new,actions=ct(commit),2\n"
        "table=1,in_port=2,ip,ct_state=+trk+est+rpl,actions=1\ntable=1,in_port=1,ip,ct_state=+trk+est,actions=2,3\n"
        "table=1,priority=1,actions=4",
        [
            *[(2, UDP_BACK), (1, UDP), (2, UDP_BACK), (1, UDP), (1, ARP)],
            *[(2, tcp(SYN | ACK, back=True)), (1, tcp(SYN)), (2, tcp(SYN | ACK, back=True)), (1, tcp(ACK))],
            *[(2, ECHO_BACK), (1, ECHO), (2, ECHO_BACK), (1, ECHO)],
        ],
    ),
    "ct with zones, marks and labels": Case(
        "table=0,udp,in_port=1,actions=ct(commit,zone=7,exec(load:0x5->NXM_NX_CT_MARK[],load:0x1->NXM_NX_CT_LABEL[96..127])),"
        "ct(table=1,zone=7)\ntable=0,udp,in_port=2,actions=ct(table=2,zone=7),ct(table=2,zone=8)\n"
        "table=1,ct_zone=7,ct_mark=5,actions=2\n"
        "table=2,ct_state=+est+trk,ct_zone=7,ct_mark=0x4/0x4,ct_label=0x1000000000000000000000000,actions=1\n"
        "table=2,priority=1,actions=3",
        [(2, UDP_BACK), (1, UDP), (2, UDP_BACK), (1, UDP)],
    ),
    "ct in a zone of a register, and ct_clear": Case(
        "udp,actions=load:0x9->NXM_NX_REG0[0..15],ct(table=1,zone=NXM_NX_REG0[0..15])\n"
        "table=1,ct_zone=9,ct_state=+trk,actions=2,ct_clear,resubmit(,2)\ntable=2,ct_state=-trk,actions=3\n"
        "table=2,priority=1,actions=4",
        [(1, UDP)],
    ),
    "snat": Case(
        "in_port=1,ip,actions=ct(commit,zone=1,nat(src=10.9.9.9),table=1)\nin_port=2,ip,actions=ct(zone=1,nat,table=2)\n"
        "table=1,actions=2\ntable=2,ct_state=+est,actions=1\ntable=2,priority=1,actions=3",
        [
            *[(1, UDP), (2, pk.build(Ethernet(A, B), IPv4(IP_B, IP_C), Udp(53, 1025), DATA)), (2, UDP_BACK)],
            *[(1, tcp(SYN)), (2, tcp(SYN | ACK, back=True, src=IP_C, dst=IP_B)), (1, tcp(ACK))],
        ],
    ),
    "dnat with ports": Case(
        "in_port=1,tcp,actions=ct(commit,nat(dst=10.9.9.9:8080),table=1)\nin_port=2,tcp,actions=ct(nat,table=2)\n"
        "table=1,ct_state=+dnat,actions=2\ntable=2,ct_state=+est+rpl,actions=1\ntable=2,priority=1,actions=3",
        [(1, tcp(SYN)), (2, tcp(SYN | ACK, sport=1025, dport=8080, back=True, dst=IP_C)), (1, tcp(ACK))],
    ),
    "the port asked for when it is not in the packet": Case("udp,actions=2\nactions=3", [*EVERY, (2, UDP), (3, ARP)]),
}  # fmt: skip


def by_the_real_one(ovs: Dummy, version: int, case: Case) -> list[dict[int, list[bytes]]]:
    """What leaves a real Open vSwitch, packet by packet."""
    protocol = PROTOCOLS[version]
    ovs.appctl("dpctl/flush-conntrack")
    run("ovs-ofctl", "-O", protocol, "del-flows", "d0", env=ovs.env)
    file = ovs.folder / "flows"
    file.write_text(case.flows + "\n")
    run("ovs-ofctl", "-O", protocol, "add-flows", "d0", file, env=ovs.env)
    result = []
    for port, frame in case.packets:
        ovs.new_packets()
        ovs.appctl("revalidator/purge")  # or what was decided for earlier packets may still hold
        count = ovs.received()
        ovs.appctl("netdev-dummy/receive", f"d0p{port}", frame.hex())
        eventually(lambda count=count: ovs.received() > count, step=0.001)
        result.append(ovs.new_packets())
    return result


async def by_ours(folder: Path, version: int, case: Case) -> list[dict[int, list[bytes]]]:
    """What leaves FakeSwitch, packet by packet."""
    from twisted.internet import reactor

    switch = FakeSwitch(0xD0, version, ports=4, tables=254, extensions="openvswitch", clock=reactor)  # type: ignore[arg-type]
    port: Any = await listen(switch, TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1"), reactor)  # type: ignore[arg-type]
    try:
        file = folder / "flows"
        file.write_text(case.flows + "\n")
        target = f"tcp:127.0.0.1:{port.getHost().port}"
        await deferToThread(run, "ovs-ofctl", "-O", PROTOCOLS[version], "add-flows", target, file)
    finally:
        await port.stopListening()
    assert switch.errors_sent == []
    result: list[dict[int, list[bytes]]] = []
    for number, each in switch.ports.items():
        each.send = lambda frame, number=number: result[-1].setdefault(number, []).append(frame)
    for in_port, frame in case.packets:
        result.append({})
        switch.receive(in_port, frame)
    switch.stop()
    return result


@pytest.mark.parametrize(
    ("name", "version"),
    [pytest.param(name, v, id=f"{name}-1.{v - 1}") for name, case in CASES.items() for v in case.versions],
)
@pytest_twisted.ensureDeferred
async def test_the_same_frames_leave(dummy: Dummy, tmp_path: Path, name: str, version: int) -> None:
    case = CASES[name]
    real = await deferToThread(by_the_real_one, dummy, version, case)
    ours = await by_ours(tmp_path, version, case)
    for number, ((port, frame), want, have) in enumerate(zip(case.packets, real, ours, strict=True)):
        told = f"packet {number} from port {port}: {pk.parse(frame)!r}"
        assert {n: [f.hex() for f in fs] for n, fs in have.items()} == {
            n: [f.hex() for f in fs] for n, fs in want.items()
        }, told
