"""Plan -> the functions that write and construct: ``pack`` and ``__init__`` of one class."""

from __future__ import annotations

from oftwist.wire.codec import objects, plan, values
from oftwist.wire.codec.layout import VALUES, Layout, Member
from oftwist.wire.codec.plan import Plan
from oftwist.wire.codec.source import CODES, Source, item_of, struct_fmt

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


def pack_source(ctx: Context, lay: Layout, name: str, shadow: bool = False) -> Source:
    """The ``pack(self) -> bytes`` of a class.

    Args:
        ctx: the version.
        lay: the class.
        name: of the source, e.g. ``of13.message.flow_add``.
        shadow: the variant for objects with a shadowed constant or ``extra``: constants are read
            from the instance and ``extra`` follows the known members.
    """
    src = Source(f"{name} {'pack_full' if shadow else 'pack'}")
    src.names.update(values.WRITING)
    src.bind("lay", lay)
    src.add(0, "def pack(self):")
    src.add(1, "try:")
    src.add(2, f"return {_Writer(ctx, Plan(ctx, lay, loose=shadow), src, shadow).expression()}")
    src.add(1, "except Exception as error:")
    src.add(2, "raise pack_error(self, lay, error) from None")
    return src


class _Writer:
    """Emits the body of one pack function.

    First what has no fixed size is packed, each into a variable, so that the lengths are known; then follows one
    expression of all parts in order, in which a ``struct`` packs all that stands side by side.
    """

    def __init__(self, ctx: Context, steps: Plan, src: Source, shadow: bool) -> None:
        self.ctx, self.plan, self.lay, self.src, self.shadow = ctx, steps, steps.lay, src, shadow
        self.parts: dict[int, str] = {}  # number of a step -> the variable with its bytes
        self.size_of: dict[str, str] = {}  # member -> expression for its bytes
        self.bare_size_of: dict[str, str] = {}  # the same without the padding behind a match
        self.kept = 0  # bytes of padding so far, where it is told by the object
        self.out: list[str] = []
        self.run: list[tuple[str, int, str]] = []  # items of the next struct: code, size, expression

    def expression(self) -> str:
        """All of it; the statements before it are added to the source."""
        self.pack_parts()
        self.measure()
        for i, step in enumerate(self.plan.steps):
            self.item(i, step)
        self.flush()
        if self.shadow:
            self.out.append("extra")
        if self.tail:
            self.out.append(self.tail)
        joined = " + ".join(self.out) if len(self.out) < 4 else f"join(({', '.join(self.out)}))"
        return joined or repr(b"")

    # -- statements: what has no fixed size, and how long all is --

    def pack_parts(self) -> None:
        """Pack each member without a fixed size into a variable."""
        matches = {}
        for i, step in enumerate(self.plan.steps):
            if isinstance(step, plan.Match):
                self.prepare_match(step)
                matches[step.member.name] = f"size_{step.member.name}"
                continue
            part = f"b{len(self.parts)}"
            if isinstance(step, plan.Bare):
                self.bare_match(step, part)
            else:
                packed = self.packed_part(i, step)
                if not packed:
                    continue
                self.src.add(2, f"{part} = {packed}")
            self.parts[i] = part
            self.size_of[step.member.name] = f"len({part})"
        self.size_of |= matches
        bare = {m.name for m in (step.member for step in self.plan.steps if isinstance(step, (plan.Bare, plan.Match)))}
        self.bare_size_of = self.size_of | {name: f"n_{name}" for name in bare}
        for i, step in enumerate(self.plan.steps):
            if isinstance(step, plan.Align):
                after = " or ".join(name for j, name in self.parts.items() if j > i)
                of = step.member.of
                padded = f"PAD[{self.size_of[of]} & 7] if {after} else b''"
                if self.shadow:
                    self.src.bind("behind", objects.behind)
                    padded = f"behind(self, {self.size_of[of]}, {after})"
                self.src.add(2, f"pad_{of} = {padded}")

    def packed_part(self, i: int, step: plan.Step) -> str:
        """The bytes of a member without a fixed size, as an expression; "" if it has one."""
        m = step.member
        value = f"self.{m.slot}" if m.name else "None"
        if isinstance(step, (plan.Octets, plan.Fields, plan.Objects)):
            if isinstance(step, plan.Octets):
                return _packed(m, self.shadow) if m.codec == "text" else value
            self.src.add(2, f"a = {value}")
            joined = self.joined(step)
            return f"exact({joined}, {m.size})" if m.size else joined
        if isinstance(step, plan.ByHand):
            write = self.src.bind(f"write{i}", m.hand.write)
            return f"by_hand({write}, {value}, self, {self.lay.name!r}, {m.name!r})"
        return f"{value}.pack()" if isinstance(step, plan.Object) and not m.size else ""

    def joined(self, step: plan.Fields | plan.Objects) -> str:
        """The bytes of the list ``a``."""
        joined = "join([i.pack() for i in a])"
        if isinstance(step, plan.Fields):
            return f"a if type(a) is bytes else {joined}"
        if step.inner.tolerant:  # padded, which their length does not count
            self.src.bind("unpadded", objects.unpadded)
            return "join([e if unpadded(i) else e + PAD[len(e) & 7] for i, e in [(i, i.pack()) for i in a]])"
        if step.member.size:
            return joined
        return f"a[0].pack() if type(a) is list and len(a) == 1 else a.packed if type(a) is Prepared else {joined}"

    def prepare_match(self, step: plan.Match) -> None:
        """A match is packed together with what it stands in: its header goes into the same ``struct``."""
        lay, name, add = step.inner, step.member.name, self.src.add
        const, length, fields = lay.members
        cls = self.src.bind(f"cls_{lay.name}", self.ctx.cls(lay.qualname))
        head = self.src.struct(CODES[const.size] + CODES[length.size], "unpack_from")
        add(2, f"x = self.{step.member.slot}")
        add(2, f"if type(x) is {cls}:")
        add(3, f"a = x.{fields.slot}")
        add(3, f"fields_{name} = a if type(a) is bytes else join([i.pack() for i in a])")
        add(3, f"kind_{name} = {const.value}")
        add(3, f"n_{name} = {lay.size} + len(fields_{name})")
        add(3, f"pad_{name} = PAD[n_{name} & 7]")
        add(3, f"size_{name} = n_{name} + 7 & -8")
        add(2, "else:")  # one that carries more than its fields, or a user's own
        add(3, "a = x.pack()")
        add(3, f"kind_{name}, n_{name} = {head}(a)")
        add(3, f"fields_{name} = a[{lay.size}:]")
        add(3, f"pad_{name} = b''")
        add(3, f"size_{name} = len(a)")

    def bare_match(self, step: plan.Bare, part: str) -> None:
        """Pack a match whose length stands elsewhere: ``n_<name>`` is that, without the padding."""
        (fields,) = step.inner.members
        m, add = step.member, self.src.add
        cls = self.src.bind(f"cls_{step.inner.name}", self.ctx.cls(step.inner.qualname))
        add(2, f"x = self.{m.slot}")
        add(2, f"if type(x) is {cls}:")
        add(3, f"a = x.{fields.slot}")
        add(3, f"{part} = a if type(a) is bytes else join([i.pack() for i in a])")
        add(3, f"n_{m.name} = len({part})")
        add(3, f"{part} += PAD[n_{m.name} & 7]")
        add(2, "else:")  # one that carries odd padding, or a user's own
        add(3, f"{part} = x.pack()")
        add(3, f"n_{m.name} = len({part}) - len(x.carried().get('behind', b''))")

    def measure(self) -> None:
        """``total``: the length of the object as an expression; ``tail``: the padding at its end, or ""."""
        lay, add, steps = self.lay, self.src.add, self.plan.steps
        fixed = sum(step.member.size for i, step in enumerate(steps) if i not in self.parts)
        aligned = [f"len(pad_{step.member.of})" for step in steps if isinstance(step, plan.Align)]
        self.total = " + ".join([str(fixed), *self.size_of.values(), *aligned])
        self.tail = ""
        if self.shadow:
            self.carry()
            self.total = str(fixed) if lay.short_header and lay.by is not None else f"{self.total} + len(extra)"
        if lay.align:
            add(2, f"n = {self.total}")
            self.tail = "PAD[n & 7]"
            if self.shadow and lay.align == "after":
                self.src.bind("behind", objects.behind)
                self.tail = "behind(self, n)"
            self.total = "n + (-n & 7)" if lay.align == "inside" else "n"
        if self.shadow and lay.align == "inside":
            add(2, "as_is = extra or unpadded(self)")
            self.tail = "(b'' if as_is else PAD[n & 7])"
            self.total = "(n if as_is else n + (-n & 7))"
        padding = sum(step.member.size for step in steps if isinstance(step, plan.Padding))
        if self.shadow and padding:
            self.src.bind("padding", objects.padding)
            add(2, f"padding_ = padding(self, {padding})")

    def carry(self) -> None:
        """What an object carries behind its members."""
        self.src.bind("unpadded", objects.unpadded)
        self.src.add(2, "extra = self.extra")
        if self.plan.loose:
            self.src.add(2, f"if not extra and not unpadded(self): extra = {bytes(self.plan.loose)!r}")

    # -- the expression --

    def item(self, i: int, step: plan.Step) -> None:
        """One step, in order."""
        m = step.member
        if isinstance(step, plan.Match):
            const, length, _ = step.inner.members
            self.run += [
                (CODES[each.size], each.size, f"{name}_{m.name}") for each, name in ((const, "kind"), (length, "n"))
            ]
            self.flush()
            self.out += [f"fields_{m.name}", f"pad_{m.name}"]
        elif i in self.parts or isinstance(step, plan.Align):
            self.flush()
            self.out.append(self.parts.get(i) or f"pad_{m.of}")
        elif isinstance(step, plan.Padding):
            self.padding(m)
        elif isinstance(step, plan.Object):
            self.flush()
            self.out.append(f"self.{m.name}.pack()")
        elif isinstance(step, plan.Fixed):
            self.run.append((*item_of(m), self.fixed(m)))

    def padding(self, m: Member) -> None:
        if self.shadow:
            self.run.append(("s", m.size, f"padding_[{self.kept}:{self.kept + m.size}]"))
            self.kept += m.size
        else:
            self.run.append(("x", m.size, ""))

    def fixed(self, m: Member) -> str:
        """The value of a member of fixed size."""
        if m.kind == "length":
            return self.total
        if m.kind == "length_of":
            size_of = self.size_of if m.padded else self.bare_size_of
            return f"{size_of[m.of]}{f' + {m.value}' if m.value else ''}"
        lay = self.lay
        if m.name == "type_len" and lay.short_header and lay.by is None and not lay.fixed:
            # The header of a field of any length: its last byte counts what follows it.
            header = f"{m.value} + one_byte({self.total} - {m.size})"
            return f"{header} if self.{m.name} == {m.value} else self.{m.name}" if self.shadow else header
        return _packed(m, self.shadow)

    def flush(self) -> None:
        """Pack what stands side by side with one ``struct``."""
        if not self.run:
            return
        args = [expression for code, _, expression in self.run if code != "x"]
        if args:
            fmt = struct_fmt([(code, size) for code, size, _ in self.run])
            self.out.append(f"{self.src.struct(fmt, 'pack')}({', '.join(args)})")
        else:
            self.out.append(repr(bytes(sum(size for _, size, _ in self.run))))
        self.run.clear()


# --- construction ----------------------------------------------------------------------------------


def init_source(ctx: Context, lay: Layout, name: str) -> Source:
    """The ``__init__`` of a class: data and discriminator members in wire order, then ``extra``."""
    src = Source(f"{name} init")
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
