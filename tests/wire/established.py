"""The facts about the established message API, corrected to the specification where the two disagree.

`CORRECTIONS` is the complete list of such places: `load` applies it, `test_spec` compares what comes out with the
tables of the package, and `reference` encodes and decodes by it.
"""

from __future__ import annotations

import functools
import json
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

VERSIONS = (1, 2, 3, 4, 5, 6)
Fact = dict[str, Any]

_FACTS = Path(__file__).parent / "facts"


# --- ways in which a class is corrected -----------------------------------------------------------------------


def constant(name: str, value: int) -> Callable[[Fact], None]:
    """The constant member has another value."""

    def correct(c: Fact) -> None:
        _member(c, name)["value"] = value

    return correct


def typed(name: str, type_: str) -> Callable[[Fact], None]:
    """The member has another type."""

    def correct(c: Fact) -> None:
        _member(c, name)["type"] = type_

    return correct


def child(parent: str, key: int) -> Callable[[Fact], None]:
    """The class is found by dispatch: under this parent, by this key."""

    def correct(c: Fact) -> None:
        c["parent"], c["key"] = parent, key
        for m in c["members"]:
            if m["kind"] == "type" and m["name"] in ("type", "type_len"):
                m["value"] = key

    return correct


def aligned(how: str) -> Callable[[Fact], None]:
    """The object is padded to 8 bytes."""

    def correct(c: Fact) -> None:
        c["align8"] = how

    return correct


def without_padding(c: Fact) -> None:
    """No padding at all."""
    c["members"] = [m for m in c["members"] if m["kind"] != "pad"]


def padding(size: int) -> Callable[[Fact], None]:
    """The first padding has another size."""

    def correct(c: Fact) -> None:
        next(m for m in c["members"] if m["kind"] == "pad")["size"] = size

    return correct


def instead_of_padding(name: str, type_: str) -> Callable[[Fact], None]:
    """A member stands where there was padding."""

    def correct(c: Fact) -> None:
        i = next(i for i, m in enumerate(c["members"]) if m["kind"] == "pad")
        c["members"][i] = {"name": name, "kind": "data", "type": type_}

    return correct


def before(name: str, *members: Fact) -> Callable[[Fact], None]:
    """Members are missing before the one of this name; "" = at the end."""

    def correct(c: Fact) -> None:
        at = next((i for i, m in enumerate(c["members"]) if m.get("name") == name), len(c["members"]))
        c["members"][at:at] = [dict(m) for m in members]

    return correct


def not_on_the_wire(name: str) -> Callable[[Fact], None]:
    """The constructor argument stays, the bytes do not."""

    def correct(c: Fact) -> None:
        _member(c, name)["kind"] = "attr"

    return correct


def experimenter(c: Fact) -> None:
    """The property begins with whose it is, which selects a subclass."""
    c["members"] += [{"name": name, "kind": "data", "type": "uint32_t"} for name in ("experimenter", "exp_type")]
    dispatching("experimenter")(c)


def dispatching(name: str) -> Callable[[Fact], None]:
    """The member selects a subclass."""

    def correct(c: Fact) -> None:
        _member(c, name)["kind"] = "discriminator"
        c["subtypes_by"] = {"field": name}

    return correct


def renamed(module: str, name: str) -> Callable[[Fact], None]:
    """The class lives elsewhere; its established name is an alias."""

    def correct(c: Fact) -> None:
        c["established_as"] = f"{c['module']}.{c['name']}"
        c["module"], c["name"] = module, name

    return correct


def sized(name: str, size: int) -> Callable[[Fact], None]:
    """The list has exactly so many bytes."""

    def correct(c: Fact) -> None:
        _member(c, name)["size"] = size

    return correct


# (versions, class or ``family.*``, what is corrected ..., why)
CORRECTIONS: tuple[tuple[Any, ...], ...] = (
    ((1,), "message.bsn_stats_request", constant("type", 16), without_padding,
     "1.0 §5.3.5: type 16, and the vendor follows the header at once"),
    ((1,), "message.bsn_stats_reply", constant("type", 17), without_padding,
     "1.0 §5.3.5: type 17, and the vendor follows the header at once"),
    ((5, 6), "port_desc_prop.optical", typed("tx_pwr_min", "uint16_t"), typed("tx_pwr_max", "uint16_t"),
     "1.4.1 §7.2.1: ofp_port_desc_prop_optical has 40 bytes, with powers of 16 bits"),
    ((5,), "message.flow_mod", instead_of_padding("importance", "uint16_t"),
     "1.4.1 §7.3.4: ofp_flow_mod has it, whatever the command"),
    ((5,), "message.table_status", not_on_the_wire("role"),
     "1.4.1 §7.4.5: ofp_table_status begins with the reason"),
    ((5,), "common.table_desc", before("", {"name": "properties", "kind": "data", "type": "list(of_table_mod_prop_t)"}),
     "1.4.1 §7.3.5: ofp_table_desc ends with properties"),
    ((5,), "common.table_mod_prop_eviction", child("table_mod_prop.table_mod_prop", 2),
     renamed("table_mod_prop", "eviction"), "1.4.1 §7.3.3, and where 1.5 has it"),
    ((5,), "common.table_mod_prop_vacancy", child("table_mod_prop.table_mod_prop", 3),
     renamed("table_mod_prop", "vacancy"), "1.4.1 §7.3.3, and where 1.5 has it"),
    ((5,), "common.table_mod_prop_experimenter", child("table_mod_prop.table_mod_prop", 0xFFFF),
     renamed("table_mod_prop", "experimenter"), "1.4.1 §7.3.3, and where 1.5 has it"),
    ((5,), "port_desc_prop.experimenter", before("", {"name": "exp_type", "kind": "data", "type": "uint32_t"}),
     "1.4.1 §7.2.1: ofp_port_desc_prop_experimenter has it"),
    *(
        ((5, 6), f"async_config_prop.experimenter_{role}", experimenter, "1.4.1 §7.3.10: whose property it is")
        for role in ("slave", "master")
    ),
    ((6,), "message.bundle_add_msg", padding(2), before("properties", {"kind": "pad", "size": 0, "of": "message"}),
     "1.5.1 §7.3.9: two bytes of padding; properties begin at a multiple of 8 from the message"),
    ((6,), "instruction.stat_trigger", aligned("inside_length"),
     before("thresholds", {"kind": "pad", "size": 2},
            {"name": "", "kind": "field_length", "type": "uint16_t", "of": "thresholds", "plus": 4}),
     "1.5.1 §7.2.5: the thresholds are an ofp_stats, with its header and padding"),
    ((6,), "common._action_copy_field", child("action.action", 28), typed("oxm_ids", "list(of_uint32_t)"),
     sized("oxm_ids", 8), aligned("inside_length"), renamed("action", "copy_field"),
     "1.5.1 §7.2.6: two OXM headers without payload, padded"),
    ((6,), "common.group_prop_experimenter", child("common.group_prop", 0xFFFF), "1.5.1 §7.3.4.3"),
    ((6,), "common.group_bucket_prop_experimenter", child("common.group_bucket_prop", 0xFFFF),
     "1.5.1 §7.3.4.3: OFPGBPT_EXPERIMENTER"),
    ((6,), "common.port_desc_prop_ingress", child("port_desc_prop.port_desc_prop", 2),
     typed("oxm_ids", "list(of_uint32_t)"), renamed("port_desc_prop", "ingress"), "1.5.1 §7.2.1"),
    ((6,), "common.port_desc_prop_egress", child("port_desc_prop.port_desc_prop", 3),
     typed("oxm_ids", "list(of_uint32_t)"), renamed("port_desc_prop", "egress"), "1.5.1 §7.2.1"),
    ((6,), "common._port_desc_prop_recirculate", child("port_desc_prop.port_desc_prop", 4),
     typed("port_nos", "list(of_uint32_t)"), renamed("port_desc_prop", "recirculate"), "1.5.1 §7.2.1"),
    ((6,), "common._controller_status_prop_uri", typed("uri", "text"), renamed("common", "controller_status_prop_uri"),
     "1.5.1 §7.3.5: a URI of any length"),
    ((6,), "common._controller_status_prop_experimenter",
     renamed("common", "controller_status_prop_experimenter"), "1.5.1 §7.3.5: reachable by its name"),
    ((6,), "common.flow_monitor_reply_entry", dispatching("event"), "1.5.1 §7.3.5: each event has its members"),
    ((6,), "common.table_feature_prop_oxm_values", child("common.table_feature_prop", 22), "1.5.1 §7.3.5"),
    ((6,), "message.bundle_features_stats_reply", typed("capabilities", "ofp_bundle_flags"),
     "1.5.1 §7.3.5: 16 bits of ofp_bundle_flags"),
    ((6,), "oxm.tcp_flags", typed("value", "uint16_t"), "1.5.1 §7.2.3: the payload its header announces"),
    ((6,), "oxm.tcp_flags_masked", typed("value", "uint16_t"), typed("value_mask", "uint16_t"), "1.5.1 §7.2.3"),
    ((6,), "oxm.actset_output", typed("value", "of_port_no_t"), "1.5.1 §7.2.3"),
    ((6,), "oxm.packet_type", typed("value", "uint32_t"), "1.5.1 §7.2.3"),
    ((6,), "oxm.packet_type_masked", typed("value", "uint32_t"), typed("value_mask", "uint32_t"), "1.5.1 §7.2.3"),
    ((6,), "common.oxs_flow_count", child("common.oxs", 0x80020604), "1.5.1 §7.2.4: field 3, there is no 2"),
    ((6,), "common.oxs_packet_count", child("common.oxs", 0x80020808), "1.5.1 §7.2.4: field 4"),
    ((6,), "common.oxs_byte_count", child("common.oxs", 0x80020A08), "1.5.1 §7.2.4: field 5"),
    # Properties are followed by zero bytes up to a multiple of 8, whatever their length (1.4.1 §7.2.1 and where
    # each is laid out). The facts have that for the known properties of table features in 1.3 and 1.4 only.
    *(
        ((4, 5, 6), f"{family}.*", aligned("after_length"), "1.3.5 §7.3.5.5.2, 1.4.1 §7.2.1")
        for family in (
            "common.table_feature_prop", "common.group_prop", "common.group_bucket_prop",
            "common.bundle_features_prop", "common.controller_status_prop", "port_desc_prop.port_desc_prop",
            "port_mod_prop.port_mod_prop", "port_stats_prop.port_stats_prop", "queue_desc_prop.queue_desc_prop",
            "queue_stats_prop.queue_stats_prop", "role_prop.role_prop", "table_mod_prop.table_mod_prop",
            "async_config_prop.async_config_prop", "bundle_prop.bundle_prop",
        )
    ),
)  # fmt: skip

# Types that the established library left out have neither default nor show.
_UNIMPLEMENTED = {"uint": {"default": 0, "show": "hex"}, "str": {"default": "", "show": "repr"},
                  "struct": {"default": "instance", "show": "pp"}}  # fmt: skip


def _member(c: Fact, name: str) -> Fact:
    found: Fact = next(m for m in c["members"] if m.get("name") == name)
    return found


def _family(classes: dict[str, Fact], qualname: str) -> Iterator[Fact]:
    """A class and all below it."""
    if qualname in classes:
        yield classes[qualname]
        for q, c in classes.items():
            if c.get("parent") == qualname:
                yield from _family(classes, q)


@functools.cache
def load(version: int, corrected: bool = True) -> Fact:
    """The facts of a version (1 to 6); ``classes`` is a dict by "module.name"."""
    packed = (_FACTS / f"of{9 + version}.json.xz").read_bytes()
    document: Fact = json.loads(lzma.decompress(packed))
    classes = {f"{c['module']}.{c['name']}": c for c in document["classes"]}
    document["classes"] = classes
    types: dict[str, Fact] = document["types"]
    for t in types.values():
        if t.get("pyloxi"):
            t.update({**_UNIMPLEMENTED[t["codec"]], **t})
        if t.get("of") == "message.message":
            t["default"] = None  # there is no message that would do for one left out
        if t["codec"] == "list":
            t["show"] = "pp"
    types["text"] = {"codec": "str", "default": "", "show": "repr"}
    if corrected:
        for versions, qualname, *steps, _why in CORRECTIONS:
            if version in versions:
                family = qualname.removesuffix(".*")
                for c in _family(classes, family) if family != qualname else [classes[qualname]]:
                    for step in steps:
                        step(c)
        classes = {f"{c['module']}.{c['name']}": c for c in classes.values()}
        for qualname, c in classes.items():
            if "established_as" in c:
                document["aliases"][c["established_as"]] = qualname
            for child_ in classes.values():
                if child_.get("parent") == c.get("established_as", ""):
                    child_["parent"] = qualname
        document["classes"] = classes
        for c in classes.values():
            _measure(classes, types, c)
    return document


def _measure(classes: dict[str, Fact], types: dict[str, Fact], c: Fact) -> None:
    """Offsets and sizes follow from the members."""
    size, fixed = _extent(classes, types, c)
    offset: int | None = 0
    for m in c["members"]:
        m["off"] = offset
        if offset is not None:
            n = _width(classes, types, m)
            offset = None if n is None else offset + n
    c["size"], c["fixed"] = size, fixed
    if "subtypes_by" in c:
        m = _member(c, c["subtypes_by"]["field"])
        c["subtypes_by"] = {"field": m["name"], "off": m["off"], "size": types[m["type"]]["size"]}


def _width(classes: dict[str, Fact], types: dict[str, Fact], m: Fact) -> int | None:
    """Bytes of a member, None if they vary."""
    if m["kind"] == "attr":
        return 0
    if m["kind"] == "pad":
        return m["size"] or None
    t = types[m["type"]]
    if t["codec"] == "struct":
        inner = classes[t["of"]]
        size, fixed = _extent(classes, types, inner)
        return size if fixed and not inner.get("align8") else None
    return t.get("size") or m.get("size")


def _extent(classes: dict[str, Fact], types: dict[str, Fact], c: Fact) -> tuple[int, bool]:
    """Least size, and whether it is the only one."""
    size, fixed = 0, "subtypes_by" not in c and c.get("align8") != "inside_length"
    for m in c["members"]:
        n = _width(classes, types, m)
        fixed = fixed and n is not None
        if n is None and m["kind"] != "pad" and types[m["type"]]["codec"] == "struct":
            inner = classes[types[m["type"]]["of"]]
            n = _extent(classes, types, inner)[0]
            if inner.get("align8") == "after_length":
                n = (n + 7) // 8 * 8
        size += n or 0
    return size, fixed
