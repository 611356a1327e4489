"""Classes that users add: an experimenter's messages, actions, OXM fields, properties.

`register` takes declarations in the language of `oftwist.wire.fields`, enters them into the tables and makes
everything that was derived from the tables learn them. May know the tables, layouts and classes.
"""

from __future__ import annotations

import sys

from oftwist.wire import spec
from oftwist.wire.codec import classes
from oftwist.wire.codec.objects import OFObject
from oftwist.wire.fields import VERSIONS, Declaration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Declared = Declaration | Iterable["Declared"]


_registered: list[Declaration] = []
_NO_MODULE = type(sys)("nothing")


def register(*declarations: Declared) -> None:
    """Add classes to every version they are declared for: all of them, or none if one cannot be added.

    They appear in the modules (``ofp.message.acme_hello``), parsing finds them by their key, an OXM field
    is known to ``ofp.match.build``. Objects parsed before stay what they are.

    Args:
        declarations: what `oftwist.wire.fields` makes, parents before their children; tuples as
            `oftwist.wire.fields.stats` and `oftwist.wire.fields.oxm_field` return them too.
            ``align`` is the parent's if it is left out; ``{OF10: ""}`` is none.

    Raises:
        ValueError: there is such a class already, or another with its key; its parent is missing or does not
            tell its children apart; a member cannot have its name. Names both sides.
    """
    before = len(_registered)
    try:
        for declaration in _flat(declarations):
            _check_names(declaration)
            _align_like_parent(declaration)
            spec.register(declaration)
            _registered.append(declaration)
            for version in _having(declaration):
                _check_layout(version, declaration)
    except BaseException:
        unregister(*_registered[before:])
        raise
    for version in VERSIONS:
        classes.of(version).changed()


def registered() -> list[Declaration]:
    """What users have added, in order."""
    return list(_registered)


def unregister(*declarations: Declaration) -> None:
    """Take classes out again, children after their parents: for tests. Objects of them stay what they are.

    Raises:
        ValueError: one of them is not registered.
    """
    for declaration in reversed(declarations):
        _registered.remove(declaration)
        for version in _having(declaration):
            home = classes.of(version)
            for qualname in spec.qualnames(version, declaration):
                home.drop(qualname)
                module, _, name = qualname.partition(".")
                package = f"oftwist.loxi.{home.package}"
                for place in (f"{package}.{module}", *([package] if module == "common" else [])):
                    namespace = vars(sys.modules.get(place, _NO_MODULE))
                    namespace.pop(name, None)
        spec.unregister(declaration)
    for version in VERSIONS:
        classes.of(version).changed()


def _flat(declarations: Iterable[Declared]) -> Iterator[Declaration]:
    for declaration in declarations:
        if isinstance(declaration, Declaration):
            yield declaration
        else:
            yield from _flat(declaration)


def _having(declaration: Declaration) -> list[int]:
    """The versions that have the class."""
    d = declaration
    return [v for v in VERSIONS if d.since <= v <= d.until and d.name in spec.names(v, d.module)]


def _align_like_parent(declaration: Declaration) -> None:
    """An experimenter's own is padded as the specification pads what it is a kind of, unless it says otherwise."""
    if declaration.parent and not declaration.align:
        module, _, name = declaration.parent.partition(".")
        having = [v for v in VERSIONS if name in spec.names(v, module)]
        declaration.align = {v: spec.layout(v, declaration.parent).align for v in having}


def _check_names(declaration: Declaration) -> None:
    for name in [declaration.name, *(f.name for f in [*declaration.fields, *declaration.rest] if f.name)]:
        if not name.isidentifier() or (name != declaration.name and hasattr(OFObject, name)):
            raise ValueError(f"{declaration.qualname}: {name!r} cannot be the name of a member")


def _check_layout(version: int, declaration: Declaration) -> None:
    d = declaration
    where = f"OpenFlow 1.{version - 1}"
    try:
        lay = spec.layout(version, d.qualname)
        for m in lay.members:
            if m.of and m.codec in ("struct", "list"):
                spec.layout(version, m.of)
    except KeyError as error:
        raise ValueError(f"{d.qualname}: {where} has no {error.args[0]}") from None
    names = [m.name for m in lay.members if m.name]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ValueError(f"{d.qualname}: has two members called {twice!r} in {where}")
    if not d.parent:
        return
    by = spec.layout(version, d.parent).by
    if by is None:
        raise ValueError(f"{d.qualname}: {d.parent} does not tell its children apart in {where}")
    if not 0 <= (lay.key or 0) < 1 << 8 * by[2]:
        raise ValueError(f"{d.qualname}: key {lay.key:#x} does not fit {d.parent}.{by[0]} in {where}")
