"""The terms of a simulated Open vSwitch's entries as match objects, for what is told of them."""

from __future__ import annotations

from typing import Any, Final

from oftwist.errors import MessageError
from oftwist.loxi.generic_util import OFReader
from oftwist.testing.flow_table import Terms
from oftwist.testing.openvswitch.fields import FIELDS, Field, Number, Oxm
from oftwist.testing.parts import narrow_port

_SIZES: Final = {13: 2, 3: 1, 6: 1, 2: 1, 1: 1, 20: 4, 12: 2}
#: What a field needs before it comes first.
_ORDER: Final = (
    "in_port",
    "metadata",
    "eth_dst",
    "eth_src",
    "eth_type",
    "vlan_vid",
    "vlan_pcp",
    "vlan_tci",
    "ip_proto",
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


def oxm_bytes(number: Number, field: Field, value: int, mask: int | None) -> bytes:
    """A field as it is on the wire; mask None for none."""
    size = _SIZES.get(field.bits, field.bits // 8)
    body = (value << field.shift).to_bytes(size, "big")
    if mask is not None:
        body += (mask << field.shift).to_bytes(size, "big")
    owner = number[2].to_bytes(4, "big") if number[0] == 0xFFFF else b""
    head = number[0] << 16 | number[1] << 9 | (mask is not None) << 8 | len(owner + body)
    return head.to_bytes(4, "big") + owner + body


def oxm_object(ofp: Any, data: bytes) -> Any:
    """The object of a field's bytes."""
    return ofp.oxm.oxm.unpack(OFReader(data))


def oxm_list(ofp: Any, terms: Terms, *, nxm: bool = False) -> list[Any]:
    """The fields of a match, in an order that every switch takes."""
    made = []
    for name, value, mask in sorted(terms, key=lambda term: (_rank(term[0]), term[0])):
        number, field = (_NXM if nxm else _OXM)[name]
        if name == "in_port" and nxm:
            value = narrow_port(value, 1)
        full = (1 << field.bits) - 1
        part = None if mask & full == full else mask
        made.append(oxm_object(ofp, oxm_bytes(number, field, value & full, part)))
    return made


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def match_of(ofp: Any, terms: Terms) -> Any:
    """A match of a version's own kind; in 1.0 and 1.1 without what that cannot say."""
    if ofp.OFP_VERSION >= 3:
        return ofp.match(oxm_list=oxm_list(ofp, terms))
    fields: dict[str, Any] = {}
    for name, value, mask in sorted(terms, key=lambda term: (_rank(term[0]), term[0])):
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


def nx_match_of(ofp: Any, terms: Terms) -> Any:
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
