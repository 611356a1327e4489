"""Entries of statistics -> what the Ryu API replies, per version.

Up to 1.3 each reply has exactly the members that the API documents; from 1.4 on it has those of the entry on the wire.
Each function takes an entry and the version. Knows messages and the tables; no switch, no HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from oftwist.http.ryu.matches import header_name, tell_match, told_field
from oftwist.http.ryu.telling import action_object, action_text, instruction_objects, instructions_told, members
from oftwist.http.ryu.told import flags, numbered, told
from oftwist.wire import naming, whole
from oftwist.wire.numbers import OF10, OF11, OF12, OF13, OF14, OF15

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded

    Told = dict[str, object]
    Teller = Callable[[Decoded, int], Told]


def picked(entry: Decoded, *names: str) -> Told:
    """Some members of an entry."""
    return {name: getattr(entry, name) for name in names}


def description(reply: Decoded, version: int) -> Told:
    """The description of a switch."""
    return {name: str(getattr(reply, name)) for name in ("mfr_desc", "hw_desc", "sw_desc", "serial_num", "dp_desc")}


# --- flows ------------------------------------------------------------------------------------------


def flow(entry: Decoded, version: int) -> Told:
    """One flow."""
    if version >= OF14:
        found = members(entry) | counted(entry)
        found["match"] = tell_match(entry.match, version)
        found["instructions"] = instruction_objects(entry.instructions, version)
        return found
    found = picked(
        entry, "priority", "cookie", "idle_timeout", "hard_timeout", "byte_count", "duration_sec", "duration_nsec"
    )
    found["packet_count"] = entry.packet_count
    found["table_id"] = entry.table_id if version == OF10 else told(entry.table_id, version, "OFPTT_")
    found["match"] = tell_match(entry.match, version)
    if version == OF10:
        found["actions"] = [action_text(action, version) for action in entry.actions]
        return found
    found["actions"] = instructions_told(entry.instructions, version)
    found["length"] = int.from_bytes(entry.pack()[:2], "big")
    if version == OF13:
        found["flags"] = entry.flags
    return found


def aggregate(reply: Decoded, version: int) -> Told:
    """The sum of some flows."""
    if version < OF15:
        return picked(reply, "packet_count", "byte_count", "flow_count")
    return counted(reply)


_PAIRS = ("duration", "idle_time")  # seconds and nanoseconds


def counted(entry: Decoded) -> Told:
    """What an entry of 1.5 counts, both as ``stats`` and as members of their own, as other versions have them."""
    if not hasattr(entry, "stats"):
        return {}
    stats: Told = {}
    flat: Told = {}
    for field in whole(entry.stats.oxs_fields):
        name = type(field).__name__.removeprefix("oxs_")
        if not hasattr(field, "value"):
            continue
        value = int(field.value)
        if name in _PAIRS:
            parts = {f"{name}_sec": value >> 32, f"{name}_nsec": value & 0xFFFFFFFF}
            stats[name] = parts
            flat |= parts
        else:
            stats[name] = flat[name] = value
    return flat | {"stats": stats}


# --- tables -----------------------------------------------------------------------------------------

_BITMAPS_12 = {
    "match": ("oxm_ofb_match_fields", "OFPXMT_OFB_"),
    "wildcards": ("oxm_ofb_match_fields", "OFPXMT_OFB_"),
    "write_setfields": ("oxm_ofb_match_fields", "OFPXMT_OFB_"),
    "apply_setfields": ("oxm_ofb_match_fields", "OFPXMT_OFB_"),
    "write_actions": ("ofp_action_type", "OFPAT_"),
    "apply_actions": ("ofp_action_type", "OFPAT_"),
    "instructions": ("ofp_instruction_type", "OFPIT_"),
}
_BITMAPS_11 = _BITMAPS_12 | {
    "match": ("ofp_flow_match_fields", "OFPFMF_"),
    "wildcards": ("ofp_flow_match_fields", "OFPFMF_"),
}
_FLAGS_11 = ("match", "wildcards")  # bits, where 1.2 has numbers of bits


def table(entry: Decoded, version: int) -> Told:
    """What one table counts and, up to 1.2, what it can."""
    found = picked(entry, "active_count", "lookup_count", "matched_count")
    found["table_id"] = entry.table_id if version == OF10 else told(entry.table_id, version, "OFPTT_")
    if version >= OF13:
        return found
    found |= {"name": str(entry.name), "max_entries": entry.max_entries}
    if version == OF10:
        found["wildcards"] = [name for name, bits in _WILDCARDS_10.items() if entry.wildcards & bits]
        return found
    for name, (group, prefix) in (_BITMAPS_12 if version == OF12 else _BITMAPS_11).items():
        if hasattr(entry, name):
            tell = flags if version == OF11 and name in _FLAGS_11 else numbered
            found[name] = tell(getattr(entry, name), version, group, prefix)
    found["config"] = _CONFIG[entry.config & 3]
    return found | ({} if version == OF11 else picked(entry, "metadata_match", "metadata_write"))


#: What a table does with packets that no flow matches; Ryu says nothing of the usual, and so do clients expect.
_CONFIG: tuple[list[str], ...] = ([], ["TABLE_MISS_CONTINUE"], ["TABLE_MISS_DROP"], ["TABLE_MISS_MASK"])
_WILDCARDS_10 = {
    "IN_PORT": 1 << 0,
    "DL_VLAN": 1 << 1,
    "DL_SRC": 1 << 2,
    "DL_DST": 1 << 3,
    "DL_TYPE": 1 << 4,
    "NW_PROTO": 1 << 5,
    "TP_SRC": 1 << 6,
    "TP_DST": 1 << 7,
    "NW_SRC_MASK": 0x3F << 8,
    "NW_DST_MASK": 0x3F << 14,
    "DL_VLAN_PCP": 1 << 20,
    "NW_TOS": 1 << 21,
}


def table_features(entry: Decoded, version: int) -> Told:
    """What one table can."""
    renamed = {"next_table_ids": "table_ids"}
    if version == OF13:
        found: Told = picked(entry, "metadata_match", "metadata_write", "config", "max_entries")
        found["name"] = str(entry.name)
    else:
        found = members(entry)
    found["table_id"] = told(entry.table_id, version, "OFPTT_")
    found["properties"] = [_feature(one, version, renamed) for one in whole(entry.properties)]
    return found


def _feature(prop: Decoded, version: int, renamed: dict[str, str]) -> Told:
    name = type(prop).__name__
    kind = name.removeprefix("table_feature_prop").removeprefix("_").upper()
    found: Told = {"type": kind or "UNKNOWN"}
    for member in ("instruction_ids", "action_ids"):
        if hasattr(prop, member):
            found[member] = [{"len": len(one.pack()), "type": int(one.type)} for one in whole(getattr(prop, member))]
    for member in ("next_table_ids", "table_ids"):
        if hasattr(prop, member):
            found["table_ids"] = [one.value for one in whole(getattr(prop, member))]
    if hasattr(prop, "oxm_ids"):
        found["oxm_ids"] = [_field_id(header, version) for header in _headers(whole(prop.oxm_ids))]
    return found


def _headers(numbers: list[Decoded]) -> list[int]:
    """The headers of a list of fields: of an experimenter's its number follows."""
    found = []
    rest = [one.value for one in numbers]
    while rest:
        header = rest.pop(0)
        found.append(header << 32 | rest.pop(0) if header >> 16 == 0xFFFF and rest else header)
    return found


def _field_id(header: int, version: int) -> Told:
    first = header >> 32 or header
    found: Told = {
        "type": told_field(header_name(header, version)),
        "hasmask": first >> 8 & 1,
        "length": first & 0xFF,
    }
    return found | ({"experimenter_id": header & 0xFFFFFFFF} if header >> 32 else {})


# --- ports and queues -------------------------------------------------------------------------------

_PORT_COUNTERS = tuple(
    f"{way}_{what}" for what in ("packets", "bytes", "dropped", "errors") for way in ("rx", "tx")
) + ("rx_frame_err", "rx_over_err", "rx_crc_err", "collisions")


def port_stats(entry: Decoded, version: int) -> Told:
    """What one port counts."""
    if version >= OF14:
        found = members(entry)
        found["properties"] = _properties(entry.properties, "port_stats_prop")
    else:
        found = picked(entry, *_PORT_COUNTERS)
        if version == OF13:
            found |= picked(entry, "duration_sec", "duration_nsec")
    return found | {"port_no": told(entry.port_no, version, "OFPP_")}


def port_desc(entry: Decoded, version: int) -> Told:
    """One port."""
    found = members(entry)
    if version >= OF14:
        found["properties"] = _properties(entry.properties, "port_desc_prop")
    return found | {"port_no": told(entry.port_no, version, "OFPP_")}


def _properties(properties: list[Decoded], parent: str) -> list[Told]:
    """Properties as objects."""
    found: list[Told] = []
    for one in whole(properties):
        name = type(one).__name__.removeprefix(parent).removeprefix("_")
        told_one = members(one, {"freq_ldma": "freq_lmda"})
        if hasattr(one, "exp_type"):
            told_one["data"] = _words(one.extra)
        if hasattr(one, "oxm_ids"):
            told_one["oxm_ids"] = [told_field(header_name(each.value, OF15)) for each in whole(one.oxm_ids)]
        if hasattr(one, "port_nos"):
            told_one["port_nos"] = [each.value for each in whole(one.port_nos)]
        found.append(told_one | {"type": name.upper() or "UNKNOWN"})
    return found


def _words(data: bytes) -> list[int]:
    """The data of an experimenter's property: numbers of 32 bits, of which the specification says it is made."""
    if len(data) % 4:
        return list(data)
    return [int.from_bytes(data[at : at + 4], "big") for at in range(0, len(data), 4)]


def queue_stats(entry: Decoded, version: int) -> Told:
    """What one queue counts."""
    if version >= OF14:
        return members(entry) | {"properties": _properties(entry.properties, "queue_stats_prop")}
    found = picked(entry, "port_no", "queue_id", "tx_bytes", "tx_errors", "tx_packets")
    return found | (picked(entry, "duration_sec", "duration_nsec") if version == OF13 else {})


def queue_desc(entry: Decoded, version: int) -> Told:
    """One queue, since 1.4."""
    found = members(entry, {"length": "len"})
    return found | {"properties": _properties(entry.properties, "queue_desc_prop")}


def queue_config(reply: Decoded, version: int) -> Told:
    """The queues of one port, up to 1.3."""
    queues = []
    for one in whole(reply.queues):
        queue: Told = {
            "queue_id": told(one.queue_id, version, "OFPQ_"),
            "properties": [_queue_property(prop) for prop in whole(one.properties)],
        }
        # Before 1.2 a queue does not say its port.
        queue["port"] = told(getattr(one, "port", reply.port), version, "OFPP_")
        queues.append(queue)
    return {"port": told(reply.port, version, "OFPP_"), "queues": queues}


def _queue_property(prop: Decoded) -> Told:
    name = type(prop).__name__.removeprefix("queue_prop").removeprefix("_").upper() or "UNKNOWN"
    found: Told = {"property": name}
    if hasattr(prop, "rate"):
        found["rate"] = prop.rate
    elif name == "EXPERIMENTER":
        found |= {"experimenter": int(prop.experimenter), "data": list(prop.data)}
    return found


# --- groups -----------------------------------------------------------------------------------------


def group_stats(entry: Decoded, version: int) -> Told:
    """What one group counts."""
    found = members(entry)
    found["group_id"] = told(entry.group_id, version, "OFPG_")
    found["bucket_stats"] = [picked(one, "packet_count", "byte_count") for one in whole(entry.bucket_stats)]
    return found


def group_desc(entry: Decoded, version: int) -> Told:
    """One group and its buckets."""
    kind = told(entry.group_type, version, "OFPGT_")
    found: Told = members(entry) if version >= OF14 else {}
    found.pop("group_type", None)
    found["group_id"] = told(entry.group_id, version, "OFPG_")
    found["type"] = kind if isinstance(kind, str) or version < OF14 else "UNKNOWN"
    found["buckets"] = [_bucket(one, version) for one in whole(entry.buckets)]
    if version >= OF15:
        found["properties"] = _properties(entry.properties, "group_prop")
    return found


def _bucket(bucket: Decoded, version: int) -> Told:
    if version < OF14:
        found = picked(bucket, "weight", "watch_port", "watch_group")
        return found | {"actions": [action_text(action, version) for action in bucket.actions]}
    found = members(bucket)
    found["actions"] = [action_object(action, version) for action in bucket.actions]
    if version >= OF15:
        found["properties"] = _properties(bucket.properties, "group_bucket_prop")
    return found


_GROUP_TYPES = ("ALL", "SELECT", "INDIRECT", "FF")


def group_features(reply: Decoded, version: int) -> Told:
    """What groups of the switch can."""
    by_type = {name: name.lower() for name in _GROUP_TYPES}
    return {
        "types": numbered(reply.types, version, "ofp_group_type", "OFPGT_"),
        "capabilities": flags(reply.capabilities, version, "ofp_group_capabilities", "OFPGFC_"),
        "max_groups": [{name: getattr(reply, f"max_groups_{low}")} for name, low in by_type.items()],
        "actions": [
            {name: numbered(getattr(reply, f"actions_{low}"), version, "ofp_action_type", "OFPAT_")}
            for name, low in by_type.items()
        ],
    }


# --- meters -----------------------------------------------------------------------------------------


def meter_stats(entry: Decoded, version: int) -> Told:
    """What one meter counts."""
    found = members(entry)
    if "ref_count" in found:  # what 1.5 calls it
        found["flow_count"] = found["ref_count"]
    found["meter_id"] = told(entry.meter_id, version, "OFPM_")
    found["band_stats"] = [picked(one, "packet_band_count", "byte_band_count") for one in whole(entry.band_stats)]
    return found


def meter_config(entry: Decoded, version: int) -> Told:
    """One meter and its bands."""
    found: Told = members(entry) if version >= OF14 else {}
    found["meter_id"] = told(entry.meter_id, version, "OFPM_")
    found["flags"] = flags(entry.flags, version, "ofp_meter_flags", "OFPMF_")
    found["bands"] = [_band(one, version) for one in whole(entry.entries)]
    return found


def _band(band: Decoded, version: int) -> Told:
    found = members(band)
    name = type(band).__name__.upper()
    found["type"] = name if name != "METER_BAND" else "UNKNOWN" if version >= OF14 else ""
    if version == OF13:
        found.pop("len", None)
    return found


def meter_features(entry: Decoded, version: int) -> Told:
    """What meters of the switch can."""
    found = picked(entry, "max_meter", "max_bands", "max_color")
    found["band_types"] = numbered(entry.band_types, version, "ofp_meter_band_type", "OFPMBT_")
    found["capabilities"] = flags(entry.capabilities, version, "ofp_meter_flags", "OFPMF_")
    return found


# --- roles ------------------------------------------------------------------------------------------


def role(reply: Decoded, version: int) -> Told:
    """The role that the switch gives this controller."""
    names = naming.names(OF15, "ofp_controller_role")
    found: Told = {"role": names.get(reply.role, str(reply.role)).removeprefix("OFPCR_ROLE_")}
    found["generation_id"] = reply.generation_id
    return found | ({"short_id": reply.short_id} if version >= OF15 else {})
