"""The one declaration of OpenFlow 1.0 to 1.5, and its reading for one version.

The tables, each a module of plain data (`CLASSES`, `GROUPS`) in the language of `oftwist.wire.fields`:

========================  ==============================================================================
``messages``              the messages of the switch protocol, and the structures only they use
``stats``                 statistics (multipart) requests and replies, with their entries
``actions``               actions
``instructions``          instructions, meter bands
``match``                 match structures, OXM and OXS fields
``properties``            the properties that 1.4 and 1.5 hang on ports, queues, tables, bundles, ...
``nicira``, ``bsn``       what vendors added
``constants``             the constants of the specification; ``bsn_constants``: those of bsn
========================  ==============================================================================

The functions here answer for one version (1 = OpenFlow 1.0 ... 6 = 1.5) and resolve a class only when it is
asked for. They know the tables and `Layout`, nothing of codecs. Threads: any; the caches may at worst be
filled twice with equal content.
"""

from __future__ import annotations

import importlib

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
    Group,
    qualify,
)
from oftwist.wire.layout import Layout, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CLASS_TABLES = ("messages", "stats", "actions", "instructions", "match", "properties", "nicira", "bsn")
_GROUP_TABLES = ("constants", "bsn_constants")

# Submodules of a version package and the version that brought each, in import order.
_MODULES = (
    ("action", OF10), ("action_id", OF13), ("oxm", OF12), ("message", OF10), ("async_config_prop", OF14),
    ("common", OF10), ("bsn_tlv", OF13), ("bundle_prop", OF14), ("instruction", OF11), ("instruction_id", OF13),
    ("meter_band", OF13), ("port_desc_prop", OF14), ("port_mod_prop", OF14), ("port_stats_prop", OF14),
    ("queue_desc_prop", OF14), ("queue_stats_prop", OF14), ("role_prop", OF14), ("table_mod_prop", OF14),
    ("const", OF10), ("util", OF10),
)  # fmt: skip

_MATCH = {OF10: "common.match_v1", OF11: "common.match_v2", OF12: "common.match_v3"}

# From 1.3 on a switch lists the actions and instructions it can do as bare headers (1.3.5 §7.3.5.5.2): each class
# of the one module has such a twin in the other.
_TWINS = {"action_id": "action", "instruction_id": "instruction"}


class _Version:
    """What is known of one version so far."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.declarations: dict[str, Declaration] = {}
        self.layouts: dict[str, Layout] = {}
        self.children: dict[str, dict[int, str]] = {}
        self.names: dict[str, list[str]] = {name: [] for name in modules(version)}
        for declaration in _declarations():
            self.add(declaration)

    def add(self, declaration: Declaration) -> None:
        """Enter a declaration, if this version has it; its parent must have been entered before."""
        d = declaration
        if not d.since <= self.version <= d.until or (d.parent and d.parent not in self.declarations):
            return
        self._enter(f"{d.module}.{d.name}", d, d.parent)
        if self.version >= OF13 and (d.module == "action" or d.module == "instruction"):
            twin = d.module + "_id"
            name = twin if d.name == d.module else d.name
            parent = twin if d.parent == f"{d.module}.{d.module}" else d.parent.partition(".")[2]
            self._enter(f"{twin}.{name}", d, f"{twin}.{parent}" if d.parent else "")

    def _enter(self, qualname: str, declaration: Declaration, parent: str) -> None:
        self.declarations[qualname] = declaration
        module, _, name = qualname.partition(".")
        self.names[module].append(name)
        key = since(declaration.key, self.version)
        if parent and key is not None:
            self.children.setdefault(parent, {})[key] = qualname

    def resolve(self, qualname: str) -> Layout:
        """The layout of one class.

        Raises:
            KeyError: this version has no such class.
        """
        d = self.declarations[qualname]
        module, _, name = qualname.partition(".")
        twin = module in _TWINS
        parent = d.parent
        if twin and parent:
            parent = qualify(module if parent == qualify(_TWINS[module]) else f"{module}.{parent.partition('.')[2]}")
        key: int | None = since(d.key, self.version)
        members = self._inherited(parent, key, d) if parent else []
        members += [self.member(f, d.by) for f in d.fields if f.since <= self.version <= f.until]
        rest = [self.member(f, d.by) for f in d.rest if f.since <= self.version <= f.until]
        members += rest
        if twin:
            members = [m for m in members if m.kind in ("const", "key", "length")]
        by = None
        size = 0
        align = "" if twin else since(d.align, self.version) or ""
        fixed = not d.by and align != "inside"
        for m in members:
            if m.kind == "key":
                by = (m.name, size, m.size)
            if m.size:
                size += m.size
            elif m.kind != "attr":
                fixed = False
                if m.codec == "struct":
                    inner = self.layout(m.of)
                    size += inner.size + 7 & -8 if inner.align == "after" else inner.size
        return Layout(
            module=module,
            name=name,
            parent=parent,
            key=key if parent else None,
            by=by,
            members=tuple(members),
            size=size,
            fixed=fixed,
            align=align,
            origin=d.origin,
            rest=0 if twin else len(rest),
        )

    def _inherited(self, parent: str, key: int | None, d: Declaration) -> list[Member]:
        """The members of the parent, as they are in a child."""
        base = self.layout(parent)
        members = []
        for m in base.members[: len(base.members) - base.rest]:
            fix = d.fix.get(m.name) if d.fix else None
            if m.kind == "key" and key is not None:
                fix = key
            if fix is not None:
                m = _changed(m, "const", fix)
            elif d.by and m.name == d.by:
                m = _changed(m, "key", 0)
            members.append(m)
        return members

    def member(self, f: Field, by: str) -> Member:
        """One field as a member of this version."""
        codec, size, of, show = f.codec, f.size, f.of, f.show
        default = f.default
        if codec == "port":
            codec, size = "uint", 2 if self.version == OF10 else 4
        elif codec == "struct":
            of = aliases(self.version).get(of, of)
            inner = self.layout(of)
            size = inner.size if inner.fixed and not inner.align else 0
        if f.enum and not show:
            show = "flags" if _groups()[f.enum].bitmask else "enum"
        if f.name == "xid":
            default = None
        return Member(
            kind="key" if by and f.name == by else f.kind,
            name=f.name,
            codec=codec,
            size=size,
            value=self.version if f.value is None else f.value,
            of=of,
            default=default,
            enum=f.enum,
            show=show or "hex",
        )

    def layout(self, qualname: str) -> Layout:
        """`resolve`, once."""
        found = self.layouts.get(qualname)
        if found is None:
            found = self.layouts[qualname] = self.resolve(qualname)
        return found


def _changed(m: Member, kind: str, value: int) -> Member:
    return Member(
        kind=kind, name=m.name, codec=m.codec, size=m.size, value=value, default=0, enum=m.enum, show=m.show
    )


def since(value: Any, version: int) -> Any:
    """What a table says of one version: of ``{OF10: 18, OF11: 20}`` the entry of the latest version up to it."""
    if isinstance(value, dict):
        return next((value[v] for v in range(version, 0, -1) if v in value), None)
    return value


# --- the tables, imported on first use -------------------------------------------------------------------------------

_NONE: dict[int, str] = {}
_declared: list[Declaration] = []
_grouped: dict[str, Group] = {}
_versions: dict[int, _Version] = {}


def _declarations() -> list[Declaration]:
    if not _declared:
        found = []
        for name in _CLASS_TABLES:
            table = importlib.import_module(f"{__name__}.{name}")
            origin = table.ORIGIN
            for declaration in table.CLASSES:
                if not declaration.origin:
                    declaration.origin = origin
                found.append(declaration)
        _declared.extend(found)
    return _declared


def _groups() -> dict[str, Group]:
    if not _grouped:
        found = []
        for name in _GROUP_TABLES:
            found += importlib.import_module(f"{__name__}.{name}").GROUPS
        _grouped.update((group.name, group) for group in sorted(found, key=lambda group: str(group.name)))
    return _grouped


def _version(version: int) -> _Version:
    found = _versions.get(version)
    if found is None:
        if version not in VERSIONS:
            raise KeyError(f"no OpenFlow version {version!r}")
        found = _versions[version] = _Version(version)
    return found


# --- what the codec asks ---------------------------------------------------------------------------------------------


def layout(version: int, qualname: str) -> Layout:
    """What one class looks like in one version.

    Args:
        version: 1 (OpenFlow 1.0) to 6 (1.5).
        qualname: "module.name", e.g. "message.flow_add"; an alias of `aliases` will not do.

    Raises:
        KeyError: the version has no such class.
    """
    return _version(version).layout(qualname)


def modules(version: int) -> tuple[str, ...]:
    """The submodules of the version's package, in import order."""
    return tuple(name for name, first in _MODULES if first <= version)


def names(version: int, module: str) -> tuple[str, ...]:
    """The classes of one submodule, parents before their children."""
    return tuple(_version(version).names.get(module, ()))


def aliases(version: int) -> dict[str, str]:
    """Further names of classes: ``{"common.match": "common.match_v3"}``."""
    found: dict[str, str] = {"common.match": since(_MATCH, version)}
    if version >= OF15:
        found["common.stat"] = "common.stat_v6"
    return found


def children(version: int, qualname: str) -> dict[int, str]:
    """For a virtual class: value of its discriminator -> "module.name" of the subclass. Not to be changed."""
    return _version(version).children.get(qualname, _NONE)


def constant_groups(version: int) -> tuple[tuple[str, dict[str, int], str | None, bool, tuple[str, ...]], ...]:
    """The constants of one version by group, sorted by the name of the group.

    Returns:
        For each group ``(name, values, map, bitmask, not_in_map)``: the values by name in order, the name of the
        dict value -> name (None: there is none), whether they are flags, and the names that dict leaves out.
    """
    found = []
    for group in _groups().values():
        if group.since <= version <= group.until:
            rows = [
                (row[0], since(row[1], version))
                for row in group.values
                if len(row) == 2 or (row[2] <= version and (len(row) == 3 or version <= row[3]))
            ]
            if not group.listed:
                rows.sort(key=_second)
            values = dict(rows)
            hidden = tuple(name for name in group.not_in_map if name in values)
            found.append((group.name, values, f"{group.name}_map" if group.mapped else None, group.bitmask, hidden))
    return tuple(found)


def _second(row: tuple[str, int]) -> int:
    return row[1]


def constants(version: int) -> dict[str, int]:
    """All constants of one version, by name."""
    found: dict[str, int] = {}
    for _, values, _, _, _ in constant_groups(version):
        found.update(values)
    return found


def register(declaration: Declaration) -> None:
    """Add a class: an experimenter's message, action, OXM field, property.

    The declaration is written in the language of `oftwist.wire.fields`, like the tables here.

    Raises:
        ValueError: there is such a class already, or its parent has a child of that key, or there is no such parent.
    """
    d = declaration
    concerned = [v for v in VERSIONS if d.since <= v <= d.until]
    if d.parent:
        concerned = [v for v in concerned if d.parent in _version(v).declarations]
        if not concerned:
            raise ValueError(f"{d.qualname}: no version it is for has its parent {d.parent}")
    for v in concerned:
        known = _version(v)
        if d.module not in known.names:
            raise ValueError(f"{d.qualname}: OpenFlow 1.{v - 1} has no module {d.module}")
        if d.qualname in known.declarations:
            raise ValueError(f"{d.qualname} is there already, in OpenFlow 1.{v - 1}: {known.declarations[d.qualname]!r}")
        other = known.children.get(d.parent, {}).get(since(d.key, v))
        if d.parent and other:
            raise ValueError(f"{d.qualname} and {other} would both be {since(d.key, v):#x} of {d.parent}")
    d.origin = d.origin or "user"
    _declared.append(d)
    for v in concerned:
        _version(v).add(d)
