"""Bodies of the Ryu API -> the messages that change a switch: flows, groups, meters, ports, experimenters' messages.

Defaults are Ryu's, also where they surprise: priority 32768 in OpenFlow 1.0 but 0 later on, table 0 for deletions too.
Members that nobody knows are passed over, as there; what is known must be right.

Knows messages; no switch, no HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oftwist.http.ryu.actions import packed, packed_message, read_actions, read_instructions
from oftwist.http.ryu.given import Given, Mistake, number
from oftwist.http.ryu.matches import read_match
from oftwist.wire import naming
from oftwist.wire.codec import values
from oftwist.wire.numbers import NO_BUFFER, OF10, OF11, OF12, OF13, OF14, OF15

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded, Message

ANY = 0xFFFFFFFF  # OFPP_ANY, OFPG_ANY
ANY_10 = 0xFFFF  # OFPP_NONE, which means that in 1.0
ALL_TABLES = 0xFF
DEFAULT_PRIORITY = 0x8000
FLOW_COMMANDS = ("add", "modify", "modify_strict", "delete", "delete_strict")
GROUP_COMMANDS = METER_COMMANDS = ("add", "modify", "delete")


def any_port(version: int) -> int:
    """The number that means any port."""
    return ANY_10 if version == OF10 else ANY


def need(version: int, since: int, what: str) -> None:
    """Refuse what a version has not."""
    if version < since:
        raise Mistake(f"{what} came with OpenFlow 1.{since - 1}; this switch speaks 1.{version - 1}", unsupported=True)


# --- flows ------------------------------------------------------------------------------------------


def flow_mod(command: str, body: Given, ofp: ModuleType) -> Message:
    """The flow mod that a body describes.

    Args:
        command: one of `FLOW_COMMANDS`.
        body: ``match``, ``actions`` or ``instructions``, ``priority`` ...
        ofp: the loxi module of the version.

    Raises:
        Mistake: something in it cannot be said in this version; names it.
    """
    version: int = ofp.OFP_VERSION
    members: dict[str, object] = {
        "cookie": body.number("cookie", 0),
        "idle_timeout": body.number("idle_timeout", 0),
        "hard_timeout": body.number("hard_timeout", 0),
        "priority": body.number("priority", DEFAULT_PRIORITY if version == OF10 else 0),
        "buffer_id": _buffer(body, version),
        "out_port": body.number("out_port", any_port(version), version=version, prefix="OFPP_"),
        "flags": body.number("flags", 0),
        "match": read_match(body.one("match"), ofp),
    }
    if version == OF10:
        members["actions"] = read_actions(body.many("actions"), ofp)
    else:
        members |= {
            "cookie_mask": body.number("cookie_mask", 0),
            "table_id": body.number("table_id", 0, version=version, prefix="OFPTT_"),
            "out_group": body.number("out_group", ANY, version=version, prefix="OFPG_"),
            "instructions": read_instructions(body, ofp),
        }
    if version >= OF14:
        members["importance"] = body.number("importance", 0)
    made: Message = getattr(ofp.message, f"flow_{command}")(**members)
    return packed_message(made, body)


def _buffer(body: Given, version: int) -> int:
    """A buffer, or none by its name, which Ryu takes in every version."""
    if body.get("buffer_id") in ("NO_BUFFER", "OFP_NO_BUFFER"):
        return NO_BUFFER
    return body.number("buffer_id", NO_BUFFER)


def clear(ofp: ModuleType, n_tables: int) -> list[Message]:
    """The messages that delete all flows; 1.1 takes one for each table."""
    version: int = ofp.OFP_VERSION
    tables: list[Given] = [Given({})]
    if version == OF11:
        tables = [Given({"table_id": table}) for table in range(n_tables)]
    elif version > OF11:
        tables = [Given({"table_id": ALL_TABLES})]
    return [flow_mod("delete", one, ofp) for one in tables]


# --- groups -----------------------------------------------------------------------------------------


def group_mod(command: str, body: Given, ofp: ModuleType) -> Message:
    """The group mod that a body describes; see `flow_mod`."""
    version: int = ofp.OFP_VERSION
    need(version, OF11, "groups")
    members: dict[str, object] = {
        "group_type": _named(body, "type", "ALL", version, "ofp_group_type", "OFPGT_"),
        "group_id": body.number("group_id", 0, version=version, prefix="OFPG_"),
        "buckets": [_bucket(one, index, ofp) for index, one in enumerate(body.many("buckets"))],
    }
    if version >= OF15:
        # Without a bucket to begin at, a command means all of them; Ryu's own default, 0, is a bucket.
        default = ofp.OFPG_BUCKET_ALL
        members["command_bucket_id"] = body.number("command_bucket_id", default, version=version, prefix="OFPG_BUCKET_")
    made: Message = getattr(ofp.message, f"group_{command}")(**members)
    return packed_message(made, body, {"group_type": "type"})


def _bucket(given: Given, index: int, ofp: ModuleType) -> Decoded:
    """One bucket, the one of this index. What became properties in 1.5 may be written as before."""
    version: int = ofp.OFP_VERSION
    actions = read_actions(given.many("actions"), ofp)
    weight = given.number("weight", 0)
    port = given.number("watch_port", ANY, version=version, prefix="OFPP_")
    group = given.number("watch_group", ANY, version=version, prefix="OFPG_")
    if version < OF15:
        made: Decoded = ofp.bucket(weight=weight, watch_port=port, watch_group=group, actions=actions)
        return packed(made, given)
    properties = [_bucket_property(one, ofp) for one in given.many("properties")]
    if weight:
        properties.append(ofp.group_bucket_prop_weight(weight=weight))
    if port != ANY:
        properties.append(ofp.group_bucket_prop_watch_port(watch=port))
    if group != ANY:
        properties.append(ofp.group_bucket_prop_watch_group(watch=group))
    made = ofp.bucket(bucket_id=given.number("bucket_id", index), actions=actions, properties=properties)
    return packed(made, given)


def _bucket_property(given: Given, ofp: ModuleType) -> Decoded:
    version: int = ofp.OFP_VERSION
    kind = given.word("type", "WEIGHT").upper().removeprefix("OFPGBPT_")
    made: Decoded
    if kind == "WEIGHT":
        made = ofp.group_bucket_prop_weight(weight=given.number("weight", 0))
    elif kind == "WATCH_PORT":
        made = ofp.group_bucket_prop_watch_port(watch=given.number("watch", ANY, version=version, prefix="OFPP_"))
    elif kind == "WATCH_GROUP":
        made = ofp.group_bucket_prop_watch_group(watch=given.number("watch", ANY, version=version, prefix="OFPG_"))
    elif kind == "EXPERIMENTER":
        numbers = {"experimenter": given.number("experimenter", 0), "exp_type": given.number("exp_type", 0)}
        made = ofp.group_bucket_prop_experimenter(**numbers, extra=given.data())
    else:
        raise Mistake(f"there is no property {kind!r}", given.at("type"))
    return packed(made, given)


def _named(body: Given, key: str, default: str, version: int, group: str, prefix: str) -> int:
    """A number of a group of constants, by its name."""
    name = body.word(key, default)
    known = naming.groups(version).get(group, {})
    full = prefix + name.upper().removeprefix(prefix)
    if full not in known:
        allowed = ", ".join(one.removeprefix(prefix) for one in known if one.startswith(prefix))
        raise Mistake(f"{name!r} is none of {allowed}", body.at(key))
    return known[full]


# --- meters -----------------------------------------------------------------------------------------


def meter_mod(command: str, body: Given, ofp: ModuleType) -> Message:
    """The meter mod that a body describes; see `flow_mod`."""
    version: int = ofp.OFP_VERSION
    need(version, OF13, "meters")
    bands = [_band(one, ofp) for one in body.many("bands")]
    members: dict[str, object] = {
        "command": getattr(ofp, f"OFPMC_{command.upper()}"),
        "flags": _meter_flags(body, version),
        "meter_id": body.number("meter_id", 0, version=version, prefix="OFPM_"),
        "meters" if version == OF13 else "bands": bands,
    }
    made: Message = ofp.message.meter_mod(**members)
    return packed_message(made, body)


def _meter_flags(body: Given, version: int) -> int:
    """Flags by name, one or a list of them, or as a number."""
    given = body.get("flags") if "flags" in body else []
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    known = naming.groups(version)["ofp_meter_flags"]
    flags = 0
    for index, name in enumerate(given if isinstance(given, list) else [given]):
        full = f"OFPMF_{name.upper().removeprefix('OFPMF_')}" if isinstance(name, str) else ""
        if full not in known:
            at = f"{body.at('flags')}[{index}]" if isinstance(given, list) else body.at("flags")
            raise Mistake(f"is none of {', '.join(one.removeprefix('OFPMF_') for one in known)}", at)
        flags |= known[full]
    return flags


def _band(given: Given, ofp: ModuleType) -> Decoded:
    kind = given.word("type").upper().removeprefix("OFPMBT_")
    if kind not in ("DROP", "DSCP_REMARK", "EXPERIMENTER"):
        raise Mistake(f"{kind!r} is none of DROP, DSCP_REMARK, EXPERIMENTER", given.at("type"))
    members = {"rate": given.number("rate", 0), "burst_size": given.number("burst_size", 0)}
    if kind == "DSCP_REMARK":
        members["prec_level"] = given.number("prec_level", 0)
    elif kind == "EXPERIMENTER":
        members["experimenter"] = given.number("experimenter", 0)
    made: Decoded = getattr(ofp.meter_band, kind.lower())(**members)
    return packed(made, given)


# --- ports, experimenters ---------------------------------------------------------------------------


def port_mod(body: Given, ofp: ModuleType, ports: Mapping[int, Decoded]) -> Message | None:
    """The port mod that a body describes; what it does not say of the port is taken from the port.

    Args:
        body: ``port_no``, ``config``, ``mask``.
        ofp: the loxi module of the version.
        ports: the ports of the switch by number.

    Returns:
        None if there is no such port.
    """
    version: int = ofp.OFP_VERSION
    port_no = body.number("port_no", version=version, prefix="OFPP_")
    port = ports.get(port_no)
    if port is None:
        return None
    made: Decoded = ofp.message.port_mod(
        port_no=port_no,
        hw_addr=_address(body, "hw_addr") if "hw_addr" in body else port.hw_addr,
        config=body.number("config", 0),
        mask=body.number("mask", 0),
    )
    if version < OF14:
        made.advertise = body.number("advertise", port.advertised)
    else:
        made.properties = [_port_property(one, ofp) for one in body.many("properties")]
        if "advertise" in body:
            made.properties.append(ofp.port_mod_prop.ethernet(advertise=body.number("advertise")))
    message: Message = made  # type: ignore[assignment]
    return packed_message(message, body)


def _address(body: Given, key: str) -> list[int]:
    try:
        return list(values.mac_bytes(body.word(key)))
    except ValueError as error:
        raise error if isinstance(error, Mistake) else Mistake(str(error), body.at(key)) from None


_OPTICAL = ("configure", "freq_lmda", "fl_offset", "grid_span", "tx_pwr")


def _port_property(given: Given, ofp: ModuleType) -> Decoded:
    kind = given.word("type", "ETHERNET").upper().removeprefix("OFPPMPT_")
    made: Decoded
    if kind == "ETHERNET":
        made = ofp.port_mod_prop.ethernet(
            advertise=number(given.get("advertise") or 0, given.at("advertise"), ofp.OFP_VERSION, "OFPPF_")
        )
    elif kind == "OPTICAL":
        numbers = {key.replace("lmda", "ldma"): given.number(key, 0) for key in _OPTICAL}
        made = ofp.port_mod_prop.optical(**numbers)
    elif kind == "EXPERIMENTER":
        numbers = {"experimenter": given.number("experimenter", 0), "exp_type": given.number("exp_type", 0)}
        made = ofp.port_mod_prop.experimenter(**numbers, extra=given.data())
    else:
        raise Mistake(f"there is no property {kind!r}", given.at("type"))
    return packed(made, given)


def experimenter(body: Given, ofp: ModuleType) -> Message:
    """The experimenter's message that a body describes. Before 1.2 its type, if given, is the data's first 4 bytes."""
    version: int = ofp.OFP_VERSION
    data = body.data()
    kind = body.number("exp_type", 0, top=0xFFFFFFFF)
    members: dict[str, object] = {"experimenter": body.number("experimenter", 0)}
    if version >= OF12:
        members |= {"subtype": kind, "data": data}
    else:
        members["data"] = kind.to_bytes(4, "big") + data if "exp_type" in body else data
    made: Message = ofp.message.experimenter(**members)
    return packed_message(made, body, {"subtype": "exp_type"})


def role_number(body: Given) -> int:
    """The role that a body asks for, by name or number; "EQUAL" if it names none."""
    role = body.number("role", 1, version=OF12, prefix="OFPCR_ROLE_")
    if not 0 <= role <= 3:
        raise Mistake(f"{role} is no role", body.at("role"))
    return role
