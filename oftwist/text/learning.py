"""``learn``: a flow made from the packet, and what it matches and does."""

from __future__ import annotations

from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.fields import BY_NAME, Field, by_header
from oftwist.text.lexer import pairs, shifted
from oftwist.text.model import NEEDS, Match
from oftwist.text.names import table, table_text
from oftwist.text.reading import Reading, Telling, odd_text, row
from oftwist.text.setting import header_number, long_header, part_text, split_arrow
from oftwist.text.subfields import Subfield, subfield
from oftwist.wire.codec.malformed import Malformed
from oftwist.wire.interfaces import Part

_MATCH, _LOAD, _OUTPUT = 0, 1, 2
_SEND_FLOW_REM, _DELETE_LEARNED, _WRITE_RESULT = 1, 2, 4
_NUMBERS = {
    "idle_timeout": 16, "hard_timeout": 16, "fin_idle_timeout": 16, "fin_hard_timeout": 16, "priority": 16,
    "cookie": 64, "limit": 32,
}  # fmt: skip
_FLAGS = {"send_flow_rem": _SEND_FLOW_REM, "delete_learned": _DELETE_LEARNED}


def _learn(text: str, reading: Reading) -> list[Part]:
    members: dict[str, Any] = {"table_id": 1, "priority": 0x8000, "flags": 0}
    specs: list[Any] = []
    learned = Match()  # what the flow to be made matches so far
    for key, value, key_at, value_at in pairs(text):
        if key == "table":
            members["table_id"] = shifted(value_at, table, value, reading.tables)
            if members["table_id"] == 255:
                raise TextError("a table from 0 to 254", value, value_at)
        elif key in _NUMBERS:
            members[key] = shifted(value_at, numbers.number, value, _NUMBERS[key])
        elif key in _FLAGS:
            members["flags"] |= _FLAGS[key]
        elif key == "result_dst":
            part = shifted(value_at, lambda value=value: reading.target(subfield(value, 1)))
            members["flags"] |= _WRITE_RESULT
            members |= {"result_dst": header_number(part), "result_dst_ofs": part.offset}
        else:
            specs.append(_spec(key, value, key_at, value_at, reading, learned))
    if not members.get("limit"):
        members.pop("limit", None)
    if "limit" in members or "result_dst" in members:
        return [reading.make("nicira_learn2", specs=specs, **members)]
    return [reading.make("nicira_learn", specs=specs, **members)]


def _spec(key: str, value: str, key_at: int, value_at: int, reading: Reading, learned: Match) -> Any:
    if key == "load":
        return shifted(value_at, _load, value, reading, learned)
    if key == "output":
        part = shifted(value_at, lambda: reading.source(subfield(value)))
        return _make(reading, _OUTPUT, part.bits, src=part)
    return _match(key, value, key_at, value_at, reading, learned)


def _make(reading: Reading, kind: int, bits: int, **given: Any) -> Any:
    members: dict[str, Any] = {"dst_type": kind, "n_bits": bits, "value": given.get("value")}
    for end in ("src", "dst"):
        part = given.get(end)
        if part is not None:
            members |= {end: header_number(part, short=True), f"{end}_ofs": part.offset}
    return reading.home.cls("common.nicira_learn_spec")(**members)


def _target(part: Subfield, learned: Match, writes: bool) -> Subfield:
    """A part of a field of the learned flow, which must match what the field needs by then."""
    if writes and not part.field.writable:
        raise TextError("a field that can be written", part.name)
    if not NEEDS[part.field.needs](learned):
        raise TextError(f"what {part.field.name} needs as an earlier match of the learned flow", part.name)
    return part


def _match(key: str, value: str, key_at: int, value_at: int, reading: Reading, learned: Match) -> Any:
    """``FIELD=VALUE``, ``FIELD[..]=SRC[..]`` or ``FIELD[..]``."""
    field = BY_NAME.get(key)
    if field is not None and value and not field.numbers:
        raise TextError("a field that has a number on the wire", key, key_at)
    if field is not None and value and field.size != 124:
        found = _immediate(field, value, value_at, reading)
        if found is not None:
            part = shifted(key_at, _target, Subfield(field, 0, field.bits, key), learned, False)
            learned.set(field, found, field.full)
            return _make(reading, _MATCH, field.bits, value=found, dst=part)
    part = shifted(key_at, lambda: _target(subfield(key), learned, False))
    if not value:
        source = shifted(key_at, reading.source, part)
        _learn_of(learned, part, reading, source)
        return _make(reading, _MATCH, part.bits, src=source, dst=part)
    number = numbers.c_integer(value)
    if number is not None:
        number = shifted(value_at, numbers.number, value, min(part.bits, 992))
        learned.put(part.field, number << part.offset, part.mask)
        return _make(reading, _MATCH, part.bits, value=number, dst=part)
    source = shifted(value_at, lambda: reading.source(subfield(value)))
    if source.bits != part.bits:
        raise TextError(f"{part.bits} bits of a field", value, value_at)
    return _make(reading, _MATCH, part.bits, src=source, dst=part)


def _learn_of(learned: Match, part: Subfield, reading: Reading, source: Subfield) -> None:
    """What is known of the learned flow when it matches what the packet has."""
    value, mask = reading.match.field(source.field)
    if part.is_whole and mask:
        learned.put(part.field, value, mask)


def _immediate(field: Field, value: str, at: int, reading: Reading) -> int | None:
    """A value in the field's own form; None if it is the name of a field."""
    try:
        number, mask = field.form.read(value, field.size, reading.ports)
    except TextError as error:
        if "[" in value or value in BY_NAME:
            return None
        raise error.shifted(at) from None
    if mask not in (field.whole, field.full):
        raise TextError("a value without a mask", value, at)
    return number


def _load(text: str, reading: Reading, learned: Match) -> Any:
    source_text, target_text, at = split_arrow(text)
    target = shifted(at, lambda: _target(subfield(target_text), learned, True))
    value = numbers.c_integer(source_text)
    if value is not None:
        number = numbers.number(source_text, target.bits, f"a number for {target.bits} bits")
        return _make(reading, _LOAD, target.bits, value=number, dst=target)
    source = reading.source(subfield(source_text))
    if source.bits != target.bits:
        raise TextError(f"{source.bits} bits, as many as before the arrow", target_text, at)
    return _make(reading, _LOAD, target.bits, src=source, dst=target)


# --- printing --------------------------------------------------------------------------------------


def _tell_learn(action: Part, telling: Telling) -> str:
    parts = [f"table={table_text(action.table_id, telling.tables)}"]
    for name in ("idle_timeout", "hard_timeout", "fin_idle_timeout", "fin_hard_timeout"):
        if getattr(action, name):
            parts.append(f"{name}={getattr(action, name)}")
    if action.priority != 0x8000:
        parts.append(f"priority={action.priority}")
    parts += [name for name, bit in _FLAGS.items() if action.flags & bit]
    if action.cookie:
        parts.append(f"cookie={numbers.hexadecimal(action.cookie)}")
    if getattr(action, "limit", 0):
        parts.append(f"limit={action.limit}")
    if action.flags & _WRITE_RESULT and getattr(action, "result_dst", None) is not None:
        parts.append(f"result_dst={part_text(action.result_dst, action.result_dst_ofs, 1)}")
    parts += [_tell_spec(spec, telling) for spec in action.specs]
    return f"learn({','.join(parts)})"


def _tell_spec(spec: Any, telling: Telling) -> str:
    if isinstance(spec, Malformed):
        return odd_text(spec)
    bits = spec.n_bits
    if spec.dst_type == _OUTPUT:
        return f"output:{part_text(spec.src, spec.src_ofs, bits)}"
    target = part_text(spec.dst, spec.dst_ofs, bits)
    value = (spec.value or 0) & (1 << (bits + 7) // 8 * 8) - 1  # more bytes than it takes mean nothing
    source = part_text(spec.src, spec.src_ofs, bits) if spec.src is not None else f"{value:#x}"
    if spec.dst_type == _LOAD:
        if spec.src is None and not value:
            source = "0"
        return f"load:{source}->{target}"
    if spec.src is not None:
        same = (spec.src, spec.src_ofs) == (spec.dst, spec.dst_ofs)
        return target if same else f"{target}={source}"
    known = by_header(long_header(spec.dst))
    if known is not None and spec.dst_ofs == 0 and bits == known[0].bits:
        field = known[0]
        return f"{field.name}={field.form.tell(value, field.whole, field.size, telling.ports)}"
    return f"{target}={source}"


row("learn", _learn, nicira_learn=_tell_learn, nicira_learn2=_tell_learn)
