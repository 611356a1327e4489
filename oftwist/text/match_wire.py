"""The model of a match as an object of the message library, both directions.

1.0 and 1.1 have fixed structures, whose wildcards say what is matched; from 1.2 on, and in Nicira's extension of 1.0,
a match is a list of fields with headers.
"""

from __future__ import annotations

from typing import Any

from oftwist.errors import TextError
from oftwist.text.match_fields import fields_bytes, fields_model, tell_meaningless
from oftwist.text.model import (
    IPV6,
    MPLS,
    MPLS_MULTICAST,
    VLAN_PCP,
    VLAN_PRESENT,
    VLAN_VID,
    Match,
    normalized,
)
from oftwist.text.names import port_from_wire, port_on_wire
from oftwist.text.numbers import prefix
from oftwist.wire.codec import classes
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import OF10, OF11, OF12

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


def _fixed_vlan(obj: Part, tag: tuple[int, int], wild: int, version: int) -> int:
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


def _masks_11(obj: Part, match: Match, wild: int) -> int:
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


def _fixed_model(obj: Part, version: int, as_it_is: bool) -> Match:
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
    return match if as_it_is and version == OF10 else normalized(match)


def _model_vlan(match: Match, obj: Part, wild: int, version: int) -> None:
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


def _model_masks_11(match: Match, obj: Part, wild: int) -> None:
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
            match["mpls_label"] = obj.mpls_label & 0xFFFFF, 0xFFFFF
        if not wild & _TC_11:
            match["mpls_tc"] = obj.mpls_tc & 7, 7


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
    tell_meaningless(match)
    return fixed_object(match, version)


def match_model(obj: Part, as_it_is: bool = False) -> tuple[Match, list[bytes]]:
    """The model of a ``match`` of any version, and the bytes of each field in it that is not known.

    Args:
        obj: the match.
        as_it_is: in 1.0, where every field has a place whatever the packet is: also those that mean nothing, because
            the packets do not have them.
    """
    name = type(obj).__name__
    if name == "match_v3":
        raw = obj.pack()
        return fields_model(raw[4 : int.from_bytes(raw[2:4], "big")])
    return _fixed_model(obj, OF10 if name == "match_v1" else OF11, as_it_is), []
