"""Instructions: what a flow does, from 1.1 on; in one list with the actions that are applied at once.

In text they stand in the order in which a switch carries them out: ``meter``, the actions, ``clear_actions``,
``write_actions``, ``write_metadata``, ``goto_table``. 1.0 has actions only: there ``goto_table`` is a resubmit, and
``write_metadata`` an extension.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oftwist.errors import TextError
from oftwist.text import numbers
from oftwist.text.actions import read_action, read_actions
from oftwist.text.headers import metadata_text, meter_action, meter_number
from oftwist.text.lexer import Pair, pairs, shifted
from oftwist.text.names import IN_PORT, table, table_text
from oftwist.text.reading import Reading, Telling, odd_text, only
from oftwist.wire.codec.malformed import Malformed
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import OF10, OF11, OF13, OF15

METER, APPLY, CLEAR, WRITE, METADATA, GOTO = range(6)
_WORDS = ("meter", "an action", "clear_actions", "write_actions", "write_metadata", "goto_table")


def read_instructions(text: str, reading: Reading) -> list[Part]:
    """What a flow does: instructions, or actions in 1.0.

    Raises:
        TextError: a word is none, or stands in the wrong place.
    """
    found: list[Part] = []
    applied: list[Any] = []
    at = -1
    items = pairs(text)
    for key, value, key_at, value_at in items:
        word = key if key in _READ else key.lower()
        if word == "drop":
            if value or any(other[0].lower() != "drop" for other in items):
                raise TextError("drop alone, without other actions or instructions", key, key_at)
            continue
        known = _READ.get(word)
        rank = APPLY if known is None else known[0]
        if rank < at or (rank == at and rank != APPLY):
            raise TextError(f"instructions in their order, each once: {', '.join(_WORDS)}", key, key_at)
        at = rank
        if known is None:
            _not_beside_conjunction(word, items, key, key_at)
            applied += read_action(key, value, key_at, value_at, reading)
            continue
        if rank > APPLY and applied and reading.version >= OF11:
            found.append(_apply(reading, applied))
            applied = []
        made = shifted(value_at, known[1], value, reading)
        if reading.version == OF10 or (rank == METER and reading.version >= OF15):
            applied += made
        else:
            found += made
    if reading.version == OF10:
        return applied
    if applied:
        found.append(_apply(reading, applied))
    return found


def _apply(reading: Reading, actions: list[Part]) -> Any:
    return _make(reading, "apply_actions", actions=actions)


def _make(reading: Reading, name: str, **members: Any) -> Any:
    return reading.home.cls(f"instruction.{name}")(**members)


def _not_beside_conjunction(word: str, items: list[Pair], key: str, at: int) -> None:
    if word == "conjunction" and any(other[0].lower() not in ("conjunction", "note") for other in items):
        raise TextError("nothing but notes beside conjunctions", key, at)


# --- reading ---------------------------------------------------------------------------------------


def _meter(text: str, reading: Reading) -> list[Part]:
    reading.since(OF13)
    if reading.version >= OF15:
        return meter_action(text, reading)
    return [_make(reading, "meter", meter_id=meter_number(text))]


def _clear_actions(text: str, reading: Reading) -> list[Part]:
    only(None, "clear_actions", text)
    reading.since(OF11)
    return [_make(reading, "clear_actions")]


def _write_actions(text: str, reading: Reading) -> list[Part]:
    reading.since(OF11)
    inner = reading.nested(text)
    inner.lenient = True  # nobody knows what the packet will be when they are carried out
    actions = read_actions(text, inner)
    return [_make(reading, "write_actions", actions=actions)] if actions else []


def _write_metadata(text: str, reading: Reading) -> list[Part]:
    value_text, slash, mask_text = text.partition("/")
    value = numbers.number(value_text, 64)
    mask = shifted(len(value_text) + 1, numbers.number, mask_text, 64) if slash else numbers.ALL_ONES[8]
    reading.plain = False
    if reading.version == OF10:
        return [reading.make("nicira_write_metadata", metadata=value, mask=mask)]
    return [_make(reading, "write_metadata", metadata=value, metadata_mask=mask)]


def _goto_table(text: str, reading: Reading) -> list[Part]:
    number = table(text, reading.tables)
    if reading.table != 255 and number <= reading.table:
        raise TextError("a later table than that of the flow", text)
    if reading.version == OF10:
        return [reading.make("nicira_resubmit_table", in_port=IN_PORT, table=number)]
    return [_make(reading, "goto_table", table_id=number)]


_READ: dict[str, tuple[int, Callable[[str, Reading], list[Any]]]] = {
    "meter": (METER, _meter),
    "clear_actions": (CLEAR, _clear_actions),
    "write_actions": (WRITE, _write_actions),
    "write_metadata": (METADATA, _write_metadata),
    "goto_table": (GOTO, _goto_table),
}

# --- printing --------------------------------------------------------------------------------------


def _tell_stat_trigger(instruction: Part, telling: Telling) -> str:
    return f"stat_trigger(flags={instruction.flags:#x})"  # Open vSwitch has no words for it


_TELL: dict[str, tuple[int, Callable[[Any, Telling], str]]] = {
    "meter": (METER, lambda one, telling: f"meter:{one.meter_id}"),
    "apply_actions": (APPLY, lambda one, telling: telling.actions(one.actions, telling) if one.actions else ""),
    "clear_actions": (CLEAR, lambda one, telling: "clear_actions"),
    "write_actions": (
        WRITE,
        lambda one, telling: f"write_actions({telling.actions(one.actions, telling)})",
    ),
    "write_metadata": (
        METADATA,
        lambda one, telling: f"write_metadata:{metadata_text(one.metadata, one.metadata_mask)}",
    ),
    "goto_table": (GOTO, lambda one, telling: f"goto_table:{table_text(one.table_id, telling.tables)}"),
    "stat_trigger": (GOTO + 1, _tell_stat_trigger),
}


def tell_instruction(instruction: Part, telling: Telling) -> str:
    """One instruction; of an unknown one its bytes."""
    known = _TELL.get(type(instruction).__name__)
    if known is None or isinstance(instruction, Malformed):
        return odd_text(instruction)
    return known[1](instruction, telling)


def tell_instructions(instructions: Any, telling: Telling) -> str:
    """Instructions as ovs-ofctl prints them, in the order in which a switch carries them out; ``drop`` for none."""
    if len(instructions) > 1:
        ranks = {name: rank for name, (rank, _) in _TELL.items()}
        instructions = sorted(instructions, key=lambda one: ranks.get(type(one).__name__, GOTO + 2))
    return ",".join(filter(None, [tell_instruction(one, telling) for one in instructions])) or "drop"
