"""Actions and instructions of the wire -> what replies of the Ryu API say of them.

Up to 1.3 an action is a text, ``"OUTPUT:2"``, and the instructions are among them; from 1.4 on actions and
instructions are objects with ``type``, ``len`` and their members. Whatever is an object there is told by `members`.

Knows messages and the tables; no switch, no HTTP.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from oftwist.http.ryu.matches import header_name, plain, told_field
from oftwist.http.ryu.told import told
from oftwist.wire import Malformed, naming
from oftwist.wire.codec.objects import layout_of
from oftwist.wire.numbers import OF10

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oftwist.connection.interfaces import Decoded

    Told = dict[str, object]

_NICIRA = 0x2320


# --- any object -------------------------------------------------------------------------------------


def members(obj: Decoded, renamed: Mapping[str, str] | None = None) -> Told:
    """The plain members of an object: numbers, texts, addresses, and its length on the wire.

    Args:
        obj: an entry of statistics, an action, a property ...
        renamed: members -> what they are called in the reply, where that differs.
    """
    found: Told = {}
    names = renamed or {}
    at = 0
    for member in layout_of(obj).members:
        name = member.name
        if member.kind in ("length", "length_of"):
            found[names.get(name, name)] = int.from_bytes(obj.pack()[at : at + member.size], "big")
        elif member.kind in ("data", "key") and member.codec in _PLAIN:
            found[names.get(name, name)] = _PLAIN[member.codec](getattr(obj, name))
        at += member.size
    return found


def in_base64(data: bytes) -> str:
    """Bytes as replies tell them."""
    return base64.b64encode(data).decode()


_PLAIN: dict[str, Callable[..., object]] = {
    "uint": int,
    "text": str,
    "mac": naming.pretty_mac,
    "ipv4": naming.pretty_ipv4,
    "octets": in_base64,
    "bytes": in_base64,
}


# --- actions as text, up to 1.3 ---------------------------------------------------------------------


def action_text(action: Decoded, version: int) -> str:
    """An action as one text: ``OUTPUT:2``, ``SET_FIELD: {eth_dst:00:00:00:00:00:01}``."""
    if isinstance(action, Malformed):
        return "UNKNOWN"
    name = type(action).__name__.upper()
    if name == "SET_FIELD":
        return _set_field_text(action, version)
    if hasattr(action, "experimenter"):
        return _experimenter_text(action, version)
    if type(action).__name__ == "action":  # a type that nobody knows
        return "UNKNOWN"
    values = [
        _value_text(getattr(action, member.name), member.name, version)
        for member in layout_of(action).members
        if member.kind == "data" and member.name != "max_len"
    ]
    return ":".join([name, *values])


def _value_text(value: Any, member: str, version: int) -> str:
    """One member of an action."""
    if member in _PREFIXES:
        return str(told(value, version, _PREFIXES[member]))
    if member == "dl_addr":
        return naming.pretty_mac(value)
    if member == "nw_addr":
        return naming.pretty_ipv4(value)
    return str(value)


_PREFIXES = {"port": "OFPP_", "queue_id": "OFPQ_", "group_id": "OFPG_", "table_id": "OFPTT_", "meter_id": "OFPM_"}


def field_value(field: Decoded, version: int) -> tuple[str, object, object]:
    """Name, value and mask of a field that is set: the 13 bits of a VLAN as they are on the wire."""
    cls = type(field).__name__
    if not hasattr(field, "value"):
        return f"field_{int.from_bytes(field.pack()[:4], 'big') >> 9}", in_base64(field.pack()[4:]), None
    name = cls.removesuffix("_masked")
    mask = plain(name, field.value_mask, version) if cls != name else None
    return told_field(name), plain(name, field.value, version), mask


def _set_field_text(action: Decoded, version: int) -> str:
    name, value, mask = field_value(action.field, version)
    return f"SET_FIELD: {{{name}:{value}{'' if mask is None else f'/{mask}'}}}"


def _experimenter_text(action: Decoded, version: int) -> str:
    if version == OF10:
        return "VENDOR"
    raw = action.pack()
    if action.experimenter == _NICIRA:
        name = type(action).__name__
        if name in _NICIRA_TEXTS:
            return _NICIRA_TEXTS[name](action, version)
        return f"NX_UNKNOWN: {{subtype: {int.from_bytes(raw[8:10], 'big')}, data: {in_base64(raw[10:])}}}"
    return f"EXPERIMENTER: {{experimenter:{action.experimenter}, data:{in_base64(raw[8:])}}}"


def _register(header: int, version: int) -> str:
    return told_field(header_name(header, version))


def _resubmit(action: Decoded, version: int) -> str:
    table = getattr(action, "table", getattr(action, "table_id", 0xFF))
    return f"NX_RESUBMIT: {{port: {action.in_port}, table: {table}}}"


def _move(action: Decoded, version: int) -> str:
    ends = []
    for what in ("dst", "src"):
        start = getattr(action, f"{what}_ofs")
        ends.append(f"{_register(getattr(action, what), version)}[{start}..{start + action.n_bits}]")
    return f"NX_MOVE: {{{ends[0]}: {ends[1]}}}"


def _load(action: Decoded, version: int) -> str:
    start, n_bits = action.ofs_nbits >> 6, (action.ofs_nbits & 0x3F) + 1
    return f"NX_LOAD: {{{_register(action.dst, version)}[{start}..{start + n_bits - 1}]: {action.value:x}}}"


def _conjunction(action: Decoded, version: int) -> str:
    return f"NX_CONJUNCTION: {{clause: {action.clause}, number_of_clauses: {action.n_clauses}, id: {action.id}}}"


_NICIRA_TEXTS: dict[str, Callable[[Decoded, int], str]] = {
    "nicira_resubmit": _resubmit,
    "nicira_resubmit_table": _resubmit,
    "nicira_reg_move": _move,
    "nicira_reg_load": _load,
    "nicira_conjunction": _conjunction,
}


# --- instructions up to 1.3 -------------------------------------------------------------------------


def instructions_told(instructions: Iterable[Decoded], version: int) -> list[object]:
    """Instructions as one list: what is applied as it is, the others by name."""
    found: list[object] = []
    for one in instructions:
        name = type(one).__name__
        if isinstance(one, Malformed) or name == "instruction":
            found.append("UNKNOWN")
        elif name == "apply_actions":
            found += [action_text(action, version) for action in one.actions]
        elif name == "write_actions":
            if one.actions:
                found.append({"WRITE_ACTIONS": [action_text(action, version) for action in one.actions]})
        elif name == "write_metadata":
            mask = f"/0x{one.metadata_mask:x}" if one.metadata_mask else ""
            found.append(f"WRITE_METADATA:0x{one.metadata:x}{mask}")
        elif name in ("goto_table", "meter", "clear_actions"):
            found.append(action_text(one, version))
    return found


# --- objects, from 1.4 on ---------------------------------------------------------------------------


def action_object(action: Decoded, version: int) -> Told:
    """An action as an object."""
    if isinstance(action, Malformed):
        return {"type": "UNKNOWN"}
    found: Told = members(action)
    name = type(action).__name__
    if name == "set_field":
        found["field"], found["value"], found["mask"] = field_value(action.field, version)
    elif name == "copy_field":
        ids = [told_field(header_name(one.value, version)) for one in action.oxm_ids]
        found |= dict(zip(("src_oxm_id", "dst_oxm_id"), ids, strict=False))
    elif hasattr(action, "experimenter"):
        raw = action.pack()
        return {
            "type": "EXPERIMENTER",
            "len": len(raw),
            "experimenter": int(action.experimenter),
            "data": in_base64(raw[8:]),
        }
    return found | {"type": "UNKNOWN" if name == "action" else name.upper()}


def instruction_objects(instructions: Iterable[Decoded], version: int) -> list[Told]:
    """Instructions as objects."""
    found: list[Told] = []
    for one in instructions:
        if isinstance(one, Malformed):
            found.append({"type": "UNKNOWN"})
            continue
        name = type(one).__name__
        told_one = members(one) | {"type": "UNKNOWN" if name == "instruction" else name.upper()}
        if name in ("apply_actions", "write_actions"):
            told_one["actions"] = [action_object(action, version) for action in one.actions]
        elif name == "clear_actions":
            told_one["actions"] = []
        found.append(told_one)
    return found
