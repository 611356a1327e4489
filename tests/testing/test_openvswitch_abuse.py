"""Whatever is sent to a simulated Open vSwitch, it answers with OpenFlow errors, never with an exception."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest

from oftwist import packet as pk
from oftwist.errors import TextError
from oftwist.packet import Ethernet, IPv4, Tcp
from oftwist.testing.protocol import split_frames
from oftwist.wire import decode
from tests.support.talk import ALL_VERSIONS, UDP, Talk

LINES = (
    "actions=load:3->NXM_NX_REG0[],move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],resubmit(,1),output:NXM_NX_REG0[]",
    "udp,actions=ct(commit,table=2,zone=5,nat(src=10.0.0.1-10.0.0.9:5-9),exec(load:1->NXM_NX_CT_MARK[])),ct_clear",
    "actions=learn(table=1,idle_timeout=9,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:5->NXM_NX_REG1[],output:NXM_OF_IN_PORT[])",
    "actions=learn(table=1,limit=3,result_dst=NXM_NX_REG0[0],cookie=9,delete_learned,NXM_OF_VLAN_TCI[0..11])",
    "ip,priority=9,actions=conjunction(7,1/2),conjunction(8,2/3)",
    "actions=push:NXM_NX_REG0[],pop:NXM_OF_ETH_SRC[0..31],clone(2,exit),note:01.02,controller(pause,userdata=01)",
    "actions=multipath(eth_src,50,modulo_n,4,0,NXM_NX_REG0[0..3]),bundle(eth_src,0,hrw,ofport,slaves:1,2)",
    "tcp,actions=fin_timeout(idle_timeout=5),output(port=2,max_len=20),check_pkt_larger(5)->NXM_NX_REG0[0],dec_ttl(1,2)",
    "actions=write_metadata:5/7,resubmit(3,255),set_queue:1,pop_queue,sample(probability=9,collector_set_id=1)",
)
PACKETS = (UDP, pk.build(Ethernet(2, 1), IPv4(1, 2), Tcp(1, 2, flags=3)), pk.build_arp(1, 1, 1, 0, 2), b"short")


@cache
def lines_of(version: int) -> tuple[bytes, ...]:
    """The flows that a version can say."""
    ofp: Any = Talk(version, extensions="openvswitch").ofp
    frames = []
    for line in LINES:
        try:
            msg = ofp.flow(line)
        except TextError:
            continue
        msg.xid = 8
        frames.append(msg.pack())
    assert len(frames) >= 6
    return tuple(frames)


@cache
def corpus(version: int) -> tuple[bytes, ...]:
    """Every message in its default form, and flows with every extension."""
    ofp: Any = Talk(version, extensions="openvswitch").ofp
    frames = []
    for name in dir(ofp.message):
        cls = getattr(ofp.message, name)
        if isinstance(cls, type) and issubclass(cls, ofp.message.message):
            try:
                frames.append(cls(xid=7).pack())
            except Exception:
                continue  # some have no default that can be packed
    return (*frames, *lines_of(version))


def survives(talk: Talk, data: bytes) -> None:
    talk.channel.receive(data)
    for port in (1, 2):
        for packet in PACKETS:
            talk.switch.receive(port, packet)
    talk.clock.advance(1)
    for frame in split_frames(talk.channel.take()):
        decode(frame)  # and what it answers is well-formed


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_every_message_as_it_is(version: int) -> None:
    assert len(corpus(version)) > 70
    together = Talk(version, extensions="openvswitch")
    for frame in corpus(version):
        survives(Talk(version, extensions="openvswitch"), frame)
        if not together.channel.closed:
            survives(together, frame)


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest.mark.parametrize("seed", range(3))
def test_damaged_messages(version: int, seed: int) -> None:
    chance = random.Random(seed * 10 + version)
    talk = Talk(version, extensions="openvswitch")
    frames = corpus(version)
    flows = lines_of(version)
    accepted = 0
    for _ in range(500):
        flow = chance.random() < 0.7
        frame = bytearray(chance.choice(flows if flow else frames))
        for _ in range(chance.randint(0, 2) if flow else chance.randint(1, 6)):
            at = chance.randrange(40 if flow else 8, len(frame)) if len(frame) > 8 else 7
            frame[at] = chance.choice((0, 1, 2, 0x20, 0xFF, chance.randrange(256)))
        if talk.channel.closed:
            talk = Talk(version, extensions="openvswitch")
        before = len(talk.switch.errors_sent)
        survives(talk, bytes(frame))
        accepted += flow and len(talk.switch.errors_sent) == before
        if len(talk.switch.flows) > 40:
            talk = Talk(version, extensions="openvswitch")
    assert accepted > 30  # or nothing was tried
