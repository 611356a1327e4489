"""The match fields of the language: one row a field, used for reading and printing, in matches and in actions.

A row has the names of a field, its width, how its values read, what must be matched beside it, its numbers on the wire
and the name of each, and the *slot* it fills. Several fields fill one slot, as ``tcp_src``, ``udp_src`` and
``icmp_type`` fill ``tp_src``: what is told of a packet is in slots, and which field carries a
slot follows from the rest.

The rows stand in the order in which fields are written into a match.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from oftwist.text import formats
from oftwist.text.formats import DECIMAL, HEX, IPV4, IPV6, MAC, PORT, Format
from oftwist.wire.numbers import OF10, OF12, OF13, OF15

_NICIRA, _ONF, _NSH = 0x00002320, 0x4F4E4600, 0x005AD650


class Number(NamedTuple):
    """One way in which a field stands on the wire.

    Attributes:
        name: in text, e.g. "NXM_NX_REG0".
        header: the 4 bytes of NXM and OXM, with the 4 of an experimenter behind if the class is 0xffff.
        since: the first OpenFlow version in which this one is written.
    """

    name: str
    header: bytes
    since: int

    def masked(self) -> bytes:
        """The header of the field with a mask."""
        head = self.header
        value = head[3] - (len(head) - 4)
        return head[:2] + bytes((head[2] | 1, head[3] + value)) + head[4:]


class Field:
    """A row.

    Attributes:
        name: as printed in ``set_field``.
        names: all names it can be given by.
        bits: that count, of ``size`` bytes.
        form: how its values read.
        maskable: whether a part of it can be matched.
        needs: what must be matched beside it, a key of `oftwist.text.model.NEEDS`; "" = nothing.
        writable: whether actions can set it.
        numbers: on the wire, the oldest first.
        slot, shift: where its value goes, and how many bits lie below it there.
        full: the mask that stands for the whole field.
        fixed: how it can be matched in the fixed structures of 1.0 and of 1.1: "e" as a whole, "p" also its leading
            bits, "m" any of its bits, "-" not at all.
        rank: its place in the order of writing.
    """

    __slots__ = (
        "name", "names", "bits", "size", "form", "maskable", "needs", "writable", "numbers", "slot", "shift", "full",
        "fixed", "rank",
    )  # fmt: skip

    def __init__(
        self,
        names: str,
        bits: int,
        form: Format,
        numbers: Sequence[Number],
        *,
        size: int = 0,
        mask: bool = False,
        needs: str = "",
        writable: bool = True,
        slot: str = "",
        shift: int = 0,
        full: int = 0,
        fixed: str = "--",
    ) -> None:
        self.names = tuple(names.split())
        self.name = self.names[0]
        self.bits = bits
        self.size = size or (bits + 7) // 8
        self.form = form
        self.maskable = mask
        self.needs = needs
        self.writable = writable
        self.numbers = tuple(numbers)
        self.slot = slot or self.name
        self.shift = shift
        self.full = full or (1 << bits) - 1
        self.fixed = fixed
        self.rank = 0

    def __repr__(self) -> str:
        return f"<field {self.name}>"

    def number(self, version: int) -> Number | None:
        """How it is written in a version; None if it cannot be."""
        found = None
        for number in self.numbers:
            if number.since <= version or found is None:
                found = number
        return found

    @property
    def whole(self) -> int:
        """A mask of ones as wide as its bytes."""
        return (1 << 8 * self.size) - 1


def _number(name: str, oxm_class: int, field: int, size: int, since: int, experimenter: int = 0) -> Number:
    own = experimenter.to_bytes(4, "big") if experimenter else b""
    return Number(name, oxm_class.to_bytes(2, "big") + bytes((field << 1, size + len(own))) + own, since)


def of(name: str, field: int, size: int) -> Number:
    """A number of NXM's first class, that of OpenFlow 1.0."""
    return _number(f"NXM_OF_{name}", 0, field, size, OF10)


def nx(name: str, field: int, size: int) -> Number:
    """A number of NXM's class of extensions."""
    return _number(f"NXM_NX_{name}", 1, field, size, OF10)


def oxm(name: str, field: int, size: int, since: int = OF12) -> Number:
    """A number of OXM's own class."""
    return _number(f"OXM_OF_{name}", 0x8000, field, size, since)


def et(name: str, field: int, size: int, since: int = OF10) -> Number:
    """A number of Nicira's experimenter class."""
    return _number(f"NXOXM_ET_{name}", 0xFFFF, field, size, since, _NICIRA)


def onf(name: str, field: int, size: int) -> Number:
    """A number of the ONF's experimenter class, written from 1.3 on."""
    return _number(f"ONFOXM_ET_{name}", 0xFFFF, field, size, OF13, _ONF)


def nsh(name: str, field: int, size: int) -> Number:
    """A number of the class for network service headers."""
    return _number(f"NXOXM_NSH_{name}", 0xFFFF, field, size, OF10, _NSH)


def _registers() -> list[Field]:
    """General-purpose registers of 32 bits, in pairs of 64, in fours of 128."""
    found = []
    for i in range(32):
        own = nx(f"REG{i}", i, 4) if i < 16 else et(f"REG{i}", i + 1, 4)
        found.append(Field(f"reg{i}", 32, HEX, [own], mask=True))
    for i in range(16):
        own = _number(f"OXM_OF_PKT_REG{i}", 0x8001, i, 8, OF13)
        found.append(Field(f"xreg{i}", 64, HEX, [own], mask=True))
    for i in range(8):
        own = nx(f"XXREG{i}", 111 + i, 16) if i < 4 else et(f"XXREG{i}", i + 29, 16)
        found.append(Field(f"xxreg{i}", 128, HEX, [own], mask=True))
    return found


def _ports(protocol: str, needs: str, first: int | None, second: int) -> list[Field]:
    """The two ports of a protocol, by the numbers of the source port in NXM and OXM."""
    found = []
    for i, end in enumerate(("src", "dst")):
        numbers = [] if first is None else [of(f"{protocol.upper()}_{end.upper()}", first + i, 2)]
        numbers.append(oxm(f"{protocol.upper()}_{end.upper()}", second + i, 2))
        names = f"{protocol}_{end}" + (f" tp_{end}" if protocol == "tcp" else "")
        fixed = "ee" if first is not None else "-e"
        found.append(Field(names, 16, DECIMAL, numbers, mask=True, needs=needs, slot=f"tp_{end}", fixed=fixed))
    return found


TABLE: list[Field] = [
    Field("packet_type", 32, formats.PACKET_TYPE, [oxm("PACKET_TYPE", 44, 4, OF15)], writable=False),
    Field("dp_hash", 32, HEX, [nx("DP_HASH", 35, 4)], mask=True, writable=False),
    Field("recirc_id", 32, DECIMAL, [nx("RECIRC_ID", 36, 4)], writable=False),
    Field("conj_id", 32, DECIMAL, [nx("CONJ_ID", 37, 4)], writable=False),
    Field("in_port", 16, PORT, [of("IN_PORT", 0, 2)], fixed="ee"),
    Field("in_port_oxm", 32, PORT, [oxm("IN_PORT", 0, 4)], slot="in_port", fixed="-e"),
    Field("actset_output", 32, PORT, [onf("ACTSET_OUTPUT", 43, 4), oxm("ACTSET_OUTPUT", 43, 4, OF15)], writable=False),
    Field("skb_priority", 32, HEX, [], writable=False),

    # --- Ethernet, VLAN, MPLS -------------------------------------------------------------------------------

    Field("eth_src dl_src", 48, MAC, [of("ETH_SRC", 2, 6), oxm("ETH_SRC", 4, 6)],
          mask=True, needs="ethernet", fixed="em"),
    Field("eth_dst dl_dst", 48, MAC, [of("ETH_DST", 1, 6), oxm("ETH_DST", 3, 6)],
          mask=True, needs="ethernet", fixed="em"),
    Field("eth_type dl_type", 16, HEX, [of("ETH_TYPE", 3, 2), oxm("ETH_TYPE", 5, 2)], needs="ethernet",
          writable=False, fixed="ee"),
    Field("vlan_tci", 16, HEX, [of("VLAN_TCI", 4, 2)], mask=True, needs="ethernet", fixed="ee"),
    Field("dl_vlan", 12, DECIMAL, [], needs="ethernet", slot="vlan_tci", fixed="ee"),
    Field("vlan_vid", 12, DECIMAL, [oxm("VLAN_VID", 6, 2)], mask=True, needs="ethernet", slot="vlan_tci", fixed="ee"),
    Field("dl_vlan_pcp", 3, DECIMAL, [], needs="ethernet", slot="vlan_tci", shift=13, fixed="ee"),
    Field("vlan_pcp", 3, DECIMAL, [oxm("VLAN_PCP", 7, 1)], needs="vlan", slot="vlan_tci", shift=13, fixed="ee"),
    Field("mpls_tc", 3, DECIMAL, [oxm("MPLS_TC", 35, 1)], needs="mpls", fixed="-e"),
    Field("mpls_bos", 1, DECIMAL, [oxm("MPLS_BOS", 36, 1)], needs="mpls", writable=False),
    Field("mpls_ttl", 8, DECIMAL, [nx("MPLS_TTL", 30, 1)], needs="mpls"),
    Field("mpls_label", 20, DECIMAL, [oxm("MPLS_LABEL", 34, 4)], size=4, needs="mpls", fixed="-e"),

    # --- IP -------------------------------------------------------------------------------------------------

    Field("ip_src nw_src", 32, IPV4, [of("IP_SRC", 7, 4), oxm("IPV4_SRC", 11, 4)], mask=True, needs="ipv4",
          slot="nw_src", fixed="pm"),
    Field("ip_dst nw_dst", 32, IPV4, [of("IP_DST", 8, 4), oxm("IPV4_DST", 12, 4)], mask=True, needs="ipv4",
          slot="nw_dst", fixed="pm"),
    Field("ipv6_src", 128, IPV6, [nx("IPV6_SRC", 19, 16), oxm("IPV6_SRC", 26, 16)], mask=True, needs="ipv6"),
    Field("ipv6_dst", 128, IPV6, [nx("IPV6_DST", 20, 16), oxm("IPV6_DST", 27, 16)], mask=True, needs="ipv6"),
    Field("ip_frag nw_frag", 2, formats.FRAGMENT, [nx("IP_FRAG", 26, 1)], mask=True, needs="ip", writable=False),
    Field("nw_tos", 8, DECIMAL, [of("IP_TOS", 5, 1)], needs="ip", fixed="ee"),
    Field("ip_dscp", 6, DECIMAL, [oxm("IP_DSCP", 8, 1)], needs="ip", slot="nw_tos", shift=2, fixed="ee"),
    Field("nw_ecn ip_ecn", 2, DECIMAL, [nx("IP_ECN", 28, 1), oxm("IP_ECN", 9, 1)], needs="ip", fixed="-e"),
    Field("nw_ttl", 8, DECIMAL, [nx("IP_TTL", 29, 1)], needs="ip"),
    Field("ipv6_label", 20, HEX, [nx("IPV6_LABEL", 27, 4), oxm("IPV6_FLABEL", 28, 4)], size=4, mask=True,
          needs="ipv6"),
    Field("nw_proto ip_proto", 8, DECIMAL, [of("IP_PROTO", 6, 1), oxm("IP_PROTO", 10, 1)], needs="ip",
          writable=False, fixed="ee"),
    *_ports("tcp", "tcp", 9, 13),
    *_ports("udp", "udp", 11, 15),
    *_ports("sctp", "sctp", None, 17),
    Field("tcp_flags", 12, formats.TCP_FLAG_SET,
          [nx("TCP_FLAGS", 34, 2), onf("TCP_FLAGS", 42, 2), oxm("TCP_FLAGS", 42, 2, OF15)],
          mask=True, full=0xFFFF, needs="tcp", writable=False),
    Field("icmp_type", 8, DECIMAL, [of("ICMP_TYPE", 13, 1), oxm("ICMPV4_TYPE", 19, 1)],
          needs="icmp4", slot="tp_src", fixed="ee"),
    Field("icmp_code", 8, DECIMAL, [of("ICMP_CODE", 14, 1), oxm("ICMPV4_CODE", 20, 1)],
          needs="icmp4", slot="tp_dst", fixed="ee"),
    Field("icmpv6_type", 8, DECIMAL, [nx("ICMPV6_TYPE", 21, 1), oxm("ICMPV6_TYPE", 29, 1)], needs="icmp6",
          slot="tp_src"),
    Field("icmpv6_code", 8, DECIMAL, [nx("ICMPV6_CODE", 22, 1), oxm("ICMPV6_CODE", 30, 1)], needs="icmp6",
          slot="tp_dst"),
    Field("nd_reserved", 32, DECIMAL, [_number("ERICOXM_OF_ICMPV6_ND_RESERVED", 0x1000, 1, 4, OF10)], needs="nd"),
    Field("nd_target", 128, IPV6, [nx("ND_TARGET", 23, 16), oxm("IPV6_ND_TARGET", 31, 16)], mask=True, needs="nd"),
    Field("nd_options_type", 8, DECIMAL, [_number("ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE", 0x1000, 2, 1, OF10)],
          needs="nd"),
    Field("nd_sll", 48, MAC, [nx("ND_SLL", 24, 6), oxm("IPV6_ND_SLL", 32, 6)], mask=True, needs="nd_solicit",
          slot="arp_sha"),
    Field("nd_tll", 48, MAC, [nx("ND_TLL", 25, 6), oxm("IPV6_ND_TLL", 33, 6)], mask=True, needs="nd_advert",
          slot="arp_tha"),

    # --- ARP ------------------------------------------------------------------------------------------------

    Field("arp_op", 16, DECIMAL, [of("ARP_OP", 15, 2), oxm("ARP_OP", 21, 2)], needs="arp", slot="nw_proto", fixed="ee"),
    Field("arp_spa", 32, IPV4, [of("ARP_SPA", 16, 4), oxm("ARP_SPA", 22, 4)],
          mask=True, needs="arp", slot="nw_src", fixed="pm"),
    Field("arp_tpa", 32, IPV4, [of("ARP_TPA", 17, 4), oxm("ARP_TPA", 23, 4)],
          mask=True, needs="arp", slot="nw_dst", fixed="pm"),
    Field("arp_sha", 48, MAC, [nx("ARP_SHA", 17, 6), oxm("ARP_SHA", 24, 6)], mask=True, needs="arp"),
    Field("arp_tha", 48, MAC, [nx("ARP_THA", 18, 6), oxm("ARP_THA", 25, 6)], mask=True, needs="arp"),

    # --- tunnels --------------------------------------------------------------------------------------------

    Field("tun_id tunnel_id", 64, HEX, [nx("TUN_ID", 16, 8), oxm("TUNNEL_ID", 38, 8, OF13)], mask=True),
    Field("tun_flags", 1, formats.TUN_FLAG_SET, [nx("TUN_FLAGS", 104, 2)], size=2, mask=True, full=0xFFFF),
    Field("tun_src", 32, IPV4, [nx("TUN_IPV4_SRC", 31, 4)], mask=True),
    Field("tun_dst", 32, IPV4, [nx("TUN_IPV4_DST", 32, 4)], mask=True),
    Field("tun_ipv6_src", 128, IPV6, [nx("TUN_IPV6_SRC", 109, 16)], mask=True),
    Field("tun_ipv6_dst", 128, IPV6, [nx("TUN_IPV6_DST", 110, 16)], mask=True),
    Field("tun_ttl", 8, DECIMAL, [], writable=False),
    Field("tun_tos", 8, DECIMAL, [], writable=False),
    Field("tun_gbp_id", 16, DECIMAL, [nx("TUN_GBP_ID", 38, 2)], mask=True),
    Field("tun_gbp_flags", 8, HEX, [nx("TUN_GBP_FLAGS", 39, 1)], mask=True),
    *(Field(f"tun_metadata{i}", 992, HEX, [nx(f"TUN_METADATA{i}", 40 + i, 124)], mask=True) for i in range(64)),
    Field("tun_erspan_idx", 20, HEX, [et("ERSPAN_IDX", 11, 4)], size=4, mask=True),
    Field("tun_erspan_ver", 4, DECIMAL, [et("ERSPAN_VER", 12, 1)], mask=True),
    Field("tun_erspan_dir", 1, DECIMAL, [et("ERSPAN_DIR", 13, 1)], mask=True),
    Field("tun_erspan_hwid", 6, HEX, [et("ERSPAN_HWID", 14, 1)], mask=True),
    Field("tun_gtpu_flags gtpu_flags", 8, HEX, [et("GTPU_FLAGS", 15, 1)], mask=True, writable=False),
    Field("tun_gtpu_msgtype gtpu_msgtype", 8, DECIMAL, [et("GTPU_MSGTYPE", 16, 1)], mask=True, writable=False),

    # --- network service headers ----------------------------------------------------------------------------

    Field("nsh_flags", 8, DECIMAL, [nsh("FLAGS", 1, 1)], mask=True, needs="nsh"),
    Field("nsh_ttl", 8, DECIMAL, [nsh("TTL", 10, 1)], needs="nsh"),
    Field("nsh_mdtype", 8, DECIMAL, [nsh("MDTYPE", 2, 1)], needs="nsh", writable=False),
    Field("nsh_np", 8, DECIMAL, [nsh("NP", 3, 1)], needs="nsh", writable=False),
    Field("nsh_spi nsp", 24, HEX, [nsh("SPI", 4, 4)], size=4, needs="nsh"),
    Field("nsh_si nsi", 8, DECIMAL, [nsh("SI", 5, 1)], needs="nsh"),
    *(Field(f"nsh_c{i} nshc{i}", 32, HEX, [nsh(f"C{i}", 5 + i, 4)], mask=True, needs="nsh") for i in (1, 2, 3, 4)),

    # --- registers, marks, connections ----------------------------------------------------------------------

    *_registers(),
    Field("pkt_mark", 32, HEX, [nx("PKT_MARK", 33, 4)], mask=True),
    Field("ct_state", 32, formats.CT_STATES, [nx("CT_STATE", 105, 4)], mask=True, writable=False),
    Field("ct_zone", 16, HEX, [nx("CT_ZONE", 106, 2)], writable=False),
    Field("ct_mark", 32, HEX, [nx("CT_MARK", 107, 4)], mask=True),
    Field("ct_label", 128, HEX, [nx("CT_LABEL", 108, 16)], mask=True),
    Field("ct_nw_src", 32, IPV4, [nx("CT_NW_SRC", 120, 4)], mask=True, needs="ct", writable=False),
    Field("ct_ipv6_src", 128, IPV6, [nx("CT_IPV6_SRC", 122, 16)], mask=True, needs="ct", writable=False),
    Field("ct_nw_dst", 32, IPV4, [nx("CT_NW_DST", 121, 4)], mask=True, needs="ct", writable=False),
    Field("ct_ipv6_dst", 128, IPV6, [nx("CT_IPV6_DST", 123, 16)], mask=True, needs="ct", writable=False),
    Field("ct_nw_proto", 8, DECIMAL, [nx("CT_NW_PROTO", 119, 1)], needs="ct", writable=False),
    Field("ct_tp_src", 16, DECIMAL, [nx("CT_TP_SRC", 124, 2)], mask=True, needs="ct", writable=False),
    Field("ct_tp_dst", 16, DECIMAL, [nx("CT_TP_DST", 125, 2)], mask=True, needs="ct", writable=False),
    Field("metadata", 64, HEX, [oxm("METADATA", 2, 8)], mask=True, fixed="-m"),
]  # fmt: skip

# dp_hash has a second number, which is read and never written.
_READ_ONLY = {et("DP_HASH", 0, 4).header: "dp_hash"}

for _rank, _field in enumerate(TABLE):
    _field.rank = _rank

#: By every name a match can use: that of the field, and of each of its numbers.
BY_NAME: dict[str, Field] = {name: field for field in TABLE for name in field.names}
BY_NUMBER_NAME: dict[str, Field] = {number.name: field for field in TABLE for number in field.numbers}

#: Header, with and without a mask -> field and whether a mask follows.
BY_HEADER: dict[bytes, tuple[Field, bool]] = {}
for _field in TABLE:
    for _number_ in _field.numbers:
        BY_HEADER[_number_.header] = _field, False
        if _field.size < 124:
            BY_HEADER[_number_.masked()] = _field, True
for _header, _name in _READ_ONLY.items():
    BY_HEADER[_header] = BY_NAME[_name], False
    BY_HEADER[Number("", _header, OF10).masked()] = BY_NAME[_name], True

# Tunnel metadata has as many bytes as a header says: found by class and number alone.
_TUN_METADATA = {field.numbers[0].header[:3]: field for field in TABLE if field.size == 124}


def by_header(header: bytes) -> tuple[Field, bool] | None:
    """The field of a header of 4 or 8 bytes, and whether a mask follows the value; None if it is not known."""
    found = BY_HEADER.get(header)
    if found is None and header[:2] == b"\x00\x01":
        field = _TUN_METADATA.get(bytes((0, 1, header[2] & 0xFE)))
        if field is not None:
            return field, bool(header[2] & 1)
    return found


def field_name(header: int) -> str:
    """The name of the field with a header of 4 or 8 bytes; of an unknown one the number."""
    found = by_header(header.to_bytes(8 if header >> 32 else 4, "big"))
    return f"{header:#x}" if found is None else found[0].name
