"""``ct`` and ``nat``: connection tracking."""

from __future__ import annotations

import socket
from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.actions import read_action, tell_action
from oftwist.text.lexer import pairs, shifted
from oftwist.text.model import IP, IPV6, TCP, UDP
from oftwist.text.names import table, table_text
from oftwist.text.reading import Reading, Telling, row
from oftwist.text.setting import header_number, ofs_nbits_text
from oftwist.text.subfields import subfield
from oftwist.wire.interfaces import Part

_COMMIT, _FORCE = 1, 2
_ALG = {"ftp": 21, "tftp": 69}
_ALG_NAMES = {port: name for name, port in _ALG.items()}
NO_TABLE = 255
_INVALID = 1 << 4

# --- ct --------------------------------------------------------------------------------------------


def _ct(text: str, reading: Reading) -> list[Part]:
    members: dict[str, Any] = {"flags": 0, "zone_src": 0, "zone": 0, "recirc_table": NO_TABLE, "alg": 0}
    outer: list[Any] = []
    inner: list[Any] = []
    for key, value, key_at, value_at in pairs(text):
        if key == "commit":
            members["flags"] |= _COMMIT
        elif key == "force":
            members["flags"] |= _FORCE
        elif key == "table":
            members["recirc_table"] = shifted(value_at, table, value, reading.tables)
            if members["recirc_table"] == NO_TABLE:
                raise TextError("a table from 0 to 254", value, value_at)
        elif key == "zone":
            members["zone_src"], members["zone"] = shifted(value_at, _zone, value, reading)
        elif key == "alg":
            if value not in _ALG:
                raise TextError(f"one of {', '.join(_ALG)}", value, value_at)
            members["alg"] = _ALG[value]
        elif key == "nat":
            # It stands in front of the others, unless exec has been read.
            (inner if inner else outer).extend(shifted(value_at, _nat, value, reading))
        elif key == "exec":
            inner += shifted(value_at, _exec, value, reading)
        else:
            raise TextError("one of commit, force, table=, zone=, nat, exec(), alg=", key, key_at)
    if members["flags"] == _FORCE:
        raise TextError("commit beside force", text)
    known, mask = reading.match.get("ct_state", (0, 0))
    invalid = known & mask & _INVALID and members["flags"] & _COMMIT
    reading.insist(reading.match.frame in (IP, IPV6), "ip or ipv6")
    reading.insist(not invalid, "no +inv")
    if members["alg"]:
        protocol = TCP if members["alg"] == _ALG["ftp"] else UDP
        reading.insist(reading.match.protocol == protocol, "tcp" if protocol == TCP else "udp")
    return [reading.make("nicira_ct", actions=outer + inner, **members)]


def _zone(text: str, reading: Reading) -> tuple[int, int]:
    value = numbers.c_integer(text)
    if value is not None:
        return 0, numbers.number(text, 16, "a zone")
    part = reading.source(subfield(text))
    return header_number(part, short=True), part.ofs_nbits


def _exec(text: str, reading: Reading) -> list[Part]:
    """The actions on the connection: they set its mark and its label."""
    within = reading.nested(text)
    within.tracking = True
    found = []
    for key, value, key_at, value_at in pairs(text):
        if key.lower() not in ("set_field", "load", "move", "nat"):
            raise TextError("set_field, load or move to ct_mark or ct_label, or nat", key, key_at)
        found += read_action(key, value, key_at, value_at, within)
    reading.plain &= within.plain
    return found


def _tell_ct(action: Part, telling: Telling) -> str:
    parts = []
    if action.flags & _COMMIT:
        parts.append("commit")
    if action.flags & _FORCE:
        parts.append("force")
    if action.recirc_table != NO_TABLE:
        parts.append(f"table={table_text(action.recirc_table, telling.tables)}")
    if action.zone_src:
        parts.append(f"zone={ofs_nbits_text(action.zone_src, action.zone)}")
    elif action.zone:
        parts.append(f"zone={action.zone}")
    actions = list(action.actions)
    if actions and type(actions[0]).__name__ == "nicira_nat":
        parts.append(tell_action(actions.pop(0), telling))
    if actions:
        parts.append(f"exec({','.join(tell_action(one, telling) for one in actions)})")
    if action.alg:
        parts.append(f"alg={_ALG_NAMES.get(action.alg, action.alg)}")
    return f"ct({','.join(parts)})"


row("ct", _ct, nicira_ct=_tell_ct)

# --- nat -------------------------------------------------------------------------------------------

_SRC, _DST = 1, 2
_OPTIONS = {"persistent": 4, "hash": 8, "random": 16}


def _nat(text: str, reading: Reading) -> list[Part]:
    members: dict[str, Any] = {
        "flags": 0, "ipv4_min": None, "ipv4_max": None, "ipv6_min": None, "ipv6_max": None, "proto_min": None,
        "proto_max": None,
    }  # fmt: skip
    for key, value, key_at, value_at in pairs(text):
        if key in ("src", "dst"):
            members["flags"] |= _SRC if key == "src" else _DST
            if value:
                shifted(value_at, _nat_range, value, members)
        elif key in _OPTIONS:
            members["flags"] |= _OPTIONS[key]
        else:
            raise TextError("one of src, dst, persistent, hash, random", key, key_at)
    flags = members["flags"]
    if flags & _SRC and flags & _DST:
        raise TextError("either src or dst", text)
    if flags and not flags & (_SRC | _DST):
        raise TextError("src or dst beside the options", text)
    if flags & 8 and flags & 16:
        raise TextError("either hash or random", text)
    if members["ipv6_min"] is not None:
        reading.insist(reading.match.frame == IPV6, "ipv6")
    elif members["ipv4_min"] is not None:
        reading.insist(reading.match.frame == IP, "ip")
    return [reading.make("nicira_nat", **members)]


def _nat_range(text: str, members: dict[str, Any]) -> None:
    """``A[-B][:P[-Q]]``, with IPv6 addresses in brackets where ports follow."""
    addresses, ports, ports_at = text, "", 0
    if text.startswith("["):
        end = text.rfind("]")
        addresses = text[: end + 1].replace("[", "").replace("]", "")
        if text[end + 1 :]:
            ports, ports_at = text[end + 2 :], end + 2
            if text[end + 1] != ":":
                raise TextError(":PORTS behind the addresses", text[end + 1 :], end + 1)
    elif text.count(":") <= 1:
        addresses, _, ports = text.partition(":")
        ports_at = len(addresses) + 1
        if ports_at > len(text):
            ports = ""
    if addresses:
        try:
            _nat_addresses(addresses, members)
        except TextError as error:
            if "[" in text:  # columns are those without the brackets
                raise TextError(error.expected, text) from None
            raise
    if ports:
        first, _, last = ports.partition("-")
        members["proto_min"] = shifted(ports_at, _port, first) or None
        if last:
            members["proto_max"] = shifted(ports_at + len(first) + 1, _port, last) or None
            if members["proto_min"] is None or (members["proto_max"] or 0) < members["proto_min"]:
                raise TextError("the lower port first", ports, ports_at)
    elif ports_at and text[ports_at - 1 : ports_at] == ":":
        raise TextError("a port behind the colon", text)


def _port(word: str) -> int:
    if not word.isdecimal():
        raise TextError("a port, a decimal number", word)
    return numbers.number(word.lstrip("0") or "0", 16, "a port")


def _nat_addresses(text: str, members: dict[str, Any]) -> None:
    first, _, last = text.partition("-")
    kind, parse = ("ipv6", numbers.ipv6) if ":" in first else ("ipv4", numbers.ipv4)
    low = parse(first)
    high = shifted(len(first) + 1, parse, last) if last else 0
    if last and high < low:
        raise TextError("the lower address first", text)
    if low:
        members[f"{kind}_min"] = low.to_bytes(16, "big") if kind == "ipv6" else low
    if high:
        members[f"{kind}_max"] = high.to_bytes(16, "big") if kind == "ipv6" else high


def _tell_nat(action: Part, telling: Telling) -> str:
    if not action.flags:
        return "nat"
    text = "src" if action.flags & _SRC else "dst" if action.flags & _DST else ""
    told = _tell_range(action)
    parts = [f"{text}={told}" if told else text] if text else []
    parts += [name for name, bit in _OPTIONS.items() if action.flags & bit]
    return f"nat({','.join(parts)})"


def _tell_range(action: Part) -> str:
    told = ""
    low, high = action.ipv4_min, action.ipv4_max
    if low:
        told = numbers.ipv4_text(low)
        if high and high != low:
            told += f"-{numbers.ipv4_text(high)}"
    elif action.ipv6_min:
        form = "[{}]" if action.proto_min else "{}"
        ends = [bytes(end) for end in (action.ipv6_min, action.ipv6_max) if end]
        told = "-".join(form.format(socket.inet_ntop(socket.AF_INET6, end)) for end in dict.fromkeys(ends))
    if action.proto_min:
        told += f":{action.proto_min}"
        if action.proto_max and action.proto_max != action.proto_min:
            told += f"-{action.proto_max}"
    return told


def _nat_alone(text: str, reading: Reading) -> list[Part]:
    if not reading.tracking:
        raise TextError("ct() around nat")
    return _nat(text, reading)


row("nat", _nat_alone, nicira_nat=_tell_nat)
