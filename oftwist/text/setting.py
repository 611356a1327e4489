"""Actions that set fields: ``set_field``, ``load``, ``move``, and the older ``mod_`` words.

Which form goes on the wire depends on the version: 1.0 and 1.1 have an action for each of some fields, 1.2 and later
one for all, and what neither can say is said by Nicira's extensions (reg_load, reg_load2, reg_move).
"""

from __future__ import annotations

import struct
from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.fields import BY_NAME, Field, by_header
from oftwist.text.lexer import shifted
from oftwist.text.model import IP, IPV6, SCTP, TCP, UDP, VLAN_PRESENT
from oftwist.text.reading import Reading, Telling, row, version_of
from oftwist.text.subfields import Subfield, header_text, subfield
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import OF10, OF11, OF12, OF15

# --- the three forms on the wire -------------------------------------------------------------------


def _entry(field: Field, version: int, value: int, mask: int) -> bytes:
    """A field with its value, and its mask if that is not all of it, as a match has it."""
    number = field.number(version)
    assert number is not None
    size = field.size
    if field.size == 124:
        size = ((max(value, mask) if mask != field.full else value).bit_length() + 7) // 8
        whole = mask == field.full
        head = bytes((*number.header[:2], number.header[2] | (not whole), size * (1 if whole else 2)))
        return head + value.to_bytes(size, "big") + (b"" if whole else mask.to_bytes(size, "big"))
    if mask == field.whole:
        return number.header + value.to_bytes(size, "big")
    return number.masked() + value.to_bytes(size, "big") + mask.to_bytes(size, "big")


def _object(reading: Reading, raw: bytes) -> Any:
    return reading.home.decoder("oxm.oxm")(raw, 0, len(raw))


def set_whole(reading: Reading, field: Field, value: int, mask: int) -> Any:
    """The ``set_field`` of 1.2 and later."""
    return reading.make("set_field", field=_object(reading, _entry(field, reading.version, value, mask)))


def loads(reading: Reading, field: Field, value: int, mask: int) -> list[Part]:
    """Nicira's ``reg_load``: one for each run of bits, the lowest first, of at most 64 bits each."""
    header = field.numbers[0].header
    if len(header) == 8 or field.size == 124:
        return [reading.make("nicira_reg_load2", field=_object(reading, _entry(field, OF10, value, mask)))]
    found = []
    bit = 0
    mask &= (1 << field.bits) - 1
    while mask >> bit:
        rest = mask >> bit
        bit += (rest & -rest).bit_length() - 1
        rest = mask >> bit
        n_bits = min((~rest & rest + 1).bit_length() - 1, 64)
        part = value >> bit & (1 << n_bits) - 1
        found.append(
            reading.make(
                "nicira_reg_load", ofs_nbits=bit << 6 | n_bits - 1, dst=int.from_bytes(header, "big"), value=part
            )
        )
        bit += n_bits
    return found


# Field -> the action of 1.0 and 1.1 that sets it, its member, and how far the value is shifted.
_LEGACY = {
    "eth_src": ("set_dl_src", "dl_addr", 0),
    "eth_dst": ("set_dl_dst", "dl_addr", 0),
    "ip_src": ("set_nw_src", "nw_addr", 0),
    "ip_dst": ("set_nw_dst", "nw_addr", 0),
    "nw_tos": ("set_nw_tos", "nw_tos", 0),
    "ip_dscp": ("set_nw_tos", "nw_tos", 2),
    "tcp_src": ("set_tp_src", "tp_port", 0),
    "udp_src": ("set_tp_src", "tp_port", 0),
    "tcp_dst": ("set_tp_dst", "tp_port", 0),
    "udp_dst": ("set_tp_dst", "tp_port", 0),
}


def legacy(reading: Reading, field: Field, value: int) -> list[Part] | None:
    """The actions of 1.0 and 1.1 that set a whole field; None if there are none."""
    known = _LEGACY.get(field.name)
    if known is not None:
        name, member, shift = known
        number: Any = value << shift
        return [reading.make(name, **{member: list(value.to_bytes(6, "big")) if member == "dl_addr" else number})]
    if field.name == "vlan_vid":
        return [reading.make("set_vlan_vid", vlan_vid=value & 0xFFF)]
    if field.name == "vlan_pcp":
        return [reading.make("set_vlan_pcp", vlan_pcp=value & 7)]
    if field.name == "nw_ecn" and reading.version == OF11:
        return [reading.make("set_nw_ecn", nw_ecn=value)]
    if field.name == "vlan_tci":
        if not value & VLAN_PRESENT:
            return [reading.make("strip_vlan" if reading.version == OF10 else "pop_vlan")]
        push = [reading.make("push_vlan", ethertype=0x8100)] if reading.version == OF11 and not reading.tagged else []
        return [
            *push,
            reading.make("set_vlan_vid", vlan_vid=value & 0xFFF),
            reading.make("set_vlan_pcp", vlan_pcp=value >> 13),
        ]
    return None


def set_field(reading: Reading, field: Field, value: int, mask: int) -> list[Part]:
    """The actions that set a field, or some bits of it, in the way the version has."""
    whole = mask == field.whole
    if reading.version >= OF15 or (reading.version >= OF12 and whole):
        return [set_whole(reading, field, value, mask)]
    if reading.version < OF12 and whole:
        found = legacy(reading, field, value)
        if found is not None:
            return found
    return loads(reading, field, value, mask)


# --- set_field, load, move -------------------------------------------------------------------------


def split_arrow(text: str) -> tuple[str, str, int]:
    """``VALUE->FIELD``: both, and the column of the second.

    Raises:
        TextError: there is no arrow.
    """
    at = text.find("->")
    if at < 0:
        raise TextError("VALUE->FIELD", text)
    return text[:at], text[at + 2 :], at + 2


def _set_field(text: str, reading: Reading) -> list[Part]:
    value_text, name, at = split_arrow(text)
    field = BY_NAME.get(name)
    if field is None:
        raise TextError("the name of a field", name, at)
    if not field.writable or not field.numbers:
        raise TextError("a field that can be written", name, at)
    value, mask = field.form.read(value_text, field.size, reading.ports)
    if value_text == "" or value & ~_room(field):
        raise TextError(f"a value of {field.name}, which has {field.bits} bits", value_text)
    if mask != field.whole and not field.maskable:
        raise TextError(f"no mask: {field.name} is set wholly or not at all", value_text)
    if field.size == 124 and "/" not in value_text:
        mask = field.full
    reading.restrict(field.fixed)
    shifted(at, reading.need_for, field, name)
    shifted(at, reading.check_tracking, field, name)
    shifted(at, reading.need_tag, field, name)
    found = set_field(reading, field, value, mask)
    if field.name == "vlan_tci":
        reading.tag(value)
    return found


def _room(field: Field) -> int:
    """The bits a value of a field may have."""
    if field.name == "vlan_vid":
        return 0x1FFF
    if field.name == "nw_tos":
        return 0xFC
    return (1 << field.bits) - 1


def _load(text: str, reading: Reading) -> list[Part]:
    value_text, name, at = split_arrow(text)
    part: Subfield = shifted(at, subfield, name)
    value = numbers.number(value_text, part.bits, f"a number for {part.bits} bits")
    shifted(at, reading.target, part)
    shifted(at, reading.check_tracking, part.field, part.name)
    shifted(at, reading.need_tag, part.field, part.name)
    if reading.version < OF15:
        return loads(reading, part.field, value << part.offset, part.mask)
    return [set_whole(reading, part.field, value << part.offset, part.mask)]


def _move(text: str, reading: Reading) -> list[Part]:
    source_text, target_text, at = split_arrow(text)
    source = reading.source(subfield(source_text))
    target: Subfield = shifted(at, lambda: reading.target(subfield(target_text)))
    shifted(at, reading.check_tracking, target.field, target.name)
    if source.bits != target.bits:
        raise TextError(f"{source.bits} bits, as many as before the arrow", target_text, at)
    if reading.version >= OF15:
        ids = b"".join(_header(part, OF15) for part in (source, target))
        return [_copy_field(reading, source, target, ids)]
    return [
        reading.make(
            "nicira_reg_move",
            n_bits=source.bits,
            src_ofs=source.offset,
            dst_ofs=target.offset,
            src=header_number(source, OF10),
            dst=header_number(target, OF10),
        )
    ]


def _header(part: Subfield, version: int) -> bytes:
    number = part.field.number(version)
    if number is None:
        raise TextError("a field that has a number on the wire", part.name)
    return number.header


def header_number(part: Subfield, version: int = OF10, short: bool = False) -> int:
    """The header of a field as actions have it, 4 or 8 bytes read as a number.

    Raises:
        TextError: it has none, or only a long one where a short one is needed.
    """
    header = _header(part, version)
    if short and len(header) == 8:
        raise TextError("a field that has a header of 4 bytes", part.name)
    return int.from_bytes(header, "big")


def _copy_field(reading: Reading, source: Subfield, target: Subfield, ids: bytes) -> Any:
    """The ``copy_field`` of 1.5, whose fields are told by bytes: 4 or 8 each."""
    length = 12 + len(ids) + 7 & -8
    raw = struct.pack("!6H", 28, length, source.bits, source.offset, target.offset, 0) + ids
    raw = raw.ljust(length, b"\0")
    return reading.home.decoder("action.action")(raw, 0, len(raw))


# --- printing --------------------------------------------------------------------------------------


def long_header(number: int) -> bytes:
    """A header of 4 or 8 bytes from the number that actions keep it as."""
    return number.to_bytes(8 if number >> 32 else 4, "big")


def part_text(number: int, offset: int, bits: int) -> str:
    """A part of the field with a header."""
    return header_text(long_header(number), offset, bits)


def ofs_nbits_text(number: int, ofs_nbits: int) -> str:
    """A part of a field, its place as extension actions have it."""
    return part_text(number, ofs_nbits >> 6, (ofs_nbits & 0x3F) + 1)


def _tell_entry(raw: bytes, telling: Telling) -> str:
    """``VALUE/MASK->FIELD`` of a field with its value."""
    size = 8 if raw[:2] == b"\xff\xff" else 4
    found = by_header(raw[:size])
    if found is None:
        return f"0x{raw[size : 4 + raw[3]].hex()}->0x{raw[:size].hex()}"
    field, masked = found
    payload = raw[size : 4 + raw[3]]
    half = len(payload) // 2 if masked else len(payload)
    value = int.from_bytes(payload[:half], "big")
    if field.name == "vlan_vid" and not masked:
        return f"{value}->vlan_vid"
    mask = field.whole
    if masked:
        mask = int.from_bytes(payload[half:], "big")
        if not mask:
            return f"ANY->{field.name}"
    return f"{field.form.tell(value, mask, field.size, telling.ports)}->{field.name}"


def _tell_set_field(action: Part, telling: Telling) -> str:
    return f"set_field:{_tell_entry(action.field.pack(), telling)}"


def _tell_load(action: Part, telling: Telling) -> str:
    return f"load:{numbers.hexadecimal(action.value)}->{ofs_nbits_text(action.dst, action.ofs_nbits)}"


def _tell_move(action: Part, telling: Telling) -> str:
    source = part_text(action.src, action.src_ofs, action.n_bits)
    return f"move:{source}->{part_text(action.dst, action.dst_ofs, action.n_bits)}"


def _tell_copy(action: Part, telling: Telling) -> str:
    raw = action.pack()[12:]
    first = 8 if raw[:2] == b"\xff\xff" else 4
    second = 8 if raw[first : first + 2] == b"\xff\xff" else 4
    source = header_text(raw[:first], action.src_offset, action.n_bits)
    return f"move:{source}->{header_text(raw[first : first + second], action.dst_offset, action.n_bits)}"


def _tell_onf_copy(action: Part, telling: Telling) -> str:
    source = part_text(action.src, action.src_offset, action.n_bits)
    return f"move:{source}->{part_text(action.dst, action.dst_offset, action.n_bits)}"


row("set_field", _set_field, set_field=_tell_set_field, nicira_reg_load2=_tell_set_field)
row("load", _load, nicira_reg_load=_tell_load)
row("move", _move, nicira_reg_move=_tell_move, copy_field=_tell_copy, onf_copy_field=_tell_onf_copy)


# --- the older words -------------------------------------------------------------------------------


def _mod(name: str, word: str, member: str, parse: Any, needs: str, tell: Any) -> None:
    """``mod_X:V``: sets field ``name``; 1.2 and later have ``set_field`` for it."""
    field = BY_NAME[name]

    def read(text: str, reading: Reading) -> list[Part]:
        value = parse(text)
        if needs == "ip":
            reading.need_ip()
        elif needs == "ipv4":
            reading.need(reading.match.frame == IP, "ip")
        if reading.version < OF12:
            found = legacy(reading, field, value)
            return found if found is not None else loads(reading, field, value, field.whole)
        return [set_whole(reading, field, value, field.whole)]

    row(word, read, **{word.replace("mod", "set"): lambda action, telling: f"{word}:{tell(getattr(action, member))}"})


def _tos(text: str) -> int:
    value = numbers.number(text, 8, "a type of service, a multiple of 4,")
    if value & 3:
        raise TextError("a type of service that is a multiple of 4", text)
    return value >> 2


def _mac_text(value: Any) -> str:
    return numbers.mac_text(int.from_bytes(bytes(value), "big"))


_mod("eth_src", "mod_dl_src", "dl_addr", numbers.mac, "", _mac_text)
_mod("eth_dst", "mod_dl_dst", "dl_addr", numbers.mac, "", _mac_text)
_mod("ip_src", "mod_nw_src", "nw_addr", numbers.ipv4, "ipv4", numbers.ipv4_text)
_mod("ip_dst", "mod_nw_dst", "nw_addr", numbers.ipv4, "ipv4", numbers.ipv4_text)
_mod("ip_dscp", "mod_nw_tos", "nw_tos", _tos, "ip", str)
_mod("nw_ecn", "mod_nw_ecn", "nw_ecn", lambda text: numbers.number(text, 2, "an ECN"), "ip", str)


def _nw_ttl(text: str, reading: Reading) -> list[Part]:
    value = numbers.number(text, 8, "a TTL")
    reading.need_ip()
    if reading.version == OF10:
        return loads(reading, BY_NAME["nw_ttl"], value, 0xFF)
    return [reading.make("set_nw_ttl", nw_ttl=value)]


row("mod_nw_ttl set_nw_ttl", _nw_ttl, set_nw_ttl=lambda action, telling: f"mod_nw_ttl:{action.nw_ttl}")


def _mod_port(end: str) -> None:
    def read(text: str, reading: Reading) -> list[Part]:
        value = numbers.number(text, 16, "a port")
        protocol = reading.match.protocol
        known = reading.match.frame in (IP, IPV6) and not reading.match.value("ip_frag") & 2
        reading.need(known and protocol in _TRANSPORT, "tcp, udp or sctp")
        if reading.version < OF12:
            return [reading.make(f"set_tp_{end}", tp_port=value)]
        if protocol not in _TRANSPORT:
            return [reading.made(9 if end == "src" else 10, value.to_bytes(2, "big") + bytes(2))]
        field = BY_NAME[f"{_TRANSPORT[protocol]}_{end}"]
        return [set_whole(reading, field, value, field.whole)]

    row(f"mod_tp_{end}", read, **{f"set_tp_{end}": lambda action, telling: f"mod_tp_{end}:{action.tp_port}"})


_TRANSPORT = {TCP: "tcp", UDP: "udp", SCTP: "sctp"}
_mod_port("src")
_mod_port("dst")


def _vlan(name: str, bits: int, push: bool) -> Any:
    def read(text: str, reading: Reading) -> list[Part]:
        value = numbers.number(text, bits, "a VLAN ID" if name == "vid" else "a VLAN priority")
        field = BY_NAME[f"vlan_{name}"]
        tagged = reading.tagged
        reading.need(tagged or push, "a VLAN tag")
        found = []
        if not tagged:
            if push and reading.version >= OF11:
                found.append(reading.make("push_vlan", ethertype=0x8100))
            reading.tag()
        if reading.version >= OF12:
            found.append(set_whole(reading, field, value | VLAN_PRESENT if name == "vid" else value, field.whole))
        else:
            found.append(reading.make(f"set_vlan_{name}", **{f"vlan_{name}": value}))
        return found

    return read


def _tell_vlan(name: str) -> Any:
    def tell(action: Part, telling: Telling) -> str:
        word = "mod" if version_of(action) == OF10 else "set"
        return f"{word}_vlan_{name}:{getattr(action, f'vlan_{name}')}"

    return tell


for _name, _bits in (("vid", 12), ("pcp", 3)):
    row(f"mod_vlan_{_name}", _vlan(_name, _bits, push=True))
    row(f"set_vlan_{_name}", _vlan(_name, _bits, push=False), **{f"set_vlan_{_name}": _tell_vlan(_name)})
