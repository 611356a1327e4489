"""The framer: whole, split anywhere, with trailing data, and broken."""

from __future__ import annotations

from functools import partial

import pytest

from oftwist.errors import ProtocolError
from oftwist.wire.framer import Framer
from tests.support.counting import allocated, work

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


@pytest.mark.parametrize("count", [2, 3, 4, 64])
@pytest.mark.parametrize("tail", [b"", FRAMES[1], FRAMES[0] + FRAMES[1] + FRAMES[1][:7], b"\4"])
def test_runs_of_frames_of_one_length(count: int, tail: bytes) -> None:
    run = [bytes([4, kind, 0, 12]) + bytes([kind] * 8) for kind in range(count)]
    framer = Framer()
    frames = framer.receive(b"".join(run) + tail)
    whole = {b"": [], FRAMES[1]: [FRAMES[1]], b"\4": []}.get(tail, FRAMES[:2])
    assert frames == run + whole
    assert framer.held == tail[sum(map(len, whole)) :]


@pytest.mark.parametrize("lengths", [(8, 16, 12, 12), (12, 8, 16, 12), (12, 12, 8, 16), (12, 12, 16, 8)])
def test_a_run_that_is_none(lengths: tuple[int, ...]) -> None:
    """As many bytes as four frames of 12."""
    frames = [bytes([4, 2, 0, n, 0, 0, 0, 1]) + bytes(n - 8) for n in lengths]
    assert Framer().receive(b"".join(frames)) == frames


@pytest.mark.parametrize("at", range(1, 4))
def test_a_bad_length_within_a_run(at: int) -> None:
    frames = [bytes([4, 2, 0, 12]) + bytes(8)] * 4
    frames[at] = bytes([4, 2, 0, 7]) + bytes(8)
    framer = Framer()
    assert framer.receive(b"".join(frames)) == frames[:at]
    assert framer.error is not None


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


def test_a_frame_in_many_pieces_is_linear() -> None:
    """Neither looked at nor copied again with every byte that comes."""

    def pieces(size: int) -> tuple[Framer, bytes, list[partial[list[bytes]]]]:
        framer, frame = Framer(), bytes([4, 10, *size.to_bytes(2, "big"), 0, 0, 0, 4]) + bytes(size - 8)
        return framer, frame, [partial(framer.receive, frame[at : at + 1]) for at in range(size)]

    framer, frame, steps = pieces(0xFFFF)
    assert [step() for step in steps][-1] == [frame] and framer.held == b""
    memory = [allocated(pieces(size)[2]) for size in (16_000, 32_000)]
    assert memory[1] < 2.2 * memory[0]
    steps_taken = [work(lambda size=size: [step() for step in pieces(size)[2]]) for size in (16_000, 32_000)]
    assert steps_taken[1] < 2.2 * steps_taken[0]
