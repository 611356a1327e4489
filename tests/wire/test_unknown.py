"""What nobody knows keeps its bytes: every virtual class of every version, read with a key none of its children has."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from oftwist import wire
from oftwist.loxi.generic_util import OFReader
from oftwist.wire import spec
from oftwist.wire.codec import classes
from tests.support.making import VERSIONS, all_classes, make


def virtual(version: int) -> list[str]:
    """The classes that have children, or could."""
    return [q for q in all_classes(version) if spec.layout(version, q).by is not None]


def unknown_keys(version: int, qualname: str) -> list[int]:
    """Keys of nobody: at both ends and in the middle."""
    lay = spec.layout(version, qualname)
    assert lay.by is not None
    known, top = spec.children(version, qualname), (1 << 8 * lay.by[2]) - 1
    if qualname in ("oxm.oxm", "common.oxs"):
        return [0x12340000, 0x7FFF0300, 0xFFFF0000]  # its length is the low byte
    if qualname == "message.message":
        return [77, 200]
    return [key for key in (0, 7, 99, top // 2, top - 1, top) if key not in known][:4]


def frames(rnd: random.Random, version: int, qualname: str) -> Iterator[bytes]:
    """Objects of a class with unknown keys and any bytes behind the discriminator."""
    lay = spec.layout(version, qualname)
    assert lay.by is not None
    _, offset, size = lay.by
    for key in unknown_keys(version, qualname):
        for more in (0, 8, 40):
            raw = bytearray(make(rnd, version, qualname).pack())
            raw[offset : offset + size] = key.to_bytes(size, "big")
            start = 8 if lay.module == "message" else 4
            for at in range(max(start, offset + size), fixed_end(version, qualname)):
                if not is_given(version, qualname, at):
                    raw[at] = rnd.randrange(1, 256)
            if not_delimited(version, qualname):
                raw += bytes(rnd.randrange(1, 256) for _ in range(more))
            yield with_length(version, lay, bytes(raw))


def fixed_end(version: int, qualname: str) -> int:
    """Where the bytes end that are of no length and no object, counted from the start."""
    end = 0
    for m in spec.layout(version, qualname).members:
        if not m.size or m.kind == "length_of" or m.codec in ("struct", "list"):
            return end
        end += m.size
    return end


def not_delimited(version: int, qualname: str) -> bool:
    """Whether more bytes may follow the members."""
    members = spec.layout(version, qualname).members
    return all(m.codec not in ("list", "struct") or m.size for m in members)


def with_length(version: int, lay: Any, raw: bytes) -> bytes:
    """The same with its length made right."""
    data = bytearray(raw)
    if lay.qualname in ("oxm.oxm", "common.oxs"):
        data[3] = len(raw) - 4
        return bytes(data)
    offset = 0
    for m in lay.members:
        if m.kind == "length":
            data[offset : offset + m.size] = len(raw).to_bytes(m.size, "big")
        offset += m.size
    return bytes(data)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_virtual_class_keeps_what_follows_its_discriminator(version: int) -> None:
    rnd = random.Random(version)
    home = classes.of(version)
    for qualname in virtual(version):
        lay = spec.layout(version, qualname)
        seen: list[Any] = []
        for raw in frames(rnd, version, qualname):
            cls = home.cls(qualname)
            obj = cls.unpack(OFReader(raw))
            assert type(obj)._plain is cls, (qualname, raw.hex())
            assert obj.pack() == raw, (qualname, raw.hex(), obj.pack().hex())
            again = cls.unpack(OFReader(raw))
            assert obj == again
            for other in seen:
                assert (other.pack() == raw) == (other == obj), (qualname, other, obj)
            seen.append(obj)
            shown = obj.show(), repr(obj)
            end = len(raw) if not_delimited(version, qualname) else fixed_end(version, qualname)
            for at in range(lay.by[1] + lay.by[2], end):  # type: ignore[index]
                if is_given(version, qualname, at):
                    continue
                changed = raw[:at] + bytes((raw[at] ^ 1,)) + raw[at + 1 :]
                different = cls.unpack(OFReader(changed))
                assert different.pack() == changed and different != obj, (qualname, at, raw.hex())
                assert different.show() != shown[0], (qualname, at, raw.hex())
                assert repr(different) != shown[1]


def is_given(version: int, qualname: str, at: int) -> bool:
    """Whether a byte is of a length or a constant."""
    offset = 0
    for m in spec.layout(version, qualname).members:
        if m.kind in ("length", "length_of", "const") and offset <= at < offset + m.size:
            return True
        if not m.size:
            return False  # behind it lengths of objects would be
        offset += m.size
    return False


@pytest.mark.parametrize("version", VERSIONS)
def test_nobody_needs_the_members_that_children_do_not_have(version: int) -> None:
    """Of a family, a message of a type that is not known may end where what all of them have ends."""
    home, walked = classes.of(version), 0
    for qualname in virtual(version):
        lay = spec.layout(version, qualname)
        assert lay.by is not None
        name, offset, size = lay.by
        if lay.module != "message" or not lay.parent or name.endswith("command"):
            continue
        common = sum(m.size for m in lay.members[: len(lay.members) - lay.rest])
        for key in unknown_keys(version, qualname):
            for more in (0, 3, 8):
                raw = home.cls(qualname)(xid=1, **{name: key}).pack()[:common] + b"\xee" * more
                raw = with_length(version, lay, raw[:offset] + key.to_bytes(size, "big") + raw[offset + size :])
                obj = wire.decode(raw)
                assert isinstance(obj, home.cls(lay.parent)) and obj.pack() == raw, (qualname, obj)
                assert not more or "xee" in obj.show(), (qualname, obj)
                walked += 1
    assert walked >= 12


@pytest.mark.parametrize("version", VERSIONS)
def test_an_experimenter_need_not_say_what_it_tells_its_own_apart_by(version: int) -> None:
    """Such as in the id of an action, which 1.3.5 §7.3.5.5.2 wants with the experimenter and no more."""
    home, walked = classes.of(version), set()
    for qualname in virtual(version):
        lay = spec.layout(version, qualname)
        parent = spec.layout(version, lay.parent) if lay.parent else None
        if parent is None or not parent.of_experimenters:
            continue
        assert lay.by is not None
        end = lay.by[1]
        if end < sum(m.size for m in parent.members[: len(parent.members) - parent.rest]):
            continue  # all experimenters have it
        given = {"xid": 1} if lay.module == "message" else {}
        raw = with_length(version, lay, home.cls(qualname)(**given).pack()[:end])
        obj = home.decoder(lay.parent)(raw, 0, len(raw))
        assert obj.pack() == raw, qualname
        if version == 2 and "stats" in qualname:  # where there is padding behind the experimenter
            assert isinstance(obj, home.cls(parent.parent)) and obj.extra == raw[16:]
        else:
            assert type(obj)._plain is home.cls(lay.parent), qualname
            assert home.cls(qualname)().experimenter == obj.experimenter
        walked.add(lay.module)
    ids = {"action_id", "instruction", "instruction_id"} if version > 3 else set()
    assert walked >= {"action"} | ids and ("message" in walked) == (version < 3)


RESUBMIT = bytes.fromhex(
    "040e005000000001000000000000000000000000000000000000000000000001ffffffffffffffffffffffff00000000"
    "00010004000000000004001800000000ffff001000002320000e000702000000"
)


def test_an_action_of_nicira_that_is_not_known() -> None:
    raw = RESUBMIT.replace(bytes.fromhex("000e0007"), bytes.fromhex("ee0e0007"))
    msg = wire.decode(raw)
    assert msg.pack() == raw
    other = wire.decode(raw.replace(bytes.fromhex("000702000000"), bytes.fromhex("000705000000")))
    assert msg != other and msg.show() != other.show() and "x07" in msg.show()
    bare = bytes.fromhex("040e004a") + raw[4:58] + bytes.fromhex("001200000000 ffff000a 00002320 ee0e")
    assert wire.decode(bare).pack() == bare  # nothing at all behind the discriminator


def padded(version: int) -> Iterator[str]:
    """The actions that have padding of a fixed size."""
    for name in spec.names(version, "action"):
        if any(m.kind == "pad" and m.size for m in spec.layout(version, f"action.{name}").members):
            yield f"action.{name}"


@pytest.mark.parametrize("version", VERSIONS)
def test_padding_of_actions_comes_back(version: int) -> None:
    rnd = random.Random(version)
    home = classes.of(version)
    for qualname in padded(version):
        cls, lay = home.cls(qualname), spec.layout(version, qualname)
        obj = make(rnd, version, qualname)
        raw = obj.pack()
        offset = 0
        for m in lay.members:
            if m.kind == "pad" and m.size:
                for at in range(offset, offset + m.size):
                    changed = raw[:at] + b"\x5a" + raw[at + 1 :]
                    back = cls.unpack(OFReader(changed))
                    assert back.pack() == changed, (qualname, at)
                    assert back != obj and "5a" in back.show().lower().replace("z", "5a"), back.show()
                    assert cls.unpack(OFReader(back.pack())) == back
            if not m.size:
                break
            offset += m.size


def other_numbers(version: int) -> Iterator[tuple[str, str, Any, int]]:
    """``(class, parent, constant member, its offset)`` for what tells a class apart besides its parent's key."""
    for qualname in all_classes(version):
        lay = spec.layout(version, qualname)
        if not lay.parent:
            continue
        told = {m.name for m in spec.layout(version, lay.parent).members if m.kind in ("const", "key")}
        offset = 0
        for m in lay.members:
            if m.kind == "const" and m.name not in told:
                yield qualname, lay.parent, m, offset
            offset += m.size


@pytest.mark.parametrize("version", VERSIONS)
def test_experimenters_are_told_apart_by_all_their_numbers(version: int) -> None:
    rnd = random.Random(version)
    home = classes.of(version)
    for qualname, parent, m, offset in other_numbers(version):
        raw = make(rnd, version, qualname).pack()
        assert raw[offset : offset + m.size] == m.value.to_bytes(m.size, "big")
        assert isinstance(home.decoder(parent)(raw, 0, len(raw)), home.cls(qualname))
        other = raw[:offset] + (m.value ^ 0x101).to_bytes(m.size, "big") + raw[offset + m.size :]
        end, _ = classes.extent(home, spec.layout(version, parent), other, 0, len(other))
        back = home.decoder(parent)(other, 0, end)
        assert type(back)._plain is home.cls(parent), (qualname, back)
        assert back.pack() == other[:end] + bytes(len(back.pack()) - end)
