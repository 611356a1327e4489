"""Matches that must be refused: lengths, types, fields, values, masks, prerequisites."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import raw
from oftwist.conformance.suite.bench import Bench

BAD = "1.1 A.4.4, 1.2 A.4.4.5, 1.3 7.4.4.5, 1.5 7.5.4.5"
IP, IP6, MPLS, ARP = (raw.oxm(5, number.to_bytes(2, "big")) for number in (0x0800, 0x86DD, 0x8847, 0x0806))
TCP, ICMP, TAGGED = raw.oxm(10, b"\x06"), raw.oxm(10, b"\x01"), raw.oxm(6, b"\x10\0", b"\x10\0")


def refused(bench: Bench, fields: bytes, *codes: str) -> None:
    """A flow with this match must be refused with BAD_MATCH, and not be added."""
    bench.refuses(raw.flow(bench.version, fields=fields), "BAD_MATCH", *codes)
    assert bench.switch.flows() == []


@case("1.1", section=BAD)
@pytest.mark.parametrize("length", [0, 4, 80, 96, 0xFFF8])
def test_lengths_of_the_fixed_match(bench: Bench, length: int) -> None:
    """A match of 1.1 whose length is not the one it has is refused."""
    refused(bench, raw.packed(raw.flow(2))[48:50] + length.to_bytes(2, "big") + raw.packed(raw.flow(2))[52:], "BAD_LEN")


@case("1.1-1.5", section=BAD)
@pytest.mark.parametrize("kind", [5, 0x7777, 0xFFFF])
def test_types_that_are_none(bench: Bench, kind: int) -> None:
    """A match of a type that nobody knows is refused."""
    if bench.version == 2:
        data = raw.packed(raw.flow(2))
        refused(bench, kind.to_bytes(2, "big") + data[50:], "BAD_TYPE")
    else:
        refused(bench, raw.match(kind=kind), "BAD_TYPE")


@case("1.2-1.5", section=BAD)
def test_the_type_of_before(bench: Bench) -> None:
    """A match of the fixed type of 1.1 is refused from 1.2 on."""
    refused(bench, raw.packed(raw.flow(2))[48:136], "BAD_TYPE")


@case("1.2-1.5", section=BAD)
@pytest.mark.parametrize("length", [0, 3, 0x100, 0xFFFF])
def test_lengths_that_cannot_be(bench: Bench, length: int) -> None:
    """A match whose length is less than that of its header, or more than there is, is refused."""
    refused(bench, raw.match(length=length), "BAD_LEN")


@case("1.2-1.5", section=BAD)
@pytest.mark.parametrize("length", [3, 20, 0xFF])
def test_fields_that_are_cut_off(bench: Bench, length: int) -> None:
    """A field that is longer than its match is refused."""
    refused(bench, raw.match(raw.oxm(5, b"\x08\0", length=length)), "BAD_LEN")


@case("1.2-1.5", section=BAD)
@pytest.mark.parametrize("size", [1, 3, 4])
def test_fields_of_the_wrong_length(bench: Bench, size: int) -> None:
    """A field of another length than it has is refused."""
    refused(bench, raw.match(raw.oxm(5, bytes(size))), "BAD_LEN", "BAD_FIELD")


@case("1.2-1.5", section="1.2 6.4, 1.3 6.4")
@pytest.mark.parametrize("cls", [0x8000, 0x0003, 0x7FFE, 0x8001])
def test_fields_that_nobody_knows(bench: Bench, cls: int) -> None:
    """A field that nobody knows is refused, whatever its class is."""
    refused(bench, raw.match(raw.oxm(0x7E, bytes(4), cls=cls)), "BAD_FIELD")


@case("1.2-1.5", section="1.2 6.4, 1.3 6.4")
def test_fields_of_experimenters(bench: Bench) -> None:
    """A field of an experimenter that nobody knows is refused."""
    refused(bench, raw.match(raw.oxm(1, b"\x00\xbe\xef\x01" + bytes(4), cls=0xFFFF)), "BAD_FIELD")


VALUES = {
    "vlan_vid": (raw.oxm(6, b"\x20\0"),),
    "vlan_pcp": (TAGGED, raw.oxm(7, b"\x08")),
    "ip_dscp": (IP, raw.oxm(8, b"\x40")),
    "ip_ecn": (IP, raw.oxm(9, b"\x04")),
    "mpls_label": (MPLS, raw.oxm(34, b"\0\x10\0\0")),
    "mpls_tc": (MPLS, raw.oxm(35, b"\x08")),
    "ipv6_flabel": (IP6, raw.oxm(28, b"\0\x10\0\0")),
}


@case("1.2-1.5", section="1.2 6.4, 1.3 6.4")
@pytest.mark.parametrize("name", VALUES)
def test_values_that_cannot_be(bench: Bench, name: str) -> None:
    """A value of more bits than its field has is refused."""
    refused(bench, raw.match(*VALUES[name]), "BAD_VALUE")


MASKS = {
    "in_port": (raw.oxm(0, b"\0\0\0\2", b"\xff\xff\xff\xfe"),),
    "eth_type": (raw.oxm(5, b"\x08\0", b"\xff\0"),),
    "vlan_pcp": (TAGGED, raw.oxm(7, b"\x04", b"\x04")),
    "ip_proto": (IP, raw.oxm(10, b"\x06", b"\x0f")),
    "ip_dscp": (IP, raw.oxm(8, b"\x20", b"\x20")),
    "arp_op": (ARP, raw.oxm(21, b"\0\1", b"\0\1")),
    "icmpv4_type": (IP, ICMP, raw.oxm(19, b"\x08", b"\x08")),
    "mpls_label": (MPLS, raw.oxm(34, b"\0\0\0\1", b"\0\0\0\1")),
}


@case("1.2-1.5", section="1.2 A.2.3.7, 1.3 7.2.3.7")
@pytest.mark.parametrize("name", MASKS)
def test_masks_where_none_may_be(bench: Bench, name: str) -> None:
    """A mask of a field that can have none is refused."""
    msg = raw.flow(bench.version, fields=raw.match(*MASKS[name]))
    bench.refuses(msg, "BAD_MATCH", "BAD_MASK", "BAD_LEN", "BAD_FIELD")


ORDERS = {
    "ip_proto, eth_type": (TCP, IP),
    "tcp_src, ip_proto": (IP, raw.oxm(13, b"\0\1"), TCP),
    "ipv4_src, eth_type": (raw.oxm(11, bytes(4)), IP),
}


@case("1.2-1.5", section="1.2 A.2.3.6, 1.3 7.2.3.6")
@pytest.mark.parametrize("name", ORDERS)
def test_prerequisites_that_come_behind(bench: Bench, name: str) -> None:
    """A field that comes before what it presupposes is refused."""
    refused(bench, raw.match(*ORDERS[name]), "BAD_PREREQ")


@case("1.2-1.5", section="1.2 A.2.3.6, 1.3 7.2.3.6")
def test_prerequisites_of_another_value(bench: Bench) -> None:
    """A field of TCP in a match of ICMP, and one of IPv4 in a match of IPv6, are refused."""
    refused(bench, raw.match(IP, ICMP, raw.oxm(13, b"\0\1")), "BAD_PREREQ")
    refused(bench, raw.match(IP6, raw.oxm(11, bytes(4))), "BAD_PREREQ")


@case("1.2-1.5", section="1.2 A.2.3.6, 1.3 7.2.3.6")
@pytest.mark.parametrize("masked", [False, True], ids=["as it is", "masked"])
def test_the_same_field_twice(bench: Bench, masked: bool) -> None:
    """A field that comes twice is refused, also when one of the two has a mask."""
    one = raw.oxm(3, bytes(5) + b"\1")
    other = raw.oxm(3, bytes(5) + b"\2", b"\xff" * 6) if masked else raw.oxm(3, bytes(5) + b"\2")
    refused(bench, raw.match(one, other), "DUP_FIELD")


@case("1.2-1.5", section=BAD)
@pytest.mark.parametrize("kind", [1, 2], ids=["flows", "aggregate"])
def test_in_requests(bench: Bench, kind: int) -> None:
    """A request for statistics with a bad match is refused as a flow is."""
    body = b"\xff" + bytes(3) + b"\xff" * 8 + bytes(4 + 16) + raw.match(TCP)
    head = kind.to_bytes(2, "big") + bytes(6)
    bench.refuses(raw.message(bench.version, 18, head + body, "a request for flows"), "BAD_MATCH", "BAD_PREREQ")


@case("1.2-1.5", section=BAD)
@pytest.mark.parametrize("command", [1, 2, 3, 4], ids=["modify", "modify strict", "delete", "delete strict"])
def test_in_every_command(bench: Bench, command: int) -> None:
    """A bad match is refused in every command, and changes no flow."""
    bench.flows("actions=drop")
    msg = raw.flow(bench.version, fields=raw.match(raw.oxm(0x7E, bytes(4))), command=command)
    bench.refuses(msg, "BAD_MATCH", "BAD_FIELD")
    assert len(bench.switch.flows()) == 1
