"""Actions, instructions, matches and entries as replies tell them, version by version.

The forms were compared with those of os-ken's ofctl modules, byte for byte the same messages on both sides.
"""

from __future__ import annotations

from typing import Any

import pytest

from oftwist import loxi
from oftwist.http.ryu import entries
from oftwist.http.ryu.changes import flow_mod, group_mod, meter_mod, port_mod
from oftwist.http.ryu.given import Given
from oftwist.http.ryu.matches import tell_match
from oftwist.http.ryu.telling import action_object, action_text, instruction_objects, instructions_told
from oftwist.wire import Malformed, decode
from oftwist.wire.codec.malformed import stand_in

VERSIONS = (1, 2, 3, 4, 5, 6)


def actions(version: int, *given: dict[str, Any]) -> list[Any]:
    """The actions of a body, as they come back from a switch."""
    ofp: Any = loxi.protocol(version)
    made: Any = flow_mod("add", Given({"actions": list(given)}), ofp)
    made.xid = 1
    back = decode(made.pack())
    return list(back.actions if version == 1 else back.instructions[-1].actions)


TEXTS: list[tuple[dict[str, Any], str]] = [
    ({"type": "OUTPUT", "port": "CONTROLLER", "max_len": 128}, "OUTPUT:CONTROLLER"),
    ({"type": "COPY_TTL_OUT"}, "COPY_TTL_OUT"),
    ({"type": "COPY_TTL_IN"}, "COPY_TTL_IN"),
    ({"type": "SET_MPLS_TTL", "mpls_ttl": 64}, "SET_MPLS_TTL:64"),
    ({"type": "DEC_MPLS_TTL"}, "DEC_MPLS_TTL"),
    ({"type": "PUSH_MPLS", "ethertype": 34887}, "PUSH_MPLS:34887"),
    ({"type": "POP_MPLS", "ethertype": 2054}, "POP_MPLS:2054"),
    ({"type": "GROUP", "group_id": 5}, "GROUP:5"),
    ({"type": "SET_NW_TTL", "nw_ttl": 64}, "SET_NW_TTL:64"),
    ({"type": "DEC_NW_TTL"}, "DEC_NW_TTL"),
    ({"type": "PUSH_PBB", "ethertype": 35047}, "PUSH_PBB:35047"),
    ({"type": "POP_PBB"}, "POP_PBB"),
    ({"type": "SET_FIELD", "field": "vlan_vid", "value": 4102}, "SET_FIELD: {vlan_vid:4102}"),
    ({"type": "SET_FIELD", "field": "vlan_vid", "value": 6}, "SET_FIELD: {vlan_vid:4102}"),
    ({"type": "SET_FIELD", "field": "nw_src", "value": "1.2.3.4"}, "SET_FIELD: {ipv4_src:1.2.3.4}"),
    ({"type": "SET_FIELD", "field": "ipv6_src", "value": "fe80:0::1"}, "SET_FIELD: {ipv6_src:fe80::1}"),
    ({"type": "SET_FIELD", "field": "tcp_dst", "value": "0x50"}, "SET_FIELD: {tcp_dst:80}"),
    (
        {"type": "EXPERIMENTER", "experimenter": 101, "data": "12345678"},
        "EXPERIMENTER: {experimenter:101, data:MTIzNDU2Nzg=}",
    ),
    (
        {"type": "EXPERIMENTER", "experimenter": 101, "data": "MTIz", "data_type": "base64"},
        "EXPERIMENTER: {experimenter:101, data:MTIzAAAAAAA=}",
    ),
]


@pytest.mark.parametrize(("given", "text"), TEXTS, ids=[text for _, text in TEXTS])
def test_actions_as_text(given: dict[str, Any], text: str) -> None:
    (action,) = actions(4, given)
    assert action_text(action, 4) == text


OBJECTS: list[tuple[int, dict[str, Any], dict[str, Any]]] = [
    (5, {"type": "OUTPUT", "port": 2, "max_len": 5}, {"type": "OUTPUT", "len": 16, "port": 2, "max_len": 5}),
    (5, {"type": "POP_VLAN"}, {"type": "POP_VLAN", "len": 8}),
    (5, {"type": "SET_QUEUE", "queue_id": 7}, {"type": "SET_QUEUE", "len": 8, "queue_id": 7}),
    (
        6,
        {"type": "SET_FIELD", "field": "eth_src", "value": "00:00:00:00:00:01"},
        {"type": "SET_FIELD", "len": 16, "field": "eth_src", "value": "00:00:00:00:00:01", "mask": None},
    ),
    (
        6,
        {"type": "SET_FIELD", "field": "ipv4_src", "value": "10.0.0.0/8"},
        {"type": "SET_FIELD", "len": 16, "field": "ipv4_src", "value": "10.0.0.0", "mask": "255.0.0.0"},
    ),
    (6, {"type": "METER", "meter_id": 3}, {"type": "METER", "len": 8, "meter_id": 3}),
    (
        6,
        {"type": "COPY_FIELD", "n_bits": 32, "src_offset": 1, "dst_offset": 2}
        | {"src_oxm_id": "eth_src", "dst_oxm_id": "dl_dst"},
        {"type": "COPY_FIELD", "len": 24, "n_bits": 32, "src_offset": 1, "dst_offset": 2}
        | {"src_oxm_id": "eth_src", "dst_oxm_id": "eth_dst"},
    ),
    (
        6,
        {"type": "EXPERIMENTER", "experimenter": 101, "data": "12345678"},
        {"type": "EXPERIMENTER", "len": 16, "experimenter": 101, "data": "MTIzNDU2Nzg="},
    ),
]


@pytest.mark.parametrize(("version", "given", "told"), OBJECTS)
def test_actions_as_objects(version: int, given: dict[str, Any], told: dict[str, Any]) -> None:
    (action,) = actions(version, given)
    assert action_object(action, version) == told


NICIRA = [
    ("nicira_resubmit", {"in_port": 5}, "NX_RESUBMIT: {port: 5, table: 255}"),
    ("nicira_resubmit_table", {"in_port": 5, "table": 3}, "NX_RESUBMIT: {port: 5, table: 3}"),
    (
        "nicira_reg_move",
        {"n_bits": 16, "src_ofs": 0, "dst_ofs": 8, "src": 0x00010004, "dst": 0x80000806},
        "NX_MOVE: {eth_src[8..24]: reg0[0..16]}",
    ),
    ("nicira_reg_load", {"ofs_nbits": 4 << 6 | 7, "dst": 0x00010204, "value": 0xAB}, "NX_LOAD: {reg1[4..11]: ab}"),
    (
        "nicira_conjunction",
        {"clause": 1, "n_clauses": 2, "id": 7},
        "NX_CONJUNCTION: {clause: 1, number_of_clauses: 2, id: 7}",
    ),
    ("nicira_exit", {}, "NX_UNKNOWN: {subtype: 17, data: AAAAAAAA}"),
]


@pytest.mark.parametrize(("name", "members", "text"), NICIRA)
def test_actions_of_nicira(name: str, members: dict[str, Any], text: str) -> None:
    ofp: Any = loxi.protocol(4)
    action = getattr(ofp.action, name)(**members)
    assert action_text(action, 4) == text
    assert action_text(getattr(loxi.protocol(1).action, name)(**members), 1) == "VENDOR"
    told = action_object(getattr(loxi.protocol(5).action, name)(**members), 5)
    assert (told["type"], told["experimenter"]) == ("EXPERIMENTER", 0x2320)


def instructions(version: int, *given: dict[str, Any], key: str = "instructions") -> list[Any]:
    made: Any = flow_mod("add", Given({key: list(given)}), loxi.protocol(version))
    made.xid = 1
    return list(decode(made.pack()).instructions)


MIXED = (
    {"type": "WRITE_METADATA", "metadata": 3},
    {"type": "GOTO_TABLE", "table_id": 8},
    {"type": "WRITE_ACTIONS", "actions": [{"type": "POP_VLAN"}, {"type": "OUTPUT", "port": 2}]},
    {"type": "WRITE_ACTIONS", "actions": []},
    {"type": "CLEAR_ACTIONS"},
    {"type": "OUTPUT", "port": 1},
)


@pytest.mark.parametrize("version", [2, 3, 4])
def test_instructions_up_to_13(version: int) -> None:
    assert instructions_told(instructions(version, *MIXED, key="actions"), version) == [
        "WRITE_METADATA:0x3/0xffffffffffffffff",
        "GOTO_TABLE:8",
        {"WRITE_ACTIONS": ["POP_VLAN", "OUTPUT:2"]},
        "CLEAR_ACTIONS",
        "OUTPUT:1",
    ]


@pytest.mark.parametrize("version", [5, 6])
def test_instructions_from_14_on(version: int) -> None:
    """Written as before or as instructions, they are the same, and told as objects."""
    whole = (*MIXED[:-1], {"type": "APPLY_ACTIONS", "actions": [MIXED[-1]]})
    assert instructions(version, *whole) == instructions(version, *MIXED, key="actions")
    told = instruction_objects(instructions(version, *whole), version)
    output = {"type": "OUTPUT", "len": 16, "max_len": 0xFFE5}
    assert told == [
        {"type": "WRITE_METADATA", "len": 24, "metadata": 3, "metadata_mask": 0xFFFFFFFFFFFFFFFF},
        {"type": "GOTO_TABLE", "len": 8, "table_id": 8},
        {"type": "WRITE_ACTIONS", "len": 32, "actions": [{"type": "POP_VLAN", "len": 8}, output | {"port": 2}]},
        {"type": "CLEAR_ACTIONS", "len": 8, "actions": []},
        {"type": "APPLY_ACTIONS", "len": 24, "actions": [output | {"port": 1}]},
    ]


def test_a_meter_among_instructions_is_an_action_in_15() -> None:
    for key in ("instructions", "actions"):
        (apply,) = instructions(6, {"type": "METER", "meter_id": 1}, key=key)
        assert instruction_objects([apply], 6)[0]["actions"] == [{"type": "METER", "len": 8, "meter_id": 1}]


@pytest.mark.parametrize("version", VERSIONS)
def test_what_cannot_be_read_is_unknown(version: int) -> None:
    ofp: Any = loxi.protocol(version)
    action = stand_in(ofp.action.action, bytes.fromhex("0000000400000000"), "an output that is too short")
    assert isinstance(action, Malformed)
    assert action_text(action, version) == "UNKNOWN"
    assert action_object(action, version) == {"type": "UNKNOWN"}


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_matches_of_both_spellings_are_one(version: int) -> None:
    ofp: Any = loxi.protocol(version)
    old = {"in_port": 1, "dl_type": 2048, "nw_proto": 6, "nw_dst": "10.0.0.0/8", "tp_dst": 80, "dl_vlan": 5}
    new = {"in_port": "1", "eth_type": "0x800", "ip_proto": 6, "ipv4_dst": "10.0.0.0/255.0.0.0"}
    new |= {"tcp_dst": "80", "vlan_vid": "0x1005"}
    both = [flow_mod("add", Given({"match": one}), ofp) for one in (old, new)]
    assert both[0] == both[1]
    told = tell_match(both[0].match, version)  # type: ignore[attr-defined]
    if version < 5:
        assert told == old | {"nw_dst": "10.0.0.0/255.0.0.0", "dl_vlan": "5"}
    else:
        expected = {"in_port": 1, "eth_type": 2048, "ip_proto": 6, "ipv4_dst": "10.0.0.0/255.0.0.0"}
        assert told == expected | {"tcp_dst": 80, "vlan_vid": "5"}


@pytest.mark.parametrize(
    ("version", "given", "told"),
    [
        (1, 0xFFFF, 0xFFFF),
        (1, 0, 0),
        (1, 5, 5),
        (2, 0xFFFF, "0x0000"),
        (2, 0xFFFE, "0x1000/0x1000"),
        (3, 0, "0"),
        (4, "0x1005/0x1fff", "0x1005/0x1fff"),
        (4, "5", "5"),
        (6, "0x0000", "0x0000"),
    ],
)
def test_vlans(version: int, given: object, told: object) -> None:
    made: Any = flow_mod("add", Given({"match": {"dl_vlan": given}}), loxi.protocol(version))
    assert list(tell_match(made.match, version).values()) == [told]


def test_fields_of_15_and_of_open_vswitch() -> None:
    given = {"packet_type": [1, 2048], "reg0": 5, "ct_state": "0x1/0x3", "tun_ipv4_src": "1.2.3.4"}
    made: Any = flow_mod("add", Given({"match": given}), loxi.protocol(6))
    assert tell_match(made.match, 6) == given | {"ct_state": "1/3"}


def test_a_field_that_nobody_knows() -> None:
    ofp: Any = loxi.protocol(4)
    match = ofp.match.build(oxm_12340204=b"\x01\x02\x03\x04")
    assert tell_match(match, 4) == {f"field_{0x12340204 >> 9}": "AQIDBA=="}


@pytest.mark.parametrize("version", [2, 3, 4, 5])
def test_fast_failover_groups(version: int) -> None:
    ofp: Any = loxi.protocol(version)
    buckets = [{"watch_port": "1", "watch_group": 3, "weight": 2, "actions": []}, {}]
    made: Any = group_mod("add", Given({"type": "ff", "group_id": "0x7", "buckets": buckets}), ofp)
    entry = ofp.group_desc_stats_entry(group_type=made.group_type, group_id=made.group_id, buckets=made.buckets)
    told = entries.group_desc(entry, version)
    assert (told["type"], told["group_id"]) == ("FF", 7)
    one, other = told["buckets"]  # type: ignore[misc]
    assert one.items() >= {"watch_port": 1, "watch_group": 3, "weight": 2, "actions": []}.items()
    assert other.items() >= {"watch_port": 0xFFFFFFFF, "watch_group": 0xFFFFFFFF, "weight": 0}.items()


def test_groups_of_15() -> None:
    """Buckets are numbered, and what became properties may be written either way."""
    ofp: Any = loxi.protocol(6)
    old = [{"weight": 2, "watch_port": 1}, {"weight": 3}]
    properties = [{"type": "WEIGHT", "weight": 2}, {"type": "WATCH_PORT", "watch": 1}]
    new = [{"properties": properties}, {"properties": [{"type": "weight", "weight": "3"}], "bucket_id": 1}]
    both: list[Any] = [group_mod("add", Given({"type": "SELECT", "buckets": one}), ofp) for one in (old, new)]
    assert both[0] == both[1]
    assert both[0].command_bucket_id == 0xFFFFFFFF
    assert [one.bucket_id for one in both[0].buckets] == [0, 1]
    entry = ofp.group_desc_stats_entry(group_type=1, group_id=7, buckets=both[0].buckets)
    (bucket, _) = entries.group_desc(entry, 6)["buckets"]  # type: ignore[misc]
    told = [{"type": "WEIGHT", "length": 8, "weight": 2}, {"type": "WATCH_PORT", "length": 8, "watch": 1}]
    assert bucket["properties"] == told


@pytest.mark.parametrize("version", [4, 5, 6])
def test_bands(version: int) -> None:
    given = [
        {"type": "DROP", "rate": 1000},
        {"type": "DSCP_REMARK", "rate": "5", "burst_size": 4, "prec_level": 1},
        {"type": "EXPERIMENTER", "rate": 1, "experimenter": 5},
    ]
    ofp: Any = loxi.protocol(version)
    flags = ["PKTPS", "ofpmf_burst"]
    made: Any = meter_mod("modify", Given({"meter_id": "CONTROLLER", "flags": flags, "bands": given}), ofp)
    bands = made.meters if version == 4 else made.bands
    told = entries.meter_config(ofp.meter_config(meter_id=made.meter_id, flags=made.flags, entries=bands), version)
    assert (told["meter_id"], told["flags"]) == ("CONTROLLER", ["PKTPS", "BURST"])
    for one, given_one in zip(told["bands"], given, strict=True):  # type: ignore[call-overload]
        assert one.items() >= (given_one | {"rate": int(str(given_one["rate"]))}).items()


@pytest.mark.parametrize("version", VERSIONS)
def test_what_a_port_mod_does_not_say_is_of_the_port(version: int) -> None:
    ofp: Any = loxi.protocol(version)
    port = ofp.port_desc(port_no=2, hw_addr="02:00:00:00:00:02", **({"advertised": 7} if version < 5 else {}))
    made: Any = port_mod(Given({"port_no": "2", "config": "1", "mask": 1}), ofp, {2: port})
    assert (made.port_no, made.hw_addr, made.config, made.mask) == (2, [2, 0, 0, 0, 0, 2], 1, 1)
    assert made.properties == [] if version >= 5 else made.advertise == 7
    more: Any = port_mod(Given({"port_no": 2, "advertise": 9}), ofp, {2: port})
    assert (more.properties[0].advertise if version >= 5 else more.advertise) == 9
    assert port_mod(Given({"port_no": 3}), ofp, {2: port}) is None


def test_tables_of_10_and_12_name_the_bits_that_are_set() -> None:
    ten: Any = loxi.protocol(1).common.table_stats_entry(table_id=254, name="x", wildcards=1 << 3 | 1 << 20 | 0x3F << 8)
    told = entries.table(ten, 1)
    assert (told["table_id"], told["wildcards"]) == (254, ["DL_DST", "NW_SRC_MASK", "DL_VLAN_PCP"])
    members = {"match": 0b1001, "write_actions": 1 << 17 | 1, "instructions": 0b10, "config": 2}
    twelve: Any = loxi.protocol(3).common.table_stats_entry(table_id=254, name="x", **members)
    told = entries.table(twelve, 3)
    assert told["table_id"] == "MAX"
    assert (told["match"], told["write_actions"]) == (["IN_PORT", "ETH_DST"], ["OUTPUT", "PUSH_VLAN"])
    assert (told["instructions"], told["config"]) == (["GOTO_TABLE"], ["TABLE_MISS_DROP"])
