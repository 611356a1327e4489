"""Lists of match fields that come again and again are read by a function of their own, with the same result."""

from __future__ import annotations

import random

from oftwist import loxi, wire
from tests.support.making import make

ofp = loxi.protocol(4)


def packet_in(fields: list[object]) -> bytes:
    return bytes(ofp.message.packet_in(xid=1, match=ofp.match(oxm_list=fields), data=b"x").pack())


def test_a_shape_reads_what_field_by_field_reads() -> None:
    rnd = random.Random(1)
    names = ["in_port", "eth_dst", "eth_src", "vlan_vid", "ipv6_src", "ipv4_dst_masked", "metadata_masked", "tcp_dst"]
    for _ in range(100):
        fields = [make(rnd, 4, f"oxm.{name}") for name in names]
        assert wire.decode(packet_in(fields)).match.oxm_list == fields


def test_another_list_of_the_same_length_is_read_field_by_field() -> None:
    one = [ofp.oxm.tcp_src(1), ofp.oxm.tcp_dst(2)]
    other = [ofp.oxm.udp_src(3), ofp.oxm.udp_dst(4)]
    for _ in range(50):
        assert wire.decode(packet_in(one)).match.oxm_list == one
    assert wire.decode(packet_in(other)).match.oxm_list == other
    assert wire.decode(packet_in(one)).match.oxm_list == one


def test_unknown_fields_have_no_shape() -> None:
    raw = packet_in([ofp.oxm.in_port(1)]).replace(b"\x80\x00\x00\x04", b"\x12\x34\x00\x04")
    for _ in range(50):
        (field,) = wire.decode(raw).match.oxm_list
        assert (field.type_len, field.extra) == (0x12340004, b"\0\0\0\1")


def test_an_empty_list_stays_empty() -> None:
    for _ in range(50):
        assert wire.decode(packet_in([])).match.oxm_list == []


def test_lists_are_fresh_objects_each_time() -> None:
    raw = packet_in([ofp.oxm.in_port(1), ofp.oxm.eth_type(2)])
    seen = [wire.decode(raw).match.oxm_list for _ in range(50)]
    seen[-1][0].value = 9
    assert seen[-2][0].value == 1
