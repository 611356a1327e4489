"""The fields that Open vSwitch matches and sets: their numbers, their bits, and where they are in a packet under way.

A field is known by its header alone, whatever class of ``oftwist.loxi`` stands for it: NXM and OXM, in any version.
Knows ``oftwist.testing.parts.Run`` and packets.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from oftwist import packet as pk
from oftwist.testing.flow_table import Refused, Term
from oftwist.testing.parts import PORT_MAX, Run, wide_port
from oftwist.wire.interfaces import Part

ONF, NICIRA = 0x4F4E4600, 0x00002320
#: Class, number and experimenter (0 without) of a field.
Number = tuple[int, int, int]


class Field(NamedTuple):
    """A field: its name in the terms of a match, its bits, and how far its value is shifted on the wire."""

    name: str
    bits: int
    shift: int = 0


_STANDARD: Final = (
    *(("in_port", 32), ("in_phy_port", 32), ("metadata", 64), ("eth_dst", 48), ("eth_src", 48), ("eth_type", 16)),
    *(("vlan_vid", 13), ("vlan_pcp", 3), ("ip_dscp", 6), ("ip_ecn", 2), ("ip_proto", 8)),
    *(("ipv4_src", 32), ("ipv4_dst", 32), ("tcp_src", 16), ("tcp_dst", 16), ("udp_src", 16), ("udp_dst", 16)),
    *(("sctp_src", 16), ("sctp_dst", 16), ("icmpv4_type", 8), ("icmpv4_code", 8), ("arp_op", 16)),
    *(("arp_spa", 32), ("arp_tpa", 32), ("arp_sha", 48), ("arp_tha", 48), ("ipv6_src", 128), ("ipv6_dst", 128)),
    *(("ipv6_flabel", 20), ("icmpv6_type", 8), ("icmpv6_code", 8), ("ipv6_nd_target", 128), ("ipv6_nd_sll", 48)),
    *(("ipv6_nd_tll", 48), ("mpls_label", 20), ("mpls_tc", 3), ("mpls_bos", 1), ("pbb_isid", 24), ("tunnel_id", 64)),
)
_NXM_OF: Final = (
    *(("in_port", 16), ("eth_dst", 48), ("eth_src", 48), ("eth_type", 16), ("vlan_tci", 16), ("ip_dscp", 6)),
    *(("ip_proto", 8), ("ipv4_src", 32), ("ipv4_dst", 32), ("tcp_src", 16), ("tcp_dst", 16), ("udp_src", 16)),
    *(("udp_dst", 16), ("icmpv4_type", 8), ("icmpv4_code", 8), ("arp_op", 16), ("arp_spa", 32), ("arp_tpa", 32)),
)
_NXM_NX: Final = {
    **{number: (f"reg{number}", 32) for number in range(16)},
    **{16: ("tunnel_id", 64), 17: ("arp_sha", 48), 18: ("arp_tha", 48), 19: ("ipv6_src", 128), 20: ("ipv6_dst", 128)},
    **{21: ("icmpv6_type", 8), 22: ("icmpv6_code", 8), 23: ("ipv6_nd_target", 128), 24: ("ipv6_nd_sll", 48)},
    **{25: ("ipv6_nd_tll", 48), 26: ("ip_frag", 2), 27: ("ipv6_flabel", 20), 28: ("ip_ecn", 2), 29: ("ip_ttl", 8)},
    **{30: ("mpls_ttl", 8), 31: ("tunnel_ipv4_src", 32), 32: ("tunnel_ipv4_dst", 32), 33: ("pkt_mark", 32)},
    **{34: ("tcp_flags", 12), 35: ("dp_hash", 32), 36: ("recirc_id", 32), 37: ("conj_id", 32)},
    **{105: ("ct_state", 32), 106: ("ct_zone", 16), 107: ("ct_mark", 32), 108: ("ct_label", 128)},
    **{111 + number: (f"xxreg{number}", 128) for number in range(4)},
    **{119: ("ct_nw_proto", 8), 120: ("ct_nw_src", 32), 121: ("ct_nw_dst", 32), 122: ("ct_ipv6_src", 128)},
    **{123: ("ct_ipv6_dst", 128), 124: ("ct_tp_src", 16), 125: ("ct_tp_dst", 16)},
}
FIELDS: Final[dict[Number, Field]] = {
    **{(0x8000, number, 0): Field(*each) for number, each in enumerate(_STANDARD)},
    (0x8000, 42, 0): Field("tcp_flags", 12),
    **{(0x0000, number, 0): Field(*each) for number, each in enumerate(_NXM_OF)},
    (0x0000, 5, 0): Field("ip_dscp", 6, 2),
    **{(0x0001, number, 0): Field(*each) for number, each in _NXM_NX.items()},
    **{(0x8001, number, 0): Field(f"xreg{number}", 64) for number in range(16)},
    (0xFFFF, 42, ONF): Field("tcp_flags", 12),
    (0xFFFF, 0, NICIRA): Field("dp_hash", 32),
    **{(0xFFFF, 1 + number, NICIRA): Field(f"reg{number}", 32) for number in range(16, 32)},
    **{(0xFFFF, 29 + number, NICIRA): Field(f"xxreg{number}", 128) for number in range(4, 8)},
}
COOKIE: Final[Number] = (0x0001, 30, 0)  # with 8 bytes; with one it is mpls_ttl

#: What is not in the packet and always there, 0 at first.
ALWAYS: Final = {
    **{f"reg{number}": 0 for number in range(32)},
    **dict.fromkeys(
        ("tunnel_id", "tunnel_ipv4_src", "tunnel_ipv4_dst", "pkt_mark", "dp_hash", "recirc_id", "conj_id"), 0
    ),
    **dict.fromkeys(("ct_state", "ct_zone", "ct_mark", "ct_label", "ct_nw_proto", "ct_nw_src", "ct_nw_dst"), 0),
    **dict.fromkeys(("ct_ipv6_src", "ct_ipv6_dst", "ct_tp_src", "ct_tp_dst"), 0),
}
#: What nobody may set.
READ_ONLY: Final = frozenset(
    ("eth_type", "ip_proto", "ip_frag", "in_phy_port", "dp_hash", "recirc_id", "conj_id", "tcp_flags", "mpls_bos")
) | frozenset(name for name in ALWAYS if name.startswith("ct_"))
CT_SET: Final = frozenset(("ct_mark", "ct_label"))


def number_of(header: int) -> Number:
    """The number of a field from its header: 32 bits, or 64 with an experimenter."""
    experimenter = 0
    if header > 0xFFFFFFFF:
        header, experimenter = header >> 32, header & 0xFFFFFFFF
    return header >> 16, header >> 9 & 0x7F, experimenter


def size_of(field: Field) -> int:
    """The bytes of a field on the wire."""
    if field.bits > 32:
        return field.bits // 8
    return (field.bits + 7) // 8 if field.bits in (24, 32) else 4 if field.bits > 16 else 2 if field.bits > 8 else 1


def field_of(header: int) -> Field:
    """The field that an action names by its header.

    Raises:
        Refused: there is no such field, or not here.
    """
    field = FIELDS.get(number_of(header))
    size = (header >> 32 & 0xFF) - 4 if header > 0xFFFFFFFF else header & 0xFF
    if field is None or size != size_of(field):
        raise _unknown(number_of(header), "bad_action", "BAD_SET_TYPE")
    return field


def _unknown(number: Number, kind: str, code: str) -> Refused:
    """Why a field is refused: options of tunnels are not known before a controller has given them numbers."""
    if number[0] == 1 and 40 <= number[1] < 104:
        return Refused("flow_mod_failed", "INVALID_TLV_FIELD")
    return Refused(kind, code)


class Oxm(NamedTuple):
    """A field with its value, read from bytes: ``mask`` has all bits where the wire has none."""

    field: Field | None
    number: Number
    size: int
    value: int
    mask: int
    masked: bool


def read_oxm(oxm: Part) -> Oxm:
    """What an OXM or NXM object says, by its bytes: its class need not be known."""
    data = oxm.pack()
    oxm_class, kind, length = data[0] << 8 | data[1], data[2], data[3]
    experimenter, body = 0, data[4 : 4 + length]
    if oxm_class == 0xFFFF:
        experimenter, body = int.from_bytes(body[:4], "big"), body[4:]
    masked = bool(kind & 1)
    size = len(body) // (2 if masked else 1)
    number = (oxm_class, kind >> 1, experimenter)
    field = FIELDS.get(number)
    if field is not None and size != size_of(field):
        field = None  # the cookie is one of these: it has the number of mpls_ttl
    value = int.from_bytes(body[:size], "big")
    if field is None:
        mask = int.from_bytes(body[size:], "big") if masked else (1 << 8 * size) - 1
        return Oxm(None, number, size, value, mask, masked)
    full = (1 << field.bits) - 1
    mask = int.from_bytes(body[size:], "big") >> field.shift & full if masked else full
    if field.shift and value & (1 << field.shift) - 1:
        raise Refused("bad_match", "BAD_VALUE")
    return Oxm(field, number, size, value >> field.shift, mask, masked)


def settable(oxm: Oxm) -> Field:
    """The field that an action sets by an OXM.

    Raises:
        Refused: there is no such field, or not here.
    """
    if oxm.field is None:
        raise _unknown(oxm.number, "bad_action", "BAD_SET_TYPE")
    return oxm.field


def parts_of(name: str) -> list[tuple[str, int]]:
    """The 32-bit registers of a wider one, most significant first, with their shifts; [] for other fields."""
    for prefix, count in (("xxreg", 4), ("xreg", 2)):
        if name.startswith(prefix):
            first = int(name[len(prefix) :]) * count
            return [(f"reg{first + index}", 32 * (count - 1 - index)) for index in range(count)]
    return []


def split(name: str, value: int, mask: int) -> list[Term]:
    """The terms of a value and mask of a field: of a wide register those of its parts."""
    parts = parts_of(name)
    if not parts:
        return [(name, value & mask, mask)] if mask else []
    terms = []
    for part, shift in parts:
        bits = mask >> shift & 0xFFFFFFFF
        if bits:
            terms.append((part, value >> shift & bits, bits))
    return terms


def terms_of(oxm: Part) -> list[Term]:
    """The terms of a match field.

    Raises:
        Refused: bad_match BAD_FIELD for one that is not known, BAD_WILDCARDS for bits outside its mask.
    """
    read = read_oxm(oxm)
    if read.field is None:
        raise _unknown(read.number, "bad_match", "BAD_FIELD")
    if read.value & ~read.mask:
        raise Refused("bad_match", "BAD_WILDCARDS")
    if read.field == ("in_port", 16, 0):
        return [("in_port", wide_port(read.value, 1), 0xFFFFFFFF)]
    return split(read.field.name, read.value, read.mask)


# -- in a packet under way ---------------------------------------------------------------------------


def get(run: Run, field: Field) -> int:
    """The value of a field, 0 where the packet has none."""
    name = field.name
    parts = parts_of(name)
    if parts:
        return sum(run.registers.get(part, 0) << shift for part, shift in parts)
    if name in ALWAYS:
        return run.registers.get(name, 0)
    if name == "in_port":
        port = run.in_port & 0xFFFF if field.bits == 16 and run.in_port > PORT_MAX else run.in_port
        return port & (1 << field.bits) - 1
    if name == "metadata":
        return run.metadata
    fields = pk.parse(run.frame).fields
    if name == "vlan_tci":
        return fields.get("vlan_pcp", 0) << 13 | fields.get("vlan_vid", 0)
    return fields.get(name, 0)


def put(run: Run, field: Field, value: int) -> None:
    """Give a field a value; nothing happens where the packet has no such field."""
    name = field.name
    parts = parts_of(name)
    if parts:
        for part, shift in parts:
            run.registers[part] = value >> shift & 0xFFFFFFFF
    elif name in ALWAYS:
        run.registers[name] = value
    elif name == "in_port":
        run.in_port = wide_port(value, 1) if field.bits == 16 else value
    elif name == "metadata":
        run.metadata = value
    else:
        run.frame = _put_vlan(run.frame, value) if name == "vlan_tci" else pk.set_field(run.frame, name, value)
        run.changed = True


def _put_vlan(frame: bytes, tci: int) -> bytes:
    """The whole tag control information; without its present bit the tag goes."""
    if not tci & pk.VLAN_PRESENT:
        return pk.pop_vlan(frame)
    if not pk.parse(frame).fields.get("vlan_vid"):
        frame = pk.push_vlan(frame)
    return pk.set_field(pk.set_field(frame, "vlan_vid", tci), "vlan_pcp", tci >> 13)


def get_bits(run: Run, field: Field, offset: int, n_bits: int) -> int:
    """Some bits of a field, counted from its lowest as it is on the wire."""
    return get(run, field) << field.shift >> offset & (1 << n_bits) - 1


def put_bits(run: Run, field: Field, offset: int, n_bits: int, value: int) -> None:
    """Give some bits of a field a value and leave the others."""
    mask = (1 << n_bits) - 1
    whole = get(run, field) << field.shift
    put(run, field, (whole & ~(mask << offset) | (value & mask) << offset) >> field.shift)


def fields_for_lookup(run: Run) -> dict[str, int]:
    """Everything a table can match on."""
    fields = {**ALWAYS, **pk.parse(run.frame).fields, **run.registers}
    fields["in_port"] = fields["in_phy_port"] = run.in_port
    fields["metadata"] = run.metadata
    fields["vlan_tci"] = fields.get("vlan_pcp", 0) << 13 | fields.get("vlan_vid", 0)
    return fields
