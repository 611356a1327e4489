"""The framer: whole, split anywhere, with trailing data, and broken."""

from __future__ import annotations

import time

import pytest

from oftwist.errors import ProtocolError
from oftwist.wire.framer import Framer

FRAMES = [
    bytes.fromhex("0400000800000001"),
    bytes.fromhex("0402000c00000002") + b"ping",
    bytes.fromhex("040a001400000003") + bytes(range(12)),
    bytes([4, 10, 0xFF, 0xFF, 0, 0, 0, 4]) + bytes(65527),
    bytes.fromhex("0414000800000005"),
]
STREAM = b"".join(FRAMES)


def test_whole() -> None:
    framer = Framer()
    assert framer.receive(STREAM) == FRAMES
    assert framer.held == b""


def test_byte_by_byte() -> None:
    stream = FRAMES[0] + FRAMES[1] + FRAMES[2]
    framer = Framer()
    frames = [frame for at in range(len(stream)) for frame in framer.receive(stream[at : at + 1])]
    assert frames == FRAMES[:3]
    assert framer.held == b""


@pytest.mark.parametrize("cut", [1, 3, 4, 7, 8, 9, 20, 39, 40, 41, len(STREAM) - 9, len(STREAM) - 1])
def test_cut_once(cut: int) -> None:
    framer = Framer()
    assert framer.receive(STREAM[:cut]) + framer.receive(STREAM[cut:]) == FRAMES


def test_trailing_data_is_held() -> None:
    framer = Framer()
    assert framer.receive(FRAMES[1] + FRAMES[2][:5]) == [FRAMES[1]]
    assert framer.held == FRAMES[2][:5]


def test_empty_input() -> None:
    assert Framer().receive(b"") == []


@pytest.mark.parametrize("length", range(8))
def test_bad_length_raises(length: int) -> None:
    framer = Framer()
    bad = bytes([4, 2, 0, length, 0, 0, 0, 1])
    with pytest.raises(ProtocolError, match="below 8"):
        framer.receive(bad)
    assert framer.held == bad
    with pytest.raises(ProtocolError):
        framer.receive(FRAMES[0])
    assert framer.held == bad  # what comes after it is not kept


def test_bad_length_after_good_frames() -> None:
    framer = Framer()
    bad = bytes.fromhex("0402000700000001")
    assert framer.receive(FRAMES[0] + FRAMES[1] + bad) == FRAMES[:2]
    assert framer.error is not None
    with pytest.raises(ProtocolError, match="length 7"):
        framer.receive(b"")


def test_large_frame_in_many_pieces_is_linear() -> None:
    framer = Framer()
    large = FRAMES[3]
    began = time.process_time()
    frames = [frame for at in range(len(large)) for frame in framer.receive(large[at : at + 1])]
    assert frames == [large]
    assert time.process_time() - began < 0.5
