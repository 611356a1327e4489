"""The model of a match as an object of the message library, both directions.

1.0 and 1.1 have fixed structures, whose wildcards say what is matched; from 1.2 on, and in Nicira's extension of 1.0,
a match is a list of fields with headers.
"""

from __future__ import annotations

from typing import Any

from oftwist.errors import TextError
from oftwist.text.fields import BY_NAME, OF10, OF11, OF12, OF15, TABLE, Field, Number, by_header
from oftwist.text.model import (
    ARP,
    ICMP,
    ICMP6,
    IPV6,
    MPLS,
    MPLS_MULTICAST,
    RARP,
    SCTP,
    TCP,
    UDP,
    VLAN_PCP,
    VLAN_PRESENT,
    VLAN_VID,
    Match,
    normalized,
)
from oftwist.text.names import port_from_wire, port_on_wire
from oftwist.text.numbers import prefix
from oftwist.wire.codec import classes

# --- lists of fields: NXM and OXM ------------------------------------------------------------------

_BY_PROTOCOL = {TCP: "tcp", UDP: "udp", SCTP: "sctp"}


def _carrier(match: Match, slot: str, version: int) -> Field | None:
    """The field that carries a slot, which the rest of the match decides."""
    if slot == "in_port" or slot == "nw_tos":
        return BY_NAME[_OXM_ONLY[slot] if version >= OF12 else slot]
    if slot in ("nw_src", "nw_dst", "nw_proto"):
        return BY_NAME[_IN_ARP[slot] if match.frame in (ARP, RARP) else slot]
    if slot in ("tp_src", "tp_dst"):
        protocol = match.protocol
        if protocol in (ICMP, ICMP6):
            kind = "icmp" if match.frame != IPV6 else "icmpv6"
            return BY_NAME[f"{kind}_{'type' if slot == 'tp_src' else 'code'}"]
        known = _BY_PROTOCOL.get(protocol)
        return BY_NAME[f"{known}_{slot[3:]}"] if known else None
    if slot in ("arp_sha", "arp_tha") and match.frame == IPV6:
        return BY_NAME["nd_sll" if slot == "arp_sha" else "nd_tll"]
    return BY_NAME.get(slot)


_ETHERNET = ("eth_src", "eth_dst", "eth_type")
_OXM_ONLY = {"in_port": "in_port_oxm", "nw_tos": "ip_dscp"}
_IN_ARP = {"nw_src": "arp_spa", "nw_dst": "arp_tpa", "nw_proto": "arp_op"}


class _Entry:
    """How a field is written in a version: made once."""

    __slots__ = ("rank", "plain", "masked", "size", "full", "shift")

    def __init__(self, field: Field, number: Number) -> None:
        self.rank = field.rank
        self.plain = number.header
        self.masked = number.masked() if field.maskable and field.size != 124 else number.header
        self.size = field.size
        self.full = field.full
        self.shift = field.shift

    def write(self, value: int, mask: int) -> bytes:
        if mask == self.full:
            return self.plain + value.to_bytes(self.size, "big")
        return self.masked + value.to_bytes(self.size, "big") + mask.to_bytes(self.size, "big")


_entries: dict[tuple[str, int], _Entry] = {}


def _entry(field: Field, version: int) -> _Entry:
    found = _entries.get((field.name, version))
    if found is None:
        number = field.number(version)
        if number is None:
            raise TextError("a field that OpenFlow can match", field.name)
        found = _entries[field.name, version] = _Entry(field, number)
    return found


def fields_bytes(match: Match, version: int) -> bytes:
    """A match as a list of fields: of OXM from 1.2 on, of NXM in 1.0.

    Raises:
        TextError: it has no such form.
    """
    normalized(match)
    direct = _direct(version)
    out: list[tuple[int, bytes]] = []
    for slot, (value, mask) in match.items():
        entry = direct.get(slot)
        if entry is not None:
            if mask == entry.full:
                out.append((entry.rank, entry.plain + value.to_bytes(entry.size, "big")))
            else:
                out.append((entry.rank, entry.write(value, mask)))
        elif slot == "in_port":
            entry = _entry(BY_NAME["in_port_oxm"], version)
            out.append((entry.rank, entry.plain + port_on_wire(value, version).to_bytes(4, "big")))
        elif slot == "vlan_tci":
            out += _vlan(value, mask, version)
        elif slot in match.sizes:
            out.append(_tunnel_metadata(match, slot, value, mask))
        elif slot[:3] != "reg" and not (slot == "packet_type" and value == 0 and _has_ethernet(match, version)):
            field = _carrier(match, slot, version)
            if field is not None:
                out.append(_carried(_entry(field, version), slot, value, mask))
    if version >= OF15:
        out += _wide_registers(match)
    out.sort()
    return b"".join([raw for _, raw in out])


def _carried(entry: _Entry, slot: str, value: int, mask: int) -> tuple[int, bytes]:
    """A slot in the field that carries it in this match."""
    if entry.shift:
        value, mask = value >> entry.shift, mask >> entry.shift
    elif slot in ("nw_tos", "nw_proto"):
        mask = entry.full
    elif entry.size == 1 and slot[:3] == "tp_":  # of ICMP, whatever name it was given by
        value, mask = value & 0xFF, entry.full
    return entry.rank, entry.write(value, mask)


_directs: dict[int, dict[str, _Entry]] = {}


def _direct(version: int) -> dict[str, _Entry]:
    """The slots that one field carries as they are, whatever else is matched."""
    found = _directs.get(version)
    if found is None:
        names = {field.name for field in TABLE if field.slot == field.name and field.numbers and field.size != 124}
        names -= {"packet_type", "nw_tos", "nw_proto", "arp_sha", "arp_tha"}
        if version >= OF12:
            names -= {"in_port", "vlan_tci"}
        if version >= OF15:
            names -= {name for name in names if name[:3] == "reg"}
        found = _directs[version] = {name: _entry(BY_NAME[name], version) for name in names}
    return found


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
        entry = _entry(BY_NAME["vlan_vid"], version)
        plain = mask & both == both
        head = entry.plain if plain else entry.masked
        raw = head + (tci & both).to_bytes(2, "big") + (b"" if plain else (mask & both).to_bytes(2, "big"))
        found.append((entry.rank, raw))
    if tci & both and mask & VLAN_PCP:
        entry = _entry(BY_NAME["vlan_pcp"], version)
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
        entry = _entry(field, OF15)
        found.append((entry.rank, entry.write(*match.field(field))))
    return found


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


# --- fixed structures ------------------------------------------------------------------------------

_MAC_ONES, _IP_ONES = 0xFFFFFFFFFFFF, 0xFFFFFFFF
_FIXED = frozenset((
    "packet_type", "in_port", "eth_src", "eth_dst", "eth_type", "vlan_tci", "nw_src", "nw_dst", "nw_proto", "nw_tos",
    "tp_src", "tp_dst",
))  # fmt: skip
_FIXED_11 = _FIXED | {"mpls_label", "mpls_tc", "metadata"}
#: Slot -> member and wildcard of both versions; what needs more thought is done by hand.
_SIMPLE = (
    ("eth_type", "eth_type", 1 << 4, 1 << 3),
    ("nw_proto", "ip_proto", 1 << 5, 1 << 5),
    ("tp_src", "tcp_src", 1 << 6, 1 << 6),
    ("tp_dst", "tcp_dst", 1 << 7, 1 << 7),
)
_IN_PORT, _VLAN, _ETH_SRC, _ETH_DST = 1, 1 << 1, 1 << 2, 1 << 3
_PCP_10, _TOS_10, _ALL_10 = 1 << 20, 1 << 21, 0x3FFFFF
_PCP_11, _TOS_11, _LABEL_11, _TC_11, _ALL_11 = 1 << 2, 1 << 4, 1 << 8, 1 << 9, 0x3FF
_NO_TAG_10, _NO_TAG_11, _ANY_TAG_11 = 0xFFFF, 0xFFFF, 0xFFFE


def _vlan_fits(match: Match, version: int) -> bool:
    """Whether the tag can be said in a fixed structure: VID and priority each wholly or not at all."""
    tci, mask = match["vlan_tci"]
    if not mask & VLAN_PRESENT:
        return False
    if not tci & VLAN_PRESENT:
        return mask == 0xFFFF or mask == VLAN_PRESENT or mask == VLAN_PRESENT | VLAN_VID
    vid, pcp = mask & VLAN_VID, mask & VLAN_PCP
    whole = vid in (0, VLAN_VID) and pcp in (0, VLAN_PCP)
    return whole and (version == OF11 or bool(vid or pcp))


def fits_fixed(match: Match, version: int) -> bool:
    """Whether the fixed structure of 1.0 or 1.1 can say all of a match."""
    if not (match.fixed_10 if version == OF10 else match.fixed_11):
        return False
    if not match.keys() <= (_FIXED if version == OF10 else _FIXED_11) or match.value("packet_type"):
        return False
    if "vlan_tci" in match and not _vlan_fits(match, version):
        return False
    if match.frame == IPV6 and not match.keys().isdisjoint(("nw_proto", "nw_tos", "tp_src", "tp_dst")):
        return False
    for slot in ("tp_src", "tp_dst"):
        if slot in match and match[slot][1] != 0xFFFF:
            return False
    if version == OF11:
        return True
    for slot in ("eth_src", "eth_dst"):
        if slot in match and match[slot][1] != _MAC_ONES:
            return False
    return all(prefix(match[slot][1], 32) is not None for slot in ("nw_src", "nw_dst") if slot in match)


def _mac_list(value: int) -> list[int]:
    return list(value.to_bytes(6, "big"))


def fixed_object(match: Match, version: int) -> Any:
    """A match of 1.0 or 1.1 that `fits_fixed`."""
    cls = classes.of(version).cls("common.match_v1" if version == OF10 else "common.match_v2")
    obj = cls()
    wild = _ALL_10 if version == OF10 else _ALL_11
    if "in_port" in match:
        obj.in_port = port_on_wire(match["in_port"][0], version)
        wild &= ~_IN_PORT
    for slot, member, flag_10, flag_11 in _SIMPLE:
        if slot in match:
            setattr(obj, member, match[slot][0])
            wild &= ~(flag_10 if version == OF10 else flag_11)
    if "nw_tos" in match:
        obj.ip_dscp = match["nw_tos"][0]
        wild &= ~(_TOS_10 if version == OF10 else _TOS_11)
    if "vlan_tci" in match:
        wild = _fixed_vlan(obj, match["vlan_tci"], wild, version)
    if version == OF10:
        for slot, flag in (("eth_src", _ETH_SRC), ("eth_dst", _ETH_DST)):
            if slot in match:
                setattr(obj, slot, _mac_list(match[slot][0]))
                wild &= ~flag
        for slot, shift in (("nw_src", 8), ("nw_dst", 14)):
            if slot in match:
                value, mask = match[slot]
                setattr(obj, f"ipv4_{slot[3:]}", value)
                wild = wild & ~(0x3F << shift) | (~mask & _IP_ONES).bit_length() << shift
            else:
                wild = wild & ~(0x3F << shift) | 32 << shift
    else:
        wild = _masks_11(obj, match, wild)
    obj.wildcards = wild
    return obj


def _fixed_vlan(obj: Any, tag: tuple[int, int], wild: int, version: int) -> int:
    tci, mask = tag
    pcp_flag = _PCP_10 if version == OF10 else _PCP_11
    if not tci & VLAN_PRESENT:
        obj.vlan_vid = _NO_TAG_10 if version == OF10 else _NO_TAG_11
        wild &= ~_VLAN
        return wild & ~pcp_flag if version == OF10 else wild
    if mask & VLAN_VID:
        obj.vlan_vid = tci & VLAN_VID
        wild &= ~_VLAN
    elif version == OF11:
        obj.vlan_vid = _ANY_TAG_11
        wild &= ~_VLAN
    if mask & VLAN_PCP:
        obj.vlan_pcp = tci >> 13
        wild &= ~pcp_flag
    return wild


def _masks_11(obj: Any, match: Match, wild: int) -> int:
    """What 1.1 matches with masks, whose ones are the bits left out."""
    for slot in ("eth_src", "eth_dst"):
        value, mask = match.get(slot, (0, 0))
        setattr(obj, slot, _mac_list(value))
        setattr(obj, f"{slot}_mask", _mac_list(~mask & _MAC_ONES))
    for slot in ("nw_src", "nw_dst"):
        value, mask = match.get(slot, (0, 0))
        setattr(obj, f"ipv4_{slot[3:]}", value)
        setattr(obj, f"ipv4_{slot[3:]}_mask", ~mask & _IP_ONES)
    value, mask = match.get("metadata", (0, 0))
    obj.metadata = value
    obj.metadata_mask = ~mask & 0xFFFFFFFFFFFFFFFF
    for slot, flag in (("mpls_label", _LABEL_11), ("mpls_tc", _TC_11)):
        if slot in match:
            setattr(obj, slot, match[slot][0])
            wild &= ~flag
    return wild


def _fixed_model(obj: Any, version: int) -> Match:
    """The model of a match of 1.0 or 1.1."""
    match = Match()
    wild = obj.wildcards
    if not wild & _IN_PORT:
        match["in_port"] = port_from_wire(obj.in_port, version), 0xFFFF
    for slot, member, flag_10, flag_11 in _SIMPLE:
        if not wild & (flag_10 if version == OF10 else flag_11):
            match[slot] = getattr(obj, member), 0xFF if slot == "nw_proto" else 0xFFFF
    if not wild & (_TOS_10 if version == OF10 else _TOS_11):
        match["nw_tos"] = obj.ip_dscp & 0xFC, 0xFC
    _model_vlan(match, obj, wild, version)
    if version == OF10:
        for slot, flag in (("eth_src", _ETH_SRC), ("eth_dst", _ETH_DST)):
            if not wild & flag:
                match[slot] = int.from_bytes(bytes(getattr(obj, slot)), "big"), _MAC_ONES
        for slot, shift in (("nw_src", 8), ("nw_dst", 14)):
            out = min(wild >> shift & 0x3F, 32)
            mask = -1 << out & _IP_ONES
            match.merge(slot, getattr(obj, f"ipv4_{slot[3:]}") & mask, mask, _IP_ONES)
    else:
        _model_masks_11(match, obj, wild)
    return normalized(match)


def _model_vlan(match: Match, obj: Any, wild: int, version: int) -> None:
    pcp_wild = wild & (_PCP_10 if version == OF10 else _PCP_11)
    if not wild & _VLAN and obj.vlan_vid == _NO_TAG_10:
        match["vlan_tci"] = 0, 0xFFFF
        return
    tci = mask = 0
    if not wild & _VLAN:
        tci, mask = VLAN_PRESENT, VLAN_PRESENT
        if version == OF10 or obj.vlan_vid != _ANY_TAG_11:
            tci, mask = tci | obj.vlan_vid & VLAN_VID, mask | VLAN_VID
    if not pcp_wild and (version == OF10 or mask):
        tci, mask = tci | (obj.vlan_pcp & 7) << 13 | VLAN_PRESENT, mask | VLAN_PCP | VLAN_PRESENT
    match.merge("vlan_tci", tci, mask, 0xFFFF)


def _model_masks_11(match: Match, obj: Any, wild: int) -> None:
    for slot in ("eth_src", "eth_dst"):
        mask = ~int.from_bytes(bytes(getattr(obj, f"{slot}_mask")), "big") & _MAC_ONES
        match.merge(slot, int.from_bytes(bytes(getattr(obj, slot)), "big") & mask, mask, _MAC_ONES)
    for slot in ("nw_src", "nw_dst"):
        mask = ~getattr(obj, f"ipv4_{slot[3:]}_mask") & _IP_ONES
        match.merge(slot, getattr(obj, f"ipv4_{slot[3:]}") & mask, mask, _IP_ONES)
    mask = ~obj.metadata_mask & 0xFFFFFFFFFFFFFFFF
    match.merge("metadata", obj.metadata & mask, mask, 0xFFFFFFFFFFFFFFFF)
    if match.frame in (MPLS, MPLS_MULTICAST):
        if not wild & _LABEL_11:
            match["mpls_label"] = obj.mpls_label, 0xFFFFF
        if not wild & _TC_11:
            match["mpls_tc"] = obj.mpls_tc, 7


# --- any version -----------------------------------------------------------------------------------


def match_object(match: Match, version: int) -> Any:
    """The ``match`` of a version.

    Raises:
        TextError: the version cannot say it.
    """
    if version >= OF12:
        return classes.of(version).cls("common.match_v3")(oxm_list=fields_bytes(match, version))
    if not fits_fixed(match, version):
        raise TextError(f"a match that the fixed structure of OpenFlow 1.{version - 1} can say", ", ".join(match))
    return fixed_object(match, version)


def match_model(obj: Any) -> tuple[Match, list[bytes]]:
    """The model of a ``match`` of any version, and the bytes of each field in it that is not known."""
    name = type(obj).__name__
    if name == "match_v3":
        raw = obj.pack()
        return fields_model(raw[4 : int.from_bytes(raw[2:4], "big")])
    return _fixed_model(obj, OF10 if name == "match_v1" else OF11), []
