"""The functions that read lists.

A list is cut into its elements by their lengths, whichever way the class tells them; an element that cannot be read
is set aside.
"""

from __future__ import annotations

from oftwist.wire.codec import objects, values
from oftwist.wire.codec.malformed import set_aside
from oftwist.wire.codec.source import CODES, Source, length_member, self_delimiting, struct_fmt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oftwist.wire.codec.layout import Layout
    from oftwist.wire.codec.source import Context

# Experimenters' actions need not have the length that others have, and then what holds them has not either.
_EXPERIMENTER = 0xFFFF


def list_source(ctx: Context, lay: Layout, name: str) -> Source:
    """The function that reads ``[o, e)`` as a list of objects of a class.

    Raises:
        ValueError: there is no way to find where an object of the class ends.
    """
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
    src.add(2, "while o < e:")
    least = _element(ctx, lay, src)
    if lay.align == "after":
        src.bind("keep_behind", objects.keep_behind)
        src.add(3, "p = q + (o - q & 7)")
    _choose(ctx, lay, src)
    _read(lay, src, least)
    src.add(1, f"except {'(struct_error, LookupError, ValueError)' if lay.extent else 'struct_error'}:")
    src.add(2, f"raise short(buf, o, e, {lay.qualname!r}) from None")
    src.add(1, "return out" if lay.extent is None else "return out, o")
    return src


def _element(ctx: Context, lay: Layout, src: Source) -> int:
    """The end of the element at ``o`` goes to ``q``, checked; its key to ``key``. Returns the least length."""
    if lay.short_header and lay.by is not None:
        src.add(3, f"key, = {src.struct('I', 'unpack_from')}(buf, o)")
        src.add(3, "q = o + 4 + (key & 255)")
        src.add(3, "if q > e:")
        src.add(4, f"raise bad_length(q - o, o, e, {lay.qualname!r}, 'type_len', 4)")
    elif length_member(lay) is not None:
        return _own_length(lay, src)
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
    return 0


def _own_length(lay: Layout, src: Source) -> int:
    """The length of an element, and its key, by one read."""
    offset, size = length_member(lay) or (0, 0)
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
    least = sum(s for _, s in items)
    # Reading the head may look past e, never past buf; the length check then refuses it.
    src.add(3, f"{targets} = {src.struct(struct_fmt([i for i in items if i[1]]), 'unpack_from')}(buf, o)")
    src.add(3, "q = o + n")
    src.add(3, f"if n < {least} or q > e:")
    src.add(4, f"raise bad_length(n, o, e, {lay.qualname!r}, {_length_name(lay)!r}, {least})")
    return least


def _choose(ctx: Context, lay: Layout, src: Source) -> None:
    """What reads an element of this key."""
    if lay.short_header and lay.by is not None:
        # Unknown match fields are everyday: no exception for them.
        src.bind("known", ctx.dispatch(lay.qualname).get)
        src.add(3, "read = known(key) or resolve(key)")
    elif lay.by is not None:
        src.add(3, "try:")
        src.add(4, "read = table[key]")
        src.add(3, "except KeyError:")
        src.add(4, "read = resolve(key)")


def _read(lay: Layout, src: Source, least: int) -> None:
    """Read the element, or set it aside."""
    padded = lay.align == "after"
    src.add(3, "try:")
    if padded:
        src.add(4, "if p > e:")
        src.add(5, "p = e")
        src.add(5, f"raise short(buf, q, e, {lay.qualname!r})")
    src.add(4, "x = read(buf, o, q)")
    if lay.multiple_of > 1:
        exempt = f" and key != {_EXPERIMENTER}" if lay.by is not None else ""
        src.add(4, f"if n & {lay.multiple_of - 1}{exempt} and not holds_any_length(x):")
        wrong = f"{_length_name(lay)!r}, {least}, {lay.multiple_of}"
        src.add(5, f"raise bad_length(n, o, e, {lay.qualname!r}, {wrong})")
    if padded:
        src.add(4, "if buf[q:p] != PAD[q - o & 7]:")
        src.add(5, "keep_behind(x, buf[q:p])")
    src.add(3, "except ProtocolError as error:")
    src.add(4, "bad += 1")
    src.add(4, f"x = set_aside(cls, buf[o:{'p' if padded else 'q'}], error, bad)")
    src.add(3, "out.append(x)")
    src.add(3, f"o = {'p' if padded else 'q'}")


def _length_name(lay: Layout) -> str:
    return next((m.name for m in lay.members if m.kind == "length"), "length")
