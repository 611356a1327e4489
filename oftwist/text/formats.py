"""How the value of a match field reads: one row a format, both directions.

A value is a number as wide as the field, and so is its mask. What is matched wholly has a mask of ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from oftwist.errors import TextError
from oftwist.text import names
from oftwist.text.numbers import (
    address_text,
    c_integer,
    decimal,
    hexadecimal,
    ipv4,
    ipv6,
    mac,
    mac_text,
    number,
    prefix_mask,
)

Read = Callable[[str, int, names.Names], tuple[int, int]]
Tell = Callable[[int, int, int, names.Names], str]


class Format(NamedTuple):
    """One way to write values.

    Attributes:
        read: (text, bytes of the field, names of ports) -> value and mask.
        tell: (value, mask, bytes of the field, names of ports) -> text, as in ``set_field``.
    """

    read: Read
    tell: Tell


def _parts(text: str) -> tuple[str, str]:
    value, _, mask = text.partition("/")
    return value, mask


def _ones(size: int) -> int:
    return (1 << 8 * size) - 1


def _masked(text: str, size: int, one: Callable[[str], int], leading: int = 0) -> tuple[int, int]:
    """Value and mask, both in the same form; the mask also as a number of leading bits, of that many."""
    slash = text.find("/")
    if slash < 0:
        return one(text), _ones(size)
    value = one(text[:slash])
    mask = text[slash + 1 :]
    try:
        if leading and mask.isdecimal():
            return value, prefix_mask(mask, leading)
        return value, one(mask)
    except TextError as error:
        raise error.shifted(slash + 1) from None


# --- numbers ---------------------------------------------------------------------------------------


def _read_number(text: str, size: int, ports: names.Names) -> tuple[int, int]:
    value = decimal(text)
    if value is not None and text[0] != "0":
        ones = (1 << 8 * size) - 1
        if value <= ones:
            return value, ones
    return _masked(text, size, lambda word: number(word, 8 * size))


def _tell_decimal(value: int, mask: int, size: int, ports: names.Names) -> str:
    if size > 8:
        return _tell_wide(value, mask, size)
    return str(value) if mask == _ones(size) else f"{value}/{hexadecimal(mask)}"


def _tell_hex(value: int, mask: int, size: int, ports: names.Names) -> str:
    if size > 8:
        return _tell_wide(value, mask, size)
    return hexadecimal(value) if mask == _ones(size) else f"{hexadecimal(value)}/{hexadecimal(mask)}"


def _tell_wide(value: int, mask: int, size: int) -> str:
    return hexadecimal(value) if mask == _ones(size) else f"{hexadecimal(value)}/{mask:#x}"


# --- addresses -------------------------------------------------------------------------------------


def _read_mac(text: str, size: int, ports: names.Names) -> tuple[int, int]:
    return _masked(text, size, mac)


def _tell_mac(value: int, mask: int, size: int, ports: names.Names) -> str:
    return mac_text(value) if mask == _ones(6) else f"{mac_text(value)}/{mac_text(mask)}"


def _read_ipv4(text: str, size: int, ports: names.Names) -> tuple[int, int]:
    return _masked(text, size, ipv4, 32)


def _read_ipv6(text: str, size: int, ports: names.Names) -> tuple[int, int]:
    return _masked(text, size, ipv6, 128)


def _tell_address(value: int, mask: int, size: int, ports: names.Names) -> str:
    return address_text(value, mask, 8 * size)


# --- ports, kinds of packets -----------------------------------------------------------------------


def _read_port(text: str, size: int, ports: names.Names) -> tuple[int, int]:
    """A port; of a field with 4 bytes as it is on the wire from 1.1 on."""
    value = _masked(text, size, lambda word: names.port(word, ports))
    return (names.port_on_wire(value[0], 2), value[1]) if size == 4 else value


def _tell_port(value: int, mask: int, size: int, ports: names.Names) -> str:
    if mask != _ones(size):
        return _tell_decimal(value, mask, size, ports)
    return names.port_text(names.port_from_wire(value, 2) if size == 4 else value, ports)


def _read_packet_type(text: str, size: int, ports: names.Names) -> tuple[int, int]:
    """``(namespace,type)``."""
    namespace, comma, kind = text.removeprefix("(").removesuffix(")").partition(",")
    if not comma:
        raise TextError("a type of packets, as (namespace,type)", text)
    try:
        return number(namespace, 16) << 16 | number(kind, 16), _ones(4)
    except TextError as error:
        raise TextError(error.expected, error.word, text.index(error.word)) from None


def packet_type_text(value: int) -> str:
    """``(namespace,type)``: numbers of one digit as they are, others hexadecimal."""
    return "({},{})".format(*(f"{n:#x}" if n > 9 else n for n in (value >> 16, value & 0xFFFF)))


def _tell_packet_type(value: int, mask: int, size: int, ports: names.Names) -> str:
    return packet_type_text(value)


_FRAGMENTS = {"no": (0, 3), "yes": (1, 1), "first": (1, 3), "later": (3, 3), "not_later": (0, 2)}
_FRAGMENT_NAMES = {pair: name for name, pair in _FRAGMENTS.items()} | {(2, 2): "later", (0, 1): "no"}


def _read_fragment(text: str, size: int, ports: names.Names) -> tuple[int, int]:
    found = _FRAGMENTS.get(text)
    if found is None:
        raise TextError(f"a kind of fragment: {', '.join(_FRAGMENTS)}", text)
    return found


def _tell_fragment(value: int, mask: int, size: int, ports: names.Names) -> str:
    return _FRAGMENT_NAMES.get((value & 3, mask & 3), "<error>")


# --- flags -----------------------------------------------------------------------------------------

CT_STATE = ("new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat")
TCP_FLAGS = ("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns", "[200]", "[400]", "[800]")
TUN_FLAGS = ("oam",)  # that can be matched
ALL_TUN_FLAGS = ("oam", "df", "csum", "key")


def flags_text(value: int, flags: tuple[str, ...]) -> str:
    """Flags that are matched exactly."""
    known = [name for bit, name in enumerate(flags) if value >> bit & 1]
    rest = value >> len(flags) << len(flags)
    return "|".join(known + ([f"{rest:#x}"] if rest else [])) or "0"


def masked_flags_text(value: int, mask: int, flags: tuple[str, ...]) -> str:
    """Flags of which some must be set and some must not."""
    known = "".join(f"{'+' if value >> i & 1 else '-'}{name}" for i, name in enumerate(flags) if mask >> i & 1)
    rest = mask >> len(flags) << len(flags)
    return known + (f"{'+' if value & rest else '-'}{rest:#x}" if rest else "")


def _flags(flags: tuple[str, ...], what: str, told: tuple[str, ...] = ()) -> Format:
    """Flags by name, of which more may be told than read."""
    bits = {name: 1 << bit for bit, name in enumerate(flags)}
    every = (1 << len(flags)) - 1

    def one(word: str, at: int) -> int:
        if word not in bits:
            raise TextError(f"{what}: {', '.join(flags)}", word, at)
        return bits[word]

    def plain(word: str) -> int:
        value = c_integer(word)
        if value is None or not 0 <= value <= every:
            raise TextError(f"{what} as a number up to {every:#x}, names with | between, or +name-name", word)
        return value

    def read(text: str, size: int, ports: names.Names) -> tuple[int, int]:
        if text[:1] in ("+", "-"):
            value = mask = at = 0
            while at < len(text):
                end = min((i for i in (text.find("+", at + 1), text.find("-", at + 1)) if i > 0), default=len(text))
                bit = one(text[at + 1 : end], at + 1)
                if mask & bit:
                    raise TextError("each flag once", text[at:end], at)
                mask |= bit
                value |= bit if text[at] == "+" else 0
                at = end
            return value, mask
        if text[:1].isdigit():
            value, mask = _masked(text, size, plain)
            return value, mask if mask == _ones(size) else mask & every
        value = at = 0
        for word in text.split("|"):
            value |= one(word, at)
            at += len(word) + 1
        return value, _ones(size)

    def tell(value: int, mask: int, size: int, ports: names.Names) -> str:
        return flags_text(value, told or flags) if mask & every == every else masked_flags_text(value, mask, flags)

    return Format(read, tell)


DECIMAL = Format(_read_number, _tell_decimal)
HEX = Format(_read_number, _tell_hex)
MAC = Format(_read_mac, _tell_mac)
IPV4 = Format(_read_ipv4, _tell_address)
IPV6 = Format(_read_ipv6, _tell_address)
PORT = Format(_read_port, _tell_port)
PACKET_TYPE = Format(_read_packet_type, _tell_packet_type)
FRAGMENT = Format(_read_fragment, _tell_fragment)
CT_STATES = _flags(CT_STATE, "states of a connection")
TCP_FLAG_SET = _flags(TCP_FLAGS, "TCP flags")
TUN_FLAG_SET = _flags(TUN_FLAGS, "flags of a tunnel", ALL_TUN_FLAGS)
