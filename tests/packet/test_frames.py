"""The packet parser, editor and builders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oftwist import packet as pk

A, B = 0x020000000001, 0x020000000002
IP_A, IP_B = pk.ipv4("10.0.0.1"), pk.ipv4("10.0.0.2")
IP6_A, IP6_B = 0xFE80 << 112 | 1, 0xFE80 << 112 | 2


def frames() -> dict[str, bytes]:
    icmp6 = bytes([135, 0, 0, 0]) + bytes(4) + IP6_B.to_bytes(16, "big") + b"\1\1" + A.to_bytes(6, "big")
    return {
        "arp": pk.build_arp(1, A, IP_A, 0, IP_B),
        "udp": pk.build_udp(B, A, IP_A, IP_B, 53, 1024, b"abc"),
        "tcp": pk.build_tcp(B, A, IP_A, IP_B, 80, 1025, b"abcd"),
        "echo": pk.build_echo(B, A, IP_A, IP_B, 7, 9, b"data"),
        "vlan": pk.build_ipv4(B, A, IP_A, IP_B, 99, b"xyz", vlan=0x6064),
        "nd": pk.build_ipv6(B, A, IP6_A, IP6_B, pk.PROTO_ICMPV6, icmp6),
    }


def test_fields_of_each_kind() -> None:
    parsed = {name: pk.parse(frame).fields for name, frame in frames().items()}
    assert parsed["arp"] == {
        "eth_dst": pk.BROADCAST,
        "eth_src": A,
        "vlan_vid": 0,
        "eth_type": 0x0806,
        "arp_op": 1,
        "arp_sha": A,
        "arp_spa": IP_A,
        "arp_tha": 0,
        "arp_tpa": IP_B,
    }
    assert parsed["udp"]["udp_src"] == 53 and parsed["udp"]["udp_dst"] == 1024
    assert parsed["udp"]["ipv4_src"] == IP_A and parsed["udp"]["ip_proto"] == 17
    assert parsed["tcp"]["tcp_src"] == 80 and "udp_src" not in parsed["tcp"]
    assert parsed["echo"]["icmpv4_type"] == 8 and parsed["echo"]["icmpv4_code"] == 0
    assert parsed["vlan"]["vlan_vid"] == 0x1064 and parsed["vlan"]["vlan_pcp"] == 3
    assert parsed["vlan"]["eth_type"] == 0x0800 and parsed["vlan"]["ip_proto"] == 99
    assert parsed["nd"]["icmpv6_type"] == 135 and parsed["nd"]["ipv6_nd_target"] == IP6_B
    assert parsed["nd"]["ipv6_nd_sll"] == A and parsed["nd"]["ipv6_src"] == IP6_A


def test_untagged_and_llc_and_snap() -> None:
    llc = pk.build_ethernet(B, A, 0x0026, b"\x42\x42\x03" + bytes(40))
    assert pk.parse(llc).fields["eth_type"] == pk.ETH_NOT_TYPE
    snap = pk.build_ethernet(B, A, 0x0026, b"\xaa\xaa\x03\0\0\0\x08\x06" + bytes(28))
    assert pk.parse(snap).fields["eth_type"] == pk.ETH_ARP


def test_later_fragments_have_no_ports() -> None:
    frame = bytearray(frames()["udp"])
    frame[14 + 6 : 14 + 8] = b"\0\1"
    fields = pk.parse(bytes(frame)).fields
    assert fields["ip_proto"] == 17 and "udp_src" not in fields


def test_ipv6_extension_headers_are_walked() -> None:
    udp = (53).to_bytes(2, "big") + (54).to_bytes(2, "big") + b"\0\x08\0\0"
    hop = bytes([17, 0]) + bytes(6)
    frame = pk.build_ipv6(B, A, IP6_A, IP6_B, 0, hop + udp)
    fields = pk.parse(frame).fields
    assert fields["ip_proto"] == 17 and fields["udp_dst"] == 54


def test_a_thousand_vlan_tags() -> None:
    frame = bytes(12) + b"\x81\x00\x00\x05" * 1000 + b"\x08\x00" + bytes(20)
    fields = pk.parse(frame).fields
    assert fields["vlan_vid"] == 0x1005 and fields["eth_type"] == 0x0800


@pytest.mark.parametrize("name", list(frames()))
def test_every_beginning_gives_a_partial_result(name: str) -> None:
    frame = frames()[name]
    whole = pk.parse(frame).fields
    for size in range(len(frame)):
        part = pk.parse(frame[:size]).fields
        assert part.items() <= whole.items()


@given(st.binary(max_size=200))
def test_junk_never_raises(data: bytes) -> None:
    packet = pk.parse(data)
    for name in ("eth_dst", "vlan_vid", "ip_dscp", "ipv4_src", "udp_src", "ip_ttl", "ip_proto", "ipv6_flabel"):
        assert len(pk.set_field(data, name, 1)) == len(data)
    pk.pop_vlan(data)
    pk.push_vlan(data)
    pk.transport_payload(packet)


@given(st.sampled_from(sorted(frames())), st.binary(max_size=40), st.integers(12, 60))
def test_mutated_frames_never_raise(name: str, junk: bytes, at: int) -> None:
    frame = frames()[name]
    data = frame[:at] + junk + frame[at + len(junk) :]
    for field in list(pk.parse(data).fields):
        pk.set_field(data, field, 3)


def checksums_hold(frame: bytes) -> bool:
    """Whether the IPv4 header and the UDP, TCP or ICMP checksum add up to zero, computed another way."""
    at = pk.parse(frame).at

    def fold(data: bytes) -> int:
        total = 0
        for index in range(0, len(data), 2):
            total += int.from_bytes(data[index : index + 2].ljust(2, b"\0"), "big")
        while total >> 16:
            total = (total & 0xFFFF) + (total >> 16)
        return total

    l3 = at["l3"]
    body = pk.transport_payload(pk.parse(frame))
    proto = frame[l3 + 9]
    pseudo = b"" if proto == 1 else frame[l3 + 12 : l3 + 20] + bytes([0, proto]) + len(body).to_bytes(2, "big")
    return fold(frame[l3 : l3 + 20]) == 0xFFFF and fold(pseudo + body) == 0xFFFF


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("udp", "udp_dst", 4242),
        ("udp", "ipv4_src", IP_B),
        ("udp", "ipv4_dst", 0),
        ("tcp", "tcp_src", 1),
        ("tcp", "ip_dscp", 46),
        ("tcp", "ip_ttl", 3),
        ("echo", "icmpv4_type", 0),
        ("echo", "ip_ecn", 2),
        ("udp", "eth_dst", 0xFFFFFFFFFFFF),
    ],
)
def test_set_field_keeps_checksums_right(kind: str, field: str, value: int) -> None:
    before = frames()[kind]
    after = pk.set_field(before, field, value)
    assert checksums_hold(before) and checksums_hold(after)
    changed = pk.parse(after).fields
    assert changed[field] == value
    assert {name for name in changed if changed[name] != pk.parse(before).fields[name]} <= {field}


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("vlan", "vlan_vid", 0x1001),
        ("vlan", "vlan_pcp", 7),
        ("arp", "arp_spa", 9),
        ("arp", "arp_tha", 9),
        ("nd", "ipv6_dst", 77),
        ("nd", "ipv6_flabel", 0xABCDE),
        ("nd", "ip_dscp", 46),
        ("nd", "icmpv6_code", 1),
    ],
)
def test_set_field_elsewhere(kind: str, field: str, value: int) -> None:
    assert pk.parse(pk.set_field(frames()[kind], field, value)).fields[field] == value


def test_a_field_that_is_not_there_is_not_set() -> None:
    assert pk.set_field(frames()["arp"], "udp_src", 1) == frames()["arp"]
    assert pk.set_field(frames()["udp"], "vlan_vid", 0x1005) == frames()["udp"]


def test_push_and_pop_vlan() -> None:
    plain = frames()["udp"]
    tagged = pk.set_field(pk.push_vlan(plain), "vlan_vid", 0x1000 | 7)
    assert pk.parse(tagged).fields["vlan_vid"] == 0x1007
    double = pk.push_vlan(tagged, pk.ETH_QINQ)
    assert pk.parse(double).fields["vlan_vid"] == 0x1007  # copied from the tag below
    assert pk.pop_vlan(double) == tagged
    assert pk.pop_vlan(tagged) == plain
    assert pk.pop_vlan(plain) == plain


def test_spellings() -> None:
    assert pk.mac("00:00:00:00:01:02") == pk.mac([0, 0, 0, 0, 1, 2]) == pk.mac(258) == 258
    assert pk.mac_text(258) == "00:00:00:00:01:02"
    assert pk.ipv4_text(pk.ipv4("192.0.2.7")) == "192.0.2.7"


def test_extension_headers_are_bits() -> None:
    def bits(*headers: pk.Header) -> int:
        frame = pk.build(pk.Ethernet(1, 2), pk.IPv6(3, 4), *headers, pk.Udp(5, 6), b"data")
        return pk.parse(frame).fields["ipv6_exthdr"]

    hop, destination, routing = (pk.IPv6Extension(kind) for kind in (0, 60, 43))
    fragment, authentication = pk.IPv6Fragment(), pk.Authentication()
    assert bits() == 0
    assert [bits(one) for one in (hop, destination, routing, fragment, authentication)] == [64, 8, 32, 16, 4]
    assert bits(hop, destination, routing, fragment, authentication, destination) == 64 | 8 | 32 | 16 | 4
    assert bits(fragment, hop) == 16 | 64 | 256
    assert bits(hop, hop) == 64 | 128
    encrypted = pk.build(pk.Ethernet(1, 2), pk.IPv6(3, 4, proto=50), b"data")
    assert pk.parse(encrypted).fields["ipv6_exthdr"] == 2
