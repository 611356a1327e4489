"""Each action, instruction, band and property of 1.3 to 1.5 in a message, read by Wireshark: each number in its place.

``test_decoders`` asks about every message; this asks about every part that a message may have.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from oftwist import loxi
from oftwist.wire import spec
from tests.live.test_decoders import Dissection, dissection, need, pcap

VERSIONS = (4, 5, 6)
ANY = 0xFFFFFFFF


def _group(ofp: Any, **more: Any) -> Any:
    return ofp.message.group_add(xid=1, group_id=1, command_bucket_id=ANY, **more)


def _packet_out(ofp: Any, part: Any) -> Any:
    where = {"match": ofp.match.build(in_port=1)} if ofp.OFP_VERSION == 6 else {"in_port": 1}
    return ofp.message.packet_out(xid=1, buffer_id=ANY, actions=[part], **where)


#: The family of a part -> a message that has it.
HOLDERS: dict[str, Callable[[Any, Any], Any]] = {
    "action.action": _packet_out,
    "instruction.instruction": lambda ofp, part: ofp.message.flow_add(
        xid=1, buffer_id=ANY, out_port=ANY, out_group=ANY, instructions=[part]
    ),
    "meter_band.meter_band": lambda ofp, part: ofp.message.meter_mod(
        xid=1, flags=1, meter_id=5, **{"meters" if ofp.OFP_VERSION == 4 else "bands": [part]}
    ),
    "common.table_feature_prop": lambda ofp, part: ofp.message.table_features_stats_reply(
        xid=1, entries=[ofp.table_features(table_id=1, name="x", properties=[part])]
    ),
    "port_desc_prop.port_desc_prop": lambda ofp, part: ofp.message.port_desc_stats_reply(
        xid=1, entries=[ofp.port_desc(port_no=1, name="p", properties=[part])]
    ),
    "port_mod_prop.port_mod_prop": lambda ofp, part: ofp.message.port_mod(xid=1, port_no=1, properties=[part]),
    "port_stats_prop.port_stats_prop": lambda ofp, part: ofp.message.port_stats_reply(
        xid=1, entries=[ofp.port_stats_entry(port_no=1, properties=[part])]
    ),
    "table_mod_prop.table_mod_prop": lambda ofp, part: ofp.message.table_mod(xid=1, table_id=1, properties=[part]),
    "async_config_prop.async_config_prop": lambda ofp, part: ofp.message.async_set(xid=1, properties=[part]),
    "bundle_prop.bundle_prop": lambda ofp, part: ofp.message.bundle_ctrl_msg(xid=1, bundle_id=1, properties=[part]),
    "common.bundle_features_prop": lambda ofp, part: ofp.message.bundle_features_stats_reply(xid=1, properties=[part]),
    "common.controller_status_prop": lambda ofp, part: ofp.message.controller_status(
        xid=1, entry=ofp.controller_status_entry(short_id=1, properties=[part])
    ),
    "common.group_prop": lambda ofp, part: _group(ofp, properties=[part]),
    "common.group_bucket_prop": lambda ofp, part: _group(ofp, buckets=[ofp.bucket(bucket_id=1, properties=[part])]),
}

#: What Wireshark 4.0 does not read: (version or 0, class or the end of its name) -> why.
UNREAD = {
    (5, "prop.experimenter"): "takes 12 bytes for too short",
    (6, "prop.experimenter"): "takes 12 bytes for too short",
    (0, "async_config_prop.experimenter_slave"): "takes 12 bytes for too short",
    (0, "async_config_prop.experimenter_master"): "takes 12 bytes for too short",
    (6, "common.bundle_features_prop_experimenter"): "does not know the reply",
    (6, "common.bundle_features_prop_time"): "does not know the reply",
    (6, "port_desc_prop.ingress"): "stops at it",
    (6, "port_desc_prop.egress"): "stops at it",
    (6, "port_desc_prop.recirculate"): "stops at it",
    (5, "action.experimenter"): "wants more than the experimenter",
    (5, "instruction.experimenter"): "wants more than the experimenter",
    (6, "action."): "does not read the actions of a packet-out of 1.5, which has a match before them (1.5.1 §7.3.6)",
    (6, "common.group_bucket_prop_"): "reads the buckets of 1.4 (1.5.1 §7.3.4.3)",
}  # fmt: skip


def parts(version: int) -> list[tuple[str, Any]]:
    """One of each class, with numbers that are unlike each other."""
    ofp = loxi.protocol(version)
    found = []
    for qualname in (f"{m}.{n}" for m in spec.modules(version) for n in spec.names(version, m)):
        lay = spec.layout(version, qualname)
        if lay.parent not in HOLDERS or lay.origin != "standard":
            continue
        part = getattr(getattr(ofp, lay.module), lay.name)()
        for i, m in enumerate(lay.members):
            if m.name == "experimenter":
                part.experimenter = 0x00AABBCC
            elif m.kind in ("data", "key") and m.codec == "uint":
                setattr(part, m.name, (0x0102030405060708 >> 64 - 8 * m.size) + i)
            elif m.codec == "text":
                part.uri = "tls:10.0.0.1:6653"
            elif m.codec == "list" and m.of == "common.uint32":
                part_of = [ofp.oxm.eth_dst.type_len, ofp.oxm.eth_src.type_len] if "oxm" in m.name else [0x1234, 0x5678]
                setattr(part, m.name, [ofp.uint32(number) for number in part_of])
            elif m.codec == "list" and m.of == "common.uint8":
                setattr(part, m.name, [ofp.uint8(41), ofp.uint8(42)])
            elif m.codec == "struct" and m.of == "oxm.oxm":
                part.field = ofp.oxm.eth_dst("00:11:22:33:44:55")
        found.append((qualname, part))
    return found


EVERY = [(version, qualname) for version in VERSIONS for qualname, _ in parts(version)]


@pytest.fixture(scope="module")
def shark_says(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, str], Dissection]:
    need("tshark", "tshark")
    frames = []
    for version in VERSIONS:
        ofp = loxi.protocol(version)
        for qualname, part in parts(version):
            frames.append(HOLDERS[spec.layout(version, qualname).parent](ofp, part).pack())
    path: Path = tmp_path_factory.mktemp("shark") / "parts.pcap"
    path.write_bytes(pcap(frames))
    command = ["tshark", "-n", "-r", str(path), "-d", "tcp.port==6653,openflow", "-T", "pdml"]
    command += ["-J", "openflow openflow_v1 openflow_v4 openflow_v5 openflow_v6"]
    out = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True).stdout
    packets = ElementTree.fromstring(out).findall("packet")
    return {which: dissection(packet) for which, packet in zip(EVERY, packets, strict=True)}


def unread(version: int, qualname: str) -> bool:
    return any(
        v in (0, version) and (qualname.endswith(q) or (q[-1] in "._" and qualname.startswith(q))) for v, q in UNREAD
    )


@pytest.mark.parametrize(("version", "qualname"), EVERY)
def test_wireshark_reads_every_part(shark_says: dict[tuple[int, str], Dissection], version: int, qualname: str) -> None:
    if unread(version, qualname):
        return
    said = shark_says[version, qualname]
    assert not [complaint for complaint in said.complaints if "Malformed" in complaint]
    shown = {value for values in said.values.values() for value in values}
    part = dict(parts(version))[qualname]
    for m in spec.layout(version, qualname).members:
        if m.kind in ("data", "key") and m.codec in ("uint", "text"):
            assert getattr(part, m.name) in shown, m.name
        elif m.codec == "list" and m.of in ("common.uint8", "common.uint32") and "oxm" not in m.name:
            assert {item.value for item in getattr(part, m.name)} <= shown, m.name
