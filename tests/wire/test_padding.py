"""Padding that is not zero comes back, in every class but those read most: it is kept, compared, shown.

Walks all classes with random objects, and all messages with every byte changed that may change.
"""

from __future__ import annotations

import random
from itertools import takewhile
from typing import Any

import pytest

from oftwist import wire
from oftwist.errors import ProtocolError
from oftwist.loxi.generic_util import OFReader
from oftwist.wire import spec
from oftwist.wire.codec import classes, plan
from tests.support.making import VERSIONS, all_classes, concrete, make
from tests.support.openvswitch import facts
from tests.support.specimens import specimens
from tests.wire.test_openvswitch_hostile import action, message, packet_out


def frames(version: int) -> dict[str, bytes]:
    """Whole messages of all kinds: the specification's, Open vSwitch's, some at random."""
    found = {name: msg.pack() for name, msg in specimens(version).items()}
    for name, examples in facts()["flow_mods"].items():
        found |= {f"{name} {raw[-16:]}": bytes.fromhex(raw) for of, raw in examples if of == version}
    for row in facts()["messages"]:
        found |= {example[0]: bytes.fromhex(example[2]) for example in row["examples"] if example[1] == version}
    rnd = random.Random(version)
    for i in range(60):
        found[f"random {i}"] = make(rnd, version, concrete(rnd, version, "message.message")).pack()
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_whatever_byte_is_changed_comes_back_or_is_refused(version: int) -> None:
    read = 0
    for name, raw in frames(version).items():
        if name == "hello":  # what cannot be an element ends the list
            continue
        for at in range(8, len(raw), 1 + len(raw) // 200):
            changed = raw[:at] + bytes((raw[at] ^ 0x81,)) + raw[at + 1 :]
            try:
                msg: Any = wire.decode(changed)
            except ProtocolError:
                continue
            if msg.pack() != changed:  # but for the padding of what is read most, which is not looked at
                assert msg == wire.decode(raw) and msg.pack() == raw, (name, at, changed.hex())
                continue
            read += 1
    assert read > 5000


def keeps(version: int, qualname: str) -> bool:
    """Whether a class keeps its padding: flows and packet-ins do not."""
    context = classes.of(version)
    return plan.keeps_padding(plan.Plan(context, spec.layout(version, qualname), False))


def test_who_does_not_keep_padding() -> None:
    without = {q for q in all_classes(4) if not keeps(4, q)}
    assert {"message.packet_in", "message.flow_add", "common.flow_stats_entry"} <= without
    kept = {"action.output", "message.port_mod", "common.port_desc", "common.bucket", "meter_band.drop",
            "instruction.apply_actions", "instruction.goto_table"}  # fmt: skip
    assert not kept & without


def padded_classes(version: int) -> list[tuple[str, list[int]]]:
    """The classes that have padding of a fixed size before anything of variable size, and where it is."""
    found = []
    for qualname in all_classes(version):
        places, at = [], 0
        for m in spec.layout(version, qualname).members:
            if not m.size:
                break
            places += range(at, at + m.size) if m.kind == "pad" else []
            at += m.size
        if places and keeps(version, qualname):
            found.append((qualname, places))
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_padding_is_kept_compared_shown(version: int) -> None:
    rnd = random.Random(version)
    walked = padded_classes(version)
    for qualname, places in walked:
        cls: Any = classes.of(version).cls(qualname)
        raw = make(rnd, version, qualname).pack()
        usual = cls.unpack(OFReader(raw))
        for at in places:
            odd = raw[:at] + b"\x5a" + raw[at + 1 :]
            obj = cls.unpack(OFReader(odd))
            assert obj.pack() == odd, (qualname, at)
            assert obj != usual and obj.show() != usual.show() and repr(obj) != repr(usual), (qualname, at)
    assert len(walked) > 30


@pytest.mark.parametrize("version", VERSIONS)
def test_padding_behind_an_object_is_kept_compared_shown(version: int) -> None:
    """Of matches, properties, statistics: what their length does not count."""
    rnd = random.Random(version)
    walked = 0
    for qualname in all_classes(version):
        lay = spec.layout(version, qualname)
        if lay.align != "after":
            continue
        walked += 1
        cls: Any = classes.of(version).cls(qualname)
        for _ in range(8):
            raw = make(rnd, version, qualname).pack()
            size = int.from_bytes(raw[2:4], "big") if lay.members[1].size == 2 else raw[3]
            if size == len(raw):
                continue
            usual, odd = cls.unpack(OFReader(raw)), raw[:-1] + b"\x5a"
            obj = cls.unpack(OFReader(odd))
            assert obj.pack() == odd
            assert obj != usual and obj.show() != usual.show() and repr(obj) != repr(usual), qualname
    assert walked or version < 3


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_not_padded_within_its_length_is_not_padded_when_packed(version: int) -> None:
    """Such as an action of an experimenter whose length is no multiple of 8."""
    rnd, read = random.Random(version), set()
    for qualname in all_classes(version):
        lay = spec.layout(version, qualname)
        if lay.align != "inside":
            continue
        cls: Any = classes.of(version).cls(qualname)
        at = sum(m.size for m in takewhile(lambda m: m.kind != "length", lay.members))
        size = next(m.size for m in lay.members if m.kind == "length")
        usual = make(rnd, version, qualname).pack()
        for cut in range(1, 8):
            raw = usual[:at] + (len(usual) - cut).to_bytes(size, "big") + usual[at + size : len(usual) - cut]
            try:
                obj = cls.unpack(OFReader(raw))
            except ProtocolError:
                continue
            assert obj.pack() == raw and obj == cls.unpack(OFReader(raw)), (qualname, raw.hex())
            assert obj.show() != cls.unpack(OFReader(usual)).show()
            read.add(qualname)
    assert len(read) >= 6


def properties_of_16_bits(version: int) -> list[str]:
    """The properties that end in a number with padding behind it that the length counts."""
    return [q for q in all_classes(version) if spec.layout(version, q).loose and not spec.layout(version, q).rest]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_property_need_not_count_its_padding(version: int) -> None:
    """Length 6 for a number of 16 bits, as some send it, and 8, as the specification has it."""
    rnd = random.Random(version)
    names = properties_of_16_bits(version)
    assert names
    for qualname in names:
        lay = spec.layout(version, qualname)
        cls: Any = classes.of(version).cls(qualname)
        raw = make(rnd, version, qualname).pack()
        short = sum(m.size for m in lay.members[: len(lay.members) - lay.loose])
        assert len(raw) % 8 == 0 and short < lay.size
        cut = raw[:2] + short.to_bytes(2, "big") + raw[4:]
        usual, other = cls.unpack(OFReader(raw)), cls.unpack(OFReader(cut))
        assert other.pack() == cut and usual.pack() == raw
        last = lay.members[len(lay.members) - lay.loose - 1].name
        assert getattr(other, last) == getattr(usual, last) and other != usual


KEPT = {
    "zeros of a bundle": packet_out(action(12, bytes(16) + b"\0\0\0\5")),
    "zeros of a list of counters": packet_out(action(21, b"\0\1\1\2\3\4\0\7")),
    "zeros behind a field that is deleted": packet_out(action(50, b"\0\1\0\4" + b"\1" * 10)),
    "zeros of a property of a controller": packet_out(action(37, bytes(6) + b"\0\0\0\x08\1\2\3\4")),
    "zeros behind a property of a controller": packet_out(action(37, bytes(6) + b"\0\2\0\5\1\2\3\4")),
    "zeros behind a property of an encap": packet_out(action(46, bytes(6) + b"\0\4\1\5\1\2\3\4")),
    "zeros of a flush": message(32, b"\6" + b"\1" * 7 + b"\0\2\0\x08\0\1\2\3"),
    "zeros of a tuple": message(32, bytes(8) + b"\0\0\0\x10\1\2\3\4\0\2\0\x06\0\1\2\3"),
    "zeros before a number of a packet": message(30, b"\0\4\0\x10\1\2\3\4" + bytes(8)),
}


@pytest.mark.parametrize("name", KEPT)
def test_odd_zeros_of_open_vswitch(name: str) -> None:
    msg: Any = wire.decode_strictly(KEPT[name])
    assert msg.pack() == KEPT[name]
    assert "extra" in msg.show() or "padding" in msg.show() or "behind" in msg.show()


def test_zeros_at_the_end_of_a_text_of_any_length_come_back() -> None:
    frame = bytes.fromhex("0623002000000000 0018000000000000 0000000000000000 0000000761610001")
    msg = wire.decode(frame)
    assert msg.entry.properties[0].uri == "aa\0"
    assert msg.pack() == frame
