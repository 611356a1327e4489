"""Headers: what is built is read back, what is broken is told, and reading takes time in proportion to the bytes."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oftwist import packet as pk
from oftwist.packet import (
    Arp,
    Authentication,
    Ethernet,
    Header,
    Icmp,
    Icmpv6,
    IPv4,
    IPv6,
    IPv6Extension,
    IPv6Fragment,
    Llc,
    Lldp,
    Mpls,
    Nd,
    Pbb,
    Sctp,
    Tcp,
    Udp,
    Vlan,
)


def bits(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, (1 << count) - 1)


def sized(unit: int, most: int, less: int = 0) -> st.SearchStrategy[bytes]:
    """Bytes whose length, plus ``less``, is a multiple of a unit."""
    return st.integers(1 if less else 0, most).flatmap(
        lambda n: st.binary(min_size=n * unit - less, max_size=n * unit - less)
    )


ETHERNET = st.builds(Ethernet, bits(48), bits(48))
PAYLOAD = st.binary(max_size=60)
TRANSPORT: Any = st.one_of(
    st.tuples(st.builds(Tcp, bits(16), bits(16), bits(32), bits(32), bits(12), bits(16), bits(16), sized(4, 10))),
    st.tuples(st.builds(Udp, bits(16), bits(16))),
    st.tuples(st.builds(Sctp, bits(16), bits(16), bits(32))),
)
IPV4 = st.builds(
    IPv4,
    src=bits(32),
    dst=bits(32),
    proto=st.just(253),
    ttl=bits(8),
    dscp=bits(6),
    ecn=bits(2),
    ident=bits(16),
    flags=bits(3),
    options=sized(4, 10),
)
IPV6 = st.builds(
    IPv6, src=bits(128), dst=bits(128), proto=st.just(253), ttl=bits(8), dscp=bits(6), ecn=bits(2), label=bits(20)
)
EXTENSIONS = st.lists(
    st.one_of(
        st.builds(IPv6Extension, st.sampled_from([0, 43, 60, 135, 139, 140]), sized(8, 4, 2), st.just(253)),
        st.builds(Authentication, data=sized(4, 8, 2).filter(lambda data: len(data) >= 6), proto=st.just(253)),
        st.builds(IPv6Fragment, st.just(0), bits(1), bits(32), st.just(253)),
    ),
    max_size=4,
)
ICMPV6 = st.builds(Icmpv6, bits(8).filter(lambda kind: kind not in (135, 136)), bits(8), bits(32))
ND = st.tuples(
    st.builds(Icmpv6, st.sampled_from([135, 136]), bits(8), bits(32)),
    st.builds(Nd, bits(128), st.lists(st.tuples(bits(8), sized(8, 3, 2)), max_size=3)),
)
NETWORK: Any = st.one_of(
    st.tuples(st.builds(Arp, bits(16), bits(48), bits(32), bits(48), bits(32))),
    st.tuples(IPV4, st.one_of(TRANSPORT, st.tuples(st.builds(Icmp, bits(8), bits(8), bits(32))), st.just(()))).map(
        lambda parts: (parts[0], *parts[1])
    ),
    st.tuples(IPV6, EXTENSIONS, st.one_of(TRANSPORT, st.tuples(ICMPV6), ND, st.just(()))).map(
        lambda parts: (parts[0], *parts[1], *parts[2])
    ),
)
TAGS = st.lists(st.builds(Vlan, bits(12), bits(3), bits(1), st.none(), st.sampled_from([0x8100, 0x88A8])), max_size=3)
LABELS = st.lists(st.builds(Mpls, bits(20), bits(3), st.none(), bits(8)), max_size=3)
PBB = st.tuples(st.builds(Pbb, bits(24), bits(3), bits(1), bits(1)), ETHERNET)
OUTER = st.one_of(st.just(()), PBB)


def known_below(label: Header) -> bool:
    """What stands below an MPLS label is guessed: IP is known, the rest is payload."""
    return isinstance(label, (IPv4, IPv6))


@st.composite
def stacks(draw: Any) -> list[Header]:
    network = draw(NETWORK)
    labels = draw(LABELS) if known_below(network[0]) else []
    return [draw(ETHERNET), *draw(TAGS), *draw(OUTER), *draw(TAGS), *labels, *network]


def same(one: Header, other: Header) -> bool:
    """Equal in all that is not filled in when it is built."""
    filled = {"type", "proto", "length", "checksum", "bos"}
    if type(one) is not type(other):
        return False
    names = {each.name for each in dataclasses.fields(one)}  # type: ignore[arg-type]
    if isinstance(one, Icmp):
        filled = filled - {"type"}
    return all(getattr(one, name) == getattr(other, name) for name in names - filled)


@given(stacks(), PAYLOAD)
def test_what_is_built_is_read_back(layers: list[Header], payload: bytes) -> None:
    if any(isinstance(layer, (Arp, Nd)) for layer in layers):
        payload = b""
    frame = pk.build(*layers, payload)
    packet = pk.parse(frame)
    assert packet.cut is None
    assert len(packet.headers) == len(layers), packet
    assert all(map(same, layers, packet.headers)), (layers, packet.headers)
    assert packet.payload == payload
    # What was read gives the same bytes, computed again or taken as they are.
    assert pk.build(*packet.headers, packet.payload) == frame
    assert pk.build(*packet.headers, packet.payload, exact=True) == frame


@given(stacks(), PAYLOAD, st.data())
def test_a_beginning_gives_a_part(layers: list[Header], payload: bytes, data: Any) -> None:
    frame = pk.build(*layers, payload, pad=False)
    whole = pk.parse(frame)
    part = pk.parse(frame[: data.draw(st.integers(0, len(frame)))])
    count = len(part.spans)
    assert [span.kind for span in part.spans] == [span.kind for span in whole.spans[:count]]
    told = dict(part.fields)
    if any(isinstance(layer, Llc) for layer in layers):
        told.pop("eth_type", None)  # a SNAP header that is not whole is none: there is no type then
    met = told.pop("ipv6_exthdr", 0)  # a bit for each kind of extension header that was met
    assert not met & ~whole.fields.get("ipv6_exthdr", 0)
    assert told.items() <= whole.fields.items()
    if part.cut is None:
        assert count <= len(whole.spans)
    else:
        assert part.cut.at == part.behind <= len(part.data)
        assert part.cut.kind is whole.spans[count].kind


@given(st.binary(max_size=300))
def test_junk_never_raises(data: bytes) -> None:
    packet = pk.parse(data)
    assert repr(packet)
    assert len(packet.headers) == len(packet.spans)
    assert packet.behind <= max(packet.end, packet.behind) <= len(data)
    for name in packet.fields:
        assert len(pk.set_field(data, name, 1)) == len(data)
    for change in (
        pk.pop_vlan,
        pk.push_vlan,
        pk.pop_pbb,
        lambda d: pk.pop_mpls(d, 0x800),
        lambda d: pk.push_mpls(d, 0x8847),
    ):
        change(data)


@given(stacks(), st.data())
def test_damaged_frames_never_raise(layers: list[Header], data: Any) -> None:
    frame = bytearray(pk.build(*layers, b"payload"))
    for _ in range(data.draw(st.integers(1, 6))):
        frame[data.draw(st.integers(12, len(frame) - 1))] = data.draw(bits(8))
    packet = pk.parse(bytes(frame))
    assert len(packet.headers) == len(packet.spans)
    for name in packet.fields:
        pk.set_field(bytes(frame), name, 3)


# -- hostile ones, by name ---------------------------------------------------------------------------

A, B = 0x020000000001, 0x020000000002
UDP6 = pk.build(Ethernet(B, A), IPv6(1, 2), Udp(1, 2), pad=False)


def lines(call: Callable[[], object]) -> int:
    """Executed lines of Python."""
    count = 0

    def trace(frame: Any, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "VLAN tags": lambda n: bytes(12) + b"\x81\x00\x00\x05" * n + b"\x08\x00" + bytes(20),
    "MPLS labels": lambda n: bytes(12) + b"\x88\x47" + bytes(4) * n,
    "PBB in PBB": lambda n: (bytes(12) + b"\x88\xe7" + bytes(4)) * n,
    "extension headers": lambda n: pk.build(Ethernet(B, A), IPv6(1, 2), *[IPv6Extension(60)] * n, Udp(1, 2)),
    "empty LLDP TLVs": lambda n: bytes(12) + b"\x88\xcc" + b"\x02\x00" * n,
    "ND options": lambda n: pk.build(Ethernet(B, A), IPv6(1, 2), Icmpv6(135), Nd(1, [(9, bytes(6))] * n)),
    "fragments": lambda n: pk.build(Ethernet(B, A), IPv6(1, 2), *[IPv6Fragment()] * n, Udp(1, 2)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_work_grows_with_the_bytes(name: str) -> None:
    make = HOSTILE[name]

    def work(frame: bytes) -> int:
        def all_of_it() -> None:
            packet = pk.parse(frame)
            packet.fields, packet.headers, packet.payload, packet.at  # noqa: B018
            pk.set_field(frame, "eth_src", 7)

        return lines(all_of_it)

    one, two, four = (work(make(n)) for n in (200, 400, 800))
    assert four - two == pytest.approx(2 * (two - one), rel=0.01)


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        (b"", Ethernet),
        (bytes(13), Ethernet),
        (bytes(12) + b"\x81\x00\x00", Vlan),
        (bytes(12) + b"\x08\x06" + b"\0\1\x08\0\6\4" + bytes(10), Arp),
        (bytes(12) + b"\x08\x06" + b"\0\1\x08\0\6\5" + bytes(40), Arp),  # addresses of another size
        (bytes(12) + b"\x08\x00" + b"\x44" + bytes(40), IPv4),  # a header of 16 bytes
        (bytes(12) + b"\x08\x00" + b"\x65" + bytes(40), IPv4),  # another version
        (bytes(12) + b"\x08\x00" + b"\x45\0\0\x13" + bytes(40), IPv4),  # a total length below it
        (bytes(12) + b"\x86\xdd" + b"\x40" + bytes(60), IPv6),
        (UDP6[:20] + b"\x00" + UDP6[21:] [: 34] + b"\x11\xff" + bytes(20), IPv6Extension),  # longer than the frame
        (UDP6[:20] + b"\x33" + UDP6[21:] [: 34] + b"\x11\xff" + bytes(20), Authentication),
    ],
)  # fmt: skip
def test_where_a_frame_is_broken(frame: bytes, kind: type[Header]) -> None:
    packet = pk.parse(frame)
    assert packet.cut is not None and packet.cut.kind is kind, packet
    assert "ip_proto" not in packet.fields and "udp_src" not in packet.fields
    assert f"{kind.__name__} broken" in repr(packet)


def test_lldp() -> None:
    tlvs = [(1, b"\4\2\0\0\0\0\1"), (2, b"\7p1"), (3, b"\0\x78"), (127, b"\0\x26\xe1\0abc")]
    frame = pk.build(Ethernet(0x0180C200000E, A), Lldp(tlvs))
    (_, lldp) = pk.parse(frame).headers
    assert isinstance(lldp, Lldp) and lldp.tlvs == tlvs and lldp.get(2) == b"\7p1" and lldp.get(9) is None
    # A TLV that says more than there is, and one of no length: those before are there, the rest is payload.
    for tail, kept in ((b"\x05\xff", []), (b"\x02\x00\x05\xff", [(1, b"")])):
        packet = pk.parse(bytes(12) + b"\x88\xcc" + tail)
        lldp = packet.get(Lldp)
        assert lldp is not None and lldp.tlvs == kept and packet.payload == b"\x05\xff"


def test_snap_and_llc() -> None:
    snap = pk.build(Ethernet(B, A), Llc(), IPv4(1, 2), Udp(3, 4), b"x")
    packet = pk.parse(snap)
    assert packet.fields["eth_type"] == 0x0800 and packet.fields["udp_dst"] == 4
    assert int.from_bytes(snap[12:14], "big") == 8 + 20 + 8 + 1
    spanning_tree = pk.build(Ethernet(B, A), Llc(0x42, 0x42), bytes(35))
    assert pk.parse(spanning_tree).fields["eth_type"] == pk.ETH_NOT_TYPE


def test_what_lies_behind_a_label_or_a_service_tag_is_not_matched() -> None:
    labelled = pk.parse(pk.build(Ethernet(B, A), Vlan(7), Mpls(5, 1, ttl=9), Mpls(6), IPv4(1, 2), Udp(3, 4)))
    assert labelled.get(Udp) == Udp(3, 4, 8, labelled.get(Udp).checksum)  # type: ignore[union-attr]
    assert labelled.fields == {
        **{"eth_dst": B, "eth_src": A, "vlan_vid": 0x1007, "vlan_pcp": 0, "eth_type": 0x8847},
        **{"mpls_label": 5, "mpls_tc": 1, "mpls_bos": 0, "mpls_ttl": 9},
    }
    service = pk.parse(pk.build(Ethernet(B, A), Pbb(0xABCDEF, uca=1), Ethernet(1, 2), IPv4(1, 2)))
    assert (service.fields["pbb_isid"], service.fields["pbb_uca"]) == (0xABCDEF, 1)
    assert service.fields["eth_dst"] == B and "ipv4_src" not in service.fields
    assert service.get(Ethernet, 1) == Ethernet(1, 2, 0x0800) and service.get(Ethernet, 2) is None


# -- checksums ---------------------------------------------------------------------------------------


def test_known_checksums() -> None:
    assert pk.checksum(bytes.fromhex("45000073000040004011 0000c0a80001c0a800c7")) == 0xB861
    assert pk.crc32c(b"123456789") == int.from_bytes((0xE3069283).to_bytes(4, "little"), "big")


def rebuilt(frame: bytes) -> bytes:
    packet = pk.parse(frame)
    return pk.build(*packet.headers, packet.payload)


@given(stacks(), PAYLOAD, st.data())
def test_a_field_that_is_set_keeps_right_checksums_right(layers: list[Header], payload: bytes, data: Any) -> None:
    if any(isinstance(layer, IPv6Extension) and layer.kind == 43 for layer in layers):
        return  # with a routing header the checksum covers another address than build() takes
    if any(isinstance(layer, (Arp, Nd)) for layer in layers):
        payload = b""
    frame = pk.build(*layers, payload)
    fields = pk.parse(frame).fields
    name = data.draw(st.sampled_from(sorted(fields)))
    if name in ("ip_proto", "eth_type", "mpls_bos", "ip_frag", "icmpv6_type", "ipv6_exthdr"):
        return
    value = data.draw(bits(12 if name == "vlan_vid" else max(fields[name].bit_length(), 1)))
    changed = pk.set_field(frame, name, value)
    if name == "vlan_vid" and fields[name]:
        value |= pk.VLAN_PRESENT
    if name != "vlan_vid" or fields[name]:
        assert pk.parse(changed).fields == {**fields, name: value}
    assert rebuilt(changed) == changed


def test_wrong_checksums_stay_wrong_and_none_stays_none() -> None:
    frame = pk.build(Ethernet(B, A), IPv4(1, 2, checksum=0xABCD), Udp(3, 4, checksum=0), b"x", exact=True)
    changed = pk.set_field(frame, "ipv4_src", 77)
    udp, ip = pk.parse(changed).get(Udp), pk.parse(changed).get(IPv4)
    assert udp is not None and udp.checksum == 0
    assert ip is not None and ip.checksum not in (0xABCD, pk.parse(rebuilt(changed)).get(IPv4).checksum)  # type: ignore[union-attr]


def test_labels_and_tags_go_on_and_off() -> None:
    plain = pk.build(Ethernet(B, A), Vlan(9), IPv4(1, 2, ttl=33), Udp(3, 4), b"x")
    one = pk.push_mpls(plain, 0x8847)
    label = pk.parse(one).get(Mpls)
    assert label == Mpls(0, 0, 1, 33, 0x8847)
    two = pk.push_mpls(pk.set_field(one, "mpls_label", 77), 0x8848)
    assert next(h for h in pk.parse(two).headers if isinstance(h, Mpls)) == Mpls(77, 0, 0, 33, 0x8848)
    assert pk.pop_mpls(pk.pop_mpls(two, 0x8847), 0x0800) == plain
    assert pk.pop_mpls(plain, 0x0800) == plain == pk.pop_pbb(plain)
    assert pk.pop_pbb(pk.push_pbb(plain, 0x88E7)) == plain
    assert pk.parse(pk.push_pbb(plain, 0x88E7)).fields["eth_dst"] == B
