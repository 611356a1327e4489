"""A match of OXM fields (1.2 and later) or of NXM fields (of Open vSwitch): built from names and values, read by names.

A field that no name and value would build again - one that is not known, twice there, out of order, or has a value
that it must not have - is told under its header: ``oxm_80000c02`` is the field of that header, its value the bytes of
the payload. So a dict of a match builds an equal match, or is refused by a version that has no such field.

Knows the tables and values; of the codec only that it reads fields.
"""

from __future__ import annotations

import struct

from oftwist.errors import MessageError, ProtocolError
from oftwist.wire import spec
from oftwist.wire.match import names
from oftwist.wire.match.given import NO_TAG, PLANS, convert, split, unknown, vlan, vlan_told
from oftwist.wire.match.plans import plan
from oftwist.wire.numbers import OF12, OF15

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from oftwist.wire.codec.layout import Member
    from oftwist.wire.interfaces import Part

    class Home(Protocol):
        """The classes of a version."""

        version: int
        match_fields: Any
        nx_match_fields: Any

        def cls(self, qualname: str) -> type[Any]: ...
        def list_decoder(self, qualname: str) -> Callable[[Any, int, int], list[Any]]: ...


_number_at = struct.Struct("!I").unpack_from
_field_at = struct.Struct("!II").unpack_from  # header and value of a field of 32 bits
_OXM = 0x10000000  # class 0x1000 and above are no NXM
_FIRST = {"in_port": 0x80000004, "in_phy_port": 0x80000204}  # what comes first in a packet-in, and its header


class _Fields(dict[str, tuple[int, int]]):
    """Name of a field -> ``type_len`` of its plain and of its masked class, in one version.

    What only Open vSwitch has is learned when a name is not found.

    Args:
        home: the classes of the version.
        nxm: whether it is for a match of NXM fields: names mean the NXM number of a field, where it has one.
    """

    def __init__(self, home: Home, nxm: bool) -> None:
        super().__init__()
        self.home = home
        self.version = home.version
        self.nxm = nxm
        self.complete = False
        self.called: dict[str, str] = {}  # further names -> the name of the class
        self.forms: dict[str, tuple[str, ...]] = {}  # name -> all classes that are this field, where there are more
        self.told: dict[str, str] = {}  # class -> the name it is told by, where that is another
        self.plain: dict[str, tuple[type[Any], Member, int]] = {}  # class, its value, bits of the field
        # Names given to build() -> what to make of plain values for them. The names come from the user's code: few.
        self.plans: dict[tuple[str, ...], Callable[..., Any]] = {}
        self.read()

    def read(self) -> None:
        """Learn the fields from the tables."""
        for known in (self, self.called, self.forms, self.told, self.plain, self.plans):
            known.clear()
        numbers = {q.partition(".")[2]: key for key, q in spec.offspring(self.version, "oxm.oxm")}
        for name, number in numbers.items():
            if not name.endswith("_masked"):
                self[name] = number, numbers.get(f"{name}_masked", -1)
        for alias, qualname in spec.aliases(self.version).items():
            module, _, name = alias.partition(".")
            target = qualname.partition(".")[2]
            if module == "oxm" and target in self:
                self.called[name] = target
                self[name] = self[target]
        if self.complete:
            self._learn_names()

    def _learn_names(self) -> None:
        """The names of fields that are two classes, and further names of fields."""
        for name, kinds in names.NAMES.items():
            nxm = kinds[0]
            self.forms[name] = kinds if self.nxm else tuple(dict.fromkeys((self.called.get(name, name), *kinds)))
            if self.nxm:
                self.called[name] = nxm
                self.told.setdefault(nxm, name)
                self[name] = self[nxm]
        for alias, name in names.ALIASES.items():
            target = self.called.get(name, name)
            if target in self and alias not in self:
                self.called[alias] = target
                self.forms[alias] = self.forms.get(name, (target,))
                self[alias] = self[target]

    def learn(self, name: str) -> bool:
        """Whether there is a field of this name, Open vSwitch's included."""
        if name not in self and not self.complete:
            spec.names(self.version, "oxm")
            self.complete = True
            self.read()
        return name in self

    def needed_first(self, name: str) -> tuple[str, ...]:
        """The fields that must stand before a field, where they are matched at all."""
        return spec.layout(self.version, f"oxm.{name}").needs if name in self else ()

    def __missing__(self, name: str) -> tuple[int, int]:
        if self.learn(name):
            return self[name]
        raise KeyError(name)


def methods(home: Home, nxm: bool = False) -> tuple[Any, Any, Any, Any, Callable[[Any], list[str]]]:
    """``build``, ``__getitem__``, ``get``, ``__contains__`` and ``keys`` of a match of OXM or of NXM fields."""
    fields = (home.nx_match_fields if nxm else None) or _Fields(home, nxm)
    if nxm:
        home.nx_match_fields = fields
    else:
        home.match_fields = fields
    if nxm or home.version < OF12:  # a match of Open vSwitch's
        fields.learn("")
    return (_builder(fields), *_readers(fields, nxm))


def _builder(fields: _Fields) -> Any:
    """The ``build`` of a match of these fields."""
    plans = fields.plans

    def build(match: type[Any], /, **given: Any) -> Any:
        """A match of these fields, e.g. ``build(in_port=1, eth_type=0x800, ipv4_src="10.0.0.0/8")``.

        The OXM fields stand in the order given; one that another field needs stands before that. A field that is
        None is left out. ``vlan_vid=5`` is a tag with this id, 0 no tag, 0x1000 a tag with id 0; ``(0x1000, 0x1000)``
        any tag. ``oxm_80000c02=b"..."`` is the field of that header with this payload.

        Args:
            given: by field name the value, ``(value, mask)``, or "value/mask", in any common form; an address also
                as "value/prefix".

        Raises:
            MessageError: no such field, or not a value of it.
        """
        known = plans.get(tuple(given))
        if known is not None:
            made = known(match, given)
            if made is not None:
                return made
        return _build(fields, match, given, known is None)

    return build


def _readers(fields: _Fields, nxm: bool) -> tuple[Any, Any, Any, Callable[[Any], list[str]]]:
    """The ``__getitem__``, ``get``, ``__contains__`` and ``keys`` of a match of these fields."""
    called = fields.called
    firsts = {} if nxm else _FIRST

    def __getitem__(self: Any, name: str) -> Any:
        """The value of a field, or ``(value, mask)``; KeyError if it is not matched.

        A name of the form ``oxm_80000c02`` is that of a header: the bytes of the payload.
        """
        kept = self._oxm_list
        first = firsts.get(name)
        if first is not None and type(kept) is bytes and len(kept) >= 8:
            # The first field, mostly the port, without making objects of them all.
            header, value = _field_at(kept)
            if header == first:
                return value
        if not fields.learn(name):
            found = dict(_by_header(self.oxm_list)) if _header(name) else {}
            if name in found:
                return found[name]
            raise KeyError(name if _header(name) else unknown(fields.version, name, fields))
        plain, masked = fields[name]
        if type(kept) is bytes and not _holds(kept, plain, masked):
            raise KeyError(name)
        # Not by numbers alone: another experimenter's field may have the same.
        kinds = [type(oxm).__name__ for oxm in self.oxm_list]
        for cls in fields.forms.get(name) or (called.get(name, name),):
            at = [kinds.index(kind) for kind in (cls, f"{cls}_masked") if kind in kinds]
            if at:
                oxm = self.oxm_list[min(at)]
                if type(oxm).__name__ != cls:
                    return oxm.value, oxm.value_mask
                return vlan_told(oxm.value) if cls == "vlan_vid" else oxm.value
        raise KeyError(name)

    def get(self: Any, name: str, default: Any = None) -> Any:
        """The value of a field, or ``(value, mask)``; the default if it is not matched."""
        if not (fields.learn(name) or _header(name)):
            return default  # and nobody needs to be told what could be meant
        try:
            return self[name]
        except KeyError:
            return default

    def __contains__(self: Any, name: object) -> bool:
        if not isinstance(name, str):
            return False
        if not fields.learn(name):
            return any(key == name for key, _ in _by_header(self.oxm_list)) if _header(name) else False
        kinds = fields.forms.get(name) or (called.get(name, name),)
        return any(type(oxm).__name__.removesuffix("_masked") in kinds for oxm in self.oxm_list)

    def keys(self: Any) -> list[str]:
        """The names of the fields that are matched, in order; by header those that no name would build again."""
        return _keys(fields, self.oxm_list)

    return __getitem__, get, __contains__, keys


def set_field(home: Home) -> Any:
    """The ``build`` of ``action.set_field``."""

    def build(action: type[Any], /, **given: Any) -> Any:
        """The action that sets one field, e.g. ``build(vlan_vid=405)``, ``build(eth_dst="00:00:00:00:00:01")``.

        Names and values are those of ``match.build``: a VLAN id gets OFPVID_PRESENT, as switches want it. A part of
        a field can be set from 1.5 on (1.3.5 §7.2.5: no mask).

        Raises:
            MessageError: not one field, no such field, or not a value it can be set to.
        """
        if len(given) != 1:
            raise MessageError(f"sets one field, got {len(given)}", cls="set_field")
        ((name, value),) = given.items()
        made = _made(_known(home), name, value)
        kind = type(made).__name__
        if kind == "vlan_vid" and not made.value:
            raise MessageError(f"{value!r}: to take the tag away is pop_vlan", cls="set_field", field=name)
        if kind.endswith("_masked") and home.version < OF15:
            raise MessageError(f"{value!r}: only OpenFlow 1.5 can set a part of a field", cls="set_field", field=name)
        return action(field=made)

    return build


def _known(home: Home) -> _Fields:
    """The fields of a version; its match may not have been made yet."""
    home.cls("common.match_v3")
    return home.match_fields  # type: ignore[no-any-return]


def _header(name: str) -> bytes:
    """The header that a name like ``oxm_80000c02`` or ``oxm_80000c02_2`` is that of; b"" if it is no such name."""
    word, _, rest = name.partition("_")
    digits, _, nth = rest.partition("_")
    if word != "oxm" or len(digits) != 8 or (nth and not nth.isdecimal()):
        return b""
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return b""


def _by_header(oxms: list[Part]) -> list[tuple[str, bytes]]:
    """``("oxm_80000c02", payload)`` of each field; the second of one header ends in ``_2``."""
    found: list[tuple[str, bytes]] = []
    times: dict[bytes, int] = {}
    for oxm in oxms:
        raw = oxm.pack()
        header = raw[:4]
        times[header] = nth = times.get(header, 0) + 1
        found.append((f"oxm_{header.hex()}" + (f"_{nth}" if nth > 1 else ""), raw[4:]))
    return found


def _keys(fields: _Fields, oxms: list[Part]) -> list[str]:
    """The name of each field, or its header where name and value would not build it again."""
    kinds = [type(oxm).__name__.removesuffix("_masked") for oxm in oxms]
    headers: list[tuple[str, bytes]] = []
    found = []
    for i, kind in enumerate(kinds):
        told = fields.told.get(kind, kind)
        good = (
            fields.learn(kind)
            and fields.called.get(told, told) == kind
            and kind not in kinds[:i]
            and not (kind == "vlan_pcp" and oxms[i].value == 0 and _untagged(oxms))
            and not any(fields.called.get(other, other) in kinds[i + 1 :] for other in fields.needed_first(kind))
            and _builds_again(fields, kind, oxms[i])
        )
        if not good and not headers:
            headers = _by_header(oxms)
        found.append(told if good else headers[i][0])
    return found


def _untagged(oxms: list[Part]) -> bool:
    """Whether packets without a VLAN tag are matched; `_build` leaves out that their priority is 0."""
    return any(type(oxm).__name__ == "vlan_vid" and oxm.value == 0 for oxm in oxms)


def _builds_again(fields: _Fields, name: str, oxm: Part) -> bool:
    """Whether what a field reads as builds the same field."""
    if type(oxm).__name__ == name:
        given = vlan_told(oxm.value) if name == "vlan_vid" else oxm.value
    else:
        given = oxm.value, oxm.value_mask
    try:
        return bool(_oxm(fields, name, given) == oxm)
    except MessageError:
        return False


def _build(fields: _Fields, match: type[Any], given: dict[str, Any], again: bool) -> Any:
    """What ``build`` does field by field; if the same fields may come again, they get a plan."""
    todo: dict[str, Any] = {}
    called: dict[str, str] = {}
    for given_as, value in given.items():
        fields.learn(given_as)
        name = fields.called.get(given_as, given_as)
        if name in todo:
            raise MessageError(f"is the same field as {called[name]}, given too", cls="match", field=given_as)
        if value is not None:
            todo[name], called[name] = value, given_as
    if "vlan_pcp" in todo and todo["vlan_pcp"] == 0 and todo.get("vlan_vid") in NO_TAG:
        del todo["vlan_pcp"]  # what 1.0 says of packets without a tag, and a switch of these versions refuses
    oxms: list[Part] = []

    def add(name: str) -> None:
        value = todo.pop(name)
        for other in fields.needed_first(name):
            other = fields.called.get(other, other)
            if other in todo:
                add(other)
        oxms.append(_made(fields, name, value))

    while todo:
        add(next(iter(todo)))
    if again and oxms and len(oxms) == len(given) and len(fields.plans) < PLANS and not given.keys() - fields.keys():
        fields.plans[tuple(given)] = plan(fields.version, fields.plain, oxms, tuple(given))
    return match(oxm_list=oxms)


def _made(fields: _Fields, name: str, given: Any) -> Any:
    """One OXM object, by its name or by its header."""
    header = b"" if fields.learn(name) else _header(name)
    if not header:
        return _oxm(fields, fields.called.get(name, name), given)
    if not isinstance(given, (bytes, bytearray, memoryview)):
        raise MessageError(f"{given!r} is not the bytes of a payload", cls="match", field=name)
    raw = header + bytes(given)
    if len(raw) != 4 + raw[3]:
        raise MessageError(f"the header says {raw[3]} bytes, got {len(raw) - 4}", cls="match", field=name)
    try:
        (oxm,) = fields.home.list_decoder("oxm.oxm")(raw, 0, len(raw))
    except ProtocolError as error:
        raise MessageError(str(error), cls="match", field=name) from None
    return oxm


def _oxm(fields: _Fields, name: str, given: Any) -> Any:
    """One OXM object, by the name of its class."""
    known = fields.plain.get(name)
    if known is None:
        if not fields.learn(name):
            raise MessageError(unknown(fields.version, name, fields), cls="match", field=name)
        plain = fields.home.cls(f"oxm.{name}")
        lay = spec.layout(fields.version, f"oxm.{name}")
        member = next(m for m in lay.members if m.name == "value")
        known = fields.plain[name] = plain, member, lay.bits
    plain, member, bits = known
    if name == "vlan_vid":
        value, mask = vlan(member, given)
    elif type(given) is int and member.codec in ("uint", "ipv4"):
        value, mask = convert(member, name, given, bits), None
    else:
        value, mask = split(member, name, given, bits)
    if mask is None:
        return plain(value)
    if fields[name][1] < 0:
        raise MessageError(f"{given!r}: this field cannot be masked", cls="match", field=name)
    return fields.home.cls(f"oxm.{name}_masked")(value, mask)


def _holds(kept: bytes, plain: int, masked: int) -> bool:
    """Whether a checked list of fields has one of these headers, found without making objects of them all.

    The header of a field of any length has length 0 here. One of the classes of NXM may be another number of it.
    """
    at, end = 0, len(kept)
    length = 0xFFFFFFFF if plain & 0xFF else 0xFFFFFF00
    while at < end:
        number = _number_at(kept, at)[0]
        if number & length in (plain, masked) or number < _OXM:
            return True
        at += 4 + (number & 0xFF)
    return False
