"""Actions of later versions in a simulated switch: lives copied, bits copied and set, fields of the pipeline."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist import packet as pk
from tests.support.talk import UDP, Talk

LABELLED = pk.set_field(pk.push_mpls(UDP, 0x8847), "mpls_ttl", 9)


def became(talk: Talk, frame: bytes, *actions: Any) -> bytes:
    """What comes out of port 2."""
    talk.ask(talk.flow(actions=[*actions, talk.output(2)]))
    talk.switch.receive(1, frame)
    ((_, (out,)),) = talk.out().items()
    return bytes(out)


@pytest.mark.parametrize("version", [2, 3, 4, 5, 6])
def test_times_to_live_are_copied(version: int) -> None:
    action = Talk(version).ofp.action
    inside = pk.pop_mpls(became(Talk(version), LABELLED, action.copy_ttl_in()), 0x800)
    assert inside == pk.set_field(UDP, "ip_ttl", 9)
    ttl = pk.parse(UDP).fields["ip_ttl"]
    assert became(Talk(version), LABELLED, action.copy_ttl_out()) == pk.set_field(LABELLED, "mpls_ttl", ttl)
    twice = pk.set_field(pk.push_mpls(LABELLED, 0x8847), "mpls_ttl", 77)
    assert became(Talk(version), twice, action.copy_ttl_out()) == pk.set_field(twice, "mpls_ttl", 9)
    assert became(Talk(version), UDP, action.copy_ttl_in()) == UDP  # there is but one


def test_bits_are_copied() -> None:
    talk = Talk(6)
    ids = [talk.ofp.uint32(getattr(talk.ofp.oxm, name).type_len) for name in ("udp_src", "udp_dst")]
    frame = pk.set_field(pk.set_field(UDP, "udp_src", 0x1234), "udp_dst", 0)
    copy = talk.ofp.action.copy_field(n_bits=8, src_offset=4, dst_offset=8, oxm_ids=ids)
    assert became(talk, frame, copy) == pk.set_field(frame, "udp_dst", 0x2300)
    assert became(talk, frame[:12] + b"\x88\xb5" + frame[14:], copy)[14:] == frame[14:]


def test_bits_are_set() -> None:
    talk = Talk(6)
    field = talk.ofp.oxm.eth_src_masked([0x12, 0, 0, 0, 0, 0], [0xFF, 0, 0, 0, 0, 0])
    frame = pk.set_field(UDP, "eth_src", 0x567890123456)
    assert became(talk, frame, talk.ofp.action.set_field(field=field)) == pk.set_field(frame, "eth_src", 0x127890123456)


def test_the_output_of_the_action_set_is_matched() -> None:
    talk = Talk(6)
    ofp = talk.ofp
    write = [ofp.instruction.write_actions([talk.output(3)]), ofp.instruction.goto_table(1)]
    talk.ask(talk.flow(instructions=write, match=talk.match(in_port=1)))
    talk.ask(talk.flow(instructions=[ofp.instruction.goto_table(1)], match=talk.match(in_port=2)))
    for number, out in ((3, 4), (0xFFFFFFF7, 1)):
        match = ofp.match([ofp.oxm.actset_output(number)])
        talk.ask(talk.flow(table_id=1, match=match, actions=[talk.output(out)]))
    talk.switch.receive(1, UDP)
    assert talk.out() == {3: [UDP], 4: [UDP]}
    talk.switch.receive(2, UDP)
    assert talk.out() == {1: [UDP]}


@pytest.mark.parametrize("version", [2, 3, 4, 5, 6])
def test_loops_of_groups_are_refused(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp

    def group(number: int, kind: str = "group_add", to: int | None = None) -> Any:
        action = talk.output(2) if to is None else ofp.action.group(group_id=to)
        bucket = ofp.bucket(actions=[action], **({"bucket_id": 0} if version == 6 else {}))
        return getattr(ofp.message, kind)(group_type=2, group_id=number, buckets=[bucket])

    for msg in (group(1), group(2, to=1), group(3, to=2)):
        assert talk.ask(msg) == []
    if version > 2:  # before there was no such code
        talk.refused(group(1, "group_modify", to=3), "group_mod_failed", "OFPGMFC_LOOP")
    users = [talk.one(ofp.message.group_stats_request(group_id=n)).entries[0].ref_count for n in (1, 2, 3)]
    assert users == [1, 1, 0]


@pytest.mark.parametrize("version", [2, 3, 4, 5, 6])
def test_a_miss_drops_the_action_set(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    write = [ofp.instruction.write_actions([talk.output(3)]), ofp.instruction.goto_table(1)]
    talk.ask(talk.flow(instructions=write))
    talk.switch.receive(1, UDP)
    assert talk.out() == {}
    assert talk.names(talk.read()) == (["packet_in"] if version < 4 else [])


@pytest.mark.parametrize("version", [2, 3, 4, 5, 6])
def test_a_bucket_is_an_action_set(version: int) -> None:
    talk = Talk(version)
    ofp = talk.ofp
    actions = [talk.output(2), ofp.action.dec_nw_ttl(), ofp.action.set_nw_ttl(9)]
    bucket = ofp.bucket(actions=actions, **({"bucket_id": 0} if version == 6 else {}))
    assert talk.ask(ofp.message.group_add(group_type=0, group_id=1, buckets=[bucket])) == []
    talk.ask(talk.flow(actions=[ofp.action.group(group_id=1)]))
    talk.switch.receive(1, UDP)
    assert talk.out() == {2: [pk.set_field(UDP, "ip_ttl", 9)]}


def test_an_entry_of_1_0_without_wildcards_comes_first() -> None:
    talk = Talk(1)
    fields = pk.parse(UDP).fields
    names = ("eth_type", "ip_proto", "ipv4_src", "ipv4_dst")
    members: dict[str, Any] = {name: fields[name] for name in names}
    members |= {name: list(fields[name].to_bytes(6, "big")) for name in ("eth_src", "eth_dst")}
    members |= {"tcp_src": fields["udp_src"], "tcp_dst": fields["udp_dst"]}
    exact = talk.ofp.match(wildcards=0, in_port=1, vlan_vid=0xFFFF, vlan_pcp=0, ip_dscp=0, **members)
    talk.ask(talk.flow(match=exact, priority=1, actions=[talk.output(2)]))
    talk.ask(talk.flow(priority=65000, actions=[talk.output(3)]))
    talk.switch.receive(1, UDP)
    assert talk.out() == {2: [UDP]}


@pytest.mark.parametrize(("name", "kind"), [("ipv6_nd_sll", 136), ("ipv6_nd_tll", 135), ("ipv6_nd_target", 128)])
def test_fields_of_neighbour_discovery_have_their_types(name: str, kind: int) -> None:
    talk = Talk(4)
    oxm = talk.ofp.oxm
    value = [0] * (16 if name == "ipv6_nd_target" else 6)
    match = talk.ofp.match(
        [oxm.eth_type(0x86DD), oxm.ip_proto(58), oxm.icmpv6_type(kind), getattr(oxm, name)(bytes(value))]
    )
    talk.refused(talk.flow(match=match), "bad_match", "OFPBMC_BAD_PREREQ")


@pytest.mark.parametrize("version", [2, 3, 4, 5, 6])
def test_a_watched_group_is_live_while_one_of_its_buckets_is(version: int) -> None:
    talk = Talk(version)
    for text in (
        "group_id=2,type=ff,bucket=watch_port:2,output:2",
        "group_id=1,type=ff,bucket=watch_group:2,group:2,bucket=watch_port:3,output:3",
    ):
        assert talk.ask(talk.ofp.group(text)) == []
    talk.ask(talk.flow(actions=[talk.ofp.action.group(group_id=1)]))
    for up, out in ((True, 2), (False, 3), (True, 2)):
        talk.switch.set_link(2, up)
        talk.switch.receive(1, UDP)
        assert talk.out() == {out: [UDP]}
