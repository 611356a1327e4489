"""Match objects for people: ``ofp.match.build(in_port=1, ipv4_src="10.0.0.0/8")``, ``match["in_port"]``.

One set of field names, those of OXM (``eth_dst``, ``vlan_vid``, ``tcp_dst``, ...), in every version:

- ``build(**fields)`` makes a match of the version from values in any common form. ``(value, mask)``, the text
  ``"value/mask"`` and, for addresses, ``"value/prefix"`` match in part; bits outside the mask are cleared.
- ``match[field]`` is what ``build`` would take for it: the value in its established form (int, list of 6 ints,
  16 bytes), or the tuple ``(value, mask)`` if only a part is matched. A field that is not matched is absent:
  `KeyError`, not ``in`` the match, not among ``items()``.

This module has the reading of values, and the match of OXM fields (1.2 and later); the fixed structures of
1.0 and 1.1 are in ``fixed_match.py``. May know the tables and values; of the codec only that it compiles source.
"""

from __future__ import annotations

import operator
import struct
from functools import cache

from oftwist.errors import MessageError
from oftwist.wire import tables as spec
from oftwist.wire.codec import source as codec
from oftwist.wire.codec import values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from oftwist.wire.codec.layout import Member

    Pair = tuple[Any, Any]

OFPVID_PRESENT = 0x1000
number_at = struct.Struct("!I").unpack_from
_field_at = struct.Struct("!II").unpack_from  # header and value of a field of 32 bits
_IN_PORT = 0x80000004  # the header of the OXM field, in all versions
_FIRST = ("in_port", "in_phy_port")  # the fields that come first in a packet-in, mostly
PLANS = 1024

# Fields that have fewer bits than their bytes on the wire (1.3.5 §7.2.3.7, 1.5.1 §7.2.3.8).
NARROW = {
    "vlan_vid": 13, "vlan_pcp": 3, "ip_dscp": 6, "ip_ecn": 2, "ipv6_flabel": 20, "mpls_label": 20, "mpls_tc": 3,
    "mpls_bos": 1, "ipv6_exthdr": 9, "pbb_uca": 1, "tcp_flags": 12,
}  # fmt: skip

# What these were called before OXM.
_FORMERLY = {
    "dl_src": "eth_src", "dl_dst": "eth_dst", "dl_type": "eth_type", "dl_vlan": "vlan_vid", "dl_vlan_pcp": "vlan_pcp",
    "nw_src": "ipv4_src", "nw_dst": "ipv4_dst", "nw_proto": "ip_proto", "nw_tos": "ip_dscp", "tp_src": "tcp_src",
    "tp_dst": "tcp_dst", "tun_id": "tunnel_id",
}  # fmt: skip


# --- values ----------------------------------------------------------------------------------------


def split(member: Member, field: str, given: Any, bits: int = 0) -> Pair:
    """What a person gives for a field -> ``(value, mask)`` in established form; no mask: None.

    Args:
        member: of the class that will hold the value.
        field: the name it was given by.
        given: a value, a tuple ``(value, mask)``, a text "value/mask" or an `ipaddress` network.
        bits: of the field, where they are fewer than those of the member.

    Raises:
        MessageError: names field, value and what is allowed.
    """
    mask = None
    if type(given) is tuple and len(given) == 2:
        given, mask = given
    else:
        if hasattr(given, "network_address"):
            given = str(given)
        if isinstance(given, str) and "/" in given:
            given, _, mask = given.partition("/")
            given = given.strip()
            mask = _mask_text(member, field, given, mask.strip())
    value = convert(member, field, given, bits)
    if mask is None:
        return value, None
    mask = convert(member, field, mask, bits)
    return both(value, mask), mask


def _mask_text(member: Member, field: str, value: str, mask: str) -> Any:
    """The part of a text after "/": for addresses a number of leading bits."""
    address = member.codec in values.ADDRESSES or (member.size == 4 and "." in value)
    if not (address and mask.isdecimal()):
        return mask
    width = member.size * 8
    leading = int(mask)
    if leading > width:
        raise MessageError(f"{value}/{mask} has a prefix of more than {width} bits", cls="match", field=field)
    number = (1 << width) - (1 << width - leading)
    raw = number.to_bytes(member.size, "big")
    return {"mac": list(raw), "ipv6": raw}.get(member.codec, number)


def convert(member: Member, field: str, given: Any, bits: int = 0) -> Any:
    """A value in any common form -> its established form.

    Raises:
        MessageError: it is not a value of this field.
    """
    codec = member.of if member.codec == "hand" else member.codec
    if type(given) is int and codec in ("uint", "ipv4") and 0 <= given < 1 << (bits or member.size * 8):
        return given
    try:
        if codec == "mac":
            return list(values.mac_bytes(given))
        if codec == "ipv6":
            return values.ipv6_bytes(given)
        if codec == "bitset":
            values.from_bits(given, member.size)
            return set(given)
        if codec in ("bytes", "octets"):
            return values.exact(given, member.size) if member.size else bytes(given)
        number = _number(member, given)
    except (MessageError, TypeError, ValueError) as error:
        reason = str(error) if isinstance(error, MessageError) else f"{given!r} cannot be its value"
        raise MessageError(reason, cls="match", field=field) from None
    top = (1 << (bits or member.size * 8)) - 1
    if not 0 <= number <= top:
        raise MessageError(f"{given!r} is not in 0..{top:#x}", cls="match", field=field)
    return number


def _number(member: Member, given: Any) -> int:
    if member.codec == "ipv4" or (member.size == 4 and isinstance(given, str) and "." in given):
        return values.to_ipv4(given)
    if isinstance(given, str):
        return int(given, 0)
    if isinstance(given, (bytes, bytearray)):
        return int.from_bytes(given, "big")
    return int(given) if hasattr(given, "packed") else operator.index(given)  # an `ipaddress`, or a number


def both(value: Any, mask: Any) -> Any:
    """The bits of a value that its mask covers."""
    if isinstance(value, int):
        return value & mask
    if isinstance(value, list):
        return [a & b for a, b in zip(value, mask, strict=True)]
    if isinstance(value, bytes):
        return bytes(a & b for a, b in zip(value, mask, strict=True))
    return value  # a set of bits: what the mask means for it is the vendor's matter


def covers(mask: Any, least: bool) -> bool:
    """Whether all bits of a mask are 1 (``least``), or all are 0."""
    raw = bytes(mask)
    return not raw.strip(b"\xff") if least else not raw.strip(b"\0")


def unknown(version: int, name: str, known: Iterable[str]) -> str:
    """What to tell about a field name that a version does not have."""
    import difflib  # only for people's mistakes

    names = list(known)
    close = [_FORMERLY[name]] if _FORMERLY.get(name) in names else difflib.get_close_matches(name, names, 4, 0.6)
    hint = f" (did you mean {', '.join(close)}?)" if close else ""
    return f"OpenFlow 1.{version - 1} has no match field {name!r}{hint}"


# --- OXM -------------------------------------------------------------------------------------------


@cache
def needed_first(name: str) -> tuple[str, ...]:
    """The fields that must stand before a field (1.3.5 §7.2.3.6), where they are matched at all."""
    if name == "in_phy_port":
        return ("in_port",)
    if name in ("in_port", "packet_type", "metadata", "tunnel_id", "actset_output"):
        return ()
    if name in ("eth_type", "eth_src", "eth_dst", "vlan_vid"):
        return ("packet_type",)
    if name == "vlan_pcp":
        return ("vlan_vid",)
    kind = name.partition("_")[0]
    if name.startswith("ipv6_nd_"):
        return ("eth_type", "ip_proto", "icmpv6_type")
    if kind in ("tcp", "udp", "sctp", "icmpv4", "icmpv6"):
        return ("eth_type", "ip_proto")
    return ("eth_type",) if kind in ("ip", "ipv4", "ipv6", "arp", "mpls", "pbb") else ()


_fields: dict[int, _Fields] = {}


def refresh(version: int) -> None:
    """Learn the OXM fields of a version anew: some were registered."""
    if version in _fields:
        _fields[version].read()


class _Fields(dict[str, tuple[int, int]]):
    """Name of a field -> ``type_len`` of its plain and of its masked class, in one version."""

    def __init__(self, version: int) -> None:
        super().__init__()
        self.version = version
        self.plain: dict[str, tuple[type[Any], Member, int]] = {}  # class, its value, bits of the field
        # Names given to build() -> what to make of plain values for them. The names come from the user's code: few.
        self.plans: dict[tuple[str, ...], Callable[..., Any]] = {}
        self.read()

    def read(self) -> None:
        """Learn the fields from the tables."""
        for known in (self, self.plain, self.plans):
            known.clear()
        numbers = {q.partition(".")[2]: key for key, q in spec.offspring(self.version, "oxm.oxm")}
        for name, number in numbers.items():
            if not name.endswith("_masked"):
                self[name] = number, numbers.get(f"{name}_masked", -1)

    def __missing__(self, name: str) -> tuple[int, int]:
        raise KeyError(unknown(self.version, name, self))


def _oxm_methods(version: int, cls: Callable[[str], type[Any]]) -> dict[str, Any]:
    """The methods of ``match_v3``."""
    fields = _fields[version] = _Fields(version)
    plans = fields.plans

    def build(match: type[Any], /, **given: Any) -> Any:
        """A match of these fields, e.g. ``build(in_port=1, eth_dst="00:00:00:00:00:01", ipv4_src="10.0.0.0/8")``.

        The OXM fields stand in the order given; one that another field needs stands before that. A field that is
        None is left out. A ``vlan_vid`` of 1..4095 gets OFPVID_PRESENT, without which it matches no packet.

        Args:
            given: by field name the value, ``(value, mask)``, or "value/mask", in any common form; an address also
                as "value/prefix".

        Raises:
            MessageError: no such field, or not a value of it.
        """
        plan = plans.get(tuple(given))
        if plan is not None:
            made = plan(match, given)
            if made is not None:
                return made
        return _build(fields, cls, match, given, plan is None)

    def __getitem__(self: Any, name: str) -> Any:
        """The value of a field, or ``(value, mask)``; KeyError if it is not matched."""
        plain, masked = fields[name]
        kept = self._oxm_list
        if type(kept) is bytes:
            # The first field, mostly the port, without making objects of them all.
            if name in _FIRST and len(kept) >= 8:
                header, value = _field_at(kept)
                if header == plain:
                    return value
            if not _holds(kept, plain, masked):
                raise KeyError(name)
        for oxm in self.oxm_list:
            kind = type(oxm).__name__  # not its number alone: that of another experimenter's field may be the same
            if kind == name:
                return oxm.value
            if kind == f"{name}_masked":
                return oxm.value, oxm.value_mask
        raise KeyError(name)

    def get(self: Any, name: str, default: Any = None) -> Any:
        """The value of a field, or ``(value, mask)``; the default if it is not matched."""
        if name not in fields:
            return default
        try:
            return self[name]
        except KeyError:
            return default

    def __contains__(self: Any, name: object) -> bool:
        return name in fields and any(type(oxm).__name__ in (name, f"{name}_masked") for oxm in self.oxm_list)

    def keys(self: Any) -> list[str]:
        """The names of the fields that are matched, in order; unknown OXMs have none."""
        names = [type(oxm).__name__.removesuffix("_masked") for oxm in self.oxm_list]
        return [name for name in names if name in fields]

    return _with_iteration(build, __getitem__, get, __contains__, keys)


def _build(
    fields: _Fields, cls: Callable[[str], type[Any]], match: type[Any], given: dict[str, Any], again: bool
) -> Any:
    """What ``build`` does field by field; if the same fields may come again, they get a plan."""
    todo = {name: value for name, value in given.items() if value is not None}
    oxms: list[Any] = []

    def add(name: str) -> None:
        value = todo.pop(name)
        for other in needed_first(name):
            if other in todo:
                add(other)
        oxms.append(_oxm(fields, cls, name, value))

    while todo:
        add(next(iter(todo)))
    if again and oxms and len(oxms) == len(given) and len(fields.plans) < PLANS:
        fields.plans[tuple(given)] = _plan(fields, oxms, tuple(given))
    return match(oxm_list=oxms)


def _plan(fields: _Fields, oxms: list[Any], names: tuple[str, ...]) -> Callable[..., Any]:
    """The function that makes a match of other values of the same fields at once; None for what is not plain.

    Args:
        fields: of the version.
        oxms: made of the first values, in the order they are packed in.
        names: of the fields, in the order they are given in.
    """
    src = codec.Source(f"of1{fields.version - 1}.match build {' '.join(names)}")
    tests, formats, arguments = [], [], []
    for oxm in oxms:
        name = type(oxm).__name__.removesuffix("_masked")
        plain, member, bits = fields.plain[name]
        if type(oxm) is not plain or plain._layout.size != 4 + member.size:
            return _no_plan  # given with a mask, or an experimenter's number stands before the value
        if member.codec in ("uint", "ipv4") and member.size in codec.CODES:
            # What is no number, or too big, struct refuses; some fields have fewer bits than bytes.
            if bits:
                least = "" if name != "vlan_vid" else f" and ({name} >= {OFPVID_PRESENT} or {name} == 0)"
                tests.append(f"0 <= {name} <= {(1 << bits) - 1:#x}{least}")
            formats.append(codec.CODES[member.size])
        elif member.codec in ("mac", "ipv6"):
            tests.append(f"len({name}) == {member.size}")  # and struct refuses what is not bytes
            formats.append(f"{member.size}s")
        else:
            return _no_plan
        arguments += [f"{int(oxm.type_len):#x}", name]
    src.bind("struct_error", struct.error)
    src.bind("new", object.__new__)
    src.add(0, "def plan(match, given):")
    src.add(1, f"{', '.join(names)}, = given.values()")
    src.add(1, "try:")
    src.add(2, f"if {' and '.join(tests) or 'True'}:")
    pack = src.struct("".join(f"I{fmt}" for fmt in formats), "pack")
    src.add(3, "x = new(match)")
    src.add(3, f"x._oxm_list = {pack}({', '.join(arguments)})")
    src.add(3, "return x")
    src.add(1, "except (struct_error, TypeError):")
    src.add(2, "pass")
    src.add(1, "return None")
    return src.compile("plan")  # type: ignore[no-any-return]


def _no_plan(match: type[Any], given: dict[str, Any]) -> None:
    """The plan of fields whose values are looked at one by one."""


def _oxm(fields: _Fields, cls: Callable[[str], type[Any]], name: str, given: Any) -> Any:
    """One OXM object."""
    known = fields.plain.get(name)
    if known is None:
        try:
            fields[name]
        except KeyError:
            raise MessageError(unknown(fields.version, name, fields), cls="match", field=name) from None
        plain = cls(f"oxm.{name}")
        member = next(m for m in plain._layout.members if m.name == "value")
        known = fields.plain[name] = plain, member, NARROW.get(name, 0)
    plain, member, bits = known
    if type(given) is int and member.codec in ("uint", "ipv4"):
        value, mask = convert(member, name, given, bits), None
    else:
        value, mask = split(member, name, given, bits)
    if mask is None:
        if name == "vlan_vid" and 0 < value < OFPVID_PRESENT:
            value |= OFPVID_PRESENT
        return plain(value)
    if fields[name][1] < 0:
        raise MessageError(f"{given!r}: this field cannot be masked", cls="match", field=name)
    return cls(f"oxm.{name}_masked")(value, mask)


def _with_iteration(
    build: Any, getitem: Any, get: Any, contains: Any, keys: Callable[[Any], list[str]]
) -> dict[str, Any]:
    """The methods as a class body, and those that follow from them."""

    def __iter__(self: Any) -> Iterator[str]:
        return iter(keys(self))

    def items(self: Any) -> list[tuple[str, Any]]:
        """``(field, value)`` or ``(field, (value, mask))`` for each field that is matched, in order."""
        return [(name, self[name]) for name in keys(self)]

    return {
        "build": classmethod(build),
        "__getitem__": getitem,
        "get": get,
        "__contains__": contains,
        "keys": keys,
        "items": items,
        "__iter__": __iter__,
    }


def _holds(kept: bytes, plain: int, masked: int) -> bool:
    """Whether a checked list of fields has one of these headers, found without making objects of them all.

    The header of a field of any length has length 0 here.
    """
    at, end = 0, len(kept)
    length = 0xFFFFFFFF if plain & 0xFF else 0xFFFFFF00
    while at < end:
        number = number_at(kept, at)[0]
        if number & length in (plain, masked):
            return True
        at += 4 + (number & 0xFF)
    return False


def _in_port(self: Any) -> Any:
    """The port the packet came in by, from the match; None if the switch did not say."""
    match = self.match
    try:
        header, port = _field_at(match._oxm_list)
        if header == _IN_PORT:
            return port
    except (TypeError, struct.error):  # it was read as a list before, or is empty
        pass
    return match.get("in_port")


def methods(version: int, qualname: str, cls: Callable[[str], type[Any]]) -> dict[str, Any]:
    """What a class has besides the members in its table.

    Args:
        version: 1 (OpenFlow 1.0) to 6 (1.5).
        qualname: "module.name" of the class.
        cls: gives a class of the version by its "module.name".

    Returns:
        Entries for the body of the class; mostly none.
    """
    if qualname == "common.match_v3":
        return _oxm_methods(version, cls)
    if qualname in ("common.match_v1", "common.match_v2"):
        from oftwist.wire.match import fixed_match

        return _with_iteration(*fixed_match.methods(version))
    if qualname == "message.packet_in" and version >= 3:
        return {"in_port": property(_in_port)}
    return {}
