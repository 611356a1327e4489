"""The fixed matches of OpenFlow 1.0 and 1.1: built from names and values, read by names.

A member is matched unless its wildcard bit is set; in 1.0 the addresses have six bits that count the low bits
left out (1.0.1 §5.2.3), in 1.1 the Ethernet addresses, the IPv4 addresses and the metadata have a mask whose ones
are the bits left out (1.1 §A.2.3).

Names and values mean what they mean in later versions. Several members serve more than one protocol: such a member
is read under the name that ``eth_type`` and ``ip_proto`` of the match give it (``udp_dst``, ``icmpv4_type``,
``arp_spa``, ...), and built by that name. The reserved ports of 1.0 have the numbers of later versions (0xfffffffe for
OFPP_LOCAL); 1.0's own are taken too.

A switch ignores a member that what else is matched says nothing of (``tcp_dst`` without ``ip_proto``): the match would
be wider than whoever built it believes. So the Ethernet type, the protocol and (in 1.1) the tag that a field needs are
added where they are left out, and it is refused beside others; only 0 is not, which is what the specification wants in
members that are ignored (1.1 §A.2.3).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from oftwist.errors import MessageError
from oftwist.wire import spec
from oftwist.wire.codec import source as codec
from oftwist.wire.codec.layout import Member
from oftwist.wire.match import given as forms
from oftwist.wire.match.names import ALIASES
from oftwist.wire.naming import groups
from oftwist.wire.numbers import OF12

_FLAGS = {
    "in_port": "IN_PORT", "vlan_vid": "DL_VLAN", "vlan_pcp": "DL_VLAN_PCP", "eth_src": "DL_SRC", "eth_dst": "DL_DST",
    "eth_type": "DL_TYPE", "ip_dscp": "NW_TOS", "ip_proto": "NW_PROTO", "tcp_src": "TP_SRC", "tcp_dst": "TP_DST",
    "mpls_label": "MPLS_LABEL", "mpls_tc": "MPLS_TC",
}  # fmt: skip
_PREFIXES = {"ipv4_src": 8, "ipv4_dst": 14}  # of 1.0: where their six bits begin

_ARP = 0x0806
_IP = 0x0800
# Other OXM name of a member: (member, the member that says which protocol, its value for this name).
_SHARED = {
    "udp_src": ("tcp_src", "ip_proto", 17),
    "udp_dst": ("tcp_dst", "ip_proto", 17),
    "sctp_src": ("tcp_src", "ip_proto", 132),
    "sctp_dst": ("tcp_dst", "ip_proto", 132),
    "icmpv4_type": ("tcp_src", "ip_proto", 1),
    "icmpv4_code": ("tcp_dst", "ip_proto", 1),
    "arp_op": ("ip_proto", "eth_type", _ARP),
    "arp_spa": ("ipv4_src", "eth_type", _ARP),
    "arp_tpa": ("ipv4_dst", "eth_type", _ARP),
}
# The same the other way round: member -> the member that says which protocol, name for each value of that.
_CALLED: dict[str, tuple[str, dict[int, str]]] = {}
for _other, (_member, _selector, _value) in _SHARED.items():
    _CALLED.setdefault(_member, (_selector, {}))[1][_value] = _other

_ETH_IP = (_IP, 0x86DD)
_ETH_ARP = (_ARP, 0x8035)  # and RARP
# Member -> (the member that says whether it counts, its values with which it does, the one meant where it is left out).
_NEEDS = {
    **dict.fromkeys(("tcp_src", "tcp_dst"), ("ip_proto", (6, 17, 132, 1, 58), 6)),
    "ip_dscp": ("eth_type", (_IP,), _IP),
    "ip_proto": ("eth_type", (*_ETH_IP, *_ETH_ARP), _IP),
    **dict.fromkeys(("ipv4_src", "ipv4_dst"), ("eth_type", (_IP, *_ETH_ARP), _IP)),
    **dict.fromkeys(("mpls_label", "mpls_tc"), ("eth_type", (0x8847, 0x8848), 0x8847)),
}

_VLAN_NONE, _VLAN_ANY = 0xFFFF, 0xFFFE  # in the member; the second in 1.1 only
_RESERVED = 0xFF00  # ports of 1.0 from here on are not ports
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


@cache
def _bits(field: str) -> int:
    """How many bits a field has; its member may have more."""
    lay = spec.layout(OF12, f"oxm.{field}")
    return lay.bits or 8 * next(m.size for m in lay.members if m.name == "value")


def _member_of(field: str) -> str:
    return _SHARED[field][0] if field in _SHARED else field


def _set(obj: Any, version: int, field: str, given: Any) -> None:
    """Match one field."""
    name = _member_of(field)
    m = _members(version)[name]
    if name == "vlan_vid":
        value, mask = _vlan(version, m, given)
    else:
        if name == "in_port" and version == 1 and isinstance(given, int) and given >> 8 == 0xFFFFFF:
            given &= 0xFFFF  # a reserved port by its later number
        value, mask = forms.split(m, field, given, min(_bits(field), 8 * m.size))
    raw = None if mask is None else _as_bytes(m, mask)
    flag = _flags(version).get(name)
    if raw is not None and flag is not None:
        if forms.covers(raw, least=False):
            return
        if not forms.covers(raw, least=True) and (m.codec == "mac" or not _all_ones(field, mask)):
            raise _inexpressible(version, field, given, "matches this field as a whole or not at all")
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


def _inexpressible(version: int, field: str, given: Any, why: str) -> MessageError:
    return MessageError(f"{given!r}: OpenFlow 1.{version - 1} {why}", cls="match", field=field)


def _vlan(version: int, m: Member, given: Any) -> tuple[int, int | None]:
    """What a person gives for ``vlan_vid`` -> the member; with mask 0: it is not matched."""
    value, mask = forms.vlan(m, given)
    present, vid = value & forms.OFPVID_PRESENT, value & 0xFFF
    if mask == 0:
        return 0, 0
    if version == 2 and (value, mask) == (forms.OFPVID_PRESENT, forms.OFPVID_PRESENT):
        return _VLAN_ANY, None
    if mask in (None, 0x1FFF) and (present or not vid):
        return vid if present else _VLAN_NONE, None
    if mask == forms.OFPVID_PRESENT and not value:
        return _VLAN_NONE, None
    if mask == 0xFFF and vid:  # an id that is not 0 is that of a tag
        return vid, None
    raise _inexpressible(version, "vlan_vid", given, "can only match one VLAN" + " or any" * (version == 2))


def _all_ones(field: str, mask: Any) -> bool:
    return bool(mask == (1 << _bits(field)) - 1)


def _left_out(field: str, given: Any, mask: int | None) -> int:
    """How many low bits of an IPv4 address a mask leaves out."""
    if mask is None:
        return 0
    rest = ~mask & 0xFFFFFFFF
    if rest & rest + 1:
        raise MessageError(f"{given!r}: OpenFlow 1.0 can only match a prefix", cls="match", field=field)
    return rest.bit_length()


def _fill(match: type[Any], version: int, todo: dict[str, Any]) -> Any:
    """A match of these fields, which the version has."""
    obj = _new(match, version)
    taken: dict[str, str] = {}
    for field, value in todo.items():
        name = _member_of(field)
        if name in taken:
            text = f"is the same member as {taken[name]} in OpenFlow 1.{version - 1}"
            raise MessageError(text, cls="match", field=field)
        taken[name] = field
        _set(obj, version, field, value)
    for field in list(taken.values()):
        if field in _SHARED:
            _, selector, value = _SHARED[field]
            added = {selector: value} if selector not in taken else {}
            if "ip_proto" in added and "eth_type" not in taken:
                added["eth_type"] = _IP
            for name, value in added.items():
                taken[name] = name
                _set(obj, version, name, value)
    _add_needed(obj, version, taken)
    for field in todo:
        called = _name(obj, version, _member_of(field))
        if field in taken.values() and called != field and _matched(obj, version, _member_of(field)):
            needs = "needs {1} {2:#x}".format(*_SHARED[field]) if field in _SHARED else f"is {called} in this match"
            raise MessageError(f"{needs}, in OpenFlow 1.{version - 1}", cls="match", field=field)
    return obj


def _add_needed(obj: Any, version: int, taken: dict[str, str]) -> None:
    """Match what the members that are matched need to count, or refuse them: see `_NEEDS`."""
    for name, (selector, values, usual) in _NEEDS.items():
        if name not in taken or not _matched(obj, version, name):
            continue
        if _matched(obj, version, selector):
            if getattr(obj, selector) in values and _name(obj, version, selector) == selector:
                continue
        elif selector == "eth_type" or not _matched(obj, version, "eth_type") or obj.eth_type in _ETH_IP:
            taken[selector] = selector
            _set(obj, version, selector, usual)
            continue
        if getattr(obj, name):
            allowed = " or ".join(f"{value:#x}" for value in values)
            text = f"needs {selector} {allowed}: without it OpenFlow 1.{version - 1} ignores it"
            raise MessageError(text, cls="match", field=taken[name])
    if not _matched(obj, version, "vlan_pcp"):
        return
    if version == 2 and not _matched(obj, version, "vlan_vid"):
        _set(obj, version, "vlan_vid", (forms.OFPVID_PRESENT, forms.OFPVID_PRESENT))
    if obj.vlan_pcp and _matched(obj, version, "vlan_vid") and obj.vlan_vid == _VLAN_NONE:
        raise MessageError("what has no tag has no priority", cls="match", field="vlan_pcp")


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
    by_member = {_member_of(name): name for name in names}
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
        selector, others = _CALLED.get(m.name, ("", {}))
        if m.name in _NEEDS:
            needed, values, _ = _NEEDS[m.name]
            if needed not in names and name not in _SHARED:
                return _no_plan  # it is added
            if needed in names:
                tests.append(f"{needed} in {values}")
        if name in _SHARED:
            if selector not in names:
                return _no_plan  # it is added
            tests.append(f"{selector} == {_SHARED[name][2]}")
        elif selector in names:
            tests.append(f"{selector} not in {tuple(others)}")
        if m.codec == "mac":
            tests.append(f"type({name}) is bytes and len({name}) == 6")
        else:
            top = {"vlan_vid": 0xFFF, "in_port": 0xFFFF}.get(name, (1 << min(_bits(name), 8 * m.size)) - 1)
            tests.append(f"type({name}) is int and {int(name == 'vlan_vid')} <= {name} <= {top:#x}")
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


def _no_plan(match: type[Any], given: dict[str, Any]) -> None:
    """The plan of fields that others are added to."""


# --- reading ---------------------------------------------------------------------------------------


def _matched(obj: Any, version: int, name: str) -> bool:
    """Whether a member is matched, in whole or in part."""
    m = _members(version).get(name)
    if m is None:
        return False
    flag = _flags(version).get(name)
    if flag is not None:
        return not obj.wildcards & flag
    if version == 1:
        return bool(obj.wildcards >> _PREFIXES[name] & 0x3F < 32)
    return not forms.covers(_as_bytes(m, getattr(obj, f"{name}_mask")), least=True)


def _name(obj: Any, version: int, member: str) -> str:
    """Under what name a member is matched: several protocols share some."""
    selector, others = _CALLED.get(member, ("", {}))
    if not others or not _matched(obj, version, selector) or _name(obj, version, selector) != selector:
        return member
    return others.get(getattr(obj, selector), member)


def _read(obj: Any, version: int, field: str) -> Any:
    """What `build` would take for a field; `_ABSENT` if it is not matched."""
    name = _member_of(field)
    if not _matched(obj, version, name) or _name(obj, version, name) != field:
        return _ABSENT
    value = getattr(obj, name)
    if _flags(version).get(name) is not None:
        if name == "vlan_vid":
            if version == 2 and value == _VLAN_ANY:
                return forms.OFPVID_PRESENT, forms.OFPVID_PRESENT
            return 0 if value == _VLAN_NONE else value & 0xFFF or forms.OFPVID_PRESENT
        if name == "in_port" and version == 1 and value >= _RESERVED:
            return value | 0xFFFF0000
        return value >> 2 if name == "ip_dscp" else value
    if version == 1:
        mask = -1 << (obj.wildcards >> _PREFIXES[name] & 0x3F) & 0xFFFFFFFF
        return value if mask == 0xFFFFFFFF else (value & mask, mask)
    m = _members(version)[name]
    ignored = _as_bytes(m, getattr(obj, f"{name}_mask"))
    mask = _like(m, _inverted(ignored))
    return (forms.both(value, mask), mask) if any(ignored) else value


# --- methods ---------------------------------------------------------------------------------------


def methods(version: int) -> tuple[Any, Any, Any, Any, Callable[[Any], list[str]]]:
    """``build``, ``__getitem__``, ``get``, ``__contains__`` and ``keys`` of the match of a version, 1 or 2."""
    return (_builder(version), *_readers(version))


def _builder(version: int) -> Any:
    """The ``build`` of the match of a version."""
    # Names given to build() -> what to make of plain values for them. The names come from the user's code: few.
    plans: dict[tuple[str, ...], Callable[..., Any]] = {}

    def build(match: type[Any], /, **given: Any) -> Any:
        """A match of these fields and what they need, e.g. ``build(eth_type=0x800, ipv4_src="10.0.0.0/8")``.

        The wildcards of the fields given are cleared. A field that is None is left out. ``ip_dscp`` is the DSCP, as
        in later versions; the member of that name is the ToS byte. ``udp_dst``, ``icmpv4_type``, ``arp_spa``, ...
        set the members that serve these protocols. ``eth_type`` and ``ip_proto`` are added where a field needs them
        and they are left out.
        ``vlan_vid=5`` is a tag with this id, 0 no tag, 0x1000 a tag with id 0.

        Args:
            given: by field name the value, ``(value, mask)``, or "value/mask", in any common form; an address also
                as "value/prefix".

        Raises:
            MessageError: no such field, not a value of it, a mask that this version cannot express, a name that is
                not that of the protocol matched, or a field that is ignored beside the others.
        """
        plan = plans.get(tuple(given))
        if plan is not None:
            obj = plan(match, given)
            if obj is not None:
                return obj
        todo = _todo(version, given)
        obj = _fill(match, version, todo)
        if todo and plan is None and version == 1 and todo.keys() == given.keys() and len(plans) < forms.PLANS:
            plans[tuple(given)] = _plan(tuple(given))
        return obj

    return build


def _todo(version: int, given: dict[str, Any]) -> dict[str, Any]:
    """What is given, by the names of the fields; they are of this version."""
    known = _members(version)
    todo: dict[str, Any] = {}
    called: dict[str, str] = {}
    for given_as, value in given.items():
        field = ALIASES.get(given_as, given_as)
        if value is None:
            continue
        if field in todo:
            raise MessageError(f"is the same field as {called[field]}, given too", cls="match", field=given_as)
        if _member_of(field) not in known:
            text = forms.unknown(version, given_as, [*known, *_SHARED])
            raise MessageError(text, cls="match", field=given_as)
        todo[field], called[field] = value, given_as
    return todo


def _readers(version: int) -> tuple[Any, Any, Any, Callable[[Any], list[str]]]:
    """The ``__getitem__``, ``get``, ``__contains__`` and ``keys`` of the match of a version."""

    def __getitem__(self: Any, name: str) -> Any:
        """The value of a field, or ``(value, mask)``; KeyError if it is not matched."""
        value = _read(self, version, ALIASES.get(name, name))
        if value is _ABSENT:
            known = [*_members(version), *_SHARED]
            raise KeyError(name if name in known else forms.unknown(version, name, known))
        return value

    def get(self: Any, name: str, default: Any = None) -> Any:
        """The value of a field, or ``(value, mask)``; the default if it is not matched."""
        value = _read(self, version, ALIASES.get(name, name))
        return default if value is _ABSENT else value

    def __contains__(self: Any, name: object) -> bool:
        return isinstance(name, str) and _read(self, version, ALIASES.get(name, name)) is not _ABSENT

    def keys(self: Any) -> list[str]:
        """The names of the fields that are matched, in the order of their members."""
        return [_name(self, version, name) for name in _members(version) if _matched(self, version, name)]

    return __getitem__, get, __contains__, keys
