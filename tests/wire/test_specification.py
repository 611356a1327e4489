"""What the specification lists is there by its name: constants, and a class for every type of every kind.

``facts/names.txt`` has the names of 1.3 to 1.5 as an independent decoder has them: version, prefix, ``NAME=value``.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from oftwist.wire import kinds, naming, spec

VERSIONS = (1, 2, 3, 4, 5, 6)


def told_names(version: int) -> dict[str, int]:
    found = {}
    for line in (Path(__file__).parent / "facts" / "names.txt").read_text(encoding="ascii").splitlines():
        where, prefix, *names = line.split()
        if where == f"1.{version - 1}":
            found |= {f"{prefix}_{name}": int(value) for name, _, value in (n.partition("=") for n in names)}
    return found


@pytest.mark.parametrize("version", [4, 5, 6])
def test_constants_have_the_names_of_the_specification(version: int) -> None:
    ofp: Any = importlib.import_module(f"oftwist.loxi.of1{version - 1}")
    told = told_names(version)
    assert len(told) > 300
    assert {name: getattr(ofp, name, None) for name in told} == told
    assert {name: getattr(ofp.const, name, None) for name in told} == told


# group of constants -> the virtual classes that have a child for each of its values
KINDS: dict[str, tuple[str, ...]] = {
    "ofp_type": ("message.message",),
    "ofp_error_type": ("message.error_msg",),
    "ofp_stats_type": ("message.stats_request", "message.stats_reply"),
    "ofp_action_type": ("action.action", "action_id.action_id"),
    "ofp_instruction_type": ("instruction.instruction", "instruction_id.instruction_id"),
    "ofp_meter_band_type": ("meter_band.meter_band",),
    "ofp_hello_elem_type": ("common.hello_elem",),
    "ofp_queue_properties": ("common.queue_prop",),
    "ofp_flow_mod_command": ("message.flow_mod",),
    "ofp_group_mod_command": ("message.group_mod",),
    "ofp_flow_update_event": ("common.flow_monitor_reply_entry",),
    "ofp_table_feature_prop_type": ("common.table_feature_prop",),
    "ofp_async_config_prop_type": ("async_config_prop.async_config_prop",),
    "ofp_bundle_prop_type": ("bundle_prop.bundle_prop",),
    "ofp_bundle_features_prop_type": ("common.bundle_features_prop",),
    "ofp_controller_status_prop_type": ("common.controller_status_prop",),
    "ofp_group_prop_type": ("common.group_prop",),
    "ofp_group_bucket_prop_type": ("common.group_bucket_prop",),
    "ofp_port_desc_prop_type": ("port_desc_prop.port_desc_prop",),
    "ofp_port_mod_prop_type": ("port_mod_prop.port_mod_prop",),
    "ofp_port_stats_prop_type": ("port_stats_prop.port_stats_prop",),
    "ofp_queue_desc_prop_type": ("queue_desc_prop.queue_desc_prop",),
    "ofp_queue_stats_prop_type": ("queue_stats_prop.queue_stats_prop",),
    "ofp_role_prop_type": ("role_prop.role_prop",),
    "ofp_table_mod_prop_type": ("table_mod_prop.table_mod_prop",),
}
# Values for which there is no class: (group, version or 0) -> names, and why.
NONE = {
    ("ofp_instruction_type", 6): ({"OFPIT_METER", "OFPIT_DEPRECATED"}, "1.5.1 §7.2.5: an action took its place"),
    ("ofp_queue_properties", 0): ({"OFPQT_NONE"}, "1.0 §5.2.2: no property"),
    ("ofp_error_type", 1): ({"OFPET_EXPERIMENTER"}, "not of 1.0"),
    ("ofp_error_type", 2): ({"OFPET_EXPERIMENTER"}, "1.2 §A.4.4 brought it"),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("group", KINDS)
def test_every_type_has_a_class(version: int, group: str) -> None:
    """Reachable by parsing, under a name that does not hide it, in a module that shows it."""
    ofp: Any = importlib.import_module(f"oftwist.loxi.of1{version - 1}")
    excused = NONE.get((group, version), (set(), ""))[0] | NONE.get((group, 0), (set(), ""))[0]
    for parent in KINDS[group]:
        module, _, name = parent.partition(".")
        if group not in naming.groups(version) or (version < 4 and module.endswith("_id")):
            continue
        subtypes = getattr(getattr(ofp, module), name).subtypes
        for constant, value in naming.groups(version)[group].items():
            if constant in excused:
                continue
            cls = subtypes[value]
            assert not cls.__name__.startswith("_"), (constant, cls)
            home = getattr(ofp, cls._layout.module)
            assert getattr(home, cls.__name__) is cls and cls.__name__ in dir(home)
            assert getattr(cls, spec.layout(version, parent).by[0]) == value


@pytest.mark.parametrize("version", VERSIONS[2:])
def test_every_match_field_has_a_class(version: int) -> None:
    ofp: Any = importlib.import_module(f"oftwist.loxi.of1{version - 1}")
    for constant, number in naming.groups(version)["oxm_ofb_match_fields"].items():
        name = constant.removeprefix("OFPXMT_OFB_").removeprefix("OFPXMT_OFP_").lower()
        for cls in (getattr(ofp.oxm, name), getattr(ofp.oxm, f"{name}_masked")):
            assert cls.type_len >> 9 == 0x8000 << 7 | number, constant
            assert ofp.oxm.oxm.subtypes[cls.type_len] is cls
    for name in ("tcp_flags", "actset_output", *(f"packet_reg{n}" for n in range(16))):
        for cls in (getattr(ofp.oxm, name), getattr(ofp.oxm, f"{name}_masked")):
            assert ofp.oxm.oxm.subtypes[cls.type_len] is cls
            assert cls.type_len >> 16 in ((0x8001,) if "reg" in name else (0x8000,) if version == 6 else (0xFFFF,))


def test_every_statistic_has_a_class() -> None:
    ofp: Any = importlib.import_module("oftwist.loxi.of15")
    for constant, number in naming.groups(6)["oxs_ofb_stat_fields"].items():
        cls = getattr(ofp.common, f"oxs_{constant.removeprefix('OFPXST_OFB_').lower()}")
        assert cls.type_len >> 9 == 0x8002 << 7 | number


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_is_hidden(version: int) -> None:
    """No class is only to be had under a name that begins with "_"."""
    for module in spec.modules(version):
        assert [name for name in spec.names(version, module) if name.startswith("_")] == []


@pytest.mark.parametrize("version", [5, 6])
def test_flow_monitors(version: int) -> None:
    ofp: Any = importlib.import_module(f"oftwist.loxi.of1{version - 1}")
    match = ofp.match.build(in_port=1)
    request = ofp.message.flow_monitor_request(
        xid=1, entries=[ofp.flow_monitor_entry(7, ofp.OFPP_ANY, ofp.OFPG_ANY, ofp.OFPFMF_INITIAL, 255, 0, match)]
    )
    assert ofp.message.parse_message(request.pack()) == request
    goto = [ofp.instruction.goto_table(3)]
    times = {"idle_timeout": 3, "hard_timeout": 4}
    full = {"table_id": 1, "reason": 2, **times, "priority": 5, "cookie": 6, "match": match}
    updates = [
        ofp.flow_update_initial(**full, instructions=goto),
        ofp.flow_update_added(**full, instructions=goto),
        ofp.flow_update_removed(**full),
        ofp.flow_update_modified(**full, instructions=goto),
        ofp.flow_update_abbrev(xid=0x1234),
        ofp.flow_update_paused(),
        ofp.flow_update_resumed(),
    ]
    reply = ofp.message.flow_monitor_reply(xid=0, entries=updates)
    parsed = ofp.message.parse_message(reply.pack())
    assert parsed == reply and [entry.event for entry in parsed.entries] == list(range(7))
    assert [type(entry) for entry in parsed.entries] == [type(entry) for entry in updates]


def test_optical_ports() -> None:
    raw = bytes.fromhex(
        "0513006000000001000d000000000000000000010050000002000000000100006f7074310000000000000000000000000000000000000004"
        "00010028000000000000000100000002000000030000000400000005000000060000000700080009"
    )
    ofp: Any = importlib.import_module("oftwist.loxi.of14")
    msg = ofp.message.parse_message(raw)
    (optical,) = msg.entries[0].properties
    assert (optical.rx_grid_freq_lmda, optical.tx_pwr_min, optical.tx_pwr_max) == (7, 8, 9)
    assert msg.pack() == raw and len(optical.pack()) == 40


def test_errors_are_told_as_the_specification_has_them() -> None:
    ofp: Any = importlib.import_module("oftwist.loxi.of13")
    assert kinds.error_text(ofp.message.bad_request_error_msg(code=2)) == "bad_request/OFPBRC_BAD_MULTIPART"
    assert "OFPBRC_BAD_MULTIPART(2)" in ofp.message.bad_request_error_msg(code=2).show()
    assert ofp.const.ofp_bad_request_code_map[2] == "OFPBRC_BAD_STAT"  # the dict stays as established
    of14: Any = importlib.import_module("oftwist.loxi.of14")
    assert naming.names(5, "ofp_packet_in_reason")[of14.OFPR_NO_MATCH] == "OFPR_TABLE_MISS"
