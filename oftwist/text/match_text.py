"""The model of a match as text, both directions: the fields of a flow before its actions."""

from __future__ import annotations

from oftwist.errors import TextError
from oftwist.text.fields import BY_NAME, Field
from oftwist.text.formats import CT_STATE, TCP_FLAGS, TUN_FLAGS, flags_text, masked_flags_text, packet_type_text
from oftwist.text.lexer import pairs, shifted
from oftwist.text.model import (
    ARP,
    ICMP,
    ICMP6,
    IP,
    IPV6,
    NO_FRAME,
    NSH,
    PROTOCOLS,
    RARP,
    SCTP,
    TCP,
    UDP,
    VLAN_PCP,
    VLAN_PRESENT,
    VLAN_VID,
    Match,
)
from oftwist.text.names import NO_NAMES, Names, port_from_wire, port_text
from oftwist.text.numbers import address_text, hexadecimal, mac_text, number
from oftwist.text.subfields import subfield

# --- reading ---------------------------------------------------------------------------------------


def read_match(text: str, ports: Names = NO_NAMES) -> Match:
    """The model of a match.

    Raises:
        TextError: there is no such field, or not such a value of it.
    """
    match = Match()
    for key, value, key_at, value_at in pairs(text):
        if not read_field(match, key, value, key_at, value_at, ports):
            raise TextError("a match field", key, key_at)
    return match


def read_field(match: Match, key: str, value: str, key_at: int, value_at: int, ports: Names) -> bool:
    """Add what one item says to a match; False if its key is not one of a match.

    Raises:
        TextError: it is not such a value.
    """
    protocol = PROTOCOLS.get(key)
    if protocol is not None:
        match["eth_type"] = protocol[0], 0xFFFF
        if protocol[1] is not None:
            match["nw_proto"] = protocol[1], 0xFF
        return True
    field = BY_NAME.get(key)
    if field is None:
        return _read_other(match, key, value, key_at, value_at)
    try:
        if value == "" or value == "*":
            _read_nothing(match, field, value)
            return True
        number_, mask = _tunnel_metadata(match, field, value) or field.form.read(value, field.size, ports)
        if mask and mask != field.whole and not field.maskable:
            raise TextError(f"no mask: {field.name} is matched wholly or not at all", value)
        match.set(field, number_, mask)
    except TextError as error:
        raise error.shifted(value_at) from None
    return True


def _read_other(match: Match, key: str, value: str, key_at: int, value_at: int) -> bool:
    """A field by the name of its number with some bits, or the word that is no field."""
    if key == "eth":
        match["packet_type"] = 0, 0xFFFFFFFF
        return True
    if "[" not in key:
        return False
    part = shifted(key_at, subfield, key)
    bits = shifted(value_at, number, value, part.bits)
    old_value, old_mask = match.field(part.field)
    match.set(
        part.field,
        old_value & ~part.mask | bits << part.offset,
        part.field.whole if part.is_whole else old_mask | part.mask,
    )
    return True


def _read_nothing(match: Match, field: Field, value: str) -> None:
    """A field that is not matched, or tunnel metadata that is only there."""
    if field.size == 124 and value == "":
        match[field.slot] = 0, -1
        match.sizes[field.slot] = 0, True
        match.fixed_10 = match.fixed_11 = False
    else:
        match.set(field, 0, 0)


def _tunnel_metadata(match: Match, field: Field, value: str) -> tuple[int, int] | None:
    """Tunnel metadata has as many bytes as its digits need, here where nobody knows what the switch has mapped."""
    if field.size != 124:
        return None
    found, mask = field.form.read(value, field.size, NO_NAMES)
    partial = "/" in value
    size = ((max(found, mask) if partial else found).bit_length() + 7) // 8
    match.sizes[field.slot] = size, partial
    return found, mask if partial else field.full


# --- printing --------------------------------------------------------------------------------------


def tell_match(match: Match, ports: Names = NO_NAMES) -> str:
    """A match as ovs-ofctl prints it."""
    out: list[str] = []
    if not match.keys() <= _COMMON:
        _tell_first(match, out, ports)
    frame = match.frame
    told_protocol = _tell_protocol(match, out)
    if not match.keys() <= _COMMON:
        _tell_registers(match, out)
    _tell_link(match, out, ports)
    if "eth_type" in match and match["eth_type"][0] not in _WORDS:
        out.append(f"dl_type=0x{match['eth_type'][0]:04x}")
    _tell_network(match, out, frame, told_protocol)
    _tell_transport(match, out, frame)
    return ",".join(out)


#: A field for each slot that is not called like one.
_OF_SLOT = {"tp_src": "tcp_src", "tp_dst": "tcp_dst"}
#: The slots of common matches, which nothing but the plain parts prints.
_COMMON = frozenset((
    "in_port", "eth_src", "eth_dst", "eth_type", "vlan_tci", "nw_src", "nw_dst", "nw_proto", "nw_tos", "tp_src",
    "tp_dst", "ipv6_src", "ipv6_dst",
))  # fmt: skip
_WORDS = {0x0800: "ip", 0x86DD: "ipv6", 0x0806: "arp", 0x8035: "rarp", 0x8847: "mpls", 0x8848: "mplsm"}
_IP_WORDS = {ICMP: "icmp", TCP: "tcp", UDP: "udp", SCTP: "sctp"}
_IPV6_WORDS = {ICMP6: "icmp6", TCP: "tcp6", UDP: "udp6", SCTP: "sctp6"}


def _hex(match: Match, out: list[str], slot: str, bits: int, name: str = "") -> None:
    """``%#x``, with its mask if that is not all."""
    if slot in match:
        value, mask = match[slot]
        text = f"{name or slot}={hexadecimal(value)}"
        out.append(text if mask == (1 << bits) - 1 else f"{text}/{hexadecimal(mask)}")


def _decimal(match: Match, out: list[str], slot: str, bits: int, name: str = "") -> None:
    """Decimal; what is matched in part hexadecimal."""
    if slot in match:
        value, mask = match[slot]
        text = f"{value}" if mask == (1 << bits) - 1 else f"0x{value:x}/0x{mask:x}"
        out.append(f"{name or slot}={text}")


def _plain(match: Match, out: list[str], slot: str, form: str = "{}", name: str = "") -> None:
    """A value without its mask."""
    if slot in match:
        out.append(f"{name or slot}={form.format(match[slot][0])}")


def _address(match: Match, out: list[str], slot: str, bits: int, name: str = "") -> None:
    if slot in match:
        out.append(f"{name or slot}={address_text(*match[slot], bits)}")


def _mac(match: Match, out: list[str], slot: str, name: str) -> None:
    if slot in match:
        value, mask = match[slot]
        text = f"{name}={mac_text(value)}"
        out.append(text if mask == 0xFFFFFFFFFFFF else f"{text}/{mac_text(mask)}")


def _tell_first(match: Match, out: list[str], ports: Names) -> None:
    _hex(match, out, "pkt_mark", 32)
    _hex(match, out, "recirc_id", 32)
    _hex(match, out, "dp_hash", 32)
    _plain(match, out, "conj_id")
    _hex(match, out, "skb_priority", 32)
    if "actset_output" in match:
        out.append(f"actset_output={port_text(port_from_wire(match['actset_output'][0], 2), ports)}")
    if "ct_state" in match:
        value, mask = match["ct_state"]
        exact = mask & 0xFF == 0xFF
        told = flags_text(value, CT_STATE) if exact else masked_flags_text(value, mask, CT_STATE)
        out.append(f"ct_state={told}")
    _decimal(match, out, "ct_zone", 16)
    _hex(match, out, "ct_mark", 32)
    if "ct_label" in match:
        value, mask = match["ct_label"]
        out.append(f"ct_label={hexadecimal(value)}" + (f"/{mask:#x}" if mask != (1 << 128) - 1 else ""))
    for end in ("src", "dst"):
        _address(match, out, f"ct_nw_{end}", 32)
        _address(match, out, f"ct_ipv6_{end}", 128)
    if "ct_nw_proto" in match:  # without it nobody knows that they are ports
        _plain(match, out, "ct_nw_proto")
        _decimal(match, out, "ct_tp_src", 16)
        _decimal(match, out, "ct_tp_dst", 16)
    kind = match.value("packet_type")
    if kind:
        out.append(f"packet_type={packet_type_text(kind)}")
    elif "recirc_id" in match and ("packet_type" in match or any(map(_has_frame, match))):
        out.append("eth")


def _has_frame(slot: str) -> bool:
    """Whether what is matched is in the headers behind that of Ethernet, or in that."""
    return BY_NAME[_OF_SLOT.get(slot, slot)].needs not in NO_FRAME


def _tell_protocol(match: Match, out: list[str]) -> bool:
    """The word for the protocol; whether it told that of IP as well."""
    if "eth_type" not in match:
        return False
    frame = match["eth_type"][0]
    if "nw_proto" in match and frame in (IP, IPV6):
        word = (_IP_WORDS if frame == IP else _IPV6_WORDS).get(match.protocol)
        if word is not None:
            out.append(word)
            return True
    if frame in _WORDS:
        out.append(_WORDS[frame])
    return False


def _tell_registers(match: Match, out: list[str]) -> None:
    for i in range(32):
        _hex(match, out, f"reg{i}", 32)
    _hex(match, out, "tun_id", 64)
    for end in ("src", "dst"):
        _address(match, out, f"tun_{end}", 32)
    for end in ("src", "dst"):
        _address(match, out, f"tun_ipv6_{end}", 128)
    _decimal(match, out, "tun_gbp_id", 16)
    _hex(match, out, "tun_gbp_flags", 8)
    _plain(match, out, "tun_tos", "{:x}")
    _plain(match, out, "tun_ttl")
    for slot, tell, bits in _MASKED_BY_THEMSELVES:
        if slot in match:
            value, mask = match[slot]
            one = Match()
            one[slot] = value, (1 << bits) - 1 if value == mask else mask
            tell(one, out, slot, bits, slot.replace("tun_gtpu", "gtpu"))
    if "tun_flags" in match:
        out.append(f"tun_flags={masked_flags_text(*match['tun_flags'], TUN_FLAGS)}")
    for slot in sorted(match.sizes, key=lambda name: int(name[12:])):
        _tell_tunnel_metadata(match, out, slot)
    _hex(match, out, "metadata", 64)


# Open vSwitch sends and keeps these with their value as mask when they are matched wholly.
_MASKED_BY_THEMSELVES = (
    ("tun_erspan_ver", _decimal, 4),
    ("tun_erspan_idx", _hex, 20),
    ("tun_erspan_dir", _decimal, 1),
    ("tun_erspan_hwid", _hex, 6),
    ("tun_gtpu_flags", _hex, 8),
    ("tun_gtpu_msgtype", _decimal, 8),
)


def _tell_tunnel_metadata(match: Match, out: list[str], slot: str) -> None:
    value, mask = match[slot]
    size, masked = match.sizes[slot]
    whole = size and mask and not mask & (mask + 1) and mask.bit_length() % 8 == 0  # of the bytes that are matched
    if not masked or whole:
        out.append(f"{slot}={hexadecimal(value)}")
    else:
        out.append(f"{slot}={hexadecimal(value)}/{mask:#x}" if size else slot)


def _tell_link(match: Match, out: list[str], ports: Names) -> None:
    if "in_port" in match:
        out.append(f"in_port={port_text(match['in_port'][0], ports)}")
    if "vlan_tci" in match:
        tci, mask = match["vlan_tci"]
        vid, pcp = mask & VLAN_VID, mask & VLAN_PCP
        tagged = mask & VLAN_PRESENT and tci & VLAN_PRESENT
        if tagged and vid in (0, VLAN_VID) and pcp in (0, VLAN_PCP) and (vid or pcp):
            if vid:
                out.append(f"dl_vlan={tci & VLAN_VID}")
            if pcp:
                out.append(f"dl_vlan_pcp={tci >> 13}")
        else:
            out.append(f"vlan_tci=0x{tci:04x}" + ("" if mask == 0xFFFF else f"/0x{mask:04x}"))
    _mac(match, out, "eth_src", "dl_src")
    _mac(match, out, "eth_dst", "dl_dst")


def _tell_network(match: Match, out: list[str], frame: int, told_protocol: bool) -> None:
    arp = frame in (ARP, RARP)
    if frame == IPV6:
        _address(match, out, "ipv6_src", 128)
        _address(match, out, "ipv6_dst", 128)
        if "ipv6_label" in match:
            value, mask = match["ipv6_label"]
            out.append(f"ipv6_label=0x{value:05x}" + ("" if mask == 0xFFFFF else f"/0x{mask:05x}"))
    elif frame == NSH:
        _tell_nsh(match, out)
    elif "nw_src" in match or "nw_dst" in match:
        _address(match, out, "nw_src", 32, "arp_spa" if arp else "")
        _address(match, out, "nw_dst", 32, "arp_tpa" if arp else "")
    if not told_protocol:
        _plain(match, out, "nw_proto", name="arp_op" if arp else "")
    if arp:
        _mac(match, out, "arp_sha", "arp_sha")
        _mac(match, out, "arp_tha", "arp_tha")
    if match.keys() <= _COMMON and "nw_tos" not in match:
        return
    for slot in ("nw_tos", "nw_ecn", "nw_ttl", "mpls_label", "mpls_tc", "mpls_ttl", "mpls_bos"):
        _plain(match, out, slot)
    if "ip_frag" in match:
        field = BY_NAME["ip_frag"]
        out.append(f"nw_frag={field.form.tell(*match['ip_frag'], 1, NO_NAMES)}")


def _tell_nsh(match: Match, out: list[str]) -> None:
    for slot in ("nsh_flags", "nsh_ttl", "nsh_mdtype", "nsh_np"):
        _nsh_byte(match, out, slot)
    if "nsh_spi" in match:
        value, mask = match["nsh_spi"]
        out.append(f"nsh_spi=0x{value:x}" + ("" if mask == 0xFFFFFF else f"/0x{mask:06x}"))
    _nsh_byte(match, out, "nsh_si")
    for i in (1, 2, 3, 4):
        if f"nsh_c{i}" in match:
            value, mask = match[f"nsh_c{i}"]
            out.append(f"nsh_c{i}=0x{value:x}" + ("" if mask == 0xFFFFFFFF else f"/0x{mask:x}"))


def _nsh_byte(match: Match, out: list[str], slot: str) -> None:
    if slot in match:
        value, mask = match[slot]
        out.append(f"{slot}={value}" if mask == 0xFF else f"{slot}=0x{value:02x}/0x{mask:02x}")


def _tell_transport(match: Match, out: list[str], frame: int) -> None:
    icmp = (frame == IP and match.protocol == ICMP) or (frame == IPV6 and match.protocol == ICMP6)
    if "tp_src" in match or "tp_dst" in match:
        _decimal(match, out, "tp_src", 16, "icmp_type" if icmp else "")
        _decimal(match, out, "tp_dst", 16, "icmp_code" if icmp else "")
    if frame == IPV6 and icmp:
        _address(match, out, "nd_target", 128)
        _mac(match, out, "arp_sha", "nd_sll")
        _mac(match, out, "arp_tha", "nd_tll")
        _decimal(match, out, "nd_reserved", 32)
        _decimal(match, out, "nd_options_type", 8)
    if "tcp_flags" in match:
        value, mask = (bits & 0xFFF for bits in match["tcp_flags"])  # the others are no flags
        told = flags_text(value, TCP_FLAGS) if mask & 0xFFF == 0xFFF else masked_flags_text(value, mask, TCP_FLAGS)
        out.append(f"tcp_flags={told}")
