"""The layouts of the standard's structures against an independent witness: offsets and sizes, member by member.

``facts/structures.txt`` has a line for each structure as another implementation declares it: group, name, size, and
``member@offset:size`` without padding. `PLACES` says where each is in our classes; no structure may be left out.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from oftwist.wire import spec

ALL, SINCE11, SINCE12, SINCE13, SINCE14 = range(1, 7), range(2, 7), range(3, 7), range(4, 7), range(5, 7)
MESSAGE, STATS10, STATS = 8, 12, 16  # bytes of the header before what a structure has


class Structure(NamedTuple):
    """One line of the facts."""

    name: str
    size: int
    members: dict[str, tuple[int, int]]


def structures() -> dict[str, Structure]:
    found = {}
    for line in (Path(__file__).parent / "facts" / "structures.txt").read_text(encoding="ascii").splitlines():
        _, name, size, *members = line.split()
        parts = [member.partition("@") for member in members]
        places = {n: (int(at.partition(":")[0]), int(at.partition(":")[2])) for n, _, at in parts}
        found[name] = Structure(name, int(size), places)
    return found


EXPERIMENTERS = tuple(
    f"{family}.experimenter"
    for family in (
        "port_mod_prop",
        "port_stats_prop",
        "queue_desc_prop",
        "queue_stats_prop",
        "role_prop",
        "bundle_prop",
    )
)

# structure -> (versions, class, bytes in front of it in the class) ...
PLACES: dict[str, tuple[tuple[range | tuple[int, ...], str, int], ...]] = {
    "ofp_header": ((ALL, "message.message", 0),),
    "ofp_error_msg": (
        (ALL, "message.bad_request_error_msg", MESSAGE),
        (ALL, "message.flow_mod_failed_error_msg", MESSAGE),
        (SINCE14, "message.bundle_failed_error_msg", MESSAGE),
    ),
    "ofp_switch_config": ((ALL, "message.get_config_reply", MESSAGE), (ALL, "message.set_config", MESSAGE)),
    "ofp_prop_header": ((SINCE14, "port_desc_prop.port_desc_prop", 0), (SINCE13, "common.table_feature_prop", 0)),
    "ofp_prop_experimenter": (
        *((SINCE14, qualname, 0) for qualname in EXPERIMENTERS),
        (SINCE14, "port_desc_prop.experimenter", 0),
        (SINCE13, "common.table_feature_prop_experimenter", 0),
        (SINCE14, "async_config_prop.experimenter_slave", 0),
        (SINCE14, "async_config_prop.experimenter_master", 0),
        (SINCE14, "table_mod_prop.experimenter", 0),
        ((6,), "common.group_prop_experimenter", 0),
        ((6,), "common.group_bucket_prop_experimenter", 0),
        ((6,), "common.controller_status_prop_experimenter", 0),
        ((6,), "common.bundle_features_prop_experimenter", 0),
    ),
    "ofp_switch_features": ((SINCE13, "message.features_reply", MESSAGE),),
    "ofp_port_status": ((ALL, "message.port_status", MESSAGE),),
    "ofp_desc_stats": (((1,), "message.desc_stats_reply", STATS10), (SINCE11, "message.desc_stats_reply", STATS)),
    "ofp_hello_elem_header": ((SINCE13, "common.hello_elem_versionbitmap", 0),),
    "ofp10_phy_port": (((1,), "common.port_desc", 0),),
    "ofp10_port_mod": (((1,), "message.port_mod", MESSAGE),),
    "ofp10_packet_queue": (((1, 2), "common.packet_queue", 0),),
    "ofp10_queue_prop_header": ((range(1, 5), "common.queue_prop", 0),),
    "ofp10_queue_prop_rate": (
        (range(1, 5), "common.queue_prop_min_rate", 0),
        (range(3, 5), "common.queue_prop_max_rate", 0),
    ),
    "ofp10_queue_get_config_request": (((1,), "message.queue_get_config_request", MESSAGE),),
    "ofp10_queue_get_config_reply": (((1,), "message.queue_get_config_reply", MESSAGE),),
    "ofp10_packet_in": (((1,), "message.packet_in", MESSAGE),),
    "ofp10_packet_out": (((1,), "message.packet_out", MESSAGE),),
    "ofp10_match": (((1,), "common.match_v1", 0),),
    "ofp10_flow_mod": (((1,), "message.flow_add", MESSAGE),),
    "ofp10_flow_removed": (((1,), "message.flow_removed", MESSAGE),),
    "ofp10_flow_stats_request": (
        ((1,), "message.flow_stats_request", STATS10),
        ((1,), "message.aggregate_stats_request", STATS10),
    ),
    "ofp10_port_stats_request": (((1,), "message.port_stats_request", STATS10),),
    "ofp10_queue_stats_request": (((1,), "message.queue_stats_request", STATS10),),
    "ofp11_port": ((range(2, 5), "common.port_desc", 0),),
    "ofp11_port_mod": ((range(2, 5), "message.port_mod", MESSAGE),),
    "ofp11_group_mod": ((range(2, 6), "message.group_add", MESSAGE),),
    "ofp11_queue_get_config_request": ((range(2, 5), "message.queue_get_config_request", MESSAGE),),
    "ofp11_match_header": (((2,), "common.match_v2", 0), (SINCE12, "common.match_v3", 0)),
    "ofp11_match": (((2,), "common.match_v2", 0),),
    "ofp11_instruction": ((SINCE11, "instruction.instruction", 0), (SINCE11, "instruction.clear_actions", 0)),
    "ofp11_instruction_goto_table": ((SINCE11, "instruction.goto_table", 0),),
    "ofp11_instruction_write_metadata": ((SINCE11, "instruction.write_metadata", 0),),
    "ofp11_instruction_actions": (
        (SINCE11, "instruction.write_actions", 0),
        (SINCE11, "instruction.apply_actions", 0),
        (SINCE11, "instruction.clear_actions", 0),
    ),
    "ofp11_instruction_experimenter": ((SINCE11, "instruction.experimenter", 0),),
    "ofp11_table_mod": ((range(2, 5), "message.table_mod", MESSAGE),),
    "ofp11_flow_mod": ((SINCE11, "message.flow_add", MESSAGE), (SINCE11, "message.flow_delete_strict", MESSAGE)),
    "ofp11_bucket": ((range(2, 6), "common.bucket", 0),),
    "ofp11_queue_get_config_reply": ((range(2, 5), "message.queue_get_config_reply", MESSAGE),),
    "ofp11_flow_stats_request": (
        (SINCE11, "message.flow_stats_request", STATS),
        (SINCE11, "message.aggregate_stats_request", STATS),
        ((6,), "message.flow_lightweight_stats_request", STATS),
    ),
    "ofp11_flow_stats": ((range(2, 6), "common.flow_stats_entry", 0),),
    "ofp11_table_stats": (((2,), "common.table_stats_entry", 0),),
    "ofp11_port_stats_request": ((SINCE11, "message.port_stats_request", STATS),),
    "ofp11_port_stats": ((range(2, 4), "common.port_stats_entry", 0),),
    "ofp11_queue_stats_request": ((SINCE11, "message.queue_stats_request", STATS),),
    "ofp11_queue_stats": ((range(2, 4), "common.queue_stats_entry", 0),),
    "ofp11_group_stats_request": ((SINCE11, "message.group_stats_request", STATS),),
    "ofp11_bucket_counter": ((SINCE11, "common.bucket_counter", 0),),
    "ofp11_group_stats": ((range(2, 4), "common.group_stats_entry", 0),),
    "ofp11_group_desc_stats": ((range(2, 6), "common.group_desc_stats_entry", 0),),
    "ofp11_packet_out": ((range(2, 6), "message.packet_out", MESSAGE),),
    "ofp11_packet_in": (((2,), "message.packet_in", MESSAGE),),
    "ofp11_flow_removed": (((2,), "message.flow_removed", MESSAGE),),
    "ofp12_oxm_experimenter_header": ((SINCE12, "oxm.ovs_tcp_flags", 0),),
    "ofp12_packet_queue": ((range(3, 5), "common.packet_queue", 0),),
    "ofp12_table_stats": (((3,), "common.table_stats_entry", 0),),
    "ofp12_role_request": ((SINCE12, "message.role_request", MESSAGE), (SINCE12, "message.role_reply", MESSAGE)),
    "ofp12_packet_in": ((SINCE12, "message.packet_in", MESSAGE),),
    "ofp12_flow_removed": ((range(3, 6), "message.flow_removed", MESSAGE),),
    "ofp13_instruction_meter": ((range(4, 6), "instruction.meter", 0),),
    "ofp13_meter_band_header": ((SINCE13, "meter_band.drop", 0),),
    "ofp13_meter_mod": ((SINCE13, "message.meter_mod", MESSAGE),),
    "ofp13_meter_band_drop": ((SINCE13, "meter_band.drop", 0),),
    "ofp13_meter_band_dscp_remark": ((SINCE13, "meter_band.dscp_remark", 0),),
    "ofp13_meter_band_experimenter": ((SINCE13, "meter_band.experimenter", 0),),
    "ofp13_table_stats": ((SINCE13, "common.table_stats_entry", 0),),
    "ofp13_table_features": ((SINCE13, "common.table_features", 0),),
    "ofp13_port_stats": (((4,), "common.port_stats_entry", 0),),
    "ofp13_queue_stats": (((4,), "common.queue_stats_entry", 0),),
    "ofp13_group_stats": ((SINCE13, "common.group_stats_entry", 0),),
    "ofp13_meter_multipart_request": (
        (SINCE13, "message.meter_stats_request", STATS),
        (SINCE13, "message.meter_config_stats_request", STATS),
    ),
    "ofp13_meter_band_stats": ((SINCE13, "common.meter_band_stats", 0),),
    "ofp13_meter_stats": ((SINCE13, "common.meter_stats", 0),),
    "ofp13_meter_config": ((SINCE13, "common.meter_config", 0),),
    "ofp13_meter_features": ((SINCE13, "common.meter_features", 0),),
    "ofp13_async_config": (((4,), "message.async_get_reply", MESSAGE), ((4,), "message.async_set", MESSAGE)),
    "ofp14_port_desc_prop_ethernet": ((SINCE14, "port_desc_prop.ethernet", 0),),
    "ofp14_port": ((SINCE14, "common.port_desc", 0),),
    "ofp14_port_mod": ((SINCE14, "message.port_mod", MESSAGE),),
    "ofp14_table_mod_prop_vacancy": ((SINCE14, "table_mod_prop.vacancy", 0),),
    "ofp14_table_mod": ((SINCE14, "message.table_mod", MESSAGE),),
    "ofp14_table_desc": ((SINCE14, "common.table_desc", 0),),
    "ofp14_table_status": ((SINCE14, "message.table_status", MESSAGE),),
    "ofp14_port_stats_prop_ethernet": ((SINCE14, "port_stats_prop.ethernet", 0),),
    "ofp14_port_stats": ((SINCE14, "common.port_stats_entry", 0),),
    "ofp14_queue_stats": ((SINCE14, "common.queue_stats_entry", 0),),
    "ofp14_queue_desc_request": ((SINCE14, "message.queue_desc_stats_request", STATS),),
    "ofp14_queue_desc": ((SINCE14, "common.queue_desc", 0),),
    "ofp14_role_status": ((SINCE14, "message.role_status", MESSAGE),),
    "ofp14_requestforward": (((5, 6), "message.requestforward", MESSAGE),),
    "ofp14_bundle_ctrl_msg": ((SINCE14, "message.bundle_ctrl_msg", MESSAGE),),
    "ofp14_flow_monitor_request": ((SINCE14, "common.flow_monitor_entry", 0),),
    "ofp_flow_update_header": ((SINCE14, "common.flow_monitor_reply_entry", 0),),
    "ofp_flow_update_full": tuple(
        (SINCE14, f"common.flow_update_{event}", 0) for event in ("initial", "added", "removed", "modified")
    ),
    "ofp_flow_update_abbrev": ((SINCE14, "common.flow_update_abbrev", 0),),
    "ofp_flow_update_paused": ((SINCE14, "common.flow_update_paused", 0), (SINCE14, "common.flow_update_resumed", 0)),
    "ofp15_port_desc_request": (((6,), "message.port_desc_stats_request", STATS),),
    "ofp15_bucket": (((6,), "common.bucket", 0),),
    "ofp15_group_mod": (((6,), "message.group_add", MESSAGE), ((6,), "message.group_insert_bucket", MESSAGE)),
    "ofp15_group_desc_request": (((6,), "message.group_desc_stats_request", STATS),),
    "ofp15_group_desc_stats": (((6,), "common.group_desc_stats_entry", 0),),
    "ofp15_packet_out": (((6,), "message.packet_out", MESSAGE),),
    "ofp15_flow_desc": (((6,), "common.flow_stats_entry", 0),),
    "ofp15_flow_stats_reply": (((6,), "common.flow_lightweight_stats_entry", 0),),
    "ofp15_flow_removed": (((6,), "message.flow_removed", MESSAGE),),
    "ofp10_action_output": (((1,), "action.output", 0),),
    "ofp11_action_output": ((SINCE11, "action.output", 0),),
    "ofp10_action_enqueue": (((1,), "action.enqueue", 0),),
    "ofp_action_dl_addr": (((1, 2), "action.set_dl_src", 0), ((1, 2), "action.set_dl_dst", 0)),
    "ofp15_action_copy_field": (((6,), "action.copy_field", 0),),
    "ofp12_action_set_field": ((SINCE12, "action.set_field", 0),),
}

# ONF's experimenter messages of 1.3, which this table of the standard does not have.
ELSEWHERE = {
    "onf_flow_monitor_request", "onf_experimenter_header", "onf_flow_update_header", "onf_flow_update_full",
    "onf_flow_update_abbrev",
}  # fmt: skip

# The witness's name of a member -> ours, where they differ.
NAMES = {
    "len": "length", "dl_src": "eth_src", "dl_src_mask": "eth_src_mask", "dl_dst": "eth_dst",
    "dl_dst_mask": "eth_dst_mask", "dl_vlan": "vlan_vid", "dl_vlan_pcp": "vlan_pcp", "dl_type": "eth_type",
    "nw_tos": "ip_dscp", "nw_proto": "ip_proto", "nw_src": "ipv4_src", "nw_src_mask": "ipv4_src_mask",
    "nw_dst": "ipv4_dst", "nw_dst_mask": "ipv4_dst_mask", "tp_src": "tcp_src", "tp_dst": "tcp_dst",
    "property": "type", "bucket_list_len": "bucket_array_len",
}  # fmt: skip
NAMES_IN = {
    ("common.table_feature_prop_experimenter", "exp_type"): "subtype",  # as established
    ("ofp_error_msg", "type"): "err_type",
    ("ofp10_flow_mod", "command"): "_command",
    ("ofp11_flow_mod", "command"): "_command",
    ("ofp11_group_mod", "type"): "group_type",
    ("ofp15_group_mod", "type"): "group_type",
    ("ofp11_group_desc_stats", "type"): "group_type",
    ("ofp15_group_desc_stats", "type"): "group_type",
    ("ofp14_bundle_ctrl_msg", "type"): "bundle_ctrl_type",
    ("ofp14_queue_desc_request", "port"): "port_no",
    ("ofp14_queue_desc_request", "queue"): "queue_id",
    ("ofp12_oxm_experimenter_header", "oxm_header"): "type_len",
    ("ofp12_oxm_experimenter_header", "experimenter"): "experimenter_id",
}

# Accepted differences: (structure, member) -> (versions, why, with the section).
ACCEPTED: dict[tuple[str, str], tuple[range | tuple[int, ...], str]] = {
    ("ofp_switch_features", "actions"): (SINCE13, "reserved from 1.1 on (1.1 §A.3.1)"),
    ("ofp11_flow_mod", "importance"): (range(2, 5), "padding before 1.4 (1.3.5 §7.3.4.1)"),
    ("ofp11_flow_stats", "flags"): (range(2, 4), "padding before 1.3 (1.2 §A.3.5.2)"),
    ("ofp11_flow_stats", "importance"): (range(2, 5), "padding before 1.4 (1.3.5 §7.3.5.2)"),
    ("ofp13_table_features", "command"): (range(4, 6), "padding before 1.5 (1.4.1 §7.3.5.5.2)"),
    ("ofp13_table_features", "capabilities"): (range(4, 6), "called config, as established (1.3.5 §7.3.5.5.2)"),
    ("ofp13_meter_stats", "flow_count"): ((6,), "ref_count in 1.5 (1.5.1 §7.3.5.12): same place, same size"),
    ("ofp13_async_config", "packet_in_mask"): ((4,), "an array of two: two members (1.3.5 §7.3.10)"),
    ("ofp13_async_config", "port_status_mask"): ((4,), "an array of two: two members (1.3.5 §7.3.10)"),
    ("ofp13_async_config", "flow_removed_mask"): ((4,), "an array of two: two members (1.3.5 §7.3.10)"),
    ("ofp14_requestforward", "request"): (SINCE14, "the header of a message of any length (1.4.1 §7.4.6)"),
    ("ofp11_match", "omh"): ((2,), "type and length, compared as ofp11_match_header"),
}  # fmt: skip


# Our class has more than the structure: (versions, why).
MORE: dict[str, tuple[range | tuple[int, ...], str]] = {
    "ofp_port_status": (ALL, "a port follows"),
    "ofp11_match_header": ((2,), "the rest of the match follows"),
    "ofp11_instruction": (ALL, "padding is the instruction's own from 1.3 on"),
    "ofp11_flow_mod": (ALL, "a match follows"),
    "ofp11_flow_stats_request": (ALL, "a match follows"),
    "ofp11_flow_stats": (ALL, "a match follows"),
    "ofp11_flow_removed": (ALL, "a match follows"),
    "ofp12_oxm_experimenter_header": (ALL, "the value follows"),
    "ofp12_packet_in": (ALL, "1.3 §7.4.1 adds the cookie"),
    "ofp13_meter_band_header": (ALL, "each band has more"),
    "ofp13_meter_features": ((6,), "1.5.1 §7.3.5.14 adds features"),
    "ofp15_action_copy_field": ((6,), "OXM ids, where it has padding (1.5.1 §7.2.6.8)"),
    "ofp14_requestforward": (ALL, "a message of any length (1.4.1 §7.4.6)"),
}
# Our class ends before: what the structure counts is of variable length here.
LESS: dict[str, str] = {
    "ofp11_instruction": "1.3 and later have no padding in the header",
    "ofp14_requestforward": "the header of the request is part of the request",
    "ofp12_action_set_field": "4 bytes of padding where the field begins (1.2 §A.2.5)",
}


def layout_of(version: int, qualname: str) -> dict[str, tuple[int, int]]:
    """Members of a class at known places: name -> (offset, size)."""
    found = {}
    offset = 0
    for m in spec.layout(version, spec.aliases(version).get(qualname, qualname)).members:
        size = m.size
        if m.codec == "struct" and not size:
            size = spec.layout(version, m.of).size
        found["length" if m.kind == "length" else m.name] = offset, size
        if not m.size and m.kind != "attr":
            break
        offset += m.size
    found["(end)"] = offset, 0
    return found


EVERY = [
    pytest.param(name, version, qualname, at, id=f"{name}-1.{version - 1}-{qualname}")
    for name, places in PLACES.items()
    for versions, qualname, at in places
    for version in versions
]


@pytest.mark.parametrize(("name", "version", "qualname", "at"), EVERY)
def test_offsets_and_sizes(name: str, version: int, qualname: str, at: int) -> None:
    structure = structures()[name]
    ours = layout_of(version, qualname)
    differ = []
    for member, (offset, size) in structure.members.items():
        if version in ACCEPTED.get((name, member), ((), ""))[0]:
            continue
        called = NAMES_IN.get((qualname, member)) or NAMES_IN.get((name, member), NAMES.get(member, member))
        if ours.get(called) != (at + offset, size):
            differ.append((member, (at + offset, size), ours.get(called)))
    assert differ == []
    end = at + structure.size
    if ours["(end)"][0] > end:
        assert version in MORE.get(name, ((), ""))[0], ours
    elif ours["(end)"][0] < end:
        assert name in LESS, ours


def test_no_structure_is_left_out() -> None:
    assert set(structures()) == set(PLACES) | ELSEWHERE


def test_every_accepted_difference_is_one() -> None:
    for (name, member), (versions, why) in ACCEPTED.items():
        assert "§" in why or "compared" in why
        assert member in structures()[name].members, (name, member)
        assert set(versions) <= {v for vs, _, _ in PLACES[name] for v in vs}
