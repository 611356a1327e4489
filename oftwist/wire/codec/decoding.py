"""Plan -> the function that reads one class. Lists are in ``lists.py``, the choice of a subclass in ``choosing.py``.

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

from oftwist.wire.codec import objects, plan, values
from oftwist.wire.codec.choosing import check_constants
from oftwist.wire.codec.layout import Layout, Member
from oftwist.wire.codec.plan import Behind, Ends, Plan, Window
from oftwist.wire.codec.source import CODES, Source, convert, ends, item_of, length_member, struct_fmt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oftwist.wire.codec.source import Context

MAX_DEPTH = 8


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
    steps = Plan(ctx, lay, loose=True)
    if steps.nests:
        src.bind("depth", values.DEPTH)
        src.add(1, f"depth.enter({lay.qualname!r}, o, {MAX_DEPTH})")
        src.add(1, "try:")
        src.add(2, "return inner(buf, o, e)")
        src.add(1, "finally:")
        src.add(2, "depth.leave()")
        src.add(0, "def inner(buf, o, e):")
    if lay.short_header and lay.by is not None:
        _unknown_field(ctx, src, lay)
    else:
        _Reader(ctx, steps, src).write()
    src.add(1, "return x")
    return src


def _unknown_field(ctx: Context, src: Source, lay: Layout) -> None:
    """A match field nobody knows: its payload is kept. Written out, because a frame can hold 16,000 of them."""
    src.bind("twin", objects.twin(ctx.cls(lay.qualname)))
    src.add(1, "if e == o + 4:")
    src.add(2, "x = new(cls)")
    src.add(1, "else:")
    src.add(2, "x = new(twin)")
    src.add(2, "x._ext = buf[o + 4:e]")
    src.add(1, f"x.{lay.members[0].name}, = {src.struct('I', 'unpack_from')}(buf, o)")


class _Reader:
    """Emits the body of one decode function, step by step.

    Members of fixed size wait in ``run`` until something else comes; then one ``struct`` reads them all.
    """

    def __init__(self, ctx: Context, steps: Plan, src: Source) -> None:
        self.ctx, self.plan, self.lay, self.src = ctx, steps, steps.lay, src
        self.offset = 0  # of the position, from
        self.base = "o"  # this variable
        self.run: list[tuple[Member | None, str, int]] = []  # pending fixed-size members
        self.lengths: dict[str, str] = {}  # data member -> expression for its length
        self.unpadded: set[str] = set()  # those whose padding that does not count
        self.pads: list[tuple[str, str]] = []  # where padding is: what is true if it is not zero, and its bytes
        self.ahead = 0  # bytes of padding that follow the member at hand
        self.gap = 0  # bytes of padding that have been looked at with the padding of variable size before them
        self.keeps = plan.keeps_padding(steps)
        self.emit = {
            plan.Fixed: self.fixed_member,
            plan.Padding: self.padding,
            plan.Align: self.align,
            plan.Attr: self.attr,
            plan.ByHand: self.by_hand,
            plan.Octets: self.octets,
            plan.Fields: self.fields,
            plan.Objects: self.objects,
            plan.Object: self.object,
            plan.Match: self.match,
            plan.Bare: self.object,
        }

    def write(self) -> None:
        """All of it, but for the return."""
        lay, add = self.lay, self.src.add
        announced = lay.short_header and (lay.key or 0) & 0xFF == lay.size - 4  # by the key it was found with
        if not announced:
            add(1, f"if e - o < {self.plan.size}:")
            add(2, f"raise truncated(buf, o, e, {lay.qualname!r}, {self.src.bind('ENDS', ends(lay))})")
        if not lay.parent and not lay.by:
            check_constants(self.src, lay)  # a top-level struct: nobody dispatched on them
        add(1, "x = new(cls)")
        for i, step in enumerate(self.plan.steps):
            if step.member.name in self.plan.aligned:
                self.flush()
                add(1, f"begin_{step.member.name} = {self.at()}")
            self.ahead = self.plan.padding_behind(i)
            self.emit[type(step)](step)  # type: ignore[operator]
        self.flush()
        self.behind()
        self.keep_padding()

    def behind(self) -> None:
        """What follows the members."""
        add, at, behind = self.src.add, self.at(), self.plan.behind
        if behind == Behind.LOOSE:
            self.src.bind("ZERO", bytes(self.plan.loose))
            add(1, f"if e == {at}:")
            add(2, "x.shadow(unpadded=True)")
            add(1, f"elif buf[{at}:e] != ZERO:")
        elif behind == Behind.PADDED:
            add(1, f"if e == {at}:")
            add(2, "if e - o & 7:")
            add(3, "x.shadow(unpadded=True)")
            add(1, f"elif not only_padding(buf, o, {at}, e):")
        elif behind == Behind.TAKEN:
            # What is not a multiple of 8 long must not be padded when packed back.
            add(1, "if e - o & 7:")
            add(2, "x.shadow(unpadded=True)")
            return
        elif behind == Behind.UNKNOWN:
            add(1, f"if e != {at}:")
        else:
            return
        add(2, f"x = keep(x, buf[{at}:e])")

    # -- where we are --

    def at(self, extra: int = 0) -> str:
        n = self.offset + extra
        return f"{self.base} + {n}" if n else self.base

    def move(self, expr: str) -> None:
        """The position is in variable ``p`` from here on."""
        if expr != "p":
            self.src.add(1, f"p = {expr}")
        self.base, self.offset = "p", 0

    def need(self, size: int) -> None:
        self.src.add(1, f"if e - {self.base} < {self.offset + size}:")
        self.src.add(2, f"raise short(buf, {self.at()}, e, {self.lay.qualname!r})")

    def check_end(self, name: str, m: Member, lowest: str = "") -> None:
        """That the variable ``name``, the end of a member, is not beyond the object's."""
        self.src.add(1, f"if {lowest}{name} > e:")
        self.src.add(2, f"raise short(buf, {self.at()}, e, {self.lay.qualname!r}, {m.name!r})")

    def window(self, m: Member, window: str) -> str:
        """Where a member of variable size ends; what a length before it says goes to variable ``q``."""
        self.flush()
        if window == Window.SIZE:
            return self.at(m.size)
        if window == Window.REST:
            return "e"
        told = self.lengths[m.name]
        self.src.add(1, f"q = {self.at()} + {told}")
        self.check_end("q", m, f"q < {self.at()} or " if "-" in told else "")
        return "q"

    def close(self, m: Member, window: str) -> None:
        """The position is behind a window."""
        if window == Window.SIZE:
            self.offset += m.size
        elif window == Window.TOLD:
            self.move("q")

    # -- members of fixed size --

    def fixed(self, m: Member, target: str) -> None:
        self.run.append((m, target, m.size))

    def skip(self, size: int) -> None:
        self.run.append((None, "", size))

    def fixed_member(self, step: plan.Step) -> None:
        m = step.member
        if m.kind in ("const", "length"):
            self.skip(m.size)
        elif m.kind == "length_of":
            self.lengths[m.of] = f"n_{m.of} - {m.value}" if m.value else f"n_{m.of}"
            if not m.padded:
                self.unpadded.add(m.of)
            self.fixed(m, f"n_{m.of}")
        else:
            self.fixed(m, f"x.{m.slot}")

    def padding(self, step: plan.Step) -> None:
        """It is read as numbers, because zeros cost nothing as numbers."""
        size = step.member.size
        if not self.keeps:
            self.skip(size)
            return
        if self.gap:
            self.gap -= size
            return
        for part in (8, 4, 2, 1):
            while size >= part:
                name = f"pad{len(self.pads)}"
                self.pads.append((name, f"{self.src.struct(CODES[part], 'pack')}({name})"))
                self.fixed(Member("pad", "", "uint", part), name)
                size -= part

    def keep_padding(self) -> None:
        """Padding that is not zero stays with the object."""
        if self.pads:
            self.src.bind("keep_padding", objects.keep_padding)
            self.src.add(1, f"if {' or '.join(odd for odd, _ in self.pads)}:")
            self.src.add(2, f"x = keep_padding(x, {' + '.join(raw for _, raw in self.pads)})")

    def align(self, step: plan.Step) -> None:
        self.flush()
        begin = f"begin_{step.member.of}"
        self.src.bind("keep_behind", objects.keep_behind)
        self.src.add(1, f"q = {self.at()}")
        self.src.add(1, f"p = min({begin} + (q - {begin} + 7 & -8), e)")
        self.src.add(1, "if p == e != q or any(buf[q:p]):")  # what is left out where nothing follows is there
        self.src.add(2, "x = keep_behind(x, buf[q:p])")
        self.move("p")

    def attr(self, step: plan.Step) -> None:
        self.src.add(1, f"x.{step.member.slot} = {step.member.default!r}")

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
                if convert(m, "v") != "v":
                    targets.append(f"v{i}")
                    later.append(f"{target} = {convert(m, f'v{i}')}")
                else:
                    targets.append(target)
            self.src.add(1, f"{', '.join(targets)} = {read}(buf, {start})")
            for line in later:
                self.src.add(1, line)
        self.offset += total

    def single(self, m: Member, target: str, start: str) -> None:
        code, size = item_of(m)
        if code == "B":
            self.src.add(1, f"{target} = buf[{start}]")
        elif code == "s":
            read = self.src.struct(f"{size}s", "unpack_from")
            self.src.add(1, f"{target} = {convert(m, f'{read}(buf, {start})[0]')}")
        else:
            read = self.src.struct(code, "unpack_from")
            self.src.add(1, f"{target}, = {read}(buf, {start})")

    # -- members of any size --

    def by_hand(self, step: plan.ByHand) -> None:
        """What a `Hand` reads: it sees no more than its window, and tells how much of it it took."""
        m = step.member
        end = self.window(m, step.window)
        read = self.src.bind(f"read_{m.name or len(self.src.names)}", m.hand.read)
        target = f"x.{m.slot}" if m.name else "_"
        args = f"{read}, buf, {self.at()}, {end}, x, {self.lay.qualname!r}, {m.name or 'by hand'!r}, {end == 'q'}"
        self.src.add(1, f"{target}, p = by_hand({args})")
        self.move("p")

    def octets(self, step: plan.Octets) -> None:
        m = step.member
        end = self.window(m, step.window)
        raw = f"buf[{self.at()}:{end}]"
        if m.codec == "text":  # of any length: zeros at its end are its own
            raw = f"str({raw}, 'utf-8', 'surrogateescape')"
        self.src.add(1, f"x.{m.slot} = {raw}")
        self.close(m, step.window)

    def fields(self, step: plan.Fields) -> None:
        m = step.member
        end = self.window(m, step.window)
        self.src.add(1, f"check_fields(buf, {self.at()}, {end}, {self.lay.qualname!r}, {m.name!r})")
        self.src.add(1, f"x.{m.slot} = buf[{self.at()}:{end}]")
        self.close(m, step.window)

    def objects(self, step: plan.Objects) -> None:
        m, inner = step.member, step.inner
        end = self.window(m, step.window)
        if inner.tolerant:
            read = self.src.bind("decode_hello_elems", values.hello_elements(self.ctx.decoder(m.of)))
        else:
            read = self.src.bind(f"decode_list_of_{inner.name}", self.ctx.list_decoder(m.of))
        if not step.open:
            self.src.add(1, f"x.{m.slot} = {read}(buf, {self.at()}, {end})")
            self.close(m, step.window)
            return
        # Such a list may end before its window does; the rest belongs to what follows.
        self.src.add(1, f"x.{m.slot}, p = {read}(buf, {self.at()}, {end})")
        if step.window == Window.TOLD:
            self.src.add(1, "if p != q:")
            self.src.add(2, f"raise short(buf, p, q, {self.lay.qualname!r}, {m.name!r})")
        self.move("p")

    def object(self, step: plan.Object) -> None:
        m, inner = step.member, step.inner
        decode = self.src.bind(f"decode_{inner.name}", self.ctx.decoder(m.of))
        if step.ends == Ends.FIXED:
            self.fixed_object(m, inner, decode)
            return
        self.end_of(step)
        self.src.add(1, f"x.{m.slot} = {decode}(buf, {self.at()}, q)")
        self.behind_object(step)

    def fixed_object(self, m: Member, inner: Layout, decode: str) -> None:
        """An object whose class has one size; where it has a length all the same, that must say it."""
        self.flush()
        if self.base != "o":
            self.need(inner.size)
        where = length_member(inner)
        if where is not None:  # the match of 1.1
            at = self.at(where[0])
            self.src.add(1, f"if buf[{at}] << 8 | buf[{at} + 1] != {inner.size}:")
            self.src.add(2, f"raise wrong_constant(buf, {at}, 2, {inner.qualname!r}, 'length', {inner.size})")
        self.src.add(1, f"x.{m.slot} = {decode}(buf, {self.at()}, {self.at(inner.size)})")
        self.offset += inner.size

    def end_of(self, step: plan.Object) -> None:
        """The end of an object goes to variable ``q``, checked."""
        m = step.member
        if step.ends == Ends.SHORT:
            self.flush()
            self.need(4)
            self.src.add(1, f"q = {self.at(4)} + buf[{self.at(3)}]")
            self.check_end("q", m)
        elif step.ends == Ends.OWN:
            self.own_length(m, step.inner, isinstance(step, plan.Match))
        elif step.ends == Ends.TOLD:
            self.window(m, Window.TOLD)
        else:
            self.flush()
            self.src.add(1, "q = e")

    def own_length(self, m: Member, inner: Layout, with_type: bool) -> None:
        """The length of an object goes to ``n``: one read for it and the run before it."""
        offset, size = length_member(inner) or (0, 0)
        ahead = sum(s for _, _, s in self.run)
        if self.base != "o" or self.offset + ahead + inner.size > self.plan.size:
            self.flush()
            self.need(inner.size)
            ahead = 0
        begin = self.offset + ahead
        if with_type:
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

    def behind_object(self, step: plan.Object) -> None:
        """The position is behind an object that ended at ``q``, and behind its padding."""
        if step.inner.align != "after":
            self.move("q")
            return
        add, slot, gap = self.src.add, step.member.slot, self.ahead if self.keeps else 0
        n, rest = "n & 7", "-n & 7"
        if step.ends != Ends.OWN:
            n, rest = f"q - ({self.at()}) & 7", f"{self.at()} - q & 7"
        add(1, f"p = q + ({rest}){f' + {gap}' if gap else ''}")
        add(1, "if p > e:")
        add(2, f"raise short(buf, q, e, {self.lay.qualname!r}, {step.member.name!r})")
        if self.keeps:
            self.look_behind(slot, gap, n)
        self.move("p")

    def look_behind(self, slot: str, gap: int, n: str) -> None:
        """Keep what is not zero behind an object, and in the padding that follows: one look at both."""
        add = self.src.add
        zeros = self.src.bind(f"PAD_{gap}", tuple(each + bytes(gap) for each in values.PAD)) if gap else "PAD"
        self.src.bind("keep_behind", objects.keep_behind)
        if not gap:
            add(1, f"if buf[q:p] != {zeros}[{n}]:")
            add(2, f"keep_behind(x.{slot}, buf[q:p])")
            return
        add(1, f"gap_{slot} = b''")
        add(1, f"if buf[q:p] != {zeros}[{n}]:")
        add(2, f"if any(buf[p - {gap}:p]): gap_{slot} = buf[p - {gap}:p]")
        add(2, f"p -= {gap}")
        add(2, f"if any(buf[q:p]): keep_behind(x.{slot}, buf[q:p])")
        add(2, f"p += {gap}")
        self.pads.append((f"gap_{slot}", f"(gap_{slot} or {bytes(gap)!r})"))
        self.gap = gap

    def match(self, step: plan.Match) -> None:
        """What the decoder of a match does, written out: nearly every packet-in and flow has one."""
        inner, add = step.inner, self.src.add
        const, _, fields = inner.members
        self.end_of(step)
        add(1, f"if kind != {const.value}:")
        wrong = f"{const.size}, {inner.qualname!r}, {const.name!r}, {const.value}"
        add(2, f"raise wrong_constant(buf, {self.at()}, {wrong})")
        cls = self.src.bind(f"cls_{inner.name}", self.ctx.cls(inner.qualname))
        add(1, f"y = x.{step.member.slot} = new({cls})")
        first = f"{self.at(inner.size + 4)} + buf[{self.at(inner.size + 3)}]"
        add(1, f"p = {first} if n >= {inner.size + 4} else {self.at(inner.size)}")  # mostly there is one field
        add(1, "while q - p >= 4:")
        add(2, "p += 4 + buf[p + 3]")
        add(1, "if p != q:")
        add(2, f"check_fields(buf, {self.at(inner.size)}, q, {inner.qualname!r}, {fields.name!r})")
        add(1, f"y.{fields.slot} = buf[{self.at(inner.size)}:q]")
        self.behind_object(step)
