"""What tables cannot tell: members read by hand, fields of any length, lists without lengths, other versions."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import pytest

import oftwist.loxi.of10 as of10
import oftwist.loxi.of13 as ofp
from oftwist import loxi, wire
from oftwist.errors import MessageError, ProtocolError
from oftwist.loxi import extensions
from oftwist.loxi import fields as f
from oftwist.loxi.generic_util import OFReader

ACME, OTHER = 0x00ACCE55, 0x00ACCE56
action, common = f.family("action"), f.family("common")
MEMBERS = ("low", "high")


class Range:
    """Two optional numbers, there if a bit says so."""

    def read(self, raw: bytes, obj: Any) -> tuple[None, int]:
        at = 0
        for bit, name in enumerate(MEMBERS):
            if obj.present >> bit & 1:
                (value,) = struct.unpack_from("!I", raw, at)
                setattr(obj, name, value)
                at += 4
        return None, at

    def write(self, value: None, obj: Any) -> bytes:
        given = [getattr(obj, name) for name in MEMBERS]
        return b"".join(number.to_bytes(4, "big") for number in given if number is not None)


class Odd:
    """Says what it is told to."""

    def __init__(self) -> None:
        self.used: int = 2
        self.error: Exception | None = None

    def read(self, raw: bytes, obj: Any) -> tuple[int, int]:
        if self.error:
            raise self.error
        return raw[0], self.used

    def write(self, value: Any, obj: Any) -> bytes:
        return bytes((value, 0))


ODD = Odd()


def spec_extent(buf: bytes, o: int, e: int) -> int:
    """A spec has a header of 2 bytes that counts words; a header of zero ends the list."""
    return 0 if e - o < 2 or not (buf[o] or buf[o + 1]) else 2 + 2 * buf[o + 1]


DECLARED = (
    action("acme", ACME, [f.u16("subtype")], rest=[f.pad(6)], parent="action.experimenter", by="subtype"),
    action("acme_range", 1, [
        f.u16("present"), f.handled(f.ipv4("low")), f.handled(f.u32("high")), f.by_hand(None, Range()),
        f.pad(4),
    ], parent="action.acme"),
    action("acme_move", 2, [f.field_header("src"), f.u16("n_bits"), f.field_header("dst"), f.u16("end")],
           parent="action.acme", align="inside"),
    action("acme_odd", 3, [f.by_hand(f.u8("odd"), ODD), f.u16("tail")], parent="action.acme"),
    action("acme_sized", 4, [f.length_of("n", "odd"), f.by_hand(f.octets("odd"), ODD), f.u8("tail")],
           parent="action.acme", align={f.OF10: ""}),
    common("acme_spec", [f.u8("kind"), f.u8("words"), f.octets("rest")], extent=spec_extent),
    action("acme_learn", 5, [f.u16("priority"), f.pad(2), f.list_of("specs", "acme_spec")], parent="action.acme",
           align="inside"),
    action("acme_clone", 6, [f.pad(6), f.list_of("actions", "action")], parent="action.acme"),
    common("acme_tlv", [f.u16("cls"), f.u8("type"), f.length(size=1), f.octets("value")], align="after"),
    action("acme_encap", 7, [f.pad(6), f.list_of("props", "acme_tlv")], parent="action.acme"),
    f.oxm_field("acme_any", 9, f.octets, oxm_class=1, since=f.OF12),
    f.oxm_field("acme_own", 9, f.octets, oxm_class=0xFFFF, experimenter=ACME, since=f.OF12),
    f.oxm_field("acme_color", 5, f.u16, oxm_class=0xFFFF, experimenter=ACME, since=f.OF12),
    f.oxm_field("other_color", 5, f.u16, oxm_class=0xFFFF, experimenter=OTHER, since=f.OF12),
    f.as_in(f.OF15, common("acme_bucket", [
        f.length("len"), f.u16("old", until=f.OF14), f.length_of("array_len", "actions", since=f.OF15),
        f.port("watch"), f.list_of("actions", "action"),
    ]), only=f.OF10),
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def registered() -> Iterator[None]:
    before = extensions.registered()
    loxi.register(*DECLARED)
    yield
    extensions.unregister(*[one for one in extensions.registered() if one not in before])


@pytest.fixture(autouse=True)
def odd() -> Iterator[None]:
    yield
    ODD.used, ODD.error = 2, None


def body(subtype: int, text: str) -> bytes:
    raw = bytes.fromhex(text)
    return struct.pack("!HHIH", 0xFFFF, 10 + len(raw), ACME, subtype) + raw


def read(raw: bytes, version: Any = ofp) -> Any:
    return version.action.action.unpack(OFReader(raw))


def test_members_that_a_hand_sets() -> None:
    raw = body(1, "0003 0a000001 00000009 00000000")
    obj = read(raw)
    assert (obj.low, obj.high) == (0x0A000001, 9)
    assert obj == ofp.action.acme_range(present=3, low="10.0.0.1", high=9)
    assert obj.pack() == raw
    assert obj.show() == "acme_range { present = 0x3, low = 10.0.0.1, high = 0x9 }"
    none = read(body(1, "0000 00000000"))
    assert (none.low, none.high) == (None, None) and none == ofp.action.acme_range(low=None)
    assert none.pack() == body(1, "0000 00000000") and repr(none) == "ofp.action.acme_range()"


def test_a_header_of_four_or_of_eight_bytes() -> None:
    for src, dst, end in (
        ("00010004", "80000004", "0000"),
        (f"ffff0a06{ACME:08x}", "80000004", "000000000000"),
        (f"ffff0a06{ACME:08x}", f"ffff0a06{OTHER:08x}", "0000"),
    ):
        raw = body(2, f"{src} 0020 {dst} 0007 {end}")
        raw = raw + bytes(-len(raw) % 8)
        raw = raw[:2] + len(raw).to_bytes(2, "big") + raw[4:]
        obj = read(raw)
        assert (obj.src, obj.n_bits, obj.dst, obj.end) == (int(src, 16), 32, int(dst, 16), 7)
        assert obj.pack() == raw
    with pytest.raises(ProtocolError, match=r"acme_move.src at offset 10: cannot be read: a header of 8 bytes, 6 left"):
        read(body(2, "ffff00000000"))
    with pytest.raises(MessageError, match=r"acme_move.src: -1 cannot be packed"):
        ofp.action.acme_move(src=-1).pack()


@pytest.mark.parametrize("used", [-1, 7, 100])
def test_a_hand_cannot_take_what_is_not_there(used: int) -> None:
    ODD.used = used
    with pytest.raises(ProtocolError, match=rf"acme_odd.odd at offset 10: takes {used} of 6 bytes"):
        read(body(3, "050000000000"))


@pytest.mark.parametrize(
    "error", [IndexError("x"), ValueError("x"), struct.error("x"), KeyError("x"), OverflowError("x")]
)
def test_what_a_hand_raises_is_the_peers_fault(error: Exception) -> None:
    ODD.error = error
    with pytest.raises(ProtocolError, match=r"acme_odd.odd at offset 10: cannot be read"):
        read(body(3, "050000000000"))


def test_what_a_hand_leaves_belongs_to_what_follows() -> None:
    obj = read(body(3, "0500 0007 0102"))
    assert (obj.odd, obj.tail, obj.extra) == (5, 7, b"\1\2")
    assert obj.pack() == body(3, "0500 0007 0102")


def test_a_length_before_it_must_be_taken_whole() -> None:
    raw = body(4, "0002 0500 07")
    assert read(raw).odd == 5 and read(raw).tail == 7 and read(raw).pack() == raw
    with pytest.raises(ProtocolError, match="takes 2 of 3 bytes"):
        read(body(4, "0003 050000 07"))


def test_a_list_that_ends_by_itself() -> None:
    specs = "0101 aaaa 0203 000000000001"
    for tail in ("0000", "0000 0000 0000 0000 0000", "0000 1234 0000 0000 0000"):
        raw = body(5, f"0007 0000 {specs} {tail}")
        raw += bytes(-len(raw) % 8)
        raw = raw[:2] + len(raw).to_bytes(2, "big") + raw[4:]
        obj = read(raw)
        assert [(s.kind, s.words, s.rest) for s in obj.specs] == [(1, 1, b"\xaa\xaa"), (2, 3, bytes(5) + b"\1")]
        assert obj.pack() == raw
    assert ofp.action.acme_learn(priority=7, specs=obj.specs).pack() == body(5, f"0007 0000 {specs} 0000 0000 0000")
    with pytest.raises(ProtocolError):
        read(body(5, "0007 0000 0109 aaaa"))  # a spec that is longer than what holds it


def test_a_length_of_eight_bits() -> None:
    raw = body(7, "000000000000 0004 01 05 aa 000000 0004 02 08 01020304")
    obj = read(raw)
    assert [(p.cls, p.type, p.value) for p in obj.props] == [(4, 1, b"\xaa"), (4, 2, b"\1\2\3\4")]
    assert obj.pack() == raw
    with pytest.raises(MessageError, match="more than the 255 that length can say"):
        ofp.common.acme_tlv(value=bytes(252)).pack()


def test_actions_in_actions_are_capped_and_of_the_version() -> None:
    inner: list[Any] = []
    for _ in range(7):
        inner = [ofp.action.acme_clone(actions=inner)]
    assert read(inner[0].pack()) == inner[0]
    deep = ofp.action.acme_clone(actions=[ofp.action.acme_clone(actions=inner)]).pack()
    obj = read(deep)
    assert obj.pack() == deep
    for _ in range(8):
        (obj,) = obj.actions
    assert isinstance(obj, loxi.Malformed) and "nested more than 8 deep" in obj.reason
    old = of10.action.acme_clone(actions=[of10.action.output(port=3)])
    assert old.pack() == body(6, "000000000000 0000 0008 0003 0000")
    assert read(old.pack(), of10) == old


def test_fields_of_any_length() -> None:
    for size in (0, 1, 8, 124, 251):
        field = ofp.oxm.acme_any(bytes([7]) * size)
        assert field.pack() == struct.pack("!I", 1 << 16 | 9 << 9 | size) + bytes([7]) * size
        assert ofp.oxm.oxm.unpack(OFReader(field.pack())) == field
    for size in (0, 1, 8, 125):
        field = ofp.oxm.acme_any_masked(b"\1" * size, b"\2" * size)
        assert field.pack()[:4] == struct.pack("!I", 1 << 16 | 9 << 9 | 0x100 | 2 * size)
        assert ofp.oxm.oxm.unpack(OFReader(field.pack())) == field
    own = ofp.oxm.acme_own_masked(b"abc", b"def")
    assert own.pack() == struct.pack("!II", 0xFFFF0000 | 9 << 9 | 0x100 | 10, ACME) + b"abcdef"
    assert ofp.oxm.oxm.unpack(OFReader(own.pack())) == own
    with pytest.raises(MessageError):
        ofp.oxm.acme_any(bytes(256)).pack()
    match = ofp.match(oxm_list=[ofp.oxm.acme_any(b"abc"), own, ofp.oxm.in_port(1)])
    for _ in range(40):  # also by its shape
        again = ofp.match.unpack(OFReader(match.pack()))
        assert again == match and again.oxm_list == match.oxm_list
    assert ofp.match.unpack(OFReader(match.pack()))["acme_any"] == b"abc"
    assert ofp.match.build(acme_any=b"abc", acme_own=(b"abc", b"\xff\xff\xff"))["acme_own"] == (b"abc", b"\xff\xff\xff")
    msg = ofp.message.flow_add(xid=1, match=match)
    assert wire.decode(msg.pack()) == msg


def test_fields_of_one_number_of_two_experimenters() -> None:
    mine, other = ofp.oxm.acme_color(1), ofp.oxm.other_color(1)
    assert mine.pack()[:4] == other.pack()[:4] and mine.pack() != other.pack()
    unknown = bytes.fromhex("ffff0a06 12345678 0001")
    for _ in range(40):
        assert ofp.oxm.oxm.unpack(OFReader(mine.pack())) == mine
        assert ofp.oxm.oxm.unpack(OFReader(other.pack())) == other
        field = ofp.oxm.oxm.unpack(OFReader(unknown))
        assert type(field)._plain is ofp.oxm.oxm and field.pack() == unknown
        for one in (mine, other):
            match = ofp.match.unpack(OFReader(ofp.match(oxm_list=[ofp.oxm.in_port(1), one]).pack()))
            assert match.oxm_list[1] == one
            name = type(one).__name__
            assert match.keys() == ["in_port", name] and match[name] == 1 and name in match
            assert match.get("other_color" if one is mine else "acme_color") is None
            assert match == ofp.match.build(**dict(match))


def test_the_layout_of_one_version_in_another() -> None:
    bucket = of10.common.acme_bucket(watch=9, actions=[of10.action.output(port=3)])
    assert bucket.pack() == bytes.fromhex("0010 0008 00000009 0000 0008 0003 0000")
    assert of10.common.acme_bucket.unpack(OFReader(bucket.pack())) == bucket
    assert not hasattr(ofp.common, "acme_bucket")
