"""The functions that find out of which class an object is: by the discriminator, and by further constants."""

from __future__ import annotations

from oftwist.wire.codec import values
from oftwist.wire.codec.source import CODES, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oftwist.wire.codec.layout import Layout, Member
    from oftwist.wire.codec.source import Context, Decoder


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
    if lay.parent and ctx.layout(lay.parent).of_experimenters:
        # It ends before the number by which this experimenter tells its own apart; the id of an action may.
        src.bind("nobodys", ctx.nobodys)
        src.add(2, f"return nobodys({lay.parent!r})(buf, o, e)")
    else:
        src.add(2, f"raise short(buf, o, e, {lay.qualname!r})")
    if not lay.parent:
        check_constants(src, lay)
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


def constants(lay: Layout) -> list[tuple[Member, int]]:
    """The constant members at known offsets: what ``unpack()`` of a class, called by name, has to compare first."""
    out = []
    offset = 0
    for m in lay.members:
        if m.kind == "const":
            out.append((m, offset))
        if not m.size:
            break
        offset += m.size
    return out


def check_constants(src: Source, lay: Layout) -> None:
    """Compare the constants of a class that nobody has dispatched on."""
    for m, at in constants(lay):
        wrong = " or ".join(f"buf[o + {at + i}] != {byte}" for i, byte in enumerate(m.value.to_bytes(m.size, "big")))
        src.add(1, f"if {wrong}:")
        src.add(2, f"raise wrong_constant(buf, o + {at}, {m.size}, {lay.qualname!r}, {m.name!r}, {m.value})")


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
