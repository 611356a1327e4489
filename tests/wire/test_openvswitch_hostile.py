"""Hostile bytes in what Open vSwitch adds: nesting is capped, lists cost what their bytes cost, hands stay inside."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import pytest

from oftwist import wire
from oftwist.errors import ProtocolError
from tests.support.openvswitch import facts
from tests.wire.test_hostile import affordable, cost, frame, packet_out, parse

NX = struct.Struct("!HHIH")


def action(subtype: int, body: bytes) -> bytes:
    """An action of Nicira's, padded to 8 bytes."""
    body += bytes(-(10 + len(body)) % 8)
    return NX.pack(0xFFFF, 10 + len(body), 0x2320, subtype) + body


def message(subtype: int, body: bytes, version: int = 4) -> bytes:
    return frame(version, 4, struct.pack("!II", 0x2320, subtype) + body)


def clone(inside: bytes) -> bytes:
    return action(42, bytes(6) + inside)


def ct(inside: bytes) -> bytes:
    return action(35, bytes(14) + inside)


def learn(specs: bytes) -> bytes:
    return action(16, bytes(22) + specs)


def refused(raw: bytes) -> bool:
    """Whether a frame, or a part of it that is then set aside with its bytes, cannot be read."""
    result: Any = parse(raw)
    if isinstance(result, ProtocolError):
        assert result.cls and result.offset is not None
        return True
    assert result.pack() == raw
    return "<malformed " in repr(result)


MONITOR = struct.pack("!HHIII", 0xFFFF, 0, 0x2320, 2, 0)
LEARN_SPEC = struct.pack("!HIHIH", 48, 0x406, 0, 0x206, 0)

STORMS: dict[str, tuple[int, Callable[[int], bytes]]] = {
    "resubmits": (4000, lambda n: packet_out(action(14, b"\xff\xf8\1" + bytes(3)) * n)),
    "clones": (3900, lambda n: packet_out(clone(b"") * n)),
    "trackings in trackings": (2600, lambda n: packet_out(ct(ct(b"")) * (n // 2))),
    "specs of one learn": (4600, lambda n: packet_out(learn(LEARN_SPEC * n))),
    "learns of one spec": (1300, lambda n: packet_out(learn(LEARN_SPEC) * n)),
    "numbers of 11 bits": (4000, lambda n: packet_out(learn(struct.pack("!HHIH", 0x2001, 1, 0x206, 0) * n))),
    "members of a bundle": (32000, lambda n: packet_out(action(12, struct.pack("!HHHIHHII", 0, 0, 0, 2, n, 0, 0, 0)
                                                               + bytes(2 * n)))),
    "properties of a controller action": (8000, lambda n: packet_out(action(37, bytes(6) + b"\0\4\0\4\0\0\0\0" * n))),
    "properties of an encap": (8000, lambda n: packet_out(action(46, bytes(6) + b"\0\4\1\5\1\0\0\0" * n))),
    "properties of a packet-in": (8000, lambda n: message(30, b"\0\5\0\5\1\0\0\0" * n)),
    "fields of a packet-in": (15999, lambda n: message(30, struct.pack("!HH", 6, 4 + 4 * (n | 1))
                                                       + b"\0\1\x50\0" * (n | 1))),
    "tuples of a ct flush": (4000, lambda n: message(32, bytes(8) + struct.pack("!HH4x", 0, 8 + 8 * n)
                                                     + b"\0\5\0\5\1\0\0\0" * n)),
    "maps of a TLV table": (8000, lambda n: message(26, bytes(16) + bytes(8) * n)),
    "flow monitor requests": (4000, lambda n: frame(1, 16, MONITOR + bytes(16) * n)),
    "flow updates": (8000, lambda n: frame(1, 17, MONITOR + b"\0\x08\0\3\0\0\0\1" * n)),
    "counters of a port": (6000, lambda n: frame(5, 19, struct.pack("!HH4xH78x", 4, 0, 96 + 9 * n)
                                                 + struct.pack("!HHIIHH", 0xFFFF, 16 + 9 * n, 0xAA01, 2, 0, n)
                                                 + bytes(9) * n)),
}  # fmt: skip


@pytest.mark.parametrize("name", STORMS)
def test_storms_are_linear(name: str) -> None:
    count, make_frame = STORMS[name]
    raw = make_frame(count)
    assert len(raw) < 65536
    assert cost(raw) < affordable(raw)
    half, whole = make_frame(count // 2), make_frame(count // 2 * 2)
    assert cost(whole) <= 2.2 * cost(half) + 100
    msg: Any = parse(whole)
    assert not isinstance(msg, ProtocolError) and msg.pack() == whole


@pytest.mark.parametrize("nest", [clone, ct, lambda inside: clone(ct(inside))])
def test_nesting_is_capped(nest: Callable[[bytes], bytes]) -> None:
    inside = b""
    results = []
    for _ in range(12):
        inside = nest(inside)
        results.append(refused(packet_out(inside)))
    assert not results[0] and results[-1] and results == sorted(results)
    deep = b""
    while len(deep) < 60000:
        deep = clone(deep)
    assert refused(packet_out(deep))
    assert cost(packet_out(deep)) < affordable(packet_out(deep))
    assert not refused(packet_out(clone(clone(b""))))  # a refusal leaves no trace


def test_fields_of_any_length_leave_no_trace_of_their_lengths() -> None:
    from oftwist.wire.codec import classes

    home = classes.of(4)
    read = home.list_decoder("oxm.oxm")
    for length in range(125):
        raw = struct.pack("!HBB", 1, 40 << 1, length) + bytes(length)
        (oxm,) = read(raw, 0, len(raw))
        assert oxm.value == bytes(length) and oxm.pack() == raw
        masked = struct.pack("!HBB", 1, 40 << 1 | 1, length) + bytes(length)
        assert read(masked, 0, len(masked))[0].pack() == masked
    assert len([key for key in home.dispatch("oxm.oxm") if key >> 8 == 0x000150]) <= 1


BAD = {
    "a spec that ends in its field": learn(LEARN_SPEC[:5]),
    "a spec of no kind": learn(b"\x40\1" + bytes(12)),
    "a number that is output": learn(b"\x30\1" + bytes(12)),
    "more members than bytes": action(12, struct.pack("!HHHIHHII", 0, 0, 0, 2, 99, 0, 0, 0)),
    "a range that is not there": action(36, struct.pack("!HHHI", 0, 1, 0x0C, 0)),
    "a range of unknown parts": action(36, struct.pack("!HHH", 0, 1, 0x40)),
    "a header cut short": action(49, b"\0\1\0\0\xff\xff"),
    "a property that is shorter than its head": action(37, bytes(6) + b"\0\4\0\3\0\0\0\0"),
    "a property of an encap that has no bytes": action(46, bytes(6) + b"\0\4\1\0\0\0\0\0"),
    "a TLV longer than its property": action(46, bytes(6) + b"\0\4\2\x10\0\0\0\x20" + bytes(8)),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_is_refused(name: str) -> None:
    assert refused(packet_out(BAD[name]))


@pytest.mark.parametrize("size", [0, 1, 3, 0xFFFF])
def test_wrong_lengths_everywhere(size: int) -> None:
    """Any 16 bits of any example replaced: an error that says where, or the same bytes back; the work is bounded."""
    for row in facts()["messages"]:
        for _, _, text in row["examples"][:1]:
            raw = bytes.fromhex(text)
            for at in range(8, min(len(raw) - 1, 80), 2):
                bad = raw[:at] + size.to_bytes(2, "big") + raw[at + 2 :]
                try:
                    msg = wire.decode(bad)
                except ProtocolError as error:
                    assert error.cls and error.offset is not None
                else:
                    assert wire.decode(msg.pack()) == msg
