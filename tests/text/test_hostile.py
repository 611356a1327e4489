"""Texts and messages that nobody means: reading raises `TextError` and nothing else, printing never raises."""

from __future__ import annotations

import random
import struct

import pytest

import oftwist.loxi
from oftwist import text, wire
from oftwist.errors import ProtocolError, TextError
from oftwist.wire.codec import classes
from oftwist.wire.codec.malformed import stand_in
from tests.text.judge import KINDS, VERSIONS, cases, ours
from tests.text.recording import recorded

_LETTERS = '0123456789abcxyz.:,=()[]/->+|_ \t"*#é'


def spoiled(line: str, chance: random.Random) -> str:
    """A text with some letters changed, taken out or put in."""
    letters = list(line)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(letters) + 1)
        letters[at : at + chance.randint(0, 2)] = chance.choices(_LETTERS, k=chance.randint(0, 2))
    return "".join(letters)


@pytest.mark.parametrize("kind", KINDS)
def test_a_spoiled_text_is_read_or_a_text_error(kind: str) -> None:
    chance = random.Random(5)
    for version in VERSIONS:
        for one in cases(kind):
            broken = one._replace(text=spoiled(one.text, chance))
            found = ours(broken, version)  # anything but a TextError comes through
            assert found.raw is not None or found.why.startswith("column ")


def test_columns_lie_in_the_text() -> None:
    chance = random.Random(6)
    ofp = oftwist.loxi.protocol(4)
    for one in cases("flow"):
        line = spoiled(one.text, chance)
        try:
            text.parse_flow(line, ofp, one.command)
        except TextError as error:
            assert 0 <= error.column <= len(line), line
            assert line[error.column :].startswith(error.word), (line, error.column, error.word)


def test_a_spoiled_message_is_printed() -> None:
    """Whatever can be decoded can be told, and its text is one that ends."""
    chance = random.Random(7)
    told = 0
    for raw, _ in recorded().values():
        spoilt = bytearray(raw)
        for _ in range(chance.randint(1, 3)):
            spoilt[chance.randrange(8, len(spoilt))] = chance.choice((0, 1, 8, 0x7F, 0xFF, chance.randrange(256)))
        try:
            message = wire.decode(bytes(spoilt))
        except ProtocolError:
            continue
        found = text.text_of(message)
        if found is not None:
            told += 1
            assert len(found) < 100 * len(raw)
    assert told > 1000


def test_long_texts_take_work_in_proportion() -> None:
    """Counted by what is made of them."""
    ofp = oftwist.loxi.protocol(4)
    for count in (100, 2000):
        flow = ofp.flow("actions=" + ",".join(["output:1"] * count))
        assert len(flow.instructions[0].actions) == count
        assert text.format_flow(flow).count("output:1") == count
    with pytest.raises(TextError):
        ofp.flow("actions=" + "(" * 5000)
    with pytest.raises(TextError):
        ofp.flow("actions=" + "clone(" * 5000)
    assert len(ofp.flow("ip," * 5000 + "actions=drop").match.oxm_list) == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_an_action_of_any_type_and_length_is_told(version: int) -> None:
    """One that 1.1 alone has is told by its name, in whatever version it comes; what else is behind it is not lost."""
    read = classes.of(version).list_decoder("action.action")
    for kind in (*range(32), 77, 0xFFFE):
        for size in (8, 16, 24, 32):
            raw = struct.pack("!HH", kind, size) + bytes(range(1, size - 3))
            told = text.format_actions(read(raw, 0, len(raw)))
            assert told
            if kind in (1, 2, 8, 9, 10) and version > 2:  # those of 8 bytes
                assert (told == f"unknown({raw.hex()})") == (size > 8), told


@pytest.mark.parametrize("version", VERSIONS)
def test_a_flow_that_could_not_be_read_is_told_by_its_bytes(version: int) -> None:
    ofp = oftwist.loxi.protocol(version)
    good = ofp.flow_stats_entry()
    bad = stand_in(type(good), bytes(good.pack()), "of a test")
    assert text.format_flow(bad) == f"malformed({good.pack().hex()})" == text.format_flow(bad, stats=False)
    assert "malformed" not in text.format_flow(good)
