"""What the tables say, for one version.

The functions here answer for one version (1 = OpenFlow 1.0 ... 6 = 1.5) and work out a class only when it is
asked for. The tables of Open vSwitch are read late: when something is asked for that the others do not have. They
know the tables and `Layout`, nothing of codecs. Any thread may call them; at worst a cache is filled twice with the
same.
"""

from __future__ import annotations

from _thread import allocate_lock

from oftwist.wire.codec.layout import Layout, Member
from oftwist.wire.fields import (
    OF10,
    OF11,
    OF12,
    OF13,
    OF14,
    OF15,
    VERSIONS,
    Declaration,
    Field,
)
from oftwist.wire.loading import declarations, groups, late_declarations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

# The submodules of a version's package and the version that brought each, in import order.
_MODULES = (
    ("action", OF10), ("action_id", OF13), ("oxm", OF10), ("message", OF10), ("async_config_prop", OF14),
    ("common", OF10), ("bsn_tlv", OF13), ("bundle_prop", OF14), ("instruction", OF11),
    ("instruction_id", OF13), ("meter_band", OF13), ("port_desc_prop", OF14), ("port_mod_prop", OF14),
    ("port_stats_prop", OF14), ("queue_desc_prop", OF14), ("queue_stats_prop", OF14), ("role_prop", OF14),
    ("table_mod_prop", OF14), ("const", OF10), ("util", OF10),
)  # fmt: skip

_MATCH = {OF10: "common.match_v1", OF11: "common.match_v2", OF12: "common.match_v3"}

# Established names of classes that the specification puts elsewhere, and second names: class, versions.
_ALIASES = {
    "common.stat": ("common.stat_v6", OF15, OF15),
    "common._action_copy_field": ("action.copy_field", OF15, OF15),
    "common.port_desc_prop_ingress": ("port_desc_prop.ingress", OF15, OF15),
    "common.port_desc_prop_egress": ("port_desc_prop.egress", OF15, OF15),
    "common._port_desc_prop_recirculate": ("port_desc_prop.recirculate", OF15, OF15),
    "common.table_mod_prop_eviction": ("table_mod_prop.eviction", OF14, OF14),
    "common.table_mod_prop_vacancy": ("table_mod_prop.vacancy", OF14, OF14),
    "common.table_mod_prop_experimenter": ("table_mod_prop.experimenter", OF14, OF14),
    "common.table_feature_prop_packet_types": ("common.table_feature_prop_oxm_values", OF15, OF15),
    "common._controller_status_prop_uri": ("common.controller_status_prop_uri", OF15, OF15),
    "common._controller_status_prop_experimenter": ("common.controller_status_prop_experimenter", OF15, OF15),
    "oxm.tcp_flags": ("oxm.ovs_tcp_flags", OF12, OF14),
    "oxm.tcp_flags_masked": ("oxm.ovs_tcp_flags_masked", OF12, OF14),
    **{f"oxm.packet_reg{n}": (f"oxm.xreg{n}", OF12, OF15) for n in range(16)},
    **{f"oxm.packet_reg{n}_masked": (f"oxm.xreg{n}_masked", OF12, OF15) for n in range(16)},
}

# From 1.3 on a switch lists the actions and instructions it can do as bare headers (1.3.5 §7.3.5.5.2): each
# class of the one module has such a twin in the other.
_TWINS = {"action": "action_id", "instruction": "instruction_id"}


class _Version:
    """What is known of one version so far."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.declarations: dict[str, Declaration] = {}
        self.layouts: dict[str, Layout] = {}
        self.children: dict[str, dict[int, str]] = {}
        # Further classes of a key that has one already: other constants of theirs tell them apart.
        self.rivals: dict[str, dict[int, list[str]]] = {}
        self.names: dict[str, list[str]] = {name: [] for name in modules(version)}
        self.complete = False  # whether the late tables are in
        self.enter(declarations())

    def enter(self, declared: Iterable[Declaration]) -> None:
        """Enter those that are for this version, parents before their children."""
        for declaration in declared:
            if declaration.since <= self.version <= declaration.until:
                self.add(declaration)

    def fill(self) -> bool:
        """Enter the late tables, and the users' classes that were waiting for them; False if they are in already."""
        if self.complete:
            return False
        late = late_declarations()
        with _FILLING:
            if not self.complete:
                self.enter(late)
                self.enter([d for d in declarations() if d.qualname not in self.declarations])
                self.complete = True
        return True

    def add(self, d: Declaration) -> None:
        """Enter a declaration that is for this version; its parent must have been entered before."""
        module, parent = d.module, d.parent
        if parent and parent not in self.declarations:
            return  # the parent is of other versions
        self._enter(module, d.name, d.qualname, parent, d)
        if module in _TWINS and self.version >= OF13:
            twin = _twin(d.qualname)
            self._enter(_TWINS[module], twin.partition(".")[2], twin, _twin(parent) if parent else "", d)

    def _enter(self, module: str, name: str, qualname: str, parent: str, d: Declaration) -> None:
        self.declarations[qualname] = d
        self.names[module].append(name)
        if parent:
            key = d.key if d.key.__class__ is int else _as_of(d.key, d.as_of or self.version)
            if parent not in self.children:
                self.children[parent] = {key: qualname}
            elif key not in self.children[parent]:
                self.children[parent][key] = qualname
            else:
                self.rivals.setdefault(parent, {}).setdefault(key, []).append(qualname)

    def remove(self, qualname: str) -> None:
        """Take out a class; its children must have been taken out before."""
        del self.declarations[qualname]
        self.layouts.pop(qualname, None)
        module, _, name = qualname.partition(".")
        self.names[module].remove(name)
        for parent, children in self.children.items():
            rivals = self.rivals.get(parent, {})
            for key in [key for key, q in children.items() if q == qualname]:
                if rivals.get(key):
                    children[key] = rivals[key].pop(0)
                else:
                    del children[key]
            for others in rivals.values():
                if qualname in others:
                    others.remove(qualname)

    def candidates(self, parent: str, key: int) -> list[str]:
        """The classes that have a key of a virtual class; constants of theirs decide between them."""
        first = self.children.get(parent, {}).get(key)
        if first is None:
            return [] if self.complete or not self.fill() else self.candidates(parent, key)
        return [first, *self.rivals.get(parent, {}).get(key, ())]

    def layout(self, qualname: str) -> Layout:
        """The layout of one class, worked out once."""
        found = self.layouts.get(qualname)
        if found is None:
            if qualname not in self.declarations:
                self.fill()
            found = self.layouts[qualname] = self._resolve(qualname, self.declarations[qualname])
        return found

    def _resolve(self, qualname: str, d: Declaration) -> Layout:
        module, _, name = qualname.partition(".")
        twin = module != d.module
        parent = _twin(d.parent) if twin and d.parent else d.parent
        version = d.as_of or self.version
        key: int | None = _as_of(d.key, version) if parent else None
        align = "" if twin else _as_of(d.align, version) or ""
        members = self._inherited(d, parent, key) if parent else []
        members += self._own(d.fields, d)
        rest = self._own(d.rest, d)
        members += rest
        if twin:
            members = [m for m in members if m.kind in ("const", "key", "length")]
            rest = []
        by = None
        size = 0
        fixed = not d.by and align != "inside"
        for m in members:
            if m.kind == "key":
                by = (m.name, size, m.size)
            size += m.size
            if not m.size and m.kind != "attr":
                fixed = False
                if m.codec == "struct":
                    inner = self.layout(m.of)
                    size += inner.size + 7 & -8 if inner.align == "after" else inner.size
        base = self.layout(parent) if parent else None
        lay = Layout(module, name, parent, key, by, tuple(members), size, fixed, align, d.origin or "user", len(rest))
        lay.marks = _marks(members, base) if base else ()
        facts = d.facts
        lay.extent = facts.extent
        lay.short_header = facts.short_header or (base is not None and base.short_header)
        lay.tolerant = facts.tolerant or (base is not None and base.tolerant)
        lay.multiple_of = 1 if twin else facts.multiple_of
        lay.may_lack = facts.may_lack.get(self.version, 0)
        lay.or_as = facts.or_as.get(self.version, "")
        lay.answered_by = facts.answered_by
        lay.bits = facts.bits
        lay.needs = facts.needs
        lay.stands_for = facts.stands_for
        lay.kind = facts.kind or (base.kind if base else "")
        lay.methods = "" if twin else _as_of(facts.methods, version) or ""
        return lay

    def _inherited(self, d: Declaration, parent: str, key: int | None) -> list[Member]:
        """The members of the parent, as a child has them."""
        base = self.layout(parent)
        members = []
        for m in base.members[: len(base.members) - base.rest]:
            value = key if m.kind == "key" else d.fix.get(m.name) if d.fix else None
            if value is not None:
                m = Member("const", m.name, m.codec, m.size, value, enum=m.enum, show=m.show)
            elif d.by and d.by == m.name:
                m = Member("key", m.name, m.codec, m.size, enum=m.enum, show=m.show)
            members.append(m)
        return members

    def _own(self, fields: Any, d: Declaration) -> list[Member]:
        version = d.as_of or self.version
        return [self._member(f, d.by, version) for f in fields if f.since <= version <= f.until]

    def _member(self, f: Field, by: str, version: int) -> Member:
        """A field as a member of this version, laid out as in ``version``."""
        codec, size, of, show, default = f.codec, f.size, f.of, f.show, f.default
        if codec == "port":
            codec, size = "uint", 2 if version == OF10 else 4
        elif codec == "struct":
            of = aliases(self.version).get(of, of)
            inner = self.layout(of)
            size = inner.size if inner.fixed and not inner.align else 0
        elif f.enum and not show:
            show = "flags" if groups()[f.enum].bitmask else "enum"
        if f.name == "xid":
            default = None  # filled in by whoever sends the message
        return Member(
            "key" if by and f.name == by else f.kind,
            f.name,
            codec,
            size,
            self.version if f.value is None else f.value,
            of,
            default,
            f.enum,
            show or "hex",
            f.hand,
            f.padded,
            codec == "list" and self.declarations[of].facts.short_header,
        )


def _marks(members: list[Member], base: Layout) -> tuple[tuple[int, int, int], ...]:
    """The constants of a class that its parent does not have: ``(offset, size, value)``."""
    told = {m.name for m in base.members if m.kind in ("const", "key")}
    found = []
    offset = 0
    for m in members:
        if m.kind == "const" and m.name not in told:
            found.append((offset, m.size, m.value))
        if not m.size:
            break
        offset += m.size
    return tuple(found)


def _twin(qualname: str) -> str:
    """ "action.output" -> "action_id.output", "action.action" -> "action_id.action_id"."""
    module, _, name = qualname.partition(".")
    twin = _TWINS[module]
    return f"{twin}.{twin if name == module else name}"


def _as_of(value: Any, version: int) -> Any:
    """What a table says for a version: of ``{OF10: 18, OF11: 20}`` the latest entry up to it."""
    if isinstance(value, dict):
        return next((value[v] for v in range(version, 0, -1) if v in value), None)
    return value


# --- the versions in use --------------------------------------------------------------------------------------

_FILLING = allocate_lock()
_versions: dict[int, _Version] = {}


def _version(version: int) -> _Version:
    found = _versions.get(version)
    if found is None:
        if version not in VERSIONS:
            raise KeyError(f"no OpenFlow version {version!r}")
        found = _versions[version] = _Version(version)
    return found


# --- what the codec asks --------------------------------------------------------------------------------------


def layout(version: int, qualname: str) -> Layout:
    """What one class looks like in one version.

    Args:
        version: 1 (OpenFlow 1.0) to 6 (1.5).
        qualname: "module.name", e.g. "message.flow_add"; not one of `aliases`.

    Raises:
        KeyError: the version has no such class.
    """
    return _version(version).layout(qualname)


def modules(version: int) -> tuple[str, ...]:
    """The submodules of the version's package, in import order."""
    return tuple(name for name, first in _MODULES if first <= version)


def names(version: int, module: str) -> tuple[str, ...]:
    """The classes of one submodule, parents before their children."""
    known = _version(version)
    known.fill()
    return tuple(known.names.get(module, ()))


def has(version: int, qualname: str) -> bool:
    """Whether a version has a class."""
    known = _version(version)
    return qualname in known.declarations or (known.fill() and qualname in known.declarations)


def aliases(version: int) -> dict[str, str]:
    """Further names of classes: ``{"common.match": "common.match_v3"}``."""
    found: dict[str, str] = {"common.match": _as_of(_MATCH, version)}
    for alias, (qualname, since, until) in _ALIASES.items():
        if since <= version <= until:
            found[alias] = qualname
    return found


def children(version: int, qualname: str) -> dict[int, str]:
    """For a virtual class: value of its discriminator -> "module.name" of the subclass.

    Of several for one value, which further constants tell apart, it is the one declared first: see `candidates`.
    """
    known = _version(version)
    known.fill()
    return dict(known.children.get(qualname, ()))


def offspring(version: int, qualname: str) -> list[tuple[int, str]]:
    """All subclasses of a virtual class, each with the value of its discriminator, which several may have."""
    known = _version(version)
    found = list(known.children.get(qualname, {}).items())
    return found + [(key, q) for key, others in known.rivals.get(qualname, {}).items() for q in others]


def candidates(version: int, qualname: str, key: int) -> list[str]:
    """The subclasses that a value of the discriminator may mean; ``marks`` of their layouts decide between them."""
    return _version(version).candidates(qualname, key)


def constant_groups(version: int) -> tuple[tuple[str, dict[str, int], str | None, bool, tuple[str, ...]], ...]:
    """The constants of one version by group, in the order of the groups' names.

    Returns:
        For each group ``(name, values, map, bitmask, not_in_map)``: the values by name, in order; the name
        of the dict value -> name, or None; whether they are flags; the names that dict leaves out.
    """
    found = []
    for group in groups().values():
        if group.since <= version <= group.until:
            rows = [
                (row[0], row[1] if row[1].__class__ is int else _as_of(row[1], version))
                for row in group.values
                if len(row) == 2 or (row[2] <= version and (len(row) == 3 or version <= row[3]))
            ]
            if not group.listed:
                rows.sort(key=_value)
            values = dict(rows)
            hidden = tuple(name for name in group.not_in_map if name in values)
            map_name = f"{group.name}_map" if group.mapped else None
            found.append((group.name, values, map_name, group.bitmask, hidden))
    return tuple(found)


def _value(row: tuple[str, int]) -> int:
    return row[1]


def constants(version: int) -> dict[str, int]:
    """All constants of one version, by name."""
    found: dict[str, int] = {}
    for group in constant_groups(version):
        found.update(group[1])
    return found


def register(declaration: Declaration) -> None:
    """Add a class: an experimenter's message, action, OXM field, property.

    The declaration is written in the language of `oftwist.wire.fields`, like the tables here::

        register(action("acme_mirror", 0x00acce55, [u32("dest")], parent="action.experimenter", since=OF13))

    An action or instruction gets its twin in ``action_id`` or ``instruction_id`` with it.

    Raises:
        ValueError: there is such a class, or the parent has a child of that key (both are named); there is no
            such parent or module.
    """
    d = declaration
    concerned = [_version(v) for v in VERSIONS if d.since <= v <= d.until]
    for known in concerned:
        known.fill()
    if d.parent:
        concerned = [known for known in concerned if d.parent in known.declarations]
        if not concerned:
            raise ValueError(f"{d.qualname}: no version it is for has its parent {d.parent}")
    for known in concerned:
        where = f"OpenFlow 1.{known.version - 1}"
        if d.module not in known.names:
            raise ValueError(f"{d.qualname}: {where} has no module {d.module}")
        if d.qualname in known.declarations:
            raise ValueError(f"{d!r} and {known.declarations[d.qualname]!r} are one class in {where}")
        if d.parent:
            key = _as_of(d.key, known.version)
            if key is None:
                raise ValueError(f"{d.qualname}: {d.parent} needs a key to find it in {where}")
            for other in known.candidates(d.parent, key):
                if _told_by(known.declarations[other]) == _told_by(d):
                    raise ValueError(f"{d.qualname} and {other} would both be {key:#x} of {d.parent} in {where}")
    d.origin = d.origin or "user"
    declarations().append(d)
    for known in concerned:
        known.add(d)


def _told_by(d: Declaration) -> dict[str, int | None]:
    """The constants that tell a class apart from others of its key."""
    return {**(d.fix or {}), **{f.name: f.value for f in d.fields if f.kind == "const"}}


def qualnames(version: int, declaration: Declaration) -> list[str]:
    """The classes a declaration makes in a version: its own, and for actions and instructions their identifiers."""
    return [q for q, entered in _version(version).declarations.items() if entered is declaration]


def unregister(declaration: Declaration) -> None:
    """Take back a class that `register` has just added."""
    d = declaration
    declarations().remove(d)
    for known in _versions.values():
        for qualname in qualnames(known.version, d):
            known.remove(qualname)
