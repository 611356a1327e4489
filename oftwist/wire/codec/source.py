"""From a `Layout` to Python source: what both directions of the codec share.

``decoding.py`` generates the functions that read a class, ``encoding.py`` those that pack and construct it; all
of it is pure text generation, compiled on first use by ``classes.py``. A second emitter, of typed source for a
compiler, would start here.
"""

from __future__ import annotations

import struct

from oftwist.wire.codec.layout import Layout, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    Decoder = Callable[[Any, int, int], Any]

    class Context(Protocol):
        """What generation asks of the version it works for."""

        version: int

        def layout(self, qualname: str) -> Layout: ...
        def cls(self, qualname: str) -> type[Any]: ...
        def children(self, qualname: str) -> dict[int, str]: ...
        def decoder(self, qualname: str) -> Decoder: ...
        def list_decoder(self, qualname: str) -> Decoder: ...
        def dispatch(self, qualname: str) -> dict[int, Decoder]: ...
        def resolver(self, qualname: str) -> Callable[[int], Decoder]: ...
        def nobodys(self, qualname: str) -> Decoder: ...


CODES = {1: "B", 2: "H", 4: "I", 8: "Q"}


class Source:
    """Lines of one generated function and the names it uses."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[str] = []
        self.names: dict[str, Any] = {}
        self._structs: dict[str, str] = {}

    def add(self, indent: int, line: str) -> None:
        self.lines.append("    " * indent + line)

    def bind(self, name: str, value: Any) -> str:
        self.names[name] = value
        return name

    def struct(self, fmt: str, method: str) -> str:
        """A name bound to ``struct.Struct(fmt).method``; the name tells the format."""
        name = f"{method}_{fmt}"
        self.names[name] = getattr(struct.Struct("!" + fmt), method)
        return name

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def compile(self, function: str) -> Any:
        """Compile; the text is registered with linecache, so that tracebacks and pdb show it."""
        import linecache

        filename = f"<oftwist {self.name}>"
        text = self.text
        linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
        exec(compile(text, filename, "exec"), self.names)
        return self.names[function]


def struct_fmt(items: list[tuple[str, int]]) -> str:
    """``[("B", 1), ("x", 3), ...]`` -> a struct format; runs of padding joined."""
    out: list[str] = []
    pad = 0
    for code, size in items:
        if code == "x":
            pad += size
            continue
        if pad:
            out.append("x" if pad == 1 else f"{pad}x")
            pad = 0
        out.append(f"{size}s" if code == "s" else code)
    if pad:
        out.append("x" if pad == 1 else f"{pad}x")
    return "".join(out)


def is_field_list(ctx: Context, lay: Layout) -> bool:
    """Whether a class is nothing but a constant, its length, and match fields: the match of 1.2 and later."""
    return (
        lay.by is None
        and [m.kind for m in lay.members] == ["const", "length", "data"]
        and lay.members[2].codec == "list"
        and ctx.layout(lay.members[2].of).short_header
        and not lay.members[2].size
    )


def is_bare_list(ctx: Context, lay: Layout) -> bool:
    """Whether a class is nothing but match fields, whose length stands elsewhere: a match of NXM fields."""
    if lay.by is not None or [m.kind for m in lay.members] != ["data"] or lay.members[0].codec != "list":
        return False
    return ctx.layout(lay.members[0].of).short_header


def length_member(lay: Layout) -> tuple[int, int] | None:
    """``(offset, size)`` of the member that holds the object's own length, or None."""
    offset = 0
    for m in lay.members:
        if m.kind == "length":
            return offset, m.size
        if not m.size:
            return None
        offset += m.size
    return None


def self_delimiting(ctx: Context, lay: Layout) -> tuple[int, Layout] | None:
    """Of a class without a length that ends in a struct with one: ``(its offset, its layout)``."""
    *ahead, last = lay.members
    if last.codec != "struct" or not all(m.size for m in ahead):
        return None
    inner = ctx.layout(last.of)
    return (sum(m.size for m in ahead), inner) if length_member(inner) else None


def can_nest(ctx: Context, lay: Layout) -> bool:
    """Whether an object of this class may directly hold objects of its own family."""
    family = root(ctx, lay)
    return any(m.codec in ("struct", "list") and m.of and root(ctx, ctx.layout(m.of)) == family for m in lay.members)


def root(ctx: Context, lay: Layout) -> str:
    while lay.parent:
        lay = ctx.layout(lay.parent)
    return lay.qualname


def item_of(m: Member) -> tuple[str, int]:
    if m.codec in ("uint", "ipv4") and m.size in CODES:
        return CODES[m.size], m.size
    return "s", m.size


def ends(lay: Layout) -> tuple[tuple[int, str], ...]:
    """Where each member of the fixed part ends, to name the first one that is missing."""
    out = []
    offset = 0
    for m in lay.members:
        offset += m.size
        out.append((offset, m.name or "padding"))
        if not m.size:
            break
    return tuple(out)


def convert(m: Member, expr: str) -> str:
    """The value of a member from what struct gives."""
    if m.codec == "text":
        return f"text({expr})"
    if m.codec == "bitset":
        return f"bits({expr})"
    if m.codec == "uint" and m.size not in CODES:
        return f"from_bytes({expr}, 'big')"
    return expr
