"""Whatever a tester sends, FakeSwitch answers with OpenFlow errors, never with an exception."""

from __future__ import annotations

import random
import struct
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oftwist.testing.protocol import split_frames
from oftwist.wire import decode
from tests.support.talk import ALL_VERSIONS, UDP, Talk


@cache
def corpus(version: int) -> tuple[bytes, ...]:
    """Every message of a version in its default form, and some that do something."""
    talk = Talk(version)
    ofp = talk.ofp
    frames = []
    for name in dir(ofp.message):
        cls = getattr(ofp.message, name)
        if not isinstance(cls, type) or not issubclass(cls, ofp.message.message):
            continue
        try:
            frames.append(cls(xid=7).pack())
        except Exception:
            continue  # some have no default that can be packed
    frames.append(talk.flow(xid=8, priority=3, actions=[talk.output(2)], match=talk.match(in_port=1)).pack())
    frames.append(talk.packet_out([talk.output(2)], xid=9).pack())
    frames.append(talk.stats("flow", xid=10).pack())
    if version > 1:
        buckets = [ofp.bucket(actions=[talk.output(2)])]
        frames.append(ofp.message.group_add(xid=11, group_id=1, buckets=buckets).pack())
        goto = ofp.instruction.goto_table(table_id=1)
        write = ofp.instruction.write_actions(actions=[ofp.action.group(group_id=1)])
        frames.append(talk.flow(xid=12, instructions=[write, goto]).pack())
    return tuple(frames)


def survives(talk: Talk, data: bytes) -> None:
    talk.channel.receive(data)
    for port in (1, 2):
        talk.switch.receive(port, UDP)
    talk.clock.advance(1)
    for frame in split_frames(talk.channel.take()):
        decode(frame)  # and what it answers is well-formed


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_every_message_in_its_default_form(version: int) -> None:
    assert len(corpus(version)) > 40
    for frame in corpus(version):
        survives(Talk(version), frame)


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_mutations(version: int) -> None:
    chance = random.Random(version)
    talk = Talk(version)
    frames = corpus(version)
    for _ in range(3000):
        frame = bytearray(chance.choice(frames))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(1, len(frame))
            if at not in (2, 3):
                frame[at] = chance.choice((0, 1, 2, 4, 8, 0xFF, 0xFE, chance.randrange(256)))
        if chance.random() < 0.2:
            frame = frame[: max(8, chance.randrange(len(frame) + 1))]
        if chance.random() < 0.2:
            frame += bytes(chance.randrange(24))
        frame[2:4] = struct.pack("!H", len(frame))
        if talk.channel.closed:
            talk.channel = talk.connect()
        survives(talk, bytes(frame))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ALL_VERSIONS), st.binary(max_size=100), st.integers(0, 40), st.booleans())
def test_random_bodies(version: int, body: bytes, kind: int, before_hello: bool) -> None:
    talk = Talk(version, connect=not before_hello)
    if before_hello:
        talk.channel = talk.switch.channel()
    survives(talk, struct.pack("!BBHL", version, kind, 8 + len(body), 5) + body)


def test_messages_with_unusual_values() -> None:
    talk = Talk(4)
    ofp: Any = talk.ofp
    everything = 0xFFFFFFFF
    for msg in (
        ofp.message.packet_out(buffer_id=everything, in_port=everything, data=b""),
        ofp.message.packet_out(buffer_id=everything, in_port=1, data=b"", actions=[talk.output(2)]),
        ofp.message.group_add(group_id=2, buckets=[ofp.bucket(actions=[ofp.action.group(group_id=2)])]),
        ofp.message.meter_mod(command=77, meter_id=1),
        ofp.message.port_mod(port_no=1, config=everything, mask=everything),
        ofp.message.table_mod(table_id=254, config=everything),
    ):
        talk.ask(msg)
    assert not talk.channel.closed
    assert talk.one(ofp.message.barrier_request())
