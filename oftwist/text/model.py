"""What a match says, in no version's form: for each slot a value and the bits of it that are matched.

The slots are those of Open vSwitch: ``nw_src`` is the source address of IPv4 and the sender's of ARP, ``tp_src`` the
port of TCP, UDP and SCTP and the type of ICMP, ``vlan_tci`` the whole tag with bit 0x1000 for "there is one", and a
port is a number of 16 bits.
"""

from __future__ import annotations

from collections.abc import Callable

from oftwist.text.fields import BY_NAME, Field
from oftwist.text.names import port_from_wire, port_on_wire
from oftwist.text.numbers import prefix

VLAN_VID, VLAN_PRESENT, VLAN_PCP = 0x0FFF, 0x1000, 0xE000
IP, ARP, RARP, IPV6, MPLS, MPLS_MULTICAST, NSH = 0x0800, 0x0806, 0x8035, 0x86DD, 0x8847, 0x8848, 0x894F
ICMP, TCP, UDP, ICMP6, SCTP = 1, 6, 17, 58, 132
LATER_FRAGMENT = 2
#: Words that stand for a protocol: type of the frame, and protocol of IP if it says that too.
PROTOCOLS: dict[str, tuple[int, int | None]] = {
    "ip": (IP, None), "ipv4": (IP, None), "ip4": (IP, None), "icmp": (IP, ICMP), "tcp": (IP, TCP), "udp": (IP, UDP),
    "sctp": (IP, SCTP), "ipv6": (IPV6, None), "ip6": (IPV6, None), "icmp6": (IPV6, ICMP6), "tcp6": (IPV6, TCP),
    "udp6": (IPV6, UDP), "sctp6": (IPV6, SCTP), "arp": (ARP, None), "rarp": (RARP, None), "mpls": (MPLS, None),
    "mplsm": (MPLS_MULTICAST, None),
}  # fmt: skip

_NONE = (0, 0)
#: What a field can need that does not say that packets have an Ethernet header.
NO_FRAME = frozenset(("", "ct", "nsh"))


class Match(dict[str, tuple[int, int]]):
    """Slot -> value and mask; a slot of which nothing is matched is absent."""

    __slots__ = ("sizes", "fixed_10", "fixed_11", "cookie")

    def __init__(self) -> None:
        super().__init__()
        #: Of tunnel metadata the bytes on the wire, and whether it has a mask there, by slot.
        self.sizes: dict[str, tuple[int, bool]] = {}
        #: Value and mask of the cookie of flows, which some matches of 1.0's extension have.
        self.cookie = _NONE
        #: Whether the fixed structures of 1.0 and 1.1 can say it, as far as the fields given decide that.
        self.fixed_10 = self.fixed_11 = True

    def set(self, field: Field, value: int, mask: int) -> None:
        """What a text says of a field."""
        if mask:
            how_10, how_11 = field.fixed[0], field.fixed[1]
            if mask != field.whole and mask != field.full:
                leading = field.bits == 32 and prefix(mask, 32) is not None
                self.fixed_10 &= how_10 == "m" or (how_10 == "p" and leading)
                self.fixed_11 &= how_11 == "m" or (how_11 == "p" and leading)
            else:
                self.fixed_10 &= how_10 != "-"
                self.fixed_11 &= how_11 != "-"
        if field.needs not in NO_FRAME:
            self.setdefault("packet_type", (0, 0xFFFFFFFF))
        self.put(field, value, mask)

    def put(self, field: Field, value: int, mask: int) -> None:
        """Match a field; what was matched of it before is forgotten."""
        special = _PUT.get(field.slot) or _PUT.get(field.name)
        if special is not None:
            special(self, field, value, mask)
            return
        mask &= field.full
        self.merge(field.slot, value << field.shift, mask << field.shift, field.full << field.shift)

    def merge(self, slot: str, value: int, mask: int, over: int) -> None:
        """Match some bits of a slot, and no others of those in ``over``."""
        old_value, old_mask = self.get(slot, _NONE)
        mask |= old_mask & ~over
        if mask:
            self[slot] = (value | old_value & ~over) & mask, mask
        else:
            self.pop(slot, None)

    def field(self, field: Field) -> tuple[int, int]:
        """Value and mask of a field, (0, 0) if it is not matched."""
        if field.name[:2] in ("xr", "xx"):
            value = mask = 0
            for name in covered(field):
                part, part_mask = self.get(name, _NONE)
                value, mask = value << 32 | part, mask << 32 | part_mask
            return value, mask
        value, mask = self.get(field.slot, _NONE)
        if field.name == "in_port_oxm":
            return (port_on_wire(value, 2), field.full) if mask else _NONE
        if field.name == "vlan_vid":
            return value & 0x1FFF, mask & 0x1FFF
        return value >> field.shift & field.full, mask >> field.shift & field.full

    def value(self, slot: str) -> int:
        """The value of a slot, 0 if it is not matched."""
        return self.get(slot, _NONE)[0]

    @property
    def frame(self) -> int:
        """The type of the frame, or of the packet where there is no frame; 0 if it is not matched."""
        kind = self["packet_type"][0] if "packet_type" in self else 0
        if kind == 0:
            return self["eth_type"][0] if "eth_type" in self else 0
        return kind & 0xFFFF if kind >> 16 == 1 else 0

    @property
    def protocol(self) -> int:
        """The protocol above IP, or the operation of ARP; 0 if it is not matched."""
        return self["nw_proto"][0] if "nw_proto" in self else 0


def covered(field: Field) -> list[str]:
    """The 32-bit registers that a wider one consists of, from the upper bits down."""
    step = field.size // 4
    first = int(field.name.lstrip("xreg")) * step
    return [f"reg{first + i}" for i in range(step)]


def _put_in_port(match: Match, field: Field, value: int, mask: int) -> None:
    match.merge("in_port", port_from_wire(value, 2) if field.size == 4 else value, 0xFFFF if mask else 0, 0xFFFF)


def _put_vlan(match: Match, field: Field, value: int, mask: int) -> None:
    if field.name == "vlan_tci":
        match.merge("vlan_tci", value & mask, mask, 0xFFFF)
    elif field.name == "vlan_vid":
        match.merge("vlan_tci", value & mask & 0x1FFF, mask & 0x1FFF, 0x1FFF)
    elif not mask:
        match.merge("vlan_tci", 0, 0, field.full << field.shift)
    elif field.name == "dl_vlan":
        if value == 0xFFFF:
            match.merge("vlan_tci", 0, 0xFFFF, 0xFFFF)
        else:
            match.merge("vlan_tci", value & VLAN_VID | VLAN_PRESENT, VLAN_VID | VLAN_PRESENT, 0x1FFF)
    else:
        present = VLAN_PCP | VLAN_PRESENT
        match.merge("vlan_tci", (value & 7) << 13 | VLAN_PRESENT, present, present)


def _put_protocol(match: Match, field: Field, value: int, mask: int) -> None:
    match.merge("nw_proto", value & 0xFF, 0xFF if mask else 0, 0xFF)


def _put_icmp(match: Match, field: Field, value: int, mask: int) -> None:
    match.merge(field.slot, value & 0xFF, 0xFFFF if mask else 0, 0xFFFF)


def _put_tos(match: Match, field: Field, value: int, mask: int) -> None:
    if mask:
        mask = 0xFC
    match.merge("nw_tos", (value << field.shift) & mask, mask, 0xFF)


def _put_flags(match: Match, field: Field, value: int, mask: int) -> None:
    known = _FLAGS[field.name]
    match.merge(field.slot, value, mask & known, known)


#: Fields whose bits above these mean nothing yet and are not matched.
_FLAGS = {"tun_flags": 0x1, "ct_state": 0xFF}


def _put_registers(match: Match, field: Field, value: int, mask: int) -> None:
    for name in reversed(covered(field)):
        match.merge(name, value & 0xFFFFFFFF, mask & 0xFFFFFFFF, 0xFFFFFFFF)
        value >>= 32
        mask >>= 32


_PUT: dict[str, Callable[[Match, Field, int, int], None]] = {
    "in_port": _put_in_port,
    "vlan_tci": _put_vlan,
    "nw_proto": _put_protocol,
    "nw_tos": _put_tos,
    **dict.fromkeys(("icmp_type", "icmp_code", "icmpv6_type", "icmpv6_code"), _put_icmp),
    **dict.fromkeys(_FLAGS, _put_flags),
    **{name: _put_registers for name in BY_NAME if name.startswith(("xreg", "xxreg"))},
}


# --- what fields need ------------------------------------------------------------------------------


def is_ethernet(match: Match) -> bool:
    return match.get("packet_type", _NONE)[0] == 0


def _is_ip(match: Match) -> bool:
    return match.frame in (IP, IPV6)


def _is_transport(protocol: int) -> Callable[[Match], bool]:
    def test(match: Match) -> bool:
        return match.protocol == protocol and _is_ip(match) and not match.value("ip_frag") & LATER_FRAGMENT

    return test


def _is_icmp(frame: int, protocol: int) -> Callable[[Match], bool]:
    return lambda match: match.frame == frame and match.protocol == protocol


def _is_nd(*kinds: int) -> Callable[[Match], bool]:
    def test(match: Match) -> bool:
        return _is_icmp(IPV6, ICMP6)(match) and match.value("tp_dst") == 0 and match.value("tp_src") in kinds

    return test


_NEW, _EST, _REL, _RPL, _INV, _TRK, _SNAT, _DNAT = (1 << bit for bit in range(8))


def is_tracked(match: Match) -> bool:
    """Whether a match fixes that the connection is known."""
    value, mask = match.get("ct_state", _NONE)
    if value & (_NEW | _EST | _REL | _RPL | _SNAT | _DNAT):
        return True
    return bool(value & _TRK and mask & _INV and not value & _INV)


#: What a field can need -> whether a match has it.
NEEDS: dict[str, Callable[[Match], bool]] = {
    "": lambda match: True,
    "ethernet": is_ethernet,
    "vlan": lambda match: bool(match.value("vlan_tci") & VLAN_PRESENT),
    "mpls": lambda match: match.frame in (MPLS, MPLS_MULTICAST),
    "ipv4": lambda match: match.frame == IP,
    "ipv6": lambda match: match.frame == IPV6,
    "ip": _is_ip,
    "arp": lambda match: match.frame in (ARP, RARP),
    "nsh": lambda match: match.frame == NSH,
    "tcp": _is_transport(TCP),
    "udp": _is_transport(UDP),
    "sctp": _is_transport(SCTP),
    "icmp4": _is_icmp(IP, ICMP),
    "icmp6": _is_icmp(IPV6, ICMP6),
    "nd": _is_nd(135, 136),
    "nd_solicit": _is_nd(135),
    "nd_advert": _is_nd(136),
    "ct": is_tracked,
}


# --- what may be matched together ------------------------------------------------------------------

# The label of IPv6 goes to the switch in IPv4 too, as ovs-ofctl sends it: who wrote that shall hear that it is wrong.
_IN_IP = frozenset(("nw_proto", "nw_tos", "nw_ecn", "nw_ttl", "ip_frag", "ipv6_label"))
_IN_IPV4 = frozenset(("nw_src", "nw_dst"))
_IN_IPV6 = frozenset(("ipv6_src", "ipv6_dst"))
_IN_ARP = frozenset(("nw_proto", "nw_src", "nw_dst", "arp_sha", "arp_tha"))
_IN_MPLS = frozenset(("mpls_label", "mpls_tc", "mpls_ttl", "mpls_bos"))
_PORTS = frozenset(("tp_src", "tp_dst"))
_IN_TCP = _PORTS | {"tcp_flags"}
_IN_ND = _PORTS | {"nd_target", "nd_reserved", "nd_options_type"}
#: Slots that mean something in some protocols only.
_BOUND = _IN_IP | _IN_IPV4 | _IN_IPV6 | _IN_ARP | _IN_MPLS | _IN_TCP | _IN_ND
_TRACKED_PORTS = frozenset(("ct_tp_src", "ct_tp_dst"))


def _transport(frame: int, protocol: int, kind: int) -> frozenset[str]:
    """The slots of a protocol above IP; ``kind`` is that of an ICMPv6 message."""
    if protocol == TCP:
        return _IN_TCP
    if protocol in (UDP, SCTP) or (frame == IP and protocol == ICMP):
        return _PORTS
    if frame != IPV6 or protocol != ICMP6:
        return frozenset()
    if kind in (_SOLICIT, _ADVERT):
        return _IN_ND | {"arp_sha" if kind == _SOLICIT else "arp_tha"}
    return _PORTS


_SOLICIT, _ADVERT = 135, 136
_FRAMES: dict[int, frozenset[str]] = {
    IP: _IN_IP | _IN_IPV4, IPV6: _IN_IP | _IN_IPV6, ARP: _IN_ARP, RARP: _IN_ARP, MPLS: _IN_MPLS,
    MPLS_MULTICAST: _IN_MPLS,
}  # fmt: skip
_NOTHING: frozenset[str] = frozenset()
#: (frame, protocol, kind of ICMPv6), of those that make a difference -> the slots that mean nothing there.
_meaningless: dict[tuple[int, int, int], frozenset[str]] = {}


def meaningless(match: Match) -> frozenset[str]:
    """The slots whose protocol is not matched: they could not be told from those of another."""
    frame, protocol, kind = match.frame, match.protocol, 0
    if frame in (IP, IPV6):
        if protocol not in _ABOVE_IP:
            protocol = 0
        elif protocol == ICMP6:
            kind = match.value("tp_src") if match.value("tp_src") in (_SOLICIT, _ADVERT) else 0
    else:
        protocol = 0
        if frame not in _FRAMES:
            frame = 0
    gone = _meaningless.get((frame, protocol, kind))
    if gone is None:
        may = _FRAMES.get(frame, _NOTHING) | _transport(frame, protocol, kind)
        gone = _meaningless[frame, protocol, kind] = _BOUND - may
    found = gone & match.keys()
    return found if "ct_nw_proto" in match else found | _TRACKED_PORTS & match.keys()


def normalized(match: Match) -> Match:
    """Without the slots that are `meaningless`."""
    for slot in meaningless(match):
        del match[slot]
        if slot in _TRACKED_PORTS:
            match.setdefault("packet_type", (0, 0xFFFFFFFF))
    if "packet_type" in match and "eth_type" in match and match["packet_type"][0] >> 16 == 1:
        match["eth_type"] = match["packet_type"][0] & 0xFFFF, 0xFFFF
    return match


_ABOVE_IP = frozenset((TCP, UDP, SCTP, ICMP, ICMP6))
