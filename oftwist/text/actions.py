"""Lists of actions, and the actions that say where packets go: output, enqueue, clone.

A list is read from left to right, because an action can depend on what those before it did to the packet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oftwist.errors import ProtocolError, TextError
from oftwist.text import numbers
from oftwist.text.fields import BY_NAME
from oftwist.text.lexer import pairs, shifted, words
from oftwist.text.names import (
    CONTROLLER,
    FIRST_RESERVED,
    IN_PORT,
    LOCAL,
    NO_NAMES,
    NONE,
    Names,
    is_port,
    port,
    port_from_wire,
    port_on_wire,
    port_text,
)
from oftwist.text.reading import READ, TELL, Reading, Telling, odd_text, row, version_of
from oftwist.text.setting import header_number, ofs_nbits_text
from oftwist.text.subfields import subfield
from oftwist.wire.codec import classes
from oftwist.wire.codec.malformed import Malformed
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import OF10, OF11

UNLIMITED = 0xFFFF

# --- lists -----------------------------------------------------------------------------------------


def read_actions(text: str, reading: Reading) -> list[Part]:
    """The actions of a list; ``drop`` alone is the empty list.

    Raises:
        TextError: one of them is none.
    """
    found: list[Part] = []
    items = pairs(text)
    for key, value, key_at, value_at in items:
        if key.lower() == "drop":
            _drop(key, value, key_at, items)
            continue
        found += read_action(key, value, key_at, value_at, reading)
    return found


def _drop(key: str, value: str, at: int, items: Sequence[Any]) -> None:
    if value or any(other[0].lower() != "drop" for other in items):
        raise TextError("drop alone, without other actions", key, at)


def read_action(key: str, value: str, key_at: int, value_at: int, reading: Reading) -> list[Part]:
    """One action of a text, as the objects it becomes.

    Raises:
        TextError: it is none, or does not fit; columns are those of the list.
    """
    read = READ.get(key) or READ.get(key.lower())
    try:
        if read is not None:
            return read(value, reading)
        if value:
            raise TextError("an action", key, key_at - value_at)
        return [_output_to(_output_port(key, reading), reading)]
    except TextError as error:
        if read is None and not value:
            raise TextError("an action, or a port", key, key_at) from None
        if not error.word:
            error.word, error.column = key, key_at - value_at
        raise error.shifted(value_at) from None


def tell_actions(actions: Any, telling: Telling) -> str:
    """A list of actions as ovs-ofctl prints it, ``drop`` when it is empty."""
    return ",".join([tell_action(action, telling) for action in actions]) or "drop"


def tell_action(action: Part, telling: Telling) -> str:
    """One action; of an unknown one its bytes."""
    tell = TELL.get(type(action).__name__)
    if tell is None or isinstance(action, Malformed):
        return _odd(action, telling)
    return tell(action, telling)


def _odd(action: Part, telling: Telling) -> str:
    """An action without a text of its own: one that 1.1 alone has, which Open vSwitch reads to this day, or bytes."""
    if version_of(action) > OF11 and not isinstance(action, Malformed):
        raw = bytes(action.pack())
        if int.from_bytes(raw[:2], "big") in _OF_11:
            try:
                old = classes.of(OF11).decoder("action.action")(raw, 0, len(raw))
            except ProtocolError:  # too short for one of 1.1
                return odd_text(action)
            tell = TELL.get(type(old).__name__)
            if tell is not None and not old.extra:
                return tell(old, telling)
    return odd_text(action)


#: The types of actions of 1.1 that set_field took the place of.
_OF_11 = frozenset((*range(1, 11), 13, 14))


def telling(ports: Names = NO_NAMES, tables: Names = NO_NAMES) -> Telling:
    """What printing needs, with names."""
    return Telling(ports, tables, tell_actions)


PLAIN = telling()

# --- output ----------------------------------------------------------------------------------------


def _output_port(word: str, reading: Reading) -> int:
    number = port(word, reading.ports)
    if number >= FIRST_RESERVED and (number == NONE or number < IN_PORT):
        raise TextError("a port that packets can go to", word)
    return number


def _output_to(number: int, reading: Reading, max_len: int | None = None) -> Any:
    if max_len is None:
        max_len = UNLIMITED if number == CONTROLLER else 0
    return reading.make("output", port=port_on_wire(number, reading.version), max_len=max_len)


def _output(text: str, reading: Reading) -> list[Part]:
    if "port=" in text or "max_len=" in text:
        return [_output_trunc(text, reading)]
    if "[" in text or (text in BY_NAME and not is_port(text, reading.ports)):
        part = reading.source(subfield(text))
        members = {"ofs_nbits": part.ofs_nbits, "src": header_number(part), "max_len": UNLIMITED}
        short = members["src"] >> 32 == 0
        return [reading.make("nicira_output_reg" if short else "nicira_output_reg2", **members)]
    return [_output_to(_output_port(text, reading), reading)]


def _output_trunc(text: str, reading: Reading) -> Any:
    number = length = None
    for key, value, key_at, value_at in pairs(text):
        if key == "port":
            number = shifted(value_at, port, value, reading.ports)
        elif key == "max_len":
            length = shifted(value_at, numbers.number, value, 32)
        else:
            raise TextError("port= or max_len=", key, key_at)
    if number is None or (number >= FIRST_RESERVED and number not in (LOCAL, IN_PORT)):
        raise TextError("port=P of a port of the switch, LOCAL or IN_PORT", text)
    if length is None or length < 14:
        raise TextError("max_len=N of at least 14 bytes", text)
    return reading.make("nicira_output_trunc", port=number, max_len=length)


def _tell_output(action: Part, telling: Telling) -> str:
    number = port_from_wire(action.port, 2)
    if number == CONTROLLER:
        return f"CONTROLLER:{action.max_len}"
    name = port_text(number, telling.ports)
    return name if 0xFFF7 <= number <= 0xFFFF else f"output:{name}"


row(
    "output",
    _output,
    output=_tell_output,
    nicira_output_reg=lambda action, telling: f"output:{ofs_nbits_text(action.src, action.ofs_nbits)}",
    nicira_output_reg2=lambda action, telling: f"output:{ofs_nbits_text(action.src, action.ofs_nbits)}",
    nicira_output_trunc=lambda action, telling: (
        f"output(port={port_text(action.port, telling.ports)},max_len={action.max_len})"
    ),
)


def _enqueue(text: str, reading: Reading) -> list[Part]:
    found = [(text[a:b], a) for a, b in words(text)]
    if len(found) != 2:
        raise TextError("enqueue:PORT:QUEUE", text)
    (first, at), (second, queue_at) = found
    number = shifted(at, port, first, reading.ports)
    if number >= FIRST_RESERVED and number not in (IN_PORT, LOCAL):
        raise TextError("a port of the switch, IN_PORT or LOCAL", first, at)
    queue = shifted(queue_at, numbers.number, second, 32, "a queue")
    if reading.version == OF10:
        return [reading.make("enqueue", port=number, queue_id=queue)]
    return [
        reading.make("set_queue", queue_id=queue),
        _output_to(number, reading, UNLIMITED),
        reading.make("nicira_pop_queue"),
    ]


row(
    "enqueue",
    _enqueue,
    enqueue=lambda action, telling: f"enqueue:{port_text(action.port, telling.ports)}:{action.queue_id}",
)

# --- lists in actions ------------------------------------------------------------------------------


def _clone(text: str, reading: Reading) -> list[Part]:
    inner = reading.nested(text)
    actions = read_actions(text, inner)
    reading.plain &= inner.plain
    return [reading.make("nicira_clone", actions=actions)]


row("clone", _clone, nicira_clone=lambda action, telling: f"clone({telling.actions(action.actions, telling)})")
