"""The terms of a simulated Open vSwitch's entries as match objects, for what is told of them."""

from __future__ import annotations

from types import ModuleType
from typing import Any, Final

from oftwist.errors import MessageError
from oftwist.loxi.generic_util import OFReader
from oftwist.testing.flow_table import Terms
from oftwist.testing.openvswitch.fields import FIELDS, ONF, Field, Number, Oxm, size_of
from oftwist.testing.parts import narrow_port

#: Open vSwitch's order, by how names begin: what a field needs before it comes first.
_ORDER: Final = (
    *("dp_hash", "recirc_id", "conj_id", "in_port", "eth_", "vlan_", "mpls_", "ip_proto", "ipv4_", "ipv6_", "ip_"),
    *("tcp_", "udp_", "sctp_", "icmp", "arp_", "tunnel_", "reg", "xreg", "pkt_mark", "ct_", "metadata"),
)


def _numbers(nxm: bool) -> dict[str, tuple[Number, Field]]:
    """Name of a term -> the number to write it with: NXM where there is one, or OXM."""
    ranks = {0x0000: 0, 0x0001: 1, 0x8000: 2, 0xFFFF: 3} if nxm else {0x8000: 0, 0x0001: 1, 0xFFFF: 2, 0x0000: 3}
    found: dict[str, tuple[Number, Field]] = {}
    for number, field in sorted(FIELDS.items(), key=lambda item: ranks.get(item[0][0], 9)):
        found.setdefault(field.name, (number, field))
    return found


_OXM: Final = _numbers(nxm=False)
_NXM: Final = _numbers(nxm=True)
#: Fields whose OXM number came later than the field -> the version it came in.
_SINCE: Final = {"tunnel_id": 4, "mpls_bos": 4, "tcp_flags": 6}


def _written(name: str, version: int, nxm: bool) -> tuple[Number, Field]:
    """The number a field is written with."""
    if name.startswith("xreg"):
        return (0x8001, int(name[4:]), 0), Field(name, 64)
    if name == "tcp_flags" and not nxm and version in (4, 5):
        return (0xFFFF, 42, ONF), Field(name, 12)
    return (_NXM if nxm or version < _SINCE.get(name, 0) else _OXM)[name]


def _in_pairs(terms: Terms) -> Terms:
    """As 1.5 has registers: two of them are one of 64 bits."""
    made = [term for term in terms if not term[0].startswith("reg")]
    pairs: dict[int, tuple[int, int]] = {}
    for name, value, mask in terms:
        if name.startswith("reg"):
            number, shift = int(name[3:]) // 2, 0 if int(name[3:]) & 1 else 32
            old = pairs.get(number, (0, 0))
            pairs[number] = (old[0] | value << shift, old[1] | (mask & 0xFFFFFFFF) << shift)
    return (*made, *((f"xreg{number}", *pair) for number, pair in pairs.items()))


def oxm_bytes(number: Number, field: Field, value: int, mask: int | None) -> bytes:
    """A field as it is on the wire; mask None for none."""
    size = size_of(field)
    body = (value << field.shift).to_bytes(size, "big")
    if mask is not None:
        body += (mask << field.shift).to_bytes(size, "big")
    owner = number[2].to_bytes(4, "big") if number[0] == 0xFFFF else b""
    head = number[0] << 16 | number[1] << 9 | (mask is not None) << 8 | len(owner + body)
    return head.to_bytes(4, "big") + owner + body


def oxm_object(ofp: ModuleType, data: bytes) -> Any:
    """The object of a field's bytes."""
    return ofp.oxm.oxm.unpack(OFReader(data))


def oxm_list(ofp: ModuleType, terms: Terms, *, nxm: bool = False) -> list[Any]:
    """The fields of a match, in an order that every switch takes."""
    if ofp.OFP_VERSION == 6 and not nxm:
        terms = _in_pairs(terms)
    made = []
    for name, value, mask in sorted(terms, key=lambda term: _rank(term[0])):
        number, field = _written(name, ofp.OFP_VERSION, nxm)
        if name == "in_port" and nxm:
            value = narrow_port(value, 1)
        full = (1 << field.bits) - 1
        part = None if mask & full == full else mask
        made.append(oxm_object(ofp, oxm_bytes(number, field, value & full, part)))
    return made


def _rank(name: str) -> tuple[int, int, str]:
    place = next((index for index, each in enumerate(_ORDER) if name.startswith(each)), len(_ORDER))
    digits = name.lstrip("abcdefghijklmnopqrstuvwxyz_")
    # Names sort as words but for the type before what needs it, sources before destinations, and numbers as numbers.
    return place, int(digits) if digits.isdigit() else 0, name.replace("_src", "_0").replace("_type", "_x")


def match_of(ofp: ModuleType, terms: Terms) -> Any:
    """A match of a version's own kind; in 1.0 and 1.1 without what that cannot say."""
    if ofp.OFP_VERSION >= 3:
        return ofp.match(oxm_list=oxm_list(ofp, terms))
    fields: dict[str, Any] = {}
    for name, value, mask in sorted(terms, key=lambda term: _rank(term[0])):
        known = _OXM.get(name)
        full = known is not None and mask & (1 << known[1].bits) - 1 == (1 << known[1].bits) - 1
        if name == "in_port":
            value = narrow_port(value, ofp.OFP_VERSION)
        try:
            ofp.match.build(**fields, **{name: value if full else (value, mask)})
        except (MessageError, TypeError, ValueError):
            continue
        fields[name] = value if full else (value, mask)
    return ofp.match.build(**fields)


def nx_match_of(ofp: ModuleType, terms: Terms) -> Any:
    """A match of NXM fields."""
    return ofp.common.nx_match(oxm_list=oxm_list(ofp, terms, nxm=True))


def registers_of(found: list[Oxm]) -> dict[str, int]:
    """Name -> value of fields as a controller gives them back; wide registers in their parts."""
    from oftwist.testing.openvswitch.fields import split

    known: dict[str, int] = {}
    for oxm in found:
        if oxm.field is not None:
            for name, value, mask in split(oxm.field.name, oxm.value, (1 << oxm.field.bits) - 1):
                known[name] = value & mask
    return known
