"""Numbers, addresses and hexadecimal bytes as ovs-ofctl reads and prints them.

A number follows the rules of C: ``0x`` begins a hexadecimal one, ``0`` an octal one.
"""

from __future__ import annotations

import re
import socket

from oftwist.errors import TextError

_OCTAL = re.compile(r"0[0-7]*\Z")
_HEX = re.compile(r"0[xX][0-9a-fA-F]+\Z")
_MAC = re.compile(r"[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5}\Z")
_OCTETS = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})\Z", re.ASCII)

ALL_ONES = {size: (1 << 8 * size) - 1 for size in (1, 2, 4, 6, 8, 16)}


#: More digits than any field has room for; int() refuses some thousands, as reading them takes long.
_DIGITS = 1000


def decimal(word: str) -> int | None:
    """A number of decimal digits, of any size: one that has very many is as large as need be. None: it is none."""
    if not (word.isdecimal() and word.isascii()):
        return None
    return int(word) if len(word) <= _DIGITS else 1 << 4 * _DIGITS


def c_integer(word: str) -> int | None:
    """A number by the rules of C, of any size; None if it is none."""
    sign = 1
    digits = word
    if word[:1] in ("+", "-"):
        sign = -1 if word[0] == "-" else 1
        digits = word[1:]
    found = decimal(digits)
    if found is not None and digits[0] != "0":
        return sign * found
    if _HEX.match(digits):
        return sign * int(digits, 16)
    if _OCTAL.match(digits):
        return sign * int(digits, 8)
    return None


def number(word: str, bits: int, what: str = "a number") -> int:
    """A number of so many bits; of 64, a negative one counts from the end.

    Raises:
        TextError: it is none, or too big.
    """
    found = c_integer(word)
    if found is not None:
        if found < 0 and bits == 64 and found >= -1 << 63:
            return found & ALL_ONES[8]
        if 0 <= found < 1 << bits:
            return found
    raise TextError(f"{what} from 0 to {(1 << bits) - 1:#x}", word)


def ipv4(word: str) -> int:
    """An IPv4 address.

    Raises:
        TextError: it is none.
    """
    found = _OCTETS.match(word)
    if found is not None:
        a, b, c, d = map(int, found.groups())
        if a < 256 and b < 256 and c < 256 and d < 256:
            return a << 24 | b << 16 | c << 8 | d
    raise TextError("an IPv4 address", word)


def ipv4_text(value: int) -> str:
    return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"


def ipv6(word: str) -> int:
    """An IPv6 address.

    Raises:
        TextError: it is none.
    """
    try:
        return int.from_bytes(socket.inet_pton(socket.AF_INET6, word), "big")
    except (OSError, ValueError, UnicodeError):
        raise TextError("an IPv6 address", word) from None


def ipv6_text(value: int) -> str:
    return str(socket.inet_ntop(socket.AF_INET6, value.to_bytes(16, "big")))


def mac(word: str) -> int:
    """An Ethernet address; a byte may have one digit.

    Raises:
        TextError: it is none.
    """
    if _MAC.match(word) is None:
        raise TextError("an Ethernet address, six hexadecimal bytes with colons", word)
    value = 0
    for byte in word.split(":"):
        value = value << 8 | int(byte, 16)
    return value


def mac_text(value: int) -> str:
    digits = f"{value:012x}"
    return f"{digits[:2]}:{digits[2:4]}:{digits[4:6]}:{digits[6:8]}:{digits[8:10]}:{digits[10:]}"


def prefix(mask: int, bits: int) -> int | None:
    """How many bits a mask has when all of them lead; None of another mask."""
    rest = ~mask & (1 << bits) - 1
    return None if rest & rest + 1 else bits - rest.bit_length()


def prefix_mask(word: str, bits: int) -> int:
    """The mask that "/24" means.

    Raises:
        TextError: it is no number of bits of such an address.
    """
    leading = decimal(word)
    if leading is not None and leading <= bits:
        return (1 << bits) - (1 << bits - leading)
    raise TextError(f"a number of leading bits from 0 to {bits}, or a mask", word)


def address_text(value: int, mask: int, bits: int) -> str:
    """An address of 32 or 128 bits with its mask: nothing for all bits, a number for leading ones."""
    text = ipv4_text if bits == 32 else ipv6_text
    leading = prefix(mask, bits)
    if leading == bits:
        return text(value)
    return f"{text(value)}/{text(mask) if leading is None else leading}"


def hex_bytes(word: str) -> bytes:
    """Bytes of two hexadecimal digits each; dots may stand between them.

    Raises:
        TextError: it is something else.
    """
    digits = word.replace(".", "")
    try:
        if all(len(part) % 2 == 0 for part in word.split(".")) and digits.isalnum() | (digits == ""):
            return bytes.fromhex(digits)
    except ValueError:
        pass
    raise TextError("bytes of two hexadecimal digits each", word)


def hexadecimal(value: int) -> str:
    """``%#x`` of C: zero has no ``0x``."""
    return f"{value:#x}" if value else "0"
