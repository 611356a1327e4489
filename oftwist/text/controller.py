"""Actions that send packets to the controller, sample them, or choose where they go by a hash of their fields."""

from __future__ import annotations

from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.actions import UNLIMITED
from oftwist.text.lexer import pairs, shifted
from oftwist.text.names import CONTROLLER, NONE, port, port_on_wire, port_text
from oftwist.text.reading import Reading, Telling, row
from oftwist.text.setting import header_number, ofs_nbits_text
from oftwist.text.subfields import subfield
from oftwist.wire.interfaces import Part

# --- controller ------------------------------------------------------------------------------------

REASONS = ("no_match", "action", "invalid_ttl", "action_set", "group", "packet_out")
_ACTION = 1


def _reason(text: str) -> int:
    if text in REASONS:
        return REASONS.index(text)
    raise TextError(f"a reason: {', '.join(REASONS)}", text)


_NUMBERS = {"max_len": 16, "id": 16, "meter_id": 32}


def _controller(text: str, reading: Reading) -> list[Part]:
    if not text or text.isdecimal():
        length = numbers.number(text, 16) if text else UNLIMITED
        return [reading.make("output", port=port_on_wire(CONTROLLER, reading.version), max_len=length)]
    given: dict[str, Any] = {"max_len": UNLIMITED, "reason": _ACTION, "id": 0, "meter_id": 0}
    for key, value, key_at, value_at in pairs(text):
        if key == "reason":
            given[key] = shifted(value_at, _reason, value)
        elif key == "userdata":
            given[key] = shifted(value_at, numbers.hex_bytes, value)
        elif key == "pause":
            given[key] = True
        elif key in _NUMBERS:
            given[key] = shifted(value_at, numbers.number, value, _NUMBERS[key])
        else:
            raise TextError("max_len=, reason=, id=, userdata=, pause or meter_id=", key, key_at)
    if "userdata" in given or "pause" in given or given["meter_id"]:
        return [reading.make("nicira_controller2", properties=_properties(given, reading))]
    if given["reason"] == _ACTION and not given["id"]:
        return [reading.make("output", port=port_on_wire(CONTROLLER, reading.version), max_len=given["max_len"])]
    members = {"max_len": given["max_len"], "controller_id": given["id"], "reason": given["reason"]}
    return [reading.make("nicira_controller", **members)]


def _properties(given: dict[str, Any], reading: Reading) -> list[Part]:
    found = []

    def add(name: str, **members: Any) -> None:
        found.append(reading.home.cls(f"common.nicira_controller2_prop_{name}")(**members))

    if given["max_len"] != UNLIMITED:
        add("max_len", max_len=given["max_len"])
    if given["id"]:
        add("controller_id", controller_id=given["id"])
    if given["reason"] != _ACTION:
        add("reason", reason=given["reason"])
    if given.get("userdata"):
        add("userdata", userdata=given["userdata"])
    if "pause" in given:
        add("pause")
    if given["meter_id"]:
        add("meter_id", meter_id=given["meter_id"])
    return found


def _tell_controller(reason: int, max_len: int, number: int, more: list[str]) -> str:
    if reason == _ACTION and not number and not more:
        return f"CONTROLLER:{max_len}"
    parts = []
    if reason != _ACTION:
        parts.append(f"reason={REASONS[reason] if reason < len(REASONS) else reason}")
    if max_len != UNLIMITED:
        parts.append(f"max_len={max_len}")
    if number:
        parts.append(f"id={number}")
    parts += more
    return f"controller({','.join(parts)})"


def _tell_controller2(action: Part, telling: Telling) -> str:
    known: dict[str, Any] = {}
    for prop in action.properties:
        name = type(prop).__name__.removeprefix("nicira_controller2_prop_")
        known[name] = getattr(prop, name, True)
    more = []
    if known.get("userdata"):
        more.append(f"userdata={bytes(known['userdata']).hex('.')}")
    if "pause" in known:
        more.append("pause")
    if known.get("meter_id"):
        more.append(f"meter_id={known['meter_id']}")
    return _tell_controller(
        known.get("reason", _ACTION), known.get("max_len", UNLIMITED), known.get("controller_id", 0), more
    )


row(
    "controller",
    _controller,
    nicira_controller=lambda action, telling: _tell_controller(action.reason, action.max_len, action.controller_id, []),
    nicira_controller2=_tell_controller2,
)

# --- sample ----------------------------------------------------------------------------------------

_SAMPLE = {"probability": 16, "collector_set_id": 32, "obs_domain_id": 32, "obs_point_id": 32}
_DIRECTIONS = ("", "ingress", "egress")


def _sample(text: str, reading: Reading) -> list[Part]:
    given: dict[str, Any] = dict.fromkeys(_SAMPLE, 0)
    given |= {"sampling_port": NONE, "direction": 0}
    sources: dict[str, Any] = {}
    for key, value, key_at, value_at in pairs(text):
        if key in ("obs_domain_id", "obs_point_id") and "[" in value:
            part = shifted(value_at, lambda value=value: reading.source(subfield(value)))
            if part.bits > 32:
                raise TextError("at most 32 bits of a field", value, value_at)
            sources[key] = header_number(part, short=True), part.ofs_nbits
        elif key in _SAMPLE:
            given[key] = shifted(value_at, numbers.number, value, _SAMPLE[key])
        elif key == "sampling_port":
            given[key] = shifted(value_at, port, value, reading.ports)
        elif key in _DIRECTIONS and key:
            given["direction"] = _DIRECTIONS.index(key)
        else:
            raise TextError(f"one of {', '.join(_SAMPLE)}, sampling_port, ingress, egress", key, key_at)
    if not given["probability"]:
        raise TextError("probability=N of at least 1", text)
    if sources:
        return [_sample4(given, sources, reading)]
    direction = given.pop("direction")
    if direction:
        return [reading.make("nicira_sample3", direction=direction, **given)]
    if given["sampling_port"] != NONE:
        return [reading.make("nicira_sample2", **given)]
    del given["sampling_port"]
    return [reading.make("nicira_sample", **given)]


def _sample4(given: dict[str, Any], sources: dict[str, Any], reading: Reading) -> Any:
    """The form whose ids can come from fields."""
    members = {name: given[name] for name in ("probability", "collector_set_id", "sampling_port", "direction")}
    for name in ("obs_domain", "obs_point"):
        header, place = sources.get(f"{name}_id", (0, 0))
        members[f"{name}_src"] = header
        members[name] = place << 16 if header else given[f"{name}_id"]
    return reading.make("nicira_sample4", **members)


def _tell_sample(action: Part, telling: Telling) -> str:
    parts = [f"probability={action.probability}", f"collector_set_id={action.collector_set_id}"]
    for name in ("obs_domain", "obs_point"):
        source = getattr(action, f"{name}_src", 0)
        if source:
            told = ofs_nbits_text(source, getattr(action, name) >> 16)
        else:
            told = str(getattr(action, name if hasattr(action, name) else f"{name}_id"))
        parts.append(f"{name}_id={told}")
    if getattr(action, "sampling_port", NONE) != NONE:
        parts.append(f"sampling_port={port_text(action.sampling_port, telling.ports)}")
    # The second form has the byte already, and Open vSwitch does not look at it.
    direction = 0 if type(action).__name__ == "nicira_sample2" else getattr(action, "direction", 0)
    if 0 < direction < len(_DIRECTIONS):
        parts.append(_DIRECTIONS[direction])
    return f"sample({','.join(parts)})"


row("sample", _sample, **{f"nicira_sample{n}": _tell_sample for n in ("", 2, 3, 4)})

# --- choices by a hash -----------------------------------------------------------------------------

HASHES = ("eth_src", "symmetric_l4", "symmetric_l3l4", "symmetric_l3l4+udp", "nw_src", "nw_dst", "symmetric_l3")
_MULTIPATH = ("modulo_n", "hash_threshold", "hrw", "iter_hash")
_BUNDLE = ("active_backup", "hrw")


def _choice(text: str, among: tuple[str, ...], at: int) -> int:
    if text not in among:
        raise TextError(f"one of {', '.join(among)}", text, at)
    return among.index(text)


def _parts(text: str) -> list[tuple[str, int]]:
    """The parts that commas and white space separate, with their columns."""
    found = []
    at = 0
    for word in text.replace("\t", " ").replace(" ", ",").split(","):
        if word:
            found.append((word, at))
        at += len(word) + 1
    return found


def _name(among: tuple[str, ...], number: int) -> str:
    return among[number] if number < len(among) else "<unknown>"


def _multipath(text: str, reading: Reading) -> list[Part]:
    parts = _parts(text)
    if len(parts) != 6:
        raise TextError("multipath(FIELDS,BASIS,ALGORITHM,N_LINKS,ARG,DST)", text)
    basis, links, arg = (shifted(parts[i][1], numbers.number, parts[i][0], n) for i, n in ((1, 16), (3, 17), (4, 32)))
    target, target_at = parts[5]
    part = shifted(target_at, lambda: reading.target(subfield(target)))
    if not 1 <= links <= 65536:
        raise TextError("1 to 65536 links", *parts[3])
    if part.bits < 16 and links > 1 << part.bits:
        raise TextError(f"a field with room for {links} links", target, target_at)
    members = {
        "fields": _choice(parts[0][0], HASHES, parts[0][1]),
        "basis": basis,
        "algorithm": _choice(parts[2][0], _MULTIPATH, parts[2][1]),
        "max_link": links - 1,
        "arg": arg,
        "ofs_nbits": part.ofs_nbits,
        "dst": header_number(part, short=True),
    }
    return [reading.make("nicira_multipath", **members)]


row(
    "multipath",
    _multipath,
    nicira_multipath=lambda action, telling: (
        f"multipath({_name(HASHES, action.fields)},{action.basis},{_name(_MULTIPATH, action.algorithm)},"
        f"{action.max_link + 1},{action.arg},{ofs_nbits_text(action.dst, action.ofs_nbits)})"
    ),
)


def _bundle(text: str, reading: Reading, load: bool) -> list[Part]:
    head, mark, tail = "", "", ""
    for mark in ("members", "slaves"):
        if mark in text:
            head, _, tail = text.partition(mark)
            break
    else:
        raise TextError("members: and the ports", text)
    parts = _parts(head)
    if len(parts) != (5 if load else 4):
        form = "FIELDS,BASIS,ALGORITHM,ofport," + ("DST," if load else "")
        raise TextError(f"{form}members:PORTS", text)
    if parts[3][0] != "ofport":
        raise TextError("ofport", *parts[3])
    members = {
        "fields": _choice(parts[0][0], HASHES, parts[0][1]),
        "basis": shifted(parts[1][1], numbers.number, parts[1][0], 16),
        "algorithm": _choice(parts[2][0], _BUNDLE, parts[2][1]),
        "members": _members(tail, len(head) + len(mark), reading),
    }
    if load:
        target, at = parts[4]
        part = shifted(at, lambda: reading.target(subfield(target)))
        members |= {"ofs_nbits": part.ofs_nbits, "dst": header_number(part, short=True)}
    return [reading.make("nicira_bundle_load" if load else "nicira_bundle", **members)]


def _members(text: str, at: int, reading: Reading) -> list[int]:
    plain = text.replace(":", " ").replace("[", " ").replace("]", " ").replace("=", " ")
    found = [shifted(at + column, port, word, reading.ports) for word, column in _parts(plain)]
    if len(found) > 2048:
        raise TextError("at most 2048 members", text, at)
    return found


def _tell_bundle(action: Part, telling: Telling) -> str:
    head = f"{_name(HASHES, action.fields)},{action.basis},{_name(_BUNDLE, action.algorithm)},ofport"
    members = ",".join(port_text(number, telling.ports) for number in action.members)
    if type(action).__name__ == "nicira_bundle":
        return f"bundle({head},members:{members})"
    return f"bundle_load({head},{ofs_nbits_text(action.dst, action.ofs_nbits)},members:{members})"


row("bundle", lambda text, reading: _bundle(text, reading, load=False), nicira_bundle=_tell_bundle)
row("bundle_load", lambda text, reading: _bundle(text, reading, load=True), nicira_bundle_load=_tell_bundle)
