"""A match as the Ryu API writes it <-> a match of the wire, in every version.

Requests may call a field by its old name (``dl_src``, ``nw_dst``, ``tp_src``) or by that of OpenFlow 1.2 and later
(``eth_src``, ``ipv4_dst``, ``tcp_src``), in every version. Replies have the old names up to 1.3, the new ones from 1.4
on; addresses, masks and VLANs look as they do there.

Knows the tables of match fields; no messages, no HTTP.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from functools import cache
from ipaddress import IPv6Address
from typing import TYPE_CHECKING

from oftwist.errors import MessageError
from oftwist.http.ryu.given import Given, Mistake, number
from oftwist.http.ryu.told import told
from oftwist.wire import Malformed, naming, spec
from oftwist.wire.numbers import OF10, OF11, OF12, OF14

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded

    Value = int | str | list[int]

_ARP = 0x0806
OFPVID_PRESENT = 0x1000
OFP_VLAN_NONE, OFPVID_ANY = 0xFFFF, 0xFFFE  # "no tag", and in 1.1 "any tag"

#: Old name -> name of 1.2 and later.
_OLD = {
    "dl_dst": "eth_dst",
    "dl_src": "eth_src",
    "dl_type": "eth_type",
    "dl_vlan": "vlan_vid",
    "dl_vlan_pcp": "vlan_pcp",
    "nw_src": "ipv4_src",
    "nw_dst": "ipv4_dst",
    "nw_proto": "ip_proto",
    "nw_tos": "ip_dscp",
}
_IN_ARP = {"ipv4_src": "arp_spa", "ipv4_dst": "arp_tpa", "ip_proto": "arp_op"}
#: What the ports are called by ip_proto; 0: it is not matched, which the fixed matches of 1.0 and 1.1 allow.
_PORTS = {
    "tp_src": {0: "tcp_src", 1: "icmpv4_type", 6: "tcp_src", 17: "udp_src", 58: "icmpv6_type", 132: "sctp_src"},
    "tp_dst": {0: "tcp_dst", 1: "icmpv4_code", 6: "tcp_dst", 17: "udp_dst", 58: "icmpv6_code", 132: "sctp_dst"},
}

# How replies call a field: up to 1.3 ...
_TOLD = {
    "eth_src": "dl_src",
    "eth_dst": "dl_dst",
    "eth_type": "dl_type",
    "vlan_vid": "dl_vlan",
    "ipv4_src": "nw_src",
    "ipv4_dst": "nw_dst",
    "ip_proto": "nw_proto",
    "tcp_src": "tp_src",
    "tcp_dst": "tp_dst",
    "udp_src": "tp_src",
    "udp_dst": "tp_dst",
}
# ... in 1.0, where each member has one name whatever the protocol ...
_TOLD_10 = _TOLD | {
    "vlan_pcp": "dl_vlan_pcp",
    "ip_dscp": "nw_tos",
    "arp_op": "nw_proto",
    "arp_spa": "nw_src",
    "arp_tpa": "nw_dst",
    "icmpv4_type": "tp_src",
    "icmpv4_code": "tp_dst",
    "sctp_src": "tp_src",
    "sctp_dst": "tp_dst",
}
# ... and, of Open vSwitch's fields, by the name they have in Ryu.
_EXTENSIONS = {
    "conn_tracking_state": "ct_state",
    "conn_tracking_zone": "ct_zone",
    "conn_tracking_mark": "ct_mark",
    "conn_tracking_label": "ct_label",
    "tunnel_ipv4_src": "tun_ipv4_src",
    "tunnel_ipv4_dst": "tun_ipv4_dst",
}
_FROM_EXTENSIONS = {name: ours for ours, name in _EXTENSIONS.items()}


# --- requests ---------------------------------------------------------------------------------------


def read_match(given: Given, ofp: ModuleType) -> Decoded:
    """The match that a body's ``match`` describes.

    Raises:
        Mistake: no such field in this version, or not a value of it; names it.
    """
    version: int = ofp.OFP_VERSION
    # Which fields the shared names mean is decided first: members have no order.
    selected = {}
    for name, selector in (("dl_type", "eth_type"), ("eth_type", "eth_type"), ("nw_proto", "ip_proto")):
        if name in given:
            selected[selector] = given.number(name)
    if "ip_proto" in given:
        selected["ip_proto"] = given.number("ip_proto")
    fields: dict[str, object] = {}
    called: dict[str, str] = {}
    for key, value in given.members():
        name = _name(key, selected, version, given)
        if name in fields:
            raise Mistake(f"is the same field as {called[name]!r}", given.at(key))
        fields[name] = _read(name, key, value, given.at(key), version)
        called[name] = key
    try:
        match: Decoded = ofp.match.build(**fields)
    except MessageError as error:
        raise Mistake(_problem(error), given.at(called.get(error.field or "", "")).rstrip(".")) from None
    return match


def _problem(error: MessageError) -> str:
    """What a mistake in a field is, without the field."""
    return str(error).removeprefix(f"match.{error.field}: ")


def _name(key: str, selected: dict[str, int], version: int, given: Given) -> str:
    """The name of 1.2 and later of a field."""
    if key in _PORTS:
        ports = _PORTS[key]
        protocol = selected.get("ip_proto", 0)
        if protocol not in ports or (version >= OF12 and not protocol):
            raise Mistake(f"{key} needs an nw_proto that has ports: 6, 17, 132, or 1", given.at(key))
        return ports[protocol]
    name = _OLD.get(key, key)
    # ipv4_src is arp_spa of an ARP packet: 1.0 has one member for both, and Ryu takes it for that later on, too.
    if selected.get("eth_type") == _ARP and (key in _OLD or version < OF12 or name != "ip_proto"):
        name = _IN_ARP.get(name, name)
    return _FROM_EXTENSIONS.get(name, name)


def read_field(field: str, value: object, path: str, at_value: str, version: int) -> tuple[str, object]:
    """A field to be set and its value, as `oftwist.loxi` takes them; a VLAN is set as the 13 bits it is given by.

    Args:
        field: its name, old or new.
        value: the value.
        path: the place of the name.
        at_value: the place of the value.
        version: the version.
    """
    if field in _PORTS:
        raise Mistake(f"{field!r} can be many fields: write {', '.join(dict.fromkeys(_PORTS[field].values()))}", path)
    name = _FROM_EXTENSIONS.get(field, _OLD.get(field, field))
    if not spec.has(version, f"oxm.{name}"):
        raise Mistake(f"OpenFlow 1.{version - 1} has no field {field!r}", path)
    if name == "vlan_vid" and not (isinstance(value, str) and "/" in value):
        return name, number(value, at_value)
    return name, _read(name, field, value, at_value, version)


def _read(name: str, key: str, value: object, path: str, version: int) -> object:
    """The value of a field as a match is built of it."""
    if name in ("in_port", "in_phy_port", "actset_output"):
        return number(value, path, version, "OFPP_")
    if name == "vlan_vid":
        return _read_vlan(value, path, version)
    if key == "nw_tos":  # the byte; its two lower bits are no part of the field
        return number(value, path) >> 2
    if name == "packet_type" and isinstance(value, list):
        if len(value) != 2:
            raise Mistake("must be [namespace, type]", path)
        return number(value[0], f"{path}[0]") << 16 | number(value[1], f"{path}[1]")
    if isinstance(value, str):
        return value
    return number(value, path)


def _read_vlan(value: object, path: str, version: int) -> object:
    """A VLAN: a decimal number is an id, a hexadecimal text the 13 bits of the wire, which may have a mask."""
    if isinstance(value, str) and "/" in value:
        first, _, mask = value.partition("/")
        return number(first, path), number(mask, path)
    vid = number(value, path)
    if version <= OF11 and vid == OFP_VLAN_NONE:
        return 0
    if version == OF11 and vid == OFPVID_ANY:
        return OFPVID_PRESENT, OFPVID_PRESENT
    as_id = version == OF10 or not isinstance(value, str) or value.isdigit()
    return vid or OFPVID_PRESENT if as_id else vid


# --- replies ----------------------------------------------------------------------------------------


def tell_match(match: Decoded, version: int) -> dict[str, Value]:
    """A match as replies tell it."""
    if version >= OF12:
        return _tell_fields(match.oxm_list, version)
    fields = {name: match.get(name) for name in match.keys()}  # noqa: SIM118 (it is no mapping)
    if version == OF10:
        return {_TOLD_10.get(name, name): _tell_10(name, value) for name, value in fields.items()}
    found: dict[str, Value] = {}
    for name, value in fields.items():
        found.setdefault(_TOLD.get(name, name), _tell(name, value, version))
    return found


def _tell_fields(fields: Iterable[Decoded], version: int) -> dict[str, Value]:
    """The fields of a match of 1.2 and later, in the order of the wire."""
    names = _TOLD if version < OF14 else {}
    found: dict[str, Value] = {}
    for field in fields:
        if isinstance(field, Malformed):
            continue
        name = type(field).__name__.removesuffix("_masked")
        if not hasattr(field, "value"):
            raw = field.pack()
            found.setdefault(f"field_{int.from_bytes(raw[:4], 'big') >> 9}", base64.b64encode(raw[4:]).decode())
            continue
        value = field.value if not hasattr(field, "value_mask") else (field.value, field.value_mask)
        # The second of tcp_src and udp_src has no place left up to 1.3: no packet has both.
        found.setdefault(names.get(name) or told_field(name), _tell(name, value, version))
    return found


def told_field(name: str) -> str:
    """The name of a field as replies tell it from 1.4 on, and in lists of fields; ``field_1`` for one that has none."""
    if name in _EXTENSIONS:
        return _EXTENSIONS[name]
    if name.startswith("nxm_"):
        return f"{name[4:]}_nxm"
    return f"field_{int(name[4:], 16) >> 9}" if name.startswith("oxm_") and len(name) == 12 else name


def header_name(header: int, version: int) -> str:
    """The name of the field that has this header, whatever the header says of a mask and of the length."""
    return _headers(version).get(header >> 9, f"oxm_{header & 0xFFFFFFFF:08x}")


@cache
def _headers(version: int) -> dict[int, str]:
    """Class and number of a field -> its name, for all that are known, Open vSwitch's included."""
    spec.names(version, "oxm")
    known = {key >> 9: name.partition(".")[2] for key, name in spec.offspring(version, "oxm.oxm")}
    return {number: name.removesuffix("_masked") for number, name in known.items()}


def _tell_10(name: str, value: object) -> Value:
    """The value of a field of 1.0."""
    if name == "in_port":
        assert isinstance(value, int)
        return told(value & 0xFFFF, OF10, "OFPP_")
    if name == "vlan_vid":
        return OFP_VLAN_NONE if value == 0 else 0 if value == OFPVID_PRESENT else plain(name, value, OF10)
    if name == "ip_dscp":
        assert isinstance(value, int)
        return value << 2
    if isinstance(value, tuple):  # an address, and the mask of a prefix
        return f"{plain(name, value[0], OF10)}/{value[1].bit_count()}"
    return plain(name, value, OF10)


def _tell(name: str, value: object, version: int) -> Value:
    """The value of a field of 1.1 and later."""
    if name == "vlan_vid":
        known = OFPVID_PRESENT if version == OF11 and isinstance(value, int) and value else 0
        return _tell_vlan(value | known if isinstance(value, int) else value)
    if isinstance(value, tuple):
        return f"{plain(name, value[0], version)}/{plain(name, value[1], version)}"
    if name == "in_port":
        assert isinstance(value, int)
        return told(value, version, "OFPP_")
    if name == "packet_type":
        assert isinstance(value, int)
        return [value >> 16, value & 0xFFFF]
    return plain(name, value, version)


def _tell_vlan(value: object) -> str:
    """The id of a tag, or the 13 bits if they are none."""
    if isinstance(value, tuple):
        return f"0x{value[0]:04x}/0x{value[1]:04x}"
    assert isinstance(value, int)
    return f"{value & 0xFFF}" if value & OFPVID_PRESENT else f"0x{value:04x}"


def plain(name: str, value: object, version: int) -> int | str:
    """The value of a field, or its mask, as text or number: addresses in their notation."""
    return _teller(name, version)(value)


@cache
def _teller(name: str, version: int) -> Callable[[object], int | str]:
    """What tells the values of a field."""
    if version < OF12:
        codec = {"eth_src": "mac", "eth_dst": "mac"}.get(name, "ipv4" if _is_ipv4(name) else "uint")
    else:
        layout = spec.layout(version, f"oxm.{name}") if not name.startswith("oxm_") else None
        codec = "octets" if layout is None else next((m.codec for m in layout.members if m.name == "value"), "octets")
        if codec == "uint" and _is_ipv4(name):
            codec = "ipv4"
    return _TELLERS.get(codec, _tell_other)


def _is_ipv4(name: str) -> bool:
    return name.removeprefix("nxm_") in (
        "ipv4_src",
        "ipv4_dst",
        "ip_src",
        "ip_dst",
        "arp_spa",
        "arp_tpa",
        "tunnel_ipv4_src",
        "tunnel_ipv4_dst",
    )


def _tell_number(value: object) -> int | str:
    assert isinstance(value, int)
    return value


def _tell_other(value: object) -> int | str:
    """What has no form of its own: a number, or bytes in base64."""
    if isinstance(value, int):
        return value
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    return str(value)


_TELLERS: dict[str, Callable[..., int | str]] = {
    "uint": _tell_number,
    "ipv4": naming.pretty_ipv4,
    "ipv6": lambda value: str(IPv6Address(value)),
    "mac": naming.pretty_mac,
}
