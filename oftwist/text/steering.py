"""Actions that steer the lookup: resubmit, the stack, conjunctions, notes, timeouts, checks."""

from __future__ import annotations

from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.fields import BY_NAME, by_header
from oftwist.text.lexer import pairs, shifted, words
from oftwist.text.model import TCP, is_tracked
from oftwist.text.names import (
    IN_PORT,
    port,
    port_text,
    table,
    table_text,
)
from oftwist.text.reading import Reading, Telling, row
from oftwist.text.setting import header_number, long_header, part_text
from oftwist.text.subfields import subfield
from oftwist.wire.interfaces import Part

# --- resubmit --------------------------------------------------------------------------------------


def _resubmit(text: str, reading: Reading) -> list[Part]:
    parts = text.split(",")
    first = parts[0].strip()
    number = shifted(text.index(first), port, first, reading.ports) if first else IN_PORT
    found, tracked = 255, False
    if len(parts) > 1 and parts[1].strip():
        word = parts[1].strip()
        found = shifted(text.index(word, len(parts[0]) + 1), table, word, reading.tables)
    if len(parts) > 2 and parts[2].strip():
        tracked = parts[2].strip() == "ct"
        if not tracked:
            raise TextError("ct, or nothing", parts[2], len(parts[0]) + len(parts[1]) + 2)
    if number == IN_PORT and found == 255:
        raise TextError("a port, a table, or both", text)
    if tracked and not is_tracked(reading.match):
        raise TextError("a tracked connection in the match (ct_state)", "ct", len(text) - 2)
    name = "nicira_resubmit_table_ct" if tracked else "nicira_resubmit_table"
    return [reading.make(name, in_port=number, table=found)]


def _tell_resubmit(action: Part, telling: Telling) -> str:
    tracked = type(action).__name__ == "nicira_resubmit_table_ct"
    number = getattr(action, "table", 255)
    if action.in_port != IN_PORT and number == 255 and not tracked:
        return f"resubmit:{port_text(action.in_port, telling.ports)}"
    text = port_text(action.in_port, telling.ports) if action.in_port != IN_PORT else ""
    text += "," + (table_text(number, telling.tables) if number != 255 else "")
    return f"resubmit({text}{',ct' if tracked else ''})"


row(
    "resubmit",
    _resubmit,
    nicira_resubmit=_tell_resubmit,
    nicira_resubmit_table=_tell_resubmit,
    nicira_resubmit_table_ct=_tell_resubmit,
)

# --- notes, stack, ends ----------------------------------------------------------------------------


def _note(text: str, reading: Reading) -> list[Part]:
    data = numbers.hex_bytes(text)
    # The note fills the action, which is a multiple of 8 bytes long.
    return [reading.make("nicira_note", note=data.ljust((len(data) + 10 + 7) // 8 * 8 - 10, b"\0"))]


row("note", _note, nicira_note=lambda action, telling: f"note:{bytes(action.pack()[10:]).hex('.')}")


def _stack(name: str, target: bool) -> Any:
    def read(text: str, reading: Reading) -> list[Part]:
        part = subfield(text)
        part = reading.target(part) if target else reading.source(part)
        return [reading.make(name, offset=part.offset, field=header_number(part), n_bits=part.bits)]

    return read


def _tell_stack(word: str) -> Any:
    return lambda action, telling: f"{word}:{part_text(action.field, action.offset, action.n_bits)}"


row("push", _stack("nicira_stack_push", target=False), nicira_stack_push=_tell_stack("push"))
row("pop", _stack("nicira_stack_pop", target=True), nicira_stack_pop=_tell_stack("pop"))


def _fin_timeout(text: str, reading: Reading) -> list[Part]:
    given = {"idle_timeout": 0, "hard_timeout": 0}
    for key, value, key_at, value_at in pairs(text):
        if key not in given:
            raise TextError("idle_timeout= or hard_timeout=", key, key_at)
        given[key] = shifted(value_at, numbers.number, value, 16)
    reading.need(reading.match.protocol == TCP, "tcp or tcp6")
    members = {"fin_idle_timeout": given["idle_timeout"], "fin_hard_timeout": given["hard_timeout"]}
    return [reading.make("nicira_fin_timeout", **members)]


def _tell_fin_timeout(action: Part, telling: Telling) -> str:
    parts = []
    if action.fin_idle_timeout:
        parts.append(f"idle_timeout={action.fin_idle_timeout}")
    if action.fin_hard_timeout:
        parts.append(f"hard_timeout={action.fin_hard_timeout}")
    return f"fin_timeout({','.join(parts)})"


row("fin_timeout", _fin_timeout, nicira_fin_timeout=_tell_fin_timeout)


def _conjunction(text: str, reading: Reading) -> list[Part]:
    found = [(text[a:b], a) for a, b in words(text)]
    clause, slash, count = found[1][0].partition("/") if len(found) == 2 else ("", "", "")
    if not slash:
        raise TextError("conjunction(ID,K/N)", text)
    (number, number_at), (part, part_at) = found
    which = shifted(part_at, numbers.number, clause, 8)
    members = {
        "id": shifted(number_at, numbers.number, number, 32),
        "n_clauses": shifted(part_at + len(clause) + 1, numbers.number, count, 8),
    }
    if not 2 <= members["n_clauses"] <= 64 or not 1 <= which <= members["n_clauses"]:
        raise TextError("clause K of N, with N from 2 to 64", part, part_at)
    return [reading.make("nicira_conjunction", clause=which - 1, **members)]


row(
    "conjunction",
    _conjunction,
    nicira_conjunction=lambda action, telling: f"conjunction({action.id},{action.clause + 1}/{action.n_clauses})",
)


def _check_pkt_larger(text: str, reading: Reading) -> list[Part]:
    length, arrow, name = text.partition(")->")
    if not arrow:
        raise TextError("check_pkt_larger(N)->FIELD[bit]", text)
    part = shifted(len(length) + 3, lambda: reading.target(subfield(name, 1)))
    value = numbers.number(length, 16, "a number of bytes")
    return [reading.make("nicira_check_pkt_larger", pkt_len=value, offset=part.offset, dst=header_number(part))]


row(
    "check_pkt_larger",
    _check_pkt_larger,
    nicira_check_pkt_larger=lambda action, telling: (
        f"check_pkt_larger({action.pkt_len})->{part_text(action.dst, action.offset, 1)}"
    ),
)


def _delete_field(text: str, reading: Reading) -> list[Part]:
    field = BY_NAME.get(text)
    if field is None or field.size != 124:
        raise TextError("tunnel metadata, tun_metadata0 to tun_metadata63", text)
    return [reading.make("nicira_delete_field", field=int.from_bytes(field.numbers[0].header, "big"))]


def _name_of(header: int) -> str:
    """A field by its name, or its number."""
    found = by_header(long_header(header))
    return found[0].name if found else f"{header:#x}"


row(
    "delete_field",
    _delete_field,
    nicira_delete_field=lambda action, telling: f"delete_field:{_name_of(action.field)}",
)
