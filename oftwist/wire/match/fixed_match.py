"""The friendly side of the fixed matches of OpenFlow 1.0 and 1.1: fields by OXM names, wildcards from what is given.

A member is matched unless its wildcard bit is set; in 1.0 the addresses have six bits that count the low bits
left out (1.0.1 §5.2.3), in 1.1 the Ethernet addresses, the IPv4 addresses and the metadata have a mask whose ones
are the bits left out (1.1 §A.2.3). Several members serve more than one protocol; their other OXM names work too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from oftwist.errors import MessageError
from oftwist.wire import tables as spec
from oftwist.wire.codec import source as codec
from oftwist.wire.codec.layout import Member
from oftwist.wire.match import matching
from oftwist.wire.naming import groups

_FLAGS = {
    "in_port": "IN_PORT", "vlan_vid": "DL_VLAN", "vlan_pcp": "DL_VLAN_PCP", "eth_src": "DL_SRC", "eth_dst": "DL_DST",
    "eth_type": "DL_TYPE", "ip_dscp": "NW_TOS", "ip_proto": "NW_PROTO", "tcp_src": "TP_SRC", "tcp_dst": "TP_DST",
    "mpls_label": "MPLS_LABEL", "mpls_tc": "MPLS_TC",
}  # fmt: skip
_PREFIXES = {"ipv4_src": 8, "ipv4_dst": 14}  # of 1.0: where their six bits begin

# Other OXM name of a member: (member, the member that says which protocol, its value for this name).
_SHARED = {
    "udp_src": ("tcp_src", "ip_proto", 17),
    "udp_dst": ("tcp_dst", "ip_proto", 17),
    "sctp_src": ("tcp_src", "ip_proto", 132),
    "sctp_dst": ("tcp_dst", "ip_proto", 132),
    "icmpv4_type": ("tcp_src", "ip_proto", 1),
    "icmpv4_code": ("tcp_dst", "ip_proto", 1),
    "arp_op": ("ip_proto", "eth_type", 0x0806),
    "arp_spa": ("ipv4_src", "eth_type", 0x0806),
    "arp_tpa": ("ipv4_dst", "eth_type", 0x0806),
}

_NARROW = {"vlan_pcp": 3, "ip_dscp": 6, "mpls_label": 20, "mpls_tc": 3}
_ABSENT = object()


@cache
def _members(version: int) -> dict[str, Member]:
    """The members a field can be, by name."""
    found = spec.layout(version, ("", "common.match_v1", "common.match_v2")[version]).members
    return {m.name: m for m in found if m.kind == "data" and m.name != "wildcards" and not m.name.endswith("_mask")}


def fields(version: int) -> dict[str, Member]:
    """What `build` takes: the name of a field -> the member it sets."""
    known = _members(version)
    return known | {name: known[member] for name, (member, _, _) in _SHARED.items()}


@cache
def _flags(version: int) -> dict[str, int]:
    """Member -> its wildcard bit, for those that have one."""
    named = groups(version)["ofp_flow_wildcards"]
    return {m: named[f"OFPFW_{f}"] for m, f in _FLAGS.items() if f"OFPFW_{f}" in named and m in _members(version)}


def _inverted(mask: Any) -> Any:
    """A mask of 1.1, whose ones are the bits left out, from one whose ones are matched; and back."""
    return [255 - byte for byte in mask]


def _as_bytes(m: Member, value: Any) -> list[int]:
    return list(value.to_bytes(m.size, "big") if isinstance(value, int) else value)


def _like(m: Member, raw: list[int]) -> Any:
    return raw if m.codec == "mac" else int.from_bytes(bytes(raw), "big")


# --- building --------------------------------------------------------------------------------------


def _set(obj: Any, version: int, field: str, given: Any) -> None:
    """Match one field."""
    name = _SHARED[field][0] if field in _SHARED else field
    m = _members(version)[name]
    if name == "vlan_vid" and isinstance(given, int) and given >> 12 == 1:
        given &= 0xFFF  # OFPVID_PRESENT of later versions
    value, mask = matching.split(m, field, given, _NARROW.get(field, 0))
    raw = None if mask is None else _as_bytes(m, mask)
    flag = _flags(version).get(name)
    if raw is not None and flag is not None:
        if matching.covers(raw, least=False):
            return
        if not matching.covers(raw, least=True) and (m.codec == "mac" or not _all_ones(field, mask)):
            message = f"{given!r}: OpenFlow 1.{version - 1} matches this field as a whole or not at all"
            raise MessageError(message, cls="match", field=field)
    if name == "ip_dscp":
        value <<= 2  # the member is the ToS byte, with the DSCP in its upper six bits
    setattr(obj, name, value)
    if flag is not None:
        obj.wildcards &= ~flag
    elif version == 1:
        shift = _PREFIXES[name]
        obj.wildcards = obj.wildcards & ~(0x3F << shift) | _left_out(field, given, mask) << shift
    else:
        setattr(obj, f"{name}_mask", _like(m, _inverted(raw) if raw is not None else [0] * m.size))


def _all_ones(field: str, mask: Any) -> bool:
    return bool(mask == (1 << _NARROW.get(field, 0)) - 1)


def _left_out(field: str, given: Any, mask: int | None) -> int:
    """How many low bits of an IPv4 address a mask leaves out."""
    if mask is None:
        return 0
    rest = ~mask & 0xFFFFFFFF
    if rest & rest + 1:
        raise MessageError(f"{given!r}: OpenFlow 1.0 can only match a prefix", cls="match", field=field)
    return rest.bit_length()


def _new(cls: type[Any], version: int) -> Any:
    """A match that leaves everything out."""
    obj = cls()
    if version == 2:
        for name, m in _members(2).items():
            if name not in _flags(2):
                setattr(obj, f"{name}_mask", _like(m, [255] * m.size))
    return obj


def _plan(names: tuple[str, ...]) -> Callable[..., Any]:
    """The function that makes a match of 1.0 of other plain values of the same fields; None for what is not plain."""
    src = codec.Source(f"of10.match build {' '.join(names)}")
    src.bind("new", object.__new__)
    by_member = {_SHARED[name][0] if name in _SHARED else name: name for name in names}
    layout = spec.layout(1, "common.match_v1")
    wildcards = next(m.default for m in layout.members if m.name == "wildcards")
    tests, body = [], []
    for m in layout.members:
        name = by_member.get(m.name)
        if m.kind != "data" or m.name == "wildcards":
            continue
        if name is None:
            body.append(f"x.{m.slot} = {bytes(6) if m.codec == 'mac' else 0!r}")
            continue
        if m.codec == "mac":
            tests.append(f"type({name}) is bytes and len({name}) == 6")
        else:
            top = 0xFFF if m.name == "vlan_vid" else (1 << _NARROW.get(name, m.size * 8)) - 1
            tests.append(f"type({name}) is int and 0 <= {name} <= {top:#x}")
        body.append(f"x.{m.slot} = {name}{' << 2' if m.name == 'ip_dscp' else ''}")
        flag = _flags(1).get(m.name)
        wildcards &= ~(0x3F << _PREFIXES[m.name] if flag is None else flag)
    src.add(0, "def plan(match, given):")
    src.add(1, f"{', '.join(names)}, = given.values()")
    src.add(1, f"if {' and '.join(tests)}:")
    for line in ["x = new(match)", f"x.wildcards = {wildcards:#x}", *body, "return x"]:
        src.add(2, line)
    src.add(1, "return None")
    return src.compile("plan")  # type: ignore[no-any-return]


# --- reading ---------------------------------------------------------------------------------------


def _read(obj: Any, version: int, field: str) -> Any:
    """What `build` would take for a field; `_ABSENT` if it is not matched."""
    name = field
    if field in _SHARED:
        name, selector, wanted = _SHARED[field]
        if _read(obj, version, selector) not in (_ABSENT, wanted):
            return _ABSENT  # this match is about another protocol
    m = _members(version).get(name)
    if m is None:
        return _ABSENT
    value = getattr(obj, name)
    flag = _flags(version).get(name)
    if flag is not None:
        if obj.wildcards & flag:
            return _ABSENT
        return value >> 2 if name == "ip_dscp" else value
    if version == 1:
        out = obj.wildcards >> _PREFIXES[name] & 0x3F
        if out >= 32:
            return _ABSENT
        return (value, -1 << out & 0xFFFFFFFF) if out else value
    ignored = _as_bytes(m, getattr(obj, f"{name}_mask"))
    if matching.covers(ignored, least=True):
        return _ABSENT
    return (value, _like(m, _inverted(ignored))) if any(ignored) else value


# --- methods ---------------------------------------------------------------------------------------


def methods(version: int) -> tuple[Any, Any, Any, Any, Callable[[Any], list[str]]]:
    """``build``, ``__getitem__``, ``get``, ``__contains__`` and ``keys`` of the match of a version, 1 or 2."""

    # Names given to build() -> what to make of plain values for them. The names come from the user's code: few.
    plans: dict[tuple[str, ...], Callable[..., Any]] = {}

    def build(match: type[Any], /, **given: Any) -> Any:
        """A match of these fields and nothing else, e.g. ``build(in_port=1, ipv4_src="10.0.0.0/8")``.

        The wildcards of the fields given are cleared. A field that is None is left out. ``ip_dscp`` is the DSCP, as
        in later versions; the member of that name is the ToS byte. ``udp_dst``, ``icmpv4_type``, ``arp_spa``, ...
        set the members that serve these protocols.

        Args:
            given: by field name the value, ``(value, mask)``, or "value/mask", in any common form; an address also
                as "value/prefix".

        Raises:
            MessageError: no such field, not a value of it, or a mask that this version cannot express.
        """
        plan = plans.get(tuple(given))
        if plan is not None:
            obj = plan(match, given)
            if obj is not None:
                return obj
        known = _members(version)
        obj = _new(match, version)
        taken: dict[str, str] = {}
        for field, value in given.items():
            if value is None:
                continue
            name = _SHARED[field][0] if field in _SHARED else field
            if name not in known:
                text = matching.unknown(version, field, [*known, *_SHARED])
                raise MessageError(text, cls="match", field=field)
            if name in taken:
                text = f"is the same member as {taken[name]} in OpenFlow 1.{version - 1}"
                raise MessageError(text, cls="match", field=field)
            taken[name] = field
            _set(obj, version, field, value)
        if taken and plan is None and version == 1 and len(taken) == len(given) and len(plans) < matching.PLANS:
            plans[tuple(given)] = _plan(tuple(given))
        return obj

    def __getitem__(self: Any, name: str) -> Any:
        """The value of a field, or ``(value, mask)``; KeyError if it is not matched."""
        value = _read(self, version, name)
        if value is _ABSENT:
            known = [*_members(version), *_SHARED]
            raise KeyError(name if name in known else matching.unknown(version, name, known))
        return value

    def get(self: Any, name: str, default: Any = None) -> Any:
        """The value of a field, or ``(value, mask)``; the default if it is not matched."""
        value = _read(self, version, name)
        return default if value is _ABSENT else value

    def __contains__(self: Any, name: object) -> bool:
        return isinstance(name, str) and _read(self, version, name) is not _ABSENT

    def keys(self: Any) -> list[str]:
        """The names of the members that are matched, in order."""
        return [name for name in _members(version) if _read(self, version, name) is not _ABSENT]

    return build, __getitem__, get, __contains__, keys
