"""Layout -> the functions that write and construct: ``pack`` and ``__init__`` of one class."""

from __future__ import annotations

from oftwist.wire.codec import objects, values
from oftwist.wire.codec.layout import TLV32, VALUES, Layout, Member
from oftwist.wire.codec.source import CODES, Source, is_bare_list, is_field_list, item_of, struct_fmt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oftwist.wire.codec.source import Context


def _packed(m: Member, shadow: bool) -> str:
    """The expression struct packs for a fixed-size member."""
    value = f"self.{m.slot}"
    if m.kind in ("const", "key") and shadow and m.kind == "const":
        return f"self.{m.name}"
    if m.kind == "const":
        return str(m.value)
    if m.codec == "mac":
        return f"{value} if type({value}) is bytes else mac_bytes({value})"
    if m.codec == "ipv6":
        return f"ipv6_bytes({value})"
    if m.codec == "bytes":
        return f"exact({value}, {m.size})"
    if m.codec == "text":
        return f"{value}.encode('utf-8', 'surrogateescape')"
    if m.codec == "bitset":
        return f"from_bits({value}, {m.size})"
    if m.codec == "uint" and m.size not in CODES:
        return f"{value}.to_bytes({m.size}, 'big')"
    return value


def _match(ctx: Context, src: Source, m: Member, lay: Layout) -> None:
    """Prepare a match to be packed together with what it stands in: its header goes into the same ``struct``."""
    const, length, fields = lay.members
    name = m.name
    cls = src.bind(f"cls_{lay.name}", ctx.cls(lay.qualname))
    head = src.struct(CODES[const.size] + CODES[length.size], "unpack_from")
    src.add(2, f"x = self.{m.slot}")
    src.add(2, f"if type(x) is {cls}:")
    src.add(3, f"a = x.{fields.slot}")
    src.add(3, f"fields_{name} = a if type(a) is bytes else join([i.pack() for i in a])")
    src.add(3, f"kind_{name} = {const.value}")
    src.add(3, f"n_{name} = {lay.size} + len(fields_{name})")
    src.add(3, f"pad_{name} = PAD[n_{name} & 7]")
    src.add(3, f"size_{name} = n_{name} + 7 & -8")
    src.add(2, "else:")  # one that carries more than its fields, or a user's own
    src.add(3, "a = x.pack()")
    src.add(3, f"kind_{name}, n_{name} = {head}(a)")
    src.add(3, f"fields_{name} = a[{lay.size}:]")
    src.add(3, f"pad_{name} = b''")
    src.add(3, f"size_{name} = len(a)")


def _bare_match(ctx: Context, src: Source, m: Member, lay: Layout, part: str) -> None:
    """Pack a match whose length stands elsewhere: ``n_<name>`` is that, without the padding."""
    (fields,) = lay.members
    cls = src.bind(f"cls_{lay.name}", ctx.cls(lay.qualname))
    src.add(2, f"x = self.{m.slot}")
    src.add(2, f"if type(x) is {cls}:")
    src.add(3, f"a = x.{fields.slot}")
    src.add(3, f"{part} = a if type(a) is bytes else join([i.pack() for i in a])")
    src.add(3, f"n_{m.name} = len({part})")
    src.add(3, f"{part} += PAD[n_{m.name} & 7]")
    src.add(2, "else:")  # a user's own
    src.add(3, f"{part} = x.pack()")
    src.add(3, f"n_{m.name} = len({part})")


def pack_source(ctx: Context, lay: Layout, name: str, shadow: bool = False) -> Source:
    """The ``pack(self) -> bytes`` of a class.

    Args:
        shadow: the variant for objects with a shadowed constant or ``extra``: constants are read
            from the instance and ``extra`` follows the known members.
    """
    src = Source(f"{name} {'pack_full' if shadow else 'pack'}")
    src.names.update(values.WRITING)
    src.add(0, "def pack(self):")
    src.add(1, "try:")
    loose = shadow and lay.rest > 0 and all(m.kind == "pad" for m in lay.members[-lay.rest :])
    members = lay.members[: -lay.rest] if loose else lay.members
    part: dict[int, str] = {}  # the variable parts, as names
    matches: dict[int, Layout] = {}  # those packed here, not by a call of their own
    bare: set[str] = set()  # matches whose length stands elsewhere
    for i, m in enumerate(members):
        if m.kind in ("pad", "attr") or (m.size and m.codec != "list"):
            continue
        if m.codec == "struct" and is_field_list(ctx.layout(m.of)):
            matches[i] = ctx.layout(m.of)
            _match(ctx, src, m, matches[i])
            continue
        part[i] = f"b{len(part)}"
        value = f"self.{m.slot}" if m.name else "None"
        if m.codec == "struct" and is_bare_list(ctx.layout(m.of)):
            bare.add(m.name)
            _bare_match(ctx, src, m, ctx.layout(m.of), part[i])
            continue
        if m.codec == "hand":
            write = src.bind(f"write{i}", m.hand.write)
            src.add(2, f"{part[i]} = by_hand({write}, {value}, self, {lay.name!r}, {m.name!r})")
        elif m.codec == "struct":
            src.add(2, f"{part[i]} = {value}.pack()")
        elif m.codec == "list":
            src.add(2, f"a = {value}")
            joined = "join([i.pack() for i in a])"
            if m.of == "common.hello_elem":  # 1.3.5 §7.5.1: padded, which their length does not count
                src.bind("unpadded", objects.unpadded)
                joined = "join([e if unpadded(i) else e + PAD[len(e) & 7] for i, e in [(i, i.pack()) for i in a]])"
            elif m.of in TLV32:
                joined = f"a if type(a) is bytes else {joined}"
            elif not m.size:
                joined = f"a.packed if type(a) is Prepared else {joined}"
                joined = f"a[0].pack() if type(a) is list and len(a) == 1 else {joined}"
            src.add(2, f"{part[i]} = {f'exact({joined}, {m.size})' if m.size else joined}")
        else:
            src.add(2, f"{part[i]} = {_packed(m, shadow) if m.codec == 'text' else value}")
    fixed = sum(m.size for i, m in enumerate(members) if i not in part)
    size_of = {members[i].name: f"len({p})" for i, p in part.items()}
    size_of |= {members[i].name: f"size_{members[i].name}" for i in matches}
    told = size_of | {name: f"n_{name}" for name in [*bare, *(members[i].name for i in matches)]}
    padding: dict[int, str] = {}
    for i, m in enumerate(members):
        if m.kind == "pad" and not m.size:
            after = " or ".join(part[j] for j in part if j > i)
            padding[i] = f"pad_{m.of}"
            src.add(2, f"{padding[i]} = PAD[{size_of[m.of]} & 7] if {after} else b''")
    total = " + ".join([str(fixed), *size_of.values(), *(f"len({p})" for p in padding.values())])
    if shadow:
        src.bind("unpadded", objects.unpadded)
        src.add(2, "extra = self.extra")
        if loose:
            pad = sum(m.size for m in lay.members[-lay.rest :])
            src.add(2, f"if not extra and not unpadded(self): extra = {bytes(pad)!r}")
        total += " + len(extra)"
        if lay.qualname in TLV32:
            total = str(fixed)
    tail = ""
    if lay.align:
        src.add(2, f"n = {total}")
        tail = "PAD[n & 7]"
        total = "n + (-n & 7)" if lay.align == "inside" else "n"
        if shadow and lay.align == "inside":
            src.add(2, "as_is = extra or unpadded(self)")
            tail = "(b'' if as_is else PAD[n & 7])"
            total = "(n if as_is else n + (-n & 7))"
    pads = sum(m.size for m in members if m.kind == "pad")
    if shadow and pads:
        src.bind("padding", objects.padding)
        src.add(2, f"padding_ = padding(self, {pads})")
    at = 0
    out: list[str] = []
    run: list[Member | tuple[str, int]] = []

    def flush() -> None:
        if not run:
            return
        items, args = [], []
        for m in run:
            if isinstance(m, tuple):
                items.append((CODES[m[1]], m[1]) if m[1] > 0 else ("s", -m[1]))
                args.append(m[0])
            elif m.kind == "pad":
                items.append(("x", m.size))
            else:
                items.append(item_of(m))
                args.append(_packed(m, shadow))
        if args:
            out.append(f"{src.struct(struct_fmt(items), 'pack')}({', '.join(args)})")
        else:
            out.append(repr(bytes(sum(s for _, s in items))))
        run.clear()

    for i, m in enumerate(members):
        if m.kind == "attr":
            continue
        if i in matches:
            kind, length, _ = matches[i].members
            run += [(f"kind_{m.name}", kind.size), (f"n_{m.name}", length.size)]
            flush()
            out += [f"fields_{m.name}", f"pad_{m.name}"]
        elif i in part or i in padding:
            flush()
            out.append(part[i] if i in part else padding[i])
        elif m.kind == "pad" and shadow:
            run.append((f"padding_[{at}:{at + m.size}]", -m.size))
            at += m.size
        elif m.kind == "length":
            run.append((total, m.size))
        elif m.name == "type_len" and lay.parent in TLV32 and not lay.fixed:
            # The header of a field of any length: its last byte counts what follows it.
            header = f"{m.value} + one_byte({total} - {m.size})"
            shadowed = f"{header} if self.{m.name} == {m.value} else self.{m.name}"
            run.append((shadowed if shadow else header, m.size))
        elif m.kind == "length_of":
            run.append((f"{(size_of if m.padded else told)[m.of]}{f' + {m.value}' if m.value else ''}", m.size))
        elif m.codec == "struct":
            flush()
            out.append(f"self.{m.name}.pack()")
        else:
            run.append(m)
    flush()
    if shadow:
        out.append("extra")
    if tail:
        out.append(tail)
    expr = " + ".join(out) if len(out) < 4 else f"join(({', '.join(out)}))"
    src.add(2, f"return {expr or repr(b'')}")
    src.add(1, "except Exception as error:")
    src.bind("lay", lay)
    src.add(2, "raise pack_error(self, lay, error) from None")
    return src


# --- construction ----------------------------------------------------------------------------------


def init_source(ctx: Context, lay: Layout, name: str) -> Source:
    """The ``__init__`` of a class: data and discriminator members in wire order, then ``extra``."""
    src = Source(f"{name} init")
    src.names.update(values.CONSTRUCTING)
    args, body = [], []
    for m in lay.members:
        if m.kind not in VALUES:
            continue
        arg, default = m.name, m.default
        value = arg
        if m.codec in values.ADDRESSES:
            src.bind(f"set_{arg}", values.ADDRESSES[m.codec](lay.qualname, arg))
            plain = {"mac": "list", "ipv4": "int", "ipv6": "bytes"}[m.codec]
            quick = f"type({arg}) is {plain}"
            if m.codec == "mac":
                quick += f" or type({arg}) is bytes and len({arg}) == 6"
            value = f"{arg} if {quick} else set_{arg}({arg})"
        if m.codec == "struct":
            fallback = "None"
            if default == "instance":
                fallback = src.bind(f"new_{arg}", ctx.cls(m.of)) + "()"
        elif m.codec == "list":
            fallback = "[]"
        elif m.codec == "bitset":
            fallback = "set()"
        elif default is None:
            fallback = "None"
        elif default == ():
            fallback = "set()" if m.of == "bitset" else "[]"
        elif m.codec in ("octets", "bytes", "mac", "ipv6"):
            fallback = repr(bytes(m.size))
        else:
            fallback = repr(default)
        if fallback == "None":
            args.append(f"{arg}=None")
            body.append(f"self.{m.slot} = {value if value == arg else f'None if {arg} is None else {value}'}")
        elif m.codec in ("uint", "text", "octets", "bytes") or m.codec in values.ADDRESSES:
            # Immutable: the default itself is the argument's default; an explicit None means it too.
            args.append(f"{arg}={fallback}")
            body.append(f"self.{m.slot} = {fallback} if {arg} is None else {value}")
        else:
            args.append(f"{arg}=None")
            body.append(f"self.{m.slot} = {fallback} if {arg} is None else {value}")
    src.add(0, f"def __init__(self, {', '.join([*args, '*', 'extra=None'])}):")
    for line in body:
        src.add(1, line)
    src.add(1, "if extra: self.extra = extra")
    return src
