"""What is known of a match field stands in its table: how many bits it has, and what must stand before it."""

from __future__ import annotations

import pytest

from oftwist import loxi
from oftwist.errors import MessageError
from oftwist.loxi import of13
from oftwist.testing.openvswitch.fields import FIELDS, number_of
from oftwist.text.fields import TABLE
from oftwist.wire import spec
from oftwist.wire.numbers import VERSIONS

#: What words have for a part of the value: the id of a VLAN without the bit that says there is a tag, the flags known.
#: A switch refuses a ttl of more than 6 bits, which for words has 8.
IN_WORDS = {"vlan_vid": 12, "tun_flags": 1, "nsh_ttl": 8}


def fields(version: int) -> dict[tuple[int, int, int], str]:
    """Class, number and experimenter of each field that a version has -> the name of its class."""
    found = {}
    for name in spec.names(version, "oxm"):
        lay = spec.layout(version, f"oxm.{name}")
        # The cookie in a request of NXM is no field of packets; it has the number of another.
        if lay.key is not None and name != "cookie" and not name.endswith("_masked"):
            owner = next((m.value for m in lay.members if m.name == "experimenter_id"), None)
            found[number_of(lay.key if owner is None else lay.key << 32 | owner)] = name
    return found


def bits(version: int, name: str) -> int:
    lay = spec.layout(version, f"oxm.{name}")
    return lay.bits or 8 * next(m.size for m in lay.members if m.name == "value")


@pytest.mark.parametrize("version", VERSIONS)
def test_needs_are_fields(version: int) -> None:
    for name in fields(version).values():
        for needed in spec.layout(version, f"oxm.{name}").needs:
            # A packet type came with 1.5.
            assert needed == "packet_type" or spec.has(version, f"oxm.{needed}"), (name, needed)


@pytest.mark.parametrize("version", VERSIONS)
def test_plain_and_masked_are_one_field(version: int) -> None:
    for name in fields(version).values():
        if spec.has(version, f"oxm.{name}_masked"):
            one, other = (spec.layout(version, f"oxm.{each}") for each in (name, f"{name}_masked"))
            assert (one.bits, one.needs) == (other.bits, other.needs), name


def test_the_numbers_of_one_field_need_the_same() -> None:
    """A field of NXM stands where its twin of OXM does."""
    known = fields(6)
    for row in TABLE:
        needs = set()
        for number in row.numbers:
            name = known.get(number_of(int.from_bytes(number.header, "big")))
            if name is not None:
                needs.add(spec.layout(6, f"oxm.{name}").needs)
        assert len(needs) <= 1, (row, needs)


def test_texts_and_the_wire_agree_about_bits() -> None:
    known, seen = fields(6), 0
    for row in TABLE:
        for number in row.numbers:
            name = known.get(number_of(int.from_bytes(number.header, "big")))
            if name is not None and row.bits and spec.layout(6, f"oxm.{name}").key & 0xFF:  # type: ignore[operator]
                assert IN_WORDS.get(name, bits(6, name)) == row.bits, (row, name)
                seen += 1
    assert seen > 100


def test_the_simulated_switch_and_the_wire_agree_about_bits() -> None:
    known = fields(6)
    for number, field in FIELDS.items():
        assert bits(6, known[number]) == field.bits + field.shift, field


@pytest.mark.parametrize("version", VERSIONS[2:])
def test_a_value_of_too_many_bits_is_refused(version: int) -> None:
    ofp = loxi.protocol(version)
    for name in fields(version).values():
        lay = spec.layout(version, f"oxm.{name}")
        if lay.bits and name != "vlan_vid":
            ofp.match.build(**{name: (1 << lay.bits) - 1})
            with pytest.raises(MessageError, match=name):
                ofp.match.build(**{name: 1 << lay.bits})


def test_what_a_field_needs_stands_before_it() -> None:
    made = of13.match.build(oxm_of_tcp_flags=2, ip_proto=6, eth_type=0x800)
    assert [type(oxm).__name__ for oxm in made.oxm_list] == ["eth_type", "ip_proto", "oxm_of_tcp_flags"]
