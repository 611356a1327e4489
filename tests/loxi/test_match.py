"""``ofp.match.build`` and reading a match by the names of its fields, in every version."""

from __future__ import annotations

import ipaddress

import pytest

import oftwist.loxi.of10 as of10
import oftwist.loxi.of11 as of11
import oftwist.loxi.of13 as ofp
import oftwist.loxi.of15 as of15
from oftwist import loxi
from oftwist.errors import MessageError
from oftwist.loxi.generic_util import OFReader
from oftwist.wire import spec

VERSIONS = tuple(loxi.version_names)
OXM_VERSIONS = VERSIONS[2:]

MAC = [0, 0, 0, 0, 0, 1]
COMMON = {
    "in_port": 1,
    "eth_dst": MAC,
    "eth_src": [2, 0, 0, 0, 0, 9],
    "eth_type": 0x800,
    "vlan_vid": 5,
    "vlan_pcp": 7,
    "ip_dscp": 46,
    "ip_proto": 6,
    "ipv4_src": 0x0A000001,
    "ipv4_dst": 0x0A000002,
    "tcp_src": 1024,
    "tcp_dst": 80,
}


def repacked(match):
    return type(match).unpack(OFReader(match.pack()))


# --- every version -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_built_can_be_read(version: int) -> None:
    match = loxi.protocol(version).match.build(**COMMON)
    for m in (match, repacked(match)):
        assert dict(m) == dict(m.items()) == COMMON
        assert {name: m[name] for name in m} == COMMON
        assert m.get("tcp_dst") == 80 and "tcp_dst" in m and "metadata" not in m
        assert m.get("metadata") is None and m.get("metadata", 5) == 5
        with pytest.raises(KeyError, match="metadata"):
            m["metadata"]
    assert type(match).build(**match) == match


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_given_matches_everything(version: int) -> None:
    match = loxi.protocol(version).match.build()
    assert dict(match) == {}
    assert loxi.protocol(version).match.build(in_port=None) == match


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "given",
    [
        "10.0.0.0/8",
        "10.1.2.3/8",
        "10.0.0.0/255.0.0.0",
        ("10.0.0.0", "255.0.0.0"),
        (0x0A010203, 0xFF000000),
        ipaddress.ip_network("10.0.0.0/8"),
    ],
    ids=repr,
)
def test_prefixes(version: int, given: object) -> None:
    match = loxi.protocol(version).match.build(eth_type=0x800, ipv4_src=given)
    assert match["ipv4_src"] == repacked(match)["ipv4_src"] == (0x0A000000, 0xFF000000)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("given", ["00:00:00:00:00:01", b"\0\0\0\0\0\1", 1, (0, 0, 0, 0, 0, 1), MAC], ids=repr)
def test_ethernet_addresses(version: int, given: object) -> None:
    match = loxi.protocol(version).match.build(eth_dst=given)
    assert match["eth_dst"] == MAC and type(match["eth_dst"]) is list


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"eth_dest": 1}, "has no match field 'eth_dest' (did you mean eth_dst"),
        ({"eth_scr": 1}, "(did you mean eth_src"),
        ({"zzz": 1}, f"has no match field 'zzz'"),  # noqa: F541
        ({"in_port": -1}, "match.in_port: -1 is not in 0..0xffff"),
        ({"in_port": 1 << 32}, "match.in_port: 4294967296 is not in 0.."),
        ({"in_port": "one"}, "match.in_port: 'one' cannot be its value"),
        ({"in_port": 1.5}, "match.in_port: "),
        ({"eth_dst": "00:11"}, "match.eth_dst: '00:11' is not an Ethernet address"),
        ({"ipv4_src": "10.0.0.0/33"}, "prefix of more than 32 bits"),
        ({"ipv4_src": "10.0.0"}, "match.ipv4_src: '10.0.0' is not an IPv4 address"),
        ({"ip_dscp": 64}, "match.ip_dscp: 64 is not in 0..0x3f"),
        ({"vlan_pcp": 8}, "match.vlan_pcp: 8 is not in 0..0x7"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_mistakes_name_the_field(version: int, given: dict[str, object], told: str) -> None:
    with pytest.raises(MessageError) as caught:
        loxi.protocol(version).match.build(**given)
    assert told in str(caught.value)
    assert caught.value.field == next(iter(given))


@pytest.mark.parametrize("version", VERSIONS)
def test_names_that_do_not_exist(version: int) -> None:
    match = loxi.protocol(version).match.build(in_port=1)
    with pytest.raises(KeyError, match="did you mean eth_dst"):
        match["eth_dest"]
    assert match.get("eth_dest", 7) == 7
    assert "eth_dest" not in match and 5 not in match


@pytest.mark.parametrize("version", VERSIONS)
def test_numbers_as_text(version: int) -> None:
    match = loxi.protocol(version).match.build(eth_type="0x800", ip_proto="17")
    assert (match["eth_type"], match["ip_proto"]) == (0x800, 17)


@pytest.mark.parametrize("version", VERSIONS)
def test_one_plan_does_not_mix_up_two_calls(version: int) -> None:
    """The same names again, with values of other forms."""
    build = loxi.protocol(version).match.build
    forms = [("00:00:00:00:00:01", "10.0.0.1"), (bytes(MAC), 0x0A000001), (MAC, "10.0.0.1"), (1, b"\x0a\0\0\1")]
    for mac, ip in forms * 2:
        match = build(in_port=3, eth_dst=mac, eth_type=0x800, ipv4_src=ip)
        assert dict(match) == {"in_port": 3, "eth_dst": MAC, "eth_type": 0x800, "ipv4_src": 0x0A000001}
        assert repacked(match) == match
    with pytest.raises(MessageError, match=r"match\.in_port"):
        build(in_port=1 << 40, eth_dst=1, eth_type=0x800, ipv4_src=1)
    masked = build(in_port=3, eth_dst=1, eth_type=0x800, ipv4_src="10.0.0.0/24")
    assert masked["ipv4_src"] == (0x0A000000, 0xFFFFFF00)
    assert "eth_dst" not in build(in_port=3, eth_dst=None, eth_type=0x800, ipv4_src=1)


# --- OXM -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", OXM_VERSIONS)
def test_the_oxm_list(version: int) -> None:
    o = loxi.protocol(version)
    match = o.match.build(
        in_port=1, eth_dst="00:00:00:00:00:01/ff:00:00:00:00:00", eth_type=0x86DD, ipv6_src="fe80::/10"
    )
    assert match == o.match(
        oxm_list=[
            o.oxm.in_port(1),
            o.oxm.eth_dst_masked([0] * 6, [255, 0, 0, 0, 0, 0]),
            o.oxm.eth_type(0x86DD),
            o.oxm.ipv6_src_masked("fe80::", "ffc0::"),
        ]
    )
    assert match["ipv6_src"] == (bytes.fromhex("fe80") + bytes(14), bytes.fromhex("ffc0") + bytes(14))


@pytest.mark.parametrize("version", OXM_VERSIONS)
def test_every_field_can_be_built_and_read(version: int) -> None:
    o = loxi.protocol(version)
    values = {"mac": MAC, "ipv6": bytes(15) + b"\1", "bitset": {1, 2}, "octets": b"\1"}
    for name in spec.names(version, "oxm"):
        if name == "oxm" or name.endswith("_masked"):
            continue
        member = next(m for m in spec.layout(version, f"oxm.{name}").members if m.name == "value")
        value = values.get(member.codec, 1)
        full = {"mac": [255] * 6, "ipv6": b"\xff" * 16, "bitset": {1}, "octets": b"\1"}.get(member.codec, 1)
        for given, cls in ((value, name), ((value, full), f"{name}_masked")):
            if cls not in spec.names(version, "oxm"):
                with pytest.raises(MessageError, match="masked"):
                    o.match.build(**{name: given})
                continue
            for _ in range(2):  # the second time goes by the plan of the first
                match = o.match.build(**{name: given})
                assert [type(oxm).__name__ for oxm in match.oxm_list] == [cls]
                assert repacked(match)[name] == given
                (told,) = match  # a number of a field that has several is told by the name of the field
                assert told == name or o.match.build(**{told: given}) == match


def test_what_a_field_needs_stands_before_it() -> None:
    match = ofp.match.build(tcp_dst=80, ip_proto=6, eth_type=0x800, in_port=1)
    assert list(match) == ["eth_type", "ip_proto", "tcp_dst", "in_port"]
    match = ofp.match.build(vlan_pcp=1, vlan_vid=5, in_phy_port=2, in_port=1)
    assert list(match) == ["vlan_vid", "vlan_pcp", "in_port", "in_phy_port"]
    match = of15.match.build(eth_type=0x800, packet_type=0)
    assert list(match) == ["packet_type", "eth_type"]
    match = ofp.match.build(ipv6_nd_target="::1", icmpv6_type=135, ip_proto=58, eth_type=0x86DD)
    assert list(match) == ["eth_type", "ip_proto", "icmpv6_type", "ipv6_nd_target"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("given", "told", "wire"),
    [
        (5, 5, (5, 5, 0x1005)),
        (0x1005, 5, (5, 5, 0x1005)),
        (0, 0, (0xFFFF, 0xFFFF, 0)),
        (0xFFFF, 0, (0xFFFF, 0xFFFF, 0)),
        (0x1000, 0x1000, (0, 0, 0x1000)),
    ],
)
def test_a_vlan_id_means_the_same_in_every_version(version: int, given: int, told: int, wire: tuple[int, ...]) -> None:
    """0 is "no tag"; on the wire that is 0xffff in 1.0 (§5.2.3) and 1.1 (§A.2.3), and 0 later (1.3.5 §7.2.3.7)."""
    o = loxi.protocol(version)
    for _ in range(2):
        match = o.match.build(vlan_vid=given)
        assert match["vlan_vid"] == told
        assert (match.vlan_vid if version < 3 else match.oxm_list[0].value) == wire[min(version, 3) - 1]
    for constant in ("OFP_VLAN_NONE", "OFPVID_NONE"):
        if hasattr(o, constant):
            assert o.match.build(vlan_vid=getattr(o, constant))["vlan_vid"] == 0


def test_parts_of_a_vlan_id() -> None:
    assert ofp.match.build(vlan_vid=(0x1000, 0x1000))["vlan_vid"] == (0x1000, 0x1000)
    assert of11.match.build(vlan_vid=(0x1000, 0x1000)).vlan_vid == of11.OFPVID_ANY
    assert of11.match.build(vlan_vid=(0x1000, 0x1000))["vlan_vid"] == (0x1000, 0x1000)
    for o in (of10, of11):
        assert o.match.build(vlan_vid=(0x1005, 0x1FFF))["vlan_vid"] == 5
        assert o.match.build(vlan_vid=(5, 0xFFF))["vlan_vid"] == 5
        assert o.match.build(vlan_vid=(0, 0x1000))["vlan_vid"] == 0
        assert "vlan_vid" not in o.match.build(vlan_vid=(5, 0))
        for given in ((0, 0xFFF), (5, 0xFF), (5, 0x1FFF), (0x1001, 0x1001)):
            with pytest.raises(MessageError, match="can only match one VLAN"):
                o.match.build(vlan_vid=given)
    with pytest.raises(MessageError, match="can only match one VLAN"):
        of10.match.build(vlan_vid=(0x1000, 0x1000))


@pytest.mark.parametrize("version", OXM_VERSIONS)
def test_set_field_with_values_of_people(version: int) -> None:
    """The constructor has what is on the wire; ``build`` takes what ``match.build`` takes."""
    o = loxi.protocol(version)
    set_field = o.action.set_field
    assert set_field.build(vlan_vid=405) == set_field(o.oxm.vlan_vid(405 | 0x1000))
    assert set_field(o.oxm.vlan_vid(405)).field.value == 405
    assert set_field.build(eth_dst="00:00:00:00:00:01") == set_field(o.oxm.eth_dst(MAC))
    untagged = [{name: value} for name in ("vlan_vid", "dl_vlan") for value in (0, 0xFFFF)]
    for given in ({}, {"in_port": 1, "metadata": 2}, *untagged, {"eth_dest": 1}):
        with pytest.raises(MessageError):
            set_field.build(**given)
    for name, part in (("ipv4_src", "10.0.0.0/8"), ("vlan_vid", (5, 0xFFF)), ("reg0", (1, 0xFF))):
        if version == 6:
            made = set_field.build(**{name: part})
            assert type(made.field).__name__ == f"{name}_masked"
        else:  # a switch would refuse it
            with pytest.raises(MessageError, match=rf"{name}.*only OpenFlow 1.5"):
                set_field.build(**{name: part})


@pytest.mark.parametrize("version", OXM_VERSIONS)
def test_further_names_of_fields(version: int) -> None:
    o = loxi.protocol(version)
    tcp = {"eth_type": 0x800, "ip_proto": 6}
    match = o.match.build(**tcp, tcp_flags=2, packet_reg3=7)
    assert match["tcp_flags"] == 2 and match["packet_reg3"] == match["xreg3"] == 7 and "packet_reg3" in match
    assert o.match.build(**match) == o.match.build(**tcp, tcp_flags=2, packet_reg3=7) == match
    assert list(o.match.build(tcp_flags=2, **tcp))[:2] == ["eth_type", "ip_proto"]


def test_arp_addresses_as_text() -> None:
    match = ofp.match.build(eth_type=0x806, arp_spa="10.0.0.0/8", arp_tpa="10.0.0.1")
    assert (match["arp_spa"], match["arp_tpa"]) == ((0x0A000000, 0xFF000000), 0x0A000001)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("80fe0002 6162  80000004 00000004", {"oxm_80fe0002": b"ab", "in_port": 4}),
        ("00014204 00000009", {"oxm_00014204": b"\0\0\0\x09"}),
        ("80000c02 0005", {"oxm_80000c02": b"\0\5"}),  # an id without OFPVID_PRESENT: not VLAN 5
        ("80000c02 3005", {"oxm_80000c02": b"\x30\5"}),
        ("80001001 ff", {"oxm_80001001": b"\xff"}),  # a DSCP has 6 bits
        ("80001708 0a000001 ff000000", {"oxm_80001708": b"\x0a\0\0\1\xff\0\0\0"}),  # bits outside the mask
        ("80000004 00000001 80000004 00000002", {"in_port": 1, "oxm_80000004_2": b"\0\0\0\2"}),
        ("80001c02 0050 80000a02 0800", {"oxm_80001c02": b"\0\x50", "eth_type": 0x800}),  # before what it needs
        ("80000a03 080000", {"oxm_80000a03": b"\x08\0\0"}),  # another length
        ("ffff0206 00aabbcc 0001 ffff0206 00aabbcd 0002", {
            "oxm_ffff0206": b"\0\xaa\xbb\xcc\0\1", "oxm_ffff0206_2": b"\0\xaa\xbb\xcd\0\2",
        }),
    ],
)  # fmt: skip
@pytest.mark.parametrize("version", OXM_VERSIONS)
def test_what_no_name_builds_is_told_by_its_header(version: int, fields: str, told: dict[str, object]) -> None:
    o = loxi.protocol(version)
    raw = bytes.fromhex(fields)
    packed = b"\0\1" + (len(raw) + 4).to_bytes(2, "big") + raw
    match = o.match.unpack(OFReader(packed + bytes(-len(packed) % 8)))
    if "00014204" in fields and "oxm_00014204" not in list(match):
        told = dict(match)  # a field that another table knows
    assert dict(match) == told
    for name, value in told.items():
        assert match[name] == match.get(name) == value and name in match
    for _ in range(2):
        again = o.match.build(**match)
        assert again == match and again.pack() == match.pack()
    assert "oxm_12345678" not in match and match.get("oxm_12345678") is None


@pytest.mark.parametrize(
    ("given", "why"),
    [({"oxm_80000c02": b"\0"}, "says 2 bytes"), ({"oxm_80000c02": 5}, "not the bytes"), ({"oxm_8": b""}, "no match")],
)
def test_fields_by_header_that_cannot_be(given: dict[str, object], why: str) -> None:
    with pytest.raises(MessageError, match=why):
        ofp.match.build(**given)
    with pytest.raises(MessageError, match="no match field"):
        of10.match.build(oxm_80000c02=b"\0\5")


def test_reading_follows_changes() -> None:
    match = repacked(ofp.match.build(in_port=4))
    match.oxm_list[0].value = 5
    assert match["in_port"] == 5
    match.oxm_list.append(ofp.oxm.eth_type(0x800))
    assert list(match) == ["in_port", "eth_type"]
    match.oxm_list = []
    assert "in_port" not in match


@pytest.mark.parametrize("version", VERSIONS)
def test_the_port_of_a_packet_in(version: int) -> None:
    o = loxi.protocol(version)
    if version <= 2:
        msg = o.message.packet_in(xid=1, in_port=7)
    else:
        msg = o.message.packet_in(xid=1, match=o.match.build(in_port=7))
        assert o.message.packet_in(xid=1).in_port is None
    assert o.message.parse_message(msg.pack()).in_port == 7


# --- 1.0 and 1.1 --------------------------------------------------------------------------------------------------


def test_wildcards_of_1_0() -> None:
    assert of10.match.build() == of10.match()
    match = of10.match.build(in_port=1, ipv4_src="10.0.0.0/8", ipv4_dst="10.0.0.1")
    named = of10.OFPFW_IN_PORT | of10.OFPFW_DL_TYPE  # the addresses count with this type only: it is added
    assert match.wildcards == of10.OFPFW_ALL & ~named & ~0x3F00 & ~0xFC000 | 24 << 8
    assert (match.in_port, match.ipv4_src, match.ipv4_dst) == (1, 0x0A000000, 0x0A000001)
    assert "ipv4_src" not in of10.match.build(ipv4_src="0.0.0.0/0")
    assert of10.match(wildcards=40 << 8)["in_port"] == 0
    assert "ipv4_src" not in of10.match(wildcards=40 << 8)


def test_masks_of_1_1() -> None:
    match = of11.match.build(eth_dst="01:00:00:00:00:00/01:00:00:00:00:00", metadata=(5, 0xF))
    assert match.eth_dst_mask == [0xFE] + [0xFF] * 5  # ones are ignored, in 1.1
    assert match.metadata_mask == 0xFFFFFFFFFFFFFFF0
    assert match.eth_src_mask == [0xFF] * 6 and match.ipv4_src_mask == match.ipv4_dst_mask == 0xFFFFFFFF
    assert match.wildcards == of11.OFPFW_ALL
    assert dict(repacked(match)) == {"eth_dst": ([1, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0]), "metadata": (5, 0xF)}
    assert of11.match.build(ipv4_src=("10.0.0.1", "255.0.0.255"))["ipv4_src"] == (0x0A000001, 0xFF0000FF)


@pytest.mark.parametrize("o", [of10, of11])
def test_masks_that_cannot_be_told(o) -> None:
    with pytest.raises(MessageError, match="matches this field as a whole or not at all"):
        o.match.build(tcp_dst=(80, 0xFF))
    assert o.match.build(tcp_dst=(80, 0xFFFF))["tcp_dst"] == 80
    assert "tcp_dst" not in o.match.build(tcp_dst=(80, 0))


def test_only_prefixes_in_1_0() -> None:
    with pytest.raises(MessageError, match="can only match a prefix"):
        of10.match.build(ipv4_src=("10.0.0.1", "255.0.0.255"))


@pytest.mark.parametrize("o", [of10, of11])
def test_the_dscp_is_in_the_upper_bits_of_the_member(o) -> None:
    match = o.match.build(ip_dscp=46)
    assert (match.ip_dscp, match["ip_dscp"]) == (46 << 2, 46)


@pytest.mark.parametrize("o", [of10, of11])
def test_members_that_serve_several_protocols(o) -> None:
    match = o.match.build(eth_type=0x800, ip_proto=17, udp_dst=53)
    assert match.tcp_dst == match["udp_dst"] == 53
    assert "tcp_dst" not in match and "sctp_dst" not in match and "icmpv4_code" not in match
    assert list(match) == ["eth_type", "ip_proto", "udp_dst"]
    assert o.match.build(udp_dst=53) == match  # the protocol is part of the name
    arp = o.match.build(eth_type=0x806, arp_op=1, arp_spa="10.0.0.0/8")
    assert (arp["arp_op"], arp.ip_proto, arp["arp_spa"]) == (1, 1, (0x0A000000, 0xFF000000))
    assert list(arp) == ["eth_type", "arp_op", "arp_spa"]
    assert o.match.build(arp_op=1, arp_spa="10.0.0.0/8") == arp
    assert "arp_op" not in match
    icmp = o.match.build(eth_type=0x800, ip_proto=1, icmpv4_type=8, icmpv4_code=0)
    assert dict(icmp) == {"eth_type": 0x800, "ip_proto": 1, "icmpv4_type": 8, "icmpv4_code": 0}
    for _ in range(2):
        for given, told in (
            ({"tcp_dst": 1, "udp_dst": 2}, "same member as tcp_dst"),
            ({"eth_type": 0x800, "ip_proto": 17, "tcp_dst": 53}, "is udp_dst in this match"),
            ({"eth_type": 0x800, "ip_proto": 6, "udp_dst": 53}, "needs ip_proto 0x11"),
            ({"eth_type": 0x806, "ip_proto": 1}, "is arp_op in this match"),
            ({"eth_type": 0x806, "ipv4_src": 1}, "is arp_spa in this match"),
            ({"eth_type": 0x800, "arp_spa": 1}, "needs eth_type 0x806"),
            ({"icmpv4_type": 256}, "not in 0..0xff"),
        ):
            with pytest.raises(MessageError, match=told):
                o.match.build(**given)


def test_reserved_ports_mean_the_same_in_every_version() -> None:
    for version in VERSIONS:
        o = loxi.protocol(version)
        for name in ("OFPP_LOCAL", "OFPP_CONTROLLER"):
            later = getattr(ofp, name)
            for given in (getattr(o, name), later):
                for _ in range(2):
                    match = o.match.build(in_port=given)
                    assert match["in_port"] == later
                    assert (match.in_port if version < 3 else match.oxm_list[0].value) == getattr(o, name)


def test_the_established_constructors_stay() -> None:
    assert of10.match().wildcards == of10.OFPFW_ALL
    assert of11.match().wildcards == of11.OFPFW_ALL
    assert ofp.match([ofp.oxm.in_port(1)]) == ofp.match.build(in_port=1)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_prefix_of_more_digits_than_a_number_may_have(version: int) -> None:
    with pytest.raises(MessageError, match="prefix of more than 32 bits"):
        loxi.protocol(version).match.build(ipv4_src="10.0.0.0/" + "9" * 5000)
