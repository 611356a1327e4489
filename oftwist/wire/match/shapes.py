"""Reading lists of match fields at once, when the same combination of fields comes again and again.

A switch sends few combinations: the port of a packet-in, the fields of its flows. A list is read field by field
until its *shape* (the headers of its fields) was seen a few times; then one function is made for the shape, which
unpacks all headers and values together, and compares the headers. Peers cannot make this grow: there are at most
`_SHAPES` of them, one for each length of a list.
"""

from __future__ import annotations

from oftwist.wire.codec import source as codec
from oftwist.wire.codec.objects import layout_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_SHAPES = 64
_SEEN = 16  # times before a function is worth making
_FORMS = {("uint", 1): "B", ("uint", 2): "H", ("uint", 4): "I", ("uint", 8): "Q", ("ipv4", 4): "I"}


def reader(generic: Callable[[Any, int, int], list[Any]], name: str) -> Callable[[bytes, int, int], list[Any]]:
    """The function ``(raw, 0, len(raw)) -> list`` that reads a whole list of match fields.

    Args:
        generic: reads any list, field by field.
        name: for the names of generated sources, e.g. ``of13.oxm.oxm``.
    """
    shapes: dict[int, Callable[[bytes], list[Any] | None]] = {}
    seen: dict[int, tuple[list[type[Any]], int]] = {}

    def read(raw: bytes, start: int, end: int) -> list[Any]:
        shape = shapes.get(end)
        if shape is not None:
            fields = shape(raw)
            if fields is not None:
                return fields
            return generic(raw, start, end)
        fields = generic(raw, start, end)
        if fields and len(shapes) < _SHAPES:
            kinds = [type(field) for field in fields]
            before, times = seen.get(end, (kinds, 0))
            times = times + 1 if before == kinds else 0
            seen[end] = kinds, times
            if times >= _SEEN:
                del seen[end]
                shapes[end] = _compile(fields, name)
        return fields

    return read


def _never(raw: bytes) -> None:
    """The shape of lists that must be read field by field."""
    return None


def _compile(fields: list[Any], name: str) -> Callable[[bytes], list[Any] | None]:
    src = codec.Source(f"{name} list of {' '.join(type(field).__name__ for field in fields)}")
    src.bind("new", object.__new__)
    form, targets, tests, body = "", [], [], []
    for i, field in enumerate(fields):
        members = layout_of(field).members
        if field.carried() or "type_len" in field.__match_args__:
            return _never  # unknown, or with more than its members
        form += "I"
        targets.append(f"h{i}")
        tests.append(f"h{i} == {int(field.type_len):#x}")
        body.append(f"x{i} = new({src.bind(f'c{i}', type(field))})")
        for m in members:
            if m is members[0]:
                continue  # the header
            if m.kind == "const":  # an experimenter's number
                form += codec.CODES[m.size]
                targets.append(f"h{i}_{m.name}")
                tests.append(f"h{i}_{m.name} == {m.value:#x}")
                continue
            plain = m.size in (6, 16) and m.codec in ("mac", "ipv6")
            if m.kind != "data" or not (plain or (m.codec, m.size) in _FORMS):
                return _never
            form += f"{m.size}s" if plain else _FORMS[m.codec, m.size]
            targets.append(f"x{i}_{m.name}")
            body.append(f"x{i}.{m.slot} = x{i}_{m.name}")
    src.add(0, "def read(raw):")
    src.add(1, f"{', '.join(targets)}, = {src.struct(form, 'unpack')}(raw)")
    src.add(1, f"if {' and '.join(tests)}:")
    for line in body:
        src.add(2, line)
    src.add(2, f"return [{', '.join(f'x{i}' for i in range(len(fields)))}]")
    return src.compile("read")  # type: ignore[no-any-return]
