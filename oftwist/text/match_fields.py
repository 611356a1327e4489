"""The model of a match as a list of fields with headers, both directions: OXM from 1.2 on, NXM in 1.0."""

from __future__ import annotations

import warnings
from functools import cache

from oftwist.errors import TextError
from oftwist.text.fields import BY_NAME, TABLE, Field, Number, by_header
from oftwist.text.model import (
    ARP,
    ICMP,
    ICMP6,
    IP,
    IPV6,
    RARP,
    SCTP,
    TCP,
    UDP,
    VLAN_PCP,
    VLAN_PRESENT,
    VLAN_VID,
    Match,
    meaningless,
    normalized,
)
from oftwist.text.names import port_on_wire
from oftwist.wire.numbers import OF12, OF15

# --- writing ---------------------------------------------------------------------------------------

_BY_PROTOCOL = {TCP: "tcp", UDP: "udp", SCTP: "sctp"}
_IN_ARP = {"nw_src": "arp_spa", "nw_dst": "arp_tpa", "nw_proto": "arp_op"}
_ETHERNET = ("eth_src", "eth_dst", "eth_type")
#: What becomes of a slot's value and mask in the field that carries it.
_AS_IS, _SHIFTED, _WHOLE, _LOW_BYTE, _PORT = range(5)


class _Entry:
    """How a field is written in a version.

    Attributes:
        rank: its place among the fields.
        plain, masked: its headers.
        how: what is to be done with the value first.
    """

    __slots__ = ("rank", "plain", "masked", "size", "full", "shift", "how")

    def __init__(self, field: Field, number: Number, how: int) -> None:
        self.rank = field.rank
        self.plain = number.header
        self.masked = number.masked() if field.size != 124 else number.header
        self.size = field.size
        self.full = field.full
        self.shift = field.shift
        self.how = how

    def write(self, value: int, mask: int) -> bytes:
        if self.how != _AS_IS:
            if self.how == _SHIFTED:
                value >>= self.shift
                mask >>= self.shift
            else:
                mask = self.full
                if self.how == _LOW_BYTE:
                    value &= 0xFF
                elif self.how == _PORT:
                    value = port_on_wire(value, OF12)
        if mask == self.full:
            return self.plain + value.to_bytes(self.size, "big")
        return self.masked + value.to_bytes(self.size, "big") + mask.to_bytes(self.size, "big")


@cache
def _entry(name: str, version: int, how: int = _AS_IS) -> _Entry:
    field = BY_NAME[name]
    number = field.number(version)
    if number is None:
        raise TextError("a field that OpenFlow can match", name)
    return _Entry(field, number, how)


#: (version, frame, protocol), of those that make a difference -> how each slot is written.
_carriers: dict[tuple[int, int, int], dict[str, _Entry]] = {}


def _carried(match: Match, version: int) -> dict[str, _Entry]:
    """The fields that carry the slots in this match: which they are follows from its protocol."""
    frame, protocol = match.frame, match.protocol
    if frame not in (IP, IPV6):
        frame, protocol = ARP if frame in (ARP, RARP) else 0, 0
    elif protocol not in (TCP, UDP, SCTP, ICMP, ICMP6):
        protocol = 0
    found = _carriers.get((version, frame, protocol))
    if found is None:
        found = _carriers[version, frame, protocol] = _make_carriers(version, frame, protocol)
    return found


def _make_carriers(version: int, frame: int, protocol: int) -> dict[str, _Entry]:
    names = {field.name for field in TABLE if field.slot == field.name and field.numbers and field.size != 124}
    names -= {"vlan_tci", "packet_type"} if version >= OF12 else {"packet_type"}
    if version >= OF15:
        names -= {name for name in names if name[:3] == "reg"}
    found = {name: _entry(name, version) for name in names}
    found["nw_proto"] = _entry("nw_proto", version, _WHOLE)
    found["nw_tos"] = _entry("ip_dscp", version, _SHIFTED) if version >= OF12 else _entry("nw_tos", version, _WHOLE)
    found["nw_src"], found["nw_dst"] = _entry("ip_src", version), _entry("ip_dst", version)
    if version >= OF12:
        found["in_port"] = _entry("in_port_oxm", version, _PORT)
    if frame == ARP:
        found |= {slot: _entry(name, version, _WHOLE if slot == "nw_proto" else _AS_IS)
                  for slot, name in _IN_ARP.items()}  # fmt: skip
    if frame == IPV6:
        found["arp_sha"], found["arp_tha"] = _entry("nd_sll", version), _entry("nd_tll", version)
    for slot, end, icmp in (("tp_src", "src", "type"), ("tp_dst", "dst", "code")):
        if protocol in (ICMP, ICMP6):
            kind = "icmpv6" if frame == IPV6 else "icmp"
            found[slot] = _entry(f"{kind}_{icmp}", version, _LOW_BYTE)  # whatever name it was given by
        elif protocol:
            found[slot] = _entry(f"{_BY_PROTOCOL[protocol]}_{end}", version)
    return found


_OURS = ("oftwist.text", "oftwist.loxi", "oftwist.wire")


def tell_meaningless(match: Match) -> None:
    """Warn who gives a match in words of what a switch passes over: it matches more than it says."""
    gone = meaningless(match)
    if gone:
        from inspect import currentframe  # only for people's mistakes

        level, frame = 1, currentframe()
        while frame is not None and frame.f_globals["__name__"].startswith(_OURS):
            level, frame = level + 1, frame.f_back
        text = f"{', '.join(sorted(gone))}: passed over, as no protocol that has it is matched"
        warnings.warn(text, stacklevel=level)  # at the line of whoever gave the words


def fields_bytes(match: Match, version: int) -> bytes:
    """A match as a list of fields: of OXM from 1.2 on, of NXM in 1.0.

    Raises:
        TextError: it has no such form.
    """
    tell_meaningless(match)
    normalized(match)
    carried = _carried(match, version)
    out: list[tuple[int, bytes]] = []
    for slot, (value, mask) in match.items():
        entry = carried.get(slot)
        if entry is not None:
            out.append((entry.rank, entry.write(value, mask)))
        elif slot == "vlan_tci":
            out += _vlan(value, mask, version)
        elif slot in match.sizes:
            out.append(_tunnel_metadata(match, slot, value, mask))
        elif slot == "packet_type":
            if value or not _has_ethernet(match, version):
                entry = _entry(slot, version)
                out.append((entry.rank, entry.write(value, mask)))
        elif slot[:3] != "reg" or version < OF15:
            raise TextError("a field that OpenFlow can match", slot)
    if version >= OF15:
        out += _wide_registers(match)
    out.sort()
    return b"".join([raw for _, raw in out])


def _has_ethernet(match: Match, version: int) -> bool:
    """Whether a field is written that says by itself that there is an Ethernet header."""
    if not match.keys().isdisjoint(_ETHERNET):
        return True
    return "vlan_tci" in match and (version < OF12 or bool(_vlan(*match["vlan_tci"], version)))


def _vlan(tci: int, mask: int, version: int) -> list[tuple[int, bytes]]:
    """A tag in OXM: one field for VID and "present", one for the priority."""
    both = VLAN_VID | VLAN_PRESENT
    found = []
    if mask & both:
        entry = _entry("vlan_vid", version)
        plain = mask & both == both
        head = entry.plain if plain else entry.masked
        raw = head + (tci & both).to_bytes(2, "big") + (b"" if plain else (mask & both).to_bytes(2, "big"))
        found.append((entry.rank, raw))
    if tci & both and mask & VLAN_PCP:
        entry = _entry("vlan_pcp", version)
        found.append((entry.rank, entry.plain + bytes((tci >> 13,))))
    return found


def _tunnel_metadata(match: Match, slot: str, value: int, mask: int) -> tuple[int, bytes]:
    field = BY_NAME[slot]
    size, has_mask = match.sizes[slot]
    head = field.numbers[0].header[:3]
    if not has_mask:
        return field.rank, head + bytes((size,)) + value.to_bytes(size, "big")
    masked = bytes((head[0], head[1], head[2] | 1))
    if not size:
        return field.rank, masked + b"\0"
    return field.rank, masked + bytes((2 * size,)) + value.to_bytes(size, "big") + mask.to_bytes(size, "big")


def _wide_registers(match: Match) -> list[tuple[int, bytes]]:
    """Registers as 1.5 has them: in pairs."""
    found = []
    numbers = {int(slot[3:]) // 2 for slot in match if slot[:3] == "reg"}
    for number in numbers:
        field = BY_NAME[f"xreg{number}"]
        entry = _entry(field.name, OF15)
        found.append((entry.rank, entry.write(*match.field(field))))
    return found


# --- reading ---------------------------------------------------------------------------------------

_COOKIE = (b"\x00\x01\x3c\x08", b"\x00\x01\x3d\x10")


def fields_model(raw: bytes) -> tuple[Match, list[bytes]]:
    """The model of a list of fields, and what in it is not known: the bytes of each such field."""
    match = Match()
    unknown: list[bytes] = []
    at, end = 0, len(raw)
    while at + 4 <= end:
        header = raw[at : at + 4]
        if header == b"\0\0\0\0":  # no field has no bytes: padding
            break
        stop = at + 4 + header[3]
        start = at + 4
        if header[:2] == b"\xff\xff":
            header = raw[at : at + 8]
            start = at + 8
        found = by_header(header)
        if header in _COOKIE and stop <= end:
            value = int.from_bytes(raw[start : start + 8], "big")
            match.cookie = value, int.from_bytes(raw[start + 8 : stop], "big") if header[2] & 1 else (1 << 64) - 1
            at = stop
            continue
        if found is None or stop > end:
            unknown.append(raw[at:stop])
        else:
            _add(match, found[0], raw[start:stop], found[1])
        at = stop
    return match, unknown


def _add(match: Match, field: Field, payload: bytes, masked: bool) -> None:
    size = len(payload) // 2 if masked else len(payload)
    value = int.from_bytes(payload[:size], "big")
    mask = int.from_bytes(payload[size:], "big") if masked else field.full
    if field.size == 124:
        match.sizes[field.slot] = size, masked
        match[field.slot] = value, mask or field.full
    elif field.name == "vlan_vid":
        match.put(field, value, mask if masked else 0x1FFF)
    else:
        match.put(field, value, mask)
