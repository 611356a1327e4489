"""Layout -> plan: what an object is made of on the wire, step by step, before any code is made of it.

A plan decides once what an emitter would otherwise ask of members, layouts and tables: which members are part of one
``struct``, where a nested object or list ends, what may follow the members. ``decoding.py`` and ``encoding.py`` emit
Python from it; a second emitter would start here. The steps:

==========  ======================================================================================================
`Fixed`     a number, address, text of fixed size, constant or length: an item of a ``struct`` with its neighbours
`Padding`   zero bytes of a fixed size
`Align`     zero bytes up to a multiple of 8 from where a member began, left out when nothing follows
`Attr`      a member that has no bytes of its own
`ByHand`    bytes that a hand-written codec reads and writes
`Octets`    bytes, up to a `Window`
`Fields`    match fields, kept as bytes until somebody reads them
`Objects`   a list of objects
`Object`    one object; how its end is found, says `Ends`
`Match`     an object that is nothing but a constant, its length and match fields: handled in place
`Bare`      an object that is nothing but match fields: a match of NXM fields, whose length stands elsewhere
==========  ======================================================================================================
"""

from __future__ import annotations

from itertools import takewhile

from oftwist.wire.codec.source import can_nest, is_bare_list, is_field_list, length_member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oftwist.wire.codec.layout import Layout, Member
    from oftwist.wire.codec.source import Context


class Window:
    """Where bytes or a list end."""

    SIZE = "size"  # they have a fixed size
    TOLD = "told"  # a member before them says it
    REST = "rest"  # at the end of what they are in


class Ends:
    """Where a nested object ends."""

    FIXED = "fixed"  # all of its class have one size
    SHORT = "short"  # its header of 4 bytes ends in the length of what follows
    OWN = "own"  # it has a length
    TOLD = "told"  # a member before it says it
    REST = "rest"  # at the end of what it is in


class Behind:
    """What may follow the members, up to the end of the object."""

    LOOSE = "loose"  # padding in whose place there may be nothing, or other bytes
    PADDED = "padded"  # padding to a multiple of 8, or bytes nobody knows
    TAKEN = "taken"  # a member took padding and all
    UNKNOWN = "unknown"  # bytes nobody knows: ``extra``
    NOTHING = "nothing"


class Step:
    """What happens to one member."""

    __slots__ = ("member",)

    def __init__(self, member: Member) -> None:
        self.member = member


class Fixed(Step):
    __slots__ = ()


class Padding(Step):
    __slots__ = ()


class Align(Step):
    __slots__ = ()


class Attr(Step):
    __slots__ = ()


class ByHand(Step):
    """Attributes: window: `Window.TOLD` or `Window.REST`."""

    __slots__ = ("window",)

    def __init__(self, member: Member, window: str) -> None:
        super().__init__(member)
        self.window = window


class Octets(ByHand):
    """Attributes: window: a `Window`."""

    __slots__ = ()


class Fields(ByHand):
    """Attributes: window: a `Window`."""

    __slots__ = ()


class Objects(Step):
    """Attributes: window: a `Window`; inner: of the elements; open: it may end before its window does."""

    __slots__ = ("inner", "open", "window")

    def __init__(self, member: Member, window: str, inner: Layout) -> None:
        super().__init__(member)
        self.window = window
        self.inner = inner
        self.open = inner.tolerant or inner.extent is not None


class Object(Step):
    """Attributes: inner: its layout; ends: one of `Ends`."""

    __slots__ = ("ends", "inner")

    def __init__(self, member: Member, inner: Layout, told: bool) -> None:
        super().__init__(member)
        self.inner = inner
        if inner.fixed and not inner.by:
            self.ends = Ends.FIXED
        elif inner.short_header:
            self.ends = Ends.SHORT
        elif length_member(inner) is not None:
            self.ends = Ends.OWN
        else:
            self.ends = Ends.TOLD if told else Ends.REST


class Match(Object):
    __slots__ = ()


class Bare(Object):
    __slots__ = ()


class Plan:
    """The steps of one class.

    Args:
        ctx: the version.
        lay: the class.
        loose: whether padding at the end that children do not have counts as what is `Behind` the members: for objects
            that may have other bytes in its place.

    Attributes:
        steps: in wire order.
        size: least bytes of them.
        behind: one of `Behind`.
        loose: bytes of padding left out of the steps.
        nests: whether an object may hold objects of its own family.
        aligned: members from whose start an `Align` counts.
    """

    __slots__ = ("aligned", "behind", "lay", "loose", "nests", "size", "steps")

    def __init__(self, ctx: Context, lay: Layout, loose: bool) -> None:
        self.lay = lay
        members = lay.members
        self.loose = 0
        if loose and (last := lay.loose):
            self.loose = sum(m.size for m in members[-last:])
            members = members[:-last]
        self.size = sum(m.size for m in members) if self.loose else lay.size
        self.nests = can_nest(ctx, lay)
        told = {m.of for m in members if m.kind == "length_of"}
        self.steps = [_step(ctx, m, told) for m in members]
        self.aligned = {step.member.of for step in self.steps if isinstance(step, Align)}
        self.behind = self._behind(ctx)

    def _behind(self, ctx: Context) -> str:
        taken = any(_takes_the_rest(step) for step in self.steps)
        if self.loose:
            return Behind.LOOSE
        if self.lay.align == "inside":
            return Behind.TAKEN if taken else Behind.PADDED
        in_header = bool(self.lay.parent) and ctx.layout(self.lay.parent).short_header
        return Behind.NOTHING if taken or in_header else Behind.UNKNOWN

    def padding_behind(self, number: int) -> int:
        """Bytes of padding of a fixed size that follow a step at once."""
        behind = takewhile(lambda step: isinstance(step, Padding), self.steps[number + 1 :])
        return sum(step.member.size for step in behind)


def _takes_the_rest(step: Step) -> bool:
    if isinstance(step, Objects):
        return step.window == Window.REST and not step.open
    if isinstance(step, (Octets, Fields)):
        return step.window == Window.REST
    return isinstance(step, Object) and step.ends == Ends.REST


def _step(ctx: Context, m: Member, told: set[str]) -> Step:
    if m.kind == "attr":
        return Attr(m)
    if m.kind == "pad":
        return Padding(m) if m.size else Align(m)
    window = Window.SIZE if m.size else Window.TOLD if m.name in told else Window.REST
    if m.codec == "hand":
        return ByHand(m, window)
    if m.codec == "struct":
        inner = ctx.layout(m.of)
        kind = Match if is_field_list(ctx, inner) else Bare if is_bare_list(ctx, inner) else Object
        return kind(m, inner, m.name in told)
    if m.codec == "list":
        inner = ctx.layout(m.of)
        return Fields(m, window) if inner.short_header and inner.by else Objects(m, window, inner)
    return Fixed(m) if m.size else Octets(m, window)


def keeps_padding(steps: Plan) -> bool:
    """Whether padding that is not zero stays with the objects of a class.

    It does in all but those that are read most, flows and packet-ins: there it would cost a tenth of their reading,
    for bytes that mean nothing. What stands for a child that is not known keeps everything.
    """
    frequent = any(isinstance(step, Match) for step in steps.steps)
    return bool(steps.lay.by) or not frequent
