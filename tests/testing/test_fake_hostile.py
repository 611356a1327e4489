"""FakeSwitch and messages no controller should send: it answers with errors, and never raises."""

from __future__ import annotations

import random

import pytest

from oftwist import loxi
from tests.support.specimens import VERSIONS, specimens
from tests.support.talk import Talk
from tests.wire.test_hostile import mutated


@pytest.mark.parametrize("version", VERSIONS)
def test_mutated_messages(version: int) -> None:
    rnd = random.Random(version)
    seeds = [msg.pack() for msg in specimens(version).values()]
    talk = Talk(version, ports=3)
    for _ in range(400):
        raw = rnd.choice(seeds)
        if rnd.random() < 0.7:
            raw = raw[:2] + mutated(rnd, raw)[2:]
        talk.channel.receive(raw)
        talk.channel.take()
        if talk.channel.closed:
            talk = Talk(version, ports=3)
        talk.clock.advance(0.01)
    if not talk.channel.closed:
        assert talk.one(talk.ofp.message.barrier_request()).xid


@pytest.mark.parametrize("version", [5, 6])
def test_asynchronous_configuration_it_does_not_have(version: int) -> None:
    talk = Talk(version)
    ofp = loxi.protocol(version)
    prop = ofp.async_config_prop.async_config_prop(type=0x77, extra=bytes(4))
    error = talk.one(ofp.message.async_set(properties=[prop]))
    assert type(error).__name__ == "async_config_failed_error_msg"
    assert error.code == ofp.OFPACFC_UNSUPPORTED
