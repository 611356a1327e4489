"""HELLO with elements of every length, padded or not, comes back byte for byte (OpenFlow 1.3.5 §7.5.1)."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oftwist import loxi, wire

ELEMENTS = st.lists(
    st.tuples(
        st.sampled_from([1, 1, 1, 0, 2, 0xFFFF]),  # of which only 1, the bitmap of versions, is known
        st.integers(0, 5),  # numbers of 32 bits
        st.integers(0, 3),  # further bytes
        st.sampled_from(["padded", "tight", "half", "odd"]),
    ),
    max_size=5,
)


def hello(version: int, elements: list[tuple[int, int, int, str]]) -> bytes:
    body = b""
    for kind, numbers, odd, end in elements:
        content = b"".join(struct.pack("!I", 0x10 + n) for n in range(numbers)) + b"\7" * odd
        element = struct.pack("!HH", kind, 4 + len(content)) + content
        pad = -len(element) % 8
        body += element + {"padded": bytes(pad), "tight": b"", "half": bytes(pad // 2), "odd": b"\xee" * pad}[end]
    return struct.pack("!BBHI", version, 0, 8 + len(body), 7) + body


@given(st.sampled_from([4, 5, 6]), ELEMENTS)
def test_any_elements_come_back(version: int, elements: list[tuple[int, int, int, str]]) -> None:
    raw = hello(version, elements)
    msg = wire.decode(raw)
    assert msg.pack() == raw
    assert wire.decode(msg.pack()) == msg
    msg.show()


@pytest.mark.parametrize("end", ["padded", "tight"])
@pytest.mark.parametrize("numbers", range(6))
@pytest.mark.parametrize("version", [4, 5, 6])
def test_bitmaps_are_read_either_way(version: int, numbers: int, end: str) -> None:
    raw = hello(version, [(1, numbers, 0, end)])
    msg = wire.decode(raw)
    assert [bitmap.value for bitmap in msg.elements[0].bitmaps] == [0x10 + n for n in range(numbers)]
    assert msg.pack() == raw and msg.extra == b""


def test_what_is_made_here_is_padded() -> None:
    ofp = loxi.protocol(4)
    msg = ofp.message.hello(1, [ofp.hello_elem_versionbitmap([ofp.uint32(0x10), ofp.uint32(0)])])
    assert len(msg.pack()) == 24
    assert wire.decode(msg.pack()) == msg
