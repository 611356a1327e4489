"""Every class of every version: what is packed is read back, and packs to the same bytes."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oftwist import wire
from oftwist.errors import ProtocolError
from oftwist.loxi.generic_util import OFReader
from oftwist.wire.codec import classes
from tests.support.making import VERSIONS, all_classes, concrete, make


@pytest.mark.parametrize("version", VERSIONS)
def test_every_class_round_trips(version: int) -> None:
    rnd = random.Random(version)
    home = classes.of(version)
    for qualname in all_classes(version):
        for _ in range(3):
            obj = make(rnd, version, qualname)
            raw = obj.pack()
            reader = OFReader(b"\xff" + raw + b"\xff" * 3, 1, len(raw))
            try:
                back = home.cls(qualname).unpack(reader)
            except ProtocolError as error:
                pytest.fail(f"{obj!r}: {error}")
            assert reader.is_empty(), obj
            assert back == obj
            assert back.pack() == raw


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(VERSIONS))
def test_random_messages_round_trip_byte_exactly(rnd: random.Random, version: int) -> None:
    obj = make(rnd, version, concrete(rnd, version, "message.message"))
    raw = obj.pack()
    back = wire.decode(raw)
    assert back == obj
    assert back.pack() == raw
    assert type(back) is type(obj)


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(VERSIONS))
def test_any_buffer_type_reads_the_same(rnd: random.Random, version: int) -> None:
    raw = make(rnd, version, concrete(rnd, version, "message.message")).pack()
    expected = wire.decode(raw).pack()
    assert wire.decode(bytearray(raw)).pack() == expected
    assert wire.decode(memoryview(raw)).pack() == expected
