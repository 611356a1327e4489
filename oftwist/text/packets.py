"""``encap`` and ``decap``: headers put before packets and taken off (1.3 and later)."""

from __future__ import annotations

from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.lexer import pairs, shifted
from oftwist.text.model import IP, IPV6, MPLS, MPLS_MULTICAST, NSH
from oftwist.text.reading import Reading, Telling, row
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import OF13

_ETHERTYPE = 1 << 16
_ENCAP = {
    "ethernet": 0, "nsh": _ETHERTYPE | NSH, "mpls": _ETHERTYPE | MPLS, "mpls_mc": _ETHERTYPE | MPLS_MULTICAST,
}  # fmt: skip
_ENCAP_NAMES = {kind: name for name, kind in _ENCAP.items()}
_NEXT_PROTOCOL = 0xFFFE
_UNKNOWN = 0xFFFF


def _encap(text: str, reading: Reading) -> list[Part]:
    reading.since(OF13)
    found = pairs(text)
    if len(found) != 1 or found[0][0] not in _ENCAP:
        raise TextError(f"one of {', '.join(_ENCAP)}", text)
    name, inner, _, inner_at = found[0]
    if inner and name != "nsh":
        raise TextError(f"nothing behind {name}", inner, inner_at)
    properties = shifted(inner_at, _properties, inner, reading)
    kind = _ENCAP[name]
    reading.match["packet_type"] = kind, 0xFFFFFFFF
    if kind >> 16 == 1:
        reading.match["eth_type"] = kind & 0xFFFF, 0xFFFF
    if reading.match.frame not in (IP, IPV6):
        reading.match.pop("nw_proto", None)
    return [reading.make("nicira_encap", hdr_size=0, new_pkt_type=kind, properties=properties)]


def _properties(text: str, reading: Reading) -> list[Part]:
    found = []
    for key, value, key_at, value_at in pairs(text):
        if key == "md_type":
            number = shifted(value_at, numbers.number, value, 8)
            if number not in (1, 2):
                raise TextError("1 or 2", value, value_at)
            found.append(reading.home.cls("common.nicira_encap_prop_nsh_md_type")(md_type=number))
        elif key == "tlv":
            found.append(shifted(value_at, _tlv, value, reading))
        else:
            raise TextError("md_type= or tlv(CLASS,TYPE,VALUE)", key, key_at)
    return found


def _tlv(text: str, reading: Reading) -> Any:
    parts = text.split(",")
    if len(parts) != 3:
        raise TextError("tlv(CLASS,TYPE,VALUE)", text)
    at = len(parts[0]) + 1
    digits = parts[2].removeprefix("0x")
    try:
        data = bytes.fromhex(digits if len(digits) % 2 == 0 else "0" + digits)
    except ValueError:
        raise TextError("a hexadecimal value", parts[2], at + len(parts[1]) + 1) from None
    members = {
        "tlv_class": numbers.number(parts[0], 16),
        "tlv_type": shifted(at, numbers.number, parts[1], 8),
        "data": data,
    }
    return reading.home.cls("common.nicira_encap_prop_nsh_tlv")(**members)


def _tell_encap(action: Part, telling: Telling) -> str:
    name = _ENCAP_NAMES.get(action.new_pkt_type, f"{action.new_pkt_type:#x}")
    parts = []
    for prop in action.properties:
        if hasattr(prop, "md_type"):
            parts.append(f"md_type={prop.md_type}")
        elif hasattr(prop, "tlv_class"):
            value = numbers.hexadecimal(int.from_bytes(prop.data, "big"))
            parts.append(f"tlv(0x{prop.tlv_class:04x},{prop.tlv_type},{value})")
    return f"encap({name}({','.join(parts)}))" if parts else f"encap({name})"


row("encap", _encap, nicira_encap=_tell_encap)


def _decap(text: str, reading: Reading) -> list[Part]:
    reading.since(OF13)
    kind = _NEXT_PROTOCOL
    for key, value, key_at, value_at in pairs(text):
        if key != "packet_type":
            raise TextError("packet_type(ns=N,type=N), or nothing", key, key_at)
        kind = shifted(value_at, _packet_type, value)
    match = reading.match
    if match.value("packet_type") == 0:
        match["packet_type"] = _ETHERTYPE | match.value("eth_type"), 0xFFFFFFFF
    else:
        match["packet_type"] = _UNKNOWN, 0xFFFFFFFF  # nobody knows before it happens
        match.pop("eth_type", None)
    return [reading.make("nicira_decap", new_pkt_type=kind)]


def _packet_type(text: str) -> int:
    given = {}
    for key, value, key_at, value_at in pairs(text):
        if key not in ("ns", "type"):
            raise TextError("ns=N,type=N", key, key_at)
        given[key] = shifted(value_at, numbers.number, value, 16)
    if len(given) != 2:
        raise TextError("ns=N,type=N", text)
    return int(given["ns"]) << 16 | int(given["type"])


def _tell_decap(action: Part, telling: Telling) -> str:
    kind = action.new_pkt_type
    if kind == _NEXT_PROTOCOL:
        return "decap()"
    return f"decap(packet_type(ns={kind >> 16},type={numbers.hexadecimal(kind & 0xFFFF)}))"


row("decap", _decap, nicira_decap=_tell_decap)
