"""One meaning of every name and value of a match in all versions; what is read builds the same match.

What a match means, the simulated switch says (``oftwist.testing.match``), which knows neither ``build`` nor the
reading by names.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oftwist import loxi
from oftwist.errors import MessageError
from oftwist.testing.flow_table import Refused
from oftwist.testing.match import match_terms
from oftwist.wire import spec
from oftwist.wire.codec import classes
from oftwist.wire.match import fixed_match
from tests.support import counting, making

VERSIONS = tuple(loxi.version_names)
OXM_VERSIONS = VERSIONS[2:]

MACS = st.one_of(
    st.binary(min_size=6, max_size=6).map(list),
    st.tuples(st.binary(min_size=6, max_size=6).map(list), st.binary(min_size=6, max_size=6).map(list)),
)


def masked(bits: int) -> Any:
    top = (1 << bits) - 1
    return st.one_of(st.integers(0, top), st.tuples(st.integers(0, top), st.integers(0, top)))


ADDRESSES = st.one_of(
    st.integers(0, 0xFFFFFFFF),
    st.tuples(st.integers(0, 0xFFFFFFFF), st.integers(1, 32).map(lambda n: 0xFFFFFFFF << 32 - n & 0xFFFFFFFF)),
    st.tuples(st.integers(0, 0xFFFFFFFF), st.integers(1, 0xFFFFFFFF)),
)
PORTS = st.integers(0, 0xFFFF)
ANYWHERE = {
    # Without 0xff00 to 0xffff: 1.0 takes them as its own reserved ports.
    "in_port": st.one_of(st.integers(0, 0xFEFF), st.integers(0xFFFFFFF8, 0xFFFFFFFF), st.integers(0x10000, 0xFFFFFFFF)),
    "eth_dst": MACS,
    "eth_src": MACS,
    "vlan_vid": st.one_of(
        st.integers(0, 0x1FFF),
        st.just(0xFFFF),
        st.tuples(st.integers(0, 0x1FFF), st.sampled_from([0x1000, 0x1FFF, 0xFFF, 0xFF, 0x1001])),
    ),
    "vlan_pcp": st.integers(0, 7),
    "metadata": masked(64),
}
IPV4 = {"ip_dscp": st.integers(0, 63), "ipv4_src": ADDRESSES, "ipv4_dst": ADDRESSES}
ARP = {"arp_op": st.integers(0, 0xFFFF), "arp_spa": ADDRESSES, "arp_tpa": ADDRESSES}
OVER_IP = {
    6: {"tcp_src": PORTS, "tcp_dst": PORTS},
    17: {"udp_src": PORTS, "udp_dst": PORTS},
    132: {"sctp_src": PORTS, "sctp_dst": PORTS},
    1: {"icmpv4_type": st.integers(0, 255), "icmpv4_code": st.integers(0, 255)},
    47: {},
}


@st.composite
def fields(draw: Any) -> dict[str, Any]:
    """Fields that all versions may have, with what they need."""
    found: dict[str, Any] = {}
    kind = draw(st.sampled_from(["", "ip", "arp", "other"]))
    if kind == "ip":
        proto = draw(st.sampled_from([None, *OVER_IP]))
        found["eth_type"] = 0x800
        some = dict(IPV4)
        if proto is not None:
            found["ip_proto"] = proto
            some |= OVER_IP[proto]
    elif kind == "arp":
        found["eth_type"] = 0x806
        some = dict(ARP)
    else:
        if kind:
            found["eth_type"] = draw(st.sampled_from([0x88CC, 0x86DD, 0x8847, 0x600]))
        some = {}
    some |= ANYWHERE
    for name in draw(st.lists(st.sampled_from(sorted(some)), unique=True, max_size=6)):
        found[name] = draw(some[name])
    if "vlan_pcp" in found:  # needs a tag, wherever it is named
        found["vlan_vid"] = draw(st.one_of(st.integers(1, 0xFFE), st.just((0x1000, 0x1000))))
    return found


def meaning(version: int, match: Any) -> dict[str, tuple[int, int]]:
    """What the simulated switch makes of a match."""
    terms = match_terms(match, version)
    # Without its Ethernet type MPLS does not count in 1.1.
    found = {name: (value, mask) for name, value, mask in terms if "mpls" not in name}
    value, mask = found.get("vlan_vid", (0, 0))
    if mask == 0xFFF and value:  # an id that is not 0 is that of a tag: the same packets
        found["vlan_vid"] = value | 0x1000, 0x1FFF
    elif mask == 0x1000 and not value:  # what has no tag has no id
        found["vlan_vid"] = 0, 0x1FFF
    if found.get("vlan_vid") == (0, 0x1FFF):  # nor a priority
        found.pop("vlan_pcp", None)
    return found


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(fields())
def test_a_match_means_the_same_in_every_version(given: dict[str, Any]) -> None:
    """And so does a match built of what is read from that of another version."""
    made: dict[int, Any] = {}
    for version in VERSIONS:
        try:
            made[version] = loxi.protocol(version).match.build(**given)
        except MessageError:
            assert version < 3, given  # a mask, port or operation code that the fixed structures cannot have
    expected = meaning(4, made[4])
    for version, match in made.items():
        assert meaning(version, match) == expected, (version, given)
        for other in VERSIONS:
            build = loxi.protocol(other).match.build
            try:
                again = build(**dict(match))
            except MessageError:
                assert other not in made
            else:
                assert meaning(other, again) == expected, (version, other, dict(match))
                if version == other or min(version, other) > 2:
                    assert dict(again) == dict(match)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(OXM_VERSIONS))
def test_any_list_of_fields_builds_again(rnd: random.Random, version: int) -> None:
    """Whatever is in it: unknown fields, values that must not be, fields twice, in any order."""
    home = classes.of(version)
    oxms = []
    for _ in range(rnd.choice([0, 1, 2, 3, 6])):
        oxm = making.make(rnd, version, making.concrete(rnd, version, "oxm.oxm"))
        if rnd.random() < 0.2:
            raw = bytes([*rnd.choice([b"\x80\x00", b"\0\1", b"\xff\xff", b"\x12\x34"]), rnd.randrange(256), 7])
            oxm = home.list_decoder("oxm.oxm")(raw + rnd.randbytes(7), 0, 11)[0]
        oxms += [oxm] * rnd.choice([1, 1, 1, 2])
    rnd.shuffle(oxms)
    match = home.cls("common.match_v3")(oxms)
    read = dict(match)
    assert len(read) == len(oxms)
    assert all(match[name] == value for name, value in read.items())
    for _ in range(2):
        try:
            again = type(match).build(**read)
        except MessageError as error:
            pytest.fail(f"{error}: {match!r}")
        assert again == match and again.pack() == match.pack()


@pytest.mark.parametrize("version", OXM_VERSIONS)
def test_every_field_with_every_kind_of_value_builds_again(version: int) -> None:
    rnd = random.Random(version)
    home = classes.of(version)
    for name in spec.names(version, "oxm"):
        if name == "oxm":
            continue
        for _ in range(8):
            match = home.cls("common.match_v3")([making.make(rnd, version, f"oxm.{name}")])
            assert type(match).build(**dict(match)) == match, dict(match)


@settings(max_examples=400, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([1, 2]))
def test_any_fixed_match_builds_again(rnd: random.Random, version: int) -> None:
    """Members that are not matched may hold anything, and are 0 then; the meaning is the same.

    Those that a switch ignores get what they need, if nothing is said of that, or are refused.
    """
    qualname = f"common.match_v{version}"
    match = making.make(rnd, version, qualname)
    match.wildcards &= rnd.choice([0x3FFFFF, 0x3FFF, 0x1F, 0])
    if rnd.random() < 0.7:
        match.eth_type = rnd.choice([0x800, 0x806, 0x86DD])
        match.ip_proto = rnd.choice([1, 6, 17, 132, 47])
    match.vlan_pcp &= 7
    if version == 2:
        match.mpls_label &= 0xFFFFF
        match.mpls_tc &= 7
    read = dict(match)
    assert all(match[name] == value and name in match for name, value in read.items())
    try:
        again = type(match).build(**read)
    except MessageError as error:
        icmp = "not in 0..0xff" in str(error) and match.ip_proto == 1  # an ICMP type of 16 bits is refused
        assert icmp or error.field not in {name for name, *_ in match_terms(match, version)}, error
        return
    assert dict(again).items() >= read.items()
    if len(again.keys()) == len(read):
        assert meaning(version, again) == meaning(version, match)
    else:
        assert dict(again).keys() - read.keys() <= {"eth_type", "ip_proto", "vlan_vid"}
        assert meaning(version, again).items() > meaning(version, match).items()
    # What 1.0 and 1.1 do not say alike: a priority without a tag; no DSCP of IPv6, of which a zero is passed over.
    apart = "vlan_pcp" in read and "vlan_vid" not in read
    apart |= read.get("eth_type") == 0x86DD and read.get("ip_dscp") == 0
    for other in VERSIONS:
        try:
            there = loxi.protocol(other).match.build(**read)
            assert meaning(other, there) == meaning(version, again) or apart, read
        except MessageError:
            assert other < 3
        except Refused as refused:  # what is needed must be matched before, in these versions
            assert other > 2 and refused.code == "BAD_PREREQ"


@pytest.mark.parametrize("version", [1, 2])
def test_no_field_that_is_given_is_ignored(version: int) -> None:
    """Alone and beside every Ethernet type and protocol: a switch matches it, or it is refused by its name."""
    build = loxi.protocol(version).match.build
    built = refused = 0
    for name in fixed_match.fields(version):
        assert name in {term for term, *_ in match_terms(build(**{name: 1}), version)}
        for eth_type in (None, 0x800, 0x806, 0x86DD, 0x8847, 0x8848, 0x88CC):
            for ip_proto in (None, 1, 6, 17, 47, 132):
                for tag in (None, 0, 5):
                    beside = {"eth_type": eth_type, "ip_proto": ip_proto, "vlan_vid": tag}
                    for _ in range(2):  # the second time by the plan of these names
                        try:
                            match = build(**(beside | {name: 1}))
                        except MessageError as error:
                            assert error.field in beside.keys() | {name}
                            refused += 1
                        else:
                            terms = {term for term, *_ in match_terms(match, version)}
                            assert terms >= {name, *(key for key, value in beside.items() if value is not None)}
                            built += 1
    assert built > 1000 and refused > 1000


def test_what_1_0_says_of_packets_without_a_tag() -> None:
    """Open vSwitch's statistics say that their priority is 0, and matches of all members do."""
    exact = loxi.protocol(1).match(wildcards=0x3FFFFF & ~0x100002, vlan_vid=0xFFFF)
    assert dict(exact) == {"vlan_vid": 0, "vlan_pcp": 0} and type(exact).build(**dict(exact)) == exact
    for version in VERSIONS:
        build = loxi.protocol(version).match.build
        for tag in (5, 0, 0xFFFF):  # a plan made of the first must not be used for the others
            match = build(vlan_vid=tag, vlan_pcp=0)
            assert meaning(version, match) == meaning(1, loxi.protocol(1).match.build(vlan_vid=tag, vlan_pcp=0))
            assert build(**dict(match)) == match
    oxm = loxi.protocol(4).oxm
    for pcp in (0, 3):  # which no switch takes
        match = loxi.protocol(4).match([oxm.vlan_vid(0), oxm.vlan_pcp(pcp)])
        assert type(match).build(**dict(match)) == match


def test_a_field_of_two_names_is_one() -> None:
    """Headers that have another name in another version."""
    for version in OXM_VERSIONS:
        ofp = loxi.protocol(version)
        for name in ("oxm_of_tcp_flags", "oxm_of_actset_output", "onfoxm_actset_output", "tcp_flags", "actset_output"):
            if spec.has(version, f"oxm.{name}"):
                match = ofp.match([getattr(ofp.oxm, name)(3)])
                for other in OXM_VERSIONS:
                    again = loxi.protocol(other).match.build(**dict(match))
                    assert list(dict(again).values()) == [3], (name, other)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_name_that_means_nothing_costs_nothing(version: int) -> None:
    """What could be meant is looked for when somebody is told, not by ``get`` and ``in``."""
    match = loxi.protocol(version).match.build(in_port=1)
    known, unknown = "udp_dst", "upd_dst"
    assert match.get(unknown) is None and unknown not in match  # the names of Open vSwitch's fields are read once
    with pytest.raises(KeyError, match=r"did you mean .*udp_dst"):
        match[unknown]
    least = counting.work(lambda: match.get(known))
    assert counting.work(lambda: match.get(unknown)) <= least + 20
    assert counting.work(lambda: unknown in match) <= least + 20


class Strange:
    """Nothing that a field could be."""


ODD = [-1, -(1 << 200), 1 << 2100, 1.5, float("nan"), True, "", "-1", "0x", "1/", "x/y", "9" * 5000, "\ud800", b"", [],
       [-1], [256], {}, {1: 2}, {-1}, (), (1,), (1, 2, 3), (-1, -1), (None, None), (b"", 1), Strange()]  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_whatever_is_given_is_a_value_or_a_mistake(version: int) -> None:
    """Of every field, Open vSwitch's too; by every door that takes one by name."""
    ofp: Any = loxi.protocol(version)
    doors = [ofp.match.build]
    if version > 2:
        doors += [ofp.action.set_field.build, *([ofp.nx_match.build] if hasattr(ofp, "nx_match") else [])]
    fields = [name.partition(".")[2] for _, name in spec.offspring(version, "oxm.oxm")] if version > 2 else ANYWHERE
    names = [name for name in fields if not name.endswith("_masked")]
    names += ["tun_metadata0", "reg0", "ct_label", "xxreg3", "nsh_c1", "dl_vlan", "tun_src"]
    for build in doors:
        for name in names:
            for value in ODD:
                try:
                    build(**{name: value}).pack()
                except MessageError as error:
                    assert name in str(error) or "match" in str(error) or "set_field" in str(error), (name, value)
