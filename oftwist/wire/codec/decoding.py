"""Layout -> the functions that read: one class, the subclass a discriminator says, a list.

All safety of the decoder lives here, once:

- every length is a restricted end: no read passes the window ``[o, e)`` a function was given;
- a list advances by at least the header of its elements, or fails;
- an element that cannot be read, between sound lengths, is set aside (`oftwist.wire.codec.malformed`), so that its
  neighbours are read; a list with many of these fails;
- what a class does not know stays with the object as ``extra`` and is packed back;
- classes that can contain themselves count their nesting (`MAX_DEPTH`).

Generated decoders have the form ``decode(buf, o, e) -> object``: ``buf`` is bytes (slices of it are kept),
``[o, e)`` is exactly the object, and the caller has checked the constant members it dispatched on.
"""

from __future__ import annotations

from oftwist.wire.codec import objects, values
from oftwist.wire.codec.layout import TLV32, Layout, Member
from oftwist.wire.codec.malformed import set_aside
from oftwist.wire.codec.source import (
    CODES,
    Source,
    can_nest,
    is_field_list,
    item_of,
    length_member,
    self_delimiting,
    struct_fmt,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oftwist.wire.codec.source import Context, Decoder

MAX_DEPTH = 8

# Lengths are multiples of 8 where the specification demands it: actions (1.0 §5.2.4, 1.3.5 §7.2.5),
# instructions (1.3.5 §7.2.4), buckets (1.3.5 §7.3.4.3). Some experimenters' actions are not, and then
# what holds them is not either.
_EIGHTS = {"action.action", "instruction.instruction", "common.bucket"}
_EXPERIMENTER = 0xFFFF
# §7.5.1 of 1.3.5 pads hello elements to 8 bytes after their length; the tables know them as plain.
_HELLO_ELEM = "common.hello_elem"


def _convert(m: Member, expr: str) -> str:
    """The value of a member from what struct gives."""
    if m.codec == "text":
        return f"text({expr})"
    if m.codec == "bitset":
        return f"bits({expr})"
    if m.codec == "uint" and m.size not in CODES:
        return f"from_bytes({expr}, 'big')"
    return expr


class _Reader:
    """Generates the body of one decode function, member by member."""

    def __init__(self, ctx: Context, lay: Layout, src: Source) -> None:
        self.ctx, self.lay, self.src = ctx, lay, src
        self.offset: int | None = 0  # from o while it is known
        self.base = "o"  # the variable self.offset counts from
        self.run: list[tuple[Member | None, str, int]] = []  # pending fixed-size members
        self.lengths: dict[str, str] = {}  # data member -> variable that holds its length
        self.unpadded: set[str] = set()  # those whose padding that does not count
        self.checked = lay.size  # bytes from o known to be there
        self.consumed = False
        self.pads: list[tuple[str, int]] | None = None  # if padding is kept: variables that hold it, and their sizes

    def at(self, extra: int = 0) -> str:
        n = (self.offset or 0) + extra
        return f"{self.base} + {n}" if n else self.base

    def fixed(self, m: Member, target: str) -> None:
        self.run.append((m, target, m.size))

    def skip(self, size: int) -> None:
        self.run.append((None, "", size))

    def pad(self, size: int) -> None:
        """Padding of a fixed size; where it is kept, it is read as numbers, because zeros cost nothing as numbers."""
        if self.pads is None:
            self.skip(size)
            return
        for part in (8, 4, 2, 1):
            while size >= part:
                name = f"pad{len(self.pads)}"
                self.pads.append((name, part))
                self.fixed(Member("pad", "", "uint", part), name)
                size -= part

    def keep_padding(self) -> None:
        """Padding that is not zero stays with the object."""
        if self.pads:
            names = [name for name, _ in self.pads]
            pack = self.src.struct("".join(CODES[size] for _, size in self.pads), "pack")
            self.src.bind("keep_padding", objects.keep_padding)
            self.src.add(1, f"if {' or '.join(names)}:")
            self.src.add(2, f"x = keep_padding(x, {pack}({', '.join(names)}))")

    def flush(self) -> None:
        """Emit one read for the pending run of fixed-size members."""
        run, self.run = self.run, []
        if not run:
            return
        total = sum(size for _, _, size in run)
        if self.base != "o":
            self.need(total)
        lead = 0
        while run and run[0][0] is None:
            lead += run.pop(0)[2]
        while run and run[-1][0] is None:
            run.pop()
        start = self.at(lead)
        wanted = [(m, target) for m, target, _ in run if m is not None]
        if len(wanted) == 1:
            m, target = wanted[0]
            self.single(m, target, start)
        elif wanted:
            items = [item_of(m) if m is not None else ("x", size) for m, _, size in run]
            read = self.src.struct(struct_fmt(items), "unpack_from")
            targets, later = [], []
            for i, (m, target) in enumerate(wanted):
                if _convert(m, "v") != "v":
                    targets.append(f"v{i}")
                    later.append(f"{target} = {_convert(m, f'v{i}')}")
                else:
                    targets.append(target)
            self.src.add(1, f"{', '.join(targets)} = {read}(buf, {start})")
            for line in later:
                self.src.add(1, line)
        self.offset = (self.offset or 0) + total

    def single(self, m: Member, target: str, start: str) -> None:
        code, size = item_of(m)
        if code == "B":
            self.src.add(1, f"{target} = buf[{start}]")
        elif code == "s":
            read = self.src.struct(f"{size}s", "unpack_from")
            self.src.add(1, f"{target} = {_convert(m, f'{read}(buf, {start})[0]')}")
        else:
            read = self.src.struct(code, "unpack_from")
            self.src.add(1, f"{target}, = {read}(buf, {start})")

    def need(self, size: int) -> None:
        self.src.add(1, f"if e - {self.base} < {(self.offset or 0) + size}:")
        self.src.add(2, f"raise short(buf, {self.at()}, e, {self.lay.qualname!r})")

    def move(self, expr: str) -> None:
        """The position is in variable ``p`` from here on."""
        if expr != "p":
            self.src.add(1, f"p = {expr}")
        self.base, self.offset = "p", 0

    def struct_member(self, m: Member) -> None:
        inner = self.ctx.layout(m.of)
        flat = is_field_list(inner)
        if not flat:
            decode = self.src.bind(f"decode_{inner.name}", self.ctx.decoder(m.of))
        target = f"x.{m.slot}"
        where = length_member(inner)
        if inner.fixed and not inner.by:
            self.flush()
            if self.base != "o":
                self.need(inner.size)
            if where is not None:  # the match of 1.1
                at = self.at(where[0])
                self.src.add(1, f"if buf[{at}] << 8 | buf[{at} + 1] != {inner.size}:")
                self.src.add(2, f"raise wrong_constant(buf, {at}, 2, {inner.qualname!r}, 'length', {inner.size})")
            self.src.add(1, f"{target} = {decode}(buf, {self.at()}, {self.at(inner.size)})")
            self.offset = (self.offset or 0) + inner.size
            return
        if inner.qualname in TLV32:
            self.flush()
            self.need(4)
            self.src.add(1, f"q = {self.at(4)} + buf[{self.at(3)}]")
            self.bound("q", m)
        elif where is not None:
            # The length belongs to the run before it: one read for both.
            offset, size = where
            ahead = sum(s for _, _, s in self.run)
            if self.base != "o" or (self.offset or 0) + ahead + inner.size > self.checked:
                self.flush()
                self.need(inner.size)
                ahead = 0
            begin = (self.offset or 0) + ahead
            if flat:
                self.fixed(Member("length_of", "kind", size=offset), "kind")
            else:
                self.skip(offset)
            self.fixed(Member("length_of", "n", size=size), "n")
            self.skip(inner.size - offset - size)
            self.flush()
            start = f"{self.base} + {begin}" if begin else self.base
            self.src.add(1, f"q = {start} + n")
            self.src.add(1, f"if n < {inner.size} or q > e:")
            self.src.add(2, f"raise bad_length(n, {start}, e, {self.lay.qualname!r}, {m.name!r}, {inner.size})")
            if m.name in self.unpadded:  # its length stands before it, too
                told = self.lengths[m.name]
                self.src.add(1, f"if n != {told}:")
                self.src.add(2, f"raise bad_length({told}, {start}, q, {self.lay.qualname!r}, {m.name!r}, n)")
            self.offset = begin
        elif m.name in self.lengths:
            self.flush()
            self.window(m)
        else:
            self.flush()
            self.src.add(1, "q = e")
            self.consumed = True
        if flat:
            self.field_list(inner, target)
        else:
            self.src.add(1, f"{target} = {decode}(buf, {self.at()}, q)")
        if inner.align == "after":
            self.src.add(1, f"p = q + ({'-n' if where is not None else f'{self.at()} - q'} & 7)")
            self.src.add(1, "if p > e:")
            self.src.add(2, f"raise short(buf, q, e, {self.lay.qualname!r}, {m.name!r})")
            self.move("p")
        else:
            self.move("q")

    def field_list(self, inner: Layout, target: str) -> None:
        """What the decoder of a match does, written out: nearly every packet-in and flow has one."""
        const, _, fields = inner.members
        add = self.src.add
        name = f"{inner.qualname!r}, {fields.name!r}"
        add(1, f"if kind != {const.value}:")
        wrong = f"{const.size}, {inner.qualname!r}, {const.name!r}, {const.value}"
        add(2, f"raise wrong_constant(buf, {self.at()}, {wrong})")
        add(1, f"y = {target} = new({self.src.bind(f'cls_{inner.name}', self.ctx.cls(inner.qualname))})")
        add(1, f"p = {self.at(inner.size)}")
        add(1, "while q - p >= 4:")
        add(2, "p += 4 + buf[p + 3]")
        add(1, "if p != q:")
        add(2, f"check_fields(buf, {self.at(inner.size)}, q, {name})")
        add(1, f"y.{fields.slot} = buf[{self.at(inner.size)}:q]")

    def by_hand(self, m: Member) -> None:
        """What a `Hand` reads: it sees no more than its window, and tells how much of it it took."""
        self.flush()
        name = m.name or "by hand"
        end = "e"
        if m.name in self.lengths:
            end = self.window(m)
        read = self.src.bind(f"read_{m.name or len(self.src.names)}", m.hand.read)
        target = f"x.{m.slot}" if m.name else "_"
        args = f"{read}, buf, {self.at()}, {end}, x, {self.lay.qualname!r}, {name!r}, {end == 'q'}"
        self.src.add(1, f"{target}, p = by_hand({args})")
        self.base, self.offset = "p", 0

    def window(self, m: Member) -> str:
        """The end that a `length_of` gives to a member, in variable ``q``."""
        self.src.add(1, f"q = {self.at()} + {self.lengths[m.name]}")
        lowest = f"q < {self.at()} or " if "-" in self.lengths[m.name] else ""
        self.src.add(1, f"if {lowest}q > e:")
        self.src.add(2, f"raise short(buf, {self.at()}, e, {self.lay.qualname!r}, {m.name!r})")
        return "q"

    def bound(self, name: str, m: Member) -> None:
        self.src.add(1, f"if {name} > e:")
        self.src.add(2, f"raise short(buf, {self.at()}, e, {self.lay.qualname!r}, {m.name!r})")

    def variable(self, m: Member) -> None:
        """Octets or a list: as many bytes as the table says, up to its length_of, or all that is left."""
        self.flush()
        end = "e"
        if m.size:
            end = self.at(m.size)
        elif m.name in self.lengths:
            end = self.window(m)
        else:
            self.consumed = True
        target = f"x.{m.slot}"
        if m.codec in ("octets", "text"):
            self.src.add(1, f"{target} = {_convert(m, f'buf[{self.at()}:{end}]')}")
        elif m.of == _HELLO_ELEM:
            read = self.src.bind("decode_hello_elems", values.hello_elements(self.ctx.decoder(m.of)))
            self.src.add(1, f"{target}, p = {read}(buf, {self.at()}, {end})")
            self.consumed = False
            self.base, self.offset = "p", 0
            return
        elif self.ctx.layout(m.of).extent is not None:
            # Such a list may end before its window does; the rest belongs to what follows.
            name = self.ctx.layout(m.of).name
            read = self.src.bind(f"decode_list_of_{name}", self.ctx.list_decoder(m.of))
            self.src.add(1, f"{target}, p = {read}(buf, {self.at()}, {end})")
            if end == "q":
                self.src.add(1, "if p != q:")
                self.src.add(2, f"raise short(buf, p, q, {self.lay.qualname!r}, {m.name!r})")
            self.consumed = False
            self.base, self.offset = "p", 0
            return
        elif m.of in TLV32:
            self.src.add(1, f"check_fields(buf, {self.at()}, {end}, {self.lay.qualname!r}, {m.name!r})")
            self.src.add(1, f"{target} = buf[{self.at()}:{end}]")
        else:
            name = self.ctx.layout(m.of).name
            read = self.src.bind(f"decode_list_of_{name}", self.ctx.list_decoder(m.of))
            self.src.add(1, f"{target} = {read}(buf, {self.at()}, {end})")
        if m.size:
            self.offset = (self.offset or 0) + m.size
        elif end == "q":
            self.move("q")

    def pad_after(self, m: Member) -> None:
        self.flush()
        begin = f"begin_{m.of}"
        self.src.add(1, f"p = min({begin} + ({self.at()} - {begin} + 7 & -8), e)")
        self.base, self.offset = "p", 0

    def members(self, members: tuple[Member, ...]) -> None:
        padded = {m.of for m in members if m.kind == "pad" and not m.size}
        for m in members:
            if m.name in padded:
                self.flush()
                self.src.add(1, f"begin_{m.name} = {self.at()}")
            if m.kind == "attr":
                self.src.add(1, f"x.{m.slot} = {m.default!r}")
            elif m.codec == "hand":
                self.by_hand(m)
            elif m.kind == "pad" and not m.size:
                self.pad_after(m)
            elif m.kind == "pad":
                self.pad(m.size)
            elif m.kind in ("const", "length"):
                self.skip(m.size)
            elif m.kind == "length_of":
                self.lengths[m.of] = f"n_{m.of} - {m.value}" if m.value else f"n_{m.of}"
                if not m.padded:
                    self.unpadded.add(m.of)
                self.fixed(m, f"n_{m.of}")
            elif m.codec == "struct":
                self.struct_member(m)
            elif m.codec == "list" or not m.size:
                self.variable(m)
            else:
                self.fixed(m, f"x.{m.slot}")


def decode_source(ctx: Context, lay: Layout, name: str) -> Source:
    """The function that reads the class itself, whatever its subclasses may be.

    Args:
        ctx: the version.
        lay: the class.
        name: of the source, e.g. ``of13.message.flow_add``.
    """
    src = Source(f"{name} decode")
    src.names.update(values.READING)
    src.bind("new", object.__new__)
    src.bind("keep", objects.keep)
    src.bind("cls", ctx.cls(lay.qualname))
    src.add(0, "def decode(buf, o, e):")
    nests = can_nest(ctx, lay)
    if nests:
        src.bind("depth", values.DEPTH)
        src.add(1, f"depth.enter({lay.qualname!r}, o, {MAX_DEPTH})")
        src.add(1, "try:")
        src.add(2, "return inner(buf, o, e)")
        src.add(1, "finally:")
        src.add(2, "depth.leave()")
        src.add(0, "def inner(buf, o, e):")
    if lay.qualname in TLV32:
        # An unknown field: its payload is kept. Written out, because a frame can hold 16,000 of them.
        src.bind("twin", objects.twin(ctx.cls(lay.qualname)))
        src.add(1, "if e == o + 4:")
        src.add(2, "x = new(cls)")
        src.add(1, "else:")
        src.add(2, "x = new(twin)")
        src.add(2, "x._ext = buf[o + 4:e]")
        src.add(1, f"x.{lay.members[0].name}, = {src.struct('I', 'unpack_from')}(buf, o)")
        src.add(1, "return x")
        return src
    reader = _Reader(ctx, lay, src)
    loose = lay.rest > 0 and all(m.kind == "pad" for m in lay.members[-lay.rest :])
    members = lay.members[: -lay.rest] if loose else lay.members
    size = sum(m.size for m in members) if loose else lay.size
    reader.checked = size
    if not (lay.parent in TLV32 and (lay.key or 0) & 0xFF == lay.size - 4):
        src.add(1, f"if e - o < {size}:")
        src.add(2, f"raise truncated(buf, o, e, {lay.qualname!r}, {src.bind('ENDS', _ends(lay))})")
    if not lay.parent and not lay.by:
        _check_constants(src, lay)  # a top-level struct: nobody dispatched on them
    src.add(1, "x = new(cls)")
    if lay.keeps_padding or lay.by is not None:
        reader.pads = []
    reader.members(members)
    reader.flush()
    if loose:
        pad = sum(m.size for m in lay.members[-lay.rest :])
        src.bind("ZERO", bytes(pad))
        src.add(1, f"if e == {reader.at()}:")
        src.add(2, "x.shadow(unpadded=True)")
        src.add(1, f"elif buf[{reader.at()}:e] != ZERO:")
        src.add(2, f"x = keep(x, buf[{reader.at()}:e])")
    elif lay.align == "inside" and not reader.consumed:
        src.add(1, f"if e != {reader.at()} and not only_padding(buf, o, {reader.at()}, e):")
        src.add(2, f"x = keep(x, buf[{reader.at()}:e])")
    elif lay.align == "inside":
        # Octets took the padding too. What is not a multiple of 8 long must not be padded when packed back.
        src.add(1, "if e - o & 7:")
        src.add(2, "x.shadow(unpadded=True)")
    elif not reader.consumed and lay.parent not in TLV32:
        src.add(1, f"if e != {reader.at()}:")
        src.add(2, f"x = keep(x, buf[{reader.at()}:e])")
    reader.keep_padding()
    src.add(1, "return x")
    return src


def _constants(lay: Layout) -> list[tuple[Member, int]]:
    """The constant members at known offsets."""
    out = []
    offset = 0
    for m in lay.members:
        if m.kind == "const":
            out.append((m, offset))
        if not m.size:
            break
        offset += m.size
    return out


def _ends(lay: Layout) -> tuple[tuple[int, str], ...]:
    """Where each member of the fixed part ends, to name the first one that is missing."""
    out = []
    offset = 0
    for m in lay.members:
        offset += m.size
        out.append((offset, m.name or "padding"))
        if not m.size:
            break
    return tuple(out)


def _check_constants(src: Source, lay: Layout) -> None:
    for m, at in _constants(lay):
        wrong = " or ".join(f"buf[o + {at + i}] != {byte}" for i, byte in enumerate(m.value.to_bytes(m.size, "big")))
        src.add(1, f"if {wrong}:")
        src.add(2, f"raise wrong_constant(buf, o + {at}, {m.size}, {lay.qualname!r}, {m.name!r}, {m.value})")


def check_constants(lay: Layout) -> list[tuple[Member, int]]:
    """What ``unpack()`` of a class, called by name, has to compare first: ``(member, offset)``."""
    return _constants(lay)


def dispatch_source(ctx: Context, lay: Layout, name: str) -> Source:
    """The function that reads the discriminator of a virtual class and goes on with the subclass."""
    if lay.by is None:
        raise ValueError(f"{lay.qualname} has no subtypes")
    _, offset, size = lay.by
    src = Source(f"{name} dispatch")
    src.names.update(values.READING)
    src.bind("table", ctx.dispatch(lay.qualname))
    src.bind("resolve", ctx.resolver(lay.qualname))
    src.add(0, "def decode(buf, o, e):")
    src.add(1, f"if e - o < {offset + size}:")
    src.add(2, f"raise short(buf, o, e, {lay.qualname!r})")
    if not lay.parent:
        _check_constants(src, lay)
    where = f"o + {offset}" if offset else "o"
    if size == 1:
        src.add(1, f"key = buf[{where}]")
    else:
        src.add(1, f"key, = {src.struct(CODES[size], 'unpack_from')}(buf, {where})")
    src.add(1, "try:")
    src.add(2, "read = table[key]")
    src.add(1, "except KeyError:")
    src.add(2, "read = resolve(key)")
    src.add(1, "return read(buf, o, e)")
    return src


def list_source(ctx: Context, lay: Layout, name: str) -> Source:
    """The function that reads ``[o, e)`` as a list of objects of a class."""
    src = Source(f"{name} list")
    src.names.update(values.READING)
    src.bind("set_aside", set_aside)
    src.bind("cls", ctx.cls(lay.qualname))
    src.add(0, "def decode(buf, o, e):")
    src.add(1, "out = []")
    src.add(1, "bad = 0")
    src.add(1, "try:")
    if lay.by is not None:
        src.bind("table", ctx.dispatch(lay.qualname))
        src.bind("resolve", ctx.resolver(lay.qualname))
    else:
        src.bind("read", ctx.decoder(lay.qualname))
    where = length_member(lay)
    least = 0
    src.add(2, "while o < e:")
    if lay.qualname in TLV32:
        src.add(3, f"key, = {src.struct('I', 'unpack_from')}(buf, o)")
        src.add(3, "q = o + 4 + (key & 255)")
        src.add(3, "if q > e:")
        src.add(4, f"raise bad_length(q - o, o, e, {lay.qualname!r}, 'type_len', 4)")
    elif where is not None:
        offset, size = where
        items = [("x", offset), (CODES[size], size)]
        targets = "n,"
        if lay.by is not None:
            _, at, width = lay.by
            if at < offset:
                items = [("x", at), (CODES[width], width), ("x", offset - at - width), (CODES[size], size)]
                targets = "key, n"
            else:
                items += [("x", at - offset - size), (CODES[width], width)]
                targets = "n, key"
        head = sum(s for _, s in items)
        least = head
        # Reading the head may look past e, never past buf; the length check then refuses it.
        src.add(3, f"{targets} = {src.struct(struct_fmt([i for i in items if i[1]]), 'unpack_from')}(buf, o)")
        src.add(3, "q = o + n")
        src.add(3, f"if n < {least} or q > e:")
        src.add(4, f"raise bad_length(n, o, e, {lay.qualname!r}, {_length_name(lay)!r}, {least})")
    elif tail := self_delimiting(ctx, lay):
        ahead, inner = tail
        at, size = length_member(inner) or (0, 0)
        src.add(3, f"n, = {src.struct(f'{ahead + at}x{CODES[size]}', 'unpack_from')}(buf, o)")
        src.add(3, f"q = o + {ahead} + " + ("(n + 7 & -8)" if inner.align == "after" else "n"))
        src.add(3, f"if n < {inner.size} or q > e:")
        src.add(4, f"raise bad_length(n, o + {ahead}, e, {lay.qualname!r}, {lay.members[-1].name!r}, {inner.size})")
    elif lay.extent is not None:
        src.bind("extent", lay.extent)
        src.add(3, "n = extent(buf, o, e)")
        src.add(3, "if not n:")
        src.add(4, "break")
        src.add(3, "q = o + n")
        src.add(3, f"if n < {max(lay.size, 1)} or q > e:")
        src.add(4, f"raise bad_length(n, o, e, {lay.qualname!r}, 'extent', {max(lay.size, 1)})")
    elif lay.fixed and lay.by is None:
        src.add(3, f"q = o + {lay.size}")
        src.add(3, "if q > e:")
        src.add(4, f"raise short(buf, o, e, {lay.qualname!r})")
    else:
        raise ValueError(f"a list of {lay.qualname} has no way to find where an element ends")
    if lay.qualname in TLV32:
        # Unknown match fields are everyday: no exception for them.
        src.bind("known", ctx.dispatch(lay.qualname).get)
        src.add(3, "read = known(key) or resolve(key)")
    elif lay.by is not None:
        src.add(3, "try:")
        src.add(4, "read = table[key]")
        src.add(3, "except KeyError:")
        src.add(4, "read = resolve(key)")
    padded = lay.align == "after"
    src.add(3, "try:")
    src.add(4, "x = read(buf, o, q)")
    src.add(3, "except ProtocolError as error:")
    src.add(4, "bad += 1")
    behind = "min(q + (o - q & 7), e)" if padded else "q"
    src.add(4, f"x = set_aside(cls, buf[o:{behind}], error, bad)")
    src.add(3, "out.append(x)")
    if lay.qualname in _EIGHTS:
        exempt = f" and key != {_EXPERIMENTER}" if lay.by is not None else ""
        src.add(3, f"if n & 7{exempt} and not holds_experimenter(x):")
        src.add(4, f"raise bad_length(n, o, e, {lay.qualname!r}, {_length_name(lay)!r}, {least}, 8)")
    if padded:
        src.add(3, "o += q - o + 7 & -8")
        src.add(3, "if o > e:")
        src.add(4, f"raise short(buf, q, e, {lay.qualname!r})")
    else:
        src.add(3, "o = q")
    src.add(1, f"except {'(struct_error, LookupError, ValueError)' if lay.extent else 'struct_error'}:")
    src.add(2, f"raise short(buf, o, e, {lay.qualname!r}) from None")
    src.add(1, "return out" if lay.extent is None else "return out, o")
    return src


def chooser(marked: list[tuple[Layout, Decoder]], otherwise: Decoder) -> Decoder:
    """Reads what has one key of a virtual class as the class whose further constants are all there.

    Args:
        marked: classes that have such constants, with what reads them.
        otherwise: reads what has none of them.
    """
    found = []
    for lay, read in marked:
        marks = [(offset, offset + size, value.to_bytes(size, "big")) for offset, size, value in lay.marks]
        found.append((max(end for _, end, _ in marks), marks, read))

    def decode(buf: Any, o: int, e: int) -> Any:
        for least, marks, read in found:
            if e - o >= least and all(buf[o + start : o + end] == value for start, end, value in marks):
                return read(buf, o, e)
        return otherwise(buf, o, e)

    return decode


def _length_name(lay: Layout) -> str:
    return next((m.name for m in lay.members if m.kind == "length"), "length")
