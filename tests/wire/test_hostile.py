"""For any input, parsing returns or raises ProtocolError, with bounded work and memory."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oftwist import wire
from oftwist.errors import ProtocolError
from tests.support.counting import work
from tests.support.making import VERSIONS, concrete, make

ROOT = Path(__file__).resolve().parents[2]


def parse(raw: bytes) -> object:
    """The message or the ProtocolError; anything else escapes and fails the test."""
    try:
        return wire.decode(raw)
    except ProtocolError as error:
        return error


def affordable(raw: bytes) -> int:
    """The steps, as ``work`` counts them, that reading a frame may take."""
    return 200 + 6 * len(raw)


def cost(raw: bytes) -> int:
    parse(raw)  # compiles what the frame needs
    return work(lambda: parse(raw))


def frame(version: int, kind: int, body: bytes, xid: int = 1) -> bytes:
    return struct.pack("!BBHI", version, kind, 8 + len(body), xid) + body


def mutated(rnd: random.Random, raw: bytes) -> bytes:
    """A valid message with some bytes, a length field or its end changed; the header length made right again."""
    data = bytearray(raw)
    for _ in range(rnd.randrange(1, 4)):
        how = rnd.randrange(4)
        at = rnd.randrange(len(data))
        if how == 0:
            data[at] = rnd.getrandbits(8)
        elif how == 1 and len(data) > 10:
            at = rnd.randrange(8, len(data) - 1)
            data[at : at + 2] = rnd.choice([b"\0\0", b"\0\1", b"\0\7", b"\0\x09", b"\xff\xff", b"\xff\xf0"])
        elif how == 2:
            del data[max(8, at) :]
        else:
            data[at:at] = rnd.randbytes(rnd.randrange(9))
    data[2:4] = len(data).to_bytes(2, "big")
    return bytes(data)


@settings(max_examples=400, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(VERSIONS))
def test_mutations_of_valid_messages(rnd: random.Random, version: int) -> None:
    raw = make(rnd, version, concrete(rnd, version, "message.message")).pack()
    for _ in range(10):
        bad = mutated(rnd, raw)
        result = parse(bad)
        if not isinstance(result, ProtocolError):
            again = result.pack()  # type: ignore[attr-defined]
            assert wire.decode(again) == result
            # What does not come back makes no difference: padding of what is read most, see plan.keeps_padding.
            assert again == bad or all(a == b or b == 0 for a, b in zip(bad, again, strict=True))
            repr(result)
            result.show()  # type: ignore[attr-defined]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(VERSIONS), st.integers(0, 255), st.binary(max_size=400))
def test_random_bytes(version: int, kind: int, body: bytes) -> None:
    parse(frame(version, kind, body))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=64))
def test_bytes_that_are_no_frame(raw: bytes) -> None:
    parse(raw)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_truncation_says_where(version: int) -> None:
    rnd = random.Random(version)
    for _ in range(60):
        raw = make(rnd, version, concrete(rnd, version, "message.message")).pack()
        for end in range(8, len(raw)):
            cut = bytearray(raw[:end])
            cut[2:4] = end.to_bytes(2, "big")
            result = parse(bytes(cut))
            if isinstance(result, ProtocolError):
                assert result.cls
                assert result.offset is not None and 0 <= result.offset <= end


def packet_out(actions: bytes) -> bytes:
    return frame(4, 13, struct.pack("!IIH6x", 0xFFFFFFFF, 1, len(actions)) + actions)


def packet_in(fields: bytes) -> bytes:
    body = bytes(16) + struct.pack("!HH", 1, 4 + len(fields)) + fields
    return frame(4, 10, body + bytes(-(4 + len(fields)) % 8 + 2))


#: Many small things in one frame: how many fit into 64 KiB, and how that many are made.
STORMS: dict[str, tuple[int, Callable[[int], bytes]]] = {
    "output actions": (4000, lambda n: packet_out(struct.pack("!HHIH6x", 0, 16, 1, 0) * n)),
    "unknown actions": (8000, lambda n: packet_out(struct.pack("!HHI", 0x1234, 8, 7) * n)),
    "hello elements": (16000, lambda n: frame(4, 0, b"\0\2\0\4" * n)),
    "bytes of a hello bitmap": (65520, lambda n: frame(4, 0, struct.pack("!HH", 1, 4 + n) + b"\xff" * n)),
    "unknown match fields": (16000, lambda n: packet_in(b"\x12\x34\x02\x00" * n)),
    "match fields": (12000, lambda n: packet_in(b"\x80\x00\x14\x01\x06" * n)),
    "unknown properties": (16000, lambda n: frame(5, 16, bytes(32) + struct.pack("!HH", 0x7777, 4) * n)),
    "flow stats": (1100, lambda n: frame(4, 19, struct.pack("!HH4x", 1, 0) + struct.pack("!H46xHH4x", 56, 1, 4) * n)),
    "bundle adds, nested": (
        4000,
        lambda n: frame(
            6, 34, b"".join(struct.pack("!IHHBBHI", 1, 0, 0, 6, 34, 16 * (n - i) - 8, 1) for i in range(n))
        ),
    ),
    "bytes of text": (1056, lambda n: frame(4, 19, struct.pack("!HH4x", 0, 0) + b"\xff\xfe" * (n // 2))),
}


def storm(name: str) -> bytes:
    count, make_frame = STORMS[name]
    return make_frame(count)


@pytest.mark.parametrize("name", STORMS)
def test_storms_of_elements_are_linear(name: str) -> None:
    count, make_frame = STORMS[name]
    raw = storm(name)
    assert len(raw) < 65536
    assert cost(raw) < affordable(raw)
    half, whole = make_frame(count // 2), make_frame(count // 2 * 2)
    assert cost(whole) <= 2.2 * cost(half)


# The API form of a bitmap is a list of small objects: its size is bounded by the frame's, but not at 32 times.
@pytest.mark.parametrize("name", [name for name in STORMS if name != "bytes of a hello bitmap"])
def test_memory_stays_within_32_times_the_frame(name: str) -> None:
    raw = storm(name)
    parse(raw)
    tracemalloc.start()
    result = parse(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 * len(raw) + 65536, result.__class__


@pytest.mark.parametrize("version", VERSIONS)
def test_small_frames_cost_little_whatever_they_hold(version: int) -> None:
    rnd = random.Random(version)
    for _ in range(40):
        raw = mutated(rnd, make(rnd, version, concrete(rnd, version, "message.message")).pack()[:1024])
        assert cost(raw) < affordable(raw)


def test_nesting_is_capped() -> None:
    inner = frame(6, 2, b"")
    for depth in range(1, 20):
        inner = frame(6, 34, struct.pack("!IHH", 1, 0, 0) + inner)
        result = parse(inner)
        assert isinstance(result, ProtocolError) == (depth > 8), depth
    # A refusal leaves no trace: the next message is read as ever.
    assert not isinstance(parse(frame(6, 34, struct.pack("!IHH", 1, 0, 0) + frame(6, 2, b""))), ProtocolError)


WITHOUT_ASSERTIONS = """
import random
from oftwist import wire
from oftwist.errors import ProtocolError
from tests.support.counting import work
from tests.support.making import VERSIONS, concrete, make
from tests.wire.test_hostile import STORMS, affordable, cost, mutated, storm

assert False, "only without -O"
for bad in ("0402000000000001", "040e00100000000100000000ffffffff", "04130010000000010001000000000000ff"):
    try:
        wire.decode(bytes.fromhex(bad))
        raise SystemExit(f"{bad} was decoded")
    except ProtocolError:
        pass
rnd = random.Random(7)
refused = 0
for version in VERSIONS:
    for _ in range(100):
        raw = make(rnd, version, concrete(rnd, version, "message.message")).pack()
        for _ in range(5):
            bad = mutated(rnd, raw)
            try:
                again = wire.decode(bad)
            except ProtocolError:
                refused += 1
                continue
            if wire.decode(again.pack()) != again:
                raise SystemExit(f"{bad.hex()} is not packed as it was read")
for name in STORMS:
    raw = storm(name)
    try:
        wire.decode(raw)
    except ProtocolError:
        refused += 1
    if cost(raw) > affordable(raw):
        raise SystemExit(f"{name} costs too much")
print("refused", refused)
"""


def test_the_same_without_assertions() -> None:
    done = subprocess.run(
        [sys.executable, "-O", "-c", WITHOUT_ASSERTIONS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout.split()[-1]) > 500
