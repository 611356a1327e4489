"""Other people's decoders about our messages: Open vSwitch's and Wireshark's, one message of every standard type.

Each message of ``tests.support.specimens`` goes to ``ovs-ofctl ofp-parse`` (a process for each version) and
``tshark`` (one for all). They must agree with us on version, type, length and xid, and show the value of
every member, but for what the tables here say they cannot do.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from oftwist import loxi, wire
from oftwist.wire.codec.objects import OFObject
from tests.support.specimens import specimens, standard_types

VERSIONS = (1, 4, 5, 6)
EVERY = [(version, name) for version in VERSIONS for name in specimens(version)]


def need(program: str, package: str) -> None:
    """Skip where a program is missing; fail instead if OFTWIST_LIVE=1 demands it."""
    if shutil.which(program) is None:
        reason = f"{program} is not installed (Debian: {package})"
        if os.environ.get("OFTWIST_LIVE") == "1":
            pytest.fail(f"live tests are demanded by OFTWIST_LIVE=1, but: {reason}")
        pytest.skip(reason)


class Scalar(NamedTuple):
    """One number, text or run of bytes in a message."""

    cls: str
    member: str
    value: Any
    codec: str


def scalars(obj: Any) -> Iterator[Scalar]:
    """Everything in a message that is not itself made of members."""
    lay = obj._layout
    for member in lay.members:
        if member.kind in ("data", "key", "const") and member.name != "type_len":
            for value in _flat(getattr(obj, member.name)):
                if isinstance(value, OFObject):
                    yield from scalars(value)
                else:
                    codec = member.codec if member.kind == "data" else "uint"
                    yield Scalar(lay.qualname, member.name, value, codec)


def _flat(value: Any) -> list[Any]:
    if isinstance(value, list):
        if value and all(isinstance(part, int) for part in value):
            return [bytes(value)]
        return [part for item in value for part in _flat(item)]
    return [value]


def decoded(version: int, name: str) -> Any:
    """The message as we read it back from its bytes."""
    return wire.decode(specimens(version)[name].pack())


@pytest.mark.parametrize("version", (1, 2, 3, 4, 5, 6))
def test_there_is_a_message_of_every_type(version: int) -> None:
    assert set(specimens(version)) == set(standard_types(version))
    for name, msg in specimens(version).items():
        raw = msg.pack()
        assert wire.decode(raw) == msg, name
        assert wire.decode(raw).pack() == raw


# --- Open vSwitch ----------------------------------------------------------------------------------------------

#: What Open vSwitch calls a message, where that is not our name.
OVS_NAMES = {
    "flow_add": "FLOW_MOD", "flow_modify": "FLOW_MOD", "flow_modify_strict": "FLOW_MOD", "flow_delete": "FLOW_MOD",
    "flow_delete_strict": "FLOW_MOD", "group_add": "GROUP_MOD", "group_modify": "GROUP_MOD",
    "group_delete": "GROUP_MOD", "group_insert_bucket": "GROUP_MOD", "group_remove_bucket": "GROUP_MOD",
    "async_get_request": "GET_ASYNC_REQUEST", "async_get_reply": "GET_ASYNC_REPLY", "async_set": "SET_ASYNC",
    "bundle_ctrl_msg": "BUNDLE_CONTROL", "bundle_add_msg": "BUNDLE_ADD_MESSAGE",
    "flow_monitor_request": "FLOW_MONITOR request", "flow_monitor_reply": "FLOW_MONITOR reply",
    "features_request": "FEATURES_REQUEST", "features_reply": "FEATURES_REPLY",
}  # fmt: skip

#: Messages Open vSwitch 3.1 refuses, and why it is right or why it does not matter.
_NO_EXPERIMENTER = "knows no experimenter 0x12345678"
OVS_REFUSES = {
    "experimenter": _NO_EXPERIMENTER,
    "experimenter_error_msg": _NO_EXPERIMENTER,
    "experimenter_stats_request": _NO_EXPERIMENTER,
    "experimenter_stats_reply": _NO_EXPERIMENTER,
    "flow_lightweight_stats_request": "has no OFPMP_FLOW_STATS of 1.5",
    "flow_lightweight_stats_reply": "has no OFPMP_FLOW_STATS of 1.5",
    "controller_status": "has no OFPT_CONTROLLER_STATUS",
    "controller_status_stats_request": "has no OFPMP_CONTROLLER_STATUS",
    "controller_status_stats_reply": "has no OFPMP_CONTROLLER_STATUS",
    "bundle_features_stats_request": "has no OFPMP_BUNDLE_FEATURES",
    "bundle_features_stats_reply": "has no OFPMP_BUNDLE_FEATURES",
}
OVS_REFUSES_IN = {
    (1, "table_mod"): "not in OpenFlow 1.0, but in some switches",
    (6, "meter_features_stats_reply"): "has the 16 bytes of 1.3; 1.5.1 §7.3.5.14 adds features and pad",
}

#: Members whose number Open vSwitch turns into a word, leaves out, or shows changed.
OVS_SILENT = {
    "_command", "actions", "actions_all", "actions_select", "actions_indirect", "actions_ff", "advertise", "advertised",
    "band_types", "bundle_ctrl_type", "capabilities", "channel_status", "code", "command", "config", "curr", "err_type",
    "event", "flags", "group_type", "mask", "peer", "reason", "role", "state", "stats_type", "supported", "type",
    "types", "version", "wildcards",
}  # fmt: skip
#: The same, of certain classes.
OVS_HIDES = {
    ("message.flow_modify", "importance"): "shown for additions only",
    ("message.flow_modify_strict", "importance"): "shown for additions only",
    ("message.role_request", "short_id"): "does not know the short_id of 1.5",
    ("message.role_reply", "short_id"): "does not know the short_id of 1.5",
    ("action.output", "max_len"): "shown for OFPP_CONTROLLER only",
    ("oxm.eth_type", "value"): "shown as the name of the protocol: tcp",
    ("oxm.ip_proto", "value"): "shown as the name of the protocol: tcp",
    ("common.match_v1", "ip_proto"): "shown as the name of the protocol: tcp",
    ("common.match_v1", "eth_type"): "shown as the name of the protocol: tcp",
    ("common.uint32", "value"): "bitmaps and OXM ids are shown as names",
    ("message.flow_stats_request", "cookie"): "never shown",
    ("message.flow_stats_request", "cookie_mask"): "never shown",
    ("message.aggregate_stats_request", "cookie"): "never shown",
    ("message.aggregate_stats_request", "cookie_mask"): "never shown",
    ("common.flow_update_initial", "priority"): "never shown",
    ("common.flow_update_added", "priority"): "never shown",
    ("common.flow_update_removed", "priority"): "never shown",
    ("common.flow_update_modified", "priority"): "never shown",
    ("message.bundle_add_msg", "data"): "shown as a message",
    ("message.requestforward", "data"): "shown as a message",
}
OVS_SILENT |= {name for name in dir(loxi.protocol(4).message.async_set()) if "_mask_" in name}


class Line(NamedTuple):
    """What Open vSwitch says about one message."""

    head: str
    text: str


@pytest.fixture(scope="module")
def ovs_says(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, str], Line]:
    """(version, name) to the output of ovs-ofctl."""
    need("ovs-ofctl", "openvswitch-common")
    said = {}
    for version in VERSIONS:
        path = tmp_path_factory.mktemp("ovs") / "messages"
        path.write_bytes(b"".join(msg.pack() for msg in specimens(version).values()))
        command = ["ovs-ofctl", "-m", "ofp-parse", str(path)]
        out = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
        # A message begins with its name and xid, or, if it is refused, with the reason and a dump of it.
        begin = rf"^OFP\w+(?: \w+)?(?: \(OF1\.\d\))? \(xid=0x{version:x}1[0-9a-f]{{2}}\):|^\*\*\*decode error"
        cuts = [match.start() for match in re.finditer(begin, out, re.MULTILINE)]
        parts = [out[a:b] for a, b in zip(cuts, [*cuts[1:], len(out)], strict=True)]
        # The message in a bundle or a request forward has the same look, and follows at once.
        for name in specimens(version):
            text = parts.pop(0)
            if name == "bundle_add_msg" and parts and parts[0].startswith("OFPT_FLOW_MOD"):
                text += parts.pop(0)
            said[version, name] = Line(text.partition(":")[0], text)
        assert not parts
    return said


def ovs_name(name: str) -> str:
    if name in OVS_NAMES:
        shown = OVS_NAMES[name]
        return f"OFPST_{shown}" if " " in shown else f"OFPT_{shown}"
    if name.endswith("_error_msg"):
        return "OFPT_ERROR"
    for ending, what in (("_stats_request", " request"), ("_stats_reply", " reply")):
        if name.endswith(ending):
            return f"OFPST_{name.removesuffix(ending).upper()}{what}"
    return f"OFPT_{name.upper()}"


def ovs_forms(scalar: Scalar) -> set[str]:
    """How Open vSwitch may write a value."""
    value = scalar.value
    if isinstance(value, str):
        return {value}
    if isinstance(value, bytes):
        if scalar.codec == "mac" or len(value) == 6:
            return {":".join(f"{octet:02x}" for octet in value)}
        dump = value[:16].hex(" ")
        shown = {dump, dump[:23] + "-" + dump[24:]} | ({value.decode()} if value.isascii() else set())
        if len(value) == 8:  # a whole message, the one at fault
            shown.add(f"xid=0x{value[4:].hex()})")
        return shown
    forms = {str(value), hex(value), f"{value:016x}", f"0x{value:08x}"}
    if value in (0xFFFFFFFF, 0xFFFF):
        forms.add("")  # any, all, none: left out
    if scalar.member == "command_bucket_id":
        forms |= {"first", "last"}
    if value > 0xFFFFFF:
        forms.add(".".join(str(octet) for octet in (value & 0xFFFFFFFF).to_bytes(4, "big")))
    if scalar.member == "value_mask":
        forms.add(f"/{value.bit_count()}")
    if scalar.member == "rate":
        forms.add(f"{value / 10:.1f}%")
    if scalar.member == "duration_nsec":
        forms.add(f".{value // 1000000:03}s")
    if scalar.cls == "common.oxs_duration":
        forms.add("duration55.066s")
        forms.add("duration=55.066s")
    if scalar.member in ("curr_speed", "max_speed"):
        forms.add(f"{value // 1000} Mbps")
    return forms


def shows(text: str, form: str) -> bool:
    """Tell whether a text has this in it, and not as a part of a longer number."""
    before = r"(?<!\d)" if form[:1].isdigit() else ""
    return re.search(rf"{before}{re.escape(form)}(?!\d)", text) is not None


@pytest.mark.parametrize(("version", "name"), EVERY)
def test_open_vswitch_agrees(ovs_says: dict[tuple[int, str], Line], version: int, name: str) -> None:
    said = ovs_says[version, name]
    if (name in OVS_REFUSES or (version, name) in OVS_REFUSES_IN) and "decode error" in said.text:
        return
    msg = decoded(version, name)
    assert "decode error" not in said.text, said.text
    tag = "" if version == 1 else f" (OF1.{version - 1})"
    assert said.head == f"{ovs_name(name)}{tag} (xid={msg.xid:#x})"
    missing = [
        scalar
        for scalar in scalars(msg)
        if scalar.member not in OVS_SILENT
        and (scalar.cls, scalar.member) not in OVS_HIDES
        and scalar.value not in (0, "", b"", bytes(6))
        and not any(shows(said.text, form) for form in ovs_forms(scalar))
    ]
    assert missing == [], said.text


# --- Wireshark -------------------------------------------------------------------------------------------------

#: Our name of a member to the names Wireshark has for it, where they differ.
SHARK_NAMES = {
    "_command": "command", "actions_all": "all", "actions_ff": "ff", "actions_indirect": "indirect",
    "actions_select": "select", "bundle_ctrl_type": "type", "curr": "current port_curr",
    "advertised": "advertised port_advertised", "supported": "supported port_supported", "peer": "peer port_peer",
    "err_type": "type", "eth_type": "dl_type", "flags": "flags config_flags",
    "flow_removed_mask_equal_master": "master", "flow_removed_mask_slave": "slave", "group_type": "type",
    "hw_addr": "hw_addr hw_add", "ip_proto": "nw_proto", "ipv4_dst": "dest_addr", "ipv4_src": "source_addr",
    "ip_dscp": "tos", "mask": "mask master slave", "matched_count": "match_count", "max_groups_all": "all",
    "max_groups_ff": "ff", "max_groups_indirect": "indirect", "max_groups_select": "select", "metadata": "value",
    "metadata_mask": "mask", "name": "name port_name", "packet_in_mask_equal_master": "master",
    "packet_in_mask_slave": "slave", "port_status_mask_equal_master": "master", "port_status_mask_slave": "slave",
    "ref_count": "ref_count flow_count", "rx_crc_err": "rx_crc_error rx_crc_err",
    "rx_frame_err": "rx_frame_error rx_frame_err", "rx_over_err": "rx_over_error rx_over_err",
    "state": "state sate", "stats_type": "type", "subtype": "exp_type code", "tcp_dst": "dest_port",
    "tcp_src": "source_port", "type": "type property action_typ", "value_mask": "ipv4_mask",
    "vlan_pcp": "dl_vlan_pcp", "vlan_vid": "dl_vlan",
}  # fmt: skip
#: Names it has for the value of a match field or of a number in a list.
SHARK_VALUES = re.compile(r"value_\w+|next_table_id|bitmap")

#: Messages Wireshark 4.0 has a heading for, and nothing more ("not dissected yet").
SHARK_NOT_YET = {
    (1, "aggregate_stats_reply"), (1, "aggregate_stats_request"), (1, "bad_action_error_msg"),
    (1, "bad_request_error_msg"), (1, "echo_reply"), (1, "echo_request"), (1, "experimenter"),
    (1, "experimenter_stats_reply"), (1, "experimenter_stats_request"), (1, "flow_mod_failed_error_msg"),
    (1, "flow_removed"), (1, "flow_stats_reply"), (1, "hello_failed_error_msg"), (1, "port_mod"),
    (1, "port_mod_failed_error_msg"), (1, "port_stats_reply"), (1, "port_stats_request"), (1, "port_status"),
    (1, "queue_get_config_reply"), (1, "queue_get_config_request"), (1, "queue_op_failed_error_msg"),
    (1, "queue_stats_reply"), (1, "queue_stats_request"), (1, "table_mod"), (1, "table_stats_reply"),
    (1, "table_stats_request"), (6, "flow_lightweight_stats_reply"), (6, "bundle_features_stats_reply"),
}  # fmt: skip

#: Messages it reads otherwise than the specification; Open vSwitch agrees with us on each.
SHARK_WRONG = {
    (1, "packet_out"): "knows no actions, and takes them for the packet",
    (5, "queue_stats_reply"): "reads the entries of 1.3: 1.4.1 §7.3.5.10 begins them with length and pad",
    (6, "queue_stats_reply"): "the same",
    (5, "queue_desc_stats_reply"): "wants 16 bytes in a property of 8 (1.4.1 §7.3.5.9)",
    (6, "queue_desc_stats_reply"): "the same",
    (6, "flow_stats_reply"): "reads the entries of 1.4, with counters in place of ofp_stats (1.5.1 §7.3.5.2)",
    (6, "flow_removed"): "reads that of 1.4 (1.5.1 §7.4.2)",
    (6, "aggregate_stats_reply"): "reads that of 1.4 (1.5.1 §7.3.5.4)",
    (5, "flow_monitor_reply"): "stops in the padding of a whole update, which it fetches as a number",
    (6, "flow_monitor_reply"): "the same",
    (6, "packet_out"): "has in_port where 1.5.1 §7.3.6 has a match",
}

#: (version, part of a message) that it shows without its values, or as a dump.
SHARK_BLIND = {
    (1, "action"): "actions are not dissected yet",
    (1, "common.port_desc.config"): "shown bit by bit",
    (1, "common.port_desc.state"): "shown bit by bit",
    (5, "common.table_desc"): "is no part of table_status for it",
    (5, "table_mod_prop.vacancy"): "the same",
    (6, "common.table_desc"): "the same",
    (6, "table_mod_prop.vacancy"): "the same",
    (6, "oxm"): "shows where the fields are, not what is in them",
    (6, "action"): "the same",
    (6, "instruction"): "the same",
    (6, "common.bucket"): "reads those of 1.4 (1.5.1 §7.3.4.3)",
    (6, "common.group_bucket_prop_weight"): "the same",
}
_DUMP = "a dump, or dissected as what it is"
SHARK_HIDES = {
    "data": _DUMP, "role of requestforward": _DUMP, "reserved": "all zero",
    "mfr_desc": "1.0 only: not dissected", "hw_desc": "the same", "sw_desc": "the same", "serial_num": "the same",
    "dp_desc": "the same", "short_id": "no short_id of 1.5", "command of table_features": "none in 1.4",
    "features": "none before 1.5", "config of table_features": "called capabilities in 1.4",
    "type of table_feature_prop_wildcards": "stops at the first property it does not know",
    "type of table_feature_prop_apply_setfield": "the same", "value of uint32": "OXM ids are bit fields",
    "port_no of port_desc_stats_request": "empty until 1.4", "group_id of group_desc_stats_request": "the same",
    "feature_request_flags": "not dissected", "type_len": "shown as class, field and length",
}  # fmt: skip


class Dissection(NamedTuple):
    """What Wireshark says about one message: field name to its values, and its complaints."""

    values: dict[str, set[Any]]
    complaints: list[str]


def pcap(frames: list[bytes]) -> bytes:
    """A capture of one TCP connection from port 6653, a message in each segment (libpcap 2.4, Ethernet)."""
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)]
    sequence = 1
    for number, frame in enumerate(frames):
        tcp = struct.pack("!HHIIBBHHH", 6653, 40000, sequence, 1, 5 << 4, 0x18, 65535, 0, 0) + frame
        ip = struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(tcp), number, 0, 64, 6, 0, 0x7F000001, 0x7F000001) + tcp
        ethernet = bytes(12) + b"\x08\x00" + ip
        out.append(struct.pack("<IIII", number, 0, len(ethernet), len(ethernet)) + ethernet)
        sequence += len(frame)
    return b"".join(out)


@pytest.fixture(scope="module")
def shark_says(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, str], Dissection]:
    """(version, name) to what tshark says."""
    need("tshark", "tshark")
    folder: Path = tmp_path_factory.mktemp("shark")
    path = folder / "messages.pcap"
    path.write_bytes(pcap([specimens(version)[name].pack() for version, name in EVERY]))
    command = ["tshark", "-n", "-r", str(path), "-d", "tcp.port==6653,openflow", "-T", "pdml"]
    command += ["-J", "openflow openflow_v1 openflow_v4 openflow_v5 openflow_v6"]
    out = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True).stdout
    packets = ElementTree.fromstring(out).findall("packet")
    assert len(packets) == len(EVERY)
    return {which: dissection(packet) for which, packet in zip(EVERY, packets, strict=True)}


def dissection(packet: ElementTree.Element) -> Dissection:
    """Collect the fields of the one OpenFlow message in a packet."""
    (proto,) = [proto for proto in packet.findall("proto") if str(proto.get("name")).startswith("openflow")]
    values: dict[str, set[Any]] = defaultdict(set)
    complaints = []
    for field in proto.iter("field"):
        name = str(field.get("name"))
        if name == "_ws.expert":
            complaints.append(str(field.get("showname")))
        short = name.rpartition(".")[2]
        values[short].add(field.get("show"))
        for form in (field.get("value"), field.get("unmaskedvalue")):
            if form and re.fullmatch("[0-9a-f]+", form):
                values[short].add(int(form, 16))
    return Dissection(values, complaints)


@pytest.mark.parametrize(("version", "name"), EVERY)
def test_wireshark_agrees(shark_says: dict[tuple[int, str], Dissection], version: int, name: str) -> None:
    said = shark_says[version, name]
    raw = specimens(version)[name].pack()
    head = {"version": version, "type": raw[1], "length": len(raw), "xid": int.from_bytes(raw[4:8], "big")}
    assert [field for field, value in head.items() if value not in said.values[field]] == []
    if (version, name) in SHARK_NOT_YET or (version, name) in SHARK_WRONG:
        return
    assert not [complaint for complaint in said.complaints if "Malformed" in complaint]
    missing = [scalar for scalar in scalars(wire.decode(raw)) if not dissected(version, scalar, said)]
    assert missing == []


def dissected(version: int, scalar: Scalar, said: Dissection) -> bool:
    """Tell whether Wireshark shows this value under the name it has for it, or cannot."""
    cls, member = scalar.cls, scalar.member
    if any((version, part) in SHARK_BLIND for part in (cls.partition(".")[0], cls, f"{cls}.{member}")):
        return True
    if member in SHARK_HIDES or f"{member} of {cls.partition('.')[2]}" in SHARK_HIDES:
        return True
    value = int.from_bytes(scalar.value, "big") if isinstance(scalar.value, bytes) else scalar.value
    names = {member, *SHARK_NAMES.get(member, "").split()}
    if member == "value":
        names |= {known for known in said.values if SHARK_VALUES.fullmatch(known)}
    return any(value in said.values.get(known, ()) for known in names)
