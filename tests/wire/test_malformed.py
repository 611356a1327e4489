"""An element of a list that cannot be read loses itself, not its neighbours: every list of every version."""

from __future__ import annotations

import copy
import pickle
import random
from collections.abc import Iterator
from typing import Any

import pytest

import oftwist.loxi.of13 as ofp
import oftwist.loxi.of14 as of14
from oftwist import loxi, wire
from oftwist.errors import ProtocolError
from oftwist.wire import spec
from oftwist.wire.codec import classes
from oftwist.wire.codec.malformed import MOST
from oftwist.wire.codec.source import length_member
from tests.support.making import VERSIONS, all_classes, make


@pytest.fixture(autouse=True)
def nothing_noted() -> Iterator[None]:
    wire.notes().since(0)
    yield
    wire.notes().since(0)


def elements(version: int) -> set[str]:
    """The classes that lists are of."""
    found = set()
    for qualname in all_classes(version):
        found |= {m.of for m in spec.layout(version, qualname).members if m.codec == "list"}
    return found - {"common.hello_elem"}  # a hello is read as far as it goes, and keeps the rest


def family(version: int, qualname: str) -> list[str]:
    """A class and all below it."""
    found = [qualname]
    for child in spec.children(version, qualname).values():
        found += family(version, child)
    return found


def bad_one(version: int, of: str) -> tuple[str, bytes] | None:
    """An element of right length that cannot be read, and of which class it pretends to be."""
    where = length_member(spec.layout(version, of))
    if where is None:
        return None
    offset, size = where
    for qualname in family(version, of):
        lay = spec.layout(version, qualname)
        above = spec.layout(version, lay.parent).by if lay.parent else None
        ends = [at + width for _, at, width in filter(None, (("length", offset, size), lay.by, above))]
        length = -(-max(ends) // 8) * 8
        if lay.size > length and (lay.parent or lay.by is None):
            raw = bytearray(classes.of(version).cls(qualname)().pack()[:length])
            raw[offset : offset + size] = length.to_bytes(size, "big")
            return qualname, bytes(raw)
    return None


def good(version: int, of: str) -> bytes:
    rnd = random.Random(of)
    lays = [q for q in family(version, of) if spec.layout(version, q).by is None]
    raw: bytes = make(rnd, version, lays[0] if lays else of, depth=9).pack()
    return raw


@pytest.mark.parametrize("version", VERSIONS)
def test_every_list_loses_only_the_bad_element(version: int) -> None:
    home = classes.of(version)
    tried = 0
    for of in sorted(elements(version)):
        bad = bad_one(version, of)
        if bad is None:
            continue
        qualname, raw = bad
        one, other = good(version, of), good(version, of)
        whole = b"\xee" * 3 + one + raw + other
        found = home.list_decoder(of)(whole, 3, len(whole))
        assert len(found) == 3, (of, found)
        assert isinstance(found[1], loxi.Malformed) and not isinstance(found[0], loxi.Malformed)
        assert found[0] == found[2] and found[0].pack() == one
        assert isinstance(found[1], home.cls(of))
        assert found[1].raw == found[1].pack() == raw
        assert qualname.partition(".")[2] in found[1].reason, (qualname, found[1].reason)
        (error,) = wire.notes().since(wire.notes().count - 1)
        assert str(error) == found[1].reason and 3 + len(one) <= (error.offset or 0) <= 3 + len(one) + len(raw)
        tried += 1
    assert tried >= (2, 3, 3, 6, 13, 16)[version - 1]


def odd_lengths(version: int, of: str) -> list[bytes]:
    """Elements whose length is no multiple of 8 where it must be."""
    lay = spec.layout(version, of)
    if lay.multiple_of == 1:
        return []
    offset, size = length_member(lay) or (0, 0)
    usual = bytearray(classes.of(version).cls(of)().pack().ljust(16, b"\0"))
    found = []
    for n in range(9, 16):
        usual[offset : offset + size] = n.to_bytes(size, "big")
        found.append(bytes(usual[:n]))
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_a_length_that_is_no_multiple_of_8_costs_its_element_only(version: int) -> None:
    home, tried = classes.of(version), 0
    for of in sorted(elements(version)):
        one, other = good(version, of), good(version, of)
        for raw in odd_lengths(version, of):
            found = home.list_decoder(of)(one + raw + other, 0, len(one + raw + other))
            assert [isinstance(each, loxi.Malformed) for each in found] == [False, True, False], (of, raw.hex())
            assert b"".join(each.pack() for each in found) == one + raw + other
            assert found[1].reason and wire.notes().since(0)
            tried += 1
    assert tried >= (7 if version == 1 else 21)


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_what_holds_an_action_of_an_odd_length_is_read(version: int) -> None:
    """Instructions and buckets, whose own length is no multiple of 8 because of it."""
    home = classes.of(version)
    bad, good_one = odd_lengths(version, "action.action")[3], home.cls("action.set_queue")(queue_id=7)
    for of in ("instruction.apply_actions", "instruction.write_actions", "common.bucket"):
        raw = bytearray(home.cls(of)(actions=[good_one, good_one, good_one]).pack())
        at = raw.index(good_one.pack()) + 8
        raw[at : at + 8] = bad
        (place, _) = length_member(spec.layout(version, of)) or (0, 0)
        raw[place : place + 2] = len(raw).to_bytes(2, "big")
        if spec.layout(version, of).members[1].kind == "length_of":
            raw[2:4] = (len(raw) - 8).to_bytes(2, "big")
        (holder,) = home.list_decoder(of if "bucket" in of else "instruction.instruction")(raw, 0, len(raw))
        assert [isinstance(each, loxi.Malformed) for each in holder.actions] == [False, True, False], of
        assert holder.actions[2] == good_one and holder.pack() == raw


@pytest.mark.parametrize("version", VERSIONS)
def test_a_last_element_without_its_padding_costs_itself_only(version: int) -> None:
    """What follows the list begins where the list ends: it is no part of the element."""
    home, tried = classes.of(version), 0
    for of in sorted(elements(version)):
        lay = spec.layout(version, of)
        where = length_member(lay)
        if lay.align != "after" or where is None:
            continue
        one = good(version, of)
        least = -(-sum(where) // 4) * 4
        raw = bytearray(home.cls(of)().pack().ljust(least + 1, b"\0")[: least + 1])
        raw[where[0] : sum(where)] = len(raw).to_bytes(where[1], "big")
        whole = one + bytes(raw) + b"\xee" * 8
        found = home.list_decoder(of)(whole, 0, len(one + raw))
        assert [isinstance(each, loxi.Malformed) for each in found] == [False, True], of
        assert found[0].pack() == one and found[1].pack() == raw and found[1].raw == raw
        tried += 1
    assert tried >= (7, 5, 5, 7, 15, 19)[version - 1]


def test_what_stands_in_its_place() -> None:
    good, home = ofp.action.output(port=1), classes.of(4)
    raw = good.pack() + bytes.fromhex("0000000800000001") + good.pack()
    first, bad, last = home.list_decoder("action.action")(raw, 0, len(raw))
    assert first == last == good and bad.type == 0
    assert isinstance(bad, ofp.action.action) and not isinstance(bad, ofp.action.output)
    assert bad.reason == "output.port at offset 24: Buffer too short: 8 bytes, needs 16" or "output" in bad.reason
    assert bad.show().startswith("malformed action { reason = 'output")
    assert bad.raw.hex() in repr(bad)
    assert copy.deepcopy(bad) == pickle.loads(pickle.dumps(bad)) == bad != first
    for touch in (lambda: bad.port, lambda: setattr(bad, "type", 3), lambda: bad.shadow(type=3)):
        with pytest.raises(AttributeError, match="malformed"):
            touch()
    msg = ofp.message.packet_out(xid=1, buffer_id=ofp.OFP_NO_BUFFER, actions=[first, bad, last], data=b"x")
    again = wire.decode(msg.pack())
    assert again == msg and again.pack() == msg.pack() and "malformed action" in again.show()
    with pytest.raises(ProtocolError, match="output"):
        wire.decode_strictly(msg.pack())


def test_the_bad_part_is_the_smallest_that_has_a_length() -> None:
    """A list whose lengths are wrong costs what holds it, which is an element itself."""
    apply = ofp.instruction.apply_actions(actions=[ofp.action.output(port=1)])
    entries = [ofp.flow_stats_entry(priority=n, instructions=[apply, ofp.instruction.goto_table(n)]) for n in range(3)]
    msg = ofp.message.flow_stats_reply(xid=1, entries=entries)
    raw = bytearray(msg.pack())
    at = raw.index(bytes.fromhex("00000010 00000001"), raw.index(bytes.fromhex("00000010 00000001")) + 1)
    raw[at + 3] = 0x40  # the action of the second entry reaches beyond its instruction
    found = wire.decode(bytes(raw))
    assert found.pack() == raw
    assert [entry.priority for entry in found.entries] == [0, 1, 2]
    bad, goto = found.entries[1].instructions
    assert isinstance(bad, loxi.Malformed) and goto == ofp.instruction.goto_table(1)
    assert len(wire.notes().since(0)) == 1
    assert found.entries[0] == entries[0] and found.entries[2] == entries[2]


def test_ports_beside_a_port_that_cannot_be_read() -> None:
    ports = [of14.port_desc(port_no=n, properties=[of14.port_desc_prop.ethernet(curr=n)]) for n in (1, 2, 3)]
    raw = bytearray(of14.message.port_desc_stats_reply(xid=1, entries=ports).pack())
    at = 16 + 72 + 40
    assert raw[at : at + 4] == bytes.fromhex("00000020")
    raw[at : at + 4] = bytes.fromhex("00010020")  # an optical one has more
    found = wire.decode(bytes(raw))
    assert [port.port_no for port in found.entries] == [1, 2, 3] and found.pack() == raw
    assert [isinstance(port.properties[0], loxi.Malformed) for port in found.entries] == [False, True, False]
    assert found.entries[1].properties[0].type == 1


def test_a_list_of_many_bad_elements_is_none() -> None:
    def frame(bad: int) -> bytes:
        actions = bytes.fromhex("0000000800000001") * bad
        head = ofp.message.packet_out(xid=1, buffer_id=ofp.OFP_NO_BUFFER).pack()
        return (
            head[:2]
            + (24 + len(actions)).to_bytes(2, "big")
            + head[4:16]
            + len(actions).to_bytes(2, "big")
            + bytes(6)
            + actions
        )

    before = wire.notes().count
    assert len(wire.decode(frame(MOST)).actions) == MOST
    assert wire.notes().count == before + MOST
    with pytest.raises(ProtocolError):
        wire.decode(frame(MOST + 1))


def test_notes_are_of_a_thread_and_bounded() -> None:
    import threading

    raw = bytes.fromhex("0000000800000001") * 10
    read = classes.of(4).list_decoder("action.action")
    seen = []

    def elsewhere() -> None:
        read(raw, 0, len(raw))
        seen.append((wire.notes().count, len(wire.notes().since(0))))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen == [(10, 10)] and not wire.notes().recent
    for _ in range(20):
        read(raw, 0, len(raw))
    assert len(wire.notes().since(0)) == MOST and wire.notes().since(0) == []
    read(raw, 0, len(raw))
    assert len(wire.notes().since(wire.notes().count - 3)) == 3


def walk(obj: Any) -> Iterator[Any]:
    yield obj
    for m in obj._layout.members if not isinstance(obj, loxi.Malformed) else ():
        value = getattr(obj, m.name, None) if m.codec in ("list", "struct") else None
        for item in value if isinstance(value, list) else [value] if value is not None else []:
            yield from walk(item)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_noted_is_what_is_there(version: int) -> None:
    rnd = random.Random(version)
    met = 0
    for _ in range(300):
        msg = make(rnd, version, rnd.choice(sorted(family(version, "message.stats_reply"))))
        raw = bytearray(msg.pack())
        for _ in range(rnd.randrange(1, 4)):
            raw[rnd.randrange(8, len(raw))] = rnd.choice((0, 1, 4, 8, 16, 255))
        before = wire.notes().count
        try:
            found = wire.decode(bytes(raw))
        except ProtocolError:
            continue
        bad = [each for each in walk(found) if isinstance(each, loxi.Malformed)]
        assert wire.notes().count - before >= len(bad)
        assert bool(bad) == (wire.notes().count > before)
        assert found == wire.decode(found.pack())
        met += len(bad)
    assert met or version < 4
