"""Writes the ``.pyi`` stubs beside the modules of ``oftwist.loxi.ofXX``: ``python -m oftwist.loxi.stubs``.

They tell editors and type checkers what the classes made at run time look like, and are the only generated
files of the project. With ``--check`` nothing is written: the exit status says whether they are in step.

A stub has one line for each member that is not told by the base class already. Constants of the wire (``version``,
``type``, ...) are told as plain attributes, because an object may have others than its class.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence
from pathlib import Path

from oftwist.loxi import utilities, words
from oftwist.wire import spec, zeros
from oftwist.wire.codec.layout import Layout, Member
from oftwist.wire.match import fixed_match
from oftwist.wire.match.names import ALIASES
from oftwist.wire.numbers import VERSION_NAMES

_HEAD = '''"""{title}. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

'''
_MEMBERS = {"mac": "_f.MacMember", "ipv4": "_f.IPv4Member", "ipv6": "_f.IPv6Member"}
_PLAIN = {
    "uint": "int", "text": "str", "bytes": "bytes", "octets": "bytes", "bitset": "set[int]", "numbers": "list[int]",
}  # fmt: skip
_GIVEN = {
    "uint": "int", "text": "str", "bytes": "_f.Octets", "octets": "_f.Octets", "bitset": "_f.Bits",
    "numbers": "Sequence[int]", "mac": "_f.Mac",
    "ipv4": "_f.IPv4", "ipv6": "_f.IPv6",
}  # fmt: skip
_FIELDS = {
    "mac": "_f.MacField", "ipv4": "_f.IPv4Field", "ipv6": "_f.IPv6Field", "bitset": "_f.BitsField",
    "octets": "_f.OctetsField",
}  # fmt: skip
_VALUES = ("data", "key", "attr")
# What a packet-in of properties reads as.
_PACKET_VIEWS = {
    "data": "bytes", "buffer_id": "int", "table_id": "int", "cookie": "int", "reason": "int", "userdata": "bytes",
    "continuation": "bytes | None", "total_len": "int", "match": "{match}", "in_port": "int | None",
    "metadata": "{match}",
}  # fmt: skip
# The same of one that has the others as members; its match is of NXM fields in every version.
_NXM_VIEWS = {
    "userdata": "bytes", "continuation": "bytes | None", "in_port": "int | None", "metadata": "_common.nx_match",
}  # fmt: skip


def _class(qualname: str) -> str:
    module, _, name = qualname.partition(".")
    return f"_{module}.{name}"


def _attribute(m: Member) -> str:
    """The type of a member as an attribute."""
    if m.kind not in _VALUES:
        return "int"
    if m.codec in _MEMBERS:
        return _MEMBERS[m.codec]
    if m.codec == "list":
        return f"list[{_class(m.of)}]"
    if m.codec == "struct":
        return _class(m.of) if m.default == "instance" else f"{_class(m.of)} | None"
    plain = _PLAIN[m.of if m.codec == "hand" else m.codec]
    return f"{plain} | None" if m.default is None else plain


def _argument(m: Member) -> str:
    """A member as an argument of ``__init__``; None always means the default."""
    if m.codec == "list":
        given = f"Sequence[{_class(m.of)}]"
    else:
        given = _class(m.of) if m.codec == "struct" else _GIVEN[m.of if m.codec == "hand" else m.codec]
    return f"{m.name}: {given} | None = ..."


def _signature(lay: Layout) -> list[str]:
    return [_argument(m) for m in lay.members if m.kind in _VALUES]


def _named(lay: Layout) -> dict[str, Member]:
    return {m.name: m for m in lay.members if m.kind in (*_VALUES, "const") and m.name}


def class_stub(version: int, lay: Layout) -> list[str]:
    """The lines of one class."""
    parent = spec.layout(version, lay.parent) if lay.parent else None
    told = {name: _attribute(m) for name, m in _named(parent).items()} if parent else {}
    bases = "OFObject"
    if parent:
        bases = parent.name if parent.module == lay.module else _class(lay.parent)
    fields = lay.methods.endswith("_match")
    if fields:
        bases += ", _f.MatchFields"
    doc = zeros.doc_of(lay.qualname)
    body = [] if doc is None else [f'"""{doc}"""']
    if lay.by is not None:
        body.append("subtypes: ClassVar[_f.Subtypes]")
    for name, m in _named(lay).items():
        if told.get(name) != _attribute(m):
            body.append(f"{name}: {_attribute(m)}" + _override(name in told))
    names = tuple(m.name for m in lay.members if m.kind in _VALUES)
    inherited = tuple(m.name for m in parent.members if m.kind in _VALUES) if parent else ()
    if names != inherited:
        body.append(f"__match_args__ = {names!r}")
    arguments = _signature(lay)
    if parent is None or arguments != _signature(parent):
        given = ", ".join(["self", *arguments, "*", "extra: bytes | None = ..."])
        body.append(f"def __init__({given}) -> None: ...")
    if fields:
        given = ", ".join(_build(version)) if lay.methods != "nxm_match" else "**given: _f.AnyField"
        body += ["@classmethod", f"def build(cls, {given}) -> {lay.name}: ..."]
        body += ["@classmethod", f"def parse(cls, text: str, *, ports: _f.Names = ...) -> {lay.name}: ..."]
    if lay.methods == "set_field":
        body += ["@classmethod", f"def build(cls, {', '.join(_build(version))}) -> {lay.name}: ..."]
    if lay.methods in ("packet", "packet_views"):
        views = _PACKET_VIEWS if lay.methods == "packet_views" else _NXM_VIEWS
        match = "_common.match_v3" if version >= 3 else "_common.nx_match"
        for view, kind in views.items():
            ignore = "  # type: ignore[override]" if view == "data" else ""
            body += ["@property", f"def {view}(self) -> {kind.format(match=match)}: ...{ignore}"]
    if lay.methods == "in_port":
        body += ["@property", "def in_port(self) -> int | None: ..."]
    if not body:
        return [f"class {lay.name}({bases}): ..."]
    return [f"class {lay.name}({bases}):", *("    " + line for line in body)]


def _override(other: bool) -> str:
    return "  # type: ignore[assignment]" if other else ""


def _build(version: int) -> list[str]:
    """The keyword arguments of ``match.build``."""
    known: dict[str, Member]
    if version <= 2:
        known = fixed_match.fields(version)
    else:
        oxms = [lay for lay in _layouts(version, "oxm") if lay.name != "oxm" and not lay.name.endswith("_masked")]
        known = {lay.name: _named(lay)["value"] for lay in oxms}
        names = [(alias.partition("."), q.partition(".")[2]) for alias, q in spec.aliases(version).items()]
        known |= {alias: known[name] for (module, _, alias), name in names if module == "oxm" and name in known}
    known |= {alias: known[name] for alias, name in ALIASES.items() if name in known and alias not in known}
    fields = [f"{name}: {_FIELDS.get(m.codec, '_f.IntField')} = ..." for name, m in known.items()]
    return ["*", *fields]


def _layouts(version: int, module: str) -> list[Layout]:
    """The classes of a module, without those that users registered."""
    lays = [spec.layout(version, f"{module}.{name}") for name in spec.names(version, module)]
    return [lay for lay in lays if lay.origin != "user"]


def module_stub(version: int, module: str) -> str:
    """The stub of one module of classes."""
    package = f"oftwist.loxi.of1{version - 1}"
    lines: list[str] = []
    for lay in _layouts(version, module):
        lines += class_stub(version, lay)
    for alias, qualname in spec.aliases(version).items():
        home, _, short = alias.partition(".")
        if home == module:
            where, _, name = qualname.partition(".")
            lines.append(f"{short} = {name if where == module else f'_{qualname}'}")
    if module == "message":
        lines += [
            "def parse_header(buf: _f.Octets) -> tuple[int, int, int, int]: ...",
            "def parse_message(buf: _f.Octets) -> message: ...",
        ]
    text = "\n".join(lines)
    used = [m for m in spec.modules(version) if f"_{m}." in text]
    head = []
    if "Sequence[" in text:
        head.append("from collections.abc import Sequence")
    if "ClassVar[" in text:
        head.append("from typing import ClassVar")
    head += [f"import {package}.{m} as _{m}" for m in used]
    if "_f." in text:
        head.append("from oftwist.loxi import forms as _f")
    head.append("from oftwist.wire.codec.objects import OFObject")
    return _head(version, module) + "\n".join(head) + "\n\n" + text + "\n"


def _head(version: int, what: str) -> str:
    return _HEAD.format(title=f"OpenFlow {VERSION_NAMES[version]}: {what.replace('_', ' ')}")


def const_stub(version: int) -> str:
    """The stub of ``const``."""
    lines = ["from typing import Final", "", "OFP_VERSION: Final[int]"]
    for group in spec.constant_groups(version):
        lines += [f"{name}: Final[int]  # {value:#x}" for name, value in group[1].items()]
        if group[2]:
            lines.append(f"{group[2]}: Final[dict[int, str]]")
    return _head(version, "constants") + "\n".join(lines) + "\n"


def util_stub(version: int) -> str:
    """The stub of ``util``, from the signatures of its functions."""
    lines = ["from collections.abc import Iterable, Sequence", "from typing import Any", ""]
    lines += ["from oftwist.errors import ProtocolError as ProtocolError", "", "MASK64: int"]
    for name, function in utilities.namespace(version).items():
        if inspect.isfunction(function):
            signature = str(inspect.signature(function)).replace("'", "")
            lines.append(f"def {name}{signature}: ...")
    return _head(version, "values") + "\n".join(lines) + "\n"


def package_stub(version: int) -> str:
    """The stub of the version package."""
    package = f"oftwist.loxi.of1{version - 1}"
    lines = ["from collections.abc import Iterable as _Iterable", "from typing import Any as _Any", ""]
    lines += ["from oftwist.errors import ProtocolError as ProtocolError", "from oftwist.loxi import forms as _f"]
    lines += [f"from {package} import {module} as {module}" for module in spec.modules(version)]
    lines += [f"from {package}.common import *", f"from {package}.const import *"]
    lines += ["", *words.stubs()]
    return _head(version, "everything of this version") + "\n".join(lines) + "\n"


def stubs() -> dict[str, str]:
    """All stubs: path below ``oftwist/loxi`` -> text."""
    found: dict[str, str] = {}
    for version in VERSION_NAMES:
        home = f"of1{version - 1}"
        found[f"{home}/__init__.pyi"] = package_stub(version)
        for module in spec.modules(version):
            if module == "const":
                text = const_stub(version)
            elif module == "util":
                text = util_stub(version)
            else:
                text = module_stub(version, module)
            found[f"{home}/{module}.pyi"] = text
    return found


def main(argv: Sequence[str]) -> int:
    """Write the stubs, or with ``--check`` compare them; the exit status."""
    home = Path(__file__).resolve().parent
    stale = 0
    for name, text in stubs().items():
        path = home / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if "--check" in argv:
            print(f"{path} is not what the tables say", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if stale and "--check" in argv else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
