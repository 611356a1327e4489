"""A part of a field: ``NXM_NX_REG0[0..15]``, ``eth_src[]``, ``reg0[4]``; printed by the name of its number."""

from __future__ import annotations

import re
from typing import NamedTuple

from oftwist.errors import TextError
from oftwist.text.fields import BY_NAME, BY_NUMBER_NAME, Field, by_header
from oftwist.text.numbers import decimal

_PART = re.compile(r"([^\[\]]*)(?:\[(?:(\d+)(?:\.\.(\d+))?)?\])?\Z", re.ASCII)


class Subfield(NamedTuple):
    """Some bits of a field.

    Attributes:
        field: of which.
        offset: how many bits lie below it.
        bits: how many it has.
        name: of the field, as it was written.
    """

    field: Field
    offset: int
    bits: int
    name: str

    @property
    def mask(self) -> int:
        """Its bits in the field."""
        return (1 << self.bits) - 1 << self.offset

    @property
    def is_whole(self) -> bool:
        return self.bits == self.field.bits

    @property
    def ofs_nbits(self) -> int:
        """As extension actions have it: the offset, then one less than the bits, in 6 bits."""
        return self.offset << 6 | self.bits - 1

    def __str__(self) -> str:
        return subfield_text(self.field, self.offset, self.bits)


def subfield(text: str, bits: int = 0) -> Subfield:
    """A part of a field by its name or that of one of its numbers; without brackets the whole field.

    Args:
        text: e.g. "NXM_NX_REG0[0..15]".
        bits: how many it must have; 0 = any.

    Raises:
        TextError: there is no such field, or it has no such bits.
    """
    match = _PART.match(text)
    if match is None:
        raise TextError("a field, as NAME, NAME[], NAME[bit] or NAME[first..last]", text)
    name, first, last = match.groups()
    field = BY_NAME.get(name) or BY_NUMBER_NAME.get(name)
    if field is None:
        raise TextError("the name of a field", name)
    if first is None:
        found = Subfield(field, 0, field.bits, name)
    else:
        # The digits were found by a pattern: what is too many of them is past the end of any field.
        low, high = decimal(first) or 0, decimal(last if last is not None else first) or 0
        if low > high:
            raise TextError("the lower bit first", text[len(name) :], len(name))
        if high >= field.bits:
            raise TextError(f"bits 0 to {field.bits - 1} of {field.name}", text[len(name) :], len(name))
        found = Subfield(field, low, high - low + 1, name)
    if bits and found.bits != bits:
        raise TextError(f"{bits} bit{'s' if bits > 1 else ''} of a field", text)
    return found


def subfield_text(field: Field, offset: int, bits: int) -> str:
    """A part of a field as it is printed: by the oldest of its numbers, always with brackets."""
    name = field.numbers[0].name if field.numbers else field.name
    if offset == 0 and bits == field.bits:
        return f"{name}[]"
    return f"{name}[{offset}]" if bits == 1 else f"{name}[{offset}..{offset + bits - 1}]"


def header(field: Field, version: int) -> bytes:
    """The header of a field in an action, 4 or 8 bytes.

    Raises:
        TextError: it has none.
    """
    number = field.number(version)
    if number is None:
        raise TextError("a field that has a number on the wire", field.name)
    return number.header


def header_text(raw: bytes, offset: int, bits: int) -> str:
    """A part of the field with a header; of an unknown one its number."""
    found = by_header(raw)
    if found is not None:
        return subfield_text(found[0], offset, bits)
    place = "[]" if not bits else f"[{offset}..{offset + bits - 1}]"
    return f"0x{raw.hex()}{place}"
