"""All classes of the package as facts: the established ones from their documents, the others from the tables.

`reference` works by them. What it shows of a class that is not established is that the codec does what the table
says; that the table is right, `test_structures` and `test_specification` show.
"""

from __future__ import annotations

import copy
import functools
from typing import Any

from oftwist.wire import spec
from oftwist.wire.codec.layout import Member
from tests.wire import established
from tests.wire.established import Fact

_KINDS = {
    "const": "type", "key": "discriminator", "data": "data", "length": "length", "length_of": "field_length",
    "pad": "pad", "attr": "attr", "hand": "data",
}  # fmt: skip
_CODECS = {"ipv4": "uint", "ipv6": "bytes", "text": "str"}
_ALIGN = {"inside": "inside_length", "after": "after_length"}


def added(version: int) -> list[str]:
    """The "module.name" of the classes that the established library does not have, parents before children."""
    known = established.load(version)["classes"]
    every = [f"{module}.{name}" for module in spec.modules(version) for name in spec.names(version, module)]
    return [qualname for qualname in every if qualname not in known]


@functools.cache
def load(version: int) -> Fact:
    """As `established.load`, with the classes that are not established."""
    facts: Fact = copy.deepcopy(established.load(version))
    for qualname in added(version):
        facts["classes"][qualname] = _fact(version, qualname, facts["types"])
    return facts


def _fact(version: int, qualname: str, types: dict[str, Fact]) -> Fact:
    lay = spec.layout(version, qualname)
    c: Fact = {
        "module": lay.module, "name": lay.name, "size": lay.size, "fixed": lay.fixed, "origin": lay.origin,
        "members": [_member(qualname, i, m, types) for i, m in enumerate(lay.members)],
    }  # fmt: skip
    if lay.parent:
        c["parent"], c["key"] = lay.parent, lay.key
    if lay.by is not None:
        c["subtypes_by"] = dict(zip(("field", "off", "size"), lay.by, strict=True))
    if lay.align:
        c["align8"] = _ALIGN[lay.align]
    if lay.extent is not None:
        c["extent"] = lay.extent
    given = [m for m in lay.members if m.kind in ("data", "attr") and m.name]
    c["attributes"] = {m.name: list(m.default) if m.default == () else m.default for m in given}
    return c


def _member(qualname: str, i: int, m: Member, types: dict[str, Fact]) -> Fact:
    if m.kind == "pad":
        return {"kind": "pad", "size": m.size, "of": m.of}
    name = f"{qualname} {i}"
    default: Any = m.default
    if isinstance(default, bytes) and m.codec != "hand":
        default = default.hex()
    elif isinstance(default, tuple):
        default = list(default)
    codec = _CODECS.get(m.codec, m.codec)
    types[name] = {"codec": codec, "of": m.of, "default": default, "show": m.show, "hand": m.hand}
    if m.size and m.codec not in ("struct", "list"):
        types[name]["size"] = m.size
    found: Fact = {"kind": _KINDS[m.kind], "name": m.name, "type": name}
    if m.kind == "length_of":
        found |= {"of": m.of, "plus": m.value, "padded": m.padded}
    elif m.kind == "const":
        found["value"] = m.value
    if m.codec == "list" and m.size:
        found["size"] = m.size
    return found
