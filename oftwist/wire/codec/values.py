"""What generated code calls: conversions, errors, and the few loops that are not worth generating.

Nothing here knows a version or a class; names and offsets come in as arguments.
"""

from __future__ import annotations

import struct
from _thread import _local as local  # threading.local, without importing threading for it

from oftwist.errors import MessageError, ProtocolError
from oftwist.wire.codec.malformed import Malformed
from oftwist.wire.codec.prepared import Prepared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from oftwist.wire.codec.layout import Layout
    from oftwist.wire.interfaces import Part

# --- reading ---------------------------------------------------------------------------------------


def text(raw: bytes) -> str:
    """Fixed-size text without its trailing NULs; bytes that are not UTF-8 survive as surrogates."""
    return raw.rstrip(b"\0").decode("utf-8", "surrogateescape")


def bits(raw: bytes) -> set[int]:
    """The set bits of a big-endian bitmap; bit 0 is the least significant bit of the last byte."""
    value = int.from_bytes(raw, "big")
    return {i for i in range(len(raw) * 8) if value >> i & 1}


def short(buf: Any, offset: int, end: int, cls: str, field: str | None = None) -> ProtocolError:
    """An object or member reaches beyond its window."""
    return ProtocolError(
        f"Buffer too short: {max(end - offset, 0)} bytes left", cls=_name(cls), field=field, offset=offset
    )


def truncated(buf: Any, offset: int, end: int, cls: str, ends: tuple[tuple[int, str], ...]) -> ProtocolError:
    """An object ends inside its fixed part; names the first member that is not all there."""
    have = end - offset
    field = next((name for at, name in ends if at > have), None)
    problem = f"Buffer too short: {have} bytes, needs {ends[-1][0]}"
    return ProtocolError(problem, cls=_name(cls), field=field, offset=end)


def bad_length(
    length: int, offset: int, end: int, cls: str, field: str, least: int, multiple: int = 1
) -> ProtocolError:
    """A length below the fixed part, beyond the window, or not the multiple it must be."""
    if length > end - offset:
        problem = f"Buffer too short: length {length}, only {end - offset} bytes left"
    elif length < least:
        problem = f"bad length {length}, must be at least {least}"
    else:
        problem = f"bad length {length}, must be a multiple of {multiple}"
    return ProtocolError(problem, cls=_name(cls), field=field, offset=offset)


def by_hand(
    read: Callable[[bytes, Any], tuple[Any, int]],
    buf: bytes,
    o: int,
    e: int,
    obj: Part,
    cls: str,
    field: str,
    whole: bool,
) -> tuple[Any, int]:
    """What a `Hand` makes of ``[o, e)``, and where that ends; ``whole``: it must take all of it."""
    raw = buf[o:e]
    try:
        value, used = read(raw, obj)
    except ProtocolError as error:
        raise ProtocolError(str(error), cls=_name(cls), field=field, offset=o) from None
    except (LookupError, ValueError, ArithmeticError, struct.error) as error:
        raise ProtocolError(f"cannot be read: {error}", cls=_name(cls), field=field, offset=o) from None
    if not 0 <= used <= len(raw) or (whole and used != len(raw)):
        raise ProtocolError(f"takes {used} of {len(raw)} bytes", cls=_name(cls), field=field, offset=o)
    return value, o + used


def check_fields(buf: Any, offset: int, end: int, cls: str, field: str) -> None:
    """That ``[offset, end)`` is a list of match fields, so that it can be read later without fail."""
    at = offset
    try:
        while at < end:
            last = at
            at += 4 + buf[at + 3]
    except IndexError:
        at = end + 1
    if at != end:
        raise ProtocolError(f"Buffer too short: {end - last} bytes left", cls=_name(cls), field=field, offset=last)


def wrong_constant(buf: Any, offset: int, size: int, cls: str, field: str, expected: int) -> ProtocolError:
    """A member that can only have one value has another."""
    got = int.from_bytes(buf[offset : offset + size], "big")
    return ProtocolError(f"wrong value {got}, must be {expected}", cls=_name(cls), field=field, offset=offset)


def _name(qualname: str) -> str:
    return qualname.partition(".")[2] or qualname


def only_padding(buf: Any, start: int, offset: int, end: int) -> bool:
    """Whether ``[offset, end)`` is exactly the zeros that align an object begun at ``start`` to 8 bytes."""
    return end - offset == (start - offset) & 7 and not any(buf[offset:end])


def holds_any_length(obj: Part) -> bool:
    """Whether an instruction or bucket has an action in it of an experimenter, or set aside: they have any length."""
    return any(action.type == 0xFFFF or isinstance(action, Malformed) for action in getattr(obj, "actions", ()))


class _Depth(local):
    """How deep classes that can hold themselves are nested in this thread."""

    level = 0

    def enter(self, cls: str, offset: int, limit: int) -> None:
        if self.level >= limit:
            raise ProtocolError(f"nested more than {limit} deep", cls=_name(cls), offset=offset)
        self.level += 1

    def leave(self) -> None:
        self.level -= 1


DEPTH = _Depth()

_HEAD = struct.Struct("!HH").unpack_from
# The specification knows one kind of hello element. What comes after this many is kept as bytes.
MAX_HELLO_ELEMENTS = 256


def hello_elements(decode: Callable[[Any, int, int], Any]) -> Callable[[Any, int, int], tuple[list[Any], int]]:
    """The reader of a hello's elements, tolerant as the specification asks of a HELLO.

    OpenFlow 1.3.5 §7.5.1: unknown elements are ignored, each element is padded to 8 bytes. What
    cannot be an element ends the list; its bytes stay with the message.
    """

    def read(buf: Any, o: int, e: int) -> tuple[list[Any], int]:
        out: list[Any] = []
        while e - o >= 4 and len(out) < MAX_HELLO_ELEMENTS:
            _, n = _HEAD(buf, o)
            q = o + n
            if n < 4 or q > e:
                break
            try:
                out.append(decode(buf, o, q))
            except ProtocolError:
                break
            padded = o + (n + 7 & -8)
            # The alignment of the last element is often left out, and an unknown one may be packed tight.
            tight = padded > e or any(buf[q:padded])
            if tight and q != padded:
                out[-1].shadow(unpadded=True)
            o = q if tight else padded
        return out, o

    return read


PAD = tuple(bytes(-n % 8) for n in range(8))

READING: dict[str, Any] = {
    "PAD": PAD,
    "text": text,
    "bits": bits,
    "from_bytes": int.from_bytes,
    "struct_error": struct.error,
    "ProtocolError": ProtocolError,
    "short": short,
    "truncated": truncated,
    "bad_length": bad_length,
    "wrong_constant": wrong_constant,
    "only_padding": only_padding,
    "check_fields": check_fields,
    "by_hand": by_hand,
    "holds_any_length": holds_any_length,
}

# --- writing ---------------------------------------------------------------------------------------


def mac_bytes(value: Any) -> bytes:
    if type(value) is not list:
        value = to_mac(value)
    try:
        raw = bytes(value)
    except (TypeError, ValueError):
        raw = b""
    if len(raw) != 6:
        raise MessageError(f"{value!r} is not an Ethernet address: needs 6 bytes")
    return raw


def ipv6_bytes(value: Any) -> bytes:
    if type(value) is not bytes:
        value = to_ipv6(value)
    if len(value) != 16:
        raise MessageError(f"{value!r} is not an IPv6 address: needs 16 bytes")
    return value  # type: ignore[no-any-return]


def one_byte(length: int) -> int:
    """A length that has one byte in the header of a field."""
    if length > 0xFF:
        raise MessageError(f"takes {length} bytes, more than the 255 that its header can say")
    return length


def exact(value: Any, size: int) -> bytes:
    raw = bytes(value)
    if len(raw) != size:
        raise MessageError(f"{value!r} has {len(raw)} bytes, must have {size}")
    return raw


def from_bits(value: Iterable[int], size: int) -> bytes:
    """A set of bit numbers as a big-endian bitmap of ``size`` bytes."""
    mask = 0
    for bit in value:
        if not 0 <= bit < size * 8:
            raise MessageError(f"bit {bit} is not in 0..{size * 8 - 1}")
        mask |= 1 << bit
    return mask.to_bytes(size, "big")


def written_by_hand(write: Callable[[Any, Any], bytes], value: Any, obj: Part, cls: str, field: str) -> bytes:
    """The bytes that a `Hand` makes of a value."""
    try:
        return bytes(write(value, obj))
    except MessageError:
        raise
    except Exception as error:
        problem = f"{value!r} cannot be packed: {error}" if field else f"cannot be packed: {error}"
        raise MessageError(problem, cls=cls, field=field or None) from None


def pack_error(obj: Part, lay: Layout, error: Exception) -> Exception:
    """Say which member of ``obj`` cannot be packed and why."""
    for m in lay.members:
        if m.kind not in ("data", "key", "const"):
            continue
        value = getattr(obj, m.name, None)
        problem = _problem(m, value)
        if problem:
            return MessageError(problem, cls=lay.name, field=m.name)
        if m.codec == "struct":
            try:
                value.pack()  # type: ignore[union-attr]
            except MessageError as inner:
                return inner
            except Exception:
                continue
    if isinstance(error, MessageError):
        if error.cls is None:
            return MessageError(str(error), cls=lay.name)
        return error
    if isinstance(error, struct.error):
        return MessageError(_too_long(obj, lay), cls=lay.name)
    return MessageError(f"cannot be packed: {error!r}", cls=lay.name)


def _too_long(obj: Part, lay: Layout) -> str:
    """All members are in range, so one of the computed lengths is not."""
    sizes = {m.name: _packed_size(m, getattr(obj, m.name, b"")) for m in lay.members if not m.size and m.kind == "data"}
    total = sum(m.size for m in lay.members) + sum(sizes.values()) + len(obj.extra)
    for m in sorted(lay.members, key=lambda m: m.kind == "length"):  # the narrower one first
        size = sizes.get(m.of, 0) + m.value if m.kind == "length_of" else total
        if m.kind in ("length", "length_of") and size >= 1 << 8 * m.size:
            what = f"{m.of} takes" if m.kind == "length_of" else "takes"
            return f"{what} {size} bytes, more than the {(1 << 8 * m.size) - 1} that {m.name} can say"
    return "does not fit its members"


def _packed_size(m: Any, value: Any) -> int:
    if m.codec == "octets":
        return len(value)
    if m.codec == "text":
        return len(value.encode("utf-8", "surrogateescape"))
    return sum(len(item.pack()) for item in ([value] if m.codec == "struct" else value))


def _problem(m: Any, value: Any) -> str:
    if m.codec in ("uint", "ipv4"):
        top = (1 << 8 * m.size) - 1
        if not hasattr(value, "__index__"):
            return f"{value!r} is not a number in 0..{top:#x}"
        if not 0 <= value.__index__() <= top:
            return f"{value!r} is not in 0..{top:#x}"
    elif m.codec == "text":
        if not isinstance(value, str):
            return f"{value!r} is not text"
    elif m.codec in ("struct", "list"):
        for item in [value] if m.codec == "struct" else _items(value):
            if not hasattr(item, "pack"):
                name = m.of.partition(".")[2]
                return f"{item!r} is not {'an' if name[0] in 'aeio' else 'a'} {name}"
        if m.codec == "list" and not isinstance(value, (list, tuple)) and not hasattr(value, "__iter__"):
            return f"{value!r} is not a list"
    elif m.codec == "octets" and not isinstance(value, (bytes, bytearray, memoryview)):
        return f"{value!r} is not bytes"
    elif m.codec in ("mac", "ipv6", "bytes", "bitset"):
        try:
            {"mac": mac_bytes, "ipv6": ipv6_bytes}[m.codec](value) if m.codec in ADDRESSES else (
                exact(value, m.size) if m.codec == "bytes" else from_bits(value, m.size)
            )
        except Exception as error:
            return str(error)
    return ""


def _items(value: Any) -> list[Any]:
    try:
        return list(value)
    except TypeError:
        return []


WRITING: dict[str, Any] = {
    "PAD": PAD,
    "Prepared": Prepared,
    "join": b"".join,
    "mac_bytes": mac_bytes,
    "ipv6_bytes": ipv6_bytes,
    "exact": exact,
    "one_byte": one_byte,
    "from_bits": from_bits,
    "pack_error": pack_error,
    "by_hand": written_by_hand,
}

# --- construction ----------------------------------------------------------------------------------


def to_mac(value: Any) -> list[int]:
    """An Ethernet address given as text, 6 bytes, a 48-bit number or 6 numbers -> list of 6 ints.

    Raises:
        MessageError: it is none of these.
    """
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        parts = value.replace("-", ":").split(":")
        if len(parts) == 6:
            try:
                numbers = [int(part, 16) for part in parts]
            except ValueError:
                numbers = [-1]
            if all(0 <= number <= 255 for number in numbers):
                return numbers
    elif isinstance(value, int):
        if 0 <= value < 1 << 48:
            return list(value.to_bytes(6, "big"))
    elif isinstance(value, (bytes, bytearray, memoryview, tuple)) and len(value) == 6:
        return list(value)
    raise MessageError(f"{value!r} is not an Ethernet address")


def to_ipv4(value: Any) -> int:
    """An IPv4 address given as text, 4 bytes, 4 numbers or a number -> int.

    Raises:
        MessageError: it is none of these.
    """
    import ipaddress

    try:
        if isinstance(value, int):
            return value
        if isinstance(value, (list, tuple, bytearray, memoryview)):
            value = bytes(value)
        return int(ipaddress.IPv4Address(value))
    except (ValueError, TypeError):
        raise MessageError(f"{value!r} is not an IPv4 address") from None


def to_ipv6(value: Any) -> bytes:
    """An IPv6 address given as text, 16 bytes, 16 numbers or a number -> 16 bytes.

    Raises:
        MessageError: it is none of these.
    """
    import ipaddress

    try:
        if isinstance(value, (list, tuple, bytearray, memoryview)):
            value = bytes(value)
        return ipaddress.IPv6Address(value).packed
    except (ValueError, TypeError):
        raise MessageError(f"{value!r} is not an IPv6 address") from None


def _converter(convert: Callable[[Any], Any]) -> Callable[[str, str], Callable[[Any], Any]]:
    def bind(qualname: str, field: str) -> Callable[[Any], Any]:
        def set_value(value: Any) -> Any:
            try:
                return convert(value)
            except MessageError as error:
                raise MessageError(str(error), cls=_name(qualname), field=field) from None

        return set_value

    return bind


ADDRESSES: dict[str, Callable[[str, str], Callable[[Any], Any]]] = {
    "mac": _converter(to_mac),
    "ipv4": _converter(to_ipv4),
    "ipv6": _converter(to_ipv6),
}
